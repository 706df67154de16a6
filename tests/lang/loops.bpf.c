/* SPDX-License-Identifier: Apache-2.0
 * loops.bpf.c - loops: counted up and down, by !=, nested, over strings and values, with early ends. */
#include "lang.h"
#define ROLLED _Pragma("clang loop unroll(disable)")

LICENSE;
struct block {
	u32 count;
	u32 item[32];
	char name[64];
};
ARRAY(blocks, struct block, 1);
u32 sums[64];
char buffer[256];
volatile const u32 limit = 20;

INLINE struct block *block(void)
{
	u32 zero = 0;

	return map_lookup(&blocks, &zero);
}

SEC("kprobe/x")
int ok_sum(u64 *ctx)
{
	struct block *b = block();
	u32 sum = 0;

	if (!b)
		return 0;
	ROLLED
	for (int i = 0; i < 32; i++)
		sum += b->item[i];
	return sum;
}

SEC("kprobe/x")
int ok_sum_of_count(u64 *ctx)
{
	struct block *b = block();
	u32 sum = 0;

	if (!b)
		return 0;
	ROLLED
	for (u32 i = 0; i < b->count && i < 32; i++)
		sum += b->item[i];
	return sum;
}

SEC("kprobe/x")
int ok_sum_limited(u64 *ctx)
{
	struct block *b = block();
	u32 sum = 0, n;

	if (!b)
		return 0;
	n = b->count;
	if (n > 32)
		n = 32;
	ROLLED
	for (u32 i = 0; i < n; i++)
		sum += b->item[i];
	return sum;
}

SEC("kprobe/x")
int ok_down(u64 *ctx)
{
	u32 sum = 0;

	ROLLED
	for (int i = 63; i >= 0; i--)
		sum += sums[i];
	return sum;
}

SEC("kprobe/x")
int ok_not_equal(u64 *ctx)
{
	u32 sum = 0;

	ROLLED
	for (u32 i = 0; i != 64; i += 4)
		sum += sums[i];
	return sum;
}

SEC("kprobe/x")
int ok_by_pointer(u64 *ctx)
{
	u32 sum = 0;

	ROLLED
	for (u32 *p = sums; p != sums + 64; p++)
		sum += *p;
	return sum;
}

SEC("kprobe/x")
int ok_string_length(u64 *ctx)
{
	struct block *b = block();
	int n = 0;

	if (!b)
		return 0;
	ROLLED
	while (n < 64 && b->name[n])
		n++;
	return n;
}

SEC("kprobe/x")
int ok_string_copy(u64 *ctx)
{
	struct block *b = block();

	if (!b)
		return 0;
	ROLLED
	for (int i = 0; i < 63; i++) {
		buffer[i] = b->name[i];
		if (!b->name[i])
			break;
	}
	return 0;
}

SEC("kprobe/x")
int ok_string_compare(u64 *ctx)
{
	struct block *b = block();
	const char want[] = "axiom/verifier";

	if (!b)
		return 0;
	ROLLED
	for (u32 i = 0; i < sizeof(want); i++)
		if (b->name[i] != want[i])
			return 0;
	return 1;
}

SEC("kprobe/x")
int ok_nested(u64 *ctx)
{
	u32 sum = 0;

	ROLLED
	for (int i = 0; i < 8; i++)
		ROLLED
		for (int j = 0; j < 8; j++)
			sum += sums[i * 8 + j] * j;
	return sum;
}

SEC("kprobe/x")
int ok_triangle(u64 *ctx)
{
	u32 sum = 0;

	ROLLED
	for (int i = 0; i < 32; i++)
		ROLLED
		for (int j = i; j < 32; j++)
			sum += sums[i + j];
	return sum;
}

SEC("kprobe/x")
int ok_insertion_sort(u64 *ctx)
{
	struct block *b = block();

	if (!b)
		return 0;
	ROLLED
	for (int i = 1; i < 32; i++) {
		u32 v = b->item[i];
		int j = i - 1;

		ROLLED
		while (j >= 0 && b->item[j & 31] > v) {
			b->item[(j + 1) & 31] = b->item[j & 31];
			j--;
		}
		b->item[(j + 1) & 31] = v;
	}
	return 0;
}

