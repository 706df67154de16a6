/* SPDX-License-Identifier: Apache-2.0
 * perf_cpus.bpf.c - maps without max_entries: perf events, to which libbpf gives an entry a CPU; a ring buffer that waits for its own
 * loader; a storage, which must not have any. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u64);
} tasks SEC(".maps");

SEC("kprobe/x")
int show(void *ctx)
{
	__u64 now = bpf_ktime_get_ns();

	bpf_ringbuf_output(&ring, &now, sizeof(now), 0);
	bpf_perf_event_output(ctx, &events, 0xffffffffULL /* this CPU */, &now, sizeof(now));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
