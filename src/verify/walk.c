/* SPDX-License-Identifier: Apache-2.0
 * walk.c - the machine: takes blocks in order, runs their instructions on the current state, hands states to targets.
 *
 * A call of a subprogram pushes a frame and walks the callee's order with the caller's state beside it; the states of
 * its exits are joined and the caller goes on after the call.  A callee that got no pointer into a frame and no record
 * leaves only R0: its result is remembered, and used again for arguments that the remembered ones include. */
#include "verify/cert.h"

static u32 sub_end(const struct axi_verify *v)
{
	const struct axi_sub *sub = &v->cfg.sub[v->frame[v->depth].sub];

	return sub->order + sub->block_count;
}

/* Count recorded targets inside the active loops of this frame. */
static void count_pending(struct axi_verify *v, u32 block, int by)
{
	for (u32 i = v->loops; i-- > 0 && v->loop[i].frame == v->depth;)
		if (axi_in_loop(&v->cfg, v->loop[i].head, block))
			v->loop[i].pending += (u32)by;
}

/* Tell who watches that a confirmed state goes from slot `from` to slot `to`. */
static void show_edge(const struct axi_verify *v, u32 from, u32 to)
{
	if (AXI_INFERS && v->edge && !axi_finding(v))
		v->edge(v->trace_arg, v, from, to);
}

/* What an edge or a call leads to. */
enum { ENDED = 0, CALLED = 1, WENT_ON = 2 };

/* The last state of v->at reaches `block`.  Can it go straight on, without being recorded?  Yes, when the block stands
 * next in the order, no state waits here, and no loop begins or ends between.  (One that waits there is merged first.) */
static bool straight(const struct axi_verify *v, u32 block)
{
	const struct axi_block *b = &v->cfg.block[block], *from = &v->cfg.block[v->at];

	if (axi_plans(v) && block != v->at + 1) /* certificates go by addresses */
		return false;
	if (b->pos != v->pos + 1 || b->flags & AXI_B_HEAD || (from->entry && !(from->flags & AXI_B_HEAD)))
		return false;
	return !v->loops || v->loop[v->loops - 1].frame != v->depth ||
	       v->cfg.block[v->loop[v->loops - 1].head].last != v->pos;
}

/* The current state is the first one that is walked from the block's start on. */
static void begin_block(struct axi_verify *v, u32 block)
{
	struct axi_block *b = &v->cfg.block[block];

	for (u32 r = 0; AXI_INFERS && r < AX_R10; r++)
		if (!(b->live >> r & 1))
			v->reg[r].kind = AXI_UNINIT;
	if (!axi_finding(v))
		b->flags |= AXI_B_REACHED;
	v->at = block;
	v->pc = b->start;
	v->walked = 1;
	v->only_state = true;
}

static int go_on(struct axi_verify *v, u32 block)
{
	if (AXI_FAST && v->drops)
		axi_drop_gone(v, ~axi_live_slots(&v->cfg.block[block]));
	begin_block(v, block);
	v->pos++;
	return WENT_ON;
}

/* The current state reaches `block` by an edge from v->at; `last`: it is not needed here any more. */
static int deliver(struct axi_verify *v, u32 block, bool last)
{
	struct axi_block *b = &v->cfg.block[block];
	bool back = b->pos <= v->pos, first = !b->entry;
	int err;

	for (u32 i = v->loops; i-- > 0 && v->loop[i].frame == v->depth;) {
		struct axi_loop *l = &v->loop[i];

		if (axi_in_loop(&v->cfg, l->head, block))
			continue;
		l->exits = 1;
		if (!l->final)
			return 0; /* nothing leaves a loop whose invariant is a guess */
	}
	if (AXI_INFERS)
		show_edge(v, axi_block_tail(&v->cfg, v->at), b->start);
	v->pc = b->start;
	if (AXI_FAST && v->drops)
		v->gone = ~axi_live_slots(b);
	v->worthy = AXI_APART && v->worth ? &v->worth[block] : NULL;
	if (last && straight(v, block)) {
		err = first ? 1 : axi_plans(v) ? 0 : axi_merge(v, &b->entry, b->live, false);
		if (err > 0 && !first)
			count_pending(v, block, -1);
		if (AXI_FAST && err)
			v->gone = 0;
		if (err)
			v->worthy = NULL;
		if (err)
			return err < 0 ? err : go_on(v, block);
	}
	err = axi_record(v, &b->entry, b->live, b->flags & AXI_B_HEAD && !(AXI_APART && v->keep.rounds));
	if (AXI_FAST)
		v->gone = 0;
	v->worthy = NULL;
	if (!err && first && !back)
		count_pending(v, block, 1);
	return err;
}

