/* SPDX-License-Identifier: Apache-2.0
 * math.c - logarithms, exponentials, powers, circular and hyperbolic functions and their inverses.
 *
 * Three cores on wide numbers (wide.h): log_of, exp_of and angle_of, and sine and cosine of an angle within [-pi/4, pi/4];
 * every function is a short formula of them.  Mantissas are long and exponents large enough that the formulas need no cases
 * for cancellation, overflow or subnormal numbers.  All of them are sums of one kind of series. */
#include "js/math.h"
#include "js/wide.h"

static const struct wide pi_2 = {0xc90fdaa22168c234, 0xc4c6628b80dc1cd1, 1, false};
static const struct wide ln2 = {0xb17217f7d1cf79ab, 0xc9e3b39803f2f6af, 0, false};
static const struct wide ln10 = {0x935d8dddaaa8ac16, 0xea56d62b82d30a29, 2, false};
static const struct wide one = {1ull << 63, 0, 1, false};

enum series {
	EXPONENTIAL = 1, /* 1 + z/1 (1 + z/2 (1 + ... z/n)) */
	CIRCLE,          /* 1 + z/(2 3) (1 + z/(4 5) (...)) up to n, or with 1 2, 3 4 ... */
	ODD,             /* 1 + z (1/3 + z (1/5 + ... z/n)) */
};

/* series - the terms from `n` down to `split` in double, what is left of them in wide: there the tail counts 2^-11 or less. */
static void series(struct wide *r, const struct wide *z, enum series kind, u32 n, u32 split)
{
	double x = axi_js_wide_get(z), s = 1;
	u32 step = kind == EXPONENTIAL ? 1 : 2;

	if (kind == ODD)
		s = 0;
	for (; n > split; n -= step)
		s = kind == ODD ? s * x + 1.0 / n : 1 + s * x / (kind == CIRCLE ? n * (n - 1) : n);
	axi_js_wide_set(r, s);
	for (; (s32)n > (kind == CIRCLE); n -= step) {
		struct wide term = one;

		axi_js_wide_mul(r, r, z);
		axi_js_wide_div_int(kind == ODD ? &term : r, kind == CIRCLE ? n * (n - 1) : n);
		axi_js_wide_add(r, r, &term);
	}
}

/* log_of - r = log(r) for r >= 0; the logarithm of zero is huge */
static void log_of(struct wide *r)
{
	struct wide s, t;
	s32 k = r->exp;

	if (!r->hi) {
		*r = (struct wide){1ull << 63, 0, WIDE_HUGE, true};
		return;
	}
	if (k > WIDE_HUGE / 2)
		return;
	r->exp = 0;
	if (r->hi < 0xb504f333f9de6484) { /* now within sqrt(1/2) .. sqrt(2) */
		r->exp = 1;
		k--;
	}
	axi_js_wide_sub(&s, r, &one);
	axi_js_wide_add(&t, r, &one);
	axi_js_wide_div(&s, &s, &t);
	axi_js_wide_mul(&t, &s, &s);
	series(r, &t, ODD, 29, 5);
	axi_js_wide_mul(r, r, &s);
	r->exp++;
	axi_js_wide_set(&t, k);
	axi_js_wide_mul(&t, &t, &ln2);
	axi_js_wide_add(r, r, &t);
}

static void exp_of(struct wide *r)
{
	struct wide t;
	double n;

	if (r->exp > 12) {
		*r = (struct wide){1ull << 63, 0, r->neg ? -WIDE_HUGE / 4 : WIDE_HUGE / 4, false};
		return;
	}
	n = axi_js_floor(axi_js_wide_get(r) * 0x1.71547652b82fep+0 + 0.5);
	axi_js_wide_set(&t, n);
	axi_js_wide_mul(&t, &t, &ln2);
	axi_js_wide_sub(&t, r, &t);
	series(r, &t, EXPONENTIAL, 17, 4);
	r->exp += (s32)n;
}

