/* SPDX-License-Identifier: Apache-2.0
 * map.h - what every map type has, and the operations that a type provides.  A new type is one file here and one row
 * of isa/maps.def. */
#ifndef MAP_MAP_H
#define MAP_MAP_H

#include <stdatomic.h>
#include <axiom/map.h>
#include "ax_cpu.h"
#include "base/profile.h"
#include "base/types.h"

struct axi_map_ops;

typedef _Atomic(void *) axi_link; /* from one node of a map to another */

/* struct axi_keeper - who counts the references that maps hold on other objects: the engine.  Task context.
 *   fits   may the map hold this object?  (kinds by map->ops->holds)
 *   put    drops the reference once no program that runs now can have seen the object
 *   id_of  the id of what map->ops->lookup finds for `key`; 0: nothing.  The object cannot go meanwhile.
 *   timer_drop  any context: the element whose value is at `value` goes, and with it the timer in it
 *   timers_end  the map goes, no user is left: so do its timers */
struct axi_keeper {
	bool (*fits)(struct axi_keeper *keeper, struct ax_map *map, void *object);
	void (*get)(struct axi_keeper *keeper, enum ax_map_object kind, void *object);
	void (*put)(struct axi_keeper *keeper, enum ax_map_object kind, void *object);
	u32 (*id_of)(struct axi_keeper *keeper, struct ax_map *map, const void *key);
	void (*timer_drop)(struct axi_keeper *keeper, struct ax_map *map, void *value);
	void (*timers_end)(struct axi_keeper *keeper, struct ax_map *map);
};

enum { AXI_MAP_FROZEN = 1 << 30 };

struct ax_map {
	const struct axi_map_ops *ops;
	struct ax_map_spec spec;
	const struct ax_port *port;
	const struct ax_limits *limits;
	u32 id;                       /* set by the engine before anyone else sees the map */
	_Atomic u32 refs;             /* engine's count */
	_Atomic u32 users;            /* those of them that are not programs; at 0 a program array is emptied */
	struct axi_keeper *keeper;    /* NULL: the map can hold no objects */
	struct axi_map_timers *timers; /* those in its values (engine/timer.c); NULL: none can be set */
	_Atomic u32 writers;          /* of user space: updates under way and writable mmaps; or AXI_MAP_FROZEN, and then there are none */
	_Atomic(void *) waiters;
	_Atomic u64 bytes;            /* memory held */
	_Atomic u32 holds;            /* the owner, and work that port->defer still has to run; the last one frees */
};

/* axi_name_ok - of an object: letters (on hosts those of Latin-1), digits, '_' and '.', ended by NUL within the field, as Linux. */
bool axi_name_ok(const char name[AX_NAME_BYTES]);
/* axi_map_sizes - the first half of ax_map_create's checks: type, flags, sizes; neither the name nor places in values. */
int axi_map_sizes(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits);
/* axi_map_places_ok - are the lock and the timer of a value, where the spec has such, inside it, aligned and apart? */
bool axi_map_places_ok(const struct ax_map_spec *spec);
/* axi_map_alloc - zeroed memory counted in map->bytes; NULL when port->mem has none.  Task. */
void *axi_map_alloc(struct ax_map *map, u64 bytes);
void axi_map_free(struct ax_map *map, void *block, u64 bytes);
/* axi_map_hold - keep the memory of the map until axi_map_release; any context.  Release: task; may free the map. */
void axi_map_hold(struct ax_map *map);
void axi_map_release(struct ax_map *map);

/* axi_map_values - where the values of an array are, one after the other, `stride` bytes apart, as long as the map lives;
 * those of the next CPU `cpu_stride` bytes further, 0: they are all CPUs'.  NULL: it is no array. */
const void *axi_map_values(struct ax_map *map, u32 *stride, u64 *cpu_stride);

/* A type's operations; NULL where Linux answers -ENOTSUPP (user side) or the verifier refuses (program side).
 * Keys and values are unaligned byte strings of the spec's sizes; inside a map values are aligned to 8. */
