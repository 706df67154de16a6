/* SPDX-License-Identifier: Apache-2.0
 * gen_loop.c - random branches and loops: counters, walks of pointers, sums, numbers that move by no constant. */
#include <string.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

void gen_branch(struct gen *g)
{
	u8 kind[AX_REGS], map[AX_REGS], other_kind[AX_REGS], other_map[AX_REGS];
	u32 at, skip;

	if (pick(2))
		gen_put(g, gen_jump(), gen_number(g), 0, 0, gen_immediate());
	else
		gen_put(g, gen_jump() | AX_X, gen_number(g), gen_number(g), 0, 0);
	at = g->p->count - 1;
	memcpy(other_kind, g->kind, sizeof(kind));
	memcpy(other_map, g->map, sizeof(map));
	gen_part(g);
	skip = g->p->count;
	if (pick(2)) {
		memcpy(kind, g->kind, sizeof(kind));
		memcpy(map, g->map, sizeof(map));
		memcpy(g->kind, other_kind, sizeof(kind));
		memcpy(g->map, other_map, sizeof(map));
		gen_put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
		g->p->insn[at].off = (s16)(g->p->count - at - 1);
		gen_part(g);
		g->p->insn[skip].off = (s16)(g->p->count - skip - 1);
		memcpy(other_kind, kind, sizeof(kind));
		memcpy(other_map, map, sizeof(map));
	} else {
		g->p->insn[at].off = (s16)(g->p->count - at - 1);
	}
	for (u32 r = 0; r < AX_REGS; r++) /* what both ways agree on */
		if (g->kind[r] != other_kind[r] || g->map[r] != other_map[r])
			gen_set(g, r, g->kind[r] && other_kind[r] && gen_wild() ? (enum kind)g->kind[r] : NOTHING, g->map[r]);
}

/* A number of one to five bits is added to a sum, or taken off, perhaps on one path only. */
static void add_to_sum(struct gen *g, u32 sum, s32 most)
{
	u32 wide = pick(3) ? AX_ALU64 : AX_ALU, op = pick(6) ? AX_ADD : AX_SUB;

	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	for (u32 i = 0; i < 6; i++)
		gen_set(g, i, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, most);
	if (!pick(3))
		gen_put(g, AX_JMP | AX_JEQ, 0, 0, 1 + (s32)pick(2), (s32)pick(3));
	if (pick(3)) {
		gen_put(g, wide | op | AX_X, sum, 0, 0, 0);
	} else { /* the other way round */
		gen_put(g, wide | op | AX_X, 0, sum, 0, 0);
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_MOV | AX_X, sum, 0, 0, 0);
	}
	if (!pick(4))
		gen_put(g, wide | AX_ADD, sum, 0, 0, (s32)pick(3));
}

/* How far a pointer walks: so many bytes, or as many as a number says. */
static void walk_end(struct gen *g, u32 end, u32 pointer)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, end, pointer, 0, 0);
	if (pick(2)) {
		gen_put(g, AX_ALU64 | AX_ADD, end, 0, 0, (s32)pick(40));
		return;
	}
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	for (u32 i = 0; i < 6; i++)
		gen_set(g, i, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, pick(2) ? 31 : 28);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, end, 0, 0, 0);
}

