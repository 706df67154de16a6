/* SPDX-License-Identifier: Apache-2.0
 * join.c - what two values or states have in common, and whether one includes the other. */
#include "verify/chunk.h"

/* ---- joins ---- */

/* What a joined value's id is: the pair (a, b) of ids at a fixed distance becomes one id. 0: no link. */
u32 axi_join_id(struct axi_verify *v, u32 a, u32 b, s32 diff)
{
	struct axi_idmap *m = &v->map;

	if (!a || !b || (AXI_FAST && a == b && !diff))
		return a && b ? a : 0;
	for (u32 i = 0; i < m->count; i++)
		if (m->pair[i].a == a && m->pair[i].b == b && m->pair[i].diff == diff)
			return m->pair[i].out;
	if (m->count == AXI_IDMAP)
		return 0;
	u32 out = a == b && !diff ? a : ++v->next_id;

	m->pair[m->count].a = a;
	m->pair[m->count].b = b;
	m->pair[m->count].diff = diff;
	m->pair[m->count++].out = out;
	return out;
}

static u8 slot_zero(const struct axi_val *val)
{
	if (val->kind == AXI_SCALAR && axi_range_is_const(&val->r) && !val->r.tv)
		return (u8)(val->zero | axi_value_bytes(val->width));
	return val->zero;
}

/* Forget a slot's value; its bytes stay initialised.  A pointer's bytes are not data: they are gone. */
static void to_bytes(struct axi_val *val)
{
	if (val->kind == AXI_BYTES)
		return;
	if (val->kind != AXI_SCALAR) {
		*val = (struct axi_val){.kind = AXI_BYTES};
		return;
	}
	*val = (struct axi_val){.kind = AXI_BYTES, .init = (u8)(val->init | axi_value_bytes(val->width)), .zero = slot_zero(val)};
}

static void bytes_join(struct axi_val *a, const struct axi_val *b)
{
	struct axi_val other = *b;

	to_bytes(a);
	to_bytes(&other);
	a->init &= other.init;
	a->zero &= other.zero;
}

static bool is_zero(const struct axi_val *val)
{
	return val->kind == AXI_SCALAR && axi_range_is_const(&val->r) && !val->r.tv;
}

static void shift(struct axi_range *r, s64 by)
{
	struct axi_range d;

	if (!by)
		return;
	axi_range_const(&d, (u64)by);
	axi_range_alu(r, AX_ADD, false, &d);
}

/* Packet pointers.  Names join by pairs, so that pointers that had one name on both sides have one afterwards; what was
 * compared with the end counts from the variable part.  The smaller of the fixed offsets stays, so that variable parts do
 * not become negative: such are not compared with the end.  (All pointers of a pair are moved by one distance, so equal names
 * still are equal parts.  In loops the guess's own offset stays: it is widened by it.) */
static bool packet_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	s64 distance = (s64)b->off - a->off, up = AXI_UNVERIFIED && distance < 0 && !v->loops ? -distance : 0;
	s64 mine = (s64)a->size - up, other_size = b->size ? (s64)b->size - distance - up : 0;
	u32 name = axi_packet_name(a), other = axi_packet_name(b);
	struct axi_range r = b->r;

	if (name != other || distance || name != AXI_VAR_BASE) {
		name = axi_join_id(v, name, other, (s32)distance);
		if (AXI_RANKS)
			axi_grow_join(v, a, b, -distance, name);
		a->var = name;
	}
	a->obj = distance || a->obj != b->obj ? 0 : a->obj;
	mine = mine < other_size ? mine : other_size;
	a->size = mine > 0 ? (u32)mine : 0;
	a->off -= (s32)up;
	shift(&a->r, up);
	shift(&r, distance + up);
	axi_range_join(&a->r, &r);
	return true;
}

