/* SPDX-License-Identifier: Apache-2.0
 * object.c - properties: where they are found, and how they are added, changed and removed.
 *
 * An object has a table of keys and a vector of values, one slot for each key; a slot that is EMPTY has no property.  The
 * table is either a shape of the image (the keys of a literal, or those that a constructor sets; shared, constant) or its
 * own in the heap.  What a program changes in a built-in object sits in a heap object that shadows it. */
#include "js/object.h"
#include "js/image.h"

/* ---- key tables */

static u32 keys_cap_bytes(u32 cap)
{
	return (u32)sizeof(struct js_keys) + cap * 4 + (cap > JS_KEYS_LINEAR ? cap * 8 : 0);
}

static u32 *keys_index(struct js_keys *k)
{
	return k->key + k->cap;
}

s32 axi_js_keys_find(struct js *js, u32 keys, js_key key)
{
	struct js_keys *k;
	u32 mask, i;

	if (!keys)
		return -1;
	if (keys & 1)
		return axi_js_shape_find(js, keys >> 1, key);
	k = js_at(js, keys);
	if (k->cap <= JS_KEYS_LINEAR) {
		for (i = 0; i < k->count; i++)
			if (k->key[i] == key)
				return (s32)i;
		return -1;
	}
	mask = 2 * k->cap - 1;
	for (i = axi_js_key_hash(js, key) & mask; keys_index(k)[i]; i = (i + 1) & mask)
		if (k->key[keys_index(k)[i] - 1] == key)
			return (s32)keys_index(k)[i] - 1;
	return -1;
}

u32 axi_js_keys_count(struct js *js, u32 keys)
{
	if (!keys)
		return 0;
	return keys & 1 ? axi_js_shape_count(js, keys >> 1) : ((struct js_keys *)js_at(js, keys))->count;
}

js_key axi_js_keys_at(struct js *js, u32 keys, u32 i)
{
	return keys & 1 ? axi_js_shape_key(js, keys >> 1, i) : ((struct js_keys *)js_at(js, keys))->key[i];
}

/* keys_append - a key that is not there yet; the table has room. */
static void keys_append(struct js *js, struct js_keys *k, js_key key)
{
	k->key[k->count++] = key;
	if (k->cap > JS_KEYS_LINEAR) {
		u32 mask = 2 * k->cap - 1, i = axi_js_key_hash(js, key) & mask;

		while (keys_index(k)[i])
			i = (i + 1) & mask;
		keys_index(k)[i] = k->count;
	}
}

static u32 object_room(struct js *js, struct js_object *o)
{
	if (!o->slots)
		return 0;
	if (js_inline_slots(o))
		return (js_bytes_of(o->hdr) - (u32)sizeof(*o)) / (u32)sizeof(js_value);
	return js_slots_cap(js_at(js, o->slots - (u32)sizeof(struct js_slots)));
}

static js_value *slots_of(struct js *js, struct js_object *o)
{
	return js_at(js, o->slots);
}

