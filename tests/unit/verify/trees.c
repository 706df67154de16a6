/* SPDX-License-Identifier: Apache-2.0
 * trees.c - programs of up to 255 small functions are accepted, in 50 KB a thousand instructions. */
#include <axiom/arena.h>
#include <axiom/prog.h>
#include <axiom/verify.h>
#include "unit/test.h"
#include "unit/verify/tree.h"

static void accepted(struct call_tree t)
{
	static struct ax_insn insns[8192];
	static u8 memory[512 << 10];
	struct ax_verify_input in = {.insns = insns, .insn_count = tree_make(&t, insns), .prog_type = AX_PROG_SOCKET_FILTER,
				     .limits = &ax_limits_cloud};
	u64 bytes = ax_verify_bytes(&in), most = in.insn_count > 1000 ? in.insn_count * 512 / 10 : 51200;
	struct ax_verdict out;
	struct ax_arena arena;
	struct ax_diag diag = {0};

	CHECK(in.insn_count <= ARRAY_LEN(insns) && bytes && bytes <= sizeof(memory));
	ax_arena_init(&arena, memory, bytes);
	CHECK_EQ(ax_verify(&in, &arena, &out, &diag), 0);
	CHECK(!out.by_budget);
	if (out.peak_bytes > most)
		CHECK_EQ(out.peak_bytes, most);
}

TEST(verify, trees_of_functions_that_are_called_once)
{
	for (u32 levels = 2; levels <= AX_CALL_DEPTH; levels++)
		for (u32 numbers = 0; numbers < 2; numbers++)
			accepted((struct call_tree){.levels = levels, .each = 2, .numbers = numbers});
}

TEST(verify, many_functions_that_call_many_functions)
{
	static const u32 wide[] = {4, 16, 20, 35}, each[] = {2, 4, 8};

	for (u32 w = 0; w < ARRAY_LEN(wide); w++)
		for (u32 e = 0; e < ARRAY_LEN(each); e++) {
			accepted((struct call_tree){.levels = 8, .wide = wide[w], .each = each[e]});
			accepted((struct call_tree){.levels = 8, .wide = wide[w], .each = each[e], .numbers = true});
		}
}
