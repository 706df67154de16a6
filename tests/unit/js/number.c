/* SPDX-License-Identifier: Apache-2.0
 * number.c - numbers as text and back; the host's printf and strtod are the judges. */
#include <math.h>
#include "js/number.h"
#include "unit/test.h"

static double random_double(u64 *state)
{
	u64 bits = test_random(state);
	double d;

	switch (test_random(state) % 4) {
	case 0: return (double)(s64)(bits % 2000000) / 1000;
	case 1: return (double)(s64)bits;
	case 2: bits &= ~0u; break; /* short mantissas */
	default: break;
	}
	memcpy(&d, &bits, sizeof(d));
	return isfinite(d) ? d : 1;
}

static char *text_of(double d)
{
	static char out[JS_NUMBER_TEXT + 1];

	out[axi_js_number_format(d, out)] = 0;
	return out;
}

TEST(js, numbers_print_in_javascript_form)
{
	CHECK_STR(text_of(0), "0");
	CHECK_STR(text_of(-0.0), "0");
	CHECK_STR(text_of(NAN), "NaN");
	CHECK_STR(text_of(-INFINITY), "-Infinity");
	CHECK_STR(text_of(1e21), "1e+21");
	CHECK_STR(text_of(123456789012345680000.0), "123456789012345680000");
	CHECK_STR(text_of(-1.5e-7), "-1.5e-7");
	CHECK_STR(text_of(0.000001), "0.000001");
	CHECK_STR(text_of(5e-324), "5e-324");
	CHECK_STR(text_of(1.7976931348623157e308), "1.7976931348623157e+308");
	CHECK_STR(text_of(2.2250738585072014e-308), "2.2250738585072014e-308");
	CHECK_STR(text_of(0.1 + 0.2), "0.30000000000000004");
	CHECK_STR(text_of(9007199254740993.0), "9007199254740992");
	CHECK_STR(text_of(2251799813685248.5), "2251799813685248.5");
	CHECK_STR(text_of(1e23), "1e+23");
	CHECK_STR(text_of(9.5367431640625e-7), "9.5367431640625e-7");
}

/* The text reads back, and no text with fewer digits does. */
TEST(js, printed_numbers_are_shortest_and_round_trip)
{
	u64 state = test_seed();

	for (u32 i = 0; i < 60000; i++) {
		double d = random_double(&state);
		char text[64], shorter[64];
		u32 length = axi_js_number_format(d, text), digits = 0;

		CHECK(length <= JS_NUMBER_TEXT);
		text[length] = 0;
		if (strtod(text, NULL) != d)
			test_fail(__FILE__, __LINE__, "%.17g printed as %s", d, text);
		for (u32 at = 0, zeros = 0; at < length && text[at] != 'e'; at++) {
			if (text[at] < '0' || text[at] > '9')
				continue;
			if (!digits && text[at] == '0')
				continue;
			zeros = text[at] == '0' ? zeros + 1 : 0;
			digits++;
			if (at + 1 == length || text[at + 1] == 'e')
				digits -= strchr(text, '.') ? 0 : zeros;
		}
		if (digits < 2)
			continue;
		snprintf(shorter, sizeof(shorter), "%.*e", (int)digits - 2, d);
		if (strtod(shorter, NULL) == d)
			test_fail(__FILE__, __LINE__, "%s, but %s is shorter", text, shorter);
		/* of the shortest ones the nearest: what printf rounds to */
		snprintf(shorter, sizeof(shorter), "%.*e", (int)digits - 1, d);
		if (strtod(shorter, NULL) == d && strtod(text, NULL) == strtod(shorter, NULL)) {
			char again[64];

			snprintf(again, sizeof(again), "%.*e", (int)digits - 1, strtod(text, NULL));
			CHECK_STR(again, shorter);
		}
	}
}

static char *with(u32 (*f)(double, u32, char *), double d, u32 digits)
{
	static char out[JS_RADIX_TEXT + 1];

	out[f(d, digits, out)] = 0;
	return out;
}

static char *exponential(double d, s32 digits)
{
	static char out[JS_FIXED_TEXT + 1];

	out[axi_js_number_exponential(d, digits, out)] = 0;
	return out;
}

