/* SPDX-License-Identifier: Apache-2.0
 * arch_regs_inline.h (unit tests) - accessors of arch/trap.h. */
#ifndef FAKE_ARCH_REGS_INLINE_H
#define FAKE_ARCH_REGS_INLINE_H

static inline bool arch_regs_user(const struct arch_regs *regs) { (void)regs; return true; }
static inline u64 arch_regs_pc(const struct arch_regs *regs) { return regs->pc; }
static inline u64 arch_regs_sp(const struct arch_regs *regs) { (void)regs; return 0; }
static inline u64 arch_regs_fp(const struct arch_regs *regs) { (void)regs; return 0; }
static inline bool arch_regs_irq_on(const struct arch_regs *regs) { (void)regs; return true; }
static inline u64 arch_syscall_nr(const struct arch_regs *regs) { (void)regs; return 0; }
static inline u64 arch_syscall_arg(const struct arch_regs *regs, unsigned int n) { (void)regs; return n; }
static inline void arch_syscall_return(struct arch_regs *regs, s64 value) { regs->pc = (u64)value; }

#endif
