/* SPDX-License-Identifier: Apache-2.0
 * range.c - transfer functions of the number domain (range.h).
 *
 * Intervals are computed once per view by functions that take the view's width in bits (interval.h). */
#include "range/interval.h"

#if !AXI_DEVICE /* it has whole.c */

static struct view view_of(const struct axi_range *r, u32 bits)
{
	if (bits == AXI_FULL)
		return (struct view){r->umin, r->umax, r->smin, r->smax};
	return (struct view){r->wmin, r->wmax, r->xmin, r->xmax};
}

static void view_set(struct axi_range *r, u32 bits, const struct view *v)
{
	if (bits == AXI_FULL) {
		r->umin = v->umin, r->umax = v->umax;
		r->smin = v->smin, r->smax = v->smax;
	} else {
		r->wmin = (u32)v->umin, r->wmax = (u32)v->umax;
		r->xmin = (s32)v->smin, r->xmax = (s32)v->smax;
	}
}

void axi_range_unknown(struct axi_range *r)
{
	struct view f = view_all(AXI_FULL), h = view_all(AXI_HALF);

	r->tv = 0;
	r->tm = mask_of(AXI_FULL);
	view_set(r, AXI_FULL, &f);
	view_set(r, AXI_HALF, &h);
}

void axi_range_const(struct axi_range *r, u64 value)
{
	value &= mask_of(AXI_FULL);
	*r = (struct axi_range){
		.tv = value,
		.umin = value, .umax = value,
		.smin = sx(value, AXI_FULL), .smax = sx(value, AXI_FULL),
		.wmin = (u32)(value & mask_of(AXI_HALF)), .wmax = (u32)(value & mask_of(AXI_HALF)),
		.xmin = (s32)sx(value, AXI_HALF), .xmax = (s32)sx(value, AXI_HALF),
	};
}

void axi_range_unsigned(struct axi_range *r, u64 min, u64 max)
{
	axi_range_unknown(r);
	r->umin = min;
	r->umax = max;
	if (min || !max || max > mask_of(AXI_HALF)) {
		axi_range_sync(r);
		return;
	}
	/* [0, max] in the low half, as memory loads give it: what sync would find, at once */
	tnum_range(0, max, &r->tv, &r->tm);
	r->smin = 0;
	r->smax = (s64)max;
	r->wmax = (u32)max;
	if (max <= (u64)smax_of(AXI_HALF)) {
		r->xmin = 0;
		r->xmax = (s32)max;
	}
}

bool axi_range_has(const struct axi_range *r, u64 value)
{
	u64 low = value & mask_of(AXI_HALF);
	s64 s = sx(value, AXI_FULL), x = sx(value, AXI_HALF);

	return (value & ~r->tm) == r->tv && value >= r->umin && value <= r->umax && s >= r->smin && s <= r->smax &&
	       low >= r->wmin && low <= r->wmax && x >= r->xmin && x <= r->xmax;
}

/* ---- the five views learn from each other ---- */

/* Learn within one width: known bits and the two intervals. */
static ALWAYS_INLINE void view_learn(struct view *v, u64 tv, u64 tm, u32 bits)
{
	u64 sign = UINT64_C(1) << (bits - 1);
	s64 lo = sx(tv | (tm & sign), bits), hi = sx(tv | (tm & ~sign & mask_of(bits)), bits);

	raise_u(&v->umin, tv);
	lower_u(&v->umax, tv | tm);
	raise_s(&v->smin, lo);
	lower_s(&v->smax, hi);
	if (sx(v->umin, bits) <= sx(v->umax, bits)) { /* the unsigned interval does not cross the sign change */
		raise_s(&v->smin, sx(v->umin, bits));
		lower_s(&v->smax, sx(v->umax, bits));
	}
	u64 a = (u64)v->smin & mask_of(bits), b = (u64)v->smax & mask_of(bits);

	if (a <= b) { /* the signed interval does not cross zero */
		raise_u(&v->umin, a);
		lower_u(&v->umax, b);
	} else if (v->umin > b && v->umin < a) { /* its two unsigned halves are [0, b] and [a, max] */
		v->umin = a;
	} else if (v->umax < a && v->umax > b) {
		v->umax = b;
	}
}

