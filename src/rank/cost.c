/* SPDX-License-Identifier: Apache-2.0
 * cost.c - the longest path: what a run takes at most, in instructions, helper calls, calls of one helper, or time.
 *
 * A helper that calls a function of the program costs as many of its calls as it makes at most; what timers call later is
 * a run of its own, and the longest run counts.
 * Blocks that no confirmed state reached do not count.  A loop costs (rounds - 1) times its longest way around, then its
 * blocks as if passed once; inner loops are done first.  Sums saturate. */
#include <axiom/cpu.h>
#include "isa/kfunc.h"
#include "verify/verify.h"

/* What is being measured: one thing at a time over the whole program, callees first. */
struct measure {
	enum { INSNS, CALLS, CALLS_OF, TIME } what;
	u32 helper;
	const struct ax_cpu *cpu;
};

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

static bool is_helper(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_CALL && insn->src != AX_CALL_LOCAL;
}

static u32 time_kind(const struct ax_insn *insn)
{
	u32 op = insn->opcode & 0xf0;

	switch (insn->opcode & 7) {
	case AX_LD: return insn->opcode == AX_OP_LDDW ? AX_COST_ALU : AX_COST_SMALL;
	case AX_LDX: return AX_COST_LOAD;
	case AX_ST: return AX_COST_STORE;
	case AX_STX: return (insn->opcode & 0xe0) == AX_ATOMIC ? AX_COST_ATOMIC : AX_COST_STORE;
	case AX_ALU:
	case AX_ALU64: return op == AX_MUL ? AX_COST_MUL : op == AX_DIV || op == AX_MOD ? AX_COST_DIV : AX_COST_ALU;
	default: return is_helper(insn) ? ax_cpu_helper_cost((u32)insn->imm) : op == AX_CALL ? AX_COST_CALL : AX_COST_BRANCH;
	}
}

/* What the helper call at `pc` runs of the program's functions: the dearest of those that reach it. */
static u64 called_back(const struct axi_verify *v, u32 pc)
{
	u64 most = 0;

	for (u32 i = v->site[pc % (v->cfg.site_room + 1)].first; i; i = v->site[i - 1].next) {
		const struct axi_cost_site *s = &v->site[i - 1];

		if (s->times && s->pc == pc)
			most = max_u64(most, mul_sat(v->cfg.sub[s->sub].cost, AXI_PLANT(38) ? 1 : s->times));
	}
	return most;
}

/* One block's own weight, with its callees. */
static u64 weight(const struct axi_verify *v, u32 block, const struct measure *m)
{
	const struct ax_insn *insns = v->in->insns;
	u64 sum = 0;

	if (AXI_WORDS && m->what == CALLS_OF && !(v->cfg.block[block].flags & AXI_B_CALLS))
		return 0;
	if (AXI_INFERS && m->what <= CALLS_OF && !v->cfg.local_calls && !v->sites) { /* the usual case at once */
		for (u32 pc = v->cfg.block[block].start, end = axi_block_end(&v->cfg, block); pc < end; pc++)
			sum += m->what == INSNS ? insns[pc].opcode != 0 : insns[pc].opcode == AX_OP_CALL &&
			       (!AXI_WORDS || m->what == CALLS || (u32)insns[pc].imm == m->helper);
		return sum;
	}
	for (u32 pc = v->cfg.block[block].start, end = axi_block_end(&v->cfg, block); pc < end; pc++) {
		const struct ax_insn *insn = &insns[pc];

		if (!insn->opcode) /* the second half of a 64-bit load */
			continue;
		if (m->what == INSNS)
			sum++;
		else if (AXI_WORDS && m->what == TIME)
			sum += m->cpu->cost[time_kind(insn)];
		else
			sum += is_helper(insn) && (!AXI_WORDS || m->what == CALLS || (u32)insn->imm == m->helper);
		if (!AXI_CALLS)
			continue;
		if (insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL)
			sum = add_sat(sum, v->cfg.sub[axi_named_sub(&v->cfg, pc)].cost);
		else if (v->sites && is_helper(insn))
			sum = add_sat(sum, called_back(v, pc));
	}
	return sum;
}

