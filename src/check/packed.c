/* SPDX-License-Identifier: Apache-2.0
 * packed.c - the checker's stack slots on hosts: packed, as recorded states have them, at the pool's end.
 *
 * Those that are looked at are whole for as long: a few, of which the one that was not asked for longest makes room for the next.
 * An address that was given out holds while at most HOT - AXI_UNDO others are asked for; what a branch will take back stays. */
#include <axiom/arena.h>
#include "verify/chunk.h"

#define HOT (AXI_UNDO + 2)

struct axi_hot {
	u32 key;             /* 0: none */
	u32 used;            /* when it was asked for last */
	struct axi_val val;
};

bool axi_packed_open(struct axi_verify *v, struct ax_arena *arena)
{
	v->hot = ax_arena_array(arena, HOT, sizeof(*v->hot), 8);
	return v->hot;
}

void axi_packed_clear(struct axi_verify *v)
{
	for (u32 i = 0; i < HOT; i++)
		v->hot[i].key = 0;
	for (u32 f = 0; f <= v->depth; f++)
		v->frame[f].have = 0;
	v->packed = 0;
}

static u32 *packed(const struct axi_verify *v)
{
	return (u32 *)(void *)(v->pool + v->pool_size - v->packed);
}

/* Where the packed value of the key is, or would be; *words: how many it has now. */
static u32 *find(const struct axi_verify *v, u32 key, u32 *words)
{
	u32 *in = packed(v), *end = (u32 *)(void *)(v->pool + v->pool_size);

	while (in < end && axi_key_of(in) < key)
		in += *in >> 27;
	*words = in < end && axi_key_of(in) == key ? *in >> 27 : 0;
	return in;
}

/* Pack a value again; where there is no room for it, no certificate is accepted any more. */
static void put_back(struct axi_verify *v, struct axi_hot *h)
{
	u32 words[AXI_VAL_WORDS], had, n, *at = find(v, h->key, &had), *first = packed(v);

	if (!h->key || (AXI_PLANT(98) && had) || (had && axi_same_val(&h->val, at)))
		return;
	n = axi_put_val(h->key, &h->val, words);
	if (n > had && !axi_pool_room(v, 4 * (n - had))) {
		v->lost = true;
		return;
	}
	v->packed += 4 * (n - had);
	memmove(packed(v), first, (size_t)((u8 *)at - (u8 *)first));
	memcpy(at + had - n, words, 4 * n);
	axi_pool_note(v);
}

static bool may_go(const struct axi_verify *v, const struct axi_hot *h)
{
	for (u32 i = 0; i < v->undos; i++)
		if (v->undo[i].at == &h->val)
			return false;
	return true;
}

struct axi_val *axi_packed_slot(struct axi_verify *v, u32 frame, u32 n, bool grow)
{
	struct axi_frame *f = &v->frame[frame];
	u32 key = AXI_KEY_SLOT + AXI_SLOTS_FRAME * frame + n, words, last = 0;
	struct axi_hot *to = NULL;
	u32 *at;

	if (!(f->have >> n & 1) && !grow)
		return NULL;
	for (u32 i = 0; i < HOT; i++)
		last = v->hot[i].used > last ? v->hot[i].used : last;
	for (struct axi_hot *h = v->hot; h < v->hot + HOT; h++) {
		if (h->key == key) {
			h->used = last + 1;
			return &h->val;
		}
		if (may_go(v, h) && (!to || !h->key || h->used < to->used))
			to = h;
	}
	put_back(v, to);
	at = find(v, key, &words);
	*to = (struct axi_hot){.key = key, .used = last + 1, .val.kind = AXI_BYTES};
	if (words)
		axi_get_val(&to->val, at);
	f->have |= UINT64_C(1) << n;
	return &to->val;
}

int axi_packed_set(struct axi_verify *v, const u32 *in, const u32 *end)
{
	const u32 *last = in;
	size_t bytes;

	axi_packed_clear(v);
	for (; in && axi_chunk_more(last, end); last = axi_val_after(last)) {
		u32 key = axi_key_of(last);

		v->frame[(key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME].have |= UINT64_C(1) << key % AXI_SLOTS_FRAME;
	}
	bytes = in ? (size_t)((const u8 *)last - (const u8 *)in) : 0;
	if (v->pool_size - v->pool_used < bytes)
		return axi_pool_full(v);
	v->packed = (u32)bytes;
	if (bytes)
		memmove(packed(v), in, bytes);
	axi_pool_note(v);
	return 0;
}
