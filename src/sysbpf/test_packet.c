/* SPDX-License-Identifier: Apache-2.0
 * test_packet.c - BPF_PROG_TEST_RUN of programs with a packet: what the context looks like, and what comes back, is Linux's
 * (net/bpf/test_run.c, with the loopback device, number 1, as the only one). */
#include "engine/packet.h"
#include "sysbpf/call.h"

enum {
	ETH_HEADER = 14,
	ETH_TYPE_AT = 12,
	ETH_IP = 0x0008, ETH_IPV6 = 0xdd86,  /* in memory order, read as the CPU reads them: little endian */
	FAMILY_IP = 2, FAMILY_IPV6 = 10,
	PACKET_MAX = 4096 - 512,  /* socket buffers: about what Linux leaves of a page */
	HEADROOM = 256,           /* before an XDP packet: metadata, and room to grow */
	TAILROOM = 320,           /* behind it: Linux keeps its own records there */
	META_MAX = 255,
	SEGMENTS_MAX = 65535, WIRE_MAX = 65536,
	LOOPBACK = 1, TCP_CLOSE = 7,
};

/* Copy out as much as the caller has room for; a NULL buffer asks for the size only.  -AX_ENOSPC when cut, as on Linux also where
 * what is left cannot be written: then *failed, and nothing more is. */
static int give(struct call *call, u64 user, u32 room, const void *from, u32 bytes, bool *failed)
{
	bool cut = room && room < bytes;

	*failed = user && axi_call_out(call, user, from, cut ? room : bytes);
	return cut ? -AX_ENOSPC : *failed ? -AX_EFAULT : 0;
}

int axi_test_finish(struct call *call, const void *data, u32 bytes, u32 retval, u32 duration)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	bool failed;
	int err = give(call, attr->data_out, attr->data_size_out, data, bytes, &failed);

	if (failed)
		return err;
	if (axi_call_result(call, offsetof(struct axi_attr_test_run, data_size_out), bytes) ||
	    axi_call_result(call, offsetof(struct axi_attr_test_run, retval), retval) ||
	    axi_call_result(call, offsetof(struct axi_attr_test_run, duration), duration))
		return -AX_EFAULT;
	return err;
}

int axi_test_ctx_in(struct call *call, void *ctx, u32 bytes, bool *given)
{
	const struct axi_attr_test_run *attr = &call->attr.test;

	*given = attr->ctx_in || attr->ctx_out;
	if (attr->ctx_size_in > AX_PAGE_BYTES)
		return -AX_E2BIG;
	if (attr->ctx_size_in > bytes) {
		int err = axi_call_zero(call, attr->ctx_in + bytes, attr->ctx_size_in - bytes);

		if (err)
			return err;
	}
	return axi_call_in(call, ctx, attr->ctx_in, min_u64(attr->ctx_size_in, bytes));
}

int axi_test_ctx_out(struct call *call, const void *ctx, u32 bytes)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	bool failed;
	int err;

	if (!attr->ctx_out)
		return 0;
	err = give(call, attr->ctx_out, attr->ctx_size_out, ctx, bytes, &failed);
	if (!failed && axi_call_result(call, offsetof(struct axi_attr_test_run, ctx_size_out), bytes))
		err = -AX_EFAULT;
	return err;
}

/* --- socket buffers --- */

/* One run: everything that must stay where it is while the program runs. */
struct skb_run {
	struct axi_skb_ctx ctx;
	struct axi_sock sock;
	u32 given[AXI_SKB_BYTES / 4]; /* the caller's */
	bool has_given;
	u32 size;                     /* of the packet, header included */
	u32 pad;
	u8 packet[];
};

static struct axi_sk_buff *skb_of(struct skb_run *run)
{
	return (struct axi_sk_buff *)(void *)run->ctx.words;
}

/* What a loopback device (its address and its broadcast address are zero) makes of the Ethernet header: 0 for us,
 * 2 multicast, 3 for someone else. */
static u32 packet_type(const u8 *packet)
{
	static const u8 none[6];

	if (!memcmp(packet, none, 6))
		return 0;
	return packet[0] & 1 ? 2 : 3;
}

/* The caller's fields that Linux takes; the others must be zero. */
static bool others_zero(const struct axi_sk_buff *given)
{
	struct axi_sk_buff rest = *given;
	const u32 *word = (const u32 *)(const void *)&rest;

	rest.mark = rest.priority = rest.ingress_ifindex = rest.ifindex = 0;
	memset(rest.cb, 0, sizeof(rest.cb));
	rest.data_end = 0;
	rest.tstamp = rest.hwtstamp = 0;
	rest.wire_len = rest.gso_segs = rest.gso_size = 0;
	for (u32 i = 0; i < sizeof(rest) / sizeof(u32); i++)
		if (word[i])
			return false;
	return true;
}

