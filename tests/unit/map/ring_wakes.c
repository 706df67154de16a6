/* SPDX-License-Identifier: Apache-2.0
 * ring_wakes.c - ring buffers: producers that meet in the middle of a reservation.  The clock, which a gap record asks for, is
 * where a test can stop one. */
#include <pthread.h>
#include <semaphore.h>
#include <axiom/status.h>
#include "mapkit.h"

static void (*inside)(void); /* what happens in the middle of a reservation that writes a gap record */

static uint64_t stopping_clock(void)
{
	void (*then)(void) = inside;

	inside = NULL;
	if (then)
		then();
	return 5;
}

static struct ax_map *ring;
static struct kit kit;
static struct axp_waiters waiters;
static struct reader reader;

static void start(bool mirrored)
{
	struct ax_map_spec spec = {.type = AX_MAP_RINGBUF, .max_entries = 4096, .extra = AX_RING_GAPS};

	kit_init(&kit);
	kit.port.now_ns = stopping_clock;
	if (!mirrored)
		kit.port.ring_alloc = NULL;
	CHECK_EQ(ax_map_create(&ring, &spec, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(axp_waiters_init(&waiters), 0);
	ax_map_set_waiters(ring, &waiters);
	reader_init(&reader, ring, mirrored);
	inside = NULL;
}

static void end(void)
{
	axp_waiters_close(&waiters);
	ax_map_destroy(ring);
	CHECK_EQ(kit.mem.used, 0);
}

static uint32_t read_all(void)
{
	uint32_t n = 0, len;

	for (; reader_next(&reader, &len); n++)
		reader_done(&reader, len);
	return n;
}

static void lose_one(void)
{
	uint8_t bytes[4088] = {0};

	CHECK_EQ(ax_ring_output(ring, bytes, sizeof(bytes), 0), -AX_EAGAIN);
}

static void a_reader_before_a_gap(bool mirrored)
{
	uint32_t wakes;
	void *record;

	start(mirrored);
	lose_one();
	CHECK_EQ(ax_ring_output(ring, "x", 1, 0), 0);
	CHECK_EQ(waiters.wakes, 1);
	CHECK_EQ(read_all(), 1);
	lose_one();
	wakes = waiters.wakes; /* without mirror the loss left a filling */
	read_all();
	record = ax_ring_reserve(ring, 8, 0);
	read_all(); /* over the gap record, if it is there already */
	ax_ring_submit(record, 0);
	CHECK(waiters.wakes > wakes);
	CHECK_EQ(read_all(), 1);
	end();
}

TEST(map, ring_wakes_a_reader_that_waits_before_a_gap_record_mirrored)
{
	a_reader_before_a_gap(true);
}

TEST(map, ring_wakes_a_reader_that_waits_before_a_gap_record_padded)
{
	a_reader_before_a_gap(false);
}

/* One producer has taken room and another takes some behind it; the first is done, the reader has taken all that it sees and sleeps; then
 * the other publishes both. */
static sem_t second_is_in, second_may_go;

static void wait_in_second(void)
{
	sem_post(&second_is_in);
	sem_wait(&second_may_go);
}

static void *second(void *arg)
{
	CHECK_EQ(ax_ring_output(ring, "second", 6, *(uint64_t *)arg), 0);
	return NULL;
}

static pthread_t thread;
static uint64_t second_flags;

static void in_first(void)
{
	lose_one();
	inside = wait_in_second;
	pthread_create(&thread, NULL, second, &second_flags);
	sem_wait(&second_is_in);
}

static void publishes_for_another(uint64_t flags, bool reserved)
{
	uint32_t wakes;

	start(true);
	sem_init(&second_is_in, 0, 0);
	sem_init(&second_may_go, 0, 0);
	second_flags = flags;
	CHECK_EQ(ax_ring_output(ring, "x", 1, 0), 0);
	lose_one();
	inside = in_first;
	if (reserved) {
		void *record = ax_ring_reserve(ring, 8, 0);

		CHECK(record != NULL);
		ax_ring_submit(record, 0);
	} else {
		CHECK_EQ(ax_ring_output(ring, "first", 5, 0), 0);
	}
	CHECK_EQ(read_all(), 1);
	wakes = waiters.wakes;
	sem_post(&second_may_go);
	pthread_join(thread, NULL);
	CHECK(waiters.wakes > wakes);
	CHECK_EQ(read_all(), 2);
	end();
}

TEST(map, ring_wakes_for_a_record_that_another_producer_publishes)
{
	publishes_for_another(0, false);
	publishes_for_another(0, true);
	publishes_for_another(AX_RB_NO_WAKEUP, false);
	publishes_for_another(AX_RB_NO_WAKEUP, true);
}

/* What was taken and is not written yet is nobody else's, whatever consumer_pos says. */
static uint32_t nested;

static void output_much(void)
{
	nested = 0;
	for (uint32_t i = 0; i < 1000; i++) {
		*reader.consumer = *reader.producer + i * 24;
		nested += !ax_ring_output(ring, "nested", 6, 0);
	}
	*reader.consumer = *reader.producer;
}

TEST(map, ring_record_that_is_not_written_yet_is_never_overwritten)
{
	uint32_t lap = 0;

	start(true);
	for (; lap < 300; lap++) { /* everywhere in the ring, and with `pending` late and up to date */
		for (uint32_t i = 0; i < lap % 7; i++) {
			CHECK_EQ(ax_ring_output(ring, "before", 6, 0), 0);
			CHECK_EQ(read_all(), 1);
		}
		lose_one();
		inside = output_much;
		CHECK_EQ(ax_ring_output(ring, "outer", 5, 0), 0);
		CHECK(nested <= (4096 - 24 - 16) / 16 && nested > 0);
		CHECK_EQ(read_all(), nested + 1);
	}
	end();
}
