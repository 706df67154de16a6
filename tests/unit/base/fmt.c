/* SPDX-License-Identifier: Apache-2.0
 * fmt.c - formatting against the host's snprintf, strings, status texts. */
#include "base/bits.h"
#include "base/fmt.h"
#include "base/str.h"
#include "unit/test.h"

#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-truncation"
#pragma GCC diagnostic ignored "-Wformat-overflow"

#define SAME(...)                                                                                  \
	do {                                                                                       \
		char ours[256], libc[256];                                                         \
		size_t n = axi_fmt(ours, sizeof(ours), __VA_ARGS__);                               \
		int m = snprintf(libc, sizeof(libc), __VA_ARGS__);                                 \
		CHECK_STR(ours, libc);                                                             \
		CHECK_EQ(n, m);                                                                    \
	} while (0)

static const char *const flags[] = {"", "0", "-", "+", " ", "#", "-0", "+0", "#0", " 0", "-#", "+#0", "- ", "+ "};
static const char *const widths[] = {"", "1", "5", "12", "25"};
static const char *const precisions[] = {"", ".", ".0", ".1", ".7", ".20"};

TEST(base, fmt_prints_integers_as_libc_does)
{
	static const char *const lengths[] = {"hh", "h", "", "l", "ll", "z"};
	static const long long values[] = {0, 1, -1, 7, 8, 255, 256, -129, 65535, -32769, INT32_MAX, INT32_MIN,
					   INT64_MAX, INT64_MIN, 0x123456789abcdef0};
	char format[64];

	for (size_t f = 0; f < ARRAY_LEN(flags); f++)
		for (size_t w = 0; w < ARRAY_LEN(widths); w++)
			for (size_t p = 0; p < ARRAY_LEN(precisions); p++)
				for (size_t l = 0; l < ARRAY_LEN(lengths); l++)
					for (const char *c = "diuxXo"; *c; c++) {
						snprintf(format, sizeof(format), "<%%%s%s%s%s%c>", flags[f], widths[w],
							 precisions[p], lengths[l], *c);
						for (size_t v = 0; v < ARRAY_LEN(values); v++)
							SAME(format, values[v]);
					}
}

TEST(base, fmt_prints_strings_and_characters_as_libc_does)
{
	char format[64];

	for (size_t f = 0; f < 3; f += 2)
		for (size_t w = 0; w < ARRAY_LEN(widths); w++) {
			for (size_t p = 0; p < ARRAY_LEN(precisions); p++) {
				snprintf(format, sizeof(format), "[%%%s%s%ss]", flags[f], widths[w], precisions[p]);
				SAME(format, "hello, world");
				SAME(format, "");
				SAME(format, (char *)NULL);
			}
			snprintf(format, sizeof(format), "[%%%s%sc]", flags[f], widths[w]);
			SAME(format, 'x');
			snprintf(format, sizeof(format), "[%%%s%sp]", flags[f], widths[w]);
			SAME(format, (void *)0x1234abcd);
		}
	SAME("%*d|%-*d|%.*d|%*s", 8, 42, 8, 42, 5, 42, -6, "ab");
	SAME("%.*s|%.*d", -1, "abc", -1, 7);
	SAME("100%% %d%c%s", 1, 'z', "end");
	SAME("%s", "");
	CHECK_EQ(axi_fmt(NULL, 0, "%d", 12345), 5);
	CHECK_EQ(axi_fmt(NULL, 0, "%99999999999999999999d", 1), 4095);
	CHECK_EQ(axi_fmt(NULL, 0, "%*d", INT32_MIN, 1), 4095);
}

TEST(base, fmt_cuts_and_terminates_what_does_not_fit)
{
	for (size_t size = 1; size < 14; size++) {
		char ours[16], libc[16];

		memset(ours, 'X', sizeof(ours));
		memset(libc, 'X', sizeof(libc));
		CHECK_EQ(axi_fmt(ours, size, "%s-%05d", "abcde", 42), 11);
		snprintf(libc, size, "%s-%05d", "abcde", 42);
		CHECK(!memcmp(ours, libc, sizeof(ours)));
	}
}

TEST(base, fmt_text_counts_what_it_cannot_hold)
{
	char out[8];
	struct axi_text text = {.out = out, .size = sizeof(out)};

	axi_text_add(&text, "%s", "abc");
	CHECK_STR(out, "abc");
	axi_text_add(&text, "%d", 123456);
	CHECK_STR(out, "abc1234");
	CHECK_EQ(text.need, 9);
	axi_text_add(&text, "more");
	CHECK_STR(out, "abc1234");
	CHECK_EQ(text.need, 13);
}

TEST(base, strings_compare_and_copy)
{
	char to[4];

	CHECK_EQ(axi_strlen("abc"), 3);
	CHECK_EQ(axi_strnlen("abc", 2), 2);
	CHECK(axi_streq("", "") && axi_streq("ab", "ab") && !axi_streq("ab", "abc") && !axi_streq("abc", "ab"));
	CHECK(axi_starts("abc", "ab") && axi_starts("abc", "") && !axi_starts("ab", "abc") && !axi_starts("", "a"));
	CHECK_EQ(axi_strcopy(to, "abcdef", sizeof(to)), 6);
	CHECK_STR(to, "abc");
	CHECK_EQ(axi_strcopy(to, "x", sizeof(to)), 1);
	CHECK_STR(to, "x");
}

TEST(base, status_names_are_the_rows_of_errno_def)
{
	CHECK_STR(ax_status_name(-AX_EINVAL), "EINVAL");
	CHECK_STR(ax_status_name(AX_ENOTSUPP), "ENOTSUPP");
	CHECK_STR(ax_status_name(0), "OK");
	CHECK_STR(ax_status_name(INT32_MIN), "?");
	CHECK_STR(ax_status_name(-9999), "?");
	CHECK_STR(ax_status_text(-AX_EPERM), "operation not permitted");
	CHECK_STR(ax_status_text(9999), "unknown error");
}

TEST(base, bits_extend_and_count)
{
	uint8_t bytes[9] = {0, 1, 2, 3, 4, 5, 6, 7, 8};

	CHECK_EQ(sign_extend(0x80, 8), -128);
	CHECK_EQ(sign_extend(0x17f, 8), 127);
	CHECK_EQ(sign_extend(UINT64_MAX, 64), -1);
	CHECK_EQ(sign_extend(1, 1), -1);
	CHECK_EQ(bit_width(0), 0);
	CHECK_EQ(bit_width(UINT64_MAX), 64);
	CHECK_EQ(load_64(bytes + 1), 0x0807060504030201);
	CHECK_EQ(swap64(load_64(bytes + 1)), 0x0102030405060708);
	CHECK_EQ(load_32(bytes + 1), 0x04030201);
	store_16(bytes + 3, 0xbeef);
	CHECK_EQ(bytes[3], 0xef);
}
