/* SPDX-License-Identifier: Apache-2.0
 * main.bpf.c - one of two files: uses a map, a function and a variable of the other. */
#include "shared.h"

extern struct table pairs SEC(".maps");
extern __u64 total;
extern int add(__u32 key, __u64 by);

__u64 runs = 100;
const volatile __u32 step = 7;
static __u64 seen;

static __noinline __u64 twist(__u64 x)
{
	seen += x;
	return x * 3 + seen;
}

__weak int kind(void)
{
	return 1;
}

static long each(__u32 i, void *ctx)
{
	*(__u64 *)ctx += twist(i) + step;
	return 0;
}

SEC("raw_tracepoint/first")
int first(void *ctx)
{
	__u64 sum = 0;

	runs++;
	bpf_loop(5, each, &sum, 0);
	add(2, sum);
	return (int)(total * 10 + kind() + runs);
}

char LICENSE[] SEC("license") = "GPL";
