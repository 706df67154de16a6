/* SPDX-License-Identifier: Apache-2.0
 * dynptr.c - struct bpf_dynptr: 16 bytes of the stack in which a helper has put where some memory is, and how large.
 *
 * The program cannot see into them: the two slots are marked, with a name for this dynptr.  Storing to one of them ends the
 * dynptr and its slices (Linux destroy_if_dynptr_stack_slot), unless it is of a ring buffer: that one must be given back.
 *
 * A slice of a packet is a copy in the buffer that was given for it, where the bytes do not lie together.  Its obj says where in the stack
 * that is: AXI_SLICE_BUFFER, the frame, and the first byte.  What is stored there is changed through the slice: so it is not followed,
 * or the slice ends.  (Linux follows it all the same.) */
#include "isa/kfunc.h"
#include "kfunc/kfunc.h"

static struct axi_val *half(struct axi_verify *v, u32 frame, u32 n)
{
	struct axi_val *slot = axi_stack_slot(v, frame, n, false);

	return slot && axi_is_dynptr(slot) ? slot : NULL;
}

int axi_dynptr_overwrite(struct axi_verify *v, u32 frame, u32 first, u32 last)
{
	for (u32 n = first; n <= last; n++) {
		struct axi_val *slot = half(v, frame, n), *other;
		u32 name;

		if (!slot)
			continue;
		if (slot->var && !AXI_PLANT(69))
			return axi_reject_note(v, AXI_REASON_DYNPTR, -1, "what must be given back is overwritten");
		/* the lower half has the larger index */
		u32 beside = slot->obj == AXI_OBJECT_DYNPTR_LOW ? n - 1 : n + 1;

		name = slot->id;
		*slot = (struct axi_val){.kind = AXI_BYTES};
		other = half(v, frame, beside);
		if (other && other->id == name)
			*other = (struct axi_val){.kind = AXI_BYTES};
		if (frame < v->depth)
			axi_foot_mark(v, frame, beside, beside, true);
		axi_release(v, name);
	}
	return 0;
}

/* The slot at which the 16 bytes at `reg` begin; AXI_NONE: not in the stack, or not for certain at a multiple of 8. */
static u32 place(const struct axi_verify *v, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];
	s64 at = axi_range_is_const(&a->r) ? (s64)(a->off + a->r.tv) : 0;

	if (a->kind != AXI_STACK || at & 7 || at < -AX_STACK_BYTES || at > -16)
		return AXI_NONE;
	return (u32)(-at / 8) - 1;
}

static bool is_given(const struct axi_val *a)
{
	return a->kind == AXI_OBJECT && a->obj == AXI_OBJECT_DYNPTR && !a->off && axi_range_is_const(&a->r) && !a->r.tv;
}

int axi_dynptr_arg(struct axi_verify *v, const char *name, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg], *low, *high;
	u32 n = place(v, reg);
	int err;

	if (kind == ARG_DYNPTR && is_given(a))
		return a->null ? axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg) : 0;
	if (n == AXI_NONE)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, name);
	if (kind == ARG_DYNPTR_OUT) {
		err = axi_dynptr_overwrite(v, a->obj, n - 1, n);
		axi_slices_end(v, a->obj, -8 * (s32)(n + 1), -8 * (s32)(n - 1));
		return err ? err : axi_mem_region(v, reg, 16, 16, true);
	}
	low = half(v, a->obj, n);
	high = half(v, a->obj, n - 1);
	if (!low || !high || low->obj != AXI_OBJECT_DYNPTR_LOW || high->obj != AXI_OBJECT_DYNPTR_HIGH || low->id != high->id)
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "none was made here");
	if (kind == ARG_DYNPTR_HELD && !low->var && !AXI_PLANT(67))
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "it is not of a ring buffer");
	if (a->obj < v->depth)
		axi_foot_mark(v, a->obj, n - 1, n, kind == ARG_DYNPTR_HELD);
	return 0;
}

u32 axi_dynptr_name(struct axi_verify *v, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];

	return is_given(a) ? a->id : half(v, a->obj, place(v, reg))->id;
}

/* A state in which a slot is forgotten, or joined with one that holds data, does not tell any more that a dynptr may be there; programs
 * that may leak read what they never wrote.  So no slot is both in one program, whatever the order of its walk and its joins: the
 * verdict would depend on them. */
