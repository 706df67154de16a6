/* SPDX-License-Identifier: Apache-2.0
 * convert.c - conversions of primitive values, equality, and throwing. */
#include <stdarg.h>
#include "js/math.h"
#include "js/number.h"
#include "js/frame.h"
#include "js/unicode.h"

int axi_js_throw_value(struct js *js, js_value v)
{
	js->exception = v;
	return JS_THROW;
}

/* axi_js_error_new - an error object of this kind with a message. */
js_value axi_js_error_new(struct js *js, js_value proto, js_value message)
{
	js_value e;
	int err = JS_DONE;

	axi_js_push(js, message);
	e = axi_js_object(js, proto);
	if (e != JS_EMPTY) {
		js_object_of(js, e)->x = JS_CLASS_ERROR;
		axi_js_push(js, e);
		if (js->roots[js->root_count - 2] != JS_UNDEFINED)
			err = axi_js_add_property(js, e, js_key_atom(JS_ATOM_message), js->roots[js->root_count - 2]);
		e = axi_js_take(js);
	}
	axi_js_pop(js, 1);
	return err ? JS_EMPTY : e;
}

/* Words that many texts of errors.def have: one byte there, from 0x80 on in the order of `words`. */
#define A_TYPED_ARRAY "\200"
#define CANNOT        "\201"
#define OF            "\202"
#define NOT           "\203"
#define ARRAY         "\204"
#define IS            "\205"
#define OBJECT        "\206"
#define DECLARATION   "\207"
#define A             "\210"
#define THE           "\211"
#define PROPERTY      "\212"
#define FUNCTION      "\213"
#define VALUE         "\214"
#define JSON          "\215"
#define BAD           "\216"
#define TOO_LONG      "\217"
#define ARE           "\220"
#define NEEDS         "\221"
#define MUST_BE       "\222"
#define LENGTH        "\223"
#define NUMBER        "\224"
#define A_PROPERTY_OF "\225"
#define PROTOTYPE     "\226"
#define PRIMITIVE     "\227"
#define DELETE        "\230"
#define ELEMENT       "\231"
#define BUFFER        "\232"
#define GETTER        "\233"
static const char words[] =
	"a typed array\0" "cannot \0" " of \0" "not \0" " array\0" " is \0" " object\0" " before its declaration\0"
	" a \0" "the \0" "property \0" " function\0" " value\0" "JSON: \0" "bad \0" " too long\0" " are \0"
	" needs \0" " must be \0" "length\0" "number\0"
	" a property of \0" "prototype\0" "primitive\0" "delete\0" "element\0" "buffer\0" "getter\0";

#define KIND_PLAIN     "\1"
#define KIND_TYPE      "\2"
#define KIND_RANGE     "\3"
#define KIND_REFERENCE "\4"
#define KIND_SYNTAX    "\5"
/* by id: the kind, one more than its number, and the text */
static const char errors[] =
#define ERROR(id, kind, text) KIND_##kind text "\0"
#include "js/errors.def"
	;

/* nth - text number n of those that stand behind each other */
static const char *nth(const char *text, u32 n)
{
	for (; n; n--)
		while (*text++)
			;
	return text;
}

/* put_format - words, %s and %u, cut to `size`; returns the length */
static u32 put_format(char *to, u32 size, const char *format, va_list args)
{
	u32 n = 0;

	for (; *format; format++) {
		char digits[11], *end = digits + 10;
		const char *text = end;

		*end = 0;
		if ((u8)*format >= 0x80) {
			text = nth(words, (u8)*format & 0x7f);
		} else if (*format != '%') {
			*--end = *format;
			text = end;
		} else if (*++format == 's') {
			text = va_arg(args, char *);
		} else {
			text = axi_js_decimal(end, va_arg(args, u32));
		}
		while (*text && n < size)
			to[n++] = *text++;
	}
	return n;
}

static void throw(struct js *js, enum js_error kind, const char *format, va_list args)
{
	static const u8 protos[] = {JS_ROM_Error_prototype,	     JS_ROM_TypeError_prototype,   JS_ROM_RangeError_prototype,
				     JS_ROM_ReferenceError_prototype, JS_ROM_SyntaxError_prototype, JS_ROM_EvalError_prototype,
				     JS_ROM_URIError_prototype};
	char text[128];
	void *data;
	js_value v;
	u32 n = put_format(text, sizeof(text) - 1, format, args);

	if (js->fatal)
		return;
	v = axi_js_str_make(js, n, false, &data);
	if (v != JS_EMPTY)
		memcpy(data, text, n);
	if (v != JS_EMPTY)
		v = axi_js_error_new(js, js_romobj(protos[kind]), v);
	if (v != JS_EMPTY)
		js->exception = v;
}

int axi_js_throw(struct js *js, enum js_error_id id, ...)
{
	const char *row = nth(errors, id);
	va_list args;

	va_start(args, id);
	throw(js, (enum js_error)(*row - 1), row + 1, args);
	va_end(args);
	return JS_THROW;
}

