/* SPDX-License-Identifier: Apache-2.0
 * lib_json_write.c - JSON.stringify (ECMA-262 25.5.2): a state machine over a stack of open containers in the heap. */
#include "js/lib.h"
#include "js/math.h"
#include "js/number.h"

/* slots */
enum { STACK, BUFFER, LIST, GAP, KEY, VALUE, HOLDER, KEYS };
#define WRITTEN 0x20000000 /* in a frame's index: something is written */
enum { BEGIN, GOT_TO_JSON, CALLED_TO_JSON, CALLED_REPLACER, GOT_VALUE, NEXT };

/* The stack holds triples: object, array of its keys (undefined: an array), next index with bit 30 set when something is
 * written already. */
static u32 depth(struct js *js, struct js_call *c)
{
	return axi_js_array_length(js, c->l[STACK]) / 3;
}

static js_value *frame(struct js *js, struct js_call *c)
{
	return axi_js_array_items(js, c->l[STACK]) + axi_js_array_length(js, c->l[STACK]) - 3;
}

static int put_text(struct js *js, struct js_call *c, const char *text)
{
	u32 n = 0;

	while (text[n])
		n++;
	return axi_js_buf_latin1(js, &c->l[BUFFER], text, n);
}

static int put_unit(struct js *js, struct js_call *c, u32 unit)
{
	return axi_js_buf_char(js, &c->l[BUFFER], unit);
}

/* needs_escape - surrogates only when they stand alone */
static bool needs_escape(const struct js_str *s, u32 i)
{
	u32 unit = js_str_at(s, i);

	if (unit < 0x20 || unit == '"' || unit == '\\')
		return true;
	if ((unit & 0xf800) != 0xd800)
		return false;
	if (unit < 0xdc00)
		return i + 1 == s->length || (js_str_at(s, i + 1) & 0xfc00) != 0xdc00;
	return i == 0 || (js_str_at(s, i - 1) & 0xfc00) != 0xd800;
}

static int put_escape(struct js *js, struct js_call *c, u32 unit)
{
	static const char short_ones[] = "\bb\ff\nn\rr\tt\"\"\\\\"; /* the unit, and the letter that stands for it */
	char text[6] = {'\\', 'u'};

	for (const char *p = short_ones; *p; p += 2)
		if ((u32)*p == unit) {
			text[1] = p[1];
			return axi_js_buf_latin1(js, &c->l[BUFFER], text, 2);
		}
	for (u32 i = 5; i > 1; i--, unit >>= 4)
		text[i] = axi_js_digit_char(unit & 15);
	return axi_js_buf_latin1(js, &c->l[BUFFER], text, 6);
}

/* quote - the string in `slot`, in pieces between what must be escaped */
static int quote(struct js *js, struct js_call *c, const js_value *slot)
{
	u32 length = axi_js_str(js, *slot).length, from = 0;

	if (axi_js_charge(js, length / 8) || put_unit(js, c, '"'))
		return JS_THROW;
	for (u32 i = 0; i < length; i++) {
		struct js_str s = axi_js_str(js, *slot);
		u32 unit = js_str_at(&s, i);

		if (!needs_escape(&s, i))
			continue;
		if (axi_js_buf_sub(js, &c->l[BUFFER], *slot, from, i) || put_escape(js, c, unit))
			return JS_THROW;
		from = i + 1;
	}
	if (from < length && axi_js_buf_sub(js, &c->l[BUFFER], *slot, from, length))
		return JS_THROW;
	return put_unit(js, c, '"');
}

/* new_line - with the indentation of the depth, if there is a gap */
static int new_line(struct js *js, struct js_call *c, u32 level)
{
	if (c->l[GAP] == JS_UNDEFINED)
		return JS_DONE;
	if (put_unit(js, c, '\n'))
		return JS_THROW;
	while (level--)
		if (axi_js_charge(js, 1) || axi_js_buf_string(js, &c->l[BUFFER], c->l[GAP]))
			return JS_THROW;
	return JS_DONE;
}

/* before_value - comma, new line and key of the value that follows; the first one of a container has no comma. */
static int before_value(struct js *js, struct js_call *c)
{
	js_value *f;

	if (!depth(js, c))
		return JS_DONE;
	f = frame(js, c);
	if (!(js_to_s32(f[2]) & WRITTEN))
		f[2] = js_int(js_to_s32(f[2]) | WRITTEN); /* something is written */
	else if (put_unit(js, c, ','))
		return JS_THROW;
	if (new_line(js, c, depth(js, c)))
		return JS_THROW;
	if (frame(js, c)[1] == JS_UNDEFINED)
		return JS_DONE;
	if (quote(js, c, &c->l[KEY]) || put_unit(js, c, ':'))
		return JS_THROW;
	return c->l[GAP] == JS_UNDEFINED ? JS_DONE : put_unit(js, c, ' ');
}

