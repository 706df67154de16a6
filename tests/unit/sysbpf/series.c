/* SPDX-License-Identifier: Apache-2.0
 * series.c - SERIES_QUERY, Axiom's own command: statistics, the last samples and windows of a time series through bpf(2). */
#include "sysbpf/uapi.h"
#include "unit/sysbpf/world.h"

enum { N = 4, KEYS = 3, VALUE = sizeof(struct ax_series_stats) + N * sizeof(struct ax_sample) };

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

static long ask(struct world *world, struct axi_attr_series *series, u32 size)
{
	union axi_attr attr;
	long err;

	memset(&attr, 0, sizeof(attr));
	attr.series = *series;
	err = world_bpf(world, AXI_BPF_SERIES_QUERY, &attr, size ? size : sizeof(attr));
	series->count = attr.series.count;
	return err;
}

#define ASK(...) ask(world, &(struct axi_attr_series){__VA_ARGS__}, 0)

static void push(struct world *world, int map, u32 key, u64 time_ns, s64 number)
{
	struct {
		struct ax_series_stats stats;
		struct ax_sample sample[N];
	} value = {.sample = {{time_ns, number}}};
	union bpf_attr attr = {.map_fd = (u32)map, .key = at(&key), .value = at(&value)};

	CHECK_EQ(world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr)), 0);
}

static int series_of(struct world *world, u32 flags)
{
	int map = world_map(world, AX_MAP_SERIES, 4, VALUE, KEYS, flags);

	CHECK(map >= 0);
	return map;
}

static void questions(struct world *world)
{
	struct axi_attr_series last;
	struct ax_series_stats stats;
	struct ax_sample out[N + 1];
	u32 map = (u32)series_of(world, 0), key = 9, other = 8;

	for (u64 i = 1; i <= 6; i++)
		push(world, (int)map, key, i * 100, (s64)i * 10);
	CHECK_EQ(ASK(.map_fd = map, .key = at(&key), .out = at(&stats)), 0);
	CHECK(stats.count == 6 && stats.min == 10 && stats.max == 60 && stats.mean == 35 && stats.variance == 291 && stats.last_ns == 600);
	/* the samples are of the year dot: none is of the last microsecond, all of the last 2^64 ns */
	CHECK_EQ(ASK(.map_fd = map, .key = at(&key), .out = at(&stats), .from = 1000), 0);
	CHECK(!stats.count && !stats.late);
	CHECK_EQ(ASK(.map_fd = map, .key = at(&key), .out = at(&stats), .from = UINT64_MAX), 0);
	CHECK(stats.count == N && stats.min == 30 && stats.first_ns == 300);

	last = (struct axi_attr_series){.map_fd = map, .what = AXI_SERIES_LAST, .key = at(&key), .out = at(out), .from = 1, .room = 2};
	memset(out, 0xee, sizeof(out));
	CHECK_EQ(ask(world, &last, 0), 0);
	CHECK(last.count == 2 && out[0].value == 40 && out[1].value == 50 && out[2].value == (s64)0xeeeeeeeeeeeeeeee);
	last = (struct axi_attr_series){.map_fd = map, .what = AXI_SERIES_LAST, .key = at(&key), .out = at(out), .room = UINT32_MAX};
	CHECK_EQ(ask(world, &last, 0), 0);
	CHECK(last.count == N && out[0].value == 30 && out[N].value == (s64)0xeeeeeeeeeeeeeeee);
	last = (struct axi_attr_series){.map_fd = map, .what = AXI_SERIES_WINDOW, .key = at(&key), .out = at(out), .from = 401, .room = N};
	CHECK_EQ(ask(world, &last, 0), 0);
	CHECK(last.count == 2 && out[0].time_ns == 500 && out[1].time_ns == 600);
	last = (struct axi_attr_series){.map_fd = map, .what = AXI_SERIES_WINDOW, .key = at(&key), .from = 601, .room = N};
	CHECK_EQ(ask(world, &last, 0), 0); /* nothing to copy: no place is needed */
	CHECK_EQ(last.count, 0);
	CHECK_EQ(ASK(.map_fd = map, .what = AXI_SERIES_LAST, .key = at(&other), .out = at(out), .room = N), -AX_ENOENT);
	CHECK_EQ(ASK(.map_fd = map, .key = at(&other), .out = at(&stats)), -AX_ENOENT);

	push(world, (int)map, other, 1, INT64_MIN);
	push(world, (int)map, other, 2, INT64_MAX);
	memset(&stats, 0xee, sizeof(stats));
	CHECK_EQ(ASK(.map_fd = map, .key = at(&other), .out = at(&stats)), -AX_EOVERFLOW);
	CHECK(stats.count == 2 && stats.min == INT64_MIN && stats.max == INT64_MAX && !stats.mean && !stats.variance);
}

