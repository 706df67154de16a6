/* SPDX-License-Identifier: Apache-2.0
 * sha512.c - SHA-512 (FIPS 180-4, section 6.4). */
#include "crypto/sha512.h"

/* The rounds' constants are the fractions of the cube roots of the first 80 primes. */
#ifdef __OPTIMIZE_SIZE__
/* multiply - words of 32 bits, lowest first: out[0 .. n + 2] = a[0 .. n - 1] * b[0 .. 2] */
static void multiply(u32 *out, const u32 *a, u32 n, const u32 *b)
{
	memset(out, 0, (n + 3) * sizeof(*out));
	for (u32 i = 0; i < n; i++) {
		u64 carry = 0;

		for (u32 k = 0; k < 3; k++) {
			carry += (u64)a[i] * b[k] + out[i + k];
			out[i + k] = (u32)carry;
			carry >>= 32;
		}
		out[i + 3] = (u32)carry;
	}
}

/* cube_root - the fraction of the cube root of a prime below 512, times 2^64: bit by bit, the largest number whose cube is not above
 * the prime times 2^192 (it never is the same) */
static u64 cube_root(u32 prime)
{
	u32 root[3] = {0}, square[6], cube[9];

	for (u32 bit = 67; bit--;) {
		root[bit / 32] ^= 1u << bit % 32;
		multiply(square, root, 3, root);
		multiply(cube, square, 6, root);
		if (cube[6] >= prime)
			root[bit / 32] ^= 1u << bit % 32;
	}
	return root[0] | (u64)root[1] << 32;
}

static void make_constants(u64 *to)
{
	for (u32 n = 2, found = 0, d; found < 80; n++) {
		for (d = 2; n % d; d++)
			;
		if (d == n)
			to[found++] = cube_root(n);
	}
}
#define CONSTANT(sha) (sha)->constant
#else
static const u64 round_constant[80] = {
	0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
	0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
	0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
	0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
	0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
	0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
	0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
	0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
	0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
	0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
	0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
	0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
	0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
	0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
	0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
	0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
	0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
	0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};
#define CONSTANT(sha) round_constant
#endif

static u64 rotate(u64 x, u32 by)
{
	return x >> by | x << (64 - by);
}

static u64 load_big(const u8 *at)
{
	u64 x = 0;

	for (u32 i = 0; i < 8; i++)
		x = x << 8 | at[i];
	return x;
}

static void store_big(u8 *at, u64 x)
{
	for (u32 i = 8; i--; x >>= 8)
		at[i] = (u8)x;
}

static void block(u64 state[8], const u64 constant[80], const u8 *data)
{
	u64 w[16], v[8];

	for (u32 i = 0; i < 16; i++)
		w[i] = load_big(data + 8 * i);
	memcpy(v, state, sizeof(v));
	for (u32 i = 0; i < 80; i++) {
		u64 e = v[4], a = v[0], t1, t2, old = w[(i + 1) & 15], late = w[(i + 14) & 15];

		t1 = v[7] + (rotate(e, 14) ^ rotate(e, 18) ^ rotate(e, 41)) + ((e & v[5]) ^ (~e & v[6])) + constant[i] +
		     w[i & 15];
		t2 = (rotate(a, 28) ^ rotate(a, 34) ^ rotate(a, 39)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
		/* the schedule's word for 16 rounds later takes this one's place */
		w[i & 15] += (rotate(old, 1) ^ rotate(old, 8) ^ old >> 7) + w[(i + 9) & 15] +
			     (rotate(late, 19) ^ rotate(late, 61) ^ late >> 6);
		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (u32 i = 0; i < 8; i++)
		state[i] += v[i];
}

void axi_sha512_init(struct axi_sha512 *sha)
{
	static const u64 start[8] = {
		0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
		0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
	};

	memcpy(sha->state, start, sizeof(start));
	sha->bytes = 0;
#ifdef __OPTIMIZE_SIZE__
	make_constants(sha->constant);
#endif
}

void axi_sha512_add(struct axi_sha512 *sha, const void *data, size_t size)
{
	const u8 *at = data;
	size_t held = sha->bytes % 128, take;

	sha->bytes += size;
	if (held) {
		take = size < 128 - held ? size : 128 - held;
		memcpy(sha->block + held, at, take);
		if (held + take < 128)
			return;
		block(sha->state, CONSTANT(sha), sha->block);
		at += take;
		size -= take;
	}
	for (; size >= 128; at += 128, size -= 128)
		block(sha->state, CONSTANT(sha), at);
	if (size)
		memcpy(sha->block, at, size);
}

void axi_sha512_end(struct axi_sha512 *sha, u8 digest[64])
{
	size_t held = sha->bytes % 128;

	sha->block[held++] = 0x80;
	memset(sha->block + held, 0, 128 - held);
	if (held > 112) {
		block(sha->state, CONSTANT(sha), sha->block);
		memset(sha->block, 0, 128);
	}
	store_big(sha->block + 112, sha->bytes >> 61);
	store_big(sha->block + 120, sha->bytes << 3);
	block(sha->state, CONSTANT(sha), sha->block);
	for (u32 i = 0; i < 8; i++)
		store_big(digest + 8 * i, sha->state[i]);
}
