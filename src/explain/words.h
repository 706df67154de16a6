/* SPDX-License-Identifier: Apache-2.0
 * words.h - values, ranges and refusals in words: what report.c and slice.c share. */
#ifndef EXPLAIN_WORDS_H
#define EXPLAIN_WORDS_H

#include <axiom/explain.h>
#include "base/fmt.h"
#include "verify/verify.h"

/* axi_say_val - "a number between 0 and 255", "a pointer to the value of map \"counts\", offset 8". */
void axi_say_val(struct axi_text *text, const struct ax_verify_input *in, const struct axi_val *val);
/* axi_say_short - the same for listings: "0..255", "value counts+8". */
void axi_say_short(struct axi_text *text, const struct ax_verify_input *in, const struct axi_val *val);
void axi_say_range(struct axi_text *text, const struct axi_range *r);
void axi_say_map(struct axi_text *text, const struct ax_verify_input *in, u32 map);
/* axi_say_limits - what is known and what is needed, as this reason means its numbers; one line or nothing. */
void axi_say_limits(struct axi_text *text, const struct ax_diag *diag);
const char *axi_helper_name(u32 id); /* "bpf_map_lookup_elem"; NULL when there is none */
/* axi_say_ctx - "the context, offset 8 (arg[1])". */
void axi_say_ctx(struct axi_text *text, u32 prog_type, s64 offset);
/* axi_report - the whole text of a refusal; `e` NULL: without the chain. */
void axi_report(struct axi_text *text, const struct ax_diag *diag, const struct ax_line *lines, u32 line_count,
		const struct ax_explain *e);

#endif
