/* SPDX-License-Identifier: Apache-2.0
 * gen_kfunc.c - random uses of kernel functions: iterators of numbers, in loops and by hand, in this frame and in a caller's; regions
 * of RCU and without preemption; throws; what dynptrs can do beyond their helpers.  And pointers into one object, compared and
 * subtracted, with offsets that the object does not have; and functions that give pointers. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

struct place {
	u32 base; /* R10, or a register that points to 32 bytes of the caller's */
	s32 off;
};

static void address(struct gen *g, u32 r, struct place at)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, at.base, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, at.off);
}

static void kfunc(struct gen *g, u32 id)
{
	gen_put(g, AX_OP_CALL, 0, AX_CALL_KFUNC, 0, (s32)id);
	gen_after_call(g, NOTHING, 0);
}

static u32 kept(struct gen *g)
{
	for (u32 i = 0; i < 6; i++) {
		u32 r = 6 + pick(4);

		if (g->kind[r] <= NUMBER)
			return r;
	}
	return 6 + pick(4);
}

static void land(struct gen *g, u32 jump)
{
	if (jump != UINT32_MAX)
		g->p->insn[jump].off = (s16)(g->p->count - jump - 1);
}

/* ---- iterators ---- */

static struct place some_place(struct gen *g)
{
	if (g->in_function && g->kind[6] == VALUE && !pick(3)) /* what it was called with: mostly its caller's frame */
		return (struct place){6, 8 * (s32)pick(4)};
	return (struct place){10, -8 * (1 + (s32)pick(12)) + (gen_wild() ? 4 : 0)};
}

static void made(struct gen *g, struct place at)
{
	u32 number = pick(3) ? AX_REGS : gen_number(g);

	if (number != AX_REGS && g->kind[number] == NUMBER)
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, number, 0, 0);
	else
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(20) - 4);
	if (pick(3)) {
		gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, (s32)pick(24));
	} else {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 3, 2, 0, 0);
		gen_put(g, (pick(2) ? AX_ALU64 : AX_ALU) | AX_ADD, 3, 0, 0, (s32)pick(12));
	}
	address(g, 1, at);
	kfunc(g, AX_KFUNC_bpf_iter_num_new);
}

static void next(struct gen *g, struct place at)
{
	address(g, 1, at);
	kfunc(g, AX_KFUNC_bpf_iter_num_next);
}

static void destroyed(struct gen *g, struct place at)
{
	address(g, 1, at);
	kfunc(g, AX_KFUNC_bpf_iter_num_destroy);
}

/* The number in R0, as it is or as something that it may not be. */
static void item(struct gen *g, u32 r)
{
	static const u8 loads[] = {AX_LDX | AX_MEM | AX_W, AX_LDX | AX_MEM | AX_W, AX_LDX | AX_MEMSX | AX_W, AX_LDX | AX_MEM | AX_H};

	gen_put(g, loads[pick(ARRAY_LEN(loads))], r, 0, gen_wild() ? (s32)pick(8) - 4 : 0, 0);
	gen_set(g, r, NUMBER, 0);
	if (gen_wild())
		gen_put(g, AX_ST | AX_MEM | AX_W, 0, 0, 0, 0);
}

