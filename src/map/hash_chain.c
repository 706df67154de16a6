/* SPDX-License-Identifier: Apache-2.0
 * hash_chain.c - hash map for large machines: chained buckets, nodes from slabs that grow up to max_entries.
 *
 * Small maps (PREALLOC_BYTES of nodes), and all maps of worlds without port->defer, take every node at creation; so an
 * update fails for want of memory never, as Linux promises without NO_PREALLOC.  Others start with one slab and grow
 * in task context only: by an update from user space, or, when a program has taken the reserve below its low-water
 * mark, by work that port->defer runs.  A program never allocates: it takes from the reserve, or gets -ENOMEM.
 *
 * Writers lock one bucket, interrupts masked; inside it they may lock the free list.  Readers take no lock: a bucket's
 * `seq` is raised after a node has left the bucket and before the node is reused.  So a reader that sees anything of
 * a node's next life (its key, its link into another chain or into the free list) also sees that `seq` has moved, and
 * starts again, AXI_HASH_TRIES times at most; then it takes the lock.  Adding a node disturbs nobody. */
#include "map/hash.h"

#define PREALLOC_BYTES (256u << 10)
#define SLAB_BYTES     (64u << 10)
#define SLAB_NODES_MIN 8
#define BUCKETS_MAX    (1u << 20)

struct bucket {
	_Atomic(struct axi_node *) head;
	_Atomic u32 seq;
	struct axi_spin lock;
};

struct slab {
	struct slab *next;
	u64 bytes;
};

struct chain {
	struct axi_hash h;
	struct bucket *buckets;
	u32 mask;
	u32 slab_nodes, low_water;
	u64 target;            /* nodes when fully grown: max_entries, and one for each CPU that swaps a value */
	_Atomic u32 count;     /* elements */
	_Atomic u32 growing;   /* a grow_later is under way */
	_Atomic u32 reserve;   /* nodes in the free list */
	struct axi_spin lock;
	/* lock guards: */
	struct axi_node *free;
	struct slab *slabs;
	u64 total;             /* nodes that exist or are being allocated */
};
_Static_assert(sizeof(struct chain) <= AXI_HASH_STRUCT_BYTES, "hash.h says how much there is");

static struct chain *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct chain, h.map);
}

static u64 bucket_count(const struct ax_map_spec *spec)
{
	u64 count = 1;

	while (count < spec->max_entries && count < BUCKETS_MAX)
		count *= 2;
	return count;
}

static u64 target_of(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return (u64)spec->max_entries + port->cpu_count();
}

static u32 slab_nodes(u64 node_bytes)
{
	return (u32)max_u64(SLAB_BYTES / node_bytes, SLAB_NODES_MIN);
}

/* Fully grown; < 2^32 * 2^23 and a slab header for each SLAB_NODES_MIN nodes. */
u64 axi_hash_chain_bytes(const struct ax_map_spec *spec, const struct ax_port *port)
{
	u64 node = axi_hash_node_bytes(spec, port), nodes = target_of(spec, port);

	return bucket_count(spec) * sizeof(struct bucket) + nodes * node +
	       (nodes / slab_nodes(node) + 1) * sizeof(struct slab);
}

/* ---- the reserve ---- */

static struct axi_node *take(struct chain *c)
{
	unsigned long irq = axi_spin_lock(&c->lock);
	struct axi_node *node = c->free;

	if (node) {
		c->free = atomic_load_explicit(&node->next, memory_order_relaxed);
		atomic_fetch_sub_explicit(&c->reserve, 1, memory_order_relaxed);
	}
	axi_spin_unlock(&c->lock, irq);
	return node;
}

static void give(struct chain *c, struct axi_node *node)
{
	unsigned long irq = axi_spin_lock(&c->lock);

	atomic_store_explicit(&node->next, c->free, memory_order_release);
	c->free = node;
	atomic_fetch_add_explicit(&c->reserve, 1, memory_order_relaxed);
	axi_spin_unlock(&c->lock, irq);
}

static u64 claim(struct chain *c, u64 want)
{
	unsigned long irq = axi_spin_lock(&c->lock);

	want = min_u64(want, c->target - c->total);
	c->total += want;
	axi_spin_unlock(&c->lock, irq);
	return want;
}

