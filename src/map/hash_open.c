/* SPDX-License-Identifier: Apache-2.0
 * hash_open.c - hash map for fixed memory: open addressing with linear probing, everything allocated at creation.
 *
 * The table holds node numbers, not nodes: deletion moves later numbers back into the gap (Knuth, TAOCP 3, 6.4,
 * algorithm R), so there are no tombstones and probes stay short for ever, while nodes stay where they are.
 * At least half of the slots are free, so a probe always ends; the seed keeps others from choosing colliding keys.
 *
 * One lock for writers (interrupts masked); readers take none.  `seq` is odd while numbers move; a reader whose look
 * was disturbed repeats it, at most AXI_HASH_TRIES times, then takes the lock.  One node more than max_entries: an
 * update fills the spare and swaps it in, so that a reader finds the old value or the new one. */
#include "map/hash.h"

struct open {
	struct axi_hash h;
	_Atomic u32 *slots; /* 0: free; otherwise node number + 1 */
	u32 mask;
	u8 *nodes;
	_Atomic u32 seq;
	struct axi_spin lock;
	/* lock guards: */
	struct axi_node *free;
	u32 count;
};
_Static_assert(sizeof(struct open) <= AXI_HASH_STRUCT_BYTES, "hash.h says how much there is");

static struct open *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct open, h.map);
}

static u64 slot_count(const struct ax_map_spec *spec)
{
	u64 count = 4;

	while (count < 2 * (u64)spec->max_entries)
		count *= 2;
	return count;
}

static u64 node_count(const struct ax_map_spec *spec)
{
	return (u64)spec->max_entries + 1;
}

/* <= 2^32 * 4 + 2^31 * 2^23 */
u64 axi_hash_open_bytes(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return slot_count(spec) * 4 + node_count(spec) * axi_hash_node_bytes(spec, port);
}

static struct axi_node *node_at(const struct open *o, u32 number)
{
	return (struct axi_node *)(void *)(o->nodes + (u64)number * o->h.node_bytes);
}

static u32 number_of(const struct open *o, const struct axi_node *node)
{
	return (u32)((size_t)((const u8 *)node - o->nodes) / o->h.node_bytes);
}

static void give(struct open *o, struct axi_node *node)
{
	atomic_store_explicit(&node->mark, 0, memory_order_relaxed);
	atomic_store_explicit(&node->next, o->free, memory_order_relaxed);
	o->free = node;
}

/* Never empty: at most max_entries nodes are in the table, and the lock lets one update at a time use the spare. */
static struct axi_node *take(struct open *o)
{
	struct axi_node *node = o->free;

	o->free = atomic_load_explicit(&node->next, memory_order_relaxed);
	return node;
}

static int open_init(struct ax_map *map)
{
	struct open *o = of(map);
	u64 slots = slot_count(&map->spec) * 4, nodes = node_count(&map->spec) * o->h.node_bytes;

	o->slots = axi_map_alloc(map, slots);
	o->nodes = axi_map_alloc(map, nodes);
	if (!o->slots || !o->nodes) {
		axi_map_free(map, o->slots, slots);
		axi_map_free(map, o->nodes, nodes);
		return -AX_ENOMEM;
	}
	o->mask = (u32)(slots / 4 - 1);
	for (u64 i = node_count(&map->spec); i-- > 0;)
		give(o, node_at(o, (u32)i));
	return 0;
}

static void open_fini(struct ax_map *map)
{
	struct open *o = of(map);

	axi_map_free(map, o->slots, slot_count(&map->spec) * 4);
	axi_map_free(map, o->nodes, node_count(&map->spec) * o->h.node_bytes);
}

/* The slot of `key`, or the free slot where it would go.  Under the lock this is the truth; without it, what `seq`
 * confirms.  The step count only matters while numbers move. */
static u32 probe(const struct open *o, const void *key, u32 hash, struct axi_node **found)
{
	u32 at = hash & o->mask;

	*found = NULL;
	for (u32 step = 0; step <= o->mask; step++, at = (at + 1) & o->mask) {
		u32 number = atomic_load_explicit(&o->slots[at], memory_order_acquire);

		if (!number)
			break;
		if (axi_hash_key_is(&o->h, node_at(o, number - 1), key)) {
			*found = node_at(o, number - 1);
			break;
		}
	}
	return at;
}