/* A number as an index into the one value of MAP_ONE, which has 128 bytes; bounded, or by what is known of it alone. */
static void index_by(struct gen *g, u32 r)
{
	if (!pick(3))
		gen_bound(g, r);
	gen_put(g, AX_OP_LDDW, 5, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
	gen_put(g, 0, 0, 0, 0, (s32)pick(100));
	gen_set(g, 5, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 5, r, 0, 0);
	if (pick(2))
		gen_put(g, AX_LDX | AX_MEM | AX_B, 4, 5, (s32)pick(30), 0);
	else
		gen_put(g, AX_ST | AX_MEM | AX_B, 5, 0, (s32)pick(30), 1);
	gen_set(g, 4, NOTHING, 0);
}

static void spoilt(struct gen *g, struct place at)
{
	static const u8 how[] = {AX_ST | AX_MEM | AX_DW, AX_ST | AX_MEM | AX_B, AX_LDX | AX_MEM | AX_DW};
	u32 op = how[pick(ARRAY_LEN(how))];
	bool load = (op & 7) == AX_LDX;

	gen_put(g, op, load ? 4 : at.base, load ? at.base : 0, at.off, 0);
}

static void loop(struct gen *g)
{
	struct place at = some_place(g);
	u32 number = kept(g), old = kept(g), head, out, leave = UINT32_MAX;

	gen_has(g, HAS_ITER);
	gen_has(g, HAS_ITER_LOOP);
	made(g, at);
	head = g->p->count;
	next(g, at);
	if (!pick(8)) { /* an item of the round before, which is another number now */
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, old, 0, 0, 0);
		gen_set(g, old, NOTHING, 0);
	}
	if (!pick(6)) { /* NULL, and it goes on all the same, until something else ends it */
		gen_put(g, AX_JMP | AX_JEQ, 0, 0, 1, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_W, 1, 0, 0, 0);
		gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, number, 0, 0, 0);
		gen_put(g, AX_JMP | AX_JSET, 0, 0, 0, 1 << pick(4));
		out = g->p->count - 1;
		gen_set(g, number, NUMBER, 0);
	} else {
		gen_put(g, AX_JMP | (gen_wild() ? AX_JNE : AX_JEQ), 0, 0, 0, 0);
		out = g->p->count - 1;
		item(g, number);
	}
	if (pick(2))
		index_by(g, number);
	if (g->depth < 3 && pick(2))
		gen_part(g);
	if (!pick(4)) { /* it ends early */
		gen_put(g, gen_jump(), gen_number(g), 0, 0, gen_immediate());
		leave = g->p->count - 1;
	}
	if (!pick(6))
		next(g, at);
	if (gen_wild())
		destroyed(g, at);
	if (gen_wild())
		spoilt(g, at);
	gen_put(g, AX_JMP | AX_JA, 0, 0, (s32)head - (s32)g->p->count - 1, 0);
	land(g, out);
	land(g, leave);
	if (!gen_wild())
		destroyed(g, at);
	if (gen_wild())
		gen_put(g, AX_LDX | AX_MEM | AX_W, 3, old, 0, 0);
	for (u32 r = 0; r < 10; r++)
		if (r < 6 || r == number || r == old)
			gen_set(g, r, NOTHING, 0);
}

/* Steps by hand: each may be the last. */
static void steps(struct gen *g)
{
	struct place at = some_place(g);
	u32 number = kept(g), older = kept(g), out[4], n = 0;

	gen_has(g, HAS_ITER);
	made(g, at);
	if (gen_wild())
		spoilt(g, at);
	for (u32 i = pick(4); i; i--) {
		next(g, at);
		gen_put(g, AX_JMP | AX_JEQ, 0, 0, 0, 0);
		out[n++] = g->p->count - 1;
		item(g, number);
		if (!pick(3))
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, older, 0, 0, 0);
		if (pick(2))
			index_by(g, number);
		if (!pick(3) && g->depth < 4)
			gen_part(g);
	}
	while (n)
		land(g, out[--n]);
	if (!gen_wild())
		destroyed(g, at);
	for (u32 r = 0; r < 10; r++)
		if (r < 6 || r == number || r == older)
			gen_set(g, r, NOTHING, 0);
}

/* ---- regions, throws ---- */

static void region(struct gen *g)
{
	bool rcu = pick(2);
	u32 enter = rcu ? AX_KFUNC_bpf_rcu_read_lock : AX_KFUNC_bpf_preempt_disable;
	u32 leave = rcu ? AX_KFUNC_bpf_rcu_read_unlock : AX_KFUNC_bpf_preempt_enable, deep = 1 + (!rcu && !pick(3)) + gen_wild();

	gen_has(g, HAS_REGION);
	for (u32 i = 0; i < deep; i++)
		kfunc(g, enter);
	if (g->depth < 4)
		gen_part(g);
	if (!pick(8))
		gen_put(g, gen_jump(), gen_number(g), 0, 1, gen_immediate());
	for (u32 i = gen_wild(); i < deep; i++)
		kfunc(g, leave);
}

static void throws(struct gen *g)
{
	if (g->p->type != AX_PROG_XDP)
		return;
	if (pick(8))
		gen_put(g, gen_jump(), gen_number(g), 0, 2, gen_immediate());
	gen_has(g, HAS_THROW);
	gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, 1);
	kfunc(g, AX_KFUNC_bpf_throw);
}

/* ---- dynptrs ---- */

