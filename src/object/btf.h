/* SPDX-License-Identifier: Apache-2.0
 * btf.h - BTF: types of a program, checked once, then read by type id.
 *
 * Source: Linux Documentation/bpf/btf.rst (format, kinds 1 to 19).  Every byte is hostile until axi_btf_open said 0. */
#ifndef OBJECT_BTF_H
#define OBJECT_BTF_H

#include <axiom/arena.h>
#include <axiom/object.h>
#include "base/types.h"

enum axi_btf_kind {
	AXI_BTF_VOID, AXI_BTF_INT, AXI_BTF_PTR, AXI_BTF_ARRAY, AXI_BTF_STRUCT, AXI_BTF_UNION, AXI_BTF_ENUM,
	AXI_BTF_FWD, AXI_BTF_TYPEDEF, AXI_BTF_VOLATILE, AXI_BTF_CONST, AXI_BTF_RESTRICT, AXI_BTF_FUNC,
	AXI_BTF_FUNC_PROTO, AXI_BTF_VAR, AXI_BTF_DATASEC, AXI_BTF_FLOAT, AXI_BTF_DECL_TAG, AXI_BTF_TYPE_TAG,
	AXI_BTF_ENUM64, AXI_BTF_KINDS,
};

#define AXI_BTF_DEPTH 32 /* modifiers and arrays in a row (Linux MAX_RESOLVE_DEPTH) */

/* struct axi_btf_view - checked BTF.  Ids 1 .. count; id 0 is void. */
struct axi_btf_view {
	const u8 *types, *strings; /* in the caller's bytes */
	u32 types_size, strings_size;
	const u32 *at;             /* [count + 1] offset of each type in `types` */
	u32 count;
};

/* One type; what follows it is read by the functions below. */
struct axi_btf_type {
	u32 id, kind, vlen;
	bool flag;                 /* kind_flag */
	u32 size_or_type;
	const char *name;          /* "" when there is none */
	const u8 *rest;            /* the kind's own words, any alignment */
};
struct axi_btf_array { u32 elem, index, count; };
struct axi_btf_member { const char *name; u32 type, offset; };  /* STRUCT, UNION */
struct axi_btf_var { u32 type, offset, size; };                 /* DATASEC */

/* axi_btf_open - check all of it; keep `size` bytes at `data` alive while `out` is used.
 *   arena  holds the table of offsets: 4 bytes a type
 *   err    what is wrong; err->offset is relative to `data`
 * A DATASEC may have size 0 and offsets 0, as clang writes before linking.
 * Returns 0, -AX_EINVAL, -AX_ENOMEM, -AX_ENOTSUPP (a kind after 19). */
int axi_btf_open(struct axi_btf_view *out, const void *data, size_t size, struct ax_arena *arena,
		 struct ax_object_error *err);
/* axi_btf_check - only the check, for BPF_BTF_LOAD; the arena is as before afterwards. */
int axi_btf_check(const void *data, size_t size, struct ax_arena *scratch, struct ax_object_error *err);

/* Reading; ids and indices must be in range (the check saw to it for all that is inside the BTF). */
struct axi_btf_type axi_btf_type(const struct axi_btf_view *btf, u32 id);
struct axi_btf_array axi_btf_array(const struct axi_btf_type *array);
struct axi_btf_member axi_btf_member(const struct axi_btf_view *btf, const struct axi_btf_type *type, u32 i);
struct axi_btf_var axi_btf_var(const struct axi_btf_type *datasec, u32 i);
const char *axi_btf_string(const struct axi_btf_view *btf, u32 offset); /* NULL beyond the end */
/* axi_btf_skip - the id behind typedefs, const, volatile, restrict and tags. */
u32 axi_btf_skip(const struct axi_btf_view *btf, u32 id);
/* axi_btf_size - bytes of a variable of this type.  -AX_EINVAL: it has none (void, function), or over 4 GiB. */
int axi_btf_size(const struct axi_btf_view *btf, u32 id, u32 *bytes);
/* axi_btf_datasec - id of the DATASEC of that name; 0: none. */
u32 axi_btf_datasec(const struct axi_btf_view *btf, const char *name);

/* axi_btf_tag - what follows `prefix` in a declaration tag of `of`, or of one of its components (a parameter, a member; -1: its own tags).
 * *rest NULL: no tag begins so.  Returns 0, or -AX_EINVAL when two do. */
int axi_btf_tag(const struct axi_btf_view *btf, u32 of, s32 component, const char *prefix, const char **rest);
/* catch.c: axi_btf_has_catchers - does any function name an exception callback?  axi_btf_catcher - the id of the one that function
 * `main` names; 0: it names none.  *name: it, or NULL.  -AX_ENOENT: there is no such function; -AX_EINVAL: main names two, or it
 * is no global function of one number that returns one. */
bool axi_btf_has_catchers(const struct axi_btf_view *btf);
int axi_btf_catcher(const struct axi_btf_view *btf, u32 main, u32 *catcher, const char **name);

#endif
