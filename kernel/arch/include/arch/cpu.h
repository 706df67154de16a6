/* SPDX-License-Identifier: Apache-2.0
 * arch/cpu.h - contract: this CPU, its interrupts, its counters.  Implemented inline in arch/ARCH/arch_cpu.h. */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include "base/types.h"

struct task;

/* arch_irq_save - mask interrupts; returns the state for arch_irq_restore.  Nests. */
static inline unsigned long arch_irq_save(void);
static inline void arch_irq_restore(unsigned long state);
static inline void arch_irq_enable(void);
static inline void arch_irq_disable(void);
static inline bool arch_irq_enabled(void);
/* arch_wait_irq - called with interrupts masked: unmask and sleep until one comes, without a gap between the two.
 * Returns with interrupts unmasked. */
static inline void arch_wait_irq(void);
static inline u32 arch_cpu_id(void);         /* 0 .. */
static inline void arch_relax(void);
static inline u64 arch_cycles(void);         /* free-running counter of this CPU; for entropy and statistics only */
/* the running task (a per-CPU register or variable) */
static inline struct task *arch_current(void);
static inline void arch_set_current(struct task *task);
/* arch_frame_pointer - for backtraces: [fp] is the caller's fp, [fp + 8] the return address, on both architectures */
static inline u64 arch_frame_pointer(void);

#include "arch_cpu.h"

/* arch_halt - stop this CPU for ever, interrupts masked. */
_Noreturn void arch_halt(void);
/* arch_power_off / arch_reset - by firmware (ACPI, PSCI).  `status` is offered to the machine where it can take one
 * (QEMU's exit status); otherwise ignored. */
_Noreturn void arch_power_off(int status);
_Noreturn void arch_reset(void);
/* arch_name - as uname(2) says it: "x86_64", "aarch64". */
extern const char arch_name[];
/* arch_cpu_model - one line for the boot banner; static. */
const char *arch_cpu_model(void);
/* arch_random - hardware random bits; false when the CPU has none. */
bool arch_random(u64 *out);

#endif