/* Pointers of one kind into one sort of object; the offsets may differ. */
static bool pointer_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	struct axi_val other = *b;
	bool with_id = a->kind == AXI_VALUE || a->kind == AXI_OBJECT || a->kind == AXI_MEM || a->kind == AXI_MAP || axi_is_slice(a);

	if (axi_in_packet(a))
		return packet_join(v, a, b);
	if (axi_is_iter(a))
		return axi_iter_join(v, a, b, axi_join_id(v, a->id, b->id, 0), axi_join_id(v, a->size, b->size, 0));
	if ((axi_of_map(a) ? !axi_like(v, a->obj, b->obj, a->kind == AXI_VALUE) : a->obj != b->obj) || ((!AXI_OBJECTS || !axi_of_map(a)) && a->size != b->size))
		return false;
	if (AXI_OBJECTS && a->kind == AXI_OBJECT && ((a->off != b->off && !axi_wanders(v, a)) || (AXI_KFUNCS ? !axi_lives_join(a, b->var) : a->var != b->var)))
		return false; /* another object's lifetime */
	if (axi_is_slice(a) && a->var != b->var && (a->var | b->var) >> 31)
		return false; /* of two reservations */
	if (a->off != b->off) {
		struct axi_range distance;

		axi_range_const(&distance, (u64)((s64)b->off - a->off));
		axi_range_alu(&other.r, AX_ADD, false, &distance);
	}
	if (a->kind == AXI_RECORD && a->id != b->id)
		return false; /* two different reservations */
	if (with_id && (a->id != b->id || (a->obj != b->obj && !AXI_PLANT(75)))) {
		u32 mine = axi_base_name(a), its = axi_base_name(b), id = axi_join_id(v, mine, its, 0);

		if (!mine != !its)
			return false;
		a->id = id ? id : ++v->next_id;
	}
	if (AXI_OBJECTS && a->size != b->size)
		a->size = 0;
	a->null |= b->null;
	if (axi_is_slice(a))
		a->var = a->var >> 31 ? a->var : axi_join_id(v, a->var, b->var, 0); /* 0: it outlives its dynptr, as its memory does */
	else if (a->kind != AXI_OBJECT && (a->off != b->off || a->var != b->var))
		a->var = 0;
	axi_range_join(&a->r, &other.r);
	return true;
}

/* NULL on one side, a looked-up value on the other: a value that may be NULL. */
static bool null_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	struct axi_val pointer = is_zero(a) ? *b : *a;

	if ((pointer.kind != AXI_VALUE && pointer.kind != AXI_MEM && (pointer.kind != AXI_OBJECT || !axi_lives_in(pointer.var, AXI_UNKEPT) || axi_is_dynptr(&pointer))) || !(is_zero(a) || is_zero(b)) || !pointer.id)
		return false;
	u8 init = a->init, zero = a->zero, width = a->width;

	*a = pointer;
	a->id = ++v->next_id;
	a->null = 1;
	a->init = init, a->zero = zero, a->width = width;
	return true;
}

/* axi_val_join - a = a or b.  False: nothing is known of the result. */
bool axi_val_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b, bool slot)
{
	bool ok = false;

	if (slot && (a->width != b->width || !a->width)) {
		bytes_join(a, b);
		return true;
	}
	if (a->kind == b->kind && a->kind == AXI_SCALAR) {
		u32 id = axi_join_id(v, a->id, b->id, (s32)((u32)a->off - (u32)b->off));

		if (AXI_SUMS && (a->var || b->var || (AXI_RANKS && v->loops ? a->id | b->id : a->id && a->id == b->id)))
			axi_growth_join(v, a, b);
		if (AXI_RANKS)
			axi_grow_join(v, a, b, (s64)a->off - b->off, id);
		a->id = id;
		if (!a->id)
			a->off = 0;
		axi_range_join(&a->r, &b->r);
		if (AXI_ARENAS)
			a->null = (a->null | b->null) && a->r.umax <= UINT32_MAX;
		ok = true;
	} else if (a->kind == b->kind && a->kind != AXI_UNINIT) {
		ok = pointer_join(v, a, b) || (AXI_ALIKE && axi_memory_join(v, a, b));
	} else {
		ok = null_join(v, a, b) || (AXI_ALIKE && axi_memory_join(v, a, b));
	}
	if (slot && ok) {
		a->init &= b->init;
		a->zero &= b->zero;
	} else if (slot) {
		bytes_join(a, b);
		return true;
	}
	if (!ok)
		*a = (struct axi_val){.kind = AXI_UNINIT};
	return ok;
}

/* ---- names ---- */

/* Names of a summary or of a claim are its own: they become new ones, the same for the same. */
static u32 rename_id(struct axi_verify *v, u32 id)
{
	struct axi_idmap *map = &v->map;

	if (!id)
		return 0;
	for (u32 i = 0; i < map->count; i++)
		if (map->pair[i].a == id)
			return map->pair[i].out;
	if (map->count < AXI_IDMAP) { /* else it is linked to nothing */
		map->pair[map->count].a = id;
		map->pair[map->count++].out = v->next_id + 1;
	}
	return ++v->next_id;
}

