/* SPDX-License-Identifier: Apache-2.0
 * timer.h - deadlines: an ordered set of timers over the CPU's one-shot timer.  No periodic tick exists. */
#ifndef CORE_TIMER_H
#define CORE_TIMER_H

#include "base/types.h"

struct ktimer {
	u64 deadline_ns;                       /* absolute, arch_now_ns() */
	void (*fire)(struct ktimer *timer);    /* interrupt context; may arm the timer again */
	void *arg;
	u32 slot;                              /* place in the heap + 1; 0: not armed */
};

#define KTIMERS_MAX 1024

/* ktimer_arm - set or move; -AX_ENOSPC when KTIMERS_MAX are armed.  Any context. */
int ktimer_arm(struct ktimer *timer, u64 deadline_ns);
void ktimer_cancel(struct ktimer *timer);  /* any context; afterwards it does not fire */
/* timer_interrupt - the CPU's timer came: fire what is due, arm the next.  Interrupt context. */
void timer_interrupt(void);

/* defer - run fn(arg) in task context soon (one worker task, PRIO_HIGH).  Any context.  -AX_EBUSY when 256 wait. */
int defer(void (*fn)(void *arg), void *arg);
void defer_init(void);

#endif
