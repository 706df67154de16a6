/* SPDX-License-Identifier: Apache-2.0
 * cmd_why.c - `rk why`: does a refused program really go wrong, and on which input?  `rk run --input` shows it again. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "rk/why.h"

enum { WHY_UNPROVEN = 3 };
enum { PROG, TYPE, OUT, SECONDS, SEED, NO_LEAKS, ALWAYS, JSON, BTF };
static const struct rk_option options[] = {
	[PROG] = {"--prog", "NAME", "The program whose function has this name; needed when there are several."},
	[TYPE] = {"--type", "TYPE", "Take it as this program type instead of the one that the section name means."},
	[OUT] = {"-o", "FILE", "Where the input that goes wrong is written; without it: the program's name and \".why\"."},
	[SECONDS] = {"--seconds", "N", "Search at most so long (1 to 3600; 5 without it)."},
	[SEED] = {"--seed", "N", "Of the random choices (1 without it).  The same seed makes the same steps in the same order."},
	[NO_LEAKS] = {"--no-leaks", NULL,
		      "By the stricter rules: addresses and stack bytes that the program did not write must not become visible."},
	[ALWAYS] = {"--always", NULL, "Search also when the program is accepted: finding something would be a fault of the verifier."},
	[JSON] = {"--json", NULL, "One JSON object on standard output instead of text."},
	[BTF] = RK_BTF_OPTION,
};

static const struct ax_object_prog *named_prog(const struct ax_object *object, const char *path, const char *name)
{
	if (!name && object->prog_count == 1)
		return &object->progs[0];
	for (u32 i = 0; name && i < object->prog_count; i++)
		if (!strcmp(name, object->progs[i].name))
			return &object->progs[i];
	if (name)
		rk_error("%s: no program %s; rk dump shows what is there", path, name);
	else
		rk_error("%s: %" PRIu32 " programs; choose one with --prog", path, object->prog_count);
	return NULL;
}

/* A program that refers to what is not there has no instructions that could be run. */
static const struct ax_object_prog *find_prog(const struct ax_object *object, const char *path, const char *name)
{
	const struct ax_object_prog *prog = named_prog(object, path, name);

	if (prog && prog->refused) {
		rk_error("%s: program %s: %s", path, prog->name, prog->refused);
		return NULL;
	}
	return prog;
}

struct job {
	const char *path;
	const struct ax_object_prog *prog;
	u32 type;
	u64 seconds, seed;
	const char *out;
	bool json, no_leaks;
};

static int number(const char *option, const char *text, u64 min, u64 max, u64 *out)
{
	char *end;

	if (!text)
		return RK_OK;
	*out = strtoull(text, &end, 10);
	if (!*text || *end || text[0] == '-' || *out < min || *out > max) {
		rk_error("%s: \"%s\" is no number from %" PRIu64 " to %" PRIu64, option, text, min, max);
		return RK_UNUSABLE;
	}
	return RK_OK;
}

static int read_job(const struct rk_args *args, const struct rk_loaded *loaded, struct job *job)
{
	int status = number("--seconds", args->values[SECONDS], 1, 3600, &job->seconds);

	status = status ? status : number("--seed", args->values[SEED], 0, INT64_MAX, &job->seed);
	if (status)
		return status;
	job->prog = find_prog(&loaded->file.object, job->path, args->values[PROG]);
	if (!job->prog)
		return RK_UNUSABLE;
	job->type = args->values[TYPE] ? rk_prog_type(args->values[TYPE]) : job->prog->prog_type;
	if (!rk_context_bytes(job->type)) {
		rk_error("%s: program %s: %s is no program type here; give --type (see rk verify --help)", job->path,
			 job->prog->name, args->values[TYPE] ? args->values[TYPE] : job->prog->section);
		return RK_UNUSABLE;
	}
	return RK_OK;
}

static int write_file(const struct job *job, const struct why_machine *m, const struct why_found *found, char *name, size_t size)
{
	FILE *file;
	bool ok;

	if (job->out)
		snprintf(name, size, "%s", job->out);
	else
		snprintf(name, size, "%.200s.why", job->prog->name);
	file = fopen(name, "w");
	ok = file && why_file_write(file, m, &found->input, &found->fault, job->seed);
	if (file && fclose(file))
		ok = false;
	if (!ok)
		rk_error("%s: %s", name, strerror(errno));
	return ok ? RK_OK : RK_UNUSABLE;
}

static void say_wrong(const struct job *job, const struct why_machine *m, const struct ax_diag *diag,
		      const struct why_found *found, const char *file)
{
	printf("WRONG     %s (%s): on this input it really goes wrong\n", job->prog->name, job->prog->section);
	why_print_fault(stdout, m, &found->fault);
	if (diag->insn != UINT32_MAX && diag->insn != found->fault.pc)
		printf("  the verifier refused instruction %" PRIu32 ": %s\n", diag->insn, ax_diag_name(diag->reason));
	printf("input:\n");
	why_print_input(stdout, m);
	printf("replay: rk run --input %s %s\n", file, job->path);
}

