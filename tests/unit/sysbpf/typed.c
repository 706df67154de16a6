/* SPDX-License-Identifier: Apache-2.0
 * typed.c - programs that attach by a type of the system's: loads, on the types of the host's Linux; attaching, which is refused as
 * by a Linux that has no trampolines. */
#include <axiom/status.h>
#include "base/str.h"
#include "isa/asm.h"
#include "object/btf.h"
#include "unit/sysbpf/world.h"

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* The id of a type of the host's kernel; 0: it has none. */
static u32 id_of(u32 kind, const char *name)
{
	const struct ax_btf_types *types = axp_system_types();
	const struct axi_btf_view *btf = types ? types->view : NULL;

	for (u32 id = 1; btf && id <= btf->count; id++) {
		struct axi_btf_type t = axi_btf_type(btf, id);

		if (t.kind == kind && axi_streq(t.name, name))
			return id;
	}
	return 0;
}

static int load(struct world *world, u32 type, u32 attach, u32 id, const char *text)
{
	struct ax_insn insns[64];
	struct axi_asm_error err = {0};
	int n = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &err);
	union bpf_attr attr = {
		.prog_type = type, .expected_attach_type = attach, .attach_btf_id = id, .insns = at(insns), .insn_cnt = (u32)n,
		.license = at("GPL"),
	};

	if (n < 0)
		test_fail(__FILE__, __LINE__, "line %u: %s", err.line, err.text);
	return (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static const char *const texts[] = {
	"mov r0, 0\nexit\n",
	"mov r0, 1\nexit\n",
	"mov r0, -4095\nexit\n",
	"mov r0, -4096\nexit\n",
	"ldxdw r1, [r1]\nmov r0, 0\nexit\n",
	"ldxdw r1, [r1+8]\nmov r0, 0\nexit\n",
	"ldxdw r1, [r1+800]\nmov r0, 0\nexit\n",
	/* into what an argument points to: inside, outside, writing */
	"ldxdw r1, [r1]\nldxdw r1, [r1]\nmov r0, 0\nexit\n",
	"ldxdw r1, [r1+8]\nldxdw r1, [r1]\nmov r0, 0\nexit\n",
	"ldxdw r1, [r1+8]\nldxdw r1, [r1+32760]\nmov r0, 0\nexit\n",
	"ldxdw r1, [r1+8]\nstdw [r1], 0\nmov r0, 0\nexit\n",
	"stdw [r1], 0\nmov r0, 0\nexit\n",
};

/* The host's Linux may keep such programs to itself (EPERM): then its rules are written here. */
TEST(sysbpf, programs_that_attach_by_type_load_by_linux_s_rules)
{
	static struct world world;
	const struct {
		u32 type, attach, id;
		const char *good; /* for each text: y or n */
	} to[] = {
		/* int, struct filename *, which ends with an array without a size; the result of an fexit behind them */
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, id_of(AXI_BTF_FUNC, "do_unlinkat"), "ynnnyynnyynn"},
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, id_of(AXI_BTF_FUNC, "do_unlinkat"), "ynnnyynnyynn"},
		/* bool, struct task_struct *, struct task_struct *, unsigned; any result */
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, id_of(AXI_BTF_TYPEDEF, "btf_trace_sched_switch"), "yyyyyynnynnn"},
		/* struct task_struct *, struct kernel_siginfo *, which begins with two ints ...; 0 or an error */
		{BPF_PROG_TYPE_LSM, BPF_LSM_MAC, id_of(AXI_BTF_FUNC, "bpf_lsm_task_kill"), "ynynyynynnnn"},
	};

	if (!to[0].id)
		test_skip("the host's kernel shows no types");
	world_ours(&world);
	for (u32 i = 0; i < ARRAY_LEN(to); i++)
		for (u32 k = 0; to[i].id && k < ARRAY_LEN(texts); k++) {
			int fd = load(&world, to[i].type, to[i].attach, to[i].id, texts[k]);

			if (to[i].good[k] == 'y' ? fd < 0 : fd != -AX_EINVAL && fd != -AX_EACCES)
				test_fail(__FILE__, __LINE__, "target %u, text %u: %d", i, k, fd);
			world_close(&world, fd);
			world.count = 0;
		}
	world_end(&world);
}

