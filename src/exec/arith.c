/* SPDX-License-Identifier: Apache-2.0
 * arith.c - division (RFC 9669 section 4.1) and atomic read-modify-write (section 5.3). */
#include "base/divide.h"
#include "exec/arith.h"

u64 axi_divide(const struct ax_insn *insn, u64 a, u64 b)
{
	bool quotient = (insn->opcode & 0xf0) == AX_DIV, wide = (insn->opcode & 7) == AX_ALU64;
	bool is_signed = insn->off;
	u64 result, rest;

	if (!wide) {
		a = is_signed ? (u64)(s32)a : (u32)a;
		b = is_signed ? (u64)(s32)b : (u32)b;
	}
	rest = a;
	if (!b)
		result = 0;
	else if (is_signed)
		result = (u64)axi_divide_s64((s64)a, (s64)b, (s64 *)&rest);
	else
		result = axi_divide_u64(a, b, &rest);
	if (!quotient)
		result = rest;
	return wide ? result : (u32)result;
}

#define ATOMIC(bits)                                                                               \
	u##bits axi_atomic##bits(u32 op, u##bits *at, u##bits src, u##bits expect)                 \
	{                                                                                          \
		switch (op) {                                                                      \
		case AX_ADD: return __atomic_fetch_add(at, src, __ATOMIC_RELAXED);                 \
		case AX_OR: return __atomic_fetch_or(at, src, __ATOMIC_RELAXED);                   \
		case AX_AND: return __atomic_fetch_and(at, src, __ATOMIC_RELAXED);                 \
		case AX_XOR: return __atomic_fetch_xor(at, src, __ATOMIC_RELAXED);                 \
		case AX_ADD | AX_FETCH: return __atomic_fetch_add(at, src, __ATOMIC_SEQ_CST);      \
		case AX_OR | AX_FETCH: return __atomic_fetch_or(at, src, __ATOMIC_SEQ_CST);        \
		case AX_AND | AX_FETCH: return __atomic_fetch_and(at, src, __ATOMIC_SEQ_CST);      \
		case AX_XOR | AX_FETCH: return __atomic_fetch_xor(at, src, __ATOMIC_SEQ_CST);      \
		case AX_XCHG: return __atomic_exchange_n(at, src, __ATOMIC_SEQ_CST);               \
		default: /* AX_CMPXCHG; `expect` becomes the old value either way */              \
			__atomic_compare_exchange_n(at, &expect, src, false, __ATOMIC_SEQ_CST,     \
						    __ATOMIC_SEQ_CST);                             \
			return expect;                                                             \
		}                                                                                  \
	}
ATOMIC(64)
ATOMIC(32)
