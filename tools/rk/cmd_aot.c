/* SPDX-License-Identifier: Apache-2.0
 * cmd_aot.c - `rk aot`: verified programs as one C file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rk/aot.h"
#include "rk/load.h"

enum { OUT, PROG, TYPE, NAME, BTF };
static const struct rk_option options[] = {
	[OUT] = {"-o", "OUT.c", "Where the C text goes; without it to standard output."},
	[PROG] = {"--prog", "NAME", "Only the program whose function has this name."},
	[TYPE] = {"--type", "TYPE", "Verify as this program type instead of the one that the section name means."},
	[NAME] = {"--name", "PREFIX", "What the C names begin with: PREFIX_program, PREFIX_maps, PREFIX_map.  \"axiom\" without it."},
	[BTF] = RK_BTF_OPTION,
};

/* one - verify and write one program; the exit status. */
static int one(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, const char *prefix, FILE *out)
{
	struct rk_aot aot = {.insns = prog->insns, .count = prog->insn_count, .prefix = prefix, .object = &loaded->file.object};
	struct ax_prog_info info;
	struct ax_diag diag;
	const char *problem;
	char name[300], function[200], text[4096];
	int err;

	loaded->frames = calloc(prog->insn_count + 1, sizeof(*loaded->frames));
	if (!loaded->frames) {
		rk_error("out of memory");
		return RK_UNUSABLE;
	}
	err = rk_judge_prog(loaded, prog, type, &info, &diag);
	if (err) {
		rk_explain(prog, err, &diag, text, sizeof(text));
		rk_error("program %s is refused (%s):\n%s", prog->name, ax_status_name(err), text);
		free(loaded->frames);
		return RK_REFUSED;
	}
	rk_aot_identifier(function, sizeof(function), prog->name);
	snprintf(name, sizeof(name), "%s_%s", prefix, function);
	aot.name = name;
	aot.frames = loaded->frames;
	aot.catcher = prog->exception_cb;
	aot.counted = info.verdict.by_budget;
	fprintf(out, "/* %s: section %s, %" PRIu32 " instructions, ", prog->name, prog->section, prog->insn_count);
	if (info.verdict.by_budget)
		fprintf(out, "loops bounded by run->back_edges");
	else
		fprintf(out, "at most %" PRIu64 " executed", info.verdict.worst_case_insns);
	fprintf(out, ", stack %" PRIu32 " bytes */\n", info.verdict.stack_bytes);
	problem = rk_aot_prog(out, &aot);
	free(loaded->frames);
	if (problem)
		rk_error("program %s cannot be written as C: %s", prog->name, problem);
	return problem ? RK_REFUSED : RK_OK;
}

static int all(struct rk_loaded *loaded, const struct rk_args *args, const char *prefix, FILE *out)
{
	const struct ax_object *object = &loaded->file.object;
	const char *only = args->values[PROG];
	u32 type = args->values[TYPE] ? rk_prog_type(args->values[TYPE]) : 0, done = 0;
	int status = RK_OK;

	if (args->values[TYPE] && !type) {
		rk_error("--type %.40s: there is no such program type", args->values[TYPE]);
		return RK_UNUSABLE;
	}
	fprintf(out, "/* Written by rk aot from verified BPF programs: do not edit.  How to use it: docs/aot.md of Axiom. */\n");
	rk_aot_head(out, false);
	rk_aot_maps(out, object, prefix);
	for (u32 i = 0; i < object->prog_count && !status; i++)
		if (!only || !strcmp(only, object->progs[i].name)) {
			status = one(loaded, &object->progs[i], type, prefix, out);
			done++;
		}
	if (!status && !done) {
		rk_error("%s: no program%s%s", args->operands[0], only ? " " : "s; a program is a function with SEC(\"...\")",
			 only ? only : "");
		status = RK_UNUSABLE;
	}
	return status;
}

/* The whole text is made before a byte of it is written. */
static int write_out(const char *path, const char *text, size_t size)
{
	FILE *file = path ? fopen(path, "w") : stdout;
	bool bad = !file || fwrite(text, 1, size, file) != size || fflush(file);

	if (file && path)
		bad |= fclose(file) != 0;
	if (bad)
		rk_error("%s: cannot be written", path ? path : "standard output");
	return bad ? RK_UNUSABLE : RK_OK;
}

static int run(const struct rk_args *args)
{
	const char *name = args->values[NAME] ? args->values[NAME] : "axiom";
	struct rk_loaded loaded;
	char prefix[64], *text = NULL;
	size_t size = 0;
	FILE *out;
	int status = rk_use_btf(args->values[BTF]);

	rk_aot_identifier(prefix, sizeof(prefix), name);
	if (strcmp(prefix, name) || !*name || (*name >= '0' && *name <= '9')) {
		rk_error("--name %.60s: no C identifier of at most 63 characters", name);
		return RK_UNUSABLE;
	}
	if (!status)
		status = rk_load_open(&loaded, args->operands[0]);
	if (status)
		return status;
	out = open_memstream(&text, &size);
	if (out) {
		status = all(&loaded, args, prefix, out);
		fclose(out);
	} else {
		rk_error("out of memory");
		status = RK_UNUSABLE;
	}
	if (!status)
		status = write_out(args->values[OUT], text, size);
	free(text);
	rk_load_close(&loaded);
	return status;
}

const struct rk_command rk_cmd_aot = {
	.operands = "FILE.o",
	.operands_min = 1,
	.operands_max = 1,
	.description =
		"Verifies the programs of an object file and writes them as one C file without dependencies, which any C\n"
		"compiler for a little-endian CPU of 32 or 64 bits builds: no engine and no code memory is needed to run\n"
		"them.  A program becomes `uint64_t PREFIX_program(void *ctx, struct ax_aot *run)`; helpers are functions\n"
		"of the embedder, ax_aot_NAME.  docs/aot.md says the rest.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  the file is written\n1  a program is refused, or cannot be written as C; nothing is written\n2  unusable input",
	.examples = "rk aot filter.o -o filter.c\narm-none-eabi-gcc -mcpu=cortex-m3 -mthumb -O2 -c filter.c",
	.run = run,
};
