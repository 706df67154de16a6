/* SPDX-License-Identifier: Apache-2.0
 * call.c - helper calls: arguments by the prototypes of helpers.def, results, clobbered registers, references. */
#include <axiom/helper.h>
#include <axiom/port.h>
#include <axiom/prog.h>
#include "isa/kfunc.h"
#include "isa/proto.h"
#include "verify/verify.h"

#define LOOPS_MAX (8u << 20) /* Linux BPF_MAX_LOOPS: beyond it bpf_loop does nothing */
#define SAMPLES_MAX (128u << 10) /* Linux BPF_MAX_USER_RINGBUF_SAMPLES */

static bool is_null(const struct axi_val *val)
{
	return val->kind == AXI_SCALAR && axi_range_is_const(&val->r) && !val->r.tv;
}

/* ARG_MEM_OUT, or with size 0 NULL: of helpers that hosts alone have. */
static bool out_or_null(enum axi_arg kind)
{
	return AXI_UNVERIFIED && kind == ARG_MEM_OUT_NULL;
}

/* Size of the memory in argument `reg - 1`, checked by kind. */
static int check_sized(struct axi_verify *v, const struct axi_proto *p, u32 reg)
{
	const struct axi_val *size = &v->reg[reg];
	u64 least = p->arg[reg - 1] == ARG_SIZE ? 1 : 0;

	if (size->kind != AXI_SCALAR)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (AXI_OBJECTS && (p->arg[reg - 2] == ARG_MEM_NULL || out_or_null(p->arg[reg - 2])) && is_null(&v->reg[reg - 1]))
		return size->r.umax ? axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg - 1, p->name) : 0;
	if (size->r.smin < 0 || size->r.umin < least || size->r.umax >= 1u << 29) {
		if (!axi_finding(v))
			return axi_reject_range(v, AXI_REASON_ARG_SIZE, (int)reg, size->r.smin, size->r.smax, (s64)least,
						(1 << 29) - 1);
		v->loop[v->loops - 1].soft = 1;
		return 0;
	}
	return axi_mem_region(v, reg - 1, size->r.umin, AXI_PLANT(25) ? size->r.umin : size->r.umax, p->arg[reg - 2] == ARG_MEM_OUT || p->arg[reg - 2] == ARG_VALUE_BYTES || out_or_null(p->arg[reg - 2]));
}

static bool of_sockets(const struct ax_map_spec *spec)
{
	return spec->type == AX_MAP_SOCKMAP || spec->type == AX_MAP_SOCKHASH;
}

static int check_map(struct axi_verify *v, const struct axi_proto *p, u32 id, u32 reg, bool ring)
{
	const struct axi_val *a = &v->reg[reg];
	const struct ax_map_spec *spec;

	if (a->kind != AXI_MAP)
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (a->null)
		return axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg);
	spec = axi_map_spec(v, a->obj);
	if ((ring ? spec->type != AX_MAP_RINGBUF : !(axi_helper_maps(id) & axi_map_bit(spec->type))) && !AXI_PLANT(27))
		return axi_reject_note(v, AXI_REASON_ARG_MAP, (int)reg, p->name);
	if (AXI_OBJECTS && of_sockets(spec) && (id == AX_HELPER_map_update_elem || id == AX_HELPER_map_delete_elem) &&
	    !axi_sockets_change(id, v->in->prog_type, v->in->attach_type) && !AXI_PLANT(111))
		return axi_reject_note(v, AXI_REASON_ARG_MAP, (int)reg, p->name);
	if ((id == AX_HELPER_map_push_elem || id == AX_HELPER_map_pop_elem || id == AX_HELPER_map_update_elem || id == AX_HELPER_map_delete_elem) && spec->flags & AX_MAP_F_RDONLY_PROG)
		return axi_reject_note(v, AXI_REASON_READ_ONLY, (int)reg, p->name);
	return 0;
}

static int check_struct(struct axi_verify *v, const struct axi_proto *p, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg];
	const struct ax_types *types = v->in->types;

	if (!types && kind == ARG_TASK && a->kind == AXI_OBJECT && a->obj == AXI_OBJECT_BTF && a->size == AXI_TASK_ALONE && !a->off)
		return 0;
	if (a->kind != AXI_OBJECT || a->obj != AXI_OBJECT_BTF || !types || !axi_range_is_const(&a->r) ||
	    !types->is(types->arg, a->size, a->off + a->r.smin, axi_struct_of_arg(kind)) || (a->var == AXI_UNKEPT && !AXI_PLANT(110)))
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	return a->null ? axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg) : 0;
}

