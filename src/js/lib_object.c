/* SPDX-License-Identifier: Apache-2.0
 * lib_object.c - Object and Object.prototype. */
#include "js/frame.h"

static int ret(struct js *js, js_value v)
{
	js->ret = v;
	return v == JS_EMPTY ? JS_THROW : JS_DONE;
}

/* ---- own keys */

/* push_key - append the string of a key to the array in roots[root_count - 1]. */
static int push_key(struct js *js, js_key key)
{
	js_value name = axi_js_key_string(js, key);

	return name == JS_EMPTY ? JS_THROW : axi_js_array_push(js, js->roots[js->root_count - 1], name);
}

/* own_count - of the integer keys that an object has by its kind */
static u32 index_count(struct js *js, js_value object)
{
	u32 n = 0;

	if (axi_js_is_array(js, object))
		return axi_js_array_length(js, object);
	if (axi_js_class_indexed(axi_js_class(js, object)))
		n = axi_js_indexed_length(js, object);
	return n;
}

/* is_there - is there a property in a slot: EMPTY and DELETED are none, an accessor is one */
static bool is_there(js_value v)
{
	return js_is_accessor(v) || !js_is_internal(v);
}

/* table_keys - of the heap object in roots[root_count - 2]: first integers, ascending; then names as they were made. */
static int table_keys(struct js *js)
{
	u32 count = axi_js_keys_count(js, js_object_of(js, js->roots[js->root_count - 2])->keys);
	s32 last = -1;

	for (;;) { /* integers: each pass finds the next larger one */
		struct js_object *o = js_object_of(js, js->roots[js->root_count - 2]);
		s32 next = -1;

		if (axi_js_charge(js, count / 8))
			return JS_THROW;
		for (u32 i = 0; i < count; i++) {
			js_key key = axi_js_keys_at(js, o->keys, i);
			s32 n = (s32)js_key_index(key); /* below 2^31 */

			if (js_key_is_int(key) && n > last && (next < 0 || n < next) && is_there(((js_value *)js_at(js, o->slots))[i]))
				next = n;
		}
		if (next < 0)
			break;
		if (push_key(js, js_key_int((u32)next)))
			return JS_THROW;
		last = next;
	}
	for (u32 i = 0; i < count; i++) {
		struct js_object *o = js_object_of(js, js->roots[js->root_count - 2]);
		js_key key = axi_js_keys_at(js, o->keys, i);
		js_value v = ((js_value *)js_at(js, o->slots))[i];

		if (!js_key_is_int(key) && is_there(v) && push_key(js, key))
			return JS_THROW;
	}
	return JS_DONE;
}

js_value axi_js_own_keys(struct js *js, js_value object)
{
	js_value array;
	int err = JS_DONE;

	axi_js_push(js, object);
	array = axi_js_array(js, 0);
	axi_js_push(js, array);
	if (array == JS_EMPTY)
		err = JS_THROW;
	for (u32 i = 0, n = index_count(js, js->roots[js->root_count - 2]); !err && i < n; i++) {
		err = axi_js_charge(js, 1);
		if (!err)
			err = push_key(js, js_key_int(i));
	}
	object = js->roots[js->root_count - 2];
	if (!err && js_is_heap_object(object)) {
		err = table_keys(js);
	} else if (!err) {
		/* of a built-in object: what the program added */
		u32 shadow = axi_js_shadow(js, js_rom_id(object), false);

		if (shadow) {
			js->roots[js->root_count - 2] = js_obj(shadow);
			err = table_keys(js);
		}
	}
	array = js->roots[js->root_count - 1];
	axi_js_pop(js, 2);
	return err ? JS_EMPTY : array;
}

static js_value object_of(struct js *js, js_value v)
{
	if (js_is_nullish(v) || js_is_internal(v)) {
		axi_js_throw(js, JS_E_not_an_object);
		return JS_EMPTY;
	}
	return v;
}

