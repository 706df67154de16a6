/* SPDX-License-Identifier: Apache-2.0
 * link_btf.c - the types of several objects in one .BTF, their function, line and CO-RE records in one .BTF.ext.
 *
 * Types are put one after the other and renumbered; nothing is deduplicated.  The sections' variables (DATASEC) of one name
 * become one type at the end, in the order of their places; declarations of what another file defines are left out of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "rk/link.h"

enum { BTF_MAGIC = 0xeb9f, KIND_DATASEC = 15, KIND_VAR = 14, KIND_FUNC = 12, LINKAGE_STATIC = 0, LINKAGE_EXTERN = 2 };

struct header {
	u16 magic;
	u8 version, flags;
	u32 header_size;
	u32 part[6]; /* BTF: types, strings (offset, size); BTF.ext: functions, lines, CO-RE */
};

/* The BTF of one input. */
struct types {
	const u8 *types, *strings;
	u32 types_size, strings_size;
	u32 count;
	u32 *id;           /* [count + 1]: in the output */
	u32 string_base;   /* where its strings are in the output's, less 0 */
};

struct var {
	u32 section, type, offset, size; /* section: of the output, + 1 */
	u32 name;                        /* of a section that the output does not have: in its strings; else 0 */
	bool is_extern;
	const char *symbol;
};

struct merge {
	struct link *link;
	struct types *of;             /* [input_count] */
	struct link_buffer types, strings;
	u32 count;
	struct var *vars;
	u32 var_count;
};

static u32 word(const u8 *at, u32 n)
{
	u32 value;

	memcpy(&value, at + 4 * n, 4);
	return value;
}

static void put_word(u8 *at, u32 n, u32 value)
{
	memcpy(at + 4 * n, &value, 4);
}

static int wrong(const struct link_input *in, const char *what)
{
	rk_error("%s: %s", in->path, what);
	return RK_REFUSED;
}

static const Elf64_Shdr *section_named(const struct link_input *in, const char *name)
{
	for (u32 i = 1; i < in->section_count; i++)
		if (!strcmp(link_section_name(in, i), name))
			return &in->sections[i];
	return NULL;
}

/* Bytes of a type's record; 0: no such kind, or it does not fit in `left`. */
static u32 record_size(const u8 *at, u32 left)
{
	u32 info = left >= 12 ? word(at, 1) : 0, vlen = info & 0xffff, size = 0;

	switch (info >> 24 & 0x1f) {
	case 1:
	case 14:
	case 17: size = 16; break;
	case 2:
	case 7:
	case 8:
	case 9:
	case 10:
	case 11:
	case 12:
	case 16:
	case 18: size = 12; break;
	case 3: size = 24; break;
	case 4:
	case 5:
	case 15:
	case 19: size = 12 + 12 * vlen; break;
	case 6:
	case 13: size = 12 + 8 * vlen; break;
	default: return 0;
	}
	return left >= 12 && size <= left ? size : 0;
}

static int open_types(const struct link_input *in, struct types *t)
{
	const Elf64_Shdr *section = section_named(in, ".BTF");
	const u8 *bytes;
	struct header h;

	*t = (struct types){0};
	if (!section)
		return RK_OK;
	bytes = in->bytes + section->sh_offset;
	if (section->sh_size < 24)
		return wrong(in, ".BTF is cut off");
	memcpy(&h, bytes, 24);
	if (h.magic != BTF_MAGIC || h.version != 1 || h.header_size < 24 || h.header_size > section->sh_size)
		return wrong(in, ".BTF has an unknown header");
	for (u32 i = 0; i < 4; i += 2)
		if (h.part[i] > section->sh_size - h.header_size || h.part[i + 1] > section->sh_size - h.header_size - h.part[i])
			return wrong(in, ".BTF is cut off");
	t->types = bytes + h.header_size + h.part[0];
	t->types_size = h.part[1];
	t->strings = bytes + h.header_size + h.part[2];
	t->strings_size = h.part[3];
	if (!t->strings_size || t->strings[0] || t->strings[t->strings_size - 1])
		return wrong(in, ".BTF: the strings do not begin or end with 0");
	for (u32 at = 0, size; at < t->types_size; at += size, t->count++) {
		size = record_size(t->types + at, t->types_size - at);
		if (!size)
			return wrong(in, ".BTF: a type is malformed");
	}
	t->id = calloc(t->count + 1, sizeof(*t->id));
	return t->id ? RK_OK : wrong(in, "out of memory");
}

