/* SPDX-License-Identifier: Apache-2.0
 * check.c - the checker of full certificates: from each claim to the next ones, in the order of addresses.
 *
 * Nothing is guessed, joined or recorded, and no order of blocks is needed: every claim's state is run to where the next
 * claims stand, and must be in them.  What is true at the program's start is claimed, and claims lead to claims: so all
 * that can happen is.  Memory is one state, whatever the program's size (packed.c has its stack, claim.c and those that it names read the claims). */
#include <axiom/arena.h>
#include "check/claim.h"

enum { ENDED = 0, GOES_ON = 1 };

/* ---- calls ---- */

/* What a walk saw and wrote of the frames here. */
static void mark_feet(struct axi_verify *v, const struct axi_walk *w)
{
	for (u32 f = 0; f < w->depth; f++) {
		const struct axi_foot *foot = &w->foot[f];
		struct axi_sub *sub = &v->cfg.sub[v->claims->walk.sub];
		u32 deepest = foot->seen ? 8 * (64 - (u32)__builtin_clzll(foot->seen)) : 0;

		if (f == v->depth && deepest > sub->depth)
			sub->depth = deepest;
		if (f < v->depth) {
			v->foot[f].seen |= foot->seen;
			v->foot[f].written |= foot->written;
		}
	}
}

/* Slots that a call may have written say nothing any more but what `state` says of them; and R0. */
static int put_written(struct axi_verify *v, const struct axi_walk *w, const u32 *state, bool result)
{
	u32 cursor = 0, key;
	struct axi_val val;

	for (u32 f = 0; f < w->depth; f++)
		for (u64 rest = w->foot[f].written; rest; rest &= rest - 1) {
			struct axi_val *slot = axi_stack_slot(v, f, (u32)__builtin_ctzll(rest), true);

			if (!slot)
				return axi_reject(v, AXI_REASON_POOL, -1);
			*slot = (struct axi_val){.kind = AXI_BYTES};
		}
	v->map.count = 0;
	while ((key = axi_chunk_next(v, *state, &cursor, &val)) != AXI_NONE) {
		u32 frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, slot = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME;
		bool written = key >= AXI_KEY_SLOT && frame < w->depth && w->foot[frame].written >> slot & 1;

		if (!written && !result)
			continue; /* an invariant's */
		if (!written && key)
			return axi_claims_malformed(v, "states that a function comes back in");
		if (val.kind == AXI_STACK && val.obj >= w->depth)
			return axi_claims_malformed(v, "an address in a frame that is gone");
		axi_rename_val(v, &val);
		*(key ? axi_stack_slot(v, frame, slot, true) : &v->reg[AX_R0]) = val;
	}
	return 0;
}

/* The lock that is held is not among the references any more: its two halves are in `lock`. */
static void take_lock(struct axi_verify *v, u32 lock[2])
{
	u32 refs = 0, n = 0;

	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] < (UINT32_C(1) << 31) || v->ref[i] >= AXI_LOCK_MAP)
			lock[n++ & 1] = v->ref[i];
		else
			v->ref[refs++] = v->ref[i];
	v->refs = refs;
}

/* The call's effect in the n-th state that it comes back in. */
static int come_back(struct axi_verify *v, const struct axi_walk *w, u32 n)
{
	u32 owner = 0, lock[2];
	int err = axi_claims_out(v, w, n, &owner);

	if (!err) {
		if (w->moves)
			axi_packet_changed(v);
		if (AXI_MARKS && w->locked)
			take_lock(v, lock);
		axi_chunk_set_refs(v, owner);
		if (AXI_MARKS && w->locked) { /* there was room for it before the call, but there may be others now */
			if (v->refs + 2 > AXI_REFS)
				err = axi_reject(v, AXI_REASON_REF_COUNT, -1);
			for (u32 i = 0; i < 2 && !err; i++)
				v->ref[v->refs++] = lock[i];
		}
		for (u32 r = AX_R0; r <= AX_R5; r++)
			v->reg[r] = (struct axi_val){.kind = AXI_UNINIT};
		if (AXI_DYNPTRS)
			axi_overwritten(v, &owner);
		err = err ? err : put_written(v, w, &owner, true);
	}
	axi_chunk_free(v, &owner);
	return err;
}

