/* SPDX-License-Identifier: Apache-2.0
 * arch_cpu.h (x86-64) - inline half of arch/cpu.h.  GS points at struct cpu (x86.h) while in the kernel. */
#ifndef ARCH_CPU_X86_H
#define ARCH_CPU_X86_H

#include "offsets.h"

#define X86_STR2(x) #x
#define X86_STR(x)  X86_STR2(x)
#define RFLAGS_IF   0x200ul

static inline unsigned long arch_irq_save(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags;
}

static inline void arch_irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}

static inline void arch_irq_disable(void)
{
	__asm__ volatile("cli" : : : "memory");
}

static inline void arch_irq_restore(unsigned long state)
{
	if (state & RFLAGS_IF)
		arch_irq_enable();
}

static inline bool arch_irq_enabled(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0" : "=r"(flags) : : "memory");
	return flags & RFLAGS_IF;
}

static inline void arch_wait_irq(void)
{
	__asm__ volatile("sti; hlt" : : : "memory"); /* sti takes effect after the next instruction */
}

static inline u32 arch_cpu_id(void)
{
	u32 id;

	__asm__("movl %%gs:" X86_STR(CPU_ID) ", %0" : "=r"(id));
	return id;
}

static inline void arch_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

static inline u64 arch_cycles(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

static inline struct task *arch_current(void)
{
	struct task *task;

	__asm__ volatile("movq %%gs:" X86_STR(CPU_CURRENT) ", %0" : "=r"(task));
	return task;
}

static inline void arch_set_current(struct task *task)
{
	__asm__ volatile("movq %0, %%gs:" X86_STR(CPU_CURRENT) : : "r"(task) : "memory");
}

static inline u64 arch_frame_pointer(void)
{
	return (u64)(uintptr_t)__builtin_frame_address(0);
}

#endif
