/* SPDX-License-Identifier: Apache-2.0
 * gen_own.c - random uses of structures that programs own: allocated, counted, put into lists, trees and kernel pointers and taken out
 * again, under locks of values and of structures; tasks; regions of RCU; all of it across branches, in loops, in functions and in
 * what helpers call.
 *
 * Pointers lie in slots of the stack or in registers (homes).  A scope gets one, uses it and those of the scopes around it, and lets
 * it go; now and then it does not, or does it twice, or uses what is gone. */
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "verify-fuzz/gen.h"

#define pick fuzz_pick
#define HOMES 6
enum { FIRST_HOME = -136, COUNTER = -192 };
enum { VALUE_LOCK = 0, VALUE_TREE = 8, VALUE_LIST = 24, NODE_TREE = 8, NODE_LIST = 40, BOX_LIST = 8, BOX_LEAF = 24 };
enum { FN_DROPS, FN_KEEPS, FN_LOCKS, FN_MAKES, FN_TAKES, FN_LESS, FN_LESS_LOCKS, FN_LOOPED, FN_KINDS };

/* What a home has; MAYBE: it may be NULL, or owned. */
enum life { NONE, OWNED, MAYBE, SHARED, RCU };
static struct {
	u8 type, life;
	s32 at;   /* where in the structure it points */
} home[HOMES];
static u32 lock_of;  /* 1 + the home of the box whose lock is held; HOMES + 1: the value's; 0: none */
static u32 scopes, loops, inside;
static bool region;

static void mov(struct gen *g, u32 to, u32 from)
{
	gen_put(g, AX_ALU64 | AX_MOV | AX_X, to, from, 0, 0);
}

/* The first two homes are registers, where the program has nothing else in them. */
static u32 reg_of(const struct gen *g, u32 h)
{
	return h < 2 && g->kind[8 + h] <= NUMBER ? 8 + h : AX_REGS;
}

static s32 slot_of(u32 h)
{
	return FIRST_HOME - 8 * (s32)h;
}

static void put_home(struct gen *g, u32 h, u32 r)
{
	u32 at = reg_of(g, h);

	if (at == AX_REGS)
		gen_put(g, AX_STX | AX_MEM | AX_DW, 10, r, slot_of(h), 0);
	else {
		mov(g, at, r);
		gen_set(g, at, NOTHING, 0);
	}
}

/* The pointer of a home, from the structure's byte `at` on, in r. */
static void get_home(struct gen *g, u32 h, u32 r, s32 at)
{
	u32 from = reg_of(g, h);

	if (from == AX_REGS)
		gen_put(g, AX_LDX | AX_MEM | AX_DW, r, 10, slot_of(h), 0);
	else
		mov(g, r, from);
	if (at != home[h].at && !gen_wild())
		gen_put(g, AX_ALU64 | AX_ADD, r, 0, 0, at - home[h].at);
}

static void call(struct gen *g, u32 id, bool kfunc)
{
	gen_put(g, AX_OP_CALL, 0, kfunc ? AX_CALL_KFUNC : 0, 0, (s32)id);
	gen_after_call(g, NOTHING, 0);
}

static u32 jump_if_null(struct gen *g, u32 r)
{
	if (!pick(60))
		return UINT32_MAX;
	gen_put(g, AX_JMP | AX_JEQ, r, 0, 0, 0);
	return g->p->count - 1;
}

static void land(struct gen *g, u32 jump)
{
	if (jump != UINT32_MAX)
		g->p->insn[jump].off = (s16)(g->p->count - jump - 1);
}

static u32 free_home(void)
{
	for (u32 i = 0, h = pick(HOMES); i < HOMES; i++, h = (h + 1) % HOMES)
		if (home[h].life == NONE)
			return h;
	return HOMES;
}

/* A home with one of these types (bits), alive in one of these ways. */
static u32 some_home(u32 types, u32 lives)
{
	for (u32 i = 0, h = pick(HOMES); i < HOMES; i++, h = (h + 1) % HOMES)
		if (types >> home[h].type & 1 && lives >> home[h].life & 1)
			return h;
	return !pick(30) ? pick(HOMES) : HOMES;
}

static void value_address(struct gen *g, u32 r, s32 at)
{
	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_MAP_IDX_VALUE, 0, MAP_OWN);
	gen_put(g, 0, 0, 0, 0, at);
}

