/* SPDX-License-Identifier: Apache-2.0
 * cpu.c - what do instructions and helpers take on this machine?  Prints rows for src/isa/cpus.def.
 *
 * Each kind is measured as a loop of BODY copies against the same loop without them, the best of ROUNDS; a chain of
 * dependent additions, one cycle each, gives the clock.  Loads and multiplications depend on each other: their latency
 * counts, as in a worst case.  Branches: a tenth of the cost of guessing wrong is added. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <axiom/cpu.h>
#include <axiom/helper.h>
#include "engine/engine.h"
#include "port.h"

enum { BODY = 64, LOOPS = 2000, ROUNDS = 15, MAPS = 3 };

static struct ax_insn program[4096];
static u32 count;
static struct ax_map *maps[MAPS]; /* array for memory, hash, ring */
static struct ax_engine *engine;
static u64 *consumed; /* the ring's consumer position: what was written is read */

static void put(u32 opcode, u32 dst, u32 src, s32 off, s32 imm)
{
	program[count++] = (struct ax_insn){(u8)opcode, (u8)(dst & 15), (u8)(src & 15), (s16)off, imm};
}

static void map(u32 reg, u32 index)
{
	put(AX_OP_LDDW, reg, AX_PSEUDO_MAP_IDX, 0, (s32)index);
	put(0, 0, 0, 0, 0);
}

static void call(u32 id)
{
	put(AX_OP_CALL, 0, 0, 0, (s32)id);
}

static void pointer(u32 reg, s32 off) /* into the stack */
{
	put(AX_ALU64 | AX_MOV | AX_X, reg, 10, 0, 0);
	put(AX_ALU64 | AX_ADD, reg, 0, 0, off);
}

/* ---- bodies: one copy each; R7 and R8 are numbers, R9 counts, the stack down to -64 is written ---- */

static void alu(void) { put(AX_ALU64 | AX_ADD | AX_X, 7, 8, 0, 0); }
static void mul(void) { put(AX_ALU64 | AX_MUL | AX_X, 7, 8, 0, 0); }
static void divide(void) { put(AX_ALU64 | AX_DIV | AX_X, 7, 8, 0, 0); put(AX_ALU64 | AX_OR, 7, 0, 0, 0x7fffffff); }
static void orr(void) { put(AX_ALU64 | AX_OR, 7, 0, 0, 0x7fffffff); }
/* each address needs the number that was loaded before */
static void address(void)
{
	put(AX_ALU64 | AX_AND, 7, 0, 0, 7);
	put(AX_ALU64 | AX_MOV | AX_X, 1, 6, 0, 0);
	put(AX_ALU64 | AX_ADD | AX_X, 1, 7, 0, 0);
}
static void load(void) { address(); put(AX_LDX | AX_MEM | AX_DW, 7, 1, 0, 0); }
static void no_load(void)
{
	put(AX_ALU64 | AX_AND, 7, 0, 0, 7);
	put(AX_ALU64 | AX_MOV | AX_X, 1, 8, 0, 0);
	put(AX_ALU64 | AX_ADD | AX_X, 1, 7, 0, 0);
}
static void store(void) { put(AX_STX | AX_MEM | AX_DW, 10, 8, -16, 0); }
static void atomic(void) { put(AX_STX | AX_ATOMIC | AX_DW, 10, 8, -24, AX_ADD); }
static void branch(void) { put(AX_JMP | AX_JGT, 7, 0, 0, 1 << 30); }
static void smp_id(void) { call(AX_HELPER_get_smp_processor_id); }
static void clock_ns(void) { call(AX_HELPER_ktime_get_ns); }
static void lookup(void) { map(1, 1); pointer(2, -8); call(AX_HELPER_map_lookup_elem); }
static void no_lookup(void) { map(1, 1); pointer(2, -8); }
static void update(void)
{
	no_lookup();
	pointer(3, -16);
	put(AX_ALU64 | AX_MOV, 4, 0, 0, 0);
	call(AX_HELPER_map_update_elem);
}
static void no_update(void) { no_lookup(); pointer(3, -16); put(AX_ALU64 | AX_MOV, 4, 0, 0, 0); }
static void output(void)
{
	map(1, 2);
	pointer(2, -64);
	put(AX_ALU64 | AX_MOV, 3, 0, 0, 64);
	put(AX_ALU64 | AX_MOV, 4, 0, 0, 1); /* nobody is woken */
	call(AX_HELPER_ringbuf_output);
}
static void no_output(void)
{
	map(1, 2);
	pointer(2, -64);
	put(AX_ALU64 | AX_MOV, 3, 0, 0, 64);
	put(AX_ALU64 | AX_MOV, 4, 0, 0, 1);
}
static void print(void)
{
	pointer(1, -32);
	put(AX_ALU64 | AX_MOV, 2, 0, 0, 8);
	put(AX_ALU64 | AX_MOV | AX_X, 3, 8, 0, 0);
	call(AX_HELPER_trace_printk);
}
static void no_print(void)
{
	pointer(1, -32);
	put(AX_ALU64 | AX_MOV, 2, 0, 0, 8);
	put(AX_ALU64 | AX_MOV | AX_X, 3, 8, 0, 0);
}
static void record(void)
{
	map(1, 2);
	put(AX_ALU64 | AX_MOV, 2, 0, 0, 64);
	put(AX_ALU64 | AX_MOV, 3, 0, 0, 0);
	call(AX_HELPER_ringbuf_reserve);
	put(AX_JMP | AX_JEQ, 0, 0, 3, 0);
	put(AX_ALU64 | AX_MOV | AX_X, 1, 0, 0, 0);
	put(AX_ALU64 | AX_MOV, 2, 0, 0, 1);
	call(AX_HELPER_ringbuf_discard);
}
static void no_record(void)
{
	map(1, 2);
	for (u32 i = 0; i < 4; i++)
		put(AX_ALU64 | AX_MOV, 2, 0, 0, 1);
}

