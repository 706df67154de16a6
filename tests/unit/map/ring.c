/* SPDX-License-Identifier: Apache-2.0
 * ring.c - ring buffers: Linux's layout, room, wake-ups and errors, in both memory modes. */
#include "mapkit.h"
#include <axiom/status.h>

static struct ax_map *ring_map(struct kit *kit, uint32_t bytes, bool mirrored)
{
	kit_init(kit);
	if (!mirrored)
		kit->port.ring_alloc = NULL;
	return kit_map(kit, AX_MAP_RINGBUF, 0, 0, bytes, 0);
}

static void ring_end(struct kit *kit, struct ax_map *ring)
{
	ax_map_destroy(ring);
	CHECK_EQ(kit->mem.used, 0);
}

static void records_come_out_as_they_went_in(bool mirrored)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, mirrored);
	struct reader reader;
	uint64_t seed = test_seed(), written = 0, read = 0;
	uint8_t bytes[1500];

	reader_init(&reader, ring, mirrored);
	for (uint32_t turn = 0; turn < 20000; turn++) {
		uint32_t len = (uint32_t)(test_random(&seed) % sizeof(bytes)), got;
		uint8_t *at;

		memset(bytes, (int)(written % 251), len);
		if (ax_ring_output(ring, bytes, len, 0) == 0)
			written++;
		if (test_random(&seed) % 2)
			continue;
		while ((at = reader_next(&reader, &got))) {
			for (uint32_t i = 0; i < got; i++)
				CHECK_EQ(at[i], read % 251);
			read++;
			reader_done(&reader, got);
		}
	}
	CHECK(written > 5000);
	CHECK_EQ(written + ax_ring_lost(ring), 20000);
	CHECK(written - read < 10);
	ring_end(&kit, ring);
}

TEST(map, ring_records_come_out_as_they_went_in_mirrored)
{
	records_come_out_as_they_went_in(true);
}

TEST(map, ring_records_come_out_as_they_went_in_padded)
{
	records_come_out_as_they_went_in(false);
}

TEST(map, ring_header_is_linux_s_and_busy_until_submitted)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, true);
	struct reader reader;
	uint32_t *a, *b, len;

	reader_init(&reader, ring, true);
	a = ax_ring_reserve(ring, 12, 0);
	b = ax_ring_reserve(ring, 4, 0);
	CHECK(a && b && b == a + 2 + 4);
	CHECK_EQ(a[-2], 12u | 1u << 31);
	CHECK_EQ(a[-1], 2);
	CHECK_EQ(*reader.producer, 24 + 16);
	ax_ring_submit(b, 0);
	CHECK(!reader_next(&reader, &len)); /* the first is still busy */
	ax_ring_discard(a, 0);
	CHECK_EQ(a[-2], 12u | 1u << 30);
	CHECK(reader_next(&reader, &len) == b);
	CHECK_EQ(len, 4);
	CHECK_EQ(ax_ring_query(ring, 0), 16);
	CHECK_EQ(ax_ring_query(ring, 1), 4096);
	CHECK_EQ(ax_ring_query(ring, 2), 24);
	CHECK_EQ(ax_ring_query(ring, 3), 40);
	CHECK_EQ(ax_ring_query(ring, 4), 0);
	CHECK(ax_map_poll(ring));
	reader_done(&reader, len);
	CHECK(!ax_map_poll(ring));
	ring_end(&kit, ring);
}

TEST(map, ring_full_drops_and_counts)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, true);
	uint8_t bytes[5000] = {0};

	CHECK_EQ(ax_ring_output(ring, bytes, 8, 4), -AX_EINVAL);
	CHECK_EQ(ax_ring_output(ring, bytes, 4089, 0), -AX_EAGAIN); /* larger than the ring: not a loss of fullness */
	CHECK(!ax_ring_reserve(ring, 8, 1));
	CHECK(!ax_ring_reserve(ring, UINT64_MAX, 0));
	CHECK(!ax_ring_reserve(ring, UINT64_MAX - 7, 0));
	CHECK_EQ(ax_ring_lost(ring), 0);
	CHECK_EQ(ax_ring_output(ring, bytes, 4088, 0), -AX_EAGAIN); /* Linux keeps one slot free */
	CHECK_EQ(ax_ring_lost(ring), 1);
	CHECK_EQ(ax_ring_output(ring, bytes, 4080, 0), 0);
	CHECK_EQ(ax_ring_output(ring, bytes, 0, 0), -AX_EAGAIN);
	CHECK_EQ(ax_ring_lost(ring), 2);
	ring_end(&kit, ring);
}

