/* SPDX-License-Identifier: Apache-2.0
 * value.h - what a JavaScript value is: 64 bits, NaN-boxed.
 *
 * A number is either an IEEE double as it stands, or a 32-bit integer under the tag INT; the two forms of one number are
 * the same number (1 and 1.0 compare equal; js_number() picks the INT form where it fits and is not -0).  Everything else
 * is a tag in the top 16 bits above the largest double (NaN is always JS_NAN) and 32 bits of payload:
 *
 *   INT      the integer                          ROMOBJ   id of a built-in object or function (builtins.def)
 *   SPECIAL  undefined, null, false, true         OBJ      heap offset of an object
 *   ROMSTR   id of an atom (atoms.h)              INTERNAL never seen by a program: EMPTY, links of frames, accessors
 *   STR      heap offset of a string
 *
 * Heap offsets are relative to `struct js` and change at every allocation (the collector compacts): see native.h. */
#ifndef JS_VALUE_H
#define JS_VALUE_H

#include "base/types.h"

typedef u64 js_value;

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
#define JS_NAN       0x7FF8000000000000ull

/* the kinds of INTERNAL that are not EMPTY, by their upper halves */
#define JS_LINK_BITS         (0xFFFF4000ull << 32) /* part of a frame's link: 46 bits of payload, no reference */
#define JS_ACCESSOR_BITS     (0xFFFF8000ull << 32) /* heap offset of a getter/setter pair, as a property's value */
#define JS_CELL_BITS         (0xFFFFA000ull << 32) /* heap offset of a captured variable */
#define JS_ROM_ACCESSOR_BITS (0xFFFFC000ull << 32) /* row of builtins.def with a getter */

static inline u32 js_tag(js_value v)
{
	return (u32)(v >> 48);
}
static inline u32 js_payload(js_value v)
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
/* js_is_object - objects, arrays, functions; in the heap or built in */
static inline bool js_is_object(js_value v)
{
	return js_tag(v) - JS_TAG_ROMOBJ <= JS_TAG_OBJ - JS_TAG_ROMOBJ;
}
static inline bool js_is_heap_object(js_value v)
{
	return js_tag(v) == JS_TAG_OBJ;
}
static inline bool js_is_internal(js_value v)
{
	return v >= (u64)JS_TAG_INTERNAL << 48;
}
static inline bool js_is_accessor(js_value v)
{
	return v >> 32 == JS_ACCESSOR_BITS >> 32 || v >> 32 == JS_ROM_ACCESSOR_BITS >> 32;
}
static inline bool js_is_cell(js_value v)
{
	return v >> 32 == JS_CELL_BITS >> 32;
}
static inline bool js_is_undefined(js_value v)
{
	return v == JS_UNDEFINED;
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
/* js_is_ref - the value refers into the heap: the collector marks and moves what is behind it */
static inline bool js_is_ref(js_value v)
{
	return js_tag(v) == JS_TAG_OBJ || js_tag(v) == JS_TAG_STR || v >> 32 == JS_ACCESSOR_BITS >> 32 || js_is_cell(v);
}

static inline js_value js_int(s32 n)
{
	return JS_BOX(JS_TAG_INT, n);
}
static inline s32 js_to_s32(js_value v) /* of an INT */
{
	return (s32)v;
}
static inline js_value js_bool(bool b)
{
	return JS_FALSE + b;
}
static inline js_value js_obj(u32 offset)
{
	return JS_BOX(JS_TAG_OBJ, offset);
}
static inline js_value js_atom(u32 id)
{
	return JS_BOX(JS_TAG_ROMSTR, id);
}
static inline js_value js_romobj(u32 id)
{
	return JS_BOX(JS_TAG_ROMOBJ, id);
}

static inline u64 js_double_bits(double d)
{
	u64 bits;

	__builtin_memcpy(&bits, &d, 8);
	return bits;
}
static inline double js_bits_double(u64 bits)
{
	double d;

	__builtin_memcpy(&d, &bits, 8);
	return d;
}
/* js_double - `d` as a value in the double form; every NaN becomes JS_NAN */
static inline js_value js_double(double d)
{
	return d == d ? js_double_bits(d) : JS_NAN;
}
/* js_number - `d` in the INT form if it is a 32-bit integer other than -0 */
static inline js_value js_number(double d)
{
	if (d >= -2147483648.0 && d <= 2147483647.0) {
		s32 n = (s32)d;

		if ((double)n == d && (n || !(js_double_bits(d) >> 63)))
			return js_int(n);
	}
	return js_double(d);
}
static inline js_value js_uint(u32 n)
{
	return n <= 0x7FFFFFFF ? js_int((s32)n) : js_double_bits((double)n);
}
/* js_to_double - of a number in either form */
static inline double js_to_double(js_value v)
{
	return js_is_int(v) ? (double)js_to_s32(v) : js_bits_double(v);
}

#endif
