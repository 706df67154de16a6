/* SPDX-License-Identifier: Apache-2.0
 * whole.c - transfer functions of the number domain as a microcontroller has it (range.h, -DAX_DEVICE): known bits, the two
 * intervals of the whole number, one of the low half, and of what operators do as much as programs for such devices need.
 *
 * Operations of 32 bits are those of 64 on operands that are extended first.  The low half's interval is one on a circle, so
 * that it may cross 0 and the sign change: sums and comparisons of 32 bits, with sign and without, are followed by it, also where
 * the high half may be anything.  What a program loses by all this, rk certify --device says on the host: it proves with these
 * same functions. */
#include "range/known.h"
#include "base/divide.h"

#if AXI_DEVICE

#define LOW  ((u32)mask_of(AXI_HALF))
#define SIGN (LOW / 2 + 1) /* of the low half */

void axi_range_unknown(struct axi_range *r)
{
	*r = (struct axi_range){.tm = mask_of(AXI_FULL), .umax = mask_of(AXI_FULL), .smin = smin_of(AXI_FULL), .smax = smax_of(AXI_FULL),
				.len = LOW};
}

void axi_range_const(struct axi_range *r, u64 value)
{
	r->tv = r->umin = r->umax = value & mask_of(AXI_FULL);
	r->tm = 0;
	r->smin = r->smax = sx(value, AXI_FULL);
	r->lo = (u32)value & LOW;
	r->len = 0;
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

/* The low half is in lo .. lo + len.  False: it cannot be. */
static ONCE bool low_meet(struct axi_range *r, u64 first, u64 length)
{
	u32 lo = (u32)first & LOW, len = (u32)length, at = (lo - r->lo) & LOW, room = LOW - at;

	if (length > LOW)
		return true;
	if (at > r->len) { /* it begins outside */
		if (len <= room)
			return false;
		len -= room + 1;
		lo = r->lo;
		at = 0;
	} else if (len > room) { /* it comes round, perhaps into here: of two pieces, what is shorter */
		at = 0;
		if (len >= r->len)
			return true;
	}
	r->len = r->len - at < len ? r->len - at : len;
	r->lo = lo;
	return true;
}

/* An interval that crosses both 0 and the sign change says nothing: certificates have no word for it. */
static void low_plain(struct axi_range *r)
{
	if (r->len == LOW || (r->len > LOW - r->lo && r->len > LOW - (r->lo ^ SIGN)))
		r->lo = 0, r->len = LOW;
}

/* The low half's least and greatest number, without sign (flip 0) or, SIGN more than they are, with it (SIGN). */
static ONCE void low_ends(const struct axi_range *r, u32 flip, u64 end[2])
{
	u32 lo = (r->lo + flip) & LOW;
	bool round = r->len > LOW - lo;

	end[0] = round ? 0 : lo;
	end[1] = round ? LOW : lo + r->len;
}

s64 axi_range_low(const struct axi_range *r, bool with_sign, bool greatest)
{
	u64 end[2];

	low_ends(r, with_sign ? SIGN : 0, end);
	return (s64)(end[greatest] - (with_sign ? SIGN : 0));
}

bool axi_range_low_set(struct axi_range *r, bool greatest, bool with_sign, u64 value)
{
	u32 least = with_sign ? SIGN : 0, first = greatest ? least : (u32)value, last = greatest ? (u32)value : least - 1;

	return low_meet(r, first, (last - first) & LOW);
}

bool axi_range_sync(struct axi_range *r)
{
	u64 tv, tm, before, end[2];

	do { /* known bits are only ever added; when none was, all agree, also on a single number */
		u32 flip;

		before = r->tm;
		raise_u(&r->umin, r->tv);
		lower_u(&r->umax, r->tv | r->tm);
		if (sx(r->umin, AXI_FULL) <= sx(r->umax, AXI_FULL)) { /* it does not cross the sign change */
			raise_s(&r->smin, sx(r->umin, AXI_FULL));
			lower_s(&r->smax, sx(r->umax, AXI_FULL));
		}
		if (!low_meet(r, r->tv, r->tm & LOW) || !low_meet(r, (u64)r->smin, (u64)r->smax - (u64)r->smin))
			return false;
		flip = r->smin < 0 ? SIGN : 0; /* the number may be its low half, with sign or without */
		if (r->smin >= -(s64)flip && r->smax <= (s64)(LOW - flip)) {
			low_ends(r, flip, end);
			raise_s(&r->smin, (s64)(end[0] - flip));
			lower_s(&r->smax, (s64)(end[1] - flip));
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
	u32 at = (a->lo - b->lo) & LOW;

	return !(a->tm & ~b->tm) && (a->tv & ~b->tm) == b->tv && a->umin >= b->umin && a->umax <= b->umax && a->smin >= b->smin &&
	       a->smax <= b->smax && (b->len == LOW || (at <= b->len && a->len <= b->len - at));
}

/* To the one's end from the other's begin, on the shorter way round. */
static void low_join(struct axi_range *r, const struct axi_range *b)
{
	u64 up = (u64)((b->lo - r->lo) & LOW) + b->len, down = (u64)((r->lo - b->lo) & LOW) + r->len;

	up = up > r->len ? up : r->len;
	down = down > b->len ? down : b->len;
	if (down < up) {
		r->lo = b->lo;
		up = down;
	}
	r->len = (u32)min_u64(LOW, up);
	low_plain(r);
}

void axi_range_join(struct axi_range *r, const struct axi_range *b)
{
	r->tm |= b->tm | (r->tv ^ b->tv);
	r->tv &= ~r->tm;
	lower_u(&r->umin, b->umin);
	raise_u(&r->umax, b->umax);
	lower_s(&r->smin, b->smin);
	raise_s(&r->smax, b->smax);
	low_join(r, b);
	axi_range_sync(r);
}

bool axi_range_meet(struct axi_range *r, const struct axi_range *b)
{
	raise_u(&r->umin, b->umin);
	lower_u(&r->umax, b->umax);
	raise_s(&r->smin, b->smin);
	lower_s(&r->smax, b->smax);
	return tnum_meet(r, b->tv, b->tm) && low_meet(r, b->lo, b->len) && axi_range_sync(r);
}

/* A bound that is broken goes to its limit: of the order with sign, unless nothing is left by that. */
static void low_widen(struct axi_range *r, const struct axi_range *b)
{
	u64 have[2], more[2];
	u32 flip = SIGN;

	for (int order = 0; order < 2; order++, flip = 0) {
		low_ends(r, flip, have);
		low_ends(b, flip, more);
		if (more[0] < have[0])
			have[0] = 0;
		if (more[1] > have[1])
			have[1] = LOW;
		if (have[0] || have[1] < LOW)
			break;
	}
	r->lo = (u32)(have[0] - flip) & LOW;
	r->len = (u32)(have[1] - have[0]);
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
	low_widen(r, b);
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
			r->smax = (s64)shl((u64)a->smax, a->smax < 0 || AXI_PLANT(192) ? lo : hi);
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
	return (u32)__builtin_ctz((u32)(r->tv | r->tm) | SIGN);
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
	if (b->umin > b->umax) /* it cannot be, which no branch has seen: what follows divides and shifts by its ends */
		return;
	switch (op) {
	case AX_ADD:
	case AX_SUB:
		r->tv = a.tv, r->tm = a.tm;
		if (b->len <= LOW - a.len || AXI_PLANT(181)) {
			r->lo = (op == AX_ADD ? a.lo + b->lo : a.lo - b->lo - b->len) & LOW;
			r->len = a.len + b->len;
			low_plain(r);
		}
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
	op == AX_ARSH && !AXI_PLANT(190) ? axi_range_sext(r, AXI_HALF) : axi_range_zext(r, AXI_HALF);
	alu(r, op, is_signed, &low, AXI_HALF);
	axi_range_zext(r, AXI_HALF);
}

/* Nothing is known of it any more but of its low half, and only where that stays. */
static ONCE struct axi_range start_anew(struct axi_range *r, u32 bits)
{
	struct axi_range old = *r;

	axi_range_unknown(r);
	if (bits == AXI_HALF || AXI_PLANT(191)) {
		r->lo = old.lo;
		r->len = old.len;
	}
	return old;
}

void axi_range_zext(struct axi_range *r, u32 bits)
{
	u64 m = mask_of(bits);
	struct axi_range old;

	if (r->umax <= m)
		return;
	old = start_anew(r, bits);
	t_set(r, old.tv & m, old.tm & m);
	axi_range_sync(r);
}

void axi_range_sext(struct axi_range *r, u32 bits)
{
	u32 by = AXI_FULL - bits;
	struct axi_range old, shifted;

	if (!by)
		return;
	old = start_anew(r, bits);
	axi_range_unknown(&shifted);
	shift(&shifted, &old, AX_LSH, by, by);
	axi_range_sync(&shifted);
	shift(r, &shifted, AX_ARSH, by, by);
	axi_range_sync(r);
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

/* a OP b of the low halves alone, for an order: flip SIGN is that with sign. */
static bool low_order(struct axi_range *a, struct axi_range *b, u32 flip, u64 one)
{
	u64 x[2], y[2];

	low_ends(a, flip, x);
	low_ends(b, flip, y);
	return order(x, y, 0, one) && low_meet(a, x[0] - flip, x[1] - x[0]) && low_meet(b, y[0] - flip, y[1] - y[0]);
}

bool axi_range_branch(struct axi_range *a, struct axi_range *b, u32 op, bool is32, bool taken)
{
	/* JGT 2, JGE 3, JSGT 6, JSGE 7; JLT a, JLE b, JSLT c, JSLE d */
	bool with_sign = (op & 0x40) != 0, with = (op & 0x10) != 0, more = !(op & 0x80), ok = true;
	u64 m = mask_of(is32 ? AXI_HALF : AXI_FULL), bits = b->tv & m;

	if (op == AX_JEQ || op == AX_JNE) {
		if ((op == AX_JEQ) == taken && is32) {
			ok = low_meet(a, b->lo, b->len) && low_meet(b, a->lo, a->len);
		} else if ((op == AX_JEQ) == taken) {
			ok = axi_range_meet(a, b);
			*b = *a;
			return ok;
		} else if (!(b->tm & m)) { /* it is not the number at an end (of the other interval, that is for sync) */
			if (!(a->tm & m))
				return (a->tv & m) != bits;
			if (!is32) {
				a->smin += a->smin == b->smin;
				a->smax -= a->smax == b->smin;
			} else if (a->lo == bits) {
				ok = a->len-- != 0;
				a->lo = (a->lo + 1) & LOW;
			} else {
				a->len -= ((a->lo + a->len) & LOW) == bits;
			}
		}
	} else if (op == AX_JSET) { /* one bit is set, or none of some */
		if (!(b->tm & m) && (!taken || is_pow2(bits)))
			ok = tnum_meet(a, taken ? bits : 0, ~bits);
	} else {
		struct axi_range *less = more == taken ? b : a, *other = more == taken ? a : b;

		if (is32)
			ok = low_order(less, other, with_sign ? SIGN : 0, with != taken);
		else if (with_sign)
			ok = order((u64 *)&less->smin, (u64 *)&other->smin, UINT64_C(1) << 63, with != taken);
		else
			ok = order(&less->umin, &other->umin, 0, with != taken);
	}
	return ok && axi_range_sync(a) && axi_range_sync(b);
}

#endif
