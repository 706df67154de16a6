/* SPDX-License-Identifier: Apache-2.0
 * struct.c - structures of the system that kernel functions take, hold and give back (Linux check_kfunc_args, is_trusted_reg).
 *
 * Unlike helpers, which take whatever can be read, they want what is there for certain: by a reference that the program holds, for as
 * long as the program runs (trusted), or, where KF_RCU is enough, for as long as a region of RCU lasts. */
#include "isa/kfunc.h"
#include "kfunc/kfunc.h"

/* By what does it live? */
static bool lives(const struct axi_verify *v, const struct axi_val *a, bool trusted)
{
	return !a->var || (a->var >> 31 && a->var < AXI_UNKEPT && axi_ref_held(v, a->var)) || (!trusted && a->var == AXI_REGION_RCU) || AXI_PLANT(143);
}

/* From what is there for as long as the program runs, over what is given to it or what RCU keeps, to what nothing keeps. */
bool axi_lives_as(u32 a, u32 b)
{
	if (!a)
		return b >= AXI_UNKEPT && b < AXI_LOCK_MAP;
	return (b == AXI_WALKED && (a == AXI_REGION_RCU || a == AXI_GIVEN)) || (b == AXI_UNKEPT && (a == AXI_REGION_RCU || a == AXI_GIVEN || a == AXI_WALKED || a == AXI_SHARED));
}

bool axi_lives_join(struct axi_val *a, u32 b)
{
	const u32 common = axi_lives_in(a->var, b) ? b : axi_lives_in(b, a->var) ? a->var : AXI_WALKED;

	if (!axi_lives_in(a->var, common) || !axi_lives_in(b, common))
		return false;
	a->var = common;
	return true;
}

/* Memory that they write they may have read, and may leave as it was: it is written before (Linux check_kfunc_mem_size_reg). */
static int written_before(struct axi_verify *v, const struct axi_proto *p, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg];

	if (AXI_PLANT(148))
		return 0;
	if (kind == ARG_INT_OUT)
		return axi_mem_region(v, reg, 4, 4, false);
	if ((kind != ARG_SIZE && kind != ARG_SIZE0) || (p->arg[reg - 2] != ARG_MEM_OUT && p->arg[reg - 2] != ARG_MEM_OUT_NULL) ||
	    a->kind != AXI_SCALAR || a->r.umax >= 1u << 29 || v->reg[reg - 1].kind == AXI_SCALAR)
		return 0; /* too large a size is refused next, and so is a number but NULL */
	return axi_mem_region(v, reg - 1, a->r.umax, a->r.umax, false);
}

/* A struct sock: a request that waits, or a connection that is gone, is only a struct sock_common. */
static bool whole_sock(const struct axi_val *a)
{
	return a->kind != AXI_OBJECT || a->obj == AXI_OBJECT_SOCK || a->obj == AXI_OBJECT_TCP || AXI_PLANT(176);
}

int axi_kfunc_arg(struct axi_verify *v, const struct axi_proto *p, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg];
	const struct ax_types *types = v->in->types;

	if (kind == ARG_SOCK && !(a->kind == AXI_OBJECT && a->obj == AXI_OBJECT_BTF))
		return whole_sock(a) ? 1 : axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (kind == ARG_DYNPTR_NULL)
		return a->kind == AXI_SCALAR && axi_range_is_const(&a->r) && !a->r.tv ? 0 : axi_dynptr_arg(v, p->name, reg, ARG_DYNPTR);
	if (!axi_struct_of_arg(kind) || kind == ARG_TCP || kind == ARG_ACKED) { /* these two come from where they are trusted */
		int err = written_before(v, p, reg, kind);

		return err ? err : 1;
	}
	if (kind == ARG_BPF_MAP && a->kind == AXI_MAP && !a->null) /* the program's own (Linux reg2btf_ids) */
		return 0;
	if (a->kind != AXI_OBJECT || a->obj != AXI_OBJECT_BTF || !types || !axi_range_is_const(&a->r) ||
	    !types->is(types->arg, a->size, a->off + a->r.smin, axi_struct_of_arg(kind)) ||
	    (kind == ARG_CONN && types->is(types->arg, a->size, 0, axi_struct_of_arg(ARG_CONN_INIT)))) /* which is one that is no connection yet */
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (a->null && !AXI_PLANT(144))
		return axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg);
	if (!lives(v, a, p->flags & TRUSTED))
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, "nothing says that it is still there");
	if (p->flags & RELEASES && reg == AX_R1 && (!axi_is_held(a) || a->off + a->r.smin) && !AXI_PLANT(145))
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, "the program does not hold it");
	return 0;
}

void axi_struct_back(struct axi_verify *v)
{
	axi_release(v, v->reg[AX_R1].var);
}

int axi_kfunc_gives(struct axi_verify *v, u32 id, const struct axi_proto *p)
{
	const struct ax_types *types = v->in->types;
	u32 type = types ? types->named(types->arg, axi_struct_of_kfunc(id)) : 0, place = UINT32_C(1) << 31 | v->depth << 27 | v->pc;

	if (p->ret == RET_WORD) {
		v->reg[AX_R0] = (struct axi_val){.kind = AXI_MEM, .size = 8, .id = ++v->next_id};
		axi_range_const(&v->reg[AX_R0].r, 0);
		return 0;
	}
	if (!type)
		return axi_reject_note(v, AXI_REASON_KFUNC, -1, "the system's types are not known");
	v->reg[AX_R0] = (struct axi_val){.kind = AXI_OBJECT, .null = p->ret == RET_STRUCT_OR_NULL, .obj = AXI_OBJECT_BTF, .size = type,
					 .id = place, .var = place};
	axi_range_const(&v->reg[AX_R0].r, 0);
	return axi_hold(v, place);
}
