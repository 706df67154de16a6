/* SPDX-License-Identifier: Apache-2.0
 * package.c - packages, manifests, policy: what is taken, and one clear line for each thing that is not. */
#include <sodium.h>
#include "base/crc32.h"
#include "mbpf/doc.h"
#include "mbpf/manifest.h"
#include "mbpf/package.h"
#include "mbpf/policy.h"
#include "unit/test.h"

static const char good[] =
	"{\"program_name\":\"p\",\"program_version\":\"1.2.3\",\"hook_type\":\"net_rx\",\"hook_ctx_abi_version\":1,"
	"\"bytecode_version\":1,\"target\":{\"word_size\":\"any\",\"endianness\":\"any\"},\"mbpf_api_version\":65536,"
	"\"heap_size\":4096,\"budgets\":{\"max_steps\":1000,\"max_helpers\":10},\"capabilities\":[\"LOG\",\"MAP_READ\"],"
	"\"maps\":[{\"name\":\"m\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":64}]}";

static struct mbpf_diag diag;

/* replaced - `good` with the first `from` turned into `to` */
static const char *replaced(const char *from, const char *to)
{
	static char text[2048];
	const char *at = strstr(good, from);

	CHECK(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	return text;
}

TEST(mbpf, manifest_in_json_and_in_cbor_say_the_same)
{
	static struct axi_manifest a, b;
	u8 cbor[1024];
	size_t size;

	CHECK_EQ(axi_manifest_read(&a, good, sizeof(good) - 1, &diag), 0);
	CHECK_STR(a.entry_symbol, "mbpf_prog");
	CHECK_EQ(a.program_version, 1ull << 32 | 2 << 16 | 3);
	CHECK_EQ(a.capabilities, MBPF_CAP_LOG | MBPF_CAP_MAP_READ);
	CHECK_EQ(a.map[0].type, AX_MAP_HASH);
	size = axi_manifest_write(&a, cbor, sizeof(cbor));
	CHECK(size < sizeof(cbor));
	CHECK_EQ(axi_manifest_read(&b, cbor, (u32)size, &diag), 0);
	CHECK(!memcmp(&a, &b, sizeof(a)));
	/* cut off anywhere: refused */
	for (u32 n = 0; n < size; n++)
		CHECK_EQ(axi_manifest_read(&b, cbor, n, &diag), -AX_EINVAL);
	for (u32 n = 0; n < sizeof(good) - 1; n++)
		CHECK_EQ(axi_manifest_read(&b, good, n, &diag), -AX_EINVAL);
}

TEST(mbpf, a_missing_or_wrong_key_is_named)
{
	static const struct {
		const char *from, *to, *want;
	} cases[] = {
		{"\"program_name\":\"p\",", "", "manifest: missing key program_name"},
		{"\"program_version\":\"1.2.3\",", "", "manifest: missing key program_version"},
		{"\"hook_type\":\"net_rx\",", "", "manifest: missing key hook_type"},
		{"\"hook_ctx_abi_version\":1,", "", "manifest: missing key hook_ctx_abi_version"},
		{"\"bytecode_version\":1,", "", "manifest: missing key bytecode_version"},
		{"\"mbpf_api_version\":65536,", "", "manifest: missing key mbpf_api_version"},
		{"\"heap_size\":4096,", "", "manifest: missing key heap_size"},
		{"\"max_steps\":1000,", "", "budgets: missing key max_steps"},
		{",\"max_helpers\":10", "", "budgets: missing key max_helpers"},
		{"\"word_size\":\"any\",", "", "target: missing key word_size"},
		{",\"max_entries\":64", "", "map: missing key max_entries"},
		{"\"heap_size\":4096", "\"heap_size\":\"4k\"", "manifest: key heap_size, byte 198: a number is expected"},
		{"\"heap_size\":4096", "\"heap_size\":0", "manifest: key heap_size: 0 is not within 1 .. 2147483647"},
		{"\"heap_size\":4096", "\"heap_size\":1.5", "manifest: key heap_size, byte 199: fractions are not supported"},
		{"\"max_steps\":1000", "\"max_steps\":0", "budgets: key max_steps: must not be 0"},
		{"\"max_steps\"", "\"max_stops\"", "budgets: unknown key max_stops"},
		{"\"hook_type\":\"net_rx\"", "\"program_name\":\"q\"", "manifest: key program_name: twice"},
		{"\"1.2.3\"", "\"1.2.x\"", "manifest: key program_version: not a version (1, 1.2 or 1.2.3, each below 65536)"},
		{"\"p\"", "\"\"", "manifest: key program_name: a name has 1 to 31 characters"},
		{"\"p\"", "\"a b\"", "manifest: key program_name: a character that no name may have"},
		{"\"MAP_READ\"", "\"ROOT\"", "manifest: key capabilities: unknown capability ROOT"},
		{"\"hash\"", "\"tree\"", "map: key type: no such map type"},
		{"\"endianness\":\"any\"", "\"endianness\":\"middle\"", "target: key endianness: not one of the possible words"},
		{"\"word_size\":\"any\"", "\"word_size\":48", "target: key word_size: 32, 64 or any"},
		{"\"heap_size\"", "\"heap\x7f\"", "manifest: unknown key heap\x7f"},
		{"\"heap_size\":4096", "\"helper_versions\":{\"a b\":1}", "manifest: key helper_versions: a character that no name may have"},
	};
	static struct axi_manifest m;

	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		const char *text = replaced(cases[i].from, cases[i].to);

		CHECK_EQ(axi_manifest_read(&m, text, (u32)strlen(text), &diag), -AX_EINVAL);
		CHECK_STR(diag.text, cases[i].want);
	}
	CHECK_EQ(axi_manifest_read(&m, "{}", 2, NULL), -AX_EINVAL);
	/* one line, whatever is quoted */
	CHECK_EQ(axi_manifest_read(&m, "\xa1\x63\x61\n\x1b\x01", 6, &diag), -AX_EINVAL);
	CHECK_STR(diag.text, "manifest: unknown key a??");
	/* a partial one: what defines a map must be there all the same */
	CHECK_EQ(axi_manifest_overlay(&m, "{\"maps\":[{\"type\":\"hash\",\"key_size\":4,\"value_size\":4,\"max_entries\":1}]}", 72, &diag), -AX_EINVAL);
	CHECK_STR(diag.text, "map: missing key name");
}

