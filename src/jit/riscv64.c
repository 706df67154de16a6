/* SPDX-License-Identifier: Apache-2.0
 * riscv64.c - code for RISC-V, RV64IMA (The RISC-V Instruction Set Manual, volume I).
 *
 *   r0 a6   r1 .. r5 a0 .. a4   r6 s1   r7 s2   r8 s3   r9 s4   r10 s5
 *   t0 .. t3 scratch;  run is s6, back edges left s7; in programs without helpers a5 and a7
 *   to spare: s8, s9; without calls t4 and t5
 *
 * The "w" instructions sign-extend, BPF zero-extends: 32-bit results take two shifts more, or one instruction of Zba.  Zbb, where the
 * CPU has it, rotates, reverses bytes and extends. */
#include "exec/arena.h"
#include "jit/code.h"

enum { ZERO = 0, RA = 1, SP = 2, T0 = 5, T1 = 6, T2 = 7, A0 = 10, A2 = 12, A5 = 15, A6 = 16, A7 = 17, S5 = 21, S6 = 22,
       S7 = 23, T3 = 28 };
static const u8 reg_of[AXI_JIT_REGS] = {A6, 10, 11, 12, 13, 14, 9, 18, 19, 20, S5, T3, 24, 29, 30, 25};

/* --- encoding --- */

static void word(struct axi_jit_state *s, u32 code)
{
	axi_put(s, code, 4);
}

/* `code`: opcode, funct3 and funct7 at their places */
static void rrr(struct axi_jit_state *s, u32 code, u32 d, u32 a, u32 b)
{
	word(s, code | b << 20 | a << 15 | d << 7);
}
enum { ADD = 0x33, SUB = 0x40000033, SLL = 0x1033, SLTU = 0x3033, XOR = 0x4033, SRL = 0x5033, SRA = 0x40005033, OR = 0x6033,
       AND = 0x7033, MUL = 0x2000033, MULH = 0x2001033, MULHU = 0x2003033, DIV = 0x2004033, DIVU = 0x2005033, REM = 0x2006033, REMU = 0x2007033 };
/* Zba */
enum { ADD_UW = 0x800003b, SH1ADD = 0x20002033 /* by 2 and 3: funct3 4 and 6 */ };
enum { W = 8 }; /* opcode 0x33 becomes 0x3b: the 32-bit form */

static void rri(struct axi_jit_state *s, u32 code, u32 d, u32 a, s32 imm)
{
	word(s, code | (u32)imm << 20 | a << 15 | d << 7);
}
enum { ADDI = 0x13, SLLI = 0x1013, XORI = 0x4013, SRLI = 0x5013, SRAI = 0x40005013, ORI = 0x6013, ANDI = 0x7013,
       /* Zbb; zext.h is one of three registers */
       RORI = 0x60005013, REV8 = 0x6b805013, SEXT_B = 0x60401013, SEXT_H = 0x60501013, ZEXT_H = 0x0800403b,
       ADDIW = 0x1b, SLLIW = 0x101b, SRLIW = 0x501b, SRAIW = 0x4000501b, JALR = 0x67 };

static bool fits12(s64 n)
{
	return n >= -2048 && n < 2048;
}

static void mov(struct axi_jit_state *s, u32 d, u32 a)
{
	if (d != a)
		rri(s, ADDI, d, a, 0);
}

static bool has(const struct axi_jit_state *s, u32 feature)
{
	return s->in->features & feature;
}

static void zext(struct axi_jit_state *s, u32 d, u32 a)
{
	if (has(s, AX_CPU_ZBA)) {
		rrr(s, ADD_UW, d, a, ZERO);
		return;
	}
	rri(s, SLLI, d, a, 32);
	rri(s, SRLI, d, d, 32);
}

/* A 32-bit number in one or two instructions. */
static void mov_imm32(struct axi_jit_state *s, u32 d, s32 imm)
{
	u32 high = ((u32)imm + 0x800) >> 12;
	s32 low = (s32)((u32)imm << 20) >> 20;

	if (fits12(imm)) {
		rri(s, ADDI, d, ZERO, imm);
		return;
	}
	word(s, high << 12 | d << 7 | 0x37); /* lui */
	if (low)
		rri(s, ADDIW, d, d, low);
}

/* Twelve bits at a time from the top: at most eight instructions. */
static void mov_imm(struct axi_jit_state *s, u32 d, s64 imm)
{
	s32 low[5];
	u32 shift[5], n = 0;

	while (!axi_fits32(imm)) {
		low[n] = (s32)((u32)imm << 20) >> 20;
		imm = (s64)((u64)imm - (u64)(s64)low[n]);
		shift[n] = (u32)__builtin_ctzll((u64)imm);
		imm >>= shift[n++];
	}
	mov_imm32(s, d, (s32)imm);
	while (n--) {
		rri(s, SLLI, d, d, (s32)shift[n]);
		if (low[n])
			rri(s, ADDI, d, d, low[n]);
	}
}

