/* SPDX-License-Identifier: Apache-2.0
 * trap.h - what the entry code of every architecture calls.  Interrupts are masked on entry of each. */
#ifndef CORE_TRAP_H
#define CORE_TRAP_H

#include <arch/trap.h>
#include "base/types.h"

enum fault_kind {
	FAULT_PAGE,        /* address not mapped or not allowed */
	FAULT_ILLEGAL,     /* unknown or privileged instruction  -> SIGILL (privileged on x86: SIGSEGV, as Linux) */
	FAULT_PROTECTION,  /* x86 #GP, wrong segment, non-canonical address -> SIGSEGV */
	FAULT_ALIGN,       /* -> SIGBUS */
	FAULT_MATH,        /* divide error, FPU -> SIGFPE */
	FAULT_BREAK,       /* breakpoint, single step -> SIGTRAP */
	FAULT_STACK,       /* kernel stack overflow or double fault */
	FAULT_MACHINE,     /* machine check, serror */
};

struct fault {
	enum fault_kind kind;
	u64 address;       /* FAULT_PAGE: what was touched */
	bool write, exec;  /* FAULT_PAGE: how */
	bool present;      /* FAULT_PAGE: a page is there, the right is missing */
	u64 code;          /* the CPU's own code (error code, ESR), for messages */
};

/* trap_fault - user mode: demand paging or a fatal signal for the process.  Kernel mode: demand paging for a user
 * address, else arch_fixup, else panic with registers and a symbolised backtrace.  The generic part is core/trap.c; proc
 * registers its handler. */
void trap_fault(struct arch_regs *regs, const struct fault *fault);
/* handler: true when the fault was solved (page mapped) or the process was killed (then the trap exit reschedules). */
typedef bool (*trap_user_handler)(struct arch_regs *regs, const struct fault *fault);
void trap_set_user_handler(trap_user_handler handler);

/* trap_syscall - a system call; sys registers its dispatcher.  Called with interrupts masked; the dispatcher unmasks. */
extern void (*trap_syscall_dispatch)(struct arch_regs *regs);
static inline void trap_syscall(struct arch_regs *regs)
{
	trap_syscall_dispatch(regs);
}
void trap_set_syscall(void (*dispatch)(struct arch_regs *regs));

/* trap_irq_regs - registers that the running interrupt handler interrupted; NULL outside of one. */
extern struct arch_regs *trap_irq_frame;
static inline struct arch_regs *trap_irq_regs(void)
{
	return trap_irq_frame;
}
/* trap_irq_enter/exit - the entry code brackets every interrupt with them; exit preempts (task_switch) when a more
 * urgent task is ready and preemption is not disabled.  Before a return to user mode (any trap) the entry code calls
 * trap_return_user, which handles pending kills; there is nothing to do while sched_wanted and current()->kill are false,
 * so it may look at these itself. */
static inline void trap_irq_enter(struct arch_regs *regs)
{
	trap_irq_frame = regs;
}
void trap_irq_exit(struct arch_regs *regs);
void trap_return_user(struct arch_regs *regs);
void trap_set_return_hook(void (*hook)(struct arch_regs *regs)); /* proc: pending fatal signals */

#endif
