/* SPDX-License-Identifier: Apache-2.0
 * alarm.c (posix) - port->alarm_*: one thread, made with the first alarm, sleeps until the earliest is due and rings it.
 *
 * Setting an alarm is a store and a semaphore, so that signal handlers may do it.  The list of alarms changes under a mutex, which
 * the thread holds while it rings: who has stopped an alarm knows that it does not ring. */
#include "alarm.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <axiom/posix.h>
#include "port.h"

/* Inside ax_alarm.port. */
struct entry {
	_Atomic uint64_t when;
	struct ax_alarm *next;
};
_Static_assert(sizeof(struct entry) <= sizeof(((struct ax_alarm *)NULL)->port), "port.h says how much there is");

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct ax_alarm *first; /* guarded by the mutex */
static sem_t changed;
static bool running;           /* guarded by the mutex */
static cpu_set_t anywhere;

static struct entry *entry_of(struct ax_alarm *alarm)
{
	return (struct entry *)(void *)alarm->port;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Ring what is due; returns when the next one is.  It is unset before it rings, and may set itself again. */
static uint64_t ring_due(void)
{
	uint64_t next = UINT64_MAX;

	pthread_mutex_lock(&mutex);
	for (struct ax_alarm *alarm = first; alarm; alarm = entry_of(alarm)->next) {
		uint64_t when = atomic_load(&entry_of(alarm)->when);

		if (when <= now() && atomic_compare_exchange_strong(&entry_of(alarm)->when, &when, UINT64_MAX)) {
			alarm->ring(alarm);
			when = atomic_load(&entry_of(alarm)->when);
		}
		next = when < next ? when : next;
	}
	pthread_mutex_unlock(&mutex);
	return next;
}

static void *thread_main(void *arg)
{
	(void)arg;
	for (;;) {
		uint64_t next = ring_due();
		struct timespec until = {(time_t)(next / 1000000000u), (long)(next % 1000000000u)};

		if (next == UINT64_MAX)
			sem_wait(&changed);
		else
			sem_clockwait(&changed, CLOCK_MONOTONIC, &until);
		while (!sem_trywait(&changed))
			; /* many changes are one */
	}
	return NULL;
}

static int start_thread(void)
{
	sigset_t all, old;
	pthread_t thread;
	int err;

	sem_init(&changed, 0, 0);
	sched_getaffinity(0, sizeof(anywhere), &anywhere);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old); /* no "interrupts" inside a timer's callback */
	err = pthread_create(&thread, NULL, thread_main, NULL);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!err)
		pthread_detach(thread);
	return -err;
}

int axp_alarm_start(struct ax_alarm *alarm)
{
	int err = 0;

	pthread_mutex_lock(&mutex);
	if (!running)
		err = start_thread();
	running = running || !err;
	if (!err) {
		atomic_init(&entry_of(alarm)->when, UINT64_MAX);
		entry_of(alarm)->next = first;
		first = alarm;
	}
	pthread_mutex_unlock(&mutex);
	return err;
}

int axp_alarm_set(struct ax_alarm *alarm, uint64_t when_ns)
{
	int saved = errno;

	if (atomic_exchange(&entry_of(alarm)->when, when_ns) > when_ns)
		sem_post(&changed); /* later than before: the thread finds out when it wakes */
	errno = saved;
	return 0;
}

void axp_alarm_stop(struct ax_alarm *alarm)
{
	struct ax_alarm **at = &first;

	pthread_mutex_lock(&mutex);
	while (*at && *at != alarm)
		at = &entry_of(*at)->next;
	if (*at)
		*at = entry_of(alarm)->next;
	pthread_mutex_unlock(&mutex);
}

/* The thread goes there; where it may not, it stands for that CPU all the same. */
void axp_alarm_cpu(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	if (cpu >= 0)
		CPU_SET((unsigned)cpu, &one);
	sched_setaffinity(0, sizeof(one), cpu >= 0 ? &one : &anywhere);
	axp_set_cpu(cpu);
}
