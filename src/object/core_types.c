/* SPDX-License-Identifier: Apache-2.0
 * core_types.c - when a local type and a target's are the same for CO-RE: fields that fit (loosely), types that fit
 * (existence, size, id), types that match (bpf_core_type_matches: members and enumerators by name, too). */
#include "object/core.h"

int axi_core_fields_fit(const struct axi_core *c, u32 local, u32 target)
{
	for (u32 depth = 0; depth <= AXI_BTF_DEPTH; depth++) {
		struct axi_btf_type l = axi_btf_type(c->local, axi_btf_skip(c->local, local)),
				    t = axi_btf_type(&c->target, axi_btf_skip(&c->target, target));

		if (axi_core_is_composite(l.kind) && axi_core_is_composite(t.kind))
			return 1;
		if (!axi_core_same_kind(l.kind, t.kind))
			return 0;
		switch (l.kind) {
		case AXI_BTF_PTR:
		case AXI_BTF_FLOAT: return 1;
		case AXI_BTF_FWD:
		case AXI_BTF_ENUM:
		case AXI_BTF_ENUM64: return !*l.name || !*t.name || axi_core_same(l.name, t.name);
		case AXI_BTF_INT: /* not the old kind of bit-field */
			return !(axi_core_int_word(&l) >> 16 & 0xff) && !(axi_core_int_word(&t) >> 16 & 0xff);
		case AXI_BTF_ARRAY:
			local = axi_btf_array(&l).elem;
			target = axi_btf_array(&t).elem;
			break;
		default: return 0;
		}
	}
	return -AX_EINVAL;
}

static int types_fit(struct axi_core *c, u32 local, u32 target, u32 level)
{
	for (u32 depth = 0; depth < AXI_CORE_LEVELS; depth++) {
		struct axi_btf_type l = axi_btf_type(c->local, axi_btf_skip(c->local, local)),
				    t = axi_btf_type(&c->target, axi_btf_skip(&c->target, target));
		int rc = axi_core_tick(c, 0);

		if (rc)
			return rc;
		if (!axi_core_same_kind(l.kind, t.kind))
			return 0;
		switch (l.kind) {
		case AXI_BTF_VOID:
		case AXI_BTF_STRUCT:
		case AXI_BTF_UNION:
		case AXI_BTF_ENUM:
		case AXI_BTF_ENUM64:
		case AXI_BTF_FWD: return 1;
		case AXI_BTF_INT: return !(axi_core_int_word(&l) >> 16 & 0xff) && !(axi_core_int_word(&t) >> 16 & 0xff);
		case AXI_BTF_ARRAY:
			local = axi_btf_array(&l).elem;
			target = axi_btf_array(&t).elem;
			continue;
		case AXI_BTF_FUNC_PROTO:
			if (l.vlen != t.vlen)
				return 0;
			if (!level)
				return -AX_EINVAL;
			for (u32 i = 0; i < l.vlen; i++) {
				rc = types_fit(c, axi_core_param(&l, i), axi_core_param(&t, i), level - 1);
				if (rc <= 0)
					return rc;
			}
			/* then the result */
			/* fall through */
		case AXI_BTF_PTR:
			local = l.size_or_type;
			target = t.size_or_type;
			continue;
		default: return 0;
		}
	}
	return -AX_EINVAL;
}

int axi_core_types_fit(struct axi_core *c, u32 local, u32 target)
{
	if (!axi_core_same_kind(axi_btf_type(c->local, local).kind, axi_btf_type(&c->target, target).kind))
		return 0;
	return types_fit(c, local, target, AXI_CORE_LEVELS);
}

static bool names_match(const char *local, const char *target)
{
	return *target ? axi_core_same(local, target) : !*local;
}

static int match(struct axi_core *c, u32 local, u32 target, bool behind, u32 level);

