/* SPDX-License-Identifier: Apache-2.0
 * mem.c - loads, stores, atomics, and the memory that helpers are given.
 *
 * An access is [fixed + least variable offset, fixed + largest + size).  Stack bytes have the value that was stored, or
 * are initialised, or not; a store with a variable offset may or may not change each byte that it can reach. */
#include "verify/verify.h"

u32 axi_size_of(const struct ax_insn *insn)
{
	switch (insn->opcode & 0x18) {
	case AX_B: return 1;
	case AX_H: return 2;
	case AX_W: return 4;
	default: return 8;
	}
}

/* A bounds error: refused, or, while a loop's invariant is still being guessed, noted and passed over (1). */
static int out_of_bounds(struct axi_verify *v, enum axi_reason reason, u32 reg, s64 lo, s64 hi, s64 need_lo, s64 need_hi)
{
	if (axi_finding(v)) {
		v->loop[v->loops - 1].soft = 1;
		return 1;
	}
	return axi_reject_range(v, reason, (int)reg, lo, hi, need_lo, need_hi);
}

/* Inside an object, and so of 32 bits. */
struct span {
	s32 lo, hi; /* first byte, one past the last */
	bool fixed;
};

/* The bytes that `size` bytes at p + off can touch, within [min, max). 0, 1 (passed over), or an error. */
static int find_span(struct axi_verify *v, u32 reg, s64 off, u64 size, s32 min, u32 max, enum axi_reason reason,
		     struct span *span)
{
	const struct axi_val *p = &v->reg[reg];
	const struct axi_range *r = &p->r;
	s64 fixed = p->off + off, lo, hi;
	struct axi_range tied;

	if (max > INT32_MAX)
		max = INT32_MAX;
	if (AXI_RANKS && v->tie && v->loops && (r->smin < min - fixed || r->smax > (s64)max - (s64)size - fixed) && axi_tie_range(v, p, &tied))
		r = &tied;
	/* |fixed| < 2^30: the sums below cannot wrap once the variable part is bounded */
	if (r->smin < -(INT64_C(1) << 31) || r->smax > INT64_C(1) << 31 || size > INT32_MAX)
		return out_of_bounds(v, reason, reg, r->smin, r->smax, min, (s64)max - (s64)size);
	lo = fixed + r->smin;
	hi = fixed + r->smax + (AXI_PLANT(19) ? 1 : (s64)size);
	span->lo = (s32)lo;
	span->hi = (s32)hi;
	span->fixed = axi_range_is_const(r);
	if ((lo < min && (span->fixed || !AXI_PLANT(20))) || hi > (s64)max)
		return out_of_bounds(v, reason, reg, lo, hi - (s64)size, min, (s64)max - (s64)size);
	return 0;
}

/* Alignment of fixed and variable part. */
static int check_align(struct axi_verify *v, u32 reg, s64 off, u32 size)
{
	const struct axi_val *p = &v->reg[reg];
	u64 low = (u64)(p->off + off) + p->r.tv;

	if (AXI_ALIKE && p->kind == AXI_MEM)
		low |= (u32)(p->obj & AXI_MEM_ODD) >> 13;
	if ((low | p->r.tm) & (size - 1))
		return axi_reject(v, AXI_REASON_ALIGN, (int)reg);
	return 0;
}

/* ---- stack ---- */

static u32 slot_of(s32 byte) /* -8..-1: 0 */
{
	return (u32)((-byte - 1) / 8);
}

static u32 byte_in_slot(s32 byte)
{
	return (u32)((byte + AX_STACK_BYTES) % 8);
}

int axi_note_depth(struct axi_verify *v, u32 frame, s32 lo)
{
	struct axi_sub *sub = &v->cfg.sub[AXI_CALLS ? v->frame[frame].sub : 0];
	u32 total = 0;

	if (AXI_CALLS && axi_full(v) && frame != v->depth) /* a caller's: it is noted where it calls */
		return 0;
	if (-lo > sub->depth)
		sub->depth = (u32)-lo;
	for (u32 f = axi_full(v) ? axi_depth(v) : 0; f <= axi_depth(v); f++) {
		u32 own = v->cfg.sub[AXI_CALLS ? v->frame[f].sub : 0].depth;

		total += (u32)align_up(own ? own : 1, 32);
	}
	if (total > AX_STACK_BYTES)
		return axi_reject_range(v, AXI_REASON_STACK_TOTAL, -1, total, total, 0, AX_STACK_BYTES);
	return 0;
}

static int pool_full(struct axi_verify *v)
{
	return axi_reject(v, AXI_REASON_POOL, -1);
}

static u8 byte_mask(u32 first, u32 count)
{
	return (u8)(((1u << count) - 1) << first);
}

/* The bytes of one slot as initialised and zero masks, whatever it holds. */
static void slot_masks(const struct axi_val *slot, u8 *init, u8 *zero)
{
	*init = slot ? slot->init : 0;
	*zero = slot ? slot->zero : 0;
	if (slot && slot->kind == AXI_SCALAR && axi_range_is_const(&slot->r) && !slot->r.tv)
		*zero |= axi_value_bytes(slot->width);
}

/* Turn a slot into plain bytes: initialised ones; those of a pointer only where addresses may be shown. */
static void slot_to_bytes(const struct axi_verify *v, struct axi_val *slot)
{
	u8 init, zero;

	if (slot->kind == AXI_BYTES)
		return;
	slot_masks(slot, &init, &zero);
	if (slot->kind > AXI_BYTES && !axi_may_leak(v) && !AXI_PLANT(107))
		init = 0;
	*slot = (struct axi_val){.kind = AXI_BYTES, .init = init, .zero = zero};
}

