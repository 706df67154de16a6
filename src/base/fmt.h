/* SPDX-License-Identifier: Apache-2.0
 * fmt.h - bounded formatting into a caller's buffer.
 *
 * Conversions: %d %i %u %x %X %o %c %s %p %% with flags 0 - + # space, width, precision, and lengths hh h l ll z.
 * No floating point, no %n.  Output is always terminated; the return value is the length of the whole text. */
#ifndef BASE_FMT_H
#define BASE_FMT_H

#include <stdarg.h>
#include "base/types.h"

size_t axi_fmt(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t axi_vfmt(char *out, size_t size, const char *format, va_list args) __attribute__((format(printf, 3, 0)));

/* struct axi_text - append to a fixed buffer; what does not fit is counted in `need`, not written. */
struct axi_text {
	char *out;
	size_t size;
	size_t need; /* length of the whole text so far */
};
void axi_text_add(struct axi_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