/* Link the nodes of a slab to each other; only the splice needs the lock. */
static void add_slab(struct chain *c, struct slab *slab, u64 nodes)
{
	u8 *first = (u8 *)(slab + 1), *last = first + (nodes - 1) * c->h.node_bytes;
	unsigned long irq;

	for (u8 *at = first; at < last; at += c->h.node_bytes)
		atomic_init(&((struct axi_node *)(void *)at)->next,
			    (struct axi_node *)(void *)(at + c->h.node_bytes));
	irq = axi_spin_lock(&c->lock);
	slab->next = c->slabs;
	c->slabs = slab;
	atomic_store_explicit(&((struct axi_node *)(void *)last)->next, c->free, memory_order_relaxed);
	c->free = (struct axi_node *)(void *)first;
	atomic_fetch_add_explicit(&c->reserve, (u32)nodes, memory_order_relaxed);
	axi_spin_unlock(&c->lock, irq);
}

/* grow - up to `want` nodes more.  Task.  -AX_ENOMEM; 0 also when the map is fully grown. */
static int grow(struct chain *c, u64 want)
{
	u64 nodes = claim(c, want), bytes = sizeof(struct slab) + nodes * c->h.node_bytes;
	struct slab *slab;
	unsigned long irq;

	if (!nodes)
		return 0;
	slab = axi_map_alloc(&c->h.map, bytes);
	if (!slab) {
		irq = axi_spin_lock(&c->lock);
		c->total -= nodes;
		axi_spin_unlock(&c->lock, irq);
		return -AX_ENOMEM;
	}
	slab->bytes = bytes;
	add_slab(c, slab, nodes);
	return 0;
}

static bool wants_growth(struct chain *c)
{
	bool wants;
	unsigned long irq;

	if (LIKELY(atomic_load_explicit(&c->reserve, memory_order_relaxed) >= c->low_water))
		return false;
	irq = axi_spin_lock(&c->lock);
	wants = c->total < c->target;
	axi_spin_unlock(&c->lock, irq);
	return wants;
}

static void grow_later(void *arg)
{
	struct chain *c = arg;

	/* one hold: only ours is left, the map has been destroyed */
	while (atomic_load(&c->h.map.holds) > 1 && wants_growth(c) && !grow(c, c->slab_nodes))
		;
	atomic_store(&c->growing, 0);
	axi_map_release(&c->h.map);
}

/* Any context.  The hold keeps the map's memory until grow_later has run, even if the map is destroyed before. */
static void ask_for_growth(struct chain *c)
{
	if (!wants_growth(c) || atomic_exchange(&c->growing, 1))
		return;
	axi_map_hold(&c->h.map);
	if (c->h.map.port->defer(grow_later, c)) {
		atomic_store(&c->growing, 0);
		axi_map_release(&c->h.map); /* not the last: our caller uses the map */
	}
}

static void chain_fini(struct ax_map *map)
{
	struct chain *c = of(map);

	for (struct slab *slab = c->slabs, *next; slab; slab = next) {
		next = slab->next;
		axi_map_free(map, slab, slab->bytes);
	}
	axi_map_free(map, c->buckets, bucket_count(&map->spec) * sizeof(struct bucket));
}

static int chain_init(struct ax_map *map)
{
	struct chain *c = of(map);
	u64 buckets = bucket_count(&map->spec);
	bool all;

	c->buckets = axi_map_alloc(map, buckets * sizeof(struct bucket));
	if (!c->buckets)
		return -AX_ENOMEM;
	c->mask = (u32)(buckets - 1);
	c->target = target_of(&map->spec, map->port);
	c->slab_nodes = slab_nodes(c->h.node_bytes);
	c->low_water = (u32)max_u64(c->slab_nodes / 2, map->port->cpu_count());
	all = !map->port->defer ||
	      (!(map->spec.flags & AX_MAP_F_NO_PREALLOC) && c->target * c->h.node_bytes <= PREALLOC_BYTES);
	if (!grow(c, all ? c->target : c->slab_nodes))
		return 0;
	chain_fini(map);
	return -AX_ENOMEM;
}

/* ---- buckets ---- */

