/* SPDX-License-Identifier: Apache-2.0
 * maps.c - collects the maps of an object: `.maps` (described by BTF), `maps` and `maps/NAME` (old_maps.c),
 * and the data sections, each of which becomes an array map with one value.
 *
 * A BTF definition is a struct whose members carry numbers as array lengths (__uint) and types as
 * pointers (__type). */
#include "base/fmt.h"
#include "base/profile.h"
#include "base/str.h"
#include "object/core.h"
#include "object/reader.h"

s32 axi_maps_find(const struct axi_reader *rd, u32 sec, u64 off)
{
	for (u32 i = 0; i < rd->map_count; i++)
		if (rd->places[i].sec == sec && rd->places[i].off == off)
			return (s32)i;
	return -1;
}

/* The engine's names are [A-Za-z0-9_.], at most 15 of them. */
static void clean_name(char *to, const char *from)
{
	u32 n = 0;

	for (; from[n] && n < AX_NAME_BYTES - 1; n++) {
		char c = from[n];
		bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		            (c >= '0' && c <= '9') || c == '.';

		to[n] = good ? c : '_';
	}
	to[n] = 0;
}

struct ax_object_map *axi_maps_add(struct axi_reader *rd, const char *name, u32 sec, u32 off)
{
	struct ax_object_map *map;

	if (rd->map_count == rd->map_room) {
		axi_obj_fail(rd, -AX_ENOTSUPP, 0, "more than %u maps in one object", rd->map_room);
		return NULL;
	}
	rd->places[rd->map_count] = (struct axi_map_place){.sec = sec, .off = off};
	map = &rd->maps[rd->map_count++];
	map->name = name;
	clean_name(map->spec.name, name);
	return map;
}

void axi_maps_fixed_sizes(struct ax_map_spec *spec)
{
	bool ring = spec->type == AX_MAP_RINGBUF || spec->type == AX_MAP_USER_RINGBUF;

	if (!ring && spec->type != AX_MAP_PERF_EVENT_ARRAY)
		return;
	if (ring ? spec->btf_key_type_id : !spec->key_size || spec->btf_key_type_id)
		spec->key_size = ring ? 0 : 4;
	if (ring ? spec->btf_value_type_id : !spec->value_size || spec->btf_value_type_id)
		spec->value_size = ring ? 0 : 4;
	spec->btf_key_type_id = spec->btf_value_type_id = 0;
}

/* The number in an __uint member: pointer to an array, whose length it is; in an __ulong member, the enumeration's value. */
static bool uint_member(const struct axi_btf_view *btf, u32 type, u64 *value)
{
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, type));

	if ((t.kind == AXI_BTF_ENUM || t.kind == AXI_BTF_ENUM64) && t.vlen == 1) {
		axi_core_enumerator(btf, &t, 0, value);
		return true;
	}
	if (t.kind != AXI_BTF_PTR)
		return false;
	t = axi_btf_type(btf, axi_btf_skip(btf, t.size_or_type));
	if (t.kind != AXI_BTF_ARRAY)
		return false;
	*value = axi_btf_array(&t).count;
	return true;
}

/* The type behind a __type member, and its size. */
static bool type_member(const struct axi_btf_view *btf, u32 type, u32 *id, u32 *bytes)
{
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, type));

	if (t.kind != AXI_BTF_PTR)
		return false;
	*id = t.size_or_type;
	return !axi_btf_size(btf, *id, bytes);
}

/* Two ways to say one size (key_size and key) must agree. */
static bool set_size(u32 *to, u32 bytes)
{
	if (*to && *to != bytes)
		return false;
	*to = bytes;
	return true;
}

/* Where in a value of this type the structure of that name lies: 1 + its offset; 0: nowhere, or it took too long, and then the object
 * is refused (object.c): types of many members that have many members each would take for ever. */
static u32 place_of(struct axi_reader *rd, u32 id, const char *name, u32 depth)
{
	const struct axi_btf_view *btf = &rd->btf;
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, id));

	if (t.kind == AXI_BTF_STRUCT && axi_streq(t.name, name))
		return 1;
	for (u32 i = 0; depth < 4 && (t.kind == AXI_BTF_STRUCT || t.kind == AXI_BTF_DATASEC) && i < t.vlen; i++) {
		u32 type, offset, at;

		if (rd->members == AXI_OBJ_LOOKUPS)
			return 0;
		rd->members++;
		if (t.kind == AXI_BTF_DATASEC) {
			struct axi_btf_var var = axi_btf_var(&t, i);

			type = axi_btf_type(btf, var.type).size_or_type;
			offset = var.offset;
		} else {
			struct axi_btf_member m = axi_btf_member(btf, &t, i);

			type = m.type;
			offset = (t.flag ? m.offset & 0xffffff : m.offset) / 8;
		}
		at = axi_btf_skip(btf, type) ? place_of(rd, type, name, depth + 1) : 0;
		if (at)
			return at + offset;
	}
	return 0;
}