static void quiet(const char *text, size_t bytes)
{
	(void)text;
	(void)bytes;
}

/* The best time of one run, in nanoseconds. */
static double run(void (*body)(void), bool local_calls, enum ax_exec exec)
{
	struct ax_prog_spec spec = {.type = AX_PROG_RAW_TRACEPOINT, .name = "cpu", .maps = maps, .map_count = MAPS, .license = "GPL",
				    .insns = program, .exec = exec, .verify = true};
	struct ax_diag diag = {0};
	struct ax_prog *prog;
	char text[2048];
	u64 best = UINT64_MAX, ctx[16] = {0};
	u32 loop, calls[BODY];

	count = 0;
	for (s32 off = -64; off < 0; off += 8)
		put(AX_ST | AX_MEM | AX_DW, 10, 0, off, 7);
	put(AX_ST | AX_MEM | AX_DW, 10, 0, -32, 'x' | '%' << 8 | 'd' << 16);
	put(AX_ALU64 | AX_MOV, 7, 0, 0, 12345);
	put(AX_ALU64 | AX_MOV, 8, 0, 0, 3);
	put(AX_ALU64 | AX_MOV, 9, 0, 0, 0);
	put(AX_OP_LDDW, 6, AX_PSEUDO_MAP_IDX_VALUE, 0, 0);
	put(0, 0, 0, 0, 0);
	loop = count;
	for (u32 i = 0; i < BODY; i++) {
		calls[i] = count;
		if (local_calls)
			put(AX_OP_CALL, 0, AX_CALL_LOCAL, 0, 0);
		else if (body)
			body();
	}
	put(AX_ALU64 | AX_ADD, 9, 0, 0, 1);
	put(AX_JMP | AX_JLT, 9, 0, (s32)loop - (s32)count - 1, LOOPS);
	put(AX_ALU64 | AX_MOV, 0, 0, 0, 0);
	put(AX_OP_EXIT, 0, 0, 0, 0);
	if (local_calls) {
		for (u32 i = 0; i < BODY; i++)
			program[calls[i]].imm = (s32)(count - calls[i] - 1);
		put(AX_ALU64 | AX_MOV, 0, 0, 0, 0);
		put(AX_OP_EXIT, 0, 0, 0, 0);
	}
	spec.insn_count = count;
	if (ax_prog_load(engine, &spec, &prog, &diag)) {
		ax_diag_format(&diag, NULL, 0, text, sizeof(text));
		fprintf(stderr, "refused: %s%s\n", diag.note, text);
		exit(1);
	}
	for (u32 i = 0; i < ROUNDS; i++) {
		*consumed = ax_ring_query(maps[2], 3);
		u64 start = axp_port()->now_ns(), took;

		ax_prog_run(prog, ctx);
		took = axp_port()->now_ns() - start;
		if (took < best)
			best = took;
	}
	ax_prog_put(prog);
	return (double)best;
}