static struct axi_node *find(struct open *o, const void *key)
{
	u32 hash = axi_hash_key(&o->h, key);
	struct axi_node *node;
	unsigned long irq;

	for (u32 try = 0; try < AXI_HASH_TRIES; try++) {
		u32 seq = atomic_load_explicit(&o->seq, memory_order_acquire);

		probe(o, key, hash, &node);
		atomic_thread_fence(memory_order_acquire);
		if (LIKELY(!(seq & 1) && atomic_load_explicit(&o->seq, memory_order_relaxed) == seq))
			return node;
		ax_cpu_relax();
	}
	irq = axi_spin_lock(&o->lock);
	probe(o, key, hash, &node);
	axi_spin_unlock(&o->lock, irq);
	return node;
}

static void move_begin(struct open *o)
{
	atomic_store_explicit(&o->seq, atomic_load_explicit(&o->seq, memory_order_relaxed) + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
}

static void move_end(struct open *o)
{
	atomic_store_explicit(&o->seq, atomic_load_explicit(&o->seq, memory_order_relaxed) + 1, memory_order_release);
}

static void slot_set(struct open *o, u32 at, u32 number)
{
	atomic_store_explicit(&o->slots[at], number, memory_order_release);
}

static int update_locked(struct open *o, const void *key, const void *value, u64 flags, bool user)
{
	u32 hash = axi_hash_key(&o->h, key);
	struct axi_node *old, *node;
	u32 at = probe(o, key, hash, &old);
	int err = axi_hash_allowed(old, flags);

	if (err)
		return err;
	if (AXI_CPUS && old && o->h.percpu) {
		axi_hash_put_value(&o->h, old, value, user);
		return 0;
	}
	if (!old && o->count == o->h.map.spec.max_entries)
		return -AX_E2BIG;
	node = take(o);
	axi_hash_set_key(&o->h, node, key, hash);
	axi_hash_new_value(&o->h, node, value, user);
	atomic_store_explicit(&node->mark, 1, memory_order_release);
	if (!old) {
		slot_set(o, at, number_of(o, node) + 1);
		o->count++;
		return 0;
	}
	move_begin(o);
	slot_set(o, at, number_of(o, node) + 1);
	move_end(o);
	axi_hash_gone(&o->h, old);
	give(o, old);
	return 0;
}

static int update(struct ax_map *map, const void *key, const void *value, u64 flags, bool user)
{
	struct open *o = of(map);
	unsigned long irq;
	int err;

	if (UNLIKELY(flags > AX_EXIST))
		return -AX_EINVAL;
	irq = axi_spin_lock(&o->lock);
	err = update_locked(o, key, value, flags, user);
	axi_spin_unlock(&o->lock, irq);
	return err;
}

static int open_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return update(map, key, value, flags, false);
}

static int open_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return update(map, key, value, flags, true);
}

/* Close the gap at `gap`: a number further on moves back when its home slot is not between the gap and itself. */
static void close_gap(struct open *o, u32 gap)
{
	u32 at = gap, number;

	for (;;) {
		at = (at + 1) & o->mask;
		number = atomic_load_explicit(&o->slots[at], memory_order_relaxed);
		if (!number)
			break;
		if (((at - node_at(o, number - 1)->hash) & o->mask) < ((at - gap) & o->mask))
			continue;
		slot_set(o, gap, number);
		gap = at;
	}
	slot_set(o, gap, 0);
}

/* The slot of a node that is in the table: by its number, for another one may have got the same key (its own changed while it
 * was written: the caller's memory, which others write). */
static u32 slot_of(const struct open *o, const struct axi_node *node)
{
	u32 at = node->hash & o->mask;

	while (atomic_load_explicit(&o->slots[at], memory_order_relaxed) != number_of(o, node) + 1)
		at = (at + 1) & o->mask;
	return at;
}

/* Under the lock. */
static void take_out(struct open *o, u32 at, struct axi_node *node)
{
	move_begin(o);
	close_gap(o, at);
	move_end(o);
	axi_hash_gone(&o->h, node);
	give(o, node);
	o->count--;
}

