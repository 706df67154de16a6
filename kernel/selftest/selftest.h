/* SPDX-License-Identifier: Apache-2.0
 * selftest.h - tests of core and mm inside the running kernel: `selftest` on the command line. */
#ifndef SELFTEST_SELFTEST_H
#define SELFTEST_SELFTEST_H

#include "base/types.h"

/* selftest_wanted - is it on the command line? */
bool selftest_wanted(void);
/* selftest_run - prints `ok NAME` or `FAIL NAME: why` for each; returns how many failed.  `selftest=none` runs
 * none, `selftest=panic` and `selftest=stack` die on purpose, `selftest=reset`
 * resets the machine.  Task context. */
u32 selftest_run(void);

#endif
