/* SPDX-License-Identifier: Apache-2.0
 * math.c - the math functions against the host's long double, and the special values of ECMA-262. */
#include <math.h>
#include "js/math.h"
#include "unit/test.h"

static double worst;
static char worst_where[128];

/* error in units of the last place of the right answer */
static void compare(const char *name, double x, double y, double got, long double want)
{
	double nearest = (double)want;
	long double unit;

	if (isnan(want) || isnan(got)) {
		if (isnan(want) != isnan(got))
			test_fail(__FILE__, __LINE__, "%s(%.17g, %.17g) is %.17g, not %.17Lg", name, x, y, got, want);
		return;
	}
	if (got == nearest)
		return;
	if (fabs(nearest) < 0x1p-1022 && fabsl(got - want) <= 0x1p-1074L)
		return; /* rounded twice on the way to a subnormal number */
	unit = fabs(nearest) < 0x1p-1022 ? 0x1p-1074L : (long double)ldexp(1, ilogb(nearest) - 52);
	if (isinf(nearest) || isinf(got) || fabsl(got - want) / unit > worst) {
		worst = isinf(nearest) || isinf(got) ? 99 : (double)(fabsl(got - want) / unit);
		snprintf(worst_where, sizeof(worst_where), "%s(%a, %a) is %a, not %a: %.3f ulp", name, x, y, got, nearest, worst);
	}
}

static double spread(u64 *state, double most)
{
	double m = (double)(test_random(state) >> 11) * 0x1p-53;
	u64 bits = test_random(state);
	double d;

	if (bits % 3 == 0) {
		memcpy(&d, &bits, sizeof(d));
		if (isfinite(d) && fabs(d) <= most)
			return d;
	}
	return (bits & 4 ? -1 : 1) * m * (bits & 8 ? most : bits & 16 ? most * 1e-3 : bits & 32 ? 1e-6 : 4);
}

#define FUNCTIONS(F)                                                                                                   \
	F(sin, 1e300) F(cos, 1e300) F(tan, 1e300) F(asin, 1) F(acos, 1) F(atan, 1e300) F(exp, 745) F(expm1, 709)        \
	F(log, 1e308) F(log1p, 1e308) F(log2, 1e308) F(log10, 1e308) F(cbrt, 1e308) F(sinh, 710) F(cosh, 710)          \
	F(tanh, 30) F(asinh, 1e308) F(acosh, 1e308) F(atanh, 1) F(sqrt, 1e308) F(floor, 1e17) F(ceil, 1e17) F(trunc, 1e17)

/* near - the worst error over random arguments, held to 0.51 units of the last place: `worst` is reset */
static void near(enum js_math function, const char *name, double most, long double (*judge)(long double))
{
	u64 state = test_seed();

	worst = 0;
	for (u32 i = 0; i < 20000; i++) {
		double x = spread(&state, most);

		compare(name, x, 0, axi_js_math(function, x), judge(x));
	}
	if (worst > 0.51)
		test_fail(__FILE__, __LINE__, "%s", worst_where);
}

TEST(js, math_of_one_argument_is_near_the_long_double)
{
#define NEAR(name, most) near(JS_MATH_##name, #name, most, name##l);
	FUNCTIONS(NEAR)
}

TEST(js, math_of_two_arguments_is_near_the_long_double)
{
	u64 state = test_seed();

	worst = 0;
	for (u32 i = 0; i < 60000; i++) {
		double x = spread(&state, 1e10), y = spread(&state, 1e10), p = spread(&state, 300);

		compare("atan2", x, y, axi_js_atan2(x, y), atan2l(x, y));
		compare("hypot", x, y, axi_js_hypot(x, y), hypotl(x, y));
		compare("fmod", x, y, axi_js_fmod(x, y), fmodl(x, y));
		compare("pow", fabs(x), p, axi_js_pow(fabs(x), p), powl(fabs(x), p));
		compare("pow", x, trunc(p), axi_js_pow(x, trunc(p)), powl(x, trunc(p)));
		x = 1 + x * 1e-14;
		compare("pow", x, y * 1e3, axi_js_pow(x, y * 1e3), powl(x, y * 1e3));
	}
	if (worst > 0.51)
		test_fail(__FILE__, __LINE__, "%s", worst_where);
}

TEST(js, math_roots_and_remainders_are_exact)
{
	u64 state = test_seed();

	for (u32 i = 0; i < 100000; i++) {
		u64 a = test_random(&state), b = test_random(&state);
		double x, y;

		memcpy(&x, &a, 8);
		memcpy(&y, &b, 8);
		if (i % 4 == 0)
			y = x / (double)(b >> 50);
		if (isnan(x) || isnan(y))
			continue;
		if (sqrt(fabs(x)) != axi_js_sqrt(fabs(x)))
			test_fail(__FILE__, __LINE__, "sqrt(%a)", fabs(x));
		if (isfinite(x) && y != 0 && fmod(x, y) != axi_js_fmod(x, y))
			test_fail(__FILE__, __LINE__, "fmod(%a, %a) is %a, not %a", x, y, axi_js_fmod(x, y), fmod(x, y));
		x = (double)(s64)a * 0x1p-20;
		CHECK_EQ(axi_js_to_int32(trunc(x)), (s32)(s64)trunc(x));
	}
}

