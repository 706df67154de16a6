/* SPDX-License-Identifier: Apache-2.0
 * loop.c - loop invariants and trip counts.
 *
 * At a loop's head an invariant H is guessed and then confirmed.  Guessing walks the body with H and compares what
 * comes back (B) with H: numbers that grow by a constant per round (seen by their ids: B = H + step) are bounded by the
 * tests that every round passes; other numbers are joined, then widened, then given up.  Errors of bounds do not count
 * while guessing, and no state leaves the loop.  Once B is included in H, one more walk confirms it: everything is
 * checked, states leave the loop, and B must be included in H again.  Only that walk is trusted; a certificate can take
 * the place of the guess. */
#include "verify/cert.h"
#include "verify/chunk.h"

#define PASSES 12 /* guesses per loop entry */

static struct axi_loop *top(struct axi_verify *v)
{
	return &v->loop[v->loops - 1];
}

/* Give every number an id, so that what a round adds to it can be seen. */
static void name_numbers(struct axi_verify *v)
{
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) {
		struct axi_val *val = e.val;

		if (val->kind == AXI_SCALAR) {
			if (AXI_SUMS && val->var > axi_names_around(v)) /* of this loop's rounds before */
				val->var = val->size = val->obj = 0;
			if (!val->id && (!val->width || val->width == 8 || ((val->width & 7) == 4 && axi_names_halves(v)))) {
				val->id = ++v->next_id;
				val->off = 0;
			}
		} else if (val->kind > AXI_MAP && !val->var && !axi_range_is_const(&val->r)) {
			val->var = ++v->next_id;
		}
	}
}

static void begin_pass(struct axi_verify *v, struct axi_loop *l)
{
	axi_chunk_free(v, &v->cfg.block[l->head].entry);
	if (AXI_RANKS && v->gain && !AXI_PLANT(59)) /* growth.c */
		memset(v->gain, 0, AXI_GAINS * sizeof(*v->gain));
	if (AXI_RANKS)
		axi_ties_begin(v);
	l->pending = 0;
	l->exits = 0;
	l->soft = 0;
	l->tests = 0;
	l->shared = AXI_NONE;
}

static int confirm(struct axi_verify *v, struct axi_loop *l);

static int set_invariant(struct axi_verify *v, struct axi_loop *l)
{
	struct axi_block *b = &v->cfg.block[l->head];
	struct axi_head *h = axi_head(&v->cfg, l->head);

	int err;

	name_numbers(v);
#if AXI_UNVERIFIED
	h->names = axi_names_around(v);
#endif
	if (AXI_RANKS && v->tie)
		axi_ties_name(v, l->head);
	begin_pass(v, l);
	err = axi_chunk_save(v, &h->invariant, b->live);
	if (!err)
		axi_chunk_set_names(v, h->invariant, l->names = v->next_id);
	return err;
}

/* Loops around the innermost one see by names what their rounds add: the invariant of a loop inside them may use such a
 * name only for what has it at each of the loop's rounds.  All names up to this one are such. */
u32 axi_names_around(const struct axi_verify *v)
{
	return v->loops > 1 && !AXI_PLANT(47) ? v->loop[v->loops - 2].names : 0;
}

/* Is the current state, which enters the innermost loop, covered by an invariant? */
static bool entry_in(struct axi_verify *v, u32 invariant)
{
	bool in;

	v->names = axi_names_around(v);
	in = axi_state_in(v, invariant);
	v->names = 0;
	return in;
}

/* Had the loop given the number a name of its own?  Then it changes it. */
static bool own_name(const struct axi_head *h, const struct axi_val *old)
{
#if AXI_UNVERIFIED
	return old->id > h->names;
#else
	(void)h, (void)old;
	return false;
#endif
}

/* The current state enters a loop whose invariant was found for another entry: begin with both.  What the entry says
 * alone keeps its names, by which loops around see what their rounds add, but where the loop changes it. */
static void begin_with(struct axi_verify *v, const struct axi_head *h)
{
	u32 cursor = 0, key;
	struct axi_val old;

	while ((key = axi_chunk_next(v, h->invariant, &cursor, &old)) != AXI_NONE) {
		struct axi_val *at = axi_val_at(v, key);

		v->map.count = 0;
		if (!at || at->kind == AXI_UNINIT)
			continue;
		if (at->kind == AXI_SCALAR && old.kind == AXI_SCALAR && at->width == old.width) {
			if (axi_range_in(&old.r, &at->r) && !own_name(h, &old))
				continue;
			axi_unlink(at);
			axi_range_join(&at->r, &old.r);
		} else if (!axi_val_in(v, &old, at, key >= AXI_KEY_SLOT)) {
			axi_val_join(v, at, &old, key >= AXI_KEY_SLOT);
		}
	}
}

/* Where no invariant says enough (a place and what is left behind it, told by one counter), loops are walked round by round: what
 * comes back to the head is walked again, each state by itself and with everything checked, until nothing comes back.  A state is
 * walked later than the one that it comes from, so the loop has no more rounds than states were walked. */
static bool by_rounds(const struct axi_verify *v, const struct axi_loop *l)
{
	return AXI_APART && v->keep.rounds && !l->calls;
}

