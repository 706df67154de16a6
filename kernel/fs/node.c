/* SPDX-License-Identifier: Apache-2.0
 * node.c - the tree of names and the files in it. */
#include "fs/node.h"
#include <arch/abi.h>
#include "base/str.h"
#include "mm/heap.h"
#include "proc/uaccess.h"

static struct node root = {.parent = &root, .mode = S_IFDIR | 0755, .ino = 1};
static u32 last_ino = 1;

struct node *node_root(void)
{
	return &root;
}

static struct node *child(const struct node *dir, const char *name, size_t bytes)
{
	for (struct node *node = dir->children; node; node = node->next)
		if (node->name_bytes == bytes && !memcmp(node->name, name, bytes))
			return node;
	return NULL;
}

int node_add(struct node *parent, const char *name, size_t bytes, u32 mode, struct node **out)
{
	struct node *node;

	if ((parent->mode & S_IFMT) != S_IFDIR)
		return -AX_ENOTDIR;
	if (!bytes || bytes > NAME_BYTES_MAX)
		return -AX_EINVAL;
	if (child(parent, name, bytes))
		return -AX_EEXIST;
	node = kalloc(sizeof(*node) + bytes + 1);
	if (!node)
		return -AX_ENOMEM;
	node->parent = parent;
	node->mode = mode;
	node->ino = ++last_ino;
	node->name_bytes = (u16)bytes;
	memcpy(node->name, name, bytes);
	node->next = parent->children;
	parent->children = node;
	*out = node;
	return 0;
}

struct walk {
	struct node *at;
	u32 links;
};

static int walk(struct walk *w, const char *path, size_t bytes, bool follow);

static int follow_link(struct walk *w, struct node *link)
{
	if (++w->links > LINKS_MAX)
		return -AX_ELOOP;
	return walk(w, (const char *)link->data, link->bytes, true); /* nests at most LINKS_MAX deep, a small frame each */
}

static int step(struct walk *w, const char *name, size_t bytes, bool follow)
{
	struct node *next;

	if ((w->at->mode & S_IFMT) != S_IFDIR)
		return -AX_ENOTDIR;
	if (bytes > NAME_BYTES_MAX)
		return -AX_ENAMETOOLONG;
	if (bytes == 1 && name[0] == '.')
		return 0;
	if (bytes == 2 && name[0] == '.' && name[1] == '.') {
		w->at = w->at->parent;
		return 0;
	}
	next = child(w->at, name, bytes);
	if (!next)
		return -AX_ENOENT;
	if ((next->mode & S_IFMT) == S_IFLNK && follow)
		return follow_link(w, next);
	w->at = next;
	return 0;
}

static int walk(struct walk *w, const char *path, size_t bytes, bool follow)
{
	size_t i = 0;

	if (bytes && path[0] == '/')
		w->at = &root;
	while (i < bytes) {
		size_t start, end;
		int err;

		while (i < bytes && path[i] == '/')
			i++;
		start = i;
		while (i < bytes && path[i] != '/')
			i++;
		end = i;
		if (start == end)
			break;
		err = step(w, path + start, end - start, follow || end < bytes);
		if (err)
			return err;
	}
	if (bytes && path[bytes - 1] == '/' && (w->at->mode & S_IFMT) != S_IFDIR)
		return -AX_ENOTDIR;
	return 0;
}

int node_walk(struct node *from, const char *path, bool follow, struct node **out)
{
	struct walk w = {from, 0};
	size_t bytes = axi_strlen(path);
	int err = bytes ? walk(&w, path, bytes, follow) : -AX_ENOENT;

	*out = w.at;
	return err;
}

void node_stat(const struct node *node, struct file_stat *out)
{
	*out = (struct file_stat){.mode = node->mode, .nlink = 1, .ino = node->ino, .size = node->bytes, .rdev = node->rdev};
}

static s64 regular_read(struct file *file, u64 user, size_t bytes)
{
	const struct node *node = file->object;
	size_t done;

	if (file->pos >= node->bytes)
		return 0;
	bytes = min_u64(bytes, node->bytes - file->pos);
	done = copy_some_to_user(user, node->data + file->pos, bytes);
	file->pos += done;
	return done || !bytes ? (s64)done : -AX_EFAULT;
}

static s64 regular_seek(struct file *file, s64 offset, u32 whence)
{
	const struct node *node = file->object;
	s64 base = whence == 1 ? (s64)file->pos : whence == 2 ? (s64)node->bytes : 0;

	if (whence == 3 || whence == 4) { /* SEEK_DATA, SEEK_HOLE: all data, a hole at the end */
		if (offset < 0 || (u64)offset >= node->bytes)
			return -AX_ENXIO;
		file->pos = whence == 3 ? (u64)offset : node->bytes;
		return (s64)file->pos;
	}
	if (whence > 2 || __builtin_add_overflow(base, offset, &base) || base < 0)
		return -AX_EINVAL;
	file->pos = (u64)base;
	return base;
}

static void regular_stat(struct file *file, struct file_stat *out)
{
	node_stat(file->object, out);
}

static int regular_mmap(struct file *file, struct vma_spec *spec, bool shared)
{
	const struct node *node = file->object;

	if ((file->flags & O_ACCMODE) == O_WRONLY)
		return -AX_EACCES;
	if (shared && (spec->prot & MAP_WRITE))
		return -AX_EACCES; /* it is not open for writing: the tree is read-only */
	if (shared)
		spec->flags |= VMA_SHARED | VMA_NO_WRITE;
	spec->image = node->data;
	spec->image_bytes = node->bytes;
	return 0;
}

static s64 directory_read(struct file *file, u64 user, size_t bytes)
{
	(void)file, (void)user, (void)bytes;
	return -AX_EISDIR;
}

static const struct file_ops regular_ops = {
	.name = "file", .read = regular_read, .seek = regular_seek, .stat = regular_stat, .mmap = regular_mmap,
};
static const struct file_ops directory_ops = {
	.name = "directory", .read = directory_read, .seek = regular_seek, .stat = regular_stat,
};

struct node *node_of(struct file *file)
{
	return file->ops == &regular_ops || file->ops == &directory_ops ? file->object : NULL;
}

int node_open(struct node *node, u32 flags, struct file **out)
{
	bool write = (flags & O_ACCMODE) || (flags & O_TRUNC);
	const struct file_ops *ops;

	switch (node->mode & S_IFMT) {
	case S_IFDIR:
		if (write || (flags & O_CREAT))
			return -AX_EISDIR;
		ops = &directory_ops;
		break;
	case S_IFLNK:
		return -AX_ELOOP; /* the walk did not follow it: O_NOFOLLOW */
	case S_IFCHR:
		ops = node->device;
		break;
	default:
		if (flags & ABI_O_DIRECTORY)
			return -AX_ENOTDIR;
		if (write)
			return -AX_EROFS;
		ops = &regular_ops;
	}
	if ((flags & ABI_O_DIRECTORY) && ops != &directory_ops)
		return -AX_ENOTDIR;
	if (!ops)
		return -AX_ENXIO;
	*out = file_create(ops, node, flags);
	return *out ? 0 : -AX_ENOMEM;
}
