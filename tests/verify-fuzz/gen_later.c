/* SPDX-License-Identifier: Apache-2.0
 * gen_later.c - random timers, whose functions run after the program; loads from the packet that may end the program (legacy ones), and
 * tail calls; casts to the system's structures. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

static void number(struct gen *g, u32 r, s32 n)
{
	gen_put(g, AX_ALU64 | AX_MOV, r, 0, 0, n);
}

static void helper(struct gen *g, u32 id)
{
	gen_put(g, AX_OP_CALL, 0, id >= AX_KFUNC_FIRST ? AX_CALL_KFUNC : 0, 0, (s32)id);
	gen_after_call(g, NOTHING, 0);
}

static u32 kept(struct gen *g)
{
	for (u32 i = 0; i < 6; i++) {
		u32 r = 7 + pick(3);

		if (g->kind[r] <= NUMBER)
			return r;
	}
	return 7 + pick(3);
}

static void land(struct gen *g, u32 at)
{
	g->p->insn[at].off = (s16)(g->p->count - at - 1);
}

/* ---- timers ---- */

static void timer_of(struct gen *g, u32 value)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, value, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, gen_wild() ? 8 * (s32)pick(6) : FUZZ_TIMER_AT);
}

static void start(struct gen *g, u32 value)
{
	timer_of(g, value);
	number(g, 2, (s32)pick(1000));
	number(g, 3, 0);
	helper(g, AX_HELPER_timer_start);
}

static void timer(struct gen *g)
{
	u32 value = kept(g), none;

	if (g->in_function || g->callbacks == ARRAY_LEN(g->callback) || g->p->type == AX_PROG_RAW_TRACEPOINT)
		return;
	gen_has(g, HAS_TIMER);
	gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, -4, (s32)pick(3));
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, -4);
	gen_load_map(g, 1, MAP_TIMER);
	helper(g, AX_HELPER_map_lookup_elem);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, value, 0, 0, 0);
	gen_set(g, value, NOTHING, 0);
	gen_put(g, AX_JMP | AX_JEQ, value, 0, 0, 0);
	none = g->p->count - 1;
	if (gen_wild())
		land(g, none);
	if (pick(3)) {
		timer_of(g, value);
		gen_load_map(g, 2, gen_wild() ? MAP_ARRAY : MAP_TIMER);
		number(g, 3, (s32)pick(2));
		helper(g, AX_HELPER_timer_init);
	}
	if (pick(4))
		gen_put(g, AX_ST | AX_MEM | AX_DW, value, 0, gen_wild() ? 16 : 8 * (s32)pick(2), gen_immediate());
	timer_of(g, value);
	g->callback[g->callbacks].map = MAP_TIMER;
	g->callback[g->callbacks].depth = 0;
	g->callback[g->callbacks].pointer = false;
	g->callback[g->callbacks++].at = g->p->count;
	gen_put(g, AX_OP_LDDW, 2, AX_PSEUDO_FUNC, 0, 0);
	gen_put(g, 0, 0, 0, 0, 0);
	helper(g, AX_HELPER_timer_set_callback);
	start(g, value);
	if (!pick(4)) {
		timer_of(g, value);
		helper(g, AX_HELPER_timer_cancel);
	}
	land(g, none);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

/* In a timer's function: R8 is its value.  It may begin anew, set another function, or end. */
void gen_timer_again(struct gen *g)
{
	u32 n = pick(4);

	if (n < 2)
		start(g, 8);
	else if (n == 2) {
		timer_of(g, 8);
		helper(g, AX_HELPER_timer_cancel);
	}
}

/* ---- legacy loads ---- */

