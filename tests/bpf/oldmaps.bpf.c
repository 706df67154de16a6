/* SPDX-License-Identifier: Apache-2.0
 * oldmaps.bpf.c - maps as loaders read them before BTF: struct bpf_map_def in section "maps". */
#include "axiom_bpf.h"

struct bpf_map_def {
	__u32 type, key_size, value_size, max_entries, map_flags;
};

struct bpf_map_def SEC("maps") first = {BPF_MAP_TYPE_HASH, 8, 16, 32, BPF_F_NO_PREALLOC};
struct bpf_map_def SEC("maps") second = {BPF_MAP_TYPE_ARRAY, 4, 8, 2, 0};

SEC("kprobe/do_nothing")
int on_probe(struct pt_regs *ctx)
{
	__u64 key = 1, value[2] = {1, 2};
	__u32 index = 1;
	__u64 *cell = bpf_map_lookup_elem(&second, &index);

	if (cell)
		*cell += 1;
	return (int)bpf_map_update_elem(&first, &key, value, BPF_ANY);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
