/* SPDX-License-Identifier: Apache-2.0
 * mmu.c (AArch64) - page tables of the running system: four levels of 512 entries (Arm ARM D8).
 *
 * The kernel half is one table (TTBR1), never switched.  A user space has a table (TTBR0) and,
 * while there are some, an ASID of its own; spaces without one share ASID 0, which is flushed at
 * every switch to it. */
#include <arch/cpu.h>
#include <arch/mmu.h>
#include "aarch64.h"
#include "core/print.h"
#include "mm/page.h"
#include "sysreg.h"

#define ADDRESS    0x0000fffffffff000ull
#define ASIDS      256
#define ASID_SHIFT 48

struct arch_space arch_kernel_space;
static u64 empty_table; /* TTBR0 while no user space is active */
static u64 asid_used[ASIDS / 64] = {1}; /* ASID 0 is shared */

static u64 *table_at(u64 pa)
{
	return phys_to_virt(pa & ADDRESS);
}

/* Entry of `va` at the last level; makes tables on the way when `make`.  NULL: none there, or out
 * of memory. */
static u64 *walk(u64 root, u64 va, bool make)
{
	u64 *table = table_at(root);
	u32 shift;

	for (shift = 39; shift > 12; shift -= 9) {
		u64 *entry = &table[va >> shift & 511];

		if (!(*entry & PTE_VALID)) {
			u64 frame = make ? page_alloc(true) : PAGE_NONE;

			if (frame == PAGE_NONE)
				return NULL;
			/* the walker must not see the entry before the zeroes */
			__asm__ volatile("dmb ishst" ::: "memory");
			*entry = frame | PTE_TABLE;
		} else if ((*entry & PTE_TABLE) != PTE_TABLE) {
			return NULL; /* a block of the direct map */
		}
		table = table_at(*entry);
	}
	return &table[va >> 12 & 511];
}

/* User pages without any right stay valid entries that only the kernel could read (and PAN and LDTR
 * keep it from). Every page of a user space belongs to its ASID. */
static u64 prot_bits(u64 va, u32 prot)
{
	u64 bits = PTE_TABLE | PTE_AF | PTE_PXN | PTE_UXN;

	bits |= prot & MAP_DEVICE ? PTE_ATTR(MAIR_DEVICE) : PTE_ATTR(MAIR_NORMAL) | PTE_SHARED;
	if (!(prot & MAP_WRITE))
		bits |= PTE_RDONLY;
	if (va < USER_END)
		bits |= PTE_NG;
	if ((prot & MAP_USER) && (prot & (MAP_READ | MAP_WRITE | MAP_EXEC)))
		bits |= PTE_USER;
	if (prot & MAP_EXEC)
		bits &= ~(prot & MAP_USER ? PTE_UXN : PTE_PXN);
	return bits;
}

static u32 bits_prot(u64 bits)
{
	u32 prot = 0;

	if (bits & PTE_USER)
		prot |= MAP_USER;
	if (!(bits & PTE_NG) || (bits & PTE_USER)) {
		prot |= MAP_READ;
		if (!(bits & PTE_RDONLY))
			prot |= MAP_WRITE;
		if (!(bits & (bits & PTE_NG ? PTE_UXN : PTE_PXN)))
			prot |= MAP_EXEC;
	}
	if (bits & PTE_ATTR(MAIR_DEVICE))
		prot |= MAP_DEVICE;
	return prot;
}

static void flush_page(u64 va)
{
	__asm__ volatile(
		"dsb ishst\n\ttlbi vaae1is, %0\n\tdsb ish\n\tisb" ::"r"(va >> 12 & 0xfffffffffffull)
		: "memory");
}

static void flush_asid(u64 asid)
{
	__asm__ volatile(
		"dsb ishst\n\ttlbi aside1is, %0\n\tdsb ish\n\tisb" ::"r"(asid << ASID_SHIFT)
		: "memory");
}

void arch_sync_code(const void *va, size_t bytes)
{
	u64 line = 4ull << (READ_SYSREG(ctr_el0) >> 16 & 0xf);
	u64 at = (u64)(uintptr_t)va & ~(line - 1), end = (u64)(uintptr_t)va + bytes;

	for (; at < end; at += line)
		__asm__ volatile("dc cvau, %0" ::"r"(at) : "memory");
	__asm__ volatile("dsb ish\n\tic ialluis\n\tdsb ish\n\tisb" ::: "memory");
}

int arch_map(struct arch_space *space, u64 va, u64 pa, u32 prot)
{
	u64 *entry;

	if ((prot & MAP_WRITE) && (prot & MAP_EXEC))
		return -AX_EINVAL;
	entry = walk(space->root, va, true);
	if (!entry)
		return -AX_ENOMEM;
	if (*entry & PTE_VALID)
		return -AX_EEXIST;
	/* user code came through the data cache; kernel code calls arch_sync_code itself */
	if ((prot & MAP_EXEC) && (prot & MAP_USER))
		arch_sync_code(phys_to_virt(pa), PAGE_SIZE);
	*entry = (pa & ADDRESS) | prot_bits(va, prot);
	__asm__ volatile("dsb ishst\n\tisb" ::: "memory");
	return 0;
}

bool arch_unmap(struct arch_space *space, u64 va, u64 *pa)
{
	u64 *entry = walk(space->root, va, false);

	if (!entry || !(*entry & PTE_VALID))
		return false;
	if (pa)
		*pa = *entry & ADDRESS;
	*entry = 0;
	flush_page(va);
	return true;
}