/* axi_js_Object_keys - keys (magic 0), values (1), entries (2): l[0] keys, l[1] result, l[2] position. */
int axi_js_Object_keys(struct js *js, struct js_call *c)
{
	js_value pair;
	int r;

	for (;;) {
		switch (c->state) {
		case 0:
			if (object_of(js, c->a[0]) == JS_EMPTY)
				return JS_THROW;
			if (js_is_string(c->a[0])) {
				c->l[0] = axi_js_array(js, 0);
				for (u32 i = 0; c->l[0] != JS_EMPTY && i < axi_js_str(js, c->a[0]).length; i++) {
					js_value k = axi_js_int_string(js, (s32)i);

					if (k == JS_EMPTY || axi_js_charge(js, 1) || axi_js_array_push(js, c->l[0], k))
						return JS_THROW;
				}
			} else {
				c->l[0] = js_is_object(c->a[0]) ? axi_js_own_keys(js, c->a[0]) : axi_js_array(js, 0);
			}
			if (c->l[0] == JS_EMPTY || !c->magic)
				return ret(js, c->l[0]);
			c->l[1] = axi_js_array(js, 0);
			if (c->l[1] == JS_EMPTY)
				return JS_THROW;
			c->l[2] = js_int(0);
			c->state = 1;
			/* fall through */
		case 1: {
			u32 i = (u32)js_to_s32(c->l[2]);
			js_key key;

			if (i >= axi_js_array_length(js, c->l[0]))
				return ret(js, c->l[1]);
			if (axi_js_charge(js, 1) || axi_js_numbers(js))
				return JS_THROW;
			key = axi_js_find_key(js, axi_js_array_items(js, c->l[0])[i]);
			c->state = 2;
			r = axi_js_get(js, c, c->a[0], key);
			if (r)
				return r;
		}
			/* fall through */
		default:
			if (c->magic == 1) {
				if (axi_js_array_push(js, c->l[1], js->ret))
					return JS_THROW;
			} else {
				axi_js_push(js, js->ret);
				pair = axi_js_array(js, 2);
				if (pair != JS_EMPTY) {
					axi_js_array_items(js, pair)[0] =
						axi_js_array_items(js, c->l[0])[js_to_s32(c->l[2])];
					axi_js_array_items(js, pair)[1] = js->roots[js->root_count - 1];
				}
				axi_js_pop(js, 1);
				if (pair == JS_EMPTY || axi_js_array_push(js, c->l[1], pair))
					return JS_THROW;
			}
			c->l[2] = js_int(js_to_s32(c->l[2]) + 1);
			c->state = 1;
		}
	}
}

/* axi_js_Object_assign - l[0] source number, l[1] its keys, l[2] position */
int axi_js_Object_assign(struct js *js, struct js_call *c)
{
	int r;

	for (;;) {
		switch (c->state) {
		case 0:
			if (object_of(js, c->a[0]) == JS_EMPTY)
				return JS_THROW;
			c->l[0] = js_int(0);
			c->state = 1;
			/* fall through */
		case 1: {
			u32 i = (u32)js_to_s32(c->l[0]) + 1;

			if (i >= c->argc)
				return ret(js, c->a[0]);
			c->l[0] = js_int((s32)i);
			c->l[1] = js_is_object(c->a[i]) ? axi_js_own_keys(js, c->a[i]) : axi_js_array(js, 0);
			if (c->l[1] == JS_EMPTY)
				return JS_THROW;
			c->l[2] = js_int(0);
			c->state = 2;
		}
			/* fall through */
		case 2: {
			u32 i = (u32)js_to_s32(c->l[2]);

			if (i >= axi_js_array_length(js, c->l[1])) {
				c->state = 1;
				break;
			}
			c->state = 3;
			r = axi_js_charge(js, 1) || axi_js_numbers(js) ? JS_THROW
						 : axi_js_get(js, c, c->a[js_to_s32(c->l[0])],
							      axi_js_find_key(js, axi_js_array_items(js, c->l[1])[i]));
			if (r)
				return r;
		}
			/* fall through */
		default: {
			u32 i = (u32)js_to_s32(c->l[2]);

			c->l[2] = js_int((s32)i + 1);
			c->state = 2;
			r = axi_js_set(js, c, c->a[0], axi_js_find_key(js, axi_js_array_items(js, c->l[1])[i]), js->ret);
			if (r)
				return r;
		}
		}
	}
}

