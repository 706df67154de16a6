/* SPDX-License-Identifier: Apache-2.0
 * types.h - short names for the integer types, and the few macros that everyone needs. */
#ifndef BASE_TYPES_H
#define BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/status.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

/* The four functions that a freestanding compiler may call; the world provides them. */
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *at, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);

#define ARRAY_LEN(a)       (sizeof(a) / sizeof((a)[0]))
#define CONTAINER_OF(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))
#define LIKELY(x)          __builtin_expect(!!(x), 1)
#define UNLIKELY(x)        __builtin_expect(!!(x), 0)

/* align_up - `n` rounded up to a multiple of `align` (a power of two); the caller has excluded overflow. */
static inline u64 align_up(u64 n, u64 align)
{
	return (n + align - 1) & ~(align - 1);
}

static inline bool is_pow2(u64 n)
{
	return n && !(n & (n - 1));
}

static inline u64 min_u64(u64 a, u64 b)
{
	return a < b ? a : b;
}

static inline u64 max_u64(u64 a, u64 b)
{
	return a > b ? a : b;
}

#endif
