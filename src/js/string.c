/* SPDX-License-Identifier: Apache-2.0
 * string.c - string values: Latin-1 or UTF-16, in the heap or in constant data. */
#include "js/string.h"
#include "js/image.h"

/* The atoms' text, one behind the other without ends, and where each begins. */
static const struct atoms {
#define ATOM(name) char t_##name[sizeof(#name) - 1];
#define ATOM_TEXT(name, text) char t_##name[sizeof(text) - 1];
#include "js/atoms.def"
#ifdef JS_EMBEDDER_ATOMS
#define ATOM(name) char t_##name[sizeof(#name) - 1];
#define ATOM_TEXT(name, text) char t_##name[sizeof(text) - 1];
#include JS_EMBEDDER_ATOMS
#undef ATOM
#undef ATOM_TEXT
#endif
	char end[1];
} atoms = {
#define ATOM(name) #name,
#define ATOM_TEXT(name, text) text,
#include "js/atoms.def"
#ifdef JS_EMBEDDER_ATOMS
#define ATOM(name) #name,
#define ATOM_TEXT(name, text) text,
#include JS_EMBEDDER_ATOMS
#undef ATOM
#undef ATOM_TEXT
#endif
	"",
};
/* Where the texts begin: with less flash as one byte, how far from where it would be if each were NAME_HALVES / 2 bytes long. */
#ifdef AX_SMALL
typedef u8 atom_place;
enum { NAME_HALVES = 14, PLACE_BIAS = 68 };
#define NEAR(far)        ((far) >= 0 && (far) < 256 ? (far) : 1 / 0 /* names of too different lengths: change these numbers */)
#define PLACE(at, atom)  NEAR((int)(at) - ((atom) - 256) * NAME_HALVES / 2 + PLACE_BIAS),
#define AT(place, index) ((place) + (index) * NAME_HALVES / 2 - PLACE_BIAS)
#else
typedef u16 atom_place;
#define PLACE(at, atom)  (at),
#define AT(place, index) (place)
#endif
static const atom_place atom_at[] = {
#define ATOM(name)            PLACE(offsetof(struct atoms, t_##name), JS_ATOM_##name)
#define ATOM_TEXT(name, text) PLACE(offsetof(struct atoms, t_##name), JS_ATOM_##name)
#include "js/atoms.def"
#ifdef JS_EMBEDDER_ATOMS
#define ATOM(name)            PLACE(offsetof(struct atoms, t_##name), JS_ATOM_##name)
#define ATOM_TEXT(name, text) PLACE(offsetof(struct atoms, t_##name), JS_ATOM_##name)
#include JS_EMBEDDER_ATOMS
#undef ATOM
#undef ATOM_TEXT
#endif
	PLACE(offsetof(struct atoms, end), JS_ATOM_COUNT)
};

static const u8 latin1[256] = {
#define ROW(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7
#define ROWS(n) ROW(n), ROW(n + 8), ROW(n + 16), ROW(n + 24), ROW(n + 32), ROW(n + 40), ROW(n + 48), ROW(n + 56)
	ROWS(0), ROWS(64), ROWS(128), ROWS(192),
#undef ROW
#undef ROWS
};

int axi_js_str_order(const struct js_str *x, const struct js_str *y)
{
	u32 n = x->length < y->length ? x->length : y->length;

	if (!x->wide && !y->wide) {
		int order = memcmp(x->data, y->data, n);

		if (order)
			return order;
	} else {
		for (u32 i = 0; i < n; i++)
			if (js_str_at(x, i) != js_str_at(y, i))
				return js_str_at(x, i) < js_str_at(y, i) ? -1 : 1;
	}
	return x->length < y->length ? -1 : x->length > y->length;
}

/* axi_js_atom_str - an atom of the engine (below JS_ATOM_COUNT). */
struct js_str axi_js_atom_str(u32 id)
{
	u32 at;

	if (id < 256)
		return (struct js_str){&latin1[id], 1, false};
	id -= 256;
	at = AT(atom_at[id], id);
	return (struct js_str){(const char *)&atoms + at, AT(atom_at[id + 1], id + 1) - at, false};
}