TEST(js, toFixed_and_its_relatives)
{
	CHECK_STR(with(axi_js_number_fixed, 1.005, 2), "1.00");
	CHECK_STR(with(axi_js_number_fixed, 9.99, 1), "10.0");
	CHECK_STR(with(axi_js_number_fixed, 0.5, 0), "1");
	CHECK_STR(with(axi_js_number_fixed, 2.5, 0), "3");
	CHECK_STR(with(axi_js_number_fixed, -2.5, 0), "-3");
	CHECK_STR(with(axi_js_number_fixed, 1.25, 1), "1.3");
	CHECK_STR(with(axi_js_number_fixed, 0.05, 1), "0.1");
	CHECK_STR(with(axi_js_number_fixed, 0.04, 1), "0.0");
	CHECK_STR(with(axi_js_number_fixed, -0.0000001, 2), "-0.00");
	CHECK_STR(with(axi_js_number_fixed, 0, 2), "0.00");
	CHECK_STR(with(axi_js_number_fixed, 1e21, 2), "1e+21");
	CHECK_STR(with(axi_js_number_fixed, 123.456, 0), "123");
	CHECK_STR(with(axi_js_number_fixed, 0.000001, 7), "0.0000010");
	CHECK_STR(with(axi_js_number_precision, 123.456, 4), "123.5");
	CHECK_STR(with(axi_js_number_precision, 0.000123, 2), "0.00012");
	CHECK_STR(with(axi_js_number_precision, 123456, 2), "1.2e+5");
	CHECK_STR(with(axi_js_number_precision, 0, 3), "0.00");
	CHECK_STR(with(axi_js_number_precision, 99.99, 3), "100");
	CHECK_STR(with(axi_js_number_precision, 1e-7, 2), "1.0e-7");
	CHECK_STR(exponential(123456, 2), "1.23e+5");
	CHECK_STR(exponential(0, -1), "0e+0");
	CHECK_STR(exponential(0, 2), "0.00e+0");
	CHECK_STR(exponential(0.00015, 0), "1e-4"); /* 0.00015 is a little below */
	CHECK_STR(exponential(12345, -1), "1.2345e+4");
	CHECK_STR(with(axi_js_number_radix, 255, 16), "ff");
	CHECK_STR(with(axi_js_number_radix, -255.5, 2), "-11111111.1");
	CHECK_STR(with(axi_js_number_radix, 0.1, 3), "0.0022002200220022002200220022002201");
	CHECK_STR(with(axi_js_number_radix, 0x1p53, 36), "2gosa7pa2gw"); /* exact below 2^64 */
	CHECK_STR(with(axi_js_number_radix, 0x1p60, 36), "8rc4kbdvss1s");
	CHECK_STR(with(axi_js_number_radix, 1e21, 7), "5135235413265003023241000"); /* ...3022550266; a double tells 18 digits */
	CHECK_STR(with(axi_js_number_radix, 123.456, 36), "3f.gez4w97ry");
	CHECK_EQ(axi_js_number_radix(5e-324, 2, with(axi_js_number_radix, 1, 2)), 1076);
}

/* Exactly half way goes away from zero in JavaScript and to even in printf: those are left out. */
TEST(js, toFixed_agrees_with_printf)
{
	u64 state = test_seed();

	for (u32 i = 0; i < 20000; i++) {
		double d = random_double(&state);
		u32 digits = (u32)(test_random(&state) % 20);
		char *ours, theirs[400], exact[1200];
		size_t n;

		snprintf(exact, sizeof(exact), "%.1100f", fabs(d));
		n = strcspn(exact, ".") + 1 + digits;
		if (exact[n] == '5' && strspn(exact + n + 1, "0") == strlen(exact + n + 1))
			continue;
		if (fabs(d) < 1e21) {
			ours = with(axi_js_number_fixed, d, digits);
			snprintf(theirs, sizeof(theirs), "%.*f", (int)digits, d);
			CHECK_STR(ours, theirs);
		}
	}
}

static double parse(const char *text)
{
	double d = -12345;

	CHECK_EQ(axi_js_number_parse(text, (u32)strlen(text), &d), strlen(text));
	return d;
}

