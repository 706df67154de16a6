/* SPDX-License-Identifier: Apache-2.0
 * prover.c - programs that inference refuses, and that the engine's own prover finds a certificate for: whatever errno the refusal has. */
#include "unit/engine/kit.h"

enum { BITS = 6, MARK = 8, ROOM = 64 };

/* R6 and R7 are counted up and down on BITS ways that part and meet, so that R0, their sum, is always 0: which is known only
 * where all ways are kept apart. */
static u32 sum_of_two(struct ax_insn *insns)
{
	u32 n = 0;

	insns[n++] = MOV_REG(8, 1);
	insns[n++] = MOV(6, 0);
	insns[n++] = MOV(7, 0);
	for (u32 i = 0; i < BITS; i++) {
		insns[n++] = LDX(AX_W, 9, 8, MARK);
		insns[n++] = JEQ(9, (s32)i, 2);
		insns[n++] = ADD(6, 1 << i);
		insns[n++] = ADD(7, -(1 << i));
	}
	insns[n++] = MOV_REG(0, 6);
	insns[n++] = (struct ax_insn){AX_ALU64 | AX_ADD | AX_X, 0, 7, 0, 0};
	return n;
}

static int load(const struct ax_insn *insns, u32 count, u32 prove_bytes, struct ax_diag *diag)
{
	struct ax_limits limits = ax_limits_cloud;
	struct ax_prog_spec spec = {.type = AX_PROG_CGROUP_SKB, .packet_ctx = true, .insns = insns, .insn_count = count, .license = "GPL",
				    .verify = true};
	struct ax_engine *engine;
	struct ax_prog *prog;
	struct kit kit;
	int err;

	kit_init(&kit);
	limits.prove_bytes = prove_bytes;
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &limits), 0);
	err = ax_prog_load(engine, &spec, &prog, diag);
	if (!err)
		ax_prog_put(prog);
	kit_engine_end(&kit, engine);
	return err;
}

TEST(engine, the_prover_is_asked_whatever_errno_a_refusal_has)
{
	struct ax_insn insns[ROOM];
	struct ax_diag diag = {0};
	u32 n = sum_of_two(insns);

	insns[n] = EXIT(); /* 0 or 1 is allowed: EINVAL */
	CHECK_EQ(load(insns, n + 1, 0, &diag), -AX_EINVAL);
	CHECK_STR(ax_diag_name(diag.reason), "return_range");
	CHECK_EQ(load(insns, n + 1, ax_limits_cloud.prove_bytes, &diag), 0);
	CHECK_EQ(load(insns, n + 1, ax_limits_cloud.prove_bytes, NULL), 0);
	insns[n++] = (struct ax_insn){AX_ALU64 | AX_ADD | AX_X, 0, 10, 0, 0}; /* an address in the frame: EACCES */
	insns[n++] = ST(AX_DW, 0, -8, 0);
	insns[n++] = MOV(0, 0);
	insns[n++] = EXIT();
	CHECK_EQ(load(insns, n, 0, &diag), -AX_EACCES);
	CHECK_EQ(load(insns, n, ax_limits_cloud.prove_bytes, &diag), 0);
	insns[n - 4] = MOV(0, 2); /* no certificate helps: the first reason stays */
	insns[n - 3] = EXIT();
	CHECK_EQ(load(insns, n - 2, ax_limits_cloud.prove_bytes, &diag), -AX_EINVAL);
	CHECK_STR(ax_diag_name(diag.reason), "return_range");
}
