/* SPDX-License-Identifier: Apache-2.0
 * helper_text.c - helpers on text: numbers from strings, comparison, formatting (Linux's kernel/bpf/helpers.c has the rules). */
#include "engine/helpers.h"

/* ---- numbers ---- */

enum { BASE_MASK = 0x1f, DIGITS_MAX = 63 };

struct number {
	u64 value;
	bool negative;
};

static bool is_space(u8 c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
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
			return axi_status(a[i] - b[i]);
	return 0;
}

enum { VALUES_MAX = 12 }; /* Linux: MAX_BPRINTF_VARARGS */

static bool values_ok(u64 values, u64 bytes)
{
	return !(bytes & 7) && bytes <= VALUES_MAX * 8 && (!bytes || values);
}

static u32 string_bytes(const char *text)
{
	u32 n = 1;

	while (text[n - 1])
		n++;
	return n;
}

/* The length of the whole text with its NUL, whatever of it had room.  The format lies in a map that nobody writes. */
HELPER_FN(snprintf)
{
	long need;

	if ((u32)r2) /* whatever comes: all of it counts as written */
		memset(axi_ptr(r1), 0, (u32)r2);
	if (!values_ok(r4, (u32)r5))
		return axi_status(-AX_EINVAL);
	need = axi_format(axi_ptr(r1), (u32)r2, axi_ptr(r3), string_bytes(axi_ptr(r3)), axi_ptr(r4), (u32)r5 / 8, run);
	return axi_status(need < 0 ? need : need + 1);
}

HELPER_FN(trace_vprintk)
{
	char line[256];
	long length;

	if (!values_ok(r3, (u32)r4))
		return axi_status(-AX_EINVAL);
	length = axi_format(line, sizeof(line), axi_ptr(r1), (u32)r2, axi_ptr(r3), (u32)r4 / 8, run);
	if (length < 0)
		return axi_status(length);
	length = length < (long)sizeof(line) ? length : (long)sizeof(line) - 1;
	run->engine->port->trace(line, (size_t)(length && line[length - 1] == '\n' ? length - 1 : length));
	return axi_status(length);
}

/* ---- checksums ---- */

static u64 sum16(u64 sum, const u8 *bytes, u32 size)
{
	for (u32 i = 0; i + 1 < size; i += 2) {
		u16 word;

		memcpy(&word, bytes + i, 2);
		sum += word;
	}
	return sum;
}

static u32 fold(u64 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u32)sum;
}

/* The checksum (RFC 1071) of what `to` adds and `from` takes away, folded to 16 bits as Linux does since 6.13. */
HELPER_FN(csum_diff)
{
	u32 from_size = (u32)r2, to_size = (u32)r4;

	if ((from_size | to_size) & 3)
		return axi_status(-AX_EINVAL);
	return fold(sum16(fold((u32)r5), axi_ptr(r3), to_size) + (0xffff - fold(sum16(0, axi_ptr(r1), from_size))));
}
