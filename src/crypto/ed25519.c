/* SPDX-License-Identifier: Apache-2.0
 * ed25519.c - Ed25519 signature check (RFC 8032, section 5.1.7): [S]B - [k]A must encode as R.
 *
 * Numbers modulo p = 2^255 - 19 are eight words of 32 bits, anything below 2^256 (2^256 is 38 modulo p); only
 * `canonical` brings them below p.  Points are extended twisted Edwards coordinates (Hisil, Wong, Carter, Dawson 2008):
 * x = X/Z, y = Y/Z, T = XY/Z. */
#include "crypto/ed25519.h"
#include "crypto/sha512.h"

typedef u32 fe[8];

typedef struct {
	fe x, y, z, t;
} point;

static const fe zero = {0}, one = {1};
static const fe prime = {0xffffffed, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x7fffffff};
static const fe curve_d = {0x135978a3, 0x75eb4dca, 0x4141d8ab, 0x00700a4d, 0x7779e898, 0x8cc74079, 0x2b6ffe73, 0x52036cee};
static const fe root_of_minus_one = {0x4a0ea0b0, 0xc4ee1b27, 0xad2fe478, 0x2f431806, 0x3dfbd7a7, 0x2b4d0099, 0x4fc1df0b, 0x2b832480};
static const fe base_x = {0x8f25d51a, 0xc9562d60, 0x9525a7b2, 0x692cc760, 0xfdd6dc5c, 0xc0a4e231, 0xcd6e53fe, 0x216936d3};
static const fe base_y = {0x66666658, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666};
/* the order of the base point */
static const fe order = {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000};

static void copy(fe r, const fe a)
{
	memcpy(r, a, sizeof(fe));
}

/* Results may be one of the arguments. */

/* fold - r + carry * 2^256 modulo p, carry < 2^32 */
static void fold(fe r, u64 carry)
{
	while (carry) {
		u64 sum = carry * 38;

		for (u32 i = 0; i < 8; i++) {
			sum += r[i];
			r[i] = (u32)sum;
			sum >>= 32;
		}
		carry = sum; /* 0 or 1; the second time it is 0 for good, because then r is small */
	}
}

static void add(fe r, const fe a, const fe b)
{
	u64 sum = 0;

	for (u32 i = 0; i < 8; i++) {
		sum += (u64)a[i] + b[i];
		r[i] = (u32)sum;
		sum >>= 32;
	}
	fold(r, sum);
}

/* take_off - r = a - b as plain numbers; the borrow of 2^256 is returned: 0 or -1 */
static s64 take_off(fe r, const fe a, const fe b)
{
	s64 sum = 0;

	for (u32 i = 0; i < 8; i++) {
		sum += (s64)a[i] - b[i];
		r[i] = (u32)sum;
		sum >>= 32;
	}
	return sum;
}

static void subtract(fe r, const fe a, const fe b)
{
	static const fe borrowed = {38};

	/* a borrow of 2^256 is 38 too much */
	for (s64 borrow = take_off(r, a, b); borrow;)
		borrow = take_off(r, r, borrowed);
}

static void multiply(fe r, const fe a, const fe b)
{
	u32 product[16] = {0};
	u64 carry;

	for (u32 i = 0; i < 8; i++) {
		carry = 0;
		for (u32 j = 0; j < 8; j++) {
			carry += (u64)a[i] * b[j] + product[i + j]; /* at most 2^64 - 1 */
			product[i + j] = (u32)carry;
			carry >>= 32;
		}
		product[i + 8] = (u32)carry;
	}
	carry = 0;
	for (u32 i = 0; i < 8; i++) {
		carry += (u64)product[i + 8] * 38 + product[i];
		r[i] = (u32)carry;
		carry >>= 32;
	}
	fold(r, carry);
}

static void square(fe r, const fe a)
{
	multiply(r, a, a);
}

static bool at_least(const fe a, const fe b)
{
	for (u32 i = 8; i--;)
		if (a[i] != b[i])
			return a[i] > b[i];
	return true;
}

/* canonical - the same number below p */
static void canonical(fe r)
{
	while (at_least(r, prime)) /* twice at most: 2^256 < 3p */
		take_off(r, r, prime);
}

static bool is_zero(fe a)
{
	canonical(a);
	return !memcmp(a, zero, sizeof(zero));
}

static bool equal(const fe a, const fe b)
{
	fe difference;

	subtract(difference, a, b);
	return is_zero(difference);
}

/* power - a^(2^bits - low): square and multiply from the top; exponents here are p - 2 and (p - 5) / 8. */
static void power(fe r, const fe base, u32 bits, u32 low)
{
	fe a;

	copy(a, base);
	copy(r, a);
	/* bits of 2^bits - low from the second highest: all ones down to bit 5, then those of 32 - low */
	for (u32 i = bits - 1; i--;) {
		square(r, r);
		if (i >= 5 || (32 - low) >> i & 1)
			multiply(r, r, a);
	}
}

/* ---- points */

/* finish - what doubling and addition end with */
static void finish(point *p, const fe e, const fe f, const fe g, const fe h)
{
	multiply(p->x, e, f);
	multiply(p->y, g, h);
	multiply(p->z, f, g);
	multiply(p->t, e, h);
}

