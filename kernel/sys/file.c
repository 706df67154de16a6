/* SPDX-License-Identifier: Apache-2.0
 * file.c - system calls on files and descriptors. */
#include "base/str.h"
#include "fs/node.h"
#include "mm/heap.h"
#include "proc/uaccess.h"
#include "sys/syscall.h"

enum { AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, AT_NO_AUTOMOUNT = 0x800, AT_EMPTY_PATH = 0x1000 };
#define RW_BYTES_MAX 0x7ffff000u /* Linux's MAX_RW_COUNT */
#define IOV_MAX      1024u
#define SELF_EXE     "/proc/self/exe"

s64 sys_read(const struct syscall *call)
{
	return file_read(call->file, call->arg[1], min_u64(call->arg[2], RW_BYTES_MAX));
}

s64 sys_write(const struct syscall *call)
{
	return file_write(call->file, call->arg[1], min_u64(call->arg[2], RW_BYTES_MAX));
}

struct iovec {
	u64 base, bytes;
};

static s64 vector(const struct syscall *call, s64 (*move)(struct file *file, u64 user, size_t bytes))
{
	u64 count = call->arg[2], total = 0;
	s64 done = 0;

	if (count > IOV_MAX)
		return -AX_EINVAL;
	for (u64 i = 0; i < count; i++) {
		struct iovec v;
		s64 n;

		if (copy_from_user(&v, call->arg[1] + i * sizeof(v), sizeof(v)) || !user_range(v.base, v.bytes))
			return done ? done : -AX_EFAULT;
		if ((s64)v.bytes < 0)
			return done ? done : -AX_EINVAL;
		v.bytes = min_u64(v.bytes, RW_BYTES_MAX - total);
		if (!v.bytes)
			continue;
		n = move(call->file, v.base, v.bytes);
		if (n < 0)
			return done ? done : n;
		done += n;
		total += (u64)n;
		if ((u64)n < v.bytes)
			break;
	}
	return done;
}

s64 sys_readv(const struct syscall *call)
{
	return vector(call, file_read);
}

s64 sys_writev(const struct syscall *call)
{
	return vector(call, file_write);
}

/* A path of the caller: copied, to be given back with free_path. */
static int get_path(u64 user, char **out)
{
	char *path = kalloc(PATH_BYTES);
	s64 n = path ? copy_string_from_user(path, user, PATH_BYTES) : -AX_ENOMEM;

	if (n < 0) {
		kfree(path, PATH_BYTES);
		return (int)n;
	}
	*out = path;
	return 0;
}

static void free_path(char *path)
{
	kfree(path, PATH_BYTES);
}

/* Where a relative path starts. */
static int start_node(int dirfd, const char *path, struct node **out)
{
	struct file *dir;

	*out = node_root(); /* the working directory is always "/" */
	if (path[0] == '/' || dirfd == AT_FDCWD)
		return 0;
	dir = fd_file(dirfd);
	if (!dir)
		return -AX_EBADF;
	*out = node_of(dir);
	return *out ? 0 : -AX_ENOTDIR;
}

static int walk_at(int dirfd, const char *path, bool follow, struct node **out)
{
	struct node *start;
	int err = start_node(dirfd, path, &start);

	return err ? err : node_walk(start, path, follow, out);
}

static int find_to_open(int dirfd, const char *path, u32 flags, struct node **out)
{
	int err = walk_at(dirfd, path, !(flags & ABI_O_NOFOLLOW), out);

	if (err == -AX_ENOENT && (flags & O_CREAT))
		return -AX_EROFS;
	if (!err && (flags & O_CREAT) && (flags & O_EXCL))
		return -AX_EEXIST;
	return err;
}

static s64 open_at(int dirfd, u64 user_path, u32 flags)
{
	struct file *file;
	struct node *node;
	char *path;
	int err = get_path(user_path, &path), fd;

	if (err)
		return err;
	if ((flags & O_ACCMODE) == O_ACCMODE)
		err = -AX_EINVAL;
	if (!err)
		err = find_to_open(dirfd, path, flags, &node);
	free_path(path);
	if (!err)
		err = node_open(node, flags, &file);
	if (err)
		return err;
	fd = fd_install(file, 0, flags & O_CLOEXEC);
	if (fd < 0)
		file_put(file);
	return fd;
}

s64 sys_openat(const struct syscall *call)
{
	return open_at((int)call->arg[0], call->arg[1], (u32)call->arg[2]);
}

s64 sys_open(const struct syscall *call)
{
	return open_at(AT_FDCWD, call->arg[0], (u32)call->arg[1]);
}

s64 sys_close(const struct syscall *call)
{
	return fd_close((int)call->arg[0]);
}

s64 sys_lseek(const struct syscall *call)
{
	struct file *file = call->file;

	return file->ops->seek ? file->ops->seek(file, (s64)call->arg[1], (u32)call->arg[2]) : -AX_ESPIPE;
}

