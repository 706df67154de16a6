/* SPDX-License-Identifier: Apache-2.0
 * cmd_exec.c - `rk exec`: one raw program, one block of memory, R0 on standard output. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "exec/exec.h"
#include "isa/asm.h"
#include "isa/decode.h"
#include "jit/jit.h"
#include "rk/aot.h"
#include "rk/engine.h"
#include "rk/load.h"

enum { NO_VERIFY, ENGINE, PROGRAM, FILE_NAME, ASM };
static const struct rk_option options[] = {
	[NO_VERIFY] = {"--no-verify", NULL,
		       "Run without verifying.  The interpreter then checks every instruction, memory access\n"
		       "and jump, and the run ends with a message at the first fault; with --engine jit or aot nothing is\n"
		       "checked at run time but backward jumps and call depth: a stray access is this process's."},
	[ENGINE] = RK_ENGINE_OPTION,
	[PROGRAM] = {"--program", "HEX", "The program's bytes as hex digits, instead of standard input."},
	[FILE_NAME] = {"--file", "FILE", "Read the program from FILE instead of standard input, in the same forms."},
	[ASM] = {"--asm", NULL, "The program is text in assembly: `mov r0, 1`, one instruction a line."},
};

/* The helpers that need neither map nor pointer nor engine. */
static u64 helper_ktime(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
}

static u64 helper_boot_time(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
}

static u64 helper_random(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	return (u32)random();
}

static u64 helper_cpu(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	return 0;
}

static const ax_helper_fn helpers[] = {
	[AX_HELPER_ktime_get_ns] = helper_ktime,
	[AX_HELPER_get_prandom_u32] = helper_random,
	[AX_HELPER_get_smp_processor_id] = helper_cpu,
	[AX_HELPER_ktime_get_boot_ns] = helper_boot_time,
};

struct block {
	u8 *bytes;
	size_t size;
};

static bool allowed(void *arg, u64 address, u32 bytes, bool write)
{
	const struct block *block = arg;
	u64 base = (uintptr_t)block->bytes;

	return bytes <= block->size && address >= base && address - base <= block->size - bytes;
}

/* check - every instruction's structure; names the first that is none. */
static int check(const struct ax_insn *insns, u32 count)
{
	for (u32 at = 0; at < count;) {
		const char *problem = axi_insn_problem(insns + at, count - at);
		char text[128];

		if (problem) {
			ax_insn_disasm(insns, count, at, text, sizeof(text));
			rk_error("instruction %" PRIu32 " is refused: %s: %s", at, text, problem);
			return RK_REFUSED;
		}
		at += insns[at].opcode == AX_OP_LDDW ? 2 : 1;
	}
	return RK_OK;
}

/* RFC 9669 takes a shift by a constant modulo the width; Linux's verifier, and so ours, refuses one past the width. */
static void mask_shifts(struct ax_insn *insns, u32 count)
{
	for (u32 at = 0; at < count; at += insns[at].opcode == AX_OP_LDDW ? 2 : 1) {
		u8 class = insns[at].opcode & 7, operation = insns[at].opcode & 0xf0;
		bool shift = operation == AX_LSH || operation == AX_RSH || operation == AX_ARSH;

		if ((class == AX_ALU || class == AX_ALU64) && shift && !(insns[at].opcode & AX_X))
			insns[at].imm &= class == AX_ALU64 ? 63 : 31;
	}
}

/* explain_access - where the address is, seen from the memory. */
static void explain_access(char *out, size_t size, const struct axi_monitor *monitor, const struct block *block)
{
	s64 distance = (s64)(monitor->fault_address - (uintptr_t)block->bytes);

	if (monitor->fault == AXI_FAULT_STACK)
		snprintf(out, size, "access outside the stack of the running frames");
	else if (block->size && distance > -65536 && distance < 65536 + (s64)block->size)
		snprintf(out, size, "access at byte %" PRId64 " of the %zu bytes of memory (outside, or misaligned atomic)",
			 distance, block->size);
	else
		snprintf(out, size, "access to address 0x%" PRIx64 ", which is neither memory nor stack",
			 monitor->fault_address);
}

