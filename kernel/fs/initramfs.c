/* SPDX-License-Identifier: Apache-2.0
 * initramfs.c - the root: a cpio archive of format newc (Linux, Documentation/driver-api/early-userspace/
 * buffer-format.rst).  Header: "070701", 13 fields of 8 hexadecimal digits; name and data are padded to 4 bytes. */
#include "base/str.h"
#include "core/print.h"
#include "fs/node.h"

enum { HEADER_BYTES = 110, FIELD_INO = 0, FIELD_MODE = 1, FIELD_NLINK = 4, FIELD_FILESIZE = 6, FIELD_DEVMAJOR = 7,
       FIELD_DEVMINOR = 8, FIELD_NAMESIZE = 11 };

struct entry {
	u32 mode, ino, nlink, major, minor;
	const char *name;
	u64 name_bytes;
	const u8 *data;
	u64 bytes;
};

static bool hex_digit(u8 c, u32 *out)
{
	if (c >= '0' && c <= '9')
		*out = c - '0';
	else if (c >= 'a' && c <= 'f')
		*out = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		*out = c - 'A' + 10;
	else
		return false;
	return true;
}

static bool field(const u8 *header, u32 n, u32 *out)
{
	u32 value = 0, digit;

	for (u32 i = 0; i < 8; i++) {
		if (!hex_digit(header[6 + n * 8 + i], &digit))
			return false;
		value = value << 4 | digit;
	}
	*out = value;
	return true;
}

/* Read the entry at *at and move *at behind it.  NULL, or what is wrong. */
static const char *next_entry(const u8 *archive, u64 bytes, u64 *at, struct entry *e)
{
	const u8 *header = archive + *at;
	u32 name_bytes, data_bytes;
	u64 left = bytes - *at, name_end, end;

	if (left < HEADER_BYTES)
		return "the archive ends inside a header";
	if (memcmp(header, "070701", 6) && memcmp(header, "070702", 6))
		return "no newc header";
	if (!field(header, FIELD_MODE, &e->mode) || !field(header, FIELD_INO, &e->ino) ||
	    !field(header, FIELD_NLINK, &e->nlink) || !field(header, FIELD_DEVMAJOR, &e->major) ||
	    !field(header, FIELD_DEVMINOR, &e->minor) || !field(header, FIELD_FILESIZE, &data_bytes) ||
	    !field(header, FIELD_NAMESIZE, &name_bytes))
		return "a header field is not hexadecimal";
	if (!name_bytes || name_bytes > PATH_BYTES || name_bytes > left - HEADER_BYTES)
		return "bad name length";
	name_end = align_up(*at + HEADER_BYTES + name_bytes, 4);
	if (name_end > bytes || data_bytes > bytes - name_end)
		return "the archive ends inside an entry";
	e->name = (const char *)header + HEADER_BYTES;
	e->name_bytes = name_bytes - 1;
	if (e->name[e->name_bytes] || axi_strnlen(e->name, name_bytes) != e->name_bytes)
		return "a name is not terminated";
	e->data = archive + name_end;
	e->bytes = data_bytes;
	end = align_up(name_end + data_bytes, 4);
	*at = min_u64(end, bytes);
	return NULL;
}

/* The directory of the name (made when it is missing), and the last part. */
static const char *find_parent(const struct entry *e, struct node **parent, const char **last, size_t *last_bytes)
{
	const char *part = e->name, *end = e->name + e->name_bytes;

	*parent = node_root();
	for (;;) {
		const char *slash;
		char name[NAME_BYTES_MAX + 1];
		struct node *next;

		while (part < end && *part == '/')
			part++;
		for (slash = part; slash < end && *slash != '/'; slash++)
			;
		if (slash - part > NAME_BYTES_MAX)
			return "a name is too long";
		*last = part;
		*last_bytes = (size_t)(slash - part);
		if (*last_bytes == 2 && part[0] == '.' && part[1] == '.')
			return "a name contains ..";
		if (slash == end)
			return NULL;
		memcpy(name, part, *last_bytes);
		name[*last_bytes] = 0;
		if (node_walk(*parent, name, false, &next) && node_add(*parent, name, *last_bytes, S_IFDIR | 0755, &next))
			return "a directory cannot be made";
		*parent = next;
		part = slash;
	}
}

/* Of the names that are hard links of each other only one, usually the last, comes with the data. */
static void share_links(struct node *node, const struct entry *e)
{
	static struct node *linked;
	u64 id = (u64)e->major << 48 ^ (u64)e->minor << 32 ^ e->ino;

	if (e->nlink < 2 || !id)
		return;
	for (struct node *other = linked; other; other = other->next_link) {
		struct node *from = node->bytes ? node : other, *to = node->bytes ? other : node;

		if (other->link_id == id && from->bytes && !to->bytes) {
			to->data = from->data;
			to->bytes = from->bytes;
		}
	}
	node->link_id = id;
	node->next_link = linked;
	linked = node;
}

static const char *add_entry(const struct entry *e)
{
	struct node *parent, *node;
	const char *last, *wrong;
	size_t bytes;
	u32 type = e->mode & S_IFMT;
	int err;

	if (type == S_IFCHR || (type != S_IFDIR && type != S_IFREG && type != S_IFLNK))
		return NULL; /* devices are devfs's */
	if (type == S_IFLNK && (!e->bytes || e->bytes >= PATH_BYTES))
		return "bad length of a symbolic link";
	wrong = find_parent(e, &parent, &last, &bytes);
	if (wrong)
		return wrong;
	if (!bytes || (bytes == 1 && last[0] == '.'))
		return NULL; /* the root itself */
	err = node_add(parent, last, bytes, e->mode, &node);
	if (err == -AX_EEXIST)
		return type == S_IFDIR ? NULL : "a name comes twice";
	if (err)
		return ax_status_text(err);
	if (type != S_IFDIR) {
		node->data = e->data;
		node->bytes = e->bytes;
	}
	if (type == S_IFREG)
		share_links(node, e);
	return NULL;
}

int initramfs_load(const u8 *archive, u64 bytes)
{
	const char *wrong = NULL;
	struct entry e = {0};
	u64 at = 0;

	while (!wrong && at < bytes) {
		u64 start = at;

		if (archive[at] == 0 && at + 4 <= bytes) { /* padding between concatenated archives */
			at += 4;
			continue;
		}
		wrong = next_entry(archive, bytes, &at, &e);
		if (!wrong && axi_streq(e.name, "TRAILER!!!"))
			continue;
		if (!wrong)
			wrong = add_entry(&e);
		if (wrong)
			kprint("initramfs: %s (at byte %llu of %llu)\n", wrong, (unsigned long long)start,
			       (unsigned long long)bytes);
	}
	return wrong ? -AX_EBADMSG : 0;
}
