/* SPDX-License-Identifier: Apache-2.0
 * state.c - the current state, and the states recorded for branch targets that are still ahead.
 *
 * A recorded state is a chunk in the pool: a header, the held references, then (key, value) pairs in ascending order.
 * Keys name registers, callers' saved registers and stack slots; what is absent is not initialised (or dead).  Values
 * are encoded losslessly in 4 to 88 bytes: a constant takes 8, a byte loaded from memory 8, a map value pointer 12.
 * The pool is filled from below; when it is full, free chunks are squeezed out.  The current state's stack slots grow
 * down from its end. */
#include "verify/verify.h"

/* ---- the current state ---- */

void axi_scalar_unknown(struct axi_val *val)
{
	*val = (struct axi_val){.kind = AXI_SCALAR};
	axi_range_unknown(&val->r);
}

void axi_scalar_const(struct axi_val *val, u64 value)
{
	*val = (struct axi_val){.kind = AXI_SCALAR};
	axi_range_const(&val->r, value);
}

static u32 room(const struct axi_verify *v)
{
	return v->pool_size - v->slot_count * (u32)sizeof(struct axi_val) - v->pool_used;
}

static void note_peak(struct axi_verify *v)
{
	u32 used = v->pool_used + v->slot_count * (u32)sizeof(struct axi_val);

	if (used > v->pool_peak)
		v->pool_peak = used;
}

/* Squeeze out free chunks.  A chunk's link (its owner, or `next` of the chunk before it in the chain) follows it. */
static void compact(struct axi_verify *v)
{
	u32 to = 8;

	for (u32 from = 8; from < v->pool_used;) {
		struct axi_chunk *c = (struct axi_chunk *)(void *)(v->pool + from);
		u32 bytes = c->bytes, *link = c->owner;

		if (link) {
			while (*link != from)
				link = &((struct axi_chunk *)(void *)(v->pool + *link))->next;
			*link = to;
			memmove(v->pool + to, c, bytes);
			to += bytes;
		}
		from += bytes;
	}
	v->pool_used = to;
	v->pool_free = 0;
}

/* Is there room for `bytes`?  A pool that stays nearly full after squeezing is full: else it would be squeezed again
 * and again. */
static bool make_room(struct axi_verify *v, u32 bytes)
{
	if (room(v) >= bytes)
		return true;
	compact(v);
	if (room(v) >= bytes + v->pool_size / 32 || !v->how->drop || !v->how->drop(v))
		return room(v) >= bytes + v->pool_size / 32;
	compact(v);
	return room(v) >= bytes + v->pool_size / 32;
}

static int pool_full(struct axi_verify *v)
{
	return axi_reject(v, AXI_REASON_POOL, -1);
}

struct axi_val *axi_stack_slot(struct axi_verify *v, u32 frame, u32 n, bool grow)
{
	struct axi_frame *f = &v->frame[frame];

	if (n < f->slots)
		return axi_slot(v, f->base + n);
	if (!grow)
		return NULL;
	u32 more = n + 1 - f->slots, tail = v->slot_count - (f->base + f->slots);

	if (!make_room(v, more * (u32)sizeof(struct axi_val)))
		return NULL;
	v->slot_count += more;
	note_peak(v);
	/* Slots of inner frames move down; index i is at the end minus i. */
	if (tail)
		memmove(axi_slot(v, v->slot_count - 1), axi_slot(v, v->slot_count - 1 - more), tail * sizeof(struct axi_val));
	for (u32 i = f->base + f->slots; i < f->base + n + 1; i++)
		*axi_slot(v, i) = (struct axi_val){.kind = AXI_BYTES};
	f->slots = (u16)(n + 1);
	for (u32 i = frame + 1; i <= v->depth; i++)
		v->frame[i].base = (u16)(v->frame[i].base + more);
	return axi_slot(v, f->base + n);
}

void axi_frame_drop_slots(struct axi_verify *v, u32 frame)
{
	v->slot_count = v->frame[frame].base;
	v->frame[frame].slots = 0;
}

bool axi_ref_held(const struct axi_verify *v, u32 id)
{
	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] == id)
			return true;
	return false;
}

bool axi_locked(const struct axi_verify *v)
{
	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] >= AXI_LOCK_MAP)
			return true;
	return false;
}

