/* SPDX-License-Identifier: Apache-2.0
 * growth.c - how a round moves a number where it is not by a constant: offsets that grow by what a packet says, numbers
 * that are halved, bits that are taken away one by one.
 *
 * The numbers at a loop's head have names.  An instruction in the loop that makes another number of such a one notes how
 * the two are related, by the new number's name; joins note what holds on both ways.  What comes back to a confirmed
 * invariant is asked: a number that stays in its range, and moves to one side in each round, allows so many rounds.
 * Names that one loop's head gave anew say nothing of numbers before: where a pass begins, all notes are gone. */
#include "verify/verify.h"

#define FAR (INT64_C(1) << 62)

static bool near(const struct axi_range *r)
{
	return r->smin >= -FAR && r->smax <= FAR;
}

static const struct axi_gain *noted(const struct axi_verify *v, u32 id)
{
	for (u32 i = 0; i < AXI_GAINS; i++)
		if (v->gain[i].id == id)
			return &v->gain[i];
	return NULL;
}

static u32 name_of(const struct axi_val *val)
{
	return val->kind == AXI_SCALAR ? val->id : val->var;
}

/* A value's number as a head's number and what was added to it. */
static bool resolve(const struct axi_verify *v, const struct axi_val *val, struct axi_gain *out)
{
	const struct axi_gain *g = noted(v, name_of(val));
	s64 off = val->kind == AXI_SCALAR ? val->off : 0;

	*out = (struct axi_gain){.id = name_of(val), .of = name_of(val), .from = near(&val->r) ? val->r.smin - off : -FAR,
				 .to = near(&val->r) ? val->r.smax - off : FAR};
	if (out->id > v->loop[v->loops - 1].names && g)
		*out = *g;
	return out->id && (g || out->id <= v->loop[v->loops - 1].names);
}

/* Bounds that do not fit say nothing. */
static s32 low(s64 n)
{
	return n < INT32_MIN ? INT32_MIN : n > INT32_MAX ? INT32_MAX : (s32)n;
}

/* Number `id` is that of `val` plus something from `min` to `max`; neither this nor the sum wraps. */
static void note_sum(struct axi_verify *v, u32 id, const struct axi_val *val, s64 min, s64 max)
{
	struct axi_gain g;

	if (!resolve(v, val, &g) || g.how)
		return;
	g.id = id;
	g.least = g.least == INT32_MIN ? INT32_MIN : low(g.least + min);
	g.most = g.most == INT32_MAX ? INT32_MAX : low(g.most + max);
	v->gain[v->gains++ % AXI_GAINS] = g;
}

/* Is a + b (a - b) what it is as integers, and a what it is by its name and distance? */
static bool exact(const struct axi_range *a, const struct axi_range *b, bool sub, bool wide)
{
	return near(a) && near(b) && (wide || AXI_PLANT(60) ||
	       (a->umax <= UINT32_MAX && b->umax <= UINT32_MAX && (sub ? a->umin >= b->umax : a->umax + b->umax <= UINT32_MAX)));
}

void axi_grow_pointer(struct axi_verify *v, struct axi_val *out, const struct axi_val *pointer, const struct axi_range *by, bool sub)
{
	if (v->gain && v->loops && exact(&pointer->r, by, sub, true))
		note_sum(v, out->var, pointer, sub ? -by->smax : by->smin, sub ? -by->smin : by->smax);
}

void axi_grow_alu(struct axi_verify *v, const struct ax_insn *insn, const struct axi_val *a, const struct axi_val *b, struct axi_val *out)
{
	u32 op = insn->opcode & 0xf0, id = v->next_id + 1, head = v->gain && v->loops ? v->loop[v->loops - 1].names : 0;
	bool wide = (insn->opcode & 7) == AX_ALU64, sub = op == AX_SUB, fits = wide || b->r.umax <= UINT32_MAX;
	struct axi_gain g = {.id = id, .of = a->id, .how = op == AX_AND ? AXI_BIT_LESS : AXI_HALVED};

	if (!head || out->id || (!a->id && !b->id))
		return;
	if (op == AX_ADD || sub) {
		if (!exact(&a->r, &b->r, sub, wide))
			return;
		if (a->id)
			note_sum(v, id, a, a->off + (sub ? -b->r.smax : b->r.smin), a->off + (sub ? -b->r.smin : b->r.smax));
		else if (!sub)
			note_sum(v, id, b, b->off + a->r.smin, b->off + a->r.smax);
	} else if (op == AX_MOD) { /* less than what it is divided by */
		if (b->off || !b->id || b->r.smin < 1 || insn->off || !fits)
			return;
		note_sum(v, id, b, -FAR, -1);
	} else {
		bool halved = (op == AX_RSH && b->r.umin && b->r.umax < (wide ? 64 : 32)) || (op == AX_DIV && b->r.umin > 1 && !insn->off && fits);
		/* x & (x - 1) */
		bool less = op == AX_AND && a->id == b->id && !(a->off && b->off) && a->off + b->off == -1;

		if ((!(halved && !a->off) && !less) || a->id > head || (!wide && a->r.umax > UINT32_MAX))
			return;
		g.least = (a->off ? b : a)->r.umin > 0;
		v->gain[v->gains++ % AXI_GAINS] = g;
	}
	out->id = ++v->next_id;
}

