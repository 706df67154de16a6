/* SPDX-License-Identifier: Apache-2.0
 * entry.S (AArch64) - from the firmware to C.  Linux boot protocol (Documentation/arch/arm64/booting.rst): MMU off, x0 =
 * physical address of the device tree, entered at EL2 or EL1, image at any 2 MiB boundary.
 *
 * Builds an identity map of the 2 MiB that hold this code and maps the image high, turns the MMU on, clears bss and
 * calls boot_main().  Everything before the jump is position independent.
 *   x20 device tree   x21 where the image is   x22 counter at entry */
#include "arch_layout.h"
#include "sysreg.h"

	.section .head.text, "ax"
	.globl	image_header
image_header:
	b	entry
	.long	0
	.quad	0			/* text_offset */
	.quad	image_bytes
	.quad	0xa			/* little endian, 4 KiB pages, placed anywhere */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

entry:
	mov	x20, x0
	msr	daifset, #0xf
	mrs	x0, CurrentEL
	cmp	x0, #(1 << 2)
	b.eq	at_el1
	cmp	x0, #(2 << 2)
	b.ne	hang			/* EL3 is firmware's */

	/* EL2: let EL1 have the timers, the FPU, the GIC's registers; then go there. */
	mov	x0, #(1 << 31)		/* HCR_EL2.RW: EL1 is AArch64 */
	msr	hcr_el2, x0
	mov	x0, #3
	msr	cnthctl_el2, x0
	msr	cntvoff_el2, xzr
	msr	vttbr_el2, xzr
	msr	hstr_el2, xzr
	msr	mdcr_el2, xzr
	mov	x0, #0x33ff
	msr	cptr_el2, x0
	mrs	x0, midr_el1
	msr	vpidr_el2, x0
	mrs	x0, mpidr_el1
	msr	vmpidr_el2, x0
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #24, #4
	cbz	x0, 1f
	mrs	x0, S3_4_C12_C9_5	/* ICC_SRE_EL2 |= SRE | Enable */
	mov	x1, #9
	orr	x0, x0, x1
	msr	S3_4_C12_C9_5, x0
	isb
	msr	S3_4_C12_C11_0, xzr	/* ICH_HCR_EL2 */
1:	ldr	w0, =SCTLR_OFF
	msr	sctlr_el1, x0
	mov	x0, #0x3c5		/* EL1h, DAIF masked */
	msr	spsr_el2, x0
	adr	x0, at_el1
	msr	elr_el2, x0
	isb
	eret

at_el1:	mrs	x22, cntvct_el0
	ldr	w0, =SCTLR_OFF
	msr	sctlr_el1, x0
	isb
	adrp	x21, image_start

	/* Zero the tables; drop what caches may hold of them, as we write around the caches. */
	adrp	x0, boot_tables
	adrp	x1, boot_tables_end
	mov	x2, x0