struct axi_val *axi_val_at(struct axi_verify *v, u32 key)
{
	if (key < AX_R10)
		return &v->reg[key];
	if (key >= AXI_KEY_SLOT) {
		u32 frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, n = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME;

		return frame <= v->depth && n < v->frame[frame].slots ? axi_slot(v, v->frame[frame].base + n) : NULL;
	}
	if (key >= AXI_KEY_SAVED && (key - AXI_KEY_SAVED) / 4 < v->depth && !axi_full(v))
		return &v->frame[(key - AXI_KEY_SAVED) / 4 + 1].saved[(key - AXI_KEY_SAVED) % 4];
	return NULL;
}

u32 axi_key_next(const struct axi_verify *v, u32 key)
{
	u32 frame;

	key++;
	if (key < AX_R10)
		return key;
	if (key < AXI_KEY_SAVED)
		key = AXI_KEY_SAVED;
	if (key < AXI_KEY_SLOT) {
		if (key < AXI_KEY_SAVED + 4 * v->depth && !axi_full(v))
			return key;
		key = AXI_KEY_SLOT;
	}
	frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME;
	if (frame <= v->depth && (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME < v->frame[frame].slots)
		return key;
	if ((key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME)
		frame++;
	for (; frame <= v->depth; frame++)
		if (v->frame[frame].slots && key <= AXI_KEY_SLOT + frame * AXI_SLOTS_FRAME)
			return AXI_KEY_SLOT + frame * AXI_SLOTS_FRAME;
	return AXI_NONE;
}

/* The next part that is not empty: part 0 are the registers, then the saved ones of frame 1 .. depth, then the slots of
 * frame 0 .. depth. */
bool axi_each_part(const struct axi_verify *v, struct axi_each *e)
{
	while (++e->part <= 2 * v->depth + 1) {
		u32 f = e->part <= v->depth ? e->part : e->part - v->depth - 1;
		const struct axi_frame *frame = &v->frame[f];

		if (e->part <= v->depth) {
			if (axi_full(v))
				continue;
			e->key = AXI_KEY_SAVED + 4 * (f - 1);
			e->left = 4;
			e->val = (struct axi_val *)frame->saved;
			return true;
		}
		if (frame->slots) {
			e->key = AXI_KEY_SLOT + AXI_SLOTS_FRAME * f;
			e->left = frame->slots;
			e->step = -1;
			e->val = axi_slot(v, frame->base);
			return true;
		}
	}
	return false;
}

/* ---- encoding ---- */

/* First word: key (12 bits), kind (4), these flags (8), the range's form (3), length in words (5). */
enum { E_NULL = 1, E_ID = 2, E_OFF = 4, E_SLOT = 8, E_OBJ = 16, E_VAR = 32 };
enum { FORM_UNKNOWN, FORM_CONST32, FORM_CONST64, FORM_UPTO, FORM_SMALL, FORM_FULL };

static bool present(const struct axi_val *val)
{
	return val->kind != AXI_UNINIT && !(val->kind == AXI_BYTES && !val->init);
}

/* The intervals that follow from an unsigned interval below 2^32: the signed one is the same, and so are those of the
 * low half, unless the interval crosses its sign change. */
static struct axi_range small_range(u32 min, u32 max, u32 tv, u32 tm)
{
	bool crosses = (s32)(min ^ max) < 0;

	return (struct axi_range){
		.tv = tv, .tm = tm, .umin = min, .umax = max, .smin = min, .smax = max, .wmin = min, .wmax = max,
		.xmin = crosses ? INT32_MIN : (s32)min, .xmax = crosses ? INT32_MAX : (s32)max,
	};
}

static bool is_small(const struct axi_range *r)
{
	u32 min = (u32)r->umin, max = (u32)r->umax;
	bool crosses = (s32)(min ^ max) < 0;

	return r->umax <= UINT32_MAX && r->tm <= UINT32_MAX && r->tv <= UINT32_MAX && r->smin == min && r->smax == max &&
	       r->wmin == min && r->wmax == max && r->xmin == (crosses ? INT32_MIN : (s32)min) &&
	       r->xmax == (crosses ? INT32_MAX : (s32)max);
}

/* The bits that a number up to `max` may have. */
static u32 bits_below(u32 max)
{
	return max ? UINT32_MAX >> __builtin_clz(max) : 0;
}

static bool is_unknown(const struct axi_range *r)
{
	return r->tm == UINT64_MAX && !r->umin && r->umax == UINT64_MAX && r->smin == INT64_MIN && r->smax == INT64_MAX &&
	       !r->wmin && r->wmax == UINT32_MAX && r->xmin == INT32_MIN && r->xmax == INT32_MAX;
}

static u32 put_range(const struct axi_range *r, u32 *out, u32 *n)
{
	if (axi_range_is_const(r)) {
		out[(*n)++] = (u32)r->tv;
		if ((u64)(s64)(s32)(u32)r->tv == r->tv)
			return FORM_CONST32;
		out[(*n)++] = (u32)(r->tv >> 32);
		return FORM_CONST64;
	}
	if (is_unknown(r))
		return FORM_UNKNOWN;
	if (is_small(r)) {
		if (!r->umin && !r->tv && r->tm == bits_below((u32)r->umax)) {
			out[(*n)++] = (u32)r->umax;
			return FORM_UPTO;
		}
		out[(*n)++] = (u32)r->umin;
		out[(*n)++] = (u32)r->umax;
		out[(*n)++] = (u32)r->tv;
		out[(*n)++] = (u32)r->tm;
		return FORM_SMALL;
	}
	memcpy(out + *n, r, sizeof(*r));
	*n += sizeof(*r) / 4;
	return FORM_FULL;
}

static void get_range(struct axi_range *r, u32 form, const u32 *in)
{
	switch (form) {
	case FORM_UNKNOWN: axi_range_unknown(r); break;
	case FORM_CONST32: axi_range_const(r, (u64)(s64)(s32)in[0]); break;
	case FORM_CONST64: axi_range_const(r, in[0] | (u64)in[1] << 32); break;
	case FORM_UPTO: *r = small_range(0, in[0], 0, bits_below(in[0])); break;
	case FORM_SMALL: *r = small_range(in[0], in[1], in[2], in[3]); break;
	default: memcpy(r, in, sizeof(*r)); break;
	}
}

/* Longest encoding of a value, in words: key, id, off, slot, obj, size, var, range. */
#define VAL_WORDS (7 + sizeof(struct axi_range) / 4)
_Static_assert(VAL_WORDS < 32, "the length has five bits");

static u32 put_val(u32 key, const struct axi_val *val, u32 *out)
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

static u32 key_of(const u32 *in)
{
	return *in & 0xfff;
}

static const u32 *val_after(const u32 *in)
{
	return in + (*in >> 27);
}

/* Decode the value at `in`; returns what follows it. */
static const u32 *get_val(struct axi_val *val, const u32 *in)
{
	const u32 *after = val_after(in);
	u32 head = *in++, flags = head >> 16;

	val->kind = head >> 12 & 15;
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
	if (val->kind != AXI_BYTES)
		get_range(&val->r, head >> 24 & 7, in);
	else
		val->r = (struct axi_range){0};
	return after;
}

static struct axi_chunk *chunk_at(const struct axi_verify *v, u32 at)
{
	return (struct axi_chunk *)(void *)(v->pool + at);
}

static const u32 *chunk_vals(const struct axi_chunk *c)
{
	return (const u32 *)(const void *)(c + 1) + c->refs;
}

static const u32 *chunk_end(const struct axi_chunk *c)
{
	return (const u32 *)(const void *)((const u8 *)c + c->bytes);
}

/* Padding to 8 is a word with key 0xfff. */
static bool more(const u32 *in, const u32 *end)
{
	return in < end && (*in & 0xfff) != 0xfff;
}

bool axi_chunk_find(const struct axi_verify *v, u32 at, u32 key, struct axi_val *out)
{
	const struct axi_chunk *c = chunk_at(v, at);

	for (const u32 *in = chunk_vals(c), *end = chunk_end(c); more(in, end) && key_of(in) <= key; in = val_after(in))
		if (key_of(in) == key) {
			get_val(out, in);
			return true;
		}
	return false;
}

u32 axi_chunk_next(const struct axi_verify *v, u32 at, u32 *cursor, struct axi_val *out)
{
	const struct axi_chunk *c = chunk_at(v, at);
	const u32 *in = chunk_vals(c) + *cursor;

	if (!more(in, chunk_end(c)))
		return AXI_NONE;
	*cursor = (u32)(get_val(out, in) - chunk_vals(c));
	return key_of(in);
}

/* ---- writing a chunk ---- */

struct writer {
	u32 start; /* of the chunk under construction, at the pool's end */
	u32 used;
	bool full;
};

/* When half of the pool is free chunks, and they are worth it, they are squeezed out: memory stays small, and squeezing
 * moves no more bytes than were written. */
#define SQUEEZE_AT 1024

/* The chunk under construction is not counted in pool_used until it is closed. */
static struct writer chunk_open(struct axi_verify *v)
{
	struct writer w = {.start = v->pool_used};

	if (axi_full(v) ? v->pool_free : v->pool_free > SQUEEZE_AT && v->pool_free > v->pool_used / 2)
		compact(v);
	w.full = !make_room(v, (u32)sizeof(struct axi_chunk) + AXI_REFS * 4 + 8);
	w.start = v->pool_used;
	w.used = w.start + (u32)sizeof(struct axi_chunk);
	if (w.full)
		return w;
	*chunk_at(v, w.start) = (struct axi_chunk){.refs = v->refs};
	memcpy(v->pool + w.used, v->ref, v->refs * 4);
	w.used += v->refs * 4;
	return w;
}

static void chunk_put(struct axi_verify *v, struct writer *w, u32 key, const struct axi_val *val)
{
	u32 limit = v->pool_size - v->slot_count * (u32)sizeof(struct axi_val);

	if (w->full)
		return;
	if (limit - w->used < VAL_WORDS * 4 + 8) {
		w->full = true;
		return;
	}
	w->used += 4 * put_val(key, val, (u32 *)(void *)(v->pool + w->used));
}

/* What states are kept apart by at a join: the kinds of their values, and, where more is kept apart, small constants
 * (lengths, flags, error codes). */
struct shape {
	u32 kinds, numbers;
};

static void shape_add(const struct axi_verify *v, struct shape *s, u32 key, const struct axi_val *val)
{
	u32 hash = s->kinds;

	if (key >= AXI_KEY_SLOT && !val->width)
		return;
	if (val->kind == AXI_SCALAR) {
		if (v->apart && axi_range_is_const(&val->r) && val->r.smin >= -4096 && val->r.smin <= 65535)
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
	return v->apart ? (s->kinds & 0xffff0000) | s->numbers >> 16 : s->kinds;
}

static u32 shape_of(struct axi_verify *v, u16 live)
{
	struct shape shape = {.kinds = v->refs};

	for (u32 rest = live & 0x3ff; rest; rest &= rest - 1) {
		u32 r = (u32)__builtin_ctz(rest);

		if (v->reg[r].kind != AXI_UNINIT)
			shape_add(v, &shape, r, &v->reg[r]);
	}
	for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);)
		if (present(e.val))
			shape_add(v, &shape, e.key, e.val);
	return shape_hash(v, &shape);
}

static void chunk_close(struct axi_verify *v, struct writer *w, u32 *owner, u32 shape)
{
	struct axi_chunk *c = chunk_at(v, w->start);

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
	note_peak(v);
}

/* Free the first chunk of the chain at *link. */
static void drop(struct axi_verify *v, u32 *link)
{
	u32 at = *link;
	struct axi_chunk *c = chunk_at(v, at);

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
		drop(v, owner);
}

/* Write the current state; again after squeezing when the pool filled up on the way. */
static int append(struct axi_verify *v, u32 *owner, u16 live)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		struct writer w = chunk_open(v);
		struct shape shape = {.kinds = v->refs};

		for (u32 rest = live & 0x3ff; rest; rest &= rest - 1) {
			u32 r = (u32)__builtin_ctz(rest);

			if (v->reg[r].kind != AXI_UNINIT) {
				chunk_put(v, &w, r, &v->reg[r]);
				shape_add(v, &shape, r, &v->reg[r]);
			}
		}
		for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);)
			if (present(e.val)) {
				chunk_put(v, &w, e.key, e.val);
				shape_add(v, &shape, e.key, e.val);
			}
		if (!w.full) {
			chunk_close(v, &w, owner, shape_hash(v, &shape));
			v->states++;
			return 0;
		}
		compact(v);
	}
	return pool_full(v);
}