/* The low half from the full intervals, where the high half is fixed; and back. */
static ALWAYS_INLINE void learn_across(struct view *f, struct view *h)
{
	u64 low = mask_of(AXI_HALF);

	if ((f->umin & ~low) == (f->umax & ~low)) {
		raise_u(&h->umin, f->umin & low);
		lower_u(&h->umax, f->umax & low);
	}
	if (((u64)f->smin & ~low) == ((u64)f->smax & ~low)) {
		raise_u(&h->umin, (u64)f->smin & low);
		lower_u(&h->umax, (u64)f->smax & low);
	}
	if ((f->smin >= smin_of(AXI_HALF) && f->smax <= smax_of(AXI_HALF)) || AXI_PLANT(1)) { /* the number is its low half, sign-extended */
		raise_s(&h->smin, f->smin);
		lower_s(&h->smax, f->smax);
		raise_s(&f->smin, h->smin);
		lower_s(&f->smax, h->smax);
	}
	raise_u(&f->umin, (f->umin & ~low) | h->umin);
	lower_u(&f->umax, (f->umax & ~low) | h->umax);
	raise_s(&f->smin, (s64)(((u64)f->smin & ~low) | h->umin));
	lower_s(&f->smax, (s64)(((u64)f->smax & ~low) | h->umax));
}

/* A single number is left: do all views have it? */
static bool sync_const(struct axi_range *r)
{
	struct axi_range value;
	bool has;

	axi_range_const(&value, r->tv);
	has = axi_range_has(r, r->tv);
	*r = value;
	return has;
}

/* The number is in [lo, hi], below the low half's sign bit: all intervals are this one.  *r has the known bits.  False: no
 * number is left. */
static ALWAYS_INLINE bool set_small(struct axi_range *r, u64 lo, u64 hi)
{
	for (int round = 0; round < 2; round++) {
		u64 tv, tm, before = r->tm;

		lo = max_u64(lo, r->tv);
		hi = min_u64(hi, r->tv | r->tm);
		if (lo > hi)
			return false;
		tnum_range(lo, hi, &tv, &tm);
		if (!tnum_meet(r, tv, tm))
			return false;
		if (r->tm == before)
			break; /* known bits are only ever added */
	}
	if (!r->tm && (r->tv < lo || r->tv > hi))
		return false;
	if (!r->tm)
		lo = hi = r->tv;
	r->umin = lo, r->umax = hi;
	r->smin = (s64)lo, r->smax = (s64)hi;
	r->wmin = (u32)lo, r->wmax = (u32)hi;
	r->xmin = (s32)lo, r->xmax = (s32)hi;
	return true;
}

static bool sync_small(struct axi_range *r)
{
	u64 lo = max_u64(r->umin, r->wmin), hi = min_u64(r->umax, r->wmax);
	s64 slo = r->smin > r->xmin ? r->smin : r->xmin, shi = r->smax < r->xmax ? r->smax : r->xmax;

	if (shi < 0)
		return false;
	return set_small(r, slo > 0 ? max_u64(lo, (u64)slo) : lo, min_u64(hi, (u64)shi));
}

/* The high half is known to be zero: the number is its low half, and so all is said by the low views. */
static bool sync_low(struct axi_range *r)
{
	struct view h = view_of(r, AXI_HALF);

	if (r->smax < 0)
		return false;
	h.umin = max_u64(h.umin, r->smin > 0 ? max_u64(r->umin, (u64)r->smin) : r->umin);
	h.umax = min_u64(h.umax, min_u64(r->umax, (u64)r->smax));
	for (int round = 0; round < 2; round++) {
		u64 tv, tm, before = r->tm;

		view_learn(&h, r->tv, r->tm, AXI_HALF);
		if (h.umin > h.umax || h.smin > h.smax)
			return false;
		tnum_range(h.umin, h.umax, &tv, &tm);
		if (!tnum_meet(r, tv, tm))
			return false;
		if (r->tm == before)
			break; /* known bits are only ever added */
	}
	view_set(r, AXI_HALF, &h);
	r->umin = h.umin, r->umax = h.umax;
	r->smin = (s64)h.umin, r->smax = (s64)h.umax;
	return r->tm || sync_const(r);
}

static bool same_view(const struct view *a, const struct view *b)
{
	return a->umin == b->umin && a->umax == b->umax && a->smin == b->smin && a->smax == b->smax;
}

