/* SPDX-License-Identifier: Apache-2.0
 * html.c - `rk verify --html`: one page, no script, nothing loaded from anywhere.
 *
 * Source lines on the left with what they cost at most, instructions and abstract states on the right, the way to the
 * refusal marked.  Every string of the object is hostile: it goes through escape(), which leaves plain letters alone. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "rk/explain.h"

static void escape(FILE *f, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '<')
			fputs("&lt;", f);
		else if (c == '>')
			fputs("&gt;", f);
		else if (c == '&')
			fputs("&amp;", f);
		else if (c == '"')
			fputs("&quot;", f);
		else if (c == '\'')
			fputs("&#39;", f);
		else if (c == '\t')
			fputs("    ", f);
		else if (c == '\n' || (c >= 0x20 && c < 0x7f))
			fputc(c, f);
		else
			fprintf(f, "\\x%02x", c); /* bytes, not characters */
	}
}

static const char style[] =
	":root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1d2127;--dim:#5c6570;--line:#dfe3e8;--card:#fff;--path:#fff3d6;"
	"--pathbar:#c27c00;--bad:#fde3e1;--badfg:#a1140c;--good:#dff3e4;--goodfg:#11632c;--hit:#dbe9ff;--link:#0b57b0;--code:#f3f5f7}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e4e8ed;--dim:#98a3b0;--line:#2d343c;--card:#1b2026;"
	"--path:#3a2f14;--pathbar:#e0a63a;--bad:#4a1d1b;--badfg:#ffb0a8;--good:#173b24;--goodfg:#98e0b0;--hit:#1f3558;"
	"--link:#8ab8ff;--code:#20262d}}\n"
	"*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}\n"
	"header,main{max-width:1500px;margin:0 auto;padding:1rem 1.25rem}header{padding-bottom:0}\n"
	"h1{font-size:1.35rem;margin:.2rem 0}h2{font-size:1.1rem;margin:0 0 .4rem}h3{font-size:.78rem;margin:0;padding:.5rem .75rem;"
	"color:var(--dim);text-transform:uppercase;letter-spacing:.05em;border-bottom:1px solid var(--line)}\n"
	"a{color:var(--link);text-decoration:none}a:hover,a:focus{text-decoration:underline}\n"
	"nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem .9rem;padding:0;margin:.4rem 0}\n"
	".dim{color:var(--dim)}code,pre,.n,.s,td{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}\n"
	"section{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:0 0 1.5rem;overflow:clip}\n"
	".head{padding:.9rem 1rem}.tag{display:inline-block;border-radius:99px;padding:.05rem .65rem;font-size:.8rem;font-weight:600;"
	"margin-right:.4rem}.accepted .tag{background:var(--good);color:var(--goodfg)}.refused .tag{background:var(--bad);color:var(--badfg)}\n"
	"pre{background:var(--code);border-left:4px solid var(--badfg);margin:.7rem 0 0;padding:.6rem .8rem;overflow-x:auto;white-space:pre-wrap}\n"
	".cols{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);border-top:1px solid var(--line)}\n"
	".src{border-right:1px solid var(--line)}.src>div{position:sticky;top:0;max-height:100vh;overflow:auto}\n"
	"@media(max-width:900px){.cols{grid-template-columns:minmax(0,1fr)}.src{border-right:0}.src>div{position:static;max-height:none}}\n"
	"table{border-collapse:collapse;width:100%}td,th{padding:.1rem .5rem;vertical-align:top;text-align:left;font-weight:400}\n"
	"thead th{font-size:.75rem;color:var(--dim);border-bottom:1px solid var(--line)}\n"
	".num{text-align:right;color:var(--dim);white-space:nowrap;width:1%}.src td.t{white-space:pre-wrap;overflow-wrap:anywhere}\n"
	".asm td{overflow-wrap:anywhere}.asm td:nth-child(2){min-width:16rem}.s{color:var(--dim);font-size:12px}.none{opacity:.55}\n"
	"tr.path{background:var(--path)}tr.path>td:first-child{box-shadow:inset 4px 0 var(--pathbar)}\n"
	"tr.stop{background:var(--bad)}tr.stop>td:first-child{box-shadow:inset 4px 0 var(--badfg)}\n"
	"tr:target,tr:target td{background:var(--hit)}tr.first>td{border-top:1px solid var(--line)}\n"
	".key span{padding:0 .4rem;margin-right:.5rem;border-radius:4px}.kp{background:var(--path)}.ks{background:var(--bad);color:var(--badfg)}\n";

