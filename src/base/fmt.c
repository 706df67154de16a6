/* SPDX-License-Identifier: Apache-2.0
 * fmt.c - bounded formatting: the part of C's printf that fmt.h names (C11 7.21.6.1). */
#include "base/fmt.h"
#include "base/str.h"

struct spec {
	bool left, plus, space, alt, zero;
	size_t width;
	size_t precision; /* meaningful when has_precision */
	bool has_precision;
	u32 bytes; /* size of an integer argument */
};

struct sink {
	char *out;
	size_t size, need;
};

/* put - `n` characters: what fits is written, all are counted. */
static void put(struct sink *to, const char *text, size_t n)
{
	size_t room = to->need + 1 < to->size ? to->size - to->need - 1 : 0;
	char *at = to->out + to->need;

	to->need += n;
	/* byte by byte: fields are short, and a call of memcpy costs more */
	for (size_t i = 0, fit = n < room ? n : room; i < fit; i++)
		at[i] = text[i];
}

static void pad(struct sink *to, char c, size_t n)
{
	while (n--)
		put(to, &c, 1);
}

/* put_field - prefix, zeroes, body, padded to the width. */
static void put_field(struct sink *to, const struct spec *spec, const char *prefix, size_t zeroes,
		      const char *body, size_t length)
{
	size_t prefix_length = axi_strlen(prefix);
	size_t all = prefix_length + zeroes + length;
	size_t fill = spec->width > all ? spec->width - all : 0;

	if (!spec->left)
		pad(to, ' ', fill);
	put(to, prefix, prefix_length);
	pad(to, '0', zeroes);
	put(to, body, length);
	if (spec->left)
		pad(to, ' ', fill);
}

static void put_number(struct sink *to, const struct spec *spec, u64 value, u32 base, bool upper,
		       const char *prefix)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[24]; /* 22 octal digits of 64 bits */
	size_t at = sizeof(text), length, zeroes = 0;

	for (u64 n = value; n; n /= base)
		text[--at] = digits[n % base];
	if (!value && !(spec->has_precision && !spec->precision))
		text[--at] = '0';
	length = sizeof(text) - at;
	if (spec->has_precision && spec->precision > length)
		zeroes = spec->precision - length;
	if (base == 8 && spec->alt && !zeroes && (!length || text[at] != '0'))
		zeroes = 1;
	if (spec->zero && !spec->left && !spec->has_precision &&
	    spec->width > length + zeroes + axi_strlen(prefix))
		zeroes = spec->width - length - axi_strlen(prefix);
	put_field(to, spec, prefix, zeroes, text + at, length);
}

static void put_signed(struct sink *to, const struct spec *spec, s64 value)
{
	const char *sign = value < 0 ? "-" : spec->plus ? "+" : spec->space ? " " : "";

	put_number(to, spec, value < 0 ? 0 - (u64)value : (u64)value, 10, false, sign);
}

static void put_string(struct sink *to, const struct spec *spec, const char *s)
{
	if (!s)
		s = spec->has_precision && spec->precision < 6 ? "" : "(null)";
	put_field(to, spec, "", 0, s,
		  spec->has_precision ? axi_strnlen(s, spec->precision) : axi_strlen(s));
}

static const char *read_flags(struct spec *spec, const char *p)
{
	for (;; p++) {
		switch (*p) {
		case '-': spec->left = true; break;
		case '+': spec->plus = true; break;
		case ' ': spec->space = true; break;
		case '#': spec->alt = true; break;
		case '0': spec->zero = true; break;
		default: return p;
		}
	}
}

static const char *read_length(struct spec *spec, const char *p)
{
	spec->bytes = sizeof(int);
	switch (*p) {
	case 'h':
		spec->bytes = p[1] == 'h' ? 1 : 2;
		return p + (p[1] == 'h' ? 2 : 1);
	case 'l':
		spec->bytes = p[1] == 'l' ? sizeof(long long) : sizeof(long);
		return p + (p[1] == 'l' ? 2 : 1);
	case 'z': spec->bytes = sizeof(size_t); return p + 1;
	default: return p;
	}
}

