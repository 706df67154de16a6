/* SPDX-License-Identifier: Apache-2.0
 * explain.c - the second walk of a program that is loaded, or that was refused, with the engine's own rules. */
#include <axiom/explain.h>
#include <axiom/prog.h>
#include "engine/engine.h"

struct work {
	struct ax_explain e;
	const struct ax_map_spec *specs[AX_MAPS_PER_PROG];
	struct ax_map_facts facts[AX_MAPS_PER_PROG];
};

int ax_prog_explain(struct ax_engine *engine, const struct ax_prog_spec *spec, struct ax_mem *mem, size_t most,
		    void (*show)(void *arg, const struct ax_explain *e), void *arg)
{
	struct work *work = spec->map_count <= AX_MAPS_PER_PROG ? mem->alloc(mem, sizeof(*work)) : NULL;
	struct ax_arena arena;
	size_t bytes;
	void *block;

	if (!work)
		return -AX_ENOMEM;
	struct ax_verify_input in = {
		.insns = spec->insns, .insn_count = spec->insn_count, .prog_type = spec->type, .attach_type = spec->attach_type,
		.maps = work->specs, .map_facts = work->facts, .map_count = spec->map_count,
		.func_starts = spec->func_starts, .func_count = spec->func_count, .exception_cb = spec->exception_cb, .limits = engine->limits,
		.helper_bound = axi_helper_bound, .helper_arg = engine, .gpl = axi_gpl_compatible(spec->license),
	};

	for (u32 i = 0; i < spec->map_count; i++) {
		work->specs[i] = ax_map_spec_of(spec->maps[i]);
		ax_map_facts_of(spec->maps[i], &work->facts[i]);
	}
	bytes = ax_explain_bytes(&in);
	block = bytes && bytes <= most ? mem->alloc(mem, bytes) : NULL;
	if (block) {
		ax_arena_init(&arena, block, bytes);
		if (ax_explain(&in, &arena, &work->e) != -AX_ENOMEM || work->e.diag.reason)
			show(arg, &work->e);
		mem->free(mem, block, bytes);
	}
	mem->free(mem, work, sizeof(*work));
	return block ? 0 : -AX_ENOMEM;
}
