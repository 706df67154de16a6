/* SPDX-License-Identifier: Apache-2.0
 * unsized.bpf.c - maps whose number of entries the program's own loader sets. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");

SEC("socket")
int user(struct __sk_buff *skb)
{
	return !bpf_map_lookup_elem(&table, &(__u32){0}) + !bpf_ringbuf_query(&ring, 0);
}
