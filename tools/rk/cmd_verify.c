/* SPDX-License-Identifier: Apache-2.0
 * cmd_verify.c - `rk verify`: the verdict on every program of an object file. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <axiom/status.h>
#include "rk/load.h"
#include "rk/raw.h"

enum { PROG, TYPE, JSON, RAW, MAP };
static const struct rk_option options[] = {
	[PROG] = {"--prog", "NAME", "Only the program whose function has this name."},
	[TYPE] = {"--type", "TYPE",
		  "Verify as this program type (socket_filter, kprobe, tracepoint, perf_event, raw_tracepoint)\n"
		  "instead of the one that the section name means."},
	[JSON] = {"--json", NULL, "One JSON object on standard output instead of text."},
	[RAW] = {"--raw", NULL,
		 "Without FILE.o: verify the 8-byte instructions on standard input (bytes, or hex digits) as a program of\n"
		 "--type TYPE.  A 64-bit load of a pseudo map fd or map value refers to the --map that its immediate counts."},
	[MAP] = {"--map", "TYPE:KEY:VALUE:MAX[:FLAGS]",
		 "With --raw: a map of this type (hash, array, ringbuf ...), key and value size and number of entries; the\n"
		 "first is map 0.  FLAGS: ro or wo, as programs see it.  A type that does not exist here refuses the program.",
		 .many = true},
};

/* print_indented - the explanation, four columns to the right. */
static void print_indented(const char *text)
{
	while (*text) {
		int n = (int)strcspn(text, "\n");

		printf("    %.*s\n", n, text);
		text += n + (text[n] != 0);
	}
}

static void text_accepted(const struct ax_object_prog *prog, const struct ax_prog_info *info)
{
	char worst[64];

	if (info->verdict.by_budget)
		snprintf(worst, sizeof(worst), "worst case by the run-time budget");
	else
		snprintf(worst, sizeof(worst), "worst case %" PRIu64, info->verdict.worst_case_insns);
	printf("accepted  %s (%s): %" PRIu32 " instructions, %s, verifier peak %" PRIu32 " bytes, %" PRIu64 " us\n",
	       prog->name, prog->section, info->insn_count, worst, info->verdict.peak_bytes, info->verify_ns / 1000);
}

static void json_accepted(const struct ax_prog_info *info)
{
	printf("\"verdict\":\"accepted\",\"type\":\"%s\",\"instructions\":%" PRIu32 ",\"worst_case_instructions\":",
	       rk_prog_type_name(info->type), info->insn_count);
	if (info->verdict.by_budget)
		printf("null");
	else
		printf("%" PRIu64, info->verdict.worst_case_insns);
	printf(",\"stack_bytes\":%" PRIu32 ",\"peak_bytes\":%" PRIu32 ",\"states\":%" PRIu32 ",\"verify_ns\":%" PRIu64,
	       info->verdict.stack_bytes, info->verdict.peak_bytes, info->verdict.states, info->verify_ns);
}

/* line_of - the source line that the instruction belongs to, or NULL. */
static const struct ax_line *line_of(const struct ax_object_prog *prog, u32 insn)
{
	const struct ax_line *line = NULL;

	for (u32 i = 0; i < prog->line_count && prog->lines[i].insn <= insn; i++)
		line = &prog->lines[i];
	return insn == UINT32_MAX ? NULL : line;
}

static void json_refused(const struct ax_object_prog *prog, int err, const struct ax_diag *diag, const char *text)
{
	const struct ax_line *line = line_of(prog, diag->insn);

	printf("\"verdict\":\"refused\",\"error\":\"%s\",\"reason\":", ax_status_name(err));
	rk_json_string(diag->reason ? ax_diag_name(diag->reason) : "");
	if (diag->insn != UINT32_MAX)
		printf(",\"instruction\":%" PRIu32, diag->insn);
	if (diag->reg >= 0)
		printf(",\"register\":%" PRId32, diag->reg);
	if (line) {
		printf(",\"file\":");
		rk_json_string(line->file);
		printf(",\"line\":%" PRIu32, line->line);
	}
	printf(",\"text\":");
	rk_json_string(text);
}

/* after - what follows `word` on its line of the explanation; its length in *length. */
static const char *after(const char *text, const char *word, int *length)
{
	const char *at = strstr(text, word);

	at = at ? at + strlen(word) : "";
	*length = (int)strcspn(at, "\n");
	return at;
}

