/* SPDX-License-Identifier: Apache-2.0
 * arch_layout.h (unit tests) - x86-64's addresses for user space; "physical" addresses are the host's pointers. */
#ifndef FAKE_ARCH_LAYOUT_H
#define FAKE_ARCH_LAYOUT_H

#define USER_MIN    0x10000ull
#define USER_END    0x7ffffffff000ull
#define DIRECT_BASE 0ull
#define VMAP_BASE   0xffffc00000000000ull
#define VMAP_END    0xffffc01000000000ull
#define KERNEL_BASE 0xffffffff80000000ull

#endif
