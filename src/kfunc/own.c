/* SPDX-License-Identifier: Apache-2.0
 * own.c - structures that programs allocate (Linux bpf_obj_new), and what holds structures: kernel pointers, lists and trees, in values
 * of maps and in such structures (Linux check_map_kptr_access, process_kptr_func, check_kfunc_args).
 *
 * An allocated structure is an AXI_OBJECT_OWN of the program's type `size`, that lives by `var`: a reference (it is owned), AXI_SHARED
 * (a list or tree has it, until the lock is given back), AXI_REGION_RCU, or nothing that is known: then it is only read. */
#include "base/str.h"
#include "isa/kfunc.h"
#include "kfunc/kfunc.h"

#define KPTRS (1u << AX_SPECIAL_KPTR | 1u << AX_SPECIAL_KPTR_UNKEPT)
#define NODES (1u << AX_SPECIAL_LIST_NODE | 1u << AX_SPECIAL_TREE_NODE)
#define TREE_STEPS 128 /* twice the bits of an address: no tree that is balanced is deeper */

static bool is_own(const struct axi_val *a)
{
	return a->kind == AXI_OBJECT && a->obj == AXI_OBJECT_OWN;
}

/* The type of map values that are closed in part; 0: these are not. */
static u32 closed_type(const struct axi_verify *v, u32 map)
{
	if (!v->in->map_facts)
		return 0;
	return map & AXI_INNER ? v->in->map_facts[map & ~AXI_INNER].inner_type : v->in->map_facts[map].value_type;
}

static bool layout_of_type(const struct axi_verify *v, u32 type, struct ax_layout *out)
{
	const struct ax_own_types *own = v->in->own;

	return own && type && !axi_full(v) && own->layout(own->arg, type, out);
}

static bool layout_of(const struct axi_verify *v, const struct axi_val *a, struct ax_layout *out)
{
	return layout_of_type(v, is_own(a) ? a->size : a->kind == AXI_VALUE ? closed_type(v, a->obj) : 0, out);
}

/* The field of one of these kinds that begins at byte `at`. */
static const struct ax_special *field_at(const struct ax_layout *layout, s64 at, u32 kinds)
{
	for (u32 i = 0; i < layout->count; i++)
		if (layout->field[i].at == at && kinds >> layout->field[i].kind & 1)
			return &layout->field[i];
	return NULL;
}

static bool touches(const struct ax_special *field, s64 lo, s64 hi)
{
	return lo < (s64)field->at + field->bytes && hi > (s64)field->at;
}

static int closed(struct axi_verify *v, u32 reg, s64 lo, s64 hi)
{
	return axi_reject_range(v, AXI_REASON_SPECIAL_FIELD, (int)reg, lo, hi - 1, 0, 0);
}

/* ---- accesses ---- */

int axi_value_closed(struct axi_verify *v, u32 reg, s64 lo, s64 hi, bool whole, bool write)
{
	u32 map = v->reg[reg].obj;
	struct ax_layout layout;

	if (!closed_type(v, map))
		return 1;
	if (!layout_of(v, &v->reg[reg], &layout))
		return map & AXI_INNER ? closed(v, reg, lo, hi) : 1;
	for (u32 i = 0; i < layout.count; i++) {
		const struct ax_special *field = &layout.field[i];
		bool pointer = KPTRS >> field->kind & 1 && whole && lo == (s64)field->at && hi == lo + 8 &&
			       (!write || field->kind == AX_SPECIAL_KPTR_UNKEPT || AXI_PLANT(159));

		if (touches(field, lo, hi) && !pointer)
			return closed(v, reg, lo, hi);
	}
	return 0;
}

/* The structure of the system that a kernel pointer is of; 0: it is one of the program's. */
static u32 system_type(const struct axi_verify *v, const struct ax_special *field)
{
	const struct ax_types *types = v->in->types;

	return types ? types->named(types->arg, field->name) : 0;
}

/* Structures that kernel pointers own: when a map goes, there is a function that gives them back (Linux: dtor kfuncs); all of them are
 * there until a region of RCU ends. */
