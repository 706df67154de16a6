/* SPDX-License-Identifier: Apache-2.0
 * lru.c - hash maps that make room for a new element by evicting one that was not used lately; plain and per CPU.
 *
 * Chained buckets (bucket.h); all nodes exist from the start, in both profiles.  Which element goes is decided by a
 * clock hand (Corbato, 1968): it walks over the nodes; one that a program has looked up since the hand came by is
 * spared once.  After HAND_STEPS nodes the next element goes whatever it is, so that an update takes bounded time.
 * Lookups only set a bit, and only when it is not set. */
#include "map/bucket.h"
#include "map/reserve.h"

#define HAND_STEPS 64

enum { IN_MAP = 1, USED = 2 }; /* axi_node.mark */

struct lru {
	struct axi_hash h;
	struct axi_buckets buckets;
	struct axi_reserve reserve; /* max_entries, and one for each CPU that swaps a value */
	u8 *nodes;
	u32 node_count;
	_Atomic u32 count;          /* elements */
	_Atomic u32 hand;
};

static struct lru *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct lru, h.map);
}

/* With a list for each CPU Linux rounds to a multiple of their number; there is one hand here, but as much room. */
static u32 entries_of(const struct ax_map_spec *spec, const struct ax_port *port)
{
	u32 cpus = port->cpu_count(), rest = spec->max_entries % cpus;

	if (!(spec->flags & AX_MAP_F_NO_COMMON_LRU) || !rest)
		return spec->max_entries;
	return spec->max_entries <= UINT32_MAX - cpus ? spec->max_entries - rest + cpus : spec->max_entries - rest;
}

static u64 node_count(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return (u64)entries_of(spec, port) + port->cpu_count();
}

static const struct axi_map_ops *ops_for(const struct axi_hash *h);

static int lru_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	int err = axi_hash_check(spec);

	if (err)
		return err;
	return axi_buckets_bytes(spec) + sizeof(struct lru) +
	       axi_reserve_bytes(axi_hash_node_bytes(spec, port), node_count(spec, port)) > limits->map_bytes ? -AX_E2BIG : 0;
}

static int lru_init(struct ax_map *map)
{
	struct lru *l = of(map);
	int err = axi_hash_start(&l->h);

	if (err)
		return err;
	map->spec.max_entries = entries_of(&map->spec, map->port);
	l->node_count = (u32)node_count(&map->spec, map->port);
	err = axi_buckets_init(&l->buckets, &l->h);
	if (!err)
		err = axi_reserve_init(&l->reserve, map, l->h.node_bytes, l->node_count, true);
	if (err)
		axi_buckets_fini(&l->buckets);
	else
		l->nodes = axi_reserve_nodes(&l->reserve);
	map->ops = ops_for(&l->h);
	return err;
}

static void lru_fini(struct ax_map *map)
{
	axi_reserve_fini(&of(map)->reserve);
	axi_buckets_fini(&of(map)->buckets);
}

/* ---- eviction ---- */

static void use(struct axi_node *node)
{
	if (node && !(atomic_load_explicit(&node->mark, memory_order_relaxed) & USED))
		atomic_fetch_or_explicit(&node->mark, USED, memory_order_relaxed);
}

static struct axi_node *unlink_at(struct lru *l, struct axi_bucket *b, axi_link *link)
{
	struct axi_node *node = axi_bucket_unlink(b, link, NULL);

	axi_hash_gone(&l->h, node);
	atomic_store_explicit(&node->mark, 0, memory_order_relaxed);
	return node;
}

/* Take this very node out of its bucket, if it is in it. */
static bool evict_node(struct lru *l, struct axi_node *node)
{
	struct axi_bucket *b = axi_bucket_of(&l->buckets, __atomic_load_n(&node->hash, __ATOMIC_RELAXED));
	unsigned long irq = axi_spin_lock(&b->lock);
	axi_link *link = &b->head;
	struct axi_node *at;

	while ((at = atomic_load_explicit(link, memory_order_relaxed)) && at != node)
		link = &at->next;
	if (at)
		unlink_at(l, b, link);
	axi_spin_unlock(&b->lock, irq);
	return at;
}

