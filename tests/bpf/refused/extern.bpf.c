/* SPDX-License-Identifier: Apache-2.0
 * extern.bpf.c - calls a function that is nowhere: refused by name. */
#include "axiom_bpf.h"

extern int missing_function(int n);

SEC("socket")
int caller(struct __sk_buff *skb)
{
	return missing_function(3);
}
