/* SPDX-License-Identifier: Apache-2.0
 * pointers.bpf.c - data that holds addresses: refused. */
#include "axiom_bpf.h"

int target = 1;
int *volatile pointer = &target;

SEC("socket")
int user(struct __sk_buff *skb)
{
	return pointer == &target;
}
