/* SPDX-License-Identifier: Apache-2.0
 * arch/trap.h - contract: traps, system calls, user register frames.
 *
 * struct arch_regs (arch_regs.h) is what the entry code pushes; for user traps it is the whole user state apart from the
 * FPU.  The entry code calls the generic functions of core/trap.h. */
#ifndef ARCH_TRAP_H
#define ARCH_TRAP_H

#include "base/types.h"
#include "arch_regs.h"

/* arch_trap_init - vectors, per-CPU entry state.  Interrupts stay masked. */
void arch_trap_init(void);

/* accessors */
static inline bool arch_regs_user(const struct arch_regs *regs);  /* did it come from user mode? */
static inline bool arch_regs_irq_on(const struct arch_regs *regs); /* were interrupts unmasked? */
static inline u64 arch_regs_pc(const struct arch_regs *regs);
static inline u64 arch_regs_sp(const struct arch_regs *regs);
static inline u64 arch_regs_fp(const struct arch_regs *regs);
static inline u64 arch_syscall_nr(const struct arch_regs *regs);
static inline u64 arch_syscall_arg(const struct arch_regs *regs, unsigned int n); /* n: 0 .. 5 */
static inline void arch_syscall_return(struct arch_regs *regs, s64 value);
#include "arch_regs_inline.h"

/* arch_regs_init_user - a clean frame that starts at pc with stack sp, all else zero. */
void arch_regs_init_user(struct arch_regs *regs, u64 pc, u64 sp);
/* arch_regs_dump - all registers on the console. */
void arch_regs_dump(const struct arch_regs *regs);
/* arch_perf_regs - write Linux's register block of bpf_perf_event_data (struct pt_regs on x86-64, user_pt_regs on
 * AArch64) for the interrupted code. Returns its size. */
u32 arch_perf_regs(const struct arch_regs *regs, void *out);
/* arch_enter_user - leave the kernel through this frame (on the current task's kernel stack top). */
_Noreturn void arch_enter_user(const struct arch_regs *regs);

#endif
