/* SPDX-License-Identifier: Apache-2.0
 * throw.c - exceptions (Linux check_kfunc_call, process_bpf_exit_full): bpf_throw ends the program from any depth of calls.  Then
 * nothing may be held, in no frame, and no helper may be under way; the exception callback decides what the program returns, or
 * the cookie is it. */
#include "kfunc/kfunc.h"

int axi_throw_called(struct axi_verify *v)
{
	for (u32 i = 0; i < v->loops; i++) { /* every loop around is left */
		v->loop[i].exits = 1;
		if (!v->loop[i].final)
			return AXI_ENDED;
	}
	if (v->frame[0].catches && !AXI_PLANT(91))
		return axi_reject_note(v, AXI_REASON_CALLBACK, -1, "it is the exception callback, and throws");
	for (u32 f = 0; f <= v->depth; f++)
		if (v->frame[f].callback && !AXI_PLANT(92))
			return axi_reject_note(v, AXI_REASON_CALLBACK, -1, "it throws");
	if (v->refs && !AXI_PLANT(93))
		return axi_reject(v, AXI_REASON_REF_LEAK, -1);
	if (!v->in->exception_cb && !AXI_PLANT(94)) {
		int err = axi_main_result(v, AX_R1);

		if (err)
			return err;
	}
	return AXI_ENDED;
}

void axi_catcher_start(struct axi_verify *v)
{
	v->depth = v->slot_count = v->refs = v->walked = 0;
	v->frame[0] = (struct axi_frame){.sub = axi_sub_at(&v->cfg, v->in->exception_cb), .catches = true};
	for (u32 r = AX_R0; r <= AX_R9; r++)
		v->reg[r] = (struct axi_val){.kind = AXI_UNINIT};
	axi_scalar_unknown(&v->reg[AX_R1]);
}
