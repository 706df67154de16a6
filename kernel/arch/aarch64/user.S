/* SPDX-License-Identifier: Apache-2.0
 * user.S (AArch64) - user memory through LDTR and STTR: accesses with the user's own rights, which need no PAN window
 * and stay right on CPUs without PAN.
 *
 * USER marks an access that may fault: (its address, where to go on) is a row of user_fixups (task.c: arch_fixup).  A
 * word that faults is tried again byte by byte, so that the count of bytes left is exact. */
	.macro	USER where, text:vararg
99:	\text
	.pushsection .rodata.fixups, "a"
	.quad	99b, \where
	.popsection
	.endm

	.section .rodata.fixups, "a"
	.balign	8
	.globl	user_fixups, user_fixups_end
user_fixups:

	.text
	/* arch_copy_from_user(to, from, bytes) */
	.globl	arch_copy_from_user
arch_copy_from_user:
	cmp	x2, #8
	b.lo	2f
1:	USER	3f, ldtr	x3, [x1]
	str	x3, [x0], #8
	add	x1, x1, #8
	sub	x2, x2, #8
	cmp	x2, #8
	b.hs	1b
2:	cbz	x2, 4f
3:	USER	user_copy_fault, ldtrb	w3, [x1]
	strb	w3, [x0], #1
	add	x1, x1, #1
	subs	x2, x2, #1
	b.ne	3b
4:	mov	x0, xzr
	ret

	/* arch_copy_to_user(to, from, bytes) */
	.globl	arch_copy_to_user
arch_copy_to_user:
	cmp	x2, #8
	b.lo	2f
1:	ldr	x3, [x1]
	USER	3f, sttr	x3, [x0]
	add	x0, x0, #8
	add	x1, x1, #8
	sub	x2, x2, #8
	cmp	x2, #8
	b.hs	1b
2:	cbz	x2, 4f
3:	ldrb	w3, [x1], #1
	USER	user_copy_fault, sttrb	w3, [x0]
	add	x0, x0, #1
	subs	x2, x2, #1
	b.ne	3b
4:	mov	x0, xzr
	ret

	/* arch_clear_user(to, bytes) */
	.globl	arch_clear_user
arch_clear_user:
	mov	x2, x1
	cmp	x2, #8
	b.lo	2f
1:	USER	3f, sttr	xzr, [x0]
	add	x0, x0, #8
	sub	x2, x2, #8
	cmp	x2, #8
	b.hs	1b
2:	cbz	x2, 4f
3:	USER	user_copy_fault, sttrb	wzr, [x0]
	add	x0, x0, #1
	subs	x2, x2, #1
	b.ne	3b
4:	mov	x0, xzr
	ret
user_copy_fault:
	mov	x0, x2
	ret

	/* arch_strncpy_from_user(to, from, size) */
	.globl	arch_strncpy_from_user
arch_strncpy_from_user:
	mov	x4, xzr
1:	cmp	x4, x2
	b.hs	2f
	USER	user_string_fault, ldtrb w3, [x1]
	strb	w3, [x0, x4]
	cbz	w3, 2f
	add	x1, x1, #1
	add	x4, x4, #1
	b	1b
2:	mov	x0, x4
	ret

user_string_fault:
	mov	x0, #-14		/* -AX_EFAULT */
	ret

	.section .rodata.fixups, "a"
user_fixups_end:
