/* SPDX-License-Identifier: Apache-2.0
 * case.h - instruction cases: reading tests/insn/NAME.t.
 *
 * A file holds cases; `== TITLE` starts one, its sections follow (lines before the first case are comments):
 *   -- asm           the program (src/isa/asm.h)
 *   -- raw           instead of asm: the program's bytes in hex
 *   -- mem           hex bytes; r1 is their address, r2 their number (both 0 without it)
 *   -- result        R0 at exit
 *   -- mem after     hex bytes that the memory must hold then
 *   -- error         instead of result: opcode memory pc call depth budget stack
 *   -- no oracle     why Linux cannot be asked about this case */
#ifndef TESTS_INSN_CASE_H
#define TESTS_INSN_CASE_H

#include <stdbool.h>
#include <stdio.h>
#include "base/types.h"
#include <axiom/insn.h>

#define CASE_INSNS 4096
#define CASE_BYTES 256

struct insn_case {
	char title[128];
	char text[8192];              /* of -- asm */
	struct ax_insn insns[CASE_INSNS];
	u32 count;
	u8 mem[CASE_BYTES], after[CASE_BYTES];
	u32 mem_bytes, after_bytes;
	bool has_result, has_raw;
	u64 result;
	char error[32];               /* "" when a result is expected */
	char no_oracle[128];          /* "" when Linux can be asked */
};

/* case_read - the next case of `file`, assembled.  1: read; 0: end of file; -1: malformed, `why` says how. */
int case_read(FILE *file, struct insn_case *out, char why[256]);

/* oracle_open - NULL, or why Linux's bpf(2) cannot be used. */
const char *oracle_open(void);
/* oracle_check - run the case in the kernel.
 * Returns NULL when Linux agrees with the case's expectation, otherwise what it says instead. */
const char *oracle_check(const struct insn_case *one);
/* Instructions so far whose text was compared with Linux's. */
extern u32 oracle_texts;

#endif
