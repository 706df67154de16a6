/* SPDX-License-Identifier: Apache-2.0
 * tail.c - tail calls and exceptions: programs of a small array through both interpreters and the JIT. */
#include <stdlib.h>
#include <string.h>
#include "isa/asm.h"
#include "jit/code.h"
#include "jit_test.h"

/* Each runs program 0 with R1 = the address of 8 bytes, 0 at first, and a budget of 1000 back edges. */
static const struct tail_case {
	const char *title;
	u64 result;
	u32 back_edges;              /* left */
	bool stopped;
	u32 budget1;                 /* of program 1 by itself */
	const char *text[3];         /* "catch N;" in front: the slot of its exception callback */
} cases[] = {
	{"33 tail calls, then the program goes on", 34, 1000, false, 1000,
	 {"mov r6, r1\nldxdw r7, [r1]\nadd r7, 1\nstxdw [r1], r7\nmov r3, 0\ncall 12\nldxdw r0, [r6]\nexit"}},
	{"where there is no program, the caller goes on", 5, 1000, false, 1000, {"mov r3, 7\ncall 12\nmov r0, 5\nexit"}},
	{"the other program gets the context and a stack", 42, 1000, false, 1000,
	 {"stdw [r1], 40\nstdw [r10-8], 1\nmov r3, 1\ncall 12\nmov r0, 5\nexit",
	  "ldxdw r0, [r1]\nstdw [r10-16], 2\nldxdw r2, [r10-16]\nadd r0, r2\nexit"}},
	{"a subprogram's tail call returns to its caller", 107, 1000, false, 1000,
	 {"mov r6, 7\ncall local f\nadd r0, r6\nexit\nf:\nmov r6, 50\nmov r3, 1\ncall 12\nmov r0, 1\nexit",
	  "mov r6, 60\nmov r0, 100\nexit"}},
	{"a subprogram's tail call that fails", 8, 1000, false, 1000,
	 {"mov r6, 7\ncall local f\nadd r0, r6\nexit\nf:\nmov r6, 50\nmov r3, 5\ncall 12\nmov r0, 1\nexit"}},
	{"budget and stack are the caller's again", 117, 984, false, 1000,
	 {"mov r6, 7\nstdw [r10-8], 5\nmov r7, 4\nl:\nadd r7, -1\njne r7, 0, l\ncall local f\nadd r0, r6\nmov r7, 6\n"
	  "k:\nadd r7, -1\njne r7, 0, k\nldxdw r1, [r10-8]\nadd r0, r1\nexit\nf:\nmov r3, 1\ncall 12\nmov r0, 1\nexit",
	  "stdw [r10-8], 77\nmov r6, 9\nl:\nadd r6, -1\njne r6, 0, l\nmov r1, 100\ncall local f\nexit\n"
	  "f:\nmov r0, r1\nadd r0, 5\nexit"}},
	{"a tail call of a program that has come by one", 23, 1000, false, 1000,
	 {"call local f\nadd r0, 20\nexit\nf:\nmov r3, 1\ncall 12\nexit", "mov r3, 2\ncall 12\nexit", "mov r0, 3\nexit"}},
	{"the budget ends in the other program", 0, 0, true, 1000, {"mov r3, 1\ncall 12\nexit", "l:\nja l"}},
	{"the budget ends in the other program of a subprogram", 0, 0, true, 1000,
	 {"call local f\nmov r0, 3\nexit\nf:\nmov r3, 1\ncall 12\nexit", "l:\nja l"}},
	{"the other program's own budget holds", 0, 0, true, 10,
	 {"mov r3, 1\ncall 12\nexit", "mov r6, 12\nl:\nadd r6, -1\njne r6, 0, l\nmov r0, 1\nexit"}},
	{"a callback's tail call returns to the helper", 13, 999, false, 1000,
	 {"lddw r2, func f\nmov r1, 5\nmov r3, r1\nmov r4, 0\ncall 181\nadd r0, 12\nexit\n"
	  "f:\nmov r3, 1\ncall 12\nmov r0, 0\nexit", "mov r0, 1\nexit"}},
	{"a program with callbacks by tail call", 1003, 997, false, 1000,
	 {"call local f\nadd r0, 1000\nexit\nf:\nmov r3, 1\ncall 12\nexit",
	  "lddw r2, func f\nmov r1, 3\nmov r3, 0\nmov r4, 0\ncall 181\nexit\nf:\nmov r0, 0\nexit"}},
	{"a throw ends the program with its cookie", 77, 1000, false, 1000, {"mov r1, 77\ncall 256\nmov r0, 1\nexit"}},
	{"nothing has to follow it", 77, 1000, false, 1000, {"mov r1, 77\ncall 256"}},
	{"a cookie has 64 bits", 0x1122334455667788, 1000, false, 1000, {"lddw r1, 0x1122334455667788\ncall 256\nexit"}},
	{"a throw out of a loop in a function of a function", 7, 991, false, 1000,
	 {"mov r6, 5\ncall local f\nadd r0, 1\nexit\nf:\nstdw [r10-8], 3\ncall local g\nmov r0, 2\nexit\n"
	  "g:\nmov r6, 0\nl:\nadd r6, 1\njlt r6, 10, l\nmov r1, 7\ncall 256\nmov r0, 0\nexit"}},
	{"the exception callback gets the cookie, and its result is the program's", 79, 1000, false, 1000,
	 {"catch 5;mov r6, 5\nmov r1, 77\ncall 256\nmov r0, 1\nexit\nmov r0, r1\nadd r0, 2\nexit"}},
	{"the exception callback has a stack, functions, and loops with a budget", 136, 994, false, 1000,
	 {"catch 8;call local f\nexit\nf:\nmov r6, 9\nstdw [r10-8], 9\nmov r1, 77\ncall 256\nmov r0, 1\nexit\n"
	  "stxdw [r10-8], r1\nmov r6, 0\nmov r7, 7\nl:\nadd r6, r7\nadd r7, -1\njne r7, 0, l\ncall local g\nldxdw r1, [r10-8]\n"
	  "add r0, r1\nadd r0, r6\nexit\ng:\nstdw [r10-8], 31\nldxdw r0, [r10-8]\nexit"}},
	{"an exception callback that is not needed", 1, 1000, false, 1000,
	 {"catch 6;mov r6, 5\njeq r6, 6, +2\nmov r0, 1\nexit\nmov r1, 1\ncall 256\nmov r0, r1\nexit"}},
	{"the budget ends in the exception callback", 0, 0, true, 1000, {"catch 4;mov r1, 77\ncall 256\nmov r0, 1\nexit\nl:\nja l"}},
	{"a throw from a callee's callee, with callbacks about", 55, 997, false, 1000,
	 {"lddw r2, func f\nmov r1, 3\nmov r3, 0\nmov r4, 0\ncall 181\nmov r1, 50\nadd r1, r0\ncall local g\nexit\n"
	  "f:\nmov r0, 0\nexit\ng:\nadd r1, 2\ncall 256"}},
	{"by a tail call: the other program's throw ends both", 78, 1000, false, 1000,
	 {"mov r3, 1\ncall 12\nmov r0, 1\nexit", "mov r1, 78\ncall 256\nexit"}},
	{"... and goes to the other program's callback", 80, 1000, false, 1000,
	 {"catch 4;mov r3, 1\ncall 12\nmov r0, 1\nexit\nmov r0, 2\nexit",
	  "catch 3;mov r1, 78\ncall 256\nexit\nmov r0, r1\nadd r0, 2\nexit"}},
	{"by a subprogram's tail call: its caller goes on", 24, 1000, false, 1000,
	 {"mov r6, 8\ncall local f\nadd r0, r6\nexit\nf:\nmov r6, 9\nmov r3, 1\ncall 12\nmov r0, 10\nexit",
	  "mov r6, 1\ncall local f\nadd r0, 100\nexit\nf:\nmov r1, 16\ncall 256"}},
	{"... with the other program's callback", 126, 1000, false, 1000,
	 {"mov r6, 8\nstdw [r10-8], 100\ncall local f\nadd r0, r6\nldxdw r1, [r10-8]\nadd r0, r1\nexit\n"
	  "f:\nmov r6, 9\nmov r3, 1\ncall 12\nmov r0, 10\nexit",
	  "catch 6;mov r6, 1\ncall local f\nadd r0, 100\nexit\nf:\nmov r1, 16\ncall 256\n"
	  "stxdw [r10-8], r1\nldxdw r0, [r10-8]\nadd r0, 2\nexit"}},
	{"a subprogram's tail call returned: then its caller throws", 21, 1000, false, 1000,
	 {"call local f\nmov r1, r0\nadd r1, 1\ncall local g\nexit\nf:\nmov r3, 1\ncall 12\nmov r0, 10\nexit\ng:\ncall 256", "mov r0, 20\nexit"}},
	{"of two programs by tail call the second throws", 13, 1000, false, 1000,
	 {"call local f\nadd r0, 10\nexit\nf:\nmov r3, 1\ncall 12\nexit", "mov r3, 2\ncall 12\nmov r0, 5\nexit", "mov r1, 3\ncall 256"}},
};

