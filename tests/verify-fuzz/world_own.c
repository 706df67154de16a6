/* SPDX-License-Identifier: Apache-2.0
 * world_own.c - the world's structures that programs own: what they allocate, lists, trees and kernel pointers, tasks.
 *
 * Each pointer that a function gives is a loan of its own: it has an address that no other loan has, memory behind it (what others wrote
 * there meanwhile is random), and a state that says what may be done with it now.  What lists, trees and kernel pointers hold is not
 * kept: others change it whenever they may, so anything of the right type comes out of them, or NULL. */
#include <string.h>
#include <axiom/helper.h>
#include "verify-fuzz/world.h"

enum { NODE_TREE = 8, NODE_LIST = 40, VALUE_NODE = 40, VALUE_LEAF = 48, VALUE_TASK = 56, VALUE_UNKEPT = 64 };

static const struct ax_layout layouts[] = {
	[OWN_NODE] = {80, 3, {{NODE_TREE, 32, AX_SPECIAL_TREE_NODE}, {NODE_LIST, 24, AX_SPECIAL_LIST_NODE}, {64, 4, AX_SPECIAL_REFCOUNT}}},
	[OWN_LEAF] = {16, 0, {{0}}},
	[OWN_BOX] = {32, 3, {{0, 4, AX_SPECIAL_LOCK}, {8, 16, AX_SPECIAL_LIST, OWN_ITEM}, {24, 8, AX_SPECIAL_KPTR, OWN_LEAF, 0, "leaf"}}},
	[OWN_ITEM] = {32, 1, {{0, 24, AX_SPECIAL_LIST_NODE}}},
	[OWN_VALUE] = {80, 7, {{0, 4, AX_SPECIAL_LOCK}, {8, 16, AX_SPECIAL_TREE, OWN_NODE, NODE_TREE}, {24, 16, AX_SPECIAL_LIST, OWN_NODE, NODE_LIST},
			       {VALUE_NODE, 8, AX_SPECIAL_KPTR, OWN_NODE, 0, "node"}, {VALUE_LEAF, 8, AX_SPECIAL_KPTR, OWN_LEAF, 0, "leaf"},
			       {VALUE_TASK, 8, AX_SPECIAL_KPTR, 0, 0, "task_struct"}, {VALUE_UNKEPT, 8, AX_SPECIAL_KPTR_UNKEPT, 0, 0, "task_struct"}}},
};

static bool layout(void *arg, uint32_t type, struct ax_layout *out)
{
	if (!type || type >= ARRAY_LEN(layouts))
		return false;
	*out = layouts[type];
	return true;
}

const struct ax_own_types fuzz_own_types = {.layout = layout};

/* ---- loans ---- */

#define LOANS 512

static struct {
	struct loan loan[LOANS];
	u8 memory[LOANS][FUZZ_STRUCT];
	u32 next, objects;
} own;

static u64 base_of(const struct loan *l)
{
	return (u64)(uintptr_t)own.memory[l - own.loan];
}

const struct loan *world_loan(u64 at)
{
	return world_within(at, 1, own.memory, sizeof(own.memory)) ? &own.loan[(at - (u64)(uintptr_t)own.memory) / FUZZ_STRUCT] : NULL;
}

/* The loan whose structure of that type begins `off` bytes before `at`, in one of these states; NULL: there is none. */
static struct loan *loan_of(u64 at, u32 type, u32 off, u32 states)
{
	const struct loan *l = world_loan(at);

	return l && l->type == type && at == base_of(l) + off && states >> l->state & 1 ? &own.loan[l - own.loan] : NULL;
}

