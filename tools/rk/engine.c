/* SPDX-License-Identifier: Apache-2.0
 * engine.c - the option --engine, and machine code of a program that no engine has verified. */
#include <string.h>
#include "jit/jit.h"
#include "port.h"
#include "rk/engine.h"

int rk_engine_option(const char *text, enum ax_exec *out, bool *aot)
{
	*out = AX_EXEC_AUTO;
	*aot = text && !strcmp(text, "aot");
	if (*aot) {
		*out = AX_EXEC_INTERP;
		return RK_OK;
	}
	if (!text || !strcmp(text, "auto"))
		return RK_OK;
	if (!strcmp(text, "interp")) {
		*out = AX_EXEC_INTERP;
		return RK_OK;
	}
	if (!strcmp(text, "jit")) {
		*out = AX_EXEC_JIT;
		return RK_OK;
	}
	rk_error("--engine %.40s: the engines are interp, jit, aot and auto", text);
	return RK_UNUSABLE;
}

/* The generator for this machine; NULL with one line printed. */
static const struct axi_jit_target *target_here(u32 *features)
{
	const char *cpu = axp_port()->code_cpu(features);
	const struct axi_jit_target *target = axi_jit_target(cpu);

	if (!target)
		rk_error("--engine jit: there is no code generator for %s; use --engine interp", cpu);
	return target;
}

int rk_engine_jit(const struct ax_insn *insns, u32 count, struct ax_run *run, u64 r1, u64 r2, u64 *result)
{
	const struct ax_port *port = axp_port();
	struct axi_jit_input in = {.insns = insns, .count = count, .helpers = run->helpers, .helper_count = run->helper_count};
	const struct axi_jit_target *target = target_here(&in.features);
	size_t bytes = axi_jit_arena_bytes(insns, count), size;
	void *memory = port->mem->alloc(port->mem, bytes), *code = NULL;
	struct ax_arena arena;
	u32 bad = 0;
	int err;

	if (!target || !memory) {
		port->mem->free(port->mem, memory, bytes);
		return RK_UNUSABLE;
	}
	ax_arena_init(&arena, memory, bytes);
	err = axi_jit(target, &in, &arena, NULL, 0, &size, &bad);
	if (!err)
		code = port->code_alloc(size);
	if (code) {
		err = axi_jit(target, &in, &arena, code, size, &size, &bad);
		if (!err)
			err = port->code_seal(code, size);
	} else if (!err) {
		err = -AX_ENOMEM;
	}
	port->mem->free(port->mem, memory, bytes);
	if (err)
		rk_error("--engine jit: instruction %u cannot become machine code: %s", bad, ax_status_text(err));
	run->jit_depth = AX_CALL_DEPTH - 1;
	run->nests = AXI_TAIL_CALLS;
	if (!err)
		*result = ((axi_jit_fn)(uintptr_t)code)(r1, r2, run);
	if (code)
		port->code_free(code, size);
	return err ? RK_REFUSED : RK_OK;
}
