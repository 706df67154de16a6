/* SPDX-License-Identifier: Apache-2.0
 * lib_json_parse.c - JSON.parse (ECMA-262 25.5.1).
 *
 * Containers that are open wait on a stack that is an array in the heap, so that depth costs heap and not C stack.  The
 * text stays where it is; positions are kept, pointers are not. */
#include "js/lib.h"
#include "js/number.h"
#include "js/object.h"

/* slots */
enum { STACK, BUFFER, KEY, KEYS, INDEX, REVIVED };

struct parser {
	struct js *js;
	struct js_call *c;
	struct js_meter meter;
	u32 at, length;
};

static u32 unit_at(const struct parser *p, u32 at)
{
	struct js_str s = axi_js_str(p->js, p->c->a[0]);

	return at < s.length ? js_str_at(&s, at) : 0xffffffff;
}

static u32 skip(struct parser *p)
{
	struct js_str s = axi_js_str(p->js, p->c->a[0]);

	while (p->at < p->length) {
		u32 unit = js_str_at(&s, p->at);

		if (unit != ' ' && unit != '\t' && unit != '\n' && unit != '\r')
			return unit;
		p->at++;
	}
	return 0xffffffff;
}

static js_value bad(struct parser *p)
{
	axi_js_throw(p->js, JS_E_JSON_unexpected_at, p->at < p->length ? "character" : "end", p->at);
	return JS_EMPTY;
}

static u32 hex_digit(u32 unit)
{
	if (unit - '0' < 10)
		return unit - '0';
	unit |= 32;
	return unit - 'a' < 6 ? unit - 'a' + 10 : 16;
}

/* escape - behind a backslash: the unit it stands for, or 0xffffffff */
static u32 escape(struct parser *p)
{
	u32 unit = unit_at(p, p->at++), value = 0;

	switch (unit) {
	case '"': case '\\': case '/': return unit;
	case 'b': return '\b';
	case 'f': return '\f';
	case 'n': return '\n';
	case 'r': return '\r';
	case 't': return '\t';
	case 'u':
		for (u32 i = 0; i < 4; i++) {
			u32 digit = hex_digit(unit_at(p, p->at));

			if (digit == 16)
				return 0xffffffff;
			value = value * 16 + digit;
			p->at++;
		}
		return value;
	}
	p->at--;
	return 0xffffffff;
}

/* string - p->at is behind the opening quote */
static js_value string(struct parser *p)
{
	struct js *js = p->js;
	u32 start = p->at;
	bool buffered = false;

	for (;;) {
		struct js_str s = axi_js_str(js, p->c->a[0]);
		u32 unit, from = p->at;

		while (p->at < p->length && (unit = js_str_at(&s, p->at)) != '"' && unit != '\\' && unit >= 0x20)
			p->at++;
		if (js_meter_use(&p->meter, p->at - from))
			return JS_EMPTY;
		unit = unit_at(p, p->at);
		if (unit == '"' && !buffered) {
			p->at++;
			return axi_js_str_sub(js, p->c->a[0], start, p->at - 1);
		}
		if (unit != '"' && unit != '\\')
			return bad(p);
		if (!buffered) {
			axi_js_buf_begin(js, &p->c->l[BUFFER]);
			buffered = true;
		}
		if (axi_js_buf_sub(js, &p->c->l[BUFFER], p->c->a[0], from, p->at))
			return JS_EMPTY;
		p->at++;
		if (unit == '"')
			return axi_js_buf_end(js, &p->c->l[BUFFER]);
		unit = escape(p);
		if (unit > 0xffff)
			return bad(p);
		if (axi_js_buf_char(js, &p->c->l[BUFFER], unit))
			return JS_EMPTY;
	}
}

/* number - JSON's are a part of JavaScript's: no plus, no leading zero, digits on both sides of the point */
static js_value number(struct parser *p)
{
	struct js_str s = axi_js_str(p->js, p->c->a[0]);
	u32 at = p->at, start = at, whole;
	char text[1100];
	double d;

#define DIGITS()                                                       \
	({                                                             \
		u32 first_ = at;                                       \
		while (at < s.length && js_str_at(&s, at) - '0' < 10) \
			at++;                                          \
		at - first_;                                           \
	})
	if (js_str_at(&s, at) == '-')
		at++;
	whole = at;
	if (!DIGITS() || (js_str_at(&s, whole) == '0' && at - whole > 1)) {
		p->at = at;
		return bad(p);
	}
	if (at < s.length && js_str_at(&s, at) == '.') {
		at++;
		if (!DIGITS()) {
			p->at = at;
			return bad(p);
		}
	}
	if (at < s.length && (js_str_at(&s, at) | 32) == 'e') {
		at++;
		if (at < s.length && (js_str_at(&s, at) == '+' || js_str_at(&s, at) == '-'))
			at++;
		if (!DIGITS()) {
			p->at = at;
			return bad(p);
		}
	}
#undef DIGITS
	p->at = at;
	if (js_meter_use(&p->meter, at - start))
		return JS_EMPTY;
	if (!s.wide) {
		axi_js_number_parse((const char *)s.data + start, at - start, &d);
		return axi_js_numbers(p->js) ? JS_EMPTY : js_number(p->js, d);
	}
	if (at - start > sizeof(text)) {
		axi_js_throw(p->js, JS_E_JSON_number_too_long);
		return JS_EMPTY;
	}
	for (u32 i = start; i < at; i++)
		text[i - start] = (char)js_str_at(&s, i);
	axi_js_number_parse(text, at - start, &d);
	return axi_js_numbers(p->js) ? JS_EMPTY : js_number(p->js, d);
}

