/* SPDX-License-Identifier: Apache-2.0
 * lib_array.c - Array.prototype without calls back: slices, searches, moves.  Arrays have no holes. */
#include "js/lib.h"

static u32 length_of(struct js *js, js_value array)
{
	return axi_js_array_length(js, array);
}

/* copy_out - a new array of the elements [from, to) of `array`, a slot */
static js_value copy_out(struct js *js, const js_value *array, u32 from, u32 to)
{
	js_value copy = axi_js_array(js, to - from);

	if (copy != JS_EMPTY && to > from)
		memcpy(axi_js_array_items(js, copy), axi_js_array_items(js, *array) + from, (to - from) * sizeof(js_value));
	return copy;
}

int axi_js_Array_slice(struct js *js, struct js_call *c)
{
	u32 length = length_of(js, *c->self);
	u32 from = js_relative(js_to_s32(c->a[0]), length), to = js_optional_relative(c->a[1], length, length);

	return js_return(js, copy_out(js, c->self, from, to < from ? from : to));
}

/* concat - l[0] the result */
int axi_js_Array_concat(struct js *js, struct js_call *c)
{
	c->l[0] = copy_out(js, c->self, 0, length_of(js, *c->self));
	if (c->l[0] == JS_EMPTY)
		return JS_THROW;
	for (u32 i = 0; i < c->argc; i++) {
		u32 old = length_of(js, c->l[0]), more;

		if (!axi_js_is_array(js, c->a[i])) {
			if (axi_js_array_push(js, c->l[0], c->a[i]))
				return JS_THROW;
			continue;
		}
		more = length_of(js, c->a[i]);
		if (!more)
			continue;
		if (axi_js_array_resize(js, c->l[0], old + more))
			return JS_THROW;
		memcpy(axi_js_array_items(js, c->l[0]) + old, axi_js_array_items(js, c->a[i]), more * sizeof(js_value));
	}
	js->ret = c->l[0];
	return JS_DONE;
}

int axi_js_Array_reverse(struct js *js, struct js_call *c)
{
	u32 length = length_of(js, *c->self);
	js_value *item;

	if (axi_js_charge(js, length / 2))
		return JS_THROW;
	item = length ? axi_js_array_items(js, *c->self) : NULL;
	for (u32 i = 0, j = length; i + 1 < j; i++) {
		js_value v = item[i];

		item[i] = item[--j];
		item[j] = v;
	}
	js->ret = *c->self;
	return JS_DONE;
}

int axi_js_Array_shift(struct js *js, struct js_call *c)
{
	u32 length = length_of(js, *c->self);
	js_value *item;

	if (!length)
		return JS_DONE;
	if (axi_js_charge(js, length / 8))
		return JS_THROW;
	item = axi_js_array_items(js, *c->self);
	js->ret = item[0];
	memmove(item, item + 1, (length - 1) * sizeof(*item));
	return axi_js_array_resize(js, *c->self, length - 1);
}

int axi_js_Array_unshift(struct js *js, struct js_call *c)
{
	u32 length = length_of(js, *c->self);
	js_value *item;

	if (c->argc) {
		if (axi_js_charge(js, length / 8) || axi_js_array_resize(js, *c->self, length + c->argc))
			return JS_THROW;
		item = axi_js_array_items(js, *c->self);
		memmove(item + c->argc, item, length * sizeof(*item));
		memcpy(item, c->a, c->argc * sizeof(*item));
	}
	js->ret = js_int((s32)(length + c->argc));
	return JS_DONE;
}

/* splice - l[0] what was taken out */
int axi_js_Array_splice(struct js *js, struct js_call *c)
{
	u32 length = length_of(js, *c->self), from = js_relative(js_to_s32(c->a[0]), length), count = length - from;
	u32 more = c->argc > 2 ? c->argc - 2 : 0, tail;
	js_value *item;

	if (c->argc == 0)
		count = 0;
	if (c->argc > 1) {
		s32 n = js_to_s32(c->a[1]);

		count = n < 0 ? 0 : (u32)n < count ? (u32)n : count;
	}
	c->l[0] = copy_out(js, c->self, from, from + count);
	if (c->l[0] == JS_EMPTY)
		return JS_THROW;
	tail = length - from - count;
	if (axi_js_charge(js, tail / 8))
		return JS_THROW;
	if (more > count && axi_js_array_resize(js, *c->self, length - count + more))
		return JS_THROW;
	item = length - count + more ? axi_js_array_items(js, *c->self) : NULL;
	if (tail && more != count)
		memmove(item + from + more, item + from + count, tail * sizeof(*item));
	if (more)
		memcpy(item + from, c->a + 2, more * sizeof(*item));
	if (more < count && axi_js_array_resize(js, *c->self, length - count + more))
		return JS_THROW;
	js->ret = c->l[0];
	return JS_DONE;
}

enum { INDEX_OF, LAST_INDEX_OF, INCLUDES };

int axi_js_Array_search(struct js *js, struct js_call *c)
{
	u32 length = length_of(js, *c->self), at, left;
	s32 step = c->magic == LAST_INDEX_OF ? -1 : 1;
	js_value *item = length ? axi_js_array_items(js, *c->self) : NULL;
	struct js_meter m = {js, 0};

	js->ret = c->magic == INCLUDES ? JS_FALSE : js_int(-1);
	if (step > 0) {
		at = js_relative(js_to_s32(c->a[1] == JS_UNDEFINED ? js_int(0) : c->a[1]), length);
		left = length - at;
	} else {
		s32 from = c->argc > 1 ? js_to_s32(c->a[1] == JS_UNDEFINED ? js_int(0) : c->a[1]) : (s32)length - 1;

		if (from < 0)
			from += (s32)length;
		if (from >= (s32)length)
			from = (s32)length - 1;
		left = from < 0 ? 0 : (u32)from + 1;
		at = left - 1;
	}
	for (; left; left--, at += (u32)step) {
		if (js_meter_use(&m, 8)) /* a piece of 32 elements is 32 steps */
			return JS_THROW;
		if (c->magic == INCLUDES ? axi_js_same_value_zero(js, item[at], c->a[0])
					 : axi_js_strict_equal(js, item[at], c->a[0])) {
			js->ret = c->magic == INCLUDES ? JS_TRUE : js_int((s32)at);
			return JS_DONE;
		}
	}
	return JS_DONE;
}

int axi_js_Array_fill(struct js *js, struct js_call *c)
{
	u32 length = length_of(js, *c->self);
	u32 from = js_relative(js_to_s32(c->a[1]), length), to = js_optional_relative(c->a[2], length, length);
	js_value *item = length ? axi_js_array_items(js, *c->self) : NULL;

	if (to > from && axi_js_charge(js, (to - from) / 4))
		return JS_THROW;
	for (; from < to; from++)
		item[from] = c->a[0];
	js->ret = *c->self;
	return JS_DONE;
}

int axi_js_Array_of(struct js *js, struct js_call *c)
{
	js_value v = axi_js_array(js, c->argc);

	if (v != JS_EMPTY && c->argc)
		memcpy(axi_js_array_items(js, v), c->a, c->argc * sizeof(v));
	return js_return(js, v);
}
