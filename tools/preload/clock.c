/* SPDX-License-Identifier: Apache-2.0
 * clock.c - perf events of an engine outside the kernel: software clocks that a thread fires, by time that passes whether or
 * not the task runs, their programs see a context without registers (all 0); BPF output events (perf_ring.c); and places at
 * sources that all events of theirs share (source.c). */
#include "preload/server.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stddef.h>
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
	struct ax_hook hook;       /* a clock's own */
	struct source *source;     /* NULL: a clock, or BPF output */
	struct ax_link *link;      /* PERF_EVENT_IOC_SET_BPF; a reference */
	const struct ax_link *listed; /* BPF_LINK_CREATE; none: until it goes */
	uint64_t config;           /* perf_event_attr's, of software */
	bool clock, on, taken;     /* taken: it has a program, */
	uint32_t prog_id;          /* and which */
	uint32_t cpu;
	uint64_t period, next, count, id;
	uint64_t since;            /* of a source: source_seen when it was switched on */
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

static struct ax_hook *hook_of(struct perf *perf)
{
	return perf->source ? source_hook(perf->source) : &perf->hook;
}

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

	if (perf->clock || perf->source || offset || !ring_size_ok(bytes))
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

/* Of a tracepoint or a probe. */
static void tell_source(const struct source *source, struct axi_event_told *told)
{
	static const uint32_t types[] = {
		[SOURCE_TRACEPOINT] = BPF_FD_TYPE_TRACEPOINT, [SOURCE_KPROBE] = BPF_FD_TYPE_KPROBE, [SOURCE_KRETPROBE] = BPF_FD_TYPE_KRETPROBE,
	};

	told->fd_type = types[source_name(source, told->name, sizeof(told->name))];
}

int perf_tell_link(const struct ax_link *link, struct axi_event_told *told)
{
	struct perf *perf;

	pthread_mutex_lock(&lock);
	for (perf = perfs; perf && perf->listed != link; perf = perf->after)
		;
	if (perf && perf->source) {
		tell_source(perf->source, told);
	} else if (perf) {
		told->event_type = PERF_TYPE_SOFTWARE;
		told->config = perf->config;
	}
	pthread_mutex_unlock(&lock);
	return perf ? 0 : -ENOENT;
}

int perf_tell(struct perf *perf, struct axi_event_told *told)
{
	bool taken;

	*told = (struct axi_event_told){0};
	pthread_mutex_lock(&lock);
	taken = perf->taken;
	told->prog_id = perf->prog_id;
	pthread_mutex_unlock(&lock);
	if (!taken)
		return -ENOENT;
	if (!perf->source)
		return -EOPNOTSUPP;
	tell_source(perf->source, told);
	return 0;
}

bool perf_poll(struct perf *perf)
{
	return ring_has_data(&perf->ring);
}

/* The function's name as the program has it; 0 or -errno. */
static int kprobe_name(struct conn *conn, uint64_t user, char name[128])
{
	for (int i = 0; i < 128; i++) {
		if (host.copy_in(conn, &name[i], user + (uint64_t)i, 1))
			return -EFAULT;
		if (!name[i])
			return i ? 0 : -EINVAL; /* by its address: nobody knows any here */
	}
	return -E2BIG;
}

/* What the event is; *source: of a tracepoint or a kprobe. */
static int event_kind(struct conn *conn, const struct perf_event_attr *attr, struct source **source)
{
	char name[128];
	int err;

	*source = NULL;
	if (attr->type == PERF_TYPE_SOFTWARE)
		return 0;
	if (attr->type == PERF_TYPE_TRACEPOINT) {
		*source = source_tracepoint(attr->config);
		return *source ? 0 : -EINVAL;
	}
	if (attr->type != EVENT_KPROBE)
		return -ENOENT;
	if (attr->config & ~1ull || !attr->kprobe_func)
		return -EINVAL;
	err = kprobe_name(conn, attr->kprobe_func, name);
	if (err)
		return err;
	*source = source_kprobe(name, attr->config & 1);
	if (*source && attr->probe_offset)
		return -EINVAL; /* only the beginning can be seen */
	return *source ? 0 : -ENOENT;
}

uint64_t perf_user(const struct conn *conn)
{
	uint64_t user = 0;

	if (conn->m.bytes == sizeof(struct perf_ask))
		memcpy(&user, conn->m.data, sizeof(user));
	return user;
}

