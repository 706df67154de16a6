/* SPDX-License-Identifier: Apache-2.0
 * loop.c - loop invariants.
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
	bool bounded = axi_loop_rounds(v, l, &again);
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
		bounded = axi_loop_rounds(v, l, &again);
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
	struct axi_loop *l = &v->loop[v->loops - 1];
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
		bool bounded = axi_loop_rounds(v, l, &again);

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
