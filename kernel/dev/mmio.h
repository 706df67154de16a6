/* SPDX-License-Identifier: Apache-2.0
 * mmio.h - device registers are touched through these only. */
#ifndef DEV_MMIO_H
#define DEV_MMIO_H

#include "base/types.h"

static inline u8 mmio_read8(const volatile void *at)
{
	return *(const volatile u8 *)at;
}

static inline u32 mmio_read32(const volatile void *at)
{
	return *(const volatile u32 *)at;
}

static inline u64 mmio_read64(const volatile void *at)
{
	return *(const volatile u64 *)at;
}

static inline void mmio_write8(volatile void *at, u8 value)
{
	*(volatile u8 *)at = value;
}

static inline void mmio_write32(volatile void *at, u32 value)
{
	*(volatile u32 *)at = value;
}

static inline void mmio_write64(volatile void *at, u64 value)
{
	*(volatile u64 *)at = value;
}

#endif
