/* SPDX-License-Identifier: Apache-2.0
 * record.h - what a second walk remembers: the state before each instruction, and the states over each edge. */
#ifndef EXPLAIN_RECORD_H
#define EXPLAIN_RECORD_H

#include <axiom/explain.h>
#include "verify/verify.h"

struct axi_seen_val {
	u32 key;            /* as axi_val_at */
	struct axi_val val;
};

/* struct axi_seen - a remembered state; values of registers and slots follow. */
struct axi_seen {
	u32 count, room;    /* values */
	u32 stamp;          /* when: counts up over the walk */
	u32 depth;          /* frame */
	u32 ref;            /* a held reference; 0 none */
	u32 unused;
};

/* struct axi_edge - a state that went from slot `from` to slot `to`; the last one stays. */
struct axi_edge {
	u32 from, to;
	u32 next;           /* further edges into `to` */
	u32 state;
};

/* struct axi_record - places are offsets in the pool in units of 8 bytes; 0: none. */
struct axi_record {
	u32 slots;
	u32 *before;        /* [slots] states */
	u32 *edge;          /* [2 * slots] by `from`: falls through, jumps */
	u32 *into;          /* [slots] edges into a slot */
	u32 *path;          /* [slots] */
	u64 *times;         /* [slots] */
	u8 *pool;
	u32 pool_size, pool_used;
	u32 stamp;
};

/* axi_record_start - take tables and pool from the arena; the pool is what is left. */
bool axi_record_start(struct axi_record *r, u32 slots, struct ax_arena *arena);
/* The watcher's functions; arg is the record. */
void axi_record_state(void *arg, const struct axi_verify *v);
void axi_record_edge(void *arg, const struct axi_verify *v, u32 from, u32 to);
void axi_record_end(void *arg, const struct axi_verify *v);

static inline const struct axi_seen *axi_seen_at(const struct axi_record *r, u32 at)
{
	return at ? (const struct axi_seen *)(const void *)(r->pool + (size_t)at * 8) : NULL;
}
static inline const struct axi_seen *axi_seen_before(const struct axi_record *r, u32 insn)
{
	return insn < r->slots ? axi_seen_at(r, r->before[insn]) : NULL;
}
static inline const struct axi_edge *axi_edge_at(const struct axi_record *r, u32 at)
{
	return at ? (const struct axi_edge *)(const void *)(r->pool + (size_t)at * 8) : NULL;
}
/* axi_seen_vals - the values. */
static inline const struct axi_seen_val *axi_seen_vals(const struct axi_seen *s)
{
	return (const struct axi_seen_val *)(const void *)(s + 1);
}
/* axi_seen_find - the value of `key` (AX_R10 too); UNINIT when it is not there. */
void axi_seen_find(const struct axi_seen *s, u32 key, struct axi_val *out);

/* slice.c: follow the register of out->diag backwards; fills facts, path, subject and advice.  `work`: axi_slice_bytes. */
size_t axi_slice_bytes(void);
void axi_slice(struct ax_explain *out, const struct axi_record *r, void *work);


_Static_assert(sizeof(struct axi_seen) % 8 == 0, "values follow it");

#endif
