/* SPDX-License-Identifier: Apache-2.0
 * catch.c - exception callbacks: the tag "exception_callback:NAME" on a program's function says which function its bpf_throw
 * goes to (Linux bpf_find_exception_callback_insn_off). */
#include "base/str.h"
#include "object/btf.h"

#define TAG "exception_callback:"

static bool is_number(const struct axi_btf_view *btf, u32 type)
{
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, type));

	return t.kind == AXI_BTF_INT || t.kind == AXI_BTF_ENUM || t.kind == AXI_BTF_ENUM64;
}

/* A global function of one number that returns one. */
static bool fits(const struct axi_btf_view *btf, const struct axi_btf_type *func)
{
	struct axi_btf_type proto = axi_btf_type(btf, func->size_or_type);
	u32 param;

	if (func->vlen != 1 || proto.kind != AXI_BTF_FUNC_PROTO || proto.vlen != 1)
		return false;
	memcpy(&param, proto.rest + 4, 4); /* name, type */
	return param && proto.size_or_type && is_number(btf, param) && is_number(btf, proto.size_or_type);
}

bool axi_btf_has_catchers(const struct axi_btf_view *btf)
{
	for (u32 id = 1; id <= btf->count; id++) {
		struct axi_btf_type t = axi_btf_type(btf, id);

		if (t.kind == AXI_BTF_DECL_TAG && axi_starts(t.name, TAG))
			return true;
	}
	return false;
}

int axi_btf_catcher(const struct axi_btf_view *btf, u32 main, u32 *catcher, const char **name)
{
	int err = axi_btf_tag(btf, main, -1, TAG, name); /* those of parameters say nothing */

	*catcher = 0;
	if (err)
		return err;
	for (u32 id = 1; *name && id <= btf->count; id++) {
		struct axi_btf_type t = axi_btf_type(btf, id);

		if (t.kind != AXI_BTF_FUNC || !axi_streq(t.name, *name))
			continue;
		*catcher = id;
		return fits(btf, &t) ? 0 : -AX_EINVAL;
	}
	return *name ? -AX_ENOENT : 0;
}
