/* SPDX-License-Identifier: Apache-2.0
 * chunk.c - states recorded for branch targets that are still ahead, for loops and for calls.
 *
 * Values are encoded losslessly in 4 to 96 bytes: a constant takes 8, a byte loaded from memory 8, a map value pointer
 * 12. */
#include "range/pack.h"
#include "verify/chunk.h"

/* ---- encoding ---- */

/* First word: key (12 bits), kind (4), these flags (8), the range's form (3), length in words (5). */
enum { E_NULL = 1, E_ID = 2, E_OFF = 4, E_SLOT = 8, E_OBJ = 16, E_VAR = 32 };

_Static_assert(AXI_VAL_WORDS < 32, "the length has five bits");

u32 axi_put_val(u32 key, const struct axi_val *val, u32 *out)
{
	u32 n = 1, form = 0, flags = val->null ? E_NULL : 0;

	if (val->id) {
		flags |= E_ID;
		out[n++] = val->id;
	}
	if (val->off) {
		flags |= E_OFF;
		out[n++] = (u32)val->off;
	}
	if (val->init | val->zero | val->width) {
		flags |= E_SLOT;
		out[n++] = val->init | (u32)val->zero << 8 | (u32)val->width << 16;
	}
	if (val->obj | val->size) {
		flags |= E_OBJ;
		out[n++] = val->obj;
		out[n++] = val->size;
	}
	if (val->var) {
		flags |= E_VAR;
		out[n++] = val->var;
	}
	if (val->kind != AXI_BYTES)
		form = put_range(&val->r, out, &n);
	out[0] = key | (u32)val->kind << 12 | flags << 16 | form << 24 | n << 27;
	return n;
}

/* A value before its range, in three words (the engine runs on little-endian machines). */
struct head {
	u64 word[3];
};
_Static_assert(offsetof(struct axi_val, r) == sizeof(struct head) && offsetof(struct axi_val, obj) == 6 &&
	       offsetof(struct axi_val, id) == 8 && offsetof(struct axi_val, size) == 16, "a value begins as a head");

/* Decode it; returns where the range's words begin. */
static const u32 *get_head(struct head *h, const u32 *in)
{
	u32 first = *in++, flags = first >> 16;
	u64 word = (first >> 12 & 15) | (flags & E_NULL) << 8, pair = 0;

	if (flags & E_ID)
		pair = *in++;
	if (flags & E_OFF)
		pair |= (u64)*in++ << 32;
	h->word[1] = pair;
	pair = 0;
	if (flags & E_SLOT)
		word |= (u64)*in++ << 16;
	if (flags & E_OBJ) {
		word |= (u64)*in++ << 48;
		pair = *in++;
	}
	if (flags & E_VAR)
		pair |= (u64)*in++ << 32;
	h->word[0] = word;
	h->word[2] = pair;
	return in;
}

/* Decode the value at `in`; returns what follows it. */
const u32 *axi_get_val(struct axi_val *val, const u32 *in)
{
	const u32 *after = axi_val_after(in);
	u32 first = *in, form = first >> 24 & 7, flags = first >> 16;
	struct head h;

	if (AXI_FAST) {
		in = get_head(&h, in);
		memcpy(val, &h, sizeof(h));
	} else {
		in++;
		val->kind = first >> 12 & 15;
		val->null = flags & E_NULL;
		val->id = flags & E_ID ? *in++ : 0;
		val->off = flags & E_OFF ? (s32)*in++ : 0;
		u32 slot = flags & E_SLOT ? *in++ : 0;

		val->init = (u8)slot;
		val->zero = (u8)(slot >> 8);
		val->width = (u8)(slot >> 16);
		val->obj = flags & E_OBJ ? (u16)*in++ : 0;
		val->size = flags & E_OBJ ? *in++ : 0;
		val->var = flags & E_VAR ? *in++ : 0;
	}
	if (val->kind != AXI_BYTES)
		get_range(&val->r, form, in);
	else
		val->r = (struct axi_range){0};
	return after;
}

