/* SPDX-License-Identifier: Apache-2.0
 * gen_number.c - random arithmetic, comparisons, and the ways in which compilers make a number small and verifiers get it wrong. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

void gen_fresh_number(struct gen *g)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W, AX_DW};
	u32 r = gen_free_reg(g), ctx = gen_reg_of(g, CTX), value = gen_reg_of(g, VALUE), s = pick(4);

	if (ctx != AX_REGS && pick(2)) {
		if (g->p->type == AX_PROG_XDP)
			gen_put(g, AX_LDX | AX_MEM | AX_W, r, ctx, (s32)(4 * pick(2)) + 12, 0);
		else if (g->p->type == AX_PROG_SOCKET_FILTER)
			gen_put(g, AX_LDX | AX_MEM | AX_W, r, ctx, (s32)(4 * pick(5)) + 48, 0);
		else
			gen_put(g, AX_LDX | AX_MEM | AX_DW, r, ctx, (s32)(8 * pick(12)), 0);
	} else if (value != AX_REGS && g->map[value] != MAP_WO && pick(3)) {
		gen_put(g, AX_LDX | (s < 3 && !pick(3) ? AX_MEMSX : AX_MEM) | sizes[s], r, value, (s32)(8 * pick(3)), 0);
	} else {
		gen_put(g, AX_OP_CALL, 0, 0, 0, pick(2) ? AX_HELPER_get_prandom_u32 : AX_HELPER_ktime_get_ns);
		for (u32 i = 0; i < 6; i++)
			gen_set(g, i, NOTHING, 0);
		r = 0;
	}
	gen_set(g, r, NUMBER, 0);
}

void gen_alu(struct gen *g)
{
	static const u8 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_NEG, AX_MOD, AX_XOR,
				 AX_MOV, AX_ARSH, AX_MOV, AX_ADD, AX_AND, AX_END, AX_RSH, AX_ARSH};
	u32 op = ops[pick(ARRAY_LEN(ops))], class = pick(2) ? AX_ALU64 : AX_ALU, dst = gen_number(g), off = 0;
	s32 imm = gen_immediate();

	if (op == AX_NEG) {
		gen_put(g, class | op, dst, 0, 0, 0);
	} else if (op == AX_END) {
		gen_put(g, class | op | (class == AX_ALU ? pick(2) * AX_X : 0), dst, 0, 0, 16 << pick(3));
	} else if (pick(2)) {
		if (op == AX_MOV && !pick(3))
			off = class == AX_ALU64 ? 8u << pick(3) : 8u << pick(2);
		if (op == AX_DIV || op == AX_MOD)
			off = pick(2);
		u32 src = gen_number(g);

		if (op == AX_MOV)
			dst = gen_free_reg(g);
		gen_put(g, class | op | AX_X, dst, src, (s32)off, 0);
		if (op == AX_MOV)
			gen_set(g, dst, NUMBER, 0);
	} else {
		if (op == AX_DIV || op == AX_MOD)
			off = pick(2), imm = imm ? imm : 3;
		if (op == AX_LSH || op == AX_RSH || op == AX_ARSH)
			imm &= class == AX_ALU64 ? 63 : 31;
		gen_put(g, class | op, dst, 0, (s32)off, imm);
	}
}

u32 gen_jump(void)
{
	static const u8 ops[] = {AX_JEQ, AX_JNE, AX_JGT, AX_JGE, AX_JLT, AX_JLE, AX_JSGT, AX_JSGE, AX_JSLT, AX_JSLE, AX_JSET};

	return ops[pick(ARRAY_LEN(ops))] | (pick(2) ? AX_JMP : AX_JMP32);
}

/* Leave the program (or function) when "r op imm" holds. */
void gen_guard(struct gen *g, u32 code, u32 r, s32 imm)
{
	gen_put(g, code, r, 0, 1, imm);
	gen_put(g, AX_JMP | AX_JA, 0, 0, 2, 0);
	gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

s32 gen_spill_slot(void)
{
	return -8 * (s32)(1 + pick(4));
}

/* Make a number small, in one of the ways that compilers use and verifiers get wrong. */
void gen_bound(struct gen *g, u32 r)
{
	s32 limit = pick(3) ? (s32)pick(64) : 1 << pick(7);
	u32 other = gen_free_reg(g), wide = pick(2) ? AX_JMP : AX_JMP32;
	u32 size = pick(4) ? AX_DW : AX_W;
	s32 slot = gen_spill_slot();

	switch (pick(11)) {
	case 0: gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, r, 0, 0, limit); break;
	case 1: gen_guard(g, wide | AX_JGT, r, limit); break;
	case 2: /* both ends, signed */
		gen_guard(g, wide | AX_JSGT, r, limit);
		if (!gen_wild())
			gen_guard(g, (pick(6) ? wide : AX_JMP) | AX_JSLT, r, pick(4) ? 0 : -(s32)pick(9));
		break;
	case 3: /* through a copy */
		gen_put(g, (pick(3) ? AX_ALU64 : AX_ALU) | AX_MOV | AX_X, other, r, 0, 0);
		gen_set(g, other, NUMBER, 0);
		if (!pick(3))
			gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_ADD, other, 0, 0, gen_immediate());
		gen_guard(g, wide | AX_JGE, pick(2) ? other : r, limit + 1);
		break;
	case 4: /* through a spill, perhaps a part of it, or of half a slot */
		if (!pick(3))
			slot += 4, size = AX_W;
		if (size == AX_W && pick(2))
			gen_put(g, AX_ALU | AX_MOV | AX_X, r, r, 0, 0);
		gen_put(g, AX_STX | AX_MEM | size, 10, r, slot, 0);
		gen_guard(g, wide | AX_JGT, r, limit);
		if (!pick(4))
			gen_put(g, AX_ST | AX_MEM | AX_B, 10, 0, (slot & ~7) + (s32)pick(8), gen_immediate());
		if (!pick(4))
			gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, (slot & ~7) + (s32)(4 * pick(2)), gen_immediate());
		gen_put(g, AX_LDX | AX_MEM | (slot & 4 || !pick(4) ? AX_W : AX_DW), r, 10, pick(8) ? slot : slot ^ 4, 0);
		break;
	case 5: gen_put(g, AX_ALU64 | AX_MOD, r, 0, (s32)!pick(3), limit ? limit : 5); break;
	case 6: gen_put(g, AX_ALU64 | AX_RSH, r, 0, 0, 58 + (s32)pick(6)); break;
	case 7: /* 32-bit shift pair */
		gen_put(g, AX_ALU64 | AX_LSH, r, 0, 0, 32);
		gen_put(g, AX_ALU64 | (pick(2) ? AX_ARSH : AX_RSH), r, 0, 0, 32);
		gen_guard(g, wide | (pick(2) ? AX_JSGT : AX_JGT), r, limit);
		break;
	case 8: /* a bound in a register */
		gen_put(g, AX_ALU64 | AX_MOV, other, 0, 0, limit);
		gen_set(g, other, NUMBER, 0);
		gen_put(g, wide | AX_X | (pick(2) ? AX_JLT : AX_JSLE), r, other, 2, 0);
		gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
		break;
	case 9: /* equal to something small */
		gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, 7);
		gen_put(g, AX_ALU64 | AX_MUL, r, 0, 0, 1 + (s32)pick(9));
		break;
	default: /* a jump of one kind, then one of the other */
		gen_guard(g, gen_jump(), r, limit);
		gen_guard(g, wide | AX_JGT, r, limit);
		break;
	}
}
