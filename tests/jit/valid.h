/* SPDX-License-Identifier: Apache-2.0
 * valid.h - random programs that are mostly valid: valid.c. */
#ifndef TESTS_JIT_VALID_H
#define TESTS_JIT_VALID_H

#include "verify-fuzz/fuzz.h"

/* valid_generate - a program for a raw tracepoint on the maps of fuzz_maps, drawn from fuzz_seed; its result depends on no address. */
void valid_generate(struct fuzz_program *out);

#endif
