/* SPDX-License-Identifier: Apache-2.0
 * calls.c - the calls of a program that are about BPF objects: syscall(2) with bpf and perf_event_open, ioctl, mmap, munmap,
 * read and readlink of our descriptors, fopen of their fdinfo.  Everything else goes on to the system. */
#include "preload/client.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma GCC visibility push(default)

static long result(int64_t status)
{
	if (status >= 0)
		return (long)status;
	errno = (int)-status;
	return -1;
}

/* --- syscall(2) --- */

static long do_bpf(uint64_t cmd, uint64_t attr, uint64_t size)
{
	struct msg *m = engine_lock();
	int64_t status;

	m->op = ASK_BPF;
	m->a = (uint32_t)cmd;
	m->b = attr;
	m->c = (uint32_t)size;
	status = engine_ask(m, NULL);
	engine_unlock();
	return result(status);
}

/* The events that an engine outside the kernel can have; the others stay the system's. */
static bool perf_is_ours(const struct perf_event_attr *attr)
{
	if (attr->type == PERF_TYPE_TRACEPOINT)
		return attr->config >= EVENT_TRACEPOINTS && attr->config < EVENT_TRACEPOINTS_END;
	if (attr->type == EVENT_KPROBE)
		return true;
	return attr->type == PERF_TYPE_SOFTWARE && (attr->config == PERF_COUNT_SW_CPU_CLOCK ||
	       attr->config == PERF_COUNT_SW_TASK_CLOCK || attr->config == PERF_COUNT_SW_BPF_OUTPUT);
}

static long do_perf(uint64_t user, uint64_t pid, uint64_t cpu, uint64_t group, uint64_t flags)
{
	enum { FIRST = PERF_ATTR_SIZE_VER0 };
	struct perf_ask ask = {.user = user};
	size_t bytes = sizeof(ask.attr);
	struct msg *m;
	int64_t status;

	if (user_read(&ask.attr, user, FIRST) && ask.attr.size && ask.attr.size < bytes)
		bytes = ask.attr.size;
	if (!perf_is_ours(&ask.attr) || !(bytes > FIRST ? user_read(&ask.attr, user, bytes) : true))
		return real_syscall(SYS_perf_event_open, user, pid, cpu, group, flags);
	m = engine_lock();
	m->op = ASK_PERF;
	m->a = pid;
	m->b = cpu;
	m->c = group;
	m->d = flags;
	m->bytes = sizeof(ask);
	memcpy(m->data, &ask, sizeof(ask));
	status = engine_ask(m, NULL);
	engine_unlock();
	return result(status);
}

long syscall(long number, ...)
{
	uint64_t a[6];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, uint64_t);
	va_end(args);
	real_init();
	if (number == SYS_bpf)
		return do_bpf(a[0], a[1], a[2]);
	if (number == SYS_perf_event_open)
		return do_perf(a[0], a[1], a[2], a[3], a[4]);
	return real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* --- descriptors --- */

/* Ask about a descriptor that may be ours; false: it is not, `m` is unlocked. */
static bool ask_ident(struct msg *m, int fd)
{
	if (fd_ident(fd, &m->c, &m->d))
		return true;
	engine_unlock();
	return false;
}

int ioctl(int fd, unsigned long request, ...)
{
	struct msg *m;
	int64_t status;
	uint64_t arg;
	va_list args;

	va_start(args, request);
	arg = va_arg(args, uint64_t);
	va_end(args);
	real_init();
	if ((request >> 8 & 0xff) == '$') {
		m = engine_lock();
		if (ask_ident(m, fd)) {
			m->op = ASK_IOCTL;
			m->a = request;
			m->b = arg;
			status = engine_ask(m, NULL);
			engine_unlock();
			if (status != -ENOTTY)
				return (int)result(status);
		}
	}
	return (int)real_syscall(SYS_ioctl, fd, request, arg);
}

/* What the engine calls the descriptor; "" when it is none of ours. */
static void kind_of(int fd, char *out, size_t size)
{
	struct msg *m = engine_lock();

	out[0] = 0;
	if (!ask_ident(m, fd))
		return;
	m->op = ASK_KIND;
	if (engine_ask(m, NULL) >= 0 && m->bytes < size) {
		memcpy(out, m->data, m->bytes);
		out[m->bytes] = 0;
	}
	engine_unlock();
}

ssize_t read(int fd, void *to, size_t bytes)
{
	uint64_t dev, ino;
	struct msg *m;
	int64_t status;

	real_init();
	if (!fd_ident(fd, &dev, &ino) || (fcntl(fd, F_GETFL) & (O_NONBLOCK | O_ACCMODE)) != O_NONBLOCK)
		return real_syscall(SYS_read, fd, to, bytes);
	m = engine_lock();
	m->op = ASK_READ;
	m->a = bytes;
	m->c = dev;
	m->d = ino;
	status = engine_ask(m, NULL);
	if (status >= 0)
		memcpy(to, m->data, m->bytes < bytes ? m->bytes : bytes);
	engine_unlock();
	return status == -ENOTTY ? real_syscall(SYS_read, fd, to, bytes) : result(status);
}

