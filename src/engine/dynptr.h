/* SPDX-License-Identifier: Apache-2.0
 * dynptr.h - struct bpf_dynptr as helpers and kernel functions see it. */
#ifndef ENGINE_DYNPTR_H
#define ENGINE_DYNPTR_H

#include "base/types.h"

struct axi_dynptr {
	u64 data; /* 0: it names nothing */
	u32 size, offset; /* of what it names now, in the memory at data */
};
_Static_assert(sizeof(struct axi_dynptr) == 16, "struct bpf_dynptr");

/* axi_dynptr_part - `len` bytes at `offset`; NULL: not all of them are there. */
static inline void *axi_dynptr_part(const struct axi_dynptr *d, u32 offset, u32 len)
{
	return len > d->size || offset > d->size - len ? NULL : (void *)(uintptr_t)(d->data + d->offset + offset);
}

#endif
