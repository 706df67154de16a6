/* SPDX-License-Identifier: Apache-2.0
 * main.c - the first demo: load examples/01-tick, attach it to a timer, read its events through the ring buffer.
 *
 * An ordinary Linux program: it uses bpf(2), perf_event_open(2), mmap(2) and epoll(7), and prints the same lines on
 * Axiom and, run as root, on Linux. */
#include <errno.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include "examples/01-tick/tick.h"
#include "user/lib/load.h"
#include "user/lib/ring.h"
#include "user/lib/sys.h"

static const char usage[] =
	"usage: tick [-n EVENTS] [-p PERIOD_US] [-q] [OBJECT]\n"
	"Load OBJECT (default /lib/bpf/tick.bpf.o), run it on a timer and show the events that it sends.\n"
	"  -n EVENTS     stop after this many (default 10)\n"
	"  -p PERIOD_US  time between two ticks in microseconds (default 100000; 100 .. 10000000)\n"
	"  -q            no line for each event\n"
	"Exit status: 0 all events received in order, 1 something failed or was lost, 2 wrong usage.\n";

struct options {
	unsigned long events, period_us;
	bool quiet;
	const char *object;
};

struct session {
	struct options options;
	struct loaded loaded;
	struct ring ring;
	int event_fd, epoll_fd, counter_fd;
	unsigned long received, lost;
	__u64 last_count, counter;
	unsigned long *latency_ns; /* one an event */
};

static __u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (__u64)ts.tv_sec * 1000000000u + (__u64)ts.tv_nsec;
}

static bool parse_number(const char *text, unsigned long min, unsigned long max, unsigned long *out)
{
	char *end;

	errno = 0;
	*out = strtoul(text, &end, 10);
	return !errno && *text >= '0' && *text <= '9' && !*end && *out >= min && *out <= max;
}

static int parse_options(struct options *o, int argc, char **argv)
{
	int c;

	*o = (struct options){.events = 10, .period_us = 100000, .object = "/lib/bpf/tick.bpf.o"};
	while ((c = getopt(argc, argv, "n:p:qh")) != -1) {
		bool ok = c == 'q';

		if (c == 'h') {
			fputs(usage, stdout);
			exit(0);
		}
		if (c == 'n')
			ok = parse_number(optarg, 1, 1000000, &o->events);
		else if (c == 'p')
			ok = parse_number(optarg, 100, 10000000, &o->period_us);
		else if (c == 'q')
			o->quiet = true;
		if (!ok) {
			fputs(usage, stderr);
			return -1;
		}
	}
	if (optind < argc)
		o->object = argv[optind++];
	if (optind < argc) {
		fputs(usage, stderr);
		return -1;
	}
	return 0;
}

static int attach(struct session *s)
{
	printf("Attaching to timer... ");
	fflush(stdout);
	s->event_fd = sys_timer_event(s->options.period_us * 1000u);
	if (s->event_fd < 0 || ioctl(s->event_fd, PERF_EVENT_IOC_SET_BPF, s->loaded.prog_fd) < 0) {
		printf("FAILED\n");
		fprintf(stderr, "tick: %s: %s\n", s->event_fd < 0 ? "perf_event_open (cpu-clock)" : "attaching the program",
			strerror(errno));
		return -1;
	}
	printf("OK\n");
	return 0;
}

static int watch(struct session *s)
{
	struct epoll_event event = {.events = EPOLLIN};
	int ring = load_map(&s->loaded, "events"), counter = load_map(&s->loaded, "counter");

	if (ring < 0 || counter < 0)
		return -1;
	s->counter_fd = s->loaded.map_fd[counter];
	s->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (ring_map(&s->ring, s->loaded.map_fd[ring], s->loaded.object.maps[ring].spec.max_entries) < 0 ||
	    s->epoll_fd < 0 || epoll_ctl(s->epoll_fd, EPOLL_CTL_ADD, s->loaded.map_fd[ring], &event) < 0) {
		fprintf(stderr, "tick: the ring buffer: %s\n", strerror(errno));
		return -1;
	}
	s->latency_ns = calloc(s->options.events, sizeof(*s->latency_ns));
	return s->latency_ns ? 0 : -1;
}

static int take(void *arg, const void *record, size_t bytes)
{
	struct session *s = arg;
	struct tick_event event;
	__u64 now = now_ns();
	__u32 key = 0;

	if (bytes < sizeof(event)) {
		s->lost++;
		return 1;
	}
	memcpy(&event, record, sizeof(event));
	s->latency_ns[s->received++] = (unsigned long)(now - event.ktime_ns);
	/* Counts go up by one; a gap is what the ring had no room for. */
	s->lost += (unsigned long)(event.count - s->last_count - 1);
	s->last_count = event.count;
	if (!s->options.quiet) {
		if (sys_map_lookup(s->counter_fd, &key, &s->counter) < 0)
			s->counter = 0;
		printf("Tick #%llu received via ringbuf, map counter: %llu\n", event.count, s->counter);
	}
	return s->received < s->options.events;
}

static int run(struct session *s)
{
	struct epoll_event event;

	if (ioctl(s->event_fd, PERF_EVENT_IOC_ENABLE, 0) < 0) {
		fprintf(stderr, "tick: starting the timer: %s\n", strerror(errno));
		return -1;
	}
	while (s->received < s->options.events) {
		int n = epoll_wait(s->epoll_fd, &event, 1, 5000 + (int)(s->options.period_us / 1000));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			fprintf(stderr, "tick: %s after %lu events\n", n ? strerror(errno) : "no tick for five seconds",
				s->received);
			return -1;
		}
		ring_read(&s->ring, take, s);
	}
	return ioctl(s->event_fd, PERF_EVENT_IOC_DISABLE, 0);
}

static int by_size(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

static void summary(struct session *s)
{
	unsigned long long sum = 0;
	__u32 key = 0;

	if (sys_map_lookup(s->counter_fd, &key, &s->counter) < 0)
		s->counter = 0;
	for (unsigned long i = 0; i < s->received; i++)
		sum += s->latency_ns[i];
	qsort(s->latency_ns, s->received, sizeof(*s->latency_ns), by_size);
	printf("Summary: %lu events received, %lu lost, map counter %llu\n", s->received, s->lost, s->counter);
	printf("Latency tick -> user space: mean %llu ns, median %lu ns, worst %lu ns\n", sum / s->received,
	       s->latency_ns[s->received / 2], s->latency_ns[s->received - 1]);
}

int main(int argc, char **argv)
{
	static struct session s;

	if (parse_options(&s.options, argc, argv))
		return 2;
	if (load_open(&s.loaded, s.options.object) || load_maps(&s.loaded) || load_program(&s.loaded, "on_tick") ||
	    attach(&s) || watch(&s) || run(&s))
		return 1;
	summary(&s);
	return s.lost ? 1 : 0;
}
