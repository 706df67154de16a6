/* SPDX-License-Identifier: Apache-2.0
 * lib_regexp.c - RegExp and its prototype.
 *
 * A RegExp has one value, its source, and the compiled expression as its bytes; lastIndex is an ordinary property.  The
 * matcher's memory is an object of class MATCH without a prototype, which no program sees. */
#include "js/lib_regexp.h"
#include "js/string.h"
#ifndef JS_NO_REGEXP /* lib_noregexp.c */

#define PIECE_UNITS 64
#define PIECE_STEPS 8

bool axi_js_is_regexp(struct js *js, js_value v)
{
	return axi_js_class(js, v) == JS_CLASS_REGEXP;
}

u32 axi_js_regexp_flags(struct js *js, js_value re)
{
	return ((u16 *)axi_js_host_bytes(js, re, NULL))[JS_RE_FLAGS];
}

u32 axi_js_regexp_groups(struct js *js, js_value re)
{
	return ((u16 *)axi_js_host_bytes(js, re, NULL))[JS_RE_GROUPS];
}

int axi_js_regexp_set_last_index(struct js *js, js_value re, u32 at)
{
	return axi_js_define(js, re, js_key_atom(JS_ATOM_lastIndex), js_int((s32)at));
}

/* ---- matching */
/* more_memory - *memory holds `words`; what is there is kept. */
static int more_memory(struct js *js, js_value *memory, u32 words)
{
	js_value v = axi_js_host_new(js, JS_CLASS_MATCH, JS_NULL, 0, words * 4);
	u32 old;

	if (v == JS_EMPTY)
		return JS_THROW;
	if (*memory != JS_UNDEFINED) {
		void *from = axi_js_host_bytes(js, *memory, &old);

		memcpy(axi_js_host_bytes(js, v, NULL), from, old);
	}
	*memory = v;
	return JS_DONE;
}

int axi_js_regexp_match(struct js *js, const js_value *re, const js_value *subject, js_value *memory, u32 from, bool *found)
{
	enum js_re_status status = JS_RE_FUEL;
	struct js_re_match m;
	u32 size = 0, least = axi_js_re_memory(axi_js_host_bytes(js, *re, NULL));

	if (*memory != JS_UNDEFINED)
		axi_js_host_bytes(js, *memory, &size);
	if (size / 4 < least && more_memory(js, memory, least))
		return JS_THROW;
	axi_js_re_begin(&m, from);
	while (status == JS_RE_FUEL || status == JS_RE_SPACE) {
		if (status == JS_RE_FUEL && axi_js_charge(js, PIECE_STEPS))
			return JS_THROW;
		m.memory = axi_js_host_bytes(js, *memory, &size);
		if (status == JS_RE_SPACE) {
			if (more_memory(js, memory, size / 4 * 2))
				return JS_THROW;
			m.memory = axi_js_host_bytes(js, *memory, &size);
		}
		m.words = size / 4;
		m.code = axi_js_host_bytes(js, *re, NULL);
		m.input = axi_js_str(js, *subject);
		status = axi_js_re_run(&m, PIECE_UNITS);
	}
	*found = status == JS_RE_OK;
	return JS_DONE;
}

bool axi_js_regexp_group(struct js *js, js_value memory, u32 group, u32 *from, u32 *to)
{
	u32 *limit = (u32 *)axi_js_host_bytes(js, memory, NULL) + 2 * group;

	*from = limit[0];
	*to = limit[1];
	return limit[0] != JS_RE_UNSET && limit[1] != JS_RE_UNSET;
}

js_value axi_js_regexp_text(struct js *js, const js_value *memory, const js_value *subject, u32 group)
{
	u32 from, to;

	if (!axi_js_regexp_group(js, *memory, group, &from, &to))
		return JS_UNDEFINED;
	return axi_js_str_sub(js, *subject, from, to);
}

u32 axi_js_regexp_next(struct js *js, js_value re, js_value subject, u32 at)
{
	struct js_str s = axi_js_str(js, subject);

	if (axi_js_regexp_flags(js, re) & JS_RE_UNICODE && at + 1 < s.length && (js_str_at(&s, at) & 0xfc00) == 0xd800 &&
	    (js_str_at(&s, at + 1) & 0xfc00) == 0xdc00)
		return at + 2;
	return at + 1;
}