bool axi_range_sync(struct axi_range *r)
{
	u64 low = mask_of(AXI_HALF);

	for (int round = 0; round < 2; round++) {
		struct view f = view_of(r, AXI_FULL), h = view_of(r, AXI_HALF), f0, h0;
		u64 tv, tm, before = r->tm;

		if (!before)
			return sync_const(r);
		if ((r->tv | r->tm) <= low >> 1)
			return sync_small(r);
		if ((r->tv | r->tm) <= low)
			return sync_low(r);
		view_learn(&f, r->tv, r->tm, AXI_FULL);
		view_learn(&h, r->tv & low, r->tm & low, AXI_HALF);
		f0 = f, h0 = h;
		learn_across(&f, &h);
		bool news = !same_view(&f, &f0) || !same_view(&h, &h0);

		if (news) {
			view_learn(&h, r->tv & low, r->tm & low, AXI_HALF);
			view_learn(&f, r->tv, r->tm, AXI_FULL);
		}
		if (f.umin > f.umax || f.smin > f.smax || h.umin > h.umax || h.smin > h.smax)
			return false;
		view_set(r, AXI_FULL, &f);
		view_set(r, AXI_HALF, &h);
		tnum_range(f.umin, f.umax, &tv, &tm);
		if (!tnum_meet(r, tv, tm))
			return false;
		tnum_range(h.umin, h.umax, &tv, &tm);
		if (!tnum_meet(r, tv, tm | (mask_of(AXI_FULL) & ~low)))
			return false;
		if (!news && r->tm == before)
			break; /* a second round would learn nothing (known bits are only ever added) */
	}
	return r->tm || sync_const(r);
}

/* ---- order and lattice ---- */

bool axi_range_in(const struct axi_range *a, const struct axi_range *b)
{
	return !(a->tm & ~b->tm) && (a->tv & ~b->tm) == b->tv && a->umin >= b->umin && a->umax <= b->umax &&
	       a->smin >= b->smin && a->smax <= b->smax && a->wmin >= b->wmin && a->wmax <= b->wmax &&
	       a->xmin >= b->xmin && a->xmax <= b->xmax;
}

static bool same_range(const struct axi_range *a, const struct axi_range *b)
{
	return a->tv == b->tv && a->tm == b->tm && a->umin == b->umin && a->umax == b->umax && a->smin == b->smin &&
	       a->smax == b->smax && a->wmin == b->wmin && a->wmax == b->wmax && a->xmin == b->xmin && a->xmax == b->xmax;
}

#define LOWER(r, b, field) ((r)->field = (b)->field < (r)->field ? (b)->field : (r)->field)
#define HIGHER(r, b, field) ((r)->field = (b)->field > (r)->field ? (b)->field : (r)->field)

void axi_range_join(struct axi_range *r, const struct axi_range *b)
{
	u64 unknown = r->tm | b->tm | (r->tv ^ b->tv);

	if (same_range(r, b))
		return;
	r->tm = unknown;
	r->tv &= ~unknown;
	if (AXI_PLANT(30))
		return;
	LOWER(r, b, umin), HIGHER(r, b, umax);
	LOWER(r, b, smin), HIGHER(r, b, smax);
	LOWER(r, b, wmin), HIGHER(r, b, wmax);
	LOWER(r, b, xmin), HIGHER(r, b, xmax);
	axi_range_sync(r);
}

bool axi_range_meet(struct axi_range *r, const struct axi_range *b)
{
	HIGHER(r, b, umin), LOWER(r, b, umax);
	HIGHER(r, b, smin), LOWER(r, b, smax);
	HIGHER(r, b, wmin), LOWER(r, b, wmax);
	HIGHER(r, b, xmin), LOWER(r, b, xmax);
	return tnum_meet(r, b->tv, b->tm) && axi_range_sync(r);
}

void axi_range_widen(struct axi_range *r, const struct axi_range *b)
{
	u64 half = mask_of(AXI_HALF), unknown = b->tm | (r->tv ^ b->tv);

	if (unknown & ~r->tm) { /* keep low bits that never changed: alignment survives */
		u32 keep = (u32)__builtin_ctzll(unknown | r->tm);

		r->tm = mask_of(AXI_FULL) & ~mask_of(keep);
		r->tv &= ~r->tm;
	}
	if (b->umin < r->umin)
		r->umin = 0;
	if (b->umax > r->umax)
		r->umax = b->umax <= half ? half : mask_of(AXI_FULL);
	if (b->smin < r->smin)
		r->smin = b->smin >= smin_of(AXI_HALF) ? smin_of(AXI_HALF) : smin_of(AXI_FULL);
	if (b->smax > r->smax)
		r->smax = b->smax <= smax_of(AXI_HALF) ? smax_of(AXI_HALF) : smax_of(AXI_FULL);
	if (b->wmin < r->wmin)
		r->wmin = 0;
	if (b->wmax > r->wmax)
		r->wmax = (u32)half;
	if (b->xmin < r->xmin)
		r->xmin = (s32)smin_of(AXI_HALF);
	if (b->xmax > r->xmax)
		r->xmax = (s32)smax_of(AXI_HALF);
	axi_range_sync(r);
}

/* ---- known bits ---- */

