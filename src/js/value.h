/* SPDX-License-Identifier: Apache-2.0
 * value.h - what a JavaScript value is, in one of two formats (the build chooses: JS_VALUE_BITS, by itself the width of a pointer).
 * value64.h boxes everything into the unused NaNs of a double; value32.h has integers of 31 bits and keeps other numbers in the heap.
 * This file says what both have in common; nothing else knows the bits.
 *
 * A number is either in the INT form, which holds at least -2^30 .. 2^30 - 1, or in the double form; the two forms of one number
 * are the same number (1 and 1.0 compare equal).  Everything else is a kind with a payload:
 *
 *   SPECIAL  undefined, null, false, true         ROMOBJ   id of a built-in object or function (builtins.def)
 *   ROMSTR   id of an atom (atoms.h)              OBJ      heap offset of an object
 *   STR      heap offset of a string              INTERNAL never seen by a program: EMPTY, links of frames, accessors
 *
 * Heap offsets are relative to `struct js` and change at every allocation (the collector compacts): see native.h.
 *
 * MAKING NUMBERS.  js_number, js_double, js_uint and js_int32 may need memory in the 32-bit format: they take it from a reserve that
 * every native finds filled (JS_NUMBERS_FREE of them), never collect and never move anything, and give JS_EMPTY after throwing
 * when there is none.  A native that makes more numbers in a loop calls axi_js_numbers (ALLOCATES) before each round. */
#ifndef JS_VALUE_H
#define JS_VALUE_H

#include "base/types.h"

struct js;

#ifndef JS_VALUE_BITS
#define JS_VALUE_BITS __INTPTR_WIDTH__
#endif
#if JS_VALUE_BITS == 32
typedef u32 js_value;
#else
typedef u64 js_value;
#endif

#define JS_INT_MAX 0x3FFFFFFF /* what js_int holds in every format: -JS_INT_MAX - 1 .. JS_INT_MAX */
#define JS_NUMBERS_FREE 8

/* JS_SHARED type name (arguments) { body } - a small function of many users: inline, but one copy in a build for size (it is in the file
 * that defines JS_SHARED_HERE: heap.c). */
#if !defined(__OPTIMIZE_SIZE__)
#define JS_SHARED(type, name, arguments, ...) static inline type name arguments __VA_ARGS__
#elif defined(JS_SHARED_HERE)
#define JS_SHARED(type, name, arguments, ...) type name arguments; type name arguments __VA_ARGS__
#else
#define JS_SHARED(type, name, arguments, ...) type name arguments;
#endif

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
#define JS_NAN_BITS 0x7FF8000000000000ull
/* js_canonical_bits - every NaN becomes one */
static inline u64 js_canonical_bits(double d)
{
	return d == d ? js_double_bits(d) : JS_NAN_BITS;
}
/* js_double_is_int - a 32-bit integer other than -0 */
JS_SHARED(bool, js_double_is_int, (double d, s32 *out), {
	if (d >= -2147483648.0 && d <= 2147483647.0) {
		*out = (s32)d;
		return (double)*out == d && (*out || !(js_double_bits(d) >> 63));
	}
	return false;
})

/* js_double_is_u32 - an integer 0 .. 2^32 - 1, or -0 */
JS_SHARED(bool, js_double_is_u32, (double d, u32 *out), {
	if (d >= 0 && d < 4294967296.0) {
		*out = (u32)d;
		return (double)*out == d;
	}
	return false;
})

#if JS_VALUE_BITS == 32
#include "js/value32.h"
#else
#include "js/value64.h"
#endif

/* js_is_ref - the value refers into the heap: the collector marks and moves what is behind it (js_ref_at, js_ref_moved) */

static inline js_value js_atom(u32 id)
{
	return JS_K_ATOM(id);
}
static inline js_value js_romobj(u32 id)
{
	return JS_K_ROMOBJ(id);
}

#endif
