/* SPDX-License-Identifier: Apache-2.0
 * hostile.c - truncations, mutations and too little memory, over real objects.
 *
 * Whatever the bytes are, the reader returns 0 or an error with a text, touches nothing outside the
 * file (which is allocated to the byte, under ASan) and gives the arena back.  What it accepts must
 * hang together. */
#include <elf.h>
#include <time.h>
#include "unit/object/object_test.h"

#define ARENA_BYTES (1u << 20)
#define FIRST_LLVM  "first llvm: "

static const struct ax_object_options system_given = {
	.kernel_version = 0x060c00, .text_programs = true, .keep_unlinked = true};

static const char *const objects[] = {
	"01-tick/tick.bpf.o",        "tests/features.bpf.o",     "tests/callback.bpf.o",
	"tests/inline_static.bpf.o", "tests/oldmaps.bpf.o",      "tests/v1/atomics.bpf.o",
	"tests/nothing.bpf.o",       "tests/refused/core.bpf.o", "tests/inner.bpf.o", "tests/externs.bpf.o",
	"tests/oldmaps_samples.bpf.o", "tests/oldmaps_iproute2.bpf.o", "tests/throw.bpf.o",
	FIRST_LLVM "tests/oldmaps.bpf.o", FIRST_LLVM "tests/callback.bpf.o",
};

/* Anew as the first compilers wrote it: no machine, relocations of no type, in tables with addends (which are 0), here behind the
 * old end of the file. */
static uint8_t *first_llvm(uint8_t *file, size_t *size)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)file;
	Elf64_Shdr *table = (Elf64_Shdr *)(file + header->e_shoff);
	size_t old = *size, at = old = (old + 7) & ~(size_t)7;
	uint8_t *anew;

	for (int i = 0; i < header->e_shnum; i++)
		at += table[i].sh_type == SHT_REL ? table[i].sh_size / sizeof(Elf64_Rel) * sizeof(Elf64_Rela) : 0;
	anew = calloc(1, at);
	memcpy(anew, file, *size);
	*size = at;
	header = (Elf64_Ehdr *)anew;
	header->e_machine = 0;
	table = (Elf64_Shdr *)(anew + header->e_shoff);
	for (int i = 0; i < header->e_shnum; i++) {
		const Elf64_Rel *rel = (const Elf64_Rel *)(anew + table[i].sh_offset);
		Elf64_Rela *rela = (Elf64_Rela *)(anew + old);
		size_t count = table[i].sh_type == SHT_REL ? table[i].sh_size / sizeof(*rel) : 0;

		for (size_t n = 0; n < count; n++)
			rela[n] = (Elf64_Rela){.r_offset = rel[n].r_offset, .r_info = ELF64_R_INFO(ELF64_R_SYM(rel[n].r_info), 0)};
		if (!count)
			continue;
		table[i].sh_type = SHT_RELA;
		table[i].sh_offset = old;
		table[i].sh_entsize = sizeof(*rela);
		table[i].sh_size = count * sizeof(*rela);
		old += count * sizeof(*rela);
	}
	free(file);
	return anew;
}