static void call_local(struct gen *g, u32 kind)
{
	if (g->own_sites == ARRAY_LEN(g->own_site))
		return;
	g->own_site[g->own_sites].at = g->p->count;
	g->own_site[g->own_sites++].kind = kind;
	gen_put(g, AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
	gen_after_call(g, NOTHING, 0);
	gen_has(g, HAS_OWN_CALL);
}

static void function_address(struct gen *g, u32 r, u32 kind)
{
	if (g->own_sites == ARRAY_LEN(g->own_site))
		return;
	g->own_site[g->own_sites].at = g->p->count;
	g->own_site[g->own_sites++].kind = kind;
	gen_put(g, AX_OP_LDDW, r, AX_PSEUDO_FUNC, 0, 0);
	gen_put(g, 0, 0, 0, 0, 0);
}

static void scope(struct gen *g);
static void actions(struct gen *g, u32 n);

/* ---- single steps ---- */

static const s32 kptr_at[] = {[OWN_NODE] = 40, [OWN_LEAF] = 48, [OWN_TASK] = 56};

static void access(struct gen *g, u32 h)
{
	static const u8 data[][2] = {[OWN_NODE] = {0, 72}, [OWN_LEAF] = {0, 8}, [OWN_BOX] = {4, 4}, [OWN_ITEM] = {24, 24}, [OWN_TASK] = {8, 80}};
	u32 type = home[h].type ? home[h].type : 1;
	s32 at = gen_wild() ? 4 * (s32)pick(22) : data[type][pick(2)] - home[h].at;
	u32 r = reg_of(g, h), size = type == OWN_BOX ? AX_W : AX_DW;

	if (r == AX_REGS) {
		r = 1 + pick(5);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, r, 10, slot_of(h), 0);
	}
	if ((type != OWN_TASK && pick(2)) || gen_wild())
		gen_put(g, AX_ST | AX_MEM | size, r, 0, at, 1);
	else
		gen_put(g, AX_LDX | AX_MEM | size, pick(6), r, at, 0);
	for (u32 i = 0; i < 6; i++)
		gen_set(g, i, NOTHING, 0);
}

static void let_go(struct gen *g, u32 h)
{
	if (gen_wild())
		return;
	get_home(g, h, 1, 0);
	if (home[h].type != OWN_TASK && !pick(8) && !lock_of)
		call_local(g, FN_DROPS);
	else
		call(g, home[h].type == OWN_TASK ? AX_KFUNC_bpf_task_release : AX_KFUNC_bpf_obj_drop_impl, true);
}

/* A kernel pointer gets what is in this home, which is R0 = NULL for none, and gives what it had: that goes. */
static void exchange(struct gen *g, u32 h, bool null)
{
	u32 type = home[h].type, box = some_home(1u << OWN_BOX, 1u << OWNED), none;

	gen_has(g, HAS_OWN_KPTR);
	if (null)
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
	else
		get_home(g, h, 2, 0);
	if (type == OWN_LEAF && box != HOMES && pick(2))
		get_home(g, box, 1, BOX_LEAF);
	else
		value_address(g, 1, gen_wild() ? 8 * (s32)pick(10) : kptr_at[type < ARRAY_LEN(kptr_at) && kptr_at[type] ? type : OWN_LEAF]);
	call(g, AX_HELPER_kptr_xchg, false);
	if (gen_wild())
		return;
	none = jump_if_null(g, 0);
	mov(g, 1, 0);
	call(g, type == OWN_TASK ? AX_KFUNC_bpf_task_release : AX_KFUNC_bpf_obj_drop_impl, true);
	land(g, none);
}

/* ---- under a lock ---- */

static void lock(struct gen *g, bool take)
{
	if (lock_of == HOMES + 1)
		value_address(g, 1, VALUE_LOCK);
	else
		get_home(g, lock_of - 1, 1, 0);
	call(g, take ? AX_HELPER_spin_lock : AX_HELPER_spin_unlock, false);
}

/* The root of the list (or tree) whose lock is held, in R1. */
static void root(struct gen *g, bool tree)
{
	bool value = lock_of == HOMES + 1;

	if (gen_wild())
		value = !value && lock_of;
	if (value || !lock_of || lock_of > HOMES)
		value_address(g, 1, tree ? VALUE_TREE : VALUE_LIST);
	else
		get_home(g, lock_of - 1, 1, BOX_LIST);
}

