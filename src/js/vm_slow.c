/* SPDX-License-Identifier: Apache-2.0
 * vm_slow.c - what the machine's instructions call when it is not about a few words: closures, cells, names, iteration, handlers. */
#include "js/vm.h"

/* closure - function `index` of the image with cells of the frame. */
js_value axi_js_vm_closure(struct js *js, const js_value *r, u32 index)
{
	const struct js_fn *f = &js->sections.fn[index];
	u32 n = JS_LE16(f->capture_count), at;
	const u16 *captures = js->sections.pool + JS_LE32(f->captures);
	struct js_function *made;

	if (axi_js_charge(js, n / 4))
		return JS_EMPTY;
	at = axi_js_alloc(js, JS_T_FUNCTION, sizeof(*made) + (size_t)n * sizeof(js_value));
	if (!at)
		return JS_EMPTY;
	made = js_at(js, at);
	made->o.proto = JS_ROM_Function_prototype << 1 | 1;
	made->o.keys = made->o.slots = 0;
	made->o.x = index;
	for (u32 i = 0; i < n; i++) {
		u32 from = JS_LE16(captures[i]);

		made->captured[i] = from & 0x8000 ? ((struct js_function *)js_object_of(js, r[-4]))->captured[from & 0x7FFF] : r[from];
	}
	return js_obj(at);
}

/* new_cell - with *value, or with what the cell *value holds */
js_value axi_js_vm_new_cell(struct js *js, const js_value *value, bool copy)
{
	u32 at = axi_js_alloc(js, JS_T_CELL, sizeof(struct js_cell));

	if (!at)
		return JS_EMPTY;
	((struct js_cell *)js_at(js, at))->v = copy ? ((struct js_cell *)js_at(js, js_ref_at(*value)))->v : *value;
	return js_cell_value(at);
}

/* global_get - a property of the global object by name; EMPTY: there is none (or it threw: accessors are no globals). */
js_value axi_js_vm_global_get(struct js *js, u32 name)
{
	js_value v = axi_js_lookup(js, js_romobj(JS_ROM_global), js_key_atom(name));

	return v != JS_EMPTY && js_is_accessor(v) ? JS_UNDEFINED : v;
}

static const char *name_text(struct js *js, u32 atom, char out[64])
{
	struct js_str s = axi_js_str(js, js_atom(atom));
	u32 n = s.length < 60 ? s.length : 60;

	for (u32 i = 0; i < n; i++)
		out[i] = js_str_at(&s, i) < 128 ? (char)js_str_at(&s, i) : '?';
	out[n] = 0;
	return out;
}

void axi_js_vm_throw_name(struct js *js, enum js_error_id id, u32 atom)
{
	char text[64];

	axi_js_throw(js, id, name_text(js, atom, text));
}

void axi_js_vm_throw_read(struct js *js, js_value base, js_key key)
{
	char text[64];

	axi_js_throw(js, JS_E_cannot_read_property_of,
		     (key & 3) == 2 ? name_text(js, key >> 2, text) : "[]", base == JS_NULL ? "null" : "undefined");
}

/* make_this - the object that `new` makes for function f. */
js_value axi_js_vm_make_this(struct js *js, js_value function, u32 shape)
{
	js_value proto;
	u32 at;

	axi_js_push(js, function);
	proto = axi_js_lookup(js, function, js_key_atom(JS_ATOM_prototype));
	axi_js_pop(js, 1);
	if (proto == JS_EMPTY)
		return proto;
	if (!js_is_object(proto))
		proto = js_romobj(JS_ROM_Object_prototype);
	if (shape == JS_NO_SHAPE)
		return axi_js_object(js, proto);
	at = axi_js_shaped(js, shape, js_ref(proto));
	return at ? js_obj(at) : JS_EMPTY;
}