static void explain(const struct ax_insn *insns, u32 count, const struct axi_monitor *monitor,
		    const struct block *block)
{
	char why[160], text[128];

	switch (monitor->fault) {
	case AXI_FAULT_MEMORY:
	case AXI_FAULT_STACK: explain_access(why, sizeof(why), monitor, block); break;
	case AXI_FAULT_PC: snprintf(why, sizeof(why), "the program leaves its instructions here"); break;
	case AXI_FAULT_CALL: snprintf(why, sizeof(why), "rk exec has no such helper"); break;
	case AXI_FAULT_DEPTH: snprintf(why, sizeof(why), "more than %d calls deep", AX_CALL_DEPTH); break;
	case AXI_FAULT_BUDGET: snprintf(why, sizeof(why), "the budget of backward jumps is used up"); break;
	default: snprintf(why, sizeof(why), "not an instruction that can be run"); break;
	}
	if (monitor->fault_pc < count)
		ax_insn_disasm(insns, count, monitor->fault_pc, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "(end of the program)");
	rk_error("fault at instruction %" PRIu32 ": %s: %s", monitor->fault_pc, text, why);
}

static int run_checked(const struct ax_insn *insns, u32 count, struct block *block)
{
	struct ax_run run = {.helpers = helpers,
			     .helper_count = ARRAY_LEN(helpers),
			     .back_edges = ax_limits_cloud.back_edges};
	struct axi_monitor monitor = {.memory = allowed, .arg = block};
	u64 r1 = block->size ? (uintptr_t)block->bytes : 0;
	u64 result = axi_interp_checked(insns, count, &run, r1, block->size, &monitor);

	if (monitor.fault) {
		explain(insns, count, &monitor, block);
		return RK_REFUSED;
	}
	printf("0x%" PRIx64 "\n", result);
	return RK_OK;
}

/* By machine code, or as C. */
static int run_code(const struct ax_insn *insns, u32 count, struct block *block, bool aot)
{
	struct ax_run run = {.helpers = helpers,
			     .helper_count = ARRAY_LEN(helpers),
			     .back_edges = ax_limits_cloud.back_edges};
	u64 result = 0, r1 = block->size ? (uintptr_t)block->bytes : 0;
	void *handle = NULL;
	int status = RK_OK;

	if (aot) {
		axi_jit_fn code = (axi_jit_fn)(uintptr_t)rk_aot_load(insns, count, 0, true, true, &handle);

		run.jit_depth = AX_CALL_DEPTH - 1;
		if (code)
			result = code(r1, block->size, &run);
		else
			status = RK_UNUSABLE;
		rk_aot_unload(handle);
	} else {
		status = rk_engine_jit(insns, count, &run, r1, block->size, &result);
	}
	if (status)
		return status;
	if (run.stopped) {
		rk_error("stopped: the budget of backward jumps is used up, or more than %d calls deep", AX_CALL_DEPTH);
		return RK_REFUSED;
	}
	printf("0x%" PRIx64 "\n", result);
	return RK_OK;
}

/* assemble - text to instructions; RK_OK, or RK_UNUSABLE with the message. */
static int assemble(const u8 *text, size_t length, u8 **bytes, size_t *size)
{
	size_t room = length / 2 + 2; /* the shortest instruction is "exit" */
	struct ax_insn *insns = calloc(room, sizeof(*insns));
	struct axi_asm_error error = {0};
	int count = insns ? axi_asm((const char *)text, length, insns, room > UINT32_MAX ? UINT32_MAX : (u32)room, &error) : -1;

	if (count < 0) {
		if (error.text)
			rk_error("assembly: line %" PRIu32 ": %s", error.line, error.text);
		else
			rk_error("assembly: too long");
		free(insns);
		return RK_UNUSABLE;
	}
	*bytes = (u8 *)insns;
	*size = (size_t)count * sizeof(*insns);
	return RK_OK;
}

/* Is it no text?  Instructions have zero bytes or others that no text has; hex digits have none. */
static bool is_binary(const u8 *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] >= 0x7f || (text[i] < ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r'))
			return true;
	return false;
}

