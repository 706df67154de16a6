/* SPDX-License-Identifier: Apache-2.0
 * table.h - the id tables: objects by number, numbers ascending as Linux gives them. */
#ifndef ENGINE_TABLE_H
#define ENGINE_TABLE_H

#include <stdatomic.h>
#include <axiom/arena.h>
#include "base/spin.h"
#include "base/types.h"

struct axi_row {
	u32 id;
	void *object;
};

struct axi_table {
	struct axi_spin lock;
	/* lock guards: */
	struct axi_row *rows;  /* [room], the first `count` used, ids ascending */
	u32 room;
	u32 last_id;           /* the last id given out */
	_Atomic u32 count;     /* also read without the lock */
	/* set at creation, then read-only: */
	u32 limit;             /* most rows ever */
	struct ax_mem *mem;
};

enum { AXI_ID_MAX = 0x7fffffff };

void axi_table_init(struct axi_table *table, struct ax_mem *mem, u32 limit);
void axi_table_fini(struct axi_table *table);

/* axi_table_add - enter `object` under a fresh id, which is written to *id before anyone can find the object.
 * Ids ascend from 1 and are used again only after AXI_ID_MAX.  Task.  -AX_ENOSPC: `limit` rows; -AX_ENOMEM. */
int axi_table_add(struct axi_table *table, void *object, u32 *id);
void axi_table_remove(struct axi_table *table, u32 id);
void axi_table_take_out(struct axi_table *table, u32 id); /* the same, by who has taken table->lock */

/* axi_table_get - the object with this id and a new reference, or NULL.  `refs` says where an object counts; one that
 * counts zero is on its way out and is not found. */
void *axi_table_get(struct axi_table *table, u32 id, _Atomic u32 *(*refs)(void *object));

/* axi_table_next - the smallest id above `id`; 0 after the last. */
u32 axi_table_next(struct axi_table *table, u32 id);

/* axi_get_unless_zero - one more reference unless the object is on its way out. */
bool axi_get_unless_zero(_Atomic u32 *refs);

#endif