/* The words need not be axi_put_val's: what they say is compared, and that they say no more. */
bool axi_same_val(const struct axi_val *val, const u32 *in)
{
	const u32 *after = axi_val_after(in);
	struct head have, want;
	u32 form = *in >> 24 & 7;

	in = get_head(&want, in);
	memcpy(&have, val, sizeof(have));
	if (have.word[0] != want.word[0] || have.word[1] != want.word[1] || have.word[2] != want.word[2])
		return false;
	return val->kind == AXI_BYTES ? in == after : same_range(&val->r, form, in, after);
}

bool axi_chunk_find(const struct axi_verify *v, u32 at, u32 key, struct axi_val *out)
{
	const struct axi_chunk *c = axi_chunk_at(v, at);

	for (const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c); axi_chunk_more(in, end) && axi_key_of(in) <= key; in = axi_val_after(in))
		if (axi_key_of(in) == key) {
			axi_get_val(out, in);
			return true;
		}
	return false;
}

u32 axi_chunk_next(const struct axi_verify *v, u32 at, u32 *cursor, struct axi_val *out)
{
	const struct axi_chunk *c = axi_chunk_at(v, at);
	const u32 *in = axi_chunk_vals(c) + *cursor;

	if (!axi_chunk_more(in, axi_chunk_end(c)))
		return AXI_NONE;
	*cursor = (u32)(axi_get_val(out, in) - axi_chunk_vals(c));
	return axi_key_of(in);
}

/* ---- writing a chunk ---- */

/* When half of the pool is free chunks, and they are worth it, they are squeezed out: memory stays small, and squeezing
 * moves no more bytes than were written. */
#define SQUEEZE_AT 1024

/* The chunk under construction is not counted in pool_used until it is closed. */
struct axi_writer axi_chunk_open(struct axi_verify *v, const u32 *ref, u32 refs)
{
	struct axi_writer w = {.start = v->pool_used};

	if (axi_full(v) ? v->pool_free : v->pool_free > SQUEEZE_AT && v->pool_free > v->pool_used / 2)
		axi_pool_squeeze(v);
	w.full = !axi_pool_room(v, (u32)sizeof(struct axi_chunk) + AXI_REFS * 4 + 8);
	w.start = v->pool_used;
	w.used = w.start + (u32)sizeof(struct axi_chunk);
	if (w.full)
		return w;
	*axi_chunk_at(v, w.start) = (struct axi_chunk){.refs = refs};
	memcpy(v->pool + w.used, ref, refs * 4);
	w.used += refs * 4;
	return w;
}

void axi_chunk_put(struct axi_verify *v, struct axi_writer *w, u32 key, const struct axi_val *val)
{
	u32 limit = v->pool_size - axi_slot_bytes(v);

	if (w->full)
		return;
	if (limit - w->used < AXI_VAL_WORDS * 4 + 8) {
		w->full = true;
		return;
	}
	/* a state was recorded here before, and most of it is as it was */
	u32 *out = (u32 *)(void *)(v->pool + w->used);

	if (AXI_FAST && w->used + AXI_VAL_WORDS * 4 <= v->pool_written && axi_key_of(out) == key && axi_same_val(val, out)) {
		w->used += 4 * (*out >> 27);
		return;
	}
	w->used += 4 * axi_put_val(key, val, out);
}

/* Is the value beyond the registers there, where the state goes? */
static bool stays(struct axi_verify *v, const struct axi_each *e)
{
	u32 first = AXI_KEY_SLOT + AXI_SLOTS_FRAME * v->depth;

	if (!axi_present(e->val))
		return false;
	if (!AXI_FAST || !v->gone || e->key < first || !(v->gone >> (e->key - first) & 1))
		return true;
	*v->drops = true;
	return false;
}

/* What states are kept apart by at a join: the kinds of their values, and, where more is kept apart, small constants
 * (lengths, flags, error codes). */
struct shape {
	u32 kinds, numbers;
};

