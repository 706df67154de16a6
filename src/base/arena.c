/* SPDX-License-Identifier: Apache-2.0
 * arena.c - the bump arena. */
#include <axiom/arena.h>
#include "base/types.h"

void ax_arena_init(struct ax_arena *arena, void *mem, size_t size)
{
	*arena = (struct ax_arena){.base = mem, .size = mem ? size : 0};
}

void *ax_arena_alloc(struct ax_arena *arena, size_t size, size_t align)
{
	/* Align the address, not the offset: the caller's block may start anywhere. */
	uintptr_t base = (uintptr_t)arena->base;
	uintptr_t at = (base + arena->used + align - 1) & ~(uintptr_t)(align - 1);
	size_t used = (size_t)(at - base);

	if (!arena->base || used < arena->used || used > arena->size || size > arena->size - used)
		return NULL;
	arena->used = used + size;
	if (arena->used > arena->peak)
		arena->peak = arena->used;
	return memset(arena->base + used, 0, size);
}

void *ax_arena_array(struct ax_arena *arena, size_t count, size_t size, size_t align)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return ax_arena_alloc(arena, bytes, align);
}

size_t ax_arena_mark(const struct ax_arena *arena)
{
	return arena->used;
}

void ax_arena_release(struct ax_arena *arena, size_t mark)
{
	arena->used = mark;
}