static s64 give_stat(u64 user, const struct file_stat *s)
{
	struct abi_stat out = {
		.st_ino = s->ino, .st_nlink = s->nlink ? s->nlink : 1, .st_mode = s->mode, .st_rdev = s->rdev,
		.st_size = (s64)s->size, .st_blksize = PAGE_SIZE, .st_blocks = (s64)((s->size + 511) / 512), .st_dev = 1,
	};

	return copy_to_user(user, &out, sizeof(out));
}

static s64 stat_file(struct file *file, u64 user)
{
	struct file_stat s = {.mode = 0600};

	if (file->ops->stat)
		file->ops->stat(file, &s);
	return give_stat(user, &s);
}

static s64 stat_at(int dirfd, u64 user_path, u64 user, u32 flags)
{
	struct file_stat s;
	struct node *node;
	char *path;
	int err;

	if (flags & ~(u32)(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -AX_EINVAL;
	err = get_path(user_path, &path);
	if (err)
		return err;
	if (!path[0] && (flags & AT_EMPTY_PATH) && dirfd != AT_FDCWD) {
		struct file *file = fd_file(dirfd);

		free_path(path);
		return file ? stat_file(file, user) : -AX_EBADF;
	}
	err = walk_at(dirfd, path[0] || !(flags & AT_EMPTY_PATH) ? path : "/", !(flags & AT_SYMLINK_NOFOLLOW), &node);
	free_path(path);
	if (err)
		return err;
	node_stat(node, &s);
	return give_stat(user, &s);
}

s64 sys_fstat(const struct syscall *call)
{
	return stat_file(call->file, call->arg[1]);
}

s64 sys_stat(const struct syscall *call)
{
	return stat_at(AT_FDCWD, call->arg[0], call->arg[1], 0);
}

s64 sys_lstat(const struct syscall *call)
{
	return stat_at(AT_FDCWD, call->arg[0], call->arg[1], AT_SYMLINK_NOFOLLOW);
}

s64 sys_newfstatat(const struct syscall *call)
{
	return stat_at((int)call->arg[0], call->arg[1], call->arg[2], (u32)call->arg[3]);
}

static s64 readlink_at(int dirfd, u64 user_path, u64 user, s32 bytes)
{
	const u8 *target = NULL;
	struct node *node;
	u64 length = 0;
	char *path;
	int err;

	if (bytes <= 0)
		return -AX_EINVAL;
	err = get_path(user_path, &path);
	if (err)
		return err;
	if (axi_streq(path, SELF_EXE)) { /* static programs ask for it; there is no procfs */
		target = (const u8 *)current_process()->exe;
		length = axi_strlen(current_process()->exe);
	} else {
		err = walk_at(dirfd, path, false, &node);
		if (!err && (node->mode & S_IFMT) != S_IFLNK)
			err = -AX_EINVAL;
		if (!err) {
			target = node->data;
			length = node->bytes;
		}
	}
	free_path(path);
	if (err)
		return err;
	length = min_u64(length, (u64)bytes);
	return copy_to_user(user, target, length) ? -AX_EFAULT : (s64)length;
}

s64 sys_readlink(const struct syscall *call)
{
	return readlink_at(AT_FDCWD, call->arg[0], call->arg[1], (s32)call->arg[2]);
}

s64 sys_readlinkat(const struct syscall *call)
{
	return readlink_at((int)call->arg[0], call->arg[1], call->arg[2], (s32)call->arg[3]);
}

s64 sys_ioctl(const struct syscall *call)
{
	struct file *file = call->file;

	return file->ops->ioctl ? file->ops->ioctl(file, (u32)call->arg[1], call->arg[2]) : -AX_ENOTTY;
}

static s64 duplicate(struct file *file, u64 low, bool cloexec)
{
	int fd;

	if (low >= PROC_FDS)
		return -AX_EINVAL;
	file_get(file);
	fd = fd_install(file, (int)low, cloexec);
	if (fd < 0)
		file_put(file);
	return fd;
}

s64 sys_dup(const struct syscall *call)
{
	return duplicate(call->file, 0, false);
}

s64 sys_fcntl(const struct syscall *call)
{
	enum { F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC = 1030 };
	bool *cloexec = &current_process()->fds->cloexec[(int)call->arg[0]];
	u64 arg = call->arg[2];

	switch ((int)call->arg[1]) {
	case F_DUPFD: return duplicate(call->file, arg, false);
	case F_DUPFD_CLOEXEC: return duplicate(call->file, arg, true);
	case F_GETFD: return *cloexec;
	case F_SETFD: *cloexec = arg & 1; return 0;
	case F_GETFL: return call->file->flags & ~(u32)(O_CLOEXEC | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
	case F_SETFL:
		call->file->flags = (call->file->flags & ~(u32)(O_NONBLOCK | O_APPEND)) | (arg & (O_NONBLOCK | O_APPEND));
		return 0;
	default: return -AX_EINVAL;
	}
}
