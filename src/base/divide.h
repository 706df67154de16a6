/* SPDX-License-Identifier: Apache-2.0
 * divide.h - division of 64 bits: the host's own, or on a microcontroller (AX_DEVICE) a short one instead of the compiler's
 * library, which takes 700 bytes. */
#ifndef BASE_DIVIDE_H
#define BASE_DIVIDE_H

#include "base/profile.h"
#include "base/types.h"

/* axi_long_divide - a / b, and in *rest a % b; b is not 0.  Bit by bit, or the CPU's own division where 32 bits are enough. */
u64 axi_long_divide(u64 a, u64 b, u64 *rest);
/* axi_long_divide_signed - the same with signs, towards 0; the most negative number by -1 is itself, with nothing left. */
s64 axi_long_divide_signed(s64 a, s64 b, s64 *rest);

static inline u64 axi_divide_u64(u64 a, u64 b, u64 *rest)
{
	if (AXI_DEVICE)
		return axi_long_divide(a, b, rest);
	*rest = a % b;
	return a / b;
}

static inline s64 axi_divide_s64(s64 a, s64 b, s64 *rest)
{
	if (AXI_DEVICE)
		return axi_long_divide_signed(a, b, rest);
	if (b == -1) { /* C leaves the most negative number by -1 undefined */
		*rest = 0;
		return (s64)(0 - (u64)a);
	}
	*rest = a % b;
	return a / b;
}

#endif
