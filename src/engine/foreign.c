/* SPDX-License-Identifier: Apache-2.0
 * foreign.c - programs that another engine runs (microBPF's), in the table of programs beside those in eBPF: they have ids, are
 * listed and described, are held by descriptors and links, and hooks run them. */
#include "engine/engine.h"

int ax_prog_enter(struct ax_engine *engine, const struct ax_prog_foreign *foreign, struct ax_prog **out)
{
	struct ax_mem *mem = engine->port->mem;
	size_t bytes = sizeof(struct ax_prog) + foreign->map_count * sizeof(struct ax_map *);
	struct ax_prog *prog;
	int err;

	if (foreign->map_count > AX_MAPS_PER_PROG)
		return -AX_E2BIG;
	prog = mem->alloc(mem, bytes);
	if (!prog)
		return -AX_ENOMEM;
	*prog = (struct ax_prog){.engine = engine, .bytes = bytes, .type = foreign->type, .hook_type = foreign->hook_type,
				 .uid = foreign->uid, .verify_ns = foreign->verify_ns, .map_count = foreign->map_count};
	atomic_init(&prog->refs, 1);
	prog->maps = (struct ax_map **)(prog + 1);
	for (u32 i = 0; i < prog->map_count; i++) {
		prog->maps[i] = foreign->maps[i];
		axi_map_ref(prog->maps[i]);
	}
	memcpy(prog->name, foreign->name, sizeof(prog->name));
	prog->name[sizeof(prog->name) - 1] = 0;
	prog->load_ns = engine->port->boot_ns ? engine->port->boot_ns() : engine->port->now_ns ? engine->port->now_ns() : 0;
	prog->foreign = foreign->ops;
	prog->foreign_arg = foreign->arg;
	err = axi_table_add(&engine->tables[AX_KIND_PROG], prog, &prog->id);
	if (err) {
		prog->foreign = NULL; /* nothing is gone: the caller keeps it */
		ax_prog_put(prog);
		return err;
	}
	*out = prog;
	return 0;
}

/* References are taken under the tables' locks: whoever counts there counts all. */
bool ax_prog_leave(struct ax_prog *prog, struct ax_link *link)
{
	struct axi_table *progs = &prog->engine->tables[AX_KIND_PROG], *links = &prog->engine->tables[AX_KIND_LINK];
	unsigned long irq = axi_spin_lock(&progs->lock), irq_links = axi_spin_lock(&links->lock);
	bool alone = ax_prog_refs(prog) == 1 + (link != NULL) && (!link || atomic_load_explicit(&link->refs, memory_order_acquire) == 1);

	if (alone) {
		axi_table_take_out(progs, prog->id);
		if (link)
			axi_table_take_out(links, link->id);
	}
	axi_spin_unlock(&links->lock, irq_links);
	axi_spin_unlock(&progs->lock, irq);
	return alone;
}

uint32_t ax_prog_refs(const struct ax_prog *prog)
{
	return atomic_load_explicit(&prog->refs, memory_order_acquire);
}
