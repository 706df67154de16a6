/* SPDX-License-Identifier: Apache-2.0
 * wait.c - wait queues: first come, first woken. */
#include <arch/cpu.h>
#include "core/task.h"
#include "core/timer.h"
#include "core/wait.h"

static void append(struct wait_queue *queue, struct task *task)
{
	task->next = NULL;
	task->waiting = queue;
	if (queue->first)
		queue->last->next = task;
	else
		queue->first = task;
	queue->last = task;
}

void wait_remove(struct task *task)
{
	struct wait_queue *queue = task->waiting;
	struct task *before = NULL;

	for (struct task *at = queue->first; at != task; at = at->next)
		before = at;
	if (before)
		before->next = task->next;
	else
		queue->first = task->next;
	if (queue->last == task)
		queue->last = before;
	task->next = NULL;
	task->waiting = NULL;
}

static void deadline(struct ktimer *timer)
{
	struct task *task = timer->arg;

	task->timed_out = true;
	sched_wake(task);
}

int wait_on(struct wait_queue *queue, u64 deadline_ns)
{
	struct task *task = current();
	struct ktimer timer = {.fire = deadline, .arg = task};

	if (task->kill)
		return -AX_EINTR;
	task->timed_out = false;
	if (deadline_ns != UINT64_MAX) {
		int err = ktimer_arm(&timer, deadline_ns);

		if (err)
			return err;
	}
	append(queue, task);
	task->state = TASK_BLOCKED;
	sched_run();
	if (timer.slot)
		ktimer_cancel(&timer);
	return task->timed_out ? -AX_ETIMEDOUT : task->kill ? -AX_EINTR : 0;
}

static void wake_first(struct wait_queue *queue)
{
	struct task *task = queue->first;

	queue->first = task->next;
	if (!task->next)
		queue->last = NULL;
	task->waiting = NULL;
	sched_ready(task);
}

void wait_wake_one(struct wait_queue *queue)
{
	unsigned long irq = arch_irq_save();

	if (queue->first)
		wake_first(queue);
	arch_irq_restore(irq);
}

void wait_wake_all(struct wait_queue *queue)
{
	unsigned long irq = arch_irq_save();

	if (queue->notify)
		queue->notify(queue, queue->notify_arg);
	while (queue->first)
		wake_first(queue);
	arch_irq_restore(irq);
}
