/* SPDX-License-Identifier: Apache-2.0
 * threaded.c - operations as cells of 24 bytes, and the interpreter that runs them.
 *
 *   handler (8)   dst, a, b, c (1 each)   off (4)   imm (8)
 *
 * `off` is the offset of an address, or where a jump goes, in bytes from the cell; then relax.c writes it.  Two operations
 * that belong together (a counter and the branch on it) are one cell. */
#include "base/profile.h"
#include "jit/threaded.h"
#include "base/bits.h"
#include "exec/arena.h"
#include "exec/arith.h"
#include "jit/code.h"

struct cell {
	const void *handler;
	u8 dst, a, b, c;
	s32 off;
	s64 imm;
};
_Static_assert(sizeof(struct cell) == 24 && sizeof(void *) <= 8, "what emit_cell writes");

/* --- the table of operations: FORM(name) for each; forms with I take imm, those with R a register --- */

#define ALU_ROWS(ROW)                                                                              \
	ROW(add, a + b) ROW(sub, a - b) ROW(mul, a * b) ROW(or, a | b) ROW(and, a & b) ROW(xor, a ^ b) \
	ROW(lsh, a << (b & MASK)) ROW(rsh, a >> (b & MASK)) ROW(arsh, SHIFTED)
#define COND_ROWS(ROW)                                                                             \
	ROW(jeq, u, a == b) ROW(jne, u, a != b) ROW(jset, u, (a & b) != 0) ROW(nset, u, !(a & b))  \
	ROW(jgt, u, a > b) ROW(jge, u, a >= b) ROW(jlt, u, a < b) ROW(jle, u, a <= b)              \
	ROW(jsgt, s, a > b) ROW(jsge, s, a >= b) ROW(jslt, s, a < b) ROW(jsle, s, a <= b)
#define LOAD_ROWS(ROW)                                                                             \
	ROW(u8, 8, u8) ROW(u16, 16, u16) ROW(u32, 32, u32) ROW(u64, 64, u64)                       \
	ROW(s8, 8, s8) ROW(s16, 16, s16) ROW(s32, 32, s32)
#define STORE_ROWS(ROW) ROW(8) ROW(16) ROW(32) ROW(64)
#define EXT_ROWS(ROW)                                                                              \
	ROW(u8, (u8)a) ROW(u16, (u16)a) ROW(u32, (u32)a) ROW(s8, (u64)(s8)a) ROW(s16, (u64)(s16)a) ROW(s32, (u64)(s32)a) \
	ROW(s8w, (u32)(s8)a) ROW(s16w, (u32)(s16)a)

enum {
	H_none,
#define ROW(name, value) H_##name##64_i, H_##name##64_r, H_##name##32_i, H_##name##32_r,
	ALU_ROWS(ROW)
#undef ROW
#define ROW(name, sign, condition)                                                                 \
	H_##name##64_i, H_##name##64_r, H_##name##32_i, H_##name##32_r, H_back_##name##64_i, H_back_##name##64_r, \
		H_back_##name##32_i, H_back_##name##32_r, H_count_##name##64_i, H_count_##name##64_r, H_count_##name##32_i, \
		H_count_##name##32_r,
	COND_ROWS(ROW)
#undef ROW
#define ROW(name, bits, type) H_load_##name, H_load_x_##name,
	LOAD_ROWS(ROW)
#undef ROW
#define ROW(bits) H_store_##bits##_i, H_store_##bits##_r, H_store_x_##bits##_i, H_store_x_##bits##_r,
	STORE_ROWS(ROW)
#undef ROW
#define ROW(name, value) H_ext_##name,
	EXT_ROWS(ROW)
#undef ROW
	H_mov, H_const, H_func, H_lea, H_neg64, H_neg32, H_rotl64, H_rotl32, H_mulhi, H_div_i, H_div_r, H_swap16, H_swap32, H_swap64,
	H_atomic64, H_atomic32, H_ja, H_ja_back, H_counted, H_counted_back, H_select, H_arena, H_helper, H_tail, H_call, H_exit, HANDLERS
};

/* --- running --- */

