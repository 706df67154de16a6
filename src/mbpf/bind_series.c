/* SPDX-License-Identifier: Apache-2.0
 * bind_series.c - methods that only time series and ring buffers have.
 *
 *   series.push(key, value, time)            one sample; time in ns, left out or 0: now.  false: older than the newest
 *   series.last(key, values, times, skip)    the newest samples but `skip`, oldest first; how many: values.length at most
 *   series.window(key, ns, values, times)    the newest of the last `ns` nanoseconds, likewise
 *   series.stats(key, out, ns)               out[0 ..] = count, min, max, mean, variance, first and last time, late: of all, or of
 *                                            those stored of the last `ns`.  false: there are none
 *   ring.emit(bytes, flags)                  one record.  false: there is no room
 *
 * values and times (may be left out) are arrays or typed arrays that are there already; one call gives 64 samples at most. */
#include "js/object.h"
#include "mbpf/bind.h"

#define SAMPLES 64

/* whole - an optional number of nanoseconds or samples: undefined and null are 0 */
static int whole(struct js *js, js_value v, u64 *out, const char *what)
{
	double d = js_is_nullish(v) ? 0 : js_is_number(v) ? js_to_double(js, v) : -1;

	*out = 0;
	if (!(d >= 0 && d < 18446744073709551616.0))
		return axi_js_throw(js, JS_E_must_be_a_number_0_or_more, what);
	*out = (u64)d;
	return JS_DONE;
}

int axi_mbpf_push(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	u64 time;
	s64 value;

	if (!axi_mbpf_whole(js, a[0], &value))
		return axi_js_throw(js, JS_E_a_sample_must_be_a_whole_number);
	if (whole(js, a[1], &time, "time"))
		return JS_THROW;
	js->ret = js_bool(!ax_series_push(map, key, value, time));
	return JS_DONE;
}

/* room - of an array of either kind, as far as it matters here */
static bool room(struct js *js, js_value v, u32 *out)
{
	u32 bytes;

	*out = 0;
	if (axi_js_is_array(js, v))
		*out = axi_js_array_length(js, v);
	else if (!axi_js_typed_bytes(js, v, &bytes))
		return false;
	else
		*out = axi_js_indexed_length(js, v);
	return true;
}

int axi_mbpf_put(struct js *js, const js_value *to, u32 i, double d)
{
	js_value v = axi_js_numbers(js) ? JS_EMPTY : js_number(js, d);

	if (v == JS_EMPTY)
		return JS_THROW;
	if (!axi_js_is_array(js, *to))
		return axi_js_indexed_set(js, *to, i, v);
	axi_js_array_items(js, *to)[i] = v;
	return JS_DONE;
}

static int give(struct js *js, const struct ax_sample *sample, long count, const js_value *values, const js_value *times)
{
	for (u32 i = 0; i < count; i++)
		if (axi_mbpf_put(js, values, i, (double)sample[i].value) ||
		    (!js_is_nullish(*times) && axi_mbpf_put(js, times, i, (double)sample[i].time_ns)))
			return JS_THROW;
	js->ret = js_int(count > 0 ? (s32)count : 0);
	return JS_DONE;
}

/* check_out - how many samples there is room for, paid */
static int check_out(struct js *js, js_value values, js_value times, u32 *count)
{
	u32 more;

	if (!room(js, values, count) || (!js_is_nullish(times) && !room(js, times, &more)))
		return axi_js_throw(js, JS_E_values_and_times_must_be_arrays);
	if (!js_is_nullish(times) && more < *count)
		*count = more;
	*count = *count < SAMPLES ? *count : SAMPLES;
	return axi_js_charge(js, *count + 1);
}

int axi_mbpf_last(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	struct ax_sample sample[SAMPLES];
	u32 count;
	u64 skip;

	if (whole(js, a[2], &skip, "skip") || check_out(js, a[0], a[1], &count))
		return JS_THROW;
	return give(js, sample, ax_series_last(map, key, sample, count, skip), a, a + 1);
}

int axi_mbpf_window(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	struct axi_instance *i = js->host_arg;
	const struct ax_port *port = ax_engine_port(i->program->runtime->config.engine);
	u64 window, now = port->now_ns ? port->now_ns() : 0;
	struct ax_sample sample[SAMPLES];
	u32 count;

	if (whole(js, a[0], &window, "ns") || check_out(js, a[1], a[2], &count))
		return JS_THROW;
	return give(js, sample, ax_series_window(map, key, sample, count, window < now ? now - window : 0), a + 1, a + 2);
}

int axi_mbpf_series_stats(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	u32 length, samples = (ax_map_spec_of(map)->value_size - (u32)sizeof(struct ax_series_stats)) / (u32)sizeof(struct ax_sample);
	struct ax_series_stats s;
	u64 window, word[8];
	int err;

	_Static_assert(sizeof(s) == sizeof(word) && offsetof(struct ax_series_stats, min) == 8 && offsetof(struct ax_series_stats, variance) == 32,
		       "what stats gives is in the order of its fields");

	if (!room(js, a[0], &length) || length < 8)
		return axi_js_throw(js, JS_E_stats_needs_an_array_of_8_elements);
	if (whole(js, a[1], &window, "ns") || axi_js_charge(js, window ? samples / 4 : 1))
		return JS_THROW;
	err = ax_series_stats(map, key, &s, window);
	if (err == -AX_EOVERFLOW)
		return axi_js_throw(js, JS_E_the_sums_of_this_series_are_beyond_what_can_be_told);
	js->ret = js_bool(!err);
	if (err)
		return JS_DONE;
	memcpy(word, &s, sizeof(s)); /* in this order; min, max and mean have a sign */
	for (u32 i = 0; i < 8; i++)
		if (axi_mbpf_put(js, a, i, i - 1 < 3 ? (double)(s64)word[i] : (double)word[i]))
			return JS_THROW;
	js->ret = JS_TRUE;
	return JS_DONE;
}

int axi_mbpf_ring_emit(struct js *js, struct ax_map *map, const void *key, const js_value *a)
{
	u32 size;
	const void *bytes = axi_js_typed_bytes(js, a[0], &size);
	u64 flags;

	if (!bytes)
		return axi_js_throw(js, JS_E_emit_needs_a_typed_array);
	if (whole(js, a[1], &flags, "flags") || axi_js_charge(js, size / 8))
		return JS_THROW;
	if (flags & ~(u64)(AX_RB_NO_WAKEUP | AX_RB_FORCE_WAKEUP | AX_RB_PRIORITY))
		return axi_js_throw(js, JS_E_flags_are_1_no_wake_up_2_wake_up_4_priority);
	js->ret = js_bool(!ax_ring_output(map, bytes, size, flags));
	return JS_DONE;
}
