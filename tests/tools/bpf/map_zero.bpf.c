/* SPDX-License-Identifier: Apache-2.0
 * map_zero.bpf.c - a map for no elements. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 0);
	__type(key, __u32);
	__type(value, __u64);
} nothing SEC(".maps");

SEC("perf_event")
int use(void *ctx)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&nothing, &key) != 0;
}

char LICENSE[] SEC("license") = "GPL";