/* The walk of `sub`, called from here, whose first claim has the current state; *claim: it. */
static int find_walk(struct axi_verify *v, u32 sub, bool callback, struct axi_walk *w, u32 *claim, u64 cost[2])
{
	u32 at = v->claims->first;

	for (u32 i = 0; i < v->claims->walks; i++, at = w->end) {
		int err = axi_claims_walk(v, at, w);

		if (err)
			return err;
		v->steps++;
		if (w->sub != sub || w->depth != v->depth + 1 || w->callback != callback)
			continue;
		err = axi_claims_first(v, w, claim);
		if (!err && axi_claims_starts(v, *claim, cost))
			return callback && (w->tails || (AXI_OBJECTS && v->cfg.sub[sub].ends) || v->claims->read.terms)
				       ? axi_reject_note(v, AXI_REASON_CALLBACK, -1, "it may end the program, or begins with a loop") : 0;
		axi_chunk_free(v, claim);
		if (err)
			return err;
	}
	return axi_reject_note(v, AXI_REASON_CERT_FALSE, -1, "no walk of this function begins so");
}

static int enter_walk(struct axi_verify *v, const struct axi_walk *w, u32 claim, const u64 cost[2], u64 times)
{
	struct axi_walk *own = &v->claims->walk;

	if (AXI_CALLS)
		axi_release_taken(v, w->sub, claim);
	if ((w->tails && !own->tails) || (w->moves && !own->moves))
		return axi_claims_malformed(v, "what a function's calls may do");
	mark_feet(v, w);
	return v->claims->by_budget ? 0 : axi_claims_spend(v, cost[0], cost[1], times);
}

static int call(struct axi_verify *v, u32 pc)
{
	struct axi_walk w;
	u64 cost[2];
	u32 claim = 0, copy = 0;
	int err;

	if (v->depth + 1 >= AX_CALL_DEPTH)
		return axi_reject(v, AXI_REASON_CALL_DEPTH, -1);
	err = find_walk(v, axi_named_sub(&v->cfg, pc), false, &w, &claim, cost);
	err = err ? err : enter_walk(v, &w, claim, cost, 1);
	axi_chunk_free(v, &claim);
	if (err)
		return err;
	if (w.outs == 1) {
		err = come_back(v, &w, 0);
		return err ? err : GOES_ON;
	}
	if (w.outs)
		err = axi_chunk_save(v, &copy, 0x3ff);
	for (u32 n = 0; n < w.outs && !err; n++) {
		err = axi_chunk_load(v, &copy);
		err = err ? err : come_back(v, &w, n);
		err = err ? err : axi_claims_reach(v, pc + 1);
	}
	axi_chunk_free(v, &copy);
	return err ? err : ENDED;
}

/* A helper calls `sub` at most so often: its walk's first claim is what all of the calls begin in, and leave. */
static int call_back(struct axi_verify *v, u32 sub, u64 times, bool once, const struct axi_val arg[AX_R5])
{
	struct axi_walk w;
	u64 cost[2];
	u32 claim = 0;
	int err;

	if (v->depth + 1 >= AX_CALL_DEPTH)
		return axi_reject(v, AXI_REASON_CALL_DEPTH, -1);
	for (u32 i = 0; i < AX_R5; i++) {
		v->reg[i + 1] = arg[i];
		axi_another(v, &v->reg[i + 1]);
	}
	err = find_walk(v, sub, true, &w, &claim, cost);
	if (!err) {
		err = enter_walk(v, &w, claim, cost, times < 1 ? 1 : times);
		if (!err && w.moves)
			axi_packet_changed(v);
		for (u32 r = AX_R1; r <= AX_R5; r++)
			v->reg[r] = (struct axi_val){.kind = AXI_UNINIT};
		axi_scalar_unknown(&v->reg[AX_R0]);
		if (AXI_DYNPTRS)
			axi_overwritten(v, &claim);
		err = err ? err : put_written(v, &w, &claim, false);
	}
	axi_chunk_free(v, &claim);
	return err;
}

