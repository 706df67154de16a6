/* SPDX-License-Identifier: Apache-2.0
 * range.c - kinds and ranges of all values: abstract interpretation, loops turn by turn while that ends soon, else with widening and
 * narrowing.
 *
 * Global variables live from run to run: what they may hold at the beginning is their first value, or what any run left in them.
 * A second, weak pass knows of memory only what the verifier can know; a guard that only the first pass finds needless stays. */
#include <string.h>
#include "mbpf/ebpf/range.h"

enum { PATIENCE = 3, IMPATIENCE = 90, NARROWINGS = 3, ROUNDS_MAX = 120, TURNS_MAX = 1000, TURNS_LAST = 6000 /* runs of blocks */ };

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

/* join - what is known at a place, and what comes from one more; true: that was new */
static bool join(const struct ranges *r, struct facts *f, bool *reached, const struct facts *from)
{
	bool changed = false;

	if (!*reached) {
		facts_copy(r, f, from);
		return *reached = true;
	}
	for (u32 i = 0; i < r->slots; i++) {
		struct val more = ebpf_val_join(f->v[i], from->v[i]);

		changed |= more.lo != f->v[i].lo || more.hi != f->v[i].hi || more.kinds != f->v[i].kinds;
		f->v[i] = more;
	}
	for (u32 i = 0; i < r->fn->regs; i++)
		if (f->link[i] != NO_LINK && (f->link[i] != from->link[i] || f->off[i] != from->off[i])) {
			f->link[i] = NO_LINK;
			changed = true;
		}
	return changed;
}

static void run_block(struct ranges *r, struct block *b, const struct facts *in)
{
	facts_copy(r, &r->now, in);
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

/* visit - run a block, and tell those behind it; what goes back waits at the loop's head.  While a loop is only tried out (mute),
 * nobody outside of it hears of it. */
static void visit(struct ranges *r, u32 n)
{
	struct block *b = r->fn->blocks[n];

	if (r->budget)
		r->budget--;
	if (!r->mute)
		join(r, &r->record[n], &r->recorded[n], &r->in[n]);
	run_block(r, b, &r->in[n]);
	facts_copy(r, &r->end, &r->now);
	for (u32 k = 0; k < 2; k++) {
		u32 to;

		if (b->end != END_BRANCH && (b->end != END_JUMP || k))
			break;
		to = (k ? b->f : b->t)->index;
		if ((r->mute && (to < r->mute_first || to > r->mute_last)) || !edge(r, b, &r->end, !k))
			continue;
		if (to > n)
			join(r, &r->in[to], &r->reached[to], &r->now);
		else
			join(r, &r->pending[to], &r->waits[to], &r->now);
	}
}

static void loop(struct ranges *r, u32 head);

/* region - the blocks in their order, inner loops as wholes; `self` is a loop's head, of which this is one turn */
static void region(struct ranges *r, u32 first, u32 last, u32 self)
{
	for (u32 n = first; n <= last; n++) {
		if (r->extent[n] && n != self) {
			loop(r, n);
			n = r->extent[n] - 1;
		} else if (r->reached[n]) {
			visit(r, n);
		}
	}
}

/* turn - one turn of a loop that begins with `start` (not `has`: nobody comes to its head), and with those that come to other
 * blocks of it from outside (`side`, by block; NULL: nobody); true: another one may follow */
static bool turn(struct ranges *r, u32 head, const struct facts *start, bool has, struct facts *const *side)
{
	u32 last = r->extent[head] - 1;

	r->reached[head] = has;
	if (has)
		facts_copy(r, &r->in[head], start);
	r->waits[head] = false;
	for (u32 n = head + 1; n <= last; n++) {
		r->reached[n] = side[n - head];
		if (side[n - head])
			facts_copy(r, &r->in[n], side[n - head]);
	}
	region(r, head, last, head);
	return r->waits[head];
}

/* settle_loop - turns that are too many to be followed one by one: widen until nothing is new, then narrow */
static void settle_loop(struct ranges *r, u32 head, const struct facts *base, bool has_base, struct facts *now, struct facts *const *side)
{
	bool mute = r->mute, again = true;
	u32 first = r->mute_first, last = r->mute_last;

	r->mute = true;
	r->mute_first = head;
	r->mute_last = r->extent[head] - 1;
	for (u32 times = 0; again; times++) {
		struct facts old = r->own[head]->old;

		facts_copy(r, &old, now);
		again = turn(r, head, now, true, side) && join(r, now, &(bool){true}, &r->pending[head]);
		for (u32 i = 0; i < r->slots && times > PATIENCE; i++)
			now->v[i] = widen(r, old.v[i], now->v[i], times);
	}
	for (u32 n = 0; n < NARROWINGS; n++) {
		bool has = has_base;

		if (!turn(r, head, now, true, side))
			break;
		if (has_base)
			facts_copy(r, now, base);
		join(r, now, &has, &r->pending[head]);
	}
	r->mute = mute;
	r->mute_first = first;
	r->mute_last = last;
	turn(r, head, now, true, side);
}

/* loop_facts - what following a loop needs; no loop is followed twice at a time */
static struct loop_facts *loop_facts(struct ranges *r, u32 head)
{
	struct loop_facts *own = r->own[head];

	if (own)
		return own;
	own = r->own[head] = ebpf_alloc(r->c, sizeof(*own));
	own->base = facts_new(r);
	own->now = facts_new(r);
	own->all = facts_new(r);
	own->old = facts_new(r);
	own->side = ebpf_alloc(r->c, (r->extent[head] - head + 1) * sizeof(*own->side));
	return own;
}

/* loop - turn by turn as long as there is patience: what grows with each turn is then as bounded as the turns are */
static void loop(struct ranges *r, u32 head)
{
	struct loop_facts *own = loop_facts(r, head);
	struct facts base = own->base, now = own->now, all = own->all, **side = own->side;
	bool has = r->reached[head], has_base = has, has_all = has, any = has;

	for (u32 n = head + 1; n < r->extent[head]; n++) {
		side[n - head] = NULL;
		if (!r->reached[n])
			continue;
		any = true;
		side[n - head] = ebpf_alloc(r->c, sizeof(**side));
		*side[n - head] = facts_new(r);
		facts_copy(r, side[n - head], &r->in[n]);
	}
	if (!any)
		return;
	facts_copy(r, &base, &r->in[head]);
	facts_copy(r, &now, &base);
	facts_copy(r, &all, &base);
	for (u32 n = 0; r->budget; n++) {
		if (!turn(r, head, &now, has, side))
			return;
		has = true;
		facts_copy(r, &now, &r->pending[head]);
		join(r, &all, &has_all, &now);
	}
	if (!has_all && turn(r, head, &base, false, side))
		join(r, &all, &has_all, &r->pending[head]);
	if (has_all)
		settle_loop(r, head, &base, has_base, &all, side);
}

/* extents - where loops end, behind their last block; such as overlap become nested */
static void extents(struct ranges *r)
{
	bool again = true;

	for (u32 n = 0; n < r->fn->block_count; n++)
		for (u32 k = 0; k < 2; k++) {
			const struct block *b = r->fn->blocks[n], *to = k ? b->f : b->t;

			if ((b->end == END_BRANCH || (b->end == END_JUMP && !k)) && to->index <= n && r->extent[to->index] < n + 1)
				r->extent[to->index] = n + 1;
		}
	while (again) {
		again = false;
		for (u32 n = 0; n < r->fn->block_count; n++)
			for (u32 m = n + 1; m < r->extent[n]; m++)
				if (r->extent[m] > r->extent[n]) {
					r->extent[n] = r->extent[m];
					again = true;
				}
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
	r->record = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*r->in));
	r->pending = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*r->in));
	r->reached = ebpf_alloc(c, fn->block_count + 1);
	r->recorded = ebpf_alloc(c, fn->block_count + 1);
	r->waits = ebpf_alloc(c, fn->block_count + 1);
	r->extent = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*r->extent));
	r->own = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*r->own));
	extents(r);
	for (u32 i = 0; i < fn->block_count; i++) {
		r->in[i] = facts_new(r);
		r->record[i] = facts_new(r);
		if (r->extent[i])
			r->pending[i] = facts_new(r);
	}
	r->now = facts_new(r);
	r->end = facts_new(r);
	collect_thresholds(r);
}

