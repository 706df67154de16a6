/* SPDX-License-Identifier: Apache-2.0
 * mapkit.c - see mapkit.h. */
#include "mapkit.h"

static void *kit_alloc(struct ax_mem *mem, size_t bytes)
{
	struct kit *kit = CONTAINER_OF(mem, struct kit, mem);
	void *block;

	if (__atomic_add_fetch(&kit->allocs, 1, __ATOMIC_RELAXED) == kit->fail_at)
		return NULL;
	block = kit->under.alloc(&kit->under, bytes);
	__atomic_store_n(&mem->used, __atomic_load_n(&kit->under.used, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
	return block;
}

static void kit_free(struct ax_mem *mem, void *block, size_t bytes)
{
	struct kit *kit = CONTAINER_OF(mem, struct kit, mem);

	kit->under.free(&kit->under, block, bytes);
	__atomic_store_n(&mem->used, __atomic_load_n(&kit->under.used, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
}

void kit_init(struct kit *kit)
{
	*kit = (struct kit){.port = *axp_port()};
	axp_mem_init(&kit->under, 0);
	kit->mem = (struct ax_mem){.alloc = kit_alloc, .free = kit_free};
	kit->port.mem = &kit->mem;
}

static uint32_t one_cpu(void)
{
	return 1;
}

static uint32_t four_cpus(void)
{
	return 4;
}

void kit_cpus(struct kit *kit, uint32_t count)
{
	kit->port.cpu_count = count == 1 ? one_cpu : count == 4 ? four_cpus : axp_port()->cpu_count;
}

struct ax_map *kit_map(struct kit *kit, uint32_t type, uint32_t key, uint32_t value, uint32_t entries, uint32_t flags)
{
	struct ax_map_spec spec = {.type = type, .key_size = key, .value_size = value, .max_entries = entries,
				   .flags = flags, .name = "test"};
	struct ax_map *map = NULL;

	CHECK_EQ(ax_map_create(&map, &spec, &kit->port, &ax_limits_cloud), 0);
	return map;
}

void reader_init(struct reader *reader, struct ax_map *ring, bool mirrored)
{
	uint64_t data = ax_map_spec_of(ring)->max_entries;
	void *head, *rest;

	CHECK_EQ(ax_map_mmap(ring, 0, 4096, true, &head), 0);
	CHECK_EQ(ax_map_mmap(ring, 4096, 4096 + (mirrored ? 2 : 1) * data, false, &rest), 0);
	*reader = (struct reader){head, rest, (char *)rest + 4096, data - 1, mirrored};
}

void *reader_next(struct reader *reader, uint32_t *len)
{
	for (;;) {
		unsigned long at = __atomic_load_n(reader->consumer, __ATOMIC_ACQUIRE);
		unsigned long end = __atomic_load_n(reader->producer, __ATOMIC_ACQUIRE);
		uint32_t *header = (uint32_t *)(void *)(reader->data + (at & reader->mask));
		uint32_t word;

		if (at >= end)
			return NULL;
		word = __atomic_load_n(header, __ATOMIC_ACQUIRE);
		if (word & (1u << 31))
			return NULL;
		*len = word & ~(3u << 30);
		if (!(word & (1u << 30)))
			return header + 2;
		reader_done(reader, *len);
	}
}

void reader_done(struct reader *reader, uint32_t len)
{
	unsigned long at = *reader->consumer;

	/* libbpf's is a release, and Linux's epoll asks for data again before it sleeps; these tests sleep at once */
	__atomic_store_n(reader->consumer, at + ((len + 8 + 7) & ~7u), __ATOMIC_SEQ_CST);
}

struct small *small_start(void)
{
	static struct small s;

	s.port = *axp_port();
	s.port.cpu_count = one_cpu;
	s.port.ring_alloc = NULL;
	s.port.defer = NULL;
	ax_pool_init(&s.pool, s.block, sizeof(s.block));
	s.port.mem = &s.pool.mem;
	return &s;
}
