/* SPDX-License-Identifier: Apache-2.0
 * concurrent_kinds.c - LRU, LPM, queue and bloom filter maps used at once by threads (other CPUs) and by a signal handler
 * (interrupts). */
#include "storm.h"
#include <axiom/status.h>
#include <pthread.h>
#include <unistd.h>

#define THREADS 3
#define WORDS   6

static struct ax_map *map;
static struct kit kit;

static void begin(uint32_t type, uint32_t key, uint32_t value, uint32_t entries, bool elastic)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries,
				   .flags = type == AX_MAP_LPM_TRIE ? AX_MAP_F_NO_PREALLOC : 0};

	start();
	kit_init(&kit);
	kit_cpus(&kit, 4);
	CHECK_EQ(ax_map_create(&map, &spec, &kit.port, elastic ? &ax_limits_cloud : &ax_limits_embedded), 0);
}

static void end(void)
{
	CHECK_EQ(broken, 0);
	ax_map_destroy(map);
	axp_run_deferred();
	CHECK_EQ(kit.mem.used, 0);
}

static void threads_run(void *(*work)(void *arg))
{
	pthread_t threads[THREADS];

	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, (void *)i);
	usleep(RUN_NS / 1000);
	atomic_store(&stop, true);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

/* ---- LRU: three times as many keys as entries, so that everybody evicts everybody's ---- */

#define KEYS 192

static void fill(uint64_t *value, uint32_t key, uint64_t tag)
{
	for (int i = 0; i < WORDS; i++)
		value[i] = (uint64_t)key << 32 | (tag & 0xffffffff);
}

static bool whole(const uint64_t *value, uint32_t key)
{
	for (int i = 1; i < WORDS; i++)
		if (value[i] != value[0])
			return false;
	return value[0] >> 32 == key;
}

static void lru_step(uint64_t *seed, bool user)
{
	uint32_t key = (uint32_t)(test_random(seed) % KEYS);
	uint64_t value[WORDS];
	int err;

	switch (test_random(seed) % 4) {
	case 0:
	case 1:
		fill(value, key, test_random(seed));
		err = (user ? ax_map_user_update : ax_map_update)(map, &key, value, 0);
		EXPECT(!err);
		break;
	case 2:
		if (!ax_map_user_lookup(map, &key, value, 0))
			EXPECT(whole(value, key));
		break;
	default: ax_map_lookup(map, &key); break;
	}
	if (test_random(seed) % 16 == 0)
		ax_map_delete(map, &key);
}

static void *lru_thread(void *arg)
{
	uint64_t seed = test_seed() + 2 * (uintptr_t)arg;

	axp_set_cpu((int)(uintptr_t)arg);
	while (!atomic_load_explicit(&stop, memory_order_relaxed))
		lru_step(&seed, test_random(&seed) % 2);
	return NULL;
}

static void lru_count(void)
{
	uint32_t key, *from = NULL, count = 0;

	for (; !ax_map_next_key(map, from, &key); from = &key)
		count++;
	CHECK(count <= 64);
	for (key = 0; key < KEYS; key++)
		ax_map_delete(map, &key);
	for (key = 0; key < 64; key++) {
		uint64_t value[WORDS] = {0};

		CHECK_EQ(ax_map_update(map, &key, value, AX_NOEXIST), 0);
	}
	for (key = 0; key < 64; key++)
		CHECK(ax_map_lookup(map, &key)); /* room for all: no node was lost */
}

TEST(concurrent, lru_on_several_cpus_keeps_its_size_and_its_values_whole)
{
	begin(AX_MAP_LRU_HASH, 4, WORDS * 8, 64, true);
	threads_run(lru_thread);
	lru_count();
	end();
}

static uint64_t inner_seed;

static void lru_interrupt(void)
{
	for (int i = 0; i < 4; i++)
		lru_step(&inner_seed, false);
}

TEST(concurrent, lru_user_operations_and_interrupts_mix)
{
	uint64_t seed = test_seed(), until;

	begin(AX_MAP_LRU_HASH, 4, WORDS * 8, 64, false);
	inner_seed = seed + 2;
	interrupts_on(lru_interrupt);
	for (until = now() + RUN_NS; !interrupted_enough(until);)
		lru_step(&seed, true);
	interrupts_off();
	lru_count();
	end();
}

/* ---- LPM: 0/0 and 10/8 stay; others come and go below them ---- */

struct lpm_key {
	uint32_t bits;
	uint8_t data[4];
};

