/* SPDX-License-Identifier: Apache-2.0
 * lpm.c - longest prefix match: a binary trie whose nodes are prefixes (path-compressed, Morrison's PATRICIA, 1968).
 *
 * A key is a u32 count of bits and that many bits of data (network order, most significant bit first).  A node holds an
 * element, or, where two prefixes part without either being the other's prefix, only the common part; so there are
 * fewer than two nodes an element.
 *
 * One lock for writers (interrupts masked); readers take none: `seq` is odd while links change, and a look that was
 * disturbed is repeated, LOOKS times at most, then made under the lock.  Every walk is at most as long as the key has bits. */
#include "base/bits.h"
#include "map/copy.h"
#include "map/reserve.h"

#define DATA_MAX      256
#define VALUE_MAX     ((4u << 20) - DATA_MAX - 40) /* Linux: KMALLOC_MAX_SIZE - LPM_DATA_SIZE_MAX - its node */
#define PREALLOC_BYTES (256u << 10)
#define LOOKS         16

struct lpm_node {
	axi_link spare;              /* first: the reserve's */
	axi_link child[2];
	_Atomic u32 bits;            /* of the prefix */
	_Atomic u32 element;         /* holds a value */
	u8 data[];                   /* padded to 8; then the value */
};

struct lpm {
	struct ax_map map;
	struct axi_reserve reserve;
	axi_link root;
	_Atomic u32 seq;
	u32 data_bytes, max_bits, value_at;
	struct axi_spin lock;
	/* lock guards: */
	u32 count;
};

static struct lpm *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct lpm, map);
}

static u64 node_bytes(const struct ax_map_spec *spec)
{
	return sizeof(struct lpm_node) + align_up(spec->key_size - 4, 8) + align_up(spec->value_size, 8);
}

static u64 target_of(const struct ax_map_spec *spec, const struct ax_port *port)
{
	return 2 * (u64)spec->max_entries + port->cpu_count();
}

static int lpm_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	if (!spec->max_entries || !(spec->flags & AX_MAP_F_NO_PREALLOC) ||
	    (spec->flags & ~(u32)(AXI_MAP_ACCESS | AX_MAP_F_NO_PREALLOC)) || !axi_map_access_ok(spec->flags) ||
	    spec->key_size < 5 || spec->key_size > 4 + DATA_MAX || !spec->value_size || spec->value_size > VALUE_MAX)
		return -AX_EINVAL;
	/* an elastic map may never grow so far */
	return !limits->elastic &&
	       axi_reserve_bytes(node_bytes(spec), target_of(spec, port)) + sizeof(struct lpm) > limits->map_bytes ? -AX_E2BIG : 0;
}

static int lpm_init(struct ax_map *map)
{
	struct lpm *l = of(map);
	u64 bytes = node_bytes(&map->spec), target = target_of(&map->spec, map->port);

	l->data_bytes = map->spec.key_size - 4;
	l->max_bits = l->data_bytes * 8;
	l->value_at = (u32)(sizeof(struct lpm_node) + align_up(l->data_bytes, 8));
	return axi_reserve_init(&l->reserve, map, (u32)bytes, target,
				!map->limits->elastic || !map->port->defer || target * bytes <= PREALLOC_BYTES);
}

static void lpm_fini(struct ax_map *map)
{
	axi_reserve_fini(&of(map)->reserve);
}

/* ---- bits ---- */

static u32 bit_at(const u8 *data, u32 n)
{
	return __atomic_load_n(&data[n / 8], __ATOMIC_RELAXED) >> (7 - n % 8) & 1;
}

/* How many of the first `most` bits are equal. */
static u32 common_bits(const u8 *a, const u8 *b, u32 most)
{
	u32 n = 0;

	for (; n < most; n += 8) {
		u8 differ = (u8)(__atomic_load_n(&a[n / 8], __ATOMIC_RELAXED) ^ __atomic_load_n(&b[n / 8], __ATOMIC_RELAXED));

		if (differ)
			return (u32)min_u64(n + 8 - bit_width(differ), most);
	}
	return most;
}

