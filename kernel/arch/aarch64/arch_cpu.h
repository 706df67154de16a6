/* SPDX-License-Identifier: Apache-2.0
 * arch_cpu.h (AArch64) - inline half of arch/cpu.h.  The running task is in TPIDR_EL1. */
#ifndef ARCH_CPU_AARCH64_H
#define ARCH_CPU_AARCH64_H

#include "base/types.h"

#define DAIF_I 0x80u

static inline unsigned long arch_irq_save(void)
{
	unsigned long daif;

	__asm__ volatile("mrs %0, daif\n\tmsr daifset, #2" : "=r"(daif)::"memory");
	return daif;
}

static inline void arch_irq_restore(unsigned long state)
{
	__asm__ volatile("msr daif, %0" ::"r"(state) : "memory");
}

static inline void arch_irq_enable(void)
{
	__asm__ volatile("msr daifclr, #2" ::: "memory");
}

static inline void arch_irq_disable(void)
{
	__asm__ volatile("msr daifset, #2" ::: "memory");
}

static inline bool arch_irq_enabled(void)
{
	unsigned long daif;

	__asm__ volatile("mrs %0, daif" : "=r"(daif)::"memory");
	return !(daif & DAIF_I);
}

/* WFI wakes for a pending interrupt even while it is masked, so nothing is lost between the two. */
static inline void arch_wait_irq(void)
{
	__asm__ volatile("dsb sy\n\twfi\n\tmsr daifclr, #2\n\tisb" ::: "memory");
}

static inline u32 arch_cpu_id(void)
{
	return 0;
}

static inline void arch_relax(void)
{
	__asm__ volatile("yield" ::: "memory");
}

static inline u64 arch_cycles(void)
{
	u64 count;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
	return count;
}

/* Not volatile, no memory clobber: a task reads the same value wherever it runs. */
static inline struct task *arch_current(void)
{
	struct task *task;

	__asm__("mrs %0, tpidr_el1" : "=r"(task));
	return task;
}

static inline void arch_set_current(struct task *task)
{
	__asm__ volatile("msr tpidr_el1, %0" ::"r"(task) : "memory");
}

static inline u64 arch_frame_pointer(void)
{
	return (u64)(uintptr_t)__builtin_frame_address(0);
}

#endif
