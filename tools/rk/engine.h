/* SPDX-License-Identifier: Apache-2.0
 * engine.h - which engine runs a program: the option --engine of `rk exec` and `rk run`. */
#ifndef TOOLS_RK_ENGINE_H
#define TOOLS_RK_ENGINE_H

#include <axiom/prog.h>
#include "exec/exec.h"
#include "rk/rk.h"

/* A row of a verb's options. */
#define RK_ENGINE_OPTION                                                                           \
	{                                                                                          \
		"--engine", "ENGINE",                                                              \
			"interp: the interpreter.  jit: machine code; refused where there is none for this CPU.\n" \
			"aot: as C, compiled by this machine's compiler ($CC, or cc).\n"                   \
			"auto, the default: machine code where it can be, the interpreter otherwise."      \
	}

/* rk_engine_option - the option's value (NULL: absent).  RK_OK, or RK_UNUSABLE with one line printed.
 *   aot  set for ahead-of-time C; *out is then AX_EXEC_INTERP, for loading */
int rk_engine_option(const char *text, enum ax_exec *out, bool *aot);

/* rk_engine_jit - compile and run a program that was not verified: nothing is checked at run time but the budget and the
 * depth of calls.  RK_OK with R0 in *result; RK_REFUSED or RK_UNUSABLE with one line printed. */
int rk_engine_jit(const struct ax_insn *insns, u32 count, struct ax_run *run, u64 r1, u64 r2, u64 *result);

#endif
