/* SPDX-License-Identifier: Apache-2.0
 * map.c - what all map types share: the table of types, creation, access rights of user space, freezing, mmap counts.
 *
 * Orders of checks and errno are those of Linux's kernel/bpf/syscall.c; tests/unit/map compares them with the host. */
#include "map/map.h"

static const struct axi_map_ops *ops_of(u32 type)
{
	switch (type) {
#define MAP_TYPE(id, NAME, name, ops) case id: return &ops;
#include "isa/maps.def"
	default: return NULL;
	}
}

/* Linux: letters, digits, '_' and '.', ended by NUL within the field. */
static bool name_ok(const char name[AX_NAME_BYTES])
{
	for (u32 i = 0; i < AX_NAME_BYTES; i++) {
		char c = name[i];

		if (!c)
			return true;
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
		      c == '.'))
			return false;
	}
	return false;
}

static int spec_check(const struct ax_map_spec *spec, const struct axi_map_ops *ops, const struct ax_port *port,
		      const struct ax_limits *limits)
{
	u32 user = AX_MAP_F_RDONLY | AX_MAP_F_WRONLY;

	if ((spec->flags & user) == user)
		return -AX_EINVAL;
	int err = ops->check(spec, port, limits);
	if (err)
		return err;
	return name_ok(spec->name) ? 0 : -AX_EINVAL;
}

int ax_map_create(struct ax_map **out, const struct ax_map_spec *spec, const struct ax_port *port,
		  const struct ax_limits *limits)
{
	const struct axi_map_ops *ops = ops_of(spec->type);
	struct ax_map *map;
	int err;

	if (!ops)
		return -AX_ENOTSUPP;
	err = spec_check(spec, ops, port, limits);
	if (err)
		return err;
	map = port->mem->alloc(port->mem, ops->struct_bytes);
	if (!map)
		return -AX_ENOMEM;
	map->ops = ops;
	map->spec = *spec;
	map->port = port;
	map->limits = limits;
	atomic_init(&map->refs, 1);
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

/* ---- programs: access rights were the verifier's work ---- */

void *ax_map_lookup(struct ax_map *map, const void *key)
{
	return map->ops->lookup ? map->ops->lookup(map, key) : NULL;
}

int ax_map_update(struct ax_map *map, const void *key, const void *value, uint64_t flags)
{
	return map->ops->update ? map->ops->update(map, key, value, flags) : -AX_ENOTSUPP;
}

int ax_map_delete(struct ax_map *map, const void *key)
{
	return map->ops->remove ? map->ops->remove(map, key) : -AX_ENOTSUPP;
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

/* No type here holds a spin lock in its value, so AX_F_LOCK never fits. */
int ax_map_user_lookup(struct ax_map *map, const void *key, void *value, uint64_t flags)
{
	if (flags & ~(u64)AX_F_LOCK)
		return -AX_EINVAL;
	if (!user_reads(map))
		return -AX_EPERM;
	if (flags & AX_F_LOCK)
		return -AX_EINVAL;
	return map->ops->user_lookup ? map->ops->user_lookup(map, key, value, flags) : -AX_ENOTSUPP;
}

int ax_map_user_update(struct ax_map *map, const void *key, const void *value, uint64_t flags)
{
	if (!user_writes(map))
		return -AX_EPERM;
	if (flags & AX_F_LOCK)
		return -AX_EINVAL;
	return map->ops->user_update ? map->ops->user_update(map, key, value, flags) : -AX_ENOTSUPP;
}

int ax_map_user_delete(struct ax_map *map, const void *key)
{
	if (!user_writes(map))
		return -AX_EPERM;
	return ax_map_delete(map, key);
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
	case AX_MAP_PERCPU_HASH: return axi_map_stride(map) * map->port->cpu_count();
	default: return map->spec.value_size;
	}
}

bool ax_map_frozen(const struct ax_map *map)
{
	return atomic_load(&map->frozen);
}

/* Freezing and a writable mmap exclude each other without a lock: each announces itself, then looks for the other. */
int ax_map_freeze(struct ax_map *map)
{
	bool not_yet = false;

	if (!user_writes(map) || !atomic_compare_exchange_strong(&map->frozen, &not_yet, true))
		return -AX_EPERM;
	if (atomic_load(&map->writable_mmaps)) {
		atomic_store(&map->frozen, false);
		return -AX_EBUSY;
	}
	return 0;
}

int ax_map_direct(struct ax_map *map, uint32_t off, uint64_t *address)
{
	return map->ops->direct ? map->ops->direct(map, off, address) : -AX_ENOTSUPP;
}

static int mmap_check(struct ax_map *map, u64 offset, u64 bytes, bool write, void **base)
{
	u64 page = AX_PAGE_BYTES - 1;

	if (!bytes || (offset & page) || (bytes & page) || offset + bytes < offset)
		return -AX_EINVAL;
	if (!user_reads(map) || (write && (map->spec.flags & AX_MAP_F_RDONLY)))
		return -AX_EACCES; /* the file's mode, in Linux */
	if (!map->ops->mmap)
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

	if (write)
		atomic_fetch_add(&map->writable_mmaps, 1);
	err = mmap_check(map, offset, bytes, write, base);
	if (err && write)
		atomic_fetch_sub(&map->writable_mmaps, 1);
	return err;
}

void ax_map_munmap(struct ax_map *map, bool write)
{
	if (write)
		atomic_fetch_sub(&map->writable_mmaps, 1);
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
