/* SPDX-License-Identifier: Apache-2.0
 * whole64.c - the abstract operators of microcontrollers (src/range/whole.c) at 64 bits, sampled. */
#define AX_DEVICE
#include "unit/verify/sample.h"

TEST(verify, operators_of_devices_at_64_bits_hold_sampled_numbers)
{
	try_samples(test_seed());
}
