/* SPDX-License-Identifier: Apache-2.0
 * pinned.bpf.c - a map that wants to be pinned: kept as information. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
	__uint(pinning, 1);
} pinned_map SEC(".maps");

SEC("socket")
int user(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&pinned_map, &key) != NULL;
}
