/* SPDX-License-Identifier: Apache-2.0
 * inner.bpf.c - maps and programs as initial values: maps of maps, a program array. */
#include "axiom_bpf.h"

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} one SEC(".maps"), two SEC(".maps");

struct {
	__uint(type, 12);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {[1] = &two, [3] = &one}};

struct {
	__uint(type, 13);
	__uint(max_entries, 4);
	__type(key, __u64);
	__array(values, struct inner);
} unfilled SEC(".maps");

SEC("socket")
int user(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&outer, &key) != NULL;
}

struct {
	__uint(type, 3);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} calls SEC(".maps") = {.values = {[1] = (void *)&user}};

SEC("socket")
int caller(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &calls, 1); /* user: key 0 of outer is empty */
	return 7;
}

SEC("socket")
int filled(struct __sk_buff *skb)
{
	__u32 outside = 3, inside = 0;
	__u64 *value;
	void *map = bpf_map_lookup_elem(&outer, &outside);

	value = map ? bpf_map_lookup_elem(map, &inside) : NULL;
	if (!value)
		return 0;
	*value += 5;
	return (int)*value;
}