/* Where the pointer to the node of `key` is, or the chain's end.  Under the bucket's lock. */
static _Atomic(struct axi_node *) *link_of(struct chain *c, struct bucket *b, const void *key)
{
	_Atomic(struct axi_node *) *link = &b->head;
	struct axi_node *node;

	while ((node = atomic_load_explicit(link, memory_order_relaxed)) && !axi_hash_key_is(&c->h, node, key))
		link = &node->next;
	return link;
}

static struct axi_node *node_of(struct chain *c, struct bucket *b, const void *key)
{
	return atomic_load_explicit(link_of(c, b, key), memory_order_relaxed);
}

static bool undisturbed(struct bucket *b, u32 seq)
{
	atomic_thread_fence(memory_order_acquire);
	return LIKELY(atomic_load_explicit(&b->seq, memory_order_relaxed) == seq);
}

/* One look without lock; false when it was disturbed. */
static bool look(struct chain *c, struct bucket *b, const void *key, struct axi_node **found)
{
	u32 seq = atomic_load_explicit(&b->seq, memory_order_acquire);
	struct axi_node *node = atomic_load_explicit(&b->head, memory_order_acquire);

	while (node && !axi_hash_key_is(&c->h, node, key)) {
		node = atomic_load_explicit(&node->next, memory_order_acquire);
		if (!undisturbed(b, seq))
			return false;
	}
	*found = node;
	return undisturbed(b, seq);
}

static struct axi_node *find(struct chain *c, const void *key)
{
	struct bucket *b = &c->buckets[axi_hash_key(&c->h, key) & c->mask];
	struct axi_node *node;
	unsigned long irq;

	for (u32 try = 0; try < AXI_HASH_TRIES; try++)
		if (LIKELY(look(c, b, key, &node)))
			return node;
	irq = axi_spin_lock(&b->lock);
	node = node_of(c, b, key);
	axi_spin_unlock(&b->lock, irq);
	return node;
}

/* Take *link out of its chain (or put `instead` in its place) and give it back. */
static void take_out(struct chain *c, struct bucket *b, _Atomic(struct axi_node *) *link, struct axi_node *instead)
{
	struct axi_node *node = atomic_load_explicit(link, memory_order_relaxed);
	struct axi_node *next = atomic_load_explicit(&node->next, memory_order_relaxed);

	if (instead) {
		atomic_store_explicit(&instead->next, next, memory_order_relaxed);
		next = instead;
	}
	atomic_store_explicit(link, next, memory_order_release);
	atomic_fetch_add_explicit(&b->seq, 1, memory_order_release);
	give(c, node);
}

static bool count_in(struct chain *c)
{
	u32 count = atomic_load_explicit(&c->count, memory_order_relaxed);

	do {
		if (count >= c->h.map.spec.max_entries)
			return false;
	} while (!atomic_compare_exchange_weak_explicit(&c->count, &count, count + 1, memory_order_relaxed,
							memory_order_relaxed));
	return true;
}

static int add(struct chain *c, struct bucket *b, const void *key, u32 hash, const void *value, bool user)
{
	struct axi_node *node;

	if (!count_in(c))
		return -AX_E2BIG;
	node = take(c);
	if (!node) {
		atomic_fetch_sub_explicit(&c->count, 1, memory_order_relaxed);
		return -AX_ENOMEM;
	}
	axi_hash_set_key(&c->h, node, key, hash);
	axi_hash_new_value(&c->h, node, value, user);
	atomic_store_explicit(&node->next, atomic_load_explicit(&b->head, memory_order_relaxed),
			      memory_order_relaxed);
	atomic_store_explicit(&b->head, node, memory_order_release);
	return 0;
}

/* Swap in a node with the new value, so that a reader finds the old one or the new one, whole.  With an empty reserve
 * the value is written in place: that may show a reader both in part, which is better than failing. */
static void replace(struct chain *c, struct bucket *b, _Atomic(struct axi_node *) *link, const void *key, u32 hash,
		    const void *value, bool user)
{
	struct axi_node *node = c->h.percpu ? NULL : take(c);

	if (!node) {
		axi_hash_put_value(&c->h, atomic_load_explicit(link, memory_order_relaxed), value, user);
		return;
	}
	axi_hash_set_key(&c->h, node, key, hash);
	axi_hash_new_value(&c->h, node, value, user);
	take_out(c, b, link, node);
}

