/* SPDX-License-Identifier: Apache-2.0
 * gen_calls.c - random uses of what goes through functions: records that a function gives back and takes anew, iterators and their
 * items, dynptrs, their clones and slices, packets and packets' dynptrs that a function moves, tail calls in functions; and loops
 * whose bound, or whose step, is another one on another way of their body. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

enum fn { EXCHANGE, KEEP, ITEM, ITER_NEW, ITER_NEXT, SLICE, SPOIL, MOVE, TAIL, FIND, COUNT, PUT, GET, SWAP, POINT, DEEP, TAIL_PUT, LEGACY_PUT, FNS };

static bool other_way(const struct gen *g, enum fn fn) /* what such a function gives is another then */
{
	return g->other_way >> fn & 1;
}

static void move(struct gen *g, u32 to, u32 from)
{
	if (to != from)
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, to, from, 0, 0);
}

static void number(struct gen *g, u32 r, s32 n)
{
	gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, n);
}

static void stack(struct gen *g, u32 r, s32 off)
{
	move(g, r, 10);
	gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, off);
}

static void forget(struct gen *g, u32 r)
{
	gen_set(g, r, NOTHING, 0);
}

static void call(struct gen *g, enum fn fn)
{
	if (g->sites == ARRAY_LEN(g->site)) {
		number(g, 0, 0);
		return;
	}
	g->site[g->sites].at = g->p->count;
	g->site[g->sites++].fn = fn;
	gen_put(g, AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
	gen_after_call(g, NOTHING, 0);
}

static void helper(struct gen *g, u32 id)
{
	gen_put(g, AX_OP_CALL, 0, id >= AX_KFUNC_FIRST ? AX_CALL_KFUNC : 0, 0, (s32)id);
	gen_after_call(g, NOTHING, 0);
}

static u32 jump(struct gen *g, u32 op, u32 r, s32 imm)
{
	gen_put(g, AX_JMP | op, r, 0, 0, imm);
	return g->p->count - 1;
}

static void land(struct gen *g, u32 at)
{
	g->p->insn[at].off = (s16)(g->p->count - at - 1);
}

static void one(struct gen *g, u32 r, s32 off) /* into the one value of MAP_ONE, which has 128 bytes */
{
	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
	gen_put(g, 0, 0, 0, 0, off);
}

/* A number as an index, by what is known of it alone; `most`: it is mostly no larger. */
static void use(struct gen *g, u32 r, u32 most)
{
	if (most > 60 && !gen_wild())
		gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, 31);
	one(g, 5, (s32)pick(most > 60 ? 90 : 110 - most));
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 5, r, 0, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_B, 4, 5, (s32)pick(gen_wild() ? 30 : 10), 0);
	forget(g, 4);
	forget(g, 5);
}

static void two(u32 *a, u32 *b)
{
	*a = 7 + pick(3);
	*b = 7 + (*a - 6) % 3;
}

static void forget_most(struct gen *g, u32 a, u32 b)
{
	for (u32 r = 0; r < 6; r++)
		forget(g, r);
	forget(g, a);
	forget(g, b);
}

/* ---- records ---- */

static void touch(struct gen *g, u32 r)
{
	if (pick(2))
		gen_put(g, AX_ST | AX_MEM | AX_DW, r, 0, 8 * (s32)pick(2), gen_immediate());
	else
		gen_put(g, AX_LDX | AX_MEM | AX_W, 3, r, 4 * (s32)pick(4), 0);
}

