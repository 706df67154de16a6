/* SPDX-License-Identifier: Apache-2.0
 * four.h - every abstract operator against brute force: the domain's source is compiled again at 4 and 2 bits (small.h), and all
 * pairs of simple abstract values are tried. */
#define AXI_FULL 4
#define AXI_HALF 2
#include "unit/verify/small.h"

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
#if AXI_DEVICE
	for (u32 lo = 0; lo < 4; lo++)
		for (u32 len = 0; len < 4; len++) {
			small_unknown(&r);
			r.lo = lo, r.len = len;
			add_value(r);
		}
#else
	for (u32 a = 0; a < 4; a++)
		for (u32 b = a; b < 4; b++) {
			small_unknown(&r);
			r.wmin = a, r.wmax = b;
			add_value(r);
			small_unknown(&r);
			r.xmin = (s32)a - 2, r.xmax = (s32)b - 2;
			add_value(r);
		}
#endif
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

static void try_operators(u64 seed)
{
	u32 step = getenv("AX_PROOF") ? 1 : 37;

	make_values(&seed);
	for (u32 n = 0, from = step > 1 ? 0 : (u32)(test_random(&seed) % (count * count)); n < count * count && test_more();
	     n += 1 + (u32)(test_random(&seed) % step)) {
		u32 i = (from + n) % (count * count) / count, j = (from + n) % count;

		for (u32 k = 0; k < ARRAY_LEN(ops); k++)
			for (u32 form = 0; form < 4; form++)
				if (form < 2 || ops[k] == AX_DIV || ops[k] == AX_MOD)
					try_alu(i, j, ops[k], form >> 1, form & 1);
		for (u32 k = 0; k < ARRAY_LEN(jumps); k++)
			for (u32 form = 0; form < 4; form++)
				try_jump(i, j, jumps[k], form >> 1, form & 1);
	}
}

static void try_lattice(u64 seed)
{
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
