/* SPDX-License-Identifier: Apache-2.0
 * wild.c ROUNDS [SEED] - a program with libaxiom-bpf.so in it that calls what it likes: bpf(2), perf_event_open(2), ioctl, mmap, read,
 * poll and close with any arguments, from two threads, on descriptors that the other one closes, and from a child.  Every call
 * must come back with a result or an errno of Linux's, and nothing may be left at the end. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HELD = 16 };

static _Atomic int held[HELD]; /* -1: none */
static _Atomic uint32_t worked;
static uint32_t rounds;

struct wild {
	uint64_t state;
	uint8_t memory[4096];
};

static uint64_t any(struct wild *w)
{
	w->state ^= w->state << 13;
	w->state ^= w->state >> 7;
	w->state ^= w->state << 17;
	return w->state;
}

static uint32_t below(struct wild *w, uint32_t n)
{
	return (uint32_t)(any(w) >> 20) % n;
}

static void check(const char *what, long result)
{
	if (result >= 0) {
		worked++;
		return;
	}
	if (errno < 1 || errno > 530 || errno == EIO) {
		printf("FAIL preload.wild_programs_get_answers: %s: errno %d\n", what, errno);
		exit(1);
	}
}

static void keep(struct wild *w, int fd)
{
	int before = atomic_exchange(&held[below(w, HELD)], fd);

	if (before >= 0)
		close(before);
}

static uint64_t place(struct wild *w)
{
	switch (below(w, 6)) {
	case 0: return 0;
	case 1: return any(w);
	case 2: return (uint64_t)(uintptr_t)(w->memory + sizeof(w->memory)) - 4; /* the end: whatever lies behind */
	default: return (uint64_t)(uintptr_t)(w->memory + 8 * below(w, 256));
	}
}

static void call_bpf(struct wild *w)
{
	static const uint32_t kinds[][3] = {{1, 4, 8}, {2, 4, 8}, {5, 4, 8}, {27, 0, 0}, {22, 0, 8}, {3, 4, 4}, {12, 4, 4}, {31, 0, 0}};
	static const struct bpf_insn program[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 2}, {.code = BPF_JMP | BPF_EXIT},
	};
	int fd = held[below(w, HELD)];
	uint32_t cmd = below(w, 40), kind = below(w, 8);
	union bpf_attr attr = {0};
	long got;

	if (cmd == BPF_MAP_CREATE) {
		attr.map_type = kinds[kind][0];
		attr.key_size = kinds[kind][1];
		attr.value_size = kinds[kind][2];
		attr.max_entries = kinds[kind][1] || kind == 4 ? 16 : 4096;
		attr.map_flags = kind == 1 ? BPF_F_MMAPABLE : 0;
		attr.inner_map_fd = (uint32_t)fd;
	} else if (cmd == BPF_PROG_LOAD) {
		attr.prog_type = below(w, 2) ? BPF_PROG_TYPE_RAW_TRACEPOINT : BPF_PROG_TYPE_TRACEPOINT;
		attr.insns = (uint64_t)(uintptr_t)program;
		attr.insn_cnt = 2;
		attr.license = (uint64_t)(uintptr_t)"GPL";
	} else if (cmd == BPF_LINK_CREATE) {
		attr.link_create.prog_fd = (uint32_t)fd;
		attr.link_create.target_fd = (uint32_t)held[below(w, HELD)];
		attr.link_create.attach_type = BPF_PERF_EVENT;
	} else {
		attr.map_fd = (uint32_t)fd;
		attr.key = place(w);
		attr.value = place(w);
	}
	if (!below(w, 3))
		((uint8_t *)&attr)[below(w, 48)] = (uint8_t)any(w);
	if (cmd == BPF_PROG_TEST_RUN)
		attr.test.repeat &= 255;
	got = syscall(SYS_bpf, below(w, 20) ? (long)cmd : (long)any(w), below(w, 20) ? (uint64_t)(uintptr_t)&attr : place(w),
		      below(w, 8) ? sizeof(attr) : below(w, 5000));
	check("bpf", got);
	if (got > 2 && (cmd == BPF_MAP_CREATE || cmd == BPF_PROG_LOAD || fcntl((int)got, F_GETFD) >= 0))
		keep(w, (int)got);
}