TEST(mbpf, documents_that_are_not_allowed)
{
	static const struct {
		const char *bytes;
		u32 size;
	} bad[] = {
		{"\xbf\xff", 2},             /* indefinite map */
		{"\xa1\x61\x61\xfb\0\0\0\0\0\0\0\0", 12}, /* float */
		{"\xa1\x61\x61\xc0\x60", 5}, /* tag */
		{"\xa1\x61\x61\x18\x01", 5}, /* 1 in two bytes */
		{"\xbb\xff\xff\xff\xff\xff\xff\xff\xff", 9},
		{"\xa1\x7a\xff\xff\xff\xff", 6},
		{"{\"a\":[[[[[[[[[[1]]]]]]]]]]}", 26},
		{"{\"a\" 1}", 7}, {"{\"a\":1,}", 8}, {"{\"a\":01}", 8}, {"{\"a\":tru}", 9}, {"{\"a\":\"\n\"}", 9},
		{"{\"a\":99999999999999999999}", 26},
	};
	static const char nested[] = "{\"a\":{\"b\":[1,\"x\\\"\",{},[],null,-5,true]},\"c\":2} ";
	struct axi_span key;
	struct axi_doc d;

	for (u32 i = 0; i < ARRAY_LEN(bad); i++) {
		axi_doc_begin(&d, bad[i].bytes, bad[i].size);
		if (axi_doc_map(&d))
			while (axi_doc_key(&d, &key) && axi_doc_skip(&d))
				;
		CHECK(d.error);
	}
	axi_doc_begin(&d, nested, sizeof(nested) - 1);
	CHECK(axi_doc_map(&d) && axi_doc_key(&d, &key) && axi_doc_skip(&d) && axi_doc_key(&d, &key));
	CHECK(axi_span_is(key, "c") && axi_doc_skip(&d) && !axi_doc_key(&d, &key) && axi_doc_end(&d));
}

