/* SPDX-License-Identifier: Apache-2.0
 * core_spec.c - CO-RE access strings: "0:2:1" is member 1 of member 2 of the type, read into steps with names, then
 * followed by those names in a type of the target. */
#include "base/str.h"
#include "object/core.h"

u32 axi_core_essential(const char *name)
{
	u32 n = (u32)axi_strnlen(name, AXI_CORE_NAME);

	/* x___y: exactly three underscores between other characters; the last such place counts. */
	for (u32 i = n < 5 || n == AXI_CORE_NAME ? 0 : n - 4; i-- > 0;) {
		const char *s = name + i;

		if (s[0] != '_' && s[1] == '_' && s[2] == '_' && s[3] == '_' && s[4] != '_')
			return i + 1;
	}
	return n;
}

bool axi_core_same(const char *a, const char *b)
{
	u32 n = axi_core_essential(a);

	return n < AXI_CORE_NAME && n == axi_core_essential(b) && !memcmp(a, b, n);
}

const char *axi_core_enumerator(const struct axi_btf_view *btf, const struct axi_btf_type *t, u32 i, u64 *value)
{
	u32 w[3] = {0}, words = t->kind == AXI_BTF_ENUM64 ? 3 : 2;
	const char *name;

	memcpy(w, t->rest + (size_t)i * words * 4, words * 4);
	if (value)
		*value = words == 3 ? (u64)w[2] << 32 | w[1] : (u64)(s64)(s32)w[1];
	name = axi_btf_string(btf, w[0]);
	return name ? name : "";
}

u32 axi_core_int_word(const struct axi_btf_type *t)
{
	u32 w;

	memcpy(&w, t->rest, 4);
	return w;
}

u32 axi_core_param(const struct axi_btf_type *proto, u32 i)
{
	u32 w;

	memcpy(&w, proto->rest + (size_t)i * 8 + 4, 4);
	return w;
}

/* The numbers of "1:2:3"; their count, or negative. */
static int read_numbers(const char *s, u32 out[AXI_CORE_DEPTH])
{
	u32 n = 0;

	do {
		u64 value = 0;

		if (n == AXI_CORE_DEPTH)
			return -AX_E2BIG;
		if (*s < '0' || *s > '9')
			return -AX_EINVAL;
		for (; *s >= '0' && *s <= '9'; s++) {
			value = value * 10 + (u64)(*s - '0');
			if (value > UINT32_MAX)
				return -AX_EINVAL;
		}
		out[n++] = (u32)value;
	} while (*s++ == ':');
	return s[-1] ? -AX_EINVAL : (int)n;
}

static struct axi_core_step *add_step(struct axi_core_spec *spec, u32 type, u32 idx, const char *name)
{
	struct axi_core_step *step = &spec->steps[spec->len++];

	*step = (struct axi_core_step){.name = name, .type = type, .idx = idx};
	return step;
}

/* An array of no elements that ends its struct may be indexed at will. */
static bool is_flexible(const struct axi_core_spec *spec, u32 elements)
{
	const struct axi_core_step *last = spec->len ? &spec->steps[spec->len - 1] : NULL;

	return last && last->name && !elements && last->idx + 1 == axi_btf_type(spec->btf, last->type).vlen;
}

/* Element `idx` of type `id` (the array's element). */
static int add_element(struct axi_core_spec *spec, u32 id, u32 idx)
{
	u32 bytes;

	if (axi_btf_size(spec->btf, id, &bytes))
		return -AX_EINVAL;
	add_step(spec, id, idx, NULL);
	spec->bits += (u64)idx * bytes * 8; /* below 2^67: wraps for nonsense, which the patch refuses */
	return 0;
}

/* One number after the first: into a member or an element of `*id`. */
static int descend(struct axi_core_spec *spec, u32 *id, u32 idx)
{
	struct axi_btf_type t = axi_btf_type(spec->btf, axi_btf_skip(spec->btf, *id));

	if (axi_core_is_composite(t.kind)) {
		if (idx >= t.vlen)
			return -AX_EINVAL;
		struct axi_btf_member m = axi_btf_member(spec->btf, &t, idx);

		spec->bits += axi_core_bit(&t, &m);
		if (*m.name)
			add_step(spec, t.id, idx, m.name);
		*id = m.type;
		return 0;
	}
	if (t.kind != AXI_BTF_ARRAY)
		return -AX_EINVAL;
	struct axi_btf_array a = axi_btf_array(&t);

	if (idx >= a.count && !is_flexible(spec, a.count))
		return -AX_EINVAL;
	*id = axi_btf_skip(spec->btf, a.elem);
	return add_element(spec, *id, idx);
}

