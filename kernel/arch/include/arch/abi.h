/* SPDX-License-Identifier: Apache-2.0
 * arch/abi.h - contract: where Linux's user interface differs between architectures.  arch_abi.h gives
 *   ABI_SYSCALL(x86_64, generic)   the number that counts here; a negative one: the call does not exist (a number >= 512)
 *   ABI_ELF_MACHINE, ABI_PLATFORM  e_machine, AT_PLATFORM
 *   abi_hwcap()                    AT_HWCAP
 *   ABI_O_DIRECTORY, ABI_O_NOFOLLOW, ABI_O_DIRECT, ABI_O_LARGEFILE
 *   struct abi_stat, struct abi_epoll_event
 * The file needs nothing but fixed-width integers, so that test programs may include it too. */
#ifndef ARCH_ABI_H
#define ARCH_ABI_H

#include <stdint.h>
#include "arch_abi.h"

#endif
