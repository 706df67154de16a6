/* SPDX-License-Identifier: Apache-2.0
 * locks.c - spin locks and timers in values: their places are checked, never copied in or out, and AX_F_LOCK changes an element as
 * one step for everybody who takes the lock. */
#include <pthread.h>
#include <unistd.h>
#include <axiom/status.h>
#include "map/map.h"
#include "storm.h"

static int make(struct kit *kit, uint32_t type, uint32_t value, uint32_t lock_at, uint32_t timer_at, uint32_t flags, struct ax_map **map)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = value, .max_entries = 4, .flags = flags,
				   .lock_at = lock_at, .timer_at = timer_at};

	*map = NULL;
	kit_init(kit);
	kit_cpus(kit, 4);
	return ax_map_create(map, &spec, &kit->port, &ax_limits_cloud);
}

TEST(map, places_of_locks_and_timers_are_checked)
{
	static const struct {
		uint32_t type, value, lock_at, timer_at, flags;
		int err;
	} cases[] = {
		{AX_MAP_ARRAY, 8, 1, 0, 0, 0},
		{AX_MAP_HASH, 32, 29, 1, 0, 0},
		{AX_MAP_HASH, 32, 3, 0, 0, -AX_EINVAL},
		{AX_MAP_HASH, 32, 33, 0, 0, -AX_EINVAL},
		{AX_MAP_HASH, 32, 0, 5, 0, -AX_EINVAL},
		{AX_MAP_HASH, 32, 0, 25, 0, -AX_EINVAL},
		{AX_MAP_HASH, 8, 0, 1, 0, -AX_EINVAL},
		{AX_MAP_HASH, 32, 13, 1, 0, -AX_EINVAL},
		{AX_MAP_LRU_HASH, 32, 0, 1, 0, 0},
		{AX_MAP_LRU_HASH, 32, 1, 0, 0, -AX_EOPNOTSUPP},
		{AX_MAP_PERCPU_ARRAY, 32, 1, 0, 0, -AX_EOPNOTSUPP},
		{AX_MAP_ARRAY, 8, 1, 0, AX_MAP_F_RDONLY_PROG, -AX_EACCES},
	};

	for (uint32_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct ax_map *map;
		struct kit kit;

		CHECK_EQ(make(&kit, cases[i].type, cases[i].value, cases[i].lock_at, cases[i].timer_at, cases[i].flags, &map), cases[i].err);
		ax_map_destroy(map);
		CHECK_EQ(kit.mem.used, 0);
	}
}

static void fields_stay(uint32_t type, uint32_t flags)
{
	uint8_t value[48], out[48], *at;
	uint32_t key = 1;
	struct ax_map *map;
	struct kit kit;

	CHECK_EQ(make(&kit, type, 44, 5, 17, 0, &map), 0); /* 4 bytes, lock, 8 bytes, timer at 16 .. 31, 12 bytes */
	memset(value, 0xaa, sizeof(value));
	CHECK_EQ(ax_map_user_update(map, &key, value, 0), 0);
	at = ax_map_lookup(map, &key);
	for (uint32_t i = 0; i < 44; i++)
		CHECK_EQ(at[i], (i >= 4 && i < 8) || (i >= 16 && i < 32) ? 0 : 0xaa);
	memset(at + 16, 0xbb, 16); /* a timer under way */
	memset(value, 0xcc, sizeof(value));
	CHECK_EQ(ax_map_user_update(map, &key, value, flags), 0);
	memset(out, 0x11, sizeof(out));
	CHECK_EQ(ax_map_user_lookup(map, &key, out, flags & AX_F_LOCK), 0);
	for (uint32_t i = 0; i < 44; i++)
		CHECK_EQ(out[i], (i >= 4 && i < 8) || (i >= 16 && i < 32) ? 0 : 0xcc);
	if (type == AX_MAP_ARRAY || flags & AX_F_LOCK)
		CHECK_EQ(at[20], 0xbb);
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, locks_and_timers_never_leave_their_value)
{
	fields_stay(AX_MAP_ARRAY, 0);
	fields_stay(AX_MAP_HASH, 0);
	fields_stay(AX_MAP_ARRAY, AX_F_LOCK);
	fields_stay(AX_MAP_HASH, AX_F_LOCK);
}

