/* SPDX-License-Identifier: Apache-2.0
 * verified.c - `rk exec` with verification.
 *
 * The verifier knows no "pointer and length" arguments, but it knows values of maps: the memory becomes the one value of
 * an array map, and a prologue of our own loads its address and length into R1 and R2 before the program's first
 * instruction.  Jumps and calls inside the program are relative, so nothing else changes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "port.h"
#include "rk/aot.h"
#include "rk/load.h"

enum { PROLOGUE_MAX = 3 };

/* prologue - R1 and R2; returns its slots. */
static u32 prologue(struct ax_insn *out, size_t size)
{
	const struct ax_insn length = {AX_ALU64 | AX_MOV | AX_K, AX_R2, 0, 0, (s32)size};

	if (!size) {
		out[0] = (struct ax_insn){AX_ALU64 | AX_MOV | AX_K, AX_R1, 0, 0, 0};
		out[1] = length;
		return 2;
	}
	out[0] = (struct ax_insn){AX_OP_LDDW, AX_R1, AX_PSEUDO_MAP_IDX_VALUE, 0, 0};
	out[1] = (struct ax_insn){0};
	out[2] = length;
	return 3;
}

/* memory_map - an array map whose one value is the memory; NULL with the message printed. */
static struct ax_map *memory_map(struct ax_engine *engine, const u8 *bytes, size_t size)
{
	struct ax_map_spec spec = {
		.type = AX_MAP_ARRAY, .key_size = 4, .value_size = (u32)size, .max_entries = 1, .name = "memory",
	};
	struct ax_map *map = NULL;
	u32 key = 0;
	int err = size > INT32_MAX ? -AX_E2BIG : ax_engine_map_create(engine, &spec, &map);

	if (!err)
		err = ax_map_user_update(map, &key, bytes, AX_ANY);
	if (!err)
		return map;
	rk_error("memory of %zu bytes: %s; use less, or --no-verify", size, ax_status_text(err));
	if (map)
		ax_map_put(engine, map);
	return NULL;
}

static void explain(int err, struct ax_diag *diag, u32 shift)
{
	static const struct ax_object_prog no_lines;
	char text[4096];

	/* instructions are counted as the user wrote them */
	if (diag->insn != UINT32_MAX)
		diag->insn = diag->insn < shift ? 0 : diag->insn - shift;
	rk_explain(&no_lines, err, diag, text, sizeof(text));
	rk_error("the program is refused (%s); --no-verify runs it all the same, checked:\n%s", ax_status_name(err), text);
}

static int load_and_run(struct ax_engine *engine, const struct ax_insn *insns, u32 count, struct ax_map *map, size_t size,
			enum ax_exec exec, bool aot)
{
	void *handle = NULL;
	struct ax_insn *whole = malloc((count + PROLOGUE_MAX) * sizeof(*whole));
	struct ax_prog_spec spec = {
		.type = AX_PROG_SOCKET_FILTER, .name = "exec", .insns = whole, .maps = &map, .map_count = map ? 1 : 0,
		.license = "GPL", .exec = exec, .verify = true,
	};
	struct ax_diag diag = {.insn = UINT32_MAX, .reg = -1};
	struct ax_prog_info info;
	struct ax_prog *prog;
	u32 shift;
	u64 result;
	int err;

	if (!whole) {
		rk_error("out of memory");
		return RK_UNUSABLE;
	}
	shift = prologue(whole, size);
	memcpy(whole + shift, insns, count * sizeof(*whole));
	spec.insn_count = count + shift;
	err = ax_prog_load(engine, &spec, &prog, &diag);
	free(whole);
	if (err) {
		explain(err, &diag, shift);
		return RK_REFUSED;
	}
	if (aot && rk_aot_attach(prog, &handle)) {
		ax_prog_put(prog);
		return RK_UNUSABLE;
	}
	result = ax_prog_run(prog, NULL);
	ax_prog_info(prog, &info);
	rk_aot_detach(prog, handle);
	ax_prog_put(prog);
	if (info.budget_stops) {
		rk_error("stopped: more than %" PRIu32 " backward jumps", ax_limits_cloud.back_edges);
		return RK_REFUSED;
	}
	printf("0x%" PRIx64 "\n", result);
	return RK_OK;
}

int rk_exec_verified(const struct ax_insn *insns, u32 count, const u8 *memory, size_t size, enum ax_exec exec, bool aot)
{
	struct ax_engine *engine;
	struct ax_map *map = NULL;
	int err, status = RK_UNUSABLE;

	axp_set_cpu(0);
	err = ax_engine_create(&engine, axp_port(), &ax_limits_cloud);
	if (err) {
		rk_error("cannot start the engine: %s", ax_status_text(err));
		return RK_UNUSABLE;
	}
	if (size)
		map = memory_map(engine, memory, size);
	if (map || !size)
		status = load_and_run(engine, insns, count, map, size, exec, aot);
	if (map)
		ax_map_put(engine, map);
	ax_engine_destroy(engine);
	return status;
}