/* ---- the rest */

int axi_js_Object(struct js *js, struct js_call *c)
{
	return ret(js, js_is_object(c->a[0]) ? c->a[0]
		       : js_is_nullish(c->a[0])
			       ? axi_js_object(js, js_romobj(JS_ROM_Object_prototype))
			       : (axi_js_throw(js, JS_E_primitive_values_have_no_objects_here), JS_EMPTY));
}

/* axi_js_Object_defineProperty - (object, key, descriptor): value, get, set; the attributes must not be false.
 * l[0] value, l[1] getter, l[2] setter */
int axi_js_Object_defineProperty(struct js *js, struct js_call *c)
{
	static const u16 names[] = {JS_ATOM_value, JS_ATOM_get, JS_ATOM_set};
	js_key key;
	int r;

	if (!c->state) {
		if (!js_is_object(c->a[0]) || !js_is_object(c->a[2]))
			return axi_js_throw(js, JS_E_not_an_object);
		c->l[0] = c->l[1] = c->l[2] = JS_UNDEFINED;
	}
	while (c->state < 6) {
		u32 i = c->state / 2;

		if (c->state++ & 1) {
			c->l[i] = js->ret;
		} else {
			r = axi_js_get(js, c, c->a[2], js_key_atom(names[i]));
			if (r)
				return r;
		}
	}
	key = axi_js_key(js, c->a[1]);
	if (key == JS_KEY_NONE)
		return JS_THROW;
	for (u32 i = 1; i < 3; i++)
		if (c->l[i] != JS_UNDEFINED && !axi_js_is_callable(js, c->l[i]))
			return axi_js_throw(js, JS_E_is_not_a_function, i == 1 ? "getter" : "setter");
	js->ret = c->a[0];
	if (c->l[1] == JS_UNDEFINED && c->l[2] == JS_UNDEFINED) {
		if (axi_js_lookup(js, c->a[2], js_key_atom(JS_ATOM_value)) == JS_EMPTY &&
		    axi_js_get_own(js, c->a[0], key) != JS_EMPTY)
			return JS_DONE;
		r = axi_js_define(js, c->a[0], key, c->l[0]);
	} else {
		if (axi_js_lookup(js, c->a[2], js_key_atom(JS_ATOM_value)) != JS_EMPTY)
			return axi_js_throw(js, JS_E_a_property_cannot_have_a_value_and_a_getter_or_setter);
		r = JS_DONE;
		if (c->l[1] != JS_UNDEFINED)
			r = axi_js_define_accessor(js, c->a[0], key, c->l[1], false);
		if (!r && c->l[2] != JS_UNDEFINED) {
			key = axi_js_key(js, c->a[1]);
			r = key == JS_KEY_NONE ? JS_THROW : axi_js_define_accessor(js, c->a[0], key, c->l[2], true);
		}
	}
	js->ret = c->a[0];
	return r;
}

int axi_js_Object_getPrototypeOf(struct js *js, struct js_call *c)
{
	if (object_of(js, c->a[0]) == JS_EMPTY)
		return JS_THROW;
	return ret(js, js_is_object(c->a[0]) ? axi_js_proto_of(js, c->a[0]) : js_deref(axi_js_primitive_proto(c->a[0])));
}

