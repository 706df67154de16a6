/* SPDX-License-Identifier: Apache-2.0
 * call.c - kernel functions: where they may be called, and which do what their rows in isa/kfunc.def do not say. */
#include "kfunc/kfunc.h"

int axi_kfunc_allowed(struct axi_verify *v, u32 id, const struct axi_proto *p)
{
	if (!(p->progs >> axi_prog_bit(v->in->prog_type) & 1))
		return axi_reject_note(v, AXI_REASON_KFUNC, -1, "programs of this type may not call it");
	return axi_full(v) ? axi_reject_note(v, AXI_REASON_CERT_FORM, -1, "full certificates do not cover kernel functions") : 0;
}

int axi_kfunc_called(struct axi_verify *v, u32 id)
{
	switch (id) {
	case AX_KFUNC_bpf_throw: return axi_throw_called(v);
	case AX_KFUNC_bpf_rcu_read_lock:
	case AX_KFUNC_bpf_rcu_read_unlock:
	case AX_KFUNC_bpf_preempt_disable:
	case AX_KFUNC_bpf_preempt_enable: return axi_region_called(v, id);
	default: return 0;
	}
}