/* ---- calls and returns ---- */

/* May the callee's effect be remembered?  Arguments without frames, records, packets (what was compared with their end is
 * an effect) and NULL tests to be made, nothing held. */
static bool plain_args(const struct axi_verify *v, u16 live)
{
	for (u32 r = AX_R1; r <= AX_R5; r++)
		if (live >> r & 1 && (v->reg[r].kind == AXI_STACK || v->reg[r].kind >= AXI_RECORD || v->reg[r].null))
			return false;
	return !v->refs;
}

static bool args_in(struct axi_verify *v, u32 memo)
{
	struct axi_val old;
	u32 cursor = 0, key;

	v->map.count = 0;
	while ((key = axi_chunk_next(v, memo, &cursor, &old)) != AXI_NONE)
		if (!axi_val_in(v, &v->reg[key], &old, false))
			return false;
	return true;
}

static void clobber(struct axi_verify *v, u32 first, u32 last)
{
	for (u32 r = first; r <= last; r++)
		v->reg[r] = (struct axi_val){.kind = AXI_UNINIT};
}

/* The remembered result becomes R0. */
static void use_memo(struct axi_verify *v, const struct axi_sub *sub)
{
	struct axi_val r0;

	clobber(v, AX_R0, AX_R5);
	if (axi_chunk_find(v, sub->memo_result, AX_R0, &r0)) {
		r0.size = AXI_OBJECTS && axi_of_map(&r0) ? 0 : r0.size; /* another call, another map */
		r0.id = axi_of_map(&r0) && r0.id ? ++v->next_id : 0;
		if (r0.kind == AXI_SCALAR)
			axi_unlink(&r0);
		else if (r0.var && !AXI_PLANT(102)) /* another call, another number */
			r0.var = ++v->next_id;
		v->reg[AX_R0] = r0;
	}
}

/* Check the stack of the chain of frames down to `depth`, with what is known of them so far. */
static int check_chain(struct axi_verify *v, u32 depth)
{
	u32 total = 0;

	for (u32 f = 0; f <= depth; f++) {
		u32 own = v->cfg.sub[v->frame[f].sub].depth;

		total += (u32)align_up(own ? own : 1, 32);
	}
	return total > AX_STACK_BYTES ? axi_reject_range(v, AXI_REASON_STACK_TOTAL, -1, total, total, 0, AX_STACK_BYTES) : 0;
}

int axi_push_frame(struct axi_verify *v, u32 sub)
{
	struct axi_frame *f = &v->frame[v->depth + 1];
	int err;

	if (v->depth + 1 >= AX_CALL_DEPTH)
		return axi_reject(v, AXI_REASON_CALL_DEPTH, -1);
	*f = (struct axi_frame){.sub = sub, .saved = f->saved, .pos = v->pos, .walked = v->walked, .only_state = v->only_state,
				.base = (u16)v->slot_count, .locked = axi_lock_held(v)};
	err = check_chain(v, v->depth + 1);
	if (err) /* a refusal may only end a path (run_guarded): the caller goes on where it was */
		return err;
	memcpy(f->saved, &v->reg[AX_R6], 4 * sizeof(*f->saved));
	v->depth++;
	clobber(v, AX_R6, AX_R9);
	v->reg[AX_R0] = (struct axi_val){.kind = AXI_UNINIT};
	v->reg[AX_R10] = (struct axi_val){.kind = AXI_STACK, .obj = (u16)v->depth};
	axi_range_const(&v->reg[AX_R10].r, 0);
	v->pos = v->cfg.sub[sub].order;
	return 0;
}

static int back_in_caller(struct axi_verify *v)
{
	return deliver(v, v->at + 1, false);
}

