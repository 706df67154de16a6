/* SPDX-License-Identifier: Apache-2.0
 * gic.h - Arm Generic Interrupt Controller, versions 2 (IHI 0048) and 3 (IHI 0069), one CPU. */
#ifndef DEV_IRQ_GIC_H
#define DEV_IRQ_GIC_H

#include "base/types.h"

#define GIC_PRIORITY 0xa0u
#define GIC_SPURIOUS 1020u /* line numbers from here on are no lines */

/* Version 3 reaches its CPU interface through system registers; the architecture hands these in. */
struct gic_cpu_ops {
	void (*init)(void);       /* system registers on, all priorities, group 1 enabled */
	u32 (*acknowledge)(void); /* the pending line, or >= GIC_SPURIOUS */
	void (*end)(u32 irq);
	u64 (*affinity)(void);    /* this CPU's, as in GICD_IROUTER: aff3 in 39:32, then aff2..0 */
};

/* Both set the chip of irq.h; all lines start disabled, level or edge as firmware left them.
 * Registers are mapped. */
void gicv2_init(volatile void *dist, volatile void *cpu);
/* -AX_ENODEV: no redistributor of this CPU within `redist_bytes`. */
int gicv3_init(volatile void *dist, volatile void *redist, u64 redist_bytes,
               const struct gic_cpu_ops *ops);

#endif