/* private_keys - give the object (roots[root_count - 1]) a table of its own with room for one key more. */
static int private_keys(struct js *js)
{
	js_value *root = &js->roots[js->root_count - 1];
	struct js_object *o = js_object_of(js, *root);
	bool fixed = js_heap_at(*root) == js->global; /* its slots keep their numbers */
	u32 old_count = axi_js_keys_count(js, o->keys), live = 0, cap = 4, keys_at, slots_at, old_keys;
	struct js_keys *k;
	struct js_slots *s;

	for (u32 i = 0; i < old_count; i++)
		live += fixed || slots_of(js, o)[i] != JS_EMPTY;
	while (cap < live + 1 + live / 4)
		cap *= 2;
	if (axi_js_charge(js, cap))
		return JS_THROW;
	keys_at = axi_js_alloc(js, JS_T_KEYS, keys_cap_bytes(cap));
	if (!keys_at)
		return JS_THROW;
	k = js_at(js, keys_at);
	k->count = 0;
	k->cap = cap;
	memset(k->key, 0, keys_cap_bytes(cap) - sizeof(*k));
	axi_js_push(js, js_obj(keys_at));
	slots_at = axi_js_slots_new(js, cap, JS_EMPTY);
	keys_at = js_heap_at(axi_js_take(js));
	if (!slots_at)
		return JS_THROW;
	o = js_object_of(js, *root);
	k = js_at(js, keys_at);
	s = js_at(js, slots_at);
	old_keys = o->keys;
	for (u32 i = 0; i < old_count; i++) {
		if (!fixed && slots_of(js, o)[i] == JS_EMPTY)
			continue;
		s->v[k->count] = slots_of(js, o)[i];
		keys_append(js, k, axi_js_keys_at(js, old_keys, i));
	}
	if (js_inline_slots(o)) {
		/* the room for slots inside is free now */
		u32 rest = js_bytes_of(o->hdr) - (u32)sizeof(*o);

		*(struct js_head *)(o + 1) = (struct js_head){JS_T_FREE | (rest / 8) << JS_H_SIZE_SHIFT, 0};
		o->hdr = (o->hdr & 0xFF) | (u32)(sizeof(*o) / 8) << JS_H_SIZE_SHIFT;
	}
	if (live != old_count)
		js_cache_clear(js); /* slots have new numbers */
	o->keys = keys_at;
	o->slots = slots_at + (u32)sizeof(*s);
	return JS_DONE;
}

int axi_js_add_property(struct js *js, js_value object, js_key key, js_value v)
{
	struct js_object *o = js_object_of(js, object);
	struct js_keys *k = js_at(js, o->keys);
	struct js_cache *e;

	if (!o->keys || o->keys & 1 || k->count == k->cap || object_room(js, o) < k->cap) {
		int err;

		axi_js_push(js, key & 3 ? JS_UNDEFINED : js_key_value(key));
		axi_js_push(js, v);
		axi_js_push(js, object);
		err = private_keys(js);
		if (!(key & 3))
			key = js_heap_at(js->roots[js->root_count - 3]);
		v = js->roots[js->root_count - 2];
		object = js->roots[js->root_count - 1];
		axi_js_pop(js, 3);
		if (err)
			return err;
		o = js_object_of(js, object);
		k = js_at(js, o->keys);
	}
	e = js_cache_entry(js, o->keys, key);
	if (e->keys == o->keys && e->key == key)
		memset(e, 0, sizeof(*e)); /* it said: in the prototype */
	slots_of(js, o)[k->count] = v;
	keys_append(js, k, key);
	return JS_DONE;
}

/* add_property - object (a heap object) gets a key that it does not have, if it may. */
static int add_property(struct js *js, js_value object, js_key key, js_value v)
{
	if (js_object_of(js, object)->hdr & JS_H_FIXED)
		return axi_js_throw(js, JS_E_object_is_not_extensible);
	return axi_js_add_property(js, object, key, v);
}

u32 axi_js_shaped(struct js *js, u32 shape, u32 proto_ref)
{
	u32 n = axi_js_shape_count(js, shape), at;
	struct js_object *o;

	axi_js_push(js, js_deref(proto_ref));
	at = axi_js_charge(js, n / 2) ? 0 : axi_js_alloc(js, JS_T_OBJECT, sizeof(*o) + (size_t)n * sizeof(js_value));
	proto_ref = js_ref(axi_js_take(js));
	if (!at)
		return 0;
	o = js_at(js, at);
	o->proto = proto_ref;
	o->keys = shape << 1 | 1;
	o->slots = at + (u32)sizeof(*o);
	o->x = JS_CLASS_OBJECT;
	n = (js_bytes_of(o->hdr) - (u32)sizeof(*o)) / (u32)sizeof(js_value); /* with what fills the last 8 bytes */
	for (u32 i = 0; i < n; i++)
		((js_value *)(o + 1))[i] = JS_EMPTY;
	return at;
}

