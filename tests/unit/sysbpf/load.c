/* SPDX-License-Identifier: Apache-2.0
 * load.c - what programs and users see through bpf(2) that no comparison of errno shows: the log, source lines, infos,
 * test runs that count, and that nothing stays behind. */
#include <errno.h>
#include <axiom/verify.h>
#include "unit/engine/kit.h"
#include "unit/sysbpf/world.h"

static char text[8192];

/* A program with its reason in `text`; the result of PROG_LOAD. */
static long load(struct world *world, const struct ax_insn *insns, u32 count, union bpf_attr extra)
{
	union bpf_attr attr = extra;

	attr.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT;
	attr.insns = (u64)(uintptr_t)insns;
	attr.insn_cnt = count;
	attr.license = (u64)(uintptr_t) "GPL";
	memset(text, 0, sizeof(text));
	if (attr.log_level) {
		attr.log_buf = (u64)(uintptr_t)text;
		attr.log_size = attr.log_size ? attr.log_size : sizeof(text);
	}
	return world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
}

#define HAS(words)                                                                                 \
	do {                                                                                       \
		if (!strstr(text, words))                                                          \
			test_fail(__FILE__, __LINE__, "the log does not say \"%s\": %s", words, text); \
	} while (0)

TEST(sysbpf, the_log_names_the_verdict_in_linux_words)
{
	static const struct ax_insn insns[] = {MOV(0, 7), EXIT()};
	struct world world;

	world_ours(&world);
	CHECK(load(&world, insns, 2, (union bpf_attr){.log_level = 1}) >= 0);
	CHECK(!strncmp(text, "processed 2 insns (limit 1000000) max_states_per_insn ", 54));
	CHECK(load(&world, insns, 2, (union bpf_attr){.log_level = 4}) >= 0);
	HAS("verification time ");
	HAS("worst case 2 insns, verifier peak ");
	HAS("processed 2 insns ");
	world_end(&world);
}

TEST(sysbpf, a_refusal_says_why_in_the_log)
{
	static const struct ax_insn uninit[] = {MOV_REG(0, 6), EXIT()};
	static const struct ax_insn unknown[] = {CALL(9999), EXIT()};
	struct world world;
	size_t used;

	world_ours(&world);
	used = world.kit.mem.used;
	CHECK_EQ(load(&world, uninit, 2, (union bpf_attr){.log_level = 1}), -EACCES);
	HAS("uninit_read");
	HAS("R6");
	CHECK_EQ(load(&world, unknown, 2, (union bpf_attr){.log_level = 1}), -EINVAL);
	HAS("invalid func unknown#9999\n");
	CHECK_EQ(load(&world, uninit, 2, (union bpf_attr){0}), -EACCES);
	CHECK_EQ(load(&world, uninit, 2, (union bpf_attr){.log_level = 1, .log_size = 20}), -ENOSPC);
	CHECK_EQ(strlen(text), 19);
	CHECK_EQ(world.kit.mem.used, used);
	CHECK_EQ(ax_engine_count(world.engine, AX_KIND_PROG), 0);
	world_end(&world);
}

TEST(sysbpf, a_refusal_tells_where_the_value_came_from)
{
	static const struct ax_insn loaded[] = {
		LDX(AX_DW, 2, 1, 0), MOV_REG(3, 2), LDX(AX_DW, 0, 3, 0), EXIT(),
	};
	struct world world;
	size_t used;

	world_ours(&world);
	used = world.kit.mem.used;
	CHECK_EQ(load(&world, loaded, 4, (union bpf_attr){.log_level = 5}), -EACCES);
	HAS("not_a_pointer");
	HAS("R2 was loaded from the context, offset 0");
	HAS("at instruction 0");
	HAS("\nverification time ");
	HAS("\nprocessed 4 insns (limit ");
	CHECK_EQ(load(&world, loaded, 4, (union bpf_attr){.log_level = 2}), -EACCES);
	HAS("0: R1 ctx\n0: (79) r2 = *(u64 *)(r1 +0)\n");
	HAS("not_a_pointer");
	CHECK_EQ(world.kit.mem.used, used);
	world_end(&world);
}

