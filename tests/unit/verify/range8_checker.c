/* SPDX-License-Identifier: Apache-2.0
 * range8_checker.c - the same as a microcontroller has them: without shortcuts, halves by the operation on whole numbers. */
#define AX_DEVICE
#include "unit/verify/eight.h"

TEST(verify, operators_of_small_builds_lose_no_pair_of_members)
{
	try_pairs(test_seed(), test_rounds(1500));
}
