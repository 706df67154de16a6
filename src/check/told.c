/* SPDX-License-Identifier: Apache-2.0
 * told.c - states as a full certificate tells them, read where they stand.
 *
 * Names in claims are an entry's own: inclusion asks only that what a claim links is linked in what arrives.  States are
 * written as what differs from the first state of an entry that stands alone: both are read side by side, value by value, and
 * what arrives is compared with each as it is read.  So there is one state in memory, and no claim. */
#include "check/parts.h"
#include "verify/chunk.h"

__attribute__((noinline)) int axi_claims_malformed(struct axi_verify *v, const char *why)
{
	return axi_reject_note(v, AXI_REASON_CERT_FORM, -1, why);
}

__attribute__((noinline)) u32 axi_bytes_u32(struct axi_bytes *b)
{
	u64 n = axi_bytes_uint(b);

	b->bad |= n > UINT32_MAX;
	return (u32)n;
}

static u32 get_name(struct axi_bytes *b, u32 kind)
{
	u32 n = axi_bytes_u32(b);

	if (n & AXI_PLACE) { /* an identity that a NULL test settles */
		b->bad |= kind != AXI_RECORD && (!AXI_OBJECTS || kind != AXI_OBJECT) && (!AXI_DYNPTRS || kind != AXI_SLICE);
		return n;
	}
	b->bad |= !n || n >= AXI_CLAIM_NAME;
	return n + AXI_CLAIM_NAME;
}

/* What inclusion does not compare, and the walk relies on. */
static bool sound(const struct axi_verify *v, const struct axi_val *val, bool slot)
{
	switch (val->kind) {
	case AXI_BYTES: return slot && !val->width && !val->null;
	case AXI_SCALAR: return !val->null && !val->obj && !val->size && !val->var && (val->id || !val->off) && (!slot || val->width);
	case AXI_MAP:
	case AXI_VALUE:
		if (!axi_known_map(v, val->obj) || (AXI_OBJECTS && val->size)) /* names that blocks give begin anew in each */
			return false;
		break;
	case AXI_OBJECT:
		if (!AXI_OBJECTS)
			return false;
		if (val->null && (val->obj < AXI_OBJECT_COMMON || val->obj > AXI_OBJECT_XDP) &&
		    (!AXI_KFUNCS || val->obj != AXI_OBJECT_BTF || !(val->var & AXI_PLACE) || val->var >= AXI_UNKEPT))
			return false; /* NULL would be in any but one that is held; what is not NULL is compared */
		break;
	case AXI_PACKET:
	case AXI_META:
		if (!AXI_OBJECTS || val->null || val->size > AXI_PACKET_MAX + 1)
			return false;
		break;
	case AXI_STACK:
		if (val->null || val->obj > axi_depth(v))
			return false;
		break;
	case AXI_FUNC:
		if (!AXI_CALLBACKS || val->null || val->obj >= v->cfg.sub_count)
			return false;
		break;
	case AXI_RECORD: break;
	case AXI_SLICE:
		if (!AXI_DYNPTRS || !val->var)
			return false;
		break;
	case AXI_MEM:
		if (!AXI_CALLBACKS)
			return false;
		break;
	case AXI_END:
		if (!AXI_OBJECTS)
			return false;
		/* fall through */
	case AXI_CTX:
		if (val->null || val->obj)
			return false;
		break;
	default: return false;
	}
	return (!slot || val->width == 8) && (!val->null || val->id);
}

/* A value; kind AXI_UNINIT: there is none any more. */
static void get_val(const struct axi_verify *v, struct axi_bytes *b, u32 key, struct axi_val *val)
{
	u32 head = axi_bytes_u8(b);
	bool slot = key >= AXI_KEY_SLOT;

	b->bad |= (!slot && key >= AX_R10) || key >= AXI_KEY_SLOT + AXI_SLOTS_FRAME * (axi_depth(v) + 1);
	*val = (struct axi_val){.kind = head & AXI_CV_KIND, .null = (head & AXI_CV_NULL) != 0};
	if (!head || b->bad)
		return;
	if (head & AXI_CF_ID)
		val->id = get_name(b, val->kind);
	if (head & AXI_CV_OFF) {
		s64 off = axi_bytes_int(b);

		b->bad |= off < -AXI_OFF_MAX || off > AXI_OFF_MAX;
		val->off = (s32)off;
	}
	if (head & AXI_CF_MORE) {
		u32 obj = axi_bytes_u32(b), var;

		b->bad |= obj > UINT16_MAX;
		val->obj = (u16)obj;
		val->size = axi_bytes_u32(b);
		var = axi_bytes_u8(b);
		b->bad |= var > 1;
		if (var)
			val->var = get_name(b, val->kind);
	}
	if (axi_is_iter(val) && val->size) { /* its last item's name */
		b->bad |= val->size >= AXI_CLAIM_NAME;
		val->size += AXI_CLAIM_NAME;
	}
	if (slot)
		axi_bytes_slot(b, val);
	if (val->kind != AXI_BYTES)
		axi_bytes_range(b, &val->r);
	b->bad |= !sound(v, val, slot);
}

