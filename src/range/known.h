/* SPDX-License-Identifier: Apache-2.0
 * known.h - what both number domains (range.c, whole.c) compute with: masks, signs, and known bits.
 *
 * Known bits follow H. Vishwanathan et al., "Sound, Precise, and Fast Abstract Interpretation with Tristate Numbers"
 * (CGO 2022). */
#ifndef RANGE_KNOWN_H
#define RANGE_KNOWN_H

#include <axiom/insn.h>
#include "base/profile.h"
#include "range/range.h"

#ifndef AXI_FULL
#define AXI_FULL 64
#define AXI_HALF 32
#endif

/* For functions of a width: with the width known they are half as long.  A microcontroller has each function once. */
#if AXI_DEVICE
#define ONCE __attribute__((noinline, unused))
#define ALWAYS_INLINE ONCE
#else
#define ONCE __attribute__((unused))
#define ALWAYS_INLINE inline __attribute__((always_inline, unused))
#endif

static ONCE u64 shl(u64 v, u32 n)
{
	return v << n;
}

static ONCE u64 shr(u64 v, u32 n)
{
	return v >> n;
}

static ONCE s64 sar(s64 v, u32 n)
{
	return v >> n;
}

static ONCE void raise_u(u64 *at, u64 least)
{
	if (*at < least)
		*at = least;
}

static ONCE void lower_u(u64 *at, u64 most)
{
	if (*at > most)
		*at = most;
}

static ONCE void raise_s(s64 *at, s64 least)
{
	if (*at < least)
		*at = least;
}

static ONCE void lower_s(s64 *at, s64 most)
{
	if (*at > most)
		*at = most;
}

static ONCE u64 mask_by(u32 bits)
{
	return bits >= 64 ? ~UINT64_C(0) : shl(1, bits) - 1;
}

static inline u64 mask_of(u32 bits)
{
	return __builtin_constant_p(bits) ? bits >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << bits % 64) - 1 : mask_by(bits);
}

static inline s64 smax_of(u32 bits)
{
	return (s64)(mask_of(bits) >> 1);
}

static inline s64 smin_of(u32 bits)
{
	return -smax_of(bits) - 1;
}

/* sign-extend the low `bits` of v */
static ALWAYS_INLINE s64 sx(u64 v, u32 bits)
{
	u64 sign = UINT64_C(1) << (bits - 1);

	if (bits == 64 || bits == 32) /* what compilers know better */
		return bits == 64 ? (s64)v : (s32)(u32)v;
	v &= mask_of(bits);
	return (s64)((v ^ sign) - sign);
}

/* ---- known bits ---- */

/* The smallest tristate number that holds [min, max]: the common high bits are known. */
static ONCE void tnum_range(u64 min, u64 max, u64 *tv, u64 *tm)
{
	u64 chi = min ^ max;
	u32 bits = chi ? 64 - (u32)__builtin_clzll(chi) : 0;

	*tm = mask_of(bits) & (bits ? ~UINT64_C(0) : 0);
	*tv = min & ~*tm;
}

static ONCE bool tnum_meet(struct axi_range *r, u64 tv, u64 tm)
{
	if ((r->tv ^ tv) & ~r->tm & ~tm)
		return false;
	r->tv |= tv;
	r->tm &= tm;
	r->tv &= ~r->tm;
	return true;
}

static ONCE void t_set(struct axi_range *r, u64 tv, u64 tm)
{
	r->tm = tm & mask_of(AXI_FULL);
	r->tv = tv & ~tm & mask_of(AXI_FULL);
}

static ONCE void t_add(struct axi_range *r, const struct axi_range *b)
{
	u64 sv = r->tv + b->tv, sigma = sv + r->tm + b->tm, chi = sigma ^ sv;

	t_set(r, sv, chi | r->tm | b->tm);
}

static ONCE void t_sub(struct axi_range *r, const struct axi_range *b)
{
	u64 dv = r->tv - b->tv, chi = (dv + r->tm) ^ (dv - b->tm);

	t_set(r, dv, chi | r->tm | b->tm);
}

static ONCE void t_bits(struct axi_range *r, const struct axi_range *b, u32 op)
{
	u64 alpha = r->tv | r->tm, beta = b->tv | b->tm, v;

	switch (op) {
	case AX_AND:
		v = r->tv & b->tv;
		t_set(r, v, alpha & beta & ~v);
		break;
	case AX_OR:
		v = r->tv | b->tv;
		t_set(r, v, (r->tm | b->tm) & ~v);
		break;
	default:
		t_set(r, r->tv ^ b->tv, r->tm | b->tm);
		break;
	}
}

#endif