static void mistakes(struct world *world)
{
	struct ax_series_stats stats;
	u32 map = (u32)series_of(world, 0), blind = (u32)series_of(world, AX_MAP_F_WRONLY), key = 0;
	u32 hash = (u32)world_map(world, BPF_MAP_TYPE_HASH, 4, 8, 1, 0);
	struct axi_attr_series good = {.map_fd = map, .key = at(&key), .out = at(&stats)};

	push(world, (int)map, key, 1, 1);
	CHECK_EQ(ask(world, &good, sizeof(good)), 0);
	CHECK_EQ(ASK(.map_fd = 200, .key = at(&key), .out = at(&stats)), -AX_EBADF);
	CHECK_EQ(ASK(.map_fd = hash, .key = at(&key), .out = at(&stats)), -AX_ENOTSUPP);
	CHECK_EQ(ASK(.map_fd = blind, .key = at(&key), .out = at(&stats)), -AX_EPERM);
	CHECK_EQ(ASK(.map_fd = map, .what = 3, .key = at(&key), .out = at(&stats)), -AX_EINVAL);
	CHECK_EQ(ASK(.map_fd = map, .key = at(&key), .out = at(&stats), .room = 1), -AX_EINVAL);
	CHECK_EQ(ASK(.map_fd = map, .key = at(&key), .out = at(&stats), .count = 1), -AX_EINVAL);
	CHECK_EQ(ASK(.map_fd = map, .out = at(&stats)), -AX_EFAULT);
	CHECK_EQ(ASK(.map_fd = map, .key = at(&key)), -AX_EFAULT);
	CHECK_EQ(ASK(.map_fd = map, .what = AXI_SERIES_LAST, .key = at(&key), .room = 1), -AX_EFAULT);
	CHECK_EQ(ASK(.map_fd = map, .what = AXI_SERIES_LAST, .key = at(&key), .out = at(&stats)), 0);
	world->privileged = false;
	CHECK_EQ(ask(world, &good, 0), -AX_EPERM);
}

/* A byte behind the command's last field. */
static void tails(struct world *world)
{
	u8 attr[512] = {0};

	attr[offsetof(struct axi_attr_series, count) + 4] = 1;
	CHECK_EQ(world_bpf(world, AXI_BPF_SERIES_QUERY, attr, sizeof(union axi_attr)), -AX_EINVAL);
	attr[sizeof(union axi_attr)] = 1;
	CHECK_EQ(world_bpf(world, AXI_BPF_SERIES_QUERY, attr, sizeof(attr)), -AX_E2BIG);
}

static void with(void (*script)(struct world *world))
{
	static struct world world;

	world_ours(&world);
	script(&world);
	world_end(&world);
}

TEST(sysbpf, time_series_are_asked_through_a_command_of_their_own)
{
	with(questions);
}

TEST(sysbpf, wrong_questions_to_time_series_are_refused)
{
	with(mistakes);
	with(tails);
}
