/* SPDX-License-Identifier: Apache-2.0
 * ax_cpu.h (kernel) - hot half of the seam in our kernel: the arch contract under the engine's names. */
#ifndef AX_CPU_H
#define AX_CPU_H

#include <stdint.h>
#include <arch/cpu.h>

static inline unsigned long ax_cpu_mask(void)
{
	return arch_irq_save();
}

static inline void ax_cpu_restore(unsigned long state)
{
	arch_irq_restore(state);
}

static inline uint32_t ax_cpu_id(void)
{
	return arch_cpu_id();
}

static inline void ax_cpu_relax(void)
{
	arch_relax();
}

#endif
