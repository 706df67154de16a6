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

#ifdef PROGRAM_pid_joints
static const s32 kp[4] = {384, 300, 280, 512}, ki[4] = {26, 20, 18, 40}, kd[4] = {128, 96, 90, 200};
static s32 goal[4], integral[4], before[4], at[4];

static s64 clamp(s64 x, s64 most)
{
	return x < -most ? -most : x > most ? most : x;
}

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	s64 sum = 0;

	at[0] = ctx->a[0];
	at[1] = ctx->a[1];
	at[2] = ctx->a[2];
	at[3] = ctx->a[3];
	for (int i = 0; i < 4; i++) {
		s64 error = clamp((s64)goal[i] - at[i], 1000000);

		integral[i] = clamp(integral[i] + error, 1000000);
		sum += clamp((s32)(kp[i] * error + ki[i] * integral[i] + kd[i] * (error - before[i])) >> 8, 1000);
		before[i] = error;
	}
	return sum;
}
#endif

#ifdef PROGRAM_parse
SEC("mbpf/net_rx") int mbpf_prog(struct ctx *ctx)
{
	u8 *data = ctx->data, *data_end = ctx->data_end;
	u32 end = MIN(ctx->data_len, 64), at = 0, sum = 0;

	while (at + 2 <= end) {
		u32 type, length;
		u8 *p = data + at;

		if (p + 2 > data_end)
			return -1;
		type = p[0] & 7;
		length = p[1] & 15;
		at += 2;
		if (at + length > end)
			return -1;
		if (type == 3)
			for (u32 i = 0; i < length; i++) {
				u32 n = at + i;
				u8 *q;

				__asm__ volatile("" : "+r"(n)); /* or the sum is made of a pointer that was not compared */
				q = data + (n & 127);           /* the mask, too, is for the verifier */
				if (q + 1 > data_end)
					return -1;
				sum += *q;
			}
		at += length;
	}
	return sum;
}
#endif

#ifdef PROGRAM_crc16
SEC("mbpf/net_rx") int mbpf_prog(struct ctx *ctx)
{
	u8 *data = ctx->data, *end = ctx->data_end;
	u32 crc = 0xffff, length = ctx->data_len;

	for (u32 i = 0; i < length && i < 64; i++) {
		u8 *at;

		__asm__ volatile("" : "+r"(i));
		at = data + i;
		if (at + 1 > end)
			return -1;
		crc ^= *at << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
	}
	return crc;
}
#endif

#ifdef PROGRAM_crc_table
static const u16 table[16] = {0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
			      0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef};

SEC("mbpf/net_rx") int mbpf_prog(struct ctx *ctx)
{
	u8 *data = ctx->data, *end = ctx->data_end;
	u32 crc = 0xffff, length = ctx->data_len;

	for (u32 i = 0; i < length && i < 64; i++) {
		u8 *at;

		__asm__ volatile("" : "+r"(i));
		at = data + i;
		if (at + 1 > end)
			return -1;
		crc = (crc << 4 & 0xffff) ^ table[(crc >> 12 ^ *at >> 4) & 15]; /* the masks are for the verifier */
		crc = (crc << 4 & 0xffff) ^ table[(crc >> 12 ^ (*at & 15)) & 15];
	}
	return crc;
}
#endif

#ifdef PROGRAM_window
static s32 samples[16];
static u32 at;

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	s64 most, least, sum = 0, mean;

	samples[at & 15] = ctx->a[0]; /* the mask is for the verifier */
	at = (at + 1) % 16;
	most = least = samples[0];
	for (int i = 0; i < 16; i++) {
		s64 x = samples[i];

		if (x > most)
			most = x;
		if (x < least)
			least = x;
		sum += x;
	}
	/* downwards; eBPF before v4 divides without signs */
	mean = sum - most - least;
	return mean >= 0 ? (u64)mean / 14 : -(s64)(((u64)-mean + 13) / 14);
}
#endif

#ifdef PROGRAM_frames
static u32 state, left, sum, good;

SEC("mbpf/net_rx") int mbpf_prog(struct ctx *ctx)
{
	u8 *data = ctx->data, *end = ctx->data_end;
	u32 length = ctx->data_len;

	for (u32 i = 0; i < 64 && i < length; i++) {
		u8 *at, byte;

		__asm__ volatile("" : "+r"(i));
		at = data + i;
		if (at + 1 > end)
			return -1;
		byte = *at;
		switch (state) {
		case 0:
			if (byte >= 0xb0)
				state = 1;
			break;
		case 1:
			state = byte >= 0x62 ? 2 : 0;
			break;
		case 2:
			left = byte & 7;
			sum = byte;
			state = left ? 3 : 4;
			break;
		case 3:
			sum = (sum + byte) & 255;
			left = (left - 1) & 7;
			if (!left)
				state = 4;
			break;
		default:
			if ((sum ^ byte) < 128)
				good = (good + 1) & 0xffff;
			state = 0;
		}
	}
	return good;
}
#endif

#ifdef PROGRAM_median
static s32 samples[5], sorted[5];
static u32 at;

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	if (at < 5)
		samples[at] = ctx->a[0];
	at = at < 4 ? at + 1 : 0;
	for (u32 i = 0; i < 5; i++) {
		u32 k;
		s32 x;

		__asm__ volatile("" : "+r"(i)); /* or clang counts with a pointer */
		x = samples[i];
		for (k = i; k > 0; k--) {
			__asm__ volatile("" : "+r"(k));
			if (k > 4 || sorted[k - 1] <= x) /* k > 4 is for the verifier */
				break;
			sorted[k] = sorted[k - 1];
		}
		if (k < 5)
			sorted[k] = x;
	}
	return sorted[2];
}
#endif

#ifdef PROGRAM_fir
static const s32 taps[8] = {3, 12, 40, 73, 73, 40, 12, 3};
static s32 x[8];

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	s64 sum = 0;

	for (int i = 7; i > 0; i--)
		x[i] = x[i - 1];
	x[0] = ctx->a[0];
	for (int i = 0; i < 8; i++)
		sum += (s64)taps[i] * x[i];
	return (s32)sum >> 8;
}
#endif

#ifdef PROGRAM_votes
static s32 seen[4], agreed;

SEC("mbpf/custom") int mbpf_prog(struct ctx *ctx)
{
	u32 votes = 0, farthest = 0;
	s64 most = -1;

	seen[0] = ctx->a[0];
	seen[1] = ctx->a[1];
	seen[2] = ctx->a[2];
	seen[3] = ctx->a[3];
	for (u32 i = 0; i < 4; i++) {
		s64 off = (s64)seen[i] - agreed;

		if (off < 0)
			off = -off;
		if (off < 100)
			votes++;
		if (off > most) {
			most = off;
			farthest = i;
		}
	}
	if (votes >= 3)
		agreed = seen[(farthest ^ 1) & 3]; /* the mask is for the verifier */
	return votes * 4 + farthest;
}
#endif

char _license[] SEC("license") = "Apache-2.0";
