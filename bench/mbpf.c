/* SPDX-License-Identifier: Apache-2.0
 * mbpf.c - what does a JavaScript program on a hook cost?  Invocations through mbpf_run, loading, memory; each beside its goal.
 * Times are the best of many rounds. */
#include <axiom/js.h>
#include <axiom/mbpf.h>
#include <axiom/posix.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "mbpf/manifest.h"
#include "mbpf/package.h"

static const char empty[] = "function mbpf_prog(ctx) { return 0; }";
static const char filter[] =
	"const IPV4 = 0x0800, UDP = 17;\n"
	"function mbpf_prog(ctx) {\n"
	"	if (ctx.dataLen < 42 || ctx.protocol !== IPV4 || ctx.readU8(23) !== UDP)\n"
	"		return 0;\n"
	"	let port = ctx.readU8(36) << 8 | ctx.readU8(37);\n"
	"	maps.ports.add(port, 1);\n"
	"	return port === 9 ? 1 : 0;\n"
	"}\n";
static const char hello[] = "function mbpf_prog(ctx) { mbpf.log('hello, world', ctx.dataLen); return 0; }";

static const char maps[] = "\"maps\":[{\"name\":\"ports\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":64}],";
static uint8_t secret[crypto_sign_SECRETKEYBYTES];
static struct mbpf_key key = {.name = "bench", .capabilities = ~0u};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void *make(const char *source, const char *extra, uint32_t heap, bool sign, size_t *size)
{
	static uint8_t memory[4 << 20];
	static struct axi_manifest m;
	struct ax_js_compile options = {.name = "bench", .strip = false};
	struct axi_package_part parts[3];
	uint8_t manifest[2048], signature[MBPF_SIG_KEY_BYTES];
	struct mbpf_diag diag = {.text = ""};
	struct ax_js_diag js;
	char json[1000];
	const void *image;
	int64_t bytes = ax_js_compile(source, strlen(source), &options, memory, sizeof(memory), &image, &js);
	void *out;

	snprintf(json, sizeof(json),
		 "{\"program_name\":\"p\",\"program_version\":1,\"hook_type\":\"net_rx\",\"hook_ctx_abi_version\":1,\"bytecode_version\":1,"
		 "\"target\":{\"word_size\":\"any\",\"endianness\":\"any\"},\"mbpf_api_version\":65536,\"heap_size\":%u,%s"
		 "\"budgets\":{\"max_steps\":100000,\"max_helpers\":100},\"capabilities\":[\"LOG\",\"MAP_READ\",\"MAP_WRITE\"]}",
		 heap, extra);
	if (bytes < 0 || axi_manifest_read(&m, json, (uint32_t)strlen(json), &diag)) {
		fprintf(stderr, "bench: %s%s\n", bytes < 0 ? js.text : "", diag.text);
		exit(1);
	}
	parts[0] = (struct axi_package_part){MBPF_SECTION_MANIFEST, manifest, (uint32_t)axi_manifest_write(&m, manifest, sizeof(manifest))};
	parts[1] = (struct axi_package_part){MBPF_SECTION_BYTECODE, image, (uint32_t)bytes};
	memset(signature, 0, sizeof(signature));
	memcpy(signature + MBPF_SIG_BYTES, key.public_key, 32);
	parts[2] = (struct axi_package_part){MBPF_SECTION_SIG, signature, sizeof(signature)};
	*size = axi_package_write(NULL, 0, parts, sign ? 3 : 2);
	out = malloc(*size + 8);
	axi_package_write(out, *size, parts, sign ? 3 : 2);
	if (sign)
		crypto_sign_detached((uint8_t *)out + *size - sizeof(signature), NULL, out, *size - sizeof(signature), secret);
	return out;
}

static struct mbpf_config config;
static mbpf_runtime_t *runtime;

static mbpf_program_t *load(const void *package, size_t size, bool loud)
{
	struct mbpf_diag diag = {.text = ""};
	mbpf_program_t *program;

	if (!mbpf_program_load(runtime, package, size, &program, &diag))
		return program;
	if (loud) {
		fprintf(stderr, "bench: %s\n", diag.text);
		exit(1);
	}
	return NULL;
}

static void say(const char *what, double value, const char *unit, double goal)
{
	printf("%-44s %9.0f %-3s goal %6.0f  %s\n", what, value, unit, goal, value <= goal ? "" : "MISSED");
}

