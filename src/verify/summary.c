/* SPDX-License-Identifier: Apache-2.0
 * summary.c - what calls of a subprogram do, remembered.
 *
 * A summary says: from every state that `in` covers, the body is safe, and comes back in one of the states `out`.  `in`
 * has the arguments and those stack slots of the callers that the body looked at; `out` has R0, the slots that it wrote,
 * and the references held then: those that are gone are released, new ones have the names of the places that took them.
 * The rest of the caller's state does not change.  What the body learned of values that the caller holds, too, is lost;
 * so summaries are only used once calls have cost so much that the program could become too expensive
 * (axi_summary_due): each body is then walked once for each distinct start.
 *
 * What a body depends on, and what it changes, must all be here: arguments, the callers' slots, references, where the
 * packet is.  What a state gets besides these, `in` and `out` must get, too.
 *
 * A body walked while an invariant is guessed may have met refusals: its summary counts in guesses only.  Summaries are
 * a cache: those not in use go when the pool is full. */
#include "verify/verify.h"

#define PER_SUB 8 /* starts of one subprogram kept apart, at one depth */

/* Slots of callees walked so far.  Confirming walks count their own, so that they are the same with a certificate. */
static u64 walked(const struct axi_verify *v)
{
	return v->called + (axi_finding(v) ? v->called_guessing : 0);
}

bool axi_summary_due(const struct axi_verify *v)
{
	bool due = v->memo_room && (axi_plans(v) || walked(v) >= v->summary_from);

	if (AXI_FAST && due && v->drops)
		*v->drops = true;
	return due;
}

void axi_summary_count(struct axi_verify *v, u32 sub)
{
	*(axi_finding(v) ? &v->called_guessing : &v->called) += v->cfg.sub[sub].end - v->cfg.sub[sub].start;
}

/* Each time that as many starts were lost as there is room for, fewer of one subprogram are kept apart. */
static u32 per_sub(const struct axi_verify *v)
{
	return PER_SUB >> min_u64(v->memo_lost / v->memo_room, 3);
}

/* A free one, or the oldest of those not in use, guesses before others; while the pool is crowded rather the oldest. */
static struct axi_memo *free_memo(struct axi_verify *v, bool final)
{
	struct axi_memo *oldest[2] = {NULL, NULL}, *unused = NULL;

	for (u32 i = 0; i < v->memo_room; i++) {
		struct axi_memo *m = &v->memo[i], **at = &oldest[m->final];

		if (!m->in && !m->busy)
			unused = m;
		else if (!m->busy && (!m->final || final) && (!*at || m->age < (*at)->age))
			*at = m;
	}
	if (!oldest[0])
		oldest[0] = oldest[1];
	if (unused && (!oldest[0] || !axi_pool_crowded(v)))
		return unused;
	v->memo_lost++;
	return oldest[0];
}

static void forget(struct axi_verify *v, struct axi_memo *m)
{
	axi_chunk_free(v, &m->in);
	axi_chunk_free(v, &m->out);
	m->final = false;
}

void axi_forget_walk(struct axi_verify *v, struct axi_sub *sub)
{
	axi_chunk_free(v, &sub->memo_args);
	axi_chunk_free(v, &sub->memo_result);
}

bool axi_summaries_drop(struct axi_verify *v)
{
	bool any = false;

	for (u32 s = 0; s < v->cfg.sub_count; s++)
		if (v->cfg.sub[s].memo_args) {
			axi_forget_walk(v, &v->cfg.sub[s]);
			any = true;
		}

	for (u32 i = 0; i < v->memo_room; i++)
		if (!v->memo[i].busy && v->memo[i].in) {
			forget(v, &v->memo[i]);
			any = true;
		}
	return any;
}

static bool same_place(const struct axi_verify *v, const struct axi_memo *m, u32 sub)
{
	return m->in && !m->busy && m->sub == sub && m->depth == v->depth + 1;
}