static bool can_own(const char *name)
{
	static const char *const names[] = {"task_struct", "cgroup", "bpf_cpumask", "bpf_crypto_ctx"};

	for (u32 i = 0; i < ARRAY_LEN(names); i++)
		if (axi_streq(name, names[i]))
			return true;
	return false;
}

/* What such a pointer points to, by whatever it lives. */
static bool pointed(struct axi_verify *v, const struct ax_special *field, struct axi_val *out)
{
	u32 type = field ? system_type(v, field) : 0;

	if (!field || !v->in->types || (type ? field->kind == AX_SPECIAL_KPTR && !can_own(field->name) : !field->type))
		return false;
	*out = (struct axi_val){.kind = AXI_OBJECT, .null = 1, .obj = type ? AXI_OBJECT_BTF : AXI_OBJECT_OWN, .size = type ? type : field->type,
				.id = ++v->next_id, .var = AXI_UNKEPT};
	axi_range_const(&out->r, 0);
	return true;
}

int axi_kptr_load(struct axi_verify *v, u32 reg, s64 at, struct axi_val *out)
{
	const struct ax_special *field;
	struct ax_layout layout, inside;

	if (!layout_of(v, &v->reg[reg], &layout) || !(field = field_at(&layout, at, KPTRS)))
		return 0;
	if (!pointed(v, field, out))
		return axi_reject_note(v, AXI_REASON_SPECIAL_FIELD, (int)reg, "what it points to is not known, or nothing gives it back");
	if (field->kind == AX_SPECIAL_KPTR_UNKEPT || (axi_may_wait(v) && !axi_ref_held(v, AXI_REGION_RCU)))
		return 0;
	out->var = AXI_REGION_RCU;
	if (!is_own(out))
		return 0;
	if (!layout_of(v, out, &inside))
		return axi_reject_note(v, AXI_REASON_SPECIAL_FIELD, (int)reg, "the structure that it points to is none that is allocated");
	for (u32 i = 0; i < inside.count; i++)
		if (NODES >> inside.field[i].kind & 1)
			out->var = AXI_SHARED;
	return 0;
}

int axi_kptr_store(struct axi_verify *v, u32 reg, s64 at, const struct axi_val *val)
{
	const struct ax_types *types = v->in->types;
	struct ax_layout layout;
	const struct ax_special *field;

	if (!layout_of(v, &v->reg[reg], &layout) || !(field = field_at(&layout, at, KPTRS)) ||
	    (val->kind == AXI_SCALAR && axi_range_is_const(&val->r) && !val->r.tv))
		return 0;
	if (val->kind == AXI_OBJECT && val->obj == AXI_OBJECT_BTF && types && axi_range_is_const(&val->r) &&
	    types->is(types->arg, val->size, val->off + val->r.smin, field->name))
		return 0;
	return axi_reject_note(v, AXI_REASON_SPECIAL_FIELD, (int)reg, "it is a pointer to another structure");
}

int axi_own_access(struct axi_verify *v, u32 reg, s64 at, u32 size, bool write)
{
	const struct axi_val *p = &v->reg[reg];
	bool kept = p->var == AXI_SHARED || p->var == AXI_REGION_RCU || axi_ref_held(v, p->var);
	struct ax_layout layout;

	if (!layout_of(v, p, &layout) || at < 0 || at + size > layout.bytes || at & (size - 1) ||
	    (!kept && (write || (p->var != AXI_UNKEPT && p->var != AXI_WALKED))))
		return axi_reject_range(v, AXI_REASON_CTX_ACCESS, (int)reg, at, at + size - 1, 0, 0);
	for (u32 i = 0; i < layout.count; i++)
		if (touches(&layout.field[i], at, at + size))
			return closed(v, reg, at, at + size);
	if (!write && !axi_may_leak(v)) /* what is allocated has what was there */
		return axi_reject_note(v, AXI_REASON_LEAK, (int)reg, "what was allocated may hold addresses");
	return 0;
}

/* ---- locks ---- */

