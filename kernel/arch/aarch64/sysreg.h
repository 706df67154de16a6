/* SPDX-License-Identifier: Apache-2.0
 * sysreg.h (AArch64) - system registers by name, and the bits that we use. */
#ifndef SYSREG_H
#define SYSREG_H

/* SCTLR_EL1.  Users may do what Linux lets them: DC ZVA (DZE), CTR_EL0 (UCT), cache maintenance by address (UCI), WFE
 * (nTWE).  PAN is set on every entry from user mode (SPAN clear) where the CPU has it. */
#define SCTLR_RES1   0x30500800 /* bits 29 28 22 20 11 */
#define SCTLR_M      (1 << 0)
#define SCTLR_C      (1 << 2)
#define SCTLR_SA     (1 << 3)
#define SCTLR_SA0    (1 << 4)
#define SCTLR_SED    (1 << 8)
#define SCTLR_I      (1 << 12)
#define SCTLR_DZE    (1 << 14)
#define SCTLR_UCT    (1 << 15)
#define SCTLR_NTWE   (1 << 18)
#define SCTLR_UCI    (1 << 26)
#define SCTLR_OFF    SCTLR_RES1
#define SCTLR_ON                                                                                   \
	(SCTLR_RES1 | SCTLR_M | SCTLR_C | SCTLR_SA | SCTLR_SA0 | SCTLR_SED | SCTLR_I | SCTLR_DZE | \
	 SCTLR_UCT | SCTLR_NTWE | SCTLR_UCI)

/* MAIR_EL1: attribute 0 normal write-back, 1 device nGnRE. */
#define MAIR_VALUE  0x04ff
#define MAIR_NORMAL 0
#define MAIR_DEVICE 1

/* TCR_EL1: 48-bit halves, 4 KiB granule, inner shareable write-back walks; the PA size is filled in at entry. */
#define TCR_T0SZ      16
#define TCR_T1SZ      (16 << 16)
#define TCR_WALK0     ((1 << 8) | (1 << 10) | (3 << 12))
#define TCR_WALK1     ((1 << 24) | (1 << 26) | (3 << 28))
#define TCR_TG1_4K    (2 << 30)
#define TCR_IPS_SHIFT 32

/* Page table entries */
#define PTE_VALID     0x1
#define PTE_TABLE     0x3 /* levels 0 to 2; at level 3: a page */
#define PTE_BLOCK     0x1
#define PTE_ATTR(n)   ((n) << 2)
#define PTE_USER      (1 << 6)
#define PTE_RDONLY    (1 << 7)
#define PTE_SHARED    (3 << 8)
#define PTE_AF        (1 << 10)
#define PTE_NG        (1 << 11)
#define PTE_PXN_SHIFT 53
#define PTE_UXN_SHIFT 54

#ifndef __ASSEMBLER__
#include "base/types.h"

#define PTE_PXN (1ull << PTE_PXN_SHIFT)
#define PTE_UXN (1ull << PTE_UXN_SHIFT)

#define READ_SYSREG(name)                                                                          \
	({                                                                                         \
		u64 sysreg_value;                                                                  \
		__asm__ volatile("mrs %0, " #name : "=r"(sysreg_value)::"memory");                 \
		sysreg_value;                                                                      \
	})
#define WRITE_SYSREG(name, value) __asm__ volatile("msr " #name ", %0" ::"r"((u64)(value)) : "memory")
#define ISB()                     __asm__ volatile("isb" ::: "memory")
#endif

#endif
