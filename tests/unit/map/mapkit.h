/* SPDX-License-Identifier: Apache-2.0
 * mapkit.h - what the map tests share: ports with counted memory, rings without mirror, and libbpf's reader. */
#ifndef TESTS_UNIT_MAP_MAPKIT_H
#define TESTS_UNIT_MAP_MAPKIT_H

#include <axiom/map.h>
#include "port.h"
#include "unit/test.h"

/* struct kit - a copy of the posix port with memory of its own; `fail_at` makes the n-th allocation fail (0: none). */
struct kit {
	struct ax_port port;
	struct ax_mem mem, under;
	uint32_t allocs, fail_at;
};
void kit_init(struct kit *kit);
/* kit_cpus - pretend that the machine has `count` CPUs (0: as it is). */
void kit_cpus(struct kit *kit, uint32_t count);

struct ax_map *kit_map(struct kit *kit, uint32_t type, uint32_t key, uint32_t value, uint32_t entries, uint32_t flags);

/* struct small - one block of 64 KiB for everything, as on a small machine: no deferred work, no mirrored rings, one CPU. */
struct small {
	struct ax_pool pool;
	struct ax_port port;
	_Alignas(4096) uint8_t block[64 << 10];
};
struct small *small_start(void); /* the one that there is, empty */

/* The reader's side of a ring buffer, by the algorithm of libbpf's ring_buffer__consume. */
struct reader {
	unsigned long *consumer, *producer;
	char *data;
	unsigned long mask;
	bool mirrored;
};
void reader_init(struct reader *reader, struct ax_map *ring, bool mirrored);
/* reader_next - the next record's bytes and length, discarded ones skipped; NULL when there is none now.
 * reader_done gives it back. */
void *reader_next(struct reader *reader, uint32_t *len);
void reader_done(struct reader *reader, uint32_t len);

#endif