/* A caller's frame: what calls do to it is remembered. */
static void note_use(struct axi_verify *v, u32 frame, const struct span *span, bool write)
{
	if (AXI_CALLS && frame < v->depth && span->lo < span->hi)
		axi_foot_mark(v, frame, slot_of(span->hi - 1), slot_of(span->lo), write);
}

/* Is the number what its lower `size` bytes are? */
static bool fits(const struct axi_val *val, u32 size)
{
	return size == 8 || val->r.umax >> 8 * size == 0;
}

static int stack_store(struct axi_verify *v, u32 frame, const struct span *span, u32 size, const struct axi_val *val)
{
	bool zero = val && val->kind == AXI_SCALAR && axi_range_is_const(&val->r) && !val->r.tv;

	note_use(v, frame, span, true);
	if (AXI_DYNPTRS && (v->dynptrs || axi_full(v)) && span->lo < span->hi) {
		int err = axi_dynptr_overwrite(v, frame, slot_of(span->hi - 1), slot_of(span->lo));

		if (err)
			return err;
		if (val && v->dynptrs && axi_slice_in(val, frame, span->lo, span->hi))
			val = NULL; /* it is changed through itself */
		else if (val && v->dynptrs)
			axi_slices_end(v, frame, span->lo, span->hi);
	}
	/* Linux knows nothing of upper halves: they are followed for loops, which count from 0 */
	bool upper = size == 4 && span->fixed && byte_in_slot(span->lo) == 4 && axi_names_halves(v) && (v->loops || zero);

	if (span->fixed && (byte_in_slot(span->lo) == 0 || upper) && val) { /* a value at the start of one slot, or in its upper half */
		struct axi_val *slot = axi_stack_slot(v, frame, slot_of(span->lo), true), out = *val;

		if (!slot)
			return pool_full(v);
		slot_to_bytes(v, slot);
		out.width = upper ? AXI_UPPER : (u8)size;
		out.init = (u8)(slot->init | axi_value_bytes(out.width));
		out.zero = (u8)(slot->zero & ~axi_value_bytes(out.width));
		if (AXI_ARENAS && size < 8)
			out.null = 0;
		if (size < 8 && !(axi_names_halves(v) && fits(&out, size))) {
			axi_range_zext(&out.r, 8 * size);
			axi_unlink(&out);
		}
		*slot = out;
		return 0;
	}
	for (s32 at = span->lo; at < span->hi;) {
		u32 first = byte_in_slot(at), count = 8 - first;

		if (count > (u32)(span->hi - at))
			count = (u32)(span->hi - at);
		struct axi_val *slot = axi_stack_slot(v, frame, slot_of(at), span->fixed);
		u8 mask = byte_mask(first, count);

		at += (s32)count;
		if (AXI_PLANT(17) && slot && slot->kind == AXI_SCALAR)
			continue;
		if (!slot) {
			if (span->fixed)
				return pool_full(v);
			continue; /* perhaps written: still not initialised for certain */
		}
		slot_to_bytes(v, slot);
		if (span->fixed) {
			slot->init |= mask;
			slot->zero = (u8)(zero ? slot->zero | mask : slot->zero & ~mask);
		} else if (!zero) {
			slot->zero &= (u8)~mask;
		}
	}
	return 0;
}

/* Does the slot's value hold all of these bytes, from its first one on? */
static bool holds_value(const struct axi_val *slot, u32 first, u32 size)
{
	if (AXI_SUMS && slot->width == AXI_UPPER)
		return (first == 4 || AXI_PLANT(72)) && size <= 4;
	return slot->width && !first && (size <= slot->width || AXI_PLANT(18));
}

/* Are all bytes of the span initialised data? *zero: all are zero.  `load`: a load instruction at a known place, to which
 * even programs that may leak must not give a part of a pointer. */
static int stack_readable(struct axi_verify *v, u32 reg, u32 frame, const struct span *span, bool load, bool *zero)
{
	*zero = true;
	note_use(v, frame, span, false);
	for (s32 at = span->lo; at < span->hi;) {
		u32 first = byte_in_slot(at), count = 8 - first;
		u8 init, zeroes, mask;

		if (count > (u32)(span->hi - at))
			count = (u32)(span->hi - at);
		const struct axi_val *slot = axi_stack_slot(v, frame, slot_of(at), false);
		u64 place = UINT64_C(1) << slot_of(at);

		mask = byte_mask(first, count);
		at += (s32)count;
		if (slot && axi_is_dynptr(slot))
			return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "its bytes are read");
		if (slot && slot->kind > AXI_BYTES && (load || !axi_may_leak(v)))
			return axi_reject(v, AXI_REASON_STACK_POINTER, (int)reg);
		if (slot && slot->kind > AXI_BYTES) {
			*zero = false;
			continue;
		}
		slot_masks(slot, &init, &zeroes);
		if (mask & ~init && !axi_may_leak(v))
			return axi_reject_range(v, AXI_REASON_STACK_UNINIT, (int)reg, span->lo, span->hi - 1, 0, 0);
		if (AXI_DYNPTRS && mask & ~init && !axi_dynptr_apart(v, 0, place))
			return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "its bytes are read, on one way or another");
		if (mask & ~zeroes)
			*zero = false;
	}
	return 0;
}

static void unknown_of_size(struct axi_val *out, u32 size)
{
	axi_scalar_unknown(out);
	axi_range_zext(&out->r, 8 * size);
}