static u32 bits_of(const void *key)
{
	return load_32(key);
}

static const u8 *data_of(const void *key)
{
	return (const u8 *)key + 4;
}

static struct lpm_node *get(axi_link *link)
{
	return atomic_load_explicit(link, memory_order_acquire);
}

static u32 node_bits(struct lpm_node *node)
{
	return atomic_load_explicit(&node->bits, memory_order_relaxed);
}

static bool is_element(struct lpm_node *node)
{
	return atomic_load_explicit(&node->element, memory_order_relaxed);
}

/* ---- readers ---- */

/* The element with the longest prefix of `key`, which has `bits`: others may write the key meanwhile, so the caller has read
 * that once.  Among moving links it ends all the same: a child has more bits. */
static struct lpm_node *longest(struct lpm *l, const void *key, u32 bits)
{
	struct lpm_node *node = get(&l->root), *found = NULL;
	u32 before = 0;

	while (node) {
		u32 mine = node_bits(node);

		if (mine > bits || mine > l->max_bits || (before && mine < before) ||
		    common_bits(node->data, data_of(key), mine) < mine)
			break;
		if (is_element(node))
			found = node;
		if (mine == bits)
			break;
		node = get(&node->child[bit_at(data_of(key), mine)]);
		before = mine + 1;
	}
	return found;
}

static void *value_of(struct lpm *l, struct lpm_node *node)
{
	return node ? (u8 *)node + l->value_at : NULL;
}

static void *lpm_lookup(struct ax_map *map, const void *key)
{
	struct lpm *l = of(map);
	u32 bits = bits_of(key);
	struct lpm_node *node;
	unsigned long irq;

	if (bits > l->max_bits)
		return NULL;
	for (u32 look = 0; look < LOOKS; look++) {
		u32 seq = atomic_load_explicit(&l->seq, memory_order_acquire);

		node = longest(l, key, bits);
		atomic_thread_fence(memory_order_acquire);
		if (LIKELY(!(seq & 1) && atomic_load_explicit(&l->seq, memory_order_relaxed) == seq))
			return value_of(l, node);
		ax_cpu_relax();
	}
	irq = axi_spin_lock(&l->lock);
	node = longest(l, key, bits);
	axi_spin_unlock(&l->lock, irq);
	return value_of(l, node);
}

/* ---- writers, under the lock ---- */

