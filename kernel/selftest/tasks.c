/* SPDX-License-Identifier: Apache-2.0
 * tasks.c - self tests of timers, the scheduler, waits, deferred calls, the trace ring. */
#include <arch/cpu.h>
#include <arch/time.h>
#include "core/print.h"
#include "core/task.h"
#include "core/timer.h"
#include "core/wait.h"
#include "mm/heap.h"
#include "mm/vm.h"
#include "selftest/test.h"

static u32 fired[8], fired_count;

static void note(struct ktimer *timer)
{
	if (fired_count < ARRAY_LEN(fired))
		fired[fired_count++] = (u32)(uintptr_t)timer->arg;
}

static const char *test_timers(void)
{
	static struct ktimer t[6];
	static const u8 order[] = {3, 1, 5, 0, 2, 4}; /* rank of each timer */
	u64 start = arch_now_ns() + MS;
	unsigned long irq = arch_irq_save(); /* none may fire before all are armed */

	fired_count = 0;
	for (u32 i = 0; i < 6; i++) {
		t[i] = (struct ktimer){.fire = note, .arg = (void *)(uintptr_t)order[i]};
		ktimer_arm(&t[i], start + order[i] * MS / 10);
	}
	ktimer_cancel(&t[0]); /* rank 3 */
	arch_irq_restore(irq);
	selftest_sleep(4 * MS);
	CHECK(arch_now_ns() >= start + 3 * MS);
	CHECK(fired_count == 5 && fired[0] == 0 && fired[1] == 1 && fired[2] == 2 && fired[3] == 4 && fired[4] == 5);
	return NULL;
}

static u64 last_deadline;
static u32 out_of_order;

static void note_order(struct ktimer *timer)
{
	out_of_order += timer->deadline_ns < last_deadline || arch_now_ns() < timer->deadline_ns;
	last_deadline = timer->deadline_ns;
	fired_count++;
}

static const char *test_timers_random(void)
{
	static struct ktimer t[200];
	u32 want = 0;
	u64 start = arch_now_ns() + 5 * MS;
	unsigned long irq = arch_irq_save();

	fired_count = out_of_order = 0;
	last_deadline = 0;
	for (u32 step = 0; step < 2000; step++) { /* armed, moved, cancelled */
		struct ktimer *timer = &t[selftest_random(ARRAY_LEN(t))];

		timer->fire = note_order;
		if (selftest_random(4))
			ktimer_arm(timer, start + selftest_random(MS));
		else
			ktimer_cancel(timer);
	}
	for (u32 i = 0; i < ARRAY_LEN(t); i++)
		want += t[i].slot != 0;
	arch_irq_restore(irq);
	selftest_sleep(10 * MS);
	CHECK(fired_count == want && want > 100 && !out_of_order);
	return NULL;
}

static const char *test_timers_full(void)
{
	static struct ktimer t[KTIMERS_MAX + 1];
	u64 far = arch_now_ns() + 1000000 * MS;
	u32 n = 0;

	while (n <= KTIMERS_MAX && !ktimer_arm(&t[n], far - n))
		n++;
	CHECK(n && n <= KTIMERS_MAX && ktimer_arm(&t[n], far) == -AX_ENOSPC);
	while (n)
		ktimer_cancel(&t[--n]);
	return NULL;
}

static void end_at_once(void *arg)
{
	(*(u32 *)arg)++;
}

static const char *test_tasks_leak_nothing(void)
{
	u32 ran = 0;
	u64 before = 0;
	size_t used = 0;

	for (u32 round = 0; round < 2; round++) { /* the second starts with filled caches */
		before = selftest_pages_free();
		used = kheap_used();
		for (u32 i = 0; i < 60; i++)
			CHECK(task_create("short", i & 1 ? PRIO_HIGH : PRIO_LOW, end_at_once, &ran, NULL));
		selftest_sleep(5 * MS);
	}
	CHECK(ran == 120 && kheap_used() == used && selftest_pages_free() == before);
	return NULL;
}

static volatile u64 spins[2];
static volatile bool stop, woke;
static u32 ended;

static void spin(void *arg)
{
	volatile u64 *count = arg;

	while (!stop)
		(*count)++;
	ended++;
}

static struct wait_queue gate;

static void urgent(void *arg)
{
	unsigned long irq = arch_irq_save();

	wait_on(&gate, UINT64_MAX);
	woke = true;
	arch_irq_restore(irq);
	ended++;
}

static void open_gate(struct ktimer *timer)
{
	wait_wake_all(&gate);
}

static u32 interruptions;

