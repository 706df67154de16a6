/* SPDX-License-Identifier: Apache-2.0
 * stacks.c - stack traces: the map, the helpers' flags and errors, what is in a buffer afterwards, beside the host's Linux. */
#include "isa/asm.h"
#include "unit/sysbpf/world.h"

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

static void creation(struct world *world)
{
	static const u32 how[][4] = { /* key, value, entries, flags */
		{4, 8, 1, 0}, {4, 1016, 3, 0}, {4, 1024, 1, 0}, {4, 12, 1, 0}, {4, 4, 1, 0}, {4, 0, 1, 0}, {8, 8, 1, 0}, {4, 8, 0, 0},
		{4, 8, 1, BPF_F_RDONLY}, {4, 8, 1, BPF_F_RDONLY_PROG}, {4, 8, 1, BPF_F_NO_PREALLOC}, {4, 8, 1, BPF_F_NUMA_NODE},
	};

	for (u32 i = 0; i < ARRAY_LEN(how); i++)
		world_close(world, world_map(world, BPF_MAP_TYPE_STACK_TRACE, how[i][0], how[i][1], how[i][2], how[i][3]));
}

static long elem(struct world *world, int cmd, int map, u32 key, void *value, u64 flags)
{
	union bpf_attr attr = {.map_fd = (u32)map, .key = at(&key), .value = at(value), .flags = flags};

	return world_bpf(world, cmd, &attr, sizeof(attr));
}

static long next(struct world *world, int map, const u32 *key, u32 *to)
{
	union bpf_attr attr = {.map_fd = (u32)map, .key = at(key), .next_key = at(to)};

	return world_bpf(world, BPF_MAP_GET_NEXT_KEY, &attr, sizeof(attr));
}

static void none(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_STACK_TRACE, 4, 32, 3, 0);
	u64 value[4] = {0};
	u32 keys[] = {0, 3, 4, UINT32_MAX}, to;
	union bpf_attr attr = {.map_fd = (u32)map};

	next(world, map, NULL, &to);
	for (u32 i = 0; i < ARRAY_LEN(keys); i++) {
		elem(world, BPF_MAP_LOOKUP_ELEM, map, keys[i], value, 0);
		elem(world, BPF_MAP_UPDATE_ELEM, map, keys[i], value, 0);
		elem(world, BPF_MAP_DELETE_ELEM, map, keys[i], NULL, 0);
		next(world, map, &keys[i], &to);
	}
	elem(world, BPF_MAP_LOOKUP_ELEM, map, 0, value, BPF_F_LOCK);
	world_bpf(world, BPF_MAP_FREEZE, &attr, sizeof(attr));
	elem(world, BPF_MAP_DELETE_ELEM, map, 0, NULL, 0);
	world_close(world, map);
}

/* Load as `type`, run once on no arguments: the result; remembered is that it was not negative, or what it was. */
static s32 run(struct world *world, u32 type, const char *text, int map)
{
	struct ax_insn insns[128];
	struct axi_asm_error err = {0};
	int n = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &err), fd;
	u64 args[1] = {0};
	union bpf_attr attr = {
		.prog_type = type, .insns = at(insns), .insn_cnt = (u32)n, .license = at("GPL"), .fd_array = at(&map),
	};

	if (n < 0)
		test_fail(__FILE__, __LINE__, "line %u: %s", err.line, err.text);
	fd = (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (fd < 0)
		return fd;
	attr = (union bpf_attr){.test = {.prog_fd = (u32)fd, .ctx_in = at(args), .ctx_size_in = sizeof(args)}};
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_close(world, fd);
	world_note(world, (s32)attr.test.retval < 0 ? (s32)attr.test.retval : 0);
	return (s32)attr.test.retval;
}

static s32 stackid(struct world *world, int map, u64 flags)
{
	char text[128];

	snprintf(text, sizeof(text), "lddw r2, map[0]\nlddw r3, %llu\ncall 27\nexit\n", (unsigned long long)flags);
	return run(world, BPF_PROG_TYPE_RAW_TRACEPOINT, text, map);
}

