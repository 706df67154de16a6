/* SPDX-License-Identifier: Apache-2.0
 * math_exp.c - exponentials, logarithms, powers, hyperbolic functions.
 *
 * Two cores in double-double (dd.h): exp_core, the Taylor series after taking out powers of two, and log_core, the
 * series of the inverse hyperbolic tangent.  Everything else combines them, so that only the last rounding counts. */
#include "js/math.h"
#include "js/dd.h"

static const struct dd ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
static const struct dd inv_ln2 = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
static const struct dd inv_ln10 = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};

/* two_to - 2^e; -1022 <= e <= 1023 */
static double two_to(int e)
{
	return bits_double((u64)(1023 + e) << 52);
}

/* scale - x * 2^e with one rounding at most, for x near 1; e is within +-2200. */
static double scale(double x, int e)
{
	if (e > 1023)
		return x * 0x1p1023 * (e > 2046 ? 0x1p1023 : two_to(e - 1023));
	if (e < -1022)
		return x * two_to(e < -1900 ? -900 : e + 1000) * 0x1p-1000;
	return x * two_to(e);
}

/* expm1_small - e^(x.hi + x.lo) - 1 of |x| <= 0.35, error below 2^-57 of the result. */
static struct dd expm1_small(struct dd x)
{
	static const double inv_factorial[] = {
		1.0 / 2,        1.0 / 6,         1.0 / 24,         1.0 / 120,         1.0 / 720,
		1.0 / 5040,     1.0 / 40320,     1.0 / 362880,     1.0 / 3628800,     1.0 / 39916800,
		1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200, 1.0 / 1307674368000,
	};
	double p = 0, r = x.hi;
	struct dd sum, square;

	for (int i = (int)ARRAY_LEN(inv_factorial) - 1; i > 1; i--)
		p = p * r + inv_factorial[i];
	/* x + x^2/2 + x^3/6 in double-double, the tail (below 2^-9 of x) in double */
	square = dd_mul(x, x);
	sum = dd_add((struct dd){1.0 / 6, 0x1.5555555555555p-57}, (struct dd){p * r, 0});
	sum = dd_mul(sum, x);
	sum = dd_mul(dd_add(sum, (struct dd){0.5, 0}), square);
	return dd_add(x, sum);
}

/* exp_core - e^(x.hi + x.lo) = (1 + result) * 2^*k; |x.hi| <= 1500. */
static struct dd exp_core(struct dd x, int *k)
{
	double n = axi_js_floor(x.hi * 0x1.71547652b82fep+0 + 0.5);
	struct dd r = dd_add(x, (struct dd){n * -0x1.62e42fef00000p-1, 0}); /* n has 12 bits: exact */

	r = dd_add(r, dd_neg(dd_prod(n, 0x1.473de6af278edp-34)));
	r = dd_add(r, (struct dd){n * 0x1.9ff0342542fc3p-90, 0});
	*k = (int)n;
	return expm1_small(r);
}

double axi_js_exp(double x)
{
	struct dd r;
	int k;

	if (axi_js_is_nan(x))
		return x;
	if (x > 710)
		return JS_MATH_INFINITY;
	if (x < -746)
		return 0;
	r = exp_core((struct dd){x, 0}, &k);
	r = dd_add((struct dd){1, 0}, r);
	return scale(r.hi, k);
}

/* expm1_core - e^x - 1 as a double-double; -100 < x < 600 */
static struct dd expm1_core(double x)
{
	struct dd r;
	double unit;
	int k;

	if (x < 0.35 && x > -0.35)
		return expm1_small((struct dd){x, 0});
	r = exp_core((struct dd){x, 0}, &k);
	unit = two_to(k);
	r = (struct dd){r.hi * unit, r.lo * unit};
	return dd_add(r, dd_sum(unit, -1));
}

double axi_js_expm1(double x)
{
	if (x == 0 || axi_js_is_nan(x) || (x < 0x1p-60 && x > -0x1p-60))
		return x;
	if (x > 500)
		return axi_js_exp(x);
	if (x < -50)
		return -1;
	return expm1_core(x).hi;
}

/* log_core - log(x.hi + x.lo), x > 0 and x.hi normal (or scaled by the caller); error about 2^-68. */
static struct dd log_core(struct dd x, int k)
{
	static const struct dd third = {1.0 / 3, 0x1.5555555555555p-56};
	static const struct dd fifth = {1.0 / 5, -0x1.999999999999ap-57};
	u64 bits = double_bits(x.hi);
	int e = (int)(bits >> 52 & 0x7ff) - 1023;
	struct dd s, z, p;
	double unit, tail = 0;

