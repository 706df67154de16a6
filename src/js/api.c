/* SPDX-License-Identifier: Apache-2.0
 * api.c - an instance from outside: making it, running it, reading its errors. */
#include "js/frame.h"
#include "js/gc.h"
#include "js/number.h"

#define STACK_FIRST 32 /* slots that an instance begins with */

/* cache_entries - of the property cache: a 16th of the memory, at least 8, at most 256 entries. */
static u32 cache_entries(size_t size)
{
	u32 n = 8;

	while (n < 256 && n * 2 * sizeof(struct js_cache) <= size / 16)
		n *= 2;
	return n;
}

size_t ax_js_memory_min(const void *image)
{
	struct js_sections s;

	axi_js_sections(image, &s);
	return align_up(sizeof(struct js), 16) + 8 * sizeof(struct js_cache) + STACK_FIRST * sizeof(js_value) + sizeof(struct js_object) +
	       (size_t)s.globals * sizeof(js_value) + sizeof(struct js_slots) + 64 + 2 * JS_NUMBERS_BYTES;
}

struct js *ax_js_init(void *memory, size_t size, const void *image, const struct ax_js_host *host, void *host_arg)
{
	static const struct ax_js_host nothing;
	struct js *js = memory;
	struct js_slots *slots;
	struct js_object *o;
	u32 at;

	size &= ~(size_t)7;
	if ((uintptr_t)memory & 7 || size >= JS_HEAP_LIMIT || size < ax_js_memory_min(image))
		return NULL;
	memset(js, 0, sizeof(*js));
	js->size = (u32)size;
#ifdef JS_EVAL
	js->full = js->size;
#endif
	js->image = image;
	axi_js_sections(image, &js->sections);
	js->host = host ? host : &nothing;
	js->host_arg = host_arg;
	js->cache = (u32)align_up(sizeof(*js), 16);
	js->cache_mask = cache_entries(size) - 1;
	js_cache_clear(js);
	js->stack = js->cache + (js->cache_mask + 1) * (u32)sizeof(struct js_cache);
	js->border = js->heap_top = js->stack + STACK_FIRST * (u32)sizeof(js_value);
	js->top = js->frame = js_at(js, js->stack);
	js->ret = JS_UNDEFINED;
	js->exception = JS_EMPTY;
	js->left = (s64)1 << 40;
	/* the global object: its first slots are the program's variables */
	at = axi_js_slots_new(js, js->sections.globals, JS_UNDEFINED);
	if (!at)
		return NULL;
	js->roots[js->root_count++] = js_obj(at);
	js->global = axi_js_alloc(js, JS_T_OBJECT, sizeof(*o));
	at = js_heap_at(js->roots[--js->root_count]);
	if (!js->global)
		return NULL;
	slots = js_at(js, at);
	o = js_at(js, js->global);
	o->proto = JS_ROM_Object_prototype << 1 | 1;
	o->keys = JS_SHAPE_GLOBALS << 1 | 1;
	o->slots = js_offset(js, slots->v);
	o->x = JS_CLASS_OBJECT | JS_ROM_global << 8;
	js->stats = (struct ax_js_stats){.heap_used = js->heap_top - js->border, .heap_high = js->heap_top - js->border};
	js->exception = JS_EMPTY;
	js->left = 0;
	return js;
}

int axi_js_host_call(struct js *js, js_value function, const int *args, u32 argc)
{
	js_value *w = js->top;
	int status;

	axi_js_push(js, function);
	status = js_stack_need(js, w, JS_WINDOW + argc + JS_FRAME_SLACK);
	function = axi_js_take(js);
	if (status)
		return status;
	w[0] = function;
	w[1] = js_is_type(js, function, JS_T_FUNCTION) && !js_object_of(js, function)->x ? js_romobj(JS_ROM_global) : JS_UNDEFINED;
	w[2] = w[3] = JS_UNDEFINED;
	for (u32 i = 0; i < argc; i++)
		w[JS_WINDOW + i] = *js_handle_at(js, args[i]); /* the caller has looked */
	js->frame = w;
	js->top = w + JS_WINDOW + argc;
	js->host_argc = argc;
	return axi_js_execute(js);
}

int axi_js_enter(struct js *js, js_value function, const int *args, u32 argc, u64 steps)
{
	int status;

	if (js->busy)
		return -AX_EBUSY;
	js->busy = 1;
	js->fatal = JS_RUNS;
	js->exception = JS_EMPTY;
	js->ret = JS_UNDEFINED;
	js->root_count = 0;
	js->left = (s64)(steps > (u64)1 << 59 ? (u64)1 << 59 : steps) * 4;
	js->stats_budget = js->left;
	js->reserve = 0;
	if (js->host->tick && js->left > JS_SLICE) {
		js->reserve = js->left - JS_SLICE;
		js->left = JS_SLICE;
	}
	status = axi_js_host_call(js, function, args, argc);
	js->top = js->frame = js_at(js, js->stack);
	js->root_count = 0;
	js->busy = 0;
	js->stats.heap_used = js->heap_top - js->border;
	if (!status)
		return 0;
	if (js->fatal == JS_FATAL_STEPS) {
		js->stats.exhausted++;
		return -AX_ETIMEDOUT;
	}
	return js->exception == js_romobj(JS_ROM_out_of_memory) || js->exception == js_romobj(JS_ROM_stack_overflow) ? -AX_ENOMEM
														      : -AX_EFAULT;
}

