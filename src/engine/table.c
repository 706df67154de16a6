/* SPDX-License-Identifier: Apache-2.0
 * table.c - the id tables.  A sorted array: ids ascend, so an entry is nearly always appended; it is found by
 * bisection, and removing it closes the gap.  The array doubles up to the limit and never shrinks. */
#include "engine/table.h"

enum { FIRST_ROOM = 16 };

void axi_table_init(struct axi_table *table, struct ax_mem *mem, u32 limit)
{
	*table = (struct axi_table){.lock = {ATOMIC_FLAG_INIT}, .limit = limit, .mem = mem};
}

void axi_table_fini(struct axi_table *table)
{
	table->mem->free(table->mem, table->rows, table->room * sizeof(*table->rows));
	table->rows = NULL;
	table->room = 0;
}

/* First position whose id is above `id` (locked). */
static u32 above(const struct axi_table *table, u32 id)
{
	u32 low = 0, high = table->count;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (table->rows[mid].id > id)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

/* A fresh id after the last one given, around the end if need be (locked; there are fewer rows than ids). */
static u32 fresh_id(const struct axi_table *table)
{
	u32 id = table->last_id;

	for (;;) {
		u32 at;

		id = id >= AXI_ID_MAX ? 1 : id + 1;
		at = above(table, id);
		if (!at || table->rows[at - 1].id != id)
			return id;
	}
}

static void insert(struct axi_table *table, void *object, u32 *id)
{
	u32 fresh = fresh_id(table), at = above(table, fresh);

	memmove(table->rows + at + 1, table->rows + at, (table->count - at) * sizeof(*table->rows));
	*id = fresh;
	table->last_id = fresh;
	table->rows[at] = (struct axi_row){.id = fresh, .object = object};
	table->count++;
}

/* Make room for more rows than `room`; memory is taken and given back outside the lock. */
static int grow(struct axi_table *table, u32 room)
{
	u32 more = (u32)min_u64(room ? 2 * (u64)room : FIRST_ROOM, table->limit);
	struct axi_row *rows = table->mem->alloc(table->mem, more * sizeof(*rows)), *old = rows;
	u32 old_room = more;
	unsigned long irq;

	if (!rows)
		return -AX_ENOMEM;
	irq = axi_spin_lock(&table->lock);
	if (table->room < more) { /* else: someone else grew it meanwhile */
		old = table->rows;
		old_room = table->room;
		if (old)
			memcpy(rows, old, table->count * sizeof(*rows));
		table->rows = rows;
		table->room = more;
	}
	axi_spin_unlock(&table->lock, irq);
	table->mem->free(table->mem, old, old_room * sizeof(*rows));
	return 0;
}

int axi_table_add(struct axi_table *table, void *object, u32 *id)
{
	for (;;) {
		unsigned long irq = axi_spin_lock(&table->lock);
		u32 room = table->room;
		bool full = table->count >= table->limit, fits = !full && table->count < room;
		int err;

		if (fits)
			insert(table, object, id);
		axi_spin_unlock(&table->lock, irq);
		if (fits)
			return 0;
		if (full)
			return -AX_ENOSPC;
		err = grow(table, room);
		if (err)
			return err;
	}
}

void axi_table_take_out(struct axi_table *table, u32 id)
{
	u32 at = above(table, id);

	if (at && table->rows[at - 1].id == id) {
		memmove(table->rows + at - 1, table->rows + at,
			(table->count - at) * sizeof(*table->rows));
		table->count--;
	}
}

void axi_table_remove(struct axi_table *table, u32 id)
{
	unsigned long irq = axi_spin_lock(&table->lock);

	axi_table_take_out(table, id);
	axi_spin_unlock(&table->lock, irq);
}

bool axi_get_unless_zero(_Atomic u32 *refs)
{
	u32 have = atomic_load_explicit(refs, memory_order_relaxed);

	do {
		if (!have)
			return false;
	} while (!atomic_compare_exchange_weak_explicit(refs, &have, have + 1, memory_order_acquire,
							memory_order_relaxed));
	return true;
}

void *axi_table_get(struct axi_table *table, u32 id, _Atomic u32 *(*refs)(void *object))
{
	unsigned long irq = axi_spin_lock(&table->lock);
	u32 at = above(table, id);
	void *object = NULL;

	if (at && table->rows[at - 1].id == id && axi_get_unless_zero(refs(table->rows[at - 1].object)))
		object = table->rows[at - 1].object;
	axi_spin_unlock(&table->lock, irq);
	return object;
}

u32 axi_table_next(struct axi_table *table, u32 id)
{
	unsigned long irq = axi_spin_lock(&table->lock);
	u32 at = above(table, id), next = at < table->count ? table->rows[at].id : 0;

	axi_spin_unlock(&table->lock, irq);
	return next;
}