static uint8_t *subject(size_t i, size_t *size)
{
	size_t skip = strncmp(objects[i], FIRST_LLVM, strlen(FIRST_LLVM)) ? 0 : strlen(FIRST_LLVM);
	uint8_t *file = object_file(objects[i] + skip, size);

	return skip ? first_llvm(file, size) : file;
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void check_prog(const struct ax_object *object, const struct ax_object_prog *p)
{
	if (p->refused) {
		CHECK(*p->refused && strlen(p->refused) < 160 && !p->insn_count);
		return;
	}
	CHECK(p->insn_count && p->func_count && p->func_starts[0] == 0);
	for (uint32_t f = 1; f < p->func_count; f++)
		CHECK(p->func_starts[f] > p->func_starts[f - 1] &&
		      p->func_starts[f] < p->insn_count);
	for (uint32_t i = 0; i < p->insn_count; i++) {
		const struct ax_insn *insn = &p->insns[i];

		if (insn->opcode != AX_OP_LDDW || i + 1 >= p->insn_count)
			continue;
		if (insn->src == AX_PSEUDO_MAP_IDX || insn->src == AX_PSEUDO_MAP_IDX_VALUE)
			CHECK((uint32_t)insn->imm < object->map_count);
		if (insn->src == AX_PSEUDO_MAP_IDX_VALUE)
			CHECK((uint32_t)insn[1].imm < object->maps[insn->imm].spec.value_size);
		i++;
	}
	for (uint32_t i = 0; i < p->line_count; i++)
		CHECK(p->lines[i].insn < p->insn_count &&
		      strlen(p->lines[i].file) + strlen(p->lines[i].text) + 1);
}

/* Read everything that the object points to. */
static void check_object(const struct ax_object *object)
{
	static volatile uint8_t sink;

	CHECK(strlen(object->license) < 128);
	for (uint32_t i = 0; i < object->map_count; i++) {
		const struct ax_object_map *map = &object->maps[i];

		CHECK(strlen(map->spec.name) < sizeof(map->spec.name) && strlen(map->name) < 1024);
		CHECK(!map->data || map->data_size == map->spec.value_size);
		for (uint32_t b = 0; map->data && b < map->data_size; b++)
			sink ^= ((const uint8_t *)map->data)[b];
	}
	for (uint32_t i = 0; i < object->prog_count; i++)
		check_prog(object, &object->progs[i]);
}

/* Open once; true when it was accepted. */
static bool try_open(const uint8_t *file, size_t size, struct ax_arena *arena)
{
	struct ax_object object;
	struct ax_object_error error;
	int rc;

	ax_arena_release(arena, 0);
	rc = ax_object_open_with(&object, file, size, arena, &system_given, &error);
	if (!rc) {
		check_object(&object);
		return true;
	}
	CHECK(rc == -AX_ENOEXEC || rc == -AX_EINVAL || rc == -AX_ENOMEM || rc == -AX_ENOENT ||
	      rc == -AX_ENOTSUPP);
	if (!error.text[0] || strchr(error.text, '\n'))
		test_fail(__FILE__, __LINE__, "error %d without a one-line text", rc);
	CHECK_EQ(arena->used, 0);
	return false;
}

TEST(object, every_truncation_is_refused)
{
	void *memory = malloc(ARENA_BYTES);
	struct ax_arena arena;

	ax_arena_init(&arena, memory, ARENA_BYTES);
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		size_t size;
		uint8_t *file = subject(i, &size);

		/* The section table ends the file as clang writes it, so every cut hits it. */
		for (size_t n = 0; n < size; n += 1 + n / 512) {
			uint8_t *part = malloc(n ? n : 1);

			memcpy(part, file, n);
			CHECK(!try_open(part, n, &arena));
			free(part);
		}
		free(file);
	}
	free(memory);
}

static const uint64_t values[] = {0,
                                  1,
                                  2,
                                  7,
                                  8,
                                  0x7f,
                                  0x80,
                                  0xff,
                                  0x7fff,
                                  0xffff,
                                  0x7fffffff,
                                  0x80000000,
                                  0xfffffff8,
                                  0xffffffff,
                                  0x100000000,
                                  0x7fffffffffffffff,
                                  0xffffffffffffffff,
                                  0xfffffffffffffff8};

/* Change 1, 2, 4 or 8 bytes somewhere; sometimes twice. */
static void mutate(uint8_t *file, size_t size, uint64_t *random)
{
	do {
		uint64_t r = test_random(random);
		size_t width = (size_t)1 << (r & 3);
		size_t at = (size_t)(r >> 8) % (size - width + 1);
		uint64_t value = values[(r >> 2) % (sizeof(values) / sizeof(values[0]))];

		if ((r >> 40 & 3) == 0)
			value = test_random(random);
		if ((r >> 42 & 3) == 0) {
			memcpy(&value, file + at, width);
			value += (r >> 44 & 1) ? 1 : -1ull;
		}
		memcpy(file + at, &value, width);
	} while (test_random(random) % 4 == 0);
}

