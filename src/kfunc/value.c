/* SPDX-License-Identifier: Apache-2.0
 * value.c - locks and timers in values of maps, which their helpers are given. */
#include "kfunc/kfunc.h"

void axi_ref_drop(struct axi_verify *v, u32 id)
{
	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] == id)
			v->ref[i--] = v->ref[--v->refs];
}

/* The struct bpf_spin_lock in a value.  One is held at a time, and while it is nothing else is called. */
int axi_lock_arg(struct axi_verify *v, const struct axi_proto *p, u32 reg, bool lock)
{
	const struct axi_val *a = &v->reg[reg];
	bool own = AXI_KFUNCS && a->kind == AXI_OBJECT && a->obj == AXI_OBJECT_OWN;
	u32 lock_at = a->kind == AXI_VALUE ? axi_lock_at(v, a->obj) : own ? axi_own_lock_at(v, a) : 0, ref[2];

	if ((a->kind == AXI_VALUE || own) && a->null)
		return axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg);
	if (a->kind != AXI_VALUE && !own)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (!lock_at || !axi_range_is_const(&a->r) || a->off + a->r.smin != (s64)lock_at - 1)
		return axi_reject_note(v, AXI_REASON_LOCK, (int)reg, "none lies there");
	if (AXI_KFUNCS ? !axi_lock_refs(v, a, ref) : false)
		return axi_reject_note(v, AXI_REASON_LOCK, (int)reg, "the program does not own what it is in");
	if (!AXI_KFUNCS) {
		ref[0] = AXI_LOCK_MAP | a->obj;
		ref[1] = AXI_LOCK_ID | a->id;
	}
	if (AXI_KFUNCS && axi_in_tree(v))
		return axi_reject_note(v, AXI_REASON_LOCK, (int)reg, "a tree is being put in order");
	if (lock ? axi_locked(v) : !axi_ref_held(v, ref[0]) || !axi_ref_held(v, ref[1]))
		return axi_reject_note(v, AXI_REASON_LOCK, (int)reg, lock ? "another lock is held" : "this lock is not held");
	for (u32 i = 0; i < 2; i++)
		if (!lock)
			axi_ref_drop(v, ref[i]);
		else if (v->refs == AXI_REFS)
			return axi_reject(v, AXI_REASON_REF_COUNT, -1);
		else
			v->ref[v->refs++] = ref[i];
	if (AXI_KFUNCS && !lock)
		axi_shared_end(v);
	return 0;
}

/* Of which map is the timer in a value?  A lookup in a map of maps names the map that it gives (axi_val.size) where values of such maps
 * have timers, and so do lookups in that map the values.  The name is nothing else's as long as something has it; what two ways bring
 * together has it if both had it, so that equal names are one map's, or has none, which is like no other. */
static bool same_map(const struct axi_val *map, const struct axi_val *value)
{
	return map->obj == value->obj && (!(value->obj & AXI_INNER) || (AXI_OBJECTS && map->size && map->size == value->size));
}

/* The struct bpf_timer in a value; with a map behind it, in a value of that map. */
int axi_timer_arg(struct axi_verify *v, const struct axi_proto *p, u32 reg)
{
	const struct axi_val *a = &v->reg[reg], *map = p->arg[1] == ARG_MAP ? &v->reg[AX_R2] : NULL;
	u32 timer_at = a->kind == AXI_VALUE ? axi_timer_at(v, a->obj) : 0;

	if (a->kind == AXI_VALUE && a->null)
		return axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg);
	if (!timer_at || !axi_range_is_const(&a->r) || a->off + a->r.smin != (s64)timer_at - 1 ||
	    (map && map->kind == AXI_MAP && !same_map(map, a)))
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	return 0;
}
