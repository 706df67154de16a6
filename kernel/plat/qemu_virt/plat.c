/* SPDX-License-Identifier: Apache-2.0
 * plat.c (qemu_virt) - QEMU's `virt` machine: everything is in the device tree; the defaults are
 * QEMU's. */
#include "plat/plat.h"
#include "aarch64.h"
#include "core/print.h"
#include "dev/irq/gic.h"
#include "dev/irq/irq.h"
#include "dev/uart/pl011.h"
#include "mm/vm.h"

#define DEFAULT_UART 0x09000000u
/* Enough for a GICv2 CPU interface and for eight GICv3 redistributors; QEMU names room for 123. */
#define CPU_BYTES_MAX 0x100000u
#define DEFAULT_TIMER 27u /* private line of the virtual timer (Arm BSA) */

void plat_console_init(const struct boot_info *boot)
{
	pl011_console(boot_device(boot_machine.uart.bytes ? boot_machine.uart.base : DEFAULT_UART));
}

void plat_init(const struct boot_info *boot)
{
	const struct machine *machine = &boot_machine;
	volatile void *dist, *cpu;
	u64 cpu_bytes;

	if (machine->gic == GIC_NONE)
		panic("the device tree names no GICv2 or GICv3 interrupt controller");
	dist = vm_device(machine->gic_dist.base, machine->gic_dist.bytes);
	cpu_bytes = min_u64(machine->gic_cpu.bytes, CPU_BYTES_MAX);
	cpu = vm_device(machine->gic_cpu.base, cpu_bytes);
	if (machine->gic == GIC_V2)
		gicv2_init(dist, cpu);
	else if (gicv3_init(dist, cpu, cpu_bytes, &gic_cpu_ops))
		panic("GICv3: no redistributor of this CPU");
	if (irq_register(machine->timer_irq ? machine->timer_irq : DEFAULT_TIMER, time_interrupt,
	                 NULL))
		panic("the timer's interrupt line is taken");
}
