/* SPDX-License-Identifier: Apache-2.0
 * btf.c - checks BTF in three passes (layout, then references, then chains of modifiers) and reads
 * it. */
#include "object/btf.h"
#include "base/fmt.h"
#include "base/str.h"

#define BTF_MAGIC      0xeb9f
#define NAME_MAX_BYTES 512

/* What a kind looks like. `words` u32 follow the header, then vlen times `each`. */
struct shape {
	u8 words, each;
	bool typed; /* size_or_type is a type id */
	bool named; /* must have a name */
};
static const struct shape shapes[AXI_BTF_KINDS] = {
	[AXI_BTF_INT] = {.words = 1},
	[AXI_BTF_PTR] = {.typed = true},
	[AXI_BTF_ARRAY] = {.words = 3},
	[AXI_BTF_STRUCT] = {.each = 12},
	[AXI_BTF_UNION] = {.each = 12},
	[AXI_BTF_ENUM] = {.each = 8},
	[AXI_BTF_FWD] = {.named = true},
	[AXI_BTF_TYPEDEF] = {.typed = true, .named = true},
	[AXI_BTF_VOLATILE] = {.typed = true},
	[AXI_BTF_CONST] = {.typed = true},
	[AXI_BTF_RESTRICT] = {.typed = true},
	[AXI_BTF_FUNC] = {.typed = true, .named = true},
	[AXI_BTF_FUNC_PROTO] = {.each = 8, .typed = true},
	[AXI_BTF_VAR] = {.words = 1, .typed = true, .named = true},
	[AXI_BTF_DATASEC] = {.each = 12, .named = true},
	[AXI_BTF_FLOAT] = {0},
	[AXI_BTF_DECL_TAG] = {.words = 1, .typed = true, .named = true},
	[AXI_BTF_TYPE_TAG] = {.typed = true, .named = true},
	[AXI_BTF_ENUM64] = {.each = 12},
};

struct check {
	struct axi_btf_view *btf;
	const u8 *data;
	struct ax_object_error *err;
};

static u32 word(const u8 *at, u32 i)
{
	u32 w;

	memcpy(&w, at + 4 * (size_t)i, 4);
	return w;
}

static int fail(const struct check *c, const u8 *at, int code, const char *what)
{
	if (c->err) {
		c->err->offset = (u64)(at - c->data);
		axi_fmt(c->err->text, sizeof(c->err->text), "BTF offset 0x%llx: %s",
		        (unsigned long long)c->err->offset, what);
	}
	return code;
}

static int fail_as(const struct check *c, u32 id, int code, const char *what)
{
	const u8 *at = c->btf->types + c->btf->at[id];

	if (c->err) {
		c->err->offset = (u64)(at - c->data);
		axi_fmt(c->err->text, sizeof(c->err->text), "BTF type %u (offset 0x%llx): %s", id,
		        (unsigned long long)c->err->offset, what);
	}
	return code;
}

static int fail_type(const struct check *c, u32 id, const char *what)
{
	return fail_as(c, id, -AX_EINVAL, what);
}

const char *axi_btf_string(const struct axi_btf_view *btf, u32 offset)
{
	return offset < btf->strings_size ? (const char *)btf->strings + offset : NULL;
}

struct axi_btf_type axi_btf_type(const struct axi_btf_view *btf, u32 id)
{
	struct axi_btf_type t = {.id = id, .name = ""};

	if (id) {
		const u8 *at = btf->types + btf->at[id];
		u32 info = word(at, 1);
		const char *name = axi_btf_string(btf, word(at, 0));

		t.name = name ? name : "";
		t.kind = info >> 24 & 0x1f;
		t.vlen = info & 0xffff;
		t.flag = info >> 31;
		t.size_or_type = word(at, 2);
		t.rest = at + 12;
	}
	return t;
}

struct axi_btf_array axi_btf_array(const struct axi_btf_type *array)
{
	return (struct axi_btf_array){word(array->rest, 0), word(array->rest, 1),
	                              word(array->rest, 2)};
}

struct axi_btf_member axi_btf_member(const struct axi_btf_view *btf,
                                     const struct axi_btf_type *type, u32 i)
{
	const char *name = axi_btf_string(btf, word(type->rest, 3 * i));

	return (struct axi_btf_member){name ? name : "", word(type->rest, 3 * i + 1),
	                               word(type->rest, 3 * i + 2)};
}

struct axi_btf_var axi_btf_var(const struct axi_btf_type *datasec, u32 i)
{
	const u8 *at = datasec->rest;

	return (struct axi_btf_var){word(at, 3 * i), word(at, 3 * i + 1), word(at, 3 * i + 2)};
}