/* Long multiplication over b's bits; a's uncertain bits are gathered apart. */
static void t_mul(struct axi_range *r, const struct axi_range *b)
{
	u64 value = r->tv * b->tv, pv = r->tv, pm = r->tm;
	struct axi_range sum = {.tv = 0, .tm = 0}, mask = {.tv = 0, .tm = 0};
	u64 qv = b->tv, qm = b->tm;

	while (pv || pm) {
		if (pv & 1) {
			mask.tm = qm;
			t_add(&sum, &mask);
		} else if (pm & 1) {
			mask.tm = qv | qm;
			t_add(&sum, &mask);
		}
		pv >>= 1, pm >>= 1;
		qv <<= 1, qm <<= 1;
	}
	mask.tv = value & mask_of(AXI_FULL);
	mask.tm = 0;
	t_add(&mask, &sum);
	r->tv = mask.tv, r->tm = mask.tm;
}

/* Known bits of a shift.  Only a known amount keeps bits; otherwise a left shift keeps its trailing zeroes. */
static void t_shift(struct axi_range *r, u32 lo, u32 hi, u32 bits, u32 op)
{
	u64 m = mask_of(bits), tv = r->tv & m, tm = r->tm & m;

	if (lo == hi && op == AX_LSH) {
		t_set(r, shl(tv, lo) & m, shl(tm, lo) & m);
	} else if (lo == hi && op == AX_RSH) {
		t_set(r, shr(tv, lo), shr(tm, lo));
	} else if (lo == hi) {
		t_set(r, (u64)sar(sx(tv, bits), lo) & m, (u64)sar(sx(tm, bits), lo) & m);
	} else if (op == AX_LSH) {
		u32 zeroes = (tv | tm) ? (u32)__builtin_ctzll(tv | tm) + lo : bits;

		t_set(r, 0, m & ~mask_of(zeroes < bits ? zeroes : bits));
	} else {
		t_set(r, 0, m);
	}
}

/* ---- operations ---- */

static u64 sdivmod(u32 op, u64 a, u64 b, u32 bits)
{
	s64 x = sx(a, bits), y = sx(b, bits);

	s64 rest = x, quotient = y ? axi_divide_s64(x, y, &rest) : 0;

	return (u64)(op == AX_DIV ? quotient : rest) & mask_of(bits);
}

static void v_signed_divmod(struct view *a, const struct view *b, u32 bits, u32 op)
{
	struct view r = view_all(bits);

	if (op == AX_DIV && b->smin > 0) {
		s64 rest;

		r.smin = axi_divide_s64(a->smin, a->smin < 0 ? b->smin : b->smax, &rest);
		r.smax = axi_divide_s64(a->smax, a->smax < 0 ? b->smax : b->smin, &rest);
	} else if (op == AX_MOD && b->smin > 0) { /* the sign is the dividend's */
		r.smin = a->smin < 0 ? (a->smin > -b->smax ? a->smin : 1 - b->smax) : 0;
		r.smax = a->smax > 0 ? (a->smax < b->smax ? a->smax : b->smax - 1) : 0;
	} else if (op == AX_MOD) { /* also by zero: never farther from zero than the dividend */
		r.smin = a->smin < 0 ? a->smin : 0;
		r.smax = a->smax > 0 ? a->smax : 0;
	}
	*a = r;
}

static void v_op(struct view *a, const struct view *b, u32 bits, u32 op, bool is_signed, u32 lo, u32 hi)
{
	switch (op) {
	case AX_ADD: v_add(a, b, bits); break;
	case AX_SUB: v_sub(a, b, bits); break;
	case AX_MUL: v_mul(a, b, bits); break;
	case AX_DIV: is_signed ? v_signed_divmod(a, b, bits, op) : v_div(a, b, bits); break;
	case AX_MOD: is_signed ? v_signed_divmod(a, b, bits, op) : v_mod(a, b, bits); break;
	case AX_AND: case AX_OR: case AX_XOR: v_bits(a, b, bits, op); break;
	case AX_LSH: case AX_RSH: case AX_ARSH: v_shift(a, lo, hi, bits, op); break;
	default: *a = view_all(bits); break;
	}
}

/* Of numbers whose sign bits are not known: intervals that say what the known bits say. */
static void bits_only(const struct axi_range *r, struct axi_range *out)
{
	u64 sign = UINT64_C(1) << (AXI_FULL - 1), half = UINT64_C(1) << (AXI_HALF - 1), low = mask_of(AXI_HALF);
	u64 min = r->tv, max = r->tv | r->tm;

	*out = (struct axi_range){
		.tv = r->tv, .tm = r->tm, .umin = min, .umax = max, .smin = sx(min | sign, AXI_FULL), .smax = (s64)(max & ~sign),
		.wmin = (u32)(min & low), .wmax = (u32)(max & low), .xmin = (s32)sx(min | half, AXI_HALF),
		.xmax = (s32)(max & low & ~half),
	};
}

