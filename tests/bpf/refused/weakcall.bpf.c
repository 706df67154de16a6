/* SPDX-License-Identifier: Apache-2.0
 * weakcall.bpf.c - calls a weak function that no kernel has, without a test: refused by name. */
#include "axiom_bpf.h"

extern int bpf_no_such_function(int n) __attribute__((section(".ksyms"), weak));

SEC("socket")
int caller(struct __sk_buff *skb)
{
	return bpf_no_such_function(3);
}