TEST(sysbpf, level_2_lists_what_is_known_before_each_instruction)
{
	static const struct ax_insn insns[] = {MOV_REG(6, 1), LDX(AX_DW, 0, 6, 8), EXIT()};
	struct world world;
	size_t used;

	world_ours(&world);
	used = world.kit.mem.used;
	CHECK(load(&world, insns, 3, (union bpf_attr){.log_level = 6}) >= 0);
	HAS("1: R1 ctx; R6 ctx\n1: (79) r0 = *(u64 *)(r6 +8)\n");
	HAS("2: R0 any");
	HAS("\nverification time ");
	HAS("\nstack depth ");
	HAS("\nprocessed 3 insns (limit ");
	CHECK(load(&world, insns, 3, (union bpf_attr){.log_level = 1}) >= 0);
	CHECK(!strstr(text, "r0 ="));
	CHECK(world.kit.mem.used > used);
	world_end(&world);
}

/* log_true_size is behind what the host's header knows */
TEST(sysbpf, the_size_that_the_log_needs_is_written_back)
{
	static const struct ax_insn insns[] = {MOV_REG(0, 6), EXIT()};
	struct {
		union bpf_attr attr;
		u32 more[16];
	} call = {.attr = {.prog_type = BPF_PROG_TYPE_KPROBE, .insns = (u64)(uintptr_t)insns, .insn_cnt = 2,
			   .license = (u64)(uintptr_t) "GPL", .log_level = 1, .log_buf = (u64)(uintptr_t)text,
			   .log_size = sizeof(text)}};
	u32 *true_size = (u32 *)(void *)((char *)&call + 140);
	struct world world;

	world_ours(&world);
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, 152), -EACCES);
	CHECK_EQ(*true_size, strlen(text) + 1);
	*true_size = 0;
	call.attr.log_size = 10;
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, 152), -ENOSPC);
	CHECK(*true_size > 10);
	world_end(&world);
}

/* The certificate's place is behind Linux's union: at 256, nothing but zeros before and after. */
TEST(sysbpf, a_program_comes_with_its_certificate)
{
	static const struct ax_insn insns[] = {MOV(0, 0), {.opcode = 0x07, .imm = 1}, {.opcode = 0xa5, .off = -2, .imm = 10}, EXIT()};
	static u8 memory[1 << 16], cert[64];
	struct {
		union bpf_attr attr;
		char gap[256 - sizeof(union bpf_attr)];
		u64 cert;
		u32 cert_size, pad;
		char behind[16];
	} call = {.attr = {.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT, .insns = (u64)(uintptr_t)insns, .insn_cnt = 4,
			   .license = (u64)(uintptr_t) "GPL", .log_level = 1, .log_buf = (u64)(uintptr_t)text,
			   .log_size = sizeof(text)}};
	struct ax_verify_input in = {.insns = insns, .insn_count = 4, .prog_type = AX_PROG_RAW_TRACEPOINT,
				     .limits = &ax_limits_cloud, .gpl = true};
	struct world world;
	struct ax_arena arena;
	size_t size, used;

	ax_arena_init(&arena, memory, sizeof(memory));
	CHECK_EQ(ax_certify(&in, &arena, cert, sizeof(cert), &size, NULL), 0);
	world_ours(&world);
	used = world.kit.mem.used;
	call.cert = (u64)(uintptr_t)cert;
	call.cert_size = (u32)size;
	CHECK(world_bpf(&world, BPF_PROG_LOAD, &call, sizeof(call)) >= 0);
	CHECK(world_bpf(&world, BPF_PROG_LOAD, &call, 272) >= 0);
	used = world.kit.mem.used;
	cert[size - 1] ^= 1; /* another bound */
	CHECK(world_bpf(&world, BPF_PROG_LOAD, &call, 272) < 0);
	HAS("certificate");
	call.cert_size = 0;
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, 272), -EINVAL);
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, 264), -EINVAL);
	call.cert_size = (16 << 20) + 1;
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, 272), -E2BIG);
	call.cert_size = (u32)size;
	call.pad = 1; /* a package, which programs of this type do not come in */
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, 272), -EINVAL);
	call.pad = 0;
	CHECK_EQ(world_bpf(&world, BPF_MAP_CREATE, &call, 272), -E2BIG);
	call.behind[3] = 1;
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, sizeof(call)), -EINVAL);
	call.behind[3] = 0;
	call.behind[8] = 1;
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, sizeof(call)), -E2BIG);
	call.behind[8] = 0;
	call.gap[sizeof(call.gap) - 1] = 1;
	CHECK_EQ(world_bpf(&world, BPF_PROG_LOAD, &call, 272), -E2BIG);
	CHECK_EQ(world.kit.mem.used, used);
	world_end(&world);
}