static void ids(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_STACK_TRACE, 4, 32, 64, 0);
	u64 value[4] = {0};
	u32 to = 0;
	s32 id;

	stackid(world, map, 255);
	stackid(world, map, 1 << 11);
	stackid(world, map, 1ull << 32);
	id = stackid(world, map, 0);
	for (u32 skip = 0; skip < 3; skip++)
		stackid(world, map, skip | 1 << 9 | 1 << 10);
	/* they are there */
	id = stackid(world, map, 1 << 10);
	world_note(world, next(world, map, NULL, &to) == 0);
	for (u32 i = 0; i < 2 && id >= 0; i++) {
		value[0] = value[3] = 0;
		elem(world, BPF_MAP_LOOKUP_ELEM, map, (u32)id, value, 0);
		world_note(world, value[0] != 0);
		world_note(world, value[3] != 0);
		elem(world, BPF_MAP_DELETE_ELEM, map, (u32)id, NULL, 0);
	}
	world_close(world, map);
	/* a map for one: the same again and again, another not */
	map = world_map(world, BPF_MAP_TYPE_STACK_TRACE, 4, 32, 1, 0);
	stackid(world, map, 0);
	stackid(world, map, 1);
	stackid(world, map, 1 | 1 << 10);
	world_note(world, next(world, map, NULL, &to));
	elem(world, BPF_MAP_DELETE_ELEM, map, to, NULL, 0);
	stackid(world, map, 1);
	world_close(world, map);
}

static void stacks(struct world *world)
{
	static const u64 flags[] = {0, 1, 255, 1 << 9, 1 << 11, 1ull << 40};
	static const u32 sizes[] = {0, 8, 12, 32};
	char text[512];

	for (u32 i = 0; i < ARRAY_LEN(flags); i++)
		for (u32 k = 0; k < ARRAY_LEN(sizes); k++) {
			/* how much; whether all of it was written: nonzero, or zero behind an error */
			snprintf(text, sizeof(text), "stdw [r10-32], 1\nstdw [r10-24], 1\nstdw [r10-16], 1\nstdw [r10-8], 1\n"
				 "mov r2, r10\nadd r2, -32\nmov r3, %u\nlddw r4, %llu\ncall 67\nexit\n", sizes[k], (unsigned long long)flags[i]);
			world_note(world, run(world, BPF_PROG_TYPE_RAW_TRACEPOINT, text, -1));
			strcpy(strstr(text, "exit"), "ldxdw r0, [r10-32]\njeq r0, 0, out\njeq r0, 1, out\nmov r0, 2\nout:\nexit\n");
			world_note(world, run(world, BPF_PROG_TYPE_RAW_TRACEPOINT, text, -1));
		}
}

static void refused(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_STACK_TRACE, 4, 32, 2, 0), array = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 32, 2, 0);
	const char *get = "lddw r2, map[0]\nmov r3, 0\ncall 27\nexit\n";

	run(world, BPF_PROG_TYPE_SOCKET_FILTER, get, map);
	run(world, BPF_PROG_TYPE_RAW_TRACEPOINT, get, array);
	run(world, BPF_PROG_TYPE_RAW_TRACEPOINT, "stw [r10-4], 0\nmov r2, r10\nadd r2, -4\nlddw r1, map[0]\ncall 1\nmov r0, 0\nexit\n", map);
	world_close(world, array);
	world_close(world, map);
}

TEST(sysbpf, maps_of_stack_traces_are_made_as_on_linux)
{
	world_compare("creation", creation);
}

TEST(sysbpf, maps_without_stack_traces_answer_as_linux)
{
	world_compare("none", none);
}

TEST(sysbpf, stack_traces_get_ids_as_on_linux)
{
	world_compare("ids", ids);
}

TEST(sysbpf, stacks_are_copied_as_on_linux)
{
	world_compare("stacks", stacks);
}

TEST(sysbpf, stack_traces_are_refused_as_on_linux)
{
	world_compare("refused", refused);
}
