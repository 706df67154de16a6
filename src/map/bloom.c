/* SPDX-License-Identifier: Apache-2.0
 * bloom.c - bloom filters (Bloom, 1970): has this value been pushed?  "No" is certain, "yes" is probable.
 *
 * Bits are set with atomic operations and never cleared, so there is no lock.  `extra` is the number of hash functions,
 * 0 means 5; the bits are as many as Linux takes: entries * functions / ln 2, rounded up to a power of two. */
#include "map/hash.h"

#define VALUE_MAX (4u << 20) /* Linux: KMALLOC_MAX_SIZE */

struct bloom {
	struct axi_hash h; /* for the seed and the hash function; its "key" is the value */
	_Atomic u64 *words;
	u64 bytes;
	u32 mask, functions;
};

static struct bloom *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct bloom, h.map);
}

static u32 functions_of(const struct ax_map_spec *spec)
{
	return spec->extra ? (u32)spec->extra : 5;
}

/* A power of two from 64 to 2^32.  7/5 is nearly 1 / ln 2. */
static u64 bits_of(const struct ax_map_spec *spec)
{
	u64 want = (u64)spec->max_entries * functions_of(spec) / 5 * 7, bits = 64;

	while (bits < want && bits < UINT64_C(1) << 32)
		bits *= 2;
	return bits;
}

static int bloom_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	if (spec->value_size > VALUE_MAX)
		return -AX_E2BIG;
	if (spec->key_size || !spec->value_size || !spec->max_entries || spec->extra > 15 ||
	    (spec->flags & ~(u32)(AXI_MAP_ACCESS | AX_MAP_F_ZERO_SEED)) || !axi_map_access_ok(spec->flags))
		return -AX_EINVAL;
	return bits_of(spec) / 8 + sizeof(struct bloom) > limits->map_bytes ? -AX_E2BIG : 0;
}

static int bloom_init(struct ax_map *map)
{
	struct bloom *b = of(map);
	int err = axi_hash_start(&b->h);

	if (err)
		return err;
	b->bytes = bits_of(&map->spec) / 8;
	b->mask = (u32)(bits_of(&map->spec) - 1);
	b->functions = functions_of(&map->spec);
	b->words = axi_map_alloc(map, b->bytes);
	return b->words ? 0 : -AX_ENOMEM;
}

static void bloom_fini(struct ax_map *map)
{
	axi_map_free(map, of(map)->words, of(map)->bytes);
}

/* Hash function number `n`: h1 + n * h2 with both halves of one hash (Kirsch, Mitzenmacher, 2006). */
static u32 bit_of(const struct bloom *b, u64 hash, u32 n)
{
	return ((u32)hash + n * ((u32)(hash >> 32) | 1)) & b->mask;
}

static int bloom_push(struct ax_map *map, const void *value, u64 flags)
{
	struct bloom *b = of(map);
	u64 hash;

	if (flags != AX_ANY)
		return -AX_EINVAL;
	hash = axi_hash_bytes(&b->h, value, map->spec.value_size);
	for (u32 i = 0; i < b->functions; i++) {
		u32 bit = bit_of(b, hash, i);

		atomic_fetch_or_explicit(&b->words[bit / 64], UINT64_C(1) << bit % 64, memory_order_relaxed);
	}
	return 0;
}

static int bloom_peek(struct ax_map *map, void *value)
{
	struct bloom *b = of(map);
	u64 hash = axi_hash_bytes(&b->h, value, map->spec.value_size);

	for (u32 i = 0; i < b->functions; i++) {
		u32 bit = bit_of(b, hash, i);

		if (!(atomic_load_explicit(&b->words[bit / 64], memory_order_relaxed) >> bit % 64 & 1))
			return -AX_ENOENT;
	}
	return 0;
}

static int bloom_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	return bloom_peek(map, value);
}

static int bloom_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return bloom_push(map, value, flags);
}

static int bloom_pop(struct ax_map *map, void *value)
{
	return -AX_EOPNOTSUPP;
}

static int bloom_remove(struct ax_map *map, const void *key)
{
	return -AX_EOPNOTSUPP;
}

static int bloom_next_key(struct ax_map *map, const void *key, void *next)
{
	return -AX_EOPNOTSUPP;
}

static int bloom_user_take(struct ax_map *map, const void *key, void *value)
{
	return -AX_ENOTSUPP;
}

const struct axi_map_ops axi_bloom_ops = {
	.check = bloom_check,
	.takes_extra = true,
	.struct_bytes = sizeof(struct bloom),
	.init = bloom_init,
	.fini = bloom_fini,
	.push = bloom_push,
	.pop = bloom_pop,
	.peek = bloom_peek,
	.remove = bloom_remove,
	.user_lookup = bloom_user_lookup,
	.user_update = bloom_user_update,
	.user_take = bloom_user_take,
	.next_key = bloom_next_key,
};
