/* SPDX-License-Identifier: Apache-2.0
 * select.c - one to four BPF instructions become one operation.
 *
 * `lower` translates one instruction; then the operation takes in what follows it, as long as that is no jump target:
 *   mov d, a; OP d, b                          d = a OP b
 *   mov t, a; OP d, t (or a load, store, jump)  d = d OP a, t dead
 *   mov t, a; lsh t, k; rsh a, n - k; or a, t  a = rotate(a, k), t dead
 *   lsh d, k; rsh d, k (arsh)                  d = extend(d, 64 - k)
 *   lsh d, k; add d, b                         d = b + (d << k)
 *   lsh x, k; lddw d, n; add d, x              d = n; d += x << k, x dead
 *   lsh x, k; mov d, b; add d, x               d = b + (x << k), x dead
 *   add d, b; ldx x, [d + off]                 x = [d + b + off], d dead; stores alike
 *   ldx d, u8 [a]; ldx x, u8 [a + 1] ...       a wider load (lanes.c)
 *   ldx d, [a]; be d                           a load that swaps
 *   add d, k; jcc d, x                         both in one, where a target has that
 *   jcc +1; ja X                               inverted jcc X
 *   jcc +1; mov d, c                           d = c unless cc
 *   jcc +1; OP d, b                            t = d OP b; d = t unless cc
 *   jcc X; mov d, c (or OP d, b); ja X         the same, then ja X
 *   OP d, b; mov x, d                          x = d OP b, d dead
 * Operands that are copies of other registers are read from those: what a value comes by is then not waited for. */
#include "base/bits.h"
#include "isa/decode.h"
#include "jit/code.h"

/* What few instructions come to stays out of the way of the others: axi_jit_select saves no registers for it. */
#define RARELY __attribute__((noinline)) static

static const struct ax_insn *insn_at(const struct axi_jit_state *s, u32 at)
{
	return &s->insns[at];
}

/* May instruction `at` be merged into what stands before it? */
static bool joins(const struct axi_jit_state *s, u32 at)
{
	return !(s->flags[at] & AXI_FLAG_TARGET);
}

/* The instruction behind the one at `at`. */
static u32 behind(const struct axi_jit_state *s, u32 at)
{
	return at + 1 + (s->flags[at + 1] / AXI_FLAG_SECOND & 1);
}

static bool live_after(const struct axi_jit_state *s, u32 at, u32 reg)
{
	return s->live[at] >> reg & 1;
}

u8 axi_jit_invert(u8 cond)
{
	u8 negated = axi_cond_negated(cond);

	return negated ? negated : cond == AX_JSET ? AXI_NSET : AX_JSET;
}

/* --- one instruction --- */

/* How the rest of an instruction's operation is found; what the instruction is, for what it may join; and which kinds of
 * instructions may join its operation. */
enum { AS_OTHER, AS_ALU, AS_SHIFT, AS_DIVISION, AS_NUMBER, AS_MOVE, AS_END, AS_LOAD, AS_STORE, AS_ATOMIC, AS_JUMP };
enum { IS_MATH = 1, IS_MOVE = 2, IS_ACCESS = 4, IS_TEST = 8, IS_CONSTANT = 16, IS_END = 32, IS_JUMP = 64 };
enum { BY_MOVE = IS_MATH | IS_ACCESS | IS_TEST, BY_SMALL_LOAD = IS_MATH | IS_MOVE | IS_ACCESS | IS_END };

/* What the opcode alone decides; the operation begins with the same fields. */
struct shape {
	u8 kind, op, bits;
	bool wide, is_imm, is_signed;
	u8 how, is, joins;
	u8 pad[7]; /* 16 bytes: a table of 256 is indexed by a shift */
};
_Static_assert(offsetof(struct shape, is_signed) == offsetof(struct axi_jop, is_signed) && offsetof(struct shape, how) == 6,
	       "what lower_shape copies");

#define ALU(operation, how, joins_k, joins_k64, joins_x)                                           \
	[AX_ALU | AX_K | (operation)] = {AXI_J_ALU, (operation), 0, false, (operation) != AX_NEG, false, how, IS_MATH, joins_k},      \
	[AX_ALU64 | AX_K | (operation)] = {AXI_J_ALU, (operation), 0, true, (operation) != AX_NEG, false, how, IS_MATH, joins_k64},   \
	[AX_ALU | AX_X | (operation)] = {AXI_J_ALU, (operation), 0, false, false, false, how, IS_MATH, joins_x},                      \
	[AX_ALU64 | AX_X | (operation)] = {AXI_J_ALU, (operation), 0, true, false, false, how, IS_MATH, joins_x}
#define PLAIN(operation) ALU(operation, AS_ALU, IS_MOVE, IS_MOVE, IS_MOVE)
#define SHIFT(operation, joins_k64) ALU(operation, AS_SHIFT, IS_MOVE, joins_k64, IS_MOVE)
#define DIVISION(operation) ALU(operation, AS_DIVISION, 0, 0, 0)
#define BRANCH(cond)                                                                               \
	[AX_JMP | AX_K | (cond)] = {.how = AS_JUMP, .is = IS_TEST, .joins = 0xff},                                                     \
	[AX_JMP | AX_X | (cond)] = {.how = AS_JUMP, .is = IS_TEST, .joins = 0xff},                                                     \
	[AX_JMP32 | AX_K | (cond)] = {.how = AS_JUMP, .is = IS_TEST, .joins = 0xff},                                                   \
	[AX_JMP32 | AX_X | (cond)] = {.how = AS_JUMP, .is = IS_TEST, .joins = 0xff}
#define MEMORY(size, number, joined)                                                               \
	[AX_LDX | AX_MEM | (size)] = {AXI_J_LOAD, 0, number, false, false, false, AS_LOAD, IS_ACCESS, joined},                         \
	[AX_LDX | AX_MEMSX | (size)] = {AXI_J_LOAD, 0, number, false, false, true, AS_LOAD, IS_ACCESS, IS_MOVE},                       \
	[AX_ST | AX_MEM | (size)] = {AXI_J_STORE, 0, number, false, true, false, AS_STORE, IS_ACCESS, 0},                              \
	[AX_STX | AX_MEM | (size)] = {AXI_J_STORE, 0, number, false, false, false, AS_STORE, IS_ACCESS, 0},                            \
	[AX_STX | AX_ATOMIC | (size)] = {AXI_J_ATOMIC, 0, number, false, false, false, AS_ATOMIC, IS_ACCESS, 0}

