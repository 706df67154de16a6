/* SPDX-License-Identifier: Apache-2.0
 * stack_trace.c - stack traces by id: return addresses, innermost first, which programs enter (bpf_get_stackid) and user space reads.
 *
 * The id is a hash of the trace, cut to the number of buckets (max_entries, rounded up to a power of two); there is one trace for
 * each id, and at most max_entries in all.  One lock, interrupts masked: at most 127 words are copied. */
#include "base/bits.h"
#include "base/spin.h"
#include "map/stack_trace.h"

struct trace {
	u32 count; /* 0: none */
	u32 hash;
	u64 at[];
};

struct stack_map {
	struct ax_map map;
	u8 *traces;
	u32 buckets, used;
	struct axi_spin lock; /* guards the traces and `used` */
};

static struct stack_map *stacks_of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct stack_map, map);
}

static u64 trace_bytes(const struct ax_map_spec *spec)
{
	return sizeof(struct trace) + spec->value_size;
}

static u64 buckets_of(const struct ax_map_spec *spec)
{
	u64 n = 1;

	while (n < spec->max_entries)
		n <<= 1;
	return n;
}

static struct trace *trace_at(const struct stack_map *m, u32 id)
{
	return (struct trace *)(void *)(m->traces + id * trace_bytes(&m->map.spec));
}

static int stack_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	if (spec->flags & ~(u32)(AX_MAP_F_RDONLY | AX_MAP_F_WRONLY) || !spec->max_entries || spec->key_size != 4 ||
	    spec->value_size < 8 || spec->value_size % 8 || spec->value_size / 8 > AXI_STACK_FRAMES)
		return -AX_EINVAL;
	return buckets_of(spec) * trace_bytes(spec) + sizeof(struct stack_map) > limits->map_bytes ? -AX_E2BIG : 0;
}

static int stack_init(struct ax_map *map)
{
	struct stack_map *m = stacks_of(map);

	m->buckets = (u32)buckets_of(&map->spec);
	m->traces = axi_map_alloc(map, m->buckets * trace_bytes(&map->spec));
	return m->traces ? 0 : -AX_ENOMEM;
}

static void stack_fini(struct ax_map *map)
{
	struct stack_map *m = stacks_of(map);

	axi_map_free(map, m->traces, m->buckets * trace_bytes(&map->spec));
}

/* Multiplication by an odd constant and a fold, a word at a time. */
static u32 hash_of(const u64 *at, u32 count)
{
	u64 h = count;

	for (u32 i = 0; i < count; i++) {
		h = (h ^ at[i]) * 0x9e3779b97f4a7c15u;
		h ^= h >> 32;
	}
	return (u32)h;
}

/* (locked) */
static long enter_trace(struct stack_map *m, const u64 *at, u32 count, u32 hash, bool replace)
{
	struct trace *t = trace_at(m, hash & (m->buckets - 1));

	if (t->count && !replace)
		return -AX_EEXIST;
	if (m->used == m->map.spec.max_entries)
		return -AX_ENOMEM; /* also when it replaces one, as on Linux: the old one goes after the new one is made */
	m->used += !t->count;
	t->count = count;
	t->hash = hash;
	memcpy(t->at, at, count * sizeof(*at));
	return hash & (m->buckets - 1);
}

long axi_stack_map_id(struct ax_map *map, const u64 *addresses, u32 count, bool compare_hash, bool replace)
{
	struct stack_map *m = stacks_of(map);
	u32 room = map->spec.value_size / 8, hash;
	const struct trace *t;
	unsigned long irq;
	long id;

	count = count < room ? count : room;
	hash = hash_of(addresses, count);
	id = hash & (m->buckets - 1);
	irq = axi_spin_lock(&m->lock);
	t = trace_at(m, (u32)id);
	if (!t->count || t->hash != hash ||
	    (!compare_hash && (t->count != count || memcmp(t->at, addresses, count * sizeof(*addresses)))))
		id = enter_trace(m, addresses, count, hash, replace);
	axi_spin_unlock(&m->lock, irq);
	return id;
}

/* ---- user space ---- */

static int copy_out(struct ax_map *map, const void *key, void *value, bool remove)
{
	struct stack_map *m = stacks_of(map);
	struct trace *t;
	unsigned long irq;
	u32 id, bytes;

	memcpy(&id, key, sizeof(id));
	if (id >= m->buckets)
		return -AX_ENOENT;
	t = trace_at(m, id);
	irq = axi_spin_lock(&m->lock);
	bytes = t->count * 8;
	memcpy(value, t->at, bytes);
	if (remove && bytes) {
		t->count = 0;
		m->used--;
	}
	axi_spin_unlock(&m->lock, irq);
	memset((u8 *)value + bytes, 0, map->spec.value_size - bytes);
	return bytes ? 0 : -AX_ENOENT;
}

static int stack_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	return copy_out(map, key, value, false);
}

static int stack_take(struct ax_map *map, const void *key, void *value)
{
	return copy_out(map, key, value, true);
}

static int stack_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return -AX_EINVAL;
}

static int stack_remove(struct ax_map *map, const void *key)
{
	struct stack_map *m = stacks_of(map);
	struct trace *t;
	unsigned long irq;
	bool there;
	u32 id;

	memcpy(&id, key, sizeof(id));
	if (id >= m->buckets)
		return -AX_E2BIG;
	t = trace_at(m, id);
	irq = axi_spin_lock(&m->lock);
	there = t->count;
	t->count = 0;
	m->used -= there;
	axi_spin_unlock(&m->lock, irq);
	return there ? 0 : -AX_ENOENT;
}

/* After a key that cannot be, the first. */
static int stack_next_key(struct ax_map *map, const void *key, void *next)
{
	struct stack_map *m = stacks_of(map);
	unsigned long irq;
	u32 id = 0;

	if (key) {
		memcpy(&id, key, sizeof(id));
		id = id >= m->buckets ? 0 : id + 1;
	}
	irq = axi_spin_lock(&m->lock); /* for each look; whoever waits gets it in between */
	while (id < m->buckets && !trace_at(m, id)->count) {
		axi_spin_unlock(&m->lock, irq);
		id++;
		irq = axi_spin_lock(&m->lock);
	}
	axi_spin_unlock(&m->lock, irq);
	if (id >= m->buckets)
		return -AX_ENOENT;
	memcpy(next, &id, sizeof(id));
	return 0;
}

const struct axi_map_ops axi_stack_trace_ops = {
	.check = stack_check,
	.struct_bytes = sizeof(struct stack_map),
	.init = stack_init,
	.fini = stack_fini,
	.remove = stack_remove,
	.user_lookup = stack_lookup,
	.user_update = stack_update,
	.user_take = stack_take,
	.next_key = stack_next_key,
};
