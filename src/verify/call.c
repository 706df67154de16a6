/* SPDX-License-Identifier: Apache-2.0
 * call.c - helper calls: arguments by the prototypes of helpers.def, results, clobbered registers, references. */
#include <axiom/helper.h>
#include "verify/verify.h"

enum arg { ARG_NONE, ARG_ANY, ARG_REST, ARG_CTX, ARG_MAP, ARG_RING, ARG_KEY, ARG_VALUE, ARG_MEM, ARG_MEM_OUT, ARG_SIZE, ARG_SIZE0,
	   ARG_CONST, ARG_RECORD };
enum ret { RET_INT, RET_VALUE_OR_NULL, RET_MEM_OR_NULL, RET_VOID };
enum { FLAG_0 = 0, GPL = 1 };

struct proto {
	const char *name;
	u8 ret, arg[AX_HELPER_ARGS], flags;
};

static bool proto_of(u32 id, struct proto *out)
{
	switch (id) {
#define HELPER(id_, name_, ctype, cargs, ret_, a1, a2, a3, a4, a5, flags_)                          \
	case id_:                                                                                   \
		*out = (struct proto){"bpf_" #name_, RET_##ret_,                                    \
				      {ARG_##a1, ARG_##a2, ARG_##a3, ARG_##a4, ARG_##a5}, flags_};     \
		return true;
#include "isa/helpers.def"
	default: return false;
	}
}

u16 axi_helper_reads(u32 id)
{
	struct proto p;
	u16 mask = 0;

	if (!proto_of(id, &p))
		return 0;
	for (u32 i = 0; i < AX_HELPER_ARGS; i++)
		if (p.arg[i] != ARG_NONE)
			mask |= (u16)(2u << i);
	return mask;
}

/* Size of the memory in argument `reg - 1`, checked by kind. */
static int check_sized(struct axi_verify *v, const struct proto *p, u32 reg)
{
	const struct axi_val *size = &v->reg[reg];
	u64 least = p->arg[reg - 1] == ARG_SIZE ? 1 : 0;

	if (size->kind != AXI_SCALAR)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (size->r.smin < 0 || size->r.umin < least || size->r.umax >= 1u << 29) {
		if (!axi_finding(v))
			return axi_reject_range(v, AXI_REASON_ARG_SIZE, (int)reg, size->r.smin, size->r.smax, (s64)least,
						(1 << 29) - 1);
		v->loop[v->loops - 1].soft = 1;
		return 0;
	}
	return axi_mem_region(v, reg - 1, size->r.umin, AXI_PLANT(25) ? size->r.umin : size->r.umax, p->arg[reg - 2] == ARG_MEM_OUT);
}

static int check_map(struct axi_verify *v, const struct proto *p, u32 id, u32 reg, bool ring)
{
	const struct axi_val *a = &v->reg[reg];
	const struct ax_map_spec *spec;

	if (a->kind != AXI_MAP)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	spec = v->in->maps[a->obj];
	if ((spec->type == AX_MAP_RINGBUF) != ring && !AXI_PLANT(27))
		return axi_reject_note(v, AXI_REASON_ARG_MAP, (int)reg, p->name);
	if ((id == AX_HELPER_map_update_elem || id == AX_HELPER_map_delete_elem) && spec->flags & AX_MAP_F_RDONLY_PROG)
		return axi_reject_note(v, AXI_REASON_READ_ONLY, (int)reg, p->name);
	return 0;
}

static int check_arg(struct axi_verify *v, const struct proto *p, u32 id, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];
	enum arg kind = p->arg[reg - 1];
	int err;

	if (kind == ARG_NONE || (kind == ARG_REST && a->kind == AXI_UNINIT))
		return 0;
	err = axi_need_init(v, reg);
	if (err)
		return err;
	switch (kind) {
	case ARG_MAP: return check_map(v, p, id, reg, false);
	case ARG_RING: return check_map(v, p, id, reg, true);
	case ARG_SIZE:
	case ARG_SIZE0: return check_sized(v, p, reg);
	case ARG_KEY:
	case ARG_VALUE: {
		const struct ax_map_spec *spec = v->in->maps[v->reg[AX_R1].obj];
		u32 bytes = kind == ARG_KEY || AXI_PLANT(26) ? spec->key_size : spec->value_size;

		if (a->kind == AXI_SCALAR)
			return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
		return axi_mem_region(v, reg, bytes, bytes, false);
	}
	case ARG_MEM:
	case ARG_MEM_OUT: /* with the size, next */
		return a->kind == AXI_SCALAR || a->kind == AXI_MAP
			       ? axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name) : 0;
	case ARG_CTX:
		if (a->kind != AXI_CTX)
			return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
		return a->off || !axi_range_is_const(&a->r) || a->r.tv ? axi_reject(v, AXI_REASON_CTX_OFFSET, (int)reg) : 0;
	case ARG_RECORD:
		if (a->kind != AXI_RECORD || a->off || !axi_range_is_const(&a->r) || a->r.tv || !axi_ref_held(v, a->id))
			return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
		return a->null ? axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg) : 0;
	default:
		if (a->kind != AXI_SCALAR && kind != ARG_CONST && axi_may_leak(v))
			return 0;
		if (a->kind != AXI_SCALAR)
			return axi_reject_note(v, AXI_REASON_LEAK, (int)reg, p->name);
		if (kind == ARG_CONST && (!axi_range_is_const(&a->r) || a->r.tv >= 1u << 29))
			return axi_reject_range(v, AXI_REASON_ARG_CONST, (int)reg, a->r.smin, a->r.smax, 0, (1 << 29) - 1);
		return 0;
	}
}

