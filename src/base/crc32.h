/* SPDX-License-Identifier: Apache-2.0
 * crc32.h - the CRC-32 of Ethernet, zip and PNG (reflected polynomial 0xedb88320). */
#ifndef BASE_CRC32_H
#define BASE_CRC32_H

#include "base/types.h"

/* axi_crc32 - over `size` bytes; `crc` is 0, or the result so far. */
u32 axi_crc32(u32 crc, const void *data, size_t size);

#endif
