/* SPDX-License-Identifier: Apache-2.0
 * ax_cpu.h (posix) - hot half of the seam in a Linux process.  "Interrupt context" is a signal handler or another
 * thread; masking is left to who installs handlers: tests that run programs from a signal handler set
 * axp_mask_signals, and then taking a lock blocks all signals. */
#ifndef AX_CPU_H
#define AX_CPU_H

#include <stdatomic.h>
#include <stdint.h>
#include <axiom/posix.h>

unsigned long axp_mask(void);
void axp_restore(unsigned long state);
uint32_t axp_cpu(void);

static inline unsigned long ax_cpu_mask(void)
{
	return __builtin_expect(atomic_load_explicit(&axp_mask_signals, memory_order_relaxed), 0) ? axp_mask() : 0;
}

static inline void ax_cpu_restore(unsigned long state)
{
	if (__builtin_expect(atomic_load_explicit(&axp_mask_signals, memory_order_relaxed), 0))
		axp_restore(state);
}

/* ax_cpu_id - 0 .. port->cpu_count() - 1; stable only while masked or while running a program. */
static inline uint32_t ax_cpu_id(void)
{
	return axp_cpu();
}

static inline void ax_cpu_relax(void)
{
	__asm__ volatile("" ::: "memory");
}

#endif
