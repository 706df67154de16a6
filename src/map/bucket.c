/* SPDX-License-Identifier: Apache-2.0
 * bucket.c - see bucket.h. */
#include "map/bucket.h"

#define BUCKETS_MAX (1u << 20)

static u64 count_of(const struct ax_map_spec *spec)
{
	u64 count = 1;

	while (count < spec->max_entries && count < BUCKETS_MAX)
		count *= 2;
	return count;
}

u64 axi_buckets_bytes(const struct ax_map_spec *spec)
{
	return count_of(spec) * sizeof(struct axi_bucket);
}

int axi_buckets_init(struct axi_buckets *b, struct axi_hash *h)
{
	b->h = h;
	b->at = axi_map_alloc(&h->map, axi_buckets_bytes(&h->map.spec));
	if (!b->at)
		return -AX_ENOMEM;
	b->mask = (u32)(count_of(&h->map.spec) - 1);
	return 0;
}

void axi_buckets_fini(struct axi_buckets *b)
{
	axi_map_free(&b->h->map, b->at, ((u64)b->mask + 1) * sizeof(struct axi_bucket));
}

axi_link *axi_bucket_link(const struct axi_hash *h, struct axi_bucket *b, const void *key)
{
	return axi_bucket_link_of(b, key, h->map.spec.key_size);
}

struct axi_node *axi_bucket_unlink(struct axi_bucket *b, axi_link *link, struct axi_node *instead)
{
	struct axi_node *node = atomic_load_explicit(link, memory_order_relaxed);
	void *next = atomic_load_explicit(&node->next, memory_order_relaxed);

	if (instead) {
		atomic_store_explicit(&instead->next, next, memory_order_relaxed);
		next = instead;
	}
	atomic_store_explicit(link, next, memory_order_release);
	atomic_fetch_add_explicit(&b->seq, 1, memory_order_release);
	return node;
}

void axi_bucket_push(struct axi_bucket *b, struct axi_node *node)
{
	atomic_store_explicit(&node->next, atomic_load_explicit(&b->head, memory_order_relaxed), memory_order_relaxed);
	atomic_store_explicit(&b->head, node, memory_order_release);
}

static struct axi_node *node_of(const struct axi_hash *h, struct axi_bucket *b, const void *key)
{
	return atomic_load_explicit(axi_bucket_link(h, b, key), memory_order_relaxed);
}

struct axi_node *axi_buckets_find(const struct axi_buckets *buckets, const void *key)
{
	struct axi_bucket *b = axi_bucket_of(buckets, axi_hash_key(buckets->h, key));
	struct axi_node *node;
	unsigned long irq;

	for (u32 try = 0; try < AXI_HASH_TRIES; try++)
		if (LIKELY(axi_bucket_look(b, key, buckets->h->map.spec.key_size, &node)))
			return node;
	irq = axi_spin_lock(&b->lock);
	node = node_of(buckets->h, b, key);
	axi_spin_unlock(&b->lock, irq);
	return node;
}

/* ---- user space ---- */

