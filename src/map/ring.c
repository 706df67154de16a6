/* SPDX-License-Identifier: Apache-2.0
 * ring.c - multi-producer, single-consumer ring buffer with Linux's layout for the reader.
 *
 *   [consumer page: u64 consumer_pos][producer page: u64 producer_pos][data][the same data again]
 *
 * A record is an 8-byte header (u32 length | BUSY | DISCARD, u32 page offset) and its bytes, padded to 8.  Positions
 * only grow; offset = position & mask.  The reader (libbpf's algorithm) looks at headers below producer_pos and stops
 * at a BUSY one.  So the rule is: when producer_pos covers a record, its header must have been written.
 *
 * Reserving takes three steps and no lock:
 *   1. one compare-and-swap of `state` = (reserved position, number of reservations not yet marked) takes the room and
 *      counts one in;
 *   2. the header is marked BUSY (what was there is an older lap's bytes, but nobody looks: producer_pos is below it);
 *   3. one compare-and-swap counts one out.  Who finds that it is the only one left publishes first: it stores the position
 *      of that word in producer_pos, then swaps.  Another that came meanwhile makes the swap fail: look again.
 * Why it holds: who sees (p, 1) and is that one has marked its own record, and every other reservation below p has been
 * counted out, hence marked before (release on the way out, acquire by the publisher), so p covers marked headers only.
 * Nobody else stores meanwhile, because the storer is still counted in and others see at least 2; hence a plain store that
 * never goes back.  Nobody waits: a producer that interrupts another between 1 and 3 finds the count above one, leaves,
 * and the interrupted one publishes for both.  If counts overlap without end the ring fills, reservations then fail without
 * counting in, and the last of the count publishes.
 * A small record whose bytes are at hand (ax_ring_output) is written whole in step 2 and never BUSY: two locked
 * instructions on one cache line in all, which is what two producers on two CPUs pay for (builds for one core do without).
 *
 * Room: a reservation up to `end` needs end - consumer_pos <= mask and end - pending <= mask.  consumer_pos is
 * written by user space and may be anything: a lie loses the reader's own records, and nothing more, because of
 * `pending`, the oldest record that has not been committed: no live record, nor its header, is ever handed out again.
 *
 * `pending` need not be exact, and follows up to PENDING_LAG bytes late.  While no record was ever BUSY, the word (p, 0) says
 * that all below p is committed; otherwise it walks from header to header.
 *
 * Wake-ups are Linux's: a commit wakes when the reader has caught up with that very record (or FORCE), unless
 * NO_WAKEUP.  What becomes visible when it is published (a record that is written whole, one that was committed before, a
 * filling or a gap that the reader must pass over to sleep before the next record) wakes at publication, if the reader had
 * caught up with what was visible before: whoever leaves that to another sets OWED in `state`.
 *
 * Options beyond Linux's (docs/maps.md): `extra` may keep a share of the ring for priority records, and may ask for gap
 * records: the first reservation after a loss writes, before its own record, a discarded one that says how many were lost, so
 * that a reader learns where; others pass over it.  With AX_MAP_F_RB_OVERWRITE (Linux 6.19's) a full ring drops its oldest
 * records instead of refusing: overwrite_pos, in the producer page, is the oldest that is still whole.  It moves over
 * committed records only, each step one compare-and-swap as for `pending`, and before anything is written there.  Such a
 * reader copies a record and then looks whether overwrite_pos has passed it.
 *
 * Worlds without mirrored memory (port->ring_alloc NULL) have the data once: a record that would cross the end is
 * preceded by a discarded record that fills the rest.  The reader's algorithm is the same. */
#include "map/map.h"

#define BUSY        (1u << 31)
#define DISCARD     (1u << 30)
#define HEADER      8
#define RECORD_MAX  (UINT32_MAX / 4) /* Linux: RINGBUF_MAX_RECORD_SZ */
#define PAGES_BYTES (2 * AX_PAGE_BYTES)
#define COOKIE_AT   (2 * AX_PAGE_BYTES - 8) /* last word of the producer page */

/* state: position / 8 in the upper 53 bits (2^56 bytes of records in all), OWED, reservations not yet marked below */
#define COUNT_BITS 10
#define COUNT_MASK ((1u << COUNT_BITS) - 1)
#define OWED       (1u << COUNT_BITS)
#define POS_SHIFT  (COUNT_BITS + 1)