u32 axi_own_lock_at(const struct axi_verify *v, const struct axi_val *a)
{
	struct ax_layout layout;

	for (u32 i = 0; layout_of(v, a, &layout) && i < layout.count; i++)
		if (layout.field[i].kind == AX_SPECIAL_LOCK)
			return layout.field[i].at + 1;
	return 0;
}

bool axi_lock_refs(const struct axi_verify *v, const struct axi_val *a, u32 ref[2])
{
	ref[0] = AXI_LOCK_MAP | a->obj;
	ref[1] = AXI_LOCK_ID | a->id;
	if (!is_own(a))
		return a->kind == AXI_VALUE;
	/* an allocated structure's: what owns it names it, a place in the program */
	ref[0] = AXI_LOCK_OWN;
	ref[1] = AXI_LOCK_ID | 1u << 29 | (a->var >> 27 & 15) << 24 | (a->var & 0xffffff);
	return axi_is_held(a) && axi_ref_held(v, a->var) && !(a->var >> 24 & 7);
}

/* Do we run in a function that puts the elements of a tree in order?  The tree is under way, and its lock is held. */
bool axi_in_tree(const struct axi_verify *v)
{
	for (u32 f = 0; f <= v->depth; f++)
		if (v->frame[f].callback && v->frame[f].locked && !AXI_PLANT(163))
			return true;
	return false;
}

/* Is there a value whose kernel pointers may be to what is shared?  Callers read such without a lock. */
static bool has_shared(const struct axi_verify *v)
{
	u32 i = 0;

	while (i < v->in->map_count && !closed_type(v, i) && !closed_type(v, i | AXI_INNER))
		i++;
	return i < v->in->map_count && !AXI_PLANT(158);
}

void axi_shared_end(struct axi_verify *v)
{
	for (u32 f = 0; f <= v->depth; f++) /* callers' copies, too, where the call is only remembered */
		if (v->frame[f].locked || has_shared(v))
			v->cfg.sub[v->frame[f].sub].moves_packet = true;
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);)
		if (e.val->kind == AXI_OBJECT && e.val->var == AXI_SHARED && !AXI_PLANT(162))
			axi_gone(v, e.key, e.val);
}

/* ---- arguments ---- */

static int not_right(struct axi_verify *v, u32 reg, const char *why)
{
	return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, why);
}

/* Where in its structure or value a pointer points. */
static s64 place(const struct axi_val *a)
{
	return axi_range_is_const(&a->r) ? a->off + a->r.smin : -1;
}

/* The head of a list or the root of a tree, whose lock is held. */
static int root_arg(struct axi_verify *v, u32 reg, u32 kinds)
{
	const u64 maps = UINT64_C(1) << AX_MAP_HASH | UINT64_C(1) << AX_MAP_LRU_HASH | UINT64_C(1) << AX_MAP_ARRAY;
	const struct axi_val *a = &v->reg[reg];
	struct ax_layout layout;
	u32 ref[2];

	if (!layout_of(v, a, &layout) || !field_at(&layout, place(a), kinds) ||
	    (a->kind == AXI_VALUE && !(maps & axi_map_bit(axi_map_spec(v, a->obj)->type))))
		return not_right(v, reg, "no list or tree is there");
	if ((!axi_lock_refs(v, a, ref) || !axi_ref_held(v, ref[0]) || !axi_ref_held(v, ref[1])) && !AXI_PLANT(161))
		return axi_reject_note(v, AXI_REASON_LOCK, (int)reg, "its lock is not held");
	return axi_in_tree(v) ? axi_reject_note(v, AXI_REASON_LOCK, (int)reg, "a tree is being put in order") : 0;
}

/* A node of the structure that the list or tree in R1 is of: owned, or had by one. */
static int node_arg(struct axi_verify *v, u32 reg, u32 kinds, u32 roots, bool owned)
{
	const struct axi_val *a = &v->reg[reg], *root = &v->reg[AX_R1];
	const struct ax_special *of;
	struct ax_layout layout;

	if (!is_own(a) || (owned ? !axi_is_held(a) || !axi_ref_held(v, a->var) : a->var != AXI_SHARED && !AXI_PLANT(174)))
		return not_right(v, reg, owned ? "the program does not own it" : "no list or tree is known to have it");
	if (!layout_of(v, root, &layout) || !(of = field_at(&layout, place(root), roots)))
		return not_right(v, AX_R1, "no list or tree is there");
	if (a->size != of->type || place(a) != (s64)of->node_at)
		return not_right(v, reg, "it is no node of what the list or tree is of");
	return layout_of(v, a, &layout) && field_at(&layout, place(a), kinds) ? 0 : not_right(v, reg, "no node is there");
}

