/* SPDX-License-Identifier: Apache-2.0
 * sums.c - what the rounds of a loop add to a number where that is no constant: axi_val.var says of which number of the head it
 * is, and between what the rest lies (`off += len`, `if (...) n++`, `i = more ? i + 3 : 0`). */
#include "verify/verify.h"

/* A constant is what any number is, plus something: least where that number is at its most.  What is constant in the first round
 * only spoils a loop's invariant so (`hi = mid`): this is for programs that are refused otherwise, in later tries. */
static bool begins_anew(const struct axi_verify *v, const struct axi_val *val, u32 name, struct axi_growth *g)
{
	u32 cursor = 0, head = axi_head(&v->cfg, v->loop[v->loops - 1].head)->invariant;
	struct axi_val h = {.kind = AXI_UNINIT};

	/* a loop that is walked round by round has no invariant */
	if (v->keep.by != AXI_BY_WORTH || !axi_range_is_const(&val->r) || (!head && !AXI_PLANT(183)))
		return false;
	while (h.kind != AXI_SCALAR || h.id != name || (h.width && h.width != 8))
		if (axi_chunk_next(v, head, &cursor, &h) == AXI_NONE)
			return false;
	if (h.r.smin < -2 * (s64)AXI_GROWTH_MAX || h.r.smax > 2 * (s64)AXI_GROWTH_MAX || val->r.smin != (s32)val->r.smin)
		return false; /* more than is noted of a sum */
	*g = (struct axi_growth){name, val->r.smin - (h.r.smax - h.off), AXI_PLANT(79) ? 0 : val->r.smin - (h.r.smin - h.off)};
	return true;
}

bool axi_grown_from(const struct axi_val *val, u32 name, struct axi_growth *g)
{
	bool by_id = val->id == name;

	if (!name || (!by_id && val->var != name))
		return false;
	*g = (struct axi_growth){name, by_id ? val->off : -(s64)val->obj, by_id ? val->off : (s64)val->size};
	return true;
}

void axi_set_growth(struct axi_val *val, const struct axi_growth *g)
{
	bool known = g->from && g->lo >= -UINT16_MAX && g->hi <= AXI_GROWTH_MAX;

	val->var = known ? g->from : 0;
	val->obj = known && g->lo < 0 ? (u16)-g->lo : 0;
	val->size = known && g->hi > 0 ? (u32)g->hi : 0;
}

/* The value at the head of a loop whose invariant gave it `name`. */
static bool find_named(const struct axi_verify *v, u32 name, struct axi_val *out)
{
	for (u32 i = 0, key; i < v->cfg.heads; i++)
		for (u32 cursor = 0; v->cfg.head[i].invariant && (key = axi_chunk_next(v, v->cfg.head[i].invariant, &cursor, out)) != AXI_NONE;)
			if (out->kind == AXI_SCALAR && out->id == name)
				return true;
	return false;
}

/* Loops inside this one were left: what the number grew by since they began, and what they had added until then to `name`. */
static bool grown_inside(const struct axi_verify *v, const struct axi_val *val, u32 name, struct axi_growth *g)
{
	struct axi_growth sum = {name, -(s64)val->obj, (s64)val->size}, one;
	struct axi_val h = *val;

	if (!v->loops || !name || name > v->loop[v->loops - 1].names)
		return false;
	for (u32 depth = 0; depth < AXI_LOOP_NEST && h.var > v->loop[v->loops - 1].names && find_named(v, h.var, &h); depth++) {
		bool there = axi_grown_from(&h, name, &one);

		if (!there)
			one = (struct axi_growth){h.var, -(s64)h.obj, (s64)h.size};
		sum.lo += one.lo - h.off;
		sum.hi += AXI_PLANT(212) ? 0 : one.hi - h.off;
		if (there)
			*g = sum;
		if (there || !h.var)
			return there;
	}
	return false;
}

bool axi_grown_since(const struct axi_verify *v, const struct axi_val *val, u32 name, struct axi_growth *g)
{
	return axi_grown_from(val, name, g) || (AXI_RANKS && grown_inside(v, val, name, g));
}

static bool grown(const struct axi_verify *v, const struct axi_val *val, u32 name, struct axi_growth *g)
{
	return axi_grown_since(v, val, name, g) || (AXI_RANKS && name && begins_anew(v, val, name, g));
}

/* Inside loops: what a number grew by, on this way or that (before a's id is the joined one). */
void axi_growth_join(const struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	u32 head = v->loops ? v->loop[v->loops - 1].names : 0, own = AXI_RANKS ? axi_names_around(v) : head;
	u32 first = (a->off != b->off || a->id != b->id) && a->id <= head ? a->id : 0, second = a->id != b->id && b->id <= head ? b->id : 0;
	/* names that this loop gave come before those of loops around it */
	u32 names[6] = {first > own ? first : 0, second > own ? second : 0, a->var, b->var, first, second};
	struct axi_growth x, y = {0};

	for (u32 i = 0; i < (AXI_RANKS ? 6 : 5) && v->loops && !axi_plans(v) && !y.from; i++)
		if (grown(v, a, names[i], &x) && grown(v, b, names[i], &y)) {
			y.lo = y.lo < x.lo ? y.lo : x.lo;
			y.hi = y.hi > x.hi && !AXI_PLANT(71) ? y.hi : x.hi;
		}
	axi_set_growth(a, &y);
}

bool axi_growth_in(const struct axi_val *a, const struct axi_val *b)
{
	struct axi_growth g;

	return !b->var || (axi_grown_from(a, b->var, &g) && g.lo >= -(s64)b->obj && g.hi <= (s64)b->size);
}
