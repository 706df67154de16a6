/* SPDX-License-Identifier: Apache-2.0
 * user.S (AArch64) - user memory through LDTR and STTR: accesses with the user's own rights, which need no PAN window
 * and stay right on CPUs without PAN.
 *
 * At every access that may fault, x2 holds the bytes still to do: trap fixup (task.c: arch_fixup) continues a fault
 * between user_copy_start and user_copy_end at user_copy_fault, which returns x2. */
	.text
	.globl	user_copy_start, user_copy_end, user_copy_fault, user_string_start, user_string_end
	.globl	user_string_fault
user_copy_start:
	/* arch_copy_from_user(to, from, bytes) */
	.globl	arch_copy_from_user
arch_copy_from_user:
	cmp	x2, #8
	b.lo	2f
1:	ldtr	x3, [x1]
	str	x3, [x0], #8
	add	x1, x1, #8
	sub	x2, x2, #8
	cmp	x2, #8
	b.hs	1b
2:	cbz	x2, 4f
3:	ldtrb	w3, [x1]
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
1:	ldr	x3, [x1], #8
	sttr	x3, [x0]
	add	x0, x0, #8
	sub	x2, x2, #8
	cmp	x2, #8
	b.hs	1b
2:	cbz	x2, 4f
3:	ldrb	w3, [x1], #1
	sttrb	w3, [x0]
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
1:	sttr	xzr, [x0]
	add	x0, x0, #8
	sub	x2, x2, #8
	cmp	x2, #8
	b.hs	1b
2:	cbz	x2, 4f
3:	sttrb	wzr, [x0]
	add	x0, x0, #1
	subs	x2, x2, #1
	b.ne	3b
4:	mov	x0, xzr
	ret
user_copy_end:

user_copy_fault:
	mov	x0, x2
	ret

	/* arch_strncpy_from_user(to, from, size) */
	.globl	arch_strncpy_from_user
arch_strncpy_from_user:
	mov	x4, xzr
user_string_start:
1:	cmp	x4, x2
	b.hs	2f
	ldtrb	w3, [x1]
	strb	w3, [x0, x4]
	cbz	w3, 2f
	add	x1, x1, #1
	add	x4, x4, #1
	b	1b
user_string_end:
2:	mov	x0, x4
	ret

user_string_fault:
	mov	x0, #-14		/* -AX_EFAULT */
	ret