/* What a loop adds to a way through its head, and the longest way to it: in the pool, which nobody needs any more. */
struct at_head {
	u64 further, longest;
};

static struct at_head *at_head(const struct axi_verify *v, const struct axi_block *b)
{
	return (struct at_head *)(void *)v->pool + b->head;
}

/* The longest way to a block is noted in it, where its live slots were. */
static u64 way_to(const struct axi_verify *v, const struct axi_block *b)
{
	return b->flags & AXI_B_HEAD ? at_head(v, b)->longest : axi_wide(b);
}

static void set_way(struct axi_verify *v, struct axi_block *b, u64 longest)
{
	if (b->flags & AXI_B_HEAD)
		at_head(v, b)->longest = longest;
	else
		axi_set_wide(b, longest);
}

/* Sweep positions first .. last, distances from 0.  `head` AXI_NONE: the whole subprogram.  Returns the longest way to an
 * exit, or, for a loop, back to its head. */
static u64 sweep(struct axi_verify *v, u32 first, u32 last, u32 head, const struct measure *m)
{
	u64 longest = 0;

	for (u32 n = first; n <= last; n++)
		set_way(v, &v->cfg.block[v->cfg.order[n]], 0);
	for (u32 n = first; n <= last; n++) {
		u32 at = v->cfg.order[n], to[2];
		const struct axi_block *b = &v->cfg.block[at];
		u64 end;

		if (!(b->flags & AXI_B_REACHED))
			continue;
		end = add_sat(way_to(v, b), weight(v, at, m));
		if ((b->flags & AXI_B_HEAD) && at != head && !AXI_PLANT(34))
			end = add_sat(end, at_head(v, b)->further);
		axi_block_edges(&v->cfg, at, to);
		if (axi_kfunc_throws(&v->in->insns[axi_block_tail(&v->cfg, at)]))
			to[0] = to[1] = AXI_NONE;
		bool ends = head == AXI_NONE; /* also where a call does not come back */

		for (int i = 0; i < 2; i++) {
			if (to[i] == AXI_NONE || (AXI_KFUNCS && !(v->cfg.block[to[i]].flags & AXI_B_REACHED)))
				continue;
			ends = false;
			struct axi_block *next = &v->cfg.block[to[i]];

			if (to[i] == head)
				longest = max_u64(longest, end);
			else if (next->pos > n && next->pos <= last && way_to(v, next) < end)
				set_way(v, next, end);
		}
		if (ends)
			longest = max_u64(longest, end);
	}
	return longest;
}

static void sub_cost(struct axi_verify *v, struct axi_sub *sub, const struct measure *m)
{
	u32 first = sub->order, last = sub->order + sub->block_count - 1;

	for (u32 n = last + 1; v->cfg.heads && n-- > first;) { /* inner heads stand behind outer ones */
		u32 at = v->cfg.order[n];
		struct axi_block *b = &v->cfg.block[at];
		u64 more = 0;

		if (!(b->flags & AXI_B_HEAD))
			continue;
		if (b->flags & AXI_B_REACHED) {
			if (b->flags & AXI_B_UNBOUNDED)
				v->by_budget = true;
			u32 trips = axi_head(&v->cfg, at)->trips;

			more = mul_sat(sweep(v, n, b->last, at, m), trips ? trips - 1 : 0);
		}
		at_head(v, b)->further = more;
	}
	sub->cost = sweep(v, first, last, AXI_NONE, m);
}

