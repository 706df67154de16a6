/* SPDX-License-Identifier: Apache-2.0
 * packet.bpf.c - answers what is no IPv4 with itself: the addresses of its Ethernet header changed places. */
#include "axiom_bpf.h"

struct xdp_md {
	__u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};

SEC("xdp")
int answer(struct xdp_md *ctx)
{
	unsigned char *p = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (p + 14 > end)
		return 1;
	if (p[12] == 8 && p[13] == 0)
		return 2;
	for (int i = 0; i < 6; i++) {
		unsigned char byte = p[i];

		p[i] = p[i + 6];
		p[i + 6] = byte;
	}
	return 3;
}
