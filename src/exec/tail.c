/* SPDX-License-Identifier: Apache-2.0
 * tail.c - tail calls: a program ends by starting another in its place (Linux's bpf_tail_call).
 *
 * The function that makes the tail call is replaced: what it would have returned to gets the other program's R0. */
#include "base/profile.h"
#include "exec/exec.h"

u64 axi_tail(struct ax_run *run, const struct axi_entry *to, u64 ctx)
{
	if (!to || run->tail_calls >= AXI_TAIL_CALLS)
		return 0;
	run->tail_calls++;
	run->tail_ctx = ctx;
	run->prog = to->prog;
	if (AXI_ARENAS)
		run->arena = to->arena;
	if (run->back_edges > to->back_edges)
		run->back_edges = to->back_edges;
	return (uintptr_t)to;
}

u64 axi_tail_inside(u64 ctx, u64 map, u64 index, u64 r4, u64 r5, struct ax_run *run)
{
	struct ax_run before = *run;
	const struct axi_entry *to;
	u64 (*code)(u64 r1, u64 r2, struct ax_run *run), result;

	if (!run->nests && run->tail_calls < AXI_TAIL_CALLS) /* else the helper says no by itself */
		return 0;
	to = (const void *)(uintptr_t)run->helpers[AX_HELPER_tail_call](ctx, map, index, r4, r5, run);
	if (!to)
		return 0;
	run->nests--;
	code = (u64 (*)(u64, u64, struct ax_run *))(uintptr_t)to->code;
	result = code(run->tail_ctx, 0, run);
	if (AXI_KFUNCS && UNLIKELY(run->thrown)) /* it, or one that it led to, ends; its caller goes on */
		result = axi_caught(run, 0, 0);
	run->tail_result = result;
	run->nests = before.nests;
	run->prog = before.prog;
	if (AXI_ARENAS)
		run->arena = before.arena;
	run->enter = before.enter;
	run->jit_stack = before.jit_stack;
	run->jit_depth = before.jit_depth;
	return 1;
}