static const struct shape shapes[256] = {
	ALU(AX_ADD, AS_ALU, IS_MOVE | IS_TEST, IS_MOVE | IS_ACCESS | IS_TEST, IS_MOVE | IS_ACCESS),
	PLAIN(AX_SUB), PLAIN(AX_MUL), PLAIN(AX_OR), PLAIN(AX_AND), PLAIN(AX_XOR), PLAIN(AX_NEG),
	SHIFT(AX_LSH, IS_MOVE | IS_MATH | IS_CONSTANT), SHIFT(AX_RSH, IS_MOVE), SHIFT(AX_ARSH, IS_MOVE),
	DIVISION(AX_DIV), DIVISION(AX_MOD),
	[AX_ALU | AX_K | AX_MOV] = {AXI_J_CONST, AX_MOV, 0, false, true, false, AS_NUMBER, IS_MATH, 0},
	[AX_ALU64 | AX_K | AX_MOV] = {AXI_J_CONST, AX_MOV, 0, true, true, false, AS_NUMBER, IS_MATH, 0},
	[AX_ALU | AX_X | AX_MOV] = {AXI_J_EXT, AX_MOV, 32, true, false, false, AS_MOVE, IS_MATH | IS_MOVE, BY_MOVE},
	[AX_ALU64 | AX_X | AX_MOV] = {AXI_J_ALU, AX_MOV, 0, true, false, false, AS_MOVE, IS_MATH | IS_MOVE, BY_MOVE},
	[AX_ALU | AX_K | AX_END] = {AXI_J_EXT, 0, 0, true, false, false, AS_END, IS_END, BY_MOVE},
	[AX_ALU | AX_X | AX_END] = {AXI_J_SWAP, 0, 0, true, false, false, AS_END, IS_END, 0}, /* the CPUs are little-endian */
	[AX_ALU64 | AX_K | AX_END] = {AXI_J_SWAP, 0, 0, true, false, false, AS_END, IS_END, 0},
	MEMORY(AX_B, 8, BY_SMALL_LOAD), MEMORY(AX_H, 16, BY_SMALL_LOAD), MEMORY(AX_W, 32, BY_SMALL_LOAD), MEMORY(AX_DW, 64, IS_MOVE | IS_END),
	BRANCH(AX_JEQ), BRANCH(AX_JNE), BRANCH(AX_JSET), BRANCH(AX_JGT), BRANCH(AX_JGE), BRANCH(AX_JLT), BRANCH(AX_JLE), BRANCH(AX_JSGT),
	BRANCH(AX_JSGE), BRANCH(AX_JSLT), BRANCH(AX_JSLE),
	[AX_JMP | AX_JA] = {.how = AS_JUMP, .is = IS_JUMP}, [AX_JMP32 | AX_JA] = {.how = AS_JUMP, .is = IS_JUMP},
	[AX_OP_MAY_GOTO] = {.how = AS_JUMP}, [AX_OP_LDDW] = {.how = AS_OTHER, .is = IS_CONSTANT},
	/* calls, exits and what no generator does: AS_OTHER */
};

static inline void lower_shape(const struct shape *shape, const struct ax_insn *insn, struct axi_jop *op)
{
	memcpy(op, shape, offsetof(struct shape, how));
	op->imm = insn->imm;
	op->b = insn->src;
}

static void lower_number(const struct shape *shape, const struct ax_insn *insn, struct axi_jop *op)
{
	lower_shape(shape, insn, op);
	op->dst = insn->dst;
	op->imm = shape->wide ? insn->imm : (s64)(u32)insn->imm;
}

static void lower_move(const struct shape *shape, const struct ax_insn *insn, struct axi_jop *op)
{
	lower_shape(shape, insn, op);
	op->dst = insn->dst;
	op->a = insn->src;
	if (!insn->off)
		return;
	if (axi_jit_cast(insn)) {
		op->kind = AXI_J_CAST;
		op->several = true;
		return;
	}
	op->kind = AXI_J_EXT;
	op->is_signed = true;
	op->bits = (u8)insn->off;
	op->wide = (insn->opcode & 7) == AX_ALU64;
}

static inline void lower_plain(const struct shape *shape, const struct ax_insn *insn, struct axi_jop *op)
{
	lower_shape(shape, insn, op);
	op->dst = op->a = insn->dst;
}

RARELY void lower_alu(const struct ax_insn *insn, struct axi_jop *op)
{
	const struct shape *shape = &shapes[insn->opcode];

	if (shape->how == AS_NUMBER) {
		lower_number(shape, insn, op);
		return;
	}
	if (shape->how == AS_MOVE) {
		lower_move(shape, insn, op);
		return;
	}
	lower_plain(shape, insn, op);
	if (shape->how == AS_SHIFT && shape->is_imm)
		op->imm &= shape->wide ? 63 : 31;
	else if (shape->how == AS_DIVISION)
		op->is_signed = insn->off != 0;
}

static void lower_end(const struct ax_insn *insn, struct axi_jop *op)
{
	lower_shape(&shapes[insn->opcode], insn, op);
	op->dst = op->a = insn->dst;
	op->b = 0;
	op->imm = 0;
	op->bits = (u8)insn->imm;
	if (op->kind == AXI_J_EXT && op->bits == 64)
		op->kind = AXI_J_NONE;
}

static inline void lower_access(const struct shape *shape, const struct ax_insn *insn, struct axi_jop *op)
{
	bool load = shape->how == AS_LOAD;

	lower_shape(shape, insn, op);
	op->b = 0;
	op->c = insn->src;
	op->off = insn->off;
	op->a = load ? insn->src : insn->dst;
	op->dst = load ? insn->dst : 0;
	if (shape->how == AS_ATOMIC)
		op->op = (u8)insn->imm;
}

RARELY void lower_memory(const struct ax_insn *insn, struct axi_jop *op)
{
	lower_access(&shapes[insn->opcode], insn, op);
}