/* Any context, no lock held.  NULL: others took everything that the hand came to. */
static struct axi_node *evict(struct lru *l)
{
	for (u64 step = 0; step < HAND_STEPS + (u64)l->node_count; step++) {
		u32 hand = atomic_fetch_add_explicit(&l->hand, 1, memory_order_relaxed) % l->node_count;
		struct axi_node *node = (struct axi_node *)(void *)(l->nodes + (u64)hand * l->h.node_bytes);
		u32 mark = atomic_load_explicit(&node->mark, memory_order_relaxed);

		if (!(mark & IN_MAP))
			continue;
		if (mark & USED && step < HAND_STEPS)
			atomic_fetch_and_explicit(&node->mark, ~(u32)USED, memory_order_relaxed);
		else if (evict_node(l, node))
			return node;
	}
	return NULL;
}

/* ---- updates ---- */

static bool count_in(struct lru *l)
{
	u32 count = atomic_load_explicit(&l->count, memory_order_relaxed);

	do {
		if (count >= l->h.map.spec.max_entries)
			return false;
	} while (!atomic_compare_exchange_weak_explicit(&l->count, &count, count + 1, memory_order_relaxed,
							memory_order_relaxed));
	return true;
}

struct change {
	const void *key, *value;
	u64 flags;
	u32 hash;
	bool user;
};

static void fill(struct lru *l, struct axi_node *node, const struct change *c, u32 mark)
{
	axi_hash_set_key(&l->h, node, c->key, c->hash);
	axi_hash_new_value(&l->h, node, c->value, c->user);
	atomic_store_explicit(&node->mark, mark, memory_order_relaxed);
}

static void replace(struct lru *l, struct axi_bucket *b, axi_link *link, const struct change *c)
{
	struct axi_node *node = l->h.percpu ? NULL : axi_reserve_take(&l->reserve);

	if (!node) {
		node = atomic_load_explicit(link, memory_order_relaxed);
		axi_hash_put_value(&l->h, node, c->value, c->user);
		axi_hash_gone(&l->h, node);
		use(node);
		return;
	}
	fill(l, node, c, IN_MAP | USED);
	node = axi_bucket_unlink(b, link, node);
	axi_hash_gone(&l->h, node);
	atomic_store_explicit(&node->mark, 0, memory_order_relaxed);
	axi_reserve_give(&l->reserve, node);
}

/* One attempt, under the bucket's lock.  `node`: the evicted one to use, or NULL.  -AX_EAGAIN: evict one first. */
static int try_update(struct lru *l, struct axi_bucket *b, const struct change *c, struct axi_node **node)
{
	axi_link *link = axi_bucket_link(&l->h, b, c->key);
	bool exists = atomic_load_explicit(link, memory_order_relaxed);
	int err = axi_hash_allowed(exists, c->flags);

	if (err)
		return err;
	if (exists) {
		replace(l, b, link, c);
		return 0;
	}
	if (!*node) {
		if (!count_in(l))
			return -AX_EAGAIN;
		*node = axi_reserve_take(&l->reserve);
		if (!*node) {
			atomic_fetch_sub_explicit(&l->count, 1, memory_order_relaxed);
			return -AX_ENOMEM;
		}
	}
	fill(l, *node, c, IN_MAP);
	axi_bucket_push(b, *node);
	*node = NULL;
	return 0;
}

static int update(struct lru *l, struct change *c)
{
	struct axi_node *node = NULL;
	struct axi_bucket *b;
	unsigned long irq;
	int err;

	if (UNLIKELY(c->flags > AX_EXIST))
		return -AX_EINVAL;
	c->hash = axi_hash_key(&l->h, c->key);
	b = axi_bucket_of(&l->buckets, c->hash);
	irq = axi_spin_lock(&b->lock);
	err = try_update(l, b, c, &node);
	axi_spin_unlock(&b->lock, irq);
	if (LIKELY(err != -AX_EAGAIN))
		return err;
	node = evict(l); /* with its share of `count` */
	if (!node)
		return -AX_ENOMEM;
	irq = axi_spin_lock(&b->lock);
	err = try_update(l, b, c, &node);
	axi_spin_unlock(&b->lock, irq);
	if (node) { /* not needed: another has added the key meanwhile */
		axi_reserve_give(&l->reserve, node);
		atomic_fetch_sub_explicit(&l->count, 1, memory_order_relaxed);
	}
	return err;
}

