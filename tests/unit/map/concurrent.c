/* SPDX-License-Identifier: Apache-2.0
 * concurrent.c - maps used at once by threads (other CPUs) and by signal handlers (interrupts).  Each test runs for a
 * fraction of a second; what only checks that nothing breaks relies on the sanitizers (the unit and tsan groups). */
#include "storm.h"
#include <axiom/status.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

/* ---- ring: producers on several CPUs, one sleeping reader ---- */

#define PRODUCERS 3

struct producer {
	struct ax_map *ring;
	pthread_t thread;
	uint32_t id, sent, failed, discarded;
	atomic_uint rounds; /* whole operations, with their wake-ups */
};

struct event {
	uint32_t id, seq;
	uint8_t fill[200];
};

static void produce(struct producer *p, uint64_t *seed)
{
	uint32_t len = 8 + (uint32_t)(test_random(seed) % 200), how = (uint32_t)(test_random(seed) % 8);
	struct event *e = ax_ring_reserve(p->ring, how == 1 ? 24 : len, 0);

	if (!e) {
		p->failed++;
		return;
	}
	e->id = p->id;
	e->seq = p->sent;
	if (how == 1) {
		ax_ring_discard(e, 0);
		p->discarded++;
		return;
	}
	memset(e->fill, (int)(p->sent & 0xff), len - 8);
	ax_ring_submit(e, 0);
	p->sent++;
}

static void *producer_main(void *arg)
{
	struct producer *p = arg;
	uint64_t seed = test_seed() + p->id * 2;

	axp_set_cpu((int)p->id);
	while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
		produce(p, &seed);
		atomic_fetch_add(&p->rounds, 1);
	}
	return NULL;
}

static void check_event(const struct event *e, uint32_t len, uint32_t *seen, uint32_t producers)
{
	EXPECT(e->id < producers && e->seq == seen[e->id]);
	seen[e->id % producers]++;
	for (uint32_t i = 0; i + 8 < len; i++)
		EXPECT(e->fill[i] == (e->seq & 0xff));
}

static uint32_t drain(struct reader *reader, uint32_t *seen, uint32_t producers)
{
	uint32_t len, count = 0;
	struct event *e;

	while ((e = reader_next(reader, &len))) {
		check_event(e, len, seen, producers);
		reader_done(reader, len);
		count++;
	}
	return count;
}

/* Has each producer finished two operations since `from`, that is one that it began later? */
static bool all_went_on(struct producer *producers, const uint32_t *from)
{
	for (uint32_t i = 0; i < PRODUCERS; i++)
		if (atomic_load(&producers[i].rounds) - from[i] < 2)
			return false;
	return true;
}

/* Sleep until a wake-up.  One is lost when every producer has gone on since and there is none; time alone says nothing: on a busy
 * machine a producer may stand for seconds between a record and its wake-up. */
static bool sleep_for_wake(struct axp_waiters *waiters, struct producer *producers)
{
	struct pollfd fd = {.fd = waiters->fd, .events = POLLIN};
	uint32_t from[PRODUCERS];
	uint64_t count, end = now() + 60 * UINT64_C(1000000000);
	bool late = false;

	for (uint32_t i = 0; i < PRODUCERS; i++)
		from[i] = atomic_load(&producers[i].rounds);
	while (poll(&fd, 1, late ? 0 : 100) != 1) {
		if (late || now() > end)
			return false;
		late = all_went_on(producers, from); /* and then a last look */
	}
	return read(waiters->fd, &count, sizeof(count)) == sizeof(count);
}

