/* SPDX-License-Identifier: Apache-2.0
 * plan.c - makes full certificates: of the states that a walk of inference confirmed, by addresses.
 *
 * The walk shows where it takes up states, what loops' invariants are and how they count, and what calls did (summaries
 * from the first call on, so that each body is walked once for each way in which it begins).  What all of it costs is
 * found with the checker's help: it is asked what each edge costs, longest ways are taken, loops from the inside out.
 * Nothing here is trusted. */
#include <axiom/arena.h>
#include "base/fmt.h"
#include "base/str.h"
#include "base/divide.h"
#include "prove/plan.h"

#define NO_MEMORY "it has more states, walks or loops than the prover has memory for"

static struct axi_plan *plan_of(const struct axi_verify *v)
{
	return v->proof->plan;
}

/* A quarter of the arena for states, an eighth each for the rest; inference has what is left. */
static struct axi_plan *new_plan(struct ax_arena *arena, u32 insns)
{
	size_t left = arena->size - arena->used, words = (insns + 63) / 64;
	struct axi_plan *p = ax_arena_alloc(arena, sizeof(*p), 8);

	if (!p || left < 65536)
		return NULL;
	p->room = (u32)min_u64(left / 4, 1u << 30) & ~7u;
	p->walk_room = (u32)(left / 32 / sizeof(*p->walk));
	p->loop_room = (u32)(left / 32 / sizeof(*p->loop));
	p->point_room = (u32)(left / 16 / sizeof(*p->point));
	p->edge_room = (u32)(left / 8 / sizeof(*p->edge));
	p->store = ax_arena_alloc(arena, p->room, 8);
	p->walk = ax_arena_array(arena, p->walk_room, sizeof(*p->walk), 8);
	p->loop = ax_arena_array(arena, p->loop_room, sizeof(*p->loop), 8);
	p->point = ax_arena_array(arena, p->point_room, sizeof(*p->point), 8);
	p->edge = ax_arena_array(arena, p->edge_room, sizeof(*p->edge), 8);
	p->used = 8;
	p->insns = insns;
	p->fields = ax_arena_array(arena, words, 8, 8);
	p->converts = ax_arena_array(arena, words, 8, 8);
	if (!p->fields || !p->converts)
		return NULL;
	if (!p->store || !p->walk || !p->loop || !p->point || !p->edge)
		return NULL;
	p->walks = 1;
	return p;
}

/* ---- what the walk shows ---- */

/* Keep a recorded state; they stand one behind the other. */
static u32 keep(struct axi_verify *v, u32 at)
{
	struct axi_plan *p = plan_of(v);
	u32 bytes, place = p->used;
	const void *chunk = axi_chunk_bytes(v, at, &bytes);

	if (p->room - p->used < bytes) {
		axi_plan_fail(p, NO_MEMORY);
		return 8;
	}
	memcpy(p->store + place, chunk, bytes);
	p->used += bytes;
	return place;
}

static void add_point(struct axi_verify *v, u32 block, u32 first, u32 states)
{
	struct axi_plan *p = plan_of(v);

	if (p->points == p->point_room) {
		axi_plan_fail(p, NO_MEMORY);
		return;
	}
	struct axi_point *point = &p->point[p->points++];

	*point = (struct axi_point){.walk = p->at[v->depth], .pc = v->cfg.block[block].start, .pos = v->cfg.block[block].pos, .states = states};
	for (u32 n = 0; n < states; n++) {
		u32 at = keep(v, axi_chunk_nth(v, first, n));

		point->state = n ? point->state : at;
	}
}

static void show_target(struct axi_verify *v, u32 block)
{
	add_point(v, block, v->cfg.block[block].entry, axi_chunk_count(v, v->cfg.block[block].entry));
}

static void add_walk(struct axi_verify *v, u32 depth, u32 sub, bool callback)
{
	struct axi_plan *p = plan_of(v);

	if (p->walks == p->walk_room) {
		axi_plan_fail(p, NO_MEMORY);
		return;
	}
	for (u32 f = 0; f < depth; f++)
		*axi_foot(v, depth, f) = (struct axi_foot){0};
	p->at[depth] = p->walks;
	p->walk[p->walks++] = (struct axi_planned){.sub = sub, .depth = depth, .callback = callback};
}

static void show_call(struct axi_verify *v, u32 sub, bool summary)
{
	if (!summary)
		axi_plan_fail(plan_of(v), "a function's calls must be told apart by more than its arguments and frames");
	add_walk(v, v->depth + 1, sub, false);
}

