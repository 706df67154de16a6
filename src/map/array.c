/* SPDX-License-Identifier: Apache-2.0
 * array.c - array maps: plain and per CPU.  All elements exist from the start, zeroed; none can be deleted.
 *
 * Plain: values one after the other, each rounded up to 8 bytes; with AX_MAP_F_MMAPABLE in whole pages of their own.
 * Per CPU: one such block for each CPU, a multiple of 64 bytes, so that CPUs do not share cache lines. */
#include "map/copy.h"
#include "map/map.h"
#include "ax_cpu.h"

struct array {
	struct ax_map map;
	u8 *values;
	u64 bytes;      /* of `values` */
	u64 cpu_bytes;  /* per CPU: from one CPU's block to the next */
	u32 stride;     /* from one value to the next */
};

#define PERCPU_VALUE_MAX 32768 /* Linux: PCPU_MIN_UNIT_SIZE */

static struct array *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct array, map);
}

static int check_sizes(const struct ax_map_spec *spec, u32 flags)
{
	if (!spec->max_entries || spec->key_size != 4 || !spec->value_size || (spec->flags & ~flags) ||
	    !axi_map_access_ok(spec->flags))
		return -AX_EINVAL;
	return spec->value_size > INT32_MAX ? -AX_E2BIG : 0;
}

/* <= 2^32 * 2^31: no overflow */
static u64 plain_bytes(const struct ax_map_spec *spec)
{
	u64 bytes = align_up(spec->value_size, 8) * spec->max_entries;

	return spec->flags & AX_MAP_F_MMAPABLE ? align_up(bytes, AX_PAGE_BYTES) : bytes;
}

static int array_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	int err = check_sizes(spec, AXI_MAP_ACCESS | AX_MAP_F_MMAPABLE | AX_MAP_F_INNER_MAP);

	if (!err && plain_bytes(spec) + sizeof(struct array) > limits->map_bytes)
		err = -AX_E2BIG;
	return err;
}

/* <= 2^32 * 2^15 */
static u64 cpu_bytes(const struct ax_map_spec *spec)
{
	return align_up(align_up(spec->value_size, 8) * spec->max_entries, 64);
}

static int percpu_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	int err = check_sizes(spec, AXI_MAP_ACCESS);

	if (!err && (spec->value_size > PERCPU_VALUE_MAX ||
		     cpu_bytes(spec) * port->cpu_count() + sizeof(struct array) > limits->map_bytes))
		err = -AX_E2BIG;
	return err;
}

static int array_init(struct ax_map *map)
{
	struct array *a = of(map);

	a->stride = axi_map_stride(map);
	a->bytes = plain_bytes(&map->spec);
	a->values = axi_map_alloc(map, a->bytes);
	return a->values ? 0 : -AX_ENOMEM;
}

static int percpu_init(struct ax_map *map)
{
	struct array *a = of(map);

	a->stride = axi_map_stride(map);
	a->cpu_bytes = cpu_bytes(&map->spec);
	a->bytes = a->cpu_bytes * map->port->cpu_count();
	a->values = axi_map_alloc(map, a->bytes);
	return a->values ? 0 : -AX_ENOMEM;
}

static void array_fini(struct ax_map *map)
{
	axi_map_free(map, of(map)->values, of(map)->bytes);
}

static u32 index_of(const void *key)
{
	u32 index;

	memcpy(&index, key, 4);
	return index;
}

static u8 *value_at(struct ax_map *map, u32 index)
{
	return of(map)->values + (u64)index * of(map)->stride;
}

static void *array_lookup(struct ax_map *map, const void *key)
{
	u32 index = index_of(key);

	return LIKELY(index < map->spec.max_entries) ? value_at(map, index) : NULL;
}

/* Linux's order: flags, then the index, then "exists already", then a lock that is not there (ax_map_update knows those that are). */
static int update_check(struct ax_map *map, u32 index, u64 flags)
{
	if (UNLIKELY((flags & ~(u64)(AXI_MARKS ? AX_F_LOCK : 0)) > AX_EXIST))
		return -AX_EINVAL;
	if (UNLIKELY(index >= map->spec.max_entries))
		return -AX_E2BIG;
	if (UNLIKELY(flags & AX_NOEXIST))
		return -AX_EEXIST;
	return AXI_MARKS && UNLIKELY(flags & AX_F_LOCK) ? -AX_EINVAL : 0;
}

/* Values with a lock or a timer. */
static void special_update(struct ax_map *map, void *at, const void *value)
{
	axi_value_in(&map->spec, at, value);
	axi_timer_drop(map, at);
}

static int array_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	u32 index = index_of(key); /* once: others may write the key */
	int err = update_check(map, index, flags);

	if (!err && LIKELY(axi_value_is_plain(&map->spec)))
		axi_copy_in(value_at(map, index), value, map->spec.value_size);
	else if (!err)
		special_update(map, value_at(map, index), value);
	return err;
}

