/* SPDX-License-Identifier: Apache-2.0
 * good.bpf.c - two programs that are accepted: one counts in a map, one returns a constant from .rodata. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

const volatile __u32 answer = 42;

SEC("raw_tracepoint/count")
int count(__u64 *ctx)
{
	__u32 key = 1;
	__u64 *value = bpf_map_lookup_elem(&counts, &key);

	if (!value)
		return 1;
	*value += ctx[0];
	bpf_printk("count %lu", *value);
	return *value;
}

SEC("socket")
int constant(struct __sk_buff *skb)
{
	return answer;
}

char LICENSE[] SEC("license") = "GPL";
