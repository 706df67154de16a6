/* SPDX-License-Identifier: Apache-2.0
 * gen_memory.c - random accesses: of map values, records, the stack and the context, in bounds and just beyond. */
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

void gen_access(struct gen *g, u32 base, s32 off)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W, AX_DW};
	u32 s = pick(4), r;

	switch (pick(5)) {
	case 0: gen_put(g, AX_ST | AX_MEM | sizes[s], base, 0, off, gen_immediate()); break;
	case 1: gen_put(g, AX_STX | AX_MEM | sizes[s], base, gen_number(g), off, 0); break;
	case 2:
		s = 2 + pick(2);
		gen_put(g, AX_STX | AX_ATOMIC | sizes[s], base, gen_number(g), off & ~7,
		    pick(2) ? AX_ADD | AX_FETCH : pick(2) ? AX_XCHG : pick(2) ? AX_CMPXCHG : AX_XOR);
		break;
	default:
		r = gen_free_reg(g);
		gen_put(g, AX_LDX | (s < 3 && !pick(3) ? AX_MEMSX : AX_MEM) | sizes[s], r, base, off, 0);
		gen_set(g, r, NUMBER, 0);
		break;
	}
}

u32 gen_value_size(const struct gen *g, u32 r)
{
	return g->kind[r] == RECORD ? 24 : fuzz_maps[g->map[r]].value_size;
}

/* Move a copy of a pointer by a bounded number and use it near the end of what it points into. */
void gen_indexed(struct gen *g)
{
	u32 base = gen_reg_of(g, pick(5) ? VALUE : RECORD), r = gen_number(g), to = pick(3) ? 5 : 4;

	if (base == AX_REGS)
		base = gen_reg_of(g, pick(4) ? VALUE : STACK);
	if (base == AX_REGS)
		return;
	gen_bound(g, r);
	if (!pick(3))
		gen_alu(g);
	if (g->kind[r] != NUMBER || r == to || base == to || g->kind[base] < STACK)
		return;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, to, base, 0, 0);
	if (!pick(4))
		gen_put(g, AX_ALU64 | AX_ADD, to, 0, 0, (s32)pick(16) - 8);
	gen_put(g, AX_ALU64 | (pick(5) ? AX_ADD : AX_SUB) | AX_X, to, r, 0, 0);
	gen_set(g, to, NOTHING, 0);
	gen_access(g, to, g->kind[base] == STACK ? -8 * (s32)pick(9) : (s32)pick(gen_value_size(g, base)));
}

void gen_stack_access(struct gen *g)
{
	u32 r, slot = 1 + pick(8);

	switch (pick(4)) {
	case 0: /* spill a pointer, fill it elsewhere */
		r = pick(10);
		if (g->kind[r] == NOTHING)
			return;
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, r, -8 * (s32)slot, 0);
		if (!pick(6))
			gen_access(g, 10, -8 * (s32)slot + (s32)pick(2) * 4);
		u32 to = gen_free_reg(g);

		gen_put(g, AX_LDX | AX_MEM | AX_DW, to, 10, -8 * (s32)slot, 0);
		gen_set(g, to, (enum kind)g->kind[r], g->map[r]);
		break;
	default: gen_access(g, 10, -8 * (s32)slot); break;
	}
}

void gen_plain_access(struct gen *g)
{
	u32 base = gen_reg_of(g, pick(4) ? VALUE : RECORD);

	if (gen_wild())
		base = pick(11);
	if (base < AX_REGS && (g->kind[base] == VALUE || g->kind[base] == RECORD))
		gen_access(g, base, (s32)pick(gen_value_size(g, base) + !pick(20) * 8) & ~(s32)pick(8));
}

/* Fields of the context, right ones and wrong ones. */
void gen_context_access(struct gen *g)
{
	u32 ctx = gen_reg_of(g, CTX);

	if (ctx == AX_REGS)
		return;
	if (!pick(5))
		gen_put(g, (pick(2) ? AX_ST : AX_STX) | AX_MEM | (pick(2) ? AX_W : AX_DW), ctx, 0, 4 * (s32)pick(24), 0);
	else if (g->p->type == AX_PROG_SOCKET_FILTER)
		gen_access(g, ctx, pick(4) ? 48 + 4 * (s32)pick(5) : (s32)pick(100));
	else
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 3, ctx, pick(8) ? 8 * (s32)pick(12) : (s32)pick(110), 0);
}

void gen_direct_value(struct gen *g)
{
	u32 r = 6 + pick(4), map = gen_wild() ? pick(FUZZ_MAPS) : pick(4) ? MAP_ONE : MAP_RO;

	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX_VALUE, 0, (s32)map);
	gen_put(g, 0, 0, 0, 0, pick(3) ? 0 : (s32)pick(24));
	gen_set(g, r, VALUE, map);
}
