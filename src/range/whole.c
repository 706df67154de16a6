/* SPDX-License-Identifier: Apache-2.0
 * whole.c - transfer functions of the number domain as a microcontroller has it (range.h, -DAX_DEVICE): known bits and the two
 * intervals of the whole number, and of what operators do as much as programs for such devices need.
 *
 * Nothing is known of the low half alone: operations of 32 bits are those of 64 on operands that are extended first.  What a
 * program loses by that, rk certify --device says on the host: it proves with these same functions. */
#include "range/known.h"
#include "base/divide.h"

#if AXI_DEVICE

void axi_range_unknown(struct axi_range *r)
{
	*r = (struct axi_range){.tm = mask_of(AXI_FULL), .umax = mask_of(AXI_FULL), .smin = smin_of(AXI_FULL), .smax = smax_of(AXI_FULL)};
}

void axi_range_const(struct axi_range *r, u64 value)
{
	r->tv = r->umin = r->umax = value & mask_of(AXI_FULL);
	r->tm = 0;
	r->smin = r->smax = sx(value, AXI_FULL);
}

void axi_range_unsigned(struct axi_range *r, u64 min, u64 max)
{
	axi_range_unknown(r);
	r->umin = min;
	r->umax = max;
	axi_range_sync(r);
}

bool axi_range_has(const struct axi_range *r, u64 value)
{
	struct axi_range one;

	axi_range_const(&one, value);
	return axi_range_in(&one, r);
}

/* ---- order and lattice ---- */

bool axi_range_sync(struct axi_range *r)
{
	u64 tv, tm, before;

	do { /* known bits are only ever added; when none was, all three agree, also on a single number */
		before = r->tm;
		raise_u(&r->umin, r->tv);
		lower_u(&r->umax, r->tv | r->tm);
		if (sx(r->umin, AXI_FULL) <= sx(r->umax, AXI_FULL)) { /* it does not cross the sign change */
			raise_s(&r->smin, sx(r->umin, AXI_FULL));
			lower_s(&r->smax, sx(r->umax, AXI_FULL));
		}
		tv = (u64)r->smin & mask_of(AXI_FULL);
		tm = (u64)r->smax & mask_of(AXI_FULL);
		if (tv <= tm) { /* it does not cross zero */
			raise_u(&r->umin, tv);
			lower_u(&r->umax, tm);
		}
		if (r->umin > r->umax || r->smin > r->smax)
			return false;
		tnum_range(r->umin, r->umax, &tv, &tm);
		if (!tnum_meet(r, tv, tm))
			return false;
	} while (r->tm != before);
	return true;
}

bool axi_range_in(const struct axi_range *a, const struct axi_range *b)
{
	return !(a->tm & ~b->tm) && (a->tv & ~b->tm) == b->tv && a->umin >= b->umin && a->umax <= b->umax && a->smin >= b->smin &&
	       a->smax <= b->smax;
}

void axi_range_join(struct axi_range *r, const struct axi_range *b)
{
	r->tm |= b->tm | (r->tv ^ b->tv);
	r->tv &= ~r->tm;
	lower_u(&r->umin, b->umin);
	raise_u(&r->umax, b->umax);
	lower_s(&r->smin, b->smin);
	raise_s(&r->smax, b->smax);
	axi_range_sync(r);
}

bool axi_range_meet(struct axi_range *r, const struct axi_range *b)
{
	raise_u(&r->umin, b->umin);
	lower_u(&r->umax, b->umax);
	raise_s(&r->smin, b->smin);
	lower_s(&r->smax, b->smax);
	return tnum_meet(r, b->tv, b->tm) && axi_range_sync(r);
}

void axi_range_widen(struct axi_range *r, const struct axi_range *b)
{
	u64 half = mask_of(AXI_HALF), unknown = b->tm | (r->tv ^ b->tv);

	if (unknown & ~r->tm) { /* keep low bits that never changed: alignment survives */
		r->tm = mask_of(AXI_FULL) & ~mask_of((u32)__builtin_ctzll(unknown | r->tm));
		r->tv &= ~r->tm;
	}
	if (b->umin < r->umin)
		r->umin = 0;
	if (b->umax > r->umax)
		r->umax = b->umax <= half ? half : mask_of(AXI_FULL);
	if (b->smin < r->smin)
		r->smin = b->smin >= smin_of(AXI_HALF) ? smin_of(AXI_HALF) : smin_of(AXI_FULL);
	if (b->smax > r->smax)
		r->smax = b->smax <= smax_of(AXI_HALF) ? smax_of(AXI_HALF) : smax_of(AXI_FULL);
	axi_range_sync(r);
}

