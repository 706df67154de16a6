/* SPDX-License-Identifier: Apache-2.0
 * maps.bpf.c - lookups and NULL tests, locks, rings, maps in maps, keys on the stack, events. */
#include "lang.h"

LICENSE;
struct event {
	u64 when;
	u32 pid, len;
	char comm[16];
	u8 data[64];
};
struct locked {
	struct bpf_spin_lock lock;
	u32 count;
	u64 sum;
};
struct prefix {
	u32 bits;
	u8 addr[4];
};
HASH(flows, u64, struct event, 1024);
HASH(seen, u32, u64, 64);
ARRAY(config, u32, 8);
ARRAY(guarded, struct locked, 1);
RING(ring);
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__type(key, struct prefix);
	__type(value, u32);
	__uint(max_entries, 16);
	__uint(map_flags, 1);
} routes SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, u32);
	__type(value, struct event);
	__uint(max_entries, 1);
} scratch SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 4);
} perf SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 4);
} jumps SEC(".maps");
struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, u32);
	__type(value, u64);
	__uint(max_entries, 4);
} inner SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, u32);
	__array(values, struct inner);
} outer SEC(".maps") = {.values = {&inner}};
struct locked own_lock SEC(".data.locks");

SEC("kprobe/x")
int ok_count_or_create(u64 *ctx)
{
	u32 pid = pid_tgid() >> 32;
	u64 one = 1, *n = map_lookup(&seen, &pid);

	if (n)
		__sync_fetch_and_add(n, 1);
	else
		map_update(&seen, &pid, &one, BPF_NOEXIST);
	return 0;
}

SEC("kprobe/x")
int ok_lookup_after_create(u64 *ctx)
{
	u32 pid = pid_tgid() >> 32;
	u64 zero = 0, *n = map_lookup(&seen, &pid);

	if (!n) {
		map_update(&seen, &pid, &zero, BPF_NOEXIST);
		n = map_lookup(&seen, &pid);
		if (!n)
			return 0;
	}
	(*n)++;
	return 0;
}

SEC("kprobe/x")
int ok_nested_lookups(u64 *ctx)
{
	u32 zero = 0, *which = map_lookup(&config, &zero);
	u64 *n;

	if (!which)
		return 0;
	n = map_lookup(&seen, which);
	return n ? *n : 0;
}

SEC("kprobe/x")
int no_forgotten_null(u64 *ctx)
{
	u32 pid = pid_tgid() >> 32;
	u64 *n = map_lookup(&seen, &pid);

	return *n;
}

SEC("kprobe/x")
int no_null_of_the_other(u64 *ctx)
{
	u32 pid = pid_tgid() >> 32, two = 2;
	u64 *a = map_lookup(&seen, &pid), *b = map_lookup(&seen, &two);

	return a ? *b : 0;
}

SEC("kprobe/x")
int ok_event_on_stack(u64 *ctx)
{
	struct event e = {};

	e.when = ktime();
	e.pid = pid_tgid() >> 32;
	get_comm(e.comm, sizeof(e.comm));
	probe_read_kernel(e.data, sizeof(e.data), (void *)ctx[0]);
	perf_output(ctx, &perf, BPF_F_CURRENT_CPU, &e, sizeof(e));
	return 0;
}

SEC("kprobe/x")
int ok_event_in_ring(u64 *ctx)
{
	struct event *e = ringbuf_reserve(&ring, sizeof(*e), 0);
	u64 len = ctx[1];

	if (!e)
		return 0;
	e->when = ktime();
	if (len > sizeof(e->data))
		len = sizeof(e->data);
	if (probe_read_kernel(e->data, len, (void *)ctx[0])) {
		ringbuf_discard(e, 0);
		return 0;
	}
	e->len = len;
	ringbuf_submit(e, 0);
	return 0;
}

SEC("kprobe/x")
int no_lost_record(u64 *ctx)
{
	struct event *e = ringbuf_reserve(&ring, sizeof(*e), 0);

	if (!e)
		return 0;
	if (ctx[0] & 1)
		return 0;
	ringbuf_submit(e, 0);
	return 0;
}

SEC("kprobe/x")
int no_record_after_submit(u64 *ctx)
{
	struct event *e = ringbuf_reserve(&ring, sizeof(*e), 0);

	if (!e)
		return 0;
	ringbuf_submit(e, 0);
	return e->len;
}

SEC("kprobe/x")
int ok_output_of_variable_size(u64 *ctx)
{
	u32 zero = 0, len = ctx[1];
	struct event *e = map_lookup(&scratch, &zero);

	if (!e)
		return 0;
	len &= 63;
	e->len = len;
	probe_read_kernel(e->data, len, (void *)ctx[0]);
	ringbuf_output(&ring, e, __builtin_offsetof(struct event, data) + len, 0);
	return 0;
}

SEC("kprobe/x")
int ok_output_of_string(u64 *ctx)
{
	u32 zero = 0;
	struct event *e = map_lookup(&scratch, &zero);
	long n;

	if (!e)
		return 0;
	n = probe_read_str(e->data, sizeof(e->data), (void *)ctx[0]);
	if (n <= 0)
		return 0;
	if (n > (long)sizeof(e->data))
		n = sizeof(e->data);
	perf_output(ctx, &perf, BPF_F_CURRENT_CPU, e, __builtin_offsetof(struct event, data) + n);
	return 0;
}

