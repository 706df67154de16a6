/* SPDX-License-Identifier: Apache-2.0
 * layout.c - what of a map's value, or of a structure that programs allocate, is no data: locks, pointers to what the kernel keeps, lists,
 * trees and their nodes (Linux btf_parse_fields, btf_check_and_fixup_fields). */
#include <axiom/types.h>
#include "base/str.h"
#include "object/reader.h"

#define STEPS 65536 /* members looked at: types may be nested in each other again and again */
#define LOOKS (1u << 24) /* types looked at for all who ask: lists name theirs, and each instruction may ask of another one */
#define LOCK_AND_TIMER (1u << AX_SPECIAL_LOCK | 1u << AX_SPECIAL_TIMER)

struct walk {
	const struct axi_btf_view *btf;
	struct ax_layout *out;
	u64 looks;
	u32 steps, count, found, from, to; /* looks: types looked at by name; found: bits of the kinds; from, to: of what is closed */
	bool bad;
};

static enum ax_special_kind kind_of(const struct axi_btf_view *btf, const struct axi_btf_type *t, u32 *bytes)
{
	static const struct {
		const char *name;
		u8 kind, bytes; /* 0: whatever they are here */
	} rows[] = {
		{"kptr", AX_SPECIAL_KPTR, 8}, {"kptr_untrusted", AX_SPECIAL_KPTR_UNKEPT, 8}, {"percpu_kptr", AX_SPECIAL_OTHER, 8}, {"uptr", AX_SPECIAL_OTHER, 8},
		{"bpf_spin_lock", AX_SPECIAL_LOCK, 4}, {"bpf_timer", AX_SPECIAL_TIMER, 16}, {"bpf_list_head", AX_SPECIAL_LIST, 16},
		{"bpf_list_node", AX_SPECIAL_LIST_NODE, 24}, {"bpf_rb_root", AX_SPECIAL_TREE, 16}, {"bpf_rb_node", AX_SPECIAL_TREE_NODE, 32},
		{"bpf_refcount", AX_SPECIAL_REFCOUNT, 4}, {"bpf_wq", AX_SPECIAL_OTHER, 0}, {"bpf_task_work", AX_SPECIAL_OTHER, 0},
		{"bpf_res_spin_lock", AX_SPECIAL_OTHER, 0},
	};
	struct axi_btf_type named = *t;
	bool pointer = t->kind == AXI_BTF_PTR && t->size_or_type;

	if (pointer)
		named = axi_btf_type(btf, t->size_or_type);
	for (u32 i = 0; named.kind == (pointer ? AXI_BTF_TYPE_TAG : AXI_BTF_STRUCT) && i < ARRAY_LEN(rows); i++)
		if (pointer == (i < 4) && axi_streq(named.name, rows[i].name)) {
			*bytes = pointer ? 8 : named.size_or_type;
			return rows[i].bytes && rows[i].bytes != *bytes ? AX_SPECIAL_OTHER : rows[i].kind;
		}
	return AX_SPECIAL_NONE;
}

/* The structure that a kernel pointer is of. */
static bool pointed(const struct axi_btf_view *btf, u32 pointer, struct ax_special *field)
{
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, axi_btf_type(btf, pointer).size_or_type));

	field->type = t.kind == AXI_BTF_STRUCT ? t.id : 0;
	field->name = t.name;
	return (t.kind == AXI_BTF_STRUCT || t.kind == AXI_BTF_FWD) && *t.name;
}

static u32 struct_named(const struct axi_btf_view *btf, const char *name, size_t length)
{
	for (u32 id = 1; id <= btf->count; id++) {
		struct axi_btf_type t = axi_btf_type(btf, id);

		if (t.kind == AXI_BTF_STRUCT && axi_strlen(t.name) == length && !memcmp(t.name, name, length))
			return id;
	}
	return 0;
}

