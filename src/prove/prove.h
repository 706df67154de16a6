/* SPDX-License-Identifier: Apache-2.0
 * prove.h - what the makers of certificates share: sparse ones (prove.c) and full ones (plan.c). */
#ifndef VERIFY_PROVE_H
#define VERIFY_PROVE_H

#include "check/claim.h"

#define AXI_STEPS 1024
/* struct axi_steps - numbers at which a bound may stay that rounds break (guess.c; hosts). */
struct axi_steps {
	u32 count;
	u64 at[AXI_STEPS];
};
struct axi_steps *axi_steps_find(const struct ax_verify_input *in, struct ax_arena *arena); /* NULL: no memory */
/* axi_prove_guess - axi_prover.guess, by the steps of the proof.  h: what was guessed, b: what came back. */
void axi_prove_guess(struct axi_verify *v, struct axi_range *h, const struct axi_range *b);

struct axi_plan;
struct axi_proof {
	u8 *out;
	size_t room, used;
	u32 pc;            /* of the last entry */
	bool full;         /* the output is */
	bool limited;      /* exploring: more states came to a place than it keeps */
	struct axi_steps *steps; /* NULL: numbers are guessed as the verifier does */
	struct axi_plan *plan; /* of a full certificate; NULL: a sparse one */
};

void axi_put_u8(struct axi_proof *p, u8 byte);
void axi_put_uint(struct axi_proof *p, u64 n);
void axi_put_int(struct axi_proof *p, s64 n);
void axi_put_range(struct axi_proof *p, const struct axi_range *r);
void axi_put_slot(struct axi_proof *p, const struct axi_val *val);

/* struct axi_way - a way of finding invariants, and what a walk in it says of other ways (axi_way_known).  Each is tried for as long as one
 * alone may take. */
struct axi_way {
	u8 level;
	bool drops;     /* slots that are dead are forgotten */
	bool by_itself; /* axi_prover.by_itself */
	bool steps;     /* numbers are guessed by steps (guess.c); hosts */
};
struct axi_tried {
	struct axi_way way;
	bool same;      /* it was not tried: an earlier one tells */
	bool accepted;  /* by inference */
	bool fixed;     /* no other way is another walk */
	bool joined, dropped, crowded, looped, calls, full;
};
/* axi_way_begin - what is to be noted of a walk; axi_way_end - it was walked, and this was found.  axi_way_known - does one of those that were
 * tried say that this one finds what that one has found?  It walks the same states then. */
void axi_way_begin(struct axi_kept *kept);
void axi_way_end(struct axi_tried *tried, const struct axi_way *way, const struct axi_kept *kept, int err, u32 reason);
bool axi_way_known(const struct axi_tried *tried, u32 count, const struct axi_way *way);

void axi_put_header(struct axi_proof *p, u32 mode);
/* axi_prove_check - does the checker take it, in the memory that it will have? */
int axi_prove_check(const struct axi_proof *p, const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *verdict,
		    struct ax_diag *diag);

/* axi_explore - the plan of a full certificate by what can happen, with up to `limit` states at a place (explore.c; hosts). */
int axi_explore(const struct ax_verify_input *in, struct ax_arena *arena, struct axi_proof *proof, u32 limit, struct ax_diag *diag);

#endif
