/* SPDX-License-Identifier: Apache-2.0
 * records.bpf.c - maps without sizes of their own that say what their records are, and a number by __ulong. */
#include "axiom_bpf.h"

struct record {
	__u64 when;
	char text[76];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct record);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 8);
	__type(value, struct record);
} events SEC(".maps");

#define __ulong(name, val) enum { CONCAT(value_, __COUNTER__) = val } name
#define CONCAT(a, b) CONCAT_(a, b)
#define CONCAT_(a, b) a##b

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
	__ulong(map_extra, 0x12345678);
} wide SEC(".maps");

SEC("socket")
int user(struct __sk_buff *skb)
{
	return !bpf_map_lookup_elem(&wide, &(__u32){0}) + !bpf_ringbuf_query(&ring, 0) + !bpf_perf_event_output(skb, &events, 0, &(__u64){1}, 8);
}
