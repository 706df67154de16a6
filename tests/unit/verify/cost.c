/* SPDX-License-Identifier: Apache-2.0
 * cost.c - worst cases: helper calls by kind, loops multiplied, subprograms, time on a CPU. */
#include <axiom/arena.h>
#include <axiom/helper.h>
#include <axiom/prog.h>
#include "unit/engine/kit.h"

#define JLT(reg, value, off) ((struct ax_insn){AX_JMP | AX_JLT | AX_K, reg, 0, off, value})
#define LOCAL(to)            ((struct ax_insn){AX_OP_CALL, 0, AX_CALL_LOCAL, 0, to})

static struct ax_call_bound bounds[8];
static const struct ax_cpu one_cycle = {
	.name = "test", .mhz = 1000, /* a hundredth of a cycle is 10 ps */
	.cost = {[AX_COST_ALU] = 100, [AX_COST_BRANCH] = 200, [AX_COST_SMALL] = 1000, [AX_COST_CLOCK] = 5000, [AX_COST_CALL] = 300},
};

static struct ax_verdict verdict_of(const struct ax_insn *insns, u32 count)
{
	static u8 memory[65536];
	struct ax_verify_input in = {
		.insns = insns, .insn_count = count, .prog_type = AX_PROG_RAW_TRACEPOINT, .limits = &ax_limits_cloud,
		.cpu = &one_cycle, .calls = bounds, .calls_room = ARRAY_LEN(bounds),
	};
	struct ax_verdict out;
	struct ax_arena arena;
	struct ax_diag diag = {0};

	memset(bounds, 0, sizeof(bounds));
	ax_arena_init(&arena, memory, sizeof(memory));
	CHECK_EQ(ax_verify(&in, &arena, &out, &diag), 0);
	return out;
}
#define VERDICT(...) verdict_of((const struct ax_insn[]){__VA_ARGS__}, ARRAY_LEN(((const struct ax_insn[]){__VA_ARGS__})))

static u64 most(u32 helper)
{
	for (u32 i = 0; i < ARRAY_LEN(bounds); i++)
		if (bounds[i].helper == helper)
			return bounds[i].most;
	return 0;
}

TEST(verify, helper_calls_are_counted_by_kind)
{
	/* one way calls the clock twice, the other the random number once and the clock once */
	struct ax_verdict v = VERDICT(CALL(AX_HELPER_get_prandom_u32), JEQ(0, 0, 3), CALL(AX_HELPER_ktime_get_ns),
				      CALL(AX_HELPER_ktime_get_ns), JA(2), CALL(AX_HELPER_get_prandom_u32),
				      CALL(AX_HELPER_ktime_get_ns), MOV(0, 0), EXIT());

	CHECK_EQ(v.worst_case_insns, 7);
	CHECK_EQ(v.worst_case_calls, 3);
	CHECK_EQ(v.call_kinds, 2);
	CHECK_EQ(most(AX_HELPER_ktime_get_ns), 2);
	CHECK_EQ(most(AX_HELPER_get_prandom_u32), 2);
	/* 10 + 2 + 2 * 50 + 2 + 1 + the exit, which is a jump */
	CHECK_EQ(v.worst_case_ns, 117);
}

TEST(verify, calls_of_kinds_are_multiplied_by_loops_and_functions)
{
	/* ten rounds of a loop in a loop of five; a function that calls the clock is called in the inner one */
	struct ax_verdict v = VERDICT(MOV(6, 0), MOV(7, 0), LOCAL(7), ADD(7, 1), JLT(7, 10, -3),
				      CALL(AX_HELPER_get_smp_processor_id), ADD(6, 1), JLT(6, 5, -7), MOV(0, 0), EXIT(),
				      CALL(AX_HELPER_ktime_get_ns), EXIT());

	CHECK(!v.by_budget);
	CHECK_EQ(v.worst_case_insns, 1 + 5 * (1 + 10 * 5 + 3) + 2);
	CHECK_EQ(v.worst_case_calls, 5 * 10 + 5);
	CHECK_EQ(v.call_kinds, 2);
	CHECK_EQ(most(AX_HELPER_ktime_get_ns), 50);
	CHECK_EQ(most(AX_HELPER_get_smp_processor_id), 5);
	CHECK_EQ(v.worst_case_ns, 1 + 5 * (1 + 10 * (3 + 50 + 2 + 1 + 2) + 10 + 1 + 2) + 1 + 2);
	CHECK_EQ(v.stack_bytes, 64);
}

TEST(verify, a_budget_leaves_no_count)
{
	struct ax_verdict v = VERDICT(CALL(AX_HELPER_get_prandom_u32), JEQ(0, 0, -2), MOV(0, 0), EXIT());

	CHECK(v.by_budget);
	CHECK_EQ(v.worst_case_insns, 0);
	CHECK_EQ(v.worst_case_ns, 0);
	CHECK_EQ(v.call_kinds, 1);
	CHECK_EQ(bounds[0].most, 0);
}

TEST(verify, every_row_of_the_cpu_table_is_whole)
{
	u32 rows = 0;

	for (const struct ax_cpu *cpu = ax_cpu_next(NULL); cpu; cpu = ax_cpu_next(cpu), rows++) {
		CHECK(ax_cpu_find(cpu->name) == cpu);
		for (u32 i = 0; i < AX_COSTS; i++)
			CHECK(cpu->cost[i] > 0);
	}
	CHECK(rows >= 4);
	CHECK(!ax_cpu_find("cray-1"));
	CHECK_EQ(ax_cpu_ns(&one_cycle, 1), 1); /* rounded up */
	CHECK_EQ(ax_cpu_ns(&one_cycle, 100), 1);
	CHECK_EQ(ax_cpu_ns(&one_cycle, 101), 2);
	CHECK_EQ(ax_cpu_ns(&one_cycle, UINT64_MAX), UINT64_MAX);
}