/* angle_of - r = the angle of the point (x, y), y >= 0: 0 .. pi.  The arctangent of the nearest half, and the series. */
static void angle_of(struct wide *r, const struct wide *y, const struct wide *x)
{
	static const struct wide angle[] = {
		{0, 0, -WIDE_HUGE, false},
		{0xed63382b0dda7b45, 0x6fe445ecbc3a8d03, -1, false},
		{0xc90fdaa22168c234, 0xc4c6628b80dc1cd1, 0, false},
		{0xfb985e940fb4d900, 0x7887af0cbbc9e142, 0, false},
	};
	struct wide t, a = *x, b = *y;
	bool flip, left = x->neg;
	double q;
	u32 i = 3;

	a.neg = false;
	axi_js_wide_div(&t, &b, &a);
	q = axi_js_wide_get(&t);
	flip = q >= 2;
	if (flip) {
		axi_js_wide_div(&t, &a, &b);
		q = axi_js_wide_get(&t);
	}
	if (q < 1.75)
		i = (u32)(q * 2 + 0.5);
	if (i) {
		axi_js_wide_set(&a, i * 0.5);
		axi_js_wide_mul(&b, &t, &a);
		axi_js_wide_add(&b, &b, &one);
		axi_js_wide_sub(&t, &t, &a);
		axi_js_wide_div(&t, &t, &b);
	}
	axi_js_wide_mul(&a, &t, &t);
	a.neg = true;
	series(r, &a, ODD, 37, 5);
	axi_js_wide_mul(r, r, &t);
	axi_js_wide_add(r, r, &angle[i]);
	if (flip)
		axi_js_wide_sub(r, &pi_2, r);
	if (left) {
		t = pi_2;
		t.exp++;
		axi_js_wide_sub(r, &t, r);
	}
}

/* 2/pi, 1280 bits behind the point */
static const u64 two_over_pi[20] = {
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
	0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
	0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
	0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
};

/* window - the 64 bits of 2/pi that start at bit `at` behind the point; at >= -128, and what is not there is zeros. */
static u64 window(s32 at)
{
	u32 word = (u32)(at + 128) / 64 - 2, shift = (u32)at % 64;
	u64 high = word < 20 ? two_over_pi[word] : 0, low = word + 1 < 20 ? two_over_pi[word + 1] : 0;

	return shift ? high << shift | low >> (64 - shift) : high;
}

/* reduce - x = n * pi/2 + r with |r| <= pi/4, for finite x; returns n modulo 4.  With integers: the 53 bits of x times a window of
 * 2/pi (Payne and Hanek 1983), one way for all sizes. */
static u32 reduce(double x, struct wide *r)
{
	u64 low, mid, high, carry, m;
	s32 e;
	u32 n;

	axi_js_wide_set(r, x);
	if (x <= 0x1.921fb54442d18p-1 && x >= -0x1.921fb54442d18p-1)
		return 0;
	m = r->hi >> 11;
	e = r->exp - 53; /* x = m * 2^e */
	/* x * 2/pi modulo 4: bits of 2/pi that count start at bit e - 2 behind the point (less is a multiple of 4) */
	low = axi_js_mul64(m, window(e - 2 + 128), &carry);
	mid = axi_js_mul64(m, window(e - 2 + 64), &high) + carry;
	high += (mid < carry) + m * window(e - 2);
	/* high:mid:low is that by 4, 192 bits of it, wrong by 2^53 of the last */
	n = (u32)(high >> 62);
	high = high << 2 | mid >> 62;
	mid = mid << 2 | low >> 62;
	low <<= 2;
	carry = r->neg;
	if (high >> 63) { /* above one half: the next quarter, from below */
		n++;
		high = ~high;
		mid = ~mid;
		low = ~low;
		r->neg = !r->neg;
	}
	/* no double is closer than 2^-62 to a multiple of pi/2 that is not 0: 75 bits are left */
	r->exp = 0;
	for (; !(high >> 63) && r->exp > -64; r->exp--) {
		high = high << 1 | mid >> 63;
		mid = mid << 1 | low >> 63;
		low <<= 1;
	}
	r->hi = high;
	r->lo = mid;
	axi_js_wide_mul(r, r, &pi_2);
	return (carry ? 0u - n : n) & 3;
}