/* A pointer to a structure is given out. */
static u64 lend(u32 type, u32 state, u32 off, u32 object)
{
	struct loan *l = NULL;

	for (u32 i = 0; i < LOANS && (!l || l->state == LOAN_OWNED); i++)
		l = &own.loan[own.next++ % LOANS];
	if (l->state == LOAN_OWNED)
		return world_wrong("more structures than a program can hold");
	*l = (struct loan){.type = type, .state = state, .object = object ? object : ++own.objects};
	for (u32 i = 0; i < FUZZ_STRUCT; i += 8) {
		u64 n = type == OWN_TASK && i >= 64 ? (u64)(uintptr_t)world.system[fuzz_pick(SYSTEMS)] : fuzz_odd_number();

		memcpy((u8 *)(uintptr_t)base_of(l) + i, &n, 8);
	}
	return base_of(l) + off;
}

static u64 lend_or_not(u32 type, u32 state, u32 off)
{
	return fuzz_pick(3) ? lend(type, state, off, 0) : 0;
}

/* All loans in the one state are in the other. */
static void become(u32 from, u32 to)
{
	for (u32 i = 0; i < LOANS; i++)
		if (own.loan[i].state == from)
			own.loan[i].state = to;
}

static bool touches(u64 at, u64 bytes, u64 from, u64 to)
{
	return at < to && at + bytes > from;
}

static bool special(u32 type, u64 at, u64 bytes)
{
	for (u32 i = 0; type < ARRAY_LEN(layouts) && i < layouts[type].count; i++)
		if (touches(at, bytes, layouts[type].field[i].at, layouts[type].field[i].at + layouts[type].field[i].bytes))
			return true;
	return false;
}

bool world_own_memory(u64 at, u32 bytes, bool write)
{
	const struct loan *l = world_loan(at);
	u64 off = l ? at - base_of(l) : 0;

	if (!l || off + bytes > (l->type == OWN_TASK ? FUZZ_STRUCT : layouts[l->type].bytes) || (l->type != OWN_TASK && special(l->type, off, bytes)))
		return false;
	if (write)
		return l->type != OWN_TASK && (l->state == LOAN_OWNED || l->state == LOAN_SHARED || l->state == LOAN_RCU);
	/* what nothing keeps is read where a fault gives 0, and that is what the verifier may have said that this is */
	return l->state != LOAN_GONE && (l->state != LOAN_STALE || world.unkept);
}

/* Bytes of a value of MAP_OWN that only functions access, or a pointer there that is loaded now: -1 no, 0 they are no such bytes, 1 yes. */
int world_own_value(u64 at, u32 bytes, bool write)
{
	for (u32 i = 0; i < VALUES; i++) {
		u64 base = (u64)(uintptr_t)world.value[MAP_OWN][i], off = at - base, n;

		if (!world_within(at, bytes, world.value[MAP_OWN][i], fuzz_maps[MAP_OWN].value_size) || !special(OWN_VALUE, off, bytes))
			continue;
		if (bytes != 8 || off < VALUE_NODE || off % 8 || (write && off != VALUE_UNKEPT))
			return -1;
		if (write)
			return 1;
		bool kept = off != VALUE_UNKEPT && (!world.program->sleepable || world.rcu);

		n = lend_or_not(off == VALUE_NODE ? OWN_NODE : off == VALUE_LEAF ? OWN_LEAF : OWN_TASK,
				!kept ? LOAN_UNKEPT : off == VALUE_NODE ? LOAN_SHARED : LOAN_RCU, 0);
		memcpy((void *)(uintptr_t)at, &n, 8);
		return 1;
	}
	return 0;
}

void world_own_begin(void)
{
	for (u32 i = 0; i < LOANS; i++)
		own.loan[i].state = LOAN_GONE;
	world.ordered = 0;
}

const char *world_own_left(void)
{
	for (u32 i = 0; i < LOANS; i++)
		if (own.loan[i].state == LOAN_OWNED)
			return "a structure is still owned at the end";
	return NULL;
}

/* ---- locks and regions ---- */

