/* SPDX-License-Identifier: Apache-2.0
 * clang1000.bpf.c - about a thousand instructions of ordinary clang output, for the load figures: a state estimator's
 * worth of map reads, bounded arithmetic, branches, loops and records. */
#include "axiom_bpf.h"

#define SENSORS 16

struct sensor {
	__u64 last, sum, sum_squares, samples;
	__u32 min, max, flags, errors;
	__u32 window[8];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SENSORS);
	__type(key, __u32);
	__type(value, struct sensor);
} sensors SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u64);
	__type(value, __u64);
} alarms SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} events SEC(".maps");

struct event {
	__u64 time, value;
	__u32 sensor, kind;
};

static __always_inline void raise_alarm(__u32 sensor, __u32 kind, __u64 value)
{
	__u64 key = (__u64)sensor << 32 | kind, one = 1;
	__u64 *count = bpf_map_lookup_elem(&alarms, &key);
	struct event *event;

	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&alarms, &key, &one, BPF_ANY);
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return;
	event->time = bpf_ktime_get_ns();
	event->value = value;
	event->sensor = sensor;
	event->kind = kind;
	bpf_ringbuf_submit(event, 0);
}

static __always_inline void sample(__u32 index, __u32 raw)
{
	struct sensor *s = bpf_map_lookup_elem(&sensors, &index);
	__u32 total = 0;

	if (!s)
		return;
	s->last = raw;
	s->sum += raw;
	s->sum_squares += (__u64)raw * raw;
	s->samples++;
	if (raw < s->min || s->samples == 1)
		s->min = raw;
	if (raw > s->max)
		s->max = raw;
	s->window[s->samples & 7] = raw;
#pragma unroll
	for (int i = 0; i < 8; i++)
		total += s->window[i];
	if (s->samples > 8 && total / 8 + 1000 < raw) {
		s->flags |= 1;
		raise_alarm(index, 1, raw);
	} else if (raw == 0) {
		s->errors++;
		if (s->errors > 10)
			raise_alarm(index, 2, s->errors);
	}
}

SEC("perf_event")
int clang1000(struct bpf_perf_event_data *ctx)
{
	__u64 noise = bpf_ktime_get_ns();

	sample(0, noise & 0xfff);
	sample(1, noise >> 12 & 0xfff);
	sample(2, noise >> 24 & 0xfff);
	sample(3, noise >> 36 & 0xfff);
	sample(4, noise & 0x7ff);
	sample(5, noise >> 11 & 0x7ff);
	sample(6, noise >> 22 & 0x7ff);
	return 0;
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
