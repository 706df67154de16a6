/* SPDX-License-Identifier: Apache-2.0
 * points.bpf.c - tracepoints of system calls: what one process calls, and with what. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct enter {
	__u64 common;
	long id;
	unsigned long args[6];
};

struct leave {
	__u64 common;
	long id, ret;
};

__u32 process;
__s64 number;                /* of bpf(2) */
__u64 entered, left, raw_entered, raw_left, failed, others;
__u64 command, size, word, bad, cookie, other_cookie;

static int mine(void)
{
	return bpf_get_current_pid_tgid() >> 32 == process;
}

SEC("tp/syscalls/sys_enter_bpf")
int on_enter(struct enter *ctx)
{
	if (!mine())
		return 0;
	entered++;
	command = ctx->args[0];
	size = ctx->args[2];
	bad = bpf_probe_read_user(&word, sizeof(word), (void *)ctx->args[1]) != 0;
	return 0;
}

SEC("tp/syscalls/sys_exit_bpf")
int on_leave(struct leave *ctx)
{
	if (mine()) {
		left++;
		failed += ctx->ret < 0;
	}
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_enter")
int on_any(struct enter *ctx)
{
	if (mine() && ctx->id == number) {
		raw_entered++;
		cookie = bpf_get_attach_cookie(ctx);
	}
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_exit")
int on_any_end(struct leave *ctx)
{
	if (mine() && ctx->id == number) {
		raw_left++;
		other_cookie = bpf_get_attach_cookie(ctx);
	}
	return 0;
}

SEC("tp/syscalls/sys_enter_perf_event_open")
int on_event(struct enter *ctx)
{
	others += mine();
	return 0;
}

SEC("?tp/syscalls/sys_enter_no_such_call")
int on_nothing(struct enter *ctx)
{
	return 0;
}

SEC("?uprobe//bin/sh:no_such_function")
int on_probe(void *ctx)
{
	return 0;
}
