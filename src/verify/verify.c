/* SPDX-License-Identifier: Apache-2.0
 * verify.c - the entrance: memory, limits, the order of the steps.
 *
 * Memory: bits and ranks of instructions (4 bits each), 28 bytes a block, 12 a loop, 72 a subprogram, the current state (about
 * 7 KB) and the pool of recorded states, which takes the rest of the arena.  ax_verify_bytes gives
 * min(max, max(min(base + per_insn * slots, 50 KB per 1000 slots), tables + 4 KB)); where programs need full certificates, AX_CERTIFIED_BYTES and a little. */
#include <axiom/arena.h>
#include "isa/kfunc.h"
#include "verify/cert.h"

#define MEMOS_PER_SUB 8 /* summaries */
#define MEMOS         128
#define MOST_PER_1000 51200 /* bytes per 1000 slots, beside the tables */

/* Summaries: several starts of each subprogram; at least one, and some at several depths. */
static u32 memos(size_t subs)
{
	return (u32)max_u64(min_u64(MEMOS_PER_SUB * subs, MEMOS), subs + subs / 4);
}

/* Blocks at most: one more than jumps and exits, twice for their targets. */
static void count(const struct ax_verify_input *in, size_t *blocks, size_t *subs, size_t *back)
{
	size_t jumps = *back = 0, calls = 1 + in->func_count + (AXI_KFUNCS && in->exception_cb);

	for (u32 i = 0; i < in->insn_count; i++) {
		u32 class = in->insns[i].opcode & 7, op = in->insns[i].opcode & 0xf0;

		if (class == AX_JMP32 || (class == AX_JMP && op != AX_CALL) || axi_kfunc_throws(&in->insns[i]))
			jumps++, *back += in->insns[i].off < 0 || in->insns[i].imm < 0; /* of which this may be what goes back */
		else if (axi_names_sub(&in->insns[i]) || (in->insns[i].opcode == AX_OP_CALL &&
							  axi_helper_calls((u32)in->insns[i].imm)))
			calls++;
	}
	*subs = min_u64(calls, in->limits->subprogs);
	*blocks = min_u64(2 * (jumps + calls) + 1, in->insn_count) + (calls > 1 ? AX_CALL_DEPTH : 0); /* callback.c */
}

size_t ax_verify_bytes(const struct ax_verify_input *in)
{
	const struct ax_limits *l = in->limits;
	size_t blocks, subs, back, tables, bytes;

	if (in->insn_count > l->insns || !in->insn_count)
		return 0;
	if (!AXI_INFERS) /* what makers of certificates keep to; a pool that is nearly full is full (state.c) */
		return AX_CERTIFIED_BYTES + AX_CERTIFIED_BYTES / 32;
	count(in, &blocks, &subs, &back);
	tables = (in->insn_count / 64 + 1) * 28 + blocks * (sizeof(struct axi_block) + 4) +
		 subs * (sizeof(struct axi_sub) +
		 sizeof(struct axi_cost_site));
	if (subs > 1)
		tables += memos(subs) * sizeof(struct axi_memo) +
			  AX_CALL_DEPTH * (AX_CALL_DEPTH - 1) / 2 * sizeof(struct axi_foot);
	tables += AXI_GAINS * sizeof(struct axi_gain) + sizeof(struct axi_verify) + AX_CALL_DEPTH * (sizeof(struct axi_frame) + 4 * sizeof(struct axi_val)) + AXI_LOOPS * sizeof(struct axi_loop);
	bytes = l->verify_bytes_base + (size_t)l->verify_bytes_per_insn * in->insn_count;
	if (AXI_FAST) /* programs of 634 to 2671 slots would have more */
		bytes = min_u64(bytes, max_u64(MOST_PER_1000, (u64)MOST_PER_1000 * in->insn_count / 1000));
	tables += back * 16 > 4096 ? back * 16 : 4096; /* the pool; cost.c wants 16 bytes a loop of it */
	tables += (back + AX_CALL_DEPTH) * sizeof(struct axi_head);
	if (bytes < tables)
		bytes = tables;
	return min_u64(bytes, l->verify_bytes_max);
}

