/* SPDX-License-Identifier: Apache-2.0
 * pool.c - the fixed-block allocator: alignment, exhaustion, merging, random use against a shadow. */
#include <axiom/arena.h>
#include "unit/test.h"

static _Alignas(4096) uint8_t block[64 << 10];

TEST(base, pool_aligns_zeroes_and_refuses_what_does_not_fit)
{
	struct ax_pool pool;

	memset(block, 0xff, sizeof(block));
	ax_pool_init(&pool, block + 3, sizeof(block) - 3);
	uint8_t *a = pool.mem.alloc(&pool.mem, 1), *b = pool.mem.alloc(&pool.mem, 5000);

	CHECK(a && (uintptr_t)a % 16 == 0 && a[0] == 0);
	CHECK(b && (uintptr_t)b % 4096 == 0 && b[0] == 0 && b[4999] == 0);
	CHECK(!pool.mem.alloc(&pool.mem, 0));
	CHECK(!pool.mem.alloc(&pool.mem, sizeof(block)));
	CHECK(!pool.mem.alloc(&pool.mem, SIZE_MAX));
	CHECK(!pool.mem.alloc(&pool.mem, SIZE_MAX - 15));
	pool.mem.free(&pool.mem, NULL, 0);
	ax_pool_init(&pool, NULL, 100);
	CHECK(!pool.mem.alloc(&pool.mem, 1));
	ax_pool_init(&pool, block + 1, 16);
	CHECK(!pool.mem.alloc(&pool.mem, 1));
}

TEST(base, pool_merges_what_is_freed_in_any_order)
{
	static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}};
	struct ax_pool pool;

	ax_pool_init(&pool, block, 4096);
	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		void *part[3];

		part[0] = pool.mem.alloc(&pool.mem, 1000);
		part[1] = pool.mem.alloc(&pool.mem, 2000);
		part[2] = pool.mem.alloc(&pool.mem, 1088);
		CHECK(part[0] && part[1] && part[2]);
		CHECK_EQ(pool.mem.used, 4096);
		CHECK(!pool.mem.alloc(&pool.mem, 1));
		pool.mem.free(&pool.mem, part[orders[i][0]], orders[i][0] == 0 ? 1000 : orders[i][0] == 1 ? 2000 : 1088);
		pool.mem.free(&pool.mem, part[orders[i][1]], orders[i][1] == 0 ? 1000 : orders[i][1] == 1 ? 2000 : 1088);
		pool.mem.free(&pool.mem, part[orders[i][2]], orders[i][2] == 0 ? 1000 : orders[i][2] == 1 ? 2000 : 1088);
		CHECK_EQ(pool.mem.used, 0);
		void *all = pool.mem.alloc(&pool.mem, 4096);

		CHECK(all);
		pool.mem.free(&pool.mem, all, 4096);
	}
}

TEST(base, pool_keeps_its_limit)
{
	struct ax_pool pool;

	ax_pool_init(&pool, block, 4096);
	pool.mem.limit = 64;
	void *a = pool.mem.alloc(&pool.mem, 33);

	CHECK(a);
	CHECK_EQ(pool.mem.used, 48);
	CHECK(!pool.mem.alloc(&pool.mem, 17));
	CHECK(pool.mem.alloc(&pool.mem, 16));
	CHECK(!pool.mem.alloc(&pool.mem, 1));
}

/* Every live block is filled with its own byte, and checked when it is freed: an overlap would show. */
TEST(base, pool_blocks_never_overlap_in_random_use)
{
	struct live {
		uint8_t *at, fill;
		size_t bytes;
	} live[64] = {0};
	struct ax_pool pool;
	uint64_t seed = test_seed();

	ax_pool_init(&pool, block, sizeof(block));
	for (int i = 0; i < 20000; i++) {
		struct live *one = &live[test_random(&seed) % ARRAY_LEN(live)];

		if (one->at) {
			for (size_t j = 0; j < one->bytes; j++)
				CHECK(one->at[j] == one->fill);
			pool.mem.free(&pool.mem, one->at, one->bytes);
			one->at = NULL;
			continue;
		}
		one->bytes = 1 + test_random(&seed) % (test_random(&seed) % 8 ? 500 : 9000);
		one->fill = (uint8_t)i;
		one->at = pool.mem.alloc(&pool.mem, one->bytes);
		if (!one->at)
			continue;
		for (size_t j = 0; j < one->bytes; j++)
			CHECK(one->at[j] == 0);
		CHECK(one->at >= block && one->at + one->bytes <= block + sizeof(block));
		memset(one->at, one->fill, one->bytes);
	}
	for (size_t i = 0; i < ARRAY_LEN(live); i++)
		if (live[i].at)
			pool.mem.free(&pool.mem, live[i].at, live[i].bytes);
	CHECK_EQ(pool.mem.used, 0);
	CHECK(pool.mem.alloc(&pool.mem, sizeof(block)));
}