static void interrupt_often(struct ktimer *timer)
{
	interruptions++;
	wait_wake_all(&gate);
	ktimer_arm(timer, arch_now_ns() + MS); /* not from the deadline: a busy host would make many of one */
}

/* An interrupt that wakes a more urgent task switches on its way out: this loop never gives the CPU away. */
static const char *test_preemption(void)
{
	struct ktimer timer = {.fire = open_gate};
	u64 limit;

	woke = false;
	CHECK(task_create("urgent", PRIO_HIGH, urgent, NULL, NULL));
	selftest_sleep(MS);
	limit = arch_now_ns() + 2000 * MS;
	ktimer_arm(&timer, arch_now_ns() + MS);
	while (!woke && arch_now_ns() < limit)
		;
	CHECK(woke);
	return NULL;
}

static const char *test_preempt_off(void)
{
	woke = false;
	CHECK(task_create("urgent", PRIO_HIGH, urgent, NULL, NULL));
	selftest_sleep(MS);
	preempt_disable();
	wait_wake_all(&gate);
	sched_check();
	CHECK(!woke);
	preempt_enable();
	CHECK(woke);
	return NULL;
}

/* Also when an urgent task interrupts them more often than a slice is long: it must not renew their slices. */
static const char *test_round_robin(void)
{
	struct ktimer often = {.fire = interrupt_often};
	u64 start, limit;
	unsigned long irq;

	stop = false;
	ended = interruptions = 0;
	spins[0] = spins[1] = 0;
	CHECK(task_create("spin0", PRIO_LOW, spin, (void *)&spins[0], NULL));
	CHECK(task_create("spin1", PRIO_LOW, spin, (void *)&spins[1], NULL));
	start = arch_now_ns();
	limit = start + 5000 * MS;
	ktimer_arm(&often, start + MS);
	irq = arch_irq_save();
	while ((interruptions < 20 || !spins[0] || !spins[1]) && arch_now_ns() < limit)
		wait_on(&gate, limit);
	ktimer_cancel(&often);
	arch_irq_restore(irq);
	stop = true;
	while (ended < 2 && arch_now_ns() < limit)
		selftest_sleep(MS);
	CHECK(spins[0] && spins[1] && ended == 2);
	return NULL;
}

static const char *test_wait(void)
{
	struct wait_queue queue = {0};
	struct ktimer timer = {.fire = open_gate};
	u64 start = arch_now_ns();
	unsigned long irq = arch_irq_save();
	int late = wait_on(&queue, start + 2 * MS), early, killed;
	u64 took = arch_now_ns() - start;

	ktimer_arm(&timer, arch_now_ns() + MS);
	early = wait_on(&gate, UINT64_MAX);
	current()->kill = true;
	killed = wait_on(&queue, UINT64_MAX);
	current()->kill = false;
	arch_irq_restore(irq);
	CHECK(late == -AX_ETIMEDOUT && took >= 2 * MS && early == 0 && killed == -AX_EINTR);
	CHECK(!queue.first && !gate.first);
	return NULL;
}

static u32 calls;
static bool in_order;

static void count_call(void *arg)
{
	in_order &= calls == (u32)(uintptr_t)arg;
	calls++;
}

static const char *test_defer(void)
{
	unsigned long irq = arch_irq_save();
	u32 n = 0;
	int err;

	calls = 0;
	in_order = true;
	while (!(err = defer(count_call, (void *)(uintptr_t)n)) && n < 10000)
		n++;
	arch_irq_restore(irq);
	selftest_sleep(MS);
	CHECK(n == 256 && err == -AX_EBUSY && calls == n && in_order);
	return NULL;
}

static const char *test_trace(void)
{
	static char line[255];
	u32 lost = trace_lost();

	memset(line, '.', sizeof(line));
	for (u32 i = 0; i < 40; i++) /* the task that shows them is less urgent than this one */
		trace_line(line, sizeof(line));
	CHECK(trace_lost() == lost + 8);
	selftest_sleep(MS);
	trace_flush();
	return NULL;
}

const struct selftest selftest_tasks[] = {
	{"timers fire in order, cancelled ones never", test_timers},
	{"timers armed, moved and cancelled at random fire in order, never early", test_timers_random},
	{"a full set of timers refuses", test_timers_full},
	{"tasks that end leak nothing", test_tasks_leak_nothing},
	{"a more urgent task runs at once", test_preemption},
	{"preempt_disable holds the CPU", test_preempt_off},
	{"equal tasks share the CPU", test_round_robin},
	{"waits end by wake, deadline, kill", test_wait},
	{"deferred calls run in order, a full queue refuses", test_defer},
	{"a full trace ring counts what it loses", test_trace},
	{0},
};
