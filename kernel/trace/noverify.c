/* SPDX-License-Identifier: Apache-2.0
 * noverify.c - while src/verify has no ax_verify, every program is refused.  Weak: the verifier replaces it, and then this
 * file goes. */
#include <axiom/diag.h>
#include <axiom/verify.h>
#include "base/types.h"

__attribute__((weak)) size_t ax_verify_bytes(const struct ax_verify_input *in)
{
	return 64;
}

__attribute__((weak)) int ax_verify(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_verdict *out,
				    struct ax_diag *diag)
{
	return -AX_ENOSYS;
}

__attribute__((weak)) const char *ax_diag_name(uint32_t reason)
{
	return "?";
}

__attribute__((weak)) size_t ax_diag_format(const struct ax_diag *diag, const struct ax_line *lines, uint32_t line_count,
					    char *out, size_t size)
{
	if (size)
		out[0] = 0;
	return 0;
}