static void show_called(struct axi_verify *v, u32 depth, u32 out)
{
	struct axi_plan *p = plan_of(v);
	struct axi_planned *w = &p->walk[p->at[depth]];

	for (u32 f = 0; f < depth; f++)
		w->foot[f] = *axi_foot(v, depth, f);
	w->moves = v->cfg.sub[w->sub].moves_packet;
	w->outs = axi_chunk_count(v, out);
	for (u32 n = 0; n < w->outs; n++) {
		u32 at = keep(v, axi_chunk_nth(v, out, n));

		w->out = n ? w->out : at;
	}
}

static void show_head(struct axi_verify *v, u32 head, u32 entry, u32 invariant)
{
	struct axi_plan *p = plan_of(v);
	const struct axi_loop *l = &v->loop[v->loops - 1];
	const struct axi_block *b = &v->cfg.block[head];

	if (l->calls) { /* its state waits at its first block */
		add_walk(v, v->depth, v->frame[v->depth].sub, true);
		return;
	}
	add_point(v, head, invariant, 1);
	if (p->loops == p->loop_room)
		axi_plan_fail(p, NO_MEMORY);
	else
		p->loop[p->loops++] = (struct axi_counted){.walk = p->at[v->depth], .block = head, .first = b->pos, .last = b->last};
}

/* A value as a number: its range, name and distance (see src/check/relation.c). */
static bool number_of(const struct axi_val *val, u32 key, struct axi_number *n)
{
	if ((key >= AXI_KEY_SLOT && val->width != 8) || val->null || (key >= AX_R10 && key < AXI_KEY_SLOT))
		return false;
	if (val->kind == AXI_SCALAR)
		*n = (struct axi_number){val->r, val->id, val->off};
	else if (val->kind == AXI_STACK || val->kind == AXI_VALUE || val->kind == AXI_RECORD || val->kind == AXI_MEM || axi_in_packet(val))
		*n = (struct axi_number){axi_whole_offset(val), val->var, val->off};
	else
		return false;
	return true;
}

/* Does a round move this number by a constant? */
static bool moves(const struct axi_val *h, const struct axi_val *b, u32 key, struct axi_number *n, struct axi_number *back, s64 *step)
{

	if (h->kind != b->kind || h->width != b->width || !number_of(h, key, n) || !number_of(b, key, back) || !n->name ||
	    n->name != back->name)
		return false;
	*step = back->off - n->off;
	return *step != 0;
}

static void add_candidate(struct axi_counted *loop, struct axi_moved m)
{
	u32 i = loop->candidates;

	while (i && loop->candidate[i - 1].rounds > m.rounds)
		i--;
	if (i == CANDIDATES)
		return;
	if (loop->candidates < CANDIDATES)
		loop->candidates++;
	memmove(&loop->candidate[i + 1], &loop->candidate[i], (loop->candidates - 1 - i) * sizeof(m));
	loop->candidate[i] = m;
}

/* Does it stay in the invariant because it only goes there in steps?  first, back: as it enters and as it comes back. */
static bool by_steps(const struct axi_moved *m, const struct axi_range *head, const struct axi_range *first, const struct axi_range *back)
{
	s64 step = m->step < 0 ? -m->step : m->step, rest;
	struct axi_range r = *back, between;

	if (!AXI_RANKS || !axi_range_is_const(first) || step < 2 || step > 1 << 20 || r.smin < -AXI_PLAN_FAR || r.smax > AXI_PLAN_FAR ||
	    first->smin < -AXI_PLAN_FAR || first->smin > AXI_PLAN_FAR)
		return false;
	axi_range_unknown(&between);
	axi_divide_s64(r.smin - first->smin, step, &rest);
	between.smin = r.smin - rest + (rest > 0 ? step : 0);
	axi_divide_s64(r.smax - first->smin, step, &rest);
	between.smax = r.smax - rest - (rest < 0 ? step : 0);
	return between.smin <= between.smax && axi_range_sync(&between) && axi_range_meet(&r, &between) && axi_range_in(&r, head);
}

/* The current state comes back to the head of the innermost loop, and is covered: which numbers move, and which of them
 * stay in the invariant by themselves? */
