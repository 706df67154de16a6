/* SPDX-License-Identifier: Apache-2.0
 * map.c - what all map types share: the table of types, creation, access rights of user space, freezing, mmap counts.
 *
 * Orders of checks and errno are those of Linux's kernel/bpf/syscall.c; tests/unit/map compares them with the host. */
#include "base/bits.h"
#include "map/copy.h"
#include "map/map.h"

enum { LOCK_BYTES = 4, TIMER_BYTES = 16 }; /* struct bpf_spin_lock, struct bpf_timer */

static const struct axi_map_ops *ops_of(u32 type)
{
	switch (type) {
#define MAP_TYPE(id, NAME, name, ops) case id: return &ops;
#include "isa/maps.def"
	default: return NULL;
	}
}

bool axi_name_ok(const char name[AX_NAME_BYTES])
{
	for (u32 i = 0; i < AX_NAME_BYTES; i++) {
		u8 c = (u8)name[i];

		if (!c)
			return true;
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
		      (AXI_UNVERIFIED && c >= 0xc0 && c != 0xd7 && c != 0xf7)))
			return false;
	}
	return false;
}

bool axi_map_places_ok(const struct ax_map_spec *spec)
{
	u32 lock = spec->lock_at - 1, timer = spec->timer_at - 1;

	if (spec->lock_at && (lock & 3 || spec->value_size < LOCK_BYTES || lock > spec->value_size - LOCK_BYTES))
		return false;
	if (spec->timer_at && (timer & 7 || spec->value_size < TIMER_BYTES || timer > spec->value_size - TIMER_BYTES))
		return false;
	return !spec->lock_at || !spec->timer_at || lock >= timer + TIMER_BYTES || timer >= lock + LOCK_BYTES;
}

/* A lock and a timer in values: in types that Linux lets have them. */
static int fields_check(const struct ax_map_spec *spec)
{
	bool may = spec->type == AX_MAP_HASH || spec->type == AX_MAP_ARRAY;

	if (!spec->lock_at && !spec->timer_at)
		return 0;
	if (spec->flags & (AX_MAP_F_RDONLY_PROG | AX_MAP_F_WRONLY_PROG))
		return -AX_EACCES;
	if (!may && (spec->lock_at || spec->type != AX_MAP_LRU_HASH))
		return -AX_EOPNOTSUPP;
	return axi_map_places_ok(spec) ? 0 : -AX_EINVAL;
}

int axi_map_sizes(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	const struct axi_map_ops *ops = ops_of(spec->type);
	u32 user = AX_MAP_F_RDONLY | AX_MAP_F_WRONLY;

	if (!ops)
		return -AX_ENOTSUPP;
	if ((spec->flags & user) == user || (spec->extra && !ops->takes_extra))
		return -AX_EINVAL;
	return ops->check(spec, port, limits);
}

static int spec_check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	int err = axi_map_sizes(spec, port, limits);

	if (err)
		return err;
	if (!AXI_MARKS)
		return !axi_name_ok(spec->name) ? -AX_EINVAL : spec->lock_at | spec->timer_at ? -AX_ENOTSUPP : 0;
	return axi_name_ok(spec->name) ? fields_check(spec) : -AX_EINVAL;
}

int ax_map_create(struct ax_map **out, const struct ax_map_spec *spec, const struct ax_port *port,
		  const struct ax_limits *limits)
{
	const struct axi_map_ops *ops;
	struct ax_map *map;
	int err;

	err = spec_check(spec, port, limits);
	if (err)
		return err;
	ops = ops_of(spec->type);
	map = port->mem->alloc(port->mem, ops->struct_bytes);
	if (!map)
		return -AX_ENOMEM;
	map->ops = ops;
	map->spec = *spec;
	map->port = port;
	map->limits = limits;
	atomic_init(&map->refs, 1);
	atomic_init(&map->users, 1);
	atomic_init(&map->holds, 1);
	atomic_init(&map->bytes, ops->struct_bytes);
	err = ops->init(map);
	if (err) {
		port->mem->free(port->mem, map, ops->struct_bytes);
		return err;
	}
	*out = map;
	return 0;
}

