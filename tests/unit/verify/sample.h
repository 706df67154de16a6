/* SPDX-License-Identifier: Apache-2.0
 * sample.h - the abstract operators at 64 and 32 bits, as the engine has them: random numbers are sampled. */
#define AXI_FULL 64
#define AXI_HALF 32
#include "unit/verify/small.h"

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

static u64 swapped(u64 v, u32 bits)
{
	return __builtin_bswap64(v) >> (64 - bits);
}

static void try_samples(u64 seed)
{
	u32 rounds = test_rounds(60000);

	for (u32 n = 0; n < rounds && test_more(); n++) {
		u64 a[3], b[3];
		struct axi_range x, y, r;

		for (int i = 0; i < 3; i++) {
			struct axi_range c;

			a[i] = odd_number(&seed), b[i] = n & 1 ? odd_number(&seed) % 70 : odd_number(&seed);
			small_const(&c, a[i]);
			if (i)
				small_join(&x, &c);
			else
				x = c;
			small_const(&c, b[i]);
			if (i)
				small_join(&y, &c);
			else
				y = c;
		}
		u32 op = ops[test_random(&seed) % ARRAY_LEN(ops)], jump = jumps[test_random(&seed) % ARRAY_LEN(jumps)];
		bool sgn = test_random(&seed) & 1, narrow = test_random(&seed) & 1;

		r = x;
		(narrow ? small_alu32 : small_alu)(&r, op, sgn, &y);
		for (int i = 0; i < 9; i++) {
			u64 v = run_alu(op, sgn, a[i / 3], b[i % 3], narrow ? 32 : 64);

			if (!small_has(&r, v))
				test_fail(__FILE__, __LINE__, "op 0x%x narrow %d signed %d: 0x%" PRIx64 " op 0x%" PRIx64, op,
					  narrow, sgn, a[i / 3], b[i % 3]);
		}
		for (int i = 0; i < 9; i++) {
			bool taken = run_jump(jump, a[i / 3], b[i % 3], narrow ? 32 : 64);
			struct axi_range p = x, q = y;

			CHECK(small_branch(&p, &q, jump, narrow, taken));
			CHECK(small_has(&p, a[i / 3]) && small_has(&q, b[i % 3]));
		}
		u32 bits = 8u << test_random(&seed) % 4;

		r = x, small_zext(&r, bits);
		for (int i = 0; i < 3; i++)
			CHECK(small_has(&r, bits == 64 ? a[i] : a[i] & ((UINT64_C(1) << bits) - 1)));
		r = x, small_sext(&r, bits);
		for (int i = 0; i < 3; i++)
			CHECK(small_has(&r, (u64)sx(a[i], bits)));
		if (bits > 8) {
			r = x, small_swap(&r, bits);
			for (int i = 0; i < 3; i++)
				CHECK(small_has(&r, swapped(a[i], bits)));
		}
	}
}