void rk_html_begin(FILE *f, const char *file)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>rk verify: ", f);
	escape(f, file);
	fprintf(f, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>", style);
	escape(f, file);
	fputs("</h1>\n<p class=\"dim key\">What the verifier knows before each instruction. "
	      "<span class=\"kp\">on the way to the refusal</span><span class=\"ks\">refused here</span></p>\n</header>\n<main>\n", f);
}

void rk_html_end(FILE *f)
{
	fputs("</main>\n</body>\n</html>\n", f);
}

/* --- source --- */

struct source {
	const struct ax_line *line;
	u32 first;          /* its first instruction */
	u64 cost;           /* executed instructions at most; UINT64_MAX: by budget */
	bool path, stop;
};

static int compare(const void *a, const void *b)
{
	const struct source *x = a, *y = b;
	int file = strcmp(x->line->file, y->line->file);

	if (file)
		return file;
	return x->line->line != y->line->line ? (x->line->line < y->line->line ? -1 : 1) : (x->first > y->first) - (x->first < y->first);
}

static void add_cost(u64 *sum, u64 times)
{
	*sum = *sum == UINT64_MAX || times == UINT64_MAX || *sum + times < times ? UINT64_MAX : *sum + times;
}

/* Lines with the cost of their instructions; those of one line are one. */
static u32 gather(const struct ax_object_prog *prog, const struct ax_explain *e, const bool *path, struct source *out)
{
	u32 n = 0, kept = 0;

	for (u32 i = 0; i < prog->line_count; i++) {
		u32 end = i + 1 < prog->line_count ? prog->lines[i + 1].insn : prog->insn_count;
		struct source s = {.line = &prog->lines[i], .first = prog->lines[i].insn};

		if (!s.line->line)
			continue;
		for (u32 at = s.first; at < end && at < prog->insn_count; at++) {
			if (e && !e->error)
				add_cost(&s.cost, e->times[at]);
			s.path |= path[at];
			s.stop |= e && e->error && e->diag.insn == at;
		}
		out[n++] = s;
	}
	qsort(out, n, sizeof(*out), compare);
	for (u32 i = 0; i < n; i++) {
		struct source *last = kept ? &out[kept - 1] : NULL;

		if (last && last->line->line == out[i].line->line && !strcmp(last->line->file, out[i].line->file)) {
			add_cost(&last->cost, out[i].cost);
			last->path |= out[i].path;
			last->stop |= out[i].stop;
		} else {
			out[kept++] = out[i];
		}
	}
	return kept;
}

static void print_source(FILE *f, u32 id, const struct ax_object_prog *prog, const struct ax_explain *e, const bool *path)
{
	struct source *lines = calloc(prog->line_count + 1, sizeof(*lines));
	const char *file = NULL;
	u32 n = lines ? gather(prog, e, path, lines) : 0;
	bool cost = e && !e->error;

	fprintf(f, "<div class=\"src\"><div><h3>Source</h3>\n<table><thead><tr><th scope=\"col\" class=\"num\">line</th><th scope=\"col\">text</th>%s</tr></thead><tbody>\n",
		cost ? "<th scope=\"col\" class=\"num\" title=\"instructions that this line executes at most in one run\">at most</th>" : "");
	if (!n)
		fputs("<tr><td></td><td class=\"dim\">The object has no line information; compile with -g.</td></tr>\n", f);
	for (u32 i = 0; i < n; i++) {
		if (!file || strcmp(file, lines[i].line->file)) {
			file = lines[i].line->file;
			fprintf(f, "<tr><td></td><td class=\"dim t\"%s>", cost ? " colspan=\"2\"" : "");
			escape(f, file);
			fputs("</td></tr>\n", f);
		}
		fprintf(f, "<tr id=\"p%" PRIu32 "l%" PRIu32 "\" class=\"%s\"><td class=\"num\"><a href=\"#p%" PRIu32 "i%" PRIu32 "\">%" PRIu32
			"</a></td><td class=\"t\">", id, lines[i].first, lines[i].stop ? "stop" : lines[i].path ? "path" : "", id,
			lines[i].first, lines[i].line->line);
		escape(f, lines[i].line->text);
		fputs("</td>", f);
		if (cost && lines[i].cost == UINT64_MAX)
			fputs("<td class=\"num\">budget</td>", f);
		else if (cost)
			fprintf(f, "<td class=\"num\">%" PRIu64 "</td>", lines[i].cost);
		fputs("</tr>\n", f);
	}
	fputs("</tbody></table></div></div>\n", f);
	free(lines);
}

