/* SPDX-License-Identifier: Apache-2.0
 * slots.h - an array of references to other objects: what program arrays, perf event arrays and arrays of maps share.
 *
 * A slot is one atomic pointer.  Programs read it in any context and use the object until their run ends; so whoever
 * takes an object out drops its reference only when those runs are over (axi_keeper.put). */
#ifndef MAP_SLOTS_H
#define MAP_SLOTS_H

#include "map/map.h"

struct axi_slots {
	struct ax_map map;
	axi_link *at;
	_Atomic u32 used;  /* how many are not empty; more while one is being filled */
	_Atomic u64 owner; /* program arrays: what programs may be in it, and use it; 0: not decided */
};

static inline struct axi_slots *axi_slots_of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct axi_slots, map);
}

/* axi_slots_get - the object at `index`, or NULL.  Any context. */
static inline void *axi_slots_get(struct ax_map *map, u32 index)
{
	return LIKELY(index < map->spec.max_entries) ?
		       atomic_load_explicit(&axi_slots_of(map)->at[index], memory_order_acquire) : NULL;
}

int axi_slots_check(const struct ax_map_spec *spec, const struct ax_limits *limits, u32 flags);
int axi_slots_init(struct ax_map *map);
void axi_slots_fini(struct ax_map *map);
void *axi_slots_lookup(struct ax_map *map, const void *key);
int axi_slots_put(struct ax_map *map, const void *key, void *object, u64 flags);
int axi_slots_remove(struct ax_map *map, const void *key);
int axi_slots_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags); /* the object's id */
int axi_slots_next_key(struct ax_map *map, const void *key, void *next);
void axi_slots_clear(struct ax_map *map);

#endif