/* Link a register that it is loaded into with its home. */
static void link_slot(struct axi_verify *v, struct axi_val *slot)
{
	if (slot->kind == AXI_SCALAR && !slot->id && !axi_range_is_const(&slot->r)) {
		slot->id = ++v->next_id;
		slot->off = 0;
	}
}

static int stack_load(struct axi_verify *v, u32 reg, u32 frame, const struct span *span, u32 size, struct axi_val *out)
{
	struct axi_val *slot = span->fixed ? axi_stack_slot(v, frame, slot_of(span->lo), false) : NULL;
	bool zero;
	int err;

	note_use(v, frame, span, false);
	if (slot && holds_value(slot, byte_in_slot(span->lo), size) && !axi_is_dynptr(slot) &&
	    (slot->kind == AXI_SCALAR || size == 8)) {
		bool whole = size == 8 || (axi_names_halves(v) && slot->kind == AXI_SCALAR && fits(slot, size));

		if (whole)
			link_slot(v, slot);
		*out = *slot;
		out->init = out->zero = out->width = 0;
		if (AXI_ARENAS && size < 8)
			out->null = 0;
		if (!whole) { /* a part of it */
			axi_range_zext(&out->r, 8 * size);
			axi_unlink(out);
		}
		return 0;
	}
	err = stack_readable(v, reg, frame, span, span->fixed, &zero);
	if (err)
		return err;
	if (zero)
		axi_scalar_const(out, 0);
	else
		unknown_of_size(out, size);
	return 0;
}

/* ---- any pointer ---- */

/* A pointer to a struct of the system's. */
static void btf_object(struct axi_verify *v, u32 type, bool null, struct axi_val *out)
{
	*out = (struct axi_val){.kind = AXI_OBJECT, .obj = AXI_OBJECT_BTF, .size = type, .null = null, .id = ++v->next_id};
	axi_range_const(&out->r, 0);
}

/* A map as Linux has it: its structure, which programs may look at; 0: not here, or it is not known. */
static u32 map_struct(const struct axi_verify *v, u32 map)
{
	const struct ax_types *types = AXI_UNVERIFIED && axi_may_leak(v) && !v->in->helper_bound ? v->in->types : NULL;

	return types ? types->named(types->arg, axi_struct_of_map(axi_map_spec(v, map)->type)) : 0;
}

/* By what does the structure live that a field of `p` points to (Linux check_ptr_to_btf_access)?  Programs that may wait have to be in
 * a region of RCU where they read it. */
static u32 lives_by(const struct axi_verify *v, const struct axi_val *p, s64 to)
{
	if (p->kind == AXI_MAP || to & AX_FIELD_KEPT || p->var == AXI_UNKEPT)
		return p->kind == AXI_MAP ? AXI_UNKEPT : p->var;
	if (AXI_KFUNCS && axi_may_wait(v) && !axi_ref_held(v, AXI_REGION_RCU)) /* others are in a region of RCU all the time */
		return AXI_UNKEPT;
	return !AXI_KFUNCS ? 0 : to & AX_FIELD_RCU && p->var != AXI_WALKED && p->var != AXI_GIVEN ? AXI_REGION_RCU : AXI_WALKED;
}

/* May the field be written?  Where tables of functions, or of packets' connections, may (`to`: what ax_types.field says); and in what is
 * there for certain: what reads give without a fault may be anything. */
static bool may_write(const struct axi_verify *v, const struct axi_val *p, s64 to)
{
	bool there = !p->var || p->var == AXI_GIVEN || (AXI_KFUNCS && axi_is_held(p) && axi_ref_held(v, p->var)) || AXI_PLANT(177);

	return p->kind == AXI_OBJECT && there &&
	       ((to == AX_FIELD_WRITABLE && ((v->in->target && v->in->target->writes) || AXI_PLANT(116))) ||
		(AXI_KFUNCS && to == AX_FIELD_MARK && !v->in->target && axi_prog_packet(v->in->prog_type) & AXI_PACKET_WRITE));
}

/* An argument of the function that the program attaches to, or a field of a struct. */
static int typed_access(struct axi_verify *v, u32 reg, s64 at, u32 size, bool write, struct axi_val *out)
{
	const struct axi_val *p = &v->reg[reg];
	const struct ax_target *target = v->in->target;
	bool memory = AXI_UNVERIFIED && p->kind == AXI_CTX && at >= 0 && target->memory >> (at / 8 & 31) & 1;
	s64 to = -1;

	if (p->kind != AXI_CTX && v->in->types)
		to = v->in->types->field(v->in->types->arg, p->kind == AXI_MAP ? map_struct(v, p->obj) : p->size, at, size);
	else if (p->kind == AXI_CTX && at >= 0 && at % 8 == 0 && at / 8 < target->args)
		to = target->type[at / 8];
	if (to < 0 || (write && !may_write(v, p, to)) || ((to & ~(AX_FIELD_WRITABLE | AX_FIELD_MARK | AX_FIELD_BEHIND) || memory) && size != 8))
		return axi_reject_range(v, AXI_REASON_CTX_ACCESS, (int)reg, at, at + size - 1, 0, 0);
	to &= ~(AX_FIELD_WRITABLE | AX_FIELD_MARK | AX_FIELD_BEHIND);
	if (!to && out && p->kind == AXI_CTX && at / 8 + 1 == target->result && size == 8) {
		out->r.smin = target->ret_min;
		out->r.smax = target->ret_max;
		out->r.tm = AXI_PLANT(186) ? (u64)(s64)(target->ret_min ^ target->ret_max) : out->r.tm;
		axi_range_sync(&out->r);
	}
	if (memory && out) {
		*out = (struct axi_val){.kind = AXI_MEM, .null = target->null >> (at / 8) & 1, .obj = target->read_only >> (at / 8) & 1 ? AXI_MEM_LENT : 0,
					.size = AX_TARGET_MEMORY, .id = ++v->next_id};
		axi_range_const(&out->r, 0);
	}
	if (to && out)
		btf_object(v, (u32)to, p->kind == AXI_CTX ? target->null >> (at / 8) & 1
						     : AXI_UNVERIFIED && to & AX_FIELD_OR_NULL && (p->var < AXI_UNKEPT || p->var == AXI_REGION_RCU) && !AXI_PLANT(213), out);
	if (to && out && (p->kind != AXI_CTX || (AXI_KFUNCS && !target->trusted)))
		out->var = p->kind == AXI_CTX ? AXI_GIVEN : lives_by(v, p, to);
	return 0;
}

