/* SPDX-License-Identifier: Apache-2.0
 * gen_objects.c - random uses of what a program holds or names: spin locks in values, maps in maps, dynptrs and their slices,
 * sockets. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick

static void stack_address(struct gen *g, u32 r, s32 off)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, r, 10, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, off);
}

static void helper(struct gen *g, u32 id)
{
	gen_put(g, AX_OP_CALL, 0, 0, 0, (s32)id);
	gen_after_call(g, NOTHING, 0);
}

/* A register that calls keep. */
static u32 kept(struct gen *g)
{
	for (u32 i = 0; i < 6; i++) {
		u32 r = 6 + pick(4);

		if (g->kind[r] <= NUMBER)
			return r;
	}
	return 6 + pick(4);
}

/* Element 0 or 1, or one that is not there, of a map; R0 is it or NULL.  `handle`: a register that holds the map, else its number. */
static void find(struct gen *g, u32 handle, u32 map)
{
	gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, -4, (s32)pick(3));
	stack_address(g, 2, -4);
	if (handle != AX_REGS)
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, handle, 0, 0);
	else
		gen_load_map(g, 1, map);
	helper(g, AX_HELPER_map_lookup_elem);
}

/* Jump to what comes after this part when r is NULL.  Returns the jump, or AX_REGS: it was left out. */
static u32 unless_null(struct gen *g, u32 r)
{
	if (gen_wild())
		return UINT32_MAX;
	gen_put(g, AX_JMP | AX_JEQ, r, 0, 0, 0);
	return g->p->count - 1;
}

static void land(struct gen *g, u32 jump)
{
	if (jump != UINT32_MAX)
		g->p->insn[jump].off = (s16)(g->p->count - jump - 1);
}

static void lock_call(struct gen *g, u32 value, u32 id)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, value, 0, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, gen_wild() ? 8 * (s32)pick(3) : FUZZ_LOCK_AT);
	helper(g, id);
}

/* Change a value under its lock; now and then: a helper meanwhile, the lock itself, no unlock, or another value's. */
static void locked(struct gen *g)
{
	u32 value = kept(g), other = kept(g), jump, second = UINT32_MAX;
	static const u8 places[] = {0, 4, 12, 16, 24, 28};
	bool two = !pick(6) && other != value;

	gen_has(g, HAS_LOCK);
	find(g, AX_REGS, MAP_LOCK);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, value, 0, 0, 0);
	gen_set(g, value, NOTHING, 0);
	jump = unless_null(g, pick(2) ? 0 : value);
	if (two) {
		find(g, AX_REGS, MAP_LOCK);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, other, 0, 0, 0);
		gen_set(g, other, NOTHING, 0);
		second = unless_null(g, other);
	}
	lock_call(g, value, AX_HELPER_spin_lock);
	for (u32 i = pick(4); i; i--) {
		s32 at = gen_wild() ? (s32)pick(32) : places[pick(ARRAY_LEN(places))];

		if (gen_wild())
			gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
		else if (!pick(4)) /* one way only */
			gen_put(g, gen_jump(), gen_number(g), 0, 1, gen_immediate());
		if (pick(2))
			gen_put(g, AX_ST | AX_MEM | AX_W, value, 0, at, gen_immediate());
		else
			gen_put(g, AX_LDX | AX_MEM | AX_W, 3, value, at, 0);
	}
	if (!gen_wild())
		lock_call(g, two && !pick(8) ? other : value, AX_HELPER_spin_unlock);
	if (gen_wild())
		gen_put(g, AX_ST | AX_MEM | AX_W, value, 0, FUZZ_LOCK_AT, 0);
	land(g, second);
	land(g, jump);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

/* A value of a map that was found in a map. */
static void inner(struct gen *g)
{
	u32 map = kept(g), value = kept(g), none, missing;

	gen_has(g, HAS_INNER);
	find(g, AX_REGS, MAP_OUTER);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, map, 0, 0, 0);
	gen_set(g, map, NOTHING, 0);
	none = unless_null(g, pick(2) ? 0 : map);
	find(g, map, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, value, 0, 0, 0);
	gen_set(g, value, NOTHING, 0);
	missing = unless_null(g, pick(2) ? 0 : value);
	gen_set(g, value, VALUE, MAP_INNER);
	for (u32 i = 1 + pick(3); i && g->kind[value] == VALUE; i--)
		if (pick(3))
			gen_access(g, value, (s32)pick(25) & ~(s32)pick(8));
		else
			gen_indexed(g);
	land(g, missing);
	land(g, none);
	for (u32 r = 0; r < 10; r++) /* on one way alone */
		if (r < 6 || r == value || r == map)
			gen_set(g, r, NOTHING, 0);
}

