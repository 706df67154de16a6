/* SPDX-License-Identifier: Apache-2.0
 * explain.h - the second walk of a program: the chain behind a refusal, listings, the page. */
#ifndef TOOLS_RK_EXPLAIN_H
#define TOOLS_RK_EXPLAIN_H

#include <stdio.h>
#include <axiom/explain.h>
#include "rk/load.h"

struct rk_explained {
	struct ax_verify_input in;
	struct ax_target target;
	struct ax_explain e;
	void *memory;
	const struct ax_map_spec **specs;
	struct ax_map_facts *facts;
};

/* rk_explained_input - walk again; free with rk_explained_free.  False when there is no memory for it. */
bool rk_explained_input(struct rk_explained *out, const struct ax_verify_input *in);
/* rk_explained_prog - the same for a program of a loaded object; `first` is what its first verification said.  False also
 * when the second walk comes to another verdict (a helper of this system, for example). */
bool rk_explained_prog(struct rk_explained *out, struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type,
		       const struct ax_diag *first);
void rk_explained_free(struct rk_explained *x);

/* rk_line_of - the source line that the instruction belongs to, or NULL. */
const struct ax_line *rk_line_of(const struct ax_object_prog *prog, u32 insn);
/* rk_on_path - is the instruction on the way to the refusal? */
bool rk_on_path(const struct ax_explain *e, u32 insn);
/* rk_listing - source lines, instructions and states, on standard output. */
void rk_listing(const struct ax_object_prog *prog, const struct ax_explain *e);
/* rk_json_facts - ,"known":{...},"needed":{...},"chain":[...]; prog NULL: no lines. */
void rk_json_facts(const struct ax_object_prog *prog, const struct ax_diag *diag, const struct ax_explain *e);
/* rk_json_listing - ,"listing":[{"insn","text","line","state","times"}...] */
void rk_json_listing(const struct ax_object_prog *prog, const struct ax_explain *e);

/* The page (html.c). */
void rk_html_begin(FILE *f, const char *file);
/* rk_html_prog - one program; `e` NULL: without states.  `text` is the refusal, "" when accepted. */
void rk_html_prog(FILE *f, const struct ax_object_prog *prog, const struct ax_prog_info *info, const struct ax_explain *e,
		  const char *text);
void rk_html_end(FILE *f);

#endif
