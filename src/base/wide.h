/* SPDX-License-Identifier: Apache-2.0
 * wide.h - signed numbers of 128 bits, for sums: on every CPU, without the compiler's library. */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include "base/types.h"

struct axi_wide {
	u64 low;
	s64 high;
};

static inline struct axi_wide axi_wide_of(s64 n)
{
	return (struct axi_wide){(u64)n, n < 0 ? -1 : 0};
}

/* axi_wide_fits - is it a number of 64 bits? */
static inline bool axi_wide_fits(struct axi_wide a)
{
	return a.high == ((s64)a.low < 0 ? -1 : 0);
}

/* axi_wide_add - *a += b; false when that leaves the 128 bits (*a has wrapped around). */
static inline bool axi_wide_add(struct axi_wide *a, struct axi_wide b)
{
	u64 low = a->low + b.low;
	bool carry = low < b.low, over = __builtin_add_overflow(a->high, b.high, &a->high);

	a->low = low;
	return __builtin_add_overflow(a->high, (s64)carry, &a->high) == over;
}

/* Sum, difference, product modulo 2^128. */
static inline struct axi_wide axi_wide_sum(struct axi_wide a, struct axi_wide b)
{
	u64 low = a.low + b.low;

	return (struct axi_wide){low, (s64)((u64)a.high + (u64)b.high + (low < b.low))};
}

static inline struct axi_wide axi_wide_sub(struct axi_wide a, struct axi_wide b)
{
	return (struct axi_wide){a.low - b.low, (s64)((u64)a.high - (u64)b.high - (a.low < b.low))};
}

/* axi_wide_product - of two numbers without sign, as 128 bits without sign. */
static inline struct axi_wide axi_wide_product(u64 a, u64 b)
{
	u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
	u64 ll = al * bl, lh = al * bh, hl = ah * bl, middle = (ll >> 32) + (u32)lh + (u32)hl;

	return (struct axi_wide){(u32)ll | middle << 32, (s64)(ah * bh + (lh >> 32) + (hl >> 32) + (middle >> 32))};
}

static inline struct axi_wide axi_wide_times(struct axi_wide a, u64 b)
{
	struct axi_wide p = axi_wide_product(a.low, b);

	return (struct axi_wide){p.low, (s64)((u64)p.high + (u64)a.high * b)};
}

static inline u64 axi_wide_magnitude(s64 n)
{
	return n < 0 ? 0 - (u64)n : (u64)n;
}

/* axi_wide_square - n^2; false when it has no room (n = -2^63 has: 2^126). */
static inline bool axi_wide_square(struct axi_wide *out, s64 n)
{
	*out = axi_wide_product(axi_wide_magnitude(n), axi_wide_magnitude(n));
	return out->high >= 0;
}

/* axi_wide_divide - floor(a / b), b > 0; *rest is what remains, 0 .. b - 1.  One bit at a time. */
static inline struct axi_wide axi_wide_divide(struct axi_wide a, u64 b, u64 *rest)
{
	bool negative = a.high < 0;
	struct axi_wide n = negative ? axi_wide_sub((struct axi_wide){0, 0}, a) : a, q = {0, 0};
	u64 r = 0;

	for (int i = 127; i >= 0; i--) {
		u64 bit = i >= 64 ? (u64)n.high >> (i - 64) & 1 : n.low >> i & 1;
		bool carry = r >> 63;

		r = r << 1 | bit;
		if (carry || r >= b) {
			r -= b;
			if (i >= 64)
				q.high |= (s64)(UINT64_C(1) << (i - 64));
			else
				q.low |= UINT64_C(1) << i;
		}
	}
	if (negative) {
		q = axi_wide_sub((struct axi_wide){0, 0}, q);
		if (r) {
			q = axi_wide_sub(q, (struct axi_wide){1, 0});
			r = b - r;
		}
	}
	*rest = r;
	return q;
}

#endif
