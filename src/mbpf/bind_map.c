/* SPDX-License-Identifier: Apache-2.0
 * bind_map.c - maps.NAME and mbpf.map*: the engine's maps from JavaScript.
 *
 * Keys and values are typed arrays of the map's sizes, or numbers where the size is 1, 2, 4 or 8 (in host order, as an eBPF
 * program sees them), or [lo, hi] for 8.  Nothing is allocated.  What series and rings have of their own is in bind_series.c. */
#include "base/bits.h"
#include "base/str.h"
#include "js/object.h"
#include "mbpf/bind.h"

#define KEY_MAX 512

static int bad(struct js *js, const char *what, u32 size)
{
	return axi_js_throw(js, JS_E_must_be_a_typed_array_of_bytes_or_a_number, what, size);
}

/* to_bytes - a key or value as bytes: *out points at them (in `room`, or in the heap until the next allocation) */
static int to_bytes(struct js *js, js_value v, u32 size, u8 room[8], const void **out, const char *what)
{
	u32 have;
	s64 n;

	if (AXI_FAST && js_is_int(v) && size == 4) {
		store_32(room, (u32)js_to_s32(v));
		*out = room;
		return JS_DONE;
	}
	*out = axi_js_typed_bytes(js, v, &have);
	if (*out)
		return have == size ? JS_DONE : bad(js, what, size);
	*out = room;
	if (axi_js_is_array(js, v) && size == 8 && axi_js_array_length(js, v) >= 2) {
		js_value *item = axi_js_array_items(js, v);

		if (!js_is_number(item[0]) || !js_is_number(item[1]))
			return bad(js, what, size);
		n = (s64)((u32)axi_js_int32(js_to_double(js, item[0])) | (u64)(u32)axi_js_int32(js_to_double(js, item[1])) << 32);
	} else if (js_is_number(v) && (size == 1 || size == 2 || size == 4 || size == 8)) {
		/* whole numbers that the size holds, as signed or unsigned */
		if (!axi_mbpf_whole(js, v, &n))
			return axi_js_throw(js, JS_E_is_no_whole_number, what);
		if (size < 8 && (n >= (s64)1 << 8 * size || n < -((s64)1 << (8 * size - 1))))
			return axi_js_throw(js, JS_E_does_not_fit_bytes, what, size);
	} else {
		return bad(js, what, size);
	}
	switch (size) {
	case 1: store_8(room, (u8)n); break;
	case 2: store_16(room, (u16)n); break;
	case 4: store_32(room, (u32)n); break;
	default: store_64(room, (u64)n); break;
	}
	return JS_DONE;
}

/* from_bytes - into a typed array of that size, or [lo, hi] for 8 bytes; numbers go through get. */
static int from_bytes(struct js *js, js_value v, const void *bytes, u32 size, const char *what)
{
	u32 have;
	void *to = axi_js_typed_bytes(js, v, &have);

	if (to) {
		if (have < size)
			return bad(js, what, size);
		memcpy(to, bytes, size);
		return JS_DONE;
	}
	if (axi_js_is_array(js, v) && axi_js_array_length(js, v) >= (size == 8 ? 2 : 1) && (size == 8 || size == 4)) {
		js_value *item = axi_js_array_items(js, v);

		item[0] = js_uint(js, load_32(bytes));
		if (size == 8) {
			u64 n = load_64(bytes);

			item[0] = js_uint(js, (u32)n);
			item[1] = js_uint(js, (u32)(n >> 32));
		}
		return JS_DONE;
	}
	return bad(js, what, size);
}

static int number_of(struct js *js, const void *bytes, u32 size)
{
	u64 n;

	switch (size) {
	case 1: n = load_8(bytes); break;
	case 2: n = load_16(bytes); break;
	case 4: n = load_32(bytes); break;
	case 8: n = load_64(bytes); break;
	default: return axi_js_throw(js, JS_E_values_of_bytes_are_no_numbers, size);
	}
	if (n > 1ull << 53)
		return axi_js_throw(js, JS_E_the_value_is_beyond_2_53_use_lookup_with_lo_hi);
	js->ret = js_number(js, (double)n);
	return JS_DONE;
}