static const char *const who[] = {"the interpreter", "the checked interpreter", "machine code"};

/* Programs i of the case as the array's; what is to be run first. */
static bool assemble(const struct tail_case *one, struct ax_insn insns[3][64], struct jit_code code[3])
{
	static struct jit_catchers catchers[3];

	memset(jit_programs, 0, sizeof(jit_programs));
	for (u32 i = 0; i < 3 && one->text[i]; i++) {
		const char *text = strchr(one->text[i], ';') ? strchr(one->text[i], ';') + 1 : one->text[i];
		struct axi_asm_error error;
		int count = axi_asm(text, strlen(text), insns[i], 64, &error);

		jit_catcher = text > one->text[i] ? (u32)atoi(one->text[i] + sizeof("catch")) : 0;
		if (count < 0 || jit_compile(insns[i], (u32)count, false, &code[i]))
			return false;
		catchers[i] = (struct jit_catchers){jit_catcher ? (uintptr_t)&insns[i][jit_catcher] : 0, code[i].catcher};
		jit_catcher = 0;
		jit_programs[i] = (struct axi_entry){.insns = insns[i], .count = (u32)count, .code = code[i].at,
						     .back_edges = i == 1 ? one->budget1 : 1000,
						     .prog = (struct ax_prog *)(void *)&catchers[i]};
	}
	return true;
}