static int next_round(struct axi_verify *v, struct axi_loop *l)
{
	struct axi_block *b = &v->cfg.block[l->head];
	struct axi_head *h = axi_head(&v->cfg, l->head);
	u32 last, *link = &b->entry;
	int left;

	if (b->entry) { /* the oldest first: those that wait are joined with what is like them */
		while (axi_chunk_at(v, *link)->next)
			link = &axi_chunk_at(v, *link)->next;
		last = *link;
		*link = 0;
		axi_chunk_at(v, last)->next = b->entry;
		b->entry = last;
		l->pass++;
		left = axi_chunk_take(v, &b->entry);
		return left < 0 ? left : 1;
	}
	v->loops--;
	if (!axi_finding(v) && l->pass > h->trips)
		h->trips = l->pass;
	return 0;
}

/* Have guesses within guesses become so many that those found earlier must do? */
static bool hurries(const struct axi_verify *v)
{
	return v->steps > v->step_limit / 8;
}

int axi_loop_start(struct axi_verify *v, u32 head, u64 calls)
{
	struct axi_block *b = &v->cfg.block[head];
	struct axi_head *h = axi_head(&v->cfg, head);
	struct axi_loop *l;
	int err;

	v->looped |= AXI_FAST;
	if (v->loops == v->loop_room)
		return axi_reject(v, AXI_REASON_LOOP_NEST, -1);
	l = &v->loop[v->loops++];
	/* no block of any frame is inside a callback's rounds: its returns come back by themselves */
	*l = (struct axi_loop){.head = head, .frame = calls ? AXI_NONE : v->depth, .calls = calls};
	if (by_rounds(v, l)) {
		l->final = 1;
		l->names = AXI_PLANT(154) ? 0 : axi_names_around(v); /* it has none of its own, but there may be loops inside it */
		err = next_round(v, l);
		return err < 0 ? err : 0;
	}
	v->joined |= AXI_FAST;
	axi_chunk_move(v, &b->entry, &l->entry);
	err = axi_chunk_load(v, &l->entry);
	if (err)
		return err;
	if (v->in->cert) {
		if (AXI_RANKS)
			axi_ties_forget(v, head);
		err = axi_cert_head(v, b->start);
		err = err ? err : set_invariant(v, l);
		err = err ? err : confirm(v, l);
		return err < 0 ? err : 0;
	}
	/* Found in the last guess of the loop around, and it covers this entry: confirm it.  (While that loop is still being
	 * guessed, an older invariant may be too wide; where guesses within guesses become too many, it must do.) */
	bool hurry = hurries(v);

	l->final = 1;
	if (h->invariant && (!axi_finding(v) || hurry) && entry_in(v, h->invariant) && (!AXI_RANKS || axi_ties_hold(v, l->head))) {
		l->names = axi_chunk_names(v, h->invariant);
		begin_pass(v, l);
		if (v->prover && !axi_finding(v))
			v->prover->head(v, l->head, l->entry, h->invariant);
		return axi_chunk_load(v, &h->invariant);
	}
	l->final = 0;
	if (AXI_RANKS && v->tie)
		axi_ties_enter(v, l->head);
	if (h->invariant && hurry)
		begin_with(v, h);
	return set_invariant(v, l);
}

/* ---- trip counts ---- */

struct trip {
	u64 lo, hi;   /* the tested number in the first round */
	u64 bmin, bmax;
	s64 step;
	bool exact;   /* both are constants */
	bool meets;   /* the bound is a whole number of steps away */
};

/* How often can "x op bound" hold in a row, x growing by step?  False: no bound. */
static bool count_trips(const struct trip *t, u32 op, u64 *count)
{
	u64 s = (u64)(t->step < 0 ? -t->step : t->step);
	u64 bmax = t->bmax;

	*count = 0;
	switch (op) {
	case AX_JEQ: *count = 1; return true;
	case AX_JLE:
	case AX_JSLE:
		if (bmax == UINT64_MAX)
			return false;
		bmax++;
		/* fall through */
	case AX_JLT:
	case AX_JSLT:
		if (t->step < 0 || bmax > UINT64_MAX - s)
			return false;
		if (t->lo < bmax)
			*count = (bmax - t->lo - 1) / s + 1;
		return true;
	case AX_JGE:
	case AX_JSGE:
	case AX_JGT:
	case AX_JSGT: {
		u64 least = t->bmin + (op == AX_JGT || op == AX_JSGT); /* least number that passes */

		if (t->step > 0 || least < t->bmin || least < s)
			return false;
		if (t->hi >= least)
			*count = (t->hi - least) / s + 1;
		return true;
	}
	case AX_JNE:
		if (t->exact) { /* it comes to the bound after so many steps, perhaps by way of 0 */
			u64 way = t->step > 0 ? t->bmin - t->lo : t->lo - t->bmin;

			*count = way / s;
			return !(way % s) && *count <= UINT32_MAX;
		}
		if (t->step > 0 ? t->hi > t->bmin : t->lo < t->bmax)
			return false;
		if (s != 1 && !t->meets)
			return false;
		*count = (t->step > 0 ? t->bmax - t->lo : t->hi - t->bmin) / s;
		return true;
	default: return false;
	}
}

/* Is the value at the head the one that the test is about, but for constants? */
static bool tested(const struct axi_test *t, const struct axi_val *h)
{
	if (!AXI_SUMS || t->kind == AXI_SCALAR)
		return h->kind == AXI_SCALAR && h->id == t->id;
	return h->kind == t->kind && h->obj == t->obj && h->id == t->base && !h->null &&
	       (t->id ? h->var == t->id : axi_range_is_const(&h->r) && !h->r.tv);
}