static int array_remove(struct ax_map *map, const void *key)
{
	return -AX_EINVAL;
}

static int array_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	void *at = array_lookup(map, key);

	if (!at)
		return -AX_ENOENT;
	if (LIKELY(axi_value_is_plain(&map->spec)))
		axi_copy_out(value, at, map->spec.value_size);
	else
		axi_value_out(&map->spec, value, at);
	return 0;
}

static int array_next_key(struct ax_map *map, const void *key, void *next)
{
	u32 index = key ? index_of(key) : UINT32_MAX;

	if (index == map->spec.max_entries - 1)
		return -AX_ENOENT;
	index = index >= map->spec.max_entries ? 0 : index + 1;
	memcpy(next, &index, 4);
	return 0;
}

static long array_each(struct ax_map *map, axi_each_fn *fn, void *arg)
{
	for (u32 i = 0; i < map->spec.max_entries; i++)
		if (fn(arg, map, &(u32){i}, map->ops->lookup(map, &i)))
			return (long)i + 1;
	return (long)map->spec.max_entries;
}

static int array_direct(struct ax_map *map, u32 off, u64 *address)
{
	if (map->spec.max_entries != 1)
		return -AX_ENOTSUPP;
	if (off >= map->spec.value_size)
		return -AX_EINVAL;
	*address = (u64)(uintptr_t)of(map)->values + off;
	return 0;
}

static int array_mmap(struct ax_map *map, u64 offset, u64 bytes, bool write, void **base)
{
	struct array *a = of(map);

	if (!(map->spec.flags & AX_MAP_F_MMAPABLE) || offset + bytes > a->bytes)
		return -AX_EINVAL;
	*base = a->values + offset;
	return 0;
}

/* ---- per CPU ---- */

static u8 *percpu_value(struct ax_map *map, u32 index, u32 cpu)
{
	return of(map)->values + cpu * of(map)->cpu_bytes + (u64)index * of(map)->stride;
}

static void *percpu_lookup_percpu(struct ax_map *map, const void *key, u32 cpu)
{
	u32 index = index_of(key);

	return LIKELY(index < map->spec.max_entries) ? percpu_value(map, index, cpu) : NULL;
}

static void *percpu_lookup(struct ax_map *map, const void *key)
{
	u32 index = index_of(key);

	return LIKELY(index < map->spec.max_entries) ? percpu_value(map, index, ax_cpu_id()) : NULL;
}

static int percpu_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	u32 index = index_of(key);
	int err = update_check(map, index, flags);

	if (!err)
		axi_copy_in(percpu_value(map, index, ax_cpu_id()), value, map->spec.value_size);
	return err;
}

static int percpu_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	u32 index = index_of(key), stride = of(map)->stride;

	if (index >= map->spec.max_entries)
		return -AX_ENOENT;
	for (u32 cpu = 0; cpu < map->port->cpu_count(); cpu++)
		axi_copy_out((u8 *)value + (u64)cpu * stride, percpu_value(map, index, cpu), stride);
	return 0;
}

static int percpu_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	u32 index = index_of(key), stride = of(map)->stride;
	int err = update_check(map, index, flags);

	if (err)
		return err;
	for (u32 cpu = 0; cpu < map->port->cpu_count(); cpu++)
		axi_copy_in(percpu_value(map, index, cpu), (const u8 *)value + (u64)cpu * stride, stride);
	return 0;
}

const struct axi_map_ops axi_array_ops = {
	.check = array_check,
	.struct_bytes = sizeof(struct array),
	.init = array_init,
	.fini = array_fini,
	.lookup = array_lookup,
	.update = array_update,
	.remove = array_remove,
	.each = AXI_CALLBACKS ? array_each : NULL,
	.batches = AXI_GROWS ? AXI_BATCH_LOOKUP | AXI_BATCH_UPDATE : 0,
	.user_lookup = array_user_lookup,
	.user_update = array_update,
	.next_key = array_next_key,
	.direct = array_direct,
	.mmap = AXI_GROWS ? array_mmap : NULL,
};

const struct axi_map_ops axi_percpu_array_ops = {
	.check = percpu_check,
	.struct_bytes = sizeof(struct array),
	.init = percpu_init,
	.fini = array_fini,
	.lookup = percpu_lookup,
	.update = percpu_update,
	.remove = array_remove,
	.lookup_percpu = percpu_lookup_percpu,
	.each = array_each,
	.batches = AXI_BATCH_LOOKUP | AXI_BATCH_UPDATE,
	.user_lookup = percpu_user_lookup,
	.user_update = percpu_user_update,
	.next_key = array_next_key,
};

const void *axi_map_values(struct ax_map *map, u32 *stride, u64 *cpu_stride)
{
	if (map->ops != &axi_array_ops && map->ops != &axi_percpu_array_ops)
		return NULL;
	*stride = of(map)->stride;
	*cpu_stride = of(map)->cpu_bytes;
	return of(map)->values;
}