/* What a list or tree is of: the tag "contains:TYPE:NODE" of the variable, or of member `index` of the structure `of`. */
static bool contained(struct walk *w, u32 of, s32 index, struct ax_special *field)
{
	const struct axi_btf_view *btf = w->btf;
	const char *type, *node;

	w->looks += 2 * (u64)btf->count; /* for the tag, and the type */
	if (axi_btf_tag(btf, of, index, "contains:", &type))
		return false; /* of two */
	for (node = type; node && *node && *node != ':'; node++)
		;
	if (!node || !*node)
		return false;
	field->type = struct_named(btf, type, (size_t)(node - type));
	struct axi_btf_type t = axi_btf_type(btf, field->type);

	for (u32 i = 0; field->type && i < t.vlen; i++) {
		struct axi_btf_member m = axi_btf_member(btf, &t, i);
		struct axi_btf_type mt = axi_btf_type(btf, axi_btf_skip(btf, m.type));
		u32 bytes, bits = t.flag ? m.offset & 0xffffff : m.offset;

		if (!axi_streq(m.name, node + 1))
			continue;
		field->node_at = bits / 8;
		return bits % 8 == 0 && kind_of(btf, &mt, &bytes) == (field->kind == AX_SPECIAL_LIST ? AX_SPECIAL_LIST_NODE : AX_SPECIAL_TREE_NODE);
	}
	return false;
}

static void found(struct walk *w, const struct axi_btf_type *t, enum ax_special_kind kind, u32 bytes, u32 at, u32 of, s32 index)
{
	struct ax_special field = {.at = at, .bytes = bytes, .kind = kind};
	bool once = kind == AX_SPECIAL_LOCK || kind == AX_SPECIAL_TIMER || kind == AX_SPECIAL_REFCOUNT;

	if (!(1u << kind & LOCK_AND_TIMER) || w->found >> kind & 1) { /* the first of those has its own place */
		w->from = at < w->from ? at : w->from;
		w->to = at + bytes > w->to ? at + bytes : w->to;
	}
	w->bad |= (once && w->found >> kind & 1) || at % (bytes == 4 ? 4 : 8);
	w->found |= 1u << kind;
	w->count++;
	if (!w->out)
		return;
	w->bad |= w->out->count == AX_SPECIALS;
	if (w->bad) /* refused already: what a list is of takes a walk over all types */
		return;
	if (kind == AX_SPECIAL_KPTR || kind == AX_SPECIAL_KPTR_UNKEPT)
		w->bad |= !pointed(w->btf, t->id, &field);
	if (kind == AX_SPECIAL_LIST || kind == AX_SPECIAL_TREE)
		w->bad |= !contained(w, of, index, &field);
	w->out->field[w->out->count++] = field;
}

/* A variable or member of type `id` at byte `at`. */
static void look(struct walk *w, u32 id, u32 at, u32 depth, u32 of, s32 index)
{
	struct axi_btf_type t = axi_btf_type(w->btf, axi_btf_skip(w->btf, id));
	enum ax_special_kind kind;
	u32 bytes = 0;

	if (!t.id || w->steps == STEPS || depth == AXI_BTF_DEPTH) {
		w->bad |= t.id;
		return;
	}
	w->steps++;
	kind = kind_of(w->btf, &t, &bytes);
	if (kind) {
		found(w, &t, kind, bytes, at, of, index);
		return;
	}
	if (t.kind == AXI_BTF_ARRAY) {
		struct axi_btf_array array = axi_btf_array(&t);
		u32 before = w->count;

		for (u32 i = 0; i < array.count && !axi_btf_size(w->btf, array.elem, &bytes) && w->steps < STEPS && (!i || w->count > before); i++)
			look(w, array.elem, at + i * bytes, depth + 1, of, index);
		w->bad |= w->count > before && w->steps == STEPS;
	}
	for (u32 i = 0; t.kind == AXI_BTF_STRUCT && i < t.vlen; i++) {
		struct axi_btf_member m = axi_btf_member(w->btf, &t, i);

		if (!(t.flag && m.offset >> 24))
			look(w, m.type, at + (t.flag ? m.offset & 0xffffff : m.offset) / 8, depth + 1, t.id, (s32)i);
	}
	for (u32 i = 0; t.kind == AXI_BTF_DATASEC && i < t.vlen; i++) {
		struct axi_btf_var var = axi_btf_var(&t, i);

		look(w, axi_btf_type(w->btf, var.type).size_or_type, at + var.offset, depth + 1, var.type, -1);
	}
}

