/* SPDX-License-Identifier: Apache-2.0
 * oracle.c - libbpf as the oracle of CO-RE: `oracle [--matches] BTF OBJECT...` loads each object with libbpf against the BTF and
 * compares the instructions that it would give to the kernel with ours, program by program.
 *
 * Whether the kernel then takes them does not matter.  Of several functions of a program only the first is compared, as
 * libbpf lays out the others in another order; what names maps, addresses and functions is left out.
 * With --matches the objects ask whether types match where they asked whether they exist.  With --edits N SEED BTF OBJECT the object's
 * records become others, N times over, each in a process of its own: libbpf trusts what compilers write.
 * When libbpf refuses an object, we must too, and the other way round. */
#include <axiom/object.h>
#include <bpf/libbpf.h>
#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include "edit.h"

static char last_warning[512];
static bool both_refused; /* the last object */
static bool no_maps; /* this Linux refused a map: libbpf stopped before the relocations */

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	char line[512];

	if (level != LIBBPF_WARN)
		return 0;
	vsnprintf(line, sizeof(line), format, args);
	if (strstr(line, "relo")) /* comes before the general complaint */
		memcpy(last_warning, line, sizeof(line));
	no_maps |= strstr(line, "failed to create") != NULL;
	return 0;
}

static void *read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 16;
	char *data = malloc(room);

	*size = 0;
	if (!f) {
		free(data);
		return NULL;
	}
	for (size_t n; (n = fread(data + *size, 1, room - *size, f)) > 0;) {
		*size += n;
		if (*size == room)
			data = realloc(data, room *= 2);
	}
	fclose(f);
	return data;
}

static bool is_load(const struct ax_insn *insn)
{
	return insn->opcode == AX_OP_LDDW;
}

/* Equal but for what stands for maps, addresses and functions. */
static bool same(const struct ax_insn *ours, const struct ax_insn *theirs)
{
	if (ours->opcode != theirs->opcode || ours->dst != theirs->dst || ours->off != theirs->off)
		return false;
	if (is_load(ours) && (ours->src || theirs->src))
		return true;
	if (ours->src != theirs->src)
		return false;
	return ours->imm == theirs->imm || (ours->opcode == AX_OP_CALL && ours->src == AX_CALL_LOCAL);
}

/* NULL, or what differs. */
static const char *compare(const struct ax_object_prog *ours, const struct bpf_program *theirs)
{
	static char text[128];
	const struct ax_insn *insns = (const struct ax_insn *)bpf_program__insns(theirs);
	uint32_t count = ours->func_count > 1 ? ours->func_starts[1] : ours->insn_count;

	if (count > bpf_program__insn_cnt(theirs))
		return "libbpf has fewer instructions";
	for (uint32_t i = 0; i < count; i++) {
		const struct ax_insn *a = &ours->insns[i], *b = &insns[i];

		if (!same(a, b)) {
			snprintf(text, sizeof(text), "instruction %u: %02x dst %u src %u off %d imm %d, libbpf's %02x dst %u src %u "
				 "off %d imm %d", i, a->opcode, a->dst, a->src, a->off, a->imm, b->opcode, b->dst, b->src,
				 b->off, b->imm);
			return text;
		}
		i += is_load(a); /* its second half was compared, or names a map */
	}
	return NULL;
}

/* Turn every question whether a type exists into whether it matches, which needs a newer clang than we ask for. */
static void ask_matches(uint8_t *file)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)file;
	Elf64_Shdr *table = (Elf64_Shdr *)(file + header->e_shoff);
	const char *names = (const char *)file + table[header->e_shstrndx].sh_offset;

	for (int i = 1; i < header->e_shnum; i++) {
		uint32_t *h = (uint32_t *)(file + table[i].sh_offset);

		if (strcmp(names + table[i].sh_name, ".BTF.ext"))
			continue;
		uint32_t *at = (uint32_t *)((uint8_t *)h + h[1] + h[6]), *end = (uint32_t *)((uint8_t *)at + h[7]);

		for (at++; at < end;) { /* record size, then for each section: name, count, records of 16 bytes */
			uint32_t count = at[1];

			for (at += 2; count--; at += 4)
				at[3] = at[3] == 8 ? 12 : at[3];
		}
	}
}

static int open_ours(struct ax_object *out, void *file, size_t size, const struct ax_object_options *options,
		     struct ax_object_error *err)
{
	size_t bytes = 32 << 20;
	struct ax_arena arena;

	ax_arena_init(&arena, malloc(bytes), bytes);
	return ax_object_open_with(out, file, size, &arena, options, err);
}