void gen_loop(struct gen *g)
{
	u32 end = AX_REGS, sum = 6 + pick(4);
	s32 most = (1 << (1 + pick(3))) - 1, rounds;
	u32 counter = 6 + pick(4), wide = pick(2) ? AX_ALU64 : AX_ALU, at, pointer = gen_reg_of(g, VALUE), moved = AX_REGS;
	s32 step = pick(3) ? 1 : 1 + (s32)pick(4), to = (s32)(1 + pick(12)) * step;
	s32 home = pick(4) ? 0 : -4 * (s32)(1 + pick(8));
	bool down = !pick(3);

	if (g->kind[counter] > NUMBER)
		return;
	gen_has(g, HAS_LOOP);
	gen_put(g, AX_ALU64 | AX_MOV, counter, 0, 0, down ? to : 0);
	gen_set(g, counter, NUMBER, 0);
	rounds = to / step;
	if (sum == counter || sum == pointer || g->kind[sum] > NUMBER || pick(3))
		sum = AX_REGS;
	else
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_MOV, sum, 0, 0, pick(3) ? 0 : pick(3) ? 16 : -3);
	if (pointer != AX_REGS && !pick(3)) { /* a pointer walks along */
		moved = 6 + pick(4);
		if (moved == counter || moved == pointer || moved == sum || g->kind[moved] > NUMBER)
			moved = AX_REGS;
		else
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, moved, pointer, 0, 0);
	}
	if (moved != AX_REGS && pick(2)) { /* ... up to an end */
		end = 6 + pick(4);
		if (end == counter || end == pointer || end == moved || end == sum || g->kind[end] > NUMBER)
			end = AX_REGS;
		else
			walk_end(g, end, pointer);
	}
	at = g->p->count;
	if (home)
		gen_put(g, AX_STX | AX_MEM | AX_W, 10, counter, home, 0);
	if (pick(2)) {
		gen_part(g);
	} else if (pointer != AX_REGS && g->map[pointer] != MAP_WO) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 4, pointer, 0, 0);
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, 4, counter, 0, 0);
		gen_set(g, 4, NOTHING, 0);
		gen_access(g, 4, (s32)pick(gen_value_size(g, pointer)));
	}
	if (sum != AX_REGS) {
		gen_set(g, sum, NUMBER, 0);
		add_to_sum(g, sum, most);
	}
	if (moved != AX_REGS) {
		gen_put(g, AX_LDX | AX_MEM | AX_B, 3, moved, (s32)pick(8), 0);
		gen_put(g, AX_ALU64 | AX_ADD, moved, 0, 0, 1 + (s32)pick(4));
		gen_set(g, moved, NOTHING, 0);
		gen_set(g, 3, NUMBER, 0);
	}
	if (g->kind[counter] != NUMBER)
		return;
	if (end != AX_REGS) {
		gen_put(g, AX_JMP | AX_X | (pick(2) ? AX_JNE : pick(3) ? AX_JLT : AX_JLE), moved, end, 0, 0);
		g->p->insn[g->p->count - 1].off = (s16)((s32)at - (s32)g->p->count);
		for (u32 r = 0; r < 6; r++)
			gen_set(g, r, NOTHING, 0);
		return;
	}
	if (home) /* the counter lives in half a slot */
		gen_put(g, AX_LDX | AX_MEM | AX_W, counter, 10, home, 0);
	gen_put(g, wide | AX_ADD, counter, 0, 0, down ? -step : step);
	gen_put(g, (pick(2) ? (down ? AX_JSGT : AX_JLT) : AX_JNE) | (wide == AX_ALU64 ? AX_JMP : AX_JMP32), counter, 0, 0,
	    down ? 0 : to);
	g->p->insn[g->p->count - 1].off = (s16)((s32)at - (s32)g->p->count);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
	if (sum != AX_REGS && pointer != AX_REGS && g->kind[pointer] == VALUE && g->map[pointer] != MAP_WO) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 4, pointer, 0, 0);
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, 4, sum, 0, 0);
		gen_access(g, 4, (s32)gen_value_size(g, pointer) - rounds * most - (s32)pick(20));
	}
}

