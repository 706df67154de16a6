/* SPDX-License-Identifier: Apache-2.0
 * numbers.bpf.c - indices, masks, shifts, widths, switches: what compilers make of bounds. */
#include "lang.h"

LICENSE;
struct table {
	u32 slot[64];
	u8 bytes[256];
	u64 wide[27];
};
ARRAY(tables, struct table, 4);
u32 weights[32];
u8 text[128];
u64 hist[64];

INLINE struct table *table(void)
{
	u32 zero = 0;

	return map_lookup(&tables, &zero);
}

SEC("kprobe/x")
int ok_mask(u64 *ctx)
{
	struct table *t = table();

	return t ? t->slot[ctx[0] & 63] : 0;
}

SEC("kprobe/x")
int ok_compare(u64 *ctx)
{
	struct table *t = table();
	u32 i = ctx[1];

	if (!t || i >= 64)
		return 0;
	return ++t->slot[i];
}

SEC("kprobe/x")
int ok_short_index(u64 *ctx)
{
	struct table *t = table();
	u8 i = ctx[2];
	u16 j = ctx[3];

	if (!t || j >= 27)
		return 0;
	return t->bytes[i] + t->wide[j];
}

SEC("kprobe/x")
int ok_divide(u64 *ctx)
{
	struct table *t = table();
	u32 v = ctx[0];

	return t ? t->slot[v / 0x8000000] + t->slot[v >> 26] : 0;
}

INLINE u32 log2_32(u32 v)
{
	u32 r, shift;

	r = (v > 0xffff) << 4;
	v >>= r;
	shift = (v > 0xff) << 3;
	v >>= shift;
	r |= shift;
	shift = (v > 0xf) << 2;
	v >>= shift;
	r |= shift;
	shift = (v > 0x3) << 1;
	v >>= shift;
	r |= shift;
	return r | v >> 1;
}

INLINE u32 log2_64(u64 v)
{
	u32 high = v >> 32;

	return high ? log2_32(high) + 32 : log2_32(v);
}

SEC("kprobe/x")
int ok_log_histogram(u64 *ctx)
{
	u32 slot = log2_64(ctx[0]);

	if (slot >= 64)
		slot = 63;
	hist[slot]++;
	return 0;
}

SEC("kprobe/x")
int ok_log_unchecked(u64 *ctx)
{
	struct table *t = table();

	if (!t)
		return 0;
	t->slot[log2_32(ctx[0]) & 31]++;
	return 0;
}

SEC("kprobe/x")
int ok_popcount(u64 *ctx)
{
	u64 x = ctx[0];
	u32 n = 0;

	while (x) {
		x &= x - 1;
		n++;
		if (n == 64)
			break;
	}
	weights[n & 31]++;
	return n;
}

SEC("kprobe/x")
int ok_switch(u64 *ctx)
{
	u32 i;

	switch (ctx[0] & 0xff) {
	case 1: i = 3; break;
	case 2: i = 7; break;
	case 9: i = 31; break;
	case 77: i = 12; break;
	case 78: i = 13; break;
	case 79: i = 14; break;
	case 80: i = 15; break;
	default: return 0;
	}
	return ++weights[i];
}

SEC("kprobe/x")
int ok_clamp_min_max(u64 *ctx)
{
	s64 a = ctx[0], lo = 2, hi = 30;

	a = a < lo ? lo : a > hi ? hi : a;
	return weights[a];
}

/* the 64-bit number is tested, its lower half is the index */
SEC("kprobe/x")
int ok_half_of_tested(u64 *ctx)
{
	u64 a = ctx[0];

	if (a > 31)
		return 0;
	return weights[(u32)a];
}

/* the lower half is tested, the whole is the index: refused, the upper half is anything */
SEC("kprobe/x")
int no_half_tested(u64 *ctx)
{
	u64 a = ctx[0];

	if ((u32)a > 31)
		return 0;
	hide(a);
	return weights[a];
}

SEC("kprobe/x")
int no_signed_upper_only(u64 *ctx)
{
	s64 a = ctx[0];

	if (a > 31)
		return 0;
	return *(u32 *)((u8 *)weights + a * 4);
}

SEC("kprobe/x")
int no_off_by_one(u64 *ctx)
{
	struct table *t = table();
	u32 a = ctx[0];

	if (!t || a > 27)
		return 0;
	return t->wide[a];
}

