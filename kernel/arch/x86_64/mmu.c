/* SPDX-License-Identifier: Apache-2.0
 * mmu.c (x86-64) - four levels of page tables.  The kernel half's second level is complete from the start, so every
 * space copies 256 root entries once and sees all later kernel mappings. */
#include <arch/boot.h>
#include <arch/mmu.h>
#include "core/print.h"
#include "mm/page.h"
#include "x86.h"

#define PTE_PRESENT 1ull
#define PTE_WRITE   2ull
#define PTE_USER    4ull
#define PTE_UNCACHED 0x18ull /* PWT, PCD */
#define PTE_LARGE   0x80ull
#define PTE_GLOBAL  0x100ull
#define PTE_HELD    0x200ull /* ours: a frame without any right (PROT_NONE), not PRESENT */
#define PTE_MAPPED  (PTE_PRESENT | PTE_HELD)
#define PTE_NX      (1ull << 63)
#define PTE_ADDRESS 0x000ffffffffff000ull
#define ENTRIES     512
#define LARGE_BYTES (2ull << 20)
#define GIGA_BYTES  (1ull << 30)

struct arch_space arch_kernel_space;
static u64 active_root;

extern char text_start[], text_end[], rodata_start[], rodata_end[], data_start[], data_end[];
extern char boot_stack_guard[];

