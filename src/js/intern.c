/* SPDX-License-Identifier: Apache-2.0
 * intern.c - one string for one content, and the property keys made of it.
 *
 * Strings of the engine and of the image are atoms: found by binary search.  All others that serve as property names are in
 * a hash table in the heap (open addressing, FNV-1a of the units), which does not keep them alive. */
#include "js/string.h"
#include "js/image.h"

static u32 hash_units(const struct js_str *s)
{
	u32 h = 2166136261u;

	for (u32 i = 0; i < s->length; i++)
		h = (h ^ js_str_at(s, i)) * 16777619u;
	h ^= h >> 15;
	return h ? h : 1;
}

static u32 string_hash(struct js *js, u32 at)
{
	struct js_string *s = js_at(js, at);

	if (!s->aux) {
		struct js_str view = axi_js_str(js, js_str_value(at));

		s->aux = hash_units(&view);
	}
	return s->aux;
}

u32 axi_js_key_hash(struct js *js, js_key key)
{
	if (key & 3)
		return (key ^ key >> 16) * 0x9E3779B1u;
	return string_hash(js, key);
}

s32 axi_js_index_of(const struct js_str *s)
{
	u32 n = 0;

	if (!s->length || s->length > 10 || (s->length > 1 && js_str_at(s, 0) == '0'))
		return -1;
	for (u32 i = 0; i < s->length; i++) {
		u32 digit = js_str_at(s, i) - '0';

		if (digit > 9 || n > 0x7FFFFFFF / 10)
			return -1;
		n = n * 10 + digit;
	}
	return n < 0x7FFFFFFF ? (s32)n : -1;
}

/* find_rom - an atom with this content, or -1. */
static s32 find_rom(struct js *js, const struct js_str *s)
{
	int id;

	if (s->length > 64)
		return axi_js_image_find_str(js, s);
	if (!s->wide) {
		id = axi_js_atom_find(s->data, s->length);
		if (id >= 0)
			return id;
	}
	return axi_js_image_find_str(js, s);
}

/* probe - the entry that holds this content, or the first free one.  The table has a free entry. */
static u32 probe(struct js *js, struct js_intern *t, js_value string, u32 hash)
{
	u32 i = hash & (t->cap - 1);

	for (;; i = (i + 1) & (t->cap - 1)) {
		if (!t->at[i])
			return i;
		if (t->at[i] > 1 && string_hash(js, t->at[i]) == hash && axi_js_str_equal(js, js_str_value(t->at[i]), string))
			return i;
	}
}

/* grow - a table for one more string; drops removed entries. */
static int grow(struct js *js)
{
	struct js_intern *old = js_at(js, js->intern), *t;
	u32 live = 0, cap = 8, at;

	if (js->intern && old->count + old->count / 3 + 1 < old->cap)
		return JS_DONE;
	for (u32 i = 0; js->intern && i < old->cap; i++)
		live += old->at[i] > 1;
	while (cap < live * 2 + 4)
		cap *= 2;
	at = axi_js_alloc(js, JS_T_INTERN, sizeof(*t) + (size_t)cap * 4);
	if (!at)
		return JS_THROW;
	t = js_at(js, at);
	t->count = 0;
	t->cap = cap;
	memset(t->at, 0, (size_t)cap * 4);
	old = js_at(js, js->intern); /* it may have moved */
	for (u32 i = 0; js->intern && i < old->cap; i++) {
		u32 to;

		if (old->at[i] <= 1)
			continue;
		to = string_hash(js, old->at[i]) & (cap - 1);
		while (t->at[to])
			to = (to + 1) & (cap - 1);
		t->at[to] = old->at[i];
		t->count++;
	}
	js->intern = at;
	return JS_DONE;
}

js_value axi_js_intern(struct js *js, js_value string)
{
	struct js_string *s = js_at(js, js_heap_at(string));
	struct js_intern *t;
	struct js_str view;
	s32 id;
	u32 at;
	int err;

	if (js_is_atom(string) || s->hdr & JS_H_INTERN)
		return string;
	view = axi_js_str(js, string);
	if (axi_js_charge(js, view.length / 8))
		return JS_EMPTY;
	if (js->intern) {
		t = js_at(js, js->intern);
		at = probe(js, t, string, string_hash(js, js_heap_at(string)));
		if (t->at[at])
			return js_str_value(t->at[at]);
	}
	id = find_rom(js, &view);
	if (id >= 0)
		return js_atom((u32)id);
	axi_js_push(js, string);
	err = grow(js);
	string = axi_js_take(js);
	if (err)
		return JS_EMPTY;
	t = js_at(js, js->intern);
	at = probe(js, t, string, string_hash(js, js_heap_at(string)));
	if (!t->at[at]) {
		t->at[at] = js_heap_at(string);
		t->count++;
		((struct js_string *)js_at(js, js_heap_at(string)))->hdr |= JS_H_INTERN;
	}
	return js_str_value(t->at[at]);
}

static js_key key_of(js_value interned)
{
	return js_is_atom(interned) ? js_key_atom(js_rom_id(interned)) : js_heap_at(interned);
}

js_key axi_js_find_key(struct js *js, js_value string)
{
	struct js_string *s = js_at(js, js_heap_at(string));
	struct js_str view;
	struct js_intern *t;
	s32 n;
	u32 at;

	if (js_is_heap_string(string) && s->hdr & JS_H_INTERN)
		return js_heap_at(string);
	view = axi_js_str(js, string);
	n = axi_js_index_of(&view);
	if (n >= 0)
		return js_key_int((u32)n);
	if (js_is_atom(string))
		return js_key_atom(js_rom_id(string));
	/* first the table: what is in it is no atom */
	if (js->intern) {
		t = js_at(js, js->intern);
		at = probe(js, t, string, string_hash(js, js_heap_at(string)));
		if (t->at[at])
			return t->at[at];
	}
	n = find_rom(js, &view);
	return n >= 0 ? js_key_atom((u32)n) : JS_KEY_NONE;
}

js_key axi_js_key(struct js *js, js_value v)
{
	js_key index = js_number_key(js, v);

	if (index)
		return index;
	if (!js_is_string(v)) {
		v = axi_js_string_of(js, v);
		if (v == JS_EMPTY)
			return JS_KEY_NONE;
	}
	if (!js_is_heap_string(v) || !(((struct js_string *)js_at(js, js_heap_at(v)))->hdr & JS_H_INTERN)) {
		struct js_str view = axi_js_str(js, v);
		s32 n = axi_js_index_of(&view);

		if (n >= 0)
			return js_key_int((u32)n);
		v = axi_js_intern(js, v);
		if (v == JS_EMPTY)
			return JS_KEY_NONE;
	}
	return key_of(v);
}

js_value axi_js_key_string(struct js *js, js_key key)
{
	return js_key_is_int(key) ? axi_js_int_string(js, (s32)js_key_index(key)) : js_key_value(key);
}