/* A string: it ends inside a value that nobody changes any more; one that begins further to the front ends there, too. */
static int check_string(struct axi_verify *v, const struct axi_proto *p, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];
	const struct ax_map_facts *facts = a->kind == AXI_VALUE ? axi_map_facts(v, a->obj) : NULL;
	s64 at = a->off + a->r.smax;

	if (facts && facts->contents && a->r.smax <= UINT16_MAX && a->off + a->r.smin >= 0 && !a->null)
		for (const char *text = facts->contents; at < axi_map_spec(v, a->obj)->value_size; at++)
			if (!text[at])
				return 0;
	return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
}

static bool is_memory(enum axi_arg kind)
{
	return kind == ARG_KEY || kind == ARG_VALUE || kind == ARG_VALUE_OUT || kind == ARG_MEM || kind == ARG_MEM_NULL ||
	       kind == ARG_MEM_OUT || out_or_null(kind) || kind == ARG_LONG_OUT || kind == ARG_INT_OUT || kind == ARG_VALUE_NULL || kind == ARG_VALUE_BYTES || kind == ARG_MEM20 || kind == ARG_MEM40 || (AXI_KFUNCS && kind == ARG_MEM16);
}

/* A socket, as it is or held. */
static int check_sock(struct axi_verify *v, const struct axi_proto *p, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg];
	const struct ax_types *types = v->in->types;

	if (kind == ARG_SOCK_NULL && is_null(a))
		return 0;
	if (a->kind != AXI_OBJECT || (AXI_DYNPTRS && a->obj >= AXI_OBJECT_OWN) || (a->obj == AXI_OBJECT_BTF && kind != ARG_SOCK_HELD) || a->off || !axi_range_is_const(&a->r) || (kind == ARG_SOCK_HELD && (!a->var || a->var >= AXI_UNKEPT)))
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (AXI_KFUNCS && a->obj == AXI_OBJECT_BTF && types && !types->is(types->arg, a->size, 0, axi_struct_of_arg(ARG_SOCK_COMMON)) && !AXI_PLANT(169)) /* tasks and the like are held, too */
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	return a->null && kind != ARG_SOCK_NULL ? axi_reject(v, AXI_REASON_MAYBE_NULL, (int)reg) : 0;
}

/* What a callback is given of the frames: a place in them, or NULL. */
static int check_frame(struct axi_verify *v, const struct axi_proto *p, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];

	return a->kind == AXI_STACK || is_null(a) ? 0 : axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
}