#define PENDING_LAG 1024 /* bytes; less than any ring has */
#define WHOLE_MAX   1024 /* bytes of a record that may be written before it is published: others wait for it that long */

struct header {
	_Atomic u32 len;
	u32 page; /* pages from the start of the ring to this header */
};

#define GAP         (1u << 31)     /* in header.page of a discarded record: a gap record */
#define GAP_BYTES   (HEADER + 16)
#define NEXT_STEPS  1024 /* records that ax_ring_next passes over, or attempts to copy one that is overwritten */

struct ring {
	struct ax_map map;
	u8 *base;  /* the consumer page */
	u8 *data;
	u64 mask;
	bool mirrored;
	_Atomic u64 untold;      /* losses that no gap record has told */
	_Atomic bool had_busy;   /* a record was reserved to be written later: set before it is counted in, never unset */
	/* set at creation, then read-only: */
	u64 share;               /* bytes that only priority records may take */
	bool gaps, overwrite;
};

static struct ring *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct ring, map);
}

static _Atomic u64 *consumer_pos(const struct ring *r)
{
	return (_Atomic u64 *)(void *)r->base;
}

static _Atomic u64 *producer_pos(const struct ring *r)
{
	return (_Atomic u64 *)(void *)(r->base + AX_PAGE_BYTES);
}

/* More words of the producer page, beside producer_pos because producers write them together; user space may read them.
 * The first two are where Linux has them. */
static _Atomic u64 *pending_pos(const struct ring *r)
{
	return (_Atomic u64 *)(void *)(r->base + AX_PAGE_BYTES + 8);
}

static _Atomic u64 *overwrite_pos(const struct ring *r)
{
	return (_Atomic u64 *)(void *)(r->base + AX_PAGE_BYTES + 16);
}

static _Atomic u64 *lost_count(const struct ring *r)
{
	return (_Atomic u64 *)(void *)(r->base + AX_PAGE_BYTES + 24);
}

static _Atomic u64 *state_of(const struct ring *r)
{
	return (_Atomic u64 *)(void *)(r->base + AX_PAGE_BYTES + 32);
}

static u64 state_pos(u64 state)
{
	return state >> POS_SHIFT << 3;
}

/* One more reservation, up to `pos`. */
static u64 state_in(u64 state, u64 pos)
{
	return pos >> 3 << POS_SHIFT | ((state & (OWED | COUNT_MASK)) + 1);
}

/* ---- creation ---- */

static int ring_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	u64 share = spec->extra & AX_RING_SHARE;

	if ((spec->flags & ~(u32)AX_MAP_F_RB_OVERWRITE) || spec->extra & ~(AX_RING_SHARE | AX_RING_GAPS) ||
	    share & 7 || share > spec->max_entries / 2 || spec->key_size || spec->value_size || !is_pow2(spec->max_entries) ||
	    spec->max_entries & (AX_PAGE_BYTES - 1))
		return -AX_EINVAL;
	return (u64)spec->max_entries + PAGES_BYTES + sizeof(struct ring) > limits->map_bytes ? -AX_E2BIG : 0;
}

/* The producer page, which user space may read, holds the way back from a record to its ring; mixed with this, it
 * tells no address of ours. */
static _Atomic u64 cookie_key;

static u64 cookie_of(struct ring *r)
{
	return (u64)(uintptr_t)r ^ atomic_load_explicit(&cookie_key, memory_order_relaxed);
}

/* Once, with the first ring: the key must not change under those that live. */
static void cookie_start(const struct ax_port *port)
{
	u64 key = 0, none = 0;

	if (atomic_load(&cookie_key))
		return;
	if (!port->entropy || port->entropy(&key, sizeof(key)))
		key = 0;
	atomic_compare_exchange_strong(&cookie_key, &none, key | 1);
}

