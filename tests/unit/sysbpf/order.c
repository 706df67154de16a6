/* SPDX-License-Identifier: Apache-2.0
 * order.c - which of several mistakes is named, and what is allowed at the edges: found by random attributes beside Linux. */
#include "unit/sysbpf/world.h"

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

static const struct bpf_insn return_0[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0},
	{.code = BPF_JMP | BPF_EXIT},
};

static void put(struct world *world, int map, u32 key, int fd, u64 flags)
{
	union bpf_attr attr = {.map_fd = (u32)map, .key = at(&key), .value = at(&fd), .flags = flags};

	world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr));
}

/* flags and index before the descriptor, in arrays of descriptors */
static void places(struct world *world)
{
	static const u32 types[] = {BPF_MAP_TYPE_PROG_ARRAY, BPF_MAP_TYPE_PERF_EVENT_ARRAY};

	for (u32 i = 0; i < 2; i++) {
		int map = world_map(world, types[i], 4, 4, 2, 0);

		put(world, map, 1, -1, BPF_NOEXIST);
		put(world, map, 1, -1, 16);
		put(world, map, 2, -1, 0);
		put(world, map, 1, -1, 0);
		world_close(world, map);
	}
}

TEST(sysbpf, places_are_looked_at_before_descriptors_as_on_linux)
{
	world_compare("places", places);
}

static void maps(struct world *world)
{
	int progs = world_map(world, BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 2, 0);
	union bpf_attr outer = {.map_type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .key_size = 4, .value_size = 4, .max_entries = 2, .inner_map_fd = (u32)progs};
	static const u32 types[] = {BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_PERCPU_ARRAY, BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_MAP_TYPE_HASH,
				    BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_LRU_HASH};

	world_bpf(world, BPF_MAP_CREATE, &outer, sizeof(outer));
	for (u32 i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		world_close(world, world_map(world, types[i], 4, 4, 4, BPF_F_NUMA_NODE));
	world_map(world, BPF_MAP_TYPE_LRU_HASH, 4, 4, 4, BPF_F_NO_PREALLOC);
	world_map(world, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, BPF_F_RDONLY);
	world_map(world, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, BPF_F_WRONLY);
	world_close(world, world_map(world, BPF_MAP_TYPE_QUEUE, 0, 4, 4, BPF_F_RDONLY));
	world_close(world, progs);
}

TEST(sysbpf, flags_of_maps_are_those_of_their_type_as_on_linux)
{
	world_compare("maps", maps);
}

static void filter(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_BLOOM_FILTER, 0, 4, 100, 0);
	u32 value = 77;
	union bpf_attr attr = {.map_fd = (u32)map, .value = at(&value)};

	world_bpf(world, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
	world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr));
	world_bpf(world, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
	value = 78;
	world_bpf(world, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
	attr.value = 0;
	world_bpf(world, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
	world_close(world, map);
}

TEST(sysbpf, a_bloom_filter_is_asked_for_the_value_given)
{
	world_compare("filter", filter);
}

static long load(struct world *world, union bpf_attr attr)
{
	long fd;

	if (!attr.insns)
		attr.insns = at(return_0);
	if (!attr.license)
		attr.license = at("GPL");
	fd = world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
	return fd;
}

#define LOAD(...) world_close(world, (int)load(world, (union bpf_attr){.insn_cnt = 2, __VA_ARGS__}))

static void loads(struct world *world)
{
	LOAD(.prog_type = BPF_PROG_TYPE_XDP, .prog_flags = BPF_F_XDP_HAS_FRAGS);
	LOAD(.prog_type = BPF_PROG_TYPE_XDP, .prog_flags = 1u << 6 /* BPF_F_XDP_DEV_BOUND_ONLY */);
	LOAD(.prog_type = BPF_PROG_TYPE_SYSCALL, .prog_flags = BPF_F_SLEEPABLE);
	LOAD(.prog_type = BPF_PROG_TYPE_SYSCALL, .prog_flags = BPF_F_SLEEPABLE, .expected_attach_type = 1);
	LOAD(.prog_type = BPF_PROG_TYPE_SYSCALL);
	LOAD(.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .prog_name = "a-b", .license = 1);
	LOAD(.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .prog_name = "a-b");
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_SYSCALL});
}

