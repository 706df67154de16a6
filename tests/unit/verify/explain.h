/* SPDX-License-Identifier: Apache-2.0
 * explain.h - a check that other tests of this room put their programs through. */
#ifndef UNIT_VERIFY_EXPLAIN_H
#define UNIT_VERIFY_EXPLAIN_H

#include <axiom/verify.h>

/* explain_agrees - with `bytes` of memory the second walk says what the first one said, or that this is too little. */
void explain_agrees(const struct ax_verify_input *in, int err, const struct ax_diag *diag, size_t bytes);

#endif