/* Is a helper under way, or does the exception callback run?  Then what a function did elsewhere does not say that it may end here. */
static bool under_way(const struct axi_verify *v)
{
	for (u32 f = 0; f <= v->depth; f++)
		if (v->frame[f].callback || v->frame[f].catches)
			return !AXI_PLANT(103);
	return false;
}

/* Start the callee: BODY when its body is to be walked, GOES_ON when the result was known, WAS_DELIVERED when its results were handed
 * on. */
enum { GOES_ON = 0, BODY = 1, WAS_DELIVERED = 2 };
static int enter(struct axi_verify *v, u32 pc)
{
	u32 s = axi_named_sub(&v->cfg, pc);
	struct axi_sub *sub = &v->cfg.sub[s];
	u16 live = v->cfg.block[sub->first_block].live;
	struct axi_frame *f;
	struct axi_memo *summary = NULL;
	bool known = !sub->ends || !under_way(v), memo = known && plain_args(v, live) && !axi_plans(v);
	int err = 0;

	v->joined |= AXI_FAST && memo && sub->memo_result;
	if (memo && sub->memo_result && args_in(v, sub->memo_args)) {
		use_memo(v, sub);
		return GOES_ON;
	}
	if (axi_summary_due(v)) {
		v->joined |= AXI_FAST;
		summary = known ? axi_summary_find(v, s) : NULL;
		if (summary)
			err = axi_summary_use(v, summary, back_in_caller);
		if (summary)
			return err < 0 ? err : err ? GOES_ON : WAS_DELIVERED;
		err = axi_summary_begin(v, s, live, &summary);
		if (axi_plans(v) && !axi_finding(v))
			v->prover->call(v, s, summary);
	}
	axi_summary_count(v, s);
	if (err)
		return err;
	err = axi_push_frame(v, s);
	if (err && summary)
		axi_summary_cancel(v, summary);
	if (err)
		return err;
	f = &v->frame[v->depth];
	f->memo = memo && !axi_finding(v);
	f->one = memo;
	f->summary = summary;
	if (f->memo) {
		axi_forget_walk(v, sub);
		axi_chunk_save_regs(v, &sub->memo_args, (u16)(live & 0x3e)); /* no room: it is not remembered */
	}
	return BODY;
}

/* What the call came to is remembered, in the last of the states that it comes back in. */
static void remember(struct axi_verify *v, struct axi_frame *f)
{
	struct axi_sub *sub = &v->cfg.sub[f->sub];

	if (f->summary)
		axi_summary_end(v, f->summary);
	if (!f->memo || !sub->memo_args)
		return;
	if (v->reg[AX_R0].kind >= AXI_RECORD || v->refs || sub->moves_packet ||
	    !axi_chunk_save_regs(v, &sub->memo_result, 1) || !sub->memo_args)
		axi_forget_walk(v, sub);
}

static void to_caller(struct axi_verify *v, const struct axi_frame *f)
{
	v->depth--;
	v->pos = f->pos;
	v->at = v->cfg.order[v->pos];
	v->walked = f->walked;
	v->only_state = f->only_state;
	v->reg[AX_R10].obj = (u16)v->depth;
}

/* In the caller: each state that the call comes back in goes to the block after it; `held`: the current one is the only one. */
static int hand_back(struct axi_verify *v, struct axi_frame *f, bool held)
{
	int err = 0;

	for (; !err && (held || f->returned); held = false) {
		err = held ? 0 : axi_chunk_take(v, &f->returned);
		if (err >= 0 && f->summary)
			err = axi_summary_return(v, f->summary);
		if (err < 0)
			break;
		if (!f->returned)
			remember(v, f);
		err = deliver(v, v->at + 1, AXI_FAST && !f->returned && !axi_plans(v));
	}
	return err;
}

/* Does its function end here in any case, and with no other state? */
static bool only_return(const struct axi_verify *v, const struct axi_frame *f)
{
	return AXI_FAST && !axi_plans(v) && !f->returned && v->pos + 1 == sub_end(v) && !v->cfg.block[v->at].entry &&
	       !(v->loops && v->loop[v->loops - 1].frame == v->depth);
}

