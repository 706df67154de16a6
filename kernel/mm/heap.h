/* SPDX-License-Identifier: Apache-2.0
 * heap.h - kernel memory: size classes over pages, whole pages above 2 KiB (then page aligned). */
#ifndef MM_HEAP_H
#define MM_HEAP_H

#include <axiom/arena.h>
#include "base/types.h"

/* kalloc - `bytes` (> 0) zeroed bytes aligned to 16 (4096 when bytes >= 4096), or NULL.  Any context. */
void *kalloc(size_t bytes);
/* kfree - `bytes` is what was asked for; NULL is allowed. */
void kfree(void *block, size_t bytes);
size_t kheap_used(void); /* bytes handed out */
/* the same as an ax_mem, for the engine's port */
extern struct ax_mem kheap_mem;

#endif
