/* SPDX-License-Identifier: Apache-2.0
 * core_value.c - the number that a CO-RE relocation stands for, in the local BTF (what the instruction holds) and in
 * the target's (what it gets). */
#include "object/core.h"

#define UNRESOLVED 1 /* needs the thing itself, which is not there: poison */

/* What one side says. */
struct value {
	u64 value;
	u32 bytes, type; /* of the access; 0: none */
	bool validate;
};

/* Where a member lies: the bytes to load, and its bits. */
struct place {
	u64 byte, bits_at;
	u32 bytes, bits;
	bool bitfield;
};

static int place_member(const struct axi_core_spec *spec, const struct axi_btf_type *t, const struct axi_btf_member *m,
			struct place *out)
{
	struct axi_btf_type mt = axi_btf_type(spec->btf, axi_btf_skip(spec->btf, m->type));

	*out = (struct place){.bits_at = spec->bits, .bits = t->flag ? m->offset >> 24 : 0};
	out->bitfield = out->bits;
	if (!out->bitfield) {
		if (axi_btf_size(spec->btf, mt.id, &out->bytes))
			return -AX_EINVAL;
		out->byte = spec->bits / 8;
		out->bits = out->bytes * 8;
		return 0;
	}
	/* the smallest aligned word that holds all bits */
	out->bytes = mt.size_or_type;
	if (mt.kind != AXI_BTF_INT && !axi_core_is_enum(mt.kind))
		return -AX_EINVAL;
	for (;;) {
		out->byte = out->bits_at / 8 / out->bytes * out->bytes; /* size: 1 .. 16, checked */
		if (out->bits_at + out->bits - out->byte * 8 <= out->bytes * 8ull)
			return 0;
		if (out->bytes >= 8)
			return -AX_E2BIG;
		out->bytes *= 2;
	}
}

/* Element of an array, or the type itself. */
static int element_value(const struct axi_core_spec *spec, const struct axi_core_step *last, struct value *out)
{
	u32 bytes;

	if (axi_btf_size(spec->btf, last->type, &bytes))
		return -AX_EINVAL;
	if (spec->kind == AXI_CORE_FIELD_SIZE) {
		out->value = bytes;
		return 0;
	}
	if (spec->kind != AXI_CORE_FIELD_OFFSET)
		return -AX_EINVAL;
	out->value = spec->bits / 8;
	out->bytes = bytes;
	out->type = last->type;
	return 0;
}

static bool is_signed(const struct axi_btf_type *t)
{
	return axi_core_is_enum(t->kind) ? t->flag : t->kind == AXI_BTF_INT && axi_core_int_word(t) >> 24 & 1;
}

/* A load from an array reads elements: their size is the access's. */
static u32 scalar_of(const struct axi_btf_view *btf, u32 id)
{
	for (u32 depth = 0; depth <= AXI_BTF_DEPTH; depth++) {
		struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, id));

		if (t.kind != AXI_BTF_ARRAY)
			return t.id;
		id = axi_btf_array(&t).elem;
	}
	return 0;
}

static int field_value(const struct axi_core_spec *spec, struct value *out)
{
	const struct axi_core_step *last;
	struct place at;

	out->validate = true;
	if (!spec || spec->kind == AXI_CORE_FIELD_EXISTS) {
		out->value = spec != NULL;
		return 0;
	}
	last = &spec->steps[spec->len - 1];
	if (!last->name)
		return element_value(spec, last, out);
	struct axi_btf_type t = axi_btf_type(spec->btf, last->type);
	struct axi_btf_member m = axi_btf_member(spec->btf, &t, last->idx);
	struct axi_btf_type mt = axi_btf_type(spec->btf, axi_btf_skip(spec->btf, m.type));
	int rc = place_member(spec, &t, &m, &at);

	if (rc)
		return rc;
	out->validate = !at.bitfield; /* compilers may choose another word */
	switch (spec->kind) {
	case AXI_CORE_FIELD_OFFSET:
		out->value = at.byte;
		if (at.bitfield)
			return 0;
		out->type = scalar_of(spec->btf, mt.id);
		return axi_btf_size(spec->btf, out->type, &out->bytes) ? -AX_EINVAL : 0;
	case AXI_CORE_FIELD_SIZE: out->value = at.bytes; return 0;
	case AXI_CORE_FIELD_SIGNED:
		out->value = is_signed(&mt);
		out->validate = true;
		return 0;
	case AXI_CORE_FIELD_LSHIFT: out->value = 64 - (at.bits_at + at.bits - at.byte * 8); return 0;
	case AXI_CORE_FIELD_RSHIFT:
		out->value = 64 - (u64)at.bits;
		out->validate = true;
		return 0;
	default: return -AX_EINVAL;
	}
}

static int type_value(const struct axi_core_spec *spec, struct value *out)
{
	u32 bytes;

	out->validate = true;
	if (!spec)
		return 0;
	switch (spec->kind) {
	case AXI_CORE_TYPE_LOCAL:
	case AXI_CORE_TYPE_TARGET:
		out->value = spec->root;
		out->validate = false; /* ids change when objects are linked */
		return 0;
	case AXI_CORE_TYPE_SIZE:
		if (axi_btf_size(spec->btf, spec->root, &bytes))
			return -AX_EINVAL;
		out->value = bytes;
		return 0;
	default: out->value = 1; return 0; /* exists, matches */
	}
}

static int enum_value(const struct axi_core_spec *spec, struct value *out)
{
	out->validate = true;
	if (!spec || spec->kind == AXI_CORE_ENUM_EXISTS) {
		out->value = spec != NULL;
		return 0;
	}
	struct axi_btf_type t = axi_btf_type(spec->btf, spec->steps[0].type);

	axi_core_enumerator(spec->btf, &t, spec->steps[0].idx, &out->value);
	return 0;
}

static int value_of(u32 kind, const struct axi_core_spec *spec, struct value *out)
{
	*out = (struct value){0};
	if (!spec && kind != AXI_CORE_FIELD_EXISTS && kind != AXI_CORE_ENUM_EXISTS && !axi_core_on_type(kind))
		return UNRESOLVED;
	if (axi_core_on_field(kind))
		return field_value(spec, out);
	return axi_core_on_enum(kind) ? enum_value(spec, out) : type_value(spec, out);
}

/* A load or store may change its size for pointers and for unsigned integers only: both mean the same there. */
static bool may_resize(const struct axi_core_spec *local, u32 from, const struct axi_core_spec *target, u32 to)
{
	struct axi_btf_type a = axi_btf_type(local->btf, from), b = axi_btf_type(target->btf, to);

	if (a.kind == AXI_BTF_PTR && b.kind == AXI_BTF_PTR)
		return true;
	return a.kind == AXI_BTF_INT && b.kind == AXI_BTF_INT && !is_signed(&a) && !is_signed(&b);
}

int axi_core_value(const struct axi_core_spec *local, const struct axi_core_spec *target, struct axi_core_result *out)
{
	struct value old, new;
	int rc = value_of(local->kind, local, &old);

	*out = (struct axi_core_result){.validate = old.validate};
	if (!rc)
		rc = value_of(local->kind, target, &new);
	if (rc == UNRESOLVED) {
		out->poison = true;
		return 0;
	}
	if (rc)
		return rc;
	out->old = old.value;
	out->new = new.value;
	out->old_bytes = old.bytes;
	out->new_bytes = new.bytes;
	out->bad_size = old.bytes != new.bytes && !may_resize(local, old.type, target, new.type);
	return 0;
}
