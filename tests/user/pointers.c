/* SPDX-License-Identifier: Apache-2.0
 * pointers.c - bad pointers in every pointer argument of every system call.
 *
 * The rows come from the kernel's own table (sys/syscalls.def), so a new call is tested the day it is added.  Every bad
 * pointer must give EFAULT or EINVAL, never success and never death.  The same program passes on Linux. */
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include <arch_abi.h>
#include "check.h"

enum kind { K_NONE, K_INT, K_NUM, K_FD, K_ATFD, K_ADDR, K_PATH, K_IN, K_OUT, K_IN0, K_OUT0, K_INX, K_OUTX, K_VEC };
struct arg {
	enum kind kind;
	unsigned int bytes, length;
};
struct row {
	const char *name;
	long number;
	struct arg args[6];
};
#define ABI_STAT        sizeof(struct abi_stat)
#define ABI_EPOLL_EVENT sizeof(struct abi_epoll_event)
#define NONE      {K_NONE, 0, 0}
#define INT       {K_INT, 0, 0}
#define NUM       {K_NUM, 0, 0}
#define FD        {K_FD, 0, 0}
#define ATFD      {K_ATFD, 0, 0}
#define ADDR      {K_ADDR, 0, 0}
#define PATH      {K_PATH, 1, 0}
#define IN(n)     {K_IN, n, 0}
#define OUT(n)    {K_OUT, n, 0}
#define IN0(n)    {K_IN0, n, 0}
#define OUT0(n)   {K_OUT0, n, 0}
#define INX(n)    {K_INX, 1, n}
#define OUTX(n)   {K_OUTX, 1, n}
#define VEC(s, n) {K_VEC, s, n}
static const struct row rows[] = {
#define SYSCALL(name, x86_64, generic, ...) {#name, ABI_SYSCALL(x86_64, generic), {__VA_ARGS__}},
#include "sys/syscalls.def"
};

/* Arguments with which the call would look at the pointer.  G: a good pointer is put in. */
#define G (-7777)
#define ZERO_FD (-7778)
#define EPOLL_FD (-7779)
static const struct good {
	const char *name;
	long args[6];
} goods[] = {
	{"read", {ZERO_FD, G, 64}},
	{"write", {1, G, 64}},
	{"open", {G, 0}},
	{"stat", {G, G}},
	{"fstat", {ZERO_FD, G}},
	{"lstat", {G, G}},
	{"poll", {G, 2, 0}},
	{"rt_sigaction", {10, G, G, 8}},
	{"rt_sigprocmask", {0, G, G, 8}},
	{"readv", {ZERO_FD, G, 2}},
	{"writev", {1, G, 2}},
	{"nanosleep", {G, 0}}, /* the remaining time is written after a signal only: Linux does not look at the pointer */
	{"uname", {G}},
	{"readlink", {G, G, 64}},
	{"sysinfo", {G}},
	{"clock_gettime", {1, G}},
	{"clock_getres", {1, G}},
	{"clock_nanosleep", {1, 0, G, 0}},
	{"epoll_wait", {EPOLL_FD, G, 2, 0}},
	{"openat", {-100, G, 0}},
	{"newfstatat", {-100, G, G, 0}},
	{"readlinkat", {-100, G, G, 64}},
	{"ppoll", {G, 2, G, 0, 8}},
	{"epoll_pwait", {EPOLL_FD, G, 2, 0, 0, 8}},
	{"perf_event_open", {G, 0, -1, -1, 0}},
	{"prlimit64", {0, 7, 0, G}},
	{"getrandom", {G, 64, 0}},
	{"bpf", {0, G, 64}},
	/* pointers whose meaning depends on another argument; the row says ADDR */
	{"ioctl", {1, 0x5401, G}},
	{"epoll_ctl", {EPOLL_FD, 1, 1, G}},
	{"rseq", {G, 32, 0, 0x53053053}},
	{"arch_prctl", {0x1003, G}},
};

static long page_bytes = 4096;
static char *good_page, *hole, *no_right, *read_only;
static int zero_fd, epoll_fd;

static void set_up(void)
{
	struct epoll_event event = {.events = EPOLLOUT};
	int ends[2];
	char *at = mmap(NULL, 8 * page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	good_page = at; /* one page, then a hole */
	hole = at + page_bytes;
	munmap(hole, page_bytes);
	no_right = at + 3 * page_bytes;
	mprotect(no_right, page_bytes, PROT_NONE);
	read_only = at + 5 * page_bytes;
	memset(read_only, 0, page_bytes);
	mprotect(read_only, page_bytes, PROT_READ);
	munmap(at + 6 * page_bytes, page_bytes);
	zero_fd = open("/dev/zero", O_RDWR);
	epoll_fd = epoll_create1(0);
	/* something that is ready at once: the console, or a pipe where standard output is a file */
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 1, &event) && !pipe(ends))
		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, ends[1], &event);
}

