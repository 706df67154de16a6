/* SPDX-License-Identifier: Apache-2.0
 * test_run.c - BPF_PROG_TEST_RUN: run a program now, on a context built from the caller's bytes.
 *
 * Which types can and how is Linux's (net/bpf/test_run.c): those with a packet (test_packet.c, test_flow.c), raw tracepoints on their
 * arguments, syscall programs on bytes of the caller's; the others say ENOTSUPP. */
#include "engine/packet.h"
#include "sysbpf/call.h"

enum { RAW_ARGS_BYTES = 96 };

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
int axi_test_repeat(struct call *call, struct ax_prog *prog, void *ctx, u32 repeat, u32 *retval, u32 *duration)
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
		err = axi_test_repeat(call, prog, args, 1, &retval, &duration);
	if (!err)
		err = axi_call_result(call, offsetof(struct axi_attr_test_run, retval), retval);
	return err;
}

/* --- programs of type syscall: on bytes that they may change --- */

static int test_syscall(struct call *call, struct ax_prog *prog)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	u32 retval = 0, duration, size = attr->ctx_size_in;
	void *ctx;
	int err;

	if (attr->data_in || attr->data_out || attr->ctx_out || attr->duration || attr->repeat || attr->flags || attr->batch_size)
		return -AX_EINVAL;
	if (size > UINT16_MAX)
		return -AX_EINVAL;
	ctx = call->mem->alloc(call->mem, UINT16_MAX + 1); /* as much as such a program may access; the rest reads as 0 */
	if (!ctx)
		return -AX_ENOMEM;
	memset(ctx, 0, UINT16_MAX + 1);
	err = axi_call_in(call, ctx, attr->ctx_in, size);
	err = err ? err : axi_test_repeat(call, prog, ctx, 1, &retval, &duration);
	err = err ? err : axi_call_result(call, offsetof(struct axi_attr_test_run, retval), retval);
	err = err ? err : axi_call_out(call, attr->ctx_in, ctx, size);
	call->mem->free(call->mem, ctx, UINT16_MAX + 1);
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
	if (prog->foreign)
		err = call->host->package_test_call ? call->host->package_test_call(call, prog) : -AX_ENOTSUPP;
	else if (prog->type == AX_PROG_RAW_TRACEPOINT)
		err = test_raw(call, prog);
	else if (AXI_UNVERIFIED && prog->type == AX_PROG_SYSCALL)
		err = test_syscall(call, prog);
	else if (AXI_UNVERIFIED && prog->type == AX_PROG_FLOW_DISSECTOR)
		err = axi_test_flow(call, prog);
	else if (AXI_UNVERIFIED && prog->type == AX_PROG_SK_LOOKUP)
		err = axi_test_lookup(call, prog);
	else if (prog->type == AX_PROG_XDP)
		err = axi_test_xdp(call, prog);
	else if (axi_packet_type(prog->type))
		err = axi_test_skb(call, prog);
	else
		err = -AX_ENOTSUPP;
	ax_prog_put(prog);
	return err;
}
