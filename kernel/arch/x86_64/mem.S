/* SPDX-License-Identifier: Apache-2.0
 * mem.S (x86-64) - the four functions that the compiler may call.  String instructions: no vector registers in the
 * kernel, and one instruction moves eight bytes. */
	.text
	.global memcpy, memmove, memset, memcmp
	.balign 16
memmove:
	movq	%rdi, %rax
	movq	%rdi, %rcx
	subq	%rsi, %rcx
	cmpq	%rdx, %rcx			/* to - from, unsigned: below bytes means overlap, copy backwards */
	jb	1f
memcpy:
	movq	%rdi, %rax
	movq	%rdx, %rcx
	shrq	$3, %rcx
	andl	$7, %edx
	rep movsq
	movl	%edx, %ecx
	rep movsb
	ret
1:	movq	%rdx, %rcx
	leaq	-1(%rsi, %rdx), %rsi
	leaq	-1(%rdi, %rdx), %rdi
	std
	rep movsb
	cld
	ret

	.balign 16
memset:
	movq	%rdi, %r8
	movzbl	%sil, %eax
	movabsq	$0x0101010101010101, %rcx
	imulq	%rcx, %rax
	movq	%rdx, %rcx
	shrq	$3, %rcx
	andl	$7, %edx
	rep stosq
	movl	%edx, %ecx
	rep stosb
	movq	%r8, %rax
	ret

	.balign 16
memcmp:
	xorl	%eax, %eax
	movq	%rdx, %rcx
	cmpq	%rcx, %rcx			/* equal when bytes is 0 */
	repe cmpsb
	je	1f
	movzbl	-1(%rdi), %eax
	movzbl	-1(%rsi), %ecx
	subl	%ecx, %eax
1:	ret
	.section .note.GNU-stack, "", @progbits
