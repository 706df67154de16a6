/* SPDX-License-Identifier: Apache-2.0
 * math_trig.c - sine, cosine, tangent and their inverses.
 *
 * Arguments are reduced with integers: the 53 bits of x times a 256-bit window of 2/pi (Payne and Hanek 1983), one way
 * for all sizes.  Then Taylor series on [-pi/4, pi/4].  Inverses: a table of four arctangents in double-double and the
 * series within 1/4 of them. */
#include "js/math.h"
#include "js/dd.h"

static const struct dd pi_2 = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
static const struct dd pi = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};

/* 2/pi, 1280 bits behind the point */
static const u64 two_over_pi[20] = {
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
	0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
	0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
	0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
};

/* window - the 64 bits of 2/pi that start at bit `at` behind the point; at may be negative: zeros. */
static u64 window(int at)
{
	u64 high = 0, low = 0;
	int word = at >= 0 ? at / 64 : -((63 - at) / 64), shift = at - word * 64;

	if (word >= 0 && word < 20)
		high = two_over_pi[word];
	if (word + 1 >= 0 && word + 1 < 20)
		low = two_over_pi[word + 1];
	return shift ? high << shift | low >> (64 - shift) : high;
}

/* mul64 - low and high word of a * b, from 32-bit halves */
static u64 mul64(u64 a, u64 b, u64 *high)
{
	u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
	u64 ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
	u64 mid = (ll >> 32) + (u32)lh + (u32)hl;

	*high = hh + (lh >> 32) + (hl >> 32) + (mid >> 32);
	return mid << 32 | (u32)ll;
}

/* reduce - x = n * pi/2 + r with |r| <= pi/4, for finite |x| > pi/4; returns n modulo 4. */
static u32 reduce(double x, struct dd *r)
{
	u64 bits = double_bits(x), m = (bits & ((1ull << 52) - 1)) | 1ull << 52, w[3], carry, high;
	int e = (int)(bits >> 52 & 0x7ff) - 1075; /* x = m * 2^e */
	bool negative = bits >> 63;
	int up = 0;
	double unit;
	struct dd v;
	u32 n;

	/* x * 2/pi modulo 4: bits of 2/pi that count start at bit e - 2 behind the point (less is a multiple of 4) */
	w[0] = mul64(m, window(e - 2 + 128), &carry);
	w[2] = mul64(m, window(e - 2 + 64), &high);
	w[2] += carry;
	carry = high + (w[2] < carry);
	w[1] = m * window(e - 2) + carry;
	/* w[1]:w[2]:w[0] is that modulo 1, 192 bits of it, wrong by 2^53 of the last: two bits are the quarter */
	n = (u32)(w[1] >> 62);
	w[1] = w[1] << 2 | w[2] >> 62;
	w[2] = w[2] << 2 | w[0] >> 62;
	w[0] <<= 2;
	if (w[1] >> 63) { /* above one half: the next quarter, from below */
		n++;
		w[1] = ~w[1];
		w[2] = ~w[2];
		w[0] = ~w[0];
		negative = !negative;
	}
	/* no double is closer than 2^-62 to a multiple of pi/2 that is not 0: after the shift the bits that are left are many */
	while (!(w[1] >> 63) && up < 120) {
		w[1] = w[1] << 1 | w[2] >> 63;
		w[2] = w[2] << 1 | w[0] >> 63;
		w[0] <<= 1;
		up++;
	}
	unit = bits_double((u64)(1023 - up - 64) << 52);
	v = dd_sum((double)(w[1] >> 32) * 0x1p32, (double)(u32)w[1]);
	v = dd_mul(dd_add(v, (struct dd){(double)w[2] * 0x1p-64, 0}), pi_2);
	unit = negative ? -unit : unit;
	*r = (struct dd){v.hi * unit, v.lo * unit};
	return (bits >> 63 ? 0u - n : n) & 3;
}

/* sin_small, cos_small - of r.hi + r.lo within [-pi/4, pi/4] */
static struct dd sin_small(struct dd r)
{
	static const double c[] = {
		-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800,
		-1.0 / 1307674368000, 1.0 / 355687428096000,
	};
	double z = r.hi * r.hi, p = 0;

	for (int i = (int)ARRAY_LEN(c) - 1; i >= 0; i--)
		p = p * z + c[i];
	return dd_fast(r.hi, r.hi * z * p + r.lo * (1 - 0.5 * z));
}

static struct dd cos_small(struct dd r)
{
	static const double c[] = {
		1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200,
		1.0 / 20922789888000, -1.0 / 6402373705728000,
	};
	struct dd z = dd_prod(r.hi, r.hi), s;
	double p = 0;

	for (int i = (int)ARRAY_LEN(c) - 1; i >= 0; i--)
		p = p * z.hi + c[i];
	s = dd_sum(1, -0.5 * z.hi);
	return dd_fast(s.hi, s.lo + (z.hi * z.hi * p - 0.5 * z.lo - r.hi * r.lo));
}

/* quadrant - r and the quarter of x */
static u32 quadrant(double x, struct dd *r)
{
	if (x <= 0x1.921fb54442d18p-1 && x >= -0x1.921fb54442d18p-1) {
		*r = (struct dd){x, 0};
		return 0;
	}
	return reduce(x, r);
}

double axi_js_sin(double x)
{
	struct dd r, v;
	u32 n;

	if (!axi_js_is_finite(x))
		return JS_MATH_NAN;
	if (x < 0x1p-30 && x > -0x1p-30)
		return x;
	n = quadrant(x, &r);
	v = n & 1 ? cos_small(r) : sin_small(r);
	return n & 2 ? -v.hi : v.hi;
}