	if (bits_double((bits & ((1ull << 52) - 1)) | 1023ull << 52) > 0x1.6a09e667f3bcdp+0)
		e++;
	unit = two_to(-e / 2);                                     /* in two steps: 2^-1024 is no normal number */
	x = (struct dd){x.hi * unit, x.lo * unit};
	unit = two_to(-(e - e / 2));
	x = (struct dd){x.hi * unit, x.lo * unit};                 /* now within sqrt(1/2) .. sqrt(2) */
	s = dd_div(dd_add(x, (struct dd){-1, 0}), dd_add(x, (struct dd){1, 0}));
	z = dd_mul(s, s);                                          /* at most 0.0295 */
	for (int n = 27; n >= 7; n -= 2)
		tail = tail * z.hi + 1.0 / n;
	p = dd_add(fifth, (struct dd){tail * z.hi, 0});
	p = dd_add(third, dd_mul(p, z));
	p = dd_add(s, dd_mul(dd_mul(p, z), s));
	p = (struct dd){2 * p.hi, 2 * p.lo};
	k += e;
	if (!k)
		return p;
	return dd_add(dd_add(dd_prod(k, 0x1.62e42fef00000p-1), dd_prod(k, 0x1.473de6af278edp-34)), p);
}

/* log_of - log(x) for finite x > 0 */
static struct dd log_of(double x)
{
	return x < 0x1p-1022 ? log_core((struct dd){x * 0x1p60, 0}, -60) : log_core((struct dd){x, 0}, 0);
}

/* log_special - true when log(x) is no ordinary number; then *out is it. */
static bool log_special(double x, double *out)
{
	if (x > 0 && x < JS_MATH_INFINITY)
		return false;
	*out = x == 0 ? -JS_MATH_INFINITY : x > 0 ? x : JS_MATH_NAN;
	return true;
}

double axi_js_log(double x)
{
	double special;

	return log_special(x, &special) ? special : log_of(x).hi;
}

double axi_js_log2(double x)
{
	double special;
	struct dd r;
	int e, up = 0;

	if (log_special(x, &special))
		return special;
	if (x < 0x1p-1022) {
		x *= 0x1p60;
		up = 60;
	}
	/* the exponent apart: powers of two come out exactly */
	e = (int)(double_bits(x) >> 52 & 0x7ff) - 1023;
	x *= two_to(-e / 2);
	x *= two_to(-(e - e / 2));
	if (x > 0x1.6a09e667f3bcdp+0) {
		x *= 0.5;
		e++;
	}
	r = dd_mul(log_core((struct dd){x, 0}, 0), inv_ln2);
	return dd_add((struct dd){e - up, 0}, r).hi;
}

double axi_js_log10(double x)
{
	double special;

	return log_special(x, &special) ? special : dd_mul(log_of(x), inv_ln10).hi;
}

double axi_js_log1p(double x)
{
	if (x == 0 || axi_js_is_nan(x) || x == JS_MATH_INFINITY || (x < 0x1p-60 && x > -0x1p-60))
		return x;
	if (x <= -1)
		return x == -1 ? -JS_MATH_INFINITY : JS_MATH_NAN;
	return log_core(dd_sum(1, x), 0).hi;
}

/* is_odd - is the integer y odd? */
static bool is_odd(double y)
{
	return axi_js_fmod(y, 2) != 0;
}

/* pow_special - zeros, infinities, NaN and negative bases; true when *out is the answer.  Otherwise *sign is the sign
 * that the power of |x| gets. */
static bool pow_special(double x, double y, double *out, double *sign)
{
	double a = x < 0 ? -x : x;
	bool negative = double_bits(x) >> 63, whole = axi_js_is_finite(y) && axi_js_trunc(y) == y;
	bool odd = whole && negative && is_odd(y);

	*sign = odd ? -1 : 1;
	if (axi_js_is_nan(y))
		return *out = JS_MATH_NAN, true;
	if (y == 0)
		return *out = 1, true;
	if (axi_js_is_nan(x))
		return *out = JS_MATH_NAN, true;
	if (!axi_js_is_finite(y)) {
		*out = a == 1 ? JS_MATH_NAN : (a > 1) == (y > 0) ? JS_MATH_INFINITY : 0;
		return true;
	}
	if (a == 0 || a == JS_MATH_INFINITY) {
		*out = ((a == 0) == (y > 0) ? 0 : JS_MATH_INFINITY) * *sign;
		return true;
	}
	if (negative && !whole)
		return *out = JS_MATH_NAN, true;
	return false;
}

