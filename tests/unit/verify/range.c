/* SPDX-License-Identifier: Apache-2.0
 * range.c - every abstract operator against brute force: range.c is compiled again at 4 and 2 bits, and all pairs of
 * simple abstract values are tried; at 64 bits random numbers are sampled. */
#include <axiom/insn.h>
#include "unit/test.h"
#include "verify/range.h"

#define AXI_FULL 4
#define AXI_HALF 2
#define axi_range_unknown small_unknown
#define axi_range_const small_const
#define axi_range_unsigned small_unsigned
#define axi_range_sync small_sync
#define axi_range_in small_in
#define axi_range_join small_join
#define axi_range_meet small_meet
#define axi_range_widen small_widen
#define axi_range_has small_has
#define axi_range_alu small_alu
#define axi_range_alu32 small_alu32
#define axi_range_zext small_zext
#define axi_range_sext small_sext
#define axi_range_swap small_swap
#define axi_range_branch small_branch
void small_unknown(struct axi_range *r);
void small_const(struct axi_range *r, u64 value);
void small_unsigned(struct axi_range *r, u64 min, u64 max);
bool small_sync(struct axi_range *r);
bool small_in(const struct axi_range *a, const struct axi_range *b);
void small_join(struct axi_range *r, const struct axi_range *b);
bool small_meet(struct axi_range *r, const struct axi_range *b);
void small_widen(struct axi_range *r, const struct axi_range *b);
bool small_has(const struct axi_range *r, u64 value);
void small_alu(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b);
void small_alu32(struct axi_range *r, u32 op, bool is_signed, const struct axi_range *b);
void small_zext(struct axi_range *r, u32 bits);
void small_sext(struct axi_range *r, u32 bits);
void small_swap(struct axi_range *r, u32 bits);
bool small_branch(struct axi_range *a, struct axi_range *b, u32 op, bool is32, bool taken);
#include "../../../src/verify/range.c"
#undef axi_range_unknown
#undef axi_range_const
#undef axi_range_unsigned
#undef axi_range_sync
#undef axi_range_in
#undef axi_range_join
#undef axi_range_meet
#undef axi_range_widen
#undef axi_range_has
#undef axi_range_alu
#undef axi_range_alu32
#undef axi_range_zext
#undef axi_range_sext
#undef axi_range_swap
#undef axi_range_branch

static const u32 ops[] = {AX_ADD, AX_SUB, AX_MUL, AX_DIV, AX_OR, AX_AND, AX_LSH, AX_RSH, AX_NEG, AX_MOD, AX_XOR, AX_ARSH};
static const u32 jumps[] = {AX_JEQ, AX_JNE, AX_JGT, AX_JGE, AX_JLT, AX_JLE, AX_JSGT, AX_JSGE, AX_JSLT, AX_JSLE, AX_JSET};

/* The meaning of RFC 9669 at any width. */
static u64 run_alu(u32 op, bool sgn, u64 a, u64 b, u32 bits)
{
	u64 m = mask_of(bits);
	s64 x, y;

	a &= m, b &= m;
	x = sx(a, bits), y = sx(b, bits);
	switch (op) {
	case AX_ADD: return (a + b) & m;
	case AX_SUB: return (a - b) & m;
	case AX_MUL: return (a * b) & m;
	case AX_OR: return a | b;
	case AX_AND: return a & b;
	case AX_XOR: return a ^ b;
	case AX_NEG: return -a & m;
	case AX_LSH: return (a << (b & (bits - 1))) & m;
	case AX_RSH: return a >> (b & (bits - 1));
	case AX_ARSH: return (u64)(x >> (b & (bits - 1))) & m;
	case AX_DIV:
		if (!b)
			return 0;
		return sgn ? y == -1 ? -a & m : (u64)(x / y) & m : a / b;
	default:
		if (!b)
			return a;
		return sgn ? y == -1 ? 0 : (u64)(x % y) & m : a % b;
	}
}

static bool run_jump(u32 op, u64 a, u64 b, u32 bits)
{
	s64 x = sx(a, bits), y = sx(b, bits);

	a &= mask_of(bits), b &= mask_of(bits);
	switch (op) {
	case AX_JEQ: return a == b;
	case AX_JNE: return a != b;
	case AX_JGT: return a > b;
	case AX_JGE: return a >= b;
	case AX_JLT: return a < b;
	case AX_JLE: return a <= b;
	case AX_JSGT: return x > y;
	case AX_JSGE: return x >= y;
	case AX_JSLT: return x < y;
	case AX_JSLE: return x <= y;
	default: return a & b;
	}
}

