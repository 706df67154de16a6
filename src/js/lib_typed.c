/* SPDX-License-Identifier: Apache-2.0
 * lib_typed.c - ArrayBuffer and the nine kinds of typed arrays.
 *
 * An ArrayBuffer's bytes are its bytes.  A typed array has one value, its buffer, and `struct view` as its bytes.  Elements are
 * little-endian on every machine.  A write beyond the end is a TypeError. */
#include "js/lib.h"
#include "js/math.h"
#include "base/bits.h"

struct view {
	u32 offset; /* in the buffer's bytes, a multiple of the element's size */
	u32 length; /* elements */
};

#define LENGTH_MAX (1u << 26)

static const u8 sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8}; /* in the order of the classes */

static u32 kind_of(u32 class_id)
{
	return class_id - JS_CLASS_INT8;
}

bool axi_js_class_indexed(u32 class_id)
{
	return class_id >= JS_CLASS_INT8 && class_id <= JS_CLASS_FLOAT64;
}

static struct view *view_of(struct js *js, js_value typed)
{
	return axi_js_host_bytes(js, typed, NULL);
}

static u32 kind(struct js *js, js_value typed)
{
	return kind_of(axi_js_class(js, typed));
}

/* element - address of element `index`, which exists */
static u8 *element(struct js *js, js_value typed, u32 index)
{
	return (u8 *)axi_js_host_bytes(js, axi_js_host_values(js, typed)[0], NULL) + view_of(js, typed)->offset +
	       index * sizes[kind(js, typed)];
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LITTLE(bits, n) (n)
#else
#define LITTLE(bits, n) swap##bits(n)
#endif

static js_value get_element(struct js *js, u32 class_id, const u8 *at)
{
	u64 wide;
	u32 n;
	float f;
	double d;

	switch (class_id) {
	case JS_CLASS_INT8: return js_int((s8)*at);
	case JS_CLASS_UINT8:
	case JS_CLASS_UINT8_CLAMPED: return js_int(*at);
	case JS_CLASS_INT16: return js_int((s16)LITTLE(16, load_16(at)));
	case JS_CLASS_UINT16: return js_int(LITTLE(16, load_16(at)));
	case JS_CLASS_INT32: return js_int32(js, (s32)LITTLE(32, load_32(at)));
	case JS_CLASS_UINT32: return js_uint(js, LITTLE(32, load_32(at)));
	case JS_CLASS_FLOAT32:
		n = LITTLE(32, load_32(at));
		__builtin_memcpy(&f, &n, 4);
		return js_number(js, (double)f);
	default:
		wide = LITTLE(64, load_64(at));
		__builtin_memcpy(&d, &wide, 8);
		return js_number(js, d);
	}
}

/* clamp8 - to the nearest of 0 .. 255, halves to even */
static u8 clamp8(double d)
{
	double floor;

	if (!(d > 0))
		return 0;
	if (d >= 255)
		return 255;
	floor = (double)(u32)d;
	if (d - floor > 0.5 || (d - floor == 0.5 && (u32)floor & 1))
		floor += 1;
	return (u8)floor;
}

static void set_element(struct js *js, u32 class_id, u8 *at, js_value v) /* of any primitive */
{
	double d = axi_js_number_of(js, v);
	u32 n = js_is_int(v) ? (u32)js_to_s32(v) : (u32)axi_js_int32(d);
	float f;

	switch (class_id) {
	case JS_CLASS_INT8:
	case JS_CLASS_UINT8: *at = (u8)n; break;
	case JS_CLASS_UINT8_CLAMPED: *at = clamp8(d); break;
	case JS_CLASS_INT16:
	case JS_CLASS_UINT16: store_16(at, LITTLE(16, (u16)n)); break;
	case JS_CLASS_INT32:
	case JS_CLASS_UINT32: store_32(at, LITTLE(32, n)); break;
	case JS_CLASS_FLOAT32:
		f = (float)d;
		__builtin_memcpy(&n, &f, 4);
		store_32(at, LITTLE(32, n));
		break;
	default: store_64(at, LITTLE(64, js_double_bits(d))); break;
	}
}

u32 axi_js_indexed_length(struct js *js, js_value object)
{
	return view_of(js, object)->length;
}

js_value axi_js_indexed_get(struct js *js, js_value object, u32 index)
{
	if (index >= view_of(js, object)->length)
		return JS_EMPTY;
	return get_element(js, axi_js_class(js, object), element(js, object, index));
}

int axi_js_indexed_set(struct js *js, js_value object, u32 index, js_value v)
{
	if (index >= view_of(js, object)->length)
		return axi_js_throw(js, JS_E_index_beyond_the_end_of_a_typed_array, index);
	set_element(js, axi_js_class(js, object), element(js, object, index), v);
	return JS_DONE;
}

void *axi_js_typed_bytes(struct js *js, js_value v, u32 *size)
{
	if (!axi_js_class_indexed(axi_js_class(js, v)))
		return NULL;
	*size = view_of(js, v)->length * sizes[kind(js, v)];
	return element(js, v, 0);
}

/* ---- ArrayBuffer */
static js_value new_buffer(struct js *js, u32 bytes)
{
	return axi_js_host_new(js, JS_CLASS_ARRAY_BUFFER, js_romobj(JS_ROM_ArrayBuffer_prototype), 0, bytes);
}

int axi_js_ArrayBuffer(struct js *js, struct js_call *c)
{
	s32 bytes = js_to_s32(c->a[0]);

	if (!c->construct)
		return axi_js_throw(js, JS_E_ArrayBuffer_needs_new);
	if (bytes < 0 || (u32)bytes > LENGTH_MAX)
		return axi_js_throw(js, JS_E_bad_length_of_a_buffer);
	return js_return(js, new_buffer(js, (u32)bytes));
}

int axi_js_ArrayBuffer_byteLength(struct js *js, struct js_call *c)
{
	u32 size;

	axi_js_host_bytes(js, *c->self, &size);
	js->ret = js_int((s32)size);
	return JS_DONE;
}

int axi_js_ArrayBuffer_slice(struct js *js, struct js_call *c)
{
	u32 size, from, to;
	js_value v;

	axi_js_host_bytes(js, *c->self, &size);
	from = js_relative(js_to_s32(c->a[0]), size);
	to = js_optional_relative(c->a[1], size, size);
	v = new_buffer(js, to > from ? to - from : 0);
	if (v != JS_EMPTY && to > from)
		memcpy(axi_js_host_bytes(js, v, NULL), (u8 *)axi_js_host_bytes(js, *c->self, NULL) + from, to - from);
	return js_return(js, v);
}

/* ---- making typed arrays */
static js_value proto_of(u32 which)
{
	static const u8 protos[] = {
		JS_ROM_Int8Array_prototype,   JS_ROM_Uint8Array_prototype,   JS_ROM_Uint8ClampedArray_prototype,
		JS_ROM_Int16Array_prototype,  JS_ROM_Uint16Array_prototype,  JS_ROM_Int32Array_prototype,
		JS_ROM_Uint32Array_prototype, JS_ROM_Float32Array_prototype, JS_ROM_Float64Array_prototype,
	};

	return js_romobj(protos[which]);
}

/* new_view - of the buffer in *buffer, a slot */
static js_value new_view(struct js *js, u32 which, const js_value *buffer, u32 offset, u32 length)
{
	js_value v = axi_js_host_new(js, JS_CLASS_INT8 + which, proto_of(which), 1, sizeof(struct view));

	if (v == JS_EMPTY)
		return v;
	axi_js_host_values(js, v)[0] = *buffer;
	*view_of(js, v) = (struct view){offset, length};
	return v;
}

/* make - l[0]: a typed array of `length` zeros with a buffer of its own */
static int make(struct js *js, struct js_call *c, u32 which, double length)
{
	if (!(length >= 0 && length * sizes[which] <= LENGTH_MAX))
		return axi_js_throw(js, JS_E_bad_length_of_a_typed_array);
	c->l[0] = new_buffer(js, (u32)length * sizes[which]);
	if (c->l[0] == JS_EMPTY)
		return JS_THROW;
	c->l[0] = new_view(js, which, &c->l[0], 0, (u32)length);
	return c->l[0] == JS_EMPTY ? JS_THROW : JS_DONE;
}

static u32 source_length(struct js *js, js_value source)
{
	return axi_js_is_array(js, source) ? axi_js_array_length(js, source) : view_of(js, source)->length;
}

/* copy - from the array or typed array in *source into *target from element `offset` on; l[1] is the next element.  Objects in
 * an array are converted by calls (state 1), during which the array may change. */
static int copy(struct js *js, struct js_call *c, const js_value *target, const js_value *source, u32 offset)
{
	u32 length = source_length(js, *source), at = (u32)js_to_s32(c->l[1]);
	struct js_meter m = {js, 0};

	if (c->state == 1) {
		if (axi_js_indexed_set(js, *target, offset + at, js->ret))
			return JS_THROW;
		c->state = 0;
		at++;
	}
	for (; at < length; at++) {
		js_value v;
		int r;

		if (js_meter_use(&m, 8) || axi_js_numbers(js))
			return JS_THROW;
		v = axi_js_is_array(js, *source) ? axi_js_array_items(js, *source)[at] : axi_js_indexed_get(js, *source, at);
		if (v == JS_EMPTY)
			return JS_THROW;
		if (js_is_object(v)) {
			c->l[1] = js_int((s32)at);
			c->state = 1;
			r = axi_js_to_number(js, c, v);
			if (r)
				return r;
			v = js->ret;
			c->state = 0;
		}
		if (axi_js_indexed_set(js, *target, offset + at, v))
			return JS_THROW;
	}
	return JS_DONE;
}

/* on_buffer - new X(buffer, byteOffset, length) */
static int on_buffer(struct js *js, struct js_call *c, u32 which)
{
	u32 size, length;
	s32 offset = js_to_s32(c->a[1]), wanted = c->a[2] == JS_UNDEFINED ? -1 : js_to_s32(c->a[2]);

	axi_js_host_bytes(js, c->a[0], &size);
	if (offset < 0 || offset % sizes[which] || (u32)offset > size)
		return axi_js_throw(js, JS_E_bad_offset_of_a_typed_array);
	if (c->a[2] == JS_UNDEFINED) {
		if (size % sizes[which])
			return axi_js_throw(js, JS_E_buffer_length_is_no_multiple_of_the_element_size);
		length = (size - (u32)offset) / sizes[which];
	} else {
		if (wanted < 0 || (u64)(u32)wanted * sizes[which] > size - (u32)offset)
			return axi_js_throw(js, JS_E_bad_length_of_a_typed_array);
		length = (u32)wanted;
	}
	return js_return(js, new_view(js, which, &c->a[0], (u32)offset, length));
}

/* TypedArray - the nine constructors, whose magic is their own number; l[0] the result, l[1] for copy */
int axi_js_TypedArray(struct js *js, struct js_call *c)
{
	static const u8 constructors[] = {
		JS_ROM_Int8Array,   JS_ROM_Uint8Array,  JS_ROM_Uint8ClampedArray, JS_ROM_Int16Array,  JS_ROM_Uint16Array,
		JS_ROM_Int32Array,  JS_ROM_Uint32Array, JS_ROM_Float32Array,      JS_ROM_Float64Array,
	};
	u32 which = 0;
	int r;

	while (constructors[which] != c->magic)
		which++;

	if (c->state == 0) {
		if (!c->construct)
			return axi_js_throw(js, JS_E_typed_arrays_need_new);
		if (axi_js_class(js, c->a[0]) == JS_CLASS_ARRAY_BUFFER)
			return on_buffer(js, c, which);
		if (!axi_js_is_array(js, c->a[0]) && !axi_js_class_indexed(axi_js_class(js, c->a[0]))) {
			double length;

			if (js_is_object(c->a[0]))
				return axi_js_throw(js, JS_E_typed_arrays_are_made_of_numbers_arrays_and_buffers);
			length = axi_js_number_of(js, c->a[0]);
			if (make(js, c, which, axi_js_is_nan(length) ? 0 : axi_js_trunc(length)))
				return JS_THROW;
			js->ret = c->l[0];
			return JS_DONE;
		}
		c->l[1] = js_int(0);
		if (make(js, c, which, source_length(js, c->a[0])))
			return JS_THROW;
	}
	r = copy(js, c, &c->l[0], &c->a[0], 0);
	if (!r)
		js->ret = c->l[0];
	return r;
}

/* ---- the prototype */
enum { GET_LENGTH, GET_BYTE_LENGTH, GET_BYTE_OFFSET, GET_BUFFER };

int axi_js_TypedArray_get(struct js *js, struct js_call *c)
{
	struct view *v = view_of(js, *c->self);

	switch (c->magic) {
	case GET_LENGTH: js->ret = js_int((s32)v->length); break;
	case GET_BYTE_LENGTH: js->ret = js_int((s32)(v->length * sizes[kind(js, *c->self)])); break;
	case GET_BYTE_OFFSET: js->ret = js_int((s32)v->offset); break;
	default: js->ret = axi_js_host_values(js, *c->self)[0]; break;
	}
	return JS_DONE;
}

/* TypedArray_set - l[1] for copy; a typed array that shares the buffer is copied as a whole */
int axi_js_TypedArray_set(struct js *js, struct js_call *c)
{
	s32 offset = js_to_s32(c->a[1]);
	int r;

	if (c->state == 0) {
		bool typed = axi_js_class_indexed(axi_js_class(js, c->a[0]));
		u32 length, room = view_of(js, *c->self)->length;

		if (!typed && !axi_js_is_array(js, c->a[0]))
			return axi_js_throw(js, JS_E_set_needs_an_array);
		length = source_length(js, c->a[0]);
		if (offset < 0 || (u32)offset > room || length > room - (u32)offset)
			return axi_js_throw(js, JS_E_source_is_too_long);
		if (typed && axi_js_class(js, c->a[0]) == axi_js_class(js, *c->self)) {
			if (axi_js_charge(js, length / 8))
				return JS_THROW;
			if (length)
				memmove(element(js, *c->self, (u32)offset), element(js, c->a[0], 0),
					length * sizes[kind(js, c->a[0])]);
			js->ret = JS_UNDEFINED;
			return JS_DONE;
		}
		c->l[1] = js_int(0);
	}
	r = copy(js, c, c->self, &c->a[0], (u32)offset);
	if (!r)
		js->ret = JS_UNDEFINED;
	return r;
}

/* TypedArray_subarray - magic 1: slice, with a copy of the bytes.  l[0] the result */
int axi_js_TypedArray_subarray(struct js *js, struct js_call *c)
{
	struct view v = *view_of(js, *c->self);
	u32 from = js_relative(js_to_s32(c->a[0]), v.length), to = js_optional_relative(c->a[1], v.length, v.length);
	u32 which = kind(js, *c->self), length = to > from ? to - from : 0;

	if (!c->magic) {
		c->l[0] = axi_js_host_values(js, *c->self)[0];
		return js_return(js, new_view(js, which, &c->l[0], v.offset + from * sizes[which], length));
	}
	if (make(js, c, which, length))
		return JS_THROW;
	if (length)
		memcpy(element(js, c->l[0], 0), element(js, *c->self, from), length * sizes[which]);
	js->ret = c->l[0];
	return JS_DONE;
}

int axi_js_TypedArray_fill(struct js *js, struct js_call *c)
{
	u32 length = view_of(js, *c->self)->length;
	u32 from = js_relative(js_to_s32(c->a[1]), length), to = js_optional_relative(c->a[2], length, length);

	if (to > from && axi_js_charge(js, (to - from) / 4))
		return JS_THROW;
	for (; from < to; from++)
		set_element(js, axi_js_class(js, *c->self), element(js, *c->self, from), c->a[0]);
	js->ret = *c->self;
	return JS_DONE;
}

enum { INDEX_OF, INCLUDES };

int axi_js_TypedArray_search(struct js *js, struct js_call *c)
{
	u32 length = view_of(js, *c->self)->length, at = js_relative(js_to_s32(c->a[1]), length);
	struct js_meter m = {js, 0};

	js->ret = c->magic == INCLUDES ? JS_FALSE : js_int(-1);
	for (; at < length; at++) {
		js_value v;

		if (js_meter_use(&m, 8) || axi_js_numbers(js))
			return JS_THROW;
		v = axi_js_indexed_get(js, *c->self, at);
		if (v == JS_EMPTY)
			return JS_THROW;
		if (c->magic == INCLUDES ? axi_js_same_value_zero(js, v, c->a[0]) : axi_js_strict_equal(js, v, c->a[0])) {
			js->ret = c->magic == INCLUDES ? JS_TRUE : js_int((s32)at);
			return JS_DONE;
		}
	}
	return JS_DONE;
}

/* TypedArray_join - l[0] the buffer */
int axi_js_TypedArray_join(struct js *js, struct js_call *c)
{
	u32 length = view_of(js, *c->self)->length;

	axi_js_buf_begin(js, &c->l[0]);
	for (u32 i = 0; i < length; i++) {
		js_value v;

		if (axi_js_charge(js, 2))
			return JS_THROW;
		if (i && (c->magic || c->a[0] == JS_UNDEFINED ? axi_js_buf_char(js, &c->l[0], ',')
							       : axi_js_buf_string(js, &c->l[0], c->a[0])))
			return JS_THROW;
		if (axi_js_numbers(js))
			return JS_THROW;
		v = axi_js_indexed_get(js, *c->self, i);
		if (v == JS_EMPTY)
			return JS_THROW;
		v = axi_js_string_of(js, v);
		if (v == JS_EMPTY || axi_js_buf_string(js, &c->l[0], v))
			return JS_THROW;
	}
	return js_return(js, axi_js_buf_end(js, &c->l[0]));
}
