/* SPDX-License-Identifier: Apache-2.0
 * open.c - how a verification begins and ends, whoever walks: inference (verify.c) or the checker (src/check). */
#include <axiom/arena.h>
#include "verify/verify.h"

/* The pool takes what is left of the arena, unzeroed. */
bool axi_take_pool(struct axi_verify *v, struct ax_arena *arena)
{
	uintptr_t base = (uintptr_t)arena->base, at = (base + arena->used + 7) & ~(uintptr_t)7;
	size_t left;

	v->pool_at = (size_t)(at - base);
	if (v->pool_at > arena->size)
		return false;
	left = (arena->size - v->pool_at) & ~(size_t)7;
	v->pool = arena->base + v->pool_at;
	v->pool_size = left > 1u << 30 ? 1u << 30 : (u32)left;
	v->pool_used = v->pool_peak = 8;
	return left >= 1024;
}

int axi_check_input(struct axi_verify *v)
{
	const struct ax_verify_input *in = v->in;

	v->pc = AXI_NONE;
	if (!in->insn_count)
		return axi_reject(v, AXI_REASON_EMPTY, -1);
	if (in->insn_count > in->limits->insns)
		return axi_reject_range(v, AXI_REASON_TOO_LONG, -1, in->insn_count, in->insn_count, 1, in->limits->insns);
	if (!axi_prog_known(in->prog_type))
		return axi_reject_range(v, AXI_REASON_PROG_TYPE, -1, in->prog_type, in->prog_type, 0, 0);
	v->pc = 0;
	if (AXI_UNVERIFIED && in->target && (in->target->closed || (in->sleepable && in->target->awake)) && !AXI_PLANT(141))
		return axi_reject_note(v, AXI_REASON_TARGET, -1, in->target->closed ? "programs" : "programs that sleep");
	return 0;
}

struct axi_verify *axi_verify_open(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out,
				   struct ax_diag *diag, const struct axi_watch *watch, size_t *mark)
{
	struct axi_verify *v;

	*mark = ax_arena_mark(arena);
	v = ax_arena_alloc(arena, sizeof(*v), 8);
	*out = (struct ax_verdict){0};
	if (!v) {
		if (diag)
			*diag = (struct ax_diag){.reason = AXI_REASON_POOL, .insn = UINT32_MAX, .reg = -1};
		return NULL;
	}
	v->in = in;
	if (AXI_INFERS) {
		v->trace = watch->state;
		v->edge = watch->edge;
		v->end = watch->end;
		v->trace_arg = watch->arg;
	}
	if (AXI_FAST)
		v->drops = watch->drops;
	v->step_limit = in->limits->verify_steps_base + (u64)in->limits->verify_steps_per_insn * in->insn_count;
	return v;
}

int axi_verify_close(struct axi_verify *v, struct ax_arena *arena, size_t mark, int err, struct ax_verdict *out,
		     struct ax_diag *diag)
{
	const struct ax_verify_input *in = v->in;

	if (AXI_INFERS && !err && v->end)
		v->end(v->trace_arg, v);
	if (v->pool && v->pool_at + v->pool_peak > arena->peak)
		arena->peak = v->pool_at + v->pool_peak;
	if (!err)
		out->stack_bytes = v->sub[0].total_depth;
	for (u32 s = 0; AXI_CALLS && !err && in->frames && s < v->sub_count; s++)
		in->frames[v->sub[s].start] = (u16)v->sub[s].depth;
	out->insns = in->insn_count;
	out->certificate_bytes = in->cert ? (u32)in->cert_size : 0;
	out->states = v->states;
	out->peak_bytes = (u32)((v->pool ? v->pool_at + v->pool_peak : arena->used) - mark);
	if (err && diag)
		*diag = v->own_diag;
	ax_arena_release(arena, mark);
	return err;
}
