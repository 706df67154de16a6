/* SPDX-License-Identifier: Apache-2.0
 * plain.bpf.c - fields of the host's own types, for the real kernel's BTF. */
#include "axiom_bpf.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct mm_struct {
	unsigned long start_code;
};
struct list_head___x {
	struct list_head___x *next;
};
struct task_struct {
	int pid, tgid;
	char comm[16];
	struct mm_struct *mm;
	struct list_head___x children;
	struct task_struct *real_parent;
	int not_in_any_kernel;
};
#pragma clang attribute pop

SEC("raw_tp/sched_switch")
int fields(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[1];

	if (__builtin_preserve_field_info(task->not_in_any_kernel, 2))
		return task->not_in_any_kernel;
	return task->tgid + task->pid + task->comm[3] + (int)task->real_parent->mm->start_code +
	       (task->children.next == &task->children);
}

char _license[] SEC("license") = "GPL";
