/* SPDX-License-Identifier: Apache-2.0
 * random.c - random programs (of tests/verify-fuzz) before the search of rk why: what the verifier accepts must not be found
 * wrong.  The search solves branches and accesses, so it gets where random inputs do not.
 *
 *   why-random [--seconds N] [--seed S] [--runs N]
 *
 * Prints also how many of the refused programs are found wrong: the rest is what the verifier might learn. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "rk/why.h"
#include "verify-fuzz/fuzz.h"

static struct ax_object_map maps[FUZZ_MAPS];
static const struct ax_map_spec *specs[FUZZ_MAPS];
static struct {
	u64 accepted, refused, wrong, lost, failed;
} count;

void rk_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static int verify(const struct fuzz_program *p, struct ax_diag *diag)
{
	struct ax_verify_input in = {
		.insns = p->insn, .insn_count = p->count, .prog_type = p->type, .maps = specs, .map_count = FUZZ_MAPS,
		.limits = &ax_limits_cloud, .gpl = true,
	};
	static u8 block[1 << 20];
	struct ax_verdict verdict;
	struct ax_arena arena;

	ax_arena_init(&arena, block, sizeof(block));
	return ax_verify(&in, &arena, &verdict, diag);
}

static void print_program(const struct ax_object_prog *p)
{
	char text[160];

	for (u32 i = 0; i < p->insn_count;) {
		int n = ax_insn_disasm(p->insns, p->insn_count, i, text, sizeof(text));

		printf("# %4u: %s\n", i, text);
		i += n > 0 ? (u32)n : 1;
	}
}

static void try(struct fuzz_program *p, u64 seed, u64 runs)
{
	struct ax_object object = {.maps = maps, .map_count = FUZZ_MAPS, .license = "GPL"};
	struct ax_object_prog prog = {.name = "random", .section = "random", .prog_type = p->type, .insns = p->insn,
				      .insn_count = p->count};
	struct ax_diag diag = {.insn = UINT32_MAX, .reg = -1};
	int err = verify(p, &diag);
	struct why_machine *m = why_machine_open(&object, &prog, p->type, false);
	struct why_found found;

	if (!m || !why_search(m, &diag, runs, 10, seed, &found))
		exit(2);
	count.accepted += !err;
	count.refused += err != 0;
	count.wrong += err && found.wrong;
	count.lost += found.lost[0] != 0;
	if (!err && found.wrong) {
		count.failed++;
		printf("FAIL why.random: seed %" PRIu64 ": accepted, but found wrong\n", seed);
		why_print_fault(stdout, m, &found.fault);
		why_print_input(stdout, m);
		print_program(&prog);
	} else if (err && !found.wrong && getenv("AX_SHOW")) {
		printf("# seed %" PRIu64 ": refused, not found wrong: %s at %u\n", seed, ax_diag_name(diag.reason), diag.insn);
		print_program(&prog);
	}
	why_input_free(&found.input);
	why_machine_close(m);
}

int main(int argc, char **argv)
{
	u64 seconds = 5, seed = 1, runs = 2000, last = UINT64_MAX;
	static struct fuzz_program p;
	time_t start = time(NULL);

	for (int i = 1; i + 1 < argc; i += 2) {
		u64 n = strtoull(argv[i + 1], NULL, 0);

		if (!strcmp(argv[i], "--seconds"))
			seconds = n;
		else if (!strcmp(argv[i], "--runs"))
			runs = n;
		else if (!strcmp(argv[i], "--seed"))
			seed = n, last = n;
	}
	for (u32 i = 0; i < FUZZ_MAPS; i++) {
		maps[i].spec = fuzz_maps[i];
		maps[i].name = fuzz_maps[i].name;
		specs[i] = &maps[i].spec;
	}
	for (; seed <= last && (u64)(time(NULL) - start) < seconds; seed++) {
		fuzz_seed = seed * 0x9e3779b97f4a7c15u + 1;
		fuzz_generate(&p);
		if (seed % 3 == 0)
			fuzz_mutate(&p);
		try(&p, seed, runs);
	}
	printf("# %" PRIu64 " accepted programs searched; of %" PRIu64 " refused ones %" PRIu64 " found wrong; %" PRIu64
	       " with runs that are not simulated\n", count.accepted, count.refused, count.wrong, count.lost);
	if (!count.failed)
		printf("ok why.random\n");
	return count.failed != 0;
}
