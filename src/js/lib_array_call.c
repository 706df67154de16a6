/* SPDX-License-Identifier: Apache-2.0
 * lib_array_call.c - Array.prototype with calls back: every ... reduce, sort, Array.from.  State machines (native.h): what
 * must last over a call is in slots. */
#include "js/lib.h"

/* numbers in slots */
static u32 get(const struct js_call *c, u32 slot)
{
	return (u32)js_to_s32(c->l[slot]);
}

static void put(struct js_call *c, u32 slot, u32 n)
{
	c->l[slot] = js_int((s32)n);
}

static int need_function(struct js *js, js_value v)
{
	return axi_js_is_callable(js, v) ? JS_DONE : axi_js_throw(js, JS_E_not_a_function);
}

enum { EVERY, SOME, FOR_EACH, MAP, FILTER, FIND, FIND_INDEX };
enum { AT, RESULT, LENGTH, ITEM }; /* slots of Array_each */

/* begin_each - the result that stands if nothing says otherwise */
static int begin_each(struct js *js, struct js_call *c)
{
	u32 length = axi_js_array_length(js, *c->self);

	if (need_function(js, c->a[0]))
		return JS_THROW;
	put(c, AT, 0);
	put(c, LENGTH, length);
	switch (c->magic) {
	case EVERY: c->l[RESULT] = JS_TRUE; break;
	case SOME: c->l[RESULT] = JS_FALSE; break;
	case FIND_INDEX: c->l[RESULT] = js_int(-1); break;
	case MAP: c->l[RESULT] = axi_js_array(js, length); break;
	case FILTER: c->l[RESULT] = axi_js_array(js, 0); break;
	default: break;
	}
	return c->l[RESULT] == JS_EMPTY ? JS_THROW : JS_DONE;
}

/* take_answer - of the call for element AT; *stop: the result is known. */
static int take_answer(struct js *js, struct js_call *c, bool *stop)
{
	bool yes = axi_js_truthy(js, js->ret);
	u32 at = get(c, AT);

	switch (c->magic) {
	case EVERY:
		*stop = !yes;
		if (!yes)
			c->l[RESULT] = JS_FALSE;
		break;
	case SOME:
		*stop = yes;
		if (yes)
			c->l[RESULT] = JS_TRUE;
		break;
	case MAP:
		axi_js_array_items(js, c->l[RESULT])[at] = js->ret;
		break;
	case FILTER:
		if (yes && axi_js_array_push(js, c->l[RESULT], c->l[ITEM]))
			return JS_THROW;
		break;
	case FIND:
	case FIND_INDEX:
		*stop = yes;
		if (yes)
			c->l[RESULT] = c->magic == FIND ? c->l[ITEM] : js_int((s32)at);
		break;
	default: break;
	}
	put(c, AT, at + 1);
	return JS_DONE;
}

int axi_js_Array_each(struct js *js, struct js_call *c)
{
	bool stop = false;
	js_value *w;
	u32 at;

	if (c->state == 0 ? begin_each(js, c) : take_answer(js, c, &stop))
		return JS_THROW;
	at = get(c, AT);
	/* find and findIndex visit elements that went away meanwhile, as undefined */
	if (stop || at >= get(c, LENGTH) || (at >= axi_js_array_length(js, *c->self) && c->magic < FIND)) {
		js->ret = c->l[RESULT];
		return JS_DONE;
	}
	if (axi_js_charge(js, 4))
		return JS_THROW;
	w = axi_js_window(js, c, 3);
	if (!w)
		return JS_THROW;
	c->l[ITEM] = at < axi_js_array_length(js, *c->self) ? axi_js_array_items(js, *c->self)[at] : JS_UNDEFINED;
	w[0] = c->a[0];
	w[1] = c->a[1];
	w[JS_WINDOW] = c->l[ITEM];
	w[JS_WINDOW + 1] = js_int((s32)at);
	w[JS_WINDOW + 2] = *c->self;
	c->state = 1;
	return JS_CALL;
}

