/* SPDX-License-Identifier: Apache-2.0
 * gen_state.c - random uses of what states keep: copies of a number in registers and in the stack, of which one is tested; two numbers
 * in the halves of a slot; records that are held on one way and not on another; functions that work on their caller's frame. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

static void move(struct gen *g, u32 to, u32 from)
{
	if (to != from)
		gen_put(g, (gen_wild() ? AX_ALU : AX_ALU64) | AX_MOV | AX_X, to, from, 0, 0);
}

static void number(struct gen *g, u32 r, s32 n)
{
	gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, n);
}

static void helper(struct gen *g, u32 id)
{
	gen_put(g, AX_OP_CALL, 0, 0, 0, (s32)id);
	gen_after_call(g, NOTHING, 0);
}

static u32 jump(struct gen *g, u32 code, u32 r, s32 imm)
{
	gen_put(g, code, r, 0, 0, imm);
	return g->p->count - 1;
}

static void land(struct gen *g, u32 at)
{
	g->p->insn[at].off = (s16)(g->p->count - at - 1);
}

/* A number that nobody knows, in a register that calls keep. */
static void fresh(struct gen *g, u32 r)
{
	helper(g, pick(2) ? AX_HELPER_get_prandom_u32 : AX_HELPER_ktime_get_ns);
	move(g, r, 0);
	gen_set(g, r, NOTHING, 0);
}

/* Three of the registers that calls keep, in any order; R6 may hold the context. */
static void three(struct gen *g, u32 *a, u32 *b, u32 *c)
{
	u32 first = pick(3);

	*a = 7 + first;
	*b = 7 + (first + 1) % 3;
	*c = 7 + (first + 2) % 3;
	for (u32 r = 7; r < 10; r++)
		gen_set(g, r, NOTHING, 0);
}

/* r is an index into the one value of MAP_ONE, near to its end if it is at most `most`. */
static void use(struct gen *g, u32 r, s32 most)
{
	gen_put(g, AX_OP_LDDW, 5, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
	gen_put(g, 0, 0, 0, 0, most < 128 && most >= 0 ? 127 - most - (s32)pick(3) * (s32)pick(128 - (u32)most) / 2 : 0);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 5, r, 0, 0);
	gen_set(g, 5, NOTHING, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_B, 4, 5, gen_wild() ? 1 : 0, 0);
	gen_set(g, 4, NOTHING, 0);
}

/* One way of two does something. */
static u32 perhaps(struct gen *g)
{
	helper(g, AX_HELPER_get_prandom_u32);
	return jump(g, gen_jump(), 0, pick(2) ? (s32)pick(4) : gen_immediate());
}

/* ---- copies, of which one is tested ---- */