int perf_new(struct conn *conn)
{
	uint64_t cpu = conn->m.b, group = conn->m.c;
	struct perf_event_attr attr;
	struct source *source;
	struct perf *perf;
	int fd, err;

	if (conn->m.bytes != sizeof(struct perf_ask))
		return -EINVAL;
	memcpy(&attr, conn->m.data + offsetof(struct perf_ask, attr), sizeof(attr));
	err = event_kind(conn, &attr, &source);
	if (err)
		return err;
	if ((int32_t)group != -1)
		return -EOPNOTSUPP; /* groups */
	if ((int32_t)cpu >= (int32_t)axp_port()->cpu_count())
		return -ENODEV;
	perf = calloc(1, sizeof(*perf));
	if (!perf)
		return -ENOMEM;
	ax_hook_init(&perf->hook, engine, "perf", AX_PROG_PERF_EVENT);
	perf->source = source;
	perf->clock = !source && attr.config != PERF_COUNT_SW_BPF_OUTPUT;
	perf->event = (struct ax_perf_event){.output = perf->clock || source ? NULL : event_output, .get = event_ref, .put = event_unref};
	perf->ring.sample = attr.sample_type;
	if (!perf->clock && !source && !ring_sample_ok(attr.sample_type)) {
		free(perf);
		return -EOPNOTSUPP;
	}
	perf->cpu = (int32_t)cpu < 0 ? 0 : (uint32_t)cpu;
	perf->config = attr.config;
	perf->period = attr.freq ? attr.sample_freq ? 1000000000 / attr.sample_freq : 0 : attr.sample_period;
	if (perf->period && perf->period < PERIOD_LEAST)
		perf->period = PERIOD_LEAST;
	perf->on = !attr.disabled;
	perf->since = source ? source_seen(source) : 0;
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

/* An event has one program: take its place, or find it taken.  Given back when nothing came of it or the link goes. */
static int take(struct perf *perf, struct ax_prog *prog)
{
	struct ax_prog_info info;
	int err;

	ax_prog_info(prog, &info);
	pthread_mutex_lock(&lock);
	err = perf->taken ? -EEXIST : 0;
	if (!err)
		perf->prog_id = info.id;
	perf->taken = true;
	pthread_mutex_unlock(&lock);
	return err;
}

static void give_back(struct perf *perf)
{
	pthread_mutex_lock(&lock);
	perf->taken = false;
	perf->listed = NULL;
	pthread_mutex_unlock(&lock);
}

static void link_gone(void *perf)
{
	give_back(perf);
	put(perf);
}

int perf_attach(struct perf *perf, struct ax_prog *prog, u64 cookie, struct ax_link **out)
{
	int err = take(perf, prog);

	if (err)
		return err;
	err = ax_hook_attach_cookie(hook_of(perf), prog, cookie, out);
	if (err) {
		give_back(perf);
		return err;
	}
	pthread_mutex_lock(&lock);
	perf->refs++;
	perf->listed = *out;
	pthread_mutex_unlock(&lock);
	ax_link_on_release(*out, link_gone, perf);
	return 0;
}

/* The program stays until the event ends. */
static int set_prog(struct conn *conn, struct perf *perf, int fd)
{
	struct handle *handle;
	int err;

	handle = host_handle(conn, fd, &err);
	if (!handle)
		return err;
	err = handle->perf || handle->kind != AX_KIND_PROG ? -EINVAL : take(perf, handle->object);
	if (!err) {
		err = ax_hook_attach_unlisted(hook_of(perf), handle->object, &perf->link);
		if (err)
			give_back(perf);
	}
	handle_put(handle);
	return err;
}

/* What read(2) gives (locked). */
static uint64_t counted(const struct perf *perf)
{
	return perf->count + (perf->source && perf->on ? source_seen(perf->source) - perf->since : 0);
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
		if (!perf->on) {
			perf->next = now() + perf->period;
			perf->since = perf->source ? source_seen(perf->source) : 0;
		}
		perf->on = true;
		break;
	case PERF_EVENT_IOC_DISABLE:
		perf->count = counted(perf);
		perf->on = false;
		break;
	case PERF_EVENT_IOC_RESET:
		perf->count = 0;
		perf->since = perf->source ? source_seen(perf->source) : 0;
		break;
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
	uint64_t count;

	pthread_mutex_lock(&lock);
	count = counted(handle->perf);
	pthread_mutex_unlock(&lock);
	memcpy(conn->m.data, &count, sizeof(count));
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