/* One copy of `body` less one copy of `without`, in nanoseconds. */
static double one(void (*body)(void), void (*without)(void), enum ax_exec exec)
{
	double took = (run(body, false, exec) - run(without, false, exec)) / (BODY * LOOPS);

	return took > 0 ? took : 0;
}

static void row(const char *name, enum ax_exec exec, double mhz)
{
	double ns[AX_COSTS];

	ns[AX_COST_ALU] = one(alu, NULL, exec);
	ns[AX_COST_MUL] = one(mul, NULL, exec);
	ns[AX_COST_DIV] = one(divide, orr, exec);
	ns[AX_COST_STORE] = one(store, NULL, exec);
	ns[AX_COST_LOAD] = one(load, no_load, exec);
	ns[AX_COST_ATOMIC] = one(atomic, NULL, exec);
	ns[AX_COST_BRANCH] = one(branch, NULL, exec) + 0.1 * 15e3 / mhz;
	ns[AX_COST_CALL] = run(NULL, true, exec) - run(NULL, false, exec);
	ns[AX_COST_CALL] = ns[AX_COST_CALL] / (BODY * LOOPS) - 2 * ns[AX_COST_ALU];
	ns[AX_COST_SMALL] = one(smp_id, NULL, exec);
	ns[AX_COST_CLOCK] = one(clock_ns, NULL, exec);
	ns[AX_COST_LOOKUP] = one(lookup, no_lookup, exec);
	ns[AX_COST_UPDATE] = one(update, no_update, exec);
	ns[AX_COST_RECORD] = one(record, no_record, exec) / 2;
	ns[AX_COST_OUTPUT] = one(output, no_output, exec);
	ns[AX_COST_PRINT] = one(print, no_print, exec);
	ns[AX_COST_OTHER] = ns[AX_COST_PRINT]; /* nothing is known: as the slowest */
	printf("CPU(\"%s\", %.0f, \"...\"", name, mhz);
	for (u32 i = 0; i < AX_COSTS; i++)
		printf(", %.0f", ns[i] < 0 ? 0 : ns[i] * mhz / 10);
	printf(")\n");
}

int main(void)
{
	static const struct ax_map_spec specs[MAPS] = {
		{.type = AX_MAP_ARRAY, .key_size = 4, .value_size = 64, .max_entries = 1},
		{.type = AX_MAP_HASH, .key_size = 8, .value_size = 8, .max_entries = 1024},
		{.type = AX_MAP_RINGBUF, .max_entries = 1 << 24},
	};

	axp_set_cpu(0);
	axp_set_trace(quiet);
	if (ax_engine_create(&engine, axp_port(), &ax_limits_cloud))
		return 1;
	for (u32 i = 0; i < MAPS; i++)
		if (ax_engine_map_create(engine, &specs[i], &maps[i]))
			return 1;
	void *page;

	if (ax_map_mmap(maps[2], 0, AX_PAGE_BYTES, true, &page))
		return 1;
	consumed = page;
	for (u64 key = 0; key < 800; key++) {
		u64 value = key;

		ax_map_user_update(maps[1], &key, &value, AX_ANY);
	}
	/* dependent additions in machine code: one cycle each */
	double mhz = ax_engine_has_code(engine) ? 1e3 / one(alu, NULL, AX_EXEC_JIT) : 1000;

	printf("# a clock of %.0f MHz; append to src/isa/cpus.def, with a name and a text\n", mhz);
	if (ax_engine_has_code(engine))
		row("this-machine", AX_EXEC_JIT, mhz);
	row("this-machine-interp", AX_EXEC_INTERP, mhz);
	ax_map_munmap(maps[2], true);
	for (u32 i = 0; i < MAPS; i++)
		ax_map_put(engine, maps[i]);
	return ax_engine_destroy(engine) != 0;
}
