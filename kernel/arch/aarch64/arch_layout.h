/* SPDX-License-Identifier: Apache-2.0
 * arch_layout.h (AArch64) - the address map: 48-bit addresses, TTBR0 low half for users, TTBR1 high half for the kernel.
 * Also read by the assembler and by the linker script's tests: constants only. */
#ifndef ARCH_LAYOUT_H
#define ARCH_LAYOUT_H

#ifdef __ASSEMBLER__
#define LAYOUT(n) n
#else
#define LAYOUT(n) n##ull
#endif

#define USER_MIN    LAYOUT(0x0000000000010000)
#define USER_END    LAYOUT(0x0001000000000000)
#define DIRECT_BASE LAYOUT(0xffff000000000000)
#define DIRECT_END  LAYOUT(0xffff400000000000) /* 64 TiB of physical addresses */
#define VMAP_BASE   LAYOUT(0xffff800000000000)
#define VMAP_END    LAYOUT(0xffff808000000000)
#define KERNEL_BASE LAYOUT(0xffffffff80000000)
#define KERNEL_END  LAYOUT(0xffffffffc0000000)
/* Window of the entry code: the device tree, then one page for the early console. */
#define BOOT_WINDOW        LAYOUT(0xffffffffc0000000)
#define BOOT_WINDOW_DEVICE LAYOUT(0xffffffffc0400000)

#endif
