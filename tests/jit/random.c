/* SPDX-License-Identifier: Apache-2.0
 * random.c - random programs of the shape that the verifier accepts: both interpreters and the JIT must agree on R0, memory,
 * the budget of back edges, and the sequence of helper calls.
 *
 * A function: every register and 64 bytes of stack are set, r6 is the address of the memory, then random steps.  Calls
 * destroy r1 - r5: they are set again.  Jumps go to random steps of the same function, backward ones end by the budget. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jit_test.h"

enum { MEM_BYTES = 128, STACK_BYTES = 64, STEPS_MAX = 400, FUNCTIONS_MAX = 4 };

static u8 random_memory[MEM_BYTES] __attribute__((aligned(16)));

struct gen {
	u64 state;
	struct ax_insn insns[16384];
	u32 count;
	u32 starts[STEPS_MAX];       /* of the steps of this function */
	u32 jumps[2 * STEPS_MAX][2]; /* instruction, step it goes to */
	u32 jump_count;
	u32 calls[STEPS_MAX][2];     /* instruction, function */
	u32 call_count;
	u32 function, functions, steps;
	bool callbacks, tails, lookups;
	bool asks;                   /* has a may_goto */
	u64 constant;
	u32 unused;                  /* registers that this program does without, as a set */
	bool plain;                  /* r10 is a base only, each slot has one size */
	u32 entry[FUNCTIONS_MAX];
};

static u64 pick(struct gen *g)
{
	g->state ^= g->state >> 12;
	g->state ^= g->state << 25;
	g->state ^= g->state >> 27;
	return g->state * 0x2545f4914f6cdd1du;
}

static u32 below(struct gen *g, u32 n)
{
	return (u32)(pick(g) >> 33) % n;
}

static void add(struct gen *g, u8 opcode, u32 dst, u32 src, s32 off, s32 imm)
{
	g->insns[g->count++] = (struct ax_insn){opcode, (u8)dst, (u8)src, (s16)off, imm};
}

/* A register that may be written: r6 and r10 are addresses. */
static u32 reg(struct gen *g)
{
	static const u8 regs[] = {0, 1, 2, 3, 4, 5, 7, 8, 9};
	u32 r;

	do
		r = regs[below(g, ARRAY_LEN(regs))];
	while (g->unused >> r & 1);
	return r;
}

static s32 number(struct gen *g)
{
	static const s32 edge[] = {0, 1, -1, 2, 3, 5, 7, 8, 9, 127, 128, -128, -129, 255, 256, 0xffff, 0x10000, 4095, 4096,
				   INT32_MAX, INT32_MIN, 1000, 6, 10, 11, 60, 100, 641, 3600, 1000000, 0x7ff, 0x800, -2048, -2049, 0x00ff00ff, 0x0ff0};

	return below(g, 3) ? edge[below(g, ARRAY_LEN(edge))] : (s32)pick(g);
}

static void set(struct gen *g, u32 r)
{
	switch (below(g, 4)) {
	case 0: /* two constants come again and again */
		add(g, AX_OP_LDDW, r, 0, 0, (s32)(below(g, 3) ? g->constant + below(g, 2) : pick(g)));
		add(g, 0, 0, 0, 0, (s32)(g->constant >> 32));
		break;
	case 1: add(g, 0xb4, r, 0, 0, number(g)); break;
	case 2:
		add(g, AX_OP_LDDW, r, 0, 0, number(g));
		add(g, 0, 0, 0, 0, below(g, 2) ? -1 : 0);
		break;
	default: add(g, 0xb7, r, 0, 0, number(g)); break;
	}
}

