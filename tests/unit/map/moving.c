/* SPDX-License-Identifier: Apache-2.0
 * moving.c - memory that another CPU changes while a map looks at it: a key that a program has given may lie in a value that
 * user space has mapped, and user space writes a value while another of its threads freezes the map. */
#include "storm.h"
#include <pthread.h>
#include <sched.h>
#include "unit/step.h"

/* ---- keys: the other CPU writes after each of the instructions that an operation takes, one time after the other ---- */

static uint8_t keys[2][8], shared[8];

static uint32_t to; /* the key changes into this one */

static void change(void)
{
	memcpy(shared, keys[to], sizeof(shared));
}

/* `op` is an operation with the key at `shared`, which changes after 1, 1 + stride ... instructions; `look` checks what it has left. */
static void with_moving_key(struct ax_map *map, uint32_t stride, void (*op)(struct ax_map *map), void (*look)(struct ax_map *map))
{
	for (uint32_t n = 1, moved = 2; moved; n += stride) {
		moved = 0;
		for (to = 0; to < 2; to++) {
			memcpy(shared, keys[!to], sizeof(shared));
			step_begin(n, change);
			op(map);
			moved += step_end();
			look(map);
		}
	}
}

static void set_key(uint32_t i, uint32_t low, uint32_t high)
{
	memcpy(keys[i], &low, 4);
	memcpy(keys[i] + 4, &high, 4);
}

static void update(struct ax_map *map)
{
	uint64_t value = 1;

	ax_map_update(map, shared, &value, 0);
}

static void lookup(struct ax_map *map)
{
	ax_map_lookup(map, shared);
}

static void remove_it(struct ax_map *map)
{
	ax_map_delete(map, shared);
}

static void nothing(struct ax_map *map)
{
}

TEST(map, an_index_that_changes_under_an_update_is_read_once)
{
	struct kit kit;
	struct ax_map *map;

	kit_init(&kit);
	set_key(0, 1, 0);
	set_key(1, 100000, 0);
	for (uint32_t type = AX_MAP_ARRAY; type; type = type == AX_MAP_ARRAY ? AX_MAP_PERCPU_ARRAY : 0) {
		map = kit_map(&kit, type, 4, 8, 4, 0);
		with_moving_key(map, 11, update, nothing);
		with_moving_key(map, 11, lookup, nothing);
		ax_map_destroy(map);
	}
}

struct prefix {
	uint32_t bits;
	uint8_t data[4];
};

static void prefixes_are_short(struct ax_map *map)
{
	struct prefix key, *from = NULL;

	while (!ax_map_next_key(map, from, &key)) {
		CHECK(key.bits <= 32);
		from = &key;
	}
}

TEST(map, a_prefix_length_that_changes_under_an_operation_is_read_once)
{
	struct prefix long_one = {32, {1, 2, 3, 4}}, other = {30, {1, 2, 3, 5}};
	struct kit kit;
	struct ax_map *map;
	uint64_t value = 1;

	kit_init(&kit);
	set_key(0, 24, 0x04030201);
	set_key(1, 60000, 0x04030201);
	map = kit_map(&kit, AX_MAP_LPM_TRIE, 8, 8, 16, AX_MAP_F_NO_PREALLOC);
	CHECK_EQ(ax_map_update(map, &long_one, &value, 0), 0);
	CHECK_EQ(ax_map_update(map, &other, &value, 0), 0);
	with_moving_key(map, 41, update, prefixes_are_short);
	with_moving_key(map, 41, lookup, prefixes_are_short);
	with_moving_key(map, 41, remove_it, prefixes_are_short);
	ax_map_destroy(map);
}

static void update_both(struct ax_map *map)
{
	uint64_t value = 1;

	ax_map_update(map, keys[1], &value, 0);
	update(map);
}

/* What is taken out one by one is what was put in, and then nothing is left. */
static void take_all(struct ax_map *map)
{
	uint8_t cursor[8], out[8 * 4];
	uint64_t values[8], value = 1;
	struct ax_map_batch batch = {.keys = out, .values = values, .room = 1, .start = true, .cursor = cursor};
	uint32_t next;

	ax_map_user_batch(map, &batch, true);
	for (uint32_t key = 100; key < 104; key++)
		ax_map_update(map, &key, &value, 0);
	batch.room = 8;
	CHECK_EQ(ax_map_user_batch(map, &batch, true), -AX_ENOENT);
	CHECK_EQ(ax_map_next_key(map, NULL, &next), -AX_ENOENT);
}