/* A record in `a`, and perhaps what it was before, or a copy in the stack, in `b`. */
static void records(struct gen *g)
{
	u32 a, b, none;

	two(&a, &b);
	gen_has(g, HAS_RECORD);
	number(g, 1, 0);
	call(g, EXCHANGE);
	none = jump(g, AX_JEQ, 0, 0);
	move(g, a, 0);
	move(g, b, 0);
	u32 out[6], n = 0;

	for (u32 i = 1 + pick(5); i; i--) {
		switch (pick(8)) {
		case 0:
		case 1:
		case 2:
			if (pick(2))
				move(g, b, a);
			else
				gen_put(g, AX_STX | AX_MEM | AX_DW, 10, a, -8, 0);
			move(g, 1, a);
			call(g, EXCHANGE);
			out[n++] = jump(g, AX_JEQ, 0, 0);
			move(g, a, 0);
			break;
		case 3:
			move(g, 1, a);
			if (!pick(4))
				number(g, 2, (s32)pick(3));
			else
				move(g, 2, gen_number(g));
			call(g, KEEP);
			if (other_way(g, KEEP)) { /* it says whether it has given it back */
				out[n++] = jump(g, gen_wild() ? AX_JEQ : AX_JNE, 0, 0);
				break;
			}
			break;
		case 4:
			if (pick(6))
				break;
			if (!pick(3))
				gen_put(g, AX_LDX | AX_MEM | AX_DW, b, 10, -8, 0);
			touch(g, b);
			break;
		case 5:
			if (!pick(4))
				gen_part(g);
			break;
		default: touch(g, a); break;
		}
	}
	if (!gen_wild()) {
		move(g, 1, a);
		number(g, 2, 0);
		helper(g, pick(2) ? AX_HELPER_ringbuf_submit : AX_HELPER_ringbuf_discard);
	}
	if (gen_wild())
		touch(g, b);
	while (n)
		land(g, out[--n]);
	land(g, none);
	forget_most(g, a, b);
}

/* ---- iterators ---- */

static void iterators(struct gen *g)
{
	s32 at = -8 * (1 + (s32)pick(4));
	u32 a, b, out, head = 0;
	bool loops = pick(2), pointer;

	two(&a, &b);
	gen_has(g, HAS_ITER);
	if (loops)
		gen_has(g, HAS_ITER_LOOP);
	for (u32 i = 1 + pick(2); i; i--) {
		u32 most = pick(20);

		stack(g, 1, at);
		number(g, 2, (s32)(i == 1 && !pick(4) ? most + 40 : most));
		call(g, ITER_NEW);
		head = g->p->count;
		stack(g, 1, at);
		if (pick(2)) {
			helper(g, AX_KFUNC_bpf_iter_num_next);
			pointer = true;
		} else {
			call(g, ITER_NEXT);
			pointer = other_way(g, ITER_NEXT);
		}
		move(g, a, 0);
		out = jump(g, pointer ? AX_JEQ : AX_JSLT, pick(2) ? 0 : a, 0);
		if (!pointer) {
			use(g, a, most);
		} else if (!pick(3)) {
			gen_put(g, AX_LDX | AX_MEM | AX_W, b, a, 0, 0);
			use(g, b, most);
		} else {
			move(g, 1, a);
			call(g, ITEM);
			if (pick(2))
				use(g, 0, most + 2);
		}
		if (loops)
			gen_put(g, AX_JMP | AX_JA, 0, 0, (s32)head - (s32)g->p->count - 1, 0);
		land(g, out);
		stack(g, 1, at);
		if (!gen_wild())
			helper(g, AX_KFUNC_bpf_iter_num_destroy);
	}
	forget_most(g, a, b);
}

/* ---- dynptrs ---- */

static void ready(struct gen *g, s32 at, u32 kind)
{
	switch (kind) {
	case 0:
		gen_load_map(g, 1, MAP_RING);
		number(g, 2, (s32)pick(64));
		break;
	case 1:
		one(g, 1, (s32)pick(32));
		number(g, 2, (s32)pick(96));
		break;
	default: move(g, 1, 6); number(g, 2, 0); break;
	}
	if (kind < 2)
		number(g, 3, 0);
	stack(g, kind < 2 ? 4 : 3, at);
	helper(g, kind == 0 ? AX_HELPER_ringbuf_reserve_dynptr : kind == 1 ? AX_HELPER_dynptr_from_mem : AX_KFUNC_bpf_dynptr_from_xdp);
}

