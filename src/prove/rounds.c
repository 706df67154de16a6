/* SPDX-License-Identifier: Apache-2.0
 * rounds.c - full certificates: what loops count by, and what everything costs.  The checker is asked what each edge costs;
 * longest ways are taken, loops from the inside out. */
#include "base/divide.h"
#include "prove/plan.h"

/* ---- loops and what they count by ---- */

static bool inside(const struct axi_counted *l, const struct axi_point *point)
{
	return l->walk == point->walk && point->pos >= l->first && point->pos <= l->last;
}

bool axi_plan_ratio(s64 step, s64 by, u32 *times, s64 *factor)
{
	u64 a = (u64)(step < 0 ? -step : step), b = (u64)(by < 0 ? -by : by), rest, left;

	for (rest = a, left = b; rest;) { /* the greatest number that divides both */
		u64 next;

		axi_divide_u64(left, rest, &next);
		left = rest;
		rest = next;
	}
	if (!left || b / left > (AXI_RANKS ? 1u << 20 : 1))
		return false;
	*times = (u32)(b / left);
	*factor = (s64)(a / left) * ((step < 0) != (by < 0) ? -1 : 1);
	return true;
}

/* Can the loop count by this candidate: is it everywhere inside, and what counts along told by it?  any: also by claims that
 * devices do not know, of multiples and with a divisor. */
static bool suits(struct axi_plan *p, const struct axi_counted *l, const struct axi_moved *c, bool any)
{
	s64 at = 0, factor;
	u32 times;

	if (c->steps && !any)
		return false;
	for (u32 i = 0; i < l->counted; i++)
		if (!axi_plan_itself(&l->also[i], c) && (!l->also[i].fixed || !c->fixed || !axi_plan_ratio(l->also[i].step, c->step, &times, &factor) ||
							 (times > 1 && !any)))
			return false;
	for (u32 i = 0; i < p->points; i++)
		if (inside(l, &p->point[i]) && axi_plan_term(p, &p->point[i], c, &at) == AXI_NONE)
			return false;
	return true;
}

static bool counts(struct axi_plan *p, struct axi_counted *l)
{
	for (u32 any = 0; any <= AXI_RANKS; any++)
		for (l->chosen = 0; l->chosen < l->candidates; l->chosen++)
			if ((!l->grown || l->candidate[l->chosen].rounds / 2 <= l->grown) && suits(p, l, &l->candidate[l->chosen], any))
				return true;
	return p->by_budget && !l->counted;
}

bool axi_plan_choose(struct axi_plan *p)
{
	for (u32 n = 0; n < p->loops; n++)
		p->by_budget |= p->loop[n].comes_back && (p->loop[n].grown || p->uncounted) && !counts(p, &p->loop[n]);
	for (u32 n = 0; n < p->loops && !p->why; n++)
		if (p->loop[n].comes_back && !counts(p, &p->loop[n]) && !p->uncounted)
			axi_plan_fail(p, "a loop counts by no number that is at hand everywhere in it, and by which the others that count can be told");
	return !p->why;
}

/* By walk and address; the loops that each is in, outer ones first. */
bool axi_plan_order(struct axi_plan *p)
{
	for (u32 gap = p->points / 2; gap; gap /= 2)
		for (u32 i = gap; i < p->points; i++)
			for (u32 k = i; k >= gap; k -= gap) {
				struct axi_point *a = &p->point[k - gap], *b = &p->point[k], swap = *a;

				if (a->walk < b->walk || (a->walk == b->walk && a->pc < b->pc))
					break;
				if (a->walk == b->walk && a->pc == b->pc)
					axi_plan_fail(p, "a place at which more than one set of states begins");
				*a = *b;
				*b = swap;
			}
	for (u32 i = 0; i < p->points; i++)
		for (u32 n = 0; n < p->loops; n++) { /* they were shown outer ones first */
			struct axi_point *point = &p->point[i];

			if (!inside(&p->loop[n], point) || !p->loop[n].comes_back)
				continue;
			if (p->by_budget && p->loop[n].chosen == p->loop[n].candidates)
				continue;
			if (point->terms == AXI_TERMS) {
				axi_plan_fail(p, "more than 4 loops around one place");
				break;
			}
			point->loop[point->terms++] = n;
		}
	return !p->why;
}

/* ---- costs ---- */