static js_value word(struct parser *p)
{
	static const struct {
		const char *text;
		js_value v;
	} words[] = {{"true", JS_TRUE}, {"false", JS_FALSE}, {"null", JS_NULL}};

	for (u32 i = 0; i < ARRAY_LEN(words); i++) {
		u32 n = 0;

		while (words[i].text[n] && unit_at(p, p->at + n) == (u32)words[i].text[n])
			n++;
		if (!words[i].text[n]) {
			p->at += n;
			return words[i].v;
		}
	}
	return bad(p);
}

/* The stack holds pairs: a container, and the key that its next value gets (objects). */
static int open(struct parser *p, js_value container)
{
	if (container == JS_EMPTY || axi_js_array_push(p->js, p->c->l[STACK], container))
		return JS_THROW;
	return axi_js_array_push(p->js, p->c->l[STACK], JS_UNDEFINED);
}

static js_value *top(struct parser *p)
{
	return axi_js_array_items(p->js, p->c->l[STACK]) + axi_js_array_length(p->js, p->c->l[STACK]) - 2;
}

/* read_key - "key": of the object on top */
static int read_key(struct parser *p)
{
	js_value key;

	if (skip(p) != '"')
		return bad(p), JS_THROW;
	p->at++;
	key = string(p);
	if (key == JS_EMPTY)
		return JS_THROW;
	top(p)[1] = key;
	if (skip(p) != ':')
		return bad(p), JS_THROW;
	p->at++;
	return JS_DONE;
}

/* begin - at the beginning of a value: EMPTY and *opened if it is a container with something in it */
static js_value begin(struct parser *p, bool *opened)
{
	u32 unit = skip(p);
	js_value v;

	*opened = false;
	if (js_meter_use(&p->meter, 8))
		return JS_EMPTY;
	switch (unit) {
	case '"': p->at++; return string(p);
	case '[':
	case '{':
		p->at++;
		v = unit == '[' ? axi_js_array(p->js, 0) : axi_js_object(p->js, js_romobj(JS_ROM_Object_prototype));
		if (v == JS_EMPTY)
			return v;
		if (skip(p) == unit + 2) { /* ] and } */
			p->at++;
			return v;
		}
		if (open(p, v) || (unit == '{' && read_key(p)))
			return JS_EMPTY;
		*opened = true;
		return JS_EMPTY;
	default:
		if (unit == '-' || unit - '0' < 10)
			return number(p);
		return word(p);
	}
}

/* add - v to the container on top */
static int add(struct parser *p, js_value v)
{
	struct js *js = p->js;
	js_key key;

	if (axi_js_is_array(js, top(p)[0]))
		return axi_js_array_push(js, top(p)[0], v);
	axi_js_push(js, v);
	key = axi_js_key(js, top(p)[1]);
	v = axi_js_take(js);
	return key == JS_KEY_NONE ? JS_THROW : axi_js_define(js, top(p)[0], key, v);
}

static js_value parse(struct js *js, struct js_call *c)
{
	struct parser p = {js, c, {js, 0}, 0, axi_js_str(js, c->a[0]).length};
	bool opened;
	js_value v;

	c->l[STACK] = axi_js_array(js, 0);
	if (c->l[STACK] == JS_EMPTY)
		return JS_EMPTY;
	for (;;) {
		v = begin(&p, &opened);
		if (opened)
			continue;
		if (v == JS_EMPTY)
			return v;
		/* v is complete: into its container, and out of those that end here */
		for (;;) {
			u32 unit, depth = axi_js_array_length(js, c->l[STACK]);
			bool array;

			if (!depth) {
				if (skip(&p) != 0xffffffff)
					return bad(&p);
				return v;
			}
			array = axi_js_is_array(js, top(&p)[0]);
			if (add(&p, v))
				return JS_EMPTY;
			unit = skip(&p);
			p.at++;
			if (unit == ',') {
				if (!array && read_key(&p))
					return JS_EMPTY;
				break;
			}
			if (unit != (array ? ']' : '}')) {
				p.at--;
				return bad(&p);
			}
			v = top(&p)[0];
			c->l[KEY] = v;
			if (axi_js_array_resize(js, c->l[STACK], depth - 2))
				return JS_EMPTY;
			v = c->l[KEY];
		}
	}
}

