/* SPDX-License-Identifier: Apache-2.0
 * boot.c (AArch64) - first C: read the device tree, map RAM, fill struct boot_info. */
#include <arch/boot.h>
#include <arch/cpu.h>
#include "aarch64.h"
#include "base/str.h"
#include "sysreg.h"

struct machine boot_machine;
u64 boot_image;
u64 boot_seed[BOOT_SEED_WORDS];
u32 boot_seed_words;
static struct boot_info boot_info;

u64 image_phys(const void *symbol)
{
	return (u64)(uintptr_t)symbol - KERNEL_BASE + boot_image;
}

struct boot_range arch_image(void)
{
	return (struct boot_range){boot_image, (u64)(image_end - image_start)};
}

volatile void *boot_device(u64 pa)
{
	window_l3[0] =
		(pa & ~0xfffull) | PTE_TABLE | PTE_ATTR(MAIR_DEVICE) | PTE_AF | PTE_PXN | PTE_UXN;
	__asm__ volatile(
		"dsb ishst\n\ttlbi vaae1, %0\n\tdsb nsh\n\tisb" ::"r"(BOOT_WINDOW_DEVICE >> 12)
		: "memory");
	return (volatile void *)(uintptr_t)(BOOT_WINDOW_DEVICE + (pa & 0xfff));
}

/* The device tree through the boot window: 4 MiB hold its 2 MiB wherever they start.  NULL: none
 * that we can read. */
static const void *map_fdt(u64 pa)
{
	u64 block = pa & ~0x1fffffull;
	u64 flags = PTE_BLOCK | PTE_ATTR(MAIR_NORMAL) | PTE_SHARED | PTE_AF | PTE_RDONLY | PTE_PXN |
	            PTE_UXN;

	if (!pa || pa & 7)
		return NULL;
	window_l2[0] = block | flags;
	window_l2[1] = (block + 0x200000) | flags;
	__asm__ volatile("dsb ishst\n\tisb" ::: "memory");
	return (const void *)(uintptr_t)(BOOT_WINDOW + (pa - block));
}

/* Map a range of RAM; the image's text and constants in it read-only.  Returns the end of what is
 * mapped. */
static u64 map_ram(u64 base, u64 end)
{
	u64 from = boot_image, to = image_phys(rodata_end), at;

	if (end <= from || base >= to)
		return boot_map_direct(base, end, true);
	at = boot_map_direct(base, max_u64(base, from), true);
	if (at < from)
		return at;
	at = boot_map_direct(at, min_u64(end, to), false);
	return at < min_u64(end, to) ? at : boot_map_direct(at, end, true);
}

static void take_ram(struct boot_info *boot)
{
	u64 limit = DIRECT_END - DIRECT_BASE;
	u32 i;

	for (i = 0; i < boot_machine.ram_count && i < BOOT_RANGES; i++) {
		u64 base = boot_machine.ram[i].base;
		u64 end = base < limit ? min_u64(base + boot_machine.ram[i].bytes, limit) : base;

		end = map_ram(base, end);
		if (end > base)
			boot->ram[boot->ram_count++] = (struct boot_range){base, end - base};
	}
}

/* Does [base, base + bytes) lie in one range of usable RAM, mapped therefore? */
static bool in_ram(const struct boot_info *boot, u64 base, u64 bytes)
{
	u32 i;

	for (i = 0; i < boot->ram_count; i++)
		if (base >= boot->ram[i].base && bytes <= boot->ram[i].bytes &&
		    base - boot->ram[i].base <= boot->ram[i].bytes - bytes)
			return true;
	return false;
}

/* Firmware's random bytes are for one reader: what is taken is wiped from the tree. */
static void take_seed(void *blob)
{
	u8 *seed = (u8 *)blob + boot_machine.seed_at;

	boot_seed_words = boot_machine.seed_bytes / 8 < BOOT_SEED_WORDS
	                          ? boot_machine.seed_bytes / 8
	                          : BOOT_SEED_WORDS;
	memcpy(boot_seed, seed, boot_seed_words * 8);
	memset(seed, 0, boot_machine.seed_bytes);
}

void boot_main(u64 fdt_at, u64 image, u64 count)
{
	struct boot_info *boot = &boot_info;
	const void *blob;
	struct fdt fdt;
	u32 bytes, i;

	boot_image = image;
	time_entry(count);
	blob = map_fdt(fdt_at);
	bytes = blob ? fdt_blob_bytes(blob) : 0;
	/* No RAM, no console: nothing can be said to anybody. */
	if (!bytes || fdt_open(&fdt, blob, bytes) || machine_read(&boot_machine, &fdt))
		arch_halt();
	take_ram(boot);
	if (machine_add_reserved(&boot_machine, fdt_at, fdt.used) ||
	    machine_add_reserved(&boot_machine, boot_image, (u64)(image_end - image_start)))
		arch_halt();
	for (i = 0; i < boot_machine.reserved_count; i++)
		boot->reserved[boot->reserved_count++] = (struct boot_range){
			boot_machine.reserved[i].base, boot_machine.reserved[i].bytes};
	if (in_ram(boot, boot_machine.initrd, boot_machine.initrd_bytes)) {
		boot->initrd = boot_machine.initrd;
		boot->initrd_bytes = boot_machine.initrd_bytes;
	}
	if (in_ram(boot, fdt_at, fdt.used)) {
		boot->fdt = phys_to_virt(fdt_at);
		take_seed(phys_to_virt(fdt_at));
	}
	axi_strcopy(boot->cmdline, boot_machine.cmdline, sizeof(boot->cmdline));
	kernel_main(boot);
}