#define FLOW_KEYS_BYTES 56 /* struct bpf_flow_keys */

/* Fields of the context or of another object.  *out: what a load gives (NULL: nobody asks). */
static int field_access(struct axi_verify *v, u32 reg, s64 off, u32 size, bool write, struct axi_val *out)
{
	const struct axi_val *p = &v->reg[reg];
	static const u8 objects[] = {[AXI_TO_COMMON] = AXI_OBJECT_COMMON, [AXI_TO_COMMON_NULL] = AXI_OBJECT_COMMON,
				     [AXI_TO_SOCK] = AXI_OBJECT_SOCK, [AXI_TO_SOCK_NULL] = AXI_OBJECT_SOCK};
	s64 at = p->off + off;
	enum axi_points points = AXI_TO_NUMBER;

	if (p->kind == AXI_OBJECT && axi_wanders(v, p) && !axi_range_is_const(&p->r) && !write)
		return 0;
	if (!axi_range_is_const(&p->r) || p->r.tv || (p->off && (!AXI_OBJECTS || p->kind != AXI_OBJECT || (p->obj != AXI_OBJECT_BTF && !(AXI_KFUNCS && p->obj == AXI_OBJECT_OWN)))))
		return axi_reject(v, AXI_REASON_CTX_OFFSET, (int)reg);
	if (AXI_KFUNCS && p->kind == AXI_OBJECT && p->obj == AXI_OBJECT_OWN)
		return axi_own_access(v, reg, at, size, write);
	if (AXI_DYNPTRS && p->kind == AXI_OBJECT && p->obj >= AXI_OBJECT_DYNPTR)
		return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "its bytes are accessed");
	if (!AXI_OBJECTS)
		return axi_prog_field(v->in, 0, at, size, write, &points) ? 0 : axi_reject(v, AXI_REASON_CTX_ACCESS, (int)reg);
	if (p->kind == AXI_CTX ? v->in->target != NULL : p->kind == AXI_MAP || p->obj == AXI_OBJECT_BTF)
		return typed_access(v, reg, at, size, write, out);
	if (!axi_prog_field(v->in, p->kind == AXI_OBJECT ? p->obj : 0, at, size, write, &points))
		return axi_reject_range(v, AXI_REASON_CTX_ACCESS, (int)reg, at, at + size - 1, 0, 0);
	if (!out || points == AXI_TO_NUMBER)
		return 0;
	if (points == AXI_TO_KEYS) {
		*out = (struct axi_val){.kind = AXI_MEM, .size = FLOW_KEYS_BYTES};
		axi_range_const(&out->r, 0);
		return 0;
	}
	*out = (struct axi_val){.kind = points == AXI_TO_PACKET ? AXI_PACKET : points == AXI_TO_META ? AXI_META : AXI_END};
	axi_range_const(&out->r, 0);
	if (axi_in_packet(out))
		out->size = 1; /* the end is not before the start */
	if (points < AXI_TO_COMMON)
		return 0;
	out->kind = AXI_OBJECT;
	out->obj = objects[points];
	out->null = points == AXI_TO_COMMON_NULL || points == AXI_TO_SOCK_NULL;
	out->id = ++v->next_id;
	return 0;
}

/* A packet pointer: the bytes must have been compared with the packet's end. */
static int packet_access(struct axi_verify *v, u32 reg, s64 off, u64 size, bool write, struct span *span)
{
	const struct axi_val *p = &v->reg[reg];
	u32 use = axi_prog_packet(v->in->prog_type);
	s64 at = p->off + off, proven = (s64)p->size - 1;

	if (write && !(use & AXI_PACKET_WRITE))
		return axi_reject(v, AXI_REASON_PACKET_WRITE, (int)reg);
	*span = (struct span){.lo = (s32)at, .hi = (s32)(at + (s64)size)};
	if (p->r.smin < 0 || at < 0 || size > INT32_MAX || at + (s64)size > proven)
		return out_of_bounds(v, AXI_REASON_PACKET_BOUNDS, reg, at, at + (s64)size - 1, 0, proven > 0 ? proven - 1 : -1);
	return 0;
}