static void alu(struct gen *g, u32 dst, u32 src)
{
	static const u8 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_NEG, AX_MOD, AX_XOR,
				 AX_MOV, AX_ARSH};
	u8 op = ops[below(g, ARRAY_LEN(ops))], class = below(g, 2) ? AX_ALU64 : AX_ALU;
	bool shift = op == AX_LSH || op == AX_RSH || op == AX_ARSH, division = op == AX_DIV || op == AX_MOD;
	bool by_reg = below(g, 2) && op != AX_NEG;
	s32 off = division && below(g, 2), imm = number(g);

	if (op == AX_MOV && by_reg && below(g, 2)) {
		static const s32 widths[] = {8, 16, 32};

		off = widths[below(g, class == AX_ALU64 ? 3 : 2)];
	}
	if (shift)
		imm = (s32)below(g, class == AX_ALU64 ? 64 : 32);
	if (op == AX_NEG || by_reg)
		imm = 0;
	add(g, class | op | (by_reg ? AX_X : 0), dst, by_reg ? src : 0, off, imm);
}

static void swap(struct gen *g, u32 dst)
{
	static const u8 opcodes[] = {0xd4, 0xdc, 0xd7};

	add(g, opcodes[below(g, 3)], dst, 0, 0, 16 << below(g, 3));
}

/* An address in memory or stack: base register and offset, aligned to `bytes`. */
static u32 place(struct gen *g, u32 bytes, s32 *off)
{
	if (g->plain && (bytes < 4 || below(g, 3))) { /* slots: by turns one of 8 bytes, two of 4 */
		*off = -8 * (s32)(1 + 2 * below(g, STACK_BYTES / 16)) - (bytes == 4 ? 8 : 0);
		if (bytes == 4 && below(g, 2))
			*off += 4;
		if (bytes >= 4)
			return 10;
		*off = (s32)(below(g, MEM_BYTES / bytes) * bytes);
		return 6;
	}
	if (g->plain || below(g, 2)) {
		*off = (s32)(below(g, MEM_BYTES / bytes) * bytes);
		return 6;
	}
	*off = (s32)(below(g, STACK_BYTES / bytes) * bytes) - STACK_BYTES;
	return 10;
}

static const u8 size_of[] = {AX_B, AX_H, AX_W, AX_DW};

static void memory(struct gen *g)
{
	u32 log = below(g, 4), base;
	s32 off;

	base = place(g, 1u << log, &off);
	switch (below(g, 3)) {
	case 0:
		if (log < 3 && below(g, 2))
			add(g, AX_LDX | AX_MEMSX | size_of[log], reg(g), base, off, 0);
		else
			add(g, AX_LDX | AX_MEM | size_of[log], reg(g), base, off, 0);
		break;
	case 1: add(g, AX_ST | AX_MEM | size_of[log], base, 0, off, number(g)); break;
	default: add(g, AX_STX | AX_MEM | size_of[log], base, reg(g), off, 0); break;
	}
}

static void atomic(struct gen *g)
{
	static const s32 ops[] = {0x00, 0x40, 0x50, 0xa0, 0x01, 0x41, 0x51, 0xa1, 0xe1, 0xf1};
	u32 log = 2 + below(g, 2), base, r = reg(g);
	s32 off;
	bool plain = g->plain;

	base = place(g, 1u << log, &off);
	if (plain) {
		base = 6;
		off = (s32)(below(g, MEM_BYTES >> log) << log);
	}
	if (!below(g, 3)) { /* the address in another register, r0 too */
		u32 at = reg(g);

		if (at == r)
			return;
		add(g, 0xbf, at, base, 0, 0);
		add(g, AX_STX | AX_ATOMIC | size_of[log], at, r, off, ops[below(g, ARRAY_LEN(ops) - 1)]);
		set(g, at);
		return;
	}
	add(g, AX_STX | AX_ATOMIC | size_of[log], base, r, off, ops[below(g, ARRAY_LEN(ops))]);
}

