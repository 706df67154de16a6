/* SPDX-License-Identifier: Apache-2.0
 * irq.c - the table of interrupt lines. */
#include "dev/irq/irq.h"
#include "core/print.h"

static const struct irq_chip *chip;
static struct {
	void (*fn)(void *arg);
	void *arg;
} lines[IRQ_LINES];

void irq_chip_set(const struct irq_chip *which)
{
	chip = which;
}

const char *irq_chip_name(void)
{
	return chip ? chip->name : "none";
}

int irq_register(u32 irq, void (*fn)(void *arg), void *arg)
{
	if (irq >= IRQ_LINES || !chip)
		return -AX_EINVAL;
	if (lines[irq].fn)
		return -AX_EBUSY;
	lines[irq].arg = arg;
	lines[irq].fn = fn;
	chip->enable(irq);
	return 0;
}

void irq_handle(void)
{
	if (!chip)
		panic("interrupt before the controller is set up");
	chip->handle();
}

void irq_run(u32 irq)
{
	if (irq < IRQ_LINES && lines[irq].fn) {
		lines[irq].fn(lines[irq].arg);
		return;
	}
	chip->disable(irq);
	kprint("irq %u: no handler, disabled\n", irq);
}
