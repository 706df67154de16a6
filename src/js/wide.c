/* SPDX-License-Identifier: Apache-2.0
 * wide.c - arithmetic on 128 bits of mantissa (wide.h). */
#include "js/wide.h"
#include "js/math.h"

u64 axi_js_mul64(u64 a, u64 b, u64 *high)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 product = (unsigned __int128)a * b;

	*high = (u64)(product >> 64);
	return (u64)product;
#else
	u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
	u64 ll = al * bl, mid = ah * bl + (ll >> 32), other = al * bh + (u32)mid;

	*high = ah * bh + (mid >> 32) + (other >> 32);
	return other << 32 | (u32)ll;
#endif
}

/* down - the bits of r, `n` places down, 0 < n < 128; what falls out is lost.  Bit by bit where bytes count. */
#ifdef __OPTIMIZE_SIZE__
__attribute__((noinline))
#endif
static void down(struct wide *r, s32 n)
{
#ifdef __OPTIMIZE_SIZE__
	do {
		r->lo = r->lo >> 1 | r->hi << 63;
		r->hi >>= 1;
	} while (--n);
#else
	if (n >= 64) {
		r->lo = r->hi >> (n & 63);
		r->hi = 0;
		return;
	}
	r->lo = r->lo >> n | r->hi << (64 - n);
	r->hi >>= n;
#endif
}

void axi_js_wide_normal(struct wide *r)
{
	if (!(r->hi | r->lo)) {
		r->exp = -WIDE_HUGE;
		r->neg = false;
		return;
	}
#ifdef __OPTIMIZE_SIZE__
	for (; !(r->hi >> 63); r->exp--) {
		r->hi = r->hi << 1 | r->lo >> 63;
		r->lo <<= 1;
	}
#else
	if (!r->hi) {
		r->hi = r->lo;
		r->lo = 0;
		r->exp -= 64;
	}
	if (!(r->hi >> 63)) {
		s32 up = __builtin_clzll(r->hi);

		r->hi = r->hi << up | r->lo >> (64 - up);
		r->lo <<= up;
		r->exp -= up;
	}
#endif
}

void axi_js_wide_set(struct wide *r, double x)
{
	u64 bits = double_bits(x);
	s32 e = (s32)(bits >> 52 & 0x7ff);

	r->neg = bits >> 63;
	r->lo = 0;
	r->hi = bits << 11 | 1ull << 63;
	if (!e) {
		e = 1;
		r->hi = bits << 11 & ~(1ull << 63);
	}
	r->exp = e == 0x7ff ? WIDE_HUGE : e - 1022;
	axi_js_wide_normal(r);
}

double axi_js_wide_get(const struct wide *a)
{
	s32 e = a->exp + 1021, down = 11; /* the field of the exponent, without the one that the leading bit adds */
	u64 kept, rest;

	if (e < 0) { /* fewer bits of a subnormal number */
		down -= e;
		e = 0;
	}
	if (e > 2046)
		e = 2046;
	kept = rest = 0;
	if (down < 64) {
		kept = a->hi >> down;
		rest = a->hi << (64 - down);
	} else if (down == 64) {
		rest = a->hi;
	}
	if (rest > 1ull << 63 || (rest == 1ull << 63 && (a->lo || (kept & 1))))
		kept++;
	kept += (u64)e << 52; /* a carry moves on into the exponent, and at its end that is infinity */
	if (kept >> 52 >= 0x7ff)
		kept = 0x7ffull << 52;
	return bits_double(kept | (u64)a->neg << 63);
}

void axi_js_wide_mul(struct wide *r, const struct wide *a, const struct wide *b)
{
	u64 high, x, y, low = axi_js_mul64(a->hi, b->hi, &high);

	axi_js_mul64(a->hi, b->lo, &x);
	axi_js_mul64(a->lo, b->hi, &y);
	x += low;
	high += x < low;
	y += x;
	high += y < x;
	*r = (struct wide){high, y, a->exp + b->exp, a->neg ^ b->neg};
	axi_js_wide_normal(r);
}