1:	stp	xzr, xzr, [x2], #16
	stp	xzr, xzr, [x2], #16
	cmp	x2, x1
	b.lo	1b

	/* identity: one block */
	adrp	x2, boot_id_l1
	orr	x3, x2, #PTE_TABLE
	adrp	x2, boot_id_l0
	ubfx	x4, x21, #39, #9
	str	x3, [x2, x4, lsl #3]
	adrp	x2, boot_id_l2
	orr	x3, x2, #PTE_TABLE
	adrp	x2, boot_id_l1
	ubfx	x4, x21, #30, #9
	str	x3, [x2, x4, lsl #3]
	ldr	x5, =(PTE_BLOCK | PTE_SHARED | PTE_AF)
	adrp	x2, boot_id_l2
	orr	x3, x21, x5
	ubfx	x4, x21, #21, #9
	str	x3, [x2, x4, lsl #3]

	/* the image: blocks; writable and executable until arch_mmu_init */
	adrp	x2, boot_high_l1
	orr	x3, x2, #PTE_TABLE
	adrp	x2, kernel_l0
	str	x3, [x2, #(511 * 8)]
	adrp	x2, boot_high_l2
	orr	x3, x2, #PTE_TABLE
	adrp	x2, boot_high_l1
	str	x3, [x2, #(510 * 8)]
	adrp	x4, window_l2
	orr	x3, x4, #PTE_TABLE
	str	x3, [x2, #(511 * 8)]
	adrp	x2, window_l3
	orr	x3, x2, #PTE_TABLE
	str	x3, [x4, #(2 * 8)]
	ldr	x4, =image_bytes
	add	x4, x4, x21
	adrp	x2, boot_high_l2
	orr	x3, x21, x5
	mov	x6, x21
1:	str	x3, [x2], #8
	add	x3, x3, #0x200000
	add	x6, x6, #0x200000
	cmp	x6, x4
	b.lo	1b

	dsb	sy
	mrs	x2, ctr_el0		/* smallest data cache line */
	ubfx	x2, x2, #16, #4
	mov	x3, #4
	lsl	x3, x3, x2
1:	dc	ivac, x0
	add	x0, x0, x3
	cmp	x0, x1
	b.lo	1b

	/* MMU on */
	mov	x0, #MAIR_VALUE
	msr	mair_el1, x0
	ldr	x0, =(TCR_T0SZ | TCR_T1SZ | TCR_WALK0 | TCR_WALK1 | TCR_TG1_4K)
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #0xf
	mov	x2, #5			/* 48 bits: what our entries can name */
	cmp	x1, x2
	csel	x1, x1, x2, lo
	orr	x0, x0, x1, lsl #TCR_IPS_SHIFT
	msr	tcr_el1, x0
	adrp	x0, boot_id_l0
	msr	ttbr0_el1, x0
	adrp	x0, kernel_l0
	msr	ttbr1_el1, x0
	mov	x0, #(3 << 20)		/* FPU for EL1 and EL0 */
	msr	cpacr_el1, x0
	mov	x0, #2			/* users may read CNTVCT, no other timer register */
	msr	cntkctl_el1, x0
	msr	mdscr_el1, xzr
	msr	tpidr_el1, xzr
	msr	tpidr_el0, xzr
	msr	tpidrro_el0, xzr
	tlbi	vmalle1
	ic	iallu
	dsb	sy
	isb
	ldr	w0, =SCTLR_ON
	msr	sctlr_el1, x0
	isb
	ldr	x0, =high
	br	x0

high:	adrp	x0, boot_stack_top
	add	x0, x0, :lo12:boot_stack_top
	mov	sp, x0
	adrp	x0, vectors
	add	x0, x0, :lo12:vectors
	msr	vbar_el1, x0
	isb
	adrp	x0, bss_start
	adrp	x1, bss_end
1:	stp	xzr, xzr, [x0], #16
	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	1b
	mov	x0, x20
	mov	x1, x21
	mov	x2, x22
	mov	x29, xzr
	mov	x30, xzr
	bl	boot_main
hang:	wfi
	b	hang

/* replace_kernel_root(root) - called at its physical address through the identity map: TTBR1 changes while no stale
 * entry can be used (break before make).  x1: an empty table. */
	.globl	replace_kernel_root
replace_kernel_root:
	msr	ttbr1_el1, x1
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	msr	ttbr1_el1, x0
	isb
	ret
	.ltorg

	.section .boot.tables, "aw", @nobits
	.balign	4096
	.globl	boot_tables, boot_tables_end, kernel_l0, window_l2, window_l3, boot_high_l1
boot_tables:
boot_id_l0:	.skip 4096
boot_id_l1:	.skip 4096
boot_id_l2:	.skip 4096
kernel_l0:	.skip 4096
boot_high_l1:	.skip 4096
boot_high_l2:	.skip 4096
window_l2:	.skip 4096
window_l3:	.skip 4096
boot_tables_end:

	/* arch_mmu_init leaves the page below the boot stack unmapped */
	.globl	boot_stack_guard, boot_stack, boot_stack_top, emergency_stack_top
boot_stack_guard: .skip 4096
boot_stack:	.skip 16384
boot_stack_top:
emergency_stack: .skip 8192
emergency_stack_top:
