/* SPDX-License-Identifier: Apache-2.0
 * range.h - what is known of a 64-bit number: a tristate number (known bits) and four intervals.
 *
 * The intervals are the unsigned and the signed view of all 64 bits and of the low 32.  A range describes the set of
 * numbers that satisfy all five.  Every operation over-approximates the operation of RFC 9669 on that set.  Hosts have
 * range.c; a microcontroller (-DAX_DEVICE) has whole.c, which has one interval of the low half instead of two.
 *
 * The widths are parameters: AXI_FULL and AXI_HALF are 64 and 32 in the engine; tests/unit/verify includes range.c
 * again with 4 and 2 (and 8 and 4) bits and compares every operation with brute force. */
#ifndef RANGE_RANGE_H
#define RANGE_RANGE_H

#include "base/profile.h"
#include "base/types.h"

struct axi_range {
	u64 tv, tm;          /* bit i is known when bit i of tm is 0, and is then bit i of tv; tv & tm == 0 */
	u64 umin, umax;
	s64 smin, smax;
#if AXI_DEVICE
	u32 lo, len;         /* low half: lo, lo + 1, .. lo + len (modulo 2^32); lo is 0 where that is everything */
#else
	u32 wmin, wmax;      /* low half, unsigned */
	s32 xmin, xmax;      /* low half, signed */
#endif
};

void axi_range_unknown(struct axi_range *r);
void axi_range_const(struct axi_range *r, u64 value);
void axi_range_unsigned(struct axi_range *r, u64 min, u64 max);
static inline bool axi_range_is_const(const struct axi_range *r)
{
	return !r->tm;
}
/* axi_range_low - the least or the greatest number of the low half, with sign or without. */
#if AXI_DEVICE
s64 axi_range_low(const struct axi_range *r, bool with_sign, bool greatest);
/* axi_range_low_set - it is no smaller, or no greater.  False: it cannot be. */
bool axi_range_low_set(struct axi_range *r, bool greatest, bool with_sign, u64 value);
#else
static inline s64 axi_range_low(const struct axi_range *r, bool with_sign, bool greatest)
{
	if (with_sign)
		return greatest ? r->xmax : r->xmin;
	return greatest ? r->wmax : r->wmin;
}
#endif
/* axi_range_sync - let the views learn from each other. False: they contradict, no number is left. */
bool axi_range_sync(struct axi_range *r);
/* axi_range_in - is every number of a in b (view by view)? */
bool axi_range_in(const struct axi_range *a, const struct axi_range *b);
/* axi_range_join - r becomes a superset of both. */
void axi_range_join(struct axi_range *r, const struct axi_range *b);
/* axi_range_meet - r keeps what is in both; false when nothing is. */
bool axi_range_meet(struct axi_range *r, const struct axi_range *b);
/* axi_range_widen - like join, but a bound that `b` breaks goes to its limit. */
void axi_range_widen(struct axi_range *r, const struct axi_range *b);
bool axi_range_has(const struct axi_range *r, u64 value);

/* axi_range_alu - r = r OP b.
 *   op     opcode & 0xf0 (AX_ADD ... AX_ARSH; not AX_MOV, AX_END)
 *   is_signed  for AX_DIV and AX_MOD: off == 1 */
void axi_range_alu(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b);
/* axi_range_alu32 - the same on the low half; the high half of the result is 0. */
void axi_range_alu32(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b);
/* axi_range_zext - keep the low `bits`, zero above;  axi_range_sext - sign-extend the low `bits`. */
void axi_range_zext(struct axi_range *r, u32 bits);
void axi_range_sext(struct axi_range *r, u32 bits);
/* axi_range_swap - the low `bits` (16, 32, 64) with their bytes reversed, zero above. */
void axi_range_swap(struct axi_range *r, u32 bits);
/* axi_range_branch - learn from "a OP b" being `taken`; op is opcode & 0xf0 (AX_JEQ ...).  False: cannot happen. */
bool axi_range_branch(struct axi_range *a, struct axi_range *b, u32 op, bool is32, bool taken);

#endif
