/* SPDX-License-Identifier: Apache-2.0
 * kinds.bpf.c - several map types and tail calls. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct count {
	__u64 runs, sum;
};

struct lpm_key {
	__u32 bits;
	__u8 addr[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct count);
} by_mark SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 512);
	__type(key, __u32);
	__type(value, __u32);
} recent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} per_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 16);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct lpm_key);
	__type(value, __u32);
} routes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 8);
	__type(value, __u32);
} todo SEC(".maps");

int stage_even(struct __sk_buff *skb);
int stage_odd(struct __sk_buff *skb);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__array(values, int(void *));
} stages SEC(".maps") = {
	.values = {[0] = (void *)&stage_even, [1] = (void *)&stage_odd},
};

static void note(struct __sk_buff *skb, __u32 what)
{
	struct count first = {1, skb->len}, *have;
	__u32 mark = skb->mark;

	have = bpf_map_lookup_elem(&by_mark, &mark);
	if (have) {
		have->runs++;
		have->sum += skb->len;
	} else {
		bpf_map_update_elem(&by_mark, &mark, &first, BPF_NOEXIST);
	}
	bpf_map_update_elem(&recent, &mark, &what, BPF_ANY);
}

SEC("socket")
int stage_even(struct __sk_buff *skb)
{
	struct lpm_key key = {.bits = 32, .addr = {10, 1, 2, 3}};
	__u32 *route = bpf_map_lookup_elem(&routes, &key);

	note(skb, 2);
	return 1000 + (route ? *route : 0);
}

SEC("socket")
int stage_odd(struct __sk_buff *skb)
{
	__u32 job = skb->mark;

	note(skb, 3);
	return 2000 + (bpf_map_push_elem(&todo, &job, 0) ? 1 : 0);
}

SEC("socket")
int entry(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *mine = bpf_map_lookup_elem(&per_cpu, &key);

	if (mine)
		(*mine)++;
	bpf_tail_call(skb, &stages, skb->mark & 3); /* 2 is empty, 3 is behind the end */
	note(skb, 1);
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
