/* SPDX-License-Identifier: Apache-2.0
 * range.c - kinds and ranges of all values: abstract interpretation with widening, then narrowing.
 *
 * Global variables live from run to run: what they may hold at the beginning is their first value, or what any run left in them.
 * A second, weak pass knows of memory only what the verifier can know; a guard that only the first pass finds needless stays. */
#include <string.h>
#include "mbpf/ebpf/range.h"

enum { PATIENCE = 3, IMPATIENCE = 90, NARROWINGS = 3, ROUNDS_MAX = 120 };

static struct facts facts_new(struct ranges *r)
{
	return (struct facts){ebpf_alloc(r->c, r->slots * sizeof(struct val)), ebpf_alloc(r->c, (r->fn->regs + 1) * sizeof(u16)),
			      ebpf_alloc(r->c, (r->fn->regs + 1) * sizeof(s32))};
}

static void facts_copy(const struct ranges *r, struct facts *to, const struct facts *from)
{
	memcpy(to->v, from->v, r->slots * sizeof(*to->v));
	memcpy(to->link, from->link, r->fn->regs * sizeof(*to->link));
	memcpy(to->off, from->off, r->fn->regs * sizeof(*to->off));
}

/* ---- widening */

static void add_threshold(struct ranges *r, s64 v)
{
	u32 at = 0;

	while (at < r->thresholds && r->threshold[at] < v)
		at++;
	if (r->thresholds == ARRAY_LEN(r->threshold) || (at < r->thresholds && r->threshold[at] == v))
		return;
	memmove(&r->threshold[at + 1], &r->threshold[at], (r->thresholds - at) * sizeof(v));
	r->threshold[at] = v;
	r->thresholds++;
}

static void constant_thresholds(struct ranges *r, struct opnd a)
{
	if (a.constant && a.kind == KIND_INT && a.v > -EXACT_MAX && a.v < EXACT_MAX)
		for (s64 v = a.v - 1; v <= a.v + 1; v++)
			add_threshold(r, v);
}

static void collect_thresholds(struct ranges *r)
{
	static const s64 common[] = {-EXACT_MAX, INT32_MIN, -65536, -256, -1, 0, 1, 255, 256, 65535, INT32_MAX, UINT32_MAX, EXACT_MAX - 1,
				     EXACT_MAX, BIG};

	r->thresholds = 0;
	for (u32 i = 0; i < ARRAY_LEN(common); i++)
		add_threshold(r, common[i]);
	for (u32 b = 0; b < r->fn->block_count; b++) {
		const struct block *at = r->fn->blocks[b];

		constant_thresholds(r, at->a);
		constant_thresholds(r, at->b);
		for (u32 i = 0; i < at->count; i++) {
			constant_thresholds(r, at->ins[i].a);
			constant_thresholds(r, at->ins[i].b);
		}
	}
}

/* widen - `more` contains `old`; what grew goes to the next threshold, in the end to the last */
static struct val widen(const struct ranges *r, struct val old, struct val more, u32 times)
{
	if (!(old.kinds & ~KINDS_NONE))
		return more;
	if (more.lo < old.lo) {
		u32 at = r->thresholds - 1;

		while (at && r->threshold[at] > more.lo)
			at--;
		more.lo = more.lo == -BIG ? -BIG : times > IMPATIENCE ? -EXACT_MAX : r->threshold[at] < more.lo ? r->threshold[at] : more.lo;
	}
	if (more.hi > old.hi) {
		u32 at = 0;

		while (at + 1 < r->thresholds && r->threshold[at] < more.hi)
			at++;
		more.hi = more.hi == BIG ? BIG : times > IMPATIENCE ? EXACT_MAX : r->threshold[at];
	}
	return more;
}

/* ---- one program */

/* join - what is known at a block, and what comes from one more place; true: that was new */
static bool join(struct ranges *r, u32 to, const struct facts *from, u32 times)
{
	struct facts *f = &r->in[to];
	bool changed = false;

	if (!r->reached[to]) {
		facts_copy(r, f, from);
		return r->reached[to] = true;
	}
	for (u32 i = 0; i < r->slots; i++) {
		struct val more = ebpf_val_join(f->v[i], from->v[i]);

		if (!memcmp(&more.lo, &f->v[i].lo, sizeof(more.lo)) && more.hi == f->v[i].hi && more.kinds == f->v[i].kinds)
			continue;
		f->v[i] = times > PATIENCE ? widen(r, f->v[i], more, times) : more;
		changed = true;
	}
	for (u32 i = 0; i < r->fn->regs; i++)
		if (f->link[i] != NO_LINK && (f->link[i] != from->link[i] || f->off[i] != from->off[i])) {
			f->link[i] = NO_LINK;
			changed = true;
		}
	return changed;
}

