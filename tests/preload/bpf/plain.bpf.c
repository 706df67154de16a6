/* SPDX-License-Identifier: Apache-2.0
 * plain.bpf.c - a socket filter with a function of its own, for bpftool's prog commands. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

static __attribute__((noinline)) int weigh(__u32 len, __u32 mark)
{
	return (int)(len * 3 + mark);
}

SEC("socket")
int plain(struct __sk_buff *skb)
{
	__u32 key = skb->len & 3;
	__u64 *count = bpf_map_lookup_elem(&seen, &key);

	if (count)
		__sync_fetch_and_add(count, 1);
	return weigh(skb->len, skb->mark);
}

char LICENSE[] SEC("license") = "GPL";
