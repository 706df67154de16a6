/* SPDX-License-Identifier: Apache-2.0
 * number_print.c - doubles as text.
 *
 * Digits come from exact arithmetic on big integers (Steele and White 1990, with the scale estimate of Burger and Dybvig
 * 1996); integers and short decimals, which are nearly all numbers of real programs, have faster ways to the same digits. */
#include "js/number.h"
#include "js/bignum.h"
#include "js/math.h"
#include "js/wide.h"
#include "base/bits.h"

#define MOST_DIGITS 128

/* struct decimal - 0.d1 d2 d3 ... * 10^point */
struct decimal {
	u32 count;
	s32 point;
	char digit[MOST_DIGITS]; /* '0' .. '9' */
};

#ifndef __OPTIMIZE_SIZE__ /* the short ways; the long ones find the same */
const double axi_js_pow10[23] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
				     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
#endif

char *axi_js_decimal(char *end, u32 n)
{
	do
		*--end = (char)('0' + n % 10);
	while (n /= 10);
	return end;
}

static void strip_zeros(struct decimal *d)
{
	while (d->count > 1 && d->digit[d->count - 1] == '0')
		d->count--;
}

/* from_integer - the digits of n * 10^-scale */
static void from_integer(struct decimal *d, u64 n, s32 scale)
{
	char reversed[20];
	u32 count = 0;

	do
		reversed[count++] = (char)('0' + axi_js_digit(&n, 10));
	while (n);
	for (u32 i = 0; i < count; i++)
		d->digit[i] = reversed[count - 1 - i];
	d->count = count;
	d->point = (s32)count - scale;
	strip_zeros(d);
}

#ifndef __OPTIMIZE_SIZE__
/* short_decimal - true if `x` (positive) is the double nearest to n * 10^-k with n < 2^53, k <= 22: then division tells,
 * because it rounds correctly, and the smallest such k gives the shortest digits (two different decimals of 15 digits are
 * never the same double; n stays below 10^15). */
static bool short_decimal(struct decimal *d, double x)
{
	if (!(x >= 1e-5 && x < 1e15))
		return false;
	for (u32 k = 0; k <= 20; k++) {
		double y = x * axi_js_pow10[k];
		u64 n;

		if (y >= 1e15)
			return false;
		n = (u64)(y + 0.5);
		if ((double)n / axi_js_pow10[k] == x) {
			from_integer(d, n, (s32)k);
			return true;
		}
	}
	return false;
}
#endif

/* struct ratio - x = r / s exactly; low, high: half the distances to the neighbours, over s */
struct ratio {
	struct bignum r, s, low, high;
	bool even; /* the mantissa is even: the ends of the interval read back as x too */
};

/* ratio_of - x > 0, finite, as mantissa * 2^e; the estimate of the decimal point is returned. */
static s32 ratio_of(struct ratio *q, double x)
{
	u64 bits = double_bits(x), m = bits & ((1ull << 52) - 1);
	s32 e = (s32)(bits >> 52), point;
	u32 wide = m == 0 && e > 1; /* a power of two: the neighbour below is nearer */
	double log10;

	if (e)
		m |= 1ull << 52;
	else
		e = 1;
	e -= 1075;
	/* floor(log10(x)) from the position of the leading bit, too small by one at most; fixed again below */
	log10 = ((s32)bit_width(m) + e - 1) * 0.30102999566398119521 - 1e-10;
	point = (s32)log10 + (log10 > 0);
	q->even = !(m & 1);
	axi_js_big_set(&q->r, m);
	axi_js_big_set(&q->s, 1);
	axi_js_big_set(&q->low, 1);
	/* r, s, low doubled, so that half distances are whole; doubled again for powers of two */
	axi_js_big_shift(&q->r, (e > 0 ? (u32)e : 0) + 1 + wide);
	axi_js_big_shift(&q->low, e > 0 ? (u32)e : 0);
	axi_js_big_shift(&q->s, (e < 0 ? (u32)-e : 0) + 1 + wide);
	if (point >= 0) {
		axi_js_big_mul_pow5(&q->s, (u32)point);
		axi_js_big_shift(&q->s, (u32)point);
	} else {
		axi_js_big_mul_pow5(&q->r, (u32)-point);
		axi_js_big_shift(&q->r, (u32)-point);
		axi_js_big_mul_pow5(&q->low, (u32)-point);
		axi_js_big_shift(&q->low, (u32)-point);
	}
	axi_js_big_copy(&q->high, &q->low);
	if (wide)
		axi_js_big_shift(&q->high, 1);
	return point;
}

static void ten_times(struct ratio *q)
{
	axi_js_big_mul_add(&q->r, 10, 0);
	axi_js_big_mul_add(&q->low, 10, 0);
	axi_js_big_mul_add(&q->high, 10, 0);
}

