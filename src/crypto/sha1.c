/* SPDX-License-Identifier: Apache-2.0
 * sha1.c - SHA-1 as FIPS 180-4 section 6.1 states it, with the rolling 16-word schedule of section 6.1.3. */
#include "crypto/sha1.h"

static u32 rol(u32 x, u32 n)
{
	return x << n | x >> (32 - n);
}

static u32 load_be(const u8 *at)
{
	return (u32)at[0] << 24 | (u32)at[1] << 16 | (u32)at[2] << 8 | at[3];
}

/* The function and constant of round t (sections 4.1.1 and 4.2.1). */
static u32 mix(u32 t, u32 b, u32 c, u32 d)
{
	if (t < 20)
		return ((b & c) ^ (~b & d)) + 0x5a827999;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (t < 60)
		return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void hash_block(u32 state[5], const u8 *block)
{
	u32 w[16], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

	for (u32 t = 0; t < 16; t++)
		w[t] = load_be(block + 4 * t);
	for (u32 t = 0; t < 80; t++) {
		u32 word = w[t & 15], next;

		if (t >= 16) {
			word = rol(w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^ word, 1);
			w[t & 15] = word;
		}
		next = rol(a, 5) + mix(t, b, c, d) + e + word;
		e = d;
		d = c;
		c = rol(b, 30);
		b = a;
		a = next;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

void axi_sha1_init(struct axi_sha1 *sha)
{
	*sha = (struct axi_sha1){
		.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0},
	};
}

void axi_sha1_add(struct axi_sha1 *sha, const void *data, size_t size)
{
	const u8 *at = data;

	while (size) {
		size_t have = sha->bytes & 63, take = min_u64(64 - have, size);

		memcpy(sha->block + have, at, take);
		sha->bytes += take;
		at += take;
		size -= take;
		if (have + take == 64)
			hash_block(sha->state, sha->block);
	}
}

void axi_sha1_end(struct axi_sha1 *sha, u8 digest[20])
{
	u64 bits = sha->bytes * 8;
	u8 pad[72] = {0x80};
	/* 0x80, then zeroes up to 8 bytes before the end of a block, then the length in bits */
	u32 zeros = (u32)((119 - sha->bytes) & 63) + 1;

	for (u32 i = 0; i < 8; i++)
		pad[zeros + i] = (u8)(bits >> (56 - 8 * i));
	axi_sha1_add(sha, pad, zeros + 8);
	for (u32 i = 0; i < 20; i++)
		digest[i] = (u8)(sha->state[i / 4] >> (24 - 8 * (i & 3)));
}
