/* SPDX-License-Identifier: Apache-2.0
 * branch.c - what conditions say of their operands, and when they say nothing new. */
#include "mbpf/ebpf/range.h"

static const u8 mirror[] = {[CC_EQ] = CC_EQ, [CC_NE] = CC_NE, [CC_LT] = CC_GT, [CC_LE] = CC_GE, [CC_GT] = CC_LT, [CC_GE] = CC_LE};

static bool has_number(struct val v)
{
	return v.kinds & ~KINDS_NONE;
}

/* large - of 64 bits, perhaps beyond what is exact */
static bool large(struct val v)
{
	return v.kinds & KIND_INT && (v.hi == BIG || v.lo < -EXACT_MAX);
}

/* ordered - operands of <, <=, >, >=: numbers.  One of 64 bits may be compared with what is surely exact: rounding to a double
 * changes neither order nor equality then. */
static void ordered(struct ranges *r, const struct block *b, struct val x, struct val y)
{
	if ((x.kinds | y.kinds) & KINDS_NONE)
		ebpf_complain(r, b->where, "a number is needed here, and it may be %s; test it first",
			      (x.kinds | y.kinds) & KIND_NULL ? "null" : "undefined");
	if ((x.kinds | y.kinds) & KIND_STR)
		ebpf_complain(r, b->where, "strings are not compared by order in the subset");
	if (b->imm)
		return;
	if ((large(x) && (y.hi >= EXACT_MAX || y.lo <= -EXACT_MAX)) || (large(y) && (x.hi >= EXACT_MAX || x.lo <= -EXACT_MAX)))
		ebpf_complain(r, b->where, "a number of 64 bits can be compared with numbers below 2^53 only");
	if ((large(x) && (large(y) || (x.lo >= 0 && y.lo < 0))) || (large(y) && y.lo >= 0 && x.lo < 0))
		ebpf_complain(r, b->where, "a number of 64 bits can be compared with exact numbers only, without a sign if it has none");
}

static int known_order(enum cc cc, struct val x, struct val y)
{
	switch (cc) {
	case CC_LT: return x.hi < y.lo ? 1 : x.lo >= y.hi ? 0 : -1;
	case CC_LE: return x.hi <= y.lo ? 1 : x.lo > y.hi ? 0 : -1;
	case CC_GT: return x.lo > y.hi ? 1 : x.hi <= y.lo ? 0 : -1;
	case CC_GE: return x.lo >= y.hi ? 1 : x.hi < y.lo ? 0 : -1;
	case CC_EQ: return x.hi < y.lo || x.lo > y.hi ? 0 : x.lo == x.hi && y.lo == y.hi && x.lo == y.lo ? 1 : -1;
	default: return x.hi < y.lo || x.lo > y.hi ? 1 : x.lo == x.hi && y.lo == y.hi && x.lo == y.lo ? 0 : -1;
	}
}

/* mixed - could different kinds be taken for each other, because registers hold the same for both? */
static bool mixed(u8 a, u8 b)
{
	const u8 alike = KIND_INT | KIND_BOOL | KIND_STR;

	for (u32 k = 1; k <= KIND_STR; k <<= 1)
		for (u32 l = 1; l <= KIND_STR; l <<= 1)
			if (k != l && a & k && b & l && k & alike && l & alike)
				return true;
	return false;
}

static int known_same(struct ranges *r, const struct block *b, struct val x, struct val y)
{
	if ((large(x) && (y.hi >= EXACT_MAX || y.lo <= -EXACT_MAX)) || (large(y) && (x.hi >= EXACT_MAX || x.lo <= -EXACT_MAX)))
		ebpf_complain(r, b->where, "a number of 64 bits can be compared with numbers below 2^53 only");
	if (!(x.kinds & y.kinds))
		return 0;
	if (mixed(x.kinds, y.kinds))
		ebpf_complain(r, b->where, "=== between values whose types are known only at run time is not in the subset");
	if (x.kinds == y.kinds && (x.kinds == KIND_UNDEF || x.kinds == KIND_NULL))
		return 1;
	if (x.kinds & y.kinds & KINDS_NONE)
		return -1;
	if (x.hi < y.lo || x.lo > y.hi)
		return 0;
	return x.kinds == y.kinds && !(x.kinds & (x.kinds - 1)) && x.lo == x.hi && y.lo == y.hi && x.lo == y.lo ? 1 : -1;
}

/* nothing - null or undefined, against which == asks only that */
static bool nothing(struct val v)
{
	return v.kinds && !(v.kinds & ~KINDS_NONE);
}

