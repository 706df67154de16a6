/* SPDX-License-Identifier: Apache-2.0
 * slots.c - see slots.h. */
#include "map/slots.h"

static u64 bytes_of(const struct ax_map_spec *spec)
{
	return (u64)spec->max_entries * sizeof(axi_link);
}

int axi_slots_check(const struct ax_map_spec *spec, const struct ax_limits *limits, u32 flags)
{
	if (spec->value_size != 4 || !spec->max_entries || spec->key_size != 4 || (spec->flags & ~flags))
		return -AX_EINVAL;
	return bytes_of(spec) + sizeof(struct axi_slots) > limits->map_bytes ? -AX_E2BIG : 0;
}

int axi_slots_init(struct ax_map *map)
{
	axi_slots_of(map)->at = axi_map_alloc(map, bytes_of(&map->spec));
	return axi_slots_of(map)->at ? 0 : -AX_ENOMEM;
}

static u32 index_of(const void *key)
{
	u32 index;

	memcpy(&index, key, 4);
	return index;
}

/* Put `object` (its reference is ours already) in the place of what is there; NULL empties. */
static void *swap(struct ax_map *map, u32 index, void *object)
{
	struct axi_slots *slots = axi_slots_of(map);
	void *old;

	if (object)
		atomic_fetch_add(&slots->used, 1); /* before: who finds 0 need not look */
	old = atomic_exchange_explicit(&slots->at[index], object, memory_order_acq_rel);
	if (!old)
		return NULL;
	atomic_fetch_sub(&slots->used, 1);
	map->keeper->put(map->keeper, map->ops->holds, old);
	return old;
}

void axi_slots_clear(struct ax_map *map)
{
	for (u32 i = 0; i < map->spec.max_entries && atomic_load(&axi_slots_of(map)->used); i++)
		if (atomic_load_explicit(&axi_slots_of(map)->at[i], memory_order_relaxed))
			swap(map, i, NULL);
}

void axi_slots_fini(struct ax_map *map)
{
	axi_slots_clear(map);
	axi_map_free(map, axi_slots_of(map)->at, bytes_of(&map->spec));
}

void *axi_slots_lookup(struct ax_map *map, const void *key)
{
	return axi_slots_get(map, index_of(key));
}

int axi_slots_put(struct ax_map *map, const void *key, void *object, u64 flags)
{
	u32 index = index_of(key);

	if (flags != AX_ANY)
		return -AX_EINVAL;
	if (index >= map->spec.max_entries)
		return -AX_E2BIG;
	if (!map->keeper->fits(map->keeper, map, object))
		return -AX_EINVAL;
	map->keeper->get(map->keeper, map->ops->holds, object);
	swap(map, index, object);
	return 0;
}

int axi_slots_remove(struct ax_map *map, const void *key)
{
	u32 index = index_of(key);

	if (index >= map->spec.max_entries)
		return -AX_E2BIG;
	return swap(map, index, NULL) ? 0 : -AX_ENOENT;
}

int axi_slots_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	u32 id = map->keeper ? map->keeper->id_of(map->keeper, map, key) : 0;

	if (!id)
		return -AX_ENOENT;
	memcpy(value, &id, 4);
	return 0;
}

int axi_slots_next_key(struct ax_map *map, const void *key, void *next)
{
	u32 index = key ? index_of(key) : UINT32_MAX;

	if (index == map->spec.max_entries - 1)
		return -AX_ENOENT;
	index = index >= map->spec.max_entries ? 0 : index + 1;
	memcpy(next, &index, 4);
	return 0;
}
