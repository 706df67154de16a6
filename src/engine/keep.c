/* SPDX-License-Identifier: Apache-2.0
 * keep.c - references that maps hold on other objects (maps, programs, perf events), and when they may be dropped.
 *
 * A program that uses such a map runs between axi_run_begin and axi_run_end, which count it in and out on its CPU, in
 * one of two counters by the engine's epoch.  Who has taken an object out of a map waits until both counters of each CPU
 * have been seen at zero (axi_grace): every run that could have found the object was counted before, for it counts
 * itself in before it looks.  Turning the epoch sends new runs to the other counter, so that they cannot keep the
 * waiter for ever.  (SRCU; McKenney, 2006.) */
#include "engine/engine.h"
#include "map/slots.h"

_Atomic u32 *axi_run_begin(struct ax_engine *engine)
{
	u32 cpu = ax_cpu_id(), epoch = atomic_load_explicit(&engine->epoch, memory_order_relaxed);
	_Atomic u32 *runs = &engine->cpus[cpu < engine->cpu_count ? cpu : 0].runs[epoch & 1];

	/* Before anything is looked up; pairs with the fence of axi_grace.  The addition alone orders what follows after its load only: on
	 * AArch64 and RISC-V a lookup may pass its store. */
	atomic_fetch_add_explicit(runs, 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst);
	return runs;
}

void axi_run_end(_Atomic u32 *runs)
{
	atomic_fetch_sub_explicit(runs, 1, memory_order_release);
}

static void wait_for_runs(struct ax_engine *engine, u32 which)
{
	for (u32 cpu = 0; cpu < engine->cpu_count; cpu++)
		while (atomic_load(&engine->cpus[cpu].runs[which]))
			ax_cpu_relax();
}

void axi_grace(struct ax_engine *engine)
{
	atomic_thread_fence(memory_order_seq_cst); /* what was taken out is out before runs are counted; pairs with axi_run_begin */
	for (u32 round = 0; round < 2; round++)
		wait_for_runs(engine, atomic_fetch_add(&engine->epoch, 1) & 1);
	/* others that turn the epoch at the same time may have sent us twice to the same counter */
	wait_for_runs(engine, 0);
	wait_for_runs(engine, 1);
}

/* ---- the keeper ---- */

static struct ax_engine *of(struct axi_keeper *keeper)
{
	return CONTAINER_OF(keeper, struct ax_engine, keeper);
}

/* What programs of an array must have in common with each other and with those that use it, in one word, never 0. */
static u64 kind_of(const struct ax_prog *prog)
{
	return (u64)prog->type << 8 | (u64)prog->packet_ctx << 3 | (u64)prog->verified << 2 | (u64)!!prog->code << 1 | 1;
}

int axi_prog_array_join(struct ax_map *map, const struct ax_prog *prog)
{
	u64 none = 0, kind = kind_of(prog);
	_Atomic u64 *owner = &axi_slots_of(map)->owner;

	if (prog->foreign) /* not by tail calls */
		return -AX_EINVAL;
	return atomic_compare_exchange_strong(owner, &none, kind) || none == kind ? 0 : -AX_EINVAL;
}

static bool fits(struct axi_keeper *keeper, struct ax_map *map, void *object)
{
	struct ax_prog *prog = object;

	switch (map->ops->holds) {
	case AX_HOLDS_MAP: return axi_of_maps_fits(map, object);
	case AX_HOLDS_PROG: return prog->engine == of(keeper) && !axi_prog_array_join(map, prog);
	default: return true;
	}
}

static void get(struct axi_keeper *keeper, enum ax_map_object kind, void *object)
{
	struct ax_perf_event *event = object;

	switch (kind) {
	case AX_HOLDS_MAP: axi_map_ref(object); break;
	case AX_HOLDS_PROG: ax_prog_get(object); break;
	case AX_HOLDS_EVENT: event->get(event); break;
	case AX_HOLDS_NONE: break;
	}
}

static void put(struct axi_keeper *keeper, enum ax_map_object kind, void *object)
{
	struct ax_perf_event *event = object;

	axi_grace(of(keeper));
	switch (kind) {
	case AX_HOLDS_MAP: axi_map_unref(of(keeper), object); break;
	case AX_HOLDS_PROG: ax_prog_put(object); break;
	case AX_HOLDS_EVENT: event->put(event); break;
	case AX_HOLDS_NONE: break;
	}
}

static u32 id_of(struct axi_keeper *keeper, struct ax_map *map, const void *key)
{
	_Atomic u32 *run = axi_run_begin(of(keeper));
	void *object = map->ops->lookup(map, key);
	u32 id = 0;

	if (object && map->ops->holds == AX_HOLDS_MAP)
		id = ((struct ax_map *)object)->id;
	else if (object && map->ops->holds == AX_HOLDS_PROG)
		id = ((struct ax_prog *)object)->id;
	axi_run_end(run);
	return id;
}

void axi_keeper_init(struct ax_engine *engine)
{
	engine->keeper = (struct axi_keeper){.fits = fits, .get = get, .put = put, .id_of = id_of};
}
