/* SPDX-License-Identifier: Apache-2.0
 * gen_more.c - random packets and callbacks: pointers into a packet, compared with its end in all ways, right and wrong ones,
 * moved by numbers and by what the packet says; helpers that move the packet; bpf_loop and bpf_for_each_map_elem. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

/* ---- packets ---- */

/* Two different registers that calls do not keep, and that may be overwritten. */
static bool two(struct gen *g, u32 *a, u32 *b)
{
	*a = 1 + pick(5);
	*b = 1 + (*a + pick(4)) % 5;
	gen_set(g, *a, NOTHING, 0);
	gen_set(g, *b, NOTHING, 0);
	return *a != *b;
}

/* Jump over `skip` instructions unless register t lies before the end: one of the ways to say so, or a wrong one.  Returns the
 * jump. */
static u32 compare(struct gen *g, u32 t, u32 end)
{
	static const u8 ops[] = {AX_JGT, AX_JGE, AX_JGT, AX_JGE, AX_JLT, AX_JLE, AX_JEQ, AX_JNE};
	u32 op = gen_wild() ? ops[pick(ARRAY_LEN(ops))] : AX_JGT;

	if (pick(3)) /* t > end: it does not fit */
		gen_put(g, AX_JMP | AX_X | op, t, end, 0, 0);
	else /* end < t */
		gen_put(g, AX_JMP | AX_X | (op == AX_JGT ? AX_JLT : op == AX_JGE ? AX_JLE : op), end, t, 0, 0);
	return g->p->count - 1;
}

static void land(struct gen *g, u32 jump)
{
	g->p->insn[jump].off = (s16)(g->p->count - jump - 1);
}

static void packet(struct gen *g)
{
	u32 ctx = gen_reg_of(g, CTX), at, end, t = 0, n = pick(40), number = AX_REGS, jump;
	bool meta = !pick(6);

	if (ctx == AX_REGS || !two(g, &at, &end) || ctx == at || ctx == end)
		return;
	gen_has(g, HAS_PACKET);
	gen_put(g, AX_LDX | AX_MEM | AX_W, at, ctx, meta ? 8 : 0, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_W, end, ctx, meta && pick(4) ? 0 : 4, 0);
	if (!pick(3)) {
		number = gen_number(g);
		if (number == at || number == end || g->kind[number] != NUMBER)
			return;
		if (pick(8))
			gen_bound(g, number);
		if (g->kind[at] != NOTHING || g->kind[end] != NOTHING) /* it took one of them */
			return;
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, at, number, 0, 0);
	}
	if (!pick(4))
		gen_put(g, AX_ALU64 | AX_ADD, at, 0, 0, (s32)pick(20));
	for (t = 0; t == at || t == end || t == ctx || g->kind[t] > NUMBER;)
		t = (t + 1) % 10;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, t, at, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, t, 0, 0, (s32)n);
	gen_set(g, t, NOTHING, 0);
	jump = compare(g, t, end);
	if (!pick(12)) { /* the packet moves, and the pointers are stale */
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, at, -8, 0);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, ctx, 0, 0);
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(9) - 4);
		gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_xdp_adjust_head);
		gen_after_call(g, NUMBER, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, at = 3, 10, -8, 0);
	}
	for (u32 i = 1 + pick(3); i; i--) {
		s32 off = (s32)pick(n + 1) - (s32)(pick(3) ? 1u << pick(4) : 0);

		gen_access(g, at, off);
		if (g->kind[at] != NOTHING) /* it was loaded into */
			break;
	}
	land(g, jump);
	for (u32 r = 0; r < 6; r++) /* on one way alone */
		gen_set(g, r, NOTHING, 0);
	gen_set(g, t, NOTHING, 0);
}

