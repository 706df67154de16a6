/* SPDX-License-Identifier: Apache-2.0
 * explain.h - why a program was refused, with the facts that led there; or what is known at every instruction.
 *
 * ax_explain walks the program once more with the same verifier and remembers what it saw: the state before each
 * instruction, and the states that went over each jump.  From a refusal it follows the register backwards over the way
 * that was taken last. */
#ifndef AXIOM_EXPLAIN_H
#define AXIOM_EXPLAIN_H

#include <axiom/diag.h>
#include <axiom/verify.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AX_FACTS 8

/* struct ax_fact - one step of the chain: "R2 was loaded from the context (offset 4)" at `insn`. */
struct ax_fact {
	uint32_t insn;
	int32_t reg;        /* -1: none */
	char text[140];
};

struct ax_explain {
	int error;          /* 0: the program is accepted */
	struct ax_verdict verdict;
	struct ax_diag diag;
	char subject[180];  /* what is known of the register that diag names, in words; "" when there is none */
	uint32_t defined;   /* instruction that gave the register its value; UINT32_MAX: unknown */
	uint32_t advice_at; /* instruction that `advice` is about; UINT32_MAX: none */
	char advice[180];   /* a suggestion with numbers; "": the one of the reason */
	struct ax_fact fact[AX_FACTS]; /* in the order of execution */
	uint32_t fact_count;
	const uint32_t *path;  /* instructions on the way to the refusal, in order */
	uint32_t path_count;
	const uint64_t *times; /* accepted: how often each slot runs at most; 0 never, UINT64_MAX bounded by the budget alone */
	/* own */
	const struct ax_verify_input *in;
	const void *record;
};

/* ax_explain_bytes - a good size for the arena; with less the chain may be shorter.  0 when the input is over the limits. */
size_t ax_explain_bytes(const struct ax_verify_input *in);
/* ax_explain - verify and remember; `out` refers to `in` and to the arena's memory.
 * Returns out->error, or -AX_ENOMEM with out->diag.reason 0 when the arena is too small to begin. */
int ax_explain(const struct ax_verify_input *in, struct ax_arena *arena, struct ax_explain *out);
/* ax_explain_state - what is known before slot `insn` as one line: "R1 context; R2 0..255; fp-8 0".  Empty when no state
 * reached it.  Always terminated; returns the length of the whole text. */
size_t ax_explain_state(const struct ax_explain *e, uint32_t insn, char *out, size_t out_size);
/* ax_explain_format - as ax_diag_format, with the register in words and the chain; at most 20 lines. */
size_t ax_explain_format(const struct ax_explain *e, const struct ax_line *lines, uint32_t line_count, char *out,
			 size_t out_size);

#ifdef __cplusplus
}
#endif

#endif
