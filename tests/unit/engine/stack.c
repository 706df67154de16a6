/* SPDX-License-Identifier: Apache-2.0
 * stack.c - the calls that a program sees around it: those of the place that is hooked, whatever runs the program. */
#include "isa/asm.h"
#include "unit/engine/kit.h"

static u64 outer;

static __attribute__((noinline)) u64 hooked_place(struct ax_hook *hook, void *ctx)
{
	u64 result = ax_hook_fire(hook, ctx);

	outer = (u64)(uintptr_t)__builtin_return_address(0);
	return result + 1;
}

static __attribute__((noinline)) u64 direct(struct ax_prog *prog, void *ctx)
{
	u64 result = ax_prog_run(prog, ctx);

	outer = (u64)(uintptr_t)__builtin_return_address(0);
	return result + 1;
}

static bool inside(u64 address, void *function)
{
	return address - (u64)(uintptr_t)function < 4096;
}

static void sees(enum ax_exec exec)
{
	static const char text[] = "stw [r10-4], 0\nmov r6, r1\nmov r2, r10\nadd r2, -4\nlddw r1, map[0]\ncall 1\njeq r0, 0, out\n"
				   "mov r1, r6\nmov r2, r0\nmov r3, 16\nmov r4, 0\ncall 67\nout:\nexit\n";
	struct ax_map_spec spec = {.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 16, .max_entries = 1};
	struct ax_insn insns[64];
	struct axi_asm_error error;
	struct ax_prog_spec ps = {.type = AX_PROG_RAW_TRACEPOINT, .insns = insns, .map_count = 1, .license = "GPL", .verify = true, .exec = exec};
	u64 ctx[16] = {0}, seen[2];
	struct ax_engine *engine;
	struct ax_link *link;
	struct ax_prog *prog;
	struct ax_hook hook;
	struct ax_map *map;
	struct kit kit;
	u32 key = 0;

	ps.insn_count = (u32)axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &error);
	engine = kit_engine(&kit);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	ps.maps = &map;
	CHECK_EQ(ax_prog_load(engine, &ps, &prog, NULL), 0);
	CHECK_EQ(ax_hook_init(&hook, engine, "here", AX_PROG_RAW_TRACEPOINT), 0);
	CHECK_EQ(ax_hook_attach(&hook, prog, &link), 0);
	CHECK_EQ(hooked_place(&hook, ctx), 17);
	CHECK_EQ(ax_map_user_lookup(map, &key, seen, 0), 0);
	CHECK(inside(seen[0], hooked_place));
	CHECK_EQ(seen[1], outer);
	CHECK_EQ(direct(prog, ctx), 17);
	CHECK_EQ(ax_map_user_lookup(map, &key, seen, 0), 0);
	CHECK(inside(seen[0], direct));
	CHECK_EQ(seen[1], outer);
	ax_link_put(link);
	ax_prog_put(prog);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}

TEST(engine, programs_see_the_calls_around_their_hook)
{
	sees(AX_EXEC_INTERP);
	sees(AX_EXEC_JIT);
}

TEST(engine, stacks_are_refused_by_name_where_no_port_shows_them)
{
	static const char text[] = "mov r2, r10\nadd r2, -8\nmov r3, 8\nmov r4, 0\ncall 67\nexit\n";
	struct ax_insn insns[16];
	struct axi_asm_error error;
	struct ax_prog_spec ps = {.type = AX_PROG_RAW_TRACEPOINT, .insns = insns, .license = "GPL", .verify = true};
	struct ax_engine *engine;
	struct ax_prog *prog;
	struct ax_diag diag = {0};
	struct kit kit;
	char why[1024];

	kit_init(&kit);
	kit.port.stack = NULL;
	CHECK_EQ(ax_engine_create(&engine, &kit.port, &ax_limits_cloud), 0);
	ps.insn_count = (u32)axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &error);
	CHECK_EQ(ax_prog_load(engine, &ps, &prog, &diag), -AX_EINVAL);
	ax_diag_format(&diag, NULL, 0, why, sizeof(why));
	CHECK(strstr(why, "bpf_get_stack"));
	kit_engine_end(&kit, engine);
}
