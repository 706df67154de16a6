/* SPDX-License-Identifier: Apache-2.0
 * run.c - `insn FILE.t...`: every case through the checked interpreter, the trusting one where its memory use is legal,
 * and past Linux.  At the end, every row of ops.def must have been reached by a case. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "exec/exec.h"
#include "insn/case.h"
#include "isa/decode.h"

static bool reached[AXI_OPS];
static u32 failed, asked;

struct memory {
	u8 *bytes;
	u32 size;
	const struct insn_case *one;
};

static bool memory_allowed(void *arg, u64 address, u32 bytes, bool write)
{
	struct memory *memory = arg;
	u64 base = (uintptr_t)memory->bytes;

	return memory->size && address >= base && bytes <= memory->size && address - base <= memory->size - bytes;
}

static bool note_step(void *arg, u32 pc, u32 frame, const u64 *regs)
{
	struct memory *memory = arg;

	reached[axi_op_of(&memory->one->insns[pc])] = true;
	return true;
}

static u64 helper_clock(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	return 1; /* ktime_get_ns: any number but 0 */
}

static const ax_helper_fn helpers[] = {[AX_HELPER_ktime_get_ns] = helper_clock, [181] = axi_loop};
#define BACK_EDGES 10000

static const char *const fault_names[] = {
	[AXI_FAULT_NONE] = "none", [AXI_FAULT_OPCODE] = "opcode", [AXI_FAULT_MEMORY] = "memory", [AXI_FAULT_PC] = "pc",
	[AXI_FAULT_CALL] = "call", [AXI_FAULT_DEPTH] = "depth", [AXI_FAULT_BUDGET] = "budget", [AXI_FAULT_STACK] = "stack",
	[AXI_FAULT_STEP] = "step",
};

static char why[600];

static const char *differs(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	return why;
}

/* same - NULL when a run's outcome is the expected one. */
static const char *same(const char *who, const struct insn_case *one, u64 result, const u8 *mem)
{
	if (result != one->result)
		return differs("%s says 0x%llx, not 0x%llx", who, (unsigned long long)result,
			       (unsigned long long)one->result);
	if (one->after_bytes && (one->after_bytes != one->mem_bytes || memcmp(mem, one->after, one->after_bytes)))
		return differs("%s leaves other memory than expected", who);
	return NULL;
}

static const char *run_checked(const struct insn_case *one, struct memory *memory)
{
	struct ax_run run = {.helpers = helpers, .helper_count = ARRAY_LEN(helpers), .back_edges = BACK_EDGES};
	struct axi_monitor monitor = {.memory = memory_allowed, .step = note_step, .arg = memory};
	u64 result = axi_interp_checked(one->insns, one->count, &run, memory->size ? (uintptr_t)memory->bytes : 0,
					memory->size, &monitor);

	if (monitor.fault_pc < one->count)
		reached[axi_op_of(&one->insns[monitor.fault_pc])] |= monitor.fault != AXI_FAULT_NONE;
	if (*one->error)
		return strcmp(one->error, fault_names[monitor.fault]) ?
			       differs("ends with fault %s at %u, not %s", fault_names[monitor.fault], monitor.fault_pc,
				       one->error) :
			       NULL;
	if (monitor.fault)
		return differs("fault %s at slot %u", fault_names[monitor.fault], monitor.fault_pc);
	return same("the checked interpreter", one, result, memory->bytes);
}

static const char *run_trusting(const struct insn_case *one, struct memory *memory)
{
	struct ax_run run = {.helpers = helpers, .helper_count = ARRAY_LEN(helpers), .back_edges = BACK_EDGES};
	u64 result = axi_interp(one->insns, &run, memory->size ? (uintptr_t)memory->bytes : 0, memory->size);

	return same("the interpreter", one, result, memory->bytes);
}

static const char *run_case(const struct insn_case *one, bool oracle)
{
	struct memory memory = {.size = one->mem_bytes, .one = one};
	const char *problem;

	/* An allocation of exactly this size, so that the sanitizer sees what strays. */
	memory.bytes = malloc(one->mem_bytes ? one->mem_bytes : 1);
	memcpy(memory.bytes, one->mem, one->mem_bytes);
	problem = run_checked(one, &memory);
	if (!problem && !*one->error) {
		memcpy(memory.bytes, one->mem, one->mem_bytes);
		problem = run_trusting(one, &memory);
	}
	free(memory.bytes);
	if (!problem && oracle && !*one->no_oracle) {
		problem = oracle_check(one);
		asked++;
	}
	return problem;
}

static const char *group = "insn";

static void report(const char *file, const char *title, const char *problem)
{
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	int n = (int)strcspn(base, ".");

	if (problem)
		printf("FAIL %s.%.*s %s: %s\n", group, n, base, title, problem);
	else
		printf("ok %s.%.*s %s\n", group, n, base, title);
	failed += problem != NULL;
}

static void run_file(const char *path, bool oracle)
{
	static struct insn_case one;
	FILE *file = fopen(path, "r");
	char message[256];
	int got;

	if (!file) {
		report(path, "file", "cannot be read");
		return;
	}
	while ((got = case_read(file, &one, message)) > 0)
		report(path, one.title, run_case(&one, oracle));
	if (got < 0)
		report(path, "file", message);
	fclose(file);
}

int main(int argc, char **argv)
{
	const char *no_oracle = oracle_open();

	if (strstr(argv[0], "compact")) /* linked with compact.c in the place of interp.c */
		group = "insn.compact";

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++)
		run_file(argv[i], !no_oracle);
	for (u32 op = AXI_OP_BAD + 1; op < AXI_OPS; op++)
		if (!reached[op])
			report("ops.def", axi_op_row((enum axi_op)op)->name, "no case reaches this row");
	if (no_oracle) {
		printf("skip %s.oracle: %s\n", group, no_oracle);
		return failed != 0;
	}
	report("oracle", "text", oracle_texts ? NULL : "the verifier's log has no instruction");
	printf("ok %s.oracle result (Linux agrees in %u cases and on the text of %u instructions)\n", group, asked,
	       oracle_texts);
	return failed != 0;
}
