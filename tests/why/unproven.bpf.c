/* SPDX-License-Identifier: Apache-2.0
 * unproven.bpf.c - programs that never go wrong, but are refused: the verifier cannot see why they are right. */
#include "axiom_bpf.h"

struct event {
	__u64 time;
	char text[8];
};
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} words SEC(".maps");
__u32 cells[16];

/* i * i mod 8 is 0, 1 or 4 */
SEC("socket")
int squares(struct __sk_buff *skb)
{
	__u32 i = skb->mark & 0xffff, rest = (i * i) & 7;

	barrier_var(rest);
	return cells[rest * 3];
}

/* x & ~x is 0 */
SEC("socket")
int no_bits(struct __sk_buff *skb)
{
	__u32 x = skb->mark, y = ~x;

	barrier_var(y);
	return cells[x & y];
}

/* both halves are at most 7 together */
SEC("socket")
int sum_of_two(struct __sk_buff *skb)
{
	__u32 a = skb->mark, b = skb->len;

	if (a + b > 15 || a > 1000 || b > 1000)
		return 0;
	return cells[a] + cells[b];
}

/* an array always has its four elements */
SEC("socket")
int always_there(struct __sk_buff *skb)
{
	__u32 key = skb->mark & 3;
	__u64 *value = bpf_map_lookup_elem(&words, &key);

	return *value;
}

/* the two tests agree */
SEC("socket")
int correlated(struct __sk_buff *skb)
{
	__u32 mark = skb->mark, i = 99, odd = mark * 3 & 1;

	barrier_var(odd);
	if (odd)
		i = 3;
	barrier_var(i);
	if (!(mark & 1))
		return 0;
	return cells[i];
}

/* submitted exactly when it was reserved */
SEC("socket")
int reserved_sometimes(struct __sk_buff *skb)
{
	struct event *e = NULL;

	if (skb->mark & 1)
		e = bpf_ringbuf_reserve(&ring, sizeof(*e), 0);
	barrier_var(e);
	if (!(skb->mark & 1))
		return 0;
	if (!e)
		return 1;
	bpf_ringbuf_submit(e, 0);
	return 2;
}

/* written exactly when it is read */
SEC("socket")
int written_when_read(struct __sk_buff *skb)
{
	volatile __u64 x[1];
	__u32 odd = skb->mark * 5 & 1;

	barrier_var(odd);
	if (odd)
		x[0] = 7;
	if (!(skb->mark & 1))
		return 0;
	return x[0];
}

/* the difference of the squares is divisible */
SEC("socket")
int parity(struct __sk_buff *skb)
{
	__u32 n = skb->mark, p = n * (n + 1);

	barrier_var(p);
	return cells[(p & 1) * 100];
}

/* a remainder of a multiple is 0 */
SEC("socket")
int multiple(struct __sk_buff *skb)
{
	__u64 n = skb->mark, m = n * 12, r;

	barrier_var(m);
	r = m % 12;
	barrier_var(r);
	return *(__u32 *)((char *)cells + r * 1000);
}

/* a bound that the compiler keeps in another register */
SEC("raw_tracepoint/x")
int bound_elsewhere(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 n = ctx->args[0], h = n >> 4;

	barrier_var(h);
	if (h)
		return 0;
	return cells[n];
}

char LICENSE[] SEC("license") = "GPL";

/* ... behind a kernel function, which a watched run does not follow */
SEC("socket")
int behind_a_region(struct __sk_buff *skb)
{
	__u32 i = skb->mark & 0xffff, rest = (i * i) & 7;

	bpf_rcu_read_lock();
	barrier_var(rest);
	bpf_rcu_read_unlock();
	return cells[rest * 3];
}
