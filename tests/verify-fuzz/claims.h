/* SPDX-License-Identifier: Apache-2.0
 * claims.h - certificates changed by what they mean. */
#ifndef TESTS_VERIFY_FUZZ_CLAIMS_H
#define TESTS_VERIFY_FUZZ_CLAIMS_H

#include "verify-fuzz/fuzz.h"

/* claims_lie - a certificate with `lies` of its claims changed (0: as it was), in to[room].  Returns how many bytes that has; 0: it does
 * not fit, or what was read is of no form that docs/certificates.md has. */
size_t claims_lie(const u8 *cert, size_t size, u32 lies, u8 *to, size_t room);

#endif