static void solve(struct ranges *r)
{
	struct facts entry = facts_new(r);

	entry_facts(r, &entry);
	memset(r->reached, 0, r->fn->block_count);
	memset(r->recorded, 0, r->fn->block_count);
	memset(r->waits, 0, r->fn->block_count);
	r->budget = r->last ? TURNS_LAST : TURNS_MAX;
	r->mute = false;
	join(r, &r->in[0], &r->reached[0], &entry);
	region(r, 0, r->fn->block_count - 1, NO_REG);
}

/* ---- all programs, and the global variables between them */

/* left - what the runs of a program leave in global variables */
static void left(struct ranges *r, struct val *sum)
{
	for (u32 i = 0; i < r->fn->block_count; i++) {
		struct block *b = r->fn->blocks[i];

		if (!r->recorded[i] || (b->end != END_RETURN && b->end != END_FAIL))
			continue;
		run_block(r, b, &r->record[i]);
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
	r->last = true;
	solve(r);
	r->check = !r->weak;
	for (u32 i = 0; i < r->fn->block_count; i++) {
		struct block *b = r->fn->blocks[i];

		if (!r->weak)
			b->reached = r->recorded[i];
		if (r->weak)
			b->seen_known = -1;
		if (!r->recorded[i])
			continue;
		run_block(r, b, &r->record[i]);
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
	struct block **order;
	u32 count = 0;

	ebpf_graph(c, fn); /* conditions that are values first: what belongs together then stays together */
	order = ebpf_alloc(c, (fn->block_count + 1) * sizeof(*order));
	for (u32 fails = 0; fails < 2; fails++) /* what fails comes last: no jump to it goes back */
		for (u32 n = 0; n < fn->block_count; n++)
			if ((fn->blocks[n]->end == END_FAIL && n > 0) == (fails == 1))
				order[count++] = fn->blocks[n];
	fn->blocks = order;
	for (u32 n = 0; n < fn->block_count; n++)
		order[n]->index = n;
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