/* two numbers that were compared with each other */
SEC("kprobe/x")
int ok_below_another(u64 *ctx)
{
	u32 a = ctx[0], b = ctx[1];

	if (b > 32)
		return 0;
	if (a >= b)
		return 0;
	return weights[a];
}

SEC("kprobe/x")
int ok_difference(u64 *ctx)
{
	u32 a = ctx[0], b = ctx[1];

	a &= 15;
	b &= 15;
	return weights[a + 16 - b];
}

SEC("kprobe/x")
int ok_equal_small(u64 *ctx)
{
	u64 a = ctx[0], b = ctx[1];

	if (b >= 32 || a != b)
		return 0;
	return weights[a];
}

SEC("kprobe/x")
int ok_bit_fields(u64 *ctx)
{
	u64 a = ctx[0];
	u32 lo = a & 7, mid = (a >> 3) & 3, hi = (a >> 61);

	return weights[lo | mid << 3] + weights[hi] + weights[(a >> 40) & 0x1f];
}

SEC("kprobe/x")
int ok_rotate_hash(u64 *ctx)
{
	u32 h = 2166136261u;

#pragma unroll
	for (int i = 0; i < 8; i++) {
		h ^= (u8)(ctx[0] >> (i * 8));
		h *= 16777619;
		h = h << 7 | h >> 25;
	}
	return weights[h % 32];
}

SEC("kprobe/x")
int ok_sign_bit(u64 *ctx)
{
	s32 a = ctx[0];

	return weights[(u32)a >> 27] + weights[(a >> 31) & 31];
}

SEC("kprobe/x")
int ok_byte_of_text(u64 *ctx)
{
	u32 n = ctx[0] & 0x3f;
	u8 c = text[n];

	u32 letter = c - 'a', digit = c - '0';

	if (letter < 26)
		return weights[letter];
	return digit < 10 ? weights[digit] : 0;
}

SEC("kprobe/x")
int ok_spilled_index(u64 *ctx)
{
	volatile u8 a = ctx[0];
	volatile u16 b = ctx[1];
	volatile u32 c = ctx[2];
	u8 i = a;
	u16 j = b;
	u32 k = c;

	if (i >= 32 || j >= 32 || k >= 32)
		return 0;
	return weights[i] + weights[j] + weights[k];
}

SEC("kprobe/x")
int ok_spilled_over_call(u64 *ctx)
{
	u64 a = ctx[0], b = ctx[1], c = ctx[2], d = ctx[3], e = ctx[4];
	u64 t;

	if (a >= 32 || b >= 32 || c >= 32 || d >= 32 || e >= 32)
		return 0;
	t = ktime();
	t += pid_tgid();
	return weights[a] + weights[b] + weights[c] + weights[d] + weights[e] + t;
}

SEC("kprobe/x")
int ok_selected_pointer(u64 *ctx)
{
	struct table *t = table();
	u32 *p;

	if (!t)
		return 0;
	p = ctx[0] & 1 ? &t->slot[3] : &t->slot[9];
	return *p;
}

SEC("kprobe/x")
int ok_selected_size(u64 *ctx)
{
	u8 buf[64] = {};
	u32 n = ctx[0] & 1 ? 16 : 48;

	probe_read_kernel(buf, n, (void *)ctx[1]);
	return buf[15];
}

SEC("kprobe/x")
int ok_size_by_mask(u64 *ctx)
{
	u8 buf[64] = {};
	u32 n = ctx[0];

	probe_read_kernel(buf, n & 63, (void *)ctx[1]);
	return buf[1];
}

SEC("kprobe/x")
int ok_size_by_test(u64 *ctx)
{
	u8 buf[64] = {};
	u64 n = ctx[0];

	if (n > sizeof(buf) || !n)
		return 0;
	probe_read_kernel(buf, n, (void *)ctx[1]);
	return buf[1];
}

SEC("kprobe/x")
int no_size_not_tested(u64 *ctx)
{
	u8 buf[64] = {};
	u32 n = ctx[0];

	probe_read_kernel(buf, n, (void *)ctx[1]);
	return buf[1];
}

SEC("kprobe/x")
int no_size_65(u64 *ctx)
{
	u8 buf[64] = {};
	u32 n = ctx[0];

	if (n > sizeof(buf) + 1)
		return 0;
	probe_read_kernel(buf, n, (void *)ctx[1]);
	return buf[1];
}