/* A timer calls `sub` when it runs out: there is a walk of it, which begins as all that timers of the map call. */
static int call_later(struct axi_verify *v, u32 sub, u32 map)
{
	struct axi_walk w;
	u32 at = v->claims->first;

	for (u32 i = 0; i < v->claims->walks; i++, at = w.end) {
		int err = axi_claims_walk(v, at, &w);

		if (err)
			return err;
		v->steps++;
		if (w.later && w.sub == sub && w.map == map)
			return 0;
	}
	return axi_reject_note(v, AXI_REASON_CERT_FALSE, -1, "no walk of what the timer calls");
}

/* ---- ends of a walk ---- */

/* One of a callback's calls ends: the next one may begin so. */
static int callback_exit(struct axi_verify *v, u32 owner)
{
	axi_lent_back(v);
	v->map.count = 0;
	for (u32 r = AX_R0; r <= AX_R9; r++) {
		struct axi_val *val = &v->reg[r];

		*val = (struct axi_val){.kind = AXI_UNINIT};
		if (r < AX_R1 || r > AX_R5 || !axi_chunk_find(v, owner, r, val))
			continue;
		if (!AXI_PLANT(164))
			axi_rename_val(v, val); /* its names are the first claim's, those of the other values this one's */
		axi_another(v, val);
		if (val->kind == AXI_SCALAR)
			val->id = 0, val->off = 0;
	}
	return axi_claims_in(v, owner) || AXI_PLANT(52) || (AXI_PLANT(166) && axi_state_in(v, owner)) ? 0 : axi_reject(v, AXI_REASON_CERT_FALSE, -1);
}

/* Is what the walk comes back in here one of the states that it claims? */
static bool out_has(struct axi_verify *v, u32 owner)
{
	u32 cursor = 0, key;
	struct axi_val val;

	if (!axi_same_refs(v, owner))
		return false;
	v->map.count = 0;
	while ((key = axi_chunk_next(v, owner, &cursor, &val)) != AXI_NONE) {
		const struct axi_val *mine = axi_val_at(v, key);

		if (!mine || mine->kind == AXI_UNINIT || !axi_val_in(v, mine, &val, key >= AXI_KEY_SLOT))
			return false;
	}
	return true;
}

static int do_exit(struct axi_verify *v)
{
	struct axi_walk *w = &v->claims->walk;
	u32 owner = 0, pc = v->pc, lock[2];
	bool in = false;
	int err = AXI_CALLBACKS && w->callback ? axi_callback_result(v, 1) : 0;

	if (!AXI_CALLS || !v->depth)
		err = axi_main_exit(v);
	if (!err && !axi_claims_afford_end(v) && !AXI_PLANT(50))
		err = axi_reject_note(v, AXI_REASON_CERT_FALSE, -1, "costs");
	if (err || !AXI_CALLS || !v->depth)
		return err;
	if (AXI_DYNPTRS && v->dynptrs)
		axi_slices_end(v, v->depth, -AX_STACK_BYTES, 0);
	if (AXI_CALLBACKS && w->callback) {
		err = axi_claims_first(v, w, &owner);
		err = err ? err : callback_exit(v, owner);
		axi_chunk_free(v, &owner);
		return err;
	}
	if (v->reg[AX_R0].kind == AXI_STACK)
		return axi_reject(v, AXI_REASON_FRAME_ESCAPE, AX_R0);
	if (v->cfg.sub[w->sub].tails) /* or what the other program returns */
		axi_scalar_unknown(&v->reg[AX_R0]);
	if (AXI_MARKS && w->locked) /* the one that it began with: it gives none back */
		take_lock(v, lock);
	for (u32 n = 0; n < w->outs && !err && !in; n++) {
		err = axi_claims_out(v, w, n, &owner);
		in = !err && (out_has(v, owner) || AXI_PLANT(53));
		axi_chunk_free(v, &owner);
	}
	v->pc = pc;
	return err || in ? err : axi_reject(v, AXI_REASON_CERT_FALSE, -1);
}

/* ---- a walk ---- */

static int reach(struct axi_verify *v, u32 pc, bool last)
{
	if (AXI_INFERS && v->edge)
		v->edge(v->trace_arg, v, v->pc, pc);
	return axi_claims_reach(v, pc);
}

