/* SPDX-License-Identifier: Apache-2.0
 * report.c - refusals in words: reason, place, what is known and what was needed, one suggestion. */
#include "base/fmt.h"
#include "base/str.h"
#include "explain/words.h"
#include "verify/verify.h"

static const struct {
	const char *text, *spec, *advice;
} rows[AXI_REASONS] = {
	[AXI_REASON_NONE] = {"", "", ""},
#define REASON(NAME, name, error, text_, spec_, advice_) [AXI_REASON_##NAME] = {text_, spec_, advice_},
#include "verify/reasons.def"
};

static const struct ax_line *line_of(const struct ax_line *lines, u32 line_count, u32 insn)
{
	const struct ax_line *line = NULL;

	for (u32 i = 0; i < line_count && lines[i].insn <= insn && insn != AXI_NONE; i++)
		line = &lines[i];
	return line && line->line ? line : NULL;
}

/* Text of the program's owner: control characters must not reach a terminal. */
static void say_plain(struct axi_text *text, const char *s, u32 most)
{
	for (u32 i = 0; i < most && s[i]; i++)
		axi_text_add(text, "%c", (u8)s[i] < ' ' || s[i] == 127 ? ' ' : s[i]);
}

static const char *base_name(const char *path)
{
	const char *name = path;

	for (; *path; path++)
		if (*path == '/')
			name = path + 1;
	return name;
}

static const char *skip_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

/* " at instruction 7 (line 15)" */
static void say_place(struct axi_text *text, const struct ax_line *lines, u32 line_count, u32 insn, const struct ax_line *here)
{
	const struct ax_line *line = line_of(lines, line_count, insn);

	axi_text_add(text, " at instruction %u", insn);
	if (line && here && axi_streq(line->file, here->file))
		axi_text_add(text, " (line %u)", line->line);
	else if (line)
		axi_text_add(text, " (%s:%u)", base_name(line->file), line->line);
}

static void say_register(struct axi_text *text, const struct ax_diag *diag, const struct ax_line *lines, u32 line_count,
			 const struct ax_explain *e)
{
	const struct ax_line *line;

	if (diag->reg < 0)
		return;
	axi_text_add(text, "  register: R%d%s", diag->reg,
		     diag->reg == AX_R0 ? " (result)" : diag->reg == AX_R10 ? " (frame)" : "");
	if (e && e->subject[0])
		axi_text_add(text, ": %s", e->subject);
	line = e && e->defined != AXI_NONE ? line_of(lines, line_count, e->defined) : NULL;
	if (line && line->text[0]) {
		axi_text_add(text, " (from line %u: `", line->line);
		say_plain(text, skip_blanks(line->text), 60);
		axi_text_add(text, "`)");
	}
	axi_text_add(text, "\n");
}

static void say_advice(struct axi_text *text, const struct ax_line *lines, u32 line_count, const struct ax_explain *e,
		       const char *general, const struct ax_line *here)
{
	axi_text_add(text, "  suggestion: %s", e && e->advice[0] ? e->advice : general);
	if (e && e->advice[0] && e->advice_at != AXI_NONE)
		say_place(text, lines, line_count, e->advice_at, here);
	axi_text_add(text, "\n");
}

/* What Linux says of it; "%d" there is the register. */
static void say_rule(struct axi_text *text, const char *spec, int reg)
{
	axi_text_add(text, "  rule: ");
	for (; *spec; spec++) {
		if (spec[0] == '%' && spec[1] == 'd')
			axi_text_add(text, "%d", reg), spec++;
		else
			axi_text_add(text, "%c", *spec);
	}
	axi_text_add(text, "\n");
}

void axi_report(struct axi_text *text, const struct ax_diag *diag, const struct ax_line *lines, u32 line_count,
		const struct ax_explain *e)
{
	u32 reason = diag->reason < AXI_REASONS ? diag->reason : AXI_REASON_NONE;
	const struct ax_line *line = line_of(lines, line_count, diag->insn);

	if (!reason)
		return;
	axi_text_add(text, "refused: %s (%s)\n", rows[reason].text, ax_diag_name(reason));
	if (diag->insn != AXI_NONE)
		axi_text_add(text, "  at instruction %u", diag->insn);
	if (line) {
		axi_text_add(text, ", ");
		say_plain(text, line->file, 400);
		axi_text_add(text, ":%u:%u", line->line, line->column);
	}
	if (diag->insn != AXI_NONE)
		axi_text_add(text, "\n");
	if (line && line->text[0]) {
		axi_text_add(text, "    ");
		say_plain(text, skip_blanks(line->text), 200);
		axi_text_add(text, "\n");
	}
	say_register(text, diag, lines, line_count, e);
	axi_say_limits(text, diag);
	if (diag->note[0]) {
		axi_text_add(text, "  with: ");
		say_plain(text, diag->note, sizeof(diag->note));
		axi_text_add(text, "\n");
	}
	if (e && e->fact_count)
		axi_text_add(text, "  because:\n");
	for (u32 i = 0; e && i < e->fact_count; i++) {
		axi_text_add(text, "    %s", e->fact[i].text);
		say_place(text, lines, line_count, e->fact[i].insn, line);
		axi_text_add(text, "\n");
	}
	say_rule(text, rows[reason].spec, diag->reg);
	say_advice(text, lines, line_count, e, rows[reason].advice, line);
}

size_t ax_diag_format(const struct ax_diag *diag, const struct ax_line *lines, uint32_t line_count, char *out,
		      size_t out_size)
{
	struct axi_text text = {.out = out, .size = out_size};

	if (out_size)
		out[0] = '\0';
	axi_report(&text, diag, lines, line_count, NULL);
	return text.need;
}

size_t ax_explain_format(const struct ax_explain *e, const struct ax_line *lines, uint32_t line_count, char *out,
			 size_t out_size)
{
	struct axi_text text = {.out = out, .size = out_size};

	if (out_size)
		out[0] = '\0';
	axi_report(&text, &e->diag, lines, line_count, e);
	return text.need;
}
