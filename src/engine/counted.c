/* SPDX-License-Identifier: Apache-2.0
 * counted.c - a verified program run by the checked interpreter, for those who want to know what a run did. */
#include "engine/engine.h"
#include "engine/helpers.h"

struct counting {
	const struct ax_prog *prog;
	struct ax_run_counts *counts;
};

/* The verifier has allowed every access. */
static bool any_memory(void *arg, u64 address, u32 bytes, bool write)
{
	(void)arg;
	(void)address;
	(void)bytes;
	(void)write;
	return true;
}

static bool count(void *arg, u32 pc, u32 frame, const u64 *regs)
{
	const struct counting *c = arg;
	struct ax_run_counts *n = c->counts;
	const struct ax_insn *insn = &c->prog->linked[pc];

	(void)frame;
	(void)regs;
	if (n->max_insns && n->insns >= n->max_insns) {
		n->end = AX_RUN_INSNS;
		return false;
	}
	if (insn->opcode == AX_OP_CALL && insn->src == AX_CALL_HELPER) {
		if (n->max_calls && n->calls >= n->max_calls) {
			n->end = AX_RUN_CALLS;
			return false;
		}
		n->calls++;
	}
	n->insns++;
	return true;
}

uint64_t ax_prog_run_counted(struct ax_prog *prog, void *ctx, struct ax_run_counts *counts)
{
	struct ax_engine *engine = prog->engine;
	struct counting counting = {prog, counts};
	struct axi_monitor monitor = {.memory = any_memory, .step = count, .arg = &counting, .verified = prog->verified};
	void *records[AXI_RECORDS];
	struct ax_run run = {.engine = engine, .prog = prog, .arena = prog->arena, .helpers = engine->helpers, .helper_count = AXI_HELPER_IDS,
			     .back_edges = prog->back_edges, .nests = engine->port->nested_stacks, .ctx = ctx, .records = records};
	_Atomic u32 *guard = prog->guarded ? axi_run_begin(engine) : NULL;
	u64 result;

	counts->insns = counts->calls = 0;
	counts->end = AX_RUN_WHOLE;
	result = axi_interp_checked(prog->linked, prog->linked_count, &run, (u64)(uintptr_t)ctx, 0, &monitor);
	if (run.lock)
		axi_value_unlock(run.lock, run.lock_irq);
	axi_records_end(&run);
	if (guard)
		axi_run_end(guard);
	atomic_fetch_add_explicit(&prog->run_count, 1, memory_order_relaxed);
	if (!run.stopped && monitor.fault == AXI_FAULT_NONE)
		return result;
	atomic_fetch_add_explicit(&prog->budget_stops, 1, memory_order_relaxed);
	if (counts->end == AX_RUN_WHOLE)
		counts->end = AX_RUN_BUDGET;
	return 0;
}
