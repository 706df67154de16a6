/* SPDX-License-Identifier: Apache-2.0
 * innerlock.bpf.c - a lock in the values of a map in a map. */
#include "axiom_bpf.h"

struct bpf_spin_lock {
	__u32 val;
};

struct guarded {
	__u64 sum;
	struct bpf_spin_lock lock;
	__u32 count;
};

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct guarded);
} one SEC(".maps");

struct {
	__uint(type, 12);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[1] = &one}};

SEC("custom/guarded")
int on_sample(struct ax_custom_args *args)
{
	__u32 outside = 1, inside = 1;
	struct guarded *value;
	void *map = bpf_map_lookup_elem(&outer, &outside);
	__u32 count;

	value = map ? bpf_map_lookup_elem(map, &inside) : NULL;
	if (!value)
		return -1;
	bpf_spin_lock(&value->lock);
	value->sum += args->args[0];
	count = ++value->count;
	bpf_spin_unlock(&value->lock);
	return (int)count;
}

char LICENSE[] SEC("license") = "GPL";
