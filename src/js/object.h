/* SPDX-License-Identifier: Apache-2.0
 * object.h - objects inside the engine: keys, slots, constant objects and what shadows them. */
#ifndef JS_OBJECT_H
#define JS_OBJECT_H

#include "js/string.h"

/* ---- constant objects (rom.c) */
struct js_rom {
	u16 first, rows; /* its rows */
	u16 proto;	 /* JS_ROM_x */
	u8 class_id;
};
/* struct js_rom_function - how a built-in function is called */
struct js_rom_function {
	js_native native;
	u32 signature; /* JS_LETTER */
	u16 name; /* atom */
	u8 length, locals, flags;
	s16 magic;
};
/* A signature is up to five letters of five bits; 0 ends it. */
#define JS_LETTER(c) ((c) >= 'a' ? (c) & 31u : (c) == 'I' ? 27u : (c) == 'S' ? 28u : (c) == 'U' ? 29u : 0)
extern const u8 axi_js_class_letters[]; /* by class: the one that a signature's first letter asks for it with; 0: none */
/* axi_js_rom_function - of a ROMOBJ payload; false: it is no function. */
bool axi_js_rom_function(u32 id, struct js_rom_function *out);
u32 axi_js_rom_class(u32 id);
u32 axi_js_rom_proto(u32 id); /* as a reference of 32 bits */
u32 axi_js_primitive_proto(js_value base); /* of a string, number, boolean; the same */
/* axi_js_rom_row - the row of this object with this name, or -1; and a row's value (accessors: js_rom_accessor) */
int axi_js_rom_row(u32 id, u32 atom);
js_value axi_js_rom_value(u32 row);
void axi_js_rom_rows(u32 id, u32 *first, u32 *count);
u32 axi_js_rom_row_name(u32 row);

/* ---- property storage */
/* axi_js_keys_find - the slot of `key` in a key table or shape, or -1.  NO ALLOC */
s32 axi_js_keys_find(struct js *js, u32 keys, js_key key);
u32 axi_js_keys_count(struct js *js, u32 keys);
js_key axi_js_keys_at(struct js *js, u32 keys, u32 i);
/* axi_js_lookup - obj.key along the chain, of any base but undefined and null; fills the cache.  EMPTY: none.  NO ALLOC (but
 * a function's prototype object). */
js_value axi_js_lookup(struct js *js, js_value base, js_key key);
/* axi_js_get_own - own property: value, accessor or EMPTY. */
js_value axi_js_get_own(struct js *js, js_value object, js_key key);
/* axi_js_add_property - to an extensible object of the heap that has no such key.  ALLOCATES; throws only what needs no memory */
int axi_js_add_property(struct js *js, js_value object, js_key key, js_value v);
/* axi_js_put - obj.key = v.  JS_CALL: call *setter with v instead.  ALLOCATES; nothing needs a root but what the caller
 * wants to use afterwards. */
int axi_js_put(struct js *js, js_value base, js_key key, js_value v, js_value *setter);
/* axi_js_delete - own property; JS_THROW when it may not be deleted. */
int axi_js_delete(struct js *js, js_value object, js_key key);
/* axi_js_define_accessor - get or set part (the other stays; undefined: none). */
int axi_js_define_accessor(struct js *js, js_value object, js_key key, js_value function, bool setter);
/* axi_js_shadow - the heap object behind a built-in object, made when `make`; 0: none (or threw). */
u32 axi_js_shadow(struct js *js, u32 rom_id, bool make);
/* axi_js_shaped - a new object whose keys are a shape of the image, all slots EMPTY. */
u32 axi_js_shaped(struct js *js, u32 shape, u32 proto_ref);
/* axi_js_getter - the function of an accessor value, or undefined */
js_value axi_js_getter(struct js *js, js_value accessor);
js_value axi_js_setter(struct js *js, js_value accessor);
js_value axi_js_function_prototype(struct js *js, js_value function);

static inline struct js_cache *js_cache_entry(struct js *js, u32 keys, js_key key)
{
	u32 h = (keys ^ key * 0x9E3779B1u) * 0x85EBCA6Bu;
	struct js_cache *first = (struct js_cache *)js_at(js, js->cache), *e = first + (h >> 16 & js->cache_mask);

#ifndef AX_SMALL /* two places, so that two names that are used in turn do not drive each other out */
	if (UNLIKELY(e->keys != keys || e->key != key)) {
		struct js_cache *other = first + ((h >> 16 & js->cache_mask) ^ 1);

		if (other->keys == keys && other->key == key)
			return other;
	}
#endif
	return e;
}

u32 axi_js_proto_ref(struct js *js, js_value object); /* 0, odd: built in */

/* ---- arrays */
u32 axi_js_array_cap(struct js *js, js_value array);

#endif
