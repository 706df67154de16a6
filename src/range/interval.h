/* SPDX-License-Identifier: Apache-2.0
 * interval.h - arithmetic on the intervals of one width, unsigned and signed: what range.c does with all 64 bits and with the low
 * half.  Each function takes the width in bits; nothing here knows of known bits or of the other width. */
#ifndef RANGE_INTERVAL_H
#define RANGE_INTERVAL_H

#include "base/divide.h"
#include "range/known.h"

#if !AXI_DEVICE /* it has whole.c */

/* One width's intervals. */
struct view {
	u64 umin, umax;
	s64 smin, smax;
};

static struct view view_all(u32 bits)
{
	return (struct view){0, mask_of(bits), smin_of(bits), smax_of(bits)};
}

static bool uadd(u64 a, u64 b, u32 bits, u64 *sum)
{
	u64 s = a + b;

	*sum = s & mask_of(bits);
	return bits >= 64 ? s < a : s > mask_of(bits);
}

/* *sum is wrapped to the width; the result is -1, 0 or 1: which way it overflowed. */
static int sadd(s64 a, s64 b, u32 bits, s64 *sum)
{
	s64 s = (s64)((u64)a + (u64)b);
	int over = 0;

	if (bits >= 64)
		over = a > 0 && b > 0 && s < 0 ? 1 : a < 0 && b < 0 && s >= 0 ? -1 : 0;
	else
		over = s > smax_of(bits) ? 1 : s < smin_of(bits) ? -1 : 0;
	*sum = sx((u64)s, bits);
	return over;
}

static int ssub(s64 a, s64 b, u32 bits, s64 *difference)
{
	s64 s = (s64)((u64)a - (u64)b);
	int over = 0;

	if (bits >= 64)
		over = a >= 0 && b < 0 && s < 0 ? 1 : a < 0 && b >= 0 && s >= 0 ? -1 : 0;
	else
		over = s > smax_of(bits) ? 1 : s < smin_of(bits) ? -1 : 0;
	*difference = sx((u64)s, bits);
	return over;
}

static void v_add(struct view *a, const struct view *b, u32 bits)
{
	struct view r = view_all(bits);
	u64 lo, hi;
	s64 slo, shi;

	/* Both ends wrap, or none does: then the wrapped ends are the ends. */
	if (uadd(a->umin, b->umin, bits, &lo) == uadd(a->umax, b->umax, bits, &hi) || AXI_PLANT(8))
		r.umin = lo, r.umax = hi;
	if (sadd(a->smin, b->smin, bits, &slo) == sadd(a->smax, b->smax, bits, &shi))
		r.smin = slo, r.smax = shi;
	*a = r;
}

static void v_sub(struct view *a, const struct view *b, u32 bits)
{
	struct view r = view_all(bits);
	s64 slo, shi;

	if ((a->umin < b->umax) == (a->umax < b->umin)) {
		r.umin = (a->umin - b->umax) & mask_of(bits);
		r.umax = (a->umax - b->umin) & mask_of(bits);
	}
	if (ssub(a->smin, b->smax, bits, &slo) == ssub(a->smax, b->smin, bits, &shi))
		r.smin = slo, r.smax = shi;
	*a = r;
}
static bool smul(s64 a, s64 b, u32 bits, s64 *product)
{
	return __builtin_mul_overflow(a, b, product) || *product > smax_of(bits) || *product < smin_of(bits);
}

static void v_mul(struct view *a, const struct view *b, u32 bits)
{
	struct view r = view_all(bits);
	s64 p, least = INT64_MAX, most = INT64_MIN;
	u64 hi;

	if (!__builtin_mul_overflow(a->umax, b->umax, &hi) && hi <= mask_of(bits)) {
		r.umin = a->umin * b->umin;
		r.umax = hi;
	}
	for (int i = 0; i < 4; i++) {
		if (smul(i & 1 ? a->smax : a->smin, i & 2 ? b->smax : b->smin, bits, &p)) {
			least = smin_of(bits);
			most = smax_of(bits);
			break;
		}
		least = p < least ? p : least;
		most = p > most ? p : most;
	}
	r.smin = least, r.smax = most;
	*a = r;
}

/* Unsigned division; by zero the result is 0 (RFC 9669, 4.1). */
static void v_div(struct view *a, const struct view *b, u32 bits)
{
	struct view r = view_all(bits);
	u64 rest;

	r.umin = b->umin || (AXI_PLANT(6) && b->umax) ? axi_divide_u64(a->umin, b->umax, &rest) : 0;
	r.umax = b->umin ? axi_divide_u64(a->umax, b->umin, &rest) : a->umax;
	*a = r;
}

/* Unsigned remainder; by zero the number stays. */
static void v_mod(struct view *a, const struct view *b, u32 bits)
{
	struct view r = view_all(bits);

	if (b->umin && a->umax < b->umin)
		return; /* smaller than every divisor: unchanged */
	r.umin = 0;
	r.umax = b->umin || AXI_PLANT(7) ? min_u64(a->umax, b->umax - 1) : a->umax;
	*a = r;
}

static void v_bits(struct view *a, const struct view *b, u32 bits, u32 op)
{
	struct view r = view_all(bits);

	if (op == AX_AND) {
		r.umax = min_u64(a->umax, b->umax);
		if (a->smin >= 0 || b->smin >= 0)
			r.smin = 0;
	} else if (op == AX_OR) {
		r.umin = max_u64(a->umin, b->umin);
		if (a->smax < 0 || b->smax < 0)
			r.smax = -1;
	}
	*a = r;
}

/* Shift amounts are masked by width - 1 (RFC 9669, 4.1): [lo, hi] is the masked amount. */
static void v_shift(struct view *a, u32 lo, u32 hi, u32 bits, u32 op)
{
	struct view r = view_all(bits);

	if (op == AX_LSH) {
		if (a->umax <= shr(mask_of(bits), hi) || AXI_PLANT(4)) {
			r.umin = shl(a->umin, lo);
			r.umax = shl(a->umax, hi);
		}
		s64 most = sar(smax_of(bits), hi); /* no sign bit is lost: as in x << 32 >> 32 of a small number */

		if (a->smin >= -most && a->smax <= most) {
			r.smin = (s64)shl((u64)a->smin, a->smin < 0 ? hi : lo);
			r.smax = (s64)shl((u64)a->smax, a->smax < 0 ? lo : hi);
		}
	} else if (op == AX_RSH) {
		r.umin = shr(a->umin, hi);
		r.umax = shr(a->umax, lo);
	} else {
		r.smin = AXI_PLANT(12) && a->smin < 0 ? 0 : sar(a->smin, a->smin < 0 ? lo : hi);
		r.smax = sar(a->smax, a->smax < 0 ? hi : lo);
	}
	*a = r;
}

#endif
#endif
