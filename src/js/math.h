/* SPDX-License-Identifier: Apache-2.0
 * math.h - the functions of JavaScript's Math on IEEE doubles, without a libm.
 *
 * Each is within one unit in the last place (tests/unit/js/math.c holds them to 0.6 on samples where the host's long
 * double is the judge), gives the same bits on every CPU, and follows ECMA-262 section 21.3 for zeros, infinities and
 * NaN.  Round-to-nearest is assumed.  Any context; no memory. */
#ifndef JS_MATH_H
#define JS_MATH_H

#include "base/types.h"

#define JS_MATH_NAN      (__builtin_nan(""))
#define JS_MATH_INFINITY (__builtin_inf())

/* math_round.c */
double axi_js_trunc(double x);
double axi_js_floor(double x);
double axi_js_ceil(double x);
double axi_js_round(double x);               /* halves towards +infinity */
double axi_js_fround(double x);
double axi_js_sqrt(double x);                /* correctly rounded */
double axi_js_cbrt(double x);
double axi_js_hypot(double x, double y);
double axi_js_fmod(double x, double y);      /* the % operator: exact, sign of x */
s32 axi_js_to_int32(double x);               /* ECMA-262 7.1.6: modulo 2^32 */
/* math_exp.c */
double axi_js_exp(double x);
double axi_js_expm1(double x);
double axi_js_log(double x);
double axi_js_log1p(double x);
double axi_js_log2(double x);
double axi_js_log10(double x);
double axi_js_pow(double x, double y);       /* ECMA-262: pow(+-1, +-infinity) and pow(x, NaN) are NaN */
double axi_js_sinh(double x);
double axi_js_cosh(double x);
double axi_js_tanh(double x);
double axi_js_asinh(double x);
double axi_js_acosh(double x);
double axi_js_atanh(double x);
/* math_trig.c */
double axi_js_sin(double x);
double axi_js_cos(double x);
double axi_js_tan(double x);
double axi_js_asin(double x);
double axi_js_acos(double x);
double axi_js_atan(double x);
double axi_js_atan2(double y, double x);

static inline bool axi_js_is_nan(double x)
{
	return x != x;
}

static inline bool axi_js_is_finite(double x)
{
	return x - x == 0;
}

#endif
