/* SPDX-License-Identifier: Apache-2.0
 * random.h - random bytes for programs (getrandom, AT_RANDOM), the engine's entropy and hash seeds. */
#ifndef PROC_RANDOM_H
#define PROC_RANDOM_H

#include "base/types.h"

/* random_bytes - any context.  Seeded from the CPU's random instruction where there is one and from cycle counts. */
void random_bytes(void *out, size_t bytes);
/* random_hardware - did the seed hold bits of a hardware generator? */
bool random_hardware(void);

#endif