SEC("tc")
int ok_lock(struct __sk_buff *skb)
{
	u32 zero = 0;
	struct locked *l = map_lookup(&guarded, &zero);

	if (!l)
		return 0;
	spin_lock(&l->lock);
	l->count++;
	l->sum += skb->len;
	spin_unlock(&l->lock);
	return 0;
}

SEC("tc")
int ok_lock_on_both_ways(struct __sk_buff *skb)
{
	u32 zero = 0;
	struct locked *l = map_lookup(&guarded, &zero);

	if (!l)
		return 0;
	spin_lock(&l->lock);
	if (l->count > 100) {
		spin_unlock(&l->lock);
		return 2;
	}
	l->count++;
	spin_unlock(&l->lock);
	return 0;
}

SEC("tc")
int ok_lock_in_data(struct __sk_buff *skb)
{
	spin_lock(&own_lock.lock);
	own_lock.count++;
	spin_unlock(&own_lock.lock);
	return 0;
}

SEC("tc")
int no_lock_kept(struct __sk_buff *skb)
{
	spin_lock(&own_lock.lock);
	own_lock.count++;
	if (own_lock.sum)
		return 0;
	spin_unlock(&own_lock.lock);
	return 0;
}

SEC("tc")
int no_lock_written(struct __sk_buff *skb)
{
	*(volatile u32 *)&own_lock = 1;
	return 0;
}

SEC("xdp")
int ok_routes(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ipv4 *ip = data + sizeof(struct eth);
	struct prefix key = {.bits = 32};
	u32 *verdict;

	if ((void *)(ip + 1) > end)
		return XDP_PASS;
	memcpy(key.addr, &ip->src, 4);
	verdict = map_lookup(&routes, &key);
	return verdict ? *verdict & 3 : XDP_PASS;
}

SEC("xdp")
int ok_flow_key_from_packet(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ipv4 *ip = data + sizeof(struct eth);
	struct event *e;
	u64 key;

	if ((void *)(ip + 1) > end)
		return XDP_PASS;
	key = (u64)ip->src << 32 | ip->dst;
	e = map_lookup(&flows, &key);
	if (e) {
		e->len += end - data;
		e->when = ktime();
		return XDP_PASS;
	}
	struct event fresh = {.pid = 1};

	memcpy(fresh.data, ip, sizeof(*ip));
	map_update(&flows, &key, &fresh, 0);
	return XDP_PASS;
}

/* the key is in the packet itself */
SEC("xdp")
int ok_packet_as_key(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u64 *n;

	if (data + 4 > end)
		return XDP_PASS;
	n = map_lookup(&seen, data);
	if (n)
		*n += 1;
	return XDP_PASS;
}

SEC("kprobe/x")
int ok_map_in_map(u64 *ctx)
{
	u32 one = 1, key = ctx[0];
	void *m = map_lookup(&outer, &one);
	u64 *n;

	if (!m)
		return 0;
	n = map_lookup(m, &key);
	return n ? *n : 0;
}

SEC("kprobe/x")
int no_map_in_map_null(u64 *ctx)
{
	u32 one = 1, key = ctx[0];
	u64 *n = map_lookup(map_lookup(&outer, &one), &key);

	return n ? *n : 0;
}

SEC("xdp")
int ok_tail_calls(struct xdp_md *ctx)
{
	tail_call(ctx, &jumps, 0);
	tail_call(ctx, &jumps, cpu_id() & 3);
	return XDP_PASS;
}

SEC("kprobe/x")
int no_beyond_value(u64 *ctx)
{
	u32 zero = 0;
	struct locked *l = map_lookup(&guarded, &zero);

	if (l)
		*(volatile u64 *)((u8 *)l + 16 + (ctx[0] & 7)) = 1;
	return 0;
}

SEC("kprobe/x")
int ok_delete_and_copy(u64 *ctx)
{
	u64 key = pid_tgid();
	struct event *e = map_lookup(&flows, &key), copy;

	if (!e)
		return 0;
	memcpy(&copy, e, sizeof(copy));
	map_delete(&flows, &key);
	perf_output(ctx, &perf, BPF_F_CURRENT_CPU, &copy, sizeof(copy));
	return copy.len;
}

/* which of two maps is decided as it runs */
SEC("kprobe/x")
int ok_one_of_two_values(u64 *ctx)
{
	u32 zero = 0, key = ctx[1];
	u32 *n;

	if (ctx[0] & 1)
		n = map_lookup(&config, &zero);
	else
		n = map_lookup(&seen, &key);
	if (!n)
		return 0;
	return *n;
}

SEC("kprobe/x")
int ok_error_code_and_pointer(u64 *ctx)
{
	u32 key = ctx[1];
	u64 *n = NULL;
	int err = 0;

	if (ctx[0] > 10) {
		err = -1;
	} else {
		n = map_lookup(&seen, &key);
		if (!n)
			err = -2;
	}
	if (err)
		return err;
	return *n;
}
