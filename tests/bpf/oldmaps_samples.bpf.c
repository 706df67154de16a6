/* SPDX-License-Identifier: Apache-2.0
 * oldmaps_samples.bpf.c - maps as Linux's samples/bpf defined them for bpf_load.c: 28 bytes each, the last two words an inner
 * map's number and a NUMA node; one of them in a section of its own. */
#include "axiom_bpf.h"

struct bpf_map_def {
	__u32 type, key_size, value_size, max_entries, map_flags, inner_map_idx, numa_node;
};

struct bpf_map_def SEC("maps") a_table = {BPF_MAP_TYPE_HASH, 8, 16, 32, 4 /* BPF_F_NUMA_NODE */, 0, 1};
struct bpf_map_def SEC("maps") b_inner = {BPF_MAP_TYPE_ARRAY, 4, 8, 2, 0, 0, 0};
struct bpf_map_def SEC("maps") c_outer = {BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 0, 5, 0, 1, 0};
struct bpf_map_def SEC("maps/d_other") d_other = {BPF_MAP_TYPE_HASH_OF_MAPS, 8, 0, 5, 0, 3, 0};

SEC("kprobe/do_nothing")
int on_probe(struct pt_regs *ctx)
{
	__u32 index = 1;
	__u64 key = 1, *cell;
	void *inner = bpf_map_lookup_elem(&c_outer, &index);

	if (!inner)
		return 0;
	cell = bpf_map_lookup_elem(inner, &index);
	if (cell)
		*cell += 1;
	return bpf_map_lookup_elem(&a_table, &key) != 0;
}
