/* SPDX-License-Identifier: Apache-2.0
 * test_run.c - BPF_PROG_TEST_RUN: run a program now, on a context built from the caller's bytes.
 *
 * Which types can and how is Linux's (net/bpf/test_run.c): socket filters on a packet, raw tracepoints on their
 * arguments; the others say ENOTSUPP. */
#include "sysbpf/call.h"

enum {
	ETH_HEADER = 14,
	PACKET_MAX = 4096 - 512, /* about what Linux leaves of a page */
	RAW_ARGS_BYTES = 96,
	ETH_TYPE_AT = 12,
};

/* --- running --- */

static void pin(struct call *call, unsigned long *irq)
{
	if (call->host->pin)
		call->host->pin(call->host->arg);
	else
		*irq = ax_cpu_mask();
}

static void unpin(struct call *call, unsigned long irq)
{
	if (call->host->unpin)
		call->host->unpin(call->host->arg);
	else
		ax_cpu_restore(irq);
}

static u64 now(struct call *call)
{
	const struct ax_port *port = ax_engine_port(call->engine);

	return port->now_ns ? port->now_ns() : 0;
}

/* `repeat` runs; *duration: mean nanoseconds of one. */
static int run_repeatedly(struct call *call, struct ax_prog *prog, void *ctx, u32 repeat, u32 *retval, u32 *duration)
{
	u64 start = now(call), spent;

	for (u32 i = 0; i < repeat; i++) {
		unsigned long irq = 0;

		pin(call, &irq);
		*retval = (u32)ax_prog_run(prog, ctx);
		unpin(call, irq);
		if (call->host->interrupted && call->host->interrupted(call->host->arg))
			return -AX_EINTR;
	}
	spent = (now(call) - start) / repeat;
	*duration = (u32)min_u64(spent, UINT32_MAX);
	return 0;
}

/* Copy out as much as the caller has room for; a NULL buffer asks for the size only.  -AX_ENOSPC when cut. */
static int give(struct call *call, u64 user, u32 room, const void *from, u32 bytes)
{
	u32 copy = bytes;
	int err = 0;

	if (room && room < bytes) {
		copy = room;
		err = -AX_ENOSPC;
	}
	if (user && axi_call_out(call, user, from, copy))
		return -AX_EFAULT;
	return err;
}

/* --- socket filters --- */

/* What a loopback device (its address and its broadcast address are zero) makes of the Ethernet header: 0 for us,
 * 2 multicast, 3 for someone else. */
static u32 packet_type(const u8 *packet)
{
	static const u8 none[6];

	if (!memcmp(packet, none, 6))
		return 0;
	return packet[0] & 1 ? 2 : 3;
}

/* The caller's __sk_buff: the fields that Linux lets him set, the others must be zero. */
static int skb_in(struct call *call, struct axi_sk_buff *skb)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct axi_sk_buff given = {0}, rest;
	int err;

	if (attr->ctx_size_in > AX_PAGE_BYTES)
		return -AX_E2BIG;
	if (attr->ctx_size_in > sizeof(given)) {
		err = axi_call_zero(call, attr->ctx_in + sizeof(given), attr->ctx_size_in - sizeof(given));
		if (err)
			return err;
	}
	err = axi_call_in(call, &given, attr->ctx_in, min_u64(attr->ctx_size_in, sizeof(given)));
	if (err)
		return err;
	rest = given;
	rest.mark = rest.priority = 0;
	memset(rest.cb, 0, sizeof(rest.cb));
	for (u32 i = 0; i < sizeof(rest) / sizeof(u32); i++)
		if (((const u32 *)(const void *)&rest)[i])
			return -AX_EINVAL;
	skb->mark = given.mark;
	skb->priority = given.priority;
	memcpy(skb->cb, given.cb, sizeof(skb->cb));
	return 0;
}

static int skb_out(struct call *call, const struct axi_sk_buff *skb)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	int err = 0;

	if (!attr->ctx_out)
		return 0;
	err = give(call, attr->ctx_out, attr->ctx_size_out, skb, sizeof(*skb));
	if (err != -AX_EFAULT &&
	    axi_call_result(call, offsetof(struct axi_attr_test_run, ctx_size_out), sizeof(*skb)))
		err = -AX_EFAULT;
	return err;
}

