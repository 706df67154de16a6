/* SPDX-License-Identifier: Apache-2.0
 * main.c - the one ordered list that starts the machine. */
#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/time.h>
#include <arch/trap.h>
#include "core/print.h"
#include "core/task.h"
#include "core/timer.h"
#include "mm/page.h"
#include "mm/vm.h"
#include "plat/plat.h"
#include "sys/init.h"
#include "selftest/selftest.h"

static void banner(void)
{
	struct page_stats pages;
	u64 us = (arch_now_ns() - arch_entry_ns()) / 1000, kib;

	page_stats(&pages);
	kib = (pages.total - pages.free) * (PAGE_SIZE / 1024);
	kprint("Axiom %s (%s), %lu MiB memory, %lu.%lu MiB in use, init after %lu.%lu ms\n", AX_VERSION, arch_name,
	       (unsigned long)(pages.total >> 8), (unsigned long)(kib >> 10), (unsigned long)(kib % 1024 * 10 / 1024),
	       (unsigned long)(us / 1000), (unsigned long)(us % 1000 / 100));
}

static void first_task(void *arg)
{
	int status;

	banner();
	if (selftest_wanted())
		status = selftest_run() ? 1 : 0;
	else
		status = user_start(arg);
	trace_flush();
	arch_power_off(status);
}

_Noreturn void kernel_main(struct boot_info *boot)
{
	cmdline_set(boot->cmdline);
	plat_console_init(boot); /* from here on messages are seen */
	arch_trap_init();        /* and our own bugs too */
	page_init(boot);
	vm_init(boot);           /* final tables; the heap works */
	arch_time_init();
	plat_init(boot);
	sched_init();            /* this context is the idle task now */
	defer_init();
	trace_init();
	if (!task_create("start", PRIO_NORMAL, first_task, boot, NULL))
		panic("no memory for the first task");
	sched_idle();
}
