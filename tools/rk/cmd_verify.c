/* SPDX-License-Identifier: Apache-2.0
 * cmd_verify.c - `rk verify`: the verdict on every program of an object file. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <axiom/status.h>
#include "rk/explain.h"
#include "rk/load.h"
#include "rk/raw.h"

enum { PROG, TYPE, JSON, VERBOSE, HTML, RAW, MAP, BTF, ENTRIES, NO_LEAKS, CPU, DEADLINE };
static const struct rk_option options[] = {
	[PROG] = {"--prog", "NAME", "Only the program whose function has this name."},
	[TYPE] = {"--type", "TYPE",
		  "Verify as this program type (socket_filter, xdp, kprobe, perf_event ... as libbpf names them)\n"
		  "instead of the one that the section name means."},
	[JSON] = {"--json", NULL, "One JSON object on standard output instead of text."},
	[VERBOSE] = {"--verbose", NULL, "After each verdict the program: source lines, instructions, and what is known before each.\n"
		     "'>' marks the way to a refusal, '!' the refused instruction."},
	[HTML] = {"--html", "OUT.html", "Write the same as one page for a browser: nothing is loaded from anywhere."},
	[RAW] = {"--raw", NULL,
		 "Without FILE.o: verify the 8-byte instructions on standard input (bytes, or hex digits) as a program of\n"
		 "--type TYPE.  A 64-bit load of a pseudo map fd or map value refers to the --map that its immediate counts."},
	[MAP] = {"--map", "TYPE:KEY:VALUE:MAX[:FLAGS]",
		 "With --raw: a map of this type (hash, array, ringbuf ...), key and value size and number of entries; the\n"
		 "first is map 0.  FLAGS, with commas between: ro or wo, as programs see it; lock=N, timer=N: at which byte of its\n"
		 "values a bpf_spin_lock or a bpf_timer is; inner=N: the maps in it are like --map N\n"
		 "(without: arrays with one element of 4 bytes).  A type that does not exist here refuses the program.",
		 .many = true},
	[BTF] = RK_BTF_OPTION,
	[NO_LEAKS] = {"--no-leaks", NULL,
		      "Refuse also what would show addresses of the kernel to user space, which Linux allows to privileged\n"
		      "programs: pointers in map values and results, stack bytes that were never written."},
	[ENTRIES] = {"--map-entries", "N",
		     "Maps whose max_entries is 0, as programs have whose own loader sets it, get N entries (rings: N\n"
		     "bytes, up to a power of two from 4096 on).  (Stack traces\n"
		     "without sizes get 1024 entries of 127 frames in any case.)"},
	[CPU] = RK_CPU_OPTION,
	[DEADLINE] = RK_DEADLINE_OPTION,
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

static void text_accepted(const struct ax_object_prog *prog, const struct ax_prog_info *info, const struct rk_cost *cost)
{
	printf("accepted  %s (%s): %" PRIu32 " instructions, ", prog->name, prog->section, info->insn_count);
	rk_cost_text(cost, &info->verdict);
	printf(", verifier peak %" PRIu32 " bytes, %" PRIu64 " us", info->verdict.peak_bytes, info->verify_ns / 1000);
	if (info->verdict.certificate_bytes)
		printf(", by its certificate of %" PRIu32 " bytes", info->verdict.certificate_bytes);
	printf("\n");
}

static void json_accepted(const struct ax_prog_info *info, const struct rk_cost *cost)
{
	printf("\"verdict\":\"accepted\",\"type\":\"%s\",\"instructions\":%" PRIu32 ",", rk_prog_type_name(info->type),
	       info->insn_count);
	rk_cost_json(cost, &info->verdict);
	printf(",\"peak_bytes\":%" PRIu32 ",\"states\":%" PRIu32 ",\"nanoseconds\":%" PRIu64 ",\"certificate_bytes\":%" PRIu32,
	       info->verdict.peak_bytes, info->verdict.states, info->verify_ns, info->verdict.certificate_bytes);
}

static void json_refused(const struct ax_object_prog *prog, int err, const struct ax_diag *diag, const struct ax_explain *e,
			 const char *text)
{
	const struct ax_line *line = rk_line_of(prog, diag->insn);

	printf("\"verdict\":\"refused\",\"error\":\"%s\",\"reason\":", ax_status_name(err));
	rk_json_string(diag->reason ? ax_diag_name(diag->reason) : "");
	if (diag->insn != UINT32_MAX)
		printf(",\"insn\":%" PRIu32 ",\"instruction\":%" PRIu32, diag->insn, diag->insn);
	if (diag->reg >= 0)
		printf(",\"register\":%" PRId32, diag->reg);
	if (line) {
		printf(",\"file\":");
		rk_json_string(line->file);
		printf(",\"line\":%" PRIu32 ",\"column\":%" PRIu32, line->line, line->column);
	}
	rk_json_facts(prog, diag, e);
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
	const struct ax_line *line = rk_line_of(prog, diag->insn);
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

/* struct how - what was asked for. */
struct how {
	u32 type;
	bool json, verbose;
	FILE *html;
	struct rk_cost cost;
};

