/* SPDX-License-Identifier: Apache-2.0
 * vectors.S (AArch64) - exception vectors: push struct arch_regs, call trap.c, pop.
 *
 * The kernel always runs on SP_EL1.  A kernel stack overflow shows as a data abort of EL1; its vector asks the MMU
 * (AT S1E1W) whether a frame can be pushed before it pushes one, and if not goes to an emergency stack. */
#define FRAME_BYTES 272
#define FRAME_SP    248
#define FRAME_PC    256

	.macro	SAVE el
	stp	x0, x1, [sp, #0]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	.if	\el == 0
	mrs	x20, sp_el0
	mov	x29, xzr
	.else
	add	x20, sp, #FRAME_BYTES
	.endif
	mrs	x21, elr_el1
	mrs	x22, spsr_el1
	stp	x30, x20, [sp, #240]
	stp	x21, x22, [sp, #FRAME_PC]
	.endm

	.macro	RESTORE el
	ldp	x21, x22, [sp, #FRAME_PC]
	msr	elr_el1, x21
	msr	spsr_el1, x22
	.if	\el == 0
	ldr	x20, [sp, #FRAME_SP]
	msr	sp_el0, x20
	.endif
	ldp	x0, x1, [sp, #0]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	ldr	x30, [sp, #240]
	add	sp, sp, #FRAME_BYTES
	eret
	.endm

	.macro	VECTOR target
	.balign	128
	b	\target
	.endm

	/* code we never expect to run: says which vector it was */
	.macro	BAD name, which
\name:	sub	sp, sp, #FRAME_BYTES
	SAVE	1
	mov	x0, sp
	mov	x1, #\which
	bl	trap_unexpected
	.endm

	.text
	.balign	2048
	.globl	vectors
vectors:
	VECTOR	bad_sp0_sync		/* EL1 on SP_EL0: never used */
	VECTOR	bad_sp0_irq
	VECTOR	bad_fiq
	VECTOR	bad_sp0_serror
	VECTOR	el1_sync
	VECTOR	el1_irq
	VECTOR	bad_fiq
	VECTOR	el1_serror
	VECTOR	el0_sync
	VECTOR	el0_irq
	VECTOR	bad_fiq
	VECTOR	el0_serror
	VECTOR	bad_aarch32		/* EL0 in AArch32: SPSR never allows it */
	VECTOR	bad_aarch32
	VECTOR	bad_aarch32
	VECTOR	bad_aarch32

el1_sync:
	msr	tpidrro_el0, x0
	sub	x0, sp, #FRAME_BYTES
	tst	x0, #15
	b.ne	bad_stack
	at	s1e1w, x0
	isb
	mrs	x0, par_el1
	tbnz	x0, #0, bad_stack
	mrs	x0, tpidrro_el0
	msr	tpidrro_el0, xzr
	sub	sp, sp, #FRAME_BYTES
	SAVE	1
	mov	x0, sp
	mrs	x1, esr_el1
	mrs	x2, far_el1
	bl	trap_el1_sync
el1_return:
	msr	daifset, #0xf
	RESTORE	1

bad_stack:
	mov	x0, sp
	msr	tpidr_el0, x0		/* the user's value is lost: we are about to panic */
	adrp	x0, emergency_stack_top
	add	x0, x0, :lo12:emergency_stack_top
	mov	sp, x0
	mrs	x0, tpidrro_el0
	msr	tpidrro_el0, xzr
	sub	sp, sp, #FRAME_BYTES
	SAVE	1
	mrs	x3, tpidr_el0
	str	x3, [sp, #FRAME_SP]
	mov	x0, sp
	mrs	x1, esr_el1
	mrs	x2, far_el1
	bl	trap_bad_stack

el1_irq:
	sub	sp, sp, #FRAME_BYTES
	SAVE	1
	mov	x0, sp
	bl	trap_irq
	b	el1_return

el1_serror:
	sub	sp, sp, #FRAME_BYTES
	SAVE	1
	mov	x0, sp
	mrs	x1, esr_el1
	bl	trap_serror
	b	el1_return

el0_sync:
	sub	sp, sp, #FRAME_BYTES
	SAVE	0
	mov	x0, sp
	mrs	x1, esr_el1
	mrs	x2, far_el1
	bl	trap_el0_sync
el0_return:
	msr	daifset, #0xf
	mov	x0, sp
	bl	trap_return_user
el0_restore:
	msr	daifset, #0xf
	RESTORE	0

el0_irq:
	sub	sp, sp, #FRAME_BYTES
	SAVE	0
	mov	x0, sp
	bl	trap_irq
	b	el0_return

el0_serror:
	sub	sp, sp, #FRAME_BYTES
	SAVE	0
	mov	x0, sp
	mrs	x1, esr_el1
	bl	trap_serror
	b	el0_return

	BAD	bad_sp0_sync, 0
	BAD	bad_sp0_irq, 1
	BAD	bad_sp0_serror, 3
	BAD	bad_fiq, 2
	BAD	bad_aarch32, 12

/* enter_user(stack_top): the frame is the topmost thing on the kernel stack; the rest of the stack is forgotten. */
	.globl	enter_user
enter_user:
	msr	daifset, #0xf
	sub	sp, x0, #FRAME_BYTES
	b	el0_restore
