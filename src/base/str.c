/* SPDX-License-Identifier: Apache-2.0
 * str.c - strings. */
#include "base/str.h"

size_t axi_strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

size_t axi_strnlen(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

bool axi_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

bool axi_starts(const char *s, const char *prefix)
{
	while (*prefix)
		if (*s++ != *prefix++)
			return false;
	return true;
}

size_t axi_strcopy(char *to, const char *from, size_t size)
{
	size_t length = axi_strlen(from);
	size_t n = length < size ? length : size - 1;

	memcpy(to, from, n);
	to[n] = 0;
	return length;
}
