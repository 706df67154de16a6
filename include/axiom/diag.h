/* SPDX-License-Identifier: Apache-2.0
 * diag.h - why something was refused: a row of verify/reasons.def, the place, and the facts. */
#ifndef AXIOM_DIAG_H
#define AXIOM_DIAG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_diag {
	uint32_t reason;    /* row of reasons.def; 0: none */
	uint32_t insn;      /* slot index in the program; UINT32_MAX: none */
	int32_t reg;        /* register number; -1: none */
	int64_t have_min, have_max; /* what is known ... */
	int64_t need_min, need_max; /* ... and what was needed; meaning by reason */
	char note[120];     /* one more fact in words ("map counters", "helper bpf_map_lookup_elem"); may be empty */
};

/* struct ax_line - source line of an instruction (from BTF.ext or bpf(2)'s line_info), resolved by the caller. */
struct ax_line {
	uint32_t insn;      /* first slot that belongs to the line; ascending */
	uint32_t line, column;
	const char *file;   /* not owned; "" when unknown */
	const char *text;   /* the line's text; "" when unknown */
};

/* ax_diag_format - several lines: reason, place (instruction, source line when `lines` has it), what is known and
 * what was needed, one suggestion.  Always terminated; returns the length that the whole text has. */
size_t ax_diag_format(const struct ax_diag *diag, const struct ax_line *lines, uint32_t line_count, char *out,
		      size_t out_size);
/* ax_diag_name - the reason's short name ("uninit_read"); stable, for --json and tests. */
const char *ax_diag_name(uint32_t reason);

#ifdef __cplusplus
}
#endif

#endif