/* mov t, a; shifts of both; or */
static void rotate(struct gen *g)
{
	bool wide = below(g, 2), first = below(g, 2), both = below(g, 2);
	u8 class = wide ? AX_ALU64 : AX_ALU;
	u32 a = reg(g), t = reg(g);
	s32 bits = wide ? 64 : 32, k = 1 + (s32)below(g, (u32)bits - 1);
	u8 left = class | AX_LSH, right = class | AX_RSH;

	if (a == t)
		return;
	add(g, class | AX_MOV | AX_X, t, a, 0, 0);
	add(g, first ? left : right, t, 0, 0, k);
	if (!below(g, 3)) { /* of two copies */
		u32 d = reg(g);

		if (d != a && d != t) {
			add(g, class | AX_MOV | AX_X, d, a, 0, 0);
			a = d;
		}
	}
	add(g, first ? right : left, a, 0, 0, bits - k + (below(g, 8) == 0 && k > 1));
	add(g, class | AX_OR | AX_X, both ? t : a, both ? a : t, 0, 0);
	if (below(g, 4))
		set(g, both ? a : t);
}

/* index = r & 15; (index <<= scale); address = base + index; access; the address register is often dead */
static void indexed(struct gen *g)
{
	u32 index = reg(g), at = reg(g), log = below(g, 4), value = reg(g), shift = below(g, 4);
	bool on_stack = below(g, 2) && !g->plain;
	s32 off = on_stack ? -STACK_BYTES : 0;

	if (index == at)
		return;
	if (!below(g, 3)) { /* a table at a constant address */
		u64 base = (uintptr_t)random_memory;

		if (below(g, 2)) {
			add(g, 0xbf, value, index, 0, 0);
			index = value;
		}
		add(g, 0x57, index, 0, 0, 7 >> (shift > 2 ? shift - 2 : 0));
		if (shift)
			add(g, 0x67, index, 0, 0, (s32)shift);
		while (at == index)
			at = reg(g);
		add(g, AX_OP_LDDW, at, 0, 0, (s32)base);
		add(g, 0, 0, 0, 0, (s32)(base >> 32));
		add(g, 0x0f, at, index, 0, 0);
		add(g, AX_LDX | AX_MEM | size_of[log], below(g, 2) ? index : at, at, 0, 0);
		set(g, at);
		if (below(g, 2))
			set(g, index);
		return;
	}
	add(g, below(g, 2) ? 0x57 : 0x54, index, 0, 0, 7 >> (shift > 2 ? shift - 2 : 0));
	if (below(g, 2)) {
		add(g, 0xbf, at, index, 0, 0);
		if (shift)
			add(g, 0x67, at, 0, 0, (s32)shift);
		add(g, 0x0f, at, on_stack ? 10 : 6, 0, 0);
	} else {
		add(g, 0xbf, at, on_stack ? 10 : 6, 0, 0);
		add(g, 0x0f, at, index, 0, 0);
	}
	if (below(g, 4) == 0)
		add(g, 0x07, at, 0, 0, (s32)below(g, 8));
	if (below(g, 2))
		add(g, AX_LDX | AX_MEM | size_of[log], below(g, 2) ? at : value, at, off, 0);
	else if (value != at)
		add(g, AX_STX | AX_MEM | size_of[log], at, value, off, 0);
	else
		add(g, AX_ST | AX_MEM | size_of[log], at, 0, off, number(g));
	set(g, at);
}

static void extend(struct gen *g)
{
	static const s32 bits[] = {32, 48, 56, 31};
	u32 a = reg(g), d = reg(g);
	s32 k = bits[below(g, 4)];

	if (below(g, 2))
		add(g, below(g, 2) ? 0xbf : 0xbc, d, a, 0, 0);
	add(g, 0x67, d, 0, 0, k);
	add(g, below(g, 2) ? 0x77 : 0xc7, d, 0, 0, k);
}

