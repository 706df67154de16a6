// SPDX-License-Identifier: Apache-2.0
// programs.bpf.c - what the JavaScript examples do, as one would write it in C; -DPROGRAM_name picks one.  clang's side of
// `make bench-jsebpf`.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int s32;
typedef long long s64;
typedef unsigned long long u64;

#define SEC(name)		 __attribute__((section(name), used))
#define __uint(name, value)	 int(*name)[value]
#define MAP(name, kind, entries) struct { __uint(type, kind); __uint(key_size, 4); __uint(value_size, 8); __uint(max_entries, entries); } name SEC(".maps")
#define MIN(a, b)		 ((a) < (b) ? (a) : (b))
#define MAX(a, b)		 ((a) > (b) ? (a) : (b))

static void *(*map_lookup)(void *map, const void *key) = (void *)1;
static long (*map_update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;

struct ctx {
	u8 *data, *data_end;
	u32 data_len, flags;
	union {
		struct { u32 ifindex, protocol; };
		s32 a[4];
	};
};

#ifdef PROGRAM_packet_filter
MAP(count, 2, 2);

static void add(u32 key)
{
	u64 *value = map_lookup(&count, &key);

	if (value)
		__sync_fetch_and_add(value, 1);
}

SEC("mbpf/net_rx") int mbpf_prog(struct ctx *ctx)
{
	u8 *data = ctx->data;

	add(0);
	if (data + 42 > ctx->data_end || ctx->protocol != 0x800 || data[23] != 17)
		return 0;
	if ((data[36] << 8 | data[37]) != 9)
		return 0;
	add(1);
	return 1;
}
#endif

#ifdef PROGRAM_rate_limiter
MAP(bucket, 1, 16);

SEC("mbpf/net_rx") int mbpf_prog(struct ctx *ctx)
{
	u32 tokens[2] = {8, 0}, key = ctx->ifindex;
	u32 *found = map_lookup(&bucket, &key);
	int drop;

	if (found)
		tokens[0] = found[0];
	tokens[0] = tokens[0] < 7 ? tokens[0] + 1 : 8;
	drop = tokens[0] < 4;
	if (!drop)
		tokens[0] -= 4;
	map_update(&bucket, &key, tokens, 0);
	return drop;
}
#endif

#ifdef PROGRAM_threshold_alarm
static int alarm;

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	s64 size = ctx->a[0] < 0 ? -(s64)ctx->a[0] : ctx->a[0];

	if (!alarm && size > 2000)
		alarm = 1;
	else if (alarm && size < 1500)
		alarm = 0;
	return alarm;
}
#endif

#ifdef PROGRAM_debounce
static int stable, last, same;

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	same = ctx->a[0] == last ? MIN(same + 1, 3) : 1;
	last = ctx->a[0];
	if (same >= 3 && stable != last)
		stable = last;
	return stable;
}
#endif

#ifdef PROGRAM_moving_average
static int ring[4];
static u32 at, filled, n;

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	s64 sum, twice, mean;

	ring[at & 3] = ctx->a[0] + n; /* the mask is for the verifier */
	n++;
	at = (at + 1) % 4;
	if (filled < 4)
		filled++;
	sum = (s64)ring[0] + ring[1] + ring[2] + ring[3];
	/* the nearest whole number, halves upwards; eBPF before v4 divides without signs */
	twice = 2 * sum + filled;
	mean = twice >= 0 ? (u64)twice / (2 * filled) : -(s64)(((u64)-twice + 2 * filled - 1) / (2 * filled));
	return mean;
}
#endif

#ifdef PROGRAM_pid
static s64 integral, before;

static s64 clamp(s64 x, s64 most)
{
	return x < -most ? -most : x > most ? most : x;
}

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	s64 error = clamp((s64)ctx->a[0] - ctx->a[1], 1000000), drive;

	integral = clamp(integral + error, 1000000);
	drive = clamp((384 * error + 26 * integral + 128 * (error - before)) >> 8, 1000);
	before = error;
	return drive;
}
#endif

#ifdef PROGRAM_checksum
SEC("mbpf/net_rx") int mbpf_prog(struct ctx *ctx)
{
	u8 *data = ctx->data, *end = ctx->data_end;
	u32 sum = 0;

	if (data + 34 > end)
		return -1;
#pragma unroll 1
	for (u32 i = 14; i < 34; i += 2) {
		u8 *at;

		__asm__ volatile("" : "+r"(i)); /* or clang counts with a pointer, whose bound no verifier sees */
		at = data + i;
		if (at + 2 > end)
			return -1;
		sum += at[0] << 8 | at[1];
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}
#endif

char _license[] SEC("license") = "Apache-2.0";