/* The field of this kind that lies at `at`, in a value or in a structure that the program owns; *base is where that begins. */
static const struct ax_special *field_at(u64 at, u32 kind, u64 *base)
{
	const struct loan *l = world_loan(at);
	u32 type = l && l->state == LOAN_OWNED ? l->type : 0;

	*base = l ? base_of(l) : 0;
	for (u32 i = 0; i < VALUES && fuzz_own; i++)
		if (world_within(at, 1, world.value[MAP_OWN][i], fuzz_maps[MAP_OWN].value_size))
			*base = (u64)(uintptr_t)world.value[MAP_OWN][i], type = OWN_VALUE;
	for (u32 i = 0; type && type < ARRAY_LEN(layouts) && i < layouts[type].count; i++)
		if (layouts[type].field[i].kind == kind && layouts[type].field[i].at == at - *base)
			return &layouts[type].field[i];
	return NULL;
}

bool world_own_lock(u64 at)
{
	u64 base;

	return field_at(at, AX_SPECIAL_LOCK, &base);
}

void world_own_unlocked(void)
{
	become(LOAN_SHARED, LOAN_STALE);
}

void world_own_rcu_left(void)
{
	become(LOAN_RCU, LOAN_UNKEPT);
	become(LOAN_SHARED, LOAN_UNKEPT);
}

bool world_own_under_lock(u32 id)
{
	return (id >= AX_KFUNC_bpf_refcount_acquire_impl && id <= AX_KFUNC_bpf_rbtree_first) || (id >= AX_KFUNC_bpf_iter_num_new && id <= AX_KFUNC_bpf_iter_num_destroy);
}

/* ---- what is owned ---- */

static u64 new(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	if (!r1 || r1 > OWN_VALUE)
		return world_wrong("bpf_obj_new of another type");
	return lend_or_not((u32)r1, LOAN_OWNED, 0);
}

/* One reference fewer; of what nothing counts, the structure is gone. */
static void gone(struct loan *l)
{
	l->state = LOAN_GONE;
	for (u32 i = 0; i < LOANS && l->type != OWN_NODE; i++)
		if (own.loan[i].object == l->object)
			own.loan[i].state = LOAN_GONE;
}

static u64 drop(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct loan *l = NULL;

	world.calls++;
	for (u32 type = OWN_NODE; type <= OWN_VALUE && !l; type++)
		l = loan_of(r1, type, 0, 1u << LOAN_OWNED);
	if (!l)
		return world_wrong("bpf_obj_drop of what is not owned");
	if (world.locked == r1)
		return world_wrong("bpf_obj_drop of what is locked");
	gone(l);
	return fuzz_random();
}

static u64 count(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct loan *l = loan_of(r1, OWN_NODE, 0, 1u << LOAN_OWNED | 1u << LOAN_SHARED | 1u << LOAN_RCU);

	world.calls++;
	if (!l)
		return world_wrong("bpf_refcount_acquire of what may be gone");
	return l->state == LOAN_OWNED || fuzz_pick(3) ? lend(OWN_NODE, LOAN_OWNED, 0, l->object) : 0;
}

static u64 exchange(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u64 base;
	const struct ax_special *field = field_at(r1, AX_SPECIAL_KPTR, &base);
	u32 type;
	struct loan *l;

	world.calls++;
	if (!field)
		return world_wrong("kptr_xchg of something else");
	type = field->type ? field->type : OWN_TASK;
	if (r2) {
		l = loan_of(r2, type, 0, 1u << LOAN_OWNED);
		if (!l)
			return world_wrong("kptr_xchg with what is not owned");
		l->state = LOAN_GONE;
	}
	return lend_or_not(type, LOAN_OWNED, 0);
}

/* ---- lists and trees ---- */

/* What the list or tree at `at` is of, and where its nodes lie in it; 0: there is none, or it may not be touched now. */
static u32 root(u64 at, bool tree, u32 *node)
{
	u64 base;
	const struct ax_special *field = field_at(at, tree ? AX_SPECIAL_TREE : AX_SPECIAL_LIST, &base);

	world.calls++;
	if (!field || world.locked != base || world.ordered) {
		world_wrong(world.ordered ? "a tree is changed while it is put in order" : "no list or tree is there, or its lock is not held");
		return 0;
	}
	*node = field->node_at;
	return field->type;
}

