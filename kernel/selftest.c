/* SPDX-License-Identifier: Apache-2.0
 * selftest.c - tests of core and mm inside the running kernel.  tests/kernel runs them under QEMU. */
#include <arch/cpu.h>
#include <arch/time.h>
#include <arch/user.h>
#include <core/print.h>
#include <core/task.h>
#include <core/timer.h>
#include <core/wait.h>
#include <mm/heap.h>
#include <mm/page.h>
#include <mm/vm.h>
#include "base/str.h"
#include "selftest.h"

#define CHECK(cond)                        \
	do {                               \
		if (!(cond))               \
			return #cond;      \
	} while (0)
#define MS 1000000ull

static u64 pages_free(void)
{
	struct page_stats stats;

	page_stats(&stats);
	return stats.free;
}

static void sleep_ns(u64 ns)
{
	struct wait_queue nobody = {0};
	unsigned long irq = arch_irq_save();

	wait_on(&nobody, arch_now_ns() + ns);
	arch_irq_restore(irq);
}

static const char *test_pages(void)
{
	u64 pa[200], run, before = pages_free();

	for (u32 i = 0; i < ARRAY_LEN(pa); i++) {
		pa[i] = page_alloc(i & 1);
		CHECK(pa[i] != PAGE_NONE && !(pa[i] & (PAGE_SIZE - 1)));
		CHECK(!(i & 1) || (*(u64 *)phys_to_virt(pa[i]) == 0 && *(u64 *)phys_to_virt(pa[i] + 4088) == 0));
		memset(phys_to_virt(pa[i]), (int)i + 1, PAGE_SIZE);
	}
	for (u32 i = 0; i < ARRAY_LEN(pa); i++)
		CHECK(*(u8 *)phys_to_virt(pa[i]) == i + 1 && *(u8 *)phys_to_virt(pa[i] + 4095) == i + 1);
	CHECK(pages_free() == before - ARRAY_LEN(pa));
	for (u32 i = 0; i < ARRAY_LEN(pa); i++)
		page_free(pa[i]);
	run = page_alloc_many(77, true);
	CHECK(run != PAGE_NONE && pages_free() == before - 77);
	for (u64 at = 0; at < 77 * PAGE_SIZE; at += 8)
		CHECK(*(u64 *)phys_to_virt(run + at) == 0);
	page_get(run + PAGE_SIZE);
	page_free_many(run, 77);
	CHECK(pages_free() == before - 1); /* the shared frame stays */
	page_put(run + PAGE_SIZE);
	CHECK(pages_free() == before);
	CHECK(page_alloc_many(0, false) == PAGE_NONE && page_alloc_many(UINT32_MAX, false) == PAGE_NONE);
	return NULL;
}

static u32 seed = 1;

static u32 random(u32 below) /* Numerical Recipes' generator: the same sequence in every run */
{
	seed = seed * 1664525u + 1013904223u;
	return (u32)((u64)seed * below >> 32);
}

static const char *test_page_runs(void)
{
	static struct {
		u64 pa;
		u32 count;
	} runs[64];
	u64 before = pages_free();

	for (u32 step = 0; step < 4000 + ARRAY_LEN(runs); step++) {
		u32 i = step < 4000 ? random(ARRAY_LEN(runs)) : step - 4000;
		u32 count = runs[i].count;

		for (u32 p = 0; p < count; p++) /* nobody else was given a page of it */
			CHECK(*(u64 *)phys_to_virt(runs[i].pa + (u64)p * PAGE_SIZE) == (runs[i].pa ^ p));
		if (count == 1)
			page_free(runs[i].pa);
		else if (count)
			page_free_many(runs[i].pa, count);
		runs[i].count = 0;
		if (step >= 4000 || random(4) == 0)
			continue;
		count = random(2) ? 1 : 1 + random(40);
		runs[i].pa = count == 1 ? page_alloc(false) : page_alloc_many(count, false);
		CHECK(runs[i].pa != PAGE_NONE);
		runs[i].count = count;
		for (u32 p = 0; p < count; p++)
			*(u64 *)phys_to_virt(runs[i].pa + (u64)p * PAGE_SIZE) = runs[i].pa ^ p;
	}
	CHECK(pages_free() == before);
	return NULL;
}