/* Arguments of the further kinds (helpers.def: HELPER_KNOWN). */
static int check_more(struct axi_verify *v, const struct axi_proto *p, u32 reg, enum axi_arg kind)
{
	const struct axi_val *a = &v->reg[reg];
	int err;

	switch (kind) {
	case ARG_SOCK:
	case ARG_SOCK_NULL:
	case ARG_SOCK_HELD: return check_sock(v, p, reg, kind);
	case ARG_FUNC: return a->kind == AXI_FUNC ? 0 : axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	case ARG_FRAME: return check_frame(v, p, reg);
	case ARG_TIMER: return axi_timer_arg(v, p, reg);
	case ARG_SOCK_ANY: return a->obj == AXI_OBJECT_BTF ? check_struct(v, p, reg, kind) : check_sock(v, p, reg, kind);
	case ARG_LOOSE: return 0;
	case ARG_STR: return check_string(v, p, reg);
	case ARG_ZERO: return is_null(a) ? 0 : axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	case ARG_LOCK:
	case ARG_UNLOCK: return axi_lock_arg(v, p, reg, kind == ARG_LOCK);
	case ARG_VALUE_BYTES:
		if (AXI_DYNPTRS && a->kind == AXI_VALUE)
			return axi_mem_region(v, reg, 0, 0, false); /* it can be read later; written, with the size, next */
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	case ARG_BUFFER_NULL: /* the size next is seen to be one then */
		if (is_null(a) || v->reg[reg + 1].kind != AXI_SCALAR)
			return 0;
		err = axi_mem_region(v, reg, v->reg[reg + 1].r.umax, v->reg[reg + 1].r.umax, false);
		return err || AXI_PLANT(125) ? err : axi_mem_region(v, reg, 0, v->reg[reg + 1].r.umax, true); /* perhaps it is made use of */
	case ARG_ITER:
	case ARG_ITER_NEW:
	case ARG_ITER_END:
	case ARG_BITS:
	case ARG_BITS_NEW:
	case ARG_BITS_END:
	case ARG_VMA:
	case ARG_VMA_NEW:
	case ARG_VMA_END:
	case ARG_CSS_TASK:
	case ARG_CSS_TASK_NEW:
	case ARG_CSS_TASK_END:
	case ARG_TASKS:
	case ARG_TASKS_NEW:
	case ARG_TASKS_END:
	case ARG_GROUPS:
	case ARG_GROUPS_NEW:
	case ARG_GROUPS_END:
		if (AXI_KFUNCS)
			return axi_iter_arg(v, p->name, reg, kind);
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	case ARG_KPTR:
	case ARG_GIVEN:
	case ARG_OWN:
	case ARG_COUNTED:
	case ARG_LIST:
	case ARG_TREE:
	case ARG_LIST_NODE:
	case ARG_TREE_NODE:
	case ARG_TREE_MEMBER:
		if (AXI_KFUNCS)
			return axi_own_arg(v, reg, kind);
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	case ARG_DYNPTR:
	case ARG_DYNPTR_HELD:
	case ARG_DYNPTR_OUT:
		if (AXI_DYNPTRS)
			return axi_dynptr_arg(v, p->name, reg, kind);
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	case ARG_MEM16:
		return AXI_KFUNCS ? axi_mem_region(v, reg, 16, 16, false) : axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	case ARG_MEM20:
	case ARG_MEM40:
		return axi_mem_region(v, reg, kind == ARG_MEM20 ? 20 : 40, kind == ARG_MEM20 ? 20 : 40, false);
	case ARG_INT_OUT:
	case ARG_LONG_OUT:
		if (a->kind > AXI_BYTES && !(AXI_PLANT(209) && a->kind != AXI_STACK) && (((u64)a->off + a->r.tv) | a->r.tm | (AXI_ALIKE && a->kind == AXI_MEM ? (a->obj & AXI_MEM_ODD) >> 13 : 0)) & (kind == ARG_INT_OUT ? 3 : 7))
			return axi_reject(v, AXI_REASON_ALIGN, (int)reg);
		return axi_mem_region(v, reg, kind == ARG_INT_OUT ? 4 : 8, kind == ARG_INT_OUT ? 4 : 8, true);
	default: return AXI_UNVERIFIED && axi_struct_of_arg(kind) ? check_struct(v, p, reg, kind) : axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	}
}

static int check_arg(struct axi_verify *v, const struct axi_proto *p, u32 id, u32 reg)
{
	const struct axi_val *a = &v->reg[reg];
	enum axi_arg kind = p->arg[reg - 1];
	int err;

	if (kind == ARG_NONE || (kind == ARG_REST && a->kind == AXI_UNINIT))
		return 0;
	err = axi_need_init(v, reg);
	if (err)
		return err;
	/* Linux lets only some helpers read packets */
	if (axi_in_packet(a) && is_memory(kind) && id > AX_HELPER_map_delete_elem && !(p->flags & PACKET))
		return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
	if (AXI_OBJECTS && (kind == ARG_VALUE_NULL || kind == ARG_MEM_NULL || out_or_null(kind) || kind == ARG_CTX_NULL || kind == ARG_TASK_NULL)) {
		if (is_null(a))
			return 0;
		kind = kind == ARG_VALUE_NULL ? ARG_VALUE : kind == ARG_TASK_NULL ? ARG_TASK : kind == ARG_CTX_NULL ? ARG_CTX : ARG_MEM;
	}
	if (AXI_UNVERIFIED && kind == ARG_SOCK_ANY_NULL)
		kind = a->obj == AXI_OBJECT_BTF ? ARG_SOCK_ANY : ARG_SOCK_NULL;
	if (AXI_KFUNCS && id >= AX_KFUNC_FIRST && (err = axi_kfunc_arg(v, p, reg, kind)) <= 0)
		return err;
	if (AXI_OBJECTS && kind > ARG_RECORD && kind != ARG_VALUE_OUT)
		return check_more(v, p, reg, kind);
	switch (kind) {
	case ARG_MAP: return check_map(v, p, id, reg, false);
	case ARG_RING: return check_map(v, p, id, reg, true);
	case ARG_SIZE:
	case ARG_SIZE0: return check_sized(v, p, reg);
	case ARG_KEY:
	case ARG_VALUE:
	case ARG_VALUE_OUT: {
		const struct ax_map_spec *spec = axi_map_spec(v, v->reg[p->arg[0] == ARG_MAP ? AX_R1 : AX_R2].obj);
		u32 bytes = kind == ARG_KEY || AXI_PLANT(26) ? spec->key_size : spec->value_size;

		if (a->kind == AXI_SCALAR)
			return axi_reject_note(v, AXI_REASON_ARG_KIND, (int)reg, p->name);
		if (AXI_OBJECTS && kind == ARG_VALUE && of_sockets(spec))
			return check_more(v, p, reg, ARG_SOCK_ANY);
		return axi_mem_region(v, reg, bytes, bytes, kind == ARG_VALUE_OUT);
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
		if (a->kind != AXI_SCALAR && kind != ARG_CONST && axi_may_leak(v) && !(AXI_KFUNCS && id >= AX_KFUNC_FIRST))
			return 0;
		if (a->kind != AXI_SCALAR)
			return axi_reject_note(v, AXI_REASON_LEAK, (int)reg, p->name);
		if (kind == ARG_CONST && (!axi_range_is_const(&a->r) || a->r.tv >= 1u << 29))
			return axi_reject_range(v, AXI_REASON_ARG_CONST, (int)reg, a->r.smin, a->r.smax, 0, (1 << 29) - 1);
		return 0;
	}
}

/* A pointer that is good no more: a number that says nothing, where addresses may be shown. */
void axi_gone(const struct axi_verify *v, u32 key, struct axi_val *val)
{
	if (key >= AXI_KEY_SLOT)
		*val = (struct axi_val){.kind = AXI_BYTES};
	else if (axi_may_leak(v))
		axi_scalar_unknown(val);
	else
		*val = (struct axi_val){.kind = AXI_UNINIT};
}

/* Every copy of a released record is gone. */
void axi_release(struct axi_verify *v, u32 id)
{
	axi_ref_drop(v, id);
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) {
		struct axi_val *val = e.val;

		if (((val->kind == AXI_RECORD && val->id == id) ||
		     (AXI_OBJECTS && (val->kind == AXI_OBJECT || axi_is_slice(val)) && val->var == id)) && !AXI_PLANT(28))
			axi_gone(v, e.key, val);
	}
}

