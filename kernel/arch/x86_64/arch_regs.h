/* SPDX-License-Identifier: Apache-2.0
 * arch_regs.h (x86-64) - what the entry code pushes, and what a task keeps while it does not run. */
#ifndef ARCH_REGS_H
#define ARCH_REGS_H

#include "base/types.h"

struct arch_regs {
	u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	u64 vector; /* exception or interrupt; VECTOR_SYSCALL */
	u64 code;   /* the CPU's error code; of a system call its number */
	u64 rip, cs, rflags, rsp, ss;
};

#define FPU_BYTES 832 /* legacy region 512, header 64, upper halves of the AVX registers 256 */

struct arch_task {
	u64 sp;        /* kernel stack pointer while not running */
	u64 stack_top; /* where the next entry from user mode starts */
	u64 tls;       /* FS base */
	u8 fpu[FPU_BYTES + 48] __attribute__((aligned(16))); /* xsave wants 64: see fpu_area() */
};

#endif
