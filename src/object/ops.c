/* SPDX-License-Identifier: Apache-2.0
 * ops.c - tables of functions for the kernel: variables in `.struct_ops` or `.struct_ops.link` whose members are programs.  Nothing
 * here makes such tables; they say which function of which structure a program is, and so what it is called with. */
#include "base/str.h"
#include "object/reader.h"

/* Does the symbol stand for the function? */
static bool is_function(const struct axi_reader *rd, u32 symbol, const struct axi_func *func)
{
	struct axi_sym sym;

	return !axi_elf_symbol(rd, symbol, &sym) && sym.shndx == func->sec && sym.value == (u64)func->slot * 8;
}

/* The variable of the section's DATASEC that byte `at` lies in, and the member of its structure that begins there. */
static void name_member(const struct axi_reader *rd, const char *section, u64 at, struct ax_object_prog *out)
{
	u32 id = axi_btf_datasec(&rd->btf, section);
	struct axi_btf_type sec = axi_btf_type(&rd->btf, id);

	for (u32 i = 0; id && i < sec.vlen; i++) {
		struct axi_btf_var var = axi_btf_var(&sec, i);
		struct axi_btf_type t = axi_btf_type(&rd->btf, axi_btf_skip(&rd->btf, axi_btf_type(&rd->btf, var.type).size_or_type));

		if (at < var.offset || at - var.offset >= var.size || t.kind != AXI_BTF_STRUCT)
			continue;
		for (u32 m = 0; m < t.vlen; m++) {
			struct axi_btf_member member = axi_btf_member(&rd->btf, &t, m);

			if ((t.flag ? member.offset & 0xffffff : member.offset) != 8 * (at - var.offset))
				continue;
			out->ops = t.name;
			out->ops_member = member.name;
		}
	}
}

void axi_ops_find(const struct axi_reader *rd, const struct axi_func *func, struct ax_object_prog *out)
{
	for (u32 s = 1; rd->has_btf && s < rd->sec_count; s++) {
		const struct axi_sec *sec = &rd->secs[s], *rel = sec->rel ? &rd->secs[sec->rel] : NULL;

		if (!rel || !(axi_streq(sec->name, ".struct_ops") || axi_streq(sec->name, ".struct_ops.link")))
			continue;
		for (u32 i = 0; i < axi_elf_rel_count(rel) && !out->ops; i++) {
			struct axi_rel r = axi_elf_rel(rd, rel, i);

			if (is_function(rd, r.sym, func))
				name_member(rd, sec->name, r.offset, out);
		}
	}
}