static int ring_init(struct ax_map *map)
{
	struct ring *r = of(map);
	u64 bytes = map->spec.max_entries;

	r->mirrored = map->port->ring_alloc;
	if (r->mirrored) {
		r->base = map->port->ring_alloc((size_t)bytes);
		if (r->base)
			atomic_fetch_add(&map->bytes, PAGES_BYTES + bytes);
	} else {
		r->base = axi_map_alloc(map, PAGES_BYTES + bytes);
	}
	if (!r->base)
		return -AX_ENOMEM;
	r->share = map->spec.extra & AX_RING_SHARE;
	r->gaps = map->spec.extra & AX_RING_GAPS;
	r->overwrite = map->spec.flags & AX_MAP_F_RB_OVERWRITE;
	r->data = r->base + PAGES_BYTES;
	r->mask = bytes - 1;
	cookie_start(map->port);
	*(u64 *)(void *)(r->base + COOKIE_AT) = cookie_of(r);
	return 0;
}

static void ring_fini(struct ax_map *map)
{
	struct ring *r = of(map);
	u64 bytes = map->spec.max_entries;

	if (r->mirrored)
		map->port->ring_free(r->base, (size_t)bytes);
	else
		axi_map_free(map, r->base, PAGES_BYTES + bytes);
}

/* ---- producers ---- */

static struct header *header_at(const struct ring *r, u64 pos)
{
	return (struct header *)(void *)(r->data + (pos & r->mask));
}

static u64 record_bytes(u32 len)
{
	return align_up((u64)(len & ~(BUSY | DISCARD)) + HEADER, 8);
}

/* The header at what was `pending` a moment ago.  If others have moved it meanwhile, a record's bytes may be there now;
 * the caller then throws the word away.  ThreadSanitizer would see only the race. */
__attribute__((noinline, no_sanitize("thread"))) static u32 peek(const struct ring *r, u64 pos)
{
	return atomic_load_explicit(&header_at(r, pos)->len, memory_order_acquire);
}

/* Move `pending` over committed records, one after the other: a few each time, so that it keeps up, and as many as `end` needs.
 * Each step is one compare-and-swap from the position whose header was read: were that record gone meanwhile, then
 * `pending` has moved on and the swap fails. */
static bool pending_walks(struct ring *r, u64 at, u64 end)
{
	for (u32 step = 0; step < 4 || end - at > r->mask; step++) {
		u64 published = atomic_load_explicit(producer_pos(r), memory_order_acquire);
		u32 len;

		if (at == published)
			break;
		len = peek(r, at);
		if (atomic_load_explicit(pending_pos(r), memory_order_acquire) != at) {
			at = atomic_load_explicit(pending_pos(r), memory_order_acquire);
			continue;
		}
		if (len & BUSY)
			break;
		if (atomic_compare_exchange_weak_explicit(pending_pos(r), &at, at + record_bytes(len),
							  memory_order_acq_rel, memory_order_acquire))
			at += record_bytes(len);
	}
	return end - at <= r->mask;
}

/* Is all from `pending` to `end` less than the ring?  `state` was read a moment ago. */
static bool pending_clears(struct ring *r, u64 state, u64 end)
{
	u64 at = atomic_load_explicit(pending_pos(r), memory_order_acquire), pos = state_pos(state);

	if (LIKELY(end - at <= PENDING_LAG))
		return true;
	if (!AXI_CPUS || state & COUNT_MASK || atomic_load_explicit(&r->had_busy, memory_order_relaxed))
		return pending_walks(r, at, end);
	while ((s64)(pos - at) > 0 && !atomic_compare_exchange_weak_explicit(pending_pos(r), &at, pos, memory_order_acq_rel,
									     memory_order_acquire))
		;
	return end - pos <= r->mask;
}

static void count_lost(struct ring *r)
{
	atomic_fetch_add_explicit(lost_count(r), 1, memory_order_relaxed);
	if (r->gaps)
		atomic_fetch_add_explicit(&r->untold, 1, memory_order_relaxed);
}

/* Move overwrite_pos over the oldest records, all committed, until `end` has room; each that was not read is lost.  Others may have
 * gone on beyond `end` meanwhile: then there is nothing to do, and the caller's swap fails. */
