/* SPDX-License-Identifier: Apache-2.0
 * missing.bpf.c - what the kernel of tests/core/bpf/kernel.c has not: each refused by its name, or guarded. */
#include "axiom_bpf.h"

#define KERNEL __attribute__((preserve_access_index))
#define EXISTS(what) __builtin_preserve_field_info(what, 2)

struct task_struct {
	long state;
	struct inner {
		int deep[4];
	} lost;
} KERNEL;
struct nowhere {
	int number;
} KERNEL;

SEC("raw_tp/switched")
int a_field(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct task = {};

	return EXISTS(task.state) && __builtin_preserve_field_info(task.lost.deep[2], 0);
}

SEC("raw_tp/switched")
int a_type(struct bpf_raw_tracepoint_args *ctx)
{
	struct nowhere there = {};

	return (int)__builtin_preserve_field_info(there.number, 1);
}

SEC("raw_tp/switched")
int guarded(struct bpf_raw_tracepoint_args *ctx)
{
	struct nowhere there = {};

	return EXISTS(there.number) ? (int)__builtin_preserve_field_info(there.number, 1) : 0;
}