static void find_places(struct axi_reader *rd, u32 id, struct ax_object_map *map)
{
	map->closed_from = UINT32_MAX;
	map->closed_to = 0;
	if (AXI_OBJECTS && id) /* small builds know no such fields */
		axi_layout_closed(&rd->btf, id, &map->closed_from, &map->closed_to);
	map->value_type = map->closed_to ? id : 0;
	map->lock_at = id ? place_of(rd, id, "bpf_spin_lock", 0) : 0;
	map->timer_at = id ? place_of(rd, id, "bpf_timer", 0) : 0;
}

static int typed_field(struct axi_reader *rd, struct ax_object_map *map,
                       const struct axi_btf_member *m, u64 at)
{
	bool key = axi_streq(m->name, "key");
	u32 id, bytes;

	if (!type_member(&rd->btf, m->type, &id, &bytes))
		return axi_obj_fail(
			rd, -AX_EINVAL, at,
			"map '%.40s': '%s' is not a type with a size; use __type(%s, T)", map->name,
			m->name, m->name);
	if (!set_size(key ? &map->spec.key_size : &map->spec.value_size, bytes))
		return axi_obj_fail(rd, -AX_EINVAL, at,
		                    "map '%.40s': '%s' has %u bytes but '%s_size' says otherwise",
		                    map->name, m->name, bytes, m->name);
	if (key) {
		map->spec.btf_key_type_id = id;
	} else {
		map->spec.btf_value_type_id = id;
		find_places(rd, id, map);
	}
	return 0;
}

static int uint_field(struct axi_reader *rd, struct ax_object_map *map,
                      const struct axi_btf_member *m, u64 at)
{
	struct ax_map_spec *spec = &map->spec;
	u32 value;
	u64 wide;

	if (!uint_member(&rd->btf, m->type, &wide))
		return axi_obj_fail(rd, -AX_EINVAL, at,
		                    "map '%.40s': '%.30s' is not a number; use __uint(%.30s, N)",
		                    map->name, m->name, m->name);
	if (axi_streq(m->name, "map_extra")) {
		spec->extra = wide;
		return 0;
	}
	if (wide > UINT32_MAX)
		return axi_obj_fail(rd, -AX_EINVAL, at, "map '%.40s': '%.30s' has more than 32 bits", map->name, m->name);
	value = (u32)wide;
	if (axi_streq(m->name, "type"))
		spec->type = value;
	else if (axi_streq(m->name, "max_entries"))
		spec->max_entries = value;
	else if (axi_streq(m->name, "map_flags"))
		spec->flags = value;
	else if (axi_streq(m->name, "key_size") || axi_streq(m->name, "value_size")) {
		if (!set_size(*m->name == 'k' ? &spec->key_size : &spec->value_size, value))
			return axi_obj_fail(rd, -AX_EINVAL, at,
			                    "map '%.40s': '%s' %u contradicts the type's size",
			                    map->name, m->name, value);
	} else if (axi_streq(m->name, "pinning")) {
		map->pinned = value; /* also where another loader has more ways than LIBBPF_PIN_BY_NAME (Cilium) */
	} /* numa_node: a wish about where its memory lies, which is the engine's matter */
	return 0;
}

static int btf_field(struct axi_reader *rd, struct ax_object_map *map,
                     const struct axi_btf_member *m, u64 at);

/* __array(values, T): what a map of maps (T a definition) or a program array (T a function) holds.  The inner
 * definition's own name is the outer map's; it has no place in the file. */