static bool overwrite_clears(struct ring *r, u64 end)
{
	u64 at = atomic_load_explicit(overwrite_pos(r), memory_order_acquire);

	while ((s64)(end - at) > (s64)r->mask) {
		u64 consumed = atomic_load_explicit(consumer_pos(r), memory_order_relaxed);
		u32 len;

		if (at == atomic_load_explicit(pending_pos(r), memory_order_acquire))
			return false;
		len = peek(r, at);
		if (atomic_load_explicit(overwrite_pos(r), memory_order_acquire) != at) {
			at = atomic_load_explicit(overwrite_pos(r), memory_order_acquire);
			continue;
		}
		if (!atomic_compare_exchange_weak_explicit(overwrite_pos(r), &at, at + record_bytes(len), memory_order_acq_rel,
							   memory_order_acquire))
			continue;
		if (!(len & DISCARD) && (s64)(at - consumed) >= 0)
			count_lost(r);
		at += record_bytes(len);
	}
	atomic_thread_fence(memory_order_seq_cst); /* before what is written there */
	return true;
}

static bool has_room(struct ring *r, u64 state, u64 end)
{
	u64 consumed;

	if (UNLIKELY(r->overwrite))
		return pending_clears(r, state, end) && overwrite_clears(r, end);
	consumed = atomic_load_explicit(consumer_pos(r), memory_order_acquire);
	return end - consumed <= r->mask && pending_clears(r, state, end);
}

static void wake_reader(struct ring *r)
{
	void *waiters = atomic_load_explicit(&r->map.waiters, memory_order_acquire);

	if (waiters && r->map.port->wake)
		r->map.port->wake(waiters);
}

static void mark(struct ring *r, u64 pos, u32 len)
{
	struct header *h = header_at(r, pos);

	h->page = (u32)(((u8 *)h - r->base) / AX_PAGE_BYTES);
	atomic_store_explicit(&h->len, len, memory_order_release);
}

/* Count one reservation out; the last one publishes.  `wake`: what it has marked is for the reader at once. */
static void count_out(struct ring *r, bool wake)
{
	u64 state = atomic_load_explicit(state_of(r), memory_order_acquire), next, before = 0;
	bool published = false;

	do {
		next = (state - 1) | (wake ? OWED : 0);
		wake |= published && state & OWED;
		if ((state & COUNT_MASK) == 1) {
			if (!published)
				before = atomic_load_explicit(producer_pos(r), memory_order_relaxed);
			atomic_store_explicit(producer_pos(r), state_pos(state), memory_order_release);
			published = true;
			wake |= (state & OWED) != 0;
			next = (state - 1) & ~(u64)OWED;
		}
	} while (!atomic_compare_exchange_weak_explicit(state_of(r), &state, next, memory_order_acq_rel, memory_order_acquire));
	if (!published || !wake)
		return;
	/* ordered before the look at consumer_pos, as the reader stores there before it looks for more */
	atomic_thread_fence(memory_order_seq_cst);
	if ((s64)(atomic_load(consumer_pos(r)) - before) >= 0)
		wake_reader(r);
}

/* A record has been committed that may not be published yet: then whoever publishes it wakes. */
static void owe(struct ring *r)
{
	u64 state = atomic_load(state_of(r));

	while (UNLIKELY(state & COUNT_MASK) && !atomic_compare_exchange_weak(state_of(r), &state, state | OWED))
		;
}

static u64 caught_up_at(const struct ring *r)
{
	return atomic_load(consumer_pos(r)) & r->mask;
}

/* Fill the rest of the data before its end; only where memory is not mirrored. */
static u64 pad_before(const struct ring *r, u64 pos, u64 bytes)
{
	u64 rest = r->mask + 1 - (pos & r->mask);

	return r->mirrored || bytes <= rest ? 0 : rest;
}

/* What a reservation takes: a filling before the end, a gap record, another filling, the record. */
struct take {
	u64 pos, gap_pad, gap, pad, bytes;
};

static u64 gap_pos(const struct take *t)
{
	return t->pos + t->gap_pad;
}

static u64 record_pos(const struct take *t)
{
	return gap_pos(t) + t->gap + t->pad;
}

static void mark_gap(struct ring *r, u64 pos)
{
	struct ax_ring_gap gap = {.lost = atomic_exchange_explicit(&r->untold, 0, memory_order_relaxed),
				  .time_ns = r->map.port->now_ns ? r->map.port->now_ns() : 0};
	struct header *h = header_at(r, pos);

	memcpy(h + 1, &gap, sizeof(gap));
	h->page = GAP;
	atomic_store_explicit(&h->len, (GAP_BYTES - HEADER) | DISCARD, memory_order_release);
}

/* Step 1 of the comment at the top, and what comes before the record.  False: no room.  `spare`: bytes that must stay free.
 * The caller marks the record, if there is one, and counts out. */
