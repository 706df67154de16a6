/* SPDX-License-Identifier: Apache-2.0
 * call.c - natives: their frames, the conversion of their arguments, their calls back. */
#include "js/leaf.h"

/* The state slot of a native's frame: phase (argument that is being converted; behind the last: the native runs) and the
 * native's own state. */
static js_value state_value(u32 phase, u32 state)
{
	return js_link(state << 4 | phase);
}

static bool native_of(js_value function, u32 argc, struct js_native_frame *out)
{
	if (!axi_js_rom_function(js_rom_id(function), &out->f))
		return false;
	for (out->letters = 1; out->f.signature >> 5 * out->letters && out->letters < 5; out->letters++)
		;
	out->slots = argc > out->letters - 1 ? argc : out->letters - 1;
	return true;
}

int axi_js_native_begin(struct js *js, js_value *w, u32 argc, struct js_native_frame *n)
{
	js_value *f = w + JS_WINDOW;

	if (!native_of(w[0], argc, n))
		return axi_js_throw(js, JS_E_not_a_function);
	js->top = f + argc;
	if (js_stack_need(js, f, n->slots + 1 + n->f.locals + JS_FRAME_SLACK))
		return JS_THROW;
	for (u32 i = argc; i < n->slots; i++)
		f[i] = JS_UNDEFINED;
	f[n->slots] = state_value(0, 0);
	for (u32 i = 0; i < n->f.locals; i++)
		f[n->slots + 1 + i] = JS_UNDEFINED;
	return JS_DONE;
}

js_value *axi_js_window(struct js *js, struct js_call *c, u32 argc)
{
	js_value *w = js->native_end;

	if (argc > JS_ARGS_MAX) {
		axi_js_throw(js, JS_E_too_many_arguments);
		return NULL;
	}
	if (js_stack_need(js, w, JS_WINDOW + argc + JS_FRAME_SLACK))
		return NULL;
	for (u32 i = 0; i < JS_WINDOW + argc; i++)
		w[i] = JS_UNDEFINED;
	js->window = w;
	js->window_argc = argc;
	js->top = w + JS_WINDOW + argc;
	return w;
}

static int call_machine(struct js *js, struct js_call *c, u32 row, js_value v, js_value hint)
{
	js_value *w;

	axi_js_push(js, v);
	w = axi_js_window(js, c, 2);
	v = axi_js_take(js);
	if (!w)
		return JS_THROW;
	w[0] = js_romobj(JS_ROM_ROWS + row);
	w[JS_WINDOW] = v;
	w[JS_WINDOW + 1] = hint;
	return JS_CALL;
}

/* self_class - does `v` have the class that a signature's first letter wants? */
static bool self_class(struct js *js, u32 letter, js_value v)
{
	u32 class_id = axi_js_class(js, v);

	switch (letter) {
	case JS_LETTER('o'): return class_id != JS_CLASS_NONE;
	case JS_LETTER('a'): return class_id == JS_CLASS_ARRAY;
	case JS_LETTER('f'): return axi_js_is_callable(js, v);
	case JS_LETTER('e'): return class_id == JS_CLASS_ERROR;
	case JS_LETTER('t'): return axi_js_class_indexed(class_id);
	default: return axi_js_class_letters[class_id] == letter;
	}
}

/* convert - *slot by one letter.  JS_CALL: an object is being made a primitive; then again with that. */
static int convert(struct js *js, struct js_call *c, u32 letter, js_value *slot, bool self)
{
	js_value v = *slot;

	if (letter == JS_LETTER('v'))
		return JS_DONE;
	if (self && letter != JS_LETTER('s') && letter != JS_LETTER('n') && letter != JS_LETTER('p')) {
		if (self_class(js, letter, v))
			return JS_DONE;
		return axi_js_throw(js, JS_E_called_on_a_value_of_another_kind);
	}
	if (letter >= JS_LETTER('I') && v == JS_UNDEFINED)
		return JS_DONE;
	if (self && js_is_nullish(v))
		return axi_js_throw(js, JS_E_called_on_undefined_or_null);
	if (js_is_object(v))
		return call_machine(js, c, JS_ROW_machine_primitive, v, js_int(letter == JS_LETTER('s') || letter == JS_LETTER('S') || letter == JS_LETTER('p') ? 2 : 1));
	switch (letter) {
	case JS_LETTER('s'):
	case JS_LETTER('S'):
		v = axi_js_string_of(js, v);
		if (v == JS_EMPTY)
			return JS_THROW;
		break;
	case JS_LETTER('n'):
	case JS_LETTER('u'):
	case JS_LETTER('U'):
		if (!js_is_number(v))
			v = js_number(js, axi_js_number_of(js, v));
		if (v == JS_EMPTY)
			return JS_THROW;
		break;
	case JS_LETTER('i'):
	case JS_LETTER('I'):
		v = js_int(js_is_int(v) ? axi_js_clamp_int(js_to_s32(v)) : axi_js_clamp(axi_js_number_of(js, v)));
		break;
	default: break;
	}
	*slot = v;
	return JS_DONE;
}

