/* SPDX-License-Identifier: Apache-2.0
 * bind.h - between bind.c and bind_map.c. */
#ifndef MBPF_BIND_H
#define MBPF_BIND_H

#include "js/lib.h"
#include "mbpf/runtime.h"

/* axi_mbpf_helper - at the start of each helper: is the capability (0: none needed) granted, and one call of the budget left?
 * Without it the run ends, and no catch sees it. */
int axi_mbpf_helper(struct js *js, u32 capability);
/* axi_mbpf_whole - is `v` a whole number within -2^53 .. 2^53?  Then *out is it.  NO ALLOC */
bool axi_mbpf_whole(struct js *js, js_value v, s64 *out);
/* axi_mbpf_put - into the array (of either kind) in the slot `to`, which has an element i: a number may need room, then the array
 * moves.  ALLOCATES */
int axi_mbpf_put(struct js *js, const js_value *to, u32 i, double d);
/* a method of a map: `key` as bytes, `a` the arguments behind it */
typedef int axi_mbpf_method(struct js *js, struct ax_map *map, const void *key, const js_value *a);
/* bind_series.c: of series and rings */
axi_mbpf_method axi_mbpf_push, axi_mbpf_last, axi_mbpf_window, axi_mbpf_series_stats, axi_mbpf_ring_emit;
int axi_mbpf_bind_maps(struct axi_instance *i);

#endif