/* Functions name what they reserve by the place: a call of `sub` whose first state is recorded at `in` may have given it back and
 * reserved it again by one name.  Copies here are of the old one. */
void axi_release_taken(struct axi_verify *v, u32 sub, u32 in)
{
	u32 cursor = 0;
	struct axi_val val;

	while (axi_chunk_next(v, in, &cursor, &val) != AXI_NONE) {
		u32 id = val.kind == AXI_RECORD ? val.id : val.kind == AXI_OBJECT || val.kind == AXI_SLICE ? val.var : 0, by;

		if (!(id >> 31) || id >= AXI_UNKEPT || !axi_ref_held(v, id) || (id >> 27 & 15) <= v->depth)
			continue;
		by = axi_sub_at(&v->cfg, id & ((1 << 27) - 1));
		if ((by != sub && v->cfg.sub[by].rank >= v->cfg.sub[sub].rank) || AXI_PLANT(151))
			continue;
		axi_release(v, id);
		v->ref[v->refs++] = id;
	}
}

/* What a helper lends to its callback, a key or a dynptr, may lie in the helper's own stack: no copy outlives the call. */
void axi_lent_back(struct axi_verify *v)
{
	for (struct axi_each e = axi_each(v); axi_each_next(v, &e);) {
		struct axi_val *val = e.val;

		if (((val->kind == AXI_MEM && val->obj == AXI_MEM_LENT + v->depth) ||
		     (AXI_DYNPTRS && val->kind == AXI_OBJECT && val->obj == AXI_OBJECT_DYNPTR && val->size == v->depth)) && !AXI_PLANT(58))
			axi_gone(v, e.key, val);
	}
}

/* The packet may have moved: what pointed into it is a number that says nothing (Linux clear_all_pkt_pointers). */
void axi_packet_changed(struct axi_verify *v)
{
	for (u32 f = 0; f <= v->depth; f++)
		v->cfg.sub[v->frame[f].sub].moves_packet = true;
	for (u32 key = 0; key != AXI_NONE; key = axi_key_next(v, key)) {
		struct axi_val *val = axi_val_at(v, key);

		if ((axi_in_packet(val) || val->kind == AXI_END || (axi_is_slice(val) && val->obj & AXI_SLICE_PACKET)) && !(AXI_PLANT(64) && key >= AXI_KEY_SLOT))
			axi_gone(v, key, val);
		if (AXI_KFUNCS && val->kind == AXI_OBJECT && (val->var == AXI_REGION_RCU || val->var == AXI_WALKED || val->var == AXI_SHARED) && axi_may_wait(v)) /* or its region was left */
			val->var = AXI_UNKEPT;
		if (AXI_KFUNCS && key >= AXI_KEY_SLOT && axi_may_wait(v) && axi_is_iter(val))
			axi_iter_region_left(val);
	}
}