static void show_rounds(struct axi_verify *v, const struct axi_loop *l)
{
	struct axi_plan *p = plan_of(v);
	u32 cursor = 0, key, invariant = axi_head(&v->cfg, l->head)->invariant;
	struct axi_counted *loop = NULL;
	struct axi_val h, e;

	for (u32 i = p->loops; i-- > 0 && !loop && !l->calls;)
		if (p->loop[i].walk == p->at[v->depth] && p->loop[i].block == l->head)
			loop = &p->loop[i];
	if (loop) {
		loop->comes_back = true;
		loop->grown = l->grown;
	}
	v->map.count = 0;
	v->names = axi_names_around(v);
	while ((key = axi_chunk_next(v, invariant, &cursor, &h)) != AXI_NONE) {
		const struct axi_val *b = axi_val_at(v, key);
		bool in = b && axi_val_in(v, b, &h, key >= AXI_KEY_SLOT);
		struct axi_number n, back, first;
		struct axi_moved m = {0};

		if (!b || (loop ? !moves(&h, b, key, &n, &back, &m.step) : true)) {
			if (!in)
				axi_plan_fail(p, l->calls ? "frames count along with the calls of a function that a helper calls"
							  : "a loop's invariant has a value that rests on the number of rounds, and moves by no constant");
			continue;
		}
		m.name = n.name;
		m.off = n.off;
		if (!axi_chunk_find(v, l->entry, key, &e) || !number_of(&e, key, &first))
			first = n;
		m.fixed = axi_range_is_const(&first.r);
		m.entry = (s64)first.r.tv;
		m.steps = loop && !in && by_steps(&m, &n.r, &first.r, &back.r);
		axi_range_join(&first.r, &back.r); /* nothing else arrives */
		if (!axi_range_meet(&first.r, &n.r))
			first = n;
		m.at = m.step > 0 ? first.r.smax : first.r.smin;
		if ((in || m.steps) && first.r.smin > -AXI_PLAN_FAR && first.r.smax < AXI_PLAN_FAR) {
			m.rounds = (u64)(first.r.smax - first.r.smin) / (u64)(m.step < 0 ? -m.step : m.step);
			add_candidate(loop, m);
		}
		if (in)
			continue;
		m.steps = false;
		if (loop->counted == COUNTED)
			axi_plan_fail(p, "more than 8 numbers of a loop rest on the number of its rounds");
		else
			loop->also[loop->counted++] = m;
	}
	v->names = 0;
}

/* What a timer calls: a walk that nothing leads to. */
static void show_later(struct axi_verify *v, const struct axi_cost_site *site)
{
	struct axi_plan *p = plan_of(v);

	add_walk(v, 0, site->sub, false);
	p->walk[p->walks - 1].later = true;
	p->walk[p->walks - 1].map = site->pc;
}

/* The walk is over: what can only be seen now. */
static void show_end(struct axi_verify *v)
{
	struct axi_plan *p = plan_of(v);

	if (v->special)
		memcpy(p->fields, v->special, (p->insns + 63) / 64 * 8);
	for (u32 w = 0; w < p->walks; w++)
		if (!p->walk[w].depth)
			p->walk[w].moves = v->cfg.sub[p->walk[w].sub].moves_packet;
	for (u32 pc = 0; pc < v->in->insn_count; pc++)
		if (v->in->insns[pc].opcode == AX_OP_CALL && !v->in->insns[pc].src && v->in->insns[pc].imm == AX_HELPER_tail_call)
			v->cfg.sub[axi_sub_at(&v->cfg, pc)].active = true;
	for (u32 pc = 0; AXI_KFUNCS && pc < v->in->insn_count; pc++)
		if (v->in->insns[pc].opcode == AX_OP_CALL && v->in->insns[pc].src == AX_CALL_KFUNC && !axi_kfunc_in_full((u32)v->in->insns[pc].imm))
			p->why = "full certificates cover neither exceptions nor structures that programs allocate, nor other iterators than those of numbers";
		else if (v->in->insns[pc].opcode == AX_OP_MAY_GOTO)
			p->why = "full certificates do not cover may_goto";
	for (u32 rank = 1; rank <= AX_CALL_DEPTH; rank++) /* tail calls of callees */
		for (u32 pc = 0; v->cfg.local_calls && pc < v->in->insn_count; pc++) {
			const struct ax_insn *insn = &v->in->insns[pc];

			if (insn->opcode == AX_OP_CALL && insn->src == AX_CALL_LOCAL)
				v->cfg.sub[axi_sub_at(&v->cfg, pc)].active |= v->cfg.sub[axi_named_sub(&v->cfg, pc)].tails ||
								    v->cfg.sub[axi_named_sub(&v->cfg, pc)].active;
		}
	for (u32 w = 0; w < p->walks; w++)
		p->walk[w].tails = v->cfg.sub[p->walk[w].sub].active;
}

#define SHOWN_TO show_head, show_target, show_rounds, show_call, show_called, show_later, show_end
static const struct axi_prover shown_to[4] = {
	{SHOWN_TO, NULL, false}, {SHOWN_TO, NULL, true}, {SHOWN_TO, axi_prove_guess, false}, {SHOWN_TO, axi_prove_guess, true},
};

