/* SPDX-License-Identifier: Apache-2.0
 * plan.h - what a walk of inference showed, of which a full certificate is made: plan.c, rounds.c. */
#ifndef PROVE_PLAN_H
#define PROVE_PLAN_H

#include "prove/prove.h"

#define CANDIDATES 4
#define COUNTED    8

/* A number that each round moves by `step`. */
struct axi_moved {
	u32 name;
	s64 off, step, entry; /* at the head: distance from its name; as it enters, when `fixed` */
	s64 at;               /* where it may go at the most */
	u64 rounds;
	bool fixed;
	bool steps;           /* it stays where it may go because of its distance from multiples of `step` alone */
};
struct axi_counted {
	u32 walk, block, first, last; /* positions */
	u32 candidates, counted, chosen;
	bool comes_back;
	struct axi_moved candidate[CANDIDATES], also[COUNTED]; /* also: in the invariant only because rounds are bounded */
	u64 cost[2];
	u64 grown; /* axi_loop.grown: claims have no term for it, but a number that moves by a constant may do */
};
struct axi_planned {
	u32 sub, depth, outs, out; /* states: in the store */
	bool callback, moves, tails, later;
	u32 map;
	struct axi_foot foot[AX_CALL_DEPTH];
};
struct axi_point {
	u32 walk, pc, pos, states, state; /* how many, and the first in the store */
	u32 terms;
	u32 loop[AXI_TERMS];              /* outer ones first */
	u64 rest[2];
	s64 longest;                      /* being found: from a loop's head */
};
struct axi_plan_edge {
	u32 from, to;
	u64 spent[2];
	s64 gone[AXI_TERMS];
	bool same[AXI_TERMS];
};

struct axi_plan {
	u8 *store;
	u32 room, used;
	u32 walks, loops, points, edges, edge_room;
	struct axi_planned *walk;
	struct axi_counted *loop;
	struct axi_point *point;
	struct axi_plan_edge *edge;
	u32 walk_room, loop_room, point_room;
	u32 at[AX_CALL_DEPTH];   /* the walk of each frame */
	const char *why;         /* no certificate can be made of it: the first reason; NULL: none */
	bool by_budget;
	bool uncounted;   /* ... where a loop counts by no number */
	const struct ax_verify_input *in;
	u64 *fields, *converts;  /* bit per instruction: it accesses fields of objects; it must be rewritten for that */
	u32 insns;
};

#define AXI_PLAN_FAR (INT64_C(1) << 62)

static inline void axi_plan_fail(struct axi_plan *p, const char *why)
{
	p->why = p->why ? p->why : why;
}
u32 axi_plan_next(const struct axi_plan *p, u32 at); /* the state behind the one at `at` in the store */
/* axi_plan_term - the number that a loop counts by, in a point: its key in every state; `at`: where it may go. */
u32 axi_plan_term(const struct axi_plan *p, const struct axi_point *point, const struct axi_moved *c, s64 *at);

/* rounds.c: what each loop counts by; by walk and address, with the loops around; what the checker says of an edge; the costs */
/* axi_plan_ratio - what moves by `step` each round is factor / times what moves by `by`, and a sum; false: no relation says it */
bool axi_plan_ratio(s64 step, s64 by, u32 *times, s64 *factor);
/* axi_plan_itself - is m the number that is counted by, which stays where it may go because of its steps? */
static inline bool axi_plan_itself(const struct axi_moved *m, const struct axi_moved *c)
{
	return c->steps && m->name == c->name && m->off == c->off;
}
bool axi_plan_choose(struct axi_plan *p);
bool axi_plan_order(struct axi_plan *p);
bool axi_plan_toll(void *arg, const struct axi_toll *toll);
bool axi_plan_costs(struct axi_plan *p);

#endif
