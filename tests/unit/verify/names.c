/* SPDX-License-Identifier: Apache-2.0
 * names.c - values that are linked have numbers as names, which do not run out: a program that wants more is refused. */
#include "isa/asm.h"
#include "unit/test.h"
#include "verify/verify.h"

static u32 until;

/* Some other part of the program has taken nearly all of them. */
static void take_names(void *arg, const struct axi_verify *v)
{
	if (v->pc == 4)
		((struct axi_verify *)v)->next_id = until;
}

/* A byte from the context is added to the packet's start: is what was compared for the start believed of the sum? */
static int judge(u32 names)
{
	static const char *const text = "mov r6, r1\nldxw r2, [r6]\nldxw r3, [r6+4]\nldxw r4, [r6+12]\nand r4, 255\nmov r5, r2\nadd r5, r4\n"
					"mov r0, r2\nadd r0, 8\njgt r0, r3, out\nldxdw r1, [r5]\nout:\nmov r0, 2\nexit\n";
	static u8 block[1 << 20];
	struct axi_asm_error error = {0};
	struct ax_insn insns[32];
	int count = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &error);
	struct ax_verify_input in = {.insns = insns, .insn_count = (u32)count, .prog_type = AX_PROG_XDP, .limits = &ax_limits_cloud};
	struct ax_verdict verdict;
	struct ax_diag diag = {0};
	struct ax_arena arena;

	CHECK(count > 0);
	until = names;
	ax_arena_init(&arena, block, sizeof(block));
	CHECK(axi_verify_watched(&in, &arena, &verdict, &diag, &(struct axi_watch){.state = take_names}));
	return (int)diag.reason;
}

TEST(verify, names_do_not_run_out)
{
	CHECK_EQ(judge(100), AXI_REASON_PACKET_BOUNDS);
	CHECK_EQ(judge(AXI_VAR_BASE - 1), AXI_REASON_STEPS); /* the next one would say that nothing was added */
}