/* ---- states as bytes ---- */

/* What is written of a value: is it there, for this walk? */
static bool shown(const struct axi_plan *p, u32 walk, u32 key, const struct axi_val *val, bool out)
{
	const struct axi_planned *w = &p->walk[walk];
	u32 frame = (key - AXI_KEY_SLOT) / AXI_SLOTS_FRAME, slot = (key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME;

	if (val->kind == AXI_UNINIT || (val->kind == AXI_BYTES && !val->init))
		return false;
	if (key < AXI_KEY_SLOT)
		return key < AX_R10 && (!out || !key);
	if (out)
		return frame < w->depth && w->foot[frame].written >> slot & 1;
	return frame >= w->depth || w->foot[frame].seen >> slot & 1;
}

/* The next value of a state that is written. */
static u32 next_shown(const struct axi_plan *p, u32 walk, u32 at, u32 *cursor, struct axi_val *val, bool out)
{
	struct axi_verify view = {.pool = p->store};
	u32 key;

	while ((key = axi_chunk_next(&view, at, cursor, val)) != AXI_NONE)
		if (shown(p, walk, key, val, out))
			break;
	return key;
}

static u32 holders(const struct axi_plan *p, u32 at, u32 id)
{
	struct axi_verify view = {.pool = p->store};
	struct axi_val other;
	u32 cursor = 0, n = 0;

	while (axi_chunk_next(&view, at, &cursor, &other) != AXI_NONE)
		n += other.kind != AXI_BYTES && other.id == id;
	return n;
}

/* One value as bytes; a name that nothing else has says nothing. */
static void put_val(struct axi_proof *out, u32 at, u32 key, const struct axi_val *val)
{
	bool id = val->id && (val->kind != AXI_SCALAR || holders(out->plan, at, val->id) > 1);
	u32 size = axi_of_map(val) ? 0 : val->size; /* which map of a map it is, is not told */
	bool off = val->off && (id || val->kind != AXI_SCALAR), extra = val->obj || size || val->var;

	axi_put_u8(out, (u8)(val->kind | (val->null ? AXI_CV_NULL : 0) | (id ? AXI_CF_ID : 0) | (extra ? AXI_CF_MORE : 0) |
			     (off ? AXI_CV_OFF : 0)));
	if (id)
		axi_put_uint(out, val->id);
	if (off)
		axi_put_int(out, val->off);
	if (extra) {
		axi_put_uint(out, val->obj);
		axi_put_uint(out, size);
		axi_put_u8(out, val->var != 0);
		if (val->var)
			axi_put_uint(out, val->var);
	}
	if (key >= AXI_KEY_SLOT)
		axi_put_slot(out, val);
	if (val->kind != AXI_BYTES)
		axi_put_range(out, &val->r);
}

/* Is the value of one state, as it is written, that of the other? */
static bool same_val(struct axi_proof *out, u32 a, u32 b, u32 key, const struct axi_val *x, const struct axi_val *y)
{
	u8 bytes[2][160];
	struct axi_proof one = {.out = bytes[0], .room = sizeof(bytes[0]), .plan = out->plan}, other = {.out = bytes[1], .room = sizeof(bytes[1]), .plan = out->plan};

	put_val(&one, a, key, x);
	put_val(&other, b, key, y);
	return one.used == other.used && !memcmp(bytes[0], bytes[1], one.used);
}

struct side {
	u32 at, cursor, key;
	struct axi_val val;
};

static struct side open_side(const struct axi_plan *p, u32 walk, u32 at, bool is_out)
{
	struct side s = {.at = at, .key = AXI_NONE};

	if (at)
		s.key = next_shown(p, walk, at, &s.cursor, &s.val, is_out);
	return s;
}

/* What differs between two states of a walk: counted, or written. */
static u32 differences(struct axi_proof *out, u32 walk, u32 base, u32 at, bool is_out, bool write)
{
	struct axi_plan *p = out->plan;
	struct side b = open_side(p, walk, base, is_out), s = open_side(p, walk, at, is_out);
	u32 n = 0, last = 0;

	while (b.key != AXI_NONE || s.key != AXI_NONE) {
		u32 key = b.key < s.key ? b.key : s.key;

		if (b.key != s.key || !same_val(out, base, at, key, &b.val, &s.val)) {
			if (write)
				axi_put_uint(out, key - last - (n > 0));
			if (write && s.key == key)
				put_val(out, at, key, &s.val);
			else if (write)
				axi_put_u8(out, AXI_UNINIT);
			last = key;
			n++;
		}
		if (b.key == key)
			b.key = next_shown(p, walk, base, &b.cursor, &b.val, is_out);
		if (s.key == key)
			s.key = next_shown(p, walk, at, &s.cursor, &s.val, is_out);
	}
	return n;
}

/* The value in a state that has this name. */
static u32 with_name(const struct axi_plan *p, u32 walk, u32 at, u32 name, struct axi_number *n)
{
	struct axi_val val;
	u32 cursor = 0, key;

	while ((key = next_shown(p, walk, at, &cursor, &val, false)) != AXI_NONE)
		if (number_of(&val, key, n) && n->name == name)
			break;
	return key;
}

/* The relations of a state: of what counts along with the loops around it. */
static u32 relations(const struct axi_plan *p, const struct axi_point *point, u32 at, struct axi_relation list[AXI_RELATIONS])
{
	u32 count = 0;

	for (u32 t = 0; t < point->terms; t++) {
		const struct axi_counted *l = &p->loop[point->loop[t]];
		const struct axi_moved *c = &l->candidate[l->chosen];
		struct axi_number a, b;
		u32 other = with_name(p, point->walk, at, c->name, &b);

		if (c->steps && other != AXI_NONE && count < AXI_RELATIONS) { /* the first number in all of it, from there to here */
			s64 times = c->step < 0 ? -c->step : c->step, rest;

			axi_divide_s64(c->entry - c->off + b.off, times, &rest);
			list[count++] = (struct axi_relation){.key = other, .other = other, .times = (u32)times,
							      .sum = (u64)(rest < 0 ? rest + times : rest)};
		}
		for (u32 i = 0; i < l->counted && count < AXI_RELATIONS; i++) {
			const struct axi_moved *m = &l->also[i];
			struct axi_relation r = {.key = with_name(p, point->walk, at, m->name, &a), .other = other};

			if (axi_plan_itself(m, c) || r.key == AXI_NONE || other == AXI_NONE || !axi_plan_ratio(m->step, c->step, &r.times, &r.factor))
				continue;
			/* at the head times m = factor * c + (times entry of m - factor * entry of c), by names; from there to here */
			r.sum = r.times * ((u64)m->entry - (u64)m->off + (u64)a.off) - (u64)r.factor * ((u64)c->entry - (u64)c->off + (u64)b.off);
			list[count++] = r;
		}
	}
	return count;
}

static void put_relations(struct axi_proof *out, const struct axi_point *point, u32 at)
{
	struct axi_relation list[AXI_RELATIONS];
	u32 count = relations(out->plan, point, at, list), with = 0;

	for (u32 i = 0; i < count; i++)
		with |= list[i].times > 1 ? AXI_WITH_TIMES : 0;
	axi_put_uint(out, count + with);
	for (u32 i = 0; i < count; i++) {
		axi_put_uint(out, list[i].key);
		axi_put_uint(out, list[i].other);
		if (with)
			axi_put_uint(out, list[i].times);
		axi_put_int(out, list[i].factor);
		axi_put_int(out, (s64)list[i].sum);
	}
}

/* How many of the references are halves of a lock? */
static u32 lock_refs(const u32 *ref, u32 refs)
{
	u32 n = 0;

	for (u32 i = 0; i < refs; i++)
		n += ref[i] < UINT32_C(1) << 31 || ref[i] >= AXI_LOCK_MAP;
	return n;
}

static void put_state(struct axi_proof *out, u32 walk, const struct axi_point *point, u32 base, u32 at)
{
	struct axi_plan *p = out->plan;
	struct axi_verify view = {.pool = p->store};
	const u32 *ref, *old = NULL;
	u32 refs = axi_chunk_refs(&view, at, &ref), before = base ? axi_chunk_refs(&view, base, &old) : 0, locks = point ? 0 : lock_refs(ref, refs);

	if (locks) { /* a function comes back with its caller's lock, which is not told */
		axi_put_uint(out, refs - locks + 1);
		for (u32 i = 0; i < refs; i++)
			if (!lock_refs(&ref[i], 1))
				axi_put_uint(out, ref[i]);
	} else if (refs == before && (!refs || !memcmp(ref, old, refs * sizeof(*ref)))) {
		axi_put_uint(out, 0);
	} else {
		axi_put_uint(out, refs + 1);
		for (u32 i = 0; i < refs; i++)
			axi_put_uint(out, ref[i]);
	}
	if (point)
		put_relations(out, point, at);
	else
		axi_put_uint(out, 0);
	axi_put_uint(out, differences(out, walk, base, at, !point, false));
	differences(out, walk, base, at, !point, true);
}

u32 axi_plan_next(const struct axi_plan *p, u32 at)
{
	struct axi_verify view = {.pool = p->store};
	u32 bytes;

	axi_chunk_bytes(&view, at, &bytes);
	return at + bytes;
}

/* ---- a certificate as bytes ---- */

/* The number that a loop counts by, in a point: its key in every state; `at`: where it may go. */
u32 axi_plan_term(const struct axi_plan *p, const struct axi_point *point, const struct axi_moved *c, s64 *at)
{
	u32 state = point->state, key = AXI_NONE;

	for (u32 n = 0; n < point->states; n++, state = axi_plan_next(p, state)) {
		struct axi_number num;
		u32 k = with_name(p, point->walk, state, c->name, &num);
		s64 to = c->at + num.off - c->off;

		if (k == AXI_NONE || (n && k != key))
			return AXI_NONE;
		if (!n || (c->step > 0 ? to > *at : to < *at))
			*at = to;
		key = k;
	}
	return key;
}

static void put_point(struct axi_proof *out, const struct axi_point *point, u32 base)
{
	struct axi_plan *p = out->plan;
	u32 at = point->state;

	axi_put_uint(out, point->states << 1 | !base);
	if (!p->by_budget) {
		axi_put_uint(out, point->rest[0]);
		axi_put_uint(out, point->rest[1]);
		axi_put_uint(out, point->terms);
		for (u32 t = 0; t < point->terms; t++) {
			const struct axi_counted *l = &p->loop[point->loop[t]];
			s64 to = 0;

			axi_put_uint(out, axi_plan_term(p, point, &l->candidate[l->chosen], &to));
			axi_put_int(out, to);
			axi_put_int(out, l->candidate[l->chosen].step);
			axi_put_uint(out, l->cost[0]);
			axi_put_uint(out, l->cost[1]);
		}
	}
	for (u32 n = 0; n < point->states; n++, at = axi_plan_next(p, at)) {
		put_state(out, point->walk, point, base, at);
		base = base ? base : at;
	}
}

/* Move what was written since `start` up, and put its size before it. */
static void put_size(struct axi_proof *out, size_t start)
{
	size_t size = out->used - start, end;
	u32 bytes = 1;

	for (size_t n = size; n > 0x7f; n >>= 7)
		bytes++;
	end = out->used + bytes;
	if (end > out->room) {
		out->full = true;
		out->used = end;
		return;
	}
	memmove(out->out + start + bytes, out->out + start, size);
	out->used = start;
	axi_put_uint(out, size);
	out->used = end;
}

static bool begins_locked(const struct axi_plan *p, u32 walk)
{
	struct axi_verify view = {.pool = p->store};
	u32 i = 0, refs;
	const u32 *ref;

	while (i < p->points && p->point[i].walk != walk)
		i++;
	if (i == p->points)
		return false;
	refs = axi_chunk_refs(&view, p->point[i].state, &ref);
	return lock_refs(ref, refs);
}

static void put_walk(struct axi_proof *out, u32 walk)
{
	struct axi_plan *p = out->plan;
	const struct axi_planned *w = &p->walk[walk];
	size_t start = out->used, inner, told;
	u32 at = w->out, base = 0, pc = 0;
	bool first = true;

	axi_put_uint(out, w->sub);
	axi_put_uint(out, w->depth);
	axi_put_uint(out, (w->callback ? AXI_WALK_CALLBACK : 0) | (w->moves ? AXI_WALK_MOVES : 0) | (w->tails ? AXI_WALK_TAILS : 0) |
			  (begins_locked(p, walk) ? AXI_WALK_LOCKED : 0) | (w->later ? AXI_WALK_LATER : 0));
	if (w->later)
		axi_put_uint(out, w->map);
	for (u32 f = 0; f < w->depth; f++) {
		axi_put_uint(out, w->foot[f].seen);
		axi_put_uint(out, w->foot[f].written);
	}
	axi_put_uint(out, w->outs);
	inner = out->used;
	for (u32 n = 0; n < w->outs; n++, at = axi_plan_next(p, at)) {
		put_state(out, walk, NULL, base, at);
		base = base ? base : at;
	}
	put_size(out, inner);
	base = 0;
	for (u32 i = 0; i < p->points; i++) {
		const struct axi_point *point = &p->point[i];

		if (point->walk != walk)
			continue;
		axi_put_uint(out, first ? 0 : point->pc - pc); /* the first stands where the function begins */
		inner = out->used;
		put_point(out, point, base);
		told = out->used - inner;
		if (base && told > 24) { /* would it be better alone? */
			out->used = inner;
			put_point(out, point, 0);
			if (4 * told < 3 * (out->used - inner)) {
				out->used = inner;
				put_point(out, point, base);
			} else {
				base = 0;
			}
		}
		put_size(out, inner);
		base = base ? base : point->state;
		pc = point->pc;
		first = false;
	}
	put_size(out, start);
}

static void put_all(struct axi_proof *out)
{
	struct axi_plan *p = out->plan;
	size_t start;
	u32 last = 0;

	out->used = AXI_CERT_HEADER;
	axi_put_uint(out, p->by_budget);
	axi_put_uint(out, p->walks);
	start = out->used;
	for (u32 pc = 0; pc < p->insns; pc++)
		if (axi_bit(p->fields, pc)) {
			axi_put_uint(out, (pc - last) << 1 | axi_bit(p->converts, pc));
			last = pc;
		}
	put_size(out, start);
	for (u32 w = 0; w < p->walks; w++)
		put_walk(out, w);
}

/* ---- the maker ---- */

/* No certificate: why, for the user. */
static int not_covered(struct ax_diag *diag, const char *why)
{
	*diag = (struct ax_diag){.insn = AXI_NONE, .reg = -1};
	axi_strcopy(diag->note, why, sizeof(diag->note));
	return -AX_ENOTSUPP;
}

static int write_plan(struct axi_proof *out, const struct ax_verify_input *in, bool by_budget, struct ax_arena *arena, struct ax_diag *diag)
{
	struct axi_plan *p = out->plan;
	struct ax_verify_input own = *in;
	struct ax_verdict verdict;
	u32 deepest = 0;
	int err;

	p->by_budget |= by_budget;
	if (p->why || !axi_plan_choose(p) || !axi_plan_order(p))
		return not_covered(diag, p->why);
	put_all(out);
	for (u32 w = 0; w < p->walks; w++)
		deepest = p->walk[w].depth > deepest ? p->walk[w].depth : deepest;
	for (u32 pass = 0; pass <= deepest && !p->by_budget && !out->full; pass++) { /* callees' costs first */
		own.cert = out->out;
		own.cert_size = out->used;
		p->edges = 0;
		err = axi_check_watched(&own, arena, &verdict, diag, &(struct axi_watch){.toll = axi_plan_toll, .arg = p});
		if (err)
			return err == -AX_ENOMEM ? err : not_covered(diag, "claims of each place by itself say less than what inference knew of all of them together");
		if (!axi_plan_costs(p))
			return not_covered(diag, "a loop whose rounds cannot be paid for by one number that moves");
		put_all(out);
	}
	return 0;
}

/* Does the checker take it, in the memory that it will have, and in little? */
static int judge(struct axi_proof *proof, const struct ax_verify_input *in, struct ax_arena *arena, struct ax_diag *diag)
{
	struct ax_verdict verdict = {0};
	char why[sizeof(diag->note)];
	int err = proof->full ? -AX_ENOSPC : axi_prove_check(proof, in, arena, &verdict, diag);

	if (err || verdict.peak_bytes <= AX_CERTIFIED_BYTES)
		return err;
	axi_fmt(why, sizeof(why), "its checker would need %u bytes, and has %u: there are too many values in its stack at a time", verdict.peak_bytes,
		AX_CERTIFIED_BYTES);
	return not_covered(diag, why);
}

/* Ways of finding invariants: the first are the smallest certificates, the last say little of numbers that count along. */
static const struct axi_way ways[] = {
	{AXI_JOINED, true, false, false}, {AXI_USUAL, true, false, false}, {AXI_JOINED, false, false, false}, {AXI_USUAL, false, false, false},
	{AXI_KINDS_16, true, false, false}, {AXI_STEERED_8, true, false, false}, {AXI_STEERED_32, true, false, false}, {AXI_STEERED_128, false, false, false},
	{AXI_USUAL, true, true, false}, {AXI_KINDS_16, true, true, false}, {AXI_STEERED_8, true, true, false}, {AXI_STEERED_32, true, true, false},
	{AXI_JOINED, true, false, true}, {AXI_USUAL, true, false, true}, {AXI_STEERED_8, true, false, true}, {AXI_STEERED_32, true, false, true},
	{AXI_USUAL, true, true, true}, {AXI_STEERED_8, true, true, true},
};
enum { WAYS = AXI_APART ? ARRAY_LEN(ways) : 12 };

/* A plan to begin with, and what numbers are guessed by; false: no memory. */
static bool open_proof(struct axi_proof *proof, const struct ax_verify_input *in, struct ax_arena *arena, bool steps)
{
	*proof = (struct axi_proof){.out = proof->out, .room = proof->room, .plan = new_plan(arena, in->insn_count)};
	if (AXI_APART && steps)
		proof->steps = axi_steps_find(in, arena);
	axi_put_header(proof, AXI_CERT_FULL);
	return proof->plan && (!steps || proof->steps);
}

/* One of them, and whether the checker takes what it finds.  `uncounted`: the budget ends a loop whose rounds no number counts. */
static int attempt(const struct ax_verify_input *in, const struct axi_way *way, bool uncounted, struct axi_tried *tried, struct ax_arena *arena, struct axi_proof *proof, struct ax_diag *diag)
{
	struct ax_verify_input own = *in;
	size_t mark = ax_arena_mark(arena);
	struct ax_verdict verdict;
	struct axi_kept kept;
	bool dropped = false;
	int err = open_proof(proof, in, arena, way->steps) ? 0 : -AX_ENOMEM;

	axi_way_begin(&kept);
	if (!err) {
		own.cert = NULL;
		own.cert_size = 0;
		own.converts = proof->plan->converts;
		err = axi_verify_watched(&own, arena, &verdict, diag, &(struct axi_watch){.proof = proof, .prover = &shown_to[way->by_itself + 2 * way->steps],
					 .level = (enum axi_level)way->level, .drops = way->drops ? &dropped : NULL,
					 .kept = AXI_FAST ? &kept : NULL});
	}
	axi_way_end(tried, way, &kept, err, err ? diag->reason : 0);
	if (!err)
		proof->plan->uncounted = uncounted;
	if (!err && way->by_itself && verdict.by_budget && !uncounted) /* what other ways count */
		err = not_covered(diag, "a loop counts by no number of which claims could tell");
	err = err ? err : write_plan(proof, &own, verdict.by_budget, arena, diag);
	err = err ? err : judge(proof, &own, arena, diag);
	ax_arena_release(arena, mark);
	return err;
}

/* By what can happen, with so many states at a place. */
static int explored(const struct ax_verify_input *in, u32 limit, struct ax_arena *arena, struct axi_proof *proof, struct ax_diag *diag)
{
	struct ax_verify_input own = *in;
	size_t mark = ax_arena_mark(arena);
	int err = open_proof(proof, in, arena, true) ? 0 : -AX_ENOMEM;

	if (!err) {
		own.cert = NULL;
		own.cert_size = 0;
		own.converts = proof->plan->converts;
		err = axi_explore(&own, arena, proof, limit, diag);
	}
	if (!err && (proof->plan->why || !axi_plan_order(proof->plan)))
		err = not_covered(diag, proof->plan->why);
	if (!err) {
		put_all(proof);
		err = judge(proof, &own, arena, diag);
	}
	ax_arena_release(arena, mark);
	return err;
}

int ax_certify_full(const struct ax_verify_input *in, struct ax_arena *arena, void *out, size_t room, size_t *size, struct ax_diag *diag)
{
	struct axi_proof proof = {.out = out, .room = room};
	struct ax_diag last = {0}, why = {0};
	struct axi_tried tried[WAYS], again;
	struct ax_verdict verdict;
	bool limited = true;
	int err = 0;

	for (u32 i = 0; i < WAYS; i++) {
		tried[i] = (struct axi_tried){.way = ways[i], .same = axi_way_known(tried, i, &ways[i])};
		if (tried[i].same)
			continue;
		last.reason = 0;
		err = attempt(in, &ways[i], false, &tried[i], arena, &proof, &last);
		*size = proof.used;
		if (err == -AX_E2BIG && last.reason != AXI_REASON_STEPS && diag)
			*diag = last;
		if (!err || err == -AX_ENOSPC || (err == -AX_E2BIG && last.reason != AXI_REASON_STEPS)) /* too many steps in one way */
			return err;
		if (err == -AX_ENOTSUPP && !why.note[0])
			why = last;
	}
	for (u32 limit = 8; AXI_APART && limit <= AXI_CLAIM_STATES && limited; limit *= 4) {
		err = explored(in, limit, arena, &proof, &last);
		limited = proof.limited;
		*size = proof.used;
		if (!err || err == -AX_ENOSPC)
			return err;
	}
	for (u32 i = 0; AXI_APART && why.note[0] && i < WAYS; i++) { /* inference counts what claims do not: items of an iterator */
		if (tried[i].same || !tried[i].accepted || !tried[i].looped)
			continue;
		err = attempt(in, &ways[i], true, &again, arena, &proof, &last);
		*size = proof.used;
		if (!err || err == -AX_ENOSPC)
			return err;
	}
	*size = 0;
	err = ax_verify(in, arena, &verdict, diag);
	if (!why.note[0])
		not_covered(&why, "inference accepts it only while it forgets slots or calls, as full certificates do not");
	if (!err && diag)
		*diag = why;
	return err ? err : -AX_ENOTSUPP;
}
