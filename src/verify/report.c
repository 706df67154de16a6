/* SPDX-License-Identifier: Apache-2.0
 * report.c - refusals in words: reason, place, what is known and what was needed, one suggestion. */
#include "base/fmt.h"
#include "base/str.h"
#include "verify/verify.h"

static const struct {
	const char *name, *text, *spec, *advice;
	s16 error;
} rows[AXI_REASONS] = {
	[AXI_REASON_NONE] = {"none", "", "", "", 0},
#define REASON(NAME, name_, error_, text_, spec_, advice_)                                          \
	[AXI_REASON_##NAME] = {name_, text_, spec_, advice_, -AX_##error_},
#include "verify/reasons.def"
};

int axi_reject_range(struct axi_verify *v, enum axi_reason reason, int reg, s64 have_min, s64 have_max, s64 need_min,
		     s64 need_max)
{
	v->own_diag = (struct ax_diag){.reason = reason, .insn = v->pc, .reg = reg, .have_min = have_min,
				       .have_max = have_max, .need_min = need_min, .need_max = need_max};
	return rows[reason].error;
}

int axi_reject(struct axi_verify *v, enum axi_reason reason, int reg)
{
	return axi_reject_range(v, reason, reg, 0, 0, 0, 0);
}

int axi_reject_note(struct axi_verify *v, enum axi_reason reason, int reg, const char *note)
{
	int err = axi_reject_range(v, reason, reg, 0, 0, 0, 0);

	axi_strcopy(v->own_diag.note, note, sizeof(v->own_diag.note));
	return err;
}

const char *ax_diag_name(uint32_t reason)
{
	return reason < AXI_REASONS ? rows[reason].name : "?";
}

static void add_limits(struct axi_text *text, const struct ax_diag *d)
{
	if (d->have_min == d->have_max && d->need_min == d->need_max && !d->have_min && !d->need_min)
		return;
	if (d->have_min == d->have_max)
		axi_text_add(text, "  known: %lld", (long long)d->have_min);
	else
		axi_text_add(text, "  known: between %lld and %lld", (long long)d->have_min, (long long)d->have_max);
	if (d->need_min || d->need_max)
		axi_text_add(text, "; needed: between %lld and %lld", (long long)d->need_min, (long long)d->need_max);
	axi_text_add(text, "\n");
}

size_t ax_diag_format(const struct ax_diag *diag, const struct ax_line *lines, uint32_t line_count, char *out,
		      size_t out_size)
{
	struct axi_text text = {.out = out, .size = out_size};
	const struct ax_line *line = NULL;
	u32 reason = diag->reason < AXI_REASONS ? diag->reason : AXI_REASON_NONE;

	if (out_size)
		out[0] = '\0';
	if (!reason)
		return 0;
	for (u32 i = 0; i < line_count && lines[i].insn <= diag->insn && diag->insn != UINT32_MAX; i++)
		line = &lines[i];
	axi_text_add(&text, "refused: %s (%s)\n", rows[reason].text, rows[reason].name);
	if (diag->insn != UINT32_MAX)
		axi_text_add(&text, "  at instruction %u", diag->insn);
	if (line && line->line)
		axi_text_add(&text, ", %s:%u:%u", line->file, line->line, line->column);
	if (diag->insn != UINT32_MAX)
		axi_text_add(&text, "\n");
	if (line && line->text[0])
		axi_text_add(&text, "    %s\n", line->text);
	if (diag->reg >= 0)
		axi_text_add(&text, "  register: R%d%s\n", diag->reg,
			     diag->reg == AX_R0 ? " (result)" : diag->reg == AX_R10 ? " (frame)" : "");
	add_limits(&text, diag);
	if (diag->note[0])
		axi_text_add(&text, "  with: %s\n", diag->note);
	axi_text_add(&text, "  rule: %s\n  suggestion: %s\n", rows[reason].spec, rows[reason].advice);
	return text.need;
}
