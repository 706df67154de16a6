/* SPDX-License-Identifier: Apache-2.0
 * asm.c - the assembler: for each line, the first row of ops.def whose mnemonic and operands fit.
 *
 * Labels are found by scanning the text again: no tables, no limits, and test programs are short. */
#include "base/str.h"
#include "isa/asm.h"
#include "isa/decode.h"
#include "isa/kfunc.h"

struct cursor {
	const char *at, *end; /* rest of the line, comment removed */
};

struct assembler {
	const char *text, *end;
	u32 slot; /* of the instruction that is being assembled */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static void skip_blanks(struct cursor *line)
{
	while (line->at < line->end && is_blank(*line->at))
		line->at++;
}

static bool at_end(struct cursor *line)
{
	skip_blanks(line);
	return line->at == line->end;
}

static bool take_char(struct cursor *line, char c)
{
	if (at_end(line) || *line->at != c)
		return false;
	line->at++;
	return true;
}

/* take_word - `word` (which may hold single blanks) as whole words. */
static bool take_word(struct cursor *line, const char *word)
{
	struct cursor try = *line;

	skip_blanks(&try);
	for (; *word; word++) {
		if (try.at == try.end)
			return false;
		if (*word == ' ' && is_blank(*try.at)) {
			skip_blanks(&try);
			continue;
		}
		if (*try.at++ != *word)
			return false;
	}
	if (try.at < try.end && is_word(*try.at))
		return false;
	*line = try;
	return true;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* take_number - optional sign, decimal or hex; false when there is none or it needs more than 64 bits. */
static bool take_number(struct cursor *line, bool *negative, u64 *value)
{
	struct cursor try = *line;
	u32 base = 10;
	const char *first;

	skip_blanks(&try);
	*negative = take_char(&try, '-');
	if (!*negative)
		take_char(&try, '+');
	skip_blanks(&try);
	if (try.end - try.at > 2 && try.at[0] == '0' && (try.at[1] | 0x20) == 'x') {
		base = 16;
		try.at += 2;
	}
	first = try.at;
	for (*value = 0; try.at < try.end && digit_of(*try.at) < (int)base; try.at++)
		if (__builtin_mul_overflow(*value, (u64)base, value) ||
		    __builtin_add_overflow(*value, (u64)digit_of(*try.at), value))
			return false;
	if (try.at == first || (try.at < try.end && is_word(*try.at)))
		return false;
	*line = try;
	return true;
}

static bool take_imm(struct cursor *line, s32 *imm)
{
	bool negative;
	u64 value;

	if (!take_number(line, &negative, &value) || value > (negative ? UINT64_C(1) << 31 : UINT32_MAX))
		return false;
	*imm = (s32)(u32)(negative ? 0 - value : value);
	return true;
}

/* A number, or the name of a kernel function. */
static bool take_callee(struct cursor *line, s32 *imm)
{
	struct cursor try = *line;
	char name[40];
	u32 n = 0;

	if (take_imm(line, imm))
		return true;
	skip_blanks(&try);
	while (try.at < try.end && is_word(*try.at) && n + 1 < sizeof(name))
		name[n++] = *try.at++;
	name[n] = 0;
	*imm = (s32)axi_kfunc_named(name);
	*line = try;
	return *imm;
}

static bool take_s16(struct cursor *line, s16 *off)
{
	bool negative;
	u64 value;

	if (!take_number(line, &negative, &value) || value > (negative ? 32768u : 32767u))
		return false;
	*off = (s16)(negative ? 0 - value : value);
	return true;
}

/* take_reg - r0 .. r10; further numbers up to 15 fit the field and are for tests of refusal. */
static int take_reg(struct cursor *line)
{
	struct cursor try = *line;
	bool negative;
	u64 value;

	take_char(&try, '%');
	if (!take_char(&try, 'r') || try.at == try.end || digit_of(*try.at) > 9)
		return -1;
	if (!take_number(&try, &negative, &value) || value > 15)
		return -1;
	*line = try;
	return (int)value;
}

/* next_line - the next line without its comment; false after the last. */
static bool next_line(const char **text, const char *end, struct cursor *line)
{
	const char *at = *text;
	bool comment = false;

	if (at == end)
		return false;
	line->at = line->end = at;
	for (; at < end && *at != '\n'; at++) {
		comment |= *at == '#' || *at == ';' || (*at == '/' && at + 1 < end && at[1] == '/');
		if (!comment)
			line->end = at + 1;
	}
	*text = at < end ? at + 1 : at;
	while (line->end > line->at && is_blank(line->end[-1]))
		line->end--;
	return true;
}

/* take_label - `name:` at the start of the line. */
static bool take_label(struct cursor *line, const char **name, size_t *length)
{
	const char *at;

	skip_blanks(line);
	for (at = line->at; at < line->end && is_word(*at); at++)
		;
	if (at == line->at || at == line->end || *at != ':')
		return false;
	*name = line->at;
	*length = (size_t)(at - line->at);
	line->at = at + 1;
	return true;
}

static u32 slots_of(struct cursor *line)
{
	if (at_end(line))
		return 0;
	return take_word(line, "lddw") ? 2 : 1;
}

static bool find_label(const struct assembler *as, const char *name, size_t length, u32 *slot)
{
	const char *text = as->text, *other;
	struct cursor line;
	size_t n;

	*slot = 0;
	while (next_line(&text, as->end, &line)) {
		while (take_label(&line, &other, &n))
			if (n == length && !memcmp(name, other, n))
				return true;
		*slot += slots_of(&line);
	}
	return false;
}

/* take_target - +N, -N or a label, as a distance from the slot after this one. */
static bool take_target(const struct assembler *as, struct cursor *line, s32 *distance)
{
	const char *name;
	u32 slot;

	if (at_end(line))
		return false;
	if (*line->at == '+' || *line->at == '-')
		return take_imm(line, distance);
	name = line->at;
	while (line->at < line->end && is_word(*line->at))
		line->at++;
	if (!find_label(as, name, (size_t)(line->at - name), &slot))
		return false;
	*distance = (s32)slot - (s32)as->slot - 1;
	return true;
}

static bool take_dst(struct cursor *line, struct ax_insn *insn)
{
	int reg = take_reg(line);

	insn->dst = (u8)reg & 15;
	return reg >= 0;
}

static bool take_src(struct cursor *line, struct ax_insn *insn)
{
	int reg = take_reg(line);

	insn->src = (u8)reg & 15;
	return reg >= 0;
}

/* take_memory - [rN], [rN+off], [rN-off]. */
static bool take_memory(struct cursor *line, int *reg, s16 *off)
{
	*off = 0;
	if (!take_char(line, '['))
		return false;
	*reg = take_reg(line);
	if (*reg < 0)
		return false;
	if (take_char(line, ']'))
		return true;
	skip_blanks(line);
	return line->at < line->end && (*line->at == '+' || *line->at == '-') && take_s16(line, off) &&
	       take_char(line, ']');
}

static bool take_off_target(const struct assembler *as, struct cursor *line, struct ax_insn *insn)
{
	s32 distance;

	if (!take_target(as, line, &distance) || distance < INT16_MIN || distance > INT16_MAX)
		return false;
	insn->off = (s16)distance;
	return true;
}

static bool take_lddw(const struct assembler *as, struct cursor *line, u32 kind, struct ax_insn *insn)
{
	bool negative;
	u64 value;

	switch (kind) {
	case AX_PSEUDO_NONE:
		if (!take_number(line, &negative, &value) || (negative && value > UINT64_C(1) << 63))
			return false;
		value = negative ? 0 - value : value;
		insn[0].imm = (s32)(u32)value;
		insn[1].imm = (s32)(u32)(value >> 32);
		return true;
	case AX_PSEUDO_MAP_FD: return take_word(line, "map_fd") && take_imm(line, &insn[0].imm);
	case AX_PSEUDO_MAP_VALUE:
		return take_word(line, "map_fd") && take_imm(line, &insn[0].imm) && take_char(line, '+') &&
		       take_imm(line, &insn[1].imm);
	case AX_PSEUDO_BTF_ID: return take_word(line, "btf_id") && take_imm(line, &insn[0].imm);
	case AX_PSEUDO_FUNC: return take_word(line, "func") && take_target(as, line, &insn[0].imm);
	case AX_PSEUDO_MAP_IDX:
		return take_word(line, "map") && take_char(line, '[') && take_imm(line, &insn[0].imm) &&
		       take_char(line, ']');
	default:
		return take_word(line, "map") && take_char(line, '[') && take_imm(line, &insn[0].imm) &&
		       take_char(line, ']') && take_char(line, '+') && take_imm(line, &insn[1].imm);
	}
}

static bool take_to_memory(struct cursor *line, struct ax_insn *insn)
{
	int reg = 0;
	s16 off;

	if (!take_memory(line, &reg, &off))
		return false;
	insn->dst = (u8)reg & 15;
	insn->off = off;
	return take_char(line, ',');
}

static bool take_from_memory(struct cursor *line, struct ax_insn *insn)
{
	int reg = 0;
	s16 off;

	if (!take_dst(line, insn) || !take_char(line, ',') || !take_memory(line, &reg, &off))
		return false;
	insn->src = (u8)reg & 15;
	insn->off = off;
	return true;
}

static bool take_operands(const struct assembler *as, struct cursor *line, const struct axi_op_row *row,
			  struct ax_insn *insn)
{
	switch (row->shape) {
	case AXI_SHAPE_ALU_K: return take_dst(line, insn) && take_char(line, ',') && take_imm(line, &insn->imm);
	case AXI_SHAPE_ALU_X:
	case AXI_SHAPE_MOVSX: return take_dst(line, insn) && take_char(line, ',') && take_src(line, insn);
	case AXI_SHAPE_CAST:
		return take_dst(line, insn) && take_char(line, ',') && take_src(line, insn) && take_char(line, ',') &&
		       take_imm(line, &insn->imm);
	case AXI_SHAPE_NEG:
	case AXI_SHAPE_END: return take_dst(line, insn);
	case AXI_SHAPE_JA:
	case AXI_SHAPE_MAY_GOTO: return take_off_target(as, line, insn);
	case AXI_SHAPE_JA32: return take_target(as, line, &insn->imm);
	case AXI_SHAPE_JMP_K:
		return take_dst(line, insn) && take_char(line, ',') && take_imm(line, &insn->imm) &&
		       take_char(line, ',') && take_off_target(as, line, insn);
	case AXI_SHAPE_JMP_X:
		return take_dst(line, insn) && take_char(line, ',') && take_src(line, insn) &&
		       take_char(line, ',') && take_off_target(as, line, insn);
	case AXI_SHAPE_CALL:
		if (row->value == AX_CALL_KFUNC)
			return take_callee(line, &insn->imm);
		return row->value == AX_CALL_LOCAL ? take_target(as, line, &insn->imm) : take_imm(line, &insn->imm);
	case AXI_SHAPE_EXIT: return true;
	case AXI_SHAPE_LDDW:
		return take_dst(line, insn) && take_char(line, ',') && take_lddw(as, line, (u32)row->value, insn);
	case AXI_SHAPE_LDX: return take_from_memory(line, insn);
	case AXI_SHAPE_ST: return take_to_memory(line, insn) && take_imm(line, &insn->imm);
	case AXI_SHAPE_STX:
	case AXI_SHAPE_ATOMIC:
	case AXI_SHAPE_FETCH:
	case AXI_SHAPE_CMPXCHG: return take_to_memory(line, insn) && take_src(line, insn);
	case AXI_SHAPE_LD_ABS: return take_imm(line, &insn->imm);
	default: return take_src(line, insn) && take_char(line, ',') && take_imm(line, &insn->imm);
	}
}

static void select_row(const struct axi_op_row *row, struct ax_insn *insn)
{
	insn->opcode = row->opcode;
	switch (row->select) {
	case AXI_SEL_OFF: insn->off = (s16)row->value; break;
	case AXI_SEL_IMM: insn->imm = row->value; break;
	case AXI_SEL_SRC: insn->src = (u8)row->value & 15; break;
	default: break;
	}
}

/* assemble_line - into insn[0] and, for lddw, insn[1].  NULL, or what is wrong. */
static const char *assemble_line(const struct assembler *as, struct cursor line, struct ax_insn *insn)
{
	bool known = false;

	for (u32 op = AXI_OP_BAD + 1; op < AXI_OPS; op++) {
		const struct axi_op_row *row = axi_op_row((enum axi_op)op);
		struct cursor rest = line;

		if (!take_word(&rest, row->mnemonic) && !(op == AXI_OP_ja32 && take_word(&rest, "gotol")))
			continue;
		known = true;
		memset(insn, 0, 2 * sizeof(*insn));
		select_row(row, insn);
		if (take_operands(as, &rest, row, insn) && at_end(&rest))
			return NULL;
	}
	return known ? "operands do not fit the mnemonic" : "unknown mnemonic";
}

int axi_asm(const char *text, size_t size, struct ax_insn *out, u32 max, struct axi_asm_error *err)
{
	struct assembler as = {.text = text, .end = text + size};
	struct axi_asm_error ignored;
	struct ax_insn insn[2];
	struct cursor line;
	const char *name;
	size_t length;

	err = err ? err : &ignored;
	*err = (struct axi_asm_error){0};
	while (next_line(&text, as.end, &line)) {
		u32 slots;

		err->line++;
		while (take_label(&line, &name, &length))
			;
		if (at_end(&line))
			continue;
		err->text = assemble_line(&as, line, insn);
		if (err->text)
			return -AX_EINVAL;
		slots = insn->opcode == AX_OP_LDDW ? 2 : 1;
		if (slots > max - as.slot) {
			err->text = "too many instructions";
			return -AX_E2BIG;
		}
		memcpy(out + as.slot, insn, slots * sizeof(*insn));
		as.slot += slots;
	}
	return (int)as.slot;
}
