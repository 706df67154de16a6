/* SPDX-License-Identifier: Apache-2.0
 * bignum.c - schoolbook arithmetic on words of 32 bits, least significant first. */
#include "js/bignum.h"
#include "base/bits.h"

static void push(struct bignum *a, u32 word)
{
	if (word)
		a->word[a->used++] = word;
}

void axi_js_big_set(struct bignum *a, u64 n)
{
	a->word[0] = (u32)n;
	a->word[1] = (u32)(n >> 32);
	a->used = n >> 32 ? 2 : n ? 1 : 0;
}

void axi_js_big_copy(struct bignum *a, const struct bignum *b)
{
	a->used = b->used;
	memcpy(a->word, b->word, b->used * sizeof(b->word[0]));
}

void axi_js_big_mul_add(struct bignum *a, u32 factor, u32 plus)
{
	u64 carry = plus;

	for (u32 i = 0; i < a->used; i++) {
		carry += (u64)a->word[i] * factor;
		a->word[i] = (u32)carry;
		carry >>= 32;
	}
	push(a, (u32)carry);
}

void axi_js_big_mul_pow5(struct bignum *a, u32 n)
{
	u32 factor = 1;

	for (; n > 12; n -= 13)
		axi_js_big_mul_add(a, 1220703125, 0);
	while (n--)
		factor *= 5;
	axi_js_big_mul_add(a, factor, 0);
}

void axi_js_big_shift(struct bignum *a, u32 bits)
{
	u32 words = bits / 32, up = bits % 32;

	if (!a->used)
		return;
	if (up)
		axi_js_big_mul_add(a, 1u << up, 0);
	if (words) {
		memmove(a->word + words, a->word, a->used * sizeof(a->word[0]));
		memset(a->word, 0, words * sizeof(a->word[0]));
		a->used += words;
	}
}

int axi_js_big_compare(const struct bignum *a, const struct bignum *b)
{
	if (a->used != b->used)
		return a->used < b->used ? -1 : 1;
	for (u32 i = a->used; i--;)
		if (a->word[i] != b->word[i])
			return a->word[i] < b->word[i] ? -1 : 1;
	return 0;
}

int axi_js_big_compare_sum(const struct bignum *a, const struct bignum *b, const struct bignum *c)
{
	u32 words = a->used > b->used ? a->used : b->used;
	u64 carry = 0;
	int order = 0;

	if (words < c->used)
		words = c->used;
	/* from below: the highest word that differs decides */
	for (u32 i = 0; i < words; i++) {
		u32 other = i < c->used ? c->word[i] : 0;

		carry += (u64)(i < a->used ? a->word[i] : 0) + (i < b->used ? b->word[i] : 0);
		if ((u32)carry != other)
			order = (u32)carry < other ? -1 : 1;
		carry >>= 32;
	}
	return carry ? 1 : order;
}

void axi_js_big_subtract(struct bignum *a, const struct bignum *b)
{
	s64 borrow = 0;

	for (u32 i = 0; i < a->used; i++) {
		borrow += (s64)a->word[i] - (i < b->used ? b->word[i] : 0);
		a->word[i] = (u32)borrow;
		borrow >>= 32;
	}
	while (a->used && !a->word[a->used - 1])
		a->used--;
}

u32 axi_js_big_bits(const struct bignum *a)
{
	return a->used ? (a->used - 1) * 32 + bit_width(a->word[a->used - 1]) : 0;
}
