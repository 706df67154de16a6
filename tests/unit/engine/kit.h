/* SPDX-License-Identifier: Apache-2.0
 * kit.h - what the engine tests share: an engine with counted memory, instructions by hand. */
#ifndef TESTS_UNIT_ENGINE_KIT_H
#define TESTS_UNIT_ENGINE_KIT_H

#include "engine/engine.h"
#include "unit/map/mapkit.h"
#include "unit/test.h"

#define MOV(reg, value)     ((struct ax_insn){AX_ALU64 | AX_MOV | AX_K, reg, 0, 0, value})
#define MOV_REG(to, from)   ((struct ax_insn){AX_ALU64 | AX_MOV | AX_X, to, from, 0, 0})
#define ADD(reg, value)     ((struct ax_insn){AX_ALU64 | AX_ADD | AX_K, reg, 0, 0, value})
#define LDX(size, to, from, off) ((struct ax_insn){AX_LDX | AX_MEM | size, to, from, off, 0})
#define STX(size, to, from, off) ((struct ax_insn){AX_STX | AX_MEM | size, to, from, off, 0})
#define ST(size, to, off, value) ((struct ax_insn){AX_ST | AX_MEM | size, to, 0, off, value})
#define JEQ(reg, value, off) ((struct ax_insn){AX_JMP | AX_JEQ | AX_K, reg, 0, off, value})
#define JA(off)             ((struct ax_insn){AX_JMP | AX_JA, 0, 0, off, 0})
#define CALL(id)            ((struct ax_insn){AX_OP_CALL, 0, 0, 0, id})
#define EXIT()              ((struct ax_insn){AX_OP_EXIT, 0, 0, 0, 0})
#define MAP(reg, index)     ((struct ax_insn){AX_OP_LDDW, reg, AX_PSEUDO_MAP_IDX, 0, index}), ((struct ax_insn){0})
#define MAP_VALUE(reg, index, off)                                                                 \
	((struct ax_insn){AX_OP_LDDW, reg, AX_PSEUDO_MAP_IDX_VALUE, 0, index}), ((struct ax_insn){0, 0, 0, 0, off})

static inline struct ax_engine *kit_engine(struct kit *kit)
{
	struct ax_engine *engine;

	kit_init(kit);
	CHECK_EQ(ax_engine_create(&engine, &kit->port, &ax_limits_cloud), 0);
	return engine;
}

static inline void kit_engine_end(struct kit *kit, struct ax_engine *engine)
{
	CHECK_EQ(ax_engine_destroy(engine), 0);
	CHECK_EQ(kit->mem.used, 0);
}

/* load_insns - a verified perf_event program; fails the test when it is refused. */
static inline struct ax_prog *load_insns(struct ax_engine *engine, const struct ax_insn *insns, u32 count,
					 struct ax_map *const *maps, u32 map_count)
{
	struct ax_prog_spec spec = {
		.type = AX_PROG_RAW_TRACEPOINT, .name = "test", .insns = insns, .insn_count = count, .maps = maps,
		.map_count = map_count, .license = "GPL", .verify = true,
	};
	struct ax_prog *prog = NULL;
	struct ax_diag diag = {0};
	char text[1024];
	int err = ax_prog_load(engine, &spec, &prog, &diag);

	if (err) {
		ax_diag_format(&diag, NULL, 0, text, sizeof(text));
		test_fail(__FILE__, __LINE__, "refused (%d): %s%s", err, diag.note, text);
	}
	return prog;
}
#define LOAD(engine, ...) \
	load_insns(engine, (const struct ax_insn[]){__VA_ARGS__}, ARRAY_LEN(((const struct ax_insn[]){__VA_ARGS__})), NULL, 0)
#define LOAD_MAP(engine, map, ...)                                                                 \
	load_insns(engine, (const struct ax_insn[]){__VA_ARGS__}, ARRAY_LEN(((const struct ax_insn[]){__VA_ARGS__})), \
		   &(struct ax_map *){map}, 1)

#endif
