/* SPDX-License-Identifier: Apache-2.0
 * alike.c - pointers to one of several maps, or into one of several values (hosts).
 *
 * Where ways meet, `p = big ? &a : &b` is a pointer to a map like a, when nothing that is judged by the map differs; and a
 * pointer into values of maps that are not alike is one to the memory that both have from there on. */
#include "verify/verify.h"

static bool same_spec(const struct ax_map_spec *a, const struct ax_map_spec *b, bool entries)
{
	return a->type == b->type && a->key_size == b->key_size && (a->value_size == b->value_size || AXI_PLANT(74)) && a->flags == b->flags &&
	       a->lock_at == b->lock_at && a->timer_at == b->timer_at && (!entries || a->max_entries == b->max_entries);
}

/* The type of inner maps' values that are closed in part, of which their facts do not tell; 0: these are not. */
static u32 inner_type(const struct axi_verify *v, u32 map)
{
	return v->in->map_facts && !AXI_PLANT(195) ? v->in->map_facts[map & ~AXI_INNER].inner_type : 0;
}

/* Maps, or with `value` their values, that no instruction and no helper is judged by differently: what has the name of an
 * identity is of any map like `obj`.  Whoever has contents, locks, timers or programs of its own is like no other; of how many
 * entries maps in maps have nothing is believed. */
bool axi_alike(const struct axi_verify *v, u32 a, u32 b, bool value)
{
	const struct ax_map_facts *x, *y;

	if ((a ^ b) & AXI_INNER || !same_spec(axi_map_spec(v, a), axi_map_spec(v, b), !value && !(a & AXI_INNER)) || axi_map_spec(v, a)->type == AX_MAP_PROG_ARRAY ||
	    inner_type(v, a) != inner_type(v, b))
		return false;
	x = axi_map_facts(v, a);
	y = axi_map_facts(v, b);
	if (!x || !y)
		return true;
	return (AXI_PLANT(120) || !(x->lock_at | x->timer_at | x->closed_to | y->lock_at | y->timer_at | y->closed_to)) &&
	       (AXI_PLANT(121) || (!x->contents && !y->contents)) && !x->inner == !y->inner &&
	       (!x->inner || same_spec(x->inner, y->inner, false));
}

/* What a value is to whoever only reads and writes bytes: *out.  Not when some of them are not to be read, or written, or are
 * known, or are a lock or a timer. */
static bool plain(const struct axi_verify *v, const struct axi_val *val, struct axi_val *out)
{
	const struct ax_map_spec *spec = val->kind == AXI_VALUE ? axi_map_spec(v, val->obj) : NULL;
	const struct ax_map_facts *facts = spec ? axi_map_facts(v, val->obj) : NULL;

	*out = *val;
	if (!spec)
		return val->kind == AXI_MEM && !(val->obj & ~AXI_MEM_ODD) && val->id;
	out->kind = AXI_MEM;
	out->obj = 0;
	out->size = spec->value_size;
	out->id = axi_base_name(val);
	return !(axi_map_flags(spec) & (AX_MAP_F_RDONLY_PROG | AX_MAP_F_WRONLY_PROG)) && !(spec->lock_at | spec->timer_at) &&
	       !(val->obj & AXI_INNER && inner_type(v, val->obj)) &&
	       !(facts && (facts->lock_at | facts->timer_at | facts->closed_to)) && !(facts && facts->contents);
}

/* The first byte that the pointer may be at, from its base; far outside, where that is not known. */
static s64 least(const struct axi_val *p)
{
	return p->off + (p->r.smin > INT32_MIN ? p->r.smin : INT32_MIN);
}

/* The first `by` bytes are not counted any more: it begins behind them. */
static bool cut(struct axi_val *mem, s64 by)
{
	if (by < 0 || by > mem->size)
		return false;
	mem->size -= AXI_PLANT(80) ? 0 : (u32)by;
	mem->off -= (s32)by;
	mem->obj |= AXI_PLANT(207) ? 0 : by & 3 ? AXI_MEM_BY1 : by & 4 ? AXI_MEM_BY4 : 0; /* atomics ask for it */
	return true;
}

bool axi_memory_join(struct axi_verify *v, struct axi_val *a, const struct axi_val *b)
{
	struct axi_range apart;
	struct axi_val x, y;
	s64 ahead;

	if (!plain(v, a, &x) || !plain(v, b, &y))
		return false;
	ahead = least(&y) - least(&x);
	if (ahead > 0 ? !cut(&y, ahead) : !cut(&x, -ahead))
		return false;
	axi_range_const(&apart, (u64)((s64)y.off - x.off));
	axi_range_alu(&y.r, AX_ADD, false, &apart);
	/* pointers that had one base on either side, at one distance, have one */
	u32 id = axi_join_id(v, x.id, y.id, (s32)ahead);

	x.id = id && x.id != y.id ? id : ++v->next_id;
	x.obj |= y.obj;
	x.size = x.size < y.size ? x.size : y.size;
	x.null |= y.null;
	x.var = x.var == y.var && x.off == y.off ? x.var : 0;
	axi_range_join(&x.r, &y.r);
	*a = x;
	return true;
}

bool axi_as_memory(const struct axi_verify *v, const struct axi_val *a, const struct axi_val *b, struct axi_val *out, s32 *from)
{
	if (b->obj & ~AXI_MEM_ODD || !b->id || !plain(v, a, out))
		return false;
	s64 by = a->kind == AXI_VALUE ? least(a) - least(b) : 0;

	*from = (s32)by;
	if (!cut(out, by) || out->size < b->size || out->obj & ~b->obj)
		return false;
	out->obj = b->obj;
	out->size = b->size;
	return true;
}