/* Locks and timers in values belong to their helpers.  `plain`: by a load or store. */
static int special_field(struct axi_verify *v, u32 reg, const struct span *span, bool write, bool plain)
{
	const struct ax_map_facts *facts = axi_map_facts(v, v->reg[reg].obj);
	const struct ax_map_spec *inner = axi_map_spec(v, v->reg[reg].obj); /* of maps in maps it says so itself */
	s64 lock = (s64)axi_lock_at(v, v->reg[reg].obj) - 1, timer = (s64)(facts ? facts->timer_at : inner->timer_at) - 1;

	const int own = AXI_KFUNCS ? axi_value_closed(v, reg, span->lo, span->hi, plain && span->fixed, write) : 1;

	if (own <= 0)
		return own;
	if (AXI_OBJECTS && facts && facts->closed_from < facts->closed_to && span->lo < (s64)facts->closed_to && span->hi > (s64)facts->closed_from && !AXI_PLANT(112))
		return axi_reject_range(v, AXI_REASON_SPECIAL_FIELD, (int)reg, span->lo, span->hi - 1, 0, 0);
	if ((lock >= 0 && span->lo < lock + 4 && span->hi > lock) || (timer >= 0 && span->lo < timer + 16 && span->hi > timer))
		return axi_reject_range(v, AXI_REASON_SPECIAL_FIELD, (int)reg, span->lo, span->hi - 1, 0, 0);
	return 0;
}

static int map_flags(struct axi_verify *v, u32 reg, u32 map, bool write)
{
	const struct ax_map_spec *spec = axi_map_spec(v, map);
	u32 flags = axi_map_flags(spec);

	if (write && flags & AX_MAP_F_RDONLY_PROG && !AXI_PLANT(21))
		return axi_reject_note(v, AXI_REASON_READ_ONLY, (int)reg, spec->name);
	if (!write && flags & AX_MAP_F_WRONLY_PROG)
		return axi_reject_note(v, AXI_REASON_WRITE_ONLY, (int)reg, spec->name);
	return 0;
}

/* Everything but the stack's contents.  `align`: by a load or store.  0: allowed (span filled for the stack), 1: passed over, or an error. */
static int check_access(struct axi_verify *v, u32 reg, s64 off, u64 size, bool write, bool align, struct span *span)
{
	const struct axi_val *p = &v->reg[reg];
	int err = axi_need_init(v, reg);

	if (AXI_ARENAS && !err && align && v->arena)
		err = axi_arena_note(v, reg, axi_is_arena(p));
	if (err)
		return err;
	if (axi_is_arena(p) && align) /* any bytes, of which those that are not there are 0 */
		return 0;
	if (p->null && !axi_is_arena(p))
		return axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg);
	switch (p->kind) {
	case AXI_STACK:
		err = find_span(v, reg, off, size, -AX_STACK_BYTES, 0, AXI_REASON_STACK_BOUNDS, span);
		if (!err && align)
			err = check_align(v, reg, off, (u32)size);
		return err ? err : axi_note_depth(v, p->obj, span->lo);
	case AXI_CTX: return field_access(v, reg, off, (u32)size, write, NULL);
	case AXI_VALUE:
		err = map_flags(v, reg, p->obj, write);
		err = err ? err : find_span(v, reg, off, size, 0, axi_map_spec(v, p->obj)->value_size, AXI_REASON_VALUE_BOUNDS, span);
		return err || !AXI_MARKS ? err : special_field(v, reg, span, write, align);
	case AXI_MEM:
		if (!AXI_CALLBACKS)
			break;
		if (write && (AXI_ALIKE ? p->obj & ~AXI_MEM_ODD : p->obj))
			return axi_reject(v, AXI_REASON_READ_ONLY, (int)reg);
		return find_span(v, reg, off, size, 0, p->size, AXI_REASON_MEM_BOUNDS, span);
	case AXI_RECORD:
		if (!axi_ref_held(v, p->id))
			return axi_reject(v, AXI_REASON_UNINIT, (int)reg);
		return find_span(v, reg, off, size, 0, p->size, AXI_REASON_RECORD_BOUNDS, span);
	case AXI_SLICE:
		if (!AXI_DYNPTRS)
			break;
		if (AXI_KFUNCS && write && p->obj & AXI_SLICE_ITEM && !AXI_PLANT(96))
			return axi_reject(v, AXI_REASON_READ_ONLY, (int)reg);
		return find_span(v, reg, off, size, 0, p->size, AXI_REASON_MEM_BOUNDS, span);
	case AXI_MAP: return !AXI_UNVERIFIED || write || !map_struct(v, p->obj) ? axi_reject(v, AXI_REASON_MAP_ACCESS, (int)reg) : field_access(v, reg, off, (u32)size, false, NULL);
	case AXI_OBJECT:
		if (AXI_OBJECTS)
			return field_access(v, reg, off, (u32)size, write, NULL);
		break;
	default: break;
	}
	return axi_in_packet(p) ? packet_access(v, reg, off, size, write, span) : axi_reject(v, AXI_REASON_NOT_PTR, (int)reg);
}

/* One instruction accesses memory or the fields of an object, never now one, now the other: how fields are read is
 * decided when the program is loaded. */
static int check_mixed(struct axi_verify *v, u32 reg)
{
	bool special = v->reg[reg].kind == AXI_CTX || (AXI_OBJECTS && (v->reg[reg].kind == AXI_OBJECT || v->reg[reg].kind == AXI_MAP));
	u64 bit = UINT64_C(1) << (v->pc % 64), *mine;

	/* where certificates are only read and nothing is rewritten at load, nobody asks; makers for there say it to other readers */
	if (!(AXI_OBJECTS || AXI_INFERS) || axi_finding(v))
		return 0;
	if (axi_fields_told(v)) /* the certificate says which */
		return special == (v->field != AXI_FIELD_NONE) || AXI_PLANT(100) ? 0 : axi_reject(v, AXI_REASON_MIXED, (int)reg);
	mine = (special ? v->special : v->plain) + v->pc / 64;
	*mine |= bit;
	return (special ? v->plain : v->special)[v->pc / 64] & bit ? axi_reject(v, AXI_REASON_MIXED, (int)reg) : 0;
}

