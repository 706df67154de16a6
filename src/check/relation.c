/* SPDX-License-Identifier: Apache-2.0
 * relation.c - numbers that a claim's relations and terms speak of, and what relations say of them.
 *
 * A relation says that one number is always another, times a factor, and a sum: what a pointer is to a counter; or that it is a
 * multiple.  It is claimed like a value: what arrives at a claim must satisfy its relations by what the claim says that the run began
 * with, and then knows what they say, until the edge is paid for. */
#include "base/divide.h"
#include "check/parts.h"

#define TIMES_MAX  (1u << 20)

/* The value at `key` as a number: its range, its name (0: a constant without one) and its distance from it. */
__attribute__((noinline)) bool axi_number_at(struct axi_verify *v, u32 key, struct axi_number *n)
{
	struct axi_val *val = axi_val_at(v, key);

	if (!val || (key >= AXI_KEY_SLOT && val->width != 8) || val->null || (key < AXI_KEY_SLOT && key > AX_R10))
		return false;
	if (val->kind == AXI_SCALAR) {
		if (!val->id && !axi_range_is_const(&val->r))
			val->id = ++v->next_id, val->off = 0;
		*n = (struct axi_number){val->r, val->id, val->off};
		return true;
	}
	if (val->kind != AXI_STACK && val->kind != AXI_VALUE && val->kind != AXI_RECORD && val->kind != AXI_MEM &&
	    !axi_in_packet(val))
		return false;
	if (!val->var && !axi_range_is_const(&val->r))
		val->var = ++v->next_id;
	*n = (struct axi_number){axi_whole_offset(val), val->var, val->off};
	return true;
}

static u32 times_of(const struct axi_relation *r)
{
	return AXI_RANKS ? r->times : 1;
}

void axi_relations_read(struct axi_verify *v, struct axi_bytes *b)
{
	struct axi_claims *c = v->claims;
	u32 count = axi_bytes_u32(b);
	bool times = AXI_RANKS && count & AXI_WITH_TIMES;

	c->read.relations = times ? count - AXI_WITH_TIMES : count;
	b->bad |= c->read.relations > AXI_RELATIONS;
	for (u32 i = 0; i < c->read.relations && !b->bad; i++) {
		struct axi_relation *r = &c->read.relation[i];

		*r = (struct axi_relation){.key = axi_bytes_u32(b)};
		r->other = axi_bytes_u32(b);
		if (AXI_RANKS)
			r->times = times ? axi_bytes_u32(b) : 1;
		b->bad |= AXI_RANKS && r->times - 1 >= TIMES_MAX;
		r->factor = axi_bytes_int(b);
		r->sum = (u64)axi_bytes_int(b);
		b->bad |= AXI_RANKS && r->key == r->other && (r->factor || r->sum >= r->times);
	}
}

/* Does a number have the distance `sum` from a multiple of `times`? */
static bool multiple(u32 times, s64 n, u64 sum)
{
	s64 rest;

	axi_divide_s64((s64)((u64)n - sum), times, &rest);
	return !rest;
}

static bool is_near(const struct axi_range *r)
{
	return (r->smin >= -AXI_FAR && r->smax <= AXI_FAR) || AXI_PLANT(171);
}

/* ... and does the one at its key, by what is known here of multiples? */
static bool in_steps(struct axi_verify *v, const struct axi_relation *r, const struct axi_number *a)
{
	struct axi_claims *c = v->claims;

	if (!is_near(&a->r))
		return false;
	if (axi_range_is_const(&a->r))
		return multiple(r->times, a->r.smin, r->sum);
	for (u32 i = 0; i < c->relations; i++) {
		const struct axi_relation *k = &c->relation[i];

		if (k->key == k->other && k->name == a->name && k->times == r->times)
			return multiple(r->times, a->off, r->sum - k->sum) || AXI_PLANT(118);
	}
	return false;
}

/* Does the relation hold in the current state? */
static bool related(struct axi_verify *v, const struct axi_relation *r, struct axi_number *other)
{
	struct axi_claims *c = v->claims;
	struct axi_number a;

	if ((!AXI_RANKS && r->key == r->other) || !axi_number_at(v, r->key, &a) || !axi_number_at(v, r->other, other))
		return false;
	if (AXI_RANKS && r->key == r->other)
		return in_steps(v, r, &a);
	if (axi_range_is_const(&a.r) && axi_range_is_const(&other->r))
		return times_of(r) * a.r.tv == (u64)r->factor * other->r.tv + r->sum;
	if (!a.name || !other->name)
		return false;
	if (a.name == other->name && r->factor == 1 && times_of(r) == 1)
		return (u64)a.off - (u64)other->off == r->sum;
	for (u32 i = 0; i < c->relations; i++) {
		const struct axi_relation *k = &c->relation[i];

		if ((!AXI_RANKS || k->key != k->other || AXI_PLANT(165)) && k->name == a.name && k->other_name == other->name &&
		    k->factor == r->factor && times_of(k) == times_of(r))
			return k->sum + times_of(r) * (u64)a.off - (u64)r->factor * (u64)other->off == r->sum;
	}
	return false;
}

