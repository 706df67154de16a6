/* SPDX-License-Identifier: Apache-2.0
 * manyslots.bpf.c - 35 numbers wait in the stack at once: nearly all that a small checker has memory for. */
#include "axiom_bpf.h"

SEC("socket")
int many(struct __sk_buff *skb)
{
	volatile __u64 n[35];
	__u64 sum = 0;

#pragma unroll
	for (int i = 0; i < 35; i++)
		n[i] = skb->len + i;
	if (skb->mark)
		sum++;
#pragma unroll
	for (int i = 0; i < 35; i++)
		sum += n[i];
	return sum;
}

char _license[] SEC("license") = "GPL";
