/* SPDX-License-Identifier: Apache-2.0
 * region.c - regions in which a program must not wait: of RCU, and without preemption (Linux check_kfunc_call).  Being in one is a
 * reference: it is left on every way, and no throw and no tail call is made in it. */
#include "kfunc/kfunc.h"

static void leave(struct axi_verify *v, u32 region)
{
	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] == region)
			v->ref[i--] = v->ref[--v->refs];
}

static u32 nested(const struct axi_verify *v)
{
	u32 n = 0;

	while (axi_ref_held(v, AXI_REGION_PREEMPT + n))
		n++;
	return n;
}

int axi_region_called(struct axi_verify *v, u32 id)
{
	bool rcu = axi_ref_held(v, AXI_REGION_RCU);
	u32 n = nested(v);

	switch (id) {
	case AX_KFUNC_bpf_rcu_read_lock:
		return rcu ? axi_reject_note(v, AXI_REASON_LOCK, -1, "this region of RCU is in another one") : axi_hold(v, AXI_REGION_RCU);
	case AX_KFUNC_bpf_rcu_read_unlock:
		if (!rcu && !AXI_PLANT(124))
			return axi_reject_note(v, AXI_REASON_LOCK, -1, "there is no region of RCU to be left");
		leave(v, AXI_REGION_RCU);
		if (axi_may_wait(v))
			axi_packet_changed(v); /* what was read in it is not kept any more: callers' copies, too */
		for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) /* Linux: in programs that do not wait, too */
			if (e.val->kind == AXI_OBJECT && (e.val->var == AXI_REGION_RCU || e.val->var == AXI_SHARED) && !AXI_PLANT(175))
				e.val->var = AXI_UNKEPT;
		return 0;
	case AX_KFUNC_bpf_preempt_disable: return axi_hold(v, AXI_REGION_PREEMPT + n);
	default:
		if (!n)
			return axi_reject_note(v, AXI_REASON_LOCK, -1, "preemption is not disabled");
		leave(v, AXI_REGION_PREEMPT + n - 1);
		return 0;
	}
}

bool axi_in_region(const struct axi_verify *v)
{
	return axi_ref_held(v, AXI_REGION_RCU) || nested(v);
}
