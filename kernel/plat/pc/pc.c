/* SPDX-License-Identifier: Apache-2.0
 * pc.c - the PC as QEMU builds it (pc and q35): fixed ports. */
#include "dev/uart/uart16550.h"
#include "plat/plat.h"
#include "x86.h"

#define COM1 0x3f8

const struct x86_machine x86_machine = {
	.pm1_control = 0x604, /* PIIX4 and ICH9 as SeaBIOS sets them up; used when ACPI is silent */
	.pm_timer = 0x608,
	.debug_exit = 0x501,  /* -device isa-debug-exit */
	.lapic = 0xfee00000,
};

static u8 com1_read(u32 reg)
{
	return x86_in8((u16)(COM1 + reg));
}

static void com1_write(u32 reg, u8 value)
{
	x86_out8((u16)(COM1 + reg), value);
}

void plat_console_init(const struct boot_info *boot)
{
	uart16550_init(com1_read, com1_write);
}

void plat_init(const struct boot_info *boot)
{
}
