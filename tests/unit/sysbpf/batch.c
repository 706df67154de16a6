/* SPDX-License-Identifier: Apache-2.0
 * batch.c - commands on many elements, and lookup with deletion: the same calls to us and to the host's Linux. */
#include "unit/sysbpf/world.h"

#define NOWHERE ((u64)0x10) /* an address that is not mapped */

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

struct arrays {
	u32 keys[8];
	u64 values[8];
};

static u64 sum_of(const struct arrays *a, u32 count)
{
	u64 sum = 0; /* hash maps have no order that two systems share */

	for (u32 i = 0; i < count && i < 8; i++)
		sum += a->keys[i] * 1000 + a->values[i];
	return sum;
}

static long batch(struct world *world, int cmd, int fd, struct arrays *a, u32 count, const void *in, void *out)
{
	union bpf_attr attr = {.batch = {
		.in_batch = at(in), .out_batch = at(out), .keys = at(a->keys), .values = at(a->values), .count = count,
		.map_fd = (u32)fd,
	}};
	long result = world_bpf(world, cmd, &attr, sizeof(attr));

	world_note(world, attr.batch.count);
	return result;
}

static void bad_batches(struct world *world, int fd, int cmd)
{
	struct arrays a = {.keys = {1, 2}};
	u32 cursor[2] = {0};
	union bpf_attr good = {.batch = {
		.out_batch = at(cursor), .keys = at(a.keys), .values = at(a.values), .count = 2, .map_fd = (u32)fd,
	}}, attr;

	attr = good;
	attr.batch.map_fd = 999;
	world_bpf(world, cmd, &attr, sizeof(attr));
	attr = good;
	attr.batch.count = 0;
	world_bpf(world, cmd, &attr, sizeof(attr));
	attr = good;
	attr.batch.elem_flags = BPF_F_LOCK;
	world_bpf(world, cmd, &attr, sizeof(attr));
	attr.batch.elem_flags = 8;
	world_bpf(world, cmd, &attr, sizeof(attr));
	attr = good;
	attr.batch.keys = NOWHERE;
	world_bpf(world, cmd, &attr, sizeof(attr));
	attr = good;
	attr.batch.in_batch = NOWHERE;
	world_bpf(world, cmd, &attr, sizeof(attr));
}

static void fill(struct arrays *a)
{
	for (u32 i = 0; i < 8; i++) {
		a->keys[i] = i;
		a->values[i] = 10 + i;
	}
}

static void reads(struct world *world, int fd, int cmd)
{
	struct arrays a = {0};
	u32 cursor[2] = {0};
	long err;

	batch(world, cmd, fd, &a, 8, NULL, cursor);
	world_note(world, sum_of(&a, 8));
	err = batch(world, cmd, fd, &a, 8, cursor, cursor);
	while (!err && world->count < 200)
		err = batch(world, cmd, fd, &a, 8, cursor, cursor);
}