int axi_buckets_user_lookup(const struct axi_buckets *buckets, const void *key, void *value)
{
	struct axi_bucket *b = axi_bucket_of(buckets, axi_hash_key(buckets->h, key));
	unsigned long irq = axi_spin_lock(&b->lock);
	struct axi_node *node = node_of(buckets->h, b, key);

	if (node)
		axi_hash_get_value(buckets->h, node, value);
	axi_spin_unlock(&b->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

/* The key after `node` in its bucket; with `after` NULL the first.  False: none. */
static bool key_after(const struct axi_hash *h, struct axi_bucket *b, const void *after, void *next, bool *known)
{
	unsigned long irq = axi_spin_lock(&b->lock);
	struct axi_node *node;

	if (after) {
		node = node_of(h, b, after);
		*known = node;
		if (node)
			node = atomic_load_explicit(&node->next, memory_order_relaxed);
	} else {
		node = atomic_load_explicit(&b->head, memory_order_relaxed);
	}
	if (node)
		axi_hash_get_key(h, node, next);
	axi_spin_unlock(&b->lock, irq);
	return node;
}

int axi_buckets_next_key(const struct axi_buckets *b, const void *key, void *next)
{
	u64 at = 0;
	bool known = false;

	if (key) {
		at = axi_hash_key(b->h, key) & b->mask;
		if (key_after(b->h, &b->at[at], key, next, &known))
			return 0;
		at = known ? at + 1 : 0;
	}
	for (; at <= b->mask; at++)
		if (atomic_load_explicit(&b->at[at].head, memory_order_relaxed) &&
		    key_after(b->h, &b->at[at], NULL, next, &known))
			return 0;
	return -AX_ENOENT;
}

/* Is the node in the bucket?  Then what is known of it counts from *seq on, and *next is behind it. */
static bool is_in(struct axi_bucket *b, const struct axi_node *node, u32 *seq, struct axi_node **next)
{
	unsigned long irq = axi_spin_lock(&b->lock);
	struct axi_node *at = atomic_load_explicit(&b->head, memory_order_relaxed);

	while (at && at != node)
		at = atomic_load_explicit(&at->next, memory_order_relaxed);
	*seq = atomic_load_explicit(&b->seq, memory_order_relaxed);
	*next = at ? atomic_load_explicit(&at->next, memory_order_relaxed) : NULL;
	axi_spin_unlock(&b->lock, irq);
	return at;
}

/* The callback may delete the element that it is given, and others, and others may.  What was deleted may lead anywhere, so if something
 * left the bucket, the node that is looked at must still be there. */
static bool each_of(const struct axi_buckets *buckets, struct axi_bucket *b, axi_each_fn *fn, void *arg, long *visited)
{
	u32 seq = atomic_load_explicit(&b->seq, memory_order_acquire), tries = AXI_HASH_TRIES;
	struct axi_node *node = atomic_load_explicit(&b->head, memory_order_acquire), *next;

	while (node) {
		next = atomic_load_explicit(&node->next, memory_order_acquire);
		if (!axi_bucket_undisturbed(b, seq) && !is_in(b, node, &seq, &next)) {
			if (!tries--)
				return true;
			seq = atomic_load_explicit(&b->seq, memory_order_acquire); /* the first was gone: there is another first */
			node = atomic_load_explicit(&b->head, memory_order_acquire);
			continue;
		}
		tries = 0; /* others have been visited */
		++*visited;
		if (fn(arg, &buckets->h->map, node->key, axi_hash_result(buckets->h, node)))
			return false;
		node = next;
	}
	return true;
}

long axi_buckets_each(const struct axi_buckets *b, axi_each_fn *fn, void *arg)
{
	long visited = 0;

	for (u64 at = 0; at <= b->mask; at++)
		if (!each_of(b, &b->at[at], fn, arg, &visited))
			break;
	return visited;
}

static u32 length_of(struct axi_bucket *b)
{
	struct axi_node *node = atomic_load_explicit(&b->head, memory_order_relaxed);
	u32 length = 0;

	for (; node; node = atomic_load_explicit(&node->next, memory_order_relaxed))
		length++;
	return length;
}

/* One bucket, all or nothing, as in Linux: so that the cursor is a bucket's number. */
static bool batch_bucket(struct ax_map *map, struct axi_bucket *b, struct ax_map_batch *batch,
			 void (*take_out)(struct ax_map *map, struct axi_bucket *b, axi_link *link))
{
	const struct axi_hash *h = axi_hash_of(map);
	unsigned long irq = axi_spin_lock(&b->lock);
	axi_link *link = &b->head;
	struct axi_node *node;
	bool fits = length_of(b) <= batch->room - batch->count;

	while (fits && (node = atomic_load_explicit(link, memory_order_relaxed))) {
		axi_hash_get_key(h, node, (u8 *)batch->keys + (u64)batch->count * h->map.spec.key_size);
		axi_hash_batch_value(h, node, batch);
		batch->count++;
		if (take_out)
			take_out(map, b, link);
		else
			link = &node->next;
	}
	axi_spin_unlock(&b->lock, irq);
	return fits;
}

int axi_buckets_batch(const struct axi_buckets *b, struct ax_map_batch *batch,
		      void (*take_out)(struct ax_map *map, struct axi_bucket *b, axi_link *link))
{
	u32 at = 0;

	if (!batch->start)
		memcpy(&at, batch->cursor, 4);
	for (; at <= b->mask; at++)
		if (!batch_bucket(&b->h->map, &b->at[at], batch, take_out))
			break;
	memcpy(batch->cursor, &at, 4);
	if (at > b->mask)
		return -AX_ENOENT;
	return batch->count ? 0 : -AX_ENOSPC;
}