static int set_proto(struct js *js, js_value object, js_value proto)
{
	u32 ref = js_ref(proto), at;
	struct js_object *o;

	for (u32 up = ref; up; up = axi_js_proto_ref(js, js_deref(up)))
		if (up == js_ref(object))
			return axi_js_throw(js, JS_E_prototypes_would_form_a_circle);
	if (js_is_heap_object(object)) {
		at = js_heap_at(object);
	} else {
		axi_js_push(js, proto);
		at = axi_js_shadow(js, js_rom_id(object), true);
		ref = js_ref(axi_js_take(js));
	}
	if (!at)
		return JS_THROW;
	o = js_at(js, at);
	if (o->hdr & JS_H_FIXED && o->proto != ref)
		return axi_js_throw(js, JS_E_object_is_not_extensible);
	o->proto = ref;
	js_cache_clear(js);
	return JS_DONE;
}

int axi_js_Object_setPrototypeOf(struct js *js, struct js_call *c)
{
	js->ret = c->a[0];
	if (js_is_nullish(c->a[0]) || !(js_is_object(c->a[1]) || c->a[1] == JS_NULL))
		return axi_js_throw(js, JS_E_not_an_object);
	return js_is_object(c->a[0]) ? set_proto(js, c->a[0], c->a[1]) : JS_DONE;
}

/* axi_js_Object_create - magic 0: create (prototype, descriptors); 1: defineProperties (object, descriptors).  l[0] the object, l[1] the
 * keys of the descriptors, l[2] position */
int axi_js_Object_create(struct js *js, struct js_call *c)
{
	js_value *w;
	u32 i;
	int r;

	if (c->state == 0) {
		if (!js_is_object(c->a[0]) && (c->magic || c->a[0] != JS_NULL))
			return axi_js_throw(js, c->magic ? JS_E_not_an_object : JS_E_a_prototype_is_an_object_or_null);
		c->l[0] = c->magic ? c->a[0] : axi_js_object(js, c->a[0]);
		if (c->l[0] == JS_EMPTY)
			return JS_THROW;
		if (!c->magic && c->a[1] == JS_UNDEFINED)
			return ret(js, c->l[0]);
		if (object_of(js, c->a[1]) == JS_EMPTY)
			return JS_THROW;
		c->l[1] = js_is_object(c->a[1]) ? axi_js_own_keys(js, c->a[1]) : axi_js_array(js, 0);
		if (c->l[1] == JS_EMPTY)
			return JS_THROW;
		c->l[2] = js_int(0);
		c->state = 1;
	}
	i = (u32)js_to_s32(c->l[2]);
	if (c->state == 1) {
		if (i >= axi_js_array_length(js, c->l[1]))
			return ret(js, c->l[0]);
		if (axi_js_charge(js, 4) || axi_js_numbers(js))
			return JS_THROW;
		c->state = 2;
		r = axi_js_get(js, c, c->a[1], axi_js_find_key(js, axi_js_array_items(js, c->l[1])[i]));
		if (r)
			return r;
	}
	axi_js_push(js, js->ret);
	w = axi_js_window(js, c, 3);
	if (w)
		w[JS_WINDOW + 2] = js->roots[js->root_count - 1];
	axi_js_pop(js, 1);
	if (!w)
		return JS_THROW;
	w[0] = js_romobj(JS_ROM_ROWS + JS_ROW_Object_defineProperty);
	w[JS_WINDOW] = c->l[0];
	w[JS_WINDOW + 1] = axi_js_array_items(js, c->l[1])[i];
	c->l[2] = js_int((s32)i + 1);
	c->state = 1;
	return JS_CALL;
}

