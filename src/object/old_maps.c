/* SPDX-License-Identifier: Apache-2.0
 * old_maps.c - maps that are described without BTF, in sections `maps` and `maps/NAME`.
 *
 * All begin with struct bpf_map_def (type, key_size, value_size, max_entries, map_flags); what follows depends on the loader
 * that the object was written for, and is told apart by its length:
 *   28 bytes  inner_map_idx, numa_node (Linux's samples/bpf/bpf_load.c)
 *             or id, pinning (iproute2's struct bpf_elf_map when it was young)
 *   36 bytes  id, pinning, inner_id, inner_idx (iproute2's include/bpf_elf.h)
 * In others it must be zero. */
#include "base/str.h"
#include "object/reader.h"

#define DEF_BYTES     20
#define F_NUMA_NODE   (1u << 2)
#define PIN_MAX       2 /* iproute2: 0 none, 1 for the object, 2 for all */

enum { ID_OR_INNER_IDX, PINNING_OR_NUMA, INNER_ID, INNER_IDX, SAMPLE_WORDS = 2, IPROUTE2_WORDS = 4, MAX_WORDS = 200 };

static u32 words_of(const struct axi_map_place *place)
{
	return place->old - 1u;
}

static u32 word(const struct axi_reader *rd, const struct axi_map_place *place, u32 index)
{
	u32 value;

	memcpy(&value, axi_sec_data(rd, &rd->secs[place->sec]) + place->off + DEF_BYTES + 4ull * index, 4);
	return value;
}

static bool holds_maps(const struct ax_map_spec *spec)
{
	return spec->type == AX_MAP_ARRAY_OF_MAPS || spec->type == AX_MAP_HASH_OF_MAPS;
}

/* What stands behind map_flags; which map is in which waits until all are known. */
static int read_rest(struct axi_reader *rd, struct ax_object_map *map, struct axi_map_place *place, u64 at)
{
	u32 words = words_of(place);
	bool known = words == SAMPLE_WORDS || words == IPROUTE2_WORDS;
	bool numa = words == SAMPLE_WORDS && map->spec.flags & F_NUMA_NODE;
	u32 pinning = known && !numa ? word(rd, place, PINNING_OR_NUMA) : 0;

	for (u32 i = 0; !known && i < words; i++)
		if (word(rd, place, i))
			return axi_obj_fail(rd, -AX_ENOTSUPP, at, "map '%.40s': byte %u of its definition is not 0; use SEC(\".maps\")",
					    map->name, DEF_BYTES + 4 * i);
	if (pinning > PIN_MAX)
		return axi_obj_fail(rd, -AX_ENOTSUPP, at, "map '%.40s': pinning %u is not known; use SEC(\".maps\")", map->name,
				    pinning);
	map->pinned = pinning;
	if (numa)
		map->spec.flags &= ~F_NUMA_NODE; /* where its memory lies is the engine's matter */
	return 0;
}

static int old_map(struct axi_reader *rd, const struct axi_sec *sec, const struct axi_sym *sym, u32 def_bytes)
{
	const u8 *def = axi_sec_data(rd, sec) + sym->value;
	u64 at = sec->off + sym->value;
	struct axi_map_place *place;
	struct ax_object_map *map;
	u32 words[5];

	if (axi_maps_find(rd, sec->index, sym->value) >= 0)
		return axi_obj_fail(rd, -AX_EINVAL, at, "map '%.40s' stands where another map is",
		                    sym->name);
	map = axi_maps_add(rd, sym->name, sec->index, (u32)sym->value);
	if (!map)
		return -AX_ENOTSUPP;
	memcpy(words, def, sizeof(words));
	map->spec.type = words[0];
	map->spec.key_size = words[1];
	map->spec.value_size = words[2];
	map->spec.max_entries = words[3];
	map->spec.flags = words[4];
	axi_maps_fixed_sizes(&map->spec); /* its loader set them */
	if (holds_maps(&map->spec) && !map->spec.value_size)
		map->spec.value_size = 4;
	place = &rd->places[map - rd->maps];
	place->old = (u8)(1 + (def_bytes - DEF_BYTES) / 4);
	return read_rest(rd, map, place, at);
}

static bool is_old_map(const struct axi_sec *sec, const struct axi_sym *sym)
{
	return sym->shndx == sec->index && sym->type != AXI_STT_SECTION && *sym->name;
}

