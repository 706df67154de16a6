/* SPDX-License-Identifier: Apache-2.0
 * wait.h - wait queues: sleep until somebody says that things changed, or until a deadline.
 *
 *	unsigned long irq = arch_irq_save();
 *	while (!condition && !err)
 *		err = wait_on(&queue, deadline_ns);     // atomically sleeps; returns with interrupts masked again
 *	arch_irq_restore(irq);
 */
#ifndef CORE_WAIT_H
#define CORE_WAIT_H

#include "base/types.h"

struct task;

struct wait_queue {
	struct task *first, *last;
	/* called by wait_wake_all before tasks are woken, any context: lets epoll chain on a queue.  May be NULL. */
	void (*notify)(struct wait_queue *queue, void *arg);
	void *notify_arg;
};

/* wait_on - called with interrupts masked.  0 woken, -AX_ETIMEDOUT deadline (absolute ns; UINT64_MAX none),
 * -AX_EINTR the task is to be killed. */
int wait_on(struct wait_queue *queue, u64 deadline_ns);
/* -AX_ENOSPC: KTIMERS_MAX deadlines are armed already. */
void wait_wake_all(struct wait_queue *queue); /* any context */
void wait_wake_one(struct wait_queue *queue); /* any context */
void wait_remove(struct task *task);          /* for sched_wake: take it off the queue it waits on */

#endif
