/* SPDX-License-Identifier: Apache-2.0
 * series.c - time series: for each key a ring of the newest samples (time, number), and statistics of all of them.
 *
 * Axiom's own type (docs/maps.md).  A value is struct ax_series_stats and then N samples, so value_size says N; a program
 * never gets a pointer to one, it pushes and asks.  The series are the values of a hash map of the same profile.
 *
 * Each series has a lock, interrupts masked.  Who takes it then looks the key up again: if the series is not that key's any
 * more, it starts over; who deletes a key holds its series' lock.  So nobody writes into a series that was given to
 * another key meanwhile.  A push takes constant time, a question as long as there are samples to look at. */
#include "base/spin.h"
#include "base/wide.h"
#include "map/copy.h"
#include "map/map.h"

#define SAMPLES_MAX 4096
#define KEY_MAX     512
#define LOOKS       16

/* One series, as the value of the hidden hash map. */
struct series {
	u32 lock;               /* first: spec.lock_at of the hidden map */
	u32 unused;
	u64 count;              /* all that were pushed; the newest is sample (count - 1) % N */
	u64 late;               /* refused: older than the newest */
	s64 min, max, first;    /* first: what sums are relative to, so that they stay small */
	u64 first_ns;
	struct axi_wide sum, squares; /* of value - first */
	u64 overflow;           /* a sum left its 128 bits: mean and variance are not known any more */
	struct ax_sample sample[];
};

struct map_series {
	struct ax_map map;
	struct ax_map *table;   /* key -> struct series */
	void *fresh;            /* an empty series, to begin with */
	u32 samples;            /* N */
};

static struct map_series *of(struct ax_map *map)
{
	return CONTAINER_OF(map, struct map_series, map);
}

static u32 samples_of(const struct ax_map_spec *spec)
{
	return (u32)((spec->value_size - sizeof(struct ax_series_stats)) / sizeof(struct ax_sample));
}

static u32 series_bytes(const struct ax_map_spec *spec)
{
	return (u32)(sizeof(struct series) + samples_of(spec) * sizeof(struct ax_sample));
}

static struct ax_map_spec table_of(const struct ax_map_spec *spec)
{
	return (struct ax_map_spec){.type = AX_MAP_HASH, .key_size = spec->key_size, .value_size = series_bytes(spec),
				    .max_entries = spec->max_entries, .lock_at = 1};
}

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_map_spec table;
	u32 stats = sizeof(struct ax_series_stats), sample = sizeof(struct ax_sample);

	if (!spec->max_entries || !spec->key_size || (spec->flags & ~(u32)AXI_MAP_ACCESS) || !axi_map_access_ok(spec->flags) ||
	    spec->value_size < stats + sample || (spec->value_size - stats) % sample)
		return -AX_EINVAL;
	if (spec->key_size > KEY_MAX || samples_of(spec) > SAMPLES_MAX)
		return -AX_E2BIG;
	table = table_of(spec);
	return axi_hash_ops.check(&table, port, limits);
}

static void fini(struct ax_map *map)
{
	ax_map_destroy(of(map)->table);
	axi_map_free(map, of(map)->fresh, series_bytes(&map->spec));
}

static int init(struct ax_map *map)
{
	struct ax_map_spec table = table_of(&map->spec);
	struct map_series *m = of(map);
	int err;

	m->samples = samples_of(&map->spec);
	m->fresh = axi_map_alloc(map, series_bytes(&map->spec));
	if (!m->fresh)
		return -AX_ENOMEM;
	err = ax_map_create(&m->table, &table, map->port, map->limits);
	if (err)
		axi_map_free(map, m->fresh, series_bytes(&map->spec));
	else
		atomic_fetch_add_explicit(&map->bytes, ax_map_bytes(m->table), memory_order_relaxed);
	return err;
}

/* ---- one series, locked ---- */

struct held {
	struct series *s; /* NULL: there is none */
	unsigned long irq;
	int err;
};

static void let_go(struct held h)
{
	axi_value_unlock(&h.s->lock, h.irq);
}

/* The key's series, locked; `create` it if it is not there. */
static struct held hold(struct ax_map *map, const void *key, bool create, bool user)
{
	struct map_series *m = of(map);
	struct held h = {.err = -AX_ENOENT};

