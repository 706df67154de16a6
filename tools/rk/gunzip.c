/* SPDX-License-Identifier: Apache-2.0
 * gunzip.c - the contents of a gzip file, by zlib: the kernel shows its configuration as one. */
#include <stdlib.h>
#include <zlib.h>
#include "rk/rk.h"

u8 *rk_gunzip(const u8 *data, size_t size, size_t *count)
{
	/* zlib only reads what it is given, but older headers do not say so */
	z_stream z = {.next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)size};
	size_t room = 4 * size + 4096;
	u8 *out = NULL, *larger;
	int rc = size <= RK_GUNZIP_MAX ? inflateInit2(&z, 16 + MAX_WBITS) : Z_MEM_ERROR; /* 16: a gzip file */

	if (rc != Z_OK)
		return NULL;
	while (rc == Z_OK && z.total_out < RK_GUNZIP_MAX) {
		room = room < RK_GUNZIP_MAX ? room : RK_GUNZIP_MAX;
		larger = realloc(out, room);
		if (!larger)
			break;
		out = larger;
		z.next_out = out + z.total_out;
		z.avail_out = (uInt)(room - z.total_out);
		rc = inflate(&z, Z_NO_FLUSH); /* Z_BUF_ERROR: it is cut off */
		room *= 2;
	}
	*count = z.total_out;
	inflateEnd(&z);
	if (rc == Z_STREAM_END && !z.avail_in)
		return out;
	free(out);
	return NULL;
}