/* A reference that the program must give back.  The place names it, so that ways through here that meet again agree. */
int axi_hold(struct axi_verify *v, u32 id)
{
	if (v->refs == AXI_REFS || axi_ref_held(v, id))
		return axi_reject(v, AXI_REASON_REF_COUNT, -1);
	v->ref[v->refs++] = id;
	return 0;
}

/* An object, or NULL.  `by`: the reference that it lives by; hold a new one when `held`. */
static int object_result(struct axi_verify *v, enum axi_object sort, bool held, u32 by)
{
	struct axi_val *r0 = &v->reg[AX_R0];
	u32 place = UINT32_C(1) << 31 | v->depth << 27 | v->pc;

	*r0 = (struct axi_val){.kind = AXI_OBJECT, .null = 1, .obj = (u16)sort, .id = held ? place : ++v->next_id,
			       .var = held ? place : by};
	axi_range_const(&r0->r, 0);
	return held ? axi_hold(v, place) : 0;
}

/* A negative error, or at most `most`. */
static void sized_result(struct axi_range *r, u64 most)
{
	r->smin = -4095;
	r->smax = most < INT32_MAX ? (s64)most : INT32_MAX;
	axi_range_sync(r);
}

/* A structure of the system; one that may not be looked into, where its types are not known. */
static int system_struct(struct axi_verify *v, const char *name, bool null, u32 by, bool task)
{
	const struct ax_types *types = v->in->types;
	u32 type = types ? types->named(types->arg, name) : task ? AXI_TASK_ALONE : 0;

	v->reg[AX_R0] = (struct axi_val){.kind = AXI_OBJECT, .null = null, .obj = AXI_OBJECT_BTF, .size = type,
					 .id = ++v->next_id, .var = by};
	axi_range_const(&v->reg[AX_R0].r, 0);
	return 0;
}

static int set_result(struct axi_verify *v, const struct axi_proto *p, u32 id, u32 map, u32 size, u32 by, bool present)
{
	u32 type = p->ret == RET_VALUE_OR_NULL ? axi_map_spec(v, map)->type : 0;
	struct axi_val *r0 = &v->reg[AX_R0];

	if (AXI_KFUNCS && (p->ret == RET_ITEM_OR_NULL || p->ret == RET_OWN)) /* axi_iter_arg, axi_own_called have set it */
		return 0;
	axi_scalar_unknown(r0);
	if (AXI_UNVERIFIED && id == AX_HELPER_get_smp_processor_id) /* Linux: less than nr_cpu_ids */
		axi_range_unsigned(&r0->r, 0, AX_CPUS_MAX - 1);
	if (!AXI_OBJECTS && p->ret > RET_VOID)
		return 0;
	switch (p->ret) {
	case RET_VOID: *r0 = (struct axi_val){.kind = AXI_UNINIT}; break;
	case RET_TASK: return system_struct(v, "task_struct", false, 0, true);
	case RET_PT_REGS: return system_struct(v, "pt_regs", false, 0, false);
	case RET_SK_OR_NULL: /* another view of what it is given; but a file's socket is another structure, which nobody has locked */
		return system_struct(v, axi_struct_of_cast(id), true, AXI_KFUNCS && id == AX_HELPER_sock_from_file && !AXI_PLANT(149) ? AXI_GIVEN : by, false);
	case RET_KERN_CTX:
		return AXI_KFUNCS ? system_struct(v, axi_struct_of_ctx(v->in->prog_type), false, 0, false) : 0;
	case RET_CAST: /* to the type that the constant is */
		system_struct(v, "", false, AXI_UNKEPT, false);
		v->reg[AX_R0].size = size;
		break;
	case RET_VALUE:
	case RET_VALUE_OR_NULL:
		if (AXI_OBJECTS && of_sockets(axi_map_spec(v, map)))
			return object_result(v, AXI_OBJECT_SOCK, true, 0);
		if (AXI_MARKS && (type == AX_MAP_ARRAY_OF_MAPS || type == AX_MAP_HASH_OF_MAPS)) {
			if (!axi_map_facts(v, map) || !axi_map_facts(v, map)->inner)
				return axi_reject_note(v, AXI_REASON_ARG_MAP, AX_R1, "what the maps in it are like is not known");
			map |= AXI_INNER;
		}
		if (AXI_OBJECTS && type == AX_MAP_XSKMAP)
			return object_result(v, AXI_OBJECT_XDP, false, 0);
		*r0 = (struct axi_val){.kind = AXI_VALUE, .null = p->ret != RET_VALUE && !present, .obj = (u16)map, .id = ++v->next_id};
		if (AXI_MARKS && (type == AX_MAP_ARRAY_OF_MAPS || type == AX_MAP_HASH_OF_MAPS))
			r0->kind = AXI_MAP;
		if (AXI_OBJECTS && map & AXI_INNER && axi_timer_at(v, map)) /* of which map timers are */
			r0->size = r0->kind == AXI_MAP ? r0->id : v->reg[AX_R1].size;
		axi_range_const(&r0->r, 0);
		break;
	case RET_MEM_OR_NULL:
		/* The place names the reservation, so that ways through here that meet again agree on it. */
		*r0 = (struct axi_val){.kind = AXI_RECORD, .null = 1, .size = size,
				       .id = UINT32_C(1) << 31 | v->depth << 27 | v->pc};
		axi_range_const(&r0->r, 0);
		return axi_hold(v, r0->id);
	case RET_SLICE_OR_NULL:
	case RET_READ_SLICE_OR_NULL:
		if (!AXI_DYNPTRS)
			break;
		*r0 = (struct axi_val){.kind = AXI_SLICE, .null = 1, .obj = p->ret == RET_READ_SLICE_OR_NULL ? AXI_SLICE_ITEM : 0, .size = size, .id = ++v->next_id, .var = by};
		axi_range_const(&r0->r, 0);
		break;
	case RET_STRUCT:
	case RET_WORD:
	case RET_STRUCT_OR_NULL: return AXI_KFUNCS ? axi_kfunc_gives(v, id, p) : 0;
	case RET_SIZED: sized_result(&r0->r, size); break;
	case RET_SOCK_OR_NULL: return object_result(v, AXI_OBJECT_SOCK, true, 0);
	case RET_COMMON_OR_NULL: return object_result(v, AXI_OBJECT_COMMON, true, 0);
	case RET_FULLSOCK_OR_NULL: return object_result(v, AXI_OBJECT_SOCK, false, by);
	case RET_TCP_OR_NULL: return object_result(v, AXI_OBJECT_TCP, false, by);
	case RET_LISTENER_OR_NULL: return object_result(v, AXI_OBJECT_SOCK, false, 0);
	default: break;
	}
	return 0;
}

