/* SPDX-License-Identifier: Apache-2.0
 * arch_regs.h (unit tests) - registers that nobody reads. */
#ifndef FAKE_ARCH_REGS_H
#define FAKE_ARCH_REGS_H

#include "base/types.h"

struct arch_regs {
	u64 pc;
};

struct arch_task {
	u64 sp;
};

#endif
