/* SPDX-License-Identifier: Apache-2.0
 * print.bpf.c - prints how long its packet is. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int print(struct __sk_buff *skb)
{
	bpf_printk("a packet of %d bytes", skb->len);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
