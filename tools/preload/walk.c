/* SPDX-License-Identifier: Apache-2.0
 * walk.c - how programs find all pins (bpftool -f): the list of mounts has a bpffs at /sys/fs/bpf, and nftw walks the engine's
 * tree of names, which the program sees by the names that it knows. */
#include "preload/client.h"

#include <dlfcn.h>
#include <ftw.h>
#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BPFFS "/sys/fs/bpf"

typedef int visit_fn(const char *path, const struct stat *st, int kind, struct FTW *ftw);

static __thread struct {
	visit_fn *fn;
	const char *top;  /* the program's name of where it began */
	size_t real_top;  /* bytes of the real one */
} walk;

static int visit(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	char name[PATH_MAX];
	struct FTW there = *ftw;
	int n = snprintf(name, sizeof(name), "%s%s", walk.top, path + walk.real_top);

	if (n < 0 || (size_t)n >= sizeof(name))
		return 0; /* the program could not open it by this name either */
	there.base += (int)strlen(walk.top) - (int)walk.real_top;
	if (there.base < 0)
		there.base = 0;
	return walk.fn(name, st, kind, &there);
}

static int walk_with(const char *symbol, const char *top, visit_fn *fn, int fds, int flags)
{
	int (*real)(const char *, visit_fn *, int, int) = NULL;
	size_t n = strlen(BPFFS);
	char room[PATH_MAX];
	const char *base;
	int result;

	real_init();
	*(void **)&real = dlsym(RTLD_NEXT, symbol);
	base = top && !strncmp(top, BPFFS, n) && (!top[n] || top[n] == '/') ? engine_dir() : "";
	if (!*base)
		return real(top, fn, fds, flags);
	snprintf(room, sizeof(room), "%s/fs%s", base, top + n);
	walk.fn = fn;
	walk.top = top;
	walk.real_top = strlen(room);
	result = real(room, visit, fds, flags);
	walk.fn = NULL;
	return result;
}

/* Is a bpffs there already? */
static bool has_bpffs(const char *mounts)
{
	return strstr(mounts, " " BPFFS " bpf ");
}

static char *read_all(FILE *file)
{
	size_t room = 1 << 16, used = 0, got;
	char *text = malloc(room);

	while (text && (got = fread(text + used, 1, room - used - 1, file)) > 0) {
		char *more = text;

		used += got;
		if (room - used < 4096)
			more = realloc(text, room *= 2);
		if (!more)
			free(text);
		text = more;
	}
	if (text)
		text[used] = 0;
	return text;
}

/* The real list and one line more, in a file of its own. */
static FILE *with_bpffs(FILE *real)
{
	char *text = read_all(real);
	FILE *file = text && !has_bpffs(text) ? tmpfile() : NULL;

	if (file && (fputs(text, file) < 0 || fputs("bpf " BPFFS " bpf rw 0 0\n", file) < 0)) {
		fclose(file);
		file = NULL;
	}
	free(text);
	if (!file) {
		rewind(real);
		return real;
	}
	rewind(file);
	endmntent(real);
	return file;
}

#pragma GCC visibility push(default)

int nftw(const char *top, visit_fn *fn, int fds, int flags)
{
	return walk_with("nftw", top, fn, fds, flags);
}

int nftw64(const char *top, int (*fn)(const char *, const struct stat64 *, int, struct FTW *), int fds, int flags)
{
	_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "64-bit systems have one");
	return walk_with("nftw64", top, (visit_fn *)(void *)fn, fds, flags);
}

FILE *setmntent(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) = NULL;
	FILE *file;

	real_init();
	*(void **)&real = dlsym(RTLD_NEXT, "setmntent");
	file = real(path, mode);
	if (file && path && *mode == 'r' && (!strcmp(path, "/proc/mounts") || !strcmp(path, "/proc/self/mounts")) && *engine_dir())
		return with_bpffs(file);
	return file;
}

#pragma GCC visibility pop