/* next_digit - r / s, which is below 10; r becomes the rest. */
static u32 next_digit(struct ratio *q)
{
	u32 digit = 0;

	while (axi_js_big_compare(&q->r, &q->s) >= 0) {
		axi_js_big_subtract(&q->r, &q->s);
		digit++;
	}
	return digit;
}

/* shortest - the fewest digits that read back as x, and of those the nearest. */
static void shortest(struct decimal *d, double x)
{
	struct ratio q;
	int above;

#ifndef __OPTIMIZE_SIZE__
	if (short_decimal(d, x))
		return;
#endif
	d->point = ratio_of(&q, x);
	d->count = 0;
	above = axi_js_big_compare_sum(&q.r, &q.high, &q.s);
	if (above > 0 || (above == 0 && q.even))
		d->point++;
	else
		ten_times(&q);
	for (;;) {
		u32 digit = next_digit(&q);
		int low = axi_js_big_compare(&q.r, &q.low), high = axi_js_big_compare_sum(&q.r, &q.high, &q.s);
		bool may_end = low < 0 || (low == 0 && q.even), may_rise = high > 0 || (high == 0 && q.even);

		if (may_end || may_rise) {
			if (may_end && may_rise) { /* the nearer one, of two the even one */
				axi_js_big_shift(&q.r, 1);
				may_rise = axi_js_big_compare(&q.r, &q.s) + (s32)(digit & 1) > 0;
			}
			d->digit[d->count++] = (char)('0' + digit + may_rise);
			break;
		}
		d->digit[d->count++] = (char)('0' + digit);
		ten_times(&q);
	}
}

/* round_up - add one to the last digit; all nines become 100... and the point moves. */
static void round_up(struct decimal *d)
{
	u32 i = d->count;

	while (i && d->digit[i - 1] == '9')
		d->digit[--i] = '0';
	if (i) {
		d->digit[i - 1]++;
		return;
	}
	if (d->count)
		d->digit[0] = '1';
	d->point++;
}

/* exactly - the digits of x rounded (halves up) after `count` digits if `fraction` is false, or after `count` digits behind
 * the point.  d->count is 0 when x rounds to 0 there. */
static void exactly(struct decimal *d, double x, s32 count, bool fraction)
{
	struct ratio q;

	d->count = 0;
	d->point = 0;
	if (x == 0) {
		if (!fraction)
			while (d->count < (u32)count)
				d->digit[d->count++] = '0';
		d->point = 1;
		return;
	}
	d->point = ratio_of(&q, x);
	if (axi_js_big_compare(&q.r, &q.s) >= 0)
		d->point++;
	else
		axi_js_big_mul_add(&q.r, 10, 0);
	if (fraction)
		count += d->point;
	if (count < 0)
		return;
	while (d->count < (u32)count) {
		d->digit[d->count++] = (char)('0' + next_digit(&q));
		axi_js_big_mul_add(&q.r, 10, 0);
	}
	/* r is ten times the rest: half is 5 s */
	axi_js_big_mul_add(&q.s, 5, 0);
	if (axi_js_big_compare(&q.r, &q.s) < 0)
		return;
	if (count == 0) { /* up to the unit of the last place */
		d->digit[d->count++] = '1';
		d->point++;
		return;
	}
	round_up(d);
}

struct out {
	char *text;
	u32 length;
};

static void put(struct out *o, char c)
{
	o->text[o->length++] = c;
}

static void put_digits(struct out *o, const struct decimal *d, s32 from, s32 to)
{
	for (s32 i = from; i < to; i++)
		put(o, i >= 0 && i < (s32)d->count ? d->digit[i] : '0');
}

static void put_text(struct out *o, const char *text)
{
	while (*text)
		put(o, *text++);
}

/* put_plain - d with `behind` digits behind the point */
static void put_plain(struct out *o, const struct decimal *d, s32 behind)
{
	if (d->point > 0)
		put_digits(o, d, 0, d->point);
	else
		put(o, '0');
	if (behind > 0) {
		put(o, '.');
		put_digits(o, d, d->point, d->point + behind);
	}
}

static void put_exponent(struct out *o, s32 e)
{
	char digits[4];

	digits[3] = 0;
	put(o, 'e');
	put(o, e < 0 ? '-' : '+');
	put_text(o, axi_js_decimal(digits + 3, (u32)(e < 0 ? -e : e)));
}

static void put_scientific(struct out *o, const struct decimal *d)
{
	put(o, d->digit[0]);
	if (d->count > 1) {
		put(o, '.');
		put_digits(o, d, 1, (s32)d->count);
	}
	put_exponent(o, d->point - 1);
}

