/* SPDX-License-Identifier: Apache-2.0
 * str.h - the few string functions of the engine (no libc below it). */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/types.h"

size_t axi_strlen(const char *s);
size_t axi_strnlen(const char *s, size_t max);
bool axi_streq(const char *a, const char *b);
bool axi_starts(const char *s, const char *prefix);
/* axi_strcopy - copy into `size` bytes, always terminated (size > 0), cut when too long. Returns strlen(from). */
size_t axi_strcopy(char *to, const char *from, size_t size);

#endif
