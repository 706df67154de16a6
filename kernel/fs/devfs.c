/* SPDX-License-Identifier: Apache-2.0
 * devfs.c - /dev: null, zero, full, random, urandom, kmsg; the console is in console.c. */
#include "base/str.h"
#include "core/print.h"
#include "fs/console.h"
#include "fs/node.h"
#include "proc/random.h"
#include "proc/uaccess.h"

static s64 null_read(struct file *file, u64 user, size_t bytes)
{
	(void)file, (void)user, (void)bytes;
	return 0;
}

static s64 null_write(struct file *file, u64 user, size_t bytes)
{
	(void)file, (void)user;
	return (s64)bytes;
}

static s64 full_write(struct file *file, u64 user, size_t bytes)
{
	(void)file, (void)user;
	return bytes ? -AX_ENOSPC : 0;
}

static s64 zero_read(struct file *file, u64 user, size_t bytes)
{
	size_t done = 0;

	(void)file;
	while (done < bytes && !current()->kill) {
		size_t n = min_u64(bytes - done, PAGE_SIZE - ((user + done) & (PAGE_SIZE - 1)));

		if (clear_user(user + done, n))
			break;
		done += n;
	}
	return done || !bytes ? (s64)done : -AX_EFAULT;
}

static int zero_mmap(struct file *file, struct vma_spec *spec, bool shared)
{
	(void)file, (void)spec, (void)shared;
	return 0; /* plain zero pages */
}

static s64 random_read(struct file *file, u64 user, size_t bytes)
{
	u8 chunk[128];
	size_t done = 0;

	(void)file;
	while (done < bytes && !current()->kill) {
		size_t n = min_u64(bytes - done, sizeof(chunk));

		random_bytes(chunk, n);
		if (copy_to_user(user + done, chunk, n))
			break;
		done += n;
	}
	return done || !bytes ? (s64)done : -AX_EFAULT;
}

static s64 kmsg_write(struct file *file, u64 user, size_t bytes)
{
	char line[256];
	size_t n = min_u64(bytes, sizeof(line) - 1);

	(void)file;
	if (copy_from_user(line, user, n))
		return -AX_EFAULT;
	line[n] = 0;
	kprint("%s%s", line, n && line[n - 1] == '\n' ? "" : "\n");
	return (s64)bytes;
}

static s64 device_seek(struct file *file, s64 offset, u32 whence)
{
	(void)file, (void)offset, (void)whence;
	return 0;
}

static void device_stat(struct file *file, struct file_stat *out)
{
	node_stat(file->object, out);
}

static const struct file_ops null_ops = {
	.name = "null", .read = null_read, .write = null_write, .seek = device_seek, .stat = device_stat,
};
static const struct file_ops zero_ops = {
	.name = "zero", .read = zero_read, .write = null_write, .seek = device_seek, .stat = device_stat, .mmap = zero_mmap,
};
static const struct file_ops full_ops = {
	.name = "full", .read = zero_read, .write = full_write, .seek = device_seek, .stat = device_stat,
};
static const struct file_ops random_ops = {
	.name = "random", .read = random_read, .write = null_write, .seek = device_seek, .stat = device_stat,
};
static const struct file_ops kmsg_ops = {.name = "kmsg", .write = kmsg_write, .stat = device_stat};

static const struct device {
	const char *name;
	u32 mode;
	u8 major, minor; /* as Linux's Documentation/admin-guide/devices.txt */
	const struct file_ops *ops;
} devices[] = {
	{"console", 0600, 5, 1, &console_ops}, {"tty", 0666, 5, 0, &console_ops},
	{"null", 0666, 1, 3, &null_ops},       {"zero", 0666, 1, 5, &zero_ops},
	{"full", 0666, 1, 7, &full_ops},       {"random", 0666, 1, 8, &random_ops},
	{"urandom", 0666, 1, 9, &random_ops},  {"kmsg", 0644, 1, 11, &kmsg_ops},
};

int devfs_init(void)
{
	struct node *dir, *node;
	int err;

	if (node_walk(node_root(), "/dev", true, &dir)) {
		err = node_add(node_root(), "dev", 3, S_IFDIR | 0755, &dir);
		if (err)
			return err;
	}
	for (u32 i = 0; i < ARRAY_LEN(devices); i++) {
		const struct device *d = &devices[i];

		err = node_add(dir, d->name, axi_strlen(d->name), S_IFCHR | d->mode, &node);
		if (err == -AX_EEXIST)
			continue; /* the archive's own idea of that name wins */
		if (err)
			return err;
		node->device = d->ops;
		node->rdev = (u64)d->major << 8 | d->minor;
	}
	return 0;
}