static void flush_page(u64 va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static u64 *table_of(u64 entry)
{
	return phys_to_virt(entry & PTE_ADDRESS);
}

static u32 index_of(u64 va, u32 level)
{
	return va >> (PAGE_SHIFT + 9 * level) & (ENTRIES - 1);
}

static bool kernel_half(u64 va)
{
	return va >> 63;
}

/* walk - the entry of `va` at `level` (0: 4 KiB); makes missing tables when `make`.  NULL: none, out of memory, or a
 * larger page is in the way. */
static u64 *walk(u64 root, u64 va, u32 level, bool make)
{
	u64 *table = phys_to_virt(root);

	for (u32 l = 3; l > level; l--) {
		u64 *entry = &table[index_of(va, l)];

		if (!(*entry & PTE_PRESENT)) {
			u64 pa = make ? page_alloc(true) : PAGE_NONE;

			if (pa == PAGE_NONE)
				return NULL;
			*entry = pa | PTE_PRESENT | PTE_WRITE | (kernel_half(va) ? 0 : PTE_USER);
		} else if (*entry & PTE_LARGE) {
			return NULL;
		}
		table = table_of(*entry);
	}
	return &table[index_of(va, level)];
}

static u64 bits_of(u64 va, u32 prot)
{
	u64 bits = PTE_PRESENT;

	if (!(prot & (MAP_READ | MAP_WRITE | MAP_EXEC)))
		return PTE_HELD;
	if (prot & MAP_WRITE)
		bits |= PTE_WRITE;
	if (prot & MAP_USER)
		bits |= PTE_USER;
	if (prot & MAP_DEVICE)
		bits |= PTE_UNCACHED;
	if (!(prot & MAP_EXEC))
		bits |= PTE_NX;
	if (kernel_half(va) && (x86_features & X86_GLOBAL))
		bits |= PTE_GLOBAL;
	return bits;
}

static u32 prot_of(u64 entry)
{
	if (!(entry & PTE_PRESENT))
		return 0;
	return MAP_READ | (entry & PTE_WRITE ? MAP_WRITE : 0) | (entry & PTE_USER ? MAP_USER : 0) |
	       (entry & PTE_NX ? 0 : MAP_EXEC) | ((entry & PTE_UNCACHED) == PTE_UNCACHED ? MAP_DEVICE : 0);
}

int arch_map(struct arch_space *space, u64 va, u64 pa, u32 prot)
{
	u64 *entry;

	if ((prot & MAP_WRITE) && (prot & MAP_EXEC))
		return -AX_EINVAL;
	entry = walk(space->root, va, 0, true);
	if (!entry)
		return -AX_ENOMEM;
	if (*entry & PTE_MAPPED)
		return -AX_EEXIST;
	*entry = pa | bits_of(va, prot);
	return 0;
}

bool arch_unmap(struct arch_space *space, u64 va, u64 *pa)
{
	u64 *entry = walk(space->root, va, 0, false);

	if (!entry || !(*entry & PTE_MAPPED))
		return false;
	if (pa)
		*pa = *entry & PTE_ADDRESS;
	*entry = 0;
	flush_page(va);
	return true;
}

bool arch_protect(struct arch_space *space, u64 va, u32 prot)
{
	u64 *entry = walk(space->root, va, 0, false);

	KASSERT(!(prot & MAP_WRITE) || !(prot & MAP_EXEC));
	if (!entry || !(*entry & PTE_MAPPED))
		return false;
	*entry = (*entry & PTE_ADDRESS) | bits_of(va, prot);
	flush_page(va);
	return true;
}

bool arch_lookup(const struct arch_space *space, u64 va, u64 *pa, u32 *prot)
{
	u64 *table = phys_to_virt(space->root);

	if ((u64)((s64)(va << 16) >> 16) != va)
		return false; /* not canonical */
	for (u32 l = 3;; l--) {
		u64 entry = table[index_of(va, l)];
		u64 offset = va & ((1ull << (PAGE_SHIFT + 9 * l)) - 1);

		if (!(entry & (l ? PTE_PRESENT : PTE_MAPPED)))
			return false;
		if (l && !(entry & PTE_LARGE)) {
			table = table_of(entry);
			continue;
		}
		if (pa)
			*pa = ((entry & PTE_ADDRESS & ~((1ull << (PAGE_SHIFT + 9 * l)) - 1)) + offset) &
			      ~(u64)(PAGE_SIZE - 1);
		if (prot)
			*prot = prot_of(entry);
		return true;
	}
}

int arch_space_init(struct arch_space *space)
{
	u64 root = page_alloc(false), *table;

	if (root == PAGE_NONE)
		return -AX_ENOMEM;
	table = phys_to_virt(root);
	memset(table, 0, ENTRIES / 2 * 8);
	memcpy(table + ENTRIES / 2, (u64 *)phys_to_virt(arch_kernel_space.root) + ENTRIES / 2, ENTRIES / 2 * 8);
	*space = (struct arch_space){.root = root};
	return 0;
}

/* free_tables - `level` 0 tables hold frames that their owner has unmapped already. */
static void free_tables(u64 pa, u32 level, u32 count)
{
	u64 *table = phys_to_virt(pa);

	for (u32 i = 0; level && i < count; i++)
		if (table[i] & PTE_PRESENT)
			free_tables(table[i] & PTE_ADDRESS, level - 1, ENTRIES);
	page_free(pa);
}

void arch_space_fini(struct arch_space *space)
{
	KASSERT(space->root != active_root && space->root != arch_kernel_space.root);
	free_tables(space->root, 3, ENTRIES / 2);
	space->root = 0;
}

void arch_space_switch(const struct arch_space *space)
{
	if (space->root == active_root)
		return;
	active_root = space->root;
	__asm__ volatile("movq %0, %%cr3" : : "r"(space->root) : "memory");
}

void arch_sync_code(const void *va, size_t bytes)
{
	/* instruction fetches see stores on x86 */
}

static void each(u64 pa, u32 level, u64 va, void (*visit)(u64 va, u64 bytes, u32 prot, void *arg), void *arg)
{
	const u64 *table = phys_to_virt(pa);

	for (u32 i = level == 3 ? ENTRIES / 2 : 0; i < ENTRIES; i++) {
		u64 at = va | (u64)i << (PAGE_SHIFT + 9 * level);

		if (!(table[i] & PTE_PRESENT))
			continue;
		if (level && !(table[i] & PTE_LARGE))
			each(table[i] & PTE_ADDRESS, level - 1, level == 3 ? at | 0xffffull << 48 : at, visit, arg);
		else
			visit(at, 1ull << (PAGE_SHIFT + 9 * level), prot_of(table[i]), arg);
	}
}

void arch_each_page(void (*visit)(u64 va, u64 bytes, u32 prot, void *arg), void *arg)
{
	each(arch_kernel_space.root, 3, 0, visit, arg);
}

/* map_range - whole kernel pages, as large as alignment and the CPU allow.  Boot only. */
static void map_range(u64 va, u64 pa, u64 bytes, u32 prot)
{
	u64 bits = bits_of(va, prot);

	while (bytes) {
		u32 level = 0;
		u64 *entry;

		if (!((va | pa) & (GIGA_BYTES - 1)) && bytes >= GIGA_BYTES && (x86_features & X86_GIGA_PAGES))
			level = 2;
		else if (!((va | pa) & (LARGE_BYTES - 1)) && bytes >= LARGE_BYTES)
			level = 1;
		entry = walk(arch_kernel_space.root, va, level, true);
		if (!entry)
			panic("no memory for the kernel's page tables");
		*entry = pa | bits | (level ? PTE_LARGE : 0);
		va += 1ull << (PAGE_SHIFT + 9 * level);
		pa += 1ull << (PAGE_SHIFT + 9 * level);
		bytes -= 1ull << (PAGE_SHIFT + 9 * level);
	}
}

static void map_image(const char *start, const char *end, u32 prot)
{
	u64 va = (u64)(uintptr_t)start;

	map_range(va, va - KERNEL_BASE, (u64)(end - start), prot);
}

/* map_direct - all RAM, but no second writable view of the image's constant part. */
static void map_direct(const struct boot_range *ram)
{
	u64 fixed = (u64)(uintptr_t)text_start - KERNEL_BASE, fixed_end = (u64)(uintptr_t)data_start - KERNEL_BASE;
	u64 end = ram->base + ram->bytes;

	if (ram->base > fixed || end < fixed_end) {
		map_range(DIRECT_BASE + ram->base, ram->base, ram->bytes, MAP_READ | MAP_WRITE);
		return;
	}
	map_range(DIRECT_BASE + ram->base, ram->base, fixed - ram->base, MAP_READ | MAP_WRITE);
	map_range(DIRECT_BASE + fixed, fixed, fixed_end - fixed, MAP_READ);
	map_range(DIRECT_BASE + fixed_end, fixed_end, end - fixed_end, MAP_READ | MAP_WRITE);
}

void arch_mmu_init(void)
{
	u64 *root;

	if (!(x86_features & X86_NX))
		panic("this CPU cannot forbid execution of data (NX)");
	arch_kernel_space.root = page_alloc(true);
	root = phys_to_virt(arch_kernel_space.root);
	map_image(text_start, text_end, MAP_READ | MAP_EXEC);
	map_image(rodata_start, rodata_end, MAP_READ);
	map_image(data_start, boot_stack_guard, MAP_READ | MAP_WRITE);
	map_image(boot_stack_guard + PAGE_SIZE, data_end, MAP_READ | MAP_WRITE);
	for (u32 i = 0; i < x86_boot.ram_count; i++)
		map_direct(&x86_boot.ram[i]);
	if (!walk(arch_kernel_space.root, VMAP_BASE, 2, true)) /* the second level, for spaces to share */
		panic("no memory for the kernel's page tables");
	KASSERT(root[index_of(VMAP_BASE, 3)] && root[index_of(DIRECT_BASE, 3)]);
	arch_space_switch(&arch_kernel_space);
}
