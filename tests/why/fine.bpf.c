/* SPDX-License-Identifier: Apache-2.0
 * fine.bpf.c - accepted: division by zero is no fault; and refused without any input to look for. */
#include "axiom_bpf.h"

SEC("socket")
int divides(struct __sk_buff *skb)
{
	return 1000 / skb->mark + 1000 % skb->len;
}

/* the index is 1, put together from bytes: the verifier does not follow them */
SEC("socket")
int reads_nothing(struct __sk_buff *skb)
{
	volatile __u64 buf[2] = {1, 2};
	union {
		volatile __u8 byte[8];
		volatile __u64 whole;
	} n;

	for (int i = 0; i < 8; i++)
		n.byte[i] = !i;
	return buf[n.whole];
}

char LICENSE[] SEC("license") = "GPL";
