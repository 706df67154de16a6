/* SPDX-License-Identifier: Apache-2.0
 * irq.h - interrupt lines: one controller, one handler per line. */
#ifndef DEV_IRQ_IRQ_H
#define DEV_IRQ_IRQ_H

#include "base/types.h"

#define IRQ_LINES 256

struct irq_chip {
	const char *name;
	void (*enable)(u32 irq);
	void (*disable)(u32 irq);
	void (*handle)(void); /* acknowledge what is pending, call irq_run for each line, end it */
};

void irq_chip_set(const struct irq_chip *chip); /* static storage */
const char *irq_chip_name(void);                /* "none" before irq_chip_set */
/* irq_register - call fn(arg) for the line, in interrupt context, and enable it.  -AX_EINVAL: no
 * such line or no chip; -AX_EBUSY: the line has a handler. */
int irq_register(u32 irq, void (*fn)(void *arg), void *arg);
/* irq_handle - the CPU was interrupted; called by the entry code between trap_irq_enter and
 * trap_irq_exit. */
void irq_handle(void);
/* irq_run - for chips: the line fired.  A line without handler is disabled and reported once. */
void irq_run(u32 irq);

#endif
