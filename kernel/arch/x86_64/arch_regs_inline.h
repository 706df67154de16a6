/* SPDX-License-Identifier: Apache-2.0
 * arch_regs_inline.h (x86-64) - accessors of the frame. */
#ifndef ARCH_REGS_INLINE_H
#define ARCH_REGS_INLINE_H

static inline bool arch_regs_user(const struct arch_regs *regs)
{
	return regs->cs & 3;
}

static inline bool arch_regs_irq_on(const struct arch_regs *regs)
{
	return regs->rflags & 0x200;
}

static inline u64 arch_regs_pc(const struct arch_regs *regs)
{
	return regs->rip;
}

static inline u64 arch_regs_sp(const struct arch_regs *regs)
{
	return regs->rsp;
}

static inline u64 arch_regs_fp(const struct arch_regs *regs)
{
	return regs->rbp;
}

static inline u64 arch_syscall_nr(const struct arch_regs *regs)
{
	return regs->code;
}

static inline u64 arch_syscall_arg(const struct arch_regs *regs, unsigned int n)
{
	switch (n) {
	case 0: return regs->rdi;
	case 1: return regs->rsi;
	case 2: return regs->rdx;
	case 3: return regs->r10;
	case 4: return regs->r8;
	default: return regs->r9;
	}
}

static inline void arch_syscall_return(struct arch_regs *regs, s64 value)
{
	regs->rax = (u64)value;
}

#endif