/* find - among atoms low .. high - 1, which are sorted; -1 */
static int find(const struct js_str *wanted, u32 low, u32 high)
{
	while (low < high) {
		u32 mid = (low + high) / 2;
		struct js_str atom = axi_js_atom_str(mid);
		int order = axi_js_str_order(wanted, &atom);

		if (!order)
			return (int)mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return -1;
}

int axi_js_atom_find(const char *text, u32 length)
{
	struct js_str wanted = {text, length, false};
	int id;

	if (length == 1)
		return (u8)text[0];
	id = find(&wanted, 256, JS_ATOM_OWN_COUNT);
	return id >= 0 || JS_ATOM_OWN_COUNT == JS_ATOM_COUNT ? id : find(&wanted, JS_ATOM_OWN_COUNT, JS_ATOM_COUNT);
}

struct js_str axi_js_str(struct js *js, js_value v)
{
	if (js_is_heap_string(v)) {
		struct js_string *s = js_at(js, js_heap_at(v));

		return (struct js_str){s + 1, s->length, (s->hdr & JS_H_TYPE) == JS_T_STR16};
	}
	if (!js_is_atom(v))
		return (struct js_str){"", 0, false};
	if (js_rom_id(v) >= JS_ATOM_PROGRAM)
		return axi_js_section_str(&js->sections, js_rom_id(v) - JS_ATOM_PROGRAM);
	return axi_js_atom_str(js_rom_id(v) < JS_ATOM_COUNT ? js_rom_id(v) : JS_ATOM_empty);
}

js_value axi_js_str_alloc(struct js *js, u32 length, bool wide, void **data)
{
	if (length > JS_STR_MAX) {
		axi_js_throw(js, JS_E_string_too_long);
		return JS_EMPTY;
	}
	return axi_js_str_make(js, length, wide, data);
}

js_value axi_js_str_make(struct js *js, u32 length, bool wide, void **data)
{
	u32 at;

	if (axi_js_charge(js, length / 8))
		return JS_EMPTY;
	at = axi_js_alloc(js, wide ? JS_T_STR16 : JS_T_STR8, sizeof(struct js_string) + ((size_t)length << wide));
	if (!at)
		return JS_EMPTY;
	((struct js_string *)js_at(js, at))->length = length;
	*data = (struct js_string *)js_at(js, at) + 1;
	return js_str_value(at);
}

js_value axi_js_str_char(struct js *js, u32 unit)
{
	void *data;
	js_value s;

	if (unit < 256)
		return js_atom(unit);
	s = axi_js_str_alloc(js, 1, true, &data);
	if (s != JS_EMPTY)
		*(u16 *)data = (u16)unit;
	return s;
}

js_value axi_js_str_latin1(struct js *js, const void *bytes, u32 length)
{
	void *data;
	js_value s;

	if (length < 2)
		return js_atom(length ? *(const u8 *)bytes : JS_ATOM_empty);
	s = axi_js_str_alloc(js, length, false, &data);
	if (s != JS_EMPTY)
		memcpy(data, bytes, length);
	return s;
}

static bool is_wide(const u16 *units, u32 length)
{
	u32 all = 0;

	for (u32 i = 0; i < length; i++)
		all |= units[i];
	return all > 255;
}

js_value axi_js_str_units(struct js *js, const u16 *units, u32 length)
{
	bool wide = is_wide(units, length);
	void *data;
	js_value s;

	if (!length || (length == 1 && !wide))
		return js_atom(length ? units[0] : JS_ATOM_empty);
	s = axi_js_str_alloc(js, length, wide, &data);
	if (s == JS_EMPTY)
		return s;
	if (wide)
		memcpy(data, units, (size_t)length * 2);
	else
		for (u32 i = 0; i < length; i++)
			((u8 *)data)[i] = (u8)units[i];
	return s;
}

/* utf8_next - one code point at *at; bad sequences are U+FFFD, one byte each.  Lone surrogates in three bytes are kept. */
static u32 utf8_next(const u8 *s, u32 length, u32 *at)
{
	u32 c = s[(*at)++], n = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : 4;
	u32 code = n == 1 ? c & 0x1F : n == 2 ? c & 0xF : c & 7;
	static const u32 least[4] = {0, 0x80, 0x800, 0x10000};

	if (!n)
		return c;
	if (n == 4 || length - *at < n)
		return 0xFFFD;
	for (u32 i = 0; i < n; i++) {
		if ((s[*at + i] & 0xC0) != 0x80)
			return 0xFFFD;
		code = code << 6 | (s[*at + i] & 0x3F);
	}
	if (code < least[n] || code > 0x10FFFF)
		return 0xFFFD;
	*at += n;
	return code;
}

js_value axi_js_str_utf8(struct js *js, const void *bytes, u32 length)
{
	u32 units = 0, all = 0, i = 0;
	void *data;
	js_value s;

	while (i < length) {
		u32 c = utf8_next(bytes, length, &i);

		all |= c;
		units += 1 + (c > 0xFFFF);
	}
	if (!units || (units == 1 && all < 256))
		return js_atom(units ? all : JS_ATOM_empty);
	s = axi_js_str_alloc(js, units, all > 255, &data);
	if (s == JS_EMPTY)
		return s;
	for (u32 to = i = 0; i < length;) {
		u32 c = utf8_next(bytes, length, &i);

		if (all < 256) {
			((u8 *)data)[to++] = (u8)c;
		} else if (c > 0xFFFF) {
			((u16 *)data)[to++] = (u16)(0xD800 + ((c - 0x10000) >> 10));
			((u16 *)data)[to++] = (u16)(0xDC00 + ((c - 0x10000) & 0x3FF));
		} else {
			((u16 *)data)[to++] = (u16)c;
		}
	}
	return s;
}

/* part_is_wide - does a unit in [from, to) need 16 bits? */
static bool part_is_wide(const struct js_str *s, u32 from, u32 to)
{
	u32 all = 0;

	for (u32 i = from; s->wide && i < to; i++)
		all |= js_str_at(s, i);
	return all > 255;
}

/* copy_units - `n` units of `s` from `from` on, to `to` in the form `wide`. */
static void copy_units(void *to, u32 to_at, bool wide, const struct js_str *s, u32 from, u32 n)
{
	if (s->wide == wide && !JS_STR_LITTLE(s)) {
		memcpy((u8 *)to + ((size_t)to_at << wide), (const u8 *)s->data + ((size_t)from << wide), (size_t)n << wide);
	} else {
		for (u32 i = 0; i < n; i++) {
			if (wide)
				((u16 *)to)[to_at + i] = (u16)js_str_at(s, from + i);
			else
				((u8 *)to)[to_at + i] = (u8)js_str_at(s, from + i);
		}
	}
}

js_value axi_js_str_sub(struct js *js, js_value string, u32 from, u32 to)
{
	struct js_str s = axi_js_str(js, string);
	bool wide;
	void *data;
	js_value out;

	if (to - from == s.length)
		return string;
	if (from == to)
		return js_atom(JS_ATOM_empty);
	if (to - from == 1 && js_str_at(&s, from) < 256)
		return js_atom(js_str_at(&s, from));
	wide = part_is_wide(&s, from, to);
	axi_js_push(js, string);
	out = axi_js_str_alloc(js, to - from, wide, &data);
	string = axi_js_take(js);
	if (out == JS_EMPTY)
		return out;
	s = axi_js_str(js, string);
	copy_units(data, 0, wide, &s, from, to - from);
	return out;
}

js_value axi_js_str_concat(struct js *js, js_value a, js_value b)
{
	struct js_str x = axi_js_str(js, a), y = axi_js_str(js, b);
	bool wide = x.wide || y.wide;
	void *data;
	js_value out;

	if (!x.length)
		return b;
	if (!y.length)
		return a;
	axi_js_push(js, a);
	axi_js_push(js, b);
	out = axi_js_str_alloc(js, x.length + y.length, wide, &data);
	b = axi_js_take(js);
	a = axi_js_take(js);
	if (out == JS_EMPTY)
		return out;
	x = axi_js_str(js, a);
	y = axi_js_str(js, b);
	copy_units(data, 0, wide, &x, 0, x.length);
	copy_units(data, x.length, wide, &y, 0, y.length);
	return out;
}

int axi_js_str_compare(struct js *js, js_value a, js_value b)
{
	struct js_str x = axi_js_str(js, a), y = axi_js_str(js, b);

	return axi_js_str_order(&x, &y);
}

bool axi_js_str_equal(struct js *js, js_value a, js_value b)
{
	struct js_str x, y;

	if (a == b)
		return true;
	if (js_is_atom(a) && js_is_atom(b))
		return false; /* one content, one atom */
	x = axi_js_str(js, a);
	y = axi_js_str(js, b);
	if (x.length != y.length || x.wide != y.wide)
		return false;
	return JS_STR_LITTLE(&x) != JS_STR_LITTLE(&y) ? !axi_js_str_order(&x, &y) : !memcmp(x.data, y.data, (size_t)x.length << x.wide);
}

/* ---- buffers: a string object that is longer than what it holds.  slot[0] is the string; the length used so far is in
 * the object's length, its capacity follows from the object's size. */

void axi_js_buf_begin(struct js *js, js_value *slot)
{
	*slot = JS_UNDEFINED;
}

static u32 buf_cap(const struct js_string *s)
{
	return (js_bytes_of(s->hdr) - (u32)sizeof(*s)) >> ((s->hdr & JS_H_TYPE) == JS_T_STR16);
}

/* buf_room - make the buffer hold `more` units, wide if `wide`. */
static struct js_string *buf_room(struct js *js, js_value *slot, u32 more, bool wide)
{
	struct js_str old = *slot == JS_UNDEFINED ? (struct js_str){"", 0, false} : axi_js_str(js, *slot);
	struct js_string *s = js_at(js, js_heap_at(*slot));
	u32 cap = *slot == JS_UNDEFINED ? 0 : buf_cap(s), want;
	void *data;
	js_value bigger;

	wide |= old.wide;
	if (*slot != JS_UNDEFINED && wide == old.wide && cap - old.length >= more)
		return s;
	if (more > JS_STR_MAX - old.length) {
		axi_js_throw(js, JS_E_string_too_long);
		return NULL;
	}
	want = old.length + more;
	want = want < 20 ? 20 : want + want / 2;
	bigger = axi_js_str_alloc(js, want > JS_STR_MAX ? JS_STR_MAX : want, wide, &data);
	if (bigger == JS_EMPTY)
		return NULL;
	if (*slot != JS_UNDEFINED) {
		old = axi_js_str(js, *slot);
		copy_units(data, 0, wide, &old, 0, old.length);
	}
	*slot = bigger;
	s = js_at(js, js_heap_at(bigger));
	s->length = old.length;
	return s;
}

int axi_js_buf_char(struct js *js, js_value *slot, u32 unit)
{
	struct js_string *s = buf_room(js, slot, 1, unit > 255);

	if (!s)
		return JS_THROW;
	if ((s->hdr & JS_H_TYPE) == JS_T_STR16)
		((u16 *)(s + 1))[s->length++] = (u16)unit;
	else
		((u8 *)(s + 1))[s->length++] = (u8)unit;
	return JS_DONE;
}

int axi_js_buf_latin1(struct js *js, js_value *slot, const void *bytes, u32 length)
{
	struct js_str from = {bytes, length, false};
	struct js_string *s = buf_room(js, slot, length, false);

	if (!s)
		return JS_THROW;
	copy_units(s + 1, s->length, (s->hdr & JS_H_TYPE) == JS_T_STR16, &from, 0, length);
	s->length += length;
	return JS_DONE;
}

int axi_js_buf_sub(struct js *js, js_value *slot, js_value string, u32 from, u32 to)
{
	struct js_str x = axi_js_str(js, string);
	bool wide = part_is_wide(&x, from, to);
	struct js_string *s;

	axi_js_push(js, string);
	s = buf_room(js, slot, to - from, wide);
	string = axi_js_take(js);
	if (!s)
		return JS_THROW;
	x = axi_js_str(js, string);
	copy_units(s + 1, s->length, (s->hdr & JS_H_TYPE) == JS_T_STR16, &x, from, to - from);
	s->length += to - from;
	return JS_DONE;
}

int axi_js_buf_string(struct js *js, js_value *slot, js_value string)
{
	return axi_js_buf_sub(js, slot, string, 0, axi_js_str(js, string).length);
}

js_value axi_js_buf_end(struct js *js, js_value *slot)
{
	js_value v = *slot;
	struct js_string *s;
	u32 bytes, unused;

	*slot = JS_UNDEFINED;
	if (v == JS_UNDEFINED)
		return js_atom(JS_ATOM_empty);
	s = js_at(js, js_heap_at(v));
	if (s->length < 2) {
		u32 unit;

		if (!s->length)
			return js_atom(JS_ATOM_empty);
		unit = (s->hdr & JS_H_TYPE) == JS_T_STR16 ? ((u16 *)(s + 1))[0] : ((u8 *)(s + 1))[0];
		if (unit < 256)
			return js_atom(unit);
	}
	/* cut off what was not used: the rest becomes a hole */
	bytes = (u32)align_up(sizeof(*s) + ((u64)s->length << ((s->hdr & JS_H_TYPE) == JS_T_STR16)), 8);
	unused = js_bytes_of(s->hdr) - bytes;
	if (unused) {
		s->hdr = (s->hdr & 0xFF) | (bytes / 8) << JS_H_SIZE_SHIFT;
		*(struct js_head *)((u8 *)s + bytes) = (struct js_head){JS_T_FREE | (unused / 8) << JS_H_SIZE_SHIFT, 0};
	}
	return v;
}
