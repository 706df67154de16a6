/* SPDX-License-Identifier: Apache-2.0
 * gunzip.c - tools/rk/gunzip.c beside Python's: `gunzip` reads cases from standard input, each a length and so many bytes twice: a gzip file and
 * what it holds.  Each must come out, and no byte that is changed and no piece that is cut off may give anything else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rk/rk.h"

static u8 *part(size_t *size)
{
	u32 length;
	u8 *data;

	if (fread(&length, 4, 1, stdin) != 1)
		return NULL;
	data = malloc(length + 1);
	*size = length;
	return data && fread(data, 1, length, stdin) == length ? data : NULL;
}

static bool holds(const u8 *file, size_t size, const u8 *data, size_t length, bool may_fail)
{
	size_t count = 0;
	u8 *copy = malloc(size + 1), *out; /* of its size, for the sanitizer */
	bool good;

	memcpy(copy, file, size);
	out = rk_gunzip(copy, size, &count);
	good = out ? count == length && !memcmp(out, data, length) : may_fail;
	free(out);
	free(copy);
	return good;
}

int main(void)
{
	u32 cases = 0, failed = 0, refused = 0;
	size_t size, length;
	u8 *file, *data;

	while ((file = part(&size)) && (data = part(&length))) {
		failed += !holds(file, size, data, length, false);
		for (size_t i = 0; i < size; i += 1 + size / 200) {
			u8 was = file[i];
			size_t count;
			u8 *out;

			file[i] ^= (u8)(1 << (i + cases) % 8);
			failed += !holds(file, size, data, length, true);
			file[i] = was;
			failed += !holds(file, i, data, length, true);
			out = rk_gunzip(file, i, &count);
			refused += !out;
			free(out);
		}
		cases++;
		free(file);
		free(data);
	}
	if (failed || !cases || !refused)
		printf("FAIL gunzip: %u of %u cases, %u pieces refused\n", failed, cases, refused);
	else
		printf("ok gunzip: %u files, changed and cut off\n", cases);
	return failed || !cases;
}