/* The number with the test's id at the head, and what one round adds to it.  The current state is B. */
static bool find_step(struct axi_verify *v, const struct axi_loop *l, const struct axi_test *t, struct trip *trip)
{
	u32 cursor = 0, key, invariant = axi_head(&v->cfg, l->head)->invariant;
	struct axi_val h, e;

	while ((key = axi_chunk_next(v, invariant, &cursor, &h)) != AXI_NONE) {
		const struct axi_val *b = axi_val_at(v, key);

		if (!tested(t, &h) || !b || !tested(t, b) || b->off == h.off)
			continue;
		if (!axi_chunk_find(v, l->entry, key, &e) || e.kind != h.kind || e.width != h.width)
			continue;
		if (AXI_SUMS && e.kind != AXI_SCALAR) {
			if (e.obj != h.obj || e.id != h.id || e.size != h.size || e.null)
				continue;
			e.r = axi_whole_offset(&e);
		}
		struct axi_range first;
		u64 flip = t->is_signed ? UINT64_C(1) << 63 : 0; /* signed order as unsigned order */

		axi_range_const(&first, (u64)((s64)t->off - h.off));
		axi_range_alu(&first, AX_ADD, false, &e.r);
		trip->step = (s64)b->off - h.off;
		trip->lo = t->is_signed ? (u64)first.smin ^ flip : first.umin;
		trip->hi = t->is_signed ? (u64)first.smax ^ flip : first.umax;
		trip->bmin = t->min ^ flip;
		trip->bmax = t->max ^ flip;
		trip->exact = trip->lo == trip->hi && trip->bmin == trip->bmax;
		u64 low = (u64)(trip->step < 0 ? -trip->step : trip->step) - 1;

		/* a power of two, and the bits below it are the same */
		trip->meets = AXI_SUMS && !(low & (low + 1)) && (low & (t->mask | AXI_PLANT(73) * low)) == low && !(first.tm & low) && !((first.tv ^ t->low) & low);
		if (AXI_SUMS && t->kind != AXI_SCALAR && (first.smin < 0 || first.smax > AXI_FAR_OFFSET || trip->step < 0))
			continue;
		return true;
	}
	return false;
}

/* Is the bound the same number in every round?  A number that grows may step over one that moves, or move along with
 * it; only an order against the bound's range holds whatever the bound does. */
static bool bound_stays(struct axi_verify *v, const struct axi_loop *l, const struct axi_test *t)
{
	u32 cursor = 0, key, invariant = axi_head(&v->cfg, l->head)->invariant;
	struct axi_val h;

	if (t->min == t->max)
		return true;
	while (t->bound_id && (key = axi_chunk_next(v, invariant, &cursor, &h)) != AXI_NONE) {
		const struct axi_val *b = axi_val_at(v, key);

		if (!b || b->kind != h.kind || b->off != h.off)
			continue;
		if (h.kind == AXI_SCALAR ? h.id == t->bound_id && b->id == h.id
					 : AXI_SUMS && h.kind == t->kind && h.var == t->bound_id && b->var == h.var && b->obj == h.obj && b->id == h.id)
			return true;
	}
	return false;
}

/* *again: how often the back edges are taken at most. */
static bool bound_rounds(struct axi_verify *v, const struct axi_loop *l, u64 *again)
{
	struct axi_val h;
	bool found = false;

	*again = l->calls;
	if (AXI_CALLS && l->calls) /* the state after the last call counts, too */
		return true;
	for (u32 i = 0; i < l->tests; i++) {
		struct trip trip;
		u64 count;

		const struct axi_test *t = &l->test[i];

		if ((t->op == AX_JEQ || t->op == AX_JNE) && !bound_stays(v, l, t))
			continue;
		if (!find_step(v, l, t, &trip) || !count_trips(&trip, t->op, &count))
			continue;
		if (!found || count < *again)
			*again = count;
		found = true;
	}
	for (u32 cursor = 0, key; AXI_KFUNCS && v->dynptrs && (key = axi_chunk_next(v, axi_head(&v->cfg, l->head)->invariant, &cursor, &h)) != AXI_NONE;) {
		u64 count = key >= AXI_KEY_SLOT && axi_is_iter(&h) && axi_val_at(v, key) ? axi_iter_rounds(&h, axi_val_at(v, key)) : UINT64_MAX;

		if (count != UINT64_MAX && (!found || count < *again))
			*again = count;
		found |= count != UINT64_MAX;
	}
	return found;
}

static u32 negated(u32 op)
{
	switch (op) {
	case AX_JEQ: return AX_JNE;
	case AX_JNE: return AX_JEQ;
	case AX_JGT: return AX_JLE;
	case AX_JLE: return AX_JGT;
	case AX_JGE: return AX_JLT;
	case AX_JLT: return AX_JGE;
	case AX_JSGT: return AX_JSLE;
	case AX_JSLE: return AX_JSGT;
	case AX_JSGE: return AX_JSLT;
	case AX_JSLT: return AX_JSGE;
	default: return 0;
	}
}

/* Another state of the block: the loop goes on while one of the two tests holds. */
static bool widen_test(struct axi_test *t, const struct axi_test *with)
{
	if (t->id != with->id || t->off != with->off || t->op != with->op || t->kind != with->kind || t->obj != with->obj ||
	    t->base != with->base)
		return false;
	t->mask &= (u8)(with->mask & ~(t->low ^ with->low));
	if (t->bound_id != with->bound_id || (t->bound_off != with->bound_off && !AXI_PLANT(150)))
		t->bound_id = 0;
	if (t->is_signed ? (s64)with->min < (s64)t->min : with->min < t->min)
		t->min = with->min;
	if (t->is_signed ? (s64)with->max > (s64)t->max : with->max > t->max)
		t->max = with->max;
	return true;
}