js_value axi_js_object(struct js *js, js_value proto)
{
	struct js_object *o;
	u32 at;

	axi_js_push(js, proto);
	at = axi_js_alloc(js, JS_T_OBJECT, sizeof(*o));
	proto = axi_js_take(js);
	if (!at)
		return JS_EMPTY;
	o = js_at(js, at);
	o->proto = js_ref(proto);
	o->keys = o->slots = 0;
	o->x = JS_CLASS_OBJECT;
	return js_obj(at);
}

/* ---- built-in objects */

u32 axi_js_shadow(struct js *js, u32 id, bool make)
{
	struct js_slots *s = js_at(js, js->shadows);
	js_value object;
	u32 at;

	if (id == JS_ROM_global)
		return js->global;
	if (js->shadow_filter >> (id & 63) & 1)
		for (u32 i = 0; i < js->shadow_count; i++)
			if (js_object_of(js, s->v[i])->x >> 8 == id)
				return js_heap_at(s->v[i]);
	if (!make)
		return 0;
	if (!js->shadows || js->shadow_count == js_slots_cap(s)) {
		at = axi_js_slots_new(js, js->shadow_count + 4, JS_UNDEFINED);
		if (!at)
			return 0;
		s = js_at(js, js->shadows);
		for (u32 i = 0; i < js->shadow_count; i++)
			((struct js_slots *)js_at(js, at))->v[i] = s->v[i];
		js->shadows = at;
	}
	object = axi_js_object(js, js_deref(axi_js_rom_proto(id)));
	if (object == JS_EMPTY)
		return 0;
	js_object_of(js, object)->x |= id << 8;
	((struct js_slots *)js_at(js, js->shadows))->v[js->shadow_count++] = object;
	js->shadow_filter |= 1ull << (id & 63);
	js_cache_clear(js);
	return js_heap_at(object);
}

static js_value heap_own(struct js *js, struct js_object *o, js_key key)
{
	s32 i = axi_js_keys_find(js, o->keys, key);

	return i < 0 ? JS_EMPTY : slots_of(js, o)[i];
}

/* DELETED - in a shadow: the built-in property is gone */
#define DELETED JS_DELETED

static js_value rom_own(struct js *js, u32 id, js_key key)
{
	u32 shadow = axi_js_shadow(js, id, false);
	struct js_rom_function f;
	int row;

	if (shadow) {
		js_value v = heap_own(js, js_at(js, shadow), key);

		if (v == DELETED)
			return JS_EMPTY;
		if (v != JS_EMPTY)
			return v;
	}
	if ((key & 3) != 2)
		return JS_EMPTY;
	row = axi_js_rom_row(id, key >> 2);
	if (row >= 0)
		return axi_js_rom_value((u32)row);
	if (key == js_key_atom(JS_ATOM_length) && axi_js_rom_function(id, &f))
		return js_int(f.length);
	if (key == js_key_atom(JS_ATOM_name) && axi_js_rom_function(id, &f))
		return js_atom(f.name);
	return JS_EMPTY;
}

u32 axi_js_proto_ref(struct js *js, js_value object)
{
	u32 shadow;

	if (js_is_heap_object(object))
		return js_object_of(js, object)->proto;
	shadow = axi_js_shadow(js, js_rom_id(object), false);
	return shadow ? ((struct js_object *)js_at(js, shadow))->proto : axi_js_rom_proto(js_rom_id(object));
}

/* ---- functions have three properties that need no memory */

/* axi_js_function_prototype - made when first asked for.  ALLOCATES */
js_value axi_js_function_prototype(struct js *js, js_value function)
{
	js_value proto;
	int err;

	axi_js_push(js, function);
	proto = axi_js_object(js, js_romobj(JS_ROM_Object_prototype));
	if (proto == JS_EMPTY) {
		axi_js_pop(js, 1);
		return proto;
	}
	axi_js_push(js, proto);
	err = axi_js_define(js, proto, js_key_atom(JS_ATOM_constructor), js->roots[js->root_count - 2]);
	if (!err)
		err = add_property(js, js->roots[js->root_count - 2], js_key_atom(JS_ATOM_prototype), js->roots[js->root_count - 1]);
	proto = js->roots[js->root_count - 1];
	axi_js_pop(js, 2);
	return err ? JS_EMPTY : proto;
}

