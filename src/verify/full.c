/* SPDX-License-Identifier: Apache-2.0
 * full.c - full certificates: the states at every target are claims that are read where they stand.
 *
 * Each block that more than one edge reaches, or that does not follow straight, has an entry: the states that it may
 * begin in.  An edge must lead into one of them; the walk goes on from the claim, not from what came.  A loop's head has
 * the state that enters it, its invariant, and what comes back.  So no state is recorded: besides the current one there
 * is, for a moment, one claim (three at the end of a loop).
 *
 * Names in claims are the certificate's own.  Up to the names of the invariants of loops under way they must be the
 * very names that the arriving state has (rounds are counted by them); others only have to link what is linked. */
#include "verify/cert.h"

#define CLAIM_NAME UINT32_C(0x20000000) /* names of claims begin here; those that the walk makes are below */
#define PLACE      (UINT32_C(1) << 31)  /* names of places: references */

static int malformed(struct axi_verify *v, const char *why)
{
	return axi_reject_note(v, AXI_REASON_CERT_FORM, -1, why);
}

/* ---- reading ---- */

static u32 get_u32(struct axi_bytes *b)
{
	u64 n = axi_bytes_uint(b);

	b->bad |= n > UINT32_MAX;
	return (u32)n;
}

static u32 get_name(struct axi_bytes *b, u32 kind)
{
	u32 n = get_u32(b);

	if (n & PLACE) { /* an identity that a NULL test settles */
		b->bad |= kind != AXI_RECORD && (!AXI_OBJECTS || kind != AXI_OBJECT);
		return n;
	}
	b->bad |= !n || n >= CLAIM_NAME;
	return n + CLAIM_NAME;
}

static bool known_map(const struct axi_verify *v, u32 obj)
{
	const struct ax_map_facts *facts = v->in->map_facts;

	if (!AXI_MARKS || !(obj & AXI_INNER))
		return obj < v->in->map_count;
	return facts && (obj & ~(u32)AXI_INNER) < v->in->map_count && facts[obj & ~(u32)AXI_INNER].inner;
}

/* What inclusion does not compare, and the walk relies on. */
static bool sound(const struct axi_verify *v, const struct axi_val *val, bool slot)
{
	switch (val->kind) {
	case AXI_BYTES: return slot && !val->width;
	case AXI_SCALAR: return !val->null && !val->obj && !val->size && !val->var && (val->id || !val->off);
	case AXI_MAP:
	case AXI_VALUE:
		if (!known_map(v, val->obj))
			return false;
		break;
	case AXI_OBJECT:
		if (!AXI_OBJECTS)
			return false;
		if (val->null && (val->obj < AXI_OBJECT_COMMON || val->obj > AXI_OBJECT_XDP))
			return false; /* NULL would be in any; what is not NULL is compared */
		break;
	case AXI_PACKET:
	case AXI_META:
		if (!AXI_OBJECTS || val->null || val->obj || val->size > AXI_PACKET_MAX + 1)
			return false;
		break;
	case AXI_RECORD: break;
	case AXI_MEM:
		if (!AXI_CALLS)
			return false;
		break;
	case AXI_END:
		if (!AXI_OBJECTS)
			return false;
		/* fall through */
	case AXI_CTX:
	case AXI_STACK:
		if (val->null || val->obj)
			return false;
		break;
	default: return false;
	}
	return (!slot || val->width == 8) && (!val->null || val->id);
}

