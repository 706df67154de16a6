/* SPDX-License-Identifier: Apache-2.0
 * cmd_link.c - `rk link`: static linking of object files.
 *
 * Sections of one name are put one after the other; symbols are resolved as linkers do it: a definition wins over a weak one,
 * the first of several weak ones over the others, two definitions are refused.  What lost stays as a symbol of its file.
 * Types: link_btf.c; the file: link_write.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rk/link.h"

enum { OUT };
static const struct rk_option options[] = {
	[OUT] = {"-o", "OUT.o", "Where the linked object goes."},
};

enum { R_64 = 1, R_ABS64 = 2, R_ABS32 = 3, R_NODYLD32 = 4, R_32 = 10 };

size_t link_append(struct link_buffer *buffer, const void *bytes, size_t size)
{
	size_t at = buffer->size;

	if (buffer->room - at < size) {
		buffer->room = 2 * buffer->room + size + 64;
		buffer->bytes = realloc(buffer->bytes, buffer->room);
		if (!buffer->bytes) {
			rk_error("out of memory");
			exit(RK_UNUSABLE);
		}
	}
	if (bytes && size)
		memcpy(buffer->bytes + at, bytes, size);
	else if (size)
		memset(buffer->bytes + at, 0, size);
	buffer->size += size;
	return at;
}

const char *link_section_name(const struct link_input *in, u32 section)
{
	return in->sections[section].sh_name < in->names_size ? in->names + in->sections[section].sh_name : "";
}

const char *link_symbol_name(const struct link_input *in, u32 symbol)
{
	return in->symbols[symbol].st_name < in->strings_size ? in->strings + in->symbols[symbol].st_name : "";
}

u32 link_find_section(const struct link *link, const char *name)
{
	for (u32 i = 0; i < link->section_count; i++)
		if (!strcmp(link->sections[i].name, name))
			return i + 1;
	return 0;
}

static int wrong(const struct link_input *in, const char *what, const char *name)
{
	rk_error("%s: %s%s%.80s", in->path, what, *name ? ": " : "", name);
	return RK_REFUSED;
}

/* --- reading --- */

static bool inside(const struct link_input *in, u64 offset, u64 size)
{
	return offset <= in->size && size <= in->size - offset;
}

static int strings_of(struct link_input *in, u32 section, const char **text, size_t *size)
{
	const Elf64_Shdr *s = &in->sections[section];

	if (section >= in->section_count || s->sh_type != SHT_STRTAB || !s->sh_size || in->bytes[s->sh_offset + s->sh_size - 1])
		return wrong(in, "a string table is malformed", "");
	*text = (const char *)in->bytes + s->sh_offset;
	*size = s->sh_size;
	return RK_OK;
}

static int read_symbols(struct link_input *in)
{
	for (u32 i = 1; i < in->section_count; i++) {
		const Elf64_Shdr *s = &in->sections[i];

		if (s->sh_type != SHT_SYMTAB)
			continue;
		if (in->symbols || s->sh_entsize != sizeof(Elf64_Sym) || s->sh_offset % 8)
			return wrong(in, "the symbol table is malformed", "");
		in->symbols = (const Elf64_Sym *)(const void *)(in->bytes + s->sh_offset);
		in->symbol_count = (u32)(s->sh_size / sizeof(Elf64_Sym));
		if (s->sh_link >= in->section_count || strings_of(in, s->sh_link, &in->strings, &in->strings_size))
			return wrong(in, "the symbol table has no strings", "");
	}
	if (!in->symbols)
		return wrong(in, "there is no symbol table", "");
	for (u32 i = 0; i < in->symbol_count; i++)
		if (in->symbols[i].st_shndx >= in->section_count && in->symbols[i].st_shndx < SHN_LORESERVE)
			return wrong(in, "a symbol's section is not there", link_symbol_name(in, i));
	in->place = calloc(in->section_count, sizeof(*in->place));
	in->symbol_to = calloc(in->symbol_count + 1, sizeof(*in->symbol_to));
	return in->place && in->symbol_to ? RK_OK : wrong(in, "out of memory", "");
}