static void dynptrs(struct gen *g)
{
	s32 at = -16 - 16 * (s32)pick(2), clone = -48 - 8 * (s32)pick(3);
	u32 kind = pick(g->p->type == AX_PROG_XDP && g->kind[6] == CTX ? 4 : 2), a, b, none;
	bool cloned = false;

	two(&a, &b);
	gen_has(g, HAS_DYNPTR);
	number(g, a, 0);
	ready(g, at, kind);
	for (u32 i = 2 + pick(5); i; i--) {
		s32 which = cloned && pick(2) ? clone : at, size = 1 + (s32)pick(12);

		switch (pick(9)) {
		case 0:
		case 1:
			if (cloned && !kind && !gen_wild())
				break;
			stack(g, 1, at);
			stack(g, 2, clone);
			helper(g, AX_KFUNC_bpf_dynptr_clone);
			cloned = true;
			break;
		case 2: /* some number of this frame, where a clone may have been */
			if (gen_wild())
				gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, which, 0);
			else if (!pick(4)) {
				stack(g, 1, which);
				call(g, SPOIL);
			}
			break;
		case 3:
			if (kind >= 2) {
				move(g, 1, 6);
				number(g, 2, (s32)pick(5) - 2);
				if (pick(2))
					call(g, MOVE);
				else
					helper(g, AX_HELPER_xdp_adjust_head);
			}
			break;
		case 4:
			stack(g, 1, which);
			number(g, 2, (s32)pick(8));
			call(g, SLICE);
			if (!pick(3) && !other_way(g, SLICE))
				use(g, 0, 255);
			break;
		case 5: /* what was there before */
			if (!pick(12))
				gen_put(g, AX_LDX | AX_MEM | AX_B, 3, a, 0, 0);
			break;
		case 6:
			stack(g, 1, which);
			number(g, 2, (s32)pick(8));
			one(g, 3, (s32)pick(16));
			number(g, 4, (s32)pick(24));
			number(g, 5, 0);
			helper(g, AX_HELPER_dynptr_write);
			break;
		default:
			stack(g, 1, which);
			number(g, 2, (s32)pick(24));
			if (pick(2)) {
				number(g, 3, size);
				helper(g, AX_HELPER_dynptr_data);
			} else {
				number(g, 3, 0);
				number(g, 4, size);
				helper(g, g->p->type == AX_PROG_XDP && pick(2) ? AX_KFUNC_bpf_dynptr_slice_rdwr : AX_KFUNC_bpf_dynptr_slice);
			}
			move(g, a, 0);
			none = jump(g, AX_JEQ, pick(2) ? 0 : a, 0);
			if (!pick(20)) {
				stack(g, 1, which);
				call(g, SPOIL);
			}
			gen_put(g, AX_LDX | AX_MEM | AX_B, b, a, (s32)pick((u32)size + gen_wild()), 0);
			use(g, b, 255);
			if (!pick(3))
				gen_put(g, AX_ST | AX_MEM | AX_B, a, 0, (s32)pick((u32)size), 5);
			if (pick(3)) { /* else it may be there behind this, too */
				number(g, a, 0);
			}
			land(g, none);
		}
	}
	if (!kind && !gen_wild()) {
		stack(g, 1, cloned && pick(2) ? clone : at);
		number(g, 2, 0);
		helper(g, pick(2) ? AX_HELPER_ringbuf_submit_dynptr : AX_HELPER_ringbuf_discard_dynptr);
		if (gen_wild()) {
			stack(g, 1, cloned ? clone : at);
			number(g, 2, 0);
			call(g, SLICE);
		}
	}
	forget_most(g, a, b);
}

/* ---- packets ---- */

static void packets(struct gen *g)
{
	u32 a, b, out;
	s32 need = 1 + (s32)pick(20);

	if (g->p->type != AX_PROG_XDP || g->kind[6] != CTX)
		return;
	two(&a, &b);
	gen_has(g, HAS_PACKET);
	gen_put(g, AX_LDX | AX_MEM | AX_W, a, 6, 0, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_W, b, 6, 4, 0);
	move(g, 1, a);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, need);
	gen_put(g, AX_JMP | AX_JGT | AX_X, 1, b, 0, 0);
	out = g->p->count - 1;
	if (pick(2))
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, a, -8, 0);
	move(g, 1, 6);
	number(g, 2, (s32)pick(4));
	switch (pick(4)) {
	case 0: call(g, MOVE); break;
	case 1:
		gen_has(g, HAS_TAIL);
		call(g, TAIL);
		break;
	case 2: call(g, COUNT); break;
	default: break;
	}
	if (!pick(4))
		gen_put(g, AX_LDX | AX_MEM | AX_DW, a, 10, -8, 0);
	if (pick(2))
		gen_put(g, AX_LDX | AX_MEM | AX_B, b, a, need - 1, 0);
	else
		use(g, 0, 255);
	land(g, out);
	forget_most(g, a, b);
}