static void load(struct axi_jit_state *s, u32 funct3, u32 d, u32 base, s32 off)
{
	rri(s, 0x03 | funct3 << 12, d, base, off);
}

static void store(struct axi_jit_state *s, u32 funct3, u32 from, u32 base, s32 off)
{
	word(s, 0x23 | funct3 << 12 | from << 20 | base << 15 | ((u32)off & 0x1f) << 7 | ((u32)off >> 5 & 0x7f) << 25);
}
enum { BYTE = 0, HALF = 1, WORD = 2, DOUBLE = 3, UNSIGNED = 4 }; /* funct3 of loads and stores */

static void move_sp(struct axi_jit_state *s, s32 by)
{
	if (by)
		rri(s, ADDI, SP, SP, by);
}

/* --- jumps --- */

enum { EQ = 0, NE = 1, LT = 4, GE = 5, LTU = 6, GEU = 7 }; /* funct3; ^ 1 inverts */

static u32 branch_code(u32 cond, u32 a, u32 b, s64 distance)
{
	u32 to = (u32)distance;

	return 0x63 | cond << 12 | a << 15 | b << 20 | (to >> 12 & 1) << 31 | (to >> 5 & 0x3f) << 25 | (to >> 1 & 15) << 8 |
	       (to >> 11 & 1) << 7;
}

static u32 jal_code(u32 link, s64 distance)
{
	u32 to = (u32)distance;

	return 0x6f | link << 7 | (to >> 20 & 1) << 31 | (to >> 1 & 0x3ff) << 21 | (to >> 11 & 1) << 20 |
	       (to >> 12 & 0xff) << 12;
}

enum { SITE_J, SITE_BRANCH, SITE_CALL, SITE_ADDRESS }; /* ADDRESS: the label's in register a */

static u32 site_bytes(const struct axi_site *site, u32 form)
{
	if (site->kind == SITE_BRANCH)
		return 4 + 4 * form;
	return form || site->kind == SITE_ADDRESS ? 8 : 4;
}

static bool site_reaches(const struct axi_site *site, u32 form, s64 distance)
{
	if (site->kind == SITE_BRANCH) {
		if (!form)
			return distance >= -0x1000 && distance < 0x1000;
		distance -= 4;
		form--;
	}
	return form || site->kind == SITE_ADDRESS || (distance >= -0x100000 && distance < 0x100000);
}

static void store_word(u8 *at, u32 code)
{
	for (u32 i = 0; i < 4; i++)
		at[i] = (u8)(code >> 8 * i);
}

static void site_write(u8 *at, const struct axi_site *site, s64 distance)
{
	u32 link = site->kind == SITE_CALL ? RA : ZERO, by = site->kind == SITE_CALL ? RA : T3, form = site->form;

	if (site->kind == SITE_BRANCH) {
		if (!form) {
			store_word(at, branch_code(site->cond, site->a, site->b, distance));
			return;
		}
		store_word(at, branch_code(site->cond ^ 1, site->a, site->b, 4 + 4 * form));
		at += 4;
		distance -= 4;
		form--;
	}
	if (site->kind == SITE_ADDRESS) {
		store_word(at, (((u32)distance + 0x800) & 0xfffff000) | (u32)site->a << 7 | 0x17);
		store_word(at + 4, ((u32)distance & 0xfff) << 20 | (u32)site->a << 15 | (u32)site->a << 7 | ADDI);
		return;
	}
	if (!form) {
		store_word(at, jal_code(link, distance));
		return;
	}
	store_word(at, (((u32)distance + 0x800) & 0xfffff000) | by << 7 | 0x17); /* auipc */
	store_word(at + 4, ((u32)distance & 0xfff) << 20 | by << 15 | link << 7 | JALR);
}

static void jump_to(struct axi_jit_state *s, u32 label)
{
	axi_site_here(s, SITE_J, 0, 0, 0, label);
}

/* Branches inside one operation: over `words` instructions, or back to `to`. */
static void skip_if(struct axi_jit_state *s, u32 cond, u32 a, u32 b, u32 words)
{
	word(s, branch_code(cond, a, b, 4 + 4 * words));
}

/* --- run, frames --- */

#define RUN_FIELD(field) ((s32)offsetof(struct ax_run, field))

static u32 run_reg(const struct axi_jit_state *s)
{
	return s->has_helpers ? S6 : A5;
}

static u32 budget_reg(const struct axi_jit_state *s)
{
	return s->has_helpers ? S7 : A7;
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
		list[n++] = S6;
		if (s->has_budget)
			list[n++] = S7;
	}
	if (s->has_helpers || s->has_calls)
		list[n++] = RA;
	return n;
}