/* --- instructions --- */

static void print_row(FILE *f, u32 id, const struct ax_object_prog *prog, const struct ax_explain *e, u32 at, const char *text,
		      bool path, const struct ax_line **last)
{
	const struct ax_line *line = rk_line_of(prog, at);
	bool stop = e && e->error && e->diag.insn == at;
	bool fresh = line && (!*last || line->line != (*last)->line || strcmp(line->file, (*last)->file));
	char state[8192] = "";

	if (e)
		ax_explain_state(e, at, state, sizeof(state));
	fprintf(f, "<tr id=\"p%" PRIu32 "i%" PRIu32 "\" class=\"%s%s%s\"><td class=\"num\">%s%" PRIu32 "</td><td>", id, at,
		stop ? "stop" : path ? "path" : "", fresh ? " first" : "", e && !state[0] ? " none" : "",
		path ? "<span title=\"on the way to the refusal\">&#9656;</span> " : "", at);
	escape(f, text[0] == '(' && strlen(text) > 5 ? text + 5 : text);
	if (stop)
		fputs(" <strong>&larr; refused here</strong>", f);
	fputs("</td><td class=\"s\">", f);
	escape(f, state[0] ? state : e ? "not reached" : "");
	fprintf(f, "</td><td class=\"num\">");
	if (line && fresh)
		fprintf(f, "line %" PRIu32, line->line);
	fputs("</td></tr>\n", f);
	*last = line ? line : *last;
}

static void print_insns(FILE *f, u32 id, const struct ax_object_prog *prog, const struct ax_explain *e, const bool *path)
{
	const struct ax_line *last = NULL;

	fputs("<div class=\"asm\"><h3>Instructions and what is known before each</h3>\n<table><thead><tr><th scope=\"col\" class=\"num\">#</th>"
	      "<th scope=\"col\">instruction</th><th scope=\"col\">known</th><th scope=\"col\" class=\"num\">source</th></tr></thead><tbody>\n", f);
	for (u32 at = 0; at < prog->insn_count;) {
		char text[160];
		int slots = ax_insn_disasm(prog->insns, prog->insn_count, at, text, sizeof(text));

		print_row(f, id, prog, e, at, text, path[at], &last);
		at += slots > 0 ? (u32)slots : 1;
	}
	fputs("</tbody></table></div>\n", f);
}

/* --- a program --- */

static void print_head(FILE *f, const struct ax_object_prog *prog, const struct ax_prog_info *info, const char *text)
{
	fprintf(f, "<div class=\"head\"><h2><span class=\"tag\">%s</span> ", text[0] ? "refused" : "accepted");
	escape(f, prog->name);
	fputs(" <span class=\"dim\">", f);
	escape(f, prog->section);
	fputs("</span></h2>\n", f);
	if (text[0]) {
		fputs("<pre>", f);
		escape(f, text);
		fputs("</pre></div>\n", f);
		return;
	}
	fprintf(f, "<div class=\"dim\">%" PRIu32 " instructions, ", info->insn_count);
	if (info->verdict.by_budget)
		fputs("worst case by the run-time budget", f);
	else
		fprintf(f, "at most %" PRIu64 " executed", info->verdict.worst_case_insns);
	fprintf(f, ", %" PRIu32 " bytes of stack, verifier peak %" PRIu32 " bytes</div></div>\n", info->verdict.stack_bytes,
		info->verdict.peak_bytes);
}

void rk_html_prog(FILE *f, const struct ax_object_prog *prog, const struct ax_prog_info *info, const struct ax_explain *e,
		  const char *text)
{
	static u32 id;
	bool *path = calloc(prog->insn_count + 1, sizeof(*path));

	if (!path)
		return;
	for (u32 i = 0; e && e->error && i < e->path_count; i++)
		path[e->path[i]] = true;
	fprintf(f, "<section class=\"%s\">\n", text[0] ? "refused" : "accepted");
	print_head(f, prog, info, text);
	fputs("<div class=\"cols\">\n", f);
	print_source(f, id, prog, e, path);
	print_insns(f, id, prog, e, path);
	fputs("</div>\n</section>\n", f);
	free(path);
	id++;
}
