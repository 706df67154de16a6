/* SPDX-License-Identifier: Apache-2.0
 * hash.c - hash maps, plain and per CPU, with both strategies: against a simple model, under full memory, and with
 * every allocation failing once. */
#include "mapkit.h"
#include <axiom/status.h>

static int make(struct ax_map **map, const struct ax_port *port, const struct ax_limits *limits, uint32_t type,
		uint32_t key, uint32_t value, uint32_t entries, uint32_t flags)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries,
				   .flags = flags};

	return ax_map_create(map, &spec, port, limits);
}

/* ---- the model: keys 0 .. MODEL_KEYS-1, their values or -1 ---- */

#define MODEL_KEYS 400

struct model {
	struct ax_map *map;
	uint32_t key_size, entries, count;
	long value[MODEL_KEYS];
	uint64_t seed;
};

static void model_key(const struct model *m, uint32_t n, uint8_t *key)
{
	memset(key, 0x5a, m->key_size);
	memcpy(key + m->key_size - 2, &n, 2); /* the difference is in the last bytes */
}

static int model_update(struct model *m, uint32_t n, long value, uint64_t flags)
{
	if (flags == AX_NOEXIST && m->value[n] >= 0)
		return -AX_EEXIST;
	if (flags == AX_EXIST && m->value[n] < 0)
		return -AX_ENOENT;
	if (m->value[n] < 0 && m->count == m->entries)
		return -AX_E2BIG;
	m->count += m->value[n] < 0;
	m->value[n] = value;
	return 0;
}

static void model_step(struct model *m)
{
	uint32_t n = (uint32_t)(test_random(&m->seed) % MODEL_KEYS), what = (uint32_t)(test_random(&m->seed) % 8);
	uint8_t key[64];
	uint64_t wide = 0, flags = test_random(&m->seed) % 3, *at;
	bool user = test_random(&m->seed) % 2;

	model_key(m, n, key);
	if (what < 3) {
		wide = test_random(&m->seed) % 1000000;
		CHECK_EQ((user ? ax_map_user_update : ax_map_update)(m->map, key, &wide, flags),
			 model_update(m, n, (long)wide, flags));
	} else if (what < 5) {
		CHECK_EQ((user ? ax_map_user_delete : ax_map_delete)(m->map, key), m->value[n] < 0 ? -AX_ENOENT : 0);
		m->count -= m->value[n] >= 0;
		m->value[n] = -1;
	} else if (what < 7) {
		at = ax_map_lookup(m->map, key);
		CHECK_EQ(at != NULL, m->value[n] >= 0);
		CHECK(!at || (long)*at == m->value[n]);
	} else {
		CHECK_EQ(ax_map_user_lookup(m->map, key, &wide, 0), m->value[n] < 0 ? -AX_ENOENT : 0);
		CHECK(m->value[n] < 0 || (long)wide == m->value[n]);
	}
}

static void model_iterate(struct model *m)
{
	uint8_t key[64], next[64], *from = NULL;
	uint32_t seen = 0;

	while (!ax_map_next_key(m->map, from, next)) {
		uint16_t n;

		memcpy(&n, next + m->key_size - 2, 2);
		CHECK(n < MODEL_KEYS && m->value[n] >= 0);
		memcpy(key, next, sizeof(key));
		from = key;
		CHECK(++seen <= m->count);
	}
	CHECK_EQ(seen, m->count);
}

static void against_model(const struct ax_port *port, const struct ax_limits *limits, uint32_t key_size,
			  uint32_t entries, uint32_t flags)
{
	struct model m = {.key_size = key_size, .entries = entries, .seed = test_seed()};

	for (uint32_t i = 0; i < MODEL_KEYS; i++)
		m.value[i] = -1;
	CHECK_EQ(make(&m.map, port, limits, AX_MAP_HASH, key_size, 8, entries, flags), 0);
	for (uint32_t i = 0; i < 20000; i++) {
		model_step(&m);
		if (i % 1000 == 0)
			model_iterate(&m);
	}
	ax_map_destroy(m.map);
}

TEST(map, hash_behaves_as_the_model_embedded)
{
	struct small *s = small_start();

	against_model(&s->port, &ax_limits_embedded, 4, 256, 0);
	against_model(&s->port, &ax_limits_embedded, 2, 7, 0);
	against_model(&s->port, &ax_limits_embedded, 13, 300, AX_MAP_F_ZERO_SEED);
	against_model(&s->port, &ax_limits_embedded, 40, 400, AX_MAP_F_NO_PREALLOC);
	CHECK_EQ(s->pool.mem.used, 0);
}