#define R(operand)  reg[pc->operand]
#define FAULT                                                                                      \
	do {                                                                                       \
		run->stopped = true;                                                               \
		return 0;                                                                          \
	} while (0)
#define DISPATCH    goto *pc->handler
#define NEXT                                                                                       \
	do {                                                                                       \
		pc++;                                                                              \
		DISPATCH;                                                                          \
	} while (0)
#define JUMP        (pc = (const struct cell *)((const u8 *)pc + pc->off))
#define BACK                                                                                       \
	do {                                                                                       \
		if (UNLIKELY(!run->back_edges--))                                                  \
			goto stop;                                                                 \
		JUMP;                                                                              \
		DISPATCH;                                                                          \
	} while (0)
#define BRANCH_IF(condition)                                                                       \
	do {                                                                                       \
		if (condition)                                                                     \
			JUMP;                                                                      \
		else                                                                               \
			pc++;                                                                      \
		DISPATCH;                                                                          \
	} while (0)
#define ALU_FORM(name, type, right, value)                                                         \
	op_##name:                                                                                 \
	{                                                                                          \
		type a = (type)R(a), b = (type)(right);                                            \
		R(dst) = (type)(value);                                                            \
		NEXT;                                                                              \
	}
#define COND_FORM(name, type, condition)                                                           \
	op_##name##_i:                                                                             \
	{                                                                                          \
		type a = (type)R(a), b = (type)pc->imm;                                            \
		BRANCH_IF(condition);                                                              \
	}                                                                                          \
	op_##name##_r:                                                                             \
	{                                                                                          \
		type a = (type)R(a), b = (type)R(b);                                               \
		BRANCH_IF(condition);                                                              \
	}                                                                                          \
	op_back_##name##_i:                                                                        \
	{                                                                                          \
		type a = (type)R(a), b = (type)pc->imm;                                            \
		if (condition)                                                                     \
			BACK;                                                                      \
		NEXT;                                                                              \
	}                                                                                          \
	op_back_##name##_r:                                                                        \
	{                                                                                          \
		type a = (type)R(a), b = (type)R(b);                                               \
		if (condition)                                                                     \
			BACK;                                                                      \
		NEXT;                                                                              \
	}
/* A counter goes on (dst by the sign-extended byte c; 64 bits, or 32 when `type` is), then the branch on it. */
#define COUNT_FORM(name, type, unsigned_type, condition)                                           \
	op_count_##name##_i:                                                                       \
	{                                                                                          \
		unsigned_type sum = (unsigned_type)R(a) + (unsigned_type)(s8)pc->c;                \
		type a = (type)sum, b = (type)pc->imm;                                             \
		R(a) = sum;                                                                        \
		BRANCH_IF(condition);                                                              \
	}                                                                                          \
	op_count_##name##_r:                                                                       \
	{                                                                                          \
		unsigned_type sum = (unsigned_type)R(a) + (unsigned_type)(s8)pc->c;                \
		type a = (type)sum, b = (type)R(b);                                                \
		R(a) = sum;                                                                        \
		BRANCH_IF(condition);                                                              \
	}
#define ADDRESS     (R(a) + (u64)(s64)pc->off)

static u64 nest(const struct cell *pc, struct ax_run *run, const u64 *args);

static u64 mul_high(u64 a, u64 b)
{
	u64 low = (u64)(u32)a * (u32)b, one = (a >> 32) * (u32)b + (low >> 32), two = (u64)(u32)a * (b >> 32) + (u32)one;

	return (a >> 32) * (b >> 32) + (one >> 32) + (two >> 32);
}

