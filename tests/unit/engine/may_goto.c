/* SPDX-License-Identifier: Apache-2.0
 * may_goto.c - loops that end themselves before the budget does, in every engine. */
#include <axiom/posix.h>
#include "unit/engine/kit.h"

#define MAY_GOTO(off) ((struct ax_insn){AX_OP_MAY_GOTO, 0, 0, off, 0})

static const struct ax_insn endless[] = {MOV(0, 0), MAY_GOTO(2), ADD(0, 1), JA(-3), EXIT()};
static const struct ax_insn counted[] = {MOV(0, 0), MAY_GOTO(2), ADD(0, 1), {AX_JMP | AX_JLT | AX_K, 0, 0, -3, 100}, EXIT()};
static const struct ax_insn backwards[] = {MOV(0, 0), ADD(0, 1), MAY_GOTO(-2), EXIT()};

static void runs(const struct ax_port *port, enum ax_exec exec, const struct ax_insn *insns, u32 count, u32 back_edges, u64 result,
		 u64 stops)
{
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .insns = insns, .insn_count = count, .license = "GPL", .verify = true,
				    .exec = exec, .back_edges = back_edges};
	struct ax_run_counts counts = {0};
	struct ax_engine *engine;
	struct ax_prog_info info;
	struct ax_prog *prog;
	struct ax_diag diag = {0};
	u64 ctx[8] = {0};

	CHECK_EQ(ax_engine_create(&engine, port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, &diag), 0);
	CHECK_EQ(ax_prog_run(prog, ctx), result);
	CHECK_EQ(ax_prog_run_counted(prog, ctx, &counts), result);
	CHECK_EQ(counts.end, stops ? AX_RUN_BUDGET : AX_RUN_WHOLE);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.budget_stops, 2 * stops);
	CHECK_EQ(info.code != NULL, exec == AX_EXEC_JIT);
	ax_prog_put(prog);
	CHECK_EQ(ax_engine_destroy(engine), 0);
}

static void run_all(const struct ax_port *port, enum ax_exec exec)
{
	u32 all = ax_limits_cloud.back_edges;

	runs(port, exec, endless, ARRAY_LEN(endless), 0, all - AX_MAY_GOTO_LEFT + 1, 0);
	runs(port, exec, endless, ARRAY_LEN(endless), AX_MAY_GOTO_LEFT + 9, 10, 0);
	runs(port, exec, endless, ARRAY_LEN(endless), AX_MAY_GOTO_LEFT, 1, 0);
	runs(port, exec, endless, ARRAY_LEN(endless), AX_MAY_GOTO_LEFT - 1, 0, 0);
	runs(port, exec, counted, ARRAY_LEN(counted), 0, 100, 0); /* its bound is proven */
	runs(port, exec, counted, ARRAY_LEN(counted), AX_MAY_GOTO_LEFT + 300, 100, 0);
	runs(port, exec, counted, ARRAY_LEN(counted), AX_MAY_GOTO_LEFT + 9, 10, 0);
	runs(port, exec, backwards, ARRAY_LEN(backwards), 0, 1, 0);
	runs(port, exec, backwards, ARRAY_LEN(backwards), 20, 0, 1); /* it goes round until nothing is left */
}

TEST(engine, may_goto_jumps_before_the_budget_ends_in_every_engine)
{
	struct ax_port plain = *axp_port();

	plain.jit = NULL;
	run_all(&plain, AX_EXEC_INTERP);
	run_all(axp_port(), AX_EXEC_INTERP);
	if (axp_port()->code_alloc)
		run_all(axp_port(), AX_EXEC_JIT);
}