static int kptr_arg(struct axi_verify *v, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];
	struct ax_layout layout;

	if (!layout_of(v, a, &layout) || !field_at(&layout, place(a), 1u << AX_SPECIAL_KPTR) ||
	    (is_own(a) && (!axi_is_held(a) || !axi_ref_held(v, a->var))) ||
	    (a->kind == AXI_VALUE && axi_map_spec(v, a->obj)->flags & (AX_MAP_F_RDONLY_PROG | AX_MAP_F_WRONLY_PROG)))
		return not_right(v, reg, "no kernel pointer is there that owns something");
	return 0;
}

static int given_arg(struct axi_verify *v, u32 reg)
{
	const struct axi_val *a = &v->reg[reg], *to = &v->reg[AX_R1];
	struct axi_val pointed_to;
	struct ax_layout layout;

	if (!layout_of(v, to, &layout) || !pointed(v, field_at(&layout, place(to), 1u << AX_SPECIAL_KPTR), &pointed_to))
		return not_right(v, AX_R1, "what it points to is not known, or nothing gives it back");
	if (a->kind == AXI_SCALAR && axi_range_is_const(&a->r) && !a->r.tv)
		return 0;
	if (a->kind != AXI_OBJECT || a->obj != pointed_to.obj || a->size != pointed_to.size || place(a))
		return not_right(v, reg, "it is no such structure");
	return (axi_is_held(a) && axi_ref_held(v, a->var)) || AXI_PLANT(160) ? 0 : not_right(v, reg, "the program does not own it");
}

int axi_own_arg(struct axi_verify *v, u32 reg, enum axi_arg kind)
{
	const u32 list = 1u << AX_SPECIAL_LIST, tree = 1u << AX_SPECIAL_TREE;
	const struct axi_val *a = &v->reg[reg];
	struct ax_layout layout;

	if (kind == ARG_GIVEN)
		return given_arg(v, reg);
	if (a->kind >= AXI_MAP && a->null)
		return axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg);
	switch (kind) {
	case ARG_KPTR: return kptr_arg(v, reg);
	case ARG_LIST: return root_arg(v, reg, list);
	case ARG_TREE: return root_arg(v, reg, tree);
	case ARG_LIST_NODE: return node_arg(v, reg, 1u << AX_SPECIAL_LIST_NODE, list, true);
	case ARG_TREE_NODE: return node_arg(v, reg, 1u << AX_SPECIAL_TREE_NODE, tree, true);
	case ARG_TREE_MEMBER: return node_arg(v, reg, 1u << AX_SPECIAL_TREE_NODE, tree, false);
	case ARG_OWN: return is_own(a) && !place(a) && ((axi_is_held(a) && axi_ref_held(v, a->var)) || AXI_PLANT(173)) ? 0 : not_right(v, reg, "the program does not own it");
	case ARG_COUNTED:
		if (!is_own(a) || a->var == AXI_UNKEPT || a->var == AXI_WALKED || !layout_of(v, a, &layout))
			return not_right(v, reg, "nothing says that it is still there");
		for (u32 i = 0; i < layout.count; i++)
			if (layout.field[i].kind == AX_SPECIAL_REFCOUNT && !place(a))
				return 0;
		return not_right(v, reg, "nothing counts its references");
	default: return not_right(v, reg, "there is no such argument");
	}
}

/* ---- calls ---- */

bool axi_own_locked(u32 id)
{
	return (id >= AX_KFUNC_bpf_refcount_acquire_impl && id <= AX_KFUNC_bpf_rbtree_first) || id == AX_KFUNC_bpf_iter_num_new ||
	       id == AX_KFUNC_bpf_iter_num_next || id == AX_KFUNC_bpf_iter_num_destroy;
}

