/* SPDX-License-Identifier: Apache-2.0
 * series.c - time series maps: samples in order, windows, statistics to the last bit against 128-bit arithmetic of the
 * compiler, both profiles, several CPUs and interrupts. */
#include <pthread.h>
#include <unistd.h>
#include <axiom/status.h>
#include "base/wide.h"
#include "storm.h"

#define SAMPLES 16
#define VALUE   (sizeof(struct ax_series_stats) + SAMPLES * sizeof(struct ax_sample))

static struct ax_map *make(const struct ax_port *port, const struct ax_limits *limits, uint32_t keys, uint32_t value)
{
	struct ax_map_spec spec = {.type = AX_MAP_SERIES, .key_size = 4, .value_size = value, .max_entries = keys};
	struct ax_map *map = NULL;

	CHECK_EQ(ax_map_create(&map, &spec, port, limits), 0);
	return map;
}

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

/* ---- arithmetic ---- */

static __int128 wide(struct axi_wide a)
{
	return (__int128)((unsigned __int128)(uint64_t)a.high << 64 | a.low);
}

TEST(base, wide_numbers_agree_with_the_compiler_s)
{
	uint64_t seed = test_seed();

	for (int i = 0; i < 20000; i++) {
		struct axi_wide a = {test_random(&seed), (int64_t)test_random(&seed) >> test_random(&seed) % 64}, q, sum = a;
		struct axi_wide b = {test_random(&seed), (int64_t)test_random(&seed) >> test_random(&seed) % 64};
		uint64_t by = (test_random(&seed) >> test_random(&seed) % 63) | 1, rest;
		__int128 want;

		CHECK(wide(axi_wide_product(a.low, b.low)) == (__int128)((unsigned __int128)a.low * b.low));
		CHECK(axi_wide_add(&sum, b) == !__builtin_add_overflow(wide(a), wide(b), &want));
		CHECK(wide(sum) == (__int128)((unsigned __int128)wide(a) + (unsigned __int128)wide(b)));
		CHECK(wide(axi_wide_sub(a, b)) == (__int128)((unsigned __int128)wide(a) - (unsigned __int128)wide(b)));
		q = axi_wide_divide(a, by, &rest);
		want = wide(a) / by - (wide(a) < 0 && wide(a) % by ? 1 : 0); /* towards minus infinity */
		CHECK(wide(q) == want && (__int128)rest == wide(a) - want * by);
	}
}

/* ---- samples ---- */

static void samples_check(const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map *map = make(port, limits, 4, VALUE);
	struct ax_sample out[SAMPLES + 4];
	struct ax_series_stats stats;
	uint8_t value[VALUE];
	uint32_t key = 5, next;

	CHECK_EQ(ax_series_last(map, &key, out, 4, 0), -AX_ENOENT);
	CHECK_EQ(ax_series_stats(map, &key, &stats, 0), -AX_ENOENT);
	for (int64_t i = 1; i <= 40; i++)
		CHECK_EQ(ax_series_push(map, &key, i * 10, (uint64_t)i * 100), 0);
	CHECK_EQ(ax_series_push(map, &key, 0, 3999), -AX_EINVAL); /* older than the newest */
	CHECK_EQ(ax_series_last(map, &key, out, 3, 0), 3);
	CHECK(out[0].value == 380 && out[2].value == 400 && out[2].time_ns == 4000);
	CHECK_EQ(ax_series_last(map, &key, out, 3, 2), 3);
	CHECK_EQ(out[2].value, 380);
	CHECK_EQ(ax_series_last(map, &key, out, SAMPLES + 4, 0), SAMPLES);
	CHECK_EQ(out[0].value, (40 - SAMPLES + 1) * 10);
	CHECK_EQ(ax_series_last(map, &key, out, 4, 1000), 0);
	CHECK_EQ(ax_series_window(map, &key, out, SAMPLES, 3701), 3);
	CHECK_EQ(out[0].value, 380);
	CHECK_EQ(ax_series_window(map, &key, out, 2, 0), 2); /* the newest that fit */
	CHECK_EQ(out[1].value, 400);
	CHECK_EQ(ax_series_window(map, &key, out, SAMPLES, 4001), 0);
	CHECK_EQ(ax_series_stats(map, &key, &stats, 0), 0);
	CHECK(stats.count == 40 && stats.min == 10 && stats.max == 400 && stats.mean == 205 && stats.variance == 13325);
	CHECK(stats.first_ns == 100 && stats.last_ns == 4000 && stats.late == 1);
	CHECK_EQ(ax_map_user_lookup(map, &key, value, 0), 0);
	memcpy(&stats, value, sizeof(stats));
	memcpy(out, value + sizeof(stats), sizeof(out[0]) * SAMPLES);
	CHECK(stats.count == 40 && out[SAMPLES - 1].value == 400);
	CHECK(!ax_map_next_key(map, NULL, &next) && next == key);
	for (key = 10; key < 13; key++)
		CHECK_EQ(ax_series_push(map, &key, 1, 1), 0);
	CHECK_EQ(ax_series_push(map, &key, 1, 1), -AX_E2BIG); /* all keys are taken */
	key = 5;
	CHECK_EQ(ax_map_user_delete(map, &key), 0);
	CHECK_EQ(ax_map_user_delete(map, &key), -AX_ENOENT);
	CHECK_EQ(ax_series_push(map, &key, 7, 1), 0); /* a series of its own again */
	CHECK_EQ(ax_series_stats(map, &key, &stats, 0), 0);
	CHECK(stats.count == 1 && stats.mean == 7 && !stats.variance);
	memset(value, 0, sizeof(value));
	out[0] = (struct ax_sample){.time_ns = 5, .value = 9};
	memcpy(value + sizeof(stats), out, sizeof(out[0]));
	CHECK_EQ(ax_map_user_update(map, &key, value, 0), 0); /* user space pushes the first sample */
	CHECK(ax_series_last(map, &key, out, 1, 0) == 1 && out[0].value == 9 && out[0].time_ns == 5);
	CHECK(!ax_map_lookup(map, &key));
	ax_map_destroy(map);
}

