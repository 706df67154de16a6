/* SPDX-License-Identifier: Apache-2.0
 * port.c (posix) - struct ax_port in a Linux process. */
#include "port.h"

#include <axiom/map.h> /* before sys/mman.h, which has a MAP_TYPE, too */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <axiom/limits.h>
#include <axiom/status.h>
#include "alarm.h"
#include "defer.h"

/* ---- memory ---- */

/* The bytes may be anything. */
static void *scratch_alloc(struct ax_mem *mem, size_t bytes)
{
	size_t used = __atomic_add_fetch(&mem->used, bytes, __ATOMIC_RELAXED);
	void *block = NULL;

	if (used < bytes || (mem->limit && used > mem->limit) ||
	    posix_memalign(&block, bytes >= AX_PAGE_BYTES ? AX_PAGE_BYTES : 16, bytes)) {
		__atomic_sub_fetch(&mem->used, bytes, __ATOMIC_RELAXED);
		return NULL;
	}
	return block;
}

static void *mem_alloc(struct ax_mem *mem, size_t bytes)
{
	void *block = scratch_alloc(mem, bytes);

	return block ? memset(block, 0, bytes) : NULL;
}

static void mem_free(struct ax_mem *mem, void *block, size_t bytes)
{
	if (!block)
		return;
	free(block);
	__atomic_sub_fetch(&mem->used, bytes, __ATOMIC_RELAXED);
}

void axp_mem_init(struct ax_mem *mem, size_t limit)
{
	*mem = (struct ax_mem){.alloc = mem_alloc, .free = mem_free, .limit = limit};
}

static size_t ring_bytes(size_t data_bytes)
{
	return 2 * AX_PAGE_BYTES + 2 * data_bytes;
}

