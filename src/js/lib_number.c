/* SPDX-License-Identifier: Apache-2.0
 * lib_number.c - Number, Boolean, and the global functions that read numbers. */
#include "js/lib.h"
#include "js/math.h"
#include "js/number.h"
#include "js/unicode.h"

/* Number_Number - Number(value): a function only, primitives are never boxed. */
int axi_js_Number(struct js *js, struct js_call *c)
{
	js->ret = c->argc ? c->a[0] : js_int(0);
	return JS_DONE;
}

int axi_js_Boolean(struct js *js, struct js_call *c)
{
	js->ret = js_bool(axi_js_truthy(js, c->a[0]));
	return JS_DONE;
}

static int need_number(struct js *js, struct js_call *c)
{
	return js_is_number(*c->self) ? JS_DONE : axi_js_throw(js, JS_E_not_a_number);
}

int axi_js_Number_valueOf(struct js *js, struct js_call *c)
{
	js->ret = *c->self;
	return need_number(js, c);
}

int axi_js_Boolean_valueOf(struct js *js, struct js_call *c)
{
	if (!js_is_bool(*c->self))
		return axi_js_throw(js, JS_E_not_a_boolean);
	return js_return(js, c->magic ? axi_js_string_of(js, *c->self) : *c->self);
}

int axi_js_Number_toString(struct js *js, struct js_call *c)
{
	s32 radix = c->a[0] == JS_UNDEFINED || c->magic ? 10 : js_to_s32(c->a[0]);
	char text[JS_RADIX_TEXT];
	double d;

	if (need_number(js, c))
		return JS_THROW;
	if (radix < 2 || radix > 36)
		return axi_js_throw(js, JS_E_radix_must_be_2_to_36);
	d = js_to_double(js, *c->self);
	if (radix == 10 || !axi_js_is_finite(d))
		return js_return(js, axi_js_string_of(js, *c->self));
	if (axi_js_charge(js, 140)) /* up to 1,100 digits */
		return JS_THROW;
	return js_return(js, axi_js_str_latin1(js, text, axi_js_number_radix(d, (u32)radix, text)));
}

enum { FIXED, EXPONENTIAL, PRECISION };

int axi_js_Number_toDigits(struct js *js, struct js_call *c)
{
	char text[JS_FIXED_TEXT];
	bool given = c->a[0] != JS_UNDEFINED;
	s32 digits = given ? js_to_s32(c->a[0]) : c->magic == EXPONENTIAL ? -1 : 0;
	u32 length;
	double d;

	if (need_number(js, c))
		return JS_THROW;
	d = js_to_double(js, *c->self);
	if (c->magic == PRECISION && !given)
		return js_return(js, axi_js_string_of(js, *c->self));
	if (c->magic != FIXED && !axi_js_is_finite(d))
		return js_return(js, axi_js_string_of(js, *c->self));
	if (given && (digits < (c->magic == PRECISION) || digits > 100))
		return axi_js_throw(js, JS_E_number_of_digits_out_of_range);
	if (!axi_js_is_finite(d))
		return js_return(js, axi_js_string_of(js, *c->self));
	if (axi_js_charge(js, 32))
		return JS_THROW;
	switch (c->magic) {
	case FIXED: length = axi_js_number_fixed(d, (u32)digits, text); break;
	case EXPONENTIAL: length = axi_js_number_exponential(d, digits, text); break;
	default: length = axi_js_number_precision(d, (u32)digits, text); break;
	}
	return js_return(js, axi_js_str_latin1(js, text, length));
}

enum { IS_NAN, IS_FINITE, IS_INTEGER, IS_SAFE_INTEGER };

/* Number_is - of the argument as it is (Number.isX: a number or false) or converted (the global isNaN, isFinite) */
int axi_js_Number_is(struct js *js, struct js_call *c)
{
	double d;
	bool yes;

	if (!js_is_number(c->a[0])) {
		js->ret = JS_FALSE;
		return JS_DONE;
	}
	d = js_to_double(js, c->a[0]);
	switch (c->magic) {
	case IS_NAN: yes = axi_js_is_nan(d); break;
	case IS_FINITE: yes = axi_js_is_finite(d); break;
	default:
		yes = axi_js_is_finite(d) && axi_js_trunc(d) == d;
		if (c->magic == IS_SAFE_INTEGER)
			yes = yes && d <= 9007199254740991.0 && d >= -9007199254740991.0;
	}
	js->ret = js_bool(yes);
	return JS_DONE;
}

/* ascii_at - the ASCII characters of a string from `at` on, at most `size`, ended by the first that is none.  Digits are
 * ASCII, so nothing is lost. */
static u32 ascii_at(const struct js_str *s, u32 at, char *out, u32 size)
{
	u32 n = 0;

	while (n < size && at + n < s->length && js_str_at(s, at + n) < 0x80) {
		out[n] = (char)js_str_at(s, at + n);
		n++;
	}
	return n;
}

static u32 skip_space(const struct js_str *s)
{
	u32 at = 0;

	while (at < s->length && axi_js_is_space(js_str_at(s, at)))
		at++;
	return at;
}

/* parseFloat - a number's digits beyond the first 800 do not change it but by its exponent: such texts are read in place
 * when they are Latin-1 (which their bytes then are), and are cut there when they are wide. */
int axi_js_parseFloat(struct js *js, struct js_call *c)
{
	struct js_str s = axi_js_str(js, c->a[0]);
	char text[1024];
	u32 at, length;
	double d;

	if (axi_js_charge(js, s.length / 8))
		return JS_THROW;
	at = skip_space(&s);
	if (s.wide) {
		length = ascii_at(&s, at, text, sizeof(text));
		length = axi_js_number_parse(text, length, &d);
	} else {
		length = axi_js_number_parse((const char *)s.data + at, s.length - at, &d);
	}
	js->ret = length ? js_number(js, d) : JS_NAN;
	return JS_DONE;
}

int axi_js_parseInt(struct js *js, struct js_call *c)
{
	struct js_str s = axi_js_str(js, c->a[0]);
	u32 at, radix = js_arg_u32(js, c, 1), length;
	bool negative = false;
	char text[1200];
	double d = 0;

	if (axi_js_charge(js, s.length / 8))
		return JS_THROW;
	at = skip_space(&s);
	if (at < s.length && (js_str_at(&s, at) == '-' || js_str_at(&s, at) == '+'))
		negative = js_str_at(&s, at++) == '-';
	js->ret = JS_NAN;
	if (radix && (radix < 2 || radix > 36))
		return JS_DONE;
	if ((radix == 0 || radix == 16) && at + 1 < s.length && js_str_at(&s, at) == '0' && (js_str_at(&s, at + 1) | 32) == 'x') {
		at += 2;
		radix = 16;
	}
	while (at + 1 < s.length && js_str_at(&s, at) == '0' && js_str_at(&s, at + 1) == '0') /* so that 1,200 suffice */
		at++;
	length = ascii_at(&s, at, text, sizeof(text));
	if (radix == 0 || radix == 10) { /* correctly rounded; digits only */
		u32 n = 0;

		while (n < length && text[n] >= '0' && text[n] <= '9')
			n++;
		length = n ? axi_js_number_parse(text, n, &d) : 0;
	} else {
		length = axi_js_number_parse_radix(text, length, radix, &d);
	}
	if (length)
		js->ret = js_number(js, negative ? -d : d);
	return JS_DONE;
}