static const char *name_of(const struct types *t, u32 offset)
{
	return offset < t->strings_size ? (const char *)t->strings + offset : "";
}

static u32 string_to(const struct types *t, u32 offset)
{
	return offset && offset < t->strings_size ? t->string_base + offset : 0;
}

static u32 id_to(const struct types *t, u32 id)
{
	return id <= t->count ? t->id[id] : 0;
}

/* The record with numbers of the output. */
static void rewrite(const struct types *t, u8 *at)
{
	u32 info = word(at, 1), kind = info >> 24 & 0x1f, vlen = info & 0xffff;

	put_word(at, 0, string_to(t, word(at, 0)));
	switch (kind) {
	case 3:
		put_word(at, 3, id_to(t, word(at, 3)));
		put_word(at, 4, id_to(t, word(at, 4)));
		return;
	case 2:
	case 8:
	case 9:
	case 10:
	case 11:
	case 12:
	case 13:
	case 14:
	case 17:
	case 18: put_word(at, 2, id_to(t, word(at, 2))); break;
	default: break;
	}
	for (u32 i = 0; i < vlen; i++) {
		if (kind == 4 || kind == 5) {
			put_word(at, 3 + 3 * i, string_to(t, word(at, 3 + 3 * i)));
			put_word(at, 4 + 3 * i, id_to(t, word(at, 4 + 3 * i)));
		} else if (kind == 6) {
			put_word(at, 3 + 2 * i, string_to(t, word(at, 3 + 2 * i)));
		} else if (kind == 19) {
			put_word(at, 3 + 3 * i, string_to(t, word(at, 3 + 3 * i)));
		} else if (kind == 13) {
			put_word(at, 3 + 2 * i, string_to(t, word(at, 3 + 2 * i)));
			put_word(at, 4 + 2 * i, id_to(t, word(at, 4 + 2 * i)));
		}
	}
}

/* The output's symbol that this name in this file became; NULL: none.  *mine: it is the one that this file defines. */
static const struct link_symbol *symbol_of(const struct merge *m, const struct link_input *in, const char *name, bool *mine)
{
	for (u32 i = 1; i < in->symbol_count; i++)
		if (in->symbol_to[i] && ELF64_ST_TYPE(in->symbols[i].st_info) != STT_SECTION &&
		    !strcmp(link_symbol_name(in, i), name)) {
			const struct link_symbol *symbol = &m->link->symbols[in->symbol_to[i] - 1];
			const Elf64_Sym *s = &in->symbols[i];

			*mine = s->st_shndx && in->place[s->st_shndx].to == symbol->section &&
				in->place[s->st_shndx].offset + s->st_value == symbol->value;
			return symbol;
		}
	return NULL;
}

static const u8 *type_at(const struct types *t, u32 id)
{
	const u8 *at = t->types;

	for (u32 i = 1; i < id && i <= t->count; i++)
		at += record_size(at, UINT32_MAX);
	return id && id <= t->count ? at : NULL;
}

static void add_var(struct merge *m, const struct var *var)
{
	for (u32 i = 0; i < m->var_count; i++) /* a declaration more, or the licence of another file */
		if (m->vars[i].section == var->section && m->vars[i].offset == var->offset &&
		    !strcmp(m->vars[i].symbol, var->symbol))
			return;
	m->vars = realloc(m->vars, (m->var_count + 1) * sizeof(*m->vars));
	if (!m->vars)
		abort();
	m->vars[m->var_count++] = *var;
}

/* The variables of a DATASEC, at their places in the output. */
static int keep_vars(struct merge *m, u32 input, const u8 *at)
{
	const struct link_input *in = &m->link->inputs[input];
	const struct types *t = &m->of[input];
	const char *section = name_of(t, word(at, 0));
	u32 vlen = word(at, 1) & 0xffff;

	for (u32 i = 0; i < vlen; i++) {
		u32 id = word(at, 3 + 3 * i);
		const u8 *var = type_at(t, id);
		const char *name = var ? name_of(t, word(var, 0)) : "";
		bool mine = false;
		const struct link_symbol *symbol = symbol_of(m, in, name, &mine);
		bool is_var = var && (word(var, 1) >> 24 & 0x1f) == KIND_VAR;
		bool is_extern = is_var ? word(var, 3) == LINKAGE_EXTERN : true;

		if (!var || !symbol)
			return wrong(in, ".BTF: a section's variable has no symbol");
		if (is_extern ? symbol->section != 0 : !mine)
			continue; /* another file defines it, or this file's weak definition lost */
		add_var(m, &(struct var){.section = link_find_section(m->link, section), .type = id_to(t, id),
					 .offset = is_extern ? 0 : (u32)symbol->value, .size = word(at, 5 + 3 * i),
					 .name = string_to(t, word(at, 0)), .is_extern = is_extern, .symbol = symbol->name});
	}
	return RK_OK;
}

