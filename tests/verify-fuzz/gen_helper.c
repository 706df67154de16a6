/* SPDX-License-Identifier: Apache-2.0
 * gen_helper.c - random calls of helpers: values that may be NULL, and tests of the wrong one, records that must be given back, sizes, arguments
 * used after a call. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

void gen_after_call(struct gen *g, enum kind result, u32 map)
{
	for (u32 i = 0; i < 6; i++)
		gen_set(g, i, NOTHING, 0);
	gen_set(g, 0, result, map);
}

void gen_load_map(struct gen *g, u32 r, u32 map)
{
	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX, 0, (s32)map);
	gen_put(g, 0, 0, 0, 0, 0);
}

static void stack_argument(struct gen *g, u32 r, s32 off)
{
	u32 value = gen_reg_of(g, VALUE);

	if (value != AX_REGS && value > 5 && !pick(5)) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, value, 0, 0);
		gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, (s32)pick(24));
		return;
	}
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, off);
}

void gen_null_check(struct gen *g, u32 r)
{
	u32 how = pick(8);

	if (how == 0 && gen_wild())
		return;
	gen_put(g, AX_JMP | AX_JNE, r, 0, 2, 0);
	gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

void gen_lookup(struct gen *g)
{
	u32 map = gen_wild() ? pick(FUZZ_MAPS) : pick(5), keep = 6 + pick(4);
	s32 slot = map == MAP_HASH ? -16 : -4;

	if (map == MAP_HASH || pick(2))
		gen_put(g, AX_ST | AX_MEM | (map == MAP_HASH ? AX_DW : AX_W), 10, 0, slot, (s32)pick(3));
	stack_argument(g, 2, slot);
	gen_load_map(g, 1, map);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_map_lookup_elem);
	gen_after_call(g, MAYBE_VALUE, map);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	gen_set(g, keep, MAYBE_VALUE, map);
	if (!pick(12)) { /* arithmetic before the test */
		gen_put(g, AX_ALU64 | AX_ADD, keep, 0, 0, (s32)pick(3) * 8);
		gen_set(g, keep, NOTHING, 0);
	}
	if (!pick(4))
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, keep, -8 * (s32)(1 + pick(6)), 0);
	gen_null_check(g, pick(2) ? keep : 0);
	for (u32 r = 0; r < 10; r++)
		if (g->kind[r] == MAYBE_VALUE && g->map[r] == map)
			g->kind[r] = VALUE;
}

/* Look a value up, and keep it without a test in a register that calls do not touch. */
static void untested_lookup(struct gen *g, u32 keep, u32 map)
{
	gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, -4, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, -4);
	gen_load_map(g, 1, map);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_map_lookup_elem);
	gen_after_call(g, MAYBE_VALUE, map);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	gen_set(g, keep, MAYBE_VALUE, map);
}

/* Two values of one map, a test of one of them, or a test that only some ways pass. */
void gen_null_confusion(struct gen *g)
{
	u32 a = 6 + pick(2), b = 8 + pick(2), map = pick(2) ? MAP_ARRAY : MAP_ONE, at;

	untested_lookup(g, a, map);
	if (pick(2))
		untested_lookup(g, b, map);
	else
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, b, a, 0, 0);
	gen_set(g, b, MAYBE_VALUE, map);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	gen_after_call(g, NUMBER, 0);
	switch (pick(6)) {
	case 4: /* the same two, with a block on the other way */
		gen_put(g, gen_jump(), 0, 0, 4, gen_immediate());
		gen_null_check(g, a);
		gen_put(g, AX_JMP | AX_JA, 0, 0, 1, 0);
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		break;
	case 5:
		gen_put(g, gen_jump(), 0, 0, 2, gen_immediate());
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		gen_put(g, AX_JMP | AX_JA, 0, 0, 3, 0);
		gen_null_check(g, a);
		break;
	case 0: /* tested on the way that falls through */
		gen_put(g, gen_jump(), 0, 0, 3, gen_immediate());
		gen_null_check(g, a);
		break;
	case 1: /* tested on the way that jumps */
		gen_put(g, gen_jump(), 0, 0, 1, gen_immediate());
		gen_put(g, AX_JMP | AX_JA, 0, 0, 3, 0);
		gen_null_check(g, a);
		break;
	case 2: /* in the middle of a loop */
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		at = g->p->count;
		gen_put(g, AX_JMP | AX_JEQ, 5, 0, 3, 0);
		gen_null_check(g, a);
		gen_put(g, AX_ALU64 | AX_ADD, 5, 0, 0, 1);
		gen_put(g, AX_JMP | AX_JLT, 5, 0, (s32)at - (s32)g->p->count - 1, 3);
		break;
	default: gen_null_check(g, a); break;
	}
	gen_set(g, a, VALUE, map);
	gen_access(g, pick(2) ? a : b, (s32)pick(16));
	gen_set(g, b, NOTHING, 0);
}