TEST(map, ring_wakes_the_reader_that_has_caught_up)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, true);
	struct axp_waiters waiters;
	struct reader reader;
	uint32_t len;
	void *a, *b;

	CHECK_EQ(axp_waiters_init(&waiters), 0);
	ax_map_set_waiters(ring, &waiters);
	reader_init(&reader, ring, true);
	CHECK_EQ(ax_ring_output(ring, "x", 1, 0), 0);
	CHECK_EQ(waiters.wakes, 1);
	CHECK_EQ(ax_ring_output(ring, "x", 1, 0), 0); /* the reader has not come to it yet */
	CHECK_EQ(waiters.wakes, 1);
	CHECK_EQ(ax_ring_output(ring, "x", 1, AX_RB_FORCE_WAKEUP), 0);
	CHECK_EQ(waiters.wakes, 2);
	while (reader_next(&reader, &len))
		reader_done(&reader, len);
	CHECK_EQ(ax_ring_output(ring, "x", 1, AX_RB_NO_WAKEUP), 0);
	CHECK_EQ(waiters.wakes, 2);
	CHECK(reader_next(&reader, &len));
	reader_done(&reader, len);
	a = ax_ring_reserve(ring, 8, 0);
	b = ax_ring_reserve(ring, 8, 0);
	ax_ring_submit(b, 0);
	CHECK_EQ(waiters.wakes, 2);
	ax_ring_submit(a, 0); /* the reader waits for this one */
	CHECK_EQ(waiters.wakes, 3);
	axp_waiters_close(&waiters);
	ring_end(&kit, ring);
}

static void consumer_lies(bool mirrored)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, mirrored);
	struct reader reader;
	uint64_t seed = test_seed();
	uint8_t *held, *free_one;

	reader_init(&reader, ring, mirrored);
	held = ax_ring_reserve(ring, 64, 0);
	memset(held, 0xa5, 64);
	for (uint32_t turn = 0; turn < 20000; turn++) {
		uint32_t len = (uint32_t)(test_random(&seed) % 600);

		*reader.consumer = turn % 3 ? *reader.producer - test_random(&seed) % 64 * 8 : test_random(&seed);
		free_one = ax_ring_reserve(ring, len, 0);
		if (!free_one)
			continue;
		CHECK(free_one + len <= held - 8 || free_one >= held + 64);
		CHECK(free_one >= (uint8_t *)reader.data);
		CHECK(free_one + len <= (uint8_t *)reader.data + (mirrored ? 8192 : 4096));
		memset(free_one, (int)turn, len);
		ax_ring_submit(free_one, 0);
	}
	for (int i = 0; i < 64; i++)
		CHECK_EQ(held[i], 0xa5);
	ax_ring_submit(held, 0);
	*reader.consumer = *reader.producer;
	for (int i = 0; i < 100; i++) {
		CHECK_EQ(ax_ring_output(ring, "again", 5, 0), 0);
		*reader.consumer = *reader.producer;
	}
	ring_end(&kit, ring);
}

TEST(map, ring_consumer_that_lies_hurts_itself_only_mirrored)
{
	consumer_lies(true);
}

TEST(map, ring_consumer_that_lies_hurts_itself_only_padded)
{
	consumer_lies(false);
}

TEST(map, ring_without_mirror_passes_records_that_never_fit_beside_the_filling)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, false);
	struct axp_waiters waiters;
	struct reader reader;
	uint8_t bytes[3000] = {0};
	uint32_t len, wakes;

	CHECK_EQ(axp_waiters_init(&waiters), 0);
	ax_map_set_waiters(ring, &waiters);
	reader_init(&reader, ring, false);
	CHECK_EQ(ax_ring_output(ring, bytes, 2000, 0), 0);
	CHECK(reader_next(&reader, &len));
	reader_done(&reader, len);
	wakes = waiters.wakes;
	CHECK_EQ(ax_ring_output(ring, bytes, 3000, 0), -AX_EAGAIN); /* 2008 + filling 2088 + 3008 > 4096 */
	CHECK_EQ(waiters.wakes, wakes + 1);
	CHECK(!reader_next(&reader, &len)); /* passes the filling */
	CHECK_EQ(ax_ring_output(ring, bytes, 3000, 0), 0);
	CHECK(reader_next(&reader, &len));
	CHECK_EQ(len, 3000);
	CHECK_EQ(ax_ring_lost(ring), 1);
	axp_waiters_close(&waiters);
	ring_end(&kit, ring);
}