/* function_length - of a function, or of a bound one: what its target's length leaves behind the bound arguments */
static js_value function_length(struct js *js, js_value function)
{
	js_key key = js_key_atom(JS_ATOM_length);
	js_value v = JS_EMPTY;
	s32 bound = 0, n; /* all the arguments lie in the heap */

	while (js_is_type(js, function, JS_T_BOUND) && v == JS_EMPTY) {
		bound += (s32)js_object_of(js, function)->x;
		function = ((struct js_bound *)js_object_of(js, function))->target;
		v = js_is_heap_object(function) ? heap_own(js, js_object_of(js, function), key) : rom_own(js, js_rom_id(function), key);
	}
	if (v == JS_EMPTY && js_is_type(js, function, JS_T_FUNCTION))
		v = js_int(axi_js_image_function(js, js_object_of(js, function)->x).length);
	n = js_is_int(v) ? js_to_s32(v) - bound : 0;
	return js_int(n > 0 ? n : 0);
}

static js_value function_own(struct js *js, js_value function, js_key key)
{
	struct js_object *o = js_object_of(js, function);

	if (key == js_key_atom(JS_ATOM_prototype))
		return (o->hdr & JS_H_TYPE) == JS_T_FUNCTION && axi_js_image_function(js, o->x).flags & JS_FN_CONSTRUCTS
			       ? axi_js_function_prototype(js, function)
			       : JS_EMPTY;
	if (key == js_key_atom(JS_ATOM_length))
		return function_length(js, function);
	if (key == js_key_atom(JS_ATOM_name))
		return (o->hdr & JS_H_TYPE) == JS_T_FUNCTION ? js_atom(axi_js_image_function(js, o->x).name)
							     : js_atom(JS_ATOM_bound_);
	return JS_EMPTY;
}

/* ---- reading */

js_value axi_js_get_own(struct js *js, js_value object, js_key key)
{
	struct js_object *o;
	js_value v;

	if (!js_is_heap_object(object))
		return rom_own(js, js_rom_id(object), key);
	o = js_object_of(js, object);
	switch (o->hdr & JS_H_TYPE) {
	case JS_T_ARRAY:
		if (js_key_is_int(key))
			return js_key_index(key) < o->x ? axi_js_array_items(js, object)[js_key_index(key)] : JS_EMPTY;
		if (key == js_key_atom(JS_ATOM_length))
			return js_int((s32)o->x);
		break;
	case JS_T_HOST:
		if (js_key_is_int(key) && axi_js_class_indexed(o->x))
			return axi_js_indexed_get(js, object, js_key_index(key));
		break;
	case JS_T_FUNCTION:
	case JS_T_BOUND:
		v = heap_own(js, o, key);
		return v == JS_EMPTY ? function_own(js, object, key) : v;
	default: break;
	}
	return heap_own(js, o, key);
}

/* remember - the property was found in `slot` of `holder` (0: the object itself), for objects with these keys. */
static void remember(struct js *js, u32 keys, js_key key, u32 holder, u32 slot)
{
	struct js_cache *e;

	/* functions and arrays have these three without a table: not to be found by the table's absence */
	if (holder && (key == js_key_atom(JS_ATOM_length) || key == js_key_atom(JS_ATOM_name) || key == js_key_atom(JS_ATOM_prototype)))
		return;
	e = js_cache_entry(js, keys, key);
#ifndef AX_SMALL
	if (e->keys != keys || e->key != key) /* else nothing is driven out, and there must be no second entry for this name */
		((struct js_cache *)js_at(js, js->cache))[(u32)(e - (struct js_cache *)js_at(js, js->cache)) ^ 1] = *e;
#endif
	*e = (struct js_cache){keys, key, holder, slot};
}

