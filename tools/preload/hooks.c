/* SPDX-License-Identifier: Apache-2.0
 * hooks.c - the system calls of this world, and the hooks with names that they fire: the raw tracepoints sys_enter and sys_exit.
 * They are those that come here: bpf(2), and perf_event_open(2) of our events. */
#include "preload/server.h"

/* One at a time: of two threads that take turns on a CPU, each would be to the other the interrupt whose programs do not run. */
static pthread_mutex_t firing = PTHREAD_MUTEX_INITIALIZER;
static struct ax_hook enter, leave;

void hooks_lock(void)
{
	pthread_mutex_lock(&firing);
}

void hooks_unlock(void)
{
	pthread_mutex_unlock(&firing);
}

void hooks_fire(struct ax_hook *hook, void *ctx)
{
	hooks_lock();
	ax_hook_fire(hook, ctx);
	hooks_unlock();
}

/* Linux: the registers, then the number or the result. */
static void fire(struct ax_hook *hook, const struct syscall_seen *seen, bool left)
{
	uint64_t regs[34], args[12] = {0, left ? (uint64_t)seen->result : (uint64_t)seen->number};

	if (!atomic_load(&hook->links))
		return;
	args[0] = source_regs(seen, left, regs) ? (uint64_t)(uintptr_t)regs : 0;
	hooks_fire(hook, args);
}

void hooks_enter(const struct syscall_seen *seen)
{
	fire(&enter, seen, false);
	sources_fire(seen, false);
}

void hooks_leave(struct syscall_seen *seen, int64_t status)
{
	seen->result = status;
	fire(&leave, seen, true);
	sources_fire(seen, true);
}

int hooks_start(void)
{
	int err = ax_hook_init(&enter, engine, "sys_enter", AX_PROG_RAW_TRACEPOINT);

	err = err ? err : ax_hook_init(&leave, engine, "sys_exit", AX_PROG_RAW_TRACEPOINT);
	err = err ? err : ax_hook_publish(&enter);
	return err ? err : ax_hook_publish(&leave);
}
