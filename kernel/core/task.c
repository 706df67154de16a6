/* SPDX-License-Identifier: Apache-2.0
 * task.c - the scheduler: one ready list for each priority, a bit for each list that is not empty.
 *
 * Interrupts masked is the lock.  A task that a more urgent one pushes aside keeps its turn (goes to the front); one
 * whose slice ended goes to the back.  The slice timer runs only while two tasks share the running priority. */
#include <arch/cpu.h>
#include <arch/mmu.h>
#include <arch/time.h>
#include "core/memory.h"
#include "core/print.h"
#include "core/task.h"
#include "core/timer.h"
#include "core/wait.h"
#include "base/str.h"

#define KERNEL_TASK_IDS (1u << 20) /* ids of kernel tasks; processes count from 1 */

static struct {
	struct task *first, *last;
} ready[PRIO_MAX + 1];
static u32 ready_bits;
bool sched_wanted; /* a switch is due */
static bool slice_ended;
static struct task idle = {.name = "idle", .prio = PRIO_IDLE, .state = TASK_RUNNING, .slice_ns = TASK_SLICE_NS};
static struct task *dead; /* to be freed by the next task */
static u32 next_user_id = 1, next_kernel_id = KERNEL_TASK_IDS;
static struct ktimer slice;

static void push_back(struct task *task)
{
	task->next = NULL;
	if (ready[task->prio].first)
		ready[task->prio].last->next = task;
	else
		ready[task->prio].first = task;
	ready[task->prio].last = task;
	ready_bits |= 1u << task->prio;
}

static void push_front(struct task *task)
{
	task->next = ready[task->prio].first;
	if (!task->next)
		ready[task->prio].last = task;
	ready[task->prio].first = task;
	ready_bits |= 1u << task->prio;
}

static struct task *pop(u32 prio)
{
	struct task *task = ready[prio].first;

	ready[prio].first = task->next;
	if (!task->next)
		ready_bits &= ~(1u << prio);
	task->next = NULL;
	return task;
}

static void remove(struct task *task)
{
	struct task *before = NULL, *at = ready[task->prio].first;

	for (; at != task; at = at->next)
		before = at;
	if (!before) {
		pop(task->prio);
		return;
	}
	before->next = task->next;
	if (ready[task->prio].last == task)
		ready[task->prio].last = before;
	task->next = NULL;
}

static void slice_fire(struct ktimer *timer)
{
	if (ready_bits & 1u << current()->prio)
		sched_wanted = slice_ended = true;
}

/* slice_start - somebody waits at the running task's priority: give it a turn later. */
static void slice_start(struct task *running)
{
	slice_ended = false;
	if (ready_bits & 1u << running->prio)
		ktimer_arm(&slice, running->started_ns + running->slice_ns);
	else if (slice.slot)
		ktimer_cancel(&slice);
}

static void free_dead(void)
{
	struct task *task = dead;

	dead = NULL;
	if (task) {
		core_stack_free(task->stack);
		core_free(task, sizeof(*task));
	}
}

static void switch_to(struct task *from, struct task *to)
{
	u64 now = arch_now_ns(), ran = now - from->started_ns;

	from->run_ns += ran;
	if (from->state != TASK_READY || slice_ended || ran >= from->slice_ns)
		from->slice_ns = TASK_SLICE_NS;
	else
		from->slice_ns -= (u32)ran;
	to->started_ns = now;
	to->state = TASK_RUNNING;
	arch_set_current(to);
	slice_start(to);
	if (to->space)
		arch_space_switch(to->space);
	arch_task_switch(&from->arch, &to->arch, from->process != NULL, to->process != NULL);
	if (dead)
		free_dead();
}

void sched_run(void)
{
	struct task *from = current(), *to;

	sched_wanted = false;
	if (from->state == TASK_RUNNING && from != &idle) {
		u32 above = ready_bits >> from->prio;

		if (!above || (above == 1 && !slice_ended)) {
			slice_ended = false;
			return; /* nobody at least as urgent, or the turn is not over */
		}
		from->state = TASK_READY;
		if (slice_ended)
			push_back(from);
		else
			push_front(from);
	}
	to = ready_bits ? pop(31 - (u32)__builtin_clz(ready_bits)) : &idle;
	if (to == from) {
		from->state = TASK_RUNNING;
		slice_start(from);
		return;
	}
	switch_to(from, to);
}

void sched_ready(struct task *task)
{
	struct task *running = current();

	task->state = TASK_READY;
	push_back(task);
	if (task->prio > running->prio)
		sched_wanted = true;
	else if (task->prio == running->prio && !slice.slot)
		slice_start(running);
}

void sched_wake(struct task *task)
{
	unsigned long irq = arch_irq_save();

	if (task->state == TASK_BLOCKED) {
		if (task->waiting)
			wait_remove(task);
		sched_ready(task);
	}
	arch_irq_restore(irq);
}

void task_yield(void)
{
	unsigned long irq = arch_irq_save();

	slice_ended = true;
	sched_run();
	arch_irq_restore(irq);
}

void task_set_prio(struct task *task, u8 prio)
{
	unsigned long irq = arch_irq_save();

	if (task->state == TASK_READY) {
		remove(task);
		task->prio = prio;
		push_back(task);
	} else {
		task->prio = prio;
	}
	if (ready_bits >> current()->prio > 1)
		sched_wanted = true;
	arch_irq_restore(irq);
	sched_check();
}

void sched_check(void)
{
	unsigned long irq;

	if (!sched_wanted || current()->preempt_off || !arch_irq_enabled())
		return;
	irq = arch_irq_save();
	if (sched_wanted)
		sched_run();
	arch_irq_restore(irq);
}

void preempt_disable(void)
{
	current()->preempt_off++;
}

void preempt_enable(void)
{
	KASSERT(current()->preempt_off);
	current()->preempt_off--;
	sched_check();
}

/* begin - first C code of every task. */
static void begin(void *arg)
{
	struct task *task = arg;

	if (dead)
		free_dead();
	arch_irq_enable();
	task->entry(task->private);
	task_exit();
}

struct task *task_create(const char *name, u8 prio, void (*entry)(void *arg), void *arg, struct process *process)
{
	struct task *task = core_alloc(sizeof(*task));
	unsigned long irq;

	if (!task)
		return NULL;
	task->stack = core_stack_alloc();
	if (!task->stack) {
		core_free(task, sizeof(*task));
		return NULL;
	}
	axi_strcopy(task->name, name, sizeof(task->name));
	task->prio = prio;
	task->process = process;
	task->slice_ns = TASK_SLICE_NS;
	task->entry = entry;
	task->private = arg;
	arch_task_init(&task->arch, (char *)task->stack + TASK_STACK_BYTES, begin, task);
	irq = arch_irq_save();
	task->id = process ? next_user_id++ : next_kernel_id++;
	task->state = TASK_BLOCKED;
	sched_wake(task);
	arch_irq_restore(irq);
	sched_check();
	return task;
}

void task_exit(void)
{
	arch_irq_disable();
	current()->state = TASK_DEAD;
	dead = current();
	sched_run();
	panic("a dead task runs");
}

void sched_init(void)
{
	slice.fire = slice_fire;
	idle.started_ns = arch_now_ns();
	arch_set_current(&idle);
}

void sched_idle(void)
{
	for (;;) {
		arch_irq_disable();
		if (ready_bits)
			sched_run();
		else
			arch_wait_irq();
	}
}
