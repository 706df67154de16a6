/* SPDX-License-Identifier: Apache-2.0
 * kinds.c - LRU, LPM, queue, stack and bloom filter maps in both profiles: against simple models, in 64 KiB, and with every
 * allocation failing once. */
#include "mapkit.h"
#include <axiom/status.h>

static struct ax_map *make(const struct ax_port *port, const struct ax_limits *limits, uint32_t type, uint32_t key,
			   uint32_t value, uint32_t entries)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries,
				   .flags = type == AX_MAP_LPM_TRIE ? AX_MAP_F_NO_PREALLOC : 0};
	struct ax_map *map = NULL;

	CHECK_EQ(ax_map_create(&map, &spec, port, limits), 0);
	return map;
}

/* both_profiles - `check` on an elastic map and on one in 64 KiB. */
static void both_profiles(void (*check)(const struct ax_port *port, const struct ax_limits *limits))
{
	struct small *s = small_start();
	struct kit kit;

	kit_init(&kit);
	check(&kit.port, &ax_limits_cloud);
	axp_run_deferred();
	CHECK_EQ(kit.mem.used, 0);
	check(&s->port, &ax_limits_embedded);
	CHECK_EQ(s->pool.mem.used, 0);
}

/* ---- LRU ---- */

static uint32_t count_keys(struct ax_map *map)
{
	uint32_t key, count = 0, *from = NULL;

	for (; !ax_map_next_key(map, from, &key); from = &key)
		count++;
	return count;
}

/* What is looked up all the time stays, whatever else is added. */
static void lru_keeps(const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map *map = make(port, limits, AX_MAP_LRU_HASH, 4, 8, 100);
	uint64_t value;

	for (uint32_t key = 0; key < 20000; key++) {
		value = key;
		CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
		for (uint32_t hot = 0; hot < 20 && hot <= key; hot++) {
			uint64_t *at = ax_map_lookup(map, &hot);

			CHECK(at && *at == hot);
		}
	}
	CHECK_EQ(count_keys(map), 100);
	for (uint32_t key = 0; key < 20000; key++)
		ax_map_delete(map, &key);
	CHECK_EQ(count_keys(map), 0);
	for (uint32_t key = 0; key < 100; key++)
		CHECK_EQ(ax_map_user_update(map, &key, &value, AX_NOEXIST), 0);
	CHECK_EQ(count_keys(map), 100);
	ax_map_destroy(map);
}

TEST(map, lru_keeps_what_is_used_and_never_has_more_than_its_entries)
{
	both_profiles(lru_keeps);
}

static void lru_random(const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map *map = make(port, limits, AX_MAP_LRU_HASH, 4, 8, 64);
	uint64_t seed = test_seed(), value, last[300];
	uint32_t key;

	for (uint32_t i = 0; i < 20000; i++) {
		key = (uint32_t)(test_random(&seed) % 300);
		value = test_random(&seed);
		if (test_random(&seed) % 3) {
			CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
			last[key] = value;
			CHECK(*(uint64_t *)ax_map_lookup(map, &key) == value);
		} else if (!ax_map_user_take(map, &key, &value, 0)) {
			CHECK_EQ(value, last[key]);
			CHECK(!ax_map_lookup(map, &key));
		}
	}
	CHECK(count_keys(map) <= 64);
	ax_map_destroy(map);
}

TEST(map, lru_values_are_those_written_last)
{
	both_profiles(lru_random);
}

/* ---- LPM: a list of prefixes is the model ---- */

#define PREFIXES 200

struct prefix {
	uint32_t bits;
	uint8_t data[4];
	uint64_t value;
	bool live;
};

