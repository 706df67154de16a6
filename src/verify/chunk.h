/* SPDX-License-Identifier: Apache-2.0
 * chunk.h - recorded states as they stand in the pool: what chunk.c (writing and reading them) and join.c share.
 *
 * A recorded state is a chunk: a header, the held references, then (key, value) pairs in ascending order.  Keys name
 * registers, callers' saved registers and stack slots; what is absent is not initialised (or dead). */
#ifndef VERIFY_CHUNK_H
#define VERIFY_CHUNK_H

#include "verify/verify.h"

static inline bool axi_present(const struct axi_val *val)
{
	return val->kind != AXI_UNINIT && !(val->kind == AXI_BYTES && !val->init);
}

/* Bytes of the current state's slots. */
static inline u32 axi_slot_bytes(const struct axi_verify *v)
{
	return axi_packed(v) ? v->packed : v->slot_count * (u32)sizeof(struct axi_val);
}

/* axi_val_near - axi_val_at, at once for most: registers, and slots of the current frame. */
static inline struct axi_val *axi_val_near(struct axi_verify *v, u32 key)
{
	const struct axi_frame *f = &v->frame[v->depth];
	u32 n = key - AXI_KEY_SLOT - AXI_SLOTS_FRAME * v->depth;

	if (AXI_FAST && key < AX_R10)
		return &v->reg[key];
	if (AXI_FAST && n < f->slots && !axi_packed(v))
		return axi_slot(v, f->base + n);
	return axi_val_at(v, key);
}

static inline u32 axi_key_of(const u32 *in)
{
	return *in & 0xfff;
}

static inline const u32 *axi_val_after(const u32 *in)
{
	return in + (*in >> 27);
}

static inline struct axi_chunk *axi_chunk_at(const struct axi_verify *v, u32 at)
{
	return (struct axi_chunk *)(void *)(v->pool + at);
}

static inline const u32 *axi_chunk_vals(const struct axi_chunk *c)
{
	return (const u32 *)(const void *)(c + 1) + c->refs;
}

static inline const u32 *axi_chunk_end(const struct axi_chunk *c)
{
	return (const u32 *)(const void *)((const u8 *)c + c->bytes);
}

/* Padding to 8 is a word with key 0xfff. */
static inline bool axi_chunk_more(const u32 *in, const u32 *end)
{
	return in < end && (*in & 0xfff) != 0xfff;
}

/* axi_get_val - decode the value at `in`; returns what follows it. */
const u32 *axi_get_val(struct axi_val *val, const u32 *in);
/* axi_same_val - would decoding give exactly `val`?  Most values are what they were, and this is cheaper than to ask the
 * domain.  (Only hosts ask.) */
bool axi_same_val(const struct axi_val *val, const u32 *in);

/* Longest encoding of a value, in words: key, id, off, slot, obj, size, var, range. */
#define AXI_VAL_WORDS (8 + sizeof(struct axi_range) / 4)
u32 axi_put_val(u32 key, const struct axi_val *val, u32 *out); /* returns how many words it took */

struct axi_writer axi_chunk_open(struct axi_verify *v, const u32 *ref, u32 refs); /* ref: what it holds */
void axi_chunk_put(struct axi_verify *v, struct axi_writer *w, u32 key, const struct axi_val *val);
void axi_chunk_close(struct axi_verify *v, struct axi_writer *w, u32 *owner, u32 shape);
int axi_chunk_append(struct axi_verify *v, u32 *owner, u16 live); /* the current state becomes the first of a chain */
void axi_chunk_drop(struct axi_verify *v, u32 *link);             /* free the first chunk of a chain */
u32 axi_state_shape(struct axi_verify *v, u16 live);              /* of the current state: axi_chunk.shape */

/* state.c: the pool */
void axi_pool_squeeze(struct axi_verify *v); /* free chunks go, others move */
bool axi_pool_room(struct axi_verify *v, u32 bytes);
void axi_pool_note(struct axi_verify *v); /* of its peak */
int axi_pool_full(struct axi_verify *v);  /* refuse */

#endif
