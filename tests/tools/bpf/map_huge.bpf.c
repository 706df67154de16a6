/* SPDX-License-Identifier: Apache-2.0
 * map_huge.bpf.c - a map for 2^32 - 1 elements, the most that 32 bits can say. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 0xffffffff);
	__type(key, __u32);
	__type(value, __u64);
} everything SEC(".maps");

SEC("perf_event")
int use(void *ctx)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&everything, &key) != 0;
}

char LICENSE[] SEC("license") = "GPL";