static void producers_and_reader(bool mirrored)
{
	struct producer producers[PRODUCERS] = {0};
	uint32_t seen[PRODUCERS] = {0}, failed = 0, all = 0;
	struct axp_waiters waiters;
	struct reader reader;
	struct ax_map *ring;
	struct kit kit;
	uint64_t end;

	start();
	kit_init(&kit);
	if (!mirrored)
		kit.port.ring_alloc = NULL;
	ring = kit_map(&kit, AX_MAP_RINGBUF, 0, 0, 4096, 0);
	CHECK_EQ(axp_waiters_init(&waiters), 0);
	ax_map_set_waiters(ring, &waiters);
	reader_init(&reader, ring, mirrored);
	for (uint32_t i = 0; i < PRODUCERS; i++) {
		producers[i] = (struct producer){.ring = ring, .id = i};
		pthread_create(&producers[i].thread, NULL, producer_main, &producers[i]);
	}
	for (end = now() + RUN_NS; now() < end && !broken;)
		if (!drain(&reader, seen, PRODUCERS))
			EXPECT(sleep_for_wake(&waiters, producers));
	atomic_store(&stop, true);
	for (uint32_t i = 0; i < PRODUCERS; i++)
		pthread_join(producers[i].thread, NULL);
	drain(&reader, seen, PRODUCERS);
	CHECK_EQ(broken, 0);
	for (uint32_t i = 0; i < PRODUCERS; i++) {
		CHECK_EQ(seen[i], producers[i].sent);
		failed += producers[i].failed;
		all += seen[i];
	}
	CHECK_EQ(ax_ring_lost(ring), failed);
	CHECK(all > 100); /* of all: two cores may leave one of four producers out for long */
	CHECK_EQ(*reader.consumer, *reader.producer);
	axp_waiters_close(&waiters);
	ax_map_destroy(ring);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(concurrent, ring_loses_and_repeats_nothing_and_wakes_its_reader_mirrored)
{
	producers_and_reader(true);
}

TEST(concurrent, ring_loses_and_repeats_nothing_and_wakes_its_reader_padded)
{
	producers_and_reader(false);
}

static struct producer outer, inner;
static uint64_t inner_seed;

static void produce_inner(void)
{
	for (int i = 0; i < 3; i++)
		produce(&inner, &inner_seed);
}

/* The handler may come between any two instructions of a reservation; it must get through, and both keep their order. */
static void ring_interrupted(bool mirrored)
{
	uint32_t seen[2] = {0};
	uint64_t seed = test_seed(), end;
	struct reader reader;
	struct ax_map *ring;
	struct kit kit;

	start();
	kit_init(&kit);
	if (!mirrored)
		kit.port.ring_alloc = NULL;
	ring = kit_map(&kit, AX_MAP_RINGBUF, 0, 0, 8192, 0);
	reader_init(&reader, ring, mirrored);
	outer = (struct producer){.ring = ring, .id = 0};
	inner = (struct producer){.ring = ring, .id = 1};
	inner_seed = seed + 2;
	interrupts_on(produce_inner);
	for (end = now() + RUN_NS; !interrupted_enough(end);) {
		for (int i = 0; i < 20; i++)
			produce(&outer, &seed);
		drain(&reader, seen, 2);
	}
	interrupts_off();
	drain(&reader, seen, 2);
	CHECK_EQ(broken, 0);
	CHECK_EQ(seen[0], outer.sent);
	CHECK_EQ(seen[1], inner.sent);
	CHECK_EQ(ax_ring_lost(ring), outer.failed + inner.failed);
	CHECK(interrupts > 10 && inner.sent > 10);
	ax_map_destroy(ring);
}

TEST(concurrent, ring_producers_nest_mirrored)
{
	ring_interrupted(true);
}

TEST(concurrent, ring_producers_nest_padded)
{
	ring_interrupted(false);
}

/* ---- hash maps ---- */

#define STABLE 16 /* keys below are replaced all the time and never deleted; those up to KEYS come and go */
#define KEYS   64
#define WORDS  6

static struct ax_map *table;

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

static void replace_one(uint64_t *seed, bool user)
{
	uint64_t value[WORDS];
	uint32_t key = (uint32_t)(test_random(seed) % STABLE);

	fill(value, key, test_random(seed));
	EXPECT(!(user ? ax_map_user_update : ax_map_update)(table, &key, value, AX_EXIST));
}

static void churn_one(uint64_t *seed, bool user)
{
	uint64_t value[WORDS];
	uint32_t key = STABLE + (uint32_t)(test_random(seed) % (KEYS - STABLE));
	int err;

	fill(value, key, test_random(seed));
	if (test_random(seed) % 2) {
		err = (user ? ax_map_user_delete : ax_map_delete)(table, &key);
		EXPECT(!err || err == -AX_ENOENT);
	} else {
		EXPECT(!(user ? ax_map_user_update : ax_map_update)(table, &key, value, AX_ANY));
	}
}

static void look_one(uint64_t *seed)
{
	uint32_t key = (uint32_t)(test_random(seed) % STABLE), next;
	uint64_t value[WORDS];

	EXPECT(ax_map_lookup(table, &key)); /* never missed, whatever happens around it */
	EXPECT(!ax_map_user_lookup(table, &key, value, 0) && whole(value, key));
	key = (uint32_t)(test_random(seed) % KEYS);
	if (!ax_map_user_lookup(table, &key, value, 0))
		EXPECT(whole(value, key));
	if (!ax_map_next_key(table, &key, &next))
		EXPECT(next < KEYS);
}

enum role { REPLACE, CHURN, LOOK, ROLES };

static void *hash_thread(void *arg)
{
	enum role role = (enum role)(uintptr_t)arg;
	uint64_t seed = test_seed() + 2 * role;

	axp_set_cpu((int)role);
	while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
		bool user = test_random(&seed) % 2;

		switch (role) {
		case REPLACE: replace_one(&seed, user); break;
		case CHURN: churn_one(&seed, user); break;
		default: look_one(&seed); break;
		}
	}
	return NULL;
}