static void shape_add(const struct axi_verify *v, struct shape *s, u32 key, const struct axi_val *val)
{
	u32 hash = s->kinds, first = AXI_KEY_SLOT + AXI_SLOTS_FRAME * v->depth;
	const struct axi_apart *worth = AXI_APART && key - first < 64 ? v->worthy : NULL;

	if (!AXI_INFERS || (key >= AXI_KEY_SLOT && !val->width)) /* nothing is joined */
		return;
	if (worth && !(worth->read >> (key - first) & 1))
		return;
	if (val->kind == AXI_SCALAR) {
		s64 number = val->r.umax <= UINT32_MAX ? (s32)val->r.umax : val->r.smin; /* an error code may have 32 bits */

		if (worth ? !(worth->steer >> (key - first) & 1) : AXI_APART && v->worthy && key < AXI_KEY_SLOT && !(v->worthy->regs >> key & 1))
			return;
		if (AXI_INFERS && v->keep.by && axi_range_is_const(&val->r) && number >= -4096 && number <= 65535)
			s->numbers = (s->numbers ^ (u32)val->r.tv * 31 ^ key << 20) * 0x9e3779b1u;
		return;
	}
	if (axi_in_packet(val)) /* what was compared with the end is worth keeping apart */
		hash ^= (u32)val->off * 31 + (val->size > 1 ? 7 : 0);
	else
		hash ^= val->size; /* structures and memory of their own */
	s->kinds = (hash ^ (key | (u32)val->kind << 10 | (u32)val->null << 14 | (u32)val->obj << 16)) * 0x9e3779b1u;
}

/* Kinds in the upper half. */
static u32 shape_hash(const struct axi_verify *v, const struct shape *s)
{
	return !AXI_INFERS ? 0 : v->keep.by ? (s->kinds & 0xffff0000) | s->numbers >> 16 : s->kinds;
}

u32 axi_state_shape(struct axi_verify *v, u16 live)
{
	struct shape shape = {.kinds = v->refs};

	for (u32 rest = live & 0x3ff; rest; rest &= rest - 1) {
		u32 r = (u32)__builtin_ctz(rest);

		if (v->reg[r].kind != AXI_UNINIT)
			shape_add(v, &shape, r, &v->reg[r]);
	}
	for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);)
		if (stays(v, &e))
			shape_add(v, &shape, e.key, e.val);
	return shape_hash(v, &shape);
}

void axi_chunk_close(struct axi_verify *v, struct axi_writer *w, u32 *owner, u32 shape)
{
	struct axi_chunk *c = axi_chunk_at(v, w->start);

	if (w->used & 7) {
		u32 pad = 0xfff;

		memcpy(v->pool + w->used, &pad, 4);
		w->used += 4;
	}
	c->bytes = w->used - w->start;
	c->owner = owner;
	c->next = *owner;
	c->shape = shape;
	*owner = w->start;
	v->pool_used = w->used;
	if (AXI_FAST && v->pool_written < w->used)
		v->pool_written = w->used;
	axi_pool_note(v);
}

/* Free the first chunk of the chain at *link. */
void axi_chunk_drop(struct axi_verify *v, u32 *link)
{
	u32 at = *link;
	struct axi_chunk *c = axi_chunk_at(v, at);

	*link = c->next;
	c->owner = NULL;
	if (at + c->bytes == v->pool_used)
		v->pool_used = at;
	else
		v->pool_free += c->bytes;
}

void axi_chunk_free(struct axi_verify *v, u32 *owner)
{
	while (*owner)
		axi_chunk_drop(v, owner);
}

/* Write the current state, or (not `beyond`) those registers of it alone; again after squeezing when the pool filled up on the way. */
static bool put_state(struct axi_verify *v, u32 *owner, u16 live, bool beyond)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		struct axi_writer w = axi_chunk_open(v, v->ref, v->refs);
		struct shape shape = {.kinds = v->refs};

		for (u32 rest = live & 0x3ff; rest; rest &= rest - 1) {
			u32 r = (u32)__builtin_ctz(rest);

			if (v->reg[r].kind != AXI_UNINIT) {
				axi_chunk_put(v, &w, r, &v->reg[r]);
				shape_add(v, &shape, r, &v->reg[r]);
			}
		}
		for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);)
			if (beyond && stays(v, &e)) {
				axi_chunk_put(v, &w, e.key, e.val);
				shape_add(v, &shape, e.key, e.val);
			}
		if (!w.full) {
			axi_chunk_close(v, &w, owner, shape_hash(v, &shape));
			v->states++;
			return true;
		}
		axi_pool_squeeze(v);
	}
	return false;
}

int axi_chunk_append(struct axi_verify *v, u32 *owner, u16 live)
{
	return put_state(v, owner, live, true) ? 0 : axi_pool_full(v);
}