TEST(map, series_keeps_the_newest_samples_in_order)
{
	both_profiles(samples_check);
}

/* ---- statistics ---- */

static void moments(const int64_t *x, uint32_t n, int64_t *mean, uint64_t *variance)
{
	__int128 sum = 0, squares = 0, q, r, v;

	for (uint32_t i = 0; i < n; i++) {
		__int128 d = (__int128)x[i] - x[0];

		sum += d;
		squares += d * d;
	}
	q = sum / n - (sum < 0 && sum % n ? 1 : 0);
	r = sum - q * n;
	*mean = (int64_t)(x[0] + q);
	v = (squares - q * q * n - 2 * q * r - r * r / n) / n;
	*variance = v > (__int128)UINT64_MAX ? UINT64_MAX : (uint64_t)v;
}

static void stats_check(const struct ax_port *port, const struct ax_limits *limits)
{
	uint64_t seed = test_seed();

	for (uint32_t round = 0; round < 200; round++) {
		struct ax_map *map = make(port, limits, 1, VALUE);
		uint32_t n = 1 + (uint32_t)(test_random(&seed) % 100), bits = 1 + (uint32_t)(test_random(&seed) % 58), key = 1, in;
		int64_t x[100], mean;
		struct ax_series_stats stats;
		uint64_t variance, now = port->now_ns();

		for (uint32_t i = 0; i < n; i++) {
			x[i] = (int64_t)test_random(&seed) >> (63 - bits);
			CHECK_EQ(ax_series_push(map, &key, x[i], now - 1000000000ull * (n - i)), 0);
		}
		CHECK_EQ(ax_series_stats(map, &key, &stats, 0), 0);
		moments(x, n, &mean, &variance);
		CHECK_EQ(stats.mean, mean);
		CHECK_EQ(stats.variance, variance);
		/* those of the last 10.5 seconds: ten, if there are so many */
		CHECK_EQ(ax_series_stats(map, &key, &stats, 10500000000ull), 0);
		in = n < 10 ? n : 10;
		CHECK_EQ(stats.count, in);
		moments(x + n - in, in, &mean, &variance);
		CHECK_EQ(stats.mean, mean);
		CHECK_EQ(stats.variance, variance);
		ax_map_destroy(map);
	}
}

TEST(map, series_statistics_are_exact)
{
	both_profiles(stats_check);
}

TEST(map, series_says_when_a_sum_does_not_fit)
{
	struct small *s = small_start();
	struct ax_map *map = make(&s->port, &ax_limits_embedded, 1, VALUE);
	struct ax_series_stats stats;
	uint32_t key = 0;

	CHECK_EQ(ax_series_push(map, &key, INT64_MIN, 1), 0);
	CHECK_EQ(ax_series_push(map, &key, INT64_MAX, 2), 0);
	CHECK_EQ(ax_series_stats(map, &key, &stats, 0), -AX_EOVERFLOW);
	CHECK(stats.count == 2 && stats.min == INT64_MIN && stats.max == INT64_MAX);
	ax_map_destroy(map);
}

