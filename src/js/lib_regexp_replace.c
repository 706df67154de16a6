/* SPDX-License-Identifier: Apache-2.0
 * lib_regexp_replace.c - String.prototype.match, search, replace and split with regular expressions. */
#include "js/lib_regexp.h"
#include "js/string.h"
#ifndef JS_NO_REGEXP /* lib_noregexp.c */

static u32 get(const struct js_call *c, u32 slot)
{
	return (u32)js_to_s32(c->l[slot]);
}

static void put(struct js_call *c, u32 slot, u32 n)
{
	c->l[slot] = js_int((s32)n);
}

/* start_of - where a search begins: 0, or lastIndex for a sticky expression that is not global (then only as a number) */
static u32 start_of(struct js *js, js_value re)
{
	u32 flags = axi_js_regexp_flags(js, re);
	js_value v;
	s32 at;

	if (flags & JS_RE_GLOBAL || !(flags & JS_RE_STICKY))
		return 0;
	v = axi_js_get_data(js, re, js_key_atom(JS_ATOM_lastIndex));
	at = js_is_number(v) ? axi_js_clamp(js_to_double(js, v)) : 0;
	return at < 0 ? 0 : (u32)at;
}

/* slots of String_match: l[0] memory, l[1] the result, l[2] the expression made of what was no expression */
static int match_all(struct js *js, struct js_call *c)
{
	u32 at = 0, from, to, length = axi_js_str(js, *c->self).length;
	js_value text;
	bool found;

	c->l[1] = axi_js_array(js, 0);
	if (c->l[1] == JS_EMPTY || axi_js_regexp_set_last_index(js, c->a[0], 0))
		return JS_THROW;
	while (at <= length) {
		if (axi_js_regexp_match(js, &c->a[0], c->self, &c->l[0], at, &found))
			return JS_THROW;
		if (!found)
			break;
		text = axi_js_regexp_text(js, &c->l[0], c->self, 0);
		if (text == JS_EMPTY || axi_js_array_push(js, c->l[1], text))
			return JS_THROW;
		axi_js_regexp_group(js, c->l[0], 0, &from, &to);
		at = to > from ? to : axi_js_regexp_next(js, c->a[0], *c->self, to);
	}
	js->ret = axi_js_array_length(js, c->l[1]) ? c->l[1] : JS_NULL;
	return JS_DONE;
}

enum { MATCH, SEARCH };
enum { BEGIN, MADE, HAVE };

int axi_js_String_match(struct js *js, struct js_call *c)
{
	js_value *w;
	u32 from, to;
	bool found;

	if (c->state == BEGIN && !axi_js_is_regexp(js, c->a[0])) {
		w = axi_js_window(js, c, 2);
		if (!w)
			return JS_THROW;
		w[0] = js_romobj(JS_ROM_RegExp);
		w[JS_WINDOW] = c->a[0];
		c->state = MADE;
		return JS_CALL;
	}
	if (c->state == MADE)
		c->a[0] = js->ret;
	if (c->state == HAVE)
		return JS_DONE;
	if (c->magic == SEARCH) {
		if (axi_js_regexp_match(js, &c->a[0], c->self, &c->l[0], 0, &found))
			return JS_THROW;
		js->ret = js_int(-1);
		if (found) {
			axi_js_regexp_group(js, c->l[0], 0, &from, &to);
			js->ret = js_int((s32)from);
		}
		return JS_DONE;
	}
	if (axi_js_regexp_flags(js, c->a[0]) & JS_RE_GLOBAL)
		return match_all(js, c);
	w = axi_js_window(js, c, 1); /* the result is exec's */
	if (!w)
		return JS_THROW;
	w[0] = js_romobj(JS_ROM_ROWS + JS_ROW_RegExp_prototype_exec);
	w[1] = c->a[0];
	w[JS_WINDOW] = *c->self;
	c->state = HAVE;
	return JS_CALL;
}

/* ---- replace: the slots of String_replace */
enum { BUFFER, FROM, AT, REPLACEMENT, GROUPS, MEMORY };
enum { R_BEGIN, R_TEMPLATE, R_SEARCH, R_TEXT, R_STRING };

