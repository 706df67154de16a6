/* SPDX-License-Identifier: Apache-2.0
 * packets.bpf.c - parsers: headers of variable length, options, tags, walks. */
#include "lang.h"

LICENSE;
ARRAY(counts, u64, 256);

struct cursor {
	void *at, *end;
};

INLINE int parse_eth(struct cursor *c, u16 *proto)
{
	struct eth *e = c->at;

	if ((void *)(e + 1) > c->end)
		return -1;
	*proto = e->proto;
	c->at = e + 1;
#pragma unroll
	for (int i = 0; i < 2; i++) {
		struct vlan *v = c->at;

		if (*proto != swap16(0x8100) && *proto != swap16(0x88a8))
			break;
		if ((void *)(v + 1) > c->end)
			return -1;
		*proto = v->proto;
		c->at = v + 1;
	}
	return 0;
}

SEC("xdp")
int ok_vlan_then_ports(struct xdp_md *ctx)
{
	struct cursor c = {(void *)(long)ctx->data, (void *)(long)ctx->data_end};
	u16 proto;

	if (parse_eth(&c, &proto) < 0)
		return XDP_ABORTED;
	if (proto == swap16(0x800)) {
		struct ipv4 *ip = c.at;

		if ((void *)(ip + 1) > c.end || ip->ihl < 5)
			return XDP_DROP;
		c.at = (void *)ip + ip->ihl * 4;
		if (ip->proto == 17) {
			struct udp *u = c.at;

			if ((void *)(u + 1) > c.end)
				return XDP_DROP;
			return u->dst == swap16(53) ? XDP_DROP : XDP_PASS;
		}
		if (ip->proto == 6) {
			struct tcp *t = c.at;

			if ((void *)(t + 1) > c.end)
				return XDP_DROP;
			return t->dst == swap16(80) ? XDP_TX : XDP_PASS;
		}
	} else if (proto == swap16(0x86dd)) {
		struct ipv6 *ip = c.at;

		if ((void *)(ip + 1) > c.end)
			return XDP_DROP;
		return ip->next == 58 ? XDP_PASS : XDP_DROP;
	}
	return XDP_PASS;
}

/* the tag's length is kept as a number, the bounds are tested again and again */
SEC("xdp")
int ok_offset_of_tags(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct eth *e = data;
	u64 off = sizeof(*e);
	u16 proto;

	if (data + off > end)
		return XDP_DROP;
	proto = e->proto;
	if (proto == swap16(0x8100)) {
		struct vlan *v = data + off;

		off += sizeof(*v);
		if (data + off > end)
			return XDP_DROP;
		proto = v->proto;
	}
	if (proto == swap16(0x8100)) {
		struct vlan *v = data + off;

		off += sizeof(*v);
		if (data + off > end)
			return XDP_DROP;
		proto = v->proto;
	}
	if (proto == swap16(0x800)) {
		struct ipv4 *ip = data + off;

		if ((void *)(ip + 1) > end)
			return XDP_DROP;
		return ip->proto == 6 ? XDP_PASS : XDP_DROP;
	}
	return XDP_PASS;
}

SEC("xdp")
int ok_tcp_options(struct xdp_md *ctx)
{
	u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct tcp *t = (void *)data;
	u8 *p;
	int len;

	if ((u8 *)(t + 1) > end)
		return XDP_PASS;
	len = t->doff * 4 - 20;
	p = (u8 *)(t + 1);
	for (int i = 0; i < 10 && len > 0; i++) {
		u8 kind, size;

		if (p + 1 > end)
			break;
		kind = *p;
		if (kind == 0)
			break;
		if (kind == 1) {
			p++;
			len--;
			continue;
		}
		if (p + 2 > end)
			break;
		size = p[1];
		if (size < 2)
			break;
		if (kind == 2 && size == 4) {
			if (p + 4 > end)
				break;
			return p[2] << 8 | p[3] ? XDP_DROP : XDP_PASS;
		}
		p += size;
		len -= size;
	}
	return XDP_PASS;
}