/* Bytes that the saved registers take; with pointers to functions the caller's jit_stack is behind them. */
static s32 saved_bytes(const struct axi_jit_state *s, u32 count)
{
	return (s32)align_up(8 * (count + s->has_funcs), 16);
}

static void save(struct axi_jit_state *s, const u8 *list, u32 count)
{
	for (u32 i = 0; i < count; i++)
		store(s, DOUBLE, list[i], SP, (s32)(8 * i));
}

static void restore(struct axi_jit_state *s, const u8 *list, u32 count)
{
	for (u32 i = 0; i < count; i++)
		load(s, DOUBLE, list[i], SP, (s32)(8 * i));
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
		store(s, WORD, budget_reg(s), run_reg(s), RUN_FIELD(back_edges));
	if (s->has_funcs && s->has_depth) {
		load(s, WORD, T0, run_reg(s), RUN_FIELD(jit_depth));
		rri(s, ADDIW, T0, T0, 1);
		store(s, WORD, T0, run_reg(s), RUN_FIELD(jit_depth));
	}
	mov(s, A0, A6);
	move_sp(s, (s32)s->frame_bytes);
	if (s->has_funcs) {
		load(s, DOUBLE, T0, SP, (s32)(8 * count));
		store(s, DOUBLE, T0, run_reg(s), RUN_FIELD(jit_stack));
	}
	restore(s, list, count);
	move_sp(s, saved_bytes(s, count));
	rri(s, JALR, ZERO, RA, 0);
}

/* Where tail calls go; a6 is what the helper returned. */
static void tail(struct axi_jit_state *s)
{
	u8 list[SAVED_MAX];
	u32 count = saved(s, list);

	axi_label_here(s, axi_special(s, AXI_LABEL_TAIL));
	if (s->has_calls) {
		load(s, DOUBLE, A6, S6, RUN_FIELD(tail_result));
		rri(s, JALR, ZERO, RA, 0);
		return;
	}
	load(s, DOUBLE, T0, A6, (s32)offsetof(struct axi_entry, code));
	load(s, DOUBLE, A0, S6, RUN_FIELD(tail_ctx));
	rri(s, ADDI, A0 + 1, ZERO, 0);
	mov(s, A2, S6);
	move_sp(s, (s32)s->frame_bytes);
	restore(s, list, count);
	move_sp(s, saved_bytes(s, count));
	rri(s, JALR, ZERO, T0, 0);
}

/* With pointers to functions: the entry, which falls into "enter" with main as the function; run is in a5 there. */
static void begin_with_functions(struct axi_jit_state *s)
{
	store(s, BYTE, ZERO, A2, RUN_FIELD(stopped));
	if (s->has_depth) {
		load(s, WORD, T0, A2, RUN_FIELD(jit_depth)); /* "enter" takes one */
		rri(s, ADDIW, T0, T0, 1);
		store(s, WORD, T0, A2, RUN_FIELD(jit_depth));
	}
	axi_site_here(s, SITE_ADDRESS, 0, T0, 0, axi_special(s, AXI_LABEL_ENTER));
	store(s, DOUBLE, T0, A2, RUN_FIELD(enter));
	axi_site_here(s, SITE_ADDRESS, 0, T0, 0, 0);
	store(s, DOUBLE, T0, A2, RUN_FIELD(function));
	mov(s, A5, A2);
	axi_label_here(s, axi_special(s, AXI_LABEL_ENTER));
}

/* Calls the body at run->function, unless calls nest too deep. */
static void call_function(struct axi_jit_state *s)
{
	u32 run = run_reg(s);

	if (s->has_depth) {
		load(s, WORD, T0, run, RUN_FIELD(jit_depth));
		word(s, branch_code(NE, T0, ZERO, 20)); /* over four words: EXIT is near */
		rri(s, ADDI, T0, ZERO, 1);
		store(s, BYTE, T0, run, RUN_FIELD(stopped));
		rri(s, ADDI, A6, ZERO, 0);
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
		rri(s, ADDIW, T0, T0, -1);
		store(s, WORD, T0, run, RUN_FIELD(jit_depth));
	}
	load(s, DOUBLE, T0, run, RUN_FIELD(function));
	rri(s, JALR, RA, T0, 0);
}

