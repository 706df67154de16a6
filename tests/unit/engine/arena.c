/* SPDX-License-Identifier: Apache-2.0
 * arena.c - programs that use an arena, in every engine: interpreted, as cells and as machine code. */
#include <axiom/image.h>
#include <axiom/posix.h>
#include "isa/arena.h"
#include "isa/asm.h"
#include "map/map.h"
#include "unit/engine/kit.h"
#include "unit/object/object_test.h"

enum { PAGES = 6 };
#define PLACE ((UINT64_C(0x1234) << 32) + 0x10000)

static const struct {
	const char *title, *text;
	u64 result;
} cases[] = {
	{"what is not there is 0", "lddw r1, map[0]+0\naddr_space_cast r1, r1, 1\nldxdw r0, [r1]\nldxw r2, [r1-32768]\nor r0, r2\n"
	 "mov r1, -1\naddr_space_cast r1, r1, 1\nldxb r2, [r1+32767]\nor r0, r2\nldxsw r2, [r1]\nor r0, r2\nexit", 0},
	{"nor is what is stored there", "lddw r1, map[0]+0\naddr_space_cast r1, r1, 1\nmov r2, 5\nstxdw [r1], r2\nstw [r1+8], 6\n"
	 "lock add [r1+16], r2\nldxdw r0, [r1]\nldxdw r2, [r1+8]\nor r0, r2\nldxdw r2, [r1+16]\nor r0, r2\nexit", 0},
	{"atomic operations on it give 0", "lddw r1, map[0]+0\naddr_space_cast r1, r1, 1\nlddw r2, 0x500000005\nmov r0, 7\nlock fetch add32 [r1], r2\n"
	 "mov r3, 6\nlock cmpxchg [r1], r3\nor r0, r2\nexit", 0},
	{"addresses for user space have their upper half", "lddw r1, map[0]+40\nmov r6, r1\naddr_space_cast r1, r1, 1\nadd r1, 8\n"
	 "addr_space_cast r0, r1, 65536\nsub r0, r6\nexit", 8},
	{"but NULL has none", "lddw r6, map[0]\nlddw r1, 0x500000000\naddr_space_cast r0, r1, 65536\nexit", 0},
	{"arithmetic has 32 bits", "lddw r6, map[0]\nmov r1, 5\naddr_space_cast r1, r1, 1\nsub r1, 6\nmov r0, r1\nrsh r1, 4\nadd r0, r1\nexit",
	 UINT64_C(0xffffffff) + 0xfffffff - (UINT64_C(1) << 32)},
	{"pages are allocated, zeroed, and used in all sizes",
	 "lddw r1, map[0]\nmov r2, 0\nmov r3, 1\nmov r4, 0\nmov r5, 0\ncall kfunc bpf_arena_alloc_pages\njne r0, 0, +1\nexit\n"
	 "addr_space_cast r6, r0, 1\nldxdw r0, [r6+4088]\njeq r0, 0, +1\nexit\n"
	 "stb [r6], -1\nsth [r6+2], -2\nstw [r6+4], -3\nstdw [r6+8], -4\nmov r7, 100\nstxb [r6+1], r7\nstxw [r6+16], r7\n"
	 "ldxsb r1, [r6]\nldxb r2, [r6]\nldxh r3, [r6+2]\nldxsh r4, [r6+2]\nldxw r5, [r6+4]\nldxsw r7, [r6+4]\nldxdw r8, [r6+8]\nldxw r9, [r6+16]\n"
	 "mov r0, r1\nadd r0, r2\nadd r0, r3\nadd r0, r4\nadd r0, r5\nadd r0, r7\nadd r0, r8\nadd r0, r9\nexit",
	 0 - UINT64_C(1) + 0xff + 0xfffe - 2 + 0xfffffffd - 3 - 4 + 100},
	{"an access over the end of what is there is none",
	 "lddw r1, map[0]\nmov r2, 0\nmov r3, 1\nmov r4, 0\nmov r5, 0\ncall kfunc bpf_arena_alloc_pages\naddr_space_cast r6, r0, 1\n"
	 "stdw [r6+4088], -1\nstdw [r6+4092], 7\nldxw r0, [r6+4092]\nldxdw r1, [r6+4090]\nor r0, r1\nexit", 0xffffffff},
	{"atomic operations", "lddw r1, map[0]\nmov r2, 0\nmov r3, 1\nmov r4, 0\nmov r5, 0\ncall kfunc bpf_arena_alloc_pages\naddr_space_cast r6, r0, 1\n"
	 "mov r1, 3\nlock add [r6], r1\nlock fetch add [r6], r1\nmov r2, 0xf0\nlock fetch or [r6], r2\nmov r3, 1\nlock xchg [r6+8], r3\n"
	 "mov r0, 0xf6\nmov r4, 9\nlock cmpxchg [r6], r4\nldxdw r5, [r6]\nmov r7, 5\nlock fetch add [r6+12], r7\n"
	 "add r0, r1\nadd r0, r2\nadd r0, r3\nadd r0, r5\nadd r0, r7\nexit", 0xf6 + 3 + 6 + 0 + 9 + 0},
	{"what is freed is gone",
	 "lddw r6, map[0]\nmov r1, r6\nmov r2, 0\nmov r3, 2\nmov r4, 0\nmov r5, 0\ncall kfunc bpf_arena_alloc_pages\naddr_space_cast r7, r0, 1\n"
	 "stdw [r7], 1\nstdw [r7+4096], 2\nmov r1, r6\nmov r2, r7\nadd r2, 4096\nmov r3, 1\ncall kfunc bpf_arena_free_pages\n"
	 "ldxdw r8, [r7]\nldxdw r0, [r7+4096]\nlsh32 r0, 4\nor r8, r0\nmov r1, r6\nmov r2, 0\nmov r3, 1\nmov r4, 0\nmov r5, 0\n"
	 "call kfunc bpf_arena_alloc_pages\naddr_space_cast r9, r0, 1\nldxdw r0, [r9]\nor r0, r8\nsub r9, r7\nadd r0, r9\nexit", 1 + 4096},
	{"in functions and loops", "lddw r1, map[0]\nmov r2, 0\nmov r3, 1\nmov r4, 0\nmov r5, 0\ncall kfunc bpf_arena_alloc_pages\naddr_space_cast r6, r0, 1\n"
	 "mov r7, 0\nl:\nmov r1, r6\nmov r2, r7\ncall local f\nadd r7, 1\njlt r7, 10, l\nldxdw r0, [r6+72]\nldxdw r1, [r6]\nadd r0, r1\nexit\n"
	 "f:\nmov r3, r2\nlsh r3, 3\nadd r1, r3\nmov r6, 7\nadd r2, r6\nstxdw [r1], r2\nmov r0, 0\nexit", 16 + 7},
};