SEC("kprobe/x")
int ok_binary_search(u64 *ctx)
{
	u32 lo = 0, hi = 64, want = ctx[0];

	ROLLED
	for (int i = 0; i < 8 && lo < hi; i++) {
		u32 mid = (lo + hi) / 2;

		if (mid >= 64)
			return 0;
		if (sums[mid] < want)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

SEC("kprobe/x")
int ok_masked_walk(u64 *ctx)
{
	u32 at = ctx[0], sum = 0;

	ROLLED
	for (int i = 0; i < 100; i++) {
		at &= 63;
		sum += sums[at];
		at = at * 5 + 1;
	}
	return sum;
}

SEC("kprobe/x")
int ok_read_only_limit(u64 *ctx)
{
	u32 sum = 0;

	ROLLED
	for (u32 i = 0; i < limit && i < 64; i++)
		sum += sums[i];
	return sum;
}

SEC("kprobe/x")
int ok_stack_table(u64 *ctx)
{
	u8 seen[32] = {};
	u32 n = 0;

	ROLLED
	for (int i = 0; i < 64; i++) {
		u32 k = sums[i] & 31;

		if (!seen[k]) {
			seen[k] = 1;
			n++;
		}
	}
	return n;
}

SEC("kprobe/x")
int ok_stack_words(u64 *ctx)
{
	u64 v[8];
	u64 sum = 0;

	ROLLED
	for (int i = 0; i < 8; i++)
		v[i] = sums[i] + 1;
	ROLLED
	for (int i = 0; i < 8; i++)
		sum += v[i];
	return sum;
}

SEC("kprobe/x")
int ok_lookup_in_loop(u64 *ctx)
{
	u32 found = 0;

	ROLLED
	for (u32 i = 0; i < 100; i++) {
		struct block *b = map_lookup(&blocks, &i);

		if (!b)
			break;
		found += b->count;
	}
	return found;
}

SEC("kprobe/x")
int ok_flag_out_of_loop(u64 *ctx)
{
	struct block *hit = NULL;

	ROLLED
	for (u32 i = 0; i < 10; i++) {
		struct block *b = map_lookup(&blocks, &i);

		if (b && b->count == 7) {
			hit = b;
			break;
		}
	}
	return hit ? hit->item[0] : 0;
}

SEC("kprobe/x")
int ok_probe_walk(u64 *ctx)
{
	u64 at = ctx[0];
	u32 depth = 0;

	ROLLED
	for (; depth < 16; depth++) {
		u64 next = 0;

		if (probe_read_kernel(&next, sizeof(next), (void *)at) || !next)
			break;
		at = next;
	}
	return depth;
}

SEC("kprobe/x")
int ok_path_pieces(u64 *ctx)
{
	u32 off = 0;

	ROLLED
	for (int i = 0; i < 8; i++) {
		long n;

		if (off > sizeof(buffer) - 32)
			break;
		n = probe_read_str(&buffer[off], 32, (void *)ctx[0]);
		if (n < 0 || n > 32)
			break;
		off += n;
	}
	return off;
}

SEC("kprobe/x")
int ok_two_counters(u64 *ctx)
{
	u32 sum = 0, j = 0;

	ROLLED
	for (u32 i = 0; i < 32; i++, j += 2)
		sum += sums[i] + sums[j];
	return sum;
}

SEC("kprobe/x")
int ok_skips_some(u64 *ctx)
{
	u32 sum = 0, out = 0;

	ROLLED
	for (u32 i = 0; i < 64; i++) {
		if (sums[i] & 1)
			continue;
		if (sums[i] == 99)
			break;
		if (out < sizeof(buffer))
			buffer[out++] = sums[i];
		sum += sums[i];
	}
	return sum;
}

/* Sums: as many rounds as are counted, each adding no more than so much. */
SEC("kprobe/x")
int ok_sum_of_lengths(u64 *ctx)
{
	struct block *b = block();
	u32 off = 0;

	if (!b)
		return 0;
	ROLLED
	for (int i = 0; i < 8; i++) {
		u32 len = b->item[i] & 31;

		buffer[off] = len; /* 7 * 31 at the most */
		off += len;
	}
	return off;
}

SEC("kprobe/x")
int ok_count_then_index(u64 *ctx)
{
	struct block *b = block();
	u32 n = 0;

	if (!b)
		return 0;
	ROLLED
	for (int i = 0; i < 32; i++)
		if (b->item[i] & 1)
			n++;
	return buffer[n];
}

SEC("kprobe/x")
int ok_collect(u64 *ctx)
{
	struct block *b = block();
	u32 n = 0;

	if (!b)
		return 0;
	ROLLED
	for (int i = 0; i < 32; i++)
		if (b->item[i] & 1)
			sums[n++] = b->item[i];
	return n;
}

SEC("kprobe/x")
int ok_strings_in_a_row(u64 *ctx)
{
	u32 size = 0;

	ROLLED
	for (int i = 1; i < 6; i++) {
		long n = probe_read_str(&buffer[size], 40, (void *)ctx[0] + 8 * i);

		if (n < 0 || n > 40)
			return 0;
		size += n;
	}
	return size;
}

/* As far as a number says. */
SEC("kprobe/x")
int ok_walk_to_end(u64 *ctx)
{
	struct block *b = block();
	u32 sum = 0, n;

	if (!b)
		return 0;
	n = b->count;
	if (n > 32)
		return 0;
	ROLLED
	for (u32 *p = b->item, *end = b->item + n; p != end; p++)
		sum += *p;
	return sum;
}

SEC("kprobe/x")
int no_walk_too_far(u64 *ctx)
{
	struct block *b = block();
	u32 sum = 0, n;

	if (!b)
		return 0;
	n = b->count;
	if (n > 49)
		return 0;
	ROLLED
	for (volatile u32 *p = b->item, *end = b->item + n; p != end; p++)
		sum += *p; /* 48 lie in the value */
	return sum;
}

/* The key that a lookup takes is the counter, and lives in the stack. */
SEC("kprobe/x")
int ok_key_is_counter(u64 *ctx)
{
	ROLLED
	for (u32 i = 0; i < 64; i++) {
		struct block *b = map_lookup(&blocks, &i);

		if (b)
			sums[i] += b->count;
	}
	return 0;
}

SEC("kprobe/x")
int no_key_is_counter(u64 *ctx)
{
	ROLLED
	for (u32 i = 0; i < 64; i++) {
		struct block *b = map_lookup(&blocks, &i);

		if (b)
			*(volatile u32 *)&b->item[i] += 1; /* 48 lie in the value */
	}
	return 0;
}

SEC("kprobe/x")
int no_collect_too_many(u64 *ctx)
{
	u32 n = 0;

	ROLLED
	for (int i = 0; i < 64; i++)
		if (sums[i] & 1)
			*(volatile char *)&buffer[224 + n++] = sums[i];
	return n;
}

SEC("kprobe/x")
int no_one_more(u64 *ctx)
{
	struct block *b = block();
	u32 sum = 0;

	if (!b)
		return 0;
	ROLLED
	for (int i = 0; i <= 64; i++)
		sum += ((volatile char *)b->name)[i];
	return sum;
}

SEC("kprobe/x")
int no_unbounded_index(u64 *ctx)
{
	u32 sum = 0, n = ctx[0];

	ROLLED
	for (u32 i = 0; i < n; i++)
		sum += sums[i];
	return sum;
}

SEC("kprobe/x")
int no_stack_overrun(u64 *ctx)
{
	u64 v[8];
	u64 sum = 0;

	ROLLED
	for (int i = 0; i < 9; i++)
		((volatile u64 *)v)[i] = i;
	return v[0];
}