TEST(map, a_hash_map_takes_out_what_it_has_though_keys_change_under_updates)
{
	struct small *small = small_start();
	struct ax_map_spec spec = {.type = AX_MAP_HASH, .key_size = 4, .value_size = 8, .max_entries = 4,
				   .flags = AX_MAP_F_ZERO_SEED, .name = "test"};
	struct ax_map *map;

	set_key(0, 5, 0); /* with that seed, two keys with one place */
	set_key(1, 6, 0);
	CHECK_EQ(ax_map_create(&map, &spec, &small->port, &ax_limits_embedded), 0);
	with_moving_key(map, 30, update_both, take_all);
	ax_map_destroy(map);
}

/* ---- elements that come and go while all are visited ---- */

static struct ax_map *visited_map;

static void come_and_go(void)
{
	uint32_t key = 1000;
	uint64_t value = 1;

	ax_map_delete(visited_map, &key);
	key = 1001;
	ax_map_update(visited_map, &key, &value, 0);
}

static long visit(void *arg, struct ax_map *map, const void *key, void *value)
{
	uint32_t number;

	memcpy(&number, key, sizeof(number));
	*(uint32_t *)arg |= number < 1000 || number > 1007 ? 1u << 31 : 1u << (number - 1000);
	return 0;
}

TEST(map, all_elements_are_visited_and_nothing_else_while_another_goes)
{
	struct kit kit;
	bool moved = true;
	uint64_t value = 1;

	kit_init(&kit);
	for (uint32_t n = 1; moved; n += 13) {
		uint32_t seen = 0;

		visited_map = kit_map(&kit, AX_MAP_HASH, 4, 8, 8, AX_MAP_F_ZERO_SEED);
		for (uint32_t key = 1000; key < 1008; key++)
			CHECK_EQ(ax_map_update(visited_map, &key, &value, 0), 0);
		step_begin(n, come_and_go);
		ax_map_each(visited_map, visit, &seen);
		moved = step_end();
		CHECK(!(seen >> 31));
		CHECK((seen | 3) == 0xff);
		ax_map_destroy(visited_map);
	}
}

/* ---- readers find what stays, whatever others do between two of their instructions ---- */

static struct ax_map *readers_map;

static void hash_changes(void)
{
	uint64_t value = 2;

	for (uint32_t key = 2000; key < 2003; key++)
		ax_map_delete(readers_map, &key);
	for (uint32_t key = 2004; key < 2007; key++)
		ax_map_update(readers_map, &key, &value, 0);
	for (uint32_t key = 2000; key < 2003; key++)
		ax_map_update(readers_map, &key, &value, 0);
	for (uint32_t key = 2004; key < 2007; key++)
		ax_map_delete(readers_map, &key);
}

static void prefix_changes(void)
{
	struct prefix all[] = {{16, {10, 1}}, {24, {10, 1, 2}}, {32, {10, 1, 2, 3}}, {31, {10, 1, 2, 2}}, {12, {10, 0}}};
	uint64_t value;

	for (uint32_t i = 0; i < 5; i++) {
		value = all[i].bits;
		ax_map_update(readers_map, &all[i], &value, 0);
	}
	for (uint32_t i = 0; i < 5; i++)
		ax_map_delete(readers_map, &all[i]);
}

static void reader(struct ax_map *map, void (*changes)(void), const void *key, uint64_t least)
{
	bool moved = true;

	readers_map = map;
	for (uint32_t n = 1; moved; n += 5) {
		const uint64_t *found;

		step_begin(n, changes);
		found = ax_map_lookup(map, key);
		moved = step_end();
		CHECK(found);
		CHECK(*found >= least || *found == 1);
	}
	ax_map_destroy(map);
}