/* ---- dynptrs ---- */

static void dynptr_use(struct gen *g, s32 at)
{
	u32 slice = kept(g), jump;
	s32 size = 1 + (s32)pick(16);

	switch (pick(4)) {
	case 0:
		for (s32 i = 1; i <= 3; i++)
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, gen_immediate());
		stack_address(g, 1, at);
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(40));
		stack_address(g, 3, -24);
		gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, (s32)pick(25));
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		helper(g, AX_HELPER_dynptr_write);
		break;
	case 1: /* what was read is used as an index elsewhere */
		stack_address(g, 1, -8 * (1 + (s32)pick(3)));
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(9));
		stack_address(g, 3, at);
		gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, (s32)pick(40));
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
		helper(g, AX_HELPER_dynptr_read);
		break;
	default:
		stack_address(g, 1, at);
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(30));
		gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, size);
		helper(g, AX_HELPER_dynptr_data);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, slice, 0, 0, 0);
		gen_set(g, slice, NOTHING, 0);
		jump = unless_null(g, pick(2) ? 0 : slice);
		if (gen_wild()) /* the dynptr ends, its slice with it */
			gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, at + 8 * (s32)pick(2), 0);
		gen_access(g, slice, (s32)pick((u32)size + gen_wild()));
		gen_set(g, slice, NOTHING, 0);
		land(g, jump);
		if (gen_wild()) /* it may be NULL here */
			gen_access(g, slice, 0);
		break;
	}
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

static void dynptr(struct gen *g)
{
	u32 value = gen_reg_of(g, VALUE);
	s32 at = -40 - 8 * (s32)pick(8);
	bool ring = value == AX_REGS || value < 6 || pick(2);

	gen_has(g, HAS_DYNPTR);
	if (ring) {
		gen_load_map(g, 1, gen_wild() ? MAP_ONE : MAP_RING);
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(64));
	} else {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, value, 0, 0);
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, (s32)pick(gen_wild() ? 80 : fuzz_maps[g->map[value]].value_size));
	}
	gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, (s32)!pick(8));
	stack_address(g, 4, at + (gen_wild() ? 4 : 0));
	helper(g, ring ? AX_HELPER_ringbuf_reserve_dynptr : AX_HELPER_dynptr_from_mem);
	for (u32 i = pick(4); i; i--)
		dynptr_use(g, gen_wild() ? at - 8 : at);
	if (!pick(4))
		gen_alu(g);
	if (ring && !pick(12)) /* written over, by hand or by another one */
		gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, at + 8 * (s32)pick(2), 0);
	if (ring ? gen_wild() : pick(12))
		return;
	stack_address(g, 1, at);
	gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
	helper(g, pick(2) ? AX_HELPER_ringbuf_submit_dynptr : AX_HELPER_ringbuf_discard_dynptr);
	if (gen_wild())
		dynptr_use(g, at);
}

/* ---- sockets ---- */

static void read_field(struct gen *g, u32 r)
{
	gen_put(g, AX_LDX | AX_MEM | (pick(4) ? AX_W : pick(2) ? AX_H : AX_B), 3, r, gen_wild() ? (s32)pick(130) : 4 * (s32)pick(20), 0);
}