static int values_field(struct axi_reader *rd, struct ax_object_map *map, const struct axi_btf_member *m, u64 at)
{
	const struct axi_btf_view *btf = &rd->btf;
	struct axi_btf_type t = axi_btf_type(btf, axi_btf_skip(btf, m->type));
	bool listed = map >= rd->maps && map < rd->maps + rd->map_count;
	struct ax_object_map *inner;
	int rc = 0;

	if (t.kind == AXI_BTF_ARRAY)
		t = axi_btf_type(btf, axi_btf_skip(btf, axi_btf_array(&t).elem));
	if (t.kind == AXI_BTF_PTR)
		t = axi_btf_type(btf, axi_btf_skip(btf, t.size_or_type));
	if (!listed || map->inner || m->offset % 8 || !m->offset ||
	    (t.kind != AXI_BTF_STRUCT && t.kind != AXI_BTF_FUNC_PROTO) || !set_size(&map->spec.value_size, 4))
		return axi_obj_fail(rd, -AX_EINVAL, at, "map '%.40s': 'values' is not an array of maps or programs; use "
				    "__array(values, T)", map->name);
	rd->places[map - rd->maps].values = m->offset / 8;
	rd->places[map - rd->maps].programs = t.kind == AXI_BTF_FUNC_PROTO;
	if (t.kind == AXI_BTF_FUNC_PROTO)
		return 0;
	inner = AXI_OBJ_ALLOC(rd, 1, struct ax_object_map);
	if (!inner)
		return -AX_ENOMEM;
	inner->name = map->name;
	clean_name(inner->spec.name, map->name);
	for (u32 i = 0; i < t.vlen && !rc; i++) {
		struct axi_btf_member field = axi_btf_member(btf, &t, i);

		rc = btf_field(rd, inner, &field, at);
	}
	inner->spec.lock_at = inner->lock_at; /* of maps in maps nothing but the description says so */
	inner->spec.timer_at = inner->timer_at;
	map->inner = &inner->spec;
	map->inner_type = inner->value_type;
	return rc;
}

static int btf_field(struct axi_reader *rd, struct ax_object_map *map,
                     const struct axi_btf_member *m, u64 at)
{
	static const char *const known[] = {"type",     "max_entries", "map_flags", "map_extra",
	                                    "key_size", "value_size",  "pinning",   "numa_node"};

	if (axi_streq(m->name, "key") || axi_streq(m->name, "value"))
		return typed_field(rd, map, m, at);
	if (axi_streq(m->name, "values"))
		return values_field(rd, map, m, at);
	for (u32 i = 0; i < ARRAY_LEN(known); i++)
		if (axi_streq(m->name, known[i]))
			return uint_field(rd, map, m, at);
	return axi_obj_fail(rd, -AX_ENOTSUPP, at, "map '%.40s': field '%.40s' is not known",
	                    map->name, m->name);
}

static int btf_map(struct axi_reader *rd, const struct axi_sec *sec, u32 var_id)
{
	struct axi_btf_type var = axi_btf_type(&rd->btf, var_id);
	struct axi_btf_type def;
	struct ax_object_map *map;
	u32 off = 0;
	int rc;

	if (var.kind != AXI_BTF_VAR)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "'%.40s' in '.maps' is not a variable", var.name);
	rc = axi_elf_find(rd, sec, var.name, &off);
	if (rc < 0)
		return rc;
	if (rc)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "map '%.40s' is in the BTF but has no symbol in section '%s'",
		                    var.name, sec->name);
	def = axi_btf_type(&rd->btf, axi_btf_skip(&rd->btf, var.size_or_type));
	if (def.kind != AXI_BTF_STRUCT)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off + off,
		                    "map '%.40s' is not defined by a struct", var.name);
	if (axi_maps_find(rd, sec->index, off) >= 0)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off + off,
		                    "map '%.40s' stands where another map is", var.name);
	map = axi_maps_add(rd, var.name, sec->index, off);
	if (!map)
		return -AX_ENOTSUPP;
	for (u32 i = 0; i < def.vlen && !rc; i++) {
		struct axi_btf_member m = axi_btf_member(&rd->btf, &def, i);

		rc = btf_field(rd, map, &m, sec->off + off);
	}
	if (!rc && !map->spec.type)
		rc = axi_obj_fail(rd, -AX_EINVAL, sec->off + off,
		                  "map '%.40s' has no type; add __uint(type, ...)", var.name);
	axi_maps_fixed_sizes(&map->spec);
	return rc;
}

static int btf_maps(struct axi_reader *rd, const struct axi_sec *sec)
{
	u32 id;

	if (!sec->size)
		return 0;
	id = rd->has_btf ? axi_btf_datasec(&rd->btf, ".maps") : 0;
	if (!id)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "section '.maps' without BTF for it; compile with clang -g");
	struct axi_btf_type datasec = axi_btf_type(&rd->btf, id);

	for (u32 i = 0; i < datasec.vlen; i++) {
		int rc = btf_map(rd, sec, axi_btf_var(&datasec, i).type);

		if (rc)
			return rc;
	}
	return sec->rel ? axi_slots_read(rd, sec) : 0;
}