/* Everything out, then everything back: blocks must have merged, so that a large run is there as before. */
static const char *test_page_exhaustion(void)
{
	u64 before = pages_free(), last = PAGE_NONE, pa, run = page_alloc_many(512, false);

	CHECK(run != PAGE_NONE);
	page_free_many(run, 512);
	while ((pa = page_alloc(false)) != PAGE_NONE) {
		*(u64 *)phys_to_virt(pa) = last;
		last = pa;
	}
	CHECK(pages_free() == 0 && !kalloc(2 * PAGE_SIZE) && !vm_alloc(PAGE_SIZE, MAP_READ | MAP_WRITE));
	while (last != PAGE_NONE) {
		pa = *(u64 *)phys_to_virt(last);
		page_free(last);
		last = pa;
	}
	CHECK(pages_free() == before);
	run = page_alloc_many(512, false);
	CHECK(run != PAGE_NONE);
	page_free_many(run, 512);
	return NULL;
}

static const char *test_heap(void)
{
	static u8 *blocks[300];
	size_t used = kheap_used();

	for (u32 round = 0; round < 2; round++) {
		u64 before = pages_free();

		for (u32 i = 0; i < ARRAY_LEN(blocks); i++) {
			size_t bytes = 1 + (size_t)i * 37;

			blocks[i] = kalloc(bytes);
			CHECK(blocks[i] && !((uintptr_t)blocks[i] & 15));
			CHECK(bytes < 4096 || !((uintptr_t)blocks[i] & 4095));
			CHECK(!blocks[i][0] && !blocks[i][bytes - 1]);
			memset(blocks[i], (int)i, bytes);
		}
		for (u32 i = 0; i < ARRAY_LEN(blocks); i++)
			CHECK(blocks[i][0] == (u8)i && blocks[i][(size_t)i * 37] == (u8)i);
		for (u32 i = 0; i < ARRAY_LEN(blocks); i++)
			kfree(blocks[i], 1 + (size_t)i * 37);
		CHECK(kheap_used() == used && (!round || pages_free() == before));
	}
	CHECK(!kalloc(1ull << 40) && !kalloc(SIZE_MAX));
	kfree(NULL, 5);
	kfree(NULL, 0);
	return NULL;
}

static u8 expected_byte(u32 i)
{
	return (u8)(i * 29 + 7);
}

/* One move inside a buffer of known bytes: what was moved, and that nothing beside it was touched. */
static bool move_is_right(u32 from, u32 to, u32 bytes, bool apart)
{
	static u8 buffer[512];
	void *at;

	for (u32 i = 0; i < sizeof(buffer); i++)
		buffer[i] = expected_byte(i);
	at = apart ? memcpy(buffer + to, buffer + from, bytes) : memmove(buffer + to, buffer + from, bytes);
	for (u32 i = 0; i < sizeof(buffer); i++)
		if (buffer[i] != expected_byte(i >= to && i - to < bytes ? from + i - to : i))
			return false;
	return at == buffer + to;
}

static bool fill_is_right(u32 to, u32 bytes)
{
	static u8 buffer[256];

	for (u32 i = 0; i < sizeof(buffer); i++)
		buffer[i] = expected_byte(i);
	if (memset(buffer + to, 0x1a5, bytes) != buffer + to)
		return false;
	for (u32 i = 0; i < sizeof(buffer); i++)
		if (buffer[i] != (i >= to && i - to < bytes ? 0xa5 : expected_byte(i)))
			return false;
	return true;
}

/* memcmp is told apart by one byte that differs, whose neighbours differ the other way. */
static bool compare_is_right(u32 bytes, u32 at)
{
	static u8 a[100], b[100];

	for (u32 i = 0; i < sizeof(a); i++)
		a[i] = b[i] = expected_byte(i);
	if (memcmp(a + 1, b + 1, bytes) != 0)
		return false;
	a[1 + at] = 0x80;
	b[1 + at] = 0x7f;
	for (u32 i = at + 2; i < sizeof(a); i++) {
		a[i] = 0;
		b[i] = 0xff;
	}
	return memcmp(a + 1, b + 1, bytes) > 0 && memcmp(b + 1, a + 1, bytes) < 0 && memcmp(a + 1, b + 1, at) == 0;
}