static void dynptr(struct gen *g)
{
	struct place at = {10, -40 - 8 * (s32)pick(8)};
	u32 slice = kept(g), none;
	bool ring = pick(2), writes;

	gen_has(g, HAS_DYNPTR);
	if (ring)
		gen_load_map(g, 1, MAP_RING);
	else {
		gen_put(g, AX_OP_LDDW, 1, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
		gen_put(g, 0, 0, 0, 0, (s32)pick(64));
	}
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(64));
	gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, 0);
	address(g, 4, at);
	gen_put(g, AX_OP_CALL, 0, 0, 0, ring ? AX_HELPER_ringbuf_reserve_dynptr : AX_HELPER_dynptr_from_mem);
	gen_after_call(g, NOTHING, 0);
	for (u32 i = pick(4); i; i--) {
		s32 size = 1 + (s32)pick(16);

		switch (pick(6)) {
		case 0:
			address(g, 1, at);
			gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(8));
			gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, 4 + (s32)pick(60));
			kfunc(g, AX_KFUNC_bpf_dynptr_adjust);
			break;
		case 1:
			address(g, 1, at);
			kfunc(g, AX_KFUNC_bpf_dynptr_is_null + pick(3));
			break;
		default:
			address(g, 1, at);
			gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(30));
			gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, 0);
			if (!pick(3)) { /* a buffer, initialised or not */
				for (s32 n = 1; n <= 2 + !gen_wild(); n++)
					gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * n, 0);
				address(g, 3, (struct place){10, -24});
			}
			gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, size);
			writes = g->p->type == AX_PROG_XDP ? pick(2) : gen_wild();
			kfunc(g, writes ? AX_KFUNC_bpf_dynptr_slice_rdwr : AX_KFUNC_bpf_dynptr_slice);
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, slice, 0, 0, 0);
			gen_set(g, slice, NOTHING, 0);
			gen_put(g, AX_JMP | AX_JEQ, pick(2) ? 0 : slice, 0, 0, 0);
			none = g->p->count - 1;
			if (gen_wild())
				spoilt(g, at);
			gen_put(g, AX_LDX | AX_MEM | AX_B, 4, slice, (s32)pick((u32)size + gen_wild()), 0);
			if (writes || gen_wild())
				gen_put(g, AX_ST | AX_MEM | AX_B, slice, 0, (s32)pick((u32)size + gen_wild()), 0);
			land(g, none);
		}
	}
	if (ring && !gen_wild()) {
		address(g, 1, at);
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
		gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_ringbuf_submit_dynptr);
		gen_after_call(g, NOTHING, 0);
	}
	if (gen_wild())
		gen_put(g, AX_LDX | AX_MEM | AX_B, 4, slice, 0, 0);
	for (u32 r = 0; r < 10; r++)
		if (r < 6 || r == slice)
			gen_set(g, r, NOTHING, 0);
}

/* A slice of the packet, which may lie in its buffer, and a pointer or a number that is kept there, or beside it. */
static void buffer(struct gen *g)
{
	u32 slice = kept(g), value = gen_reg_of(g, VALUE), none;
	s32 size = 8 * (1 + (s32)pick(3)), at = -32 + 8 * (s32)pick(4);
	bool pointer = pick(2);

	if (g->p->type != AX_PROG_XDP || g->kind[6] != CTX || value < 6 || value == AX_REGS || value == slice || slice == 6)
		return;
	gen_has(g, HAS_DYNPTR);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
	address(g, 3, (struct place){10, -64});
	kfunc(g, AX_KFUNC_bpf_dynptr_from_xdp);
	for (s32 n = 1; n <= 3; n++)
		gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * n, 0);
	address(g, 1, (struct place){10, -64});
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(8));
	address(g, 3, (struct place){10, -24});
	gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, size);
	kfunc(g, AX_KFUNC_bpf_dynptr_slice_rdwr);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, slice, 0, 0, 0);
	gen_put(g, AX_JMP | AX_JEQ, slice, 0, 0, 0);
	none = g->p->count - 1;
	if (pointer)
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, value, at, 0);
	else
		gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, at, (s32)pick(8));
	gen_put(g, AX_ST | AX_MEM | AX_DW, slice, 0, 8 * (s32)pick((u32)size / 8), 1 << pick(31));
	gen_put(g, AX_LDX | AX_MEM | AX_DW, 4, 10, at, 0);
	if (!pointer)
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, 4, value, 0, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_B, 4, 4, 0, 0);
	land(g, none);
	for (u32 r = 0; r < 10; r++)
		if (r < 6 || r == slice)
			gen_set(g, r, NOTHING, 0);
}

/* ---- pointers into one object ---- */

/* A number that may be far away. */
static void far_number(struct gen *g, u32 r)
{
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_ktime_get_ns);
	gen_after_call(g, NOTHING, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, 0, 0, 0);
	gen_set(g, r, NOTHING, 0);
	switch (pick(4)) {
	case 0: gen_put(g, AX_ALU64 | AX_RSH, r, 0, 0, 1 + (s32)pick(40)); break;
	case 1: gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, (s32)(0x7fffffff >> pick(31))); break;
	default: gen_put(g, AX_ALU64 | AX_AND, r, 0, 0, 15);
	}
	if (!pick(3))
		gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, pick(3) ? (s32)pick(64) - 40 : (pick(2) ? 1 : -1) * (1 << pick(29)));
}