/* ---- the reviver.  The stack now holds triples: object, array of its keys (undefined: an array), next index. */
static int enter(struct js *js, struct js_call *c, js_value object)
{
	js_value keys = JS_UNDEFINED;

	c->l[KEY] = object;
	if (!axi_js_is_array(js, object)) {
		keys = axi_js_own_keys(js, object);
		if (keys == JS_EMPTY)
			return JS_THROW;
	}
	c->l[KEYS] = keys;
	if (axi_js_array_push(js, c->l[STACK], c->l[KEY]) || axi_js_array_push(js, c->l[STACK], c->l[KEYS]))
		return JS_THROW;
	return axi_js_array_push(js, c->l[STACK], js_int(0));
}

static js_value *frame(struct js *js, struct js_call *c)
{
	return axi_js_array_items(js, c->l[STACK]) + axi_js_array_length(js, c->l[STACK]) - 3;
}

/* current - key and value of the frame's index; false: it is through.  JS_EMPTY in *v: threw */
static bool current(struct js *js, struct js_call *c, js_key *key, js_value *v)
{
	js_value *f = frame(js, c);
	u32 index = (u32)js_to_s32(f[2]);

	if (f[1] == JS_UNDEFINED) {
		if (index >= axi_js_array_length(js, f[0]))
			return false;
		*key = js_key_int(index);
	} else {
		if (index >= axi_js_array_length(js, f[1]))
			return false;
		*key = axi_js_key(js, axi_js_array_items(js, f[1])[index]);
	}
	*v = *key == JS_KEY_NONE ? JS_EMPTY : axi_js_get_data(js, frame(js, c)[0], *key);
	if (*v == JS_EMPTY && *key != JS_KEY_NONE)
		*v = JS_UNDEFINED;
	return true;
}

/* call_reviver - on the element at the top frame's index */
static int call_reviver(struct js *js, struct js_call *c)
{
	js_value v, *w, name;
	js_key key;

	if (!current(js, c, &key, &v) || v == JS_EMPTY)
		return JS_THROW;
	name = axi_js_key_string(js, key);
	if (name == JS_EMPTY)
		return JS_THROW;
	c->l[KEY] = name;
	w = axi_js_window(js, c, 2);
	if (!w || !current(js, c, &key, &v))
		return JS_THROW;
	w[0] = c->a[1];
	w[1] = frame(js, c)[0];
	w[JS_WINDOW] = c->l[KEY];
	w[JS_WINDOW + 1] = js_is_accessor(v) ? JS_UNDEFINED : v;
	c->state = 1;
	return JS_CALL;
}

/* take_revived - js->ret replaces the element */
static int take_revived(struct js *js, struct js_call *c)
{
	js_value v;
	js_key key;
	int err = JS_DONE;

	c->l[REVIVED] = js->ret;
	if (!current(js, c, &key, &v) || v == JS_EMPTY)
		return JS_THROW;
	if (c->l[REVIVED] == JS_UNDEFINED && !axi_js_is_array(js, frame(js, c)[0]))
		err = axi_js_delete(js, frame(js, c)[0], key);
	else
		err = axi_js_define(js, frame(js, c)[0], key, c->l[REVIVED]);
	frame(js, c)[2] = js_int(js_to_s32(frame(js, c)[2]) + 1);
	return err;
}

static int revive(struct js *js, struct js_call *c)
{
	js_value v;
	js_key key;

	if (c->state == 1 && take_revived(js, c))
		return JS_THROW;
	for (;;) {
		if (axi_js_charge(js, 2))
			return JS_THROW;
		if (current(js, c, &key, &v)) {
			if (v == JS_EMPTY)
				return JS_THROW;
			if (!js_is_heap_object(v) || js_is_accessor(v) || axi_js_is_callable(js, v))
				return call_reviver(js, c);
			if (enter(js, c, v))
				return JS_THROW;
			continue;
		}
		if (axi_js_array_length(js, c->l[STACK]) == 3) { /* the frame of the holder */
			v = axi_js_get_data(js, frame(js, c)[0], js_key_atom(JS_ATOM_empty));
			js->ret = v == JS_EMPTY ? JS_UNDEFINED : v;
			return JS_DONE;
		}
		if (axi_js_array_resize(js, c->l[STACK], axi_js_array_length(js, c->l[STACK]) - 3))
			return JS_THROW;
		return call_reviver(js, c); /* on the container itself, which is through */
	}
}

int axi_js_JSON_parse(struct js *js, struct js_call *c)
{
	js_value v;

	if (c->state)
		return revive(js, c);
	v = parse(js, c);
	if (v == JS_EMPTY)
		return JS_THROW;
	js->ret = v;
	if (!axi_js_is_callable(js, c->a[1]))
		return JS_DONE;
	c->l[REVIVED] = v;
	c->l[STACK] = axi_js_array(js, 0);
	if (c->l[STACK] == JS_EMPTY)
		return JS_THROW;
	c->l[KEY] = axi_js_object(js, js_romobj(JS_ROM_Object_prototype));
	if (c->l[KEY] == JS_EMPTY || axi_js_define(js, c->l[KEY], js_key_atom(JS_ATOM_empty), c->l[REVIVED]) ||
	    enter(js, c, c->l[KEY]))
		return JS_THROW;
	return revive(js, c);
}
