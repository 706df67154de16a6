/* SPDX-License-Identifier: Apache-2.0
 * perf_ring.c - records of bpf_perf_event_output in the ring of a perf event (linux/perf_event.h: PERF_RECORD_SAMPLE). */
#include "preload/perf_ring.h"

#include <linux/perf_event.h>
#include <string.h>
#include "posix/port.h"
#include "preload/server.h"

static struct perf_event_mmap_page *head_of(const struct ring *ring)
{
	return (struct perf_event_mmap_page *)(void *)ring->page;
}

bool ring_sample_ok(u64 sample)
{
	return sample & PERF_SAMPLE_RAW &&
	       !(sample & ~(u64)(PERF_SAMPLE_RAW | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU | PERF_SAMPLE_TID));
}

bool ring_size_ok(u64 bytes)
{
	u64 data = bytes - AX_PAGE_BYTES;

	return bytes >= 2 * AX_PAGE_BYTES && bytes <= (64u << 20) && !(data & (data - 1)) && !(data % AX_PAGE_BYTES);
}

int ring_init(struct ring *ring)
{
	struct perf_event_mmap_page *head = head_of(ring);

	head->version = 0;
	head->compat_version = 0;
	head->data_offset = AX_PAGE_BYTES;
	head->data_size = ring->bytes;
	return 0;
}

/* Bytes at the head, which may wrap; the head that readers see moves when the record is whole. */
static u64 put(struct ring *ring, u64 at, const void *from, u64 bytes)
{
	u64 place = at & (ring->bytes - 1), first = ring->bytes - place < bytes ? ring->bytes - place : bytes;
	u8 *data = ring->page + AX_PAGE_BYTES;

	memcpy(data + place, from, first);
	memcpy(data, (const u8 *)from + first, bytes - first);
	return at + bytes;
}

/* The parts of a sample before the raw bytes, in the order of linux/perf_event.h. */
static u32 fixed_parts(const struct ring *ring, u64 out[3])
{
	u32 n = 0;

	if (ring->sample & PERF_SAMPLE_TID)
		out[n++] = conn_here ? (u64)conn_here->tid << 32 | conn_here->pid : 0;
	if (ring->sample & PERF_SAMPLE_TIME)
		out[n++] = axp_port()->now_ns();
	if (ring->sample & PERF_SAMPLE_CPU)
		out[n++] = ax_cpu_id();
	return n;
}

static int output(struct ring *ring, const struct ax_perf_record *record, u64 id)
{
	struct perf_event_mmap_page *page = head_of(ring);
	u64 parts[3], bytes = record->bytes + record->extra_bytes, at = page->data_head, zero = 0;
	u64 tail = __atomic_load_n(&page->data_tail, __ATOMIC_ACQUIRE);
	u32 count = fixed_parts(ring, parts), raw = (u32)(((bytes + 4 + 7) & ~(u64)7) - 4);
	u64 total = sizeof(struct perf_event_header) + 8 * count + 4 + raw;
	struct perf_event_header head = {.type = PERF_RECORD_SAMPLE, .size = (u16)total};
	struct {
		struct perf_event_header head;
		u64 id, lost;
	} lost = {.head = {.type = PERF_RECORD_LOST, .size = sizeof(lost)}, .id = id, .lost = ring->lost};

	if (total > UINT16_MAX)
		return -AX_E2BIG;
	/* the tail is the reader's to write: whatever it says, we stay in our pages */
	if (at - tail > ring->bytes || total + (ring->lost ? sizeof(lost) : 0) > ring->bytes - (at - tail)) {
		ring->lost++;
		return -AX_ENOSPC;
	}
	if (ring->lost)
		at = put(ring, at, &lost, sizeof(lost));
	ring->lost = 0;
	at = put(ring, at, &head, sizeof(head));
	at = put(ring, at, parts, 8 * count);
	at = put(ring, at, &raw, sizeof(raw));
	at = put(ring, at, record->data, record->bytes);
	at = put(ring, at, record->extra, record->extra_bytes);
	at = put(ring, at, &zero, raw - bytes);
	__atomic_store_n(&page->data_head, at, __ATOMIC_RELEASE);
	return 0;
}

int ring_output(struct ring *ring, const struct ax_perf_record *record, u64 id)
{
	int err = -AX_ENOENT;

	while (atomic_flag_test_and_set_explicit(&ring->busy, memory_order_acquire))
		ax_cpu_relax();
	if (ring->page)
		err = output(ring, record, id);
	atomic_flag_clear_explicit(&ring->busy, memory_order_release);
	return err;
}

bool ring_has_data(const struct ring *ring)
{
	const struct perf_event_mmap_page *page = head_of(ring);

	return page && __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE) != __atomic_load_n(&page->data_tail, __ATOMIC_ACQUIRE);
}