/* ---- operators: `r` is what is known of the result before, nothing; a: the first operand ---- */

/* By lo .. hi, both below the width.  Of negative numbers shifted right by an unknown amount nothing is said. */
static ONCE void shift(struct axi_range *r, const struct axi_range *a, u32 op, u32 lo, u32 hi)
{
	s64 most = sar(smax_of(AXI_FULL), hi);

	if (op == AX_LSH) {
		if (a->smin >= -most && a->smax <= most) {
			r->smin = (s64)shl((u64)a->smin, a->smin < 0 ? hi : lo);
			r->smax = (s64)shl((u64)a->smax, a->smax < 0 ? lo : hi);
		}
		if (lo == hi)
			t_set(r, shl(a->tv, lo), shl(a->tm, lo));
	} else if (op == AX_RSH || a->smin >= 0) {
		r->umin = shr(a->umin, hi);
		r->umax = shr(a->umax, lo);
		if (lo == hi)
			t_set(r, shr(a->tv, lo), shr(a->tm, lo));
	} else if (lo == hi) {
		r->smin = sar(a->smin, lo);
		r->smax = sar(a->smax, lo);
		t_set(r, (u64)sar(sx(a->tv, AXI_FULL), lo), (u64)sar(sx(a->tm, AXI_FULL), lo));
	}
}

static u32 trailing_zeroes(const struct axi_range *r)
{
	return (u32)__builtin_ctzll(r->tv | r->tm | UINT64_C(1) << (AXI_FULL / 2 - 1));
}

static bool fits(s64 n)
{
	return n >= smin_of(AXI_FULL) && n <= smax_of(AXI_FULL);
}

/* The operation at `bits`; operands and result lie in all bits, and the operands are extended. */
static void alu(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b, u32 bits)
{
	struct axi_range a = *r;
	s64 lo, hi;
	u64 rest;

	axi_range_unknown(r);
	switch (op) {
	case AX_ADD:
	case AX_SUB:
		r->tv = a.tv, r->tm = a.tm;
		if (op == AX_ADD) {
			t_add(r, b);
			if (__builtin_add_overflow(a.smin, b->smin, &lo) || __builtin_add_overflow(a.smax, b->smax, &hi))
				break;
		} else {
			t_sub(r, b);
			if (__builtin_sub_overflow(a.smin, b->smax, &lo) || __builtin_sub_overflow(a.smax, b->smin, &hi))
				break;
		}
		if (fits(lo) && fits(hi))
			r->smin = lo, r->smax = hi;
		break;
	case AX_MUL:
		t_set(r, 0, shl(~UINT64_C(0), trailing_zeroes(&a) + trailing_zeroes(b)));
		if ((a.umax | b->umax) <= mask_of(AXI_HALF)) {
			r->umin = a.umin * b->umin;
			r->umax = a.umax * b->umax;
		}
		break;
	case AX_DIV: /* by zero: 0 */
	case AX_MOD: /* by zero: the number itself */
		if (is_signed && ((a.umax | b->umax) > mask_of(bits) >> 1))
			break; /* with a sign */
		r->umax = a.umax;
		if (!b->umin)
			break;
		if (op == AX_MOD) {
			lower_u(&r->umax, b->umax - 1);
			break;
		}
		r->umin = axi_divide_u64(a.umin, b->umax, &rest);
		r->umax = axi_divide_u64(a.umax, b->umin, &rest);
		break;
	case AX_AND:
	case AX_OR:
	case AX_XOR:
		r->tv = a.tv, r->tm = a.tm;
		t_bits(r, b, op);
		if (op == AX_AND)
			r->umax = min_u64(a.umax, b->umax);
		break;
	default: /* amounts are masked: those that need it say nothing */
		if (b->umax < bits)
			shift(r, &a, op, (u32)b->umin, (u32)b->umax);
		break;
	}
	axi_range_sync(r);
}

void axi_range_alu(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b)
{
	struct axi_range a = *r;

	if (op == AX_NEG) {
		axi_range_const(r, 0);
		op = AX_SUB;
		b = &a;
	}
	alu(r, op, is_signed, b, AXI_FULL);
}

