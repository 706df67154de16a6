/* SPDX-License-Identifier: Apache-2.0
 * upstream.bpf.c - a program as people write it for Linux, without our header: uapi types and constants, helpers as static
 * function pointers, a format string in .rodata, a map of each way to give sizes, a weak and a hidden function. */
typedef unsigned int __u32;
typedef unsigned long long __u64;
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int(*name)[val]
#define __type(name, val) typeof(val) *name

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, __u64 flags) = (void *)2;
static long (*bpf_trace_printk)(const char *fmt, __u32 fmt_size, ...) = (void *)6;
static __u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;

struct event {
	int pid;
	char comm[12];
};

struct {
	__uint(type, 1);
	__uint(max_entries, 8192);
	__type(key, int);
	__type(value, struct event);
} execs SEC(".maps");

struct {
	__uint(type, 2);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(struct event));
} heap SEC(".maps");

const volatile int filter_pid = 0;

__attribute__((weak, noinline)) int weak_filter(int pid)
{
	return filter_pid && pid != filter_pid;
}

__attribute__((visibility("hidden"), noinline)) int hidden_filter(int pid)
{
	return pid == 1;
}

SEC("tp/sched/sched_process_exec")
int handle_exec(void *ctx)
{
	static const char fmt[] = "exec of %d\n";
	int pid = bpf_get_current_pid_tgid() >> 32, zero = 0;
	struct event *e = bpf_map_lookup_elem(&heap, &zero);

	if (!e || weak_filter(pid) || hidden_filter(pid))
		return 0;
	e->pid = pid;
	bpf_map_update_elem(&execs, &pid, e, 0);
	bpf_trace_printk(fmt, sizeof(fmt), pid);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