void axi_rename_val(struct axi_verify *v, struct axi_val *val)
{
	if (axi_is_iter(val) || (AXI_OBJECTS && axi_of_map(val))) /* its last item, or which map it is, is not known here */
		val->size = 0;
	if (!axi_ref_held(v, val->id)) /* references have the names of their places */
		val->id = rename_id(v, val->id);
	if (AXI_SUMS && val->kind == AXI_SCALAR) /* what it grew from is not known here */
		val->var = val->size = val->obj = 0;
	else if (!axi_ref_held(v, val->var) && (val->var < AXI_UNKEPT || val->var >= AXI_LOCK_MAP))
		val->var = rename_id(v, val->var);
	if (val->kind == AXI_SCALAR && !val->id)
		val->off = 0;
}

/* ---- inclusion ---- */

/* A link that b states must hold in a: b's ids map to a's at one distance.  With v->same_ids the ids must be the same:
 * at joins, since an id may also link to what a loop's invariant calls by it. */
bool axi_link_in(struct axi_verify *v, u32 a, u32 b, s32 diff)
{
	struct axi_idmap *m = &v->map;

	if (!b || (AXI_INFERS && (v->same_ids || b <= v->names)) || b >> 31)
		return !b || (a == b && !diff);
	for (u32 i = 0; i < m->count; i++)
		if (m->pair[i].b == b)
			return a && !m->pair[i].out && m->pair[i].a == a && m->pair[i].diff == diff;
	if (m->count == AXI_IDMAP)
		return false;
	m->pair[m->count].a = a;
	m->pair[m->count].b = b;
	m->pair[m->count].out = 0;
	m->pair[m->count++].diff = diff;
	return true;
}

/* The same for a constant, whatever its name: all that b links are at their distances from `base`. */
static bool const_link_in(struct axi_verify *v, u64 base, u32 b)
{
	struct axi_idmap *m = &v->map;

	for (u32 i = 0; i < m->count; i++)
		if (m->pair[i].b == b)
			return m->pair[i].out && m->pair[i].a == (u32)(base >> 32) && (u32)m->pair[i].diff == (u32)base;
	if (m->count == AXI_IDMAP)
		return false;
	m->pair[m->count].a = (u32)(base >> 32);
	m->pair[m->count].b = b;
	m->pair[m->count].out = 1;
	m->pair[m->count++].diff = (s32)(u32)base;
	return true;
}

/* NULL in each place that b links by this id is one pointer, too. */
static bool null_in(struct axi_verify *v, u32 b)
{
	bool by_place = !AXI_OBJECTS || !b || (AXI_INFERS && (v->same_ids || b <= v->names)) || b >> 31;

	return by_place ? axi_link_in(v, 0, b, 0) : const_link_in(v, 0, b);
}

static bool bytes_in(const struct axi_val *a, const struct axi_val *b)
{
	struct axi_val x = *a;

	if (a->kind != AXI_BYTES && a->kind != AXI_SCALAR)
		return !b->init; /* a pointer's bytes are no data */
	to_bytes(&x);
	return !(b->init & ~x.init) && !(b->zero & ~x.zero);
}

static bool packet_in(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b)
{
	s64 distance = (s64)a->off - b->off;

	if ((b->size && (!a->size || (s64)a->size - distance < (s64)b->size)) || (b->obj && (distance || a->obj < b->obj)) ||
	    (v->same_ids && b->var && (distance || axi_packet_name(a) != b->var)))
		return false;
	if (distance && axi_range_is_const(&b->r)) {
		if (!axi_range_is_const(&a->r) || a->r.tv + (u64)distance != b->r.tv)
			return false;
	} else if (distance) {
		struct axi_range r = a->r, d;

		axi_range_const(&d, (u64)distance);
		axi_range_alu(&r, AX_ADD, false, &d);
		if (!axi_range_in(&r, &b->r))
			return false;
	} else if (!axi_range_in(&a->r, &b->r)) {
		return false;
	}
	/* no name, and the base, say nothing but what the range says */
	return !b->var || axi_link_in(v, axi_packet_name(a), b->var, (s32)distance);
}

