/* SPDX-License-Identifier: Apache-2.0
 * arena.c - arenas: pages that programs and user space share; rules and errno are Linux's (kernel/bpf/arena.c).
 *
 * The pages are the port's (port->pages_alloc), all of them from the beginning on; none takes memory until it is touched.  A page is
 * there for programs when one of them has allocated it, or when user space has touched it: that is asked for when a program comes to
 * a page that is not there (axi_arena.find), and before pages are given out.  What is freed is taken out of the table first and given
 * back to the port then, so that who has looked into the table just before still finds memory; should he write to it, the page counts
 * as one that user space has touched, with what he wrote in it and nothing older.
 *
 * Where user space has the arena must be known before a program is loaded: its code has that in it (axi_arena.base). */
#include "base/bits.h"
#include "base/spin.h"
#include "isa/arena.h"
#include "map/map.h"

#define PAGE       UINT64_C(4096)
#define TABLE_BYTES (AXI_ARENA_PAGES + 2 * AXI_ARENA_REACH)
#define TABLE_ROOM  ((TABLE_BYTES + PAGE - 1) & ~(PAGE - 1))

struct arena {
	struct ax_map map;
	struct axi_arena run;
	struct ax_pages pages, table;
	struct axi_spin lock;
	/* lock guards: the bytes of the table, and */
	u64 start, end;   /* in user space; start is set once, `run` before it */
	u32 free_from;    /* no page before this one is free */
};

static struct arena *of(const struct ax_map *map)
{
	return CONTAINER_OF((struct ax_map *)(uintptr_t)map, struct arena, map);
}

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	u64 bytes = spec->max_entries * PAGE;

	if (!AXI_ARENAS || !port->pages_alloc || AX_PAGE_BYTES != PAGE)
		return -AX_EOPNOTSUPP;
	if (spec->key_size || spec->value_size || !spec->max_entries || !(spec->flags & AX_MAP_F_MMAPABLE) ||
	    spec->flags & ~(u32)(AX_MAP_F_MMAPABLE | AX_MAP_F_SEGV_ON_FAULT | AX_MAP_F_NO_USER_CONV) || spec->extra & (PAGE - 1))
		return -AX_EINVAL;
	if (bytes > UINT64_C(1) << 32 || bytes > limits->map_bytes)
		return -AX_E2BIG;
	if (spec->extra >> 32 != (spec->extra + bytes - 1) >> 32)
		return -AX_ERANGE;
	return spec->flags & AX_MAP_F_SEGV_ON_FAULT ? -AX_EOPNOTSUPP : 0; /* user space's page faults are not seen here */
}

/* Of the table: the first page in user space. */
static s64 first_page(const struct arena *a)
{
	return (s64)((u32)a->start / PAGE);
}

static u32 page_count(const struct arena *a)
{
	return (u32)((a->end - a->start) / PAGE);
}

static bool is_there(const struct arena *a, u32 page)
{
	return __atomic_load_n(&a->run.there[first_page(a) + page], __ATOMIC_ACQUIRE);
}

static void set_there(const struct arena *a, u32 page, bool there)
{
	__atomic_store_n(&a->run.there[first_page(a) + page], there, __ATOMIC_RELEASE);
}

/* The first page from `page` on that user space has touched (or that was allocated), up to `last`. */
static u32 touched(const struct arena *a, u32 page, u32 last)
{
	return (u32)(a->map.port->pages_touched(&a->pages, page * PAGE, last * PAGE) / PAGE);
}

/* A page that a program has no byte for; it may be none of the arena's. */
static bool find(struct axi_arena *run, s64 at)
{
	struct arena *a = CONTAINER_OF(run, struct arena, run);
	s64 page = at - first_page(a);
	unsigned long irq;
	bool there;

	if (page < 0 || page >= page_count(a) || touched(a, (u32)page, (u32)page + 1) != (u32)page)
		return false;
	irq = axi_spin_lock(&a->lock); /* what is being freed may still have been there */
	there = is_there(a, (u32)page) || touched(a, (u32)page, (u32)page + 1) == (u32)page;
	if (there)
		set_there(a, (u32)page, true);
	axi_spin_unlock(&a->lock, irq);
	return there;
}

static int place(struct arena *a, u64 address, u64 bytes)
{
	if (a->start)
		return a->start == address && a->end == address + bytes ? 0 : -AX_EBUSY;
	a->run.there = a->table.at + AXI_ARENA_REACH;
	a->run.base = (u64)(uintptr_t)a->pages.at - (u32)address;
	a->run.user_high = address & ~(u64)UINT32_MAX;
	a->run.find = find;
	a->end = address + bytes;
	a->start = address;
	return 0;
}

static int init(struct ax_map *map)
{
	struct arena *a = of(map);
	int err;

	a->pages.bytes = map->spec.max_entries * PAGE;
	a->table.bytes = TABLE_ROOM; /* of which few pages are ever touched */
	err = map->port->pages_alloc(&a->pages);
	if (err)
		return err;
	err = map->port->pages_alloc(&a->table);
	if (err)
		map->port->pages_free(&a->pages);
	else if (map->spec.extra)
		place(a, map->spec.extra, a->pages.bytes);
	return err;
}

static void fini(struct ax_map *map)
{
	map->port->pages_free(&of(map)->table);
	map->port->pages_free(&of(map)->pages);
}

struct axi_arena *axi_arena_of(struct ax_map *map)
{
	return AXI_ARENAS && map->spec.type == AX_MAP_ARENA && of(map)->start ? &of(map)->run : NULL;
}

