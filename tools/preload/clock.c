/* SPDX-License-Identifier: Apache-2.0
 * clock.c - perf events of an engine outside the kernel: software clocks that a thread fires, by time that passes whether or
 * not the task runs, their programs see a context without registers (all 0); and BPF output events (perf_ring.c). */
#include "preload/server.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "posix/port.h"
#include "preload/perf_ring.h"

enum { PERIOD_LEAST = 100000, REGISTERS = 21 };

struct perf {
	struct ax_perf_event event; /* first: what perf event arrays hold */
	struct ring ring;          /* of a BPF output event */
	struct ax_hook hook;
	struct ax_link *link;      /* PERF_EVENT_IOC_SET_BPF; a reference */
	bool clock, on;
	uint32_t cpu;
	uint64_t period, next, count, id;
	uint32_t refs;             /* its descriptor, and links */
	struct perf *after;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static struct perf *perfs;         /* lock guards, and all fields but the hook */
static uint64_t last_id;

static uint64_t now(void)
{
	return axp_port()->now_ns();
}

static void put(struct perf *perf);

static int event_output(struct ax_perf_event *event, const struct ax_perf_record *record)
{
	int err = ring_output(&((struct perf *)event)->ring, record, ((struct perf *)event)->id);

	main_wake();
	return err;
}

static void event_ref(struct ax_perf_event *event)
{
	pthread_mutex_lock(&lock);
	((struct perf *)event)->refs++;
	pthread_mutex_unlock(&lock);
}

static void event_unref(struct ax_perf_event *event)
{
	put((struct perf *)event);
}

struct ax_perf_event *perf_event(struct perf *perf)
{
	event_ref(&perf->event);
	return &perf->event;
}

int perf_ring(struct perf *perf, u64 offset, u64 bytes, void **base)
{
	int err = 0;

	if (perf->clock || offset || !ring_size_ok(bytes))
		return -EINVAL;
	pthread_mutex_lock(&lock);
	if (!perf->ring.page) {
		perf->ring.bytes = bytes - AX_PAGE_BYTES;
		perf->ring.page = ring_pages(bytes);
		err = perf->ring.page ? ring_init(&perf->ring) : -ENOMEM;
	} else if (perf->ring.bytes != bytes - AX_PAGE_BYTES) {
		err = -EINVAL;
	}
	pthread_mutex_unlock(&lock);
	*base = perf->ring.page;
	return err;
}

bool perf_poll(struct perf *perf)
{
	return ring_has_data(&perf->ring);
}

int perf_new(struct conn *conn)
{
	struct perf_event_attr attr;
	struct perf *perf;
	uint64_t cpu = conn->m.b;
	int fd;

	if (conn->m.bytes != sizeof(attr))
		return -EINVAL;
	memcpy(&attr, conn->m.data, sizeof(attr));
	if ((int64_t)conn->m.c != -1 && (int32_t)conn->m.c != -1)
		return -EOPNOTSUPP; /* groups */
	if ((int32_t)cpu >= (int32_t)axp_port()->cpu_count())
		return -ENODEV;
	perf = calloc(1, sizeof(*perf));
	if (!perf)
		return -ENOMEM;
	ax_hook_init(&perf->hook, engine, "perf", AX_PROG_PERF_EVENT);
	perf->clock = attr.config != PERF_COUNT_SW_BPF_OUTPUT;
	perf->event = (struct ax_perf_event){.output = perf->clock ? NULL : event_output, .get = event_ref, .put = event_unref};
	perf->ring.sample = attr.sample_type;
	if (!perf->clock && !ring_sample_ok(attr.sample_type)) {
		free(perf);
		return -EOPNOTSUPP;
	}
	perf->cpu = (int32_t)cpu < 0 ? 0 : (uint32_t)cpu;
	perf->period = attr.freq ? attr.sample_freq ? 1000000000 / attr.sample_freq : 0 : attr.sample_period;
	if (perf->period && perf->period < PERIOD_LEAST)
		perf->period = PERIOD_LEAST;
	perf->on = !attr.disabled;
	perf->next = now() + perf->period;
	perf->refs = 1;
	pthread_mutex_lock(&lock);
	perf->id = ++last_id;
	perf->after = perfs;
	perfs = perf;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	fd = handle_new(conn, AX_KINDS, NULL, perf, 0);
	if (fd < 0)
		perf_free(perf);
	return fd;
}

static void put(struct perf *perf)
{
	struct perf **at = &perfs;
	bool last;

	pthread_mutex_lock(&lock);
	last = !--perf->refs;
	if (last) {
		while (*at != perf)
			at = &(*at)->after;
		*at = perf->after;
	}
	pthread_mutex_unlock(&lock);
	if (!last)
		return;
	ax_hook_detach_all(&perf->hook);
	ring_pages_free(perf->ring.page);
	free(perf);
}

void perf_free(struct perf *perf)
{
	if (perf->link)
		ax_link_put(perf->link);
	perf->link = NULL;
	put(perf);
}

static void link_gone(void *perf)
{
	put(perf);
}

int perf_attach(struct perf *perf, struct ax_prog *prog, struct ax_link **out)
{
	int err;

	if (perf->link || perf->hook.links)
		return -EEXIST;
	err = ax_hook_attach(&perf->hook, prog, out);
	if (err)
		return err;
	pthread_mutex_lock(&lock);
	perf->refs++;
	pthread_mutex_unlock(&lock);
	ax_link_on_release(*out, link_gone, perf);
	return 0;
}

static int set_prog(struct conn *conn, struct perf *perf, int fd)
{
	struct handle *handle;
	int err;

	if (perf->hook.links)
		return -EEXIST;
	handle = host_handle(conn, fd, &err);
	if (!handle)
		return err;
	err = -EINVAL;
	if (!handle->perf && handle->kind == AX_KIND_PROG)
		err = ax_hook_attach_unlisted(&perf->hook, handle->object, &perf->link);
	handle_put(handle);
	return err;
}

int64_t perf_ioctl(struct conn *conn, struct handle *handle, uint64_t request, uint64_t arg)
{
	struct perf *perf = handle->perf;
	int64_t status = 0;
	uint64_t value;

	if (request == PERF_EVENT_IOC_SET_BPF)
		return set_prog(conn, perf, (int)arg);
	if (request == PERF_EVENT_IOC_PERIOD &&
	    (host.copy_in(conn, &value, arg, sizeof(value)) || !value))
		return -EFAULT;
	if (request == PERF_EVENT_IOC_ID)
		return host.copy_out(conn, arg, &perf->id, sizeof(perf->id));
	pthread_mutex_lock(&lock);
	switch (request) {
	case PERF_EVENT_IOC_ENABLE:
		if (!perf->on)
			perf->next = now() + perf->period;
		perf->on = true;
		break;
	case PERF_EVENT_IOC_DISABLE: perf->on = false; break;
	case PERF_EVENT_IOC_RESET: perf->count = 0; break;
	case PERF_EVENT_IOC_PERIOD:
		perf->period = value < PERIOD_LEAST ? PERIOD_LEAST : value;
		perf->next = now() + perf->period;
		break;
	default: status = -EOPNOTSUPP; break;
	}
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	return status;
}

int64_t perf_read(struct conn *conn, struct handle *handle)
{
	pthread_mutex_lock(&lock);
	memcpy(conn->m.data, &handle->perf->count, sizeof(uint64_t));
	pthread_mutex_unlock(&lock);
	conn->m.bytes = sizeof(uint64_t);
	return sizeof(uint64_t);
}

/* --- the clock --- */

static void fire(struct perf *perf)
{
	struct {
		uint64_t regs[REGISTERS], period, addr, rest[16];
	} ctx = {.period = perf->period};

	_Static_assert(sizeof(ctx) >= 288, "as large as isa/ctx.def says");
	axp_set_cpu((int)perf->cpu);
	hooks_fire(&perf->hook, &ctx);
}

/* The event that is due first; NULL: none runs. */
static struct perf *first_due(void)
{
	struct perf *best = NULL;