RARELY void lower_jump(const struct axi_jit_state *s, const struct ax_insn *insn, u32 at, struct axi_jop *op)
{
	op->kind = (insn->opcode & 0xf0) == AX_JA ? AXI_J_JUMP : AXI_J_BRANCH;
	op->op = insn->opcode & 0xf0;
	op->wide = (insn->opcode & 7) == AX_JMP;
	op->a = insn->dst;
	op->b = insn->src;
	op->is_imm = !(insn->opcode & AX_X);
	op->imm = insn->imm;
	op->target = axi_jit_target_of(insn, at);
	op->back = op->target <= at && s->has_budget;
	if (insn->opcode == AX_OP_MAY_GOTO) {
		op->kind = s->has_budget ? AXI_J_COUNTED : AXI_J_NONE;
		op->op = AX_JLT;
		op->wide = false;
		op->is_imm = true;
		op->imm = AX_MAY_GOTO_LEFT;
		return;
	}
	if (axi_jit_fact(s, at) & AX_FACT_NEVER)
		op->kind = AXI_J_NONE;
	else if (axi_jit_fact(s, at) & AX_FACT_ALWAYS)
		op->kind = AXI_J_JUMP;
}

/* An access of an arena. */
static void lower_arena(const struct ax_insn *insn, struct axi_jop *op)
{
	static const u8 bits[] = {[AX_B >> 3] = 8, [AX_H >> 3] = 16, [AX_W >> 3] = 32, [AX_DW >> 3] = 64};
	bool load = (insn->opcode & 7) == AX_LDX;

	op->kind = AXI_J_ARENA;
	op->op = insn->opcode & 7;
	op->bits = bits[insn->opcode >> 3 & 3];
	op->a = load ? insn->src : insn->dst;
	op->dst = load ? insn->dst : 0;
	op->c = insn->src;
	op->off = insn->off;
	op->imm = insn->imm;
	op->is_imm = op->op == AX_ST;
	op->is_signed = load && axi_arena_mode(insn) == AX_MEMSX;
	op->is_bare = axi_arena_mode(insn) == AX_ATOMIC;
}

/* Constants, calls, exits, accesses of an arena. */
RARELY int lower_other(const struct axi_jit_state *s, const struct ax_insn *insn, u32 at, struct axi_jop *op)
{
	if (insn->opcode == AX_OP_LDDW) {
		if (s->flags[at] & AXI_FLAG_GONE)
			return 0;
		op->kind = insn->src == AX_PSEUDO_FUNC ? AXI_J_FUNC : AXI_J_CONST;
		op->target = op->kind == AXI_J_FUNC ? axi_jit_target_of(insn, at) : 0;
		op->dst = insn->dst;
		op->imm = (s64)((u32)insn[0].imm | (u64)(u32)insn[1].imm << 32);
	} else if (insn->opcode == AX_OP_EXIT) {
		op->kind = AXI_J_EXIT;
	} else if (axi_arena_insn(insn)) {
		lower_arena(insn, op);
	} else if (insn->opcode != AX_OP_CALL) {
		return -AX_ENOSYS;
	} else if (insn->src == AX_CALL_LOCAL) {
		op->kind = AXI_J_CALL;
		op->target = axi_jit_target_of(insn, at);
	} else if (s->flags[at] & AXI_FLAG_CPU) {
		op->kind = AXI_J_CPU;
		op->dst = AX_R0;
	} else if (s->flags[at] & AXI_FLAG_LOOKUP) {
		bool checked = s->flags[at] & AXI_FLAG_NULL_CHECKED;

		op->kind = AXI_J_LOOKUP;
		op->several = true;
		op->imm = s->high;
		op->next = at + 1 + checked;
		op->target = checked ? axi_jit_target_of(insn + 1, at + 1) : at + 1;
	} else {
		op->kind = insn->imm == AX_HELPER_tail_call ? AXI_J_TAIL : AXI_J_HELPER;
		op->several = op->kind == AXI_J_HELPER;
		op->imm = (s64)axi_jit_callee_at(s, at, &op->is_signed);
		if (op->kind == AXI_J_TAIL && s->has_calls && !s->target->own_frames)
			op->imm = (s64)(uintptr_t)axi_tail_inside;
	}
	return 0;
}

static inline int lower(const struct axi_jit_state *s, const struct shape *shape, u32 at, struct axi_jop *op)
{
	const struct ax_insn *insn = insn_at(s, at);

	*op = (struct axi_jop){.at = at, .next = behind(s, at)};
	switch (shape->how) {
	case AS_ALU: lower_plain(shape, insn, op); return 0;
	case AS_SHIFT:
	case AS_DIVISION:
	case AS_NUMBER:
	case AS_MOVE: lower_alu(insn, op); return 0;
	case AS_END: lower_end(insn, op); return 0;
	case AS_LOAD:
	case AS_STORE:
	case AS_ATOMIC: lower_access(shape, insn, op); return 0;
	case AS_JUMP: lower_jump(s, insn, at, op); return 0;
	default: return lower_other(s, insn, at, op);
	}
}

/* --- several --- */

static bool is_alu(const struct ax_insn *insn, u32 operation, bool wide, bool by_register)
{
	return insn->opcode == ((wide ? AX_ALU64 : AX_ALU) | (by_register ? AX_X : AX_K) | operation);
}

/* The shift of a register by a constant: its direction (AX_LSH, AX_RSH), or 0. */
static u32 shift_of(const struct ax_insn *insn, bool wide)
{
	return is_alu(insn, AX_LSH, wide, false) ? AX_LSH : is_alu(insn, AX_RSH, wide, false) ? AX_RSH : 0;
}

/* Are these the two halves of a rotation: a left and a right shift by constants that add up to the width? */
static bool halves(const struct ax_insn *one, const struct ax_insn *two, bool wide)
{
	u32 left = shift_of(one, wide), right = shift_of(two, wide);

	return left && right && left != right && one->imm > 0 && two->imm > 0 && one->imm + two->imm == (wide ? 64 : 32);
}