struct line_btf {
	u16 magic;
	u8 version, flags;
	u32 hdr_len, type_off, type_len, str_off, str_len;
	u32 types[4];
	char strings[40];
};

TEST(sysbpf, a_refusal_shows_the_source_line)
{
	static const struct line_btf btf = {
		.magic = 0xeb9f, .version = 1, .hdr_len = 24, .type_len = 16, .str_off = 16, .str_len = 40,
		.types = {32, 1u << 24, 4, 32}, .strings = "\0prog.c\0return lost;\0other line\0int",
	};
	static const struct ax_insn insns[] = {MOV(1, 0), MOV_REG(0, 6), EXIT()};
	struct bpf_line_info lines[] = {{0, 1, 21, 7 << 10 | 3}, {1, 1, 8, 12 << 10 | 9}};
	union bpf_attr attr = {.btf = (u64)(uintptr_t)&btf, .btf_size = sizeof(btf)};
	struct world world;

	world_ours(&world);
	attr = (union bpf_attr){
		.prog_btf_fd = (u32)world_bpf(&world, BPF_BTF_LOAD, &attr, sizeof(attr)),
		.line_info = (u64)(uintptr_t)lines, .line_info_cnt = 2, .line_info_rec_size = 16, .log_level = 1,
	};
	CHECK_EQ(load(&world, insns, 3, attr), -EACCES);
	HAS("prog.c:12:9");
	HAS("return lost;");
	CHECK(!strstr(text, "other line"));
	/* records that make no sense */
	lines[1].insn_off = 3;
	CHECK_EQ(load(&world, insns, 3, attr), -EINVAL);
	lines[1].insn_off = 0;
	CHECK_EQ(load(&world, insns, 3, attr), -EINVAL);
	lines[1].insn_off = 1;
	lines[1].file_name_off = lines[1].line_off = 0xffffffff;
	CHECK_EQ(load(&world, insns, 3, attr), -EINVAL);
	lines[1].file_name_off = lines[1].line_off = 1;
	attr.line_info_rec_size = 15;
	CHECK_EQ(load(&world, insns, 3, attr), -EINVAL);
	attr.line_info_rec_size = 256;
	CHECK_EQ(load(&world, insns, 3, attr), -EINVAL);
	attr.line_info_rec_size = 16;
	attr.line_info_cnt = 0xffffffff;
	CHECK_EQ(load(&world, insns, 3, attr), -EINVAL);
	attr.line_info_cnt = 2;
	attr.line_info = 16;
	CHECK_EQ(load(&world, insns, 3, attr), -EFAULT);
	world_end(&world);
}

TEST(sysbpf, a_map_named_twice_is_held_once_and_shown_by_id)
{
	struct world world;
	int map, prog;
	struct ax_insn shown[7];
	u32 ids[2] = {0};
	struct bpf_prog_info info = {
		.nr_map_ids = 2, .map_ids = (u64)(uintptr_t)ids, .xlated_prog_len = sizeof(shown),
		.xlated_prog_insns = (u64)(uintptr_t)shown,
	};
	union bpf_attr attr;

	world_ours(&world);
	world_close(&world, world_map(&world, BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0)); /* takes id 1 */
	map = world_map(&world, BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0);
	const struct ax_insn insns[] = {
		{AX_OP_LDDW, 1, AX_PSEUDO_MAP_FD, 0, map}, {0}, {AX_OP_LDDW, 2, AX_PSEUDO_MAP_VALUE, 0, map}, {.imm = 4},
		MOV(0, 0), EXIT(),
	};

	prog = (int)load(&world, insns, 6, (union bpf_attr){.log_level = 1});
	CHECK(prog >= 0);
	attr = (union bpf_attr){.info = {.bpf_fd = (u32)prog, .info_len = sizeof(info), .info = (u64)(uintptr_t)&info}};
	CHECK_EQ(world_bpf(&world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)), 0);
	CHECK_EQ(info.nr_map_ids, 1);
	CHECK_EQ(ids[0], 2);
	CHECK_EQ(info.xlated_prog_len, 48);
	CHECK_EQ(shown[0].src, AX_PSEUDO_MAP_FD);
	CHECK_EQ(shown[0].imm, 2);
	CHECK_EQ(shown[1].imm, 0);
	CHECK_EQ(shown[2].src, AX_PSEUDO_MAP_VALUE);
	CHECK_EQ(shown[2].imm, 2);
	CHECK_EQ(shown[3].imm, 4);
	world_close(&world, map);
	CHECK_EQ(ax_engine_count(world.engine, AX_KIND_MAP), 1);
	world_close(&world, prog);
	CHECK_EQ(ax_engine_count(world.engine, AX_KIND_MAP), 0);
	world_end(&world);
}

