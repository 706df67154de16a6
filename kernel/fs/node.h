/* SPDX-License-Identifier: Apache-2.0
 * node.h - the tree of names: directories, files of the initramfs, symbolic links, devices.  Built at boot, read-only
 * afterwards, never freed. */
#ifndef FS_NODE_H
#define FS_NODE_H

#include "fs/file.h"

#define NAME_BYTES_MAX 255
#define PATH_BYTES     4096  /* with the NUL */
#define LINKS_MAX      8    /* symbolic links on one walk; more: ELOOP */

struct node {
	struct node *next;             /* in the parent's list */
	struct node *parent;           /* the root's is itself */
	struct node *children;
	u32 mode;                      /* S_IF* and permissions */
	u32 ino;
	u64 rdev;
	const u8 *data;                /* file: contents; link: target without NUL */
	u64 bytes;
	const struct file_ops *device; /* of a device */
	u64 link_id;                   /* initramfs: what hard links share; 0: none */
	struct node *next_link;        /* all nodes with a link_id */
	u16 name_bytes;
	char name[];
};

struct node *node_root(void);
/* node_add - a new name below `parent`; -AX_EEXIST, -AX_ENOMEM, -AX_EINVAL (name), -AX_ENOTDIR. */
int node_add(struct node *parent, const char *name, size_t name_bytes, u32 mode, struct node **out);
/* node_walk - follow `path` from `from` (or the root, when it starts with '/').  `follow`: also a link at the end.
 * -AX_ENOENT, -AX_ENOTDIR, -AX_ENAMETOOLONG, -AX_ELOOP. */
int node_walk(struct node *from, const char *path, bool follow, struct node **out);
void node_stat(const struct node *node, struct file_stat *out);
/* node_open - a file on the node; checks O_* against its kind (EISDIR, ENOTDIR, EROFS, ELOOP). */
int node_open(struct node *node, u32 flags, struct file **out);
struct node *node_of(struct file *file); /* NULL: not opened by name */

/* initramfs_load - unpack a newc cpio archive in memory (which stays).  Entries that are malformed end it with
 * -AX_EBADMSG and a message; what was read before stays. */
int initramfs_load(const u8 *archive, u64 bytes);
/* devfs_init - /dev/console, null, zero, full, random, urandom, kmsg. */
int devfs_init(void);

#endif