static const char *test_memory_functions(void)
{
	for (u32 bytes = 0; bytes < 150; bytes++) {
		for (u32 by = 0; by < 20; by++) {
			CHECK(move_is_right(100 + by, 100, bytes, false) && move_is_right(100, 100 + by, bytes, false));
			CHECK(move_is_right(by, 300 - by / 3, bytes, true));
			CHECK(fill_is_right(by, bytes));
		}
		for (u32 at = 0; at < bytes && bytes < 90; at++)
			CHECK(compare_is_right(bytes, at));
	}
	return NULL;
}

static bool mapped(const void *at)
{
	return vm_frame(at) != PAGE_NONE;
}

static const char *test_vm(void)
{
	char *a = vm_alloc(3 * PAGE_SIZE, MAP_READ | MAP_WRITE), *b = vm_alloc(PAGE_SIZE, MAP_READ | MAP_WRITE);
	char *stack = current()->stack;
	volatile u64 *ring;
	u32 prot;
	u64 before;

	CHECK(a && b && !a[0] && !a[3 * PAGE_SIZE - 1]);
	CHECK(!mapped(a - 1) && !mapped(a + 3 * PAGE_SIZE) && !mapped(b - 1) && !mapped(b + PAGE_SIZE));
	CHECK(mapped(stack) && !mapped(stack - 1) && !mapped(stack + TASK_STACK_BYTES));
	vm_free(a, 3 * PAGE_SIZE);
	vm_free(b, PAGE_SIZE);
	CHECK(!mapped(a) && !mapped(b));
	before = pages_free();
	ring = vm_ring_alloc(2 * PAGE_SIZE);
	CHECK(ring);
	ring[1024] = 42; /* first word of the data, and of its second view */
	CHECK(ring[2048] == 42 && ring[1025] == 0);
	vm_ring_free((void *)(uintptr_t)ring, 2 * PAGE_SIZE);
	a = vm_code_alloc(100);
	CHECK(a && !vm_code_seal(a, 100));
	CHECK(arch_lookup(&arch_kernel_space, (u64)(uintptr_t)a, NULL, &prot) && (prot & MAP_EXEC) && !(prot & MAP_WRITE));
	vm_code_free(a, 100);
	CHECK(pages_free() == before);
	CHECK(arch_map(&arch_kernel_space, VMAP_END - PAGE_SIZE, 0, MAP_WRITE | MAP_EXEC) == -AX_EINVAL);
	return NULL;
}

static const char *test_addresses(void)
{
	static u64 base[40], bytes[40];
	u64 first = vm_reserve(9 * PAGE_SIZE), again;
	size_t used = kheap_used();

	vm_release(first, 9 * PAGE_SIZE);
	for (u32 step = 0; step < 3000 + ARRAY_LEN(base); step++) {
		u32 i = step < 3000 ? random(ARRAY_LEN(base)) : step - 3000;

		if (base[i])
			vm_release(base[i], bytes[i]);
		base[i] = 0;
		if (step >= 3000)
			continue;
		bytes[i] = (1 + random(9)) * PAGE_SIZE;
		base[i] = vm_reserve(bytes[i]);
		CHECK(base[i]);
		for (u32 j = 0; j < ARRAY_LEN(base); j++) /* apart, with at least a page between */
			CHECK(j == i || !base[j] || base[i] > base[j] + bytes[j] || base[j] > base[i] + bytes[i]);
	}
	again = vm_reserve(9 * PAGE_SIZE);
	vm_release(again, 9 * PAGE_SIZE);
	CHECK(again == first && kheap_used() == used); /* all of it merged again */
	CHECK(!vm_reserve(VMAP_END - VMAP_BASE) && !vm_reserve(UINT64_MAX));
	return NULL;
}

struct wx {
	u64 pages, exec, bad;
};

static void look(u64 va, u64 bytes, u32 prot, void *arg)
{
	struct wx *wx = arg;

	wx->pages++;
	wx->exec += prot & MAP_EXEC ? bytes / PAGE_SIZE : 0;
	wx->bad += ((prot & MAP_WRITE) && (prot & MAP_EXEC)) || (prot & MAP_USER);
}