static void run_block(struct ranges *r, struct block *b)
{
	facts_copy(r, &r->now, &r->in[b->index]);
	for (u32 i = 0; i < b->count; i++)
		ebpf_transfer(r, &b->ins[i]);
	b->va = ebpf_val_of(r, b->a.constant || b->end == END_RETURN || b->end == END_BRANCH ? b->a : op_int(0));
	b->vb = b->end == END_BRANCH ? ebpf_val_of(r, b->b) : b->va;
}

/* edge - r->now becomes what holds on the way from the end of b (whose facts are in `end`) to `to`; false: nobody goes there */
static bool edge(struct ranges *r, const struct block *b, const struct facts *end, bool taken)
{
	int known;

	facts_copy(r, &r->now, end);
	if (b->end == END_JUMP)
		return true;
	known = ebpf_known(r, b);
	return known != !taken && ebpf_refine(r, b, taken);
}

static void ascend(struct ranges *r)
{
	u32 *times = ebpf_alloc(r->c, (r->fn->block_count + 1) * sizeof(*times));
	bool *dirty = ebpf_alloc(r->c, r->fn->block_count + 1), again = true;
	struct facts end = facts_new(r);

	dirty[0] = true;
	while (again) {
		again = false;
		for (u32 i = 0; i < r->fn->block_count; i++) {
			struct block *b = r->fn->blocks[i];

			if (!dirty[i])
				continue;
			dirty[i] = false;
			run_block(r, b);
			facts_copy(r, &end, &r->now);
			for (u32 k = 0; k < 2; k++) {
				struct block *to = k ? b->f : b->t;

				if (b->end != END_JUMP && b->end != END_BRANCH)
					break;
				if ((k && b->end == END_JUMP) || !edge(r, b, &end, !k))
					continue;
				if (join(r, to->index, &r->now, to->index <= i ? ++times[to->index] : 0)) {
					dirty[to->index] = true;
					again |= to->index <= i;
				}
			}
		}
	}
}

/* descend - once more from what was found: each block's facts from those of its predecessors, without widening */
static void descend(struct ranges *r, struct facts *entry)
{
	struct facts end = facts_new(r), sum = facts_new(r), mine;

	for (u32 i = 0; i < r->fn->block_count; i++) {
		bool any = i == 0;

		if (!r->reached[i])
			continue;
		if (any)
			facts_copy(r, &sum, entry);
		for (u32 p = 0; p < r->fn->block_count; p++) {
			struct block *b = r->fn->blocks[p];
			bool from = r->reached[p] && ((b->end == END_JUMP && b->t->index == i) ||
						      (b->end == END_BRANCH && (b->t->index == i || b->f->index == i)));

			if (!from)
				continue;
			run_block(r, b);
			facts_copy(r, &end, &r->now);
			for (u32 k = 0; k < 2; k++) {
				struct block *to = k ? b->f : b->t;

				if ((k && b->end == END_JUMP) || to->index != i || !edge(r, b, &end, !k))
					continue;
				mine = r->in[i];
				r->in[i] = sum;
				r->reached[i] = any;
				join(r, i, &r->now, 0);
				any = true;
				r->in[i] = mine;
			}
		}
		r->reached[i] = any;
		if (any)
			facts_copy(r, &r->in[i], &sum);
	}
}

static void entry_facts(struct ranges *r, struct facts *f)
{
	for (u32 i = 0; i < r->fn->regs; i++)
		f->link[i] = NO_LINK;
	for (u32 i = 0; i < r->c->all_count; i++)
		f->v[slot_global(r, r->c->all[i])] = r->c->all[i]->range;
	f->v[slot_length(r)] = (struct val){KIND_INT, 0, AXI_EBPF_DATA_MAX};
	if (!r->fn->has_ctx)
		f->v[slot_length(r)].hi = 0;
}

static void begin(struct ranges *r, struct cc_state *c, struct fn *fn)
{
	*r = (struct ranges){.c = c, .fn = fn, .slots = fn->regs + c->all_count + 1};
	r->in = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*r->in));
	r->reached = ebpf_alloc(c, fn->block_count + 1);
	for (u32 i = 0; i < fn->block_count; i++)
		r->in[i] = facts_new(r);
	r->now = facts_new(r);
	collect_thresholds(r);
}

