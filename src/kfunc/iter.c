/* SPDX-License-Identifier: Apache-2.0
 * iter.c - iterators of numbers: struct bpf_iter_num, 8 bytes of the stack that bpf_iter_num_new, _next and _destroy alone look into
 * (Linux process_iter_arg, process_iter_next_call).
 *
 * The slot is an AXI_OBJECT that must be given back as what helpers reserve.  What is known of it:
 *   var   its reference, by the place where it was made      id   this very one: another one made there has another name
 *   r     its numbers are in here                             off  at least so many of them have come
 *   size  name of the item that came last; while obj is AXI_OBJECT_ITER that one does not count in `off` yet, if it is not NULL
 * So a loop in which at least one number of one iterator comes in each round has as many rounds as the iterator has numbers, which
 * are BPF_MAX_LOOPS at most. */
#include "kfunc/kfunc.h"

#define NUMBERS_MAX (8 << 20) /* Linux BPF_MAX_LOOPS: with more, nothing comes */

/* The slot that an argument points to; AXI_NONE: it is not one in the stack for certain. */
static u32 place(const struct axi_verify *v, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];
	s64 at = axi_range_is_const(&a->r) ? (s64)(a->off + a->r.tv) : 0;

	return a->kind != AXI_STACK || at & 7 || at < -AX_STACK_BYTES || at > -8 ? AXI_NONE : (u32)(-at / 8) - 1;
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

static int make(struct axi_verify *v, u32 reg, u32 n)
{
	struct axi_val val = {.kind = AXI_OBJECT, .obj = AXI_OBJECT_ITER_SEEN, .width = 8};
	s64 from, unused, to;

	as_int(&v->reg[AX_R2], &from, &unused);
	as_int(&v->reg[AX_R3], &unused, &to);
	val.id = ++v->next_id;
	val.var = UINT32_C(1) << 31 | v->depth << 27 | v->pc;
	axi_range_unknown(&val.r);
	val.r.smin = from;
	val.r.smax = to - 1 > from ? to - 1 : from;
	axi_range_sync(&val.r);
	*axi_stack_slot(v, v->reg[reg].obj, n, false) = val;
	v->dynptrs = true;
	if (!axi_dynptr_apart(v, UINT64_C(1) << n, 0))
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "elsewhere these bytes are read without having been written");
	return axi_hold(v, val.var);
}

/* What bpf_iter_num_next gives, until the call's other results are set: its name is the slot's. */
static void next_item(struct axi_verify *v, struct axi_val *mine)
{
	mine->size = ++v->next_id;
	mine->obj = AXI_OBJECT_ITER;
	v->reg[AX_R0] = (struct axi_val){.kind = AXI_SLICE, .null = 1, .obj = AXI_SLICE_ITEM, .size = 4, .id = mine->size, .var = mine->var};
	axi_range_const(&v->reg[AX_R0].r, 0);
}

int axi_iter_arg(struct axi_verify *v, const char *name, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg];
	struct axi_val *slot;
	u32 n = place(v, reg), frame = a->obj;
	int err;

	if (n == AXI_NONE)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, name);
	if (kind == ARG_ITER_NEW) {
		err = axi_dynptr_overwrite(v, frame, n, n);
		err = err ? err : axi_mem_region(v, reg, 8, 8, true);
		for (u32 r = AX_R2; !err && r <= AX_R3; r++)
			err = axi_need_init(v, r);
		if (!err && (v->reg[AX_R2].kind != AXI_SCALAR || v->reg[AX_R3].kind != AXI_SCALAR))
			return 0; /* refused when their turn comes */
		return err ? err : make(v, reg, n);
	}
	slot = axi_stack_slot(v, frame, n, false);
	if (!slot || !axi_is_iter(slot))
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "no iterator was made here");
	if (frame < v->depth)
		axi_foot_mark(v, frame, n, n, true);
	if (kind == ARG_ITER)
		next_item(v, slot);
	else
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

	if (!slot || slot->obj != AXI_OBJECT_ITER)
		return;
	touch(v, slot);
	slot->obj = AXI_OBJECT_ITER_SEEN;
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
	if (!axi_is_iter(b) || a->var != b->var)
		return false;
	a->id = id ? id : ++v->next_id;
	a->size = item;
	if (a->obj != b->obj)
		a->obj = AXI_OBJECT_ITER_SEEN;
	a->off = a->off < b->off ? a->off : b->off;
	axi_range_join(&a->r, &b->r);
	return true;
}

bool axi_iter_in(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b)
{
	return axi_is_iter(b) && a->var == b->var && (a->obj == b->obj || b->obj == AXI_OBJECT_ITER_SEEN) && a->off >= b->off &&
	       axi_range_in(&a->r, &b->r) && axi_link_in(v, a->id, b->id, 0) && axi_link_in(v, a->size, b->size, 0);
}

u64 axi_iter_rounds(const struct axi_val *h, const struct axi_val *b)
{
	if (!axi_is_iter(h) || !axi_is_iter(b) || h->var != b->var || (h->id != b->id && !AXI_PLANT(123)) || (b->off <= h->off && !AXI_PLANT(95)))
		return UINT64_MAX;
	/* a certificate may say that any number is in it */
	return min_u64((u64)h->r.smax - (u64)h->r.smin, NUMBERS_MAX - 1) + 1;
}
