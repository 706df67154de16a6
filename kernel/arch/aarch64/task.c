/* SPDX-License-Identifier: Apache-2.0
 * task.c (AArch64) - kernel contexts, user thread pointers and FPU state, faults in user copies. */
#include <arch/cpu.h>
#include <arch/task.h>
#include <arch/user.h>
#include "aarch64.h"
#include "core/task.h"
#include "sysreg.h"

_Static_assert(offsetof(struct task, arch) == 0,
               "arch_enter_user finds the stack through current()");

/* What switch_stack pops: x29, x30, x19 .. x28. */
#define SWITCH_WORDS 12

void arch_task_init(struct arch_task *task, void *stack_top, void (*entry)(void *arg), void *arg)
{
	u64 *sp = (u64 *)stack_top - SWITCH_WORDS;

	memset(sp, 0, SWITCH_WORDS * sizeof(u64));
	sp[1] = (u64)(uintptr_t)task_start; /* x30 */
	sp[2] = (u64)(uintptr_t)entry;      /* x19 */
	sp[3] = (u64)(uintptr_t)arg;        /* x20 */
	task->sp = (u64)(uintptr_t)sp;
	task->stack_top = (u64)(uintptr_t)stack_top;
	task->tls = 0;
	memset(&task->fpu, 0, sizeof(task->fpu));
}

void arch_task_switch(struct arch_task *from, struct arch_task *to, bool from_user, bool to_user)
{
	if (from_user) {
		from->tls = READ_SYSREG(tpidr_el0);
		fpu_save(&from->fpu);
	}
	if (to_user) {
		WRITE_SYSREG(tpidr_el0, to->tls);
		fpu_load(&to->fpu);
	}
	switch_stack(from, to);
}

void arch_task_set_tls(struct arch_task *task, u64 value)
{
	task->tls = value;
	WRITE_SYSREG(tpidr_el0, value);
}

u64 arch_task_get_tls(struct arch_task *task)
{
	task->tls = READ_SYSREG(tpidr_el0);
	return task->tls;
}

void arch_task_fpu_reset(struct arch_task *task)
{
	memset(&task->fpu, 0, sizeof(task->fpu));
	fpu_load(&task->fpu);
}

bool arch_fixup(struct arch_regs *regs)
{
	const struct user_fixup *row;

	for (row = user_fixups; row < user_fixups_end; row++) {
		if (row->at == regs->pc) {
			regs->pc = row->to;
			return true;
		}
	}
	return false;
}