static bool memory_allowed(void *arg, u64 address, u32 bytes, bool write)
{
	return address == (uintptr_t)arg && bytes == 8;
}

static const char *run_case(const struct tail_case *one)
{
	struct ax_insn insns[3][64];
	struct jit_code code[3] = {0};
	static char why[200];

	if (!assemble(one, insns, code))
		return "does not compile";
	for (u32 i = 0; i < ARRAY_LEN(who); i++) {
		struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .cpu = JIT_CPU, .back_edges = 1000,
				     .prog = jit_programs[0].prog};
		u64 memory = 0, result;
		struct axi_monitor monitor = {.memory = memory_allowed, .arg = &memory};

		jit_is_code = i == 2;
		if (i == 0)
			result = axi_interp(insns[0], &run, (uintptr_t)&memory, 8);
		else if (i == 1)
			result = axi_interp_checked(insns[0], jit_programs[0].count, &run, (uintptr_t)&memory, 8, &monitor);
		else
			result = jit_run(&code[0], (uintptr_t)&memory, 8, &run);
		if (run.thrown)
			result = axi_caught(&run, 0, 0);
		snprintf(why, sizeof(why), "%s says %llu, %u back edges left%s", who[i], (unsigned long long)result,
			 run.back_edges, run.stopped ? ", stopped" : "");
		if (result != one->result || run.back_edges != one->back_edges || run.stopped != one->stopped)
			return why;
	}
	for (u32 i = 0; i < 3; i++)
		if (code[i].at)
			jit_free(&code[i]);
	return NULL;
}

/* A subprogram tail-calls the program that called it, and so on: 34 frames of main and 34 of f, as on Linux; with room for
 * two stacks more the interpreters stop, and machine code goes on behind the third tail call. */
static const char *nest_deep(void)
{
	static const char text[] = "call local f\nadd r0, 1\nexit\nf:\nstdw [r10-8], 4\nmov r3, 0\nmov r1, r10\ncall 12\n"
				   "ldxdw r0, [r10-8]\nadd r0, 1\nexit";
	static const struct {
		u32 nests;
		u64 interpreters, code;
	} expect[] = {{AXI_TAIL_CALLS, 39, 39}, {2, 0, 8}};
	struct ax_insn insns[64];
	struct axi_asm_error error;
	struct jit_code code;
	static char why[200];
	int count = axi_asm(text, strlen(text), insns, 64, &error);

	memset(jit_programs, 0, sizeof(jit_programs));
	if (count < 0 || jit_compile(insns, (u32)count, false, &code))
		return "does not compile";
	jit_programs[0] = (struct axi_entry){.insns = insns, .count = (u32)count, .code = code.at, .back_edges = 1000};
	for (u32 i = 0; i < 2 * ARRAY_LEN(who); i++) {
		u32 nests = jit_nests = expect[i & 1].nests;
		struct ax_run run = {.helpers = jit_helpers, .helper_count = jit_helper_count, .cpu = JIT_CPU, .back_edges = 1000, .nests = nests};
		struct axi_monitor monitor = {.memory = memory_allowed};
		bool interpreter = i < 4 || jit_target->own_frames;
		u64 want = interpreter ? expect[i & 1].interpreters : expect[i & 1].code;
		u64 result = i < 2 ? axi_interp(insns, &run, 0, 0) :
			     i < 4 ? axi_interp_checked(insns, (u32)count, &run, 0, 0, &monitor) : jit_run(&code, 0, 0, &run);

		snprintf(why, sizeof(why), "nests deeply, %u stacks more: %s says %llu%s", nests, who[i / 2],
			 (unsigned long long)result, run.stopped ? ", stopped" : "");
		if (result != want || run.stopped != !want || run.nests != nests)
			return why;
	}
	jit_free(&code);
	return NULL;
}

int jit_tail(void)
{
	const char *problem;
	int failed = 0;

	jit_shallow = true;
	problem = nest_deep();
	jit_shallow = false;
	jit_nests = AXI_TAIL_CALLS;
	if (problem)
		printf("FAIL jit.tail %s\n", problem);
	failed += problem != NULL;

	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		problem = run_case(&cases[i]);

		if (problem)
			printf("FAIL jit.tail %s: %s\n", cases[i].title, problem);
		failed += problem != NULL;
	}
	if (!failed)
		printf("ok jit.tail %u arrangements of programs: both interpreters and machine code\n", (u32)ARRAY_LEN(cases));
	return failed;
}
