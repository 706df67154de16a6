/* SPDX-License-Identifier: Apache-2.0
 * cmd_series.c - rk series: what the time series of a map say, by bpf(2)'s SERIES_QUERY. */
#include <axiom/map.h>
#include <axiom/status.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "rk/rk.h"
#include "rk/sysbpf.h"

enum { KEY, LAST, SKIP, WINDOW, SINCE };
enum { SAMPLES = 4096, KEY_BYTES = 512 }; /* the most that a map has */
static const struct rk_option options[] = {
	[KEY] = {"--key", "HEX", "the series of this key only, its bytes as hex digits; without it those of all keys", false},
	[LAST] = {"--last", "N", "print the newest N samples, too, oldest first", false},
	[SKIP] = {"--skip", "N", "... but for the newest N", false},
	[WINDOW] = {"--window", "N[ns|us|ms|s]", "statistics of the last so much time, and the samples in it", false},
	[SINCE] = {"--since", "NS", "the samples since this time, in ns of the engine's clock (CLOCK_MONOTONIC)", false},
};

/* struct question - what is asked of every series. */
struct question {
	int map;
	u32 key_bytes;
	bool samples;            /* not statistics alone */
	u32 what, room;          /* SERIES_QUERY's */
	u64 from, window;
};

static long ask(const struct question *q, const u8 *key, u32 what, u64 from, void *out, u32 room, u32 *count)
{
	union rk_attr attr;
	long err;

	memset(&attr, 0, sizeof(attr));
	attr.bpf.series = (struct axi_attr_series){.map_fd = (u32)q->map, .what = what, .key = (u64)(uintptr_t)key,
						   .out = (u64)(uintptr_t)out, .from = from, .room = room};
	err = rk_bpf(AXI_BPF_SERIES_QUERY, &attr);
	*count = attr.bpf.series.count;
	return err;
}

/* -AX_ENOENT: the key is gone meanwhile. */
static long print_series(const struct question *q, const u8 *key)
{
	static struct ax_sample samples[SAMPLES];
	struct ax_series_stats s;
	u32 count;
	long err = ask(q, key, AXI_SERIES_STATS, q->window, &s, 0, &count);
	bool known = err != -AX_EOVERFLOW;

	if (err && known)
		return err;
	printf("key ");
	for (u32 i = 0; i < q->key_bytes; i++)
		printf("%02x", key[i]);
	printf(" count %" PRIu64, s.count);
	if (s.count)
		printf(" min %" PRId64 " max %" PRId64 " first %" PRIu64 " ns last %" PRIu64 " ns", s.min, s.max, s.first_ns, s.last_ns);
	if (s.count && known)
		printf(" mean %" PRId64 " variance %" PRIu64, s.mean, s.variance);
	if (s.late)
		printf(" late %" PRIu64, s.late);
	putchar('\n');
	if (!q->samples)
		return 0;
	err = ask(q, key, q->what, q->from, samples, q->room, &count);
	for (u32 i = 0; !err && i < count; i++)
		printf("%20" PRIu64 " ns %20" PRId64 "\n", samples[i].time_ns, samples[i].value);
	return err;
}

static long print_all(const struct question *q)
{
	u8 key[2][KEY_BYTES];
	union rk_attr attr;
	u32 turn = 0;
	long err;

	for (bool first = true;; first = false) {
		memset(&attr, 0, sizeof(attr));
		attr.bpf.elem.map_fd = (u32)q->map;
		attr.bpf.elem.key = first ? 0 : (u64)(uintptr_t)key[turn];
		attr.bpf.elem.value = (u64)(uintptr_t)key[!turn];
		err = rk_bpf(AXI_BPF_MAP_GET_NEXT_KEY, &attr);
		if (err)
			return err == -AX_ENOENT ? 0 : err;
		turn = !turn;
		err = print_series(q, key[turn]);
		if (err && err != -AX_ENOENT)
			return err;
	}
}