/* ---- making one: a[0] the pattern, a[1] the flags, strings or undefined; l[0] the attempt */
static int compile(struct js *js, struct js_call *c)
{
	struct js_str flag_text = axi_js_str(js, c->a[1]), pattern = axi_js_str(js, c->a[0]);
	s32 flags = axi_js_re_flags(&flag_text);
	u32 words = JS_RE_CODE + 16 + 2 * pattern.length;
	enum js_re_status status;
	struct js_re_error error;
	js_value v;

	if (flags < 0)
		return axi_js_throw_text(js, JS_SYNTAX_ERROR, "bad flags of a regular expression");
	for (;;) {
		/* groups nest at most 48 deep, so a word is moved at most that often */
		if (axi_js_charge(js, 8 + pattern.length))
			return JS_THROW;
		c->l[0] = axi_js_host_new(js, JS_CLASS_MATCH, JS_NULL, 0, words * 2);
		if (c->l[0] == JS_EMPTY)
			return JS_THROW;
		pattern = axi_js_str(js, c->a[0]);
		status = axi_js_re_compile(&pattern, (u32)flags, axi_js_host_bytes(js, c->l[0], NULL), words, &error);
		if (status == JS_RE_NO)
			return axi_js_throw_text(js, JS_SYNTAX_ERROR, "regular expression, at %u: %s", error.at, error.reason);
		if (status == JS_RE_OK)
			break;
		words = words < 0x8000 ? words * 2 : 0x10000;
	}
	words = ((u16 *)axi_js_host_bytes(js, c->l[0], NULL))[JS_RE_SIZE];
	v = axi_js_host_new(js, JS_CLASS_REGEXP, js_romobj(JS_ROM_RegExp_prototype), 1, words * 2);
	if (v == JS_EMPTY)
		return JS_THROW;
	memcpy(axi_js_host_bytes(js, v, NULL), axi_js_host_bytes(js, c->l[0], NULL), words * 2);
	axi_js_host_values(js, v)[0] = c->a[0];
	c->l[0] = v;
	if (axi_js_regexp_set_last_index(js, v, 0))
		return JS_THROW;
	js->ret = c->l[0];
	return JS_DONE;
}

/* flags_text - "gi" ... */
static js_value flags_text(struct js *js, u32 flags)
{
	char text[6];
	u32 n = 0;

	for (u32 i = 0; i < 6; i++)
		if (flags >> i & 1)
			text[n++] = "gimsuy"[i];
	return axi_js_str_latin1(js, text, n);
}

int axi_js_RegExp(struct js *js, struct js_call *c)
{
	int r;

	for (;;) {
		switch (c->state) {
		case 0:
			if (axi_js_is_regexp(js, c->a[0])) {
				if (c->a[1] == JS_UNDEFINED && !c->construct) {
					js->ret = c->a[0];
					return JS_DONE;
				}
				if (c->a[1] == JS_UNDEFINED) {
					c->a[1] = flags_text(js, axi_js_regexp_flags(js, c->a[0]));
					if (c->a[1] == JS_EMPTY)
						return JS_THROW;
				}
				c->a[0] = axi_js_host_values(js, c->a[0])[0];
			}
			c->state = 1;
			js->ret = js_atom(JS_ATOM_empty);
			r = c->a[0] == JS_UNDEFINED ? JS_DONE : axi_js_to_string(js, c, c->a[0]);
			if (r)
				return r;
			break;
		case 1:
			c->a[0] = js->ret;
			c->state = 2;
			js->ret = js_atom(JS_ATOM_empty);
			r = c->a[1] == JS_UNDEFINED ? JS_DONE : axi_js_to_string(js, c, c->a[1]);
			if (r)
				return r;
			break;
		default:
			c->a[1] = js->ret;
			return compile(js, c);
		}
	}
}

/* ---- exec and test: l[0] memory, l[1] result array */
static int result_array(struct js *js, struct js_call *c)
{
	u32 groups = axi_js_regexp_groups(js, *c->self), from, to;

	c->l[1] = axi_js_array(js, groups);
	if (c->l[1] == JS_EMPTY)
		return JS_THROW;
	for (u32 g = 0; g < groups; g++) {
		js_value v = axi_js_regexp_text(js, &c->l[0], &c->a[0], g);

		if (v == JS_EMPTY)
			return JS_THROW;
		axi_js_array_items(js, c->l[1])[g] = v;
	}
	axi_js_regexp_group(js, c->l[0], 0, &from, &to);
	if (axi_js_define(js, c->l[1], js_key_atom(JS_ATOM_index), js_int((s32)from)) ||
	    axi_js_define(js, c->l[1], js_key_atom(JS_ATOM_input), c->a[0]))
		return JS_THROW;
	js->ret = c->l[1];
	return JS_DONE;
}

