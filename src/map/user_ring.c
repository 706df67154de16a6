/* SPDX-License-Identifier: Apache-2.0
 * user_ring.c - user ring buffers: user space produces, a program (or the embedder) drains.
 *
 *   [consumer page: u64 consumer_pos, ours][producer page: u64 producer_pos][data][the same data again]
 *
 * User space writes everything but the consumer page, at any time; so each word is read once, every length is checked
 * against what producer_pos says and against the ring, and what a sample holds may change while it is looked at.  One
 * drains at a time.  Errors are Linux's (__bpf_user_ringbuf_peek). */
#include "base/bits.h"
#include "map/map.h"

#define BUSY        (1u << 31)
#define DISCARD     (1u << 30)
#define HEADER      8
#define PAGES_BYTES (2 * AX_PAGE_BYTES)
#define SAMPLES_MAX (128u << 10) /* Linux: BPF_MAX_USER_RINGBUF_SAMPLES */

struct user_ring {
	struct ax_map map;
	u8 *base; /* the consumer page */
	u8 *data;
	u64 mask;
	bool mirrored;
	_Atomic u32 busy;
};

static struct user_ring *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct user_ring, map);
}

static _Atomic u64 *position(struct user_ring *r, u32 page)
{
	return (_Atomic u64 *)(void *)(r->base + page * AX_PAGE_BYTES);
}

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	if (spec->flags || spec->key_size || spec->value_size || !is_pow2(spec->max_entries) ||
	    spec->max_entries & (AX_PAGE_BYTES - 1))
		return -AX_EINVAL;
	return (u64)spec->max_entries + PAGES_BYTES + sizeof(struct user_ring) > limits->map_bytes ? -AX_E2BIG : 0;
}

static int init(struct ax_map *map)
{
	struct user_ring *r = of(map);
	u64 bytes = map->spec.max_entries;

	r->mirrored = map->port->ring_alloc;
	r->base = r->mirrored ? map->port->ring_alloc((size_t)bytes) : axi_map_alloc(map, PAGES_BYTES + bytes);
	if (!r->base)
		return -AX_ENOMEM;
	if (r->mirrored)
		atomic_fetch_add(&map->bytes, PAGES_BYTES + bytes);
	r->data = r->base + PAGES_BYTES;
	r->mask = bytes - 1;
	return 0;
}

static void fini(struct ax_map *map)
{
	struct user_ring *r = of(map);

	if (r->mirrored)
		map->port->ring_free(r->base, (size_t)(r->mask + 1));
	else
		axi_map_free(map, r->base, PAGES_BYTES + r->mask + 1);
}

static int map_pages(struct ax_map *map, u64 offset, u64 bytes, bool write, void **base)
{
	struct user_ring *r = of(map);
	u64 data = r->mask + 1;

	if (write && !offset)
		return -AX_EPERM;
	if (offset + bytes > PAGES_BYTES + (r->mirrored ? 2 * data : data))
		return -AX_EINVAL;
	*base = r->base + offset;
	return 0;
}

/* The sample at consumer_pos.  0; -AX_ENODATA: none is ready; -AX_EAGAIN: it is discarded; -AX_EINVAL, -AX_E2BIG: nonsense. */
static int peek(struct user_ring *r, u64 at, u32 *bytes)
{
	u64 produced = atomic_load_explicit(position(r, 1), memory_order_acquire), whole;
	u32 len;

	if (produced & 7)
		return -AX_EINVAL;
	if (at >= produced)
		return -AX_ENODATA;
	len = __atomic_load_n((const u32 *)(const void *)(r->data + (at & r->mask)), __ATOMIC_ACQUIRE);
	*bytes = len & ~(BUSY | DISCARD);
	whole = align_up((u64)*bytes + HEADER, 8);
	if (whole > produced - at)
		return -AX_EINVAL;
	if (whole > r->mask + 1)
		return -AX_E2BIG;
	if (len & BUSY)
		return -AX_ENODATA;
	if (len & DISCARD)
		return -AX_EAGAIN;
	return !r->mirrored && whole > r->mask + 1 - (at & r->mask) ? -AX_EINVAL : 0;
}

static void wake(struct ax_map *map)
{
	void *waiters = atomic_load_explicit(&map->waiters, memory_order_acquire);

	if (waiters && map->port->wake)
		map->port->wake(waiters);
}

static long drain(struct user_ring *r, int (*take)(void *arg, const void *sample, uint32_t bytes), void *arg)
{
	u64 at = atomic_load_explicit(position(r, 0), memory_order_relaxed);
	long taken = 0;
	int more = 1;

	for (u32 i = 0; i < SAMPLES_MAX && more; i++) {
		u32 bytes;
		int err = peek(r, at, &bytes);

		if (err == -AX_ENODATA)
			break;
		if (err && err != -AX_EAGAIN)
			return err;
		if (!err) {
			more = take(arg, r->data + (at & r->mask) + HEADER, bytes);
			taken++;
		}
		at += align_up((u64)bytes + HEADER, 8);
		atomic_store_explicit(position(r, 0), at, memory_order_release);
	}
	return taken;
}

long ax_user_ring_drain(struct ax_map *map, int (*take)(void *arg, const void *sample, uint32_t bytes), void *arg, uint64_t flags)
{
	struct user_ring *r = of(map);
	long taken;

	if (map->spec.type != AX_MAP_USER_RINGBUF || flags & ~(u64)(AX_RB_NO_WAKEUP | AX_RB_FORCE_WAKEUP))
		return -AX_EINVAL;
	if (atomic_exchange_explicit(&r->busy, 1, memory_order_acquire))
		return -AX_EBUSY;
	taken = drain(r, take, arg);
	atomic_store_explicit(&r->busy, 0, memory_order_release);
	if (flags & AX_RB_FORCE_WAKEUP || (!(flags & AX_RB_NO_WAKEUP) && taken > 0))
		wake(map);
	return taken;
}

const struct axi_map_ops axi_user_ring_ops = {
	.check = check,
	.struct_bytes = sizeof(struct user_ring),
	.init = init,
	.fini = fini,
	.mmap = map_pages,
};