#define SAME(a, b)                                                                                                     \
	do {                                                                                                           \
		double same_a = (a), same_b = (b);                                                                     \
		if (!(isnan(same_a) && isnan(same_b)) && (same_a != same_b || signbit(same_a) != signbit(same_b)))     \
			test_fail(__FILE__, __LINE__, "%s is %g, not %g", #a, same_a, same_b);                         \
	} while (0)

TEST(js, math_special_values)
{
	SAME(axi_js_pow(1, INFINITY), NAN);
	SAME(axi_js_pow(-1, -INFINITY), NAN);
	SAME(axi_js_pow(1, NAN), NAN);
	SAME(axi_js_pow(NAN, 0), 1);
	SAME(axi_js_pow(-0.0, -3), -INFINITY);
	SAME(axi_js_pow(-0.0, 3), -0.0);
	SAME(axi_js_pow(-0.0, 2), 0);
	SAME(axi_js_pow(-8, 1.0 / 3), NAN);
	SAME(axi_js_pow(-INFINITY, -1), -0.0);
	SAME(axi_js_pow(2, -1074), 0x1p-1074);
	SAME(axi_js_pow(2, 1024), INFINITY);
	SAME(axi_js_pow(10, 308), 1e308);
	SAME(axi_js_pow(-2, 3), -8);
	SAME(axi_js_pow(0.5, 1e300), 0);
	SAME(axi_js_round(-0.5), -0.0);
	SAME(axi_js_round(0.49999999999999994), 0);
	SAME(axi_js_round(2.5), 3);
	SAME(axi_js_round(-2.5), -2);
	SAME(axi_js_round(4503599627370497.0), 4503599627370497.0);
	SAME(axi_js_round(-0.0), -0.0);
	SAME(axi_js_round(-INFINITY), -INFINITY);
	SAME(axi_js_round(NAN), NAN);
	SAME(axi_js_math(JS_MATH_ceil, -0.5), -0.0);
	SAME(axi_js_floor(-0.0), -0.0);
	SAME(axi_js_trunc(-0.9), -0.0);
	SAME(axi_js_atan2(0, -0.0), M_PI);
	SAME(axi_js_atan2(-0.0, 1), -0.0);
	SAME(axi_js_atan2(INFINITY, -INFINITY), 3 * M_PI / 4);
	SAME(axi_js_atan2(1, 0), M_PI / 2);
	SAME(axi_js_math(JS_MATH_log, -1), NAN);
	SAME(axi_js_math(JS_MATH_log, 0), -INFINITY);
	SAME(axi_js_math(JS_MATH_log2, 8), 3);
	SAME(axi_js_math(JS_MATH_log2, 0x1p-1074), -1074);
	SAME(axi_js_math(JS_MATH_log10, 1000), 3);
	SAME(axi_js_math(JS_MATH_log1p, -1), -INFINITY);
	SAME(axi_js_math(JS_MATH_cbrt, 27), 3);
	SAME(axi_js_math(JS_MATH_cbrt, -0.0), -0.0);
	SAME(axi_js_hypot(3, 4), 5);
	SAME(axi_js_hypot(NAN, INFINITY), INFINITY);
	SAME(axi_js_math(JS_MATH_expm1, -0.0), -0.0);
	SAME(axi_js_math(JS_MATH_sin, -0.0), -0.0);
	SAME(axi_js_math(JS_MATH_sin, INFINITY), NAN);
	SAME(axi_js_math(JS_MATH_acosh, 1), 0);
	SAME(axi_js_fmod(-4, 2), -0.0);
	SAME(axi_js_fmod(5, INFINITY), 5);
	SAME(axi_js_fmod(INFINITY, 2), NAN);
	SAME(axi_js_sqrt(-0.0), -0.0);
	SAME(axi_js_math(JS_MATH_fround, 1.1), (double)1.1f);
}

/* The same bits on every CPU: a hash over many results.  It changes when a function is changed; a second value on another
 * compiler or CPU is a bug (fused operations, x87, another rounding mode). */
TEST(js, math_gives_the_same_bits_everywhere)
{
	u64 state = 1, hash = 0;
#define MIX(name, most)                                                                                                \
	for (u32 i = 0; i < 500; i++) {                                                                                \
		double r = axi_js_math(JS_MATH_##name, spread(&state, most));                                                        \
		u64 bits;                                                                                              \
		memcpy(&bits, &r, 8);                                                                                  \
		hash = hash * 0x100000001b3u + (isnan(r) ? 0 : bits);                                                  \
	}
	FUNCTIONS(MIX)
	if (hash != 0xf5976f4662870272u)
		test_fail(__FILE__, __LINE__, "hash is 0x%" PRIx64, hash);
}
