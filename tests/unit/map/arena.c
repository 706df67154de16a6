/* SPDX-License-Identifier: Apache-2.0
 * arena.c - arenas: creation beside the host's Linux; pages allocated, touched and given back; threads. */
#include "linuxkit.h"
#include <axiom/status.h>
#include <pthread.h>
#include "isa/arena.h"
#include "map/map.h"

enum { PAGE = 4096 };

static struct ax_map *arena_of(struct kit *kit, uint32_t pages, uint64_t at)
{
	struct ax_map_spec spec = {.type = AX_MAP_ARENA, .max_entries = pages, .flags = AX_MAP_F_MMAPABLE, .extra = at};
	struct ax_map *map = NULL;

	CHECK_EQ(ax_map_create(&map, &spec, &kit->port, &ax_limits_cloud), 0);
	return map;
}

TEST(map, arena_creation_is_refused_as_linux_does)
{
	static const struct ax_map_spec specs[] = {
		{.max_entries = 1}, {.max_entries = 1u << 20}, {.max_entries = (1u << 20) + 1}, {.max_entries = 0}, {.max_entries = UINT32_MAX},
		{.max_entries = 1, .key_size = 4}, {.max_entries = 1, .value_size = 4}, {.max_entries = 1, .extra = 1}, {.max_entries = 1, .extra = 4095},
		{.max_entries = 1, .extra = 4096}, {.max_entries = 2, .extra = 0xfffff000}, {.max_entries = 1, .extra = 0xfffff000},
		{.max_entries = 1u << 20, .extra = UINT64_C(1) << 44}, {.max_entries = 1u << 20, .extra = (UINT64_C(1) << 44) + PAGE},
		{.max_entries = (1u << 20) + 1, .extra = 1}, {.max_entries = 16, .extra = UINT64_MAX - 4095}, {.max_entries = 1, .extra = UINT64_MAX - 4095},
	};
	struct pair p;

	pair_init(&p);
	for (uint32_t i = 0; i < ARRAY_LEN(specs); i++)
		for (uint32_t bit = 0; bit < 32; bit++) {
			struct ax_map_spec spec = specs[i];

			spec.type = AX_MAP_ARENA;
			/* user space's faults: not here */
			spec.flags = AX_MAP_F_MMAPABLE | (bit && 1u << bit != AX_MAP_F_SEGV_ON_FAULT ? 1u << bit : 0);
			if (bit == 10 && !spec.extra)
				spec.flags = 0;
			try_create(&p, &spec);
		}
	CHECK_EQ(p.kit.mem.used, 0);
}

TEST(map, arena_elements_are_refused_as_linux_does)
{
	struct ax_map_spec spec = {.type = AX_MAP_ARENA, .max_entries = 2, .flags = AX_MAP_F_MMAPABLE, .extra = UINT64_C(1) << 44};
	struct pair p;
	uint8_t value[8] = {0};

	pair_init(&p);
	CHECK_EQ(pair_create(&p, &spec), 0);
	both_lookup(&p, NULL, value, 0);
	both_update(&p, NULL, value, 0);
	both_delete(&p, NULL);
	both_next(&p, NULL, false);
	pair_end(&p);
}