static void run_case(const struct ax_port *port, enum ax_exec exec, u32 i)
{
	struct ax_map_spec spec = {.type = AX_MAP_ARENA, .max_entries = PAGES, .flags = AX_MAP_F_MMAPABLE, .extra = PLACE};
	struct ax_insn insns[128];
	struct ax_prog_spec prog_spec = {.type = AX_PROG_SYSCALL, .insns = insns, .license = "GPL", .verify = true, .exec = exec, .map_count = 1};
	struct axi_asm_error error;
	struct ax_diag diag = {0};
	struct ax_engine *engine;
	struct ax_prog *prog = NULL;
	struct ax_map *map;
	char text[1024];
	u64 ctx[8] = {0};
	int n = axi_asm(cases[i].text, strlen(cases[i].text), insns, ARRAY_LEN(insns), &error);

	CHECK(n > 0);
	CHECK_EQ(ax_engine_create(&engine, port, &ax_limits_cloud), 0);
	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	prog_spec.maps = &map;
	prog_spec.insn_count = (u32)n;
	if (ax_prog_load(engine, &prog_spec, &prog, &diag)) {
		ax_diag_format(&diag, NULL, 0, text, sizeof(text));
		test_fail(__FILE__, __LINE__, "%s: %s%s", cases[i].title, diag.note, text);
	}
	for (u32 times = 0; prog && times < 2; times++) {
		u64 result = ax_prog_run(prog, ctx);

		if (result != cases[i].result)
			test_fail(__FILE__, __LINE__, "%s: %#llx, not %#llx", cases[i].title, (unsigned long long)result,
				  (unsigned long long)cases[i].result);
	}
	if (prog)
		ax_prog_put(prog);
	ax_map_put(engine, map);
	CHECK_EQ(ax_engine_destroy(engine), 0);
}

TEST(engine, programs_use_arenas_in_every_engine)
{
	struct ax_port plain = *axp_port();

	plain.jit = NULL;
	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		run_case(&plain, AX_EXEC_INTERP, i);
		run_case(axp_port(), AX_EXEC_INTERP, i);
		if (axp_port()->code_alloc)
			run_case(axp_port(), AX_EXEC_JIT, i);
	}
}

TEST(engine, a_program_needs_an_arena_that_is_somewhere)
{
	static const struct ax_insn insns[] = {MAP(1, 0), MOV(0, 0), EXIT()};
	struct ax_map_spec spec = {.type = AX_MAP_ARENA, .max_entries = 2, .flags = AX_MAP_F_MMAPABLE};
	struct ax_diag diag = {0};
	struct ax_prog *prog;
	struct ax_map *map;
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);
	struct ax_prog_spec prog_spec = {.type = AX_PROG_SYSCALL, .insns = insns, .insn_count = 4, .license = "GPL", .verify = true, .maps = &map,
					 .map_count = 1};

	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	CHECK_EQ(ax_prog_load(engine, &prog_spec, &prog, &diag), -AX_EINVAL);
	CHECK_STR(diag.note, "arena's user address must be set via map_extra or mmap()");
	CHECK_EQ(ax_map_arena_place(map, 0, 0), 0);
	CHECK_EQ(ax_prog_load(engine, &prog_spec, &prog, &diag), 0);
	ax_prog_put(prog);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}

TEST(engine, without_conversion_addresses_for_user_space_have_32_bits)
{
	static const char text[] = "lddw r1, map[0]+0\naddr_space_cast r0, r1, 65536\nexit";
	struct ax_map_spec spec = {.type = AX_MAP_ARENA, .max_entries = 2, .flags = AX_MAP_F_MMAPABLE | AX_MAP_F_NO_USER_CONV, .extra = PLACE};
	struct ax_insn insns[8];
	struct axi_asm_error error;
	int n = axi_asm(text, sizeof(text) - 1, insns, ARRAY_LEN(insns), &error);
	u64 ctx[8] = {0};
	struct ax_map *map;
	struct kit kit;
	struct ax_engine *engine = kit_engine(&kit);

	CHECK_EQ(ax_engine_map_create(engine, &spec, &map), 0);
	struct ax_prog *prog = load_insns(engine, insns, (u32)n, &map, 1);
	CHECK_EQ(ax_prog_run(prog, ctx), (u32)PLACE);
	ax_prog_put(prog);
	ax_map_put(engine, map);
	kit_engine_end(&kit, engine);
}