static u8 condition(struct gen *g)
{
	static const u8 conditions[] = {AX_JEQ, AX_JGT, AX_JGE, AX_JSET, AX_JNE, AX_JSGT, AX_JSGE, AX_JLT, AX_JLE, AX_JSLT,
					AX_JSLE};

	return conditions[below(g, ARRAY_LEN(conditions))] | (below(g, 2) ? AX_JMP : AX_JMP32);
}

static void compare(struct gen *g, s32 off)
{
	bool by_reg = below(g, 2);

	add(g, condition(g) | (by_reg ? AX_X : 0), reg(g), by_reg ? reg(g) : 0, off, by_reg ? 0 : number(g));
}

/* What stands behind a branch around it: a move, or arithmetic. */
static void select_of(struct gen *g)
{
	switch (below(g, 4)) {
	case 0: add(g, below(g, 2) ? 0xb4 : 0xb7, reg(g), 0, 0, number(g)); break;
	case 1: alu(g, reg(g), reg(g)); break;
	default: add(g, below(g, 2) ? 0xbf : 0xbc, reg(g), reg(g), 0, 0); break;
	}
}

static void jump(struct gen *g)
{
	u32 to = below(g, g->functions ? 8 : 4) ? g->steps : 0; /* forward, mostly */
	bool asks;

	switch (below(g, 4)) {
	case 0: /* a select */
		compare(g, 1);
		select_of(g);
		return;
	case 1:
		if (below(g, 2)) { /* a jump to where the jump behind the next instruction goes */
			compare(g, 0);
			g->jumps[g->jump_count][0] = g->count - 1;
			g->jumps[g->jump_count++][1] = to = to ? to + 1 + below(g, 12) : below(g, g->steps + 1);
			select_of(g);
			add(g, AX_JMP | AX_JA, 0, 0, 0, 0);
			g->jumps[g->jump_count][0] = g->count - 1;
			g->jumps[g->jump_count++][1] = to;
			return;
		}
		compare(g, 1); /* around a jump */
		/* fall through */
	case 2:
		asks = !below(g, 4);
		add(g, asks ? AX_OP_MAY_GOTO : AX_JMP | AX_JA, 0, 0, 0, 0);
		g->asks |= asks;
		break;
	default: compare(g, 0); break;
	}
	g->jumps[g->jump_count][0] = g->count - 1;
	g->jumps[g->jump_count++][1] = to ? to + 1 + below(g, 12) : below(g, g->steps + 1);
}