static int read_input(struct link_input *in, const char *path)
{
	const Elf64_Ehdr *head;
	int status;

	in->path = path;
	status = rk_read(path, &in->bytes, &in->size);
	if (status)
		return status;
	head = (const Elf64_Ehdr *)(const void *)in->bytes;
	if (in->size < sizeof(*head) || memcmp(head->e_ident, ELFMAG, SELFMAG) || head->e_ident[EI_CLASS] != ELFCLASS64 ||
	    head->e_ident[EI_DATA] != ELFDATA2LSB || head->e_machine != EM_BPF || head->e_type != ET_REL)
		return wrong(in, "no object file for BPF (64 bits, little-endian)", "");
	if (head->e_shentsize != sizeof(Elf64_Shdr) || head->e_shoff % 8 ||
	    !inside(in, head->e_shoff, (u64)head->e_shnum * sizeof(Elf64_Shdr)) || !head->e_shnum)
		return wrong(in, "the section table is malformed", "");
	in->sections = (const Elf64_Shdr *)(const void *)(in->bytes + head->e_shoff);
	in->section_count = head->e_shnum;
	for (u32 i = 1; i < in->section_count; i++)
		if (in->sections[i].sh_type != SHT_NOBITS && !inside(in, in->sections[i].sh_offset, in->sections[i].sh_size))
			return wrong(in, "a section is cut off", "");
	if (head->e_shstrndx >= in->section_count || strings_of(in, head->e_shstrndx, &in->names, &in->names_size))
		return wrong(in, "the sections have no names", "");
	return read_symbols(in);
}

/* --- sections --- */

static bool is_kept(const struct link_input *in, u32 i)
{
	const Elf64_Shdr *s = &in->sections[i];

	return (s->sh_type == SHT_PROGBITS || s->sh_type == SHT_NOBITS) && (s->sh_flags & SHF_ALLOC) && s->sh_size &&
	       strncmp(link_section_name(in, i), ".eh_frame", 9);
}

/* Sections that are said once: all files must say the same. */
static bool is_once(const char *name)
{
	return !strcmp(name, "license") || !strcmp(name, "version");
}

static int place_section(struct link *link, struct link_input *in, u32 i)
{
	const Elf64_Shdr *s = &in->sections[i];
	const char *name = link_section_name(in, i);
	const void *bytes = s->sh_type == SHT_NOBITS ? NULL : in->bytes + s->sh_offset;
	u64 align = s->sh_addralign ? s->sh_addralign : 1, at;
	u32 to = link_find_section(link, name);
	struct link_section *out;

	if (align > 4096 || (align & (align - 1)) || s->sh_size > UINT32_MAX)
		return wrong(in, "a section's size or alignment cannot be", name);
	if (!to) {
		link->sections = realloc(link->sections, (link->section_count + 1) * sizeof(*link->sections));
		if (!link->sections)
			return wrong(in, "out of memory", "");
		link->sections[link->section_count++] = (struct link_section){.name = strdup(name), .type = s->sh_type,
									      .flags = s->sh_flags, .align = 1};
		to = link->section_count;
	}
	out = &link->sections[to - 1];
	if (out->type != s->sh_type || (out->flags ^ s->sh_flags) & (SHF_EXECINSTR | SHF_WRITE))
		return wrong(in, "a section is of another kind than in the files before", name);
	in->place[i].to = to;
	if (is_once(name) && out->size) {
		if (s->sh_size != out->size || memcmp(bytes, out->data.bytes, out->size))
			return wrong(in, "another licence or version than in the files before", name);
		return RK_OK;
	}
	at = align_up(out->size, align);
	if (bytes) {
		link_append(&out->data, NULL, at - out->size);
		link_append(&out->data, bytes, s->sh_size);
	}
	out->size = at + s->sh_size;
	out->align = align > out->align ? align : out->align;
	in->place[i].offset = at;
	return RK_OK;
}

/* --- symbols --- */

static u32 find_global(const struct link *link, const char *name)
{
	for (u32 i = 0; i < link->symbol_count; i++)
		if (ELF64_ST_BIND(link->symbols[i].info) != STB_LOCAL && !strcmp(link->symbols[i].name, name))
			return i + 1;
	return 0;
}

static u32 add_symbol(struct link *link, const struct link_symbol *symbol)
{
	link->symbols = realloc(link->symbols, (link->symbol_count + 1) * sizeof(*link->symbols));
	if (!link->symbols) {
		rk_error("out of memory");
		exit(RK_UNUSABLE);
	}
	link->symbols[link->symbol_count++] = *symbol;
	return link->symbol_count;
}

static u8 merged_visibility(u8 a, u8 b)
{
	return a == STV_DEFAULT ? b : b == STV_DEFAULT ? a : a < b ? a : b;
}

