/* SPDX-License-Identifier: Apache-2.0
 * ksym.bpf.c - needs an address of the kernel's: refused by name. */
#include "axiom_bpf.h"

extern const int axiom_needed_symbol __attribute__((section(".ksyms")));

SEC("socket")
int user(struct __sk_buff *skb)
{
	return (int)(long)&axiom_needed_symbol;
}
