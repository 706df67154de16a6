/* SPDX-License-Identifier: Apache-2.0
 * eight.h - the abstract operators at 8 and 4 bits (small.h): random pairs of abstract values, all pairs of their members. */
#define AXI_FULL 8
#define AXI_HALF 4
#include "unit/verify/small.h"

/* A value learnt in one of the ways that values are learnt, and its members. */
static u32 make_value(u64 *seed, struct axi_range *r, u8 member[256])
{
	u64 a = test_random(seed) & 255, b = test_random(seed) & 255;
	u32 n = 0;

	small_unknown(r);
	switch (test_random(seed) % 6) {
	case 0: r->tm = a & b, r->tv = b & ~r->tm; break;
	case 1: r->umin = min_u64(a, b), r->umax = max_u64(a, b); break;
	case 2: r->smin = (s64)min_u64(a, b) - 128, r->smax = (s64)max_u64(a, b) - 128; break;
#if AXI_DEVICE
	case 3: r->lo = a & 15, r->len = b & 15; break;
#else
	case 3: r->wmin = (u32)min_u64(a & 15, b & 15), r->wmax = (u32)max_u64(a & 15, b & 15); break;
#endif
	case 4:
		r->umin = min_u64(a, b), r->umax = max_u64(a, b);
		r->tm = 255 & ~(u64)(1u << (a & 3)), r->tv = b & ~r->tm & 255;
		break;
	default:
		small_const(r, a);
		for (u32 i = 1 + (u32)(b & 3); i; i--) {
			struct axi_range c;

			small_const(&c, test_random(seed) & 255);
			small_join(r, &c);
		}
		break;
	}
	if (!small_sync(r))
		return 0;
	for (u32 v = 0; v < 256; v++)
		if (small_has(r, v))
			member[n++] = (u8)v;
	return n;
}

static void try_pairs(u64 seed, u32 rounds)
{
	u8 ma[256], mb[256];

	for (u32 round = 0; round < rounds && test_more(); round++) {
		struct axi_range x, y;
		u32 na = make_value(&seed, &x, ma), nb = make_value(&seed, &y, mb);
		u32 op = ops[test_random(&seed) % ARRAY_LEN(ops)], jump = jumps[test_random(&seed) % ARRAY_LEN(jumps)];
		bool sgn = test_random(&seed) & 1, narrow = test_random(&seed) & 1, may[2];
		u32 bits = narrow ? AXI_HALF : AXI_FULL;
		struct axi_range r = x, p[2] = {x, x}, q[2] = {y, y};

		(narrow ? small_alu32 : small_alu)(&r, op, sgn, &y);
		for (int taken = 0; taken < 2; taken++)
			may[taken] = small_branch(&p[taken], &q[taken], jump, narrow, taken);
		for (u32 i = 0; i < na; i++)
			for (u32 j = 0; j < nb; j++) {
				u64 v = run_alu(op, sgn, ma[i], mb[j], bits);
				bool t = run_jump(jump, ma[i], mb[j], bits);

				if (!small_has(&r, v))
					test_fail(__FILE__, __LINE__, "op 0x%x narrow %d signed %d: %u op %u = %u is lost", op,
						  narrow, sgn, ma[i], mb[j], (u32)v);
				if (!may[t] || !small_has(&p[t], ma[i]) || !small_has(&q[t], mb[j]))
					test_fail(__FILE__, __LINE__, "jump 0x%x narrow %d taken %d: %u, %u is lost", jump, narrow,
						  t, ma[i], mb[j]);
			}
	}
}