bool axi_dynptr_apart(struct axi_verify *v, u64 made, u64 raw)
{
	made |= v->dynptr_at;
	raw |= v->raw_at;
	if (!axi_finding(v)) { /* a guess may be too wide */
		v->dynptr_at = made;
		v->raw_at = raw;
	}
	return !(made & raw) || AXI_PLANT(76);
}

/* The dynptr that is cloned is still there, not written over by the new one, and no one that a helper lends: that one may be gone
 * before its clone. */
int axi_dynptr_cloned(struct axi_verify *v)
{
	if (is_given(&v->reg[AX_R1]) && !AXI_PLANT(115))
		return axi_reject_note(v, AXI_REASON_DYNPTR, AX_R1, "a helper lends it");
	return axi_dynptr_arg(v, "bpf_dynptr_clone", AX_R1, ARG_DYNPTR);
}

bool axi_dynptr_of_packet(struct axi_verify *v, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];

	return !is_given(a) && half(v, a->obj, place(v, reg))->size;
}

#define FRAME_AT 3
#define BYTE_AT  6
_Static_assert(AX_CALL_DEPTH <= 1 << (BYTE_AT - FRAME_AT) && AX_STACK_BYTES << BYTE_AT <= 1 << 15, "a buffer's place is in 16 bits");

static bool has_buffer(const struct axi_val *val)
{
	return axi_is_slice(val) && val->obj & AXI_SLICE_BUFFER;
}

static u32 buffer_frame(const struct axi_val *slice)
{
	return slice->obj >> FRAME_AT & ((1 << (BYTE_AT - FRAME_AT)) - 1);
}

static s32 buffer_at(const struct axi_val *slice)
{
	return -(slice->obj >> BYTE_AT) - 1;
}

int axi_slice_buffer(struct axi_verify *v, u32 reg, u32 size, u32 *by, u16 *buffer)
{
	const struct axi_val *a = &v->reg[reg];
	s64 at = a->off + a->r.smin + (has_buffer(a) ? buffer_at(a) : 0);
	u32 frame = has_buffer(a) ? buffer_frame(a) : a->obj;

	if (AXI_PLANT(193) || !size)
		return 0;
	if (a->kind == AXI_RECORD)
		*by = a->id;
	else if (axi_is_slice(a) && a->var >> 31)
		*by = a->var;
	if (a->kind != AXI_STACK && !has_buffer(a))
		return 0;
	if (!axi_range_is_const(&a->r))
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, "where the buffer lies is not known");
	*buffer = (u16)(AXI_SLICE_BUFFER | frame << FRAME_AT | (u32)(-at - 1) << BYTE_AT);
	return 0;
}

bool axi_slice_in(const struct axi_val *val, u32 frame, s32 lo, s32 hi)
{
	return has_buffer(val) && buffer_frame(val) == frame && lo < buffer_at(val) + (s32)val->size && hi > buffer_at(val);
}

void axi_slices_end(struct axi_verify *v, u32 frame, s32 lo, s32 hi)
{
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);)
		if (axi_slice_in(e.val, frame, lo, hi))
			axi_gone(v, e.key, e.val);
}

int axi_dynptr_make(struct axi_verify *v, u32 reg, u32 id)
{
	struct axi_val val = {.kind = AXI_OBJECT, .width = 8, .size = id == AX_KFUNC_bpf_dynptr_from_skb || id == AX_KFUNC_bpf_dynptr_from_xdp};
	bool ring = id == AX_HELPER_ringbuf_reserve_dynptr;
	u32 frame = v->reg[reg].obj, n = place(v, reg);

	val.id = ring ? UINT32_C(1) << 31 | v->depth << 27 | v->pc : ++v->next_id;
	val.var = ring ? val.id : 0;
	if (id == AX_KFUNC_bpf_dynptr_clone) { /* of the same memory: of a ring buffer, it goes with the other one */
		const struct axi_val *from = half(v, v->reg[AX_R1].obj, place(v, AX_R1));

		val.size = from->size;
		val.var = from->var;
		val.id = from->var ? from->id : val.id;
	}
	axi_range_const(&val.r, 0);
	val.obj = AXI_OBJECT_DYNPTR_LOW;
	*axi_stack_slot(v, frame, n, false) = val;
	val.obj = AXI_OBJECT_DYNPTR_HIGH;
	*axi_stack_slot(v, frame, n - 1, false) = val;
	v->dynptrs = true;
	if (!axi_dynptr_apart(v, UINT64_C(3) << (n - 1), 0))
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "elsewhere these bytes are read without having been written");
	return ring ? axi_hold(v, val.id) : 0;
}