TEST(map, series_sizes_are_checked)
{
	static const uint32_t bad[] = {0, 8, sizeof(struct ax_series_stats), VALUE - 1, VALUE + 8};
	struct kit kit;

	kit_init(&kit);
	for (uint32_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct ax_map_spec spec = {.type = AX_MAP_SERIES, .key_size = 4, .value_size = bad[i], .max_entries = 4};
		struct ax_map *map;

		CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud), -AX_EINVAL);
		spec.value_size = VALUE + 4096 * sizeof(struct ax_sample);
		CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud), -AX_E2BIG);
		spec.value_size = VALUE;
		spec.max_entries = 1000;
		CHECK_EQ(ax_map_create(&map, &spec, &kit.port, &ax_limits_embedded), -AX_E2BIG);
		for (uint32_t fail = 1; fail < 10; fail++) {
			kit.allocs = 0;
			kit.fail_at = fail;
			if (!ax_map_create(&map, &spec, &kit.port, &ax_limits_cloud))
				ax_map_destroy(map);
			CHECK_EQ(kit.mem.used, 0);
		}
		kit.fail_at = 0;
	}
}

/* ---- several CPUs, interrupts ---- */

static struct ax_map *shared;
static atomic_uint pushed[4];
static uint64_t inner_seed;

static void step(uint64_t *seed, bool deletes)
{
	uint32_t key = (uint32_t)(test_random(seed) % 3);
	struct ax_sample out[SAMPLES];
	long n;

	if (deletes && test_random(seed) % 64 == 0)
		ax_map_delete(shared, &(uint32_t){3});
	if (deletes)
		ax_series_push(shared, &(uint32_t){3}, 3, 0); /* comes and goes; may be busy */
	EXPECT(!ax_series_push(shared, &key, (int64_t)key * 1000, 0));
	atomic_fetch_add(&pushed[key], 1);
	n = ax_series_last(shared, &key, out, SAMPLES, 0);
	EXPECT(n > 0);
	for (long i = 0; i < n; i++)
		EXPECT(out[i].value == (int64_t)key * 1000 && (!i || out[i].time_ns >= out[i - 1].time_ns));
}

static void *series_thread(void *arg)
{
	uint64_t seed = test_seed() + 2 * (uintptr_t)arg;

	axp_set_cpu((int)(uintptr_t)arg);
	while (!atomic_load_explicit(&stop, memory_order_relaxed))
		step(&seed, true);
	return NULL;
}

static void series_sums(struct kit *kit)
{
	CHECK_EQ(broken, 0);
	for (uint32_t key = 0; key < 3; key++) {
		struct ax_series_stats stats;

		CHECK_EQ(ax_series_stats(shared, &key, &stats, 0), 0);
		CHECK_EQ(stats.count, pushed[key]);
		CHECK(stats.mean == key * 1000 && !stats.variance && !stats.late);
		pushed[key] = 0;
	}
	ax_map_destroy(shared);
	axp_run_deferred();
	CHECK_EQ(kit->mem.used, 0);
}

TEST(concurrent, series_on_several_cpus_count_every_sample)
{
	pthread_t threads[3];
	struct kit kit;

	start();
	kit_init(&kit);
	kit_cpus(&kit, 4);
	shared = make(&kit.port, &ax_limits_cloud, 8, VALUE);
	for (uintptr_t i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, series_thread, (void *)i);
	usleep(RUN_NS / 1000);
	atomic_store(&stop, true);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	series_sums(&kit);
}

static void series_interrupt(void)
{
	for (int i = 0; i < 3; i++)
		step(&inner_seed, false);
}

TEST(concurrent, series_operations_and_interrupts_mix)
{
	uint64_t seed = test_seed(), until;
	struct kit kit;

	start();
	kit_init(&kit);
	shared = make(&kit.port, &ax_limits_embedded, 8, VALUE);
	inner_seed = seed + 2;
	interrupts_on(series_interrupt);
	for (until = now() + RUN_NS; !interrupted_enough(until);)
		step(&seed, false);
	interrupts_off();
	series_sums(&kit);
}
