/* SPDX-License-Identifier: Apache-2.0 */
#include <axiom/arena.h>
#include "unit/test.h"

TEST(base, arena_aligns_zeroes_and_refuses_what_does_not_fit)
{
	uint8_t block[65];
	struct ax_arena arena;

	memset(block, 0xff, sizeof(block));
	ax_arena_init(&arena, block + 1, 64);
	uint8_t *a = ax_arena_alloc(&arena, 3, 1);
	uint64_t *b = ax_arena_alloc(&arena, 8, 8);

	CHECK(a && b && (uintptr_t)b % 8 == 0 && *b == 0 && a[2] == 0);
	CHECK(!ax_arena_alloc(&arena, 64, 1));
	CHECK(!ax_arena_array(&arena, SIZE_MAX / 2, 4, 1));
	size_t mark = ax_arena_mark(&arena);
	CHECK(ax_arena_alloc(&arena, 16, 1));
	size_t peak = arena.used;
	ax_arena_release(&arena, mark);
	CHECK_EQ(arena.peak, peak);
	ax_arena_init(&arena, NULL, 10);
	CHECK(!ax_arena_alloc(&arena, 1, 1));
}