struct bad {
	const char *name;
	uintptr_t at;
	bool partly; /* bytes before the fault are there: a shorter transfer is right too */
};

static unsigned int make_bad(const struct arg *arg, unsigned int length, struct bad *bad)
{
	unsigned int n = 0, bytes = arg->bytes * (length ? length : 1), half = bytes > 1 ? bytes / 2 : 0;

	if (arg->kind != K_IN0 && arg->kind != K_OUT0)
		bad[n++] = (struct bad){"NULL", 0, false};
	bad[n++] = (struct bad){"1", 1, false};
	bad[n++] = (struct bad){"low", 0x1000, false};
	bad[n++] = (struct bad){"hole", (uintptr_t)hole, false};
	bad[n++] = (struct bad){"misaligned hole", (uintptr_t)hole + 1, false};
	bad[n++] = (struct bad){"no right", (uintptr_t)no_right, false};
	bad[n++] = (struct bad){"half mapped", (uintptr_t)hole - half - (arg->kind == K_PATH), arg->kind >= K_INX};
	bad[n++] = (struct bad){"last page before the hole", (uintptr_t)hole - 1, arg->kind >= K_INX && bytes > 1};
	bad[n++] = (struct bad){"end of user addresses", 0x7ffffffff000, false};
	bad[n++] = (struct bad){"crosses the end", 0x7fffffffefff, false};
	bad[n++] = (struct bad){"not canonical", 0x0100000000000000, false};
	bad[n++] = (struct bad){"direct map", 0xffff800000100000, false};
	bad[n++] = (struct bad){"kernel image", 0xffffffff80100000, false};
	bad[n++] = (struct bad){"-1", UINTPTR_MAX, false};
	bad[n++] = (struct bad){"wraps", UINTPTR_MAX - 7, false};
	if (arg->kind == K_OUT || arg->kind == K_OUT0 || arg->kind == K_OUTX)
		bad[n++] = (struct bad){"read-only", (uintptr_t)read_only, false};
	return n;
}

static void fill_good(long out[6], const struct good *good)
{
	for (int i = 0; i < 6; i++) {
		long v = good->args[i];

		out[i] = v == G ? (long)(good_page + 512 * i) : v == ZERO_FD ? zero_fd : v == EPOLL_FD ? epoll_fd : v;
	}
}

/* The contents of the good page serve every call: zero times, empty attributes, a path, spaces. */
static void refill(const char *name, bool path)
{
	memset(good_page, 0, page_bytes);
	if (strstr(name, "open") && !strstr(name, "perf"))
		strcpy(good_page, "/dev/null"), strcpy(good_page + 512, "/dev/null");
	if (strstr(name, "stat"))
		strcpy(good_page, "/dev/null"), strcpy(good_page + 512, "/dev/null");
	if (strstr(name, "link"))
		strcpy(good_page, "/proc/self/exe"), strcpy(good_page + 512, "/proc/self/exe");
	if (path)
		memset(good_page + page_bytes - 64, '\n', 64);
	if (!strcmp(name, "write"))
		memset(good_page + page_bytes - 64, '\n', 64);
	if (!strcmp(name, "perf_event_open"))
		good_page[0] = 1, good_page[4] = 64;
}

static bool result_is_right(long result, int err, const struct bad *bad, unsigned int bytes)
{
	if (result == -1)
		return err == EFAULT || err == EINVAL || (err == ENOTTY && !isatty(1)); /* ioctl */
	return bad->partly && result >= 0 && result < (long)bytes;
}

static void try_argument(const struct row *row, const struct good *good, int n)
{
	unsigned int length = row->args[n].length ? (unsigned int)good->args[row->args[n].length - 1] : 0;
	unsigned int count, wrong = 0;
	struct arg arg = row->args[n];
	struct bad bad[24];
	char rule[96];

	if (arg.kind == K_ADDR)
		arg = (struct arg){K_IN, 8, 0};
	count = make_bad(&arg, length, bad);
	for (unsigned int i = 0; i < count; i++) {
		unsigned int bytes = arg.bytes * (length ? length : 1);
		long a[6], result;

		refill(row->name, arg.kind == K_PATH);
		fill_good(a, good);
		a[n] = (long)bad[i].at;
		errno = 0;
		result = syscall(row->number, a[0], a[1], a[2], a[3], a[4], a[5]);
		if (result_is_right(result, errno, &bad[i], bytes))
			continue;
		printf("  %s argument %d %s: result %ld, errno %d\n", row->name, n + 1, bad[i].name, result, errno);
		wrong++;
	}
	snprintf(rule, sizeof(rule), "%s refuses %u bad pointers in argument %d", row->name, count, n + 1);
	errno = 0;
	check(!wrong, rule);
}

