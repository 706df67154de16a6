/* SPDX-License-Identifier: Apache-2.0
 * timer.c - armed timers in a binary heap, the earliest at its root; the CPU's one-shot timer follows the root. */
#include <arch/cpu.h>
#include <arch/time.h>
#include "core/timer.h"

#define NEAR_NS 500

static struct ktimer *heap[KTIMERS_MAX + 1]; /* from 1; a timer's slot is its index */
static u32 armed;
static bool firing; /* timer_interrupt programs the hardware once, at its end */

static void place(struct ktimer *timer, u32 slot)
{
	heap[slot] = timer;
	timer->slot = slot;
}

static void sift_up(struct ktimer *timer, u32 slot)
{
	for (; slot > 1 && heap[slot / 2]->deadline_ns > timer->deadline_ns; slot /= 2)
		place(heap[slot / 2], slot);
	place(timer, slot);
}

static void sift_down(struct ktimer *timer, u32 slot)
{
	for (;;) {
		u32 child = slot * 2;

		if (child > armed)
			break;
		if (child < armed && heap[child + 1]->deadline_ns < heap[child]->deadline_ns)
			child++;
		if (heap[child]->deadline_ns >= timer->deadline_ns)
			break;
		place(heap[child], slot);
		slot = child;
	}
	place(timer, slot);
}

static void take_out(struct ktimer *timer)
{
	u32 slot = timer->slot;
	struct ktimer *last = heap[armed--];

	timer->slot = 0;
	if (last == timer)
		return;
	if (slot > 1 && heap[slot / 2]->deadline_ns > last->deadline_ns)
		sift_up(last, slot);
	else
		sift_down(last, slot);
}

int ktimer_arm(struct ktimer *timer, u64 deadline_ns)
{
	unsigned long irq = arch_irq_save();
	int err = 0;

	if (timer->slot)
		take_out(timer);
	if (armed == KTIMERS_MAX) {
		err = -AX_ENOSPC;
	} else {
		timer->deadline_ns = deadline_ns;
		sift_up(timer, ++armed);
		if (timer->slot == 1 && !firing)
			arch_timer_arm(deadline_ns);
	}
	arch_irq_restore(irq);
	return err;
}

/* The hardware stays as it is: an interrupt too many finds nothing due. */
void ktimer_cancel(struct ktimer *timer)
{
	unsigned long irq = arch_irq_save();

	if (timer->slot)
		take_out(timer);
	arch_irq_restore(irq);
}

/* The hardware may come a little early (its frequency is measured, not known): what is nearly due is waited for, which
 * is cheaper and more exact than another interrupt. */
void timer_interrupt(void)
{
	u64 now = arch_now_ns();

	firing = true;
	while (armed && heap[1]->deadline_ns <= now + NEAR_NS) {
		struct ktimer *timer = heap[1];

		while (timer->deadline_ns > now)
			now = arch_now_ns();
		take_out(timer);
		timer->fire(timer);
	}
	firing = false;
	if (armed)
		arch_timer_arm(heap[1]->deadline_ns);
}