/* A number of which nothing is known, plus, minus or xor any other, is such a number.  (Hosts.) */
static bool alu_unknown(struct axi_range *r, u32 op, const struct axi_range *b)
{
	const struct axi_range *u = r->tm == mask_of(AXI_FULL) ? r : b;
	struct axi_range all;

	if (u->tm != mask_of(AXI_FULL) || (op != AX_ADD && op != AX_SUB && op != AX_XOR))
		return false;
	axi_range_unknown(&all);
	if (!same_range(u, &all))
		return false;
	*r = all;
	return true;
}

/* Nothing is known but bits below the sign bits, and the intervals would wrap: bits alone are left. */
static bool alu_bits(struct axi_range *r, u32 op, const struct axi_range *b)
{
	u64 signs = UINT64_C(1) << (AXI_FULL - 1) | UINT64_C(1) << (AXI_HALF - 1);
	struct axi_range plain;

	if ((r->tm & signs) != signs || b->tm || (op != AX_ADD && op != AX_SUB && op != AX_XOR))
		return false;
	bits_only(r, &plain);
	if (!same_range(r, &plain))
		return false;
	if (op == AX_XOR)
		t_bits(r, b, op);
	else
		op == AX_ADD ? t_add(r, b) : t_sub(r, b);
	if ((r->tm & signs) != signs) /* cannot be: a sum with an unknown bit has that bit unknown */
		return false;
	bits_only(r, r);
	return true;
}

/* The usual case at once: both numbers and the result lie below the low half's sign bit.  False: not so. */
static bool alu_small(struct axi_range *r, u32 op, const struct axi_range *b)
{
	u64 most = (u64)smax_of(AXI_HALF), lo = 0, hi = most;

	if (r->umax > most || b->umax > most)
		return false;
	switch (op) {
	case AX_ADD:
		lo = r->umin + b->umin;
		hi = r->umax + b->umax;
		if (hi > most)
			return false;
		t_add(r, b);
		break;
	case AX_SUB:
		if (r->umin < b->umax)
			return false;
		lo = r->umin - b->umax;
		hi = r->umax - b->umin;
		t_sub(r, b);
		break;
	case AX_AND:
		hi = min_u64(r->umax, b->umax);
		t_bits(r, b, op);
		break;
	case AX_OR:
		lo = max_u64(r->umin, b->umin);
		t_bits(r, b, op);
		break;
	case AX_XOR: t_bits(r, b, op); break;
	default: return false;
	}
	set_small(r, lo, hi);
	return true;
}

/* The amount's bounds after masking with width - 1. */
static void amount(const struct axi_range *b, u32 bits, u32 *lo, u32 *hi)
{
	u64 tv = b->tv & (bits - 1), tm = b->tm & (bits - 1);
	u64 min = b->umin, max = b->umax;

	if (max >= bits)
		min = tv, max = AXI_PLANT(5) ? min_u64(tv, 1) : tv | tm;
	*lo = (u32)min;
	*hi = (u32)max;
}

/* Known bits of the result; view functions do the rest. */
static void t_op(struct axi_range *r, const struct axi_range *b, u32 bits, u32 op, bool same, u32 lo, u32 hi)
{
	switch (op) {
	case AX_ADD: t_add(r, b); break;
	case AX_SUB: t_sub(r, b); break;
	case AX_MUL: t_mul(r, b); break;
	case AX_AND: case AX_OR: case AX_XOR: t_bits(r, b, op); break;
	case AX_LSH: case AX_RSH: case AX_ARSH: t_shift(r, lo, hi, bits, op); break;
	default:
		if (!same)
			t_set(r, 0, ~UINT64_C(0));
		break;
	}
}

/* One number each: the operation itself (RFC 9669, 4.1). */
static u64 const_op(u32 op, bool is_signed, u64 a, u64 b, u32 bits)
{
	u32 n = (u32)b & (bits - 1);

	switch (op) {
	case AX_ADD: return a + b;
	case AX_SUB: return a - b;
	case AX_MUL: return a * b;
	case AX_OR: return a | b;
	case AX_AND: return a & b;
	case AX_XOR: return a ^ b;
	case AX_LSH: return a << n;
	case AX_RSH: return a >> n;
	case AX_ARSH: return (u64)(sx(a, bits) >> n);
	default: break;
	}
	if (is_signed)
		return sdivmod(op, a, b, bits);
	if (!b)
		return op == AX_DIV ? 0 : a;
	return op == AX_DIV ? a / b : a % b;
}