/* Four instructions (the source is shifted in place) or five (both halves are copies). */
static bool join_rotate(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *mov = insn_at(s, at), *one = mov + 1, *two = mov + 2, *both = mov + 3, *swap;
	bool wide = (mov->opcode & 7) == AX_ALU64;
	u32 copy = mov->dst, from = mov->src, other = from, slots = 4;

	if (!is_alu(mov, AX_MOV, wide, true) || mov->off || copy == from || at + 4 > s->count)
		return false;
	if (two->opcode == mov->opcode && !two->off && two->src == from && two->dst != from && two->dst != copy) {
		other = two->dst;
		two = mov + 3;
		both = mov + 4;
		slots = 5;
	} else if (one->dst != copy) {
		swap = one;
		one = two;
		two = swap;
	}
	if (at + slots > s->count)
		return false;
	for (u32 i = 1; i < slots; i++)
		if (!joins(s, at + i))
			return false;
	if (one->dst != copy || two->dst != other || !halves(one, two, wide) || !is_alu(both, AX_OR, wide, true))
		return false;
	if (!((both->dst == copy && both->src == other) || (both->dst == other && both->src == copy)) ||
	    live_after(s, at + slots - 1, both->src))
		return false;
	*op = (struct axi_jop){
		.kind = AXI_J_ALU,
		.op = AXI_ROTL,
		.wide = wide,
		.dst = both->dst,
		.a = (u8)from,
		.is_imm = true,
		.imm = shift_of(one, wide) == AX_LSH ? one->imm : two->imm,
		.at = at,
		.next = at + slots,
	};
	return true;
}

/* mov d, a; then OP d, x */
static bool join_mov(const struct ax_insn *next, struct axi_jop *op)
{
	u8 class = next->opcode & 7, operation = next->opcode & 0xf0;
	bool wide_move = op->kind == AXI_J_ALU && op->op == AX_MOV;
	bool move = wide_move || (op->kind == AXI_J_EXT && !op->is_signed && op->bits == 32);
	struct axi_jop joined;

	if (!move || next->dst != op->dst || (class != AX_ALU64 && class != AX_ALU))
		return false;
	if (operation == AX_MOV || operation == AX_DIV || operation == AX_MOD || operation == AX_END)
		return false;
	if (class == AX_ALU64 && !wide_move)
		return false;
	joined = *op;
	lower_alu(next, &joined);
	joined.a = op->a;
	if (!joined.is_imm && joined.b == op->dst)
		joined.b = op->a;
	*op = joined;
	return true;
}

static void replace(u8 *reg, u32 from, u32 to)
{
	if (*reg == from)
		*reg = (u8)to;
}

/* mov t, a; then something that reads t, and nobody does afterwards: it reads a. */
static bool join_copy(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *next = insn_at(s, at);
	u32 class = next->opcode & 7, t = op->dst, from = op->a;
	bool wide_move = op->kind == AXI_J_ALU && op->op == AX_MOV;
	bool move = wide_move || (op->kind == AXI_J_EXT && !op->is_signed && op->bits == 32 && class == AX_ALU);
	bool written = class == AX_LDX && next->dst == t;
	struct axi_jop joined;

	if (!move || op->first.kind || t == from || (live_after(s, at, t) && !written))
		return false;
	joined = (struct axi_jop){.at = op->at, .next = op->next};
	if (class == AX_ALU || class == AX_ALU64) {
		if (!(next->opcode & AX_X) || next->src != t || next->dst == t || (next->opcode & 0xf0) == AX_END ||
		    (next->opcode & 0xf0) == AX_NEG)
			return false;
		lower_alu(next, &joined);
		replace(joined.kind == AXI_J_EXT || joined.op == AX_MOV ? &joined.a : &joined.b, t, from);
	} else if ((class == AX_LDX || class == AX_ST || class == AX_STX) && !axi_arena_insn(next)) {
		lower_memory(next, &joined);
		if (joined.kind == AXI_J_ATOMIC || (joined.a != t && (joined.kind == AXI_J_LOAD || joined.is_imm || joined.c != t)))
			return false;
		replace(&joined.a, t, from);
		if (joined.kind == AXI_J_STORE)
			replace(&joined.c, t, from);
	} else if (axi_jit_compares(next)) {
		lower_jump(s, next, at, &joined);
		if (joined.a != t && (joined.is_imm || joined.b != t))
			return false;
		replace(&joined.a, t, from);
		replace(&joined.b, t, from);
	} else {
		return false;
	}
	*op = joined;
	return true;
}

/* lsh d, k; then rsh or arsh d, k, or add d, b */
static bool join_shift(const struct ax_insn *next, struct axi_jop *op)
{
	if (op->kind != AXI_J_ALU || op->op != AX_LSH || !op->wide || !op->is_imm || next->dst != op->dst)
		return false;
	if (is_alu(next, AX_RSH, true, false) || is_alu(next, AX_ARSH, true, false)) {
		if (next->imm != op->imm || (op->imm != 32 && op->imm != 48 && op->imm != 56))
			return false;
		op->kind = AXI_J_EXT;
		op->bits = (u8)(64 - op->imm);
		op->is_signed = (next->opcode & 0xf0) == AX_ARSH;
		return true;
	}
	if (!is_alu(next, AX_ADD, true, true) || next->src == op->dst || op->imm < 1 || op->imm > 3)
		return false;
	op->kind = AXI_J_LEA;
	op->b = op->a;
	op->a = next->src;
	op->scale = (u8)op->imm;
	return true;
}

/* lsh x, k; lddw d; add d, x: the constant first, then d = d + (x << k), x dead.  Returns the slots taken. */
static u32 join_table(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *table = insn_at(s, at), *sum = table + 2;

	if (op->kind != AXI_J_ALU || op->op != AX_LSH || !op->wide || !op->is_imm || op->imm < 1 || op->imm > 3 ||
	    op->first.kind || table->opcode != AX_OP_LDDW || table->src || at + 2 >= s->count || !joins(s, at + 2))
		return 0;
	if (!is_alu(sum, AX_ADD, true, true) || sum->dst != table->dst || sum->src != op->dst || table->dst == op->dst ||
	    table->dst == op->a || live_after(s, at + 2, op->dst))
		return 0;
	op->kind = AXI_J_LEA;
	op->dst = table->dst;
	op->first = (struct axi_jfirst){.kind = AXI_J_CONST, .dst = table->dst,
					.imm = (s64)((u32)table[0].imm | (u64)(u32)table[1].imm << 32)};
	op->scale = (u8)op->imm;
	op->b = op->a;
	op->a = table->dst;
	return 3;
}