int axi_chunk_save(struct axi_verify *v, u32 *owner, u16 live)
{
	axi_chunk_free(v, owner);
	return append(v, owner, live);
}

/* Of a chunk that is a loop's invariant: names up to which were there when it was made; nobody asks for its shape. */
void axi_chunk_set_names(struct axi_verify *v, u32 at, u32 names)
{
	chunk_at(v, at)->shape = names;
}

u32 axi_chunk_names(const struct axi_verify *v, u32 at)
{
	return chunk_at(v, at)->shape;
}

u32 axi_chunk_refs(const struct axi_verify *v, u32 at, const u32 **ref)
{
	*ref = (const u32 *)(const void *)(chunk_at(v, at) + 1);
	return chunk_at(v, at)->refs;
}

const void *axi_chunk_bytes(const struct axi_verify *v, u32 at, u32 *bytes)
{
	*bytes = chunk_at(v, at)->bytes;
	return chunk_at(v, at);
}

void axi_claim_begin(struct axi_verify *v, const u32 *ref, u32 refs)
{
	struct writer w;
	u32 held = v->refs, own[AXI_REFS];

	memcpy(own, v->ref, sizeof(own)); /* a chunk has the references that are held: the claim's */
	memcpy(v->ref, ref, refs * 4);
	v->refs = refs;
	w = chunk_open(v);
	memcpy(v->ref, own, sizeof(own));
	v->refs = held;
	v->claim.start = w.start;
	v->claim.used = w.used;
	v->claim.full = w.full;
}

