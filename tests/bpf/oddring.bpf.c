/* SPDX-License-Identifier: Apache-2.0
 * oddring.bpf.c - a ring buffer of a size that is no power of two: loaders take the next one. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 5000);
} ring SEC(".maps");

SEC("socket")
int size(struct __sk_buff *skb)
{
	return (int)bpf_ringbuf_query(&ring, BPF_RB_RING_SIZE);
}