void axi_range_alu32(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b)
{
	struct axi_range low = *b;

	if (op == AX_NEG) {
		low = *r;
		axi_range_const(r, 0);
		op = AX_SUB;
	}
	axi_range_zext(&low, AXI_HALF);
	op == AX_ARSH ? axi_range_sext(r, AXI_HALF) : axi_range_zext(r, AXI_HALF);
	alu(r, op, is_signed, &low, AXI_HALF);
	axi_range_zext(r, AXI_HALF);
}

void axi_range_zext(struct axi_range *r, u32 bits)
{
	u64 m = mask_of(bits);
	struct axi_range a = *r;

	if (a.umax <= m)
		return;
	axi_range_unknown(r);
	t_set(r, a.tv & m, a.tm & m);
	if ((a.umin & ~m) == (a.umax & ~m)) {
		r->umin = a.umin & m;
		r->umax = a.umax & m;
	}
	axi_range_sync(r);
}

void axi_range_sext(struct axi_range *r, u32 bits)
{
	for (u32 op = AX_LSH; bits < AXI_FULL; op = AX_ARSH) {
		struct axi_range a = *r;

		axi_range_unknown(r);
		shift(r, &a, op, AXI_FULL - bits, AXI_FULL - bits);
		axi_range_sync(r);
		if (op == AX_ARSH)
			break;
	}
}

void axi_range_swap(struct axi_range *r, u32 bits)
{
	axi_range_unsigned(r, 0, mask_of(bits));
}

/* ---- branches ---- */

/* a + one <= b: [0] and [1] are an interval's ends, in an order that `flip` makes that of numbers without sign. */
static ONCE bool order(u64 *a, u64 *b, u64 flip, u64 one)
{
	u64 least = a[0] ^ flip, most = b[1] ^ flip;

	if (most < least || most - least < one)
		return false;
	a[1] ^= flip;
	b[0] ^= flip;
	lower_u(&a[1], most - one);
	raise_u(&b[0], least + one);
	a[1] ^= flip;
	b[0] ^= flip;
	return true;
}

static ONCE bool branch(struct axi_range *a, struct axi_range *b, u32 op, bool taken)
{
	/* JGT 2, JGE 3, JSGT 6, JSGE 7; JLT a, JLE b, JSLT c, JSLE d */
	bool with_sign = op & 0x40, with = op & 0x10, more = !(op & 0x80);
	bool ok = true;

	if (op == AX_JEQ || op == AX_JNE) {
		if ((op == AX_JEQ) == taken) {
			ok = axi_range_meet(a, b);
			*b = *a;
			return ok;
		}
		if (!b->tm && !a->tm)
			return a->tv != b->tv;
		if (!b->tm) { /* it is not the number at an end */
			a->umin += a->umin == b->tv;
			a->umax -= a->umax == b->tv;
			a->smin += a->smin == b->smin;
			a->smax -= a->smax == b->smin;
		}
	} else if (op == AX_JSET) { /* one bit is set, or none of some */
		if (!b->tm && (!taken || is_pow2(b->tv)))
			ok = tnum_meet(a, taken ? b->tv : 0, ~b->tv);
	} else {
		u64 *ends[2] = {with_sign ? (u64 *)&a->smin : &a->umin, with_sign ? (u64 *)&b->smin : &b->umin};

		ok = order(ends[more == taken], ends[more != taken], with_sign ? UINT64_C(1) << 63 : 0, with != taken);
	}
	return ok && axi_range_sync(a) && axi_range_sync(b);
}

static void extend(struct axi_range *r, bool with_sign)
{
	with_sign ? axi_range_sext(r, AXI_HALF) : axi_range_zext(r, AXI_HALF);
}

/* What is known of the extended low half, for the number: where it is one of the two extensions of its half. */
static ONCE bool learn(struct axi_range *r, struct axi_range *half)
{
	bool with_sign = r->umax > mask_of(AXI_HALF);

	if (with_sign && (r->smin < smin_of(AXI_HALF) || r->smax > smax_of(AXI_HALF)))
		return true;
	extend(half, with_sign);
	return axi_range_meet(r, half);
}

bool axi_range_branch(struct axi_range *a, struct axi_range *b, u32 op, bool is32, bool taken)
{
	struct axi_range x = *a, y = *b;
	bool with_sign = op >= AX_JSGT && (op & 0x40);

	if (!is32)
		return branch(a, b, op, taken);
	extend(&x, with_sign);
	extend(&y, with_sign);
	return branch(&x, &y, op, taken) && learn(a, &x) && learn(b, &y);
}

#endif
