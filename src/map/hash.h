/* SPDX-License-Identifier: Apache-2.0
 * hash.h - what both hash strategies share: nodes, keys, values, the hash function.
 *
 * A node is taken once and never moves, so that programs may hold pointers to its value:
 *   [struct axi_node][key, padded to 8 with zeros][value; per CPU: one for each, each padded to 8]
 * A node that was deleted is reused, perhaps while a reader still looks at it (as Linux's preallocated maps do).  So
 * readers look without lock and then ask a sequence count whether what they saw was one state; a writer raises the
 * count after a node has been unlinked and before it is reused. */
#ifndef MAP_HASH_H
#define MAP_HASH_H

#include "base/spin.h"
#include "base/wide.h"
#include "map/copy.h"
#include "map/map.h"

/* Functions that take the size of keys: hosts have them in line, where a constant size leaves little of them. */
#if AXI_UNVERIFIED
#define SIZED_INLINE static inline __attribute__((always_inline))
#else
#define SIZED_INLINE static inline
#endif

struct axi_node {
	axi_link next;        /* in its bucket (chained), or in the free list */
	u32 hash;             /* of the key; read under the writers' lock only */
	_Atomic u32 mark;     /* open: in the table; lru: used since the hand came by */
	u64 key[];
};

struct axi_hash {
	struct ax_map map;
	u64 seed[2];
	u32 value_at;   /* offset of the value in a node */
	u32 value_bytes; /* all CPUs */
	u32 node_bytes;
	bool percpu;
};

static inline struct axi_hash *axi_hash_of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct axi_hash, map);
}

/* axi_hash_node_bytes - of one node with this spec. */
u64 axi_hash_node_bytes(const struct ax_map_spec *spec, const struct ax_port *port);
/* axi_hash_long - SipHash-1-3 with the map's seed, of any bytes. */
u64 axi_hash_long(const struct axi_hash *h, const void *bytes, u32 size);

/* axi_hash_allowed - the flags of an update against what is there: 0, -AX_EEXIST or -AX_ENOENT. */
int axi_hash_allowed(bool exists, u64 flags);
/* axi_hash_set_key, axi_hash_new_value - fill a node that no reader can find yet. */
void axi_hash_set_key(const struct axi_hash *h, struct axi_node *node, const void *key, u32 hash);
void axi_hash_new_value(struct axi_hash *h, struct axi_node *node, const void *value, bool user);
/* axi_hash_put_value - write the value of a node in use: for `user` those of all CPUs, otherwise this CPU's. */
void axi_hash_put_value(const struct axi_hash *h, struct axi_node *node, const void *value, bool user);
void axi_hash_get_value(const struct axi_hash *h, struct axi_node *node, void *value);
void axi_hash_get_key(const struct axi_hash *h, const struct axi_node *node, void *key);

static inline u8 *axi_hash_value(const struct axi_hash *h, struct axi_node *node)
{
	return (u8 *)node + h->value_at;
}

/* axi_hash_result - what a program gets for a node it found (or not); axi_hash_result_of - the value of another CPU. */
static inline void *axi_hash_result(const struct axi_hash *h, struct axi_node *node)
{
	if (!node)
		return NULL;
	return axi_hash_value(h, node) + (AXI_CPUS && h->percpu ? ax_cpu_id() * axi_map_stride(&h->map) : 0);
}

static inline void *axi_hash_result_of(const struct axi_hash *h, struct axi_node *node, u32 cpu)
{
	return node ? axi_hash_value(h, node) + (u64)cpu * axi_map_stride(&h->map) : NULL;
}

/* axi_hash_gone - the node has left the map, or gets another value: so does the timer in it. */
static inline void axi_hash_gone(struct axi_hash *h, struct axi_node *node)
{
	axi_timer_drop(&h->map, axi_hash_value(h, node));
}

/* axi_hash_last_word - the last 0 .. 7 bytes of a key as a word, zero-extended. */
static inline u64 axi_hash_last_word(const u8 *at, u32 bytes)
{
	u64 word = 0;
	u32 part, shift = 0;
	u16 half;

	if (bytes & 4) {
		memcpy(&part, at, 4);
		word = part;
		at += 4;
		shift = 32;
	}
	if (bytes & 2) {
		memcpy(&half, at, 2);
		word |= (u64)half << shift;
		at += 2;
		shift += 16;
	}
	if (bytes & 1)
		word |= (u64)*at << shift;
	return word;
}

/* Multiply and fold (as in Wang Yi's wyhash). */
static inline u64 axi_hash_fold(u64 a, u64 b)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 p = (unsigned __int128)a * b;

	return (u64)p ^ (u64)(p >> 64);
