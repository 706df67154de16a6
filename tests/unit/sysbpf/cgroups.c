/* SPDX-License-Identifier: Apache-2.0
 * cgroups.c - cgroup arrays into which nothing was put, and the helpers that tracing tools ask with. */
#include "world.h"

static long element(struct world *world, int cmd, int map, u32 key, u32 value, u64 flags)
{
	union bpf_attr attr = {.map_fd = (u32)map, .key = (uintptr_t)&key, .value = (uintptr_t)&value, .flags = flags};

	return world_bpf(world, cmd, &attr, sizeof(attr));
}

/* r0 = is the current task under entry `index` of the map? */
static void ask(struct world *world, int map, s32 index)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map},
		{0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 2, .imm = index},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_current_task_under_cgroup},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int prog = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, insns, ARRAY_LEN(insns), "GPL");
	union bpf_attr attr = {.test = {.prog_fd = (u32)prog}};

	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, (s32)attr.test.retval);
	world_close(world, prog);
}

static void arrays(struct world *world)
{
	static const u32 shapes[][4] = {{4, 4, 2, 0}, {8, 4, 2, 0}, {4, 8, 2, 0}, {4, 4, 0, 0}, {4, 4, 2, 1}, {4, 4, 2, BPF_F_RDONLY}, {4, 4, 2, BPF_F_RDONLY_PROG}};
	int map = world_map(world, BPF_MAP_TYPE_CGROUP_ARRAY, 4, 4, 2, 0);
	union bpf_attr batch = {.batch = {.map_fd = (u32)map, .count = 1}};
	union bpf_attr next = {.map_fd = (u32)map};
	u32 key = 0, found = 0;

	for (u32 i = 0; i < ARRAY_LEN(shapes); i++)
		world_close(world, world_map(world, BPF_MAP_TYPE_CGROUP_ARRAY, shapes[i][0], shapes[i][1], shapes[i][2], shapes[i][3]));
	for (u64 flags = 0; flags <= 4; flags++)
		for (u32 k = 0; k <= 2; k += 2) {
			element(world, BPF_MAP_UPDATE_ELEM, map, k, (u32)map, flags);
			element(world, BPF_MAP_UPDATE_ELEM, map, k, (u32)-1, flags);
			element(world, BPF_MAP_LOOKUP_ELEM, map, k, 0, flags);
			element(world, BPF_MAP_LOOKUP_AND_DELETE_ELEM, map, k, 0, flags);
		}
	element(world, BPF_MAP_DELETE_ELEM, map, 0, 0, 0);
	element(world, BPF_MAP_DELETE_ELEM, map, 2, 0, 0);
	for (int cmd = BPF_MAP_LOOKUP_BATCH; cmd <= BPF_MAP_DELETE_BATCH; cmd++)
		world_bpf(world, cmd, &batch, sizeof(batch));
	next.key = (uintptr_t)&key;
	next.next_key = (uintptr_t)&found;
	for (key = 0; key < 3; key++) {
		world_bpf(world, BPF_MAP_GET_NEXT_KEY, &next, sizeof(next));
		world_note(world, found);
	}
	for (s32 index = -1; index <= 2; index++)
		ask(world, map, index);
	world_close(world, map);
}

TEST(sysbpf, cgroup_arrays_answer_as_linux)
{
	world_compare("arrays", arrays);
}

/* A task's address: the same each time, not 0; its memory is the shell's matter. */
static void tasks(struct world *world)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_task},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 6, .src_reg = 0},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_task},
		{.code = BPF_ALU64 | BPF_SUB | BPF_X, .dst_reg = 0, .src_reg = 6},
		{.code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = 6, .off = 1},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 7},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int prog = world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, insns, ARRAY_LEN(insns), "GPL");
	union bpf_attr attr = {.test = {.prog_fd = (u32)prog}};

	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	world_close(world, prog);
	world_close(world, world_prog(world, BPF_PROG_TYPE_RAW_TRACEPOINT, insns, ARRAY_LEN(insns), "proprietary"));
	world_close(world, world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, insns, ARRAY_LEN(insns), "GPL"));
}

TEST(sysbpf, the_current_task_has_an_address_as_on_linux)
{
	world_compare("tasks", tasks);
}