/* The number in /proc/self/DIR/N or /proc/PID/DIR/N of this process; -1: the path is another. */
static int proc_fd(const char *path, const char *what)
{
	char self[48];
	size_t n;

	snprintf(self, sizeof(self), "/proc/self/%s/", what);
	n = strlen(self);
	if (strncmp(path, self, n)) {
		snprintf(self, sizeof(self), "/proc/%d/%s/", (int)getpid(), what);
		n = strlen(self);
		if (strncmp(path, self, n))
			return -1;
	}
	return path[n] >= '0' && path[n] <= '9' ? atoi(path + n) : -1;
}

ssize_t readlink(const char *path, char *to, size_t size)
{
	int fd = proc_fd(path, "fd");
	char kind[64];

	real_init();
	if (fd >= 0) {
		kind_of(fd, kind, sizeof(kind));
		if (kind[0]) {
			size_t n = strlen(kind);

			n = n < size ? n : size;
			memcpy(to, kind, n);
			return (ssize_t)n;
		}
	}
	return real_syscall(SYS_readlinkat, AT_FDCWD, path, to, size);
}

/* A file with what the kernel would say of the descriptor; NULL: it is none of ours. */
static FILE *open_fdinfo(int fd)
{
	struct msg *m = engine_lock();
	int file = -1;

	if (!ask_ident(m, fd))
		return NULL;
	m->op = ASK_FDINFO;
	if (engine_ask(m, NULL) >= 0) {
		file = memfd_create("fdinfo", MFD_CLOEXEC);
		if (file >= 0 && (write(file, m->data, m->bytes) != (ssize_t)m->bytes || lseek(file, 0, SEEK_SET))) {
			close(file);
			file = -1;
		}
	}
	engine_unlock();
	return file < 0 ? NULL : fdopen(file, "r");
}

static FILE *fopen_with(const char *name, const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) = NULL;
	int fd = path ? proc_fd(path, "fdinfo") : -1;
	FILE *file = fd >= 0 ? open_fdinfo(fd) : NULL;
	int refused = mode && (*mode != 'r' || strchr(mode, '+')) ? path_refused(path) : 0;
	char room[PATH_MAX];

	if (!file && refused) {
		errno = refused;
		return NULL;
	}
	*(void **)&real = dlsym(RTLD_NEXT, name);
	return file ? file : real(path_instead(path, room), mode);
}

