/* SPDX-License-Identifier: Apache-2.0
 * kconfig.bpf.c - reads a value of the kernel's configuration: refused by name. */
#include "axiom_bpf.h"

extern int CONFIG_HZ __attribute__((section(".kconfig")));

SEC("socket")
int reader(struct __sk_buff *skb)
{
	return CONFIG_HZ;
}