static int enter(struct js *js, struct js_call *c)
{
	bool array = axi_js_is_array(js, c->l[VALUE]);
	u32 count = axi_js_array_length(js, c->l[STACK]);

	if (axi_js_charge(js, count / 3))
		return JS_THROW;
	for (u32 i = 0; i < count; i += 3)
		if (axi_js_array_items(js, c->l[STACK])[i] == c->l[VALUE])
			return axi_js_throw(js, JS_E_JSON_cyclic_structure);
	c->l[KEYS] = JS_UNDEFINED;
	if (!array) {
		c->l[KEYS] = c->l[LIST];
		if (c->l[LIST] == JS_UNDEFINED)
			c->l[KEYS] = axi_js_own_keys(js, c->l[VALUE]);
		if (c->l[KEYS] == JS_EMPTY)
			return JS_THROW;
	}
	if (put_unit(js, c, array ? '[' : '{') || axi_js_array_push(js, c->l[STACK], c->l[VALUE]) ||
	    axi_js_array_push(js, c->l[STACK], c->l[KEYS]) || axi_js_array_push(js, c->l[STACK], js_int(0)))
		return JS_THROW;
	return JS_DONE;
}

static int leave(struct js *js, struct js_call *c)
{
	js_value *f = frame(js, c);
	bool any = js_to_s32(f[2]) & WRITTEN, array = f[1] == JS_UNDEFINED;
	u32 level = depth(js, c) - 1;

	if (any && new_line(js, c, level))
		return JS_THROW;
	if (put_unit(js, c, array ? ']' : '}'))
		return JS_THROW;
	return axi_js_array_resize(js, c->l[STACK], level * 3);
}

/* write_value - l[VALUE], final.  Undefined and functions are left out of objects and null in arrays. */
static int write_value(struct js *js, struct js_call *c)
{
	js_value v = c->l[VALUE];
	bool nothing = v == JS_UNDEFINED || (js_is_object(v) && axi_js_is_callable(js, v));

	if (nothing && depth(js, c) && frame(js, c)[1] != JS_UNDEFINED)
		return JS_DONE;
	if (nothing && !depth(js, c)) {
		c->l[BUFFER] = JS_UNDEFINED;
		return JS_DONE;
	}
	if (before_value(js, c))
		return JS_THROW;
	v = c->l[VALUE];
	if (nothing || v == JS_NULL)
		return put_text(js, c, "null");
	if (js_is_bool(v))
		return put_text(js, c, v == JS_TRUE ? "true" : "false");
	if (js_is_string(v))
		return quote(js, c, &c->l[VALUE]);
	if (js_is_number(v)) {
		double d = js_to_double(js, v);

		if (!axi_js_is_finite(d))
			return put_text(js, c, "null");
		v = axi_js_string_of(js, v);
		return v == JS_EMPTY ? JS_THROW : axi_js_buf_string(js, &c->l[BUFFER], v);
	}
	return enter(js, c);
}

/* ---- replacer and space */
static int take_list(struct js *js, struct js_call *c)
{
	u32 count;

	if (!axi_js_is_array(js, c->a[1]))
		return JS_DONE;
	count = axi_js_array_length(js, c->a[1]);
	c->l[LIST] = axi_js_array(js, 0);
	if (c->l[LIST] == JS_EMPTY)
		return JS_THROW;
	for (u32 i = 0; i < count; i++) {
		js_value v = axi_js_array_items(js, c->a[1])[i];
		bool there = false;
		u32 have = axi_js_array_length(js, c->l[LIST]);

		if (axi_js_charge(js, 1 + have))
			return JS_THROW;
		if (!js_is_string(v) && !js_is_number(v))
			continue;
		v = axi_js_string_of(js, v);
		if (v == JS_EMPTY)
			return JS_THROW;
		for (u32 j = 0; j < have && !there; j++)
			there = axi_js_str_equal(js, axi_js_array_items(js, c->l[LIST])[j], v);
		if (!there && axi_js_array_push(js, c->l[LIST], v))
			return JS_THROW;
	}
	return JS_DONE;
}

static int take_gap(struct js *js, struct js_call *c)
{
	u32 length;

	if (js_is_number(c->a[2])) {
		s32 n = axi_js_clamp(js_to_double(js, c->a[2]));

		if (n >= 1)
			c->l[GAP] = axi_js_str_latin1(js, "          ", n > 10 ? 10 : (u32)n);
	} else if (js_is_string(c->a[2])) {
		length = axi_js_str(js, c->a[2]).length;
		if (length)
			c->l[GAP] = length <= 10 ? c->a[2] : axi_js_str_sub(js, c->a[2], 0, 10);
	}
	return c->l[GAP] == JS_EMPTY ? JS_THROW : JS_DONE;
}

