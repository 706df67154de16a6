/* SPDX-License-Identifier: Apache-2.0
 * listing.c - the log of PROG_LOAD where it needs the second walk: the chain behind a refusal, and level 2's listing of
 * instructions with what is known before each, in the shape of Linux's ("0: R1 ctx", "0: (b7) r0 = 0"). */
#include <axiom/explain.h>
#include "base/fmt.h"
#include "sysbpf/call.h"

enum {
	MOST_BYTES = 16 << 20,   /* of memory for the second walk */
	LINES_UP_TO = 512,       /* programs up to this size get their source lines: each is looked up in the caller's memory */
	STATE_BYTES = 1024,
};

struct listing {
	struct call *call;
	const struct source_lines *lines;
	struct axi_text *text;
	bool list, refused;
	bool told;               /* the refusal was explained */
	const struct ax_diag *diag;
};

static void list(const struct listing *l, const struct ax_explain *e, char *state)
{
	struct ax_line line = {0}, last = {0};

	for (u32 at = 0; at < e->in->insn_count && l->text->need < l->text->size;) {
		char insn[128];
		int slots;

		if (ax_explain_state(e, at, state, STATE_BYTES)) {
			if (e->in->insn_count <= LINES_UP_TO && axi_lines_find(l->lines, at, &line) &&
			    (line.insn != last.insn || !last.text) && line.text[0])
				axi_text_add(l->text, "; %.200s @ %.100s:%u\n", line.text, line.file, line.line);
			last = line;
			axi_text_add(l->text, "%u: %s\n", at, state);
			slots = ax_insn_disasm(e->in->insns, e->in->insn_count, at, insn, sizeof(insn));
			axi_text_add(l->text, "%u: %s\n", at, insn);
		} else {
			slots = ax_insn_disasm(e->in->insns, e->in->insn_count, at, insn, sizeof(insn));
		}
		at += slots > 0 ? (u32)slots : 1;
	}
}

/* The lines of the instructions that the explanation names, ascending. */
static u32 lines_of(const struct listing *l, const struct ax_explain *e, struct ax_line out[AX_FACTS + 2])
{
	u32 insn[AX_FACTS + 2], n = 0, found = 0;

	for (u32 i = 0; i < e->fact_count; i++)
		insn[n++] = e->fact[i].insn;
	insn[n++] = e->diag.insn;
	if (e->advice_at != UINT32_MAX)
		insn[n++] = e->advice_at;
	for (u32 i = 1; i < n; i++)
		for (u32 k = i; k && insn[k - 1] > insn[k]; k--) {
			u32 t = insn[k];

			insn[k] = insn[k - 1];
			insn[k - 1] = t;
		}
	for (u32 i = 0; i < n; i++)
		if (insn[i] != UINT32_MAX && axi_lines_find(l->lines, insn[i], &out[found]))
			out[found++].insn = insn[i];
	return found;
}

static void show(void *arg, const struct ax_explain *e)
{
	struct listing *l = arg;
	struct axi_text *text = l->text;
	struct ax_line lines[AX_FACTS + 2];
	char *state = l->list ? l->call->mem->alloc(l->call->mem, STATE_BYTES) : NULL;

	if (state)
		list(l, e, state);
	l->call->mem->free(l->call->mem, state, STATE_BYTES);
	if (!l->refused || !e->error || e->diag.reason != l->diag->reason || e->diag.insn != l->diag->insn)
		return;
	l->told = true;
	if (text->need < text->size)
		text->need += ax_explain_format(e, lines, lines_of(l, e, lines), text->out + text->need, text->size - text->need);
}

bool axi_listing(struct call *call, const struct ax_prog_spec *spec, const struct source_lines *lines, const struct ax_diag *diag,
		 bool listing, struct axi_text *text)
{
	struct listing l = {call, lines, text, listing, diag->reason, false, diag};

	if (ax_prog_explain(call->engine, spec, call->mem, MOST_BYTES, show, &l))
		return false;
	return l.told;
}
