/* SPDX-License-Identifier: Apache-2.0
 * bind_map.c - maps.NAME and mbpf.map*: the engine's maps from JavaScript.
 *
 * Keys and values are typed arrays of the map's sizes, or numbers where the size is 1, 2, 4 or 8 (in host order, as an eBPF
 * program sees them), or [lo, hi] for 8.  Nothing is allocated. */
#include "base/bits.h"
#include "base/str.h"
#include "js/object.h"
#include "mbpf/bind.h"

#define KEY_MAX 512

enum { LOOKUP, UPDATE, DELETE, GET, NEXT_KEY, ADD };

static int bad(struct js *js, const char *what, u32 size)
{
	return axi_js_throw(js, JS_TYPE_ERROR, "%s must be a typed array of %u bytes, or a number", what, size);
}

/* to_bytes - a key or value as bytes: *out points at them (in `room`, or in the heap until the next allocation) */
static int to_bytes(struct js *js, js_value v, u32 size, u8 room[8], const void **out, const char *what)
{
	u32 have;
	u64 n;

	*out = axi_js_typed_bytes(js, v, &have);
	if (*out)
		return have == size ? JS_DONE : bad(js, what, size);
	*out = room;
	if (axi_js_is_array(js, v) && size == 8 && axi_js_array_length(js, v) >= 2) {
		js_value *item = axi_js_array_items(js, v);

		if (!js_is_number(item[0]) || !js_is_number(item[1]))
			return bad(js, what, size);
		n = (u32)axi_js_int32(js_to_double(item[0])) | (u64)(u32)axi_js_int32(js_to_double(item[1])) << 32;
	} else if (js_is_number(v) && (size == 1 || size == 2 || size == 4 || size == 8)) {
		double d = js_to_double(v);

		/* whole numbers that the size holds, as signed or unsigned */
		if (!(d >= -9007199254740992.0 && d <= 9007199254740992.0) || (double)(s64)d != d)
			return axi_js_throw(js, JS_RANGE_ERROR, "%s is no whole number", what);
		n = (u64)(s64)d;
		if (size < 8 && ((s64)d >= (s64)1 << 8 * size || (s64)d < -((s64)1 << (8 * size - 1))))
			return axi_js_throw(js, JS_RANGE_ERROR, "%s does not fit %u bytes", what, size);
	} else {
		return bad(js, what, size);
	}
	switch (size) {
	case 1: store_8(room, (u8)n); break;
	case 2: store_16(room, (u16)n); break;
	case 4: store_32(room, (u32)n); break;
	default: store_64(room, n); break;
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

		item[0] = js_uint(load_32(bytes));
		if (size == 8) {
			u64 n = load_64(bytes);

			item[0] = js_uint((u32)n);
			item[1] = js_uint((u32)(n >> 32));
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
	default: return axi_js_throw(js, JS_TYPE_ERROR, "values of %u bytes are no numbers", size);
	}
	if (n > 1ull << 53)
		return axi_js_throw(js, JS_RANGE_ERROR, "the value is beyond 2^53: use lookup with [lo, hi]");
	js->ret = js_number((double)n);
	return JS_DONE;
}

/* add - atomically; the sum is not told */
static int add(struct js *js, void *value, u32 size, js_value delta)
{
	double d = js_is_number(delta) ? js_to_double(delta) : 0.5;

	if (!(d >= -9007199254740992.0 && d <= 9007199254740992.0) || (double)(s64)d != d)
		return axi_js_throw(js, JS_RANGE_ERROR, "delta must be a whole number");
	if (size == 8)
		__atomic_fetch_add((u64 *)value, (u64)(s64)d, __ATOMIC_RELAXED);
	else if (size == 4)
		__atomic_fetch_add((u32 *)value, (u32)(s64)d, __ATOMIC_RELAXED);
	else
		return axi_js_throw(js, JS_TYPE_ERROR, "add needs values of 4 or 8 bytes");
	js->ret = JS_TRUE;
	return JS_DONE;
}

/* operate - a0 the key, a1 and a2 what follows it */
static int operate(struct js *js, u32 index, s32 what, const js_value *a)
{
	static const u32 capability[] = {MBPF_CAP_MAP_READ, MBPF_CAP_MAP_WRITE, MBPF_CAP_MAP_WRITE,
					 MBPF_CAP_MAP_READ, MBPF_CAP_MAP_ITERATE, MBPF_CAP_MAP_WRITE};
	struct axi_instance *i = js->host_arg;
	struct ax_map *map = i->program->map[index];
	const struct ax_map_spec *spec = ax_map_spec_of(map);
	u8 key_room[8], value_room[8], next[KEY_MAX];
	const void *key = NULL, *value;
	void *found;
	double flags = 0;
	int err;

	if (axi_mbpf_helper(js, capability[what]) || axi_js_charge(js, (spec->key_size + spec->value_size) / 8))
		return JS_THROW;
	if (spec->key_size && !(what == NEXT_KEY && js_is_nullish(a[0])) &&
	    to_bytes(js, a[0], spec->key_size, key_room, &key, "key"))
		return JS_THROW;
	js->ret = JS_FALSE;
	switch (what) {
	case LOOKUP:
	case GET:
		found = ax_map_lookup(map, key);
		if (!found) {
			js->ret = what == GET ? JS_UNDEFINED : JS_FALSE;
			return JS_DONE;
		}
		if (what == GET)
			return number_of(js, found, spec->value_size);
		js->ret = JS_TRUE;
		return from_bytes(js, a[1], found, spec->value_size, "out");
	case UPDATE:
		if (js_is_number(a[2]))
			flags = js_to_double(a[2]);
		if (!(flags >= 0 && flags <= AX_EXIST))
			return axi_js_throw(js, JS_RANGE_ERROR, "flags are 0, 1 (new) or 2 (there already)");
		if (to_bytes(js, a[1], spec->value_size, value_room, &value, "value"))
			return JS_THROW;
		err = ax_map_update(map, key, value, (u64)flags);
		js->ret = js_bool(!err);
		return JS_DONE;
	case DELETE: js->ret = js_bool(!ax_map_delete(map, key)); return JS_DONE;
	case NEXT_KEY:
		if (spec->key_size > KEY_MAX || ax_map_next_key(map, key, next))
			return JS_DONE;
		js->ret = JS_TRUE;
		return from_bytes(js, a[1], next, spec->key_size, "out");
	default:
		found = ax_map_lookup(map, key);
		if (!found) { /* as if there were a 0 */
			u64 none = 0;

			if (spec->value_size > sizeof(none) || ax_map_update(map, key, &none, AX_NOEXIST))
				return JS_DONE;
			found = ax_map_lookup(map, key);
			if (!found)
				return JS_DONE;
		}
		return add(js, found, spec->value_size, a[1]);
	}
}

int axi_mbpf_map(struct js *js, struct js_call *c)
{
	return operate(js, *(u32 *)axi_js_host_bytes(js, *c->self, NULL), c->magic, c->a);
}

/* mbpf.mapLookup(name, key, out) and so on */
int axi_mbpf_map_named(struct js *js, struct js_call *c)
{
	struct axi_instance *i = js->host_arg;
	struct js_str name = axi_js_str(js, c->a[0]);

	for (u32 m = 0; m < i->program->manifest.map_count; m++) {
		const char *have = i->program->manifest.map[m].name;

		if (!name.wide && name.length == axi_strlen(have) && !memcmp(name.data, have, name.length))
			return operate(js, m, c->magic, c->a + 1);
	}
	return axi_js_throw(js, JS_REFERENCE_ERROR, "there is no such map");
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