static u64 measured(struct axi_verify *v, const struct measure *m)
{
	for (u32 rank = 1; rank <= (AXI_CALLS ? AX_CALL_DEPTH : 1); rank++)
		for (u32 s = 0; s < v->cfg.sub_count; s++)
			if (v->cfg.sub[s].rank == rank)
				sub_cost(v, &v->cfg.sub[s], m);
	u64 most = v->cfg.sub[0].cost;

	for (u32 i = 0; AXI_CALLS && i < v->sites; i++)
		if (!v->site[i].times) /* a run of its own */
			most = max_u64(most, v->cfg.sub[v->site[i].sub].cost);
	if (AXI_KFUNCS && v->in->exception_cb) /* behind everything else */
		most = add_sat(most, v->cfg.sub[axi_sub_at(&v->cfg, v->in->exception_cb)].cost);
	return v->by_budget ? 0 : most;
}

/* Of one function without loops, as most programs are: both in one sweep.  Numbers are smaller than the program here, of 32 bits. */
static bool both_at_once(struct axi_verify *v, struct ax_verdict *out)
{
	const struct axi_cfg *g = &v->cfg;
	u32 insns = 0, calls = 0;

	if (!AXI_FAST || g->heads || g->sub_count > 1 || v->sites || v->by_budget)
		return false;
	for (u32 n = 0; n < g->block_count; n++)
		axi_set_wide(&g->block[n], 0);
	for (u32 n = 0; n < g->block_count; n++) {
		const u32 at = g->order[n];
		const struct axi_block *b = &g->block[at];
		u32 a = b->head, c = b->last, to[2];
		bool ends = true;

		if (!(b->flags & AXI_B_REACHED))
			continue;
		for (u32 pc = b->start, end = axi_block_end(g, at); pc < end; pc++) {
			a += v->in->insns[pc].opcode != 0;
			c += v->in->insns[pc].opcode == AX_OP_CALL;
		}
		axi_block_edges(g, at, to);
		for (int i = 0; i < 2; i++) {
			struct axi_block *next = to[i] == AXI_NONE ? NULL : &g->block[to[i]];

			if (!next || !(next->flags & AXI_B_REACHED) || axi_kfunc_throws(&v->in->insns[axi_block_tail(g, at)]))
				continue;
			ends = false;
			next->head = (u32)max_u64(next->head, a);
			next->last = (u32)max_u64(next->last, c);
		}
		if (ends) {
			insns = (u32)max_u64(insns, a);
			calls = (u32)max_u64(calls, c);
		}
	}
	out->worst_case_insns = insns;
	out->worst_case_calls = calls;
	return true;
}

/* ---- helper calls by kind ---- */

#define KINDS ((AX_KFUNC_END + 63) / 64 * 64) /* ids of helpers and kernel functions are smaller */

/* The helpers that reached blocks call, as bits; blocks that call anything are marked.  again: those that stand in the program
 * more than once, or in a loop. */
static u32 kinds_of(struct axi_verify *v, u64 kinds[KINDS / 64], u64 again[KINDS / 64])
{
	u32 count = 0;

	for (u32 b = 0; b < v->cfg.block_count; b++) {
		u32 pc = v->cfg.block[b].start, end = axi_block_end(&v->cfg, b);

		for (; v->cfg.block[b].flags & AXI_B_REACHED && pc < end; pc++) {
			const struct ax_insn *insn = &v->in->insns[pc];

			if (insn->opcode != AX_OP_CALL)
				continue;
			v->cfg.block[b].flags |= AXI_B_CALLS;
			if (is_helper(insn) && (u32)insn->imm < KINDS) {
				u64 bit = UINT64_C(1) << (insn->imm % 64);

				again[insn->imm / 64] |= v->cfg.block[b].nest ? bit : kinds[insn->imm / 64] & bit;
				kinds[insn->imm / 64] |= bit;
			}
		}
	}
	for (u32 i = 0; i < KINDS / 64; i++)
		count += (u32)__builtin_popcountll(kinds[i]);
	return count;
}

