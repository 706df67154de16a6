/* SPDX-License-Identifier: Apache-2.0
 * gc.c - mark and compact, sliding (the LISP 2 algorithm), without recursion and without a stack.
 *
 * Marking keeps the objects that wait to be scanned in a list through their `aux` words.  Then one walk over the objects
 * gives each its new address (in `aux`), one rewrites every reference, one moves.  All three are linear in the heap.
 * Strings of the intern table are held by it weakly. */
#include "js/gc.h"

struct gc {
	struct js *js;
	u32 grey; /* first object to scan */
};

static void mark(struct gc *gc, u32 at)
{
	struct js_head *h = js_at(gc->js, at);

	if (h->hdr & JS_H_MARK)
		return;
	h->hdr |= JS_H_MARK;
	if ((h->hdr & JS_H_TYPE) > JS_T_NUMBER) {
		h->aux = gc->grey;
		gc->grey = at;
	}
}

/* ---- one description of all references, for marking, and for rewriting */

/* A visitor sees every reference of an object as an offset that it may change. */
struct visit {
	struct js *js;
	u32 (*ref)(struct visit *v, u32 at); /* new value */
	struct gc gc;
	u32 delta; /* modulo 2^32 */
};

static inline void visit_ref(struct visit *v, u32 *ref)
{
	if (*ref && !(*ref & 1))
		*ref = v->ref(v, *ref);
}

static inline void visit_value(struct visit *v, js_value *p)
{
	if (js_is_ref(*p))
		*p = js_ref_moved(*p, v->ref(v, js_ref_at(*p)));
}

static void visit_values(struct visit *v, js_value *p, u32 n)
{
	for (u32 i = 0; i < n; i++)
		visit_value(v, p + i);
}


static void visit_object(struct visit *v, struct js_object *o, u32 at)
{
	visit_ref(v, &o->proto);
	visit_ref(v, &o->keys);
	if (!o->slots)
		return;
	if (js_inline_slots(o)) {
		visit_values(v, (js_value *)(o + 1), (js_bytes_of(o->hdr) - (u32)sizeof(*o)) / (u32)sizeof(js_value));
		return; /* the mover corrects `slots` */
	}
	o->slots = v->ref(v, o->slots - (u32)sizeof(struct js_slots)) + (u32)sizeof(struct js_slots);
}

static void visit_keys(struct visit *v, struct js_keys *k)
{
	for (u32 i = 0; i < k->count; i++)
		if (k->key[i] && !(k->key[i] & 3))
			k->key[i] = v->ref(v, k->key[i]);
}

/* visit_all - every reference in the object at `at`. */
static void visit_all(struct visit *v, u32 at)
{
	struct js_object *o = js_at(v->js, at);
	u32 bytes = js_bytes_of(o->hdr);

	switch ((enum js_type)(o->hdr & JS_H_TYPE)) {
	case JS_T_FREE:
	case JS_T_STR8:
	case JS_T_STR16:
	case JS_T_BYTES:
	case JS_T_NUMBER:
	case JS_T_INTERN: return;
	case JS_T_OBJECT: visit_object(v, o, at); return;
	case JS_T_ARRAY:
		visit_object(v, o, at);
		visit_ref(v, &((struct js_array *)o)->items);
		return;
	case JS_T_FUNCTION:
	case JS_T_BOUND:
		visit_object(v, o, at);
		visit_values(v, (js_value *)(o + 1), (bytes - (u32)sizeof(*o)) / (u32)sizeof(js_value));
		return;
	case JS_T_HOST:
		visit_object(v, o, at);
		visit_values(v, ((struct js_host *)o)->v, ((struct js_host *)o)->values);
		return;
	case JS_T_KEYS: visit_keys(v, (struct js_keys *)o); return;
	case JS_T_SLOTS: visit_values(v, ((struct js_slots *)o)->v, (bytes - (u32)sizeof(struct js_slots)) / (u32)sizeof(js_value)); return;
	case JS_T_CELL: visit_value(v, &((struct js_cell *)o)->v); return;
	case JS_T_ACCESSOR: visit_values(v, &((struct js_accessor *)o)->get, 2); return;
	}
}

static void visit_roots(struct visit *v)
{
	struct js *js = v->js;

	visit_values(v, js_at(js, js->stack), (u32)(js->top - (js_value *)js_at(js, js->stack)));
	visit_values(v, js->roots, js->root_count);
	visit_value(v, &js->ret);
	visit_value(v, &js->exception);
	visit_ref(v, &js->global);
	visit_ref(v, &js->shadows);
	visit_ref(v, &js->handles);
	visit_ref(v, &js->scoped);
	visit_ref(v, &js->intern);
}

/* forget_registers - what lies above js->top is dead (registers of callers behind the window of their call, frames that
 * have returned) but will be in sight again: it must not keep old references. */