/* text_refused - one line that says what, where and what to do; then the whole explanation. */
static void text_refused(const struct ax_object_prog *prog, int err, const struct ax_diag *diag, const char *text)
{
	const struct ax_line *line = line_of(prog, diag->insn);
	const char *file = line ? strrchr(line->file, '/') : NULL, *what, *advice;
	int what_length, advice_length;

	printf("refused   %s (%s): ", prog->name, prog->section);
	if (!diag->reason) {
		printf("%.*s (%s)\n", (int)strcspn(text, "\n"), text, ax_status_name(err));
		return;
	}
	what = after(text, "refused: ", &what_length);
	advice = after(text, "suggestion: ", &advice_length);
	printf("%.*s at ", what_length, what);
	if (line && line->line)
		printf("%s:%" PRIu32, file ? file + 1 : line->file, line->line);
	else
		printf("instruction %" PRIu32, diag->insn);
	printf("; %.*s\n", advice_length, advice);
	print_indented(text);
}

/* verify_one - true when it is accepted. */
static bool verify_one(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, bool json)
{
	struct ax_prog *loaded_prog;
	struct ax_prog_info info;
	struct ax_diag diag;
	char text[4096];
	int err = rk_load_prog(loaded, prog, type, &loaded_prog, &diag);

	if (json) {
		printf("{\"program\":");
		rk_json_string(prog->name);
		printf(",\"section\":");
		rk_json_string(prog->section);
		printf(",");
	}
	if (err) {
		rk_explain(prog, err, &diag, text, sizeof(text));
		if (json)
			json_refused(prog, err, &diag, text);
		else
			text_refused(prog, err, &diag, text);
	} else {
		ax_prog_info(loaded_prog, &info);
		if (json)
			json_accepted(&info);
		else
			text_accepted(prog, &info);
		ax_prog_put(loaded_prog);
	}
	if (json)
		printf("}");
	return !err;
}

/* verify_all - how many there were, and how many were refused. */
static u32 verify_all(struct rk_loaded *loaded, const struct rk_args *args, u32 type, u32 *refused)
{
	const struct ax_object *object = &loaded->file.object;
	bool json = args->values[JSON];
	u32 seen = 0;

	if (json) {
		printf("{\"file\":");
		rk_json_string(args->operands[0]);
		printf(",\"programs\":[");
	}
	for (u32 i = 0; i < object->prog_count; i++) {
		if (args->values[PROG] && strcmp(args->values[PROG], object->progs[i].name))
			continue;
		if (json && seen)
			printf(",");
		seen++;
		*refused += !verify_one(loaded, &object->progs[i], type, json);
	}
	if (json)
		printf("],\"refused\":%" PRIu32 "}\n", *refused);
	return seen;
}

static int run(const struct rk_args *args)
{
	struct rk_loaded loaded;
	u32 type = 0, seen, refused = 0;
	int status;

	if (args->operand_count != (args->values[RAW] ? 0 : 1)) {
		rk_error(args->operand_count ? "--raw reads standard input and takes no file" : "something is missing; usage: "
			 "rk verify FILE.o, or rk verify --raw --type TYPE < INSTRUCTIONS (see rk verify --help)");
		return RK_UNUSABLE;
	}
	if (args->values[RAW])
		return rk_verify_raw(args->values[TYPE], args->many, (u32)args->many_count, args->values[JSON]);
	if (args->values[TYPE]) {
		type = rk_prog_type(args->values[TYPE]);
		if (!type) {
			rk_error("unknown program type %s (see rk verify --help)", args->values[TYPE]);
			return RK_UNUSABLE;
		}
	}
	status = rk_load_open(&loaded, args->operands[0]);
	if (status)
		return status;
	seen = verify_all(&loaded, args, type, &refused);
	if (!seen && args->values[PROG])
		rk_error("%s: no program %s; rk dump shows what is there", args->operands[0], args->values[PROG]);
	else if (!seen)
		rk_error("%s: no programs; a program is a function with SEC(\"...\")", args->operands[0]);
	rk_load_close(&loaded);
	return !seen ? RK_UNUSABLE : refused ? RK_REFUSED : RK_OK;
}

const struct rk_command rk_cmd_verify = {
	.operands = "[FILE.o]",
	.operands_max = 1,
	.description =
		"Creates the maps of an object file that clang compiled (-target bpf) and verifies every program in it, as\n"
		"the kernel does before it runs one.  One line a program: the verdict, the number of instructions, the\n"
		"instructions that a run executes at most, the verifier's peak memory, and the time it took.  A refusal's\n"
		"line says what is wrong, where (the source line, when the object has line information) and what to do; the\n"
		"lines behind it say what is known of the register and what was needed.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  every program was accepted\n1  at least one was refused\n"
		  "2  the file cannot be used: missing, no BPF object, malformed, a map that cannot be (one line says where)",
	.examples = "rk verify build/bpf/01-tick/tick.bpf.o\nrk verify --json --prog tick tick.bpf.o\n"
		    "echo b700000000000000 9500000000000000 | rk verify --raw --type socket_filter --map array:4:8:1",
	.run = run,
};
