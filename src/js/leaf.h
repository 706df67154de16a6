/* SPDX-License-Identifier: Apache-2.0
 * leaf.h - calls of built-in functions that need no frame (JS_LEAF), with arguments that need no conversion: the machine has them
 * inline, and one look at a table says what a row is; a build for size has them once (call.c). */
#ifndef JS_LEAF_H
#define JS_LEAF_H

#include "js/frame.h"

/* rom_leaf - the signature of a row's function if it is a leaf; 0: it is none */
#ifdef __OPTIMIZE_SIZE__
u32 axi_js_rom_leaf(u32 id, js_native *native, s32 *magic);
#else
extern const struct js_leaf {
	s16 magic;
	u16 native;
} axi_js_leaves[]; /* by row */
extern const struct js_leaf_native {
	js_native function;
	u32 signature;
} axi_js_leaf_natives[];

static inline u32 axi_js_rom_leaf(u32 id, js_native *native, s32 *magic)
{
	const struct js_leaf *leaf = &axi_js_leaves[id - JS_ROM_ROWS];

	if (UNLIKELY(id - JS_ROM_ROWS >= JS_ROW_COUNT))
		return 0;
	*native = axi_js_leaf_natives[leaf->native].function;
	*magic = leaf->magic;
	return axi_js_leaf_natives[leaf->native].signature;
}
#endif

/* needs_none - no conversion: the cases that are common.  phase: 0 for `this` */
static inline bool js_needs_none(struct js *js, u32 letter, js_value v, u32 phase)
{
	if (letter == JS_LETTER('v'))
		return true;
	if (phase)
		return js_is_int(v) ? letter == JS_LETTER('i') || letter == JS_LETTER('n') || letter == JS_LETTER('u') : letter == JS_LETTER('s') && js_is_string(v);
	return js_is_heap_object(v) && js_is_type(js, v, JS_T_HOST) && axi_js_class_letters[js_object_of(js, v)->x & 0xFF] == letter;
}

/* axi_js_native_leaf - call a function that needs no frame, and whose arguments in the window need no conversion: js->ret.  JS_CALL: it is
 * not of that kind, and nothing happened. */
#ifdef __OPTIMIZE_SIZE__
int axi_js_native_leaf(struct js *js, js_value *w, u32 argc);
#else
static inline __attribute__((always_inline)) int axi_js_native_leaf(struct js *js, js_value *w, u32 argc)
{
	struct js_call c = {.self = w + 1, .a = w + JS_WINDOW, .argc = argc};
	js_value *a = c.a, *end = a + argc;
	js_native native;
	u32 signature = axi_js_rom_leaf(js_rom_id(w[0]), &native, &c.magic);
	int r;

	if (!signature || !js_needs_none(js, signature & 31, w[1], 0))
		return JS_CALL;
	for (; signature >>= 5; a++) {
		if (a >= end)
			*a = JS_UNDEFINED; /* there is room: JS_FRAME_SLACK */
		if ((signature & 31) != JS_LETTER('v') && !js_needs_none(js, signature & 31, *a, 1))
			return JS_CALL;
	}
	js->native_end = js->top = a > end ? a : end;
	js->ret = JS_UNDEFINED;
	if (axi_js_numbers(js))
		return JS_THROW;
	r = native(js, &c);
	if (sizeof(js_value) == 4 && r == JS_DONE && (js->ret == JS_EMPTY || js->exception != JS_EMPTY))
		return JS_THROW;
	return UNLIKELY(js->left < 0) && !js->fatal && !axi_js_refill(js, 0) ? JS_THROW : r;
}
#endif

#endif