/* element_key - the key for o[k] of a primitive k, for reading: no interning.  KEY_NONE: no object has such a property. */
js_key axi_js_vm_element_key(struct js *js, js_value *k)
{
	js_key index = js_number_key(js, *k);

	if (index)
		return index;
	if (!js_is_string(*k)) {
		js_value s = axi_js_string_of(js, *k);

		if (s == JS_EMPTY)
			return JS_KEY_NONE;
		*k = s;
	}
	return axi_js_find_key(js, *k);
}

/* room_for_element - an element of a typed array may be a number that needs room (32-bit values) */
int axi_js_vm_room_for_element(struct js *js, js_value *b, js_value *c)
{
	int status;

	if (sizeof(js_value) == 8)
		return JS_DONE;
	axi_js_push(js, *b);
	axi_js_push(js, *c);
	status = axi_js_numbers(js);
	*c = axi_js_take(js);
	*b = axi_js_take(js);
	return status;
}

/* array_of - a new array of n values at `from` (slots of the frame). */
js_value axi_js_vm_array_from(struct js *js, const js_value *from, u32 n)
{
	js_value a = axi_js_array(js, n);

	if (a != JS_EMPTY && n)
		memcpy(axi_js_array_items(js, a), from, (size_t)n * sizeof(js_value));
	return a;
}

/* next_in - for-in: the next key that is still there. */
bool axi_js_vm_next_in(struct js *js, js_value *at)
{
	u32 i = (u32)js_to_s32(at[1]);

	if (!axi_js_is_array(js, at[0]))
		return false;
	while (i < axi_js_array_length(js, at[0])) {
		js_value name = axi_js_array_items(js, at[0])[i++];
		js_key key = js_is_string(name) ? axi_js_find_key(js, name) : JS_KEY_NONE;

		if (key == JS_KEY_NONE || !js_is_object(at[3]) || axi_js_get_own(js, at[3], key) == JS_EMPTY)
			continue;
		at[1] = js_int((s32)i);
		at[2] = name;
		return true;
	}
	return false;
}

/* next_of - for-of: JS_CALL: there is an item in at[2]. */
int axi_js_vm_next_of(struct js *js, js_value *at)
{
	u32 i = (u32)js_to_s32(at[1]);

	at[1] = js_int((s32)(i + 1));
	if (axi_js_is_array(js, at[0])) {
		if (i >= axi_js_array_length(js, at[0]))
			return JS_DONE;
		at[2] = axi_js_array_items(js, at[0])[i];
		return JS_CALL;
	}
	if (js_is_string(at[0])) {
		struct js_str s = axi_js_str(js, at[0]);
		u32 n = 1;

		if (i >= s.length)
			return JS_DONE;
		if ((js_str_at(&s, i) & 0xFC00) == 0xD800 && i + 1 < s.length && (js_str_at(&s, i + 1) & 0xFC00) == 0xDC00)
			n = 2;
		at[1] = js_int((s32)(i + n));
		at[2] = axi_js_str_sub(js, at[0], i, i + n);
		return at[2] == JS_EMPTY ? JS_THROW : JS_CALL;
	}
	if (axi_js_class_indexed(axi_js_class(js, at[0]))) {
		js_value v = axi_js_indexed_get(js, at[0], i);

		if (v == JS_EMPTY)
			return js->exception != JS_EMPTY ? JS_THROW : JS_DONE;
		at[2] = v;
		return JS_CALL;
	}
	return axi_js_throw(js, JS_E_value_is_not_iterable);
}

/* handler_for - the innermost handler of f for instruction `at`, or NULL. */
const struct js_handler *axi_js_vm_handler_for(struct js *js, const struct js_fn *f, u32 at)
{
	const struct js_handler *h = js->sections.handlers + JS_LE32(f->handlers);

	for (u32 i = 0; i < JS_LE16(f->handler_count); i++)
		if (at >= JS_LE32(h[i].start) && at < JS_LE32(h[i].end))
			return &h[i];
	return NULL;
}
