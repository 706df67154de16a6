/* SPDX-License-Identifier: Apache-2.0
 * lib_string.c - String and String.prototype without calls back. */
#include "js/lib.h"
#include "js/math.h"
#include "js/string.h"
#include "js/unicode.h"

static struct js_str self_str(struct js *js, struct js_call *c)
{
	return axi_js_str(js, *c->self);
}

/* String(value): a function only, primitives are never boxed. */
int axi_js_String(struct js *js, struct js_call *c)
{
	js->ret = c->argc ? c->a[0] : js_atom(JS_ATOM_empty);
	return JS_DONE;
}

int axi_js_String_valueOf(struct js *js, struct js_call *c)
{
	js->ret = *c->self;
	return js_is_string(*c->self) ? JS_DONE : axi_js_throw(js, JS_E_not_a_string);
}

enum { CHAR_AT, CHAR_CODE_AT, CODE_POINT_AT };

int axi_js_String_charAt(struct js *js, struct js_call *c)
{
	struct js_str s = self_str(js, c);
	u32 at = (u32)js_to_s32(c->a[0]), unit, low;

	if (at >= s.length) { /* negative ones too */
		js->ret = c->magic == CHAR_AT ? js_atom(JS_ATOM_empty) : c->magic == CHAR_CODE_AT ? JS_NAN : JS_UNDEFINED;
		return JS_DONE;
	}
	unit = js_str_at(&s, at);
	if (c->magic == CHAR_AT)
		return js_return(js, axi_js_str_char(js, unit));
	if (c->magic == CODE_POINT_AT && (unit & 0xfc00) == 0xd800 && at + 1 < s.length) {
		low = js_str_at(&s, at + 1);
		if ((low & 0xfc00) == 0xdc00)
			unit = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
	}
	js->ret = js_int((s32)unit);
	return JS_DONE;
}

/* ---- searching */
static bool same_at(const struct js_str *in, u32 at, const struct js_str *what, u32 *compared)
{
	for (u32 i = 0; i < what->length; i++, ++*compared)
		if (js_str_at(in, at + i) != js_str_at(what, i))
			return false;
	return true;
}

/* find - positions from, from + step ... last; -1: nowhere.  Each position costs what it compares, paid in pieces. */
static s32 find(struct js *js, const struct js_str *in, const struct js_str *what, s32 from, s32 last, s32 step, bool *threw)
{
	struct js_meter m = {js, 0};

	*threw = false;
	if (what->length > in->length)
		return -1;
	for (s32 at = from; step > 0 ? at <= last : at >= last; at += step) {
		u32 compared = 1;
		bool same = same_at(in, (u32)at, what, &compared);

		if (js_meter_use(&m, compared)) {
			*threw = true;
			return -1;
		}
		if (same)
			return at;
	}
	return -1;
}

s32 axi_js_find(struct js *js, js_value in, js_value what, u32 from, bool *threw)
{
	struct js_str i = axi_js_str(js, in), w = axi_js_str(js, what);

	return find(js, &i, &w, (s32)from, (s32)(i.length - w.length), 1, threw);
}

enum { INDEX_OF, LAST_INDEX_OF, INCLUDES, STARTS_WITH, ENDS_WITH };

int axi_js_String_search(struct js *js, struct js_call *c)
{
	struct js_str s = self_str(js, c), what = axi_js_str(js, c->a[0]);
	s32 length = (s32)s.length, last = length - (s32)what.length, from, at;
	bool threw;

	if (c->magic == LAST_INDEX_OF) { /* its position is a number: NaN is the end */
		double d = js_to_double(js, c->a[1]);

		from = axi_js_is_nan(d) ? last : axi_js_clamp(d);
		from = from < 0 ? 0 : from > last ? last : from;
		at = last < 0 ? -1 : find(js, &s, &what, from, 0, -1, &threw);
	} else if (c->magic == ENDS_WITH) {
		s32 end = c->a[1] == JS_UNDEFINED ? length : js_to_s32(c->a[1]);

		from = (end < 0 ? 0 : end < length ? end : length) - (s32)what.length;
		at = from < 0 ? -1 : find(js, &s, &what, from, from, 1, &threw);
	} else {
		from = js_to_s32(c->a[1]);
		from = from < 0 ? 0 : from > length ? length : from;
		if (c->magic == STARTS_WITH && from < last)
			last = from;
		at = from > last ? -1 : find(js, &s, &what, from, last, 1, &threw);
	}
	if (js->fatal)
		return JS_THROW;
	js->ret = c->magic >= INCLUDES ? js_bool(at >= 0) : js_int((s32)at);
	return JS_DONE;
}