/* The low half of these depends on the low halves alone; of the others only through the full result. */
static bool by_halves(u32 op, u32 hi)
{
	return op == AX_ADD || op == AX_SUB || op == AX_MUL || op == AX_AND || op == AX_OR || op == AX_XOR ||
	       (op == AX_LSH && hi < AXI_HALF);
}

static void alu_full(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b)
{
	struct view f = view_of(r, AXI_FULL), h = view_of(r, AXI_HALF), bf = view_of(b, AXI_FULL);
	u32 lo, hi;

	amount(b, AXI_FULL, &lo, &hi);
	bool same = op == AX_MOD && !is_signed && b->umin && r->umax < b->umin;

	v_op(&f, &bf, AXI_FULL, op, is_signed, lo, hi);
	if (op == AX_LSH && lo == AXI_HALF && hi == lo) /* the low half and nothing else: x << 32 s>> 32 extends an int */
		f = (struct view){shl(h.umin, lo), shl(h.umax, lo), (s64)shl((u64)h.smin, lo), (s64)shl((u64)h.smax, lo)};
	if (by_halves(op, hi)) {
		struct view bh = view_of(b, AXI_HALF);

		v_op(&h, &bh, AXI_HALF, op, false, lo, hi);
	} else if (!same) {
		h = view_all(AXI_HALF);
	}
	t_op(r, b, AXI_FULL, op, same, lo, hi);
	view_set(r, AXI_FULL, &f);
	view_set(r, AXI_HALF, &h);
	axi_range_sync(r);
}

void axi_range_alu(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b)
{
	if (op == AX_NEG) {
		struct axi_range zero;

		axi_range_const(&zero, 0);
		axi_range_alu(&zero, AX_SUB, false, r);
		*r = zero;
		return;
	}
	if (axi_range_is_const(r) && axi_range_is_const(b)) {
		axi_range_const(r, const_op(op, is_signed, r->tv, b->tv, AXI_FULL));
		return;
	}
	if (alu_small(r, op, b) || (AXI_FAST && alu_unknown(r, op, b)) || alu_bits(r, op, b))
		return;
	alu_full(r, op, is_signed, b);
}

void axi_range_alu32(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b)
{
	struct axi_range low = *b;
	struct view h, bh;
	u32 lo, hi;

	if (op == AX_NEG) {
		struct axi_range zero;

		axi_range_const(&zero, 0);
		axi_range_alu32(&zero, AX_SUB, false, r);
		*r = zero;
		return;
	}
	axi_range_zext(r, AXI_HALF);
	axi_range_zext(&low, AXI_HALF);
	if (axi_range_is_const(r) && axi_range_is_const(&low)) {
		axi_range_const(r, const_op(op, is_signed, r->tv, low.tv, AXI_HALF) & mask_of(AXI_HALF));
		return;
	}
	amount(&low, AXI_HALF, &lo, &hi);
	bool same = op == AX_MOD && !is_signed && low.umin && r->umax < low.umin;

	h = view_of(r, AXI_HALF);
	bh = view_of(&low, AXI_HALF);
	v_op(&h, &bh, AXI_HALF, op, is_signed, lo, hi);
	t_op(r, &low, AXI_HALF, op, same, lo, hi);
	struct axi_range out;

	axi_range_unknown(&out);
	out.tv = r->tv & mask_of(AXI_HALF);
	out.tm = r->tm & mask_of(AXI_HALF);
	view_set(&out, AXI_HALF, &h);
	axi_range_sync(&out);
	*r = out;
}

void axi_range_zext(struct axi_range *r, u32 bits)
{
	u64 m = mask_of(bits);
	struct axi_range out;

	if (r->umax <= m)
		return;
	if ((r->tm & m) == m && bits <= AXI_HALF && r->umin == 0 && r->umax == mask_of(AXI_FULL) &&
	    (bits < AXI_HALF || (!r->wmin && r->wmax == m && r->xmin == INT32_MIN && r->xmax == INT32_MAX))) {
		axi_range_unsigned(r, 0, m);
		return;
	}
	axi_range_unknown(&out);
	out.tv = r->tv & m;
	out.tm = r->tm & m;
	if ((r->umin & ~m) == (r->umax & ~m)) {
		out.umin = r->umin & m;
		out.umax = r->umax & m;
	}
	if (bits == AXI_HALF) {
		out.wmin = r->wmin, out.wmax = r->wmax;
		out.xmin = r->xmin, out.xmax = r->xmax;
	}
	axi_range_sync(&out);
	*r = out;
}

