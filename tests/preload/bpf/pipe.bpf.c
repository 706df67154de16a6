/* SPDX-License-Identifier: Apache-2.0
 * pipe.bpf.c - records into a perf event array, for `bpftool map event_pipe`. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 64);
} pipe SEC(".maps");

SEC("socket")
int send(struct __sk_buff *ctx)
{
	__u64 record[2] = {ctx->len, 0x1122334455667788};

	return bpf_perf_event_output(ctx, &pipe, BPF_F_CURRENT_CPU, record, sizeof(record));
}

char LICENSE[] SEC("license") = "GPL";
