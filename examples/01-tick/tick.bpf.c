/* SPDX-License-Identifier: Apache-2.0
 * tick.bpf.c - on every timer tick: count in a map, send a record through a ring buffer, print a line. */
#include "axiom_bpf.h"
#include "tick.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counter SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

SEC("perf_event")
int on_tick(struct bpf_perf_event_data *ctx)
{
	/* First, so that the reader's latency includes all the work below. */
	struct tick_event event = {.ktime_ns = bpf_ktime_get_ns()};
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counter, &key);

	if (!count)
		return 0;
	event.count = *count + 1;
	bpf_map_update_elem(&counter, &key, &event.count, BPF_ANY);
	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	bpf_printk("tick %llu", event.count);
	return 0;
}

/* bpf_trace_printk is for GPL-compatible programs only; the source itself is Apache-2.0. */
char LICENSE[] SEC("license") = "Dual MIT/GPL";