void axi_claim_put(struct axi_verify *v, u32 key, const struct axi_val *val)
{
	struct writer w = {v->claim.start, v->claim.used, v->claim.full};

	chunk_put(v, &w, key, val);
	v->claim.used = w.used;
	v->claim.full = w.full;
}

int axi_claim_end(struct axi_verify *v, u32 *owner)
{
	struct writer w = {v->claim.start, v->claim.used, v->claim.full};

	if (w.full)
		return pool_full(v);
	chunk_close(v, &w, owner, 0);
	return 0;
}

u32 axi_chunk_count(const struct axi_verify *v, u32 first)
{
	u32 n = 0;

	for (; first; first = chunk_at(v, first)->next)
		n++;
	return n;
}

u32 axi_chunk_nth(const struct axi_verify *v, u32 first, u32 n)
{
	while (n--)
		first = chunk_at(v, first)->next;
	return first;
}

void axi_chunk_set_refs(struct axi_verify *v, u32 at)
{
	const struct axi_chunk *c = chunk_at(v, at);
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
		struct writer w = chunk_open(v);

		for (struct axi_each e = axi_each(v); axi_each_next(v, &e);)
			if (axi_foot_written(v, depth, e.key)) /* even where nothing is known now */
				chunk_put(v, &w, e.key, e.val);
		if (!w.full) {
			chunk_close(v, &w, owner, 0);
			return 0;
		}
		compact(v);
	}
	return pool_full(v);
}