static void call_mmap(struct wild *w)
{
	size_t bytes = 4096 * (size_t)below(w, 5) + below(w, 3);
	int prot = below(w, 2) ? PROT_READ | PROT_WRITE : PROT_READ;
	uint8_t *at = mmap(NULL, bytes, prot, below(w, 8) ? MAP_SHARED : MAP_PRIVATE, held[below(w, HELD)], 4096 * (off_t)below(w, 3));

	check("mmap", at == MAP_FAILED ? -1 : 0);
	if (at == MAP_FAILED)
		return;
	for (uint32_t i = 0; i < 8; i++) /* what readers and producers of rings may write, and arrays */
		if (prot & PROT_WRITE)
			at[below(w, (uint32_t)bytes)] = (uint8_t)any(w);
	check("munmap", munmap(at, bytes));
}

static void *run(void *arg)
{
	struct wild *w = arg;

	for (uint32_t i = 0; i < rounds; i++) {
		struct perf_event_attr perf = {
			.type = PERF_TYPE_SOFTWARE, .size = sizeof(perf), .config = below(w, 2) ? PERF_COUNT_SW_BPF_OUTPUT : 0,
			.sample_type = PERF_SAMPLE_RAW, .sample_period = any(w), .disabled = below(w, 2),
		};
		int fd = held[below(w, HELD)];
		struct pollfd look = {.fd = fd, .events = POLLIN};
		long got;

		if (below(w, 2)) { /* a tracepoint of the engine's */
			perf.type = PERF_TYPE_TRACEPOINT;
			perf.config = 0x41580000 + below(w, 12);
		}
		switch (below(w, 10)) {
		case 0: call_mmap(w); break;
		case 1:
			got = held[below(w, HELD)];
			if (below(w, 2))
				check("ioctl", fd < 0 ? 0 : ioctl(fd, PERF_EVENT_IOC_SET_BPF, got));
			else
				check("ioctl", fd < 0 ? 0 : ioctl(fd, below(w, 2) ? PERF_EVENT_IOC_ENABLE + below(w, 10) : any(w), place(w)));
			break;
		case 2: check("poll", poll(&look, 1, 0)); break;
		case 3: keep(w, -1); break;
		case 4:
			got = syscall(SYS_perf_event_open, &perf, (int)below(w, 2) - 1, (int)below(w, 3) - 1, -1, PERF_FLAG_FD_CLOEXEC);
			check("perf_event_open", got);
			if (got > 2)
				keep(w, (int)got);
			break;
		case 5:
			got = fd < 0 ? -1 : dup(fd);
			if (got > 2)
				keep(w, (int)got);
			break;
		default: call_bpf(w); break;
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	static struct wild wild[3];
	union bpf_attr attr = {0};
	pthread_t thread;
	pid_t child;
	int status;

	rounds = argc > 1 ? (uint32_t)atoi(argv[1]) : 0;
	for (int i = 0; i < HELD; i++)
		held[i] = -1;
	for (int i = 0; i < 3; i++)
		wild[i].state = (argc > 2 ? strtoull(argv[2], NULL, 0) : 77) * 31 + (uint64_t)i + 1;
	call_bpf(&wild[0]);
	child = fork();
	if (!child) {
		run(&wild[2]);
		_exit(0);
	}
	if (pthread_create(&thread, NULL, run, &wild[1]))
		return 2;
	run(&wild[0]);
	pthread_join(thread, NULL);
	if (waitpid(child, &status, 0) != child || status) {
		printf("FAIL preload.wild_programs_get_answers: the child ended with %#x\n", (unsigned)status);
		return 1;
	}
	for (int i = 0; i < HELD; i++)
		if (held[i] >= 0)
			close(held[i]);
	for (int patience = 0; syscall(SYS_bpf, BPF_MAP_GET_NEXT_ID, &attr, sizeof(attr)) >= 0 || syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attr, sizeof(attr)) >= 0; patience++) {
		if (patience == 400) {
			printf("FAIL preload.wild_programs_get_answers: an object is left that nobody holds\n");
			return 1;
		}
		memset(&attr, 0, sizeof(attr));
		usleep(10000);
	}
	printf("# %u calls of the parent worked\n", worked);
	if (worked < rounds / 4) {
		printf("FAIL preload.wild_programs_get_answers: hardly any call made sense\n");
		return 1;
	}
	printf("ok preload.wild_programs_get_answers\n");
	return 0;
}
