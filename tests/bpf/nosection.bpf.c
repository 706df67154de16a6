/* SPDX-License-Identifier: Apache-2.0
 * nosection.bpf.c - a program without SEC(): in .text, with a function that it calls. */
#include "axiom_bpf.h"

static __attribute__((noinline)) int twice(int n)
{
	return 2 * n;
}

int program(struct __sk_buff *skb)
{
	return twice((int)skb->len);
}
