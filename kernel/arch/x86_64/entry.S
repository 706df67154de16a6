/* SPDX-License-Identifier: Apache-2.0
 * entry.S (x86-64) - from the PVH entry (32-bit, no paging, EBX = hvm_start_info) to x86_start in long mode.
 * Xen's "x86/HVM direct boot ABI" describes the entry state and the note. */
#include "arch_layout.h"
#include "offsets.h"

#define PHYS(symbol) (symbol - IMAGE_BASE)

	.section .note.Xen, "a", @note
	.balign 4
	.long 4, 8, 18				/* name and value sizes; XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.quad PHYS(pvh_start)

	.section .text.entry, "ax", @progbits
	.code32
	.global pvh_start
pvh_start:
	cli
	cld
	rdtsc
	movl	%eax, PHYS(x86_entry_tsc)
	movl	%edx, PHYS(x86_entry_tsc + 4)
	movl	%ebx, %esi
	/* the first 4 GiB in 2 MiB pages, writable; seen at 0, at DIRECT_BASE and its first GiB at IMAGE_BASE */
	movl	$PHYS(boot_pd), %edi
	movl	$0x83, %eax
	movl	$2048, %ecx
1:	movl	%eax, (%edi)
	addl	$8, %edi
	addl	$0x200000, %eax
	decl	%ecx
	jnz	1b
	movl	$(PHYS(boot_pd) + 0x0003), PHYS(boot_pdpt)
	movl	$(PHYS(boot_pd) + 0x1003), PHYS(boot_pdpt + 8)
	movl	$(PHYS(boot_pd) + 0x2003), PHYS(boot_pdpt + 16)
	movl	$(PHYS(boot_pd) + 0x3003), PHYS(boot_pdpt + 24)
	movl	$(PHYS(boot_pd) + 0x0003), PHYS(boot_pdpt_high + 510 * 8)
	movl	$(PHYS(boot_pdpt) + 3), PHYS(boot_pml4)
	movl	$(PHYS(boot_pdpt) + 3), PHYS(boot_pml4 + 256 * 8)
	movl	$(PHYS(boot_pdpt_high) + 3), PHYS(boot_pml4 + 511 * 8)
	movl	$PHYS(boot_pml4), %eax
	movl	%eax, %cr3
	movl	$0x20, %eax			/* PAE */
	movl	%eax, %cr4
	movl	$0xc0000080, %ecx		/* EFER: LME */
	rdmsr
	orl	$0x100, %eax
	wrmsr
	movl	$0x80010033, %eax		/* PG WP NE ET MP PE */
	movl	%eax, %cr0
	lgdt	PHYS(boot_gdt_pointer)
	ljmp	$SEL_KERNEL_CODE, $PHYS(long_mode)

	.code64
long_mode:
	movabsq	$high_half, %rax
	jmp	*%rax
high_half:
	movl	$SEL_KERNEL_DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	leaq	boot_stack_top(%rip), %rsp
	xorl	%ebp, %ebp
	movl	%esi, %edi
	call	x86_start
	ud2

	.section .rodata.boot_gdt, "a"
	.balign 8
boot_gdt:
	.quad 0, 0
	.quad 0x00af9b000000ffff		/* 0x10: 64-bit code */
	.quad 0x00cf93000000ffff		/* 0x18: data */
boot_gdt_pointer:
	.word . - boot_gdt - 1
	.quad PHYS(boot_gdt)

	.section .bss.boot_tables, "aw", @nobits
	.balign 4096
boot_pml4:	.skip 4096
boot_pdpt:	.skip 4096
boot_pdpt_high:	.skip 4096
boot_pd:	.skip 4 * 4096
	.global x86_entry_tsc
x86_entry_tsc:	.skip 8
	.section .note.GNU-stack, "", @progbits