s32 axi_maps_data(struct axi_reader *rd, struct axi_sec *sec)
{
	struct ax_object_map *map;

	if (sec->map)
		return (s32)sec->map - 1;
	if (!sec->size || sec->size > INT32_MAX)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "data section '%.40s' of %llu bytes cannot become a map",
		                    sec->name, (unsigned long long)sec->size);
	if (sec->rel)
		return axi_obj_fail(rd, -AX_ENOTSUPP, sec->off,
		                    "data section '%.40s' holds addresses (it has relocations); "
		                    "fill such variables at run time",
		                    sec->name);
	map = axi_maps_add(rd, sec->name, sec->index, 0);
	if (!map)
		return -AX_ENOTSUPP;
	map->spec.type = AX_MAP_ARRAY;
	map->spec.key_size = 4;
	map->spec.value_size = (u32)sec->size;
	map->spec.max_entries = 1;
	map->internal = true;
	if (rd->has_btf)
		find_places(rd, axi_btf_datasec(&rd->btf, sec->name), map);
	if (axi_starts(sec->name, ".rodata")) {
		map->spec.flags = AX_MAP_F_RDONLY_PROG;
		map->freeze = true;
	}
	if (sec->type != AXI_SHT_NOBITS) {
		map->data = axi_sec_data(rd, sec);
		map->data_size = (u32)sec->size;
	}
	sec->map = rd->map_count;
	return (s32)sec->map - 1;
}

/* The object's arena, and what it begins with: global variables of address space 1. */
static int find_arena(struct axi_reader *rd)
{
	for (u32 i = 0; i < rd->map_count; i++) {
		if (rd->maps[i].spec.type != AX_MAP_ARENA)
			continue;
		if (rd->arena_map)
			return axi_obj_fail(rd, -AX_ENOTSUPP, 0, "maps '%.40s' and '%.40s' are arenas; an object has one at most",
					    rd->maps[rd->arena_map - 1].name, rd->maps[i].name);
		rd->arena_map = i + 1;
	}
	for (u32 i = 1; i < rd->sec_count; i++) {
		struct axi_sec *sec = &rd->secs[i];
		struct ax_object_map *map = rd->arena_map ? &rd->maps[rd->arena_map - 1] : NULL;

		if (sec->kind != AXI_SEC_ARENA || !sec->size)
			continue;
		if (!map)
			return axi_obj_fail(rd, -AX_EINVAL, sec->off, "section '%.40s' holds what an arena begins with, and there is none in '.maps'",
					    sec->name);
		if (map->data || sec->rel)
			return axi_obj_fail(rd, -AX_ENOTSUPP, sec->off, map->data ? "two sections '%.40s'" :
					    "section '%.40s' holds addresses (it has relocations); fill such variables at run time", sec->name);
		if (sec->size > (u64)map->spec.max_entries * 4096)
			return axi_obj_fail(rd, -AX_E2BIG, sec->off, "arena '%.40s' of %u pages is too small for section '%.40s' of %llu bytes",
					    map->name, map->spec.max_entries, sec->name, (unsigned long long)sec->size);
		map->data = sec->type == AXI_SHT_NOBITS ? NULL : axi_sec_data(rd, sec);
		map->data_size = (u32)sec->size;
	}
	return 0;
}

/* Data sections become maps even when no program refers to them, as user space may want to find
 * them; except the compiler's own literals (mergeable sections), which nobody can name. */
int axi_maps_collect(struct axi_reader *rd)
{
	int rc = 0;

	rd->map_room = AXI_OBJ_MAPS;
	/* every map has a symbol or a section of its own, but for .kconfig */
	if (rd->sym_count + rd->sec_count + 1 < rd->map_room)
		rd->map_room = rd->sym_count + rd->sec_count + 1;
	rd->maps = AXI_OBJ_ALLOC(rd, rd->map_room, struct ax_object_map);
	rd->places = AXI_OBJ_ALLOC(rd, rd->map_room, struct axi_map_place);
	if (!rd->maps || !rd->places)
		return -AX_ENOMEM;
	for (u32 i = 1; i < rd->sec_count && !rc; i++) {
		if (rd->secs[i].kind == AXI_SEC_MAPS)
			rc = btf_maps(rd, &rd->secs[i]);
		else if (rd->secs[i].kind == AXI_SEC_OLDMAPS)
			rc = axi_old_maps(rd, &rd->secs[i]);
	}
	if (!rc)
		rc = axi_old_maps_inner(rd);
	if (AXI_ARENAS && !rc)
		rc = find_arena(rd);
	for (u32 i = 1; i < rd->sec_count && !rc; i++) {
		struct axi_sec *sec = &rd->secs[i];

		if (sec->kind == AXI_SEC_DATA && sec->size && !(sec->flags & AXI_SHF_MERGE)) {
			s32 index = axi_maps_data(rd, sec);

			rc = index < 0 ? index : 0;
		}
	}
	return rc ? rc : axi_externs_collect(rd);
}