/* At the places that matter: most of an object is debug information, which nobody reads. */
static void mutate_tables(uint8_t *file, size_t size, uint64_t *random)
{
	uint64_t shoff;
	uint16_t shnum;

	memcpy(&shoff, file + 40, 8);
	memcpy(&shnum, file + 60, 2);
	uint64_t section = shoff + 64 * (test_random(random) % shnum), off, bytes;

	memcpy(&off, file + section + 24, 8);
	memcpy(&bytes, file + section + 32, 8);
	if (test_random(random) % 4 == 0)
		mutate(file + section, 64, random);
	else if (off + bytes <= size && bytes >= 8)
		mutate(file + off, (size_t)bytes, random);
}

static void mutations(void (*change)(uint8_t *, size_t, uint64_t *), uint64_t budget_ms)
{
	void *memory = malloc(ARENA_BYTES);
	uint64_t random = test_seed(), end = now_ms() + budget_ms;
	uint32_t runs = 0, accepted = 0;
	struct ax_arena arena;

	ax_arena_init(&arena, memory, ARENA_BYTES);
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		size_t size;
		uint8_t *file = subject(i, &size), *copy = malloc(size);

		for (uint32_t n = 0; n < 10000 && (n < 200 || now_ms() < end); n++, runs++) {
			memcpy(copy, file, size);
			change(copy, size, &random);
			accepted += try_open(copy, size, &arena);
		}
		free(copy);
		free(file);
	}
	free(memory);
	CHECK(runs >= 200 * sizeof(objects) / sizeof(objects[0]));
	CHECK(accepted > runs / 100 && accepted < runs); /* both outcomes were seen */
}

TEST(object, mutations_anywhere_are_harmless)
{
	mutations(mutate, 3000);
}

TEST(object, mutations_of_the_tables_are_harmless)
{
	mutations(mutate_tables, 4000);
}

TEST(object, every_byte_of_every_header_may_be_anything)
{
	static const uint8_t bytes[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
	void *memory = malloc(ARENA_BYTES);
	struct ax_arena arena;
	size_t size;
	uint8_t *file = object_file("tests/nothing.bpf.o", &size);

	ax_arena_init(&arena, memory, ARENA_BYTES);
	for (size_t at = 0; at < size; at++) {
		uint8_t before = file[at];

		for (size_t i = 0; i < sizeof(bytes); i++) {
			file[at] = bytes[i];
			try_open(file, size, &arena);
		}
		file[at] = before;
	}
	CHECK(try_open(file, size, &arena));
	free(file);
	free(memory);
}

TEST(object, too_little_memory_is_said_and_harmless)
{
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		struct ax_object object;
		struct ax_object_error error;
		size_t size, bytes = 0;
		uint8_t *file = subject(i, &size);
		int rc;

		do {
			struct ax_arena arena;
			uint8_t *memory = malloc(bytes + 1);

			ax_arena_init(&arena, memory, bytes);
			rc = ax_object_open_with(&object, file, size, &arena, &system_given, &error);
			CHECK(rc != -AX_ENOMEM || (strstr(error.text, "arena") && arena.used == 0));
			if (!rc)
				check_object(&object);
			free(memory);
			bytes += 8;
		} while (rc == -AX_ENOMEM && bytes < ARENA_BYTES);
		if (strstr(objects[i], "refused"))
			CHECK_EQ(rc, -AX_ENOTSUPP);
		else if (rc)
			test_fail(__FILE__, __LINE__, "%s: %d %s", objects[i], rc, error.text);
		CHECK(bytes < 16 * size);
		free(file);
	}
}
