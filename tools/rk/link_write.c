/* SPDX-License-Identifier: Apache-2.0
 * link_write.c - the linked object as an ELF file: header, sections, their relocations, .BTF, symbols, strings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rk/link.h"

struct file {
	struct link_buffer bytes, headers, names; /* names: of sections */
	u32 count;
};

static u32 add(struct file *f, const char *name, const Elf64_Shdr *like, const struct link_buffer *data)
{
	Elf64_Shdr s = *like;

	s.sh_name = (u32)link_append(&f->names, name, strlen(name) + 1);
	link_append(&f->bytes, NULL, align_up(f->bytes.size, s.sh_addralign > 8 ? s.sh_addralign : 8) - f->bytes.size);
	s.sh_offset = f->bytes.size;
	if (data) {
		link_append(&f->bytes, data->bytes, data->size);
		s.sh_size = data->size;
	}
	link_append(&f->headers, &s, sizeof(s));
	return f->count++;
}

/* Locals come first; `order` becomes the new number of each symbol. */
static u32 write_symbols(struct link *link, struct link_buffer *symbols, struct link_buffer *strings, u32 *order)
{
	u32 n = 1, locals = 1;

	link_append(symbols, NULL, sizeof(Elf64_Sym));
	link_append(strings, NULL, 1);
	for (int global = 0; global < 2; global++) {
		for (u32 i = 0; i < link->symbol_count; i++) {
			const struct link_symbol *from = &link->symbols[i];
			bool section = ELF64_ST_TYPE(from->info) == STT_SECTION;
			Elf64_Sym s = {.st_info = from->info, .st_other = from->other, .st_value = from->value, .st_size = from->size};

			if ((ELF64_ST_BIND(from->info) != STB_LOCAL) != global)
				continue;
			s.st_shndx = from->section ? (u16)link->sections[from->section - 1].index : SHN_UNDEF;
			s.st_name = section || !*from->name ? 0 : (u32)link_append(strings, from->name, strlen(from->name) + 1);
			link_append(symbols, &s, sizeof(s));
			order[i] = n++;
		}
		if (!global)
			locals = n;
	}
	return locals;
}

static void write_relocations(struct link *link, struct file *f, const u32 *order, u32 symtab)
{
	for (u32 i = 0; i < link->section_count; i++) {
		struct link_section *s = &link->sections[i];
		const Elf64_Shdr like = {.sh_type = SHT_REL, .sh_flags = SHF_INFO_LINK, .sh_link = symtab, .sh_info = s->index,
					 .sh_addralign = 8, .sh_entsize = sizeof(Elf64_Rel)};
		char name[300];

		if (!s->rels.size)
			continue;
		for (size_t at = 0; at < s->rels.size; at += sizeof(Elf64_Rel)) {
			Elf64_Rel rel;

			memcpy(&rel, s->rels.bytes + at, sizeof(rel));
			rel.r_info = ELF64_R_INFO((u64)order[ELF64_R_SYM(rel.r_info) - 1], ELF64_R_TYPE(rel.r_info));
			memcpy(s->rels.bytes + at, &rel, sizeof(rel));
		}
		snprintf(name, sizeof(name), ".rel%s", s->name);
		add(f, name, &like, &s->rels);
	}
}

static int write_file(const char *path, const struct link_buffer *bytes)
{
	FILE *file = fopen(path, "wb");
	bool bad = !file || fwrite(bytes->bytes, 1, bytes->size, file) != bytes->size;

	if (file)
		bad |= fclose(file) != 0;
	if (bad)
		rk_error("%s: cannot be written", path);
	return bad ? RK_UNUSABLE : RK_OK;
}

int link_write(struct link *link, const char *path)
{
	const Elf64_Shdr plain = {.sh_type = SHT_PROGBITS, .sh_addralign = 8}, text = {.sh_type = SHT_STRTAB, .sh_addralign = 1};
	Elf64_Shdr symtab = {.sh_type = SHT_SYMTAB, .sh_addralign = 8, .sh_entsize = sizeof(Elf64_Sym)};
	Elf64_Ehdr head = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
			   .e_type = ET_REL, .e_machine = EM_BPF, .e_version = EV_CURRENT, .e_ehsize = sizeof(head),
			   .e_shentsize = sizeof(Elf64_Shdr)};
	struct link_buffer symbols = {0}, strings = {0};
	u32 *order = calloc(link->symbol_count + 1, sizeof(*order)), at, names;
	struct file f = {0};
	int status;

	if (!order || link->section_count > 10000)
		return RK_UNUSABLE;
	link_append(&f.bytes, NULL, sizeof(head));
	link_append(&f.names, NULL, 1);
	link_append(&f.headers, NULL, sizeof(Elf64_Shdr));
	f.count = 1;
	for (u32 i = 0; i < link->section_count; i++) {
		struct link_section *s = &link->sections[i];
		const Elf64_Shdr like = {.sh_type = s->type, .sh_flags = s->flags, .sh_addralign = s->align, .sh_size = s->size};

		s->index = add(&f, s->name, &like, s->type == SHT_NOBITS ? NULL : &s->data);
	}
	if (link->btf.size) {
		add(&f, ".BTF", &plain, &link->btf);
		add(&f, ".BTF.ext", &plain, &link->btf_ext);
	}
	symtab.sh_info = write_symbols(link, &symbols, &strings, order);
	symtab.sh_link = f.count + 1;
	at = add(&f, ".symtab", &symtab, &symbols);
	add(&f, ".strtab", &text, &strings);
	write_relocations(link, &f, order, at);
	names = f.count;
	{ /* its own name belongs to it */
		struct link_buffer all = {0};
		u32 name = (u32)link_append(&f.names, ".shstrtab", 10);
		Elf64_Shdr s = text;

		link_append(&all, f.names.bytes, f.names.size);
		s.sh_name = name;
		s.sh_offset = f.bytes.size;
		s.sh_size = all.size;
		link_append(&f.bytes, all.bytes, all.size);
		link_append(&f.headers, &s, sizeof(s));
		f.count++;
		free(all.bytes);
	}
	link_append(&f.bytes, NULL, align_up(f.bytes.size, 8) - f.bytes.size);
	head.e_shoff = f.bytes.size;
	head.e_shnum = (u16)f.count;
	head.e_shstrndx = (u16)names;
	memcpy(f.bytes.bytes, &head, sizeof(head));
	link_append(&f.bytes, f.headers.bytes, f.headers.size);
	status = write_file(path, &f.bytes);
	free(order);
	free(symbols.bytes);
	free(strings.bytes);
	free(f.bytes.bytes);
	free(f.headers.bytes);
	free(f.names.bytes);
	return status;
}
