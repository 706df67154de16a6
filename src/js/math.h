/* SPDX-License-Identifier: Apache-2.0
 * math.h - the functions of JavaScript's Math on IEEE doubles, without a libm.
 *
 * Each is nearly always correctly rounded (tests/unit/js/math.c holds them to 0.51 on samples where the host's long
 * double is the judge), gives the same bits on every CPU, and follows ECMA-262 section 21.3 for zeros, infinities and
 * NaN.  Round-to-nearest is assumed.  Any context; no memory. */
#ifndef JS_MATH_H
#define JS_MATH_H

#include "base/types.h"

#define JS_MATH_NAN      (__builtin_nan(""))
#define JS_MATH_INFINITY (__builtin_inf())

/* Functions of one number, in the order of the magic numbers of their rows in builtins.def. */
#define JS_MATH_ONE(F)                                                                                                    \
	F(abs) F(acos) F(acosh) F(asin) F(asinh) F(atan) F(atanh) F(cbrt) F(ceil) F(cos) F(cosh) F(exp) F(expm1) F(floor) \
	F(fround) F(log) F(log10) F(log1p) F(log2) F(round) F(sign) F(sin) F(sinh) F(sqrt) F(tan) F(tanh) F(trunc)
#define JS_MATH_NAME(name) JS_MATH_##name,
enum js_math { JS_MATH_ONE(JS_MATH_NAME) };

/* math.c */
double axi_js_math(enum js_math function, double x);
double axi_js_hypot(double x, double y);
double axi_js_atan2(double y, double x);
double axi_js_pow(double x, double y);       /* ECMA-262: pow(+-1, +-infinity) and pow(x, NaN) are NaN */
/* math_round.c */
double axi_js_abs(double x);
double axi_js_trunc(double x);
double axi_js_floor(double x);
double axi_js_round(double x);               /* halves towards +infinity */
double axi_js_sqrt(double x);                /* correctly rounded */
double axi_js_fmod(double x, double y);      /* the % operator: exact, sign of x */
s32 axi_js_to_int32(double x);               /* ECMA-262 7.1.6: modulo 2^32 */

#ifdef __OPTIMIZE_SIZE__ /* math_round.c */
bool axi_js_is_nan(double x);
bool axi_js_is_finite(double x);
#else
static inline bool axi_js_is_nan(double x)
{
	return x != x;
}

static inline bool axi_js_is_finite(double x)
{
	return x - x == 0;
}
#endif

#endif