static void begin(struct axi_jit_state *s)
{
	u32 run = s->has_funcs ? A5 : A2;
	u8 list[SAVED_MAX];
	u32 count;

	if (s->has_calls)
		s->used |= 1u << AX_R10;
	if (s->has_funcs)
		begin_with_functions(s);
	count = saved(s, list);
	move_sp(s, -saved_bytes(s, count));
	save(s, list, count);
	if (s->has_funcs) {
		load(s, DOUBLE, T0, run, RUN_FIELD(jit_stack));
		store(s, DOUBLE, T0, SP, (s32)(8 * count));
	} else {
		store(s, BYTE, ZERO, run, RUN_FIELD(stopped));
	}
	if (s->has_budget)
		load(s, WORD | UNSIGNED, budget_reg(s), run, RUN_FIELD(back_edges));
	if (s->needs_run || s->has_calls)
		mov(s, run_reg(s), run);
	if (s->used >> AX_R10 & 1)
		mov(s, S5, SP);
	move_sp(s, -(s32)s->frame_bytes);
	if (!s->has_calls)
		return;
	store(s, DOUBLE, SP, run_reg(s), RUN_FIELD(jit_stack));
	if (s->has_funcs) {
		call_function(s);
		leave(s);
		return;
	}
	axi_site_here(s, SITE_CALL, 0, 0, 0, 0);
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
	axi_label_here(s, axi_special(s, AXI_LABEL_STOP)); /* the budget is 0 */
	axi_label_here(s, axi_special(s, AXI_LABEL_FAULT));
	mov_imm32(s, T0, 1);
	store(s, BYTE, T0, run_reg(s), RUN_FIELD(stopped));
	mov_imm32(s, A6, 0);
	if (s->has_calls)
		load(s, DOUBLE, SP, run_reg(s), RUN_FIELD(jit_stack));
	jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_exit(struct axi_jit_state *s, const struct axi_jop *op)
{
	if (s->has_calls)
		rri(s, JALR, ZERO, RA, 0);
	else if (op->at == s->last_exit)
		leave(s);
	else
		jump_to(s, axi_special(s, AXI_LABEL_EXIT));
}

static void emit_helper(struct axi_jit_state *s, const struct axi_jop *op)
{
	static const u8 link[] = {RA};

	if (s->has_budget)
		store(s, WORD, S7, S6, RUN_FIELD(back_edges));
	if (s->has_calls) {
		move_sp(s, -16);
		save(s, link, 1);
	}
	mov(s, A5, S6);
	mov_imm(s, T0, op->imm);
	rri(s, JALR, RA, T0, 0);
	mov(s, A6, A0);
	if (s->has_calls) {
		restore(s, link, 1);
		move_sp(s, 16);
	}
	if (s->has_budget)
		load(s, WORD | UNSIGNED, S7, S6, RUN_FIELD(back_edges));
	if (s->ends_inside) {
		load(s, BYTE, T0, S6, RUN_FIELD(stopped));
		axi_site_here(s, SITE_BRANCH, NE, T0, ZERO, axi_special(s, AXI_LABEL_FAULT));
	}
}

static void emit_tail(struct axi_jit_state *s, const struct axi_jop *op)
{
	emit_helper(s, op);
	axi_site_here(s, SITE_BRANCH, NE, A6, ZERO, axi_special(s, AXI_LABEL_TAIL));
}

static void emit_call(struct axi_jit_state *s, const struct axi_jop *op)
{
	s32 depth = RUN_FIELD(jit_depth), room;
	u32 count = 0;
	u8 keep[6];

	for (u32 reg = AX_R6; reg <= AX_R9; reg++)
		if (op->live >> reg & 1)
			keep[count++] = reg_of[reg];
	keep[count++] = S5;
	keep[count++] = RA;
	room = (s32)align_up(8 * count, 16);
	if (s->has_depth) {
		load(s, WORD, T0, run_reg(s), depth);
		axi_site_here(s, SITE_BRANCH, EQ, T0, ZERO, axi_special(s, AXI_LABEL_FAULT));
		rri(s, ADDIW, T0, T0, -1);
		store(s, WORD, T0, run_reg(s), depth);
	}
	move_sp(s, -room);
	save(s, keep, count);
	mov(s, S5, SP);
	move_sp(s, -(s32)s->frame_bytes);
	axi_site_here(s, SITE_CALL, 0, 0, 0, op->target);
	move_sp(s, (s32)s->frame_bytes);
	restore(s, keep, count);
	move_sp(s, room);
	if (s->has_depth) {
		load(s, WORD, T0, run_reg(s), depth);
		rri(s, ADDIW, T0, T0, 1);
		store(s, WORD, T0, run_reg(s), depth);
	}
}

/* --- comparisons --- */

/* Operands in registers, so that one branch instruction decides: its funct3, a and b.  32 bits: both are sign-extended,
 * which keeps their order, signed and unsigned. */
static u32 compare(struct axi_jit_state *s, const struct axi_jop *op, u32 *a, u32 *b)
{
	u32 swap;

	*a = op->kind == AXI_J_COUNTED ? budget_reg(s) : reg_of[op->a];
	if (!op->is_imm) {
		*b = reg_of[op->b];
	} else {
		*b = op->imm ? T1 : ZERO;
		if (op->imm)
			mov_imm32(s, T1, (s32)op->imm);
	}
	if (op->op == AX_JSET || op->op == AXI_NSET) {
		rrr(s, AND, T0, *a, *b);
		if (!op->wide)
			rri(s, ADDIW, T0, T0, 0);
		*a = T0;
		*b = ZERO;
		return op->op == AX_JSET ? NE : EQ;
	}
	if (!op->wide) {
		rri(s, ADDIW, T0, *a, 0);
		*a = T0;
		if (!op->is_imm) {
			rri(s, ADDIW, T1, *b, 0);
			*b = T1;
		}
	}
	if (op->op == AX_JGT || op->op == AX_JLE || op->op == AX_JSGT || op->op == AX_JSLE) {
		swap = *a;
		*a = *b;
		*b = swap;
	}
	switch (op->op) {
	case AX_JEQ: return EQ;
	case AX_JNE: return NE;
	case AX_JGT:
	case AX_JLT: return LTU;
	case AX_JLE:
	case AX_JGE: return GEU;
	case AX_JSGT:
	case AX_JSLT: return LT;
	default: return GE; /* AX_JSGE, AX_JSLE */
	}
}

static void emit_jump(struct axi_jit_state *s, const struct axi_jop *op)
{
	bool always = op->kind == AXI_J_JUMP;
	u32 a = 0, b = 0, cond = always ? 0 : compare(s, op, &a, &b);

	if (!op->back) {
		if (always && op->target == op->next)
			return;
		axi_site_here(s, always ? SITE_J : SITE_BRANCH, (u8)cond, (u8)a, (u8)b, op->target);
		return;
	}
	if (!always)
		axi_site_here(s, SITE_BRANCH, (u8)(cond ^ 1), (u8)a, (u8)b, op->next);
	axi_site_here(s, SITE_BRANCH, EQ, (u8)budget_reg(s), ZERO, axi_special(s, AXI_LABEL_STOP));
	rri(s, ADDI, budget_reg(s), budget_reg(s), -1);
	jump_to(s, op->target);
}

static void emit_select(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 dst = reg_of[op->dst], c = reg_of[op->c], a, b, cond = compare(s, op, &a, &b);

	skip_if(s, cond ^ 1, a, b, op->bits == 32 && !has(s, AX_CPU_ZBA) ? 2 : 1);
	if (op->bits == 32)
		zext(s, dst, c);
	else
		rri(s, ADDI, dst, c, 0);
}

/* --- arithmetic --- */

static void emit_shift(struct axi_jit_state *s, const struct axi_jop *op, u32 d, u32 a)
{
	u32 w = op->wide ? 0 : W, code = op->op == AX_LSH ? SLL : op->op == AX_RSH ? SRL : SRA;
	s32 by = (s32)op->imm, bits = op->wide ? 64 : 32;

	if (op->op == AXI_ROTL && has(s, AX_CPU_ZBB)) {
		rri(s, RORI | w, d, a, (bits - by) & (bits - 1));
	} else if (op->op == AXI_ROTL) {
		rri(s, SLLI | w, T0, a, by);
		rri(s, SRLI | w, T1, a, bits - by);
		rrr(s, OR, d, T0, T1);
	} else if (!op->is_imm) {
		rrr(s, code | w, d, a, reg_of[op->b]);
	} else if (!op->wide && op->op == AX_LSH && !op->is_half) {
		rri(s, SLLI, d, a, 32 + by);
		rri(s, SRLI, d, d, 32);
		return;
	} else {
		rri(s, (code & ~0x33u) | 0x13 | w, d, a, by);
		if (!op->wide && op->op == AX_RSH && by)
			return;
	}
	if (!op->wide && !op->is_half)
		zext(s, d, d);
}

/* By 0 RISC-V's quotient is all ones, BPF's 0; the remainder is the dividend for both. */
static void divide(struct axi_jit_state *s, const struct axi_jop *op, u32 d, u32 a, u32 b)
{
	u32 w = op->wide ? 0 : W, multiplier, shift;

	if (axi_jit_magic(op, &multiplier, &shift)) { /* b holds the divisor */
		zext(s, T0, a);
		mov_imm(s, T1, multiplier);
		rrr(s, MUL, T0, T0, T1);
		rri(s, SRLI, op->op == AX_DIV ? d : T0, T0, (s32)shift);
		if (op->op == AX_DIV)
			return;
		rrr(s, MUL | W, T0, T0, b);
		rrr(s, SUB | W, d, a, T0);
	} else if (op->op == AX_MOD) {
		rrr(s, (op->is_signed ? REM : REMU) | w, d, a, b);
	} else if (op->nonzero || (op->is_imm && op->imm)) {
		rrr(s, (op->is_signed ? DIV : DIVU) | w, d, a, b);
	} else {
		u32 by = b;

		rrr(s, (op->is_signed ? DIV : DIVU) | w, T0, a, b);
		if (!op->wide)
			rri(s, ADDIW, by = T1, b, 0);
		rrr(s, SLTU, T1, ZERO, by); /* 1 unless by 0 */
		rrr(s, SUB, T1, ZERO, T1);
		rrr(s, AND, d, T0, T1);
	}
	if (!op->wide)
		zext(s, d, d);
}

/* Products by 2^k, 2^k + 1 and 2^k - 1: what a multiplication and its number take, but sooner.  False: none of these. */
static bool multiply_short(struct axi_jit_state *s, const struct axi_jop *op, u32 d, u32 a)
{
	u32 w = op->wide ? 0 : W;
	s64 by = op->imm;

	if (by > 1 && is_pow2((u64)by)) {
		rri(s, SLLI | w, d, a, __builtin_ctzll((u64)by));
	} else if (op->wide && has(s, AX_CPU_ZBA) && (by == 3 || by == 5 || by == 9)) {
		rrr(s, SH1ADD + (u32)(by == 3 ? 0 : by == 5 ? 1 : 2) * 0x2000, d, a, a);
	} else if (by > 2 && (is_pow2((u64)by - 1) || is_pow2((u64)by + 1))) {
		bool minus = is_pow2((u64)by + 1);

		rri(s, SLLI | w, T2, a, __builtin_ctzll((u64)(minus ? by + 1 : by - 1)));
		rrr(s, (minus ? SUB : ADD) | w, d, T2, a);
	} else {
		return false;
	}
	return true;
}

static void emit_alu(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 d = reg_of[op->dst], a = reg_of[op->a], b = T2, w = op->wide ? 0 : W;
	bool logical = op->op == AX_OR || op->op == AX_AND || op->op == AX_XOR;
	s64 imm = op->op == AX_SUB ? -op->imm : op->imm;

	if (op->op == AX_LSH || op->op == AX_RSH || op->op == AX_ARSH || op->op == AXI_ROTL) {
		emit_shift(s, op, d, a);
		return;
	}
	if (op->is_imm && fits12(imm) && (logical || op->op == AX_ADD || op->op == AX_SUB)) {
		rri(s, op->op == AX_OR ? ORI : op->op == AX_AND ? ANDI : op->op == AX_XOR ? XORI : ADDI | w, d, a, (s32)imm);
		if (!op->wide && !op->is_half && !(op->op == AX_AND && imm >= 0))
			zext(s, d, d);
		return;
	}
	if (op->is_imm && op->op == AX_MUL && multiply_short(s, op, d, a)) {
		if (!op->wide && !op->is_half)
			zext(s, d, d);
		return;
	}
	if (op->is_imm)
		mov_imm32(s, T2, (s32)op->imm);
	else
		b = reg_of[op->b];
	switch (op->op) {
	case AX_ADD: rrr(s, ADD | w, d, a, b); break;
	case AX_SUB: rrr(s, SUB | w, d, a, b); break;
	case AX_MUL: rrr(s, MUL | w, d, a, b); break;
	case AX_OR: rrr(s, OR, d, a, b); break;
	case AX_AND: rrr(s, AND, d, a, b); break;
	case AX_XOR: rrr(s, XOR, d, a, b); break;
	case AX_NEG: rrr(s, SUB | w, d, ZERO, a); break;
	case AX_DIV:
	case AX_MOD: divide(s, op, d, a, b); return;
	default: mov(s, d, a); return; /* AX_MOV */
	}
	if (!op->wide && !op->is_half)
		zext(s, d, d);
}

static void emit_ext(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 d = reg_of[op->dst], a = reg_of[op->a];
	s32 by = 64 - op->bits;

	if (!op->is_signed && op->bits == 8) {
		rri(s, ANDI, d, a, 255);
		return;
	}
	if (!op->is_signed && op->bits == 32) {
		zext(s, d, a);
		return;
	}
	if (op->is_signed && op->bits == 32) {
		rri(s, ADDIW, d, a, 0);
		if (!op->wide)
			zext(s, d, d);
		return;
	}
	if (has(s, AX_CPU_ZBB)) {
		if (!op->is_signed)
			rri(s, ZEXT_H, d, a, 0);
		else
			rri(s, op->bits == 8 ? SEXT_B : SEXT_H, d, a, 0);
		if (op->is_signed && !op->wide)
			zext(s, d, d);
		return;
	}
	rri(s, SLLI, d, a, by);
	rri(s, op->is_signed ? SRAI : SRLI, d, d, by);
	if (!op->wide)
		zext(s, d, d);
}

/* Byte after byte where there is no reversal. */
static void emit_swap(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 d = reg_of[op->dst], a = reg_of[op->a];

	if (has(s, AX_CPU_ZBB)) {
		rri(s, REV8, d, a, 0);
		if (op->bits < 64)
			rri(s, SRLI, d, d, 64 - op->bits);
		return;
	}
	rri(s, ANDI, T0, a, 255);
	for (s32 at = 8; at < op->bits; at += 8) {
		bool last = at + 8 == op->bits;

		rri(s, SRLI, T1, a, at);
		if (!last || (op->bits < 64 && !op->is_bare))
			rri(s, ANDI, T1, T1, 255);
		rri(s, SLLI, T0, T0, 8);
		rrr(s, OR, last ? d : T0, T0, T1);
	}
}

static void add_shifted(struct axi_jit_state *s, u32 d, u32 a, u32 b, u32 scale)
{
	if (scale && scale <= 3 && has(s, AX_CPU_ZBA)) {
		rrr(s, SH1ADD + ((scale - 1) << 13), d, b, a);
		return;
	}
	if (scale) {
		rri(s, SLLI, T2, b, (s32)scale);
		b = T2;
	}
	rrr(s, ADD, d, a, b);
}

/* --- memory --- */

/* Base register and what remains of the offset. */
static u32 address(struct axi_jit_state *s, const struct axi_jop *op, s32 *off)
{
	u32 base = reg_of[op->a];

	*off = op->off;
	if (op->indexed) {
		add_shifted(s, T2, base, reg_of[op->b], op->scale);
		base = T2;
	}
	if (fits12(op->off))
		return base;
	mov_imm32(s, T1, op->off);
	rrr(s, ADD, T2, base, T1);
	*off = 0;
	return T2;
}

static u32 size_of(const struct axi_jop *op)
{
	return op->bits == 8 ? BYTE : op->bits == 16 ? HALF : op->bits == 32 ? WORD : DOUBLE;
}

static void emit_load(struct axi_jit_state *s, const struct axi_jop *op)
{
	s32 off;
	u32 base = address(s, op, &off);

	load(s, size_of(op) | (op->is_signed || op->bits == 64 ? 0 : UNSIGNED), reg_of[op->dst], base, off);
}

static void emit_store(struct axi_jit_state *s, const struct axi_jop *op)
{
	s32 off;
	u32 base = address(s, op, &off), from = op->is_imm ? op->imm ? T0 : ZERO : reg_of[op->c];

	if (from == T0)
		mov_imm32(s, T0, (s32)op->imm);
	store(s, size_of(op), from, base, off);
}

static u32 amo_code(u32 operation)
{
	switch (operation) {
	case AX_ADD: return 0;
	case AX_OR: return 0x40000000;
	case AX_AND: return 0x60000000;
	case AX_XOR: return 0x20000000;
	default: return 0x08000000; /* exchange */
	}
}

static void emit_atomic(struct axi_jit_state *s, const struct axi_jop *op)
{
	enum { AMO = 0x2f, AQ = 1 << 26, RL = 1 << 25, LR = 0x10000000, SC = 0x18000000 };
	u32 width = size_of(op) << 12 | AMO, at = reg_of[op->a], c = reg_of[op->c], r0 = reg_of[AX_R0], expect = r0;
	bool wide = op->bits == 64, fetch = op->op & AX_FETCH;

	if (op->off) {
		s32 off;
		u32 base = address(s, op, &off);

		if (off)
			rri(s, ADDI, T2, base, off);
		at = T2;
	}
	if (op->op != AX_CMPXCHG) {
		rrr(s, width | amo_code(op->op & 0xf0) | (fetch ? AQ | RL : 0), fetch ? c : ZERO, at, c);
		if (fetch && !wide)
			zext(s, c, c);
		return;
	}
	if (!wide)
		rri(s, ADDIW, expect = T0, r0, 0);
	rrr(s, width | LR | AQ | RL, T1, at, ZERO);
	skip_if(s, NE, T1, expect, 2);
	rrr(s, width | SC | RL, T3, at, c);
	word(s, branch_code(NE, T3, ZERO, -12));
	if (wide)
		mov(s, r0, T1);
	else
		zext(s, r0, T1);
}

/* --- arenas --- */

/* All of the program's registers, as exec/arena.h has them; the instruction is in the first scratch register. */
static void arena(struct axi_jit_state *s)
{
	enum { ROOM = 8 * (AX_REGS + 1) };

	axi_label_here(s, axi_special(s, AXI_LABEL_ARENA));
	move_sp(s, -ROOM);
	for (u32 reg = 0; reg < AX_REGS; reg++)
		store(s, DOUBLE, reg_of[reg], SP, (s32)(8 * reg));
	store(s, DOUBLE, RA, SP, 8 * AX_REGS);
	mov(s, A0, T0);
	mov_imm(s, A0 + 1, (s64)(uintptr_t)s->in->arena);
	mov(s, A2, SP);
	mov_imm(s, T0, (s64)(uintptr_t)axi_arena_access);
	rri(s, JALR, RA, T0, 0);
	for (u32 reg = 0; reg < AX_REGS; reg++)
		load(s, DOUBLE, reg_of[reg], SP, (s32)(8 * reg));
	load(s, DOUBLE, RA, SP, 8 * AX_REGS);
	move_sp(s, ROOM);
	rri(s, JALR, ZERO, RA, 0);
}

/* The branch before `from`, which is not taken yet, leads here. */
static void land(struct axi_jit_state *s, size_t from, u32 cond, u32 reg)
{
	if (from && s->at <= s->size)
		store_word(s->out + from - 4, branch_code(cond, reg, ZERO, (s64)(s->at - from + 4)));
}

/* An access that goes over into the next page changes bit 12 from its first byte to its last. */
static void emit_arena(struct axi_jit_state *s, const struct axi_jop *op)
{
	static const u8 link[] = {RA};
	const struct axi_arena *a = s->in->arena;
	u32 size = op->bits == 8 ? BYTE : op->bits == 16 ? HALF : op->bits == 32 ? WORD : DOUBLE, from;
	size_t absent, over = 0;

	if (!op->is_bare) {
		zext(s, T0, reg_of[op->a]);
		if (op->off && fits12(op->off)) {
			rri(s, ADDI, T0, T0, op->off);
		} else if (op->off) {
			mov_imm32(s, T1, op->off);
			rrr(s, ADD, T0, T0, T1);
		}
		mov_imm(s, T1, (s64)(uintptr_t)a->there);
		rri(s, SRAI, T2, T0, 12);
		rrr(s, ADD, T1, T1, T2);
		load(s, BYTE | UNSIGNED, T1, T1, 0);
		word(s, 0);
		absent = s->at;
		if (op->bits > 8) {
			rri(s, ADDI, T1, T0, op->bits / 8 - 1);
			rrr(s, XOR, T1, T1, T0);
			rri(s, SRLI, T1, T1, 12);
			rri(s, ANDI, T1, T1, 1);
			word(s, 0);
			over = s->at;
		}
		mov_imm(s, T1, (s64)a->base);
		rrr(s, ADD, T1, T1, T0);
		if (op->op == AX_LDX) {
			load(s, size | (op->is_signed || size == DOUBLE ? 0 : UNSIGNED), reg_of[op->dst], T1, 0);
		} else {
			from = op->op == AX_STX ? reg_of[op->c] : op->imm ? T2 : ZERO;
			if (from == T2)
				mov_imm32(s, T2, (s32)op->imm);
			store(s, size, from, T1, 0);
		}
		jump_to(s, op->next); /* which is near: it does not grow */
		land(s, absent, EQ, T1);
		land(s, over, NE, T1);
	}
	mov_imm(s, T0, (s64)(uintptr_t)&s->in->insns[op->at]);
	if (s->has_calls) {
		move_sp(s, -16);
		save(s, link, 1);
	}
	axi_site_here(s, SITE_CALL, 0, 0, 0, axi_special(s, AXI_LABEL_ARENA));
	if (s->has_calls) {
		restore(s, link, 1);
		move_sp(s, 16);
	}
}

static int emit(struct axi_jit_state *s, const struct axi_jop *op)
{
	switch ((enum axi_jop_kind)op->kind) {
	case AXI_J_NONE: break;
	case AXI_J_ALU: emit_alu(s, op); break;
	case AXI_J_EXT: emit_ext(s, op); break;
	case AXI_J_SWAP: emit_swap(s, op); break;
	case AXI_J_MULHI:
		mov_imm(s, T1, op->imm);
		rrr(s, op->is_signed ? MULH : MULHU, reg_of[op->dst], reg_of[op->a], T1);
		break;
	case AXI_J_ADDSIGN:
		rri(s, SRLI, T1, reg_of[op->a], 63);
		rrr(s, ADD, reg_of[op->dst], reg_of[op->b], T1);
		break;
	case AXI_J_CONST: mov_imm(s, reg_of[op->dst], op->imm); break;
	case AXI_J_CPU: load(s, WORD | UNSIGNED, reg_of[op->dst], run_reg(s), RUN_FIELD(cpu)); break;
	case AXI_J_FUNC: axi_site_here(s, SITE_ADDRESS, 0, reg_of[op->dst], 0, op->target); break;
	case AXI_J_LEA: add_shifted(s, reg_of[op->dst], reg_of[op->a], reg_of[op->b], op->scale); break;
	case AXI_J_LOAD: emit_load(s, op); break;
	case AXI_J_STORE: emit_store(s, op); break;
	case AXI_J_ARENA: emit_arena(s, op); break;
	case AXI_J_ATOMIC: emit_atomic(s, op); break;
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

const struct axi_jit_target axi_jit_riscv64 = {
	.name = "riscv64",
	.multiplies = true,
	.extends = true,
	.spares = spares,
	.begin = begin,
	.emit = emit,
	.end = end,
	.forms = 3,
	.site_bytes = site_bytes,
	.site_reaches = site_reaches,
	.site_write = site_write,
};