static void add_test(struct axi_test *tests, u32 *count, u32 op, const struct axi_val *number, const struct axi_val *to)
{
	const struct axi_range *bound = &to->r;
	bool sgn = op == AX_JSGT || op == AX_JSGE || op == AX_JSLT || op == AX_JSLE;

	if (op && number->kind == AXI_SCALAR && number->id)
		tests[(*count)++] = (struct axi_test){
			.id = number->id, .off = number->off, .op = (u8)op, .bound_id = to->id, .bound_off = to->off, .is_signed = sgn,
			.min = sgn ? (u64)bound->smin : bound->umin, .max = sgn ? (u64)bound->smax : bound->umax,
			.kind = AXI_SCALAR, .mask = (u8)~bound->tm, .low = (u8)bound->tv,
		};
}

/* The same of two pointers into one object: addresses are in the order of their offsets. */
static void add_pointer_test(struct axi_test *tests, u32 *count, u32 op, const struct axi_val *p, const struct axi_val *to)
{
	struct axi_range bound = axi_whole_offset(to);

	if ((op != AX_JLT && op != AX_JLE && op != AX_JNE) || (!p->var && !axi_range_is_const(&p->r)) || bound.smin < 0 ||
	    bound.smax > AXI_FAR_OFFSET || (!p->var && p->r.tv))
		return;
	tests[(*count)++] = (struct axi_test){
		.id = p->var, .off = p->off, .op = (u8)op, .bound_id = to->var, .bound_off = to->off, .min = bound.umin, .max = bound.umax,
		.kind = p->kind, .obj = p->obj, .base = p->id, .mask = (u8)~bound.tm, .low = (u8)bound.tv,
	};
}

/* The tests that the current state passes join those of the loop; in a block with several states those stay that all
 * states pass. */
static void keep_tests(struct axi_verify *v, struct axi_loop *l, const struct axi_test *tests, u32 count)
{
	bool more = l->shared == v->at && !v->only_state;

	if (!more) {
		l->shared_from = l->tests;
		for (u32 i = 0; i < count && l->tests < AXI_TESTS; i++)
			l->test[l->tests++] = tests[i];
		l->shared = v->only_state ? AXI_NONE : v->at;
		return;
	}
	for (u32 i = l->shared_from; i < l->tests;) {
		u32 n = 0;

		while (n < count && !widen_test(&l->test[i], &tests[n]))
			n++;
		if (n == count)
			l->test[i] = l->test[--l->tests];
		else
			i++;
	}
}

/* Does every round pass the block that is walked?  Yes, when no other state is waiting inside the loop and none has come
 * back yet, but for the other states of this block, which are walked one after the other. */
static bool all_pass(const struct axi_verify *v, const struct axi_loop *l)
{
	if (v->cfg.block[v->at].nest != v->cfg.block[l->head].nest || !axi_in_loop(&v->cfg, l->head, v->at))
		return false;
	if (v->only_state || v->walked <= 1)
		return l->pending == !v->only_state && !v->cfg.block[l->head].entry;
	return l->shared == v->at;
}

/* A conditional jump inside the innermost loop: does every round pass it, and does one side leave the loop? */
void axi_loop_test(struct axi_verify *v, const struct ax_insn *insn, u32 taken, u32 other)
{
	struct axi_loop *l;
	struct axi_val b, *a = &v->reg[insn->dst];
	u32 op = insn->opcode & 0xf0;
	struct axi_test tests[2];
	u32 count = 0;
	bool stay;

	if (!v->loops || top(v)->frame != v->depth || !all_pass(v, top(v)))
		return;
	l = top(v);
	stay = axi_in_loop(&v->cfg, l->head, taken);
	axi_operand(v, insn, &b);
	/* A 32-bit comparison says the same as a 64-bit one while both numbers are small. */
	if ((insn->opcode & 7) == AX_JMP32) {
		u64 limit = op == AX_JEQ || op == AX_JNE || op == AX_JGT || op == AX_JGE || op == AX_JLT || op == AX_JLE
				    ? UINT32_MAX : INT32_MAX;

		axi_range_zext(&b.r, 32);
		if (a->r.umax > limit || b.r.umax > limit)
			op = 0;
	}
	bool pointers = AXI_SUMS && (a->kind == AXI_VALUE || a->kind == AXI_STACK || a->kind == AXI_MEM || a->kind == AXI_RECORD) &&
			axi_same_base(a, &b) && (insn->opcode & 7) == AX_JMP;

	if (stay == axi_in_loop(&v->cfg, l->head, other) || (!pointers && (a->kind != AXI_SCALAR || b.kind != AXI_SCALAR)))
		op = 0;
	op = stay ? op : negated(op);
	if (pointers) {
		add_pointer_test(tests, &count, op, a, &b);
		add_pointer_test(tests, &count, axi_mirror(op), &b, a);
	} else if (op) {
		add_test(tests, &count, op, a, &b);
		add_test(tests, &count, axi_mirror(op), &b, a);
	}
	keep_tests(v, l, tests, count);
}

/* ---- inclusion ---- */