#define VALUES 1200
static struct axi_range values[VALUES];
static u16 members[VALUES];
static u32 count;

static void add_value(struct axi_range r)
{
	u16 set = 0;

	for (u64 v = 0; v < 16; v++)
		if (small_has(&r, v))
			set |= (u16)(1u << v);
	bool ok = small_sync(&r);

	for (u64 v = 0; v < 16; v++)
		if (set >> v & 1)
			CHECK(ok && small_has(&r, v)); /* sync loses no member */
	if (!ok || count == VALUES)
		return;
	for (u32 i = 0; i < count; i++)
		if (!memcmp(&values[i], &r, sizeof(r)))
			return;
	values[count] = r;
	members[count++] = set;
}

static void make_values(u64 *seed)
{
	struct axi_range r;

	count = 0;
	for (u64 tm = 0; tm < 16; tm++)
		for (u64 tv = 0; tv < 16; tv++) {
			small_unknown(&r);
			if (tv & tm)
				continue;
			r.tv = tv, r.tm = tm;
			add_value(r);
		}
	for (u64 a = 0; a < 16; a++)
		for (u64 b = a; b < 16; b++) {
			small_unknown(&r);
			r.umin = a, r.umax = b;
			add_value(r);
			small_unknown(&r);
			r.smin = (s64)a - 8, r.smax = (s64)b - 8;
			add_value(r);
		}
	for (u32 a = 0; a < 4; a++)
		for (u32 b = a; b < 4; b++) {
			small_unknown(&r);
			r.wmin = a, r.wmax = b;
			add_value(r);
			small_unknown(&r);
			r.xmin = (s32)a - 2, r.xmax = (s32)b - 2;
			add_value(r);
		}
	for (u32 i = 0; i < 200; i++) { /* random sets through join: all views at once */
		u64 bits = test_random(seed) & test_random(seed) & 0xffff;
		bool first = true;

		for (u64 v = 0; v < 16; v++)
			if (bits >> v & 1) {
				struct axi_range c;

				small_const(&c, v);
				if (first)
					r = c;
				else
					small_join(&r, &c);
				first = false;
				CHECK(small_has(&r, v) && small_in(&c, &r));
			}
		if (!first)
			add_value(r);
	}
}

static void try_alu(u32 i, u32 j, u32 op, bool sgn, bool narrow)
{
	struct axi_range r = values[i];

	(narrow ? small_alu32 : small_alu)(&r, op, sgn, &values[j]);
	for (u64 a = 0; a < 16; a++)
		for (u64 b = 0; b < 16; b++)
			if (members[i] >> a & 1 && members[j] >> b & 1) {
				u64 v = run_alu(op, sgn, a, b, narrow ? 2 : 4);

				if (!small_has(&r, v))
					test_fail(__FILE__, __LINE__, "op 0x%x%s signed %d: %d op %d = %d is lost", op,
						  narrow ? " narrow" : "", sgn, (int)a, (int)b, (int)v);
			}
}

static void try_jump(u32 i, u32 j, u32 op, bool narrow, bool taken)
{
	struct axi_range x = values[i], y = values[j];
	bool may = small_branch(&x, &y, op, narrow, taken);

	for (u64 a = 0; a < 16; a++)
		for (u64 b = 0; b < 16; b++)
			if (members[i] >> a & 1 && members[j] >> b & 1 && run_jump(op, a, b, narrow ? 2 : 4) == taken)
				if (!may || !small_has(&x, a) || !small_has(&y, b))
					test_fail(__FILE__, __LINE__, "jump 0x%x%s taken %d: %d, %d is lost", op,
						  narrow ? " narrow" : "", taken, (int)a, (int)b);
}

TEST(verify, every_operator_is_sound_on_all_pairs_of_four_bit_values)
{
	u64 seed = test_seed();
	u32 step = getenv("AX_PROOF") ? 1 : 37;

	make_values(&seed);
	for (u32 n = 0; n < count * count; n += 1 + (u32)(test_random(&seed) % step)) {
		u32 i = n / count, j = n % count;

		for (u32 k = 0; k < ARRAY_LEN(ops); k++)
			for (u32 form = 0; form < 4; form++)
				if (form < 2 || ops[k] == AX_DIV || ops[k] == AX_MOD)
					try_alu(i, j, ops[k], form >> 1, form & 1);
		for (u32 k = 0; k < ARRAY_LEN(jumps); k++)
			for (u32 form = 0; form < 4; form++)
				try_jump(i, j, jumps[k], form >> 1, form & 1);
	}
}