/* A path of the callee ends: its state, as the caller sees it, joins the others.  (`early`: not with the block that is walked.) */
static int do_return(struct axi_verify *v, bool early)
{
	struct axi_frame *f = &v->frame[v->depth];
	int err = 0;

	if (AXI_MARKS && f->locked != axi_lock_held(v) && !AXI_PLANT(104))
		return axi_reject_note(v, AXI_REASON_LOCK, -1, "a function takes it or gives it back for its caller");
	if (f->callback) {
		err = axi_callback_return(v);
		if (err || !AXI_FAST || !f->once)
			return err;
		axi_scalar_unknown(&v->reg[AX_R0]);
	}
	if (v->reg[AX_R0].kind == AXI_STACK)
		return axi_reject(v, AXI_REASON_FRAME_ESCAPE, AX_R0);
	if (v->cfg.sub[f->sub].tails) /* or what the other program returns */
		axi_scalar_unknown(&v->reg[AX_R0]);
	axi_frame_drop_slots(v, v->depth);
	clobber(v, AX_R1, AX_R5);
	memcpy(&v->reg[AX_R6], f->saved, 4 * sizeof(*f->saved));
	if (!early && only_return(v, f)) {
		to_caller(v, f);
		return hand_back(v, f, true);
	}
	v->depth--;
	err = axi_record(v, &f->returned, 0x3c1, f->one);
	v->depth++;
	return err;
}

/* The callee's body was walked: go on in the caller. */
static int leave(struct axi_verify *v)
{
	struct axi_frame *f = &v->frame[v->depth];
	int err = f->callback && !(AXI_FAST && f->once) ? axi_callback_end(v) : 0;
	bool go = err == 2;

	if (err < 0 || err == 1)
		return err < 0 ? err : 0;
	to_caller(v, f);
	if (go) {
		memcpy(&v->reg[AX_R6], f->saved, 4 * sizeof(*f->saved));
		clobber(v, AX_R0, AX_R5);
		axi_scalar_unknown(&v->reg[AX_R0]);
		return deliver(v, v->at + 1, false);
	}
	if (!f->returned) {
		v->slot_count = f->base;
		if (f->summary)
			axi_summary_end(v, f->summary);
		if (AXI_KFUNCS && f->memo) /* it throws: there is nothing to remember */
			axi_chunk_free(v, &v->cfg.sub[f->sub].memo_args);
		return 0;
	}
	return hand_back(v, f, false);
}

/* ---- ends of paths ---- */

static int do_exit(struct axi_verify *v, bool early)
{
	for (u32 i = v->loops; i-- > 0 && v->loop[i].frame == v->depth;) {
		v->loop[i].exits = 1;
		if (!v->loop[i].final)
			return 0;
	}
	return v->depth ? do_return(v, early) : axi_main_exit(v);
}

static int do_jump(struct axi_verify *v, const struct ax_insn *insn)
{
	u32 to[2], links;
	int err;

	axi_block_edges(&v->cfg, v->at, to);
	if (!(insn->opcode & 0xf0))
		return deliver(v, to[1], true);
	if (AXI_KFUNCS && insn->opcode == AX_OP_MAY_GOTO) { /* nobody knows which way */
		u32 pc = v->pc;

		err = deliver(v, to[1], false);
		v->pc = pc;
		return err ? err : deliver(v, to[0], true);
	}
	err = axi_branch_check(v, insn);
	if (err)
		return err;
	axi_loop_test(v, insn, to[1], to[0]);
	links = axi_branch_links(v, insn);
	err = axi_branch_side(v, insn, true, to[1], false, links, deliver);
	return err ? err : axi_branch_side(v, insn, false, to[0], true, links, deliver);
}

/* A tail call that succeeds, and a legacy load beyond the packet, return from their function at once: with what the other
 * program returns, or 0.  The caller may go on with what there was then, not with what the function would have done later.
 * (Main has nothing to go on with.) */
static int returns_early(struct axi_verify *v, bool zero)
{
	u32 copy = 0;
	int err = axi_chunk_save(v, &copy, 0x3ff);

	axi_scalar_unknown(&v->reg[AX_R0]);
	if (zero)
		axi_scalar_const(&v->reg[AX_R0], 0);
	err = err || AXI_PLANT(85) ? err : do_exit(v, true);
	err = err ? err : axi_chunk_load(v, &copy);
	axi_chunk_free(v, &copy);
	return err;
}

