/* SPDX-License-Identifier: Apache-2.0
 * user.S (x86-64) - copies from and to user memory; a fault continues at the fixup (contract: arch/user.h). */

	.macro SMAP_SITE opcode
771:	.byte 0x0f, 0x1f, 0x00			/* 3-byte nop; see traps.S */
	.pushsection .smap_table, "a"
	.quad 771b
	.quad \opcode
	.popsection
	.endm
#define STAC SMAP_SITE 0xcb010f
#define CLAC SMAP_SITE 0xca010f

	.macro FIXUP at, to
	.pushsection .fixup_table, "a"
	.quad \at, \to
	.popsection
	.endm

	.text
	.global arch_copy_from_user, arch_copy_to_user, arch_clear_user, arch_strncpy_from_user
/* (to, from, bytes): words first; a fault among them goes on bytewise, so that the count left is exact */
arch_copy_from_user:
arch_copy_to_user:
	movq	%rdx, %rcx
	shrq	$3, %rcx
	andl	$7, %edx
	STAC
1:	rep movsq
	movl	%edx, %ecx
2:	rep movsb
3:	movq	%rcx, %rax
	CLAC
	ret
4:	leaq	(%rdx, %rcx, 8), %rcx
	jmp	2b
	FIXUP	1b, 4b
	FIXUP	2b, 3b

/* (to, bytes) */
arch_clear_user:
	movq	%rsi, %rcx
	shrq	$3, %rcx
	andl	$7, %esi
	xorl	%eax, %eax
	STAC
1:	rep stosq
	movl	%esi, %ecx
2:	rep stosb
3:	movq	%rcx, %rax
	CLAC
	ret
4:	leaq	(%rsi, %rcx, 8), %rcx
	jmp	2b
	FIXUP	1b, 4b
	FIXUP	2b, 3b

/* (to, from, size) */
arch_strncpy_from_user:
	xorl	%eax, %eax
	STAC
	testq	%rdx, %rdx
	jz	3f
1:	movb	(%rsi, %rax), %cl
	movb	%cl, (%rdi, %rax)
	testb	%cl, %cl
	jz	3f
	incq	%rax
	cmpq	%rdx, %rax
	jb	1b
3:	CLAC
	ret
4:	movq	$-14, %rax			/* EFAULT */
	jmp	3b
	FIXUP	1b, 4b
	.section .note.GNU-stack, "", @progbits
