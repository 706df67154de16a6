/* SPDX-License-Identifier: Apache-2.0
 * array.c - arrays without holes: a length, and a vector of elements with room to grow. */
#include "js/object.h"

static struct js_array *array_of(struct js *js, js_value array)
{
	return js_at(js, js_heap_at(array));
}

bool axi_js_is_array(struct js *js, js_value v)
{
	return js_is_type(js, v, JS_T_ARRAY);
}

u32 axi_js_array_length(struct js *js, js_value array)
{
	return array_of(js, array)->o.x;
}

js_value *axi_js_array_items(struct js *js, js_value array)
{
	return ((struct js_slots *)js_at(js, array_of(js, array)->items))->v;
}

u32 axi_js_array_cap(struct js *js, js_value array)
{
	u32 items = array_of(js, array)->items;

	return items ? js_slots_cap(js_at(js, items)) : 0;
}

js_value axi_js_array(struct js *js, u32 length)
{
	struct js_array *a;
	u32 at, items = 0;

	if (axi_js_charge(js, length / 4))
		return JS_EMPTY;
	if (length) {
		items = axi_js_slots_new(js, length, JS_UNDEFINED);
		if (!items)
			return JS_EMPTY;
	}
	axi_js_push(js, js_obj(items));
	if (!items)
		js->roots[js->root_count - 1] = JS_UNDEFINED;
	at = axi_js_alloc(js, JS_T_ARRAY, sizeof(*a));
	items = items ? js_heap_at(js->roots[js->root_count - 1]) : 0;
	axi_js_pop(js, 1);
	if (!at)
		return JS_EMPTY;
	a = js_at(js, at);
	a->o.proto = JS_ROM_Array_prototype << 1 | 1;
	a->o.keys = a->o.slots = 0;
	a->o.x = length;
	a->items = items;
	a->pad = 0;
	return js_obj(at);
}

/* reserve - room for `want` elements (roots[root_count - 1] is the array). */
static int reserve(struct js *js, u32 want)
{
	js_value *root = &js->roots[js->root_count - 1];
	u32 cap = axi_js_array_cap(js, *root), at;
	struct js_array *a;

	if (want <= cap)
		return JS_DONE;
	if (want < cap + cap / 2 + 2)
		want = cap + cap / 2 + 2;
	at = axi_js_slots_new(js, want, JS_UNDEFINED);
	if (!at)
		return JS_THROW;
	a = array_of(js, *root);
	if (a->items)
		memcpy(((struct js_slots *)js_at(js, at))->v, axi_js_array_items(js, *root), (size_t)a->o.x * sizeof(js_value));
	a->items = at;
	return JS_DONE;
}

int axi_js_array_push(struct js *js, js_value array, js_value v)
{
	struct js_array *a = array_of(js, array);

	if (a->o.hdr & JS_H_FIXED)
		return axi_js_throw(js, JS_E_object_is_not_extensible);
	if (a->o.x < axi_js_array_cap(js, array)) {
		axi_js_array_items(js, array)[a->o.x++] = v;
		return JS_DONE;
	}
	/* charged for the copies that growing costs, by the length alone */
	if (axi_js_charge(js, 1))
		return JS_THROW;
	axi_js_push(js, v);
	axi_js_push(js, array);
	if (reserve(js, a->o.x + 1)) {
		axi_js_pop(js, 2);
		return JS_THROW;
	}
	array = axi_js_take(js);
	v = axi_js_take(js);
	a = array_of(js, array);
	axi_js_array_items(js, array)[a->o.x++] = v;
	return JS_DONE;
}

int axi_js_array_resize(struct js *js, js_value array, u32 length)
{
	u32 old = axi_js_array_length(js, array);
	int err;

	if (length <= old) {
		for (u32 i = length; i < old; i++)
			axi_js_array_items(js, array)[i] = JS_UNDEFINED;
		array_of(js, array)->o.x = length;
		return JS_DONE;
	}
	if (axi_js_charge(js, (length - old) / 4))
		return JS_THROW;
	axi_js_push(js, array);
	err = length > JS_OBJECT_MAX ? axi_js_out_of_memory(js) : reserve(js, length);
	array = axi_js_take(js);
	if (err)
		return err;
	for (u32 i = old; i < length; i++)
		axi_js_array_items(js, array)[i] = JS_UNDEFINED;
	array_of(js, array)->o.x = length;
	return JS_DONE;
}