/* reduce (magic 0), reduceRight (1): l[AT] elements left of those at the start, l[RESULT], l[LENGTH] */
int axi_js_Array_reduce(struct js *js, struct js_call *c)
{
	u32 length, now, at;
	js_value *w;

	if (c->state == 0) {
		length = axi_js_array_length(js, *c->self);
		if (need_function(js, c->a[0]))
			return JS_THROW;
		put(c, LENGTH, length);
		put(c, AT, length);
		c->l[RESULT] = c->a[1];
		if (c->argc < 2) {
			if (!length)
				return axi_js_throw(js, JS_E_reduce_of_empty_array_with_no_initial_value);
			c->l[RESULT] = axi_js_array_items(js, *c->self)[c->magic ? length - 1 : 0];
			put(c, AT, length - 1);
		}
	} else {
		c->l[RESULT] = js->ret;
	}
	now = axi_js_array_length(js, *c->self);
	for (;;) {
		u32 left = get(c, AT);

		if (!left) {
			js->ret = c->l[RESULT];
			return JS_DONE;
		}
		at = c->magic ? left - 1 : get(c, LENGTH) - left;
		put(c, AT, left - 1);
		if (axi_js_charge(js, at < now ? 4 : 1))
			return JS_THROW;
		if (at < now)
			break;
	}
	w = axi_js_window(js, c, 4);
	if (!w)
		return JS_THROW;
	w[0] = c->a[0];
	w[JS_WINDOW] = c->l[RESULT];
	w[JS_WINDOW + 1] = axi_js_array_items(js, *c->self)[at];
	w[JS_WINDOW + 2] = js_int((s32)at);
	w[JS_WINDOW + 3] = *c->self;
	c->state = 1;
	return JS_CALL;
}

/* ---- sort: bottom-up merge sort, stable.  It works on copies; the array gets the result at the end, so that a comparator
 * which changes the array changes nothing here. */
enum {
	SOURCE = 0, /* elements without the undefined ones; runs of WIDTH are sorted */
	TARGET,     /* where the next merge writes */
	KEYS,       /* without comparator: their strings, moved along; else undefined */
	KEYS_TO,
	WIDTH,
	LEFT,       /* next of the left run */
	RIGHT,      /* next of the right run */
	OUT,        /* next to write; the pair of runs began at OUT - what is written */
	START,      /* of the pair of runs */
	COUNT,
};

static u32 cut(u32 n, u32 most)
{
	return n < most ? n : most;
}

/* collect - SOURCE and TARGET; undefined elements are dropped, they go to the end. */
static int collect(struct js *js, struct js_call *c)
{
	u32 length = axi_js_array_length(js, *c->self), count = 0;
	js_value *from, *to;

	if (c->a[0] != JS_UNDEFINED && need_function(js, c->a[0]))
		return JS_THROW;
	for (u32 i = 0; i < 2; i++) {
		c->l[i] = axi_js_array(js, length);
		if (c->l[i] == JS_EMPTY)
			return JS_THROW;
	}
	if (axi_js_charge(js, length))
		return JS_THROW;
	if (length) {
		from = axi_js_array_items(js, *c->self);
		to = axi_js_array_items(js, c->l[SOURCE]);
		for (u32 i = 0; i < length; i++)
			if (from[i] != JS_UNDEFINED)
				to[count++] = from[i];
	}
	put(c, COUNT, count);
	put(c, OUT, 0);
	return JS_DONE;
}

/* make_keys - the elements as strings (state 1: js->ret is that of element OUT) */
static int make_keys(struct js *js, struct js_call *c)
{
	u32 count = get(c, COUNT), at = get(c, OUT);

	if (c->state == 0) {
		for (u32 i = KEYS; i <= KEYS_TO; i++) {
			c->l[i] = axi_js_array(js, count);
			if (c->l[i] == JS_EMPTY)
				return JS_THROW;
		}
	} else {
		axi_js_array_items(js, c->l[KEYS])[at++] = js->ret;
	}
	for (; at < count; at++) {
		js_value v = axi_js_array_items(js, c->l[SOURCE])[at];

		if (js_is_object(v)) {
			put(c, OUT, at);
			c->state = 1;
			return axi_js_to_string(js, c, v); /* JS_CALL, or JS_DONE: then js->ret is taken by the caller's loop */
		}
		v = axi_js_string_of(js, v);
		if (v == JS_EMPTY)
			return JS_THROW;
		axi_js_array_items(js, c->l[KEYS])[at] = v;
	}
	put(c, OUT, count);
	c->state = 2;
	return JS_DONE;
}