static void remember_row(struct js *js, u32 keys, js_key key, u32 holder, u32 row)
{
	js_value v = axi_js_rom_value(row);

	if (v == js_romobj(JS_ROM_ROWS + row))
		row |= JS_CACHE_METHOD;
	else if (v == js_rom_accessor(row))
		row |= JS_CACHE_GETTER;
	remember(js, keys, key, holder, row);
}

/* lookup_chain - from prototype `ref` on. */
static js_value lookup_chain(struct js *js, u32 ref, js_key key)
{
	while (ref) {
		js_value object = js_deref(ref), v = axi_js_get_own(js, object, key);

		if (v != JS_EMPTY)
			return v;
		ref = axi_js_proto_ref(js, object);
	}
	return JS_EMPTY;
}

u32 axi_js_primitive_proto(js_value base)
{
	u32 id = js_is_string(base) ? JS_ROM_String_prototype : js_is_number(base) ? JS_ROM_Number_prototype
										   : JS_ROM_Boolean_prototype;
	return id << 1 | 1;
}

/* rom_direct - a property of built-in object `ref`, or of its prototypes, that nothing shadows: its row, or -1.  Whoever makes a shadow
 * clears the cache. */
static int rom_direct(struct js *js, u32 ref, js_key key)
{
	struct js_rom_function f;

	if ((key & 3) != 2)
		return -1;
	for (; ref & 1 && !axi_js_shadow(js, ref >> 1, false); ref = axi_js_rom_proto(ref >> 1)) {
		int row = axi_js_rom_row(ref >> 1, key >> 2);

		if (row >= 0)
			return row;
		if (axi_js_rom_function(ref >> 1, &f)) /* it has properties that are no rows */
			return -1;
	}
	return -1;
}

/* rom_base - a property of built-in object `id` itself, remembered if it is a row or is in the object's shadow.  EMPTY: neither */
static js_value rom_base(struct js *js, u32 id, js_key key)
{
	u32 shadow = axi_js_shadow(js, id, false);

	if ((key & 3) != 2 || id == JS_ROM_global)
		return JS_EMPTY;
	if (shadow) {
		struct js_object *o = js_at(js, shadow);
		s32 slot = axi_js_keys_find(js, o->keys, key);

		if (slot < 0 || js_is_internal(slots_of(js, o)[slot]))
			return JS_EMPTY;
		remember(js, JS_CACHE_ROM | id, key, shadow, (u32)slot);
		return slots_of(js, o)[slot];
	} else {
		int row = axi_js_rom_row(id, key >> 2);

		if (row < 0)
			return JS_EMPTY;
		remember_row(js, JS_CACHE_ROM | id, key, 1, (u32)row);
		return axi_js_rom_value((u32)row);
	}
}

js_value axi_js_lookup(struct js *js, js_value base, js_key key)
{
	struct js_object *o;
	js_value v;
	s32 slot;
	u32 keys, proto;

	if (!js_is_object(base)) {
		if (js_is_string(base)) {
			struct js_str s = axi_js_str(js, base);

			if (key == js_key_atom(JS_ATOM_length))
				return js_int((s32)s.length);
			if (js_key_is_int(key) && js_key_index(key) < s.length)
				return axi_js_str_char(js, js_str_at(&s, js_key_index(key)));
		}
		if (!js_is_string(base) && !js_is_number(base) && !js_is_bool(base))
			return JS_EMPTY;
		proto = axi_js_primitive_proto(base);
		keys = 0xFFFFFFFC;
	} else if (js_is_heap_object(base)) {
		o = js_object_of(js, base);
		keys = o->keys;
		proto = o->proto;
		if (!js_key_is_int(key) && keys) {
			slot = axi_js_keys_find(js, keys, key);
			if (slot >= 0 && slots_of(js, o)[slot] != JS_EMPTY) {
				remember(js, keys, key, 0, (u32)slot);
				return slots_of(js, o)[slot];
			}
		}
		v = axi_js_get_own(js, base, key);
		if (v != JS_EMPTY)
			return v;
		if ((o->hdr & JS_H_TYPE) == JS_T_HOST && js_key_is_int(key) && axi_js_class_indexed(o->x))
			return JS_EMPTY;
	} else {
		v = rom_base(js, js_rom_id(base), key);
		if (v != JS_EMPTY)
			return v;
		v = rom_own(js, js_rom_id(base), key);
		return v != JS_EMPTY ? v : lookup_chain(js, axi_js_proto_ref(js, base), key);
	}
	if (proto & 1) {
		int row = rom_direct(js, proto, key);

		if (row >= 0) {
			remember_row(js, keys, key, proto, (u32)row);
			return axi_js_rom_value((u32)row);
		}
	} else if (proto) {
		struct js_object *p = js_at(js, proto);

		slot = js_key_is_int(key) ? -1 : axi_js_keys_find(js, p->keys, key);
		if (slot >= 0 && slots_of(js, p)[slot] != JS_EMPTY) {
			remember(js, keys, key, proto, (u32)slot);
			return slots_of(js, p)[slot];
		}
	}
	return lookup_chain(js, proto, key);
}

