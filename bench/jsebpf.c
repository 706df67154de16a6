/* SPDX-License-Identifier: Apache-2.0
 * jsebpf.c - JavaScript compiled to eBPF beside clang's eBPF of the same programs in C, and the JavaScript engine: instructions of the
 * program, instructions a run (counted), nanoseconds a run as machine code (the best of some rounds, side by side).
 *
 *   bench-jsebpf DIR NAME...     DIR holds NAME.js.mbpf, NAME.ebpf.mbpf, NAME.clang.o
 */
#include <axiom/posix.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "engine/engine.h"
#include "mbpf/ebpf.h"
#include "mbpf/package.h"
#include "mbpf/runtime.h"

enum { JS, EBPF, CLANG, WAYS, CONTEXTS = 64, RUNS = 6400, ROUNDS = 80 };

struct way {
	struct ax_engine *engine;
	mbpf_runtime_t *runtime;
	mbpf_program_t *program;
	double ns, insns, size;
};

static _Alignas(8) uint8_t blobs[CONTEXTS][128];
static uint8_t packets[CONTEXTS][64];

static void *read_all(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	void *data = NULL;

	if (f && !fseek(f, 0, SEEK_END)) {
		*size = (size_t)ftell(f);
		rewind(f);
		data = aligned_alloc(16, (*size + 15) & ~15ul);
	}
	if (!data || fread(data, 1, *size, f) != *size) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	fclose(f);
	return data;
}

/* with_object - the package with another object in it */
static void *with_object(const void *package, size_t size, const char *path, size_t *made)
{
	struct axi_package p;
	size_t object_size;
	void *object = read_all(path, &object_size), *out;
	struct axi_package_part parts[2] = {{.type = MBPF_SECTION_MANIFEST}, {MBPF_SECTION_EBPF, object, (uint32_t)object_size}};

	if (axi_package_read(&p, package, size, NULL))
		exit(1);
	parts[0].data = p.section[MBPF_SECTION_MANIFEST].data;
	parts[0].size = p.section[MBPF_SECTION_MANIFEST].size;
	*made = axi_package_write(NULL, 0, parts, 2);
	out = aligned_alloc(16, (*made + 15) & ~15ul);
	axi_package_write(out, *made, parts, 2);
	return out;
}

static void start(struct way *w, const void *package, size_t size)
{
	static struct mbpf_policy policy = {.development = true};
	struct mbpf_config config = {.policy = &policy, .cpus = 1, .mem = axp_port()->mem};
	struct mbpf_diag diag = {.text = "out of memory"};

	if (ax_engine_create(&w->engine, axp_port(), &ax_limits_cloud))
		exit(1);
	config.engine = w->engine;
	if (mbpf_runtime_init(&w->runtime, &config) || mbpf_program_load(w->runtime, package, size, &w->program, &diag) ||
	    mbpf_program_attach(w->runtime, w->program)) {
		fprintf(stderr, "%s\n", diag.text);
		exit(1);
	}
}

/* contexts - packets of UDP, half of them to port 9; samples that wander */
static void contexts(void)
{
	uint32_t r = 12345;

	for (int n = 0; n < CONTEXTS; n++) {
		struct mbpf_ctx_net *net = (struct mbpf_ctx_net *)(void *)blobs[n];
		struct mbpf_ctx_custom *custom = (struct mbpf_ctx_custom *)(void *)blobs[n];

		for (int i = 0; i < 64; i++)
			packets[n][i] = (uint8_t)((r = r * 1664525 + 1013904223) >> 24);
		packets[n][23] = 17;
		packets[n][36] = 0;
		packets[n][37] = n & 1 ? 9 : 10;
		net->head = (struct mbpf_ctx_head){.abi_version = 1, .data_len = 64, .data = packets[n]};
		custom->a0 = (int32_t)(r >> 20) - 2048 - (n & 7);
		custom->a1 = (int32_t)(r >> 8 & 1023);
	}
}

/* for_net - the fields of packets lie where a0 and a1 of samples do */
static void for_net(void)
{
	for (int n = 0; n < CONTEXTS; n++) {
		struct mbpf_ctx_net *net = (struct mbpf_ctx_net *)(void *)blobs[n];

		net->ifindex = (uint32_t)n & 3;
		net->protocol = 0x800;
	}
}

static double round_of(struct way *w)
{
	struct timespec a, b;
	int32_t rc, sum = 0;

	clock_gettime(CLOCK_MONOTONIC, &a);
	for (int n = 0; n < RUNS; n++) {
		mbpf_run(w->runtime, w->program->hook, blobs[n % CONTEXTS], sizeof(blobs[0]), &rc);
		sum += rc;
	}
	clock_gettime(CLOCK_MONOTONIC, &b);
	return ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / RUNS;
}