static void explain(const struct ax_object_prog *prog, int err, const struct ax_diag *diag, const struct ax_explain *e, char *text,
		    size_t size)
{
	if (e)
		ax_explain_format(e, prog->lines, prog->line_count, text, size);
	else
		rk_explain(prog, err, diag, text, size);
}

static void json_begin(const struct ax_object_prog *prog)
{
	printf("{\"program\":");
	rk_json_string(prog->name);
	printf(",\"section\":");
	rk_json_string(prog->section);
	printf(",");
}

/* over_deadline - an accepted program that does not fit beside those before it: said. */
static void over_deadline(const struct ax_object_prog *prog, const struct how *how, int err, const char *why)
{
	if (how->json) {
		json_begin(prog);
		printf("\"verdict\":\"refused\",\"error\":\"%s\",\"reason\":\"deadline\",\"text\":", ax_status_name(err));
		rk_json_string(why);
		printf("}");
	} else {
		printf("refused   %s (%s): it does not fit into the hook's deadline: %s\n", prog->name, prog->section, why);
	}
}

/* verify_one - true when it is accepted. */
static bool verify_one(struct rk_loaded *loaded, const struct ax_object_prog *prog, struct how *how)
{
	struct rk_explained again = {0};
	const struct ax_explain *e = NULL;
	struct ax_prog_info info = {0};
	struct ax_diag diag;
	char text[4096] = "";
	int err = rk_judge_prog(loaded, prog, how->type, &info, &diag), late;

	if (!err && how->cost.has_deadline && (late = rk_cost_add(&how->cost, &info.verdict, text, sizeof(text)))) {
		over_deadline(prog, how, late, text);
		return false;
	}
	if ((err ? diag.reason : how->verbose || how->html) && rk_explained_prog(&again, loaded, prog, how->type, &diag))
		e = &again.e;
	if (err)
		explain(prog, err, &diag, e, text, sizeof(text));
	if (how->json) {
		json_begin(prog);
		if (err)
			json_refused(prog, err, &diag, e, text);
		else
			json_accepted(&info, &how->cost);
		if (how->verbose && e)
			rk_json_listing(prog, e);
		printf("}");
	} else if (err) {
		text_refused(prog, err, &diag, text);
	} else {
		text_accepted(prog, &info, &how->cost);
	}
	if (how->verbose && !how->json && e)
		rk_listing(prog, e);
	if (how->html)
		rk_html_prog(how->html, prog, &info, e, err && !text[0] ? "refused" : text);
	rk_explained_free(&again);
	return !err;
}

/* verify_all - how many there were, and how many were refused. */
static u32 verify_all(struct rk_loaded *loaded, const struct rk_args *args, struct how *how, u32 *refused)
{
	const struct ax_object *object = &loaded->file.object;
	u32 seen = 0;

	if (how->json) {
		printf("{\"file\":");
		rk_json_string(args->operands[0]);
		printf(",\"programs\":[");
	}
	for (u32 i = 0; i < object->prog_count; i++) {
		if (args->values[PROG] && strcmp(args->values[PROG], object->progs[i].name))
			continue;
		if (how->json && seen)
			printf(",");
		seen++;
		*refused += !verify_one(loaded, &object->progs[i], how);
	}
	if (how->json)
		printf("],\"refused\":%" PRIu32 "}\n", *refused);
	return seen;
}