/* sin_or_cos - of the angle r + n * pi/2 */
static void sin_or_cos(struct wide *out, const struct wide *r, u32 n)
{
	struct wide z;

	axi_js_wide_mul(&z, r, r);
	z.neg = true;
	series(out, &z, CIRCLE, n & 1 ? 22 : 21, 5);
	if (!(n & 1))
		axi_js_wide_mul(out, out, r);
	out->neg ^= n >> 1 & 1;
}

#define BIT(name) (1u << JS_MATH_##name)

/* root_of - r = sqrt(x^2 + sign) */
static void root_of(struct wide *r, const struct wide *x, double sign)
{
	struct wide t;

	axi_js_wide_mul(r, x, x);
	axi_js_wide_set(&t, sign);
	axi_js_wide_add(r, r, &t);
	r->neg = false;
	axi_js_wide_sqrt(r);
}

/* formula - r = the function of r; everything that is no number has been sorted out. */
static void formula(enum js_math function, struct wide *r)
{
	struct wide t, x = *r;

	switch (function) {
	case JS_MATH_asin:
	case JS_MATH_acos:
		root_of(&t, r, -1);
		if (function == JS_MATH_asin)
			angle_of(r, &x, &t);
		else
			angle_of(r, &t, &x);
		break;
	case JS_MATH_atan: angle_of(r, &x, &one); break;
	case JS_MATH_acosh:
	case JS_MATH_asinh:
		root_of(&t, r, function == JS_MATH_asinh ? 1 : -1);
		axi_js_wide_add(r, r, &t);
		log_of(r);
		break;
	case JS_MATH_atanh:
		axi_js_wide_sub(&t, &one, r);
		axi_js_wide_add(r, &one, r);
		axi_js_wide_div(r, r, &t);
		log_of(r);
		r->exp--;
		break;
	case JS_MATH_log1p: axi_js_wide_add(r, r, &one); __attribute__((fallthrough));
	default: log_of(r); break;
	case JS_MATH_log2:
	case JS_MATH_log10:
		log_of(r);
		axi_js_wide_div(r, r, function == JS_MATH_log2 ? &ln2 : &ln10);
		break;
	case JS_MATH_cbrt:
		log_of(r);
		axi_js_wide_div_int(r, 3);
		__attribute__((fallthrough));
	case JS_MATH_exp: exp_of(r); break;
	case JS_MATH_tanh: r->exp++; __attribute__((fallthrough));
	case JS_MATH_expm1:
		exp_of(r);
		t = *r;
		axi_js_wide_sub(r, r, &one);
		if (function == JS_MATH_tanh) {
			axi_js_wide_add(&t, &t, &one);
			axi_js_wide_div(r, r, &t);
		}
		break;
	case JS_MATH_sinh:
	case JS_MATH_cosh:
		exp_of(r);
		axi_js_wide_div(&t, &one, r);
		t.neg = function == JS_MATH_sinh;
		axi_js_wide_add(r, r, &t);
		r->exp--;
		break;
	}
}

/* circular - sine, cosine, tangent */
static double circular(enum js_math function, double x)
{
	struct wide r, s, c;
	u32 n;

	if (!axi_js_is_finite(x))
		return JS_MATH_NAN;
	n = reduce(x, &r);
	sin_or_cos(&s, &r, n + (function == JS_MATH_cos));
	if (function == JS_MATH_tan) {
		sin_or_cos(&c, &r, n + 1);
		axi_js_wide_div(&s, &s, &c);
	}
	return axi_js_wide_get(&s);
}