int ax_js_run(struct js *js, u64 steps)
{
	struct js_function *f;
	u32 at;

	if (js->busy)
		return -AX_EBUSY;
	js->fatal = JS_RUNS;
	js->exception = JS_EMPTY;
	at = axi_js_alloc(js, JS_T_FUNCTION, sizeof(*f));
	if (!at)
		return -AX_ENOMEM;
	f = js_at(js, at);
	f->o.proto = JS_ROM_Function_prototype << 1 | 1;
	f->o.keys = f->o.slots = f->o.x = 0;
	return axi_js_enter(js, js_obj(at), NULL, 0, steps);
}

int axi_js_number_out(struct js *js, int status, double *out)
{
	if (!status && out)
		*out = axi_js_number_of(js, js->ret);
	return status;
}

js_key axi_js_name_key(struct js *js, const char *name)
{
	struct js_str s = {name, 0, false};
	s32 id;

	while (name[s.length])
		s.length++;
	id = axi_js_atom_find(name, s.length);
	if (id < 0)
		id = axi_js_image_find_str(js, &s);
	return id < 0 ? JS_KEY_NONE : js_key_atom((u32)id);
}

js_value axi_js_global_function(struct js *js, const char *name)
{
	js_key key = axi_js_name_key(js, name);
	js_value v = key == JS_KEY_NONE ? JS_EMPTY : axi_js_get_own(js, js_obj(js->global), key);

	return axi_js_is_callable(js, v) ? v : JS_EMPTY;
}

int ax_js_call_global(struct js *js, const char *name, u64 steps, double *out)
{
	js_value f = js->busy ? JS_EMPTY : axi_js_global_function(js, name);

	if (js->busy)
		return -AX_EBUSY;
	if (f == JS_EMPTY)
		return -AX_ENOENT;
	return axi_js_number_out(js, axi_js_enter(js, f, NULL, 0, steps), out);
}

u64 ax_js_steps_used(const struct js *js)
{
	s64 used = js->stats_budget - js->left - js->reserve;

	return (u64)(used < 0 ? 0 : used) / 4;
}

void ax_js_stats(const struct js *js, struct ax_js_stats *out)
{
	*out = js->stats;
}

void ax_js_collect(struct js *js)
{
	if (!js->busy)
		axi_js_collect(js, js->border);
}

void ax_js_fail_allocation(struct js *js, u64 n)
{
	js->fail_alloc = n ? js->stats.allocations + n : 0;
}

/* ---- text */

size_t axi_js_utf8(struct js *js, js_value string, char *out, size_t size)
{
	struct js_str s = axi_js_str(js, string);
	size_t n = 0;

	for (u32 i = 0; i < s.length; i++) {
		u32 c = js_str_at(&s, i), low, bytes;

		if ((c & 0xFC00) == 0xD800 && i + 1 < s.length && ((low = js_str_at(&s, i + 1)) & 0xFC00) == 0xDC00) {
			c = 0x10000 + ((c & 0x3FF) << 10 | (low & 0x3FF));
			i++;
		}
		bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		if (n + bytes < size) {
			if (bytes == 1)
				out[n] = (char)c;
			else
				out[n] = (char)((0xF00u >> bytes & 0xFF) | c >> 6 * (bytes - 1));
			for (u32 k = 1; k < bytes; k++)
				out[n + k] = (char)(0x80 | (c >> 6 * (bytes - 1 - k) & 0x3F));
		}
		n += bytes;
	}
	if (size)
		out[n < size ? n : size - 1] = 0;
	return n;
}

static size_t put_text(struct js *js, js_value v, char *out, size_t size, size_t at)
{
	if (!js_is_string(v))
		return at;
	return at + axi_js_utf8(js, v, at < size ? out + at : NULL, at < size ? size - at : 0);
}

static size_t put_chars(const char *text, char *out, size_t size, size_t at)
{
	for (; *text; text++, at++)
		if (at + 1 < size) {
			out[at] = *text;
			out[at + 1] = 0;
		}
	return at;
}

static size_t put_number(u32 n, char *out, size_t size, size_t at)
{
	char digits[11];

	digits[10] = 0;
	return put_chars(axi_js_decimal(digits + 10, n), out, size, at);
}

size_t ax_js_error_text(struct js *js, char *out, size_t size)
{
	js_value e = js->exception, v;
	size_t at = 0;
	u32 line, column;

	if (size)
		out[0] = 0;
	if (js->fatal == JS_FATAL_STEPS) {
		at = put_chars("out of steps", out, size, at);
	} else if (js_is_object(e)) {
		js_value named = e;

		if (axi_js_class(js, e) != JS_CLASS_ERROR) /* an object of the program's own: its constructor's name */
			named = axi_js_lookup(js, e, js_key_atom(JS_ATOM_constructor));
		if (named == e || axi_js_is_callable(js, named))
			at = put_text(js, axi_js_lookup(js, named, js_key_atom(JS_ATOM_name)), out, size, at);
		if (!at && named != e)
			at = put_chars("an object", out, size, at);
		v = axi_js_lookup(js, e, js_key_atom(JS_ATOM_message));
		if (js_is_string(v) && axi_js_str(js, v).length) {
			at = put_chars(": ", out, size, at);
			at = put_text(js, v, out, size, at);
		}
	} else if (e != JS_EMPTY) {
		js->left = 1 << 20; /* the text of a number may be a string of the heap */
		v = axi_js_string_of(js, e);
		at = put_text(js, v, out, size, at);
	}
	if (js->throw_pc != ~0u && axi_js_image_where(js, js->throw_pc, &line, &column)) {
		at = put_chars(" (line ", out, size, at);
		at = put_number(line, out, size, at);
		at = put_chars(")", out, size, at);
	}
	return at;
}