js_value axi_js_get_data(struct js *js, js_value object, js_key key)
{
	return axi_js_lookup(js, object, key);
}

/* ---- writing */

/* own_slot - the heap object that stores own properties of `object`; shadows are made. */
static js_value storage(struct js *js, js_value object)
{
	u32 at;

	if (js_is_heap_object(object))
		return object;
	at = axi_js_shadow(js, js_rom_id(object), true);
	return at ? js_obj(at) : JS_EMPTY;
}

static int set_array(struct js *js, js_value array, js_key key, js_value v, bool *done)
{
	struct js_array *a = (struct js_array *)js_object_of(js, array);

	*done = true;
	if (js_key_is_int(key)) {
		u32 i = js_key_index(key);

		if (i < a->o.x) {
			axi_js_array_items(js, array)[i] = v;
			return JS_DONE;
		}
		if (i > a->o.x)
			return axi_js_throw(js, JS_E_array_index_is_beyond_the_end_length, i, a->o.x);
		return axi_js_array_push(js, array, v);
	}
	if (key == js_key_atom(JS_ATOM_length)) {
		u32 n;

		if (!js_double_is_u32(axi_js_number_of(js, v), &n))
			return axi_js_throw(js, JS_E_invalid_array_length);
		return axi_js_array_resize(js, array, n);
	}
	*done = false;
	return JS_DONE;
}

/* Does the name look like a number ("-1", "1.5", "4294967296", "NaN")?  Typed arrays have no properties of such names. */
static bool numeric_name(struct js *js, js_key key)
{
	struct js_str s = axi_js_str(js, js_key_value(key));
	u32 i = s.length && js_str_at(&s, 0) == '-', c = i < s.length ? js_str_at(&s, i) : 0;

	return (c >= '0' && c <= '9') || key == js_key_atom(JS_ATOM_NaN) || key == js_key_atom(JS_ATOM_Infinity) ||
	       (i && c == 'I' && s.length == 9);
}

int axi_js_define(struct js *js, js_value object, js_key key, js_value v)
{
	struct js_object *o;
	s32 slot;

	if (js_is_type(js, object, JS_T_ARRAY)) {
		bool done;
		int err = set_array(js, object, key, v, &done);

		if (err || done)
			return err;
	}
	if (!js_is_heap_object(object)) {
		axi_js_push(js, v);
		axi_js_push(js, key & 3 ? JS_UNDEFINED : js_key_value(key));
		object = storage(js, object);
		if (!(key & 3))
			key = js_heap_at(js->roots[js->root_count - 1]);
		v = js->roots[js->root_count - 2];
		axi_js_pop(js, 2);
		if (object == JS_EMPTY)
			return JS_THROW;
		js_cache_clear(js);
	}
	o = js_object_of(js, object);
	if ((o->hdr & JS_H_TYPE) == JS_T_HOST && axi_js_class_indexed(o->x)) {
		if (js_key_is_int(key))
			return axi_js_indexed_set(js, object, js_key_index(key), v);
		if (numeric_name(js, key))
			return axi_js_throw(js, JS_E_no_such_index_of_a_typed_array);
	}
	slot = axi_js_keys_find(js, o->keys, key);
	/* a shape says the order of names only while they come in its order; who comes too late or too early leaves it */
	if (slot < 0 || (slot && o->keys & 1 && slots_of(js, o)[slot] == JS_EMPTY && slots_of(js, o)[slot - 1] == JS_EMPTY &&
			 js_heap_at(object) != js->global))
		return add_property(js, object, key, v);
	if (slots_of(js, o)[slot] == JS_EMPTY && o->hdr & JS_H_FIXED)
		return axi_js_throw(js, JS_E_object_is_not_extensible);
	slots_of(js, o)[slot] = v;
	return JS_DONE;
}

