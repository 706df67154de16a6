/* SPDX-License-Identifier: Apache-2.0
 * wrong.bpf.c - programs that go wrong on some input: memory of maps and of the context, indices, signs, widths. */
#include "axiom_bpf.h"

struct row {
	__u32 count;
	__u32 cell[16];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct row);
} rows SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, struct row);
} table SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, __u64);
} settings SEC(".maps");
__u32 cells[16];
int chosen = 3;

static __always_inline struct row *row_of(__u32 key)
{
	return bpf_map_lookup_elem(&rows, &key);
}

/* one too far: the last index is 16 */
SEC("socket")
int off_by_one(struct __sk_buff *skb)
{
	__u32 i = skb->mark;

	if (i > 16)
		return 0;
	return cells[i];
}

SEC("socket")
int unchecked_index(struct __sk_buff *skb)
{
	return cells[skb->mark];
}

/* an index that a map gives */
SEC("socket")
int index_from_map(struct __sk_buff *skb)
{
	struct row *row = row_of(1);

	if (!row)
		return 0;
	return row->cell[row->count];
}

/* an index that user space may set */
SEC("socket")
int index_from_data(struct __sk_buff *skb)
{
	return cells[*(volatile int *)&chosen];
}

SEC("socket")
int no_null_check_array(struct __sk_buff *skb)
{
	return row_of(skb->len)->count;
}

SEC("socket")
int no_null_check_hash(struct __sk_buff *skb)
{
	__u64 key = 5;
	struct row *row = bpf_map_lookup_elem(&table, &key);

	return row->count;
}

/* the check is there, but on another pointer */
SEC("socket")
int wrong_null_check(struct __sk_buff *skb)
{
	__u64 key = 5;
	struct row *a = bpf_map_lookup_elem(&table, &key), *b;

	key = 6;
	b = bpf_map_lookup_elem(&table, &key);
	if (!a)
		return 0;
	return b->count;
}

/* `<=` in a loop over 16 cells */
SEC("socket")
int loop_one_too_far(struct __sk_buff *skb)
{
	struct row *row = row_of(0);
	__u32 sum = 0;

	if (!row)
		return 0;
#pragma clang loop unroll(disable)
	for (volatile __u32 i = 0; i <= 16; i++)
		sum += row->cell[i];
	return sum;
}

/* the loop's bound is from the context */
SEC("socket")
int loop_to_length(struct __sk_buff *skb)
{
	__u32 sum = 0, n = skb->len;

	if (n > 100)
		return 0;
#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < n; i++)
		sum += cells[i];
	return sum;
}

/* negative indices pass a signed test */
SEC("socket")
int negative_index(struct __sk_buff *skb)
{
	int i = skb->mark;

	if (i >= 16)
		return 0;
	return cells[i];
}

/* the test looks at 32 bits, the access at 64 */
SEC("raw_tracepoint/x")
int tested_in_32_bits(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 i = ctx->args[0];

	barrier_var(i);
	if ((__u32)i >= 16)
		return 0;
	return cells[i];
}

/* the product wraps in 32 bits */
SEC("raw_tracepoint/x")
int product_wraps(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 n = ctx->args[0];
	__u32 bytes = (__u32)n * 8;

	if (bytes > 60)
		return 0;
	return *(__u32 *)((char *)cells + n * 8);
}

/* a masked index with a mask that is one bit too wide */
SEC("socket")
int mask_too_wide(struct __sk_buff *skb)
{
	return cells[skb->hash & 31];
}

/* needs a path: four magic words, then an index without a test */
SEC("raw_tracepoint/x")
int behind_magic(struct bpf_raw_tracepoint_args *ctx)
{
	if (ctx->args[0] != 0x1122334455667788ull)
		return 1;
	if ((ctx->args[1] ^ 0x5a5a) + 7 != 1000000007)
		return 2;
	if ((__u32)ctx->args[2] * 3 != 0x2a2a2a2a)
		return 3;
	if (__builtin_bswap64(ctx->args[3]) >> 16 != 0xc0ffee)
		return 4;
	return cells[ctx->args[4]];
}

/* eight bytes at the last four */
SEC("socket")
int too_wide_at_the_end(struct __sk_buff *skb)
{
	struct row *row = row_of(2);

	if (!row)
		return 0;
	return *(__u64 *)&row->cell[15] != 0;
}

SEC("socket")
int write_beyond(struct __sk_buff *skb)
{
	__u32 i = skb->ifindex % 17;

	cells[i] = 1;
	return 0;
}

SEC("socket")
int writes_settings(struct __sk_buff *skb)
{
	__u32 key = skb->mark & 3;
	__u64 *value = bpf_map_lookup_elem(&settings, &key);

	if (value)
		*value = 1;
	return 0;
}

SEC("socket")
int context_gap(struct __sk_buff *skb)
{
	return skb->mark == 77 ? *(volatile __u32 *)((char *)skb + 76) : 0;
}

SEC("socket")
int context_written(struct __sk_buff *skb)
{
	if (skb->len > 1500)
		*(volatile __u32 *)&skb->mark = 1;
	return 0;
}

SEC("socket")
int context_index(struct __sk_buff *skb)
{
	__u32 i = skb->mark;

	if (i > 64)
		return 0;
	return *((volatile __u32 *)skb + i);
}

/* the mistake is in a function that is called */
static __noinline int pick(__u32 i)
{
	barrier_var(i);
	return cells[i];
}

SEC("socket")
int in_a_function(struct __sk_buff *skb)
{
	__u32 i = skb->mark;

	if (i > 20)
		return 0;
	return pick(i) + pick(i / 2);
}

/* random numbers are up to 2^32 */
SEC("socket")
int random_index(struct __sk_buff *skb)
{
	__u32 i = bpf_get_prandom_u32() >> 27;

	return cells[i];
}

char LICENSE[] SEC("license") = "GPL";
