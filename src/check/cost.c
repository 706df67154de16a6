/* SPDX-License-Identifier: Apache-2.0
 * cost.c - what a claim says that a run may still cost, and whether an edge pays for it.
 *
 * Costs end loops, too: every edge must pay for what it ran, so a run that goes on for ever would pay for ever.  What an
 * entry has left may depend on a number that each round moves: so many instructions, and for each round left so many more. */
#include "base/divide.h"
#include "check/parts.h"

#define COST_MAX (UINT64_C(1) << 60)

__attribute__((noinline)) static u64 get_cost(struct axi_bytes *b)
{
	u64 n = axi_bytes_uint(b);

	b->bad |= n > COST_MAX;
	return n;
}

__attribute__((noinline)) static s64 get_near(struct axi_bytes *b)
{
	s64 n = axi_bytes_int(b);

	b->bad |= n > AXI_FAR || n < -AXI_FAR;
	return n;
}

/* The costs of an entry. */
void axi_costs_read(struct axi_verify *v, struct axi_bytes *b)
{
	struct axi_claims *c = v->claims;

	for (u32 m = 0; m < 2; m++)
		c->read.rest[m] = get_cost(b);
	c->read.terms = axi_bytes_u32(b);
	b->bad |= c->read.terms > AXI_TERMS;
	for (u32 i = 0; i < c->read.terms && !b->bad; i++) {
		struct axi_term *t = &c->read.term[i];

		*t = (struct axi_term){.key = axi_bytes_u32(b)};
		t->at = get_near(b);
		t->step = get_near(b);
		b->bad |= !t->step;
		for (u32 m = 0; m < 2; m++)
			t->cost[m] = get_cost(b);
	}
}

/* How many rounds are left at the most; false: a term that says nothing of this number. */
static bool rounds(const struct axi_term *t, const struct axi_range *r, u64 *most)
{
	bool up = t->step > 0;
	u64 rest;

	if (r->smin < -AXI_FAR || r->smax > AXI_FAR || (up ? r->smax > t->at : r->smin < t->at))
		return false;
	*most = axi_divide_u64((u64)(up ? t->at - r->smin : r->smax - t->at), (u64)(up ? t->step : -t->step), &rest);
	return true;
}

static s64 floor_div(s64 a, s64 b) /* b > 0 */
{
	s64 rest, quotient = axi_divide_s64(a, b, &rest);

	return quotient - (rest < 0);
}

/* The rounds left where the run stands, less those that `to` has left: at the least. */
static s64 rounds_gone(const struct axi_term *from, const struct axi_term *to, s64 off)
{
	s64 distance = (from->at - from->off) - (to->at - off); /* each below 2^62 + 2^32 */

	return from->step > 0 ? floor_div(distance, from->step) : floor_div(-distance, -from->step);
}

/* Take `times` x `each` (below 2^63) off what is left; false: no number says how much that is.  (Overflow is found by a division,
 * which is there: compilers for 32 bits write 200 bytes for that of a product.) */
__attribute__((noinline)) static bool pay(s64 *left, u64 each, s64 times)
{
	u64 many = times < 0 ? 0 - (u64)times : (u64)times, rest;
	s64 sum = (s64)(each * many);

	if (many && each > axi_divide_u64(INT64_MAX, many, &rest))
		return false;
	return !__builtin_sub_overflow(*left, times < 0 ? -sum : sum, left);
}

