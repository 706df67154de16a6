/* SPDX-License-Identifier: Apache-2.0
 * engine.c - the engine itself, its maps and BTF objects, and objects by id. */
#include "engine/engine.h"
#include "map/map.h"

static void seed_cpus(struct ax_engine *engine)
{
	for (u32 i = 0; i < engine->cpu_count; i++) {
		u64 seed = 0;

		if (!engine->port->entropy || engine->port->entropy(&seed, sizeof(seed)))
			seed = engine->port->now_ns ? engine->port->now_ns() : 0;
		engine->cpus[i].random = seed ^ (0x9e3779b97f4a7c15u * (i + 1));
		if (!engine->cpus[i].random)
			engine->cpus[i].random = i + 1;
	}
}

int ax_engine_create(struct ax_engine **out, const struct ax_port *port, const struct ax_limits *limits)
{
	struct ax_mem *mem = port->mem;
	struct ax_engine *engine;
	u32 cpus = axi_cpu_count(port);

	if (!mem || !cpus || cpus > AX_CPUS_MAX)
		return -AX_EINVAL;
	engine = mem->alloc(mem, sizeof(*engine));
	if (!engine)
		return -AX_ENOMEM;
	*engine = (struct ax_engine){.port = port, .limits = limits, .cpu_count = cpus};
	/* one line more than needed: ax_mem aligns to 16 only */
	engine->cpus_block = mem->alloc(mem, (cpus + 1) * sizeof(struct axi_cpu));
	if (!engine->cpus_block) {
		mem->free(mem, engine, sizeof(*engine));
		return -AX_ENOMEM;
	}
	engine->cpus = (struct axi_cpu *)(uintptr_t)align_up((uintptr_t)engine->cpus_block, sizeof(struct axi_cpu));
	seed_cpus(engine);
	atomic_flag_clear(&engine->hook_lock.held);
	axi_table_init(&engine->tables[AX_KIND_MAP], mem, limits->maps);
	axi_table_init(&engine->tables[AX_KIND_PROG], mem, limits->progs);
	axi_table_init(&engine->tables[AX_KIND_LINK], mem, limits->links);
	axi_table_init(&engine->tables[AX_KIND_BTF], mem, AXI_GROWS ? limits->btfs : 0);
	if (AXI_GROWS)
		axi_keeper_init(engine);
	if (axi_has_timers())
		axi_timers_init(engine);
	axi_helpers_init(engine);
	*out = engine;
	return 0;
}

int ax_engine_destroy(struct ax_engine *engine)
{
	struct ax_mem *mem = engine->port->mem;

	if (axi_has_timers())
		axi_timers_reap(engine);
	for (u32 kind = 0; kind < AX_KINDS; kind++)
		if (engine->tables[kind].count)
			return -AX_EBUSY;
	if (axi_has_timers() && axi_timers_end(engine))
		return -AX_EBUSY;
	for (u32 kind = 0; kind < AX_KINDS; kind++)
		axi_table_fini(&engine->tables[kind]);
	mem->free(mem, engine->cpus_block, (engine->cpu_count + 1) * sizeof(struct axi_cpu));
	mem->free(mem, engine, sizeof(*engine));
	return 0;
}

const struct ax_port *ax_engine_port(const struct ax_engine *engine)
{
	return engine->port;
}

const struct ax_limits *ax_engine_limits(const struct ax_engine *engine)
{
	return engine->limits;
}

void ax_engine_stats(struct ax_engine *engine, bool on)
{
	if (on)
		atomic_fetch_add(&engine->stats, 1);
	else
		atomic_fetch_sub(&engine->stats, 1);
}

/* --- maps --- */

int ax_engine_map_create(struct ax_engine *engine, const struct ax_map_spec *spec, struct ax_map **out)
{
	struct axi_btf_obj *btf = NULL;
	struct ax_map *map;
	int err;

	if (!AXI_GROWS && spec->btf_id)
		return -AX_ENOENT;
	if (AXI_GROWS && spec->btf_id) {
		btf = ax_engine_by_id(engine, AX_KIND_BTF, spec->btf_id);
		if (!btf)
			return -AX_ENOENT;
	}
	err = ax_map_create(&map, spec, engine->port, engine->limits);
	if (!err) {
		map->keeper = AXI_GROWS || axi_has_timers() ? &engine->keeper : NULL;
		if (axi_has_timers() && spec->timer_at && engine->helpers[AX_HELPER_timer_init])
			err = axi_timers_map(engine, map);
		err = err ? err : axi_table_add(&engine->tables[AX_KIND_MAP], map, &map->id);
		if (err)
			ax_map_destroy(map);
	}
	if (err) {
		if (AXI_GROWS && btf)
			axi_btf_obj_put(btf);
		return err;
	}
	*out = map; /* the map keeps the reference on its BTF */
	return 0;
}

void axi_map_ref(struct ax_map *map)
{
	atomic_fetch_add_explicit(&map->refs, 1, memory_order_relaxed);
}

