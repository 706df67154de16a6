/* SPDX-License-Identifier: Apache-2.0
 * number_parse.c - text to the nearest double, halves to even.
 *
 * Up to 19 digits and a power of ten that is exact need one multiplication or division (Clinger 1990); everything else is
 * the quotient of two big integers, bit by bit.  Digits behind the 768th can only say "a little more". */
#include "js/number.h"
#include "js/bignum.h"
#include "js/wide.h"
#include "base/bits.h"

#define DIGITS_THAT_COUNT 770

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* quotient_double - n / m * 2^twos, correctly rounded; both > 0.  Uses up n and m. */
static double quotient_double(struct bignum *n, struct bignum *m, s32 twos)
{
	s32 up = 64 - ((s32)axi_js_big_bits(n) - (s32)axi_js_big_bits(m));
	struct wide r;
	u64 q = 0;

	/* scaled so that the quotient has 64 or 65 bits: the first 64 are taken, the rest only asks "is there more?" */
	if (up > 0)
		axi_js_big_shift(n, (u32)up);
	else
		axi_js_big_shift(m, (u32)-up);
	twos -= up;
	axi_js_big_shift(m, 64);
	if (axi_js_big_compare(n, m) < 0)
		axi_js_big_shift(n, 1);
	else
		twos++;
	/* now m <= n < 2m: bits of the quotient from the top */
	for (u32 i = 0; i < 64; i++) {
		q <<= 1;
		if (axi_js_big_compare(n, m) >= 0) {
			axi_js_big_subtract(n, m);
			q |= 1;
		}
		axi_js_big_shift(n, 1);
	}
	r = (struct wide){q, n->used != 0, twos + 64, false};
	return axi_js_wide_get(&r);
}

/* struct scan - the decimal number found: digits (as text with one point somewhere in it), exponent. */
struct scan {
	const char *first; /* first digit that is not 0 */
	u32 digits;        /* from there on, the point not counted; may end with zeros */
	s32 exponent;      /* value = 0.digits * 10^exponent */
};

static double slow(const struct scan *s)
{
	struct bignum n, m;
	const char *at = s->first;
	u32 taken = 0;
	s32 scale;
	bool more = false;

	axi_js_big_set(&n, 0);
	axi_js_big_set(&m, 1);
	for (u32 i = 0; i < s->digits; at++) {
		if (*at == '.')
			continue;
		if (taken < DIGITS_THAT_COUNT) {
			axi_js_big_mul_add(&n, 10, (u32)(*at - '0'));
			taken++;
		} else {
			more |= *at != '0';
		}
		i++;
	}
	if (more) { /* any further digit that is not 0 */
		axi_js_big_mul_add(&n, 10, 1);
		taken++;
	}
	scale = s->exponent - (s32)taken; /* n * 10^scale */
	axi_js_big_mul_pow5(scale < 0 ? &m : &n, (u32)(scale < 0 ? -scale : scale));
	return quotient_double(&n, &m, scale);
}

/* value_of - digits and exponent to a double */
static double value_of(const struct scan *s)
{
#ifndef __OPTIMIZE_SIZE__
	u64 n = 0;
	const char *at = s->first;
	s32 scale = s->exponent - (s32)s->digits;
#endif

	if (!s->digits || s->exponent < -330)
		return 0;
	if (s->exponent > 310)
		return bits_double(2047ull << 52);
#ifndef __OPTIMIZE_SIZE__
	if (s->digits > 19)
		return slow(s);
	for (u32 i = 0; i < s->digits; at++) {
		if (*at == '.')
			continue;
		n = n * 10 + (u64)(*at - '0');
		i++;
	}
	while (n >= 1ull << 53 && n % 10 == 0) {
		n /= 10;
		scale++;
	}
	if (n < 1ull << 53) {
		if (scale >= 0 && scale <= 22)
			return (double)n * axi_js_pow10[scale];
		if (scale < 0 && scale >= -22)
			return (double)n / axi_js_pow10[-scale];
	} else if (scale == 0) {
		return (double)n;
	}
#endif
	return slow(s);
}

/* exponent_part - e[+-]digits at `at`; returns the bytes used, 0 if there is none. */
static u32 exponent_part(const char *text, u32 at, u32 length, s32 *out)
{
	u32 start = at;
	bool negative = false;
	s32 e = 0;

	if (at == length || (text[at] | 0x20) != 'e')
		return 0;
	at++;
	if (at < length && (text[at] == '+' || text[at] == '-'))
		negative = text[at++] == '-';
	if (at == length || !is_digit(text[at]))
		return 0;
	for (; at < length && is_digit(text[at]); at++)
		if (e < 100000000)
			e = e * 10 + (text[at] - '0');
	*out = negative ? -e : e;
	return at - start;
}

static bool infinity_at(const char *text, u32 length)
{
	return length >= 8 && !memcmp(text, "Infinity", 8);
}

u32 axi_js_number_parse(const char *text, u32 length, double *out)
{
	struct scan s = {NULL, 0, 0};
	u32 at = 0, used, digits = 0;
	s32 point = 0, e = 0;
	bool negative = false, seen_point = false;
	double value;

	if (at < length && (text[at] == '+' || text[at] == '-'))
		negative = text[at++] == '-';
	if (infinity_at(text + at, length - at)) {
		*out = bits_double((u64)negative << 63 | 2047ull << 52);
		return at + 8;
	}
	for (; at < length; at++) {
		if (text[at] == '.' && !seen_point) {
			seen_point = true;
			continue;
		}
		if (!is_digit(text[at]))
			break;
		digits++;
		if (!s.first && text[at] != '0')
			s.first = text + at;
		if (s.first) {
			s.digits++;
			point += !seen_point;
		} else {
			point -= seen_point;
		}
	}
	if (!digits)
		return 0;
	used = exponent_part(text, at, length, &e);
	s.exponent = point + e; /* |point| < 2^32 / 2: text of 4 GiB is not possible here (strings are below 2^30) */
	value = value_of(&s);
	*out = negative ? -value : value;
	return at + used;
}

static u32 digit_value(char c)
{
	if (is_digit(c))
		return (u32)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'z' ? (u32)(c - 'a') + 10 : 36;
}

u32 axi_js_number_parse_radix(const char *text, u32 length, u32 radix, double *out)
{
	u64 n = 0;
	u32 at = 0, zeros = 0;
	double value;
	bool more = false;

	/* the first 64 bits exactly; what does not fit scales the result and, if not 0, breaks a tie */
	while (at < length && digit_value(text[at]) < radix) {
		u32 digit = digit_value(text[at++]);
		u64 high, next = axi_js_mul64(n, radix, &high);

		if (zeros || high || next > ~0ull - digit) {
			zeros++;
			more |= digit != 0;
			continue;
		}
		n = next + digit;
	}
	if (!at)
		return 0;
	value = (double)(n | (more && n >> 55));
	for (; zeros && value < 0x1p1023; zeros--)
		value *= radix;
	*out = zeros ? bits_double(2047ull << 52) : value;
	return at;
}
