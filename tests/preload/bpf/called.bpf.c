/* SPDX-License-Identifier: Apache-2.0
 * called.bpf.c - functions that are called and handed to a helper, and no context, so that Linux shows the instructions
 * that it was given (bpftool prog dump xlated, as text and as a graph). */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} two SEC(".maps");
int sum;

static __attribute__((noinline)) int twice(int n)
{
	sum += n;
	return 2 * n;
}

static long each(void *map, __u32 *key, __u32 *value, void *arg)
{
	sum += twice((int)*value);
	return 0;
}

SEC("socket")
int called(void *ctx)
{
	bpf_for_each_map_elem(&two, each, (void *)0, 0);
	return twice(sum);
}

char LICENSE[] SEC("license") = "GPL";
