/* SPDX-License-Identifier: Apache-2.0
 * pool.c - an allocator over one fixed block: first fit over an address-ordered free list.
 *
 * No header per block: the caller gives the size back with the block (struct ax_mem).  Every block is a multiple of 16
 * bytes, so that a free one always holds its list node.  `mem.used` counts rounded sizes. */
#include <axiom/arena.h>
#include <axiom/limits.h>
#include "base/types.h"

#define GRAIN 16

struct hole {
	struct hole *next; /* higher address */
	size_t size;       /* multiple of GRAIN */
};
_Static_assert(sizeof(struct hole) <= GRAIN, "a free block holds its node");

static struct ax_pool *pool_of(struct ax_mem *mem)
{
	return CONTAINER_OF(mem, struct ax_pool, mem);
}

/* take - cut [skip, skip + bytes) out of the hole that `link` points to. */
static void *take(struct hole **link, size_t skip, size_t bytes)
{
	struct hole *hole = *link;
	u8 *block = (u8 *)hole + skip;
	size_t rest = hole->size - skip - bytes;
	struct hole *next = hole->next;

	if (rest) {
		struct hole *tail = (struct hole *)(block + bytes);

		*tail = (struct hole){.next = next, .size = rest};
		next = tail;
	}
	if (skip) {
		hole->size = skip;
		hole->next = next;
	} else {
		*link = next;
	}
	return memset(block, 0, bytes);
}

static void *pool_alloc(struct ax_mem *mem, size_t bytes)
{
	struct ax_pool *pool = pool_of(mem);
	size_t align = bytes >= AX_PAGE_BYTES ? AX_PAGE_BYTES : GRAIN;

	if (!bytes || bytes > pool->size)
		return NULL;
	bytes = align_up(bytes, GRAIN);
	if (mem->limit && (bytes > mem->limit || mem->used > mem->limit - bytes))
		return NULL;
	for (struct hole **link = (struct hole **)&pool->free_list; *link; link = &(*link)->next) {
		size_t skip = (size_t)(align_up((uintptr_t)*link, align) - (uintptr_t)*link);

		if (skip > (*link)->size || bytes > (*link)->size - skip)
			continue;
		mem->used += bytes;
		return take(link, skip, bytes);
	}
	return NULL;
}

static void merge_next(struct hole *hole)
{
	struct hole *next = hole->next;

	if (next && (u8 *)hole + hole->size == (u8 *)next) {
		hole->size += next->size;
		hole->next = next->next;
	}
}

static void pool_free(struct ax_mem *mem, void *block, size_t bytes)
{
	struct ax_pool *pool = pool_of(mem);
	struct hole *before = NULL, *hole = block;

	if (!block)
		return;
	bytes = align_up(bytes, GRAIN);
	mem->used -= bytes;
	for (struct hole *at = pool->free_list; at && at < hole; at = at->next)
		before = at;
	*hole = (struct hole){.next = before ? before->next : pool->free_list, .size = bytes};
	merge_next(hole);
	if (before) {
		before->next = hole;
		merge_next(before);
	} else {
		pool->free_list = hole;
	}
}

void ax_pool_init(struct ax_pool *pool, void *base, size_t size)
{
	size_t skip = (size_t)(align_up((uintptr_t)base, GRAIN) - (uintptr_t)base);

	*pool = (struct ax_pool){.mem = {.alloc = pool_alloc, .free = pool_free}};
	if (!base || size < skip + GRAIN)
		return;
	pool->base = (u8 *)base + skip;
	pool->size = (size - skip) & ~(size_t)(GRAIN - 1);
	pool->free_list = pool->base;
	*(struct hole *)pool->base = (struct hole){.size = pool->size};
}
