/* SPDX-License-Identifier: Apache-2.0
 * task.c (x86-64) - what a task keeps: stack pointer, thread pointer, FPU registers (saved eagerly). */
#include <arch/cpu.h>
#include <arch/task.h>
#include "core/task.h"
#include "x86.h"

#define FCW_CLEAN   0x37f
#define MXCSR_CLEAN 0x1f80
#define FPU_MXCSR   24

void x86_switch(u64 *from_sp, u64 to_sp);
void x86_task_start(void);
static u64 fs_base; /* what the CPU holds */

static u8 *fpu_area(struct arch_task *task)
{
	return (u8 *)(((uintptr_t)task->fpu + 63) & ~(uintptr_t)63);
}

static void fpu_save(struct arch_task *task)
{
	u8 *area = fpu_area(task);

	if (x86_features & X86_XSAVE)
		__asm__ volatile("xsave64 (%0)" : : "r"(area), "a"(7), "d"(0) : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

static void fpu_load(struct arch_task *task)
{
	u8 *area = fpu_area(task);

	if (x86_features & X86_XSAVE)
		__asm__ volatile("xrstor64 (%0)" : : "r"(area), "a"(7), "d"(0) : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}

static void fpu_clean(struct arch_task *task)
{
	u8 *area = fpu_area(task);
	u16 fcw = FCW_CLEAN;
	u32 mxcsr = MXCSR_CLEAN;

	memset(area, 0, FPU_BYTES);
	memcpy(area, &fcw, sizeof(fcw));
	memcpy(area + FPU_MXCSR, &mxcsr, sizeof(mxcsr));
}

void arch_task_init(struct arch_task *task, void *stack_top, void (*entry)(void *arg), void *arg)
{
	u64 *sp = stack_top;

	*--sp = 0;
	*--sp = 0; /* two: the stack is aligned when x86_task_start calls */
	*--sp = (u64)(uintptr_t)x86_task_start;
	*--sp = 0;                     /* rbx */
	*--sp = 0;                     /* rbp */
	*--sp = (u64)(uintptr_t)entry; /* r12 */
	*--sp = (u64)(uintptr_t)arg;   /* r13 */
	*--sp = 0;
	*--sp = 0;
	task->sp = (u64)(uintptr_t)sp;
	task->stack_top = (u64)(uintptr_t)stack_top;
	task->tls = 0;
	fpu_clean(task);
}

static void load_tls(u64 value)
{
	fs_base = value;
	x86_wrmsr(MSR_FS_BASE, value);
}

void arch_task_switch(struct arch_task *from, struct arch_task *to, bool from_user, bool to_user)
{
	if (from_user)
		fpu_save(from);
	if (to_user) {
		fpu_load(to);
		if (to->tls != fs_base)
			load_tls(to->tls);
	}
	x86_set_stack(to->stack_top);
	x86_switch(&from->sp, to->sp);
}

void arch_task_set_tls(struct arch_task *task, u64 value)
{
	task->tls = value;
	if (task == &current()->arch)
		load_tls(value);
}

u64 arch_task_get_tls(struct arch_task *task)
{
	return task->tls;
}

void arch_task_fpu_reset(struct arch_task *task)
{
	fpu_clean(task);
	if (task == &current()->arch)
		fpu_load(task);
}
