/* SPDX-License-Identifier: Apache-2.0
 * status.h - error numbers.  Functions return 0 (or a count) or a negative AX_E*. */
#ifndef AXIOM_STATUS_H
#define AXIOM_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

enum ax_errno {
	AX_OK = 0,
#define ERRNO(name, value, text) AX_##name = value,
#include <axiom/errno.def>
};

/* ax_status_name - "EINVAL" for -AX_EINVAL (or AX_EINVAL); "?" for a number without a row. */
const char *ax_status_name(int status);
/* ax_status_text - one line in words for the same number. */
const char *ax_status_text(int status);

#ifdef __cplusplus
}
#endif

#endif