TEST(map, readers_find_what_stays_whatever_others_do_between_two_instructions)
{
	struct prefix ten = {8, {10}}, asked = {32, {10, 1, 2, 3}};
	uint32_t stays = 3000;
	uint64_t value = 1;
	struct ax_map *map;
	struct kit kit;

	kit_init(&kit);
	for (uint32_t i = 0; i < 2; i++) {
		struct small *small = small_start();
		struct ax_map_spec spec = {.type = AX_MAP_HASH, .key_size = 4, .value_size = 8, .max_entries = 8, .name = "test"};

		CHECK_EQ(ax_map_create(&map, &spec, i ? &small->port : &kit.port, i ? &ax_limits_embedded : &ax_limits_cloud), 0);
		CHECK_EQ(ax_map_update(map, &stays, &value, 0), 0);
		for (uint32_t key = 2000; key < 2003; key++)
			CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
		reader(map, hash_changes, &stays, 1);
	}
	map = kit_map(&kit, AX_MAP_LRU_HASH, 4, 8, 64, 0);
	CHECK_EQ(ax_map_update(map, &stays, &value, 0), 0);
	reader(map, hash_changes, &stays, 1);
	map = kit_map(&kit, AX_MAP_LPM_TRIE, 8, 8, 16, AX_MAP_F_NO_PREALLOC);
	value = 8;
	CHECK_EQ(ax_map_update(map, &ten, &value, 0), 0);
	reader(map, prefix_changes, &asked, 8);
}

/* ---- freezing ---- */

enum { BIG = 1 << 17 };

static uint8_t big[2][BIG], first[BIG], second[BIG];
static _Atomic uint32_t writes;

static void *write_until_frozen(void *arg)
{
	uint32_t zero = 0;

	for (uint32_t i = 0; ax_map_user_update(arg, &zero, big[i & 1], 0) != -AX_EPERM || !ax_map_frozen(arg); i++)
		atomic_fetch_add(&writes, 1), sched_yield();
	return NULL;
}

enum { TASK = 1 };

static void *write_storage_until_frozen(void *arg)
{
	const uint64_t task = ax_task_key(TASK, 0);

	for (uint32_t i = 0; ax_task_storage_user_update(arg, task, big[i & 1], 0) != -AX_EPERM || !ax_map_frozen(arg); i++)
		atomic_fetch_add(&writes, 1), sched_yield();
	return NULL;
}

/* User space writes storage of tasks no more, whoever has looked whether it is frozen before; programs do. */
TEST(map, frozen_storage_of_tasks_is_written_by_programs_only)
{
	enum { BYTES = 1 << 15 };
	const struct ax_map_spec spec = {.type = AX_MAP_TASK_STORAGE, .key_size = 4, .value_size = BYTES, .flags = AX_MAP_F_NO_PREALLOC,
					 .btf_key_type_id = 1, .btf_value_type_id = 1};
	const uint64_t task = ax_task_key(TASK, 0);
	struct ax_map *map;
	pthread_t thread;
	struct kit kit;

	kit_init(&kit);
	CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud), 0);
	memset(big[1], 0xff, BYTES);
	atomic_store(&writes, 0);
	CHECK_EQ(pthread_create(&thread, NULL, write_storage_until_frozen, map), 0);
	while (!atomic_load(&writes))
		;
	while (ax_map_freeze(map) == -AX_EBUSY)
		;
	memcpy(first, ax_task_storage_get(map, task, NULL, 0), BYTES);
	CHECK_EQ(ax_task_storage_user_update(map, task, big[0], 0), -AX_EPERM);
	CHECK_EQ(ax_task_storage_user_delete(map, task), -AX_EPERM);
	pthread_join(thread, NULL);
	CHECK(!memcmp(first, ax_task_storage_get(map, task, NULL, 0), BYTES));
	CHECK_EQ(ax_task_storage_delete(map, task), 0);
	CHECK(ax_task_storage_get(map, task, big[1], 1) != NULL);
	ax_map_destroy(map);
}

TEST(map, a_frozen_map_is_not_written_by_an_update_that_began_before)
{
	struct kit kit;
	uint32_t zero = 0;

	kit_init(&kit);
	memset(big[1], 0xff, BIG);
	for (uint32_t round = 0; round < 4; round++) {
		struct ax_map *map = kit_map(&kit, AX_MAP_ARRAY, 4, BIG, 1, AX_MAP_F_RDONLY_PROG);
		pthread_t thread;

		atomic_store(&writes, 0);
		CHECK_EQ(pthread_create(&thread, NULL, write_until_frozen, map), 0);
		while (atomic_load(&writes) < 1 + round % 3)
			;
		while (ax_map_freeze(map) == -AX_EBUSY)
			;
		memcpy(first, ax_map_lookup(map, &zero), BIG);
		pthread_join(thread, NULL);
		memcpy(second, ax_map_lookup(map, &zero), BIG);
		CHECK(!memcmp(first, second, BIG));
		ax_map_destroy(map);
	}
}
