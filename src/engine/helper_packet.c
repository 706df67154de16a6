/* SPDX-License-Identifier: Apache-2.0
 * helper_packet.c - helpers on packets: bytes in and out, and the ends of XDP packets moved.  Answers are Linux's
 * (net/core/filter.c).  They need a context of engine/packet.h; a program that is run on plain memory gets -EFAULT. */
#include "engine/helpers.h"
#include "engine/packet.h"

enum {
	STORE_FLAGS = 3,     /* checksums of the socket buffer, its hash: there are none here */
	ETH_HEADER = 14,
	FRAME_BYTES = 40,    /* Linux's struct xdp_frame at the start of the buffer: nothing may go there */
	META_MAX = 255,
	XDP_MOST = 0xffff,
};

static struct axi_packet *skb(const struct ax_run *run, u64 ctx)
{
	return run->prog->packet_ctx ? &((struct axi_skb_ctx *)axi_ptr(ctx))->packet : NULL;
}

static struct axi_packet *xdp(const struct ax_run *run, u64 ctx)
{
	return run->prog->packet_ctx ? &((struct axi_xdp_ctx *)axi_ptr(ctx))->packet : NULL;
}

/* `bytes` at `offset` of the packet; NULL: they are not all there. */
static u8 *inside(const struct axi_packet *packet, u64 offset, u64 bytes)
{
	u64 length = packet ? (u64)(packet->end - packet->data) : 0;

	return packet && offset <= length && bytes <= length - offset ? packet->data + offset : NULL;
}

HELPER_FN(skb_load_bytes)
{
	const u8 *from = inside(skb(run, r1), (u32)r2, (u32)r4);

	if (from)
		memcpy(axi_ptr(r3), from, (u32)r4);
	else
		memset(axi_ptr(r3), 0, (u32)r4);
	return axi_status(from ? 0 : -AX_EFAULT);
}

/* Offsets below 0 count from the network header, below that from the link's, as in classic BPF (linux/filter.h: SKF_NET_OFF,
 * SKF_LL_OFF).  The buffer begins with the link's header. */
u64 axi_packet_load(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
{
	enum { NETWORK = -0x100000, LINK = -0x200000 };
	const struct axi_packet *packet = skb(run, r1);
	s64 offset = (s32)r2;
	const u8 *from = packet ? packet->data : NULL;
	u64 number = 0;

	(void)r4, (void)r5;
	if (packet && offset < 0) {
		from = packet->head + (offset >= NETWORK ? ETH_HEADER : 0);
		offset -= offset >= NETWORK ? NETWORK : LINK;
	}
	if (!packet || offset < 0 || offset + (s64)r3 > packet->end - from)
		return axi_status(-AX_EFAULT);
	for (u32 i = 0; i < (u32)r3; i++)
		number = number << 8 | from[offset + i];
	return number;
}

HELPER_FN(skb_store_bytes)
{
	u8 *to = inside(skb(run, r1), (u32)r2, (u32)r4);

	if (r5 & ~(u64)STORE_FLAGS)
		return axi_status(-AX_EINVAL);
	if (to)
		memcpy(to, axi_ptr(r3), (u32)r4);
	return axi_status(to ? 0 : -AX_EFAULT);
}

HELPER_FN(xdp_get_buff_len)
{
	const struct axi_packet *packet = xdp(run, r1);

	return packet ? (u64)(packet->end - packet->data) : 0;
}

static long xdp_range(const struct axi_packet *packet, u32 offset, u32 bytes, u8 **at)
{
	*at = inside(packet, offset, bytes);
	if (!packet || offset > XDP_MOST || bytes > XDP_MOST)
		return -AX_EFAULT;
	return *at ? 0 : -AX_EINVAL;
}

HELPER_FN(xdp_load_bytes)
{
	u8 *at;
	long err = xdp_range(xdp(run, r1), (u32)r2, (u32)r4, &at);

	if (err)
		axi_clear_rest(run, axi_ptr(r3), 0, (u32)r4);
	else
		memcpy(axi_ptr(r3), at, (u32)r4);
	return axi_status(err);
}

HELPER_FN(xdp_store_bytes)
{
	u8 *at;
	long err = xdp_range(xdp(run, r1), (u32)r2, (u32)r4, &at);

	if (!err)
		memcpy(at, axi_ptr(r3), (u32)r4);
	return axi_status(err);
}

/* Places are compared as distances from the buffer's start: an offset may point anywhere. */
static s64 place(const struct axi_packet *packet, const u8 *at)
{
	return at - packet->head;
}

HELPER_FN(xdp_adjust_head)
{
	struct axi_packet *packet = xdp(run, r1);
	s64 move = (s32)r2, data, meta;

	if (!packet)
		return axi_status(-AX_EFAULT);
	meta = packet->data - packet->meta;
	data = place(packet, packet->data) + move;
	if (data < FRAME_BYTES + meta || data > place(packet, packet->end) - ETH_HEADER)
		return axi_status(-AX_EINVAL);
	memmove(packet->head + data - meta, packet->meta, (size_t)meta);
	packet->data = packet->head + data;
	packet->meta = packet->data - meta;
	return 0;
}

HELPER_FN(xdp_adjust_meta)
{
	struct axi_packet *packet = xdp(run, r1);
	s64 meta, bytes;

	if (!packet)
		return axi_status(-AX_EFAULT);
	meta = place(packet, packet->meta) + (s32)r2;
	bytes = place(packet, packet->data) - meta;
	if (meta < FRAME_BYTES || bytes < 0)
		return axi_status(-AX_EINVAL);
	if (bytes % 4 || bytes > META_MAX)
		return axi_status(-AX_EACCES);
	packet->meta = packet->head + meta;
	return 0;
}

HELPER_FN(xdp_adjust_tail)
{
	struct axi_packet *packet = xdp(run, r1);
	s64 end;

	if (!packet)
		return axi_status(-AX_EFAULT);
	end = place(packet, packet->end) + (s32)r2;
	if (end > place(packet, packet->limit) || end < place(packet, packet->data) + ETH_HEADER)
		return axi_status(-AX_EINVAL);
	if ((s32)r2 > 0)
		memset(packet->end, 0, (size_t)(s32)r2);
	packet->end = packet->head + end;
	return 0;
}