/* type, length, value */
SEC("xdp")
int ok_tlv_walk(struct xdp_md *ctx)
{
	u8 *p = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 sum = 0;

	for (int i = 0; i < 32; i++) {
		u8 type, length;

		if (p + 2 > end)
			break;
		type = p[0];
		length = p[1];
		if (!type)
			break;
		if (p + 2 + length > end)
			return XDP_DROP;
		sum += type;
		p += 2 + length;
	}
	return sum & 1 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int ok_extension_headers(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end, *at = data;
	struct ipv6 *ip = data;
	u8 next;

	if ((void *)(ip + 1) > end)
		return XDP_DROP;
	next = ip->next;
	at = ip + 1;
	for (int i = 0; i < 6; i++) {
		u8 *h = at;

		if ((void *)(h + 8) > end)
			return XDP_DROP;
		switch (next) {
		case 0:
		case 43:
		case 60:
			next = h[0];
			at = h + 8 + h[1] * 8;
			break;
		case 44:
			next = h[0];
			at = h + 8;
			break;
		default: return next == 6 ? XDP_PASS : XDP_DROP;
		}
	}
	return XDP_DROP;
}

SEC("xdp")
int ok_dns_name(struct xdp_md *ctx)
{
	u8 *p = (void *)(long)ctx->data + 12, *end = (void *)(long)ctx->data_end;
	u8 name[64] = {};
	u32 n = 0;

	for (int i = 0; i < 60; i++) {
		if (p + 1 > end)
			return XDP_PASS;
		if (!*p)
			break;
		name[n & 63] = *p;
		n++;
		p++;
	}
	return name[0] == 'x' && n > 3 ? XDP_DROP : XDP_PASS;
}

/* the one's complement sum over what is there, in words */
SEC("xdp")
int ok_checksum_words(struct xdp_md *ctx)
{
	u16 *p = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	u32 sum = 0;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 200; i++) {
		if ((void *)(p + 1) > end)
			break;
		sum += *p++;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff ? XDP_PASS : XDP_DROP;
}

/* proven before the loop, used in it */
SEC("xdp")
int ok_proof_before_loop(struct xdp_md *ctx)
{
	u8 *p = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 sum = 0;

	if (p + 64 > end)
		return XDP_PASS;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 64; i++)
		sum += p[i];
	return sum & 1;
}

SEC("xdp")
int ok_swap_addresses(struct xdp_md *ctx)
{
	struct eth *e = (void *)(long)ctx->data;
	u8 t[6];

	if ((void *)(e + 1) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	memcpy(t, e->dst, 6);
	memcpy(e->dst, e->src, 6);
	memcpy(e->src, t, 6);
	return XDP_TX;
}

SEC("xdp")
int ok_encapsulate(struct xdp_md *ctx)
{
	struct eth *e, old;
	struct ipv4 *ip;

	e = (void *)(long)ctx->data;
	if ((void *)(e + 1) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	old = *e;
	if (adjust_head(ctx, -(int)sizeof(*ip)))
		return XDP_ABORTED;
	e = (void *)(long)ctx->data;
	ip = (void *)(e + 1);
	if ((void *)(ip + 1) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	*e = old;
	memset(ip, 0, sizeof(*ip));
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	return XDP_TX;
}

SEC("xdp")
int no_stale_after_adjust(struct xdp_md *ctx)
{
	struct eth *e = (void *)(long)ctx->data;

	if ((void *)(e + 1) > (void *)(long)ctx->data_end)
		return XDP_DROP;
	if (adjust_head(ctx, -20))
		return XDP_ABORTED;
	e->proto = 0;
	return XDP_TX;
}

SEC("xdp")
int no_one_byte_more(struct xdp_md *ctx)
{
	u8 *p = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (p + 14 > end)
		return XDP_DROP;
	return p[14] & 1;
}

SEC("xdp")
int no_loop_one_more(struct xdp_md *ctx)
{
	u8 *p = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 sum = 0;

	if (p + 64 > end)
		return XDP_PASS;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 65; i++)
		sum += p[i];
	return sum & 1;
}

SEC("tc")
int ok_tc_pull_and_mark(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ipv4 *ip = data + sizeof(struct eth);

	if ((void *)(ip + 1) > end) {
		if (skb_pull(skb, sizeof(struct eth) + sizeof(*ip)))
			return 0;
		data = (void *)(long)skb->data;
		end = (void *)(long)skb->data_end;
		ip = data + sizeof(struct eth);
		if ((void *)(ip + 1) > end)
			return 0;
	}
	skb->mark = ip->tos >> 2;
	return 0;
}

SEC("tc")
int ok_tc_load_bytes(struct __sk_buff *skb)
{
	u8 buf[40];
	u32 len = skb->len;

	if (len > sizeof(buf))
		len = sizeof(buf);
	if (len < 1)
		return 0;
	if (skb_load_bytes(skb, 0, buf, len))
		return 0;
	return buf[0] == 0x45;
}

SEC("tc")
int ok_tc_rewrite(struct __sk_buff *skb)
{
	struct ipv4 ip;

	if (skb_load_bytes(skb, 14, &ip, sizeof(ip)) < 0)
		return 0;
	if (ip.ttl <= 1)
		return 2;
	ip.ttl--;
	return skb_store_bytes(skb, 14, &ip, sizeof(ip), 0) ? 2 : 0;
}

SEC("socket")
int ok_socket_histogram(struct __sk_buff *skb)
{
	u8 proto;
	u32 key;
	u64 *n;

	if (skb_load_bytes(skb, 23, &proto, 1))
		return 0;
	key = proto;
	n = map_lookup(&counts, &key);
	if (n)
		__sync_fetch_and_add(n, skb->len);
	return skb->len;
}

SEC("cgroup_skb/egress")
int ok_cgroup_ports(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ipv4 *ip = data;
	u16 *ports;
	u32 len;

	if ((void *)(ip + 1) > end)
		return 1;
	len = ip->ihl << 2;
	ports = data + len;
	if ((void *)(ports + 2) > end)
		return 1;
	return ports[1] != swap16(25);
}