int axi_chunk_save(struct axi_verify *v, u32 *owner, u16 live)
{
	axi_chunk_free(v, owner);
	return axi_chunk_append(v, owner, live);
}

bool axi_chunk_save_regs(struct axi_verify *v, u32 *owner, u16 regs)
{
	axi_chunk_free(v, owner);
	return !axi_pool_crowded(v) && put_state(v, owner, regs, false);
}

/* Of a chunk that is a loop's invariant: names up to which were there when it was made; nobody asks for its shape. */
void axi_chunk_set_names(struct axi_verify *v, u32 at, u32 names)
{
	axi_chunk_at(v, at)->shape = names;
}

u32 axi_chunk_names(const struct axi_verify *v, u32 at)
{
	return axi_chunk_at(v, at)->shape;
}

u32 axi_chunk_refs(const struct axi_verify *v, u32 at, const u32 **ref)
{
	*ref = (const u32 *)(const void *)(axi_chunk_at(v, at) + 1);
	return axi_chunk_at(v, at)->refs;
}

const void *axi_chunk_bytes(const struct axi_verify *v, u32 at, u32 *bytes)
{
	*bytes = axi_chunk_at(v, at)->bytes;
	return axi_chunk_at(v, at);
}

void axi_claim_begin(struct axi_verify *v, const u32 *ref, u32 refs)
{
	v->claim = axi_chunk_open(v, ref, refs);
}

void axi_claim_put(struct axi_verify *v, u32 key, const struct axi_val *val)
{
	axi_chunk_put(v, &v->claim, key, val);
}

int axi_claim_end(struct axi_verify *v, u32 *owner)
{
	if (v->claim.full)
		return axi_pool_full(v);
	axi_chunk_close(v, &v->claim, owner, 0);
	return 0;
}

u32 axi_chunk_count(const struct axi_verify *v, u32 first)
{
	u32 n = 0;

	for (; first; first = axi_chunk_at(v, first)->next)
		n++;
	return n;
}

u32 axi_chunk_nth(const struct axi_verify *v, u32 first, u32 n)
{
	while (n--)
		first = axi_chunk_at(v, first)->next;
	return first;
}

void axi_chunk_set_refs(struct axi_verify *v, u32 at)
{
	const struct axi_chunk *c = axi_chunk_at(v, at);
	const u32 *ref = (const u32 *)(const void *)(c + 1);

	for (u32 i = 0; i < v->refs;) {
		u32 n = 0, id = v->ref[i];

		while (n < c->refs && ref[n] != id)
			n++;
		if (n == c->refs)
			axi_release(v, id);
		else
			i++;
	}
	v->refs = c->refs;
	memcpy(v->ref, ref, c->refs * 4);
}

int axi_chunk_add_written(struct axi_verify *v, u32 *owner, u32 depth)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		struct axi_writer w = axi_chunk_open(v, v->ref, v->refs);

		for (struct axi_each e = axi_each(v); axi_each_next(v, &e);)
			if (axi_foot_written(v, depth, e.key)) /* even where nothing is known now */
				axi_chunk_put(v, &w, e.key, e.val);
		if (!w.full) {
			axi_chunk_close(v, &w, owner, 0);
			return 0;
		}
		axi_pool_squeeze(v);
	}
	return axi_pool_full(v);
}

/* The rest of the chunk becomes a free one, when it is large enough for a header. */
void axi_chunk_keep_seen(struct axi_verify *v, u32 at, u32 depth)
{
	struct axi_chunk *c = axi_chunk_at(v, at);
	u32 *to = (u32 *)(void *)(c + 1) + c->refs, used, bytes = c->bytes;
	const u32 *end = axi_chunk_end(c);

	for (const u32 *in = to; axi_chunk_more(in, end);) {
		const u32 *after = axi_val_after(in);

		if (axi_foot_seen(v, depth, axi_key_of(in))) {
			u32 words = (u32)(after - in);

			memmove(to, in, words * 4);
			to += words;
		}
		in = after;
	}
	if (to == end)
		return;
	*to++ = 0xfff;
	used = ((u32)((u8 *)to - (u8 *)c) + 7) & ~7u;
	if (bytes - used < sizeof(*c))
		return;
	c->bytes = used;
	*axi_chunk_at(v, at + used) = (struct axi_chunk){.bytes = bytes - used};
	v->pool_free += bytes - used;
}

