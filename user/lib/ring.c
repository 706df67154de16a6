/* SPDX-License-Identifier: Apache-2.0
 * ring.c - see ring.h. */
#include "user/lib/ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEADER_BYTES 8 /* u32 length with two flag bits, u32 page offset */

int ring_map(struct ring *ring, int fd, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (consumer == MAP_FAILED)
		return -1;
	uint8_t *producer = mmap(NULL, page + 2 * size, PROT_READ, MAP_SHARED, fd, (off_t)page);

	if (producer == MAP_FAILED) {
		munmap(consumer, page);
		return -1;
	}
	*ring = (struct ring){consumer, (const unsigned long *)producer, producer + page, size};
	return 0;
}

size_t ring_read(struct ring *ring, int (*take)(void *arg, const void *record, size_t bytes), void *arg)
{
	unsigned long at = *ring->consumer;
	size_t taken = 0;
	int more = 1;

	while (more && at < __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE)) {
		const uint8_t *header = ring->data + (at & (ring->size - 1));
		uint32_t length = __atomic_load_n((const uint32_t *)header, __ATOMIC_ACQUIRE);

		if (length & BPF_RINGBUF_BUSY_BIT)
			break;
		uint32_t bytes = length & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);

		if (!(length & BPF_RINGBUF_DISCARD_BIT)) {
			more = take(arg, header + HEADER_BYTES, bytes);
			taken++;
		}
		at += (bytes + HEADER_BYTES + 7) & ~7ul;
		__atomic_store_n(ring->consumer, at, __ATOMIC_RELEASE);
	}
	return taken;
}
