/* SPDX-License-Identifier: Apache-2.0
 * legacy.c - legacy packet loads in functions, interpreted, as cells and as machine code. */
#include <axiom/posix.h>
#include "engine/packet.h"
#include "unit/engine/kit.h"

#define LD_IND(size, reg, value) ((struct ax_insn){AX_LD | AX_IND | size, 0, reg, 0, value})
#define LD_ABS(size, value)      ((struct ax_insn){AX_LD | AX_ABS | size, 0, 0, 0, value})

static void run_all(const struct ax_port *port, enum ax_exec exec)
{
	/* r0 = 100 + what the function returns: the half word at mark, plus 1; or 0 */
	static const struct ax_insn insns[] = {
		MOV_REG(AX_R6, AX_R1),
		{AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 3},
		MOV_REG(AX_R7, AX_R0),
		ADD(AX_R0, 100),
		EXIT(),
		MOV_REG(AX_R6, AX_R1),
		LDX(AX_W, AX_R1, AX_R6, 8),
		LD_IND(AX_H, AX_R1, 0),
		JEQ(AX_R0, 0x0102, 1),
		LD_ABS(AX_B, 3),
		ADD(AX_R0, 1),
		EXIT(),
	};
	static const u32 lines[][4] = {{0, 0, 0, 1 << 10}, {7, 0, 0, 2 << 10}, {10, 0, 0, 3 << 10}};
	struct ax_prog_spec spec = {
		.type = AX_PROG_SOCKET_FILTER, .name = "legacy", .insns = insns, .insn_count = ARRAY_LEN(insns), .license = "GPL",
		.verify = true, .packet_ctx = true, .exec = exec, .line_info = lines, .line_info_count = ARRAY_LEN(lines),
	};
	u8 bytes[] = {1, 2, 3, 4};
	struct axi_skb_ctx ctx = {.packet = {.data = bytes, .end = bytes + 4, .meta = bytes, .head = bytes, .limit = bytes + 4}};
	struct ax_run_counts counts = {0};
	struct ax_prog_info info;
	struct ax_engine *engine;
	struct ax_prog *prog;

	CHECK_EQ(ax_engine_create(&engine, port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), 0);
	CHECK_EQ(ax_prog_run(prog, &ctx), 100 + 0x0102 + 1);
	ctx.words[2] = 1;
	CHECK_EQ(ax_prog_run(prog, &ctx), 100 + 4 + 1);
	ctx.words[2] = 3;
	CHECK_EQ(ax_prog_run(prog, &ctx), 100);
	CHECK_EQ(ax_prog_run_counted(prog, &ctx, &counts), 100);
	CHECK_EQ(counts.end, AX_RUN_WHOLE);
	ax_prog_info(prog, &info);
	CHECK_EQ(info.insn_count, ARRAY_LEN(insns)); /* what is shown is what was loaded */
	CHECK_EQ(info.code_at != NULL, exec == AX_EXEC_JIT);
	for (u32 i = 1; info.code_at && i < ARRAY_LEN(insns); i++)
		CHECK(info.code_at[i] >= info.code_at[i - 1] && info.code_at[i] < info.code_bytes);
	if (info.code_at) /* a load takes some room */
		CHECK(info.code_at[8] - info.code_at[7] > 10);
	ax_prog_put(prog);
	CHECK_EQ(ax_engine_destroy(engine), 0);
}

TEST(engine, legacy_packet_loads_in_every_engine)
{
	struct ax_port plain = *axp_port();

	plain.jit = NULL;
	run_all(&plain, AX_EXEC_INTERP);
	run_all(axp_port(), AX_EXEC_INTERP);
	if (axp_port()->code_alloc)
		run_all(axp_port(), AX_EXEC_JIT);
}

TEST(engine, what_legacy_packet_loads_call_is_no_helper_of_programs)
{
	static const struct ax_insn helper[] = {MOV(AX_R2, 0), MOV(AX_R3, 1), CALL(AX_PACKET_LOAD), EXIT()},
				    function[] = {MOV(AX_R2, 0), MOV(AX_R3, 1), {AX_OP_CALL, 0, AX_CALL_KFUNC, 0, AX_PACKET_LOAD}, EXIT()};
	struct ax_prog_spec spec = {.type = AX_PROG_SOCKET_FILTER, .insns = helper, .insn_count = 4, .license = "GPL", .verify = true,
				    .packet_ctx = true};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog *prog;

	CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), -AX_EINVAL);
	spec.insns = function;
	CHECK_EQ(ax_prog_load(engine, &spec, &prog, NULL), -AX_EINVAL);
	CHECK_EQ(ax_engine_bind(engine, AX_PACKET_LOAD, NULL), -AX_ENOENT);
	kit_engine_end(&kit, engine);
}

TEST(engine, jumps_over_legacy_packet_loads_that_become_too_far_are_refused)
{
	enum { LOADS = 6000 };
	static struct ax_insn insns[LOADS + 4];
	struct ax_prog_spec spec = {.type = AX_PROG_SOCKET_FILTER, .insns = insns, .license = "GPL", .verify = true, .packet_ctx = true};
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_diag diag = {0};
	struct ax_prog *prog;

	for (u32 loads = 4000; loads <= LOADS; loads += LOADS - 4000) {
		insns[0] = MOV_REG(AX_R6, AX_R1);
		insns[1] = LD_ABS(AX_B, 0);
		insns[2] = JEQ(AX_R0, 7, (s16)loads);
		for (u32 i = 0; i < loads; i++)
			insns[3 + i] = LD_ABS(AX_B, 0);
		insns[3 + loads] = EXIT();
		spec.insn_count = 4 + loads;
		CHECK_EQ(ax_prog_load(engine, &spec, &prog, &diag), loads == LOADS ? -AX_ERANGE : 0);
		if (loads < LOADS)
			ax_prog_put(prog);
	}
	CHECK(strstr(diag.note, "does not reach"));
	kit_engine_end(&kit, engine);
}