double axi_js_math(enum js_math function, double x)
{
	const u32 odd = BIT(asin) | BIT(asinh) | BIT(atan) | BIT(atanh) | BIT(cbrt) | BIT(sin) | BIT(sinh) | BIT(tan) | BIT(tanh);
	const u32 unit = BIT(acos) | BIT(asin) | BIT(atanh), like_x = odd | BIT(expm1) | BIT(log1p);
	double a = axi_js_abs(x), least = 0;
	struct wide r;

	switch (function) {
	case JS_MATH_abs: return a;
	case JS_MATH_sign: return x > 0 ? 1 : x < 0 ? -1 : x;
	case JS_MATH_floor: return axi_js_floor(x);
	case JS_MATH_ceil: return -axi_js_floor(-x);
	case JS_MATH_trunc: return axi_js_trunc(x);
	case JS_MATH_round: return axi_js_round(x);
	case JS_MATH_fround: return (double)(float)x;
	case JS_MATH_sqrt: return axi_js_sqrt(x);
	case JS_MATH_log1p: least = -1; break;
	case JS_MATH_acosh: least = 1; break;
	default: break;
	}
	if (axi_js_is_nan(x))
		return x;
	if (1u << function & like_x && a < (function == JS_MATH_cbrt ? 0x1p-1074 : 1u << function & odd ? 0x1p-30 : 0x1p-60))
		return x;
	if (1u << function & (BIT(sin) | BIT(cos) | BIT(tan)))
		return circular(function, x);
	if ((1u << function & unit && a > 1) ||
	    (1u << function & (BIT(log) | BIT(log2) | BIT(log10) | BIT(log1p) | BIT(acosh)) && x < least))
		return JS_MATH_NAN;
	axi_js_wide_set(&r, 1u << function & (odd | BIT(cosh)) ? a : x);
	formula(function, &r);
	if (1u << function & odd)
		r.neg = double_bits(x) >> 63;
	return axi_js_wide_get(&r);
}

double axi_js_hypot(double x, double y)
{
	struct wide a, b;

	if (axi_js_abs(x) == JS_MATH_INFINITY || axi_js_abs(y) == JS_MATH_INFINITY)
		return JS_MATH_INFINITY;
	if (axi_js_is_nan(x) || axi_js_is_nan(y))
		return JS_MATH_NAN;
	axi_js_wide_set(&a, x);
	axi_js_wide_set(&b, y);
	axi_js_wide_mul(&a, &a, &a);
	axi_js_wide_mul(&b, &b, &b);
	axi_js_wide_add(&a, &a, &b);
	axi_js_wide_sqrt(&a);
	return axi_js_wide_get(&a);
}

double axi_js_atan2(double y, double x)
{
	struct wide a, b;

	if (axi_js_is_nan(x) || axi_js_is_nan(y))
		return JS_MATH_NAN;
	axi_js_wide_set(&b, x);
	axi_js_wide_set(&a, axi_js_abs(y));
	b.neg = double_bits(x) >> 63; /* of zeros, too */
	if (!a.hi)
		b = (struct wide){1ull << 63, 0, 1, b.neg};
	if (a.exp == WIDE_HUGE && b.exp == WIDE_HUGE)
		a.exp = b.exp = 0; /* two infinities: a diagonal */
	angle_of(&a, &a, &b);
	a.neg = double_bits(y) >> 63;
	return axi_js_wide_get(&a);
}

double axi_js_pow(double x, double y)
{
	double a = axi_js_abs(x);
	bool whole = axi_js_trunc(y) == y, odd = false;
	struct wide r, t;

	if (y == 0)
		return 1;
	if (axi_js_is_nan(x) || axi_js_is_nan(y) || (a == 1 && !axi_js_is_finite(y)) || (x < 0 && axi_js_is_finite(x) && !whole))
		return JS_MATH_NAN;
	if (double_bits(x) >> 63)
		odd = axi_js_abs(axi_js_fmod(y, 2)) == 1;
	axi_js_wide_set(&r, a);
	axi_js_wide_set(&t, whole && axi_js_abs(y) <= 16 ? a : y);
	if (whole && axi_js_abs(y) <= 16) { /* squares and the like are worth a shorter way */
		r = one;
		for (u32 n = (u32)axi_js_abs(y); n; n--)
			axi_js_wide_mul(&r, &r, &t);
		if (y < 0)
			axi_js_wide_div(&r, &one, &r);
	} else {
		log_of(&r);
		axi_js_wide_mul(&r, &r, &t);
		exp_of(&r);
	}
	r.neg = odd;
	return axi_js_wide_get(&r);
}
