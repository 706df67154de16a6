/* SPDX-License-Identifier: Apache-2.0
 * test_flow.c - BPF_PROG_TEST_RUN of programs that take a packet apart (FLOW_DISSECTOR) and that look a socket up (SK_LOOKUP):
 * what goes in and comes back is Linux's (net/bpf/test_run.c).  Not in small builds, whose PROG_RUN rows do not name these types. */
#include "engine/packet.h"
#include "sysbpf/call.h"

/* --- FLOW_DISSECTOR --- */

/* struct bpf_flow_keys */
struct keys {
	u16 nhoff, thoff, addr_proto;
	u8 is_frag, is_first_frag, is_encap, ip_proto;
	u16 n_proto, sport, dport;
	u32 addresses[8];
	u32 flags, flow_label;
};
enum { ETH_HEADER = 14, ETH_TYPE_AT = 12, KEYS_BYTES = 56, KEYS_AT = 144 /* in struct __sk_buff: flow_keys */ };
_Static_assert(sizeof(struct keys) == KEYS_BYTES, "uapi");

struct flow_run {
	struct axi_skb_ctx ctx;
	struct keys keys, given;
	bool has_given;
	u32 size;
	u8 packet[AX_PAGE_BYTES];
};

static u16 clamp(u16 value, u32 low, u32 high)
{
	return (u16)(value < low ? low : value > high ? high : value);
}

static void start_flow(struct flow_run *run)
{
	u64 keys = (uintptr_t)&run->keys;

	memset(&run->keys, 0, sizeof(run->keys));
	memcpy(&run->keys.n_proto, run->packet + ETH_TYPE_AT, sizeof(run->keys.n_proto));
	run->keys.nhoff = run->keys.thoff = ETH_HEADER;
	run->keys.flags = run->given.flags;
	memcpy((u8 *)run->ctx.words + KEYS_AT, &keys, sizeof(keys));
	run->ctx.packet = (struct axi_packet){
		.data = run->packet, .meta = run->packet, .end = run->packet + run->size,
		.head = run->packet, .limit = run->packet + run->size,
	};
}

static int run_flow(struct call *call, struct ax_prog *prog, struct flow_run *run)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	u32 repeat = attr->repeat ? attr->repeat : 1, retval = 0, one = 0;
	u64 duration = 0;
	int err;

	for (u32 i = 0; i < repeat; i++) {
		start_flow(run); /* each run begins with fresh keys */
		err = axi_test_repeat(call, prog, &run->ctx, 1, &retval, &one);
		if (err)
			return err;
		duration += one;
	}
	run->keys.nhoff = clamp(run->keys.nhoff, ETH_HEADER, run->size);
	run->keys.thoff = clamp(run->keys.thoff, run->keys.nhoff, run->size);
	err = axi_test_finish(call, &run->keys, sizeof(run->keys), retval, (u32)(duration / repeat));
	return err ? err : axi_test_ctx_out(call, &run->given, sizeof(run->given));
}

/* Of the caller's keys only the flags may be set. */
static bool flags_only(const struct keys *given)
{
	static const struct keys none;
	struct keys rest = *given;

	rest.flags = 0;
	return !memcmp(&rest, &none, sizeof(rest));
}

int axi_test_flow(struct call *call, struct ax_prog *prog)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct flow_run *run;
	int err;

	if (attr->flags || attr->cpu || attr->batch_size)
		return -AX_EINVAL;
	if (attr->data_size_in < ETH_HEADER || attr->data_size_in > AX_PAGE_BYTES)
		return -AX_EINVAL;
	run = call->mem->alloc(call->mem, sizeof(*run));
	if (!run)
		return -AX_ENOMEM;
	memset(run, 0, sizeof(*run));
	run->size = attr->data_size_in;
	err = axi_call_in(call, run->packet, attr->data_in, run->size);
	if (!err)
		err = axi_test_ctx_in(call, &run->given, sizeof(run->given), &run->has_given);
	if (!err && !flags_only(&run->given))
		err = -AX_EINVAL;
	if (!err)
		err = run_flow(call, prog, run);
	call->mem->free(call->mem, run, sizeof(*run));
	return err;
}

/* --- SK_LOOKUP --- */

/* struct bpf_sk_lookup; its first 8 bytes are a pointer for the program, a cookie for who runs it. */
struct lookup {
	u64 sock;
	u32 family, protocol, remote_ip4, remote_ip6[4];
	u16 remote_port, pad;
	u32 local_ip4, local_ip6[4], local_port, ingress_ifindex, rest;
};
enum { FAMILY_IP = 2, FAMILY_IPV6 = 10, SK_DROP = 0, SK_PASS = 1 };
_Static_assert(sizeof(struct lookup) == 72, "uapi");

/* What a program sees of the caller's words: addresses of the family alone. */
static int see(const struct lookup *given, struct lookup *seen)
{
	if (given->sock || given->ingress_ifindex || given->rest)
		return -AX_EINVAL;
	if (given->local_port > UINT16_MAX)
		return -AX_ERANGE;
	*seen = (struct lookup){.family = (u16)given->family, .protocol = (u16)given->protocol, .remote_port = given->remote_port,
				.local_port = given->local_port};
	switch (seen->family) {
	case FAMILY_IP:
		seen->remote_ip4 = given->remote_ip4;
		seen->local_ip4 = given->local_ip4;
		return 0;
	case FAMILY_IPV6:
		memcpy(seen->remote_ip6, given->remote_ip6, sizeof(seen->remote_ip6));
		memcpy(seen->local_ip6, given->local_ip6, sizeof(seen->local_ip6));
		return 0;
	default: return -AX_EAFNOSUPPORT;
	}
}

int axi_test_lookup(struct call *call, struct ax_prog *prog)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct lookup given = {0}, seen;
	u32 retval = 0, duration = 0;
	bool has_given;
	int err;

	if (attr->flags || attr->cpu || attr->batch_size || attr->data_in || attr->data_size_in || attr->data_out || attr->data_size_out)
		return -AX_EINVAL;
	err = axi_test_ctx_in(call, &given, sizeof(given), &has_given);
	if (err || !has_given)
		return err ? err : -AX_EINVAL;
	err = see(&given, &seen);
	if (!err)
		err = axi_test_repeat(call, prog, &seen, attr->repeat ? attr->repeat : 1, &retval, &duration);
	if (!err)
		err = axi_test_finish(call, NULL, 0, retval == SK_DROP ? SK_DROP : SK_PASS, duration);
	return err ? err : axi_test_ctx_out(call, &given, sizeof(given));
}
