/* SPDX-License-Identifier: Apache-2.0
 * throw.c - exceptions in the whole engine: an object that clang compiled, interpreted, as cells and as machine code. */
#include <axiom/image.h>
#include <axiom/posix.h>
#include "unit/engine/kit.h"
#include "unit/object/object_test.h"

static void run_all(const struct ax_port *port, enum ax_exec exec)
{
	struct ax_image image;
	struct ax_engine *engine;
	struct ax_image_error error = {0};
	struct opened o;
	u64 ctx[8] = {0, 5};

	CHECK_EQ(ax_engine_create(&engine, port, &ax_limits_cloud), 0);
	object_open(&o, "tests/throw.bpf.o");
	CHECK_EQ(ax_image_load(&image, engine, &o.object, &o.arena, exec, &error), 0);
	CHECK_STR(error.diag.note, "");
	if (ax_image_prog(&image, "plain")) {
		struct ax_prog *plain = ax_image_prog(&image, "plain"), *caught = ax_image_prog(&image, "with_callback");
		struct ax_prog_info info;

		CHECK_EQ(ax_prog_run(plain, ctx), 11); /* nothing thrown */
		CHECK_EQ(ax_prog_run(caught, ctx), 11);
		ctx[1] = 12;
		CHECK_EQ(ax_prog_run(plain, ctx), 12);
		CHECK_EQ(ax_prog_run(caught, ctx), 1013);
		CHECK_EQ(ax_prog_run(ax_image_prog(&image, "guarded"), ctx), 3);
		ax_prog_info(plain, &info);
		CHECK_EQ(info.run_count, 2);
		CHECK_EQ(info.budget_stops, 0); /* it ended as it wanted to */
		CHECK_EQ(info.code != NULL, exec == AX_EXEC_JIT);

		struct ax_run_counts counts = {0};

		CHECK_EQ(ax_prog_run_counted(plain, ctx, &counts), 12);
		CHECK_EQ(counts.end, AX_RUN_WHOLE);
		CHECK(counts.insns <= info.verdict.worst_case_insns);
		CHECK_EQ(ax_prog_run_counted(caught, ctx, &counts), 1013);
		CHECK_EQ(counts.end, AX_RUN_WHOLE);
		ax_prog_info(caught, &info);
		CHECK(counts.insns <= info.verdict.worst_case_insns);
		CHECK_EQ(counts.calls, 1);
		ax_image_unload(&image);
	}
	object_close(&o);
	CHECK_EQ(ax_engine_destroy(engine), 0);
}

TEST(engine, programs_throw_and_catch_in_every_engine)
{
	struct ax_port plain = *axp_port();

	plain.jit = NULL;
	run_all(&plain, AX_EXEC_INTERP);
	run_all(axp_port(), AX_EXEC_INTERP);
	if (axp_port()->code_alloc)
		run_all(axp_port(), AX_EXEC_JIT);
}

TEST(engine, unverified_programs_call_no_kernel_functions)
{
	static const struct ax_insn insns[] = {{AX_ALU64 | AX_MOV | AX_K, 1, 0, 0, 1}, {AX_OP_CALL, 0, AX_CALL_KFUNC, 0, AX_KFUNC_bpf_throw},
					       {AX_OP_EXIT, 0, 0, 0, 0}};
	struct ax_prog_spec spec = {.type = AX_PROG_PERF_EVENT, .insns = insns, .insn_count = 3, .license = "GPL"};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_diag diag = {0};
	struct ax_prog *prog;

	CHECK_EQ(ax_prog_load(engine, &spec, &prog, &diag), -AX_EINVAL);
	CHECK(strstr(diag.note, "kernel function"));
	kit_engine_end(&kit, engine);
}

TEST(object, exception_callbacks_are_found_by_their_tags)
{
	struct opened o;
	const struct ax_object_prog *p;
	bool throws = false;

	object_open(&o, "tests/throw.bpf.o");
	CHECK_EQ(object_prog(&o, "plain")->exception_cb, 0);
	p = object_prog(&o, "with_callback");
	CHECK(p->exception_cb);
	for (uint32_t i = 0; i < p->func_count; i++)
		if (p->func_starts[i] == p->exception_cb)
			CHECK_STR(p->func_names[i], "caught");
	for (uint32_t i = 0; i < p->insn_count; i++)
		throws |= p->insns[i].opcode == AX_OP_CALL && p->insns[i].src == AX_CALL_KFUNC && p->insns[i].imm == AX_KFUNC_bpf_throw;
	CHECK(throws);
	object_close(&o);
}