/* One file of [consumer][producer][data]; its data part is mapped a second time behind itself. */
static void *ring_alloc(size_t data_bytes)
{
	size_t head = 2 * AX_PAGE_BYTES, once = head + data_bytes;
	int fd = memfd_create("ax-ring", MFD_CLOEXEC);
	uint8_t *at = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if (!ftruncate(fd, (off_t)once))
		at = mmap(NULL, ring_bytes(data_bytes), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at != MAP_FAILED &&
	    (mmap(at, once, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED ||
	     mmap(at + once, data_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
		  (off_t)head) == MAP_FAILED)) {
		munmap(at, ring_bytes(data_bytes));
		at = MAP_FAILED;
	}
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

static void ring_free(void *ring, size_t data_bytes)
{
	if (ring)
		munmap(ring, ring_bytes(data_bytes));
}

/* Twice as many addresses have a part that crosses no multiple of 4 GiB. */
static int pages_alloc(struct ax_pages *pages)
{
	const uint64_t bytes = pages->bytes, whole = UINT64_C(1) << 32;
	int fd = memfd_create("ax-arena", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	uint8_t *room = MAP_FAILED, *at = NULL;
	uint64_t from, to;

	if (fd < 0)
		return -AX_ENOMEM;
	/* sealed: a program that maps the file must not take the memory away from under us */
	if (bytes && bytes <= whole && !ftruncate(fd, (off_t)bytes) && !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		room = mmap(NULL, 2 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (room == MAP_FAILED) {
		close(fd);
		return -AX_ENOMEM;
	}
	from = (uint64_t)(uintptr_t)room;
	to = from + 2 * bytes;
	at = from >> 32 == (from + bytes - 1) >> 32 ? room : room + ((from | (whole - 1)) + 1 - from);
	if ((uint64_t)(uintptr_t)at > from)
		munmap(room, (size_t)(at - room));
	if (to > (uint64_t)(uintptr_t)at + bytes)
		munmap(at + bytes, (size_t)(to - (uint64_t)(uintptr_t)at - bytes));
	if (mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_NORESERVE, fd, 0) == MAP_FAILED) {
		munmap(at, bytes);
		close(fd);
		return -AX_ENOMEM;
	}
	pages->at = at;
	pages->port = fd;
	return 0;
}

static void pages_free(struct ax_pages *pages)
{
	munmap(pages->at, pages->bytes);
	close((int)pages->port);
}

static void pages_drop(const struct ax_pages *pages, uint64_t from, uint64_t bytes)
{
	int saved = errno;

	if (fallocate((int)pages->port, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)bytes))
		memset(pages->at + from, 0, bytes);
	errno = saved;
}

/* Pages of the file that are no hole. */
static uint64_t pages_touched(const struct ax_pages *pages, uint64_t from, uint64_t to)
{
	int saved = errno;
	off_t at = lseek((int)pages->port, (off_t)from, SEEK_DATA);

	errno = saved;
	return at < 0 || (uint64_t)at >= to ? to : (uint64_t)at;
}

static size_t code_bytes(size_t bytes)
{
	return (bytes + AX_PAGE_BYTES - 1) & ~(size_t)(AX_PAGE_BYTES - 1);
}

static void *code_alloc(size_t bytes)
{
	/* all of it is written at once */
	void *at = mmap(NULL, code_bytes(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

static int code_seal(void *code, size_t bytes)
{
	if (mprotect(code, code_bytes(bytes), PROT_READ | PROT_EXEC))
		return -errno;
	__builtin___clear_cache((char *)code, (char *)code + bytes);
	return 0;
}

static void code_free(void *code, size_t bytes)
{
	if (code)
		munmap(code, code_bytes(bytes));
}

/* Is `word` one of the words of a line?  They end with blanks, and RISC-V's with "_". */
static bool has_word(const char *line, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = line; (at = strstr(at, word)); at += length)
		if (at > line && strchr(" \t_", at[-1]) && (!at[length] || strchr(" \t_\n", at[length])))
			return true;
	return false;
}

/* What a CPU has, by the words of a line of /proc/cpuinfo: "flags" on x86, "Features" on ARM, "isa" on RISC-V; the first CPU's, for
 * all of a machine's are alike in that. */
static uint32_t read_features(void)
{
	static const struct {
		const char *line, *word;
		uint32_t feature;
	} rows[] = {
		{"flags", "bmi2", AX_CPU_BMI2}, {"Features", "atomics", AX_CPU_LSE},
		{"isa", "zba", AX_CPU_ZBA}, {"isa", "zbb", AX_CPU_ZBB},
	};
	FILE *file = fopen("/proc/cpuinfo", "r");
	uint32_t features = 0;
	bool found = false;
	char line[8192];

	while (file && !found && fgets(line, sizeof(line), file)) {
		for (uint32_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			size_t length = strlen(rows[i].line);

			if (strncmp(line, rows[i].line, length) || !strchr(" \t:", line[length]))
				continue;
			found = true;
			features |= has_word(line, rows[i].word) ? rows[i].feature : 0;
		}
	}
	if (file)
		fclose(file);
	return features;
}

static struct utsname machine; /* its `machine` is as src/jit names CPUs */
static uint32_t machine_features;

static void read_machine(void)
{
	uname(&machine);
	machine_features = read_features();
}

static const char *code_cpu(uint32_t *features)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, read_machine);
	*features = machine_features;
	return machine.machine;
}

/* ---- time, entropy, trace, who runs ---- */

static uint64_t clock_read(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t now_ns(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

static uint64_t boot_ns(void)
{
	return clock_read(CLOCK_BOOTTIME);
}

static uint64_t tai_ns(void)
{
	return clock_read(CLOCK_TAI);
}

static uint64_t coarse_ns(void)
{
	return clock_read(CLOCK_MONOTONIC_COARSE);
}

static int entropy(void *buf, size_t bytes)
{
	uint8_t *at = buf;

	while (bytes) {
		ssize_t n = getrandom(at, bytes, 0);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			at += n;
			bytes -= (size_t)n;
		}
	}
	return 0;
}

/* One write, so that lines of several threads do not mix and a signal handler may call it. */
static void trace_stderr(const char *text, size_t bytes)
{
	char line[600];
	size_t n = bytes < sizeof(line) - 8 ? bytes : sizeof(line) - 8;

	memcpy(line, "[bpf] ", 6);
	memcpy(line + 6, text, n);
	line[6 + n] = '\n';
	if (write(STDERR_FILENO, line, n + 7) < 0)
		return; /* nobody to tell */
}

static void (*_Atomic trace_sink)(const char *text, size_t bytes);

void axp_set_trace(void (*sink)(const char *text, size_t bytes))
{
	atomic_store(&trace_sink, sink);
}

static void trace(const char *text, size_t bytes)
{
	void (*sink)(const char *, size_t) = atomic_load(&trace_sink);

	(sink ? sink : trace_stderr)(text, bytes);
}

/* One process is both sides; the system call finds out what can be read. */
static int probe_read(void *to, uint64_t from, size_t bytes, bool user)
{
	struct iovec here = {to, bytes}, there = {(void *)(uintptr_t)from, bytes};
	int saved = errno;
	ssize_t got = process_vm_readv(getpid(), &here, 1, &there, 1, 0);

	errno = saved;
	return got == (ssize_t)bytes ? 0 : -AX_EFAULT;
}

/* The first call loads the unwinder, which allocates. */
static uint32_t stack(uint64_t *addresses, uint32_t max)
{
	void *at[256];
	int n = backtrace(at, max < 256 ? (int)max : 256);

	for (int i = 0; i < n; i++)
		addresses[i] = (uintptr_t)at[i];
	return n > 0 ? (uint32_t)n : 0;
}

static uint32_t cpus = 1; /* set once in start() */

static uint32_t cpu_count(void)
{
	return cpus;
}

uint32_t axp_task_start(uint32_t tid)
{
	char path[32], text[512], *at;
	unsigned long long start = 0;
	int saved = errno, fd;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%u/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	at = strrchr(text, ')'); /* the name may hold anything; the time is the 20th field behind it */
	for (int i = 0; at && i < 20; i++)
		at = strchr(at + 1, ' ');
	if (at)
		start = strtoull(at + 1, NULL, 10);
	errno = saved;
	return (uint32_t)start;
}

int axp_pidfd_task(uint32_t holder, int fd, uint64_t *task)
{
	char path[48], line[128];
	int pid = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/fdinfo/%d", holder, fd);
	file = fd < 0 ? NULL : fopen(path, "re");
	if (!file)
		return -AX_EBADF;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Pid: %d", &pid) == 1)
			break;
	fclose(file);
	if (!pid)
		return -AX_EBADF;
	if (pid < 0)
		return -AX_ENOENT;
	*task = ax_task_key((uint32_t)pid, axp_task_start((uint32_t)pid));
	return 0;
}

/* The host's list: without the right to see them its addresses are 0. */
static int symbol(const char *name, uint64_t *address)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[600], have[512];
	unsigned long long at;
	int err = -AX_ENOENT;

	if (!file)
		return -AX_EPERM;
	while (err == -AX_ENOENT && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%llx %*c %511s", &at, have) != 2 || strcmp(have, name))
			continue;
		err = at ? 0 : -AX_EPERM;
		*address = at;
	}
	fclose(file);
	return err;
}

static void current_task(struct ax_task_info *out)
{
	static __thread uint32_t tid, start; /* of this thread, once */

	*out = (struct ax_task_info){
		.pid = (uint32_t)syscall(SYS_gettid),
		.tgid = (uint32_t)getpid(),
		.uid = getuid(),
		.gid = getgid(),
	};
	prctl(PR_GET_NAME, out->comm);
	if (tid != out->pid) { /* the first time, or behind fork */
		start = axp_task_start(out->pid);
		tid = out->pid;
	}
	out->start = start;
}

/* ---- the hot half: CPU and "interrupts" ---- */

atomic_bool axp_mask_signals;
static __thread int fixed_cpu = -1;

void axp_set_cpu(int cpu)
{
	fixed_cpu = cpu;
}

uint32_t axp_cpu(void)
{
	int cpu = fixed_cpu;

	if (cpu >= 0)
		return (uint32_t)cpu;
	cpu = sched_getcpu();
	return cpu < 0 ? 0 : (uint32_t)cpu % cpus;
}

/* The kernel's own signal set is 64 bits: it fits the unsigned long that the contract hands around. */
unsigned long axp_mask(void)
{
	unsigned long all = ~0ul, old = 0;

	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, &old, sizeof(old));
	return old;
}

void axp_restore(unsigned long state)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &state, NULL, sizeof(state));
}