/* The sum of up to `again` steps; false: too much. */
static bool steps_sum(const struct axi_step *s, u64 again, struct axi_step *sum)
{
	return again <= INT64_MAX && !__builtin_mul_overflow(s->lo < 0 ? s->lo : 0, (s64)again, &sum->lo) &&
	       !__builtin_mul_overflow(s->hi > 0 ? s->hi : 0, (s64)again, &sum->hi);
}

/* The range of a number or an offset over `again` rounds from `first`. */
static void stride(struct axi_range *first, const struct axi_step *step, u64 again)
{
	struct axi_range rounds, width;
	struct axi_step sum;

	if (AXI_SUMS)
		axi_range_unknown(&rounds);
	if (!AXI_SUMS || step->lo == step->hi) {
		axi_range_unsigned(&rounds, 0, again);
		axi_range_const(&width, (u64)step->lo);
		axi_range_alu(&rounds, AX_MUL, false, &width);
	} else if (steps_sum(step, again, &sum)) {
		rounds.smin = sum.lo;
		rounds.smax = sum.hi;
		axi_range_sync(&rounds);
	}
	axi_range_alu(first, AX_ADD, false, &rounds);
}

/* Is b (what came back) certainly h (what the round began with) plus something? */
bool axi_advances(const struct axi_verify *v, const struct axi_val *h, const struct axi_val *b, struct axi_step *step)
{
	struct axi_growth g;

	step->lo = step->hi = (s64)b->off - h->off;
	if (h->kind != b->kind || h->null != b->null || h->width != b->width)
		return false;
	if (AXI_SUMS && h->kind == AXI_SCALAR && h->id != b->id && axi_grown_since(v, b, h->id, &g)) {
		step->lo = g.lo - h->off;
		step->hi = g.hi - h->off;
		return true;
	}
	if (h->id != b->id)
		return false;
	if (h->kind == AXI_SCALAR)
		return h->id;
	if (h->obj != b->obj || (axi_in_packet(h) ? h->size > b->size : h->size != b->size))
		return false;
	if (h->kind <= AXI_MAP || h->null)
		return false;
	return h->var ? h->var == b->var : axi_range_is_const(&h->r) && axi_range_is_const(&b->r) && h->r.tv == b->r.tv;
}

/* What of the packet is known to lie behind a pointer that began as `e` and has the fixed offset `off` now, after rounds that
 * add `step`: axi_val.size. */
static u32 packet_left(const struct axi_val *e, s32 off, s64 step, u64 again)
{
	s64 moved = (s64)e->off - off;

	if (step > 0 && again > AXI_PACKET_MAX)
		return 0;
	moved += step > 0 ? step * (s64)again : 0;
	return e->size && moved < (s64)e->size && moved > -(s64)AXI_PACKET_MAX ? (u32)((s64)e->size - moved) : 0;
}

/* What all rounds of this loop add to number `name` of a loop around it, which a value had as it entered (`e`): so that loop sees what its
 * own rounds add.  False: `e` is not said to be of that number, or it is too much. */
static bool grown_around(const struct axi_verify *v, u32 name, const struct axi_val *e, const struct axi_step *step, u64 again, struct axi_growth *g)
{
	struct axi_step sum;

	if (!AXI_SUMS || !name || name > axi_names_around(v) || !axi_grown_from(e, name, g) || !steps_sum(step, AXI_PLANT(211) ? 0 : again, &sum))
		return false;
	return !__builtin_add_overflow(g->lo, sum.lo, &g->lo) && !__builtin_add_overflow(g->hi, sum.hi, &g->hi);
}

/* The back edges are taken `again` times at most, and each round adds `step`: so the value stays within entry +
 * step * [0, again], whatever its own range says of one more round. */
static bool counted_in(struct axi_verify *v, const struct axi_loop *l, u32 key, const struct axi_val *h,
		       const struct axi_val *b, u64 again)
{
	struct axi_range reach, from, have = h->r;
	struct axi_growth g;
	struct axi_val e;
	struct axi_step step;

	if (v->prover && v->prover->by_itself)
		return false;
	if ((h->zero & ~b->zero && !AXI_PLANT(167)) || !axi_advances(v, h, b, &step) || !axi_chunk_find(v, l->entry, key, &e) || e.kind != h->kind || e.width != h->width || e.null || (h->kind != AXI_SCALAR && (e.obj != h->obj || (!axi_in_packet(h) && e.size != h->size))))
		return false;
	if (axi_in_packet(h) && h->size > packet_left(&e, h->off, step.lo, again) && h->size > packet_left(b, h->off, 0, 0))
		return false; /* neither by the count, nor compared in each round */
	if (h->kind == AXI_SCALAR) {
		reach = e.r;
		if (!axi_link_in(v, b->id, h->id, (s32)((u32)b->off - (u32)h->off)))
			return false;
		if (h->var && !(grown_around(v, h->var, &e, &step, again, &g) && g.lo >= -(s64)h->obj && g.hi <= (s64)h->size && axi_link_in(v, h->var, h->var, 0)))
			return false;
	} else {
		/* the names of these are the invariant's: by which name they entered is found when the entry is (entry_in) */
		bool named = AXI_RANKS && (h->kind == AXI_VALUE || h->kind == AXI_MEM);

		if ((named ? !e.id != !h->id : e.id != h->id) || ((named || h->kind == AXI_VALUE) && !axi_link_in(v, b->id, h->id, 0)))
			return false;
		/* pointers of one name stay at their distances: a certificate may give one to a pointer that moves and to one that stays */
		if (h->var && !axi_link_in(v, b->var, h->var, (s32)((u32)b->off - (u32)h->off)) && !AXI_PLANT(153))
			return false;
		reach = e.r; /* what is claimed stays as it is: its sum with an offset would say less */
		axi_range_const(&from, (u64)((s64)e.off - h->off));
		axi_range_alu(&reach, AX_ADD, false, &from);
		if (AXI_PLANT(199))
			reach = axi_whole_offset(&e), have = axi_whole_offset(h);
	}
	stride(&reach, &step, again);
	if (AXI_RANKS && h->kind == AXI_SCALAR && !axi_range_meet(&reach, &b->r)) /* it is both */
		return true;
	return axi_range_in(&reach, &have);
}

