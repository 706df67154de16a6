/* SPDX-License-Identifier: Apache-2.0
 * range64.c - the abstract operators of hosts at 64 bits, sampled. */
#include "unit/verify/sample.h"

TEST(verify, operators_at_64_bits_hold_sampled_numbers)
{
	try_samples(test_seed());
}
