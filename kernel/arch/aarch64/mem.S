/* SPDX-License-Identifier: Apache-2.0
 * mem.S (AArch64) - memcpy, memmove, memset, memcmp: what the compiler and the engine call.  General registers
 * only; unaligned accesses are fine on normal memory. */
	.text
	.globl	memcpy, memmove, memset, memcmp

memmove:
	sub	x3, x0, x1
	cmp	x3, x2
	b.lo	backward		/* to lies inside [from, from + bytes) */
memcpy:
	mov	x3, x0
	cmp	x2, #64
	b.hs	large
small:	subs	x2, x2, #16
	b.lo	2f
1:	ldp	x4, x5, [x1], #16
	stp	x4, x5, [x3], #16
	subs	x2, x2, #16
	b.hs	1b
2:	tbz	x2, #3, 3f		/* bytes left: x2 modulo 16 */
	ldr	x4, [x1], #8
	str	x4, [x3], #8
3:	tbz	x2, #2, 4f
	ldr	w4, [x1], #4
	str	w4, [x3], #4
4:	tbz	x2, #1, 5f
	ldrh	w4, [x1], #2
	strh	w4, [x3], #2
5:	tbz	x2, #0, 6f
	ldrb	w4, [x1]
	strb	w4, [x3]
6:	ret

large:	sub	x2, x2, #64
1:	ldp	x4, x5, [x1]
	ldp	x6, x7, [x1, #16]
	ldp	x8, x9, [x1, #32]
	ldp	x10, x11, [x1, #48]
	stp	x4, x5, [x3]
	stp	x6, x7, [x3, #16]
	stp	x8, x9, [x3, #32]
	stp	x10, x11, [x3, #48]
	add	x1, x1, #64
	add	x3, x3, #64
	subs	x2, x2, #64
	b.hs	1b
	add	x2, x2, #64
	b	small

backward:
	add	x1, x1, x2
	add	x3, x0, x2
	subs	x2, x2, #16
	b.lo	2f
1:	ldp	x4, x5, [x1, #-16]!
	stp	x4, x5, [x3, #-16]!
	subs	x2, x2, #16
	b.hs	1b
2:	ands	x2, x2, #15
	b.eq	4f
3:	ldrb	w4, [x1, #-1]!
	strb	w4, [x3, #-1]!
	subs	x2, x2, #1
	b.ne	3b
4:	ret

memset:
	mov	x3, x0
	and	x1, x1, #0xff
	orr	x1, x1, x1, lsl #8
	orr	x1, x1, x1, lsl #16
	orr	x1, x1, x1, lsl #32
	subs	x2, x2, #64
	b.lo	2f
1:	stp	x1, x1, [x3]
	stp	x1, x1, [x3, #16]
	stp	x1, x1, [x3, #32]
	stp	x1, x1, [x3, #48]
	add	x3, x3, #64
	subs	x2, x2, #64
	b.hs	1b
2:	ands	x2, x2, #63
	b.eq	5f
	subs	x2, x2, #8
	b.lo	4f
3:	str	x1, [x3], #8
	subs	x2, x2, #8
	b.hs	3b
4:	ands	x2, x2, #7
	b.eq	5f
6:	strb	w1, [x3], #1
	subs	x2, x2, #1
	b.ne	6b
5:	ret

memcmp:
	subs	x2, x2, #8
	b.lo	2f
1:	ldr	x3, [x0], #8
	ldr	x4, [x1], #8
	cmp	x3, x4
	b.ne	5f
	subs	x2, x2, #8
	b.hs	1b
2:	adds	x2, x2, #8
	b.eq	4f
3:	ldrb	w3, [x0], #1
	ldrb	w4, [x1], #1
	subs	w3, w3, w4
	b.ne	6f
	subs	x2, x2, #1
	b.ne	3b
4:	mov	w0, wzr
	ret
5:	rev	x3, x3			/* the first byte that differs decides: compare as big endian */
	rev	x4, x4
	cmp	x3, x4
	mov	w0, #1
	cneg	w0, w0, lo
	ret
6:	mov	w0, w3
	ret