/* (Hosts.) The usual case at once: all eight bytes of a slot of its own frame, which is there, accessed at a fixed place.  NULL: not so. */
static struct axi_val *own_slot(struct axi_verify *v, const struct axi_val *p, const struct ax_insn *insn)
{
	const struct axi_frame *f = &v->frame[axi_depth(v)];
	s32 at = p->off + insn->off;
	u32 n = (u32)(-at - 8) / 8;

	if (v->arena || p->kind != AXI_STACK || p->r.tm || p->r.tv || p->obj != axi_depth(v) || p->null || at & 7 || at > -8 || n >= f->slots ||
	    (insn->opcode & 0xf8) != (AX_MEM | AX_DW) || axi_full(v) || (v->loops && v->depth))
		return NULL;
	return (u32)-at <= v->cfg.sub[f->sub].depth ? axi_slot(v, f->base + n) : NULL;
}

/* A load that the engine must rewrite, always or never (`seen`: the field was loaded here before). */
static int note_convert(struct axi_verify *v, u32 reg, bool convert, bool seen)
{
	u64 bit = UINT64_C(1) << (v->pc % 64), *word = v->in->converts ? &v->in->converts[v->pc / 64] : NULL;

	if (axi_fields_told(v) && convert != (v->field == AXI_FIELD_CONVERTED) && !AXI_PLANT(100))
		return axi_reject(v, AXI_REASON_MIXED, (int)reg);
	if (!word || axi_finding(v))
		return 0;
	if (seen && !(*word & bit) == convert)
		return axi_reject(v, AXI_REASON_MIXED, (int)reg);
	*word |= convert ? bit : 0;
	return 0;
}

/* A number in a value that nobody changes any more. */
static void known_contents(const struct axi_verify *v, u32 map, const struct span *span, u32 size, struct axi_val *out)
{
	const struct ax_map_facts *facts = axi_map_facts(v, map);
	u64 value = 0;

	if (!facts || !facts->contents)
		return;
	memcpy(&value, (const u8 *)facts->contents + span->lo, size); /* engine and programs are little-endian */
	axi_scalar_const(out, value);
}

int axi_do_load(struct axi_verify *v, const struct ax_insn *insn)
{
	u32 size = axi_size_of(insn), kind = v->reg[insn->src].kind;
	bool extend = (insn->opcode & 0xe0) == AX_MEMSX;
	struct span span = {0};
	struct axi_val out;
	struct axi_val *whole = !AXI_FAST ? NULL : own_slot(v, &v->reg[insn->src], insn);

	if (whole && whole->width == 8 && !axi_is_dynptr(whole) && insn->dst != AX_R10) {
		link_slot(v, whole);
		out = *whole;
		out.init = out.zero = out.width = 0;
		int mixed = check_mixed(v, insn->src);

		v->reg[insn->dst] = out;
		return mixed;
	}
	bool seen = AXI_OBJECTS && !axi_fields_told(v) && axi_bit(v->special, v->pc);
	int err = AXI_KFUNCS && insn->dst == AX_R10 ? axi_reject_note(v, AXI_REASON_BAD_INSN, -1, "r10 is read-only")
						    : check_access(v, insn->src, insn->off, size, false, true, &span);

	if (err >= 0 && check_mixed(v, insn->src))
		return check_mixed(v, insn->src);
	if (err < 0)
		return err;
	unknown_of_size(&out, size);
	if (AXI_OBJECTS && (kind == AXI_CTX || kind == AXI_OBJECT || kind == AXI_MAP)) {
		field_access(v, insn->src, insn->off, size, false, &out);
		if (extend && out.kind != AXI_SCALAR)
			return axi_reject(v, AXI_REASON_CTX_ACCESS, insn->src);
		err = note_convert(v, insn->src, size == 4 && (axi_in_packet(&out) || out.kind == AXI_END), seen);
		if (err)
			return err;
	}
	if (AXI_KFUNCS && !err && kind == AXI_VALUE && span.fixed && size == 8 && !extend && (err = axi_kptr_load(v, insn->src, span.lo, &out)))
		return err;
	if (!err && kind == AXI_VALUE && span.fixed && out.kind == AXI_SCALAR)
		known_contents(v, v->reg[insn->src].obj, &span, size, &out);
	if (AXI_KFUNCS && !err && kind == AXI_SLICE && v->reg[insn->src].obj == AXI_SLICE_ITEM)
		axi_iter_loaded(v, &v->reg[insn->src], insn->off, size, extend, &out);
	if (!err && kind == AXI_STACK) {
		err = stack_load(v, insn->src, v->reg[insn->src].obj, &span, size, &out);
		if (err)
			return err;
		if (extend && out.kind != AXI_SCALAR)
			return axi_reject(v, AXI_REASON_STACK_POINTER, insn->src);
	}
	if (extend) {
		axi_range_sext(&out.r, 8 * size);
		axi_unlink(&out);
	}
	v->reg[insn->dst] = out;
	return 0;
}

