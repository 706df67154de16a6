/* SPDX-License-Identifier: Apache-2.0
 * selftest.c - runs the lists of self tests, or dies on purpose.  tests/kernel boots it under QEMU. */
#include <arch/cpu.h>
#include <arch/time.h>
#include "base/str.h"
#include "core/print.h"
#include "core/wait.h"
#include "mm/page.h"
#include "selftest/selftest.h"
#include "selftest/test.h"

u64 selftest_pages_free(void)
{
	struct page_stats stats;

	page_stats(&stats);
	return stats.free;
}

void selftest_sleep(u64 ns)
{
	struct wait_queue nobody = {0};
	unsigned long irq = arch_irq_save();

	wait_on(&nobody, arch_now_ns() + ns);
	arch_irq_restore(irq);
}

static u32 seed = 1;

u32 selftest_random(u32 below) /* Numerical Recipes' generator: the same sequence in every run */
{
	seed = seed * 1664525u + 1013904223u;
	return (u32)((u64)seed * below >> 32);
}

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
	static struct arch_space space;
	volatile u32 *user = (volatile u32 *)0x400000;

	if (arch_space_init(&space) ||
	    arch_map(&space, 0x400000, page_alloc(true), MAP_READ | MAP_WRITE | MAP_USER))
		return;
	arch_space_switch(&space);
	__asm__("" : "+r"(user));
	*user = 1;
	arch_space_switch(&arch_kernel_space);
	kprint("the kernel wrote to user memory\n");
}

bool selftest_wanted(void)
{
	return cmdline_flag("selftest");
}

static void run_list(const struct selftest *test, u32 count[2])
{
	for (; test->name; test++) {
		const char *why = test->run();

		if (why)
			kprint("FAIL %s: %s\n", test->name, why);
		else
			kprint("ok %s\n", test->name);
		count[why != NULL]++;
	}
}

__attribute__((noinline)) u32 selftest_run(void) /* a backtrace names it */
{
	u32 count[2] = {0};
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
	if (!axi_streq(what, "none")) {
		run_list(selftest_memory, count);
		run_list(selftest_tasks, count);
	}
	kprint("self tests: %u passed, %u failed\n", count[0], count[1]);
	return count[1];
}
