/* SPDX-License-Identifier: Apache-2.0
 * link.h - `rk link`: several object files become one.  What its files share. */
#ifndef TOOLS_RK_LINK_H
#define TOOLS_RK_LINK_H

#include <elf.h>
#include "rk/rk.h"

/* struct link_buffer - bytes that grow. */
struct link_buffer {
	u8 *bytes;
	size_t size, room;
};

/* A section of the output: sections of that name, one after the other. */
struct link_section {
	char *name;
	u32 type;
	u64 flags, align, size;       /* size: also of NOBITS */
	struct link_buffer data, rels; /* rels: Elf64_Rel, of symbols of the output */
	u32 index;                    /* in the output */
};

struct link_symbol {
	const char *name;             /* in a file's bytes */
	u8 info, other;
	u32 section;                  /* + 1; 0: undefined */
	u64 value, size;
};

/* A file that is read. */
struct link_input {
	const char *path;
	u8 *bytes;
	size_t size;
	const Elf64_Shdr *sections;
	u32 section_count, symbol_count;
	const char *names;            /* of sections */
	size_t names_size;
	const Elf64_Sym *symbols;
	const char *strings;
	size_t strings_size;
	struct {
		u32 to;               /* + 1: output section; 0: left out */
		u64 offset;           /* in it */
	} *place;                     /* [section_count] */
	u32 *symbol_to;               /* [symbol_count]: + 1, symbol of the output */
};

struct link {
	struct link_input *inputs;
	u32 input_count;
	struct link_section *sections;
	u32 section_count;
	struct link_symbol *symbols;
	u32 symbol_count;
	struct link_buffer btf, btf_ext;
};

/* link_append - returns where `bytes` begin in the buffer; NULL bytes: zeroes.  Ends the process when there is no memory. */
size_t link_append(struct link_buffer *buffer, const void *bytes, size_t size);
/* link_section_name, link_symbol_name - "" when the file is wrong. */
const char *link_section_name(const struct link_input *in, u32 section);
const char *link_symbol_name(const struct link_input *in, u32 symbol);
/* link_find_section - output section of that name, + 1; 0: there is none. */
u32 link_find_section(const struct link *link, const char *name);

/* link_btf - merge .BTF and .BTF.ext of all inputs.  RK_OK, or RK_REFUSED with one line printed. */
int link_btf(struct link *link);
/* link_write - the output file.  RK_OK, or RK_UNUSABLE with one line printed. */
int link_write(struct link *link, const char *path);

#endif
