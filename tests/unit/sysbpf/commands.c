/* SPDX-License-Identifier: Apache-2.0
 * commands.c - every command of Linux 6.12's enum bpf_cmd, asked with nothing, with descriptors of the wrong kind, with the right kind
 * and with bytes where none may be: the errno of the host's Linux; and loads that name what they attach to. */
#include <unistd.h>
#include "isa/asm.h"
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

/* --- programs of type syscall --- */

static int syscall_prog(struct world *world, const char *text, u32 flags)
{
	struct ax_insn insns[64];
	struct axi_asm_error err = {0};
	int n = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &err);
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SYSCALL, .insns = at(insns), .insn_cnt = (u32)n, .license = at("GPL"), .prog_flags = flags,
	};

	if (n < 0)
		test_fail(__FILE__, __LINE__, "line %u: %s", err.line, err.text);
	return (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static void run_syscall(struct world *world, int fd, union bpf_attr attr, u64 *ctx, u32 size)
{
	attr.test.prog_fd = (u32)fd;
	attr.test.ctx_in = ctx ? at(ctx) : 0;
	attr.test.ctx_size_in = size;
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	for (u32 i = 0; ctx && i < 4; i++)
		world_note(world, (u32)ctx[i]);
}

static void syscalls(struct world *world)
{
	u64 ctx[4] = {1, 2, 3, 4};
	u8 out[16];
	int fd;

	world_close(world, syscall_prog(world, "mov r0, 7\nexit\n", 0));
	fd = syscall_prog(world, "ldxdw r0, [r1+8]\nadd r0, 5\nstxdw [r1+16], r0\nstb [r1+25], 1\nexit\n", BPF_F_SLEEPABLE);
	run_syscall(world, fd, (union bpf_attr){0}, ctx, sizeof(ctx));
	run_syscall(world, fd, (union bpf_attr){0}, ctx, 26);
	run_syscall(world, fd, (union bpf_attr){.test.repeat = 2}, ctx, sizeof(ctx));
	run_syscall(world, fd, (union bpf_attr){.test.data_in = at(out), .test.data_size_in = 14}, ctx, sizeof(ctx));
	run_syscall(world, fd, (union bpf_attr){.test.ctx_out = at(out), .test.ctx_size_out = 8}, ctx, sizeof(ctx));
	run_syscall(world, fd, (union bpf_attr){.test.flags = 1}, ctx, sizeof(ctx));
	run_syscall(world, fd, (union bpf_attr){0}, ctx, 1u << 16);
	world_close(world, fd);
	fd = syscall_prog(world, "mov r0, 7\nexit\n", BPF_F_SLEEPABLE);
	run_syscall(world, fd, (union bpf_attr){0}, NULL, 0);
	world_close(world, fd);
	/* another type's helper */
	world_close(world, syscall_prog(world, "mov r2, 0\nmov r3, 0\ncall 44\nexit\n", BPF_F_SLEEPABLE));
}

TEST(sysbpf, programs_of_type_syscall_run_as_on_linux)
{
	world_compare("syscalls", syscalls);
}

/* The name is the context's first 24 bytes; its address comes in the last 8. */
static void symbols(struct world *world)
{
	static const char *const names[] = {"schedule", "no_such_symbol", "", "bpf_prog_test_run_xdp_12"};

	for (u32 flags = 0; flags < 2; flags++)
		for (u32 size = 0; size <= 25; size += 5)
			for (u32 i = 0; i < ARRAY_LEN(names); i++) {
				u64 ctx[4] = {0};
				char text[600];
				int fd;

				strncpy((char *)ctx, names[i], 24);
				snprintf(text, sizeof(text),
					 "mov r6, r1\nldxdw r1, [r6]\nstxdw [r10-32], r1\nldxdw r1, [r6+8]\nstxdw [r10-24], r1\n"
					 "ldxdw r1, [r6+16]\nstxdw [r10-16], r1\nstdw [r10-8], 9\n"
					 "mov r1, r10\nadd r1, -32\nmov r2, %u\nmov r3, %u\nmov r4, r10\nadd r4, -8\ncall 179\n"
					 "ldxdw r1, [r10-8]\nstxdw [r6+24], r1\nexit\n",
					 size < 25 ? size : 9, flags);
				fd = syscall_prog(world, text, BPF_F_SLEEPABLE);
				union bpf_attr attr = {.test = {.prog_fd = (u32)fd, .ctx_in = at(ctx), .ctx_size_in = sizeof(ctx)}};

				world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
				world_note(world, (s32)attr.test.retval);
				world_note(world, (long)ctx[3]);
				world_close(world, fd);
			}
}

TEST(sysbpf, symbols_have_the_addresses_that_linux_gives)
{
	world_compare("symbols", symbols);
}
