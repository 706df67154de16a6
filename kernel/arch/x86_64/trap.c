/* SPDX-License-Identifier: Apache-2.0
 * trap.c (x86-64) - the interrupt descriptor table, exceptions as struct fault, register dumps. */
#include <arch/cpu.h>
#include <arch/mmu.h>
#include <arch/trap.h>
#include <arch/user.h>
#include "core/print.h"
#include "core/task.h"
#include "core/timer.h"
#include "core/trap.h"
#include "x86.h"

#define STUB_BYTES 16
#define GATE_INTERRUPT 0x8e00ull
#define GATE_USER      0x6000ull /* int3 may be executed by user mode */

/* page-fault error code, Intel SDM volume 3, 4.7 */
#define PF_PRESENT 1
#define PF_WRITE   2
#define PF_USER    4
#define PF_FETCH   16

enum { EXC_DEBUG = 1, EXC_NMI = 2, EXC_BREAK = 3, EXC_DOUBLE = 8, EXC_PAGE = 14, EXC_MACHINE = 18 };

extern char x86_stubs[];
void x86_syscall_entry(void);
void x86_trap(struct arch_regs *regs);
_Noreturn void x86_trap_fatal(struct arch_regs *regs);

static u64 idt[VECTORS][2];

static void set_gate(u32 vector, u64 flags, u32 ist)
{
	u64 to = (u64)(uintptr_t)x86_stubs + vector * STUB_BYTES;

	idt[vector][0] = (to & 0xffff) | SEL_KERNEL_CODE << 16 | (u64)ist << 32 | flags << 32 | (to >> 16 & 0xffff) << 48;
	idt[vector][1] = to >> 32;
}

/* mask_pics - the two old interrupt controllers: moved away from the exceptions, then silent. */
static void mask_pics(void)
{
	static const u8 setup[][2] = {{0x20, 0x11}, {0xa0, 0x11}, {0x21, 0x30}, {0xa1, 0x38}, {0x21, 4},
				      {0xa1, 2}, {0x21, 1}, {0xa1, 1}, {0x21, 0xff}, {0xa1, 0xff}};

	for (u32 i = 0; i < ARRAY_LEN(setup); i++)
		x86_out8(setup[i][0], setup[i][1]);
}

void arch_trap_init(void)
{
	struct {
		u16 limit;
		u64 base;
	} __attribute__((packed)) pointer = {sizeof(idt) - 1, (u64)(uintptr_t)idt};

	for (u32 i = 0; i < VECTORS; i++)
		set_gate(i, GATE_INTERRUPT, 0);
	set_gate(EXC_BREAK, GATE_INTERRUPT | GATE_USER, 0);
	set_gate(EXC_DOUBLE, GATE_INTERRUPT, 1);
	set_gate(EXC_NMI, GATE_INTERRUPT, 2);
	set_gate(EXC_MACHINE, GATE_INTERRUPT, 3);
	__asm__ volatile("lidt %0" : : "m"(pointer));
	x86_wrmsr(MSR_STAR, (u64)SEL_USER_BASE << 48 | (u64)SEL_KERNEL_CODE << 32);
	x86_wrmsr(MSR_LSTAR, (u64)(uintptr_t)x86_syscall_entry);
	x86_wrmsr(MSR_CSTAR, 0);       /* 32-bit entries: no code segment leads there, */
	x86_wrmsr(MSR_SYSENTER_CS, 0); /* and this one faults */
	x86_wrmsr(MSR_SFMASK, 0x47700); /* AC NT IOPL DF IF TF */
	mask_pics();
}

/* kinds of the exceptions 0 .. 31; the rest are protection faults */
static const u8 kinds[32] = {
	[0] = FAULT_MATH, [1] = FAULT_BREAK, [3] = FAULT_BREAK, [4] = FAULT_PROTECTION, [5] = FAULT_PROTECTION,
	[6] = FAULT_ILLEGAL, [7] = FAULT_ILLEGAL, [8] = FAULT_STACK, [9] = FAULT_PROTECTION, [10] = FAULT_PROTECTION,
	[11] = FAULT_PROTECTION, [12] = FAULT_PROTECTION, [13] = FAULT_PROTECTION, [14] = FAULT_PAGE,
	[15] = FAULT_PROTECTION, [16] = FAULT_MATH, [17] = FAULT_ALIGN, [18] = FAULT_MACHINE, [19] = FAULT_MATH,
	[20] = FAULT_PROTECTION, [21] = FAULT_PROTECTION, [22] = FAULT_PROTECTION, [23] = FAULT_PROTECTION,
	[24] = FAULT_PROTECTION, [25] = FAULT_PROTECTION, [26] = FAULT_PROTECTION, [27] = FAULT_PROTECTION,
	[28] = FAULT_PROTECTION, [29] = FAULT_PROTECTION, [30] = FAULT_PROTECTION, [31] = FAULT_PROTECTION,
};