/* ---- loops whose bound is one number here and another there ---- */

static void other_bounds(struct gen *g)
{
	static const u8 ops[] = {AX_JNE, AX_JNE, AX_JLT, AX_JLE, AX_JNE, AX_JSLT};
	u32 n = 7, i = 8, head, over, op = ops[pick(ARRAY_LEN(ops))], base = 9;
	s32 step = 1 << pick(3), apart = 1 << pick(4);
	bool down = !pick(4), pointer = !pick(3);

	gen_has(g, HAS_OTHER_BOUND);
	helper(g, AX_HELPER_get_prandom_u32);
	move(g, n, 0);
	gen_put(g, AX_ALU64 | AX_AND, n, 0, 0, 8 * (s32)pick(3) + 7);
	if (pick(2))
		gen_put(g, AX_ALU64 | AX_LSH, n, 0, 0, (s32)pick(4));
	if (!pick(3)) {
		gen_put(g, AX_ALU64 | AX_ADD, n, 0, 0, (s32)pick(20));
	}
	if (pointer) {
		one(g, base, 0);
		move(g, i, base);
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, base, n, 0, 0);
		move(g, n, base);
	} else if (down) {
		move(g, i, n);
		number(g, n, (s32)pick(3));
		gen_put(g, AX_ALU64 | AX_ADD, i, 0, 0, (s32)pick(40));
		step = -step;
	} else {
		number(g, i, (s32)pick(8));
	}
	head = g->p->count;
	helper(g, AX_HELPER_get_prandom_u32);
	move(g, 2, n);
	number(g, 3, 0);
	number(g, 4, step);
	over = jump(g, gen_jump() & 0xf0, 0, gen_immediate());
	if (pick(3))
		gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, pick(3) ? apart : -apart);
	if (!pick(3))
		number(g, 4, 2 * step);
	if (pick(4)) /* another kind: the two ways stay apart */
		move(g, 3, 10);
	if (!pick(4)) /* the bound moves for ever */
		move(g, n, 2);
	land(g, over);
	if (!pick(5)) {
		number(g, 1, 0);
		call(g, COUNT);
		number(g, 2, 20);
	}
	move(g, 5, 3);
	if (pick(3))
		gen_put(g, AX_ALU64 | AX_ADD, i, 0, 0, step);
	else
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, i, 4, 0, 0);
	if (!pick(3))
		gen_put(g, AX_LDX | AX_MEM | AX_B, 1, pointer ? i : 10, pointer ? -(s32)pick(3) : -1, 0);
	if (pick(4))
		gen_put(g, AX_JMP | AX_X | op, i, 2, (s32)head - (s32)g->p->count - 1, 0);
	else
		gen_put(g, AX_JMP | AX_X | (op == AX_JLT ? AX_JGT : op), 2, i, (s32)head - (s32)g->p->count - 1, 0);
	for (u32 r = 0; r < 10; r++)
		if (r != 6)
			forget(g, r);
}

/* ---- values and keys of this frame ---- */

static void finds(struct gen *g)
{
	u32 a, b, none;

	two(&a, &b);
	gen_has(g, HAS_FRAME);
	gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8, (s32)pick(4));
	for (u32 i = 1 + pick(3); i; i--) {
		stack(g, 1, -8);
		number(g, 2, (s32)pick(3));
		call(g, FIND);
		move(g, pick(2) ? a : b, 0);
		none = jump(g, AX_JEQ, 0, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_B, 1, 0, (s32)pick(64), 0);
		land(g, none);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, b, 10, -8, 0);
		use(g, b, 255);
	}
	forget_most(g, a, b);
}

