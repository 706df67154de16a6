/* SPDX-License-Identifier: Apache-2.0
 * reject.c - a refusal is noted: reason, place, numbers.  Its words are src/explain's. */
#include "base/str.h"
#include "verify/verify.h"

static const u8 errors[AXI_REASONS] = {
#define REASON(NAME, name, error_, text, spec, advice) [AXI_REASON_##NAME] = AX_##error_,
#include "verify/reasons.def"
};

int axi_reject_numbers(struct axi_verify *v, enum axi_reason reason, int reg, s64 have_min, s64 have_max, s64 need_min,
		       s64 need_max)
{
	v->own_diag = (struct ax_diag){.reason = reason, .insn = v->pc, .reg = reg, .have_min = have_min,
				       .have_max = have_max, .need_min = need_min, .need_max = need_max};
	return -errors[reason];
}

int axi_reject_place(struct axi_verify *v, enum axi_reason reason)
{
	v->own_diag.reason = reason;
	v->own_diag.insn = v->pc;
	v->own_diag.reg = -1;
	return -errors[reason];
}

int axi_reject_register(struct axi_verify *v, enum axi_reason reason, int reg)
{
	int err;

	if (AXI_WORDS)
		return axi_reject_numbers(v, reason, reg, 0, 0, 0, 0);
	err = axi_reject_place(v, reason);
	v->own_diag.reg = reg;
	return err;
}

int axi_reject_words(struct axi_verify *v, enum axi_reason reason, int reg, const char *note)
{
	int err = axi_reject(v, reason, reg);

	axi_strcopy(v->own_diag.note, note, sizeof(v->own_diag.note));
	return err;
}

const char *ax_diag_name(uint32_t reason)
{
	static const char *const names[AXI_REASONS] = {
		[AXI_REASON_NONE] = "none",
#define REASON(NAME, name_, error, text, spec, advice) [AXI_REASON_##NAME] = name_,
#include "verify/reasons.def"
	};

	return reason < AXI_REASONS ? names[reason] : "?";
}