TEST(verify, join_meet_widen_and_extensions_lose_no_member)
{
	u64 seed = test_seed();

	make_values(&seed);
	for (u32 i = 0; i < count; i++) {
		for (u32 bits = 1; bits <= 2; bits++) {
			struct axi_range z = values[i], s = values[i];

			small_zext(&z, 2);
			small_sext(&s, bits);
			for (u64 v = 0; v < 16; v++)
				if (members[i] >> v & 1)
					CHECK(small_has(&z, v & 3) && small_has(&s, (u64)sx(v, bits) & 15));
		}
		for (u32 j = 0; j < count; j += 1 + (u32)(test_random(&seed) % 5)) {
			struct axi_range join = values[i], meet = values[i], wide = values[i];
			bool some;

			small_join(&join, &values[j]);
			small_widen(&wide, &values[j]);
			some = small_meet(&meet, &values[j]);
			for (u64 v = 0; v < 16; v++) {
				bool a = members[i] >> v & 1, b = members[j] >> v & 1;

				CHECK(!(a || b) || (small_has(&join, v) && small_has(&wide, v)));
				CHECK(!(a && b) || (some && small_has(&meet, v)));
			}
			if (small_in(&values[i], &values[j]))
				CHECK(!(members[i] & ~members[j]));
		}
	}
}

/* ---- 64 bits, sampled ---- */

static u64 odd_number(u64 *seed)
{
	u64 v = test_random(seed);

	switch (test_random(seed) % 6) {
	case 0: return v;
	case 1: return v % 300;
	case 2: return -(v % 300);
	case 3: return (u32)v;
	case 4: return (UINT64_C(1) << (v & 63)) - 1 + (v >> 62);
	default: return UINT64_C(0x80000000) + v % 5 - 2;
	}
}

TEST(verify, operators_at_64_bits_hold_sampled_numbers)
{
	u64 seed = test_seed();
	u32 rounds = getenv("AX_PROOF") ? 5000000 : 60000;

	for (u32 n = 0; n < rounds; n++) {
		u64 a[3], b[3];
		struct axi_range x, y, r;

		for (int i = 0; i < 3; i++) {
			struct axi_range c;

			a[i] = odd_number(&seed), b[i] = n & 1 ? odd_number(&seed) % 70 : odd_number(&seed);
			axi_range_const(&c, a[i]);
			if (i)
				axi_range_join(&x, &c);
			else
				x = c;
			axi_range_const(&c, b[i]);
			if (i)
				axi_range_join(&y, &c);
			else
				y = c;
		}
		u32 op = ops[test_random(&seed) % ARRAY_LEN(ops)], jump = jumps[test_random(&seed) % ARRAY_LEN(jumps)];
		bool sgn = test_random(&seed) & 1, narrow = test_random(&seed) & 1;

		r = x;
		(narrow ? axi_range_alu32 : axi_range_alu)(&r, op, sgn, &y);
		for (int i = 0; i < 9; i++) {
			u64 v = run_alu(op, sgn, a[i / 3], b[i % 3], narrow ? 32 : 64);

			if (!axi_range_has(&r, v))
				test_fail(__FILE__, __LINE__, "op 0x%x narrow %d signed %d: 0x%" PRIx64 " op 0x%" PRIx64, op,
					  narrow, sgn, a[i / 3], b[i % 3]);
		}
		for (int i = 0; i < 9; i++) {
			bool taken = run_jump(jump, a[i / 3], b[i % 3], narrow ? 32 : 64);
			struct axi_range p = x, q = y;

			CHECK(axi_range_branch(&p, &q, jump, narrow, taken));
			CHECK(axi_range_has(&p, a[i / 3]) && axi_range_has(&q, b[i % 3]));
		}
		u32 bits = 8u << test_random(&seed) % 4;

		r = x, axi_range_zext(&r, bits);
		for (int i = 0; i < 3; i++)
			CHECK(axi_range_has(&r, bits == 64 ? a[i] : a[i] & ((UINT64_C(1) << bits) - 1)));
		r = x, axi_range_sext(&r, bits);
		for (int i = 0; i < 3; i++)
			CHECK(axi_range_has(&r, (u64)sx(a[i], bits)));
		if (bits > 8) {
			r = x, axi_range_swap(&r, bits);
			for (int i = 0; i < 3; i++)
				CHECK(axi_range_has(&r, swap_bytes(a[i], bits)));
		}
	}
}
