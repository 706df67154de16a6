/* SPDX-License-Identifier: Apache-2.0
 * iter.c - iterators: struct bpf_iter_num and the like, bytes of the stack that bpf_iter_num_new, _next and _destroy alone look into
 * (Linux process_iter_arg, process_iter_next_call).
 *
 * Their first slot is an AXI_OBJECT that must be given back as what helpers reserve.  What is known of it:
 *   obj   AXI_OBJECT_ITER and twice its sort, and 1 (AXI_OBJECT_ITER_SEEN)
 *   var   its reference, by the place where it was made      id   this very one: another one made there has another name
 *   r     its numbers are in here                             off  at least so many of them have come
 *   size  name of the item that came last; while obj is even that one does not count in `off` yet, if it is not NULL
 * A second slot is an AXI_OBJECT_ITER_REST of the same var.  Items that are structures of the system live by var, and end when the next
 * one comes, or, of those that walk in a region of RCU, with that.
 * So a loop in which at least one number of one iterator comes in each round has as many rounds as the iterator has numbers, which
 * are BPF_MAX_LOOPS at most. */
#include "kfunc/kfunc.h"

#define SORT(obj) (((obj) - AXI_OBJECT_ITER) / 2)
#define WORDS_MAX 511 /* Linux BITS_ITER_NR_WORDS_MAX: with more, nothing comes */
#define NUMBERS_MAX (8 << 20) /* Linux BPF_MAX_LOOPS: with more, nothing comes */

/* By sort: of numbers, of the bits that are set in words, of a task's memory areas, of the tasks of a cgroup; in a region of RCU: of tasks,
 * of cgroups; and these two when the region was left. */
static const struct {
	u8 slots;
	const char *item; /* the structure that an item is; NULL: it is a number */
} sorts[] = {{1, NULL}, {2, NULL}, {1, "vm_area_struct"}, {1, "task_struct"},
	     {3, "task_struct"}, {3, "cgroup_subsys_state"}, {3, NULL}, {3, NULL}};
enum { IN_REGION = 4, LEFT = 6 };

static u32 sort_of(enum axi_arg kind)
{
	return kind < ARG_BITS ? 0 : 1 + (u32)(kind - ARG_BITS) / 3;
}

/* The first slot that an argument points to, that of the highest number; AXI_NONE: it is not one in the stack for certain. */
static u32 place(const struct axi_verify *v, u32 reg, u32 slots)
{
	const struct axi_val *a = &v->reg[reg];
	s64 at = axi_range_is_const(&a->r) ? (s64)(a->off + a->r.tv) : 0;

	return a->kind != AXI_STACK || at & 7 || at < -AX_STACK_BYTES || at > -8 * (s64)slots ? AXI_NONE : (u32)(-at / 8) - 1;
}

/* The bounds of a number as an int. */
static void as_int(const struct axi_val *val, s64 *low, s64 *high)
{
	struct axi_range r = val->r;

	if (r.smin < INT32_MIN || r.smax > INT32_MAX)
		axi_range_sext(&r, 32);
	*low = r.smin;
	*high = r.smax;
}

static int make(struct axi_verify *v, u32 reg, u32 n, u32 sort)
{
	struct axi_val val = {.kind = AXI_OBJECT, .obj = (u16)(AXI_OBJECT_ITER_SEEN + 2 * sort), .width = 8};
	s64 from = 0, unused, to = NUMBERS_MAX;

	if (!sort) {
		as_int(&v->reg[AX_R2], &from, &unused);
		as_int(&v->reg[AX_R3], &unused, &to);
	} else if (sort == 1) {
		struct axi_range words = v->reg[AX_R3].r;

		axi_range_zext(&words, 32);
		to = 64 * (s64)min_u64(words.umax, WORDS_MAX);
	}
	val.id = ++v->next_id;
	val.var = UINT32_C(1) << 31 | v->depth << 27 | v->pc;
	axi_range_unknown(&val.r);
	val.r.smin = from;
	val.r.smax = to - 1 > from ? to - 1 : from;
	axi_range_sync(&val.r);
	*axi_stack_slot(v, v->reg[reg].obj, n, false) = val;
	u64 at = UINT64_C(1) << n;

	for (u32 i = 1; i < sorts[sort].slots; i++) {
		val.obj = AXI_OBJECT_ITER_REST;
		axi_range_const(&val.r, 0);
		*axi_stack_slot(v, v->reg[reg].obj, n - i, false) = val;
		at |= UINT64_C(1) << (n - i);
	}
	v->dynptrs = true;
	if (!axi_dynptr_apart(v, at, 0))
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "elsewhere these bytes are read without having been written");
	return axi_hold(v, val.var);
}

