/* SPDX-License-Identifier: Apache-2.0
 * bucket.h - chained buckets of nodes (hash.h): what hash_chain.c and lru.c share.
 *
 * Writers lock one bucket, interrupts masked.  Readers take no lock: a bucket's `seq` is raised after a node has left
 * the bucket and before the node is reused.  So a reader that sees anything of a node's next life (its key, its link
 * into another chain or into the free list) also sees that `seq` has moved, and starts again, AXI_HASH_TRIES times at
 * most; then it takes the lock.  Adding a node disturbs nobody. */
#ifndef MAP_BUCKET_H
#define MAP_BUCKET_H

#include "map/hash.h"

struct axi_bucket {
	axi_link head;
	_Atomic u32 seq;
	struct axi_spin lock;
};

struct axi_buckets {
	struct axi_hash *h;
	struct axi_bucket *at;
	u32 mask;
};

u64 axi_buckets_bytes(const struct ax_map_spec *spec);
/* axi_buckets_init - for the map of `h`.  -AX_ENOMEM. */
int axi_buckets_init(struct axi_buckets *b, struct axi_hash *h);
void axi_buckets_fini(struct axi_buckets *b);

static inline struct axi_bucket *axi_bucket_of(const struct axi_buckets *b, u32 hash)
{
	return &b->at[hash & b->mask];
}

/* axi_bucket_link - where the pointer to the node of `key` is, or the chain's end.  Under the bucket's lock. */
axi_link *axi_bucket_link(const struct axi_hash *h, struct axi_bucket *b, const void *key);
/* axi_bucket_link_of - the same, in line, for keys of `size` bytes, a constant. */
SIZED_INLINE axi_link *axi_bucket_link_of(struct axi_bucket *b, const void *key, u32 size)
{
	axi_link *link = &b->head;
	struct axi_node *node;

	while ((node = atomic_load_explicit(link, memory_order_relaxed)) && !axi_hash_key_is_of(node, key, size))
		link = &node->next;
	return link;
}
/* axi_bucket_unlink - take *link out of its chain, or put `instead` in its place; returns it, free to be reused. */
struct axi_node *axi_bucket_unlink(struct axi_bucket *b, axi_link *link, struct axi_node *instead);
/* axi_bucket_push - make a filled node visible. */
void axi_bucket_push(struct axi_bucket *b, struct axi_node *node);
/* axi_buckets_find - the node of `key`, or NULL.  Any context, no lock (nearly always). */
struct axi_node *axi_buckets_find(const struct axi_buckets *b, const void *key);

SIZED_INLINE bool axi_bucket_undisturbed(struct axi_bucket *b, u32 seq)
{
	atomic_thread_fence(memory_order_acquire);
	return LIKELY(atomic_load_explicit(&b->seq, memory_order_relaxed) == seq);
}

/* axi_bucket_look - one look without lock for a key of `size` bytes; false when it was disturbed. */
SIZED_INLINE bool axi_bucket_look(struct axi_bucket *b, const void *key, u32 size, struct axi_node **found)
{
	u32 seq = atomic_load_explicit(&b->seq, memory_order_acquire);
	struct axi_node *node = atomic_load_explicit(&b->head, memory_order_acquire);

	while (node && !axi_hash_key_is_of(node, key, size)) {
		node = atomic_load_explicit(&node->next, memory_order_acquire);
		if (!axi_bucket_undisturbed(b, seq))
			return false;
	}
	*found = node;
	return axi_bucket_undisturbed(b, seq);
}

/* axi_buckets_find_of - axi_buckets_find in line, for the map of `h` with keys of `size` bytes, a constant. */
SIZED_INLINE struct axi_node *axi_buckets_find_of(const struct axi_buckets *b, const struct axi_hash *h, const void *key, u32 size)
{
	struct axi_node *node;

	if (LIKELY(axi_bucket_look(axi_bucket_of(b, axi_hash_key_of(h, key, size)), key, size, &node)))
		return node;
	return axi_buckets_find(b, key);
}

/* What user space does, each bucket under its lock: copies are of one element, whole. */
int axi_buckets_user_lookup(const struct axi_buckets *b, const void *key, void *value);
int axi_buckets_next_key(const struct axi_buckets *b, const void *key, void *next);
/* axi_buckets_each - see axi_map_ops.each.  axi_buckets_batch - see axi_map_ops.batch; `take_out` is called for each
 * element that is removed, under its bucket's lock. */
long axi_buckets_each(const struct axi_buckets *b, axi_each_fn *fn, void *arg);
int axi_buckets_batch(const struct axi_buckets *b, struct ax_map_batch *batch,
		      void (*take_out)(struct ax_map *map, struct axi_bucket *b, axi_link *link));

#endif