static void of_type(struct world *world, u32 type)
{
	int fd = world_map(world, type, 4, 8, 4, type == BPF_MAP_TYPE_LPM_TRIE ? BPF_F_NO_PREALLOC : 0);
	struct arrays a;
	u32 cursor[2];

	fill(&a);
	bad_batches(world, fd, BPF_MAP_LOOKUP_BATCH);
	bad_batches(world, fd, BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	reads(world, fd, BPF_MAP_LOOKUP_BATCH);
	batch(world, BPF_MAP_UPDATE_BATCH, fd, &a, 3, NULL, NULL);
	reads(world, fd, BPF_MAP_LOOKUP_BATCH);
	fill(&a);
	batch(world, BPF_MAP_UPDATE_BATCH, fd, &a, 8, NULL, NULL);
	batch(world, BPF_MAP_DELETE_BATCH, fd, &a, 2, NULL, NULL);
	batch(world, BPF_MAP_DELETE_BATCH, fd, &a, 2, NULL, NULL);
	batch(world, BPF_MAP_LOOKUP_BATCH, fd, &a, 8, NULL, (void *)NOWHERE);
	reads(world, fd, BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	batch(world, BPF_MAP_LOOKUP_BATCH, fd, &a, 8, NULL, cursor);
	world_close(world, fd);
}

static void array_batches(struct world *world)
{
	of_type(world, BPF_MAP_TYPE_ARRAY);
}

static void hash_batches(struct world *world)
{
	of_type(world, BPF_MAP_TYPE_HASH);
}

/* What goes in are descriptors, what comes out ids: they differ, but how many there are does not. */
static void of_maps_reads(struct world *world, int fd, int cmd)
{
	struct arrays a = {0};
	u32 cursor[2] = {0}, sum = 0;
	long err;

	do {
		err = batch(world, cmd, fd, &a, 8, sum ? cursor : NULL, cursor);
		sum += 1;
	} while (!err && sum < 20);
	for (u32 i = 0, *ids = (u32 *)a.values; i < 8; i++)
		world_note(world, ids[i] != 0);
}

static void of_maps_batches(struct world *world)
{
	int inner = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0), fd;
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_HASH_OF_MAPS, .key_size = 4, .value_size = 4, .max_entries = 4, .inner_map_fd = (u32)inner};
	struct arrays a;
	u32 cursor[2], *fds = (u32 *)a.values;

	fd = (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr));
	fill(&a);
	for (u32 i = 0; i < 8; i++)
		fds[i] = (u32)inner;
	bad_batches(world, fd, BPF_MAP_LOOKUP_BATCH);
	bad_batches(world, fd, BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	of_maps_reads(world, fd, BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	batch(world, BPF_MAP_UPDATE_BATCH, fd, &a, 3, NULL, NULL);
	of_maps_reads(world, fd, BPF_MAP_LOOKUP_BATCH);
	of_maps_reads(world, fd, BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	of_maps_reads(world, fd, BPF_MAP_LOOKUP_AND_DELETE_BATCH);
	batch(world, BPF_MAP_UPDATE_BATCH, fd, &a, 2, NULL, NULL);
	batch(world, BPF_MAP_DELETE_BATCH, fd, &a, 2, NULL, NULL);
	batch(world, BPF_MAP_LOOKUP_BATCH, fd, &a, 8, NULL, cursor);
	batch(world, BPF_MAP_UPDATE_BATCH, fd, &a, 4, NULL, NULL);
	world_close(world, fd); /* with what is in it */
	world_close(world, inner);
}

static void queue_batches(struct world *world)
{
	int fd = world_map(world, BPF_MAP_TYPE_QUEUE, 0, 8, 4, 0);

	for (int cmd = BPF_MAP_LOOKUP_BATCH; cmd <= BPF_MAP_DELETE_BATCH; cmd++)
		bad_batches(world, fd, cmd);
	world_close(world, fd);
}

static void rights(struct world *world)
{
	int rd = world_map(world, BPF_MAP_TYPE_HASH, 4, 8, 4, BPF_F_RDONLY);
	int wr = world_map(world, BPF_MAP_TYPE_HASH, 4, 8, 4, BPF_F_WRONLY);
	struct arrays a;
	u32 cursor[2];

	fill(&a);
	for (int cmd = BPF_MAP_LOOKUP_BATCH; cmd <= BPF_MAP_DELETE_BATCH; cmd++) {
		batch(world, cmd, rd, &a, 1, NULL, cursor);
		batch(world, cmd, wr, &a, 1, NULL, cursor);
	}
	world_close(world, rd);
	world_close(world, wr);
}

TEST(sysbpf, batches_on_arrays_answer_as_linux)
{
	world_compare("array_batches", array_batches);
}

TEST(sysbpf, batches_on_hashes_answer_as_linux)
{
	world_compare("hash_batches", hash_batches);
}

TEST(sysbpf, batches_on_hashes_of_maps_answer_as_linux)
{
	world_compare("of_maps_batches", of_maps_batches);
}

TEST(sysbpf, batches_where_there_are_none_answer_as_linux)
{
	world_compare("queue_batches", queue_batches);
}

TEST(sysbpf, rights_of_batches_answer_as_linux)
{
	world_compare("rights", rights);
}

/* --- lookup and delete --- */

static long take(struct world *world, int fd, const void *key, void *value, u64 flags)
{
	union bpf_attr attr = {.map_fd = (u32)fd, .key = at(key), .value = at(value), .flags = flags};

	return world_bpf(world, BPF_MAP_LOOKUP_AND_DELETE_ELEM, &attr, sizeof(attr));
}

static void takes(struct world *world)
{
	int hash = world_map(world, BPF_MAP_TYPE_HASH, 4, 8, 4, 0), array = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	int queue = world_map(world, BPF_MAP_TYPE_QUEUE, 0, 8, 4, 0), ro = world_map(world, BPF_MAP_TYPE_HASH, 4, 8, 4, BPF_F_RDONLY);
	u32 key = 1;
	u64 value = 5;
	union bpf_attr attr = {.map_fd = (u32)hash, .key = at(&key), .value = at(&value)};

	world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr));
	attr = (union bpf_attr){.map_fd = (u32)queue, .value = at(&value)};
	world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr));
	value = 0;
	take(world, hash, (void *)NOWHERE, &value, 0);
	take(world, hash, &key, &value, BPF_F_LOCK);
	take(world, hash, &key, &value, 8);
	take(world, hash, &key, &value, 0);
	world_note(world, value);
	take(world, hash, &key, &value, 0);
	take(world, array, (void *)NOWHERE, &value, 0);
	take(world, array, &key, &value, 0);
	take(world, queue, &key, &value, 0);
	take(world, queue, NULL, &value, BPF_F_LOCK);
	take(world, queue, NULL, &value, 0);
	world_note(world, value);
	take(world, queue, NULL, &value, 0);
	take(world, ro, &key, &value, 0);
	world_close(world, hash);
	world_close(world, array);
	world_close(world, queue);
	world_close(world, ro);
}

TEST(sysbpf, lookups_with_deletion_answer_as_linux)
{
	world_compare("takes", takes);
}