/* A reference of a claim: a place, or one half of a lock, its map or its value's name. */
static bool get_ref(const struct axi_verify *v, struct axi_bytes *b, u32 *ref)
{
	u32 n = *ref = axi_bytes_u32(b);

	if (!AXI_MARKS || (n & AXI_PLACE && n < AXI_LOCK_MAP))
		return n & AXI_PLACE && n < AXI_LOCK_MAP;
	if (n >= AXI_LOCK_MAP)
		return n - AXI_LOCK_MAP <= UINT16_MAX && axi_known_map(v, n - AXI_LOCK_MAP);
	if (n <= AXI_LOCK_ID) /* a value that is there from the start has no name */
		return n == AXI_LOCK_ID;
	*ref = n + AXI_CLAIM_NAME;
	return n - AXI_LOCK_ID < AXI_CLAIM_NAME;
}

/* The references: those that are there already, or new ones. */
static u32 get_refs(struct axi_verify *v, struct axi_bytes *b, u32 same, u32 ref[AXI_REFS])
{
	u32 refs = axi_bytes_u32(b);

	if (!refs)
		return same;
	if (--refs > AXI_REFS)
		b->bad = true;
	for (u32 i = 0; i < refs && !b->bad; i++) {
		b->bad |= !get_ref(v, b, &ref[i]);
		for (u32 k = 0; k < i; k++)
			b->bad |= ref[k] == ref[i] && !AXI_PLANT(48);
	}
	return b->bad ? 0 : refs;
}

/* Is the current state in the recorded one, and do the relations that were read last hold? */
bool axi_claims_in(struct axi_verify *v, u32 owner)
{
	bool in = axi_relations_learn(v) && (axi_state_in(v, owner) || AXI_PLANT(49));

	axi_relations_forget(v);
	return in;
}

/* The state that is being read: does the current one hold the same references, and is it in what is told of one place? */
static bool refs_in(struct axi_verify *v, const u32 *ref, u32 refs)
{
	v->map.count = 0;
	return axi_refs_in(v, ref, refs) || AXI_PLANT(49);
}

static bool has(struct axi_verify *v, u32 key, const struct axi_val *val)
{
	const struct axi_val *mine = axi_val_at(v, key);

	return (mine && axi_present(mine) && axi_val_in(v, mine, val, key >= AXI_KEY_SLOT)) || AXI_PLANT(49);
}

/* A state's values, one after the other; key AXI_NONE behind the last. */
struct values {
	struct axi_bytes b;
	u32 left, key;
	bool begun;
	struct axi_val val;
};

static void next_value(struct axi_verify *v, struct values *l)
{
	u64 key = AXI_NONE;

	if (l->left) {
		key = (u64)l->key + axi_bytes_u32(&l->b) + l->begun;
		l->b.bad |= key >= AXI_NONE;
		l->left--;
		l->begun = true;
		v->steps += AXI_RANKS && !(l->left & 3) && !AXI_PLANT(198); /* four take no longer than an instruction */
		if (!l->b.bad)
			get_val(v, &l->b, (u32)key, &l->val);
		if (axi_is_slice(&l->val))
			v->dynptrs = true;
	}
	l->key = l->b.bad ? AXI_NONE : (u32)key;
}

static void open_values(struct axi_verify *v, struct values *l)
{
	l->left = axi_bytes_u32(&l->b);
	l->key = 0;
	l->begun = false;
	next_value(v, l);
}

/* Read the next state of an entry or of a walk's end; before it nothing, or the one that it is told by.  What it says is kept as a
 * recorded state in *owner; or, where there is none, compared: c->in; where it is in, what its relations say stays known on hosts (axi_relations_forget). */
int axi_told_read(struct axi_verify *v, struct axi_bytes *b, u32 *owner)
{
	struct axi_claims *c = v->claims;
	struct values own = {.b = *b}, base = {.key = AXI_NONE};
	u32 ref[AXI_REFS], refs = 0, at = axi_claim_place(v, b), built = 0;
	int err = 0;

	if (c->base) {
		base.b = axi_claim_bytes(v, c->base, c->walk.end);
		refs = get_refs(v, &base.b, 0, ref);
		axi_relations_read(v, &base.b);
		open_values(v, &base);
	}
	refs = get_refs(v, &own.b, refs, ref);
	axi_relations_read(v, &own.b);
	open_values(v, &own);
	if (owner)
		axi_claim_begin(v, ref, refs);
	else
		c->in = c->in && !own.b.bad && refs_in(v, ref, refs) && axi_relations_learn(v); /* what is malformed may not even be there */
	while (own.key != AXI_NONE || base.key != AXI_NONE) {
		u32 key = own.key < base.key ? own.key : base.key;
		const struct axi_val *val = own.key == key ? &own.val : &base.val;

		if (val->kind != AXI_UNINIT && owner)
			axi_claim_put(v, key, val);
		else if (val->kind != AXI_UNINIT)
			c->in = c->in && has(v, key, val);
		if (base.key == key)
			next_value(v, &base);
		if (own.key == key)
			next_value(v, &own);
	}
	if (!owner && (!AXI_RANKS || !c->in || own.b.bad || base.b.bad))
		axi_relations_forget(v);
	c->base = c->base ? c->base : at;
	*b = own.b;
	if (own.b.bad || base.b.bad)
		return axi_claims_malformed(v, "entry");
	if (owner) {
		err = axi_claim_end(v, &built);
		axi_chunk_free(v, owner);
		axi_chunk_move(v, &built, owner);
	}
	return err;
}

/* Pass over it. */
int axi_told_pass(struct axi_verify *v, struct axi_bytes *b)
{
	v->claims->in = false;
	return axi_told_read(v, b, NULL);
}