static int read_program(const struct rk_args *args, struct ax_insn **insns, u32 *count)
{
	const char *given = args->values[PROGRAM], *from = args->values[FILE_NAME];
	u8 *text, *bytes;
	size_t length, size;
	int status;

	if (given && from) {
		rk_error("--program and --file: one of them");
		return RK_UNUSABLE;
	}
	if (given) {
		length = strlen(given);
		text = (u8 *)strdup(given);
		status = text ? RK_OK : RK_UNUSABLE;
	} else {
		status = rk_read(from ? from : "-", &text, &length);
	}
	if (status)
		return status;
	if (args->values[ASM]) {
		status = assemble(text, length, &bytes, &size);
		free(text);
	} else if (!given && is_binary(text, length)) {
		bytes = text;
		size = length;
	} else {
		status = rk_hex("program", (const char *)text, length, &bytes, &size);
		free(text);
	}
	if (status)
		return status;
	if (!size || size % sizeof(**insns) || size / sizeof(**insns) > ax_limits_cloud.insns) {
		rk_error("program: %zu bytes; a program is 1 to %" PRIu32 " instructions of 8 bytes", size, ax_limits_cloud.insns);
		free(bytes);
		return RK_UNUSABLE;
	}
	*insns = (struct ax_insn *)bytes;
	*count = (u32)(size / sizeof(**insns));
	return RK_OK;
}

static int read_memory(const struct rk_args *args, struct block *block)
{
	const char *given = args->operands[0];
	u8 *text;
	size_t length;
	int status;

	if (strcmp(given, "-"))
		return rk_hex("memory", given, strlen(given), &block->bytes, &block->size);
	if (!args->values[PROGRAM] && !args->values[FILE_NAME]) {
		rk_error("the memory cannot come from standard input: the program does; see --program, --file");
		return RK_UNUSABLE;
	}
	status = rk_read("-", &text, &length);
	if (status)
		return status;
	status = rk_hex("memory", (const char *)text, length, &block->bytes, &block->size);
	free(text);
	return status;
}

static int run(const struct rk_args *args)
{
	struct block block = {0};
	struct ax_insn *insns;
	enum ax_exec exec;
	u32 count;
	bool aot;
	int status = rk_engine_option(args->values[ENGINE], &exec, &aot);

	if (status)
		return status;
	if (args->operand_count) {
		status = read_memory(args, &block);
		if (status)
			return status;
	}
	status = read_program(args, &insns, &count);
	if (!status) {
		if (!args->values[NO_VERIFY]) {
			mask_shifts(insns, count);
			status = rk_exec_verified(insns, count, block.bytes, block.size, exec, aot);
		} else {
			status = check(insns, count);
			if (!status)
				status = exec == AX_EXEC_JIT || aot ? run_code(insns, count, &block, aot) :
								      run_checked(insns, count, &block);
		}
		free(insns);
	}
	free(block.bytes);
	return status;
}

const struct rk_command rk_cmd_exec = {
	.operands = "[MEMORY_HEX | -] < PROGRAM",
	.operands_max = 1,
	.description =
		"Reads a program from standard input (or --program, --file): its instructions (RFC 9669, little-endian)\n"
		"as hex digits, blanks and newlines between bytes allowed, as the raw bytes themselves, or as assembly\n"
		"(--asm).  Runs it with R1 = the address of a block of memory that holds MEMORY_HEX (\"-\": hex digits on\n"
		"standard input) and R2 = its number of bytes, both 0 without MEMORY_HEX, and prints R0 as 0x...\n"
		"The program is verified first, as one that gets a pointer to the memory and its length as a constant;\n"
		"what is refused does not run.\n"
		"\n"
		"The program has a stack of 512 bytes per frame below R10 and may call its own functions, eight frames\n"
		"deep.  A shift by a constant past the width is taken modulo the width.  Helpers without verification: those that take no argument (ktime_get_ns 5, get_prandom_u32 7, get_smp_processor_id 8,\n"
		"ktime_get_boot_ns 125); calling any other is a fault.  Division by zero is none: the quotient is 0, the\n"
		"remainder the dividend.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  the program ran to its exit; R0 is on standard output\n"
		  "1  an instruction is malformed (reserved field not zero ...), or the run ended with a fault\n"
		  "2  unusable input: bad hex, no whole instructions, unknown option",
	.examples = "echo 'mov r0, 42; exit' | tr ';' '\\n' | rk exec --asm\n"
		    "rk exec --engine interp --program '71 10 01 00 00 00 00 00 95 00 00 00 00 00 00 00' 'aa bb cc'\n"
		    "echo b7 00 00 00 2a 00 00 00 95 00 00 00 00 00 00 00 | rk exec --no-verify\n"
		    "echo 71 10 01 00 00 00 00 00 95 00 00 00 00 00 00 00 | rk exec --no-verify 'aa bb cc'",
	.run = run,
};
