/* SPDX-License-Identifier: Apache-2.0
 * timer.h - timers in the values of maps (struct bpf_timer): the engine's queue of those that are armed. */
#ifndef ENGINE_TIMER_H
#define ENGINE_TIMER_H

#include <stdatomic.h>
#include <axiom/helper.h>
#include <axiom/port.h>
#include "base/spin.h"
#include "map/map.h"

struct ax_prog;
struct axi_timer;

/* struct axi_timers - of one engine.  `lock` is taken below the locks of maps, and nothing else below it. */
struct axi_timers {
	struct ax_alarm alarm;            /* rings for the earliest */
	_Atomic bool started;             /* the port knows the alarm */
	struct axi_spin lock;
	/* lock guards: */
	struct axi_timer *root;           /* leftist heap, the earliest on top */
	struct axi_timer *running;        /* its callback is under way */
	u64 round;                        /* while the alarm rings: only those up to here are due; else 0 */
	/* written under the lock, read without: */
	_Atomic u32 seq;                  /* odd while a callback runs */
	struct ax_map *_Atomic running_map;
	struct ax_prog *_Atomic running_prog;
	/* any context: */
	struct ax_prog *_Atomic dropped;  /* programs that lost references where they cannot be put */
	_Atomic u32 reaping;              /* work of port->defer that will put them is under way */
};

/* axi_timers_init - before any map is made.  axi_timers_end - task; the engine goes.  -AX_EBUSY: port->defer has still to run
 * what it was given. */
struct ax_engine;
void axi_timers_init(struct ax_engine *engine);
int axi_timers_end(struct ax_engine *engine);
/* axi_timers_map - let the map's values have timers.  Task.  -AX_ENOMEM, -AX_E2BIG, or what the port says. */
int axi_timers_map(struct ax_engine *engine, struct ax_map *map);
/* axi_timers_no_users - the last user of the map is gone: no timer of it runs any more.  Task. */
void axi_timers_no_users(struct ax_engine *engine, struct ax_map *map);
/* axi_timers_reap - put what was dropped.  Task. */
void axi_timers_reap(struct ax_engine *engine);

#endif
