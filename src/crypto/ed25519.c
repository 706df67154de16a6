/* SPDX-License-Identifier: Apache-2.0
 * ed25519.c - Ed25519 signature check (RFC 8032, section 5.1.7): [S]B - [k]A must encode as R.
 *
 * Numbers modulo p = 2^255 - 19 are eight words of 32 bits, anything below 2^256 (2^256 is 38 modulo p); only
 * `canonical` brings them below p.  Points are extended twisted Edwards coordinates (Hisil, Wong, Carter, Dawson 2008):
 * x = X/Z, y = Y/Z, T = XY/Z. */
#include "crypto/ed25519.h"
#include "crypto/sha512.h"

typedef struct {
	u32 w[8];
} field;

typedef struct {
	field x, y, z, t;
} point;

static const field zero = {{0}}, one = {{1}};
static const field prime = {{0xffffffed, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x7fffffff}};
static const field curve_d = {{0x135978a3, 0x75eb4dca, 0x4141d8ab, 0x00700a4d, 0x7779e898, 0x8cc74079, 0x2b6ffe73, 0x52036cee}};
static const field root_of_minus_one = {
	{0x4a0ea0b0, 0xc4ee1b27, 0xad2fe478, 0x2f431806, 0x3dfbd7a7, 0x2b4d0099, 0x4fc1df0b, 0x2b832480}};
static const field base_x = {{0x8f25d51a, 0xc9562d60, 0x9525a7b2, 0x692cc760, 0xfdd6dc5c, 0xc0a4e231, 0xcd6e53fe, 0x216936d3}};
static const field base_y = {{0x66666658, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666}};
/* the order of the base point */
static const field order = {{0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000}};

/* fold - w + carry * 2^256 modulo p, carry < 2^32 */
static field fold(field a, u64 carry)
{
	while (carry) {
		u64 sum = carry * 38;

		for (u32 i = 0; i < 8; i++) {
			sum += a.w[i];
			a.w[i] = (u32)sum;
			sum >>= 32;
		}
		carry = sum; /* 0 or 1; the second time it is 0 for good, because then w is small */
	}
	return a;
}

static field add(field a, field b)
{
	u64 sum = 0;

	for (u32 i = 0; i < 8; i++) {
		sum += (u64)a.w[i] + b.w[i];
		a.w[i] = (u32)sum;
		sum >>= 32;
	}
	return fold(a, sum);
}

static field subtract(field a, field b)
{
	s64 sum = 0;

	for (u32 i = 0; i < 8; i++) {
		sum += (s64)a.w[i] - b.w[i];
		a.w[i] = (u32)sum;
		sum >>= 32;
	}
	/* a borrow of 2^256 is 38 too much */
	while (sum) {
		sum = -38;
		for (u32 i = 0; i < 8; i++) {
			sum += (s64)a.w[i];
			a.w[i] = (u32)sum;
			sum >>= 32;
		}
	}
	return a;
}

static field multiply(field a, field b)
{
	u32 product[16] = {0};
	field r;
	u64 carry = 0;

	for (u32 i = 0; i < 8; i++) {
		carry = 0;
		for (u32 j = 0; j < 8; j++) {
			carry += (u64)a.w[i] * b.w[j] + product[i + j]; /* at most 2^64 - 1 */
			product[i + j] = (u32)carry;
			carry >>= 32;
		}
		product[i + 8] = (u32)carry;
	}
	carry = 0;
	for (u32 i = 0; i < 8; i++) {
		carry += (u64)product[i + 8] * 38 + product[i];
		r.w[i] = (u32)carry;
		carry >>= 32;
	}
	return fold(r, carry);
}

static field square(field a)
{
	return multiply(a, a);
}

static bool at_least(const u32 *a, const u32 *b)
{
	for (u32 i = 8; i--;)
		if (a[i] != b[i])
			return a[i] > b[i];
	return true;
}

static void take_off(u32 *a, const u32 *b)
{
	s64 sum = 0;

	for (u32 i = 0; i < 8; i++) {
		sum += (s64)a[i] - b[i];
		a[i] = (u32)sum;
		sum >>= 32;
	}
}

/* canonical - the same number below p */
static field canonical(field a)
{
	while (at_least(a.w, prime.w)) /* twice at most: 2^256 < 3p */
		take_off(a.w, prime.w);
	return a;
}

static bool equal(field a, field b)
{
	a = canonical(a);
	b = canonical(b);
	return !memcmp(&a, &b, sizeof(a));
}

/* power - a^(2^bits - low): square and multiply from the top; exponents here are p - 2 and (p - 5) / 8. */
static field power(field a, u32 bits, u32 low)
{
	field r = a;

	/* bits of 2^bits - low from the second highest: all ones down to bit 5, then those of 32 - low */
	for (u32 i = bits - 1; i--;) {
		r = square(r);
		if (i >= 5 || (32 - low) >> i & 1)
			r = multiply(r, a);
	}
	return r;
}

