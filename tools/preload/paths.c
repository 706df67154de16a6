/* SPDX-License-Identifier: Apache-2.0
 * paths.c - the program's calls with a path: below /sys/fs/bpf they work in the engine's own tree of names, which is a real
 * directory; trace_pipe, the tracepoints and the PMUs of probes are the engine's. */
#include "preload/client.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BPF_FS_MAGIC 0xcafe4a11
#define TRACEFS_MAGIC 0x74726163
#define BPFFS         "/sys/fs/bpf"
#define TRACEFS       "/sys/kernel/tracing"
#define DEBUG_TRACING "/sys/kernel/debug/tracing" /* the same by its old name */

/* Is `path` the place `top`, or below? */
static bool lies_in(const char *path, const char *top)
{
	size_t n = strlen(top);

	return path && !strncmp(path, top, n) && (!path[n] || path[n] == '/');
}

/* Directories of the system that have a part in which the engine's is seen instead: what lies there, and nothing else. */
static const struct place {
	const char *path, *instead;
} places[] = {
	{BPFFS, "fs"},
	{TRACEFS "/trace_pipe", "trace_pipe"},
	{TRACEFS, "tracing"},
	{"/sys/kernel/debug/kprobes", "kprobes"},
	{"/sys/bus/event_source/devices/kprobe", "pmu/kprobe"},
	{"/sys/bus/event_source/devices/uprobe", "pmu/uprobe"},
};

const char *path_instead(const char *path, char *room)
{
	const char *base, *asked = path;
	char now[PATH_MAX];

	real_init();
	if (!path || strncmp(path, "/sys/", 5) || strlen(path) > PATH_MAX / 2)
		return path;
	if (lies_in(path, DEBUG_TRACING)) {
		snprintf(now, sizeof(now), TRACEFS "%s", path + sizeof(DEBUG_TRACING) - 1); /* shorter */
		asked = now;
	}
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (!lies_in(asked, places[i].path))
			continue;
		base = engine_dir();
		if (!*base)
			return path;
		snprintf(room, PATH_MAX, "%s/%s%s", base, places[i].instead, asked + strlen(places[i].path));
		return room;
	}
	return path;
}

int path_refused(const char *path)
{
	char room[PATH_MAX];
	const char *instead;

	if (!lies_in(path, TRACEFS) && !lies_in(path, DEBUG_TRACING))
		return 0;
	instead = path_instead(path, room);
	if (instead != room)
		return 0;
	return real_syscall(SYS_faccessat, AT_FDCWD, instead, F_OK) ? errno : EACCES;
}

#pragma GCC visibility push(default)

static int open_with(int dirfd, const char *path, int flags, va_list args)
{
	char room[PATH_MAX];
	int mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(args, int) : 0;
	int refused = (flags & O_ACCMODE) == O_RDONLY ? 0 : path_refused(path);

	if (refused) {
		errno = refused;
		return -1;
	}
	return (int)real_syscall(SYS_openat, dirfd, path_instead(path, room), flags, mode);
}

#define OPENS(name)                                                                                \
	int name(const char *path, int flags, ...)                                                 \
	{                                                                                          \
		va_list args;                                                                      \
		int fd;                                                                            \
                                                                                                   \
		real_init();                                                                       \
		va_start(args, flags);                                                             \
		fd = open_with(AT_FDCWD, path, flags, args);                                       \
		va_end(args);                                                                      \
		return fd;                                                                         \
	}
#define OPENS_AT(name)                                                                             \
	int name(int dirfd, const char *path, int flags, ...)                                      \
	{                                                                                          \
		va_list args;                                                                      \
		int fd;                                                                            \
                                                                                                   \
		real_init();                                                                       \
		va_start(args, flags);                                                             \
		fd = open_with(dirfd, path, flags, args);                                          \
		va_end(args);                                                                      \
		return fd;                                                                         \
	}
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

/* By both names: programs with 64-bit file offsets ask by the second, which is the same here. */
_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "64-bit systems have one");
#define STATS(name, type, flag)                                                                    \
	int name(const char *path, type *st)                                                       \
	{                                                                                          \
		char room[PATH_MAX];                                                               \
                                                                                                   \
		path = path_instead(path, room);                                                   \
		return (int)real_syscall(SYS_newfstatat, AT_FDCWD, path, st, flag);                \
	}
STATS(stat, struct stat, 0)
STATS(stat64, struct stat64, 0)
STATS(lstat, struct stat, AT_SYMLINK_NOFOLLOW)
STATS(lstat64, struct stat64, AT_SYMLINK_NOFOLLOW)
#define STATS_AT(name, type)                                                                       \
	int name(int dirfd, const char *path, type *st, int flags)                                 \
	{                                                                                          \
		char room[PATH_MAX];                                                               \
                                                                                                   \
		path = path_instead(path, room);                                                   \
		return (int)real_syscall(SYS_newfstatat, dirfd, path, st, flags);                  \
	}
STATS_AT(fstatat, struct stat)
STATS_AT(fstatat64, struct stat64)

int statx(int dirfd, const char *restrict path, int flags, unsigned mask, struct statx *restrict st)
{
	char room[PATH_MAX];

	path = path_instead(path, room);
	return (int)real_syscall(SYS_statx, dirfd, path, flags, mask, st);
}

int access(const char *path, int mode)
{
	char room[PATH_MAX];

	path = path_instead(path, room);
	return (int)real_syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

int faccessat(int dirfd, const char *path, int mode, int flags)
{
	int (*real)(int, const char *, int, int) = NULL;
	char room[PATH_MAX];

	path = path_instead(path, room);
	*(void **)&real = dlsym(RTLD_NEXT, "faccessat");
	return real(dirfd, path, mode, flags);
}

int mkdir(const char *path, mode_t mode)
{
	char room[PATH_MAX];

	path = path_instead(path, room);
	return (int)real_syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int rmdir(const char *path)
{
	char room[PATH_MAX];

	path = path_instead(path, room);
	return (int)real_syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

int unlink(const char *path)
{
	char room[PATH_MAX];

	path = path_instead(path, room);
	return (int)real_syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int unlinkat(int dirfd, const char *path, int flags)
{
	char room[PATH_MAX];

	path = path_instead(path, room);
	return (int)real_syscall(SYS_unlinkat, dirfd, path, flags);
}

int rename(const char *from, const char *to)
{
	char room[2][PATH_MAX];

	from = path_instead(from, room[0]);
	to = path_instead(to, room[1]);
	return (int)real_syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

DIR *opendir(const char *path)
{
	DIR *(*real)(const char *) = NULL;
	char room[PATH_MAX];

	path = path_instead(path, room);
	*(void **)&real = dlsym(RTLD_NEXT, "opendir");
	return real(path);
}

static int statfs_with(const char *path, struct statfs *st)
{
	char room[PATH_MAX];
	long magic = lies_in(path, BPFFS) ? BPF_FS_MAGIC : lies_in(path, TRACEFS) || lies_in(path, DEBUG_TRACING) ? TRACEFS_MAGIC : 0;
	int err;

	path = path_instead(path, room);
	err = (int)real_syscall(SYS_statfs, path, st);
	if (!err && magic && path == room)
		st->f_type = magic;
	return err;
}

int statfs(const char *path, struct statfs *st)
{
	return statfs_with(path, st);
}

int statfs64(const char *path, struct statfs64 *st)
{
	_Static_assert(sizeof(struct statfs) == sizeof(struct statfs64), "64-bit systems have one");
	return statfs_with(path, (struct statfs *)(void *)st);
}

#pragma GCC visibility pop