/* accessor_in_chain - an accessor for key in the prototypes of `object`, or EMPTY. */
static js_value accessor_in_chain(struct js *js, u32 ref, js_key key)
{
	js_value v = lookup_chain(js, ref, key);

	return v != JS_EMPTY && js_is_accessor(v) ? v : JS_EMPTY;
}

js_value axi_js_getter(struct js *js, js_value v)
{
	if (js_is_rom_accessor(v))
		return js_romobj(JS_ROM_ROWS + js_rom_accessor_row(v));
	return ((struct js_accessor *)js_at(js, js_ref_at(v)))->get;
}

js_value axi_js_setter(struct js *js, js_value v)
{
	if (js_is_rom_accessor(v))
		return JS_UNDEFINED;
	return ((struct js_accessor *)js_at(js, js_ref_at(v)))->set;
}

static int put_accessor(struct js *js, js_value accessor, js_value *setter)
{
	*setter = axi_js_setter(js, accessor);
	if (*setter == JS_UNDEFINED)
		return axi_js_throw(js, JS_E_property_has_only_a_getter);
	return JS_CALL;
}

int axi_js_put(struct js *js, js_value base, js_key key, js_value v, js_value *setter)
{
	js_value own;

	if (!js_is_object(base)) {
		if (js_is_nullish(base) || js_is_internal(base))
			return axi_js_throw(js, JS_E_cannot_set_a_property_of,
					    base == JS_NULL ? "null" : "undefined");
		own = accessor_in_chain(js, axi_js_primitive_proto(base), key);
		if (own != JS_EMPTY)
			return put_accessor(js, own, setter);
		return axi_js_throw(js, JS_E_cannot_set_a_property_of_a_primitive_value);
	}
	if (js_is_heap_object(base)) {
		struct js_object *o = js_object_of(js, base);
		s32 slot;

		if ((o->hdr & JS_H_TYPE) == JS_T_ARRAY) {
			bool done;
			int err = set_array(js, base, key, v, &done);

			if (err || done)
				return err;
		}
		slot = axi_js_keys_find(js, o->keys, key);
		if (slot >= 0 && slots_of(js, o)[slot] != JS_EMPTY) {
			own = slots_of(js, o)[slot];
			if (own != JS_EMPTY && js_is_accessor(own))
				return put_accessor(js, own, setter);
			slots_of(js, o)[slot] = v;
			if (!js_key_is_int(key))
				remember(js, o->keys, key, 0, (u32)slot);
			return JS_DONE;
		}
	} else {
		if (js_rom_id(base) == JS_ROM_global && (key == js_key_atom(JS_ATOM_undefined) || key == js_key_atom(JS_ATOM_NaN) ||
							  key == js_key_atom(JS_ATOM_Infinity)))
			return axi_js_throw(js, JS_E_undefined_NaN_and_Infinity_cannot_be_changed);
		own = rom_own(js, js_rom_id(base), key);
		if (own != JS_EMPTY && js_is_accessor(own))
			return put_accessor(js, own, setter);
	}
	own = accessor_in_chain(js, axi_js_proto_ref(js, base), key);
	if (own != JS_EMPTY)
		return put_accessor(js, own, setter);
	return axi_js_define(js, base, key, v);
}

