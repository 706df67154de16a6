/* SPDX-License-Identifier: Apache-2.0
 * code.c - what runs a verified program: machine code, or cells for the threaded interpreter; made at load, freed with the
 * program. */
#include "engine/engine.h"
#include "engine/packet.h"
#include "jit/jit.h"
#include "map/map.h"

/* The generator for this port's CPU, or NULL: the port has no code memory, or no generator knows its CPU. */
static const struct axi_jit_target *target_of(const struct ax_port *port, u32 *features)
{
	const char *cpu;

	*features = 0;
	if (!port->jit || !port->code_alloc || !port->code_seal || !port->code_free || !port->code_cpu)
		return NULL;
	cpu = port->code_cpu(features);
	return cpu ? port->jit->target(cpu) : NULL;
}

bool ax_engine_has_code(const struct ax_engine *engine)
{
	u32 features;

	return target_of(engine->port, &features);
}

/* Room for the code while its size is not known: what most programs need. */
static size_t scratch_bytes(u32 count)
{
	return 8 * (size_t)count + 256;
}

/* Interpreted programs become cells where the generators are linked in and the profile has room for more than the program. */
static int make_cells(struct ax_prog *prog, struct axi_jit_input *in, struct ax_arena *arena)
{
	const struct ax_jit *jit = prog->engine->port->jit;
	struct ax_mem *mem = prog->engine->port->mem;
	const struct axi_jit_target *target = jit->target("threaded");
	size_t bytes;
	int err = target ? jit->compile(target, in, arena, NULL, 0, &bytes, NULL) : -AX_ENOSYS;

	if (err)
		return err;
	prog->cells = mem->alloc(mem, bytes);
	if (!prog->cells)
		return -AX_ENOMEM;
	prog->cells_bytes = bytes;
	return jit->compile(target, in, arena, prog->cells, bytes, &bytes, NULL);
}

/* Compile once into scratch memory or, where that is too small, again into the code memory; then seal. */
static int make(struct ax_prog *prog, const struct axi_jit_target *target, struct axi_jit_input *in, struct ax_arena *arena)
{
	const struct ax_port *port = prog->engine->port;
	size_t bytes, room = scratch_bytes(prog->linked_count);
	u8 *scratch = ax_arena_alloc(arena, room, 1);
	void *code;
	int err = port->jit->compile(target, in, arena, scratch, scratch ? room : 0, &bytes, NULL);
	bool fits = scratch && !err;

	if (err && err != -AX_ENOSPC)
		return err;
	code = port->code_alloc(bytes);
	if (!code)
		return -AX_ENOMEM;
	if (fits)
		memcpy(code, scratch, bytes);
	err = fits ? 0 : port->jit->compile(target, in, arena, code, bytes, &bytes, NULL);
	if (!err)
		err = port->code_seal(code, bytes);
	if (err) {
		port->code_free(code, bytes);
		return err;
	}
	prog->code = code;
	prog->code_bytes = bytes;
	return 0;
}

/* The program's map at that address, which the program holds, or NULL: code that the verifier found dead may have any number
 * for a map. */
static struct ax_map *map_at(const struct ax_prog *prog, u64 address)
{
	for (u32 i = 0; i < prog->map_count; i++)
		if ((uintptr_t)prog->maps[i] == address)
			return prog->maps[i];
	return NULL;
}

/* Array maps whose lookups the code does by itself. */
static bool any_array_of(void *arg, u64 address, struct axi_jit_array *out)
{
	struct ax_map *map = map_at(arg, address);

	if (!map)
		return false;
	out->values = (uintptr_t)axi_map_values(map, &out->stride, &out->cpu_stride);
	out->count = ax_map_spec_of(map)->max_entries;
	return out->values;
}

/* The cells of interpreted programs know no CPU. */
static bool plain_array_of(void *arg, u64 address, struct axi_jit_array *out)
{
	return any_array_of(arg, address, out) && !out->cpu_stride;
}

/* Does the program's machine code read run->cpu, or may that of one that a tail call leads to? */
static bool wants_cpu(const struct ax_prog *prog)
{
	u64 cpu_stride = 0;
	u32 stride;

	for (u32 i = 0; i < prog->map_count; i++)
		if (axi_map_values(prog->maps[i], &stride, &cpu_stride) && cpu_stride)
			return true;
	return prog->names_cpu;
}