static void spilled_copies(struct gen *g)
{
	u32 a, b, c, size = pick(3) ? AX_DW : AX_W, wide = pick(3) ? AX_JMP : AX_JMP32, over = UINT32_MAX;
	s32 slot = gen_spill_slot(), second = gen_spill_slot(), apart = pick(3) ? 0 : (s32)pick(40) - 20, most = (s32)pick(100);

	gen_has(g, HAS_SPILL_LINK);
	three(g, &a, &b, &c);
	fresh(g, a);
	if (!pick(3))
		gen_put(g, AX_ALU64 | AX_AND, a, 0, 0, pick(2) ? 0xffff : (s32)pick(512));
	else if (size == AX_W && pick(6))
		gen_put(g, AX_ALU | AX_MOV | AX_X, a, a, 0, 0);
	if (size == AX_W && pick(2))
		slot += 4;
	if (pick(2)) /* else nothing is beside it */
		gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, slot & -8, gen_immediate());
	move(g, b, a);
	if (apart)
		gen_put(g, (pick(3) ? AX_ALU64 : AX_ALU) | AX_ADD, b, 0, 0, apart);
	gen_put(g, AX_STX | AX_MEM | size, 10, pick(2) ? a : b, slot, 0);
	if (!pick(3))
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, pick(2) ? a : b, second, 0);
	for (u32 i = pick(3); i; i--)
		switch (pick(6)) {
		case 0: /* another number on one way */
			over = perhaps(g);
			gen_put(g, AX_ST | AX_MEM | (pick(2) ? size : pick(2) ? AX_B : AX_W), 10, 0, slot + (size == AX_DW ? (s32)pick(2) * 4 : 0), (s32)pick(200));
			land(g, over);
			break;
		case 1: /* ... of the one in the register */
			over = perhaps(g);
			if (pick(2))
				fresh(g, pick(2) ? a : b);
			else
				gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_ADD, pick(2) ? a : b, 0, 0, gen_immediate());
			land(g, over);
			break;
		case 2:
			gen_put(g, AX_STX | AX_ATOMIC | size, 10, pick(2) ? a : b, slot, pick(2) ? AX_ADD : AX_XCHG);
			break;
		case 3:
			gen_put(g, AX_LDX | AX_MEM | size, c, 10, slot, 0);
			gen_put(g, AX_STX | AX_MEM | size, 10, c, slot, 0);
			break;
		case 4: helper(g, AX_HELPER_ktime_get_ns); break;
		default:
			if (g->depth < 3 && !pick(3))
				gen_part(g);
			break;
		}
	/* the test, of one of them */
	switch (pick(3)) {
	case 0: gen_guard(g, wide | AX_JGT, a, most); break;
	case 1: gen_guard(g, wide | AX_JGT, b, most); break;
	default:
		gen_put(g, AX_LDX | AX_MEM | size, c, 10, slot, 0);
		gen_guard(g, wide | (pick(4) ? AX_JGT : AX_JSGT), c, most);
		break;
	}
	if (!pick(3))
		gen_guard(g, gen_jump(), pick(2) ? a : b, pick(2) ? (s32)pick(100) : gen_immediate());
	switch (pick(4)) {
	case 0: use(g, a, most + (pick(2) ? apart : -apart)); break;
	case 1: use(g, b, most + (pick(2) ? apart : -apart)); break;
	case 2:
		gen_put(g, AX_LDX | AX_MEM | AX_DW, c, 10, second, 0);
		use(g, c, most + (pick(3) ? 0 : apart));
		break;
	default:
		gen_put(g, AX_LDX | (pick(6) ? AX_MEM : AX_MEMSX) | (pick(8) ? size : AX_DW), c, 10, slot & (pick(2) ? -1 : -8), 0);
		if (g->p->insn[g->p->count - 1].opcode == (AX_LDX | AX_MEMSX | AX_DW))
			g->p->insn[g->p->count - 1].opcode = AX_LDX | AX_MEM | AX_DW;
		use(g, c, most + (pick(3) ? 0 : pick(2) ? apart : -apart));
		break;
	}
	for (u32 r = 7; r < 10; r++)
		gen_set(g, r, NOTHING, 0);
}

/* ---- halves of a slot ---- */

static void halves(struct gen *g)
{
	u32 a, b, c, over;
	s32 slot = gen_spill_slot(), most[2];

	gen_has(g, HAS_HALVES);
	three(g, &a, &b, &c);
	for (u32 i = 0; i < 2; i++) {
		most[i] = pick(3) ? (1 << pick(7)) - 1 : (s32)pick(100);
		if (pick(3)) {
			fresh(g, i ? b : a);
			if (pick(2))
				gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, i ? b : a, 0, 0, most[i] = (1 << pick(7)) - 1);
			else
				gen_guard(g, (pick(2) ? AX_JMP : AX_JMP32) | AX_JGT, i ? b : a, most[i]);
			gen_put(g, AX_STX | AX_MEM | AX_W, 10, i ? b : a, slot + 4 * (s32)i, 0);
		} else {
			gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, slot + 4 * (s32)i, most[i]);
			number(g, i ? b : a, most[i]);
		}
	}
	for (u32 i = pick(4); i; i--) {
		u32 h = pick(2);

		switch (pick(7)) {
		case 0: /* another one on one way */
			over = perhaps(g);
			gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, slot + 4 * (s32)h, (s32)pick(128));
			land(g, over);
			break;
		case 1:
			over = perhaps(g);
			gen_put(g, AX_ST | AX_MEM | (pick(2) ? AX_B : AX_H), 10, 0, slot + 2 * (s32)pick(4), (s32)pick(128));
			land(g, over);
			break;
		case 2: gen_put(g, AX_STX | AX_ATOMIC | AX_W, 10, h ? b : a, slot + 4 * (s32)pick(2), pick(2) ? AX_ADD | AX_FETCH : AX_XCHG); break;
		case 3: /* exchanged */
			gen_put(g, AX_LDX | AX_MEM | AX_W, 2, 10, slot, 0);
			gen_put(g, AX_LDX | AX_MEM | AX_W, 3, 10, slot + 4, 0);
			gen_put(g, AX_STX | AX_MEM | AX_W, 10, pick(3) ? 3 : 2, slot, 0);
			gen_put(g, AX_STX | AX_MEM | AX_W, 10, 2, slot + 4, 0);
			break;
		case 4: /* moved as one to another slot and back */
			gen_put(g, AX_LDX | AX_MEM | AX_DW, c, 10, slot, 0);
			if (gen_wild())
				gen_put(g, AX_ALU | AX_MOV | AX_X, c, c, 0, 0);
			gen_put(g, AX_STX | AX_MEM | AX_DW, 10, c, slot = gen_spill_slot(), 0);
			break;
		case 5: gen_guard(g, gen_jump(), h ? b : a, (s32)pick(40)); break;
		default:
			if (g->depth < 3 && !pick(3))
				gen_part(g);
			break;
		}
	}
	u32 h = pick(2), other = h ^ (u32)!pick(6);

	switch (pick(4)) {
	case 0: /* from the whole */
		gen_put(g, AX_LDX | AX_MEM | AX_DW, c, 10, slot, 0);
		if (h)
			gen_put(g, AX_ALU64 | AX_RSH, c, 0, 0, 32);
		else
			gen_put(g, AX_ALU | AX_MOV | AX_X, c, c, 0, 0);
		break;
	case 1: /* a byte of it */
		gen_put(g, AX_LDX | AX_MEM | (pick(2) ? AX_B : AX_H), c, 10, slot + 4 * (s32)h + 2 * (s32)!pick(4), 0);
		break;
	default: gen_put(g, AX_LDX | (pick(5) ? AX_MEM : AX_MEMSX) | AX_W, c, 10, slot + 4 * (s32)h, 0); break;
	}
	use(g, c, most[other]);
	for (u32 r = 7; r < 10; r++)
		gen_set(g, r, NOTHING, 0);
}