/* ---- one block ---- */

/* Run from v->pc to the end of the block, or to a call whose body is to be walked. */
static int run_block(struct axi_verify *v)
{
	u32 end = axi_block_end(&v->cfg, v->at);

	v->shifted.id = 0;
	while (v->pc < end) {
		const struct ax_insn *insn = &v->in->insns[v->pc];
		int err = 0;

		if (axi_spent(v))
			return axi_reject(v, AXI_REASON_STEPS, -1);
		if (AXI_INFERS && v->trace && !axi_finding(v))
			v->trace(v->trace_arg, v);
		switch (insn->opcode & 7) {
		case AX_LD:
			err = !AXI_LEGACY || insn->opcode == AX_OP_LDDW ? axi_do_lddw(v, insn) : axi_do_packet_load(v, insn);
			if (AXI_LEGACY && !err && v->depth && insn->opcode != AX_OP_LDDW)
				err = returns_early(v, true);
			break;
		case AX_LDX: err = axi_do_load(v, insn); break;
		case AX_ST: err = axi_do_store(v, insn); break;
		case AX_STX:
			err = (insn->opcode & 0xe0) == AX_ATOMIC ? axi_do_atomic(v, insn) : axi_do_store(v, insn);
			break;
		case AX_ALU:
		case AX_ALU64: err = axi_do_alu(v, insn); break;
		default:
			if (insn->opcode == AX_OP_EXIT)
				return do_exit(v, false);
			if (insn->opcode != AX_OP_CALL)
				return do_jump(v, insn);
			if (insn->src != AX_CALL_LOCAL && (err = axi_do_helper(v, insn)) == 1 && AXI_CALLS)
				return CALLED;
			else if (!AXI_CALLS && insn->src == AX_CALL_LOCAL) /* not in a build without calls */
				return axi_reject(v, AXI_REASON_BAD_CALL, -1);
			else if (!AXI_CALLS)
				break;
			else if (insn->src != AX_CALL_LOCAL && AXI_KFUNCS && err == AXI_ENDED)
				return ENDED;
			else if (insn->src != AX_CALL_LOCAL) {
				if (AXI_UNVERIFIED && !err && v->depth && !insn->src && insn->imm == AX_HELPER_tail_call)
					err = returns_early(v, false);
				break;
			} else if ((err = enter(v, v->pc)) > 0)
				return err == BODY ? CALLED : ENDED;
			break;
		}
		if (err)
			return err;
		v->pc += insn->opcode == AX_OP_LDDW ? 2 : 1;
	}
	return deliver(v, v->at + 1, true);
}

/* The callee takes the state at once, where no loop begins. */
static bool goes_in(struct axi_verify *v)
{
	const struct axi_frame *f = &v->frame[v->depth];
	u32 first = v->cfg.sub[f->sub].first_block;

	if (!AXI_FAST || f->callback || axi_plans(v) || v->cfg.block[first].flags & AXI_B_HEAD || v->cfg.block[first].entry)
		return false;
	show_edge(v, v->pc, v->cfg.block[first].start);
	begin_block(v, first);
	return true;
}

/* *depth: of the frame in which the path goes on, or ended (a frame may have been begun when it was refused, but none is back). */
static int run(struct axi_verify *v, u32 *depth)
{
	int err;

	do {
		*depth = v->depth;
		err = run_block(v);
	} while (err == WENT_ON || (AXI_CALLS && err == CALLED && goes_in(v)));
	*depth = v->depth < *depth ? v->depth : *depth;
	return err;
}

/* While an invariant is being guessed a refused path simply ends: the confirming walk decides. */
static int run_guarded(struct axi_verify *v)
{
	u32 depth;
	int err = run(v, &depth);

	if (!AXI_INFERS || err >= 0 || !axi_finding(v) || v->own_diag.reason == AXI_REASON_POOL || v->own_diag.reason == AXI_REASON_STEPS)
		return err;
	v->depth = depth;
	v->error = 0;
	v->loop[v->loops - 1].soft = 1;
	return ENDED;
}