static int known_like(struct ranges *r, const struct block *b, struct val x, struct val y)
{
	if (nothing(x) || nothing(y)) {
		struct val v = nothing(y) ? x : y;

		return nothing(v) ? 1 : v.kinds & KINDS_NONE ? -1 : 0;
	}
	if (!((x.kinds | y.kinds) & ~(KIND_INT | KIND_BOOL))) {
		ordered(r, b, x, y);
		return known_order(CC_EQ, x, y);
	}
	if ((x.kinds | y.kinds) & KIND_STR && (x.kinds | y.kinds) & (KIND_INT | KIND_BOOL))
		ebpf_complain(r, b->where, "strings are not compared with numbers in the subset");
	return known_same(r, b, x, y);
}

static int known_true(struct val x)
{
	bool never = !(x.kinds & ~KINDS_NONE) || (!(x.kinds & KIND_STR) && x.lo == 0 && x.hi == 0);

	if (never)
		return 0;
	return !(x.kinds & KINDS_NONE) && (x.kinds == KIND_STR || x.lo > 0 || x.hi < 0) ? 1 : -1;
}

int ebpf_known(struct ranges *r, const struct block *b)
{
	struct val x = ebpf_val_of(r, b->a), y = ebpf_val_of(r, b->b), length = r->now.v[slot_length(r)];

	switch (b->cc) {
	case CC_TRUE: return known_true(x);
	case CC_SAME: return known_same(r, b, x, y);
	case CC_LIKE: return known_like(r, b, x, y);
	case CC_BELOW:
		if (x.kinds != KIND_INT || large(x))
			ebpf_complain(r, b->where, "an index or length must be a number here, not undefined, a truth value or null");
		else if (b->imm && (x.lo < 0 || x.hi > INT32_MAX)) /* the engine makes a property of it then */
			ebpf_complain(r, b->where, "the index may be negative, or above 2^31; mask it (i & 7), or test it first");
		else if (b->imm == 2 && x.hi >= y.lo)
			ebpf_complain(r, b->where, "the index may be beyond the last element, where an array grows; test it first, or use "
						   "a typed array");
		return x.lo >= 0 && x.hi < y.lo ? 1 : x.hi < 0 || x.lo >= y.hi ? 0 : -1;
	case CC_PACKET:
		if (b->a.v == NO_REG)
			x = (struct val){KIND_INT, 0, 0};
		return length.lo >= x.hi + b->imm ? 1 : length.hi < x.lo + b->imm ? 0 : -1;
	case CC_EQ:
	case CC_NE: return known_order((enum cc)b->cc, x, y);
	default: ordered(r, b, x, y); return known_order((enum cc)b->cc, x, y);
	}
}

/* ---- refinement */

/* clip - a slot's number is within lo .. hi as well; false: it cannot be */
static bool clip(struct facts *f, u32 slot, s64 lo, s64 hi)
{
	struct val *v = &f->v[slot];

	if (v->kinds != KIND_INT || large(*v))
		return true;
	v->lo = v->lo > lo ? v->lo : lo;
	v->hi = v->hi < hi ? v->hi : hi;
	return v->lo <= v->hi;
}

/* learn - a register's value is v, and so is that of all that hold the same, or the same and a constant */
static bool learn(struct ranges *r, struct opnd a, struct val v)
{
	struct facts *f = &r->now;
	bool plain = v.kinds == KIND_INT && !large(v);
	u32 base;
	s64 off;

	if (has_number(v) && v.lo > v.hi) {
		v.kinds &= KINDS_NONE;
		v.lo = v.hi = 0;
		plain = false;
	}
	if (!v.kinds)
		return false;
	if (a.constant || a.v == NO_REG)
		return true;
	base = f->link[a.v] != NO_LINK ? f->link[a.v] : (u32)a.v;
	off = f->link[a.v] != NO_LINK ? f->off[a.v] : 0;
	f->v[a.v] = v;
	if (!off)
		f->v[base] = v;
	else if (plain && !clip(f, base, v.lo - off, v.hi - off))
		return false;
	for (u32 i = 0; i < r->fn->regs; i++) {
		if (f->link[i] != base || i == a.v)
			continue;
		if (f->off[i] == off)
			f->v[i] = v;
		else if (plain && !clip(f, i, v.lo - off + f->off[i], v.hi - off + f->off[i]))
			return false;
	}
	return true;
}

