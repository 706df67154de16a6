/* SPDX-License-Identifier: Apache-2.0
 * stackmap.bpf.c - stack traces whose sizes the program's own loader sets, as in bcc's tools. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, sizeof(__u32));
} stacks SEC(".maps");

SEC("kprobe/do_nothing")
int on_probe(struct pt_regs *ctx)
{
	return (int)bpf_get_stackid(ctx, &stacks, 0);
}

char LICENSE[] SEC("license") = "GPL";