/* A global name of one file against what is there. */
static int resolve(struct link *link, struct link_input *in, u32 i, struct link_symbol *symbol)
{
	u32 at = find_global(link, symbol->name);
	struct link_symbol *have = at ? &link->symbols[at - 1] : NULL;
	bool weak = ELF64_ST_BIND(symbol->info) == STB_WEAK, have_weak = have && ELF64_ST_BIND(have->info) == STB_WEAK;
	struct link_symbol loser;

	if (!have) {
		in->symbol_to[i] = add_symbol(link, symbol);
		return RK_OK;
	}
	in->symbol_to[i] = at;
	have->other = merged_visibility(have->other, symbol->other);
	if (!symbol->section) {
		if (!have->section && !weak) /* one who needs it for sure */
			have->info = ELF64_ST_INFO(STB_GLOBAL, ELF64_ST_TYPE(have->info));
		return RK_OK;
	}
	if (have->section == symbol->section && is_once(link->sections[symbol->section - 1].name))
		return RK_OK; /* the licence: the same in both */
	if (have->section && ELF64_ST_TYPE(have->info) != ELF64_ST_TYPE(symbol->info))
		return wrong(in, "a name is a function in one file and data in another", symbol->name);
	if (have->section && !weak && !have_weak)
		return wrong(in, "defined twice", symbol->name);
	if (have->section && weak) { /* what is there stays */
		loser = *symbol;
	} else {
		loser = *have;
		symbol->other = have->other;
		*have = *symbol;
	}
	if (loser.section && ELF64_ST_TYPE(loser.info) == STT_FUNC) { /* its code is there still */
		loser.info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC);
		add_symbol(link, &loser);
	}
	return RK_OK;
}

static int place_symbol(struct link *link, struct link_input *in, u32 i)
{
	const Elf64_Sym *s = &in->symbols[i];
	bool local = ELF64_ST_BIND(s->st_info) == STB_LOCAL;
	struct link_symbol symbol = {.name = link_symbol_name(in, i), .info = s->st_info, .other = s->st_other & 3,
				     .size = s->st_size};

	if (s->st_shndx >= SHN_LORESERVE) /* file names and the like */
		return local ? RK_OK : wrong(in, "a symbol of a kind that does not exist for BPF", symbol.name);
	if (s->st_shndx) {
		symbol.section = in->place[s->st_shndx].to;
		if (!symbol.section) /* of a section that is left out: debug information */
			return local ? RK_OK : wrong(in, "a symbol of a section that is left out", symbol.name);
		symbol.value = in->place[s->st_shndx].offset + s->st_value;
	}
	if (!local)
		return resolve(link, in, i, &symbol);
	if (ELF64_ST_TYPE(s->st_info) == STT_SECTION) { /* one for each section of the output; the distance goes into the place */
		symbol.value = 0;
		for (u32 k = 0; k < link->symbol_count; k++)
			if (ELF64_ST_TYPE(link->symbols[k].info) == STT_SECTION && link->symbols[k].section == symbol.section) {
				in->symbol_to[i] = k + 1;
				return RK_OK;
			}
	}
	in->symbol_to[i] = add_symbol(link, &symbol);
	return RK_OK;
}

/* --- relocations --- */

/* The place of a relocation against a section: it counts from where the section was. */
static int shift(const struct link_input *in, u32 type, u8 *at, u64 room, u64 by)
{
	s32 imm;
	u64 wide;

	switch (type) {
	case R_64: /* a 64-bit load: the immediate is the distance */
	case R_32: /* a call: instructions, counted from the next one */
		if (room < 8)
			return wrong(in, "a relocation lies outside its section", "");
		memcpy(&imm, at + 4, 4);
		imm += (s32)(type == R_32 ? by / 8 : by);
		memcpy(at + 4, &imm, 4);
		return RK_OK;
	case R_ABS64:
		if (room < 8)
			return wrong(in, "a relocation lies outside its section", "");
		memcpy(&wide, at, 8);
		wide += by;
		memcpy(at, &wide, 8);
		return RK_OK;
	case R_ABS32:
	case R_NODYLD32:
		if (room < 4)
			return wrong(in, "a relocation lies outside its section", "");
		memcpy(&imm, at, 4);
		imm += (s32)by;
		memcpy(at, &imm, 4);
		return RK_OK;
	default: return wrong(in, "a relocation of an unknown type", "");
	}
}

