/* SPDX-License-Identifier: Apache-2.0
 * bpffs.c - names for objects: a real directory tree (DIR/fs, what programs see as /sys/fs/bpf), in which a pinned object is
 * a file that this process holds open.  Whoever unlinks the file drops the pin. */
#include "preload/server.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BPFFS "/sys/fs/bpf/"

struct pin {
	enum ax_kind kind;
	void *object;      /* a reference */
	int file;
	uint64_t dev, ino;
	struct pin *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pin *pins;   /* lock guards */
static int root = -1;

/* Files of an engine that is gone name nothing any more. */
static void wipe(int dir, int depth)
{
	DIR *list = fdopendir(dup(dir));
	struct dirent *entry;
	int sub;

	while (list && (entry = readdir(list))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (!unlinkat(dir, entry->d_name, 0) || depth > 16)
			continue;
		sub = openat(dir, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub >= 0) {
			wipe(sub, depth + 1);
			close(sub);
		}
		unlinkat(dir, entry->d_name, AT_REMOVEDIR);
	}
	if (list)
		closedir(list);
}

int bpffs_open(const char *dir)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/fs", dir);
	if (mkdir(path, 0700) && errno != EEXIST)
		return -errno;
	root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (root < 0)
		return -errno;
	wipe(root, 0);
	return 0;
}

/* Below the root and without symbolic links, or not at all. */
static int open_below(const char *path, uint64_t flags)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC, .mode = flags & O_CREAT ? 0600 : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));

	return fd < 0 ? -errno : fd;
}

static bool is_ours(const char *path)
{
	return !strncmp(path, BPFFS, strlen(BPFFS));
}

/* Names with a dot are Linux's own: a directory or a pin may not have one. */
static bool name_reserved(const char *path)
{
	for (const char *at = path + strlen(BPFFS); at; at = strchr(at, '/')) {
		at += *at == '/';
		size_t length = strcspn(at, "/");

		if (strcspn(at, ".") < length && strspn(at, ".") < length)
			return true;
	}
	return false;
}

int bpffs_pin(const char *path, enum ax_kind kind, void *object)
{
	struct pin *pin;
	struct stat st;
	int file;

	if (!is_ours(path)) {
		char parent[PATH_MAX];
		char *slash;

		snprintf(parent, sizeof(parent), "%s", path);
		slash = strrchr(parent, '/');
		if (!lstat(path, &st))
			return -EEXIST;
		if (slash)
			slash[slash == parent] = 0;
		return slash && stat(parent, &st) ? -errno : -EPERM;
	}
	if (name_reserved(path))
		return -EPERM;
	pin = malloc(sizeof(*pin));
	if (!pin)
		return -ENOMEM;
	file = open_below(path + strlen(BPFFS), O_RDWR | O_CREAT | O_EXCL);
	if (file < 0 || fstat(file, &st)) {
		free(pin);
		return file;
	}
	axi_sysbpf_object_get(kind, object);
	*pin = (struct pin){.kind = kind, .object = object, .file = file, .dev = st.st_dev, .ino = st.st_ino};
	pthread_mutex_lock(&lock);
	pin->next = pins;
	pins = pin;
	pthread_mutex_unlock(&lock);
	return 0;
}

int bpffs_get(const char *path, enum ax_kind *kind, void **object)
{
	struct pin *pin;
	struct stat st;
	int file;

	if (!is_ours(path))
		return stat(path, &st) ? -errno : -EACCES;
	if (name_reserved(path))
		return -EPERM;
	file = open_below(path + strlen(BPFFS), O_PATH);
	if (file < 0)
		return file;
	fstat(file, &st);
	close(file);
	pthread_mutex_lock(&lock);
	for (pin = pins; pin && !(pin->dev == st.st_dev && pin->ino == st.st_ino); pin = pin->next)
		;
	if (pin) {
		*kind = pin->kind;
		*object = pin->object;
		axi_sysbpf_object_get(*kind, *object);
	}
	pthread_mutex_unlock(&lock);
	return pin ? 0 : -EACCES;
}

void bpffs_sweep(void)
{
	struct pin **at = &pins, *gone = NULL, *pin;
	struct stat st;

	pthread_mutex_lock(&lock);
	while ((pin = *at)) {
		if (!fstat(pin->file, &st) && st.st_nlink) {
			at = &pin->next;
			continue;
		}
		*at = pin->next;
		pin->next = gone;
		gone = pin;
	}
	pthread_mutex_unlock(&lock);
	while ((pin = gone)) {
		gone = pin->next;
		close(pin->file);
		axi_sysbpf_release(engine, pin->kind, pin->object);
		free(pin);
	}
}

bool bpffs_used(void)
{
	bool used;

	pthread_mutex_lock(&lock);
	used = pins;
	pthread_mutex_unlock(&lock);
	return used;
}