/* A walk over parts of the packet by their lengths, or by a constant. */
static void packet_walk(struct gen *g)
{
	u32 ctx = gen_reg_of(g, CTX), head, jump, more = AX_REGS, need = 1 + pick(4);
	bool by_length = pick(3);

	if (ctx == AX_REGS || ctx < 6)
		return;
	gen_has(g, HAS_PACKET_WALK);
	gen_put(g, AX_LDX | AX_MEM | AX_W, 2, ctx, 0, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_W, 3, ctx, 4, 0);
	if (!pick(3))
		gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, (s32)pick(16));
	head = g->p->count;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 4, 2, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 4, 0, 0, (s32)need);
	jump = compare(g, 4, 3);
	gen_put(g, AX_LDX | AX_MEM | AX_B, 5, 2, (s32)(need - !gen_wild()), 0);
	if (by_length) {
		if (pick(4))
			more = pick(2) ? AX_JLT : AX_JLE;
		if (more != AX_REGS) { /* no length, no next part */
			gen_put(g, AX_JMP | more, 5, 0, 0, 1 + (s32)pick(3));
			more = g->p->count - 1;
		} else if (pick(2)) {
			gen_put(g, AX_ALU64 | AX_ADD, 5, 0, 0, (s32)pick(3));
		}
		if (!pick(3)) { /* parts of one byte */
			gen_put(g, AX_JMP | AX_JNE, 5, 0, 2, (s32)pick(9));
			gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, (s32)pick(3));
			gen_put(g, AX_JMP | AX_JA, 0, 0, (s32)head - (s32)g->p->count - 1, 0);
		}
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, 2, 5, 0, 0);
	} else {
		gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, (s32)pick(5));
	}
	gen_put(g, AX_JMP | AX_JA, 0, 0, (s32)head - (s32)g->p->count - 1, 0);
	land(g, jump);
	if (more != AX_REGS)
		land(g, more);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

/* ---- callbacks ---- */

static void load_address(struct gen *g, u32 r, u32 kind, u32 what)
{
	gen_put(g, AX_OP_LDDW, r, kind, 0, (s32)what);
	gen_put(g, 0, 0, 0, 0, 0);
}

void gen_callback(struct gen *g)
{
	static const u8 some[] = {MAP_ARRAY, MAP_HASH, MAP_ONE};
	u32 map = pick(2) ? FUZZ_MAPS : some[pick(ARRAY_LEN(some))], number = gen_number(g);

	bool pointer = !pick(3), value = false;
	u32 base = gen_reg_of(g, VALUE);

	if ((g->in_function && (!g->callback_depth || g->callback_depth > 2)) || g->callbacks == ARRAY_LEN(g->callback))
		return;
	gen_has(g, HAS_CALLBACK);
	if (g->callback_depth)
		gen_has(g, HAS_NESTED);
	for (s32 i = 1; i <= 4; i++)
		if (!gen_wild())
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, gen_immediate());
	if (pointer) {
		gen_has(g, HAS_POINTER_CTX);
		load_address(g, 3, AX_PSEUDO_MAP_IDX_VALUE, MAP_ONE);
		if (pick(2))
			gen_put(g, AX_ALU64 | AX_ADD, 3, 0, 0, (s32)pick(64));
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, 3, -32, 0);
	} else if (base != AX_REGS && base > 5 && !pick(4)) {
		gen_has(g, HAS_POINTER_CTX);
		value = true;
	}
	if (map != FUZZ_MAPS) {
		load_address(g, 1, AX_PSEUDO_MAP_IDX, map);
	} else if (pick(2)) {
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)pick(12));
	} else {
		if (number != 1)
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, number, 0, 0);
		if (pick(3))
			gen_put(g, AX_ALU64 | AX_AND, 1, 0, 0, 15);
	}
	g->callback[g->callbacks].map = map;
	g->callback[g->callbacks].depth = g->callback_depth;
	g->callback[g->callbacks].pointer = pointer;
	g->callback[g->callbacks++].at = g->p->count;
	load_address(g, 2, AX_PSEUDO_FUNC, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 3, value ? base : 10, 0, 0);
	if (!value)
		gen_put(g, AX_ALU64 | AX_ADD, 3, 0, 0, -32);
	gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	gen_put(g, AX_OP_CALL, 0, 0, 0, map == FUZZ_MAPS ? AX_HELPER_loop : AX_HELPER_for_each_map_elem);
	gen_after_call(g, NUMBER, 0);
	if (pointer && pick(2)) {
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 3, 10, -32, 0);
		if (!pick(3))
			gen_put(g, AX_JMP | AX_JEQ, 3, 0, 1, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_B, 4, 3, (s32)pick(64), 0);
	} else if (pick(2)) { /* what it left in the frame, as an index */
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 4, 10, -8 * (1 + (s32)pick(4)), 0);
		gen_set(g, 4, NUMBER, 0);
	}
}