TEST(map, ring_mmap_gives_the_reader_write_access_to_consumer_pos_alone)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 8192, true);
	void *base, *head;

	CHECK_EQ(ax_map_mmap(ring, 0, 4096, true, &head), 0);
	CHECK_EQ(ax_map_mmap(ring, 4096, 4096, true, &base), -AX_EPERM);
	CHECK_EQ(ax_map_mmap(ring, 0, 8192, true, &base), -AX_EPERM);
	CHECK_EQ(ax_map_mmap(ring, 0, 4096 * 2 + 2 * 8192, false, &base), 0);
	CHECK(base == head);
	CHECK_EQ(ax_map_mmap(ring, 4096, 4096 * 2 + 2 * 8192, false, &base), -AX_EINVAL);
	CHECK_EQ(ax_map_user_lookup(ring, "", "", 0), -AX_ENOTSUPP);
	CHECK_EQ(ax_map_user_update(ring, "", "", 0), -AX_ENOTSUPP);
	CHECK_EQ(ax_map_user_delete(ring, ""), -AX_ENOTSUPP);
	CHECK_EQ(ax_map_next_key(ring, NULL, base), -AX_ENOTSUPP);
	ring_end(&kit, ring);
}

struct got {
	uint64_t records, bytes;
	uint32_t stop_after;
};

static int take_byte(void *arg, const void *record, uint32_t bytes)
{
	struct got *got = arg;

	for (uint32_t i = 0; i < bytes; i++)
		CHECK_EQ(((const uint8_t *)record)[i], got->records % 251);
	got->records++;
	got->bytes += bytes;
	return !got->stop_after || got->records % got->stop_after;
}

static int take_sum(void *arg, const void *record, uint32_t bytes)
{
	uint64_t *sum = arg;

	for (uint32_t i = 0; i < bytes; i++) /* a byte outside is a fault that ASan sees */
		*sum += ((const uint8_t *)record)[i];
	return 1;
}

static void the_engine_s_own_reader(bool mirrored)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, mirrored);
	uint64_t seed = test_seed(), written = 0;
	struct got got = {.stop_after = 3};
	uint8_t bytes[900];
	int n;

	for (uint32_t turn = 0; turn < 20000; turn++) {
		uint32_t len = (uint32_t)(test_random(&seed) % sizeof(bytes));
		void *dropped = test_random(&seed) % 8 ? NULL : ax_ring_reserve(ring, len, 0);

		if (dropped)
			ax_ring_discard(dropped, 0);
		memset(bytes, (int)(written % 251), len);
		if (ax_ring_output(ring, bytes, len, 0) == 0)
			written++;
		if (test_random(&seed) % 2) {
			n = ax_ring_read(ring, take_byte, &got);
			CHECK(n >= 0 && n <= 3);
		}
	}
	while ((n = ax_ring_read(ring, take_byte, &got)) > 0)
		;
	CHECK_EQ(n, 0);
	CHECK(got.records > 5000);
	CHECK_EQ(got.records, written);
	ring_end(&kit, ring);
}

TEST(map, ring_read_hands_out_every_record_mirrored)
{
	the_engine_s_own_reader(true);
}

TEST(map, ring_read_hands_out_every_record_padded)
{
	the_engine_s_own_reader(false);
}

TEST(map, ring_read_believes_nothing_that_a_mapped_reader_wrote)
{
	struct kit kit;
	struct ax_map *ring = ring_map(&kit, 4096, true);
	struct reader reader;
	uint64_t seed = test_seed(), sum = 0;
	int refused = 0;

	reader_init(&reader, ring, true);
	for (uint32_t turn = 0; turn < 5000; turn++) {
		uint8_t bytes[64];
		uint64_t lie = test_random(&seed) >> test_random(&seed) % 64;

		memset(bytes, 0xff, sizeof(bytes)); /* read as a header: longer than anything */
		ax_ring_output(ring, bytes, test_random(&seed) % sizeof(bytes), 0);
		*(_Atomic uint64_t *)(void *)reader.consumer = test_random(&seed) % 2 ? *reader.producer - lie % 4096 : lie;
		refused += ax_ring_read(ring, take_sum, &sum) == -AX_EINVAL;
	}
	CHECK(refused > 100 && sum);
	ring_end(&kit, ring);
}
