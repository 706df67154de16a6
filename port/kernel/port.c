/* SPDX-License-Identifier: Apache-2.0
 * port.c (kernel) - the cold half of the seam: the engine's memory, clocks, entropy and messages are the kernel's. */
#include "port.h"
#include <arch/time.h>
#include "base/str.h"
#include "base/types.h"
#include "core/print.h"
#include "core/timer.h"
#include "fs/poll.h"
#include "mm/heap.h"
#include "mm/page.h"
#include "mm/vm.h"
#include "proc/process.h"
#include "proc/random.h"

/* The engine's share of memory is bounded, and comes out of what processes could be promised: maps cannot take what page
 * faults, page tables and stacks need. */
static void *engine_alloc(struct ax_mem *mem, size_t bytes)
{
	u64 pages = (align_up(mem->used + bytes, PAGE_SIZE) - align_up(mem->used, PAGE_SIZE)) >> PAGE_SHIFT;
	void *block;

	if (bytes > mem->limit || mem->used > mem->limit - bytes || !promise_pages(pages))
		return NULL;
	block = kalloc(bytes);
	if (block)
		mem->used += bytes;
	else
		unpromise_pages(pages);
	return block;
}

static void engine_free(struct ax_mem *mem, void *block, size_t bytes)
{
	if (!block)
		return;
	unpromise_pages((align_up(mem->used, PAGE_SIZE) - align_up(mem->used - bytes, PAGE_SIZE)) >> PAGE_SHIFT);
	mem->used -= bytes;
	kfree(block, bytes);
}

static void *ring_alloc(size_t data_bytes)
{
	u64 pages = 2 + (data_bytes >> PAGE_SHIFT);
	void *ring;

	if (!promise_pages(pages))
		return NULL;
	ring = vm_ring_alloc(data_bytes);
	if (!ring)
		unpromise_pages(pages);
	return ring;
}

static void ring_free(void *ring, size_t data_bytes)
{
	vm_ring_free(ring, data_bytes);
	unpromise_pages(2 + (data_bytes >> PAGE_SHIFT));
}

static struct ax_mem engine_mem = {.alloc = engine_alloc, .free = engine_free};

static int entropy(void *buf, size_t bytes)
{
	random_bytes(buf, bytes);
	return 0;
}

static uint32_t cpu_count(void)
{
	return 1;
}

static void wake(void *waiters)
{
	poll_wake(waiters);
}

static void current_task(struct ax_task_info *out)
{
	struct task *task = current();

	*out = (struct ax_task_info){.pid = task->process ? task->id : 0, .tgid = task->process ? task->process->pid : 0};
	axi_strcopy(out->comm, task->name, sizeof(out->comm));
}

_Static_assert(sizeof(struct ktimer) <= sizeof(((struct ax_alarm *)NULL)->port), "port.h says how much there is");

static struct ktimer *timer_of(struct ax_alarm *alarm)
{
	return (struct ktimer *)(void *)alarm->port;
}

static void alarm_ring(struct ktimer *timer)
{
	struct ax_alarm *alarm = timer->arg;

	alarm->ring(alarm);
}

static int alarm_start(struct ax_alarm *alarm)
{
	*timer_of(alarm) = (struct ktimer){.fire = alarm_ring, .arg = alarm};
	return 0;
}

static int alarm_set(struct ax_alarm *alarm, uint64_t when_ns)
{
	if (when_ns != UINT64_MAX)
		return ktimer_arm(timer_of(alarm), when_ns);
	ktimer_cancel(timer_of(alarm));
	return 0;
}

static void alarm_stop(struct ax_alarm *alarm)
{
	ktimer_cancel(timer_of(alarm));
}

struct ax_port kernel_port = {
	.name = "kernel",
	.mem = &engine_mem,
	.ring_alloc = ring_alloc,
	.ring_free = ring_free,
	.code_alloc = vm_code_alloc,
	.code_seal = vm_code_seal,
	.code_free = vm_code_free,
	.now_ns = arch_now_ns,
	.boot_ns = arch_now_ns,
	.entropy = entropy,
	.trace = trace_line,
	.cpu_count = cpu_count,
	.defer = defer,
	.wake = wake,
	.current_task = current_task,
	.alarm_start = alarm_start,
	.alarm_set = alarm_set,
	.alarm_stop = alarm_stop,
};

void port_init(void)
{
	struct page_stats stats;

	page_stats(&stats);
	engine_mem.limit = stats.free / 2 << PAGE_SHIFT;
}
