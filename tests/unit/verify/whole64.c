/* SPDX-License-Identifier: Apache-2.0
 * whole64.c - the abstract operators of microcontrollers (src/range/whole.c) at 64 bits, sampled. */
#define AX_DEVICE
#include "unit/verify/sample.h"

TEST(verify, operators_of_devices_at_64_bits_hold_sampled_numbers)
{
	try_samples(test_seed());
}

/* Not all that cannot be is seen where a branch is walked: a multiple of 2^31 whose low half is between 23 and 2^31 - 1. */
TEST(verify, operators_of_devices_live_with_numbers_that_cannot_be)
{
	static const u32 hard[] = {AX_DIV, AX_MOD, AX_LSH, AX_RSH, AX_ARSH};

	for (u32 i = 0; i < 2 * ARRAY_LEN(hard); i++) {
		struct axi_range x, y, by;

		small_unknown(&x);
		small_const(&by, 31);
		small_unknown(&y);
		small_alu(&y, AX_LSH, false, &by);
		small_const(&by, 22);
		CHECK(small_branch(&y, &by, AX_JSGT, true, true));
		(i & 1 ? small_alu32 : small_alu)(&x, hard[i / 2], false, &y);
		x = y;
		(i & 1 ? small_alu32 : small_alu)(&x, hard[i / 2], false, &y);
	}
}