static int do_jump(struct axi_verify *v, const struct ax_insn *insn)
{
	u32 target = axi_jump_target(insn, v->pc), links;
	int err;

	if (!(insn->opcode & 0xf0)) {
		err = reach(v, target, true);
		return err ? err : ENDED;
	}
	if (AXI_KFUNCS && insn->opcode == AX_OP_MAY_GOTO)
		return axi_reject_note(v, AXI_REASON_CERT_FORM, -1, "full certificates do not cover may_goto");
	err = axi_branch_check(v, insn);
	if (err)
		return err;
	links = axi_branch_links(v, insn);
	err = axi_branch_side(v, insn, true, target, false, links, reach);
	if (err)
		return err;
	v->undos = 0;
	if (!axi_branch_apply(v, insn, false))
		return ENDED;
	if (AXI_FAST && v->edge) /* what follows need not begin with a claim */
		v->edge(v->trace_arg, v, v->pc, v->pc + 1);
	return GOES_ON;
}

/* As in src/verify/walk.c: a tail call that succeeds, and a legacy load beyond the packet, end the walk at once. */
static int ends_early(struct axi_verify *v, bool zero)
{
	struct axi_val r0 = v->reg[AX_R0];
	int err;

	axi_scalar_unknown(&v->reg[AX_R0]);
	if (zero)
		axi_scalar_const(&v->reg[AX_R0], 0);
	err = do_exit(v);
	v->reg[AX_R0] = r0;
	return err;
}

/* One instruction on the current state: GOES_ON, ENDED, or an error. */
__attribute__((noinline)) static int step(struct axi_verify *v, const struct ax_insn *insn)
{
	int err;

	switch (insn->opcode & 7) {
	case AX_LD:
		err = !AXI_LEGACY || insn->opcode == AX_OP_LDDW ? axi_do_lddw(v, insn) : axi_do_packet_load(v, insn);
		if (AXI_LEGACY && !err && v->depth && insn->opcode != AX_OP_LDDW)
			err = ends_early(v, true);
		break;
	case AX_LDX: err = axi_do_load(v, insn); break;
	case AX_ST: err = axi_do_store(v, insn); break;
	case AX_STX: err = (insn->opcode & 0xe0) == AX_ATOMIC ? axi_do_atomic(v, insn) : axi_do_store(v, insn); break;
	case AX_ALU:
	case AX_ALU64: err = axi_do_alu(v, insn); break;
	default:
		if (insn->opcode == AX_OP_EXIT)
			return do_exit(v);
		if (insn->opcode != AX_OP_CALL)
			return do_jump(v, insn);
		if (insn->src == AX_CALL_LOCAL)
			return AXI_CALLS ? call(v, v->pc) : axi_reject(v, AXI_REASON_BAD_CALL, -1);
		if (AXI_CALLBACKS && !insn->src && insn->imm == AX_HELPER_tail_call && !v->claims->walk.tails)
			return axi_claims_malformed(v, "what a function's calls may do");
		if (AXI_MARKS && v->claims->walk.locked && insn->imm == AX_HELPER_spin_unlock && !AXI_PLANT(56))
			return axi_reject_note(v, AXI_REASON_LOCK, -1, "a function gives it back for its caller");
		err = axi_claims_spend(v, 0, 1, 1);
		err = err ? err : axi_do_helper(v, insn);
		if (AXI_UNVERIFIED && !err && v->depth && !insn->src && insn->imm == AX_HELPER_tail_call)
			err = ends_early(v, false);
		break;
	}
	return err ? err : GOES_ON;
}

/* Was there room for all slots? */
static int no_loss(struct axi_verify *v)
{
	return AXI_FAST && v->lost ? axi_reject(v, AXI_REASON_POOL, -1) : 0;
}

