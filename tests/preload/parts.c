/* SPDX-License-Identifier: Apache-2.0
 * parts.c - what the library must not mix up: mappings that end in one munmap(2), children of a program whose other threads
 * are in the midst of a call, and calls of signal handlers that interrupt calls.  It prints the same on Linux. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, CHILDREN = 50 };

static atomic_bool stop;

static int new_map(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = PAGE, .max_entries = 1, .map_flags = BPF_F_MMAPABLE};

	return (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static int freeze(int fd)
{
	union bpf_attr attr = {.map_fd = (uint32_t)fd};

	return syscall(SYS_bpf, BPF_MAP_FREEZE, &attr, sizeof(attr)) ? errno : 0;
}

static void end_together(void)
{
	int maps[3];
	uint8_t *at = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (int i = 0; i < 3; i++) {
		maps[i] = new_map();
		if (mmap(at + i * PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, maps[i], 0) != at + i * PAGE)
			printf("map %d: not mapped\n", i);
		at[i * PAGE] = 1;
	}
	munmap(at, 2 * PAGE);
	for (int i = 0; i < 3; i++)
		printf("map %d: freezing gives %d\n", i, freeze(maps[i]));
	munmap(at + 2 * PAGE, PAGE);
	printf("map 2: freezing gives %d\n", freeze(maps[2]));
}

static int look(int map)
{
	static _Thread_local uint8_t value[PAGE];
	uint32_t key = 0;
	union bpf_attr attr = {.map_fd = (uint32_t)map, .key = (uint64_t)(uintptr_t)&key, .value = (uint64_t)(uintptr_t)value};

	return (int)syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
}

static void *looks(void *arg)
{
	while (!stop)
		look(*(int *)arg);
	return NULL;
}

static void children(void)
{
	int map = new_map(), well = 0, status;
	pthread_t thread;

	pthread_create(&thread, NULL, looks, &map);
	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = fork();

		if (!child) {
			alarm(10);
			_exit(look(map) ? 1 : 0);
		}
		waitpid(child, &status, 0);
		well += !status;
		if (status) /* one is enough */
			break;
	}
	stop = true;
	pthread_join(thread, NULL);
	printf("children: %d of %d got their answer\n", well, CHILDREN);
}

/* ---- handlers: one that calls, and another that interrupts it ---- */

static int handler_map;
static volatile int handled, unanswered;

static void on_signal(int sig)
{
	int saved = errno;

	handled++;
	unanswered += look(handler_map) != 0;
	if (sig == SIGALRM)
		raise(SIGUSR1);
	errno = saved;
}

static void handlers(void)
{
	struct itimerval often = {{0, 700}, {0, 700}}, never = {0};
	struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	int wrong = 0;

	handler_map = new_map();
	sigaction(SIGALRM, &act, NULL);
	sigaction(SIGUSR1, &act, NULL);
	look(handler_map); /* connected: starting the engine is not for handlers */
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 2000 || handled < 200; i++)
		wrong += look(handler_map) != 0;
	setitimer(ITIMER_REAL, &never, NULL);
	signal(SIGALRM, SIG_DFL);
	printf("handlers: %d calls unanswered, and %d that they interrupted\n", unanswered, wrong);
}

int main(void)
{
	alarm(50);
	end_together();
	handlers();
	alarm(50);
	children();
	return 0;
}