/* ---- records across joins ---- */

static void reserve(struct gen *g, u32 to, s32 bytes)
{
	gen_load_map(g, 1, MAP_RING);
	number(g, 2, bytes);
	number(g, 3, 0);
	helper(g, AX_HELPER_ringbuf_reserve);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, to, 0, 0, 0);
	gen_set(g, to, NOTHING, 0);
}

static void give_back(struct gen *g, u32 r)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, r, 0, 0);
	number(g, 2, 0);
	helper(g, pick(2) ? AX_HELPER_ringbuf_submit : AX_HELPER_ringbuf_discard);
}

static void touch(struct gen *g, u32 r, s32 bytes)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W, AX_DW};
	u32 s = pick(4);
	s32 off = bytes - (1 << s) + gen_wild();

	if (pick(2))
		off &= -(1 << s);
	if (pick(2))
		gen_put(g, AX_ST | AX_MEM | sizes[s], r, 0, off, 1);
	else
		gen_put(g, AX_LDX | AX_MEM | sizes[s], 3, r, off, 0);
}

static void record_joins(struct gen *g)
{
	u32 a, b, c, over, other, none;
	s32 bytes = 8 + 8 * (s32)pick(3), slot = gen_spill_slot();

	gen_has(g, HAS_RECORD);
	gen_has(g, HAS_RECORD_JOIN);
	three(g, &a, &b, &c);
	switch (pick(6)) {
	case 0: /* held on one way, which a flag or the pointer itself tells afterwards */
		number(g, a, 0);
		number(g, b, 0);
		over = perhaps(g);
		reserve(g, a, bytes);
		none = UINT32_MAX;
		if (pick(2)) {
			none = jump(g, AX_JMP | AX_JEQ, a, 0);
			number(g, b, 1);
		}
		land(g, over);
		if (none != UINT32_MAX)
			land(g, none);
		if (!pick(3) && g->depth < 3)
			gen_part(g);
		over = jump(g, AX_JMP | (gen_wild() ? AX_JNE : AX_JEQ), none != UINT32_MAX && pick(2) ? b : a, 0);
		touch(g, a, bytes);
		give_back(g, a);
		if (gen_wild())
			touch(g, a, bytes);
		land(g, over);
		break;
	case 1: /* one of two, of one size or of two */
		over = perhaps(g);
		reserve(g, a, bytes);
		gen_put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
		other = g->p->count - 1;
		land(g, over);
		reserve(g, a, bytes + 8 * (s32)!pick(3));
		land(g, other);
		none = jump(g, AX_JMP | AX_JEQ, a, 0);
		touch(g, a, bytes + 8 * (s32)!pick(4));
		give_back(g, a);
		land(g, none);
		break;
	case 2: /* given back on two ways, or on one and behind it */
		reserve(g, a, bytes);
		none = jump(g, AX_JMP | AX_JEQ, a, 0);
		over = perhaps(g);
		touch(g, a, bytes);
		give_back(g, a);
		if (gen_wild())
			number(g, 0, 0);
		gen_put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
		other = g->p->count - 1;
		land(g, over);
		if (!pick(3) && g->depth < 3)
			gen_part(g);
		if (!gen_wild())
			give_back(g, a);
		land(g, other);
		if (gen_wild())
			give_back(g, a);
		land(g, none);
		break;
	case 3: /* in the stack over a join */
		reserve(g, a, bytes);
		none = jump(g, AX_JMP | AX_JEQ, a, 0);
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, a, slot, 0);
		over = perhaps(g);
		if (pick(2))
			touch(g, a, bytes);
		else if (g->depth < 3)
			gen_part(g);
		land(g, over);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, b, 10, slot, 0);
		touch(g, pick(2) ? a : b, bytes);
		give_back(g, pick(2) ? a : b);
		if (!pick(12))
			touch(g, pick(2) ? a : b, bytes);
		land(g, none);
		break;
	case 4: { /* two at once, exchanged on one way */
		reserve(g, a, bytes);
		none = jump(g, AX_JMP | AX_JEQ, a, 0);
		reserve(g, b, bytes + 8 * (s32)pick(2));
		over = jump(g, AX_JMP | AX_JNE, b, 0);
		give_back(g, a);
		gen_put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
		other = g->p->count - 1;
		land(g, over);
		over = perhaps(g);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, c, a, 0, 0);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, a, b, 0, 0);
		if (!gen_wild())
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, b, c, 0, 0);
		land(g, over);
		touch(g, pick(2) ? a : b, bytes);
		give_back(g, a);
		if (gen_wild())
			touch(g, a, bytes);
		give_back(g, b);
		land(g, other);
		land(g, none);
		break;
	}
	default: { /* one in each round, kept over to the next one perhaps */
		u32 head;
		bool keeps = pick(2);

		number(g, c, (s32)pick(5) + 1);
		if (keeps)
			number(g, a, 0);
		head = g->p->count;
		if (keeps) {
			over = jump(g, AX_JMP | AX_JNE, a, 0);
			reserve(g, a, bytes);
			none = jump(g, AX_JMP | AX_JEQ, a, 0);
			land(g, over);
			touch(g, a, bytes);
			land(g, none);
		} else {
			reserve(g, a, bytes);
			none = jump(g, AX_JMP | AX_JEQ, a, 0);
			touch(g, a, bytes);
			give_back(g, a);
			land(g, none);
		}
		gen_put(g, AX_ALU64 | AX_ADD, c, 0, 0, -1);
		gen_put(g, AX_JMP | AX_JNE, c, 0, (s32)head - (s32)g->p->count - 1, 0);
		if (keeps) {
			none = jump(g, AX_JMP | AX_JEQ, a, 0);
			touch(g, a, bytes);
			give_back(g, a);
			land(g, none);
		}
		break;
	}
	}
	for (u32 r = 7; r < 10; r++)
		gen_set(g, r, NOTHING, 0);
}

