/* SPDX-License-Identifier: Apache-2.0
 * mem.c - the port of axiom-bpfd: that of every Linux process, but memory that a program may want to map lies in files
 * (memfd), and the trace goes to a FIFO that readers find as trace_pipe. */
#include "preload/server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "posix/port.h"

struct block {
	uint8_t *at;
	size_t bytes;    /* of addresses */
	size_t once;     /* of the file; what lies behind shows its end a second time */
	int file;
	struct block *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct block *blocks; /* lock guards */
static struct ax_mem small;
static int trace_fd = -1;

static size_t page_up(size_t bytes)
{
	return (bytes + AX_PAGE_BYTES - 1) & ~(size_t)(AX_PAGE_BYTES - 1);
}

/* A file of `once` bytes at `bytes` addresses, the last `bytes` - `once` of it twice; NULL. */
static void *block_new(size_t once, size_t bytes)
{
	struct block *block = malloc(sizeof(*block));
	int file = memfd_create("axiom-bpf", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	uint8_t *at = MAP_FAILED;

	/* sealed: a program that maps the file must not take the memory away from under us */
	if (block && file >= 0 && !ftruncate(file, (off_t)once) &&
	    !fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		at = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at != MAP_FAILED &&
	    (mmap(at, once, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED ||
	     (bytes > once && mmap(at + once, bytes - once, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file,
				   (off_t)(2 * once - bytes)) == MAP_FAILED))) {
		munmap(at, bytes);
		at = MAP_FAILED;
	}
	if (at == MAP_FAILED) {
		free(block);
		if (file >= 0)
			close(file);
		return NULL;
	}
	*block = (struct block){.at = at, .bytes = bytes, .once = once, .file = file};
	pthread_mutex_lock(&lock);
	block->next = blocks;
	blocks = block;
	pthread_mutex_unlock(&lock);
	return at;
}

static void block_free(void *at)
{
	struct block **here = &blocks, *block;

	pthread_mutex_lock(&lock);
	while (*here && (*here)->at != at)
		here = &(*here)->next;
	block = *here;
	if (block)
		*here = block->next;
	pthread_mutex_unlock(&lock);
	if (!block)
		return;
	munmap(block->at, block->bytes);
	close(block->file);
	free(block);
}

static void *mem_alloc(struct ax_mem *mem, size_t bytes)
{
	if (bytes < AX_PAGE_BYTES)
		return small.alloc(&small, bytes);
	return bytes > page_up(bytes) ? NULL : block_new(page_up(bytes), page_up(bytes));
}

static void mem_free(struct ax_mem *mem, void *block, size_t bytes)
{
	if (!block)
		return;
	if (bytes < AX_PAGE_BYTES)
		small.free(&small, block, bytes);
	else
		block_free(block);
}

static void *ring_alloc(size_t data_bytes)
{
	size_t head = 2 * AX_PAGE_BYTES;

	return block_new(head + data_bytes, head + 2 * data_bytes);
}

static void ring_free(void *ring, size_t data_bytes)
{
	if (ring)
		block_free(ring);
}

/* Of arenas: the port's, whose file programs get. */
static int pages_alloc(struct ax_pages *pages)
{
	struct block *block = malloc(sizeof(*block));
	int err = block ? axp_port()->pages_alloc(pages) : -AX_ENOMEM;

	if (err) {
		free(block);
		return err;
	}
	*block = (struct block){.at = pages->at, .bytes = pages->bytes, .once = pages->bytes, .file = (int)pages->port};
	pthread_mutex_lock(&lock);
	block->next = blocks;
	blocks = block;
	pthread_mutex_unlock(&lock);
	return 0;
}

static void pages_free(struct ax_pages *pages)
{
	block_free(pages->at); /* and closes the file */
}

void *ring_pages(size_t bytes)
{
	return block_new(bytes, bytes);
}

void ring_pages_free(void *at)
{
	if (at)
		block_free(at);
}

int mem_file(const void *base, size_t bytes, bool write, struct map_reply *reply)
{
	const uint8_t *at = base;
	struct block *block;
	char path[48];
	size_t from, first;
	int file = -ENODEV;

	pthread_mutex_lock(&lock);
	for (block = blocks; block && !(at >= block->at && at < block->at + block->bytes); block = block->next)
		;
	if (block && bytes <= (size_t)(block->at + block->bytes - at)) {
		from = (size_t)(at - block->at);
		first = from < block->once ? block->once - from : 0;
		if (first > bytes)
			first = bytes;
		reply->pieces = 0;
		if (first) {
			reply->piece[reply->pieces].offset = from;
			reply->piece[reply->pieces++].bytes = first;
		}
		if (first < bytes) {
			reply->piece[reply->pieces].offset = from + first - (block->bytes - block->once);
			reply->piece[reply->pieces++].bytes = bytes - first;
		}
		/* a file of its own rights: who may only read cannot ask mprotect(2) for more */
		snprintf(path, sizeof(path), "/proc/self/fd/%d", block->file);
		file = open(path, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC);
		if (file < 0)
			file = -errno;
	}
	pthread_mutex_unlock(&lock);
	return file;
}

/* A line as the kernel's trace_pipe has it; nobody reading loses it. */
static void trace(const char *text, size_t bytes)
{
	const struct conn *conn = conn_here;
	struct timespec now;
	char line[600];
	int n;

	clock_gettime(CLOCK_MONOTONIC, &now);
	n = snprintf(line, sizeof(line), "%16s-%-7u [%03u] d..31 %5lld.%06ld: bpf_trace_printk: %.*s\n",
		     conn ? conn->comm : "axiom-bpfd", conn ? conn->tid : 0, axp_cpu(), (long long)now.tv_sec,
		     now.tv_nsec / 1000, (int)(bytes < 400 ? bytes : 400), text);
	if (trace_fd >= 0 && n > 0 && write(trace_fd, line, (size_t)n) < 0)
		return;
}

static void current_task(struct ax_task_info *out)
{
	const struct conn *conn = conn_here;

	if (!conn) { /* a clock's tick: in nobody's name */
		*out = (struct ax_task_info){.comm = "axiom-bpfd"};
		return;
	}
	*out = (struct ax_task_info){.pid = conn->tid, .tgid = conn->pid, .uid = conn->uid, .gid = conn->gid, .start = conn->start};
	memcpy(out->comm, conn->comm, sizeof(out->comm));
}

/* Addresses of users are the program's; which the system lets us read if it lets us trace. */
static int probe_read(void *to, uint64_t from, size_t bytes, bool user)
{
	struct iovec here = {to, bytes}, there = {(void *)(uintptr_t)from, bytes};
	int saved = errno;
	ssize_t got;

	if (!user)
		return axp_port()->probe_read(to, from, bytes, false);
	got = conn_here ? process_vm_readv((pid_t)conn_here->pid, &here, 1, &there, 1, 0) : -1;
	errno = saved;
	return got == (ssize_t)bytes ? 0 : -EFAULT;
}

static void wake(void *waiters)
{
	main_wake();
}

const struct ax_port *server_port(const char *dir)
{
	static struct ax_mem mem = {.alloc = mem_alloc, .free = mem_free};
	static struct ax_port port;
	char path[PATH_MAX];

	axp_mem_init(&small, 0);
	snprintf(path, sizeof(path), "%s/trace_pipe", dir);
	if (!mkfifo(path, 0600) || errno == EEXIST)
		trace_fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	port = *axp_port();
	mem.scratch = port.mem->scratch; /* nobody maps it */
	port.name = "axiom-bpfd";
	port.mem = &mem;
	port.ring_alloc = ring_alloc;
	port.ring_free = ring_free;
	port.pages_alloc = pages_alloc;
	port.pages_free = pages_free;
	port.trace = trace;
	port.current_task = current_task;
	port.wake = wake;
	port.probe_read = probe_read;
	return &port;
}