static void say_tried(const struct job *job, const struct why_found *found)
{
	if (found->exhausted)
		printf("  it reads no input: its one run ends well\n");
	else
		printf("  tried: %" PRIu64 " runs in %.1f seconds, seed %" PRIu64 "%s\n", found->runs, found->seconds, job->seed,
		       found->aimless ? "" : found->reached ? "; some reached the refused instruction" :
		       "; none reached the refused instruction");
	if (found->lost[0])
		printf("  not simulated, such runs were left out: %s\n", found->lost);
}

/* Refusals whose rule is about the text of a program, so that no run need go wrong. */
static const char *const of_the_text[] = {
	"too_long", "unreachable", "irreducible_loop", "loop_nest", "too_many_functions", "stack_total", "division_by_zero",
	"shift_range", "mixed_pointers", "gpl_only", "helper_unbound", "no_direct_value", "frame_escape", "ctx_offset",
	"pointer_arithmetic", "null_arithmetic", "reference_join", "reference_count", "argument_const", "pool_full",
	"too_many_steps",
};

static bool about_the_text(u32 reason)
{
	for (u32 i = 0; i < ARRAY_LEN(of_the_text); i++)
		if (!strcmp(of_the_text[i], ax_diag_name(reason)))
			return true;
	return false;
}

static void say_unproven(const struct job *job, const struct ax_diag *diag, const struct why_found *found)
{
	printf("UNPROVEN  %s (%s): no input was found on which it goes wrong\n", job->prog->name, job->prog->section);
	say_tried(job, found);
	if (about_the_text(diag->reason))
		printf("  this rule is about what is written, whether or not a run goes wrong; see the suggestion of rk verify\n");
}

static void say_json(const struct job *job, const struct ax_diag *diag, const struct why_found *found, const char *file)
{
	printf("{\"program\":");
	rk_json_string(job->prog->name);
	printf(",\"verdict\":\"%s\",\"reason\":\"%s\"", found->wrong ? "wrong" : diag->reason ? "unproven" : "accepted", ax_diag_name(diag->reason));
	if (diag->insn != UINT32_MAX)
		printf(",\"instruction\":%" PRIu32, diag->insn);
	if (found->wrong) {
		printf(",\"fault\":\"%s\",\"fault_instruction\":%" PRIu32 ",\"input\":", why_fault_name(found->fault.kind),
		       found->fault.pc);
		rk_json_string(file);
	}
	printf(",\"runs\":%" PRIu64 ",\"seconds\":%.3f,\"seed\":%" PRIu64 "}\n", found->runs, found->seconds, job->seed);
}

static int search(const struct job *job, struct rk_loaded *loaded, const struct ax_diag *diag, int err)
{
	struct why_machine *m = why_machine_open(&loaded->file.object, job->prog, job->type, job->no_leaks);
	struct why_found found;
	char file[256] = "", text[4096];
	int status = RK_OK;

	if (!m)
		return RK_UNUSABLE;
	if (!job->json && !err) {
		printf("accepted  %s (%s); searched all the same\n", job->prog->name, job->prog->section);
	} else if (!job->json) {
		rk_explain(job->prog, err, diag, text, sizeof(text));
		printf("%.*s\n", (int)strcspn(text, "\n"), text);
		fflush(stdout);
	}
	if (!why_search(m, diag, UINT64_MAX, (double)job->seconds, job->seed, &found)) {
		rk_error("out of memory");
		status = RK_UNUSABLE;
	}
	if (!status && found.wrong)
		status = write_file(job, m, &found, file, sizeof(file));
	if (!status && job->json)
		say_json(job, diag, &found, file);
	else if (!status && found.wrong)
		say_wrong(job, m, diag, &found, file);
	else if (!status && err)
		say_unproven(job, diag, &found);
	else if (!status)
		say_tried(job, &found);
	status = status ? status : found.wrong ? RK_REFUSED : err ? WHY_UNPROVEN : RK_OK;
	why_input_free(&found.input);
	why_machine_close(m);
	return status;
}

/* The verifier's verdict on a program of a type that nothing here runs: the engine does not load it. */
static int judge(const struct job *job, const struct rk_loaded *loaded, const struct ax_limits *limits, struct ax_diag *diag)
{
	const struct ax_object *object = &loaded->file.object;
	const struct ax_map_spec **specs = calloc(object->map_count + 1, sizeof(*specs));
	struct ax_verify_input in = {
		.insns = job->prog->insns, .insn_count = job->prog->insn_count, .prog_type = job->type,
		.attach_type = job->prog->attach_type, .maps = specs, .map_count = object->map_count,
		.func_starts = job->prog->func_starts, .func_count = job->prog->func_count, .exception_cb = job->prog->exception_cb, .limits = limits,
		.gpl = strstr(object->license, "GPL"),
	};
	size_t bytes = ax_verify_bytes(&in) ? ax_verify_bytes(&in) : 65536;
	void *memory = malloc(bytes);
	struct ax_verdict verdict;
	struct ax_arena arena;
	int err = -AX_ENOMEM;

	for (u32 i = 0; specs && i < object->map_count; i++)
		specs[i] = &object->maps[i].spec;
	if (specs && memory) {
		ax_arena_init(&arena, memory, bytes);
		err = ax_verify(&in, &arena, &verdict, diag);
	}
	free(memory);
	free(specs);
	return err;
}

