/* SPDX-License-Identifier: Apache-2.0
 * typed_stub.c - stands in until typed arrays are here (typed.c): there is no such class, so nothing calls these. */
#include "js/native.h"

bool axi_js_class_indexed(u32 class_id)
{
	return false;
}

js_value axi_js_indexed_get(struct js *js, js_value object, u32 index)
{
	return JS_EMPTY;
}

int axi_js_indexed_set(struct js *js, js_value object, u32 index, js_value v)
{
	return axi_js_throw(js, JS_TYPE_ERROR, "there are no typed arrays");
}