static bool covers(const struct prefix *p, const struct prefix *key)
{
	for (uint32_t i = 0; i < p->bits; i++)
		if ((p->data[i / 8] ^ key->data[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return p->bits <= key->bits;
}

static struct prefix *model_find(struct prefix *all, const struct prefix *key, bool exact)
{
	struct prefix *best = NULL;

	for (uint32_t i = 0; i < PREFIXES; i++)
		if (all[i].live && covers(&all[i], key) && (exact ? all[i].bits == key->bits : !best || all[i].bits > best->bits))
			best = &all[i];
	return best;
}

static uint32_t live(const struct prefix *all)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < PREFIXES; i++)
		n += all[i].live;
	return n;
}

static void lpm_set(struct ax_map *map, struct prefix *all, struct prefix *key, bool user)
{
	struct prefix *p = model_find(all, key, true);
	int want = p || live(all) < PREFIXES ? 0 : -AX_ENOSPC;

	CHECK_EQ((user ? ax_map_user_update : ax_map_update)(map, key, &key->value, 0), want);
	for (uint32_t i = 0; !want && !p && i < PREFIXES; i++)
		if (!all[i].live)
			p = &all[i];
	if (p && !want) {
		*p = *key;
		p->live = true;
	}
}

static void lpm_check(const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map *map = make(port, limits, AX_MAP_LPM_TRIE, 8, 8, PREFIXES);
	static struct prefix all[PREFIXES];
	uint64_t seed = test_seed(), *at;
	uint32_t seen = 0;
	uint8_t next[8], *from = NULL, last[8];

	memset(all, 0, sizeof(all));
	for (uint32_t i = 0; i < 20000; i++) {
		struct prefix key = {.bits = (uint32_t)(test_random(&seed) % 33), .value = i}, *p;
		uint32_t data = (uint32_t)test_random(&seed) & 0x030180c1; /* few different ones */

		memcpy(key.data, &data, 4);
		switch (test_random(&seed) % 4) {
		case 0: lpm_set(map, all, &key, i & 1); break;
		case 1:
			p = model_find(all, &key, true);
			CHECK_EQ(ax_map_delete(map, &key), p ? 0 : -AX_ENOENT);
			if (p)
				p->live = false;
			break;
		default:
			p = model_find(all, &key, false);
			at = ax_map_lookup(map, &key);
			CHECK((at != NULL) == (p != NULL) && (!p || *at == p->value));
			break;
		}
	}
	for (; !ax_map_next_key(map, from, next); from = memcpy(last, next, 8))
		seen++;
	CHECK_EQ(seen, live(all));
	ax_map_destroy(map);
}

TEST(map, lpm_finds_the_longest_prefix)
{
	both_profiles(lpm_check);
}

/* ---- queue, stack, bloom filter ---- */

static void queue_check(const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map *queue = make(port, limits, AX_MAP_QUEUE, 0, 4, 3), *stack = make(port, limits, AX_MAP_STACK, 0, 4, 3);
	uint32_t value;

	for (uint32_t round = 0; round < 10; round++) {
		for (value = 1; value <= 3; value++) {
			CHECK_EQ(ax_map_push(queue, &value, 0), 0);
			CHECK_EQ(ax_map_push(stack, &value, 0), 0);
		}
		CHECK_EQ(ax_map_push(queue, &value, 0), -AX_E2BIG);
		CHECK_EQ(ax_map_push(queue, &value, AX_EXIST), 0); /* 2 3 4 */
		CHECK(!ax_map_peek(queue, &value) && value == 2);
		for (uint32_t want = 2; want <= 4; want++)
			CHECK(!ax_map_pop(queue, &value) && value == want);
		for (uint32_t want = 3; want; want--)
			CHECK(!ax_map_peek(stack, &value) && value == want && !ax_map_pop(stack, &value) && value == want);
		CHECK(ax_map_pop(queue, &value) == -AX_ENOENT && !value);
	}
	CHECK(!ax_map_lookup(queue, &value) && ax_map_update(queue, NULL, &value, 0) == -AX_ENOTSUPP);
	ax_map_destroy(queue);
	ax_map_destroy(stack);
}

TEST(map, queues_are_first_in_first_out_and_stacks_last_in_first_out)
{
	both_profiles(queue_check);
}

static void bloom_check(const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map *map = make(port, limits, AX_MAP_BLOOM_FILTER, 0, 8, 1000);
	uint32_t wrong = 0;
	uint64_t value;

	for (value = 0; value < 1000; value++)
		CHECK_EQ(ax_map_push(map, &value, 0), 0);
	for (value = 0; value < 1000; value++)
		CHECK_EQ(ax_map_peek(map, &value), 0);
	for (value = 1000; value < 11000; value++)
		wrong += !ax_map_peek(map, &value);
	CHECK(wrong < 500); /* 5 functions, 7 bits an entry and more: at most 3.5 % */
	CHECK_EQ(ax_map_push(map, &value, AX_EXIST), -AX_EINVAL);
	ax_map_destroy(map);
}

TEST(map, bloom_has_no_false_negative_and_few_false_positives)
{
	both_profiles(bloom_check);
}

/* ---- memory ---- */

struct shape {
	uint32_t type, key, value;
};

static const struct shape shapes[] = {
	{AX_MAP_LRU_HASH, 4, 8}, {AX_MAP_LRU_PERCPU_HASH, 4, 8}, {AX_MAP_LPM_TRIE, 8, 8}, {AX_MAP_QUEUE, 0, 8},
	{AX_MAP_STACK, 0, 8},    {AX_MAP_BLOOM_FILTER, 0, 8},
};

TEST(map, further_types_survive_every_failing_allocation)
{
	for (uint32_t i = 0; i < ARRAY_LEN(shapes); i++)
		for (uint32_t fail = 1;; fail++) {
			struct ax_map_spec spec = {.type = shapes[i].type, .key_size = shapes[i].key, .value_size = shapes[i].value,
						   .max_entries = 100, .flags = shapes[i].type == AX_MAP_LPM_TRIE};
			struct ax_map *map = NULL;
			struct kit kit;
			int err;

			kit_init(&kit);
			kit.fail_at = fail;
			err = ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud);
			CHECK(!err || err == -AX_ENOMEM);
			CHECK(!!map == !err);
			ax_map_destroy(map);
			CHECK_EQ(kit.mem.used, 0);
			if (!err)
				break;
			CHECK(fail < 10);
		}
}

