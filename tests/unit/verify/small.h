/* SPDX-License-Identifier: Apache-2.0
 * small.h - range.c compiled again at a small width (AXI_FULL and AXI_HALF bits, defined before), under other names, and
 * the meaning of RFC 9669 at any width. */
#include <axiom/insn.h>
#include "unit/test.h"
#include "range/range.h"

#define axi_range_unknown small_unknown
#define axi_range_const small_const
#define axi_range_unsigned small_unsigned
#define axi_range_sync small_sync
#define axi_range_in small_in
#define axi_range_join small_join
#define axi_range_meet small_meet
#define axi_range_widen small_widen
#define axi_range_has small_has
#define axi_range_alu small_alu
#define axi_range_alu32 small_alu32
#define axi_range_zext small_zext
#define axi_range_sext small_sext
#define axi_range_swap small_swap
#define axi_range_branch small_branch
static __attribute__((unused)) void small_unknown(struct axi_range *r);
static __attribute__((unused)) void small_const(struct axi_range *r, u64 value);
static __attribute__((unused)) void small_unsigned(struct axi_range *r, u64 min, u64 max);
static __attribute__((unused)) bool small_sync(struct axi_range *r);
static __attribute__((unused)) bool small_in(const struct axi_range *a, const struct axi_range *b);
static __attribute__((unused)) void small_join(struct axi_range *r, const struct axi_range *b);
static __attribute__((unused)) bool small_meet(struct axi_range *r, const struct axi_range *b);
static __attribute__((unused)) void small_widen(struct axi_range *r, const struct axi_range *b);
static __attribute__((unused)) bool small_has(const struct axi_range *r, u64 value);
static __attribute__((unused)) void small_alu(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b);
static __attribute__((unused)) void small_alu32(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b);
static __attribute__((unused)) void small_zext(struct axi_range *r, u32 bits);
static __attribute__((unused)) void small_sext(struct axi_range *r, u32 bits);
static __attribute__((unused)) void small_swap(struct axi_range *r, u32 bits);
static __attribute__((unused)) bool small_branch(struct axi_range *a, struct axi_range *b, u32 op, bool is32, bool taken);
#if AXI_DEVICE
#define axi_range_low small_low
#define axi_range_low_set small_low_set
static __attribute__((unused)) s64 small_low(const struct axi_range *r, bool with_sign, bool greatest);
static __attribute__((unused)) bool small_low_set(struct axi_range *r, bool greatest, bool with_sign, u64 value);
#endif
#include "../../../src/range/range.c"
#include "../../../src/range/whole.c"
#undef axi_range_unknown
#undef axi_range_const
#undef axi_range_unsigned
#undef axi_range_sync
#undef axi_range_in
#undef axi_range_join
#undef axi_range_meet
#undef axi_range_widen
#undef axi_range_has
#undef axi_range_alu
#undef axi_range_alu32
#undef axi_range_zext
#undef axi_range_sext
#undef axi_range_swap
#undef axi_range_branch
#undef axi_range_low
#undef axi_range_low_set

static const u32 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_NEG, AX_MOD, AX_XOR, AX_ARSH};
static const u32 jumps[] = {AX_JEQ, AX_JNE, AX_JGT, AX_JGE, AX_JLT, AX_JLE, AX_JSGT, AX_JSGE, AX_JSLT, AX_JSLE, AX_JSET};

/* The meaning of RFC 9669 at any width. */
static u64 run_alu(u32 op, bool sgn, u64 a, u64 b, u32 bits)
{
	u64 m = mask_of(bits);
	s64 x, y;

	a &= m, b &= m;
	x = sx(a, bits), y = sx(b, bits);
	switch (op) {
	case AX_ADD: return (a + b) & m;
	case AX_SUB: return (a - b) & m;
	case AX_MUL: return (a * b) & m;
	case AX_OR: return a | b;
	case AX_AND: return a & b;
	case AX_XOR: return a ^ b;
	case AX_NEG: return -a & m;
	case AX_LSH: return (a << (b & (bits - 1))) & m;
	case AX_RSH: return a >> (b & (bits - 1));
	case AX_ARSH: return (u64)(x >> (b & (bits - 1))) & m;
	case AX_DIV:
		if (!b)
			return 0;
		return sgn ? y == -1 ? -a & m : (u64)(x / y) & m : a / b;
	default:
		if (!b)
			return a;
		return sgn ? y == -1 ? 0 : (u64)(x % y) & m : a % b;
	}
}

static bool run_jump(u32 op, u64 a, u64 b, u32 bits)
{
	s64 x = sx(a, bits), y = sx(b, bits);

	a &= mask_of(bits), b &= mask_of(bits);
	switch (op) {
	case AX_JEQ: return a == b;
	case AX_JNE: return a != b;
	case AX_JGT: return a > b;
	case AX_JGE: return a >= b;
	case AX_JLT: return a < b;
	case AX_JLE: return a <= b;
	case AX_JSGT: return x > y;
	case AX_JSGE: return x >= y;
	case AX_JSLT: return x < y;
	case AX_JSLE: return x <= y;
	default: return a & b;
	}
}
