/* SPDX-License-Identifier: Apache-2.0
 * link.c - puts programs together: finds the functions of the code sections, follows the calls of
 * each program, lays its functions out one after the other (main first) and rewrites calls, map
 * references and source lines. */
#include <axiom/prog.h>
#include "base/fmt.h"
#include "base/profile.h"
#include "base/str.h"
#include "isa/proto.h"
#include "object/reader.h"

#define FUNC_BYTES 8  /* struct bpf_func_info */
#define LINE_BYTES 16 /* struct bpf_line_info */

/* Entry points are the global functions of sections other than .text; all others are only called.  A section whose name
 * means a program and that has static functions only is a program from its start on, as libbpf before 0.2 took it. */
static bool is_entry(const struct axi_reader *rd, const struct axi_func *func)
{
	const struct axi_sec *sec = &rd->secs[func->sec];
	uint32_t type, attach;

	if (axi_sec_is_text(sec))
		return !func->local && rd->text_programs;
	return !func->local || (!func->slot && !sec->global && !ax_section_prog_type(sec->name, &type, &attach));
}

/* clang before 7 gave functions neither a type nor a size: in a section without STT_FUNC, global names are functions, and
 * a static one at its start is its program.  Other local names there are labels. */
static bool is_untyped_function(const struct axi_sym *sym)
{
	if (sym->type != AXI_STT_NOTYPE || !*sym->name)
		return false;
	return sym->bind == AXI_STB_GLOBAL || (!sym->value && !axi_starts(sym->name, "LBB") && *sym->name != '.');
}

static bool is_function(const struct axi_reader *rd, const struct axi_sym *sym)
{
	if (sym->shndx >= AXI_SHN_LORESERVE || rd->secs[sym->shndx].kind != AXI_SEC_CODE)
		return false;
	return rd->secs[sym->shndx].typed ? sym->type == AXI_STT_FUNC : is_untyped_function(sym);
}

static int add_function(struct axi_reader *rd, const struct axi_sym *sym)
{
	struct axi_sec *sec = &rd->secs[sym->shndx];
	struct axi_func *func = &rd->funcs[rd->func_count];
	u64 size = sec->typed ? sym->size : 8; /* its end is found later */

	if (sym->value % 8 || size % 8 || !size || sym->value > sec->size || size > sec->size - sym->value)
		return axi_obj_fail(
			rd, -AX_EINVAL, sec->off,
			"function '%.40s' (0x%llx + 0x%llx) does not fit in section '%.40s'",
			sym->name, (unsigned long long)sym->value, (unsigned long long)size,
			sec->name);
	*func = (struct axi_func){.name = sym->name,
	                          .sec = sec->index,
	                          .slot = (u32)(sym->value / 8),
	                          .slots = (u32)(size / 8),
	                          .local = sec->typed && sym->bind == AXI_STB_LOCAL};
	func->alias = sec->func_at[func->slot];
	sec->func_at[func->slot] = ++rd->func_count;
	return 0;
}

/* Functions without a size end where the next one begins. */
static void find_ends(struct axi_reader *rd, const struct axi_sec *sec)
{
	u32 end = sec->slots;

	for (u32 slot = sec->slots; slot-- > 0;) {
		for (u32 f = sec->func_at[slot]; f; f = rd->funcs[f - 1].alias)
			rd->funcs[f - 1].slots = end - slot;
		if (sec->func_at[slot])
			end = slot;
	}
}

static int count_functions(struct axi_reader *rd, u32 *count)
{
	struct axi_sym sym;
	int rc = 0;

	for (u32 i = 1; i < rd->sym_count && !rc; i++) {
		rc = axi_elf_symbol(rd, i, &sym);
		if (rc || sym.type != AXI_STT_FUNC || sym.shndx >= AXI_SHN_LORESERVE)
			continue;
		rd->secs[sym.shndx].typed = true;
		rd->secs[sym.shndx].global |= sym.bind != AXI_STB_LOCAL;
	}
	for (u32 i = 1; i < rd->sym_count && !rc; i++) {
		rc = axi_elf_symbol(rd, i, &sym);
		*count += !rc && is_function(rd, &sym);
	}
	return rc;
}

