/* SPDX-License-Identifier: Apache-2.0
 * calls.bpf.c - counts one process's calls of bpf(2), at their begin and at their end, and notes where they come from. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

__u32 process;
__s64 number;          /* of bpf(2) */
__u64 entered, left, failed;
__s64 trace, bytes;    /* bpf_get_stackid, bpf_get_stack */
__u64 stack[3];
static __u32 inside;

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, 4);
	__uint(value_size, 24);
	__uint(max_entries, 8);
} traces SEC(".maps");

SEC("raw_tp/sys_enter")
int enter(struct bpf_raw_tracepoint_args *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != process)
		return 0;
	inside = (__s64)ctx->args[1] == number;
	if (!inside)
		return 0;
	entered++;
	trace = bpf_get_stackid(ctx, &traces, BPF_F_REUSE_STACKID);
	bytes = bpf_get_stack(ctx, stack, sizeof(stack), 0);
	return 0;
}

SEC("raw_tp/sys_exit")
int leave(struct bpf_raw_tracepoint_args *ctx)
{
	if (bpf_get_current_pid_tgid() >> 32 != process || !inside)
		return 0;
	left++;
	failed += (__s64)ctx->args[1] < 0;
	return 0;
}