static int start(struct axi_verify *v, struct ax_arena *arena, struct axi_kept *kept)
{
	struct axi_val *saved;
	u32 frames;
	int err = axi_check_input(v);

	err = err ? err : axi_structure(v, arena, true, kept);
	if (err)
		return err;
	for (u32 s = frames = 0; s < v->cfg.sub_count; s++)
		frames = v->cfg.sub[s].rank > frames ? v->cfg.sub[s].rank : frames;
	v->frame = ax_arena_array(arena, frames + 1, sizeof(*v->frame), 8);
	saved = ax_arena_array(arena, frames, 4 * sizeof(*saved), 8);
	for (u32 f = 0; v->frame && saved && f < frames; f++)
		v->frame[f + 1].saved = saved + 4 * f;
	v->site = ax_arena_array(arena, v->cfg.site_room + 1, sizeof(*v->site), 4);
	v->loop_room = (u32)min_u64(v->cfg.heads + v->cfg.site_room, AXI_LOOPS);
	v->loop = ax_arena_array(arena, v->loop_room + 1, sizeof(*v->loop), 8);
	if (AXI_RANKS && v->loop_room && !(v->gain = ax_arena_array(arena, AXI_GAINS, sizeof(*v->gain), 4)))
		return axi_reject(v, AXI_REASON_POOL, -1);
	v->pc = 0;
	if (AXI_CALLS && v->cfg.local_calls && frames > 1) { /* main's, or those of an exception callback, which main does not name */
		v->memo_room = memos(v->cfg.sub_count - 1);
		v->memo = ax_arena_array(arena, v->memo_room, sizeof(*v->memo), 8);
		v->foot = ax_arena_array(arena, frames * (frames - 1) / 2, sizeof(*v->foot), 8);
		if (!v->memo || !v->foot)
			return axi_reject(v, AXI_REASON_POOL, -1);
	}
	return v->frame && saved && v->loop && v->site ? 0 : axi_reject(v, AXI_REASON_POOL, -1);
}

static const struct axi_keep levels[AXI_LEVELS] = {
	{4, AXI_BY_KINDS, 0, 0, 0}, {8, AXI_BY_ALL, 0, 0, 0}, {16, AXI_BY_ALL, 0, 0, 0}, {32, AXI_BY_ALL, 0, 0, 0}, {1, AXI_BY_KINDS, 0, 0, 0},
	{8, AXI_BY_WORTH, 1, 0, 0}, {32, AXI_BY_WORTH, 1, 0, 0}, {128, AXI_BY_WORTH, 0, 0, 0}, {16, AXI_BY_KINDS, 1, 0, 0}, {32, AXI_BY_WORTH, 1, 1, 0},
	{8, AXI_BY_WORTH, 1, 0, 1}};

void axi_set_level(struct axi_verify *v, enum axi_level level)
{
	v->keep = levels[level];
	if (AXI_FAST && v->keep.drops)
		v->drops = &v->dropped;
}

static const struct axi_how infers = {axi_summaries_drop, axi_callback_enter, axi_callback_later};

int axi_verify_watched(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out,
		       struct ax_diag *diag, const struct axi_watch *watch)
{
	struct axi_verify *v;
	size_t mark;
	int err;

	if (!AXI_INFERS)
		return axi_check_watched(in, arena, out, diag, watch);
	if (AXI_FAST && in->facts)
		memset(in->facts, 0, in->insn_count * sizeof(*in->facts));
	if (axi_cert_full(in)) {
		err = axi_check_watched(in, arena, out, diag, watch);
		return err ? err : axi_cost_bounds(in, out);
	}
	v = axi_verify_open(in, arena, out, diag, watch, &mark);
	if (!v)
		return -AX_ENOMEM;
	v->how = &infers;
	if (AXI_FAST && in->facts && !v->trace)
		axi_facts_begin(v);
	v->proof = watch->proof;
	v->prover = watch->prover;
	axi_set_level(v, watch->level);
	if (watch->kept && !watch->kept->patient && v->keep.states > 4 && !v->keep.rounds) /* one try of several, none of which may take long; each of its steps may be 128 */
		v->step_limit = in->limits->verify_steps_base + (u64)in->limits->verify_steps_per_insn / (v->keep.states > 32 ? 32 : 8) * in->insn_count;
	err = axi_cert_open(v);
	v->summary_from = watch->summaries ? 0 : AXI_FAST && v->drops ? 128 + in->insn_count : 512 + 2 * in->insn_count;
	err = err ? err : start(v, arena, watch->kept);
	if (!err && AXI_APART && v->keep.by == AXI_BY_WORTH)
		err = axi_apart_find(v, arena) ? 0 : axi_reject(v, AXI_REASON_POOL, -1);
	if (!err && AXI_RANKS && v->keep.ties && v->loop_room && !axi_plans(v))
		axi_ties_open(v, arena);
	if (!err)
		err = axi_take_pool(v, arena) ? axi_walk(v) : axi_reject(v, AXI_REASON_POOL, -1);
	if (AXI_FAST && watch->kept) {
		watch->kept->crowded = v->crowded;
		watch->kept->joined = v->joined;
		watch->kept->dropped = v->drops && *v->drops;
		watch->kept->slow = v->own_diag.reason == AXI_REASON_STEPS;
		watch->kept->begun = v->steps > 0;
		watch->kept->looped = v->looped;
	}
	err = err ? err : axi_cert_close(v);
	if (!err && axi_plans(v))
		v->prover->end(v);
	if (!err)
		err = axi_cost(v, out);
	if (AXI_FAST && watch->kept) /* their place was needed */
		watch->kept->cfg.slots = false;
	return axi_verify_close(v, arena, mark, err, out, diag);
}

