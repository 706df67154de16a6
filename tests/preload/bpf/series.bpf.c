/* SPDX-License-Identifier: Apache-2.0
 * series.bpf.c - a socket filter that pushes ten samples a run into a time series, at 100, 200 .. 1000 ns, under its length without the Ethernet header;
 * a sample of now under key 7. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct value {
	__u64 stats[8];
	struct {
		__u64 time_ns;
		__s64 value;
	} sample[4];
};

struct {
	__uint(type, 0x4001); /* series: Axiom's own (docs/maps.md) */
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, struct value);
} series SEC(".maps");

static long (*push)(void *series, const void *key, long long value, unsigned long long time_ns) = (void *)224;

SEC("socket")
int samples(struct __sk_buff *skb)
{
	__u32 key = skb->len, now = 7;

	for (__u64 i = 1; i <= 10; i++)
		push(&series, &key, -5 * (long long)i, i * 100);
	push(&series, &now, 3, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