/* A loop whose number moves by what is not a constant: it grows by another, is halved, loses bits, or becomes a remainder. */
void gen_moving_loop(struct gen *g)
{
	static const u8 same[] = {AX_ADD, AX_ADD, AX_ADD, AX_SUB, AX_MOD, AX_RSH, AX_DIV, AX_AND};
	u32 x = 6 + pick(4), y = 1 + pick(5), wide = pick(3) ? AX_ALU64 : AX_ALU, op = same[pick(ARRAY_LEN(same))], at, number;
	s32 limit = pick(2) ? (s32)pick(200) : gen_immediate();

	if (g->kind[x] > NUMBER)
		return;
	gen_has(g, HAS_LOOP);
	if (pick(3))
		gen_fresh_number(g);
	number = gen_number(g);
	if (number != x)
		gen_put(g, AX_ALU64 | AX_MOV | (pick(3) ? AX_X : 0), x, number, 0, pick(2) ? 0 : gen_immediate());
	g->p->insn[g->p->count - 1].src = g->p->insn[g->p->count - 1].opcode & AX_X ? g->p->insn[g->p->count - 1].src : 0;
	gen_set(g, x, NUMBER, 0);
	if (pick(2))
		gen_bound(g, x);
	at = g->p->count;
	if (pick(3))
		gen_guard(g, gen_jump(), x, limit);
	if (!pick(4))
		gen_part(g);
	if (pick(2))
		gen_fresh_number(g);
	number = gen_number(g);
	if (g->kind[x] != NUMBER || x > 9)
		return;
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, y, number, 0, 0);
	gen_set(g, y, NUMBER, 0);
	if (op == AX_AND) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, y, x, 0, 0);
		gen_put(g, wide | AX_ADD, y, 0, 0, gen_wild() ? 1 : -1);
	} else if (pick(4)) {
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, y, 0, 0, (s32)pick(64));
		if (pick(4))
			gen_put(g, wide | AX_ADD, y, 0, 0, (s32)pick(4));
	}
	if (!pick(3)) { /* on one way by a constant */
		gen_put(g, gen_jump(), pick(2) ? y : number == x ? y : number, 0, 2, gen_immediate());
		gen_put(g, wide | op, x, 0, 0, op == AX_RSH || op == AX_DIV ? 1 + (s32)pick(3) : 1 + (s32)pick(9));
		gen_put(g, AX_JMP | AX_JA, 0, 0, 1, 0);
	}
	if ((op == AX_RSH || op == AX_DIV) && pick(3))
		gen_put(g, wide | op, x, 0, 0, 1 + (s32)pick(3));
	else
		gen_put(g, wide | op | AX_X, x, y, 0, 0);
	gen_put(g, pick(5) ? gen_jump() : AX_JMP | AX_JA, x, 0, 0, pick(2) ? 0 : limit);
	if ((g->p->insn[g->p->count - 1].opcode & 0xf0) == AX_JA)
		g->p->insn[g->p->count - 1].dst = 0, g->p->insn[g->p->count - 1].imm = 0;
	g->p->insn[g->p->count - 1].off = (s16)((s32)at - (s32)g->p->count);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

