/* SPDX-License-Identifier: Apache-2.0
 * value64.h - values of 64 bits, NaN-boxed (value.h has the contract).
 *
 * An IEEE double as it stands, or a tag in the top 16 bits above the largest double (NaN is always JS_NAN) and 32 bits of
 * payload.  js_number picks the INT form where the number fits 32 bits and is not -0. */
#include "js/value.h" /* which includes this file, when the build wants this format */
#if JS_VALUE_BITS == 64 && !defined(JS_VALUE64_H)
#define JS_VALUE64_H

enum js_tag {
	JS_TAG_INT = 0xFFF9,
	JS_TAG_SPECIAL = 0xFFFA,
	JS_TAG_ROMSTR = 0xFFFB,
	JS_TAG_STR = 0xFFFC,
	JS_TAG_ROMOBJ = 0xFFFD,
	JS_TAG_OBJ = 0xFFFE,
	JS_TAG_INTERNAL = 0xFFFF,
};

#define JS_BOX(tag, payload) ((u64)(tag) << 48 | (u32)(payload))

#define JS_UNDEFINED JS_BOX(JS_TAG_SPECIAL, 0)
#define JS_NULL      JS_BOX(JS_TAG_SPECIAL, 1)
#define JS_FALSE     JS_BOX(JS_TAG_SPECIAL, 2)
#define JS_TRUE      JS_BOX(JS_TAG_SPECIAL, 3)
/* JS_EMPTY: no value: an unset `let`, a property that is not there, and the answer of a function that has thrown. */
#define JS_EMPTY     JS_BOX(JS_TAG_INTERNAL, 0)
#define JS_DELETED   JS_BOX(JS_TAG_INTERNAL, 1)
#define JS_NAN       JS_NAN_BITS
#define JS_K_ATOM(id)   JS_BOX(JS_TAG_ROMSTR, id)
#define JS_K_ROMOBJ(id) JS_BOX(JS_TAG_ROMOBJ, id)

/* the kinds of INTERNAL that are not EMPTY, by their upper halves */
#define JS_LINK_BITS         (0xFFFF4000ull << 32) /* part of a frame's link: no reference */
#define JS_ACCESSOR_BITS     (0xFFFF8000ull << 32) /* heap offset of a getter/setter pair, as a property's value */
#define JS_CELL_BITS         (0xFFFFA000ull << 32) /* heap offset of a captured variable */
#define JS_ROM_ACCESSOR_BITS (0xFFFFC000ull << 32) /* row of builtins.def with a getter */

