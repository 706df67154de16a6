/* SPDX-License-Identifier: Apache-2.0
 * file.h - open files and descriptor tables. */
#ifndef FS_FILE_H
#define FS_FILE_H

#include "fs/poll.h"
#include "proc/process.h"

enum { /* O_* that agree on both architectures; the others: arch/abi.h */
	O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_CREAT = 0100, O_EXCL = 0200, O_NOCTTY = 0400, O_TRUNC = 01000,
	O_APPEND = 02000, O_NONBLOCK = 04000, O_CLOEXEC = 02000000, O_PATH = 010000000,
};
enum { S_IFCHR = 0020000, S_IFDIR = 0040000, S_IFREG = 0100000, S_IFLNK = 0120000, S_IFMT = 0170000 };

struct file;
struct ep_item;

struct file_stat {
	u32 mode, nlink;
	u64 ino, size, rdev;
};

/* What a kind of file can do.  NULL: read and write EINVAL, seek ESPIPE, ioctl ENOTTY, mmap ENODEV; poll: always ready and
 * not for epoll (EPERM).  Context: task of the calling process, may sleep; poll also with interrupts masked. */
struct file_ops {
	const char *name;       /* for messages */
	s64 (*read)(struct file *file, u64 user, size_t bytes);
	s64 (*write)(struct file *file, u64 user, size_t bytes);
	s64 (*seek)(struct file *file, s64 offset, u32 whence);
	s64 (*ioctl)(struct file *file, u32 command, u64 arg);
	void (*stat)(struct file *file, struct file_stat *out);
	u32 (*poll)(struct file *file);                     /* EV_* that are true now */
	struct poll_source *(*source)(struct file *file);   /* says when poll may have changed; NULL: never */
	/* mmap: check, and fill ops, object, flags, image of `spec` (prot, bytes and offset are set) */
	int (*mmap)(struct file *file, struct vma_spec *spec, bool shared);
	void (*release)(struct file *file);                 /* the last reference is gone */
};

struct file {
	const struct file_ops *ops;
	u32 refs;
	u32 flags;              /* O_* */
	u64 pos;
	void *object;
	u32 kind, kind_flags;   /* a kind's own */
	struct ep_item *watchers; /* epoll items on this file */
};

struct file *file_create(const struct file_ops *ops, void *object, u32 flags); /* one reference; NULL: no memory */
void file_get(struct file *file);
void file_put(struct file *file);
u32 file_events(struct file *file);
s64 file_read(struct file *file, u64 user, size_t bytes);
s64 file_write(struct file *file, u64 user, size_t bytes);

/* Descriptor table of one process; only its own task uses it. */
struct fd_table {
	struct file *files[PROC_FDS];
	bool cloexec[PROC_FDS];
};

struct fd_table *fd_table_create(void);
void fd_table_release(struct fd_table *fds);
/* fd_install - lowest free descriptor from `low` on; takes the caller's reference.  -AX_EMFILE (reference stays). */
int fd_install(struct file *file, int low, bool cloexec);
struct file *fd_file(int fd);          /* borrowed, NULL: no such descriptor */
int fd_close(int fd);
/* fd_install_new - a new file in the lowest descriptor; on an error `object` stays the caller's. */
int fd_install_new(const struct file_ops *ops, void *object, u32 flags, bool cloexec);

#endif