static void change_begin(struct lpm *l)
{
	atomic_store_explicit(&l->seq, atomic_load_explicit(&l->seq, memory_order_relaxed) + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
}

static void change_end(struct lpm *l)
{
	atomic_store_explicit(&l->seq, atomic_load_explicit(&l->seq, memory_order_relaxed) + 1, memory_order_release);
}

static void set(axi_link *link, struct lpm_node *node)
{
	atomic_store_explicit(link, node, memory_order_release);
}

/* Where the walk towards `key` ends: the link whose node is not a prefix of it, or is as long.  `parent`: the link to
 * the node above.  `common`: how many bits that node shares with the key. */
struct place {
	axi_link *link, *parent;
	u32 common;
};

static struct place walk(struct lpm *l, const void *key, u32 bits)
{
	struct place p = {.link = &l->root};
	struct lpm_node *node;

	while ((node = get(p.link))) {
		u32 mine = node_bits(node);

		p.common = common_bits(node->data, data_of(key), mine < bits ? mine : bits);
		if (p.common < mine || mine == bits)
			break;
		p.parent = p.link;
		p.link = &node->child[bit_at(data_of(key), mine)];
	}
	return p;
}

static void fill(struct lpm *l, struct lpm_node *node, const void *data, u32 bits, const void *value)
{
	atomic_thread_fence(memory_order_release); /* readers of its former life see that seq is odd */
	set(&node->child[0], NULL);
	set(&node->child[1], NULL);
	atomic_store_explicit(&node->bits, bits, memory_order_relaxed);
	axi_copy_in(node->data, data, l->data_bytes);
	if (value)
		axi_copy_in(value_of(l, node), value, l->map.spec.value_size);
	atomic_store_explicit(&node->element, value != NULL, memory_order_relaxed);
}

/* Put `node`, filled with the key, at the place; `fork` becomes the common part where both go on. */
static void insert(struct lpm *l, struct place p, const void *key, struct lpm_node *node, struct lpm_node *fork)
{
	struct lpm_node *there = get(p.link);
	u32 bits = node_bits(node);

	if (!there) {
		set(p.link, node);
	} else if (node_bits(there) == bits && p.common == bits) { /* the same prefix */
		set(&node->child[0], get(&there->child[0]));
		set(&node->child[1], get(&there->child[1]));
		set(p.link, node);
		axi_reserve_give(&l->reserve, there);
	} else if (p.common == bits) { /* ours is a prefix of what is there */
		set(&node->child[bit_at(there->data, bits)], there);
		set(p.link, node);
	} else {
		fill(l, fork, data_of(key), p.common, NULL);
		set(&fork->child[bit_at(node->data, p.common)], node);
		set(&fork->child[bit_at(there->data, p.common)], there);
		set(p.link, fork);
	}
}

static int update_locked(struct lpm *l, const void *key, const void *value, u64 flags)
{
	u32 bits = bits_of(key);
	struct place p = walk(l, key, bits);
	struct lpm_node *there = get(p.link), *node, *fork = NULL;
	bool same = there && node_bits(there) == bits && p.common == bits, exists = same && is_element(there);

	if (exists && flags == AX_NOEXIST)
		return -AX_EEXIST;
	if (!exists && flags == AX_EXIST)
		return -AX_ENOENT;
	if (!exists && l->count == l->map.spec.max_entries)
		return -AX_ENOSPC;
	node = axi_reserve_take(&l->reserve);
	if (node && there && !same && p.common < bits)
		fork = axi_reserve_take(&l->reserve);
	if (!node || (there && !same && p.common < bits && !fork)) {
		if (node)
			axi_reserve_give(&l->reserve, node);
		return -AX_ENOMEM;
	}
	change_begin(l);
	fill(l, node, data_of(key), bits, value);
	insert(l, p, key, node, fork);
	change_end(l);
	l->count += !exists;
	return 0;
}

static int update(struct lpm *l, const void *key, const void *value, u64 flags)
{
	u8 own[4 + DATA_MAX]; /* others may write the key while it is looked at more than once */
	unsigned long irq;
	int err;

	memcpy(own, key, l->map.spec.key_size);
	if (flags > AX_EXIST || bits_of(own) > l->max_bits)
		return -AX_EINVAL;
	irq = axi_spin_lock(&l->lock);
	err = update_locked(l, own, value, flags);
	axi_spin_unlock(&l->lock, irq);
	return err;
}

static int lpm_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	int err = update(of(map), key, value, flags);

	axi_reserve_ask(&of(map)->reserve);
	return err;
}

static int lpm_user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	struct lpm *l = of(map);
	int err;

	if (axi_reserve_low(&l->reserve))
		axi_reserve_grow(&l->reserve); /* failing matters only if the reserve turns out to be empty */
	err = update(l, key, value, flags);
	if (err == -AX_ENOMEM && !axi_reserve_grow(&l->reserve))
		err = update(l, key, value, flags);
	return err;
}

/* The node at p.link stops to be an element; it goes unless two prefixes part there, and so does a fork above that
 * then has one way left. */
static void remove_at(struct lpm *l, struct place p)
{
	struct lpm_node *node = get(p.link), *left = get(&node->child[0]), *right = get(&node->child[1]);
	struct lpm_node *parent = p.parent ? get(p.parent) : NULL;

	if (left && right) {
		atomic_store_explicit(&node->element, 0, memory_order_relaxed);
		return;
	}
	set(p.link, left ? left : right);
	axi_reserve_give(&l->reserve, node);
	if (left || right || !parent || is_element(parent))
		return;
	left = get(&parent->child[0]);
	set(p.parent, left ? left : get(&parent->child[1]));
	axi_reserve_give(&l->reserve, parent);
}