	for (u32 look = 0; look < LOOKS; look++) {
		h.s = ax_map_lookup(m->table, key);
		if (!h.s && !create)
			return h;
		if (!h.s) {
			h.err = (user ? ax_map_user_update : ax_map_update)(m->table, key, m->fresh, AX_NOEXIST);
			if (h.err && h.err != -AX_EEXIST)
				return h;
			continue;
		}
		h.irq = axi_value_lock(&h.s->lock);
		if (LIKELY(ax_map_lookup(m->table, key) == h.s))
			return h;
		let_go(h);
	}
	return (struct held){.err = -AX_EBUSY}; /* deleted again and again under us */
}

static void add_up(struct series *s, s64 value)
{
	struct axi_wide wide = axi_wide_sub(axi_wide_of(value), axi_wide_of(s->first)), square;

	/* |value - first| < 2^64, but only below 2^63 has it a square in 127 bits */
	if (!axi_wide_fits(wide) || !axi_wide_square(&square, (s64)wide.low) || !axi_wide_add(&s->sum, wide) ||
	    !axi_wide_add(&s->squares, square))
		s->overflow = 1;
}

static int push(struct series *s, u32 samples, u64 time_ns, s64 value)
{
	if (s->count && time_ns < s->sample[(s->count - 1) % samples].time_ns) {
		s->late++;
		return -AX_EINVAL;
	}
	if (!s->count) {
		s->first = s->min = s->max = value;
		s->first_ns = time_ns;
	}
	s->min = value < s->min ? value : s->min;
	s->max = value > s->max ? value : s->max;
	add_up(s, value);
	s->sample[s->count++ % samples] = (struct ax_sample){.time_ns = time_ns, .value = value};
	return 0;
}

static u64 stored(const struct series *s, u32 samples)
{
	return min_u64(s->count, samples);
}

/* Sample number `n` (counted from the first ever) that is still there. */
static const struct ax_sample *sample_at(const struct series *s, u32 samples, u64 n)
{
	return &s->sample[n % samples];
}

