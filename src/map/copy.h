/* SPDX-License-Identifier: Apache-2.0
 * copy.h - bytes that others may read or write at the same time.
 *
 * Values and keys inside a map are aligned to 8 and are copied in 8-byte words, each with one relaxed atomic access:
 * an aligned word of a value is never torn, whoever else writes it (Linux promises the same for per-CPU values).
 * The other side is a plain, unaligned buffer of the caller. */
#ifndef MAP_COPY_H
#define MAP_COPY_H

#include "base/types.h"

static inline void axi_copy_in(void *to, const void *from, size_t bytes)
{
	u8 *t = to;
	const u8 *f = from;
	u64 word;

	for (; bytes >= 8; bytes -= 8, t += 8, f += 8) {
		memcpy(&word, f, 8);
		__atomic_store_n((u64 *)t, word, __ATOMIC_RELAXED);
	}
	for (; bytes; bytes--)
		__atomic_store_n(t++, *f++, __ATOMIC_RELAXED);
}

static inline void axi_copy_out(void *to, const void *from, size_t bytes)
{
	u8 *t = to;
	const u8 *f = from;
	u64 word;

	for (; bytes >= 8; bytes -= 8, t += 8, f += 8) {
		word = __atomic_load_n((const u64 *)f, __ATOMIC_RELAXED);
		memcpy(t, &word, 8);
	}
	for (; bytes; bytes--)
		*t++ = __atomic_load_n(f++, __ATOMIC_RELAXED);
}

/* axi_zero_in - clear `bytes`, a multiple of 8. */
static inline void axi_zero_in(void *to, size_t bytes)
{
	for (u64 *t = to; bytes; bytes -= 8)
		__atomic_store_n(t++, 0, __ATOMIC_RELAXED);
}

#endif