struct axi_map_ops {
	/* before any memory is taken: sizes, flags, and whether the whole map fits limits->map_bytes */
	int (*check)(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits);
	bool takes_extra;                                     /* spec->extra may be something else than 0 */
	size_t struct_bytes;                                  /* of the type's struct, ax_map first */
	int (*init)(struct ax_map *map);                      /* allocate; on error everything is given back */
	void (*fini)(struct ax_map *map);                     /* task; no user is left */
	/* programs: any context */
	void *(*lookup)(struct ax_map *map, const void *key);
	int (*update)(struct ax_map *map, const void *key, const void *value, u64 flags);
	int (*remove)(struct ax_map *map, const void *key);
	void *(*lookup_percpu)(struct ax_map *map, const void *key, u32 cpu); /* cpu < cpu_count */
	int (*push)(struct ax_map *map, const void *value, u64 flags);
	int (*pop)(struct ax_map *map, void *value);          /* value_size bytes are written whatever happens */
	int (*peek)(struct ax_map *map, void *value);
	long (*each)(struct ax_map *map, axi_each_fn *fn, void *arg); /* returns how many were visited */
	/* user space */
	int (*user_lookup)(struct ax_map *map, const void *key, void *value, u64 flags);
	int (*user_update)(struct ax_map *map, const void *key, const void *value, u64 flags);
	int (*user_remove)(struct ax_map *map, const void *key); /* NULL: as remove */
	int (*user_take)(struct ax_map *map, const void *key, void *value); /* lookup and delete, one step */
	int (*next_key)(struct ax_map *map, const void *key, void *next);
	int (*batch)(struct ax_map *map, struct ax_map_batch *batch, bool remove); /* NULL: by next_key and user_lookup */
	u32 batches;                                          /* AXI_BATCH_: what Linux has for the type */
	/* maps of objects; all task */
	enum ax_map_object holds;
	int (*put_object)(struct ax_map *map, const void *key, void *object, u64 flags); /* takes a reference of its own */
	void (*no_users)(struct ax_map *map);                 /* the last user is gone, programs may be left */
	int (*direct)(struct ax_map *map, u32 off, u64 *address);
	int (*mmap)(struct ax_map *map, u64 offset, u64 bytes, bool write, void **base); /* checks only */
	bool (*poll)(struct ax_map *map);
};

enum { AXI_BATCH_LOOKUP = 1, AXI_BATCH_UPDATE = 2, AXI_BATCH_DELETE = 4, AXI_BATCH_TAKE = 8, AXI_BATCH_ALL = 15 };

/* axi_value_lock - take the struct bpf_spin_lock at `word`; interrupts are masked until axi_value_unlock.  Any context. */
static inline unsigned long axi_value_lock(u32 *word)
{
	unsigned long irq = ax_cpu_mask();

	while (__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE))
		ax_cpu_relax();
	return irq;
}

static inline void axi_value_unlock(u32 *word, unsigned long irq)
{
	__atomic_store_n(word, 0, __ATOMIC_RELEASE);
	ax_cpu_restore(irq);
}

/* axi_map_write_begin, axi_map_write_end - who writes for user space counts in and out.  false: the map is frozen.  Any context. */
bool axi_map_write_begin(struct ax_map *map);
void axi_map_write_end(struct ax_map *map);

/* axi_ring_abandon - the run that reserved the record has been ended: it is discarded, and counted as lost.  Any context. */
void axi_ring_abandon(void *record);

/* axi_value_in, axi_value_out - copy a value into a map, or out of it, but for the lock and the timer in it: those inside
 * stay as they are, outside they are zero. */
void axi_value_in(const struct ax_map_spec *spec, void *to, const void *from);
void axi_value_out(const struct ax_map_spec *spec, void *to, const void *from);
/* axi_value_out_locked - the same under the lock in the value at `from`, which there is. */
void axi_value_out_locked(const struct ax_map_spec *spec, void *to, void *from);
static inline bool axi_value_is_plain(const struct ax_map_spec *spec)
{
	return !AXI_MARKS || LIKELY(!(spec->lock_at | spec->timer_at));
}

/* axi_timer_drop - the element at `value` is deleted or gets another value: a timer in it is cancelled.  Any context. */
static inline void axi_timer_drop(struct ax_map *map, void *value)
{
	if (UNLIKELY(map->timers != NULL))
		map->keeper->timer_drop(map->keeper, map, value);
}

/* axi_arena_of - what programs need of an arena whose place is known; NULL: it is none. */
struct axi_arena;
struct axi_arena *axi_arena_of(struct ax_map *map);

/* axi_of_maps_fits - is `inner` like the maps that `outer`, a map of maps, was made for? */
bool axi_of_maps_fits(const struct ax_map *outer, const struct ax_map *inner);

/* Flags that every type takes, and what Linux calls "access flags". */
#define AXI_MAP_ACCESS (AX_MAP_F_RDONLY | AX_MAP_F_WRONLY | AX_MAP_F_RDONLY_PROG | AX_MAP_F_WRONLY_PROG)

/* axi_map_access_ok - programs may be kept from writing or from reading, not from both. */
static inline bool axi_map_access_ok(u32 flags)
{
	u32 both = AX_MAP_F_RDONLY_PROG | AX_MAP_F_WRONLY_PROG;

	return (flags & both) != both;
}

/* Where the per-CPU maps are: one value a CPU, each rounded up to 8 bytes. */
static inline u32 axi_map_stride(const struct ax_map *map)
{
	return (u32)align_up(map->spec.value_size, 8);
}

#define MAP_TYPE(id, NAME, name, ops) extern const struct axi_map_ops ops;
#include "isa/maps.def"

#endif