enum { FRAMES = AXI_CALLS ? AX_CALL_DEPTH : 1 };

/* Count the slots of each frame in a recorded state; the sum. */
static u32 count_slots(struct axi_verify *v, const struct axi_chunk *c, u32 slots[FRAMES])
{
	u32 n = 0;

	memset(slots, 0, FRAMES * sizeof(*slots));
	for (const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c); axi_chunk_more(in, end); in = axi_val_after(in)) {
		u32 key = axi_key_of(in);

		if (key >= AXI_KEY_SLOT)
			slots[AXI_CALLS ? (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME : 0] = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME + 1;
	}
	for (u32 f = 0; f < FRAMES; f++)
		n += slots[f];
	return n;
}

/* Registers from a recorded state; returns what follows them in it. */
static const u32 *load_regs(struct axi_verify *v, const struct axi_chunk *c)
{
	const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c);
	u32 r = 0;

	for (; axi_chunk_more(in, end) && axi_key_of(in) < AX_R10; r++) {
		for (; r < axi_key_of(in); r++)
			v->reg[r].kind = AXI_UNINIT;
		in = axi_get_val(&v->reg[r], in);
	}
	for (; r < AX_R10; r++)
		v->reg[r].kind = AXI_UNINIT;
	v->refs = c->refs;
	memcpy(v->ref, c + 1, c->refs * 4);
	return axi_chunk_more(in, end) ? in : NULL;
}

int axi_chunk_load(struct axi_verify *v, u32 *owner)
{
	u32 slots[FRAMES], n = 0;
	const struct axi_chunk *c = axi_chunk_at(v, *owner);
	const u32 *beyond = load_regs(v, c);

	if (axi_packed(v))
		return axi_packed_set(v, beyond, axi_chunk_end(c));
	if (!beyond && !axi_depth(v)) { /* no stack */
		v->slot_count = 0;
		v->frame[0].slots = 0;
		return 0;
	}
	n = count_slots(v, c, slots);
	v->slot_count = 0; /* the old state is gone; the pool may have grown into its room */
	if (!axi_pool_room(v, n * (u32)sizeof(struct axi_val)))
		return axi_pool_full(v);
	c = axi_chunk_at(v, *owner);
	for (u32 f = 1; f <= v->depth && !axi_full(v); f++)
		for (u32 i = 0; i < 4; i++)
			v->frame[f].saved[i].kind = AXI_UNINIT;
	n = 0;
	for (u32 f = 0; f <= axi_depth(v); f++) {
		v->frame[f].base = (u16)n;
		v->frame[f].slots = (u16)slots[f];
		n += slots[f];
	}
	v->slot_count = n;
	for (u32 i = 0; i < n; i++)
		*axi_slot(v, i) = (struct axi_val){.kind = AXI_BYTES};
	for (const u32 *in = axi_chunk_vals(c), *end = axi_chunk_end(c); axi_chunk_more(in, end); in = axi_val_after(in))
		if (axi_key_of(in) >= AX_R10)
			axi_get_val(axi_val_near(v, axi_key_of(in)), in);
	axi_pool_note(v);
	return 0;
}

int axi_chunk_take(struct axi_verify *v, u32 *owner)
{
	int left = 0, err = 0;

	if (axi_packed(v)) { /* its bytes move: they need not be there twice */
		const struct axi_chunk *c = axi_chunk_at(v, *owner);
		const u32 *beyond = load_regs(v, c), *end = axi_chunk_end(c);

		axi_chunk_drop(v, owner);
		return axi_packed_set(v, beyond, end);
	}
	err = axi_chunk_load(v, owner);
	if (err)
		return err;
	axi_chunk_drop(v, owner);
	for (u32 next = *owner; next; next = axi_chunk_at(v, next)->next)
		left++;
	return left;
}

void axi_chunk_move(struct axi_verify *v, u32 *from, u32 *to)
{
	*to = *from;
	*from = 0;
	for (u32 at = *to; at; at = axi_chunk_at(v, at)->next)
		axi_chunk_at(v, at)->owner = to;
}
