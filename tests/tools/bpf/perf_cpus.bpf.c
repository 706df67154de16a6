/* SPDX-License-Identifier: Apache-2.0
 * perf_cpus.bpf.c - perf events without max_entries, as most programs have them: libbpf gives them an entry a CPU. */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

SEC("kprobe/x")
int show(void *ctx)
{
	__u64 now = bpf_ktime_get_ns();

	bpf_perf_event_output(ctx, &events, 0xffffffffULL /* this CPU */, &now, sizeof(now));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
