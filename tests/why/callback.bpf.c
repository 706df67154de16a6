/* SPDX-License-Identifier: Apache-2.0
 * callback.bpf.c - wrong behind a function that a helper calls, which is not simulated; the object has no maps. */
#include "axiom_bpf.h"

static long (*const loop)(__u32 times, void *function, void *context, __u64 flags) = (void *)181;

static long add(__u32 i, long *sum)
{
	*sum += i;
	return 0;
}

SEC("socket")
int behind_a_callback(struct __sk_buff *skb)
{
	long sum = 0;

	loop(10, add, &sum, 0);
	return *(volatile long *)sum;
}
