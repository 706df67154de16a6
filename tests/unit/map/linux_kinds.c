/* SPDX-License-Identifier: Apache-2.0
 * linux_kinds.c - the further map types on the host's Linux and here: LRU, LPM, queue, stack, bloom filter; batches, and
 * lookup with deletion. */
#include "linuxkit.h"
#include <axiom/status.h>
#include <errno.h>

/* ---- creation ---- */

TEST(map, lru_creation_is_refused_as_linux_does)
{
	create_type(AX_MAP_LRU_HASH, 4, 8, 4);
	create_type(AX_MAP_LRU_PERCPU_HASH, 4, 8, 4);
}

TEST(map, queue_and_stack_creation_is_refused_as_linux_does)
{
	create_type(AX_MAP_QUEUE, 0, 8, 4);
	create_type(AX_MAP_STACK, 0, 8, 4);
}

TEST(map, bloom_creation_is_refused_as_linux_does)
{
	static const uint64_t extras[] = {1, 5, 15, 16, 1ull << 32};
	struct pair p;

	create_type(AX_MAP_BLOOM_FILTER, 0, 8, 4);
	pair_init(&p);
	for (uint32_t i = 0; i < ARRAY_LEN(extras); i++) {
		struct ax_map_spec spec = {.type = AX_MAP_BLOOM_FILTER, .value_size = 4, .max_entries = 100, .extra = extras[i]};

		try_create(&p, &spec);
		spec.type = AX_MAP_ARRAY;
		spec.key_size = 4;
		try_create(&p, &spec);
	}
}

TEST(map, lpm_creation_is_refused_as_linux_does)
{
	static const uint32_t keys[] = {0, 4, 5, 8, 20, 260, 261};
	struct pair p;

	create_type(AX_MAP_LPM_TRIE, 8, 8, 4);
	pair_init(&p);
	for (uint32_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct ax_map_spec spec = {.type = AX_MAP_LPM_TRIE, .key_size = keys[i], .value_size = 8, .max_entries = 4,
					   .flags = AX_MAP_F_NO_PREALLOC};

		try_create(&p, &spec);
		spec.value_size = (4u << 20) - 256 - 40;
		try_create(&p, &spec);
		spec.value_size = 4u << 20;
		try_create(&p, &spec);
	}
}

/* ---- LRU: far from full nothing is evicted, there or here ---- */

static void start(struct pair *p, uint32_t type, uint32_t key, uint32_t value, uint32_t entries, uint32_t flags)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries, .flags = flags};

	pair_init(p);
	CHECK_EQ(pair_create(p, &spec), 0);
}

TEST(map, lru_elements_behave_as_in_linux)
{
	struct pair p;

	start(&p, AX_MAP_LRU_HASH, 4, 8, 4096, 0);
	random_steps(&p, 4, 64, 6000, false);
	pair_end(&p);
	start(&p, AX_MAP_LRU_PERCPU_HASH, 8, 13, 4096, AX_MAP_F_NO_COMMON_LRU);
	random_steps(&p, 8, 64, 6000, false);
	pair_end(&p);
}

/* ---- LPM ---- */

/* Few bits of data, so that prefixes meet; unused bits are random, as careless callers leave them. */
static void lpm_key(struct pair *p, uint8_t *key, uint32_t key_size)
{
	uint32_t most = 8 * (key_size - 4), bits = (uint32_t)(test_random(&p->seed) % (most + 2));

	if (test_random(&p->seed) % 50 == 0)
		bits = (uint32_t)test_random(&p->seed);
	memcpy(key, &bits, 4);
	for (uint32_t i = 4; i < key_size; i++)
		key[i] = (uint8_t)(test_random(&p->seed) & 0x81);
}

