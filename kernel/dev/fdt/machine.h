/* SPDX-License-Identifier: Apache-2.0
 * machine.h - what a device tree says about the machine that we boot on. */
#ifndef DEV_FDT_MACHINE_H
#define DEV_FDT_MACHINE_H

#include "dev/fdt/fdt.h"

#define MACHINE_RANGES 32

struct machine_range {
	u64 base, bytes;
};

enum machine_gic { GIC_NONE, GIC_V2, GIC_V3 };
enum machine_psci { PSCI_NONE, PSCI_HVC, PSCI_SMC };

struct machine {
	struct machine_range ram[MACHINE_RANGES]; /* ascending, merged, whole 4 KiB pages inwards */
	struct machine_range reserved[MACHINE_RANGES]; /* whole pages outwards; any order */
	u32 ram_count, reserved_count;
	u64 initrd, initrd_bytes; /* 0: none */
	char cmdline[1024];
	u32 seed_at, seed_bytes; /* /chosen/rng-seed: random bytes of the firmware, in the blob */
	enum machine_gic gic;
	struct machine_range gic_dist;
	struct machine_range gic_cpu; /* v2: CPU interface; v3: redistributors */
	struct machine_range uart;    /* PL011; bytes 0: none */
	u32 uart_irq;
	u64 rtc; /* PL031; 0: none */
	enum machine_psci psci;
	u32 timer_irq; /* the virtual timer's line; 0: none */
	bool broken;   /* the tree ended early: what is above was read before that */
};

/* machine_read - 0, or -AX_EINVAL when the tree is broken before any RAM was found. */
int machine_read(struct machine *machine, const struct fdt *fdt);
/* machine_add_reserved - pages that nobody may take.  -AX_ENOSPC. */
int machine_add_reserved(struct machine *machine, u64 base, u64 bytes);

#endif
