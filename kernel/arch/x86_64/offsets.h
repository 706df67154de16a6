/* SPDX-License-Identifier: Apache-2.0
 * offsets.h (x86-64) - places inside structures that assembly uses (checked in cpu.c), selectors, vectors. */
#ifndef X86_OFFSETS_H
#define X86_OFFSETS_H

/* struct cpu */
#define CPU_STACK_TOP 0
#define CPU_USER_SP   8
#define CPU_CURRENT   16
#define CPU_ID        24

/* struct task */
#define TASK_KILL 912 /* behind struct arch_task */

/* struct arch_regs */
#define REGS_R11    48
#define REGS_RCX    88
#define REGS_VECTOR 120
#define REGS_CODE   128
#define REGS_RIP    136
#define REGS_CS     144
#define REGS_RFLAGS 152

/* selectors: as Linux's, so that register dumps and perf records read the same */
#define SEL_KERNEL_CODE 0x10
#define SEL_KERNEL_DATA 0x18
#define SEL_USER_BASE   0x23 /* sysret: + 8 stack segment, + 16 code segment */
#define SEL_USER_DATA   0x2b
#define SEL_USER_CODE   0x33
#define SEL_TSS         0x40

#define VECTORS         64
#define VECTOR_TIMER    32
#define VECTOR_SPURIOUS 63
#define VECTOR_SYSCALL  256 /* no IDT entry: tells frames of system calls from others */

#endif