TEST(map, hash_behaves_as_the_model_cloud)
{
	struct kit kit;

	kit_init(&kit);
	against_model(&kit.port, &ax_limits_cloud, 4, 256, 0);
	against_model(&kit.port, &ax_limits_cloud, 2, 7, 0);
	against_model(&kit.port, &ax_limits_cloud, 13, 300, AX_MAP_F_NO_PREALLOC);
	kit.port.defer = NULL;
	against_model(&kit.port, &ax_limits_cloud, 40, 400, AX_MAP_F_ZERO_SEED);
	axp_run_deferred();
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, hash_values_stay_where_they_are)
{
	struct small *s = small_start();
	struct kit kit;

	kit_init(&kit);
	for (int round = 0; round < 2; round++) {
		struct ax_map *map;
		uint64_t *at[200], value = 0;

		CHECK_EQ(make(&map, round ? &kit.port : &s->port, round ? &ax_limits_cloud : &ax_limits_embedded,
			      AX_MAP_HASH, 4, 8, 200, 0), 0);
		for (uint32_t k = 0; k < 200; k++, value++) {
			CHECK_EQ(ax_map_update(map, &k, &value, 0), 0);
			at[k] = ax_map_lookup(map, &k);
		}
		for (uint32_t k = 0; k < 200; k += 2)
			CHECK_EQ(ax_map_delete(map, &k), 0);
		for (uint32_t k = 1; k < 200; k += 2)
			CHECK(ax_map_lookup(map, &k) == at[k] && *at[k] == k);
		ax_map_destroy(map);
	}
}

TEST(map, percpu_hash_starts_other_cpus_at_zero_and_updates_in_place)
{
	struct small *s = small_start();
	struct kit kit;

	kit_init(&kit);
	kit_cpus(&kit, 4);
	s->port.cpu_count = kit.port.cpu_count;
	axp_set_cpu(0);
	for (int round = 0; round < 2; round++) {
		uint64_t values[4] = {0}, one = 41, *at;
		struct ax_map *map;
		uint32_t key = 9;

		CHECK_EQ(make(&map, round ? &kit.port : &s->port, round ? &ax_limits_cloud : &ax_limits_embedded,
			      AX_MAP_PERCPU_HASH, 4, 8, 10, 0), 0);
		CHECK_EQ(ax_map_user_value_size(map), sizeof(values));
		for (uint64_t i = 0; i < 4; i++)
			values[i] = i + 1;
		CHECK_EQ(ax_map_user_update(map, &key, values, AX_NOEXIST), 0);
		at = ax_map_lookup(map, &key);
		CHECK_EQ(*at, 1);
		CHECK_EQ(ax_map_update(map, &key, &one, AX_EXIST), 0);
		CHECK(at == ax_map_lookup(map, &key) && *at == 41);
		CHECK_EQ(ax_map_user_lookup(map, &key, values, 0), 0);
		CHECK(values[0] == 41 && values[1] == 2 && values[3] == 4);
		CHECK_EQ(ax_map_delete(map, &key), 0);
		for (key = 0; key < 10; key++) /* reuses the node that held 41 .. 4 */
			CHECK_EQ(ax_map_update(map, &key, &one, 0), 0);
		for (key = 0; key < 10; key++) {
			CHECK_EQ(ax_map_user_lookup(map, &key, values, 0), 0);
			CHECK(values[0] == 41 && !values[1] && !values[2] && !values[3]);
		}
		CHECK_EQ(ax_map_update(map, &key, &one, 0), -AX_E2BIG);
		ax_map_destroy(map);
	}
	axp_set_cpu(-1);
	CHECK_EQ(kit.mem.used, 0);
	CHECK_EQ(s->pool.mem.used, 0);
}

/* ---- growth ---- */

static void (*deferred)(void *arg);
static void *deferred_arg;

static int keep_deferred(void (*fn)(void *arg), void *arg)
{
	if (deferred)
		return -AX_EBUSY;
	deferred = fn;
	deferred_arg = arg;
	return 0;
}

static void run_kept(void)
{
	void (*fn)(void *) = deferred;

	deferred = NULL;
	if (fn)
		fn(deferred_arg);
}