/* ld_abs, ld_ind: R6 is the context; like a call, and outside the packet the program ends and returns 0. */
int axi_do_packet_load(struct axi_verify *v, const struct ax_insn *insn)
{
	const struct axi_val *ctx = &v->reg[AX_R6];
	bool by_reg = (insn->opcode & 0xe0) == AX_IND;
	int err = by_reg ? axi_need_init(v, insn->src) : 0;

	if (!err && by_reg && v->reg[insn->src].kind != AXI_SCALAR && !axi_may_leak(v) && !AXI_PLANT(196)) /* the end tells about where */
		err = axi_reject(v, AXI_REASON_LEAK, insn->src);
	err = err ? err : axi_need_init(v, AX_R6);
	err = err ? err : axi_may_end(v, "it loads from the packet, which may end it");
	if (err)
		return err;
	if (ctx->kind != AXI_CTX || ctx->off || !axi_range_is_const(&ctx->r) || ctx->r.tv)
		return axi_reject(v, AXI_REASON_ARG_KIND, AX_R6);
	for (u32 reg = AX_R1; reg <= AX_R5; reg++)
		v->reg[reg] = (struct axi_val){.kind = AXI_UNINIT};
	axi_scalar_unknown(&v->reg[AX_R0]);
	return 0;
}

static int store_value(struct axi_verify *v, const struct ax_insn *insn, const struct axi_val *val, int reg)
{
	u32 size = axi_size_of(insn);
	const struct axi_val *p = &v->reg[insn->dst];
	struct axi_val *whole = !AXI_FAST || (AXI_DYNPTRS && v->dynptrs) ? NULL : own_slot(v, p, insn);
	struct span span = {0};
	int err;

	if (whole && !(val->kind == AXI_STACK && val->obj > p->obj)) {
		*whole = *val;
		whole->width = 8;
		whole->init = 0xff;
		whole->zero = 0;
		return check_mixed(v, insn->dst);
	}
	err = check_access(v, insn->dst, insn->off, size, true, true, &span);

	if (err >= 0 && check_mixed(v, insn->dst))
		return check_mixed(v, insn->dst);
	if (AXI_KFUNCS && !err && p->kind == AXI_VALUE && span.fixed)
		err = axi_kptr_store(v, insn->dst, span.lo, val);
	if (err < 0)
		return err;
	if (val->kind == AXI_SCALAR) {
		if (err || p->kind != AXI_STACK)
			return 0;
		struct axi_val copy = *val;

		return stack_store(v, p->obj, &span, size, &copy);
	}
	if (AXI_OBJECTS && p->kind == AXI_OBJECT)
		return axi_reject(v, AXI_REASON_CTX_ACCESS, insn->dst);
	if (axi_may_leak(v) && p->kind != AXI_STACK)
		return 0;
	if (p->kind != AXI_STACK || (!err && !span.fixed && !axi_may_leak(v)))
		return axi_reject(v, AXI_REASON_LEAK, reg);
	if (size != 8)
		return axi_reject(v, AXI_REASON_STACK_POINTER, reg);
	if (AXI_CALLS && val->kind == AXI_STACK && (val->obj > p->obj || (axi_may_leak(v) && p->obj != v->depth)))
		return axi_reject(v, AXI_REASON_FRAME_ESCAPE, reg);
	if (err)
		return 0;
	struct axi_val copy = *val;

	if (AXI_LEAKS && !span.fixed) /* an address among numbers */
		axi_scalar_unknown(&copy);
	return stack_store(v, p->obj, &span, size, &copy);
}

int axi_do_store(struct axi_verify *v, const struct ax_insn *insn)
{
	struct axi_val val;
	int err;

	if ((insn->opcode & 7) == AX_ST) {
		axi_scalar_const(&val, (u64)(s64)insn->imm);
		return store_value(v, insn, &val, -1);
	}
	err = axi_need_init(v, insn->src);
	if (err)
		return err;
	/* a spilled number and its register stay linked */
	if (v->reg[insn->src].kind == AXI_SCALAR && !v->reg[insn->src].id &&
	    (axi_size_of(insn) == 8 || (fits(&v->reg[insn->src], axi_size_of(insn)) && axi_names_halves(v))) &&
	    v->reg[insn->dst].kind == AXI_STACK && !axi_range_is_const(&v->reg[insn->src].r)) {
		v->reg[insn->src].id = ++v->next_id;
		v->reg[insn->src].off = 0;
	}
	val = v->reg[insn->src];
	return store_value(v, insn, &val, insn->src);
}