/* The body accesses a slot of a caller's: that caller's frame is as deep, whoever it is this time. */
static int note_slot(struct axi_verify *v, u32 frame, u32 slot, bool write)
{
	axi_foot_mark(v, frame, slot, slot, write);
	return AXI_PLANT(182) ? 0 : axi_note_depth(v, frame, -8 * (s32)(slot + 1));
}

void axi_overwritten(struct axi_verify *v, const u32 *state)
{
	u32 cursor = 0, key;
	struct axi_val val;

	while (AXI_DYNPTRS && v->dynptrs && (key = axi_chunk_next(v, *state, &cursor, &val)) != AXI_NONE) {
		s32 end = -8 * (s32)((key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME);

		if (AXI_KFUNCS && axi_is_iter(&val) && !AXI_PLANT(194)) /* it went on */
			axi_items_end(v, val.var);
		if (key >= AXI_KEY_SLOT && (val.kind != AXI_BYTES || val.zero))
			axi_slices_end(v, (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, end - 8, end);
	}
}

/* The call's effect in one of the states that it comes back in: the n-th of m->out. */
static int apply(struct axi_verify *v, const struct axi_memo *m, u32 n)
{
	u32 cursor = 0, key, out = axi_chunk_nth(v, m->out, n);
	struct axi_val val;

	if (v->cfg.sub[m->sub].moves_packet)
		axi_packet_changed(v);
	if (AXI_KFUNCS && v->cfg.sub[m->sub].moves_packet)
		axi_shared_end(v);
	axi_release_taken(v, m->sub, m->in);
	axi_overwritten(v, &out);
	axi_chunk_set_refs(v, axi_chunk_nth(v, m->out, n));
	for (u32 r = AX_R0; r <= AX_R5; r++)
		v->reg[r] = (struct axi_val){.kind = AXI_UNINIT};
	v->map.count = 0;
	while ((key = axi_chunk_next(v, axi_chunk_nth(v, m->out, n), &cursor, &val)) != AXI_NONE) {
		struct axi_val *at = &v->reg[AX_R0];

		if (key >= AXI_KEY_SLOT) {
			u32 frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, slot = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME;

			at = axi_stack_slot(v, frame, slot, true); /* may squeeze the pool */
			if (!at)
				return axi_reject(v, AXI_REASON_POOL, -1);
			int err = note_slot(v, frame, slot, true);

			if (err)
				return err;
		}
		axi_rename_val(v, &val);
		*at = val;
	}
	return 0;
}

/* What the summary's body looked at, the calls under way have looked at, too. */
static int mark_inputs(struct axi_verify *v, const struct axi_memo *m)
{
	u32 cursor = 0, key;
	struct axi_val val;
	int err = 0;

	while (!err && (key = axi_chunk_next(v, m->in, &cursor, &val)) != AXI_NONE)
		if (key >= AXI_KEY_SLOT)
			err = note_slot(v, (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME, false);
	return err;
}

struct axi_memo *axi_summary_find(struct axi_verify *v, u32 sub)
{
	for (u32 i = 0; i < v->memo_room; i++) {
		struct axi_memo *m = &v->memo[i];

		if (same_place(v, m, sub) && (m->final || axi_finding(v)) && (axi_state_in(v, m->in) || AXI_PLANT(46)))
			return m;
	}
	return NULL;
}

int axi_summary_use(struct axi_verify *v, struct axi_memo *m, int (*back)(struct axi_verify *v))
{
	u32 states = axi_chunk_count(v, m->out), copy = 0;
	int err = mark_inputs(v, m);

	m->busy = true;
	if (!err && states != 1)
		err = axi_chunk_save(v, &copy, 0x3ff);
	for (u32 n = 0; !err && n < states; n++) {
		if (n)
			err = axi_chunk_load(v, &copy);
		err = err ? err : apply(v, m, n);
		if (!err && states != 1)
			err = back(v);
	}
	m->busy = false;
	axi_chunk_free(v, &copy);
	return err ? err : states == 1;
}

/* Too many starts of one subprogram: the next one also covers one that was walked, with numbers that say less. */
static void generalise(struct axi_verify *v, u32 sub)
{
	struct axi_memo *with = NULL;
	u32 count = 0, cursor = 0, key;
	struct axi_val old, val;

	for (u32 i = 0; i < v->memo_room; i++)
		if (same_place(v, &v->memo[i], sub) && v->memo[i].final == !axi_finding(v)) {
			count++;
			with = !with || v->memo[i].age > with->age ? &v->memo[i] : with;
		}
	if (count < per_sub(v) || !axi_same_refs(v, with->in))
		return;
	v->map.count = 0;
	while ((key = axi_chunk_next(v, with->in, &cursor, &old)) != AXI_NONE) {
		const struct axi_val *at = axi_val_at(v, key);

		if (!at)
			return;
		val = *at;
		if (!axi_val_join(v, &val, &old, key >= AXI_KEY_SLOT))
			return;
	}
	cursor = v->map.count = 0;
	while ((key = axi_chunk_next(v, with->in, &cursor, &old)) != AXI_NONE) {
		struct axi_val *at = axi_val_at(v, key);

		axi_val_join(v, at, &old, key >= AXI_KEY_SLOT);
		if (at->kind == AXI_SCALAR && (!at->width || at->width == 8) && old.kind == AXI_SCALAR) {
			axi_range_widen(&old.r, &at->r);
			at->r = old.r;
		}
	}
	forget(v, with);
}

int axi_summary_begin(struct axi_verify *v, u32 sub, u16 live, struct axi_memo **out)
{
	struct axi_memo *m;
	bool final = !axi_finding(v);
	int err;

	*out = NULL;
	if (walked(v) > (AXI_FAST && v->drops ? 1 : 8) * v->summary_from) /* early at first, later when that was refused (verify.c) */
		generalise(v, sub);
	m = free_memo(v, final);
	if (!m)
		return 0;
	forget(v, m);
	err = axi_chunk_save(v, &m->in, live & 0x3e);
	if (err)
		return err;
	m->sub = sub;
	m->depth = (u8)(v->depth + 1);
	m->final = final;
	m->busy = true;
	m->age = ++v->memo_age;
	for (u32 f = 0; f <= v->depth; f++)
		*axi_foot(v, v->depth + 1, f) = (struct axi_foot){0};
	*out = m;
	return 0;
}

/* The slot's bit in what a call at this depth has seen or written. */
static bool in_foot(const struct axi_verify *v, u32 depth, u32 key, bool written)
{
	u32 frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, slot = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME;
	const struct axi_foot *foot;

	if (key < AXI_KEY_SLOT)
		return !written && key < AX_R10;
	if (frame >= depth)
		return false;
	foot = axi_foot(v, depth, frame);
	return (written ? foot->written : foot->seen) >> slot & 1;
}

bool axi_foot_written(const struct axi_verify *v, u32 depth, u32 key)
{
	return key == AX_R0 || in_foot(v, depth, key, true);
}

bool axi_foot_seen(const struct axi_verify *v, u32 depth, u32 key)
{
	return in_foot(v, depth, key, false);
}

/* The current state is one that the call comes back in, in the caller. */
int axi_summary_return(struct axi_verify *v, struct axi_memo *m)
{
	u32 depth = v->depth + 1;

	for (u32 f = 0; f < depth; f++) /* slots that were written exist here, too */
		if (axi_foot(v, depth, f)->written &&
		    !axi_stack_slot(v, f, 63 - (u32)__builtin_clzll(axi_foot(v, depth, f)->written), true))
			return axi_reject(v, AXI_REASON_POOL, -1);
	return axi_chunk_add_written(v, &m->out, depth);
}

/* The call was refused after all. */
void axi_summary_cancel(struct axi_verify *v, struct axi_memo *m)
{
	forget(v, m);
	m->busy = false;
}

void axi_summary_end(struct axi_verify *v, struct axi_memo *m)
{
	m->busy = false;
	if (axi_plans(v) && m->final)
		v->prover->called(v, m->depth, m->out);
	axi_chunk_keep_seen(v, m->in, m->depth);
}