void ax_map_destroy(struct ax_map *map)
{
	if (map)
		axi_map_release(map);
}

void *axi_map_alloc(struct ax_map *map, u64 bytes)
{
	struct ax_mem *mem = map->port->mem;
	void *block;

	if (bytes != (size_t)bytes)
		return NULL;
	block = mem->alloc(mem, (size_t)bytes);
	if (block)
		atomic_fetch_add_explicit(&map->bytes, bytes, memory_order_relaxed);
	return block;
}

void axi_map_free(struct ax_map *map, void *block, u64 bytes)
{
	if (!block)
		return;
	atomic_fetch_sub_explicit(&map->bytes, bytes, memory_order_relaxed);
	map->port->mem->free(map->port->mem, block, (size_t)bytes);
}

/* Where the next field at or after `from` begins and ends; false: there is none. */
static bool next_field(const struct ax_map_spec *spec, u32 from, u32 *begin, u32 *end)
{
	u32 lock = spec->lock_at - 1, timer = spec->timer_at - 1; /* UINT32_MAX: none */

	lock = lock < from ? UINT32_MAX : lock;
	timer = timer < from ? UINT32_MAX : timer;
	*begin = lock < timer ? lock : timer;
	*end = *begin + (lock < timer ? LOCK_BYTES : TIMER_BYTES);
	return *begin != UINT32_MAX;
}

/* Fields are aligned to 4 and to 8: pieces stay as aligned as axi_copy_in needs, but for one behind a lock. */
static void copy_piece(u8 *to, const u8 *from, u32 bytes, bool in)
{
	if (((uintptr_t)(in ? to : from) & 7) && bytes >= 4) {
		if (in)
			__atomic_store_n((u32 *)(void *)to, load_32(from), __ATOMIC_RELAXED);
		else
			store_32(to, __atomic_load_n((const u32 *)(const void *)from, __ATOMIC_RELAXED));
		to += 4;
		from += 4;
		bytes -= 4;
	}
	if (in)
		axi_copy_in(to, from, bytes);
	else
		axi_copy_out(to, from, bytes);
}

static void copy_value(const struct ax_map_spec *spec, u8 *to, const u8 *from, bool in)
{
	u32 at = 0, begin, end;

	while (next_field(spec, at, &begin, &end)) {
		copy_piece(to + at, from + at, begin - at, in);
		if (!in)
			memset(to + begin, 0, end - begin);
		at = end;
	}
	copy_piece(to + at, from + at, spec->value_size - at, in);
}

void axi_value_in(const struct ax_map_spec *spec, void *to, const void *from)
{
	copy_value(spec, to, from, true);
}

void axi_value_out(const struct ax_map_spec *spec, void *to, const void *from)
{
	copy_value(spec, to, from, false);
}

void axi_map_hold(struct ax_map *map)
{
	atomic_fetch_add_explicit(&map->holds, 1, memory_order_relaxed);
}

void axi_map_release(struct ax_map *map)
{
	struct ax_mem *mem = map->port->mem;
	size_t bytes = map->ops->struct_bytes;

	if (atomic_fetch_sub_explicit(&map->holds, 1, memory_order_acq_rel) != 1)
		return;
	if (map->timers)
		map->keeper->timers_end(map->keeper, map);
	map->ops->fini(map);
	mem->free(mem, map, bytes);
}

const struct ax_map_spec *ax_map_spec_of(const struct ax_map *map)
{
	return &map->spec;
}

uint32_t ax_map_id(const struct ax_map *map)
{
	return map->id;
}

uint64_t ax_map_bytes(const struct ax_map *map)
{
	return atomic_load_explicit(&map->bytes, memory_order_relaxed);
}

static u32 *lock_in(const struct ax_map_spec *spec, void *value)
{
	return (u32 *)(void *)((u8 *)value + spec->lock_at - 1);
}

void axi_value_out_locked(const struct ax_map_spec *spec, void *to, void *from)
{
	unsigned long irq = axi_value_lock(lock_in(spec, from));

	axi_value_out(spec, to, from);
	axi_value_unlock(lock_in(spec, from), irq);
}

/* ---- programs: access rights were the verifier's work ---- */

