/* SPDX-License-Identifier: Apache-2.0
 * trace.c - maps, ring buffers, programs on a timer, as a user of bpf(2) and perf_event_open(2) sees them.
 * Called as trace-leave it ends without closing anything: the kernel must clean up. */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

#define PAGE 4096ul
static bool leave;

static int sys_bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int make_map(unsigned int type, unsigned int key, unsigned int value, unsigned int entries, unsigned int flags)
{
	union bpf_attr attr = {.map_type = type, .key_size = key, .value_size = value, .max_entries = entries,
			       .map_flags = flags};

	return sys_bpf(BPF_MAP_CREATE, &attr);
}

static int element(int command, int map, uint32_t key, uint64_t *value)
{
	union bpf_attr attr = {.map_fd = (unsigned int)map, .key = (uintptr_t)&key, .value = (uintptr_t)value};

	return sys_bpf(command, &attr);
}

static void array_map(void)
{
	int map = make_map(BPF_MAP_TYPE_ARRAY, 4, 8, 600, BPF_F_MMAPABLE);
	uint64_t value = 0x1234567890, back = 0, *view;

	check(map >= 0, "an array that can be mapped");
	check(!element(BPF_MAP_UPDATE_ELEM, map, 599, &value) && !element(BPF_MAP_LOOKUP_ELEM, map, 599, &back) &&
	      back == value, "keeps what it is given");
	check_errno(element(BPF_MAP_LOOKUP_ELEM, map, 600, &back), ENOENT, "the key behind the last is ENOENT");
	view = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	check(view != MAP_FAILED && view[599] == value, "the mapping shows the values");
	view[3] = 77;
	check(!element(BPF_MAP_LOOKUP_ELEM, map, 3, &back) && back == 77, "writing there is seen");
	check(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, map, 0) == MAP_FAILED && errno == EINVAL, "a private mapping is EINVAL");
	check(mmap(NULL, 64 * PAGE, PROT_READ, MAP_SHARED, map, 0) == MAP_FAILED && errno == EINVAL, "beyond the end too");
	check(!munmap((char *)view + PAGE, PAGE) && view[3] == 77, "a piece goes, the rest stays");
	if (leave)
		return;
	munmap(view, PAGE);
	close(map);
}

static int ring_map(void)
{
	int ring = make_map(BPF_MAP_TYPE_RINGBUF, 0, 0, 2 * PAGE, 0), ep = epoll_create1(0);
	struct epoll_event event = {.events = EPOLLIN, .data.fd = ring};
	volatile uint64_t *consumer, *producer;

	check(ring >= 0, "a ring buffer");
	consumer = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
	check(consumer != MAP_FAILED && *consumer == 0, "its consumer page is writable");
	check(mmap(NULL, 5 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring, PAGE) == MAP_FAILED && errno == EPERM,
	      "the rest is not");
	producer = mmap(NULL, 5 * PAGE, PROT_READ, MAP_SHARED, ring, PAGE);
	check(producer != MAP_FAILED && *producer == 0, "but readable, the data twice");
	check_errno(mprotect((void *)producer, PAGE, PROT_READ | PROT_WRITE), EACCES, "mprotect cannot change that");
	check(!epoll_ctl(ep, EPOLL_CTL_ADD, ring, &event) && epoll_wait(ep, &event, 1, 5) == 0, "an empty ring is not readable");
	if (!leave) {
		munmap((void *)consumer, PAGE);
		munmap((void *)producer, 5 * PAGE);
		close(ep);
	}
	return ring;
}

static int timer(unsigned long long period, unsigned int type)
{
	struct perf_event_attr attr = {.type = type, .size = sizeof(attr), .sample_period = period, .disabled = 1};

	return (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
}

static void timers(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE, .size = sizeof(attr)};
	uint64_t count = 0;
	int fd = timer(1000000, PERF_TYPE_SOFTWARE);

	check(fd >= 0, "a software clock opens");
	check(!ioctl(fd, PERF_EVENT_IOC_ENABLE, 0) && !usleep(3000) && read(fd, &count, 8) == 8 && count > 0, "and counts");
	check(!ioctl(fd, PERF_EVENT_IOC_DISABLE, 0), "and stops");
	check_errno(ioctl(fd, PERF_EVENT_IOC_SET_BPF, 1), EINVAL, "the console is no program");
	check_errno(ioctl(fd, PERF_EVENT_IOC_SET_BPF, 99), EBADF, "nothing is no program");
	check_errno(timer(1000000, 77), ENOENT, "an unknown type is ENOENT");
	check_errno(timer(1ull << 63, PERF_TYPE_SOFTWARE), EINVAL, "a period of 2^63 is EINVAL");
	attr.size = 8;
	check_errno(syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0), E2BIG, "a short attribute is E2BIG");
	check(attr.size >= 64, "and says the right size");
	attr.size = sizeof(attr);
	check_errno(syscall(SYS_perf_event_open, &attr, -1, -1, -1, 0), EINVAL, "no task and no processor is EINVAL");
	check_errno(syscall(SYS_perf_event_open, &attr, -1, 0, 99, 0), EBADF, "a bad group is EBADF");
	check_errno(syscall(SYS_perf_event_open, &attr, -1, 0, -1, 1ul << 40), EINVAL, "unknown flags are EINVAL");
	attr.__reserved_2 = 1;
	check_errno(syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0), EINVAL, "reserved fields are EINVAL");
	close(fd);
}