static void number(struct merge *m, struct types *t)
{
	const u8 *at = t->types;

	t->string_base = (u32)m->strings.size;
	link_append(&m->strings, t->strings, t->strings_size);
	for (u32 id = 1; id <= t->count; id++) {
		bool section = (word(at, 1) >> 24 & 0x1f) == KIND_DATASEC;

		t->id[id] = section ? 0 : ++m->count;
		at += record_size(at, UINT32_MAX);
	}
}

/* A function whose definition lost to another file's is one of its file only. */
static void make_static(const struct merge *m, const struct link_input *in, const struct types *t, const u8 *from, u8 *to)
{
	bool mine = true;

	if ((word(from, 1) >> 24 & 0x1f) != KIND_FUNC || (word(from, 1) & 0xffff) == LINKAGE_EXTERN)
		return;
	symbol_of(m, in, name_of(t, word(from, 0)), &mine);
	if (!mine)
		put_word(to, 1, KIND_FUNC << 24 | LINKAGE_STATIC);
}

static int copy(struct merge *m, u32 input)
{
	struct types *t = &m->of[input];
	const u8 *at = t->types;
	u32 size;

	for (u32 id = 1; id <= t->count; id++, at += size) {
		size = record_size(at, UINT32_MAX);
		if (t->id[id]) {
			size_t to = link_append(&m->types, at, size);

			rewrite(t, m->types.bytes + to);
			make_static(m, &m->link->inputs[input], t, at, m->types.bytes + to);
		}
	}
	at = t->types;
	for (u32 id = 1; id <= t->count; id++, at += record_size(at, UINT32_MAX)) {
		int status = t->id[id] ? RK_OK : keep_vars(m, input, at);

		if (status)
			return status;
	}
	return RK_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct var *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (!x->section && x->name != y->name) /* declarations: of .ksyms, .kconfig; names of two files are two strings */
		return x->name < y->name ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void write_sections(struct merge *m)
{
	if (m->var_count)
		qsort(m->vars, m->var_count, sizeof(*m->vars), by_place);
	for (u32 i = 0, end; i < m->var_count; i = end) {
		const struct var *first = &m->vars[i];
		const char *name = (const char *)m->strings.bytes + first->name;
		u32 head[3] = {first->name, 0, 0};

		for (end = i; end < m->var_count && m->vars[end].section == first->section &&
			      !strcmp((const char *)m->strings.bytes + m->vars[end].name, name); end++)
			;
		head[1] = KIND_DATASEC << 24 | (end - i);
		head[2] = first->section ? (u32)m->link->sections[first->section - 1].size : 0;
		link_append(&m->types, head, sizeof(head));
		for (u32 k = i; k < end; k++) {
			u32 row[3] = {m->vars[k].type, m->vars[k].offset, m->vars[k].size};

			link_append(&m->types, row, sizeof(row));
		}
		m->count++;
	}
}

/* --- .BTF.ext --- */

static const u32 least_record[3] = {8, 16, 16};

/* One record, its numbers those of the output: where it lies in its section, types, strings. */
static void rewrite_record(const struct types *t, u32 part, u8 *at, u64 offset)
{
	put_word(at, 0, word(at, 0) + (u32)offset);
	if (part == 1) {
		put_word(at, 1, string_to(t, word(at, 1)));
		put_word(at, 2, string_to(t, word(at, 2)));
		return;
	}
	put_word(at, 1, id_to(t, word(at, 1)));
	if (part == 2)
		put_word(at, 2, string_to(t, word(at, 2)));
}

/* The records of one input for the output section `section`, appended to out; how many in *count. */
static int section_records(const struct merge *m, u32 input, u32 part, u32 section, struct link_buffer *out, u32 *count,
			   u32 *name)
{
	const struct link_input *in = &m->link->inputs[input];
	const struct types *t = &m->of[input];
	const Elf64_Shdr *ext = section_named(in, ".BTF.ext");
	const u8 *at, *end;
	struct header h = {0};
	u32 size;

	if (!ext)
		return RK_OK;
	if (ext->sh_size < 24)
		return wrong(in, ".BTF.ext is cut off");
	memcpy(&h, in->bytes + ext->sh_offset, ext->sh_size < sizeof(h) ? 24 : sizeof(h));
	if (h.magic != BTF_MAGIC || h.header_size < 24 || h.header_size > ext->sh_size)
		return wrong(in, ".BTF.ext has an unknown header");
	if (part == 2 && h.header_size < 32)
		return RK_OK;
	if (!h.part[2 * part + 1])
		return RK_OK;
	if (h.part[2 * part] > ext->sh_size - h.header_size ||
	    h.part[2 * part + 1] > ext->sh_size - h.header_size - h.part[2 * part] || h.part[2 * part + 1] < 4)
		return wrong(in, ".BTF.ext is cut off");
	at = in->bytes + ext->sh_offset + h.header_size + h.part[2 * part];
	end = at + h.part[2 * part + 1];
	size = word(at, 0);
	at += 4;
	if (size < least_record[part] || size % 4 || size > 4096)
		return wrong(in, ".BTF.ext has records of an unknown size");
	while (end - at >= 8) {
		const char *of = name_of(t, word(at, 0));
		u32 n = word(at, 1), found = 0;

		if (n > (u64)(end - at - 8) / size)
			return wrong(in, ".BTF.ext is cut off");
		for (u32 i = 1; i < in->section_count; i++)
			if (in->place[i].to == section && !strcmp(link_section_name(in, i), of))
				found = i;
		at += 8;
		for (u32 i = 0; i < n && found; i++) {
			size_t to = link_append(out, at + i * size, least_record[part]);

			rewrite_record(t, part, out->bytes + to, in->place[found].offset);
			(*count)++;
		}
		if (found && !*name)
			*name = string_to(t, word(at - 8, 0));
		at += (size_t)n * size;
	}
	return RK_OK;
}

static int merge_ext(struct merge *m, struct link_buffer *out)
{
	struct header h = {.magic = BTF_MAGIC, .version = 1, .header_size = 32};
	struct link_buffer parts = {0};
	int status = RK_OK;

	for (u32 part = 0; part < 3 && !status; part++) {
		size_t start = parts.size;

		link_append(&parts, &least_record[part], 4);
		for (u32 section = 1; section <= m->link->section_count && !status; section++) {
			size_t head = link_append(&parts, NULL, 8);
			u32 count = 0, name = 0;

			for (u32 i = 0; i < m->link->input_count && !status; i++)
				status = section_records(m, i, part, section, &parts, &count, &name);
			put_word(parts.bytes + head, 0, name);
			put_word(parts.bytes + head, 1, count);
			if (!count)
				parts.size = head;
		}
		if (parts.size == start + 4 && part == 2)
			parts.size = start; /* no CO-RE records at all */
		h.part[2 * part] = (u32)start;
		h.part[2 * part + 1] = (u32)(parts.size - start);
	}
	link_append(out, &h, sizeof(h));
	link_append(out, parts.bytes, parts.size);
	free(parts.bytes);
	return status;
}

int link_btf(struct link *link)
{
	struct merge m = {.link = link, .of = calloc(link->input_count, sizeof(*m.of))};
	struct header h = {.magic = BTF_MAGIC, .version = 1, .header_size = 24};
	u32 with = 0, without = 0;
	int status = m.of ? RK_OK : RK_REFUSED;

	for (u32 i = 0; i < link->input_count && !status; i++) {
		status = open_types(&link->inputs[i], &m.of[i]);
		with += m.of[i].types != NULL;
		without += m.of[i].types == NULL;
	}
	if (!status && with && without) {
		rk_error("some files have .BTF and some have not; compile all with -g, or none");
		status = RK_REFUSED;
	}
	if (!status && with) {
		for (u32 i = 0; i < link->input_count; i++)
			number(&m, &m.of[i]);
		for (u32 i = 0; i < link->input_count && !status; i++)
			status = copy(&m, i);
		write_sections(&m);
		h.part[1] = h.part[2] = (u32)m.types.size;
		h.part[3] = (u32)m.strings.size;
		link_append(&link->btf, &h, 24);
		link_append(&link->btf, m.types.bytes, m.types.size);
		link_append(&link->btf, m.strings.bytes, m.strings.size);
		if (!status)
			status = merge_ext(&m, &link->btf_ext);
	}
	for (u32 i = 0; i < link->input_count && m.of; i++)
		free(m.of[i].id);
	free(m.of);
	free(m.vars);
	free(m.types.bytes);
	free(m.strings.bytes);
	return status;
}