TEST(map, arenas_are_refused_where_nobody_shares_pages)
{
	struct ax_map_spec spec = {.type = AX_MAP_ARENA, .max_entries = 2, .flags = AX_MAP_F_MMAPABLE};
	struct ax_map *map;
	struct kit kit;

	kit_init(&kit);
	CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_embedded), 0); /* 64 KiB are 16 pages */
	ax_map_destroy(map);
	spec.max_entries = 17;
	CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_embedded), -AX_E2BIG);
	spec.flags |= AX_MAP_F_SEGV_ON_FAULT;
	CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud), -AX_EOPNOTSUPP);
	spec.flags = AX_MAP_F_MMAPABLE;
	kit.port.pages_alloc = NULL;
	CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud), -AX_EOPNOTSUPP);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, an_arena_is_in_one_place)
{
	struct kit kit;
	struct ax_map *map;

	kit_init(&kit);
	map = arena_of(&kit, 4, 0);
	CHECK_EQ(ax_map_arena_address(map), 0);
	CHECK(!axi_arena_of(map));
	CHECK_EQ(ax_map_arena_alloc(map, 0, 1), 0); /* nobody could reach it */
	CHECK_EQ(ax_map_arena_place(map, 0x10001, 4 * PAGE), -AX_EINVAL);
	CHECK_EQ(ax_map_arena_place(map, 0xffffe000, 4 * PAGE), -AX_EINVAL);
	CHECK_EQ(ax_map_arena_place(map, 0x10000, 5 * PAGE), -AX_E2BIG);
	CHECK_EQ(ax_map_arena_place(map, 0x10000, 4 * PAGE), 0);
	CHECK_EQ(ax_map_arena_place(map, 0x10000, 4 * PAGE), 0);
	CHECK_EQ(ax_map_arena_place(map, 0x20000, 4 * PAGE), -AX_EBUSY);
	CHECK_EQ(ax_map_arena_place(map, 0x10000, 3 * PAGE), -AX_EBUSY);
	CHECK_EQ(ax_map_arena_place(map, 0, 0), 0); /* wherever it is */
	CHECK_EQ(ax_map_arena_address(map), 0x10000);
	ax_map_destroy(map);
	map = arena_of(&kit, 4, UINT64_C(1) << 44);
	CHECK_EQ(ax_map_arena_place(map, UINT64_C(2) << 44, 4 * PAGE), -AX_EBUSY);
	CHECK(axi_arena_of(map));
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, arena_pages_are_given_out_once)
{
	const uint64_t at = (UINT64_C(1) << 44) + 0xffff0000;
	struct kit kit;
	struct ax_map *map;
	struct axi_arena *arena;
	uint64_t bytes;
	uint8_t *memory;

	kit_init(&kit);
	map = arena_of(&kit, 8, at);
	arena = axi_arena_of(map);
	memory = ax_map_arena_memory(map, &bytes);
	CHECK_EQ(bytes, 8 * PAGE);
	CHECK_EQ(axi_arena_at(arena, (uint32_t)at, 8), 0);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 0), 0);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 9), 0);
	CHECK_EQ(ax_map_arena_alloc(map, at + 1, 1), 0);
	CHECK_EQ(ax_map_arena_alloc(map, at + 8 * PAGE, 1), 0);
	CHECK_EQ(ax_map_arena_alloc(map, at - PAGE, 1), 0);
	CHECK_EQ(ax_map_arena_alloc(map, at + 7 * PAGE, 2), 0);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 2), at);
	CHECK_EQ(ax_map_arena_alloc(map, at + PAGE, 2), 0);
	CHECK_EQ(ax_map_arena_alloc(map, at + 3 * PAGE, 2), at + 3 * PAGE);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 2), at + 5 * PAGE);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 1), at + 2 * PAGE);
	CHECK_EQ(ax_map_arena_alloc(map, (uint32_t)at + 7 * PAGE, 1), at + 7 * PAGE); /* the upper half is not looked at */
	CHECK_EQ(ax_map_arena_alloc(map, 0, 1), 0);
	memory[5 * PAGE] = 7;
	CHECK_EQ(axi_arena_at(arena, (int64_t)(uint32_t)at + 5 * PAGE, 1), (uint64_t)(uintptr_t)memory + 5 * PAGE);
	ax_map_arena_free(map, at + 5 * PAGE + 17, 1);
	CHECK_EQ(axi_arena_at(arena, (int64_t)(uint32_t)at + 5 * PAGE, 1), 0);
	CHECK_EQ(axi_arena_at(arena, (int64_t)(uint32_t)at + 5 * PAGE - 4, 8), 0); /* into it */
	CHECK(axi_arena_at(arena, (int64_t)(uint32_t)at + 5 * PAGE - 8, 8));
	CHECK_EQ(ax_map_arena_alloc(map, 0, 1), at + 5 * PAGE);
	CHECK_EQ(memory[5 * PAGE], 0);
	ax_map_arena_free(map, at + 6 * PAGE, 100); /* to the end */
	ax_map_arena_free(map, at - PAGE, 3);       /* not the arena's: nothing */
	ax_map_arena_free(map, 0, 3);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 2), at + 6 * PAGE);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 1), 0);
	/* beyond all of it: what off reaches */
	CHECK_EQ(axi_arena_at(arena, -32768, 8), 0);
	CHECK_EQ(axi_arena_at(arena, (int64_t)UINT32_MAX + 32767, 8), 0);
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, what_user_space_touches_in_an_arena_is_there)
{
	struct kit kit;
	struct ax_map *map;
	struct axi_arena *arena;
	uint64_t bytes;
	uint8_t *memory;

	kit_init(&kit);
	map = arena_of(&kit, 1u << 20, UINT64_C(1) << 32);
	arena = axi_arena_of(map);
	memory = ax_map_arena_memory(map, &bytes);
	CHECK_EQ(bytes, UINT64_C(1) << 32);
	memory[1 * PAGE] = 1;
	memory[3 * PAGE + 5] = 2;
	CHECK_EQ(ax_map_arena_alloc(map, 0, 1), UINT64_C(1) << 32);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 2), (UINT64_C(1) << 32) + 4 * PAGE);
	CHECK_EQ(ax_map_arena_alloc(map, 0, 1), (UINT64_C(1) << 32) + 2 * PAGE);
	CHECK(axi_arena_at(arena, 3 * PAGE + 5, 1));
	CHECK_EQ(axi_arena_at(arena, 100 * PAGE, 1), 0);
	memory[100 * PAGE] = 3;
	CHECK(axi_arena_at(arena, 100 * PAGE, 1));
	memory[bytes - 1] = 4;
	CHECK(axi_arena_at(arena, (int64_t)bytes - 1, 1));
	CHECK_EQ(axi_arena_at(arena, (int64_t)bytes - 1, 2), 0);
	ax_map_arena_free(map, (UINT64_C(1) << 32) + 3 * PAGE, 1);
	CHECK_EQ(axi_arena_at(arena, 3 * PAGE + 5, 1), 0);
	CHECK_EQ(memory[3 * PAGE + 5], 0);
	CHECK(axi_arena_at(arena, 3 * PAGE + 5, 1)); /* it was looked at */
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

