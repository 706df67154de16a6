/* SPDX-License-Identifier: Apache-2.0
 * number.h - doubles as text and back, exactly (ECMA-262 sections 6.1.6.1.20, 7.1.4.1, 21.1.3).
 *
 * Freestanding, any context; up to 2 KiB of C stack.  Outputs are ASCII without a terminator. */
#ifndef JS_NUMBER_H
#define JS_NUMBER_H

#include "base/types.h"

#define JS_NUMBER_TEXT 32    /* Number::toString with radix 10 */
#define JS_FIXED_TEXT  136   /* toFixed, toExponential, toPrecision: 100 digits and what is around them */
#define JS_RADIX_TEXT  1104  /* toString(radix): 1,074 binary digits behind the point and what is around them */

/* axi_js_number_format - shortest decimal that reads back as `d`, in JavaScript's form.  Returns its length. */
u32 axi_js_number_format(double d, char out[JS_NUMBER_TEXT]);
/* The methods of Number.prototype; `d` is finite.  Returns the length.
 *   fixed        0 <= digits <= 100; 10^21 and above come out as axi_js_number_format writes them
 *   exponential  0 <= digits <= 100, or -1: as many as are needed
 *   precision    1 <= digits <= 100
 *   radix        2 <= radix <= 36 */
u32 axi_js_number_fixed(double d, u32 digits, char out[JS_FIXED_TEXT]);
u32 axi_js_number_exponential(double d, s32 digits, char out[JS_FIXED_TEXT]);
u32 axi_js_number_precision(double d, u32 digits, char out[JS_FIXED_TEXT]);
u32 axi_js_number_radix(double d, u32 radix, char out[JS_RADIX_TEXT]);

char *axi_js_decimal(char *end, u32 n); /* the digits of n in front of `end`; returns the first */
static inline char axi_js_digit_char(u32 digit) /* of radix 36 and below */
{
	return (char)(digit + (digit < 10 ? '0' : 'a' - 10));
}

extern const double axi_js_pow10[23]; /* the powers of ten that are exact */

/* axi_js_number_parse - the longest StrDecimalLiteral at the start of `text` (sign, "Infinity", digits, point, exponent),
 * correctly rounded.  Returns the bytes used; 0: no number starts there (*out is untouched). */
u32 axi_js_number_parse(const char *text, u32 length, double *out);
/* axi_js_number_parse_radix - digits of `radix` (2 .. 36) at the start of text, correctly rounded also beyond 2^53 for
 * powers of two (other radixes: for the first 20 digits, as ECMA-262 allows).  Returns the bytes used. */
u32 axi_js_number_parse_radix(const char *text, u32 length, u32 radix, double *out);

#endif