int axi_js_String_localeCompare(struct js *js, struct js_call *c)
{
	int order;

	if (axi_js_charge(js, self_str(js, c).length / 8))
		return JS_THROW;
	order = axi_js_str_compare(js, *c->self, c->a[0]);
	js->ret = js_int(order < 0 ? -1 : order > 0);
	return JS_DONE;
}

/* ---- parts */
enum { SLICE, SUBSTRING, SUBSTR };

int axi_js_String_slice(struct js *js, struct js_call *c)
{
	u32 length = self_str(js, c).length, from, to;
	s32 a = js_to_s32(c->a[0]), b = c->a[1] == JS_UNDEFINED ? (s32)length : js_to_s32(c->a[1]);

	switch (c->magic) {
	case SLICE:
		from = js_relative(a, length);
		to = js_relative(b, length);
		break;
	case SUBSTRING:
		from = a < 0 ? 0 : js_relative(a, length);
		to = b < 0 ? 0 : js_relative(b, length);
		if (from > to) {
			u32 t = from;

			from = to;
			to = t;
		}
		break;
	default:
		from = js_relative(a, length);
		to = b <= 0 ? from : (u32)b > length - from ? length : from + (u32)b;
		break;
	}
	return js_return(js, axi_js_str_sub(js, *c->self, from, to < from ? from : to));
}

enum { TRIM_START = 1, TRIM_END = 2 };

int axi_js_String_trim(struct js *js, struct js_call *c)
{
	struct js_str s = self_str(js, c);
	u32 from = 0, to = s.length;

	if (axi_js_charge(js, s.length / 8))
		return JS_THROW;
	if (c->magic & TRIM_START)
		while (from < to && axi_js_is_space(js_str_at(&s, from)))
			from++;
	if (c->magic & TRIM_END)
		while (to > from && axi_js_is_space(js_str_at(&s, to - 1)))
			to--;
	return js_return(js, axi_js_str_sub(js, *c->self, from, to));
}

/* ---- case */
enum { LOWER, UPPER };

static u32 map_unit(u32 unit, s32 how)
{
	return how == UPPER ? axi_js_upper(unit) : axi_js_lower(unit);
}

/* String_toCase - one unit becomes one unit, but for the sharp s, which is two capital letters.
 * A narrow string may become wide (y with diaeresis, micro). */
int axi_js_String_toCase(struct js *js, struct js_call *c)
{
	struct js_str s = self_str(js, c);
	u32 length = s.length, extra = 0, to = 0;
	bool wide = false, same = true;
	js_value v;
	void *data;

	if (axi_js_charge(js, length / 4))
		return JS_THROW;
	for (u32 i = 0; i < length; i++) {
		u32 unit = js_str_at(&s, i), mapped = map_unit(unit, c->magic);

		same &= mapped == unit;
		wide |= mapped > 255;
		if (unit == 0xdf && c->magic == UPPER) {
			extra++;
			same = false;
		}
	}
	if (same) {
		js->ret = *c->self;
		return JS_DONE;
	}
	v = axi_js_str_alloc(js, length + extra, wide, &data);
	if (v == JS_EMPTY)
		return JS_THROW;
	s = self_str(js, c);
	for (u32 i = 0; i < length; i++) {
		u32 unit = js_str_at(&s, i), mapped = map_unit(unit, c->magic), times = 1;

		if (unit == 0xdf && c->magic == UPPER) {
			mapped = 'S';
			times = 2;
		}
		while (times--) {
			if (wide)
				((u16 *)data)[to++] = (u16)mapped;
			else
				((u8 *)data)[to++] = (u8)mapped;
		}
	}
	js->ret = v;
	return JS_DONE;
}

/* ---- making longer */
/* repeat_into - the first `count` units of `what` repeated, appended to the buffer */
static int repeat_into(struct js *js, js_value *slot, const js_value *what, u32 count)
{
	u32 length = axi_js_str(js, *what).length;

	for (; count >= length; count -= length)
		if (axi_js_charge(js, 1) || axi_js_buf_string(js, slot, *what))
			return JS_THROW;
	return count ? axi_js_buf_sub(js, slot, *what, 0, count) : JS_DONE;
}