/* How often the back edges are taken at most: a test says so, or a number that can go no further (src/rank), which is in the
 * invariant by itself.  Other numbers may then be in it because they are moved no more often: state by state, round by round, all
 * of it held before. */
static bool any_bound(struct axi_verify *v, struct axi_loop *l, u64 *again)
{
	bool bounded = bound_rounds(v, l, again);

	if (!AXI_RANKS)
		return bounded;
	l->grown = 0;
	if (bounded)
		return true;
	v->names = axi_names_around(v);
	bounded = axi_grow_rounds(v, l, again);
	v->names = 0;
	l->grown = bounded ? *again + 1 : 0;
	return bounded;
}

/* Is the current state (what came back) covered by the invariant? */
static bool all_covered(struct axi_verify *v, const struct axi_loop *l, bool bounded, u64 again)
{
	u32 cursor = 0, key, invariant = axi_head(&v->cfg, l->head)->invariant;
	struct axi_val h;

	if (!axi_same_refs(v, invariant))
		return false;
	axi_links_begin(v);
	while ((key = axi_chunk_next(v, invariant, &cursor, &h)) != AXI_NONE) {
		const struct axi_val *b = axi_val_at(v, key);
		bool slot = key >= AXI_KEY_SLOT;

		if (!b || b->kind == AXI_UNINIT || (slot && h.width && b->init != (b->init | h.init)))
			return false;
		if (!axi_val_in(v, b, &h, slot) && !(bounded && counted_in(v, l, key, &h, b, again)))
			return false;
	}
	return true;
}

static bool covered(struct axi_verify *v, const struct axi_loop *l, bool bounded, u64 again)
{
	bool in;

	v->names = axi_names_around(v);
	in = all_covered(v, l, bounded, again);
	v->names = 0;
	return in;
}

/* ---- the next guess ---- */

#define FEW 255

/* Does a prover guess numbers, which may take its time? */
static bool guesses(const struct axi_verify *v)
{
	return AXI_APART && v->prover && v->prover->guess;
}

/* Packet pointers that had one name in what came back have one name in the next guess: a comparison of one of them then says
 * something of the others.  `names` goes from value to value. */
static bool join_named(struct axi_verify *v, struct axi_val *h, const struct axi_val *b, bool slot, struct axi_idmap *names)
{
	bool ok;

	if (axi_in_packet(h))
		v->map = *names;
	ok = axi_val_join(v, h, b, slot);
	if (axi_in_packet(h))
		*names = v->map;
	return ok;
}

/* A number has no name in the next guess; where a prover guesses, what had one name in both has one. */
static void relink(struct axi_verify *v, struct axi_val *h, const struct axi_val *b, struct axi_idmap *names)
{
	s32 off = h->off;
	u32 id;

	if (!guesses(v)) {
		axi_unlink(h);
		return;
	}
	v->map = *names;
	id = axi_join_id(v, h->id, b->id, (s32)((u32)h->off - (u32)b->off));
	*names = v->map;
	axi_unlink(h);
	h->id = id;
	h->off = id ? off : 0;
}

/* A number that is counted is of the next guess, too, one of what a loop around gave a name. */
static void name_around(struct axi_verify *v, const struct axi_loop *l, u32 key, struct axi_val *h, const struct axi_step *step, u64 again)
{
	struct axi_growth g;
	struct axi_val e;

	if (AXI_RANKS && !hurries(v) && axi_chunk_find(v, l->entry, key, &e) && grown_around(v, axi_name_around(v, &e), &e, step, again, &g))
		axi_set_growth(h, &g);
}

