/* SPDX-License-Identifier: Apache-2.0
 * arch_regs_inline.h (AArch64) - accessors of arch/trap.h. */
#ifndef ARCH_REGS_INLINE_AARCH64_H
#define ARCH_REGS_INLINE_AARCH64_H

#include "arch_regs.h"

#define PSTATE_MODE 0x1fu /* 0: EL0, 64-bit */

static inline bool arch_regs_user(const struct arch_regs *regs)
{
	return !(regs->pstate & PSTATE_MODE);
}

static inline bool arch_regs_irq_on(const struct arch_regs *regs)
{
	return !(regs->pstate & 0x80);
}

static inline u64 arch_regs_pc(const struct arch_regs *regs)
{
	return regs->pc;
}

static inline u64 arch_regs_sp(const struct arch_regs *regs)
{
	return regs->sp;
}

static inline u64 arch_regs_fp(const struct arch_regs *regs)
{
	return regs->x[29];
}

static inline u64 arch_syscall_nr(const struct arch_regs *regs)
{
	return regs->x[8];
}

static inline u64 arch_syscall_arg(const struct arch_regs *regs, unsigned int n)
{
	return regs->x[n];
}

static inline void arch_syscall_return(struct arch_regs *regs, s64 value)
{
	regs->x[0] = (u64)value;
}

#endif
