/* SPDX-License-Identifier: Apache-2.0
 * storm.h - what the concurrency tests share: threads that stop, and a timer's signal handler that runs "programs" in the
 * middle of whatever the main thread does. */
#ifndef TESTS_UNIT_MAP_STORM_H
#define TESTS_UNIT_MAP_STORM_H

#include "mapkit.h"
#include <stdatomic.h>

#define RUN_NS 300000000ull

/* CHECK belongs to the main thread; others leave their line here. */
extern atomic_int broken;
extern atomic_bool stop;
extern atomic_uint interrupts;

#define EXPECT(cond)                                                                               \
	do {                                                                                       \
		int none = 0;                                                                      \
		if (!(cond))                                                                       \
			atomic_compare_exchange_strong(&broken, &none, __LINE__);                  \
	} while (0)

void start(void);
uint64_t now(void);
void interrupts_on(void (*work)(void));
/* interrupted_enough - the time is up and the timer has come often, or the machine is too busy for that. */
bool interrupted_enough(uint64_t end);
void interrupts_off(void);

#endif