int axi_old_maps(struct axi_reader *rd, const struct axi_sec *sec)
{
	struct axi_sym sym;
	u32 count = 0;
	int rc = 0;

	if (!sec->size)
		return 0;
	if (sec->rel)
		return axi_obj_fail(rd, -AX_ENOTSUPP, sec->off,
		                    "section '%.40s' has relocations, which old definitions of maps have not", sec->name);
	for (u32 i = 1; i < rd->sym_count; i++) {
		rc = axi_elf_symbol(rd, i, &sym);
		if (rc)
			return rc;
		count += is_old_map(sec, &sym);
	}
	if (!count || sec->size % count || sec->size / count < DEF_BYTES || sec->size / count % 4 ||
	    sec->size / count > DEF_BYTES + 4 * MAX_WORDS)
		return axi_obj_fail(
			rd, -AX_EINVAL, sec->off,
			"section '%.40s': %llu bytes do not divide among %u maps of 20 or more", sec->name,
			(unsigned long long)sec->size, count);
	u32 def_bytes = (u32)(sec->size / count);

	for (u32 i = 1; i < rd->sym_count && !rc; i++) {
		rc = axi_elf_symbol(rd, i, &sym);
		if (rc || !is_old_map(sec, &sym))
			continue;
		if (sym.value % def_bytes || sym.value >= sec->size)
			rc = axi_obj_fail(rd, -AX_EINVAL, sec->off,
			                  "map '%.40s' does not stand at a multiple of %u bytes",
			                  sym.name, def_bytes);
		else
			rc = old_map(rd, sec, &sym, def_bytes);
	}
	return rc;
}

/* How many of the old maps stand before this one in the file. */
static u32 number_of(const struct axi_reader *rd, const struct axi_map_place *place)
{
	u32 before = 0;

	for (u32 i = 0; i < rd->map_count; i++) {
		const struct axi_map_place *p = &rd->places[i];

		before += p->old && (p->sec < place->sec || (p->sec == place->sec && p->off < place->off));
	}
	return before;
}

/* The map that `holder` names as what its elements are like: by its number in the file (samples), or by its id (iproute2);
 * -1: none. */
static s32 find_inner(struct axi_reader *rd, u32 holder)
{
	const struct axi_map_place *place = &rd->places[holder];
	bool by_id = words_of(place) == IPROUTE2_WORDS;
	u32 wanted = word(rd, place, by_id ? INNER_ID : ID_OR_INNER_IDX);

	for (u32 i = 0; i < rd->map_count && rd->lookups <= AXI_OBJ_LOOKUPS; i++) {
		const struct axi_map_place *p = &rd->places[i];

		rd->lookups += by_id ? 1 : rd->map_count;
		if (p->old != place->old)
			continue;
		if (by_id ? wanted && word(rd, p, ID_OR_INNER_IDX) == wanted : number_of(rd, p) == wanted)
			return (s32)i;
	}
	return -1;
}

int axi_old_maps_inner(struct axi_reader *rd)
{
	for (u32 i = 0; i < rd->map_count; i++) {
		const struct axi_map_place *place = &rd->places[i];
		struct ax_object_map *map = &rd->maps[i];
		s32 inner;

		if (!place->old || !holds_maps(&map->spec) || words_of(place) < SAMPLE_WORDS)
			continue;
		inner = find_inner(rd, i);
		if (rd->lookups > AXI_OBJ_LOOKUPS)
			return axi_obj_fail(rd, -AX_ENOTSUPP, 0, "too many maps of maps in this object");
		if (inner < 0 || holds_maps(&rd->maps[inner].spec))
			continue; /* not said: programs that look into it are refused */
		map->inner = &rd->maps[inner].spec;
		if (words_of(place) == IPROUTE2_WORDS && word(rd, &rd->places[inner], INNER_IDX) < map->spec.max_entries) {
			struct ax_object_slot *slot = AXI_OBJ_ALLOC(rd, 1, struct ax_object_slot);

			if (!slot)
				return -AX_ENOMEM;
			*slot = (struct ax_object_slot){.key = word(rd, &rd->places[inner], INNER_IDX), .name = rd->maps[inner].name};
			map->slots = slot;
			map->slot_count = 1;
		}
	}
	return 0;
}
