/* SPDX-License-Identifier: Apache-2.0
 * trap.c (AArch64) - exceptions to core/trap.h: the syndrome register (Arm ARM D17.2.37) decoded
 * into struct fault. */
#include <arch/trap.h>
#include <arch/cpu.h>
#include "aarch64.h"
#include "core/print.h"
#include "core/task.h"
#include "dev/irq/irq.h"
#include "sysreg.h"

/* Exception classes */
#define EC_WFX          0x01
#define EC_SVC          0x15
#define EC_FETCH_USER   0x20
#define EC_FETCH_KERNEL 0x21
#define EC_PC_ALIGN     0x22
#define EC_DATA_USER    0x24
#define EC_DATA_KERNEL  0x25
#define EC_SP_ALIGN     0x26
#define EC_FPU          0x2c
#define EC_SERROR       0x2f
#define EC_DEBUG_FIRST  0x30
#define EC_DEBUG_LAST   0x3c /* BRK */

#define ESR_EC(esr) ((u32)((esr) >> 26) & 0x3f)
#define ESR_WRITE   (1u << 6)
#define ESR_CACHE   (1u << 8) /* cache maintenance: reported as a write, needs only reading */
#define ESR_STATUS  0x3fu

/* Fault status: kind in the upper four bits, table level in the lower two. */
static void decode_abort(struct fault *fault, u64 esr, u64 far)
{
	u32 status = esr & ESR_STATUS;

	fault->kind = FAULT_PAGE;
	fault->address = far;
	fault->exec = ESR_EC(esr) == EC_FETCH_USER || ESR_EC(esr) == EC_FETCH_KERNEL;
	fault->write = !fault->exec && (esr & ESR_WRITE) && !(esr & ESR_CACHE);
	switch (status >> 2) {
	case 0: break;                        /* address size */
	case 1: break;                        /* translation */
	case 2:                               /* access flag */
	case 3: fault->present = true; break; /* permission */
	default: fault->kind = status == 0x21 ? FAULT_ALIGN : FAULT_MACHINE;
	}
}

static struct fault decode(u64 esr, u64 far)
{
	struct fault fault = {.kind = FAULT_ILLEGAL, .code = esr};
	u32 class = ESR_EC(esr);

	switch (class) {
	case EC_FETCH_USER:
	case EC_FETCH_KERNEL:
	case EC_DATA_USER:
	case EC_DATA_KERNEL: decode_abort(&fault, esr, far); break;
	case EC_PC_ALIGN: fault.address = far; /* fall through */
	case EC_SP_ALIGN: fault.kind = FAULT_ALIGN; break;
	case EC_FPU: fault.kind = FAULT_MATH; break;
	case EC_SERROR: fault.kind = FAULT_MACHINE; break;
	default:
		if (class >= EC_DEBUG_FIRST && class <= EC_DEBUG_LAST)
			fault.kind = FAULT_BREAK;
	}
	return fault;
}

void trap_el0_sync(struct arch_regs *regs, u64 esr, u64 far)
{
	struct fault fault;

	if (LIKELY(ESR_EC(esr) == EC_SVC)) {
		trap_syscall(regs);
	} else if (ESR_EC(esr) == EC_WFX) {
		regs->pc += 4; /* a hint that we need not take; Linux skips it too */
	} else {
		fault = decode(esr, far);
		trap_fault(regs, &fault);
	}
}

void trap_el1_sync(struct arch_regs *regs, u64 esr, u64 far)
{
	struct fault fault = decode(esr, far);

	trap_fault(regs, &fault);
}

void trap_irq(struct arch_regs *regs)
{
	trap_irq_enter(regs);
	irq_handle();
	trap_irq_exit(regs);
}

void trap_serror(struct arch_regs *regs, u64 esr)
{
	struct fault fault = {.kind = FAULT_MACHINE, .code = esr};

	trap_fault(regs, &fault);
}

/* The frame is on the emergency stack; its sp is the one that did not hold a frame. */
void trap_bad_stack(struct arch_regs *regs, u64 esr, u64 far)
{
	struct fault fault = {.kind = FAULT_STACK, .address = far, .code = esr};

	trap_fault(regs, &fault);
	panic("trap_fault came back from a stack overflow");
}

void trap_unexpected(struct arch_regs *regs, u64 which)
{
	arch_regs_dump(regs);
	panic_at(regs->pc, regs->x[29], "exception vector %u is never used", (u32)which);
}

void arch_trap_init(void)
{
	u64 pmu;

	/* PSTATE.PAN where the CPU has it: a plain access to user memory then faults.  SCTLR.SPAN
	 * is clear, so every exception entry sets it again. */
	if (READ_SYSREG(id_aa64mmfr1_el1) >> 20 & 0xf)
		__asm__ volatile(".arch_extension pan\n\tmsr pan, #1" ::: "memory");
	/* performance counters, where there are some: not for users */
	pmu = READ_SYSREG(id_aa64dfr0_el1) >> 8 & 0xf;
	if (pmu && pmu != 0xf)
		WRITE_SYSREG(pmuserenr_el0, 0);
	__asm__ volatile("msr daifclr, #4" ::: "memory"); /* SError */
}

void arch_regs_init_user(struct arch_regs *regs, u64 pc, u64 sp)
{
	*regs = (struct arch_regs){.pc = pc, .sp = sp};
}

void arch_regs_dump(const struct arch_regs *regs)
{
	u32 i;

	kprint("pc %016lx  sp %016lx  pstate %08lx\n", regs->pc, regs->sp, regs->pstate);
	for (i = 0; i < 30; i += 3)
		kprint("x%-2u %016lx  x%-2u %016lx  x%-2u %016lx\n", i, regs->x[i], i + 1,
		       regs->x[i + 1], i + 2, regs->x[i + 2]);
	kprint("x30 %016lx\n", regs->x[30]);
}

u32 arch_perf_regs(const struct arch_regs *regs, void *out)
{
	memcpy(out, regs, sizeof(*regs));
	return sizeof(*regs);
}

void arch_enter_user(const struct arch_regs *regs)
{
	u64 top = current()->arch.stack_top;

	arch_irq_disable();
	memmove((void *)(uintptr_t)(top - sizeof(*regs)), regs, sizeof(*regs));
	enter_user(top);
}