static void pushed(struct gen *g, u32 h)
{
	bool value = lock_of == HOMES + 1, tree = value && pick(2);

	gen_has(g, HAS_OWN_LIST);
	root(g, tree);
	get_home(g, h, 2, tree ? NODE_TREE : value ? NODE_LIST : 0);
	if (tree) {
		function_address(g, 3, pick(4) ? FN_LESS : FN_LESS_LOCKS);
		gen_put(g, AX_ALU64 | AX_MOV, 5, 0, 0, 0);
	} else {
		gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	}
	call(g, tree ? AX_KFUNC_bpf_rbtree_add_impl : pick(2) ? AX_KFUNC_bpf_list_push_front_impl : AX_KFUNC_bpf_list_push_back_impl, true);
	home[h].life = SHARED;
}

/* What a list or tree gives, into a home: perhaps NULL. */
static void popped(struct gen *g, u32 h)
{
	bool value = lock_of == HOMES + 1, tree = value && pick(2);

	gen_has(g, HAS_OWN_LIST);
	root(g, tree);
	home[h].type = value ? OWN_NODE : OWN_ITEM;
	home[h].at = tree ? NODE_TREE : value ? NODE_LIST : 0;
	home[h].life = MAYBE;
	if (!tree) {
		call(g, pick(2) ? AX_KFUNC_bpf_list_pop_front : AX_KFUNC_bpf_list_pop_back, true);
		put_home(g, h, 0);
		return;
	}
	call(g, AX_KFUNC_bpf_rbtree_first, true);
	put_home(g, h, 0);
	u32 none = jump_if_null(g, 0);

	if (pick(3)) { /* the home has NULL, or what was taken out of the tree, which may be NULL, too */
		if (pick(3))
			mov(g, 2, 0);
		else
			get_home(g, h, 2, NODE_TREE);
		root(g, true);
		call(g, AX_KFUNC_bpf_rbtree_remove, true);
		put_home(g, h, 0);
		land(g, none);
		return;
	}
	home[h].life = SHARED;
	actions(g, 1 + pick(2));
	land(g, none);
	home[h].life = NONE; /* as far as anybody knows */
	if (gen_wild())
		access(g, h);
}

static void locked(struct gen *g)
{
	u32 box = some_home(1u << OWN_BOX, 1u << OWNED), before[HOMES], h;

	if (lock_of)
		return;
	lock_of = box != HOMES && pick(2) ? 1 + box : HOMES + 1;
	for (u32 i = 0; i < HOMES; i++)
		before[i] = home[i].life;
	bool never = gen_wild();

	if (!never)
		lock(g, true);
	for (u32 n = 1 + pick(4); n; n--) {
		h = some_home(1u << (lock_of == HOMES + 1 ? OWN_NODE : OWN_ITEM), 1u << OWNED);
		if (h != HOMES && h + 1 != lock_of && !pick(3)) {
			pushed(g, h);
			if (!pick(4)) { /* on one way alone */
				gen_put(g, AX_OP_CALL, 0, 0, 0, AX_HELPER_get_prandom_u32);
				gen_after_call(g, NOTHING, 0);
			}
		} else if (pick(2) && (h = free_home()) != HOMES) {
			popped(g, h);
		} else if (!pick(8)) {
			call_local(g, FN_LOCKS);
		} else {
			actions(g, 1);
		}
	}
	if (gen_wild())
		lock_of = pick(HOMES + 2);
	if (!never && !gen_wild() && lock_of)
		lock(g, false);
	lock_of = 0;
	for (u32 i = 0; i < HOMES; i++) {
		if (home[i].life == SHARED) { /* nothing says that it is there */
			if (gen_wild())
				access(g, i);
			home[i].life = NONE;
		} else if (home[i].life == MAYBE && before[i] != MAYBE) { /* what came goes, or is used first */
			get_home(g, i, 1, home[i].at);
			u32 none = jump_if_null(g, 1);

			home[i].life = OWNED;
			if (!pick(3))
				actions(g, 1 + pick(2));
			if (home[i].life == OWNED)
				let_go(g, i);
			home[i].life = NONE;
			land(g, none);
		}
	}
}