	for (struct perf *perf = perfs; perf; perf = perf->after)
		if (perf->on && perf->clock && perf->period && (!best || perf->next < best->next))
			best = perf;
	return best;
}

static void wait_until(uint64_t when)
{
	struct timespec t = {.tv_sec = (time_t)(when / 1000000000), .tv_nsec = (long)(when % 1000000000)};

	pthread_cond_timedwait(&changed, &lock, &t);
}

static void *tick(void *arg)
{
	pthread_mutex_lock(&lock);
	for (;;) {
		struct perf *perf = first_due();
		uint64_t t = now();

		if (!perf) {
			pthread_cond_wait(&changed, &lock);
			continue;
		}
		if (perf->next > t) {
			wait_until(perf->next);
			continue;
		}
		perf->count += perf->period;
		perf->next += perf->period;
		if (perf->next < t) /* late: what was missed is not made up for */
			perf->next = t + perf->period;
		perf->refs++;
		pthread_mutex_unlock(&lock);
		fire(perf);
		put(perf);
		pthread_mutex_lock(&lock);
	}
	return NULL;
}

void clock_start(void)
{
	pthread_condattr_t attr;
	pthread_t thread;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&changed, &attr);
	if (!pthread_create(&thread, NULL, tick, NULL))
		pthread_detach(thread);
}
