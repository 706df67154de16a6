/* SPDX-License-Identifier: Apache-2.0
 * ties.c - numbers that move in step: an index and the pointer that compilers let run beside it (`p[i]`, for p + 4 * i).
 *
 * A tie says that one number is so many times another one, plus a constant; it is about names (axi_val.id of numbers, axi_val.var of
 * what is variable in a pointer), which mean one number each as long as a pass of a loop lasts.  Shifts and products by constants make
 * ties; where a pass begins, those are gone.  A loop's head has ties of its own, between places: they held when it was entered, and what
 * a round adds to both is in the same proportion.  They are part of the invariant: believed while the loop is walked, asked of every
 * state that enters it and of what comes back.  A callee believes none: it may be walked for other callers, too.
 *
 * Only programs that are refused otherwise are walked so (AXI_TIED). */
#include "verify/verify.h"

#define TIMES_MAX (1 << 20)
#define MOVED 12 /* places of a loop that are looked at */

/* A number as its name and what is added to that; no name: it is constant. */
static bool form(const struct axi_val *val, u32 *name, s64 *off)
{
	bool fixed = axi_range_is_const(&val->r);

	if (val->kind == AXI_SCALAR) {
		*name = fixed ? 0 : val->id;
		*off = fixed ? (s64)val->r.tv : val->off;
		return (!val->width || val->width == 8) && (fixed || val->id);
	}
	if (val->kind != AXI_VALUE && val->kind != AXI_MEM && val->kind != AXI_RECORD && val->kind != AXI_STACK)
		return false;
	*name = fixed ? 0 : val->var;
	*off = (s64)((u64)(s64)val->off + (fixed ? val->r.tv : 0));
	return fixed || val->var;
}

/* The loops that are walked in this frame. */
static bool is_walked(const struct axi_verify *v, u32 head)
{
	for (u32 i = v->loops; i-- > 0;)
		if (v->loop[i].frame == v->depth && v->loop[i].head == head)
			return true;
	return false;
}

/* What number `a` is, as so many times `b`; b 0: any. */
static const struct axi_tie *find(const struct axi_verify *v, u32 a, u32 b)
{
	for (u32 i = 0; a && i < AXI_TIES; i++)
		if (v->tie[i].a == a && v->tie[i].depth == v->depth && (!b || v->tie[i].b == b))
			return &v->tie[i];
	for (u32 i = 0; a && i < AXI_HEAD_TIES; i++) {
		const struct axi_tie *t = &v->head_tie[i].tie;

		if (t->a == a && (!b || t->b == b) && is_walked(v, v->head_tie[i].head))
			return t;
	}
	return NULL;
}

static void add(struct axi_verify *v, u32 a, u32 b, s64 times, u64 plus)
{
	v->tie[v->ties++ % AXI_TIES] = (struct axi_tie){a, b, v->depth, (s32)times, (s64)plus};
}

/* x = times * y + *c, as all ways to here say? */
static bool tied(const struct axi_verify *v, const struct axi_val *x, const struct axi_val *y, s32 times, u64 *c)
{
	const struct axi_tie *t;
	u32 a, b;
	s64 m, n;

	if (!form(x, &a, &m) || !form(y, &b, &n) || !a != !b)
		return false;
	*c = (u64)m - (u64)(s64)times * (u64)n;
	if (!a || (a == b && times == 1))
		return true;
	t = find(v, a, b);
	if (!t || (t->times != times && !AXI_PLANT(202)))
		return false;
	*c += (u64)t->plus;
	return true;
}

void axi_tie_product(struct axi_verify *v, struct axi_val *out, const struct axi_val *of, u32 op, u64 by, bool wide)
{
	u64 times = op == AX_MUL ? by : op == AX_LSH && by < 32 ? UINT64_C(1) << by : 0;
	u32 b;
	s64 off;

	if (times < 2 || times > TIMES_MAX || (!wide && of->r.umax > UINT32_MAX / times)) /* else no bits are lost */
		return;
	if (!v->loops || axi_plans(v) || out->id || !form(of, &b, &off) || !b)
		return;
	out->id = ++v->next_id;
	out->off = 0;
	add(v, out->id, b, (s64)times, times * (u64)off);
}

