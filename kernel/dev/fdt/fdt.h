/* SPDX-License-Identifier: Apache-2.0
 * fdt.h - flattened device trees (Devicetree Specification 0.4, chapter 5): a cursor over a blob
 * that may be hostile. Nothing is copied: items point into the blob.  No architecture, no kernel:
 * tested on the host. */
#ifndef DEV_FDT_FDT_H
#define DEV_FDT_FDT_H

#include "base/types.h"

#define FDT_MAX_BYTES 0x200000u /* the boot protocols' limit */
#define FDT_MAX_DEPTH 16

struct fdt {
	const u8 *blob;
	u32 bytes;
	u32 tree_at, tree_end; /* structure block */
	u32 strings_at, strings_end;
	u32 reserved_at;
	u32 used; /* bytes from the start that hold anything: QEMU pads its blobs to 1 MiB */
};

enum fdt_token { FDT_DONE, FDT_NODE, FDT_NODE_END, FDT_PROPERTY };

struct fdt_item {
	const char *name; /* of the node or property, terminated */
	const u8 *data;   /* of the property */
	u32 bytes;
};

struct fdt_cursor {
	u32 at;
	u32 depth; /* nodes that are open */
};

/* fdt_blob_bytes - size that the header claims, of a blob of which 8 bytes can be read; 0 when it
 * is no device tree or larger than FDT_MAX_BYTES. */
u32 fdt_blob_bytes(const void *blob);
/* fdt_open - check the header of a blob of `bytes` readable bytes.  0 or -AX_EINVAL. */
int fdt_open(struct fdt *fdt, const void *blob, size_t bytes);
/* fdt_next - the next item, from a zeroed cursor.  An enum fdt_token, or -AX_EINVAL: the tree ends
 * here, broken. */
int fdt_next(const struct fdt *fdt, struct fdt_cursor *cursor, struct fdt_item *item);
/* fdt_reservation - entry n of the memory reservation block; false after the last. */
bool fdt_reservation(const struct fdt *fdt, u32 n, u64 *base, u64 *bytes);

/* fdt_cell - 32-bit cell n of a property; 0 when it is shorter. */
u32 fdt_cell(const struct fdt_item *item, u32 n);
/* fdt_number - `cells` (1 or 2) cells from cell n as one number; 0 when short. */
u64 fdt_number(const struct fdt_item *item, u32 n, u32 cells);
/* fdt_has_string - is `text` one of the strings of a property (compatible = "a", "b")? */
bool fdt_has_string(const struct fdt_item *item, const char *text);

#endif
