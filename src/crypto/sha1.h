/* SPDX-License-Identifier: Apache-2.0
 * sha1.h - SHA-1 (FIPS 180-4), only for program tags: Linux shows the first 8 bytes of it.  Never for security. */
#ifndef CRYPTO_SHA1_H
#define CRYPTO_SHA1_H

#include "base/types.h"

struct axi_sha1 {
	u32 state[5];
	u64 bytes;     /* hashed so far */
	u8 block[64];  /* the bytes after the last whole block */
};

void axi_sha1_init(struct axi_sha1 *sha);
void axi_sha1_add(struct axi_sha1 *sha, const void *data, size_t size);
void axi_sha1_end(struct axi_sha1 *sha, u8 digest[20]);

#endif