/* The rest of the chunk becomes a free one, when it is large enough for a header. */
void axi_chunk_keep_seen(struct axi_verify *v, u32 at, u32 depth)
{
	struct axi_chunk *c = chunk_at(v, at);
	u32 *to = (u32 *)(void *)(c + 1) + c->refs, used, bytes = c->bytes;
	const u32 *end = chunk_end(c);

	for (const u32 *in = to; more(in, end);) {
		const u32 *after = val_after(in);

		if (axi_foot_seen(v, depth, key_of(in))) {
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
	*chunk_at(v, at + used) = (struct axi_chunk){.bytes = bytes - used};
	v->pool_free += bytes - used;
}

/* Count the slots of each frame in a recorded state; the sum. */
static u32 count_slots(const struct axi_chunk *c, u32 slots[AX_CALL_DEPTH])
{
	u32 n = 0;

	memset(slots, 0, AX_CALL_DEPTH * sizeof(*slots));
	for (const u32 *in = chunk_vals(c), *end = chunk_end(c); more(in, end); in = val_after(in)) {
		u32 key = key_of(in);

		if (key >= AXI_KEY_SLOT)
			slots[(key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME] = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME + 1;
	}
	for (u32 f = 0; f < AX_CALL_DEPTH; f++)
		n += slots[f];
	return n;
}

/* Registers from a recorded state; returns what follows them in it. */
static const u32 *load_regs(struct axi_verify *v, const struct axi_chunk *c)
{
	const u32 *in = chunk_vals(c), *end = chunk_end(c);
	u32 r = 0;

	for (; more(in, end) && key_of(in) < AX_R10; r++) {
		for (; r < key_of(in); r++)
			v->reg[r].kind = AXI_UNINIT;
		in = get_val(&v->reg[r], in);
	}
	for (; r < AX_R10; r++)
		v->reg[r].kind = AXI_UNINIT;
	v->refs = c->refs;
	memcpy(v->ref, c + 1, c->refs * 4);
	v->dead = false;
	return more(in, end) ? in : NULL;
}

int axi_chunk_load(struct axi_verify *v, u32 *owner)
{
	u32 slots[AX_CALL_DEPTH], n = 0;
	const struct axi_chunk *c = chunk_at(v, *owner);

	if (!load_regs(v, c) && !v->depth) { /* no stack */
		v->slot_count = 0;
		v->frame[0].slots = 0;
		return 0;
	}
	n = count_slots(c, slots);
	v->slot_count = 0; /* the old state is gone; the pool may have grown into its room */
	if (!make_room(v, n * (u32)sizeof(struct axi_val)))
		return pool_full(v);
	c = chunk_at(v, *owner);
	for (u32 f = 1; f <= v->depth && !axi_full(v); f++)
		for (u32 i = 0; i < 4; i++)
			v->frame[f].saved[i].kind = AXI_UNINIT;
	n = 0;
	for (u32 f = 0; f <= v->depth; f++) {
		v->frame[f].base = (u16)n;
		v->frame[f].slots = (u16)slots[f];
		n += slots[f];
	}
	v->slot_count = n;
	for (u32 i = 0; i < n; i++)
		*axi_slot(v, i) = (struct axi_val){.kind = AXI_BYTES};
	for (const u32 *in = chunk_vals(c), *end = chunk_end(c); more(in, end); in = val_after(in))
		if (key_of(in) >= AX_R10)
			get_val(axi_val_at(v, key_of(in)), in);
	note_peak(v);
	return 0;
}

int axi_chunk_take(struct axi_verify *v, u32 *owner)
{
	int left = 0, err = axi_chunk_load(v, owner);

	if (err)
		return err;
	drop(v, owner);
	for (u32 next = *owner; next; next = chunk_at(v, next)->next)
		left++;
	return left;
}

void axi_chunk_move(struct axi_verify *v, u32 *from, u32 *to)
{
	*to = *from;
	*from = 0;
	for (u32 at = *to; at; at = chunk_at(v, at)->next)
		chunk_at(v, at)->owner = to;
}

/* ---- joins ---- */

/* What a joined value's id is: the pair (a, b) of ids at a fixed distance becomes one id. 0: no link. */
static u32 join_id(struct axi_verify *v, u32 a, u32 b, s32 diff)
{
	struct axi_idmap *m = &v->map;

	if (!a || !b)
		return 0;
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
		return (u8)(val->zero | ((1u << val->width) - 1));
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
	*val = (struct axi_val){.kind = AXI_BYTES, .init = (u8)(val->init | ((1u << val->width) - 1)), .zero = slot_zero(val)};
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

/* Packet pointers.  Names join by pairs, so that pointers that had one name on both sides have one afterwards; what was
 * compared with the end counts from the variable part. */
static bool packet_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	s64 distance = (s64)b->off - a->off, proven = (s64)b->size - distance;
	u32 name = axi_packet_name(a), other = axi_packet_name(b);
	struct axi_range r = b->r, d;

	if (distance) {
		axi_range_const(&d, (u64)distance);
		axi_range_alu(&r, AX_ADD, false, &d);
	}
	if (name != other || distance || name != AXI_VAR_BASE) {
		name = join_id(v, name, other, (s32)distance);
		a->var = name;
	}
	a->obj = distance || a->obj != b->obj ? 0 : a->obj;
	if (!b->size || proven < 0)
		proven = 0;
	if (proven < (s64)a->size)
		a->size = (u32)proven;
	axi_range_join(&a->r, &r);
	return true;
}

/* Pointers of one kind into one sort of object; the offsets may differ. */
static bool pointer_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	struct axi_val other = *b;
	bool with_id = a->kind == AXI_VALUE || a->kind == AXI_OBJECT || a->kind == AXI_MEM || a->kind == AXI_MAP;

	if (axi_in_packet(a))
		return packet_join(v, a, b);
	if (a->obj != b->obj || a->size != b->size)
		return false;
	if (a->kind == AXI_OBJECT && (a->off != b->off || a->var != b->var))
		return false; /* another object's lifetime */
	if (a->off != b->off) {
		struct axi_range distance;

		axi_range_const(&distance, (u64)((s64)b->off - a->off));
		axi_range_alu(&other.r, AX_ADD, false, &distance);
	}
	if (a->kind == AXI_RECORD && a->id != b->id)
		return false; /* two different reservations */
	if (with_id) {
		if (!a->id != !b->id)
			return false; /* a looked-up value and a direct address */
		u32 id = join_id(v, a->id, b->id, 0);

		a->id = id ? id : a->id ? ++v->next_id : 0;
	}
	a->null |= b->null;
	if (a->off != b->off || a->var != b->var)
		a->var = 0;
	axi_range_join(&a->r, &other.r);
	return true;
}

/* NULL on one side, a looked-up value on the other: a value that may be NULL. */
static bool null_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	struct axi_val pointer = is_zero(a) ? *b : *a;

	if ((pointer.kind != AXI_VALUE && pointer.kind != AXI_MEM && (pointer.kind != AXI_OBJECT || pointer.var)) || !(is_zero(a) || is_zero(b)) || !pointer.id)
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
		a->id = join_id(v, a->id, b->id, (s32)((u32)a->off - (u32)b->off));
		if (!a->id)
			a->off = 0;
		axi_range_join(&a->r, &b->r);
		ok = true;
	} else if (a->kind == b->kind && a->kind != AXI_UNINIT) {
		ok = pointer_join(v, a, b);
	} else {
		ok = null_join(v, a, b);
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

/* ---- calls ---- */

/* The slots first .. last of a frame are looked at: note it for all calls under way above it. */
void axi_foot_mark(struct axi_verify *v, u32 frame, u32 first, u32 last, bool write)
{
	u64 bits = (UINT64_MAX >> (63 - last)) & (UINT64_MAX << first);

	for (u32 d = axi_full(v) ? v->depth : frame + 1; d <= v->depth; d++) {
		struct axi_foot *foot = axi_full(v) ? &v->foot[frame] : axi_foot(v, d, frame);

		foot->seen |= bits;
		if (write && !AXI_PLANT(45))
			foot->written |= bits;
	}
}

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
	if (!axi_ref_held(v, val->id)) /* references have the names of their places */
		val->id = rename_id(v, val->id);
	if (!axi_ref_held(v, val->var))
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

	if (!b || v->same_ids || b <= v->names || b >> 31)
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

	if ((b->size && (!a->size || (s64)a->size - distance < (s64)b->size)) || (b->obj && (distance || a->obj < b->obj)))
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

/* axi_val_in - is every concrete value of a one of b? */
bool axi_val_in(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b, bool slot)
{
	struct axi_range shifted;

	if (slot && !b->width)
		return bytes_in(a, b);
	if (slot && (a->width != b->width || (b->init & ~a->init) || (b->zero & ~slot_zero(a))))
		return false;
	if ((b->kind == AXI_VALUE || b->kind == AXI_MEM || b->kind == AXI_MAP || (b->kind == AXI_OBJECT && !b->var)) && b->null &&
	    is_zero(a))
		return axi_link_in(v, 0, b->id, 0);
	if (a->kind != b->kind)
		return false;
	if (a->kind == AXI_SCALAR && axi_full(v) && b->id > v->names && axi_range_is_const(&a->r))
		return axi_range_in(&a->r, &b->r) && const_link_in(v, a->r.tv - (u64)(s64)b->off, b->id);
	if (a->kind == AXI_SCALAR)
		return axi_range_in(&a->r, &b->r) && axi_link_in(v, a->id, b->id, (s32)((u32)a->off - (u32)b->off));
	if (axi_in_packet(a))
		return packet_in(v, a, b);
	if (a->kind == AXI_OBJECT && (a->off != b->off || a->var != b->var || !axi_link_in(v, a->id, b->id, 0)))
		return false;
	if (a->obj != b->obj || a->size != b->size || (a->null && !b->null && !AXI_PLANT(35)))
		return false;
	if (a->kind == AXI_RECORD && a->id != b->id)
		return false;
	if ((a->kind == AXI_VALUE || a->kind == AXI_MEM || a->kind == AXI_MAP) && (!a->id != !b->id || !axi_link_in(v, a->id, b->id, 0)))
		return false;
	/* a name that b gives its variable part must be a's, at joins: it may also be a loop invariant's */
	if (v->same_ids && b->var && a->var != b->var)
		return false;
	if (v->same_ids && b->var && a->off != b->off)
		return false;
	/* pointers that share a name in b are at fixed distances there: so they must be in a; what has no name is alone */
	if (!v->same_ids && b->var && !axi_link_in(v, a->var ? a->var : ++v->next_id, b->var, a->off - b->off))
		return false;
	if (a->off == b->off)
		return axi_range_in(&a->r, &b->r);
	axi_range_const(&shifted, (u64)((s64)a->off - b->off));
	axi_range_alu(&shifted, AX_ADD, false, &a->r);
	return axi_range_in(&shifted, &b->r);
}

static bool same_refs(const struct axi_verify *v, const struct axi_chunk *c)
{
	const u32 *ref = (const u32 *)(const void *)(c + 1);

	if (c->refs != v->refs)
		return false;
	for (u32 i = 0; i < c->refs; i++)
		if (!axi_ref_held(v, ref[i]))
			return false;
	return true;
}

bool axi_same_refs(const struct axi_verify *v, u32 at)
{
	return same_refs(v, chunk_at(v, at));
}

bool axi_state_in(struct axi_verify *v, u32 at)
{
	const struct axi_chunk *c = chunk_at(v, at);
	struct axi_val val;

	if (!same_refs(v, c))
		return false;
	v->map.count = 0;
	for (const u32 *in = chunk_vals(c), *end = chunk_end(c); more(in, end);) {
		u32 key = key_of(in);
		const struct axi_val *mine = axi_val_at(v, key);

		in = get_val(&val, in);
		if (!mine || !present(mine) || !axi_val_in(v, mine, &val, key >= AXI_KEY_SLOT))
			return false;
	}
	return true;
}

/* Replace chunk `at` of the chain by its join with the current state. */
static int join_into(struct axi_verify *v, u32 *owner, u32 at)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		struct writer w = chunk_open(v);
		u32 *link = owner;

		/* opening may have squeezed the pool: find the chunk again by its place in the chain */
		for (u32 i = 0; i < at; i++)
			link = &chunk_at(v, *link)->next;
		struct axi_chunk *c = chunk_at(v, *link);
		u32 shape = c->shape;

		v->map.count = 0;
		for (const u32 *in = chunk_vals(c), *end = chunk_end(c); more(in, end);) {
			u32 key = key_of(in);
			const struct axi_val *mine = axi_val_at(v, key);
			struct axi_val val;

			in = get_val(&val, in);
			if (mine && present(mine) && axi_val_join(v, &val, mine, key >= AXI_KEY_SLOT) && present(&val))
				chunk_put(v, &w, key, &val);
		}
		if (!w.full) {
			v->pool_free += c->bytes; /* below the new one */
			*link = c->next;
			c->owner = NULL;
			chunk_close(v, &w, owner, shape);
			return 0;
		}
		compact(v);
	}
	return pool_full(v);
}

