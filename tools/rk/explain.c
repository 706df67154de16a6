/* SPDX-License-Identifier: Apache-2.0
 * explain.c - the second walk of a program, for people: listings and JSON. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <axiom/arena.h>
#include "rk/explain.h"

bool rk_explained_input(struct rk_explained *out, const struct ax_verify_input *in)
{
	size_t bytes = ax_explain_bytes(in);
	struct ax_arena arena;

	out->in = *in;
	out->memory = bytes ? malloc(bytes) : NULL;
	if (!out->memory)
		return false;
	ax_arena_init(&arena, out->memory, bytes);
	return ax_explain(&out->in, &arena, &out->e) != -AX_ENOMEM || out->e.diag.reason;
}

bool rk_explained_prog(struct rk_explained *out, struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type,
		       const struct ax_diag *first)
{
	u32 maps = loaded->file.object.map_count;
	struct ax_verify_input in = {
		.insns = prog->insns, .insn_count = prog->insn_count, .prog_type = type ? type : prog->prog_type,
		.attach_type = type ? 0 : prog->attach_type, .map_count = maps, .func_starts = prog->func_starts, .exception_cb = prog->exception_cb,
		.func_count = prog->func_count, .limits = &ax_limits_cloud, .own = loaded->file.object.own.layout ? &loaded->file.object.own : NULL,
		.gpl = strcmp(ax_diag_name(first->reason), "gpl_only") != 0, .no_leaks = loaded->no_leaks,
	};

	*out = (struct rk_explained){.specs = calloc(maps + 1, sizeof(*out->specs)),
				     .facts = calloc(maps + 1, sizeof(*out->facts))};
	if (!out->specs || !out->facts)
		return false;
	for (u32 i = 0; i < maps; i++) {
		const struct ax_map *map = loaded->maps[i];

		out->specs[i] = map ? ax_map_spec_of(map) : &loaded->file.object.maps[i].spec;
		rk_map_facts(loaded, i, &out->facts[i]);
	}
	in.maps = out->specs;
	in.map_facts = out->facts;
	rk_use_types(&in, prog, &out->target);
	if (!rk_explained_input(out, &in) || out->e.diag.reason != first->reason || (first->reason && out->e.diag.insn != first->insn))
		return false;
	if (first->reason)
		ax_object_note(&loaded->file.object, prog, &out->e.diag);
	return true;
}

void rk_explained_free(struct rk_explained *x)
{
	free(x->memory);
	free(x->specs);
	free(x->facts);
	*x = (struct rk_explained){0};
}

const struct ax_line *rk_line_of(const struct ax_object_prog *prog, u32 insn)
{
	const struct ax_line *line = NULL;

	if (!prog || insn == UINT32_MAX)
		return NULL;
	for (u32 i = 0; i < prog->line_count && prog->lines[i].insn <= insn; i++)
		line = &prog->lines[i];
	return line && line->line ? line : NULL;
}

bool rk_on_path(const struct ax_explain *e, u32 insn)
{
	for (u32 i = 0; e->error && i < e->path_count; i++)
		if (e->path[i] == insn)
			return true;
	return false;
}

/* --- the listing --- */

/* print_line - unless it is the one printed last. */
static void print_line(const struct ax_line *line, const struct ax_line **last)
{
	const char *text = line->text, *file = strrchr(line->file, '/');

	if (!line->line || (*last && (*last)->line == line->line && !strcmp((*last)->file, line->file)))
		return;
	while (*text == ' ' || *text == '\t')
		text++;
	printf("; %s:%" PRIu32 "  %s\n", file ? file + 1 : line->file, line->line, text);
	*last = line;
}

static void print_state(const struct ax_explain *e, u32 at)
{
	char state[4096];

	if (ax_explain_state(e, at, state, sizeof(state)))
		printf("          %s\n", state);
}

void rk_listing(const struct ax_object_prog *prog, const struct ax_explain *e)
{
	const struct ax_line *last = NULL;
	u32 line = 0;

	for (u32 at = 0; at < prog->insn_count;) {
		char text[160];
		int slots = ax_insn_disasm(prog->insns, prog->insn_count, at, text, sizeof(text));

		for (; line < prog->line_count && prog->lines[line].insn <= at; line++)
			if (prog->lines[line].insn == at)
				print_line(&prog->lines[line], &last);
		print_state(e, at);
		printf("%c %5" PRIu32 ": %s", e->error && at == e->diag.insn ? '!' : rk_on_path(e, at) ? '>' : ' ', at, text);
		if (!e->error && e->times[at] == UINT64_MAX)
			printf("  ; runs by budget");
		else if (!e->error && e->times[at] != 1)
			printf("  ; runs %" PRIu64 " times at most", e->times[at]);
		printf("\n");
		at += slots > 0 ? (u32)slots : 1;
	}
}

/* --- JSON --- */

void rk_json_facts(const struct ax_object_prog *prog, const struct ax_diag *diag, const struct ax_explain *e)
{
	const struct ax_line *line;

	if (diag->have_min || diag->have_max || diag->need_min || diag->need_max)
		printf(",\"known\":{\"min\":%" PRId64 ",\"max\":%" PRId64 "},\"needed\":{\"min\":%" PRId64 ",\"max\":%" PRId64 "}",
		       diag->have_min, diag->have_max, diag->need_min, diag->need_max);
	else
		printf(",\"known\":null,\"needed\":null");
	if (!e)
		return;
	printf(",\"value\":");
	rk_json_string(e->subject);
	printf(",\"advice\":");
	rk_json_string(e->advice);
	printf(",\"chain\":[");
	for (u32 i = 0; i < e->fact_count; i++) {
		printf("%s{\"insn\":%" PRIu32, i ? "," : "", e->fact[i].insn);
		line = rk_line_of(prog, e->fact[i].insn);
		if (line)
			printf(",\"line\":%" PRIu32, line->line);
		if (e->fact[i].reg >= 0)
			printf(",\"register\":%" PRId32, e->fact[i].reg);
		printf(",\"text\":");
		rk_json_string(e->fact[i].text);
		printf("}");
	}
	printf("],\"path\":[");
	for (u32 i = 0; i < e->path_count; i++)
		printf("%s%" PRIu32, i ? "," : "", e->path[i]);
	printf("]");
}

void rk_json_listing(const struct ax_object_prog *prog, const struct ax_explain *e)
{
	printf(",\"listing\":[");
	for (u32 at = 0; at < prog->insn_count;) {
		const struct ax_line *line = rk_line_of(prog, at);
		char text[160], state[4096];
		int slots = ax_insn_disasm(prog->insns, prog->insn_count, at, text, sizeof(text));

		ax_explain_state(e, at, state, sizeof(state));
		printf("%s{\"insn\":%" PRIu32 ",\"text\":", at ? "," : "", at);
		rk_json_string(text);
		if (line)
			printf(",\"line\":%" PRIu32, line->line);
		printf(",\"state\":");
		rk_json_string(state);
		if (!e->error && e->times[at] != UINT64_MAX)
			printf(",\"times\":%" PRIu64, e->times[at]);
		printf("}");
		at += slots > 0 ? (u32)slots : 1;
	}
	printf("]");
}