/* Delete; with `value` also say what it was. */
static int remove_key(struct ax_map *map, const void *key, void *value)
{
	struct open *o = of(map);
	u32 hash = axi_hash_key(&o->h, key);
	unsigned long irq = axi_spin_lock(&o->lock);
	struct axi_node *node;
	u32 at = probe(o, key, hash, &node);

	if (node) {
		if (value)
			axi_hash_take_value(&o->h, node, value);
		take_out(o, at, node);
	}
	axi_spin_unlock(&o->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

static int open_remove(struct ax_map *map, const void *key)
{
	return remove_key(map, key, NULL);
}

static void *open_lookup(struct ax_map *map, const void *key)
{
	struct open *o = of(map);

	return axi_hash_result(&o->h, find(o, key));
}

static void *open_lookup_percpu(struct ax_map *map, const void *key, u32 cpu)
{
	return axi_hash_result_of(&of(map)->h, find(of(map), key), cpu);
}

/* By node, which stays where it is whatever the callback deletes. */
static long open_each(struct ax_map *map, axi_each_fn *fn, void *arg)
{
	struct open *o = of(map);
	long visited = 0;

	for (u32 i = 0; i < node_count(&map->spec); i++) {
		struct axi_node *node = node_at(o, i);

		if (!atomic_load_explicit(&node->mark, memory_order_acquire))
			continue;
		visited++;
		if (fn(arg, map, node->key, axi_hash_result(&o->h, node)))
			break;
	}
	return visited;
}

/* The cursor is a node's number.  When the room is used up, the look goes on to the next element, so that after the last one the
 * answer is ENOENT at once, as on Linux. */
static int open_batch(struct ax_map *map, struct ax_map_batch *batch, bool remove)
{
	struct open *o = of(map);
	u32 i = 0;

	if (!batch->start)
		memcpy(&i, batch->cursor, 4);
	for (; i < node_count(&map->spec); i++) {
		struct axi_node *node = node_at(o, i);
		unsigned long irq = axi_spin_lock(&o->lock);
		bool there = atomic_load_explicit(&node->mark, memory_order_relaxed), full = batch->count == batch->room;

		if (there && !full) {
			u8 *key = (u8 *)batch->keys + (u64)batch->count * map->spec.key_size;

			axi_hash_get_key(&o->h, node, key);
			axi_hash_batch_value(&o->h, node, batch);
			batch->count++;
			if (remove)
				take_out(o, slot_of(o, node), node);
		}
		axi_spin_unlock(&o->lock, irq);
		if (there && full)
			break;
	}
	memcpy(batch->cursor, &i, 4);
	return i < node_count(&map->spec) ? 0 : -AX_ENOENT;
}

/* Under the lock: the copy is of one element, whole. */
static int open_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	struct open *o = of(map);
	u32 hash = axi_hash_key(&o->h, key);
	unsigned long irq = axi_spin_lock(&o->lock);
	struct axi_node *node;

	probe(o, key, hash, &node);
	if (node)
		axi_hash_get_value(&o->h, node, value);
	axi_spin_unlock(&o->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

static int open_next_key(struct ax_map *map, const void *key, void *next)
{
	struct open *o = of(map);
	unsigned long irq = axi_spin_lock(&o->lock);
	struct axi_node *node = NULL;
	u32 at = 0, number = 0;

	if (key)
		at = probe(o, key, axi_hash_key(&o->h, key), &node);
	for (at = node ? at + 1 : 0; at <= o->mask && !number; at++)
		number = atomic_load_explicit(&o->slots[at], memory_order_relaxed);
	if (number)
		axi_hash_get_key(&o->h, node_at(o, number - 1), next);
	axi_spin_unlock(&o->lock, irq);
	return number ? 0 : -AX_ENOENT;
}

const struct axi_map_ops axi_hash_open_ops = {
	.struct_bytes = AXI_HASH_STRUCT_BYTES,
	.init = open_init,
	.fini = open_fini,
	.lookup = open_lookup,
	.lookup_percpu = AXI_GROWS ? open_lookup_percpu : NULL,
	.update = open_update,
	.remove = open_remove,
	.each = AXI_CALLBACKS ? open_each : NULL,
	.user_lookup = open_user_lookup,
	.user_update = open_user_update,
	.user_take = AXI_GROWS ? remove_key : NULL,
	.next_key = open_next_key,
	.batch = AXI_GROWS ? open_batch : NULL,
	.batches = AXI_GROWS ? AXI_BATCH_ALL : 0,
};