/* lsh x, k; mov d, b; add d, x: d = b + (x << k), x dead.  Returns the slots taken. */
static u32 join_scaled(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *base = insn_at(s, at), *sum;
	const u32 last = behind(s, at);

	if (op->kind != AXI_J_ALU || op->op != AX_LSH || !op->wide || !op->is_imm || op->imm < 1 || op->imm > 3 || op->first.kind ||
	    !is_alu(base, AX_MOV, true, true) || base->off || !joins(s, last))
		return 0;
	sum = insn_at(s, last);
	if (!is_alu(sum, AX_ADD, true, true) || sum->dst != base->dst || sum->src != op->dst || base->dst == op->dst ||
	    base->src == op->dst || base->dst == op->a || live_after(s, last, op->dst))
		return 0;
	op->kind = AXI_J_LEA;
	op->dst = base->dst;
	op->scale = (u8)op->imm;
	op->b = op->a;
	op->a = base->src;
	return last + 1 - at;
}

static bool is_access(const struct ax_insn *insn)
{
	u32 class = insn->opcode & 7;

	return (class == AX_LDX || class == AX_ST || class == AX_STX) && !axi_arena_insn(insn);
}

/* an address in d; then a load or store through d, which nobody reads afterwards */
static bool join_access(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *next = insn_at(s, at);
	bool sum = op->kind == AXI_J_ALU;
	struct axi_jop joined;

	if (sum && !op->wide)
		return false;
	joined = (struct axi_jop){.at = op->at, .next = op->next, .first = op->first};
	lower_memory(next, &joined);
	if (joined.kind == AXI_J_ATOMIC || joined.a != op->dst)
		return false;
	if (joined.kind == AXI_J_STORE && !joined.is_imm && joined.c == op->dst)
		return false;
	if (live_after(s, at, op->dst) && !(joined.kind == AXI_J_LOAD && joined.dst == op->dst))
		return false;
	joined.a = op->a;
	if (sum && op->is_imm) {
		if (!axi_fits32(op->imm + joined.off))
			return false;
		joined.off += (s32)op->imm;
	} else {
		joined.indexed = true;
		joined.b = op->b;
		joined.scale = op->kind == AXI_J_LEA ? op->scale : 0;
	}
	*op = joined;
	return true;
}

/* Is it a comparison with a constant bound other than 0? */
static bool is_bound(const struct axi_jop *op)
{
	return op->is_imm && op->imm && op->op != AX_JEQ && op->op != AX_JNE && op->op != AX_JSET && op->op != AXI_NSET;
}

/* A branch over one instruction that is a move, or arithmetic that is done in any case and taken or not.  Not where a number
 * is kept within bounds: that is seldom taken, and what follows would wait for the comparison. */
static bool join_select(const struct axi_jit_state *s, const struct ax_insn *next, struct axi_jop *op)
{
	u8 class = next->opcode & 7, operation = next->opcode & 0xf0;
	struct axi_jop done = {0};

	if ((class != AX_ALU && class != AX_ALU64) || next->off)
		return false;
	if (operation == AX_MOV && !(next->opcode & AX_X) && is_bound(op))
		return false;
	op->c = AXI_REG_SCRATCH;
	op->bits = 64;
	if (operation == AX_MOV && (next->opcode & AX_X)) {
		op->c = next->src;
		op->bits = class == AX_ALU64 || (s->high >> op->c & 1) ? 64 : 32;
	} else if (!s->target->selects || operation == AX_MUL || operation == AX_DIV || operation == AX_MOD || operation == AX_END ||
		   ((next->opcode & AX_X) && (operation == AX_LSH || operation == AX_RSH || operation == AX_ARSH))) {
		return false;
	} else {
		lower_alu(next, &done);
		op->first = (struct axi_jfirst){.kind = done.kind, .op = done.op, .dst = AXI_REG_SCRATCH, .a = done.a, .b = done.b,
						.wide = done.wide, .is_imm = done.is_imm, .imm = done.imm};
	}
	op->kind = AXI_J_SELECT;
	op->op = axi_jit_invert(op->op);
	op->dst = next->dst;
	return true;
}

/* The branch to `at` is no jump any more. */
static void no_target(struct axi_jit_state *s, u32 at)
{
	if (!(s->flags[at] & AXI_FLAG_MANY))
		s->passed = at;
}

/* a branch over one instruction: a jump, or one that needs no branch; or over it and a jump to the same place */
static bool join_skip(struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *next = insn_at(s, at), *jump;
	u32 after = behind(s, at);

	if (op->kind != AXI_J_BRANCH || op->next != at || op->first.kind)
		return false;
	if (op->target != after) {
		jump = insn_at(s, after);
		return joins(s, after) && (jump->opcode == (AX_JMP | AX_JA) || jump->opcode == (AX_JMP32 | AX_JA)) &&
		       axi_jit_target_of(jump, after) == op->target && s->target->selects && join_select(s, next, op);
	}
	if (next->opcode != (AX_JMP | AX_JA) && next->opcode != (AX_JMP32 | AX_JA)) {
		if (!join_select(s, next, op))
			return false;
		if (s->target->selects)
			no_target(s, after);
		return true;
	}
	op->op = axi_jit_invert(op->op);
	op->target = axi_jit_target_of(next, at);
	op->back = op->target <= at && s->has_budget;
	no_target(s, after);
	return true;
}

/* add d, k; then a branch on d: both in one, for targets that have that */
static bool join_count(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *next = insn_at(s, at);
	u32 class = next->opcode & 7;
	struct axi_jfirst first;

	if (!s->target->counts || op->kind != AXI_J_ALU || op->op != AX_ADD || !op->is_imm || op->dst != op->a || op->first.kind ||
	    !axi_fits8(op->imm) || class != (op->wide ? AX_JMP : AX_JMP32) || !axi_jit_compares(next) || next->dst != op->dst ||
	    ((next->opcode & AX_X) && next->src == op->dst) || axi_jit_fact(s, at) & (AX_FACT_NEVER | AX_FACT_ALWAYS) || (axi_jit_target_of(next, at) <= at && s->has_budget))
		return false;
	first = (struct axi_jfirst){.kind = AXI_J_ALU, .op = AX_ADD, .dst = op->dst, .a = op->a, .wide = op->wide, .is_imm = true,
				    .imm = op->imm};
	*op = (struct axi_jop){.at = op->at, .next = op->next, .first = first};
	lower_jump(s, next, at, op);
	return true;
}

