/* SPDX-License-Identifier: Apache-2.0
 * vm_fast.h - the machine's quick looks at properties and elements; a part of vm.c, which has them inline unless it is built for size. */
#ifndef JS_VM_FAST_H
#define JS_VM_FAST_H

#include "js/leaf.h"

#ifdef __OPTIMIZE_SIZE__
#define JS_FAST static __attribute__((noinline))
#else
#define JS_FAST static inline __attribute__((always_inline))
#endif

static inline js_value *vm_slots(struct js *js, struct js_object *o)
{
	return js_at(js, o->slots);
}

/* rom_slot - the value of a row as the cache remembers it */
JS_FAST js_value vm_rom_slot(u32 slot)
{
	if (slot & JS_CACHE_METHOD)
		return js_romobj(JS_ROM_ROWS + (slot & ~JS_CACHE_METHOD));
	return slot & JS_CACHE_GETTER ? js_rom_accessor(slot & ~JS_CACHE_GETTER) : axi_js_rom_value(slot);
}

/* cached - a property that the cache knows; EMPTY if not. */
JS_FAST js_value vm_cached(struct js *js, js_value base, js_key key)
{
	struct js_object *o;
	struct js_cache *e;
	u32 keys, proto;
	js_value v;

	if (LIKELY(js_is_heap_object(base))) {
		o = js_object_of(js, base);
		keys = o->keys;
		e = js_cache_entry(js, keys, key);
		if (e->keys != keys || e->key != key)
			return JS_EMPTY;
		if (LIKELY(!e->holder)) {
			v = vm_slots(js, o)[e->slot];
			return js_is_internal(v) ? JS_EMPTY : v;
		}
		proto = o->proto;
	} else if (js_is_romobj(base)) {
		keys = JS_CACHE_ROM | js_rom_id(base);
		e = js_cache_entry(js, keys, key);
		if (e->keys != keys || e->key != key)
			return JS_EMPTY;
		v = e->holder == 1 ? vm_rom_slot(e->slot) : vm_slots(js, js_at(js, e->holder))[e->slot];
		return js_is_internal(v) ? JS_EMPTY : v;
	} else if (js_is_string(base)) {
		keys = 0xFFFFFFFC;
		e = js_cache_entry(js, keys, key);
		if (e->keys != keys || e->key != key)
			return JS_EMPTY;
		proto = JS_ROM_String_prototype << 1 | 1;
	} else {
		return JS_EMPTY;
	}
	if (e->holder != proto)
		return JS_EMPTY;
	v = proto & 1 ? vm_rom_slot(e->slot) : vm_slots(js, js_at(js, proto))[e->slot];
	return js_is_internal(v) ? JS_EMPTY : v;
}

/* cached_getter - a built-in getter among the prototypes of an object, as vm_cached(); EMPTY if it is not known */
static inline js_value vm_cached_getter(struct js *js, js_value base, js_key key)
{
	struct js_object *o;
	struct js_cache *e;

	if (!js_is_heap_object(base))
		return JS_EMPTY;
	o = js_object_of(js, base);
	e = js_cache_entry(js, o->keys, key);
	return e->keys == o->keys && e->key == key && e->holder == o->proto && o->proto & 1 ? vm_rom_slot(e->slot) : JS_EMPTY;
}

/* element - a[i] of the fast kinds; EMPTY if it is another. */
JS_FAST js_value vm_element(struct js *js, js_value base, js_value index)
{
	u32 i = (u32)js_to_s32(index);

	if (!js_is_int(index))
		return JS_EMPTY;
	if (js_is_heap_object(base)) {
		struct js_object *o = js_object_of(js, base);
		u32 type = o->hdr & JS_H_TYPE;

		if (type == JS_T_ARRAY && i < o->x)
			return ((struct js_slots *)js_at(js, ((struct js_array *)o)->items))->v[i];
		if (type == JS_T_HOST && (s32)i >= 0 && axi_js_class_indexed(o->x))
			return axi_js_indexed_get(js, base, i);
	} else if (js_is_string(base)) {
		struct js_str s = axi_js_str(js, base);

		if (i < s.length && js_str_at(&s, i) < 256)
			return js_atom(js_str_at(&s, i));
	}
	return JS_EMPTY;
}

/* array_room - elements that the array holds without an allocation; 0 if it must not grow. */
static inline u32 vm_array_room(struct js *js, struct js_array *a)
{
	return a->items && !(a->o.hdr & JS_H_FIXED) ? js_slots_cap(js_at(js, a->items)) : 0;
}

#endif