TEST(map, embedded_maps_allocate_nothing_after_their_creation)
{
	uint8_t key[8] = {32}, value[8] = {0};

	for (uint32_t i = 0; i < ARRAY_LEN(shapes); i++) {
		struct small *s = small_start();
		struct ax_map *map = make(&s->port, &ax_limits_embedded, shapes[i].type, shapes[i].key, shapes[i].value, 100);
		size_t used = s->pool.mem.used;

		for (uint32_t n = 0; n < 300; n++) {
			memcpy(key + (shapes[i].key == 8 ? 4 : 0), &n, 4);
			memcpy(value, &n, 4);
			ax_map_user_update(map, shapes[i].key ? key : NULL, value, n & AX_EXIST && !shapes[i].key ? AX_EXIST : 0);
			CHECK_EQ(s->pool.mem.used, used);
		}
		ax_map_destroy(map);
		CHECK_EQ(s->pool.mem.used, 0);
	}
}

TEST(map, embedded_maps_that_do_not_fit_are_refused)
{
	for (uint32_t i = 0; i < ARRAY_LEN(shapes); i++) {
		struct ax_map_spec spec = {.type = shapes[i].type, .key_size = shapes[i].key, .value_size = shapes[i].value,
					   .max_entries = 500000, .flags = shapes[i].type == AX_MAP_LPM_TRIE};
		struct small *s = small_start();
		struct ax_map *map;

		CHECK_EQ(ax_map_create(&map, &spec, &s->port, &ax_limits_embedded), -AX_E2BIG);
	}
}

/* ---- each ---- */

struct visit {
	uint64_t sum;
	uint32_t left;
	bool delete;
};

static long visit(void *arg, struct ax_map *map, const void *key, void *value)
{
	struct visit *v = arg;

	v->sum += *(uint64_t *)value;
	if (v->delete)
		CHECK_EQ(ax_map_delete(map, key), 0);
	return !--v->left;
}

static void each_check(const struct ax_port *port, const struct ax_limits *limits)
{
	static const uint32_t types[] = {AX_MAP_HASH, AX_MAP_LRU_HASH, AX_MAP_ARRAY};

	for (uint32_t t = 0; t < ARRAY_LEN(types); t++) {
		struct ax_map *map = make(port, limits, types[t], 4, 8, 200);
		struct visit v = {.left = 1000};
		uint64_t value;

		for (uint32_t key = 0; key < 200; key++) {
			value = key;
			CHECK_EQ(ax_map_update(map, &key, &value, 0), 0);
		}
		CHECK_EQ(ax_map_each(map, visit, &v), 200);
		CHECK_EQ(v.sum, 199 * 200 / 2);
		v = (struct visit){.left = 7};
		CHECK_EQ(ax_map_each(map, visit, &v), 7);
		if (types[t] != AX_MAP_ARRAY) { /* the callback deletes what it is given */
			v = (struct visit){.left = 1000, .delete = true};
			CHECK_EQ(ax_map_each(map, visit, &v), 200);
			CHECK_EQ(count_keys(map), 0);
			CHECK_EQ(ax_map_each(map, visit, &v), 0);
		}
		ax_map_destroy(map);
	}
}

TEST(map, each_visits_every_element_once_and_may_delete_it)
{
	struct ax_map *queue;
	struct small *s;

	both_profiles(each_check);
	s = small_start();
	queue = make(&s->port, &ax_limits_embedded, AX_MAP_QUEUE, 0, 4, 3);
	CHECK_EQ(ax_map_each(queue, visit, NULL), -AX_EINVAL);
	ax_map_destroy(queue);
}