void axi_tie_pointer(struct axi_verify *v, const struct axi_val *out, const struct axi_val *pointer, const struct axi_val *number)
{
	const struct axi_tie *t = NULL;
	u32 b;
	s64 off;
	u64 plus;

	if (!v->tie || !v->loops || !out->var || axi_plans(v) || !axi_range_is_const(&pointer->r) || !form(number, &b, &off) || !b)
		return;
	plus = pointer->r.tv + (u64)off;
	for (u32 i = 0; i < AXI_TIES; i++) /* none of a head: what is noted here is true whatever a loop's invariant says */
		if (v->tie[i].a == b && v->tie[i].depth == v->depth)
			t = &v->tie[i];
	if (t)
		add(v, out->var, t->b, t->times, plus + (u64)t->plus);
	else
		add(v, out->var, b, 1, plus);
}

bool axi_tie_range(struct axi_verify *v, const struct axi_val *p, struct axi_range *r)
{
	const struct axi_tie *t = v->tie && p->var && p->kind != AXI_PACKET ? find(v, p->var, 0) : NULL;
	struct axi_range whole, number;

	if (!t)
		return false;
	*r = p->r;
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) {
		const struct axi_val *val = e.val;

		if (val->kind != AXI_SCALAR || val->id != t->b || (val->width && val->width != 8))
			continue;
		whole = val->r;
		axi_range_const(&number, (u64)(s64)val->off);
		axi_range_alu(&whole, AX_SUB, false, &number);
		axi_range_const(&number, (u64)(s64)t->times);
		axi_range_alu(&whole, AX_MUL, false, &number);
		axi_range_const(&number, (u64)t->plus);
		axi_range_alu(&whole, AX_ADD, false, &number);
		if (!axi_range_meet(r, &whole))
			return false;
	}
	return true;
}

/* ---- ties of a head ---- */

void axi_ties_open(struct axi_verify *v, struct ax_arena *arena)
{
	v->tie = ax_arena_array(arena, AXI_TIES, sizeof(*v->tie), 8);
	v->head_tie = ax_arena_array(arena, AXI_HEAD_TIES, sizeof(*v->head_tie), 8);
	if (!v->tie || !v->head_tie) { /* walked without them, then */
		v->tie = NULL;
		return;
	}
	memset(v->tie, 0, AXI_TIES * sizeof(*v->tie));
	for (u32 i = 0; i < AXI_HEAD_TIES; i++)
		v->head_tie[i] = (struct axi_head_tie){.head = AXI_NONE};
}

void axi_ties_forget(struct axi_verify *v, u32 head)
{
	for (u32 i = 0; v->tie && i < AXI_HEAD_TIES; i++)
		if (v->head_tie[i].head == head)
			v->head_tie[i] = (struct axi_head_tie){.head = AXI_NONE};
}

void axi_ties_begin(struct axi_verify *v)
{
	if (v->tie)
		memset(v->tie, 0, AXI_TIES * sizeof(*v->tie));
}

/* `moved`: a round was seen to keep it. */
static void add_to_head(struct axi_verify *v, u32 head, u32 key, u32 other, s32 times, u64 c, bool moved)
{
	struct axi_head_tie *room = NULL;

	for (u32 i = 0; i < AXI_HEAD_TIES; i++) {
		struct axi_head_tie *t = &v->head_tie[i];

		if (t->head == head && t->key == key && t->other == other)
			return;
		if (t->head == AXI_NONE)
			room = t;
	}
	if (room)
		*room = (struct axi_head_tie){.head = head, .key = (u16)key, .other = (u16)other, .moved = moved, .tie = {.times = times}, .c = (s64)c};
}

void axi_ties_enter(struct axi_verify *v, u32 head)
{
	axi_ties_forget(v, head);
	for (struct axi_each e = axi_each(v); v->tie && axi_each_next(v, &e);) {
		const struct axi_val *x = e.val;
		const struct axi_tie *t;
		u32 a;
		s64 off;
		u64 c;

		if (x->kind == AXI_SCALAR || !form(x, &a, &off) || !a || !(t = find(v, a, 0)))
			continue;
		for (struct axi_each f = axi_each(v); axi_each_next(v, &f);)
			if (f.val->kind == AXI_SCALAR && tied(v, x, f.val, t->times, &c))
				add_to_head(v, head, e.key, f.key, t->times, c, false);
	}
}

