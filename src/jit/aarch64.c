/* SPDX-License-Identifier: Apache-2.0
 * aarch64.c - code for AArch64, ARMv8.0 (Arm Architecture Reference Manual for A-profile, part C).
 *
 *   r0 x7   r1 .. r5 x0 .. x4   r6 .. r9 x19 .. x22   r10 x25
 *   x9, x10, x11, x16 scratch;  run is x24, back edges left x23; in programs without helpers x5 and x6
 *   to spare: x26, x27; without calls x12 and x13 */
#include "exec/arena.h"
#include "jit/code.h"

enum { X0 = 0, X2 = 2, X5 = 5, X6 = 6, X7 = 7, TMP = 9, TMP2 = 10, TMP3 = 11, STATUS = 16, X23 = 23, X24 = 24, X25 = 25,
       LR = 30, SP = 31, ZR = 31 };
static const u8 reg_of[AXI_JIT_REGS] = {X7, 0, 1, 2, 3, 4, 19, 20, 21, 22, X25, TMP2, 26, 12, 13, 27};

enum { CC_EQ = 0, CC_NE = 1, CC_HS = 2, CC_LO = 3 };
static u8 cc_of(u8 cond)
{
	switch (cond) {
	case AX_JEQ:
	case AXI_NSET: return CC_EQ;
	case AX_JNE:
	case AX_JSET: return CC_NE;
	case AX_JGT: return 8;
	case AX_JGE: return CC_HS;
	case AX_JLT: return CC_LO;
	case AX_JLE: return 9;
	case AX_JSGT: return 12;
	case AX_JSGE: return 10;
	case AX_JSLT: return 11;
	default: return 13; /* AX_JSLE */
	}
}

/* --- encoding --- */

static void word(struct axi_jit_state *s, u32 code)
{
	axi_put(s, code, 4);
}

/* The three-register form; `code` is the 32-bit variant. */
static void rrr(struct axi_jit_state *s, bool wide, u32 code, u32 d, u32 n, u32 m)
{
	word(s, (u32)wide << 31 | code | m << 16 | n << 5 | d);
}
enum { ADD = 0x0b000000, SUB = 0x4b000000, SUBS = 0x6b000000, AND = 0x0a000000, ANDS = 0x6a000000, ORR = 0x2a000000,
       EOR = 0x4a000000, MUL = 0x1b007c00, LSLV = 0x1ac02000, LSRV = 0x1ac02400, ASRV = 0x1ac02800, UDIV = 0x1ac00800,
       SDIV = 0x1ac00c00, UMULH = 0x1bc07c00, SMULH = 0x1b407c00, ORN = 0x2a200000 };

static void mov(struct axi_jit_state *s, u32 d, u32 n)
{
	if (d != n)
		rrr(s, true, ORR, d, ZR, n);
}

static void mov32(struct axi_jit_state *s, u32 d, u32 n)
{
	rrr(s, false, ORR, d, ZR, n);
}

/* movz or movn, then movk for the 16-bit parts that differ. */
static void mov_imm(struct axi_jit_state *s, u32 d, s64 imm)
{
	u32 parts = (u64)imm >> 32 ? 4 : 2, zeros = 0, ones = 0, first = 1;
	bool wide = parts == 4, invert;
	u64 fill;

	for (u32 i = 0; i < parts; i++) {
		zeros += (u16)((u64)imm >> 16 * i) == 0;
		ones += (u16)((u64)imm >> 16 * i) == 0xffff;
	}
	invert = ones > zeros;
	fill = invert ? 0xffff : 0;
	for (u32 i = 0; i < parts; i++) {
		u32 part = (u16)((u64)imm >> 16 * i);

		if (part == fill)
			continue;
		if (first)
			word(s, (u32)wide << 31 | (invert ? 0x12800000 | (~part & 0xffff) << 5 : 0x52800000 | part << 5) |
					i << 21 | d);
		else
			word(s, (u32)wide << 31 | 0x72800000 | i << 21 | part << 5 | d);
		first = 0;
	}
	if (first) /* 0 or all ones */
		word(s, (u32)wide << 31 | (invert ? 0x12800000 : 0x52800000) | d);
}

/* add or sub with an immediate; SP is register 31.  `flags`: the subs/adds form.  False: not encodable. */
static bool add_imm(struct axi_jit_state *s, bool wide, bool flags, u32 d, u32 n, s64 imm)
{
	u64 size = (u64)(imm < 0 ? -imm : imm);
	u32 shifted = size > 4095;

	if (size > 0xffffff || (shifted && (size & 0xfff)))
		return false;
	word(s, (u32)wide << 31 | 0x11000000 | (u32)(imm < 0) << 30 | (u32)flags << 29 | shifted << 22 |
			(u32)(shifted ? size >> 12 : size) << 10 | n << 5 | d);
	return true;
}

