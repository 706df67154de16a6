/* SPDX-License-Identifier: Apache-2.0
 * call.c - kernel functions: where they may be called, and which do what their rows in isa/kfunc.def do not say. */
#include "kfunc/kfunc.h"

/* Nobody walks what catches an exception, and claims say nothing of what a program's own structures are, nor of iterators but those of
 * numbers. */
bool axi_kfunc_in_full(u32 id)
{
	struct axi_proto p;
	bool known = axi_kfunc_proto(id, &p), other = !known || p.ret == RET_OWN;

	for (u32 i = 0; i < AX_HELPER_ARGS && known; i++)
		other |= (p.arg[i] >= ARG_KPTR && p.arg[i] <= ARG_TREE_MEMBER) || p.arg[i] >= ARG_BITS;
	return id != AX_KFUNC_bpf_throw && !other;
}

int axi_kfunc_allowed(struct axi_verify *v, u32 id, const struct axi_proto *p)
{
	if (!v->in->gpl) /* all of them: Linux add_kfunc_call */
		return axi_reject_note(v, AXI_REASON_GPL, -1, p->name);
	if (!(p->progs >> axi_prog_bit(v->in->prog_type) & 1))
		return axi_reject_note(v, AXI_REASON_KFUNC, -1, "programs of this type may not call it");
	if (id == AX_KFUNC_bpf_sock_destroy && v->in->attach_type != 28 && !AXI_PLANT(146)) /* iterators: there sockets are locked */
		return axi_reject_note(v, AXI_REASON_KFUNC, -1, "only iterators may call it");
	if (id == AX_KFUNC_bpf_iter_css_task_new && v->in->prog_type != AX_PROG_LSM && v->in->attach_type != 28 && !axi_may_wait(v))
		return axi_reject_note(v, AXI_REASON_KFUNC, -1, "only security modules, iterators and what may wait may call it");
	if ((id == AX_KFUNC_bpf_session_cookie || id == AX_KFUNC_bpf_session_is_return) && v->in->attach_type != 56 && v->in->attach_type != 57)
		return axi_reject_note(v, AXI_REASON_KFUNC, -1, "only programs of sessions may call it");
	if (axi_full(v) && !axi_kfunc_in_full(id))
		return axi_reject_note(v, AXI_REASON_CERT_FORM, -1, "full certificates cover neither exceptions nor structures that programs allocate, nor other iterators than those of numbers");
	return 0;
}

int axi_kfunc_called(struct axi_verify *v, u32 id, const struct axi_proto *p)
{
	if (p->flags & RELEASES)
		axi_struct_back(v);
	if (p->ret == RET_OWN || p->arg[1] == ARG_LIST_NODE || p->arg[1] == ARG_TREE_NODE)
		return axi_own_called(v, id);
	switch (id) {
	case AX_KFUNC_bpf_throw: return axi_throw_called(v);
	case AX_KFUNC_bpf_dynptr_clone: return axi_dynptr_cloned(v);
	case AX_KFUNC_bpf_dynptr_slice_rdwr:
		return axi_dynptr_of_packet(v, AX_R1) && !(axi_prog_packet(v->in->prog_type) & AXI_PACKET_WRITE) && !AXI_PLANT(114)
			       ? axi_reject(v, AXI_REASON_PACKET_WRITE, AX_R1) : 0;
	case AX_KFUNC_bpf_cast_to_kern_ctx:
		return axi_struct_of_ctx(v->in->prog_type) ? 0 : axi_reject_note(v, AXI_REASON_KFUNC, -1, "programs of this type have no such context");
	case AX_KFUNC_bpf_rcu_read_lock:
	case AX_KFUNC_bpf_rcu_read_unlock:
	case AX_KFUNC_bpf_preempt_disable:
	case AX_KFUNC_bpf_preempt_enable: return axi_region_called(v, id);
	default: return 0;
	}
}
