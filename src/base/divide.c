/* SPDX-License-Identifier: Apache-2.0
 * divide.c - long division, for CPUs that divide no more than 32 bits (divide.h). */
#include "base/divide.h"

u64 axi_long_divide(u64 a, u64 b, u64 *rest)
{
	u64 quotient = 0;
	int shift;

	if (!((a | b) >> 32)) {
		*rest = (u32)a % (u32)b;
		return (u32)a / (u32)b;
	}
	shift = a >= b ? __builtin_clzll(b) - __builtin_clzll(a) : -1;
	for (b <<= shift & 63; shift >= 0; shift--, b >>= 1) {
		quotient <<= 1;
		if (a >= b) {
			a -= b;
			quotient |= 1;
		}
	}
	*rest = a;
	return quotient;
}

s64 axi_long_divide_signed(s64 a, s64 b, s64 *rest)
{
	u64 left, quotient = axi_long_divide(a < 0 ? 0 - (u64)a : (u64)a, b < 0 ? 0 - (u64)b : (u64)b, &left);

	*rest = (s64)(a < 0 ? 0 - left : left);
	return (s64)((a < 0) != (b < 0) ? 0 - quotient : quotient);
}
