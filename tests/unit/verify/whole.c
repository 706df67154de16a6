/* SPDX-License-Identifier: Apache-2.0
 * whole.c - every abstract operator of microcontrollers (src/range/whole.c) against brute force, at four bits. */
#define AX_DEVICE
#include "unit/verify/four.h"

TEST(verify, every_operator_of_devices_is_sound_on_all_pairs_of_four_bit_values)
{
	try_operators(test_seed());
}

TEST(verify, join_meet_widen_and_extensions_of_devices_lose_no_member)
{
	try_lattice(test_seed());
}