static void double_point(point *p)
{
	fe a, c, e, f, g, h;

	square(a, p->x);
	square(g, p->y);
	square(c, p->z);
	add(c, c, c);
	add(h, a, g);
	add(e, p->x, p->y);
	square(e, e);
	subtract(e, h, e);
	subtract(g, a, g);
	add(f, c, g);
	finish(p, e, f, g, h);
}

/* add_points - p += q */
static void add_points(point *p, const point *q)
{
	fe a, b, c, d, e, f;

	subtract(a, p->y, p->x);
	subtract(e, q->y, q->x);
	multiply(a, a, e);
	add(b, p->y, p->x);
	add(e, q->y, q->x);
	multiply(b, b, e);
	multiply(c, p->t, q->t);
	multiply(c, c, curve_d);
	multiply(d, p->z, q->z);
	add(c, c, c);
	add(d, d, d);
	subtract(e, b, a);
	subtract(f, d, c);
	add(d, d, c);
	add(b, b, a);
	finish(p, e, f, d, b);
}

static void load(fe r, const u8 *bytes)
{
	for (u32 i = 0; i < 8; i++)
		r[i] = bytes[4 * i] | (u32)bytes[4 * i + 1] << 8 | (u32)bytes[4 * i + 2] << 16 | (u32)bytes[4 * i + 3] << 24;
}

static void encode(const point *p, u8 *bytes)
{
	fe x, y;

	power(y, p->z, 255, 21); /* to p - 2: the inverse */
	multiply(x, p->x, y);
	multiply(y, p->y, y);
	canonical(x);
	canonical(y);
	y[7] |= x[0] << 31;
	for (u32 i = 0; i < 32; i++)
		bytes[i] = (u8)(y[i / 4] >> 8 * (i % 4));
}

/* decode - RFC 8032, 5.1.3; false: not a point, or not its one encoding */
static bool decode(const u8 *bytes, point *p)
{
	fe u, v, v3, check;
	u32 sign;

	load(p->y, bytes);
	sign = p->y[7] >> 31;
	p->y[7] &= 0x7fffffff;
	if (at_least(p->y, prime))
		return false;
	square(u, p->y);
	multiply(v, u, curve_d);
	add(v, v, one);
	subtract(u, u, one);
	/* the root of u / v: u v^3 (u v^7)^((p - 5) / 8), perhaps times the root of -1 */
	square(v3, v);
	multiply(v3, v3, v);
	square(p->x, v3);
	multiply(p->x, p->x, v);
	multiply(p->x, p->x, u);
	power(p->x, p->x, 252, 3);
	multiply(p->x, p->x, v3);
	multiply(p->x, p->x, u);
	square(check, p->x);
	multiply(check, check, v);
	if (!equal(check, u)) {
		add(check, check, u);
		if (!is_zero(check))
			return false;
		multiply(p->x, p->x, root_of_minus_one);
	}
	if (is_zero(p->x) && sign) /* and x is canonical */
		return false;
	if ((p->x[0] & 1) != sign)
		subtract(p->x, zero, p->x);
	copy(p->z, one);
	multiply(p->t, p->x, p->y);
	return true;
}

/* reduce_hash - a 64-byte number modulo the order, bit by bit */
static void reduce_hash(fe r, const u8 hash[64])
{
	copy(r, zero);
	for (u32 bit = 512; bit--;) {
		for (u32 i = 8; i-- > 1;)
			r[i] = r[i] << 1 | r[i - 1] >> 31;
		r[0] = r[0] << 1 | (hash[bit / 8] >> bit % 8 & 1);
		if (at_least(r, order))
			take_off(r, r, order);
	}
}

static bool is_neutral(point *p)
{
	return is_zero(p->x) && equal(p->y, p->z);
}

bool axi_ed25519_check(const u8 signature[64], const u8 key[32], const void *data, size_t size)
{
	point table[4], sum;
	struct axi_sha512 sha;
	u8 hash[64];
	fe s, k;

	load(s, signature + 32);
	if (at_least(s, order) || !decode(key, &table[2]))
		return false;
	sum = table[2];
	for (u32 i = 0; i < 3; i++)
		double_point(&sum);
	if (is_neutral(&sum)) /* a key of a small order */
		return false;
	axi_sha512_init(&sha);
	axi_sha512_add(&sha, signature, 32);
	axi_sha512_add(&sha, key, 32);
	axi_sha512_add(&sha, data, size);
	axi_sha512_end(&sha, hash);
	reduce_hash(k, hash);
	/* [s]B + [k](-A), both at once */
	subtract(table[2].x, zero, table[2].x);
	subtract(table[2].t, zero, table[2].t);
	copy(table[1].x, base_x);
	copy(table[1].y, base_y);
	copy(table[1].z, one);
	multiply(table[1].t, base_x, base_y);
	table[3] = table[1];
	add_points(&table[3], &table[2]);
	memset(&sum, 0, sizeof(sum));
	sum.y[0] = sum.z[0] = 1;
	for (u32 bit = 253; bit--;) {
		u32 which = (s[bit / 32] >> bit % 32 & 1) | (k[bit / 32] >> bit % 32 & 1) << 1;

		double_point(&sum);
		if (which)
			add_points(&sum, &table[which]);
	}
	encode(&sum, hash);
	return !memcmp(hash, signature, 32);
}
