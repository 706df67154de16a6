/* SPDX-License-Identifier: Apache-2.0
 * sha512.h - SHA-512 (FIPS 180-4). */
#ifndef CRYPTO_SHA512_H
#define CRYPTO_SHA512_H

#include "base/types.h"

struct axi_sha512 {
	u64 state[8];
	u64 bytes;     /* hashed so far */
	u8 block[128]; /* the bytes after the last whole block */
#ifdef __OPTIMIZE_SIZE__
	u64 constant[80]; /* for the rounds: computed, not kept */
#endif
};

/* Any context; about 900 bytes of C stack. */
void axi_sha512_init(struct axi_sha512 *sha);
void axi_sha512_add(struct axi_sha512 *sha, const void *data, size_t size);
void axi_sha512_end(struct axi_sha512 *sha, u8 digest[64]);

#endif