void axi_another(struct axi_verify *v, struct axi_val *arg)
{
	if (arg->kind == AXI_VALUE || arg->kind == AXI_MEM || (arg->kind == AXI_OBJECT && (!arg->var || (AXI_KFUNCS && arg->var == AXI_SHARED))))
		arg->id = ++v->next_id;
}

/* At most; hash tables in maps may have more than what their map of maps shows. */
static u32 entries(const struct axi_verify *v, u32 map)
{
	return AXI_MARKS && map & AXI_INNER ? UINT32_MAX : axi_map_spec(v, map)->max_entries;
}

/* The helper calls `sub` now: what it gives it, and how often at most. */
static int call_back(struct axi_verify *v, u32 id, u32 sub)
{
	struct axi_val arg[AX_R5] = {0};
	const struct ax_map_spec *spec;
	u64 times = 0;
	u32 depth = v->depth + 1u;
	bool once = false;

	if (AXI_KFUNCS && v->cfg.sub[sub].rank >= v->cfg.sub[v->frame[v->depth].sub].rank && !AXI_PLANT(178)) /* a circle over a timer: not now */
		return axi_reject(v, AXI_REASON_RECURSION, -1);
	switch (id) {
	case AX_HELPER_for_each_map_elem:
		spec = axi_map_spec(v, v->reg[AX_R1].obj);
		times = entries(v, v->reg[AX_R1].obj);
		arg[0] = v->reg[AX_R1];
		arg[1] = (struct axi_val){.kind = AXI_MEM, .obj = (u16)(AXI_MEM_LENT + depth), .size = spec->key_size};
		arg[2] = (struct axi_val){.kind = AXI_VALUE, .obj = v->reg[AX_R1].obj};
		arg[3] = v->reg[AX_R3];
		break;
	case AX_HELPER_user_ringbuf_drain:
		if (!AXI_DYNPTRS)
			break;
		/* however few fit in: what has been taken may be there again, or user space says that it is */
		times = AXI_PLANT(185) ? entries(v, v->reg[AX_R1].obj) / 8 : SAMPLES_MAX;
		arg[0] = (struct axi_val){.kind = AXI_OBJECT, .obj = AXI_OBJECT_DYNPTR, .size = depth};
		axi_range_const(&arg[0].r, 0);
		arg[1] = v->reg[AX_R3];
		break;
	case AX_HELPER_find_vma:
		times = 1;
		arg[0] = v->reg[AX_R1];
		axi_scalar_unknown(&v->reg[AX_R0]);
		system_struct(v, "vm_area_struct", false, AXI_PLANT(184) ? 0 : AXI_WALKED, false); /* locked for as long as the callback runs */
		arg[1] = v->reg[AX_R0];
		arg[2] = v->reg[AX_R4];
		break;
	case AX_KFUNC_bpf_rbtree_add_impl:
		if (AXI_KFUNCS)
			times = axi_tree_callback(v, arg);
		break;
	default: { /* bpf_loop: the low half of R1 */
		struct axi_range r = v->reg[AX_R1].r;

		axi_range_zext(&r, 32);
		times = min_u64(r.umax, LOOPS_MAX);
		once = r.umin == 1 && r.umax == 1 && is_null(&v->reg[AX_R4]); /* with flags there is no call at all */
		axi_scalar_unknown(&arg[0]);
		axi_range_unsigned(&arg[0].r, 0, times ? times - 1 : 0);
		arg[1] = v->reg[AX_R3];
		break;
	}
	}
	for (u32 i = 0; i < AX_R5; i++)
		if (arg[i].kind == AXI_MEM || arg[i].kind == AXI_VALUE)
			axi_range_const(&arg[i].r, 0);
	return v->how->call_back(v, sub, times, once, arg);
}