/* A load; then its bytes reversed. */
static bool join_swap(const struct ax_insn *next, struct axi_jop *op)
{
	struct axi_jop swap = {0};

	if ((next->opcode & 0xf0) != AX_END || ((next->opcode & 7) != AX_ALU && (next->opcode & 7) != AX_ALU64) || next->dst != op->dst ||
	    op->is_signed || next->imm != op->bits)
		return false;
	lower_end(next, &swap);
	if (swap.kind != AXI_J_SWAP)
		return false;
	op->swaps = !op->swaps;
	return true;
}

/* May a load that `next` follows be the first of several that are one?  Only loads, copies and shifts come before the first or. */
static bool may_be_lanes(const struct ax_insn *next, const struct axi_jop *op)
{
	if ((next->opcode & 7) == AX_LDX)
		return next->src == op->a && next->src != op->dst;
	if (next->opcode == (AX_ALU64 | AX_MOV | AX_X) || next->opcode == (AX_ALU | AX_MOV | AX_X))
		return next->src == op->dst;
	return (next->opcode & ~(AX_ALU ^ AX_ALU64)) == (AX_ALU | AX_LSH | AX_K) && next->dst == op->dst;
}

/* The first of several loads that are one.  Returns the slots that joined. */
static u32 join_load(const struct axi_jit_state *s, const struct ax_insn *next, struct axi_jop *op)
{
	const struct ax_insn *first = insn_at(s, op->at);
	u32 at = op->next;
	struct axi_jop joined = {0};

	/* only where nothing has been joined yet */
	if (op->is_signed || op->bits > 32 || op->indexed || op->first.kind || (first->opcode & 7) != AX_LDX || at != op->at + 1 ||
	    !may_be_lanes(next, op) || !axi_jit_join_lanes(s, op->at, &joined))
		return 0;
	*op = joined;
	op->next = at;
	return joined.next - at;
}

/* An extension of what has these bits already is a move: by what is known before instruction `last` (the one that extends, or the
 * left shift that begins it), or of the operand where the operation begins.  `op` is an extension. */
RARELY void drop_extension(const struct axi_jit_state *s, u32 last, struct axi_jop *op)
{
	const struct ax_insn *insn = insn_at(s, last);
	bool shift = (insn->opcode & 0xf0) == AX_LSH;
	u32 fact = axi_jit_fact(s, last);

	if (op->bits != 32 || op->first.kind)
		return;
	if (op->is_signed ? !op->wide || !(fact & AX_FACT_SIGNED) : !(s->high >> op->a & 1) && !(shift && fact >> insn->dst & 1))
		return;
	op->kind = AXI_J_ALU;
	op->op = AX_MOV;
	op->wide = true;
	op->is_signed = op->is_imm = false;
}

/* Is what it makes below 2^32? */
static bool result_is_high(const struct axi_jit_state *s, const struct axi_jop *op)
{
	switch (op->kind) {
	case AXI_J_ALU:
		if (op->is_dirty)
			return false;
		if (!op->wide || (op->is_imm && op->op == AX_AND && op->imm >= 0) ||
		    (op->is_imm && op->op == AX_RSH && op->imm >= 32))
			return true;
		return op->op == AX_MOV && s->high >> op->a & 1;
	case AXI_J_EXT: return !op->is_signed || !op->wide;
	case AXI_J_CPU: return true;
	case AXI_J_SWAP: return op->bits < 64;
	case AXI_J_CONST: return !((u64)op->imm >> 32);
	case AXI_J_LOAD: return !op->is_signed && op->bits < 64;
	default: return false;
	}
}

static bool is_division(const struct axi_jop *op)
{
	return op->kind == AXI_J_ALU && (op->op == AX_DIV || op->op == AX_MOD);
}

static bool shifts_by_register(const struct axi_jop *op)
{
	return op->kind == AXI_J_ALU && !op->is_imm && (op->op == AX_LSH || op->op == AX_RSH || op->op == AX_ARSH);
}

/* d is made; then mov x, d, and nobody reads d afterwards: x is made. */
static bool join_out(const struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *next = insn_at(s, at);
	u32 to = next->dst;
	bool second = op->b == to && op->a != to; /* the result's register is the second operand */

	if (next->src != op->dst || next->off || to == op->dst || op->first.kind || live_after(s, at, op->dst) ||
	    (next->opcode != (AX_ALU64 | AX_MOV | AX_X) && (next->opcode != (AX_ALU | AX_MOV | AX_X) || !result_is_high(s, op))))
		return false;
	switch (op->kind) {
	case AXI_J_ALU:
		if (is_division(op) || shifts_by_register(op) || (!op->is_imm && second && op->op == AX_SUB))
			return false;
		break;
	case AXI_J_LEA:
		if (second)
			return false;
		break;
	case AXI_J_EXT:
	case AXI_J_LOAD: break;
	default: return false;
	}
	op->dst = (u8)to;
	return true;
}

/* Returns the slots that joined. */
static u32 join_other(struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *next = insn_at(s, at);
	u32 slots;

	switch (op->kind) {
	case AXI_J_ALU:
		if (op->op == AX_MOV)
			return join_mov(next, op) || join_copy(s, at, op);
		if (op->op == AX_ADD)
			return is_access(next) ? join_access(s, at, op) : join_count(s, at, op);
		if (op->op != AX_LSH)
			return 0;
		if (join_shift(next, op)) {
			if (op->kind == AXI_J_EXT)
				drop_extension(s, at - 1, op);
			return 1;
		}
		slots = join_table(s, at, op);
		return slots ? slots : join_scaled(s, at, op);
	case AXI_J_EXT: return join_mov(next, op) || join_copy(s, at, op);
	case AXI_J_LEA: return is_access(next) && join_access(s, at, op);
	case AXI_J_LOAD: return join_swap(next, op) ? 1 : join_load(s, next, op);
	case AXI_J_BRANCH: return join_skip(s, at, op);
	default: return 0;
	}
}

/* Returns the slots that joined. */
static u32 join(struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	u32 slots;

	if (!joins(s, at))
		return 0;
	slots = join_other(s, at, op);
	return slots ? slots : (insn_at(s, at)->opcode & 0xf8) == (AX_MOV | AX_X) && join_out(s, at, op);
}

/* --- what is known afterwards --- */

static bool writes_dst(const struct axi_jop *op)
{
	return op->kind <= AXI_J_LOAD && op->kind != AXI_J_NONE;
}