/* build - a package with `good` as manifest, some bytecode and, with a key, a signature */
static u8 package[4096];
static size_t build(const char *manifest, const u8 *seed)
{
	static const u8 zeros[MBPF_SIG_KEY_BYTES];
	u8 key[32], secret[64];
	const struct axi_package_part parts[] = {
		{MBPF_SECTION_MANIFEST, manifest, (u32)strlen(manifest)},
		{MBPF_SECTION_BYTECODE, "bytecode", 8},
		{77, "future", 6},
		{MBPF_SECTION_SIG, zeros, sizeof(zeros)},
	};
	size_t size = axi_package_write(package, sizeof(package), parts, seed ? 4 : 3);

	CHECK(size && size == axi_package_write(NULL, 0, parts, seed ? 4 : 3));
	if (seed) {
		u8 *sig = package + size - sizeof(zeros);

		crypto_sign_seed_keypair(key, secret, seed);
		crypto_sign_detached(sig, NULL, package, size - sizeof(zeros), secret);
		memcpy(sig + 64, key, 32);
	}
	return size;
}

TEST(mbpf, a_package_reads_back_and_unknown_sections_are_skipped)
{
	struct axi_package p;
	u8 seed[32] = {1};
	size_t size = build(good, seed);

	CHECK_EQ(axi_package_read(&p, package, size, &diag), 0);
	CHECK_EQ(p.section[MBPF_SECTION_BYTECODE].size, 8);
	CHECK(!memcmp(p.section[MBPF_SECTION_BYTECODE].data, "bytecode", 8));
	CHECK_EQ(p.unknown, 1);
	CHECK_EQ(p.signed_bytes, size - MBPF_SIG_KEY_BYTES);
	CHECK(!p.section[MBPF_SECTION_MAPS].data);
}

/* Every single bit of a package counts: a flip is refused, by the checksums or, within SIG, by the signature. */
TEST(mbpf, any_flipped_bit_or_cut_of_a_package_is_refused)
{
	struct axi_package p;
	u8 seed[32] = {1}, public_key[32], secret[64];
	size_t size = build(good, seed);
	struct axi_manifest m;
	const struct mbpf_key *key;
	struct mbpf_key trusted = {.name = "k", .capabilities = ~0u};
	struct mbpf_policy policy = {.keys = &trusted, .key_count = 1};

	crypto_sign_seed_keypair(public_key, secret, seed);
	memcpy(trusted.public_key, public_key, 32);
	CHECK_EQ(axi_manifest_read(&m, good, sizeof(good) - 1, &diag), 0);
	for (size_t i = 0; i < size; i++) {
		package[i] ^= (u8)(1u << i % 8);
		if (!axi_package_read(&p, package, size, &diag))
			CHECK(i >= size - MBPF_SIG_KEY_BYTES && axi_policy_check(&policy, &p, &m, &key, &diag));
		else
			CHECK(diag.text[0]);
		package[i] ^= (u8)(1u << i % 8);
	}
	for (size_t n = 0; n < size; n++)
		CHECK_EQ(axi_package_read(&p, package, n, &diag), -AX_EINVAL);
	CHECK_EQ(axi_package_read(&p, package, size, &diag), 0);
	CHECK_EQ(axi_policy_check(&policy, &p, &m, &key, &diag), 0);
}

static void put32(u8 *at, u32 n)
{
	memcpy(at, &n, 4);
}

TEST(mbpf, overlap_overflow_and_order_of_sections)
{
	struct axi_package p;
	u8 *entry = package + MBPF_HEADER_BYTES;
	size_t size = build(good, NULL);
	u32 offset;

	memcpy(&offset, entry + 4, 4);
	put32(package + 16, 0); /* no checksum of the file: the table alone must do */
	CHECK_EQ(axi_package_read(&p, package, size, &diag), 0);
	put32(entry + 16 + 4, offset);
	CHECK_EQ(axi_package_read(&p, package, size, &diag), -AX_EINVAL);
	CHECK(strstr(diag.text, "inside of what is before it"));
	build(good, NULL);
	put32(entry + 8, 0xffffffff);
	CHECK_EQ(axi_package_read(&p, package, size, &diag), -AX_EINVAL);
	CHECK(strstr(diag.text, "goes beyond the file"));
	build(good, NULL);
	put32(entry + 4, 0xfffffff0);
	CHECK_EQ(axi_package_read(&p, package, size, &diag), -AX_EINVAL);
	build(good, NULL);
	put32(entry, MBPF_SECTION_BYTECODE);
	CHECK_EQ(axi_package_read(&p, package, size, &diag), -AX_EINVAL);
	CHECK_STR(diag.text, "package: two bytecode sections");
}