static int lpm_remove(struct ax_map *map, const void *key)
{
	struct lpm *l = of(map);
	u32 bits = bits_of(key);
	struct lpm_node *there;
	unsigned long irq;
	struct place p;
	bool exists;

	if (bits > l->max_bits)
		return -AX_EINVAL;
	irq = axi_spin_lock(&l->lock);
	p = walk(l, key, bits);
	there = get(p.link);
	exists = there && is_element(there) && node_bits(there) == bits && p.common == bits;
	if (exists) {
		change_begin(l);
		remove_at(l, p);
		change_end(l);
		l->count--;
	}
	axi_spin_unlock(&l->lock, irq);
	return exists ? 0 : -AX_ENOENT;
}

/* ---- user space ---- */

static int lpm_user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	struct lpm *l = of(map);
	struct lpm_node *node = NULL;
	u32 bits = bits_of(key);
	unsigned long irq = axi_spin_lock(&l->lock);

	if (bits <= l->max_bits)
		node = longest(l, key, bits);
	if (node)
		axi_copy_out(value, value_of(l, node), map->spec.value_size);
	axi_spin_unlock(&l->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

/* The first in postorder below: the leftmost leaf. */
static struct lpm_node *leftmost(struct lpm_node *node)
{
	for (struct lpm_node *down = node; down; node = down ? down : node) {
		down = get(&node->child[0]);
		if (!down)
			down = get(&node->child[1]);
	}
	return node;
}

/* The nearest node on the way to `key` that has a right branch which the way does not take, or that is the parent:
 * postorder goes there next.  `node` is the key's own. */
static struct lpm_node *after(struct lpm *l, const void *key, struct lpm_node *node)
{
	struct lpm_node *at = get(&l->root), *next = NULL;

	while (at && at != node) {
		u32 bit = bit_at(data_of(key), node_bits(at));
		struct lpm_node *right = get(&at->child[1]);

		next = !bit && right ? leftmost(right) : at;
		at = get(&at->child[bit]);
	}
	return next;
}

/* Linux's order: postorder, so that longer prefixes come before the shorter ones that they are in.  A key that is not
 * there: from the start. */
static int lpm_next_key(struct ax_map *map, const void *key, void *next)
{
	struct lpm *l = of(map);
	unsigned long irq = axi_spin_lock(&l->lock);
	struct lpm_node *root = get(&l->root), *node = NULL;
	u8 data[4 + DATA_MAX];

	if (key && bits_of(key) <= l->max_bits) {
		struct lpm_node *there = get(walk(l, key, bits_of(key)).link);

		if (there && is_element(there) && node_bits(there) == bits_of(key) &&
		    common_bits(there->data, data_of(key), bits_of(key)) == bits_of(key))
			node = there;
	}
	if (!node) {
		node = root ? leftmost(root) : NULL; /* a leaf: an element */
	} else {
		do { /* forks are no elements: pass over them */
			store_32(data, node_bits(node));
			axi_copy_out(data + 4, node->data, l->data_bytes);
			node = after(l, data, node);
		} while (node && !is_element(node));
	}
	if (node) {
		store_32(next, node_bits(node));
		axi_copy_out((u8 *)next + 4, node->data, l->data_bytes);
	}
	axi_spin_unlock(&l->lock, irq);
	return node ? 0 : -AX_ENOENT;
}

const struct axi_map_ops axi_lpm_ops = {
	.check = lpm_check,
	.struct_bytes = sizeof(struct lpm),
	.init = lpm_init,
	.fini = lpm_fini,
	.lookup = lpm_lookup,
	.update = lpm_update,
	.remove = lpm_remove,
	.user_lookup = lpm_user_lookup,
	.user_update = lpm_user_update,
	.next_key = lpm_next_key,
	.batches = AXI_BATCH_LOOKUP | AXI_BATCH_UPDATE | AXI_BATCH_DELETE,
};