static int run_skb(struct call *call, struct ax_prog *prog, u8 *packet, struct axi_sk_buff *skb)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	u32 retval = 0, duration = 0;
	u16 protocol;
	int err;

	memcpy(&protocol, packet + ETH_TYPE_AT, sizeof(protocol));
	skb->protocol = protocol; /* network byte order, as Linux */
	skb->len = attr->data_size_in - ETH_HEADER;
	skb->pkt_type = packet_type(packet);
	skb->ifindex = 1;
	err = run_repeatedly(call, prog, skb, attr->repeat ? attr->repeat : 1, &retval, &duration);
	if (err)
		return err;
	memset(packet, 0, ETH_HEADER); /* Linux gives the packet back with an empty header */
	err = give(call, attr->data_out, attr->data_size_out, packet, attr->data_size_in);
	if (err == -AX_EFAULT ||
	    axi_call_result(call, offsetof(struct axi_attr_test_run, data_size_out), attr->data_size_in) ||
	    axi_call_result(call, offsetof(struct axi_attr_test_run, retval), retval) ||
	    axi_call_result(call, offsetof(struct axi_attr_test_run, duration), duration))
		return -AX_EFAULT;
	return err ? err : skb_out(call, skb);
}

static int test_skb(struct call *call, struct ax_prog *prog)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct axi_sk_buff skb = {0};
	u8 *packet;
	int err;

	if (attr->flags || attr->cpu || attr->batch_size)
		return -AX_EINVAL;
	if (attr->data_size_in < ETH_HEADER || attr->data_size_in > PACKET_MAX)
		return -AX_EINVAL;
	packet = call->mem->alloc(call->mem, attr->data_size_in);
	if (!packet)
		return -AX_ENOMEM;
	err = axi_call_in(call, packet, attr->data_in, attr->data_size_in);
	if (!err)
		err = skb_in(call, &skb);
	if (!err)
		err = run_skb(call, prog, packet, &skb);
	call->mem->free(call->mem, packet, attr->data_size_in);
	return err;
}

/* --- raw tracepoints --- */

static int test_raw(struct call *call, struct ax_prog *prog)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	u64 args[RAW_ARGS_BYTES / 8] = {0}; /* arguments that are not given read as 0 */
	u32 retval = 0, duration;
	int err;

	if (attr->data_in || attr->data_out || attr->ctx_out || attr->duration || attr->repeat || attr->batch_size)
		return -AX_EINVAL;
	if (attr->ctx_size_in > RAW_ARGS_BYTES)
		return -AX_EINVAL;
	if (!(attr->flags & AXI_TEST_RUN_ON_CPU) && attr->cpu) /* other flags are ignored, as Linux does */
		return -AX_EINVAL;
	if ((attr->flags & AXI_TEST_RUN_ON_CPU) && attr->cpu != ax_cpu_id())
		return attr->cpu < axi_cpu_count(ax_engine_port(call->engine)) ? -AX_EOPNOTSUPP : -AX_ENXIO;
	err = axi_call_in(call, args, attr->ctx_in, attr->ctx_size_in);
	if (!err)
		err = run_repeatedly(call, prog, args, 1, &retval, &duration);
	if (!err)
		err = axi_call_result(call, offsetof(struct axi_attr_test_run, retval), retval);
	return err;
}

long axi_cmd_test_run(struct call *call)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	struct ax_prog *prog;
	void *object;
	int err;

	if (!attr->ctx_size_in != !attr->ctx_in || !attr->ctx_size_out != !attr->ctx_out)
		return -AX_EINVAL;
	err = axi_call_fd(call, attr->prog_fd, AX_KIND_PROG, &object, NULL);
	if (err)
		return err;
	prog = object;
	switch (prog->type) {
	case AX_PROG_SOCKET_FILTER: err = test_skb(call, prog); break;
	case AX_PROG_RAW_TRACEPOINT: err = test_raw(call, prog); break;
	default: err = -AX_ENOTSUPP; break;
	}
	ax_prog_put(prog);
	return err;
}