static void get_val(const struct axi_verify *v, struct axi_bytes *b, u32 *key, struct axi_val *val)
{
	u32 head, before = *key;
	bool slot;

	*key = get_u32(b);
	head = axi_bytes_u8(b);
	slot = *key >= AXI_KEY_SLOT;
	b->bad |= (*key <= before && before != AXI_NONE) || (!slot && *key >= AX_R10) || *key >= AXI_KEY_SLOT + AXI_SLOTS_FRAME;
	*val = (struct axi_val){.kind = head & AXI_CV_KIND, .null = (head & AXI_CV_NULL) != 0};
	if (head & AXI_CF_ID)
		val->id = get_name(b, val->kind);
	if (head & AXI_CV_OFF) {
		s64 off = axi_bytes_int(b);

		b->bad |= off != (s32)off;
		val->off = (s32)off;
	}
	if (head & AXI_CF_MORE) {
		u32 obj = get_u32(b), var;

		b->bad |= obj > UINT16_MAX;
		val->obj = (u16)obj;
		val->size = get_u32(b);
		var = axi_bytes_u8(b);
		b->bad |= var > 1;
		if (var)
			val->var = get_name(b, val->kind);
	}
	if (slot)
		axi_bytes_slot(b, val);
	if (val->kind != AXI_BYTES)
		axi_bytes_range(b, &val->r);
	b->bad |= !sound(v, val, slot);
	if (slot && val->kind == AXI_SCALAR)
		b->bad |= !val->width;
}

/* One state: into the pool when there is an owner; *names: the largest of its names. */
static int read_state(struct axi_verify *v, struct axi_bytes *b, u32 *owner, u32 *names)
{
	u32 ref[AXI_REFS], refs = get_u32(b), count, key = AXI_NONE;
	struct axi_val val;
	int err = 0;

	if (refs > AXI_REFS)
		b->bad = true;
	for (u32 i = 0; i < refs && !b->bad; i++) {
		ref[i] = get_u32(b);
		for (u32 k = 0; k < i; k++)
			b->bad |= ref[k] == ref[i] && !AXI_PLANT(48);
	}
	count = get_u32(b);
	if (b->bad)
		return malformed(v, "entry");
	if (owner)
		axi_claim_begin(v, ref, refs);
	for (u32 i = 0; i < count && !b->bad; i++) {
		get_val(v, b, &key, &val);
		if (b->bad)
			break;
		if (owner)
			axi_claim_put(v, key, &val);
		if (names && val.id > *names && !(val.id & PLACE))
			*names = val.id;
		if (names && val.var > *names && !(val.var & PLACE))
			*names = val.var;
	}
	if (b->bad)
		return malformed(v, "entry");
	if (owner)
		err = axi_claim_end(v, owner);
	return err;
}

/* The n-th state of those at `at` goes to *owner. */
static int claim(struct axi_verify *v, u32 at, u32 n, u32 *owner, u32 *names)
{
	const u8 *cert = v->in->cert;
	struct axi_bytes b = {.at = cert + at, .end = cert + v->in->cert_size};
	int err = 0;

	*owner = 0;
	while (n-- && !err)
		err = read_state(v, &b, NULL, NULL);
	return err ? err : read_state(v, &b, owner, names);
}

/* ---- the index ---- */

static int read_item(struct axi_verify *v, struct axi_bytes *b, s64 *pos)
{
	const u8 *cert = v->in->cert;
	u32 kind = axi_bytes_u8(b), states;
	struct axi_block *block;
	s64 step = axi_bytes_int(b);

	if (b->bad || step > INT32_MAX || step < INT32_MIN || *pos + step < 0 || *pos + step >= v->block_count)
		return malformed(v, "place of an entry");
	*pos += step;
	block = &v->block[v->order[*pos]];
	v->pc = block->start;
	states = get_u32(b);
	if (kind > AXI_ITEM_BACK || !states || (kind == AXI_ITEM_TARGET ? states > 32 : states != (kind == AXI_ITEM_LOOP ? 2 : 1)) ||
	    (kind != AXI_ITEM_TARGET) != ((block->flags & AXI_B_HEAD) != 0) || (kind == AXI_ITEM_BACK ? block->invariant : block->entry))
		return malformed(v, "entry");
	*(kind == AXI_ITEM_BACK ? &block->invariant : &block->entry) = (u32)(b->at - cert);
	for (u32 i = 0; i < states; i++) {
		int err = read_state(v, b, NULL, NULL);

		if (err)
			return err;
	}
	if (kind == AXI_ITEM_TARGET)
		block->trips = states;
	return 0;
}

