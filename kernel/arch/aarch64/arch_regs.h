/* SPDX-License-Identifier: Apache-2.0
 * arch_regs.h (AArch64) - the frame that the vectors push, and what a task keeps while it does not run. */
#ifndef ARCH_REGS_AARCH64_H
#define ARCH_REGS_AARCH64_H

#include "base/types.h"

/* The layout is Linux's struct user_pt_regs; vectors.S knows the offsets. */
struct arch_regs {
	u64 x[31];
	u64 sp;
	u64 pc;
	u64 pstate;
};
_Static_assert(sizeof(struct arch_regs) == 272, "vectors.S: FRAME_BYTES");

struct arch_fpu {
	u64 v[64]; /* 32 registers of 128 bits */
	u64 fpcr, fpsr;
};

struct arch_task {
	u64 sp;        /* switch.S: first */
	u64 stack_top; /* kernel stack; where a trap from user mode starts */
	u64 tls;       /* TPIDR_EL0 */
	u64 pad;
	struct arch_fpu fpu __attribute__((aligned(16)));
};

#endif
