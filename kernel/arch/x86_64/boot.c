/* SPDX-License-Identifier: Apache-2.0
 * boot.c (x86-64) - read what the PVH loader left (struct hvm_start_info) and go to kernel_main. */
#include <arch/boot.h>
#include <arch/mmu.h>
#include "base/str.h"
#include "x86.h"

/* Xen's "x86/HVM direct boot ABI", version 1 */
struct hvm_start_info {
	u32 magic, version, flags, modules;
	u64 module_list, cmdline, rsdp, memmap;
	u32 memmap_entries, reserved;
};

struct hvm_module {
	u64 base, bytes, cmdline, reserved;
};

struct hvm_memory {
	u64 base, bytes;
	u32 type, reserved;
};

#define HVM_MAGIC  0x336ec578
#define MEMORY_RAM 1
#define LOW_BYTES  0x100000ull /* firmware's and option ROMs' first MiB: left alone */

struct boot_info x86_boot;
extern char image_start[], image_end[];
void x86_start(u64 start_info);

struct boot_range arch_image(void)
{
	u64 base = (u64)(uintptr_t)image_start - KERNEL_BASE;

	return (struct boot_range){base, (u64)(image_end - image_start)};
}

static void reserve(u64 base, u64 bytes)
{
	if (bytes && x86_boot.reserved_count < BOOT_RANGES)
		x86_boot.reserved[x86_boot.reserved_count++] = (struct boot_range){base, bytes};
}

/* add_ram - keep the list ascending; what does not fit into the table is not used. */
static void add_ram(u64 base, u64 bytes)
{
	u64 end = (base + bytes) & ~(u64)(PAGE_SIZE - 1);
	u32 at = x86_boot.ram_count;

	base = align_up(max_u64(base, LOW_BYTES), PAGE_SIZE);
	if (end <= base || at == BOOT_RANGES)
		return;
	for (; at && x86_boot.ram[at - 1].base > base; at--)
		x86_boot.ram[at] = x86_boot.ram[at - 1];
	x86_boot.ram[at] = (struct boot_range){base, end - base};
	x86_boot.ram_count++;
}

static void read_info(const struct hvm_start_info *info)
{
	const struct hvm_memory *memory = phys_to_virt(info->memmap);
	const struct hvm_module *module = phys_to_virt(info->module_list);
	struct boot_range image = arch_image();

	for (u32 i = 0; i < info->memmap_entries; i++)
		if (memory[i].type == MEMORY_RAM)
			add_ram(memory[i].base, memory[i].bytes);
	reserve(image.base, image.bytes);
	if (info->modules && module->bytes) {
		x86_boot.initrd = module->base;
		x86_boot.initrd_bytes = module->bytes;
		reserve(module->base, module->bytes);
	}
	if (info->cmdline)
		axi_strcopy(x86_boot.cmdline, phys_to_virt(info->cmdline), sizeof(x86_boot.cmdline));
	x86_acpi_scan(info->rsdp);
}

/* x86_start - from entry.S, on the boot tables and the boot stack. */
void x86_start(u64 start_info)
{
	const struct hvm_start_info *info = phys_to_virt(start_info);

	x86_cpu_init();
	if (info->magic == HVM_MAGIC)
		read_info(info);
	kernel_main(&x86_boot);
}