int axi_js_define_accessor(struct js *js, js_value object, js_key key, js_value function, bool setter)
{
	js_value old = axi_js_get_own(js, object, key);
	struct js_accessor *a;
	u32 at;
	int err;

	if (js_is_type(js, object, JS_T_ARRAY) && js_key_is_int(key))
		return axi_js_throw(js, JS_E_an_array_elements_cannot_have_getters);
	if (old != JS_EMPTY && js_is_accessor(old) && !js_is_rom_accessor(old)) {
		a = js_at(js, js_ref_at(old));
		*(setter ? &a->set : &a->get) = function;
		return JS_DONE;
	}
	axi_js_push(js, object);
	axi_js_push(js, function);
	axi_js_push(js, key & 3 ? JS_UNDEFINED : js_key_value(key));
	at = axi_js_alloc(js, JS_T_ACCESSOR, sizeof(*a));
	object = js->roots[js->root_count - 3];
	function = js->roots[js->root_count - 2];
	if (!(key & 3))
		key = js_heap_at(js->roots[js->root_count - 1]);
	axi_js_pop(js, 3);
	if (!at)
		return JS_THROW;
	a = js_at(js, at);
	a->get = setter ? JS_UNDEFINED : function;
	a->set = setter ? function : JS_UNDEFINED;
	err = axi_js_define(js, object, key, js_accessor_value(at));
	js_cache_clear(js);
	return err;
}

int axi_js_delete(struct js *js, js_value object, js_key key)
{
	struct js_object *o;
	s32 slot;

	if (js_is_type(js, object, JS_T_ARRAY)) {
		struct js_array *a = (struct js_array *)js_object_of(js, object);

		if (js_key_is_int(key) && js_key_index(key) < a->o.x) {
			if (js_key_index(key) != a->o.x - 1)
				return axi_js_throw(js, JS_E_only_the_last_element_of_an_array_can_be_deleted);
			return axi_js_array_resize(js, object, a->o.x - 1);
		}
		if (key == js_key_atom(JS_ATOM_length))
			return axi_js_throw(js, JS_E_cannot_delete_length);
	}
	if (!js_is_heap_object(object)) {
		struct js_rom_function f;
		bool is_row = ((key & 3) == 2 && axi_js_rom_row(js_rom_id(object), key >> 2) >= 0) ||
			      ((key == js_key_atom(JS_ATOM_length) || key == js_key_atom(JS_ATOM_name)) &&
			       axi_js_rom_function(js_rom_id(object), &f));

		if (rom_own(js, js_rom_id(object), key) == JS_EMPTY)
			return JS_DONE;
		if (is_row)
			return axi_js_define(js, object, key, DELETED);
		object = storage(js, object);
		if (object == JS_EMPTY)
			return JS_THROW;
		js_cache_clear(js);
	}
	o = js_object_of(js, object);
	if (js_heap_at(object) == js->global && (slot = axi_js_keys_find(js, o->keys, key)) >= 0 &&
	    slot < (s32)js->sections.globals)
		return axi_js_throw(js, JS_E_cannot_delete_a_variable);
	if ((o->hdr & JS_H_TYPE) == JS_T_FUNCTION && key == js_key_atom(JS_ATOM_prototype))
		return axi_js_throw(js, JS_E_cannot_delete_prototype);
	slot = axi_js_keys_find(js, o->keys, key);
	if (slot < 0)
		return JS_DONE;
	slots_of(js, o)[slot] = JS_EMPTY;
	if (o->keys & 1) { /* set again it comes last: its old place goes */
		int err;

		axi_js_push(js, object);
		err = private_keys(js);
		axi_js_pop(js, 1);
		return err;
	}
	if (js_heap_at(object) != js->global)
		((struct js_keys *)js_at(js, o->keys))->key[slot] = JS_KEY_NONE;
	return JS_DONE;
}

js_value axi_js_proto_of(struct js *js, js_value object)
{
	return js_deref(axi_js_proto_ref(js, object));
}