/* Lookups in other maps, updates, removals, and what queues have call the type's function, as ax_map_lookup and its like do. */
static u64 direct_of(void *arg, u32 id, u64 address, bool *is_int)
{
	const struct ax_prog *prog = arg;
	struct ax_map *map = map_at(prog, address);

	if (!map || !axi_helper_is_own(prog->engine, id))
		return 0;
	*is_int = id != AX_HELPER_map_lookup_elem;
	switch (id) {
	case AX_HELPER_map_lookup_elem: return (uintptr_t)map->ops->lookup;
	case AX_HELPER_map_update_elem: return map->spec.lock_at ? 0 : (uintptr_t)map->ops->update;
	case AX_HELPER_map_delete_elem: return (uintptr_t)map->ops->remove;
	case AX_HELPER_map_push_elem: return (uintptr_t)map->ops->push;
	case AX_HELPER_map_pop_elem: return (uintptr_t)map->ops->pop;
	case AX_HELPER_map_peek_elem: return (uintptr_t)map->ops->peek;
	default: return 0;
	}
}

/* Where the code of each instruction as it was loaded begins. */
static void take_offsets(struct ax_prog *prog, const u32 *offsets)
{
	if (!axi_written_out(prog)) {
		memcpy(prog->code_at, offsets, prog->insn_count * sizeof(*offsets));
		return;
	}
	axi_legacy_places(prog->insns, prog->insn_count, prog->code_at);
	for (u32 i = 0; i < prog->insn_count; i++)
		prog->code_at[i] = offsets[prog->code_at[i]];
}

int axi_prog_code_make(struct ax_prog *prog, enum ax_exec want, const u16 *facts)
{
	struct ax_engine *engine = prog->engine;
	struct ax_mem *mem = axi_scratch(engine->port);
	struct axi_jit_input in = {
		.insns = prog->linked,
		.count = prog->linked_count,
		.helpers = engine->helpers,
		.helper_count = AXI_HELPER_IDS,
		.bounded = !prog->verdict.by_budget &&
			   prog->verdict.worst_case_insns + (prog->asks_budget ? AX_MAY_GOTO_LEFT : 0) <= prog->back_edges,
		.checked = true, /* the verifier begins with that */
		.shallow = true, /* the verifier refuses deeper ones */
		.array_arg = prog,
		.catcher = axi_catcher(prog),
		.arena = prog->arena,
		.facts = axi_written_out(prog) ? NULL : facts,
	};
	const struct axi_jit_target *target = target_of(engine->port, &in.features);
	bool interpreted = want == AX_EXEC_INTERP ||
			   (want == AX_EXEC_AUTO && (!target || !prog->verified || !engine->limits->jit));
	/* of the linked program's instructions: not those that are shown, or nobody else asks for them */
	bool own_offsets = axi_catcher(prog) || axi_written_out(prog);
	struct ax_arena arena;
	size_t bytes;
	void *block;
	int err;

	if (interpreted && (!engine->port->jit || !prog->verified || !engine->limits->jit))
		return 0;
	if (want != AX_EXEC_AUTO && want != AX_EXEC_JIT && want != AX_EXEC_INTERP)
		return -AX_EINVAL;
	if (!interpreted && (!target || !prog->verified))
		return -AX_EOPNOTSUPP;
	in.array = !axi_helper_is_own(engine, AX_HELPER_map_lookup_elem) ? NULL : interpreted ? plain_array_of : any_array_of;
	in.cpu = !interpreted && axi_helper_is_own(engine, AX_HELPER_get_smp_processor_id);
	prog->wants_cpu = !interpreted && wants_cpu(prog);
	in.direct = AXI_FAST && !interpreted ? direct_of : NULL;
	bytes = engine->port->jit->arena_bytes(prog->linked, prog->linked_count) + scratch_bytes(prog->linked_count) +
		(own_offsets ? (prog->linked_count + 1) * sizeof(u32) : 0);
	block = mem->alloc(mem, bytes);
	if (!block)
		return -AX_ENOMEM;
	ax_arena_init(&arena, block, bytes);
	in.offsets = own_offsets ? ax_arena_array(&arena, prog->linked_count, sizeof(u32), sizeof(u32)) : interpreted ? NULL : prog->code_at;
	err = own_offsets && !in.offsets ? -AX_ENOMEM : interpreted ? make_cells(prog, &in, &arena) : make(prog, target, &in, &arena);
	if (!err && axi_catcher(prog))
		prog->catcher_at = in.offsets[prog->catcher];
	if (!err && own_offsets && prog->code_at && !interpreted)
		take_offsets(prog, in.offsets);
	mem->free(mem, block, bytes);
	return err;
}

u64 axi_prog_catcher(const struct ax_prog *prog)
{
	const void *code = prog->code ? prog->code : prog->cells;

	if (!prog->catcher)
		return 0;
	return code ? (uintptr_t)code + prog->catcher_at : (uintptr_t)(prog->linked + prog->catcher);
}

void axi_prog_code_free(struct ax_prog *prog)
{
	if (prog->code)
		prog->engine->port->code_free(prog->code, prog->code_bytes);
	if (prog->cells)
		prog->engine->port->mem->free(prog->engine->port->mem, prog->cells, prog->cells_bytes);
}