/* Addresses of what is looked up, and of memory that helpers give. */
static bool may_be_null(const struct axi_val *val)
{
	return val->kind == AXI_VALUE || val->kind == AXI_MAP || (AXI_CALLBACKS && val->kind == AXI_MEM);
}

/* axi_val_in - is every concrete value of a one of b? */
bool axi_val_in(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b, bool slot)
{
	bool same_ids = AXI_INFERS && v->same_ids;
	struct axi_range shifted;
	struct axi_val memory;
	s32 from = 0;

	if (slot && !b->width)
		return bytes_in(a, b);
	if (slot && (a->width != b->width || (b->init & ~a->init) || (b->zero & ~slot_zero(a))))
		return false;
	if ((may_be_null(b) || (AXI_OBJECTS && b->kind == AXI_OBJECT && axi_lives_in(b->var, AXI_UNKEPT) && !axi_is_dynptr(b))) && b->null && is_zero(a))
		return null_in(v, b->id);
	if (AXI_ALIKE && b->kind == AXI_MEM && axi_as_memory(v, a, b, &memory, &from))
		a = &memory;
	if (a->kind != b->kind)
		return false;
	if (a->kind == AXI_SCALAR && axi_full(v) && b->id > (AXI_INFERS ? v->names : 0) && axi_range_is_const(&a->r))
		return axi_range_in(&a->r, &b->r) && const_link_in(v, a->r.tv - (u64)(s64)b->off, b->id);
	if (a->kind == AXI_SCALAR)
		return axi_range_in(&a->r, &b->r) && (!AXI_SUMS || !b->var || (axi_growth_in(a, b) && axi_link_in(v, b->var, b->var, 0))) && axi_link_in(v, a->id, b->id, (s32)((u32)a->off - (u32)b->off));
	if (axi_in_packet(a))
		return packet_in(v, a, b);
	if (axi_is_iter(a))
		return axi_iter_in(v, a, b);
	if (AXI_OBJECTS && a->kind == AXI_OBJECT && ((a->off != b->off && !axi_wanders(v, a)) || !axi_lives_in(a->var, b->var) || !axi_link_in(v, a->id, b->id, 0)))
		return false;
	if ((a->size != b->size && (!AXI_OBJECTS || b->size || !axi_of_map(b))) || (a->null && !b->null && !AXI_PLANT(35)))
		return false;
	if (axi_of_map(a) && b->id ? !axi_like(v, a->obj, b->obj, a->kind == AXI_VALUE) : a->obj != b->obj)
		return false;
	if (a->kind == AXI_RECORD && a->id != b->id)
		return false;
	if ((may_be_null(a) || axi_is_slice(a)) && (b->id ? !axi_base_name(a) || !axi_link_in(v, axi_base_name(a), b->id, from) : a->id))
		return false;
	const u32 name = a->kind == AXI_OBJECT ? 0 : b->var;
	/* a name that b gives its variable part must be a's, at joins: it may also be a loop invariant's */
	if (axi_is_slice(a) && (a->var | b->var) >> 31 && a->var != b->var && !AXI_PLANT(105))
		return false; /* what must be given back ends its slices */
	if (axi_is_slice(a) ? !axi_link_in(v, a->var, b->var, 0) : same_ids && name && a->var != name)
		return false;
	if (same_ids && name && a->off != b->off)
		return false;
	/* pointers that share a name in b are at fixed distances there: so they must be in a; what has no name is alone */
	if (!same_ids && name && !axi_is_slice(a) && !axi_link_in(v, a->var ? a->var : ++v->next_id, name, (s32)((u32)a->off - (u32)b->off)))
		return false;
	if (a->off == b->off)
		return axi_range_in(&a->r, &b->r);
	axi_range_const(&shifted, (u64)((s64)a->off - b->off));
	axi_range_alu(&shifted, AX_ADD, false, &a->r);
	return axi_range_in(&shifted, &b->r);
}

/* ---- states ---- */

/* A claim names the value whose lock is held: it is the one whose lock is held here (values are compared with it next). */
static bool lock_in(struct axi_verify *v, u32 ref)
{
	u32 own = 0, id = ref & ~AXI_LOCK_ID;

	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] >> 30 == AXI_LOCK_ID >> 30)
			own = v->ref[i];
	return own && (AXI_PLANT(55) || (id ? axi_link_in(v, own & ~AXI_LOCK_ID, id, 0) : own == ref));
}