bool arch_protect(struct arch_space *space, u64 va, u32 prot)
{
	u64 *entry = walk(space->root, va, false);
	u64 pa;

	if (!entry || !(*entry & PTE_VALID) || ((prot & MAP_WRITE) && (prot & MAP_EXEC)))
		return false;
	pa = *entry & ADDRESS;
	if ((prot & MAP_EXEC) && (prot & MAP_USER))
		arch_sync_code(phys_to_virt(pa), PAGE_SIZE);
	*entry = pa | prot_bits(va, prot); /* only rights change: no break before make needed */
	flush_page(va);
	return true;
}

/* Frame and rights of `va`, blocks of the direct map included. */
bool arch_lookup(const struct arch_space *space, u64 va, u64 *pa, u32 *prot)
{
	u64 *table = table_at(space->root);
	u32 shift;

	for (shift = 39;; shift -= 9) {
		u64 entry = table[va >> shift & 511];
		u64 inside = va & ((1ull << shift) - 1) & ~0xfffull;

		if (!(entry & PTE_VALID))
			return false;
		if (shift == 12 || (entry & PTE_TABLE) != PTE_TABLE) {
			if (pa)
				*pa = (entry & ADDRESS) + inside;
			if (prot)
				*prot = bits_prot(entry);
			return true;
		}
		table = table_at(entry);
	}
}

static void each(u64 root, u32 shift, u64 va, void (*visit)(u64 va, u64 bytes, u32 prot, void *arg),
                 void *arg)
{
	const u64 *table = table_at(root);
	u32 i;

	for (i = 0; i < 512; i++) {
		u64 at = va | (u64)i << shift;

		if (!(table[i] & PTE_VALID))
			continue;
		if (shift > 12 && (table[i] & PTE_TABLE) == PTE_TABLE)
			each(table[i], shift - 9, at, visit, arg);
		else
			visit(at, 1ull << shift, bits_prot(table[i]), arg);
	}
}

void arch_each_page(void (*visit)(u64 va, u64 bytes, u32 prot, void *arg), void *arg)
{
	each(arch_kernel_space.root, 39, DIRECT_BASE, visit, arg);
}

/* Map [from, to) of the image, link addresses, into `root`. */
static void map_image(struct arch_space *space, const char *from, const char *to, u32 prot)
{
	u64 va;

	for (va = (u64)(uintptr_t)from; va < (u64)(uintptr_t)to; va += PAGE_SIZE) {
		if (va == (u64)(uintptr_t)boot_stack_guard)
			continue;
		if (arch_map(space, va, va - KERNEL_BASE + boot_image, prot))
			panic("no memory for the kernel's own tables");
	}
}

void arch_mmu_init(void)
{
	struct arch_space space = {.root = page_alloc(true)};
	void (*replace)(u64 root, u64 empty);
	u64 window;
	unsigned long irq;

	empty_table = page_alloc(true);
	if (space.root == PAGE_NONE || empty_table == PAGE_NONE)
		panic("no memory for the kernel's own tables");
	/* the direct map; entry 511 is made anew */
	memcpy(table_at(space.root), kernel_l0, 511 * sizeof(u64));
	map_image(&space, image_start, text_end, MAP_READ | MAP_EXEC);
	map_image(&space, text_end, rodata_end, MAP_READ);
	map_image(&space, rodata_end, image_end, MAP_READ | MAP_WRITE);
	/* the early console's page stays, the device tree's window does not */
	if (!arch_lookup(&(struct arch_space){.root = image_phys(kernel_l0)}, BOOT_WINDOW_DEVICE,
	                 &window, NULL) ||
	    arch_map(&space, BOOT_WINDOW_DEVICE, window, MAP_READ | MAP_WRITE | MAP_DEVICE))
		window = 0;

	irq = arch_irq_save();
	replace = (void (*)(u64, u64))(uintptr_t)image_phys((const void *)replace_kernel_root);
	replace(space.root, empty_table);
	WRITE_SYSREG(ttbr0_el1, empty_table);
	__asm__ volatile("isb\n\ttlbi vmalle1\n\tdsb nsh\n\tisb" ::: "memory");
	arch_kernel_space = space;
	arch_irq_restore(irq);
}

static u64 take_asid(void)
{
	u32 i;

	for (i = 0; i < ARRAY_LEN(asid_used); i++) {
		u32 bit;

		if (!~asid_used[i])
			continue;
		bit = (u32)__builtin_ctzll(~asid_used[i]);
		asid_used[i] |= 1ull << bit;
		return i * 64 + bit;
	}
	return 0;
}

int arch_space_init(struct arch_space *space)
{
	unsigned long irq;
	u64 root = page_alloc(true);

	if (root == PAGE_NONE)
		return -AX_ENOMEM;
	irq = arch_irq_save();
	*space = (struct arch_space){.root = root, .id = take_asid()};
	arch_irq_restore(irq);
	return 0;
}

/* Depth is three: root (L0), L1, L2 hold tables; L3 holds pages. */
static void free_tables(u64 pa, u32 level)
{
	u64 *table = table_at(pa);
	u32 i;

	for (i = 0; level < 3 && i < 512; i++)
		if (table[i] & PTE_VALID)
			free_tables(table[i] & ADDRESS, level + 1);
	page_free(pa);
}

void arch_space_fini(struct arch_space *space)
{
	unsigned long irq;

	flush_asid(space->id); /* walks that are cached, before their tables go */
	free_tables(space->root, 0);
	irq = arch_irq_save();
	if (space->id)
		asid_used[space->id / 64] &= ~(1ull << space->id % 64);
	arch_irq_restore(irq);
	*space = (struct arch_space){0};
}

void arch_space_switch(const struct arch_space *space)
{
	u64 root = space->root;

	if (root == arch_kernel_space.root)
		root = empty_table;
	__asm__ volatile("msr ttbr0_el1, %0\n\tisb" ::"r"(root | space->id << ASID_SHIFT)
	                 : "memory");
	if (!space->id)
		flush_asid(0);
}
