/* SPDX-License-Identifier: Apache-2.0
 * lib_math.c - the object Math. */
#include "js/lib.h"
#include "js/math.h"

/* Math_one - the functions of one number, by the row's magic */
int axi_js_Math_one(struct js *js, struct js_call *c)
{
	js->ret = js_number(js, axi_js_math(c->magic, js_arg_double(js, c, 0)));
	return JS_DONE;
}

int axi_js_Math_two(struct js *js, struct js_call *c)
{
	double x = js_arg_double(js, c, 0), y = js_arg_double(js, c, 1);

	js->ret = js_number(js, c->magic ? axi_js_pow(x, y) : axi_js_atan2(x, y));
	return JS_DONE;
}

int axi_js_Math_imul(struct js *js, struct js_call *c)
{
	js->ret = js_int32(js, (s32)(js_arg_u32(js, c, 0) * js_arg_u32(js, c, 1)));
	return JS_DONE;
}

int axi_js_Math_clz32(struct js *js, struct js_call *c)
{
	u32 n = js_arg_u32(js, c, 0);

	js->ret = js_int(n ? __builtin_clz(n) : 32);
	return JS_DONE;
}

enum { MIN, MAX, HYPOT };

/* place - integers in the order of doubles, -0 below 0 */
static s64 place(double x)
{
	s64 bits = (s64)js_double_bits(x);

	return bits < 0 ? bits ^ (s64)(~0ull >> 1) : bits;
}

static double fold(s32 how, double so_far, double x)
{
	if (how == HYPOT)
		return axi_js_hypot(so_far, x);
	if (axi_js_is_nan(so_far) || axi_js_is_nan(x))
		return JS_MATH_NAN;
	return (place(x) > place(so_far)) == (how == MAX) ? x : so_far;
}

/* Math_fold - min, max, hypot of any number of arguments.  l[0] the result so far, l[1] the next argument */
int axi_js_Math_fold(struct js *js, struct js_call *c)
{
	u32 i;

	if (c->state == 0) {
		c->l[0] = js_number(js, c->magic == MIN ? JS_MATH_INFINITY : c->magic == MAX ? -JS_MATH_INFINITY : 0);
		c->l[1] = js_int(0);
		if (axi_js_charge(js, c->argc / 2))
			return JS_THROW;
	}
	for (i = (u32)js_to_s32(c->l[1]); i < c->argc || c->state == 1; i++) {
		if (axi_js_numbers(js))
			return JS_THROW;
		if (c->state == 0 && js_is_number(c->a[i])) {
			js->ret = c->a[i];
		} else if (c->state == 0) {
			int r;

			c->l[1] = js_int((s32)i);
			c->state = 1;
			r = axi_js_to_number(js, c, c->a[i]);
			if (r)
				return r;
		}
		c->state = 0;
		c->l[0] = js_number(js, fold(c->magic, js_to_double(js, c->l[0]), js_to_double(js, js->ret)));
	}
	js->ret = c->l[0];
	return JS_DONE;
}

int axi_js_Math_random(struct js *js, struct js_call *c)
{
	u64 x = js->random ? js->random : 0x9e3779b97f4a7c15u;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	js->random = x;
	js->ret = js_number(js, (double)(x * 0x2545f4914f6cdd1du >> 11) * 0x1p-53);
	return JS_DONE;
}