static const struct good *find_good(const char *name)
{
	for (unsigned int i = 0; i < sizeof(goods) / sizeof(goods[0]); i++)
		if (!strcmp(goods[i].name, name))
			return &goods[i];
	return NULL;
}

static void try_row(const struct row *row)
{
	const struct good *good = find_good(row->name);

	if (row->number >= 512)
		return; /* the other architecture's */
	for (int n = 0; n < 6; n++) {
		bool pointer = row->args[n].kind >= K_PATH ||
			       (row->args[n].kind == K_ADDR && good && good->args[n] == G);

		if (pointer && !good)
			check(false, row->name); /* a new call needs a line in `goods` */
		else if (pointer)
			try_argument(row, good, n);
	}
}

/* Pointers inside what a pointer points to. */
static void nested(void)
{
	struct iovec v[2] = {{good_page, 8}, {hole, 8}};
	struct { uint32_t fd, pad; uint64_t key, value, flags; } lookup = {0};
	uint32_t create[32] = {2, 4, 8, 4};
	long map;

	memset(good_page, ' ', 64);
	check(readv(zero_fd, v, 2) == 8, "readv ends where a vector has no memory");
	v[0].iov_base = hole;
	check_errno(readv(zero_fd, v, 1), EFAULT, "readv into a hole");
	check_errno(writev(1, v, 1), EFAULT, "writev from a hole");
	v[0] = (struct iovec){(void *)0xffff800000100000, 8};
	check_errno(readv(zero_fd, v, 1), EFAULT, "readv into the kernel");
	v[0] = (struct iovec){good_page, SIZE_MAX};
	check(readv(zero_fd, v, 1) < 0, "readv of too much");
	map = syscall(ABI_SYSCALL(321, 280), 0, create, sizeof(create));
	if (map < 0) {
		printf("skip %s: bpf(2) is refused here\n", check_program);
		return;
	}
	lookup.fd = (uint32_t)map;
	lookup.key = (uintptr_t)hole;
	lookup.value = (uintptr_t)good_page;
	check_errno(syscall(ABI_SYSCALL(321, 280), 1, &lookup, sizeof(lookup)), EFAULT, "bpf: key in a hole");
	lookup.key = (uintptr_t)good_page;
	memset(good_page, 0, 64);
	lookup.value = 0xffffffff80100000;
	check_errno(syscall(ABI_SYSCALL(321, 280), 1, &lookup, sizeof(lookup)), EFAULT, "bpf: value into the kernel");
	lookup.value = (uintptr_t)read_only;
	check_errno(syscall(ABI_SYSCALL(321, 280), 1, &lookup, sizeof(lookup)), EFAULT, "bpf: value into read-only memory");
	lookup.value = (uintptr_t)hole - 4;
	check_errno(syscall(ABI_SYSCALL(321, 280), 1, &lookup, sizeof(lookup)), EFAULT, "bpf: value half mapped");
	close((int)map);
}

/* Descriptors are judged before memory, as on Linux. */
static void order(void)
{
	char *kernel = (char *)0xffff800000100000;

	check_errno(read(200, kernel, 8), EBADF, "read: EBADF before EFAULT");
	check_errno(write(-1, kernel, 8), EBADF, "write: EBADF before EFAULT");
	check_errno(syscall(ABI_SYSCALL(5, 80), 200, kernel), EBADF, "fstat: EBADF before EFAULT");
	check(read(zero_fd, hole, 0) == 0, "nothing to read: any pointer will do");
	check_errno(syscall(500, kernel, kernel, kernel), ENOSYS, "an unknown call is ENOSYS");
	check_errno(syscall(0x7fffffff, kernel), ENOSYS, "a call with a large number is ENOSYS");
	check_errno(syscall(-1, kernel), ENOSYS, "a call with a negative number is ENOSYS");
}

int main(int argc, char **argv)
{
	(void)argc;
	check_name(argv[0]);
	set_up();
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(&rows[i]);
	nested();
	order();
	return check_end();
}
