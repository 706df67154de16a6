/* SPDX-License-Identifier: Apache-2.0
 * hash.c - hash maps, plain and per CPU: checks, seed, hash function, node contents.  Which strategy stores the nodes
 * is decided once, by limits->elastic: hash_chain.c or hash_open.c, whose operations then replace the type's. */
#include "map/hash.h"

#define PERCPU_VALUE_MAX 32768           /* Linux: PCPU_MIN_UNIT_SIZE */
#define NODE_MAX         ((4u << 20) - 48) /* Linux: KMALLOC_MAX_SIZE - sizeof(struct htab_elem) */
#define FLAGS            (AXI_MAP_ACCESS | AX_MAP_F_NO_PREALLOC | AX_MAP_F_ZERO_SEED)

static bool is_percpu(const struct ax_map_spec *spec)
{
	return AXI_CPUS && (spec->type == AX_MAP_PERCPU_HASH || spec->type == AX_MAP_LRU_PERCPU_HASH);
}

static bool is_lru(const struct ax_map_spec *spec)
{
	return AXI_CPUS && (spec->type == AX_MAP_LRU_HASH || spec->type == AX_MAP_LRU_PERCPU_HASH);
}

int axi_hash_check(const struct ax_map_spec *spec)
{
	u32 flags = FLAGS | (is_lru(spec) ? AX_MAP_F_NO_COMMON_LRU : 0);

	if ((spec->flags & ~flags) || !axi_map_access_ok(spec->flags))
		return -AX_EINVAL;
	if (is_lru(spec) && spec->flags & AX_MAP_F_NO_PREALLOC)
		return -AX_ENOTSUPP;
	if (!spec->max_entries || !spec->key_size || !spec->value_size)
		return -AX_EINVAL;
	if ((u64)spec->key_size + spec->value_size >= NODE_MAX || spec->max_entries > 1u << 31 ||
	    (is_percpu(spec) && spec->value_size > PERCPU_VALUE_MAX))
		return -AX_E2BIG;
	return 0;
}

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	int err = axi_hash_check(spec);
	u64 bytes;

	if (err)
		return err;
	bytes = AXI_GROWS && limits->elastic ? axi_hash_chain_bytes(spec, port) : axi_hash_open_bytes(spec, port);
	return bytes + AXI_HASH_STRUCT_BYTES > limits->map_bytes ? -AX_E2BIG : 0;
}

static u64 value_bytes(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return align_up(spec->value_size, 8) * (is_percpu(spec) ? port->cpu_count() : 1);
}

u64 axi_hash_node_bytes(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return sizeof(struct axi_node) + align_up(spec->key_size, 8) + value_bytes(spec, port);
}

/* A world without entropy gets a seed that differs between maps but can be guessed. */
static int seed_init(struct axi_hash *h)
{
	const struct ax_port *port = h->map.port;

	if (h->map.spec.flags & AX_MAP_F_ZERO_SEED)
		return 0;
	if (port->entropy)
		return port->entropy(h->seed, sizeof(h->seed)) ? -AX_EIO : 0;
	h->seed[0] = port->now_ns ? port->now_ns() : 0;
	h->seed[1] = (u64)(uintptr_t)h;
	return 0;
}

int axi_hash_start(struct axi_hash *h)
{
	const struct ax_map *map = &h->map;

	h->percpu = is_percpu(&map->spec);
	h->value_at = (u32)(sizeof(struct axi_node) + align_up(map->spec.key_size, 8));
	h->value_bytes = (u32)value_bytes(&map->spec, map->port);
	h->node_bytes = (u32)axi_hash_node_bytes(&map->spec, map->port);
	return seed_init(h);
}

static int hash_init(struct ax_map *map)
{
	int err = axi_hash_start(axi_hash_of(map));

	if (err)
		return err;
	map->ops = AXI_GROWS && map->limits->elastic ? axi_hash_chain_for(axi_hash_of(map)) : &axi_hash_open_ops;
	return map->ops->init(map);
}

/* ---- long keys: SipHash-1-3 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", with 1 and 3 rounds) ---- */