TEST(map, hash_programs_never_allocate_and_the_reserve_is_refilled_in_task_context)
{
	struct kit kit;
	struct ax_map *map;
	uint32_t allocs, key;
	uint64_t value = 1;
	int err = 0;

	kit_init(&kit);
	kit.port.defer = keep_deferred;
	deferred = NULL;
	CHECK_EQ(make(&map, &kit.port, &ax_limits_cloud, AX_MAP_HASH, 4, 8, 100000, 0), 0);
	allocs = kit.allocs;
	for (key = 0; !err; key++)
		err = ax_map_update(map, &key, &value, 0);
	CHECK_EQ(err, -AX_ENOMEM);
	CHECK_EQ(kit.allocs, allocs);
	CHECK(key > 1000 && deferred);
	run_kept();
	CHECK(kit.allocs > allocs);
	for (key = 0; key < 100000; key++) {
		if (!(err = ax_map_update(map, &key, &value, 0)))
			continue;
		CHECK_EQ(err, -AX_ENOMEM);
		run_kept();
		CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
	}
	CHECK_EQ(ax_map_update(map, &key, &value, 0), -AX_E2BIG);
	key = 7;
	CHECK_EQ(ax_map_update(map, &key, &value, AX_EXIST), 0);
	run_kept();
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, hash_grows_by_updates_from_user_space_and_a_destroyed_map_outlives_its_deferred_work)
{
	struct kit kit;
	struct ax_map *map;
	uint64_t value = 1;

	kit_init(&kit);
	kit.port.defer = keep_deferred;
	deferred = NULL;
	CHECK_EQ(make(&map, &kit.port, &ax_limits_cloud, AX_MAP_HASH, 4, 8, 20000, AX_MAP_F_NO_PREALLOC), 0);
	for (uint32_t key = 0; key < 10000; key++)
		CHECK_EQ(ax_map_user_update(map, &key, &value, 0), 0);
	CHECK(!deferred);
	for (uint32_t key = 10000; !deferred; key++)
		CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
	ax_map_destroy(map);
	CHECK(kit.mem.used > 0);
	run_kept();
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, hash_full_memory_is_enomem_and_what_is_there_stays)
{
	struct kit kit;
	struct ax_map *map;
	uint64_t value = 5, got;
	uint32_t key;
	int err = 0;

	kit_init(&kit);
	CHECK_EQ(make(&map, &kit.port, &ax_limits_cloud, AX_MAP_HASH, 4, 8, 100000, 0), 0);
	kit.under.limit = kit.under.used + (128 << 10);
	for (key = 0; !err; key++)
		err = ax_map_user_update(map, &key, &value, AX_NOEXIST);
	CHECK_EQ(err, -AX_ENOMEM);
	for (uint32_t k = 0; k + 1 < key; k++) {
		value = k; /* with an empty reserve too */
		CHECK_EQ(ax_map_user_update(map, &k, &value, AX_EXIST), 0);
		CHECK_EQ(ax_map_user_lookup(map, &k, &got, 0), 0);
		CHECK_EQ(got, k);
	}
	ax_map_destroy(map);
	axp_run_deferred();
	CHECK_EQ(kit.mem.used, 0);
}

/* ---- every allocation fails once ---- */

static void fail_each(uint32_t type, uint32_t key, uint32_t value, uint32_t entries, const struct ax_limits *limits,
		      bool mirrored)
{
	struct ax_map *map = NULL;
	struct kit kit;
	uint32_t n = 1;

	for (;; n++) {
		kit_init(&kit);
		if (!mirrored)
			kit.port.ring_alloc = NULL;
		kit.fail_at = n;
		if (!make(&map, &kit.port, limits, type, key, value, entries, 0))
			break;
		CHECK_EQ(kit.mem.used, 0);
	}
	CHECK(n > 1);
	CHECK_EQ(kit.mem.used, mirrored ? kit.mem.used : ax_map_bytes(map));
	ax_map_destroy(map);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, creation_gives_everything_back_when_any_allocation_fails)
{
	for (int i = 0; i < 2; i++) {
		const struct ax_limits *limits = i ? &ax_limits_cloud : &ax_limits_embedded;

		fail_each(AX_MAP_ARRAY, 4, 8, 10, limits, false);
		fail_each(AX_MAP_PERCPU_ARRAY, 4, 8, 10, limits, false);
		fail_each(AX_MAP_HASH, 4, 8, 100, limits, false);
		fail_each(AX_MAP_PERCPU_HASH, 4, 8, 100, limits, false);
		fail_each(AX_MAP_RINGBUF, 0, 0, 4096, limits, false);
		fail_each(AX_MAP_RINGBUF, 0, 0, 4096, limits, true);
	}
}

static void *no_ring(size_t bytes)
{
	return NULL;
}

TEST(map, creation_refuses_before_it_allocates)
{
	struct kit kit;
	struct ax_map *map = NULL;
	const struct ax_limits *small = &ax_limits_embedded;

	kit_init(&kit);
	CHECK_EQ(make(&map, &kit.port, small, AX_MAP_ARRAY, 4, 8, 10000, 0), -AX_E2BIG);
	CHECK_EQ(make(&map, &kit.port, small, AX_MAP_PERCPU_ARRAY, 4, 32768, 2, 0), -AX_E2BIG);
	CHECK_EQ(make(&map, &kit.port, small, AX_MAP_HASH, 4, 8, 10000, 0), -AX_E2BIG);
	CHECK_EQ(make(&map, &kit.port, small, AX_MAP_RINGBUF, 0, 0, 65536, 0), -AX_E2BIG);
	CHECK_EQ(make(&map, &kit.port, &ax_limits_cloud, AX_MAP_ARRAY, 4, INT32_MAX, UINT32_MAX, 0), -AX_E2BIG);
	CHECK_EQ(make(&map, &kit.port, &ax_limits_cloud, AX_MAP_HASH, 4, 4000000, 1u << 31, 0), -AX_E2BIG);
	CHECK_EQ(make(&map, &kit.port, small, AX_MAP_DEVMAP, 4, 4, 1, 0), -AX_ENOTSUPP);
	CHECK_EQ(make(&map, &kit.port, small, UINT32_MAX, 4, 8, 1, 0), -AX_ENOTSUPP);
	CHECK_EQ(kit.allocs, 0);
	kit.port.ring_alloc = no_ring;
	CHECK_EQ(make(&map, &kit.port, small, AX_MAP_RINGBUF, 0, 0, 4096, 0), -AX_ENOMEM);
	CHECK_EQ(kit.mem.used, 0);
}
