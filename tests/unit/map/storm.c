/* SPDX-License-Identifier: Apache-2.0
 * storm.c - see storm.h. */
#include "storm.h"
#include <errno.h>
#include <signal.h>
#include <sys/time.h>

atomic_int broken;
atomic_bool stop;
atomic_uint interrupts;

void start(void)
{
	atomic_store(&broken, 0);
	atomic_store(&stop, false);
}

uint64_t now(void)
{
	return axp_port()->now_ns();
}

static void (*interrupt_work)(void);

static void on_alarm(int sig)
{
	int saved = errno;

	atomic_fetch_add(&interrupts, 1);
	interrupt_work();
	errno = saved;
}

void interrupts_on(void (*work)(void))
{
	struct sigaction act = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
	struct itimerval every = {{0, 40}, {0, 40}};

	interrupt_work = work;
	atomic_store(&interrupts, 0);
	atomic_store(&axp_mask_signals, true);
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
}

bool interrupted_enough(uint64_t end)
{
	uint64_t at = now();

	return broken || (at >= end && interrupts > 100) || at >= end + 10 * RUN_NS;
}

void interrupts_off(void)
{
	struct itimerval none = {0};

	setitimer(ITIMER_REAL, &none, NULL);
	signal(SIGALRM, SIG_IGN);
	atomic_store(&axp_mask_signals, false);
}