int ax_map_arena_place(struct ax_map *map, uint64_t address, uint64_t bytes)
{
	struct arena *a = of(map);
	unsigned long irq;
	int err;

	if (!AXI_ARENAS || map->spec.type != AX_MAP_ARENA)
		return -AX_EINVAL;
	if (!address && a->start)
		return 0;
	if (!address)
		address = (u64)(uintptr_t)a->pages.at;
	if (!bytes)
		bytes = a->pages.bytes;
	if (bytes > a->pages.bytes)
		return -AX_E2BIG;
	if ((address | bytes) & (PAGE - 1) || address >> 32 != (address + bytes - 1) >> 32 || !(address >> 12))
		return -AX_EINVAL;
	irq = axi_spin_lock(&a->lock);
	err = place(a, address, bytes);
	axi_spin_unlock(&a->lock, irq);
	return err;
}

uint64_t ax_map_arena_address(const struct ax_map *map)
{
	return AXI_ARENAS && map->spec.type == AX_MAP_ARENA ? of(map)->start : 0;
}

void *ax_map_arena_memory(struct ax_map *map, uint64_t *bytes)
{
	if (!AXI_ARENAS || map->spec.type != AX_MAP_ARENA)
		return NULL;
	*bytes = of(map)->pages.bytes;
	return of(map)->pages.at;
}

int ax_map_arena_fill(struct ax_map *map, const void *data, uint64_t bytes)
{
	u64 room = 0;
	u8 *at = ax_map_arena_memory(map, &room);
	int err = ax_map_arena_place(map, 0, 0);

	if (!err && bytes > room)
		err = -AX_E2BIG;
	if (!err && data)
		memcpy(at, data, bytes);
	else if (!err)
		memset(at, 0, bytes); /* these pages are not free either */
	return err;
}

/* Are these pages free?  If not, *next is behind one that is none. */
static bool are_free(struct arena *a, u32 page, u32 count, u32 *next)
{
	u32 at = page;

	while (at < page + count && !is_there(a, at))
		at++;
	if (at == page + count) {
		at = touched(a, page, page + count);
		if (at == page + count)
			return true;
		set_there(a, at, true);
	}
	*next = at + 1;
	return false;
}

/* The first run of free pages; UINT32_MAX: there is none. */
static u32 find_free(struct arena *a, u32 count)
{
	u32 page = a->free_from, last = page_count(a) - count, next;

	while (page <= last && !are_free(a, page, count, &next)) {
		if (page == a->free_from && next == page + 1)
			a->free_from = next;
		page = next;
	}
	return page <= last ? page : UINT32_MAX;
}

uint64_t ax_map_arena_alloc(struct ax_map *map, uint64_t address, uint32_t count)
{
	struct arena *a = of(map);
	u32 page = UINT32_MAX, next;
	unsigned long irq;

	if (!AXI_ARENAS || map->spec.type != AX_MAP_ARENA || !a->start || !count || count > page_count(a) || address & (PAGE - 1))
		return 0;
	if (address && (u32)((u32)address - (u32)a->start) / PAGE > page_count(a) - count)
		return 0;
	irq = axi_spin_lock(&a->lock);
	if (!address)
		page = find_free(a, count);
	else if (are_free(a, (u32)((u32)((u32)address - (u32)a->start) / PAGE), count, &next))
		page = (u32)((u32)((u32)address - (u32)a->start) / PAGE);
	for (u32 i = 0; page != UINT32_MAX && i < count; i++)
		set_there(a, page + i, true);
	axi_spin_unlock(&a->lock, irq);
	return page == UINT32_MAX ? 0 : a->start + page * PAGE;
}

void ax_map_arena_free(struct ax_map *map, uint64_t address, uint32_t count)
{
	struct arena *a = of(map);
	unsigned long irq;
	u64 from, to;

	if (!AXI_ARENAS || map->spec.type != AX_MAP_ARENA || !a->start || !count || !address)
		return;
	from = a->run.user_high + ((u32)address & ~(u32)(PAGE - 1));
	to = from + count * PAGE < a->end ? from + count * PAGE : a->end;
	if (from < a->start || from >= to)
		return;
	irq = axi_spin_lock(&a->lock);
	for (u64 at = from; at < to; at += PAGE)
		set_there(a, (u32)((at - a->start) / PAGE), false);
	map->port->pages_drop(&a->pages, from - a->start, to - from);
	if ((from - a->start) / PAGE < a->free_from)
		a->free_from = (u32)((from - a->start) / PAGE);
	axi_spin_unlock(&a->lock, irq);
}

/* --- user space --- */

static int user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	return -AX_EINVAL;
}

static int user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return -AX_EOPNOTSUPP;
}

static int user_remove(struct ax_map *map, const void *key)
{
	return -AX_EOPNOTSUPP;
}

static int next_key(struct ax_map *map, const void *key, void *next)
{
	return -AX_EOPNOTSUPP;
}

static int direct(struct ax_map *map, u32 off, u64 *address)
{
	struct arena *a = of(map);

	if (off > a->end - a->start)
		return -AX_ERANGE;
	*address = a->start + off;
	return 0;
}

/* Where user space has it is asked of ax_map_arena_place. */
static int map_pages(struct ax_map *map, u64 offset, u64 bytes, bool write, void **base)
{
	if (offset)
		return -AX_EINVAL;
	if (bytes > of(map)->pages.bytes)
		return -AX_E2BIG;
	*base = of(map)->pages.at;
	return 0;
}

const struct axi_map_ops axi_arena_ops = {
	.check = check,
	.takes_extra = true,
	.struct_bytes = sizeof(struct arena),
	.init = init,
	.fini = fini,
	.user_lookup = user_lookup,
	.user_update = user_update,
	.user_remove = user_remove,
	.next_key = next_key,
	.direct = direct,
	.mmap = map_pages,
};