double axi_js_pow(double x, double y)
{
	double special, sign;
	struct dd l, r;
	int k;

	if (pow_special(x, y, &special, &sign))
		return special;
	x = x < 0 ? -x : x;
	if (x == 1)
		return sign;
	l = log_of(x);
	if (y > 0x1p64 || y < -0x1p64) /* x is off 1 by 2^-53 at least */
		return sign * ((l.hi > 0) == (y > 0) ? JS_MATH_INFINITY : 0);
	l = dd_mul(l, (struct dd){y, 0});
	if (l.hi > 710)
		return sign * JS_MATH_INFINITY;
	if (l.hi < -746)
		return sign * 0;
	if (l.hi < 0x1p-70 && l.hi > -0x1p-70)
		return sign;
	r = exp_core(l, &k);
	r = dd_add((struct dd){1, 0}, r);
	return sign * scale(r.hi, k);
}

double axi_js_sinh(double x)
{
	double a = x < 0 ? -x : x, s = x < 0 ? -1 : 1;
	struct dd e, f;
	int k;

	if (x == 0 || !axi_js_is_finite(x) || a < 0x1p-30)
		return x;
	if (a > 500) {
		if (a > 711)
			return s * JS_MATH_INFINITY;
		e = exp_core((struct dd){a, 0}, &k); /* e^a may overflow where half of it does not */
		return s * scale(dd_add((struct dd){1, 0}, e).hi, k - 1);
	}
	/* (E + E / (E + 1)) / 2 with E = e^a - 1 */
	e = expm1_core(a);
	f = dd_add(e, dd_div(e, dd_add(e, (struct dd){1, 0})));
	return s * 0.5 * f.hi;
}

double axi_js_cosh(double x)
{
	double a = x < 0 ? -x : x;
	struct dd e;
	int k;

	if (axi_js_is_nan(x))
		return x;
	if (a > 711)
		return JS_MATH_INFINITY;
	if (a > 40) {
		e = exp_core((struct dd){a, 0}, &k);
		return scale(dd_add((struct dd){1, 0}, e).hi, k - 1);
	}
	e = dd_add(expm1_core(a), (struct dd){1, 0});
	e = dd_add(e, dd_div((struct dd){1, 0}, e));
	return 0.5 * e.hi;
}

double axi_js_tanh(double x)
{
	double a = x < 0 ? -x : x, s = x < 0 ? -1 : 1;
	struct dd e;

	if (x == 0 || axi_js_is_nan(x) || a < 0x1p-30)
		return x;
	if (a > 22)
		return s;
	e = expm1_core(2 * a);
	return s * dd_div(e, dd_add(e, (struct dd){2, 0})).hi;
}

/* dd_sqrt - the root of a positive double-double */
static struct dd dd_sqrt(struct dd a)
{
	double r = axi_js_sqrt(a.hi);
	struct dd rest = dd_add(a, dd_neg(dd_prod(r, r)));

	return dd_fast(r, rest.hi / (2 * r));
}

double axi_js_asinh(double x)
{
	double a = x < 0 ? -x : x, s = x < 0 ? -1 : 1;
	struct dd square, t;

	if (x == 0 || !axi_js_is_finite(x) || a < 0x1p-30)
		return x;
	if (a > 0x1p60)
		return s * dd_add(log_of(a), ln2).hi;
	/* log1p(a + a^2 / (1 + sqrt(1 + a^2))) */
	square = dd_prod(a, a);
	t = dd_add((struct dd){1, 0}, dd_sqrt(dd_add((struct dd){1, 0}, square)));
	t = dd_add((struct dd){a, 0}, dd_div(square, t));
	return s * log_core(dd_add((struct dd){1, 0}, t), 0).hi;
}

double axi_js_acosh(double x)
{
	struct dd t, r;

	if (axi_js_is_nan(x) || x < 1)
		return JS_MATH_NAN;
	if (x > 0x1p60)
		return x == JS_MATH_INFINITY ? x : dd_add(log_of(x), ln2).hi;
	t = dd_sum(x, -1);                                 /* log(1 + t + sqrt(2t + t^2)) */
	if (t.hi == 0)
		return 0;
	r = dd_sqrt(dd_mul(t, dd_add(t, (struct dd){2, 0})));
	return log_core(dd_add((struct dd){1, 0}, dd_add(t, r)), 0).hi;
}

double axi_js_atanh(double x)
{
	double a = x < 0 ? -x : x, s = x < 0 ? -1 : 1;
	struct dd q;

	if (axi_js_is_nan(x) || a > 1)
		return JS_MATH_NAN;
	if (a == 1)
		return s * JS_MATH_INFINITY;
	if (a < 0x1p-30)
		return x;
	q = dd_div((struct dd){a, 0}, dd_sum(1, -a));      /* log(1 + 2a/(1-a)) / 2 */
	q = dd_add((struct dd){1, 0}, (struct dd){2 * q.hi, 2 * q.lo});
	return s * 0.5 * log_core(q, 0).hi;
}