static int find_functions(struct axi_reader *rd)
{
	struct axi_sym sym;
	u32 count = 0;
	int rc = count_functions(rd, &count);

	if (rc)
		return rc;
	if (count > AXI_OBJ_FUNCS)
		return axi_obj_fail(rd, -AX_ENOTSUPP, 0, "%u functions; at most %u are read", count,
		                    AXI_OBJ_FUNCS);
	rd->funcs = AXI_OBJ_ALLOC(rd, count, struct axi_func);
	if (!rd->funcs)
		return -AX_ENOMEM;
	/* Backwards, so that of two functions with one start the first symbol heads the list. */
	for (u32 i = rd->sym_count; i > 1 && !rc; i--) {
		rc = axi_elf_symbol(rd, i - 1, &sym);
		if (!rc && is_function(rd, &sym))
			rc = add_function(rd, &sym);
	}
	for (u32 i = 1; i < rd->sec_count && !rc; i++)
		if (rd->secs[i].kind == AXI_SEC_CODE && !rd->secs[i].typed)
			find_ends(rd, &rd->secs[i]);
	return rc;
}

static int index_relocations(struct axi_reader *rd, struct axi_sec *sec)
{
	const struct axi_sec *table = &rd->secs[sec->rel];
	u32 count = sec->rel ? axi_elf_rel_count(table) : 0;

	for (u32 i = 0; i < count; i++) {
		struct axi_rel rel = axi_code_rel(rd, sec, i);

		if (rel.type == AXI_R_NONE)
			continue;
		if (rel.offset >= sec->size || rel.offset % 8)
			return axi_obj_fail(
				rd, -AX_EINVAL, table->off + 16ull * i,
				"relocation %u of section '%.40s' at 0x%llx: no instruction there",
				i, sec->name, (unsigned long long)rel.offset);
		if (rel.type != AXI_R_64_64 && rel.type != AXI_R_64_32)
			return axi_obj_fail(rd, -AX_EINVAL, table->off + 16ull * i,
			                    "relocation %u of section '%.40s' at 0x%llx: type %u "
			                    "does not belong in code",
			                    i, sec->name, (unsigned long long)rel.offset, rel.type);
		if (sec->rel_at[rel.offset / 8])
			return axi_obj_fail(rd, -AX_EINVAL, table->off + 16ull * i,
			                    "section '%.40s' has two relocations at 0x%llx",
			                    sec->name, (unsigned long long)rel.offset);
		sec->rel_at[rel.offset / 8] = i + 1;
	}
	return 0;
}

int axi_link_functions(struct axi_reader *rd)
{
	int rc = 0;

	for (u32 i = 1; i < rd->sec_count && !rc; i++) {
		struct axi_sec *sec = &rd->secs[i];

		if (sec->kind != AXI_SEC_CODE)
			continue;
		if (sec->size % 8 || sec->size / 8 > AXI_OBJ_SLOTS)
			return axi_obj_fail(rd, -AX_EINVAL, sec->off,
			                    "code section '%.40s' has %llu bytes: not whole "
			                    "instructions, or too many",
			                    sec->name, (unsigned long long)sec->size);
		sec->slots = (u32)(sec->size / 8);
		sec->func_at = AXI_OBJ_ALLOC(rd, sec->slots, u32);
		sec->rel_at = AXI_OBJ_ALLOC(rd, sec->slots, u32);
		if (!sec->func_at || !sec->rel_at)
			return -AX_ENOMEM;
		rc = index_relocations(rd, sec);
	}
	return rc ? rc : find_functions(rd);
}

/* One program while it is put together. */
struct build {
	struct axi_reader *rd;
	const char *name;
	u32 mark;   /* program's number + 1 */
	u32 *order; /* functions, main first; scratch shared by all programs */
	u32 funcs, slots, lines;
	bool missing; /* the target has not all that they ask for */
};

static int take_function(struct build *b, u32 index)
{
	struct axi_func *func = &b->rd->funcs[index];
	const struct axi_sec *sec = &b->rd->secs[func->sec];
	u32 end = (func->slot + func->slots) * 8;

	if (func->mark == b->mark)
		return 0;
	if (func->slots > AXI_OBJ_SLOTS - b->slots)
		return axi_obj_fail(b->rd, -AX_ENOTSUPP, sec->off,
		                    "program '%.40s' has more than %u instructions", b->name,
		                    AXI_OBJ_SLOTS);
	func->mark = b->mark;
	func->base = b->slots;
	b->order[b->funcs++] = index;
	b->slots += func->slots;
	b->missing |= sec->missing != NULL;
	b->lines += axi_ext_first(&sec->lines, end) - axi_ext_first(&sec->lines, func->slot * 8);
	return 0;
}

/* Slots of the instruction at `slot`: the second half of a 64-bit load is not looked at. */
static u32 step(const struct axi_reader *rd, const struct axi_sec *sec, u32 slot, u32 left)
{
	return axi_sec_insn(rd, sec, slot).opcode == AX_OP_LDDW && left >= 2 ? 2 : 1;
}

