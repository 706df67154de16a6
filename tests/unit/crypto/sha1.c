/* SPDX-License-Identifier: Apache-2.0
 * sha1.c - SHA-1 against the examples of FIPS 180 and RFC 3174, and against itself in pieces. */
#include "crypto/sha1.h"
#include "unit/test.h"

static void hex_of(const void *data, size_t size, char out[41])
{
	struct axi_sha1 sha;
	u8 digest[20];

	axi_sha1_init(&sha);
	axi_sha1_add(&sha, data, size);
	axi_sha1_end(&sha, digest);
	for (int i = 0; i < 20; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

TEST(crypto, sha1_gives_the_published_digests)
{
	static const struct {
		const char *text, *digest;
	} vectors[] = {
		{"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
		{"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
	};
	char hex[41];

	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		hex_of(vectors[i].text, strlen(vectors[i].text), hex);
		CHECK_STR(hex, vectors[i].digest);
	}
}

TEST(crypto, sha1_of_a_million_letters)
{
	char *letters = malloc(1000000), hex[41];

	memset(letters, 'a', 1000000);
	hex_of(letters, 1000000, hex);
	free(letters);
	CHECK_STR(hex, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(crypto, sha1_does_not_depend_on_the_pieces)
{
	u8 data[200], whole[20], pieces[20];

	for (u32 i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i * 7);
	for (u32 size = 0; size <= sizeof(data); size++) {
		struct axi_sha1 sha;
		u32 cut = size / 3;

		axi_sha1_init(&sha);
		axi_sha1_add(&sha, data, size);
		axi_sha1_end(&sha, whole);
		axi_sha1_init(&sha);
		axi_sha1_add(&sha, data, cut);
		axi_sha1_add(&sha, data + cut, size - cut);
		axi_sha1_end(&sha, pieces);
		CHECK(!memcmp(whole, pieces, sizeof(whole)));
	}
}
