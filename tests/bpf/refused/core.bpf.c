/* SPDX-License-Identifier: Apache-2.0
 * core.bpf.c - a CO-RE access: refused, with program and instruction. */
#include "axiom_bpf.h"

struct task_struct {
	int pid, tgid;
} __attribute__((preserve_access_index));

SEC("socket")
int plain(struct __sk_buff *skb)
{
	return 0;
}

SEC("raw_tp/sched_switch")
int relocated(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[1];

	return task->tgid;
}