/* A number of small size in the stack, a helper that writes there, or into it by a moved pointer, and its use. */
void gen_overwritten_spill(struct gen *g)
{
	u32 base = gen_reg_of(g, VALUE), r = 6 + pick(4);
	s32 slot = gen_spill_slot();

	if (base < 6 || base == AX_REGS || r == base || g->p->type == AX_PROG_SOCKET_FILTER)
		return;
	gen_fresh_number(g);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, 0, 0, 0);
	if (g->kind[0] != NUMBER)
		gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, (s32)pick(30));
	gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, 15);
	gen_put(g, AX_STX | AX_MEM | (pick(4) ? AX_DW : AX_B), 10, r, slot, 0);
	gen_set(g, r, NUMBER, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, slot - (s32)pick(12));
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 1 + (s32)pick(16));
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_current_comm);
	gen_after_call(g, NOTHING, 0);
	gen_put(g, AX_LDX | AX_MEM | (pick(2) ? AX_DW : AX_B), r, 10, slot, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 5, base, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 5, r, 0, 0);
	gen_access(g, 5, (s32)pick(16));
}

/* An argument register is used after a call. */
void gen_stale_argument(struct gen *g)
{
	u32 base = gen_reg_of(g, VALUE), r = 1 + pick(5);

	if (base < 6 || base == AX_REGS)
		return;
	gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, (s32)pick(8));
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	gen_after_call(g, NUMBER, 0);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, r, base, 0, 0);
	gen_access(g, r, (s32)pick(8));
}

void gen_record(struct gen *g)
{
	u32 keep = 6 + pick(4);

	gen_has(g, HAS_RECORD);
	gen_load_map(g, 1, gen_wild() ? pick(FUZZ_MAPS) : MAP_RING);
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, gen_wild() ? gen_immediate() : 24);
	gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, 0);
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_ringbuf_reserve);
	gen_after_call(g, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	gen_null_check(g, pick(2) ? keep : 0);
	gen_set(g, keep, RECORD, MAP_RING);
	for (u32 i = pick(4); i; i--)
		gen_access(g, keep, (s32)pick(24) & ~(s32)pick(8));
	if (!pick(3))
		gen_indexed(g);
	if (g->kind[keep] != RECORD || gen_wild())
		return;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, keep, 0, 0);
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
	gen_put(g, AX_OP_CALL, 0, 0, 0, pick(2) ? AX_HELPER_ringbuf_submit : AX_HELPER_ringbuf_discard);
	gen_after_call(g, NOTHING, 0);
	if (!gen_wild())
		gen_set(g, keep, NOTHING, 0);
}

/* A helper with memory and its size: the size is a constant or a bounded number. */
void gen_sized_call(struct gen *g)
{
	bool out = g->p->type != AX_PROG_SOCKET_FILTER && pick(2);
	u32 at = out ? 1 : 2, size = at + 1, from = gen_reg_of(g, NUMBER);

	for (s32 i = 1; i <= 8; i++)
		if (pick(20))
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, 0);
	if (from != AX_REGS && pick(2)) {
		gen_bound(g, from);
		if (g->kind[from] != NUMBER)
			return;
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, size, from, 0, 0);
	} else {
		gen_put(g, AX_ALU64 | AX_MOV, size, 0, 0, (s32)pick(66));
	}
	stack_argument(g, at, -8 * (s32)(1 + pick(9)));
	if (!out) {
		gen_load_map(g, 1, gen_wild() ? pick(FUZZ_MAPS) : MAP_RING);
		gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	}
	gen_put(g, AX_OP_CALL, 0, 0, 0, out ? AX_HELPER_get_current_comm : AX_HELPER_ringbuf_output);
	gen_after_call(g, NUMBER, 0);
}

void gen_update(struct gen *g)
{
	u32 map = gen_wild() ? pick(FUZZ_MAPS) : pick(5);

	for (s32 i = 1; i <= 16; i++)
		if (pick(40))
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, (s32)pick(3));
	stack_argument(g, 2, -8 * (s32)(1 + pick(3)));
	stack_argument(g, 3, -8 * (s32)(1 + pick(16)));
	gen_load_map(g, 1, map);
	gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	gen_put(g, AX_OP_CALL, 0, 0, 0, pick(3) ? AX_HELPER_map_update_elem : AX_HELPER_map_delete_elem);
	gen_after_call(g, NUMBER, 0);
}