static const char *test_wx(void)
{
	extern char text_start[], text_end[];
	struct wx wx = {0};

	arch_each_page(look, &wx);
	CHECK(wx.pages > 16 && wx.bad == 0);
	CHECK(wx.exec == (u64)(text_end - text_start) / PAGE_SIZE);
	return NULL;
}

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
	sleep_ns(4 * MS);
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
		struct ktimer *timer = &t[random(ARRAY_LEN(t))];

		timer->fire = note_order;
		if (random(4))
			ktimer_arm(timer, start + random(MS));
		else
			ktimer_cancel(timer);
	}
	for (u32 i = 0; i < ARRAY_LEN(t); i++)
		want += t[i].slot != 0;
	arch_irq_restore(irq);
	sleep_ns(10 * MS);
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
		before = pages_free();
		used = kheap_used();
		for (u32 i = 0; i < 60; i++)
			CHECK(task_create("short", i & 1 ? PRIO_HIGH : PRIO_LOW, end_at_once, &ran, NULL));
		sleep_ns(5 * MS);
	}
	CHECK(ran == 120 && kheap_used() == used && pages_free() == before);
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
	ktimer_arm(timer, timer->deadline_ns + MS);
}

/* An interrupt that wakes a more urgent task switches on its way out: this loop never gives the CPU away. */
static const char *test_preemption(void)
{
	struct ktimer timer = {.fire = open_gate};
	u64 limit;

	woke = false;
	CHECK(task_create("urgent", PRIO_HIGH, urgent, NULL, NULL));
	sleep_ns(MS);
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
	sleep_ns(MS);
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
	while (interruptions < 40)
		wait_on(&gate, limit);
	ktimer_cancel(&often);
	arch_irq_restore(irq);
	stop = true;
	while (ended < 2 && arch_now_ns() < limit)
		sleep_ns(MS);
	CHECK(spins[0] && spins[1] && ended == 2);
	CHECK(spins[0] / 4 < spins[1] && spins[1] / 4 < spins[0]);
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
	sleep_ns(MS);
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
	sleep_ns(MS);
	trace_flush();
	return NULL;
}

static const char *copies(u64 va)
{
	static char buffer[PAGE_SIZE];
	u64 edge = va + PAGE_SIZE - 20;

	CHECK(arch_copy_to_user(edge, "0123456789", 10) == 0 && arch_copy_from_user(buffer, edge, 10) == 0);
	CHECK(!memcmp(buffer, "0123456789", 10));
	CHECK(arch_copy_from_user(buffer, edge, 33) == 13 && arch_copy_to_user(edge, buffer, 33) == 13);
	CHECK(arch_clear_user(edge, 33) == 13 && arch_copy_to_user(edge, "abc", 4) == 0);
	CHECK(arch_strncpy_from_user(buffer, edge, 100) == 3 && arch_strncpy_from_user(buffer, edge, 2) == 2);
	CHECK(arch_copy_to_user(va + PAGE_SIZE - 3, "xyz", 3) == 0);
	CHECK(arch_strncpy_from_user(buffer, va + PAGE_SIZE - 3, 100) == -AX_EFAULT);
	CHECK(arch_copy_from_user(buffer, 0, 8) == 8 && arch_copy_to_user(0, buffer, 8) == 8);
	CHECK(arch_copy_from_user(buffer, USER_END - 8, 8) == 8);
	CHECK(arch_strncpy_from_user(buffer, 0x10, 8) == -AX_EFAULT);
	return NULL;
}

static const char *test_user_copies(void)
{
	static struct arch_space space;
	u64 before = pages_free(), va = 0x400000, pa = page_alloc(true);
	const char *why;
	u32 prot = MAP_READ | MAP_WRITE | MAP_USER;

	CHECK(!arch_space_init(&space) && !arch_map(&space, va, pa, prot));
	CHECK(arch_map(&space, va, pa, prot) == -AX_EEXIST);
	arch_space_switch(&space);
	why = copies(va);
	if (!why && (!arch_protect(&space, va, MAP_READ | MAP_USER) || arch_copy_to_user(va, "x", 1) != 1))
		why = "a read-only page was written";
	if (!why && (!arch_protect(&space, va, 0) || arch_copy_to_user(va, "x", 1) != 1))
		why = "a page without rights was written";
	arch_space_switch(&arch_kernel_space);
	CHECK(arch_unmap(&space, va, &pa) && !arch_unmap(&space, va, NULL));
	page_free(pa);
	arch_space_fini(&space);
	CHECK(pages_free() == before || why);
	return why;
}

