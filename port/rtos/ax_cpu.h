/* SPDX-License-Identifier: Apache-2.0
 * ax_cpu.h (rtos) - hot half of the seam on one microcontroller core.  The firmware defines ax_rtos_mask and ax_rtos_restore
 * with what its RTOS has for critical sections that interrupts respect (FreeRTOS: taskENTER_CRITICAL_FROM_ISR, Zephyr:
 * irq_lock, bare Cortex-M: PRIMASK). */
#ifndef AX_CPU_H
#define AX_CPU_H

#include <stdint.h>

/* ax_rtos_mask - keep interrupts that run programs out; returns what ax_rtos_restore needs.  Nests.  Any context. */
unsigned long ax_rtos_mask(void);
void ax_rtos_restore(unsigned long state);

static inline unsigned long ax_cpu_mask(void)
{
	return ax_rtos_mask();
}

static inline void ax_cpu_restore(unsigned long state)
{
	ax_rtos_restore(state);
}

static inline uint32_t ax_cpu_id(void)
{
	return 0;
}

static inline void ax_cpu_relax(void)
{
	__asm__ volatile("" ::: "memory");
}

#endif