static int take_given(struct skb_run *run, u32 length)
{
	const struct axi_sk_buff *given = (const struct axi_sk_buff *)(const void *)run->given;
	struct axi_sk_buff *skb = skb_of(run);

	skb->wire_len = length;
	if (!run->has_given)
		return 0;
	if (!others_zero(given))
		return -AX_EINVAL;
	if (given->wire_len && (given->wire_len < length || given->wire_len > WIRE_MAX))
		return -AX_EINVAL;
	if (given->gso_segs > SEGMENTS_MAX)
		return -AX_EINVAL;
	skb->mark = given->mark;
	skb->priority = given->priority;
	skb->ingress_ifindex = given->ingress_ifindex;
	memcpy(skb->cb, given->cb, sizeof(skb->cb));
	skb->tstamp = given->tstamp;
	skb->hwtstamp = given->hwtstamp;
	skb->wire_len = given->wire_len ? given->wire_len : length;
	skb->gso_segs = given->gso_segs;
	skb->gso_size = given->gso_size;
	return 0;
}

/* The socket that every test packet belongs to: closed, and of the addresses of the packet.  -AX_EINVAL: the packet ends in its
 * header of IP, as Linux says since it looks. */
static int make_sock(struct skb_run *run, u16 protocol, const u8 *ip, u32 bytes)
{
	enum { IP_BYTES = 20, IPV6_BYTES = 40 };
	struct axi_sock *sock = &run->sock;
	struct axi_sk_buff *skb = skb_of(run);
	u64 address = (u64)(uintptr_t)sock;

	sock->state = TCP_CLOSE;
	sock->rx_queue_mapping = -1;
	if (protocol == ETH_IP) {
		if (bytes < IP_BYTES)
			return -AX_EINVAL;
		sock->family = FAMILY_IP;
		memcpy(&sock->src_ip4, ip + 12, 4);
		memcpy(&sock->dst_ip4, ip + 16, 4);
	} else if (protocol == ETH_IPV6) {
		if (bytes < IPV6_BYTES)
			return -AX_EINVAL;
		sock->family = FAMILY_IPV6;
		memcpy(sock->src_ip6, ip + 8, 16);
		memcpy(sock->dst_ip6, ip + 24, 16);
	}
	skb->family = sock->family;
	skb->remote_ip4 = sock->dst_ip4;
	skb->local_ip4 = sock->src_ip4;
	memcpy(skb->remote_ip6, sock->dst_ip6, 16);
	memcpy(skb->local_ip6, sock->src_ip6, 16);
	memcpy((u8 *)skb + AXI_SK_AT, &address, sizeof(address));
	return 0;
}

static bool sees_header(u32 type)
{
	return type == AX_PROG_SCHED_CLS || type == AX_PROG_SCHED_ACT;
}

static int prepare_skb(struct skb_run *run, u32 type)
{
	struct axi_sk_buff *skb = skb_of(run);
	u32 hidden = sees_header(type) ? 0 : ETH_HEADER;
	u16 protocol;

	memcpy(&protocol, run->packet + ETH_TYPE_AT, sizeof(protocol));
	skb->protocol = protocol; /* network byte order, as Linux */
	skb->len = run->size - hidden;
	skb->pkt_type = packet_type(run->packet);
	skb->ifindex = LOOPBACK;
	run->ctx.packet = (struct axi_packet){
		.data = run->packet + hidden, .meta = run->packet + hidden, .end = run->packet + run->size,
		.head = run->packet, .limit = run->packet + run->size,
	};
	return make_sock(run, protocol, run->packet + ETH_HEADER, run->size - ETH_HEADER);
}

/* The caller's struct again, with what a program may have changed. */
static void give_back(struct skb_run *run)
{
	struct axi_sk_buff *out = (struct axi_sk_buff *)(void *)run->given;
	const struct axi_sk_buff *skb = skb_of(run);

	out->mark = skb->mark;
	out->priority = skb->priority;
	out->ingress_ifindex = skb->ingress_ifindex;
	out->ifindex = skb->ifindex;
	memcpy(out->cb, skb->cb, sizeof(out->cb));
	out->tstamp = skb->tstamp;
	out->wire_len = skb->wire_len;
	out->gso_segs = skb->gso_segs;
	out->hwtstamp = skb->hwtstamp;
}