static void calls_by_kind(struct axi_verify *v, struct ax_verdict *out)
{
	const struct ax_verify_input *in = v->in;
	u64 kinds[KINDS / 64] = {0}, again[KINDS / 64] = {0};
	bool once = !v->cfg.local_calls && !v->sites && !v->in->exception_cb; /* what stands in no loop runs at most once */
	u32 n = 0;

	out->call_kinds = kinds_of(v, kinds, again);
	for (u32 w = 0; w < KINDS / 64; w++)
		for (u64 rest = kinds[w]; rest && n < in->calls_room; rest &= rest - 1) {
			u32 id = 64 * w + (u32)__builtin_ctzll(rest);
			struct measure m = {.what = CALLS_OF, .helper = id};

			in->calls[n++] = (struct ax_call_bound){.helper = id, .most = out->call_kinds <= 1 || v->by_budget ? out->worst_case_calls
						: once && !axi_bit(again, id) ? 1 : measured(v, &m)};
		}
}

int axi_cost(struct axi_verify *v, struct ax_verdict *out)
{
	struct measure insns = {.what = INSNS}, calls = {.what = CALLS}, time = {.what = TIME, .cpu = v->in->cpu};
	int err = axi_stack_depth(v);

	if (!err && v->cfg.heads > v->pool_size / sizeof(struct at_head))
		err = axi_reject(v, AXI_REASON_POOL, -1);
	if (err)
		return err;
	if (v->cfg.heads * sizeof(struct at_head) > v->pool_peak)
		v->pool_peak = v->cfg.heads * (u32)sizeof(struct at_head);
	if (!both_at_once(v, out)) {
		out->worst_case_insns = measured(v, &insns);
		out->worst_case_calls = v->by_budget ? 0 : measured(v, &calls);
	}
	if (AXI_WORDS && v->in->calls_room)
		calls_by_kind(v, out);
	if (AXI_WORDS && v->in->cpu && !v->by_budget)
		out->worst_case_ns = ax_cpu_ns(v->in->cpu, measured(v, &time));
	out->by_budget = v->by_budget;
	return 0;
}

/* Where a jump goes back to; else AXI_NONE. */
static u32 back_to(const struct ax_insn *insn, u32 pc)
{
	u32 class = insn->opcode & 7, op = insn->opcode & 0xf0;
	s64 off = insn->opcode == (AX_JMP32 | AX_JA) ? insn->imm : insn->off;

	return (class == AX_JMP || class == AX_JMP32) && op != AX_CALL && op != AX_EXIT && off < 0 ? (u32)(pc + 1 + off) : AXI_NONE;
}

/* Of a program with a full certificate: each helper as often as it stands there, where nothing jumps back over it; else as often
 * as all. */
int axi_cost_bounds(const struct ax_verify_input *in, struct ax_verdict *out)
{
	u64 dearest = 0, dearest_call = 0;
	u64 sites[KINDS] = {0};
	u32 n = 0, low = AXI_NONE; /* what follows goes back to here */
	bool calls = false;

	if (!AXI_WORDS)
		return 0;
	for (u32 pc = 0; pc < in->insn_count; pc++)
		calls |= axi_names_sub(&in->insns[pc]);
	for (u32 pc = in->insn_count; pc-- > 0;) {
		const struct ax_insn *insn = &in->insns[pc];

		low = (u32)min_u64(low, back_to(insn, pc));
		if (in->cpu && insn->opcode)
			*(is_helper(insn) ? &dearest_call : &dearest) =
				max_u64(is_helper(insn) ? dearest_call : dearest, in->cpu->cost[time_kind(insn)]);
		if (is_helper(insn) && (u32)insn->imm < KINDS)
			sites[insn->imm] = calls || low <= pc ? UINT64_MAX : add_sat(sites[insn->imm], 1);
	}
	for (u32 id = 0; id < KINDS && in->calls_room; id++)
		if (sites[id] && ++out->call_kinds <= in->calls_room)
			in->calls[n++] = (struct ax_call_bound){.helper = id, .most = min_u64(sites[id], out->worst_case_calls)};
	if (in->cpu && !out->by_budget)
		out->worst_case_ns = ax_cpu_ns(in->cpu, add_sat(mul_sat(out->worst_case_insns, dearest),
								mul_sat(out->worst_case_calls, dearest_call)));
	return 0;
}
