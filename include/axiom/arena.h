/* SPDX-License-Identifier: Apache-2.0
 * arena.h - memory that the caller gives: a bump arena for load time, `ax_mem` for what lives longer.
 *
 * The engine never calls malloc.  What only one call needs (verifier states, loader tables) comes from an arena
 * whose size is known before the start; what outlives the call (maps, programs) comes from the `ax_mem` of the port. */
#ifndef AXIOM_ARENA_H
#define AXIOM_ARENA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_arena {
	uint8_t *base;
	size_t size;
	size_t used;
	size_t peak; /* largest `used` ever reached; never reset by ax_arena_release */
};

/* ax_arena_init - use `size` bytes at `mem` (any alignment; NULL with size 0 is an arena that refuses). */
void ax_arena_init(struct ax_arena *arena, void *mem, size_t size);
/* ax_arena_alloc - `size` zeroed bytes aligned to `align` (a power of two), or NULL when they do not fit.
 * Context: any; not for concurrent use. */
void *ax_arena_alloc(struct ax_arena *arena, size_t size, size_t align);
/* ax_arena_array - `count` zeroed elements of `size` bytes; NULL also when the product overflows. */
void *ax_arena_array(struct ax_arena *arena, size_t count, size_t size, size_t align);
/* ax_arena_mark / ax_arena_release - give back everything allocated after the mark. */
size_t ax_arena_mark(const struct ax_arena *arena);
void ax_arena_release(struct ax_arena *arena, size_t mark);

/* struct ax_mem - an allocator that the embedder owns.
 *   alloc  zeroed memory of `bytes` (> 0), aligned to 16, to AX_PAGE_BYTES when as long or longer; NULL when there is none
 *   free   `bytes` is what was asked of alloc; NULL is allowed
 *   scratch  for what one load takes and gives back: an allocator whose memory need not be zeroed; NULL: this one
 * Context: task only, never a hook. */
struct ax_mem {
	void *(*alloc)(struct ax_mem *mem, size_t bytes);
	void (*free)(struct ax_mem *mem, void *block, size_t bytes);
	size_t used; /* bytes handed out now; kept by the implementation */
	size_t limit; /* 0: none */
	struct ax_mem *scratch;
};

/* struct ax_pool - an ax_mem over one fixed block (embedded profile: 64 KiB for all maps and programs).
 * First fit over an address-ordered free list; adjacent free blocks merge. */
struct ax_pool {
	struct ax_mem mem; /* hand out &pool->mem */
	uint8_t *base;
	size_t size;
	void *free_list;
};

/* ax_pool_init - take over `size` bytes at `base`. */
void ax_pool_init(struct ax_pool *pool, void *base, size_t size);

#ifdef __cplusplus
}
#endif

#endif
