/* SPDX-License-Identifier: Apache-2.0
 * perf_event_array.c - perf event arrays: where bpf_perf_event_output sends records, one event for each CPU. */
#include "map/slots.h"
#include "ax_cpu.h"

static int check(const struct ax_map_spec *spec, const struct ax_port *port, const struct ax_limits *limits)
{
	return axi_slots_check(spec, limits, AX_MAP_F_RDONLY | AX_MAP_F_WRONLY | AX_MAP_F_PRESERVE_ELEMS);
}

/* Linux takes out what a descriptor has put in when that descriptor goes; here all goes with the last of them. */
static void no_users(struct ax_map *map)
{
	if (!(map->spec.flags & AX_MAP_F_PRESERVE_ELEMS))
		axi_slots_clear(map);
}

static int user_lookup(struct ax_map *map, const void *key, void *value, u64 flags)
{
	return -AX_ENOTSUPP;
}

int ax_perf_output(struct ax_map *map, const struct ax_perf_record *record, uint64_t flags)
{
	u64 index = flags & AX_PERF_INDEX, extra = flags >> 32 & 0xfffff;
	struct ax_perf_event *event;

	if (flags & ~(UINT64_C(0xfffff00000000) | AX_PERF_INDEX) || (extra && !record->extra_bytes))
		return -AX_EINVAL;
	if (index == AX_PERF_INDEX)
		index = ax_cpu_id();
	if (index >= map->spec.max_entries)
		return -AX_E2BIG;
	event = axi_slots_get(map, (u32)index);
	if (!event)
		return -AX_ENOENT;
	return event->output ? event->output(event, record) : -AX_EINVAL;
}

int ax_perf_read(struct ax_map *map, struct ax_perf_value *value, uint64_t flags)
{
	u64 index = flags & AX_PERF_INDEX;
	struct ax_perf_event *event;

	if (flags & ~AX_PERF_INDEX)
		return -AX_EINVAL;
	if (index == AX_PERF_INDEX)
		index = ax_cpu_id();
	if (index >= map->spec.max_entries)
		return -AX_E2BIG;
	event = axi_slots_get(map, (u32)index);
	if (!event)
		return -AX_ENOENT;
	return event->read ? event->read(event, value) : -AX_EINVAL;
}

const struct axi_map_ops axi_perf_event_array_ops = {
	.check = check,
	.struct_bytes = sizeof(struct axi_slots),
	.init = axi_slots_init,
	.fini = axi_slots_fini,
	.lookup = axi_slots_lookup,
	.remove = axi_slots_remove,
	.user_lookup = user_lookup,
	.next_key = axi_slots_next_key,
	.holds = AX_HOLDS_EVENT,
	.put_object = axi_slots_put,
	.no_users = no_users,
};