static int place_relocation(struct link *link, const struct link_input *in, u32 section, const Elf64_Rel *rel)
{
	struct link_section *out = &link->sections[in->place[section].to - 1];
	u32 index = (u32)ELF64_R_SYM(rel->r_info), type = (u32)ELF64_R_TYPE(rel->r_info);
	u64 offset = in->place[section].offset + rel->r_offset;
	const Elf64_Sym *s;
	Elf64_Rel to;
	int status;

	if (index >= in->symbol_count || !in->symbol_to[index])
		return wrong(in, "a relocation has no symbol", link_section_name(in, section));
	if (rel->r_offset >= in->sections[section].sh_size || out->type == SHT_NOBITS)
		return wrong(in, "a relocation lies outside its section", link_section_name(in, section));
	s = &in->symbols[index];
	if (ELF64_ST_TYPE(s->st_info) == STT_SECTION) {
		status = shift(in, type, out->data.bytes + offset, out->size - offset, in->place[s->st_shndx].offset);
		if (status)
			return status;
	}
	to.r_offset = offset;
	to.r_info = ELF64_R_INFO((u64)in->symbol_to[index], type);
	link_append(&out->rels, &to, sizeof(to));
	return RK_OK;
}

static int place_relocations(struct link *link, const struct link_input *in)
{
	for (u32 i = 1; i < in->section_count; i++) {
		const Elf64_Shdr *s = &in->sections[i];
		const Elf64_Rel *rels = (const Elf64_Rel *)(const void *)(in->bytes + s->sh_offset);

		if (s->sh_type == SHT_RELA && s->sh_info < in->section_count && in->place[s->sh_info].to)
			return wrong(in, "relocations with addends do not exist for BPF", "");
		if (s->sh_type != SHT_REL || s->sh_info >= in->section_count || !in->place[s->sh_info].to)
			continue;
		if (s->sh_entsize != sizeof(*rels) || s->sh_offset % 8)
			return wrong(in, "a relocation section is malformed", link_section_name(in, i));
		for (u64 n = 0; n < s->sh_size / sizeof(*rels); n++) {
			int status = place_relocation(link, in, s->sh_info, &rels[n]);

			if (status)
				return status;
		}
	}
	return RK_OK;
}

/* --- all --- */

static int link_all(struct link *link)
{
	int status = RK_OK;

	for (u32 i = 0; i < link->input_count && !status; i++)
		for (u32 k = 1; k < link->inputs[i].section_count && !status; k++)
			if (is_kept(&link->inputs[i], k))
				status = place_section(link, &link->inputs[i], k);
	for (u32 i = 0; i < link->input_count && !status; i++)
		for (u32 k = 1; k < link->inputs[i].symbol_count && !status; k++)
			status = place_symbol(link, &link->inputs[i], k);
	for (u32 i = 0; i < link->input_count && !status; i++)
		status = place_relocations(link, &link->inputs[i]);
	return status ? status : link_btf(link);
}

static void give_back(struct link *link)
{
	for (u32 i = 0; i < link->input_count; i++) {
		free(link->inputs[i].bytes);
		free(link->inputs[i].place);
		free(link->inputs[i].symbol_to);
	}
	for (u32 i = 0; i < link->section_count; i++) {
		free(link->sections[i].name);
		free(link->sections[i].data.bytes);
		free(link->sections[i].rels.bytes);
	}
	free(link->inputs);
	free(link->sections);
	free(link->symbols);
	free(link->btf.bytes);
	free(link->btf_ext.bytes);
}

static int run(const struct rk_args *args)
{
	struct link link = {.input_count = (u32)args->operand_count};
	int status = RK_OK;

	if (!args->values[OUT]) {
		rk_error("where to? -o OUT.o");
		return RK_UNUSABLE;
	}
	link.inputs = calloc(link.input_count, sizeof(*link.inputs));
	for (u32 i = 0; i < link.input_count && !status; i++)
		status = link.inputs ? read_input(&link.inputs[i], args->operands[i]) : RK_UNUSABLE;
	if (!status)
		status = link_all(&link);
	if (!status)
		status = link_write(&link, args->values[OUT]);
	give_back(&link);
	return status;
}

const struct rk_command rk_cmd_link = {
	.operands = "FILE.o ...",
	.operands_min = 1,
	.operands_max = 64,
	.description =
		"Links object files for BPF into one: sections of one name are joined, names are resolved (weak ones too), maps\n"
		"that one file defines and others declare become one, types are merged.  Licences must be the same.  Certificates\n"
		"are left out: rk certify writes new ones.  Debug information other than .BTF is left out.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  the file is written\n1  the files do not fit together (defined twice, another licence ...), or one is malformed\n"
		  "2  a file cannot be read or written, bad option",
	.examples = "rk link main.o helpers.o -o all.o",
	.run = run,
};
