/* SPDX-License-Identifier: Apache-2.0
 * range.c - every abstract operator of hosts against brute force, at four bits. */
#include "unit/verify/four.h"

TEST(verify, every_operator_is_sound_on_all_pairs_of_four_bit_values)
{
	try_operators(test_seed());
}

TEST(verify, join_meet_widen_and_extensions_lose_no_member)
{
	try_lattice(test_seed());
}