static int lru_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return update(of(map), &(struct change){.key = key, .value = value, .flags = flags});
}

static int lru_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return update(of(map), &(struct change){.key = key, .value = value, .flags = flags, .user = true});
}

/* Under the bucket's lock. */
static void take_out(struct ax_map *map, struct axi_bucket *b, axi_link *link)
{
	axi_reserve_give(&of(map)->reserve, unlink_at(of(map), b, link));
	atomic_fetch_sub_explicit(&of(map)->count, 1, memory_order_relaxed);
}

/* Delete; with `value` also say what it was. */
static int remove_key(struct ax_map *map, const void *key, void *value)
{
	struct lru *l = of(map);
	struct axi_bucket *b = axi_bucket_of(&l->buckets, axi_hash_key(&l->h, key));
	unsigned long irq = axi_spin_lock(&b->lock);
	axi_link *link = axi_bucket_link(&l->h, b, key);
	struct axi_node *node = atomic_load_explicit(link, memory_order_relaxed);

	if (node && value)
		axi_hash_get_value(&l->h, node, value);
	if (node)
		take_out(map, b, link);
	axi_spin_unlock(&b->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

static int lru_remove(struct ax_map *map, const void *key)
{
	return remove_key(map, key, NULL);
}

static void *lru_lookup(struct ax_map *map, const void *key)
{
	struct axi_node *node = axi_buckets_find(&of(map)->buckets, key);

	use(node);
	return axi_hash_result(&of(map)->h, node);
}

static void *lru_lookup_percpu(struct ax_map *map, const void *key, u32 cpu)
{
	struct axi_node *node = axi_buckets_find(&of(map)->buckets, key);

	use(node);
	return axi_hash_result_of(&of(map)->h, node, cpu);
}

/* User space that looks is no use (as in Linux): dumping a map must not change what it keeps. */
static int lru_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	return axi_buckets_user_lookup(&of(map)->buckets, key, value);
}

static int lru_next_key(struct ax_map *map, const void *key, void *next)
{
	return axi_buckets_next_key(&of(map)->buckets, key, next);
}

static long lru_each(struct ax_map *map, axi_each_fn *fn, void *arg)
{
	return axi_buckets_each(&of(map)->buckets, fn, arg);
}

static int lru_batch(struct ax_map *map, struct ax_map_batch *batch, bool remove)
{
	return axi_buckets_batch(&of(map)->buckets, batch, remove ? take_out : NULL);
}

#define OPS(lookup_)                                                                               \
	.check = lru_check, .struct_bytes = sizeof(struct lru), .init = lru_init, .fini = lru_fini, .lookup = lookup_,          \
	.update = lru_update, .remove = lru_remove, .each = lru_each, .user_lookup = lru_user_lookup,                           \
	.user_update = lru_user_update, .user_take = remove_key, .next_key = lru_next_key, .batch = lru_batch,                  \
	.batches = AXI_BATCH_ALL

const struct axi_map_ops axi_lru_ops = {OPS(lru_lookup)};
const struct axi_map_ops axi_lru_percpu_ops = {OPS(lru_lookup), .lookup_percpu = lru_lookup_percpu};

/* As in hash_chain.c: lookups for keys of the usual sizes. */
#define SIZED(size)                                                                                \
	static void *lru_lookup_##size(struct ax_map *map, const void *key)                                                     \
	{                                                                                                                       \
		struct lru *l = of(map);                                                                                        \
		struct axi_node *node = axi_buckets_find_of(&l->buckets, &l->h, key, size);                                     \
														        \
		use(node);                                                                                                      \
		return node ? axi_hash_value(&l->h, node) : NULL;                                                               \
	}                                                                                                                       \
	static const struct axi_map_ops lru_ops_##size = {OPS(lru_lookup_##size)};
SIZED(4)
SIZED(8)
SIZED(16)

static const struct axi_map_ops *ops_for(const struct axi_hash *h)
{
	if (!AXI_FAST || h->percpu)
		return h->map.ops;
	switch (h->map.spec.key_size) {
	case 4: return &lru_ops_4;
	case 8: return &lru_ops_8;
	case 16: return &lru_ops_16;
	default: return h->map.ops;
	}
}