/* First pass: check every reference of the function, take in what it calls. */
static int follow(struct build *b, const struct axi_func *func)
{
	const struct axi_sec *sec = &b->rd->secs[func->sec];
	u32 end = func->slot + func->slots, n;

	for (u32 slot = func->slot; slot < end; slot += n) {
		struct axi_ref ref;
		int rc = axi_ref_resolve(b->rd, sec, slot, end - slot, &ref);

		if (!rc && (ref.kind == AXI_REF_CALL || ref.kind == AXI_REF_FUNC))
			rc = take_function(b, ref.index);
		if (rc)
			return rc;
		n = step(b->rd, sec, slot, end - slot);
		if (n == 2 && sec->rel_at[slot + 1])
			return axi_obj_fail(b->rd, -AX_EINVAL, sec->off + 8ull * slot + 8,
			                    "section '%.40s' instruction %u: relocation on the "
			                    "second half of a 64-bit load",
			                    sec->name, slot);
	}
	return 0;
}

/* Rewrite the instruction at `at` of the program for what it refers to. */
static void apply(const struct build *b, struct ax_insn *insns, u32 at, const struct axi_ref *ref)
{
	struct ax_insn *insn = &insns[at];

	switch (ref->kind) {
	case AXI_REF_NONE: break;
	case AXI_REF_CALL: insn->imm = (s32)b->rd->funcs[ref->index].base - (s32)at - 1; break;
	case AXI_REF_FUNC:
		insn->src = AX_PSEUDO_FUNC;
		insn->imm = (s32)b->rd->funcs[ref->index].base - (s32)at - 1;
		insn[1].imm = 0;
		break;
	case AXI_REF_ZERO: insn->imm = insn[1].imm = 0; break;
	case AXI_REF_ADDRESS:
		insn->imm = (s32)ref->index;
		insn[1].imm = (s32)ref->off;
		break;
	case AXI_REF_ONE:
		insn->imm = 1;
		insn[1].imm = 0;
		break;
	case AXI_REF_KFUNC:
		insn->src = AX_CALL_KFUNC;
		insn->imm = (s32)ref->index;
		break;
	case AXI_REF_POISON: /* as libbpf: reached only when no test guards it */
		insn->src = AX_CALL_HELPER;
		insn->imm = AXI_POISON_CALL + (s32)ref->index;
		break;
	case AXI_REF_MAP:
	case AXI_REF_VALUE:
		insn->src = ref->kind == AXI_REF_MAP ? AX_PSEUDO_MAP_IDX : AX_PSEUDO_MAP_IDX_VALUE;
		insn->imm = (s32)ref->index;
		insn[1].imm = (s32)ref->off;
		break;
	}
}

const char *ax_object_missing(const struct ax_object *object, const struct ax_insn *insn)
{
	u32 index = (u32)insn->imm - AXI_POISON_CALL;

	return insn->opcode == AX_OP_CALL && !insn->src && index < object->extern_count ? object->externs[index] : NULL;
}

void ax_object_note(const struct ax_object *object, const struct ax_object_prog *prog, struct ax_diag *diag)
{
	const char *name;

	if (diag->insn >= prog->insn_count || diag->note[0])
		return;
	name = ax_object_missing(object, &prog->insns[diag->insn]);
	if (name)
		axi_fmt(diag->note, sizeof(diag->note), "the kernel function %.60s, which is __weak and not here", name);
	else if (prog->missing && prog->missing[diag->insn])
		axi_fmt(diag->note, sizeof(diag->note), "%s", prog->missing[diag->insn]);
}

/* Second pass: nothing can be wrong any more. */
static void place(const struct build *b, const struct axi_func *func, struct ax_insn *insns, const char **missing)
{
	const struct axi_sec *sec = &b->rd->secs[func->sec];
	u32 n;

	for (u32 i = 0; i < func->slots; i++) {
		insns[func->base + i] = axi_sec_insn(b->rd, sec, func->slot + i);
		if (sec->missing)
			missing[func->base + i] = sec->missing[func->slot + i];
	}
	for (u32 i = 0; i < func->slots; i += n) {
		struct axi_ref ref;

		if (!axi_ref_resolve(b->rd, sec, func->slot + i, func->slots - i, &ref))
			apply(b, insns, func->base + i, &ref);
		n = step(b->rd, sec, func->slot + i, func->slots - i);
	}
}