void axi_items_end(struct axi_verify *v, u32 by)
{
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);)
		if (e.val->kind == AXI_OBJECT && e.val->obj == AXI_OBJECT_BTF && e.val->var == by)
			axi_gone(v, e.key, e.val);
}

/* What bpf_iter_num_next gives, until the call's other results are set: its name is the slot's. */
static int next_item(struct axi_verify *v, struct axi_val *mine)
{
	const char *item = sorts[SORT(mine->obj)].item;
	const struct ax_types *types = v->in->types;
	u32 by = mine->var;

	mine->size = ++v->next_id;
	mine->obj = (u16)(AXI_OBJECT_ITER + 2 * SORT(mine->obj));
	if (item) {
		v->reg[AX_R0] = (struct axi_val){.kind = AXI_OBJECT, .null = 1, .obj = AXI_OBJECT_BTF, .size = types ? types->named(types->arg, item) : 0,
						 .id = mine->size};
		axi_range_const(&v->reg[AX_R0].r, 0);
		axi_items_end(v, by); /* the one before is gone, perhaps */
		v->reg[AX_R0].var = SORT(mine->obj) >= IN_REGION ? AXI_REGION_RCU : by;
		return v->reg[AX_R0].size ? 0 : axi_reject_note(v, AXI_REASON_KFUNC, -1, "the system's types are not known");
	}
	v->reg[AX_R0] = (struct axi_val){.kind = AXI_SLICE, .null = 1, .obj = AXI_SLICE_ITEM, .size = 4, .id = mine->size, .var = mine->var};
	axi_range_const(&v->reg[AX_R0].r, 0);
	return 0;
}

int axi_iter_arg(struct axi_verify *v, const char *name, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg];
	struct axi_val *slot;
	const u32 sort = sort_of(kind), slots = sorts[sort].slots, what = sort ? ARG_BITS + (u32)(kind - ARG_BITS) % 3 : (u32)kind;
	u32 n = place(v, reg, slots), frame = a->obj;
	struct axi_val *rest;
	int err;

	if (n == AXI_NONE)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, name);
	if (sort >= IN_REGION && what != ARG_BITS_END && axi_may_wait(v) && !axi_ref_held(v, AXI_REGION_RCU))
		return axi_reject_note(v, AXI_REASON_LOCK, (int)reg, "it walks in a region of RCU alone");
	if (what == ARG_ITER_NEW || what == ARG_BITS_NEW) {
		err = axi_dynptr_overwrite(v, frame, n + 1 - slots, n);
		axi_slices_end(v, frame, -8 * (s32)(n + 1), -8 * (s32)(n + 1 - slots));
		err = err ? err : axi_mem_region(v, reg, 8 * slots, 8 * slots, true);
		for (u32 r = AX_R2; !err && !sort && r <= AX_R3; r++)
			err = axi_need_init(v, r);
		if (!err && ((!sort && v->reg[AX_R2].kind != AXI_SCALAR) || (sort < 2 && v->reg[AX_R3].kind != AXI_SCALAR)))
			return 0; /* refused when their turn comes */
		return err ? err : make(v, reg, n, sort);
	}
	slot = axi_stack_slot(v, frame, n, false);
	if (!slot || !axi_is_iter(slot) || (SORT(slot->obj) != sort && !(sort >= IN_REGION && SORT(slot->obj) == sort + LEFT - IN_REGION)))
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "no such iterator was made here");
	for (u32 i = 1; i < slots; i++) {
		rest = axi_stack_slot(v, frame, n - i, false);
		if (!rest || rest->kind != AXI_OBJECT || rest->obj != AXI_OBJECT_ITER_REST || rest->var != slot->var)
			return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "no such iterator was made here");
	}
	if (SORT(slot->obj) != sort && what == ARG_BITS && !AXI_PLANT(180))
		return axi_reject_note(v, AXI_REASON_LOCK, (int)reg, "the region of RCU that it was made in was left");
	if (frame < v->depth)
		axi_foot_mark(v, frame, n + 1 - slots, n, true);
	if (what == ARG_ITER || what == ARG_BITS)
		return next_item(v, slot);
	axi_release(v, slot->var);
	return 0;
}