FILE *fopen(const char *path, const char *mode)
{
	return fopen_with("fopen", path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
	return fopen_with("fopen64", path, mode);
}

/* --- mappings --- */

struct view {
	uint8_t *at;
	size_t bytes;
	uint64_t number;
	struct view *next;
};
static struct view *views;
static pthread_mutex_t views_lock = PTHREAD_MUTEX_INITIALIZER; /* held for moments only: fork waits for it */

static void before_fork(void)
{
	pthread_mutex_lock(&views_lock);
}

static void after_fork(void)
{
	pthread_mutex_unlock(&views_lock);
}

__attribute__((constructor)) static void views_begin(void)
{
	pthread_atfork(before_fork, after_fork, after_fork);
}

static void view_end(uint64_t number)
{
	struct msg *m = engine_lock();

	m->op = ASK_MUNMAP;
	m->a = number;
	engine_ask(m, NULL);
	engine_unlock();
}

/* Lay the pieces out one behind the other; the address, or MAP_FAILED. */
static void *lay(void *addr, size_t bytes, int prot, int flags, int file, const struct map_reply *reply)
{
	uint8_t *at = addr, *to;

	if (reply->pieces > 1 && !(flags & MAP_FIXED)) {
		at = (void *)real_syscall(SYS_mmap, addr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (at == MAP_FAILED)
			return MAP_FAILED;
		flags |= MAP_FIXED;
	}
	for (uint32_t i = 0, done = 0; i < reply->pieces; i++) {
		to = (void *)real_syscall(SYS_mmap, at + done, reply->piece[i].bytes, prot, flags, file,
					  reply->piece[i].offset);
		if (to == MAP_FAILED)
			return MAP_FAILED;
		if (!i)
			at = to;
		done += (uint32_t)reply->piece[i].bytes;
	}
	return at;
}

static int64_t view_place(uint64_t number, void *at, size_t bytes)
{
	struct msg *m = engine_lock();
	int64_t status;

	m->op = ASK_PLACE;
	m->a = number;
	m->b = (uint64_t)(uintptr_t)at;
	m->c = bytes;
	status = engine_ask(m, NULL);
	engine_unlock();
	return status;
}

/* Lay an arena where it is, or across no multiple of 4 GiB (Linux arena_get_unmapped_area), and say where; *status: why not. */
static void *lay_arena(void *addr, size_t bytes, int prot, int flags, int file, const struct map_reply *reply, int64_t *status)
{
	const uint64_t whole = UINT64_C(1) << 32;
	uint8_t *at = addr, *room = MAP_FAILED;

	bytes = (bytes + 4095) & ~(size_t)4095;
	*status = -EINVAL;
	if (reply->at && (uint64_t)(uintptr_t)addr != reply->at)
		return MAP_FAILED;
	if (!addr) {
		*status = -ENOMEM;
		room = (void *)real_syscall(SYS_mmap, NULL, 2 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (room == MAP_FAILED)
			return MAP_FAILED;
		at = room;
		if ((uint64_t)(uintptr_t)at >> 32 != ((uint64_t)(uintptr_t)at + bytes - 1) >> 32)
			at += whole - ((uint64_t)(uintptr_t)at & (whole - 1));
		if (at > room)
			real_syscall(SYS_munmap, room, at - room);
		if (at < room + bytes)
			real_syscall(SYS_munmap, at + bytes, room + bytes - at);
	}
	*status = view_place(reply->view, at, bytes);
	if (*status == -EBUSY && reply->at) /* there, but of another length */
		*status = -EINVAL;
	if (*status == 0)
		at = (void *)real_syscall(SYS_mmap, at, bytes, prot, flags | (addr && !(flags & MAP_FIXED) ? MAP_FIXED_NOREPLACE : MAP_FIXED), file, 0);
	else if (room != MAP_FAILED)
		real_syscall(SYS_munmap, at, bytes);
	return *status ? MAP_FAILED : at;
}

static void *map_ours(void *addr, size_t bytes, int prot, int flags, uint64_t off, struct msg *m)
{
	struct view *view = malloc(sizeof(*view));
	struct map_reply reply;
	void *at = MAP_FAILED;
	int64_t status, arena = 0;
	int file;

	m->op = ASK_MMAP;
	m->a = off;
	m->b = (uint64_t)bytes << 2 | ((flags & MAP_TYPE) == MAP_PRIVATE ? 0 : 2) | (prot & PROT_WRITE ? 1 : 0);
	status = engine_ask(m, &file);
	memcpy(&reply, m->data, sizeof(reply));
	engine_unlock();
	if (status == 0 && file >= 0 && view)
		at = reply.arena ? lay_arena(addr, bytes, prot, flags, file, &reply, &arena) : lay(addr, bytes, prot, flags, file, &reply);
	if (status == 0 && at == MAP_FAILED)
		view_end(reply.view);
	status = arena < 0 ? arena : status;
	if (file >= 0)
		close(file);
	if (at == MAP_FAILED) {
		free(view);
		errno = status < 0 ? (int)-status : file == -2 ? EMFILE : ENOMEM;
		return MAP_FAILED;
	}
	*view = (struct view){.at = at, .bytes = bytes, .number = reply.view};
	pthread_mutex_lock(&views_lock);
	view->next = views;
	views = view;
	pthread_mutex_unlock(&views_lock);
	return at;
}

void *mmap(void *addr, size_t bytes, int prot, int flags, int fd, off_t off)
{
	uint64_t dev, ino;
	struct msg *m;

	real_init();
	if (fd < 0 || (flags & MAP_ANONYMOUS) || !fd_ident(fd, &dev, &ino))
		return (void *)real_syscall(SYS_mmap, addr, bytes, prot, flags, fd, off);
	m = engine_lock();
	m->c = dev;
	m->d = ino;
	return map_ours(addr, bytes, prot, flags, (uint64_t)off, m);
}

void *mmap64(void *addr, size_t bytes, int prot, int flags, int fd, off_t off)
{
	return mmap(addr, bytes, prot, flags, fd, off);
}

/* The next view that begins there, taken out of the list; NULL: none. */
static struct view *view_in(const uint8_t *from, size_t bytes)
{
	struct view **at, *view;

	pthread_mutex_lock(&views_lock);
	for (at = &views; *at && !((*at)->at >= from && (size_t)((*at)->at - from) < bytes); at = &(*at)->next)
		;
	view = *at;
	if (view)
		*at = view->next;
	pthread_mutex_unlock(&views_lock);
	return view;
}

/* A view ends with the munmap of its beginning; programs take away what they have mapped, whole. */
int munmap(void *addr, size_t bytes)
{
	struct view *view;
	int err;

	real_init();
	err = (int)real_syscall(SYS_munmap, addr, bytes);
	if (err)
		return err;
	while ((view = view_in(addr, bytes))) {
		view_end(view->number);
		free(view);
	}
	return 0;
}

#pragma GCC visibility pop
