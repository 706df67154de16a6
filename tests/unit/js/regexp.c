/* SPDX-License-Identifier: Apache-2.0
 * regexp.c - regular expressions: the answers of ECMA-262, memory and fuel given in the smallest pieces. */
#include "js/regexp.h"
#include "unit/test.h"

/* A case: pattern, flags, input, the groups as "a,b,-" (- took no part), "no" or "error". */
static const struct {
	const char *pattern, *flags, *input, *want;
} cases[] = {
	{"abc", "", "xabcy", "abc"},
	{"a|ab", "", "abc", "a"},
	{"((a)|(ab))((c)|(bc))", "", "abc", "abc,a,a,-,bc,-,bc"},
	{"a[a-z]{2,4}", "", "abcdefghi", "abcde"},
	{"a[a-z]{2,4}?", "", "abcdefghi", "abc"},
	{"(aa|aabaac|ba|b|c)*", "", "aabaac", "aaba,ba"},
	{"(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", "zaacbbbcac,z,ac,a,-,c"},
	{"(a*)*", "", "b", ",-"},
	{"(?=(a+))", "", "baaabac", ",aaa"},
	{"(?=(a+))a*b\\1", "", "baaabac", "aba,a"},
	{"(.*?)a(?!(a+)b\\2c)\\2(.*)", "", "baaabaac", "baaabaac,ba,-,abaac"},
	{"(a*)b\\1+", "", "baaaac", "b,"},
	{"(?:a*?)*?b", "", "aab", "aab"},
	{"(?:a{0,2}){3}", "", "aaaaaaa", "aaaaaa"},
	{"(?:a?)*?$", "", "aaa", "aaa"},
	{"(?:){3}x", "", "x", "x"},
	{"^b", "m", "a\nb", "b"},
	{"^b", "", "a\nb", "no"},
	{"a$", "m", "a\nb", "a"},
	{"a.b", "", "a\nb", "no"},
	{"a.b", "s", "a\nb", "a\nb"},
	{"\\bfoo\\b", "", "a foo b", "foo"},
	{"\\Boo", "", "foo", "oo"},
	{"HeLLo", "i", "hEllO", "hEllO"},
	{"[a-z]+", "i", "ABC", "ABC"},
	{"[^a-z]+", "i", "ABC1", "1"},
	{"(a)\\1", "i", "aA", "aA,a"},
	{"\\d+\\D\\w+\\W\\s", "", "12-ab. ", "12-ab. "},
	{"[\\d-x]+", "", "1-x2", "1-x2"},
	{"[]", "", "a", "no"},
	{"[^]", "", "\n", "\n"},
	{"a{,2}", "", "a{,2}", "a{,2}"},
	{"{", "", "{", "{"},
	{"]", "", "]", "]"},
	{"\\0", "", "a", "no"},
	{"\\101", "", "A", "A"},
	{"(a)\\2", "", "a\002", "a\002,a"},
	{"\\x41\\u0042\\cJ", "", "AB\n", "AB\n"},
	{"\\u{41}", "u", "A", "A"},
	{"a{2}{3}", "", "aaaaaa", "error"},
	{"a**", "", "a", "error"},
	{"*", "", "a", "error"},
	{"(", "", "a", "error"},
	{")", "", "a", "error"},
	{"[a", "", "a", "error"},
	{"[b-a]", "", "a", "error"},
	{"a{2,1}", "", "a", "error"},
	{"\\", "", "a", "error"},
	{"(?<a>b)", "", "b", "error"},
	{"(?<=a)b", "", "ab", "error"},
	{"(?a)", "", "a", "error"},
	{"\\1", "u", "a", "error"},
	{"{", "u", "{", "error"},
	{"\\-", "u", "-", "error"},
	{"a", "gg", "a", "error"},
	{"a", "x", "a", "error"},
	{"a", "y", "ba", "no"},
	{"(?:(a)|b)*", "", "ab", "ab,-"},
	{"(a(b)?)+", "", "aba", "aba,a,-"},
	{"(?!(a))b", "", "b", "b,-"},
	{"(?=a)*b", "", "b", "b"},
	{"x*y+$", "", "xxyyy", "xxyyy"},
	{"[\\b]", "", "\b", "\b"},
	{"(\\2a)(b)?", "", "ab", "ab,a,b"},
	{"a+?b|c", "", "aaac", "c"},
	{"(?:x|(?:y|(?:z|w))){3}", "", "wzy", "wzy"},
	{"", "", "abc", ""},
	{"|a", "", "a", ""},
};

struct run {
	enum js_re_status status;
	u16 code[2000];
	u32 memory[4000];
	u32 groups, pieces;
};

/* run_case - code and memory start too small and grow on demand; `fuel` at a time. */
static void run_case(struct run *r, const char *pattern, const char *flags, const char *input, u32 fuel)
{
	struct js_str p = {pattern, (u32)strlen(pattern), false}, f = {flags, (u32)strlen(flags), false};
	struct js_re_match m = {.code = r->code, .input = {input, (u32)strlen(input), false}, .memory = r->memory};
	struct js_re_error error;
	s32 bits = axi_js_re_flags(&f);

	r->pieces = 0;
	r->status = JS_RE_NO;
	r->groups = 0;
	if (bits < 0)
		return;
	for (u32 words = JS_RE_CODE; (r->status = axi_js_re_compile(&p, (u32)bits, r->code, words, &error)) == JS_RE_SPACE;)
		words++;
	if (r->status != JS_RE_OK)
		return;
	r->groups = r->code[JS_RE_GROUPS];
	m.words = axi_js_re_memory(r->code);
	axi_js_re_begin(&m, 0);
	for (r->status = JS_RE_FUEL; r->status == JS_RE_FUEL || r->status == JS_RE_SPACE; r->pieces++) {
		r->status = axi_js_re_run(&m, fuel);
		if (r->status == JS_RE_SPACE)
			m.words += 3;
		if (m.words >= ARRAY_LEN(r->memory) || r->pieces >= 20000)
			test_fail(__FILE__, __LINE__, "/%s/ takes %u words, %u pieces", pattern, m.words, r->pieces);
	}
}

