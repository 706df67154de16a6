/* SPDX-License-Identifier: Apache-2.0
 * explore.c - full certificates where inference finds no invariant, or none that claims can tell: what can happen is explored.
 *
 * From the start the checker's own steps lead to the next places; a state that is in none of those that a place has already
 * becomes one more, and is taken up in its turn.  So loops are walked round by round, values that belong together stay
 * together, and there need be no loop heads.  A place with as many states as it may have joins the next ones, whose numbers go
 * on to the next of a program's own numbers then (guess.c).  Nothing here is trusted, and no round is counted: such a program
 * is bounded by the budget.  Functions are not explored. */
#include <axiom/arena.h>
#include "prove/plan.h"
#include "verify/chunk.h"

#define MOST    20000 /* states */
#define JOINS   300   /* ... that a place makes of others */

/* A state at a place; one that another includes by now is gone. */
struct seen {
	u32 at;               /* in the pool; 0: gone */
	u32 pc, next;         /* the next state there */
	bool done;
};

struct explorer {
	struct axi_verify *v;
	struct seen *seen;
	u32 count, limit;
	u32 *first;           /* of each slot, 1 more than its index */
	u16 *live, *joins;
	u64 *targets;
	bool full;
};

static bool bit_of(const u64 *bits, u32 i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

static void find_targets(struct explorer *e)
{
	const struct ax_verify_input *in = e->v->in;

	e->targets[0] = 1;
	for (u32 pc = 0; pc < in->insn_count; pc++) {
		const struct ax_insn *insn = &in->insns[pc];
		u32 class = insn->opcode & 7, op = insn->opcode & 0xf0, to;

		if ((class != AX_JMP && class != AX_JMP32) || (class == AX_JMP && (op == AX_CALL || op == AX_EXIT)))
			continue;
		to = axi_jump_target(insn, pc);
		e->targets[to / 64] |= UINT64_C(1) << (to % 64);
	}
}

/* Registers that are read before they are written. */
static void find_live(struct explorer *e)
{
	const struct ax_verify_input *in = e->v->in;
	bool changed = true;

	while (changed) {
		changed = false;
		for (u32 pc = in->insn_count; pc-- > 0;) {
			const struct ax_insn *insn = &in->insns[pc];
			u32 class = insn->opcode & 7, op = insn->opcode & 0xf0;
			bool jumps = class == AX_JMP32 || (class == AX_JMP && op != AX_CALL && op != AX_EXIT);
			u16 live = 0;

			if (jumps)
				live = e->live[axi_jump_target(insn, pc)];
			if (!(jumps && op == AX_JA) && insn->opcode != AX_OP_EXIT && pc + 1 < in->insn_count)
				live |= e->live[pc + 1];
			live = axi_live_before(e->v, pc, live);
			changed |= live != e->live[pc];
			e->live[pc] = live;
		}
	}
}

static u32 until(void *arg, u32 pc)
{
	struct explorer *e = arg;
	u32 end = e->v->in->insn_count;

	for (pc++; pc < end && !bit_of(e->targets, pc);)
		pc++;
	return pc;
}

static struct seen *add(struct explorer *e, u32 pc)
{
	struct seen *s = &e->seen[e->count];

	if (e->count == MOST) {
		e->full = true;
		return NULL;
	}
	*s = (struct seen){.pc = pc, .next = e->first[pc]};
	e->first[pc] = ++e->count;
	return s;
}

/* The values that both have: how many of the recorded one's would be lost, or change? */
static u32 lost(struct axi_verify *v, u32 at)
{
	u32 cursor = 0, key, n = 0;
	struct axi_val val;

	v->map.count = 0;
	while ((key = axi_chunk_next(v, at, &cursor, &val)) != AXI_NONE) {
		const struct axi_val *mine = axi_val_at(v, key);

		if (!mine || !axi_present(mine) || mine->kind != val.kind || mine->null != val.null)
			n += 64;
		else if (!axi_val_in(v, mine, &val, key >= AXI_KEY_SLOT))
			n++;
	}
	return n;
}

/* The current state joins the recorded one, whose numbers go further than need be: one more state. */
static int join(struct explorer *e, struct seen *with, u32 pc)
{
	struct axi_verify *v = e->v;
	u32 cursor = 0, key, refs;
	const u32 *ref;
	u32 held[AXI_REFS];
	struct axi_val val;
	struct seen *s = add(e, pc);

	if (!s)
		return -AX_E2BIG;
	refs = axi_chunk_refs(v, with->at, &ref);
	memcpy(held, ref, refs * sizeof(*held));
	axi_claim_begin(v, held, refs);
	v->map.count = 0;
	while ((key = axi_chunk_next(v, with->at, &cursor, &val)) != AXI_NONE) {
		const struct axi_val *mine = axi_val_at(v, key);
		struct axi_range old = val.r, other;
		bool same;

		if (!mine || !axi_present(mine))
			continue;
		other = mine->r;
		same = val.kind == mine->kind && val.off == mine->off;
		if (!axi_val_join(v, &val, mine, key >= AXI_KEY_SLOT) || !axi_present(&val))
			continue;
		if (val.kind != AXI_BYTES && (val.kind == AXI_SCALAR || same) && !axi_range_in(&other, &old)) {
			val.r = old;
			if (e->joins[pc] > JOINS / 2)
				axi_range_widen(&val.r, &other);
			else
				axi_prove_guess(v, &val.r, &other);
			if (val.kind == AXI_SCALAR && val.width && val.width < 8)
				axi_range_zext(&val.r, 8u * val.width);
		}
		axi_claim_put(v, key, &val);
	}
	e->joins[pc]++;
	axi_chunk_free(v, &with->at);
	with->done = true;
	return axi_claim_end(v, &s->at);
}

static int arrive(void *arg, struct axi_verify *v, u32 pc)
{
	struct explorer *e = arg;
	struct seen *best = NULL, *s;
	u32 least = AXI_NONE, count = 0;

	for (u32 i = e->first[pc]; i; i = s->next) {
		s = &e->seen[i - 1];
		if (!s->at)
			continue;
		if (axi_state_in(v, s->at))
			return 0;
		count++;
	}
	if (count >= e->limit) {
		e->v->proof->limited = true;
		for (u32 i = e->first[pc]; i; i = s->next) {
			u32 n;

			s = &e->seen[i - 1];
			if (!s->at || !axi_same_refs(v, s->at))
				continue;
			n = lost(v, s->at);
			if (n < least) {
				least = n;
				best = s;
			}
		}
		if (e->joins[pc] > JOINS)
			return -AX_E2BIG;
		return best ? join(e, best, pc) : -AX_E2BIG;
	}
	s = add(e, pc);
	return s ? axi_chunk_append(v, &s->at, e->live[pc]) : -AX_E2BIG;
}

/* The next state to take up: the one that stands first. */
static struct seen *pending(struct explorer *e)
{
	for (u32 pc = 0; pc < e->v->in->insn_count; pc++)
		for (u32 i = e->first[pc]; i; i = e->seen[i - 1].next)
			if (e->seen[i - 1].at && !e->seen[i - 1].done)
				return &e->seen[i - 1];
	return NULL;
}

static int explore(struct explorer *e)
{
	struct axi_verify *v = e->v;
	struct seen *s = add(e, 0);
	int err;

	v->reg[AX_R1] = (struct axi_val){.kind = AXI_CTX};
	axi_range_const(&v->reg[AX_R1].r, 0);
	v->reg[AX_R10] = (struct axi_val){.kind = AXI_STACK};
	axi_range_const(&v->reg[AX_R10].r, 0);
	err = axi_chunk_append(v, &s->at, 0x3ff);
	while (!err && (s = pending(e))) {
		u32 copy = 0;

		s->done = true;
		err = axi_chunk_load(v, &s->at);
		v->claims->here.pc = s->pc;
		err = err ? err : axi_check_run(v);
		axi_chunk_free(v, &copy);
	}
	return err;
}

/* What was seen, as a plan. */
static void plan(struct explorer *e, struct axi_plan *p)
{
	struct axi_verify *v = e->v;

	p->by_budget = true;
	p->walk[0] = (struct axi_planned){.moves = v->cfg.sub[0].moves_packet, .tails = v->cfg.sub[0].tails};
	memcpy(p->fields, v->special, (p->insns + 63) / 64 * 8);
	for (u32 pc = 0; pc < p->insns && !p->why; pc++) {
		struct axi_point *point = &p->point[p->points];

		if (p->points == p->point_room) {
			p->why = "it has too many places";
			return;
		}
		*point = (struct axi_point){.pc = pc};
		for (u32 i = e->first[pc]; i; i = e->seen[i - 1].next) {
			u32 bytes;
			const void *chunk;

			if (!e->seen[i - 1].at)
				continue;
			chunk = axi_chunk_bytes(v, e->seen[i - 1].at, &bytes);
			if (p->room - p->used < bytes) {
				p->why = "it has more states than the prover has memory for";
				return;
			}
			memcpy(p->store + p->used, chunk, bytes);
			point->state = point->states++ ? point->state : p->used;
			p->used += bytes;
		}
		p->points += point->states > 0;
	}
}

int axi_explore(const struct ax_verify_input *in, struct ax_arena *arena, struct axi_proof *proof, u32 limit, struct ax_diag *diag)
{
	u32 words = (in->insn_count + 63) / 64;
	struct axi_walk main = {0};
	struct explorer e = {.limit = limit};
	struct ax_verdict verdict;
	struct axi_verify *v = axi_check_open(in, arena, &verdict, diag, &main);

	if (!v)
		return -AX_ENOTSUPP;
	v->proof = proof;
	e.v = v;
	e.seen = ax_arena_array(arena, MOST, sizeof(*e.seen), 8);
	e.first = ax_arena_array(arena, in->insn_count, sizeof(*e.first), 8);
	e.live = ax_arena_array(arena, in->insn_count, sizeof(*e.live), 8);
	e.joins = ax_arena_array(arena, in->insn_count, sizeof(*e.joins), 8);
	e.targets = ax_arena_array(arena, words, 8, 8);
	v->special = ax_arena_array(arena, words, 8, 8);
	v->plain = ax_arena_array(arena, words, 8, 8);
	if (!e.seen || !e.first || !e.live || !e.joins || !e.targets || !v->special || !v->plain || !axi_take_pool(v, arena))
		return -AX_ENOMEM;
	v->claims->arrive = arrive;
	v->claims->until = until;
	v->claims->toll_arg = &e;
	v->claims->by_budget = true;
	find_targets(&e);
	find_live(&e);
	int err = explore(&e);

	if (err)
		*diag = v->own_diag;
	else
		plan(&e, proof->plan);
	return err;
}