static bool allow(void *arg, uint64_t address, uint32_t bytes, bool write)
{
	return true;
}

/* count - instructions of a run, by the checked interpreter */
static double count(struct way *w)
{
	struct ax_prog *prog = w->program->instance[0].prog[0];
	uint64_t executed = 0;

	if (!prog)
		return 0;
	for (int n = 0; n < CONTEXTS; n++) {
		struct axi_ebpf_ctx c = {.data = (uintptr_t)packets[n], .data_end = (uintptr_t)packets[n] + 64, .data_len = 64,
					 .instance = &w->program->instance[0]};
		struct ax_run run = {.engine = w->engine, .prog = prog, .helpers = w->engine->helpers, .helper_count = AXI_HELPER_IDS,
				     .back_edges = 1 << 20, .ctx = &c};
		struct axi_monitor monitor = {.memory = allow};

		memcpy(c.fields, blobs[n] + sizeof(struct mbpf_ctx_head), 48); /* hosts of 64 bits: nothing between */
		axi_interp_checked(prog->linked, prog->insn_count, &run, (uintptr_t)&c, 0, &monitor);
		executed += monitor.executed;
	}
	return (double)executed / CONTEXTS;
}

static void check(const char *name, struct way w[WAYS])
{
	for (int n = 0; n < 3 * CONTEXTS; n++) {
		int32_t rc[WAYS];

		for (int k = 0; k < WAYS; k++)
			mbpf_run(w[k].runtime, w[k].program->hook, blobs[n % CONTEXTS], sizeof(blobs[0]), &rc[k]);
		if (rc[JS] != rc[EBPF] || rc[JS] != rc[CLANG]) {
			fprintf(stderr, "%s: run %d: results %d, %d, %d\n", name, n, rc[JS], rc[EBPF], rc[CLANG]);
			exit(1);
		}
	}
}

static void one(const char *dir, const char *name, double *size_sum, double *insns, double *ns)
{
	struct way w[WAYS] = {{0}};
	char path[600];
	size_t size;
	void *package;

	snprintf(path, sizeof(path), "%s/%s.js.mbpf", dir, name);
	package = read_all(path, &size);
	start(&w[JS], package, size);
	snprintf(path, sizeof(path), "%s/%s.ebpf.mbpf", dir, name);
	package = read_all(path, &size);
	start(&w[EBPF], package, size);
	snprintf(path, sizeof(path), "%s/%s.clang.o", dir, name);
	package = with_object(package, size, path, &size);
	start(&w[CLANG], package, size);
	contexts();
	if (w[JS].runtime->hook[w[JS].program->hook].ctx == AXI_MBPF_CTX_net)
		for_net();
	check(name, w);
	for (int r = 0; r < ROUNDS; r++)
		for (int k = 0; k < WAYS; k++) {
			double t = round_of(&w[k]);

			w[k].ns = !r || t < w[k].ns ? t : w[k].ns;
		}
	for (int k = EBPF; k < WAYS; k++) {
		w[k].insns = count(&w[k]);
		w[k].size = w[k].program->instance[0].prog[0] ? w[k].program->instance[0].prog[0]->insn_count : 0;
	}
	printf("%-16s %5.0f %5.0f %5.2f  %8.1f %8.1f %5.2f  %8.1f %8.1f %5.2f %9.1f\n", name, w[EBPF].size, w[CLANG].size,
	       w[EBPF].size / w[CLANG].size, w[EBPF].insns, w[CLANG].insns, w[EBPF].insns / w[CLANG].insns, w[EBPF].ns, w[CLANG].ns,
	       w[EBPF].ns / w[CLANG].ns, w[JS].ns);
	*size_sum += log(w[EBPF].size / w[CLANG].size);
	*insns += log(w[EBPF].insns / w[CLANG].insns);
	*ns += log(w[EBPF].ns / w[CLANG].ns);
}

int main(int argc, char **argv)
{
	double size = 0, insns = 0, ns = 0;
	int n = argc - 2;

	printf("%-16s %5s %5s %5s  %8s %8s %5s  %8s %8s %5s %9s\n", "", "size", "clang", "ratio", "executed", "clang", "ratio", "ns",
	       "clang", "ratio", "JS engine");
	for (int i = 2; i < argc; i++)
		one(argv[1], argv[i], &size, &insns, &ns);
	printf("%-16s %5s %5s %5.2f  %8s %8s %5.2f  %8s %8s %5.2f\n", "geometric mean", "", "", exp(size / n), "", "", exp(insns / n),
	       "", "", exp(ns / n));
	return 0;
}