int axi_full_open(struct axi_verify *v)
{
	const u8 *cert = v->in->cert;
	struct axi_bytes b = {.at = cert + AXI_CERT_HEADER, .end = cert + v->in->cert_size};
	s64 pos = 0;
	int err = 0;

	if (v->local_calls)
		return malformed(v, "full mode is for programs of one function");
	v->full = true;
	while (!err && b.at < b.end)
		err = read_item(v, &b, &pos);
	v->cert_at = (u32)v->in->cert_size;
	v->pc = 0;
	return err;
}

/* ---- the walk ---- */

int axi_full_reach(struct axi_verify *v, u32 block, bool back)
{
	struct axi_block *b = &v->block[block];
	u32 at = b->entry, states = b->flags & AXI_B_HEAD ? 1 : b->trips, n, owner;
	bool in = false;

	for (u32 i = 0; back && i < v->loops; i++)
		if (v->loop[i].head == block)
			at = v->loop[i].back;
	v->pc = b->start;
	if (!at)
		return malformed(v, "no entry for this target");
	for (n = 0; n < states && !in; n++) {
		int err = claim(v, at, n, &owner, NULL);

		if (err)
			return err;
		v->names = v->loops && !AXI_PLANT(50) ? v->loop[v->loops - 1].names : 0;
		in = axi_state_in(v, owner) || AXI_PLANT(49);
		v->names = 0;
		axi_chunk_free(v, &owner);
	}
	if (!in)
		return axi_reject(v, AXI_REASON_CERT_FALSE, -1);
	if (back)
		b->entry = at;
	else if (b->flags & AXI_B_HEAD)
		b->flags |= AXI_B_WAITS;
	else
		b->invariant |= UINT32_C(1) << (n - 1);
	return 0;
}

int axi_full_take(struct axi_verify *v, u32 block)
{
	struct axi_block *b = &v->block[block];
	u32 owner, n = (u32)__builtin_ctz(b->invariant);
	int err = claim(v, b->entry, n, &owner, NULL);

	err = err ? err : axi_chunk_load(v, &owner);
	axi_chunk_free(v, &owner);
	b->invariant &= b->invariant - 1;
	return err ? err : __builtin_popcount(b->invariant);
}

int axi_full_loop_start(struct axi_verify *v, struct axi_loop *l)
{
	struct axi_block *b = &v->block[l->head];
	u32 owner, names = axi_names_around(v);
	int err;

	b->flags &= (u8)~AXI_B_WAITS;
	l->claim = b->entry;
	l->back = b->invariant;
	b->entry = b->invariant = 0;
	l->final = 1;
	err = claim(v, l->claim, 0, &owner, NULL);
	err = err ? err : axi_chunk_load(v, &owner);
	axi_chunk_free(v, &owner);
	err = err ? err : claim(v, l->claim, 1, &owner, &names);
	if (err)
		return err;
	v->names = axi_names_around(v);
	if (!axi_state_in(v, owner))
		err = axi_reject(v, AXI_REASON_CERT_FALSE, -1);
	v->names = 0;
	l->names = names;
	err = err ? err : axi_chunk_load(v, &owner);
	axi_chunk_free(v, &owner);
	return err;
}

/* For the end of the loop, which compares all three. */
int axi_full_loop_end(struct axi_verify *v, struct axi_loop *l)
{
	struct axi_block *b = &v->block[l->head];
	u32 back = b->entry, entry = 0, invariant = 0, came = 0;
	int err = 0;

	b->entry = 0;
	if (back) {
		err = claim(v, l->claim, 0, &entry, NULL);
		axi_chunk_move(v, &entry, &l->entry);
		err = err ? err : claim(v, l->claim, 1, &invariant, NULL);
		axi_chunk_move(v, &invariant, &b->invariant);
		err = err ? err : claim(v, back, 0, &came, NULL);
		axi_chunk_move(v, &came, &b->entry);
	}
	return err;
}

int axi_full_unreached(struct axi_verify *v, u32 block)
{
	v->pc = v->block[block].start;
	return v->block[block].entry ? malformed(v, "an entry that nothing reaches") : 0;
}
