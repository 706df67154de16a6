/* SPDX-License-Identifier: Apache-2.0
 * arith.h - operations that the interpreters do not inline: division and atomics. */
#ifndef EXEC_ARITH_H
#define EXEC_ARITH_H

#include <axiom/insn.h>
#include "base/types.h"

/* axi_divide - the eight division rows: quotient or remainder of a by b, by the instruction's opcode and off.
 * RFC 9669 section 4.1: signed division truncates; by zero the quotient is 0 and the remainder the dividend; the most
 * negative number by -1 is itself, remainder 0.  32-bit rows look at the lower halves, the result is zero-extended. */
u64 axi_divide(const struct ax_insn *insn, u64 a, u64 b);

/* axi_atomicN - the atomic operation `op` (imm of the instruction, known to be valid) on naturally aligned memory.
 *   expect  R0, for compare-and-exchange
 * Returns the old value.  Sequentially consistent when it fetches, relaxed otherwise (Linux Documentation/bpf). */
u64 axi_atomic64(u32 op, u64 *at, u64 src, u64 expect);
u32 axi_atomic32(u32 op, u32 *at, u32 src, u32 expect);

#endif
