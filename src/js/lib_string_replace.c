/* SPDX-License-Identifier: Apache-2.0
 * lib_string_replace.c - split, replace and replaceAll with strings; with regular expressions they hand over to
 * lib_regexp_replace.c. */
#include "js/lib.h"
#include "js/lib_regexp.h"
#include "js/string.h"

/* axi_js_expand - see lib.h */
int axi_js_expand(struct js *js, js_value *slot, js_value template, js_value subject, js_value groups, u32 count)
{
	js_value *root = axi_js_push(js, template);
	u32 length = axi_js_str(js, template).length, done = 0;
	int err = JS_DONE;

	axi_js_push(js, subject);
	axi_js_push(js, groups);
	for (u32 i = 0; i + 1 < length && !err; i++) {
		struct js_str t = axi_js_str(js, root[0]);
		u32 unit = js_str_at(&t, i), next = js_str_at(&t, i + 1), used = 2, from, to, group = 0;
		js_value *pair = axi_js_array_items(js, root[2]);

		if (unit != '$')
			continue;
		from = (u32)js_to_s32(pair[0]);
		to = (u32)js_to_s32(pair[1]);
		switch (next) {
		case '$': break;
		case '&': break;
		case '`': to = from, from = 0; break;
		case '\'': from = to, to = axi_js_str(js, root[1]).length; break;
		default:
			if (next < '0' || next > '9')
				continue;
			group = next - '0';
			if (i + 2 < length) {
				u32 third = js_str_at(&t, i + 2), two = group * 10 + third - '0';

				if (third >= '0' && third <= '9' && two >= 1 && two < count) {
					group = two;
					used = 3;
				}
			}
			if (group == 0 || group >= count)
				continue;
			from = to = 0;
			if (pair[2 * group] != JS_UNDEFINED) {
				from = (u32)js_to_s32(pair[2 * group]);
				to = (u32)js_to_s32(pair[2 * group + 1]);
			}
		}
		err = axi_js_buf_sub(js, slot, root[0], done, i + (next == '$'));
		if (!err && next != '$' && to > from)
			err = axi_js_buf_sub(js, slot, root[1], from, to);
		done = i + used;
		i = done - 1;
	}
	if (!err && done < length)
		err = axi_js_buf_sub(js, slot, root[0], done, length);
	axi_js_pop(js, 3);
	return err;
}

/* slots of String_replace: BUFFER the result, FROM where the part that is not copied yet begins, AT the match, REPLACEMENT
 * (template, if it is no function), GROUPS */
enum { BUFFER, FROM, AT, REPLACEMENT, GROUPS };
enum { BEGIN, HAVE_TEMPLATE, SEARCH, HAVE_TEXT, HAVE_STRING };

static u32 get(const struct js_call *c, u32 slot)
{
	return (u32)js_to_s32(c->l[slot]);
}

/* finish - what is behind the last match */
static int finish(struct js *js, struct js_call *c)
{
	if (axi_js_buf_sub(js, &c->l[BUFFER], *c->self, get(c, FROM), axi_js_str(js, *c->self).length))
		return JS_THROW;
	return js_return(js, axi_js_buf_end(js, &c->l[BUFFER]));
}

/* replace_here - the match at AT by the template */
static int replace_here(struct js *js, struct js_call *c)
{
	u32 at = get(c, AT), length = axi_js_str(js, c->a[0]).length;

	if (c->l[GROUPS] == JS_UNDEFINED) {
		c->l[GROUPS] = axi_js_array(js, 2);
		if (c->l[GROUPS] == JS_EMPTY)
			return JS_THROW;
	}
	axi_js_array_items(js, c->l[GROUPS])[0] = js_int((s32)at);
	axi_js_array_items(js, c->l[GROUPS])[1] = js_int((s32)(at + length));
	return axi_js_expand(js, &c->l[BUFFER], c->l[REPLACEMENT], *c->self, c->l[GROUPS], 1);
}

