/* SPDX-License-Identifier: Apache-2.0
 * ring.bpf.c - ring buffer, global data, CO-RE. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct task_struct {
	int pid;
	int tgid;
	char comm[16];
	int no_such_field_anywhere;
} __attribute__((preserve_access_index));

enum pid_type { PIDTYPE_PID___other, PIDTYPE_TGID };

struct event {
	__u64 seq, arg;
	__u32 pid_offset, comm_bytes, task_bytes, has_missing, tgid_follows;
	__u32 label[4];
};

const volatile __u32 label = 7;      /* set before loading */
__u64 sent, refused;                 /* .bss: read and written through the skeleton */
__u64 factor = 3;                    /* .data */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("raw_tp")
int on_call(struct bpf_raw_tracepoint_args *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e) {
		__sync_fetch_and_add(&refused, 1);
		return 1;
	}
	e->seq = __sync_fetch_and_add(&sent, 1);
	e->arg = ctx->args[0] * factor;
	e->pid_offset = bpf_core_field_offset(struct task_struct, pid);
	e->comm_bytes = bpf_core_field_size(struct task_struct, comm);
	e->task_bytes = bpf_core_type_size(struct task_struct);
	e->has_missing = bpf_core_field_exists(struct task_struct, no_such_field_anywhere);
	e->tgid_follows = bpf_core_field_offset(struct task_struct, tgid) == e->pid_offset + 4;
	for (int i = 0; i < 4; i++)
		e->label[i] = label + i;
	bpf_ringbuf_submit(e, 0);
	return 0;
}

SEC("perf_event")
int on_tick(void *ctx)
{
	__sync_fetch_and_add(&sent, 1000000);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
