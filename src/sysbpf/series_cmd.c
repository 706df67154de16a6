/* SPDX-License-Identifier: Apache-2.0
 * series_cmd.c - SERIES_QUERY, Axiom's own command: what programs ask a time series, for user space: statistics of all samples or of
 * a window, the last N, those since a time. */
#include "sysbpf/call.h"

static u32 samples_of(const struct ax_map *map)
{
	return (u32)((ax_map_spec_of(map)->value_size - sizeof(struct ax_series_stats)) / sizeof(struct ax_sample));
}

/* Mean and variance that are not known are 0, the rest goes out whatever the result. */
static int ask_stats(struct call *call, struct ax_map *map, const void *key)
{
	struct ax_series_stats stats;
	int err;

	if (call->attr.series.room)
		return -AX_EINVAL;
	memset(&stats, 0, sizeof(stats));
	err = ax_series_stats(map, key, &stats, call->attr.series.from);
	if (err && err != -AX_EOVERFLOW)
		return err;
	return axi_call_out(call, call->attr.series.out, &stats, sizeof(stats)) ? -AX_EFAULT : err;
}

static int ask_samples(struct call *call, struct ax_map *map, const void *key)
{
	const struct axi_attr_series *attr = &call->attr.series;
	u32 room = (u32)min_u64(attr->room, samples_of(map));
	size_t bytes = room * sizeof(struct ax_sample);
	struct ax_sample *out = call->mem->alloc(call->mem, bytes + 1);
	long n;

	if (!out)
		return -AX_ENOMEM;
	n = attr->what == AXI_SERIES_LAST ? ax_series_last(map, key, out, room, attr->from) :
					    ax_series_window(map, key, out, room, attr->from);
	if (n >= 0 && (axi_call_out(call, attr->out, out, (size_t)n * sizeof(*out)) ||
		       axi_call_result(call, offsetof(struct axi_attr_series, count), (u32)n)))
		n = -AX_EFAULT;
	call->mem->free(call->mem, out, bytes + 1);
	return n < 0 ? (int)n : 0;
}

static int ask(struct call *call, struct ax_map *map, u32 flags)
{
	u8 key[512]; /* the longest that such a map has */

	if (flags & AXI_FD_WRONLY)
		return -AX_EPERM;
	if (ax_map_spec_of(map)->type != AX_MAP_SERIES)
		return -AX_ENOTSUPP;
	if (axi_call_in(call, key, call->attr.series.key, ax_map_spec_of(map)->key_size))
		return -AX_EFAULT;
	return call->attr.series.what == AXI_SERIES_STATS ? ask_stats(call, map, key) : ask_samples(call, map, key);
}

long axi_cmd_series_query(struct call *call)
{
	void *map;
	u32 flags;
	int err;

	if (call->attr.series.what > AXI_SERIES_WINDOW || call->attr.series.count)
		return -AX_EINVAL;
	err = axi_call_fd(call, call->attr.series.map_fd, AX_KIND_MAP, &map, &flags);
	if (err)
		return err;
	err = ask(call, map, flags);
	ax_map_put(call->engine, map);
	return err;
}