/* move - one element from `from` of SOURCE to OUT of TARGET */
static void move(struct js *js, struct js_call *c, u32 slot)
{
	u32 from = get(c, slot), to = get(c, OUT);

	axi_js_array_items(js, c->l[TARGET])[to] = axi_js_array_items(js, c->l[SOURCE])[from];
	if (c->l[KEYS] != JS_UNDEFINED)
		axi_js_array_items(js, c->l[KEYS_TO])[to] = axi_js_array_items(js, c->l[KEYS])[from];
	put(c, slot, from + 1);
	put(c, OUT, to + 1);
}

static void swap(struct js_call *c, u32 a, u32 b)
{
	js_value v = c->l[a];

	c->l[a] = c->l[b];
	c->l[b] = v;
}

/* next_pair - the next two runs begin at OUT; a whole round done: TARGET becomes SOURCE. */
static void next_pair(struct js_call *c)
{
	u32 at = get(c, OUT);

	if (at == get(c, COUNT)) {
		swap(c, SOURCE, TARGET);
		swap(c, KEYS, KEYS_TO);
		put(c, WIDTH, get(c, WIDTH) * 2);
		at = 0;
		put(c, OUT, 0);
	}
	put(c, START, at);
	put(c, LEFT, at);
	put(c, RIGHT, cut(at + get(c, WIDTH), get(c, COUNT)));
}

static int finish_sort(struct js *js, struct js_call *c)
{
	u32 length = axi_js_array_length(js, *c->self), count = get(c, COUNT);
	u32 whole = axi_js_array_length(js, c->l[SOURCE]);
	js_value *to;

	length = cut(length, whole); /* the comparator may have made it shorter */
	if (axi_js_charge(js, length / 4))
		return JS_THROW;
	to = length ? axi_js_array_items(js, *c->self) : NULL;
	for (u32 i = 0; i < length; i++)
		to[i] = i < count ? axi_js_array_items(js, c->l[SOURCE])[i] : JS_UNDEFINED;
	js->ret = *c->self;
	return JS_DONE;
}

/* merge - until a call is needed or all is done.  State 3: js->ret is the comparator's answer as a number. */
static int merge(struct js *js, struct js_call *c)
{
	u32 count = get(c, COUNT);

	for (;;) {
		u32 left_end = cut(get(c, START) + get(c, WIDTH), count);
		u32 right_end = cut(get(c, START) + 2 * get(c, WIDTH), count);
		bool right_first;

		if (get(c, WIDTH) >= count)
			return finish_sort(js, c);
		if (get(c, LEFT) == left_end || get(c, RIGHT) == right_end) {
			u32 rest = right_end - get(c, OUT);

			if (axi_js_charge(js, rest))
				return JS_THROW;
			while (get(c, LEFT) < left_end)
				move(js, c, LEFT);
			while (get(c, RIGHT) < right_end)
				move(js, c, RIGHT);
			next_pair(c);
			continue;
		}
		if (c->l[KEYS] != JS_UNDEFINED) {
			js_value a = axi_js_array_items(js, c->l[KEYS])[get(c, LEFT)];
			js_value b = axi_js_array_items(js, c->l[KEYS])[get(c, RIGHT)];
			u32 la = axi_js_str(js, a).length, lb = axi_js_str(js, b).length;

			if (axi_js_charge(js, 1 + cut(la, lb) / 8))
				return JS_THROW;
			right_first = axi_js_str_compare(js, a, b) > 0;
		} else if (c->state == 3) {
			right_first = js_to_double(js, js->ret) > 0;
			c->state = 2;
		} else {
			js_value *w;

			if (axi_js_charge(js, 4))
				return JS_THROW;
			w = axi_js_window(js, c, 2);
			if (!w)
				return JS_THROW;
			w[0] = c->a[0];
			w[JS_WINDOW] = axi_js_array_items(js, c->l[SOURCE])[get(c, LEFT)];
			w[JS_WINDOW + 1] = axi_js_array_items(js, c->l[SOURCE])[get(c, RIGHT)];
			c->state = 4;
			return JS_CALL;
		}
		move(js, c, right_first ? RIGHT : LEFT);
	}
}