/* ---- policy */
static u64 remembered;
static int get_version(void *arg, const char *program, u64 *version)
{
	*version = remembered;
	return remembered ? 0 : -AX_ENOENT;
}
static int set_version(void *arg, const char *program, u64 version)
{
	remembered = version;
	return 0;
}

static const char *judged(const struct mbpf_policy *policy, const char *manifest, const u8 *seed)
{
	static struct axi_manifest m;
	struct axi_package p;
	const struct mbpf_key *key;
	size_t size = build(manifest, seed);

	CHECK_EQ(axi_package_read(&p, package, size, &diag), 0);
	CHECK_EQ(axi_manifest_read(&m, p.section[MBPF_SECTION_MANIFEST].data, p.section[MBPF_SECTION_MANIFEST].size, &diag), 0);
	diag.text[0] = 0;
	if (!axi_policy_check(policy, &p, &m, &key, &diag))
		CHECK_EQ(axi_policy_accepted(policy, &m), 0);
	return diag.text;
}

TEST(mbpf, policy_refusals_say_why)
{
	static const struct mbpf_versions versions = {get_version, set_version, NULL};
	u8 seed[32] = {1}, other[32] = {2}, secret[64];
	struct mbpf_key keys[2] = {{.name = "first", .capabilities = MBPF_CAP_LOG}, {.name = "field", .capabilities = ~0u}};
	struct mbpf_hook_rule rules[2] = {{"timer/*", ~0u, 0}, {"net_rx", MBPF_CAP_LOG | MBPF_CAP_MAP_READ, 1000}};
	struct mbpf_policy policy = {.keys = keys, .key_count = 2, .rules = rules, .rule_count = 2, .versions = &versions};

	remembered = 0;
	crypto_sign_seed_keypair(keys[0].public_key, secret, other);
	crypto_sign_seed_keypair(keys[1].public_key, secret, seed);
	CHECK_STR(judged(&policy, good, seed), "");
	CHECK_STR(judged(&policy, good, NULL), "policy: the package is not signed");
	CHECK_STR(judged(&policy, good, other), "policy: key first may not grant MAP_READ");
	CHECK(strstr(judged(&policy, good, (const u8[32]){9}), "signed by an unknown key"));
	CHECK_STR(judged(&policy, replaced("net_rx", "net_tx"), seed), "policy: no rule allows programs on hook net_tx");
	CHECK_STR(judged(&policy, replaced("net_rx", "timer/1000hz"), seed), "");
	CHECK_STR(judged(&policy, replaced("\"MAP_READ\"", "\"EMIT\""), seed), "policy: hook net_rx does not allow EMIT");
	CHECK_STR(judged(&policy, replaced("\"max_steps\":1000", "\"max_steps\":1001"), seed),
		  "policy: max_steps 1001, hook net_rx allows 1000");
	CHECK_STR(judged(&policy, replaced("1.2.3", "1.2.2"), seed), "policy: p 1.2.2 is older than 1.2.3, which was here before");
	CHECK_STR(judged(&policy, replaced("1.2.3", "1.3"), seed), "");
	CHECK_STR(judged(&policy, good, seed), "policy: p 1.2.3 is older than 1.3.0, which was here before");
	remembered = 0;
	CHECK_STR(judged(&policy, replaced(":65536", ":131072"), seed), "policy: made for API version 2.0, this is 1.0");
	CHECK_STR(judged(&policy, replaced(":65536", ":65537"), seed), "policy: made for API version 1.1, this is 1.0");
	keys[1].hooks = "net_tx timer/*";
	CHECK_STR(judged(&policy, good, seed), "policy: key field may not sign for hook net_rx");
	keys[1].hooks = "net_tx net_*";
	CHECK_STR(judged(&policy, good, seed), "");
	policy.max_heap = 4095;
	CHECK_STR(judged(&policy, good, seed), "policy: heap_size 4096, allowed are 4095");
	policy.max_heap = 0;
	policy.max_wall_time_us = 10;
	CHECK_STR(judged(&policy, good, seed), "policy: max_wall_time_us 0, allowed are 10 (0 is none)");
	policy.max_wall_time_us = 0;
	policy.max_helpers = 9;
	CHECK_STR(judged(&policy, good, seed), "policy: max_helpers 10, allowed are 9");
	policy.max_helpers = 0;
	keys[1].revoked = true;
	CHECK_STR(judged(&policy, good, seed), "policy: key field is revoked");
	policy.development = true;
	CHECK_STR(judged(&policy, good, NULL), "");
}