static int begin(struct js *js, struct js_call *c)
{
	c->l[STACK] = axi_js_array(js, 0);
	if (c->l[STACK] == JS_EMPTY || take_list(js, c) || take_gap(js, c))
		return JS_THROW;
	axi_js_buf_begin(js, &c->l[BUFFER]);
	c->l[KEY] = js_atom(JS_ATOM_empty);
	c->l[VALUE] = c->a[0];
	if (axi_js_is_callable(js, c->a[1])) { /* only then anyone sees the holder */
		c->l[HOLDER] = axi_js_object(js, js_romobj(JS_ROM_Object_prototype));
		if (c->l[HOLDER] == JS_EMPTY || axi_js_define(js, c->l[HOLDER], js_key_atom(JS_ATOM_empty), c->a[0]))
			return JS_THROW;
	}
	return JS_DONE;
}

/* next - the next element of the top container into KEY and VALUE; JS_DONE with *ready, JS_CALL when a getter gives it. */
static int next(struct js *js, struct js_call *c, bool *ready)
{
	js_value *f = frame(js, c);
	u32 index = (u32)js_to_s32(f[2]) & ~(u32)WRITTEN;
	bool array = f[1] == JS_UNDEFINED;
	js_key key;
	int r;

	*ready = false;
	if (index >= axi_js_array_length(js, array ? f[0] : f[1]))
		return leave(js, c);
	if (axi_js_charge(js, 2) || axi_js_numbers(js))
		return JS_THROW;
	f = frame(js, c);
	f[2] = js_int(js_to_s32(f[2]) + 1);
	c->l[HOLDER] = f[0];
	if (array) {
		c->l[KEY] = js_int((s32)index);
		js->ret = axi_js_array_items(js, f[0])[index];
		*ready = true;
		return JS_DONE;
	}
	c->l[KEY] = axi_js_array_items(js, f[1])[index];
	key = axi_js_key(js, c->l[KEY]);
	if (key == JS_KEY_NONE)
		return JS_THROW;
	*ready = true;
	c->state = GOT_VALUE;
	r = axi_js_get(js, c, c->l[HOLDER], key);
	return r;
}

/* call_with_key - function(key) or function(key, value); index keys become strings. */
static int call_with_key(struct js *js, struct js_call *c, u32 args, js_value function, js_value self)
{
	js_value *w;

	axi_js_push(js, function);
	axi_js_push(js, self);
	if (js_is_int(c->l[KEY]))
		c->l[KEY] = axi_js_string_of(js, c->l[KEY]);
	w = c->l[KEY] == JS_EMPTY ? NULL : axi_js_window(js, c, args);
	if (w) {
		w[0] = js->roots[js->root_count - 2];
		w[1] = js->roots[js->root_count - 1];
		w[JS_WINDOW] = c->l[KEY];
		if (args > 1)
			w[JS_WINDOW + 1] = c->l[VALUE];
	}
	axi_js_pop(js, 2);
	return w ? JS_CALL : JS_THROW;
}

int axi_js_JSON_stringify(struct js *js, struct js_call *c)
{
	bool ready;
	int r;

	for (;;) {
		switch (c->state) {
		case BEGIN:
			if (begin(js, c))
				return JS_THROW;
			js->ret = c->l[VALUE];
			c->state = GOT_VALUE;
			break;
		case GOT_VALUE: /* js->ret: has it a toJSON? */
			c->l[VALUE] = js->ret;
			js->ret = JS_UNDEFINED;
			c->state = GOT_TO_JSON;
			r = js_is_object(c->l[VALUE]) ? axi_js_get(js, c, c->l[VALUE], js_key_atom(JS_ATOM_toJSON)) : JS_DONE;
			if (r)
				return r;
			break;
		case GOT_TO_JSON:
			c->state = CALLED_TO_JSON;
			if (axi_js_is_callable(js, js->ret))
				return call_with_key(js, c, 1, js->ret, c->l[VALUE]);
			js->ret = c->l[VALUE];
			break;
		case CALLED_TO_JSON:
			c->l[VALUE] = js->ret;
			c->state = CALLED_REPLACER;
			if (axi_js_is_callable(js, c->a[1]))
				return call_with_key(js, c, 2, c->a[1], c->l[HOLDER]);
			break;
		case CALLED_REPLACER:
			c->l[VALUE] = js->ret;
			c->state = NEXT;
			if (write_value(js, c))
				return JS_THROW;
			break;
		default:
			if (!depth(js, c)) {
				js->ret = JS_UNDEFINED;
				return c->l[BUFFER] == JS_UNDEFINED ? JS_DONE : js_return(js, axi_js_buf_end(js, &c->l[BUFFER]));
			}
			r = next(js, c, &ready);
			if (r)
				return r;
			if (ready)
				c->state = GOT_VALUE;
		}
	}
}