/* ---- what goes around them ---- */

static void in_region(struct gen *g)
{
	static const s32 where[] = {40, 48, 56, 64};
	static const u8 types[] = {OWN_NODE, OWN_LEAF, OWN_TASK, OWN_TASK};
	u32 h = free_home(), n = pick(4), none;
	bool enter = !region && !lock_of && (g->p->sleepable ? pick(8) : !pick(3));

	if (h == HOMES)
		return;
	gen_has(g, HAS_OWN_KPTR);
	if (enter) {
		gen_has(g, HAS_REGION);
		gen_has(g, HAS_UNKEPT);
		call(g, AX_KFUNC_bpf_rcu_read_lock, true);
		region = true;
	}
	if (n == 3)
		gen_has(g, HAS_UNKEPT);
	value_address(g, 1, where[n]);
	gen_put(g, AX_LDX | AX_MEM | AX_DW, 0, 1, 0, 0);
	gen_set(g, 0, NOTHING, 0);
	put_home(g, h, 0);
	none = jump_if_null(g, 0);
	home[h].type = types[n], home[h].at = 0, home[h].life = RCU;
	if (home[h].type == OWN_TASK && pick(2)) {
		u32 other = free_home(), no;

		get_home(g, h, 1, 0);
		call(g, AX_KFUNC_bpf_task_acquire, true);
		if (other != HOMES) {
			put_home(g, other, 0);
			no = jump_if_null(g, 0);
			home[other].type = OWN_TASK, home[other].at = 0, home[other].life = OWNED;
			actions(g, pick(2));
			if (home[other].life == OWNED)
				let_go(g, other);
			home[other].life = NONE;
			land(g, no);
		}
	} else {
		actions(g, 1 + pick(2));
	}
	land(g, none);
	if (enter) {
		if (!gen_wild())
			call(g, AX_KFUNC_bpf_rcu_read_unlock, true);
		region = false;
	}
	if (gen_wild())
		access(g, h);
	home[h].life = NONE;
}

static void branch(struct gen *g)
{
	u32 jump, over = UINT32_MAX;

	gen_put(g, gen_jump(), gen_number(g), 0, 0, gen_immediate());
	jump = g->p->count - 1;
	actions(g, 1);
	if (pick(2)) {
		gen_put(g, AX_JMP | AX_JA, 0, 0, 0, 0);
		over = g->p->count - 1;
	}
	land(g, jump);
	if (over != UINT32_MAX)
		actions(g, 1);
	land(g, over);
}

/* Rounds, counted in the stack. */
static void loop(struct gen *g)
{
	s32 at = COUNTER - 8 * (s32)loops;
	u32 head;

	if (loops == 3)
		return;
	loops++;
	gen_has(g, HAS_LOOP);
	gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, at, 0);
	head = g->p->count;
	actions(g, 1 + pick(3));
	gen_put(g, AX_LDX | AX_MEM | AX_DW, 1, 10, at, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, 1);
	gen_put(g, AX_STX | AX_MEM | AX_DW, 10, 1, at, 0);
	gen_put(g, AX_JMP | AX_JLT, 1, 0, (s32)head - (s32)g->p->count - 1, 2 + (s32)pick(6));
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
	loops--;
}