/* String_replace - magic 1: all.  a[0] is a string here (a regular expression went to axi_js_regexp_replace). */
static int replace_string(struct js *js, struct js_call *c)
{
	js_value *w;
	bool threw;
	s32 at;
	int r;

	for (;;) {
		switch (c->state) {
		case BEGIN:
			axi_js_buf_begin(js, &c->l[BUFFER]);
			c->l[FROM] = c->l[AT] = js_int(0);
			c->state = HAVE_TEMPLATE;
			js->ret = c->a[1];
			if (!axi_js_is_callable(js, c->a[1])) {
				r = axi_js_to_string(js, c, c->a[1]);
				if (r)
					return r;
			}
			break;
		case HAVE_TEMPLATE:
			c->l[REPLACEMENT] = js->ret;
			c->state = SEARCH;
			break;
		case SEARCH:
			at = get(c, AT) > axi_js_str(js, *c->self).length
				     ? -1
				     : axi_js_find(js, *c->self, c->a[0], get(c, AT), &threw);
			if (js->fatal)
				return JS_THROW;
			if (at < 0)
				return finish(js, c);
			if (axi_js_charge(js, 4))
				return JS_THROW;
			c->l[AT] = js_int((s32)at);
			if (axi_js_buf_sub(js, &c->l[BUFFER], *c->self, get(c, FROM), (u32)at))
				return JS_THROW;
			if (!axi_js_is_callable(js, c->l[REPLACEMENT])) {
				if (replace_here(js, c))
					return JS_THROW;
				js->ret = js_atom(JS_ATOM_empty);
				c->state = HAVE_STRING;
				break;
			}
			w = axi_js_window(js, c, 3);
			if (!w)
				return JS_THROW;
			w[0] = c->l[REPLACEMENT];
			w[JS_WINDOW] = c->a[0];
			w[JS_WINDOW + 1] = c->l[AT];
			w[JS_WINDOW + 2] = *c->self;
			c->state = HAVE_TEXT;
			return JS_CALL;
		case HAVE_TEXT:
			c->state = HAVE_STRING;
			r = axi_js_to_string(js, c, js->ret);
			if (r)
				return r;
			break;
		default: {
			u32 length = axi_js_str(js, c->a[0]).length, behind = get(c, AT) + length;

			if (axi_js_buf_string(js, &c->l[BUFFER], js->ret))
				return JS_THROW;
			c->l[FROM] = js_int((s32)behind);
			c->l[AT] = js_int((s32)(behind + !length));
			if (!c->magic)
				return finish(js, c);
			c->state = SEARCH;
		}
		}
	}
}

/* to_pattern - a[0] as a string, once.  States of it are behind those of the caller: 100. */
static int to_pattern(struct js *js, struct js_call *c)
{
	int r;

	if (js_is_string(c->a[0]))
		return JS_DONE;
	if (c->state != 100) {
		c->state = 100;
		r = axi_js_to_string(js, c, c->a[0]);
		if (r)
			return r;
	}
	c->a[0] = js->ret;
	js->ret = JS_UNDEFINED;
	c->state = 0;
	return JS_DONE;
}

int axi_js_String_replace(struct js *js, struct js_call *c)
{
	int r;

	if (axi_js_is_regexp(js, c->a[0]))
		return axi_js_regexp_replace(js, c);
	r = to_pattern(js, c);
	return r ? r : replace_string(js, c);
}

/* ---- split: l[0] the result; by a regular expression in lib_regexp_replace.c */
static int split_string(struct js *js, struct js_call *c, u32 limit)
{
	u32 length = axi_js_str(js, *c->self).length, what = axi_js_str(js, c->a[0]).length, from = 0, at = what ? 0 : 1;
	js_value part;
	bool threw;

	c->l[0] = axi_js_array(js, 0);
	if (c->l[0] == JS_EMPTY)
		return JS_THROW;
	js->ret = c->l[0];
	if (!limit || (!length && !what))
		return JS_DONE;
	for (;;) {
		s32 found = at > length ? -1 : axi_js_find(js, *c->self, c->a[0], at, &threw);

		if (js->fatal)
			return JS_THROW;
		if (found < 0 || (!what && (u32)found == length))
			break;
		part = axi_js_str_sub(js, *c->self, from, (u32)found);
		if (part == JS_EMPTY || axi_js_charge(js, 1) || axi_js_array_push(js, c->l[0], part))
			return JS_THROW;
		if (axi_js_array_length(js, c->l[0]) == limit)
			goto done;
		from = (u32)found + what;
		at = from + !what;
	}
	part = axi_js_str_sub(js, *c->self, from, length);
	if (part == JS_EMPTY || axi_js_array_push(js, c->l[0], part))
		return JS_THROW;
done:
	js->ret = c->l[0];
	return JS_DONE;
}

int axi_js_String_split(struct js *js, struct js_call *c)
{
	u32 limit = c->a[1] == JS_UNDEFINED ? 0xffffffff : js_arg_u32(js, c, 1);
	int r;

	if (axi_js_is_regexp(js, c->a[0]))
		return axi_js_regexp_split(js, c, limit);
	if (c->a[0] == JS_UNDEFINED) {
		js_value v = limit ? axi_js_array(js, 1) : axi_js_array(js, 0);

		if (v != JS_EMPTY && limit)
			axi_js_array_items(js, v)[0] = *c->self;
		return js_return(js, v);
	}
	r = to_pattern(js, c);
	return r ? r : split_string(js, c, limit);
}
