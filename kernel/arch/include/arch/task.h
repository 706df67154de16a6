/* SPDX-License-Identifier: Apache-2.0
 * arch/task.h - contract: switching between kernel stacks.  struct arch_task is in arch_regs.h: saved stack pointer,
 * kernel stack top, thread pointer, FPU state (allocated in the struct; saved only for tasks that enter user mode). */
#ifndef ARCH_TASK_H
#define ARCH_TASK_H

#include "arch_regs.h"
#include "base/types.h"

/* arch_task_init - first switch to the task runs entry(arg) on its stack, interrupts masked; entry never returns. */
void arch_task_init(struct arch_task *task, void *stack_top, void (*entry)(void *arg), void *arg);
/* arch_task_switch - save into `from`, continue `to`.  Interrupts masked.  `user` flags: does the task own user FPU
 * state that must be kept (from) or put back (to)?  Also switches what the next entry from user mode needs (TSS rsp0,
 * SP_EL1) and the thread pointer. */
void arch_task_switch(struct arch_task *from, struct arch_task *to, bool from_user, bool to_user);
/* arch_task_set_tls - user thread pointer of the current task (arch_prctl ARCH_SET_FS; TPIDR_EL0 is free to user). */
void arch_task_set_tls(struct arch_task *task, u64 value);
u64 arch_task_get_tls(struct arch_task *task);
/* arch_task_fpu_reset - clean FPU state for a new program. */
void arch_task_fpu_reset(struct arch_task *task);

#endif
