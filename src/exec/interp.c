/* SPDX-License-Identifier: Apache-2.0
 * interp.c - the trusting interpreter: nothing is checked that the verifier has proven. */
#include "exec/exec.h"
#include "base/bits.h"
#include "exec/arith.h"

#define BEGIN            DISPATCH
#define MOVE(slots)      (pc += (slots))
#define READ(at, bytes)
#define WRITE(at, bytes)
#define ATOMIC(at, bytes)
#define HELPER(id)
/* Unreachable after verification but for the budget; were it reached, the run ends with R0 = 0. */
#define FAULT(reason)                                                                              \
	do {                                                                                       \
		run->stopped = true;                                                               \
		return 0;                                                                          \
	} while (0)

u64 axi_interp(const struct ax_insn *pc, struct ax_run *run, u64 r1, u64 r2)
{
	u64 stack[AX_CALL_DEPTH * AX_STACK_BYTES / sizeof(u64)]; /* not cleared: the verifier refuses uninitialised reads */
	u64 reg[AX_REGS] = {[AX_R1] = r1, [AX_R2] = r2, [AX_R10] = (uintptr_t)(stack + ARRAY_LEN(stack))};

	run->stopped = false;
#include "exec/interp.inc"
}