int axi_js_Array_sort(struct js *js, struct js_call *c)
{
	int r;

	if (c->state == 0 && collect(js, c))
		return JS_THROW;
	if (c->state <= 1) {
		if (c->a[0] == JS_UNDEFINED) {
			do {
				r = make_keys(js, c);
				if (r)
					return r;
			} while (c->state == 1);
		}
		put(c, WIDTH, 1);
		put(c, OUT, 0);
		next_pair(c);
		if (get(c, COUNT) == 0)
			return finish_sort(js, c);
		c->state = 2;
	}
	if (c->state == 4) { /* the comparator has answered: with a number? */
		c->state = 3;
		if (!js_is_number(js->ret)) {
			r = axi_js_to_number(js, c, js->ret);
			if (r)
				return r;
		}
	}
	return merge(js, c);
}

/* ---- Array.from(arrayLike, map): arrays, typed arrays, strings (by code points), objects with a length.
 * l[0] result, l[1] next index, l[2] length, l[3] the element while the function maps it */
enum { FROM_RESULT, FROM_AT, FROM_LENGTH };
enum { FROM_BEGIN, FROM_HAVE_LENGTH, FROM_NUMBER, FROM_ITEM, FROM_MAPPED };

static int from_string(struct js *js, struct js_call *c)
{
	struct js_str s = axi_js_str(js, c->a[0]);
	u32 at = get(c, FROM_AT), units = 1;

	if (s.wide && (js_str_at(&s, at) & 0xfc00) == 0xd800 && at + 1 < s.length && (js_str_at(&s, at + 1) & 0xfc00) == 0xdc00)
		units = 2;
	put(c, FROM_AT, at + units);
	return js_return(js, axi_js_str_sub(js, c->a[0], at, at + units));
}

int axi_js_Array_from(struct js *js, struct js_call *c)
{
	js_value *w;
	int r;

	for (;;) {
		switch (c->state) {
		case FROM_BEGIN:
			if (c->a[1] != JS_UNDEFINED && need_function(js, c->a[1]))
				return JS_THROW;
			c->l[FROM_RESULT] = axi_js_array(js, 0);
			if (c->l[FROM_RESULT] == JS_EMPTY)
				return JS_THROW;
			put(c, FROM_AT, 0);
			c->state = FROM_HAVE_LENGTH;
			r = axi_js_get(js, c, c->a[0], js_key_atom(JS_ATOM_length));
			if (r)
				return r;
			break;
		case FROM_HAVE_LENGTH:
			c->state = FROM_NUMBER;
			r = axi_js_to_number(js, c, js->ret);
			if (r)
				return r;
			break;
		case FROM_NUMBER:
			put(c, FROM_LENGTH, (u32)axi_js_clamp(js_to_double(js, js->ret)));
			if (js_to_s32(c->l[FROM_LENGTH]) < 0)
				put(c, FROM_LENGTH, 0);
			c->state = FROM_ITEM + 2;
			break;
		case FROM_ITEM: /* js->ret is the element */
			c->state = FROM_MAPPED;
			if (c->a[1] == JS_UNDEFINED)
				break;
			axi_js_push(js, js->ret);
			w = axi_js_window(js, c, 2);
			if (w)
				w[JS_WINDOW] = js->roots[js->root_count - 1];
			axi_js_pop(js, 1);
			if (!w)
				return JS_THROW;
			w[0] = c->a[1];
			w[1] = c->a[2];
			w[JS_WINDOW + 1] = js_int((s32)axi_js_array_length(js, c->l[FROM_RESULT]));
			return JS_CALL;
		case FROM_MAPPED:
			if (axi_js_array_push(js, c->l[FROM_RESULT], js->ret))
				return JS_THROW;
			c->state = FROM_ITEM + 2;
			break;
		default: /* the next element */
			if (get(c, FROM_AT) >= get(c, FROM_LENGTH)) {
				js->ret = c->l[FROM_RESULT];
				return JS_DONE;
			}
			if (axi_js_charge(js, 4) || axi_js_numbers(js))
				return JS_THROW;
			c->state = FROM_ITEM;
			if (js_is_string(c->a[0])) {
				r = from_string(js, c);
			} else {
				u32 at = get(c, FROM_AT);

				put(c, FROM_AT, at + 1);
				r = axi_js_get(js, c, c->a[0], js_key_int(at));
			}
			if (r)
				return r;
		}
	}
}
