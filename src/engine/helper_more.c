/* SPDX-License-Identifier: Apache-2.0
 * helper_more.c - helpers that small builds leave out: further maps, clocks, memory that nobody has checked. */
#include "engine/helpers.h"
#include "map/map.h"
#include "map/slots.h"

/* ---- maps ---- */

HELPER_FN(tail_call)
{
	return axi_prog_tail(run, axi_slots_get(axi_ptr(r2), (u32)r3), r1);
}

HELPER_FN(map_push_elem)
{
	return axi_status(ax_map_push(axi_ptr(r1), axi_ptr(r2), r3));
}

HELPER_FN(map_pop_elem)
{
	return axi_status(ax_map_pop(axi_ptr(r1), axi_ptr(r2)));
}

HELPER_FN(map_peek_elem)
{
	return axi_status(ax_map_peek(axi_ptr(r1), axi_ptr(r2)));
}

HELPER_FN(map_lookup_percpu_elem)
{
	return (u64)(uintptr_t)ax_map_lookup_percpu(axi_ptr(r1), axi_ptr(r2), (u32)r3);
}

struct each {
	struct ax_run *run;
	u64 function, ctx;
	u32 left;
};

/* No more calls than there is room for elements: the verifier counts on it, and a function that takes its element out and puts
 * another one in could be called without end. */
static long call_each(void *arg, struct ax_map *map, const void *key, void *value)
{
	struct each *each = arg;

	return axi_callback(each->run, each->function, (u64)(uintptr_t)map, (u64)(uintptr_t)key, (u64)(uintptr_t)value, each->ctx,
			    0) || each->run->stopped || !--each->left;
}

HELPER_FN(for_each_map_elem)
{
	struct ax_map *map = axi_ptr(r1);
	struct each each = {.run = run, .function = r2, .ctx = r3, .left = map->spec.max_entries};

	return axi_status(r4 ? -AX_EINVAL : ax_map_each(map, call_each, &each));
}

HELPER_FN(perf_event_output)
{
	struct ax_perf_record record = {.data = axi_ptr(r4), .bytes = r5};

	return axi_status(ax_perf_output(axi_ptr(r2), &record, r3));
}

HELPER_FN(perf_event_read)
{
	struct ax_perf_value value;
	int err = ax_perf_read(axi_ptr(r1), &value, r2);

	return err ? axi_status(err) : value.counter;
}

HELPER_FN(perf_event_read_value)
{
	struct ax_perf_value value = {0};
	int err = r4 == sizeof(value) ? ax_perf_read(axi_ptr(r1), &value, r2) : -AX_EINVAL;

	memset(axi_ptr(r3), 0, (u32)r4);
	if (!err)
		memcpy(axi_ptr(r3), &value, sizeof(value));
	return axi_status(err);
}

/* ---- spin locks in values: interrupts are masked while one is held ---- */

HELPER_FN(spin_lock)
{
	unsigned long irq = axi_value_lock(axi_ptr(r1));

	run->lock = axi_ptr(r1);
	run->lock_irq = irq;
	return 0;
}

HELPER_FN(spin_unlock)
{
	u32 *lock = run->lock;

	run->lock = NULL; /* before: an interrupt may come at once */
	axi_value_unlock(lock, run->lock_irq);
	return 0;
}

/* ---- the task and its storage: the address of a task is its number, and nothing is there ---- */

HELPER_FN(get_current_task_btf)
{
	struct ax_task_info task;

	run->engine->port->current_task(&task);
	return ax_task_key(task.pid, task.start);
}

HELPER_FN(get_current_task)
{
	return axi_helper_get_current_task_btf(r1, r2, r3, r4, r5, run);
}

/* There are no cgroups: every place of the array is empty. */
HELPER_FN(current_task_under_cgroup)
{
	return axi_status((u32)r2 < ax_map_spec_of(axi_ptr(r1))->max_entries ? -AX_EAGAIN : -AX_E2BIG);
}

HELPER_FN(task_storage_get)
{
	return (u64)(uintptr_t)ax_task_storage_get(axi_ptr(r1), r2, axi_ptr(r3), r4);
}

HELPER_FN(task_storage_delete)
{
	return axi_status(ax_task_storage_delete(axi_ptr(r1), r2));
}

enum { SYMBOL_BYTES = 512 }; /* Linux's KSYM_NAME_LEN: longer names no symbol has */

/* The name is read once: where it lies in a map, others may write it meanwhile. */
HELPER_FN(kallsyms_lookup_name)
{
	char copy[SYMBOL_BYTES];
	u64 *out = axi_ptr(r4);
	const char *name = axi_ptr(r1);
	s32 size = (s32)r2;

	*out = 0;
	if (r3 || size <= 1 || name[size - 1])
		return axi_status(-AX_EINVAL);
	memset(copy, 0, sizeof(copy));
	memcpy(copy, name, (size_t)min_u64((u32)size, SYMBOL_BYTES));
	return axi_status(copy[SYMBOL_BYTES - 1] ? -AX_ENOENT : run->engine->port->symbol(copy, out));
}

/* ---- time series ---- */

HELPER_FN(series_push)
{
	return axi_status(ax_series_push(axi_ptr(r1), axi_ptr(r2), (s64)r3, r4));
}

/* The whole buffer counts as written: what there is no sample for is 0. */
static u64 samples_out(long got, void *out, u32 size)
{
	u32 used = got > 0 ? (u32)got * (u32)sizeof(struct ax_sample) : 0;

	memset((u8 *)out + used, 0, size - used);
	return axi_status(got);
}

