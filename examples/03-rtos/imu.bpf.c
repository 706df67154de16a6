/* SPDX-License-Identifier: Apache-2.0
 * imu.bpf.c - on every sample of an accelerometer: a median of five against spikes, counts for each axis, an alarm when the
 * robot is hit.  Runs in the sensor's interrupt. */
#include "axiom_bpf.h"
#include "imu.h"

struct window {
	__s32 last[5];
	__u32 at;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, AXES);
	__type(key, __u32);
	__type(value, struct window);
} windows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} alarms SEC(".maps");

/* The median: the value with at most two below it and at most two above. */
static __s32 median(const struct window *w)
{
	__s32 found = 0;

	for (__u32 i = 0; i < 5; i++) {
		__u32 below = 0, above = 0;

		for (__u32 j = 0; j < 5; j++) {
			below += w->last[j] < w->last[i];
			above += w->last[j] > w->last[i];
		}
		if (below <= 2 && above <= 2)
			found = w->last[i];
	}
	return found;
}

static void count(__u32 axis)
{
	__u64 one = 1, *n = bpf_map_lookup_elem(&hits, &axis);

	if (n)
		__sync_fetch_and_add(n, 1);
	else
		bpf_map_update_elem(&hits, &axis, &one, BPF_ANY);
}

SEC("iio/device0/accel")
int on_sample(struct ax_iio_event *ctx)
{
	__u32 axis = ctx->channel;
	struct window *w = bpf_map_lookup_elem(&windows, &axis);
	struct alarm alarm;
	__u32 at;

	if (!w)
		return 0;
	at = w->at < 5 ? w->at : 0;
	w->last[at] = (__s32)ctx->value;
	w->at = at + 1;
	alarm = (struct alarm){.time_ms = (__u32)(ctx->timestamp_ns / 1000000), .axis = axis, .milli_g = median(w)};
	if (alarm.milli_g < LIMIT_MILLI_G && alarm.milli_g > -LIMIT_MILLI_G)
		return 0;
	count(axis);
	bpf_ringbuf_output(&alarms, &alarm, sizeof(alarm), 0);
	return 1;
}

char LICENSE[] SEC("license") = "Apache-2.0";