/* by_order - x op y holds: what x is then */
static struct val by_order(enum cc cc, struct val x, struct val y)
{
	switch (cc) {
	case CC_LT: x.hi = y.hi - 1 < x.hi ? y.hi - 1 : x.hi; break;
	case CC_LE: x.hi = y.hi < x.hi ? y.hi : x.hi; break;
	case CC_GT: x.lo = y.lo + 1 > x.lo ? y.lo + 1 : x.lo; break;
	case CC_GE: x.lo = y.lo > x.lo ? y.lo : x.lo; break;
	case CC_EQ:
		x.lo = y.lo > x.lo ? y.lo : x.lo;
		x.hi = y.hi < x.hi ? y.hi : x.hi;
		break;
	default:
		if (y.lo == y.hi) {
			x.lo += x.lo == y.lo;
			x.hi -= x.hi == y.lo;
		}
		break;
	}
	return x;
}

static bool refine_order(struct ranges *r, const struct block *b, enum cc cc)
{
	struct val x = ebpf_val_of(r, b->a), y = ebpf_val_of(r, b->b);

	return learn(r, b->a, by_order(cc, x, y)) && learn(r, b->b, by_order((enum cc)mirror[cc], y, x));
}

static bool refine_same(struct ranges *r, const struct block *b, bool taken)
{
	struct val x = ebpf_val_of(r, b->a), y = ebpf_val_of(r, b->b), p = x, q = y;

	if (taken) {
		p.kinds = q.kinds = x.kinds & y.kinds;
		if (!(p.kinds & KINDS_NONE)) {
			p = by_order(CC_EQ, p, y);
			q = by_order(CC_EQ, q, x);
		}
		return learn(r, b->a, p) && learn(r, b->b, q);
	}
	if (y.kinds == KIND_UNDEF || y.kinds == KIND_NULL)
		p.kinds &= ~y.kinds;
	else if (y.kinds == x.kinds && !(x.kinds & KINDS_NONE))
		p = by_order(CC_NE, x, y);
	return learn(r, b->a, p);
}

static bool refine_like(struct ranges *r, const struct block *b, bool taken)
{
	struct val x = ebpf_val_of(r, b->a), y = ebpf_val_of(r, b->b);

	if (nothing(y)) {
		x.kinds = taken ? x.kinds & KINDS_NONE : x.kinds & ~KINDS_NONE;
		if (taken)
			x.lo = x.hi = 0;
		return learn(r, b->a, x);
	}
	if (nothing(x))
		return true;
	if (!((x.kinds | y.kinds) & ~(KIND_INT | KIND_BOOL)))
		return refine_order(r, b, taken ? CC_EQ : CC_NE);
	return true;
}

static bool refine_true(struct ranges *r, const struct block *b, bool taken)
{
	struct val x = ebpf_val_of(r, b->a);

	if (taken) {
		x.kinds &= ~KINDS_NONE;
		if (x.kinds & ~KIND_STR)
			x = by_order(CC_NE, x, (struct val){KIND_INT, 0, 0});
	} else {
		x.kinds &= ~KIND_STR;
		if (has_number(x))
			x = by_order(CC_EQ, x, (struct val){KIND_INT, 0, 0});
	}
	return learn(r, b->a, x);
}

bool ebpf_refine(struct ranges *r, const struct block *b, bool taken)
{
	static const u8 not[] = {[CC_EQ] = CC_NE, [CC_NE] = CC_EQ, [CC_LT] = CC_GE, [CC_LE] = CC_GT, [CC_GT] = CC_LE, [CC_GE] = CC_LT};
	struct val x = ebpf_val_of(r, b->a), y = ebpf_val_of(r, b->b), *length = &r->now.v[slot_length(r)];

	switch (b->cc) {
	case CC_TRUE: return refine_true(r, b, taken);
	case CC_SAME: return refine_same(r, b, taken);
	case CC_LIKE: return refine_like(r, b, taken);
	case CC_BELOW:
		if (taken)
			x = by_order(CC_LT, by_order(CC_GE, x, (struct val){KIND_INT, 0, 0}), y);
		else if (x.lo >= 0)
			x = by_order(CC_GE, x, y);
		return learn(r, b->a, x);
	case CC_PACKET: {
		struct val known = *length;

		if (b->a.v != NO_REG && (r->weak || !taken))
			return true;
		if (b->a.v == NO_REG)
			x.lo = 0;
		if (taken)
			known.lo = x.lo + b->imm > known.lo ? x.lo + b->imm : known.lo;
		else
			known.hi = (s64)b->imm - 1 < known.hi ? (s64)b->imm - 1 : known.hi;
		if (known.lo > known.hi)
			return false;
		for (u32 i = 0; i < r->fn->regs; i++)
			if (r->now.link[i] == slot_length(r) && !clip(&r->now, i, known.lo + r->now.off[i], known.hi + r->now.off[i]))
				return false;
		*length = known;
		return true;
	}
	default: return refine_order(r, b, (enum cc)(taken ? b->cc : not[b->cc]));
	}
}