#else
	struct axi_wide p = axi_wide_product(a, b);

	return p.low ^ (u64)p.high;
#endif
}

/* axi_hash_bytes - up to 16 bytes: two folds, with both seeds in each, without which nobody can choose keys that meet. */
static inline u64 axi_hash_bytes(const struct axi_hash *h, const void *bytes, u32 size)
{
	u64 first, second = 0;

	if (UNLIKELY(size > 16))
		return axi_hash_long(h, bytes, size);
	if (size < 8) {
		first = axi_hash_last_word(bytes, size);
	} else {
		memcpy(&first, bytes, 8);
		if (size == 16)
			memcpy(&second, (const u8 *)bytes + 8, 8);
		else if (UNLIKELY(size > 8))
			second = axi_hash_last_word((const u8 *)bytes + 8, size & 7);
	}
	first = axi_hash_fold(first ^ h->seed[0], second ^ h->seed[1] ^ 0x9e3779b97f4a7c15u);
	return axi_hash_fold(first ^ h->seed[1] ^ size, h->seed[0] ^ 0xd6e8feb86659fd93u);
}

/* axi_hash_key_of - the hash of a key, folded to 32 bits; `size` is the map's key_size, a constant where the caller knows it.  Up to
 * 8 bytes one fold will do: what two keys differ in is multiplied by a number that nobody knows, in 128 bits, and their own
 * other bits decide what is carried. */
SIZED_INLINE u32 axi_hash_key_of(const struct axi_hash *h, const void *key, u32 size)
{
	u64 hash, word;

	if (AXI_FAST && size <= 8) {
		if (size == 8)
			memcpy(&word, key, 8);
		else
			word = axi_hash_last_word(key, size);
		hash = axi_hash_fold(word ^ h->seed[0], h->seed[1] ^ 0x9e3779b97f4a7c15u);
	} else {
		hash = axi_hash_bytes(h, key, size);
	}
	return (u32)(hash ^ hash >> 32);
}

static inline u32 axi_hash_key(const struct axi_hash *h, const void *key)
{
	return axi_hash_key_of(h, key, h->map.spec.key_size);
}

/* axi_hash_key_is - is it the node's key?  With `size` as above. */
SIZED_INLINE bool axi_hash_key_is_of(const struct axi_node *node, const void *key, u32 size)
{
	u32 left = size;
	const u64 *have = node->key;
	const u8 *at = key;
	u64 word;

	for (; left >= 8; left -= 8, at += 8) {
		memcpy(&word, at, 8);
		if (__atomic_load_n(have++, __ATOMIC_RELAXED) != word)
			return false;
	}
	return !left || __atomic_load_n(have, __ATOMIC_RELAXED) == axi_hash_last_word(at, left);
}

static inline bool axi_hash_key_is(const struct axi_hash *h, const struct axi_node *node, const void *key)
{
	return axi_hash_key_is_of(node, key, h->map.spec.key_size);
}

/* axi_hash_take_value - as axi_hash_get_value, under the lock in it, if it has one (hosts: small images have no room for it).
 * axi_hash_batch_value - to the batch's next place. */
static inline void axi_hash_take_value(const struct axi_hash *h, struct axi_node *node, void *value)
{
	if (AXI_UNVERIFIED && UNLIKELY(h->map.spec.lock_at))
		axi_value_out_locked(&h->map.spec, value, axi_hash_value(h, node));
	else
		axi_hash_get_value(h, node, value);
}

static inline void axi_hash_batch_value(const struct axi_hash *h, struct axi_node *node, const struct ax_map_batch *batch)
{
	void *value = (u8 *)batch->values + (u64)batch->count * batch->value_bytes;

	if (AXI_UNVERIFIED && UNLIKELY(batch->lock))
		axi_hash_take_value(h, node, value);
	else
		axi_hash_get_value(h, node, value);
}

/* A lock-free look that was disturbed so often takes the lock instead: lookups stay bounded. */
#define AXI_HASH_TRIES 16

extern const struct axi_map_ops axi_hash_open_ops;
/* axi_hash_chain_for - the operations for this map's sizes. */
const struct axi_map_ops *axi_hash_chain_for(const struct axi_hash *h);
u64 axi_hash_open_bytes(const struct ax_map_spec *spec, const struct ax_port *port);
u64 axi_hash_chain_bytes(const struct ax_map_spec *spec, const struct ax_port *port);
/* axi_hash_check, axi_hash_start - for types that store nodes in their own way (lru.c): everything but the size in all;
 * seed and node layout. */
int axi_hash_check(const struct ax_map_spec *spec);
int axi_hash_start(struct axi_hash *h);
#define AXI_HASH_STRUCT_BYTES 384 /* room for the struct of either strategy */

#endif
