/* SPDX-License-Identifier: Apache-2.0
 * arch/time.h - contract: the clock and the one-shot timer of this CPU. */
#ifndef ARCH_TIME_H
#define ARCH_TIME_H

#include "base/types.h"

/* arch_time_init - find the frequency without long waits (boot is counted in instructions). */
void arch_time_init(void);
u64 arch_now_ns(void);                    /* monotonic, from about 0 at entry; any context */
/* arch_entry_ns - arch_now_ns() value that corresponds to the first instruction of the kernel. */
u64 arch_entry_ns(void);
/* arch_timer_arm - interrupt this CPU at `deadline_ns` (absolute; in the past: at once; UINT64_MAX: never).
 * One deadline is pending at a time.  The interrupt handler calls timer_interrupt() of core/timer.h. */
void arch_timer_arm(u64 deadline_ns);
/* arch_wall_seconds - seconds since 1970 from the machine's real-time clock; 0 when it has none. */
u64 arch_wall_seconds(void);

#endif
