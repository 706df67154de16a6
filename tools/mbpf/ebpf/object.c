/* SPDX-License-Identifier: Apache-2.0
 * object.c - the ELF object: one section for each program with its relocations, .maps, .data, .rodata, and the types and lines that
 * loaders and the verifier's messages want (.BTF, .BTF.ext). */
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include "mbpf/ebpf/ir.h"

#ifndef EM_BPF
#define EM_BPF 247
#endif
enum { RELOC_64 = 1, SECTIONS_MAX = 20, BTF_MAGIC = 0xeb9f };
enum { KIND_BTF_INT = 1, KIND_BTF_PTR, KIND_BTF_ARRAY, KIND_BTF_STRUCT, KIND_BTF_FUNC = 12, KIND_BTF_PROTO, KIND_BTF_VAR, KIND_BTF_SEC };

struct buffer {
	char *bytes;
	u32 size, room;
};

struct object {
	struct cc_state *c;
	struct buffer names, symbols, strings;
	struct {
		Elf64_Shdr head;
		struct buffer data;
	} section[SECTIONS_MAX];
	u32 sections;
	u32 maps_section, data_section, strings_section; /* 0: none */
	u32 locals;
	/* .BTF */
	struct buffer types, texts;
	u32 type_count;
	struct buffer funcs, lines; /* of .BTF.ext */
};

static u32 append(struct cc_state *c, struct buffer *b, const void *bytes, size_t size)
{
	u32 at = b->size;

	if (b->size + size > b->room) {
		char *more = ebpf_alloc(c, b->room = (u32)(b->room * 2 + size + 256));

		if (b->size)
			memcpy(more, b->bytes, b->size);
		b->bytes = more;
	}
	if (bytes)
		memcpy(b->bytes + at, bytes, size);
	b->size += (u32)size;
	return at;
}

static void word(struct cc_state *c, struct buffer *b, u32 value)
{
	append(c, b, &value, sizeof(value));
}

static u32 text(struct cc_state *c, struct buffer *b, const char *s)
{
	if (!b->size)
		append(c, b, "", 1);
	return *s ? append(c, b, s, strlen(s) + 1) : 0;
}

static u32 add_section(struct object *o, const char *name, u32 type, u64 flags, u64 align)
{
	u32 n = o->sections++;

	o->section[n].head = (Elf64_Shdr){.sh_name = text(o->c, &o->names, name), .sh_type = type, .sh_flags = flags, .sh_addralign = align};
	return n;
}

static u32 add_symbol(struct object *o, const char *name, u8 info, u32 section, u64 value, u64 size)
{
	Elf64_Sym s = {.st_name = text(o->c, &o->strings, name), .st_info = info, .st_shndx = (Elf64_Section)section, .st_value = value,
		       .st_size = size};

	return append(o->c, &o->symbols, &s, sizeof(s)) / (u32)sizeof(s);
}

/* ---- types */

static u32 add_type(struct object *o, const char *name, u32 kind, u32 count, u32 size_or_type)
{
	word(o->c, &o->types, text(o->c, &o->texts, name));
	word(o->c, &o->types, kind << 24 | count);
	word(o->c, &o->types, size_or_type);
	return ++o->type_count;
}

/* number_type - int (*)[value], as __uint(name, value) gives */
static u32 number_type(struct object *o, u32 value)
{
	u32 array = add_type(o, "", KIND_BTF_ARRAY, 0, 0);

	word(o->c, &o->types, 1);
	word(o->c, &o->types, 1);
	word(o->c, &o->types, value);
	return add_type(o, "", KIND_BTF_PTR, 0, array);
}

static u32 map_type(struct object *o, const struct axi_map_def *d)
{
	const struct {
		const char *name;
		u32 value;
	} fields[] = {{"type", d->type == MBPF_MAP_COUNTER ? AX_MAP_ARRAY : d->type}, {"key_size", d->key_size},
		      {"value_size", d->value_size}, {"max_entries", d->max_entries}};
	u32 types[ARRAY_LEN(fields)], id;

	for (u32 i = 0; i < ARRAY_LEN(fields); i++)
		types[i] = number_type(o, fields[i].value);
	id = add_type(o, "", KIND_BTF_STRUCT, ARRAY_LEN(fields), 8 * ARRAY_LEN(fields));
	for (u32 i = 0; i < ARRAY_LEN(fields); i++) {
		word(o->c, &o->types, text(o->c, &o->texts, fields[i].name));
		word(o->c, &o->types, types[i]);
		word(o->c, &o->types, i * 64);
	}
	return id;
}

static u32 variable_type(struct object *o, const char *name, u32 type)
{
	u32 id = add_type(o, name, KIND_BTF_VAR, 0, type);

	word(o->c, &o->types, 1); /* global */
	return id;
}

