/* SPDX-License-Identifier: Apache-2.0
 * stack_trace.h - what bpf_get_stackid needs of a map of stack traces. */
#ifndef MAP_STACK_TRACE_H
#define MAP_STACK_TRACE_H

#include "map/map.h"

enum { AXI_STACK_FRAMES = 127 }; /* Linux: kernel.perf_event_max_stack */

/* axi_stack_map_id - the id of `count` >= 1 addresses, of which the value keeps the first ones; entered if they are new.
 *   compare_hash  what has the same hash is the same;  replace  another trace with this id is dropped, otherwise -AX_EEXIST
 * -AX_ENOMEM: the map is full.  Any context; copies with interrupts masked. */
long axi_stack_map_id(struct ax_map *map, const u64 *addresses, u32 count, bool compare_hash, bool replace);

#endif
