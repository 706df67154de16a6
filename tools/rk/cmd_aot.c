/* SPDX-License-Identifier: Apache-2.0
 * cmd_aot.c - `rk aot`: verified programs as one C file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/packet.h"
#include "isa/decode.h"
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

/* What the verifier says of a program beside its verdict, and the program as it runs. */
struct work {
	u16 *frames, *wide_frames;
	u64 *converts;
	struct ax_insn *insns, *wide;
	u32 *places;
};

static void work_free(struct work *w)
{
	free(w->frames);
	free(w->wide_frames);
	free(w->converts);
	free(w->insns);
	free(w->wide);
	free(w->places);
}

/* Pointers to the packet are read where the engine's contexts have them, as 64 bits on every CPU; legacy packet loads are calls. */
static const char *rewrite(struct work *w, struct rk_aot *aot, u32 type)
{
	u32 count = axi_legacy_places(aot->insns, aot->count, NULL);

	w->insns = calloc(aot->count + 1, sizeof(*w->insns));
	w->places = calloc(aot->count + 1, sizeof(*w->places));
	w->wide = calloc(count + 1, sizeof(*w->wide));
	w->wide_frames = calloc(count + 1, sizeof(*w->wide_frames));
	if (!w->insns || !w->places || !w->wide || !w->wide_frames)
		return "out of memory";
	memcpy(w->insns, aot->insns, aot->count * sizeof(*w->insns));
	for (u32 i = 0; i < aot->count; i++)
		if (axi_moves_r10(&aot->insns[i])) /* dead */
			w->insns[i] = (struct ax_insn){.opcode = AX_OP_EXIT};
	for (u32 i = 0; i < aot->count; i++)
		if (w->converts[i / 64] >> (i % 64) & 1 && !axi_packet_convert(type, &w->insns[i]))
			return "it reads a pointer of its context that has no place of 64 bits";
	axi_legacy_places(w->insns, aot->count, w->places);
	if (!axi_legacy_expand(w->insns, aot->count, w->places, w->wide))
		return "a jump over legacy packet loads is too far";
	for (u32 i = 0; i < aot->count; i++)
		w->wide_frames[w->places[i]] = w->frames[i];
	aot->catcher = w->places[aot->catcher];
	aot->insns = w->wide;
	aot->frames = w->wide_frames;
	aot->count = count;
	return NULL;
}

static int judge(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct work *w, struct ax_prog_info *info)
{
	struct ax_diag diag;
	char text[4096];
	int err;

	loaded->frames = w->frames = calloc(prog->insn_count + 1, sizeof(*w->frames));
	loaded->converts = w->converts = calloc(prog->insn_count / 64 + 1, sizeof(*w->converts));
	if (!w->frames || !w->converts) {
		rk_error("out of memory");
		return RK_UNUSABLE;
	}
	loaded->no_types = true; /* loads of structures that may fault need a kernel's exception table */
	err = rk_judge_prog(loaded, prog, type, info, &diag);
	if (!err)
		return RK_OK;
	rk_explain(prog, err, &diag, text, sizeof(text));
	rk_error("program %s is refused (%s):\n%s", prog->name, ax_status_name(err), text);
	return RK_REFUSED;
}

/* Is the C name of a program taken by the maps, or by a program before it (unless it is the `only` one)? */
static bool name_is_taken(const struct ax_object *object, const struct ax_object_prog *prog, const char *name, bool only)
{
	char other[200];

	if (object->map_count && (!strcmp(name, "map") || !strcmp(name, "maps")))
		return true;
	for (const struct ax_object_prog *p = object->progs; p < prog && !only; p++) {
		rk_aot_identifier(other, sizeof(other), p->name);
		if (!strcmp(name, other))
			return true;
	}
	return false;
}

/* one - verify and write one program; the exit status. */
static int one(struct rk_loaded *loaded, const struct ax_object_prog *prog, bool only, u32 type, const char *prefix, FILE *out)
{
	struct rk_aot aot = {.insns = prog->insns, .count = prog->insn_count, .prefix = prefix, .object = &loaded->file.object};
	struct work work = {0};
	struct ax_prog_info info;
	const char *problem;
	char name[300], function[200];
	int status = judge(loaded, prog, type, &work, &info);

	if (status) {
		work_free(&work);
		return status;
	}
	rk_aot_identifier(function, sizeof(function), prog->name);
	if (name_is_taken(aot.object, prog, function, only)) {
		rk_error("program %s cannot be written as C: another thing is named %s_%s there; give it another name", prog->name, prefix,
			 function);
		work_free(&work);
		return RK_REFUSED;
	}
	snprintf(name, sizeof(name), "%s_%s", prefix, function);
	aot.name = name;
	aot.catcher = prog->exception_cb;
	aot.counted = info.verdict.by_budget;
	fprintf(out, "/* ");
	rk_aot_words(out, prog->name);
	fprintf(out, ": section ");
	rk_aot_words(out, prog->section);
	fprintf(out, ", %" PRIu32 " instructions, ", prog->insn_count);
	if (info.verdict.by_budget)
		fprintf(out, "loops bounded by run->back_edges");
	else
		fprintf(out, "at most %" PRIu64 " executed", info.verdict.worst_case_insns);
	fprintf(out, ", stack %" PRIu32 " bytes */\n", info.verdict.stack_bytes);
	problem = rewrite(&work, &aot, info.type);
	problem = problem ? problem : rk_aot_prog(out, &aot);
	work_free(&work);
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
			status = one(loaded, &object->progs[i], only, type, prefix, out);
			done++;
		}
	rk_aot_foot(out);
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
	if (!strcmp(name, "ax") || !strncmp(name, "ax_", 3)) {
		rk_error("--name %s: names that begin with ax_ are what the text itself uses", name);
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