/* A number and, with `units`, a time: ns. */
static bool number(const char *name, const char *text, bool units, u64 *out)
{
	static const struct {
		const char *text;
		u64 ns;
	} known[] = {{"", 1}, {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	for (size_t i = 0; i < (units ? ARRAY_LEN(known) : 1); i++)
		if (!errno && text[0] >= '0' && text[0] <= '9' && !strcmp(end, known[i].text) && *out <= UINT64_MAX / known[i].ns) {
			*out *= known[i].ns;
			return true;
		}
	rk_error("%s: \"%s\" is no %s", name, text, units ? "time such as 50ms" : "number");
	return false;
}

static u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

static bool question_of(const struct rk_args *args, struct question *q)
{
	const char *const *given = args->values;
	u64 last = SAMPLES, start;

	if (!!given[LAST] + !!given[WINDOW] + !!given[SINCE] > 1 || (given[SKIP] && !given[LAST])) {
		rk_error("one of --last, --window and --since, and --skip with --last only");
		return false;
	}
	if ((given[LAST] && !number("--last", given[LAST], false, &last)) ||
	    (given[SKIP] && !number("--skip", given[SKIP], false, &q->from)) ||
	    (given[SINCE] && !number("--since", given[SINCE], false, &q->from)) ||
	    (given[WINDOW] && !number("--window", given[WINDOW], true, &q->window)))
		return false;
	if (given[WINDOW]) {
		start = now();
		q->from = start > q->window ? start - q->window : 0;
	}
	q->samples = given[LAST] || given[WINDOW] || given[SINCE];
	q->what = given[LAST] ? AXI_SERIES_LAST : AXI_SERIES_WINDOW;
	q->room = (u32)min_u64(last, SAMPLES);
	return true;
}

/* The map with this id, or pinned under this name. */
static long open_map(const char *name)
{
	union rk_attr attr;
	bool id = name[0] >= '0' && name[0] <= '9';
	u64 n = 0;

	if (id && !number("MAP", name, false, &n))
		return -AX_EINVAL;
	memset(&attr, 0, sizeof(attr));
	if (id)
		attr.bpf.get_id.id = (u32)n;
	else
		attr.bpf.obj.pathname = (u64)(uintptr_t)name;
	return rk_bpf(id ? AXI_BPF_MAP_GET_FD_BY_ID : AXI_BPF_OBJ_GET, &attr);
}

static long about(struct question *q)
{
	struct axi_map_info info;
	union rk_attr attr;
	long err;

	memset(&attr, 0, sizeof(attr));
	memset(&info, 0, sizeof(info));
	attr.bpf.info.bpf_fd = (u32)q->map;
	attr.bpf.info.info = (u64)(uintptr_t)&info;
	attr.bpf.info.info_len = sizeof(info);
	err = rk_bpf(AXI_BPF_OBJ_GET_INFO_BY_FD, &attr);
	if (!err && info.type != AX_MAP_SERIES)
		err = -AX_ENOTSUPP;
	q->key_bytes = info.key_size;
	return err;
}

static int answer(const struct rk_args *args, struct question *q)
{
	const char *hex = args->values[KEY];
	long err = about(q);
	size_t bytes = 0;
	u8 *key = NULL;

	if (err) {
		rk_error("%s: %s", args->operands[0], err == -AX_ENOTSUPP ? "no map of time series; `bpftool map dump` shows others" :
			 strerror((int)-err));
		return RK_UNUSABLE;
	}
	if (hex && rk_hex("--key", hex, strlen(hex), &key, &bytes))
		return RK_UNUSABLE;
	if (hex && bytes != q->key_bytes) {
		rk_error("--key: %zu bytes, and the map's keys have %u", bytes, q->key_bytes);
		free(key);
		return RK_UNUSABLE;
	}
	err = hex ? print_series(q, key) : print_all(q);
	free(key);
	if (err)
		rk_error("%s: %s", args->operands[0], err == -AX_ENOENT ? "no series of this key" : strerror((int)-err));
	return !err ? RK_OK : err == -AX_ENOENT ? RK_REFUSED : RK_UNUSABLE;
}

static int run(const struct rk_args *args)
{
	struct question q = {0};
	int status;

	if (!question_of(args, &q))
		return RK_UNUSABLE;
	status = rk_engine();
	if (status)
		return status;
	q.map = (int)open_map(args->operands[0]);
	if (q.map < 0) {
		rk_error("%s: %s", args->operands[0], strerror(-q.map));
		return RK_UNUSABLE;
	}
	status = answer(args, &q);
	close(q.map);
	return status;
}

const struct rk_command rk_cmd_series = {
	.operands = "MAP",
	.operands_min = 1,
	.operands_max = 1,
	.description = "Prints the time series of a map in the engine's process of this user (docs/preload.md): for each key the statistics of\n"
		       "all samples that were ever pushed, or those of a window; with --last, --window or --since also the samples. MAP is a\n"
		       "name under which the map is pinned (/sys/fs/bpf/NAME), or its id (rk list).",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0 printed\n1 there is no series of this key\n2 no such map, or there is no engine",
	.examples = "rk series /sys/fs/bpf/temperatures\nrk series 3 --key 07000000 --last 5\nrk series 3 --window 200ms",
	.run = run,
};