/* ---- arithmetic of three numbers of which something is known ---- */

static void known(struct gen *g, u32 r)
{
	fresh(g, r);
	switch (pick(7)) {
	case 0: number(g, r, gen_immediate()); return;
	case 1: gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, r, 0, 0, gen_immediate()); return;
	case 2: gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, r, 0, 0, (s32)pick(80)); return;
	case 3: gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | (pick(2) ? AX_RSH : AX_ARSH), r, 0, 0, (s32)pick(32)); return;
	case 4: gen_guard(g, gen_jump(), r, gen_immediate()); return;
	case 5:
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, r, 0, 0, (s32)pick(80));
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_ADD, r, 0, 0, pick(2) ? (s32)pick(140) - 70 : gen_immediate());
		return;
	default: return;
	}
}

void gen_arithmetic(struct gen *g)
{
	static const u8 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_MOD, AX_XOR, AX_ARSH, AX_DIV, AX_MOD, AX_LSH};
	u32 r[3], op;

	gen_has(g, HAS_ARITHMETIC);
	three(g, &r[0], &r[1], &r[2]);
	for (u32 i = 0; i < 3; i++)
		known(g, r[i]);
	for (u32 i = 2 + pick(5); i; i--) {
		u32 to = r[pick(3)], from = r[pick(3)], class = pick(2) ? AX_ALU64 : AX_ALU;

		switch (pick(8)) {
		case 0: gen_put(g, gen_jump(), to, 0, 1 + (s32)!pick(4), pick(2) ? (s32)pick(70) : gen_immediate()); break;
		case 1: gen_put(g, (pick(3) ? gen_jump() : (u32)(pick(2) ? AX_JMP : AX_JMP32) | AX_JSET) | AX_X, to, from, 1, 0); break;
		case 2: gen_guard(g, pick(2) ? gen_jump() : (u32)(pick(2) ? AX_JMP : AX_JMP32) | AX_JSET, to, pick(2) ? (s32)pick(70) : gen_immediate()); continue;
		default: break;
		}
		op = ops[pick(ARRAY_LEN(ops))];
		if (!pick(3)) {
			s32 imm = gen_immediate();

			if (op == AX_LSH || op == AX_RSH || op == AX_ARSH)
				imm &= class == AX_ALU64 ? 63 : 31;
			gen_put(g, class | op, to, 0, (op == AX_DIV || op == AX_MOD) && !pick(3), imm || (op != AX_DIV && op != AX_MOD) ? imm : 7);
		} else if (pick(4))
			gen_put(g, class | op | AX_X, to, from, op == AX_DIV || op == AX_MOD ? !pick(3) : 0, 0);
		else if (pick(2)) /* moved, with a sign perhaps */
			gen_put(g, class | AX_MOV | AX_X, to, from, pick(2) ? 0 : class == AX_ALU64 ? 8 << pick(3) : 8 << pick(2), 0);
		else
			gen_put(g, class | AX_NEG, to, 0, 0, 0);
	}
	if (pick(2))
		use(g, r[pick(3)], (s32)pick(64));
	for (u32 i = 0; i < 3; i++)
		gen_set(g, r[i], NUMBER, 0);
}