/* open_page - the page's file with its head, or NULL with the message printed. */
static FILE *open_page(const char *path, const char *object)
{
	FILE *f = fopen(path, "w");

	if (!f)
		rk_error("%s: %s", path, strerror(errno));
	else
		rk_html_begin(f, object);
	return f;
}

static bool close_page(FILE *f, const char *path)
{
	bool bad;

	rk_html_end(f);
	bad = ferror(f);
	bad |= fclose(f) != 0;
	if (bad)
		rk_error("%s: %s", path, strerror(errno));
	return !bad;
}

/* without_effect - an option that does nothing beside --raw, or nothing without it; NULL when there is none.  Who gives one
 * believes in its effect. */
static const char *without_effect(const struct rk_args *args)
{
	static const int of_objects[] = {PROG, HTML, BTF, ENTRIES};

	if (!args->values[RAW])
		return args->many_count ? options[MAP].name : NULL;
	for (size_t i = 0; i < ARRAY_LEN(of_objects); i++) {
		if (args->values[of_objects[i]])
			return options[of_objects[i]].name;
	}
	return NULL;
}

static int run(const struct rk_args *args)
{
	struct rk_loaded loaded;
	static struct how how;
	const char *idle = without_effect(args);
	u32 seen, refused = 0;
	int status = rk_cost_options(&how.cost, args->values[CPU], args->values[DEADLINE]);

	if (status)
		return status;
	how.json = args->values[JSON];
	how.verbose = args->values[VERBOSE];
	if (args->operand_count != (args->values[RAW] ? 0 : 1)) {
		rk_error(args->operand_count ? "--raw reads standard input and takes no file" : "something is missing; usage: "
			 "rk verify FILE.o, or rk verify --raw --type TYPE < INSTRUCTIONS (see rk verify --help)");
		return RK_UNUSABLE;
	}
	if (idle) {
		rk_error("%s: %s (see rk verify --help)", idle,
			 args->values[RAW] ? "is for object files, not for --raw" : "goes with --raw; an object file brings its maps");
		return RK_UNUSABLE;
	}
	if (args->values[RAW])
		return rk_verify_raw(args->values[TYPE], args->many, (u32)args->many_count, args->values[JSON], args->values[NO_LEAKS],
				     &how.cost);
	if (args->values[TYPE]) {
		how.type = rk_prog_type(args->values[TYPE]);
		if (!how.type) {
			rk_error("unknown program type %s (see rk verify --help)", args->values[TYPE]);
			return RK_UNUSABLE;
		}
	}
	status = rk_use_btf(args->values[BTF]);
	if (!status)
		status = rk_use_map_entries(args->values[ENTRIES]);
	if (!status)
		status = rk_load_open(&loaded, args->operands[0]);
	if (status)
		return status;
	if (args->values[HTML] && !(how.html = open_page(args->values[HTML], args->operands[0]))) {
		rk_load_close(&loaded);
		return RK_UNUSABLE;
	}
	loaded.no_leaks = args->values[NO_LEAKS];
	loaded.cost = &how.cost;
	seen = verify_all(&loaded, args, &how, &refused);
	if (how.html && !close_page(how.html, args->values[HTML]))
		seen = 0, status = RK_UNUSABLE;
	if (!seen && status)
		; /* said */
	else if (!seen && args->values[PROG])
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
		"lines behind it say what is known of the register, what was needed, and where the value came from.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  every program was accepted\n1  at least one was refused\n"
		  "2  the file cannot be used: missing, no BPF object, malformed, a map that cannot be (one line says where)",
	.examples = "rk verify build/bpf/01-tick/tick.bpf.o\nrk verify --json --prog tick tick.bpf.o\n"
		    "echo b700000000000000 9500000000000000 | rk verify --raw --type socket_filter --map array:4:8:1",
	.run = run,
};