double axi_js_cos(double x)
{
	struct dd r, v;
	u32 n;

	if (!axi_js_is_finite(x))
		return JS_MATH_NAN;
	n = quadrant(x, &r);
	v = n & 1 ? sin_small(r) : cos_small(r);
	return ((n + 1) & 2) ? -v.hi : v.hi;
}

double axi_js_tan(double x)
{
	struct dd r, s, c;
	u32 n;

	if (!axi_js_is_finite(x))
		return JS_MATH_NAN;
	if (x < 0x1p-30 && x > -0x1p-30)
		return x;
	n = quadrant(x, &r);
	s = sin_small(r);
	c = cos_small(r);
	return n & 1 ? dd_div(dd_neg(c), s).hi : dd_div(s, c).hi;
}

/* atan_core - the angle of (x, y), both positive double-doubles without extreme exponents. */
static struct dd atan_core(struct dd y, struct dd x)
{
	static const struct {
		double below, at;
		struct dd angle;
	} near[] = {
		{0.25, 0, {0, 0}},
		{0.75, 0.5, {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56}},
		{1.25, 1, {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}},
		{2, 1.5, {0x1.f730bd281f69bp-1, 0x1.007887af0cbbdp-56}},
	};
	double q = y.hi / x.hi, z, p = 0;
	bool flip = q >= 2;
	struct dd t, u, z2;
	u32 i = 0;

	if (flip) {
		t = x;
		x = y;
		y = t;
		q = y.hi / x.hi;
	}
	while (q >= near[i].below && i < ARRAY_LEN(near) - 1)
		i++;
	if (near[i].at != 0) {
		struct dd c = {near[i].at, 0};

		t = dd_add(y, dd_neg(dd_mul(x, c)));
		u = dd_add(x, dd_mul(y, c));
		t = dd_div(t, u);
	} else {
		t = dd_div(y, x);
	}
	/* t - t^3/3 + t^5/5 - ...; |t| <= 1/4: the tail is below 2^-9 of t */
	z2 = dd_mul(t, t);
	z = z2.hi;
	for (int n = 29; n >= 5; n -= 2)
		p = -p * z + 1.0 / n;
	p = p * z * z;
	u = dd_mul(t, dd_add(dd_mul(z2, (struct dd){-1.0 / 3, -0x1.5555555555555p-56}), (struct dd){p, 0}));
	t = dd_add(near[i].angle, dd_add(t, u));
	return flip ? dd_add(pi_2, dd_neg(t)) : t;
}

double axi_js_atan(double x)
{
	double a = x < 0 ? -x : x, s = x < 0 ? -1 : 1;

	if (x == 0 || axi_js_is_nan(x) || a < 0x1p-30)
		return x;
	if (a > 0x1p60)
		return s * pi_2.hi;
	return s * atan_core((struct dd){a, 0}, (struct dd){1, 0}).hi;
}

double axi_js_atan2(double y, double x)
{
	bool neg_y = double_bits(y) >> 63, neg_x = double_bits(x) >> 63;
	double s = neg_y ? -1 : 1, ay = neg_y ? -y : y, ax = neg_x ? -x : x;
	struct dd a;
	int ey, ex;

	if (axi_js_is_nan(x) || axi_js_is_nan(y))
		return JS_MATH_NAN;
	if (ay == 0)
		return s * (neg_x ? pi.hi : 0);
	if (ax == 0)
		return s * pi_2.hi;
	if (ay == JS_MATH_INFINITY)
		return s * (ax != JS_MATH_INFINITY ? pi_2.hi : neg_x ? 0x1.2d97c7f3321d2p+1 : 0x1.921fb54442d18p-1);
	if (ax == JS_MATH_INFINITY)
		return s * (neg_x ? pi.hi : 0);
	ey = (int)(double_bits(ay) >> 52);
	ex = (int)(double_bits(ax) >> 52);
	if (ey - ex > 100)
		return s * pi_2.hi;
	if (ex - ey > 100)
		return s * (neg_x ? pi.hi : ay / ax);
	if (ey > 1600 || ex > 1600) {
		ay *= 0x1p-500;
		ax *= 0x1p-500;
	} else if (ey < 500 || ex < 500) {
		ay *= 0x1p300;
		ax *= 0x1p300;
	}
	a = atan_core((struct dd){ay, 0}, (struct dd){ax, 0});
	if (neg_x)
		a = dd_add(pi, dd_neg(a));
	return s * a.hi;
}

/* complement - sqrt(1 - a^2) of 0 <= a < 1 */
static struct dd complement(double a)
{
	struct dd v = dd_mul(dd_sum(1, -a), dd_sum(1, a));
	double r = axi_js_sqrt(v.hi);
	struct dd rest = dd_add(v, dd_neg(dd_prod(r, r)));

	return dd_fast(r, rest.hi / (2 * r));
}

double axi_js_asin(double x)
{
	double a = x < 0 ? -x : x, s = x < 0 ? -1 : 1;

	if (x == 0 || a < 0x1p-30)
		return x;
	if (!(a <= 1))
		return JS_MATH_NAN;
	return s * (a == 1 ? pi_2.hi : atan_core((struct dd){a, 0}, complement(a)).hi);
}

double axi_js_acos(double x)
{
	double a = x < 0 ? -x : x;
	struct dd r;

	if (!(a <= 1))
		return JS_MATH_NAN;
	if (a == 1)
		return x < 0 ? pi.hi : 0;
	if (a < 0x1p-60)
		return pi_2.hi;
	r = atan_core(complement(a), (struct dd){a, 0});
	return x < 0 ? dd_add(pi, dd_neg(r)).hi : r.hi;
}