static bool is_modifier(u32 kind)
{
	return kind == AXI_BTF_TYPEDEF || kind == AXI_BTF_VOLATILE || kind == AXI_BTF_CONST ||
	       kind == AXI_BTF_RESTRICT || kind == AXI_BTF_TYPE_TAG;
}

u32 axi_btf_skip(const struct axi_btf_view *btf, u32 id)
{
	/* The check bounded every chain by AXI_BTF_DEPTH. */
	for (u32 depth = 0; depth <= AXI_BTF_DEPTH; depth++) {
		struct axi_btf_type t = axi_btf_type(btf, id);

		if (!is_modifier(t.kind))
			return id;
		id = t.size_or_type;
	}
	return 0;
}

int axi_btf_size(const struct axi_btf_view *btf, u32 id, u32 *bytes)
{
	u64 times = 1;

	for (u32 depth = 0; depth <= AXI_BTF_DEPTH; depth++) {
		struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, id));
		u64 one = t.size_or_type;

		switch (t.kind) {
		case AXI_BTF_ARRAY: {
			struct axi_btf_array a = axi_btf_array(&t);

			times *= a.count; /* both below 2^32 */
			if (times > UINT32_MAX)
				return -AX_EINVAL;
			id = a.elem;
			continue;
		}
		case AXI_BTF_PTR: one = 8; break;
		case AXI_BTF_INT:
		case AXI_BTF_STRUCT:
		case AXI_BTF_UNION:
		case AXI_BTF_ENUM:
		case AXI_BTF_ENUM64:
		case AXI_BTF_DATASEC:
		case AXI_BTF_FLOAT: break;
		default: return -AX_EINVAL;
		}
		if (one * times > UINT32_MAX)
			return -AX_EINVAL;
		*bytes = (u32)(one * times);
		return 0;
	}
	return -AX_EINVAL;
}

u32 axi_btf_datasec(const struct axi_btf_view *btf, const char *name)
{
	for (u32 id = 1; id <= btf->count; id++) {
		struct axi_btf_type t = axi_btf_type(btf, id);

		if (t.kind == AXI_BTF_DATASEC && axi_streq(t.name, name))
			return id;
	}
	return 0;
}

/* Header and the bounds of the two parts. */
static int check_header(struct check *c, size_t size)
{
	const u8 *h = c->data;
	struct axi_btf_view *btf = c->btf;
	u16 magic;

	if (size < 24)
		return fail(c, h, -AX_EINVAL, "shorter than its header; compile again");
	memcpy(&magic, h, 2);
	if (magic != BTF_MAGIC)
		return fail(c, h, -AX_EINVAL, "magic is not 0xeb9f (big-endian or damaged)");
	if (h[2] != 1)
		return fail(c, h + 2, -AX_ENOTSUPP, "version is not 1");
	if (h[3])
		return fail(c, h + 3, -AX_ENOTSUPP, "flags are not 0");
	u32 hdr = word(h, 1), type_off = word(h, 2), type_len = word(h, 3), str_off = word(h, 4),
	    str_len = word(h, 5);

	if (hdr < 24 || hdr > size || hdr % 4)
		return fail(c, h + 4, -AX_EINVAL, "header length out of range");
	size -= hdr;
	if (type_off % 4 || type_off > size || type_len > size - type_off)
		return fail(c, h + 8, -AX_EINVAL, "type part goes beyond the end");
	if (str_off > size || str_len > size - str_off || !str_len)
		return fail(c, h + 16, -AX_EINVAL, "string part is empty or goes beyond the end");
	btf->types = h + hdr + type_off;
	btf->types_size = type_len;
	btf->strings = h + hdr + str_off;
	btf->strings_size = str_len;
	if (btf->strings[0] || btf->strings[str_len - 1])
		return fail(c, btf->strings, -AX_EINVAL,
		            "string part does not start and end with a zero byte");
	return 0;
}

/* First pass: where each type is.  With `at` NULL it only counts. */
static int walk(struct check *c, u32 *at)
{
	struct axi_btf_view *btf = c->btf;
	u32 count = 0;

	for (u32 off = 0; off < btf->types_size;) {
		const u8 *t = btf->types + off;
		u32 left = btf->types_size - off;

		if (left < 12)
			return fail(c, t, -AX_EINVAL, "type is cut off");
		u32 info = word(t, 1), kind = info >> 24 & 0x1f;

		if (kind == AXI_BTF_VOID)
			return fail(c, t, -AX_EINVAL, "kind 0 is not a type");
		if (kind >= AXI_BTF_KINDS)
			return fail(c, t, -AX_EINVAL, "kind above 19 is not known here");
		if (info & 0x60ff0000)
			return fail(c, t + 4, -AX_EINVAL, "reserved bits are set");
		if (!shapes[kind].each &&
		    (info & 0xffff) > (kind == AXI_BTF_FUNC ? 2 : 0)) /* FUNC: linkage */
			return fail(c, t + 4, -AX_EINVAL, "vlen must be 0 for this kind");
		u32 need = 12 + shapes[kind].words * 4u + shapes[kind].each * (info & 0xffff);

		if (need > left)
			return fail(c, t, -AX_EINVAL, "type is cut off");
		count++;
		if (at)
			at[count] = off;
		off += need;
	}
	btf->count = count;
	return 0;
}