static bool take_room(struct ring *r, u64 size, u64 spare, bool gap, struct take *t)
{
	u64 state = atomic_load_explicit(state_of(r), memory_order_acquire);

	for (;;) {
		u64 next;

		t->pos = state_pos(state);
		t->gap = gap ? GAP_BYTES : 0;
		t->gap_pad = gap ? pad_before(r, t->pos, GAP_BYTES) : 0;
		t->bytes = align_up(size + HEADER, 8);
		t->pad = pad_before(r, gap_pos(t) + t->gap, t->bytes);
		if (t->pad && t->pad + t->bytes > r->mask)
			t->bytes = 0; /* can never fit together: the filling now, the record at the next attempt */
		next = record_pos(t) + t->bytes;
		if ((state & COUNT_MASK) == COUNT_MASK || !has_room(r, state, next + spare)) {
			u64 now = atomic_load_explicit(state_of(r), memory_order_acquire);

			if (state_pos(now) == t->pos)
				return false;
			state = now; /* the answer was about an old position */
		} else if (atomic_compare_exchange_weak_explicit(
				   state_of(r), &state, state_in(state, next), memory_order_acq_rel, memory_order_acquire)) {
			break;
		}
	}
	if (t->gap_pad)
		mark(r, t->pos, (u32)(t->gap_pad - HEADER) | DISCARD);
	if (UNLIKELY(t->gap))
		mark_gap(r, gap_pos(t));
	if (t->pad)
		mark(r, gap_pos(t) + t->gap, (u32)(t->pad - HEADER) | DISCARD);
	return true;
}

static bool reserve(struct ring *r, u64 size, u64 flags, struct take *t)
{
	u64 spare = flags & AX_RB_PRIORITY ? 0 : r->share, bytes = align_up(size + HEADER, 8);
	bool gap = UNLIKELY(atomic_load_explicit(&r->untold, memory_order_relaxed));

	/* a gap record that would never fit beside this one waits for a smaller one */
	if (!take_room(r, size, spare, gap && bytes + GAP_BYTES + spare <= r->mask, t)) {
		count_lost(r);
		return false;
	}
	if (LIKELY(t->bytes))
		return true;
	count_out(r, true);
	count_lost(r);
	return false;
}

static bool fits(const struct ring *r, u64 size)
{
	return size <= RECORD_MAX && align_up(size + HEADER, 8) <= r->mask + 1;
}

/* A record that is written later. */
static void *reserve_busy(struct ring *r, u64 size, u64 flags)
{
	struct take t;

	if (!fits(r, size))
		return NULL;
	if (AXI_CPUS && UNLIKELY(!atomic_load_explicit(&r->had_busy, memory_order_relaxed)))
		atomic_store_explicit(&r->had_busy, true, memory_order_relaxed); /* take_room's swap releases it */
	if (!reserve(r, size, flags, &t))
		return NULL;
	mark(r, record_pos(&t), (u32)size | BUSY);
	count_out(r, record_pos(&t) != t.pos);
	return header_at(r, record_pos(&t)) + 1;
}

static struct ring *ring_of(const struct header *h)
{
	uintptr_t page = (uintptr_t)h & ~(uintptr_t)(AX_PAGE_BYTES - 1);
	uintptr_t base = page - (uintptr_t)h->page * AX_PAGE_BYTES;
	u64 cookie = *(const u64 *)(base + COOKIE_AT);

	return (struct ring *)(uintptr_t)(cookie ^ atomic_load_explicit(&cookie_key, memory_order_relaxed));
}

static void commit(void *record, u64 flags, u32 discard)
{
	struct header *h = (struct header *)record - 1;
	struct ring *r = ring_of(h);
	u64 offset = (u64)((u8 *)h - r->data);

	/* exchange, not store: ordered before the look at consumer_pos */
	atomic_exchange(&h->len, (atomic_load_explicit(&h->len, memory_order_relaxed) ^ BUSY) | discard);
	if (flags & AX_RB_NO_WAKEUP && !(flags & AX_RB_FORCE_WAKEUP))
		return;
	owe(r);
	if (flags & AX_RB_FORCE_WAKEUP || caught_up_at(r) == offset)
		wake_reader(r);
}

