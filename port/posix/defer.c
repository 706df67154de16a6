/* SPDX-License-Identifier: Apache-2.0
 * defer.c (posix) - port->defer: a fixed table that signal handlers may fill, and the thread that empties it. */
#include "defer.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <axiom/status.h>
#include "port.h"

enum { FREE, FILLING, READY, RUNNING };

struct job {
	_Atomic int state;
	void (*fn)(void *arg);
	void *arg;
};

static struct job jobs[256];
static sem_t ready;

int axp_defer(void (*fn)(void *arg), void *arg)
{
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		int expect = FREE;

		if (!atomic_compare_exchange_strong(&jobs[i].state, &expect, FILLING))
			continue;
		jobs[i].fn = fn;
		jobs[i].arg = arg;
		atomic_store(&jobs[i].state, READY);
		sem_post(&ready); /* safe in a signal handler */
		return 0;
	}
	return -AX_EBUSY;
}

static void run_ready(void)
{
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		int expect = READY;

		if (!atomic_compare_exchange_strong(&jobs[i].state, &expect, RUNNING))
			continue;
		jobs[i].fn(jobs[i].arg);
		atomic_store(&jobs[i].state, FREE);
	}
}

void axp_run_deferred(void)
{
	run_ready();
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++)
		while (atomic_load(&jobs[i].state) == RUNNING)
			sched_yield();
}

static void *worker(void *arg)
{
	for (;;) {
		while (sem_wait(&ready) && errno == EINTR)
			;
		run_ready();
	}
	return NULL;
}

/* Without the thread the table still works: axp_run_deferred empties it. */
void axp_defer_start(void)
{
	sigset_t all, old;
	pthread_t thread;

	sem_init(&ready, 0, 0);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old); /* the worker is no place for "interrupts" */
	if (!pthread_create(&thread, NULL, worker, NULL))
		pthread_detach(thread);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}
