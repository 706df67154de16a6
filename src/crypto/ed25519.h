/* SPDX-License-Identifier: Apache-2.0
 * ed25519.h - checking Ed25519 signatures (RFC 8032).  Signing is host tools' work: no secret ever enters the engine. */
#ifndef CRYPTO_ED25519_H
#define CRYPTO_ED25519_H

#include "base/types.h"

/* axi_ed25519_check - is `signature` by the owner of `key` over `size` bytes at `data`?
 * Strict: S below the group order, both points in their one encoding, no key of small order.  Variable time: everything here
 * is public.  Any context that may take about a millisecond; 2.5 KiB of C stack. */
bool axi_ed25519_check(const u8 signature[64], const u8 key[32], const void *data, size_t size);

#endif
