/* SPDX-License-Identifier: Apache-2.0
 * initramfs.c - archives, good and hostile, and walking the names that they leave. */
#include "fs/node.h"
#include "unit/kernel/fake.h"
#include "unit/test.h"

struct archive {
	u8 bytes[4096];
	u32 used;
};

static void pad(struct archive *a)
{
	while (a->used & 3)
		a->bytes[a->used++] = 0;
}

static void add(struct archive *a, const char *name, u32 mode, u32 ino, u32 nlink, const char *data)
{
	u32 bytes = data ? (u32)strlen(data) : 0;

	a->used += (u32)sprintf((char *)a->bytes + a->used, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", ino, mode,
				0, 0, nlink, 0, bytes, 0, 0, 0, 0, (u32)strlen(name) + 1, 0);
	memcpy(a->bytes + a->used, name, strlen(name) + 1);
	a->used += (u32)strlen(name) + 1;
	pad(a);
	memcpy(a->bytes + a->used, data ? data : "", bytes);
	a->used += bytes;
	pad(a);
}

/* The archive in a block of its exact size; it stays, as the kernel's does (nodes point into it). */
static int load(const struct archive *a, u32 bytes)
{
	static void *kept[8192];
	static u32 count;
	u8 *copy = malloc(bytes + !bytes);

	CHECK(count < ARRAY_LEN(kept) && !kept[count]);
	kept[count++] = copy;
	memcpy(copy, a->bytes, bytes);
	return initramfs_load(copy, bytes);
}

static bool has(const char *path, const char *data)
{
	struct node *node;

	return !node_walk(node_root(), path, true, &node) && node->bytes == strlen(data) && !memcmp(node->data, data, node->bytes);
}

static void good(struct archive *a, const char *prefix)
{
	char name[64];

	a->used = 0;
	add(a, prefix, S_IFDIR | 0755, 2, 2, NULL);
	snprintf(name, sizeof(name), "%s/file", prefix);
	add(a, name, S_IFREG | 0644, 3, 1, "contents");
	snprintf(name, sizeof(name), "./%s/deep/er/file", prefix);
	add(a, name, S_IFREG | 0644, 4, 1, "x");
	snprintf(name, sizeof(name), "%s/link", prefix);
	add(a, name, S_IFLNK | 0777, 5, 1, "deep/../file");
	snprintf(name, sizeof(name), "%s/loop", prefix);
	add(a, name, S_IFLNK | 0777, 6, 1, "loop");
	snprintf(name, sizeof(name), "%s/one", prefix);
	add(a, name, S_IFREG | 0644, 7, 2, NULL);
	snprintf(name, sizeof(name), "%s/two", prefix);
	add(a, name, S_IFREG | 0644, 7, 2, "shared");
	add(a, "TRAILER!!!", 0, 0, 1, NULL);
}

TEST(initramfs, names_files_and_links_are_found)
{
	static struct archive a;
	struct node *node;

	good(&a, "tree");
	CHECK_EQ(load(&a, a.used), 0);
	CHECK(has("/tree/file", "contents"));
	CHECK(has("tree/./deep/../file", "contents"));
	CHECK(has("/tree/deep/er/file", "x"));
	CHECK(has("/tree/link", "contents"));
	CHECK(has("/tree/one", "shared") && has("/tree/two", "shared"));
	CHECK_EQ(node_walk(node_root(), "/tree/loop", true, &node), -AX_ELOOP);
	CHECK_EQ(node_walk(node_root(), "/tree/loop", false, &node), 0);
	CHECK_EQ(node_walk(node_root(), "/tree/none", true, &node), -AX_ENOENT);
	CHECK_EQ(node_walk(node_root(), "/tree/file/x", true, &node), -AX_ENOTDIR);
	CHECK_EQ(node_walk(node_root(), "/tree/file/", true, &node), -AX_ENOTDIR);
	CHECK_EQ(node_walk(node_root(), "", true, &node), -AX_ENOENT);
	CHECK_EQ(node_walk(node_root(), "/../../tree/", true, &node), 0);
}

TEST(initramfs, an_archive_cut_anywhere_is_noticed_unless_between_entries)
{
	static struct archive a;
	u32 whole = 0;

	good(&a, "cut");
	for (u32 bytes = 0; bytes < a.used; bytes++)
		whole += load(&a, bytes) == 0;
	CHECK(whole < 40); /* ends of entries with their padding */
}

TEST(initramfs, dots_and_doubles_are_refused)
{
	static struct archive a;

	a.used = 0;
	add(&a, "up/../../etc", S_IFREG, 9, 1, "x");
	CHECK_EQ(load(&a, a.used), -AX_EBADMSG);
	a.used = 0;
	add(&a, "twice", S_IFREG, 9, 1, "x");
	add(&a, "twice", S_IFREG, 9, 1, "y");
	CHECK_EQ(load(&a, a.used), -AX_EBADMSG);
	CHECK(strstr(fake_log, "twice") != NULL);
	a.used = 0;
	add(&a, "twice/below", S_IFREG, 9, 1, "y");
	CHECK_EQ(load(&a, a.used), -AX_EBADMSG);
}

TEST(initramfs, changed_bytes_never_reach_beyond_the_archive)
{
	static struct archive a, b;
	u64 state = 12345;

	good(&a, "bytes");
	for (u32 round = 0; round < 5000; round++) {
		b = a;
		for (u32 n = 0; n < 3; n++) {
			state = state * 6364136223846793005ull + 1442695040888963407ull;
			b.bytes[(state >> 33) % b.used] = (state >> 60) & 1 ? "0123456789abcdef"[(state >> 40) & 15] : (u8)(state >> 50);
		}
		load(&b, b.used);
	}
}
