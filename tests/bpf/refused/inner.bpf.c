/* SPDX-License-Identifier: Apache-2.0
 * inner.bpf.c - a map of maps: refused. */
#include "axiom_bpf.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} one SEC(".maps");

struct {
	__uint(type, 12);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {&one}};

SEC("socket")
int user(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&outer, &key) != NULL;
}