void axi_js_wide_add(struct wide *r, const struct wide *a, const struct wide *b)
{
	struct wide s;
	u64 carry;
	s32 far;

	if (a->exp < b->exp || (a->exp == b->exp && (a->hi < b->hi || (a->hi == b->hi && a->lo < b->lo)))) {
		const struct wide *t = a;

		a = b;
		b = t;
	}
	s = *b;
	far = a->exp - s.exp;
	if (far >= 128) {
		*r = *a;
		return;
	}
	if (far)
		down(&s, far);
#ifdef __OPTIMIZE_SIZE__
	if (a->neg != s.neg) { /* there is no carry: a is not the smaller one, and s.hi + 1 of what is negated to 0 is 0 */
		s.lo = -s.lo;
		s.hi = ~s.hi + !s.lo;
	}
	s.lo += a->lo;
	carry = s.lo < a->lo;
	s.hi += carry;
	carry = s.hi < carry;
	s.hi += a->hi;
	carry = (carry | (s.hi < a->hi)) & (a->neg == s.neg);
#else
	if (a->neg != s.neg) {
		carry = a->lo < s.lo;
		s.lo = a->lo - s.lo;
		s.hi = a->hi - s.hi - carry;
		carry = 0;
	} else {
		s.lo += a->lo;
		carry = s.lo < a->lo;
		s.hi += carry;
		carry = s.hi < carry;
		s.hi += a->hi;
		carry |= s.hi < a->hi;
	}
#endif
	s.exp = a->exp;
	s.neg = a->neg;
	if (carry) {
		down(&s, 1);
		s.hi |= 1ull << 63;
		s.exp++;
	}
	*r = s;
	axi_js_wide_normal(r);
}

void axi_js_wide_sub(struct wide *r, const struct wide *a, const struct wide *b)
{
	struct wide t = *b;

	t.neg = !t.neg;
	axi_js_wide_add(r, a, &t);
}

/* The reciprocal of 53 bits from a double, and one step of Newton's: x (2 - b x). */
void axi_js_wide_div(struct wide *r, const struct wide *a, const struct wide *b)
{
	struct wide x, t, n = *a;

	if (!b->hi) {
		*r = *a;
		if (a->hi)
			r->exp = WIDE_HUGE;
		return;
	}
	t = *b;
	t.exp = 0;
	axi_js_wide_set(&x, 1 / axi_js_wide_get(&t));
	axi_js_wide_mul(&t, &t, &x);
	axi_js_wide_set(&n, 2);
	axi_js_wide_sub(&t, &n, &t);
	axi_js_wide_mul(&x, &x, &t);
	x.exp -= b->exp;
	axi_js_wide_mul(r, a, &x);
}

u32 axi_js_div_small(u64 *n, u32 divisor)
{
	u32 rest = 0, q;
	u64 quotient = 0;

	for (s32 at = 48; at >= 0; at -= 16) {
		rest = rest << 16 | (u16)(*n >> at);
		q = rest / divisor;
		rest -= q * divisor;
		quotient = quotient << 16 | q;
	}
	*n = quotient;
	return rest;
}

void axi_js_wide_div_int(struct wide *r, u32 n)
{
	u32 rest = axi_js_div_small(&r->hi, n);
	u64 low = (u64)rest << 48 | r->lo >> 16; /* the last 16 bits do not count */

	axi_js_div_small(&low, n);
	r->lo = low << 16;
	axi_js_wide_normal(r);
}

/* The root of 53 bits, and one step of Newton's: (x + a / x) / 2. */
void axi_js_wide_sqrt(struct wide *r)
{
	struct wide x, t = *r;
	s32 half = r->exp >> 1;

	if (!r->hi)
		return;
	t.exp &= 1;
	axi_js_wide_set(&x, axi_js_sqrt(axi_js_wide_get(&t)));
	axi_js_wide_div(&t, &t, &x);
	axi_js_wide_add(r, &x, &t);
	r->exp += half - 1;
}
