/* SPDX-License-Identifier: Apache-2.0
 * cgroup_array.c - cgroup arrays, in a system without cgroups: they are created, listed and asked, and nothing can be put in.  Tools
 * that can be told to look at one cgroup only have such a map, and ask it only when they were. */
#include "map/slots.h"

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	return axi_slots_check(spec, limits, AX_MAP_F_RDONLY | AX_MAP_F_WRONLY);
}

/* There is nothing to keep but what is known of every map. */
static int init(struct ax_map *map)
{
	return 0;
}

static void fini(struct ax_map *map)
{
}

static bool inside(const struct ax_map *map, const void *key)
{
	u32 index;

	memcpy(&index, key, sizeof(index));
	return index < map->spec.max_entries;
}

/* The value is a descriptor of a cgroup's directory: none is one. */
static int user_update(struct ax_map *map, const void *key, const void *value, u64 flags)
{
	return flags != AX_ANY ? -AX_EINVAL : inside(map, key) ? -AX_EBADF : -AX_E2BIG;
}

static int take_out(struct ax_map *map, const void *key)
{
	return inside(map, key) ? -AX_ENOENT : -AX_E2BIG;
}

const struct axi_map_ops axi_cgroup_array_ops = {
	.check = check,
	.struct_bytes = sizeof(struct ax_map),
	.init = init,
	.fini = fini,
	.user_update = user_update,
	.remove = take_out,
	.next_key = axi_slots_next_key,
};
