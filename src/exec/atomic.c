/* SPDX-License-Identifier: Apache-2.0
 * atomic.c - atomic read-modify-write instructions (RFC 9669 section 5.3). */
#include <axiom/insn.h>
#include "exec/arith.h"

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