static struct loan *taken(u64 r1, u64 r2, bool tree)
{
	u32 node, type = root(r1, tree, &node);
	struct loan *l = type ? loan_of(r2, type, node, 1u << LOAN_OWNED) : NULL;

	if (type && (!l || world.locked == base_of(l)))
		world_wrong("a list or tree takes what is not owned");
	return l;
}

static u64 push(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct loan *l = taken(r1, r2, false);

	if (l)
		l->state = LOAN_SHARED;
	return fuzz_pick(3) ? 0 : (u64)-22; /* another list has it: one reference fewer, and it is there until the lock is given back */
}

static u64 pop(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u32 node, type = root(r1, false, &node);

	return type ? lend_or_not(type, LOAN_OWNED, node) : 0;
}

static u64 add(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct loan *l = taken(r1, r2, true);

	if (!l)
		return 0;
	l->state = LOAN_SHARED;
	world.ordered++;
	world.called_back++;
	for (u32 i = fuzz_pick(4); i && !run->stopped && !world.why[0]; i--) {
		u64 other = lend(OWN_NODE, LOAN_SHARED, NODE_TREE, 0), less = axi_callback(run, r3, r2, other, 0, 0, 0);

		if (less > 1 && !run->stopped)
			world_wrong("a function that puts a tree in order returns something else than 0 or 1");
	}
	world.called_back--;
	world.ordered--;
	return fuzz_pick(3) ? 0 : (u64)-22;
}

static u64 first(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u32 node, type = root(r1, true, &node);

	return type ? lend_or_not(type, LOAN_SHARED, node) : 0;
}

static u64 remove(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	u32 node, type = root(r1, true, &node);
	struct loan *l = type ? loan_of(r2, type, node, 1u << LOAN_SHARED) : NULL;

	if (type && !l)
		return world_wrong("bpf_rbtree_remove of what no tree has");
	return l && fuzz_pick(3) ? lend(type, LOAN_OWNED, node, l->object) : 0;
}

/* ---- tasks ---- */

static u64 task_acquire(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	if (!loan_of(r1, OWN_TASK, 0, 1u << LOAN_OWNED | 1u << LOAN_RCU))
		return world_wrong("bpf_task_acquire of what may be gone");
	return lend_or_not(OWN_TASK, LOAN_OWNED, 0);
}

static u64 task_release(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	struct loan *l = loan_of(r1, OWN_TASK, 0, 1u << LOAN_OWNED);

	world.calls++;
	if (!l)
		return world_wrong("bpf_task_release of what is not owned");
	l->state = LOAN_GONE;
	return fuzz_random();
}

static u64 task_from_pid(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	world.calls++;
	return lend_or_not(OWN_TASK, LOAN_OWNED, 0);
}

const ax_helper_fn world_own[] = {
	[AX_HELPER_kptr_xchg] = exchange, [AX_KFUNC_bpf_obj_new_impl] = new, [AX_KFUNC_bpf_obj_drop_impl] = drop,
	[AX_KFUNC_bpf_refcount_acquire_impl] = count, [AX_KFUNC_bpf_list_push_front_impl] = push, [AX_KFUNC_bpf_list_push_back_impl] = push,
	[AX_KFUNC_bpf_list_pop_front] = pop, [AX_KFUNC_bpf_list_pop_back] = pop, [AX_KFUNC_bpf_rbtree_add_impl] = add,
	[AX_KFUNC_bpf_rbtree_first] = first, [AX_KFUNC_bpf_rbtree_remove] = remove, [AX_KFUNC_bpf_task_acquire] = task_acquire,
	[AX_KFUNC_bpf_task_release] = task_release, [AX_KFUNC_bpf_task_from_pid] = task_from_pid,
};
const u32 world_own_count = ARRAY_LEN(world_own);
