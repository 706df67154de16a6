/* SPDX-License-Identifier: Apache-2.0
 * arch/boot.h - contract: what the architecture's entry code learns from firmware and hands to kernel_main(). */
#ifndef ARCH_BOOT_H
#define ARCH_BOOT_H

#include "base/types.h"

#define BOOT_RANGES 32

struct boot_range {
	u64 base, bytes;
};

struct boot_info {
	struct boot_range ram[BOOT_RANGES];      /* usable memory, ascending, page aligned inwards */
	u32 ram_count;
	struct boot_range reserved[BOOT_RANGES]; /* parts of it that are taken: image, initrd, device tree, boot tables */
	u32 reserved_count;
	u64 initrd, initrd_bytes;                /* physical; 0: none */
	const void *fdt;                         /* device tree in the direct map, or NULL */
	char cmdline[1024];
};

/* The entry code calls this on the boot stack, interrupts masked, MMU on, direct map of at least the first 4 GiB (or of
 * the RAM that firmware names) and image mapped high. */
_Noreturn void kernel_main(struct boot_info *boot);

/* arch_image - physical range of the kernel image (already in `reserved`). */
struct boot_range arch_image(void);

#endif