TEST(sysbpf, a_test_run_sees_its_arguments)
{
	static const struct ax_insn insns[] = {LDX(AX_DW, 0, 1, 8), EXIT()};
	u64 args[2] = {1, 0x1234};
	struct world world;
	int prog;
	union bpf_attr attr;

	world_ours(&world);
	prog = (int)load(&world, insns, 2, (union bpf_attr){.log_level = 1});
	CHECK(prog >= 0);
	attr = (union bpf_attr){.test = {.prog_fd = (u32)prog, .ctx_in = (u64)(uintptr_t)args, .ctx_size_in = 16}};
	CHECK_EQ(world_bpf(&world, BPF_PROG_TEST_RUN, &attr, sizeof(attr)), 0);
	CHECK_EQ(attr.test.retval, 0x1234);
	world_end(&world);
}

TEST(sysbpf, who_may_not_use_bpf_gets_eperm)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
	struct world world;

	world_ours(&world);
	world.privileged = false;
	for (int cmd = 0; cmd < 40; cmd++)
		CHECK_EQ(world_bpf(&world, cmd, &attr, sizeof(attr)), -EPERM);
	world_end(&world);
}

/* Everything a loader does, with the n-th allocation failing. */
TEST(sysbpf, each_allocation_may_fail_and_nothing_stays)
{
	struct ax_insn insns[] = {{AX_OP_LDDW, 1, AX_PSEUDO_MAP_FD, 0, 0}, {0}, MOV(0, 0), EXIT()};
	long result = -1;
	u32 fail_at = 1;

	for (; result < 0; fail_at++) {
		struct world world;
		int map;

		world_ours(&world);
		map = world_map(&world, BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0);
		insns[0].imm = map;
		size_t used = world.kit.mem.used;
		world.kit.fail_at = world.kit.allocs + fail_at;
		result = load(&world, insns, 4, (union bpf_attr){.log_level = 1});
		world.kit.fail_at = 0;
		CHECK(result >= 0 || result == -ENOMEM);
		if (result < 0) {
			CHECK_EQ(world.kit.mem.used, used);
			CHECK_EQ(ax_engine_count(world.engine, AX_KIND_PROG), 0);
		}
		world_end(&world);
		CHECK(fail_at < 50);
	}
	CHECK(fail_at > 5);
}

static struct {
	u32 pins, unpins, checks;
} pinned;

static void count_pin(void *arg)
{
	pinned.pins++;
}

static void count_unpin(void *arg)
{
	pinned.unpins++;
}

static bool after_three(void *arg)
{
	return ++pinned.checks == 3;
}

TEST(sysbpf, a_signal_ends_a_long_test_run_between_two_runs)
{
	static const struct ax_insn insns[] = {MOV(0, 1), EXIT()};
	static u8 packet[64];
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (u64)(uintptr_t)insns, .insn_cnt = 2,
		.license = (u64)(uintptr_t) "GPL",
	};
	struct bpf_prog_info info = {0};
	struct world world;
	int prog;

	world_ours(&world);
	world.host.pin = count_pin;
	world.host.unpin = count_unpin;
	world.host.interrupted = after_three;
	memset(&pinned, 0, sizeof(pinned));
	prog = (int)world_bpf(&world, BPF_PROG_LOAD, &attr, sizeof(attr));
	attr = (union bpf_attr){.test = {.prog_fd = (u32)prog, .data_in = (u64)(uintptr_t)packet,
					 .data_size_in = sizeof(packet), .repeat = 0xffffffff}};
	CHECK_EQ(world_bpf(&world, BPF_PROG_TEST_RUN, &attr, sizeof(attr)), -EINTR);
	CHECK_EQ(pinned.pins, 3);
	CHECK_EQ(pinned.unpins, 3);
	attr = (union bpf_attr){.info = {.bpf_fd = (u32)prog, .info_len = sizeof(info), .info = (u64)(uintptr_t)&info}};
	CHECK_EQ(world_bpf(&world, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)), 0);
	CHECK_EQ(info.run_cnt, 3);
	world_end(&world);
}