/* ---- threads ---- */

enum { THREADS = 3, ROUNDS = 400, PAGES = 24 };

struct worker {
	struct ax_map *map;
	pthread_t thread;
	uint32_t id, got, bad;
};

/* A page that was given out is nobody else's, and empty. */
static void *work(void *arg)
{
	struct worker *w = arg;
	struct axi_arena *arena = axi_arena_of(w->map);

	for (uint32_t i = 0; i < ROUNDS; i++) {
		uint32_t count = 1 + i % 3;
		uint64_t page = ax_map_arena_alloc(w->map, 0, count);

		for (uint32_t n = 0; page && n < count; n++) {
			uint64_t at = axi_arena_at(arena, (int64_t)(uint32_t)page + n * PAGE, 8);
			_Atomic uint64_t *word = (_Atomic uint64_t *)(uintptr_t)at;

			w->bad += !at || atomic_exchange(word, w->id) != 0;
		}
		for (uint32_t n = 0; page && n < count; n++) {
			_Atomic uint64_t *word = (_Atomic uint64_t *)(uintptr_t)axi_arena_at(arena, (int64_t)(uint32_t)page + n * PAGE, 8);

			w->bad += atomic_load(word) != w->id;
		}
		w->got += page != 0;
		if (page)
			ax_map_arena_free(w->map, page, count);
		axi_arena_at(arena, (int64_t)(i % (PAGES + 2)) * PAGE, 8); /* what others allocate and free meanwhile */
	}
	return NULL;
}

TEST(map, arena_pages_are_one_threads_at_a_time)
{
	struct worker worker[THREADS] = {0};
	struct kit kit;
	struct ax_map *map;

	kit_init(&kit);
	map = arena_of(&kit, PAGES, UINT64_C(1) << 33);
	for (uint32_t i = 0; i < THREADS; i++) {
		worker[i] = (struct worker){.map = map, .id = i + 1};
		CHECK_EQ(pthread_create(&worker[i].thread, NULL, work, &worker[i]), 0);
	}
	for (uint32_t i = 0; i < THREADS; i++) {
		pthread_join(worker[i].thread, NULL);
		CHECK_EQ(worker[i].bad, 0);
		CHECK(worker[i].got > 0);
	}
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}
