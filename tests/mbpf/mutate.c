/* SPDX-License-Identifier: Apache-2.0
 * mutate.c - mutate COUNT [SEED [OBJECT.o...]]: packages with bytes changed, loaded and run: bytecode, and the eBPF objects given (their
 * maps must be those of the manifest below).  Each is refused or stays within its budget; the sanitizers see the rest.  In three of
 * four cases checksums are made right again, so that what is behind them is reached. */
#include <axiom/js.h>
#include <axiom/mbpf.h>
#include <axiom/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/crc32.h"
#include "mbpf/manifest.h"
#include "mbpf/package.h"

static const char *const sources[] = {
	"var n = 0; function mbpf_init() { n = 1; } function mbpf_prog(ctx) { n += ctx.ifindex; return n + ctx.readU8(0); }",
	"function Point(x, y) { this.x = x; this.y = y; } Point.prototype.sum = function () { return this.x + this.y; };"
	"function mbpf_prog(ctx) { var a = []; for (let i = 0; i < 8; i++) a.push(new Point(i, () => i)); "
	"try { a.sort((p, q) => q.x - p.x); throw { v: a[0].sum }; } catch (e) { return a.map(p => p.x * 2).reduce((s, x) => s + x, 0); } }",
	"function mbpf_prog(ctx) { var m = /(\\d+)-(a|b)*/.exec('xx12-ab'), o = JSON.parse('{\"a\":[1,2.5]}'); "
	"switch (m.length) { case 3: return `${m[1]}`.length + o.a[1] * 2; default: return -1; } }",
	"var t = new Uint8Array(16); function f(a, b = 3) { return arguments.length + b; }"
	"function mbpf_prog(ctx) { ctx.readBytes(0, 4, t); maps.h.add(t[0], 1); for (var k in { a: 1, b: 2 }) t[k.length]++; "
	"outer: for (;;) { for (var c of 'xyz') if (c === 'y') break outer; } return maps.h.get(t[0]) + f(1) + (t?.length ?? 0) ** 2; }",
};

static const char manifest_json[] =
	"{\"program_name\":\"p\",\"program_version\":1,\"hook_type\":\"net_rx\",\"hook_ctx_abi_version\":1,\"bytecode_version\":1,"
	"\"target\":{\"word_size\":\"any\",\"endianness\":\"any\"},\"mbpf_api_version\":65536,\"heap_size\":6000,"
	"\"budgets\":{\"max_steps\":4000,\"max_helpers\":100},\"capabilities\":[\"LOG\",\"MAP_READ\",\"MAP_WRITE\"],"
	"\"maps\":[{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":16},"
	"{\"name\":\"count\",\"type\":\"counter\",\"key_size\":4,\"value_size\":8,\"max_entries\":2},"
	"{\"name\":\"bucket\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":16}]}";

enum { PROGRAMS = sizeof(sources) / sizeof(sources[0]), OBJECTS = 8 };

static uint64_t state;
static uint32_t random_below(uint32_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * 0x2545f4914f6cdd1du) >> 33) % n;
}

/* pack - a package of the manifest and one section */
static size_t pack(uint32_t type, const void *bytes, uint32_t size, uint8_t **package)
{
	static struct axi_manifest m;
	struct axi_package_part parts[2];
	uint8_t manifest[2048];
	size_t all;

	if (axi_manifest_read(&m, manifest_json, sizeof(manifest_json) - 1, NULL)) {
		printf("FAIL mbpf.mutate: manifest\n");
		exit(1);
	}
	parts[0] = (struct axi_package_part){MBPF_SECTION_MANIFEST, manifest, (uint32_t)axi_manifest_write(&m, manifest, sizeof(manifest))};
	parts[1] = (struct axi_package_part){type, bytes, size};
	all = axi_package_write(NULL, 0, parts, 2);
	*package = malloc(all);
	axi_package_write(*package, all, parts, 2);
	return all;
}

static size_t build(const char *source, uint8_t **package)
{
	static uint8_t memory[4 << 20];
	struct ax_js_diag diag;
	const void *image;
	int64_t size = ax_js_compile(source, strlen(source), NULL, memory, sizeof(memory), &image, &diag);

	if (size < 0) {
		printf("FAIL mbpf.mutate: %s (line %u, column %u)\n", diag.text, diag.line, diag.column);
		exit(1);
	}
	return pack(MBPF_SECTION_BYTECODE, image, (uint32_t)size, package);
}

