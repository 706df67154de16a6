/* SPDX-License-Identifier: Apache-2.0
 * spin.h - spin locks safe against interrupt context: taking one masks interrupts on this CPU (ax_cpu.h of the port). */
#ifndef BASE_SPIN_H
#define BASE_SPIN_H

#include <stdatomic.h>
#include "ax_cpu.h"
#include "base/types.h"

struct axi_spin {
	atomic_flag held;
};

/* axi_spin_lock - returns the interrupt state for axi_spin_unlock.  Any context; hold it briefly; never recursive. */
static inline unsigned long axi_spin_lock(struct axi_spin *lock)
{
	unsigned long irq = ax_cpu_mask();

	while (atomic_flag_test_and_set_explicit(&lock->held, memory_order_acquire))
		ax_cpu_relax();
	return irq;
}

/* axi_spin_try - take it if it is free.  Any context, also what has interrupted its holder. */
static inline bool axi_spin_try(struct axi_spin *lock, unsigned long *irq)
{
	*irq = ax_cpu_mask();
	if (!atomic_flag_test_and_set_explicit(&lock->held, memory_order_acquire))
		return true;
	ax_cpu_restore(*irq);
	return false;
}

static inline void axi_spin_unlock(struct axi_spin *lock, unsigned long irq)
{
	atomic_flag_clear_explicit(&lock->held, memory_order_release);
	ax_cpu_restore(irq);
}

#endif
