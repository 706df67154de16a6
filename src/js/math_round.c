/* SPDX-License-Identifier: Apache-2.0
 * math_round.c - rounding, remainders, roots. */
#include "js/math.h"
#include "js/wide.h"

#define SIGN_BIT (1ull << 63)
#define FRACTION ((1ull << 52) - 1)

static int exponent_of(u64 bits)
{
	return (int)(bits >> 52 & 0x7ff) - 1023;
}

#ifdef __OPTIMIZE_SIZE__
bool axi_js_is_nan(double x)
{
	return (double_bits(x) << 1) > 0xffe0000000000000;
}

bool axi_js_is_finite(double x)
{
	return exponent_of(double_bits(x)) != 1024;
}
#endif

double axi_js_abs(double x)
{
	return bits_double(double_bits(x) & ~SIGN_BIT);
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

double axi_js_round(double x)
{
	double f = axi_js_floor(x);

	if (!(x - f >= 0.5)) /* exact: both are multiples of x's last bit; NaN and infinity come out as f */
		return f == 0 ? bits_double(double_bits(x) & SIGN_BIT) : f;
	return f == -1 ? bits_double(SIGN_BIT) : f + 1;
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

double axi_js_fmod(double x, double y)
{
	struct wide a, b;
	u64 m, n;

	if (!axi_js_is_finite(x) || axi_js_is_nan(y) || y == 0)
		return JS_MATH_NAN;
	if (axi_js_abs(x) < axi_js_abs(y))
		return x;
	axi_js_wide_set(&a, x);
	axi_js_wide_set(&b, y);
	n = b.hi >> 11;
	m = a.hi >> 11;
#ifdef __OPTIMIZE_SIZE__ /* bit by bit: no division of 64 bits */
	for (s32 left = a.exp - b.exp;; left--) {
		if (m >= n)
			m -= n;
		if (left <= 0 || !m)
			break;
		m <<= 1;
	}
#else
	/* long division, 11 bits of the quotient at a time: m < 2^53 */
	m %= n;
	for (s32 left = a.exp - b.exp; left > 0 && m; left -= 11)
		m = (m << (left < 11 ? left : 11)) % n;
#endif
	a.hi = m << 11;
	a.exp = b.exp;
	axi_js_wide_normal(&a);
	a.neg = double_bits(x) >> 63;
	return axi_js_wide_get(&a);
}

/* Bit by bit: 64 bits of the root, and what is left of the number only says "a little more". */
double axi_js_sqrt(double x)
{
	u64 m, root = 0, rest = 0;
	struct wide a;

	if (x == 0 || axi_js_is_nan(x) || x == JS_MATH_INFINITY)
		return x;
	if (x < 0)
		return JS_MATH_NAN;
	axi_js_wide_set(&a, x);
	m = a.hi >> (a.exp & 1); /* x = m * 2^-64 * an even power of two: two bits of it at a time */
	for (u32 i = 0; i < 55; i++) {
		u64 trial = root << 2 | 1;

		rest = rest << 2 | m >> 62;
		m <<= 2;
		root <<= 1;
		if (rest >= trial) {
			rest -= trial;
			root |= 1;
		}
	}
	a = (struct wide){root << 9, rest != 0, (a.exp + (a.exp & 1)) >> 1, false};
	axi_js_wide_normal(&a);
	return axi_js_wide_get(&a);
}
