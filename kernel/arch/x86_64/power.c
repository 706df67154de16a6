/* SPDX-License-Identifier: Apache-2.0
 * power.c (x86-64) - the end: halt, ACPI power-off, reset. */
#include <arch/cpu.h>
#include <arch/mmu.h>
#include "core/print.h"
#include "mm/vm.h"
#include "base/bits.h"
#include "x86.h"

#define SLEEP_ENABLE 0x2000

_Noreturn void arch_halt(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

/* sleep_type - SLP_TYPa of the \_S5 package in the DSDT's byte code: NameOp _S5_ PackageOp length count value; 0 (what
 * QEMU uses) when it is not found. */
static u16 sleep_type(void)
{
	bool tables = arch_kernel_space.root != 0; /* a panic may come before they stand */
	const volatile u8 *dsdt = tables && x86_acpi.dsdt ? vm_device(x86_acpi.dsdt, 36) : NULL;
	u32 bytes = dsdt ? load_32((const void *)(uintptr_t)(dsdt + 4)) : 0;

	if (bytes < 36 || bytes > 1 << 20)
		return 0;
	dsdt = vm_device(x86_acpi.dsdt, bytes);
	for (u32 i = 36; i + 12 < bytes; i++) {
		const volatile u8 *at = dsdt + i;

		if (at[0] != '_' || at[1] != 'S' || at[2] != '5' || at[3] != '_' || at[4] != 0x12)
			continue;
		at += 5 + (at[5] >> 6) + 2; /* package length is 1 .. 4 bytes, then the element count */
		if (*at == 0x0a)
			at++; /* BytePrefix */
		return *at & 7;
	}
	return 0;
}

_Noreturn void arch_power_off(int status)
{
	u16 control = x86_acpi.pm1a_control ? x86_acpi.pm1a_control : x86_machine.pm1_control;
	char how[8];
	u16 type;

	arch_irq_disable();
	if (cmdline_get("exit", how, sizeof(how)) && !memcmp(how, "debug", 6))
		x86_out8(x86_machine.debug_exit, (u8)status);
	type = sleep_type();
	x86_out16(control, (u16)(type << 10 | SLEEP_ENABLE));
	if (x86_acpi.pm1b_control)
		x86_out16(x86_acpi.pm1b_control, (u16)(type << 10 | SLEEP_ENABLE));
	arch_halt();
}

_Noreturn void arch_reset(void)
{
	struct {
		u16 limit;
		u64 base;
	} __attribute__((packed)) none = {0, 0};

	arch_irq_disable();
	x86_out8(0x64, 0xfe); /* keyboard controller: pulse the reset line */
	for (u32 i = 0; i < 100000; i++)
		arch_relax();
	__asm__ volatile("lidt %0; int3" : : "m"(none)); /* no IDT: triple fault */
	arch_halt();
}