/* From a claim to the next ones. */
static int run(struct axi_verify *v)
{
	u32 end, pc = v->claims->here.pc;
	struct axi_listed field = v->claims->listed;
	int err = axi_claims_next(v, &end);

	v->shifted.id = 0;
	while (!err && !(err = no_loss(v))) {
		const struct ax_insn *insn = &v->in->insns[pc];

		v->pc = pc;
		if (axi_spent(v))
			return axi_reject(v, AXI_REASON_STEPS, -1);
		if (AXI_INFERS && v->trace)
			v->trace(v->trace_arg, v);
		err = axi_claims_spend(v, 1, 0, 1);
		if ((AXI_OBJECTS || AXI_INFERS) && !(AXI_APART && v->special))
			v->field = axi_claims_field(v, &field, pc);
		err = err ? err : step(v, insn);
		if (err != GOES_ON)
			return err;
		pc += insn->opcode == AX_OP_LDDW ? 2 : 1;
		err = 0;
		if (pc == end) /* the last instruction of a function does not go on */
			return reach(v, pc, true);
	}
	return err;
}

static int check_walk(struct axi_verify *v, u32 at)
{
	struct axi_claims *c = v->claims;
	struct axi_sub *sub;
	int err = axi_claims_begin(v, at);

	if (err)
		return err;
	sub = &v->cfg.sub[c->walk.sub];
	sub->moves_packet = false;
	memset(v->foot, 0, v->frames * sizeof(*v->foot));
	for (u32 f = 0; AXI_CALLS && f <= v->depth; f++)
		v->frame[f].sub = c->walk.sub;
	v->frame[0].callback = c->walk.later;
	v->reg[AX_R10] = (struct axi_val){.kind = AXI_STACK, .obj = (u16)axi_depth(v)};
	axi_range_const(&v->reg[AX_R10].r, 0);
	while (!err && axi_claims_advance(v)) {
		u32 left = 1;

		for (u32 n = 0; left && !err; n++) {
			err = axi_claims_take(v, n, &left);
			err = err ? err : run(v);
		}
	}
	if (err)
		return err;
	for (u32 f = 0; f < axi_depth(v); f++)
		if (v->foot[f].seen & ~c->walk.foot[f].seen || (v->foot[f].written & ~c->walk.foot[f].written && !AXI_PLANT(54)))
			return axi_claims_malformed(v, "what a function writes");
	return AXI_OBJECTS && sub->moves_packet && !c->walk.moves ? axi_claims_malformed(v, "what a function's calls may do") : 0;
}

/* The program's own start is in the first claim of the first walk, and what a timer calls begins in the first of its own. */
static int check_start(struct axi_verify *v, u32 at, u64 most[2])
{
	struct axi_walk w;
	u32 owner = 0;
	u64 cost[2];
	int err = axi_claims_walk(v, at, &w);

	if (!err && at == v->claims->first && (w.sub || w.depth || w.callback || w.outs || w.later))
		return axi_claims_malformed(v, "walk");
	if (err || (at != v->claims->first && !w.later))
		return err;
	if (AXI_CALLBACKS && w.later) {
		axi_callback_start(v, &(struct axi_cost_site){.pc = w.map, .sub = w.sub});
	} else {
		v->reg[AX_R1] = (struct axi_val){.kind = AXI_CTX};
		axi_range_const(&v->reg[AX_R1].r, 0);
	}
	v->depth = 0;
	if (axi_packed(v))
		axi_packed_clear(v);
	v->claims->walk = w;
	err = axi_claims_first(v, &w, &owner);
	if (!err && !axi_claims_starts(v, owner, cost) && !(AXI_PLANT(57) && w.later))
		err = axi_reject(v, AXI_REASON_CERT_FALSE, -1);
	for (u32 m = 0; m < 2 && !err; m++)
		most[m] = max_u64(most[m], cost[m]);
	axi_chunk_free(v, &owner);
	return err;
}

static int check(struct axi_verify *v, struct ax_verdict *out)
{
	struct axi_claims *c = v->claims;
	struct axi_bytes b = {.at = (const u8 *)v->in->cert + AXI_CERT_HEADER, .end = (const u8 *)v->in->cert + v->in->cert_size};
	u64 flags = axi_bytes_uint(&b), walks = axi_bytes_uint(&b), cost[2] = {0};
	u32 at;
	int err = 0;

	v->pc = 0;
	if (b.bad || flags > 1 || !walks || walks > (AXI_CALLS ? AXI_CERT_MAX : 1))
		return axi_claims_malformed(v, "header");
	c->by_budget = flags;
	c->walks = (u32)walks;
	err = axi_claims_fields(v, (u32)(b.at - (const u8 *)v->in->cert));
	at = c->first;
	for (u32 i = 0; i < c->walks && !err; i++) {
		c->number = i;
		err = check_start(v, at, cost);
		err = err ? err : check_walk(v, at);
		at = c->walk.end;
	}
	if (!err && at != v->in->cert_size)
		err = axi_claims_malformed(v, "more than its walks");
	err = err ? err : no_loss(v);
	err = err ? err : axi_stack_depth(v);
	if (err)
		return err;
	out->by_budget = c->by_budget;
	out->worst_case_insns = c->by_budget ? 0 : cost[0];
	out->worst_case_calls = c->by_budget ? 0 : cost[1];
	return 0;
}

