/* SPDX-License-Identifier: Apache-2.0
 * whole8.c - the same as a microcontroller has them (src/range/whole.c). */
#define AX_DEVICE
#include "unit/verify/eight.h"

TEST(verify, operators_of_devices_at_eight_bits_lose_no_pair_of_members)
{
	try_pairs(test_seed(), test_rounds(1500));
}