/* In each round another one takes the place of the one before, which goes; what is left at the end goes, too. */
static void chain(struct gen *g)
{
	u32 type = 1 + pick(4), h = free_home(), other, none, out[2] = {UINT32_MAX, UINT32_MAX}, head;
	s32 at = COUNTER - 8 * (s32)loops;
	bool old_first = pick(2);

	if (h == HOMES || loops == 3 || lock_of)
		return;
	gen_has(g, HAS_OWN_LOOP);
	gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)type);
	call(g, AX_KFUNC_bpf_obj_new_impl, true);
	put_home(g, h, 0);
	none = jump_if_null(g, 0);
	home[h].type = (u8)type, home[h].at = 0, home[h].life = OWNED;
	other = free_home();
	if (other == HOMES)
		other = h;
	loops++;
	gen_put(g, AX_ST | AX_MEM | AX_DW, 10, 0, at, 0);
	head = g->p->count;
	if (old_first) { /* another one comes once this one is gone: the loop ends without any */
		let_go(g, h);
		home[h].life = NONE;
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)type);
		call(g, AX_KFUNC_bpf_obj_new_impl, true);
		put_home(g, h, 0);
		out[0] = jump_if_null(g, 0);
		home[h].life = OWNED;
		if (gen_wild())
			access(g, other);
	} else {
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)type);
		call(g, AX_KFUNC_bpf_obj_new_impl, true);
		put_home(g, other, 0);
		out[1] = jump_if_null(g, 0);
		home[other] = home[h];
		let_go(g, h);
		get_home(g, other, 1, 0);
		put_home(g, h, 1);
		if (gen_wild())
			access(g, other);
		if (other != h)
			home[other].life = NONE;
	}
	if (pick(2))
		access(g, h);
	gen_put(g, AX_LDX | AX_MEM | AX_DW, 1, 10, at, 0);
	gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, 1);
	gen_put(g, AX_STX | AX_MEM | AX_DW, 10, 1, at, 0);
	gen_put(g, AX_JMP | AX_JLT, 1, 0, (s32)head - (s32)g->p->count - 1, 2 + (s32)pick(6));
	land(g, out[1]);
	let_go(g, h);
	land(g, out[0]);
	land(g, none);
	home[h].life = NONE;
	if (gen_wild())
		access(g, h);
	for (u32 r = 0; r < 6; r++)
		gen_set(g, r, NOTHING, 0);
	loops--;
}

/* What this frame has, given to functions: a pointer, or the place that it lies in. */
static void given(struct gen *g, u32 h)
{
	u32 which = pick(4);

	if (lock_of)
		return;
	if (which == 0) {
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, 0);
		call_local(g, FN_LOCKS);
	} else if (which == 1 && reg_of(g, h) == AX_REGS && (1u << OWN_LEAF | 1u << OWN_NODE) >> home[h].type & 1) { /* and gets another one there, or NULL */
		mov(g, 1, 10);
		gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, slot_of(h));
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, home[h].type);
		call_local(g, FN_TAKES);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 1, 10, slot_of(h), 0);
		u32 none = jump_if_null(g, 1);

		call(g, AX_KFUNC_bpf_obj_drop_impl, true);
		land(g, none);
		home[h].life = NONE;
	} else if (which == 2) {
		mov(g, 2, 10);
		gen_put(g, AX_ALU64 | AX_ADD, 2, 0, 0, slot_of(h));
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, 1 + (s32)pick(4));
		if (reg_of(g, h) != AX_REGS)
			return;
		mov(g, 3, 2);
		function_address(g, 2, FN_LOOPED);
		gen_put(g, AX_ALU64 | AX_MOV, 4, 0, 0, 0);
		call(g, AX_HELPER_loop, false);
	} else {
		get_home(g, h, 1, 0);
		call_local(g, FN_KEEPS);
	}
}

/* ---- scopes ---- */

/* R0 is a pointer to own, or NULL, of this type. */
static bool get(struct gen *g, u32 *type)
{
	u32 from;

	*type = 1 + pick(4);
	switch (pick(8)) {
	case 0:
		*type = OWN_TASK;
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)pick(100));
		call(g, AX_KFUNC_bpf_task_from_pid, true);
		return true;
	case 1:
		from = some_home(1u << OWN_NODE, 1u << OWNED | 1u << RCU | 1u << SHARED);
		if (from == HOMES)
			break;
		*type = OWN_NODE;
		get_home(g, from, 1, 0);
		call(g, AX_KFUNC_bpf_refcount_acquire_impl, true);
		return true;
	case 2: {
		static const u8 types[] = {OWN_NODE, OWN_LEAF, OWN_TASK};

		*type = types[pick(3)];
		gen_has(g, HAS_OWN_KPTR);
		gen_put(g, AX_ALU64 | AX_MOV, 2, 0, 0, 0);
		value_address(g, 1, kptr_at[*type]);
		call(g, AX_HELPER_kptr_xchg, false);
		return true;
	}
	case 3:
		*type = OWN_NODE;
		call_local(g, FN_MAKES);
		return true;
	default: break;
	}
	gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, (s32)*type);
	call(g, AX_KFUNC_bpf_obj_new_impl, true);
	return true;
}

