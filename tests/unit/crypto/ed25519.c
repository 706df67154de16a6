/* SPDX-License-Identifier: Apache-2.0
 * ed25519.c - SHA-512, Ed25519 and CRC-32: published vectors (FIPS 180-4, RFC 8032 section 7.1), and libsodium as judge. */
#include <sodium.h>
#include "base/crc32.h"
#include "crypto/ed25519.h"
#include "crypto/sha512.h"
#include "unit/test.h"

static size_t from_hex(u8 *out, const char *hex)
{
	size_t n = 0;

	for (; hex[2 * n]; n++)
		sscanf(hex + 2 * n, "%2hhx", &out[n]);
	return n;
}

TEST(crypto, crc32_of_the_check_text)
{
	CHECK_EQ(axi_crc32(0, "123456789", 9), 0xcbf43926);
	CHECK_EQ(axi_crc32(axi_crc32(0, "1234", 4), "56789", 5), 0xcbf43926);
	CHECK_EQ(axi_crc32(0, "", 0), 0);
}

TEST(crypto, sha512_agrees_with_libsodium)
{
	u64 state = test_seed();
	static u8 data[700];

	for (u32 size = 0; size < sizeof(data); size += 1 + size / 40) {
		struct axi_sha512 sha;
		u8 ours[64], theirs[64];

		for (u32 i = 0; i < size; i++)
			data[i] = (u8)test_random(&state);
		crypto_hash_sha512(theirs, data, size);
		axi_sha512_init(&sha);
		for (u32 at = 0, n; at < size; at += n) {
			n = 1 + (u32)(test_random(&state) % 200);
			n = n < size - at ? n : size - at;
			axi_sha512_add(&sha, data + at, n);
		}
		axi_sha512_end(&sha, ours);
		CHECK(!memcmp(ours, theirs, 64));
	}
}

/* RFC 8032 section 7.1: TEST 1, 2, 3 and SHA(abc) */
TEST(crypto, ed25519_vectors_of_rfc8032)
{
	static const char *const vectors[][3] = {
		{"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		{"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
		 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
		{"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		 "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
		{"ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
		 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
		 "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
	};

	for (u32 i = 0; i < ARRAY_LEN(vectors); i++) {
		u8 key[32], data[64], signature[64];
		size_t size;

		from_hex(key, vectors[i][0]);
		size = from_hex(data, vectors[i][1]);
		from_hex(signature, vectors[i][2]);
		CHECK(axi_ed25519_check(signature, key, data, size));
		for (u32 bit = 0; bit < 512; bit += 37) {
			signature[bit / 8] ^= (u8)(1u << bit % 8);
			CHECK(!axi_ed25519_check(signature, key, data, size));
			signature[bit / 8] ^= (u8)(1u << bit % 8);
		}
		key[5] ^= 1;
		CHECK(!axi_ed25519_check(signature, key, data, size));
	}
}

TEST(crypto, ed25519_agrees_with_libsodium)
{
	u64 state = test_seed();
	static u8 data[300];

	CHECK(sodium_init() >= 0);
	for (u32 i = 0; i < 60; i++) {
		u8 seed[32], secret[64], key[32], signature[64];
		u32 size = (u32)(test_random(&state) % sizeof(data)), bit;

		for (u32 j = 0; j < 32; j++)
			seed[j] = (u8)test_random(&state);
		for (u32 j = 0; j < size; j++)
			data[j] = (u8)test_random(&state);
		crypto_sign_seed_keypair(key, secret, seed);
		crypto_sign_detached(signature, NULL, data, size, secret);
		CHECK(axi_ed25519_check(signature, key, data, size));
		bit = (u32)(test_random(&state) % 512);
		signature[bit / 8] ^= (u8)(1u << bit % 8);
		CHECK_EQ(axi_ed25519_check(signature, key, data, size), !crypto_sign_verify_detached(signature, data, size, key));
	}
}

/* S + order is the same number modulo the order: one signature must not have two forms. */
TEST(crypto, ed25519_refuses_a_scalar_beyond_the_order)
{
	static const u8 order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
				     0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};
	u8 seed[32] = {7}, secret[64], key[32], signature[64];
	u32 carry = 0;

	crypto_sign_seed_keypair(key, secret, seed);
	crypto_sign_detached(signature, NULL, (const u8 *)"x", 1, secret);
	CHECK(axi_ed25519_check(signature, key, "x", 1));
	for (u32 i = 0; i < 32; i++) {
		carry += signature[32 + i] + order[i];
		signature[32 + i] = (u8)carry;
		carry >>= 8;
	}
	CHECK(!axi_ed25519_check(signature, key, "x", 1));
}

/* The eight points of small order, and encodings at or above p: with such a key anything could be "signed". */
TEST(crypto, ed25519_refuses_weak_keys)
{
	static const char *const keys[] = {
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0200000000000000000000000000000000000000000000000000000000000000",
	};
	/* R neutral, S 0: holds for every message under a key of small order if nobody looks */
	u8 signature[64] = {1}, key[32];

	for (u32 i = 0; i < ARRAY_LEN(keys); i++) {
		from_hex(key, keys[i]);
		for (u32 message = 0; message < 16; message++)
			CHECK(!axi_ed25519_check(signature, key, &message, sizeof(message)));
	}
}
