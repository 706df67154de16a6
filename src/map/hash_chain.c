/* SPDX-License-Identifier: Apache-2.0
 * hash_chain.c - hash map for large machines: chained buckets (bucket.h), nodes from a reserve (reserve.h) that grows
 * up to max_entries.
 *
 * Small maps (PREALLOC_BYTES of nodes), and all maps of worlds without port->defer, take every node at creation; so an
 * update fails for want of memory never, as Linux promises without NO_PREALLOC.  Others start with one slab and grow
 * in task context only: by an update from user space, or, when a program has taken the reserve below its low-water
 * mark, by work that port->defer runs.  A program never allocates: it takes from the reserve, or gets -ENOMEM. */
#include "map/bucket.h"
#include "map/reserve.h"

#define PREALLOC_BYTES (256u << 10)

struct chain {
	struct axi_hash h;
	struct axi_buckets buckets;
	struct axi_reserve reserve; /* max_entries, and one for each CPU that swaps a value */
	_Atomic u32 count;          /* elements */
	axi_link *spares;           /* one node for each CPU, or NULL: what its last update took out */
};
_Static_assert(sizeof(struct chain) <= AXI_HASH_STRUCT_BYTES, "hash.h says how much there is");

static struct chain *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct chain, h.map);
}

static u64 target_of(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return (u64)spec->max_entries + port->cpu_count();
}

/* Fully grown; < 2^32 * 2^23 and a slab header for each few nodes. */
u64 axi_hash_chain_bytes(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return axi_buckets_bytes(spec) + port->cpu_count() * sizeof(axi_link) + axi_reserve_bytes(axi_hash_node_bytes(spec, port), target_of(spec, port));
}

static void chain_fini(struct ax_map *map)
{
	axi_map_free(map, of(map)->spares, map->port->cpu_count() * sizeof(axi_link));
	axi_reserve_fini(&of(map)->reserve);
	axi_buckets_fini(&of(map)->buckets);
}

static int chain_init(struct ax_map *map)
{
	struct chain *c = of(map);
	u64 target = target_of(&map->spec, map->port);
	bool all = !map->port->defer ||
		   (!(map->spec.flags & AX_MAP_F_NO_PREALLOC) && target * c->h.node_bytes <= PREALLOC_BYTES);
	int err = axi_buckets_init(&c->buckets, &c->h);

	if (err)
		return err;
	c->spares = axi_map_alloc(map, map->port->cpu_count() * sizeof(axi_link));
	err = c->spares ? axi_reserve_init(&c->reserve, map, c->h.node_bytes, target, all) : -AX_ENOMEM;
	if (err)
		chain_fini(map);
	return err;
}

/* ---- spare nodes: this CPU's, or the reserve's ---- */

static axi_link *spare_of(struct chain *c)
{
	u32 cpu = ax_cpu_id();

	return &c->spares[cpu < c->h.map.port->cpu_count() ? cpu : 0];
}

static struct axi_node *take(struct chain *c)
{
	void *node = atomic_exchange_explicit(spare_of(c), NULL, memory_order_acquire);

	return node ? node : axi_reserve_take(&c->reserve);
}

/* The reserve is empty, but spares may be left. */
static struct axi_node *take_any(struct chain *c)
{
	struct axi_node *node = axi_reserve_take(&c->reserve);

	for (u32 cpu = 0; !node && cpu < c->h.map.port->cpu_count(); cpu++)
		node = atomic_exchange_explicit(&c->spares[cpu], NULL, memory_order_acquire);
	return node;
}

