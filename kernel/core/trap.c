/* SPDX-License-Identifier: Apache-2.0
 * trap.c - the part of traps that is the same on every CPU. */
#include <arch/cpu.h>
#include <arch/mmu.h>
#include <arch/user.h>
#include "core/print.h"
#include "core/task.h"
#include "core/trap.h"

static trap_user_handler user_handler;

static void no_syscalls(struct arch_regs *regs)
{
	arch_syscall_return(regs, -AX_ENOSYS);
}

void (*trap_syscall_dispatch)(struct arch_regs *regs) = no_syscalls;
static void (*return_hook)(struct arch_regs *regs);
struct arch_regs *trap_irq_frame;

void trap_set_user_handler(trap_user_handler handler)
{
	user_handler = handler;
}

void trap_set_syscall(void (*dispatch)(struct arch_regs *regs))
{
	trap_syscall_dispatch = dispatch;
}

void trap_set_return_hook(void (*hook)(struct arch_regs *regs))
{
	return_hook = hook;
}

/* ask_handler - interrupts during the handler as they were where the fault happened: code that masks them must not
 * sleep, and a copy from interrupt context never gets here. */
static bool ask_handler(struct arch_regs *regs, const struct fault *fault)
{
	bool solved;

	if (!user_handler)
		return false;
	if (arch_regs_irq_on(regs))
		arch_irq_enable();
	solved = user_handler(regs, fault);
	arch_irq_disable();
	return solved;
}

static const char *const kind_names[] = {
	[FAULT_PAGE] = "page fault", [FAULT_ILLEGAL] = "illegal instruction", [FAULT_PROTECTION] = "protection fault",
	[FAULT_ALIGN] = "misaligned access", [FAULT_MATH] = "arithmetic fault", [FAULT_BREAK] = "breakpoint",
	[FAULT_STACK] = "kernel stack overflow", [FAULT_MACHINE] = "machine error",
};

static _Noreturn void die(const struct arch_regs *regs, const struct fault *fault)
{
	u64 pc = arch_regs_pc(regs), fp = arch_regs_fp(regs);

	arch_regs_dump(regs);
	if (fault->kind == FAULT_PAGE)
		panic_at(pc, fp, "%s in the kernel: %s of %016lx, %s", kind_names[fault->kind],
		      fault->exec ? "execution" : fault->write ? "write" : "read", (unsigned long)fault->address,
		      fault->present ? "not allowed" : "not mapped");
	panic_at(pc, fp, "%s in the kernel, code %lx", kind_names[fault->kind], (unsigned long)fault->code);
}

/* Kernel mode: only the copies of arch/user.h may touch user memory; anything else is our bug, also when the page could be
 * brought in.  In interrupt context a page that is not there ends the copy. */
static void kernel_fault(struct arch_regs *regs, const struct fault *fault)
{
	struct arch_regs after = *regs;

	if (fault->kind != FAULT_PAGE && fault->kind != FAULT_PROTECTION && fault->kind != FAULT_ALIGN)
		die(regs, fault);
	if (!arch_fixup(&after))
		die(regs, fault);
	if (fault->kind == FAULT_PAGE && fault->address < USER_END && !trap_irq_frame && ask_handler(regs, fault))
		return;
	*regs = after;
}

void trap_fault(struct arch_regs *regs, const struct fault *fault)
{
	if (!arch_regs_user(regs))
		kernel_fault(regs, fault);
	else if (!ask_handler(regs, fault))
		panic("nobody handles a fault of user mode: %s at %016lx", kind_names[fault->kind],
		      (unsigned long)arch_regs_pc(regs));
}

void trap_irq_exit(struct arch_regs *regs)
{
	trap_irq_frame = NULL;
	/* a frame from user mode switches in trap_return_user, which follows */
	if (sched_needed() && !arch_regs_user(regs) && !current()->preempt_off)
		sched_run();
}

static __attribute__((noinline)) void return_user_slow(struct arch_regs *regs)
{
	while (sched_needed())
		sched_run();
	if (current()->kill && return_hook)
		return_hook(regs);
}

void trap_return_user(struct arch_regs *regs)
{
	if (UNLIKELY(sched_needed() || current()->kill))
		return_user_slow(regs);
}
