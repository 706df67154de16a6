/* SPDX-License-Identifier: Apache-2.0
 * features.bpf.c - many features in one object: subprograms in .text and beside an entry, several programs in one
 * section, data sections, all map types, ring-buffer records. */
#include "axiom_bpf.h"

struct sample {
	__u64 when;
	__u32 cpu, kind;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct sample);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 16);
} percpu SEC(".maps");

typedef __u64 triple[3];

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, triple);
} percpu_table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

const volatile __u32 step = 3;
const volatile char banner[5] = "tick";
__u64 start = 100;
static volatile __u32 hidden_data = 7;
__u64 total;
static volatile __u32 hidden_bss[4];

static __noinline __u64 scale(__u64 n)
{
	barrier_var(n);
	return n * step + hidden_data;
}

__noinline __u64 add_up(__u64 n)
{
	total += scale(n);
	hidden_bss[2] = (__u32)n;
	return total + start;
}

SEC("socket")
int count_packets(struct __sk_buff *skb)
{
	__u32 key = 1;
	__u64 *cell = bpf_map_lookup_elem(&percpu, &key);

	if (cell)
		cell[1] += skb->len;
	return (int)add_up(skb->len);
}

SEC("socket")
int sample_packets(struct __sk_buff *skb)
{
	struct sample *s = bpf_ringbuf_reserve(&ring, sizeof(*s), 0);
	__u64 key = skb->hash;

	if (!s)
		return 0;
	s->when = bpf_ktime_get_ns();
	s->cpu = bpf_get_smp_processor_id();
	s->kind = banner[1];
	bpf_map_update_elem(&table, &key, s, BPF_ANY);
	bpf_ringbuf_submit(s, 0);
	return 1;
}

SEC("raw_tracepoint/sys_enter")
int no_calls(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 key = (__u32)ctx->args[1];
	triple value = {key, 2, 3};

	return (int)bpf_map_update_elem(&percpu_table, &key, value, BPF_NOEXIST);
}

char LICENSE[] SEC("license") = "GPL";
__u32 kernel_version SEC("version") = 0x060102;
