/* SPDX-License-Identifier: Apache-2.0
 * diff.c - one source, three ways: the JavaScript engine, eBPF interpreted, eBPF as machine code.  Same contexts in; results, outcomes,
 * lines, records and map contents must be the same.
 *
 *   diff RUNS SEED FILE.js [MANIFEST.json] ...   a file's first line may hold its manifest behind "// " */
#include <axiom/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "jsebpf/diff.h"

enum { WAYS = 3, TEXT = 4096 };
static const char *const way_names[WAYS] = {"JavaScript", "interpreted", "machine code"};

struct way {
	struct ax_limits limits;
	struct ax_engine *engine;
	mbpf_runtime_t *runtime;
	mbpf_program_t *program;
	char said[TEXT]; /* lines and records of the run */
	size_t length;
};

static struct ax_port port;
static uint64_t clock_ns;

static uint64_t now(void)
{
	return clock_ns;
}

static void say(struct way *w, char kind, const void *bytes, size_t size)
{
	if (w->length + size + 2 < TEXT) {
		w->said[w->length++] = kind;
		memcpy(w->said + w->length, bytes, size);
		w->length += size;
		w->said[w->length++] = '\n';
	}
}

static void log_line(void *arg, const char *program, const char *text, size_t length)
{
	say(arg, 'L', text, length);
}

static int emit(void *arg, const char *program, const void *data, size_t length)
{
	say(arg, 'E', data, length);
	return length == 8; /* so that programs see both answers */
}

/* ---- random contexts */

static uint64_t state;

uint64_t diff_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545F4914F6CDD1Dull;
}

uint64_t diff_seed(uint64_t seed)
{
	return state = seed * 0x9E3779B97F4A7C15ull | 1;
}

/* number - small ones, edges, anything */
static uint64_t number(uint32_t size)
{
	static const uint64_t edges[] = {0, 1, 2, 3, 4, 7, 8, 9, 10, 41, 100, 255, 256, 1500, 2000, 2001, 65535, 65536, 0x800, 0x7fffffff,
					 0x80000000, 0xffffffff, 1ull << 32, (1ull << 53) - 1, 1ull << 53, (1ull << 53) + 1, 1ull << 63};
	uint64_t r = diff_random(), n;

	switch (r % 5) {
	case 0: n = r >> 8 & 7; break;
	case 1: n = edges[(r >> 8) % (sizeof(edges) / sizeof(edges[0]))]; break;
	case 2: n = 0 - (r >> 8) % 4096; break;
	case 3: n = (r >> 8) % 4096; break;
	default: n = r >> (r >> 8) % 40; break;
	}
	return size < 8 ? (uint32_t)n : n;
}

static const struct {
	uint32_t ctx, offset, size;
} fields[] = {
#define MBPF_FIELD(ctx, type, name) {AXI_MBPF_CTX_##ctx, offsetof(struct mbpf_ctx_##ctx, name), sizeof(type)},
#include "mbpf/ctx.def"
};

static void context(uint8_t blob[256], uint8_t *data, uint32_t ctx)
{
	struct mbpf_ctx_head *head = (struct mbpf_ctx_head *)(void *)blob;
	uint32_t length = diff_random() % 4 ? (uint32_t)(diff_random() % 80) : (uint32_t)(diff_random() % 4);

	memset(blob, 0, 256);
	for (uint32_t i = 0; i < length; i++)
		data[i] = (uint8_t)(diff_random() % 3 ? number(1) : diff_random());
	if (length > 40 && diff_random() % 2) { /* something that a filter takes for UDP */
		data[12] = 8;
		data[13] = 0;
		data[23] = 17;
		data[36] = 0;
		data[37] = 9;
	}
	for (uint32_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		uint64_t n = number(fields[i].size);

		if (fields[i].ctx == ctx)
			memcpy(blob + fields[i].offset, &n, fields[i].size);
	}
	if (ctx == AXI_MBPF_CTX_net && diff_random() % 2)
		((struct mbpf_ctx_net *)(void *)blob)->protocol = 0x800;
	*head = (struct mbpf_ctx_head){.abi_version = 1, .data_len = length, .data = data, .flags = diff_random() % 8 == 0};
}

/* ---- running */

static int start(struct way *w, int n, const void *package, size_t size)
{
	static struct mbpf_policy policy = {.development = true};
	struct mbpf_config config = {.policy = &policy, .cpus = 1, .log = log_line, .emit = emit, .arg = w, .mem = port.mem};
	struct mbpf_diag diag = {.text = ""};

	memset(w, 0, sizeof(*w));
	w->limits = ax_limits_cloud;
	w->limits.jit = n == 2;
	if (ax_engine_create(&w->engine, &port, &w->limits))
		return 1;
	config.engine = w->engine;
	if (mbpf_runtime_init(&w->runtime, &config))
		return 1;
	if (mbpf_program_load(w->runtime, package, size, &w->program, &diag) || mbpf_program_attach(w->runtime, w->program)) {
		snprintf(w->said, TEXT, "%s", diag.text);
		return 1;
	}
	return 0;
}

static void stop(struct way *w)
{
	if (w->runtime)
		mbpf_runtime_shutdown(w->runtime);
	if (w->engine)
		ax_engine_destroy(w->engine);
	memset(w, 0, sizeof(*w));
}

