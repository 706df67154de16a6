/* SPDX-License-Identifier: Apache-2.0
 * trace.c - lines of bpf_trace_printk: any context puts them into a ring, a task of low priority shows them. */
#include <arch/cpu.h>
#include "core/print.h"
#include "core/task.h"
#include "core/wait.h"

#define RING_BYTES 8192
#define LINE_BYTES 256

static u8 ring[RING_BYTES]; /* lines: length byte (at most 255), text */
static u32 head, tail;      /* free-running; RING_BYTES is a power of two */
static u32 lost, lost_shown;
static struct wait_queue more;

/* put - into the ring, over its end; the caller has looked for room. */
static void put(const void *from, u32 n)
{
	u32 at = head % RING_BYTES, part = n < RING_BYTES - at ? n : RING_BYTES - at;

	memcpy(ring + at, from, part);
	memcpy(ring, (const u8 *)from + part, n - part);
	head += n;
}

void trace_line(const char *text, size_t bytes)
{
	unsigned long irq = arch_irq_save();
	u8 n = (u8)min_u64(bytes, LINE_BYTES - 1);

	if (RING_BYTES - (head - tail) < n + 1u) {
		lost++;
	} else {
		put(&n, 1);
		put(text, n);
		wait_wake_one(&more);
	}
	arch_irq_restore(irq);
}

/* show_line - false when nothing is pending. */
static bool show_line(void)
{
	char line[LINE_BYTES];
	unsigned long irq = arch_irq_save();
	u32 n = 0, missing = lost - lost_shown;
	bool any = head != tail;

	if (any) {
		n = ring[tail++ % RING_BYTES];
		for (u32 i = 0; i < n; i++)
			line[i] = (char)ring[tail++ % RING_BYTES];
	}
	lost_shown = lost;
	arch_irq_restore(irq);
	if (any)
		kprint("[bpf] %.*s\n", (int)n, line);
	if (missing)
		kprint("[bpf] (%u lines lost)\n", missing);
	return any;
}

u32 trace_lost(void)
{
	return lost;
}

void trace_flush(void)
{
	while (show_line())
		;
}

static void drain(void *arg)
{
	for (;;) {
		unsigned long irq = arch_irq_save();

		while (head == tail)
			wait_on(&more, UINT64_MAX);
		arch_irq_restore(irq);
		trace_flush();
	}
}

void trace_init(void)
{
	if (!task_create("trace", PRIO_LOW, drain, NULL, NULL))
		panic("no memory for the trace task");
}
