/* SPDX-License-Identifier: Apache-2.0
 * cost.c - the longest path: executed instructions and helper calls at most.
 *
 * Blocks that no confirmed state reached do not count.  A loop costs (rounds - 1) times its longest way around, then its
 * blocks as if passed once; inner loops are done first.  Sums saturate. */
#include "verify/verify.h"

static u64 add_sat(u64 a, u64 b)
{
	u64 sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static u64 mul_sat(u64 a, u64 b)
{
	u64 product;

	return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

/* One block's own weight, with its callees. */
static u64 weight(const struct axi_verify *v, u32 block, bool calls)
{
	const struct ax_insn *insns = v->in->insns;
	u64 sum = 0;
	u32 helpers = 0, others = 0;

	if (calls && !v->local_calls) { /* most programs: nothing but calls of helpers counts */
		for (u32 pc = v->block[block].start, tail = v->block[block].tail; pc <= tail; pc++)
			helpers += insns[pc].opcode == AX_OP_CALL;
		return helpers;
	}
	for (u32 pc = v->block[block].start, tail = v->block[block].tail; pc <= tail; pc++) {
		if (insns[pc].opcode != AX_OP_CALL) {
			others += insns[pc].opcode != 0; /* the second half of a 64-bit load has opcode 0 */
		} else if (insns[pc].src != AX_CALL_LOCAL) {
			helpers++;
		} else {
			const struct axi_sub *callee = &v->sub[axi_sub_at(v, pc + 1 + (u32)insns[pc].imm)];

			sum = add_sat(sum, calls ? callee->calls : callee->cost);
			others++;
		}
	}
	return add_sat(sum, calls ? helpers : helpers + others);
}

/* A head's cost of all rounds but one; its state fields are free by now. */
static u64 further(const struct axi_block *b)
{
	return b->entry | (u64)b->invariant << 32;
}

/* Sweep positions first .. last, distances from 0.  `head` AXI_NONE: the whole subprogram.  Returns the longest way to an
 * exit, or, for a loop, back to its head. */
static u64 sweep(struct axi_verify *v, u32 first, u32 last, u32 head, bool calls)
{
	u64 longest = 0;

	for (u32 n = first; n <= last; n++)
		if (n != first)
			v->block[v->order[n]].dist = 0;
	v->block[v->order[first]].dist = 0;
	for (u32 n = first; n <= last; n++) {
		u32 at = v->order[n], to[2];
		struct axi_block *b = &v->block[at];

		if (!(b->flags & AXI_B_REACHED))
			continue;
		if ((b->flags & AXI_B_HEAD) && at != head && !AXI_PLANT(34))
			b->dist = add_sat(b->dist, further(b));
		u64 end = add_sat(b->dist, weight(v, at, calls));

		axi_block_edges(v, at, to);
		if (to[0] == AXI_NONE && to[1] == AXI_NONE && head == AXI_NONE)
			longest = max_u64(longest, end);
		for (int i = 0; i < 2; i++) {
			if (to[i] == AXI_NONE)
				continue;
			if (to[i] == head)
				longest = max_u64(longest, end);
			else if (v->block[to[i]].pos > n && v->block[to[i]].pos <= last)
				v->block[to[i]].dist = max_u64(v->block[to[i]].dist, end);
		}
	}
	return longest;
}

static void sub_cost(struct axi_verify *v, struct axi_sub *sub, bool calls)
{
	u32 first = sub->order, last = sub->order + sub->block_count - 1;

	for (u32 n = last + 1; n-- > first;) { /* inner heads stand behind outer ones */
		u32 at = v->order[n];
		struct axi_block *b = &v->block[at];

		if (!(b->flags & AXI_B_HEAD))
			continue;
		u64 more = 0;

		if (b->flags & AXI_B_REACHED) {
			if (b->flags & AXI_B_UNBOUNDED)
				v->by_budget = true;
			more = mul_sat(sweep(v, n, b->last, at, calls), b->trips ? b->trips - 1 : 0);
		}
		b->entry = (u32)more;
		b->invariant = (u32)(more >> 32);
	}
	u64 total = sweep(v, first, last, AXI_NONE, calls);

	if (calls)
		sub->calls = total;
	else
		sub->cost = total;
}

int axi_cost(struct axi_verify *v, struct ax_verdict *out)
{
	for (u32 rank = 1; rank <= AX_CALL_DEPTH; rank++)
		for (u32 s = 0; s < v->sub_count; s++) {
			struct axi_sub *sub = &v->sub[s];

			if (sub->rank != rank)
				continue;
			sub_cost(v, sub, false);
			sub_cost(v, sub, true);
			sub->total_depth = 0;
			for (u32 pc = sub->start; v->local_calls && pc < sub->end; pc++) {
				const struct ax_insn *insn = &v->in->insns[pc];

				if (axi_second(v, pc) || insn->opcode != AX_OP_CALL || insn->src != AX_CALL_LOCAL)
					continue;
				u32 below = v->sub[axi_sub_at(v, pc + 1 + (u32)insn->imm)].total_depth;

				if (below > sub->total_depth)
					sub->total_depth = below;
			}
			sub->total_depth += (u32)align_up(sub->depth ? sub->depth : 1, 32);
		}
	if (v->sub[0].total_depth > AX_STACK_BYTES) {
		v->pc = 0;
		return axi_reject_range(v, AXI_REASON_STACK_TOTAL, -1, v->sub[0].total_depth, v->sub[0].total_depth, 0,
					AX_STACK_BYTES);
	}
	out->worst_case_insns = v->by_budget ? 0 : v->sub[0].cost;
	out->worst_case_calls = v->by_budget ? 0 : v->sub[0].calls;
	out->stack_bytes = v->sub[0].total_depth;
	out->by_budget = v->by_budget;
	return 0;
}
