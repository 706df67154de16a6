/* SPDX-License-Identifier: Apache-2.0
 * oldmaps_iproute2.bpf.c - maps as iproute2 (tc, ip) defines them: 36 bytes each, with id, pinning, inner_id and inner_idx. */
#include "axiom_bpf.h"

struct bpf_elf_map {
	__u32 type, size_key, size_value, max_elem, flags, id, pinning, inner_id, inner_idx;
};

struct bpf_elf_map SEC("maps") table = {BPF_MAP_TYPE_HASH, 8, 16, 32, 0, 2, 2, 0, 0};
struct bpf_elf_map SEC("maps") inner = {BPF_MAP_TYPE_ARRAY, 4, 8, 2, 0, 7, 0, 0, 3};
struct bpf_elf_map SEC("maps") outer = {BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 5, 0, 9, 1, 7, 0};

SEC("classifier")
int on_packet(struct __sk_buff *skb)
{
	__u32 index = 3;
	__u64 *cell;
	void *map = bpf_map_lookup_elem(&outer, &index);

	if (!map)
		return 0;
	cell = bpf_map_lookup_elem(map, &index);
	return cell ? (int)*cell : bpf_map_lookup_elem(&table, &(__u64){1}) != 0;
}