/* ---- contents */

enum { MAP_BYTES = 32 };

static void put_maps(struct object *o, u32 symbol[])
{
	u32 count = 0, types[MBPF_MAPS_MAX];

	for (u32 i = 0; i < o->c->manifest->map_count; i++) {
		const struct map *m = &o->c->maps[i];

		if (!m->used)
			continue;
		if (!o->maps_section)
			o->maps_section = add_section(o, ".maps", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 8);
		symbol[i] = add_symbol(o, m->def->name, ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT), o->maps_section, count * MAP_BYTES, MAP_BYTES);
		types[count++] = variable_type(o, m->def->name, map_type(o, m->def));
		append(o->c, &o->section[o->maps_section].data, NULL, MAP_BYTES);
	}
	if (!count)
		return;
	add_type(o, ".maps", KIND_BTF_SEC, count, count * MAP_BYTES);
	for (u32 i = 0; i < count; i++) {
		word(o->c, &o->types, types[i]);
		word(o->c, &o->types, i * MAP_BYTES);
		word(o->c, &o->types, MAP_BYTES);
	}
}

static void put_data(struct object *o)
{
	struct cc_state *c = o->c;

	if (c->data_size) {
		struct buffer *b;

		o->data_section = add_section(o, ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 8);
		b = &o->section[o->data_section].data;
		append(c, b, NULL, c->data_size);
		memset(b->bytes, 0, c->data_size);
		for (u32 i = 0; i < c->all_count; i++)
			memcpy(b->bytes + c->all[i]->offset, &c->all[i]->value, 8);
		for (u32 i = 0; i < c->array_count; i++) {
			const struct array *a = c->arrays[i];

			if (a->text)
				memcpy(b->bytes + a->offset, a->text, a->length);
			for (u32 k = 0; k < a->length && a->values; k++) /* objects and hosts are little-endian */
				memcpy(b->bytes + a->offset + k * a->size, &a->values[k], a->size);
		}
	}
	if (c->strings_size) {
		o->strings_section = add_section(o, ".rodata", SHT_PROGBITS, SHF_ALLOC, 1);
		append(c, &o->section[o->strings_section].data, c->strings, c->strings_size);
	}
}

static void put_lines(struct object *o, const struct program *p, u32 section_name, u32 func_type)
{
	struct cc_state *c = o->c;
	u32 file = text(c, &o->texts, c->path);

	word(c, &o->funcs, section_name);
	word(c, &o->funcs, 1);
	word(c, &o->funcs, 0);
	word(c, &o->funcs, func_type);
	word(c, &o->lines, section_name);
	word(c, &o->lines, p->line_count);
	for (u32 i = 0; i < p->line_count; i++) {
		u32 line = p->lines[i].where >> 12, column = p->lines[i].where & 0xfff;
		const char *at = c->text, *end;
		char copy[200];

		for (u32 n = 1; n < line && at; n++)
			at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
		end = at ? strchr(at, '\n') : NULL;
		while (at && (*at == ' ' || *at == '\t'))
			at++;
		memset(copy, 0, sizeof(copy));
		if (at)
			strncpy(copy, at, end && end - at < (long)sizeof(copy) - 1 ? (size_t)(end > at ? end - at : 0) : sizeof(copy) - 1);
		word(c, &o->lines, p->lines[i].insn * 8);
		word(c, &o->lines, file);
		word(c, &o->lines, text(c, &o->texts, copy));
		word(c, &o->lines, line << 10 | (column < 1024 ? column : 1023));
	}
}

static void put_program(struct object *o, const struct program *p, const u32 symbol[])
{
	struct cc_state *c = o->c;
	u32 n = add_section(o, p->section, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 8), type, rel;
	char name[100] = ".rel";

	append(c, &o->section[n].data, p->insns, p->count * sizeof(*p->insns));
	add_symbol(o, p->name, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), n, 0, p->count * sizeof(*p->insns));
	strncat(name, p->section, sizeof(name) - 5);
	if (p->reloc_count) {
		rel = add_section(o, name, SHT_REL, 0, 8);
		o->section[rel].head.sh_info = n;
		o->section[rel].head.sh_entsize = sizeof(Elf64_Rel);
		for (u32 i = 0; i < p->reloc_count; i++) {
			u32 to = p->relocs[i].map == RELOC_DATA ? 1 : p->relocs[i].map == RELOC_STRINGS ? 1 + !!o->data_section :
				 symbol[p->relocs[i].map];
			Elf64_Rel r = {p->relocs[i].insn * 8, ELF64_R_INFO((u64)to, RELOC_64)};

			append(c, &o->section[rel].data, &r, sizeof(r));
		}
	}
	add_type(o, "", KIND_BTF_PROTO, 1, 1);
	word(c, &o->types, text(c, &o->texts, "ctx"));
	word(c, &o->types, 2);
	type = add_type(o, p->name, KIND_BTF_FUNC, 1, o->type_count);
	put_lines(o, p, text(c, &o->texts, p->section), type);
}

