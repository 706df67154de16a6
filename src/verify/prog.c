/* SPDX-License-Identifier: Apache-2.0
 * prog.c - program types: contexts and their fields, packets, results.  The facts are in isa/progs.def and isa/ctx.def. */
#include <axiom/prog.h>
#include "isa/ctx.h"
#include "verify/verify.h"

enum access { ACCESS_R, ACCESS_W, ACCESS_F };

struct field {
	u16 offset, size, count;
	u8 ctx, access, narrow, points;
#if !AXI_DEVICE
	u64 attach; /* attach types that have it */
#endif
};

static bool has(const struct field *f, u64 attach)
{
#if !AXI_DEVICE
	return f->attach & attach;
#else
	return true;
#endif
}

#if AXI_DEVICE
#define ATTACH(types)
#else
#define ATTACH(types) types
#endif
static const struct field fields[] = {
#define CTX(name, bytes)
#define CTX_FIELD(ctx, name, offset, size, access, narrow) CTX_FIELDS(ctx, name, offset, size, 1, access, narrow)
#define CTX_FIELDS(ctx, name, offset, size, count, access, narrow)                                  \
	CTX_WHEN(ctx, name, offset, size, count, access, narrow, UINT64_MAX)
#define CTX_WHEN(ctx, name, offset, size, count, access, narrow, attach)                            \
	{offset, size, count, AXI_CTX_##ctx, ACCESS_##access, narrow, AXI_TO_NUMBER, ATTACH(attach)},
#define CTX_POINTER(ctx, name, offset, size, kind)                                                  \
	{offset, size, 1, AXI_CTX_##ctx, ACCESS_R, size, AXI_TO_##kind, ATTACH(UINT64_MAX)},
#include "isa/ctx.def"
};

#if !AXI_DEVICE
static const u8 object_ctx[] = {
	[AXI_OBJECT_COMMON] = AXI_CTX_obj_common,
	[AXI_OBJECT_SOCK] = AXI_CTX_obj_sock,
	[AXI_OBJECT_TCP] = AXI_CTX_obj_tcp,
	[AXI_OBJECT_XDP] = AXI_CTX_obj_xdp,
};
#else
static const u8 object_ctx[1];
#endif

bool axi_prog_known(u32 type)
{
	return axi_ctx_of(type) != AXI_CTX_COUNT;
}

static bool allows(const struct field *f, s64 at, u32 size, bool write)
{
	s64 from = at - f->offset;
	u32 inside = (u32)from;

	if (from < 0 || from >= f->size * f->count)
		return false;
	inside %= f->size;
	if (size < f->narrow || inside + size > f->size || inside & (size - 1))
		return false;
	return !write || f->access == ACCESS_W || (f->access == ACCESS_F && size == f->size) || AXI_PLANT(22);
}

bool axi_prog_field(const struct ax_verify_input *in, u32 object, s64 at, u32 size, bool write, enum axi_points *points)
{
	u32 ctx = AXI_OBJECTS && object ? object_ctx[object] : axi_ctx_of(in->prog_type);
	u64 attach = in->attach_type < 64 ? UINT64_C(1) << in->attach_type : 0;

	for (u32 i = 0; i < ARRAY_LEN(fields); i++)
		if (fields[i].ctx == ctx && has(&fields[i], attach) && allows(&fields[i], at, size, write)) {
			if (AXI_OBJECTS && fields[i].points && in->plain_ctx)
				return false;
			*points = (enum axi_points)fields[i].points;
			return true;
		}
	return false;
}

u32 axi_prog_packet(u32 type)
{
	enum { READ = AXI_PACKET_READ, WRITE = READ | AXI_PACKET_WRITE, LOAD = AXI_PACKET_LOAD, WRITE_LOAD = WRITE | LOAD };

	switch (AXI_OBJECTS ? type : 0) {
#define PROG_PACKET(id, use) case id: return use;
#include "isa/progs.def"
	default: return 0;
	}
}

/* What Linux demands beyond the type: some attach types have their own results (check_return_code). */
bool axi_prog_returns(const struct ax_verify_input *in, s64 *min, s64 *max)
{
	*min = *max = 0;
	if (AXI_OBJECTS && in->target) {
		*min = in->target->ret_min;
		*max = in->target->ret_max;
		return in->target->limited;
	}
	switch (in->prog_type) {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max)                                            \
	case id: *min = ret_min; *max = ret_max; break;
#if !AXI_DEVICE
#define PROG_KNOWN PROG_TYPE
#endif
#include "isa/progs.def"
	default: break;
	}
	if (AXI_OBJECTS && in->prog_type == AX_PROG_CGROUP_SKB && in->attach_type == 1)
		*max = 3; /* egress: with congestion */
	if (AXI_OBJECTS && in->prog_type == AX_PROG_CGROUP_SOCK_ADDR) {
		if (axi_attach_tells(in->attach_type))
			*min = 1;
		else if (in->attach_type == 8 || in->attach_type == 9)
			*max = 3; /* bind: with the capability check skipped */
	}
	return *min || *max;
}

int axi_callback_result(struct axi_verify *v, s64 max)
{
	const struct axi_val *r0 = &v->reg[AX_R0];
	int err = axi_need_init(v, AX_R0);

	if (err)
		return err;
	if (r0->kind != AXI_SCALAR)
		return axi_reject(v, AXI_REASON_RETURN_RANGE, AX_R0);
	return r0->r.smin < 0 || r0->r.smax > max
		       ? axi_reject_range(v, AXI_REASON_RETURN_RANGE, AX_R0, r0->r.smin, r0->r.smax, 0, max) : 0;
}

int axi_main_result(struct axi_verify *v, u32 reg)
{
	const struct axi_val *r = &v->reg[reg];
	s64 min = 0, max = 0;

	if (r->kind != AXI_SCALAR && !axi_may_leak(v))
		return axi_reject(v, AXI_REASON_LEAK, (int)reg);
	if (!axi_prog_returns(v->in, &min, &max))
		return 0;
	if (r->kind != AXI_SCALAR)
		return axi_reject(v, AXI_REASON_RETURN_RANGE, (int)reg);
	if (axi_range_low(&r->r, true, false) < min || axi_range_low(&r->r, true, true) > max)
		return axi_reject_range(v, AXI_REASON_RETURN_RANGE, (int)reg, axi_range_low(&r->r, true, false),
				       axi_range_low(&r->r, true, true), min, max);
	return 0;
}

int axi_main_exit(struct axi_verify *v)
{
	bool silent = AXI_UNVERIFIED && v->in->target && v->in->target->no_result && !v->frame[0].callback;
	int err = silent ? 0 : axi_need_init(v, AX_R0);

	if (err)
		return err;
	if (AXI_INFERS && v->frame[0].callback) { /* a timer's */
		err = axi_callback_result(v, 0);
		return err || !v->refs ? err : axi_reject(v, AXI_REASON_REF_LEAK, -1);
	}
	err = silent ? 0 : axi_main_result(v, AX_R0);
	if (err)
		return err;
	if (AXI_MARKS && axi_locked(v))
		return axi_reject_note(v, AXI_REASON_LOCK, -1, "it is held at the end");
	return v->refs && !AXI_PLANT(29) ? axi_reject(v, AXI_REASON_REF_LEAK, -1) : 0;
}