/* `base`: calls around the function at pc.  Without `run`: the handlers, in `table`. */
static u64 interpret(const struct cell *pc, struct ax_run *run, u64 reg[AXI_JIT_REGS], const u32 base, const void *const **table)
{
	static const void *const label[HANDLERS] = {
		&&bad,
#define ROW(name, value) &&op_##name##64_i, &&op_##name##64_r, &&op_##name##32_i, &&op_##name##32_r,
		ALU_ROWS(ROW)
#undef ROW
#define ROW(name, sign, condition)                                                                 \
	&&op_##name##64_i, &&op_##name##64_r, &&op_##name##32_i, &&op_##name##32_r, &&op_back_##name##64_i, \
		&&op_back_##name##64_r, &&op_back_##name##32_i, &&op_back_##name##32_r, &&op_count_##name##64_i, \
		&&op_count_##name##64_r, &&op_count_##name##32_i, &&op_count_##name##32_r,
		COND_ROWS(ROW)
#undef ROW
#define ROW(name, bits, type) &&op_load_##name, &&op_load_x_##name,
		LOAD_ROWS(ROW)
#undef ROW
#define ROW(bits) &&op_store_##bits##_i, &&op_store_##bits##_r, &&op_store_x_##bits##_i, &&op_store_x_##bits##_r,
		STORE_ROWS(ROW)
#undef ROW
#define ROW(name, value) &&op_ext_##name,
		EXT_ROWS(ROW)
#undef ROW
		&&op_mov, &&op_const, &&op_func, &&op_lea, &&op_neg64, &&op_neg32, &&op_rotl64, &&op_rotl32, &&op_mulhi, &&op_div_i, &&op_div_r,
		&&op_swap16, &&op_swap32, &&op_swap64, &&op_atomic64, &&op_atomic32, &&op_ja, &&op_ja_back, &&op_counted, &&op_counted_back,
		&&op_select, &&op_arena,
		&&op_helper, &&op_tail, &&op_call, &&op_exit,
	};
	struct {
		const struct cell *call;
		u64 saved[4]; /* R6 .. R9 */
		struct ax_prog *prog;
	} frames[AX_CALL_DEPTH - 1];
	u32 depth = base, begun = 0; /* frames at which a tail call began another program: a bit each */

	if (!run) {
		*table = label;
		return 0;
	}
	DISPATCH;

#define MASK 63
#define SHIFTED ((s64)a >> (b & 63))
#define ROW(name, value) ALU_FORM(name##64_i, u64, pc->imm, value) ALU_FORM(name##64_r, u64, R(b), value)
	ALU_ROWS(ROW)
#undef ROW
#undef MASK
#undef SHIFTED
#define MASK 31
#define SHIFTED ((s32)a >> (b & 31))
#define ROW(name, value) ALU_FORM(name##32_i, u32, pc->imm, value) ALU_FORM(name##32_r, u32, R(b), value)
	ALU_ROWS(ROW)
#undef ROW
#define ROW(name, sign, condition)                                                                 \
	COND_FORM(name##64, sign##64, condition) COND_FORM(name##32, sign##32, condition)          \
	COUNT_FORM(name##64, sign##64, u64, condition) COUNT_FORM(name##32, sign##32, u32, condition)
	COND_ROWS(ROW)
#undef ROW
#define ROW(name, bits, type)                                                                      \
	op_load_##name:                                                                            \
	R(dst) = (u64)(type)load_##bits((const void *)(uintptr_t)ADDRESS);                         \
	NEXT;                                                                                      \
	op_load_x_##name:                                                                          \
	R(dst) = (u64)(type)load_##bits((const void *)(uintptr_t)(R(a) + (R(b) << pc->c) + (u64)(s64)pc->off)); \
	NEXT;
	LOAD_ROWS(ROW)
#undef ROW
#define ROW(bits)                                                                                  \
	op_store_##bits##_i:                                                                       \
	store_##bits((void *)(uintptr_t)ADDRESS, (u##bits)pc->imm);                                \
	NEXT;                                                                                      \
	op_store_##bits##_r:                                                                       \
	store_##bits((void *)(uintptr_t)ADDRESS, (u##bits)R(c));                                   \
	NEXT;                                                                                      \
	op_store_x_##bits##_i:                                                                     \
	store_##bits((void *)(uintptr_t)(R(a) + (R(b) << pc->c) + (u64)(s64)pc->off), (u##bits)pc->imm); \
	NEXT;                                                                                      \
	op_store_x_##bits##_r:                                                                     \
	store_##bits((void *)(uintptr_t)(R(a) + (R(b) << pc->c) + (u64)(s64)pc->off), (u##bits)R(dst)); \
	NEXT;
	STORE_ROWS(ROW)
#undef ROW
#define ROW(name, value)                                                                           \
	op_ext_##name:                                                                             \
	{                                                                                          \
		u64 a = R(a);                                                                      \
		R(dst) = (value);                                                                  \
		NEXT;                                                                              \
	}
	EXT_ROWS(ROW)
#undef ROW
op_mov:
	R(dst) = R(a);
	NEXT;
op_const:
	R(dst) = (u64)pc->imm;
	NEXT;
op_func:
	R(dst) = (u64)(uintptr_t)pc + (u64)(s64)pc->off;
	NEXT;
op_lea:
	R(dst) = R(a) + (R(b) << pc->c);
	NEXT;
op_neg64:
	R(dst) = 0 - R(a);
	NEXT;
op_neg32:
	R(dst) = 0 - (u32)R(a);
	NEXT;
op_rotl64:
	R(dst) = R(a) << pc->imm | R(a) >> (64 - pc->imm);
	NEXT;
op_rotl32:
	R(dst) = (u32)R(a) << pc->imm | (u32)R(a) >> (32 - pc->imm);
	NEXT;
op_mulhi:
	R(dst) = mul_high(R(a), (u64)pc->imm);
	NEXT;
op_div_i:
	{
		const struct ax_insn insn = {.opcode = (u8)pc->c, .off = (s16)pc->off};

		R(dst) = axi_divide(&insn, R(a), (u64)pc->imm);
		NEXT;
	}
op_div_r:
	{
		const struct ax_insn insn = {.opcode = (u8)pc->c, .off = (s16)pc->off};

		R(dst) = axi_divide(&insn, R(a), R(b));
		NEXT;
	}
op_swap16:
	R(dst) = swap64(R(a)) >> 48;
	NEXT;
op_swap32:
	R(dst) = swap64(R(a)) >> 32;
	NEXT;
op_swap64:
	R(dst) = swap64(R(a));
	NEXT;
#define ATOMIC_FORM(bits)                                                                          \
	op_atomic##bits:                                                                           \
	{                                                                                          \
		u64 old = axi_atomic##bits((u32)pc->imm, (u##bits *)(uintptr_t)ADDRESS, (u##bits)R(c), (u##bits)reg[0]); \
		if (pc->imm == AX_CMPXCHG)                                                         \
			reg[0] = old;                                                              \
		else if (pc->imm & AX_FETCH)                                                       \
			R(c) = old;                                                                \
		NEXT;                                                                              \
	}
	ATOMIC_FORM(64)
	ATOMIC_FORM(32)
op_counted_back:
	if (run->back_edges >= (u32)pc->imm)
		NEXT;
op_ja_back:
	BACK;
op_counted:
	if (run->back_edges >= (u32)pc->imm)
		NEXT;
op_ja:
	JUMP;
	DISPATCH;
op_select: /* the condition is that of the cell before, which leads here or behind */
	R(dst) = pc->imm ? R(c) : (u32)R(c);
	NEXT;
op_arena: /* imm: the instruction */
	axi_arena_access((const struct ax_insn *)(uintptr_t)pc->imm, (struct axi_arena *)(uintptr_t)R(a), reg);
	NEXT;

op_helper:
op_tail:
	run->frame = reg[AX_R10];
	run->depth = depth;
	reg[0] = ((ax_helper_fn)(uintptr_t)pc->imm)(reg[1], reg[2], reg[3], reg[4], reg[5], run);
	if (UNLIKELY(run->stopped))
		goto stopped; /* in a callback, or thrown */
	if (UNLIKELY(pc->c) && reg[0]) {
		const struct axi_entry *to = (const void *)(uintptr_t)reg[0];

		begun |= 1u << depth;
		reg[1] = run->tail_ctx;
		reg[2] = 0;
		pc = to->code;
		DISPATCH;
	}
	NEXT;
op_call:
	if (UNLIKELY(depth == ARRAY_LEN(frames))) { /* a verified program gets here only after tail calls */
		if (!run->nests || !run->tail_calls)
			FAULT;
		reg[0] = nest((const struct cell *)((const u8 *)pc + pc->off), run, reg);
		if (run->stopped)
			goto stopped;
		NEXT;
	}
	frames[depth - base].call = pc;
	__builtin_memcpy(frames[depth - base].saved, &reg[AX_R6], sizeof(frames[0].saved));
	frames[depth - base].prog = run->prog;
	depth++;
	begun &= ~(1u << depth);
	reg[AX_R10] -= AX_STACK_BYTES;
	JUMP;
	DISPATCH;
op_exit:
	if (depth == base)
		return reg[0];
	depth--;
	pc = frames[depth - base].call;
	run->prog = frames[depth - base].prog; /* the callee may have made a tail call */
	__builtin_memcpy(&reg[AX_R6], frames[depth - base].saved, sizeof(frames[0].saved));
	reg[AX_R10] += AX_STACK_BYTES;
	NEXT;
stopped: /* as in exec/interp.inc */
	begun &= (2u << depth) - 1;
	if (AXI_KFUNCS && run->thrown && begun) {
		u32 at = 31 - (u32)__builtin_clz(begun);

		reg[AX_R10] += (u64)(depth - at) * AX_STACK_BYTES;
		depth = at;
		reg[0] = axi_caught(run, reg[AX_R10], depth);
		if (!run->stopped)
			goto op_exit;
	}
	return 0;
stop:
	run->back_edges = 0;
bad:
	FAULT;
}

/* A function at the bottom of a stack of its own. */
__attribute__((noinline)) static u64 on_new_stack(const struct cell *pc, struct ax_run *run, u64 reg[AXI_JIT_REGS])
{
	u64 stack[AX_CALL_DEPTH * AX_STACK_BYTES / sizeof(u64)]; /* not cleared: to the verifier, what nobody has written is any number */

	reg[AX_R10] = (uintptr_t)(stack + ARRAY_LEN(stack));
	return interpret(pc, run, reg, 0, NULL);
}

/* Deeper than one stack's frames. */
__attribute__((noinline)) static u64 nest(const struct cell *pc, struct ax_run *run, const u64 *args)
{
	u64 reg[AXI_JIT_REGS] = {0, args[1], args[2], args[3], args[4], args[5]}, result;
	struct ax_prog *prog = run->prog;

	run->nests--;
	result = on_new_stack(pc, run, reg);
	run->nests++;
	run->prog = prog; /* it may have made a tail call */
	return result;
}

static u64 enter(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	const struct cell *pc = (const struct cell *)(uintptr_t)run->function;
	u64 reg[AXI_JIT_REGS] = {0, r1, r2, r3, r4, r5}, frame = run->frame, result;
	u32 depth = run->depth;

	if (!frame)
		return on_new_stack(pc, run, reg);
	if (depth + 1 >= AX_CALL_DEPTH)
		FAULT;
	reg[AX_R10] = frame - AX_STACK_BYTES;
	result = interpret(pc, run, reg, depth + 1, NULL);
	run->frame = frame;
	run->depth = depth;
	return result;
}

u64 axi_threaded(const void *cells, u64 r1, u64 r2, struct ax_run *run)
{
	u64 reg[AXI_JIT_REGS] = {[AX_R1] = r1, [AX_R2] = r2};

	run->stopped = false;
	run->enter = enter;
	return on_new_stack(cells, run, reg);
}

/* --- making cells --- */

enum { SITE_TARGET };

static u32 site_bytes(const struct axi_site *site, u32 form)
{
	return 4;
}

static bool site_reaches(const struct axi_site *site, u32 form, s64 distance)
{
	return true;
}

static void site_write(u8 *at, const struct axi_site *site, s64 distance)
{
	u32 off = (u32)(distance + (s64)offsetof(struct cell, off)); /* from the cell's beginning */

	for (u32 i = 0; i < 4; i++)
		at[i] = (u8)(off >> 8 * i);
}

static void cell_head(struct axi_jit_state *s, u32 handler, u32 dst, u32 a, u32 b, u32 c)
{
	const void *const *table;

	interpret(NULL, NULL, NULL, 0, &table);
	axi_put(s, (u64)(uintptr_t)table[handler], 8);
	axi_put(s, dst | a << 8 | b << 16 | c << 24, 4);
}

static void cell(struct axi_jit_state *s, u32 handler, u32 dst, u32 a, u32 b, u32 c, s32 off, s64 imm)
{
	cell_head(s, handler, dst, a, b, c);
	axi_put(s, (u32)off, 4);
	axi_put(s, (u64)imm, 8);
}

static void cell_to(struct axi_jit_state *s, u32 handler, u32 dst, u32 a, u32 b, u32 c, u32 label, s64 imm)
{
	cell_head(s, handler, dst, a, b, c);
	axi_site_here(s, SITE_TARGET, 0, 0, 0, label);
	axi_put(s, (u64)imm, 8);
}

/* Four handlers in a row: 64 bits with imm, with a register; 32 bits. */
static u32 form_of(const struct axi_jop *op)
{
	return (op->wide ? 0 : 2) + !op->is_imm;
}

static u32 handler_of_cond(u8 cond)
{
	switch (cond) {
	case AX_JEQ: return H_jeq64_i;
	case AX_JNE: return H_jne64_i;
	case AX_JSET: return H_jset64_i;
	case AXI_NSET: return H_nset64_i;
	case AX_JGT: return H_jgt64_i;
	case AX_JGE: return H_jge64_i;
	case AX_JLT: return H_jlt64_i;
	case AX_JLE: return H_jle64_i;
	case AX_JSGT: return H_jsgt64_i;
	case AX_JSGE: return H_jsge64_i;
	case AX_JSLT: return H_jslt64_i;
	default: return H_jsle64_i;
	}
}
enum { BACK_FORMS = 4, COUNT_FORMS = 8 }; /* behind the four of a condition */

static void emit_branch(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 handler = handler_of_cond(op->op) + form_of(op);
	u32 count = op->first.kind ? (u8)op->first.imm : 0;

	handler += op->back ? BACK_FORMS : op->first.kind ? COUNT_FORMS : 0;
	cell_to(s, handler, 0, op->a, op->is_imm ? 0 : op->b, count, op->target, op->imm);
}

/* A branch over the move. */
static void emit_select(struct axi_jit_state *s, const struct axi_jop *op)
{
	struct axi_jop over = *op;

	over.op = axi_jit_invert(op->op);
	over.back = false;
	over.target = op->next;
	emit_branch(s, &over);
	cell(s, H_select, op->dst, 0, 0, op->c, 0, op->bits == 64);
}

static void emit_alu(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 handler, b = op->is_imm ? 0 : op->b, class = (op->wide ? AX_ALU64 : AX_ALU);

	switch (op->op) {
	case AX_ADD: handler = H_add64_i; break;
	case AX_SUB: handler = H_sub64_i; break;
	case AX_MUL: handler = H_mul64_i; break;
	case AX_OR: handler = H_or64_i; break;
	case AX_AND: handler = H_and64_i; break;
	case AX_XOR: handler = H_xor64_i; break;
	case AX_LSH: handler = H_lsh64_i; break;
	case AX_RSH: handler = H_rsh64_i; break;
	case AX_ARSH: handler = H_arsh64_i; break;
	case AX_DIV:
	case AX_MOD:
		cell(s, op->is_imm ? H_div_i : H_div_r, op->dst, op->a, b, class | op->op, op->is_signed, op->imm);
		return;
	case AX_NEG: cell(s, op->wide ? H_neg64 : H_neg32, op->dst, op->a, 0, 0, 0, 0); return;
	case AXI_ROTL: cell(s, op->wide ? H_rotl64 : H_rotl32, op->dst, op->a, 0, 0, 0, op->imm); return;
	default: cell(s, H_mov, op->dst, op->a, 0, 0, 0, 0); return; /* AX_MOV */
	}
	cell(s, handler + form_of(op), op->dst, op->a, b, 0, 0, op->imm);
}

static void emit_ext(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 handler = op->bits == 8 ? H_ext_u8 : op->bits == 16 ? H_ext_u16 : H_ext_u32;

	if (op->is_signed)
		handler = op->bits == 8 ? (op->wide ? H_ext_s8 : H_ext_s8w) : op->bits == 16 ? (op->wide ? H_ext_s16 : H_ext_s16w) : H_ext_s32;
	cell(s, handler, op->dst, op->a, 0, 0, 0, 0);
}

static void emit_load(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 handler = op->bits == 8 ? H_load_u8 : op->bits == 16 ? H_load_u16 : op->bits == 32 ? H_load_u32 : H_load_u64;

	if (op->is_signed)
		handler = op->bits == 8 ? H_load_s8 : op->bits == 16 ? H_load_s16 : H_load_s32;
	cell(s, handler + op->indexed, op->dst, op->a, op->indexed ? op->b : 0, op->indexed ? op->scale : 0, op->off, 0);
}

static void emit_store(struct axi_jit_state *s, const struct axi_jop *op)
{
	u32 handler = op->bits == 8 ? H_store_8_i : op->bits == 16 ? H_store_16_i : op->bits == 32 ? H_store_32_i : H_store_64_i;
	u32 from = op->is_imm ? 0 : op->c;

	handler += (op->indexed ? 2u : 0) + !op->is_imm;
	if (op->indexed)
		cell(s, handler, from, op->a, op->b, op->scale, op->off, op->imm);
	else
		cell(s, handler, 0, op->a, 0, from, op->off, op->imm);
}

static int emit(struct axi_jit_state *s, const struct axi_jop *op)
{
	switch ((enum axi_jop_kind)op->kind) {
	case AXI_J_NONE: break;
	case AXI_J_ALU: emit_alu(s, op); break;
	case AXI_J_EXT: emit_ext(s, op); break;
	case AXI_J_SWAP: cell(s, op->bits == 16 ? H_swap16 : op->bits == 32 ? H_swap32 : H_swap64, op->dst, op->a, 0, 0, 0, 0); break;
	case AXI_J_MULHI: cell(s, H_mulhi, op->dst, op->a, 0, 0, 0, op->imm); break;
	case AXI_J_CONST: cell(s, H_const, op->dst, 0, 0, 0, 0, op->imm); break;
	case AXI_J_FUNC: cell_to(s, H_func, op->dst, 0, 0, 0, op->target, 0); break;
	case AXI_J_LEA: cell(s, H_lea, op->dst, op->a, op->b, op->scale, 0, 0); break;
	case AXI_J_LOAD: emit_load(s, op); break;
	case AXI_J_STORE: emit_store(s, op); break;
	case AXI_J_ATOMIC: cell(s, op->bits == 64 ? H_atomic64 : H_atomic32, 0, op->a, 0, op->c, op->off, op->op); break;
	case AXI_J_ARENA:
		cell(s, H_const, AXI_REG_SCRATCH, 0, 0, 0, 0, (s64)(uintptr_t)s->in->arena);
		cell(s, H_arena, 0, AXI_REG_SCRATCH, 0, 0, 0, (s64)(uintptr_t)&s->in->insns[op->at]);
		break;
	case AXI_J_JUMP:
		if (op->back || op->target != op->next)
			cell_to(s, op->back ? H_ja_back : H_ja, 0, 0, 0, 0, op->target, 0);
		break;
	case AXI_J_COUNTED: cell_to(s, op->back ? H_counted_back : H_counted, 0, 0, 0, 0, op->target, op->imm); break;
	case AXI_J_BRANCH: emit_branch(s, op); break;
	case AXI_J_SELECT: emit_select(s, op); break;
	case AXI_J_HELPER: cell(s, H_helper, 0, 0, 0, 0, 0, op->imm); break;
	case AXI_J_TAIL: cell(s, H_tail, 0, 0, 0, 1, 0, op->imm); break;
	case AXI_J_CALL: cell_to(s, H_call, 0, 0, 0, 0, op->target, 0); break;
	case AXI_J_EXIT: cell(s, H_exit, 0, 0, 0, 0, 0, 0); break;
	default: return -AX_ENOSYS;
	}
	return 0;
}

static void begin(struct axi_jit_state *s)
{
}

static u32 spares(const struct axi_jit_state *s, bool calls)
{
	return 15u << AXI_REG_SPARE;
}

const struct axi_jit_target axi_jit_threaded = {
	.name = "threaded",
	.own_frames = true,
	.counts = true,
	.unaligned = true,
	.spares = spares,
	.begin = begin,
	.emit = emit,
	.end = begin,
	.forms = 1,
	.site_bytes = site_bytes,
	.site_reaches = site_reaches,
	.site_write = site_write,
};
