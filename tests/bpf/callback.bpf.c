/* SPDX-License-Identifier: Apache-2.0
 * callback.bpf.c - the address of a function of .text in a 64-bit load (R_BPF_64_64). */
#include "axiom_bpf.h"

/* bpf_for_each_map_elem, which the engine does not have: the loader need not know. */
static long (*const for_each)(void *map, void *fn, void *ctx, __u64 flags) = (void *)164;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} cells SEC(".maps");

static __noinline __u64 twice(__u64 n)
{
	barrier_var(n);
	return 2 * n;
}

static long sum(void *map, const void *key, void *value, void *ctx)
{
	*(__u64 *)ctx += twice(*(__u64 *)value);
	return 0;
}

static long other(void *map, const void *key, void *value, void *ctx)
{
	*(__u64 *)ctx -= *(__u64 *)value;
	return 0;
}

SEC("socket")
int visit(struct __sk_buff *skb)
{
	__u64 total = 0;

	for_each(&cells, other, &total, 0);
	for_each(&cells, sum, &total, 0);
	return (int)total;
}

char LICENSE[] SEC("license") = "GPL";