/* Flags beyond Linux's, of rings that have a use for them. */
static u64 own_flags(const struct ring *r)
{
	return r->share ? AX_RB_PRIORITY : 0;
}

void *ax_ring_reserve(struct ax_map *map, uint64_t bytes, uint64_t flags)
{
	return flags & ~own_flags(of(map)) ? NULL : reserve_busy(of(map), bytes, flags);
}

void ax_ring_submit(void *record, uint64_t flags)
{
	commit(record, flags, 0);
}

void ax_ring_discard(void *record, uint64_t flags)
{
	commit(record, flags, DISCARD);
}

void axi_ring_abandon(void *record)
{
	count_lost(ring_of((struct header *)record - 1));
	ax_ring_discard(record, 0);
}

static int output_whole(struct ring *r, const void *data, u64 bytes, u64 flags)
{
	struct header *h;
	struct take t;

	if (!reserve(r, bytes, flags, &t))
		return -AX_EAGAIN;
	h = header_at(r, record_pos(&t));
	memcpy(h + 1, data, (size_t)bytes);
	mark(r, record_pos(&t), (u32)bytes);
	count_out(r, !(flags & AX_RB_NO_WAKEUP) || flags & AX_RB_FORCE_WAKEUP);
	if (flags & AX_RB_FORCE_WAKEUP)
		wake_reader(r);
	return 0;
}

int ax_ring_output(struct ax_map *map, const void *data, uint64_t bytes, uint64_t flags)
{
	struct ring *r = of(map);
	void *record;

	if (flags & ~(AX_RB_NO_WAKEUP | AX_RB_FORCE_WAKEUP | own_flags(r)))
		return -AX_EINVAL;
	if (AXI_CPUS && bytes <= WHOLE_MAX)
		return output_whole(r, data, bytes, flags);
	record = reserve_busy(r, bytes, flags);
	if (!record)
		return -AX_EAGAIN;
	memcpy(record, data, (size_t)bytes);
	commit(record, flags, 0);
	return 0;
}

uint64_t ax_ring_query(struct ax_map *map, uint64_t what)
{
	struct ring *r = of(map);
	u64 consumed = atomic_load_explicit(consumer_pos(r), memory_order_acquire);
	u64 produced = atomic_load_explicit(producer_pos(r), memory_order_acquire);
	u64 oldest = atomic_load_explicit(overwrite_pos(r), memory_order_acquire);

	if (r->overwrite && what == 0 && (s64)(oldest - consumed) > 0)
		consumed = oldest;
	switch (what) {
	case 0: return produced - consumed;
	case 1: return r->mask + 1;
	case 2: return consumed;
	case 3: return produced;
	case 4: return oldest;
	default: return 0;
	}
}

uint64_t ax_ring_lost(const struct ax_map *map)
{
	return atomic_load_explicit(lost_count(of((struct ax_map *)map)), memory_order_relaxed);
}

/* ---- readers ---- */

int ax_ring_read(struct ax_map *map, int (*take)(void *arg, const void *record, uint32_t bytes), void *arg)
{
	struct ring *r = of(map);
	u64 at = atomic_load_explicit(consumer_pos(r), memory_order_relaxed);
	u64 published = atomic_load_explicit(producer_pos(r), memory_order_acquire);
	int taken = 0, more = 1;

	if (r->overwrite)
		return -AX_EOPNOTSUPP; /* a record must be copied before it can be believed: ax_ring_next */
	while (more && at != published) {
		u64 left = published - at, whole;
		u32 len;

		/* consumer_pos is a word that a mapped reader writes: believe nothing */
		if (left > r->mask + 1 || at & 7)
			return -AX_EINVAL;
		len = atomic_load_explicit(&header_at(r, at)->len, memory_order_acquire);
		if (len & BUSY)
			break;
		whole = record_bytes(len);
		if (whole > left || (!r->mirrored && whole > r->mask + 1 - (at & r->mask)))
			return -AX_EINVAL;
		if (!(len & DISCARD)) {
			more = take(arg, header_at(r, at) + 1, len);
			taken++;
		}
		at += whole;
		/* seq_cst: ordered before the next look for what was committed meanwhile, as a commit looks here for its wake-up */
		atomic_store(consumer_pos(r), at);
		published = atomic_load(producer_pos(r));
	}
	return taken;
}

