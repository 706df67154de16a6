/* SPDX-License-Identifier: Apache-2.0
 * of_maps.c - maps of maps: arrays, and hash maps by any key.  User space puts maps in; programs look them up and use them.
 *
 * The maps in one are all like spec->inner, which the verifier has judged programs by.  A hash of maps keeps pointers as the
 * values of a hash map of fixed memory (hash_open.c), so that changing one allocates nothing; `lock` makes each change one step. */
#include "map/hash.h"
#include "map/slots.h"

struct of_maps {
	struct ax_map map;
	struct ax_map *table; /* key -> struct ax_map *, in 8 bytes */
	struct axi_spin lock; /* one writer at a time: task context */
};

static const struct ax_limits fixed = {.name = "fixed", .map_bytes = UINT64_MAX / 2, .elastic = false};

static struct of_maps *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct of_maps, map);
}

/* Linux's bpf_map_meta_equal. */
bool axi_of_maps_fits(const struct ax_map *outer, const struct ax_map *inner)
{
	const struct ax_map_spec *want = outer->spec.inner, *have = &inner->spec;
	bool array = want->type == AX_MAP_ARRAY || want->type == AX_MAP_PERCPU_ARRAY || want->type == AX_MAP_PERF_EVENT_ARRAY;

	return have->type == want->type && have->key_size == want->key_size && have->value_size == want->value_size &&
	       have->flags == want->flags && have->lock_at == want->lock_at && have->timer_at == want->timer_at &&
	       (!array || want->flags & AX_MAP_F_INNER_MAP || have->max_entries == want->max_entries);
}

static int inner_check(const struct ax_map_spec *spec)
{
	const struct ax_map_spec *inner = spec->inner;

	if (!inner || inner->inner || inner->type == AX_MAP_ARRAY_OF_MAPS || inner->type == AX_MAP_HASH_OF_MAPS)
		return -AX_EINVAL; /* one level */
	return inner->type == AX_MAP_PROG_ARRAY ? -AX_ENOTSUPP : 0;
}

/* The caller's spec of the inner maps goes away: keep our own. */
static int inner_copy(struct ax_map *map)
{
	struct ax_map_spec *copy = axi_map_alloc(map, sizeof(*copy));

	if (!copy)
		return -AX_ENOMEM;
	*copy = *map->spec.inner;
	map->spec.inner = copy;
	return 0;
}

static void inner_free(struct ax_map *map)
{
	axi_map_free(map, (void *)(uintptr_t)map->spec.inner, sizeof(struct ax_map_spec));
}

/* ---- arrays ---- */

static int array_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	int err = axi_slots_check(spec, limits, AX_MAP_F_RDONLY | AX_MAP_F_WRONLY);

	return err ? err : inner_check(spec);
}

static int array_init(struct ax_map *map)
{
	int err = inner_copy(map);

	if (err)
		return err;
	err = axi_slots_init(map);
	if (err)
		inner_free(map);
	return err;
}

static void array_fini(struct ax_map *map)
{
	axi_slots_fini(map);
	inner_free(map);
}

/* ---- hash maps ---- */

static int hash_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map_spec table = *spec;
	int err = spec->value_size == 4 ? axi_hash_check(spec) : -AX_EINVAL;

	if (!err)
		err = inner_check(spec);
	if (err)
		return err;
	table.value_size = 8;
	return axi_hash_open_bytes(&table, port) + AXI_HASH_STRUCT_BYTES + sizeof(struct of_maps) > limits->map_bytes ?
		       -AX_E2BIG : 0;
}

static int hash_init(struct ax_map *map)
{
	struct ax_map_spec table = {.type = AX_MAP_HASH, .key_size = map->spec.key_size, .value_size = 8,
				    .max_entries = map->spec.max_entries, .flags = map->spec.flags & AX_MAP_F_ZERO_SEED};
	int err = inner_copy(map);

	if (err)
		return err;
	err = ax_map_create(&of(map)->table, &table, map->port, &fixed);
	if (err)
		inner_free(map);
	else
		atomic_fetch_add_explicit(&map->bytes, ax_map_bytes(of(map)->table), memory_order_relaxed);
	return err;
}