/* R0 is a structure of the program's; held, or had by the tree. */
static int gives(struct axi_verify *v, u32 type, u32 off, bool null, bool held)
{
	u32 by = UINT32_C(1) << 31 | v->depth << 27 | v->pc;

	v->reg[AX_R0] = (struct axi_val){.kind = AXI_OBJECT, .null = null, .obj = AXI_OBJECT_OWN, .size = type, .off = (s32)off,
					 .id = held ? by : ++v->next_id, .var = held ? by : AXI_SHARED};
	axi_range_const(&v->reg[AX_R0].r, 0);
	return held ? axi_hold(v, by) : 0;
}

/* The element of the list or tree in R1. */
static int gives_element(struct axi_verify *v, bool held)
{
	struct ax_layout layout, inside;
	const struct ax_special *of;

	if (!layout_of(v, &v->reg[AX_R1], &layout) || !(of = field_at(&layout, place(&v->reg[AX_R1]), 1u << AX_SPECIAL_LIST | 1u << AX_SPECIAL_TREE)) ||
	    !layout_of_type(v, of->type, &inside))
		return not_right(v, AX_R1, "no list or tree is there");
	return gives(v, of->type, of->node_at, true, held);
}

/* A list or tree takes R2, which the program owned: its copies are of what the list has. */
static int takes(struct axi_verify *v)
{
	u32 by = v->reg[AX_R2].var, id = ++v->next_id;

	axi_ref_drop(v, by);
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);)
		if (is_own(e.val) && e.val->var == by) {
			e.val->var = AXI_SHARED;
			e.val->id = id;
		}
	return 0;
}

static int allocates(struct axi_verify *v)
{
	u32 type = (u32)v->reg[AX_R1].r.tv;
	struct ax_layout layout;

	if (!layout_of_type(v, type, &layout))
		return not_right(v, AX_R1, "it is no structure of the program's that can be allocated");
	return gives(v, type, 0, true, true);
}

static int exchanges(struct axi_verify *v)
{
	struct axi_val was;
	struct ax_layout layout;
	u32 by = UINT32_C(1) << 31 | v->depth << 27 | v->pc;

	if (!layout_of(v, &v->reg[AX_R1], &layout) || !pointed(v, field_at(&layout, place(&v->reg[AX_R1]), 1u << AX_SPECIAL_KPTR), &was))
		return not_right(v, AX_R1, "no kernel pointer is there");
	if (v->reg[AX_R2].kind == AXI_OBJECT)
		axi_release(v, v->reg[AX_R2].var);
	was.id = was.var = by;
	v->reg[AX_R0] = was;
	return axi_hold(v, by);
}

int axi_own_called(struct axi_verify *v, u32 id)
{
	const struct axi_val *a = &v->reg[AX_R1];

	switch (id) {
	case AX_HELPER_kptr_xchg: return exchanges(v);
	case AX_KFUNC_bpf_obj_new_impl: return allocates(v);
	case AX_KFUNC_bpf_refcount_acquire_impl: return gives(v, a->size, 0, !axi_is_held(a) && !AXI_PLANT(172), true);
	case AX_KFUNC_bpf_list_push_front_impl:
	case AX_KFUNC_bpf_list_push_back_impl:
	case AX_KFUNC_bpf_rbtree_add_impl: return takes(v);
	case AX_KFUNC_bpf_list_pop_front:
	case AX_KFUNC_bpf_list_pop_back:
	case AX_KFUNC_bpf_rbtree_remove: return gives_element(v, true);
	case AX_KFUNC_bpf_rbtree_first: return gives_element(v, false);
	default: return 0;
	}
}

u64 axi_tree_callback(struct axi_verify *v, struct axi_val arg[AX_R5])
{
	if (gives_element(v, false))
		return 0;
	for (u32 i = 0; i < 2; i++) {
		arg[i] = v->reg[AX_R0];
		arg[i].null = 0;
	}
	return TREE_STEPS;
}
