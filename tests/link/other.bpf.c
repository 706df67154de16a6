/* SPDX-License-Identifier: Apache-2.0
 * other.bpf.c - the other file: has the map, the function, a stronger definition, and names of its own that are alike. */
#include "shared.h"

struct table pairs SEC(".maps");
__u64 total = 5;
const volatile __u32 factor = 4;
static __u64 seen = 1000;

int kind(void)
{
	return 2000000;
}

static __noinline __u64 twist(__u64 x)
{
	seen++;
	return x * factor + seen;
}

int add(__u32 key, __u64 by)
{
	struct pair *pair = bpf_map_lookup_elem(&pairs, &key);

	if (!pair)
		return -1;
	pair->count += twist(by);
	pair->last = key;
	total += pair->count;
	return 0;
}

SEC("raw_tracepoint/first")
int second(void *ctx)
{
	add(1, 10);
	add(3, 20);
	return (int)total + kind();
}

char LICENSE[] SEC("license") = "GPL";
