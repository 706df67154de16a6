/* SPDX-License-Identifier: Apache-2.0
 * double.c (rtos) - arithmetic of doubles for cores without it, by the names that ARM's compilers call (Run-time ABI for the
 * Arm Architecture, section 5.1), in three fifths of the flash that the compiler's library takes, and slower.
 *
 * To be linked where flash counts more than time; without this file the compiler's library does the same, as it does what is
 * rare and not here.  IEEE 754: rounded to nearest, halves to even; subnormal numbers; one NaN.  A double comes and goes as
 * its bits: on cores without registers for doubles that is the same call.  A conversion to an integer takes the nearest one
 * if the number does not fit (NaN: 0). */
#include <stdbool.h>
#include <stdint.h>

#define SIGN         ((uint64_t)1 << 63)
#define INFINITE     ((uint64_t)0x7ff << 52)
#define NOT_A_NUMBER ((uint64_t)0xfff << 51)
#define BIAS         1023
#define TOP          62 /* where a mantissa's leading bit stands */
/* bits behind the leading one in a double, in a float; what follows them in a double's mantissa */
#define DOUBLE_ROOM  52
#define FLOAT_ROOM   23
#define SPARE        ((uint32_t)1 << (TOP - DOUBLE_ROOM))

/* FUNCTION - used: the compiler's calls come to light when link-time optimization is over */
#define FUNCTION(type, name, ...)      \
	type name(__VA_ARGS__);        \
	__attribute__((used)) type name(__VA_ARGS__)

/* right - m / 2^by; the last bit also stands for what falls out */
__attribute__((noinline)) static uint64_t right(uint64_t m, uint32_t by)
{
	for (; by >= 32; by -= 32) {
		m = m >> 32 | !!(uint32_t)m;
		if (!m)
			return 0;
	}
	return m >> by | !!((uint32_t)m & (((uint32_t)1 << by) - 1));
}

/* leading - shifts the leading bit of `m` to its place, or bit 63; returns how far.  m > 0 */
__attribute__((noinline)) static int32_t leading(uint64_t *m)
{
	int32_t up = __builtin_clzll(*m) - 1;

	*m = up < 0 ? right(*m, 1) : *m << up;
	return up;
}

/* rounded - m * 2^(e - TOP), the leading bit of m at TOP, as a number with `room` bits behind the leading one and a largest exponent
 * `most`; the sign is the caller's */
static uint64_t rounded(int32_t e, uint64_t m, uint32_t room, int32_t most)
{
	m = right(m, e < 1 ? (uint32_t)(DOUBLE_ROOM + 1 - room - e) : DOUBLE_ROOM - room); /* also of subnormal numbers */
	if (e < 1)
		e = 1;
	m = (m + (SPARE / 2 - 1) + ((uint32_t)m / SPARE & 1)) / SPARE; /* the leading bit, if it is there, adds 1 to the exponent */
	if (e >= most)
		e = most, m = 0;
	else
		e--;
	return ((uint64_t)(uint32_t)e << room) + m;
}

/* pack - m * 2^(e - BIAS - TOP) as a double, without its sign */
static uint64_t pack(int32_t e, uint64_t m)
{
	if (!m)
		return 0;
	e -= leading(&m);
	return rounded(e, m, DOUBLE_ROOM, 0x7ff);
}

/* unpack - the mantissa of a number that is not infinite, and its exponent; for 0 a very small one */
static uint64_t unpack(uint64_t a, int32_t *e)
{
	uint64_t m = (a << 12) >> 2;

	*e = (int32_t)(a >> 52 & 0x7ff);
	if (*e)
		return m | (uint64_t)1 << TOP;
	*e = m ? 1 - leading(&m) : -4096;
	return m;
}

static uint64_t size_of(uint64_t a)
{
	return a & ~SIGN;
}

FUNCTION(uint64_t, __aeabi_dadd, uint64_t a, uint64_t b)
{
	uint64_t m, n;
	int32_t e, f;

	if (size_of(a) < size_of(b)) {
		m = a;
		a = b;
		b = m;
	}
	if (size_of(a) >= INFINITE) /* the larger one is infinite or no number */
		return size_of(a) > INFINITE || b == (a ^ SIGN) ? NOT_A_NUMBER : a;
	m = unpack(a, &e);
	n = unpack(b, &f);
	n = right(n, (uint32_t)(e - f));
	if ((a ^ b) & SIGN) {
		m -= n;
		if (!m)
			return 0;
	} else {
		m += n;
	}
	return pack(e, m) | (a & SIGN);
}

FUNCTION(uint64_t, __aeabi_dsub, uint64_t a, uint64_t b)
{
	return __aeabi_dadd(a, b ^ SIGN);
}

/* product - the upper half of a product; the last bit also stands for the lower one */
static uint64_t product(uint64_t a, uint64_t b)
{
	uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
	uint64_t low = al * bl, mid = ah * bl + (low >> 32), other = al * bh + (uint32_t)mid;

	return (ah * bh + (mid >> 32) + (other >> 32)) | !!((uint32_t)low | (uint32_t)other);
}

