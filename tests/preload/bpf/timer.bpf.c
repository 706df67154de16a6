/* SPDX-License-Identifier: Apache-2.0
 * timer.bpf.c - a timer in a map's value: a run starts it, its callback starts it again until it has rung three times. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct bell {
	__u64 rung;
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct bell);
} bells SEC(".maps");

static int ring(void *map, __u32 *key, struct bell *bell)
{
	if (++bell->rung < 3)
		bpf_timer_start(&bell->timer, 1000000, 0);
	return 0;
}

SEC("tc")
int set_bell(struct __sk_buff *skb)
{
	struct bell none = {}, *bell;
	__u32 key = 7;

	bpf_map_update_elem(&bells, &key, &none, BPF_ANY);
	bell = bpf_map_lookup_elem(&bells, &key);
	if (!bell)
		return 1;
	if (bpf_timer_init(&bell->timer, &bells, 1 /* CLOCK_MONOTONIC */))
		return 2;
	if (bpf_timer_set_callback(&bell->timer, ring))
		return 3;
	return bpf_timer_start(&bell->timer, 1000000, 0) ? 4 : 0;
}

char LICENSE[] SEC("license") = "GPL";