static u32 point_at(const struct axi_plan *p, u32 walk, u32 pc)
{
	u32 lo = 0, hi = p->points;

	while (hi - lo > 1) {
		u32 mid = (lo + hi) / 2;
		const struct axi_point *m = &p->point[mid];

		if (m->walk < walk || (m->walk == walk && m->pc <= pc))
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

bool axi_plan_toll(void *arg, const struct axi_toll *toll)
{
	struct axi_plan *p = arg;
	struct axi_plan_edge *e = &p->edge[p->edges];

	if (p->edges == p->edge_room)
		return false;
	p->edges++;
	*e = (struct axi_plan_edge){.from = point_at(p, toll->walk, toll->from), .to = AXI_NONE, .spent = {toll->spent[0], toll->spent[1]}};
	if (toll->to != AXI_NONE)
		e->to = point_at(p, toll->walk, toll->to);
	for (u32 i = 0; i < toll->terms; i++) {
		e->gone[i] = toll->gone[i];
		e->same[i] = toll->same[i];
	}
	return true;
}

/* What an edge costs, with what its rounds cost; without those of `but`. */
static s64 weight(const struct axi_plan *p, const struct axi_plan_edge *e, u32 m, u32 but)
{
	s64 sum = (s64)e->spent[m];

	for (u32 t = 0; e->to != AXI_NONE && t < p->point[e->to].terms; t++) {
		u32 l = p->point[e->to].loop[t];
		s64 part;

		if (l == but)
			continue;
		if (__builtin_mul_overflow((s64)p->loop[l].cost[m], -e->gone[t], &part) || __builtin_add_overflow(sum, part, &sum) ||
		    sum > INT64_C(1) << 59)
			return INT64_C(1) << 59;
	}
	return sum;
}

static u32 term_of(const struct axi_point *point, u32 loop)
{
	u32 t = 0;

	while (t < point->terms && point->loop[t] != loop)
		t++;
	return t;
}

/* What one round costs at the most: the longest way around. */
static bool round_cost(struct axi_plan *p, u32 n, u32 m)
{
	struct axi_counted *l = &p->loop[n];
	u32 head = AXI_NONE;
	bool changed = true;

	for (u32 i = 0; i < p->points; i++) {
		p->point[i].longest = -1;
		if (inside(l, &p->point[i]) && p->point[i].pos == l->first)
			head = i;
	}
	if (head == AXI_NONE)
		return false;
	p->point[head].longest = 0;
	for (u32 pass = 0; changed; pass++) {
		changed = false;
		if (pass > p->points)
			return false;
		for (u32 i = 0; i < p->edges; i++) {
			const struct axi_plan_edge *e = &p->edge[i];
			s64 sum;

			if (p->point[e->from].longest < 0 || e->to == AXI_NONE || e->to == head || !inside(l, &p->point[e->to]))
				continue;
			sum = p->point[e->from].longest + weight(p, e, m, n);
			if (sum > p->point[e->to].longest) {
				p->point[e->to].longest = sum;
				changed = true;
			}
		}
	}
	for (u32 i = 0; i < p->edges; i++) {
		const struct axi_plan_edge *e = &p->edge[i];
		u32 t = term_of(&p->point[head], n);

		if (e->to != head || p->point[e->from].longest < 0)
			continue;
		if (!e->same[t] || e->gone[t] <= 0)
			return false;
		u64 cost = ((u64)(p->point[e->from].longest + weight(p, e, m, n)) + (u64)e->gone[t] - 1) / (u64)e->gone[t];

		l->cost[m] = max_u64(l->cost[m], cost);
	}
	return true;
}

static bool point_costs(struct axi_plan *p, u32 m)
{
	bool changed = true;

	for (u32 i = 0; i < p->points; i++)
		p->point[i].rest[m] = 0;
	for (u32 pass = 0; changed; pass++) {
		changed = false;
		if (pass > p->points + 1)
			return false;
		for (u32 i = p->edges; i-- > 0;) {
			const struct axi_plan_edge *e = &p->edge[i];
			s64 sum = weight(p, e, m, AXI_NONE) + (e->to == AXI_NONE ? 0 : (s64)p->point[e->to].rest[m]);

			if (sum > (s64)p->point[e->from].rest[m]) {
				p->point[e->from].rest[m] = (u64)sum;
				changed = true;
			}
		}
	}
	return true;
}

/* Costs of everything, with callees' costs as the certificate says them. */
bool axi_plan_costs(struct axi_plan *p)
{
	for (u32 n = p->loops; n-- > 0;) /* inner ones first */
		for (u32 m = 0; m < 2; m++) {
			p->loop[n].cost[m] = 0;
			if (p->loop[n].comes_back && !round_cost(p, n, m))
				return false;
		}
	return point_costs(p, 0) && point_costs(p, 1);
}