/* ---- wait objects ---- */

int axp_waiters_init(struct axp_waiters *waiters)
{
	atomic_init(&waiters->wakes, 0);
	waiters->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return waiters->fd < 0 ? -errno : 0;
}

void axp_waiters_close(struct axp_waiters *waiters)
{
	close(waiters->fd);
	waiters->fd = -1;
}

static void wake(void *arg)
{
	struct axp_waiters *waiters = arg;
	uint64_t one = 1;
	int saved = errno; /* a signal handler may be here */

	atomic_fetch_add(&waiters->wakes, 1);
	if (write(waiters->fd, &one, sizeof(one)) < 0)
		errno = saved; /* EAGAIN: so many wakes are pending that one more says nothing */
}

/* ---- the port ---- */

static struct ax_mem mem, scratch = {.alloc = scratch_alloc, .free = mem_free};

static const struct ax_port port = {
	.name = "posix",
	.mem = &mem,
	.ring_alloc = ring_alloc,
	.ring_free = ring_free,
	.pages_alloc = pages_alloc,
	.pages_free = pages_free,
	.pages_drop = pages_drop,
	.pages_touched = pages_touched,
	.code_alloc = code_alloc,
	.code_seal = code_seal,
	.code_free = code_free,
	.nested_stacks = 33,
	.jit = &ax_jit,
	.code_cpu = code_cpu,
	.now_ns = now_ns,
	.boot_ns = boot_ns,
	.tai_ns = tai_ns,
	.coarse_ns = coarse_ns,
	.entropy = entropy,
	.trace = trace,
	.cpu_count = cpu_count,
	.defer = axp_defer,
	.wake = wake,
	.current_task = current_task,
	.symbol = symbol,
	.stack = stack,
	.probe_read = probe_read,
	.alarm_start = axp_alarm_start,
	.alarm_set = axp_alarm_set,
	.alarm_stop = axp_alarm_stop,
	.alarm_cpu = axp_alarm_cpu,
};

static void start(void)
{
	long n = sysconf(_SC_NPROCESSORS_CONF);

	cpus = n < 1 ? 1 : n > AX_CPUS_MAX ? AX_CPUS_MAX : (uint32_t)n;
	axp_mem_init(&mem, 0);
	mem.scratch = &scratch;
	axp_defer_start();
}

const struct ax_port *axp_port(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, start);
	return &port;
}