void *ax_map_lookup(struct ax_map *map, const void *key)
{
	return map->ops->lookup ? map->ops->lookup(map, key) : NULL;
}

typedef int update_fn(struct ax_map *map, const void *key, const void *value, u64 flags);

/* AX_F_LOCK: an element that is there is changed in its place, under its lock; others come into being as ever. */
static int locked_update(struct ax_map *map, const void *key, const void *value, u64 flags, update_fn *update)
{
	unsigned long irq;
	void *at;

	flags &= ~(u64)AX_F_LOCK;
	if (!map->spec.lock_at || flags > AX_EXIST)
		return -AX_EINVAL;
	at = map->ops->lookup(map, key);
	if (!at)
		return update(map, key, value, flags);
	if (flags == AX_NOEXIST)
		return -AX_EEXIST;
	irq = axi_value_lock(lock_in(&map->spec, at));
	axi_value_in(&map->spec, at, value);
	axi_value_unlock(lock_in(&map->spec, at), irq);
	axi_timer_drop(map, at);
	return 0;
}

int ax_map_update(struct ax_map *map, const void *key, const void *value, uint64_t flags)
{
	if (AXI_MARKS && UNLIKELY(flags & AX_F_LOCK && map->spec.lock_at))
		return locked_update(map, key, value, flags, map->ops->update);
	return map->ops->update ? map->ops->update(map, key, value, flags) : -AX_ENOTSUPP;
}

int ax_map_delete(struct ax_map *map, const void *key)
{
	return map->ops->remove ? map->ops->remove(map, key) : -AX_ENOTSUPP;
}

void *ax_map_lookup_percpu(struct ax_map *map, const void *key, uint32_t cpu)
{
	return map->ops->lookup_percpu && cpu < map->port->cpu_count() ? map->ops->lookup_percpu(map, key, cpu) : NULL;
}

int ax_map_push(struct ax_map *map, const void *value, uint64_t flags)
{
	return map->ops->push ? map->ops->push(map, value, flags) : -AX_ENOTSUPP;
}

int ax_map_pop(struct ax_map *map, void *value)
{
	return map->ops->pop ? map->ops->pop(map, value) : -AX_ENOTSUPP;
}

int ax_map_peek(struct ax_map *map, void *value)
{
	return map->ops->peek ? map->ops->peek(map, value) : -AX_ENOTSUPP;
}

long ax_map_each(struct ax_map *map, axi_each_fn *fn, void *arg)
{
	return map->ops->each ? map->ops->each(map, fn, arg) : -AX_EINVAL;
}

/* ---- user space ---- */

static bool user_reads(const struct ax_map *map)
{
	return !(map->spec.flags & AX_MAP_F_WRONLY);
}

static bool user_writes(const struct ax_map *map)
{
	return !(map->spec.flags & AX_MAP_F_RDONLY) && !ax_map_frozen(map);
}

static int locked_lookup(struct ax_map *map, const void *key, void *value)
{
	void *at;

	if (!map->spec.lock_at)
		return -AX_EINVAL;
	at = map->ops->lookup(map, key);
	if (!at)
		return -AX_ENOENT;
	axi_value_out_locked(&map->spec, value, at);
	return 0;
}

int ax_map_user_lookup(struct ax_map *map, const void *key, void *value, uint64_t flags)
{
	if (flags & ~(u64)(AXI_MARKS ? AX_F_LOCK : 0))
		return -AX_EINVAL;
	if (!user_reads(map))
		return -AX_EPERM;
	if (AXI_MARKS && flags & AX_F_LOCK)
		return locked_lookup(map, key, value);
	return map->ops->user_lookup ? map->ops->user_lookup(map, key, value, flags) : -AX_ENOTSUPP;
}

/* Freezing is one step from "nobody writes" to "frozen", and nobody counts in behind it: what is frozen stays as it is, whatever
 * the verifier does with it. */
bool axi_map_write_begin(struct ax_map *map)
{
	u32 writers = atomic_load_explicit(&map->writers, memory_order_relaxed);

	do {
		if (writers == AXI_MAP_FROZEN)
			return false;
	} while (!atomic_compare_exchange_weak_explicit(&map->writers, &writers, writers + 1, memory_order_relaxed,
							memory_order_relaxed));
	return true;
}