/* ---- values that may be NULL: copies, joins, tests of the one and the other ---- */

static void find(struct gen *g, u32 to)
{
	static const u8 some[] = {MAP_ARRAY, MAP_ARRAY, MAP_TWIN, MAP_ONE};

	gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, -36, (s32)pick(4));
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, -36);
	gen_load_map(g, 1, some[pick(fuzz_more ? 4 : 1)]);
	helper(g, AX_HELPER_map_lookup_elem);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, to, 0, 0, 0);
	gen_set(g, to, NOTHING, 0);
}

static void maybes(struct gen *g)
{
	u32 r[3], out[8], n = 0, a, b, over;
	s32 slot = gen_spill_slot();

	gen_has(g, HAS_MAYBE);
	three(g, &r[0], &r[1], &r[2]);
	find(g, r[0]);
	if (pick(2))
		find(g, r[1]);
	else
		move(g, r[1], r[0]);
	move(g, r[2], r[pick(2)]);
	gen_put(g, AX_STX | AX_MEM | AX_DW, 10, r[pick(3)], slot, 0);
	for (u32 i = 2 + pick(6); i; i--) {
		a = r[pick(3)], b = r[pick(3)];
		switch (pick(9)) {
		case 0: /* on one way another one */
			over = perhaps(g);
			if (pick(3))
				move(g, a, b);
			else if (pick(2))
				number(g, a, 0);
			else
				find(g, a);
			land(g, over);
			break;
		case 1: /* tested on one way */
			over = perhaps(g);
			if (n < ARRAY_LEN(out))
				out[n++] = jump(g, AX_JMP | AX_JEQ, a, 0);
			land(g, over);
			break;
		case 2: gen_put(g, AX_LDX | AX_MEM | AX_DW, a, 10, slot, 0); break;
		case 3: gen_put(g, AX_STX | AX_MEM | AX_DW, 10, a, slot, 0); break;
		case 4: /* used where it is not NULL alone */
			over = jump(g, AX_JMP | AX_JEQ, a, 0);
			gen_put(g, AX_LDX | AX_MEM | AX_B, 3, b, (s32)pick(64), 0);
			land(g, over);
			break;
		case 5: /* compared with each other */
			gen_put(g, AX_JMP | AX_X | (pick(2) ? AX_JEQ : AX_JNE), a, b, 1, 0);
			if (n < ARRAY_LEN(out))
				out[n++] = jump(g, AX_JMP | AX_JEQ, b, 0);
			break;
		case 6:
			if (n < ARRAY_LEN(out))
				out[n++] = jump(g, AX_JMP | AX_JEQ, a, 0);
			if (!pick(3))
				gen_put(g, AX_ALU64 | AX_ADD, a, 0, 0, (s32)pick(5) * 8);
			break;
		default:
			if (pick(2))
				gen_put(g, AX_LDX | AX_MEM | AX_DW, 3, a, 8 * (s32)pick(8), 0);
			else
				gen_put(g, AX_ST | AX_MEM | AX_DW, a, 0, 8 * (s32)pick(8), 1);
			break;
		}
	}
	while (n)
		land(g, out[--n]);
	for (u32 i = 0; i < 3; i++)
		gen_set(g, r[i], NOTHING, 0);
}

