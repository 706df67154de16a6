/* SPDX-License-Identifier: Apache-2.0
 * cases.c - the instruction cases (tests/insn) through the JIT: R0, memory, and what must be refused or stopped. */
#include <stdlib.h>
#include <string.h>
#include "jit_test.h"

static char why[300];

static bool is(const struct insn_case *one, const char *error)
{
	return !strcmp(one->error, error);
}

static const char *run_case(const struct insn_case *one)
{
	struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .back_edges = 10000};
	/* What the verifier excludes and the JIT therefore does not see. */
	bool unsafe = is(one, "memory") || is(one, "stack"), refused = is(one, "opcode") || is(one, "call") || is(one, "pc");
	struct jit_code code;
	const char *problem = NULL;
	u8 *mem = malloc(one->mem_bytes + 1);
	int err = jit_compile(one->insns, one->count, false, &code);
	u64 result = 0;

	memcpy(mem, one->mem, one->mem_bytes);
	if (refused) {
		if (err != -AX_EINVAL && err != -AX_ENOSYS)
			problem = "is not refused";
	} else if (err) {
		snprintf(why, sizeof(why), "axi_jit says %s", ax_status_name(err));
		problem = why;
	} else if (!unsafe) {
		result = jit_run(&code, one->mem_bytes ? (uintptr_t)mem : 0, one->mem_bytes, &run);
		snprintf(why, sizeof(why), "0x%llx%s, not 0x%llx", (unsigned long long)result,
			 run.stopped ? " (stopped)" : "", (unsigned long long)one->result);
		if (result != one->result || run.stopped != (*one->error != 0))
			problem = why;
		else if (one->after_bytes && memcmp(mem, one->after, one->after_bytes))
			problem = "leaves other memory than expected";
	}
	if (!err)
		jit_free(&code);
	free(mem);
	return problem;
}

int jit_cases(int files, char **paths)
{
	static struct insn_case one;
	char message[256];
	int failed = 0;
	u32 passed = 0;

	for (int i = 0; i < files; i++) {
		FILE *file = fopen(paths[i], "r");
		int got = -1;

		snprintf(message, sizeof(message), "cannot be read");
		while (file && (got = case_read(file, &one, message)) > 0) {
			const char *problem = run_case(&one);

			if (problem) {
				printf("FAIL jit.%s %s: %s\n", paths[i], one.title, problem);
				failed++;
			} else {
				passed++;
			}
		}
		if (got < 0) {
			printf("FAIL jit.%s: %s\n", paths[i], message);
			failed++;
		}
		if (file)
			fclose(file);
	}
	if (!failed)
		printf("ok jit.cases every instruction case (%u)\n", passed);
	return failed;
}
