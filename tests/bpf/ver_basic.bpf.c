/* SPDX-License-Identifier: Apache-2.0
 * ver_basic.bpf.c - ordinary C that the verifier must accept: arrays, bounds checks, strings, switches, globals,
 * subprograms, ring-buffer error paths, per-CPU maps, masked indexes. */
#include "axiom_bpf.h"

struct item {
	__u32 count, limit;
	__u64 values[16];
	char name[32];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct item);
} items SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__type(key, __u64);
	__type(value, __u64);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} stats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct event {
	__u64 time;
	__u32 kind, length;
	char text[48];
};

static volatile __u64 total;
static __u64 table[64];
static const __u32 weights[16] = {1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47};
static volatile const __u32 enabled = 1;

SEC("perf_event")
int sum_array(void *ctx)
{
	__u32 key = 0;
	__u64 sum = 0;
	struct item *item = bpf_map_lookup_elem(&items, &key);

	if (!item)
		return 0;
	for (int i = 0; i < 16; i++)
		sum += item->values[i];
	total += sum;
	return 0;
}

SEC("perf_event")
int sum_counted(void *ctx)
{
	__u32 key = 1;
	__u64 sum = 0;
	struct item *item = bpf_map_lookup_elem(&items, &key);

	if (!item)
		return 0;
	__u32 n = item->count;

	if (n > 16)
		n = 16;
	for (__u32 i = 0; i < n; i++)
		sum += item->values[i] * i;
	total += sum;
	return 0;
}

SEC("perf_event")
int masked_index(void *ctx)
{
	__u64 now = bpf_ktime_get_ns();

	table[now & 63]++;
	table[(now >> 8) & 63] += 2;
	if (now < 64)
		table[now]++;
	return 0;
}

SEC("perf_event")
int checked_index(void *ctx)
{
	__u32 key = 2;
	struct item *item = bpf_map_lookup_elem(&items, &key);

	if (!item)
		return 0;
	__u32 at = item->limit;

	if (at >= 16)
		return 1;
	item->values[at] = weights[at];
	int s = (int)item->count;

	if (s < 0 || s > 15)
		return 2;
	item->values[s]++;
	return 0;
}

SEC("perf_event")
int find_char(void *ctx)
{
	__u32 key = 3;
	struct item *item = bpf_map_lookup_elem(&items, &key);

	if (!item)
		return 0;
	for (int i = 0; i < 32; i++) {
		if (!item->name[i])
			return i;
		if (item->name[i] == '/')
			item->count = i;
	}
	return -1;
}

SEC("perf_event")
int parse_number(void *ctx)
{
	__u32 key = 3, number = 0;
	struct item *item = bpf_map_lookup_elem(&items, &key);

	if (!item)
		return 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 10; i++) {
		char c = item->name[i];

		if (c < '0' || c > '9')
			break;
		number = number * 10 + (c - '0');
	}
	item->limit = number;
	return 0;
}

SEC("perf_event")
int switch_table(void *ctx)
{
	__u32 key = bpf_get_smp_processor_id() & 3;
	__u64 *stat = bpf_map_lookup_elem(&stats, &key);

	if (!stat)
		return 0;
	switch (*stat & 7) {
	case 0: *stat += 10; break;
	case 1: *stat *= 3; break;
	case 2: *stat ^= 0x55; break;
	case 3: *stat -= 7; break;
	case 5: *stat <<= 1; break;
	default: *stat = 1;
	}
	return 0;
}

SEC("perf_event")
int reserve_paths(void *ctx)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	__u64 key = 5, *count;

	if (!e)
		return 1;
	e->time = bpf_ktime_get_ns();
	count = bpf_map_lookup_elem(&counts, &key);
	if (!count) {
		__u64 one = 1;

		bpf_ringbuf_discard(e, 0);
		bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
		return 2;
	}
	e->kind = (__u32)*count;
	e->length = sizeof(e->text);
#pragma clang loop unroll(disable)
	for (int i = 0; i < sizeof(e->text); i++)
		e->text[i] = (char)('a' + i % 26);
	__sync_fetch_and_add(count, 1);
	if (e->kind & 1)
		bpf_ringbuf_submit(e, 0);
	else
		bpf_ringbuf_submit(e, 1);
	return 0;
}

SEC("perf_event")
int output_path(void *ctx)
{
	struct event e = {};

	e.time = bpf_ktime_get_ns();
	bpf_get_current_comm(e.text, 16);
	e.length = sizeof(e);
	return (int)bpf_ringbuf_output(&events, &e, sizeof(e), 0);
}

static __noinline __u64 mix(__u64 a, __u64 b)
{
	a ^= b;
	a *= 0x9e3779b97f4a7c15ull;
	return a ^ a >> 29;
}

static __noinline int fill(__u64 *out, __u32 n)
{
	if (n > 8)
		return -1;
	for (__u32 i = 0; i < n; i++)
		out[i] = i;
	return 0;
}

SEC("perf_event")
int calls(void *ctx)
{
	__u64 buffer[8] = {}, hash = 0;

	if (fill(buffer, 8))
		return 1;
	for (int i = 0; i < 8; i++)
		hash = mix(hash, buffer[i]);
	total += mix(hash, 3);
	return 0;
}

static __noinline struct item *get(__u32 index)
{
	return bpf_map_lookup_elem(&items, &index);
}

SEC("perf_event")
int get_items(void *ctx)
{
	__u32 n = 0;

#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < 8; i++) {
		struct item *item = get(i);

		if (!item)
			continue;
		n += item->count;
	}
	total += n;
	return 0;
}

SEC("perf_event")
int nested(void *ctx)
{
	__u32 key = 0;
	struct item *item = bpf_map_lookup_elem(&items, &key);

	if (!item || !enabled)
		return 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 15; i++)
#pragma clang loop unroll(disable)
		for (int j = 0; j < 15 - i; j++) {
			__u64 a = item->values[j], b = item->values[j + 1];

			if (a > b) {
				item->values[j] = b;
				item->values[j + 1] = a;
			}
		}
	return 0;
}

SEC("perf_event")
int stack_array(void *ctx)
{
	__u32 seen[32] = {};
	__u64 now = bpf_ktime_get_ns();

#pragma clang loop unroll(disable)
	for (int i = 0; i < 32; i++) {
		seen[(now >> (i & 7)) & 31]++;
		now = mix(now, i);
	}
	for (int i = 0; i < 32; i++)
		total += seen[i];
	return 0;
}

SEC("perf_event")
int binary_search(void *ctx)
{
	__u32 key = 0, lo = 0, hi = 16;
	struct item *item = bpf_map_lookup_elem(&items, &key);

	if (!item)
		return 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 5; i++) {
		__u32 mid = (lo + hi) / 2;

		if (mid >= 16)
			break;
		if (item->values[mid] < total)
			lo = mid + 1;
		else
			hi = mid;
	}
	item->limit = lo;
	return 0;
}

SEC("perf_event")
int while_loop(void *ctx)
{
	__u64 n = bpf_ktime_get_ns(), steps = 0;

	while (n > 1 && steps < 1000) {
		n = n & 1 ? 3 * n + 1 : n / 2;
		steps++;
	}
	total += steps;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