/* sign_of - write the sign, return the magnitude; -0 is written as 0. */
static double sign_of(struct out *o, double d)
{
	if (d >= 0)
		return d;
	put(o, '-');
	return -d;
}

u32 axi_js_number_format(double value, char text[JS_NUMBER_TEXT])
{
	struct out o = {text, 0};
	struct decimal d;

	if (axi_js_is_nan(value)) {
		put_text(&o, "NaN");
		return o.length;
	}
	if (value == 0)
		return put(&o, '0'), o.length;
	value = sign_of(&o, value);
	if (!axi_js_is_finite(value)) {
		put_text(&o, "Infinity");
		return o.length;
	}
	if (value < 0x1p53 && (double)(u64)value == value)
		from_integer(&d, (u64)value, 0);
	else
		shortest(&d, value);
	if (d.point > 21 || d.point < -5)
		put_scientific(&o, &d);
	else
		put_plain(&o, &d, (s32)d.count > d.point ? (s32)d.count - d.point : 0);
	return o.length;
}

u32 axi_js_number_fixed(double value, u32 digits, char text[JS_FIXED_TEXT])
{
	struct out o = {text, 0};
	struct decimal d;

	if (value >= 1e21 || value <= -1e21)
		return axi_js_number_format(value, text);
	value = sign_of(&o, value);
	exactly(&d, value, (s32)digits, true);
	if (!d.count) /* all digits are 0 */
		d.point = 0;
	put_plain(&o, &d, (s32)digits);
	return o.length;
}

u32 axi_js_number_exponential(double value, s32 digits, char text[JS_FIXED_TEXT])
{
	struct out o = {text, 0};
	struct decimal d;

	value = sign_of(&o, value);
	if (digits < 0 && value != 0)
		shortest(&d, value);
	else
		exactly(&d, value, digits < 0 ? 1 : digits + 1, false);
	put_scientific(&o, &d);
	return o.length;
}

u32 axi_js_number_precision(double value, u32 digits, char text[JS_FIXED_TEXT])
{
	struct out o = {text, 0};
	struct decimal d;

	value = sign_of(&o, value);
	exactly(&d, value, (s32)digits, false);
	if (d.point - 1 < -6 || d.point - 1 >= (s32)digits)
		put_scientific(&o, &d);
	else
		put_plain(&o, &d, (s32)digits - d.point);
	return o.length;
}

/* fraction_digits - digits of a fraction below 1 until they name it among its neighbours; returns 1 if it rounded up to 1.
 * `delta` is half the distance to the next double. */
static u32 fraction_digits(struct out *o, double fraction, double delta, u32 radix)
{
	u32 first = o->length;

	do {
		u32 digit;

		fraction *= radix;
		delta *= radix;
		digit = (u32)fraction;
		put(o, (char)digit);
		fraction -= digit;
		if ((fraction > 0.5 || (fraction == 0.5 && (digit & 1))) && fraction + delta > 1) {
			/* round up, and carry */
			while (o->length > first) {
				if (++o->text[o->length - 1] < (char)radix)
					return 0;
				o->length--;
			}
			return 1;
		}
	} while (fraction >= delta);
	return 0;
}

/* integer_digits - a whole number in `radix`, in reverse; exact below 2^64; of larger ones the
 * first 64 bits of the quotient, and zeros. */
static void integer_digits(struct out *o, double whole, u32 radix)
{
	u64 n;

	while (whole >= 0x1p64) {
		whole /= radix;
		put(o, 0);
	}
	n = (u64)whole;
	do
		put(o, (char)axi_js_digit(&n, radix));
	while (n);
}

u32 axi_js_number_radix(double value, u32 radix, char text[JS_RADIX_TEXT])
{
	struct out o = {text, 0};
	char digits[JS_RADIX_TEXT];
	struct out f = {digits, 0};
	double whole, fraction, delta;
	u32 first;

	value = sign_of(&o, value);
	whole = value >= 0x1p53 ? value : (double)(u64)value;
	fraction = value - whole;
	delta = 0.5 * (bits_double(double_bits(value) + 1) - value);
	if (delta < 0x1p-1074)
		delta = 0x1p-1074;
	if (fraction >= delta)
		whole += fraction_digits(&f, fraction, delta, radix);
	first = o.length;
	integer_digits(&o, whole, radix);
	for (u32 i = first, j = o.length - 1; i < j; i++, j--) {
		char c = o.text[i];

		o.text[i] = o.text[j];
		o.text[j] = c;
	}
	if (f.length) {
		put(&o, '.');
		for (u32 i = 0; i < f.length; i++)
			put(&o, f.text[i]);
	}
	for (u32 i = first; i < o.length; i++)
		if (o.text[i] != '.')
			o.text[i] = axi_js_digit_char((u8)o.text[i]);
	return o.length;
}