static void call(struct gen *g)
{
	bool again = g->callbacks && below(g, 2);

	if (g->function + 1 < g->functions && below(g, 2)) {
		add(g, 0xbf, again ? 2 : 1, 6, 0, 0);
		g->calls[g->call_count][0] = g->count;
		g->calls[g->call_count++][1] = g->function + 1 + below(g, g->functions - g->function - 1);
		if (again) {
			add(g, AX_OP_LDDW, 1, AX_PSEUDO_FUNC, 0, 0);
			add(g, 0, 0, 0, 0, 0);
			add(g, AX_OP_CALL, 0, 0, 0, 2);
		} else {
			add(g, AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
		}
	} else if (g->tails && !below(g, 3)) { /* to this program's beginning, or to nowhere */
		add(g, 0xbf, 1, 6, 0, 0);
		add(g, 0xb7, 3, 0, 0, below(g, 4) ? 0 : 1);
		add(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_tail_call);
		set(g, 0);
	} else {
		add(g, AX_OP_CALL, 0, 0, 0, below(g, 3) ? 1 : AX_HELPER_get_smp_processor_id);
	}
	for (u32 r = 1; r <= 5; r++)
		set(g, r);
}

/* The key of a lookup at [r10 + off]: a constant, or a register, sometimes with a known bound; and what may come between it and the call
 * so that the register or the memory has something else then. */
static void key_of(struct gen *g, s32 off)
{
	u32 from = below(g, 2) ? 7 + below(g, 3) : reg(g), pointer = reg(g);
	s32 bound = (s32)below(g, below(g, 2) ? 20 : 200); /* the arrays have 4 to 96 values */

	if (!below(g, 4)) {
		add(g, AX_ST | AX_MEM | AX_W, 10, 0, off, (s32)below(g, below(g, 4) ? 20 : 200) - !below(g, 9));
	} else {
		switch (below(g, 5)) {
		case 0: add(g, (below(g, 2) ? AX_ALU64 : AX_ALU) | AX_AND | AX_K, from, 0, 0, below(g, 9) ? bound : number(g)); break;
		case 1: add(g, AX_LDX | AX_MEM | size_of[below(g, 4)], from, 6, 8 * (s32)below(g, 8), 0); break;
		case 2: add(g, AX_ALU | AX_RSH | AX_K, from, 0, 0, (s32)(26 + below(g, 6))); break;
		case 3: add(g, (below(g, 2) ? AX_ALU64 : AX_ALU) | AX_MOD | AX_K, from, 0, 0, bound); break;
		default: add(g, (below(g, 2) ? AX_ALU64 : AX_ALU) | AX_MOV | AX_K, from, 0, 0, (s32)below(g, 20) - 1); break;
		}
		if (!below(g, 6))
			add(g, AX_LDX | AX_MEM | AX_B, from, 6, (s32)below(g, 8), 0);
		add(g, AX_STX | AX_MEM | (below(g, 4) ? AX_W : AX_DW), 10, from, off, 0);
		if (!below(g, 4))
			alu(g, from, reg(g));
	}
	if (!below(g, 4)) { /* beside it, or into it */
		u32 log = below(g, 4);

		add(g, AX_ST | AX_MEM | size_of[log], 10, 0, (off - 8 + (s32)below(g, 16)) & -(1 << log), (s32)below(g, 20));
	}
	if (!below(g, 8)) { /* by another name */
		add(g, 0xbf, pointer, 10, 0, 0);
		add(g, AX_ST | AX_MEM | AX_W, pointer, 0, off, (s32)below(g, 20));
		set(g, pointer);
	}
	if (!below(g, 8))
		memory(g);
	if (!below(g, 8))
		add(g, AX_JMP | AX_JEQ | AX_K, reg(g), 0, 1, number(g)), add(g, AX_ST | AX_MEM | AX_W, 10, 0, off, (s32)below(g, 20));
}

/* A lookup in an array map, its null check (or none), and a use of the value. */
static void lookup(struct gen *g)
{
	u32 map = below(g, 3) ? below(g, JIT_ARRAYS) : JIT_ARRAYS;
	bool known = map < JIT_ARRAYS;

	if (known)
		key_of(g, -16);
	else
		add(g, AX_ST | AX_MEM | AX_W, 10, 0, -16, (s32)below(g, 200));
	if (below(g, 2)) {
		add(g, 0xbf, 2, 10, 0, 0);
		add(g, 0x07, 2, 0, 0, -16);
	}
	add(g, AX_OP_LDDW, 1, 0, 0, (s32)((u32)JIT_MAP + map));
	add(g, 0, 0, 0, 0, JIT_MAP >> 32);
	if (below(g, 2))
		alu(g, 7 + below(g, 3), 7 + below(g, 3));
	add(g, 0xbf, 2, 10, 0, 0);
	add(g, 0x07, 2, 0, 0, -16);
	if (!known)
		set(g, 2);
	add(g, AX_OP_CALL, 0, 0, 0, 1);
	for (u32 r = 1; r <= 5; r++)
		set(g, r);
	if (!known) {
		if (!below(g, 4))
			set(g, 0);
		else
			add(g, 0x0f, 7 + below(g, 3), 0, 0, 0); /* all 64 bits of the status are read */
		return;
	}
	if (below(g, 4)) {
		add(g, AX_JMP | AX_JEQ, 0, 0, 2, 0);
		add(g, AX_LDX | AX_MEM | AX_B, 7, 0, 0, 0);
		add(g, AX_ST | AX_MEM | AX_B, 0, 0, 0, number(g));
	}
	if (below(g, 2))
		set(g, 0);
}

/* The same with the check right behind the call. */
static void lookup_checked(struct gen *g)
{
	key_of(g, -16);
	add(g, 0xbf, 2, 10, 0, 0);
	add(g, 0x07, 2, 0, 0, -16);
	add(g, AX_OP_LDDW, 1, 0, 0, (s32)((u32)JIT_MAP + below(g, JIT_ARRAYS)));
	add(g, 0, 0, 0, 0, JIT_MAP >> 32);
	add(g, AX_OP_CALL, 0, 0, 0, 1);
	if (below(g, 2)) {
		add(g, AX_JMP | AX_JEQ, 0, 0, 2, 0);
		add(g, AX_LDX | AX_MEM | AX_B, 8, 0, 0, 0);
		add(g, AX_STX | AX_MEM | AX_B, 0, 8, 0, 0);
	} else {
		add(g, AX_JMP | AX_JNE, 0, 0, 1, 0);
		add(g, AX_JMP | AX_JA, 0, 0, 1, 0);
		add(g, AX_ST | AX_MEM | AX_B, 0, 0, 0, number(g));
	}
	for (u32 r = 1; r <= 5; r++)
		set(g, r);
}

/* A number in memory, read in pieces of 1 or 2 bytes in any order; now and then it is none, or a piece is read afterwards. */
static void pieces(struct gen *g)
{
	u32 log = below(g, 3) ? 0 : 1, count = 2u << below(g, 3), whole = reg(g), piece = reg(g), start = below(g, 8), turned = below(g, 2);
	u8 width = below(g, 3) ? AX_ALU64 : AX_ALU;
	s32 off = (s32)below(g, (MEM_BYTES >> log) - count) << log;

	if (whole == piece)
		return;
	for (u32 i = 0; i < count; i++) {
		u32 n = (i + start) % count, lane = turned ? count - 1 - n : n, to = i ? piece : whole;

		if (!below(g, 40))
			alu(g, reg(g), reg(g));
		if (!below(g, 60))
			memory(g);
		add(g, AX_LDX | AX_MEM | size_of[log], to, 6, off + (s32)((n ^ !below(g, 50)) << log), 0);
		if (lane)
			add(g, width | AX_LSH, to, 0, 0, (s32)((lane << log) * 8) & (width == AX_ALU ? 31 : 63));
		if (i)
			add(g, width | AX_OR | AX_X, whole, piece, 0, 0);
	}
	if (below(g, 4))
		set(g, piece);
}

static void step(struct gen *g)
{
	u32 kind = below(g, 44);

	if (kind < 16)
		alu(g, reg(g), reg(g));
	else if (kind < 18)
		swap(g, reg(g));
	else if (kind < 25)
		memory(g);
	else if (kind < 27)
		atomic(g);
	else if (kind < 29)
		rotate(g);
	else if (kind < 31)
		indexed(g);
	else if (kind < 32)
		extend(g);
	else if (kind < 33)
		set(g, reg(g));
	else if (kind < 34 && g->functions)
		call(g);
	else if (kind >= 42)
		pieces(g);
	else if (kind >= 40 && g->lookups)
		below(g, 2) ? lookup(g) : lookup_checked(g);
	else
		jump(g);
}

static void function(struct gen *g)
{
	u32 steps = 1 + below(g, below(g, 8) ? 40 : STEPS_MAX - 20);

	g->entry[g->function] = g->count;
	g->jump_count = 0;
	add(g, 0xbf, 6, 1, 0, 0);
	for (s32 off = -STACK_BYTES; off < 0; off += 8) {
		bool words = g->plain && off % 16 == 0;

		add(g, words ? 0x62 : 0x7a, 10, 0, off, number(g));
		if (words)
			add(g, 0x62, 10, 0, off + 4, number(g));
	}
	for (u32 r = 0; r <= 9; r++)
		if (r != 6 && !(g->unused >> r & 1))
			set(g, r);
	for (g->steps = 0; g->steps < steps; g->steps++) {
		g->starts[g->steps] = g->count;
		step(g);
	}
	g->starts[steps] = g->count;
	if (!below(g, 3)) /* an early exit, jumped over */
		add(g, 0x1d, reg(g), reg(g), 1, 0), add(g, AX_OP_EXIT, 0, 0, 0, 0);
	add(g, 0x0f, 0, reg(g), 0, 0);
	add(g, AX_OP_EXIT, 0, 0, 0, 0);
	for (u32 i = 0; i < g->jump_count; i++) {
		u32 to = g->jumps[i][1] > steps ? steps : g->jumps[i][1];

		g->insns[g->jumps[i][0]].off = (s16)((s32)g->starts[to] - (s32)g->jumps[i][0] - 1);
	}
}

static void generate(struct gen *g, u64 seed)
{
	g->state = seed * 0x9e3779b97f4a7c15u | 1;
	g->count = g->call_count = 0;
	for (u32 i = 0; i < 4; i++)
		pick(g);
	g->functions = below(g, 2) ? 1 + below(g, FUNCTIONS_MAX) : 0; /* 0: neither local calls nor helpers */
	g->callbacks = below(g, 2);
	g->tails = !below(g, 3);
	g->lookups = below(g, 2);
	g->plain = below(g, 2);
	g->asks = false;
	g->unused = 0;
	g->constant = below(g, 2) ? pick(g) : pick(g) >> 32;
	if (!g->functions && below(g, 4)) { /* registers to spare */
		g->lookups = false;
		g->unused = (u32)pick(g) & (u32)pick(g) & 0x3be;
	}
	if (g->plain)
		g->lookups = false;
	for (g->function = 0; !g->function || g->function < g->functions; g->function++)
		function(g);
	for (u32 i = 0; i < g->call_count; i++)
		g->insns[g->calls[i][0]].imm = (s32)(g->entry[g->calls[i][1]] - g->calls[i][0]) - 1;
}

struct outcome {
	u64 result, trace;
	u32 back_edges;
	bool stopped;
	u8 mem[MEM_BYTES] __attribute__((aligned(16)));
	u8 arrays[JIT_ARRAYS][JIT_ARRAY_BYTES];
};

/* What runs a program; generated code of any kind is an axi_jit_fn. */
enum way { INTERP, CHECKED, CODE };

static bool memory_allowed(void *arg, u64 address, u32 bytes, bool write)
{
	u64 in_memory = address - (uintptr_t)random_memory, in_arrays = address - (uintptr_t)jit_arrays;

	return (in_memory < MEM_BYTES && bytes <= MEM_BYTES - in_memory) ||
	       (in_arrays < sizeof(jit_arrays) && bytes <= sizeof(jit_arrays) - in_arrays);
}

static void run_one(struct gen *g, enum way way, void *code, u32 budget, struct outcome *out)
{
	struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .cpu = JIT_CPU, .back_edges = budget};
	struct axi_monitor monitor = {.memory = memory_allowed};
	u8 *mem = random_memory;

	for (u32 i = 0; i < MEM_BYTES; i++)
		mem[i] = (u8)(i * 37 + budget);
	memset(jit_arrays, 0x5a, sizeof(jit_arrays));
	jit_helper_trace = 1;
	jit_programs[0] = (struct axi_entry){.insns = g->insns, .count = g->count, .code = code, .back_edges = budget / 2};
	run.stopped = true; /* each engine clears it */
	if (way == INTERP)
		out->result = axi_interp(g->insns, &run, (uintptr_t)mem, MEM_BYTES);
	else if (way == CHECKED)
		out->result = axi_interp_checked(g->insns, g->count, &run, (uintptr_t)mem, MEM_BYTES, &monitor);
	else
		out->result = jit_run(&(struct jit_code){.at = code}, (uintptr_t)mem, MEM_BYTES, &run);
	out->trace = jit_helper_trace;
	out->back_edges = run.back_edges;
	out->stopped = run.stopped;
	memcpy(out->mem, mem, MEM_BYTES);
	memcpy(out->arrays, jit_arrays, sizeof(jit_arrays));
}