TEST(sysbpf, programs_are_looked_at_in_linux_s_order)
{
	world_compare("loads", loads);
}

static void links(struct world *world)
{
	static const u32 types[] = {BPF_PROG_TYPE_KPROBE, BPF_PROG_TYPE_PERF_EVENT};
	static const u32 kinds[] = {BPF_PERF_EVENT, BPF_TRACE_KPROBE_MULTI};
	int raw = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, return_0, 2, "GPL"), twice[2];

	for (u32 i = 0; i < 2; i++) {
		int prog = world_prog(world, types[i], return_0, 2, "GPL");

		for (u32 k = 0; k < 2; k++) {
			union bpf_attr attr = {.link_create = {.prog_fd = (u32)prog, .target_fd = (u32)prog, .attach_type = kinds[k]}};

			world_bpf(world, BPF_LINK_CREATE, &attr, sizeof(attr));
			((u32 *)&attr)[14] = 1; /* of another kind's */
			if (!k)
				world_bpf(world, BPF_LINK_CREATE, &attr, sizeof(attr));
		}
		world_close(world, prog);
	}
	for (u32 i = 0; i < 2; i++) {
		union bpf_attr attr = {.raw_tracepoint = {.name = at("sys_enter"), .prog_fd = (u32)raw}};

		twice[i] = (int)world_bpf(world, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
	}
	world_close(world, twice[0]);
	world_close(world, twice[1]);
	for (u32 bit = 0; bit < 32; bit++) {
		union bpf_attr attr = {.target_fd = (u32)raw, .attach_bpf_fd = 200, .attach_type = BPF_SK_SKB_STREAM_VERDICT, .attach_flags = 1u << bit};

		if (bit == 6) /* BPF_F_PREORDER came after Linux 6.12 */
			continue;

		world_bpf(world, BPF_PROG_ATTACH, &attr, sizeof(attr));
	}
	world_close(world, raw);
}

TEST(sysbpf, links_are_looked_at_in_linux_s_order)
{
	world_compare("links", links);
}

struct small_btf {
	u16 magic;
	u8 version, flags;
	u32 hdr_len, type_off, type_len, str_off, str_len;
	u32 types[4];
	char strings[8];
};

static void types(struct world *world)
{
	static const struct small_btf good = {
		.magic = 0xeb9f, .version = 1, .hdr_len = 24, .type_len = 16, .str_off = 16, .str_len = 8,
		.types = {1, 1u << 24, 4, 1u << 24 | 32}, .strings = "\0int",
	};

	for (u32 i = 0; i < 8; i++) {
		struct small_btf bad = good;
		union bpf_attr attr = {.btf = at(&bad), .btf_size = sizeof(bad)};

		bad.version += i == 1;
		bad.flags = i == 2;
		bad.types[1] |= i == 3 ? 1u << 31 : 0;           /* a flag that numbers have not */
		bad.types[1] += i == 4 ? 30u << 24 : 0;          /* no such kind */
		bad.types[3] = i == 5 ? 3u << 24 | 32 : 1u << 24 | 32; /* two encodings */
		attr.btf_size = i == 6 ? (16 << 20) + 1 : sizeof(bad);
		attr.btf_log_level = i == 6;                      /* and no room for a log */
		world_close(world, (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr)));
	}
}

TEST(sysbpf, types_are_refused_with_linux_s_numbers)
{
	world_compare("types", types);
}

static void packets(struct world *world)
{
	int prog = world_prog(world, BPF_PROG_TYPE_SCHED_CLS, return_0, 2, "GPL");
	u8 packet[64] = {0};
	union bpf_attr attr = {.test = {.prog_fd = (u32)prog, .data_in = at(packet), .data_size_in = 64, .data_out = 16, .data_size_out = 8}};

	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	attr.test.data_size_out = 64;
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_close(world, prog);
}

TEST(sysbpf, a_cut_packet_that_cannot_be_written_answers_as_on_linux)
{
	world_compare("packets", packets);
}
