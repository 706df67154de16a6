/* SPDX-License-Identifier: Apache-2.0
 * range8.c - the abstract operators at 8 and 4 bits, as hosts have them. */
#include "unit/verify/eight.h"

TEST(verify, operators_at_eight_bits_lose_no_pair_of_members)
{
	try_pairs(test_seed(), test_rounds(1500));
}
