/* SPDX-License-Identifier: Apache-2.0
 * gen.c - `gen FILE.t...`: the instruction cases (tests/insn) as one C text with a table of them, on standard output. */
#include <stdlib.h>
#include <string.h>
#include "exec/exec.h"
#include "insn/case.h"
#include "rk/aot.h"

enum { CASES_MAX = 1000, BUDGET = 10000 };

static void bytes(const u8 *from, u32 count)
{
	printf("\"");
	for (u32 i = 0; i < count; i++)
		printf("\\%03o", from[i]);
	printf("\"");
}

/* What the verifier excludes: other faults than the budget. */
static bool wanted(const struct insn_case *one)
{
	return !*one->error || !strcmp(one->error, "budget");
}

static char *rows[CASES_MAX];

static int write_case(const struct insn_case *one, u32 n, const char *file)
{
	char name[32], *text = NULL;
	struct rk_aot aot = {.insns = one->insns, .count = one->count, .name = name, .prefix = "cases", .counted = true};
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *problem;

	snprintf(name, sizeof(name), "case%u", n);
	problem = rk_aot_prog(out, &aot);
	fclose(out);
	if (problem && !strcmp(problem, "a jump goes into another function")) { /* a case that tests just that in other engines */
		free(text);
		return 0;
	}
	if (problem) {
		fprintf(stderr, "FAIL aot.gen %s %s: %s\n", file, one->title, problem);
		return -1;
	}
	printf("%s", text);
	free(text);
	printf("static uint64_t run%u(uint64_t r1, uint64_t r2, struct ax_aot *run)\n{\n\trun->stopped = false;\n"
	       "\trun->enter = ax_enter;\n\treturn ax_f_case%u_0(r1, r2, 0, 0, 0, run);\n}\n\n", n, n);
	return 1;
}

static void keep_row(const struct insn_case *one, u32 n)
{
	size_t size;
	FILE *out = open_memstream(&rows[n], &size), *was = stdout;

	stdout = out;
	printf("\t{\"");
	for (const char *c = one->title; *c; c++)
		printf(*c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
	printf("\", run%u, 0x%llxull, %d, %u, %u, ", n, (unsigned long long)one->result, *one->error != 0, one->mem_bytes,
	       one->after_bytes);
	bytes(one->mem, one->mem_bytes);
	printf(", ");
	bytes(one->after, one->after_bytes);
	printf("},\n");
	stdout = was;
	fclose(out);
}

int main(int argc, char **argv)
{
	static struct insn_case one;
	char why[256];
	u32 count = 0;

	rk_aot_head(stdout, false);
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "r");
		int got = -1;

		while (file && (got = case_read(file, &one, why)) > 0) {
			int did = wanted(&one) && count < CASES_MAX ? write_case(&one, count, argv[i]) : 0;

			if (did < 0)
				return 1;
			if (did)
				keep_row(&one, count++);
		}
		if (got < 0)
			return 1;
		fclose(file);
	}
	printf("struct aot_case {\n\tconst char *title;\n\tuint64_t (*run)(uint64_t r1, uint64_t r2, struct ax_aot *run);\n"
	       "\tuint64_t result;\n\tint stops;\n\tunsigned mem_bytes, after_bytes;\n\tconst char *mem, *after;\n};\n"
	       "static const struct aot_case cases[] = {\n");
	for (u32 n = 0; n < count; n++)
		printf("%s", rows[n]);
	printf("};\nenum { CASES = %u, BUDGET = %d };\n", count, BUDGET);
	return 0;
}
