/* SPDX-License-Identifier: Apache-2.0
 * aarch64.h - what the files of this folder share, and what the machines of this architecture may
 * use. */
#ifndef AARCH64_H
#define AARCH64_H

#include <arch/mmu.h>
#include <arch/task.h>
#include "core/trap.h"
#include "dev/fdt/machine.h"
#include "dev/irq/gic.h"

/* linker script; addresses in the high half */
extern const char image_start[], text_end[], rodata_end[], data_end[], image_end[];
extern const char boot_stack_guard[], emergency_stack_top[];

/* boot.c: the machine as the device tree says it */
extern struct machine boot_machine;
extern u64 boot_image; /* physical address of image_start */
#define BOOT_SEED_WORDS 8
/* random bits from firmware, each word used once: arch_random */
extern u64 boot_seed[BOOT_SEED_WORDS];
extern u32 boot_seed_words;
_Noreturn void boot_main(u64 fdt, u64 image, u64 count);
/* boot_device - one page of device registers for the early console; one at a time, stays mapped. */
volatile void *boot_device(u64 pa);
u64 image_phys(const void *symbol);

/* boot_map.c: the direct map */
/* boot_map_direct - map [base, end) (pages) by the largest blocks; returns where the static table
 * pages ran out, or end. */
u64 boot_map_direct(u64 base, u64 end, bool writable);

/* entry.S: tables of the entry code */
extern u64 kernel_l0[512], boot_high_l1[512], window_l2[512], window_l3[512];
void replace_kernel_root(u64 root, u64 empty);

/* vectors.S to trap.c */
void trap_el0_sync(struct arch_regs *regs, u64 esr, u64 far);
void trap_el1_sync(struct arch_regs *regs, u64 esr, u64 far);
void trap_irq(struct arch_regs *regs);
void trap_serror(struct arch_regs *regs, u64 esr);
_Noreturn void trap_bad_stack(struct arch_regs *regs, u64 esr, u64 far);
_Noreturn void trap_unexpected(struct arch_regs *regs, u64 which);
_Noreturn void enter_user(u64 stack_top);

/* switch.S, user.S */
void switch_stack(struct arch_task *from, struct arch_task *to);
void task_start(void);
void fpu_save(struct arch_fpu *fpu);
void fpu_load(const struct arch_fpu *fpu);
struct user_fixup {
	u64 at, to;
};
extern const struct user_fixup user_fixups[], user_fixups_end[];

/* time.c */
void time_entry(u64 count);
void time_interrupt(void *arg); /* the virtual timer's line */
/* gic_cpu.c */
extern const struct gic_cpu_ops gic_cpu_ops;

#endif