enum { EXEC, TEST };

int axi_js_RegExp_exec(struct js *js, struct js_call *c)
{
	u32 flags = axi_js_regexp_flags(js, *c->self), from, to;
	bool moves = flags & (JS_RE_GLOBAL | JS_RE_STICKY), found = false;
	s32 last;
	int r;

	if (c->state == 0) {
		c->state = 1;
		js->ret = axi_js_get_data(js, *c->self, js_key_atom(JS_ATOM_lastIndex));
		if (!js_is_number(js->ret)) {
			if (js->ret == JS_EMPTY || js_is_internal(js->ret))
				js->ret = JS_UNDEFINED;
			r = axi_js_to_number(js, c, js->ret);
			if (r)
				return r;
		}
	}
	last = moves ? axi_js_clamp(js_to_double(js, js->ret)) : 0;
	if (last < 0)
		last = 0;
	if ((u32)last <= axi_js_str(js, c->a[0]).length &&
	    axi_js_regexp_match(js, c->self, &c->a[0], &c->l[0], (u32)last, &found))
		return JS_THROW;
	if (!found) {
		js->ret = c->magic == TEST ? JS_FALSE : JS_NULL;
		if (moves && axi_js_regexp_set_last_index(js, *c->self, 0))
			return JS_THROW;
		js->ret = c->magic == TEST ? JS_FALSE : JS_NULL;
		return JS_DONE;
	}
	axi_js_regexp_group(js, c->l[0], 0, &from, &to);
	if (moves && axi_js_regexp_set_last_index(js, *c->self, to))
		return JS_THROW;
	if (c->magic == TEST) {
		js->ret = JS_TRUE;
		return JS_DONE;
	}
	return result_array(js, c);
}

/* ---- what it is */
int axi_js_RegExp_flag(struct js *js, struct js_call *c)
{
	js->ret = js_bool(axi_js_regexp_flags(js, *c->self) & (u32)c->magic);
	return JS_DONE;
}

int axi_js_RegExp_flags(struct js *js, struct js_call *c)
{
	return js_return(js, flags_text(js, axi_js_regexp_flags(js, *c->self)));
}

/* RegExp_source - a slash that would end the literal is escaped; magic 1: toString.  l[0] the buffer */
int axi_js_RegExp_source(struct js *js, struct js_call *c)
{
	js_value source = axi_js_host_values(js, *c->self)[0];
	u32 length = axi_js_str(js, source).length;
	bool in_class = false, escaped = false;

	if (axi_js_charge(js, length))
		return JS_THROW;
	axi_js_buf_begin(js, &c->l[0]);
	if (c->magic && axi_js_buf_char(js, &c->l[0], '/'))
		return JS_THROW;
	if (!length && axi_js_buf_latin1(js, &c->l[0], "(?:)", 4))
		return JS_THROW;
	for (u32 i = 0; i < length; i++) {
		struct js_str s = axi_js_str(js, axi_js_host_values(js, *c->self)[0]);
		u32 unit = js_str_at(&s, i);

		if (unit == '/' && !in_class && !escaped && axi_js_buf_char(js, &c->l[0], '\\'))
			return JS_THROW;
		if (unit == '\n' || unit == '\r') {
			if ((!escaped && axi_js_buf_char(js, &c->l[0], '\\')) ||
			    axi_js_buf_char(js, &c->l[0], unit == '\n' ? 'n' : 'r'))
				return JS_THROW;
			escaped = false;
			continue;
		}
		if (axi_js_buf_char(js, &c->l[0], unit))
			return JS_THROW;
		if (!escaped)
			in_class = unit == '[' || (in_class && unit != ']');
		escaped = unit == '\\' && !escaped;
	}
	if (c->magic) {
		js_value flags;

		if (axi_js_buf_char(js, &c->l[0], '/'))
			return JS_THROW;
		flags = flags_text(js, axi_js_regexp_flags(js, *c->self));
		if (flags == JS_EMPTY || axi_js_buf_string(js, &c->l[0], flags))
			return JS_THROW;
	}
	return js_return(js, axi_js_buf_end(js, &c->l[0]));
}
#endif
