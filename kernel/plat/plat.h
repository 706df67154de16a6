/* SPDX-License-Identifier: Apache-2.0
 * plat.h - what every machine (kernel/plat/NAME) provides: its console and its interrupt controller, in two steps. */
#ifndef PLAT_PLAT_H
#define PLAT_PLAT_H

#include <arch/boot.h>

/* plat_console_init - console_set() with the machine's serial port.  First call of kernel_main: no memory management
 * yet, interrupts masked. */
void plat_console_init(const struct boot_info *boot);
/* plat_init - interrupt controller, and the CPU timer's interrupt bound to core/timer.h.  After vm_init and
 * arch_time_init, interrupts masked. */
void plat_init(const struct boot_info *boot);

#endif
