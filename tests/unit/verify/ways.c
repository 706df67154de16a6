/* SPDX-License-Identifier: Apache-2.0
 * ways.c - which ways of making certificates are not tried, since another one told. */
#include "prove/prove.h"
#include "unit/test.h"

/* What a walk of this way found: nothing that others would find otherwise, but for what is set here. */
static struct axi_tried refused(struct axi_way way, struct axi_kept kept)
{
	struct axi_tried tried;

	kept.begun = true;
	axi_way_end(&tried, &way, &kept, -1, AXI_REASON_UNINIT);
	return tried;
}

static bool tells(struct axi_tried tried, struct axi_way of)
{
	return axi_way_known(&tried, 1, &of);
}

TEST(prove, a_walk_in_which_no_states_met_is_that_of_every_way)
{
	struct axi_way usual = {.level = AXI_USUAL}, other = {.level = AXI_STEERED_128, .by_itself = true, .steps = true};

	CHECK(tells(refused(usual, (struct axi_kept){0}), other));
	CHECK(!tells(refused(usual, (struct axi_kept){.joined = true}), other));
	CHECK(!tells(refused(usual, (struct axi_kept){.dropped = true}), other));
}

TEST(prove, without_loops_numbers_are_guessed_nowhere)
{
	struct axi_way usual = {.level = AXI_USUAL}, steps = {.level = AXI_USUAL, .steps = true}, itself = {.level = AXI_USUAL, .by_itself = true};
	struct axi_kept kept = {.joined = true, .crowded = true}, looped = {.joined = true, .crowded = true, .looped = true};

	CHECK(tells(refused(usual, kept), steps) && tells(refused(usual, kept), itself));
	CHECK(!tells(refused(usual, looped), steps) && !tells(refused(usual, looped), itself));
	CHECK(tells(refused(usual, looped), usual));
}

TEST(prove, more_states_are_for_where_there_were_more)
{
	struct axi_way few = {.level = AXI_STEERED_8}, many = {.level = AXI_STEERED_32}, all = {.level = AXI_ALL_32};
	struct axi_kept kept = {.joined = true}, crowded = {.joined = true, .crowded = true};

	CHECK(tells(refused(few, kept), many));
	CHECK(!tells(refused(few, crowded), many));
	CHECK(!tells(refused(few, kept), all) && !tells(refused(many, kept), few));
}

TEST(prove, dead_slots_are_told_apart_where_some_were_forgotten)
{
	struct axi_way drops = {.level = AXI_USUAL, .drops = true}, keeps = {.level = AXI_USUAL};
	struct axi_kept kept = {.joined = true, .crowded = true}, dropped = {.joined = true, .crowded = true, .dropped = true};

	CHECK(tells(refused(drops, kept), keeps));
	CHECK(!tells(refused(drops, dropped), keeps));
	CHECK(!tells(refused(keeps, kept), drops));
}

TEST(prove, a_pool_that_was_full_tells_nothing)
{
	struct axi_way usual = {.level = AXI_USUAL};
	struct axi_kept kept = {.begun = true};
	struct axi_tried tried;

	axi_way_end(&tried, &usual, &kept, -1, AXI_REASON_POOL);
	CHECK(!tells(tried, usual));
	axi_way_begin(&kept);
	axi_way_end(&tried, &usual, &kept, -1, AXI_REASON_UNINIT);
	CHECK(!tells(tried, (struct axi_way){.level = AXI_JOINED}));
}