/* the letter of each class */
const u8 axi_js_class_letters[JS_CLASS_COUNT] = {
#define CLASS(id, letter) [JS_CLASS_##id] = JS_LETTER(letter),
#include "js/builtins.def"
};

#ifdef __OPTIMIZE_SIZE__
int axi_js_native_leaf(struct js *js, js_value *w, u32 argc)
{
	struct js_call c = {.self = w + 1, .a = w + JS_WINDOW, .argc = argc};
	js_native native;
	u32 signature = axi_js_rom_leaf(js_rom_id(w[0]), &native, &c.magic);
	u32 phase;
	int r;

	if (!signature || !js_needs_none(js, signature & 31, w[1], 0))
		return JS_CALL;
	for (phase = 1; signature >>= 5; phase++) {
		if (phase > argc)
			c.a[phase - 1] = JS_UNDEFINED; /* there is room: JS_FRAME_SLACK */
		if (!js_needs_none(js, signature & 31, c.a[phase - 1], phase))
			return JS_CALL;
	}
	js->native_end = js->top = c.a + (argc < phase - 1 ? phase - 1 : argc);
	js->ret = JS_UNDEFINED;
	if (axi_js_numbers(js))
		return JS_THROW;
	r = native(js, &c);
	if (sizeof(js_value) == 4 && r == JS_DONE && (js->ret == JS_EMPTY || js->exception != JS_EMPTY))
		return JS_THROW;
	return UNLIKELY(js->left < 0) && !js->fatal && !axi_js_refill(js, 0) ? JS_THROW : r;
}
#endif

int axi_js_native_run(struct js *js, js_value *f, const struct js_native_frame *n)
{
	struct js_native_frame again;
	u32 argc = js_link_argc(f), phase = 0;
	struct js_call c = {.self = f - 3, .a = f, .argc = argc, .construct = js_link_how(f) & JS_RET_CONSTRUCT};
	int r;

	if (!n) {
		if (!native_of(f[-4], argc, &again))
			return axi_js_throw(js, JS_E_not_a_function);
		n = &again;
		phase = js_link_bits(f[n->slots]) & 0xF;
		c.state = js_link_bits(f[n->slots]) >> 4;
		if (phase < n->letters)
			*(phase ? f + phase - 1 : f - 3) = js->ret;
	}
	c.l = f + n->slots + 1;
	c.magic = n->f.magic;
	js->native_end = js->top = c.l + n->f.locals;
	if (phase < n->letters) {
		for (; phase < n->letters; phase++) {
			js_value *slot = phase ? f + phase - 1 : f - 3;
			u32 letter = n->f.signature >> 5 * phase & 31;

			if (js_needs_none(js, letter, *slot, phase))
				continue;
			r = convert(js, &c, letter, slot, !phase);
			if (r) {
				f[n->slots] = state_value(phase, 0);
				return r;
			}
			js->native_end = js->top = c.l + n->f.locals;
		}
		js->ret = JS_UNDEFINED;
	}
	if (axi_js_numbers(js))
		return JS_THROW;
	r = n->f.native(js, &c);
	if (sizeof(js_value) == 4 && r == JS_DONE && (js->ret == JS_EMPTY || js->exception != JS_EMPTY))
		r = JS_THROW; /* there was no memory for a number */
	f[n->slots] = state_value(n->letters, c.state);
	return r;
}

/* ---- what natives ask for, calling back if they must */

int axi_js_get(struct js *js, struct js_call *c, js_value base, js_key key)
{
	js_value v, *w;

	if (js_is_nullish(base) || js_is_internal(base))
		return axi_js_throw(js, JS_E_cannot_read_a_property_of, base == JS_NULL ? "null" : "undefined");
	axi_js_push(js, base);
	v = axi_js_lookup(js, base, key);
	base = axi_js_take(js);
	js->ret = v == JS_EMPTY ? JS_UNDEFINED : v;
	if (v == JS_EMPTY || !js_is_accessor(v))
		return js->fatal || (v == JS_EMPTY && js->exception != JS_EMPTY) ? JS_THROW : JS_DONE;
	v = axi_js_getter(js, v);
	js->ret = JS_UNDEFINED;
	if (v == JS_UNDEFINED)
		return JS_DONE;
	axi_js_push(js, base);
	axi_js_push(js, v);
	w = axi_js_window(js, c, 0);
	v = axi_js_take(js);
	base = axi_js_take(js);
	if (!w)
		return JS_THROW;
	w[0] = v;
	w[1] = base;
	return JS_CALL;
}

