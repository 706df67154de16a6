/* SPDX-License-Identifier: Apache-2.0
 * datasec.c - BTF made ready for BPF_BTF_LOAD.
 *
 * clang leaves sizes of sections and places of variables zero in the DATASEC types, as only the
 * symbol table knows them; Linux wants them filled in and ascending.  The file's bytes stay as they
 * are: we work on a copy in the arena. */
#include "base/str.h"
#include "object/reader.h"

/* One entry of a DATASEC, as on the wire. */
struct entry {
	u32 type, offset, size;
};

static struct entry get(const u8 *rest, u32 i)
{
	struct entry e;

	memcpy(&e, rest + (size_t)i * sizeof(e), sizeof(e));
	return e;
}

static void put(u8 *rest, u32 i, struct entry e)
{
	memcpy(rest + (size_t)i * sizeof(e), &e, sizeof(e));
}

/* Shell sort by offset (gaps n/2, n/4 ...): in place, and no input makes it much slower than n^1.5.
 */
static void sort(u8 *rest, u32 count)
{
	for (u32 gap = count / 2 | 1; count > 1; gap = gap / 2 | 1) {
		for (u32 i = gap; i < count; i++) {
			struct entry e = get(rest, i);
			u32 at = i;

			for (; at >= gap && get(rest, at - gap).offset > e.offset; at -= gap)
				put(rest, at, get(rest, at - gap));
			put(rest, at, e);
		}
		if (gap == 1)
			break;
	}
}

/* `type` is the DATASEC's header in the copy. */
static int fill(struct axi_reader *rd, u8 *type, const struct axi_btf_type *t)
{
	const struct axi_sec *sec = axi_elf_section(rd, t->name);
	u8 *rest = type + 12;
	u32 size;

	rd->lookups += rd->sec_count; /* a file may hold many such types */
	if (rd->lookups > AXI_OBJ_LOOKUPS)
		return axi_obj_fail(rd, -AX_ENOTSUPP, 0, "too many section types in .BTF");
	if (!sec || !(sec->flags & AXI_SHF_ALLOC) || sec->size > UINT32_MAX)
		return 0; /* externs: there is no such section */
	size = (u32)sec->size;
	for (u32 i = 0; i < t->vlen; i++) {
		struct entry e = get(rest, i);
		int rc = axi_elf_find(rd, sec, axi_btf_type(&rd->btf, e.type).name, &e.offset);

		if (rc < 0)
			return rc;
		if (e.offset > size || e.size > size - e.offset)
			return axi_obj_fail(rd, -AX_EINVAL, sec->off,
			                    "variable '%.40s' goes beyond section '%.40s'",
			                    axi_btf_type(&rd->btf, e.type).name, sec->name);
		put(rest, i, e);
	}
	memcpy(type + 8, &size, 4);
	sort(rest, t->vlen);
	return 0;
}

int axi_datasec_open(struct axi_reader *rd, struct ax_object *out)
{
	const struct axi_sec *sec = axi_elf_section(rd, ".BTF");
	u8 *copy;
	int rc;

	if (!sec)
		return 0;
	if (sec->type == AXI_SHT_NOBITS || sec->size > UINT32_MAX)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "section '.BTF' has no contents, or too many");
	copy = axi_obj_alloc(rd, (size_t)sec->size, 1, 8);
	if (!copy)
		return -AX_ENOMEM;
	memcpy(copy, axi_sec_data(rd, sec), (size_t)sec->size);
	rc = axi_btf_open(&rd->btf, copy, (size_t)sec->size, rd->arena, rd->err);
	if (rc && rd->err)
		rd->err->offset += sec->off;
	for (u32 id = 1; id <= rd->btf.count && !rc; id++) {
		struct axi_btf_type t = axi_btf_type(&rd->btf, id);

		if (t.kind == AXI_BTF_DATASEC)
			rc = fill(rd, copy + (rd->btf.types - copy) + rd->btf.at[id], &t);
	}
	if (rc)
		return rc;
	rd->has_btf = true;
	out->btf = copy;
	out->btf_size = (u32)sec->size;
	return 0;
}
