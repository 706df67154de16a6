/* SPDX-License-Identifier: Apache-2.0
 * traps.S (x86-64) - entries from exceptions, interrupts and SYSCALL; the way back; the switch between tasks.
 *
 * All frames are struct arch_regs.  GS points at struct cpu in the kernel, swapgs on every way in from and out to user
 * mode.  Stack alignment: the CPU aligns to 16 before it pushes 5 words, the frame is 22 words. */
#include "offsets.h"

/* SMAP_OFF/ON: clac or stac, 3 bytes of nop until x86_cpu_init finds a CPU with SMAP and writes them. */
	.macro SMAP_SITE opcode
771:	.byte 0x0f, 0x1f, 0x00
	.pushsection .smap_table, "a"
	.quad 771b
	.quad \opcode
	.popsection
	.endm

	.macro PUSH_REGS
	pushq %rdi
	pushq %rsi
	pushq %rdx
	pushq %rcx
	pushq %rax
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	.endm

	.macro POP_REGS
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rax
	popq %rcx
	popq %rdx
	popq %rsi
	popq %rdi
	.endm

	.text
/* One stub of 16 bytes for each vector: makes the frame the same with and without the CPU's error code. */
	.global x86_stubs
	.balign 16
x86_stubs:
	vector = 0
	.rept VECTORS
	.balign 16
	.if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30)
	pushq	$0
	.endif
	pushq	$vector
	.if vector == 2 || vector == 8 || vector == 18
	jmp	trap_fatal
	.else
	jmp	trap_common
	.endif
	vector = vector + 1
	.endr

	.balign 16
trap_common:
	PUSH_REGS
	cld
	testb	$3, REGS_CS(%rsp)
	jz	1f
	swapgs
1:	SMAP_SITE 0xca010f			/* clac: user mode may have set AC */
	movq	%rsp, %rdi
	call	x86_trap
	testb	$3, REGS_CS(%rsp)
	jz	leave_kernel
	cli
	movq	%rsp, %rdi
	call	trap_return_user
leave_user:
	movq	REGS_RIP(%rsp), %rax		/* iretq to a non-canonical address would fault in the kernel */
	shrq	$47, %rax
	jz	2f
	movq	$0, REGS_RIP(%rsp)
2:	swapgs
leave_kernel:
	POP_REGS
	addq	$16, %rsp
	iretq

/* NMI, double fault, machine check: on their own stacks, at any moment, also between an entry and its swapgs. */
trap_fatal:
	PUSH_REGS
	cld
	movl	$0xc0000101, %ecx		/* GS base: negative is the kernel's */
	rdmsr
	testl	%edx, %edx
	js	1f
	swapgs
1:	movq	%rsp, %rdi
	call	x86_trap_fatal
	ud2

	.global x86_syscall_entry
	.balign 16
x86_syscall_entry:
	swapgs
	movq	%rsp, %gs:CPU_USER_SP
	movq	%gs:CPU_STACK_TOP, %rsp
	pushq	$SEL_USER_DATA
	pushq	%gs:CPU_USER_SP
	pushq	%r11
	pushq	$SEL_USER_CODE
	pushq	%rcx
	pushq	%rax
	pushq	$VECTOR_SYSCALL
	PUSH_REGS
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	call	*trap_syscall_dispatch(%rip)
	cli
	/* trap_return_user, its quick half here */
	movq	%gs:CPU_CURRENT, %rax
	cmpb	$0, sched_wanted(%rip)
	jne	return_slowly
	cmpb	$0, TASK_KILL(%rax)
	jne	return_slowly
returned:
	/* sysret only when it restores the same as iretq: RCX and R11 still as SYSCALL left them, exec changes them */
	movq	REGS_RIP(%rsp), %rcx
	cmpq	%rcx, REGS_RCX(%rsp)
	jne	leave_user
	movq	REGS_RFLAGS(%rsp), %r11
	cmpq	%r11, REGS_R11(%rsp)
	jne	leave_user
	movq	%rcx, %rax			/* Intel faults in ring 0 on a non-canonical target */
	shrq	$47, %rax
	jnz	leave_user
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	addq	$8, %rsp
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rax
	addq	$8, %rsp
	popq	%rdx
	popq	%rsi
	popq	%rdi
	movq	40(%rsp), %rsp			/* vector code rip cs rflags rsp */
	swapgs
	sysretq
return_slowly:
	movq	%rsp, %rdi
	call	trap_return_user
	jmp	returned

	.global arch_enter_user
arch_enter_user:
	cli
	movq	%rdi, %rsp
	jmp	leave_user

/* x86_switch(u64 *from_sp, u64 to_sp) - the callee-saved registers are all that C code keeps over a call. */
	.global x86_switch
	.balign 16
x86_switch:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/* First code of a new task: arch_task_init put its function into r12 and the argument into r13. */
	.global x86_task_start
x86_task_start:
	xorl	%ebp, %ebp
	movq	%r13, %rdi
	call	*%r12
	ud2
	.section .note.GNU-stack, "", @progbits