int axi_js_throw_text(struct js *js, enum js_error kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	throw(js, kind, format, args);
	va_end(args);
	return JS_THROW;
}

/* ---- numbers */

s32 axi_js_int32(double d)
{
	return axi_js_to_int32(d);
}

s32 axi_js_clamp(double d)
{
	if (axi_js_is_nan(d))
		return 0;
	return d >= JS_INT_MAX ? JS_INT_MAX : d <= -JS_INT_MAX - 1 ? -JS_INT_MAX - 1 : (s32)d;
}

static double radix_number(const struct js_str *s, u32 from, u32 to, u32 radix)
{
	double out;

	if (from == to)
		return js_bits_double(JS_NAN_BITS);
	for (u32 i = from; i < to; i++) {
		u32 c = js_str_at(s, i), digit = c - '0' < 10 ? c - '0' : (c | 32) - 'a' < 26 ? (c | 32) - 'a' + 10 : 99;

		if (digit >= radix)
			return js_bits_double(JS_NAN_BITS);
	}
	if (s->wide)
		return js_bits_double(JS_NAN_BITS);
	return axi_js_number_parse_radix((const char *)s->data + from, to - from, radix, &out) ? out : js_bits_double(JS_NAN_BITS);
}

static double string_number(struct js *js, js_value v)
{
	struct js_str s = axi_js_str(js, v);
	u32 from = 0, to = s.length, c;
	char narrow[64];
	const char *text;
	double out;

	while (from < to && axi_js_is_space(js_str_at(&s, from)))
		from++;
	while (from < to && axi_js_is_space(js_str_at(&s, to - 1)))
		to--;
	if (from == to)
		return 0;
	if (to - from > 2 && js_str_at(&s, from) == '0') {
		c = js_str_at(&s, from + 1) | 32;
		if (c == 'x' || c == 'o' || c == 'b')
			return radix_number(&s, from + 2, to, c == 'x' ? 16 : c == 'o' ? 8 : 2);
	}
	text = (const char *)s.data + from;
	if (s.wide) {
		if (to - from > sizeof(narrow))
			return js_bits_double(JS_NAN_BITS);
		for (u32 i = from; i < to; i++)
			narrow[i - from] = js_str_at(&s, i) < 128 ? (char)js_str_at(&s, i) : '?';
		text = narrow;
	}
	return axi_js_number_parse(text, to - from, &out) == to - from ? out : js_bits_double(JS_NAN_BITS);
}

double axi_js_number_of(struct js *js, js_value v)
{
	if (js_is_number(v))
		return js_to_double(js, v);
	if (js_is_string(v))
		return string_number(js, v);
	return v == JS_TRUE ? 1 : v == JS_FALSE || v == JS_NULL ? 0 : js_bits_double(JS_NAN_BITS);
}

js_value axi_js_int_string(struct js *js, s32 value)
{
	char text[12], *end = text + sizeof(text), *p = axi_js_decimal(end, value < 0 ? 0u - (u32)value : (u32)value);

	if (value < 0)
		*--p = '-';
	return axi_js_str_latin1(js, p, (u32)(end - p));
}

js_value axi_js_string_of(struct js *js, js_value v)
{
	char text[JS_NUMBER_TEXT];

	if (js_is_string(v))
		return v;
	if (js_is_int(v) && js_to_s32(v) >= 0 && js_to_s32(v) < 10)
		return js_atom('0' + (u32)js_to_s32(v));
	if (js_is_int(v))
		return axi_js_int_string(js, js_to_s32(v));
	if (js_is_number(v)) {
		u32 n = axi_js_number_format(js_to_double(js, v), text);

		return axi_js_str_latin1(js, text, n);
	}
	return js_atom(v == JS_NULL ? JS_ATOM_null : v == JS_TRUE ? JS_ATOM_true : v == JS_FALSE ? JS_ATOM_false : JS_ATOM_undefined);
}

bool axi_js_truthy(struct js *js, js_value v)
{
	if (js_is_int(v))
		return js_to_s32(v) != 0;
	if (js_is_double(v)) {
		double d = js_to_double(js, v);

		return d != 0 && d == d;
	}
	if (js_is_string(v))
		return axi_js_str(js, v).length != 0;
	return v == JS_TRUE || js_is_object(v);
}

bool axi_js_strict_equal(struct js *js, js_value a, js_value b)
{
	if (js_is_number(a) && js_is_number(b))
		return js_to_double(js, a) == js_to_double(js, b);
	if (js_is_string(a) && js_is_string(b))
		return axi_js_str_equal(js, a, b);
	return a == b;
}

bool axi_js_same_value_zero(struct js *js, js_value a, js_value b)
{
	if (js_is_number(a) && js_is_number(b)) {
		double x = js_to_double(js, a), y = js_to_double(js, b);

		return x == y || (axi_js_is_nan(x) && axi_js_is_nan(y));
	}
	return axi_js_strict_equal(js, a, b);
}