static void solve(struct ranges *r)
{
	struct facts entry = facts_new(r);

	entry_facts(r, &entry);
	memset(r->reached, 0, r->fn->block_count);
	join(r, 0, &entry, 0);
	ascend(r);
	for (u32 i = 0; i < NARROWINGS; i++)
		descend(r, &entry);
}

/* ---- all programs, and the global variables between them */

/* left - what the runs of a program leave in global variables */
static void left(struct ranges *r, struct val *sum)
{
	for (u32 i = 0; i < r->fn->block_count; i++) {
		struct block *b = r->fn->blocks[i];

		if (!r->reached[i] || (b->end != END_RETURN && b->end != END_FAIL))
			continue;
		run_block(r, b);
		for (u32 g = 0; g < r->c->all_count; g++)
			sum[g] = ebpf_val_join(sum[g], r->now.v[slot_global(r, r->c->all[g])]);
	}
}

static void round_of(struct cc_state *c, struct ranges *r, struct val *sum)
{
	for (u32 g = 0; g < c->all_count; g++)
		sum[g] = c->all[g]->init;
	for (u32 f = 0; f < c->fn_count; f++) {
		solve(&r[f]);
		left(&r[f], sum);
	}
}

static void globals(struct cc_state *c, struct ranges *r)
{
	struct val sum[ARRAY_LEN(c->all)];
	bool again = true;

	for (u32 g = 0; g < c->all_count; g++)
		c->all[g]->range = c->all[g]->init;
	for (u32 times = 0; again && times < ROUNDS_MAX; times++) {
		again = false;
		round_of(c, r, sum);
		for (u32 g = 0; g < c->all_count; g++) {
			struct val old = c->all[g]->range, more = ebpf_val_join(old, sum[g]);

			if (more.kinds == old.kinds && more.lo == old.lo && more.hi == old.hi)
				continue;
			c->all[g]->range = times > PATIENCE ? widen(r, old, more, times) : more;
			again = true;
		}
	}
	if (again)
		ebpf_refuse(c, 0, "the ranges of the global variables are too complicated");
	for (u32 i = 0; i < NARROWINGS; i++) {
		round_of(c, r, sum);
		for (u32 g = 0; g < c->all_count; g++)
			c->all[g]->range = sum[g];
	}
}

/* returned - a result is a number, or no number at all */
static void result_ok(struct ranges *r, const struct block *b)
{
	if (b->va.kinds & KIND_STR)
		ebpf_complain(r, b->where, "the result must be a number, not a string");
	if (b->va.kinds & KIND_NULL && b->va.kinds != KIND_NULL)
		ebpf_complain(r, b->where, "the result may be null; test it first");
	if (b->va.kinds & KIND_INT && (b->va.hi == BIG || b->va.lo < -EXACT_MAX))
		ebpf_complain(r, b->where, "the result may be beyond 2^53, where numbers are not exact");
}

/* conclude - the last pass: refuse, or note what holds where */
static void conclude(struct ranges *r)
{
	solve(r);
	r->check = !r->weak;
	for (u32 i = 0; i < r->fn->block_count; i++) {
		struct block *b = r->fn->blocks[i];

		if (!r->weak)
			b->reached = r->reached[i];
		if (r->weak)
			b->seen_known = -1;
		if (!r->reached[i])
			continue;
		run_block(r, b);
		if (b->end == END_BRANCH && r->weak)
			b->seen_known = (s8)ebpf_known(r, b);
		else if (b->end == END_BRANCH)
			b->known = (s8)ebpf_known(r, b);
		else if (b->end == END_RETURN && !r->weak)
			result_ok(r, b);
	}
	if (r->text[0])
		ebpf_refuse(r->c, r->where, "%s", r->text);
}

static void number_blocks(struct cc_state *c, struct fn *fn)
{
	ebpf_graph(c, fn); /* conditions that are values first: what belongs together then stays together */
	for (u32 n = 0; n < fn->block_count; n++)
		fn->blocks[n]->index = n;
}

void ebpf_ranges(struct cc_state *c)
{
	static struct ranges r[3], weak;

	for (u32 f = 0; f < c->fn_count; f++) {
		number_blocks(c, &c->fns[f]);
		begin(&r[f], c, &c->fns[f]);
	}
	globals(c, r);
	/* the weak pass first: the facts that stay in the instructions are those of the strong one */
	for (u32 f = 0; f < c->fn_count; f++) {
		begin(&weak, c, &c->fns[f]);
		weak.weak = true;
		conclude(&weak);
		conclude(&r[f]);
	}
}
