/* SPDX-License-Identifier: Apache-2.0
 * timers.bpf.c - two timers in the values of a map: one rings five times, every 20 ms; the other is a watchdog, which each
 * feeding puts off for 50 ms. */
#include "axiom_bpf.h"
#include "timers.h"

struct bpf_timer {
	__u64 opaque[2];
};

struct slot {
	struct bpf_timer timer;
	__u32 left, count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, TIMERS);
	__type(key, __u32);
	__type(value, struct slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} rungs SEC(".maps");

#define MS 1000000ull

static int ring(void *map, __u32 *key, struct slot *s)
{
	struct rung rung = {.time_ms = (__u32)(bpf_ktime_get_ns() / MS), .timer = *key, .count = ++s->count};

	bpf_ringbuf_output(&rungs, &rung, sizeof(rung), 0);
	if (s->left) {
		s->left--;
		bpf_timer_start(&s->timer, 20 * MS, 0);
	}
	return 0;
}

static int arm(__u32 key, __u32 left, __u64 first)
{
	struct slot *s = bpf_map_lookup_elem(&slots, &key);

	if (!s)
		return 1;
	bpf_timer_init(&s->timer, &slots, 1 /* monotonic */); /* -EBUSY: it is set up already */
	if (bpf_timer_set_callback(&s->timer, ring))
		return 2;
	s->left = left;
	return (int)bpf_timer_start(&s->timer, first, 0);
}

SEC("custom/blink")
int blink(struct ax_custom_args *ctx)
{
	return arm(BLINK, 4, 20 * MS);
}

SEC("custom/feed")
int feed(struct ax_custom_args *ctx)
{
	return arm(WATCHDOG, 0, 50 * MS);
}

/* Result: was the watchdog running? */
SEC("custom/rest")
int rest(struct ax_custom_args *ctx)
{
	__u32 key = WATCHDOG;
	struct slot *s = bpf_map_lookup_elem(&slots, &key);

	return s ? (int)bpf_timer_cancel(&s->timer) : -1;
}

char LICENSE[] SEC("license") = "GPL";
