/* SPDX-License-Identifier: Apache-2.0
 * gicv2.c - GICv2 (Arm IHI 0048B): distributor and memory-mapped CPU interface. */
#include "dev/irq/gic.h"
#include "dev/irq/irq.h"
#include "dev/mmio.h"

#define GICD_CTLR       0x000
#define GICD_TYPER      0x004
#define GICD_ISENABLER  0x100
#define GICD_ICENABLER  0x180
#define GICD_ICPENDR    0x280
#define GICD_IPRIORITYR 0x400
#define GICD_ITARGETSR  0x800

#define GICC_CTLR 0x00
#define GICC_PMR  0x04
#define GICC_BPR  0x08
#define GICC_IAR  0x0c
#define GICC_EOIR 0x10

static volatile u8 *dist, *cpu;
static u32 lines;

static void gicv2_enable(u32 irq)
{
	if (irq < lines)
		mmio_write32(dist + GICD_ISENABLER + irq / 32 * 4, 1u << irq % 32);
}

static void gicv2_disable(u32 irq)
{
	if (irq < lines)
		mmio_write32(dist + GICD_ICENABLER + irq / 32 * 4, 1u << irq % 32);
}

static void gicv2_handle(void)
{
	for (;;) {
		u32 acknowledged = mmio_read32(cpu + GICC_IAR);
		u32 irq = acknowledged & 0x3ff;

		if (irq >= GIC_SPURIOUS)
			return;
		irq_run(irq);
		mmio_write32(cpu + GICC_EOIR, acknowledged);
	}
}

void gicv2_init(volatile void *dist_registers, volatile void *cpu_registers)
{
	static const struct irq_chip chip = {"GICv2", gicv2_enable, gicv2_disable, gicv2_handle};
	u32 me, i;

	dist = dist_registers;
	cpu = cpu_registers;
	mmio_write32(dist + GICD_CTLR, 0);
	lines = ((mmio_read32(dist + GICD_TYPER) & 31) + 1) * 32;
	/* lines 0 to 31 are private and name this CPU in their target bytes (0 on a one-CPU GIC) */
	me = mmio_read32(dist + GICD_ITARGETSR) & 0xff;
	for (i = 0; i < lines; i += 32) {
		mmio_write32(dist + GICD_ICENABLER + i / 8, 0xffffffff);
		mmio_write32(dist + GICD_ICPENDR + i / 8, 0xffffffff);
	}
	for (i = 0; i < lines; i += 4)
		mmio_write32(dist + GICD_IPRIORITYR + i, GIC_PRIORITY * 0x01010101u);
	for (i = 32; i < lines; i += 4)
		mmio_write32(dist + GICD_ITARGETSR + i, me * 0x01010101u);
	mmio_write32(cpu + GICC_PMR, 0xff);
	mmio_write32(cpu + GICC_BPR, 0);
	mmio_write32(cpu + GICC_CTLR, 1);
	mmio_write32(dist + GICD_CTLR, 1);
	irq_chip_set(&chip);
}