TEST(js, numbers_parse_to_the_nearest_double)
{
	static const char *const texts[] = {
		"0", "1", "-1.5", "1e400", "1e-400", "2.2250738585072011e-308", "2.2250738585072012e-308", "4.9e-324",
		"2.4703282292062327e-324", "2.4703282292062328e-324", "1.7976931348623158e308", "1.7976931348623159e308",
		"9007199254740993", "9007199254740992.9999999999999999", "9007199254740993.00000000000000000000000001",
		"0.1", "123456789012345678901234567890", "5e-324", ".5", "5.", "00012", "1e23", "8.5e22",
		"1.00000000000000011102230246251565404236316680908203125",
		"1.00000000000000011102230246251565404236316680908203124",
		"1.00000000000000011102230246251565404236316680908203126", "0.000000000000000000000000000000000000e5",
		"6929495644600919.5", "1e-323", "3e-324", "0.00000000000000000000000000000000000000000000000000001e54",
	};
	u64 state = test_seed();
	char text[64];

	for (u32 i = 0; i < ARRAY_LEN(texts); i++) {
		double want = strtod(texts[i], NULL), got = parse(texts[i]);

		if (want != got)
			test_fail(__FILE__, __LINE__, "%s is %.17g, not %.17g", texts[i], got, want);
	}
	for (u32 i = 0; i < 60000; i++) {
		double want;

		switch (i % 3) {
		case 0: snprintf(text, sizeof(text), "%.*e", (int)(test_random(&state) % 25), random_double(&state)); break;
		case 1: snprintf(text, sizeof(text), "%" PRIu64 "e%d", test_random(&state), (int)(test_random(&state) % 660) - 340);
			break;
		default: snprintf(text, sizeof(text), "%.17g", random_double(&state)); break;
		}
		want = strtod(text, NULL);
		if (parse(text) != want)
			test_fail(__FILE__, __LINE__, "%s is %.17g, not %.17g", text, parse(text), want);
	}
	CHECK(signbit(parse("-0")));
	CHECK(isinf(parse("-Infinity")) && parse("-Infinity") < 0);
}

/* Half-way points between neighbours, written out in full, and a hair beside them. */
TEST(js, numbers_parse_at_half_way_points)
{
	u64 state = test_seed();
	static char text[1600];

	for (u32 i = 0; i < 400; i++) {
		u64 bits = test_random(&state) >> 1;
		double d;
		size_t n;

		if (i % 3 == 0)
			bits &= (1ull << 53) - 1; /* subnormal or tiny */
		memcpy(&d, &bits, sizeof(d));
		if (!isfinite(d) || d > 1e300)
			continue;
		snprintf(text, sizeof(text), "%.1150Lf", ((long double)d + (long double)nextafter(d, INFINITY)) / 2);
		CHECK(parse(text) == strtod(text, NULL));
		n = strlen(text);
		memcpy(text + n, "000001", 7);
		CHECK(parse(text) == strtod(text, NULL));
	}
}

TEST(js, what_is_no_number_is_not_parsed)
{
	double d = 7;
	char many[64];

	CHECK_EQ(axi_js_number_parse("", 0, &d), 0);
	CHECK_EQ(axi_js_number_parse(".", 1, &d), 0);
	CHECK_EQ(axi_js_number_parse("-", 1, &d), 0);
	CHECK_EQ(axi_js_number_parse("e5", 2, &d), 0);
	CHECK(d == 7);
	CHECK_EQ(axi_js_number_parse("1e", 2, &d), 1);
	CHECK_EQ(axi_js_number_parse("1e+", 3, &d), 1);
	CHECK_EQ(axi_js_number_parse("1.5.5", 5, &d), 3);
	CHECK_EQ(axi_js_number_parse("12x", 3, &d), 2);
	CHECK_EQ(axi_js_number_parse_radix("ff", 2, 16, &d), 2);
	CHECK(d == 255);
	CHECK_EQ(axi_js_number_parse_radix("2", 1, 2, &d), 0);
	CHECK_EQ(axi_js_number_parse_radix("20000000000001", 14, 16, &d), 14);
	CHECK(d == 0x20000000000001p0);
	memset(many, 'f', sizeof(many));
	CHECK_EQ(axi_js_number_parse_radix(many, 64, 16, &d), 64);
	CHECK(d == 0x1p256);
}

TEST(js, constants_that_are_small_integers_are_rows_integer)
{
	static const struct {
		const char *name;
		double number;
	} rows[] = {
#define NUMBER(id, js_name, js_number) {#id "." #js_name, js_number},
#include "js/builtins.def"
	};

	for (u32 i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].number >= INT32_MIN && rows[i].number <= INT32_MAX && (s32)rows[i].number == rows[i].number)
			test_fail(__FILE__, __LINE__, "%s is an integer", rows[i].name);
}