static int run(const struct rk_args *args)
{
	struct job job = {.path = args->operands[0], .seconds = 5, .seed = 1, .out = args->values[OUT],
			  .json = args->values[JSON], .no_leaks = args->values[NO_LEAKS]};
	struct ax_limits limits = ax_limits_cloud;
	struct rk_loaded loaded;
	struct ax_prog *prog = NULL;
	struct ax_diag diag;
	int status, err;

	limits.no_leaks = job.no_leaks;
	status = rk_use_btf(args->values[BTF]);
	if (!status)
		status = rk_load_open_limits(&loaded, args->operands[0], &limits);
	if (status)
		return status;
	status = read_job(args, &loaded, &job);
	if (!status) {
		err = rk_load_prog(&loaded, job.prog, job.type, &prog, &diag);
		if (err && !diag.reason)
			err = judge(&job, &loaded, &limits, &diag);
		if (err || args->values[ALWAYS]) {
			if (!err)
				diag = (struct ax_diag){.insn = UINT32_MAX, .reg = -1};
			status = search(&job, &loaded, &diag, err);
		} else if (job.json) {
			printf("{\"program\":");
			rk_json_string(job.prog->name);
			printf(",\"verdict\":\"accepted\"}\n");
		} else {
			printf("accepted  %s (%s): it is proven that no input makes it go wrong\n", job.prog->name, job.prog->section);
		}
		if (prog)
			ax_prog_put(prog);
	}
	rk_load_close(&loaded);
	return status;
}

/* --- rk run --input --- */

static int replay(const struct rk_object *file, const struct why_expect *expect, const char *path)
{
	const struct ax_object_prog *prog = find_prog(&file->object, "the object", expect->program);
	u32 type = rk_prog_type(expect->type);
	struct why_input in = {0};
	struct why_machine *m;
	int status;

	if (!prog)
		return RK_UNUSABLE;
	if (!type) {
		rk_error("%s: unknown program type %s", path, expect->type);
		return RK_UNUSABLE;
	}
	m = why_machine_open(&file->object, prog, type, expect->no_leaks);
	if (!m)
		return RK_UNUSABLE;
	status = why_file_read(path, m, &in);
	if (!status && why_run(m, &in, true, NULL)) {
		why_print_fault(stdout, m, &m->fault);
		printf("input:\n");
		why_print_input(stdout, m);
		if (expect->fault[0] && (strcmp(expect->fault, why_fault_name(m->fault.kind)) || expect->pc != m->fault.pc))
			rk_error("%s: not the fault that the file names: %s at instruction %" PRIu32, path, expect->fault,
				 expect->pc);
		status = RK_REFUSED;
	} else if (!status && m->lost) {
		rk_error("%s: the run meets what is not simulated: %s", path, m->lost_what);
		status = RK_UNUSABLE;
	} else if (!status) {
		printf("%s returned %" PRId64 " (0x%" PRIx64 "), nothing went wrong\n", prog->name, (s64)m->result, m->result);
	}
	why_input_free(&in);
	why_machine_close(m);
	return status;
}

int rk_replay(const char *object, const char *prog, const char *path)
{
	struct why_expect expect;
	struct rk_object file;
	int status = why_file_head(path, &expect);

	if (status)
		return status;
	if (prog && strcmp(prog, expect.program)) {
		rk_error("%s: this is an input of program %s, not %s", path, expect.program, prog);
		return RK_UNUSABLE;
	}
	status = rk_object_open(&file, object);
	if (status)
		return status;
	status = replay(&file, &expect, path);
	rk_object_close(&file);
	return status;
}

const struct rk_command rk_cmd_why = {
	.operands = "FILE.o",
	.operands_min = 1,
	.operands_max = 1,
	.description =
		"Verifies one program; when it is refused, searches for an input (context, map contents, results of helpers) on\n"
		"which it really goes wrong, by running it in an interpreter that watches every register and byte.\n"
		"WRONG: such an input was found; it is shown in words and written to a file that rk run --input replays.\n"
		"UNPROVEN: none was found in the time.  The program may be right, and the verifier unable to see it.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.status = "0  the program is accepted: there is nothing to find\n1  WRONG: an input was found and written\n"
		  "2  unusable input: a file or a map that cannot be, no such program, or one that refers to\n"
		  "   what is not there, bad option, the input cannot be written\n"
		  "3  UNPROVEN: refused, but no input was found",
	.examples = "rk why filter.bpf.o --prog drop -o drop.why\nrk run --input drop.why filter.bpf.o",
	.run = run,
};
