/* SPDX-License-Identifier: Apache-2.0
 * handle.c - values as C holds them: numbers of slots that the collector knows.
 *
 * Two vectors in the heap: persistent handles, each free or in use; and scoped ones, a stack.  A handle says by a bit which. */
#include "js/frame.h"

static struct js_slots *vector(struct js *js, int handle)
{
	u32 at = handle & JS_SCOPED ? js->scoped : js->handles;

	return at ? js_at(js, at) : NULL;
}

js_value *axi_js_handle_slot(struct js *js, int handle)
{
	struct js_slots *s = vector(js, handle);
	u32 i = (u32)handle & ~(u32)JS_SCOPED;

	if (handle < 0 || !s || i >= (handle & JS_SCOPED ? js->scoped_count : js_slots_cap(s)) || s->v[i] == JS_EMPTY)
		return NULL;
	return &s->v[i];
}

/* grow - a vector with room for `more` values behind its `count`; *ref may be any of the two.  0 or an error */
static int grow(struct js *js, u32 *ref, u32 more)
{
	u32 cap = *ref ? js_slots_cap(js_at(js, *ref)) : 0;
	u32 at = axi_js_slots_new(js, cap + more, JS_EMPTY);

	if (!at)
		return -AX_ENOMEM;
	for (u32 k = 0; k < cap; k++)
		((struct js_slots *)js_at(js, at))->v[k] = ((struct js_slots *)js_at(js, *ref))->v[k];
	*ref = at;
	return 0;
}

/* ---- persistent ones: EMPTY is free */

int axi_js_handle_value(struct js *js, js_value v)
{
	struct js_slots *s = js_at(js, js->handles);
	u32 cap = js->handles ? js_slots_cap(s) : 0, i;
	int err = 0;

	for (i = 0; i < cap && s->v[i] != JS_EMPTY; i++)
		;
	axi_js_push(js, v);
	if (i == cap)
		err = grow(js, &js->handles, 4);
	v = axi_js_take(js);
	if (err)
		return err;
	((struct js_slots *)js_at(js, js->handles))->v[i] = v;
	return (int)i;
}

int ax_js_handle_global(struct js *js, const char *name)
{
	js_value f = js->busy ? JS_EMPTY : axi_js_global_function(js, name);

	if (js->busy)
		return -AX_EBUSY;
	return f == JS_EMPTY ? -AX_ENOENT : axi_js_handle_value(js, f);
}

int ax_js_keep(struct js *js, int handle)
{
	js_value *slot = axi_js_handle_slot(js, handle);

	return slot ? axi_js_handle_value(js, *slot) : -AX_ENOENT;
}

void ax_js_handle_free(struct js *js, int handle)
{
	js_value *slot = handle & JS_SCOPED ? NULL : axi_js_handle_slot(js, handle);

	if (slot)
		*slot = JS_EMPTY;
}

/* ---- scoped ones */

int ax_js_scope_open(struct js *js)
{
	return (int)js->scoped_count;
}

void ax_js_scope_close(struct js *js, int scope)
{
	struct js_slots *s = js_at(js, js->scoped);

	while (scope >= 0 && js->scoped_count > (u32)scope)
		s->v[--js->scoped_count] = JS_EMPTY;
}

/* scoped - a new handle of v; -AX_ENOMEM */
static int scoped(struct js *js, js_value v)
{
	int err = 0;

	if (v == JS_EMPTY)
		return -AX_ENOMEM;
	axi_js_push(js, v);
	if (!js->scoped || js->scoped_count == js_slots_cap(js_at(js, js->scoped)))
		err = grow(js, &js->scoped, js->scoped_count + 4);
	v = axi_js_take(js);
	if (err)
		return err;
	((struct js_slots *)js_at(js, js->scoped))->v[js->scoped_count] = v;
	return (int)js->scoped_count++ | JS_SCOPED;
}