static void give(struct chain *c, struct axi_node *node)
{
	void *before = atomic_exchange_explicit(spare_of(c), node, memory_order_acq_rel);

	if (UNLIKELY(before))
		axi_reserve_give(&c->reserve, before);
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

static int add(struct chain *c, struct axi_bucket *b, const void *key, u32 hash, const void *value, bool user)
{
	struct axi_node *node;

	if (!count_in(c))
		return -AX_E2BIG;
	node = take_any(c);
	if (!node) {
		atomic_fetch_sub_explicit(&c->count, 1, memory_order_relaxed);
		return -AX_ENOMEM;
	}
	axi_hash_set_key(&c->h, node, key, hash);
	axi_hash_new_value(&c->h, node, value, user);
	axi_bucket_push(b, node);
	return 0;
}

/* Is a value one word, of which nothing is to be left out? */
static bool is_word(const struct chain *c)
{
	return c->h.map.spec.value_size == 8 && !c->h.percpu && axi_value_is_plain(&c->h.map.spec);
}

static void put_word(struct chain *c, struct axi_node *node, const void *value)
{
	u64 word;

	memcpy(&word, value, 8);
	/* release: who finds the word sees what was written before it, as of a node that is swapped in */
	__atomic_store_n((u64 *)(void *)axi_hash_value(&c->h, node), word, __ATOMIC_RELEASE);
}

/* Swap in a node with the new value, so that a reader finds the old one or the new one, whole.  A value of one word is
 * whole when it is written in place; and so, without being whole, is every value when there is no spare node: that may show a
 * reader both in part, which is better than failing. */
static void replace(struct chain *c, struct axi_bucket *b, axi_link *link, const void *key, u32 hash, const void *value,
		    bool user)
{
	struct axi_node *node = c->h.percpu || is_word(c) ? NULL : take(c);

	if (!node) {
		node = atomic_load_explicit(link, memory_order_relaxed);
		axi_hash_put_value(&c->h, node, value, user);
		axi_hash_gone(&c->h, node);
		return;
	}
	axi_hash_set_key(&c->h, node, key, hash);
	axi_hash_new_value(&c->h, node, value, user);
	node = axi_bucket_unlink(b, link, node);
	axi_hash_gone(&c->h, node);
	give(c, node);
}

/* Update for keys of `size` bytes.  *taken: a node may have come from the reserve, or there was none. */
SIZED_INLINE int update_of(struct chain *c, const void *key, const void *value, u64 flags, bool user, u32 size, bool *taken)
{
	u32 hash = axi_hash_key_of(&c->h, key, size);
	struct axi_bucket *b = axi_bucket_of(&c->buckets, hash);
	struct axi_node *node;
	axi_link *link;
	unsigned long irq;
	int err = 0;

	*taken = false;
	if (UNLIKELY(flags > AX_EXIST))
		return -AX_EINVAL;
	irq = axi_spin_lock(&b->lock);
	link = axi_bucket_link_of(b, key, size);
	node = atomic_load_explicit(link, memory_order_relaxed);
	if (AXI_FAST && node && flags != AX_NOEXIST && is_word(c)) {
		put_word(c, node, value);
	} else {
		err = axi_hash_allowed(node, flags);
		*taken = !err;
		if (!err && node)
			replace(c, b, link, key, hash, value, user);
		else if (!err)
			err = add(c, b, key, hash, value, user);
	}
	axi_spin_unlock(&b->lock, irq);
	return err;
}

static int update(struct chain *c, const void *key, const void *value, u64 flags, bool user)
{
	bool taken;

	return update_of(c, key, value, flags, user, c->h.map.spec.key_size, &taken);
}

SIZED_INLINE int chain_update_of(struct ax_map *map, const void *key, const void *value, u64 flags, u32 size)
{
	bool taken;
	int err = update_of(of(map), key, value, flags, false, size, &taken);

	if (taken)
		axi_reserve_ask(&of(map)->reserve);
	return err;
}

static int chain_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return chain_update_of(map, key, value, flags, map->spec.key_size);
}

/* Here memory may be taken: the reserve is filled before it is needed, and once more if it was not enough. */
static int chain_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	struct chain *c = of(map);
	int err;

	if (axi_reserve_low(&c->reserve))
		axi_reserve_grow(&c->reserve); /* failing matters only if the reserve turns out to be empty */
	err = update(c, key, value, flags, true);
	if (err == -AX_ENOMEM && !axi_reserve_grow(&c->reserve))
		err = update(c, key, value, flags, true);
	return err;
}

