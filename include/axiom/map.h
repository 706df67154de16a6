/* SPDX-License-Identifier: Apache-2.0
 * map.h - maps: creation, element access from programs and from user space.  Types, flags and errno are Linux's. */
#ifndef AXIOM_MAP_H
#define AXIOM_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/limits.h>
#include <axiom/port.h>

#ifdef __cplusplus
extern "C" {
#endif

/* enum ax_map_type - Linux's enum bpf_map_type; the rows that this engine has are in src/isa/maps.def. */
enum ax_map_type {
#define MAP_TYPE(id, NAME, name, ops) AX_MAP_##NAME = id,
#define MAP_KNOWN(id, NAME, name) AX_MAP_##NAME = id,
#include "isa/maps.def"
};

/* map_flags of BPF_MAP_CREATE */
enum {
	AX_MAP_F_NO_PREALLOC = 1u << 0,
	AX_MAP_F_NO_COMMON_LRU = 1u << 1,
	AX_MAP_F_RDONLY = 1u << 3,       /* read-only from user space */
	AX_MAP_F_WRONLY = 1u << 4,
	AX_MAP_F_ZERO_SEED = 1u << 6,
	AX_MAP_F_RDONLY_PROG = 1u << 7,  /* read-only from programs */
	AX_MAP_F_WRONLY_PROG = 1u << 8,
	AX_MAP_F_MMAPABLE = 1u << 10,
	AX_MAP_F_PRESERVE_ELEMS = 1u << 11, /* perf event arrays */
	AX_MAP_F_INNER_MAP = 1u << 12,      /* arrays of maps take it whatever its max_entries */
	AX_MAP_F_SEGV_ON_FAULT = 1u << 17,  /* arenas: not here */
	AX_MAP_F_NO_USER_CONV = 1u << 18,   /* arenas: addresses for user space have 32 bits, too */
	AX_MAP_F_RB_OVERWRITE = 1u << 19,   /* a full ring buffer drops its oldest records (Linux 6.19) */
};
/* flags of update */
enum { AX_ANY = 0, AX_NOEXIST = 1, AX_EXIST = 2, AX_F_LOCK = 4 };

struct ax_map_spec {
	uint32_t type, key_size, value_size, max_entries, flags;
	char name[AX_NAME_BYTES];
	uint32_t btf_id, btf_key_type_id, btf_value_type_id; /* 0: none; reported back by info only */
	uint64_t extra;                  /* Linux's map_extra: bloom filters, the number of hash functions */
	const struct ax_map_spec *inner; /* maps of maps: what each of them is like; copied by ax_map_create */
	uint32_t lock_at, timer_at;      /* 1 + offset of the struct bpf_spin_lock, bpf_timer in its values; 0: none */
};

/* struct ax_map_facts - what is known of a map beyond its spec; from who made the map, and trusted. */
struct ax_map_facts {
	uint32_t lock_at, timer_at;    /* 1 + offset of the struct bpf_spin_lock, bpf_timer in its values; 0: none */
	uint32_t closed_from, closed_to; /* bytes of its values that programs do not access: kernel pointers, lists, trees; closed_to 0: none */
	uint32_t value_type, inner_type; /* where some of its values (of the values of the maps in it) is closed: their type (ax_own_types); 0: none is */
	const struct ax_map_spec *inner; /* map of maps: what the maps in it are like; NULL: not known */
	const void *contents;          /* its one value, when nobody can write it any more; NULL: not known */
};

struct ax_map;

/* enum ax_map_object - what a map holds instead of bytes. */
enum ax_map_object { AX_HOLDS_NONE, AX_HOLDS_MAP, AX_HOLDS_PROG, AX_HOLDS_EVENT };

/* ax_map_create - check the spec (sizes and flags, before memory is taken), allocate, initialise.
 * Task context.  Errors: -AX_EINVAL (sizes, flags), -AX_E2BIG (over the limits), -AX_ENOMEM, -AX_ENOTSUPP (no such
 * type here; bpf(2) says EINVAL).  The map has one reference and no id; the engine gives it one. */
int ax_map_create(struct ax_map **out, const struct ax_map_spec *spec, const struct ax_port *port,
		  const struct ax_limits *limits);
void ax_map_destroy(struct ax_map *map); /* task; no user may be left */
const struct ax_map_spec *ax_map_spec_of(const struct ax_map *map);
uint32_t ax_map_id(const struct ax_map *map);      /* 0: none yet */
uint64_t ax_map_bytes(const struct ax_map *map);   /* memory it holds */

/* From programs (any context, never blocks). */
void *ax_map_lookup(struct ax_map *map, const void *key);
int ax_map_update(struct ax_map *map, const void *key, const void *value, uint64_t flags);
int ax_map_delete(struct ax_map *map, const void *key);
void *ax_map_lookup_percpu(struct ax_map *map, const void *key, uint32_t cpu); /* NULL also for a CPU that is not there */
/* Queues, stacks and bloom filters.  pop and peek fill `value` with zeros when they fail (bloom filters read it). */
int ax_map_push(struct ax_map *map, const void *value, uint64_t flags);
int ax_map_pop(struct ax_map *map, void *value);
int ax_map_peek(struct ax_map *map, void *value);
/* ax_map_each - call `fn` for each element, until it returns something else than 0.  It may change the map; what it
 * adds may be visited or not.  Returns how many were visited, or -AX_EINVAL (type without elements).  Any context. */
typedef long axi_each_fn(void *arg, struct ax_map *map, const void *key, void *value);
long ax_map_each(struct ax_map *map, axi_each_fn *fn, void *arg);

/* From user space: values of per-CPU maps are cpu_count values, each rounded up to 8 bytes.
 * ax_map_user_value_size says how many bytes `value` has. Any context. */
uint32_t ax_map_user_value_size(const struct ax_map *map);
int ax_map_user_lookup(struct ax_map *map, const void *key, void *value, uint64_t flags);
int ax_map_user_update(struct ax_map *map, const void *key, const void *value, uint64_t flags);
int ax_map_user_delete(struct ax_map *map, const void *key);
/* ax_map_user_take - lookup and delete in one step. */
int ax_map_user_take(struct ax_map *map, const void *key, void *value, uint64_t flags);

/* struct ax_map_batch - some elements at once.  The cursor has ax_map_cursor_bytes bytes and is opaque. */
struct ax_map_batch {
	void *keys, *values;   /* [room] of key_size, and of ax_map_user_value_size bytes */
	uint32_t room, count;  /* count: out */
	bool start;            /* from the beginning; otherwise from `cursor` */
	bool lock;             /* each value under the lock in it, which there is (not in small builds) */
	void *cursor;          /* in and out */
	uint32_t value_bytes;  /* set by ax_map_user_batch */
};
/* ax_map_batches - does Linux have this batch operation (bpf_cmd) for the map's type? */
enum ax_map_batch_kind { AX_BATCH_LOOKUP, AX_BATCH_UPDATE, AX_BATCH_DELETE, AX_BATCH_TAKE };
bool ax_map_batches(const struct ax_map *map, enum ax_map_batch_kind kind);
uint32_t ax_map_cursor_bytes(const struct ax_map *map);
/* ax_map_user_batch - look up (remove: and delete) the next elements.  0; -AX_ENOENT: these were the last; -AX_ENOSPC: the
 * next bucket of a hash map has more than `room` elements; -AX_EPERM; -AX_ENOTSUPP. */
int ax_map_user_batch(struct ax_map *map, struct ax_map_batch *batch, bool remove);

/* Maps of objects: user space gives a descriptor, whose object is put in; reading gives the object's id.
 * ax_map_put_object takes a reference of its own and returns what update returns, or -AX_EINVAL (not an object that
 * this map takes).  Task. */
enum ax_map_object ax_map_holds(const struct ax_map *map);
int ax_map_put_object(struct ax_map *map, const void *key, void *object, uint64_t flags);
/* key NULL, or one that is not there: the first.  -AX_ENOENT after the last. */
int ax_map_next_key(struct ax_map *map, const void *key, void *next);
/* ax_map_freeze - no more writes from user space.  -AX_EPERM when user space cannot write it (frozen already, or
 * AX_MAP_F_RDONLY), -AX_EBUSY while mapped writable or while an update is under way: then ask again. */
int ax_map_freeze(struct ax_map *map);
bool ax_map_frozen(const struct ax_map *map);
/* ax_map_facts_of - what the map itself tells the verifier: contents that nobody can change. */
void ax_map_facts_of(struct ax_map *map, struct ax_map_facts *out);

/* ax_map_direct - address of byte `off` of a map's value area (BPF_PSEUDO_MAP_VALUE; arrays with one entry).
 * -AX_ENOTSUPP for other types, -AX_EINVAL beyond the value. */
int ax_map_direct(struct ax_map *map, uint32_t off, uint64_t *address);

/* ax_map_mmap - check an mmap of the map (ring buffers: Linux's layout; arrays with AX_MAP_F_MMAPABLE) and count it.
 *   offset, bytes  page multiples
 *   base           out: page-aligned engine address whose pages, in order, the shell maps for the reader
 * Errors -AX_EINVAL, -AX_EPERM (writing what only the producer writes), -AX_EACCES (read-only), -AX_ENOTSUPP.
 * ax_map_munmap ends it. */
int ax_map_mmap(struct ax_map *map, uint64_t offset, uint64_t bytes, bool write, void **base);
void ax_map_munmap(struct ax_map *map, bool write);
/* ax_map_poll - true when a reader would find data (ring buffers).  ax_map_set_waiters: the shell's wait object that
 * port->wake is given; set once before readers exist. */
bool ax_map_poll(struct ax_map *map);
void ax_map_set_waiters(struct ax_map *map, void *waiters);
void *ax_map_waiters(struct ax_map *map);

/* Time series (AX_MAP_SERIES, docs/maps.md): for each key the newest samples and statistics of all.  A value is struct
 * ax_series_stats and then N struct ax_sample; so value_size says N, 1 .. 4096. */
struct ax_sample {
	uint64_t time_ns;
	int64_t value;
};
struct ax_series_stats {
	uint64_t count;
	int64_t min, max;
	int64_t mean;          /* rounded down */
	uint64_t variance;     /* of these samples as a whole (divided by count), rounded down; UINT64_MAX: that or more */
	uint64_t first_ns, last_ns;
	uint64_t late;         /* pushes refused so far: older than the newest sample */
};
/* ax_series_push - one sample more; the key's series begins with its first.
 *   time_ns  of the sample, in the port's monotonic time; 0: now
 * 0; -AX_EINVAL (older than the newest; counted), -AX_E2BIG, -AX_ENOMEM (no room for another key), -AX_EBUSY (the key is
 * deleted again and again).  Any context, constant time. */
int ax_series_push(struct ax_map *map, const void *key, int64_t value, uint64_t time_ns);
/* The newest `room` samples, oldest first: all but the newest `skip`; those not older than since_ns.  Returns how many, or
 * -AX_ENOENT.  Any context, in the time that it takes to copy them. */
long ax_series_last(struct ax_map *map, const void *key, struct ax_sample *out, uint32_t room, uint64_t skip);
long ax_series_window(struct ax_map *map, const void *key, struct ax_sample *out, uint32_t room, uint64_t since_ns);
/* ax_series_stats - of all samples ever (window_ns 0), or of the stored ones that are not older than window_ns.  0;
 * -AX_ENOENT; -AX_EOVERFLOW: mean and variance are not known, a sum has left its 128 bits.  Any context; with a window in
 * the time that it takes to look at N samples. */
int ax_series_stats(struct ax_map *map, const void *key, struct ax_series_stats *out, uint64_t window_ns);

/* Storage for tasks (AX_MAP_TASK_STORAGE).  A task's number is ax_task_key of what the port says of it; never 0.
 * get: any context; flags 1 makes the value where there is none, of `value` or of zeros; NULL: none, or no memory.  delete: any;
 * 0, -AX_ENOENT, -AX_EINVAL.  user_: task; 0, -AX_ENOENT, -AX_EEXIST, -AX_EINVAL, -AX_E2BIG (4,096 tasks have one), -AX_ENOMEM;
 * update, delete: -AX_EPERM, the map is frozen (programs go on writing, as on Linux). */
static inline uint64_t ax_task_key(uint32_t pid, uint32_t start)
{
	return UINT64_C(1) << 62 | (uint64_t)start << 30 | (pid & 0x3fffffff);
}
void *ax_task_storage_get(struct ax_map *map, uint64_t task, const void *value, uint64_t flags);
int ax_task_storage_delete(struct ax_map *map, uint64_t task);
int ax_task_storage_user_lookup(struct ax_map *map, uint64_t task, void *value);
int ax_task_storage_user_update(struct ax_map *map, uint64_t task, const void *value, uint64_t flags);
int ax_task_storage_user_delete(struct ax_map *map, uint64_t task);

/* Arenas (AX_MAP_ARENA): max_entries pages of 4096 bytes that programs and user space share (docs/maps.md).  All task.
 * ax_map_arena_place - user space has its first `bytes` (0: all) at `address` (0: where they lie in this process).  It must be said before a
 *   program that uses the arena is loaded; spec.extra says so, too.  0; -AX_EINVAL: no such address; -AX_E2BIG: so large it is not;
 *   -AX_EBUSY: it is somewhere else.
 * ax_map_arena_address - where; 0: nowhere yet.  ax_map_arena_memory - where its pages lie in this process, and how many bytes; writing to
 *   them is touching them in user space.
 * ax_map_arena_alloc - `count` pages that are free, from the one at `address` in user space on, or (0) any: their address, 0: there are
 *   none.  ax_map_arena_free - they are free again: nobody finds what was in them. */
int ax_map_arena_place(struct ax_map *map, uint64_t address, uint64_t bytes);
uint64_t ax_map_arena_address(const struct ax_map *map);
void *ax_map_arena_memory(struct ax_map *map, uint64_t *bytes);
/* ax_map_arena_fill - for loaders whose process is user space: the arena is where it lies in this process, unless something else is said
 * already, and its first `bytes` are these (NULL: zeroes), as programs' global variables begin.  0, or an error of place. */
int ax_map_arena_fill(struct ax_map *map, const void *data, uint64_t bytes);
uint64_t ax_map_arena_alloc(struct ax_map *map, uint64_t address, uint32_t count);
void ax_map_arena_free(struct ax_map *map, uint64_t address, uint32_t count);

/* struct ax_perf_event - what a perf event array holds: an event of the embedder's (AX_HOLDS_EVENT).
 *   output  any context: append the record to the event's ring; 0 or what bpf_perf_event_output returns.  May be NULL.
 *   read    any context: what it has counted.  May be NULL.
 *   get, put  references; put in task context */
struct ax_perf_record {
	const void *data, *extra; /* one record: the program's bytes, then bytes from elsewhere (of a packet) */
	uint64_t bytes, extra_bytes;
};
struct ax_perf_value {
	uint64_t counter, enabled, running;
};
struct ax_perf_event {
	int (*output)(struct ax_perf_event *event, const struct ax_perf_record *record);
	int (*read)(struct ax_perf_event *event, struct ax_perf_value *value);
	void (*get)(struct ax_perf_event *event);
	void (*put)(struct ax_perf_event *event);
};
/* ax_perf_output - bpf_perf_event_output: flags say which entry, AX_PERF_INDEX the running CPU's; the rest is checked as in
 * Linux.  -AX_EINVAL, -AX_E2BIG, -AX_ENOENT, or what the event says.  Any context. */
#define AX_PERF_INDEX UINT64_C(0xffffffff)
int ax_perf_output(struct ax_map *map, const struct ax_perf_record *record, uint64_t flags);
int ax_perf_read(struct ax_map *map, struct ax_perf_value *value, uint64_t flags);

/* Ring buffers, producer side (any context). Linux's record header: u32 len | BUSY(1<<31) | DISCARD(1<<30), u32 page offset. */
void *ax_ring_reserve(struct ax_map *ring, uint64_t bytes, uint64_t flags);
void ax_ring_submit(void *record, uint64_t flags);
void ax_ring_discard(void *record, uint64_t flags);
int ax_ring_output(struct ax_map *ring, const void *data, uint64_t bytes, uint64_t flags);
uint64_t ax_ring_query(struct ax_map *ring, uint64_t what); /* 0 avail, 1 size, 2 cons pos, 3 prod pos, 4 overwrite pos */
/* ax_ring_read - hand committed records to `take`, oldest first, and give each one's room back after it; for a reader in
 * the engine's own world that has not mapped the ring.  `take` returns 0 to stop after this record; it must not keep the
 * pointer.  Returns how many it got, or -AX_EINVAL when consumer_pos was spoilt by somebody who maps the ring.
 * Context: any, one reader at a time. */
int ax_ring_read(struct ax_map *ring, int (*take)(void *arg, const void *record, uint32_t bytes), void *arg);
uint64_t ax_ring_lost(const struct ax_map *ring);           /* records refused, or overwritten unread */
enum { AX_RB_NO_WAKEUP = 1, AX_RB_FORCE_WAKEUP = 2, AX_RB_PRIORITY = 4 /* may take the share; also a flag of reserve */ };

/* Options of ring buffers in spec.extra (docs/maps.md): bytes of the ring, a multiple of 8 and at most half of it, that only
 * priority records may take; and whether a gap record tells the reader of each loss. */
#define AX_RING_SHARE UINT64_C(0xffffffff)
#define AX_RING_GAPS  (UINT64_C(1) << 32)
/* A gap record: discarded, with the top bit of its header's second word set; ax_ring_next adds them up. */
struct ax_ring_gap {
	uint64_t lost, time_ns;
};
struct ax_ring_record {
	uint32_t bytes;
	uint64_t lost;         /* gap records before it: how many records were lost there */
};
/* ax_ring_next - copy the next record out and give its room back, in any kind of ring.  1; 0: there is none now (out->lost may
 * still tell of losses); -AX_ENOSPC: it has out->bytes, more than `room`, and stays; -AX_EAGAIN: producers overwrite faster
 * than it could copy; -AX_EINVAL as ax_ring_read.
 * Context: any, one reader at a time. */
int ax_ring_next(struct ax_map *ring, void *buf, uint32_t room, struct ax_ring_record *out);

/* ax_user_ring_drain - hand the samples that user space has put into a user ring buffer to `take`, oldest first, until it returns 0;
 * at most 131,072.  User space may change a sample meanwhile.  Afterwards user space is woken (flags AX_RB_).  Returns how many;
 * -AX_EBUSY: another drains; -AX_EINVAL, -AX_E2BIG: what user space wrote makes no sense.  Any context. */
long ax_user_ring_drain(struct ax_map *map, int (*take)(void *arg, const void *sample, uint32_t bytes), void *arg, uint64_t flags);

#ifdef __cplusplus
}
#endif

#endif