/* ---- numbers and pointers in this frame, which functions put there, exchange and use ---- */

static s32 place(void)
{
	return -8 - 8 * (s32)(pick(5) ? pick(3) : pick(60)); /* also where nothing is yet */
}

static void frames(struct gen *g)
{
	u32 a, b, none = 0;
	s32 to, most = (s32)pick(60);

	two(&a, &b);
	gen_has(g, HAS_FRAME);
	for (s32 at = -8; at >= -24; at -= 8)
		if (!gen_wild())
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, at, (s32)pick(30));
	if (pick(2)) {
		helper(g, AX_HELPER_get_prandom_u32);
		gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, 31);
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, 0, place(), 0);
	}
	for (u32 i = 2 + pick(5); i; i--) {
		to = place();
		stack(g, 1, to);
		switch (pick(7)) {
		case 0:
		case 1:
			if (pick(2))
				number(g, 2, most + 40 * (s32)!pick(5));
			else
				move(g, 2, gen_number(g));
			call(g, pick(3) ? PUT : DEEP);
			if (!pick(3))
				use(g, 0, 40);
			break;
		case 2: call(g, GET); break;
		case 3:
			stack(g, 2, place());
			call(g, SWAP);
			break;
		case 4:
			number(g, 2, (s32)pick(3));
			call(g, POINT);
			if (other_way(g, POINT)) /* it says whether there is one */
				none = jump(g, gen_wild() ? AX_JNE : AX_JEQ, 0, 0);
			gen_put(g, AX_LDX | AX_MEM | AX_DW, a, 10, to, 0);
			gen_put(g, AX_LDX | AX_MEM | AX_B, b, a, (s32)pick(64), 0);
			if (other_way(g, POINT))
				land(g, none);
			if (pick(3))
				gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, to, (s32)pick(30));
			break;
		case 5: /* on one way only */
			helper(g, AX_HELPER_get_prandom_u32);
			none = jump(g, gen_jump() & 0xf0, 0, (s32)pick(9));
			stack(g, 1, to);
			number(g, 2, most);
			call(g, PUT);
			land(g, none);
			break;
		default: break;
		}
		if (pick(2)) {
			gen_put(g, AX_LDX | AX_MEM | (pick(5) ? AX_DW : AX_W), b, 10, pick(2) ? to : place(), 0);
			use(g, b, 60);
		}
	}
	forget_most(g, a, b);
}

/* ---- functions that may end early: with what they did by then ---- */

static void ends(struct gen *g)
{
	bool legacy = g->p->type == AX_PROG_SOCKET_FILTER && pick(2);
	u32 a, b;

	if (g->kind[6] != CTX)
		return;
	two(&a, &b);
	gen_has(g, legacy ? HAS_LEGACY : HAS_TAIL);
	gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8, (s32)pick(60));
	if (pick(2)) {
		one(g, 1, (s32)pick(60));
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, 1, -8, 0);
	}
	for (u32 i = 1 + pick(2); i; i--) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
		stack(g, 2, -8);
		number(g, 3, (s32)pick(30));
		call(g, legacy ? LEGACY_PUT : TAIL_PUT);
		if (pick(3))
			use(g, 0, (s32)pick(60));
		gen_put(g, AX_LDX | AX_MEM | AX_DW, a, 10, -8, 0);
		if (pick(3))
			use(g, a, (s32)pick(60));
		else
			gen_put(g, AX_LDX | AX_MEM | AX_B, b, a, (s32)pick(60), 0);
	}
	forget_most(g, a, b);
}

void gen_calls(struct gen *g)
{
	if (g->in_function)
		return;
	switch (pick(12)) {
	case 11: ends(g); break;
	case 8:
	case 9:
	case 10: frames(g); break;
	case 0:
	case 1: records(g); break;
	case 2: iterators(g); break;
	case 3:
	case 4: dynptrs(g); break;
	case 5: packets(g); break;
	case 6: finds(g); break;
	default: other_bounds(g); break;
	}
}

/* ---- the functions ---- */

