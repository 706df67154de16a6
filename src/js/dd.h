/* SPDX-License-Identifier: Apache-2.0
 * dd.h - double-double arithmetic: a number as the unevaluated sum hi + lo, about 106 bits (Dekker 1971, Knuth).
 *
 * Only +, -, *, / of IEEE double, rounded to nearest, never fused (mk/toolchain.mk turns contraction off): every CPU
 * computes the same bits. */
#ifndef JS_DD_H
#define JS_DD_H

#include "base/types.h"

struct dd {
	double hi, lo;
};

static inline u64 double_bits(double x)
{
	u64 bits;

	__builtin_memcpy(&bits, &x, sizeof(bits));
	return bits;
}

static inline double bits_double(u64 bits)
{
	double x;

	__builtin_memcpy(&x, &bits, sizeof(x));
	return x;
}

/* dd_fast - a + b exactly; |a| >= |b| or a == 0. */
static inline struct dd dd_fast(double a, double b)
{
	double s = a + b;

	return (struct dd){s, b - (s - a)};
}

/* dd_sum - a + b exactly. */
static inline struct dd dd_sum(double a, double b)
{
	double s = a + b, t = s - a;

	return (struct dd){s, (a - (s - t)) + (b - t)};
}

/* dd_prod - a * b exactly while nothing overflows (|a|, |b| < 2^995) or goes below 2^-1022. */
static inline struct dd dd_prod(double a, double b)
{
	double p = a * b;
	double ta = a * 134217729.0, tb = b * 134217729.0; /* 2^27 + 1 splits into two halves of 26 bits */
	double ah = ta - (ta - a), bh = tb - (tb - b);
	double al = a - ah, bl = b - bh;

	return (struct dd){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static inline struct dd dd_add(struct dd a, struct dd b)
{
	struct dd s = dd_sum(a.hi, b.hi), t = dd_sum(a.lo, b.lo);

	s = dd_fast(s.hi, s.lo + t.hi);
	return dd_fast(s.hi, s.lo + t.lo);
}

static inline struct dd dd_mul(struct dd a, struct dd b)
{
	struct dd p = dd_prod(a.hi, b.hi);

	return dd_fast(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline struct dd dd_neg(struct dd a)
{
	return (struct dd){-a.hi, -a.lo};
}

static inline struct dd dd_div(struct dd a, struct dd b)
{
	double q = a.hi / b.hi;
	struct dd r = dd_add(a, dd_neg(dd_mul(b, (struct dd){q, 0})));
	double q2 = r.hi / b.hi;

	r = dd_add(r, dd_neg(dd_mul(b, (struct dd){q2, 0})));
	r = dd_add(dd_fast(q, q2), (struct dd){r.hi / b.hi, 0});
	return r;
}

#endif