/* quotient - 2^TOP * a / b, with two bits too few at most; the last bit also stands for the rest */
static uint64_t quotient(uint64_t a, uint64_t b)
{
	uint64_t q = 0;

	for (uint32_t i = 0; i <= TOP; i++) {
		q <<= 1;
		if (a >= b) {
			a -= b;
			q |= 1;
		}
		a <<= 1;
	}
	return q | !!a;
}

static uint64_t times(uint64_t a, uint64_t b, bool divide)
{
	uint64_t sign = (a ^ b) & SIGN, m, n;
	bool huge, none, other_huge, other_none;
	int32_t e, f;

	a = size_of(a);
	b = size_of(b);
	if (a > INFINITE || b > INFINITE)
		return NOT_A_NUMBER;
	huge = a == INFINITE;
	none = !a;
	other_huge = (divide ? 0 : INFINITE) == b;
	other_none = (divide ? INFINITE : 0) == b;
	if (huge || other_huge)
		return none || other_none ? NOT_A_NUMBER : INFINITE | sign;
	if (none || other_none)
		return sign;
	m = unpack(a, &e);
	n = unpack(b, &f);
	if (divide)
		m = quotient(m, n), e -= f - BIAS;
	else
		m = product(m, n), e += f - BIAS + 2;
	return pack(e, m) | sign;
}

FUNCTION(uint64_t, __aeabi_dmul, uint64_t a, uint64_t b)
{
	return times(a, b, false);
}

FUNCTION(uint64_t, __aeabi_ddiv, uint64_t a, uint64_t b)
{
	return times(a, b, true);
}

/* order - -1, 0, 1: a < b, a == b, a > b; 2: one is no number */
static int order(uint64_t a, uint64_t b)
{
	int64_t x = (int64_t)size_of(a), y = (int64_t)size_of(b);

	if (x > (int64_t)INFINITE || y > (int64_t)INFINITE)
		return 2;
	if (a & SIGN)
		x = -x;
	if (b & SIGN)
		y = -y;
	return (x > y) - (x < y);
}

FUNCTION(int, __aeabi_dcmpeq, uint64_t a, uint64_t b)
{
	return order(a, b) == 0;
}

FUNCTION(int, __aeabi_dcmplt, uint64_t a, uint64_t b)
{
	return order(a, b) < 0;
}

FUNCTION(int, __aeabi_dcmple, uint64_t a, uint64_t b)
{
	return order(a, b) <= 0;
}

FUNCTION(int, __aeabi_dcmpge, uint64_t a, uint64_t b)
{
	return order(b, a) <= 0;
}

FUNCTION(int, __aeabi_dcmpgt, uint64_t a, uint64_t b)
{
	return order(b, a) < 0;
}

FUNCTION(uint64_t, __aeabi_ul2d, uint64_t n)
{
	return pack(BIAS + TOP, n);
}

FUNCTION(uint64_t, __aeabi_l2d, int64_t n)
{
	return n < 0 ? __aeabi_ul2d(0 - (uint64_t)n) | SIGN : __aeabi_ul2d((uint64_t)n);
}

FUNCTION(uint64_t, __aeabi_i2d, int32_t n)
{
	return __aeabi_l2d(n);
}

FUNCTION(uint64_t, __aeabi_ui2d, uint32_t n)
{
	return __aeabi_ul2d(n);
}

/* whole - the integer below |a|, `most` at most; NaN: 0 */
static uint64_t whole(uint64_t a, uint64_t most)
{
	int32_t e;
	uint64_t m = 0;

	a = size_of(a);
	if (a > INFINITE)
		return 0;
	if (a >> 52 >= BIAS + 64)
		return most;
	m = unpack(a, &e) << 1;
	m = e < BIAS ? 0 : m >> (BIAS + 63 - e);
	return m < most ? m : most;
}

FUNCTION(uint64_t, __aeabi_d2ulz, uint64_t a)
{
	return a & SIGN ? 0 : whole(a, UINT64_MAX);
}

FUNCTION(uint32_t, __aeabi_d2uiz, uint64_t a)
{
	return a & SIGN ? 0 : (uint32_t)whole(a, UINT32_MAX);
}

FUNCTION(int32_t, __aeabi_d2iz, uint64_t a)
{
	return a & SIGN ? (int32_t)(0 - (uint32_t)whole(a, 0x80000000)) : (int32_t)whole(a, 0x7fffffff);
}

FUNCTION(uint64_t, __aeabi_f2d, uint32_t a)
{
	uint64_t sign = (uint64_t)(a >> 31) << 63, m = (uint64_t)(a & 0x7fffff) << (TOP - FLOAT_ROOM);
	int32_t e = (int32_t)(a >> 23 & 0xff);

	if (e == 0xff)
		return m ? NOT_A_NUMBER : INFINITE | sign;
	if (e)
		m |= (uint64_t)1 << TOP;
	else
		e = 1;
	return pack(e + BIAS - 127, m) | sign;
}

FUNCTION(uint32_t, __aeabi_d2f, uint64_t a)
{
	uint32_t sign = (uint32_t)(a >> 63) << 31;
	uint64_t m;
	int32_t e;

	if (size_of(a) > INFINITE)
		return 0x7fc00000;
	if (size_of(a) == INFINITE)
		return sign | 0x7f800000;
	m = unpack(a, &e);
	return sign | (uint32_t)rounded(e - BIAS + 127, m, FLOAT_ROOM, 0xff);
}
