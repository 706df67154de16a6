/* SPDX-License-Identifier: Apache-2.0
 * aot.h - programs as C text: what `rk aot` writes and what `--engine aot` compiles (docs/aot.md). */
#ifndef TOOLS_RK_AOT_H
#define TOOLS_RK_AOT_H

#include <stdio.h>
#include <axiom/insn.h>
#include <axiom/object.h>
#include "base/types.h"

/* struct rk_aot - one program. */
struct rk_aot {
	const struct ax_insn *insns;
	u32 count;
	const u16 *frames;         /* [count]: stack bytes of the function that begins there; NULL: AX_STACK_BYTES each */
	u32 catcher;               /* where the exception callback begins; 0: none */
	const char *name;          /* C identifier of its entry; also the prefix of what belongs to it */
	const char *prefix;        /* of the maps: PREFIX_map[], PREFIX_data0 ... */
	const struct ax_object *object; /* its maps are what map references number; NULL: there are none */
	bool counted;              /* backward jumps take from the budget */
	bool deep;                 /* calls are counted (run->jit_depth): nobody has proven that they nest less than eight deep */
	bool engine;               /* for this process: linked instructions, helpers by table, struct ax_run */
};

/* rk_aot_head - what every such file begins with.
 *   engine  for this process: struct ax_run as it is here */
void rk_aot_head(FILE *out, bool engine);
/* rk_aot_foot - what it ends with. */
void rk_aot_foot(FILE *out);
/* rk_aot_maps - the maps of an object: descriptions, contents of data sections. */
void rk_aot_maps(FILE *out, const struct ax_object *object, const char *prefix);
/* rk_aot_prog - the program's functions; the entry is last.
 * NULL, or one line that says what cannot be written as C; what was written then is to be thrown away. */
const char *rk_aot_prog(FILE *out, const struct rk_aot *in);
/* rk_aot_identifier - `text` as part of a C identifier. */
void rk_aot_identifier(char *out, size_t size, const char *text);

/* rk_aot_words - `text`, a name of the object file, inside a comment or a string: what could end either becomes '_'. */
void rk_aot_words(FILE *out, const char *text);

/* rk_aot_load - the program compiled by this machine's C compiler ($CC, or cc) into a shared object and opened.
 * Returns an axi_jit_fn and fills *handle for rk_aot_unload, or NULL with one line printed. */
void *rk_aot_load(const struct ax_insn *insns, u32 count, u32 catcher, bool counted, bool deep, void **handle);
void rk_aot_unload(void *handle);

/* rk_aot_attach - a program that was loaded to be interpreted is run by its C text from now on, until rk_aot_detach, which
 * comes before ax_prog_put.  RK_OK, or RK_UNUSABLE with one line printed. */
struct ax_prog;
int rk_aot_attach(struct ax_prog *prog, void **handle);
void rk_aot_detach(struct ax_prog *prog, void *handle);

#endif