/* What --edits does to one record: a kind, a type or an instruction of another one, another access, or another number. */
static void change_record(uint8_t *file, uint32_t round, uint32_t seed)
{
	size_t size;
	uint8_t *ext = edit_section(file, ".BTF.ext", &size), *record, *other;
	uint32_t n, state = seed * 2654435761u + round;

	for (uint32_t edits = 1 + round % 2; edits--;) {
		uint32_t word = (state = state * 1664525u + 1013904223u) >> 30, how, value;

		n = (state = state * 1664525u + 1013904223u) >> 8;
		how = (state = state * 1664525u + 1013904223u) >> 28;
		value = (state = state * 1664525u + 1013904223u) >> 8;
		record = edit_record(ext, n);
		other = edit_record(ext, value);
		if (!record || word == 0) /* libbpf looks for no instruction beyond the section */
			continue;
		if (how < 8)
			memcpy(record + 4 * word, other + 4 * word, 4);
		else
			edit_word(record, 16, word, 1 + how % 3, word == 3 ? value % 16 : value);
	}
}

static bool check(const char *path, const char *btf, bool matches, const struct ax_object_options *options, uint32_t round, uint32_t seed)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .btf_custom_path = btf);
	size_t size;
	void *file = read_file(path, &size); /* the object refers to it: kept until the end */
	struct ax_object_error err = {.text = ""};
	struct bpf_program *prog;
	struct ax_object ours;
	struct bpf_object *theirs;
	const char *why = NULL;
	bool refused;
	int rc;

	if (!file) {
		printf("FAIL %s: cannot be read\n", path);
		return false;
	}
	if (matches)
		ask_matches(file);
	if (round)
		change_record(file, round, seed);
	theirs = bpf_object__open_mem(file, size, &opts);
	rc = open_ours(&ours, file, size, options, &err);
	last_warning[0] = 0;
	no_maps = false;
	if (!theirs) {
		printf("skip %s: libbpf does not open it\n", path);
		return true;
	}
	bpf_object__for_each_program(prog, theirs)
		bpf_program__set_autoload(prog, true);
	bpf_object__load(theirs);
	if (no_maps) {
		printf("skip %s: this Linux does not create its maps\n", path);
		bpf_object__close(theirs);
		return true;
	}
	refused = strstr(last_warning, "failed to relocate") || strstr(last_warning, "relocation decision") ||
		  strstr(last_warning, "failed to perform CO-RE");
	if (refused != (rc != 0)) {
		printf("FAIL %s: we say \"%s\", libbpf \"%s\"\n", path, rc ? err.text : "yes", last_warning);
		bpf_object__close(theirs);
		return false;
	}
	both_refused = refused;
	for (uint32_t i = 0; !rc && i < ours.prog_count && !why; i++) {
		prog = bpf_object__find_program_by_name(theirs, ours.progs[i].name);
		why = prog ? compare(&ours.progs[i], prog) : "libbpf has no such program";
		if (why)
			printf("FAIL %s: program %s: %s\n", path, ours.progs[i].name, why);
	}
	if (!why && !round)
		printf("ok %s%s against %s%s\n", path, matches ? ", types match," : "", btf, rc ? ": both refuse" : "");
	bpf_object__close(theirs);
	return !why;
}

/* One round of --edits: 0, 1 where we differ, 2 where both refuse.  A libbpf that dies has no opinion. */
static int edited(const char *path, const char *btf, const struct ax_object_options *options, uint32_t round, uint32_t seed)
{
	pid_t child;
	int status = 0;

	fflush(stdout);
	child = fork();
	if (!child) {
		bool good = check(path, btf, false, options, round, seed);

		if (!good)
			printf("     (round %u of seed %u)\n", round, seed);
		fflush(stdout);
		_exit(!good ? 1 : both_refused ? 2 : 0);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

int main(int argc, char **argv)
{
	struct ax_object_options options = {0};
	unsigned int major, minor, patch = 0;
	struct utsname name;
	int failed = 0, results[256] = {0};

	bool matches = argc > 1 && !strcmp(argv[1], "--matches"), edits = argc > 3 && !strcmp(argv[1], "--edits");
	uint32_t rounds = edits ? (uint32_t)atoi(argv[2]) : 0, seed = edits ? (uint32_t)atoi(argv[3]) : 0;

	argc -= matches + 3 * edits;
	argv += matches + 3 * edits;
	if (argc < 3)
		return 2;
	options.target_btf = read_file(argv[1], &options.target_btf_size);
	if (!options.target_btf) {
		printf("skip core-oracle: no %s\n", argv[1]);
		return 0;
	}
	if (!uname(&name) && sscanf(name.release, "%u.%u.%u", &major, &minor, &patch) >= 2)
		options.kernel_version = major << 16 | minor << 8 | (patch < 255 ? patch : 255);
	options.syscall_wrapper = true;
	libbpf_set_print(keep_warning);
	for (int i = 2; i < argc && !edits; i++)
		failed += !check(argv[i], argv[1], matches, &options, 0, 0);
	for (uint32_t round = 1; round <= rounds; round++)
		results[edited(argv[2], argv[1], &options, round, seed)]++;
	failed += results[1];
	if (edits && !failed)
		printf("%s %s, %u times with other records, against %s: both refuse %d\n", results[2] && results[0] ? "ok" : "FAIL", argv[2],
		       rounds, argv[1], results[2]);
	return failed != 0;
}
