/* SPDX-License-Identifier: Apache-2.0
 * ring.h - reading a BPF ring buffer from user space (the layout of linux/bpf.h BPF_MAP_TYPE_RINGBUF). */
#ifndef USER_LIB_RING_H
#define USER_LIB_RING_H

#include <stddef.h>
#include <stdint.h>

struct ring {
	unsigned long *consumer;       /* our position; a page of its own, writable */
	const unsigned long *producer; /* the kernel's position, read-only */
	const uint8_t *data;           /* mapped twice in a row, so that no record is split */
	size_t size;                   /* bytes of data; a power of two */
};

/* ring_map - map the ring of `size` bytes behind `fd`; 0 or -1 with errno. */
int ring_map(struct ring *ring, int fd, size_t size);
/* ring_read - hand every finished record to `take`, which returns false to stop.  Returns the records taken. */
size_t ring_read(struct ring *ring, int (*take)(void *arg, const void *record, size_t bytes), void *arg);

#endif