int axi_record(struct axi_verify *v, u32 *owner, u16 live, bool one)
{
	u32 shape, count = 0, same = AXI_NONE, joinable = AXI_NONE, near = AXI_NONE, i = 0;

	if (!*owner)
		return append(v, owner, live);
	shape = shape_of(v, live);
	for (u32 at = *owner; at; at = chunk_at(v, at)->next, i++) {
		const struct axi_chunk *c = chunk_at(v, at);

		bool covered;

		count++;
		v->same_ids = true;
		covered = axi_state_in(v, at);
		v->same_ids = false;
		if (covered)
			return 0;
		if (!same_refs(v, c))
			continue;
		if (c->shape == shape)
			same = i;
		if (!((c->shape ^ shape) >> 16))
			near = i;
		joinable = i;
	}
	if (same != AXI_NONE)
		return join_into(v, owner, same);
	if (!one && count < (v->apart ? v->apart : v->shapes))
		return append(v, owner, live);
	if (joinable == AXI_NONE)
		return axi_reject(v, AXI_REASON_REF_JOIN, -1);
	return join_into(v, owner, near != AXI_NONE ? near : joinable);
}

/* Join a recorded state's value into the current one; what the record does not have, nobody knows. */
static const u32 *merge_val(struct axi_verify *v, u32 key, struct axi_val *mine, const u32 *in, const u32 *end)
{
	bool slot = key >= AXI_KEY_SLOT;
	struct axi_val val;

	while (more(in, end) && key_of(in) < key)
		in = val_after(in);
	if (!more(in, end) || key_of(in) != key) {
		*mine = (struct axi_val){.kind = slot ? AXI_BYTES : AXI_UNINIT};
		return in;
	}
	in = get_val(&val, in);
	if (!present(mine) || !axi_val_join(v, &val, mine, slot))
		val = (struct axi_val){.kind = slot ? AXI_BYTES : AXI_UNINIT};
	*mine = val;
	return in;
}

int axi_merge(struct axi_verify *v, u32 *owner, u16 live, bool one)
{
	const struct axi_chunk *c = chunk_at(v, *owner);
	const u32 *in = chunk_vals(c), *end = chunk_end(c);
	int err;

	if (c->next || !same_refs(v, c))
		return 0;
	v->same_ids = true;
	bool covered = axi_state_in(v, *owner);

	v->same_ids = false;
	if (covered) {
		err = axi_chunk_take(v, owner);
		return err < 0 ? err : 1;
	}
	if (!one && (v->apart || v->shapes > 1) && c->shape != shape_of(v, live))
		return 0;
	v->map.count = 0;
	for (u32 r = 0; r < AX_R10; r++)
		if (!(live >> r & 1))
			v->reg[r].kind = AXI_UNINIT;
		else if (v->reg[r].kind != AXI_UNINIT)
			in = merge_val(v, r, &v->reg[r], in, end);
	for (struct axi_each e = axi_each_beyond(v); axi_each_next(v, &e);)
		in = merge_val(v, e.key, e.val, in, end);
	drop(v, owner);
	return 1;
}