/* ---- the methods.  Each gets its map, the key as bytes (NULL: none was given), and the arguments that follow the key. */
static int lookup(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	const void *found = ax_map_lookup(map, key);

	js->ret = js_bool(found);
	return found ? from_bytes(js, a[0], found, ax_map_spec_of(map)->value_size, "out") : JS_DONE;
}

static int get(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	const void *found = ax_map_lookup(map, key);

	js->ret = JS_UNDEFINED;
	return found ? number_of(js, found, ax_map_spec_of(map)->value_size) : JS_DONE;
}

static int update(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	double flags = js_is_number(a[1]) ? js_to_double(js, a[1]) : AX_ANY;
	const void *value;
	u8 room[8];

	if (!(flags >= 0 && flags <= AX_EXIST))
		return axi_js_throw(js, JS_E_flags_are_0_1_new_or_2_there_already);
	if (to_bytes(js, a[0], ax_map_spec_of(map)->value_size, room, &value, "value"))
		return JS_THROW;
	js->ret = js_bool(!ax_map_update(map, key, value, (u64)flags));
	return JS_DONE;
}

static int delete(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	js->ret = js_bool(!ax_map_delete(map, key));
	return JS_DONE;
}

static int next_key(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	u8 next[KEY_MAX];

	js->ret = js_bool(!ax_map_next_key(map, key, next));
	return js->ret == JS_TRUE ? from_bytes(js, a[0], next, ax_map_spec_of(map)->key_size, "out") : JS_DONE;
}

/* add - what is not there yet counts as 0 */
static int add(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	u32 size = ax_map_spec_of(map)->value_size;
	void *found;
	u64 none = 0;
	s64 delta;

	if (size != 4 && size != 8)
		return axi_js_throw(js, JS_E_add_needs_values_of_4_or_8_bytes);
	if (!axi_mbpf_whole(js, a[0], &delta))
		return axi_js_throw(js, JS_E_delta_must_be_a_whole_number);
	found = ax_map_lookup(map, key);
	if (!found && !ax_map_update(map, key, &none, AX_NOEXIST))
		found = ax_map_lookup(map, key);
	js->ret = js_bool(found);
	if (found && size == 8)
		__atomic_fetch_add((u64 *)found, (u64)delta, __ATOMIC_RELAXED);
	else if (found)
		__atomic_fetch_add((u32 *)found, (u32)delta, __ATOMIC_RELAXED);
	return JS_DONE;
}

/* kinds of maps, as far as methods go */
enum { ARRAY = 1, HASH = 2, SERIES = 4, RING = 8 };

static u32 kind_of(u32 type)
{
	switch (type) {
	case AX_MAP_ARRAY:
	case AX_MAP_PERCPU_ARRAY: return ARRAY;
	case AX_MAP_SERIES: return SERIES;
	case AX_MAP_RINGBUF: return RING;
	default: return HASH;
	}
}

/* the methods, by the numbers of builtins.def; keyless: the first argument is no key; optional: it may be null */
static const struct {
	axi_mbpf_method *run;
	const char *name;
	u16 capability;
	u8 kinds;
	bool keyless, optional;
} methods[] = {
	{lookup, "lookup", MBPF_CAP_MAP_READ, ARRAY | HASH, false, false},
	{update, "update", MBPF_CAP_MAP_WRITE, ARRAY | HASH, false, false},
	{delete, "delete", MBPF_CAP_MAP_WRITE, HASH | SERIES, false, false},
	{get, "get", MBPF_CAP_MAP_READ, ARRAY | HASH, false, false},
	{next_key, "nextKey", MBPF_CAP_MAP_ITERATE, ARRAY | HASH | SERIES, false, true},
	{add, "add", MBPF_CAP_MAP_WRITE, ARRAY | HASH, false, false},
	{axi_mbpf_push, "push", MBPF_CAP_MAP_WRITE, SERIES, false, false},
	{axi_mbpf_last, "last", MBPF_CAP_MAP_READ, SERIES, false, false},
	{axi_mbpf_window, "window", MBPF_CAP_MAP_READ, SERIES, false, false},
	{axi_mbpf_series_stats, "stats", MBPF_CAP_MAP_READ, SERIES, false, false},
	{axi_mbpf_ring_emit, "emit", MBPF_CAP_MAP_WRITE, RING, true, false},
};