static void *load(void *slot)
{
	return slot ? (void *)(uintptr_t)__atomic_load_n((u64 *)slot, __ATOMIC_ACQUIRE) : NULL;
}

static void *hash_lookup(struct ax_map *map, const void *key)
{
	return load(ax_map_lookup(of(map)->table, key));
}

static void drop(struct ax_map *map, void *object)
{
	if (object)
		map->keeper->put(map->keeper, AX_HOLDS_MAP, object);
}

static int hash_put(struct ax_map *map, const void *key, void *object, u64 flags)
{
	u64 value = (u64)(uintptr_t)object;
	unsigned long irq;
	void *old;
	int err;

	if (!map->keeper->fits(map->keeper, map, object))
		return -AX_EINVAL;
	map->keeper->get(map->keeper, AX_HOLDS_MAP, object);
	irq = axi_spin_lock(&of(map)->lock);
	old = hash_lookup(map, key);
	err = ax_map_update(of(map)->table, key, &value, flags);
	axi_spin_unlock(&of(map)->lock, irq);
	drop(map, err ? object : old);
	return err;
}

static int hash_remove(struct ax_map *map, const void *key)
{
	unsigned long irq = axi_spin_lock(&of(map)->lock);
	void *old = hash_lookup(map, key);
	int err = ax_map_delete(of(map)->table, key);

	axi_spin_unlock(&of(map)->lock, irq);
	if (!err)
		drop(map, old);
	return err;
}

static long drop_each(void *arg, struct ax_map *table, const void *key, void *value)
{
	drop(arg, load(value));
	return 0;
}

static void hash_fini(struct ax_map *map)
{
	if (map->keeper)
		ax_map_each(of(map)->table, drop_each, map);
	ax_map_destroy(of(map)->table);
	inner_free(map);
}

static int hash_next_key(struct ax_map *map, const void *key, void *next)
{
	return ax_map_next_key(of(map)->table, key, next);
}

/* One element of the table after the other, ids instead of pointers.  Under the lock what is in the table has its reference. */
static int hash_batch(struct ax_map *map, struct ax_map_batch *batch, bool remove)
{
	struct ax_map *table = of(map)->table, *object = NULL;
	struct ax_map_batch one = {.room = 1, .start = batch->start, .cursor = batch->cursor};
	int err = 0;

	while (!err && one.room) {
		u64 pointer = 0;
		unsigned long irq;

		one.room = batch->count < batch->room; /* 0: is there another one? */
		one.keys = (u8 *)batch->keys + (u64)batch->count * map->spec.key_size;
		one.values = &pointer;
		irq = axi_spin_lock(&of(map)->lock);
		err = ax_map_user_batch(table, &one, remove);
		object = (struct ax_map *)(uintptr_t)pointer;
		if (one.count)
			memcpy((u8 *)batch->values + (u64)batch->count++ * batch->value_bytes, &object->id, 4);
		axi_spin_unlock(&of(map)->lock, irq);
		if (one.count && remove)
			drop(map, object);
		one.start = false;
	}
	return err;
}

const struct axi_map_ops axi_array_of_maps_ops = {
	.check = array_check,
	.struct_bytes = sizeof(struct axi_slots),
	.init = array_init,
	.fini = array_fini,
	.lookup = axi_slots_lookup,
	.remove = axi_slots_remove,
	.user_lookup = axi_slots_user_lookup,
	.next_key = axi_slots_next_key,
	.holds = AX_HOLDS_MAP,
	.put_object = axi_slots_put,
	.batches = AXI_BATCH_LOOKUP | AXI_BATCH_UPDATE,
};

const struct axi_map_ops axi_hash_of_maps_ops = {
	.check = hash_check,
	.struct_bytes = sizeof(struct of_maps),
	.init = hash_init,
	.fini = hash_fini,
	.lookup = hash_lookup,
	.remove = hash_remove,
	.user_lookup = axi_slots_user_lookup,
	.next_key = hash_next_key,
	.holds = AX_HOLDS_MAP,
	.put_object = hash_put,
	.batch = hash_batch,
	.batches = AXI_BATCH_ALL,
};
