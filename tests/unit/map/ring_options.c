/* SPDX-License-Identifier: Apache-2.0
 * ring_options.c - ring buffers with a share for priority records, with gap records, and overwriting their oldest. */
#include <pthread.h>
#include <signal.h>
#include <axiom/status.h>
#include "storm.h"
#include "unit/step.h"

static int make(struct kit *kit, uint64_t extra, uint32_t flags, uint32_t bytes, bool mirrored, struct ax_map **ring)
{
	struct ax_map_spec spec = {.type = AX_MAP_RINGBUF, .max_entries = bytes, .flags = flags, .extra = extra};

	kit_init(kit);
	if (!mirrored)
		kit->port.ring_alloc = NULL;
	return ax_map_create(ring, &spec, &kit->port, &ax_limits_cloud);
}

TEST(map, ring_options_are_checked)
{
	struct ax_map *ring = NULL;
	struct kit kit;

	CHECK_EQ(make(&kit, 4, 0, 4096, true, &ring), -AX_EINVAL);
	CHECK_EQ(make(&kit, 2056, 0, 4096, true, &ring), -AX_EINVAL);
	CHECK_EQ(make(&kit, UINT64_C(1) << 33, 0, 4096, true, &ring), -AX_EINVAL);
	CHECK_EQ(make(&kit, 0, 1u << 18, 4096, true, &ring), -AX_EINVAL);
	CHECK_EQ(make(&kit, 2048 | AX_RING_GAPS, AX_MAP_F_RB_OVERWRITE, 4096, true, &ring), 0);
	ax_map_destroy(ring);
}

static uint32_t fill_up(struct ax_map *ring, uint64_t flags)
{
	uint64_t word = 0;
	uint32_t n = 0;

	for (; !ax_ring_output(ring, &word, sizeof(word), flags); word++)
		n++;
	return n;
}

TEST(map, ring_keeps_a_share_for_priority_records)
{
	struct ax_map *ring;
	struct kit kit;

	CHECK_EQ(make(&kit, 1024, 0, 4096, true, &ring), 0);
	CHECK_EQ(fill_up(ring, 0), (4096 - 1024) / 16 - 1 + 0);
	CHECK_EQ(ax_ring_lost(ring), 1);
	CHECK_EQ(fill_up(ring, AX_RB_PRIORITY), 1024 / 16);
	CHECK(!ax_ring_reserve(ring, 8, 0) && !ax_ring_reserve(ring, 8, AX_RB_PRIORITY) && !ax_ring_reserve(ring, 8, 1));
	ax_map_destroy(ring);
}

/* Every loss is told, where it was, in both layouts; a reader that knows nothing of it gets the same records. */
static void gaps(bool mirrored)
{
	uint64_t seed = test_seed(), sent = 0, lost = 0, next = 0, told = 0, buf[32];
	struct ax_ring_record record;
	struct ax_map *ring;
	struct kit kit;
	int got;

	CHECK_EQ(make(&kit, AX_RING_GAPS, 0, 4096, mirrored, &ring), 0);
	for (uint32_t i = 0; i < 20000; i++) {
		uint32_t burst = (uint32_t)(test_random(&seed) % 40);

		for (uint32_t k = 0; k < burst; k++, sent++) {
			buf[0] = sent;
			lost += ax_ring_output(ring, buf, 8 + test_random(&seed) % 200, 0) != 0;
		}
		for (burst = (uint32_t)(test_random(&seed) % 40); burst--;) {
			got = ax_ring_next(ring, buf, sizeof(buf), &record);
			CHECK(got == 0 || got == 1);
			told += record.lost;
			next += record.lost;
			if (!got)
				break;
			CHECK_EQ(buf[0], next); /* the gap is where the number jumps */
			next++;
		}
	}
	while ((got = ax_ring_next(ring, buf, sizeof(buf), &record)) == 1)
		told += record.lost;
	told += record.lost;
	CHECK_EQ(ax_ring_lost(ring), lost);
	CHECK(lost > 100 && told <= lost);
	buf[0] = 0;
	CHECK_EQ(ax_ring_output(ring, buf, 8, 0), 0); /* tells of the last ones */
	CHECK_EQ(ax_ring_next(ring, buf, sizeof(buf), &record), 1);
	CHECK_EQ(told + record.lost, lost);
	ax_map_destroy(ring);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, ring_tells_of_every_loss_mirrored)
{
	gaps(true);
}