/* `times` the number is in `is`: where that product is what it is as integers, the number lies between the quotients. */
static bool learn_part(struct axi_verify *v, const struct axi_relation *r, struct axi_val *val, const struct axi_range *is)
{
	s64 most = (s64)axi_divide_u64(AXI_FAR, r->times, &(u64){0}), rest, off = val->kind == AXI_SCALAR ? 0 : val->off;
	struct axi_number n;
	struct axi_range between;

	if (!axi_number_at(v, r->key, &n) || ((n.r.smin < -most || n.r.smax > most) && !AXI_PLANT(117)))
		return false;
	axi_range_unknown(&between);
	between.smin = axi_divide_s64(is->smin, r->times, &rest) + (rest > 0) - off;
	between.smax = axi_divide_s64(is->smax, r->times, &rest) - (rest < 0) - off;
	return between.smin <= between.smax && axi_range_sync(&between) && axi_range_meet(&val->r, &between);
}

/* The number is one of those at steps: none between them is its least or greatest. */
static bool learn_steps(const struct axi_relation *r, struct axi_val *val, const struct axi_range *number)
{
	s64 rest, off = val->kind == AXI_SCALAR ? 0 : val->off;
	struct axi_range between;

	axi_range_unknown(&between);
	axi_divide_s64((s64)((u64)number->smin - r->sum), r->times, &rest); /* near, and the sum is small */
	between.smin = number->smin - rest + (rest > 0 ? (s64)r->times : 0) - off;
	axi_divide_s64((s64)((u64)number->smax - r->sum), r->times, &rest);
	between.smax = number->smax - rest - (rest < 0 ? (s64)r->times : 0) - off;
	return between.smin <= between.smax && axi_range_sync(&between) && axi_range_meet(&val->r, &between);
}

/* What the relation says of the first number's range. */
static bool learn_related(struct axi_verify *v, const struct axi_relation *r, const struct axi_number *other)
{
	struct axi_val *val = axi_val_at(v, r->key);
	struct axi_range is = other->r, by;

	if (AXI_RANKS && r->key == r->other)
		return learn_steps(r, val, &is);
	axi_range_const(&by, (u64)r->factor);
	axi_range_alu(&is, AX_MUL, false, &by);
	axi_range_const(&by, r->sum - (val->kind == AXI_SCALAR || times_of(r) > 1 ? 0 : (u64)(s64)val->off));
	axi_range_alu(&is, AX_ADD, false, &by);
	if (times_of(r) > 1)
		return learn_part(v, r, val, &is);
	return axi_range_meet(&val->r, &is);
}

/* What the relations of the state that is read say, which must hold: in c->old is what was known before. */
bool axi_relations_learn(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	bool in = true;

	for (u32 n = 0; n < c->read.relations && in; n++) {
		const struct axi_relation *r = &c->read.relation[n];
		struct axi_val *val = axi_val_at(v, r->key);
		struct axi_number other;

		in = val && (related(v, r, &other) || (AXI_PLANT(51) && axi_number_at(v, r->other, &other)));
		if (!in)
			break;
		c->old[c->learned++] = *val;
		learn_related(v, r, &other);
	}
	return in;
}

/* It was known on this edge alone. */
void axi_relations_forget(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;

	for (u32 n = c->learned; n-- > 0;)
		*axi_val_at(v, c->read.relation[n].key) = c->old[n];
	c->learned = 0;
}

/* The relations of the claim that was read are those of the run that begins; their numbers get names. */
bool axi_relations_begin(struct axi_verify *v)
{
	struct axi_claims *c = v->claims;
	struct axi_number n, other;

	c->relations = c->read.relations;
	for (u32 i = 0; i < c->relations; i++) {
		struct axi_relation *r = &c->relation[i];

		*r = c->read.relation[i];
		if ((!AXI_RANKS && r->key == r->other) || !axi_number_at(v, r->key, &n) || !axi_number_at(v, r->other, &other))
			return false;
		r->name = n.name;
		r->other_name = other.name;
		if (AXI_RANKS && r->key == r->other) {
			if (!is_near(&n.r))
				return false;
			r->sum -= (u64)(s64)n.off; /* of the name */
			continue;
		}
		r->sum += (u64)r->factor * (u64)other.off - times_of(r) * (u64)n.off; /* from name to name */
	}
	return true;
}