static void order(struct gen *g)
{
	u32 p = kept(g), q = 2 + pick(3), jump, n = 5;
	bool stack = !pick(4);

	gen_has(g, HAS_ORDER);
	if (pick(2))
		far_number(g, n);
	else
		gen_put(g, AX_ALU64 | AX_MOV, n, 0, 0, (s32)pick(200) - 100);
	gen_set(g, p, NOTHING, 0);
	if (stack) {
		gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8, 0);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, p, 10, 0, 0);
	} else {
		gen_put(g, AX_OP_LDDW, p, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
		gen_put(g, 0, 0, 0, 0, (s32)pick(120));
	}
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, q, p, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, q, 0, 0, (s32)pick(40) - 20);
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, p, n, 0, 0);
	gen_put(g, gen_jump() | AX_X, pick(2) ? p : q, pick(2) ? q : p, 0, 0);
	jump = g->p->count - 1;
	if (pick(2)) {
		gen_put(g, gen_jump() | AX_X, q, p, 0, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_B, 1, p, (s32)pick(8) - 4, 0);
		land(g, g->p->count - 2);
	} else {
		gen_put(g, AX_LDX | AX_MEM | AX_B, 1, p, (s32)pick(8) - 4, 0);
	}
	land(g, jump);
	if (!pick(3)) { /* only one way is possible, perhaps: what is there must be checked all the same */
		gen_put(g, gen_jump() | AX_X, p, q, 0, 1);
		gen_put(g, AX_LDX | AX_MEM | AX_B, 1, p, 0, 0);
	}
	for (u32 r = 0; r < 10; r++)
		if (r < 6 || r == p)
			gen_set(g, r, NOTHING, 0);
}

/* What two calls of one function give: pointers whose distance is an index. */
static void two_results(struct gen *g)
{
	u32 p = kept(g);

	if (g->pointers + 2 > ARRAY_LEN(g->pointer))
		return;
	gen_set(g, p, NOTHING, 0);
	for (u32 i = 0; i < 2; i++) {
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)pick(2));
		g->pointer[g->pointers++] = g->p->count;
		gen_put(g, AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
		gen_after_call(g, NOTHING, 0);
		if (!i)
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, p, 0, 0, 0);
	}
	if (!pick(4))
		gen_put(g, AX_LDX | AX_MEM | AX_B, 3, p, (s32)pick(8), 0);
	gen_put(g, AX_ALU64 | AX_SUB | AX_X, p, 0, 0, 0);
	gen_set(g, p, NUMBER, 0);
	if (pick(2))
		gen_put(g, AX_JMP | AX_JSLT, p, 0, 5, 0);
	gen_put(g, AX_OP_LDDW, 5, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
	gen_put(g, 0, 0, 0, 0, (s32)pick(128));
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 5, p, 0, 0);
	gen_put(g, AX_LDX | AX_MEM | AX_B, 4, 5, (s32)pick(20) - 4, 0);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

void gen_pointer_function(struct gen *g)
{
	u32 at = g->p->count;

	if (!g->pointers)
		return;
	gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
	if (g->p->type == AX_PROG_XDP && !pick(3)) { /* it may end the program */
		gen_put(g, AX_JMP | AX_JSET, 0, 0, 2, 1 + (s32)pick(4));
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, 1);
		gen_put(g, AX_OP_CALL, 0, AX_CALL_KFUNC, 0, AX_KFUNC_bpf_throw);
	}
	gen_put(g, AX_ALU64 | AX_AND, 0, 0, 0, (1 << pick(5)) - 1);
	gen_put(g, AX_OP_LDDW, 1, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
	gen_put(g, 0, 0, 0, 0, (s32)pick(64));
	gen_put(g, AX_ALU64 | AX_ADD | AX_X, 1, 0, 0, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 0, 1, 0, 0);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
	for (u32 i = 0; i < g->pointers; i++)
		g->p->insn[g->pointer[i]].imm = (s32)(at - g->pointer[i] - 1);
}

void gen_called_back(struct gen *g)
{
	if (!pick(12))
		throws(g);
	else if (!pick(6))
		two_results(g);
}

void gen_kfuncs(struct gen *g)
{
	switch (pick(10)) {
	case 0:
	case 1:
	case 2: loop(g); break;
	case 3: steps(g); break;
	case 4: region(g); break;
	case 5: throws(g); break;
	case 6: pick(3) ? dynptr(g) : buffer(g); break;
	case 7: two_results(g); break;
	default: order(g); break;
	}
}
