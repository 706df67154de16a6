/* SPDX-License-Identifier: Apache-2.0
 * helper_text.c - helpers on text: numbers from strings, comparison, formatting (Linux's kernel/bpf/helpers.c has the rules). */
#include "base/str.h"
#include "engine/helpers.h"

/* ---- numbers ---- */

enum { BASE_MASK = 0x1f, DIGITS_MAX = 63 };

struct number {
	u64 value;
	bool negative;
};

static bool is_space(u8 c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0; /* Linux's letters are Latin-1 */
}

static u32 digit_of(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10u : 99;
}

static u8 at(const u8 *text, u32 size, u32 i)
{
	return i < size ? text[i] : 0;
}

/* Skip a prefix and, for base 0, let it say the base. */
static u32 base_of(const u8 *text, u32 size, u32 *i, u32 base)
{
	bool hex = at(text, size, *i) == '0' && (at(text, size, *i + 1) | 0x20) == 'x';

	if (!base)
		base = hex && digit_of(at(text, size, *i + 2)) < 16 ? 16 : at(text, size, *i) == '0' ? 8 : 10;
	if (base == 16 && hex)
		*i += 2;
	return base;
}

/* How many bytes were read, or -AX_EINVAL, -AX_ERANGE. */
static long parse(const u8 *text, u32 size, u64 flags, struct number *out)
{
	u32 i = 0, base = (u32)flags & BASE_MASK, start, digit;

	*out = (struct number){0};
	if ((base && base != 8 && base != 10 && base != 16) || flags & ~(u64)BASE_MASK)
		return -AX_EINVAL;
	while (i < size && is_space(text[i]))
		i++;
	out->negative = at(text, size, i) == '-';
	i += out->negative;
	if (i >= size)
		return -AX_EINVAL;
	if (size - i > DIGITS_MAX)
		size = i + DIGITS_MAX; /* what Linux looks at */
	base = base_of(text, size, &i, base);
	for (start = i; (digit = digit_of(at(text, size, i))) < base; i++)
		if (__builtin_mul_overflow(out->value, (u64)base, &out->value) ||
		    __builtin_add_overflow(out->value, (u64)digit, &out->value))
			return -AX_ERANGE;
	return i == start ? -AX_EINVAL : (long)i;
}

HELPER_FN(strtol)
{
	s64 *out = axi_ptr(r4);
	struct number n;
	long used = parse(axi_ptr(r1), (u32)r2, r3, &n);

	*out = 0;
	if (used < 0)
		return axi_status(used);
	if (n.value > (u64)INT64_MAX + n.negative)
		return axi_status(-AX_ERANGE);
	*out = (s64)(n.negative ? 0 - n.value : n.value);
	return axi_status(used);
}

HELPER_FN(strtoul)
{
	u64 *out = axi_ptr(r4);
	struct number n;
	long used = parse(axi_ptr(r1), (u32)r2, r3, &n);

	*out = 0;
	if (used >= 0 && n.negative)
		used = -AX_EINVAL;
	if (used >= 0)
		*out = n.value;
	return axi_status(used);
}

/* ---- text ---- */

HELPER_FN(strncmp)
{
	const u8 *a = axi_ptr(r1), *b = axi_ptr(r3);

	for (u32 i = 0; i < (u32)r2; i++)
		if (a[i] != b[i] || !a[i])
			return axi_status(a[i] == b[i] ? 0 : a[i] < b[i] ? -1 : 1);
	return 0;
}

enum { VALUES_MAX = 12 }; /* Linux: MAX_BPRINTF_VARARGS */

static bool values_ok(u64 values, u64 bytes)
{
	return !(bytes & 7) && bytes <= VALUES_MAX * 8 && (!bytes || values);
}

/* The length of the whole text with its NUL, whatever of it had room.  The format lies in a map that nobody writes. */
HELPER_FN(snprintf)
{
	u32 size = (u32)r2, used;
	long need = !values_ok(r4, (u32)r5) ? -AX_EINVAL :
		axi_format(axi_ptr(r1), size, axi_ptr(r3), (u32)axi_strlen(axi_ptr(r3)) + 1, axi_ptr(r4), (u32)r5 / 8, run);

	need = need < 0 ? need : need + 1;
	used = need < 0 ? 0 : (u32)min_u64((u64)need, size);
	axi_clear_rest(run, axi_ptr(r1), used, size);
	return axi_status(need);
}

HELPER_FN(trace_vprintk)
{
	char line[256];
	long length, text;

	if (!values_ok(r3, (u32)r4))
		return axi_status(-AX_EINVAL);
	length = axi_format(line, sizeof(line), axi_ptr(r1), (u32)r2, axi_ptr(r3), (u32)r4 / 8, run);
	if (length < 0)
		return axi_status(length);
	text = length < (long)sizeof(line) ? length : (long)sizeof(line) - 1;
	run->engine->port->trace(line, (size_t)(text && line[text - 1] == '\n' ? text - 1 : text));
	return axi_status(length);
}

/* ---- checksums ---- */

/* Ones' complement sums of 32 bits: 0 only where everything is 0, as Linux's csum_partial. */
static u32 sum(u32 start, const u8 *bytes, u32 size)
{
	u64 total = start;

	for (u32 i = 0; i < size; i += 4) {
		u32 word = 0;

		memcpy(&word, bytes + i, min_u64(size - i, 4));
		total += word;
	}
	while (total >> 32)
		total = (u32)total + (total >> 32);
	return (u32)total;
}

static u32 add(u32 a, u32 b)
{
	u32 both = a + b;

	return both + (both < a);
}

/* The checksum (RFC 1071) of what `to` adds and `from` takes away, folded to 16 bits as Linux does since 6.13, which
 * takes any sizes (before, multiples of 4).  Which of its two zeroes comes out is Linux's choice, too. */
HELPER_FN(csum_diff)
{
	u32 from_size = (u32)r2, to_size = (u32)r4, result = (u32)r5;

	if (from_size && to_size)
		result = add(sum(result, axi_ptr(r3), to_size), ~sum(0, axi_ptr(r1), from_size));
	else if (to_size)
		result = sum(result, axi_ptr(r3), to_size);
	else if (from_size)
		result = ~sum(~result, axi_ptr(r1), from_size);
	result = (result & 0xffff) + (result >> 16);
	return (result & 0xffff) + (result >> 16);
}