/* Every local enumerator is there, whatever its value. */
static int match_enum(struct axi_core *c, const struct axi_btf_type *l, const struct axi_btf_type *t)
{
	if (!axi_core_is_enum(t->kind) || l->vlen > t->vlen)
		return 0;
	for (u32 i = 0; i < l->vlen; i++) {
		const char *name = axi_core_enumerator(c->local, l, i, NULL);
		bool found = false;

		for (u32 j = 0; j < t->vlen && !found; j++) {
			const char *other = axi_core_enumerator(&c->target, t, j, NULL);
			int rc = axi_core_tick(c, 2 * (size_t)axi_core_essential(other));

			if (rc)
				return rc;
			found = names_match(name, other);
		}
		if (!found)
			return 0;
	}
	return 1;
}

/* Every local member is there with a type that matches. */
static int match_members(struct axi_core *c, const struct axi_btf_type *l, const struct axi_btf_type *t, bool behind,
			 u32 level)
{
	if (l->vlen > t->vlen)
		return 0;
	for (u32 i = 0; i < l->vlen; i++) {
		struct axi_btf_member m = axi_btf_member(c->local, l, i);
		int rc = 0;

		for (u32 j = 0; j < t->vlen && !rc; j++) {
			struct axi_btf_member other = axi_btf_member(&c->target, t, j);

			rc = axi_core_tick(c, 2 * (size_t)axi_core_essential(other.name));
			if (!rc && names_match(m.name, other.name))
				rc = match(c, m.type, other.type, behind, level - 1);
		}
		if (rc <= 0)
			return rc;
	}
	return 1;
}

static int match_fwd(const struct axi_btf_type *l, const struct axi_btf_type *t, bool behind)
{
	if (l->kind == t->kind)
		return l->flag == t->flag;
	return behind && (l->flag ? t->kind == AXI_BTF_UNION : t->kind == AXI_BTF_STRUCT);
}

static int match_composite(struct axi_core *c, const struct axi_btf_type *l, const struct axi_btf_type *t, bool behind,
			   u32 level)
{
	if (!behind)
		return l->kind == t->kind ? match_members(c, l, t, behind, level) : 0;
	return l->kind == t->kind || (t->kind == AXI_BTF_FWD && (l->kind == AXI_BTF_UNION) == t->flag);
}

static int match_params(struct axi_core *c, const struct axi_btf_type *l, const struct axi_btf_type *t, bool behind,
			u32 level)
{
	int rc = l->vlen == t->vlen;

	for (u32 i = 0; i < l->vlen && rc > 0; i++)
		rc = match(c, axi_core_param(l, i), axi_core_param(t, i), behind, level - 1);
	return rc;
}

static int match(struct axi_core *c, u32 local, u32 target, bool behind, u32 level)
{
	for (u32 depth = 0; level && depth < AXI_CORE_LEVELS; depth++) {
		struct axi_btf_type l = axi_btf_type(c->local, axi_btf_skip(c->local, local)),
				    t = axi_btf_type(&c->target, axi_btf_skip(&c->target, target));
		int rc = axi_core_tick(c, 0);

		if (rc)
			return rc;
		if (!names_match(l.name, t.name))
			return 0;
		if (l.kind == AXI_BTF_FWD)
			return match_fwd(&l, &t, behind);
		if (axi_core_is_enum(l.kind))
			return match_enum(c, &l, &t);
		if (axi_core_is_composite(l.kind))
			return match_composite(c, &l, &t, behind, level);
		if (l.kind != t.kind)
			return 0;
		switch (l.kind) {
		case AXI_BTF_VOID: return 1;
		case AXI_BTF_INT: /* signed alike */
			return l.size_or_type == t.size_or_type &&
			       !((axi_core_int_word(&l) ^ axi_core_int_word(&t)) & 1u << 24);
		case AXI_BTF_ARRAY: {
			struct axi_btf_array a = axi_btf_array(&l), b = axi_btf_array(&t);

			if (a.count != b.count)
				return 0;
			local = a.elem;
			target = b.elem;
			continue;
		}
		case AXI_BTF_FUNC_PROTO:
			rc = match_params(c, &l, &t, behind, level);
			if (rc <= 0)
				return rc;
			break;
		case AXI_BTF_PTR: behind = true; break;
		default: return 0;
		}
		local = l.size_or_type;
		target = t.size_or_type;
	}
	return -AX_EINVAL;
}

int axi_core_types_match(struct axi_core *c, u32 local, u32 target)
{
	return match(c, local, target, false, AXI_CORE_LEVELS);
}