/* h: the old guess, b: what came back.  The new guess in h; false: give the value up. */
static bool next_value(struct axi_verify *v, const struct axi_loop *l, u32 key, struct axi_val *h, const struct axi_val *b,
		       bool bounded, u64 again, struct axi_idmap *names)
{
	bool slot = key >= AXI_KEY_SLOT, counted = false;
	struct axi_val e, old = *h;
	struct axi_step step;

	v->map.count = 0;
	if ((slot && (!h->width || h->width != b->width)) || axi_is_dynptr(h))
		return axi_val_join(v, h, b, true);
	if (h->kind == b->kind && h->kind == AXI_SCALAR) {
		if (!AXI_PLANT(167))
			h->zero &= b->zero;
		if (axi_range_in(&b->r, &h->r) && (!h->id || (b->id == h->id && b->off == h->off)) && (!AXI_SUMS || axi_growth_in(b, h)))
			return true;
		if (bounded && counted_in(v, l, key, h, b, again)) {
			axi_advances(v, h, b, &step);
			axi_unlink(h);
			name_around(v, l, key, h, &step, again);
			return true;
		}
		if (bounded && l->pass <= 3 && axi_advances(v, h, b, &step) && (step.lo || step.hi) &&
		    axi_chunk_find(v, l->entry, key, &e) && e.kind == AXI_SCALAR) {
			h->r = e.r;
			stride(&h->r, &step, again);
			counted = true;
		}
		relink(v, h, b, names);
		if (counted) {
			name_around(v, l, key, h, &step, again);
			return true;
		}
		if (guesses(v))
			v->prover->guess(v, &h->r, &b->r);
		else if (l->pass > 6)
			axi_range_unknown(&h->r);
		else if (l->pass == 2 && b->r.umax <= FEW && h->r.umax <= FEW) /* the states of a machine, perhaps */
			axi_range_unsigned(&h->r, 0, UINT64_MAX >> __builtin_clzll(b->r.umax | h->r.umax | 1));
		else if (l->pass > 1)
			axi_range_widen(&h->r, &b->r);
		else
			axi_range_join(&h->r, &b->r);
		if (h->width && h->width != 8)
			axi_range_zext(&h->r, h->width < 8 ? 8u * h->width : 32);
		return true;
	}
	if (bounded && h->kind > AXI_MAP && axi_advances(v, h, b, &step) && step.lo &&
	    counted_in(v, l, key, h, b, again)) {
		h->var = 0;
		return true;
	}
	if (bounded && l->pass <= 3 && h->kind > AXI_MAP && axi_advances(v, h, b, &step) && step.lo &&
	    axi_chunk_find(v, l->entry, key, &e) && e.kind == h->kind && e.id == h->id && e.obj == h->obj && !e.null) {
		u32 left = 0, compared;

		if (axi_in_packet(h)) {
			left = packet_left(&e, e.off, step.lo, again);
			compared = b->size > h->size ? packet_left(b, e.off, 0, 0) : 0; /* the loop compares it anew */
			compared = compared < e.size ? compared : e.size;
			left = compared > left ? compared : left;
		}
		/* what is left for no access may come from where another pointer was, which is compared before the rounds end */
		if (!axi_in_packet(h) || l->pass > 1 || (s32)left > e.off || (s64)b->size <= b->off) {
			if (axi_in_packet(h))
				h->size = left;
			h->off = e.off;
			h->r = e.r;
			h->var = 0;
			stride(&h->r, &step, again);
			return true;
		}
	}
	if (!join_named(v, h, b, slot, names))
		return false;
	if (l->pass > 1 && h->kind > AXI_MAP && old.kind == h->kind && old.off == h->off && !axi_range_in(&h->r, &old.r)) {
		struct axi_range joined = h->r;

		h->r = old.r;
		if (axi_in_packet(h) && joined.smin >= 0 && joined.umax <= AXI_PACKET_WALK)
			/* a walk over the packet stays inside it, or ends a step behind it before it is compared again */
			axi_range_unsigned(&h->r, 0, joined.umax <= AXI_PACKET_MAX ? AXI_PACKET_MAX : AXI_PACKET_WALK);
		else if (guesses(v))
			v->prover->guess(v, &h->r, &joined);
		else
			axi_range_widen(&h->r, &joined);
		if (!axi_in_packet(h) && joined.smin >= 0 && joined.umax <= AXI_FAR_OFFSET) { /* where addresses are in order */
			axi_range_unsigned(&joined, 0, AXI_FAR_OFFSET);
			axi_range_meet(&h->r, &joined);
		}
		if (l->pass > 6 && !guesses(v))
			axi_range_unknown(&h->r);
	}
	return true;
}

/* The current state is B: make it the next guess. */
static void next_state(struct axi_verify *v, struct axi_loop *l)
{
	u64 again = 0;
	bool bounded = any_bound(v, l, &again);
	u32 cursor = 0, key = 0, want, invariant = axi_head(&v->cfg, l->head)->invariant;
	struct axi_idmap names = {.count = 0};
	struct axi_val h;

	if (AXI_RANKS && v->tie && !l->untied)
		axi_ties_moved(v, l);
	/* what the old guess does not have stays unknown */
	while ((want = axi_chunk_next(v, invariant, &cursor, &h)), key != AXI_NONE) {
		for (; key != AXI_NONE && key < want; key = axi_key_next(v, key))
			*axi_val_at(v, key) = (struct axi_val){.kind = key >= AXI_KEY_SLOT ? AXI_BYTES : AXI_UNINIT};
		if (key == AXI_NONE || key != want)
			continue;
		struct axi_val *b = axi_val_at(v, key);

		if ((b->kind != AXI_UNINIT || key >= AXI_KEY_SLOT) && next_value(v, l, key, &h, b, bounded, again, &names))
			*b = h;
		else
			*b = (struct axi_val){.kind = key >= AXI_KEY_SLOT ? AXI_BYTES : AXI_UNINIT};
		key = axi_key_next(v, key);
	}
}

/* The guess of an inner loop failed while the loop around is being guessed: this path does not count. */
static int give_up(struct axi_verify *v, struct axi_loop *l, enum axi_reason reason)
{
	v->pc = v->cfg.block[l->head].start;
	v->loops--;
	if (!axi_finding(v))
		return axi_reject(v, v->in->cert && reason == AXI_REASON_LOOP_INVARIANT ? AXI_REASON_CERT_FALSE : reason, -1);
	if (AXI_RANKS)
		axi_ties_forget(v, l->head);
	axi_chunk_free(v, &v->cfg.block[l->head].entry);
	axi_chunk_free(v, &axi_head(&v->cfg, l->head)->invariant);
	axi_chunk_free(v, &l->entry);
	v->loop[v->loops - 1].soft = 1;
	return 0;
}

