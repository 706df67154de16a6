/* SPDX-License-Identifier: Apache-2.0
 * lib_core.c - Function, Error, print, and what the language itself needs of Array. */
#include "js/frame.h"

static int ret(struct js *js, js_value v)
{
	js->ret = v;
	return v == JS_EMPTY ? JS_THROW : JS_DONE;
}

/* ---- Function */

#ifndef JS_EVAL /* eval.c */
int axi_js_Function(struct js *js, struct js_call *c)
{
	return axi_js_throw(js, JS_E_there_is_no_compiler_on_board);
}
#endif

int axi_js_Function_nothing(struct js *js, struct js_call *c)
{
	return ret(js, JS_UNDEFINED);
}

int axi_js_Function_call(struct js *js, struct js_call *c)
{
	u32 n = c->argc > 1 ? c->argc - 1 : 0;
	js_value *w;

	if (c->state++)
		return JS_DONE;
	w = axi_js_window(js, c, n);
	if (!w)
		return JS_THROW;
	w[0] = *c->self;
	w[1] = c->a[0];
	for (u32 i = 0; i < n; i++)
		w[JS_WINDOW + i] = c->a[1 + i];
	return JS_CALL;
}

int axi_js_Function_apply(struct js *js, struct js_call *c)
{
	u32 n = 0, class_id = axi_js_class(js, c->a[1]);
	js_value *w;

	if (c->state++)
		return JS_DONE;
	if (axi_js_is_array(js, c->a[1])) {
		n = axi_js_array_length(js, c->a[1]);
	} else if (axi_js_class_indexed(class_id)) {
		n = axi_js_indexed_length(js, c->a[1]);
	} else if (!js_is_nullish(c->a[1])) {
		js_value v = js_is_object(c->a[1]) ? axi_js_lookup(js, c->a[1], js_key_atom(JS_ATOM_length)) : JS_EMPTY;

		if (!js_is_object(c->a[1]))
			return axi_js_throw(js, JS_E_the_arguments_are_not_an_array);
		if (v != JS_EMPTY && !js_is_internal(v) && !js_is_object(v)) {
			double d = axi_js_number_of(js, v);

			n = d > 0 ? d < JS_ARGS_MAX + 1 ? (u32)d : JS_ARGS_MAX + 1 : 0;
		}
	}
	if (axi_js_charge(js, n))
		return JS_THROW;
	w = axi_js_window(js, c, n);
	if (!w)
		return JS_THROW;
	w[0] = *c->self;
	w[1] = c->a[0];
	for (u32 i = 0; i < n; i++) {
		js_value v = axi_js_lookup(js, c->a[1], js_key_int(i));

		w[JS_WINDOW + i] = js_is_internal(v) ? JS_UNDEFINED : v;
	}
	return JS_CALL;
}

int axi_js_Function_bind(struct js *js, struct js_call *c)
{
	u32 n = c->argc > 1 ? c->argc - 1 : 0, at;
	struct js_bound *b;

	if (axi_js_charge(js, n))
		return JS_THROW;
	at = axi_js_alloc(js, JS_T_BOUND, sizeof(*b) + (size_t)n * sizeof(js_value));
	if (!at)
		return JS_THROW;
	b = js_at(js, at);
	b->o.proto = JS_ROM_Function_prototype << 1 | 1;
	b->o.keys = b->o.slots = 0;
	b->o.x = n;
	b->target = *c->self;
	b->self = c->a[0];
	for (u32 i = 0; i < n; i++)
		b->a[i] = c->a[1 + i];
	return ret(js, js_obj(at));
}

/* axi_js_Function_toString - l[0]: the buffer */
int axi_js_Function_toString(struct js *js, struct js_call *c)
{
	js_value name = axi_js_get_own(js, *c->self, js_key_atom(JS_ATOM_name));

	axi_js_buf_begin(js, c->l);
	if (!js_is_string(name))
		name = js_atom(JS_ATOM_empty);
	if (axi_js_buf_string(js, c->l, js_atom(JS_ATOM_function)) || axi_js_buf_char(js, c->l, ' ') ||
	    axi_js_buf_string(js, c->l, name) || axi_js_buf_sub(js, c->l, js_atom(JS_ATOM_native_code), 9, 29)) /* behind "function " */
		return JS_THROW;
	return ret(js, axi_js_buf_end(js, c->l));
}

/* ---- Error */

/* axi_js_Error - magic: the constructor's own id; its prototype is the row `prototype`. */
int axi_js_Error(struct js *js, struct js_call *c)
{
	js_value proto = axi_js_get_own(js, js_romobj((u32)c->magic), js_key_atom(JS_ATOM_prototype));

	return ret(js, axi_js_error_new(js, proto, c->a[0]));
}

