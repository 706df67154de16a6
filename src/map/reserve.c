/* SPDX-License-Identifier: Apache-2.0
 * reserve.c - see reserve.h. */
#include "map/reserve.h"

#define SLAB_BYTES     (64u << 10)
#define SLAB_NODES_MIN 8

struct axi_slab {
	struct axi_slab *next;
	u64 bytes;
};

static u32 slab_nodes(u64 node_bytes)
{
	return (u32)max_u64(SLAB_BYTES / node_bytes, SLAB_NODES_MIN);
}

u64 axi_reserve_bytes(u64 node_bytes, u64 target)
{
	return target * node_bytes + (target / slab_nodes(node_bytes) + 1) * sizeof(struct axi_slab);
}

static axi_link *link_of(void *node)
{
	return node;
}

void *axi_reserve_take(struct axi_reserve *r)
{
	unsigned long irq = axi_spin_lock(&r->lock);
	void *node = r->free;

	if (node) {
		r->free = atomic_load_explicit(link_of(node), memory_order_relaxed);
		atomic_fetch_sub_explicit(&r->count, 1, memory_order_relaxed);
	}
	axi_spin_unlock(&r->lock, irq);
	return node;
}

void axi_reserve_give(struct axi_reserve *r, void *node)
{
	unsigned long irq = axi_spin_lock(&r->lock);

	atomic_store_explicit(link_of(node), r->free, memory_order_release);
	r->free = node;
	atomic_fetch_add_explicit(&r->count, 1, memory_order_relaxed);
	axi_spin_unlock(&r->lock, irq);
}

static u64 claim(struct axi_reserve *r, u64 want)
{
	unsigned long irq = axi_spin_lock(&r->lock);

	want = min_u64(want, r->target - r->total);
	r->total += want;
	atomic_store_explicit(&r->whole, r->total == r->target, memory_order_relaxed);
	axi_spin_unlock(&r->lock, irq);
	return want;
}

/* Link the nodes of a slab to each other; only the splice needs the lock. */
static void add_slab(struct axi_reserve *r, struct axi_slab *slab, u64 nodes)
{
	u8 *first = (u8 *)(slab + 1), *last = first + (nodes - 1) * r->node_bytes;
	unsigned long irq;

	for (u8 *at = first; at < last; at += r->node_bytes)
		atomic_init(link_of(at), at + r->node_bytes);
	irq = axi_spin_lock(&r->lock);
	slab->next = r->slabs;
	r->slabs = slab;
	atomic_store_explicit(link_of(last), r->free, memory_order_relaxed);
	r->free = first;
	atomic_fetch_add_explicit(&r->count, (u32)nodes, memory_order_relaxed);
	axi_spin_unlock(&r->lock, irq);
}

static int grow(struct axi_reserve *r, u64 want)
{
	u64 nodes = claim(r, want), bytes = sizeof(struct axi_slab) + nodes * r->node_bytes;
	struct axi_slab *slab;
	unsigned long irq;

	if (!nodes)
		return 0;
	slab = axi_map_alloc(r->map, bytes);
	if (!slab) {
		irq = axi_spin_lock(&r->lock);
		r->total -= nodes;
		atomic_store_explicit(&r->whole, false, memory_order_relaxed);
		axi_spin_unlock(&r->lock, irq);
		return -AX_ENOMEM;
	}
	slab->bytes = bytes;
	add_slab(r, slab, nodes);
	return 0;
}

int axi_reserve_grow(struct axi_reserve *r)
{
	return grow(r, r->slab_nodes);
}

bool axi_reserve_low(struct axi_reserve *r)
{
	bool low;
	unsigned long irq;

	if (LIKELY(atomic_load_explicit(&r->count, memory_order_relaxed) >= r->low_water) ||
	    atomic_load_explicit(&r->whole, memory_order_relaxed))
		return false;
	irq = axi_spin_lock(&r->lock);
	low = r->total < r->target;
	axi_spin_unlock(&r->lock, irq);
	return low;
}

static void grow_later(void *arg)
{
	struct axi_reserve *r = arg;

	/* one hold: only ours is left, the map has been destroyed */
	while (atomic_load(&r->map->holds) > 1 && axi_reserve_low(r) && !axi_reserve_grow(r))
		;
	atomic_store(&r->growing, 0);
	axi_map_release(r->map);
}

void axi_reserve_ask(struct axi_reserve *r)
{
	if (!axi_reserve_low(r) || atomic_exchange(&r->growing, 1))
		return;
	axi_map_hold(r->map);
	if (r->map->port->defer(grow_later, r)) {
		atomic_store(&r->growing, 0);
		axi_map_release(r->map); /* not the last: our caller uses the map */
	}
}

int axi_reserve_init(struct axi_reserve *r, struct ax_map *map, u32 node_bytes, u64 target, bool all)
{
	r->map = map;
	r->node_bytes = node_bytes;
	r->target = target;
	r->slab_nodes = slab_nodes(node_bytes);
	r->low_water = (u32)max_u64(r->slab_nodes / 2, map->port->cpu_count());
	return grow(r, all ? target : r->slab_nodes);
}

void axi_reserve_fini(struct axi_reserve *r)
{
	for (struct axi_slab *slab = r->slabs, *next; slab; slab = next) {
		next = slab->next;
		axi_map_free(r->map, slab, slab->bytes);
	}
}

u8 *axi_reserve_nodes(const struct axi_reserve *r)
{
	return (u8 *)(r->slabs + 1);
}
