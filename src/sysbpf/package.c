/* SPDX-License-Identifier: Apache-2.0
 * package.c - programs of another engine through bpf(2): PROG_LOAD with a package instead of instructions (type js), and
 * PROG_TEST_RUN of such a program.  Shells that have such an engine name these functions in their axi_bpf_host. */
#include "sysbpf/call.h"

enum { PACKAGE_MOST = 1 << 20, CTX_MOST = 1024, DATA_MOST = 65536, LOG_BYTES = 256 };

/* The package's own words go into the log, as the verifier's do. */
static int refuse(struct call *call, const char *text, int err)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	struct user_log log = {.buf = attr->log_buf, .size = attr->log_size, .level = attr->log_level};
	size_t at = offsetof(struct axi_attr_prog_load, log_true_size);
	u32 length = 0, true_size;
	char line[LOG_BYTES + 1];
	int log_err;

	while (length < LOG_BYTES - 1 && text[length])
		length++;
	memcpy(line, text, length);
	if (length)
		line[length++] = '\n';
	log_err = axi_log_send(call, &log, line, length, &true_size);
	if (call->size >= at + sizeof(true_size) && axi_call_result(call, at, true_size))
		log_err = -AX_EFAULT;
	return err ? err : log_err;
}

long axi_package_load(struct call *call)
{
	const struct axi_attr_prog_load *attr = &call->attr.prog_load;
	const struct axi_attr_more *more = &call->more;
	struct user_log log = {.buf = attr->log_buf, .size = attr->log_size, .level = attr->log_level};
	char text[LOG_BYTES] = "";
	struct ax_prog *prog = NULL;
	void *package;
	int err = axi_log_check(&log);

	if (err || attr->insn_cnt || attr->prog_flags || more->cert || more->cert_size || !more->package_size)
		return -AX_EINVAL;
	if (more->package_size > PACKAGE_MOST)
		return -AX_E2BIG;
	package = call->mem->alloc(call->mem, more->package_size);
	if (!package)
		return -AX_ENOMEM;
	err = axi_call_in(call, package, more->package, more->package_size);
	if (!err) {
		err = call->host->package_load(call->host->arg, package, more->package_size, &prog, text, sizeof(text));
		err = refuse(call, text, err);
		if (err && prog)
			ax_prog_put(prog);
	}
	call->mem->free(call->mem, package, more->package_size);
	return err ? err : axi_call_install(call, AX_KIND_PROG, prog, 0);
}

static int run(struct call *call, struct ax_prog *prog, const u8 *ctx, const u8 *data)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	const struct ax_port *port = ax_engine_port(call->engine);
	u32 repeat = attr->repeat ? attr->repeat : 1, result = 0;
	u64 start = port->now_ns ? port->now_ns() : 0, spent;
	int err = 0;

	for (u32 i = 0; i < repeat && !err; i++) {
		if (call->host->pin)
			call->host->pin(call->host->arg);
		err = prog->foreign->test(prog->foreign_arg, ctx, attr->ctx_size_in, data, attr->data_size_in, &result);
		if (call->host->unpin)
			call->host->unpin(call->host->arg);
		if (!err && call->host->interrupted && call->host->interrupted(call->host->arg))
			err = -AX_EINTR;
	}
	if (err)
		return err;
	spent = port->now_ns ? (port->now_ns() - start) / repeat : 0;
	err = axi_call_result(call, offsetof(struct axi_attr_test_run, retval), result);
	return err ? err : axi_call_result(call, offsetof(struct axi_attr_test_run, duration), (u32)min_u64(spent, UINT32_MAX));
}

int axi_package_test(struct call *call, struct ax_prog *prog)
{
	const struct axi_attr_test_run *attr = &call->attr.test;
	size_t bytes = CTX_MOST + DATA_MOST;
	u8 *block;
	int err;

	if (attr->ctx_out || attr->flags || attr->cpu || attr->batch_size || attr->ctx_size_in > CTX_MOST ||
	    attr->data_size_in > DATA_MOST)
		return -AX_EINVAL;
	block = call->mem->alloc(call->mem, bytes);
	if (!block)
		return -AX_ENOMEM;
	err = axi_call_in(call, block, attr->ctx_in, attr->ctx_size_in);
	if (!err)
		err = axi_call_in(call, block + CTX_MOST, attr->data_in, attr->data_size_in);
	if (!err)
		err = run(call, prog, block, block + CTX_MOST);
	if (!err && attr->data_out) { /* it cannot change the packet */
		u32 back = (u32)min_u64(attr->data_size_in, attr->data_size_out);

		err = axi_call_out(call, attr->data_out, block + CTX_MOST, back);
		if (!err)
			err = axi_call_result(call, offsetof(struct axi_attr_test_run, data_size_out), attr->data_size_in);
		if (!err && back < attr->data_size_in)
			err = -AX_ENOSPC;
	}
	call->mem->free(call->mem, block, bytes);
	return err;
}
