/* SPDX-License-Identifier: Apache-2.0
 * edit.h - what a hostile compiler might write: words of an object's CO-RE records, of its BTF and of the target's BTF become
 * others, told by bytes from a fuzzer or a generator.  For the fuzz target, the unit test and the oracle. */
#ifndef TESTS_CORE_EDIT_H
#define TESTS_CORE_EDIT_H

#include <elf.h>
#include <stdint.h>
#include <string.h>

enum { EDIT_RECORD, EDIT_EXT, EDIT_BTF, EDIT_STRING, EDIT_TARGET, EDIT_CODE, EDIT_PLACES, EDIT_BYTES = 8 };

/* A section of the object; its size in *size, 0: there is none. */
static inline uint8_t *edit_section(uint8_t *file, const char *name, size_t *size)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)(void *)file;
	Elf64_Shdr *table = (Elf64_Shdr *)(void *)(file + header->e_shoff);
	const char *names = (const char *)file + table[header->e_shstrndx].sh_offset;

	for (int i = 1; i < header->e_shnum; i++)
		if (!strcmp(names + table[i].sh_name, name)) {
			*size = table[i].sh_size;
			return file + table[i].sh_offset;
		}
	*size = 0;
	return NULL;
}

static inline uint32_t edit_get(const uint8_t *at)
{
	uint32_t word;

	memcpy(&word, at, 4);
	return word;
}

/* The `n`th record of CO-RE (insn_off, type, access, kind) of a whole .BTF.ext, counted round; NULL: it has none. */
static inline uint8_t *edit_record(uint8_t *ext, uint32_t n)
{
	uint8_t *first = ext + edit_get(ext + 4) + edit_get(ext + 24), *end = first + edit_get(ext + 28);
	uint32_t all = 0;

	for (int pass = 0; pass < 2; pass++) {
		uint32_t before = 0;

		for (uint8_t *at = first + 4; at < end;) {
			uint32_t count = edit_get(at + 4);

			if (pass && n % all < before + count)
				return at + 8 + 16 * (size_t)(n % all - before);
			before += count;
			at += 8 + 16 * (size_t)count;
		}
		all = before;
		if (!all)
			return NULL;
	}
	return NULL;
}

struct edit_places {
	uint8_t *ext, *btf, *code, *target;
	size_t ext_size, btf_size, code_size, target_size;
};

static inline void edit_find(struct edit_places *p, uint8_t *file, uint8_t *target, size_t target_size, const char *code)
{
	p->ext = edit_section(file, ".BTF.ext", &p->ext_size);
	p->btf = edit_section(file, ".BTF", &p->btf_size);
	p->code = edit_section(file, code, &p->code_size);
	p->target = target;
	p->target_size = target_size;
}

/* A word of `bytes` bytes becomes another: any, a small one, one more or less, or a single bit of it. */
static inline void edit_word(uint8_t *bytes, size_t size, uint32_t at, uint32_t how, uint32_t value)
{
	uint32_t word;

	if (size < 4)
		return;
	bytes += at % (size / 4) * 4;
	word = edit_get(bytes);
	switch (how % 5) {
	case 0: word = value; break;
	case 1: word = value & 0xff; break;
	case 2: word += (value & 7) + 1; break;
	case 3: word -= (value & 7) + 1; break;
	default: word ^= 1u << value % 32; break;
	}
	memcpy(bytes, &word, 4);
}

/* One edit: place, way, where (2 bytes), value.  `record`: that of CO-RE which it would change, found before any edit. */
static inline void edit_apply(const struct edit_places *p, const uint8_t e[EDIT_BYTES], uint8_t *record)
{
	uint32_t where = e[0] % EDIT_PLACES, at = e[2] | (uint32_t)e[3] << 8, value = edit_get(e + 4);

	switch (where) {
	case EDIT_RECORD:
		if (record)
			edit_word(record, 16, at, e[1], value);
		break;
	case EDIT_EXT: edit_word(p->ext, p->ext_size, at, e[1], value); break;
	case EDIT_BTF: edit_word(p->btf, p->btf_size, at, e[1], value); break;
	case EDIT_STRING:
		if (p->btf_size > 24) { /* the strings come last */
			size_t from = 24 + (size_t)edit_get(p->btf + 16) % p->btf_size;

			if (from < p->btf_size)
				p->btf[from + at % (p->btf_size - from)] = e[1] & 1 ? (uint8_t)value : (uint8_t)("0123456789:"[value % 11]);
		}
		break;
	case EDIT_TARGET: edit_word(p->target, p->target_size, at, e[1], value); break;
	default: edit_word(p->code, p->code_size, at, e[1], value); break;
	}
}

/* edit_all - all edits of some bytes, at most 64. */
static inline void edit_all(const struct edit_places *p, const uint8_t *bytes, size_t size)
{
	uint8_t *records[64] = {0};
	size_t n = size / EDIT_BYTES < 64 ? size / EDIT_BYTES : 64;

	for (size_t i = 0; i < n; i++)
		records[i] = p->ext ? edit_record(p->ext, (bytes[i * EDIT_BYTES + 3] << 8 | bytes[i * EDIT_BYTES + 2]) / 4u) : NULL;
	for (size_t i = 0; i < n; i++)
		edit_apply(p, bytes + i * EDIT_BYTES, records[i]);
}

#endif
