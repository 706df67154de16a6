/* SPDX-License-Identifier: Apache-2.0
 * hooks.c - the hooks of an engine outside the kernel that have names: the raw tracepoints sys_enter and sys_exit.  The system
 * calls of this world are those that come here: bpf(2), and perf_event_open(2) of our events. */
#include "preload/server.h"

#include <sys/syscall.h>

/* One at a time: of two threads that take turns on a CPU, each would be to the other the interrupt whose programs do not run. */
static pthread_mutex_t firing = PTHREAD_MUTEX_INITIALIZER;
static struct ax_hook enter, leave;

void hooks_fire(struct ax_hook *hook, void *ctx)
{
	pthread_mutex_lock(&firing);
	ax_hook_fire(hook, ctx);
	pthread_mutex_unlock(&firing);
}

/* Linux: the registers, which nobody has here, then the number or the result. */
static void fire(struct ax_hook *hook, int64_t value)
{
	uint64_t args[12] = {0, (uint64_t)value};

	if (atomic_load(&hook->links))
		hooks_fire(hook, args);
}

void hooks_enter(bool bpf)
{
	fire(&enter, bpf ? SYS_bpf : SYS_perf_event_open);
}

void hooks_leave(int64_t status)
{
	fire(&leave, status);
}

int hooks_start(void)
{
	int err = ax_hook_init(&enter, engine, "sys_enter", AX_PROG_RAW_TRACEPOINT);

	err = err ? err : ax_hook_init(&leave, engine, "sys_exit", AX_PROG_RAW_TRACEPOINT);
	err = err ? err : ax_hook_publish(&enter);
	return err ? err : ax_hook_publish(&leave);
}