int axi_js_Object_hasOwnProperty(struct js *js, struct js_call *c)
{
	js_value k = c->a[0];
	js_key key;

	if (object_of(js, *c->self) == JS_EMPTY)
		return JS_THROW;
	key = axi_js_key(js, k);
	if (key == JS_KEY_NONE)
		return JS_THROW;
	if (js_is_string(*c->self)) {
		u32 n = axi_js_str(js, *c->self).length;

		return ret(js, js_bool(js_key_is_int(key) ? js_key_index(key) < n : key == js_key_atom(JS_ATOM_length)));
	}
	return ret(js, js_bool(js_is_object(*c->self) && axi_js_get_own(js, *c->self, key) != JS_EMPTY && !js->fatal));
}

int axi_js_Object_toString(struct js *js, struct js_call *c)
{
	static const struct {
		u8 class;
		u16 atom;
	} names[] = {{JS_CLASS_ARRAY, JS_ATOM_Array},
		     {JS_CLASS_FUNCTION, JS_ATOM_Function},
		     {JS_CLASS_BOUND, JS_ATOM_Function},
		     {JS_CLASS_ERROR, JS_ATOM_Error},
		     {JS_CLASS_REGEXP, JS_ATOM_RegExp}};
	js_value v = *c->self;
	u32 name = v == JS_NULL				 ? JS_ATOM_Null
		   : v == JS_UNDEFINED			 ? JS_ATOM_Undefined
		   : js_is_string(v)			 ? JS_ATOM_String
		   : js_is_number(v)			 ? JS_ATOM_Number
		   : js_is_bool(v)			 ? JS_ATOM_Boolean
		   : v == js_romobj(JS_ROM_Math) ? JS_ATOM_Math
		   : v == js_romobj(JS_ROM_JSON) ? JS_ATOM_JSON
						 : JS_ATOM_Object;

	for (u32 i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].class == axi_js_class(js, v))
			name = names[i].atom;
	v = axi_js_str_concat(js, js_atom(JS_ATOM_bracket_object), js_atom(name));
	return ret(js, v == JS_EMPTY ? v : axi_js_str_concat(js, v, js_atom(JS_ATOM_CHAR(']'))));
}

int axi_js_Object_toLocaleString(struct js *js, struct js_call *c)
{
	js_value *w;
	int r;

	switch (c->state) {
	case 0:
		c->state = 1;
		r = axi_js_get(js, c, *c->self, js_key_atom(JS_ATOM_toString));
		if (r)
			return r;
		/* fall through */
	case 1:
		c->state = 2;
		axi_js_push(js, js->ret);
		w = axi_js_window(js, c, 0);
		axi_js_pop(js, 1);
		if (!w)
			return JS_THROW;
		w[0] = js->roots[js->root_count];
		w[1] = *c->self;
		return JS_CALL;
	default: return JS_DONE;
	}
}

int axi_js_Object_valueOf(struct js *js, struct js_call *c)
{
	return ret(js, object_of(js, *c->self));
}

int axi_js_Object_isPrototypeOf(struct js *js, struct js_call *c)
{
	if (js_is_object(c->a[0]))
		for (u32 up = axi_js_proto_ref(js, c->a[0]); up; up = axi_js_proto_ref(js, js_deref(up)))
			if (up == js_ref(*c->self))
				return ret(js, JS_TRUE);
	return ret(js, JS_FALSE);
}

int axi_js_Object_getProto(struct js *js, struct js_call *c)
{
	return ret(js, js_is_object(*c->self) ? axi_js_proto_of(js, *c->self) : JS_UNDEFINED);
}

/* axi_js_Object_isExtensible - magic 0: isExtensible; 1: preventExtensions */
int axi_js_Object_extensible(struct js *js, struct js_call *c)
{
	if (!js_is_object(c->a[0]))
		return ret(js, c->magic ? c->a[0] : JS_FALSE);
	if (!c->magic)
		return ret(js, js_bool(!js_is_heap_object(c->a[0]) || !(js_object_of(js, c->a[0])->hdr & JS_H_FIXED)));
	if (js_is_heap_object(c->a[0]))
		js_object_of(js, c->a[0])->hdr |= JS_H_FIXED;
	return ret(js, c->a[0]);
}