bool axi_hopeless(u32 reason)
{
	return reason <= AXI_REASON_KFUNC || reason == AXI_REASON_POOL || reason == AXI_REASON_STEPS || reason == AXI_REASON_GPL;
}

/* Walk from the start; what another walk found to be converted does not count. */
static int walk_anew(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag,
		     enum axi_level level, bool *drops, struct axi_kept *kept)
{
	if (in->converts)
		memset(in->converts, 0, (in->insn_count + 63) / 64 * sizeof(*in->converts));
	int err = axi_verify_watched(in, arena, out, diag, &(struct axi_watch){.level = level, .drops = drops, .kept = AXI_FAST ? kept : NULL});

	out->peak_bytes = kept->peak = (u32)max_u64(kept->peak, out->peak_bytes);
	out->steps = kept->steps += out->steps;
	return err;
}

/* Is the last walk what any other would have been, whatever is kept apart or dropped? */
static bool as_any(const struct axi_kept *kept)
{
	return AXI_FAST && !kept->joined && !kept->dropped;
}

/* Is it accepted at this level? */
static bool accepted_at(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, enum axi_level level,
			struct axi_kept *kept)
{
	struct ax_verdict later;

	if (walk_anew(in, arena, &later, NULL, level, NULL, kept))
		return false;
	later.apart = level;
	*out = later;
	return true;
}

/* Most programs on packets are accepted with one state at each join, and would have many: only what is not, or has a loop
 * without a bound, is walked again with states kept apart by their shapes, as other programs are at once.  What is still
 * refused may be safe because of a pointer that is there on some ways only, or because of a number: where a profile allows
 * it, it is tried with more states at each join.  That changes how much is kept, not what is demanded. */
int ax_verify(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out, struct ax_diag *diag)
{
	static const u8 tries[] = {AXI_APART ? AXI_STEERED_8 : AXI_ALL_8, AXI_APART ? AXI_STEERED_32 : AXI_ALL_32, AXI_APART ? AXI_ROUNDS : 0, AXI_APART ? AXI_STEERED_128 : 0,
				    AXI_APART ? AXI_TIED : 0};
	struct ax_verdict first = {0};
	struct ax_diag why = {0}, own = {0};
	struct axi_kept kept = {.crowded = true};
	bool joined = AXI_OBJECTS && axi_prog_packet(in->prog_type), dropped = false, *drops = AXI_FAST ? &dropped : NULL;
	bool tries_more = AXI_TRIES && in->limits->prove_bytes, crowded = true, dead = true;
	int err = -AX_EACCES, second;

	if (!AXI_INFERS || in->cert) /* its states were kept apart when it was made */
		return axi_verify_watched(in, arena, out, diag, &(struct axi_watch){0});
	if (joined) {
		err = walk_anew(in, arena, &first, &why, AXI_JOINED, drops, &kept);
		*out = first;
		if (err ? axi_hopeless(why.reason) || as_any(&kept) : !first.by_budget) {
			if (err && diag)
				*diag = why;
			return err;
		}
	}
	diag = diag ? diag : &own;
	dropped = false;
	second = walk_anew(in, arena, out, diag, AXI_USUAL, drops, &kept);
	if (err && second && as_any(&kept))
		return second;
	if (tries_more && err && second && !axi_hopeless(diag->reason) && kept.crowded && accepted_at(in, arena, out, AXI_KINDS_16, &kept))
		return 0;
	if (dropped && (second || out->by_budget)) { /* what was dropped may have been needed after all */
		if (!second)
			err = 0;
		second = walk_anew(in, arena, out, diag, AXI_USUAL, NULL, &kept);
		tries_more = tries_more && !as_any(&kept);
		if (!err && second && !joined)
			return walk_anew(in, arena, out, diag, AXI_USUAL, drops, &kept);
	}
	if (!err && second)
		return walk_anew(in, arena, out, diag, AXI_JOINED, drops, &kept);
	for (u32 i = 0; tries_more && second && !axi_hopeless(diag->reason) && i < ARRAY_LEN(tries) && tries[i]; i++) {
		/* the second is as the first, with more states, and so in more time; the third is as that, but for loops; the fourth
		 * keeps dead slots, too, and has summaries later; the last is as the first, but for loops */
		if (AXI_FAST && (i == 1 ? !crowded : i == 2 || i == 4 ? !kept.cfg.heads : i == 3 && !crowded && !dead))
			continue;
		if (accepted_at(in, arena, out, tries[i], &kept))
			return 0;
		if (i < 2) {
			crowded = kept.crowded && !kept.slow;
			dead = (kept.dropped || kept.cfg.local_calls) && !kept.slow;
		}
	}
	out->peak_bytes = kept.peak;
	out->steps = kept.steps;
	return second;
}
