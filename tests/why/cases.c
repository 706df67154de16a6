/* SPDX-License-Identifier: Apache-2.0
 * cases.c - the verifier's own cases (tests/verify/NAME.t) before the search of rk why: what the verifier accepts must not be
 * found wrong; of what it refuses most must be.  Two implementations of one set of rules check each other.
 *
 *   cases [--list] SECONDS FILE.t...     SECONDS: for each case;  --list: a line for each refused case */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <axiom/prog.h>
#include "isa/asm.h"
#include "rk/why.h"

enum { MAX_INSNS = 20000, MAX_MAPS = 8 };

static struct test {
	char name[200], text[1 << 16];
	u32 type, maps;
	struct ax_object_map map[MAX_MAPS];
	char map_name[MAX_MAPS][16];
	bool gpl, embedded, leaks, special;
} test;

static struct {
	u32 refused, wrong, kfuncs;
} tally;
static bool list;
static int failed;

void rk_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

static int verify(const struct ax_object_prog *prog, struct ax_diag *diag)
{
	const struct ax_map_spec *maps[MAX_MAPS];
	struct ax_verify_input in = {
		.insns = prog->insns, .insn_count = prog->insn_count, .prog_type = test.type, .maps = maps,
		.map_count = test.maps, .limits = test.embedded ? &ax_limits_embedded : &ax_limits_cloud, .gpl = test.gpl,
		.no_leaks = !test.leaks,
	};
	size_t bytes = ax_verify_bytes(&in);
	struct ax_verdict verdict;
	struct ax_arena arena;
	void *memory;
	int err;

	if (!bytes)
		return 1;
	for (u32 i = 0; i < test.maps; i++)
		maps[i] = &test.map[i].spec;
	memory = malloc(bytes);
	ax_arena_init(&arena, memory, bytes);
	err = ax_verify(&in, &arena, &verdict, diag);
	free(memory);
	return err;
}

static bool calls_kernel(const struct why_machine *m)
{
	for (u32 i = 0; i < m->prog->insn_count; i++)
		if (m->insns[i].opcode == AX_OP_CALL && m->insns[i].src == AX_CALL_KFUNC)
			return true;
	return false;
}

static void report(const struct why_machine *m, int err, const struct ax_diag *diag, const struct why_found *found)
{
	const char *reason = ax_diag_name(diag->reason);

	if (!err && found->wrong) {
		printf("FAIL why.accepted_%s: accepted, but found wrong: %s at %u\n", test.name, why_fault_name(found->fault.kind),
		       found->fault.pc);
		why_print_fault(stdout, m, &found->fault);
		why_print_input(stdout, m);
		failed = 1;
	} else if (!err) {
		printf("ok why.accepted_%s\n", test.name);
	} else if ((calls_kernel(m) || m->arenas) && !found->wrong) { /* these are not simulated; rk why says so by name */
		tally.kfuncs++;
	} else {
		tally.refused++;
		tally.wrong += found->wrong;
		if (list)
			printf("%-9s %-18s %3u %s%s%s\n", found->wrong ? "wrong" : "unproven", reason, diag->insn, test.name,
			       found->wrong ? ": " : found->lost[0] ? ": not simulated: " : "",
			       found->wrong ? why_fault_name(found->fault.kind) : found->lost);
	}
}

static void run_case(double seconds)
{
	static struct ax_insn insns[MAX_INSNS];
	struct ax_object object = {.maps = test.map, .map_count = test.maps, .license = "GPL"};
	struct ax_object_prog prog = {.name = "case", .section = "case", .prog_type = test.type, .insns = insns};
	struct ax_diag diag = {.insn = UINT32_MAX, .reg = -1};
	struct axi_asm_error error;
	struct why_machine *m;
	struct why_found found;
	int n = axi_asm(test.text, strlen(test.text), insns, MAX_INSNS, &error), err;

	if (n <= 0 || test.special || !rk_context_bytes(test.type))
		return;
	prog.insn_count = (u32)n;
	err = verify(&prog, &diag);
	if (err > 0)
		return;
	m = why_machine_open(&object, &prog, test.type, !test.leaks);
	if (!m || !why_search(m, &diag, UINT64_MAX, seconds, 1, &found)) {
		printf("FAIL why.%s: no memory\n", test.name);
		failed = 1;
		exit(1);
	}
	report(m, err, &diag, &found);
	why_input_free(&found.input);
	why_machine_close(m);
}

