/* SPDX-License-Identifier: Apache-2.0
 * timers.h - what the timers of timers.bpf.c report to the firmware (timers.c). */
#ifndef TIMERS_H
#define TIMERS_H

enum { BLINK, WATCHDOG, TIMERS };

struct rung {
	__UINT32_TYPE__ time_ms, timer, count;
};

#endif