/* Every copy of a released record is gone. */
static void release(struct axi_verify *v, u32 id)
{
	for (u32 i = 0; i < v->refs; i++)
		if (v->ref[i] == id)
			v->ref[i--] = v->ref[--v->refs];
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) {
		struct axi_val *val = e.val;

		if (val->kind == AXI_RECORD && val->id == id && !AXI_PLANT(28))
			*val = (struct axi_val){.kind = e.key >= AXI_KEY_SLOT ? AXI_BYTES : AXI_UNINIT};
	}
}

/* The packet may have moved: what pointed into it is a number that says nothing (Linux clear_all_pkt_pointers). */
void axi_packet_changed(struct axi_verify *v)
{
	for (u32 f = 0; f <= v->depth; f++)
		v->sub[v->frame[f].sub].moves_packet = true;
	for (u32 key = 0; key != AXI_NONE; key = axi_key_next(v, key)) {
		struct axi_val *val = axi_val_at(v, key);

		if (!axi_in_packet(val) && val->kind != AXI_END)
			continue;
		if (key >= AXI_KEY_SLOT)
			*val = (struct axi_val){.kind = AXI_BYTES};
		else if (axi_may_leak(v))
			axi_scalar_unknown(val);
		else
			*val = (struct axi_val){.kind = AXI_UNINIT};
	}
}

static int set_result(struct axi_verify *v, const struct proto *p, u32 map, u32 size)
{
	struct axi_val *r0 = &v->reg[AX_R0];

	axi_scalar_unknown(r0);
	switch (p->ret) {
	case RET_VOID: *r0 = (struct axi_val){.kind = AXI_UNINIT}; break;
	case RET_VALUE_OR_NULL:
		*r0 = (struct axi_val){.kind = AXI_VALUE, .null = 1, .obj = (u16)map, .id = ++v->next_id};
		axi_range_const(&r0->r, 0);
		break;
	case RET_MEM_OR_NULL:
		/* The place names the reservation, so that ways through here that meet again agree on it. */
		*r0 = (struct axi_val){.kind = AXI_RECORD, .null = 1, .size = size,
				       .id = UINT32_C(1) << 31 | v->depth << 27 | v->pc};
		axi_range_const(&r0->r, 0);
		if (v->refs == AXI_REFS || axi_ref_held(v, r0->id))
			return axi_reject(v, AXI_REASON_REF_COUNT, -1);
		v->ref[v->refs++] = r0->id;
		break;
	default: break;
	}
	return 0;
}

int axi_do_helper(struct axi_verify *v, const struct ax_insn *insn)
{
	struct proto p;
	u32 id = (u32)insn->imm, map = 0, size = 0;
	int err = 0;

	if (insn->src == AX_CALL_KFUNC)
		return axi_reject(v, AXI_REASON_KFUNC, -1);
	if (!proto_of(id, &p))
		return axi_reject_range(v, AXI_REASON_NO_HELPER, -1, id, id, 0, 0);
	if (v->in->helper_bound && !v->in->helper_bound(v->in->helper_arg, id))
		return axi_reject_note(v, AXI_REASON_HELPER_UNBOUND, -1, p.name);
	if (p.flags & GPL && !v->in->gpl)
		return axi_reject_note(v, AXI_REASON_GPL, -1, p.name);
	for (u32 reg = 1; !err && reg <= AX_HELPER_ARGS; reg++)
		err = check_arg(v, &p, id, reg);
	if (err)
		return err;
	for (u32 i = 0; i < AX_HELPER_ARGS; i++) {
		const struct axi_val *a = &v->reg[i + 1];

		if (p.arg[i] == ARG_MAP || p.arg[i] == ARG_RING)
			map = a->obj;
		else if (p.arg[i] == ARG_CONST)
			size = (u32)a->r.tv;
		else if (p.arg[i] == ARG_RECORD)
			release(v, a->id);
	}
	for (u32 reg = AX_R1; reg <= (AXI_PLANT(36) ? AX_R4 : AX_R5); reg++)
		v->reg[reg] = (struct axi_val){.kind = AXI_UNINIT};
	return set_result(v, &p, map, size);
}
