/* SPDX-License-Identifier: Apache-2.0
 * explain.bpf.c - refusals with a story: an index that was tested, but not well enough; a lookup nobody tested; a
 * variable that one way leaves alone. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

__u64 table[64];

SEC("raw_tracepoint/bounds")
int bounds(__u64 *ctx)
{
	__u64 i = ctx[1];

	if (i > 255)
		return 0;
	return table[i];
}

SEC("raw_tracepoint/forgot")
int forgot(__u64 *ctx)
{
	__u32 key = 1;
	__u64 *value = bpf_map_lookup_elem(&seen, &key);

	*value += 1;
	return 0;
}

SEC("raw_tracepoint/loop")
int loop(__u64 *ctx)
{
	__u64 sum = 0;

	for (int i = 0; i < 10; i++)
		sum += table[i] + ctx[2];
	return sum;
}

char LICENSE[] SEC("license") = "GPL";
