/* SPDX-License-Identifier: Apache-2.0
 * reject.c - a refusal is noted: reason, place, numbers.  Its words are src/explain's. */
#include "base/str.h"
#include "verify/verify.h"

static const struct {
	const char *name;
	s16 error;
} rows[AXI_REASONS] = {
	[AXI_REASON_NONE] = {"none", 0},
#define REASON(NAME, name_, error_, text, spec, advice) [AXI_REASON_##NAME] = {name_, -AX_##error_},
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