/* The bitmask immediates: a run of ones, rotated, in elements of 2 to 64 bits. */
static bool bitmask(u64 value, bool wide, u32 *fields)
{
	u32 size = 64, ones;
	u64 element, mask;

	if (!wide)
		value = (u32)value | value << 32;
	if (!value || !~value)
		return false;
	while (size > 2) {
		mask = ((u64)1 << size / 2) - 1;
		if ((value & mask) != (value >> size / 2 & mask))
			break;
		size /= 2;
	}
	mask = ~(u64)0 >> (64 - size);
	element = value & mask;
	ones = (u32)__builtin_popcountll(element);
	for (u32 turn = 0; turn < size; turn++) {
		u64 turned = turn ? (element << turn | element >> (size - turn)) & mask : element;

		if (turned == ((u64)1 << ones) - 1) {
			*fields = (u32)(size == 64) << 22 | turn << 16 | ((~(size * 2 - 1) & 0x3f) | (ones - 1)) << 10;
			return true;
		}
	}
	return false;
}

/* and, orr, eor, ands: with an immediate where there is one, else through the scratch register. */
static void logic(struct axi_jit_state *s, bool wide, u32 code, u32 d, u32 n, s64 imm)
{
	u32 fields, opc = code >> 29 & 3;

	if (bitmask((u64)imm, wide, &fields)) {
		word(s, (u32)wide << 31 | opc << 29 | 0x12000000 | fields | n << 5 | d);
		return;
	}
	if (code == EOR && imm == -1) {
		rrr(s, wide, ORN, d, ZR, n); /* mvn */
		return;
	}
	mov_imm(s, TMP, wide ? imm : (s64)(u32)imm);
	rrr(s, wide, code, d, n, TMP);
}

/* ubfm, sbfm: the moves of bit fields that shifts and extensions are. */
static void bitfield(struct axi_jit_state *s, bool wide, bool is_signed, u32 d, u32 n, u32 r, u32 last)
{
	word(s, (wide ? 0x93400000 : 0x13000000) | (u32)!is_signed << 30 | r << 16 | last << 10 | n << 5 | d);
}

static void move_sp(struct axi_jit_state *s, s32 by)
{
	if (by)
		add_imm(s, true, false, SP, SP, by);
}

/* --- jumps to labels --- */

/* ZERO: cbz, cbnz of register a; b: 64 bits; cond as CC_EQ, CC_NE.  ADR: the label's address in register a */
enum { SITE_B, SITE_CC, SITE_ZERO, SITE_BL, SITE_ADR };

static u32 site_bytes(const struct axi_site *site, u32 form)
{
	if (site->kind == SITE_ADR)
		return form ? 16 : 4;
	return form && (site->kind == SITE_CC || site->kind == SITE_ZERO) ? 8 : 4;
}

static bool site_reaches(const struct axi_site *site, u32 form, s64 distance)
{
	if (form || site->kind == SITE_B || site->kind == SITE_BL)
		return true;
	return distance >= -0x100000 && distance < 0x100000;
}

static void store_word(u8 *at, u32 code)
{
	for (u32 i = 0; i < 4; i++)
		at[i] = (u8)(code >> 8 * i);
}

static u32 conditional(const struct axi_site *site, u32 cond, s64 distance)
{
	u32 to = ((u32)(distance >> 2) & 0x7ffff) << 5;

	if (site->kind == SITE_CC)
		return 0x54000000 | to | cond;
	return (u32)site->b << 31 | 0x34000000 | (u32)(cond == CC_NE) << 24 | to | site->a;
}

/* adr; beyond its reach adr of here, the distance, and their sum. */
static void write_adr(u8 *at, const struct axi_site *site, s64 distance)
{
	u32 to = site->form ? 0 : (u32)distance;

	store_word(at, 0x10000000 | (to & 3) << 29 | (to >> 2 & 0x7ffff) << 5 | site->a);
	if (!site->form)
		return;
	store_word(at + 4, 0x52800000 | ((u32)distance & 0xffff) << 5 | STATUS);                     /* movz */
	store_word(at + 8, 0x72a00000 | ((u32)distance >> 16) << 5 | STATUS);                        /* movk */
	store_word(at + 12, 0x8b20c000 | STATUS << 16 | (u32)site->a << 5 | (u32)site->a);           /* add, sxtw */
}

static void site_write(u8 *at, const struct axi_site *site, s64 distance)
{
	u32 code = 0x14000000;

	if (site->kind == SITE_ADR) {
		write_adr(at, site, distance);
		return;
	}
	if (site->kind == SITE_CC || site->kind == SITE_ZERO) {
		if (!site->form) {
			store_word(at, conditional(site, site->cond, distance));
			return;
		}
		store_word(at, conditional(site, site->cond ^ 1, 8));
		at += 4;
		distance -= 4;
	} else if (site->kind == SITE_BL) {
		code = 0x94000000;
	}
	store_word(at, code | ((u32)(distance >> 2) & 0x3ffffff));
}

static void jump_to(struct axi_jit_state *s, u32 label)
{
	axi_site_here(s, SITE_B, 0, 0, 0, label);
}

/* --- run, frames --- */

#define RUN_FIELD(field) ((u32)offsetof(struct ax_run, field))

static u32 run_reg(const struct axi_jit_state *s)
{
	return s->has_helpers ? X24 : X5;
}

static u32 budget_reg(const struct axi_jit_state *s)
{
	return s->has_helpers ? X23 : X6;
}