static bool first_is_high(const struct axi_jit_state *s, const struct axi_jfirst *first)
{
	return result_is_high(s, &(struct axi_jop){.kind = first->kind, .op = first->op, .a = first->a, .b = first->b,
						   .wide = first->wide, .is_imm = first->is_imm, .imm = first->imm});
}

/* Nothing to do: the result is there already. */
static bool is_idle(const struct axi_jit_state *s, const struct axi_jop *op)
{
	if (op->kind == AXI_J_EXT && !op->is_signed && op->bits == 32)
		return op->a == op->dst && s->high >> op->a & 1;
	return op->kind == AXI_J_ALU && op->op == AX_MOV && op->dst == op->a;
}

/* After operations that do more than to write dst. */
RARELY void learn_other(struct axi_jit_state *s, const struct axi_jop *op)
{
	if (op->kind == AXI_J_SELECT) {
		if (op->first.kind ? !first_is_high(s, &op->first) : op->bits == 64 && !(s->high >> op->c & 1))
			s->high &= ~(1u << op->dst);
	} else if (op->kind == AXI_J_ARENA || op->kind == AXI_J_CAST) {
		s->high &= ~((op->op == AX_LDX || op->kind == AXI_J_CAST ? 1u << op->dst : 0) | (op->is_bare ? 1u << op->c | 1u << AX_R0 : 0));
	} else if (op->kind == AXI_J_ATOMIC) {
		s->high &= ~(1u << op->c | 1u << AX_R0);
	} else if (op->kind == AXI_J_HELPER || op->kind == AXI_J_TAIL || op->kind == AXI_J_LOOKUP || op->kind == AXI_J_CALL) {
		s->high = s->always_high;
	}
}

/* What is left undone becomes AXI_J_NONE; of the rest, what is known afterwards. */
static inline void learn(struct axi_jit_state *s, struct axi_jop *op)
{
	u32 dst = 1u << op->dst;

	if (!writes_dst(op)) {
		if (op->kind != AXI_J_STORE && op->kind != AXI_J_NONE)
			learn_other(s, op);
	} else if ((!(op->live & dst) && op->kind != AXI_J_LOAD) || is_idle(s, op)) {
		op->kind = AXI_J_NONE;
	} else {
		s->high = result_is_high(s, op) ? s->high | dst : s->high & ~dst;
	}
}

/* --- copies --- */

static void forget(struct axi_jit_state *s, u32 reg)
{
	for (u32 r = 0; r < AXI_JIT_REGS; r++)
		if (r == reg || s->copy_of[r] == reg)
			s->copies &= ~(1u << r);
}

static void read_source(const struct axi_jit_state *s, u8 *reg)
{
	if (s->copies >> *reg & 1)
		*reg = s->copy_of[*reg];
}

/* Operands that are copies become what they are copies of, but for one that the result takes the place of. */
RARELY void read_sources(struct axi_jit_state *s, struct axi_jop *op)
{
	struct axi_jop was = *op;

	if (op->first.kind)
		forget(s, op->first.dst);
	switch (op->kind) {
	case AXI_J_ALU:
		if (is_division(op) || shifts_by_register(op))
			return;
		if (op->a != op->dst)
			read_source(s, &op->a);
		if (!op->is_imm)
			read_source(s, &op->b);
		if (op->op == AX_SUB && op->b == op->dst && was.b != was.dst)
			*op = was;
		return;
	case AXI_J_EXT:
		if (op->a != op->dst)
			read_source(s, &op->a);
		return;
	case AXI_J_LEA:
		read_source(s, &op->a);
		read_source(s, &op->b);
		if (op->b == op->dst)
			*op = was;
		return;
	case AXI_J_STORE:
		if (!op->is_imm)
			read_source(s, &op->c); /* fall through */
	case AXI_J_LOAD:
		read_source(s, &op->a);
		if (op->indexed)
			read_source(s, &op->b);
		return;
	case AXI_J_BRANCH:
		read_source(s, &op->a);
		if (!op->is_imm)
			read_source(s, &op->b);
		return;
	default: return;
	}
}

/* What the operation leaves of copies, and whether it makes one. */
RARELY void note_copies(struct axi_jit_state *s, const struct axi_jop *op)
{
	bool simple = op->kind == AXI_J_NONE || op->kind == AXI_J_STORE || op->kind == AXI_J_BRANCH || op->kind == AXI_J_JUMP;

	if (s->copies) {
		if (!simple && op->kind != AXI_J_SELECT &&
		    (!writes_dst(op) || is_division(op) || shifts_by_register(op) || op->kind == AXI_J_MULHI || op->kind == AXI_J_ADDSIGN)) {
			s->copies = 0; /* other registers may be used for it */
			return;
		}
		if (!simple)
			forget(s, op->dst);
		if (op->first.kind)
			forget(s, op->first.dst);
	}
	if (op->kind == AXI_J_ALU && op->op == AX_MOV && op->wide && op->a != op->dst) {
		s->copies |= 1u << op->dst;
		s->copy_of[op->dst] = s->copies >> op->a & 1 ? s->copy_of[op->a] : op->a;
	}
}

/* Is the upper half of a 32-bit result 0 because the operands' are, or does the next instruction write the register anew, with the
 * lower half alone in its eyes? */
RARELY void leave_half(const struct axi_jit_state *s, struct axi_jop *op)
{
	const struct ax_insn *next = insn_at(s, op->next);
	u32 low = s->high, next_op;
	bool a = low >> op->a & 1, b = op->is_imm ? op->imm >= 0 : low >> op->b & 1;

	if (op->kind != AXI_J_ALU || op->wide || is_division(op) || op->first.kind)
		return;
	op->is_half = op->op == AX_AND ? a || b : (op->op == AX_OR || op->op == AX_XOR) && a && b;
	if (op->is_half || op->next >= s->count || !joins(s, op->next) || axi_jit_fact(s, op->next) >> op->dst & 1)
		return;
	next_op = next->opcode & 0xf0;
	op->is_half = op->is_dirty = (next->opcode & 7) == AX_ALU && next->dst == op->dst && next_op != AX_DIV && next_op != AX_MOD &&
				     next_op != AX_END;
}

