/* SPDX-License-Identifier: Apache-2.0
 * deeds.h (x86-64) - what a program must not do; DEEDS lists them for die.c, run.sh expects their signals. */
#ifndef TESTS_USER_DEEDS_H
#define TESTS_USER_DEEDS_H

static const unsigned char deed_return[] = {0xc3};

#define DEEDS                                                                                      \
	PRIVILEGED("hlt", "hlt")                                                                   \
	PRIVILEGED("cli", "cli")                                                                   \
	PRIVILEGED("in", "inb $0x70, %%al")                                                        \
	PRIVILEGED("out", "outb %%al, $0x70")                                                      \
	PRIVILEGED("cr3", "mov %%cr3, %%rax")                                                      \
	PRIVILEGED("cr0", "xor %%eax, %%eax; mov %%rax, %%cr0")                                    \
	PRIVILEGED("wrmsr", "wrmsr")                                                               \
	PRIVILEGED("lgdt", "lgdt (%%rsp)")                                                         \
	PRIVILEGED("iret", "xor %%eax, %%eax; push %%rax; push %%rax; push %%rax; push %%rax; push %%rax; iretq") \
	PRIVILEGED("ss", "mov $0x10, %%eax; mov %%eax, %%ss")                                      \
	PRIVILEGED("int-irq", "int $0x20")                                                         \
	PRIVILEGED("ud2", "ud2")                                                                   \
	PRIVILEGED("int3", "int3")                                                                 \
	PRIVILEGED("divide", "xor %%ecx, %%ecx; mov $1, %%eax; cdq; idiv %%ecx")                   \
	PRIVILEGED("trap-flag", "pushfq; orq $0x100, (%%rsp); popfq; nop; nop")                    \
	PRIVILEGED("nested-task", "pushfq; orq $0x4000, (%%rsp); popfq; syscall; ud2")             \
	PRIVILEGED("not-canonical-jump", "movabs $0x8000000000000000, %%rax; jmp *%%rax")          \
	PRIVILEGED("fpu", "push $0; fldcw (%%rsp); fldz; fldz; fdivp; fwait")

/* the kernel's address as stack pointer, then a fault; then a system call */
static inline void deed_bad_stack(void)
{
	__asm__ volatile("movabs $0xffff800000100000, %rsp; push %rax");
}

static inline void deed_bad_stack_call(void)
{
	__asm__ volatile("movabs $0xffff800000100000, %rsp; mov $39, %eax; syscall; push %rax");
}

#endif