/* The number of the first stored sample that is not older than `since_ns`: times do not fall. */
static u64 first_since(const struct series *s, u32 samples, u64 since_ns)
{
	u64 low = s->count - stored(s, samples), high = s->count;

	while (low < high) {
		u64 mid = low + (high - low) / 2;

		if (sample_at(s, samples, mid)->time_ns < since_ns)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The samples from number `from` to `to` - 1, the newest `room` of them, oldest first. */
static u32 copy_samples(const struct series *s, u32 samples, u64 from, u64 to, struct ax_sample *out, u32 room)
{
	u32 n = 0;

	if (to - from > room)
		from = to - room;
	for (; from < to; from++)
		memcpy(&out[n++], sample_at(s, samples, from), sizeof(*out));
	return n;
}

/* Mean and variance of `count` numbers with these sums around `first`:
 *   sum = q * count + r;  variance = (squares - sum^2 / count) / count = squares / count - q^2 - (2 q r + r^2 / count) / count */
static void moments(struct ax_series_stats *out, u64 count, s64 first, struct axi_wide sum, struct axi_wide squares)
{
	u64 rest;
	struct axi_wide q = axi_wide_divide(sum, count, &rest), variance;
	u64 size = axi_wide_magnitude((s64)q.low); /* |q| <= 2^63: a mean of numbers of 64 bits */

	out->mean = (s64)((u64)first + q.low);
	/* modulo 2^128, which is exact because the result is within it */
	variance = axi_wide_sub(squares, axi_wide_times(axi_wide_product(size, size), count));
	for (u32 i = 0; i < 2; i++)
		variance = (s64)q.low < 0 ? axi_wide_sum(variance, axi_wide_product(size, rest)) :
					    axi_wide_sub(variance, axi_wide_product(size, rest));
	variance = axi_wide_sub(variance, axi_wide_divide(axi_wide_product(rest, rest), count, &rest));
	variance = axi_wide_divide(variance, count, &rest);
	out->variance = variance.high < 0 ? 0 : variance.high ? UINT64_MAX : variance.low;
}

/* All samples ever. */
static int stats_all(const struct series *s, u32 samples, struct ax_series_stats *out)
{
	*out = (struct ax_series_stats){.count = s->count, .min = s->min, .max = s->max, .first_ns = s->first_ns, .late = s->late};
	if (!s->count)
		return 0;
	out->last_ns = sample_at(s, samples, s->count - 1)->time_ns;
	if (s->overflow)
		return -AX_EOVERFLOW;
	moments(out, s->count, s->first, s->sum, s->squares);
	return 0;
}

/* The stored ones from number `from` on. */
static int stats_from(const struct series *s, u32 samples, u64 from, struct ax_series_stats *out)
{
	struct series sums = {.count = 0};

	*out = (struct ax_series_stats){.count = s->count - from, .late = s->late};
	if (from == s->count)
		return 0;
	sums.first = out->min = out->max = sample_at(s, samples, from)->value;
	out->first_ns = sample_at(s, samples, from)->time_ns;
	for (u64 n = from; n < s->count; n++) {
		const struct ax_sample *sample = sample_at(s, samples, n);

		out->min = sample->value < out->min ? sample->value : out->min;
		out->max = sample->value > out->max ? sample->value : out->max;
		out->last_ns = sample->time_ns;
		add_up(&sums, sample->value);
	}
	if (sums.overflow)
		return -AX_EOVERFLOW;
	moments(out, out->count, sums.first, sums.sum, sums.squares);
	return 0;
}

/* ---- what programs and user space ask ---- */

static u64 now(const struct ax_map *map)
{
	return map->port->now_ns ? map->port->now_ns() : 0;
}

static int push_to(struct ax_map *map, const void *key, s64 value, u64 time_ns, bool user)
{
	struct held h = hold(map, key, true, user);
	int err;

	if (!h.s)
		return h.err;
	/* the time is taken under the lock: two that push "now" are never late */
	err = push(h.s, of(map)->samples, time_ns ? time_ns : now(map), value);
	let_go(h);
	return err;
}

int ax_series_push(struct ax_map *map, const void *key, int64_t value, uint64_t time_ns)
{
	return push_to(map, key, value, time_ns, false);
}

long ax_series_last(struct ax_map *map, const void *key, struct ax_sample *out, uint32_t room, uint64_t skip)
{
	struct held h = hold(map, key, false, false);
	u64 to;
	long n;

	if (!h.s)
		return h.err;
	to = h.s->count - min_u64(skip, stored(h.s, of(map)->samples));
	n = copy_samples(h.s, of(map)->samples, h.s->count - stored(h.s, of(map)->samples), to, out, room);
	let_go(h);
	return n;
}

long ax_series_window(struct ax_map *map, const void *key, struct ax_sample *out, uint32_t room, uint64_t since_ns)
{
	struct held h = hold(map, key, false, false);
	long n;

	if (!h.s)
		return h.err;
	n = copy_samples(h.s, of(map)->samples, first_since(h.s, of(map)->samples, since_ns), h.s->count, out, room);
	let_go(h);
	return n;
}

int ax_series_stats(struct ax_map *map, const void *key, struct ax_series_stats *out, uint64_t window_ns)
{
	struct held h = hold(map, key, false, false);
	u32 samples = of(map)->samples;
	u64 since;
	int err;

	if (!h.s)
		return h.err;
	since = now(map);
	since = since > window_ns ? since - window_ns : 0;
	err = window_ns ? stats_from(h.s, samples, first_since(h.s, samples, since), out) : stats_all(h.s, samples, out);
	let_go(h);
	return err;
}

/* ---- bpf(2): a value is the statistics of all samples and those that are stored, oldest first ---- */

static int user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	struct held h = hold(map, key, false, false);
	u32 samples = of(map)->samples;
	struct ax_series_stats stats;

	if (!h.s)
		return h.err;
	memset(value, 0, map->spec.value_size);
	stats_all(h.s, samples, &stats); /* mean and variance are 0 when they are not known */
	memcpy(value, &stats, sizeof(stats));
	copy_samples(h.s, samples, h.s->count - stored(h.s, samples), h.s->count,
		     (struct ax_sample *)(void *)((u8 *)value + sizeof(stats)), samples);
	let_go(h);
	return 0;
}

/* User space pushes too: the first sample of the value; time 0 is now. */
static int user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	struct ax_sample sample;

	if (flags != AX_ANY)
		return -AX_EINVAL;
	memcpy(&sample, (const u8 *)value + sizeof(struct ax_series_stats), sizeof(sample));
	return push_to(map, key, sample.value, sample.time_ns, true);
}

static int remove_key(struct ax_map *map, const void *key)
{
	struct held h = hold(map, key, false, false);

	if (!h.s)
		return h.err;
	h.err = ax_map_delete(of(map)->table, key);
	let_go(h);
	return h.err;
}

static int next_key(struct ax_map *map, const void *key, void *next)
{
	return ax_map_next_key(of(map)->table, key, next);
}

const struct axi_map_ops axi_series_ops = {
	.check = check,
	.struct_bytes = sizeof(struct map_series),
	.init = init,
	.fini = fini,
	.remove = remove_key,
	.user_lookup = user_lookup,
	.user_update = user_update,
	.next_key = next_key,
	.batches = AXI_BATCH_LOOKUP | AXI_BATCH_UPDATE | AXI_BATCH_DELETE,
};
