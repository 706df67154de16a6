/* SPDX-License-Identifier: Apache-2.0
 * state.c - the current state, and the pool that it shares with the recorded ones.
 *
 * The pool is filled with recorded states (chunk.c) from below; when it is full, free ones are squeezed out.  The current
 * state's stack slots grow down from its end, whole, or packed as in a recorded state (src/check/packed.c). */
#include "verify/chunk.h"

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

/* ---- the pool ---- */

static u32 room(const struct axi_verify *v)
{
	return v->pool_size - axi_slot_bytes(v) - v->pool_used;
}

void axi_pool_note(struct axi_verify *v)
{
	u32 used = v->pool_used + axi_slot_bytes(v);

	if (used > v->pool_peak)
		v->pool_peak = used;
}

/* Squeeze out free chunks.  A chunk's link (its owner, or `next` of the chunk before it in the chain) follows it. */
__attribute__((noinline)) void axi_pool_squeeze(struct axi_verify *v)
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
bool axi_pool_room(struct axi_verify *v, u32 bytes)
{
	if (room(v) >= bytes)
		return true;
	axi_pool_squeeze(v);
	if (room(v) >= bytes + v->pool_size / 32 || !AXI_INFERS || !v->how->drop || !v->how->drop(v))
		return room(v) >= bytes + v->pool_size / 32;
	axi_pool_squeeze(v);
	return room(v) >= bytes + v->pool_size / 32;
}

bool axi_pool_crowded(struct axi_verify *v)
{
	size_t usual = 10240 + (size_t)32 * v->in->insn_count;

	if (!AXI_FAST) /* the arena itself is not larger */
		return false;
	if (v->pool_at + v->pool_used > usual && v->pool_free > 1024)
		axi_pool_squeeze(v);
	return v->pool_at + v->pool_used > usual;
}

int axi_pool_full(struct axi_verify *v)
{
	return axi_reject(v, AXI_REASON_POOL, -1);
}

/* ---- the current state ---- */

/* The first slot from n on that the frame has; AXI_NONE: it has none. */
static u32 slot_from(const struct axi_verify *v, const struct axi_frame *f, u32 n)
{
	u64 rest = axi_packed(v) && n < AXI_SLOTS_FRAME ? f->have >> n : 0;

	if (axi_packed(v))
		return rest ? n + (u32)__builtin_ctzll(rest) : AXI_NONE;
	return n < f->slots ? n : AXI_NONE;
}

struct axi_val *axi_stack_slot(struct axi_verify *v, u32 frame, u32 n, bool grow)
{
	struct axi_frame *f = &v->frame[AXI_CALLS ? frame : 0];
	u32 at = f->base + n, end = f->base + (u32)f->slots;

	if (axi_packed(v))
		return axi_packed_slot(v, frame, n, grow);
	if (n < f->slots)
		return axi_slot(v, at);
	if (!grow)
		return NULL;
	u32 more = at + 1 - end, tail = v->slot_count - end;

	if (!axi_pool_room(v, more * (u32)sizeof(struct axi_val)))
		return NULL;
	v->slot_count += more;
	axi_pool_note(v);
	/* Slots of inner frames, and of this one behind it, move down; index i is at the end minus i. */
	if (tail)
		memmove(axi_slot(v, v->slot_count - 1), axi_slot(v, v->slot_count - 1 - more), tail * sizeof(struct axi_val));
	for (u32 i = end; i < at + 1; i++)
		*axi_slot(v, i) = (struct axi_val){.kind = AXI_BYTES};
	f->slots = (u16)(f->slots + more);
	for (u32 i = frame + 1; AXI_CALLS && i <= v->depth; i++)
		v->frame[i].base = (u16)(v->frame[i].base + more);
	return axi_slot(v, at);
}

void axi_frame_drop_slots(struct axi_verify *v, u32 frame)
{
	if (AXI_DYNPTRS && v->dynptrs)
		axi_slices_end(v, frame, -AX_STACK_BYTES, 0);
	v->slot_count = v->frame[frame].base;
	v->frame[frame].slots = 0;
}

void axi_drop_gone(struct axi_verify *v, u64 gone)
{
	struct axi_frame *f = &v->frame[v->depth];
	bool some = false;

	for (; f->slots && gone >> (f->slots - 1) & 1; f->slots--) {
		some |= axi_present(axi_slot(v, f->base + f->slots - 1u));
		v->slot_count--;
	}
	for (u32 n = 0; n < f->slots; n++)
		if (gone >> n & 1 && axi_present(axi_slot(v, f->base + n))) {
			*axi_slot(v, f->base + n) = (struct axi_val){.kind = AXI_BYTES};
			some = true;
		}
	*v->drops |= some;
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

u32 axi_lock_held(const struct axi_verify *v)
{
	for (u32 i = 0; AXI_MARKS && i < v->refs; i++)
		if (v->ref[i] >> 30 == AXI_LOCK_ID >> 30)
			return v->ref[i];
	return 0;
}

struct axi_val *axi_val_at(struct axi_verify *v, u32 key)
{
	if (key < AX_R10)
		return &v->reg[key];
	if (key >= AXI_KEY_SLOT) {
		u32 frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, n = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME;

		return frame <= axi_depth(v) ? axi_stack_slot(v, frame, n, false) : NULL;
	}
	if (key >= AXI_KEY_SAVED && (key - AXI_KEY_SAVED) / 4 < axi_depth(v) && !axi_full(v))
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
	for (frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, key %= AXI_SLOTS_FRAME; frame <= v->depth; frame++, key = 0) {
		u32 n = slot_from(v, &v->frame[frame], key);

		if (n != AXI_NONE)
			return AXI_KEY_SLOT + frame * AXI_SLOTS_FRAME + n;
	}
	return AXI_NONE;
}

/* The next part: the saved registers of frame 1 .. depth, then slots, frame by frame; packed ones one by one. */
bool axi_each_part(struct axi_verify *v, struct axi_each *e)
{
	u32 n;

	if (++e->part <= axi_depth(v) && !axi_full(v)) {
		e->key = AXI_KEY_SAVED + 4 * (e->part - 1);
		e->left = 4;
		e->val = (struct axi_val *)v->frame[e->part].saved;
		return true;
	}
	e->key = e->key < AXI_KEY_SLOT ? AXI_KEY_SLOT : e->key;
	for (u32 frame = (e->key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME; frame <= axi_depth(v); frame++, e->key = 0) {
		const struct axi_frame *f = &v->frame[frame];

		n = slot_from(v, f, e->key % AXI_SLOTS_FRAME);
		if (n == AXI_NONE)
			continue;
		e->key = AXI_KEY_SLOT + AXI_SLOTS_FRAME * frame + n;
		e->left = axi_packed(v) ? 1 : f->slots - n;
		e->step = -1;
		e->val = axi_packed(v) ? axi_packed_slot(v, frame, n, false) : axi_slot(v, f->base + n);
		return true;
	}
	return false;
}

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
