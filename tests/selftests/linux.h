/* SPDX-License-Identifier: Apache-2.0
 * linux.h - the host's Linux as a second opinion on a program: bpf(2), as root. */
#ifndef TESTS_SELFTESTS_LINUX_H
#define TESTS_SELFTESTS_LINUX_H

#include <axiom/insn.h>
#include <axiom/map.h>
#include "base/types.h"

struct linux_program {
	u32 type, attach_type;
	const struct ax_insn *insns;  /* maps as indices (axiom/verify.h) */
	u32 count;
	const struct ax_map_spec *const *maps;
	u32 map_count;
	bool any_alignment, no_gpl;
	bool with_functions;          /* tell it in BTF of functions whose address is taken */
};

struct linux_answer {
	bool asked;        /* false: Linux cannot be asked (no permission, no such map type) */
	bool accepted;
	int error;         /* errno */
	u64 ns;            /* what PROG_LOAD took */
	bool safety;       /* refused, and not for size, complexity or loops */
	char log[400];     /* the end of the log when refused */
};

/* linux_ask - the verdict.  Maps are created once per specification and kept. */
void linux_ask(const struct linux_program *prog, struct linux_answer *out);

/* linux_functions - Linux takes a function's address when it knows that the function is static: the least BTF that says so, and where
 * the functions begin (the first 64).  Returns its fd, or -1. */
int linux_functions(const struct ax_insn *insns, u32 count, u32 info[64][2], u32 *infos);

/* linux_kfunc - Linux's number of one of our kernel functions: the id of the function of that name in its BTF; 0: it has none. */
s32 linux_kfunc(u32 id);

#endif