/* invocation - nanoseconds of one mbpf_run with a packet of `bytes` */
static double invocation(const char *source, const char *extra, uint32_t bytes, int32_t want)
{
	static uint8_t data[65536];
	struct mbpf_ctx_net ctx = {.head = {.abi_version = MBPF_CTX_VERSION, .data = data, .data_len = bytes}, .ifindex = 1, .protocol = 0x800};
	size_t size;
	void *package = make(source, extra, 8192, false, &size);
	mbpf_program_t *program = load(package, size, true);
	double best = 1e18;
	int32_t rc;

	data[23] = 17;
	data[37] = 9;
	mbpf_program_attach(runtime, program);
	for (int round = 0; round < 200; round++) {
		double start = now();

		for (int i = 0; i < 1000; i++)
			mbpf_run(runtime, MBPF_HOOK_NET_RX, &ctx, sizeof(ctx), &rc);
		start = (now() - start) / 1000;
		best = start < best ? start : best;
		if (rc != want) {
			fprintf(stderr, "bench: result %d: %s\n", rc, mbpf_program_error(program));
			exit(1);
		}
	}
	mbpf_program_unload(runtime, program);
	free(package);
	return best;
}

static double loading(const void *package, size_t size)
{
	double best = 1e18;

	for (int round = 0; round < 2000; round++) {
		double start = now();
		mbpf_program_t *program = load(package, size, true);

		start = now() - start;
		best = start < best ? start : best;
		mbpf_program_unload(runtime, program);
	}
	return best;
}

/* heap - the smallest heap_size with which the program is loaded and runs a thousand times */
static uint32_t heap(const char *source, const char *extra)
{
	uint8_t data[64] = {[23] = 17, [37] = 9};
	struct mbpf_ctx_net ctx = {.head = {.abi_version = MBPF_CTX_VERSION, .data = data, .data_len = 64}, .protocol = 0x800};

	for (uint32_t bytes = 512;; bytes += 64) {
		struct mbpf_program_stats stats = {0};
		mbpf_program_t *program;
		size_t size;
		void *package = make(source, extra, bytes, false, &size);
		int32_t rc;

		program = load(package, size, false);
		if (program) {
			mbpf_program_attach(runtime, program);
			for (int i = 0; i < 1000; i++)
				mbpf_run(runtime, MBPF_HOOK_NET_RX, &ctx, sizeof(ctx), &rc);
			mbpf_program_stats(program, &stats);
			mbpf_program_unload(runtime, program);
		}
		free(package);
		if (stats.outcome[MBPF_OK] == 1000)
			return bytes;
	}
}

int main(void)
{
	static struct mbpf_policy policy = {.development = true, .keys = &key, .key_count = 1};
	size_t size, with;
	void *package, *signed_package;
	char long_filter[4000];
	double plain, checked;

	if (sodium_init() < 0)
		return 1;
	crypto_sign_keypair(key.public_key, secret);
	config = (struct mbpf_config){.mem = axp_port()->mem, .policy = &policy, .cpus = 1};
	if (ax_engine_create(&config.engine, axp_port(), &ax_limits_cloud) || mbpf_runtime_init(&runtime, &config))
		return 1;
	printf("invocation through mbpf_run\n");
	say("  empty program", invocation(empty, "", 64, 0), "ns", 100);
	say("  filter with a hash map, 64 bytes", invocation(filter, maps, 64, 1), "ns", 250);
	say("  filter with a hash map, 1,500 bytes", invocation(filter, maps, 1500, 1), "ns", 250);
	say("  filter with a hash map, 65,535 bytes", invocation(filter, maps, 65535, 1), "ns", 250);
	/* as long as the goal's package: the filter with more functions */
	snprintf(long_filter, sizeof(long_filter), "%s", filter);
	for (int i = 0; i < 4; i++)
		snprintf(long_filter + strlen(long_filter), sizeof(long_filter) - strlen(long_filter),
			 "function more%d(a, b) { let s = 0; for (let i = a; i < b; i++) { if (i %% 3 === %d) s += i * b; else s -= a; } return s > 10 ? s : -s; }\n",
			 i, i);
	package = make(long_filter, maps, 8192, false, &size);
	signed_package = make(long_filter, maps, 8192, true, &with);
	plain = loading(package, size);
	checked = loading(signed_package, with);
	printf("load: container, manifest, policy, bytecode verified, maps, instance, top level (%zu bytes)\n", size);
	say("  without a signature", plain / 1000, "us", 10);
	printf("%-44s %9.0f us\n", "  the check of its signature (Ed25519), more", (checked - plain) / 1000);
	printf("smallest heap_size, everything included\n");
	say("  empty program", heap(empty, ""), "B", 4096);
	say("  filter with a hash map", heap(filter, maps), "B", 6144);
	say("  hello world", heap(hello, ""), "B", 10240);
	free(package);
	free(signed_package);
	mbpf_runtime_shutdown(runtime);
	ax_engine_destroy(config.engine);
	return 0;
}