/* Will the invariant of a loop that was left be looked at again: by a loop around that comes here with a state which it covers, or that
 * asks what this one added (axi_grown_since)? */
static bool asked_again(const struct axi_verify *v)
{
	return v->loops && (AXI_RANKS || !v->in->cert);
}

static int finish(struct axi_verify *v, struct axi_loop *l)
{
	struct axi_block *b = &v->cfg.block[l->head];
	struct axi_head *h = axi_head(&v->cfg, l->head);
	u64 again = 0;
	bool bounded = true, trusted = true;
	int err;

	v->pc = b->start;
	if (b->entry) {
		err = axi_chunk_load(v, &b->entry);
		if (err)
			return err;
		bounded = any_bound(v, l, &again);
		if (!axi_same_refs(v, h->invariant))
			return give_up(v, l, AXI_REASON_REF_JOIN);
		if (!covered(v, l, bounded, again) && !AXI_PLANT(31) && !(AXI_PLANT(37) && l->calls))
			return give_up(v, l, AXI_REASON_LOOP_INVARIANT);
		if (AXI_RANKS && !axi_ties_hold(v, l->head))
			return give_up(v, l, AXI_REASON_LOOP_INVARIANT);
		if (axi_plans(v) && !axi_finding(v))
			v->prover->rounds(v, l);
	}
	if (l->calls) {
		if (axi_plans(v) && !axi_finding(v))
			v->prover->called(v, v->depth, 0);
		axi_chunk_free(v, &b->entry);
		err = axi_chunk_load(v, &h->invariant);
		axi_chunk_free(v, &l->entry);
		v->loops--;
		if (!asked_again(v))
			axi_chunk_free(v, &h->invariant);
		return err ? err : 2;
	}
	v->loops--;
	if (AXI_RANKS)
		axi_ties_leave(v, l->head);
	trusted = !axi_finding(v);
	if (!l->exits && b->entry && trusted)
		return axi_reject(v, AXI_REASON_ENDLESS, -1);
	if (trusted && (!bounded || again >= UINT32_MAX))
		b->flags |= AXI_B_UNBOUNDED;
	else if (trusted && again + 1 > h->trips)
		h->trips = (u32)again + !AXI_PLANT(32);
	axi_chunk_free(v, &b->entry);
	axi_chunk_free(v, &l->entry);
	if (!asked_again(v))
		axi_chunk_free(v, &h->invariant);
	return 0;
}

/* Confirm the invariant: walk once more, with everything checked. */
static int confirm(struct axi_verify *v, struct axi_loop *l)
{
	int err;

	begin_pass(v, l);
	l->final = 1;
	err = axi_chunk_load(v, &l->entry);
	if (!err && !entry_in(v, axi_head(&v->cfg, l->head)->invariant))
		return give_up(v, l, AXI_REASON_LOOP_INVARIANT);
	if (!err && v->prover && !axi_finding(v))
		v->prover->head(v, l->head, l->entry, axi_head(&v->cfg, l->head)->invariant);
	err = err ? err : axi_chunk_load(v, &axi_head(&v->cfg, l->head)->invariant);
	return err ? err : 1;
}

/* A guess that is stable but too wide for some access: entry joined with what came back is stable, too, and smaller. */
static int narrow(struct axi_verify *v, struct axi_loop *l)
{
	struct axi_block *b = &v->cfg.block[l->head];
	struct axi_head *h = axi_head(&v->cfg, l->head);
	int err;

	l->narrowed++;
	axi_chunk_free(v, &h->invariant);
	axi_chunk_move(v, &b->entry, &h->invariant);
	err = axi_chunk_load(v, &l->entry);
	err = err ? err : axi_record(v, &h->invariant, b->live, true);
	err = err ? err : axi_chunk_load(v, &h->invariant);
	err = err ? err : set_invariant(v, l);
	return err ? err : 1;
}

int axi_loop_end(struct axi_verify *v)
{
	struct axi_loop *l = top(v);
	struct axi_block *b = &v->cfg.block[l->head];
	struct axi_head *h = axi_head(&v->cfg, l->head);
	bool stable = true;
	u64 again = 0;
	int err;

	if (by_rounds(v, l))
		return next_round(v, l);
	if (!AXI_INFERS || l->final)
		return finish(v, l);
	if (b->entry) {
		err = axi_chunk_load(v, &b->entry);
		if (err)
			return err;
		bool bounded = any_bound(v, l, &again);

		v->pc = b->start;
		if (!axi_same_refs(v, h->invariant))
			return give_up(v, l, AXI_REASON_REF_JOIN);
		stable = AXI_PLANT(33) || (AXI_PLANT(37) && l->calls) || covered(v, l, bounded, again);
		if (AXI_RANKS && !axi_ties_hold(v, l->head)) {
			axi_ties_forget(v, l->head);
			l->untied = true;
			stable = false;
		}
	}
	if (stable) {
		if (l->soft && l->narrowed < 2 && b->entry)
			return narrow(v, l);
		return confirm(v, l);
	}
	if (++l->pass > (guesses(v) ? 10 * PASSES : PASSES))
		return give_up(v, l, AXI_REASON_LOOP_INVARIANT);
	next_state(v, l);
	err = set_invariant(v, l);
	return err ? err : 1;
}