int axi_do_atomic(struct axi_verify *v, const struct ax_insn *insn)
{
	u32 size = axi_size_of(insn), kind = v->reg[insn->dst].kind;
	bool compare = insn->imm == AX_CMPXCHG;
	struct span span = {0};
	struct axi_val out;
	bool zero;
	int err = axi_need_init(v, insn->src);

	err = err ? err : axi_need_init(v, insn->dst);
	err = err || !compare ? err : axi_need_init(v, AX_R0);
	if (err)
		return err;
	if (!axi_may_leak(v) && (v->reg[insn->src].kind != AXI_SCALAR || (compare && v->reg[0].kind != AXI_SCALAR)))
		return axi_reject(v, AXI_REASON_LEAK, v->reg[insn->src].kind != AXI_SCALAR ? insn->src : 0);
	if (kind != AXI_STACK && kind != AXI_VALUE && kind != AXI_RECORD && (kind != AXI_MEM || (AXI_UNVERIFIED && !v->reg[insn->dst].id) /* flow keys */) &&
	    !(AXI_UNVERIFIED && kind == AXI_OBJECT && v->in->target && v->in->target->writes) &&
	    !axi_is_arena(&v->reg[insn->dst]) && !(AXI_PLANT(68) && kind == AXI_SLICE)) /* a slice may begin anywhere */
		return axi_reject(v, kind == AXI_SCALAR ? AXI_REASON_NOT_PTR : AXI_REASON_ATOMIC_MEM, insn->dst);
	/* no load or store: not of kernel pointers in values */
	const bool arena = axi_is_arena(&v->reg[insn->dst]);

	if (AXI_ARENAS && v->arena && (err = axi_arena_note(v, insn->dst, arena)))
		return err;
	err = arena ? 0 : check_access(v, insn->dst, insn->off, size, false, AXI_PLANT(197), &span);
	err = err || arena ? err : check_access(v, insn->dst, insn->off, size, true, AXI_PLANT(197), &span);
	if (err < 0)
		return err;
	int misaligned = arena ? 0 : check_align(v, insn->dst, insn->off, size);

	if (misaligned)
		return misaligned;
	unknown_of_size(&out, size);
	if (!err && kind == AXI_STACK) {
		err = stack_readable(v, insn->dst, v->reg[insn->dst].obj, &span, size != 8, &zero);
		if (!err && span.fixed && size == 8) /* what was there is the result */
			err = stack_load(v, insn->dst, v->reg[insn->dst].obj, &span, size, &out);
		/* the new value is not tracked */
		err = err ? err : stack_store(v, v->reg[insn->dst].obj, &span, size, NULL);
		if (err)
			return err;
	}
	if (compare)
		v->reg[AX_R0] = out;
	else if (insn->imm & AX_FETCH && !AXI_PLANT(23))
		v->reg[insn->src] = out;
	return 0;
}

bool axi_stack_const(struct axi_verify *v, u32 reg, u32 size, u64 *value)
{
	const struct axi_val *p = &v->reg[reg];
	s64 from = p->off + p->r.smin;
	struct axi_val *slot;

	if (p->kind != AXI_STACK || !axi_range_is_const(&p->r) || from < -AX_STACK_BYTES || from + size > 0 || size > 8)
		return false;
	s32 at = (s32)from;

	slot = axi_stack_slot(v, p->obj, slot_of(at), false);
	*value = 0;
	if (slot && byte_in_slot(at) + size <= 8) {
		u8 init, zero, mask = byte_mask(byte_in_slot(at), size);

		slot_masks(slot, &init, &zero);
		if (!(mask & ~zero))
			return true;
	}
	if (!slot || slot->kind != AXI_SCALAR || !holds_value(slot, byte_in_slot(at), size))
		return false;
	struct axi_range r = slot->r;

	if (size < 8)
		axi_range_zext(&r, 8 * size);
	*value = r.tv;
	return axi_range_is_const(&r);
}

/* Bytes of a structure of the system that a helper reads (Linux check_helper_mem_access): numbers of one field.  It reads them as they
 * are, where loads find out that nothing is there: so the structure is there for certain, and the bytes are in it. */
static int struct_bytes(struct axi_verify *v, u32 reg, u64 bytes)
{
	const struct axi_val *p = &v->reg[reg];
	const struct ax_types *types = v->in->types;
	bool there = !p->var || (axi_is_held(p) && axi_ref_held(v, p->var)) || AXI_PLANT(179);

	if (p->null)
		return axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg);
	if (!types || !there || !axi_may_leak(v) || !axi_range_is_const(&p->r) || !bytes || bytes > INT32_MAX)
		return axi_reject(v, AXI_REASON_ARG_KIND, (int)reg);
	s64 at = p->off + p->r.smin, to = types->field(types->arg, p->size, at, (u32)bytes);

	return to & ~(AX_FIELD_WRITABLE | AX_FIELD_MARK) ? axi_reject_range(v, AXI_REASON_CTX_ACCESS, (int)reg, at, at + (s64)bytes - 1, 0, 0) : 0;
}

int axi_mem_region(struct axi_verify *v, u32 reg, u64 min, u64 max, bool write)
{
	const struct axi_val *p = &v->reg[reg];
	struct span span = {0}, part;
	bool zero;
	int err;

	if (AXI_KFUNCS && p->kind == AXI_OBJECT && p->obj == AXI_OBJECT_BTF && !write)
		return struct_bytes(v, reg, max);
	if (p->kind == AXI_CTX || p->kind == AXI_OBJECT || p->kind == AXI_END)
		return axi_reject(v, AXI_REASON_ARG_KIND, (int)reg);
	if (AXI_UNVERIFIED && p->kind == AXI_MAP && !p->null)
		return axi_reject(v, AXI_REASON_MAP_ACCESS, (int)reg);
	err = check_access(v, reg, 0, max, write, false, &span);
	if (err)
		return err < 0 ? err : 0;
	if (p->kind != AXI_STACK || !max)
		return 0;
	if (!write)
		return stack_readable(v, reg, p->obj, &span, false, &zero);
	for (s32 at = span.lo; AXI_DYNPTRS && (v->dynptrs || axi_full(v)) && at < span.hi; at += (s32)(8 - byte_in_slot(at))) {
		const struct axi_val *slot = axi_stack_slot(v, p->obj, slot_of(at), false);

		if (slot && axi_is_dynptr(slot))
			return axi_reject_note(v, AXI_REASON_DYNPTR, (int)reg, "a helper would write over it");
	}
	/* Certainly written: the first `min` bytes, when the place is known.  All bytes lose what they held. */
	part = span;
	part.fixed = false;
	if (AXI_PLANT(24))
		return 0;
	err = stack_store(v, p->obj, &part, 0, NULL);
	part = span;
	part.hi = span.lo + (s32)min;
	if (!err && span.fixed && min)
		err = stack_store(v, p->obj, &part, 0, NULL);
	return err;
}