static size_t build_object(const char *path, uint8_t **package)
{
	static uint8_t object[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t size = f ? fread(object, 1, sizeof(object), f) : 0;

	if (!size || fclose(f)) {
		printf("FAIL mbpf.mutate: %s cannot be read\n", path);
		exit(1);
	}
	return pack(MBPF_SECTION_EBPF, object, (uint32_t)size, package);
}

static uint32_t get32(const uint8_t *at)
{
	uint32_t n;

	memcpy(&n, at, 4);
	return n;
}

static void put32(uint8_t *at, uint32_t n)
{
	memcpy(at, &n, 4);
}

/* mend - checksums of sections right, that of the file off */
static void mend(uint8_t *p, size_t size)
{
	uint32_t count = get32(p + 12);

	put32(p + 16, 0);
	for (uint32_t i = 0; i < count && MBPF_HEADER_BYTES + (i + 1) * MBPF_ENTRY_BYTES <= size; i++) {
		uint8_t *entry = p + MBPF_HEADER_BYTES + i * MBPF_ENTRY_BYTES;
		uint32_t offset = get32(entry + 4), length = get32(entry + 8);

		if (offset <= size && length <= size - offset)
			put32(entry + 12, axi_crc32(0, p + offset, length));
	}
}

static void mutate(uint8_t *p, size_t size)
{
	static const uint8_t words[] = {0, 1, 0x7f, 0x80, 0xff};
	uint32_t times = 1 + random_below(random_below(4) ? 2 : 8);
	/* mostly the program, which is the second section */
	uint32_t from = random_below(8) ? get32(p + MBPF_HEADER_BYTES + MBPF_ENTRY_BYTES + 4) : 0;

	while (times--) {
		uint32_t at = from + random_below((uint32_t)size - from);

		switch (random_below(4)) {
		case 0: p[at] ^= (uint8_t)(1u << random_below(8)); break;
		case 1: p[at] = (uint8_t)random_below(256); break;
		case 2: p[at] = words[random_below(sizeof(words))]; break;
		default: p[at] = p[from + random_below((uint32_t)size - from)]; break;
		}
	}
}

struct tally {
	uint64_t refused, ran;
	char why[200]; /* the last refusal */
};

/* one - load and run twice; false: over the budget */
static bool one(mbpf_runtime_t *runtime, const uint8_t *package, size_t size, struct tally *tally)
{
	struct mbpf_ctx_net ctx = {.head = {.abi_version = 1, .data_len = 8, .data = "\1\2\3\4\5\6\7\10"}, .ifindex = 3};
	struct mbpf_program_stats stats;
	struct mbpf_diag diag = {.text = ""};
	mbpf_program_t *program;
	int32_t rc;

	if (mbpf_program_load(runtime, package, size, &program, &diag)) {
		tally->refused++;
		snprintf(tally->why, sizeof(tally->why), "%.190s", diag.text);
		return diag.text[0];
	}
	tally->ran++;
	if (!mbpf_program_attach(runtime, program)) {
		mbpf_run(runtime, MBPF_HOOK_NET_RX, &ctx, sizeof(ctx), &rc);
		mbpf_run(runtime, MBPF_HOOK_NET_RX, &ctx, sizeof(ctx), &rc);
	}
	mbpf_program_stats(program, &stats);
	mbpf_program_unload(runtime, program);
	return stats.steps_max <= 4040;
}

int main(int argc, char **argv)
{
	uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 0) : 1000, n;
	struct mbpf_policy policy = {.development = true, .max_steps = 4000, .max_heap = 65536};
	struct mbpf_config config = {.policy = &policy, .cpus = 1};
	struct tally tally = {0};
	uint32_t kinds = PROGRAMS + (argc > 3 ? (uint32_t)argc - 3 : 0);
	uint8_t *made[PROGRAMS + OBJECTS];
	size_t sizes[PROGRAMS + OBJECTS];
	struct ax_mem mem;

	setvbuf(stdout, NULL, _IOLBF, 0); /* the sanitizers end without flushing */
	if (kinds > PROGRAMS + OBJECTS)
		return 2;
	for (n = 0; n < kinds; n++)
		sizes[n] = n < PROGRAMS ? build(sources[n], &made[n]) : build_object(argv[n - PROGRAMS + 3], &made[n]);

	state = argc > 2 ? strtoull(argv[2], NULL, 0) | 1 : 0x9e3779b97f4a7c15u;
	axp_mem_init(&mem, 0);
	config.mem = &mem;
	for (n = 0; n < count; n++) {
		uint64_t seed = state;
		uint8_t *package;
		uint32_t which = (uint32_t)(n % kinds);
		mbpf_runtime_t *runtime;

		package = malloc(sizes[which]);
		memcpy(package, made[which], sizes[which]);
		if (n >= kinds) {
			mutate(package, sizes[which]);
			if (random_below(4))
				mend(package, sizes[which]);
		}
		if (getenv("MUTATE_VERBOSE"))
			fprintf(stderr, "%llu 0x%llx\n", (unsigned long long)n, (unsigned long long)seed);
		if (ax_engine_create(&config.engine, axp_port(), &ax_limits_embedded) || mbpf_runtime_init(&runtime, &config)) {
			printf("FAIL mbpf.mutate: no memory\n");
			return 1;
		}
		if (!one(runtime, package, sizes[which], &tally)) {
			printf("FAIL mbpf.mutate: case %llu (seed 0x%llx): over the budget, or refused without a word\n",
			       (unsigned long long)n, (unsigned long long)seed);
			return 1;
		}
		if (n < kinds && tally.ran != n + 1) {
			printf("FAIL mbpf.mutate: program %u does not load unchanged: %s\n", which, tally.why);
			return 1;
		}
		mbpf_runtime_shutdown(runtime);
		if (ax_engine_destroy(config.engine) || mem.used) {
			printf("FAIL mbpf.mutate: case %llu (seed 0x%llx) leaves memory\n", (unsigned long long)n,
			       (unsigned long long)seed);
			return 1;
		}
		free(package);
	}
	for (n = 0; n < kinds; n++)
		free(made[n]);
	printf("ok mbpf.mutate (%llu packages: %llu refused, %llu ran)\n", (unsigned long long)count, (unsigned long long)tally.refused,
	       (unsigned long long)tally.ran);
	return 0;
}
