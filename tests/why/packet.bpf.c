/* SPDX-License-Identifier: Apache-2.0
 * packet.bpf.c - programs that go wrong on some packet, and one that does not. */
#include "axiom_bpf.h"

struct xdp_md {
	__u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};
__u32 counts[16];

static __always_inline __u8 *start(struct xdp_md *ctx)
{
	return (void *)(long)ctx->data;
}

static __always_inline __u8 *end(struct xdp_md *ctx)
{
	return (void *)(long)ctx->data_end;
}

/* the test is there, one byte too weak */
SEC("xdp")
int short_by_one(struct xdp_md *ctx)
{
	__u8 *p = start(ctx);

	if (p + 13 > end(ctx))
		return 1;
	return p[12] == 8 && p[13] == 0;
}

SEC("xdp")
int not_tested(struct xdp_md *ctx)
{
	return start(ctx)[9] == 17;
}

/* the header says how long it is, and nobody looks */
SEC("xdp")
int length_in_the_packet(struct xdp_md *ctx)
{
	__u8 *p = start(ctx);

	if (p + 34 > end(ctx))
		return 1;
	if (p[12] != 8 || p[13] || p[23] != 6)
		return 2;
	return p[14 + (p[14] & 15) * 4 + 13];
}

/* tested, then moved */
SEC("xdp")
int moved_after_the_test(struct xdp_md *ctx)
{
	__u8 *p = start(ctx);

	if (p + 20 > end(ctx))
		return 1;
	if (p[16] == 0x81)
		p += 4;
	return *(volatile __u8 *)(p + 17);
}

/* inside the packet, outside the table */
SEC("xdp")
int index_from_packet(struct xdp_md *ctx)
{
	__u8 *p = start(ctx);

	if (p + 1 > end(ctx))
		return 1;
	if (*p < 20)
		counts[*p]++;
	return 2;
}

/* nothing is wrong with this one */
SEC("xdp")
int tested(struct xdp_md *ctx)
{
	__u8 *p = start(ctx);

	if (p + 14 > end(ctx))
		return 1;
	return p[12] == 8 && p[13] == 0;
}

char LICENSE[] SEC("license") = "GPL";