/* ldr/str with an unsigned, scaled offset; size: log2 of the bytes; opc: 0 store, 1 load, 2 load signed */
static void access(struct axi_jit_state *s, u32 size, u32 opc, u32 t, u32 n, u32 off)
{
	word(s, size << 30 | 0x39000000 | opc << 22 | (off >> size) << 10 | n << 5 | t);
}

enum { SAVED_MAX = 12 };

static u32 saved(const struct axi_jit_state *s, u8 list[SAVED_MAX])
{
	static const u8 regs[] = {AX_R6, AX_R7, AX_R8, AX_R9, AX_R10, AXI_REG_SPARE, AXI_REG_SPARE + 3};
	u32 n = 0;

	for (u32 i = 0; i < ARRAY_LEN(regs); i++)
		if (s->used >> regs[i] & 1)
			list[n++] = reg_of[regs[i]];
	if (s->has_helpers) {
		list[n++] = X24;
		if (s->has_budget)
			list[n++] = X23;
	}
	if (s->has_helpers || s->has_calls)
		list[n++] = LR;
	return n;
}

/* Bytes that the saved registers take; with pointers to functions the caller's jit_stack is behind them. */
static s32 saved_bytes(const struct axi_jit_state *s, u32 count)
{
	return (s32)align_up(8 * (count + s->has_funcs), 16);
}

/* Registers to or from [sp], in pairs. */
static void save(struct axi_jit_state *s, const u8 *list, u32 count, bool load)
{
	u32 i = 0;

	for (; i + 1 < count; i += 2)
		word(s, 0xa9000000 | (u32)load << 22 | i << 15 | (u32)list[i + 1] << 10 | SP << 5 | list[i]);
	if (i < count)
		access(s, 3, load, list[i], SP, 8 * i);
}

static u32 spares(const struct axi_jit_state *s, bool calls)
{
	return 1u << AXI_REG_SPARE | 1u << (AXI_REG_SPARE + 3) | (calls ? 0 : 3u << (AXI_REG_SPARE + 1));
}

static void leave(struct axi_jit_state *s)
{
	u8 list[SAVED_MAX];
	u32 count = saved(s, list);

	axi_label_here(s, axi_special(s, AXI_LABEL_EXIT));
	if (s->has_budget)
		access(s, 2, 0, budget_reg(s), run_reg(s), RUN_FIELD(back_edges));
	if (s->has_funcs && s->has_depth) {
		access(s, 2, 1, TMP, run_reg(s), RUN_FIELD(jit_depth));
		add_imm(s, false, false, TMP, TMP, 1);
		access(s, 2, 0, TMP, run_reg(s), RUN_FIELD(jit_depth));
	}
	mov(s, X0, X7);
	move_sp(s, (s32)s->frame_bytes);
	if (s->has_funcs) {
		access(s, 3, 1, TMP, SP, 8 * count);
		access(s, 3, 0, TMP, run_reg(s), RUN_FIELD(jit_stack));
	}
	save(s, list, count, true);
	move_sp(s, saved_bytes(s, count));
	word(s, 0xd65f03c0); /* ret */
}

/* Where tail calls go; x7 is what the helper returned. */
static void tail(struct axi_jit_state *s)
{
	u8 list[SAVED_MAX];
	u32 count = saved(s, list);

	axi_label_here(s, axi_special(s, AXI_LABEL_TAIL));
	if (s->has_calls) {
		access(s, 3, 1, X7, X24, RUN_FIELD(tail_result));
		word(s, 0xd65f03c0); /* ret */
		return;
	}
	access(s, 3, 1, TMP, X7, (u32)offsetof(struct axi_entry, code));
	access(s, 3, 1, X0, X24, RUN_FIELD(tail_ctx));
	mov_imm(s, X0 + 1, 0);
	mov(s, X2, X24);
	move_sp(s, (s32)s->frame_bytes);
	save(s, list, count, true);
	move_sp(s, saved_bytes(s, count));
	word(s, 0xd61f0000 | TMP << 5); /* br */
}

/* With pointers to functions: the entry, which falls into "enter" with main as the function; run is in x5 there. */
static void begin_with_functions(struct axi_jit_state *s)
{
	access(s, 0, 0, ZR, X2, RUN_FIELD(stopped));
	if (s->has_depth) {
		access(s, 2, 1, TMP, X2, RUN_FIELD(jit_depth)); /* "enter" takes one */
		add_imm(s, false, false, TMP, TMP, 1);
		access(s, 2, 0, TMP, X2, RUN_FIELD(jit_depth));
	}
	axi_site_here(s, SITE_ADR, 0, TMP, 0, axi_special(s, AXI_LABEL_ENTER));
	access(s, 3, 0, TMP, X2, RUN_FIELD(enter));
	axi_site_here(s, SITE_ADR, 0, TMP, 0, 0);
	access(s, 3, 0, TMP, X2, RUN_FIELD(function));
	mov(s, X5, X2);
	axi_label_here(s, axi_special(s, AXI_LABEL_ENTER));
}

