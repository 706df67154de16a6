/* SPDX-License-Identifier: Apache-2.0
 * arch_cpu.h (unit tests) - an architecture that is a host process: nothing interrupts. */
#ifndef FAKE_ARCH_CPU_H
#define FAKE_ARCH_CPU_H

static inline unsigned long arch_irq_save(void) { return 0; }
static inline void arch_irq_restore(unsigned long state) { (void)state; }
static inline void arch_irq_enable(void) {}
static inline void arch_irq_disable(void) {}
static inline bool arch_irq_enabled(void) { return true; }
static inline void arch_wait_irq(void) {}
static inline u32 arch_cpu_id(void) { return 0; }
static inline void arch_relax(void) {}
static inline u64 arch_cycles(void) { return 0; }
static inline struct task *arch_current(void) { return NULL; }
static inline void arch_set_current(struct task *task) { (void)task; }
static inline u64 arch_frame_pointer(void) { return 0; }

#endif
