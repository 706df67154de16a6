/* SPDX-License-Identifier: Apache-2.0
 * double.c - port/rtos/double.c beside this CPU's own doubles: the same bits, but of numbers that are none. */
#include <math.h>
#include "base/types.h"
#include "unit/test.h"

u64 __aeabi_dadd(u64 a, u64 b);
u64 __aeabi_dsub(u64 a, u64 b);
u64 __aeabi_dmul(u64 a, u64 b);
u64 __aeabi_ddiv(u64 a, u64 b);
int __aeabi_dcmpeq(u64 a, u64 b);
int __aeabi_dcmplt(u64 a, u64 b);
int __aeabi_dcmple(u64 a, u64 b);
int __aeabi_dcmpge(u64 a, u64 b);
int __aeabi_dcmpgt(u64 a, u64 b);
u64 __aeabi_i2d(s32 n);
u64 __aeabi_ui2d(u32 n);
u64 __aeabi_l2d(s64 n);
u64 __aeabi_ul2d(u64 n);
s32 __aeabi_d2iz(u64 a);
u32 __aeabi_d2uiz(u64 a);
u64 __aeabi_d2ulz(u64 a);
u64 __aeabi_f2d(u32 a);
u32 __aeabi_d2f(u64 a);

static double of(u64 bits)
{
	double d;

	memcpy(&d, &bits, sizeof(d));
	return d;
}

static u64 bits_of(double d)
{
	u64 bits;

	memcpy(&bits, &d, sizeof(bits));
	return bits;
}

static void same(const char *what, u64 a, u64 b, u64 got, double want)
{
	if (isnan(want) ? !isnan(of(got)) : got != bits_of(want))
		test_fail(__FILE__, __LINE__, "%s(%a, %a) is %a, not %a", what, of(a), of(b), of(got), want);
}

static void pair(u64 a, u64 b)
{
	double x = of(a), y = of(b);

	same("add", a, b, __aeabi_dadd(a, b), x + y);
	same("sub", a, b, __aeabi_dsub(a, b), x - y);
	same("mul", a, b, __aeabi_dmul(a, b), x * y);
	same("div", a, b, __aeabi_ddiv(a, b), x / y);
	CHECK_EQ(__aeabi_dcmpeq(a, b), x == y);
	CHECK_EQ(__aeabi_dcmplt(a, b), x < y);
	CHECK_EQ(__aeabi_dcmple(a, b), x <= y);
	CHECK_EQ(__aeabi_dcmpge(a, b), x >= y);
	CHECK_EQ(__aeabi_dcmpgt(a, b), x > y);
}

static void single(u64 a)
{
	double d = of(a), t = isnan(d) ? 0 : trunc(d);
	float f = (float)d, back;
	u32 bits = __aeabi_d2f(a);

	CHECK_EQ(__aeabi_d2iz(a), t <= -0x1p31 ? INT32_MIN : t >= 0x1p31 ? INT32_MAX : (s32)t);
	CHECK_EQ(__aeabi_d2uiz(a), t <= 0 ? 0 : t >= 0x1p32 ? UINT32_MAX : (u32)t);
	CHECK_EQ(__aeabi_d2ulz(a), t <= 0 ? 0 : t >= 0x1p64 ? UINT64_MAX : (u64)t);
	memcpy(&back, &bits, sizeof(back));
	if (isnan(f) ? !isnan(back) : memcmp(&f, &back, sizeof(f)))
		test_fail(__FILE__, __LINE__, "d2f(%a) is %a, not %a", d, (double)back, (double)f);
}

static void integer(u64 n)
{
	u32 bits = (u32)n;
	float f;

	same("i2d", n, 0, __aeabi_i2d((s32)n), (s32)n);
	same("ui2d", n, 0, __aeabi_ui2d((u32)n), (u32)n);
	same("l2d", n, 0, __aeabi_l2d((s64)n), (double)(s64)n);
	same("ul2d", n, 0, __aeabi_ul2d(n), (double)n);
	memcpy(&f, &bits, sizeof(f));
	same("f2d", n, 0, __aeabi_f2d(bits), f);
}

static const u64 edges[] = {
	0, 1, 2, 3, 0x000fffffffffffff, 0x0010000000000000, 0x0010000000000001, 0x001fffffffffffff, 0x0020000000000000, 0x000c000000000000,
	0x3ca0000000000000, 0x3c90000000000000, 0x3fe0000000000000, 0x3fefffffffffffff, 0x3ff0000000000000, 0x3ff0000000000001, 0x3ff8000000000000,
	0x4000000000000000, 0x4008000000000000, 0x41dfffffffc00000, 0x41dfffffffffffff, 0x41e0000000000000, 0x41efffffffe00000, 0x41f0000000000000,
	0x433fffffffffffff, 0x4340000000000000, 0x4340000000000001, 0x43dfffffffffffff, 0x43e0000000000000, 0x43efffffffffffff, 0x43f0000000000000,
	0x47efffffe0000000, 0x47efffffefffffff, 0x47effffff0000000, 0x36a0000000000000, 0x3690000000000000, 0x3690000000000001, 0x380fffffc0000000,
	0x380fffffe0000000, 0x7fdfffffffffffff, 0x7fe0000000000000, 0x7fefffffffffffff, 0x7ff0000000000000, 0x7ff0000000000001, 0x7ff8000000000000,
};

/* near - random bits; half of them close to another number, a small integer, or with few bits set */
static u64 near(u64 *state, u64 other)
{
	u64 bits = test_random(state), n = test_random(state);

	switch (n >> 8 & 7) {
	case 0: return other ^ (bits & 0x800000000000000f);
	case 1: return bits_of((double)(s16)bits);
	case 2: return bits & (test_random(state) & test_random(state) & test_random(state));
	case 3: return (bits & ~(0x7ffull << 52)) | (u64)((other >> 52 & 0x7ff) + (n & 127) - 64) % 0x7ff << 52;
	case 4: return bits >> 12 | bits << 63; /* subnormal */
	default: return bits;
	}
}

TEST(rtos, doubles_are_those_of_ieee_754)
{
	u64 state = test_seed();

	for (u32 i = 0; i < ARRAY_LEN(edges) * 2; i++) {
		u64 a = edges[i / 2] | (u64)(i & 1) << 63;

		single(a);
		integer(a);
		for (u32 k = 0; k < ARRAY_LEN(edges) * 2; k++)
			pair(a, edges[k / 2] | (u64)(k & 1) << 63);
	}
	for (u32 i = test_rounds(200000); i--;) {
		u64 a = test_random(&state), b = near(&state, a);

		a = near(&state, b);
		pair(a, b);
		single(a);
		single((a & ~(0x7ffull << 52)) | (u64)(1023 - 10 + b % 80) << 52); /* of the size of integers */
		single((a & ~(0x7ffull << 52)) | (u64)(1023 - 160 + b % 300) << 52); /* of floats */
		integer(a >> b % 64);
	}
}