/* same_maps - every key of one is in the other with the same value */
static const char *same_maps(const struct way *a, const struct way *b)
{
	for (uint32_t m = 0; m < a->program->manifest.map_count; m++) {
		struct ax_map *x = a->program->map[m], *y = b->program->map[m];
		uint32_t keys[2] = {0, 0};

		for (int k = 0; k < 2; k++) {
			struct ax_map *one = k ? y : x, *other = k ? x : y;
			uint8_t key[512], next[512], v[2][1024];
			bool first = true;

			while (!ax_map_next_key(one, first ? NULL : key, next)) {
				first = false;
				memcpy(key, next, ax_map_spec_of(one)->key_size);
				keys[k]++;
				if (ax_map_user_value_size(one) > sizeof(v[0]) || ax_map_user_lookup(one, key, v[0], 0) ||
				    ax_map_user_lookup(other, key, v[1], 0) || memcmp(v[0], v[1], ax_map_user_value_size(one)))
					return a->program->manifest.map[m].name;
			}
		}
		if (keys[0] != keys[1])
			return a->program->manifest.map[m].name;
	}
	return NULL;
}

static int complain_run(const char *path, uint32_t run, int way, const char *what, long a, long b)
{
	printf("FAIL jsebpf.%s: run %u: %s: JavaScript %ld, %s %ld\n", path, run, what, a, way_names[way], b);
	return 1;
}

static int one_run(struct way *w, const char *name, uint32_t run, struct diff_count *count)
{
	static uint8_t data[65536];
	_Alignas(8) uint8_t blob[256];
	struct mbpf_program_stats before, st[WAYS];
	uint32_t hook = w[0].program->hook;
	int32_t rc[WAYS];

	context(blob, data, w[0].runtime->hook[hook].ctx);
	clock_ns += number(8) % 1000000000;
	mbpf_program_stats(w[0].program, &before);
	for (int n = 0; n < WAYS; n++) {
		w[n].length = 0;
		if (mbpf_run(w[n].runtime, hook, blob, sizeof(blob), &rc[n]))
			return complain_run(name, run, n, "the context was refused", 0, 1);
		mbpf_program_stats(w[n].program, &st[n]);
	}
	count->runs++;
	count->failed += st[0].outcome[MBPF_OK] == before.outcome[MBPF_OK];
	for (int n = 1; n < WAYS; n++) {
		const char *map = same_maps(&w[0], &w[n]);

		for (uint32_t o = 0; o < MBPF_OUTCOMES; o++)
			if (st[0].outcome[o] != st[n].outcome[o]) {
				printf("last errors: \"%s\" and \"%s\"\n", mbpf_program_error(w[0].program), mbpf_program_error(w[n].program));
				return complain_run(name, run, n, mbpf_outcome_name(o), (long)st[0].outcome[o], (long)st[n].outcome[o]);
			}
		if (rc[n] != rc[0])
			return complain_run(name, run, n, "result", rc[0], rc[n]);
		if (w[n].length != w[0].length || memcmp(w[n].said, w[0].said, w[n].length)) {
			printf("FAIL jsebpf.%s: run %u: says \"%.*s\" (JavaScript), \"%.*s\" (%s)\n", name, run, (int)w[0].length, w[0].said,
			       (int)w[n].length, w[n].said, way_names[n]);
			return 1;
		}
		if (map) {
			printf("FAIL jsebpf.%s: run %u: map %s differs (%s)\n", name, run, map, way_names[n]);
			return 1;
		}
	}
	return 0;
}

static void use_port(void)
{
	if (port.mem)
		return;
	port = *axp_port();
	port.now_ns = now;
}

bool diff_load_and_run(const void *package, size_t size, uint32_t runs)
{
	static uint8_t data[65536];
	_Alignas(8) uint8_t blob[256];
	struct way w;
	int32_t rc;
	bool loaded;

	use_port();
	loaded = !start(&w, 2, package, size);
	for (uint32_t n = 0; loaded && n < runs; n++) {
		context(blob, data, w.runtime->hook[w.program->hook].ctx);
		mbpf_run(w.runtime, w.program->hook, blob, sizeof(blob), &rc);
	}
	stop(&w);
	return loaded;
}

int diff_packages(const char *name, const void *js, size_t js_size, const void *ebpf, size_t ebpf_size, uint32_t runs,
		  struct diff_count *count)
{
	static struct way w[WAYS];
	int status = 0;

	use_port();
	clock_ns = 1000;
	for (int n = 0; n < WAYS && !status; n++)
		if (start(&w[n], n, n ? ebpf : js, n ? ebpf_size : js_size)) {
			printf("FAIL jsebpf.%s: does not load (%s): %s\n", name, way_names[n], w[n].said);
			status = 1;
		}
	if (!status && ax_engine_has_code(w[2].engine) && !w[2].program->instance[0].prog[0]->code) {
		printf("FAIL jsebpf.%s: no machine code\n", name);
		status = 1;
	}
	for (uint32_t run = 0; run < runs && !status; run++)
		status = one_run(w, name, run, count);
	for (int n = 0; n < WAYS; n++)
		stop(&w[n]);
	return status;
}