int axi_js_set(struct js *js, struct js_call *c, js_value object, js_key key, js_value v)
{
	js_value setter, *w;
	int r;

	axi_js_push(js, object);
	axi_js_push(js, v);
	r = axi_js_put(js, object, key, v, &setter);
	v = axi_js_take(js);
	object = axi_js_take(js);
	if (r != JS_CALL)
		return r;
	axi_js_push(js, object);
	axi_js_push(js, v);
	axi_js_push(js, setter);
	w = axi_js_window(js, c, 1);
	setter = axi_js_take(js);
	v = axi_js_take(js);
	object = axi_js_take(js);
	if (!w)
		return JS_THROW;
	w[0] = setter;
	w[1] = object;
	w[JS_WINDOW] = v;
	return JS_CALL;
}

int axi_js_to_primitive(struct js *js, struct js_call *c, js_value v, bool hint_string)
{
	js->ret = v;
	return js_is_object(v) ? call_machine(js, c, JS_ROW_machine_primitive, v, js_int(hint_string ? 2 : 1)) : JS_DONE;
}

int axi_js_to_string(struct js *js, struct js_call *c, js_value v)
{
	if (js_is_object(v))
		return call_machine(js, c, JS_ROW_machine_string, v, JS_UNDEFINED);
	js->ret = axi_js_string_of(js, v);
	return js->ret == JS_EMPTY ? JS_THROW : JS_DONE;
}

int axi_js_to_number(struct js *js, struct js_call *c, js_value v)
{
	if (js_is_object(v))
		return call_machine(js, c, JS_ROW_machine_number, v, JS_UNDEFINED);
	js->ret = js_is_number(v) ? v : js_number(js, axi_js_number_of(js, v));
	return js->ret == JS_EMPTY ? JS_THROW : JS_DONE;
}

/* ---- what objects are */

u32 axi_js_class(struct js *js, js_value v)
{
	if (js_is_heap_object(v)) {
		struct js_object *o = js_object_of(js, v);

		switch (o->hdr & JS_H_TYPE) {
		case JS_T_OBJECT:
		case JS_T_HOST: return o->x & 0xFF;
		case JS_T_ARRAY: return JS_CLASS_ARRAY;
		case JS_T_FUNCTION: return JS_CLASS_FUNCTION;
		case JS_T_BOUND: return JS_CLASS_BOUND;
		default: return JS_CLASS_NONE;
		}
	}
	return js_is_romobj(v) ? axi_js_rom_class(js_rom_id(v)) : JS_CLASS_NONE;
}

bool axi_js_is_callable(struct js *js, js_value v)
{
	u32 class_id = axi_js_class(js, v);

	return class_id == JS_CLASS_FUNCTION || class_id == JS_CLASS_BOUND;
}

js_value axi_js_host_new(struct js *js, u32 class_id, js_value proto, u32 values, u32 bytes)
{
	struct js_host *h;
	u32 at = 0;

	axi_js_push(js, proto);
	if (!axi_js_charge(js, bytes / 8 + values)) {
		u32 room = js_host_values_room(values);

		if (bytes > 0x7000000)
			axi_js_out_of_memory(js);
		else
			at = axi_js_alloc(js, JS_T_HOST, sizeof(*h) + (size_t)room * sizeof(js_value) + bytes);
	}
	proto = axi_js_take(js);
	if (!at)
		return JS_EMPTY;
	h = js_at(js, at);
	h->o.proto = js_ref(proto);
	h->o.keys = h->o.slots = 0;
	h->o.x = class_id;
	h->bytes = bytes;
	h->values = values;
	for (u32 i = 0; i < js_host_values_room(values); i++)
		h->v[i] = JS_UNDEFINED;
	memset(h->v + js_host_values_room(values), 0, bytes);
	return js_obj(at);
}

js_value *axi_js_host_values(struct js *js, js_value object)
{
	return ((struct js_host *)js_at(js, js_heap_at(object)))->v;
}

void *axi_js_host_bytes(struct js *js, js_value object, u32 *size)
{
	struct js_host *h = js_at(js, js_heap_at(object));

	if (size)
		*size = h->bytes;
	return h->v + js_host_values_room(h->values);
}