HELPER_FN(series_last)
{
	u32 room = (u32)r4 / sizeof(struct ax_sample);

	return samples_out(ax_series_last(axi_ptr(r1), axi_ptr(r2), axi_ptr(r3), room, r5), axi_ptr(r3), (u32)r4);
}

HELPER_FN(series_window)
{
	u32 room = (u32)r4 / sizeof(struct ax_sample);

	return samples_out(ax_series_window(axi_ptr(r1), axi_ptr(r2), axi_ptr(r3), room, r5), axi_ptr(r3), (u32)r4);
}

HELPER_FN(series_stats)
{
	struct ax_series_stats stats = {0};
	int err = r4 == sizeof(stats) ? ax_series_stats(axi_ptr(r1), axi_ptr(r2), &stats, r5) : -AX_EINVAL;

	memset(axi_ptr(r3), 0, (u32)r4);
	if (r4 == sizeof(stats))
		memcpy(axi_ptr(r3), &stats, sizeof(stats));
	return axi_status(err);
}

/* ---- clocks, places ---- */

HELPER_FN(ktime_get_tai_ns)
{
	return run->engine->port->tai_ns();
}

/* A clock that is cheap to read is no less exact for being read exactly. */
HELPER_FN(ktime_get_coarse_ns)
{
	return (run->engine->port->coarse_ns ? run->engine->port->coarse_ns : run->engine->port->now_ns)();
}

/* Ticks of 1/1000 s since the start. */
HELPER_FN(jiffies64)
{
	return run->engine->port->now_ns() / 1000000;
}

/* One node: no port says more. */
HELPER_FN(get_numa_node_id)
{
	return 0;
}

/* ---- memory that nobody has checked: through the port, which survives a bad address ---- */

/* Linux looks at an address before it tries it: its own are the upper half of 57 bits, and no others are read as such. */
static long probe_error(u64 from, bool user)
{
	return user || from >> 56 == UINT64_MAX >> 56 ? -AX_EFAULT : -AX_ERANGE;
}

/* What says neither goes by the address, as on Linux; but the lower half is readable here, whoever asks. */
static bool is_user(u64 from)
{
	return !(from >> 63);
}

static u64 probe(struct ax_run *run, u64 to, u64 size, u64 from, bool user)
{
	bool some = (u32)size;
	u8 any;
	long err;

	/* no bytes: is the address one that may be asked for? */
	if (!some && user)
		return axi_status(is_user(from) ? 0 : -AX_EFAULT);
	if (!some && !is_user(from))
		return axi_status(probe_error(from, false) == -AX_EFAULT ? 0 : -AX_ERANGE);
	err = run->engine->port->probe_read(some ? axi_ptr(to) : &any, from, some ? (u32)size : 1, user);
	if (!err)
		return 0;
	memset(axi_ptr(to), 0, (u32)size);
	return axi_status(probe_error(from, user));
}

/* A page is there or not there as a whole, so a string is read in pieces that end with one. */
long axi_read_string(const struct ax_port *port, char *to, u32 size, u64 from, bool user)
{
	char piece[64];
	u32 done = 0;

	while (done < size) {
		u32 bytes = (u32)min_u64(min_u64(size - done, sizeof(piece)), 4096 - ((from + done) & 4095));

		if (port->probe_read(piece, from + done, bytes, user))
			return -AX_EFAULT;
		for (u32 i = 0; i < bytes; i++) {
			to[done++] = piece[i];
			if (!piece[i])
				return done;
		}
	}
	if (size)
		to[size - 1] = 0;
	return size;
}

/* Linux copies a user's string by words as far as they can be read, and what follows the NUL in the last one becomes 0. */
static u32 whole_word(const struct ax_port *port, char *to, u32 used, u32 size, u64 from)
{
	u32 start = (used - 1) & ~7u, page_left = 4096 - (u32)((from + start) & 4095);
	u64 word;

	if (start + 8 > size || (page_left < 8 && port->probe_read(&word, from + start, 8, true)))
		return used;
	memset(to + used, 0, start + 8 - used);
	return start + 8;
}

static u64 probe_string(struct ax_run *run, u64 to, u64 size, u64 from, bool user, bool by_words)
{
	const struct ax_port *port = run->engine->port;
	long got = axi_read_string(port, axi_ptr(to), (u32)size, from, user);
	u32 used = got > 0 ? (u32)got : 0;

	if (got < 0) {
		memset(axi_ptr(to), 0, (u32)size);
		return axi_status(probe_error(from, user));
	}
	if (by_words && used && used < (u32)size)
		used = whole_word(port, axi_ptr(to), used, (u32)size, from);
	axi_clear_rest(run, axi_ptr(to), used, (u32)size);
	return axi_status(got);
}

HELPER_FN(probe_read)
{
	return probe(run, r1, r2, r3, is_user(r3));
}

HELPER_FN(probe_read_kernel)
{
	return probe(run, r1, r2, r3, false);
}

HELPER_FN(probe_read_user)
{
	return probe(run, r1, r2, r3, true);
}

HELPER_FN(probe_read_str)
{
	return probe_string(run, r1, r2, r3, is_user(r3), false);
}

HELPER_FN(probe_read_kernel_str)
{
	return probe_string(run, r1, r2, r3, false, false);
}

HELPER_FN(probe_read_user_str)
{
	return probe_string(run, r1, r2, r3, true, true);
}
