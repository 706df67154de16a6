/* SPDX-License-Identifier: Apache-2.0
 * time.c - clocks and sleeping. */
#include <arch/time.h>
#include "core/wait.h"
#include "proc/uaccess.h"
#include "sys/syscall.h"

#define NS_PER_S 1000000000ull

enum { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME, CLOCK_THREAD_CPUTIME, CLOCK_MONOTONIC_RAW,
       CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME };

/* Wall time at monotonic 0; asked of the machine once. */
static u64 wall_base_ns(void)
{
	static u64 base;
	static bool known;

	if (!known) {
		u64 now = arch_now_ns(), wall = arch_wall_seconds() * NS_PER_S;

		base = wall > now ? wall - now : 0;
		known = true;
	}
	return base;
}

static int clock_now(int clock, u64 *ns)
{
	switch (clock) {
	case CLOCK_MONOTONIC: case CLOCK_MONOTONIC_RAW: case CLOCK_MONOTONIC_COARSE: case CLOCK_BOOTTIME:
		*ns = arch_now_ns();
		return 0;
	case CLOCK_REALTIME: case CLOCK_REALTIME_COARSE:
		*ns = wall_base_ns() + arch_now_ns();
		return 0;
	case CLOCK_PROCESS_CPUTIME: case CLOCK_THREAD_CPUTIME:
		*ns = current()->run_ns + (arch_now_ns() - current()->started_ns);
		return 0;
	default:
		return -AX_EINVAL;
	}
}

int timespec_ns(const struct timespec64 *t, u64 *ns)
{
	if (t->sec < 0 || t->nsec < 0 || t->nsec >= (s64)NS_PER_S)
		return -AX_EINVAL;
	*ns = (u64)t->sec > UINT64_MAX / NS_PER_S - 1 ? UINT64_MAX : (u64)t->sec * NS_PER_S + (u64)t->nsec;
	return 0;
}

u64 deadline_in(u64 ns)
{
	u64 now = arch_now_ns();

	return ns > UINT64_MAX - now ? UINT64_MAX : now + ns;
}

static struct timespec64 to_timespec(u64 ns)
{
	return (struct timespec64){(s64)(ns / NS_PER_S), (s64)(ns % NS_PER_S)};
}

s64 sys_clock_gettime(const struct syscall *call)
{
	struct timespec64 t;
	u64 ns;
	int err = clock_now((int)call->arg[0], &ns);

	if (err)
		return err;
	t = to_timespec(ns);
	return copy_to_user(call->arg[1], &t, sizeof(t));
}

s64 sys_clock_getres(const struct syscall *call)
{
	struct timespec64 t = {0, 1};
	u64 ns;
	int err = clock_now((int)call->arg[0], &ns);

	if (err || !call->arg[1])
		return err;
	return copy_to_user(call->arg[1], &t, sizeof(t));
}

static s64 sleep_until(u64 deadline_ns, u64 user_left)
{
	struct wait_queue nobody = {0};
	unsigned long irq = arch_irq_save();
	int err = 0;

	while (!err)
		err = wait_on(&nobody, deadline_ns);
	arch_irq_restore(irq);
	if (err == -AX_ETIMEDOUT)
		return 0;
	if (user_left) {
		u64 now = arch_now_ns();
		struct timespec64 left = to_timespec(deadline_ns > now ? deadline_ns - now : 0);

		if (copy_to_user(user_left, &left, sizeof(left)))
			return -AX_EFAULT;
	}
	return err;
}

static s64 get_timespec(u64 user, u64 *ns)
{
	struct timespec64 t;

	if (copy_from_user(&t, user, sizeof(t)))
		return -AX_EFAULT;
	return timespec_ns(&t, ns);
}

s64 sys_nanosleep(const struct syscall *call)
{
	u64 ns;
	s64 err = get_timespec(call->arg[0], &ns);

	return err ? err : sleep_until(deadline_in(ns), call->arg[1]);
}

s64 sys_clock_nanosleep(const struct syscall *call)
{
	enum { TIMER_ABSTIME = 1 };
	int clock = (int)call->arg[0];
	bool absolute = call->arg[1] & TIMER_ABSTIME, wall = clock == CLOCK_REALTIME;
	u64 ns;
	s64 err;

	if (clock == CLOCK_THREAD_CPUTIME)
		return -AX_EINVAL;
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME)
		return clock >= 0 && clock <= CLOCK_BOOTTIME ? -AX_EOPNOTSUPP : -AX_EINVAL;
	err = get_timespec(call->arg[2], &ns);
	if (err)
		return err;
	if (!absolute)
		return sleep_until(deadline_in(ns), call->arg[3]);
	if (wall)
		ns = ns > wall_base_ns() ? ns - wall_base_ns() : 0;
	return sleep_until(ns, 0);
}