static field invert(field a)
{
	return power(a, 255, 21); /* p - 2 */
}

/* ---- points */
static point double_point(const point *p)
{
	field a = square(p->x), b = square(p->y), c = square(p->z), e, f, g, h;

	c = add(c, c);
	h = add(a, b);
	e = subtract(h, square(add(p->x, p->y)));
	g = subtract(a, b);
	f = add(c, g);
	return (point){multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)};
}

static point add_points(const point *p, const point *q)
{
	field a = multiply(subtract(p->y, p->x), subtract(q->y, q->x));
	field b = multiply(add(p->y, p->x), add(q->y, q->x));
	field c = multiply(multiply(p->t, q->t), curve_d), d = multiply(p->z, q->z), e, f, g, h;

	c = add(c, c);
	d = add(d, d);
	e = subtract(b, a);
	f = subtract(d, c);
	g = add(d, c);
	h = add(b, a);
	return (point){multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)};
}

static field load(const u8 *bytes)
{
	field a;

	for (u32 i = 0; i < 8; i++)
		a.w[i] = bytes[4 * i] | (u32)bytes[4 * i + 1] << 8 | (u32)bytes[4 * i + 2] << 16 | (u32)bytes[4 * i + 3] << 24;
	return a;
}

static void encode(const point *p, u8 *bytes)
{
	field inverse = invert(p->z), x = canonical(multiply(p->x, inverse)), y = canonical(multiply(p->y, inverse));

	y.w[7] |= x.w[0] << 31;
	for (u32 i = 0; i < 32; i++)
		bytes[i] = (u8)(y.w[i / 4] >> 8 * (i % 4));
}

/* decode - RFC 8032, 5.1.3; false: not a point, or not its one encoding */
static bool decode(const u8 *bytes, point *p)
{
	field y = load(bytes), u, v, v3, x, check;
	u32 sign = y.w[7] >> 31;

	y.w[7] &= 0x7fffffff;
	if (at_least(y.w, prime.w))
		return false;
	u = square(y);
	v = add(multiply(u, curve_d), one);
	u = subtract(u, one);
	/* the root of u / v: u v^3 (u v^7)^((p - 5) / 8), perhaps times the root of -1 */
	v3 = multiply(square(v), v);
	x = multiply(multiply(square(v3), v), u);
	x = multiply(multiply(power(x, 252, 3), v3), u);
	check = multiply(square(x), v);
	if (!equal(check, u)) {
		if (!equal(check, subtract(zero, u)))
			return false;
		x = multiply(x, root_of_minus_one);
	}
	x = canonical(x);
	if (equal(x, zero) && sign)
		return false;
	if ((x.w[0] & 1) != sign)
		x = subtract(zero, x);
	*p = (point){x, y, one, multiply(x, y)};
	return true;
}

/* reduce_hash - a 64-byte number modulo the order, bit by bit */
static field reduce_hash(const u8 hash[64])
{
	field r = zero;

	for (u32 bit = 512; bit--;) {
		for (u32 i = 8; i-- > 1;)
			r.w[i] = r.w[i] << 1 | r.w[i - 1] >> 31;
		r.w[0] = r.w[0] << 1 | (hash[bit / 8] >> bit % 8 & 1);
		if (at_least(r.w, order.w))
			take_off(r.w, order.w);
	}
	return r;
}

static bool is_neutral(const point *p)
{
	return equal(p->x, zero) && equal(p->y, p->z);
}

bool axi_ed25519_check(const u8 signature[64], const u8 key[32], const void *data, size_t size)
{
	point table[4], sum = {zero, one, one, zero}, eight;
	struct axi_sha512 sha;
	u8 hash[64];
	field s = load(signature + 32), k;

	if (at_least(s.w, order.w) || !decode(key, &table[2]))
		return false;
	eight = double_point(&table[2]);
	eight = double_point(&eight);
	eight = double_point(&eight);
	if (is_neutral(&eight))
		return false;
	axi_sha512_init(&sha);
	axi_sha512_add(&sha, signature, 32);
	axi_sha512_add(&sha, key, 32);
	axi_sha512_add(&sha, data, size);
	axi_sha512_end(&sha, hash);
	k = reduce_hash(hash);
	/* [s]B + [k](-A), both at once */
	table[2].x = subtract(zero, table[2].x);
	table[2].t = subtract(zero, table[2].t);
	table[1] = (point){base_x, base_y, one, multiply(base_x, base_y)};
	table[3] = add_points(&table[1], &table[2]);
	for (u32 bit = 253; bit--;) {
		u32 which = (s.w[bit / 32] >> bit % 32 & 1) | (k.w[bit / 32] >> bit % 32 & 1) << 1;

		sum = double_point(&sum);
		if (which)
			sum = add_points(&sum, &table[which]);
	}
	encode(&sum, hash);
	return !memcmp(hash, signature, 32);
}