static struct bpf_prog_info info_of(struct world *world, int fd)
{
	struct bpf_prog_info info = {0};
	union bpf_attr attr = {.info = {.bpf_fd = (u32)fd, .info = at(&info), .info_len = sizeof(info)}};

	CHECK_EQ(world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)), 0);
	return info;
}

TEST(sysbpf, programs_tell_what_type_they_attach_by)
{
	static struct world world;
	u32 id = id_of(AXI_BTF_FUNC, "do_unlinkat");
	struct bpf_prog_info info;
	void *types = NULL;
	int fd, plain;

	if (!id)
		test_skip("the host's kernel shows no types");
	world_ours(&world);
	fd = load(&world, BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, id, texts[0]);
	plain = load(&world, BPF_PROG_TYPE_SOCKET_FILTER, 0, 0, texts[0]);
	CHECK(fd >= 0 && plain >= 0);
	info = info_of(&world, fd);
	CHECK_EQ(info.attach_btf_id, id);
	CHECK_EQ(info.attach_btf_obj_id, 0); /* not shown yet */
	CHECK_EQ(axi_sysbpf_system_types(world.engine, "vmlinux", 1, &types), 0);
	info = info_of(&world, fd);
	CHECK_EQ(info.attach_btf_id, id);
	CHECK_EQ(info.attach_btf_obj_id, 1);
	info = info_of(&world, plain);
	CHECK_EQ(info.attach_btf_id, 0);
	CHECK_EQ(info.attach_btf_obj_id, 0);
	axi_sysbpf_release(world.engine, AX_KIND_BTF, types);
	world_close(&world, fd);
	world_close(&world, plain);
	world_end(&world);
}

TEST(sysbpf, wrong_types_to_attach_to_are_refused)
{
	static struct world world;
	u32 function = id_of(AXI_BTF_FUNC, "do_unlinkat"), tracepoint = id_of(AXI_BTF_TYPEDEF, "btf_trace_sched_switch");
	const struct {
		u32 type, attach, id;
	} to[] = {
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, 0},          {BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, 900000},
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, UINT32_MAX}, {BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, 1},
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, tracepoint}, {BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, function},
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, 1},          {BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, function},
		{BPF_PROG_TYPE_TRACING, BPF_LSM_MAC, function},        {BPF_PROG_TYPE_TRACING, 9999, function},
		{BPF_PROG_TYPE_TRACING, 0, function},                  {BPF_PROG_TYPE_LSM, BPF_LSM_MAC, function},
		{BPF_PROG_TYPE_LSM, BPF_TRACE_FENTRY, function},       {BPF_PROG_TYPE_LSM, BPF_LSM_MAC, 0},
		{BPF_PROG_TYPE_SOCKET_FILTER, 0, function},            {BPF_PROG_TYPE_RAW_TRACEPOINT, 0, tracepoint},
	};

	if (!function)
		test_skip("the host's kernel shows no types");
	world_ours(&world);
	for (u32 i = 0; i < ARRAY_LEN(to); i++)
		CHECK_EQ(load(&world, to[i].type, to[i].attach, to[i].id, texts[0]), -AX_EINVAL);
	/* a system that shows no types */
	world.host.system_types = NULL;
	CHECK_EQ(load(&world, BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, function, texts[0]), -AX_EINVAL);
	world_end(&world);
}

