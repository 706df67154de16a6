/* SPDX-License-Identifier: Apache-2.0
 * acpi.c (x86-64) - the few facts that we take from ACPI (specification 6.4, chapter 5): where to power off, a timer of
 * known frequency to measure the others with. */
#include <arch/mmu.h>
#include "base/bits.h"
#include "x86.h"

#define MAPPED_END (4ull << 30) /* what the boot tables show */

struct x86_acpi x86_acpi;

/* table - the header at `pa` when it can be a table of that name (NULL: any name). */
static const u8 *table(u64 pa, const char *name)
{
	const u8 *at = phys_to_virt(pa);

	if (!pa || pa >= MAPPED_END - 4096 || load_32(at + 4) < 36 || load_32(at + 4) > MAPPED_END - pa)
		return NULL;
	return name && memcmp(at, name, 4) ? NULL : at;
}

static void read_fadt(const u8 *fadt)
{
	u32 bytes = load_32(fadt + 4);

	if (bytes < 0x60)
		return;
	x86_acpi.dsdt = load_32(fadt + 40);
	x86_acpi.pm1a_control = (u16)load_32(fadt + 64);
	x86_acpi.pm1b_control = (u16)load_32(fadt + 68);
	if (fadt[91] == 4)
		x86_acpi.pm_timer = (u16)load_32(fadt + 76);
}

static void read_hpet(const u8 *hpet)
{
	if (load_32(hpet + 4) >= 56 && hpet[40] == 0) /* address space 0: memory */
		x86_acpi.hpet = load_64(hpet + 44);
}

void x86_acpi_scan(u64 rsdp)
{
	const u8 *root = phys_to_virt(rsdp), *list;
	bool wide;

	if (!rsdp || rsdp >= MAPPED_END - 4096 || memcmp(root, "RSD PTR ", 8))
		return;
	wide = root[15] >= 2 && load_64(root + 24);
	list = wide ? table(load_64(root + 24), "XSDT") : table(load_32(root + 16), "RSDT");
	if (!list)
		return;
	for (u32 at = 36, step = wide ? 8 : 4; at + step <= load_32(list + 4); at += step) {
		u64 pa = wide ? load_64(list + at) : load_32(list + at);
		const u8 *entry = table(pa, NULL);

		if (entry && !memcmp(entry, "FACP", 4))
			read_fadt(entry);
		else if (entry && !memcmp(entry, "HPET", 4))
			read_hpet(entry);
	}
}
