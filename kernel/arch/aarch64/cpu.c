/* SPDX-License-Identifier: Apache-2.0
 * cpu.c (AArch64) - the CPU's name, random bits, stopping and power: PSCI (Arm DEN 0022),
 * semihosting. */
#include <arch/cpu.h>
#include "aarch64.h"
#include "base/fmt.h"
#include "base/str.h"
#include "core/print.h"
#include "sysreg.h"

#define PSCI_SYSTEM_OFF   0x84000008u
#define PSCI_SYSTEM_RESET 0x84000009u

/* Semihosting (Arm 2.0): SYS_EXIT_EXTENDED takes a reason and the exit status. */
#define SYS_EXIT_EXTENDED           0x20u
#define ADP_STOPPED_APPLICATIONEXIT 0x20026u

const char arch_name[] = "aarch64";

void arch_halt(void)
{
	__asm__ volatile("msr daifset, #0xf" ::: "memory");
	for (;;)
		__asm__ volatile("wfi");
}

static void psci_call(u32 function)
{
	register u64 x0 __asm__("x0") = function;

	if (boot_machine.psci == PSCI_HVC)
		__asm__ volatile("hvc #0" : "+r"(x0)::"x1", "x2", "x3", "memory");
	else if (boot_machine.psci == PSCI_SMC)
		__asm__ volatile("smc #0" : "+r"(x0)::"x1", "x2", "x3", "memory");
}

/* Only when the command line says that a debugger or QEMU -semihosting listens: otherwise HLT is
 * undefined. */
static void semihosting_exit(int status)
{
	u64 block[2] = {ADP_STOPPED_APPLICATIONEXIT, (u64)(s64)status};
	register u64 x0 __asm__("x0") = SYS_EXIT_EXTENDED;
	register u64 x1 __asm__("x1") = (u64)(uintptr_t)block;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
}

void arch_power_off(int status)
{
	char how[16];

	arch_irq_disable();
	if (cmdline_get("exit", how, sizeof(how)) && axi_streq(how, "semihosting"))
		semihosting_exit(status);
	psci_call(PSCI_SYSTEM_OFF);
	arch_halt();
}

void arch_reset(void)
{
	arch_irq_disable();
	psci_call(PSCI_SYSTEM_RESET);
	arch_halt();
}

const char *arch_cpu_model(void)
{
	static const struct {
		u32 part;
		const char *name;
	} parts[] = {
		{0xd03, "Cortex-A53"}, {0xd04, "Cortex-A35"},  {0xd05, "Cortex-A55"},
		{0xd07, "Cortex-A57"}, {0xd08, "Cortex-A72"},  {0xd09, "Cortex-A73"},
		{0xd0b, "Cortex-A76"}, {0xd0c, "Neoverse-N1"}, {0xd40, "Neoverse-V1"},
	};
	static char text[48];
	u64 midr = READ_SYSREG(midr_el1);
	u32 i;

	for (i = 0; midr >> 24 == 0x41 && i < ARRAY_LEN(parts); i++)
		if (parts[i].part == (midr >> 4 & 0xfff))
			return parts[i].name;
	axi_fmt(text, sizeof(text), "AArch64 CPU (MIDR %08x)", (u32)midr);
	return text;
}

/* Random bits of the firmware, handed out once. */
static bool seed_word(u64 *out)
{
	unsigned long irq = arch_irq_save();
	bool ok = boot_seed_words > 0;

	if (ok) {
		*out = boot_seed[--boot_seed_words];
		boot_seed[boot_seed_words] = 0;
	}
	arch_irq_restore(irq);
	return ok;
}

/* FEAT_RNG: RNDR sets Z when it could not deliver. */
bool arch_random(u64 *out)
{
	u64 value, ok;

	if (!(READ_SYSREG(id_aa64isar0_el1) >> 60))
		return seed_word(out);
	__asm__ volatile("mrs %0, S3_3_C2_C4_0\n\tcset %1, ne" : "=r"(value), "=r"(ok)::"cc");
	*out = value;
	return ok;
}
