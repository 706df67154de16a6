/* SPDX-License-Identifier: Apache-2.0
 * judged.bpf.c - a program for a device, with a map of which it only looks things up. */
#include "axiom_bpf.h"

struct xdp_md {
	__u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};

struct {
	__uint(type, 9); /* LRU hash */
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

SEC("xdp")
int judged(struct xdp_md *ctx)
{
	unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 key;
	__u64 *count;

	if (data + 14 > end)
		return 1;
	key = data[12];
	count = bpf_map_lookup_elem(&seen, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	return 2;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