/* A counted loop in which a sum grows by this or that, or begins anew, and is an index. */
void gen_sum_loop(struct gen *g)
{
	u32 x = 6 + pick(2), count = 8 + pick(2), at, ways = 2 + pick(3), jump[4] = {0};

	gen_has(g, HAS_LOOP);
	gen_put(g, AX_ALU64 | AX_MOV, x, 0, 0, pick(2) ? 0 : (s32)pick(60));
	if (!pick(4)) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, x, gen_number(g), 0, 0);
		gen_put(g, AX_ALU64 | AX_AND, x, 0, 0, (s32)pick(32));
	}
	gen_put(g, AX_ALU64 | AX_MOV, count, 0, 0, 0);
	gen_set(g, x, NOTHING, 0);
	gen_set(g, count, NOTHING, 0);
	at = g->p->count;
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	gen_after_call(g, NUMBER, 0);
	for (u32 i = 0; i < ways; i++) {
		s32 by = pick(12) ? (s32)pick(10) : gen_immediate();

		gen_put(g, gen_jump(), 0, 0, 2, (s32)pick(4));
		switch (pick(6)) {
		case 0: gen_put(g, AX_ALU64 | AX_MOV, x, 0, 0, pick(3) ? 0 : (s32)pick(70)); break;
		case 1: gen_put(g, AX_ALU64 | AX_SUB, x, 0, 0, by); break;
		case 2: gen_put(g, AX_ALU | AX_ADD, x, 0, 0, by); break;
		default: gen_put(g, AX_ALU64 | AX_ADD, x, 0, 0, by); break;
		}
		jump[i] = g->p->count;
		gen_put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
	}
	for (u32 i = 0; i < ways; i++)
		g->p->insn[jump[i]].off = (s16)(pick(6) ? g->p->count - jump[i] - 1 : 0);
	gen_put(g, AX_OP_LDDW, 1, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
	gen_put(g, 0, 0, 0, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 1, x, 0, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_B, 2, 1, (s32)pick(3) * (s32)pick(60), 0);
	gen_put(g, AX_ALU64 | AX_ADD, count, 0, 0, 1);
	gen_put(g, AX_JMP | AX_JLT, count, 0, (s32)at - (s32)g->p->count - 1, 1 + (s32)pick(12));
	gen_set(g, x, NUMBER, 0);
	gen_set(g, count, NUMBER, 0);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

/* In a loop: a pointer begins so many times a number further, and both go down or up in rounds that the number alone ends. */
void gen_tied_loop(struct gen *g)
{
	u32 x = 6 + pick(2), i = 8 + pick(2), c = i == 8 ? 9 : 8, shift = pick(4), at, in;
	bool up = !pick(3);
	s32 most = (32 >> shift) - 1, times = 1 << shift, step = pick(6) ? times : (s32)pick(9), by = pick(8) ? 1 : 1 + (s32)pick(3);

	gen_has(g, HAS_LOOP);
	gen_put(g, AX_ALU64 | AX_MOV, c, 0, 0, 0);
	at = g->p->count;
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	gen_after_call(g, NUMBER, 0);
	gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, most);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, i, 0, 0, 0);
	gen_put(g, AX_ALU64 | (pick(3) ? AX_LSH : AX_MUL), 0, 0, 0, 0);
	g->p->insn[g->p->count - 1].imm = (g->p->insn[g->p->count - 1].opcode & 0xf0) == AX_LSH ? (s32)shift : times;
	gen_put(g, AX_OP_LDDW, x, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
	gen_put(g, 0, 0, 0, 0, 4 * (s32)pick(8));
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, x, 0, 0, 0);
	in = g->p->count;
	gen_put(g, (pick(2) ? AX_LDX : AX_ST) | AX_MEM | AX_B, 3, x, (s32)pick(40), 0);
	if ((g->p->insn[in].opcode & 7) == AX_ST)
		g->p->insn[in].dst = (u8)x & 15, g->p->insn[in].src = 0;
	if (!pick(6)) /* on one way not at all */
		gen_put(g, AX_JMP | AX_JEQ, i, 0, 1 + (s32)pick(2), (s32)pick(16));
	gen_put(g, AX_ALU64 | AX_ADD, x, 0, 0, up ? step : -step);
	gen_put(g, AX_ALU64 | AX_ADD, i, 0, 0, up ? by : -by);
	if (up)
		gen_put(g, AX_JMP | AX_JLT, i, 0, (s32)in - (s32)g->p->count - 1, 1 + (s32)pick(2 * (u32)most + 2));
	else
		gen_put(g, AX_JMP | AX_JSGT, i, 0, (s32)in - (s32)g->p->count - 1, (s32)pick(3) - 1);
	gen_put(g, AX_ALU64 | AX_ADD, c, 0, 0, 1);
	gen_put(g, AX_JMP | AX_JLT, c, 0, (s32)at - (s32)g->p->count - 1, 1 + (s32)pick(3));
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
	gen_set(g, x, NOTHING, 0);
	gen_set(g, i, NUMBER, 0);
	gen_set(g, c, NUMBER, 0);
}