/* outside - steps do not count while C makes a value, and a failure of before is over */
static int outside(struct js *js)
{
	if (js->busy)
		return -AX_EBUSY;
	js->fatal = JS_RUNS;
	js->exception = JS_EMPTY;
	js->left = (s64)1 << 40;
	return 0;
}

int ax_js_number(struct js *js, double value)
{
	int err = outside(js);

	if (!err && axi_js_numbers(js))
		err = -AX_ENOMEM;
	return err ? err : scoped(js, js_number(js, value));
}

int ax_js_string(struct js *js, const char *utf8, size_t length)
{
	int err = length > 1u << 28 ? -AX_ENOMEM : outside(js);

	return err ? err : scoped(js, axi_js_str_utf8(js, utf8, (u32)length));
}

/* property - own or inherited data */
static int property(struct js *js, js_value object, js_key key)
{
	js_value v = js_is_object(object) && key != JS_KEY_NONE ? axi_js_lookup(js, object, key) : JS_EMPTY;

	if (js->exception != JS_EMPTY)
		return -AX_ENOMEM;
	if (v == JS_EMPTY)
		return -AX_ENOENT;
	return js_is_internal(v) ? -AX_EOPNOTSUPP : scoped(js, v);
}

int ax_js_global(struct js *js, const char *name)
{
	int err = outside(js);

	return err ? err : property(js, js_obj(js->global), axi_js_name_key(js, name));
}

int ax_js_get(struct js *js, int handle, const char *name)
{
	js_value *object = axi_js_handle_slot(js, handle), text;
	u32 length = 0;
	js_key key;
	int err = object ? outside(js) : -AX_ENOENT;

	if (err)
		return err;
	while (name[length])
		length++;
	text = axi_js_str_utf8(js, name, length);
	if (text == JS_EMPTY)
		return -AX_ENOMEM;
	key = axi_js_find_key(js, text);
	return property(js, *axi_js_handle_slot(js, handle), key);
}

int ax_js_at(struct js *js, int handle, uint32_t index)
{
	int err = axi_js_handle_slot(js, handle) ? outside(js) : -AX_ENOENT;

	if (!err && axi_js_numbers(js))
		err = -AX_ENOMEM;
	if (err)
		return err;
	return index > 0x7FFFFFFE ? -AX_ENOENT : property(js, *axi_js_handle_slot(js, handle), js_key_int(index));
}

int ax_js_to_number(struct js *js, int handle, double *out)
{
	js_value *slot = axi_js_handle_slot(js, handle);

	if (!slot)
		return -AX_ENOENT;
	if (!js_is_number(*slot))
		return -AX_EINVAL;
	*out = js_to_double(js, *slot);
	return 0;
}

int64_t ax_js_to_text(struct js *js, int handle, char *out, size_t size)
{
	js_value *slot = axi_js_handle_slot(js, handle);

	if (!slot)
		return -AX_ENOENT;
	return js_is_string(*slot) ? (int64_t)axi_js_utf8(js, *slot, out, size) : -AX_EINVAL;
}

/* ---- calls */

int ax_js_call(struct js *js, int function, const int *args, uint32_t argc, uint64_t steps)
{
	js_value *f = axi_js_handle_slot(js, function);
	int err;

	if (js->busy)
		return -AX_EBUSY;
	for (u32 i = 0; i < argc && f; i++)
		if (!axi_js_handle_slot(js, args[i]))
			f = NULL;
	if (!f)
		return -AX_ENOENT;
	if (argc > 120)
		return -AX_EINVAL;
	err = axi_js_enter(js, *f, args, argc, steps);
	return err ? err : scoped(js, js->ret);
}

int ax_js_call_handle(struct js *js, int handle, u64 steps, double *out)
{
	js_value *f = axi_js_handle_slot(js, handle);

	return f ? axi_js_number_out(js, axi_js_enter(js, *f, NULL, 0, steps), out) : -AX_ENOENT;
}

int axi_js_call_handles(struct js *js, int function, int argument, u64 steps, double *out)
{
	return axi_js_number_out(js, axi_js_enter(js, *js_handle_at(js, function), &argument, 1, steps), out);
}
