/* SPDX-License-Identifier: Apache-2.0
 * gic.c - both GIC drivers against registers that are plain memory: what they write where, which redistributor they
 * choose, that every line taken is ended. */
#include "dev/irq/gic.h"
#include "dev/irq/irq.h"
#include "unit/test.h"

/* The kernel's interrupt table, as far as the drivers see it. */
static const struct irq_chip *chip;
static u32 ran[8], ran_count;
static void (*on_run)(void);

void irq_chip_set(const struct irq_chip *which)
{
	chip = which;
}

void irq_run(u32 irq)
{
	if (ran_count < ARRAY_LEN(ran))
		ran[ran_count] = irq;
	ran_count++;
	if (on_run)
		on_run();
}

static u32 *at(u8 *base, u32 offset)
{
	return (u32 *)(void *)(base + offset);
}

static _Alignas(8) u8 dist[0x10000], cpu[0x2000];

static void nothing_more(void)
{
	*at(cpu, 0x0c) = 1023;
}

static void start_v2(void)
{
	memset(dist, 0, sizeof(dist));
	memset(cpu, 0, sizeof(cpu));
	*at(dist, 0x004) = 8;          /* 288 lines */
	*at(dist, 0x800) = 0x04040404; /* this CPU is number 2 */
	*at(cpu, 0x0c) = 1023;
	ran_count = 0;
	on_run = nothing_more;
	gicv2_init(dist, cpu);
}

TEST(gic, v2_starts_with_every_line_off_and_sent_to_this_cpu)
{
	u32 i;

	start_v2();
	CHECK_STR(chip->name, "GICv2");
	for (i = 0; i < 288; i += 32) {
		CHECK_EQ(*at(dist, 0x180 + i / 8), 0xffffffff);
		CHECK_EQ(*at(dist, 0x100 + i / 8), 0);
	}
	CHECK_EQ(*at(dist, 0x180 + 288 / 8), 0); /* not beyond the lines that there are */
	for (i = 32; i < 288; i += 4)
		CHECK_EQ(*at(dist, 0x800 + i), 0x04040404);
	CHECK_EQ(*at(dist, 0x800 + 288), 0);
	CHECK_EQ(*at(cpu, 0x00) & 1, 1);
	CHECK_EQ(*at(cpu, 0x04), 0xff);
	CHECK_EQ(*at(dist, 0x000), 1);
}

TEST(gic, v2_enables_one_line_and_none_that_is_not_there)
{
	start_v2();
	chip->enable(33);
	CHECK_EQ(*at(dist, 0x104), 2);
	chip->enable(288);
	CHECK_EQ(*at(dist, 0x100 + 288 / 8), 0);
	memset(dist + 0x180, 0, 0x80);
	chip->disable(27);
	CHECK_EQ(*at(dist, 0x180), 1u << 27);
}

TEST(gic, v2_ends_what_it_took_with_all_its_bits)
{
	start_v2();
	*at(cpu, 0x0c) = 0x1c00 | 27; /* the source CPU's bits go back too */
	chip->handle();
	CHECK_EQ(ran_count, 1);
	CHECK_EQ(ran[0], 27);
	CHECK_EQ(*at(cpu, 0x10), 0x1c00 | 27);
	*at(cpu, 0x10) = 0;
	chip->handle(); /* spurious: nothing runs, nothing ends */
	CHECK_EQ(ran_count, 1);
	CHECK_EQ(*at(cpu, 0x10), 0);
}

/* Version 3: four redistributors of two frames, the third with four frames. */
#define FRAME   0x10000u
#define FRAMES  10u
static u8 *redist;
static u32 pending[4], ended[4], pending_count, ended_count, inits;
static u64 affinity;

static void fake_init(void)
{
	inits++;
}

static u32 fake_acknowledge(void)
{
	return pending_count ? pending[--pending_count] : 1023;
}

static void fake_end(u32 irq)
{
	ended[ended_count++ % 4] = irq;
}

static u64 fake_affinity(void)
{
	return affinity;
}

static int start_v3(u64 me, u64 bytes)
{
	static const struct gic_cpu_ops ops = {fake_init, fake_acknowledge, fake_end, fake_affinity};
	static const u32 frame[] = {0, 2, 4, 8};
	u32 i;

	free(redist);
	redist = calloc(FRAMES, FRAME);
	memset(dist, 0, sizeof(dist));
	for (i = 0; i < 4; i++) {
		*at(redist, frame[i] * FRAME + 8) = (i == 2 ? 2 : 0) | (i == 3 ? 16 : 0);
		*at(redist, frame[i] * FRAME + 12) = i == 3 ? 0x01000203 : i;
	}
	*at(dist, 0x004) = 1; /* 64 lines */
	pending_count = ended_count = ran_count = inits = 0;
	on_run = NULL;
	affinity = me;
	return gicv3_init(dist, redist, bytes, &ops);
}

TEST(gic, v3_finds_the_redistributor_of_this_cpu)
{
	static const struct {
		u64 me;
		u32 frame;
	} rows[] = {{0, 0}, {1, 2}, {2, 4}, {0x0100000203, 8}};
	u32 i, f;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		CHECK_EQ(start_v3(rows[i].me, FRAMES * FRAME), 0);
		CHECK_EQ(inits, 1);
		chip->enable(27);
		for (f = 0; f < FRAMES; f++)
			CHECK_EQ(*at(redist, f * FRAME + 0x100), f == rows[i].frame + 1 ? 1u << 27 : 0);
		chip->enable(33);
		CHECK_EQ(*at(dist, 0x104), 2);
		CHECK_EQ(*at(dist, 0x6000 + 8 * 33), (u32)rows[i].me & 0xffffff);
		CHECK_EQ(*at(dist, 0x6000 + 8 * 33 + 4), rows[i].me >> 32);
	}
}

TEST(gic, v3_without_its_redistributor_is_refused)
{
	CHECK_EQ(start_v3(7, FRAMES * FRAME), -AX_ENODEV);
	CHECK_EQ(start_v3(2, 4 * FRAME), -AX_ENODEV); /* it lies beyond the registers that we were given */
	CHECK_EQ(start_v3(0x0100000203, 9 * FRAME), -AX_ENODEV);
	CHECK_EQ(start_v3(0, FRAME), -AX_ENODEV);
	CHECK_EQ(inits, 0);
}

TEST(gic, v3_runs_and_ends_all_that_is_pending)
{
	CHECK_EQ(start_v3(1, FRAMES * FRAME), 0);
	pending[0] = 40;
	pending[1] = 27;
	pending_count = 2;
	chip->handle();
	CHECK_EQ(ran_count, 2);
	CHECK_EQ(ran[0], 27);
	CHECK_EQ(ran[1], 40);
	CHECK_EQ(ended_count, 2);
	CHECK_EQ(ended[0], 27);
	CHECK_EQ(ended[1], 40);
}