bool axi_tie_claimed(struct axi_verify *v, const struct axi_loop *l, u32 key, u32 other, s32 times, s64 c)
{
	struct axi_val x, y;
	u64 is;

	if (!axi_chunk_find(v, l->entry, key, &x) || !axi_chunk_find(v, l->entry, other, &y) || y.kind != AXI_SCALAR ||
	    !tied(v, &x, &y, times, &is) || (is != (u64)c && !AXI_PLANT(200)))
		return false;
	add_to_head(v, l->head, key, other, times, (u64)c, true);
	return true;
}

/* What a round adds to what is at `key`; is it a number (or a pointer)? */
struct moved {
	u32 key;
	s64 by;
	bool number;
};

static u32 find_moved(struct axi_verify *v, u32 invariant, struct moved moved[MOVED])
{
	u32 cursor = 0, count = 0, key;
	struct axi_step step;
	struct axi_val h;

	while (count < MOVED && (key = axi_chunk_next(v, invariant, &cursor, &h)) != AXI_NONE) {
		const struct axi_val *b = axi_val_at(v, key);

		if (b && axi_advances(v, &h, b, &step) && step.lo == step.hi && step.lo)
			moved[count++] = (struct moved){key, step.lo, h.kind == AXI_SCALAR};
	}
	return count;
}

void axi_ties_moved(struct axi_verify *v, const struct axi_loop *l)
{
	struct moved moved[MOVED];
	u32 count = find_moved(v, axi_head(&v->cfg, l->head)->invariant, moved);
	struct axi_val x, y;
	u64 c;

	for (u32 i = 0; i < AXI_HEAD_TIES; i++) { /* those that were there as it was entered: does a round keep them? */
		struct axi_head_tie *t = &v->head_tie[i];
		s64 by = 0, other = 0;

		for (u32 n = 0; n < count; n++) {
			by = moved[n].key == t->key ? moved[n].by : by;
			other = moved[n].key == t->other ? moved[n].by : other;
		}
		if (t->head != l->head)
			continue;
		t->moved = by && by == t->tie.times * other;
		if (!t->moved)
			t->head = AXI_NONE;
	}
	for (u32 i = 0; i < count; i++)
		for (u32 n = 0; n < count; n++) {
			s64 times = i != n && moved[i].by % moved[n].by == 0 ? moved[i].by / moved[n].by : 0;

			if (times && times >= -TIMES_MAX && times <= TIMES_MAX && !moved[i].number && moved[n].number &&
			    axi_chunk_find(v, l->entry, moved[i].key, &x) && axi_chunk_find(v, l->entry, moved[n].key, &y) &&
			    axi_range_is_const(&x.r) && axi_range_is_const(&y.r) && tied(v, &x, &y, (s32)times, &c))
				add_to_head(v, l->head, moved[i].key, moved[n].key, (s32)times, c, true);
		}
}

void axi_ties_name(struct axi_verify *v, u32 head)
{
	for (u32 i = 0; i < AXI_HEAD_TIES; i++) {
		struct axi_head_tie *t = &v->head_tie[i];
		const struct axi_val *x, *y;
		s64 m, n;

		if (t->head != head)
			continue;
		x = axi_val_at(v, t->key);
		y = axi_val_at(v, t->other);
		t->tie.a = 0;
		if (!t->moved || !x || !y || y->kind != AXI_SCALAR || !form(x, &t->tie.a, &m) || !form(y, &t->tie.b, &n) || !t->tie.b)
			t->tie.a = 0;
		else
			t->tie.plus = (s64)((u64)t->c + (u64)(s64)t->tie.times * (u64)n - (u64)m);
	}
}

bool axi_ties_hold(struct axi_verify *v, u32 head)
{
	for (u32 i = 0; v->tie && i < AXI_HEAD_TIES; i++) {
		const struct axi_head_tie *t = &v->head_tie[i];
		const struct axi_val *x, *y;
		u64 c;

		if (t->head != head || !t->tie.a)
			continue;
		x = axi_val_at(v, t->key);
		y = axi_val_at(v, t->other);
		if (!x || !y || y->kind != AXI_SCALAR || ((!tied(v, x, y, t->tie.times, &c) || c != (u64)t->c) && !AXI_PLANT(201)))
			return false;
	}
	return true;
}

void axi_ties_leave(struct axi_verify *v, u32 head)
{
	for (u32 i = 0; v->tie && i < AXI_HEAD_TIES; i++) {
		const struct axi_head_tie *t = &v->head_tie[i];

		if (t->head == head && t->tie.a)
			add(v, t->tie.a, t->tie.b, t->tie.times, (u64)t->tie.plus);
	}
}