void ax_map_get(struct ax_map *map)
{
	atomic_fetch_add_explicit(&map->users, 1, memory_order_relaxed);
	axi_map_ref(map);
}

void axi_map_unref(struct ax_engine *engine, struct ax_map *map)
{
	u32 btf_id = map->spec.btf_id;

	if (atomic_fetch_sub_explicit(&map->refs, 1, memory_order_acq_rel) != 1)
		return;
	axi_table_remove(&engine->tables[AX_KIND_MAP], map->id);
	ax_map_destroy(map);
	if (AXI_GROWS && btf_id)
		axi_btf_obj_put_id(engine, btf_id);
}

/* Programs alone may keep a map, but nobody then can put anything into it any more. */
void ax_map_put(struct ax_engine *engine, struct ax_map *map)
{
	if (atomic_fetch_sub_explicit(&map->users, 1, memory_order_acq_rel) == 1) {
		if (map->ops->no_users)
			map->ops->no_users(map);
		if (axi_has_timers() && map->timers)
			axi_timers_no_users(engine, map);
	}
	axi_map_unref(engine, map);
}

/* --- BTF --- */

struct axi_btf_obj *axi_btf_obj_alloc(struct ax_engine *engine, u32 size)
{
	struct ax_mem *mem = engine->port->mem;
	struct axi_btf_obj *btf = mem->alloc(mem, sizeof(*btf) + size);

	if (!btf)
		return NULL;
	btf->id = 0;
	btf->engine = engine;
	btf->system = NULL;
	btf->size = size;
	atomic_init(&btf->refs, 1);
	return btf;
}

int axi_btf_obj_publish(struct axi_btf_obj *btf)
{
	int err = axi_table_add(&btf->engine->tables[AX_KIND_BTF], btf, &btf->id);

	if (err)
		axi_btf_obj_put(btf);
	return err;
}

void axi_btf_obj_get(struct axi_btf_obj *btf)
{
	atomic_fetch_add_explicit(&btf->refs, 1, memory_order_relaxed);
}

void axi_btf_obj_put(struct axi_btf_obj *btf)
{
	struct ax_engine *engine = btf->engine;

	if (atomic_fetch_sub_explicit(&btf->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (btf->id)
		axi_table_remove(&engine->tables[AX_KIND_BTF], btf->id);
	engine->port->mem->free(engine->port->mem, btf, sizeof(*btf) + (axi_btf_obj_is_system(btf) ? 0 : btf->size));
}

void axi_btf_obj_put_id(struct ax_engine *engine, u32 id)
{
	struct axi_btf_obj *btf = ax_engine_by_id(engine, AX_KIND_BTF, id);

	if (!btf)
		return; /* cannot be: the holder's reference keeps it in the table */
	axi_btf_obj_put(btf);
	axi_btf_obj_put(btf);
}

/* --- any kind --- */

static _Atomic u32 *map_refs(void *object)
{
	return &((struct ax_map *)object)->refs;
}

static _Atomic u32 *prog_refs(void *object)
{
	return &((struct ax_prog *)object)->refs;
}

static _Atomic u32 *link_refs(void *object)
{
	return &((struct ax_link *)object)->refs;
}

static _Atomic u32 *btf_refs(void *object)
{
	return &((struct axi_btf_obj *)object)->refs;
}

static _Atomic u32 *(*const refs_of[AX_KINDS])(void *object) = {
	[AX_KIND_MAP] = map_refs,
	[AX_KIND_PROG] = prog_refs,
	[AX_KIND_LINK] = link_refs,
	[AX_KIND_BTF] = btf_refs,
};

void axi_object_get(enum ax_kind kind, void *object)
{
	if (kind == AX_KIND_MAP)
		ax_map_get(object);
	else
		atomic_fetch_add_explicit(refs_of[kind](object), 1, memory_order_relaxed);
}

void axi_object_put(struct ax_engine *engine, enum ax_kind kind, void *object)
{
	switch (kind) {
	case AX_KIND_MAP: ax_map_put(engine, object); break;
	case AX_KIND_PROG: ax_prog_put(object); break;
	case AX_KIND_LINK: ax_link_put(object); break;
	case AX_KIND_BTF: axi_btf_obj_put(object); break;
	case AX_KINDS: break;
	}
}

void *ax_engine_by_id(struct ax_engine *engine, enum ax_kind kind, uint32_t id)
{
	void *object = axi_table_get(&engine->tables[kind], id, refs_of[kind]);

	if (object && kind == AX_KIND_MAP)
		atomic_fetch_add_explicit(&((struct ax_map *)object)->users, 1, memory_order_relaxed);
	return object;
}

int ax_engine_next_id(struct ax_engine *engine, enum ax_kind kind, uint32_t id, uint32_t *next)
{
	u32 found = id >= AXI_ID_MAX ? 0 : axi_table_next(&engine->tables[kind], id);

	if (!found)
		return -AX_ENOENT;
	*next = found;
	return 0;
}

uint32_t ax_engine_count(const struct ax_engine *engine, enum ax_kind kind)
{
	return engine->tables[kind].count;
}