/* ---- the entrance ---- */

bool axi_cert_full(const struct ax_verify_input *in)
{
	const u8 *cert = in->cert;

	return cert && in->cert_size >= AXI_CERT_HEADER && in->cert_size <= AXI_CERT_MAX && cert[0] == 'A' && cert[1] == 'X' &&
	       cert[2] == AXI_CERT_VERSION && cert[3] == AXI_CERT_FULL;
}

static const struct axi_how checks = {.call_back = AXI_CALLBACKS ? call_back : NULL, .call_later = AXI_CALLBACKS && AXI_MARKS ? call_later : NULL};

struct axi_verify *axi_check_open(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag,
				  const struct axi_walk *w)
{
	size_t mark;
	struct axi_verify *v = axi_verify_open(in, arena, out, diag, &(struct axi_watch){0}, &mark);

	if (!v)
		return NULL;
	v->how = &checks;
	v->full = true;
	if (axi_check_input(v) || axi_structure(v, arena, false, NULL) || v->cfg.sub_count > 1)
		return NULL;
	v->frames = 1;
	v->frame = ax_arena_array(arena, v->frames, sizeof(*v->frame), 8);
	v->foot = ax_arena_array(arena, v->frames, sizeof(*v->foot), 8);
	v->claims = ax_arena_alloc(arena, sizeof(*v->claims), 8);
	if (!v->claims || !v->frame || !v->foot || (AXI_FAST && !axi_packed_open(v, arena)))
		return NULL;
	v->claims->walk = *w;
	v->claims->walk.code_end = v->cfg.sub[0].end;
	v->claims->walk.tails = v->cfg.sub[0].tails;
	return v;
}

int axi_check_run(struct axi_verify *v)
{
	return run(v);
}

int axi_check_watched(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag,
		      const struct axi_watch *watch)
{
	size_t mark;
	struct axi_verify *v = axi_verify_open(in, arena, out, diag, watch, &mark);
	int err;

	if (!v)
		return -AX_ENOMEM;
	v->how = &checks;
	v->full = true;
	if (AXI_FAST && in->facts && !v->trace)
		axi_facts_begin(v);
	err = axi_check_input(v);
	if (!err && !axi_cert_full(in)) {
		v->pc = 0;
		err = axi_claims_malformed(v, in->cert ? "it must be a full one: rk certify --full" : "there must be one: rk certify --full");
	}
	err = err ? err : axi_structure(v, arena, false, NULL);
	if (!err) {
		v->pc = 0;
		v->frames = v->cfg.sub_count < AX_CALL_DEPTH ? v->cfg.sub_count : AX_CALL_DEPTH;
		v->frame = ax_arena_array(arena, v->frames, sizeof(*v->frame), 8);
		v->foot = ax_arena_array(arena, v->frames, sizeof(*v->foot), 8);
		v->claims = ax_arena_alloc(arena, sizeof(*v->claims), 8);
		if (v->claims && v->frame && v->foot && (!AXI_FAST || axi_packed_open(v, arena)) && axi_take_pool(v, arena)) {
			v->claims->toll = watch->toll;
			v->claims->toll_arg = watch->arg;
			err = check(v, out);
		} else {
			err = axi_reject(v, AXI_REASON_POOL, -1);
		}
	}
	return axi_verify_close(v, arena, mark, err, out, diag);
}

int ax_verify_certified(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag)
{
	return axi_check_watched(in, arena, out, diag, &(struct axi_watch){0});
}