void axi_grow_join(struct axi_verify *v, const struct axi_val *a, const struct axi_val *b, s64 diff, u32 out)
{
	struct axi_gain g, other;

	if (!out || out == name_of(a) || !v->gain || !v->loops || noted(v, out) || !resolve(v, a, &g) || !resolve(v, b, &other) || g.of != other.of ||
	    g.how != other.how || (g.how && diff))
		return;
	if (AXI_PLANT(62))
		other.least = g.least;
	g.id = out;
	g.from = g.from < other.from ? g.from : other.from;
	g.to = g.to > other.to ? g.to : other.to;
	if (other.least == INT32_MIN || other.least - diff < g.least)
		g.least = other.least == INT32_MIN ? INT32_MIN : low(other.least - diff);
	if (other.most == INT32_MAX || other.most - diff > g.most)
		g.most = other.most == INT32_MAX ? INT32_MAX : low(other.most - diff);
	v->gain[v->gains++ % AXI_GAINS] = g;
}

/* The loop goes on only while number `id`, as it was at the head, is not 0. */
static bool tested(const struct axi_loop *l, u32 id)
{
	const struct axi_test *t = l->test, *end = t + l->tests;

	while (t < end && (t->id != id || t->off || !(t->op == AX_JGT || (t->op == AX_JGE && t->min) || (t->op == AX_JNE && !t->max))))
		t++;
	return t < end;
}

/* Rounds that a number allows that is `h` at the head and comes back as `b`, included in it. */
static bool rounds_of(const struct axi_verify *v, const struct axi_loop *l, const struct axi_val *h, const struct axi_val *b, u64 *again)
{
	struct axi_range r = h->r; /* of the number; a scalar's is its name's and its distance */
	s64 by = (s64)b->off - h->off, off = h->kind == AXI_SCALAR ? h->off : 0, least, most;
	struct axi_gain g;

	*again = UINT64_MAX;
	if (h->kind != b->kind || !name_of(h) || !resolve(v, b, &g) || g.of != name_of(h))
		return false;
	if (g.how) {
		*again = g.how == AXI_HALVED ? 64 - (u64)__builtin_clzll(r.umax | 1) : (u64)__builtin_popcountll(r.tv | r.tm);
		*again -= *again && b->r.umin; /* the last one is not 0 either */
		return !by && !h->off && (g.least || b->r.umin || tested(l, g.of) || AXI_PLANT(61));
	}
	/* it is in the range when it comes back, and it was between `from` and `to` before it was moved */
	if (near(&r) && g.least != INT32_MIN && (least = by + g.least) > 0)
		*again = min_u64(((u64)r.smax - (u64)r.smin) / (u64)least, (g.to + off > r.smin ? ((u64)(g.to + off) - (u64)r.smin) / (u64)least : 0) + 1);
	else if (near(&r) && g.most != INT32_MAX && (most = by + g.most) < 0)
		*again = min_u64(((u64)r.smax - (u64)r.smin) / (u64)-most, (g.from + off < r.smax ? ((u64)r.smax - (u64)(g.from + off)) / (u64)-most : 0) + 1);
	return *again != UINT64_MAX;
}

bool axi_grow_rounds(struct axi_verify *v, const struct axi_loop *l, u64 *again)
{
	u32 cursor = 0, key;
	bool found = false;
	struct axi_val h;
	u64 n;

	while (v->gain && (key = axi_chunk_next(v, axi_head(&v->cfg, l->head)->invariant, &cursor, &h)) != AXI_NONE) {
		const struct axi_val *b = axi_val_at(v, key);

		if ((h.kind != AXI_SCALAR && h.kind != AXI_STACK && h.kind != AXI_VALUE && h.kind != AXI_MEM && !axi_in_packet(&h)) ||
		    (key >= AXI_KEY_SLOT && h.width != 8) || !b || h.null || !rounds_of(v, l, &h, b, &n))
			continue;
		v->map.count = 0;
		if (!axi_val_in(v, b, &h, key >= AXI_KEY_SLOT) && !AXI_PLANT(119)) /* by itself, not because rounds are bounded */
			continue;
		*again = found ? min_u64(*again, n) : n;
		found = true;
	}
	return found;
}