bool axi_refs_in(struct axi_verify *v, const u32 *ref, u32 refs)
{
	if (refs != v->refs)
		return false;
	for (u32 i = 0; i < refs; i++)
		if (AXI_MARKS && axi_full(v) && ref[i] >> 30 == AXI_LOCK_ID >> 30 ? !lock_in(v, ref[i]) : !axi_ref_held(v, ref[i]))
			return false;
	return true;
}

static bool same_refs(struct axi_verify *v, const struct axi_chunk *c)
{
	return axi_refs_in(v, (const u32 *)(const void *)(c + 1), c->refs);
}

bool axi_same_refs(struct axi_verify *v, u32 at)
{
	return same_refs(v, axi_chunk_at(v, at));
}

void axi_links_begin(struct axi_verify *v)
{
	u32 held = AXI_MARKS && !axi_full(v) ? axi_lock_held(v) & ~AXI_LOCK_ID : 0;

	v->map.count = 0;
	if (held && !AXI_PLANT(106))
		axi_link_in(v, held, held, 0);
}

bool axi_state_in(struct axi_verify *v, u32 at)
{
	const struct axi_chunk *c = axi_chunk_at(v, at);
	struct axi_val val;

	axi_links_begin(v);
	if (!same_refs(v, c))
		return false;
	for (const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c); axi_chunk_more(in, end);) {
		u32 key = axi_key_of(in);
		const struct axi_val *mine = axi_val_near(v, key);

		if (AXI_FAST && mine && axi_same_val(mine, in) && (v->same_ids || !(mine->id | mine->var))) {
			in = axi_val_after(in); /* and it is linked to what it was linked to */
			continue;
		}
		in = axi_get_val(&val, in);
		if (!mine || !axi_present(mine) || !axi_val_in(v, mine, &val, key >= AXI_KEY_SLOT))
			return false;
	}
	return true;
}

/* Replace chunk `at` of the chain by its join with the current state. */
static int join_into(struct axi_verify *v, u32 *owner, u32 at)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		struct axi_writer w = axi_chunk_open(v, v->ref, v->refs);
		u32 *link = owner;

		/* opening may have squeezed the pool: find the chunk again by its place in the chain */
		for (u32 i = 0; i < at; i++)
			link = &axi_chunk_at(v, *link)->next;
		struct axi_chunk *c = axi_chunk_at(v, *link);
		u32 shape = c->shape;

		v->map.count = 0;
		for (const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c); axi_chunk_more(in, end);) {
			u32 key = axi_key_of(in);
			const struct axi_val *mine = axi_val_near(v, key);
			struct axi_val val;

			if (AXI_FAST && mine && axi_same_val(mine, in)) {
				axi_chunk_put(v, &w, key, mine);
				in = axi_val_after(in);
				continue;
			}
			in = axi_get_val(&val, in);
			if (mine && axi_present(mine) && axi_val_join(v, &val, mine, key >= AXI_KEY_SLOT) && axi_present(&val))
				axi_chunk_put(v, &w, key, &val);
		}
		v->joined |= AXI_FAST;
		if (!w.full) {
			v->pool_free += c->bytes; /* below the new one */
			*link = c->next;
			c->owner = NULL;
			axi_chunk_close(v, &w, owner, shape);
			return 0;
		}
		axi_pool_squeeze(v);
	}
	return axi_pool_full(v);
}

