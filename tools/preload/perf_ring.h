/* SPDX-License-Identifier: Apache-2.0
 * perf_ring.h - the ring of a BPF output event in Linux's layout: a page of struct perf_event_mmap_page, then data. */
#ifndef PRELOAD_PERF_RING_H
#define PRELOAD_PERF_RING_H

#include <stdatomic.h>
#include <axiom/map.h>
#include "base/types.h"

struct ring {
	u8 *page;            /* NULL: nobody has mapped it, records are lost */
	u64 bytes;           /* of data, a power of two */
	u64 sample;          /* perf_event_attr.sample_type */
	u64 lost;            /* since the last record that told */
	atomic_flag busy;    /* guards the above and the writing of records */
};

/* ring_sample_ok - the parts of a sample that we know: RAW, TIME, CPU, TID.  ring_size_ok - a page, and a power of two of them. */
bool ring_sample_ok(u64 sample);
bool ring_size_ok(u64 bytes);
int ring_init(struct ring *ring);
/* ring_output - append a record; -AX_ENOSPC when there is no room: counted, and told by a LOST record when there is again. */
int ring_output(struct ring *ring, const struct ax_perf_record *record, u64 id);
bool ring_has_data(const struct ring *ring);

#endif