static int run_skb(struct call *call, struct ax_prog *prog, struct skb_run *run)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	u32 retval = 0, duration = 0;
	int err;

	if (run->has_given && ((struct axi_sk_buff *)(void *)run->given)->ifindex > LOOPBACK)
		return -AX_ENODEV;
	err = prepare_skb(run, prog->type);
	if (!err)
		err = take_given(run, skb_of(run)->len);
	if (!err)
		err = axi_test_repeat(call, prog, &run->ctx, attr->repeat ? attr->repeat : 1, &retval, &duration);
	if (err)
		return err;
	if (!sees_header(prog->type))
		memset(run->packet, 0, ETH_HEADER); /* Linux gives the packet back with an empty header */
	err = axi_test_finish(call, run->packet, run->size, retval, duration);
	if (err)
		return err;
	give_back(run);
	return axi_test_ctx_out(call, run->given, AXI_SKB_BYTES);
}

int axi_test_skb(struct call *call, struct ax_prog *prog)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct skb_run *run;
	size_t bytes;
	int err;

	if (attr->flags || attr->cpu || attr->batch_size)
		return -AX_EINVAL;
	if (attr->data_size_in < ETH_HEADER || attr->data_size_in > PACKET_MAX)
		return -AX_EINVAL;
	bytes = sizeof(*run) + attr->data_size_in;
	run = call->mem->alloc(call->mem, bytes);
	if (!run)
		return -AX_ENOMEM;
	memset(run, 0, bytes);
	run->size = attr->data_size_in;
	err = axi_call_in(call, run->packet, attr->data_in, attr->data_size_in);
	if (!err)
		err = axi_test_ctx_in(call, run->given, AXI_SKB_BYTES, &run->has_given);
	if (!err)
		err = run_skb(call, prog, run);
	call->mem->free(call->mem, run, bytes);
	return err;
}

/* --- XDP --- */

struct xdp_run {
	struct axi_xdp_ctx ctx;
	struct axi_xdp_md given;
	bool has_given;
	u8 buffer[AX_PAGE_BYTES];
};

/* The caller's context: how much of his data is metadata, and where the packet came from. */
static int check_xdp(const struct xdp_run *run, u32 size)
{
	const struct axi_xdp_md *md = &run->given;

	if (!run->has_given)
		return 0;
	if (md->data_meta || md->data_end != size || md->data > md->data_end || md->data % 4 || md->data > META_MAX)
		return -AX_EINVAL;
	return 0;
}

static int check_device(const struct axi_xdp_md *md)
{
	if (md->egress_ifindex || (!md->ingress_ifindex && md->rx_queue_index))
		return -AX_EINVAL;
	if (md->ingress_ifindex > LOOPBACK)
		return -AX_ENODEV;
	return md->rx_queue_index ? -AX_EINVAL : 0;
}

static int run_xdp(struct call *call, struct ax_prog *prog, struct xdp_run *run)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct axi_packet *packet = &run->ctx.packet;
	struct axi_xdp_md *md = (struct axi_xdp_md *)(void *)run->ctx.words;
	u8 *start = run->buffer + HEADROOM - run->given.data;
	u32 retval = 0, duration = 0;
	int err = check_device(&run->given);

	if (err)
		return err;
	*packet = (struct axi_packet){
		.meta = start, .data = start + run->given.data, .end = start + attr->data_size_in,
		.head = run->buffer, .limit = run->buffer + AX_PAGE_BYTES - TAILROOM,
	};
	md->ingress_ifindex = LOOPBACK;
	err = axi_test_repeat(call, prog, &run->ctx, attr->repeat ? attr->repeat : 1, &retval, &duration);
	if (err)
		return err;
	run->given.data = (u32)(packet->data - packet->meta);
	run->given.data_end = (u32)(packet->end - packet->meta);
	err = axi_test_finish(call, packet->meta, (u32)(packet->end - packet->meta), retval, duration);
	return err ? err : axi_test_ctx_out(call, &run->given, AXI_XDP_BYTES);
}

int axi_test_xdp(struct call *call, struct ax_prog *prog)
{
	enum { DEVMAP = 33, CPUMAP = 35 };
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct xdp_run *run;
	int err;

	/* no live frames: there is no device to send them to */
	if (prog->attach_type == DEVMAP || prog->attach_type == CPUMAP || attr->flags || attr->batch_size)
		return -AX_EINVAL;
	run = call->mem->alloc(call->mem, sizeof(*run));
	if (!run)
		return -AX_ENOMEM;
	memset(run, 0, sizeof(*run));
	err = axi_test_ctx_in(call, &run->given, AXI_XDP_BYTES, &run->has_given);
	if (!err)
		err = check_xdp(run, attr->data_size_in);
	if (!err && (attr->data_size_in < ETH_HEADER ||
		     attr->data_size_in > AX_PAGE_BYTES - TAILROOM - HEADROOM + run->given.data))
		err = -AX_EINVAL;
	if (!err)
		err = axi_call_in(call, run->buffer + HEADROOM - run->given.data, attr->data_in, attr->data_size_in);
	if (!err)
		err = run_xdp(call, prog, run);
	call->mem->free(call->mem, run, sizeof(*run));
	return err;
}
