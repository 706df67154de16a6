/* SPDX-License-Identifier: Apache-2.0
 * arith.h - operations that C leaves undefined or that the interpreters do not inline: signed division, atomics. */
#ifndef EXEC_ARITH_H
#define EXEC_ARITH_H

#include "base/types.h"

/* Signed division, RFC 9669 section 4.1: truncates; by zero gives 0 (remainder: the dividend); the most negative
 * number by -1 gives itself (remainder 0), which C does not define. */
static inline u64 axi_sdiv64(u64 a, u64 b)
{
	if (b + 1 <= 1) /* 0 or -1 */
		return b ? 0 - a : 0;
	return (u64)((s64)a / (s64)b);
}

static inline u64 axi_smod64(u64 a, u64 b)
{
	if (b + 1 <= 1)
		return b ? 0 : a;
	return (u64)((s64)a % (s64)b);
}

static inline u32 axi_sdiv32(u32 a, u32 b)
{
	return (u32)axi_sdiv64((u64)(s32)a, (u64)(s32)b);
}

static inline u32 axi_smod32(u32 a, u32 b)
{
	return (u32)axi_smod64((u64)(s32)a, (u64)(s32)b);
}

/* axi_atomicN - the atomic operation `op` (imm of the instruction, known to be valid) on naturally aligned memory.
 *   expect  R0, for compare-and-exchange
 * Returns the old value.  Sequentially consistent when it fetches, relaxed otherwise (Linux Documentation/bpf). */
u64 axi_atomic64(u32 op, u64 *at, u64 src, u64 expect);
u32 axi_atomic32(u32 op, u32 *at, u32 src, u32 expect);

#endif