/* axi_js_Error_toString - l[0]: name, l[1]: message */
int axi_js_Error_toString(struct js *js, struct js_call *c)
{
	int r;

	switch (c->state) {
	case 0:
		c->state = 1;
		r = axi_js_get(js, c, *c->self, js_key_atom(JS_ATOM_name));
		if (r)
			return r;
		/* fall through */
	case 1:
		c->state = 2;
		if (js->ret == JS_UNDEFINED)
			js->ret = js_atom(JS_ATOM_Error);
		r = axi_js_to_string(js, c, js->ret);
		if (r)
			return r;
		/* fall through */
	case 2:
		c->l[0] = js->ret;
		c->state = 3;
		r = axi_js_get(js, c, *c->self, js_key_atom(JS_ATOM_message));
		if (r)
			return r;
		/* fall through */
	case 3:
		c->state = 4;
		if (js->ret == JS_UNDEFINED)
			js->ret = js_atom(JS_ATOM_empty);
		r = axi_js_to_string(js, c, js->ret);
		if (r)
			return r;
		/* fall through */
	default: break;
	}
	c->l[1] = js->ret;
	if (!axi_js_str(js, c->l[0]).length)
		return ret(js, c->l[1]);
	if (!axi_js_str(js, c->l[1]).length)
		return ret(js, c->l[0]);
	axi_js_buf_begin(js, &js->ret);
	if (axi_js_buf_string(js, &js->ret, c->l[0]) || axi_js_buf_latin1(js, &js->ret, ": ", 2) ||
	    axi_js_buf_string(js, &js->ret, c->l[1]))
		return JS_THROW;
	return ret(js, axi_js_buf_end(js, &js->ret));
}

/* ---- print: l[0] the line, l[1] the position */

int axi_js_print(struct js *js, struct js_call *c)
{
	js_value line;
	void *bytes;
	size_t n;
	int r;

	for (;;) {
		u32 i = c->state >> 1;

		if (!(c->state & 1)) {
			if (i >= c->argc)
				break;
			if (i && axi_js_buf_char(js, c->l, ' '))
				return JS_THROW;
			c->state++;
			r = axi_js_to_string(js, c, c->a[i]);
			if (r)
				return r;
		}
		if (axi_js_buf_string(js, c->l, js->ret))
			return JS_THROW;
		c->state = (i + 1) << 1;
	}
	line = axi_js_buf_end(js, c->l);
	c->l[0] = line;
	js->ret = JS_UNDEFINED;
	n = axi_js_utf8(js, line, NULL, 0);
	if (axi_js_charge(js, (u32)n / 8))
		return JS_THROW;
	/* UTF-8 in the heap, for the time of the call */
	line = axi_js_str_alloc(js, (u32)n + 1, false, &bytes);
	if (line == JS_EMPTY)
		return JS_THROW;
	axi_js_utf8(js, c->l[0], bytes, n + 1);
	if (js->host->print)
		js->host->print(js->host_arg, bytes, n);
	return JS_DONE;
}

/* ---- Array */

int axi_js_Array(struct js *js, struct js_call *c)
{
	js_value a;

	if (c->argc == 1 && js_is_number(c->a[0])) {
		u32 n;

		if (!js_double_is_u32(js_to_double(js, c->a[0]), &n))
			return axi_js_throw(js, JS_E_invalid_array_length);
		if (n > JS_OBJECT_MAX)
			return axi_js_out_of_memory(js);
		return ret(js, axi_js_array(js, n));
	}
	a = axi_js_array(js, c->argc);
	for (u32 i = 0; a != JS_EMPTY && i < c->argc; i++)
		axi_js_array_items(js, a)[i] = c->a[i];
	return ret(js, a);
}

int axi_js_Array_isArray(struct js *js, struct js_call *c)
{
	return ret(js, js_bool(axi_js_is_array(js, c->a[0])));
}

int axi_js_Array_push(struct js *js, struct js_call *c)
{
	for (u32 i = 0; i < c->argc; i++)
		if (axi_js_array_push(js, *c->self, c->a[i]))
			return JS_THROW;
	return ret(js, js_int((s32)axi_js_array_length(js, *c->self)));
}

int axi_js_Array_pop(struct js *js, struct js_call *c)
{
	u32 n = axi_js_array_length(js, *c->self);

	if (!n)
		return ret(js, JS_UNDEFINED);
	js->ret = axi_js_array_items(js, *c->self)[n - 1];
	return axi_js_array_resize(js, *c->self, n - 1);
}

/* axi_js_Array_join - l[0] buffer, l[1] position, l[2] separator; an array inside itself is the empty string. */
int axi_js_Array_join(struct js *js, struct js_call *c)
{
	int r;

	for (;;) {
		switch (c->state) {
		case 0:
			c->l[2] = c->magic || !c->argc || c->a[0] == JS_UNDEFINED ? js_atom(',') : c->a[0];
			c->l[1] = js_int(0);
			c->state = 1;
			/* fall through */
		case 1: {
			u32 i = (u32)js_to_s32(c->l[1]);

			if (i >= axi_js_array_length(js, *c->self))
				return ret(js, axi_js_buf_end(js, c->l));
			if (axi_js_charge(js, 1) || (i && axi_js_buf_string(js, c->l, c->l[2])))
				return JS_THROW;
			if (i >= axi_js_array_length(js, *c->self))
				return ret(js, axi_js_buf_end(js, c->l));
			js->ret = axi_js_array_items(js, *c->self)[i];
			if (js_is_nullish(js->ret) || js->ret == *c->self)
				js->ret = js_atom(JS_ATOM_empty);
			c->state = 2;
			r = axi_js_to_string(js, c, js->ret);
			if (r)
				return r;
		}
			/* fall through */
		default:
			if (axi_js_buf_string(js, c->l, js->ret))
				return JS_THROW;
			c->l[1] = js_int(js_to_s32(c->l[1]) + 1);
			c->state = 1;
		}
	}
}