int axi_record(struct axi_verify *v, u32 *owner, u16 live, bool one)
{
	u32 shape, count = 0, bytes = 0, same = AXI_NONE, joinable = AXI_NONE, near = AXI_NONE, lost;
	bool covered = false;

	if (!*owner)
		return axi_chunk_append(v, owner, live);
	v->same_ids = true;
	for (u32 at = *owner; at && !covered; at = axi_chunk_at(v, at)->next)
		covered = axi_state_in(v, at);
	v->same_ids = false;
	if (covered)
		return 0;
	shape = axi_state_shape(v, live);
	for (u32 at = *owner; at; at = axi_chunk_at(v, at)->next, count++) {
		const struct axi_chunk *c = axi_chunk_at(v, at);

		bytes += c->bytes;
		if (!same_refs(v, c))
			continue;
		if (c->shape == shape)
			same = count;
		if (!((c->shape ^ shape) >> 16))
			near = count;
		joinable = count;
	}
	if (AXI_APART && v->keep.states > 4) /* each try after a refusal has its time, of which this takes the most: 128 bytes are a step */
		v->steps += (bytes + 64 * count) / 128;
	if (same != AXI_NONE)
		return join_into(v, owner, same);
	if (!one && count < v->keep.states)
		return axi_chunk_append(v, owner, live);
	v->crowded |= AXI_FAST && (!one || count > 1);
	v->joined |= AXI_FAST;
	if (joinable == AXI_NONE)
		return axi_reject(v, AXI_REASON_REF_JOIN, -1);
	if (AXI_APART && v->keep.states > 4) { /* what is tried after a refusal; other kinds than all of these have get a place still */
		near = axi_most_alike(v, *owner, &lost);
		if (!one && lost >= AXI_KIND_LOST && count < 2 * v->keep.states)
			return axi_chunk_append(v, owner, live);
	}
	return join_into(v, owner, near != AXI_NONE ? near : joinable);
}

/* Join a recorded state's value into the current one; what the record does not have, nobody knows. */
static const u32 *merge_val(struct axi_verify *v, u32 key, struct axi_val *mine, const u32 *in, const u32 *end)
{
	bool slot = key >= AXI_KEY_SLOT;
	struct axi_val val;

	while (axi_chunk_more(in, end) && axi_key_of(in) < key)
		in = axi_val_after(in);
	if (!axi_chunk_more(in, end) || axi_key_of(in) != key) {
		*mine = (struct axi_val){.kind = slot ? AXI_BYTES : AXI_UNINIT};
		return in;
	}
	if (AXI_FAST && axi_same_val(mine, in))
		return axi_val_after(in);
	in = axi_get_val(&val, in);
	if (!axi_present(mine) || !axi_val_join(v, &val, mine, slot))
		val = (struct axi_val){.kind = slot ? AXI_BYTES : AXI_UNINIT};
	*mine = val;
	return in;
}

/* Where all that is recorded is what the current state has, too, what else it has is forgotten.  (Hosts.)  False: it is not. */
static bool merge_same(struct axi_verify *v, const struct axi_chunk *c)
{
	const u32 *in, *end = axi_chunk_end(c);

	for (in = axi_chunk_vals(c); axi_chunk_more(in, end); in = axi_val_after(in)) {
		const struct axi_val *mine = axi_val_near(v, axi_key_of(in));

		if (!mine || !axi_same_val(mine, in))
			return false;
	}
	in = axi_chunk_vals(c);
	for (u32 r = 0; r < AX_R10; r++)
		if (axi_chunk_more(in, end) && axi_key_of(in) == r)
			in = axi_val_after(in);
		else
			v->reg[r].kind = AXI_UNINIT;
	for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);)
		if (axi_chunk_more(in, end) && axi_key_of(in) == e.key)
			in = axi_val_after(in);
		else if (axi_present(e.val))
			*e.val = (struct axi_val){.kind = e.key >= AXI_KEY_SLOT ? AXI_BYTES : AXI_UNINIT};
	return true;
}

int axi_merge(struct axi_verify *v, u32 *owner, u16 live, bool one)
{
	const struct axi_chunk *c = axi_chunk_at(v, *owner);
	const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c);
	int err;

	if (c->next || !same_refs(v, c))
		return 0;
	if (AXI_FAST && merge_same(v, c)) {
		axi_chunk_drop(v, owner);
		return 1;
	}
	v->same_ids = true;
	bool covered = axi_state_in(v, *owner);

	v->same_ids = false;
	if (covered) {
		err = axi_chunk_take(v, owner);
		return err < 0 ? err : 1;
	}
	if (!one && v->keep.states > 1 && c->shape != axi_state_shape(v, live))
		return 0;
	v->joined |= AXI_FAST;
	v->map.count = 0;
	for (u32 r = 0; r < AX_R10; r++)
		if (!(live >> r & 1))
			v->reg[r].kind = AXI_UNINIT;
		else if (v->reg[r].kind != AXI_UNINIT)
			in = merge_val(v, r, &v->reg[r], in, end);
	for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);)
		in = merge_val(v, e.key, e.val, in, end);
	axi_chunk_drop(v, owner);
	return 1;
}
