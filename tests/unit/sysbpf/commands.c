/* SPDX-License-Identifier: Apache-2.0
 * commands.c - every command of Linux 6.12's enum bpf_cmd, asked with nothing, with descriptors of the wrong kind, with the right kind
 * and with bytes where none may be: the errno of the host's Linux; and loads that name what they attach to. */
#include <unistd.h>
#include "unit/sysbpf/world.h"

enum { LAST = 36 /* BPF_TOKEN_CREATE, which older headers do not have */ };

static const struct bpf_insn return_0[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0},
	{.code = BPF_JMP | BPF_EXIT},
};

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* Makes an object, or says something of all objects of the host, of which there may be others. */
static bool makes(int cmd)
{
	return cmd == BPF_MAP_CREATE || cmd == BPF_PROG_LOAD || cmd == BPF_BTF_LOAD || cmd == BPF_ENABLE_STATS;
}

static bool lists(int cmd)
{
	return cmd == BPF_PROG_GET_NEXT_ID || cmd == BPF_MAP_GET_NEXT_ID || cmd == BPF_BTF_GET_NEXT_ID || cmd == BPF_LINK_GET_NEXT_ID;
}

/* With these a Linux that has cgroups looks at the descriptor of one first; without, and here, they are EINVAL. */
static bool of_cgroups(int cmd)
{
	return cmd == BPF_PROG_ATTACH || cmd == BPF_PROG_DETACH || cmd == BPF_PROG_QUERY;
}

static void nothing(struct world *world)
{
	for (int cmd = 0; cmd <= LAST; cmd++) {
		u8 attr[sizeof(union bpf_attr)] = {0};

		if (cmd == BPF_ENABLE_STATS || lists(cmd) || of_cgroups(cmd))
			continue;
		world_bpf(world, cmd, attr, sizeof(attr));
		world_bpf(world, cmd, attr, 0);
		world_bpf(world, cmd, attr, 4);
	}
}

TEST(sysbpf, every_command_without_attributes_answers_as_linux)
{
	world_compare("nothing", nothing);
}

/* The first word, and then the second, is a descriptor: not open, none of bpf, a map, a program. */
static void descriptors(struct world *world)
{
	int map = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	int prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_0, ARRAY_LEN(return_0), "GPL");
	int plain = dup(0), fds[] = {900, plain, map, prog};

	for (int cmd = 0; cmd <= LAST; cmd++) {
		if (makes(cmd) || lists(cmd) || cmd == BPF_PROG_GET_FD_BY_ID || cmd == BPF_MAP_GET_FD_BY_ID || cmd == BPF_BTF_GET_FD_BY_ID ||
		    cmd == BPF_LINK_GET_FD_BY_ID || of_cgroups(cmd) || cmd == BPF_TASK_FD_QUERY)
			continue; /* ids, and processes, are the host's */
		for (u32 i = 0; i < ARRAY_LEN(fds); i++) {
			u32 attr[sizeof(union bpf_attr) / 4] = {(u32)fds[i]};

			world_bpf(world, cmd, attr, sizeof(attr));
		}
	}
	close(plain);
	world_close(world, map);
	world_close(world, prog);
}

TEST(sysbpf, every_command_on_any_descriptor_answers_as_linux)
{
	world_compare("descriptors", descriptors);
}

/* A byte that is not zero behind the last field of each command. */
static void behind(struct world *world)
{
	for (int cmd = 0; cmd <= LAST; cmd++) {
		u8 attr[200] = {0};

		if (cmd == BPF_PROG_LOAD)
			continue; /* the union's longest */
		attr[143] = 1; /* behind all but PROG_LOAD's, in every Linux that has them */
		world_bpf(world, cmd, attr, 144);
		attr[143] = 0;
		attr[199] = 1;
		world_bpf(world, cmd, attr, 200);
	}
}

TEST(sysbpf, bytes_behind_every_command_answer_as_linux)
{
	world_compare("behind", behind);
}

static void load(struct world *world, union bpf_attr attr)
{
	attr.insns = at(return_0);
	attr.insn_cnt = ARRAY_LEN(return_0);
	attr.license = at("GPL");
	world_close(world, (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr)));
}

/* What it attaches to is not there, or is not for this type of program. */
static void targets(struct world *world)
{
	int prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_0, ARRAY_LEN(return_0), "GPL");

	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .attach_btf_id = 1});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .attach_prog_fd = (u32)prog});
	load(world, (union bpf_attr){.prog_type = 9999});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .expected_attach_type = 3});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .prog_flags = 1u << 20});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .prog_ifindex = 12345});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_XDP, .prog_ifindex = 12345});
	world_close(world, prog);
}

TEST(sysbpf, loads_with_targets_answer_as_linux)
{
	world_compare("targets", targets);
}

/* Functions of a kernel, and of programs, are nothing to attach to here: EINVAL, as on a Linux without BTF of its own. */
TEST(sysbpf, loads_that_attach_by_types_are_invalid)
{
	static struct world w, *world = &w;
	int map, prog;

	world_ours(world);
	map = world_map(world, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0);
	prog = world_prog(world, BPF_PROG_TYPE_SOCKET_FILTER, return_0, ARRAY_LEN(return_0), "GPL");
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_TRACING, .expected_attach_type = BPF_TRACE_FENTRY});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_TRACING, .expected_attach_type = BPF_TRACE_FENTRY, .attach_btf_id = 1u << 30});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_TRACING, .expected_attach_type = BPF_TRACE_FENTRY, .attach_btf_id = 1, .attach_prog_fd = 900});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_TRACING, .expected_attach_type = BPF_TRACE_FENTRY, .attach_btf_id = 1, .attach_prog_fd = (u32)map});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_EXT, .attach_btf_id = 1, .attach_prog_fd = (u32)prog});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_EXT});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_LSM, .expected_attach_type = BPF_LSM_MAC});
	load(world, (union bpf_attr){.prog_type = BPF_PROG_TYPE_STRUCT_OPS});
	for (u32 i = 2; i < world->count; i++)
		CHECK_EQ(world->answers[i], -AX_EINVAL);
	world_close(world, map);
	world_close(world, prog);
	world_end(world);
}
