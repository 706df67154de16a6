/* SPDX-License-Identifier: Apache-2.0
 * code.c - which engine runs a program: what AUTO, INTERP and JIT mean, refusals, memory that runs out. */
#include "unit/engine/kit.h"

static const struct ax_insn insns[] = {MOV(0, 41), ADD(0, 1), EXIT()};

static int load(struct ax_engine *engine, enum ax_exec exec, bool verify, struct ax_prog **prog, struct ax_diag *diag)
{
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .insns = insns, .insn_count = ARRAY_LEN(insns), .exec = exec,
				    .verify = verify};

	*prog = NULL;
	return ax_prog_load(engine, &spec, prog, diag);
}

static void expect(struct ax_engine *engine, enum ax_exec exec, bool code)
{
	struct ax_prog *prog;
	struct ax_prog_info info;
	struct ax_diag diag;

	CHECK_EQ(load(engine, exec, true, &prog, &diag), 0);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.code != NULL, code);
	CHECK_EQ(info.code_bytes != 0, code);
	CHECK_EQ(ax_prog_run(prog, NULL), 42);
	ax_prog_put(prog);
}

TEST(engine, auto_takes_machine_code_where_limits_and_port_have_it)
{
	struct ax_limits limits = ax_limits_cloud;
	struct ax_engine *engine;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &limits), 0);
	if (!ax_engine_has_code(engine)) {
		kit_engine_end(&kit, engine);
		test_skip("no code generator for this CPU");
	}
	expect(engine, AX_EXEC_AUTO, true);
	expect(engine, AX_EXEC_JIT, true);
	expect(engine, AX_EXEC_INTERP, false);
	limits.jit = false;
	expect(engine, AX_EXEC_AUTO, false);
	expect(engine, AX_EXEC_JIT, true);
	CHECK_EQ(load(engine, AX_EXEC_JIT, false, &prog, &diag), -AX_EOPNOTSUPP); /* unverified */
	CHECK_EQ(load(engine, 99, true, &prog, &diag), -AX_EINVAL);
	kit_engine_end(&kit, engine);
}

TEST(engine, without_code_memory_jit_is_refused_and_auto_interprets)
{
	struct ax_engine *engine;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	kit_init(&kit);
	kit.port.jit = NULL;
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK(!ax_engine_has_code(engine));
	expect(engine, AX_EXEC_AUTO, false);
	CHECK_EQ(load(engine, AX_EXEC_JIT, true, &prog, &diag), -AX_EOPNOTSUPP);
	CHECK(strstr(diag.note, "no machine code here"));
	kit_engine_end(&kit, engine);
}

static void *no_code(size_t bytes)
{
	return NULL;
}

static int no_seal(void *code, size_t bytes)
{
	return -AX_EPERM;
}

TEST(engine, code_that_cannot_be_had_refuses_the_load)
{
	struct ax_engine *engine;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	if (ax_engine_has_code(engine)) {
		void *(*alloc)(size_t) = kit.port.code_alloc;

		kit.port.code_alloc = no_code;
		CHECK_EQ(load(engine, AX_EXEC_AUTO, true, &prog, &diag), -AX_ENOMEM);
		kit.port.code_alloc = alloc;
		kit.port.code_seal = no_seal;
		CHECK_EQ(load(engine, AX_EXEC_AUTO, true, &prog, &diag), -AX_EPERM);
	}
	kit_engine_end(&kit, engine);
}

TEST(engine, machine_code_is_never_writable)
{
	struct ax_engine *engine;
	struct ax_prog_info info;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;
	char line[512];
	bool found = false;
	FILE *maps;

	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(load(engine, AX_EXEC_AUTO, true, &prog, &diag), 0);
	ax_prog_info(prog, &info);
	maps = fopen("/proc/self/maps", "r");
	while (info.code && maps && fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		char rights[8];

		if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) != 3 || (uintptr_t)info.code < from ||
		    (uintptr_t)info.code >= to)
			continue;
		found = true;
		CHECK_STR(rights, "r-xp");
	}
	CHECK(found || !info.code || !maps);
	if (maps)
		fclose(maps);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}

TEST(engine, code_longer_than_expected_is_made_all_the_same)
{
	enum { COUNT = 200 };
	struct ax_insn big[2 * COUNT + 2];
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .insns = big, .insn_count = ARRAY_LEN(big), .verify = true};
	struct ax_engine *engine;
	struct ax_prog_info info;
	struct ax_diag diag;
	struct ax_prog *prog;
	struct kit kit;

	big[0] = MOV(0, 1);
	for (u32 i = 0; i < COUNT; i++) { /* divisions: some twenty bytes each */
		big[1 + 2 * i] = (struct ax_insn){AX_ALU64 | AX_MOV | AX_K, 2 + i % 8, 0, 0, (s32)i + 1};
		big[2 + 2 * i] = (struct ax_insn){AX_ALU64 | AX_DIV | AX_X, 0, (u8)(2 + i % 8), 0, 0};
	}
	big[2 * COUNT + 1] = EXIT();
	kit_init(&kit);
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, &diag), 0);
	ax_prog_info(prog, &info);
	CHECK(!info.code || info.code_bytes > 8 * ARRAY_LEN(big) + 256);
	CHECK_EQ(ax_prog_run(prog, NULL), 0);
	ax_prog_put(prog);
	kit_engine_end(&kit, engine);
}
