/* SPDX-License-Identifier: Apache-2.0
 * certs.h - certificates of accepted programs: made, checked, and mutated. */
#ifndef TESTS_VERIFY_CERTS_H
#define TESTS_VERIFY_CERTS_H

#include <axiom/verify.h>
#include "base/types.h"

/* certs_check - certify an accepted program, verify it with the certificate and with `mutations` broken ones; `full`: there
 * must be a full certificate, too; `terms`: it bounds the program by the budget alone.
 * NULL: all is well. */
const char *certs_check(const struct ax_verify_input *in, const struct ax_verdict *without, u32 mutations, bool full, bool terms);
/* certs_needed - a program that is refused is accepted with its certificate: a full one in AX_CERTIFIED_BYTES, or else a sparse one
 * in the memory that it was refused in. */
const char *certs_needed(const struct ax_verify_input *in);
void certs_report(bool objects);

#endif