static int update(struct chain *c, const void *key, const void *value, u64 flags, bool user)
{
	u32 hash = axi_hash_key(&c->h, key);
	struct bucket *b = &c->buckets[hash & c->mask];
	_Atomic(struct axi_node *) *link;
	unsigned long irq;
	bool exists;
	int err;

	if (UNLIKELY(flags > AX_EXIST))
		return -AX_EINVAL;
	irq = axi_spin_lock(&b->lock);
	link = link_of(c, b, key);
	exists = atomic_load_explicit(link, memory_order_relaxed);
	err = axi_hash_allowed(exists, flags);
	if (!err && exists)
		replace(c, b, link, key, hash, value, user);
	else if (!err)
		err = add(c, b, key, hash, value, user);
	axi_spin_unlock(&b->lock, irq);
	return err;
}

static int chain_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	int err = update(of(map), key, value, flags, false);

	ask_for_growth(of(map));
	return err;
}

/* Here memory may be taken: the reserve is filled before it is needed, and once more if it was not enough. */
static int chain_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	struct chain *c = of(map);
	int err;

	if (wants_growth(c))
		grow(c, c->slab_nodes); /* failing matters only if the reserve turns out to be empty */
	err = update(c, key, value, flags, true);
	if (err == -AX_ENOMEM && !grow(c, c->slab_nodes))
		err = update(c, key, value, flags, true);
	return err;
}

static int chain_remove(struct ax_map *map, const void *key)
{
	struct chain *c = of(map);
	struct bucket *b = &c->buckets[axi_hash_key(&c->h, key) & c->mask];
	unsigned long irq = axi_spin_lock(&b->lock);
	_Atomic(struct axi_node *) *link = link_of(c, b, key);
	bool exists = atomic_load_explicit(link, memory_order_relaxed);

	if (exists) {
		take_out(c, b, link, NULL);
		atomic_fetch_sub_explicit(&c->count, 1, memory_order_relaxed);
	}
	axi_spin_unlock(&b->lock, irq);
	return exists ? 0 : -AX_ENOENT;
}

static void *chain_lookup(struct ax_map *map, const void *key)
{
	struct chain *c = of(map);

	return axi_hash_result(&c->h, find(c, key));
}

/* ---- user space ---- */

/* Under the bucket's lock: the copy is of one element, whole. */
static int chain_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	struct chain *c = of(map);
	struct bucket *b = &c->buckets[axi_hash_key(&c->h, key) & c->mask];
	unsigned long irq = axi_spin_lock(&b->lock);
	struct axi_node *node = node_of(c, b, key);

	if (node)
		axi_hash_get_value(&c->h, node, value);
	axi_spin_unlock(&b->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

/* The key after `node` in its bucket; with `after` NULL the first.  False: none. */
static bool key_after(struct chain *c, struct bucket *b, const void *after, void *next, bool *known)
{
	unsigned long irq = axi_spin_lock(&b->lock);
	struct axi_node *node;

	if (after) {
		node = node_of(c, b, after);
		*known = node;
		if (node)
			node = atomic_load_explicit(&node->next, memory_order_relaxed);
	} else {
		node = atomic_load_explicit(&b->head, memory_order_relaxed);
	}
	if (node)
		axi_hash_get_key(&c->h, node, next);
	axi_spin_unlock(&b->lock, irq);
	return node;
}

static int chain_next_key(struct ax_map *map, const void *key, void *next)
{
	struct chain *c = of(map);
	u64 at = 0;
	bool known = false;

	if (key) {
		at = axi_hash_key(&c->h, key) & c->mask;
		if (key_after(c, &c->buckets[at], key, next, &known))
			return 0;
		at = known ? at + 1 : 0;
	}
	for (; at <= c->mask; at++)
		if (atomic_load_explicit(&c->buckets[at].head, memory_order_relaxed) &&
		    key_after(c, &c->buckets[at], NULL, next, &known))
			return 0;
	return -AX_ENOENT;
}

const struct axi_map_ops axi_hash_chain_ops = {
	.struct_bytes = AXI_HASH_STRUCT_BYTES,
	.init = chain_init,
	.fini = chain_fini,
	.lookup = chain_lookup,
	.update = chain_update,
	.remove = chain_remove,
	.user_lookup = chain_user_lookup,
	.user_update = chain_user_update,
	.next_key = chain_next_key,
};