/* A record of .BTF.ext as on the wire of BPF_PROG_LOAD: its first `bytes` bytes, the offset now in
 * slots. */
static void place_record(const struct axi_ext *ext, u32 index, u32 insn, u8 *to, u32 bytes)
{
	memcpy(to, ext->at + (size_t)index * ext->record_bytes, bytes);
	memcpy(to, &insn, 4);
}

static u32 place_lines(const struct build *b, const struct axi_func *func, struct ax_line *lines,
                       u8 *wire)
{
	const struct axi_ext *ext = &b->rd->secs[func->sec].lines;
	u32 first = axi_ext_first(ext, func->slot * 8),
	    end = axi_ext_first(ext, (func->slot + func->slots) * 8);

	for (u32 i = first; i < end; i++, lines++, wire += LINE_BYTES) {
		*lines = axi_ext_line(b->rd, ext, i);
		lines->insn = axi_ext_offset(ext, i) / 8 - func->slot + func->base;
		place_record(ext, i, lines->insn, wire, LINE_BYTES);
	}
	return end - first;
}

/* False when the file does not tell the function's type. */
static bool place_type(const struct build *b, const struct axi_func *func, u8 *wire)
{
	const struct axi_ext *ext = &b->rd->secs[func->sec].funcs;
	u32 at = axi_ext_first(ext, func->slot * 8);

	if (at == ext->count || axi_ext_offset(ext, at) != func->slot * 8)
		return false;
	place_record(ext, at, func->base, wire, FUNC_BYTES);
	return true;
}

/* The BTF type of the function `name`; 0: it has none. */
static u32 func_type(const struct axi_reader *rd, const char *name)
{
	for (u32 id = 1; id <= rd->btf.count; id++) {
		struct axi_btf_type t = axi_btf_type(&rd->btf, id);

		if (t.kind == AXI_BTF_FUNC && axi_streq(t.name, name))
			return id;
	}
	return 0;
}

/* Take in the exception callback of the program; *catcher is its number + 1, 0: it has none. */
static int take_catcher(struct build *b, const struct axi_func *main, u32 *catcher)
{
	struct axi_reader *rd = b->rd;
	const char *name;
	u32 id;
	int rc;

	if (!AXI_KFUNCS || !rd->has_catchers)
		return 0;
	rd->lookups += 1 + (rd->btf.count + rd->func_count) / 8; /* a walk over the types and the functions for each program */
	if (rd->lookups > AXI_OBJ_LOOKUPS)
		return axi_obj_fail(rd, -AX_ENOTSUPP, 0, "too many programs and types for exception callbacks");
	rc = axi_btf_catcher(&rd->btf, func_type(rd, main->name), &id, &name);
	if (rc)
		return axi_obj_fail(rd, rc, 0, "program '%.40s': its exception callback '%.40s' %s", b->name, name,
				    rc == -AX_ENOENT ? "is not in this object"
						     : "is one of several, or no global function of one number that returns one");
	for (u32 i = 0; name && i < rd->func_count; i++)
		if (!rd->funcs[i].local && axi_streq(rd->funcs[i].name, name)) {
			*catcher = i + 1;
			return take_function(b, i);
		}
	return name ? axi_obj_fail(rd, -AX_ENOENT, 0, "program '%.40s': its exception callback '%.40s' has no code here", b->name, name) : 0;
}