static void lpm_steps(struct pair *p, uint32_t key_size, uint32_t steps)
{
	static const uint64_t flags[] = {0, 0, 0, 0, 1, 2, 3, 4, UINT64_MAX};
	uint8_t key[64], value[16];

	for (uint32_t i = 0; i < steps; i++) {
		uint64_t flag = flags[test_random(&p->seed) % ARRAY_LEN(flags)];

		lpm_key(p, key, key_size);
		memset(value, (int)i, sizeof(value));
		switch (test_random(&p->seed) % 6) {
		case 0:
		case 1: both_update(p, key, value, flag); break;
		case 2:
		case 3: both_lookup(p, key, value, 0); break;
		case 4: both_delete(p, key); break;
		default: both_next(p, key, true); break;
		}
		if (i % 64 == 0)
			both_next(p, NULL, true);
	}
}

TEST(map, lpm_elements_and_their_order_are_linux_s)
{
	struct pair p;

	start(&p, AX_MAP_LPM_TRIE, 6, 8, 40, AX_MAP_F_NO_PREALLOC);
	lpm_steps(&p, 6, 8000);
	pair_end(&p);
	start(&p, AX_MAP_LPM_TRIE, 5, 5, 1000, AX_MAP_F_NO_PREALLOC);
	lpm_steps(&p, 5, 8000);
	pair_end(&p);
	start(&p, AX_MAP_LPM_TRIE, 20, 16, 300, AX_MAP_F_NO_PREALLOC);
	lpm_steps(&p, 20, 8000);
	pair_end(&p);
}

/* ---- queue, stack, bloom filter ---- */

static int both_take(struct pair *p, const void *key, uint64_t flags)
{
	uint8_t ours[64 * 64] = {0}, theirs[64 * 64] = {0};
	union bpf_attr attr = elem(p, key, theirs, flags);
	long want;
	int have;

	memset(ours, 0x55, sizeof(ours));
	memset(theirs, 0x55, sizeof(theirs));
	want = sys_bpf(BPF_MAP_LOOKUP_AND_DELETE_ELEM, &attr);
	have = ax_map_user_take(p->ours, key, ours, flags);
	CHECK_EQ(have, want);
	CHECK(want || !memcmp(ours, theirs, p->value_bytes));
	return have;
}

static void queue_steps(uint32_t type, uint32_t value_size, uint32_t entries)
{
	static const uint64_t flags[] = {0, 0, 0, 2, 1, 3, 4, UINT64_MAX};
	uint8_t value[64];
	struct pair p;

	start(&p, type, 0, value_size, entries, 0);
	for (uint32_t i = 0; i < 4000; i++) {
		uint64_t flag = flags[test_random(&p.seed) % ARRAY_LEN(flags)];

		memset(value, (int)i, sizeof(value));
		switch (test_random(&p.seed) % 6) {
		case 0:
		case 1:
		case 2: both_update(&p, NULL, value, flag); break;
		case 3: both_lookup(&p, NULL, value, 0); break;
		case 4: both_take(&p, NULL, test_random(&p.seed) % 8 ? 0 : flag); break;
		default:
			both_delete(&p, NULL);
			both_next(&p, NULL, false);
			break;
		}
	}
	pair_end(&p);
}

TEST(map, queue_and_stack_behave_as_in_linux)
{
	queue_steps(AX_MAP_QUEUE, 8, 5);
	queue_steps(AX_MAP_QUEUE, 3, 1);
	queue_steps(AX_MAP_STACK, 8, 5);
	queue_steps(AX_MAP_STACK, 13, 64);
}

TEST(map, bloom_refuses_as_linux_does_and_knows_what_was_pushed)
{
	uint64_t value;
	struct pair p;

	start(&p, AX_MAP_BLOOM_FILTER, 0, 8, 100, 0);
	for (value = 0; value < 100; value++)
		both_update(&p, NULL, &value, value % 10 ? 0 : value % 4);
	value = 3;
	both_lookup(&p, NULL, &value, 0);
	for (value = 0; value < 100; value++)
		if (value % 10 || !(value % 4))
			CHECK_EQ(ax_map_user_lookup(p.ours, NULL, &value, 0), 0);
	both_take(&p, NULL, 0);
	both_delete(&p, NULL);
	both_next(&p, NULL, false);
	pair_end(&p);
}

/* ---- lookup with deletion, batches ---- */