static void lpm_step(uint64_t *seed, bool user)
{
	uint32_t random = (uint32_t)test_random(seed);
	struct lpm_key key = {9 + random % 24, {10, (uint8_t)(random >> 8 & 0xc1), (uint8_t)(random >> 16 & 3), (uint8_t)(random >> 24)}};
	struct lpm_key in = {32, {10, key.data[1], key.data[2], key.data[3]}}, out = {32, {11, 1, 1, 1}};
	uint64_t value = key.bits, *at;

	switch (test_random(seed) % 4) {
	case 0: EXPECT(!(user ? ax_map_user_update : ax_map_update)(map, &key, &value, 0)); break;
	case 1: ax_map_delete(map, &key); break;
	default: break;
	}
	at = ax_map_lookup(map, &in);
	EXPECT(at && __atomic_load_n(at, __ATOMIC_RELAXED) >= 8);
	at = ax_map_lookup(map, &out);
	EXPECT(at && __atomic_load_n(at, __ATOMIC_RELAXED) == 0);
}

static void lpm_begin(bool elastic)
{
	struct lpm_key all = {0}, ten = {8, {10}};
	uint64_t value = 0;

	begin(AX_MAP_LPM_TRIE, 8, 8, elastic ? 20000 : 400, elastic);
	CHECK_EQ(ax_map_update(map, &all, &value, 0), 0);
	value = 8;
	CHECK_EQ(ax_map_update(map, &ten, &value, 0), 0);
}

static void *lpm_thread(void *arg)
{
	uint64_t seed = test_seed() + 2 * (uintptr_t)arg;

	axp_set_cpu((int)(uintptr_t)arg);
	while (!atomic_load_explicit(&stop, memory_order_relaxed))
		lpm_step(&seed, true);
	return NULL;
}

TEST(concurrent, lpm_on_several_cpus_always_finds_what_stays)
{
	lpm_begin(true);
	threads_run(lpm_thread);
	end();
}

static void lpm_interrupt(void)
{
	uint64_t before = inner_seed;

	for (int i = 0; i < 4; i++) {
		struct lpm_key key = {24, {10, (uint8_t)test_random(&inner_seed), 7}};
		uint64_t value = 24;

		ax_map_update(map, &key, &value, 0); /* may find the map full */
		ax_map_delete(map, &key);
	}
	EXPECT(before != inner_seed);
}

TEST(concurrent, lpm_user_operations_and_interrupts_mix)
{
	uint64_t seed = test_seed(), until;

	lpm_begin(true);
	inner_seed = seed + 2;
	interrupts_on(lpm_interrupt);
	for (until = now() + RUN_NS; !interrupted_enough(until);)
		lpm_step(&seed, true);
	interrupts_off();
	end();
}

/* ---- queue: nothing is lost or repeated ---- */

static atomic_ullong pushed, popped, pushes, pops;

static void queue_step(uint64_t *seed)
{
	uint64_t value[2] = {test_random(seed), 0};

	value[1] = ~value[0];
	if (test_random(seed) % 2) {
		if (!ax_map_push(map, value, 0)) {
			atomic_fetch_add(&pushed, value[0]);
			atomic_fetch_add(&pushes, 1);
		}
	} else if (!ax_map_pop(map, value)) {
		EXPECT(value[1] == ~value[0]);
		atomic_fetch_add(&popped, value[0]);
		atomic_fetch_add(&pops, 1);
	}
}

static void *queue_thread(void *arg)
{
	uint64_t seed = test_seed() + 2 * (uintptr_t)arg;

	axp_set_cpu((int)(uintptr_t)arg);
	while (!atomic_load_explicit(&stop, memory_order_relaxed))
		queue_step(&seed);
	return NULL;
}

static void queue_sums(void)
{
	uint64_t value[2];

	while (!ax_map_pop(map, value)) {
		popped += value[0];
		pops++;
	}
	CHECK(pushes > 100);
	CHECK_EQ(pushes, pops);
	CHECK_EQ(pushed, popped);
	pushes = pops = pushed = popped = 0;
}

TEST(concurrent, queue_on_several_cpus_loses_and_repeats_nothing)
{
	begin(AX_MAP_QUEUE, 0, 16, 50, true);
	threads_run(queue_thread);
	queue_sums();
	end();
	begin(AX_MAP_STACK, 0, 16, 50, false);
	threads_run(queue_thread);
	queue_sums();
	end();
}

static void queue_interrupt(void)
{
	for (int i = 0; i < 4; i++)
		queue_step(&inner_seed);
}

TEST(concurrent, queue_operations_and_interrupts_mix)
{
	uint64_t seed = test_seed(), until;

	begin(AX_MAP_QUEUE, 0, 16, 50, false);
	inner_seed = seed + 2;
	interrupts_on(queue_interrupt);
	for (until = now() + RUN_NS; !interrupted_enough(until);)
		queue_step(&seed);
	interrupts_off();
	queue_sums();
	end();
}