static void forget_registers(struct js *js)
{
	js_value *end = js_at(js, js->border & ~7u);

	for (js_value *p = js->top; p < end; p++)
		*p = JS_UNDEFINED;
}

static u32 ref_mark(struct visit *v, u32 at)
{
	mark(&v->gc, at);
	return at;
}

static u32 ref_forward(struct visit *v, u32 at)
{
	return ((struct js_head *)js_at(v->js, at))->aux;
}

static u32 ref_shift(struct visit *v, u32 at)
{
	return at + v->delta;
}

/* forget_strings - take what is not marked out of the intern table. */
static void forget_strings(struct js *js)
{
	struct js_intern *t = js_at(js, js->intern);

	for (u32 i = 0; js->intern && i < t->cap; i++)
		if (t->at[i] > 1 && !(((struct js_head *)js_at(js, t->at[i]))->hdr & JS_H_MARK))
			t->at[i] = 1;
}

static void visit_intern(struct visit *v)
{
	struct js_intern *t = js_at(v->js, v->js->intern);

	for (u32 i = 0; v->js->intern && i < t->cap; i++)
		if (t->at[i] > 1)
			t->at[i] = v->ref(v, t->at[i]);
}

static void mark_all(struct visit *v)
{
	v->ref = ref_mark;
	v->gc = (struct gc){.js = v->js};
	visit_roots(v);
	while (v->gc.grey) {
		u32 at = v->gc.grey;

		v->gc.grey = ((struct js_head *)js_at(v->js, at))->aux;
		visit_all(v, at);
	}
}

/* plan - give every live object its new address, from `border` on; returns the end. */
static u32 plan(struct js *js, u32 border)
{
	u32 to = border;

	for (u32 at = js->border; at < js->heap_top;) {
		struct js_head *h = js_at(js, at);

		if (h->hdr & JS_H_MARK) {
			h->aux = to;
			to += js_bytes_of(h->hdr);
		}
		at += js_bytes_of(h->hdr);
	}
	return to;
}

static void rewrite(struct visit *v, bool marked_only)
{
	struct js *js = v->js;
	u32 end = js->heap_top;

	/* the intern table is a root; its entries are rewritten while it is still at its old place */
	visit_intern(v);
	for (u32 at = js->border; at < end;) {
		u32 bytes = js_bytes_of(((struct js_head *)js_at(js, at))->hdr);

		if (!marked_only || ((struct js_head *)js_at(js, at))->hdr & JS_H_MARK)
			visit_all(v, at);
		at += bytes;
	}
	visit_roots(v);
}

/* settle - an object has been copied to `to`: its inline slots come along. */
static void settle(struct js *js, u32 to)
{
	struct js_object *o = js_at(js, to);

	if ((o->hdr & JS_H_TYPE) == JS_T_OBJECT && js_inline_slots(o))
		o->slots = to + (u32)sizeof(*o);
}

static void move_down(struct js *js)
{
	for (u32 at = js->border; at < js->heap_top;) {
		struct js_head *h = js_at(js, at);
		u32 bytes = js_bytes_of(h->hdr);

		if (h->hdr & JS_H_MARK) {
			u32 to = h->aux;

			h->hdr &= ~JS_H_MARK;
			h->aux = 0;
			if (to != at)
				memmove(js_at(js, to), h, bytes);
			settle(js, to);
		}
		at += bytes;
	}
}

void axi_js_slide(struct js *js, u32 border)
{
	struct visit v = {.js = js, .ref = ref_shift, .delta = border - js->border};

	if (!v.delta)
		return;
	forget_registers(js);
	rewrite(&v, false);
	for (u32 at = js->border; at < js->heap_top;) {
		struct js_object *o = js_at(js, at);

		if ((o->hdr & JS_H_TYPE) == JS_T_OBJECT && js_inline_slots(o))
			o->slots += v.delta;
		at += js_bytes_of(o->hdr);
	}
	memmove(js_at(js, border), js_at(js, js->border), js->heap_top - js->border);
	js->heap_top += v.delta;
	js->border = border;
	js_cache_clear(js);
}

void axi_js_collect(struct js *js, u32 border)
{
	struct visit v = {.js = js};
	u32 end, old_top = js->heap_top;

	forget_registers(js);
	mark_all(&v);
	if (js->intern)
		forget_strings(js);
	end = plan(js, js->border);
	v.ref = ref_forward;
	rewrite(&v, true);
	move_down(js);
	js->heap_top = end;
	js->stats.collections++;
	js->stats.heap_used = end - js->border;
	js_cache_clear(js);
	(void)old_top;
#ifdef JS_STRESS
	/* what is behind the objects is poisoned, so that a stale pointer shows */
	memset(js_at(js, end), 0x5A, old_top - end);
	if (border != js->border && border < js->size && end - js->border <= js->size - border)
		axi_js_slide(js, border);
#endif
}