/* Is what is left here enough for the current state at the entry that was read? */
bool axi_costs_afford(struct axi_verify *v, u32 to)
{
	struct axi_claims *c = v->claims;
	s64 left[2];
	u32 used = 0;
	struct axi_toll toll = {.walk = c->number, .from = c->here.pc, .to = to, .spent = {c->spent[0], c->spent[1]}};

	for (u32 m = 0; m < 2; m++)
		left[m] = (s64)c->rest[m] - (s64)c->spent[m] - (s64)c->read.rest[m];
	for (u32 i = 0; i < c->read.terms; i++) {
		const struct axi_term *to_term = &c->read.term[i];
		struct axi_number n;
		u64 most;
		s64 gone;
		u32 k = 0;

		if (!axi_number_at(v, to_term->key, &n) || !rounds(to_term, &n.r, &most))
			return false;
		while (k < c->terms && (used >> k & 1 || !n.name || c->term[k].name != n.name || c->term[k].step != to_term->step ||
					c->term[k].cost[0] < to_term->cost[0] || c->term[k].cost[1] < to_term->cost[1]))
			k++;
		used |= 1u << k;
		gone = k < c->terms ? rounds_gone(&c->term[k], to_term, n.off) : -(s64)most;
		if (AXI_INFERS) {
			toll.same[i] = k < c->terms;
			toll.gone[i] = gone;
		}
		for (u32 m = 0; m < 2; m++)
			if (!pay(&left[m], to_term->cost[m], -gone))
				return false;
	}
	toll.terms = c->read.terms;
	if (AXI_INFERS && c->toll)
		return c->toll(c->toll_arg, &toll);
	return left[0] >= 0 && left[1] >= 0;
}

bool axi_claims_afford_end(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	struct axi_toll toll = {.walk = c->number, .from = c->here.pc, .to = AXI_NONE, .spent = {c->spent[0], c->spent[1]}};

	if (c->by_budget)
		return true;
	if (AXI_INFERS && c->toll)
		return c->toll(c->toll_arg, &toll);
	return c->rest[0] >= c->spent[0] && c->rest[1] >= c->spent[1];
}

int axi_claims_spend(struct axi_verify *v, u64 insns, u64 calls, u64 times)
{
	u64 sum, *spent = v->claims->spent;

	if (!AXI_CALLS) { /* one at a time, for each step: it would take too long to spend too much */
		spent[0] += insns;
		spent[1] += calls;
		return 0;
	}
	for (u32 m = 0; m < 2; m++)
		if (__builtin_mul_overflow(m ? calls : insns, times, &sum) || sum > COST_MAX || (spent[m] += sum) > COST_MAX)
			return axi_reject_note(v, AXI_REASON_CERT_FALSE, -1, "costs");
	return 0;
}

/* Nothing arrives that has gone further than the term says. */
static void stays_below(struct axi_val *val, const struct axi_term *t)
{
	struct axi_range most;
	s64 at = t->at - (val->kind == AXI_SCALAR ? 0 : val->off);

	axi_range_unknown(&most);
	*(t->step > 0 ? &most.smax : &most.smin) = at;
	if (axi_range_sync(&most))
		axi_range_meet(&val->r, &most);
}

/* The costs of the claim that was read are those of the run that begins; what its terms speak of gets names. */
bool axi_costs_begin(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	struct axi_number n;
	u64 most;

	c->terms = c->read.terms;
	for (u32 m = 0; m < 2; m++) {
		c->rest[m] = c->read.rest[m];
		c->spent[m] = 0;
	}
	for (u32 i = 0; i < c->terms; i++) {
		c->term[i] = c->read.term[i];
		if (!axi_number_at(v, c->term[i].key, &n))
			return false;
		stays_below(axi_val_at(v, c->term[i].key), &c->term[i]);
		if (!axi_number_at(v, c->term[i].key, &n) || !rounds(&c->term[i], &n.r, &most))
			return false;
		c->term[i].name = n.name;
		c->term[i].off = n.off;
	}
	return true;
}

/* The most that a run costs from the current state on, by the entry that was read; false: there is no saying. */
bool axi_costs_most(struct axi_verify *v, u64 cost[2])
{
	struct axi_claims *c = v->claims;

	for (u32 m = 0; m < 2; m++) {
		s64 left = 0;

		if (!pay(&left, 1, -(s64)c->read.rest[m]))
			return false;
		for (u32 i = 0; i < c->read.terms; i++) {
			struct axi_number n;
			u64 most;

			if (!axi_number_at(v, c->read.term[i].key, &n) || !rounds(&c->read.term[i], &n.r, &most) ||
			    !pay(&left, c->read.term[i].cost[m], -(s64)most))
				return false;
		}
		cost[m] = (u64)left;
	}
	return true;
}