static int check_int(const struct check *c, const struct axi_btf_type *t)
{
	u32 w = word(t->rest, 0), bits = w & 0xff, off = w >> 16 & 0xff, encoding = w >> 24 & 0xf;
	u32 size = t->size_or_type;

	if (w & 0xf000ff00u || !is_pow2(size) || size > 16 || !bits || bits > 128 ||
	    off + bits > size * 8)
		return fail_type(c, t->id, "integer's size, bits or offset out of range");
	if (encoding & (encoding - 1) || encoding > 4)
		return fail_as(c, t->id, -AX_ENOTSUPP, "integer's encoding is not known");
	return 0;
}

static int check_members(const struct check *c, const struct axi_btf_type *t)
{
	for (u32 i = 0; i < t->vlen; i++) {
		struct axi_btf_member m = axi_btf_member(c->btf, t, i);
		u32 bits = t->flag ? m.offset & 0xffffff : m.offset;

		if (!axi_btf_string(c->btf, word(t->rest, 3 * i)) || m.type > c->btf->count)
			return fail_type(c, t->id, "member's name or type out of range");
		if (t->kind == AXI_BTF_UNION && bits)
			return fail_type(c, t->id, "member of a union with an offset");
		if (bits / 8 > t->size_or_type)
			return fail_type(c, t->id, "member starts beyond the end");
		u32 kind = axi_btf_type(c->btf, m.type).kind;

		if (!m.type || kind == AXI_BTF_FUNC || kind == AXI_BTF_FUNC_PROTO ||
		    kind == AXI_BTF_VAR || kind == AXI_BTF_DATASEC || kind == AXI_BTF_DECL_TAG ||
		    kind == AXI_BTF_FWD)
			return fail_type(c, t->id, "member's type has no size");
	}
	return 0;
}

static int check_datasec(const struct check *c, const struct axi_btf_type *t)
{
	for (u32 i = 0; i < t->vlen; i++) {
		struct axi_btf_var v = axi_btf_var(t, i);
		u32 kind =
			v.type && v.type <= c->btf->count ? axi_btf_type(c->btf, v.type).kind : 0;

		if (kind != AXI_BTF_VAR && kind != AXI_BTF_FUNC)
			return fail_type(c, t->id, "section's entry is not a variable");
		if (t->size_or_type &&
		    (v.offset > t->size_or_type || v.size > t->size_or_type - v.offset))
			return fail_type(c, t->id, "section's variable goes beyond its end");
	}
	return 0;
}

/* Names of enumerators and parameters, types of parameters. */
static int check_pairs(const struct check *c, const struct axi_btf_type *t)
{
	u32 words = shapes[t->kind].each / 4;

	for (u32 i = 0; i < t->vlen; i++) {
		if (!axi_btf_string(c->btf, word(t->rest, words * i)))
			return fail_type(c, t->id, "name out of range");
		if (t->kind == AXI_BTF_FUNC_PROTO && word(t->rest, words * i + 1) > c->btf->count)
			return fail_type(c, t->id, "parameter's type out of range");
	}
	return 0;
}

static int check_array(const struct check *c, const struct axi_btf_type *t)
{
	struct axi_btf_array a = axi_btf_array(t);

	if (t->size_or_type)
		return fail_type(c, t->id, "array's size field must be 0");
	if (!a.elem || a.elem > c->btf->count || !a.index || a.index > c->btf->count)
		return fail_type(c, t->id, "array's element or index type out of range");
	return 0;
}

/* Kinds whose flag means something: bit fields, forward unions, signed enumerations, attributes as tags. */
static bool may_flag(u32 kind)
{
	return kind == AXI_BTF_STRUCT || kind == AXI_BTF_UNION || kind == AXI_BTF_FWD || kind == AXI_BTF_ENUM || kind == AXI_BTF_ENUM64 ||
	       kind == AXI_BTF_DECL_TAG || kind == AXI_BTF_TYPE_TAG;
}