static bool has(const struct ax_layout *layout, u32 kinds)
{
	for (u32 i = 0; i < layout->count; i++)
		if (kinds >> layout->field[i].kind & 1)
			return true;
	return false;
}

/* The layouts asked for last: programs access the same types again and again. */
struct layouts {
	struct axi_btf_view btf;
	u64 looks;
	u32 next; /* of the last ones, whose place is taken */
	struct {
		u32 type;
		bool good;
		struct ax_layout layout;
	} last[8];
};

static bool lay_out(struct layouts *all, u32 id, struct ax_layout *out)
{
	struct walk w = {.btf = &all->btf, .out = out, .from = UINT32_MAX};
	const u32 roots = 1u << AX_SPECIAL_LIST | 1u << AX_SPECIAL_TREE, nodes = 1u << AX_SPECIAL_LIST_NODE | 1u << AX_SPECIAL_TREE_NODE;
	struct axi_btf_type t = axi_btf_type(&all->btf, id);

	*out = (struct ax_layout){.bytes = t.size_or_type};
	look(&w, id, 0, 0, 0, -1);
	all->looks += w.looks + w.steps;
	return !w.bad && (!has(out, roots) || has(out, 1u << AX_SPECIAL_LOCK)) && (!has(out, 1u << AX_SPECIAL_REFCOUNT) || has(out, nodes));
}

static bool find(struct layouts *all, u32 type, struct ax_layout *out)
{
	const u32 roots = 1u << AX_SPECIAL_LIST | 1u << AX_SPECIAL_TREE, nodes = 1u << AX_SPECIAL_LIST_NODE | 1u << AX_SPECIAL_TREE_NODE;
	struct axi_btf_type t;

	t = axi_btf_type(&all->btf, type);
	if ((t.kind != AXI_BTF_STRUCT && t.kind != AXI_BTF_DATASEC) || !lay_out(all, type, out))
		return false;
	for (u32 i = 0; has(out, nodes) && i < out->count; i++) {
		struct ax_layout element;

		/* what is an element and has elements: these have none, so that nothing contains itself */
		if (roots >> out->field[i].kind & 1 && (!lay_out(all, out->field[i].type, &element) || has(&element, roots)))
			return false;
	}
	return true;
}

static bool layout(void *arg, uint32_t type, struct ax_layout *out)
{
	struct layouts *all = arg;
	u32 i = 0;

	type = type && type <= all->btf.count ? axi_btf_skip(&all->btf, type) : 0;
	while (type && i < ARRAY_LEN(all->last) && all->last[i].type != type)
		i++;
	if (!type || (i == ARRAY_LEN(all->last) && all->looks > LOOKS))
		return false;
	if (i == ARRAY_LEN(all->last)) {
		i = all->next++ % ARRAY_LEN(all->last);
		all->last[i].type = type;
		all->last[i].good = find(all, type, &all->last[i].layout);
	}
	if (!all->last[i].good)
		return false;
	*out = all->last[i].layout;
	return true;
}

int axi_layouts_open(const struct axi_reader *rd, struct ax_object *out)
{
	struct layouts *all = rd->has_btf ? AXI_OBJ_ALLOC(rd, 1, struct layouts) : NULL;

	if (!rd->has_btf)
		return 0;
	if (!all)
		return -AX_ENOMEM;
	all->btf = rd->btf;
	out->own = (struct ax_own_types){.layout = layout, .arg = all};
	return 0;
}

void axi_layout_closed(const struct axi_btf_view *btf, u32 id, u32 *from, u32 *to)
{
	struct walk w = {.btf = btf, .from = UINT32_MAX};

	look(&w, id, 0, 0, 0, -1);
	if (w.bad && w.steps == STEPS) { /* nobody knows */
		w.from = 0;
		w.to = UINT32_MAX;
	}
	*from = w.from;
	*to = w.to;
}
