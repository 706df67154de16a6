/* SPDX-License-Identifier: Apache-2.0
 * explain.c - the second walk: same verdict, whole sentences, whatever memory it gets; the random programs of embed.c go
 * through explain_agrees, too. */
#include <axiom/arena.h>
#include <axiom/explain.h>
#include <axiom/prog.h>
#include "base/str.h"
#include "unit/test.h"
#include "unit/verify/explain.h"
#include "verify/verify.h"

static u8 block[4 << 20];

void explain_agrees(const struct ax_verify_input *in, int err, const struct ax_diag *diag, size_t bytes)
{
	static char text[8192];
	struct ax_arena arena;
	struct ax_explain e;
	u32 lines = 0;
	int again;

	if (bytes > sizeof(block))
		return;
	ax_arena_init(&arena, block, bytes);
	again = ax_explain(in, &arena, &e);
	if (again == -AX_ENOMEM && !e.diag.reason)
		return; /* too little to begin */
	CHECK_EQ(again, err);
	if (err)
		CHECK(e.diag.reason == diag->reason && e.diag.insn == diag->insn && e.diag.reg == diag->reg);
	CHECK(ax_explain_format(&e, NULL, 0, text, sizeof(text)) < sizeof(text));
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	CHECK(lines <= 20);
	CHECK(e.fact_count <= AX_FACTS && e.path_count <= in->insn_count);
	for (u32 i = 0; i < e.fact_count; i++)
		CHECK(e.fact[i].insn < in->insn_count && e.fact[i].text[0] && axi_strnlen(e.fact[i].text, sizeof(e.fact[i].text)) < sizeof(e.fact[i].text));
	for (u32 i = 0; i < e.path_count; i++)
		CHECK(e.path[i] < in->insn_count);
	for (u32 i = 0; i < in->insn_count; i++)
		ax_explain_state(&e, i, text, sizeof(text));
}

static const struct ax_insn deref[] = { /* r2 = r1[0]; r2 &= 15; r10[-16 + r2 ...]: the last byte is outside */
	{AX_LDX | AX_MEM | AX_DW, 2, 1, 0, 0}, {AX_ALU64 | AX_AND | AX_K, 2, 0, 0, 15}, {AX_ALU64 | AX_MOV | AX_X, 3, 10, 0, 0},
	{AX_ALU64 | AX_ADD | AX_X, 3, 2, 0, 0}, {AX_ST | AX_MEM | AX_B, 3, 0, -8, 0}, {AX_ALU64 | AX_MOV | AX_K, 0, 0, 0, 0},
	{AX_OP_EXIT, 0, 0, 0, 0},
};

static struct ax_verify_input input(const struct ax_insn *insns, u32 count)
{
	return (struct ax_verify_input){.insns = insns, .insn_count = count, .prog_type = AX_PROG_RAW_TRACEPOINT,
					.limits = &ax_limits_cloud, .gpl = true};
}

TEST(verify, a_refusal_names_origin_change_and_bound)
{
	struct ax_verify_input in = input(deref, ARRAY_LEN(deref));
	struct ax_arena arena;
	struct ax_explain e;

	ax_arena_init(&arena, block, sizeof(block));
	CHECK_EQ(ax_explain(&in, &arena, &e), -AX_EACCES);
	CHECK_EQ(e.diag.reason, AXI_REASON_STACK_BOUNDS);
	CHECK_EQ(e.fact_count, 3);
	CHECK(e.fact[0].insn == 0 && e.fact[1].insn == 1 && e.fact[2].insn == 3);
	CHECK(axi_starts(e.fact[0].text, "R2 was loaded from the context, offset 0 (arg[0])"));
	CHECK(axi_starts(e.advice, "keep the number at most 7: "));
	CHECK_EQ(e.advice_at, 3);
	CHECK(e.path_count == 5 && e.path[0] == 0 && e.path[4] == 4);
}

TEST(verify, an_explanation_takes_any_amount_of_memory)
{
	struct ax_verify_input in = input(deref, ARRAY_LEN(deref));
	struct ax_diag diag = {.reason = AXI_REASON_STACK_BOUNDS, .insn = 4, .reg = 3};

	for (size_t bytes = 0; bytes < 80000; bytes += bytes < 20000 ? 97 : 8)
		if (bytes < 20000 || bytes % 64 == 0)
			explain_agrees(&in, -AX_EACCES, &diag, bytes);
}

/* Every second instruction jumps to the end: a join with as many ways as there are jumps. */
TEST(verify, a_join_of_a_thousand_ways_is_explained_in_time)
{
	static struct ax_insn insns[3000];
	struct ax_verify_input in = input(insns, ARRAY_LEN(insns));
	struct ax_diag diag = {.reason = AXI_REASON_UNINIT, .insn = ARRAY_LEN(insns) - 1, .reg = 0};
	u32 last = ARRAY_LEN(insns) - 1;

	insns[0] = (struct ax_insn){AX_LDX | AX_MEM | AX_DW, 2, 1, 0, 0};
	for (u32 i = 1; i < last; i++)
		insns[i] = i % 2 ? (struct ax_insn){AX_JMP | AX_JEQ | AX_K, 2, 0, (s16)(last - i - 1), (s32)i}
				 : (struct ax_insn){AX_ALU64 | AX_MOV | AX_K, 3, 0, 0, 1};
	insns[last] = (struct ax_insn){AX_OP_EXIT, 0, 0, 0, 0};
	explain_agrees(&in, -AX_EACCES, &diag, sizeof(block));
}