static u64 rotl(u64 n, u32 by)
{
	return n << by | n >> (64 - by);
}

static void sip_round(u64 v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] = rotl(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] = rotl(v[2], 32);
}

static void sip_word(u64 v[4], u64 word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

u64 axi_hash_long(const struct axi_hash *h, const void *key, u32 size)
{
	u64 v[4] = {h->seed[0] ^ 0x736f6d6570736575u, h->seed[1] ^ 0x646f72616e646f6du,
		    h->seed[0] ^ 0x6c7967656e657261u, h->seed[1] ^ 0x7465646279746573u};
	u32 left = size;
	const u8 *at = key;
	u64 word;

	for (; left >= 8; left -= 8, at += 8) {
		memcpy(&word, at, 8);
		sip_word(v, word);
	}
	sip_word(v, axi_hash_last_word(at, left) | (u64)size << 56);
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* ---- nodes ---- */

int axi_hash_allowed(bool exists, u64 flags)
{
	if (exists && flags == AX_NOEXIST)
		return -AX_EEXIST;
	return !exists && flags == AX_EXIST ? -AX_ENOENT : 0;
}

void axi_hash_set_key(const struct axi_hash *h, struct axi_node *node, const void *key, u32 hash)
{
	u32 left = h->map.spec.key_size;
	u64 *to = node->key;
	const u8 *at = key;
	u64 word;

	/* A reader that still looks at the node's former life and sees one of these words also sees the sequence
	 * count that was raised before (its fence is between the words and the count). */
	atomic_thread_fence(memory_order_release);
	__atomic_store_n(&node->hash, hash, __ATOMIC_RELAXED);
	for (; left >= 8; left -= 8, at += 8) {
		memcpy(&word, at, 8);
		__atomic_store_n(to++, word, __ATOMIC_RELAXED);
	}
	if (left)
		__atomic_store_n(to, axi_hash_last_word(at, left), __ATOMIC_RELAXED);
}

void axi_hash_put_value(const struct axi_hash *h, struct axi_node *node, const void *value, bool user)
{
	u8 *to = axi_hash_value(h, node);

	if (UNLIKELY(!axi_value_is_plain(&h->map.spec)))
		axi_value_in(&h->map.spec, to, value);
	else if (!AXI_CPUS || !h->percpu)
		axi_copy_in(to, value, h->map.spec.value_size);
	else if (user)
		axi_copy_in(to, value, h->value_bytes);
	else
		axi_copy_in(to + ax_cpu_id() * axi_map_stride(&h->map), value, h->map.spec.value_size);
}

/* A program's new per-CPU element starts with zeros on the other CPUs. */
void axi_hash_new_value(struct axi_hash *h, struct axi_node *node, const void *value, bool user)
{
	axi_hash_gone(h, node); /* a program that still had its former life's value may have set a timer there */
	if (AXI_CPUS && h->percpu && !user)
		axi_zero_in(axi_hash_value(h, node), h->value_bytes);
	axi_hash_put_value(h, node, value, user);
}

void axi_hash_get_value(const struct axi_hash *h, struct axi_node *node, void *value)
{
	if (UNLIKELY(!axi_value_is_plain(&h->map.spec)))
		axi_value_out(&h->map.spec, value, axi_hash_value(h, node));
	else
		axi_copy_out(value, axi_hash_value(h, node), AXI_CPUS && h->percpu ? h->value_bytes : h->map.spec.value_size);
}

void axi_hash_get_key(const struct axi_hash *h, const struct axi_node *node, void *key)
{
	axi_copy_out(key, node->key, h->map.spec.key_size);
}

/* What a map has between its creation and init, which puts a strategy's operations in their place. */
const struct axi_map_ops axi_hash_ops = {
	.check = check,
	.struct_bytes = AXI_HASH_STRUCT_BYTES,
	.init = hash_init,
};
const struct axi_map_ops axi_percpu_hash_ops = {
	.check = check,
	.struct_bytes = AXI_HASH_STRUCT_BYTES,
	.init = hash_init,
};