/* Second pass: one type's references. */
static int check_type(const struct check *c, u32 id)
{
	struct axi_btf_type t = axi_btf_type(c->btf, id);
	u32 name = word(c->btf->types + c->btf->at[id], 0);
	const char *text = axi_btf_string(c->btf, name);

	if (!text || axi_strnlen(text, NAME_MAX_BYTES) == NAME_MAX_BYTES)
		return fail_type(c, id, "name out of range or too long");
	if (shapes[t.kind].named && !*text)
		return fail_type(c, id, "name is missing");
	if (t.flag && !may_flag(t.kind))
		return fail_type(c, id, "the kind's flag is set");
	if (shapes[t.kind].typed && t.size_or_type > c->btf->count)
		return fail_type(c, id, "refers to a type that does not exist");
	switch (t.kind) {
	case AXI_BTF_INT: return check_int(c, &t);
	case AXI_BTF_ARRAY: return check_array(c, &t);
	case AXI_BTF_STRUCT:
	case AXI_BTF_UNION: return check_members(c, &t);
	case AXI_BTF_DATASEC: return check_datasec(c, &t);
	case AXI_BTF_ENUM:
	case AXI_BTF_ENUM64:
		if (!is_pow2(t.size_or_type) || t.size_or_type > 8)
			return fail_type(c, id, "enumeration's size is not 1, 2, 4 or 8");
		return check_pairs(c, &t);
	case AXI_BTF_FUNC_PROTO: return check_pairs(c, &t);
	case AXI_BTF_FUNC:
		if (axi_btf_type(c->btf, t.size_or_type).kind != AXI_BTF_FUNC_PROTO)
			return fail_type(c, id, "function's type is not a prototype");
		return 0;
	case AXI_BTF_FLOAT:
		if (t.size_or_type > 16 || t.size_or_type < 2 || t.size_or_type % 2)
			return fail_type(c, id, "float's size is not known");
		return 0;
	case AXI_BTF_VAR:
		/* only what is defined elsewhere may have no type: extern void f __ksym */
		if ((!t.size_or_type && word(t.rest, 0) != 2) || word(t.rest, 0) > 2)
			return fail_type(c, id, "variable's type or linkage out of range");
		return 0;
	case AXI_BTF_DECL_TAG: return t.size_or_type ? 0 : fail_type(c, id, "tag of nothing");
	default: return 0;
	}
}

/* Third pass: modifiers and arrays end after at most AXI_BTF_DEPTH steps.  A pointer ends a chain;
 * a struct does too (its size is stated, nobody needs its members for that). */
static int check_chain(const struct check *c, u32 id)
{
	u32 at = id;

	for (u32 depth = 0; depth <= AXI_BTF_DEPTH; depth++) {
		struct axi_btf_type t = axi_btf_type(c->btf, at);

		if (is_modifier(t.kind))
			at = t.size_or_type;
		else if (t.kind == AXI_BTF_ARRAY)
			at = axi_btf_array(&t).elem;
		else
			return 0;
	}
	return fail_type(c, id, "chain of types is too long or a loop");
}

int axi_btf_open(struct axi_btf_view *out, const void *data, size_t size, struct ax_arena *arena,
                 struct ax_object_error *err)
{
	struct check c = {.btf = out, .data = data, .err = err};
	int rc;

	*out = (struct axi_btf_view){0};
	rc = check_header(&c, size);
	if (rc)
		return rc;
	rc = walk(&c, NULL);
	if (rc)
		return rc;
	u32 *at = ax_arena_array(arena, (size_t)out->count + 1, sizeof(*at), _Alignof(u32));

	if (!at)
		return fail(&c, data, -AX_ENOMEM,
		            "no memory for the table of types; give a bigger arena");
	walk(&c, at);
	out->at = at;
	for (u32 id = 1; id <= out->count && !rc; id++)
		rc = check_type(&c, id);
	for (u32 id = 1; id <= out->count && !rc; id++)
		rc = check_chain(&c, id);
	return rc;
}

int axi_btf_check(const void *data, size_t size, struct ax_arena *scratch,
                  struct ax_object_error *err)
{
	size_t mark = ax_arena_mark(scratch);
	struct axi_btf_view btf;
	int rc = axi_btf_open(&btf, data, size, scratch, err);

	ax_arena_release(scratch, mark);
	return rc;
}

int axi_btf_tag(const struct axi_btf_view *btf, u32 of, s32 component, const char *prefix, const char **rest)
{
	*rest = NULL;
	for (u32 id = 1; id <= btf->count; id++) {
		struct axi_btf_type t = axi_btf_type(btf, id);
		s32 index;

		if (t.kind != AXI_BTF_DECL_TAG || t.size_or_type != of || !axi_starts(t.name, prefix))
			continue;
		memcpy(&index, t.rest, 4);
		if (index != component)
			continue;
		if (*rest)
			return -AX_EINVAL;
		*rest = t.name + axi_strlen(prefix);
	}
	return 0;
}
