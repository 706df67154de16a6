/* SPDX-License-Identifier: Apache-2.0
 * bignum.h - natural numbers of up to BIGNUM_WORDS * 32 bits, for exact conversion between doubles and decimals.
 *
 * 768 digits decide about every double (the longest exact half-way point), which with its power of two or five needs
 * less than 3,700 bits; nothing here overflows for what number_parse.c and number_print.c ask. */
#ifndef JS_BIGNUM_H
#define JS_BIGNUM_H

#include "base/types.h"

#define BIGNUM_WORDS 120

struct bignum {
	u32 used; /* words; the last one is not 0 */
	u32 word[BIGNUM_WORDS]; /* only the `used` ones are set */
};

void axi_js_big_set(struct bignum *a, u64 n);
void axi_js_big_copy(struct bignum *a, const struct bignum *b);
/* axi_js_big_mul_add - a = a * factor + plus */
void axi_js_big_mul_add(struct bignum *a, u32 factor, u32 plus);
void axi_js_big_mul_pow5(struct bignum *a, u32 n); /* a * 5^n */
void axi_js_big_shift(struct bignum *a, u32 bits); /* a * 2^bits */
int axi_js_big_compare(const struct bignum *a, const struct bignum *b);
/* axi_js_big_compare_sum - a + b against c */
int axi_js_big_compare_sum(const struct bignum *a, const struct bignum *b, const struct bignum *c);
/* axi_js_big_subtract - a -= b; a >= b */
void axi_js_big_subtract(struct bignum *a, const struct bignum *b);
u32 axi_js_big_bits(const struct bignum *a); /* position of the highest 1 plus 1; 0 for 0 */

#endif