static int link_program(struct build *b, const struct axi_func *main, struct ax_object_prog *out)
{
	struct axi_reader *rd = b->rd;
	u32 catcher = 0;
	int rc = take_function(b, (u32)(main - rd->funcs));

	if (!rc)
		rc = take_catcher(b, main, &catcher);

	for (u32 i = 0; i < b->funcs && !rc; i++) {
		if (AXI_OBJECTS && (rd->steps += rd->funcs[b->order[i]].slots) > AXI_OBJ_STEPS) /* small builds keep no refused ones */
			rc = axi_obj_fail(rd, -AX_ENOTSUPP, 0, "too many programs times instructions in this object");
		else
			rc = follow(b, &rd->funcs[b->order[i]]);
	}
	if (rc)
		return rc;
	struct ax_insn *insns = AXI_OBJ_ALLOC(rd, b->slots, struct ax_insn);
	u32 *starts = AXI_OBJ_ALLOC(rd, b->funcs, u32);
	const char **names = AXI_OBJ_ALLOC(rd, b->funcs, const char *);
	struct ax_line *lines = AXI_OBJ_ALLOC(rd, b->lines, struct ax_line);
	const char **missing = b->missing ? AXI_OBJ_ALLOC(rd, b->slots, const char *) : NULL;
	u8 *line_info = axi_obj_alloc(rd, b->lines, LINE_BYTES, 8),
	   *func_info = axi_obj_alloc(rd, b->funcs, FUNC_BYTES, 8);
	u32 line_count = 0;
	bool typed = true;

	if (!insns || !starts || !names || !lines || !line_info || !func_info || (b->missing && !missing))
		return -AX_ENOMEM;
	for (u32 i = 0; i < b->funcs; i++) {
		const struct axi_func *func = &rd->funcs[b->order[i]];

		place(b, func, insns, missing);
		starts[i] = func->base;
		names[i] = func->name;
		line_count += place_lines(b, func, lines + line_count,
		                          line_info + (size_t)line_count * LINE_BYTES);
		typed &= place_type(b, func, func_info + (size_t)i * FUNC_BYTES);
	}
	*out = (struct ax_object_prog){.name = main->name,
	                               .section = rd->secs[main->sec].name,
	                               .insns = insns,
	                               .insn_count = b->slots,
	                               .missing = missing,
	                               .func_starts = starts,
	                               .func_names = names,
	                               .func_count = b->funcs,
	                               .exception_cb = catcher ? rd->funcs[catcher - 1].base : 0,
	                               .lines = lines,
	                               .line_count = line_count,
	                               .line_info = line_count ? line_info : NULL,
	                               .func_info = typed ? func_info : NULL};
	ax_section_prog_type(out->section, &out->prog_type, &out->attach_type);
	if (out->prog_type == AX_PROG_STRUCT_OPS)
		axi_ops_find(rd, main, out);
	return 0;
}

/* link_entry - one program into `out`; or why not, where the caller keeps such. */
static int link_entry(struct axi_reader *rd, const struct axi_func *func, u32 number, u32 *order, struct ax_object_prog *out)
{
	struct build b = {.rd = rd, .name = func->name, .mark = number + 1, .order = order};
	int rc = link_program(&b, func, out);
	char *why;

	if (!rc || rc == -AX_ENOMEM || !rd->options->keep_unlinked || !rd->err)
		return rc;
	why = AXI_OBJ_ALLOC(rd, sizeof(rd->err->text), char);
	if (!why)
		return -AX_ENOMEM;
	memcpy(why, rd->err->text, sizeof(rd->err->text));
	axi_obj_clean_text(why);
	*rd->err = (struct ax_object_error){0};
	*out = (struct ax_object_prog){.name = func->name, .section = rd->secs[func->sec].name, .refused = why};
	ax_section_prog_type(out->section, &out->prog_type, &out->attach_type);
	return 0;
}

/* The entries of one section, in order of address. */
static int link_section(struct axi_reader *rd, const struct axi_sec *sec, u32 *order,
                        struct ax_object *out)
{
	bool empty = true;

	for (u32 slot = 0; slot < sec->slots; slot++) {
		empty &= !sec->func_at[slot];
		for (u32 f = sec->func_at[slot]; f; f = rd->funcs[f - 1].alias) {
			const struct axi_func *func = &rd->funcs[f - 1];
			int rc = is_entry(rd, func) ? link_entry(rd, func, out->prog_count, order, &out->progs[out->prog_count])
						    : 0;

			if (rc)
				return rc;
			out->prog_count += is_entry(rd, func);
		}
	}
	if (sec->slots && empty)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "code section '%.40s' has no function symbol; stripped?",
		                    sec->name);
	return 0;
}

int axi_link_programs(struct axi_reader *rd, struct ax_object *out)
{
	u32 *order = AXI_OBJ_ALLOC(rd, rd->func_count, u32);
	u32 entries = 0;
	int rc = 0;

	rd->has_catchers = AXI_KFUNCS && rd->has_btf && axi_btf_has_catchers(&rd->btf);
	for (u32 i = 0; i < rd->func_count; i++)
		entries += is_entry(rd, &rd->funcs[i]);
	if (!entries && rd->options->text_programs) {
		rd->text_programs = true;
		for (u32 i = 0; i < rd->func_count; i++)
			entries += is_entry(rd, &rd->funcs[i]);
	}
	out->progs = AXI_OBJ_ALLOC(rd, entries, struct ax_object_prog);
	if (!order || !out->progs)
		return -AX_ENOMEM;
	for (u32 i = 1; i < rd->sec_count && !rc; i++)
		if (rd->secs[i].kind == AXI_SEC_CODE)
			rc = link_section(rd, &rd->secs[i], order, out);
	return rc;
}
