/* SPDX-License-Identifier: Apache-2.0
 * claim.h - what the files of this room share, and what the makers of full certificates know of them. */
#ifndef CHECK_CLAIM_H
#define CHECK_CLAIM_H

#include "verify/cert.h"

#define AXI_TERMS     4  /* numbers that an entry's costs depend on */
#define AXI_RELATIONS 3
#define AXI_WITH_TIMES 4 /* in their number: each has `times` */
#define AXI_CLAIM_STATES (AXI_RANKS ? 128 : 32) /* of an entry */
#define AXI_SAMPLES   6  /* entries whose places are kept */
enum { AXI_WALK_CALLBACK = 1, AXI_WALK_MOVES = 2, AXI_WALK_TAILS = 4, AXI_WALK_LOCKED = 8, AXI_WALK_LATER = 16,
       AXI_WALK_FLAGS = AXI_CALLBACKS ? 31 : 0 };

/* struct axi_term - costs[0] instructions and cost[1] helper calls for each round left, which are (at - number) / step, or,
 * where step is negative, (number - at) / -step, rounded down. */
struct axi_term {
	u32 key;
	u32 name;            /* of a claim that is the current state: the number is its name's, plus off */
	s64 off, at, step;
	u64 cost[2];
};
/* struct axi_relation - `times` the number at `key` is factor times the one at `other`, plus sum (modulo 2^64).  With no other (its own
 * key, on hosts): the number is `sum` and a multiple of `times`, as integers. */
struct axi_relation {
	u32 key, other, name, other_name;
	u32 times;           /* to 2^20; but on hosts: 1 */
	s64 factor;
	u64 sum;             /* of a claim that is the current state: between the names */
};
struct axi_number {
	struct axi_range r;
	u32 name;
	s64 off;
};
/* struct axi_place - an entry: where it is, where the one after it is, and the last one that stands alone. */
struct axi_place {
	u32 next, pc, at, whole;
};
struct axi_walk {
	u32 sub, depth;
	bool callback, moves, tails, bad;
	bool locked;         /* a lock is held when it begins, and still when it ends */
	bool later;          /* a timer in a value of `map` calls it */
	u32 map;
	struct axi_foot foot[AX_CALL_DEPTH]; /* slots of the frames below that it may have seen or written */
	u32 outs, out;       /* states that it comes back in: how many, where */
	struct axi_place start;
	u32 end, code_end;
};
/* struct axi_toll - an edge and what it costs, for the prover. */
struct axi_toll {
	u32 walk, from, to;  /* the walk's number, slots; AXI_NONE: the walk's end */
	u64 spent[2];
	u32 terms;           /* of `to`; for each: rounds that are gone, of the same number as before, or else the most, negative */
	bool same[AXI_TERMS];
	s64 gone[AXI_TERMS];
};
/* struct axi_listed - a place in the list of instructions that load fields: the next one, and what follows it. */
struct axi_listed {
	u32 next, pc, how;   /* pc AXI_NONE: there is none */
};
/* struct axi_claims - where the checker stands in a full certificate.  What is used most stands first. */
struct axi_claims {
	bool by_budget;
	u32 walks, number, first;    /* how many, and where */
	struct axi_listed fields, listed; /* the first; the first that is not before `here` */
	struct axi_place here;
	/* of the claim that the run under way began with */
	u32 terms, relations;
	u64 rest[2], spent[2];
	struct {             /* of the entry that was read last */
		u32 states, terms, relations;
		u64 rest[2];
		struct axi_relation relation[AXI_RELATIONS];
		struct axi_term term[AXI_TERMS];
	} read;
	struct axi_relation relation[AXI_RELATIONS];
	struct axi_term term[AXI_TERMS];
	struct axi_walk walk;
	u32 base;            /* the state by which others are told that are read now; 0: none */
	bool in;             /* is the current state in the one that is read? */
	u32 learned;
	struct axi_val old[AXI_RELATIONS];
	u32 samples;
	struct axi_place sample[AXI_SAMPLES];
	bool (*toll)(void *arg, const struct axi_toll *toll);
	/* a prover explores what can happen (src/prove/explore.c): there is no certificate; where the run's places are, and what
	 * arrives there */
	u32 (*until)(void *arg, u32 pc);
	int (*arrive)(void *arg, struct axi_verify *v, u32 pc);
	void *toll_arg;
};
/* axi_check_open - a checker that has no certificate, for the body of the program itself, without its pool; axi_check_run - from
 * claims->here.pc, in the current state, to the next places. */
struct axi_verify *axi_check_open(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag,
				  const struct axi_walk *w);
int axi_check_run(struct axi_verify *v);

int axi_claims_malformed(struct axi_verify *v, const char *why);
int axi_claims_fields(struct axi_verify *v, u32 at);                   /* the list of fields, and where walks begin behind it */
u32 axi_claims_field(struct axi_verify *v, struct axi_listed *l, u32 pc); /* enum axi_field; *l goes on to there */
int axi_claims_walk(struct axi_verify *v, u32 at, struct axi_walk *w); /* read a walk's beginning */
int axi_claims_begin(struct axi_verify *v, u32 at);                    /* ... and go there */
bool axi_claims_advance(struct axi_verify *v);                         /* to the next entry; false: that was the last */
int axi_claims_next(struct axi_verify *v, u32 *pc);                    /* where the next entry is */
int axi_claims_take(struct axi_verify *v, u32 n, u32 *left);           /* the entry's n-th state becomes the current one */
int axi_claims_reach(struct axi_verify *v, u32 pc);                    /* the current state must be one of the entry's there */
bool axi_claims_afford_end(struct axi_verify *v);
int axi_claims_spend(struct axi_verify *v, u64 insns, u64 calls, u64 times);
int axi_claims_first(struct axi_verify *v, const struct axi_walk *w, u32 *owner);      /* the state that a walk begins in */
int axi_claims_out(struct axi_verify *v, const struct axi_walk *w, u32 n, u32 *owner); /* ... and comes back in */
bool axi_claims_in(struct axi_verify *v, u32 owner); /* is the current state in the one that was read last, with its relations? */
bool axi_claims_starts(struct axi_verify *v, u32 owner, u64 cost[2]);

#endif
