/* SPDX-License-Identifier: Apache-2.0
 * boot_map.c (AArch64) - the direct map of RAM, built by the entry code before there is a page
 * allocator, in blocks of 1 GiB, 2 MiB and 4 KiB from a small static pool of tables.  These tables
 * stay in use. */
#include "aarch64.h"
#include "sysreg.h"

#define POOL_TABLES 12
#define ADDRESS     0x0000fffffffff000ull

static u64 pool[POOL_TABLES][512] __attribute__((aligned(4096)));
static u32 pool_used;

/* Table below an entry; a new one from the pool when the entry is empty.  NULL: pool empty, or a
 * block is there. */
static u64 *table_below(u64 *entry)
{
	u64 *table;

	if (!(*entry & PTE_VALID)) {
		if (pool_used == POOL_TABLES)
			return NULL;
		table = pool[pool_used++];
		*entry = image_phys(table) | PTE_TABLE;
		return table;
	}
	if ((*entry & PTE_TABLE) != PTE_TABLE)
		return NULL;
	/* every table here is ours: address in the image */
	return (u64 *)(uintptr_t)((*entry & ADDRESS) - boot_image + KERNEL_BASE);
}

/* The largest block at pa: its shift (30, 21 or 12). */
static u32 block_shift(u64 pa, u64 end, const u64 *l1)
{
	if (!(pa & ((1ull << 30) - 1)) && end - pa >= 1ull << 30 && !l1[pa >> 30 & 511])
		return 30;
	if (!(pa & ((1ull << 21) - 1)) && end - pa >= 1ull << 21)
		return 21;
	return 12;
}

u64 boot_map_direct(u64 base, u64 end, bool writable)
{
	u64 flags = PTE_ATTR(MAIR_NORMAL) | PTE_SHARED | PTE_AF | PTE_PXN | PTE_UXN |
	            (writable ? 0 : PTE_RDONLY);
	u64 pa = base;

	while (pa < end) {
		u64 *table = table_below(&kernel_l0[(DIRECT_BASE + pa) >> 39 & 511]);
		u32 shift, level_shift;

		if (!table)
			break;
		shift = block_shift(pa, end, table);
		for (level_shift = 30; table && level_shift > shift; level_shift -= 9)
			table = table_below(&table[pa >> level_shift & 511]);
		if (!table)
			break;
		table[pa >> shift & 511] = pa | flags | (shift == 12 ? PTE_TABLE : PTE_BLOCK);
		pa += 1ull << shift;
	}
	__asm__ volatile("dsb ishst\n\tisb" ::: "memory");
	return pa;
}