/* Under the bucket's lock. */
static void take_out(struct ax_map *map, struct axi_bucket *b, axi_link *link)
{
	struct axi_node *node = axi_bucket_unlink(b, link, NULL);

	axi_hash_gone(&of(map)->h, node);
	axi_reserve_give(&of(map)->reserve, node);
	atomic_fetch_sub_explicit(&of(map)->count, 1, memory_order_relaxed);
}

/* Delete; with `value` also say what it was. */
static int remove_key(struct ax_map *map, const void *key, void *value)
{
	struct chain *c = of(map);
	struct axi_bucket *b = axi_bucket_of(&c->buckets, axi_hash_key(&c->h, key));
	unsigned long irq = axi_spin_lock(&b->lock);
	axi_link *link = axi_bucket_link(&c->h, b, key);
	struct axi_node *node = atomic_load_explicit(link, memory_order_relaxed);

	if (node) {
		if (value)
			axi_hash_take_value(&c->h, node, value);
		take_out(map, b, link);
	}
	axi_spin_unlock(&b->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

static int chain_remove(struct ax_map *map, const void *key)
{
	return remove_key(map, key, NULL);
}

static void *chain_lookup(struct ax_map *map, const void *key)
{
	return axi_hash_result(&of(map)->h, axi_buckets_find(&of(map)->buckets, key));
}

static void *chain_lookup_percpu(struct ax_map *map, const void *key, u32 cpu)
{
	return axi_hash_result_of(&of(map)->h, axi_buckets_find(&of(map)->buckets, key), cpu);
}

static int chain_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	return axi_buckets_user_lookup(&of(map)->buckets, key, value);
}

static int chain_next_key(struct ax_map *map, const void *key, void *next)
{
	return axi_buckets_next_key(&of(map)->buckets, key, next);
}

static long chain_each(struct ax_map *map, axi_each_fn *fn, void *arg)
{
	return axi_buckets_each(&of(map)->buckets, fn, arg);
}

static int chain_batch(struct ax_map *map, struct ax_map_batch *batch, bool remove)
{
	return axi_buckets_batch(&of(map)->buckets, batch, remove ? take_out : NULL);
}

#define OPS(lookup_, update_)                                                                      \
	{.struct_bytes = AXI_HASH_STRUCT_BYTES, .init = chain_init, .fini = chain_fini, .lookup = lookup_,                      \
	 .lookup_percpu = chain_lookup_percpu, .update = update_, .remove = chain_remove, .each = chain_each,                   \
	 .user_lookup = chain_user_lookup, .user_update = chain_user_update, .user_take = remove_key,                           \
	 .next_key = chain_next_key, .batch = chain_batch, .batches = AXI_BATCH_ALL}

static const struct axi_map_ops chain_ops = OPS(chain_lookup, chain_update);

/* What programs do with keys of the usual sizes, written for each of them: a third of the instructions. */
#define SIZED(size)                                                                                \
	static void *chain_lookup_##size(struct ax_map *map, const void *key)                                                   \
	{                                                                                                                       \
		struct chain *c = of(map);                                                                                      \
		struct axi_node *node = axi_buckets_find_of(&c->buckets, &c->h, key, size);                                     \
														        \
		return node ? axi_hash_value(&c->h, node) : NULL;                                                               \
	}                                                                                                                       \
	static int chain_update_##size(struct ax_map *map, const void *key, const void *value, u64 flags)                       \
	{                                                                                                                       \
		return chain_update_of(map, key, value, flags, size);                                                           \
	}                                                                                                                       \
	static const struct axi_map_ops chain_ops_##size = OPS(chain_lookup_##size, chain_update_##size);
SIZED(4)
SIZED(8)
SIZED(16)

const struct axi_map_ops *axi_hash_chain_for(const struct axi_hash *h)
{
	if (!AXI_FAST || h->percpu)
		return &chain_ops;
	switch (h->map.spec.key_size) {
	case 4: return &chain_ops_4;
	case 8: return &chain_ops_8;
	case 16: return &chain_ops_16;
	default: return &chain_ops;
	}
}