/* ---- loops in which registers and slots exchange what they hold ---- */

static void some_pointer(struct gen *g, u32 r)
{
	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX_VALUE, 0, pick(3) ? MAP_ONE : MAP_RO);
	gen_put(g, 0, 0, 0, 0, pick(2) ? 0 : (s32)pick(24));
}

static void rounds(struct gen *g)
{
	u32 r[3], head, over;
	s32 slot = gen_spill_slot(), count = -40;
	bool pointers = pick(2);

	gen_has(g, HAS_ROUNDS);
	three(g, &r[0], &r[1], &r[2]);
	for (u32 i = 0; i < 3; i++)
		if (pointers && pick(4))
			some_pointer(g, r[i]);
		else if (pick(2))
			number(g, r[i], (s32)pick(20));
		else
			known(g, r[i]);
	gen_put(g, AX_STX | AX_MEM | AX_DW, 10, r[0], slot, 0);
	gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, count, 0);
	head = g->p->count;
	for (u32 i = 2 + pick(5); i; i--) {
		u32 a = r[pick(3)], b = r[pick(3)];

		over = pick(3) ? UINT32_MAX : perhaps(g);
		switch (pick(8)) {
		case 0: /* exchanged */
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, a, 0, 0);
			move(g, a, b);
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, b, 2, 0, 0);
			break;
		case 1: move(g, a, b); break;
		case 2: gen_put(g, (pick(3) ? AX_ALU64 : AX_ALU) | AX_ADD, a, 0, 0, (s32)pick(6) - 1); break;
		case 3:
			gen_put(g, AX_LDX | AX_MEM | AX_DW, 2, 10, slot, 0);
			gen_put(g, AX_STX | AX_MEM | AX_DW, 10, a, slot, 0);
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, pick(2) ? a : b, 2, 0, 0);
			break;
		case 4:
			if (pointers)
				some_pointer(g, a);
			else
				number(g, a, (s32)pick(40));
			break;
		case 5:
			if (!pointers)
				gen_put(g, AX_ALU64 | (pick(2) ? AX_ADD : AX_OR) | AX_X, a, b, 0, 0);
			break;
		default:
			if (pointers)
				gen_put(g, AX_LDX | AX_MEM | AX_B, 3, a, (s32)pick(32), 0);
			else
				use(g, a, (s32)pick(60));
			break;
		}
		if (over != UINT32_MAX)
			land(g, over);
	}
	if (pick(2)) {
		if (pointers)
			gen_put(g, AX_LDX | AX_MEM | AX_B, 3, r[0], (s32)pick(24), 0);
		else
			use(g, r[0], (s32)pick(60));
	}
	gen_put(g, AX_LDX | AX_MEM | AX_DW, 1, 10, count, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, 1);
	gen_put(g, AX_STX | AX_MEM | AX_DW, 10, 1, count, 0);
	gen_put(g, AX_JMP | (pick(2) ? AX_JLT : AX_JNE), 1, 0, (s32)head - (s32)g->p->count - 1, 2 + (s32)pick(8));
	if (pick(2)) {
		if (pointers)
			gen_put(g, AX_LDX | AX_MEM | AX_B, 3, r[1], (s32)pick(24), 0);
		else
			use(g, r[1], (s32)pick(60));
	}
	for (u32 i = 0; i < 3; i++)
		gen_set(g, r[i], NOTHING, 0);
}

void gen_state(struct gen *g)
{
	switch (pick(8)) {
	case 6: maybes(g); break;
	case 7: rounds(g); break;
	case 4:
	case 5: gen_arithmetic(g); break;
	case 0: halves(g); break;
	case 1:
	case 2: spilled_copies(g); break;
	default: record_joins(g); break;
	}
}