TEST(map, ring_tells_of_every_loss_padded)
{
	gaps(false);
}

TEST(map, ring_readers_without_gap_records_pass_over_them)
{
	struct ax_map *ring;
	struct reader reader;
	uint64_t word = 7, n;
	uint32_t len;
	struct kit kit;

	CHECK_EQ(make(&kit, AX_RING_GAPS, 0, 4096, true, &ring), 0);
	reader_init(&reader, ring, true);
	n = fill_up(ring, 0);
	for (uint64_t i = 0; i < n; i++) {
		uint64_t *at = reader_next(&reader, &len);

		CHECK(at && *at == i && len == 8);
		reader_done(&reader, len);
	}
	CHECK_EQ(ax_ring_output(ring, &word, 8, 0), 0);
	CHECK(*(uint64_t *)reader_next(&reader, &len) == 7);
	reader_done(&reader, len);
	CHECK(!reader_next(&reader, &len));
	ax_map_destroy(ring);
}

/* ---- overwriting ---- */

static void keeps_latest(bool mirrored)
{
	struct ax_ring_record record;
	struct ax_map *ring;
	uint64_t buf[32], first, n = 0;
	struct kit kit;
	void *held;

	CHECK_EQ(make(&kit, 0, AX_MAP_F_RB_OVERWRITE, 4096, mirrored, &ring), 0);
	for (buf[0] = 0; buf[0] < 1000; buf[0]++)
		CHECK_EQ(ax_ring_output(ring, buf, 24, 0), 0); /* never full */
	CHECK(ax_ring_query(ring, 4) > 0 && ax_ring_query(ring, 0) <= 4096);
	CHECK_EQ(ax_ring_next(ring, buf, 8, &record), -AX_ENOSPC);
	CHECK_EQ(record.bytes, 24);
	CHECK_EQ(ax_ring_next(ring, buf, sizeof(buf), &record), 1);
	first = buf[0];
	CHECK(first >= 1000 - 4096 / 32);
	for (n = 1; ax_ring_next(ring, buf, sizeof(buf), &record) == 1; n++)
		CHECK_EQ(buf[0], first + n);
	CHECK_EQ(first + n, 1000);
	CHECK_EQ(ax_ring_lost(ring), first); /* those that nobody read */
	/* a record that is being written is never overwritten: then the ring is full */
	held = ax_ring_reserve(ring, 24, 0);
	for (n = 0; !ax_ring_output(ring, buf, 24, 0); n++)
		CHECK(n < 1000);
	ax_ring_submit(held, 0);
	CHECK_EQ(ax_ring_output(ring, buf, 24, 0), 0);
	CHECK_EQ(ax_ring_read(ring, NULL, NULL), -AX_EOPNOTSUPP);
	ax_map_destroy(ring);
	CHECK_EQ(kit.mem.used, 0);
}

TEST(map, ring_that_overwrites_keeps_the_latest_mirrored)
{
	keeps_latest(true);
}

TEST(map, ring_that_overwrites_keeps_the_latest_padded)
{
	keeps_latest(false);
}

#define PRODUCERS 2

static struct ax_map *shared;
static atomic_ullong sent[PRODUCERS + 1];

static void produce(uint32_t id, uint64_t *seed)
{
	uint64_t record[16], words = 2 + test_random(seed) % 14, n = atomic_load(&sent[id]);

	for (uint64_t i = 0; i < words; i++)
		record[i] = n << 8 | id;
	if (!ax_ring_output(shared, record, words * 8, 0))
		atomic_fetch_add(&sent[id], 1);
}

static void *producer(void *arg)
{
	uint64_t seed = test_seed() + 2 * (uintptr_t)arg;

	axp_set_cpu((int)(uintptr_t)arg);
	while (!atomic_load_explicit(&stop, memory_order_relaxed))
		produce((uint32_t)(uintptr_t)arg, &seed);
	return NULL;
}

static uint64_t inner_seed;

static void interrupt(void)
{
	produce(PRODUCERS, &inner_seed);
}