static void dump(const struct gen *g)
{
	for (u32 at = 0; at < g->count;) {
		char text[128];
		int slots = ax_insn_disasm(g->insns, g->count, at, text, sizeof(text));

		printf("# %u: %s\n", at, text);
		at += (u32)slots;
	}
}

/* Do both say the same?  If not: the program, and what differs. */
static bool agree(const struct gen *g, u64 seed, const char *who, const struct outcome *want, const struct outcome *got)
{
	if (want->result == got->result && want->back_edges == got->back_edges && want->stopped == got->stopped &&
	    want->trace == got->trace && !memcmp(want->mem, got->mem, MEM_BYTES) &&
	    !memcmp(want->arrays, got->arrays, sizeof(want->arrays)))
		return true;
	dump(g);
	printf("FAIL jit.random seed %llu, %s: r0 0x%llx/0x%llx back edges %u/%u stopped %d/%d helpers %d memory %d\n",
	       (unsigned long long)seed, who, (unsigned long long)want->result, (unsigned long long)got->result,
	       want->back_edges, got->back_edges, want->stopped, got->stopped, want->trace == got->trace,
	       !memcmp(want->mem, got->mem, MEM_BYTES));
	return false;
}

/* Few back edges; of programs that ask how many are left, also about as many as they ask for. */
static u32 budget_of(struct gen *g)
{
	return below(g, 100) + (g->asks && !below(g, 4) ? AX_MAY_GOTO_LEFT - 50 : 0);
}