TEST(map, the_lock_flag_needs_a_lock_and_obeys_the_others)
{
	uint32_t key = 1, none = 9;
	uint64_t value[2] = {0};
	struct ax_map *map;
	struct kit kit;

	CHECK_EQ(make(&kit, AX_MAP_HASH, 16, 0, 0, 0, &map), 0);
	CHECK_EQ(ax_map_update(map, &key, value, AX_F_LOCK), -AX_EINVAL);
	CHECK_EQ(ax_map_user_update(map, &key, value, AX_F_LOCK), -AX_EINVAL);
	ax_map_destroy(map);
	CHECK_EQ(make(&kit, AX_MAP_HASH, 16, 1, 0, 0, &map), 0);
	CHECK_EQ(ax_map_update(map, &key, value, AX_F_LOCK | AX_EXIST), -AX_ENOENT);
	CHECK_EQ(ax_map_update(map, &key, value, AX_F_LOCK | AX_NOEXIST), 0);
	CHECK_EQ(ax_map_update(map, &key, value, AX_F_LOCK | AX_NOEXIST), -AX_EEXIST);
	CHECK_EQ(ax_map_update(map, &key, value, AX_F_LOCK | 3), -AX_EINVAL);
	CHECK_EQ(ax_map_user_lookup(map, &none, value, AX_F_LOCK), -AX_ENOENT);
	ax_map_destroy(map);
	CHECK_EQ(make(&kit, AX_MAP_ARRAY, 16, 1, 0, 0, &map), 0);
	CHECK_EQ(ax_map_update(map, &none, value, AX_F_LOCK), -AX_E2BIG);
	ax_map_destroy(map);
}

/* ---- several CPUs ---- */

struct counted {
	uint32_t lock, unused;
	uint64_t a, b;
};

static struct ax_map *shared;

static void *add_thread(void *arg)
{
	struct counted *at, copy;
	uint32_t key = 1;

	axp_set_cpu((int)(uintptr_t)arg);
	at = ax_map_lookup(shared, &key);
	for (int i = 0; i < 5000; i++) { /* as a program with bpf_spin_lock */
		unsigned long irq = axi_value_lock(&at->lock);

		__atomic_store_n(&at->a, __atomic_load_n(&at->a, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
		__atomic_store_n(&at->b, __atomic_load_n(&at->b, __ATOMIC_RELAXED) + 1, __ATOMIC_RELAXED);
		axi_value_unlock(&at->lock, irq);
		EXPECT(!ax_map_user_lookup(shared, &key, &copy, AX_F_LOCK) && copy.a == copy.b);
	}
	return NULL;
}

TEST(concurrent, locked_elements_are_seen_whole)
{
	struct counted value = {0};
	pthread_t threads[3];
	uint32_t key = 1;
	struct kit kit;

	start();
	CHECK_EQ(make(&kit, AX_MAP_HASH, sizeof(struct counted), 1, 0, 0, &shared), 0);
	CHECK_EQ(ax_map_update(shared, &key, &value, AX_F_LOCK), 0);
	for (uintptr_t i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, add_thread, (void *)i);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	CHECK_EQ(broken, 0);
	CHECK_EQ(ax_map_user_lookup(shared, &key, &value, AX_F_LOCK), 0);
	CHECK(value.a == 15000 && value.b == 15000);
	ax_map_destroy(shared);
	CHECK_EQ(kit.mem.used, 0);
}

/* ---- who takes an element out waits for its lock ---- */

static void *let_go(void *arg)
{
	uint32_t *at = arg; /* a number, the lock, a number */

	usleep(30000);
	at[0] = at[2] = 2;
	__atomic_store_n(&at[1], 0, __ATOMIC_RELEASE);
	return NULL;
}

static void taken_whole(uint32_t flags, bool batch)
{
	uint32_t key = 1, cursor[2] = {0}, value[4] = {1, 0, 1}, out[4] = {0}, *at;
	struct ax_map_batch b = {.keys = cursor, .values = out, .room = 1, .start = true, .lock = true, .cursor = &key};
	struct ax_map_spec spec = {.type = AX_MAP_HASH, .key_size = 4, .value_size = 12, .max_entries = 1, .flags = flags, .lock_at = 5};
	pthread_t thread;
	struct ax_map *map;
	struct kit kit;

	kit_init(&kit);
	CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_map_user_update(map, &key, value, 0), 0);
	at = ax_map_lookup(map, &key);
	at[1] = 1; /* a program has it */
	pthread_create(&thread, NULL, let_go, at);
	CHECK_EQ(batch ? ax_map_user_batch(map, &b, true) : ax_map_user_take(map, &key, out, AX_F_LOCK), batch ? -AX_ENOENT : 0);
	pthread_join(thread, NULL);
	CHECK_EQ(out[0], 2);
	CHECK_EQ(out[2], 2);
	ax_map_destroy(map);
	axp_run_deferred();
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, an_element_is_taken_out_under_its_lock)
{
	for (uint32_t i = 0; i < 4; i++)
		taken_whole(i & 1 ? AX_MAP_F_NO_PREALLOC : 0, i & 2);
}
