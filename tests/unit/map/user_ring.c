/* SPDX-License-Identifier: Apache-2.0
 * user_ring.c - user ring buffers: creation and mmap as in Linux, samples in order, and whatever user space may write. */
#include "linuxkit.h"
#include <axiom/status.h>
#include <errno.h>
#include <sys/mman.h>

#define BYTES 4096

struct user {
	struct kit kit;
	struct ax_map *map;
	uint64_t *consumer, *producer;
	uint8_t *data;
};

static void begin(struct user *u, bool mirrored)
{
	void *page, *rest;

	kit_init(&u->kit);
	if (!mirrored)
		u->kit.port.ring_alloc = NULL;
	u->map = kit_map(&u->kit, AX_MAP_USER_RINGBUF, 0, 0, BYTES, 0);
	CHECK_EQ(ax_map_mmap(u->map, 0, 4096, false, &page), 0);
	CHECK_EQ(ax_map_mmap(u->map, 4096, 4096 + (mirrored ? 2 : 1) * BYTES, true, &rest), 0);
	u->consumer = page;
	u->producer = rest;
	u->data = (uint8_t *)rest + 4096;
}

static void end(struct user *u)
{
	ax_map_munmap(u->map, true);
	ax_map_destroy(u->map);
	CHECK_EQ(u->kit.mem.used, 0);
}

static void put(struct user *u, const void *bytes, uint32_t len, uint32_t flags)
{
	uint64_t at = *u->producer;
	uint32_t *header = (uint32_t *)(void *)(u->data + (at & (BYTES - 1)));

	memcpy(header + 2, bytes, len);
	__atomic_store_n(header, len | flags, __ATOMIC_RELEASE);
	__atomic_store_n(u->producer, at + ((len + 15) & ~7u), __ATOMIC_RELEASE);
}

struct got {
	uint32_t count, stop_after;
	uint64_t last;
};

static int take(void *arg, const void *sample, uint32_t bytes)
{
	struct got *got = arg;

	got->count++;
	memcpy(&got->last, sample, bytes < 8 ? bytes : 8);
	return got->count != got->stop_after;
}

TEST(map, user_ring_gives_samples_in_order)
{
	struct user u;
	uint64_t n = 0;

	begin(&u, true);
	for (uint32_t round = 0; round < 1000; round++) {
		struct got got = {0};
		uint32_t some = round % 50;

		for (uint32_t i = 0; i < some; i++, n++)
			put(&u, &n, 8, i % 7 == 3 ? 1u << 30 : 0);
		CHECK_EQ(ax_user_ring_drain(u.map, take, &got, 0), got.count);
		CHECK_EQ(*u.consumer, *u.producer);
		CHECK(!some || got.last == n - 1 || (some - 1) % 7 == 3);
	}
	put(&u, &n, 8, 0);
	put(&u, &n, 8, 0);
	CHECK_EQ(ax_user_ring_drain(u.map, take, &(struct got){.stop_after = 1}, 0), 1);
	CHECK_EQ(ax_user_ring_drain(u.map, take, &(struct got){0}, 0), 1);
	put(&u, &n, 8, 1u << 31); /* still being written */
	CHECK_EQ(ax_user_ring_drain(u.map, take, &(struct got){0}, 0), 0);
	CHECK_EQ(ax_user_ring_drain(u.map, take, &(struct got){0}, 4), -AX_EINVAL);
	end(&u);
}

static void hostile(bool mirrored)
{
	uint64_t seed = test_seed();
	struct user u;

	begin(&u, mirrored);
	for (uint32_t i = 0; i < 20000; i++) {
		uint32_t *word = (uint32_t *)(void *)(u.data + (test_random(&seed) & (BYTES - 8)));
		long got;

		*word = (uint32_t)(test_random(&seed) >> test_random(&seed) % 33);
		*u.producer = *u.consumer + (test_random(&seed) >> test_random(&seed) % 60);
		got = ax_user_ring_drain(u.map, take, &(struct got){.stop_after = 100}, 0);
		CHECK(got >= 0 || got == -AX_EINVAL || got == -AX_E2BIG);
	}
	end(&u);
}

TEST(map, user_ring_believes_nothing)
{
	hostile(true);
	hostile(false);
}

TEST(map, user_ring_creation_and_mmap_are_refused_as_linux_does)
{
	static const uint32_t entries[] = {0, 1, 2048, 4096, 4097, 8192, 12288};
	struct ax_map_spec spec = {.type = AX_MAP_USER_RINGBUF, .max_entries = 4096};
	struct pair p;

	create_type(AX_MAP_USER_RINGBUF, 0, 0, 4096);
	pair_init(&p);
	for (uint32_t e = 0; e < ARRAY_LEN(entries); e++)
		try_create(&p, &(struct ax_map_spec){.type = AX_MAP_USER_RINGBUF, .max_entries = entries[e]});
	CHECK_EQ(pair_create(&p, &spec), 0);
	for (uint64_t offset = 0; offset < 5; offset++)
		for (uint64_t pages = 1; pages < 6; pages++)
			for (int write = 0; write < 2; write++) {
				void *base, *at = mmap(NULL, pages * 4096, PROT_READ | (write ? PROT_WRITE : 0), MAP_SHARED, p.theirs, (off_t)(offset * 4096));
				int theirs = at == MAP_FAILED ? -errno : 0, ours = ax_map_mmap(p.ours, offset * 4096, pages * 4096, write, &base);

				if (!theirs)
					munmap(at, pages * 4096);
				if (!ours)
					ax_map_munmap(p.ours, write);
				CHECK_EQ(ours, theirs);
			}
	both_update(&p, NULL, &spec, 0);
	both_lookup(&p, NULL, &spec, 0);
	both_delete(&p, NULL);
	pair_end(&p);
}