static void scope(struct gen *g)
{
	u32 h = free_home(), type, none;

	if (h == HOMES || scopes == 4 || g->p->count > FUZZ_INSNS - 200)
		return;
	scopes++;
	gen_has(g, HAS_OWN);
	get(g, &type);
	put_home(g, h, 0);
	none = jump_if_null(g, pick(3) || reg_of(g, h) == AX_REGS ? 0 : reg_of(g, h));
	home[h].type = (u8)type, home[h].at = 0, home[h].life = OWNED;
	actions(g, pick(4));
	if (home[h].life == OWNED) {
		if (kptr_at[type < ARRAY_LEN(kptr_at) ? type : 0] && !pick(3) && !lock_of)
			exchange(g, h, false);
		else
			let_go(g, h);
	}
	home[h].life = NONE;
	if (gen_wild())
		pick(2) ? access(g, h) : let_go(g, h);
	land(g, none);
	if (gen_wild())
		access(g, h);
	scopes--;
}

/* What must not be: a kernel pointer written, or given what is not owned; a node that is owned taken out of a tree. */
static void wrong(struct gen *g)
{
	u32 h = some_home(0x7e, 1u << SHARED | 1u << RCU | 1u << OWNED);

	switch (pick(3)) {
	case 0:
		value_address(g, 1, 40 + 8 * (s32)pick(4));
		gen_put(g, AX_ST | AX_MEM | AX_DW, 1, 0, 0, (s32)pick(2) * 64);
		gen_has(g, HAS_UNKEPT);
		break;
	case 1:
		if (h != HOMES && home[h].life != OWNED)
			exchange(g, h, false);
		break;
	default:
		if (h == HOMES)
			break;
		root(g, true);
		get_home(g, h, 2, NODE_TREE);
		call(g, AX_KFUNC_bpf_rbtree_remove, true);
		mov(g, 1, 0);
		gen_put(g, AX_JMP | AX_JEQ, 1, 0, 2, 0);
		gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, -NODE_TREE);
		call(g, AX_KFUNC_bpf_obj_drop_impl, true);
		break;
	}
}

static void actions(struct gen *g, u32 n)
{
	u32 h;

	for (; n && g->p->count < FUZZ_INSNS - 200; n--) {
		h = some_home(0x7e, 1u << OWNED | 1u << SHARED | 1u << RCU);
		if (gen_wild())
			wrong(g);
		switch (pick(lock_of ? 5 : 14)) {
		case 0:
		case 1:
			if (h != HOMES)
				access(g, h);
			break;
		case 2: /* one more reference to it, which goes once the lock is given back */
			h = some_home(1u << OWN_NODE, 1u << SHARED | 1u << OWNED);
			if (h != HOMES && lock_of) {
				u32 to = free_home();

				if (to == HOMES)
					break;
				get_home(g, h, 1, 0);
				call(g, AX_KFUNC_bpf_refcount_acquire_impl, true);
				put_home(g, to, 0);
				home[to].type = OWN_NODE, home[to].at = 0, home[to].life = MAYBE;
			}
			break;
		case 3: branch(g); break;
		case 4:
			if (!pick(3))
				in_region(g);
			break;
		case 5:
		case 6: scope(g); break;
		case 7:
		case 8: locked(g); break;
		case 9: loop(g); break;
		case 10: chain(g); break;
		case 11:
			if (h != HOMES && home[h].life == OWNED)
				given(g, h);
			break;
		case 12: in_region(g); break;
		default:
			if (g->depth < 3 && pick(2)) {
				inside++;
				gen_part(g);
				inside--;
			}
			break;
		}
	}
}

static void begin(void)
{
	for (u32 i = 0; i < HOMES; i++)
		home[i].life = NONE, home[i].type = 0;
	lock_of = scopes = loops = inside = 0;
	region = false;
}

void gen_own(struct gen *g)
{
	if (!inside) /* else among other parts, within one of these */
		begin();
	inside++;
	switch (pick(6)) {
	case 0: locked(g); break;
	case 1: in_region(g); break;
	case 2: chain(g); break;
	case 3: loop(g); break;
	default: scope(g); break;
	}
	inside--;
}

/* ---- functions ---- */

static void exits(struct gen *g, s32 with)
{
	gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, with);
	gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
}