int axi_core_parse(struct axi_core_spec *out, const struct axi_btf_view *btf, u32 kind, u32 type, const char *access)
{
	u32 numbers[AXI_CORE_DEPTH], id = axi_btf_skip(btf, type);
	int count, rc;

	/* Not = {...}: the steps are 1.5 KB that need no clearing. */
	out->btf = btf;
	out->kind = kind;
	out->root = type;
	out->len = out->raw = 0;
	out->bits = 0;
	count = read_numbers(access, numbers);
	if (count < 0)
		return count;
	if (axi_core_on_type(kind))
		return count == 1 && !numbers[0] ? 0 : -AX_EINVAL;
	struct axi_btf_type t = axi_btf_type(btf, id);

	if (axi_core_on_enum(kind)) {
		if (!axi_core_is_enum(t.kind) || count > 1 || numbers[0] >= t.vlen)
			return -AX_EINVAL;
		add_step(out, id, numbers[0], axi_core_enumerator(btf, &t, numbers[0], NULL));
		return 0;
	}
	rc = add_element(out, id, numbers[0]);
	for (int i = 1; i < count && !rc; i++)
		rc = descend(out, &id, numbers[i]);
	return rc;
}

/* Member `want` of composite `*id`, also behind anonymous members; then `*id` is its type. */
static int find_member(struct axi_core *c, const struct axi_core_step *want, u32 want_type, u32 *id,
		       struct axi_core_spec *out)
{
	struct axi_btf_type t = axi_btf_type(out->btf, axi_btf_skip(out->btf, *id));
	int rc = 0;

	if (!axi_core_is_composite(t.kind))
		return 0;
	if (out->raw == AXI_CORE_DEPTH)
		return -AX_E2BIG;
	for (u32 i = 0; i < t.vlen; i++) {
		struct axi_btf_member m = axi_btf_member(out->btf, &t, i);
		u64 bits = out->bits;

		rc = axi_core_tick(c, 0);
		if (rc)
			return rc;
		out->bits += axi_core_bit(&t, &m);
		out->raw++;
		if (!*m.name) {
			u32 inner = m.type;

			rc = find_member(c, want, want_type, &inner, out);
			if (rc) {
				*id = inner;
				return rc;
			}
		} else if (axi_streq(want->name, m.name)) {
			add_step(out, t.id, i, m.name);
			*id = m.type;
			rc = axi_core_fields_fit(c, want_type, m.type);
			out->len -= rc <= 0;
			return rc;
		}
		out->bits = bits;
		out->raw--;
	}
	return 0;
}

static int follow_enum(struct axi_core *c, const char *name, u32 id, struct axi_core_spec *out)
{
	struct axi_btf_type t = axi_btf_type(out->btf, axi_btf_skip(out->btf, id));
	u64 cost = axi_strnlen(name, AXI_CORE_NAME);

	if (!axi_core_is_enum(t.kind))
		return 0;
	for (u32 i = 0; i < t.vlen; i++) {
		const char *other = axi_core_enumerator(out->btf, &t, i, NULL);
		int rc = axi_core_tick(c, cost + axi_strnlen(other, AXI_CORE_NAME));

		if (rc)
			return rc;
		if (axi_core_same(name, other)) {
			add_step(out, t.id, i, other);
			return 1;
		}
	}
	return 0;
}

/* Step `i` of the access, an index. */
static int follow_index(const struct axi_core_step *step, u32 i, u32 *id, struct axi_core_spec *out)
{
	if (i) { /* the first index is of the root type itself */
		struct axi_btf_type t = axi_btf_type(out->btf, *id);

		if (t.kind != AXI_BTF_ARRAY)
			return 0;
		struct axi_btf_array a = axi_btf_array(&t);

		if (step->idx >= a.count && !is_flexible(out, a.count))
			return 0;
		*id = axi_btf_skip(out->btf, a.elem);
	}
	if (out->raw == AXI_CORE_DEPTH)
		return -AX_E2BIG;
	out->raw++;
	return add_element(out, *id, step->idx) ? -AX_EINVAL : 1;
}

static u32 member_type(const struct axi_btf_view *btf, const struct axi_core_step *step)
{
	struct axi_btf_type t = axi_btf_type(btf, step->type);

	return axi_btf_member(btf, &t, step->idx).type;
}

int axi_core_follow(struct axi_core *c, const struct axi_core_spec *local, u32 id, struct axi_core_spec *out)
{
	int rc = 1;

	out->btf = &c->target;
	out->kind = local->kind;
	out->root = id;
	out->len = out->raw = 0;
	out->bits = 0;
	if (local->kind == AXI_CORE_TYPE_MATCHES)
		return axi_core_types_match(c, local->root, id);
	if (axi_core_on_type(local->kind))
		return axi_core_types_fit(c, local->root, id);
	if (axi_core_on_enum(local->kind))
		return follow_enum(c, local->steps[0].name, id, out);
	for (u32 i = 0; i < local->len && rc > 0; i++) {
		const struct axi_core_step *step = &local->steps[i];

		id = axi_btf_skip(out->btf, id);
		rc = step->name ? find_member(c, step, member_type(local->btf, step), &id, out)
				: follow_index(step, i, &id, out);
	}
	return rc;
}
