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
	return AXI_ARENAS ? axi_arena_open(v) : 0;
}

/* What the walk finds of blocks and subprograms, before it begins. */
static int facts_of_structure(struct axi_verify *v, struct ax_arena *arena)
{
	struct axi_cfg *g = &v->cfg;
	u32 words = (v->in->insn_count + 63) / 64;
	bool slots = AXI_FAST && v->drops && !g->slots;

	v->special = g->ends; /* nobody asks for these any more */
	memset(v->special, 0, words * 8);
	v->plain = ax_arena_array(arena, words, 8, 8);
	if (!v->plain || (AXI_ARENAS && !axi_arena_room(v, arena)))
		return axi_reject(v, AXI_REASON_POOL, -1);
	for (u32 rank = 1; rank <= AX_CALL_DEPTH && (slots || !g->live); rank++)
		for (u32 s = 0; s < g->sub_count; s++) {
			if (g->sub[s].rank == rank && !g->live)
				axi_live_find(v, &g->sub[s]);
			if (g->sub[s].rank == rank && slots)
				axi_live_find_slots(v, &g->sub[s]);
		}
	g->live = true;
	g->slots |= slots;
	return 0;
}

int axi_structure(struct axi_verify *v, struct ax_arena *arena, bool blocks, struct axi_kept *kept)
{
	struct axi_cfg *g = &v->cfg;
	size_t from = arena->used;
	int why, err;

	if (AXI_FAST && kept && kept->to && kept->from == from) {
		*g = kept->cfg;
		arena->used = kept->to;
		axi_cfg_renew(g);
		err = facts_of_structure(v, arena);
		kept->cfg = *g;
		return err;
	}
	g->in = v->in;
	g->pc = v->pc;
	if (AXI_INFERS)
		g->reg = -1;
	if (AXI_FAST) {
		g->lean = axi_packed(v);
		g->legacy = axi_prog_packet(v->in->prog_type) & AXI_PACKET_LOAD;
	}
	why = AXI_INFERS && blocks ? axi_cfg_build(g, arena) : axi_cfg_structure(g, arena);
	v->pc = g->pc;
	if (why)
		return AXI_WORDS && g->words ? axi_reject_note(v, (enum axi_reason)why, g->reg, g->words) : axi_reject(v, (enum axi_reason)why, g->reg);
	if (!AXI_INFERS || !blocks)
		return 0;
	size_t to = arena->used;
	err = facts_of_structure(v, arena);
	if (AXI_FAST && kept && !err)
		*kept = (struct axi_kept){.cfg = *g, .from = from, .to = to, .peak = kept->peak, .steps = kept->steps, .crowded = kept->crowded, .patient = kept->patient};
	return err;
}

int axi_stack_depth(struct axi_verify *v)
{
	u32 most = axi_cfg_stack(&v->cfg);

	if (AXI_KFUNCS && v->in->exception_cb && !AXI_PLANT(189)) /* when it runs, main's frames are gone */
		most = v->cfg.sub[0].total_depth = (u32)max_u64(most, v->cfg.sub[axi_sub_at(&v->cfg, v->in->exception_cb)].total_depth);
	if (!AXI_CALLS || most <= AX_STACK_BYTES) /* without calls the walk has seen that it is not too much */
		return 0;
	v->pc = 0;
	return axi_reject_range(v, AXI_REASON_STACK_TOTAL, -1, most, most, 0, AX_STACK_BYTES);
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
	if (AXI_ARENAS && !err && in->arenas)
		axi_arena_told(v);
	if (v->pool && v->pool_at + v->pool_peak > arena->peak)
		arena->peak = v->pool_at + v->pool_peak;
	if (!err)
		out->stack_bytes = v->cfg.sub[0].total_depth;
	for (u32 s = 0; AXI_CALLS && !err && in->frames && s < v->cfg.sub_count; s++)
		in->frames[v->cfg.sub[s].start] = (u16)v->cfg.sub[s].depth;
	out->insns = in->insn_count;
	out->certificate_bytes = in->cert ? (u32)in->cert_size : 0;
	out->states = v->states;
	out->steps = (u32)v->steps;
	out->peak_bytes = (u32)((v->pool ? v->pool_at + v->pool_peak : arena->used) - mark);
	if (err && diag)
		*diag = v->own_diag;
	ax_arena_release(arena, mark);
	return err;
}