/* Calls the body at run->function, unless calls nest too deep. */
static void call_function(struct axi_jit_state *s)
{
	u32 run = run_reg(s);

	if (s->has_depth) {
		access(s, 2, 1, TMP, run, RUN_FIELD(jit_depth));
		word(s, 0x35000000 | 5 << 5 | TMP); /* cbnz over four words: EXIT is near */
		mov_imm(s, TMP, 1);
		access(s, 0, 0, TMP, run, RUN_FIELD(stopped));
		mov_imm(s, X7, 0);
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
		add_imm(s, false, false, TMP, TMP, -1);
		access(s, 2, 0, TMP, run, RUN_FIELD(jit_depth));
	}
	access(s, 3, 1, TMP, run, RUN_FIELD(function));
	word(s, 0xd63f0000 | TMP << 5); /* blr */
}

static void begin(struct axi_jit_state *s)
{
	u32 run = s->has_funcs ? X5 : X2;
	u8 list[SAVED_MAX];
	u32 count;

	if (s->has_calls)
		s->used |= 1u << AX_R10;
	if (s->has_funcs)
		begin_with_functions(s);
	count = saved(s, list);
	move_sp(s, -saved_bytes(s, count));
	save(s, list, count, false);
	if (s->has_funcs) {
		access(s, 3, 1, TMP, run, RUN_FIELD(jit_stack));
		access(s, 3, 0, TMP, SP, 8 * count);
	} else {
		access(s, 0, 0, ZR, run, RUN_FIELD(stopped));
	}
	if (s->has_budget)
		access(s, 2, 1, budget_reg(s), run, RUN_FIELD(back_edges));
	if (s->needs_run || s->has_calls)
		mov(s, run_reg(s), run);
	if (s->used >> AX_R10 & 1)
		add_imm(s, true, false, X25, SP, 0);
	move_sp(s, -(s32)s->frame_bytes);
	if (!s->has_calls)
		return;
	add_imm(s, true, false, TMP, SP, 0);
	access(s, 3, 0, TMP, run_reg(s), RUN_FIELD(jit_stack));
	if (s->has_funcs) {
		call_function(s);
		leave(s);
		return;
	}
	axi_site_here(s, SITE_BL, 0, 0, 0, 0);
	leave(s);
}

static void arena(struct axi_jit_state *s);