static u32 map_type(const char *word)
{
#define MAP_TYPE(id, NAME, name, ops)                                                               \
	if (!strcmp(word, #name))                                                                   \
		return id;
#include "isa/maps.def"
	return 0;
}

static void option(const char *line)
{
	char word[40] = "", name[40] = "";
	u32 key, value, max;

	if (sscanf(line, "map %39s %u %u %u", name, &key, &value, &max) == 4 && test.maps < MAX_MAPS) {
		struct ax_object_map *map = &test.map[test.maps];

		map->spec = (struct ax_map_spec){.type = map_type(name), .key_size = key, .value_size = value, .max_entries = max};
		map->spec.flags = (strstr(line, " ro") ? AX_MAP_F_RDONLY_PROG : 0) | (strstr(line, " wo") ? AX_MAP_F_WRONLY_PROG : 0);
		snprintf(test.map_name[test.maps], 16, "map%u", test.maps);
		map->name = test.map_name[test.maps++];
		test.special = test.special || !map->spec.type;
	} else if (sscanf(line, "type %39s", name) == 1) {
		test.type = rk_prog_type(name);
	} else if (sscanf(line, "%39s", word) == 1) {
		test.gpl = test.gpl && strcmp(word, "nogpl");
		test.embedded = test.embedded || !strcmp(word, "embedded");
		test.leaks = test.leaks || !strcmp(word, "leaks");
		test.special = test.special || !strcmp(word, "arena") || !strcmp(word, "cert") || !strcmp(word, "unbound");
	}
}

static void add_text(const char *line)
{
	int times = 1, skip = 0;
	size_t used = strlen(test.text);

	if (sscanf(line, "repeat %d %n", &times, &skip) != 1)
		skip = 0;
	for (line += skip; times-- > 0 && used + strlen(line) + 1 < sizeof(test.text); used += strlen(line))
		memcpy(test.text + used, line, strlen(line) + 1);
}

static void run_file(const char *path, double seconds)
{
	enum { NOTHING, OPTIONS, ASM } part = NOTHING;
	char line[512];
	FILE *f = fopen(path, "r");

	if (!f) {
		printf("FAIL %s: cannot be opened\n", path);
		failed = 1;
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, "== ", 3)) {
			memset(&test, 0, sizeof(test));
			test.gpl = true;
			test.type = AX_PROG_SOCKET_FILTER;
			snprintf(test.name, sizeof(test.name), "%.*s", (int)strcspn(line + 3, "\n"), line + 3);
			part = OPTIONS;
		} else if (!strncmp(line, "-- asm", 6)) {
			part = part == OPTIONS ? ASM : part;
		} else if (!strncmp(line, "-- ", 3)) {
			if (part == ASM)
				run_case(seconds);
			part = NOTHING;
		} else if (part == OPTIONS) {
			option(line);
		} else if (part == ASM) {
			add_text(line);
		}
	}
	fclose(f);
}

int main(int argc, char **argv)
{
	int at = 1;

	list = argc > 1 && !strcmp(argv[1], "--list");
	at += list;
	if (argc < at + 2)
		return 2;
	for (int i = at + 1; i < argc; i++)
		run_file(argv[i], atof(argv[at]));
	printf("# %u of %u refused cases were found wrong; %u more call kernel functions or have an arena\n", tally.wrong, tally.refused, tally.kfuncs);
	if (tally.wrong * 2 < tally.refused)
		printf("FAIL why.refused_cases: fewer than half were found wrong (%u of %u)\n", tally.wrong, tally.refused);
	else
		printf("ok why.refused_cases\n");
	return failed;
}