int axi_may_end(struct axi_verify *v, const char *why)
{
	if (v->refs)
		return axi_reject(v, AXI_REASON_REF_LEAK, -1);
	for (u32 f = 0; f <= v->depth; f++)
		if (v->frame[f].callback || (AXI_KFUNCS && v->frame[f].catches) || (!AXI_UNVERIFIED && f))
			return axi_reject_note(v, AXI_REASON_CALLBACK, -1, why);
	return 0;
}

/* Arrays have all their elements: a lookup of a known index below their number finds it.  (An array in a map of maps may
 * be smaller than what the map of maps shows.) */
static bool element_exists(struct axi_verify *v, u32 map)
{
	const struct ax_map_spec *spec = axi_map_spec(v, map);
	u64 key;

	return (spec->type == AX_MAP_ARRAY || spec->type == AX_MAP_PERCPU_ARRAY) && !(AXI_MARKS && map & AXI_INNER && !AXI_PLANT(66)) &&
	       axi_stack_const(v, AX_R2, 4, &key) && key < spec->max_entries;
}

/* Helper `id`, which is known or not, is not for this program. */
static int no_helper(struct axi_verify *v, u32 id, bool known)
{
	bool missing = id == AXI_POISON_CORE || id - AXI_POISON_CALL < AXI_POISON_EXTERNS;

	return axi_reject_range(v, AXI_UNVERIFIED && known ? AXI_REASON_NO_HELPER_TYPE : AXI_UNVERIFIED && missing ? AXI_REASON_MISSING
										       : AXI_REASON_NO_HELPER,
				-1, id, id, 0, 0);
}