static void function(struct gen *g, u32 kind)
{
	u32 none, other;

	begin();
	for (u32 r = 0; r < 10; r++)
		gen_set(g, r, NOTHING, 0);
	g->in_function = true;
	g->depth = 3;
	switch (kind) {
	case FN_DROPS: /* R1 */
		if (!pick(3))
			gen_put(g, AX_ST | AX_MEM | AX_B, 1, 0, 0, 1);
		call(g, AX_KFUNC_bpf_obj_drop_impl, true);
		break;
	case FN_KEEPS:
		mov(g, 6, 1);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 7, 6, 0, 0);
		scope(g);
		if (gen_wild()) {
			mov(g, 1, 6);
			call(g, AX_KFUNC_bpf_obj_drop_impl, true);
		}
		break;
	case FN_LOCKS:
		if (pick(2)) {
			locked(g);
			break;
		}
		for (u32 i = 0, from = pick(2); i < 2; i++) {
			value_address(g, 1, VALUE_LOCK);
			call(g, (i ^ from) ? AX_HELPER_spin_lock : AX_HELPER_spin_unlock, false);
		}
		break;
	case FN_MAKES:
		gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, OWN_NODE);
		call(g, AX_KFUNC_bpf_obj_new_impl, true);
		if (pick(2)) {
			none = jump_if_null(g, 0);
			gen_put(g, AX_ST | AX_MEM | AX_DW, 0, 0, 0, 1);
			land(g, none);
		}
		gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
		return;
	case FN_TAKES: /* R1: where it lies; R2: a type */
		mov(g, 6, 1);
		mov(g, 7, 2);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 1, 6, 0, 0);
		if (pick(4))
			call(g, AX_KFUNC_bpf_obj_drop_impl, true);
		if (pick(3)) {
			mov(g, 1, 7);
			call(g, AX_KFUNC_bpf_obj_new_impl, true);
		} else {
			gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		}
		gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 0, 0, 0);
		break;
	case FN_LOOPED: /* R2: where a pointer lies */
		mov(g, 6, 2);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 7, 6, 0, 0);
		if (pick(2))
			gen_put(g, AX_LDX | AX_MEM | AX_B, 1, 7, 0, 0);
		if (!pick(4)) {
			mov(g, 1, 7);
			call(g, AX_KFUNC_bpf_obj_drop_impl, true);
			gen_put(g, AX_ALU64 | AX_MOV, 1, 0, 0, 1 + (s32)pick(2));
			call(g, AX_KFUNC_bpf_obj_new_impl, true);
			gen_put(g, AX_STX | AX_MEM | AX_DW, 6, 0, 0, 0);
		} else {
			scope(g);
		}
		exits(g, (s32)pick(2));
		return;
	default: /* FN_LESS: R1, R2 nodes */
		mov(g, 6, 1);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 3, 6, gen_wild() ? 8 : -8, 0);
		gen_put(g, AX_LDX | AX_MEM | AX_DW, 4, 2, -8, 0);
		if (!pick(4))
			gen_put(g, AX_ST | AX_MEM | AX_DW, 6, 0, -8, 2);
		if (kind == FN_LESS_LOCKS) {
			other = pick(4);
			if (other < 2) {
				value_address(g, 1, other ? VALUE_TREE : VALUE_LOCK);
				call(g, other ? AX_KFUNC_bpf_rbtree_first : AX_HELPER_spin_unlock, other);
			} else if (other == 2) {
				mov(g, 1, 6);
				gen_put(g, AX_ALU64 | AX_ADD, 1, 0, 0, -8);
				call(g, AX_KFUNC_bpf_refcount_acquire_impl, true);
			}
		}
		gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 1 + gen_wild());
		gen_put(g, AX_JMP | AX_JLT | AX_X, 3, 4, 1, 0);
		gen_put(g, AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		gen_put(g, AX_OP_EXIT, 0, 0, 0, 0);
		return;
	}
	exits(g, 0);
}

/* Functions of one kind are the same one, mostly.  What they call in turn is found among what is there, or comes next. */
void gen_own_functions(struct gen *g)
{
	u32 at[FN_KINDS] = {0};

	for (u32 i = 0; i < g->own_sites; i++) {
		u32 kind = g->own_site[i].kind, from = g->own_site[i].at;

		gen_seed(g, 400 + kind);
		if (!at[kind]) {
			at[kind] = g->p->count;
			function(g, kind);
		}
		g->p->insn[from].imm = (s32)(at[kind] - from - 1);
	}
}