void axi_range_sext(struct axi_range *r, u32 bits)
{
	u64 m = mask_of(bits), sign = UINT64_C(1) << (bits - 1);
	struct axi_range out;

	if (bits >= AXI_FULL || (r->smin >= smin_of(bits) && r->smax <= smax_of(bits)) || AXI_PLANT(3))
		return;
	axi_range_unknown(&out);
	out.tv = (u64)sx(r->tv & m, bits);
	out.tm = (u64)sx(r->tm & m, bits);
	if (r->tm & sign)
		out.tv &= m >> 1;
	t_set(&out, out.tv, out.tm);
	out.smin = smin_of(bits);
	out.smax = smax_of(bits);
	if (bits == AXI_HALF) {
		out.smin = r->xmin, out.smax = r->xmax;
		out.wmin = r->wmin, out.wmax = r->wmax;
		out.xmin = r->xmin, out.xmax = r->xmax;
	}
	axi_range_sync(&out);
	*r = out;
}

static u64 swap_bytes(u64 v, u32 bits)
{
	u64 out = 0;

	for (u32 i = 0; i < bits; i += 8)
		out |= (v >> i & 0xff) << (bits - 8 - i);
	return out;
}

void axi_range_swap(struct axi_range *r, u32 bits)
{
	u64 tv = swap_bytes(r->tv, bits), tm = swap_bytes(r->tm, bits);

	axi_range_unknown(r);
	t_set(r, tv, tm);
	axi_range_sync(r);
}

/* ---- branches ---- */

/* a < b (or <=) holds, in one width's unsigned or signed view. False: cannot be. */
static bool less(struct view *a, struct view *b, bool is_signed, bool or_equal)
{
	if (is_signed) {
		s64 one = !or_equal || AXI_PLANT(9);

		if (or_equal ? b->smax < a->smin : b->smax <= a->smin)
			return false;
		a->smax = a->smax > b->smax - one ? b->smax - one : a->smax;
		b->smin = b->smin < a->smin + one ? a->smin + one : b->smin;
		return true;
	}
	if (or_equal ? b->umax < a->umin : b->umax <= a->umin)
		return false;
	u64 one = !or_equal;

	a->umax = min_u64(a->umax, b->umax - one);
	b->umin = max_u64(b->umin, a->umin + one);
	return true;
}

/* The ends are numbers of which the low bits are as they are known: what counts to 0 in steps of 128 is at least 128 when it is not
 * 0, and an even number below 20 at most 18. */
static void align_ends(struct view *v, u64 tv, u64 tm)
{
	u64 low = (tm & (0 - tm)) - 1, far = v->umax - v->umin, signed_far = (u64)v->smax - (u64)v->smin;

	if (tm & 1 || !tm || v->umin > v->umax || v->smin > v->smax)
		return;
	low = AXI_PLANT(77) ? 2 * low + 1 : low;
	v->umin += min_u64(far, (tv - v->umin) & low);
	v->umax -= min_u64(v->umax - v->umin, (v->umax - tv) & low);
	v->smin += (s64)min_u64(signed_far, (tv - (u64)v->smin) & low);
	v->smax -= (s64)min_u64((u64)v->smax - (u64)v->smin, ((u64)v->smax - tv) & low);
}

/* a != b: only a constant at an end of the other's interval says something. */
static bool differ(struct view *a, u64 value, u32 bits)
{
	if (a->umin == a->umax)
		return a->umin != value;
	if (a->smin == a->smax)
		return a->smin != sx(value, bits);
	if (a->umin == value)
		a->umin++;
	else if (a->umax == value)
		a->umax--;
	if (a->smin == sx(value, bits))
		a->smin++;
	else if (a->smax == sx(value, bits))
		a->smax--;
	return true;
}

static bool branch_equal(struct axi_range *a, struct axi_range *b, u32 bits, bool equal)
{
	u64 m = mask_of(bits), high = mask_of(AXI_FULL) & ~m;
	bool a_const = !(a->tm & m), b_const = !(b->tm & m);

	if (equal) {
		struct view va = view_of(a, bits), vb = view_of(b, bits);

		va.umin = vb.umin = max_u64(va.umin, vb.umin);
		va.umax = vb.umax = min_u64(va.umax, vb.umax);
		va.smin = vb.smin = va.smin > vb.smin ? va.smin : vb.smin;
		va.smax = vb.smax = va.smax < vb.smax ? va.smax : vb.smax;
		if (va.umin > va.umax || va.smin > va.smax || !tnum_meet(a, b->tv & m, b->tm | high) ||
		    !tnum_meet(b, a->tv & m, a->tm | high))
			return false;
		view_set(a, bits, &va);
		view_set(b, bits, &vb);
		return true;
	}
	if (a_const && b_const)
		return (a->tv & m) != (b->tv & m);
	if (b_const || a_const) {
		struct axi_range *r = b_const ? a : b;
		struct view v = view_of(r, bits);

		if (!differ(&v, (b_const ? b : a)->tv & m, bits))
			return false;
		align_ends(&v, r->tv & m, r->tm & m);
		view_set(r, bits, &v);
	}
	return true;
}

