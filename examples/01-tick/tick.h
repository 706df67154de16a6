/* SPDX-License-Identifier: Apache-2.0
 * tick.h - the record that tick.bpf.c sends and user/tick receives.  The includer provides __u64 (axiom_bpf.h or
 * <linux/types.h>). */
#ifndef TICK_H
#define TICK_H

struct tick_event {
	__u64 count;    /* of this tick, from 1; what the map `counter` holds after it */
	__u64 ktime_ns; /* CLOCK_MONOTONIC at the program's first instruction */
};

#endif