/* groups_array - limits of all groups, for the template */
static int groups_array(struct js *js, struct js_call *c)
{
	u32 groups = axi_js_regexp_groups(js, c->a[0]), from, to;

	if (c->l[GROUPS] == JS_UNDEFINED) {
		c->l[GROUPS] = axi_js_array(js, 2 * groups);
		if (c->l[GROUPS] == JS_EMPTY)
			return JS_THROW;
	}
	for (u32 g = 0; g < groups; g++) {
		js_value *item = axi_js_array_items(js, c->l[GROUPS]) + 2 * g;
		bool took_part = axi_js_regexp_group(js, c->l[MEMORY], g, &from, &to);

		item[0] = took_part ? js_int((s32)from) : JS_UNDEFINED;
		item[1] = took_part ? js_int((s32)to) : JS_UNDEFINED;
	}
	return JS_DONE;
}

/* call_replacement - function(match, group 1 ... , position, subject) */
static int call_replacement(struct js *js, struct js_call *c)
{
	u32 groups = axi_js_regexp_groups(js, c->a[0]), from, to;
	js_value *w;

	c->l[GROUPS] = axi_js_array(js, groups);
	if (c->l[GROUPS] == JS_EMPTY)
		return JS_THROW;
	for (u32 g = 0; g < groups; g++) {
		js_value v = axi_js_regexp_text(js, &c->l[MEMORY], c->self, g);

		if (v == JS_EMPTY)
			return JS_THROW;
		axi_js_array_items(js, c->l[GROUPS])[g] = v;
	}
	w = axi_js_window(js, c, groups + 2);
	if (!w)
		return JS_THROW;
	w[0] = c->l[REPLACEMENT];
	for (u32 g = 0; g < groups; g++)
		w[JS_WINDOW + g] = axi_js_array_items(js, c->l[GROUPS])[g];
	axi_js_regexp_group(js, c->l[MEMORY], 0, &from, &to);
	w[JS_WINDOW + groups] = js_int((s32)from);
	w[JS_WINDOW + groups + 1] = *c->self;
	c->l[GROUPS] = JS_UNDEFINED;
	c->state = R_TEXT;
	return JS_CALL;
}

static int finish(struct js *js, struct js_call *c)
{
	if (axi_js_buf_sub(js, &c->l[BUFFER], *c->self, get(c, FROM), axi_js_str(js, *c->self).length))
		return JS_THROW;
	return js_return(js, axi_js_buf_end(js, &c->l[BUFFER]));
}

/* search - the next match, and what is before it; *done: there is none */
static int search(struct js *js, struct js_call *c, bool *done)
{
	u32 from, to;
	bool found = false;

	if (get(c, AT) <= axi_js_str(js, *c->self).length &&
	    axi_js_regexp_match(js, &c->a[0], c->self, &c->l[MEMORY], get(c, AT), &found))
		return JS_THROW;
	*done = !found;
	if (!found)
		return axi_js_regexp_flags(js, c->a[0]) & (JS_RE_GLOBAL | JS_RE_STICKY) ? axi_js_regexp_set_last_index(js, c->a[0], 0)
											: JS_DONE;
	axi_js_regexp_group(js, c->l[MEMORY], 0, &from, &to);
	if (axi_js_charge(js, 4))
		return JS_THROW;
	if (axi_js_buf_sub(js, &c->l[BUFFER], *c->self, get(c, FROM), from))
		return JS_THROW;
	put(c, FROM, to);
	put(c, AT, to > from ? to : axi_js_regexp_next(js, c->a[0], *c->self, to));
	return JS_DONE;
}