static void end(struct axi_jit_state *s)
{
	if (!s->has_calls && s->last_exit == UINT32_MAX)
		leave(s);
	if (s->has_tail)
		tail(s);
	if (s->has_arena)
		arena(s);
	if (!s->has_budget && !s->has_depth && !s->ends_inside)
		return;
	axi_label_here(s, axi_special(s, AXI_LABEL_STOP));
	if (s->has_budget)
		mov_imm(s, budget_reg(s), 0);
	axi_label_here(s, axi_special(s, AXI_LABEL_FAULT));
	mov_imm(s, TMP, 1);
	access(s, 0, 0, TMP, run_reg(s), RUN_FIELD(stopped));
	mov_imm(s, X7, 0);
	if (s->has_calls) {
		access(s, 3, 1, TMP, run_reg(s), RUN_FIELD(jit_stack));
		add_imm(s, true, false, SP, TMP, 0);
	}
	jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_exit(struct axi_jit_state *s, const struct axi_jop *op)
{
	if (s->has_calls)
		word(s, 0xd65f03c0);
	else if (op->at == s->last_exit)
		leave(s);
	else
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_helper(struct axi_jit_state *s, const struct axi_jop *op)
{
	static const u8 link[] = {LR};

	if (s->has_budget)
		access(s, 2, 0, X23, X24, RUN_FIELD(back_edges));
	if (s->has_calls) {
		move_sp(s, -16);
		save(s, link, 1, false);
	}
	mov(s, X5, X24);
	mov_imm(s, TMP, op->imm);
	word(s, 0xd63f0000 | TMP << 5); /* blr */
	mov(s, X7, X0);
	if (s->has_calls) {
		save(s, link, 1, true);
		move_sp(s, 16);
	}
	if (s->has_budget)
		access(s, 2, 1, X23, X24, RUN_FIELD(back_edges));
	if (s->ends_inside) {
		access(s, 0, 1, TMP, X24, RUN_FIELD(stopped));
		axi_site_here(s, SITE_ZERO, CC_NE, TMP, 0, axi_special(s, AXI_LABEL_FAULT));
	}
}

static void emit_tail(struct axi_jit_state *s, const struct axi_jop *op)
{
	emit_helper(s, op);
	axi_site_here(s, SITE_ZERO, CC_NE, X7, true, axi_special(s, AXI_LABEL_TAIL));
}

static void emit_call(struct axi_jit_state *s, const struct axi_jop *op)
{
	u8 keep[6];
	u32 count = 0, depth = RUN_FIELD(jit_depth);
	s32 room;

	for (u32 reg = AX_R6; reg <= AX_R9; reg++)
		if (op->live >> reg & 1)
			keep[count++] = reg_of[reg];
	keep[count++] = X25;
	keep[count++] = LR;
	room = (s32)align_up(8 * count, 16);
	if (s->has_depth) {
		access(s, 2, 1, TMP, run_reg(s), depth);
		axi_site_here(s, SITE_ZERO, CC_EQ, TMP, 0, axi_special(s, AXI_LABEL_FAULT));
		add_imm(s, false, false, TMP, TMP, -1);
		access(s, 2, 0, TMP, run_reg(s), depth);
	}
	move_sp(s, -room);
	save(s, keep, count, false);
	add_imm(s, true, false, X25, SP, 0);
	move_sp(s, -(s32)s->frame_bytes);
	axi_site_here(s, SITE_BL, 0, 0, 0, op->target);
	move_sp(s, (s32)s->frame_bytes);
	save(s, keep, count, true);
	move_sp(s, room);
	if (s->has_depth) {
		access(s, 2, 1, TMP, run_reg(s), depth);
		add_imm(s, false, false, TMP, TMP, 1);
		access(s, 2, 0, TMP, run_reg(s), depth);
	}
}

/* --- comparisons --- */

static void compare(struct axi_jit_state *s, const struct axi_jop *op)
{
	bool test = op->op == AX_JSET || op->op == AXI_NSET;
	u32 a = op->kind == AXI_J_COUNTED ? budget_reg(s) : reg_of[op->a];

	if (!op->is_imm) {
		rrr(s, op->wide, test ? ANDS : SUBS, ZR, a, reg_of[op->b]);
	} else if (test) {
		logic(s, op->wide, ANDS, ZR, a, op->imm);
	} else if (!add_imm(s, op->wide, true, ZR, a, -op->imm)) {
		mov_imm(s, TMP, op->wide ? op->imm : (s64)(u32)op->imm);
		rrr(s, op->wide, SUBS, ZR, a, TMP);
	}
}

/* Compare with 0: subs, because adds of "minus 0" sets the carry differently. */
static void compare_zero(struct axi_jit_state *s, const struct axi_jop *op)
{
	rrr(s, op->wide, SUBS, ZR, reg_of[op->a], ZR);
}

static void compare_any(struct axi_jit_state *s, const struct axi_jop *op)
{
	if (op->is_imm && !op->imm && op->op != AX_JSET && op->op != AXI_NSET)
		compare_zero(s, op);
	else
		compare(s, op);
}

static void emit_jump(struct axi_jit_state *s, const struct axi_jop *op)
{
	bool always = op->kind == AXI_J_JUMP, zero = op->is_imm && !op->imm && (op->op == AX_JEQ || op->op == AX_JNE);
	u8 kind = zero ? SITE_ZERO : SITE_CC, cc = always ? 0 : cc_of(op->op);

	if (!always && !zero)
		compare_any(s, op);
	if (!op->back) {
		if (always && op->target == op->next)
			return;
		axi_site_here(s, always ? SITE_B : kind, cc, reg_of[op->a], op->wide, op->target);
		return;
	}
	if (!always)
		axi_site_here(s, kind, cc ^ 1, reg_of[op->a], op->wide, op->next);
	add_imm(s, false, true, budget_reg(s), budget_reg(s), -1);
	axi_site_here(s, SITE_CC, CC_HS, 0, 0, op->target);
	jump_to(s, axi_special(s, AXI_LABEL_STOP));
}

static void emit_select(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 dst = reg_of[op->dst], c = reg_of[op->c];

	compare_any(s, op);
	if (op->bits == 32) {
		mov32(s, TMP, c);
		c = TMP;
	}
	word(s, 0x9a800000 | dst << 16 | (u32)cc_of(op->op) << 12 | c << 5 | dst); /* csel */
}

/* --- arithmetic --- */

static void emit_shift(struct axi_jit_state *s, const struct axi_jop *op, u32 d, u32 n)
{
	u32 bits = op->wide ? 64 : 32, by = (u32)op->imm;

	if (!op->is_imm) {
		u32 code = op->op == AX_LSH ? LSLV : op->op == AX_RSH ? LSRV : ASRV;

		rrr(s, op->wide, code, d, n, reg_of[op->b]);
	} else if (op->op == AXI_ROTL) {
		word(s, (op->wide ? 0x93c00000 : 0x13800000) | n << 16 | (bits - by) << 10 | n << 5 | d); /* ror */
	} else if (op->op == AX_LSH) {
		bitfield(s, op->wide, false, d, n, (bits - by) & (bits - 1), bits - 1 - by);
	} else {
		bitfield(s, op->wide, op->op == AX_ARSH, d, n, by, bits - 1);
	}
}

/* Division by 0 gives 0 here as in BPF, the most negative number by -1 itself; so a - (a / b) * b is the remainder. */
static void divide(struct axi_jit_state *s, const struct axi_jop *op, u32 d, u32 n, u32 m)
{
	u32 code = op->is_signed ? SDIV : UDIV, multiplier, shift;

	if (axi_jit_magic(op, &multiplier, &shift)) { /* m holds the divisor */
		mov_imm(s, TMP2, multiplier);
		word(s, 0x9ba07c00 | TMP2 << 16 | n << 5 | TMP2); /* umull */
		bitfield(s, true, false, op->op == AX_DIV ? d : TMP2, TMP2, shift, 63);
		if (op->op == AX_MOD)
			word(s, 0x1b008000 | m << 16 | n << 10 | TMP2 << 5 | d); /* msub */
		return;
	}
	if (op->op == AX_DIV) {
		rrr(s, op->wide, code, d, n, m);
		return;
	}
	rrr(s, op->wide, code, TMP2, n, m);
	word(s, (u32)op->wide << 31 | 0x1b008000 | m << 16 | n << 10 | TMP2 << 5 | d); /* msub */
}

/* Products by constants that a shifted operand or two short instructions make: a multiplication takes three cycles, and its number
 * a register.  False: none of these. */
static bool multiply_short(struct axi_jit_state *s, const struct axi_jop *op, u32 d, u32 n)
{
	u32 k, bits = op->wide ? 64 : 32, shifted = n << 16;
	s64 by = op->imm, size = by < 0 ? -by : by;

	if (by > 1 && is_pow2((u64)by)) {
		k = (u32)__builtin_ctzll((u64)by);
		bitfield(s, op->wide, false, d, n, bits - k, bits - 1 - k); /* lsl */
	} else if (by < -1 && is_pow2((u64)size)) {
		rrr(s, op->wide, SUB | (u32)__builtin_ctzll((u64)size) << 10 | shifted, d, ZR, 0);
	} else if (by > 2 && is_pow2((u64)by - 1)) {
		rrr(s, op->wide, ADD | (u32)__builtin_ctzll((u64)by - 1) << 10 | shifted, d, n, 0);
	} else if (by < -2 && is_pow2((u64)size + 1)) { /* n - (n << k) */
		rrr(s, op->wide, SUB | (u32)__builtin_ctzll((u64)size + 1) << 10 | shifted, d, n, 0);
	} else if (by > 2 && is_pow2((u64)by + 1)) {
		k = (u32)__builtin_ctzll((u64)by + 1);
		bitfield(s, op->wide, false, TMP, n, bits - k, bits - 1 - k);
		rrr(s, op->wide, SUB, d, TMP, n);
	} else {
		return false;
	}
	return true;
}

static void emit_alu(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 d = reg_of[op->dst], n = reg_of[op->a], m = TMP;
	bool logical = op->op == AX_OR || op->op == AX_AND || op->op == AX_XOR;
	bool shift = op->op == AX_LSH || op->op == AX_RSH || op->op == AX_ARSH || op->op == AXI_ROTL;

	if (shift) {
		emit_shift(s, op, d, n);
		return;
	}
	if (op->is_imm && logical) {
		logic(s, op->wide, op->op == AX_OR ? ORR : op->op == AX_AND ? AND : EOR, d, n, op->imm);
		return;
	}
	if (op->is_imm && (op->op == AX_ADD || op->op == AX_SUB) &&
	    add_imm(s, op->wide, false, d, n, op->op == AX_ADD ? op->imm : -op->imm))
		return;
	if (op->is_imm && op->op == AX_MUL && multiply_short(s, op, d, n))
		return;
	if (!op->is_imm)
		m = reg_of[op->b];
	else
		mov_imm(s, TMP, op->wide ? op->imm : (s64)(u32)op->imm);
	switch (op->op) {
	case AX_ADD: rrr(s, op->wide, ADD, d, n, m); break;
	case AX_SUB: rrr(s, op->wide, SUB, d, n, m); break;
	case AX_MUL: rrr(s, op->wide, MUL, d, n, m); break;
	case AX_OR: rrr(s, op->wide, ORR, d, n, m); break;
	case AX_AND: rrr(s, op->wide, AND, d, n, m); break;
	case AX_XOR: rrr(s, op->wide, EOR, d, n, m); break;
	case AX_NEG: rrr(s, op->wide, SUB, d, ZR, n); break;
	case AX_DIV:
	case AX_MOD: divide(s, op, d, n, m); break;
	default: mov(s, d, n); break; /* AX_MOV */
	}
}

static void emit_ext(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 d = reg_of[op->dst], n = reg_of[op->a];

	if (op->bits == 32 && !op->is_signed)
		mov32(s, d, n);
	else
		bitfield(s, op->is_signed && op->wide, op->is_signed, d, n, 0, op->bits - 1u);
}

static void emit_swap(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 d = reg_of[op->dst], n = reg_of[op->a];

	word(s, (op->bits == 64 ? 0xdac00c00 : op->bits == 32 ? 0x5ac00800 : 0x5ac00400) | n << 5 | d);
	if (op->bits == 16 && !op->is_bare)
		bitfield(s, false, false, d, d, 0, 15);
}

static void add_shifted(struct axi_jit_state *s, u32 d, u32 n, u32 m, u32 scale)
{
	word(s, 0x8b000000 | m << 16 | scale << 10 | n << 5 | d);
}

/* --- memory --- */

static void access_any(struct axi_jit_state *s, const struct axi_jop *op, u32 opc, u32 t)
{
	u32 size = op->bits == 8 ? 0 : op->bits == 16 ? 1 : op->bits == 32 ? 2 : 3, n = reg_of[op->a], index;
	u32 code = size << 30 | opc << 22 | t;
	s32 off = op->off;

	if (op->indexed && !off && (!op->scale || op->scale == size)) {
		word(s, code | 0x38206800 | reg_of[op->b] << 16 | (u32)(op->scale != 0) << 12 | n << 5);
		return;
	}
	if (op->indexed) {
		add_shifted(s, TMP2, n, reg_of[op->b], op->scale);
		n = TMP2;
	}
	if (off >= 0 && !((u32)off & ((1u << size) - 1)) && (u32)off >> size < 4096) {
		access(s, size, opc, t, n, (u32)off);
	} else if (off >= -256 && off < 256) {
		word(s, code | 0x38000000 | ((u32)off & 0x1ff) << 12 | n << 5);
	} else {
		mov_imm(s, index = TMP3, off);
		word(s, code | 0x38206800 | index << 16 | n << 5);
	}
}

static void emit_store(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 t = op->is_imm ? TMP : reg_of[op->c];

	if (op->is_imm && !op->imm)
		t = ZR;
	else if (op->is_imm)
		mov_imm(s, TMP, op->bits == 64 ? op->imm : (s64)(u32)op->imm);
	access_any(s, op, 0, t);
}

/* Load and store exclusive in a loop; a barrier behind those that fetch makes them sequentially consistent. */
/* One instruction of ARMv8.1: operations that give nothing back need no order, the others have both. */
static void emit_atomic_lse(struct axi_jit_state *s, const struct axi_jop *op, u32 at, u32 c)
{
	u32 size = op->bits == 64 ? 3 : 2, old = op->op & AX_FETCH ? c : ZR, order = op->op & AX_FETCH ? 3u << 22 : 0, number = 0;

	if (op->op == AX_CMPXCHG) {
		word(s, size << 30 | 0x08e0fc00 | (u32)reg_of[AX_R0] << 16 | at << 5 | c); /* casal */
		return;
	}
	switch (op->op & 0xf0) {
	case AX_ADD: break;
	case AX_AND:
		rrr(s, op->bits == 64, ORN, TMP2, ZR, c); /* it clears what is set */
		c = TMP2;
		number = 1;
		break;
	case AX_XOR: number = 2; break;
	case AX_OR: number = 3; break;
	default: number = 8; break; /* AX_XCHG: swpal */
	}
	word(s, size << 30 | 0x38200000 | order | c << 16 | number << 12 | at << 5 | old); /* ldadd, ldclr, ldeor, ldset */
}

static void emit_atomic(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 size = op->bits == 64 ? 3 : 2, c = reg_of[op->c], at = reg_of[op->a], stored = TMP3;
	bool wide = op->bits == 64, fetch = op->op & AX_FETCH, compares = op->op == AX_CMPXCHG;
	u32 operation = op->op & 0xf0;
	size_t again;

	if (op->off) {
		if (!add_imm(s, true, false, TMP, at, op->off)) {
			mov_imm(s, TMP, op->off);
			rrr(s, true, ADD, TMP, at, TMP);
		}
		at = TMP;
	}
	if (s->in->features & AX_CPU_LSE) {
		emit_atomic_lse(s, op, at, c);
		return;
	}
	again = s->at;
	word(s, size << 30 | 0x085f7c00 | at << 5 | TMP2); /* ldxr */
	if (compares) {
		rrr(s, wide, SUBS, ZR, TMP2, reg_of[AX_R0]);
		word(s, 0x54000000 | 3 << 5 | CC_NE); /* over the store and its check */
	}
	if (compares || op->op == AX_XCHG)
		stored = c;
	else
		rrr(s, wide, operation == AX_ADD ? ADD : operation == AX_OR ? ORR : operation == AX_AND ? AND : EOR, TMP3,
		    TMP2, c);
	word(s, size << 30 | 0x08007c00 | (u32)fetch << 15 | STATUS << 16 | at << 5 | stored); /* stxr, stlxr */
	word(s, 0x35000000 | ((u32)((s64)(again - s->at) >> 2) & 0x7ffff) << 5 | STATUS);      /* cbnz */
	if (!fetch)
		return;
	word(s, 0xd5033bbf); /* dmb ish */
	mov(s, compares ? reg_of[AX_R0] : c, TMP2);
}

/* --- arenas --- */

/* All of the program's registers, as exec/arena.h has them; the instruction is in the first scratch register. */
static void arena(struct axi_jit_state *s)
{
	enum { ROOM = 8 * (AX_REGS + 1) };

	axi_label_here(s, axi_special(s, AXI_LABEL_ARENA));
	move_sp(s, -ROOM);
	for (u32 reg = 0; reg < AX_REGS; reg++)
		access(s, 3, 0, reg_of[reg], SP, 8 * reg);
	access(s, 3, 0, LR, SP, 8 * AX_REGS);
	mov(s, X0, TMP);
	mov_imm(s, X0 + 1, (s64)(uintptr_t)s->in->arena);
	add_imm(s, true, false, X2, SP, 0);
	mov_imm(s, TMP, (s64)(uintptr_t)axi_arena_access);
	word(s, 0xd63f0000 | TMP << 5); /* blr */
	for (u32 reg = 0; reg < AX_REGS; reg++)
		access(s, 3, 1, reg_of[reg], SP, 8 * reg);
	access(s, 3, 1, LR, SP, 8 * AX_REGS);
	move_sp(s, ROOM);
	word(s, 0xd65f03c0); /* ret */
}

/* A jump inside one operation, forward to where land() is called: `bits` of distance from bit `low` on. */
static size_t hop(struct axi_jit_state *s, u32 code)
{
	word(s, code);
	return s->at;
}

static void land(struct axi_jit_state *s, size_t from, u32 low, u32 bits)
{
	u32 distance = (u32)(s->at - from + 4) / 4, code;

	if (!from || s->at > s->size)
		return;
	memcpy(&code, s->out + from - 4, 4);
	store_word(s->out + from - 4, code | (distance & ((1u << bits) - 1)) << low);
}

/* An access that goes over into the next page changes bit 12 from its first byte to its last. */
static void emit_arena(struct axi_jit_state *s, const struct axi_jop *op)
{
	static const u8 link[] = {LR};
	const struct axi_arena *a = s->in->arena;
	u32 size = op->bits == 8 ? 0 : op->bits == 16 ? 1 : op->bits == 32 ? 2 : 3, t, opc;
	size_t absent = 0, over = 0, done = 0;

	if (!op->is_bare) {
		mov32(s, TMP2, reg_of[op->a]);
		if (op->off && !add_imm(s, true, false, TMP2, TMP2, op->off)) {
			mov_imm(s, TMP, op->off);
			rrr(s, true, ADD, TMP2, TMP2, TMP);
		}
		mov_imm(s, TMP, (s64)(uintptr_t)a->there);
		bitfield(s, true, true, TMP3, TMP2, 12, 63); /* asr */
		word(s, 0x38606800 | TMP3 << 16 | TMP << 5 | TMP3); /* ldrb */
		absent = hop(s, 0x34000000 | TMP3); /* cbz */
		if (op->bits > 8) {
			add_imm(s, true, false, TMP3, TMP2, op->bits / 8 - 1);
			rrr(s, true, EOR, TMP3, TMP3, TMP2);
			over = hop(s, 0x37000000 | 12 << 19 | TMP3); /* tbnz */
		}
		mov_imm(s, TMP, (s64)a->base);
		t = op->op == AX_LDX ? reg_of[op->dst] : op->op == AX_STX ? reg_of[op->c] : op->imm ? TMP3 : ZR;
		if (t == TMP3)
			mov_imm(s, TMP3, op->bits == 64 ? op->imm : (s64)(u32)op->imm);
		opc = op->op != AX_LDX ? 0 : op->is_signed ? 2 : 1;
		word(s, size << 30 | 0x38206800 | opc << 22 | TMP2 << 16 | TMP << 5 | t);
		done = hop(s, 0x14000000);
		land(s, absent, 5, 19);
		land(s, over, 5, 14);
	}
	mov_imm(s, TMP, (s64)(uintptr_t)&s->in->insns[op->at]);
	if (s->has_calls) {
		move_sp(s, -16);
		save(s, link, 1, false);
	}
	axi_site_here(s, SITE_BL, 0, 0, 0, axi_special(s, AXI_LABEL_ARENA));
	if (s->has_calls) {
		save(s, link, 1, true);
		move_sp(s, 16);
	}
	land(s, done, 0, 26);
}

static int emit(struct axi_jit_state *s, const struct axi_jop *op)
{
	switch ((enum axi_jop_kind)op->kind) {
	case AXI_J_NONE: break;
	case AXI_J_ALU: emit_alu(s, op); break;
	case AXI_J_EXT: emit_ext(s, op); break;
	case AXI_J_SWAP: emit_swap(s, op); break;
	case AXI_J_MULHI:
		mov_imm(s, TMP, op->imm);
		rrr(s, true, op->is_signed ? SMULH : UMULH, reg_of[op->dst], reg_of[op->a], TMP);
		break;
	case AXI_J_ADDSIGN: /* add d, b, a, lsr 63 */
		word(s, 0x8b400000 | (u32)reg_of[op->a] << 16 | 63 << 10 | (u32)reg_of[op->b] << 5 | reg_of[op->dst]);
		break;
	case AXI_J_CONST: mov_imm(s, reg_of[op->dst], op->imm); break;
	case AXI_J_CPU: access(s, 2, 1, reg_of[op->dst], run_reg(s), RUN_FIELD(cpu)); break;
	case AXI_J_FUNC: axi_site_here(s, SITE_ADR, 0, reg_of[op->dst], 0, op->target); break;
	case AXI_J_LEA: add_shifted(s, reg_of[op->dst], reg_of[op->a], reg_of[op->b], op->scale); break;
	case AXI_J_LOAD: access_any(s, op, op->is_signed ? 2 : 1, reg_of[op->dst]); break;
	case AXI_J_STORE: emit_store(s, op); break;
	case AXI_J_ATOMIC: emit_atomic(s, op); break;
	case AXI_J_ARENA: emit_arena(s, op); break;
	case AXI_J_JUMP:
	case AXI_J_COUNTED:
	case AXI_J_BRANCH: emit_jump(s, op); break;
	case AXI_J_SELECT: emit_select(s, op); break;
	case AXI_J_HELPER: emit_helper(s, op); break;
	case AXI_J_TAIL: emit_tail(s, op); break;
	case AXI_J_CALL: emit_call(s, op); break;
	case AXI_J_EXIT: emit_exit(s, op); break;
	default: return -AX_ENOSYS;
	}
	return 0;
}

const struct axi_jit_target axi_jit_aarch64 = {
	.name = "aarch64",
	.multiplies = true,
	.divides_short = true,
	.selects = true,
	.unaligned = true,
	.spares = spares,
	.begin = begin,
	.emit = emit,
	.end = end,
	.forms = 2,
	.site_bytes = site_bytes,
	.site_reaches = site_reaches,
	.site_write = site_write,
};