static void leave_with(struct gen *g, s32 n)
{
	number(g, 0, n);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

static void reserve(struct gen *g)
{
	gen_load_map(g, 1, MAP_RING);
	number(g, 2, 16);
	number(g, 3, 0);
	helper(g, AX_HELPER_ringbuf_reserve);
}

static void submit(struct gen *g)
{
	number(g, 2, 0);
	helper(g, pick(2) ? AX_HELPER_ringbuf_submit : AX_HELPER_ringbuf_discard);
}

static void function(struct gen *g, enum fn fn)
{
	u32 none, other;
	s32 own;

	for (u32 r = 0; r < 10; r++)
		forget(g, r);
	switch (fn) {
	case EXCHANGE: /* gives one back, and takes another */
		none = jump(g, AX_JEQ, 1, 0);
		if (!pick(4)) { /* or not at all */
			move(g, 6, 1);
			helper(g, AX_HELPER_get_prandom_u32);
			other = jump(g, AX_JSET, 0, 1);
			move(g, 0, 6);
			gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
			land(g, other);
			move(g, 1, 6);
		}
		submit(g);
		land(g, none);
		reserve(g);
		gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
		return;
	case KEEP: /* 1: it was given back; or it is never */
		none = jump(g, gen_jump() & 0xf0, 2, gen_immediate());
		if (!gen_wild())
			touch(g, 1);
		leave_with(g, 0);
		land(g, none);
		if (other_way(g, KEEP)) {
			submit(g);
			leave_with(g, 1);
		} else {
			leave_with(g, 0);
		}
		return;
	case ITEM:
		if (!pick(4))
			gen_put(g, AX_JMP | AX_JEQ, 1, 0, 1, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_W, 7, 1, 0, 0);
		if (pick(2))
			use(g, 7, 30);
		move(g, 0, 7);
		break;
	case ITER_NEW:
		move(g, 3, 2);
		number(g, 2, 0);
		if (!pick(4))
			gen_put(g, AX_ALU64 | AX_ADD, 3, 0, 0, (s32)pick(9));
		helper(g, AX_KFUNC_bpf_iter_num_new);
		number(g, 0, 0);
		break;
	case ITER_NEXT:
		helper(g, AX_KFUNC_bpf_iter_num_next);
		if (other_way(g, ITER_NEXT))
			break; /* the item itself */
		none = jump(g, AX_JEQ, 0, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_W, 0, 0, 0, 0);
		gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
		land(g, none);
		number(g, 0, -1);
		break;
	case SLICE:
		move(g, 6, 1);
		number(g, 3, 4);
		helper(g, AX_HELPER_dynptr_data);
		none = jump(g, AX_JNE, 0, 0);
		leave_with(g, 0);
		land(g, none);
		if (other_way(g, SLICE))
			break; /* the slice itself */
		gen_put(g, AX_LDX | AX_MEM | AX_B, 0, 0, (s32)pick(4), 0);
		break;
	case SPOIL:
			gen_put(g, AX_ST | AX_MEM | AX_DW, 1, 0, 8 * (s32)pick(2), 0);
		number(g, 0, 0);
		break;
	case MOVE:
		none = jump(g, gen_jump() & 0xf0, 2, (s32)pick(3));
		number(g, 2, (s32)pick(5) - 2);
		helper(g, AX_HELPER_xdp_adjust_head);
		land(g, none);
		number(g, 0, (s32)pick(60));
		break;
	case TAIL:
		move(g, 6, 2);
		gen_load_map(g, 2, MAP_PROGS);
		number(g, 3, (s32)pick(3));
		helper(g, AX_HELPER_tail_call);
		number(g, 0, (s32)pick(60));
		break;
	case FIND: /* of what was there, or of what it puts there */
		move(g, 6, 1);
		if (pick(2))
			gen_put(g, AX_STX | AX_MEM | AX_W, 6, 2, 0, 0);
		else if (!pick(3))
			gen_put(g, AX_ST | AX_MEM | AX_DW, 6, 0, 0, (s32)pick(100));
		move(g, 2, 6);
		gen_load_map(g, 1, pick(2) ? MAP_ARRAY : MAP_TWIN);
		helper(g, AX_HELPER_map_lookup_elem);
		break;
	case PUT: /* all of it, a half or a byte, perhaps on one way */
		move(g, 6, 1);
		move(g, 0, 2);
		if (pick(3))
			gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_AND, 0, 0, 0, pick(2) ? 31 : 63);
		none = pick(3) ? UINT32_MAX : jump(g, gen_jump() & 0xf0, 2, (s32)pick(40));
		gen_put(g, AX_STX | AX_MEM | (pick(3) ? AX_DW : pick(2) ? AX_W : AX_B), 6, 0, gen_wild() ? 8 : 0, 0);
		if (none != UINT32_MAX)
			land(g, none);
		break;
	case TAIL_PUT:
	case LEGACY_PUT: /* puts one number or pointer there before, and another one after it */
		move(g, 7, 2);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 6, 1, 0, 0);
		if (pick(2))
			gen_put(g, AX_STX | AX_MEM | AX_DW, 7, 3, 0, 0);
		if (fn == TAIL_PUT) {
			gen_load_map(g, 2, MAP_PROGS);
			number(g, 3, (s32)pick(3));
			helper(g, AX_HELPER_tail_call);
		} else {
			gen_put(g, AX_LD | AX_ABS | (pick(2) ? AX_B : AX_H), 0, 0, 0, (s32)pick(40));
			gen_after_call(g, NOTHING, 0);
		}
		if (pick(2))
			number(g, 5, (s32)pick(60));
		else
			one(g, 5, (s32)pick(60));
		if (pick(3))
			gen_put(g, AX_STX | AX_MEM | AX_DW, 7, 5, 0, 0);
		number(g, 0, 1 + (s32)pick(60));
		break;
	case GET:
		gen_put(g, AX_LDX | AX_MEM | (pick(4) ? AX_DW : AX_B), 7, 1, 0, 0);
		use(g, 7, 60);
		move(g, 0, 7);
		break;
	case SWAP:
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 3, 1, 0, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 4, 2, 0, 0);
		none = pick(2) ? UINT32_MAX : jump(g, gen_jump() & 0xf0, pick(2) ? 3 : 4, (s32)pick(40));
		gen_put(g, AX_STX | AX_MEM | AX_DW, 1, 4, 0, 0);
		if (!gen_wild())
			gen_put(g, AX_STX | AX_MEM | AX_DW, 2, 3, 0, 0);
		if (none != UINT32_MAX)
			land(g, none);
		number(g, 0, 0);
		break;
	case POINT:
		move(g, 6, 1);
		none = other_way(g, POINT) ? jump(g, gen_jump() & 0xf0, 2, (s32)pick(3)) : UINT32_MAX;
		one(g, 3, (s32)pick(64));
		gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 3, 0, 0);
		leave_with(g, 1);
		if (none != UINT32_MAX)
			land(g, none);
		number(g, 0, 0);
		break;
	case DEEP: /* through a slot of its own */
		move(g, 6, 1);
		own = place();
		if (own > -32 || pick(2))
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, own, (s32)pick(30));
		stack(g, 1, own);
		call(g, PUT);
		if (pick(2)) {
			move(g, 1, 6);
			number(g, 2, (s32)pick(30));
			call(g, pick(2) ? PUT : GET);
		}
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 0, 10, own, 0);
		if (pick(3))
			gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 0, 0, 0);
		break;
	default:
		none = jump(g, gen_jump() & 0xf0, 1, gen_immediate());
		helper(g, AX_HELPER_ktime_get_ns);
		land(g, none);
		number(g, 0, (s32)pick(60));
		break;
	}
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

void gen_call_functions(struct gen *g)
{
	u32 at[FNS] = {0};

	for (u32 i = 0; i < g->sites; i++) {
		u32 *to = &at[g->site[i].fn];

		if (!*to) {
			*to = g->p->count;
			gen_seed(g, 300 + g->site[i].fn);
			function(g, g->site[i].fn);
		}
		g->p->insn[g->site[i].at].imm = (s32)(*to - g->site[i].at - 1);
	}
}