int axi_js_regexp_replace(struct js *js, struct js_call *c)
{
	u32 flags = axi_js_regexp_flags(js, c->a[0]);
	bool done;
	int r;

	for (;;) {
		switch (c->state) {
		case R_BEGIN:
			if (c->magic && !(flags & JS_RE_GLOBAL))
				return axi_js_throw_text(js, JS_TYPE_ERROR, "replaceAll needs the flag g");
			axi_js_buf_begin(js, &c->l[BUFFER]);
			put(c, FROM, 0);
			put(c, AT, start_of(js, c->a[0]));
			if (flags & JS_RE_GLOBAL && axi_js_regexp_set_last_index(js, c->a[0], 0))
				return JS_THROW;
			c->state = R_TEMPLATE;
			js->ret = c->a[1];
			if (!axi_js_is_callable(js, c->a[1])) {
				r = axi_js_to_string(js, c, c->a[1]);
				if (r)
					return r;
			}
			break;
		case R_TEMPLATE:
			c->l[REPLACEMENT] = js->ret;
			c->state = R_SEARCH;
			break;
		case R_SEARCH:
			r = search(js, c, &done);
			if (r)
				return r;
			if (done)
				return finish(js, c);
			if (axi_js_is_callable(js, c->l[REPLACEMENT]))
				return call_replacement(js, c);
			if (groups_array(js, c) || axi_js_expand(js, &c->l[BUFFER], c->l[REPLACEMENT], *c->self, c->l[GROUPS],
								 axi_js_regexp_groups(js, c->a[0])))
				return JS_THROW;
			js->ret = js_atom(JS_ATOM_empty);
			c->state = R_STRING;
			break;
		case R_TEXT:
			c->state = R_STRING;
			r = axi_js_to_string(js, c, js->ret);
			if (r)
				return r;
			break;
		default:
			if (axi_js_buf_string(js, &c->l[BUFFER], js->ret))
				return JS_THROW;
			if (!(flags & JS_RE_GLOBAL)) {
				if (flags & JS_RE_STICKY && axi_js_regexp_set_last_index(js, c->a[0], get(c, FROM)))
					return JS_THROW;
				return finish(js, c);
			}
			c->state = R_SEARCH;
		}
	}
}

/* ---- split: l[0] the result, l[5] memory */
static int add_part(struct js *js, struct js_call *c, js_value part, u32 limit, bool *full)
{
	if (part == JS_EMPTY || axi_js_charge(js, 1) || axi_js_array_push(js, c->l[0], part))
		return JS_THROW;
	*full = axi_js_array_length(js, c->l[0]) == limit;
	return JS_DONE;
}

/* next_cut - the first match at or behind `at` that ends behind `from` and begins before the end of the string */
static int next_cut(struct js *js, struct js_call *c, u32 from, u32 at, bool *found, u32 *begin, u32 *end)
{
	u32 length = axi_js_str(js, *c->self).length;

	for (*found = false; at < length; at = axi_js_regexp_next(js, c->a[0], *c->self, at)) {
		if (axi_js_regexp_match(js, &c->a[0], c->self, &c->l[MEMORY], at, found))
			return JS_THROW;
		if (!*found) {
			if (axi_js_regexp_flags(js, c->a[0]) & JS_RE_STICKY)
				continue; /* split looks at every position by itself */
			return JS_DONE;
		}
		axi_js_regexp_group(js, c->l[MEMORY], 0, begin, end);
		if (*begin >= length)
			break;
		if (*end > from)
			return JS_DONE;
		at = *begin > at ? *begin : at;
	}
	*found = false;
	return JS_DONE;
}

int axi_js_regexp_split(struct js *js, struct js_call *c, u32 limit)
{
	u32 length = axi_js_str(js, *c->self).length, from = 0, at = 0, begin, end;
	bool found, full = false;

	c->l[0] = axi_js_array(js, 0);
	if (c->l[0] == JS_EMPTY)
		return JS_THROW;
	js->ret = c->l[0];
	if (!limit)
		return JS_DONE;
	if (!length) {
		if (axi_js_regexp_match(js, &c->a[0], c->self, &c->l[MEMORY], 0, &found))
			return JS_THROW;
		if (!found && add_part(js, c, *c->self, limit, &full))
			return JS_THROW;
		js->ret = c->l[0];
		return JS_DONE;
	}
	for (;;) {
		if (next_cut(js, c, from, at, &found, &begin, &end))
			return JS_THROW;
		if (!found)
			break;
		if (add_part(js, c, axi_js_str_sub(js, *c->self, from, begin), limit, &full))
			return JS_THROW;
		for (u32 g = 1; g < axi_js_regexp_groups(js, c->a[0]) && !full; g++)
			if (add_part(js, c, axi_js_regexp_text(js, &c->l[MEMORY], c->self, g), limit, &full))
				return JS_THROW;
		if (full)
			break;
		from = end;
		at = end > begin ? end : axi_js_regexp_next(js, c->a[0], *c->self, end);
	}
	if (!full && add_part(js, c, axi_js_str_sub(js, *c->self, from, length), limit, &full))
		return JS_THROW;
	js->ret = c->l[0];
	return JS_DONE;
}
#endif
