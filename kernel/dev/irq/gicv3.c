/* SPDX-License-Identifier: Apache-2.0
 * gicv3.c - GICv3 (Arm IHI 0069): distributor, this CPU's redistributor; the CPU interface is the
 * architecture's. */
#include "dev/irq/gic.h"
#include "dev/irq/irq.h"
#include "dev/mmio.h"

#define GICD_CTLR      0x0000
#define GICD_CTLR_GRP1 (1u << 1)
#define GICD_CTLR_ARE  (1u << 4)
#define GICD_CTLR_RWP  (1u << 31)
#define GICD_TYPER     0x0004
#define GIC_IGROUPR    0x0080
#define GIC_ISENABLER  0x0100
#define GIC_ICENABLER  0x0180
#define GIC_ICPENDR    0x0280
#define GIC_IPRIORITYR 0x0400
#define GICD_IROUTER   0x6000

#define GICR_CTLR         0x0000
#define GICR_CTLR_RWP     (1u << 3)
#define GICR_TYPER        0x0008
#define GICR_TYPER_VLPIS  (1u << 1)
#define GICR_TYPER_LAST   (1u << 4)
#define GICR_WAKER        0x0014
#define GICR_WAKER_SLEEP  (1u << 1)
#define GICR_WAKER_ASLEEP (1u << 2)
#define GICR_FRAME        0x10000u /* the second frame holds the private lines */
#define WAIT_LIMIT        1000000u /* reads until a dead device is given up */

static volatile u8 *dist, *redist, *private_lines;
static const struct gic_cpu_ops *cpu;
static u32 lines;

static void wait_clear(const volatile u8 *at, u32 bit)
{
	u32 i;

	for (i = 0; i < WAIT_LIMIT && (mmio_read32(at) & bit); i++)
		;
}

static volatile u8 *bank(u32 irq)
{
	return irq < 32 ? private_lines : dist;
}

static void gicv3_enable(u32 irq)
{
	if (irq < lines)
		mmio_write32(bank(irq) + GIC_ISENABLER + irq / 32 * 4, 1u << irq % 32);
}

static void gicv3_disable(u32 irq)
{
	if (irq >= lines)
		return;
	mmio_write32(bank(irq) + GIC_ICENABLER + irq / 32 * 4, 1u << irq % 32);
	if (irq < 32)
		wait_clear(redist + GICR_CTLR, GICR_CTLR_RWP);
	else
		wait_clear(dist + GICD_CTLR, GICD_CTLR_RWP);
}

static void gicv3_handle(void)
{
	u32 irq;

	while ((irq = cpu->acknowledge()) < GIC_SPURIOUS) {
		irq_run(irq);
		cpu->end(irq);
	}
}

/* The redistributor of this affinity.  Two frames each, four with virtual LPIs (GICv4). */
static volatile u8 *find_redist(volatile u8 *at, u64 bytes, u64 affinity)
{
	u64 type, me = (affinity >> 32 & 0xff) << 24 | (affinity & 0xffffff);
	u64 step;

	for (; bytes >= 2 * GICR_FRAME; bytes -= step, at += step) {
		type = mmio_read64(at + GICR_TYPER);
		if (type >> 32 == me)
			return at;
		step = type & GICR_TYPER_VLPIS ? 4 * GICR_FRAME : 2 * GICR_FRAME;
		if ((type & GICR_TYPER_LAST) || step > bytes)
			break;
	}
	return NULL;
}

static void setup_lines(volatile u8 *at, u32 from, u32 to)
{
	u32 i;

	for (i = from; i < to; i += 32) {
		mmio_write32(at + GIC_ICENABLER + i / 8, 0xffffffff);
		mmio_write32(at + GIC_ICPENDR + i / 8, 0xffffffff);
		mmio_write32(at + GIC_IGROUPR + i / 8, 0xffffffff);
	}
	for (i = from; i < to; i += 4)
		mmio_write32(at + GIC_IPRIORITYR + i, GIC_PRIORITY * 0x01010101u);
}

int gicv3_init(volatile void *dist_registers, volatile void *redist_registers, u64 redist_bytes,
               const struct gic_cpu_ops *ops)
{
	static const struct irq_chip chip = {"GICv3", gicv3_enable, gicv3_disable, gicv3_handle};
	u32 i;

	cpu = ops;
	dist = dist_registers;
	redist = find_redist(redist_registers, redist_bytes, cpu->affinity());
	if (!redist)
		return -AX_ENODEV;
	private_lines = redist + GICR_FRAME;
	mmio_write32(dist + GICD_CTLR, 0);
	wait_clear(dist + GICD_CTLR, GICD_CTLR_RWP);
	lines = ((mmio_read32(dist + GICD_TYPER) & 31) + 1) * 32;
	if (lines > 1020)
		lines = 1020 & ~31u;
	setup_lines(dist, 32, lines);
	wait_clear(dist + GICD_CTLR, GICD_CTLR_RWP);
	mmio_write32(dist + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GRP1);
	wait_clear(dist + GICD_CTLR, GICD_CTLR_RWP);
	for (i = 32; i < lines; i++)
		mmio_write64(dist + GICD_IROUTER + (u64)i * 8, cpu->affinity());

	mmio_write32(redist + GICR_WAKER, mmio_read32(redist + GICR_WAKER) & ~GICR_WAKER_SLEEP);
	wait_clear(redist + GICR_WAKER, GICR_WAKER_ASLEEP);
	setup_lines(private_lines, 0, 32);
	wait_clear(redist + GICR_CTLR, GICR_CTLR_RWP);
	cpu->init();
	irq_chip_set(&chip);
	return 0;
}