/* ---- the order ---- */

static bool is_active_head(const struct axi_verify *v, u32 block)
{
	for (u32 i = v->loops; i-- > 0 && v->loop[i].frame == v->depth;)
		if (v->loop[i].head == block)
			return true;
	return false;
}

/* Find the next state to run: 1 with v->pc set, 0 when the program is done, or an error. */
static int next(struct axi_verify *v)
{
	for (;;) {
		int err;

		if (v->pos == sub_end(v)) {
			if (!AXI_CALLS || !v->depth)
				return 0;
			err = leave(v);
			if (err)
				return err < 0 ? err : 1;
			continue;
		}
		u32 at = v->cfg.order[v->pos];
		struct axi_block *b = &v->cfg.block[at];

		v->at = at;
		if (!(b->flags & AXI_B_HEAD)) {
			if (b->entry) {
				if (axi_plans(v) && !v->walked && !axi_finding(v))
					v->prover->target(v, at);
				int left = axi_chunk_take(v, &b->entry);

				if (left < 0)
					return left;
				if (!left)
					count_pending(v, at, -1);
				v->only_state = !left && !v->walked;
				v->walked++;
				v->pc = b->start;
				return 1;
			}
		} else if (!is_active_head(v, at)) {
			if (b->entry) {
				count_pending(v, at, -1);
				v->pc = b->start;
				err = axi_loop_start(v, at, 0);
				v->only_state = true;
				return err ? err : 1;
			}
			v->pos = b->last; /* nothing reached the loop */
		}
		v->walked = 0;
		/* past this block: loops that end here */
		while (v->loops && v->loop[v->loops - 1].frame == v->depth && v->cfg.block[v->loop[v->loops - 1].head].last == v->pos) {
			u32 head = v->loop[v->loops - 1].head;

			err = axi_loop_end(v);
			if (err < 0)
				return err;
			if (err) {
				v->pos = v->cfg.block[head].pos;
				v->at = head;
				v->pc = v->cfg.block[head].start;
				v->only_state = true;
				return 1;
			}
		}
		v->pos++;
	}
}

/* Everything that can follow from the state at the start of frame 0's function. */
static int walk_from(struct axi_verify *v)
{
	int err;

	v->reg[AX_R10] = (struct axi_val){.kind = AXI_STACK};
	axi_range_const(&v->reg[AX_R10].r, 0);
	v->pos = v->cfg.sub[v->frame[0].sub].order;
	v->at = v->cfg.sub[v->frame[0].sub].first_block;
	err = axi_record(v, &v->cfg.block[v->at].entry, v->cfg.block[v->at].live, true);
	while (!err) {
		err = next(v);
		if (err <= 0)
			return err;
		if (!axi_finding(v))
			v->cfg.block[v->at].flags |= AXI_B_REACHED;
		err = run_guarded(v);
		if (AXI_CALLS && err == CALLED) { /* the callee's first block takes the state as any block does */
			u32 first = v->cfg.sub[v->frame[v->depth].sub].first_block;

			v->walked = 0;
			if (AXI_INFERS)
				show_edge(v, v->pc, v->cfg.block[first].start);
			err = axi_record(v, &v->cfg.block[first].entry, v->cfg.block[first].live, true);
			if (!err && v->frame[v->depth].callback && !v->frame[v->depth].once)
				err = axi_callback_begin(v);
		}
	}
	return err;
}

int axi_walk(struct axi_verify *v)
{
	int err;

	v->reg[AX_R1] = (struct axi_val){.kind = AXI_CTX};
	axi_range_const(&v->reg[AX_R1].r, 0);
	v->frame[0] = (struct axi_frame){.sub = 0};
	err = walk_from(v);
	/* what timers call, perhaps with timers of their own */
	for (u32 i = 0; AXI_CALLS && !err && i < v->sites; i++) {
		if (v->site[i].times)
			continue;
		axi_callback_start(v, &v->site[i]);
		if (axi_plans(v))
			v->prover->later(v, &v->site[i]);
		err = walk_from(v);
	}
	if (AXI_KFUNCS && !err && v->in->exception_cb) {
		axi_catcher_start(v);
		err = walk_from(v);
	}
	return err;
}