TEST(sysbpf, programs_that_attach_by_type_attach_to_nothing_here)
{
	static struct world world;
	const struct {
		u32 type, attach, id;
		int err;
	} to[] = {
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, id_of(AXI_BTF_FUNC, "do_unlinkat"), -AX_ENOTSUPP},
		{BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, id_of(AXI_BTF_TYPEDEF, "btf_trace_sched_switch"), -AX_ENOENT},
		{BPF_PROG_TYPE_LSM, BPF_LSM_MAC, id_of(AXI_BTF_FUNC, "bpf_lsm_file_open"), -AX_ENOTSUPP},
	};

	if (!to[0].id)
		test_skip("the host's kernel shows no types");
	world_ours(&world);
	for (u32 i = 0; i < ARRAY_LEN(to); i++) {
		int prog = load(&world, to[i].type, to[i].attach, to[i].id, texts[0]);
		union bpf_attr attr = {.raw_tracepoint = {.prog_fd = (u32)prog}};

		CHECK(prog >= 0);
		CHECK_EQ(world_bpf(&world, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr)), to[i].err);
		attr.raw_tracepoint.name = at("sys_enter");
		CHECK_EQ(world_bpf(&world, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr)), -AX_EINVAL);
		attr = (union bpf_attr){.link_create = {.prog_fd = (u32)prog, .attach_type = to[i].attach}};
		CHECK_EQ(world_bpf(&world, BPF_LINK_CREATE, &attr, sizeof(attr)), to[i].err);
		attr.link_create.attach_type = BPF_PERF_EVENT;
		CHECK_EQ(world_bpf(&world, BPF_LINK_CREATE, &attr, sizeof(attr)), -AX_EINVAL);
		attr = (union bpf_attr){.test = {.prog_fd = (u32)prog}};
		CHECK_EQ(world_bpf(&world, BPF_PROG_TEST_RUN, &attr, sizeof(attr)), -AX_ENOTSUPP);
		world_close(&world, prog);
	}
	world_end(&world);
}

/* ---- the system's own types have a number ---- */

enum { SYSTEM_ID = 1 }; /* they are there before all others */

static void own_types(struct world *world)
{
	static u8 bytes[16];
	static char name[16];
	static const struct bpf_insn insns[] = {{BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
	static const u32 lines[4] = {0};
	union bpf_attr attr = {.start_id = 0};
	void *types = NULL;
	size_t size = 0;
	int fd;

	axp_system_btf(&size);
	if (!world->linux_)
		CHECK_EQ(axi_sysbpf_system_types(world->engine, "vmlinux", (u32)size, &types), 0);
	world_bpf(world, BPF_BTF_GET_NEXT_ID, &attr, sizeof(attr));
	world_note(world, attr.next_id);
	attr = (union bpf_attr){.btf_id = SYSTEM_ID};
	fd = (int)world_bpf(world, BPF_BTF_GET_FD_BY_ID, &attr, sizeof(attr));
	for (u32 i = 0; i < 2 * 20 * 3; i++) {
		struct bpf_btf_info info = {.name = i % 2 ? at(name) : 0, .name_len = i / 2 % 20, .btf = i / 40 ? at(bytes) : 0,
					    .btf_size = i / 40 == 2 ? sizeof(bytes) : 0};

		memset(name, 7, sizeof(name));
		if (info.name_len > sizeof(name))
			info.name_len = 900;
		attr = (union bpf_attr){.info = {.bpf_fd = (u32)fd, .info = at(&info), .info_len = sizeof(info)}};
		world_bpf(world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr));
		world_note(world, info.btf_size);
		world_note(world, info.id);
		world_note(world, info.name_len);
		world_note(world, info.kernel_btf);
		world_note(world, attr.info.info_len);
		for (u32 k = 0; k < sizeof(name); k += 4)
			world_note(world, name[k] | name[k + 1] << 8 | name[k + 2] << 16 | name[k + 3] << 24);
		if (i / 40 == 2)
			world_note(world, bytes[0] | bytes[1] << 8 | bytes[4] << 16);
	}
	/* nothing of a program's own is described by them */
	attr = (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1, .btf_fd = (u32)fd,
				.btf_key_type_id = 1, .btf_value_type_id = 1};
	world_close(world, (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr)));
	attr = (union bpf_attr){.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = at(insns), .insn_cnt = 2, .license = at("GPL"),
				.prog_btf_fd = (u32)fd, .line_info = at(lines), .line_info_cnt = 1, .line_info_rec_size = 16};
	world_close(world, (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr)));
	world_close(world, fd);
	if (types)
		axi_sysbpf_release(world->engine, AX_KIND_BTF, types);
}

TEST(sysbpf, types_of_the_system_are_among_the_others_as_on_linux)
{
	size_t size;

	if (!axp_system_btf(&size))
		test_skip("the host's kernel shows no types");
	world_compare("types of the system", own_types);
}