/* Sends the time through the ring: r1 = ring, r2 = stack - 8, r3 = 8, r4 = 0; ringbuf_output; return 0. */
static int load(int ring)
{
	const struct bpf_insn insns[] = {
		{BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ktime_get_ns},
		{BPF_STX | BPF_MEM | BPF_DW, BPF_REG_10, BPF_REG_0, -8, 0},
		{BPF_LD | BPF_IMM | BPF_DW, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, ring},
		{0, 0, 0, 0, 0},
		{BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0},
		{BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, -8},
		{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, 8},
		{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_4, 0, 0, 0},
		{BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ringbuf_output},
		{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0},
		{BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
	};
	static char log[4096];
	union bpf_attr attr = {.prog_type = BPF_PROG_TYPE_PERF_EVENT, .insns = (uintptr_t)insns,
			       .insn_cnt = sizeof(insns) / sizeof(insns[0]), .license = (uintptr_t)"GPL",
			       .log_buf = (uintptr_t)log, .log_size = sizeof(log), .log_level = 1};
	int prog = sys_bpf(BPF_PROG_LOAD, &attr);

	if (prog < 0)
		printf("  log: %s\n", log);
	return prog;
}

/* Events on a timer: they come, in order, in time, and stop when the descriptor goes. */
static void ticking(int ring)
{
	struct epoll_event event = {.events = EPOLLIN};
	volatile uint64_t *consumer = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
	volatile char *data = mmap(NULL, 5 * PAGE, PROT_READ, MAP_SHARED, ring, PAGE);
	volatile uint64_t *producer = (volatile uint64_t *)data;
	int prog = load(ring), ep = epoll_create1(0), fd = timer(2000000, PERF_TYPE_SOFTWARE), got = 0, tries = 0;
	uint64_t last = 0, at;
	bool ordered = true;

	if (!check(prog >= 0, "a program is accepted"))
		return;
	epoll_ctl(ep, EPOLL_CTL_ADD, ring, &event);
	check(!ioctl(fd, PERF_EVENT_IOC_SET_BPF, prog) && !ioctl(fd, PERF_EVENT_IOC_ENABLE, 0), "and runs on a timer");
	check_errno(ioctl(fd, PERF_EVENT_IOC_SET_BPF, prog), EEXIST, "one program at a time");
	while (got < 20 && tries++ < 100) {
		if (epoll_wait(ep, &event, 1, 1000) != 1)
			break;
		while (__atomic_load_n(producer, __ATOMIC_ACQUIRE) != *consumer) {
			at = *(volatile uint64_t *)(data + PAGE + (*consumer & (2 * PAGE - 1)) + 8);
			ordered = ordered && at > last;
			last = at;
			__atomic_store_n(consumer, *consumer + 16, __ATOMIC_RELEASE);
			got++;
		}
	}
	check(got >= 20 && ordered, "events arrive in order");
	if (leave)
		return;
	close(fd);
	at = *producer;
	usleep(10000);
	check(at == *producer, "none after the descriptor is closed");
	close(prog);
	close(ep);
	munmap((void *)consumer, PAGE);
	munmap((void *)data, 5 * PAGE);
}

/* A link keeps its event alive, and stops it when it goes. */
static void linked(int ring)
{
	volatile uint64_t *consumer = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
	volatile uint64_t *producer = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ring, PAGE);
	int prog = load(ring), fd = timer(1000000, PERF_TYPE_SOFTWARE), link;
	union bpf_attr attr = {.link_create = {.prog_fd = (unsigned int)prog, .target_fd = (unsigned int)fd,
					       .attach_type = BPF_PERF_EVENT}};
	uint64_t before;

	*consumer = *producer;
	link = sys_bpf(BPF_LINK_CREATE, &attr);
	check(link >= 0, "a link to the timer");
	check_errno(sys_bpf(BPF_LINK_CREATE, &attr), EEXIST, "not a second one");
	ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
	close(prog);
	close(fd);
	before = *producer;
	usleep(20000);
	check(*producer > before, "it runs on when event and program are closed");
	if (leave)
		return;
	close(link);
	before = *producer;
	usleep(10000);
	check(*producer == before, "and stops with the link");
	attr.link_create.target_fd = 1;
	check_errno(sys_bpf(BPF_LINK_CREATE, &attr), EBADF, "a closed program is EBADF");
	munmap((void *)consumer, PAGE);
	munmap((void *)producer, PAGE);
}

int main(int argc, char **argv)
{
	int ring;

	(void)argc;
	check_name(argv[0]);
	leave = strstr(argv[0], "trace-leave") != NULL;
	array_map();
	ring = ring_map();
	timers();
	ticking(ring);
	linked(ring);
	return check_end();
}
