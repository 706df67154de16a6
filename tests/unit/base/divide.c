/* SPDX-License-Identifier: Apache-2.0
 * divide.c - long division beside the host's own. */
#include "base/divide.h"
#include "unit/test.h"

static u64 seed = 1;

static u64 number(void)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	u64 n = seed ^ seed >> 29;

	return (n << (seed >> 58)) >> (seed >> 40 & 63); /* of all widths */
}

static void check_both(u64 a, u64 b)
{
	u64 rest;
	s64 left, x = (s64)a, y = (s64)b;

	CHECK_EQ(axi_long_divide(a, b, &rest), a / b);
	CHECK_EQ(rest, a % b);
	CHECK_EQ(axi_long_divide_signed(x, y, &left), y == -1 ? (s64)(0 - a) : x / y);
	CHECK_EQ(left, y == -1 ? 0 : x % y);
	CHECK_EQ(axi_divide_s64(x, y, &left), y == -1 ? (s64)(0 - a) : x / y);
	CHECK_EQ(left, y == -1 ? 0 : x % y);
}

TEST(base, long_division_is_the_hosts)
{
	static const u64 ends[] = {0, 1, 2, 3, 7, 10, UINT32_MAX - 1, UINT32_MAX, UINT64_C(1) << 32, INT64_MAX, UINT64_C(1) << 63,
				   (UINT64_C(1) << 63) + 1, UINT64_MAX - 1, UINT64_MAX};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		for (size_t k = 1; k < ARRAY_LEN(ends); k++)
			check_both(ends[i], ends[k]);
	for (int i = 0; i < 100000; i++) {
		u64 a = number(), b = number();

		if (b)
			check_both(a, b);
	}
}