/* operate - a0 the key, what follows it */
static int operate(struct js *js, u32 index, u32 what, const js_value *a)
{
	struct axi_instance *i = js->host_arg;
	struct ax_map *map = i->program->map[index];
	const struct ax_map_spec *spec = ax_map_spec_of(map);
	bool writes = methods[what].capability == MBPF_CAP_MAP_WRITE;
	const void *key = NULL;
	u8 room[8];

	if (axi_mbpf_helper(js, methods[what].capability) ||
	    axi_js_charge(js, (spec->key_size + (spec->type == AX_MAP_SERIES ? 0 : spec->value_size)) / 8))
		return JS_THROW;
	if (UNLIKELY(!(kind_of(spec->type) & methods[what].kinds)))
		return axi_js_throw(js, JS_E_a_map_of_type_has_no_such_method, methods[what].name,
				    axi_map_type_name(i->program->manifest.map[index].type));
	if (UNLIKELY(spec->flags & (writes ? AX_MAP_F_RDONLY_PROG : AX_MAP_F_WRONLY_PROG)))
		return axi_js_throw(js, JS_E_programs_may_only_this_map, methods[what].name, writes ? "read" : "write");
	if (methods[what].keyless)
		return methods[what].run(js, map, NULL, a);
	if (!(methods[what].optional && js_is_nullish(a[0])) && to_bytes(js, a[0], spec->key_size, room, &key, "key"))
		return JS_THROW;
	return methods[what].run(js, map, key, a + 1);
}

int axi_mbpf_map(struct js *js, struct js_call *c)
{
	return operate(js, *(u32 *)axi_js_host_bytes(js, *c->self, NULL), (u32)c->magic, c->a);
}

/* mbpf.mapLookup(name, key, out) and so on */
int axi_mbpf_map_named(struct js *js, struct js_call *c)
{
	struct axi_instance *i = js->host_arg;
	struct js_str name = axi_js_str(js, c->a[0]);

	for (u32 m = 0; m < i->program->manifest.map_count; m++) {
		const char *have = i->program->manifest.map[m].name;

		if (!name.wide && name.length == axi_strlen(have) && !memcmp(name.data, have, name.length))
			return operate(js, m, (u32)c->magic, c->a + 1);
	}
	return axi_js_throw(js, JS_E_there_is_no_such_map);
}

int axi_mbpf_bind_maps(struct axi_instance *i)
{
	struct js *js = i->js;

	for (u32 m = 0; m < i->program->manifest.map_count; m++) {
		const char *name = i->program->manifest.map[m].name;
		js_value handle = axi_js_host_new(js, JS_CLASS_MAP_HANDLE, js_romobj(JS_ROM_MapHandle), 0, 8), text;
		js_key key;
		int err;

		if (handle == JS_EMPTY)
			return -AX_ENOMEM;
		*(u32 *)axi_js_host_bytes(js, handle, NULL) = m;
		axi_js_push(js, handle);
		text = axi_js_str_latin1(js, name, (u32)axi_strlen(name));
		key = text == JS_EMPTY ? JS_KEY_NONE : axi_js_key(js, text);
		err = key == JS_KEY_NONE || axi_js_define(js, js_romobj(JS_ROM_maps), key, js->roots[js->root_count - 1]);
		axi_js_pop(js, 1);
		if (err)
			return -AX_ENOMEM;
	}
	return 0;
}
