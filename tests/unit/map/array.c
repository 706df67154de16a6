/* SPDX-License-Identifier: Apache-2.0
 * array.c - array maps, plain and per CPU. */
#include "map/map.h"
#include "mapkit.h"
#include <axiom/status.h>

TEST(map, array_elements_exist_zeroed_and_keep_what_is_written)
{
	struct kit kit;
	struct ax_map *map;
	uint32_t key;
	uint8_t value[12], got[12];

	kit_init(&kit);
	map = kit_map(&kit, AX_MAP_ARRAY, 4, 12, 100, 0);
	for (key = 0; key < 100; key++) {
		CHECK_EQ(ax_map_user_lookup(map, &key, got, 0), 0);
		for (int i = 0; i < 12; i++)
			CHECK_EQ(got[i], 0);
		memset(value, (int)key + 1, sizeof(value));
		CHECK_EQ(ax_map_update(map, &key, value, AX_ANY), 0);
	}
	for (key = 0; key < 100; key++) {
		uint8_t *at = ax_map_lookup(map, &key);

		CHECK(at && !((uintptr_t)at & 7));
		for (int i = 0; i < 12; i++)
			CHECK_EQ(at[i], key + 1);
	}
	CHECK(!ax_map_lookup(map, &key));
	CHECK_EQ(ax_map_update(map, &key, value, 0), -AX_E2BIG);
	CHECK_EQ(ax_map_user_lookup(map, &key, got, 0), -AX_ENOENT);
	CHECK(ax_map_bytes(map) >= 1600 && ax_map_bytes(map) == kit.mem.used);
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, array_with_one_entry_gives_a_direct_address)
{
	struct kit kit;
	struct ax_map *one, *two;
	uint64_t at;
	uint32_t key = 0;

	kit_init(&kit);
	one = kit_map(&kit, AX_MAP_ARRAY, 4, 16, 1, 0);
	two = kit_map(&kit, AX_MAP_ARRAY, 4, 16, 2, 0);
	CHECK_EQ(ax_map_direct(one, 15, &at), 0);
	CHECK(at == (uintptr_t)ax_map_lookup(one, &key) + 15);
	CHECK_EQ(ax_map_direct(one, 16, &at), -AX_EINVAL);
	CHECK_EQ(ax_map_direct(two, 0, &at), -AX_ENOTSUPP);
	ax_map_destroy(one);
	ax_map_destroy(two);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, mmapable_array_is_whole_pages_and_freezing_excludes_writers)
{
	struct kit kit;
	struct ax_map *map, *plain;
	uint32_t key = 0;
	void *base;

	kit_init(&kit);
	plain = kit_map(&kit, AX_MAP_ARRAY, 4, 16, 1, 0);
	CHECK_EQ(ax_map_mmap(plain, 0, 4096, false, &base), -AX_EINVAL);
	map = kit_map(&kit, AX_MAP_ARRAY, 4, 16, 300, AX_MAP_F_MMAPABLE);
	CHECK_EQ(ax_map_mmap(map, 0, 3 * 4096, true, &base), -AX_EINVAL);
	CHECK_EQ(ax_map_mmap(map, 4096, 8192, true, &base), -AX_EINVAL);
	CHECK_EQ(ax_map_mmap(map, UINT64_MAX - 4095, 8192, true, &base), -AX_EINVAL);
	CHECK_EQ(ax_map_mmap(map, 0, 8192, true, &base), 0);
	CHECK(!((uintptr_t)base & 4095) && base == ax_map_lookup(map, &key));
	CHECK_EQ(ax_map_freeze(map), -AX_EBUSY);
	CHECK(!ax_map_frozen(map));
	ax_map_munmap(map, true);
	CHECK_EQ(ax_map_freeze(map), 0);
	CHECK_EQ(ax_map_freeze(map), -AX_EPERM);
	CHECK_EQ(ax_map_mmap(map, 0, 8192, true, &base), -AX_EPERM);
	CHECK_EQ(ax_map_mmap(map, 4096, 4096, false, &base), 0);
	CHECK_EQ(ax_map_user_update(map, &key, base, 0), -AX_EPERM);
	CHECK_EQ(ax_map_update(map, &key, base, 0), 0); /* programs still write */
	ax_map_destroy(map);
	ax_map_destroy(plain);
	CHECK_EQ(kit.mem.used, 0);
}

/* In the midst of each of these somebody freezes the map. */
static int freezing(struct ax_map *map)
{
	CHECK_EQ(ax_map_freeze(map), -AX_EBUSY);
	return 0;
}

static int remove_freezing(struct ax_map *map, const void *key)
{
	(void)key;
	return freezing(map);
}

static int take_freezing(struct ax_map *map, const void *key, void *value)
{
	(void)key;
	(void)value;
	return freezing(map);
}

static int batch_freezing(struct ax_map *map, struct ax_map_batch *batch, bool remove)
{
	(void)batch;
	return remove ? freezing(map) : ax_map_freeze(map); /* a reader keeps nobody from it */
}

TEST(map, whoever_deletes_is_a_writer_too)
{
	struct axi_map_ops ops;
	struct ax_map_batch batch = {0};
	struct kit kit;
	struct ax_map *map;
	uint32_t key = 0, value;

	kit_init(&kit);
	map = kit_map(&kit, AX_MAP_HASH, 4, 4, 2, 0);
	ops = *map->ops;
	ops.user_remove = remove_freezing;
	ops.user_take = take_freezing;
	ops.batch = batch_freezing;
	map->ops = &ops;
	CHECK_EQ(ax_map_user_delete(map, &key), 0);
	CHECK_EQ(ax_map_user_take(map, &key, &value, 0), 0);
	CHECK_EQ(ax_map_user_batch(map, &batch, true), 0);
	CHECK_EQ(ax_map_user_batch(map, &batch, false), 0);
	CHECK(ax_map_frozen(map));
	CHECK_EQ(ax_map_user_delete(map, &key), -AX_EPERM);
	CHECK_EQ(ax_map_user_take(map, &key, &value, 0), -AX_EPERM);
	CHECK_EQ(ax_map_user_batch(map, &batch, true), -AX_EPERM);
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, percpu_array_keeps_one_value_for_each_cpu)
{
	struct kit kit;
	struct ax_map *map;
	uint32_t key = 2, size;
	uint64_t values[8], *at;

	kit_init(&kit);
	kit_cpus(&kit, 4);
	map = kit_map(&kit, AX_MAP_PERCPU_ARRAY, 4, 12, 5, 0);
	size = ax_map_user_value_size(map);
	CHECK_EQ(size, sizeof(values));
	axp_set_cpu(0);
	at = ax_map_lookup(map, &key);
	*at = 7;
	CHECK_EQ(ax_map_user_lookup(map, &key, values, 0), 0);
	CHECK(values[0] == 7 && !values[2] && !values[4] && !values[6]);
	for (uint32_t i = 0; i < 8; i++)
		values[i] = 100 + i;
	CHECK_EQ(ax_map_user_update(map, &key, values, 0), 0);
	CHECK(at[0] == 100 && (uint32_t)at[1] == 101);
	memset(values, 0, sizeof(values));
	CHECK_EQ(ax_map_user_lookup(map, &key, values, 0), 0);
	CHECK(values[6] == 106);
	axp_set_cpu(-1);
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}