/* Read with producers on other CPUs and in interrupts: whole records, in order for each, none twice. */
TEST(concurrent, ring_that_overwrites_shows_whole_records_in_order)
{
	uint64_t seen[PRODUCERS + 1] = {0}, buf[16], got = 0, until;
	pthread_t threads[PRODUCERS];
	struct ax_ring_record record;
	sigset_t alarm;
	struct kit kit;

	start();
	CHECK_EQ(make(&kit, AX_RING_GAPS, AX_MAP_F_RB_OVERWRITE, 65536, true, &shared), 0);
	inner_seed = test_seed();
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm, NULL); /* interrupts come to this CPU alone */
	for (uintptr_t i = 0; i < PRODUCERS; i++) {
		sent[i] = 0;
		pthread_create(&threads[i], NULL, producer, (void *)i);
	}
	pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
	sent[PRODUCERS] = 0;
	interrupts_on(interrupt);
	for (until = now() + RUN_NS; !interrupted_enough(until);) {
		if (ax_ring_next(shared, buf, sizeof(buf), &record) != 1)
			continue;
		uint32_t id = buf[0] & 0xff;

		EXPECT(id <= PRODUCERS && (buf[0] >> 8) + 1 > seen[id]);
		for (uint32_t i = 1; i < record.bytes / 8; i++)
			EXPECT(buf[i] == buf[0]);
		seen[id % (PRODUCERS + 1)] = (buf[0] >> 8) + 1;
		got++;
	}
	interrupts_off();
	atomic_store(&stop, true);
	for (uint32_t i = 0; i < PRODUCERS; i++)
		pthread_join(threads[i], NULL);
	while (ax_ring_next(shared, buf, sizeof(buf), &record) == 1)
		got++;
	CHECK_EQ(broken, 0);
	CHECK(got > 100);
	CHECK(got + ax_ring_lost(shared) >= sent[0] + sent[1] + sent[2]);
	ax_map_destroy(shared);
	CHECK_EQ(kit.mem.used, 0);
}

/* ---- a producer that others overtake by more than the ring has ---- */

static void overtake(void)
{
	for (uint64_t i = 0; i < 1000; i++)
		ax_ring_output(shared, &i, sizeof(i), 0);
}

TEST(map, an_overwriting_ring_keeps_what_it_has_when_a_producer_was_overtaken)
{
	struct kit kit;
	bool overtaken = true;

	CHECK_EQ(make(&kit, 0, AX_MAP_F_RB_OVERWRITE, 4096, true, &shared), 0);
	overtake();
	for (uint32_t n = 1; overtaken; n += 3) {
		uint64_t number = n;

		step_begin(n, overtake);
		ax_ring_output(shared, &number, sizeof(number), 0);
		overtaken = step_end();
		CHECK(ax_ring_query(shared, 0) > 2000);
	}
	ax_map_destroy(shared);
}

/* ---- a producer that another interrupts, and a reader that sleeps when it has read all ---- */

static uint64_t got, wakes_due;
static bool asleep;

static void woken(void *waiters)
{
	asleep = false;
}

static int take_one(void *arg, const void *record, uint32_t bytes)
{
	got++;
	return 1;
}

/* Whoever has read all sleeps until he is woken. */
static void read_all(void)
{
	if (asleep)
		return;
	ax_ring_read(shared, take_one, NULL);
	asleep = true;
}

static void others_write_and_read(void)
{
	uint64_t number = 7;

	read_all();
	ax_ring_output(shared, &number, sizeof(number), 0);
	if (wakes_due++ & 1)
		read_all();
}

TEST(map, no_reader_sleeps_on_records_wherever_a_producer_was_interrupted)
{
	static char waiters;
	struct kit kit;

	for (uint32_t way = 0; way < 4; way++) {
		bool moved = true;

		CHECK_EQ(make(&kit, way & 2 ? AX_RING_GAPS : 0, 0, 4096, way & 1, &shared), 0);
		kit.port.wake = woken;
		ax_map_set_waiters(shared, &waiters);
		asleep = false;
		got = 0;
		for (uint64_t n = 1; moved; n += 41) {
			uint64_t number = n, before, *record;

			read_all();
			before = got;
			step_begin((uint32_t)n, others_write_and_read);
			if (way & 2) {
				record = ax_ring_reserve(shared, 8, 0);
				if (record) {
					*record = number;
					ax_ring_submit(record, 0);
				}
			} else {
				ax_ring_output(shared, &number, sizeof(number), 0);
			}
			moved = step_end();
			read_all();
			CHECK_EQ(got - before, 1 + moved);
		}
		ax_map_destroy(shared);
	}
}
