/* SPDX-License-Identifier: Apache-2.0
 * aspace.c - address spaces over a fake page table: accounts, failures of every allocation, the stack, the break. */
#include "proc/aspace.h"
#include "unit/kernel/fake.h"
#include "unit/test.h"

static void start(struct aspace *as)
{
	static bool ready;

	if (!ready)
		aspace_setup();
	ready = true;
	CHECK_EQ(aspace_init(as), 0);
}

static void end(struct aspace *as)
{
	aspace_fini(as);
	CHECK_EQ(fake_frames, 0);
	CHECK_EQ(fake_mapped, 0);
	CHECK_EQ(aspace_promised_pages(), 0);
}

TEST(aspace, pages_come_when_touched_and_go_with_the_space)
{
	struct vma_spec spec = {.bytes = 8 * PAGE_SIZE, .prot = MAP_READ | MAP_WRITE};
	struct aspace as;
	s64 at;
	u32 prot;

	start(&as);
	at = aspace_map(&as, &spec);
	CHECK(at > 0);
	CHECK_EQ(fake_frames, 0);
	CHECK_EQ(as.charged_pages, 8);
	CHECK_EQ(aspace_fault(&as, (u64)at + 5000, true, false), ASPACE_OK);
	CHECK_EQ(fake_frames, 1);
	CHECK(fake_lookup((u64)at + 5000, &prot) && prot == (MAP_READ | MAP_WRITE | MAP_USER));
	CHECK_EQ(aspace_fault(&as, (u64)at, false, true), ASPACE_NO_RIGHT);
	CHECK_EQ(aspace_fault(&as, (u64)at + 8 * PAGE_SIZE, false, false), ASPACE_NO_MAPPING);
	CHECK_EQ(aspace_fault(&as, 0, false, false), ASPACE_NO_MAPPING);
	CHECK_EQ(aspace_fault(&as, USER_END, false, false), ASPACE_NO_MAPPING);
	CHECK_EQ(aspace_fault(&as, UINT64_MAX, false, false), ASPACE_NO_MAPPING);
	end(&as);
}

TEST(aspace, promises_end_at_the_limit)
{
	struct vma_spec spec = {.bytes = 100 * PAGE_SIZE, .prot = MAP_READ | MAP_WRITE};
	struct aspace as;
	u32 count = 0;

	start(&as);
	while (aspace_map(&as, &spec) > 0)
		count++;
	CHECK_EQ(aspace_map(&as, &spec), -AX_ENOMEM);
	CHECK_EQ(count, as.limit_pages / 100);
	spec.prot = 0;
	CHECK(aspace_map(&as, &spec) > 0); /* nothing is promised for what cannot be touched */
	end(&as);
}

TEST(aspace, the_stack_grows_to_its_limit_and_keeps_its_guard)
{
	struct aspace as;
	struct vma_spec stack, below = {.fixed = true, .bytes = PAGE_SIZE, .prot = MAP_READ};

	start(&as);
	stack = (struct vma_spec){.addr = as.stack_top - PAGE_SIZE, .bytes = PAGE_SIZE, .fixed = true,
				  .prot = MAP_READ | MAP_WRITE, .flags = VMA_STACK};
	below.addr = as.stack_top - (2u << 20);
	CHECK(aspace_map(&as, &stack) > 0);
	CHECK(aspace_map(&as, &below) > 0);
	CHECK_EQ(aspace_fault(&as, as.stack_top - (900u << 10), true, false), ASPACE_OK);
	CHECK_EQ(as.charged_pages, (900u << 10) / PAGE_SIZE + 1);
	CHECK_EQ(aspace_fault(&as, as.stack_top - (1800u << 10), true, false), ASPACE_NO_MAPPING);
	CHECK_EQ(aspace_unmap(&as, below.addr, PAGE_SIZE), 0);
	CHECK_EQ(aspace_fault(&as, as.stack_top - (1800u << 10), true, false), ASPACE_OK);
	as.stack_limit_bytes = 2u << 20;
	CHECK_EQ(aspace_fault(&as, as.stack_top - (2100u << 10), true, false), ASPACE_NO_MAPPING);
	end(&as);
}

TEST(aspace, the_break_moves_both_ways)
{
	struct aspace as;

	start(&as);
	as.brk_start = as.brk = 0x500000;
	CHECK_EQ(aspace_brk(&as, 0), 0x500000);
	CHECK_EQ(aspace_brk(&as, 0x500123), 0x500123);
	CHECK_EQ(aspace_fault(&as, 0x500fff, true, false), ASPACE_OK);
	CHECK_EQ(aspace_brk(&as, 0x510000), 0x510000);
	CHECK_EQ(as.vmas, 1);
	CHECK_EQ(aspace_brk(&as, 1ull << 45), 0x510000);
	CHECK_EQ(aspace_brk(&as, 0x4fffff), 0x510000);
	CHECK_EQ(aspace_brk(&as, 0x500000), 0x500000);
	CHECK_EQ(fake_frames, 0);
	end(&as);
}

static u64 state = 1;

static u32 chance(u32 n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (u32)(state >> 20) % n;
}

static void random_step(struct aspace *as, u64 base)
{
	static const u32 prots[] = {0, MAP_READ, MAP_READ | MAP_WRITE, MAP_READ | MAP_EXEC, MAP_WRITE | MAP_EXEC};
	u64 at = base + chance(64) * PAGE_SIZE, bytes = (1 + chance(16)) * PAGE_SIZE;
	struct vma_spec spec = {.addr = at, .bytes = bytes, .fixed = chance(2), .replace = chance(2), .prot = prots[chance(5)]};

	switch (chance(5)) {
	case 0: aspace_map(as, &spec); break;
	case 1: aspace_unmap(as, at, bytes); break;
	case 2: aspace_protect(as, at, bytes, spec.prot); break;
	default: aspace_fault(as, at + chance(PAGE_SIZE), chance(2), chance(4) == 0); break;
	}
}

static void sorted(const struct aspace *as)
{
	u32 count = 0;

	for (const struct vma *vma = as->first; vma; vma = vma->next, count++) {
		CHECK(vma->start < vma->end);
		CHECK(!vma->next || vma->end <= vma->next->start);
		CHECK((vma->prot & (MAP_WRITE | MAP_EXEC)) != (MAP_WRITE | MAP_EXEC));
	}
	CHECK_EQ(as->vmas, count);
	CHECK_EQ(as->resident_pages, fake_mapped);
	CHECK_EQ(as->resident_pages, fake_frames);
}

TEST(aspace, random_operations_with_failing_allocations_keep_the_accounts)
{
	for (u32 round = 0; round < 40; round++) {
		struct aspace as;

		state = 0x9e3779b97f4a7c15ull * (round + 1);
		start(&as);
		for (u32 step = 0; step < 500; step++) {
			if (chance(3) == 0)
				fake_fail_after = chance(4);
			random_step(&as, 0x10000000);
			fake_fail_after = UINT32_MAX;
			sorted(&as);
		}
		end(&as);
	}
	CHECK_EQ(fake_blocks, 0);
}
