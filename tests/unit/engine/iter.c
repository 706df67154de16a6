/* SPDX-License-Identifier: Apache-2.0
 * iter.c - iterators of numbers in the whole engine: an object that clang compiled, interpreted, as cells and as machine code. */
#include <axiom/image.h>
#include <axiom/posix.h>
#include "unit/engine/kit.h"
#include "unit/object/object_test.h"

static const struct {
	const char *prog;
	s64 start, end, stop, result;
} runs[] = {
	{"sum", 0, 10, 100, 45}, {"sum", 0, 10, 5, 10}, {"sum", -3, 4, 100, 0}, {"sum", 7, 7, 0, 0}, {"sum", 9, 3, 0, 0},
	{"sum", 2147483640, 2147483647, 2147483644, (s32)(2147483640u + 2147483641u + 2147483642u + 2147483643u)},
	{"sum", -2147483647 - 1, 2147483647, 0, 0}, /* too many: none comes */
	{"nested", 0, 0, 0, 168 + 7},
	{"empty", 3, 3, 0, -7}, {"empty", 4, 3, 0, -AX_EINVAL}, {"empty", 0, (8 << 20) + 1, 0, -AX_E2BIG}, {"empty", 0, 8 << 20, 0, 0},
	{"empty", -2147483647 - 1, -2147483647, 0, -2147483647 - 1}, {"empty", 2147483646, 2147483647, 0, 2147483646},
};

static void run_all(const struct ax_port *port, enum ax_exec exec)
{
	struct ax_image image;
	struct ax_engine *engine;
	struct ax_image_error error = {0};
	struct opened o;

	CHECK_EQ(ax_engine_create(&engine, port, &ax_limits_cloud), 0);
	object_open(&o, "tests/iter.bpf.o");
	CHECK_EQ(ax_image_load(&image, engine, &o.object, &o.arena, exec, &error), 0);
	CHECK_STR(error.diag.note, "");
	for (u32 i = 0; i < ARRAY_LEN(runs); i++) {
		u64 ctx[8] = {0, (u64)runs[i].start, (u64)runs[i].end, (u64)runs[i].stop};
		struct ax_prog *prog = ax_image_prog(&image, runs[i].prog);
		struct ax_run_counts counts = {0};
		struct ax_prog_info info;

		CHECK_EQ((s32)ax_prog_run(prog, ctx), (s32)runs[i].result);
		CHECK_EQ((s32)ax_prog_run_counted(prog, ctx, &counts), (s32)runs[i].result);
		ax_prog_info(prog, &info);
		CHECK(!info.verdict.by_budget && counts.insns <= info.verdict.worst_case_insns);
	}
	ax_image_unload(&image);
	object_close(&o);
	CHECK_EQ(ax_engine_destroy(engine), 0);
}

TEST(engine, iterators_of_numbers_in_every_engine)
{
	struct ax_port plain = *axp_port();

	plain.jit = NULL;
	run_all(&plain, AX_EXEC_INTERP);
	run_all(axp_port(), AX_EXEC_INTERP);
	if (axp_port()->code_alloc)
		run_all(axp_port(), AX_EXEC_JIT);
}