/* A socket is found, read, perhaps through a view of it, and released; now and then: not at all, twice, or read afterwards. */
static void socket(struct gen *g)
{
	u32 ctx = gen_reg_of(g, CTX), sock = kept(g), view = kept(g), jump, none;

	if (ctx == AX_REGS || ctx == sock || ctx < 6 || ctx == view || sock == view)
		return;
	for (s32 i = 1; i <= 5; i++)
		gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, -8 * i, gen_immediate());
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, ctx, 0, 0);
	stack_address(g, 2, -40);
	gen_put(g, AX_ALU64 | AX_MOV, 3, 0, 0, pick(2) ? 12 : 36);
	gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, (s32)pick(3) - 1);
	gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
	gen_has(g, HAS_SOCK);
	helper(g, pick(2) ? AX_HELPER_sk_lookup_tcp : AX_HELPER_sk_lookup_udp);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, sock, 0, 0, 0);
	gen_set(g, sock, NOTHING, 0);
	gen_set(g, view, NOTHING, 0);
	jump = unless_null(g, pick(2) ? 0 : sock);
	for (u32 i = pick(3); i; i--)
		read_field(g, sock);
	if (!pick(3)) {
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, sock, 0, 0);
		helper(g, pick(2) ? AX_HELPER_sk_fullsock : AX_HELPER_tcp_sock);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, view, 0, 0, 0);
		none = unless_null(g, pick(2) ? 0 : view);
		read_field(g, view);
		land(g, none);
		if (!pick(20))
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, sock, view, 0, 0);
	}
	if (!pick(6))
		gen_put(g, gen_jump(), gen_number(g), 0, 1 + 2 * (s32)gen_wild(), gen_immediate());
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, 1, sock, 0, 0);
	if (!gen_wild())
		helper(g, AX_HELPER_sk_release);
	if (gen_wild())
		read_field(g, pick(2) ? sock : view);
	land(g, jump);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
}

/* A value of one of two maps that are alike, which is found in the one or the other, or they are. */
static void twins(struct gen *g)
{
	u32 value = kept(g), copy = kept(g), map = pick(2) ? MAP_ARRAY : MAP_TWIN, jump;
	bool maps = pick(2);

	gen_has(g, HAS_TWIN);
	if (maps) {
		gen_put(g, AX_ST | AX_MEM | AX_W, 10, 0, -4, (s32)pick(3));
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, 2, gen_number(g), 0, 0);
		gen_load_map(g, 1, map);
		gen_put(g, gen_jump(), 2, 0, 2, gen_immediate());
		gen_load_map(g, 1, gen_wild() ? pick(FUZZ_ALL) : MAP_ARRAY + MAP_TWIN - map);
		if (!pick(6)) /* is it this one? */
			gen_put(g, AX_JMP | AX_JEQ | AX_X, 1, gen_number(g), 0, 0);
		stack_address(g, 2, -4);
		helper(g, AX_HELPER_map_lookup_elem);
	} else {
		find(g, AX_REGS, map);
	}
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, value, 0, 0, 0);
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, copy, 0, 0, 0);
	if (!maps) {
		u32 at = g->p->count;

		if (!pick(3)) {
			jump = unless_null(g, value);
			gen_put(g, AX_ALU64 | AX_ADD, value, 0, 0, 8 * (s32)pick(8));
			land(g, jump);
			at = g->p->count;
		}
		gen_put(g, gen_jump(), gen_number(g), 0, 0, gen_immediate());
		find(g, AX_REGS, gen_wild() ? pick(FUZZ_ALL) : pick(2) ? MAP_ONE : MAP_ARRAY + MAP_TWIN - map);
		gen_put(g, AX_ALU64 | AX_MOV | AX_X, value, 0, 0, 0);
		if (!pick(3)) { /* further on in it */
			u32 none = unless_null(g, value);

			gen_put(g, AX_ALU64 | AX_ADD, value, 0, 0, 8 * (s32)pick(8));
			land(g, none);
		}
		if (pick(2))
			gen_put(g, AX_ALU64 | AX_MOV | AX_X, copy, 0, 0, 0);
		land(g, at);
	}
	gen_set(g, copy, MAYBE_VALUE, MAP_ARRAY);
	gen_set(g, value, MAYBE_VALUE, MAP_ARRAY);
	jump = unless_null(g, pick(4) ? value : copy);
	gen_set(g, value, VALUE, MAP_ARRAY);
	for (u32 i = 1 + pick(3); i && g->kind[value] == VALUE; i--)
		if (pick(3))
			gen_access(g, value, (s32)pick(65) & ~(s32)pick(8));
		else
			gen_indexed(g);
	if (!pick(4)) /* of the copy, whether the test was of it or not */
		gen_access(g, copy, 8 * (s32)pick(8));
	land(g, jump);
	for (u32 r = 0; r < 10; r++)
		if (r < 6 || r == value || r == copy)
			gen_set(g, r, NOTHING, 0);
}

void gen_objects(struct gen *g)
{
	switch (pick(g->p->type == AX_PROG_XDP ? 7 : 4)) { /* others have no sockets */
	case 3: twins(g); break;
	case 0: locked(g); break;
	case 1: inner(g); break;
	case 2: dynptr(g); break;
	default: socket(g); break;
	}
}