static int check(struct gen *g, u64 seed)
{
	struct jit_code code;
	struct outcome want, got;
	u32 budget;
	bool good;
	int err;

	generate(g, seed);
	budget = budget_of(g);
	jit_checked = g->asks;
	err = jit_compile(g->insns, g->count, false, &code);
	jit_checked = false;
	if (err) {
		printf("FAIL jit.random seed %llu: axi_jit says %s\n", (unsigned long long)seed, ax_status_name(err));
		return 1;
	}
	run_one(g, INTERP, NULL, budget, &want);
	run_one(g, CODE, code.at, budget, &got);
	jit_free(&code);
	good = agree(g, seed, "machine code", &want, &got);
	if (good && !g->asks) { /* which only verified programs may */
		run_one(g, CHECKED, NULL, budget, &got);
		good = agree(g, seed, "the checked interpreter", &want, &got);
	}
	return !good;
}

int jit_random(u32 programs, u64 seed, u32 seconds)
{
	static struct gen g;
	time_t end = time(NULL) + seconds;
	u64 first = seed;
	int failed = 0;

	for (u32 i = 0; (i < programs || (seconds && time(NULL) < end)) && failed < 3; i++)
		failed += check(&g, seed++);
	if (!failed)
		printf("ok jit.random %llu programs from seed %llu: the interpreters and the JIT agree\n",
		       (unsigned long long)(seed - first), (unsigned long long)first);
	return failed;
}

const struct ax_insn *jit_random_program(u64 seed, u32 *count)
{
	static struct gen g;

	generate(&g, seed);
	*count = g.count;
	return g.insns;
}

int jit_random_check(u64 seed, void *code, const char *who)
{
	static struct gen g;
	struct outcome want, got;
	u32 budget;

	generate(&g, seed);
	budget = budget_of(&g);
	run_one(&g, INTERP, NULL, budget, &want);
	run_one(&g, CODE, code, budget, &got);
	return !agree(&g, seed, who, &want, &got);
}
