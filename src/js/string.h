/* SPDX-License-Identifier: Apache-2.0
 * string.h - strings inside the engine: interning and property keys (native.h has what natives use). */
#ifndef JS_STRING_H
#define JS_STRING_H

#include "js/heap.h"

struct js_str axi_js_atom_str(u32 id); /* an atom of the engine */

int axi_js_str_order(const struct js_str *x, const struct js_str *y); /* by units, then length: <0, 0, >0 */

#define JS_STR_MAX ((1u << 26) - 16) /* units */

/* axi_js_str_make - axi_js_str_alloc of a length that is known to be good: throws only what needs no memory */
js_value axi_js_str_make(struct js *js, u32 length, bool wide, void **data);

/* axi_js_intern - the string value that stands for this content: an atom, or the one interned heap string.  `string` needs no
 * root.  ALLOCATES (when the table grows); JS_EMPTY when it threw. */
js_value axi_js_intern(struct js *js, js_value string);
/* axi_js_find_key - the key of a string if any object can have it: JS_KEY_NONE if no such string is interned.  NO ALLOC */
js_key axi_js_find_key(struct js *js, js_value string);
/* axi_js_key_hash - of any key; depends on the content only. */
u32 axi_js_key_hash(struct js *js, js_key key);
/* axi_js_key_of_int - of any integer; JS_KEY_NONE when it threw (negative ones are strings). */
/* js_key_value - the string value of a key that is no integer */
static inline js_value js_key_value(js_key key)
{
	return key & 2 ? js_atom(key >> 2) : js_str_value(key);
}
static inline bool js_key_is_int(js_key key)
{
	return key & 1;
}
static inline u32 js_key_index(js_key key)
{
	return key >> 1;
}
/* js_number_key - the key of a value that is an integer within 0 .. 2^31 - 2, else JS_KEY_NONE; NO ALLOC */
JS_SHARED(js_key, js_number_key, (const struct js *js, js_value v), {
	u32 n;

	if (js_is_int(v) && js_to_s32(v) >= 0)
		return js_key_int((u32)js_to_s32(v));
	if (js_is_double(v) && js_double_is_u32(js_to_double(js, v), &n) && n < 0x7FFFFFFF)
		return js_key_int(n);
	return JS_KEY_NONE;
})
/* axi_js_index_of - the integer that a string stands for as a key ("0", "17", no leading zeros, below 2^31), or -1 */
s32 axi_js_index_of(const struct js_str *s);

#endif
