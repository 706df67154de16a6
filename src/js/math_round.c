/* SPDX-License-Identifier: Apache-2.0
 * math_round.c - rounding, remainders, roots. */
#include "js/math.h"
#include "js/dd.h"

#define SIGN_BIT (1ull << 63)
#define FRACTION ((1ull << 52) - 1)

static int exponent_of(u64 bits)
{
	return (int)(bits >> 52 & 0x7ff) - 1023;
}

double axi_js_trunc(double x)
{
	u64 bits = double_bits(x);
	int e = exponent_of(bits);

	if (e >= 52)
		return x;
	if (e < 0)
		return bits_double(bits & SIGN_BIT);
	return bits_double(bits & ~(FRACTION >> e));
}

double axi_js_floor(double x)
{
	double t = axi_js_trunc(x);

	return t > x ? t - 1 : t;
}

double axi_js_ceil(double x)
{
	double t = axi_js_trunc(x);

	if (t < x)
		return t + 1 == 0 ? bits_double(SIGN_BIT) : t + 1;
	return t;
}

double axi_js_round(double x)
{
	double f = axi_js_floor(x);

	if (!(x - f >= 0.5)) /* exact: both are multiples of x's last bit; NaN and infinity come out as f */
		return f == 0 ? bits_double(double_bits(x) & SIGN_BIT) : f;
	return f == -1 ? bits_double(SIGN_BIT) : f + 1;
}

double axi_js_fround(double x)
{
	return (double)(float)x;
}

s32 axi_js_to_int32(double x)
{
	u64 bits = double_bits(x);
	int e = exponent_of(bits);
	u64 m = (bits & FRACTION) | 1ull << 52;
	u32 n;

	if (e < 0 || e > 83) /* above 2^84 every double is a multiple of 2^32; NaN, infinity */
		return 0;
	n = e <= 52 ? (u32)(m >> (52 - e)) : (u32)(m << (e - 52));
	return (s32)(bits & SIGN_BIT ? 0u - n : n);
}

/* normalize - mantissa with its leading bit at 52 and the exponent of its last bit, also of subnormals. */
static u64 normalize(double x, int *exponent)
{
	u64 bits = double_bits(x), m = bits & FRACTION;
	int e = (int)(bits >> 52 & 0x7ff);

	if (e) {
		m |= 1ull << 52;
	} else {
		int up = __builtin_clzll(m) - 11;

		m <<= up;
		e = 1 - up;
	}
	*exponent = e - 1075;
	return m;
}

/* scale - m * 2^e exactly; m < 2^53 and the result is representable. */
static double scale(u64 m, int e)
{
	double x = (double)m;

	while (e > 1000) {
		x *= 0x1p1000;
		e -= 1000;
	}
	while (e < -1000) {
		/* all of m's trailing zeros leave first, so that no step rounds */
		x *= 0x1p-1000;
		e += 1000;
	}
	return x * bits_double((u64)(1023 + e) << 52);
}

double axi_js_fmod(double x, double y)
{
	u64 sign = double_bits(x) & SIGN_BIT, mx, my;
	double ax = bits_double(double_bits(x) & ~SIGN_BIT), ay = bits_double(double_bits(y) & ~SIGN_BIT);
	int ex, ey;

	if (!axi_js_is_finite(x) || axi_js_is_nan(y) || y == 0)
		return JS_MATH_NAN;
	if (ax < ay)
		return x;
	mx = normalize(ax, &ex);
	my = normalize(ay, &ey);
	/* long division, 11 bits of the quotient at a time: mx < 2^53 */
	mx %= my;
	for (int left = ex - ey; left > 0 && mx; left -= 11)
		mx = (mx << (left < 11 ? left : 11)) % my;
	if (!mx)
		return bits_double(sign);
	if (ey < -1074) { /* y was subnormal: its trailing zeros are mx's too */
		mx >>= -1074 - ey;
		return bits_double(sign | mx);
	}
	return bits_double(sign | double_bits(scale(mx, ey)));
}

/* axi_sqrt - bit by bit on integers: the root of m * 2^k with 54 bits, then rounded by its last bit and the rest. */
double axi_js_sqrt(double x)
{
	u64 m, root = 0, rest = 0;
	int e;

	if (x == 0 || axi_js_is_nan(x) || x == JS_MATH_INFINITY)
		return x;
	if (x < 0)
		return JS_MATH_NAN;
	m = normalize(x, &e);
	if (e & 1) {
		m <<= 1;
		e--;
	}
	/* root of m * 2^54, m of 53 or 54 bits: 54 bits, two of the number at a time */
	for (int i = 0; i < 54; i++) {
		u64 two = i < 27 ? m >> (52 - 2 * i) & 3 : 0;
		u64 trial = root << 2 | 1;

		rest = rest << 2 | two;
		root <<= 1;
		if (rest >= trial) {
			rest -= trial;
			root |= 1;
		}
	}
	/* root in [2^53, 2^54): one bit to round away; a root is never exactly half way */
	m = (root >> 1) + (root & 1);
	return scale(m, (e - 54) / 2 + 1);
}

double axi_js_cbrt(double x)
{
	u64 bits = double_bits(x), sign = bits & SIGN_BIT;
	double a = bits_double(bits & ~SIGN_BIT), unit = 1, t;
	struct dd t3;

	if (x == 0 || !axi_js_is_finite(x))
		return x;
	if (a < 0x1p-960) {
		a *= 0x1p300;
		unit = 0x1p-100;
	} else if (a > 0x1p960) {
		a *= 0x1p-300;
		unit = 0x1p100;
	}
	/* a third of the exponent, within 6 %; each step of Halley's triples the digits */
	t = bits_double(double_bits(a) / 3 + 0x2a9f7893782da1ceull);
	for (int i = 0; i < 3; i++) {
		double c = t * t * t;

		t = t * (c + 2 * a) / (2 * c + a);
	}
	t3 = dd_mul(dd_prod(t, t), (struct dd){t, 0});
	t3 = dd_add((struct dd){a, 0}, dd_neg(t3));
	t += t3.hi / (3 * t * t);
	return bits_double(double_bits(t * unit) | sign);
}

double axi_js_hypot(double x, double y)
{
	double a = bits_double(double_bits(x) & ~SIGN_BIT), b = bits_double(double_bits(y) & ~SIGN_BIT), unit = 1, r;
	struct dd s, r2;

	if (a == JS_MATH_INFINITY || b == JS_MATH_INFINITY)
		return JS_MATH_INFINITY;
	if (axi_js_is_nan(x) || axi_js_is_nan(y))
		return JS_MATH_NAN;
	if (a < b) {
		double t = a;

		a = b;
		b = t;
	}
	if (b == 0 || a + b == a)
		return a + b;
	if (a > 0x1p400) {
		unit = 0x1p600;
		a *= 0x1p-600;
		b *= 0x1p-600;
	} else if (b < 0x1p-400) {
		unit = 0x1p-600;
		a *= 0x1p600;
		b *= 0x1p600;
	}
	s = dd_add(dd_prod(a, a), dd_prod(b, b));
	r = axi_js_sqrt(s.hi);
	r2 = dd_add(s, dd_neg(dd_prod(r, r)));
	return (r + r2.hi / (2 * r)) * unit;
}