/* What is known of a division's operands: two numbers of 32 bits may be divided as such. */
static void use_facts(const struct axi_jit_state *s, struct axi_jop *op)
{
	u32 fact = axi_jit_fact(s, op->next - 1), low = fact | s->high, multiplier, shift;
	struct axi_jop narrow = *op;

	op->nonzero = !op->is_imm && fact & AX_FACT_DIVISOR;
	op->exact = !op->is_imm && fact & AX_FACT_QUOTIENT;
	if (!op->wide || op->is_signed || !(low >> op->a & 1))
		return;
	narrow.wide = false;
	if (op->is_imm ? op->imm > 2 && (s->target->multiplies || axi_jit_magic(&narrow, &multiplier, &shift)) :
			 s->target->divides_short && low >> op->b & 1)
		op->wide = false;
}

/* Division by a power of two. */
static void reduce(struct axi_jop *op)
{
	u64 by = op->wide ? (u64)op->imm : (u32)op->imm;

	if (!op->is_imm || op->is_signed || !is_pow2(by) || by > INT32_MAX)
		return;
	if (op->op == AX_DIV) {
		op->op = AX_RSH;
		op->imm = (s64)bit_width(by) - 1;
	} else if (op->op == AX_MOD) {
		op->op = AX_AND;
		op->imm = (s64)by - 1;
	}
}

RARELY void divide(const struct axi_jit_state *s, struct axi_jop *op)
{
	op->several = true;
	use_facts(s, op);
	reduce(op);
}

/* Granlund and Montgomery, "Division by Invariant Integers using Multiplication" (1994), theorem 4.2: with
 * m = ceil(2^(32 + s) / d) and m * d - 2^(32 + s) <= 2^s the quotient is exact.  Only multipliers of 32 bits are taken:
 * then the product of 32-bit numbers fits. */
bool axi_jit_magic(const struct axi_jop *op, u32 *multiplier, u32 *shift)
{
	u64 by = (u32)op->imm;

	if (op->kind != AXI_J_ALU || (op->op != AX_DIV && op->op != AX_MOD) || op->wide || !op->is_imm || op->is_signed || by < 3)
		return false;
	for (u32 s = 0; s < 32; s++) {
		u64 power = (u64)1 << (32 + s), m = (power + by - 1) / by;

		if (m * by - power > (u64)1 << s)
			continue;
		*multiplier = (u32)m;
		*shift = 32 + s;
		return m <= UINT32_MAX;
	}
	return false;
}

/* 2^64 / by, rounded up, is right for every a below 2^32: it is too large by no more than 1, so that the quotient becomes too large by
 * less than 2^-32, and up to the next whole number it is 1 / by or more. */
u64 axi_jit_magic_low(u32 by)
{
	return UINT64_MAX / by + 1;
}

/* 2^(64 + s) / by: its lower 64 bits, and what is left; true when there are more bits. */
static bool power_by(u32 s, u32 by, u64 *quotient, u32 *rest)
{
	u64 r = (u64)1 << s, high = r / by, middle, low;

	r %= by;
	middle = (r << 32) / by;
	r = (r << 32) % by;
	low = (r << 32) / by;
	*rest = (u32)((r << 32) % by);
	*quotient = middle << 32 | low;
	return high;
}

/* Granlund and Montgomery, as above with 64 bits.  An even divisor's factors of two are shifted out before, then the number has
 * fewer bits and the multiplier fits; for the odd ones whose multiplier has 65 bits, figure 4.1. */
void axi_jit_magic64(u32 by, struct axi_magic *out)
{
	u32 twos = 0, log = (u32)bit_width(by - 1), rest;
	u64 m;

	for (;;) {
		for (u32 s = 0; s < 32; s++) {
			bool more = power_by(s, by, &m, &rest);

			if (more || by - rest > (u64)1 << (s + twos))
				continue;
			*out = (struct axi_magic){.multiplier = m + 1, .before = (u8)twos, .after = (u8)s};
			return;
		}
		if (by & 1)
			break;
		twos = (u32)__builtin_ctz(by);
		by >>= twos;
	}
	/* 2^64 * (2^log - by) / by + 1 is the multiplier without its highest bit */
	power_by(log, by, &m, &rest);
	*out = (struct axi_magic){.multiplier = m + 1, .after = (u8)(log - 1), .add = true};
}

/* m = 2^(64 + s) / by + 1 is by * m - 2^(64 + s) = e > 0 parts of 2^(64 + s) too large.  Times |a| <= 2^63 that is no more than
 * 1 / by in the quotient while e <= 2^(s + 1): rounded down it is right for a >= 0, and one too small below.  A multiplier of
 * 64 bits counts as negative: that is a times 2^64 too little. */
void axi_jit_magic_signed(u32 by, struct axi_magic *out)
{
	u32 s = 0, rest;
	u64 m;

	while (power_by(s, by, &m, &rest), by - rest > (u64)2 << s)
		s++;
	*out = (struct axi_magic){.multiplier = m + 1, .after = (u8)s, .add = (m + 1) >> 63};
}

/* What joins, one after the other.  True: there may be a division now. */
RARELY void select_several(struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	u32 slots;

	if (shapes[insn_at(s, at)->opcode].how == AS_MOVE && join_rotate(s, at, op))
		return;
	while ((slots = join(s, op->next, op))) {
		op->next += slots;
		if (s->flags[op->next] & AXI_FLAG_SECOND)
			op->next++;
	}
}

int axi_jit_select(struct axi_jit_state *s, u32 at, struct axi_jop *op)
{
	const struct ax_insn *insn = insn_at(s, at);
	const struct shape *shape = &shapes[insn->opcode];
	bool joined;
	int err = lower(s, shape, at, op);

	if (err)
		return err;
	if (op->kind == AXI_J_EXT)
		drop_extension(s, at, op);
	joined = joins(s, op->next) && shapes[insn_at(s, op->next)->opcode].is & shape->joins;
	if (joined)
		select_several(s, at, op);
	op->live = s->live[op->next - 1];
	if ((joined || shape->how == AS_DIVISION) && is_division(op))
		divide(s, op);
	if (s->copies)
		read_sources(s, op);
	if (s->target->extends)
		leave_half(s, op);
	if (op->first.kind && op->kind != AXI_J_SELECT) /* the constant may stay in the register, or not */
		s->high &= ~(1u << op->first.dst);
	learn(s, op);
	if (s->copies || (op->kind == AXI_J_ALU && op->op == AX_MOV))
		note_copies(s, op);
	return 0;
}