static void exception(struct arch_regs *regs)
{
	struct fault fault = {.kind = kinds[regs->vector], .code = regs->code};

	if (regs->vector == EXC_PAGE) {
		fault.address = x86_cr2();
		fault.write = regs->code & PF_WRITE;
		fault.exec = regs->code & PF_FETCH;
		fault.present = regs->code & PF_PRESENT;
	}
	trap_fault(regs, &fault);
}

/* x86_trap - from traps.S, interrupts masked. */
void x86_trap(struct arch_regs *regs)
{
	if (LIKELY(regs->vector == VECTOR_TIMER)) {
		trap_irq_enter(regs);
		x86_timer_eoi();
		timer_interrupt();
		trap_irq_exit(regs);
	} else if (regs->vector < 32) {
		exception(regs);
	} else if (regs->vector != VECTOR_SPURIOUS) {
		panic("unexpected interrupt %u", (u32)regs->vector);
	}
}

/* on_guard - the page below the stack of the running task was touched. */
static bool on_guard(u64 address)
{
	extern char boot_stack_guard[];
	struct task *task = arch_current();
	u64 boot = (u64)(uintptr_t)boot_stack_guard, stack = task ? (u64)(uintptr_t)task->stack : 0;

	return address - boot < PAGE_SIZE || (stack && stack - address <= PAGE_SIZE);
}

_Noreturn void x86_trap_fatal(struct arch_regs *regs)
{
	u64 address = x86_cr2();
	const char *what = regs->vector == EXC_NMI ? "NMI" : "machine check";

	if (regs->vector == EXC_DOUBLE)
		what = "double fault";
	if (regs->vector == EXC_DOUBLE && on_guard(address))
		what = "kernel stack overflow";
	arch_regs_dump(regs);
	panic_at(regs->rip, regs->rbp, "%s", what);
}

void arch_regs_init_user(struct arch_regs *regs, u64 pc, u64 sp)
{
	*regs = (struct arch_regs){.rip = pc, .rsp = sp, .cs = SEL_USER_CODE, .ss = SEL_USER_DATA, .rflags = 0x202};
}

void arch_regs_dump(const struct arch_regs *regs)
{
	const u64 *r = &regs->r15;
	static const char names[][4] = {"r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10",
					"r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi"};

	kprint("rip %016lx cs %lx rflags %lx rsp %016lx trap %lu code %lx cr2 %016lx\n", (unsigned long)regs->rip,
	       (unsigned long)regs->cs, (unsigned long)regs->rflags, (unsigned long)regs->rsp,
	       (unsigned long)regs->vector, (unsigned long)regs->code, (unsigned long)x86_cr2());
	for (u32 i = 0; i < ARRAY_LEN(names); i++)
		kprint("%3.3s %016lx%s", names[i], (unsigned long)r[i], i % 4 == 3 || i == 14 ? "\n" : " ");
}

/* struct pt_regs of Linux: as our frame, but with one word between rdi and rip. */
u32 arch_perf_regs(const struct arch_regs *regs, void *out)
{
	u64 *words = out;

	memcpy(words, regs, 15 * 8);
	words[15] = regs->vector == VECTOR_SYSCALL ? regs->code : UINT64_MAX;
	memcpy(words + 16, &regs->rip, 5 * 8);
	return 21 * 8;
}

bool arch_fixup(struct arch_regs *regs)
{
	extern const u64 fixup_start[], fixup_end[];

	for (const u64 *row = fixup_start; row < fixup_end; row += 2)
		if (row[0] == regs->rip) {
			regs->rip = row[1];
			return true;
		}
	return false;
}
