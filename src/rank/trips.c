/* SPDX-License-Identifier: Apache-2.0
 * trips.c - how often a loop's back edges are taken: a number that a round moves by a constant (B, what comes back, is H, the
 * head's, plus a step) and the tests that it must pass to go on.  A test counts where every round passes it and one side of it
 * leaves the loop.  Numbers that no test bounds: growth.c. */
#include "isa/decode.h"
#include "verify/verify.h"

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

/* How often the back edges are taken at most: a test says so, or a number that can go no further (src/rank), which is in the
 * invariant by itself.  Other numbers may then be in it because they are moved no more often: state by state, round by round, all
 * of it held before. */
bool axi_loop_rounds(struct axi_verify *v, struct axi_loop *l, u64 *again)
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

/* ---- tests ---- */

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

	if (!v->loops)
		return;
	l = &v->loop[v->loops - 1];
	if (l->frame != v->depth || !all_pass(v, l))
		return;
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
	op = stay ? op : axi_cond_negated(op);
	if (pointers) {
		add_pointer_test(tests, &count, op, a, &b);
		add_pointer_test(tests, &count, axi_cond_swapped(op), &b, a);
	} else if (op) {
		add_test(tests, &count, op, a, &b);
		add_test(tests, &count, axi_cond_swapped(op), &b, a);
	}
	keep_tests(v, l, tests, count);
}