/* a & b is zero, or is not. */
static bool branch_set(struct axi_range *a, struct axi_range *b, u32 bits, bool taken)
{
	u64 m = mask_of(bits), both = a->tv & b->tv & m, may = (a->tv | a->tm) & (b->tv | b->tm) & m;

	if (taken) {
		if (!may)
			return false;
		if (is_pow2(b->tv & m) && !(b->tm & m)) { /* one bit is tested: it is set */
			a->tv |= b->tv & m;
			a->tm &= ~(b->tv & m);
		}
		return true;
	}
	if (both)
		return false;
	a->tm &= ~((AXI_PLANT(11) ? b->tv | b->tm : b->tv) & m); /* known ones of one side are zeroes of the other */
	b->tm &= ~(a->tv & m);
	return true;
}

/* "a < b", with its sides changed, or equal, or with signs. */
static bool branch_order(struct axi_range *a, struct axi_range *b, u32 bits, u32 op, bool taken)
{
	bool more = op == AX_JGT || op == AX_JGE || op == AX_JSGT || op == AX_JSGE;
	bool or_equal = op == AX_JLE || op == AX_JGE || op == AX_JSLE || op == AX_JSGE;
	bool is_signed = op == AX_JSLT || op == AX_JSLE || op == AX_JSGT || op == AX_JSGE;
	struct view va = view_of(a, bits), vb = view_of(b, bits);
	bool ok = more == taken ? less(&vb, &va, is_signed, or_equal == taken) : less(&va, &vb, is_signed, or_equal == taken);

	align_ends(&va, a->tv & mask_of(bits), a->tm & mask_of(bits));
	align_ends(&vb, b->tv & mask_of(bits), b->tm & mask_of(bits));
	view_set(a, bits, &va);
	view_set(b, bits, &vb);
	return ok;
}

/* "a < value" (or equal) of an unknown number, or that it is not so: what sync would find, at once.  False: not so simple. */
static bool branch_unknown(struct axi_range *a, u32 op, u64 value, bool taken)
{
	bool below = (op == AX_JLT || op == AX_JLE) == taken, with = (op == AX_JLE || op == AX_JGE) == taken;
	struct axi_range all;

	if (op != AX_JLT && op != AX_JLE && op != AX_JGT && op != AX_JGE)
		return false;
	axi_range_unknown(&all);
	if (!same_range(a, &all))
		return false;
	if (below && value + with - 1 < mask_of(AXI_HALF) && value + with) {
		axi_range_unsigned(a, 0, value + with - 1);
		return true;
	}
	if (below || value >= (u64)smax_of(AXI_FULL))
		return false;
	a->umin = value + !with;
	return true;
}

bool axi_range_branch(struct axi_range *a, struct axi_range *b, u32 op, bool is32, bool taken)
{
	u32 bits = is32 && !AXI_PLANT(10) ? AXI_HALF : AXI_FULL;
	bool ok, b_const = AXI_FAST && !b->tm; /* what is one number stays it, or `ok` says that it cannot be */

	if (b_const && a->tm == mask_of(AXI_FULL) && !is32 && branch_unknown(a, op, b->tv, taken))
		return true;
	if (b_const && op == (taken ? AX_JNE : AX_JEQ)) { /* most often nothing is learnt */
		struct view v = view_of(a, bits), was = v;

		ok = differ(&v, b->tv & mask_of(bits), bits);
		if (!ok || same_view(&v, &was))
			return ok;
		align_ends(&v, a->tv & mask_of(bits), a->tm & mask_of(bits));
		view_set(a, bits, &v);
		return axi_range_sync(a);
	}

	if (op == AX_JEQ || op == AX_JNE)
		ok = branch_equal(a, b, bits, (op == AX_JEQ) == taken);
	else if (op == AX_JSET)
		ok = branch_set(a, b, bits, taken);
	else
		ok = branch_order(a, b, bits, op, taken);
	return ok && axi_range_sync(a) && (b_const || axi_range_sync(b));
}

#endif