static void describe(const struct run *r, const char *input, char *out)
{
	*out = 0;
	if (r->status != JS_RE_OK) {
		strcpy(out, r->groups ? "no" : "error");
		return;
	}
	for (u32 g = 0; g < r->groups; g++) {
		u32 from = r->memory[2 * g], to = r->memory[2 * g + 1];

		if (g)
			strcat(out, ",");
		if (from == JS_RE_UNSET || to == JS_RE_UNSET)
			strcat(out, "-");
		else
			strncat(out, input + from, to - from);
	}
}

TEST(js, regular_expressions_match_as_ecma262_says)
{
	static struct run r;
	char got[256];

	for (u32 i = 0; i < ARRAY_LEN(cases); i++)
		for (u32 fuel = 1; fuel < 1000; fuel += 499) {
			run_case(&r, cases[i].pattern, cases[i].flags, cases[i].input, fuel);
			describe(&r, cases[i].input, got);
			if (strcmp(got, cases[i].want))
				test_fail(__FILE__, __LINE__, "/%s/%s on \"%s\": \"%s\", not \"%s\"", cases[i].pattern,
					  cases[i].flags, cases[i].input, got, cases[i].want);
		}
}

TEST(js, regular_expressions_on_wide_strings)
{
	static const u16 text[] = {'x', 0xd83d, 0xde00, 0x416, 'y'}; /* emoji, Cyrillic Zhe */
	static const u16 lone[] = {'^', '.', '.', '.', '.', '$'};
	static const u16 zhe[] = {0x436}; /* small */
	struct js_str p = {lone, 6, true};
	struct js_re_error error;
	u16 code[100];
	u32 memory[200];
	struct js_re_match m = {.code = code, .input = {text, 5, true}, .memory = memory, .words = ARRAY_LEN(memory)};

	CHECK_EQ(axi_js_re_compile(&p, JS_RE_UNICODE, code, 100, &error), JS_RE_OK);
	axi_js_re_begin(&m, 0);
	CHECK_EQ(axi_js_re_run(&m, 1000), JS_RE_OK); /* four code points */
	CHECK_EQ(axi_js_re_compile(&p, 0, code, 100, &error), JS_RE_OK);
	axi_js_re_begin(&m, 0);
	CHECK_EQ(axi_js_re_run(&m, 1000), JS_RE_NO); /* five units */
	p = (struct js_str){zhe, 1, true};
	CHECK_EQ(axi_js_re_compile(&p, JS_RE_IGNORE_CASE, code, 100, &error), JS_RE_OK);
	axi_js_re_begin(&m, 0);
	CHECK_EQ(axi_js_re_run(&m, 1000), JS_RE_OK);
	CHECK_EQ(memory[0], 3);
}

/* Exponential patterns do not end by themselves; what they use is what they are given. */
TEST(js, catastrophic_regular_expressions_stop_when_fuel_ends)
{
	static const char *const bad[] = {"(a+)+$", "(a|a)*$", "(?:a*)*c", "(a|aa)+$", "(?:(?:a?)*)*b", "(?=(a+)+b)", "(.*.*.*)*!"};
	static struct run r;
	const char *input = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";

	for (u32 i = 0; i < ARRAY_LEN(bad); i++) {
		struct js_str p = {bad[i], (u32)strlen(bad[i]), false};
		struct js_re_match m = {.code = r.code, .input = {input, (u32)strlen(input), false}, .memory = r.memory,
					.words = ARRAY_LEN(r.memory)};
		struct js_re_error error;

		CHECK_EQ(axi_js_re_compile(&p, 0, r.code, ARRAY_LEN(r.code), &error), JS_RE_OK);
		axi_js_re_begin(&m, 0);
		for (u32 n = 0; n < 1000 && axi_js_re_run(&m, 256) == JS_RE_FUEL; n++)
			CHECK(m.top <= m.words);
	}
}

/* Random text as a pattern: compiled or refused, and then run within its fuel. */
TEST(js, any_text_is_a_pattern_or_refused)
{
	static const char letters[] = "ab01()[]{}*+?|.,^$\\-:=!<dwsbBuxc";
	u64 state = test_seed();
	static struct run r;

	for (u32 i = 0; i < 30000; i++) {
		char text[40];
		u32 length = (u32)(test_random(&state) % sizeof(text)), memory;
		struct js_str p = {text, length, false};
		struct js_re_match m = {.code = r.code, .input = {"ab0abba-1 ab", 12, false}, .memory = r.memory};
		struct js_re_error error = {NULL, 0};

		for (u32 j = 0; j < length; j++)
			text[j] = letters[test_random(&state) % (sizeof(letters) - 1)];
		if (axi_js_re_compile(&p, (u32)test_random(&state) & 63, r.code, ARRAY_LEN(r.code), &error) != JS_RE_OK) {
			CHECK(error.reason && error.at <= length);
			continue;
		}
		memory = axi_js_re_memory(r.code);
		m.words = memory + (u32)(test_random(&state) % 300);
		axi_js_re_begin(&m, (u32)(test_random(&state) % 13));
		for (u32 n = 0; n < 50 && axi_js_re_run(&m, 64) == JS_RE_FUEL; n++)
			CHECK(m.top <= m.words);
	}
}
