/* SPDX-License-Identifier: Apache-2.0
 * parts.h - what the files that read a full certificate share, each with its part. */
#ifndef CHECK_PARTS_H
#define CHECK_PARTS_H

#include "check/claim.h"

#define AXI_CLAIM_NAME UINT32_C(0x20000000) /* names of claims begin here; those that the walk makes are below */
#define AXI_PLACE      (UINT32_C(1) << 31)  /* names of places: references */
#define AXI_FAR        (INT64_C(1) << 62)   /* numbers that are counted by stay below, and so do sums of two */

static inline struct axi_bytes axi_claim_bytes(const struct axi_verify *v, u32 from, u32 end)
{
	const u8 *cert = v->in->cert;

	return (struct axi_bytes){.at = cert + from, .end = cert + end};
}

static inline u32 axi_claim_place(const struct axi_verify *v, const struct axi_bytes *b)
{
	return (u32)(b->at - (const u8 *)v->in->cert);
}

/* told.c: read the next state of an entry or of a walk's end: before it nothing, or the one that it is told by.  What it says is kept
 * as a recorded state in *owner; or, where there is none, compared: c->in; where it is in, what its relations say stays known on
 * hosts (axi_relations_forget).  axi_told_pass passes over it. */
u32 axi_bytes_u32(struct axi_bytes *b);
int axi_told_read(struct axi_verify *v, struct axi_bytes *b, u32 *owner);
int axi_told_pass(struct axi_verify *v, struct axi_bytes *b);

/* entry.c */
bool axi_entry_next(struct axi_verify *v, struct axi_place *p, struct axi_bytes *b); /* false: there is none, or b->bad */
int axi_entry_steps(struct axi_verify *v);
int axi_entry_index(struct axi_verify *v); /* read where the entries of the walk are, and keep some of the places */
int axi_entry_find(struct axi_verify *v, u32 pc, struct axi_place *out);
int axi_entry_open(struct axi_verify *v, const struct axi_place *p, struct axi_bytes *b); /* *b: its states */

/* relation.c */
bool axi_number_at(struct axi_verify *v, u32 key, struct axi_number *n);
void axi_relations_read(struct axi_verify *v, struct axi_bytes *b);
bool axi_relations_begin(struct axi_verify *v);
bool axi_relations_learn(struct axi_verify *v); /* do those of the state that is read hold?  What they say is known from here on */
void axi_relations_forget(struct axi_verify *v);

/* cost.c */
void axi_costs_read(struct axi_verify *v, struct axi_bytes *b);
bool axi_costs_begin(struct axi_verify *v);
bool axi_costs_afford(struct axi_verify *v, u32 to); /* is what is left here enough for the current state at the entry that was read? */
bool axi_costs_most(struct axi_verify *v, u64 cost[2]);

#endif
