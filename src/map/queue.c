/* SPDX-License-Identifier: Apache-2.0
 * queue.c - queues (first in, first out) and stacks (last in, first out) of values without keys.
 *
 * One ring of max_entries values under one lock, interrupts masked: each operation copies one value. */
#include "base/spin.h"
#include "map/copy.h"
#include "map/map.h"

#define VALUE_MAX (4u << 20) /* Linux: KMALLOC_MAX_SIZE */

struct queue {
	struct ax_map map;
	u8 *values;
	struct axi_spin lock;
	/* lock guards: */
	u32 first, count; /* the oldest value; how many there are */
};

static struct queue *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct queue, map);
}

static u64 bytes_of(const struct ax_map_spec *spec)
{
	return align_up(spec->value_size, 8) * spec->max_entries; /* < 2^32 * 2^23 */
}

static int queue_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	if (!spec->max_entries || spec->key_size || !spec->value_size || (spec->flags & ~(u32)AXI_MAP_ACCESS) ||
	    !axi_map_access_ok(spec->flags))
		return -AX_EINVAL;
	return spec->value_size > VALUE_MAX || bytes_of(spec) + sizeof(struct queue) > limits->map_bytes ? -AX_E2BIG : 0;
}

static int queue_init(struct ax_map *map)
{
	of(map)->values = axi_map_alloc(map, bytes_of(&map->spec));
	return of(map)->values ? 0 : -AX_ENOMEM;
}

static void queue_fini(struct ax_map *map)
{
	axi_map_free(map, of(map)->values, bytes_of(&map->spec));
}

/* The value `n` places after the oldest. */
static u8 *at(struct queue *q, u32 n)
{
	u64 place = (u64)q->first + n;

	return q->values + (place < q->map.spec.max_entries ? place : place - q->map.spec.max_entries) * axi_map_stride(&q->map);
}

static void drop_first(struct queue *q)
{
	q->first = q->first + 1 < q->map.spec.max_entries ? q->first + 1 : 0;
	q->count--;
}

/* AX_EXIST: a full one loses its oldest value. */
static int queue_push(struct ax_map *map, const void *value, u64 flags)
{
	struct queue *q = of(map);
	unsigned long irq;
	int err = 0;

	if (flags & AX_NOEXIST || flags > AX_EXIST)
		return -AX_EINVAL;
	irq = axi_spin_lock(&q->lock);
	if (q->count == map->spec.max_entries && !flags)
		err = -AX_E2BIG;
	else if (q->count == map->spec.max_entries)
		drop_first(q);
	if (!err)
		axi_copy_in(at(q, q->count++), value, map->spec.value_size);
	axi_spin_unlock(&q->lock, irq);
	return err;
}

static int take(struct ax_map *map, void *value, bool last, bool remove)
{
	struct queue *q = of(map);
	unsigned long irq = axi_spin_lock(&q->lock);
	int err = q->count ? 0 : -AX_ENOENT;

	if (err)
		memset(value, 0, map->spec.value_size);
	else
		axi_copy_out(value, at(q, last ? q->count - 1 : 0), map->spec.value_size);
	if (!err && remove && last)
		q->count--;
	else if (!err && remove)
		drop_first(q);
	axi_spin_unlock(&q->lock, irq);
	return err;
}

static int queue_pop(struct ax_map *map, void *value)
{
	return take(map, value, false, true);
}

static int queue_peek(struct ax_map *map, void *value)
{
	return take(map, value, false, false);
}

static int stack_pop(struct ax_map *map, void *value)
{
	return take(map, value, true, true);
}

static int stack_peek(struct ax_map *map, void *value)
{
	return take(map, value, true, false);
}

static int queue_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	return map->ops->peek(map, value);
}

static int queue_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return queue_push(map, value, flags);
}

static int queue_remove(struct ax_map *map, const void *key)
{
	return -AX_EINVAL;
}

static int queue_next_key(struct ax_map *map, const void *key, void *next)
{
	return -AX_EINVAL;
}

#define COMMON                                                                                     \
	.check = queue_check, .struct_bytes = sizeof(struct queue), .init = queue_init, .fini = queue_fini, .push = queue_push, \
	.user_lookup = queue_user_lookup, .user_update = queue_user_update, .remove = queue_remove, .next_key = queue_next_key

const struct axi_map_ops axi_queue_ops = {COMMON, .pop = queue_pop, .peek = queue_peek};
const struct axi_map_ops axi_stack_ops = {COMMON, .pop = stack_pop, .peek = stack_peek};