static void body(struct gen *g, u32 n)
{
	u32 map = g->callback[n].map, ctx = map == FUZZ_MAPS ? 2 : map == MAP_TIMER ? 3 : 4, slot = (u32)(8 * pick(4));
	bool timer = map == MAP_TIMER;

	for (u32 r = 0; r < 10; r++)
		gen_set(g, r, NOTHING, 0);
	gen_set(g, 10, STACK, 0);
	g->in_function = true;
	g->callback_depth = g->callback[n].depth + 1;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 6, ctx, 0, 0);
	gen_set(g, 6, VALUE, timer ? MAP_WO : MAP_RO); /* 32 bytes that can be read, and mostly written */
	if (map == FUZZ_MAPS) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 7, 1, 0, 0);
		gen_set(g, 7, NUMBER, 0);
	} else {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 8, 3, 0, 0);
		gen_set(g, 8, VALUE, map);
		gen_put(g, AX_LDX | AX_MEM | AX_W, 7, 2, gen_wild() ? 4 : 0, 0); /* of the key */
		gen_set(g, 7, NUMBER, 0);
		if (!pick(6)) /* the key's address, which is good for this call */
			gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 2, (s32)slot, 0);
	}
	if (g->callback[n].pointer) { /* the pointer that it is given, which may be another one in the next call */
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 9, 6, 0, 0);
		if (gen_wild())
			gen_put(g, AX_JMP | AX_JEQ, 9, 0, 1, 0);
		gen_access(g, 9, (s32)pick(64));
		if (!pick(4)) {
			gen_put(g, gen_jump(), 7, 0, 1, (s32)pick(9));
			gen_put(g, AX_ST | AX_MEM | AX_DW, 6, 0, 0, (s32)pick(2));
		} else if (!pick(4)) {
			gen_put(g, gen_jump(), 7, 0, 3, (s32)pick(9));
			load_address(g, 5, AX_PSEUDO_MAP_IDX_VALUE, pick(2) ? MAP_RO : MAP_ONE);
			gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 5, 0, 0);
		} else if (!pick(4)) {
			gen_put(g, AX_ALU64 | AX_ADD, 9, 0, 0, (s32)pick(9));
			gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 9, 0, 0);
		}
		for (u32 r = 0; r < 6; r++)
			gen_set(g, r, NOTHING, 0);
		if (!slot)
			slot = 8;
	}
	if (timer)
		gen_timer_again(g);
	else if (pick(3)) { /* count in the caller's frame */
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 9, 6, (s32)slot, 0);
		gen_put(g, AX_ALU64 | AX_ADD, 9, 0, 0, 1 + (s32)pick(3));
		if (!pick(3))
			gen_put(g, AX_ALU64 | AX_AND, 9, 0, 0, 31);
		gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 9, (s32)slot, 0);
		gen_set(g, 9, NUMBER, 0);
	}
	g->depth = 2;
	if (fuzz_kfuncs)
		gen_called_back(g);
	if (g->callback_depth < 3 && !pick(4))
		gen_callback(g);
	if (g->callback_depth == 1 || pick(2))
		gen_part(g);
	if (timer && !gen_wild()) {
		gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	} else if (g->kind[7] == NUMBER && pick(2)) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 0, 7, 0, 0);
		gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, gen_wild() ? 2 : 1);
	} else {
		gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, (s32)pick(2));
	}
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

void gen_bodies(struct gen *g)
{
	for (u32 i = 0; i < g->callbacks; i++) {
		g->p->insn[g->callback[i].at].imm = (s32)(g->p->count - g->callback[i].at - 1);
		gen_seed(g, 200 + i);
		body(g, i);
	}
	g->callback_depth = 0;
	gen_seed(g, 250);
	gen_pointer_function(g);
	gen_call_functions(g);
	gen_own_functions(g);
}

/* A part from one of the rooms: half of them from the program's own. */
static void more(struct gen *g)
{
	if (fuzz_own && pick(6)) {
		gen_own(g);
		return;
	}
	switch (pick(2) ? g->theme : pick(7)) {
	case 0:
		if (fuzz_calls) {
			gen_calls(g);
			break;
		} /* fall through */
	case 1:
		if (fuzz_kfuncs) {
			gen_kfuncs(g);
			break;
		} /* fall through */
	case 2: gen_objects(g); break;
	case 3: gen_state(g); break;
	case 4: gen_later(g); break;
	case 5:
		if (g->p->type == AX_PROG_XDP) {
			if (pick(3))
				packet(g);
			else
				packet_walk(g);
			break;
		} /* fall through */
	default: gen_callback(g); break;
	}
}

const struct fuzz_more fuzz_packets_and_callbacks = {more, gen_bodies};