int axi_do_helper(struct axi_verify *v, const struct ax_insn *insn)
{
	struct axi_proto p;
	u32 id = (u32)insn->imm, map = 0, size = 0, by = 0;
	u16 buffer = 0;
	bool present = false, of_packet = false;
	int err = 0;

	if (insn->src == AX_CALL_KFUNC && (!AXI_KFUNCS || !axi_kfunc_proto(id, &p)))
		return axi_reject(v, AXI_REASON_KFUNC, -1);
	if (AXI_KFUNCS && insn->src == AX_CALL_KFUNC && (err = axi_kfunc_allowed(v, id, &p)))
		return err;
	if ((AXI_KFUNCS && insn->src != AX_CALL_KFUNC && id >= AX_KFUNC_FIRST) || !axi_proto_of(id, &p))
		return no_helper(v, id, false);
	if ((!AXI_DEVICE && !(p.progs >> axi_prog_bit(v->in->prog_type) & 1)) ||
	    (AXI_UNVERIFIED && !axi_proto_fit(id, v->in->prog_type, v->in->attach_type, v->in->target, &p) && !AXI_PLANT(140)))
		return no_helper(v, id, true);
	if (v->in->helper_bound && !v->in->helper_bound(v->in->helper_arg, id))
		return axi_reject_note(v, AXI_REASON_HELPER_UNBOUND, -1, p.name);
	if (!AXI_DEVICE && p.flags & SLEEPS && !axi_may_wait(v))
		return axi_reject_note(v, AXI_REASON_SLEEPS, -1, p.name);
	if (AXI_KFUNCS && p.flags & SLEEPS && axi_in_region(v) && !AXI_PLANT(97))
		return axi_reject_note(v, AXI_REASON_SLEEPS, -1, "a region in which it must not");
	if (p.flags & GPL && !v->in->gpl)
		return axi_reject_note(v, AXI_REASON_GPL, -1, p.name);
	if (AXI_MARKS && axi_locked(v) && id != AX_HELPER_spin_unlock && !(AXI_KFUNCS && axi_own_locked(id)) && !AXI_PLANT(65))
		err = axi_reject_note(v, AXI_REASON_LOCK, -1, p.name);
	for (u32 reg = 1; !err && reg <= AX_HELPER_ARGS; reg++)
		err = check_arg(v, &p, id, reg);
	if (AXI_CALLBACKS && !err && id == AX_HELPER_tail_call)
		err = axi_may_end(v, "it calls bpf_tail_call");
	if (AXI_KFUNCS && !err && (id >= AX_KFUNC_FIRST || p.ret == RET_OWN))
		err = axi_kfunc_called(v, id, &p);
	if (err)
		return err;
	for (u32 i = 0; i < AX_HELPER_ARGS; i++) {
		const struct axi_val *a = &v->reg[i + 1];

		if (p.arg[i] == ARG_NONE)
			continue;
		if (p.arg[i] == ARG_MAP || p.arg[i] == ARG_RING)
			map = a->obj;
		else if (p.arg[i] == ARG_CONST)
			size = (u32)a->r.tv;
		else if (p.arg[i] == ARG_SIZE0 || p.arg[i] == ARG_SIZE)
			size = (u32)a->r.umax;
		else if (p.arg[i] == ARG_RECORD)
			axi_release(v, a->id);
		else if (!AXI_OBJECTS)
			continue;
		else if (p.arg[i] == ARG_SOCK || p.arg[i] == ARG_SOCK_ANY)
			by = a->var;
		else if (AXI_DYNPTRS && p.arg[i] == ARG_DYNPTR) {
			by = axi_dynptr_name(v, i + 1);
			of_packet = axi_dynptr_of_packet(v, i + 1);
		}
		else if (AXI_DYNPTRS && p.arg[i] == ARG_BUFFER_NULL && of_packet && (err = axi_slice_buffer(v, i + 1, (u32)a[1].r.tv, &by, &buffer)))
			return err;
		else if (AXI_DYNPTRS && p.arg[i] == ARG_DYNPTR_HELD)
			axi_release(v, axi_dynptr_name(v, i + 1));
		else if (AXI_DYNPTRS && p.arg[i] == ARG_DYNPTR_OUT && (err = axi_dynptr_make(v, i + 1, id)))
			return err;
		else if (p.arg[i] == ARG_SOCK_HELD)
			axi_release(v, a->var);
		else if (p.arg[i] == ARG_FUNC && id != AX_HELPER_timer_set_callback)
			return call_back(v, id, a->obj);
		else if (p.arg[i] == ARG_FUNC && v->cfg.sub[a->obj].waits)
			return axi_reject_note(v, AXI_REASON_SLEEPS, -1, "a timer's function");
		else if (p.arg[i] == ARG_FUNC && !v->how->call_later)
			return axi_reject_note(v, AXI_REASON_CERT_FORM, -1, "full certificates do not cover timers");
		else if (p.arg[i] == ARG_FUNC && (err = v->how->call_later(v, a->obj, v->reg[AX_R1].obj)))
			return err;
	}
	if (id == AX_HELPER_map_lookup_elem)
		present = element_exists(v, map);
	for (u32 reg = AX_R1; reg <= (AXI_PLANT(36) ? AX_R4 : AX_R5); reg++)
		v->reg[reg].kind = AXI_UNINIT;
	/* a write through a dynptr may move a packet, but not one of XDP (Linux check_helper_call) */
	if (AXI_OBJECTS && (p.flags & MOVES || (of_packet && id == AX_HELPER_dynptr_write && v->in->prog_type != AX_PROG_XDP)))
		axi_packet_changed(v);
	err = set_result(v, &p, id, map, size, by, present);
	if (of_packet && axi_is_slice(&v->reg[AX_R0]))
		v->reg[AX_R0].obj |= AXI_SLICE_PACKET | buffer;
	return err;
}
