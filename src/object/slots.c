/* SPDX-License-Identifier: Apache-2.0
 * slots.c - initial values of maps of maps and of program arrays.
 *
 * `.values = {[3] = &inner}` becomes a relocation of the section `.maps` at the place of element 3, with the symbol of
 * the inner map or of the program. */
#include "object/reader.h"

/* The map whose definition holds byte `off` of the section, in its `values`; -1: none. */
static s32 holder(struct axi_reader *rd, u32 sec, u64 off)
{
	s32 best = -1;

	rd->lookups += rd->map_count;
	for (u32 i = 0; i < rd->map_count; i++) {
		const struct axi_map_place *p = &rd->places[i];

		if (p->sec == sec && p->off <= off && (best < 0 || p->off > rd->places[best].off))
			best = (s32)i;
	}
	if (best < 0 || !rd->places[best].values || off - rd->places[best].off < rd->places[best].values)
		return -1;
	return best;
}

/* What the relocation's symbol names: a map of this section, or a program. */
static int target_name(const struct axi_reader *rd, const struct axi_sec *sec, const struct axi_rel *rel, bool program,
		       const char **name)
{
	struct axi_sym sym;
	u64 addend;
	s32 map;
	int rc = axi_elf_symbol(rd, rel->sym, &sym);

	if (rc)
		return rc;
	*name = sym.name;
	if (sym.shndx == AXI_SHN_UNDEF || sym.shndx >= AXI_SHN_LORESERVE)
		return axi_obj_fail(rd, -AX_ENOENT, sec->off, "an initial value in '.maps' is '%.40s', which is not defined",
				    sym.name);
	if (program) {
		if (sym.type == AXI_STT_FUNC && sym.bind != AXI_STB_LOCAL && rd->secs[sym.shndx].kind == AXI_SEC_CODE)
			return 0;
		return axi_obj_fail(rd, -AX_EINVAL, sec->off, "an initial value in '.maps' is '%.40s', which is no program",
				    axi_sym_label(rd, &sym));
	}
	memcpy(&addend, axi_sec_data(rd, sec) + rel->offset, 8);
	map = axi_maps_find(rd, sym.shndx, sym.value + addend);
	if (map < 0)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off, "an initial value in '.maps' is '%.40s', which is no map",
				    axi_sym_label(rd, &sym));
	*name = rd->maps[map].name;
	return 0;
}

/* One relocation; `slots` NULL: only checked and counted. */
static int read_one(struct axi_reader *rd, const struct axi_sec *sec, u32 index, struct ax_object_slot **slots,
		    u32 *counts)
{
	struct axi_rel rel = axi_elf_rel(rd, &rd->secs[sec->rel], index);
	const char *name;
	s32 map;
	int rc;

	if (rel.type == AXI_R_NONE)
		return 0;
	/* clang before 13 wrote R_BPF_64_64 also here */
	map = (rel.type == AXI_R_ABS64 || rel.type == AXI_R_64_64) && sec->size >= 8 && rel.offset <= sec->size - 8
		      ? holder(rd, sec->index, rel.offset)
		      : -1;
	if (rd->lookups > AXI_OBJ_LOOKUPS)
		return axi_obj_fail(rd, -AX_ENOTSUPP, sec->off, "too many initial values in '.maps'");
	if (map < 0 || (rel.offset - rd->places[map].off - rd->places[map].values) % 8)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off, "relocation %u of '.maps' at 0x%llx (type %u) is no initial value",
				    index, (unsigned long long)rel.offset, rel.type);
	rc = target_name(rd, sec, &rel, rd->places[map].programs, &name);
	if (!rc && slots)
		slots[map][counts[map]] = (struct ax_object_slot){
			.key = (u32)((rel.offset - rd->places[map].off - rd->places[map].values) / 8), .name = name};
	counts[map] += !rc;
	return rc;
}

int axi_slots_read(struct axi_reader *rd, const struct axi_sec *sec)
{
	u32 count = axi_elf_rel_count(&rd->secs[sec->rel]);
	u32 *counts = AXI_OBJ_ALLOC(rd, rd->map_count, u32);
	struct ax_object_slot **slots = AXI_OBJ_ALLOC(rd, rd->map_count, struct ax_object_slot *);
	int rc = 0;

	if (!counts || !slots)
		return -AX_ENOMEM;
	if (sec->type == AXI_SHT_NOBITS)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off, "section '.maps' has relocations and no contents");
	for (u32 i = 0; i < count && !rc; i++)
		rc = read_one(rd, sec, i, NULL, counts);
	for (u32 m = 0; m < rd->map_count && !rc; m++) {
		slots[m] = AXI_OBJ_ALLOC(rd, counts[m], struct ax_object_slot);
		if (!slots[m])
			return -AX_ENOMEM;
		rd->maps[m].slots = counts[m] ? slots[m] : NULL;
		rd->maps[m].slot_count = counts[m];
		counts[m] = 0;
	}
	for (u32 i = 0; i < count && !rc; i++)
		rc = read_one(rd, sec, i, slots, counts);
	return rc;
}
