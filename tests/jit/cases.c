/* SPDX-License-Identifier: Apache-2.0
 * cases.c - the instruction cases (tests/insn) through the JIT: R0, memory, and what must be refused or stopped. */
#include <stdlib.h>
#include <string.h>
#include "isa/asm.h"
#include "jit_test.h"

static char why[300];

static bool is(const struct insn_case *one, const char *error)
{
	return !strcmp(one->error, error);
}

static const char *run_case(const struct insn_case *one)
{
	struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .cpu = JIT_CPU, .back_edges = 10000};
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

/* A function that a helper kept, run alone after the program has ended: twice, the second time out of budget. */
static const char *run_alone(void)
{
	static const char text[] = "lddw r1, func f\ncall 3\nmov r0, 0\nexit\n"
				   "f:\nmov r6, r1\nmov r7, 10\nmov r0, 0\nstdw [r10-8], 100\n"
				   "again:\nadd r0, r6\nadd r7, -1\njne r7, 0, again\n"
				   "mov r1, r0\ncall local g\nldxdw r1, [r10-8]\nadd r0, r1\nexit\n"
				   "g:\nmov r0, r1\nadd r0, 1\nstdw [r10-8], 7\nexit\n";
	struct ax_insn insns[64];
	struct axi_asm_error error;
	int count = axi_asm(text, sizeof(text) - 1, insns, ARRAY_LEN(insns), &error);
	const char *problem = NULL;
	struct jit_code code;

	if (count < 0 || jit_compile(insns, (u32)count, false, &code))
		return "does not compile";
	for (int jit = 0; jit < 2 && !problem; jit++) {
		struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .cpu = JIT_CPU, .back_edges = 100}, later = run;

		jit_kept_enter = NULL;
		jit ? jit_run(&code, 0, 0, &run) : axi_interp(insns, &run, 0, 0);
		memset(&run, 0xff, sizeof(run));
		if (!jit_kept_enter)
			problem = "run->enter is not set";
		else if (axi_callback_alone(&later, jit_kept_enter, jit_kept_function, 4, 0, 0, 0, 0) != 141 || later.stopped ||
			 later.back_edges != 90)
			problem = jit ? "wrong in machine code" : "wrong in the interpreter";
		later.back_edges = 5;
		if (!problem && (axi_callback_alone(&later, jit_kept_enter, jit_kept_function, 4, 0, 0, 0, 0) || !later.stopped))
			problem = jit ? "machine code does not stop" : "the interpreter does not stop";
	}
	jit_free(&code);
	return problem;
}

int jit_cases(int files, char **paths)
{
	static struct insn_case one;
	const char *alone;
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
	if ((alone = run_alone())) {
		printf("FAIL jit.alone: %s\n", alone);
		failed++;
	} else {
		printf("ok jit.alone a function that was kept runs after the program\n");
	}
	if (!failed)
		printf("ok jit.cases every instruction case (%u)\n", passed);
	return failed;
}
