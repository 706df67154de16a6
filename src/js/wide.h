/* SPDX-License-Identifier: Apache-2.0
 * wide.h - binary floating point with 128 bits of mantissa: what the functions of Math compute in, so that nothing but the
 * last rounding counts.
 *
 * Integers alone, so the bits are the same on every CPU, and without hardware for doubles it is faster than pairs of doubles.
 * Exponents have room for every product and square of doubles: nothing overflows on the way, and an exponent beyond WIDE_HUGE
 * stands for infinity.  Truncated, not rounded: each operation is wrong by a few units of 2^-127 (division, root: of 2^-105). */
#ifndef JS_WIDE_H
#define JS_WIDE_H

#include "base/types.h"

#define WIDE_HUGE (1 << 20)

/* struct wide - (hi * 2^64 + lo) * 2^(exp - 128), the top bit of hi is set; zero has no bit at all and a very small exponent. */
struct wide {
	u64 hi, lo;
	s32 exp;
	bool neg;
};

void axi_js_wide_set(struct wide *r, double x);            /* exactly; infinities are huge, NaN is the caller's affair */
double axi_js_wide_get(const struct wide *a);              /* to nearest, halves to even; subnormals, infinities */
/* r may be a or b */
void axi_js_wide_mul(struct wide *r, const struct wide *a, const struct wide *b);
void axi_js_wide_add(struct wide *r, const struct wide *a, const struct wide *b);
void axi_js_wide_sub(struct wide *r, const struct wide *a, const struct wide *b);
void axi_js_wide_div(struct wide *r, const struct wide *a, const struct wide *b); /* by zero: huge, or zero for zero */
void axi_js_wide_div_int(struct wide *r, u32 n);           /* r /= n, 0 < n < 2^16 */
void axi_js_wide_sqrt(struct wide *r);                     /* r >= 0 */
void axi_js_wide_normal(struct wide *r);                   /* shifts the top bit to its place */
u32 axi_js_div_small(u64 *n, u32 divisor);              /* *n /= divisor (below 2^16); returns the rest */
static inline u32 axi_js_digit(u64 *n, u32 radix)           /* takes the last digit off */
{
#ifdef __OPTIMIZE_SIZE__
	return axi_js_div_small(n, radix);
#else
	u32 digit = (u32)(*n % radix);

	*n /= radix;
	return digit;
#endif
}
u64 axi_js_mul64(u64 a, u64 b, u64 *high);                 /* the low and the high word of a product */

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

#endif