static void legacy(struct gen *g)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W};
	u32 s = pick(3), r, keep = kept(g);
	bool ind = pick(2);

	if (g->p->type != AX_PROG_SOCKET_FILTER || g->kind[6] != CTX)
		return;
	gen_has(g, HAS_LEGACY);
	r = ind ? gen_number(g) : 0;
	gen_put(g, AX_LD | (ind ? AX_IND : AX_ABS) | sizes[s], 0, r, 0, pick(3) ? (s32)pick(40) : gen_immediate());
	gen_after_call(g, NUMBER, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, keep, 0, 0, 0);
	gen_set(g, keep, NUMBER, 0);
	if (gen_wild())
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 0, 1 + pick(5), 0, 0);
	if (s == 0 && pick(2)) { /* a byte: at most 255 */
		gen_put(g, AX_ALU64 | AX_RSH, keep, 0, 0, 1 + (s32)pick(4));
		gen_put(g, AX_OP_LDDW, 5, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_ONE);
		gen_put(g, 0, 0, 0, 0, pick(2) ? 0 : (s32)pick(110));
		gen_put(g, AX_ALU64 | AX_ADD | AX_X, 5, keep, 0, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_B, 4, 5, 0, 0);
		gen_set(g, 5, NOTHING, 0);
		gen_set(g, 4, NUMBER, 0);
	}
}

/* ---- casts ---- */

static void cast(struct gen *g)
{
	static const u8 sizes[] = {AX_B, AX_H, AX_W, AX_DW};
	u32 at = kept(g), s;

	if (g->kind[6] != CTX)
		return;
	gen_has(g, HAS_CAST);
	if (pick(2)) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
		helper(g, AX_KFUNC_bpf_cast_to_kern_ctx);
	} else {
		u32 from = gen_reg_of(g, pick(2) ? VALUE : NUMBER);

		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, from == AX_REGS ? 6 : from, 0, 0);
		number(g, 2, 1 + (s32)pick(2));
		helper(g, AX_KFUNC_bpf_rdonly_cast);
	}
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, at, 0, 0, 0);
	gen_set(g, at, NOTHING, 0);
	for (u32 i = 1 + pick(4); i; i--)
		switch (pick(5)) {
		case 0: /* what it points to */
			gen_put(g, AX_LDX | AX_MEM | AX_DW, at, at, 64 + 8 * (s32)pick(8), 0);
			break;
		case 1: gen_put(g, AX_ALU64 | AX_ADD, at, 0, 0, 8 * (s32)pick(4) - (gen_wild() ? 8 : 0)); break;
		case 2: /* nobody writes there */
			if (gen_wild())
				gen_put(g, AX_ST | AX_MEM | AX_DW, at, 0, 8 * (s32)pick(8), 0);
			else if (gen_wild()) { /* nor gives it to a helper */
				number(g, 4, 0);
				gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, at, 0, 0);
				number(g, 3, 8);
				gen_load_map(g, 1, MAP_RING);
				helper(g, AX_HELPER_ringbuf_output);
			}
			break;
		default:
			s = pick(4);
			gen_put(g, AX_LDX | AX_MEM | sizes[s], 3, at, pick(8) ? (s32)pick(64) & -(1 << s) : (s32)pick(140) - 8, 0);
			gen_set(g, 3, NUMBER, 0);
			break;
		}
}

/* ---- tail calls ---- */

static void tail(struct gen *g)
{
	if (g->kind[6] != CTX)
		return;
	gen_has(g, HAS_TAIL);
	if (!pick(3))
		gen_put(g, gen_jump(), gen_number(g), 0, 5, gen_immediate());
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
	gen_load_map(g, 2, gen_wild() ? MAP_OUTER : MAP_PROGS);
	number(g, 3, (s32)pick(3));
	helper(g, AX_HELPER_tail_call);
	gen_set(g, 0, NUMBER, 0);
}

void gen_later(struct gen *g)
{
	switch (pick(fuzz_kfuncs ? 4 : 3)) {
	case 2: tail(g); break;
	case 0: timer(g); break;
	case 1:
		if (g->p->type == AX_PROG_SOCKET_FILTER)
			legacy(g);
		else
			timer(g);
		break;
	default: cast(g); break;
	}
}
