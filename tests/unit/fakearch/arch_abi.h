/* SPDX-License-Identifier: Apache-2.0
 * arch_abi.h (unit tests) - what of arch/abi.h the tested files use. */
#ifndef FAKE_ARCH_ABI_H
#define FAKE_ARCH_ABI_H

#define ABI_ELF_MACHINE 62
#define ABI_O_DIRECTORY 0200000
#define ABI_O_NOFOLLOW  0400000

#endif
