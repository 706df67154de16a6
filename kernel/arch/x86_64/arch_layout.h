/* SPDX-License-Identifier: Apache-2.0
 * arch_layout.h (x86-64) - where things lie in the address space.  Also read by assembly and the linker script. */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

/* Physical load address of the image; its link address is IMAGE_BASE + IMAGE_PHYS. */
#define IMAGE_PHYS 0x100000
#define IMAGE_BASE 0xffffffff80000000

#ifndef __ASSEMBLER__
#define USER_MIN    0x10000ull
/* The last page below 2^47 is never mapped: the address after a system call instruction is then always canonical. */
#define USER_END    0x7ffffffff000ull
#define DIRECT_BASE 0xffff800000000000ull
#define VMAP_BASE   0xffffc00000000000ull
#define VMAP_END    (VMAP_BASE + (64ull << 30))
#define KERNEL_BASE 0xffffffff80000000ull
#endif

#endif