static void put_btf(struct object *o)
{
	struct cc_state *c = o->c;
	const u32 head[6] = {BTF_MAGIC | 1 << 16, 24, 0, o->types.size, o->types.size, o->texts.size};
	const u32 ext[6] = {BTF_MAGIC | 1 << 16, 24, 0, o->funcs.size + 4, o->funcs.size + 4, o->lines.size + 4};
	struct buffer *b = &o->section[add_section(o, ".BTF", SHT_PROGBITS, 0, 4)].data;

	append(c, b, head, sizeof(head));
	append(c, b, o->types.bytes, o->types.size);
	append(c, b, o->texts.bytes, o->texts.size);
	b = &o->section[add_section(o, ".BTF.ext", SHT_PROGBITS, 0, 4)].data;
	append(c, b, ext, sizeof(ext));
	word(c, b, 8);
	append(c, b, o->funcs.bytes, o->funcs.size);
	word(c, b, 16);
	append(c, b, o->lines.bytes, o->lines.size);
}

/* ---- the file */

static void *write_file_image(struct object *o, u32 names_section, size_t *size)
{
	Elf64_Ehdr head = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT}, .e_type = ET_REL,
			   .e_machine = EM_BPF, .e_version = EV_CURRENT, .e_ehsize = sizeof(head), .e_shentsize = sizeof(Elf64_Shdr),
			   .e_shnum = (u16)o->sections, .e_shstrndx = (u16)names_section};
	u64 at = sizeof(head);
	char *out;

	for (u32 i = 1; i < o->sections; i++) {
		at = (at + 7) & ~7ull;
		o->section[i].head.sh_offset = at;
		o->section[i].head.sh_size = o->section[i].data.size;
		at += o->section[i].data.size;
	}
	head.e_shoff = at = (at + 7) & ~7ull;
	*size = at + o->sections * sizeof(Elf64_Shdr);
	out = calloc(1, *size);
	if (!out)
		ebpf_refuse(o->c, 0, "out of memory");
	memcpy(out, &head, sizeof(head));
	for (u32 i = 0; i < o->sections; i++) {
		if (o->section[i].data.size)
			memcpy(out + o->section[i].head.sh_offset, o->section[i].data.bytes, o->section[i].data.size);
		memcpy(out + at + i * sizeof(Elf64_Shdr), &o->section[i].head, sizeof(Elf64_Shdr));
	}
	return out;
}

void *ebpf_object_write(struct cc_state *c, size_t *size)
{
	struct object *o = ebpf_alloc(c, sizeof(*o));
	u32 symbol[MBPF_MAPS_MAX] = {0}, license, symbols, strings, names;

	o->c = c;
	add_section(o, "", SHT_NULL, 0, 0);
	add_symbol(o, "", 0, 0, 0, 0);
	add_type(o, "int", KIND_BTF_INT, 0, 4);
	word(c, &o->types, 1u << 24 | 32);
	add_type(o, "", KIND_BTF_PTR, 0, 0);
	put_data(o);
	if (o->data_section) /* the sections' symbols are the first: see put_program */
		add_symbol(o, "", ELF64_ST_INFO(STB_LOCAL, STT_SECTION), o->data_section, 0, 0);
	if (o->strings_section)
		add_symbol(o, "", ELF64_ST_INFO(STB_LOCAL, STT_SECTION), o->strings_section, 0, 0);
	o->locals = o->symbols.size / (u32)sizeof(Elf64_Sym);
	put_maps(o, symbol);
	for (u32 i = 0; i < c->fn_count; i++)
		put_program(o, &c->programs[i], symbol);
	license = add_section(o, "license", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 1);
	append(c, &o->section[license].data, "Apache-2.0", 11);
	put_btf(o);
	symbols = add_section(o, ".symtab", SHT_SYMTAB, 0, 8);
	strings = add_section(o, ".strtab", SHT_STRTAB, 0, 1);
	names = add_section(o, ".shstrtab", SHT_STRTAB, 0, 1);
	o->section[symbols].data = o->symbols;
	o->section[symbols].head.sh_link = strings;
	o->section[symbols].head.sh_info = o->locals;
	o->section[symbols].head.sh_entsize = sizeof(Elf64_Sym);
	o->section[strings].data = o->strings;
	o->section[names].data = o->names;
	for (u32 i = 1; i < o->sections; i++)
		if (o->section[i].head.sh_type == SHT_REL)
			o->section[i].head.sh_link = symbols;
	return write_file_image(o, names, size);
}
