/* SPDX-License-Identifier: Apache-2.0
 * reserve.h - spare nodes of a map: taken and given back in any context, made in task context only.
 *
 * A node's first word is its link in the free list (and whatever list its owner keeps it in).  Nodes come from slabs
 * and are never given back before the map ends, so a reader may look at one that has meanwhile become spare. */
#ifndef MAP_RESERVE_H
#define MAP_RESERVE_H

#include "base/spin.h"
#include "map/map.h"

struct axi_slab;

struct axi_reserve {
	struct ax_map *map;
	u32 node_bytes;
	u32 slab_nodes, low_water;
	u64 target;            /* nodes when fully grown */
	_Atomic bool whole;    /* it is: there will be no more nodes */
	_Atomic u32 growing;   /* work of port->defer is under way */
	_Atomic u32 count;     /* nodes in the free list */
	struct axi_spin lock;
	/* lock guards: */
	void *free;
	struct axi_slab *slabs;
	u64 total;             /* nodes that exist or are being allocated */
};

/* axi_reserve_bytes - what it holds when fully grown; < 2^33 nodes of < 2^23 bytes and their slabs. */
u64 axi_reserve_bytes(u64 node_bytes, u64 target);
/* axi_reserve_init - with all `target` nodes in one slab, or with one slab of some 64 KiB.  Task.  -AX_ENOMEM. */
int axi_reserve_init(struct axi_reserve *r, struct ax_map *map, u32 node_bytes, u64 target, bool all);
void axi_reserve_fini(struct axi_reserve *r);
/* axi_reserve_nodes - the nodes of a reserve that was made with `all`, one after the other. */
u8 *axi_reserve_nodes(const struct axi_reserve *r);

/* Any context.  take: NULL when there is none; what is in the node is its former life. */
void *axi_reserve_take(struct axi_reserve *r);
void axi_reserve_give(struct axi_reserve *r, void *node);

/* axi_reserve_low - time to make more?  axi_reserve_grow - one slab more: 0 also when fully grown, -AX_ENOMEM.  Task.
 * axi_reserve_ask - have port->defer make more, if it is time; any context.  It holds the map until that has run. */
bool axi_reserve_low(struct axi_reserve *r);
int axi_reserve_grow(struct axi_reserve *r);
void axi_reserve_ask(struct axi_reserve *r);

#endif
