/* SPDX-License-Identifier: Apache-2.0
 * helper_kfunc.c - what the rows of isa/kfunc.def do.  To what runs a program they are helpers: the verifier has seen who may call them. */
#include "engine/helpers.h"

#define KFUNC_FN(name) static u64 name(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)

KFUNC_FN(bpf_throw)
{
	const struct ax_prog *prog = run->prog;

	/* the checked interpreter, which has a machine, runs any program from its instructions (counted.c) */
	axi_throw(run, r1, run->machine && prog->catcher ? (uintptr_t)(prog->linked + prog->catcher) : prog->entry.catcher);
	return 0;
}

void axi_kfuncs_init(struct ax_engine *engine)
{
#define KFUNC(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) \
	if (AXI_KFUNCS)                                                      \
		engine->helpers[id < AXI_HELPER_IDS ? id : 0] = name;
#include "isa/kfunc.def"
}
