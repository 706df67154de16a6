/* SPDX-License-Identifier: Apache-2.0
 * lib.h - what the files of the library (lib_*.c) share. */
#ifndef JS_LIB_H
#define JS_LIB_H

#include "js/builtins.h"
#include "js/heap.h"

/* js_return - the end of a native: its result, or that making it threw */
JS_SHARED(int, js_return, (struct js *js, js_value v), {
	if (UNLIKELY(v == JS_EMPTY))
		return JS_THROW;
	js->ret = v;
	return JS_DONE;
})

static inline double js_arg_double(const struct js *js, const struct js_call *c, u32 i)
{
	return js_to_double(js, c->a[i]);
}

/* js_arg_u32 - ToUint32 of an argument that is a number */
JS_SHARED(u32, js_arg_u32, (const struct js *js, const struct js_call *c, u32 i), {
	return js_is_int(c->a[i]) ? (u32)js_to_s32(c->a[i]) : (u32)axi_js_int32(js_to_double(js, c->a[i]));
})

/* js_relative - a relative index (negative: from the end) within 0 .. length */
JS_SHARED(u32, js_relative, (s32 index, u32 length), {
	u32 behind = length + (u32)index; /* of a negative one: wraps round if it is before the start */

	if (index < 0)
		return behind > length ? 0 : behind;
	return (u32)index > length ? length : (u32)index;
})

/* js_optional_relative - the same of an optional argument, `missing` if it is undefined */
JS_SHARED(u32, js_optional_relative, (js_value v, u32 length, u32 missing), {
	return v == JS_UNDEFINED ? missing : js_relative(js_to_s32(v), length);
})

/* struct js_meter - pays for work in pieces of 256 units, 32 steps each, before it is done. */
struct js_meter {
	struct js *js;
	u32 left;
};
JS_SHARED(int, js_meter_use, (struct js_meter *m, u32 units), {
	while (UNLIKELY(m->left < units)) {
		if (axi_js_charge(m->js, 32))
			return JS_THROW;
		m->left += 256;
	}
	m->left -= units;
	return JS_DONE;
})

/* lib_string.c: axi_js_find - first position >= from where `what` stands in `in`, or -1; *threw: out of steps.  NO ALLOC. */
s32 axi_js_find(struct js *js, js_value in, js_value what, u32 from, bool *threw);
/* axi_js_expand - append a replacement text with $1, $&, $$, $`, $' to the buffer in `slot`.  Groups are pairs of positions in
 * `groups` (pairs, JS_UNDEFINED where they took no part), group 0 the whole match. */
int axi_js_expand(struct js *js, js_value *slot, js_value template, js_value subject, js_value groups, u32 count);
/* lib_regexp.c: the halves of String.prototype.* for regular expressions, and whether `v` is one */
bool axi_js_is_regexp(struct js *js, js_value v);

/* lib_typed.c: axi_js_typed_bytes - the bytes of a typed array, good until the next allocation; NULL: `v` is none.  NO ALLOC */
void *axi_js_typed_bytes(struct js *js, js_value v, u32 *size);

#endif
