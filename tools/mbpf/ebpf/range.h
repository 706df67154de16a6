/* SPDX-License-Identifier: Apache-2.0
 * range.h - values as range.c knows them, and what operators make of them (transfer.c). */
#ifndef MBPF_EBPF_RANGE_H
#define MBPF_EBPF_RANGE_H

#include "mbpf/ebpf/ir.h"

#define NO_LINK 0xffff

/* What is known at one place: registers, then global variables, then the length of the context's data. */
struct facts {
	struct val *v;
	u16 *link; /* [registers]: holds the same as this register, variable or the length; NO_LINK ... */
	s32 *off;  /* ... and this constant more */
};

/* While a loop is followed: at its head before it, in the turn at hand, in all turns, before a widening; and at its other blocks,
 * what comes from outside. */
struct loop_facts {
	struct facts base, now, all, old, **side;
};

struct ranges {
	struct cc_state *c;
	struct fn *fn;
	/* [block_count]: before each block in the turn at hand; in all turns; what waits for a loop's next turn */
	struct facts *in, *record, *pending;
	bool *reached, *recorded, *waits;
	u32 *extent;        /* of a loop's head: behind the loop's last block; 0: none */
	struct loop_facts **own; /* of loops' heads */
	struct facts now, end;
	bool last;          /* the pass that counts: more patience */
	u32 budget;         /* blocks that may still be run turn by turn */
	bool mute;          /* outside of mute_first .. mute_last nobody hears */
	u32 mute_first, mute_last;
	u32 slots;
	bool weak;          /* what the verifier can see: nothing of what lies in memory */
	bool check;         /* refuse what is not in the subset */
	u32 where;          /* of the first refusal, in the order of the text */
	char text[200];
	s64 threshold[256];
	u32 thresholds;
};

static inline u32 slot_global(const struct ranges *r, const struct global *g)
{
	return r->fn->regs + g->index;
}
static inline u32 slot_length(const struct ranges *r)
{
	return r->slots - 1;
}
static inline bool in_s32(struct val v)
{
	return v.lo >= INT32_MIN && v.hi <= INT32_MAX;
}
static inline bool in_u32(struct val v)
{
	return v.lo >= 0 && v.hi <= UINT32_MAX;
}

/* transfer.c */
struct val ebpf_val_of(const struct ranges *r, struct opnd a);
struct val ebpf_val_join(struct val a, struct val b);
void ebpf_set(struct ranges *r, u32 slot, struct val v, u32 link, s32 off);
void ebpf_transfer(struct ranges *r, struct ins *i);
void ebpf_complain(struct ranges *r, u32 where, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* branch.c: 1 the branch is always taken, 0 never, -1 open; refine makes r->now what holds where it was (not) taken; false: that
 * cannot be */
int ebpf_known(struct ranges *r, const struct block *b);
bool ebpf_refine(struct ranges *r, const struct block *b, bool taken);

#endif
