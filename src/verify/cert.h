/* SPDX-License-Identifier: Apache-2.0
 * cert.h - the bytes of a certificate (docs/certificates.md): what the checkers (cert.c, src/check) and the makers
 * (src/prove) share. */
#ifndef VERIFY_CERT_H
#define VERIFY_CERT_H

#include "verify/verify.h"

#define AXI_CERT_VERSION 2
#define AXI_CERT_MAX     (16u << 20)
#define AXI_CERT_HEADER  4 /* 'A' 'X' version mode */
enum axi_cert_mode { AXI_CERT_SPARSE, AXI_CERT_FULL };
#define AXI_CERT_APART   16 /* the mode's high half: enum axi_level */

/* First byte of a value. */
enum { AXI_CV_ARENA = 15 /* kind of numbers that are addresses in an arena */, AXI_CV_KIND = 15, AXI_CV_NULL = 16, AXI_CV_GROWN = 16 /* of numbers */, AXI_CV_ID = 32 /* two bits */, AXI_CV_OFF = 128 };
/* What its id is: none (or named anew by the checker), that of the same place in the entering state, a fresh one,
 * that of another place. */
enum { AXI_ID_NONE, AXI_ID_SAME, AXI_ID_FRESH, AXI_ID_SHARED };
/* In full mode: an identity follows; object, size and, after a byte 1, the name of the variable part follow. */
enum { AXI_CF_ID = 32, AXI_CF_MORE = 64 };
/* Byte of a slot: width; these say that init is what the width gives, that zero is 0. */
enum { AXI_CS_WIDTH = 15, AXI_CS_INIT = 16, AXI_CS_ZERO = 32 };
/* Forms of a range. */
enum { AXI_CR_UNKNOWN, AXI_CR_CONST, AXI_CR_UPTO, AXI_CR_BETWEEN, AXI_CR_VIEWS, AXI_CR_FORMS };
#define AXI_CR_ALL 0x3ff /* all ten numbers are there */

/* struct axi_bytes - a place in the certificate; `bad` once anything was out of order. */
struct axi_bytes {
	const u8 *at, *end;
	bool bad;
};
u8 axi_bytes_u8(struct axi_bytes *b);
u64 axi_bytes_uint(struct axi_bytes *b); /* LEB128, shortest form */
s64 axi_bytes_int(struct axi_bytes *b);  /* zigzag */
void axi_bytes_range(struct axi_bytes *b, struct axi_range *r);
void axi_bytes_slot(struct axi_bytes *b, struct axi_val *val); /* width, init, zero */
bool axi_known_map(const struct axi_verify *v, u64 obj); /* may a claim speak of it, or of its values? */
static inline u64 axi_zigzag(s64 n)
{
	return (u64)n << 1 ^ (u64)(n >> 63);
}
static inline s64 axi_unzigzag(u64 n)
{
	return (s64)(n >> 1 ^ (0 - (n & 1)));
}

/* axi_view_get - the ten numbers of a range in the order of struct axi_range. */
u64 axi_view_get(const struct axi_range *r, u32 i);
/* axi_views_read - a range from some of its ten numbers. False: not a range. */
bool axi_views_apply(struct axi_range *r, u32 mask, const u64 views[10]);

#define AXI_CV_TIES 4096 /* in place of a key: the head's ties (src/rank/ties.c) */

/* axi_cert_head - the invariant that the certificate states for the loop at the current state's head becomes the
 * current state.  It is a claim: nothing about it is true before it was confirmed. */
int axi_cert_head(struct axi_verify *v, u32 pc);
int axi_cert_open(struct axi_verify *v);
int axi_cert_close(struct axi_verify *v); /* nothing may be left */

#endif