/* Arguments are promoted: everything up to int comes as int.  `args` is a pointer so that reads advance the caller's. */
struct args {
	va_list list;
};

static u64 next_int(struct args *args, const struct spec *spec, bool is_signed)
{
	u64 value = spec->bytes == 8 ? va_arg(args->list, u64) : (u64)(s64)va_arg(args->list, int);
	u32 shift = 64 - 8 * spec->bytes;

	return is_signed ? (u64)((s64)(value << shift) >> shift) : value << shift >> shift;
}

/* C11 promises 4095 characters per conversion; a hostile width must not keep us busy for longer. */
#define FIELD_MAX 4095

static const char *read_decimal(size_t *n, const char *p)
{
	for (*n = 0; *p >= '0' && *p <= '9'; p++)
		*n = *n * 10 + (size_t)(*p - '0') < FIELD_MAX ? *n * 10 + (size_t)(*p - '0') : FIELD_MAX;
	return p;
}

/* next_star - the argument of a '*': its size, and whether it was negative. */
static bool next_star(size_t *size, struct args *args)
{
	s64 n = va_arg(args->list, int);

	*size = (size_t)min_u64(n < 0 ? 0 - (u64)n : (u64)n, FIELD_MAX);
	return n < 0;
}

static const char *read_size(struct spec *spec, const char *p, struct args *args)
{
	p = read_flags(spec, p);
	if (*p == '*') {
		spec->left |= next_star(&spec->width, args);
		p++;
	} else {
		p = read_decimal(&spec->width, p);
	}
	if (*p != '.')
		return p;
	if (p[1] == '*') {
		spec->has_precision = !next_star(&spec->precision, args);
		return p + 2;
	}
	spec->has_precision = true;
	return read_decimal(&spec->precision, p + 1);
}

/* convert - one conversion after its '%'; returns where the text goes on.  What is unknown is printed as it stands. */
static const char *convert(struct sink *to, const char *p, struct args *args)
{
	struct spec spec = {0};
	const char *start = p;
	u64 value;
	char c;

	p = read_length(&spec, read_size(&spec, p, args));
	switch (*p) {
	case 'd':
	case 'i': put_signed(to, &spec, (s64)next_int(args, &spec, true)); break;
	case 'u': put_number(to, &spec, next_int(args, &spec, false), 10, false, ""); break;
	case 'o': put_number(to, &spec, next_int(args, &spec, false), 8, false, ""); break;
	case 'x':
		value = next_int(args, &spec, false);
		put_number(to, &spec, value, 16, false, spec.alt && value ? "0x" : "");
		break;
	case 'X':
		value = next_int(args, &spec, false);
		put_number(to, &spec, value, 16, true, spec.alt && value ? "0X" : "");
		break;
	case 'p':
		put_number(to, &spec, (uintptr_t)va_arg(args->list, void *), 16, false, "0x");
		break;
	case 'c':
		c = (char)va_arg(args->list, int);
		put_field(to, &spec, "", 0, &c, 1);
		break;
	case 's': put_string(to, &spec, va_arg(args->list, const char *)); break;
	case '%': put(to, "%", 1); break;
	default:
		put(to, "%", 1);
		return start;
	}
	return p + 1;
}

size_t axi_vfmt(char *out, size_t size, const char *format, va_list list)
{
	struct sink to = {.out = out, .size = size};
	struct args args;

	va_copy(args.list, list);
	while (*format) {
		const char *text = format;

		while (*format && *format != '%')
			format++;
		put(&to, text, (size_t)(format - text));
		if (*format)
			format = convert(&to, format + 1, &args);
	}
	va_end(args.list);
	if (size)
		out[to.need < size ? to.need : size - 1] = 0;
	return to.need;
}

size_t axi_fmt(char *out, size_t size, const char *format, ...)
{
	va_list args;
	size_t n;

	va_start(args, format);
	n = axi_vfmt(out, size, format, args);
	va_end(args);
	return n;
}

void axi_text_add(struct axi_text *text, const char *format, ...)
{
	size_t room = text->need < text->size ? text->size - text->need : 0;
	va_list args;

	va_start(args, format);
	text->need += axi_vfmt(room ? text->out + text->need : NULL, room, format, args);
	va_end(args);
}
