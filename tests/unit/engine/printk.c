/* SPDX-License-Identifier: Apache-2.0
 * printk.c - the formats of bpf_trace_printk: what Linux takes, what it refuses, what is cut. */
#include "engine/engine.h"
#include "unit/test.h"

static const u64 values[3] = {0xffffffffffffff85u, 0x1122334455667788u, 'A'};

static int format(char *out, u32 size, const char *text)
{
	return axi_printk_format(out, size, text, (u32)strlen(text) + 1, values, NULL);
}

TEST(engine, printk_formats_what_linux_formats)
{
	static const struct {
		const char *format, *text;
	} good[] = {
		{"", ""},
		{"plain\ttext\n", "plain\ttext\n"},
		{"100%%", "100%"},
		{"%d", "-123"},
		{"%i %u", "-123 1432778632"},
		{"%ld %lu", "-123 1234605616436508552"},
		{"%lld %llx %c", "-123 1122334455667788 A"},
		{"%x %X", "ffffff85 55667788"},
		{"[%8d]", "[    -123]"},
		{"[%-8d]", "[-123    ]"},
		{"[%08x]", "[ffffff85]"},
		{"%p", "ffffffffffffff85"},
		{"%px %d", "ffffffffffffff85 1432778632"},
		{"%pxabc!", "ffffffffffffff85!"}, /* letters belong to the p */
		{"%20px|%-20px", "    ffffffffffffff85|1122334455667788    "},
		{"%+d % d %+u", "-123  1432778632 65"},
		{"%5c|%-3c|", "    \x85|\x88  |"},
		{"%pS %pB", "0xffffffffffffff85 0x1122334455667788"}, /* no symbol is named */
		{"caf\xc3\xa9", "caf\xc3\xa9"}, /* UTF-8: since Linux 6.17 */
	};
	char out[256];

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		CHECK_EQ(format(out, sizeof(out), good[i].format), (int)strlen(good[i].text));
		CHECK_STR(out, good[i].text);
	}
}

TEST(engine, printk_refuses_what_it_cannot_format)
{
	static const char *const bad[] = {
		"%", "%d %d %d %d", "%s", "%n", "%f", "%lls", "%hd", "%5", "%l", "%*d", "%.3d", "%lld%q", "%lc",
		"\x01", "%\xc3\xa9", "%5000d", "%llld", "%d\x7f",
	};
	char out[256];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (format(out, sizeof(out), bad[i]) != -AX_EINVAL)
			test_fail(__FILE__, __LINE__, "\"%s\" was not refused", bad[i]);
	/* no NUL at the end, no bytes at all */
	CHECK_EQ(axi_printk_format(out, sizeof(out), "abc", 3, values, NULL), -AX_EINVAL);
	CHECK_EQ(axi_printk_format(out, sizeof(out), "abc", 0, values, NULL), -AX_EINVAL);
}

TEST(engine, printk_cuts_at_the_end_of_the_buffer)
{
	char out[8];

	memset(out, 'x', sizeof(out));
	CHECK_EQ(format(out, 6, "0123456789"), 10); /* the whole length, as Linux */
	CHECK_STR(out, "01234");
	CHECK_EQ(out[6], 'x');
}

TEST(engine, printk_survives_random_formats)
{
	static const char letters[] = "%%%%dixXucpslh0123456789-+ .*\n\x01\x80";
	u64 random = test_seed();
	char out[32];

	for (u32 round = 0; round < 50000; round++) {
		u32 size = 1 + (u32)(test_random(&random) % 24);
		char *text = malloc(size); /* exact size: a byte too far is seen */
		int length;

		for (u32 i = 0; i < size; i++)
			text[i] = letters[test_random(&random) % (sizeof(letters) - 1)];
		if (test_random(&random) % 8)
			text[size - 1] = 0;
		length = axi_printk_format(out, sizeof(out), text, size, values, NULL);
		free(text);
		CHECK(length == -AX_EINVAL || length >= 0);
		if (length >= 0)
			CHECK(memchr(out, 0, sizeof(out)));
	}
}