int axi_js_String_repeat(struct js *js, struct js_call *c)
{
	u32 length = self_str(js, c).length;
	double times = js_to_double(js, c->a[0]);

	if (times <= -1 || times > 0x7fffffff)
		return axi_js_throw(js, JS_E_bad_repeat_count);
	times = axi_js_is_nan(times) || times < 0 ? 0 : (double)(u32)times;
	if (times * length > JS_STR_MAX)
		return axi_js_throw(js, JS_E_string_too_long);
	if (!length || times == 0) {
		js->ret = js_atom(JS_ATOM_empty);
		return JS_DONE;
	}
	axi_js_buf_begin(js, &c->l[0]);
	if (repeat_into(js, &c->l[0], c->self, (u32)times * length))
		return JS_THROW;
	return js_return(js, axi_js_buf_end(js, &c->l[0]));
}

/* String_pad - magic 0 at the start, 1 at the end */
int axi_js_String_pad(struct js *js, struct js_call *c)
{
	u32 length = self_str(js, c).length, more;
	s32 want = js_to_s32(c->a[0]);

	if (c->a[1] == JS_UNDEFINED)
		c->a[1] = js_atom(JS_ATOM_CHAR(' '));
	if (want <= (s32)length || !axi_js_str(js, c->a[1]).length) {
		js->ret = *c->self;
		return JS_DONE;
	}
	if ((u32)want > JS_STR_MAX)
		return axi_js_throw(js, JS_E_string_too_long);
	more = (u32)want - length;
	axi_js_buf_begin(js, &c->l[0]);
	if ((c->magic && axi_js_buf_string(js, &c->l[0], *c->self)) || repeat_into(js, &c->l[0], &c->a[1], more) ||
	    (!c->magic && axi_js_buf_string(js, &c->l[0], *c->self)))
		return JS_THROW;
	return js_return(js, axi_js_buf_end(js, &c->l[0]));
}

/* String_concat - l[0] the buffer, l[1] the next argument */
int axi_js_String_concat(struct js *js, struct js_call *c)
{
	u32 i;

	if (c->state == 0) {
		axi_js_buf_begin(js, &c->l[0]);
		c->l[1] = js_int(0);
		if (axi_js_buf_string(js, &c->l[0], *c->self))
			return JS_THROW;
	}
	for (i = (u32)js_to_s32(c->l[1]); i < c->argc || c->state == 1; i++) {
		if (c->state == 0) {
			int r;

			c->l[1] = js_int((s32)i);
			c->state = 1;
			r = axi_js_to_string(js, c, c->a[i]);
			if (r)
				return r;
		}
		c->state = 0;
		if (axi_js_charge(js, 1) || axi_js_buf_string(js, &c->l[0], js->ret))
			return JS_THROW;
	}
	return js_return(js, axi_js_buf_end(js, &c->l[0]));
}

/* String_fromCharCode - magic 1: fromCodePoint.  l[0] the buffer, l[1] the next argument */
int axi_js_String_fromCharCode(struct js *js, struct js_call *c)
{
	u32 i;

	if (c->state == 0) {
		axi_js_buf_begin(js, &c->l[0]);
		c->l[1] = js_int(0);
		if (axi_js_charge(js, c->argc / 4))
			return JS_THROW;
	}
	for (i = (u32)js_to_s32(c->l[1]); i < c->argc || c->state == 1; i++) {
		u32 unit;
		double d;

		if (c->state == 0) {
			int r;

			c->l[1] = js_int((s32)i);
			c->state = 1;
			r = axi_js_to_number(js, c, c->a[i]);
			if (r)
				return r;
		}
		c->state = 0;
		d = js_to_double(js, js->ret);
		unit = (u32)axi_js_int32(d);
		if (c->magic) {
			if (!(d >= 0 && d <= 0x10ffff && d == (double)unit))
				return axi_js_throw(js, JS_E_not_a_code_point);
			if (unit > 0xffff) {
				if (axi_js_buf_char(js, &c->l[0], 0xd800 + ((unit - 0x10000) >> 10)))
					return JS_THROW;
				unit = 0xdc00 + (unit & 0x3ff);
			}
		}
		if (axi_js_buf_char(js, &c->l[0], unit & 0xffff))
			return JS_THROW;
	}
	return js_return(js, axi_js_buf_end(js, &c->l[0]));
}
