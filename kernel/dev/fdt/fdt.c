/* SPDX-License-Identifier: Apache-2.0
 * fdt.c - the cursor over a device tree blob.  Every offset is checked against the blob before it
 * is followed. */
#include "dev/fdt/fdt.h"
#include "base/str.h"

#define FDT_MAGIC      0xd00dfeedu
#define HEADER_BYTES   40
#define TOKEN_NODE     1
#define TOKEN_NODE_END 2
#define TOKEN_PROPERTY 3
#define TOKEN_NOP      4
#define TOKEN_END      9

static u32 big32(const u8 *at)
{
	return (u32)at[0] << 24 | (u32)at[1] << 16 | (u32)at[2] << 8 | at[3];
}

static u64 big64(const u8 *at)
{
	return (u64)big32(at) << 32 | big32(at + 4);
}

u32 fdt_blob_bytes(const void *blob)
{
	u32 bytes = big32((const u8 *)blob + 4);

	if (big32(blob) != FDT_MAGIC || bytes < HEADER_BYTES || bytes > FDT_MAX_BYTES)
		return 0;
	return bytes;
}

int fdt_open(struct fdt *fdt, const void *blob, size_t bytes)
{
	const u8 *header = blob;
	u32 total, tree, tree_bytes, strings, strings_bytes, n;
	u64 base, length;

	if (bytes < HEADER_BYTES)
		return -AX_EINVAL;
	total = fdt_blob_bytes(blob);
	if (!total || total > bytes)
		return -AX_EINVAL;
	/* version, last compatible version */
	if (big32(header + 20) < 17 || big32(header + 24) > 17)
		return -AX_EINVAL;
	tree = big32(header + 8);
	strings = big32(header + 12);
	strings_bytes = big32(header + 32);
	tree_bytes = big32(header + 36);
	if (tree > total || tree_bytes > total - tree || tree % 4)
		return -AX_EINVAL;
	if (strings > total || strings_bytes > total - strings)
		return -AX_EINVAL;
	*fdt = (struct fdt){
		.blob = blob,
		.bytes = total,
		.tree_at = tree,
		.tree_end = tree + tree_bytes,
		.strings_at = strings,
		.strings_end = strings + strings_bytes,
		.reserved_at = big32(header + 16),
	};
	for (n = 0; fdt_reservation(fdt, n, &base, &length); n++)
		;
	fdt->used = (u32)min_u64(total, (u64)fdt->reserved_at + (u64)(n + 1) * 16);
	fdt->used = (u32)max_u64(fdt->used, max_u64(fdt->tree_end, fdt->strings_end));
	return 0;
}

/* A terminated string in [at, end), or NULL. */
static const char *string_at(const struct fdt *fdt, u32 at, u32 end)
{
	u32 i;

	for (i = at; i < end; i++)
		if (!fdt->blob[i])
			return (const char *)fdt->blob + at;
	return NULL;
}

static bool take_cell(const struct fdt *fdt, u32 *at, u32 *cell)
{
	if (fdt->tree_end - *at < 4)
		return false;
	*cell = big32(fdt->blob + *at);
	*at += 4;
	return true;
}

/* Move past `bytes` and the padding to a cell; at stays inside the tree. */
static bool skip_padded(const struct fdt *fdt, u32 *at, u32 bytes)
{
	u32 left = fdt->tree_end - *at;

	if (bytes > left)
		return false;
	bytes += -bytes % 4;
	*at += bytes < left ? bytes : left;
	return true;
}

static int next_node(const struct fdt *fdt, struct fdt_cursor *cursor, struct fdt_item *item)
{
	const char *name = string_at(fdt, cursor->at, fdt->tree_end);

	if (!name || cursor->depth >= FDT_MAX_DEPTH)
		return -AX_EINVAL;
	if (!skip_padded(fdt, &cursor->at, (u32)axi_strlen(name) + 1))
		return -AX_EINVAL;
	cursor->depth++;
	*item = (struct fdt_item){.name = name};
	return FDT_NODE;
}

static int next_property(const struct fdt *fdt, struct fdt_cursor *cursor, struct fdt_item *item)
{
	u32 bytes, name_at;

	if (!cursor->depth || !take_cell(fdt, &cursor->at, &bytes) ||
	    !take_cell(fdt, &cursor->at, &name_at) || name_at >= fdt->strings_end - fdt->strings_at)
		return -AX_EINVAL;
	item->name = string_at(fdt, fdt->strings_at + name_at, fdt->strings_end);
	item->data = fdt->blob + cursor->at;
	item->bytes = bytes;
	if (!item->name || !skip_padded(fdt, &cursor->at, bytes))
		return -AX_EINVAL;
	return FDT_PROPERTY;
}

int fdt_next(const struct fdt *fdt, struct fdt_cursor *cursor, struct fdt_item *item)
{
	u32 token;

	if (cursor->at < fdt->tree_at)
		cursor->at = fdt->tree_at;
	while (take_cell(fdt, &cursor->at, &token)) {
		switch (token) {
		case TOKEN_NOP: continue;
		case TOKEN_NODE: return next_node(fdt, cursor, item);
		case TOKEN_PROPERTY: return next_property(fdt, cursor, item);
		case TOKEN_NODE_END:
			if (!cursor->depth)
				return -AX_EINVAL;
			cursor->depth--;
			*item = (struct fdt_item){0};
			return FDT_NODE_END;
		case TOKEN_END: return cursor->depth ? -AX_EINVAL : FDT_DONE;
		default: return -AX_EINVAL;
		}
	}
	return -AX_EINVAL;
}

bool fdt_reservation(const struct fdt *fdt, u32 n, u64 *base, u64 *bytes)
{
	u64 at = (u64)fdt->reserved_at + (u64)n * 16;

	if (at + 16 > fdt->bytes)
		return false;
	*base = big64(fdt->blob + at);
	*bytes = big64(fdt->blob + at + 8);
	return *base || *bytes;
}

u32 fdt_cell(const struct fdt_item *item, u32 n)
{
	if (item->bytes / 4 <= n)
		return 0;
	return big32(item->data + n * 4);
}

u64 fdt_number(const struct fdt_item *item, u32 n, u32 cells)
{
	if (cells == 1)
		return fdt_cell(item, n);
	if (cells != 2 || item->bytes / 4 < 2 || item->bytes / 4 - 2 < n)
		return 0;
	return big64(item->data + n * 4);
}

bool fdt_has_string(const struct fdt_item *item, const char *text)
{
	size_t length = axi_strlen(text);
	u32 at = 0, i;

	for (i = 0; i < item->bytes; i++) {
		if (item->data[i])
			continue;
		if (i - at == length && !memcmp(item->data + at, text, length))
			return true;
		at = i + 1;
	}
	return false;
}
