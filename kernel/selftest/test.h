/* SPDX-License-Identifier: Apache-2.0
 * test.h - what the files of the self tests share. */
#ifndef SELFTEST_TEST_H
#define SELFTEST_TEST_H

#include "base/types.h"

/* struct selftest - run gives NULL, or the condition that did not hold.  Lists end with a row without name. */
struct selftest {
	const char *name;
	const char *(*run)(void);
};

extern const struct selftest selftest_memory[], selftest_tasks[];

#define CHECK(cond)                        \
	do {                               \
		if (!(cond))               \
			return #cond;      \
	} while (0)
#define MS 1000000ull

u64 selftest_pages_free(void);
u32 selftest_random(u32 below); /* the same sequence in every run */
void selftest_sleep(u64 ns);

#endif
