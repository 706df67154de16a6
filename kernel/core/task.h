/* SPDX-License-Identifier: Apache-2.0
 * task.h - tasks and the scheduler: preemptive, fixed priorities, round robin inside one priority.
 *
 * Interrupts masked is the lock of the scheduler's data on this CPU. */
#ifndef CORE_TASK_H
#define CORE_TASK_H

#include <arch/cpu.h>
#include <arch/mmu.h>
#include <arch/task.h>
#include "base/types.h"

enum { PRIO_IDLE = 0, PRIO_LOW = 8, PRIO_NORMAL = 16, PRIO_HIGH = 24, PRIO_MAX = 31 };
#define TASK_SLICE_NS    4000000u /* round-robin slice inside a priority */
#define TASK_STACK_BYTES 16384u

enum task_state { TASK_READY, TASK_RUNNING, TASK_BLOCKED, TASK_DEAD };

struct process;
struct arch_space;
struct wait_queue;

struct task {
	struct arch_task arch;
	bool kill;                 /* die before the next return to user mode; here because entry code looks at it */
	u32 id;                    /* gettid */
	char name[16];
	u8 prio;
	enum task_state state;
	struct task *next;         /* ready list, or wait queue */
	struct wait_queue *waiting; /* queue it is on, or NULL */
	void *stack;               /* vm_stack_alloc; a guard page lies below */
	struct process *process;   /* NULL: kernel task */
	const struct arch_space *space; /* sched_run switches to it when it is not the active one; NULL: kernel task, runs
					 * on whatever is active.  Set by proc; who frees a space leaves it first */
	u32 preempt_off;           /* depth of preempt_disable */
	bool timed_out;            /* the last wait ended by its deadline */
	u64 run_ns, started_ns;    /* CPU time; when it got the CPU */
	u32 slice_ns;              /* what is left of its turn; a more urgent task that interrupts does not renew it */
	void (*entry)(void *arg);
	void *private;             /* arg of entry; free for use once it runs */
};

static inline struct task *current(void)
{
	return arch_current();
}

void sched_init(void);         /* the boot context becomes the idle task */
/* task_create - ready to run entry(arg) in kernel mode, interrupts on.  NULL: out of memory.  Task context.  A more urgent
 * task runs before this returns; preempt_disable around it to finish setting it up first. */
struct task *task_create(const char *name, u8 prio, void (*entry)(void *arg), void *arg, struct process *process);
_Noreturn void task_exit(void); /* stack and struct task are freed by the next task that runs; a space of
				* its own must not be active any more: arch_space_switch(&arch_kernel_space) */
void task_yield(void);
void task_set_prio(struct task *task, u8 prio);
/* preempt_disable / enable - this task stays on the CPU (interrupts still run).  Nests. */
void preempt_disable(void);
void preempt_enable(void);
/* sched_run - pick the most urgent ready task and switch; called with interrupts masked and the current task's state
 * set.  Only core, and waits, call it. */
void sched_run(void);
/* sched_wake - make a blocked task ready; asks for preemption when it is more urgent.  Any context.  The switch comes at
 * the end of the interrupt, at the return to user mode, or with sched_check. */
void sched_wake(struct task *task);
void sched_ready(struct task *task); /* for wait.c: it is blocked and on no queue; interrupts masked */
extern bool sched_wanted;
static inline bool sched_needed(void) /* a switch was asked for */
{
	return __atomic_load_n(&sched_wanted, __ATOMIC_RELAXED);
}
void sched_check(void);        /* task context: switch now when one was asked for; nothing while interrupts are masked */
_Noreturn void sched_idle(void); /* the boot context ends here */

#endif