void axi_map_write_end(struct ax_map *map)
{
	atomic_fetch_sub_explicit(&map->writers, 1, memory_order_release);
}

static int user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	if (AXI_MARKS && flags & AX_F_LOCK)
		return locked_update(map, key, value, flags, map->ops->user_update);
	return map->ops->user_update ? map->ops->user_update(map, key, value, flags) : -AX_ENOTSUPP;
}

int ax_map_user_update(struct ax_map *map, const void *key, const void *value, uint64_t flags)
{
	int err;

	if (!user_writes(map) || !axi_map_write_begin(map))
		return -AX_EPERM;
	err = user_update(map, key, value, flags);
	axi_map_write_end(map);
	return err;
}

int ax_map_user_delete(struct ax_map *map, const void *key)
{
	int err;

	if (!user_writes(map) || !axi_map_write_begin(map))
		return -AX_EPERM;
	err = map->ops->user_remove ? map->ops->user_remove(map, key) : ax_map_delete(map, key);
	axi_map_write_end(map);
	return err;
}

static int user_take(struct ax_map *map, const void *key, void *value)
{
	if (map->ops->pop && !map->spec.key_size && map->ops->user_take == NULL)
		return map->ops->pop(map, value);
	return map->ops->user_take ? map->ops->user_take(map, key, value) : -AX_ENOTSUPP;
}

/* Linux: the value goes out through a descriptor that both reads and writes. */
int ax_map_user_take(struct ax_map *map, const void *key, void *value, uint64_t flags)
{
	int err;

	if (flags & ~(u64)(AXI_MARKS ? AX_F_LOCK : 0))
		return -AX_EINVAL;
	if (!user_reads(map) || !user_writes(map))
		return -AX_EPERM;
	if (flags && !map->spec.lock_at)
		return -AX_EINVAL;
	if (!axi_map_write_begin(map))
		return -AX_EPERM;
	err = user_take(map, key, value);
	axi_map_write_end(map);
	return err;
}

int ax_map_next_key(struct ax_map *map, const void *key, void *next)
{
	if (!user_reads(map))
		return -AX_EPERM;
	return map->ops->next_key ? map->ops->next_key(map, key, next) : -AX_ENOTSUPP;
}

uint32_t ax_map_user_value_size(const struct ax_map *map)
{
	switch (map->spec.type) {
	case AX_MAP_PERCPU_ARRAY:
	case AX_MAP_PERCPU_HASH:
	case AX_MAP_LRU_PERCPU_HASH: return axi_map_stride(map) * map->port->cpu_count();
	default: return map->spec.value_size;
	}
}

/* ---- batches ---- */

bool ax_map_batches(const struct ax_map *map, enum ax_map_batch_kind kind)
{
	return map->ops->batches >> kind & 1;
}

uint32_t ax_map_cursor_bytes(const struct ax_map *map)
{
	return map->ops->batch ? 4 : map->spec.key_size;
}

/* Linux's generic_map_lookup_batch: the cursor is the last key; elements that vanish meanwhile are passed over. */
static int batch_by_key(struct ax_map *map, struct ax_map_batch *batch)
{
	const u8 *from = batch->start ? NULL : batch->cursor;
	int err;

	while (batch->count < batch->room) {
		u8 *key = (u8 *)batch->keys + (u64)batch->count * map->spec.key_size;
		u8 *value = (u8 *)batch->values + (u64)batch->count * batch->value_bytes;

		err = map->ops->next_key(map, from, key);
		if (err)
			return err;
		err = AXI_UNVERIFIED && batch->lock ? locked_lookup(map, key, value) : map->ops->user_lookup(map, key, value, 0);
		if (err && err != -AX_ENOENT)
			return err;
		memcpy(batch->cursor, key, map->spec.key_size);
		from = batch->cursor;
		batch->count += !err;
	}
	return 0;
}