static void hash_start(struct kit *kit, bool elastic, uint32_t type)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = WORDS * 8, .max_entries = KEYS};
	uint64_t value[WORDS];

	start();
	kit_init(kit);
	kit_cpus(kit, 4);
	CHECK_EQ(ax_map_create(&table, &spec, &kit->port, elastic ? &ax_limits_cloud : &ax_limits_embedded), 0);
	for (uint32_t key = 0; key < STABLE; key++) {
		fill(value, key, 0);
		CHECK_EQ(ax_map_update(table, &key, value, AX_NOEXIST), 0);
	}
}

static void hash_end(struct kit *kit)
{
	CHECK_EQ(broken, 0);
	ax_map_destroy(table);
	axp_run_deferred();
	CHECK_EQ(kit->mem.used, 0);
}

static void hash_threads(bool elastic)
{
	pthread_t threads[ROLES];
	struct kit kit;

	hash_start(&kit, elastic, AX_MAP_HASH);
	for (uintptr_t i = 0; i < ROLES; i++)
		pthread_create(&threads[i], NULL, hash_thread, (void *)i);
	usleep(RUN_NS / 1000);
	atomic_store(&stop, true);
	for (int i = 0; i < ROLES; i++)
		pthread_join(threads[i], NULL);
	hash_end(&kit);
}

TEST(concurrent, hash_on_several_cpus_misses_nothing_chained)
{
	hash_threads(true);
}

TEST(concurrent, hash_on_several_cpus_misses_nothing_open)
{
	hash_threads(false);
}

static uint64_t interrupt_seed;

static void hash_interrupt(void)
{
	for (int i = 0; i < 4; i++) {
		uint32_t key = (uint32_t)(test_random(&interrupt_seed) % STABLE);

		replace_one(&interrupt_seed, false);
		churn_one(&interrupt_seed, false);
		EXPECT(ax_map_lookup(table, &key));
	}
}

/* User space in the middle of an operation, and a program in an interrupt that changes the same map. */
static void hash_interrupted(bool elastic)
{
	uint64_t seed = test_seed(), end;
	struct kit kit;

	hash_start(&kit, elastic, AX_MAP_HASH);
	interrupt_seed = seed + 2;
	interrupts_on(hash_interrupt);
	for (end = now() + RUN_NS; !interrupted_enough(end);) {
		look_one(&seed);
		replace_one(&seed, true);
		churn_one(&seed, true);
	}
	interrupts_off();
	CHECK_EQ(broken, 0);
	CHECK(interrupts > 10);
	hash_end(&kit);
}

TEST(concurrent, hash_user_operations_and_interrupts_mix_chained)
{
	hash_interrupted(true);
}

TEST(concurrent, hash_user_operations_and_interrupts_mix_open)
{
	hash_interrupted(false);
}

/* ---- growth and counting under load ---- */

static void *grow_thread(void *arg)
{
	uint32_t key = (uint32_t)(uintptr_t)arg;
	uint64_t value[WORDS] = {0};
	int err;

	axp_set_cpu((int)key);
	for (uint32_t n = 0; n < 20000; n++, key += 4)
		while ((err = ax_map_update(table, &key, value, AX_NOEXIST)) == -AX_ENOMEM)
			usleep(50); /* the reserve is being filled by the deferred work */
	return NULL;
}

TEST(concurrent, hash_grows_while_programs_insert_and_stops_at_max_entries)
{
	struct ax_map_spec spec = {.type = AX_MAP_HASH, .key_size = 4, .value_size = WORDS * 8, .max_entries = 70000};
	pthread_t threads[4];
	uint32_t key, count = 0, *from = NULL;
	struct kit kit;

	start();
	kit_init(&kit);
	kit_cpus(&kit, 4);
	CHECK_EQ(ax_map_create(&table, &spec, &kit.port, &ax_limits_cloud), 0);
	for (uintptr_t i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, grow_thread, (void *)i);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (; !ax_map_next_key(table, from, &key); from = &key)
		count++;
	CHECK_EQ(count, 70000);
	hash_end(&kit);
}

static void *count_thread(void *arg)
{
	uint32_t key = 0;

	axp_set_cpu((int)(uintptr_t)arg);
	for (int i = 0; i < 20000; i++) {
		uint64_t *percpu = ax_map_lookup(table, &key);

		__atomic_fetch_add(percpu, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void percpu_counts(uint32_t type)
{
	struct ax_map_spec spec = {.type = type, .key_size = 4, .value_size = 8, .max_entries = 1};
	uint64_t values[4] = {0};
	pthread_t threads[4];
	uint32_t key = 0;
	struct kit kit;

	start();
	kit_init(&kit);
	kit_cpus(&kit, 4);
	CHECK_EQ(ax_map_create(&table, &spec, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_map_user_update(table, &key, values, 0), 0);
	for (uintptr_t i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, count_thread, (void *)i);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	CHECK_EQ(ax_map_user_lookup(table, &key, values, 0), 0);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(values[i], 20000);
	hash_end(&kit);
}

TEST(concurrent, percpu_values_belong_to_their_cpu)
{
	percpu_counts(AX_MAP_PERCPU_ARRAY);
	percpu_counts(AX_MAP_PERCPU_HASH);
}