TEST(map, lookup_with_deletion_is_linux_s)
{
	static const uint32_t types[] = {AX_MAP_HASH, AX_MAP_PERCPU_HASH, AX_MAP_LRU_HASH, AX_MAP_LRU_PERCPU_HASH, AX_MAP_ARRAY};
	static const uint64_t flags[] = {0, 4, 1, 8};
	uint8_t value[64 * 64] = {1, 2, 3};

	for (uint32_t t = 0; t < ARRAY_LEN(types); t++) {
		struct pair p;

		start(&p, types[t], 4, 8, 16, 0);
		for (uint32_t f = 0; f < ARRAY_LEN(flags); f++)
			for (uint32_t key = 0; key < 3; key++) {
				both_update(&p, &key, value, 0);
				both_take(&p, &key, flags[f]);
				both_take(&p, &key, flags[f]);
			}
		pair_end(&p);
	}
}

struct taken {
	uint32_t count, keys[300];
	int last;
};

/* Everything, some at a time, on one side; which=0: ours. */
static void batch_all(struct pair *p, bool linux_side, bool remove, uint32_t room, struct taken *out)
{
	uint8_t values[300 * 64], cursor[64] = {0};
	uint32_t keys[300];
	bool start_over = true;

	out->count = 0;
	do {
		if (linux_side) {
			union bpf_attr attr = {.batch = {.in_batch = start_over ? 0 : (uintptr_t)cursor, .out_batch = (uintptr_t)cursor,
							 .keys = (uintptr_t)keys, .values = (uintptr_t)values, .count = room,
							 .map_fd = (uint32_t)p->theirs}};

			out->last = (int)sys_bpf(remove ? BPF_MAP_LOOKUP_AND_DELETE_BATCH : BPF_MAP_LOOKUP_BATCH, &attr);
			if (out->last && out->last != -ENOENT)
				return;
			memcpy(&out->keys[out->count], keys, attr.batch.count * 4);
			out->count += attr.batch.count;
		} else {
			struct ax_map_batch batch = {.keys = keys, .values = values, .room = room, .start = start_over, .cursor = cursor};

			out->last = ax_map_user_batch(p->ours, &batch, remove);
			if (out->last && out->last != -ENOENT)
				return;
			memcpy(&out->keys[out->count], keys, batch.count * 4);
			out->count += batch.count;
		}
		start_over = false;
	} while (!out->last && out->count < 250);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void same_batches(struct pair *p, bool remove, uint32_t room)
{
	struct taken ours, theirs;

	batch_all(p, false, remove, room, &ours);
	batch_all(p, true, remove, room, &theirs);
	CHECK_EQ(ours.last, theirs.last);
	CHECK_EQ(ours.count, theirs.count);
	qsort(ours.keys, ours.count, 4, by_number);
	qsort(theirs.keys, theirs.count, 4, by_number);
	CHECK(!memcmp(ours.keys, theirs.keys, 4 * ours.count));
}

TEST(map, batches_visit_what_linux_visits)
{
	static const uint32_t types[] = {AX_MAP_HASH, AX_MAP_LRU_HASH, AX_MAP_PERCPU_HASH, AX_MAP_ARRAY, AX_MAP_PERCPU_ARRAY,
					 AX_MAP_RINGBUF, AX_MAP_QUEUE};
	uint8_t value[64 * 64] = {7};

	for (uint32_t t = 0; t < ARRAY_LEN(types); t++) {
		bool ring = types[t] == AX_MAP_RINGBUF, queue = types[t] == AX_MAP_QUEUE;
		struct pair p;

		start(&p, types[t], ring || queue ? 0 : 4, ring ? 0 : 8, ring ? 4096 : 100, 0);
		for (uint32_t key = 0; key < 60 && !ring; key++)
			both_update(&p, queue ? NULL : &key, value, 0);
		same_batches(&p, false, 60); /* a bucket of Linux's may have a dozen elements */
		same_batches(&p, false, 100);
		same_batches(&p, true, 100);
		same_batches(&p, true, 100);
		same_batches(&p, false, 100);
		pair_end(&p);
	}
}