/* The iterator that an item is of, if it is its last one. */
static struct axi_val *iterator_of(struct axi_verify *v, const struct axi_val *item)
{
	for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);) {
		u32 frame = (e.key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, n = (e.key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME;

		if (!axi_is_iter(e.val) || e.val->var != item->var)
			continue;
		if (frame < v->depth && !AXI_PLANT(152)) /* what the calls under way do depends on it */
			axi_foot_mark(v, frame, n, n, false);
		return e.val->size == item->id || AXI_PLANT(122) ? e.val : NULL;
	}
	return NULL;
}

void axi_iter_got(struct axi_verify *v, const struct axi_val *item, void (*touch)(struct axi_verify *v, struct axi_val *val))
{
	struct axi_val *slot = iterator_of(v, item);

	if (!slot || (slot->obj - AXI_OBJECT_ITER) & 1)
		return;
	touch(v, slot);
	slot->obj++;
	if (slot->off < NUMBERS_MAX)
		slot->off++;
}

void axi_iter_loaded(struct axi_verify *v, const struct axi_val *item, s64 off, u32 size, bool extend, struct axi_val *out)
{
	const struct axi_val *slot = size == 4 && !(item->off + off) && axi_range_is_const(&item->r) && !item->r.tv ? iterator_of(v, item) : NULL;

	if (!slot)
		return;
	out->r = slot->r;
	if (!extend)
		axi_range_zext(&out->r, 32);
}

bool axi_iter_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b, u32 id, u32 item)
{
	if (!axi_is_iter(b) || a->var != b->var || SORT(a->obj) != SORT(b->obj))
		return false;
	a->id = id ? id : ++v->next_id;
	a->size = item;
	a->obj |= b->obj; /* seen; AXI_OBJECT_ITER is even */
	a->off = a->off < b->off ? a->off : b->off;
	axi_range_join(&a->r, &b->r);
	return true;
}

bool axi_iter_in(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b)
{
	return axi_is_iter(b) && a->var == b->var && (a->obj | 1u) == (b->obj | 1u) && a->obj <= b->obj && a->off >= b->off &&
	       axi_range_in(&a->r, &b->r) && axi_link_in(v, a->id, b->id, 0) && axi_link_in(v, a->size, b->size, 0);
}

void axi_iter_region_left(struct axi_val *slot)
{
	if (SORT(slot->obj) >= IN_REGION && SORT(slot->obj) < LEFT)
		slot->obj += 2 * (LEFT - IN_REGION);
}

u64 axi_iter_rounds(const struct axi_val *h, const struct axi_val *b)
{
	if (!axi_is_iter(h) || !axi_is_iter(b) || h->var != b->var || (h->id != b->id && !AXI_PLANT(123)) || (b->off <= h->off && !AXI_PLANT(95)))
		return UINT64_MAX;
	/* a certificate may say that any number is in it */
	return min_u64((u64)h->r.smax - (u64)h->r.smin, NUMBERS_MAX - 1) + 1;
}