/* Copy what producers may overwrite meanwhile; the caller finds out afterwards.  ThreadSanitizer would see only the race. */
__attribute__((noinline, no_sanitize("thread"))) static void copy_racing(u8 *to, const u8 *from, u32 bytes)
{
	for (u32 i = 0; i < bytes; i++)
		to[i] = ((const volatile u8 *)from)[i];
}

/* The record at `at`, which may be overwritten meanwhile.  0; -AX_EAGAIN: it was; -AX_EINVAL: consumer_pos was a lie. */
static int copy_at(const struct ring *r, u64 at, u64 left, u8 *buf, u32 room, struct ax_ring_gap *gap, u32 *len, u32 *page)
{
	u64 whole;
	u32 have;

	*len = peek(r, at);
	if (*len & DISCARD) {
		buf = (u8 *)gap;
		room = sizeof(*gap);
	}
	copy_racing((u8 *)page, (const u8 *)&header_at(r, at)->page, 4);
	have = *len & ~(BUSY | DISCARD);
	whole = record_bytes(*len);
	if (!(*len & BUSY) && whole <= left && (r->mirrored || whole <= r->mask + 1 - (at & r->mask)))
		copy_racing(buf, (const u8 *)(header_at(r, at) + 1), have < room ? have : room);
	else if (!(*len & BUSY))
		have = UINT32_MAX;
	atomic_thread_fence(memory_order_seq_cst);
	if (r->overwrite && (s64)(atomic_load(overwrite_pos(r)) - at) > 0)
		return -AX_EAGAIN;
	return have == UINT32_MAX ? -AX_EINVAL : 0;
}

static int next_record(struct ring *r, u64 *at, void *buf, u32 room, struct ax_ring_record *out)
{
	u64 oldest = atomic_load_explicit(overwrite_pos(r), memory_order_acquire);
	u64 published = atomic_load_explicit(producer_pos(r), memory_order_acquire);
	struct ax_ring_gap gap;
	u32 len, page;
	int err;

	if (r->overwrite && (s64)(oldest - *at) > 0)
		*at = oldest;
	if (*at == published)
		return 0;
	if (published - *at > r->mask + 1 || *at & 7)
		return -AX_EINVAL;
	err = copy_at(r, *at, published - *at, buf, room, &gap, &len, &page);
	if (err)
		return err == -AX_EAGAIN ? 2 : err;
	if (len & BUSY)
		return 0;
	out->bytes = len & ~DISCARD;
	if (!(len & DISCARD))
		return out->bytes > room ? -AX_ENOSPC : 1;
	if (page == GAP && out->bytes == sizeof(gap))
		out->lost += gap.lost;
	*at += record_bytes(len);
	return 2;
}

int ax_ring_next(struct ax_map *map, void *buf, uint32_t room, struct ax_ring_record *out)
{
	struct ring *r = of(map);
	u64 at = atomic_load_explicit(consumer_pos(r), memory_order_relaxed);
	int got = 0;

	*out = (struct ax_ring_record){0};
	for (u32 i = 0; i < NEXT_STEPS && (got = next_record(r, &at, buf, room, out)) == 2; i++)
		;
	if (got == 2)
		got = -AX_EAGAIN;
	if (got == 1)
		at += align_up((u64)out->bytes + HEADER, 8);
	if (got >= 0)
		atomic_store(consumer_pos(r), at);
	return got;
}

/* ---- user space ---- */

static int ring_mmap(struct ax_map *map, u64 offset, u64 bytes, bool write, void **base)
{
	struct ring *r = of(map);
	u64 data = r->mask + 1;

	if (write && (offset || bytes != AX_PAGE_BYTES))
		return -AX_EPERM; /* user space writes consumer_pos and nothing else */
	if (offset + bytes > PAGES_BYTES + (r->mirrored ? 2 * data : data))
		return -AX_EINVAL;
	*base = r->base + offset;
	return 0;
}

static bool ring_poll(struct ax_map *map)
{
	return ax_ring_query(map, 0) != 0;
}

const struct axi_map_ops axi_ring_ops = {
	.check = ring_check,
	.takes_extra = true,
	.struct_bytes = sizeof(struct ring),
	.init = ring_init,
	.fini = ring_fini,
	.mmap = AXI_GROWS ? ring_mmap : NULL,
	.poll = ring_poll,
};
