/* SPDX-License-Identifier: Apache-2.0
 * arch/mmu.h - contract: page tables.  4 KiB pages; the kernel lives in the high half, shared by all spaces.
 *
 * arch_layout.h (arch/ARCH) gives constants, all u64:
 *   USER_MIN, USER_END      user addresses are [USER_MIN, USER_END); USER_MIN is 64 KiB (NULL is never mapped)
 *   DIRECT_BASE             direct map of physical memory: read-write, never executable
 *   VMAP_BASE, VMAP_END     kernel addresses that mm/vm.c hands out (stacks, rings, devices)
 *   KERNEL_BASE             link address of the image
 * W^X holds everywhere: arch_map refuses MAP_WRITE with MAP_EXEC. */
#ifndef ARCH_MMU_H
#define ARCH_MMU_H

#include "base/types.h"
#include "arch_layout.h"

#define PAGE_SIZE  4096u
#define PAGE_SHIFT 12

enum map_prot {
	MAP_READ = 1,
	MAP_WRITE = 2,
	MAP_EXEC = 4,
	MAP_USER = 8,
	MAP_DEVICE = 16, /* uncached, strongly ordered */
};

/* struct arch_space - one address space: the physical address of the root table and what the CPU needs besides. */
struct arch_space {
	u64 root;
	u64 id; /* ASID/PCID or 0 */
};

extern struct arch_space arch_kernel_space;

static inline void *phys_to_virt(u64 pa)
{
	return (void *)(uintptr_t)(DIRECT_BASE + pa);
}

/* Only for addresses of the direct map. */
static inline u64 virt_to_phys(const void *va)
{
	return (u64)(uintptr_t)va - DIRECT_BASE;
}

/* arch_mmu_init - the final kernel tables: image by section (text r-x, rodata r--, data rw-), direct map of all RAM
 * ranges, nothing else.  Called once, by mm, when page_alloc works.  Drops the boot mapping of low addresses. */
void arch_mmu_init(void);
/* arch_space_init - a new user space that shares the kernel half.  -AX_ENOMEM. */
int arch_space_init(struct arch_space *space);
/* arch_space_fini - free the tables of the user half (the frames were unmapped before; the space is not active). */
void arch_space_fini(struct arch_space *space);
void arch_space_switch(const struct arch_space *space);
/* arch_map - map one page; takes table pages from page_alloc.  0, -AX_ENOMEM, -AX_EEXIST (mapped already),
 * -AX_EINVAL (write and exec together).  arch_kernel_space for kernel addresses. */
int arch_map(struct arch_space *space, u64 va, u64 pa, u32 prot);
/* arch_unmap - remove one page and flush it; false when none was there.  pa may be NULL. */
bool arch_unmap(struct arch_space *space, u64 va, u64 *pa);
/* arch_protect - change a mapped page; false when none was there.  prot 0 (PROT_NONE): the frame stays in the table,
 * arch_lookup, arch_unmap and arch_protect still find it, but any touch, also the kernel's, faults. */
bool arch_protect(struct arch_space *space, u64 va, u32 prot);
bool arch_lookup(const struct arch_space *space, u64 va, u64 *pa, u32 *prot);
/* arch_each_page - show every mapping of the kernel's half, large ones in one call (for the W^X self test). */
void arch_each_page(void (*visit)(u64 va, u64 bytes, u32 prot, void *arg), void *arg);
/* arch_sync_code - make instructions just written through the direct map at `va` visible to fetches. */
void arch_sync_code(const void *va, size_t bytes);

#endif
