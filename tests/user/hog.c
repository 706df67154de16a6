/* SPDX-License-Identifier: Apache-2.0
 * hog.c - takes all of one kind of thing that it can get, and leaves it lying: hog-maps, hog-rings, hog-tables, hog-events,
 * hog-all.  What ends it is an errno, or for page tables the signal of a machine without memory. */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "check.h"

static int make_map(unsigned int type, unsigned int key, unsigned int value, unsigned int entries)
{
	union bpf_attr attr = {.map_type = type, .key_size = key, .value_size = value, .max_entries = entries};

	return (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static bool refused(void)
{
	return errno == ENOMEM || errno == EMFILE || errno == ENOSPC || errno == EBUSY || errno == E2BIG;
}

static void maps(void)
{
	unsigned int count = 0;

	for (unsigned int entries = 1u << 20; entries; entries /= 2) /* smaller and smaller, into the last corner */
		while (count < 400 && make_map(BPF_MAP_TYPE_ARRAY, 4, 64, entries) >= 0)
			count++;
	check(refused(), "maps end with an errno");
}

static void rings(void)
{
	unsigned int count = 0;

	for (unsigned int bytes = 1u << 26; bytes >= 4096; bytes /= 2)
		while (count < 400 && make_map(BPF_MAP_TYPE_RINGBUF, 0, 0, bytes) >= 0)
			count++;
	check(refused(), "ring buffers end with an errno");
}

static void events(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .sample_period = 1000000};
	struct epoll_event event = {.events = EPOLLIN};
	int fds = 0, sets = 0, ep;

	while (syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0) >= 0)
		fds++;
	check(refused() && fds >= 50, "timers end with an errno");
	while ((ep = epoll_create1(0)) >= 0)
		for (sets++; fds && !epoll_ctl(ep, EPOLL_CTL_ADD, 1, &event);)
			fds--;
	check(refused() && sets >= 20, "epoll sets end with an errno");
}

/* A page every 2 MiB, and every 512 GiB where there is room: each needs tables of its own. */
static void tables(bool left)
{
	unsigned long count = 0;

	for (unsigned long step = 1ul << 39; step >= 1ul << 21; step >>= 9) {
		for (unsigned long at = 1ul << 32; at < 1ul << 46 && count < 1000; at += step) {
			char *page = mmap((void *)at, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

			if (page == MAP_FAILED)
				break;
			*page = 1;
			count++;
		}
	}
	check(count > 20 || !left, "pages far apart");
}

int main(int argc, char **argv)
{
	const char *what = strstr(argv[0], "hog-");
	bool all;

	(void)argc;
	what = what ? what + 4 : "all";
	all = !strcmp(what, "all");
	check_name(argv[0]);
	if (all || !strcmp(what, "events"))
		events();
	for (int fd = 3; fd < 256 && all; fd++)
		if (fd & 1)
			close(fd);
	if (all || !strcmp(what, "rings"))
		rings();
	if (all || !strcmp(what, "maps"))
		maps();
	if (all || !strcmp(what, "tables"))
		tables(!all);
	return check_end();
}
