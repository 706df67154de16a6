/* SPDX-License-Identifier: Apache-2.0
 * defer.c - work that an interrupt leaves to a task: a ring of calls and one urgent worker. */
#include <arch/cpu.h>
#include "core/print.h"
#include "core/task.h"
#include "core/timer.h"
#include "core/wait.h"

#define CALLS 256

static struct {
	void (*fn)(void *arg);
	void *arg;
} calls[CALLS];
static u32 head, tail; /* free-running */
static struct wait_queue more;

int defer(void (*fn)(void *arg), void *arg)
{
	unsigned long irq = arch_irq_save();
	int err = head - tail == CALLS ? -AX_EBUSY : 0;

	if (!err) {
		calls[head % CALLS].fn = fn;
		calls[head++ % CALLS].arg = arg;
		wait_wake_one(&more);
	}
	arch_irq_restore(irq);
	return err;
}

static void worker(void *arg)
{
	for (;;) {
		unsigned long irq = arch_irq_save();
		void (*fn)(void *arg);

		while (head == tail)
			wait_on(&more, UINT64_MAX);
		fn = calls[tail % CALLS].fn;
		arg = calls[tail++ % CALLS].arg;
		arch_irq_restore(irq);
		fn(arg);
	}
}

void defer_init(void)
{
	if (!task_create("defer", PRIO_HIGH, worker, NULL, NULL))
		panic("no memory for the worker task");
}
