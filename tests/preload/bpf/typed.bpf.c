/* SPDX-License-Identifier: Apache-2.0
 * typed.bpf.c - programs that attach by types of the running kernel's, and follow its pointers. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct task_struct {
	int pid;
	struct task_struct *real_parent;
} __attribute__((preserve_access_index));

int parent;

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, _Bool preempt, struct task_struct *prev, struct task_struct *next)
{
	parent = next->real_parent->pid;
	return 0;
}

SEC("fentry/do_unlinkat")
int BPF_PROG(on_unlink, int dir)
{
	parent = dir;
	return 0;
}
