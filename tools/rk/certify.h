/* SPDX-License-Identifier: Apache-2.0
 * certify.h - a section more in an object file. */
#ifndef TOOLS_RK_CERTIFY_H
#define TOOLS_RK_CERTIFY_H

#include "rk/rk.h"

struct rk_section {
	const char *name;
	u8 *bytes;
	size_t size, room;
};

/* rk_elf_append - write the object `file` with this section (instead of one of that name) to `path`.  RK_OK, or
 * RK_UNUSABLE with one line printed.  The file is one that rk_object_open took. */
int rk_elf_append(const char *path, const u8 *file, size_t size, const struct rk_section *section);

#endif