int ax_map_user_batch(struct ax_map *map, struct ax_map_batch *batch, bool remove)
{
	int err;

	batch->count = 0;
	batch->value_bytes = ax_map_user_value_size(map);
	if (!user_reads(map) || (remove && !user_writes(map)))
		return -AX_EPERM;
	if (!ax_map_batches(map, remove ? AX_BATCH_TAKE : AX_BATCH_LOOKUP))
		return -AX_ENOTSUPP;
	if (remove && !axi_map_write_begin(map))
		return -AX_EPERM;
	err = map->ops->batch ? map->ops->batch(map, batch, remove) : batch_by_key(map, batch);
	if (remove)
		axi_map_write_end(map);
	return err;
}

/* ---- objects ---- */

enum ax_map_object ax_map_holds(const struct ax_map *map)
{
	return map->ops->holds;
}

int ax_map_put_object(struct ax_map *map, const void *key, void *object, uint64_t flags)
{
	int err;

	if (!user_writes(map) || !axi_map_write_begin(map))
		return -AX_EPERM;
	err = map->ops->put_object && map->keeper ? map->ops->put_object(map, key, object, flags) : -AX_ENOTSUPP;
	axi_map_write_end(map);
	return err;
}

bool ax_map_frozen(const struct ax_map *map)
{
	return atomic_load_explicit(&map->writers, memory_order_acquire) == AXI_MAP_FROZEN;
}

int ax_map_freeze(struct ax_map *map)
{
	u32 none = 0;

	if (!user_writes(map))
		return -AX_EPERM;
	if (atomic_compare_exchange_strong(&map->writers, &none, AXI_MAP_FROZEN))
		return 0;
	return none == AXI_MAP_FROZEN ? -AX_EPERM : -AX_EBUSY;
}

int ax_map_direct(struct ax_map *map, uint32_t off, uint64_t *address)
{
	return map->ops->direct ? map->ops->direct(map, off, address) : -AX_ENOTSUPP;
}

void ax_map_facts_of(struct ax_map *map, struct ax_map_facts *out)
{
	uint64_t address;

	*out = (struct ax_map_facts){.lock_at = map->spec.lock_at, .timer_at = map->spec.timer_at, .inner = map->spec.inner};
	if (ax_map_frozen(map) && map->spec.flags & AX_MAP_F_RDONLY_PROG && map->spec.max_entries == 1 &&
	    map->spec.type == AX_MAP_ARRAY && !ax_map_direct(map, 0, &address))
		out->contents = (const void *)(uintptr_t)address;
}

static int mmap_check(struct ax_map *map, u64 offset, u64 bytes, bool write, void **base)
{
	u64 page = AX_PAGE_BYTES - 1;

	if (!bytes || (offset & page) || (bytes & page) || offset + bytes < offset)
		return -AX_EINVAL;
	if (!user_reads(map) || (write && (map->spec.flags & AX_MAP_F_RDONLY)))
		return -AX_EACCES; /* the file's mode, in Linux */
	if (!map->ops->mmap || !axi_value_is_plain(&map->spec))
		return -AX_ENOTSUPP;
	if (map->spec.flags & AX_MAP_F_RDONLY)
		return -AX_EINVAL; /* Linux: a mapping of a file open for reading is not a shared one */
	if (write && ax_map_frozen(map))
		return -AX_EPERM;
	if (write && (map->spec.flags & AX_MAP_F_RDONLY_PROG))
		return -AX_EACCES;
	return map->ops->mmap(map, offset, bytes, write, base);
}

int ax_map_mmap(struct ax_map *map, uint64_t offset, uint64_t bytes, bool write, void **base)
{
	int err;

	err = mmap_check(map, offset, bytes, write, base);
	if (!err && write && !axi_map_write_begin(map))
		err = -AX_EPERM;
	return err;
}

void ax_map_munmap(struct ax_map *map, bool write)
{
	if (write)
		axi_map_write_end(map);
}

bool ax_map_poll(struct ax_map *map)
{
	return map->ops->poll && map->ops->poll(map);
}

void ax_map_set_waiters(struct ax_map *map, void *waiters)
{
	atomic_store(&map->waiters, waiters);
}

void *ax_map_waiters(struct ax_map *map)
{
	return atomic_load(&map->waiters);
}