static inline u32 js_tag(js_value v)
{
	return (u32)(v >> 48);
}
/* js_heap_at - of an OBJ or a STR; js_object_at - of an OBJ */
static inline u32 js_heap_at(js_value v)
{
	return (u32)v;
}
static inline u32 js_object_at(js_value v)
{
	return js_heap_at(v);
}
/* js_rom_id - of a ROMOBJ or a ROMSTR */
static inline u32 js_rom_id(js_value v)
{
	return (u32)v;
}
static inline bool js_is_double(js_value v)
{
	return v < (u64)JS_TAG_INT << 48;
}
static inline bool js_is_int(js_value v)
{
	return js_tag(v) == JS_TAG_INT;
}
static inline bool js_is_number(js_value v)
{
	return v < (u64)JS_TAG_SPECIAL << 48;
}
static inline bool js_is_string(js_value v)
{
	return js_tag(v) - JS_TAG_ROMSTR <= JS_TAG_STR - JS_TAG_ROMSTR;
}
static inline bool js_is_atom(js_value v)
{
	return js_tag(v) == JS_TAG_ROMSTR;
}
static inline bool js_is_heap_string(js_value v)
{
	return js_tag(v) == JS_TAG_STR;
}
/* js_is_object - objects, arrays, functions; in the heap or built in */
static inline bool js_is_object(js_value v)
{
	return js_tag(v) - JS_TAG_ROMOBJ <= JS_TAG_OBJ - JS_TAG_ROMOBJ;
}
static inline bool js_is_romobj(js_value v)
{
	return js_tag(v) == JS_TAG_ROMOBJ;
}
static inline bool js_is_heap_object(js_value v)
{
	return js_tag(v) == JS_TAG_OBJ;
}
static inline bool js_is_internal(js_value v)
{
	return v >= (u64)JS_TAG_INTERNAL << 48;
}
static inline bool js_is_rom_accessor(js_value v)
{
	return v >> 32 == JS_ROM_ACCESSOR_BITS >> 32;
}
static inline bool js_is_accessor(js_value v)
{
	return v >> 32 == JS_ACCESSOR_BITS >> 32 || js_is_rom_accessor(v);
}
static inline bool js_is_cell(js_value v)
{
	return v >> 32 == JS_CELL_BITS >> 32;
}
/* js_is_nullish - undefined or null */
static inline bool js_is_nullish(js_value v)
{
	return (v | 1) == JS_NULL;
}
static inline bool js_is_bool(js_value v)
{
	return (v | 1) == JS_TRUE;
}
static inline bool js_is_ref(js_value v)
{
	return js_tag(v) == JS_TAG_OBJ || js_tag(v) == JS_TAG_STR || v >> 32 == JS_ACCESSOR_BITS >> 32 || js_is_cell(v);
}
static inline u32 js_ref_at(js_value v)
{
	return (u32)v;
}
static inline js_value js_ref_moved(js_value v, u32 at)
{
	return (v & ~0xFFFFFFFFull) | at;
}

static inline js_value js_int(s32 n) /* within JS_INT_MAX */
{
	return JS_BOX(JS_TAG_INT, n);
}
static inline s32 js_to_s32(js_value v) /* of an INT */
{
	return (s32)v;
}
static inline js_value js_special(u32 n) /* 0 .. 3: undefined, null, false, true */
{
	return JS_UNDEFINED + n;
}
static inline js_value js_bool(bool b)
{
	return JS_FALSE + b;
}
static inline js_value js_obj(u32 offset)
{
	return JS_BOX(JS_TAG_OBJ, offset);
}
static inline js_value js_str_value(u32 offset)
{
	return JS_BOX(JS_TAG_STR, offset);
}
static inline js_value js_accessor_value(u32 offset)
{
	return JS_ACCESSOR_BITS | offset;
}
static inline js_value js_rom_accessor(u32 row)
{
	return JS_ROM_ACCESSOR_BITS | row;
}
static inline u32 js_rom_accessor_row(js_value v)
{
	return (u32)v;
}
static inline js_value js_cell_value(u32 offset)
{
	return JS_CELL_BITS | offset;
}
static inline js_value js_link(u32 bits) /* 31 bits */
{
	return JS_LINK_BITS | bits;
}
static inline u32 js_link_bits(js_value v)
{
	return (u32)v;
}

/* js_double - `d` in the double form */
static inline js_value js_double(struct js *js, double d)
{
	(void)js;
	return js_canonical_bits(d);
}
static inline js_value js_number(struct js *js, double d)
{
	s32 n;

	return js_double_is_int(d, &n) ? js_int(n) : js_double(js, d);
}
static inline js_value js_uint(struct js *js, u32 n)
{
	(void)js;
	return n <= 0x7FFFFFFF ? js_int((s32)n) : js_double_bits((double)n);
}
static inline js_value js_int32(struct js *js, s32 n)
{
	(void)js;
	return js_int(n);
}
/* js_rom_number - a constant that is number `i` of the built-in ones (rom.c); js_image_number - of the program's image */
static inline js_value js_rom_number(u32 i, double d)
{
	(void)i;
	return js_number(NULL, d);
}
static inline js_value js_image_number(u32 i, u64 bits)
{
	(void)i;
	return bits;
}
/* js_to_double - of a number in either form */
static inline double js_to_double(const struct js *js, js_value v)
{
	(void)js;
	return js_is_int(v) ? (double)js_to_s32(v) : js_bits_double(v);
}

#endif
