/* SPDX-License-Identifier: Apache-2.0
 * bits.h - sign extension, bit positions, byte order, unaligned access. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include "base/types.h"

/* sign_extend - the low `bits` (1 .. 64) of `n` as a signed number. */
static inline u64 sign_extend(u64 n, u32 bits)
{
	return (u64)((s64)(n << (64 - bits)) >> (64 - bits));
}

/* bit_width - bits that `n` needs: 0 for 0, 64 for the largest. */
static inline u32 bit_width(u64 n)
{
	return n ? 64 - (u32)__builtin_clzll(n) : 0;
}

/* the two smaller ones: big-endian builds alone use them */
__attribute__((unused)) static inline u16 swap16(u16 n)
{
	return __builtin_bswap16(n);
}

__attribute__((unused)) static inline u32 swap32(u32 n)
{
	return __builtin_bswap32(n);
}

static inline u64 swap64(u64 n)
{
	return __builtin_bswap64(n);
}

/* load_N / store_N - N bits at any address, in host byte order.  The builtin, because a freestanding compiler calls
 * memcpy by name, and would do so for every load of a program. */
#define BITS_ACCESS(bits)                                                                          \
	static inline u##bits load_##bits(const void *at)                                          \
	{                                                                                          \
		u##bits value;                                                                     \
		__builtin_memcpy(&value, at, sizeof(value));                                                 \
		return value;                                                                      \
	}                                                                                          \
	static inline void store_##bits(void *at, u##bits value)                                   \
	{                                                                                          \
		__builtin_memcpy(at, &value, sizeof(value));                                                 \
	}
BITS_ACCESS(8)
BITS_ACCESS(16)
BITS_ACCESS(32)
BITS_ACCESS(64)
#undef BITS_ACCESS

#endif