/* More address spaces than a CPU has tags for: one address, another page in each. */
static struct arch_space spaces[260];

static const char *use_spaces(u64 va)
{
	for (u32 round = 0; round < 3; round++) {
		for (u32 i = 0; i < ARRAY_LEN(spaces); i++) {
			u32 value = i * 3 + round, was;

			arch_space_switch(&spaces[i]);
			CHECK(!arch_copy_from_user(&was, va, 4) && was == (round ? value - 1 : 0));
			CHECK(!arch_copy_to_user(va, &value, 4));
		}
		arch_space_switch(&arch_kernel_space);
		CHECK(arch_copy_from_user(&round, va, 4) == 4);
	}
	return NULL;
}

static const char *test_spaces(void)
{
	u64 before = pages_free(), va = 0x7654321000, pa;
	const char *why;

	for (u32 i = 0; i < ARRAY_LEN(spaces); i++)
		CHECK(!arch_space_init(&spaces[i]) &&
		      !arch_map(&spaces[i], va, page_alloc(true), MAP_READ | MAP_WRITE | MAP_USER));
	why = use_spaces(va);
	arch_space_switch(&arch_kernel_space);
	for (u32 i = 0; i < ARRAY_LEN(spaces); i++) {
		CHECK(arch_unmap(&spaces[i], va, &pa));
		page_free(pa);
		arch_space_fini(&spaces[i]);
	}
	CHECK(why || pages_free() == before);
	return why;
}

static const struct {
	const char *name;
	const char *(*run)(void);
} tests[] = {
	{"page frames are distinct, zeroed when asked, counted", test_pages},
	{"random runs of page frames never overlap", test_page_runs},
	{"all page frames can be taken and merge again", test_page_exhaustion},
	{"memory is moved, filled and compared exactly", test_memory_functions},
	{"heap blocks are aligned, zeroed, disjoint, given back", test_heap},
	{"kernel mappings have guard pages, rings show twice, code is sealed", test_vm},
	{"kernel addresses are apart and merge again", test_addresses},
	{"no kernel page is writable and executable", test_wx},
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
	{"copies from and to bad user addresses stop exactly", test_user_copies},
	{"260 address spaces keep apart", test_spaces},
};

/* Dying on purpose: the harness looks for the names in the backtrace. */
__attribute__((noinline)) static void die_by_null(void)
{
	volatile u32 *null = (volatile u32 *)8;

	kprint("writing to address 8\n"); /* also: not a leaf, so its caller is in the backtrace on every CPU */
	__asm__("" : "+r"(null));
	*null = 1;
}

__attribute__((noinline)) static u32 die_by_stack(u32 depth)
{
	volatile u32 frame[64] = {depth};

	return depth ? die_by_stack(depth + 1) + frame[depth % 64] : 0;
}

/* User memory that is there and writable, touched outside the copies: SMAP and PAN must stop it. */
__attribute__((noinline)) static void die_by_user(void)
{
	volatile u32 *user = (volatile u32 *)0x400000;

	if (arch_space_init(&spaces[0]) ||
	    arch_map(&spaces[0], 0x400000, page_alloc(true), MAP_READ | MAP_WRITE | MAP_USER))
		return;
	arch_space_switch(&spaces[0]);
	__asm__("" : "+r"(user));
	*user = 1;
	arch_space_switch(&arch_kernel_space);
	kprint("the kernel wrote to user memory\n");
}

bool selftest_wanted(void)
{
	return cmdline_flag("selftest");
}

u32 selftest_run(void)
{
	u32 failed = 0, count = ARRAY_LEN(tests);
	char what[16] = "";

	cmdline_get("selftest", what, sizeof(what));
	if (axi_streq(what, "panic"))
		die_by_null();
	if (axi_streq(what, "user"))
		die_by_user();
	if (axi_streq(what, "stack"))
		die_by_stack(1);
	if (axi_streq(what, "reset"))
		arch_reset();
	if (axi_streq(what, "none"))
		count = 0;
	for (u32 i = 0; i < count; i++) {
		const char *why = tests[i].run();

		if (why)
			kprint("FAIL %s: %s\n", tests[i].name, why);
		else
			kprint("ok %s\n", tests[i].name);
		failed += why != NULL;
	}
	kprint("self tests: %u passed, %u failed\n", count - failed, failed);
	return failed;
}
